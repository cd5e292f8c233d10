"""Optimal gaps and maps."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.tandem.limit import Terminals, tandem_limit
from detbal.photovoltaics.tandem.map import tandem_map
from detbal.photovoltaics.tandem.optimum import optimal_gaps
from detbal.plots.render import draw
from detbal.report.tables import figure_tables

SUN = Illumination.am15g()


def test_the_optimum_of_two_is_no_worse_than_any_pair_of_a_grid():
    found = tandem_map(np.arange(1.3, 2.1, 0.004), np.arange(0.7, 1.25, 0.004), SUN)
    best = optimal_gaps(2, SUN)
    assert best.efficiency >= found.best.efficiency
    assert best.efficiency - found.best.efficiency < 1e-3
    # a grid that stays away from it is seen to be worse
    assert tandem_map([1.9, 2.0], [1.2], SUN).best.efficiency < best.efficiency - 0.02


def test_a_junction_more_is_better_and_less_than_the_infinite_tandem():
    sun = Illumination.blackbody(6000)
    gains = [float(optimal_gaps(n, sun, 300).efficiency) for n in (1, 2, 3)]
    assert np.all(np.diff(gains) > 0.05)
    assert gains[-1] < 0.868  # infinitely many, fully concentrated: De Vos (1980)


def test_small_changes_of_the_optimal_gaps_only_cost():
    best = optimal_gaps(4, SUN, terminals=Terminals.INDEPENDENT)
    for k in range(4):
        for step in (-1e-3, 1e-3):
            gaps = best.gaps + step * np.eye(4)[k]
            assert tandem_limit(gaps, SUN, terminals=Terminals.INDEPENDENT).efficiency <= best.efficiency


def test_the_same_call_gives_the_same_gaps():
    assert optimal_gaps(3, SUN).gaps.tolist() == optimal_gaps(3, SUN).gaps.tolist()


@pytest.mark.slow
def test_six_junctions_in_series_have_nearly_equal_photocurrents():
    found = optimal_gaps(6, SUN)
    assert np.ptp(found.photocurrent) < 0.05 * found.photocurrent.mean()
    assert 0.58 < found.efficiency < 0.62


@pytest.mark.parametrize("n", [0, -1, 2.0, True, "two"])
def test_number_of_junctions(n):
    with pytest.raises(InputError, match="give a whole number of junctions, 1 or more"):
        optimal_gaps(n)


def test_map_agrees_with_single_tandems_and_leaves_the_rest_empty():
    found = tandem_map([1.0, 1.5, 1.8], [0.9, 1.0, 1.2], SUN, coupling=True)
    assert np.isnan(found.efficiency).tolist() == [[False] * 3, [True, False, False], [True, False, False]]
    one = tandem_limit([1.8, 1.0], SUN, coupling=True)
    assert found.efficiency[1, 2] == pytest.approx(float(one.efficiency), rel=1e-12)
    assert float(found.best.efficiency) == pytest.approx(np.nanmax(found.efficiency), rel=1e-12)


def test_map_is_drawn_and_told():
    found = tandem_map(np.linspace(1.3, 2.0, 9), np.linspace(0.7, 1.2, 8), SUN)
    axes = draw(found.figure).axes
    assert [one.get_ylabel() for one in axes] == ["bottom gap / eV", "efficiency / %"]
    assert axes[0].get_xlabel() == "top gap / eV"
    assert found.figure.levels[-1] < np.nanmax(found.figure.values)
    row = figure_tables(found.figure, 3)[0].rows[0]
    assert float(row[2]) == pytest.approx(100 * float(found.best.efficiency), rel=1e-3)


@pytest.mark.parametrize(
    ("top", "bottom", "said"),
    [
        ([1.8, 1.6], [1.0], r"top\[1\] = 1\.6; give finite gaps above 0 eV, strictly ascending"),
        ([1.8], [np.nan], r"bottom\[0\] = nan"),
        ([[1.8]], [1.0], r"top has shape \(1, 1\)"),
        ([1.0], [1.1], r"give at least one top gap above a bottom gap"),
    ],
)
def test_bad_maps(top, bottom, said):
    with pytest.raises(InputError, match=said):
        tandem_map(top, bottom, SUN)


def test_map_dataset():
    pytest.importorskip("xarray")
    data = tandem_map([1.6, 1.7], [1.0], SUN).to_dataset()
    assert data.efficiency.shape == (1, 2)


def test_map_in_one_line_and_with_one_concentration():
    found = tandem_map([1.6, 1.7], [1.0, 1.1], SUN)
    assert repr(found) == "2 top by 2 bottom gaps; best: gaps 1.7, 1 eV in series at 298.15 K: 44.49%"
    for call in (lambda: tandem_map([1.6], [1.0], concentration=[1, 2]), lambda: optimal_gaps(2, concentration=[1, 2])):
        with pytest.raises(InputError, match=r"concentration has shape \(2,\); give one finite number above 0"):
            call()


def test_no_light_is_no_optimum():
    with pytest.raises(InputError, match=r"an illumination of 0 throughout"):
        optimal_gaps(2, Illumination.of([1.0, 2.0], [0.0, 0.0], name="night"))
