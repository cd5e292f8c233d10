"""Axes of limits over gaps and concentrations."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.photovoltaics import shockley_queisser, tandem_limit
from detbal.photovoltaics.labelled import axis_names

GAPS, SUNS = np.array([1.1, 1.4, 1.7]), np.array([1.0, 30.0, 1000.0, 40_000.0])


def test_concentration_is_an_axis_of_single_limits():
    pytest.importorskip("xarray")
    both = shockley_queisser(GAPS[:, None], concentration=SUNS)
    assert both.efficiency.shape == (3, 4)
    for j, k in np.ndindex(3, 4):
        one = shockley_queisser(GAPS[j], concentration=SUNS[k])
        assert float(both.efficiency[j, k]) == pytest.approx(float(one.efficiency), rel=1e-13)
    data = both.to_dataset()
    assert data.efficiency.dims == ("cell", "concentration")
    assert data.concentration.values.tolist() == SUNS.tolist()
    assert float(data.efficiency.sel(concentration=30.0)[0]) == float(both.efficiency[0, 1])
    assert shockley_queisser(1.1, concentration=SUNS).to_dataset().voc.dims == ("concentration",)
    assert shockley_queisser(GAPS).to_dataset().voc.dims == ("cell",)
    pairs = shockley_queisser(GAPS, concentration=SUNS[:3]).to_dataset()  # one by one: no axis of its own
    assert pairs.concentration.dims == ("cell",)


@pytest.mark.parametrize("coupling", [False, True])
def test_concentration_is_an_axis_of_tandems(coupling):
    pytest.importorskip("xarray")
    gaps = np.array([[1.7, 1.1], [1.6, 0.9]])
    both = tandem_limit(gaps[:, None, :], concentration=SUNS, coupling=coupling)
    assert both.voltage.shape == (2, 4, 2)
    for j, k in np.ndindex(2, 4):
        one = tandem_limit(gaps[j], concentration=SUNS[k], coupling=coupling)
        assert float(both.efficiency[j, k]) == pytest.approx(float(one.efficiency), rel=1e-12)
    data = both.to_dataset()
    assert data.voltage.dims == ("tandem", "concentration", "junction")
    assert data.concentration.values.tolist() == SUNS.tolist()


def test_an_axis_is_named_after_what_changes_along_it():
    one, many = np.ones((2, 3)), np.broadcast_to([1.0, 2.0, 3.0], (2, 3))
    assert axis_names("cell", one, many) == ("cell", "concentration")
    assert axis_names("cell", many, many) == ("cell_0", "cell_1")
    assert axis_names("cell", one, one) == ("cell_0", "cell_1")
    assert axis_names("cell", one, np.arange(6.0).reshape(2, 3)) == ("cell_0", "cell_1")  # changes along both


def test_shapes_that_do_not_fit():
    with pytest.raises(InputError, match=r"gaps of shape \(3,\) and a concentration of shape \(4,\); give shapes that"):
        shockley_queisser(GAPS, concentration=SUNS)
    with pytest.raises(InputError, match=r"gaps of shape \(3,\) and a concentration of shape \(4,\)"):
        tandem_limit(np.stack((GAPS + 0.5, GAPS - 0.1), axis=-1), concentration=SUNS)
    with pytest.raises(InputError, match=r"concentration\[1\] = 0; give finite numbers above 0"):
        shockley_queisser(1.1, concentration=[1, 0])
