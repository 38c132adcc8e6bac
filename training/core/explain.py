"""Methods of explanation: class activation maps and the attention, all from one forward pass. No torch.

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

import numpy as np

from training.core.tensors import Floats

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


def explanation(method: str, features: Floats, slopes: Floats, attention: Floats) -> Floats:
    """Return maps N x K x h x w that are never negative, with their own scale; N x 1 x h x w for one without class.

    ``features`` N x C x h x w and ``attention`` N x h x w come from the forward pass, ``slopes`` N x K x C from
    ``Head.scores_and_slopes``. Raises ``KeyError`` for an unknown method.
    """
    if method == ATTENTION:
        return attention[:, None]
    if method == "eigen-cam":
        return np.maximum(first_component(features), 0)
    return class_activation(method, features, slopes)


def class_activation(method: str, features: Floats, slopes: Floats) -> Floats:
    """Return the maps N x K x h x w of a method that has one for each class, as :func:`explanation`."""
    count, channels, height, width = features.shape
    weights = _WEIGHTS[method](features, slopes)
    maps = np.maximum(np.matmul(weights, features.reshape(count, channels, height * width)), 0)
    return np.asarray(maps.reshape(count, -1, height, width))


def first_component(features: Floats) -> Floats:
    """Return N x 1 x h x w: the places' scores on the first principal component of N x C x h x w features."""
    count, channels, height, width = features.shape
    places = features.reshape(count, channels, height * width).transpose(0, 2, 1)
    places = places - places.mean(axis=1, keepdims=True)
    left, spread, _ = np.linalg.svd(places, full_matrices=False)
    scores = left[:, :, 0] * spread[:, :1]
    total = places.sum(axis=2)
    along = np.where((scores * total).sum(axis=1, keepdims=True) < 0, -1, 1)
    return np.asarray((along * scores).reshape(count, 1, height, width), np.float32)


def _gradient(features: Floats, slopes: Floats) -> Floats:
    return np.asarray(slopes / (features.shape[2] * features.shape[3]))


def _positive_gradient(features: Floats, slopes: Floats) -> Floats:
    return np.maximum(_gradient(features, slopes), 0)


def _plus_plus(features: Floats, slopes: Floats) -> Floats:
    rising = np.maximum(slopes, 0)
    return np.asarray(rising / (2 + rising * features.mean(axis=(2, 3))[:, None]))


_WEIGHTS = {
    GRAD_CAM: _gradient,
    "hires-cam": _gradient,
    "layer-cam": _positive_gradient,
    "grad-cam++": _plus_plus,
}
"""The weights of the channels, N x K x C."""
