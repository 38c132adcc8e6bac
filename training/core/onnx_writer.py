"""Write a network as an ONNX model, without the package onnx: the few messages that are needed, in their wire format.

ONNX models are protocol buffers (onnx.proto, IR version 8). A message is a row of fields; each begins with its number
and its kind: 0 is a variable-length integer, 2 is bytes (texts, packed numbers and messages) after their length. The
numbers of the fields are those of onnx.proto. The weights stay outside: ONNX Runtime takes them as arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from training.core.tensors import Array

OPSET, IR_VERSION = 17, 8
_MICROSOFT = "com.microsoft"
"""The domain of the operators that only ONNX Runtime has."""
_INT, _STRING, _INTS = 2, 3, 7
"""Kinds of attributes."""
_FLOAT = 1
_ELEMENTS = {np.dtype(np.float32): _FLOAT, np.dtype(np.uint8): 2, np.dtype(np.int8): 3, np.dtype(np.int32): 6}
"""Numbers of the types of elements."""
_EXTERNAL = 1
"""Location of the data of a tensor that is not in the model."""


class GraphWriter:
    """A graph that grows node by node. Values are named in the order in which they are made; ``weights`` by name."""

    def __init__(self) -> None:
        self.weights: dict[str, Array] = {}
        self._nodes: list[bytes] = []

    def weight(self, values: Array) -> str:
        """Add an array of weights (32-bit floats, or integers of 8 or 32 bits), and return its name."""
        name = f"w{len(self.weights)}"
        self.weights[name] = values
        return name

    def add(self, operator: str, *inputs: str, **attributes: int | Sequence[int] | str) -> str:
        """Add a node with one output, and return the name of that. ``operator`` may begin with a domain and a dot."""
        output = f"v{len(self._nodes)}"
        domain, _, kind = operator.rpartition(".")
        fields = [_text(1, name) for name in inputs] + [_text(2, output), _text(4, kind), _text(7, domain)]
        fields += [_message(5, _attribute(name, value)) for name, value in attributes.items()]
        self._nodes.append(_message(1, fields))
        return output

    def model(self, source: str, shape: Sequence[int | str], outputs: Iterable[str]) -> bytes:
        """Return the model with the input ``source`` of that shape; a text is a size that is open.

        The outputs have four sizes, all open.
        """
        graph = [*self._nodes, _text(2, "network")]
        graph += [_message(5, _external_tensor(name, values)) for name, values in self.weights.items()]
        graph += [_message(11, _value(source, shape))]
        graph += [_message(12, _value(name, [f"{name}.{n}" for n in range(4)])) for name in outputs]
        opsets = [_message(8, [_number(2, OPSET)]), _message(8, [_text(1, _MICROSOFT), _number(2, 1)])]
        return b"".join([_number(1, IR_VERSION), _text(2, "WBC Desktop"), _message(7, graph), *opsets])


def _attribute(name: str, value: int | Sequence[int] | str) -> list[bytes]:
    if isinstance(value, str):
        return [_text(1, name), _text(4, value), _number(20, _STRING)]
    if isinstance(value, int):
        return [_text(1, name), _number(3, value), _number(20, _INT)]
    return [_text(1, name), *(_number(8, one) for one in value), _number(20, _INTS)]


def _external_tensor(name: str, values: Array) -> list[bytes]:
    location = _message(13, [_text(1, "location"), _text(2, "memory")])
    sizes = [_number(1, size) for size in values.shape]
    return [*sizes, _number(2, _ELEMENTS[values.dtype]), _text(8, name), location, _number(14, _EXTERNAL)]


def _value(name: str, shape: Sequence[int | str]) -> list[bytes]:
    sizes = [_message(1, [_number(1, n) if isinstance(n, int) else _text(2, n)]) for n in shape]
    tensor = _message(1, [_number(1, _FLOAT), _message(2, sizes)])
    return [_text(1, name), _message(2, [tensor])]


def _number(field: int, value: int) -> bytes:
    return _variable(field << 3) + _variable(value)


def _text(field: int, value: str) -> bytes:
    return _message(field, [value.encode()])


def _message(field: int, parts: Iterable[bytes]) -> bytes:
    content = b"".join(parts)
    return _variable(field << 3 | 2) + _variable(len(content)) + content


def _variable(value: int) -> bytes:
    """Return a non-negative integer, 7 bits in each byte, the lowest first."""
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    found.append(value)
    return bytes(found)
