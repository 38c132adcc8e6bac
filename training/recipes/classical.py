"""A classical classifier of feature vectors: principal components and a support vector machine, by scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.recipes.metrics import Labels
from training.recipes.options import OptionError
from training.recipes.risk import weights_of

Features = NDArray[np.float32]

PENALTIES = (0.1, 1.0, 10.0, 100.0)
"""Values of C, the penalty for training images on the wrong side, that are tried."""
COMPONENTS = 256
LEARNED = 20_000
"""Training vectors at most, drawn at random: training time grows with their square."""
METHOD = (
    f"each feature scaled to deviation 1, {COMPONENTS} principal components at most, a support vector machine with an"
    f" RBF kernel; its C of {', '.join(f'{c:g}' for c in PENALTIES)} with the best accuracy on the validation part"
    " (images of one origin count as the root of their number)"
)


@dataclass(frozen=True, slots=True)
class Part:
    """N feature vectors (N x F) with the index of the class and the group of common origin ("" for none)."""

    features: Features
    labels: Labels
    groups: Sequence[str]


@dataclass(frozen=True, slots=True)
class Classifier:
    """A fitted classifier: C, the validation score of each C (weighted accuracy), and the number of components."""

    penalty: float
    validation: dict[float, float]
    components: int
    steps: Any

    def __call__(self, features: Features) -> Labels:
        """Return the indices of the classes for N x F features."""
        return np.asarray(self.steps.predict(features), dtype=np.int64)


def require_sklearn() -> None:
    """Raise :class:`OptionError` if scikit-learn is missing."""
    if find_spec("sklearn") is None:
        raise OptionError(
            "The row of the segmented leukocyte needs scikit-learn: pip install scikit-learn, or leave the row out with"
            " --rows plain,cbam."
        )


def learn(train: Part, validation: Part, seed: int = 0, balanced: bool = False) -> Classifier:
    """Fit the classifier on ``train``; ``validation`` chooses C, the smallest of the best values.

    ``balanced``: classes have equal weight. Raises :class:`OptionError` if scikit-learn is missing.
    """
    require_sklearn()
    from sklearn.decomposition import PCA
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    chosen = np.sort(np.random.default_rng(seed).permutation(len(train.labels))[:LEARNED])
    features, labels = train.features[chosen], train.labels[chosen]
    components = min(COMPONENTS, len(features) - 1, features.shape[1])
    reduction = make_pipeline(StandardScaler(), PCA(components, random_state=seed))
    reduced, seen = reduction.fit_transform(features), reduction.transform(validation.features)
    weights = weights_of(validation.labels, validation.groups)
    scored, machines = {}, {}
    for penalty in PENALTIES:
        machine = SVC(C=penalty, kernel="rbf", gamma="scale", class_weight="balanced" if balanced else None)
        machines[penalty] = machine.fit(reduced, labels)
        scored[penalty] = float(np.average(machine.predict(seen) == validation.labels, weights=weights))
    best = max(PENALTIES, key=lambda c: (scored[c], -c))
    return Classifier(best, scored, components, make_pipeline(reduction, machines[best]))
