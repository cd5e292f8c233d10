"""Reverse-rate coefficients of PRIMAT: (α, β, γ) of α T9^β exp(γ/T9), 390 reactions, from its own table of nuclides."""

import csv
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from detbal.reactions.expectation import expected_log_ratio
from detbal.reactions.network import Counting, ReactionNetwork
from detbal.reactions.nuclides import MassKind
from detbal.reactions.pairing import process_pairs
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.thermochemistry.nuclear import nuclear_thermochemistry

pytestmark = pytest.mark.skipif(find_spec("primat") is None, reason="needs the package primat, for its table")

NAMES = {"a": "he4", "H2": "d", "H3": "t"}
#: GK: from where γ/T9 is thousands to where it vanishes.
T9 = np.array([0.01, 1.0, 1e3])


@pytest.fixture(scope="module")
def rows():
    place = Path(find_spec("primat").origin).parent / "data" / "csv" / "detailed_balance.csv"
    with place.open() as stream:
        return list(csv.DictReader(stream))


def equation(reaction):
    """Write B11_p__a_a_a as an equation; repeated names add up, photons are left out."""
    sides = [
        [NAMES.get(name, name.lower()) for name in side.split("_") if name != "g"] for side in reaction.split("__")
    ]
    return " => ".join(" + ".join(side) for side in sides)


def coefficients(rows, mass=MassKind.NUCLEAR, counting=Counting.PER_SET):
    """Solve for ln α, β, γ of reverse over forward from our expectation at three temperatures."""
    equations = [equation(row["reaction"]) for row in rows]
    network = ReactionNetwork.from_equations(equations, Arrhenius(np.ones(len(rows))), counting=counting)
    thermo = nuclear_thermochemistry(network.species, mass=mass, partition_functions=False)
    found = []
    for k in range(len(rows)):  # one by one: PRIMAT has the same reaction in two spellings
        pairs = process_pairs(network.take([k]).with_thermochemistry(thermo))
        found.append(-expected_log_ratio(pairs, T9 * 1e9)[0][0])
    return np.linalg.solve(np.stack([np.ones(3), np.log(T9), 1 / T9], axis=1), np.array(found).T).T


def table(rows):
    return np.array([[float(row[name]) for name in ("alpha", "beta", "gamma")] for row in rows])


def test_all_rows(rows):
    assert len(rows) == 390
    ours, theirs = coefficients(rows), table(rows)
    assert np.abs(np.exp(ours[:, 0] - np.log(theirs[:, 0])) - 1).max() < 1e-6
    assert np.abs(ours[:, 1] - theirs[:, 1]).max() < 1e-9
    # eight digits of γ, and k in eight digits
    assert np.abs(ours[:, 2] - theirs[:, 2]).max() < 1e-5


def test_masses_of_atoms_are_found_out(rows):
    """The electrons of the lightest are a thousandth of their mass: far more than the table's accuracy."""
    ours, theirs = coefficients(rows, MassKind.ATOMIC), table(rows)
    error = np.abs(np.exp(ours[:, 0] - np.log(theirs[:, 0])) - 1)
    assert 1.3e-3 < error.max() < 1.5e-3


def test_identical_particles_are_found_out(rows):
    """Without their factorials, reactions with n identical partners are off by ln n!, the others are not."""
    ours, theirs = coefficients(rows, counting=Counting.MASS_ACTION), table(rows)
    off = np.round(np.exp(np.abs(ours[:, 0] - np.log(theirs[:, 0]))), 5)
    assert sorted(set(off.tolist())) == [1.0, 2.0, 4.0, 6.0]
