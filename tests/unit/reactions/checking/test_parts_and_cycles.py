"""Parts of residuals over temperature, cycles of one-way reactions, names."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from detbal.reactions import ReactionNetwork
from detbal.reactions.checking.one_way import one_way_cycle
from detbal.reactions.checking.parts import Part, split
from detbal.reactions.checking.running import running
from detbal.reactions.checking.suspects import suspects
from detbal.reactions.checking.wegscheider import CycleNames, wegscheider_cycles
from detbal.reactions.pairing import process_pairs

T = np.geomspace(1e8, 1e10, 20)


@given(st.lists(st.sampled_from([-3.0, 0.0, 0.5]), min_size=3, max_size=3))
def test_parts_are_recovered(amounts):
    weight, energy, exponent = amounts
    residual = weight + energy * 1e9 / T + exponent * np.log(T / 1e9)
    parts = split(residual[None], T, np.full((1, 20), 1e-9))
    rebuilt = parts.weight[0] + parts.energy[0] / T + parts.exponent[0] * np.log(T / parts.pivot)
    np.testing.assert_allclose(rebuilt, residual, atol=0.03 * max(np.abs(residual).max(), 1e-9))
    assert not parts.which[0] & Part.SHAPE.value


def test_a_shape_is_told_apart():
    parts = split(np.sin(4 * np.log(T))[None], T, np.zeros((1, 20)))
    assert Part.SHAPE in Part(int(parts.which[0]))
    assert parts.shape[0] > 0.3


def test_few_temperatures_cannot_tell():
    parts = split(np.array([[1.0, 1.0], [0.0, 0.0]]), T[:2], np.full((2, 2), 1e-9))
    assert [Part(int(k)) for k in parts.which] == [Part.SHAPE, Part.NONE]


@pytest.mark.parametrize(
    ("one_way", "reversible", "wanted"),
    [
        ([[-1, 1, 0], [0, -1, 1], [1, 0, -1]], [], [0, 1, 2]),
        ([[-1, 1, 0], [0, -1, 1]], [], []),
        ([[-1, 1, 0], [0, -1, 1]], [[1, 0, -1]], [0, 1]),
        ([[-1, 0, 1]], [[-1, 1, 0], [0, -1, 1]], [0]),
        ([[-1, 1, 0]], [[0, -1, 1]], []),
        ([[-2, 1, 0], [1, -0.5, 0]], [], [0, 1]),
    ],
)
def test_cycles_of_one_way_reactions(one_way, reversible, wanted):
    def matrix(rows):
        return csr_array(np.array(rows, dtype=float).reshape(-1, 3))

    assert one_way_cycle(matrix(one_way), matrix(reversible)).tolist() == wanted


def test_suspects_that_stand_in_the_same_cycles_are_all_named():
    ring = ReactionNetwork.from_equations(["A <=> B", "B <=> C", "C <=> A"], [2.0, 1.0, 1.0], [1.0] * 3)
    (found,) = suspects(wegscheider_cycles(running(process_pairs(ring), np.ones(1))))
    assert sorted(found.rows.tolist()) == [0, 1, 2]
    assert found.explained == pytest.approx(1.0)


def test_nothing_open_has_no_suspect():
    ring = ReactionNetwork.from_equations(["A <=> B", "B <=> C"], [2.0, 1.0], [1.0] * 2)
    assert suspects(wegscheider_cycles(running(process_pairs(ring), np.ones(1)))) == ()


def test_several_faults_are_found_one_after_the_other():
    draw = np.random.default_rng(3)
    names = [f"S{k}" for k in range(8)]
    equations = [f"{a} <=> {b}" for k, a in enumerate(names) for b in names[k + 1 :]]
    forward = np.ones(len(equations))
    wrong = {4: 3.0, 17: -2.0, 25: 0.9}
    for row, fault in wrong.items():
        forward[row] = np.exp(fault)
    forward *= np.exp(draw.normal(size=len(forward)) * 1e-3)
    network = ReactionNetwork.from_equations(equations, forward, np.ones(len(equations)))
    found = suspects(wegscheider_cycles(running(process_pairs(network), np.ones(1))))
    assert [int(one.rows[0]) for one in found[:3]] == [4, 17, 25]
    assert all(abs(one.fault) < 0.01 for one in found[3:])
    # Of the complete graph of 8, the fit leaves of a fault 3/4 on its own pair and ±1/8 on those that share a species.
    # What is not yet mended weighs in: S5 ⇌ S6 on S0 ⇌ S5, whereas S2 ⇌ S7 shares nothing with either.
    right = [3.0 + 0.9 * (1 / 8) / (3 / 4), -2.0, 0.9]
    noise = 1e-3 / np.sqrt(3 / 4)  # standard deviation of each
    np.testing.assert_allclose([one.fault for one in found[:3]], right, atol=4 * noise)
    assert found[2].explained > 0.9999


def test_long_cycles_are_shortened_and_distinct():
    cycles = csr_array(np.ones((2, 12)))
    names = CycleNames(cycles, [3, 3], [f"r{k}" for k in range(12)])
    assert names[0].startswith("(r3) + (r0)")
    assert names[0].endswith("and 4 more [cycle 0]")
    assert names[0] != names[1]


def test_pairs_find_their_reverse_whatever_the_order_of_species():
    network = ReactionNetwork.from_equations(["A + B => C + D", "D + C => B + A", "2 A => B"], [1.0, 2.0, 3.0])
    pairs = process_pairs(network)
    assert list(pairs.names) == ["A + B ⇌ C + D", "2 A ⇌ B"]
    assert pairs.two_way.tolist() == [True, False]


def test_derived_reactions_are_the_reverse():
    network = ReactionNetwork.from_equations(["A => B", "B => A"], [1.0, 2.0], derived=[True, False])
    assert list(process_pairs(network).names) == ["B ⇌ A"]
