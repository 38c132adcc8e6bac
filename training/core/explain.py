"""Methods of explanation: class activation maps and the attention, all from one forward pass.

Each method looks at the input of the head, N x C x h x w. Pooling is linear, so the gradient of a class score is the
same at all h * w places there: the slope s of the score with respect to the pooled features, divided by h * w. The
methods that need gradients therefore have closed forms (A: features, P: pooled features, both never negative):

- Grad-CAM (Selvaraju et al., ICCV 2017): the positive part of the sum over channels of s A / (h w).
- HiResCAM (Draelos and Carin, 2020), gradient times activation at each place, is the same map here.
- LayerCAM (Jiang et al., IEEE TIP 2021): only channels with a positive slope.
- Grad-CAM++ (Chattopadhay et al., WACV 2018): its equation 19 becomes 1 / (2 + s P), so that a channel with a positive
  slope has the weight s / (2 + s P). The grad-cam package adds 1e-6 to the denominator, which matters where gradients
  are that small.
- EigenCAM (Muhammad and Yeasin, IJCNN 2020): the first principal component of the features over the places, as the
  package has it. Its sign is open; here it is that of the places with high features. It is the same for every class.

The attention of CBAM (Woo et al., ECCV 2018) is the same for every class, too.
"""

from __future__ import annotations

import torch
from torch import Tensor

from training.core.network import WBCNet

GRAD_CAM, ATTENTION = "grad-cam", "attention"
METHODS = {
    GRAD_CAM: "Grad-CAM",
    "grad-cam++": "Grad-CAM++",
    "layer-cam": "LayerCAM",
    "hires-cam": "HiResCAM",
    "eigen-cam": "EigenCAM",
    ATTENTION: "CBAM attention",
}
"""Methods and their names."""
WITHOUT_CLASS = frozenset({"eigen-cam", ATTENTION})
"""Methods with one map for all classes."""


def class_slopes(model: WBCNet, features: Tensor, context: Tensor) -> tuple[Tensor, Tensor]:
    """Return scores N x K and slopes K x N x C of the features N x C x h x w.

    The slopes are the gradients of each class score with respect to the pooled features. ``context`` N x (D + C) is
    that of ``WBCNet.features_and_context``. It decides the way of a cell, and a branch uses it beside the pooled
    features: that part of its scores has no place in a map.
    """
    pooled = model.head.pool(features).detach().requires_grad_(True)
    with torch.enable_grad():
        logits = model.scores(pooled, context)
        # An image's scores depend only on its own features, so one sum over the batch gives every gradient.
        one_a_class = torch.eye(logits.shape[1], dtype=logits.dtype, device=logits.device)
        (slopes,) = torch.autograd.grad(logits.sum(dim=0), pooled, one_a_class, is_grads_batched=True)
    return logits.detach(), slopes


def explanation(method: str, features: Tensor, slopes: Tensor, where: Tensor) -> Tensor:
    """Return maps N x K x h x w that are never negative, with their own scale; N x 1 x h x w for one without class.

    ``features`` N x C x h x w and ``where`` N x 1 x h x w (the attention) come from the forward pass, ``slopes`` from
    :func:`class_slopes`. Raises ``KeyError`` for an unknown method.
    """
    if method == ATTENTION:
        return where.float()
    if method == "eigen-cam":
        return first_component(features).relu()
    return class_activation(method, features, slopes)


def class_activation(method: str, features: Tensor, slopes: Tensor) -> Tensor:
    """Return the maps N x K x h x w of a method that has one for each class, as :func:`explanation`."""
    return torch.einsum("knc,nchw->nkhw", _WEIGHTS[method](features, slopes), features).relu()


def first_component(features: Tensor) -> Tensor:
    """Return N x 1 x h x w: the places' scores on the first principal component of N x C x h x w features."""
    count, _, height, width = features.shape
    places = features.flatten(2).transpose(1, 2)
    places = places - places.mean(dim=1, keepdim=True)
    left, spread, _ = torch.linalg.svd(places, full_matrices=False)
    scores: Tensor = left[:, :, 0] * spread[:, :1]
    total = places.sum(dim=2)
    along = torch.where((scores * total).sum(dim=1, keepdim=True) < 0, -1.0, 1.0)
    return (along * scores).reshape(count, 1, height, width)


def _gradient(features: Tensor, slopes: Tensor) -> Tensor:
    return slopes / (features.shape[2] * features.shape[3])


def _positive_gradient(features: Tensor, slopes: Tensor) -> Tensor:
    return _gradient(features, slopes).relu()


def _plus_plus(features: Tensor, slopes: Tensor) -> Tensor:
    rising = slopes.relu()
    return rising / (2 + rising * features.mean(dim=(2, 3)))


_WEIGHTS = {
    GRAD_CAM: _gradient,
    "hires-cam": _gradient,
    "layer-cam": _positive_gradient,
    "grad-cam++": _plus_plus,
}
"""The weights of the channels, K x N x C."""
