"""Absolute infrared absorption: SI prefactors derived independently, all kinds alike, and no factor twice."""

import numpy as np
import pytest
import scipy.constants as const
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.spectra.correction import Correction, complete_classical
from detbal.spectra.kind import Kind
from detbal.spectra.observables.absorption import Absorption
from detbal.spectra.observables.infrared import dipole_spectrum, infrared_absorption, refuse_correction
from detbal.spectra.spectrum import Spectrum
from detbal.units import ENERGY_UNITS

DEBYE = 1e-21 / const.c
UNITS = ("cm^-1", "THz", "rad/fs", "meV", "rad/ps")
#: Damped charges in a box: q, m, ω₀, γ, V, T in SI.
Q, M, W0, GAMMA, V, T = 0.4 * const.e, 1.5 * const.atomic_mass, 3.0e14, 2.0e13, 2e-27, 310.0


def lorentz_n_alpha(w):
    """ω ε″/c of one isotropic charged oscillator in the volume V: ε = 1 + (q²/ε₀mV)/(ω₀² - ω² - iγω)."""
    chi = Q**2 / (const.epsilon_0 * M * V) / (W0**2 - w**2 - 1j * GAMMA * w)
    return w * chi.imag / const.c


def classical_dipoles(w):
    """∫⟨M(0)·M(t)⟩e^{-iωt}dt in C²m²s: three Langevin oscillators, friction γ, white noise of 2mγkT."""
    return 3 * Q**2 * (2 * GAMMA * const.k * T / M) / ((W0**2 - w**2) ** 2 + (GAMMA * w) ** 2)


def classical(unit, w, label=None):
    """The same in D² per unit of the axis, ħ = 1, from numbers of the definition alone."""
    per = ENERGY_UNITS[unit].joules / const.hbar  # rad/s in one unit
    return Spectrum(w / per, classical_dipoles(w) / DEBYE**2 * per, kind=Kind.CLASSICAL, unit=label or unit, T=T)


@pytest.mark.parametrize("unit", UNITS)
def test_absolute_absorption_of_a_damped_charge(unit):
    w = np.linspace(1e13, 8e14, 400)
    found = infrared_absorption(classical(unit, w), volume="2 nm^3", dipole="D")
    np.testing.assert_allclose(found.n_alpha, lorentz_n_alpha(w), rtol=1e-8)
    np.testing.assert_allclose(found.n_alpha_per_cm, lorentz_n_alpha(w) / 100, rtol=1e-8)
    np.testing.assert_allclose(found.wavenumber, w / (200 * np.pi * const.c), rtol=1e-12)
    assert found.correction is Correction.HARMONIC
    assert any("HARMONIC" in said for said in found.assumptions)
    assert any("tin-foil" in said for said in found.assumptions)


@pytest.mark.parametrize("dipole", ["C m", "e A", "e nm", "e a0"])
def test_units_of_dipoles_cancel(dipole):
    size = {"C m": 1.0, "e A": 1e-10 * const.e, "e nm": 1e-9 * const.e, "e a0": const.e * const.value("Bohr radius")}
    w = np.linspace(1e13, 8e14, 50)
    inside = classical("cm^-1", w)
    other = Spectrum(inside.omega, inside.values * (DEBYE / size[dipole]) ** 2, kind=Kind.CLASSICAL, unit="cm^-1", T=T)
    found = infrared_absorption(other, volume="2000 A^3", dipole=dipole)
    np.testing.assert_allclose(found.n_alpha, lorentz_n_alpha(w), rtol=1e-8)


def f_sum(absorption):
    """∫ nα dω in SI over its exact value, (π/2c) q²/(ε₀ m V)."""
    w = absorption.omega * absorption.unit.joules / const.hbar
    return np.trapezoid(absorption.n_alpha, w) / (np.pi / 2 / const.c * Q**2 / (const.epsilon_0 * M * V))


def test_a_hidden_2_pi_shows_in_the_f_sum_and_the_peak():
    w = np.linspace(1e12, 2e16, 40_000)
    right = infrared_absorption(classical("rad/ps", w), volume="2 nm^3", dipole="D")
    assert f_sum(right) == pytest.approx(1.0, abs=1e-3)
    wrong = infrared_absorption(classical("rad/ps", w, label="THz"), volume="2 nm^3", dipole="D")
    assert f_sum(wrong) == pytest.approx((2 * np.pi) ** 2, rel=1e-3)
    peaks = [a.wavenumber[np.argmax(a.n_alpha)] for a in (right, wrong)]
    assert peaks[1] / peaks[0] == pytest.approx(2 * np.pi)


# Prefactors of χ″ at 300 K: an independent table.
TABLE = {
    100: (0.480, 0.381, 0.235, 0.240, 0.242, 0.241),
    500: (2.40, 0.909, 0.833, 1.20, 1.51, 1.34),
    1000: (4.80, 0.992, 0.984, 2.40, 5.46, 3.62),
    1700: (8.15, 1.00, 0.999, 4.08, 29.5, 11.0),
    3400: (16.3, 1.0, 1.0, 8.15, 1737, 119),
}


@pytest.mark.parametrize("wavenumber", TABLE)
def test_relative_prefactors(wavenumber):
    flat = Spectrum([wavenumber], [1.0], kind=Kind.CLASSICAL, unit="cm^-1", T=300)
    response = Spectrum([wavenumber], [1.0], kind=Kind.SUSCEPTIBILITY, unit="cm^-1", T=300)
    cell = {"volume": "1 nm^3", "dipole": "D"}
    unity = infrared_absorption(response, **cell).n_alpha[0]
    x, gordon, *others = TABLE[wavenumber]
    assert flat.x[0] == pytest.approx(x, rel=3e-3)
    wightman = Spectrum([wavenumber], [1.0], unit="cm^-1", T=300)
    # tables that stand 1 - e^-x beside tanh(x/2) give it twice its size
    assert 2 * infrared_absorption(wightman, **cell).n_alpha[0] / unity == pytest.approx(gordon, rel=3e-3)
    corrections = (Correction.STANDARD, Correction.HARMONIC, Correction.SCHOFIELD, Correction.MIXED)
    for correction, expected in zip(corrections, others, strict=True):
        found = infrared_absorption(flat, **cell, correction=correction).n_alpha[0] / unity
        assert found == pytest.approx(expected, rel=4e-3), correction


@given(
    st.lists(st.floats(1e-6, 1e4), min_size=1, max_size=5, unique=True),
    st.sampled_from([Kind.SYMMETRISED, Kind.KUBO, Kind.SCHOFIELD, Kind.SUSCEPTIBILITY]),
)
def test_all_kinds_of_one_spectrum_absorb_alike(x, kind):
    omega = np.sort(np.array(x))
    if len(omega) > 1 and np.diff(omega).min() < 1e-6 * omega[-1]:
        return
    spectrum = Spectrum(omega, 1.0 / (1.0 + omega), unit="meV", kT=1.0)
    direct = infrared_absorption(spectrum, volume="1 nm^3", dipole="D")
    turned = infrared_absorption(spectrum.to(kind), volume="1 nm^3", dipole="D")
    np.testing.assert_allclose(turned.n_alpha, direct.n_alpha, rtol=1e-13)
    w = omega * 1e-3 * const.e / const.hbar
    si = DEBYE**2 * const.hbar / (1e-3 * const.e) / (1.0 + omega)  # S in C²m²s
    exact = w * -np.expm1(-omega) * si / (6 * const.epsilon_0 * const.hbar * const.c * 1e-27)
    np.testing.assert_allclose(direct.n_alpha, exact, rtol=1e-8)


def test_kubo_form_is_classical_linear_response():
    w = np.array([2e14])
    s = 3e-70
    inside = s / DEBYE**2 * 1e15
    kubo = Spectrum(w * 1e-15, [inside], kind=Kind.KUBO, unit="rad/fs", T=298)
    found = infrared_absorption(kubo, volume="1 nm^3", dipole="D").n_alpha
    np.testing.assert_allclose(found, w**2 * s / (6 * const.epsilon_0 * const.c * 1e-27 * const.k * 298), rtol=1e-8)


def test_the_derivative_of_the_dipole_serves_as_well():
    """Drude, ⟨J(0)·J(t)⟩ = J² e^{-t/τ}: nα = J²τ/(3ε₀cVkT(1 + ω²τ²)), at ω = 0 the conductivity over ε₀c."""
    tau, j2, temperature = 50e-15, (0.3 * DEBYE / 1e-15) ** 2, 300.0
    w = np.linspace(0.0, 4e14, 30)
    integral = j2 * tau / (1 + (w * tau) ** 2)
    exact = integral / (3 * const.epsilon_0 * const.c * 1e-27 * const.k * temperature)
    for unit, time, seconds in (("rad/fs", "D/fs", 1e-15), ("cm^-1", "D/ps", 1e-12)):
        per = ENERGY_UNITS[unit].joules / const.hbar
        values = 2 * integral / (DEBYE / seconds) ** 2 * per
        spectrum = Spectrum(w / per, values, kind=Kind.CLASSICAL, unit=unit, T=temperature)
        np.testing.assert_allclose(
            infrared_absorption(spectrum, volume="1 nm^3", dipole=time).n_alpha, exact, rtol=1e-8
        )
    moved, at = integral[1:] / w[1:] ** 2, w[1:] / per  # the dipoles themselves
    dipoles = Spectrum(at, 2 * moved / DEBYE**2 * per, kind=Kind.CLASSICAL, unit="cm^-1", T=temperature)
    np.testing.assert_allclose(infrared_absorption(dipoles, volume="1 nm^3", dipole="D").n_alpha, exact[1:], rtol=1e-8)


def test_sides_errors_and_assumptions():
    omega = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    quantum = complete_classical(
        Spectrum(omega, 1 / (1 + omega**2), kind=Kind.CLASSICAL, unit="meV", T=20, errors=0.1),
        correction=Correction.HARMONIC,
    )
    found = infrared_absorption(quantum, volume="1 nm^3", dipole="D")
    assert found.omega.tolist() == [0.0, 1.0, 2.0]
    assert found.n_alpha[0] == 0.0
    assert found.correction is None
    assert any("2 points at ω < 0 not used" in said for said in found.assumptions)
    np.testing.assert_allclose(found.errors[1:] / found.n_alpha[1:], 0.1 * (1 + omega[3:] ** 2), rtol=1e-12)
    direct = infrared_absorption(
        Spectrum(omega, 1 / (1 + omega**2), kind=Kind.CLASSICAL, unit="meV", errors=0.1),
        volume="1 nm^3",
        dipole="D",
        T=20,
    )
    np.testing.assert_allclose(direct.n_alpha, found.n_alpha, rtol=1e-13)
    np.testing.assert_allclose(direct.errors, found.errors, rtol=1e-13)
    assert direct.thermal.provenance.endswith("(T = 20 K given)")


def test_a_susceptibility_needs_no_temperature():
    found = infrared_absorption(
        Spectrum([1.0], [1.0], kind=Kind.SUSCEPTIBILITY, unit="meV"), volume="1 nm^3", dipole="D"
    )
    assert found.thermal is None
    w = 1e-3 * const.e / const.hbar
    chi = DEBYE**2 / (1e-3 * const.e)
    assert found.n_alpha[0] == pytest.approx(w * chi / (3 * const.epsilon_0 * const.c * 1e-27), rel=1e-8)


@pytest.mark.parametrize("kind", [Kind.WIGHTMAN, Kind.SYMMETRISED, Kind.KUBO, Kind.SCHOFIELD, Kind.SUSCEPTIBILITY])
def test_there_and_back(kind):
    omega = np.array([0.0, 10.0, 500.0, 3400.0])
    absorption = Absorption(omega, [0.0, 1e3, 2e5, 1.7e6], unit="cm^-1", errors=[0.0, 1e2, 2e3, 2e3], T=298)
    dipoles = dipole_spectrum(absorption, volume="30 A^3", dipole="e A", kind=kind)
    assert dipoles.kind is kind
    again = infrared_absorption(dipoles, volume="30 A^3", dipole="e A")
    np.testing.assert_allclose(again.n_alpha, absorption.n_alpha[1:], rtol=1e-13)
    np.testing.assert_allclose(again.errors, absorption.errors[1:], rtol=1e-13)


def test_input_that_cannot_be_absolute():
    half = Spectrum([1.0], [1.0], kind=Kind.CLASSICAL, unit="meV", T=300)
    cell = {"volume": "1 nm^3", "dipole": "D"}
    with pytest.raises(InputError, match="the axis has no unit: absorption is per metre"):
        infrared_absorption(Spectrum([1.0], [1.0], kind=Kind.CLASSICAL, kT=1.0), **cell)
    with pytest.raises(InputError, match="no temperature"):
        infrared_absorption(Spectrum([1.0], [1.0], kind=Kind.CLASSICAL, unit="meV"), **cell)
    with pytest.raises(InputError, match="no temperature"):
        infrared_absorption(Spectrum([1.0], [1.0], kind=Kind.KUBO, unit="meV"), **cell)
    with pytest.raises(InputError, match="no frequency ω ≥ 0; give ω > 0"):
        infrared_absorption(Spectrum([-1.0], [1.0], unit="meV", T=300), **cell)
    with pytest.raises(InputError, match="volume = 1000: it has no unit"):
        infrared_absorption(half, volume=1000, dipole="D")
    with pytest.raises(InputError, match="'A\\^2': this is no known unit of volume"):
        infrared_absorption(half, volume="10 A^2", dipole="D")
    with pytest.raises(InputError, match="dipole unit 'A'"):
        infrared_absorption(half, volume="1 nm^3", dipole="A")
    cold = Spectrum([1e4], [1.0], kind=Kind.CLASSICAL, unit="meV", kT=1.0)
    with pytest.raises(InputError, match="exceeds the range of floats: Schofield's factor grows"):
        infrared_absorption(cold, **cell, correction=Correction.SCHOFIELD)
    with pytest.raises(InputError, match="no exact relation leads from a classical"):
        dipole_spectrum(Absorption([1.0], [1.0], unit="meV", T=300), **cell, kind=Kind.CLASSICAL)
    with pytest.raises(InputError, match="no temperature"):
        dipole_spectrum(Absorption([1.0], [1.0], unit="meV"), **cell)


def test_no_factor_twice():
    spectrum = Spectrum([1000.0, 3000.0], [1.0, 1.0], kind=Kind.CLASSICAL, unit="cm^-1", T=300)
    cell = {"volume": "1 nm^3", "dipole": "D"}
    absorption = infrared_absorption(spectrum, **cell)
    # the factor that others multiply n·α with, once more
    with pytest.raises(InputError, match=r"HARMONIC of n·α: it was made .* strongest point by 14\.39 at 3000 cm\^-1"):
        refuse_correction(absorption, correction=Correction.HARMONIC)
    with pytest.raises(InputError, match="a quantum correction of n·α: n·α is ω χ″ itself"):
        refuse_correction(Absorption([1.0], [1.0], unit="meV"))
    # and a correction of a spectrum that is quantum already
    quantum = complete_classical(spectrum, correction=Correction.HARMONIC)
    np.testing.assert_allclose(infrared_absorption(quantum, **cell).n_alpha, absorption.n_alpha, rtol=1e-13)
    with pytest.raises(InputError, match="it is a quantum spectrum already"):
        infrared_absorption(quantum, **cell, correction=Correction.HARMONIC)


def test_double_correction_is_measurable():
    """A harmonic oscillator obeys the f-sum; with x/(1 - e^-x) on top it is broken by that very factor."""
    w = np.linspace(1e12, 2e16, 40_000)
    right = infrared_absorption(classical("rad/ps", w), volume="2 nm^3", dipole="D")
    x = const.hbar * w / (const.k * T)
    twice = Absorption(right.omega, right.n_alpha * x / -np.expm1(-x), unit=right.unit)
    assert f_sum(right) == pytest.approx(1.0, abs=1e-3)
    expected = np.average(x / -np.expm1(-x), weights=lorentz_n_alpha(w))
    assert expected > 6
    assert f_sum(twice) == pytest.approx(expected, rel=1e-2)
