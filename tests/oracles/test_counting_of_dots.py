"""Counting statistics against closed forms, and against matrices that are written down here."""

import mpmath
import numpy as np
import pytest
from scipy.linalg import expm

from detbal.transport.counting.counted import Counted
from detbal.transport.counting.statistics import counting_statistics
from detbal.transport.counting.waiting import Tunnelling
from detbal.transport.lead import Lead
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.reservoir import Reservoir

LEVEL, KT = 0.3, 1.0


def single_level(mu_left=0.2, mu_right=-0.2, left=0.5, right=0.7, level=LEVEL):
    sides = {"L": Lead(kT=KT, mu=mu_left, gamma=left), "R": Lead(kT=KT, mu=mu_right, gamma=right)}
    return QuantumDot(level, sides)


def tilted(chi, mu_left, mu_right, left, right, level):
    """Rates of the single level, in mpmath: in and out at the left, in and out at the right, the first two tilted."""
    left, right, level = mpmath.mpf(left), mpmath.mpf(right), mpmath.mpf(level)
    f_left, f_right = (1 / (1 + mpmath.exp((level - mpmath.mpf(mu)) / KT)) for mu in (mu_left, mu_right))
    # 1 - f as it is: at 1e3 kT it has no digit in common with 1
    e_left, e_right = (1 / (1 + mpmath.exp((mpmath.mpf(mu) - level) / KT)) for mu in (mu_left, mu_right))
    grow, fall = mpmath.exp(chi), mpmath.exp(-chi)
    return left * f_left * grow, left * e_left * fall, right * f_right, right * e_right


def closed_form(chi, mu_left=0.2, mu_right=-0.2, left=0.5, right=0.7, level=LEVEL):
    """Larger root of the characteristic polynomial of two states."""
    given = (mu_left, mu_right, left, right, level)
    into_left, out_left, into_right, out_right = tilted(chi, *given)
    plain = tilted(mpmath.mpf(0), *given)
    fill, empty = plain[0] + plain[2], plain[1] + plain[3]
    product = (into_left + into_right) * (out_left + out_right)
    return (-(fill + empty) + mpmath.sqrt((fill - empty) ** 2 + 4 * product)) / 2


def test_cumulants_of_the_single_level():
    with mpmath.workdps(60):
        series = mpmath.taylor(closed_form, 0, 6)
    exact = [float(series[k] * mpmath.factorial(k)) for k in range(1, 7)]
    found = counting_statistics(single_level(), lead="L", order=6)
    np.testing.assert_allclose(found.cumulants, exact, rtol=1e-12)
    left, right = 0.5, 0.7
    f_left, f_right = (1 / (1 + np.exp(LEVEL - mu)) for mu in (0.2, -0.2))
    current = left * right / (left + right) * (f_left - f_right)
    assert found.cumulants[0] == pytest.approx(current, rel=1e-13)
    assert found.entropy_production == pytest.approx(0.4 * current, rel=1e-12)
    assert found.fano == pytest.approx(exact[1] / exact[0], rel=1e-12)
    assert found.uncertainty_ratio == pytest.approx(exact[1] * 0.4 / exact[0] / 2, rel=1e-12)


def test_the_other_lead_sees_the_electrons_leave():
    left, right = (counting_statistics(single_level(), lead=name, order=5).cumulants for name in "LR")
    np.testing.assert_allclose(right, left * [-1, 1, -1, 1, -1], rtol=1e-12)


@pytest.mark.parametrize(
    ("mu_left", "mu_right", "level"),
    [
        (0.2, -0.2, 0.3),
        (5.0, -5.0, 0.3),
        (0.0, -10.0, 30.0),
        (500.0, -500.0, 0.0),
        (0.0, -1000.0, 0.3),
        (3.0, 9.0, 300.0),
    ],
)
def test_scgf_is_that_of_two_states(mu_left, mu_right, level):
    given = {"mu_left": mu_left, "mu_right": mu_right, "level": level}
    found = counting_statistics(single_level(**given), lead="L")
    A = mu_left - mu_right
    chi = np.array([-1.0, -1e-6, 1e-6, 0.3, 1.0, 5.0, -A - 0.3, -A / 3, -A / 2, -A - 1.0])
    with mpmath.workdps(1500):
        exact = [closed_form(mpmath.mpf(x), **given) for x in chi]
        error = [float(abs(value / right - 1)) for value, right in zip(found.scgf(chi), exact, strict=True)]
    assert max(error) < 1e-11 if abs(A) > 100 else max(error[:2] + error[3:]) < 1e-12


def test_scgf_of_the_single_level_and_its_symmetry():
    found = counting_statistics(single_level(), lead="L")
    with mpmath.workdps(30):
        exact = [float(closed_form(mpmath.mpf(x))) for x in ("0.3", "1")]
    np.testing.assert_allclose(found.scgf([0.3, 1.0]), exact, rtol=1e-13)
    np.testing.assert_allclose(found.scgf([-0.7, -1.4]), exact, rtol=1e-12)


def test_electrons_in_one_direction():
    """Electrons enter at 0.5 and leave at 0.1, never back: cumulants 1/12, 0.0601851852, 0.0331790123."""
    table = RateTable.of(
        [0.0, 0.0],
        [0, 1],
        [Reservoir("in"), Reservoir("out")],
        reservoir=[0, 1],
        source=[0, 1],
        target=[1, 0],
        forward=[0.5, 0.1],
        reverse=[0.0, 0.0],
    )
    found = counting_statistics(table, lead="in", order=3)
    # λ = (-0.6 + sqrt(0.36 + 0.2 (e^χ - 1)))/2
    np.testing.assert_allclose(found.cumulants, [1 / 12, 13 / 216, 43 / 1296], rtol=1e-13)
    np.testing.assert_allclose(found.cumulants, [0.0833333333, 0.0601851852, 0.0331790123], rtol=0, atol=5e-11)
    # electrons that forget: the Fano factor is the randomness of the waiting times
    assert found.waiting_times().randomness == pytest.approx(found.fano, rel=1e-13)
    assert found.uncertainty_ratio == np.inf


def blocks(rate_of, states, reach, time, start):
    """P(n) by the exponential of the whole matrix over (n, state)."""
    width = 2 * reach + 1
    whole = np.zeros((width * states, width * states))
    for source, target, rate, step in rate_of:
        for n in range(width):
            whole[n * states + source, n * states + source] -= rate
            if 0 <= n + step < width:
                whole[(n + step) * states + target, n * states + source] += rate
    first = np.zeros(width * states)
    first[reach * states : (reach + 1) * states] = start
    return (expm(whole * time) @ first).reshape(width, states).sum(axis=1)


def test_distribution_is_that_of_one_large_matrix():
    dot = QuantumDot.spinful(
        0.5,
        {"L": Lead(kT=1.0, mu=1.0, gamma=0.5), "R": Lead(kT=1.0, mu=-1.0, gamma=[0.3])},
        coulomb=2.0,
    )
    table = pauli_rates(dot)
    rates, N = [], 4
    for k in range(len(table)):
        a, b = int(table.source[k]), int(table.target[k])
        step = 1 if table.reservoirs[int(table.reservoir[k])].name == "L" else 0
        rates += [(a, b, np.exp(table.log_forward[k]), step), (b, a, np.exp(table.log_reverse[k]), -step)]
    generator = np.zeros((N, N))
    for a, b, rate, _ in rates:
        generator[b, a] += rate
        generator[a, a] -= rate
    values, vectors = np.linalg.eig(generator)
    start = vectors[:, np.argmax(values.real)].real
    expected = blocks(rates, N, 30, 12.0, start / start.sum())
    found = counting_statistics(dot, lead="L").distribution(12.0, most=20)
    np.testing.assert_allclose(found.probability, expected[10:51], atol=1e-14)
    assert found.outside == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("bias", [0.4, 20.0])
def test_tails_of_the_distribution_have_their_digits(bias):
    """P(n) as the Fourier integral of the generating function, in many digits."""
    time, points = 6.0, 128
    given = (bias / 2, -bias / 2, 0.5, 0.7, LEVEL)
    with mpmath.workdps(160):
        into_left, out_left, into_right, out_right = tilted(mpmath.mpf(0), *given)
        fill, empty = into_left + into_right, out_left + out_right
        start = mpmath.matrix([empty / (fill + empty), fill / (fill + empty)])
        generating = []
        for k in range(points):
            a, b, c, d = tilted(2j * mpmath.pi * k / points, *given)
            moved = mpmath.expm(time * mpmath.matrix([[-fill, b + d], [a + c, -empty]])) * start
            generating.append(moved[0] + moved[1])
        law = [
            mpmath.fsum(g * mpmath.exp(-2j * mpmath.pi * k * n / points) for k, g in enumerate(generating)).real
            / points
            for n in range(-12, 13)
        ]
        exact = np.array([float(mpmath.log(p)) for p in law])
    found = counting_statistics(single_level(bias / 2, -bias / 2), lead="L").distribution(time, most=12)
    assert exact.min() < -40
    np.testing.assert_allclose(found.log_probability, exact, atol=1e-12)
    assert (np.abs(found.log_probability - exact) <= found.floor).all()


def test_distribution_at_a_thousand_kt_is_not_lost():
    found = counting_statistics(single_level(500.0, -500.0), lead="L").distribution(5.0, most=4)
    assert np.isfinite(found.log_probability).all()
    # n electrons more against the bias cost n × 1000, but for what the dot holds at first
    np.testing.assert_allclose(np.diff(found.log_ratio), 1000.0, atol=3.0)


@pytest.mark.parametrize(("left", "right"), [(2.0, 1.0), (0.3, 5.0)])
def test_waiting_times_of_the_single_level(left, right):
    found = counting_statistics(single_level(60.0, -60.0, left, right), lead="L").waiting_times()
    tau = np.linspace(0.0, 12.0, 25)
    exact = left * right * (np.exp(-right * tau) - np.exp(-left * tau)) / (left - right)
    np.testing.assert_allclose(found.density(tau), exact, atol=1e-13)
    assert found.mean == pytest.approx(1 / left + 1 / right, rel=1e-13)
    assert found.variance == pytest.approx(1 / left**2 + 1 / right**2, rel=1e-12)
    assert found.rate == pytest.approx(left * right / (left + right), rel=1e-13)


def test_waiting_times_in_a_weak_field_have_the_moments_of_their_density():
    found = counting_statistics(single_level(), lead="L").waiting_times(Tunnelling.OUT)
    x, w = np.polynomial.legendre.leggauss(200)
    tau, weight = 200.0 * (x + 1), 200.0 * w
    density = found.density(tau)
    assert weight @ density == pytest.approx(1.0, abs=1e-10)
    assert weight @ (density * tau) == pytest.approx(found.mean, rel=1e-9)
    assert weight @ (density * (tau - found.mean) ** 2) == pytest.approx(found.variance, rel=1e-8)
    # electrons leave to the left at π_1 Γ_L (1 - f_L)
    f_left, f_right = (1 / (1 + np.exp(LEVEL - mu)) for mu in (0.2, -0.2))
    filled = (0.5 * f_left + 0.7 * f_right) / 1.2
    assert found.rate == pytest.approx(filled * 0.5 * (1 - f_left), rel=1e-13)


def test_energy_of_the_single_level_is_its_level_times_electrons():
    electrons = counting_statistics(single_level(), lead="L").cumulants
    energy = counting_statistics(single_level(), lead="L", counted=Counted.ENERGY).cumulants
    np.testing.assert_allclose(energy, electrons * LEVEL ** np.arange(1, 5), rtol=1e-12)


@pytest.mark.parametrize("factor", [0.5, 1.001, 20.0])
def test_wrong_reverse_rates_break_the_fluctuation_theorem_by_their_logarithm(factor):
    """Electrons that leave to L too often by a factor: each of them costs ln(factor) less."""
    right = pauli_rates(single_level(1.0, -1.0))
    wrong = RateTable.of(
        right.energy,
        right.charge,
        right.reservoirs,
        reservoir=right.reservoir,
        source=right.source,
        target=right.target,
        forward=np.exp(right.log_forward),
        reverse=np.exp(right.log_reverse) * np.where(right.reservoir == 0, factor, 1.0),
    )
    found = counting_statistics(wrong, lead="L").fluctuation_theorem()
    np.testing.assert_allclose(found.residual, -np.log(factor), atol=1e-12)
    assert not found.holds
    assert counting_statistics(right, lead="L").fluctuation_theorem().holds
