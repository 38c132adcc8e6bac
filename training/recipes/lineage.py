"""What a model learned from, as its card says: manifests, those of the models it began from, and corrected cells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain, permutations
from pathlib import Path

from training.core.model_card import ModelCard
from training.data.manifest import Sample

EARLIER = "earlier_manifests"
"""Key of a card's ``training_data``: manifests of the first weights, of a teacher, and of models in a mean."""
_FEW = 5


def manifests_of(card: ModelCard) -> set[str]:
    """Return the SHA-256 of all manifests that are known to have taught the model (of several: of all together)."""
    own, earlier = card.training_data.get("manifest_sha256"), card.training_data.get(EARLIER)
    return {str(one) for one in (own, *(earlier if isinstance(earlier, list) else ())) if one}


def earlier_manifests(found: Iterable[str], own: str) -> dict[str, list[str]]:
    """Return the entry of a card for manifests that taught it besides its ``own``; empty if there are none."""
    others = sorted(set(found) - {own})
    return {EARLIER: others} if others else {}


def is_of(card: ModelCard, manifests: Sequence[Path]) -> bool:
    """Whether these manifests are all that taught the model according to its file; True if the file does not say."""
    content = [manifest.read_bytes() for manifest in manifests]
    counts = range(1, len(content) + 1) if len(content) <= _FEW else (1,)
    orders = chain([tuple(content)], *(permutations(content, count) for count in counts))
    return manifests_of(card) <= {hashlib.sha256(b"".join(order)).hexdigest() for order in orders}


def learned_corrections(card: ModelCard, samples: Sequence[Sample]) -> list[int]:
    """Return the places of the files that a fine-tuned model learned, as any of its classes."""
    cells = card.training_data.get("cells")
    known = set(cells) if isinstance(cells, list) else set()
    found = []
    for place, sample in enumerate(samples if known else ()):
        with suppress(OSError):  # whoever decodes the file says why
            content = hashlib.sha256(sample.path.read_bytes()).hexdigest()
            if any(cell_digest(content, code) in known for code in card.codes):
                found.append(place)
    return found


def cell_digest(content: str, label: str) -> str:
    """Return what a model file remembers of a learned picture, as the desktop program does (``domain/learning.py``)."""
    return hashlib.sha256(f"{content} {label}".encode()).hexdigest()[:16]
