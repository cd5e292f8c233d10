"""Estimates, texts and lists where spectra and numbers belong; what a correction does to the integrated absorption."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.spectra.correction import Correction
from detbal.spectra.estimation.estimate import estimate
from detbal.spectra.estimation.forms import Form
from detbal.spectra.kind import Kind
from detbal.spectra.measured.raman import RamanPower
from detbal.spectra.observables.absorption import Absorption
from detbal.spectra.observables.density_of_states import density_of_states
from detbal.spectra.observables.infrared import dipole_spectrum, infrared_absorption
from detbal.spectra.observables.raman_intensity import raman_intensity
from detbal.spectra.spectrum import Spectrum

NOISE = np.random.default_rng(0).normal(size=(4000, 3))
FOUND = estimate(NOISE, dt="5 fs", unit="cm^-1", lags=20)
CELL = {"volume": "10 nm^3", "dipole": "D", "T": 300}
LIGHT = {"laser": 2e4, "power": RamanPower.PHOTONS, "T": 300}


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (lambda: infrared_absorption(FOUND, **CELL), "spectrum is of type SpectralEstimate; give its .spectrum"),
        (lambda: infrared_absorption(None, **CELL), "spectrum is of type NoneType; give a Spectrum"),
        (lambda: dipole_spectrum(FOUND, **CELL), "absorption is of type SpectralEstimate; give Absorption"),
        (lambda: density_of_states(FOUND, modes=3), "velocities is of type SpectralEstimate; give its .spectrum"),
        (lambda: density_of_states([FOUND], modes=3), "velocities is of type SpectralEstimate"),
        (lambda: density_of_states(FOUND.spectrum, modes="3"), "modes = '3'; give a positive number: 3N"),
        (lambda: raman_intensity(FOUND.spectrum, None, **LIGHT), "anisotropic is of type NoneType; give a Spectrum"),
        (lambda: raman_intensity(FOUND, FOUND, **LIGHT), "isotropic is of type SpectralEstimate; give its .spectrum"),
        (lambda: _raman().intensity("parallel"), "geometry = 'parallel'; give one of Geometry.PARALLEL, "),
        (lambda: _raman().errors("parallel"), "geometry = 'parallel'; give one of Geometry.PARALLEL, "),
        (lambda: _absorption().molar_absorption(concentration="55 M"), "concentration = '55 M'; give mol/L"),
        (lambda: _absorption().band("1", 2.0), "band = '1'; give plain real numbers"),
        (lambda: Absorption([1.0], [1.0], unit="THz", correlated=0.5), "correlated = 0.5; give a number of points"),
        (lambda: Absorption([1.0], [1.0], unit="THz", correction="HARMONIC"), "correction = 'HARMONIC'; give one of"),
    ],
)
def test_bad_input(work, message):
    with pytest.raises(InputError, match=message):
        work()


def _raman():
    return raman_intensity(FOUND.spectrum, FOUND.spectrum, **LIGHT)


def _absorption():
    return infrared_absorption(FOUND.spectrum, **CELL, refractive_index=1.0)


def test_areas_of_bands_know_that_neighbours_say_the_same():
    """Over many runs, the scatter of a band's area is its error; as if points were independent it is half of that."""
    rng = np.random.default_rng(1)
    runs = [
        infrared_absorption(estimate(rng.normal(size=(2000, 1)), dt="5 fs", unit="cm^-1", lags=40).spectrum, **CELL)
        for _ in range(300)
    ]
    assert runs[0].correlated == pytest.approx(3.71, abs=0.01)
    bands = [one.band(500.0, 2500.0) for one in runs]
    scatter = np.std([band.area for band in bands], ddof=1)
    said = np.mean([band.area_error for band in bands])
    assert said == pytest.approx(scatter, rel=0.12)
    assert runs[0].in_unit("meV").correlated == runs[0].correlated
    assert dipole_spectrum(runs[0], **CELL).correlated == runs[0].correlated


def test_what_a_correction_does_to_the_integrated_absorption_is_said():
    omega = np.linspace(10.0, 4000.0, 800)
    line = np.exp(-(((omega - 3400.0) / 100.0) ** 2)) + 1e-3
    classical = Spectrum(omega, line, kind=Kind.CLASSICAL, unit="cm^-1", T=300)
    cell = {"volume": "1 nm^3", "dipole": "D"}
    harmonic = infrared_absorption(classical, **cell)
    assert not any("integrated" in sentence for sentence in harmonic.assumptions)
    for correction in (Correction.SCHOFIELD, Correction.MIXED, Correction.STANDARD):
        found = infrared_absorption(classical, **cell, correction=correction)
        factor = np.trapezoid(found.n_alpha, omega) / np.trapezoid(harmonic.n_alpha, omega)
        said = f"{correction.name} makes the integrated absorption {factor:.4g} times that of HARMONIC"
        assert any(sentence.startswith(said) for sentence in found.assumptions)
        assert abs(np.log(factor)) > 0.3


def test_from_velocities_the_unit_is_that_of_the_dipole():
    """M in D from dM/dt in D/fs: the spectrum is that of M."""
    rng = np.random.default_rng(2)
    series = np.cumsum(rng.normal(size=(40_000, 3)), axis=0)
    series -= np.linspace(0, 1, len(series))[:, None] * series[-1]
    moving = infrared_absorption(
        estimate(np.diff(series, axis=0) / 5.0, dt="5 fs", unit="cm^-1", lags=20, form=Form.VELOCITY).spectrum, **CELL
    )
    derived = infrared_absorption(
        estimate(series, dt="5 fs", unit="cm^-1", lags=20, form=Form.DERIVATIVE).spectrum, **CELL
    )
    low = slice(0, 4)  # there sin(ω dt/2) is ω dt/2 to within some per cent
    assert moving.n_alpha[low] == pytest.approx(derived.n_alpha[low], rel=0.1)
