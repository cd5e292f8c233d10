"""A measured EQE and EL of an organic cell, as the package pvvoltloss (BSD 3-clause) brings them.

The files hold no errors, and do not say whether the EL is per nm or per eV, nor the temperature. What is asserted is
what the data bear: room temperature in the overlap of the edge, and disagreement elsewhere.
"""

from importlib.resources import files

import numpy as np
import pytest

from detbal import Status
from detbal.photovoltaics.luminescence import Counted, Interval, Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.reciprocity.causes import Unexplained
from detbal.photovoltaics.reciprocity.check import check_pair
from detbal.photovoltaics.reciprocity.complete import radiative_saturation_current
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair
from detbal.photovoltaics.reciprocity.stitch import complete_pair
from detbal.photovoltaics.reciprocity.thermometer import thermometer_pair

pytest.importorskip("pvvoltloss")
EDGE = (1.3, 1.5)


def table(name, delimiter=None):
    text = (files("pvvoltloss") / "data" / "examples" / name).read_text()
    return np.genfromtxt(text.splitlines(), delimiter=delimiter)


def measured(per):
    eqe, el = table("example_EQE.csv", ","), table("example_EL.csv")
    return ReciprocalPair.of(
        QuantumEfficiency.of(eqe[:, 0], eqe[:, 1], percent=True),
        Luminescence.of(el[:, 0], el[:, 1], per=per, counted=Counted.PHOTONS),
        300,
    )


@pytest.mark.parametrize("per", Interval)
def test_the_edge_is_at_room_temperature_in_either_unit(per):
    """The two units differ by 11 K at this edge: too little to tell which it is, with the temperature unknown."""
    reading = thermometer_pair(measured(per), window=EDGE)
    assert 285 < reading.T < 312
    assert reading.misfit < 0.08


def test_the_two_units_differ_by_two_kT_over_the_gap():
    """2 ln E has the slope 2/E, so that 1/kT differs by as much."""
    per_energy, per_nm = (thermometer_pair(measured(per), window=EDGE).kT for per in Interval)
    assert 1 / per_nm - 1 / per_energy == pytest.approx(2 / 1.39, rel=0.05)


def test_without_errors_the_pair_is_broken_and_no_cause_alone_explains_it():
    verdict = check_pair(measured(Interval.ENERGY), window=EDGE)
    assert verdict.status is Status.BROKEN
    assert isinstance(verdict.findings[0], Unexplained)


def test_within_a_quarter_of_a_nat_it_is_reciprocal_at_the_edge():
    assert check_pair(measured(Interval.ENERGY), window=EDGE, tol=0.25).status is Status.BALANCED


def test_all_of_the_overlap_is_not_reciprocal_at_any_temperature():
    """Below 1.2 eV the EQE ends in its floor, and above 1.6 eV the EL in its own."""
    assert thermometer_pair(measured(Interval.ENERGY)).misfit > 1


def test_the_tail_from_the_el_is_below_the_floor_of_the_eqe():
    """Below 0.8 eV the EL rises again, at the end of its detector: no emission of this cell, and left out by hand."""
    pair = measured(Interval.ENERGY)
    made = complete_pair(pair, window=(1.3, 1.4), lowest=0.85)
    assert made.join == pytest.approx(1.3, abs=0.01)
    assert made.eqe.energy[0] == pytest.approx(0.85, abs=0.002)
    assert (made.eqe.at([1.15, 1.2]) < pair.eqe.at([1.15, 1.2])).all()
    assert radiative_saturation_current(made.eqe, 300) < radiative_saturation_current(pair.eqe, 300)
