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
from detbal.photovoltaics.radiation import BOLTZMANN
from detbal.plots.render import draw
from detbal.report.tables import figure_tables

KT = BOLTZMANN * 298.15


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
    assert "1000 gaps" in str(cells)


def test_cold_cells_lose_no_voltage() -> None:
    cell = shockley_queisser([0.5, 1.1, 2.0], T=1)
    assert (cell.gap - cell.voc < 20 * BOLTZMANN).all()


def test_celsius() -> None:
    assert float(shockley_queisser(1.1, T="25 °C").voc) == pytest.approx(float(shockley_queisser(1.1).voc), abs=1e-12)


@pytest.mark.parametrize(
    ("gap", "options", "message"),
    [
        ([1.1, 5.0], {}, r"gap\[1\] = 5 eV gets no light of AM1.5G.*below 4.428 eV"),
        ([1.1, -1.0], {}, r"gap\[1\] = -1; give finite gaps above 0 eV"),
        (np.nan, {}, r"gap = nan"),
        ([], {}, r"no gap"),
        (1.1, {"elqe": 50}, r"elqe = 50: in percent\?"),
        (1.1, {"elqe": 0}, r"elqe = 0; give one number above 0 and up to 1"),
        (1.1, {"etendue": 200}, r"etendue = 200; give"),
        (1.1, {"concentration": 0}, r"concentration = 0"),
        (1.1, {"substrate": np.inf}, r"substrate = inf"),
        (1.1, {"T": -1}, r"-1"),
        (1.1, {"concentration": 1e18}, r"light too strong for the gap of 1.1 eV"),
        (1.1, {"illumination": Illumination.blackbody(6000), "concentration": 2}, r"fills 2 of the hemisphere"),
        (1.1, {"illumination": Illumination.blackbody(6000), "etendue": 0.5}, r"fills 1 of the hemisphere"),
    ],
)
def test_bad_input(gap: object, options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        shockley_queisser(gap, **options)  # type: ignore[arg-type]


def test_bounds_of_the_best_gap() -> None:
    with pytest.raises(InputError, match=r"bounds 2 and 1"):
        best_gap(least=2, most=1)


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
