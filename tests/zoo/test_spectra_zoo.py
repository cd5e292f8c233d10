"""Known faults of programs that correct spectra, written down again from their formulas, and what detbal says of them.

Beside every fault stands the right formula, which the same question finds balanced.
"""

import numpy as np
import pytest
from tests.zoo.asked import kinds_of

import detbal
from detbal import Status
from detbal.spectra import Kind, Spectrum
from detbal.spectra.correction import Correction, absorption_prefactor, log_factor
from detbal.spectra.findings import AnotherTemperature
from detbal.spectra.models import damped_oscillator
from detbal.spectra.sum_rules import f_sum
from detbal.units import ENERGY_UNITS, h, hbar, k_B

KELVIN = 300.0
KT = {symbol: k_B * KELVIN / ENERGY_UNITS[symbol].joules for symbol in ("meV", "cm^-1")}


def axis(step, n):
    """Frequencies of both signs, to the last digit, without zero, where χ″ tells nothing."""
    return step * (np.arange(-n, n) + 0.5)


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
    assert AnotherTemperature in kinds_of(verdict)
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


# E: ω tanh(x/2), which the manual of CPMD's fourier calls the Kubo correction, is exact for the symmetrised spectrum;
# for the Kubo spectrum it is ω x/2. Any factor that is even leaves an absorption odd: only what is measured beside it
# tells them apart.


def absorption_of(classical, prefactor):
    """Return χ″ of a classical spectrum by a prefactor of the absorption ω χ″, on both sides."""
    values = prefactor(classical.omega, classical.temperature().kT) * classical.values / classical.omega
    return Spectrum(classical.omega, values, kind=Kind.SUSCEPTIBILITY, kT=classical.temperature().kT)


def named_kubo(omega, kT):
    return omega * np.tanh(omega / kT / 2)


def of_kubo(omega, kT):
    return omega**2 / kT / 2


def judged(prefactor, kind, correction):
    """Return the verdict on an absorption, the f-sum over 1/2m, and it over that of the correction, at the last ω."""
    exact = damped_oscillator(axis(1 / 16, 480), 3.0, 0.5, 0.5)
    classical = Spectrum(exact.omega, exact.to(kind).values, kind=Kind.CLASSICAL, kT=0.5)  # taken for that kind
    theirs = absorption_of(classical, prefactor)
    ours = detbal.complete(classical, correction=correction).to(Kind.SUSCEPTIBILITY)
    at = int(np.argmin(np.abs(exact.omega - 9.0)))
    return detbal.check(theirs).status, f_sum(theirs).value / 0.5, theirs.values[at] / ours.values[at]


@pytest.mark.zoo("prefactor-named-after-kubo", formula=True)
def test_e_the_prefactor_named_after_kubo_misses_most_of_the_kubo_spectrum():
    status, sum_rule, share = judged(named_kubo, Kind.KUBO, Correction.HARMONIC)
    assert status is Status.BALANCED  # it is odd, as any absorption of an even spectrum
    assert sum_rule < 0.4
    assert 1 / share == pytest.approx(9.0, rel=0.01)


@pytest.mark.zoo("prefactor-named-after-kubo", control=True)
@pytest.mark.parametrize(
    ("prefactor", "kind", "correction"),
    [(named_kubo, Kind.SYMMETRISED, Correction.STANDARD), (of_kubo, Kind.KUBO, Correction.HARMONIC)],
)
def test_e_each_prefactor_is_exact_for_the_spectrum_it_belongs_to(prefactor, kind, correction):
    status, sum_rule, share = judged(prefactor, kind, correction)
    assert status is Status.BALANCED
    assert sum_rule == pytest.approx(1.0, rel=0.02)  # less what lies beyond the axis
    assert share == pytest.approx(1.0, rel=1e-12)
