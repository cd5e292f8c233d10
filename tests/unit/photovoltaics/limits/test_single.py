"""Limits of single junctions: options, extremes, bad input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.limits.diode import StepDiode
from detbal.photovoltaics.limits.pictures import limit_figure, loss_parts
from detbal.photovoltaics.limits.single import best_gap, shockley_queisser
from detbal.photovoltaics.radiation import BOLTZMANN, log_photons_slope
from detbal.plots.render import draw
from detbal.report.tables import figure_tables

KT = BOLTZMANN * 298.15
LAMP = Illumination.of([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], name="lamp")


@settings(max_examples=60, deadline=None)
@given(
    gap=st.floats(0.1, 4.2),
    T=st.floats(1.0, 3000.0),
    concentration=st.floats(1e-3, 46200.0),
)
def test_maximum_power_is_a_maximum(gap: float, T: float, concentration: float) -> None:
    light = np.atleast_1d(concentration * Illumination.am15g().photons_above(gap))
    cell = StepDiode(np.array([gap]), light, BOLTZMANN * T, 1.0)
    voc, vmp = cell.open_circuit(), cell.maximum_power()
    assert 0 < vmp[0] <= voc[0] < gap
    power = vmp * cell.current(vmp)
    for near in (0.9, 0.99, 0.9999):
        assert (near * vmp * cell.current(near * vmp) <= power * (1 + 1e-8)).all()
        up = vmp + (1 - near) * (voc - vmp)
        assert (up * cell.current(up) <= power * (1 + 1e-8)).all()


def test_emission_costs_its_logarithm() -> None:
    """Boltzmann at a wide gap: kT ln of how much more is emitted, in volts."""
    best = shockley_queisser(1.34)
    index = shockley_queisser(1.34, substrate=3.5)
    assert float(best.voc - index.voc) == pytest.approx(KT * np.log(1 + 3.5**2), abs=2e-6)
    assert float(best.voc - shockley_queisser(1.34, elqe=0.01).voc) == pytest.approx(KT * np.log(100), abs=2e-6)
    narrow = shockley_queisser(1.34, etendue=0.5)
    assert float(narrow.voc - best.voc) == pytest.approx(KT * np.log(2), abs=5e-6)


def test_concentration_and_narrow_emission_give_the_same_voltage() -> None:
    many, narrow = shockley_queisser(1.1, concentration=1000), shockley_queisser(1.1, etendue=1e-3)
    assert float(many.voc) == pytest.approx(float(narrow.voc), abs=1e-12)
    assert float(many.efficiency) == pytest.approx(float(narrow.efficiency), rel=1e-10)


def test_shapes_and_a_thousand_gaps() -> None:
    gaps = np.linspace(0.4, 4.0, 1000)
    cells = shockley_queisser(gaps)
    assert cells.efficiency.shape == (1000,)
    assert float(cells.voc[500]) == pytest.approx(float(shockley_queisser(gaps[500]).voc), abs=1e-13)
    assert shockley_queisser(gaps.reshape(10, 100)).to_dataset().jsc.shape == (10, 100)
    assert shockley_queisser(1.1).to_dataset().efficiency.attrs["units"] == "1"
    assert "1000 cells" in str(cells)


def test_cold_cells_lose_no_voltage() -> None:
    cell = shockley_queisser([0.5, 1.1, 2.0], T=1)
    assert (cell.gap - cell.voc < 20 * BOLTZMANN).all()


def test_celsius() -> None:
    assert float(shockley_queisser(1.1, T="25 °C").voc) == pytest.approx(float(shockley_queisser(1.1).voc), abs=1e-12)


@pytest.mark.parametrize(
    ("gap", "options", "message"),
    [
        ([1.1, 5.0], {}, r"gap\[1\] = 5 eV gets no light of AM1.5G.*below 4.428 eV"),
        ([1.1, -1.0], {}, r"gap\[1\] = -1; give finite numbers above 0 \(eV\)"),
        (np.nan, {}, r"gap = nan"),
        ([], {}, r"no gap"),
        (1.1, {"elqe": 50}, r"elqe = 50: in percent\?"),
        (1.1, {"elqe": 0}, r"elqe = 0; give a number above 0, up to 1"),
        (1.1, {"etendue": 200}, r"etendue = 200; give"),
        (1.1, {"concentration": 0}, r"concentration = 0"),
        (1.1, {"substrate": np.inf}, r"substrate = inf"),
        (1.1, {"T": -1}, r"-1"),
        (1.1, {"concentration": 1e25, "illumination": LAMP}, r"light too strong for the gap of 1.1 eV"),
        (1.1, {"substrate": 0.5}, r"substrate = 0\.5; give one finite number of 1 or more"),
        (1.1, {"illumination": Illumination.blackbody(6000), "concentration": 2}, r"fills 2 of the hemisphere"),
        (1.1, {"illumination": Illumination.blackbody(6000), "etendue": 0.5}, r"fills 1 of the hemisphere"),
    ],
)
def test_bad_input(gap: object, options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        shockley_queisser(gap, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"least": 2, "most": 1}, r"least = 2 eV and most = 1 eV; give ascending bounds"),
        ({"least": 5}, r"least = 5 eV and the end of the spectrum = 4 eV"),
        ({"most": 10}, r"most = 10 eV is above 4\.42801 eV, where AM1\.5G \(ASTM G173-03\) ends; give a lower one"),
        ({"least": "a"}, r"least = 'a'; give one finite number above 0"),
        ({"concentration": [1, 2]}, r"concentration has shape \(2,\); give one finite number above 0"),
    ],
)
def test_bounds_of_the_best_gap(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        best_gap(**options)  # type: ignore[arg-type]


def test_the_best_gap_under_a_lamp_that_ends_early() -> None:
    padded = Illumination.of([1.0, 2.0, 2.1, 5.0], [1.0, 1.0, 0.0, 0.0], name="lamp")
    assert 1.0 < float(best_gap(padded).gap) < 2.0
    with pytest.raises(InputError, match=r"most = 3 eV is above 2\.1 eV, where lamp ends"):
        best_gap(padded, most=3)


@pytest.mark.parametrize("T", [1e4, 1e5, 1e6, 1e8, 1e10, 1e12])
def test_cells_hotter_than_the_sun_lose_no_digits(T: float) -> None:
    """All is linear there: half the current at half the voltage. Voc is light over the slope of the emission."""
    cell = shockley_queisser([0.5, 1.1], T=T)
    assert cell.fill_factor == pytest.approx([0.25, 0.25], rel=1e-5 if T == 1e4 else 1e-8)
    slope = np.exp(log_photons_slope(cell.gap, BOLTZMANN * T)) * 1.602176634e-19
    assert cell.voc == pytest.approx(cell.jsc / slope, rel=1e-5)


@given(gap=st.floats(0.35, 4.0), elqe=st.floats(1e-6, 1.0))
@settings(max_examples=30, deadline=None)
def test_losses_add_up(gap: float, elqe: float) -> None:
    parts = loss_parts(gap, elqe=elqe, concentration=3.0)
    assert float(sum(parts.values())) == pytest.approx(1.0, abs=1e-12)
    assert all(float(part) >= 0 for part in parts.values())


def test_the_figure_is_drawn_and_tabulated() -> None:
    figure = limit_figure([1.0, 1.34, 2.0])
    assert figure.values.sum(axis=0) == pytest.approx([100.0] * 3)
    assert len(draw(figure).axes[0].collections) == 5
    assert len(figure_tables(figure, 10)[0].rows) == 3


@pytest.mark.parametrize("T_sun", [301.0, 350.0, 6000.0])
def test_losses_of_a_black_body_count_its_surroundings_once(T_sun: float) -> None:
    """By itself, and by no other name: what thermalises is less than all energy above the gap that is gained."""
    gaps = np.array([0.03, 0.05, 0.2])
    sun = Illumination.blackbody(T_sun)
    parts = loss_parts(gaps, sun, 300)
    assert sum(parts.values()) == pytest.approx(np.ones(3), abs=1e-12)
    assert all((part >= 0).all() for part in parts.values())
    hidden = Illumination.blackbody(300).power_above(gaps) / sun.power
    assert parts["in place of surroundings"] == pytest.approx(hidden, rel=1e-9)
    gained = (sun.power_above(gaps) - Illumination.blackbody(300).power_above(gaps)) / sun.power
    assert (parts["thermalisation"] < gained).all()
    assert "in place of surroundings" not in loss_parts(1.1)  # a table hides none


def test_losses_over_concentrations() -> None:
    parts = loss_parts(1.34, concentration=[1.0, 1000.0])
    assert sum(parts.values()) == pytest.approx(np.ones(2), abs=1e-12)
    assert parts["thermalisation"][0] == pytest.approx(parts["thermalisation"][1], rel=1e-12)
    with pytest.raises(InputError, match=r"give one concentration for a figure over gaps"):
        limit_figure([1.1, 1.4], concentration=[1.0, 10.0])
    with pytest.raises(InputError, match=r"gaps holds entries of type"):
        limit_figure("a")
