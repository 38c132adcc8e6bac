"""Knowledge distillation: a network learns the probabilities of a teacher besides the labels.

Hinton et al., arXiv 1503.02531: the cross-entropy against the labels and the divergence from the teacher's
probabilities, both sharpened less by a temperature. Teacher and network see the same changed image.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.core.model_file import ModelFileError, file_sha256, load_model
from training.recipes.lineage import manifests_of
from training.recipes.module import CellClassifier, shrunk
from training.recipes.options import OptionError, Options

TEMPERATURE = 2.0


class Teacher(nn.Module):
    """A trained model whose probabilities are learned: 8-bit RGB images -> logits N x K, in the order of ``codes``."""

    def __init__(self, file: Path, codes: Sequence[str], options: Options) -> None:
        """Raises :class:`OptionError` if the model has other classes or sees other parts of the pictures."""
        super().__init__()
        try:
            model, card = load_model(file)
        except ModelFileError as error:
            raise OptionError(f"The teacher {file} {error.reason}.") from error
        if sorted(card.codes) != sorted(codes):
            raise OptionError(f"The teacher {file} knows {', '.join(card.codes)}, the manifests {', '.join(codes)}.")
        for name in ("framing", "background"):
            if getattr(card, name) != getattr(options, name):
                raise OptionError(
                    f"The teacher {file} was trained with {name}={getattr(card, name)}: train with it, too."
                )
        self.sha256, self.manifests = file_sha256(file), manifests_of(card)
        self._network = CellClassifier(model, card.mean, card.std, card.channel_order)
        self._size = card.input_size
        self._places = [card.codes.index(code) for code in codes]
        self.requires_grad_(False)
        self.eval()

    def train(self, mode: bool = True) -> Teacher:
        """Stay in evaluation mode."""
        return super().train(False)

    @torch.no_grad()
    def forward(self, images: Tensor) -> Tensor:
        """N x 3 x S x S, 0 to 255 -> logits N x K. Larger images are shrunk to the teacher's size."""
        logits: Tensor = self._network(shrunk(images, min(self._size, images.shape[-1])))
        return logits[:, self._places]


def divergence(logits: Tensor, taught: Tensor) -> Tensor:
    """Return the mean divergence of a network's probabilities from its teacher's, times the squared temperature."""
    own, theirs = (functional.log_softmax(scores / TEMPERATURE, dim=1) for scores in (logits, taught))
    return functional.kl_div(own, theirs, reduction="batchmean", log_target=True) * TEMPERATURE**2
