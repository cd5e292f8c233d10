"""Known faults of the quantum corrections of calorine, by its own function and by its formulas, and what detbal says.

Beside every fault stands what is right: the absorption as it is, and the factor of the combination band.
"""

import numpy as np
import pytest
from tests.zoo.asked import skip_if_mended, unless_refused

import detbal
from detbal import Status
from detbal.errors import InputError
from detbal.spectra import Kind, Spectrum
from detbal.spectra.correction import Correction, complete_classical, log_factor
from detbal.spectra.models import damped_oscillator, oscillator
from detbal.spectra.sum_rules import f_sum
from detbal.units import ENERGY_UNITS, hbar, k_B

KELVIN = 300.0
KT = k_B * KELVIN / hbar / 1e12  # rad/ps


def by_calorine(order, omega, values):
    """Return what calorine makes of a spectrum over angular frequencies in rad/ps."""
    tools = pytest.importorskip("calorine.tools", reason="calorine is not installed")
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.DataFrame({"angular_frequency": omega, "epsilon_imag": values})
    corrected = unless_refused(tools.apply_quantum_correction, frame, KELVIN, "epsilon_imag", order=order)
    return corrected["epsilon_imag_qm"].to_numpy()


def by_formula(order, omega, values):
    """Return the same by the formulas of calorine 4.1, which has 1 at ω <= 0; y is half of ħω/kT."""
    up = omega > 0
    x = np.where(up, omega, 1.0) / KT
    y = x / 2
    factor = {"first": x / -np.expm1(-x), "combination": (y / np.expm1(-y)) ** 2}
    factor["overtone"] = factor["combination"] * (2 - np.exp(-y))
    return np.where(up, factor[order], 1.0) * values


def assert_formula_is_that_of_the_package(order):
    omega = np.array([-300.0, -100.0, -1.0, 1.0, 100.0, 300.0, 600.0])
    np.testing.assert_allclose(by_calorine(order, omega, np.ones(7)), by_formula(order, omega, np.ones(7)), rtol=1e-6)


# ε″ from the classical ⟨dP/dt dP/dt⟩ is proportional to βω S_cl/2, χ″ of the Kubo spectrum: the correction is in it.


def classical_absorption():
    """Return the classical swing of a damped mode at 6 kT, and its absorption, of both signs of ω."""
    omega = KT / 32 * (np.arange(-3840, 3840) + 0.5)
    model = damped_oscillator(omega, 6 * KT, KT, KT, kind=Kind.CLASSICAL)
    swing = Spectrum(omega, model.values, kind=Kind.CLASSICAL, unit="rad/ps", T=KELVIN)
    return swing, omega / (2 * KT) * swing.values


def absorption(omega, values):
    return Spectrum(omega, values, kind=Kind.SUSCEPTIBILITY, unit="rad/ps", T=KELVIN)


def assert_corrected_twice(correct):
    swing, chi = classical_absorption()
    twice = correct("first", swing.omega, chi)
    verdict = detbal.check(absorption(swing.omega, twice))
    skip_if_mended(verdict.status is Status.BALANCED)
    assert verdict.status is Status.BROKEN  # an absorption that is not odd
    x = swing.omega[-1] / KT
    assert verdict.max_residual == pytest.approx(np.log(x / -np.expm1(-x)), rel=1e-6)
    up = swing.omega > 0  # one side alone shows it by the f-sum
    right, wrong = (f_sum(absorption(swing.omega[up], values[up])).value for values in (chi, twice))
    assert wrong / right > 6 / -np.expm1(-6.0)
    stretch = np.array([3000 * ENERGY_UNITS["cm^-1"].joules / hbar / 1e12])
    assert correct("first", stretch, np.ones(1))[0] == pytest.approx(14.39, abs=0.005)


@pytest.mark.zoo("absorption-corrected-twice")
def test_calorine_corrects_an_absorption_that_is_quantum_already():
    assert_corrected_twice(by_calorine)
    assert_formula_is_that_of_the_package("first")


@pytest.mark.zoo("absorption-corrected-twice", formula=True)
def test_its_formula_corrects_an_absorption_that_is_quantum_already():
    assert_corrected_twice(by_formula)


@pytest.mark.zoo("absorption-corrected-twice", control=True)
def test_absorption_from_classical_currents_is_that_of_the_harmonic_correction():
    swing, chi = classical_absorption()
    assert detbal.check(absorption(swing.omega, chi)).status is Status.BALANCED
    own = complete_classical(swing, correction=Correction.HARMONIC).to(Kind.SUSCEPTIBILITY)
    np.testing.assert_allclose(own.values, chi, rtol=1e-12)


@pytest.mark.zoo("absorption-corrected-twice", control=True)
def test_here_a_second_correction_is_refused():
    swing, chi = classical_absorption()
    with pytest.raises(InputError, match=r"HARMONIC on a spectrum of kind SUSCEPTIBILITY: .* one too many"):
        detbal.complete(absorption(swing.omega, chi), correction=Correction.HARMONIC)


# An overtone: ⟨(n+1)(n+2)⟩ of a thermal oscillator is 2(n̄+1)², and not (n̄+1)(n̄+2). The factor 2 - e^-y is too much,
# and the right formula is the one of its combination band. Emission is left as it was.


def classical_overtone():
    """Return the band of an overtone at ±12 kT, as classical mechanics has it."""
    near = KT * (12 + 0.1 * np.arange(-10, 11))
    shape = 1 / (1 + ((near - 12 * KT) / KT) ** 2)
    omega = np.concatenate([-near[::-1], near])
    return Spectrum(omega, np.concatenate([shape[::-1], shape]), kind=Kind.CLASSICAL, unit="rad/ps", T=KELVIN)


def ratio_to_two_quanta(correct, order):
    """Return what a factor makes of the absorbing side, over two quanta; and the verdict on both sides."""
    band = classical_overtone()
    theirs = correct(order, band.omega, band.values)
    both = detbal.check(Spectrum(band.omega, theirs, unit="rad/ps", T=KELVIN))
    right = detbal.complete(band, correction=Correction.QUANTA, quanta=2)
    assert detbal.check(right).status is Status.BALANCED
    up = band.omega > 0
    return band.omega[up] / KT / 2, theirs[up] / right.values[up], both


def assert_twice_too_strong(correct):
    y, ratio, both = ratio_to_two_quanta(correct, "overtone")
    skip_if_mended(np.allclose(ratio, 1.0, rtol=1e-6))
    np.testing.assert_allclose(ratio, 2 - np.exp(-y), rtol=1e-6)
    assert ratio.max() == pytest.approx(2.0, abs=2e-3)
    assert both.status is Status.BROKEN
    left = 2 * y - np.log((y / np.expm1(-y)) ** 2 * (2 - np.exp(-y)))  # the emission has no factor at all
    assert both.max_residual == pytest.approx(left.max(), rel=1e-6)


@pytest.mark.zoo("overtone")
def test_an_overtone_of_calorine_is_twice_too_strong():
    assert_twice_too_strong(by_calorine)
    assert_formula_is_that_of_the_package("overtone")


@pytest.mark.zoo("overtone", formula=True)
def test_its_formula_of_an_overtone_is_twice_too_strong():
    assert_twice_too_strong(by_formula)


@pytest.mark.zoo("overtone", control=True)
@pytest.mark.parametrize("correct", [by_calorine, by_formula])
def test_its_combination_band_is_right(correct):
    _, ratio, _ = ratio_to_two_quanta(correct, "combination")
    np.testing.assert_allclose(ratio, 1.0, rtol=1e-6)


@pytest.mark.zoo("overtone", control=True)
def test_two_quanta_are_those_of_the_exact_oscillator():
    exact, swing = (oscillator(5.0, 1.0, power=2, kind=kind) for kind in (Kind.WIGHTMAN, Kind.CLASSICAL))
    ratio = exact.weights[2] / swing.weights[2]
    assert ratio == pytest.approx(25.340, abs=5e-4)
    assert np.exp(log_factor(Correction.QUANTA, 10.0, quanta=2)) == pytest.approx(ratio, rel=1e-12)
