"""Spectra of pvlib: the same ASTM G173 table as ours, and what is no single spectrum."""

import numpy as np
import pytest

from detbal.adapters.pvlib import illumination_from_series
from detbal.errors import InputError
from detbal.photovoltaics.illumination import Illumination

pvlib = pytest.importorskip("pvlib", reason="pvlib is not installed")


@pytest.mark.parametrize(
    ("column", "ours"),
    [("global", Illumination.am15g()), ("direct", Illumination.am15d()), ("extraterrestrial", Illumination.am0())],
)
def test_reference_spectra_are_ours(column, ours):
    theirs = illumination_from_series(pvlib.spectrum.get_reference_spectra()[column])
    assert theirs.name == column
    assert theirs.power == pytest.approx(ours.power, rel=1e-9)
    gaps = np.array([0.5, 1.12, 1.34, 2.0])
    np.testing.assert_allclose(theirs.photons_above(gaps), ours.photons_above(gaps), rtol=1e-9)


def test_power_is_the_integral_that_pvlib_has():
    series = pvlib.spectrum.get_reference_spectra()["global"]
    expected = np.trapezoid(series.to_numpy(), series.index.to_numpy())
    assert illumination_from_series(series, name="sun").power == pytest.approx(expected, rel=1e-12)


def test_a_dimmed_spectrum_is_found():
    series = pvlib.spectrum.get_reference_spectra()["global"]
    assert illumination_from_series(0.98 * series).power == pytest.approx(0.98 * 1000.37, abs=0.01)


def test_a_frame_is_several_spectra():
    with pytest.raises(InputError, match=r"type DataFrame with the columns 'extra.*'global', 'direct'; give one spec"):
        illumination_from_series(pvlib.spectrum.get_reference_spectra())
    with pytest.raises(InputError, match=r"type list; give one spectrum"):
        illumination_from_series([1.0, 2.0])
