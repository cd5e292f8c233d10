"""Infrared absorption against real data: COF-1's dipoles from a simulation, liquid water as measured."""

from pathlib import Path

import numpy as np
import pytest

from detbal.spectra.correction import Correction
from detbal.spectra.estimation.estimate import estimate
from detbal.spectra.estimation.forms import Form
from detbal.spectra.kind import Kind
from detbal.spectra.observables.absorption import Absorption
from detbal.spectra.observables.infrared import dipole_spectrum, infrared_absorption
from detbal.spectra.observables.refractive_index import KramersKronig
from detbal.spectra.spectrum import replace_in

DATA = Path(__file__).parents[3] / "shared" / "data" / "spectra"
COF1 = DATA / "cof1_dipole_5000x2.5fs_300K.xyz"
WATER = DATA / "water_ir_experiment.txt"

pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="../shared/data is not here: it comes with the project's CI only"
)

#: The file holds neither the volume of the cell nor the unit of the dipole: absolute values are as if these were so.
CELL = {"volume": "1000 A^3", "dipole": "D", "T": 300}
#: Bands of COF-1, cm⁻¹: far enough apart for both estimators.
BANDS = ((330.0, 420.0), (600.0, 760.0), (1150.0, 1295.0), (1295.0, 1410.0), (1430.0, 1550.0))


def periodogram_of_differences():
    """ω² |M(ω)|² from numpy alone: Hann-weighted halves-overlapping segments of the steps of the dipole."""
    rows = [line.split()[1:4] for line in COF1.read_text().splitlines() if len(line.split()) == 4]
    steps = np.diff(np.array(rows, dtype=float), axis=0) / 2.5e-15
    taper = np.hanning(801)[:-1, None]
    power = sum(np.abs(np.fft.rfft(taper * steps[k : k + 800], axis=0)) ** 2 for k in range(0, len(steps) - 799, 400))
    frequency = np.fft.rfftfreq(800, 2.5e-15)
    # a difference shows sin(ωdt/2)/(ωdt/2) of the derivative
    return frequency / 2.99792458e10, power.sum(axis=1) / np.sinc(frequency * 2.5e-15) ** 2


@pytest.fixture(scope="module")
def absorption():
    found = estimate(COF1, dt="2.5 fs", unit="cm^-1", lags=800, form=Form.DERIVATIVE)
    return infrared_absorption(found.spectrum, **CELL)


def test_bands_of_cof1_are_where_an_independent_estimator_has_them(absorption):
    nu, power = periodogram_of_differences()
    own = Absorption(nu, power, unit="cm^-1")
    total = sum(absorption.band(*ends).area for ends in BANDS), sum(own.band(*ends).area for ends in BANDS)
    for ends in BANDS:
        here, there = absorption.band(*ends), own.band(*ends)
        assert here.centre == pytest.approx(there.centre, abs=5.0)  # the points are 8 and 17 cm⁻¹ apart
        share = here.area / total[0], there.area / total[1]
        # the two weigh the ends of a short record differently: as much as the error of the area
        assert share[0] == pytest.approx(share[1], abs=3 * here.area_error / total[0])
    inside = (absorption.omega > 1150) & (absorption.omega < 1410)
    strongest = absorption.omega[inside][np.argmax(absorption.n_alpha[inside])]
    assert strongest == pytest.approx(1262.0, abs=13.0)
    signal = absorption.n_alpha[inside] / absorption.errors[inside]
    assert 2 < np.median(signal) < 20


def test_a_time_step_in_the_wrong_unit_moves_the_bands(absorption):
    nu, power = periodogram_of_differences()
    wrong = estimate(COF1, dt="2.5 fs", unit="cm^-1", lags=800, form=Form.DERIVATIVE).spectrum
    wrong = replace_in(wrong, omega=wrong.omega * 2 * np.pi)  # cycles taken for radians
    moved = infrared_absorption(wrong, **CELL)
    peaks = moved.omega[np.argmax(moved.n_alpha)], nu[np.argmax(power)]
    assert peaks[0] / peaks[1] == pytest.approx(2 * np.pi, rel=0.01)
    assert absorption.omega[np.argmax(absorption.n_alpha)] / peaks[1] == pytest.approx(1.0, rel=0.01)


def test_the_axis_of_cof1_in_other_units(absorption):
    radians = estimate(COF1, dt="2.5 fs", unit="fs", lags=800, form=Form.DERIVATIVE)
    other = infrared_absorption(radians.spectrum, **CELL).in_unit("cm^-1")
    np.testing.assert_allclose(other.omega, absorption.omega, rtol=1e-12)
    np.testing.assert_allclose(other.n_alpha, absorption.n_alpha, rtol=1e-9)


@pytest.fixture(scope="module")
def water():
    """Bertie and Lan's nα (10³/cm in the file, one point twice) with n by Kramers-Kronig; ε = 1.76 = 1.327² at 1 μm."""
    table = np.loadtxt(WATER)
    nu, place = np.unique(table[:, 0], return_inverse=True)
    n_alpha = np.bincount(place, table[:, 1]) / np.bincount(place) * 1e5
    return Absorption(nu, n_alpha, unit="cm^-1", T=298, refractive_index=KramersKronig(1.327**2))


# Hale and Querry, Appl. Opt. 12, 555 (1973), 25 °C: wavelength in μm, n, k. Other measurements of the same liquid.
HALE_QUERRY = [
    (2.80, 1.142, 0.115),
    (2.95, 1.292, 0.298),
    (3.20, 1.478, 0.0924),
    (4.70, 1.330, 0.0157),
    (5.00, 1.325, 0.0124),
    (6.10, 1.319, 0.131),
    (8.00, 1.291, 0.0343),
    (10.0, 1.218, 0.0508),
    (12.0, 1.111, 0.199),
    (15.0, 1.270, 0.402),
    (20.0, 1.480, 0.393),
    (50.0, 1.587, 0.514),
]
#: Where α is steep, a small difference in wavelength between the two is a large one in α.
FLANKS = (2.80, 12.0, 50.0)


@pytest.mark.parametrize(("wavelength", "n", "k"), HALE_QUERRY)
def test_refractive_index_and_absorption_of_water(water, wavelength, n, k):
    nu = 1e4 / wavelength
    assert np.interp(nu, water.omega, water.refractive_index) == pytest.approx(n, abs=0.04)
    if wavelength not in FLANKS:
        assert np.interp(nu, water.omega, water.alpha) / 100 == pytest.approx(4 * np.pi * k * nu, rel=0.06)


def test_wrong_units_of_the_experiment_do_not_pass(water):
    """nα in 1/cm taken for 1/m: the refractive index loses its structure."""
    wrong = Absorption(water.omega, water.n_alpha / 100, unit="cm^-1", refractive_index=KramersKronig(1.327**2))
    at = [np.interp(1e4 / wavelength, water.omega, wrong.refractive_index) for wavelength, *_ in HALE_QUERRY]
    assert max(abs(found - n) for found, (_, n, _) in zip(at, HALE_QUERRY, strict=True)) > 0.15


def test_dipoles_that_water_implies_and_what_corrections_make_of_them(water):
    molecule = {"volume": "29.9 A^3", "dipole": "D"}
    kubo = dipole_spectrum(water, **molecule)
    classical = replace_in(kubo, kind=Kind.CLASSICAL)
    harmonic = infrared_absorption(classical, **molecule)
    np.testing.assert_allclose(harmonic.n_alpha, water.n_alpha, rtol=1e-12)
    x = 1.438776877 * 3394 / 298
    standard = infrared_absorption(classical, **molecule, correction=Correction.STANDARD)
    stretch = np.argmin(np.abs(water.omega - 3394))
    assert harmonic.n_alpha[stretch] / standard.n_alpha[stretch] == pytest.approx(x / 2 / np.tanh(x / 2), rel=1e-3)
