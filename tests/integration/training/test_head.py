"""Scores and slopes of the head in NumPy agree with the torch modules and with autograd."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from training.core import network
from training.core.architecture import Architecture
from training.core.branch import Branch, Ending, branch_scores, scaled_to_one, way_of
from training.core.head import NEVER, Head
from training.core.tensors import Tensors

pytestmark = pytest.mark.slow

CELLS, OWN, ALL = 6, 4, 5
AVERAGES, FEATURES = Architecture().averages, Architecture().features


@dataclass(frozen=True)
class Case:
    """The head of a network with random weights, the same in NumPy, and cells of all ways."""

    dense: nn.Sequential
    branches: list[Branch]
    ours: Head
    pooled: Tensor
    context: Tensor

    def scores(self, pooled: Tensor) -> Tensor:
        own: Tensor = self.dense(pooled)
        return branch_scores(self.branches, own, pooled, self.context) if self.branches else own


def case(seed: int, hidden: tuple[int, ...], deep: tuple[bool, ...]) -> Case:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        names = tuple(f"L{n}" for n in range(len(deep)))
        of_deep = tuple(name for name, one in zip(names, deep, strict=True) if one)
        own = OWN if names else 0
        options = Architecture(hidden=hidden, branches=names, deep=of_deep, own_classes=own)
        classes = ALL if names else OWN
        head = network.Head(FEATURES, hidden, 0.0, OWN)
        norm = head.dense[0]
        for values, low in ((norm.running_mean, -0.5), (norm.running_var, 0.1), (norm.weight, 0.5), (norm.bias, -0.5)):
            nn.init.uniform_(values.data, low, low + 1)
        ending = Ending(nn.Identity(), nn.Identity(), nn.Identity())
        branches = [Branch(AVERAGES, FEATURES, classes, ending if one else None) for one in deep]
        for branch in branches:
            nn.init.normal_(branch.switch.weight, 0, 10)
            if branch.deep_head is not None:
                branch.temperature.fill_(0.6)
                nn.init.normal_(branch.deep_head.weight, 0, 0.5)
        pooled = torch.rand(CELLS, FEATURES)
        context = torch.cat((torch.randn(CELLS, AVERAGES) / 40, scaled_to_one(torch.rand(CELLS, FEATURES))), dim=1)
    modules = nn.ModuleDict({"head": head, "branches": nn.ModuleList(branches)}).eval()
    tensors = Tensors({name: value.numpy() for name, value in modules.state_dict().items()})
    return Case(head.dense, branches, Head(tensors, options, classes), pooled, context)


@settings(max_examples=30, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from([(), (7,), (9, 6)]),
    st.sampled_from([(), (False,), (True,), (False, True, False)]),
)
def test_scores_and_slopes_agree_with_autograd(seed: int, hidden: tuple[int, ...], deep: tuple[bool, ...]) -> None:
    given_case = case(seed, hidden, deep)
    pooled = given_case.pooled.requires_grad_(True)
    expected = given_case.scores(pooled)
    way = given_case.ours.way(given_case.context.numpy())
    if deep:
        assert way.tolist() == way_of(given_case.branches, given_case.context).tolist()
    scores, slopes = given_case.ours.scores_and_slopes(pooled.detach().numpy(), given_case.context.numpy(), way)
    assert scores == pytest.approx(expected.detach().numpy(), abs=1e-4)
    for k in range(expected.shape[1]):
        (wanted,) = torch.autograd.grad(expected[:, k].sum(), pooled, retain_graph=True)
        assert slopes[:, k] == pytest.approx(wanted.numpy(), abs=1e-5)
    if deep:
        assert (scores[way == 0, OWN:] == NEVER).all()


def test_all_ways_are_tried() -> None:
    cases = [case(seed, (7,), (False, True)) for seed in range(8)]
    assert {int(way) for one in cases for way in one.ours.way(one.context.numpy())} == {0, 1, 2}


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.permutations(range(CELLS)), st.integers(1, CELLS))
def test_digits_of_a_cell_do_not_depend_on_its_batch(seed: int, order: list[int], count: int) -> None:
    given_case = case(seed, (9, 6), (False, True))
    pooled, context = given_case.pooled.numpy(), given_case.context.numpy()
    way = given_case.ours.way(context)
    scores, slopes = given_case.ours.scores_and_slopes(pooled, context, way)
    some = np.array(order[:count])
    assert given_case.ours.way(context[some]).tolist() == way[some].tolist()
    few, few_slopes = given_case.ours.scores_and_slopes(pooled[some], context[some], way[some])
    assert np.array_equal(few, scores[some])
    assert np.array_equal(few_slopes, slopes[some])


def test_tensors_that_do_not_fit_are_refused() -> None:
    sound = case(1, (7,), ())
    assert sound.ours.branches == 0
    tensors = {f"head.dense.{name}": value.numpy() for name, value in sound.dense.state_dict().items()}
    Head(Tensors(tensors), Architecture(hidden=(7,)), OWN)
    for options, classes in ((Architecture(hidden=(8,)), OWN), (Architecture(hidden=(7,)), OWN + 1)):
        with pytest.raises(ValueError, match="no tensor head"):
            Head(Tensors(tensors), options, classes)
    with pytest.raises(ValueError, match="own head"):
        Head(Tensors(tensors), Architecture(hidden=(7,), branches=("A",), own_classes=OWN + 1), OWN)
