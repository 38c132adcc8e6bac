"""Parts of a training step against their formulas: loss, sizes, averaged weights, test-time flips."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from training.core.network import Architecture, WBCNet
from training.recipes.average import averaged
from training.recipes.module import CellClassifier, loss_of, mix_styles, shrunk
from training.recipes.tta import flipped_logits


def test_images_are_normalised_as_prediction_does() -> None:
    model = WBCNet(2, Architecture(width=4))
    images = torch.randint(0, 256, (2, 3, 8, 8), dtype=torch.uint8)
    mean, std = (1.0, 2.0, 3.0), (4.0, 5.0, 6.0)
    by_hand = (images.flip(1).double() - torch.tensor(mean).view(3, 1, 1)) / torch.tensor(std).view(3, 1, 1)
    assert torch.allclose(CellClassifier(model, mean, std, "BGR").normalised(images).double(), by_hand, atol=1e-5)
    assert not torch.allclose(CellClassifier(model, mean, std, "RGB").normalised(images).double(), by_hand)


def test_loss_is_categorical_cross_entropy() -> None:
    logits, labels = torch.tensor([[2.0, 0.0, -1.0], [0.5, 0.5, 0.0]]), torch.tensor([0, 2])
    plain = loss_of(logits, labels, labels, 1.0, None, 0.0)
    by_hand = -logits.softmax(1)[torch.arange(2), labels].log().mean()
    assert torch.allclose(plain, by_hand)
    others = torch.tensor([1, 0])
    mixed = loss_of(logits, labels, others, 0.7, None, 0.0)
    assert torch.allclose(mixed, 0.7 * plain + 0.3 * functional.cross_entropy(logits, others))
    weighted = loss_of(logits, labels, labels, 1.0, torch.tensor([1.0, 1.0, 9.0]), 0.0)
    assert weighted > plain
    assert loss_of(logits, labels, labels, 1.0, None, 0.1) != plain


def test_resized_images_keep_their_brightness() -> None:
    images = torch.randint(0, 256, (2, 3, 64, 64), dtype=torch.uint8)
    small = shrunk(images, 32)
    assert small.shape == (2, 3, 32, 32)
    assert small.mean().item() == pytest.approx(images.float().mean().item(), rel=0.01)
    assert shrunk(images, 64) is images


def test_averaged_weights_and_norms_follow_slowly() -> None:
    model = WBCNet(2, Architecture(width=4, hidden=(4,)))
    average = averaged(model, 0.5)
    weight, norm = model.head.dense[-1].weight, model.head.dense[0]
    assert isinstance(weight, Tensor)
    with torch.no_grad():
        weight.fill_(0.0)
        average.update_parameters(model)
        weight.fill_(1.0)
        norm.running_mean.fill_(8.0)  # type: ignore[union-attr, operator]
        norm.num_batches_tracked.fill_(5)  # type: ignore[union-attr, operator]
        average.update_parameters(model)
    followed = average.module.head.dense
    keep = 2 / 11  # the second step: less than 0.5, as the average is young
    assert torch.allclose(followed[-1].weight, torch.full_like(weight, 1 - keep))
    assert torch.allclose(followed[0].running_mean, torch.full((2048,), 8.0 * (1 - keep)))
    assert int(followed[0].num_batches_tracked) == 5
    for _ in range(60):
        average.update_parameters(model)
    assert torch.allclose(followed[-1].weight, torch.ones_like(weight))


def test_mixed_styles_keep_the_shapes_and_exchange_the_statistics() -> None:
    """After the first stage each image has its own normalised features, with a mixture of two images' statistics."""
    torch.manual_seed(0)
    plain = WBCNet(2, Architecture(width=8, hidden=(4,)))
    mixing = WBCNet(2, Architecture(width=8, hidden=(4,)))
    mixing.load_state_dict(plain.state_dict())
    mix_styles(mixing, 1.0)
    images = torch.rand(6, 3, 32, 32) * torch.arange(1, 7).view(6, 1, 1, 1)

    def after_first_stage(model: WBCNet) -> Tensor:
        found = images
        for name, child in model.backbone.named_children():
            found = child(found)
            if name == "layer1":
                return found
        raise AssertionError

    def normalised(features: Tensor) -> Tensor:
        mean, deviation = features.mean(dim=(2, 3), keepdim=True), features.std(dim=(2, 3), keepdim=True)
        return (features - mean) / (deviation + 1e-6)

    for model in (plain, mixing):
        model.train()
    own, mixed = after_first_stage(plain), after_first_stage(mixing)
    alive = own.std(dim=(2, 3)) > 0.05
    assert not torch.allclose(own, mixed, atol=1e-3)
    assert torch.allclose(normalised(own)[alive], normalised(mixed)[alive], atol=1e-2)
    means, found = own.mean(dim=(2, 3)), mixed.mean(dim=(2, 3))
    assert bool((found <= means.amax(dim=0) + 1e-4).all() and (found >= means.amin(dim=0) - 1e-4).all())
    for model in (plain, mixing):
        model.eval()
    assert torch.equal(after_first_stage(plain), after_first_stage(mixing)), "prediction is not changed"
    copy = averaged(mixing.train(), 0.5).eval()
    assert torch.equal(after_first_stage(copy.module), after_first_stage(mixing.eval())), "nor is validation"


@pytest.mark.parametrize("copies", [1, 2, 4, 8])
def test_flips_are_averaged(copies: int) -> None:
    seen: list[Tensor] = []

    def corner(images: Tensor) -> Tensor:
        seen.append(images)
        return images[:, :2, 0, 0]

    batch = torch.arange(2 * 3 * 4 * 4, dtype=torch.float32).view(2, 3, 4, 4)
    found = flipped_logits(corner, batch, copies)
    assert len({v.contiguous().numpy().tobytes() for v in seen}) == len(seen) == copies
    assert torch.allclose(found, torch.stack([v[:, :2, 0, 0] for v in seen]).mean(0))
    if copies == 8:  # whichever way the picture lies, the same is said of it
        assert torch.allclose(found, flipped_logits(corner, batch.rot90(1, (2, 3)), 8))
    with pytest.raises(ValueError, match="1, 2, 4 or 8"):
        flipped_logits(corner, batch, 3)
