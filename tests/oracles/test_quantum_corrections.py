"""Quantum corrections against exactly solvable systems: for which each is exact, and by how much others miss."""

import numpy as np
import pytest

from detbal.spectra.correction import Correction, absorption_prefactor, compare_corrections, complete_classical
from detbal.spectra.kind import Kind
from detbal.spectra.models import (
    damped_oscillator,
    displaced_oscillator,
    free_gas,
    oscillator,
    potential_lines,
    quartic_classical,
    quartic_oscillator,
    two_level,
)
from detbal.spectra.sum_rules import equal_time, f_sum

KT_OF = {"cold": 0.05, "warm": 0.7, "hot": 20.0}


def corrected(lines, correction, **options):
    return complete_classical(lines.sticks(), correction=correction, **options).log_values


# harmonic oscillator


@pytest.mark.parametrize("kT", KT_OF.values(), ids=KT_OF)
def test_linear_coordinate_of_a_harmonic_oscillator(kT):
    exact, swing = oscillator(1.3, kT, mass=2.0), oscillator(1.3, kT, mass=2.0, kind=Kind.CLASSICAL)
    np.testing.assert_allclose(corrected(swing, Correction.HARMONIC), exact.log_weights, rtol=1e-13, atol=1e-13)
    # the others miss, to second order by -x²/12, x²/24 and x²/48
    for other in (Correction.STANDARD, Correction.SCHOFIELD, Correction.MIXED):
        assert np.abs(corrected(swing, other) - exact.log_weights).max() > min(1.3 / kT, 4.0) ** 2 / 50


@pytest.mark.parametrize("kT", KT_OF.values(), ids=KT_OF)
def test_square_of_a_harmonic_coordinate(kT):
    """Two quanta: the product rule is exact at ±2ω₀, the harmonic factor is not. The line at 0 is no transition."""
    exact = oscillator(1.3, kT, power=2)
    swing = oscillator(1.3, kT, power=2, kind=Kind.CLASSICAL)
    sides = [0, 2]
    two = corrected(swing, Correction.QUANTA, quanta=2)[sides]
    np.testing.assert_allclose(two, exact.log_weights[sides], rtol=1e-13, atol=1e-13)


def test_harmonic_factor_on_an_overtone():
    """ħω₀/kT = 5: 25.3 by two quanta, 10.0 by one."""
    exact, swing = oscillator(5.0, 1.0, power=2), oscillator(5.0, 1.0, power=2, kind=Kind.CLASSICAL)
    true = exact.log_weights[2] - swing.log_weights[2]
    harmonic = corrected(swing, Correction.HARMONIC)[2] - swing.log_weights[2]
    assert np.exp([true, harmonic]) == pytest.approx([25.340, 10.0], rel=1e-4)


@pytest.mark.parametrize("quanta", [1, 2, 5])
def test_phonon_lines_of_weak_coupling(quanta):
    """A = e^(ikq): at mω₀ stand m quanta. The product rule is exact for S → 0, and 2 % off at S = 0.05."""
    for S, tolerance in ((1e-9, 1e-7), (0.05, 0.017)):
        exact, swing = (displaced_oscillator(S, 1.0, 0.5, kind=kind) for kind in (Kind.WIGHTMAN, Kind.CLASSICAL))
        line = exact.omega == quanta
        missed = (corrected(swing, Correction.QUANTA, quanta=quanta) - exact.log_weights)[line]
        np.testing.assert_allclose(missed, 0.0, atol=tolerance)
    harmonic = (corrected(swing, Correction.HARMONIC) - exact.log_weights)[line]
    assert (np.abs(harmonic) > 0.2).all() == (quanta > 1)


def test_strong_coupling_is_beyond_all_factors():
    exact, swing = (displaced_oscillator(5.0, 1.0, 0.5, kind=kind) for kind in (Kind.WIGHTMAN, Kind.CLASSICAL))
    line = exact.omega == 2
    for one in (Correction.STANDARD, Correction.HARMONIC, Correction.SCHOFIELD, Correction.MIXED):
        assert np.abs(corrected(swing, one) - exact.log_weights)[line] > 0.9
    # and yet the f-sum of the harmonic one is exact: k²/2m = S ω₀
    harmonic = complete_classical(swing.sticks(), correction=Correction.HARMONIC)
    assert harmonic.values @ harmonic.omega == pytest.approx(5.0, rel=1e-12)
    assert exact.weights @ exact.omega == pytest.approx(5.0, rel=1e-12)


def test_two_level_system():
    """S_sym of σ_x does not know the temperature, and χ″ is tanh(Δ/2kT) of it."""
    for kT in (0.1, 1.0, 10.0):
        spin = two_level(2.0, kT).sticks()
        np.testing.assert_allclose(spin.to(Kind.SYMMETRISED).values, 0.5, rtol=1e-14)
        np.testing.assert_allclose(
            spin.to(Kind.SUSCEPTIBILITY).values, 0.5 * np.tanh(1 / kT) * np.array([-1, 1]), rtol=1e-14
        )


@pytest.mark.parametrize("kT", KT_OF.values(), ids=KT_OF)
def test_damped_oscillator_with_quantum_noise(kT):
    omega = np.linspace(-12.0, 12.0, 2401)
    exact = damped_oscillator(omega, 1.0, 0.4, kT)
    made = complete_classical(
        damped_oscillator(omega, 1.0, 0.4, kT, kind=Kind.CLASSICAL), correction=Correction.HARMONIC
    )
    np.testing.assert_allclose(made.log_values, exact.log_values, rtol=1e-13, atol=1e-13)


def test_absorption_of_the_damped_oscillator():
    """ω χ″ from the classical spectrum: ω x/2 is exact, ω tanh(x/2) is 8.15 times too weak at 3400 cm^-1, 300 K."""
    omega, kT = 3400.0, 300 / 1.438776877
    swing = damped_oscillator([omega], omega, 100.0, kT, kind=Kind.CLASSICAL).values
    chi = damped_oscillator([omega], omega, 100.0, kT, kind=Kind.SUSCEPTIBILITY).values
    harmonic, standard = (
        absorption_prefactor(one, [omega], T=300, unit="cm^-1") * swing
        for one in (Correction.HARMONIC, Correction.STANDARD)
    )
    assert harmonic == pytest.approx(omega * chi, rel=1e-8)
    assert harmonic / standard == pytest.approx(8.15, abs=0.01)


PREFACTORS = [  # x, and 1 - e^-x, tanh(x/2), x/2, sinh(x/2), mixed, at 300 K
    (100, 0.480, 0.381, 0.235, 0.240, 0.242, 0.241),
    (500, 2.40, 0.909, 0.833, 1.20, 1.51, 1.34),
    (1000, 4.80, 0.992, 0.984, 2.40, 5.46, 3.62),
    (1700, 8.15, 1.00, 0.999, 4.08, 29.5, 11.0),
    (3400, 16.3, 1.00, 1.00, 8.15, 1737, 119),
]


@pytest.mark.parametrize("row", PREFACTORS)
def test_prefactors_of_an_absorption(row):
    omega, x, gordon, *expected = row
    order = (Correction.STANDARD, Correction.HARMONIC, Correction.SCHOFIELD, Correction.MIXED)
    found = [float(absorption_prefactor(one, omega, T=300, unit="cm^-1")) / omega for one in order]
    np.testing.assert_allclose(found, expected, rtol=6e-3)
    own_x = 2 * found[1]
    assert own_x == pytest.approx(x, rel=3e-3)
    assert -np.expm1(-own_x) == pytest.approx(gordon, rel=2e-3)


# free gas


@pytest.mark.parametrize(("recoil", "kT"), [(0.5, 1.0), (3.0, 0.4), (0.01, 2.0)])
def test_free_gas(recoil, kT):
    """Schofield's factor with recoil = Egelstaff's complex time = exact, and no other."""
    width = np.sqrt(2 * recoil * kT)
    omega = np.linspace(-4.0, 4.0, 161) * width
    exact, swing = (free_gas(omega, recoil, kT, kind=kind) for kind in (Kind.WIGHTMAN, Kind.CLASSICAL))
    made = complete_classical(swing, correction=Correction.SCHOFIELD_RECOIL, recoil=recoil)
    np.testing.assert_allclose(made.log_values, exact.log_values, atol=1e-12)
    complex_time = complete_classical(
        swing, correction=Correction.EGELSTAFF, correlation=lambda t: np.exp(-recoil * kT * t**2)
    ).to(Kind.SCHOFIELD)
    wrong = np.abs(complex_time.values - exact.to(Kind.SCHOFIELD).values)
    assert wrong.max() < 1e-12 * complex_time.values.max()
    assert (wrong <= complex_time.floor).all()
    for other in (Correction.STANDARD, Correction.HARMONIC, Correction.SCHOFIELD, Correction.MIXED):
        missed = np.abs(complete_classical(swing, correction=other).log_values - exact.log_values)
        assert missed.max() > recoil / kT / 5


def test_free_gas_keeps_its_recoil():
    omega = np.linspace(-15.0, 15.0, 601)
    report = compare_corrections(
        free_gas(omega, 0.5, 1.0, kind=Kind.CLASSICAL), recoil=0.5, correlation=lambda t: np.exp(-0.5 * t**2)
    )
    rows = {row.correction: row for row in report.corrected}
    for one in (Correction.SCHOFIELD_RECOIL, Correction.EGELSTAFF, Correction.HARMONIC):
        assert rows[one].f_sum.value == pytest.approx(1, abs=1e-9)
    assert rows[Correction.SCHOFIELD].f_sum.value == pytest.approx(np.exp(0.5 / 4), abs=1e-9)


# anharmonic oscillators

RATIOS = [  # kT; intensity and absorption (with 1 - e^-x) over the exact, of V = q⁴/4: none, then four corrections
    (1.0, ".625/.558 .950/.870 1.067/1.000 1.140/1.090 1.102/1.043"),
    (0.5, ".496/.408 .862/.723 1.147/1.000 1.391/1.288 1.259/1.124"),
]
IN_TABLE = (Correction.STANDARD, Correction.HARMONIC, Correction.SCHOFIELD, Correction.MIXED)


def ratios(kT, correction):
    """∫ S and ∫ ω (1 - e^-x) S over ω > 0, over those of the exact lines."""
    exact = quartic_oscillator(kT)
    swing = quartic_classical(np.linspace(0.0, 14.0, 7001), kT)
    made = swing if correction is None else complete_classical(swing, correction=correction)
    made = made.take(made.omega >= 0)
    up = exact.omega > 0
    net = -np.expm1(-made.x) * made.omega
    intensity = np.trapezoid(made.values, made.omega) / (2 * np.pi) / exact.weights[up].sum()
    absorption = np.trapezoid(made.values * net, made.omega) / (2 * np.pi) / (exact.weights @ exact.omega)
    return intensity, absorption


@pytest.mark.parametrize(("kT", "row"), RATIOS)
def test_quartic_oscillator(kT, row):
    for correction, cell in zip((None, *IN_TABLE), row.split(), strict=True):
        expected = [float(number) for number in cell.split("/")]
        np.testing.assert_allclose(ratios(kT, correction), expected, atol=6e-4)


def test_harmonic_correction_of_the_quartic_oscillator_when_cold():
    """kT = 1/8: the f-sum is exact, and the intensity is 48 % too large (as reports say)."""
    intensity, absorption = ratios(1 / 8, Correction.HARMONIC)
    assert absorption == pytest.approx(1, abs=1e-6)
    assert intensity == pytest.approx(1.476, abs=1e-3)


@pytest.mark.parametrize("kT", [0.05, 0.5, 4.0])
def test_f_sum_of_the_quartic_oscillator_is_that_of_the_mass(kT):
    swing = quartic_classical(np.linspace(0.0, 20.0, 10001), kT)
    assert f_sum(swing).value == pytest.approx(0.5, abs=1e-8)
    assert f_sum(complete_classical(swing, correction=Correction.HARMONIC)).value == pytest.approx(0.5, abs=1e-8)
    exact = quartic_oscillator(kT)
    assert exact.weights @ exact.omega == pytest.approx(0.5, abs=1e-10)


SQUARES = [  # kT; ⟨q²⟩ symmetrised, Kubo, Schofield, classical, of V = q⁴/4
    (1.0, (0.696726, 0.616040, 0.576669, 0.675978)),
    (1 / 8, (0.456234, 0.104652, 0.011757, 0.238994)),
]
KINDS = (Kind.SYMMETRISED, Kind.KUBO, Kind.SCHOFIELD)


@pytest.mark.parametrize(("kT", "expected"), SQUARES)
def test_squares_of_the_quartic_oscillator(kT, expected):
    sticks = quartic_oscillator(kT).sticks()
    found = [sticks.to(kind).values.sum() for kind in KINDS]
    found.append(equal_time(quartic_classical(np.linspace(0.0, 14.0, 7001), kT)).value)
    np.testing.assert_allclose(found, expected, atol=6e-7)


ANHARMONIC = [  # kT; the same of V = q²/2 + q³/10 + q⁴/100, with the square of the mean
    (1.0, (1.401756, 1.319725, 1.279194)),
    (1 / 8, (0.539302, 0.156498, 0.044674)),
]


@pytest.mark.parametrize(("kT", "expected"), ANHARMONIC)
def test_squares_of_a_skew_oscillator(kT, expected):
    """The mean, which is removed here, is the same for all kinds."""
    sticks = potential_lines(
        lambda q: q**2 / 2 + q**3 / 10 + q**4 / 100, kT, span=(-14.0, 12.0), points=200, levels=70
    ).sticks()
    mean_square = np.array(expected) - [sticks.to(kind).values.sum() for kind in KINDS]
    np.testing.assert_allclose(mean_square, mean_square[0], atol=1.5e-6)
    assert mean_square[0] > 0.01
