"""Known faults of programs that correct spectra, written down again from their formulas, and what detbal says of them.

Beside every fault stands the right formula, which the same question finds balanced.
"""

import numpy as np
import pytest
from tests.zoo.mended import skip_if_mended

import detbal
from detbal import Status
from detbal.errors import InputError
from detbal.spectra import Kind, Spectrum
from detbal.spectra.correction import Correction, absorption_prefactor, complete_classical, log_factor
from detbal.spectra.findings import AnotherTemperature
from detbal.spectra.models import damped_oscillator, oscillator
from detbal.spectra.sum_rules import f_sum
from detbal.units import ENERGY_UNITS, h, hbar, k_B

KELVIN = 300.0
KT = {symbol: k_B * KELVIN / ENERGY_UNITS[symbol].joules for symbol in ("meV", "cm^-1")}


def axis(step, n):
    """Frequencies of both signs, to the last digit, without zero, where χ″ tells nothing."""
    return step * (np.arange(-n, n) + 0.5)


def found(verdict):
    return {type(finding) for finding in verdict.findings}


# A: Mantid's ApplyDetailedBalanceMD, as it once was: χ″ = π (1 - exp(-E) · 11.6045/T) S, a bracket in the wrong place.
# Commit 0b7155e2; its unit test asked whether a workspace had come out.

SIX_DIGITS = 1e-4  # nats: 11.6045 K/meV is 1e-6 off


def scattering():
    """S(E) of a damped vibration at 30 meV and 300 K; E > 0 is lost by the neutron."""
    return damped_oscillator(axis(0.5, 120), 30.0, 8.0, KT["meV"])


def bracketed(energy, kelvin):
    return np.pi * (1 - np.exp(-energy) * (11.6045 / kelvin))


def mended(energy, kelvin):
    return np.pi * (1 - np.exp(-energy * 11.6045 / kelvin))


@pytest.mark.zoo("misplaced-bracket", formula=True)
@pytest.mark.zoo("misplaced-bracket", control=True)
@pytest.mark.parametrize(("factor", "status"), [(bracketed, Status.BROKEN), (mended, Status.BALANCED)])
def test_a_susceptibility_is_odd(factor, status):
    law = scattering()
    chi = factor(law.omega, KELVIN) * law.values
    chi = Spectrum(law.omega, chi, kind=Kind.SUSCEPTIBILITY, unit="meV", T=KELVIN)
    assert detbal.check(chi, tol=SIX_DIGITS).status is status


@pytest.mark.zoo("misplaced-bracket", formula=True)
def test_a_misplaced_bracket_is_measured():
    """|χ″(-E)/χ″(E)| is e^E · 11.6/300 at E ≫ 1 meV, where E is a number of meV and not of kT."""
    law = scattering()
    chi = Spectrum(law.omega, bracketed(law.omega, KELVIN) * law.values, kind=Kind.SUSCEPTIBILITY, unit="meV", T=KELVIN)
    verdict = detbal.check(chi)
    E = law.omega[-1]
    assert verdict.max_residual == pytest.approx(E + np.log(11.6045 / KELVIN) - E / KT["meV"], abs=1e-3)


# B: EfremBraun/calc-ir-spectra-from-lammps, which others have copied: f (1 - exp(-ħf/kT)) with f in Hz. ħ belongs to
# angular frequencies; the exponent is too small by 2π.

WAVENUMBERS = np.array([100.0, 500.0, 1000.0, 1700.0, 3000.0])
HERTZ = WAVENUMBERS * ENERGY_UNITS["cm^-1"].joules / h


def prefactor(planck):
    return HERTZ * -np.expm1(-planck * HERTZ / (k_B * KELVIN))


def sides_of_prefactor(planck):
    """The two-sided spectrum whose net absorption has this prefactor: S(-ω)/S(ω) = 1 - prefactor/f."""
    omega = np.concatenate([-WAVENUMBERS[::-1], WAVENUMBERS])
    minus = 1 - prefactor(planck) / HERTZ
    return Spectrum(omega, np.concatenate([minus[::-1], np.ones(5)]), unit="cm^-1", floor=1e-15)


@pytest.mark.zoo("planck-without-bar", formula=True)
@pytest.mark.zoo("planck-without-bar", control=True)
def test_b_planck_s_constant_without_its_bar():
    verdict = detbal.check(sides_of_prefactor(hbar), T=KELVIN)
    assert verdict.status is Status.BROKEN
    assert AnotherTemperature in found(verdict)
    assert detbal.check(sides_of_prefactor(h), T=KELVIN).status is Status.BALANCED


@pytest.mark.zoo("planck-without-bar", formula=True)
def test_b_the_thermometer_shows_two_pi():
    for planck, expected in ((hbar, 2 * np.pi * KELVIN), (h, KELVIN)):
        shown = detbal.thermometer(sides_of_prefactor(planck)).T
        assert shown == pytest.approx(expected, rel=1e-9)


PUBLISHED = [  # two rows of its IR-data.txt at 300 K: wavenumber, prefactor, quantum correction
    (9.991243775562207929e02, 1.598173205108924023e13, 5.613796580656070312e13),
    (1.140903295907270376e03, 1.988596048037728906e13, 5.882914050082046094e13),
]


@pytest.mark.zoo("planck-without-bar", formula=True)
@pytest.mark.parametrize(("wavenumber", "column", "correction"), PUBLISHED)
def test_b_its_published_output(wavenumber, column, correction):
    hertz = wavenumber * ENERGY_UNITS["cm^-1"].joules / h
    assert hertz * -np.expm1(-hbar * hertz / (k_B * KELVIN)) == pytest.approx(column, rel=1e-5)
    assert column * correction == pytest.approx(hertz**2, rel=1e-9)  # which is why the corrected column is right
    assert column < 0.6 * hertz * -np.expm1(-h * hertz / (k_B * KELVIN))


@pytest.mark.zoo("planck-without-bar", formula=True)
def test_b_how_wrong_intensities_are():
    """Up to five times too weak at low frequencies, relative to high ones."""
    np.testing.assert_allclose(prefactor(hbar) / prefactor(h), [0.193, 0.349, 0.538, 0.727, 0.899], atol=6e-4)


@pytest.mark.zoo("planck-without-bar", control=True)
def test_b_the_right_prefactors():
    own = absorption_prefactor(Correction.HARMONIC, WAVENUMBERS, T=KELVIN, unit="cm^-1")
    harmonic = np.exp(log_factor(Correction.HARMONIC, WAVENUMBERS / KT["cm^-1"]))
    expected = prefactor(h) * harmonic
    np.testing.assert_allclose(own / own[0], expected / expected[0], rtol=1e-9)


@pytest.mark.zoo("planck-without-bar", control=True)
def test_b_its_harmonic_column_is_right_by_cancellation():
    wrong_x = hbar * HERTZ / (k_B * KELVIN)
    column = prefactor(hbar) * wrong_x / -np.expm1(-wrong_x)
    own = absorption_prefactor(Correction.HARMONIC, WAVENUMBERS, T=KELVIN, unit="cm^-1")
    np.testing.assert_allclose(column / column[0], own / own[0], rtol=1e-9)


# C: calorine 4.1 offers its correction of first order, x/(1 - e^-x), for the columns ir_intensity and epsilon_imag. ε″
# from the classical ⟨dP/dt dP/dt⟩ is proportional to βω S_cl/2, χ″ of the Kubo spectrum: the correction is in it.


def classical_absorption():
    omega = axis(1 / 64, 3840)
    swing = damped_oscillator(omega, 3.0, 0.5, 0.5, kind=Kind.CLASSICAL)
    return swing, omega / (2 * 0.5) * swing.values


def corrected_twice(omega, chi, kT):
    x = omega / kT
    return chi * x / -np.expm1(-x)


@pytest.mark.zoo("absorption-corrected-twice", control=True)
def test_c_absorption_from_classical_currents_is_that_of_the_harmonic_correction():
    swing, chi = classical_absorption()
    own = complete_classical(swing, correction=Correction.HARMONIC).to(Kind.SUSCEPTIBILITY)
    np.testing.assert_allclose(own.values, chi, rtol=1e-12)


@pytest.mark.zoo("absorption-corrected-twice", formula=True)
def test_c_a_second_correction_breaks_the_symmetry_of_absorption():
    swing, chi = classical_absorption()
    as_it_is, twice = (
        Spectrum(swing.omega, values, kind=Kind.SUSCEPTIBILITY, kT=0.5)
        for values in (chi, corrected_twice(swing.omega, chi, 0.5))
    )
    assert detbal.check(as_it_is).status is Status.BALANCED
    verdict = detbal.check(twice)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(swing.x.max(), rel=0.02)


@pytest.mark.zoo("absorption-corrected-twice", formula=True)
def test_c_one_side_alone_shows_it_by_the_f_sum():
    """1/2m, less what lies beyond the axis; corrected twice, x/(1 - e^-x) times that in the line."""
    swing, chi = classical_absorption()
    up = swing.omega > 0
    sums = [
        f_sum(Spectrum(swing.omega[up], values[up], kind=Kind.SUSCEPTIBILITY, kT=0.5)).value
        for values in (chi, corrected_twice(swing.omega, chi, 0.5))
    ]
    assert sums[0] == pytest.approx(0.5, rel=0.01)
    assert sums[1] / 0.5 > 6 / -np.expm1(-6.0)


@pytest.mark.zoo("absorption-corrected-twice", formula=True)
def test_c_by_how_much_at_an_oh_stretch():
    x = 3000 / KT["cm^-1"]
    assert corrected_twice(x, 1.0, 1.0) == pytest.approx(14.39, abs=0.005)


@pytest.mark.zoo("absorption-corrected-twice", formula=True)
def test_c_here_it_is_refused():
    swing, chi = classical_absorption()
    with pytest.raises(InputError, match=r"HARMONIC on a spectrum of kind SUSCEPTIBILITY: .* one too many"):
        detbal.complete(Spectrum(swing.omega, chi, kind=Kind.SUSCEPTIBILITY, kT=0.5), correction=Correction.HARMONIC)


def corrected_by_calorine(order, wavenumbers):
    """Return what calorine makes of a flat absorption."""
    pytest.importorskip("calorine", reason="calorine is not installed")
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    from calorine.tools import apply_quantum_correction

    angular = np.asarray(wavenumbers) * ENERGY_UNITS["cm^-1"].joules / hbar / 1e12
    frame = pandas.DataFrame({"angular_frequency": angular, "epsilon_imag": np.ones(len(angular))})
    return apply_quantum_correction(frame, KELVIN, "epsilon_imag", order=order)["epsilon_imag_qm"].to_numpy()


@pytest.mark.zoo("absorption-corrected-twice")
def test_c_calorine_itself():
    """It takes the column of absorption, and multiplies it by x/(1 - e^-x)."""
    theirs = corrected_by_calorine("first", WAVENUMBERS)
    skip_if_mended(np.allclose(theirs, 1.0))
    np.testing.assert_allclose(theirs, corrected_twice(WAVENUMBERS, 1.0, KT["cm^-1"]), rtol=1e-6)


# D: calorine's correction of an overtone, [y/(1 - e^-y)]² (2 - e^-y) with y = x/2. ⟨(n+1)(n+2)⟩ of a thermal oscillator
# is 2(n̄+1)², and not (n̄+1)(n̄+2): the last factor is too much, and the right formula is the one of its combination band.


def overtone(y):
    return (y / -np.expm1(-y)) ** 2 * (2 - np.exp(-y))


def two_quanta(y):
    return (y / -np.expm1(-y)) ** 2


@pytest.mark.zoo("overtone", formula=True)
@pytest.mark.zoo("overtone", control=True)
@pytest.mark.parametrize(("factor", "status"), [(overtone, Status.BROKEN), (two_quanta, Status.BALANCED)])
def test_d_overtone(factor, status):
    omega = np.array([-2.0, -1.0, 1.0, 2.0])
    verdict = detbal.check(Spectrum(omega, factor(omega / 2 / 2.0), kT=2.0))
    assert verdict.status is status
    if status is Status.BROKEN:  # by the factor itself, on both sides
        y = 0.5
        expected = np.log((2 - np.exp(-y)) / (2 - np.exp(y)))
        assert verdict.max_residual == pytest.approx(expected, rel=1e-9)


@pytest.mark.zoo("overtone", formula=True)
def test_d_against_the_exact_overtone():
    exact, swing = (oscillator(5.0, 1.0, power=2, kind=kind) for kind in (Kind.WIGHTMAN, Kind.CLASSICAL))
    ratio = exact.weights[2] / swing.weights[2]
    assert ratio == pytest.approx(25.340, abs=5e-4)
    assert two_quanta(5.0) == pytest.approx(ratio, rel=1e-12)
    assert overtone(5.0) == pytest.approx(50.510, abs=5e-4)
    assert np.exp(log_factor(Correction.QUANTA, 10.0, quanta=2)) == pytest.approx(ratio, rel=1e-12)


@pytest.mark.zoo("overtone", formula=True)
def test_d_its_emission_is_negative():
    assert overtone(-0.8) < 0 < two_quanta(-0.8)


@pytest.mark.zoo("overtone")
def test_d_calorine_itself():
    theirs = corrected_by_calorine("overtone", WAVENUMBERS)
    right = two_quanta(WAVENUMBERS / KT["cm^-1"] / 2)
    skip_if_mended(np.allclose(theirs, right))
    np.testing.assert_allclose(theirs, overtone(WAVENUMBERS / KT["cm^-1"] / 2), rtol=1e-6)
    assert theirs[-1] / right[-1] == pytest.approx(2.0, abs=1e-3)


@pytest.mark.zoo("overtone", control=True)
def test_d_calorine_s_combination_band_is_right():
    theirs = corrected_by_calorine("combination", WAVENUMBERS)
    np.testing.assert_allclose(theirs, two_quanta(WAVENUMBERS / KT["cm^-1"] / 2), rtol=1e-6)


# E: ω tanh(x/2), which the manual of CPMD's fourier calls the Kubo correction, is exact for the symmetrised spectrum;
# for the Kubo spectrum it is ω x/2.


@pytest.mark.zoo("prefactor-named-after-kubo", formula=True)
@pytest.mark.zoo("prefactor-named-after-kubo", control=True)
def test_e_the_prefactor_named_after_kubo_belongs_to_the_symmetrised_spectrum():
    omega, kT = np.linspace(0.1, 9.0, 90), 0.5
    exact = damped_oscillator(omega, 3.0, 0.5, kT)
    named_kubo = omega * np.tanh(omega / kT / 2)
    absorption = omega * exact.to(Kind.SUSCEPTIBILITY).values
    np.testing.assert_allclose(named_kubo * exact.to(Kind.SYMMETRISED).values, absorption, rtol=1e-12)
    missed = absorption / (named_kubo * exact.to(Kind.KUBO).values)
    np.testing.assert_allclose(missed, omega / kT / 2 / np.tanh(omega / kT / 2), rtol=1e-12)
    assert missed.max() == pytest.approx(9.0, rel=1e-6)
