"""The network, its loss, its optimiser and its validation, as Lightning wants them."""

from __future__ import annotations

from typing import Any

import lightning
import torch
from torch import Tensor, nn
from torch.nn import functional
from torchmetrics.classification import MulticlassAccuracy

from training.core.network import WBCNet
from training.recipes.options import Options


class CellClassifier(lightning.LightningModule):
    """Takes images of 8 bits (N x 3 x S x S, RGB) and Z-scores them on the device with ``mean`` and ``std``."""

    def __init__(
        self, model: WBCNet, options: Options, mean: tuple[float, ...], std: tuple[float, ...], steps: int
    ) -> None:
        super().__init__()
        self.model = model
        self.options = options
        self._steps = steps
        self.mean: Tensor
        self.std: Tensor
        self.register_buffer("mean", torch.tensor(mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(1, 3, 1, 1), persistent=False)
        self.loss = nn.CrossEntropyLoss(label_smoothing=options.label_smoothing)
        self.train_accuracy = MulticlassAccuracy(model.classes, average="micro")
        self.accuracy = MulticlassAccuracy(model.classes, average="micro")
        self.balanced = MulticlassAccuracy(model.classes, average="macro")

    def forward(self, images: Tensor) -> Tensor:
        """8-bit RGB images -> logits."""
        values = images.float()
        if self.options.channel_order == "BGR":
            values = values.flip(1)
        values = (values - self.mean) / self.std
        logits: Tensor = self.model(values.contiguous(memory_format=torch.channels_last))
        return logits

    def training_step(self, batch: tuple[Tensor, Tensor], index: int) -> Tensor:
        """One batch; images are shrunk while the run is in its early part."""
        images, labels = batch
        options = self.options
        if options.early_size and self.current_epoch < options.early_share * options.epochs:
            size = (options.early_size, options.early_size)
            images = functional.interpolate(images.float(), size, mode="bilinear", antialias=True)
        logits = self(images).float()
        loss: Tensor = self.loss(logits, labels)
        self.train_accuracy(logits, labels)
        self.log("loss", loss, on_step=False, on_epoch=True, batch_size=len(labels))
        self.log("accuracy", self.train_accuracy, on_step=False, on_epoch=True)
        return loss

    def validation_step(self, batch: tuple[Tensor, Tensor], index: int) -> None:
        """The same images every time, at full size."""
        images, labels = batch
        logits = self(images).float()
        self.accuracy(logits, labels)
        self.balanced(logits, labels)
        loss = functional.cross_entropy(logits, labels)
        self.log("val_loss", loss, on_epoch=True, batch_size=len(labels))
        self.log("val_accuracy", self.accuracy, on_epoch=True)
        self.log("val_balanced_accuracy", self.balanced, on_epoch=True)

    def rate(self, step: int) -> float:
        """The learning rate's factor at a step: a rise over an epoch, level, and a straight fall at the end."""
        total = self._steps * self.options.epochs
        fall = max(self.options.cooldown * total, 1.0)
        return max(min(1.0, (step + 1) / self._steps, (total - step) / fall), 1e-4)

    def configure_optimizers(self) -> Any:
        """AdamW; decay on matrices and kernels only."""
        decayed = [p for p in self.model.parameters() if p.requires_grad and p.ndim > 1]
        plain = [p for p in self.model.parameters() if p.requires_grad and p.ndim <= 1]
        optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": self.options.weight_decay}, {"params": plain, "weight_decay": 0.0}],
            lr=self.options.learning_rate,
        )
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, self.rate)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}
