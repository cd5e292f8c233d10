"""Floors of λ, cumulants and the fluctuation theorem, against many digits, for leads that couple very differently."""

from dataclasses import replace
from math import comb

import mpmath
import numpy as np
import pytest

from detbal.transport.counting.counted import Counted
from detbal.transport.counting.statistics import counting_statistics
from detbal.transport.lead import Lead
from detbal.transport.method import Method
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.reservoir import Reservoir
from detbal.verdict import Status

DIGITS = 80


def random_dot(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 3))
    levels = np.diag(rng.uniform(-3, 3, n) * rng.choice([1, 10]))
    if n > 1:
        levels[0, 1] = levels[1, 0] = rng.normal() / 2
    sides = {
        name: Lead(kT=1.0, mu=float(rng.normal() * 2), gamma=10.0 ** rng.uniform(-15, 0, n))
        for name in "LRP"[: int(rng.integers(2, 4))]
    }
    return QuantumDot(levels, sides, coulomb=float(rng.uniform(0, 8)))


def single(left=0.5, right=0.7, level=0.3, bias=0.4):
    sides = {"L": Lead(kT=1.0, mu=bias / 2, gamma=left), "R": Lead(kT=1.0, mu=-bias / 2, gamma=right)}
    return QuantumDot(level, sides)


def matrices(processes, chi, order):
    """The generator tilted by χ, and its first derivatives at χ = 0."""
    n = len(processes.log_pi)
    tilted, jumps = mpmath.zeros(n), [mpmath.zeros(n) for _ in range(order)]
    columns = processes.source, processes.target, processes.log_rate, processes.weight
    for a, b, r, w in zip(*(one.tolist() for one in columns), strict=True):
        rate = mpmath.exp(mpmath.mpf(r))
        tilted[b, a] += rate * mpmath.exp(mpmath.mpf(chi) * mpmath.mpf(w))
        tilted[a, a] -= rate
        for m in range(order):
            jumps[m][b, a] += rate * mpmath.mpf(w) ** (m + 1)
    return tilted, jumps


def exact_scgf(processes, chi):
    return max(mpmath.re(x) for x in mpmath.eig(matrices(processes, chi, 0)[0], left=False, right=False))


def exact_cumulants(processes, order):
    generator, jumps = matrices(processes, 0.0, order)
    n, pinned = generator.rows, int(np.argmax(processes.log_pi))
    for k in range(n):
        generator[pinned, k] = 1
    right = mpmath.zeros(n, 1)
    right[pinned] = 1
    vectors, values = [mpmath.lu_solve(generator, right)], []
    for k in range(1, order + 1):
        gained, kept = mpmath.zeros(n, 1), mpmath.zeros(n, 1)
        for m in range(1, k + 1):
            gained += comb(k, m) * (jumps[m - 1] * vectors[k - m])
        values.append(sum(gained))
        for m in range(1, k + 1):
            kept += comb(k, m) * values[m - 1] * vectors[k - m]
        right = kept - gained
        right[pinned] = 0
        vectors.append(mpmath.lu_solve(generator, right))
    return values


@pytest.mark.parametrize("counted", Counted)
@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(k, marks=pytest.mark.slow) for k in range(6, 40))])
def test_couplings_over_fifteen_decades(seed, counted):
    dot = random_dot(seed)
    found = counting_statistics(dot, lead="L", counted=counted)
    processes = found.counter.processes
    tilted = found.counter.rates().tilted()
    generator, quiet = tilted.generator, tilted.weight
    with mpmath.workdps(DIGITS):
        for k, exact in enumerate(exact_cumulants(processes, 4)):
            assert abs(mpmath.mpf(found.cumulants[k]) - exact) <= found.floor[k]
        for chi in (-2.0, 0.7):
            growth = generator.growth(chi * quiet)
            assert abs(mpmath.mpf(growth.rate) - exact_scgf(processes, chi)) <= growth.floor
    theorem = found.fluctuation_theorem()
    assert theorem.status is not Status.BROKEN
    # a rate that matters, changed by a millionth
    size = np.abs(generator.growth(theorem.chi[0] * quiet).response)
    table = pauli_rates(dot)
    wrong = np.zeros(2 * len(table))
    wrong[int(np.argmax(size))] = 1e-6
    ahead, back = np.split(wrong, 2)
    table = replace(table, log_forward=table.log_forward + ahead, log_reverse=table.log_reverse + back)
    if theorem.status is Status.BALANCED:
        assert counting_statistics(table, lead="L", counted=counted).fluctuation_theorem().status is Status.BROKEN


@pytest.mark.parametrize("right", [1e-9, 1e-15, 1e-18, 1e-39])
def test_a_lead_that_hardly_couples_gives_the_digits(right):
    found = counting_statistics(single(1.0, right), lead="L")
    np.testing.assert_allclose(
        found.cumulants,
        counting_statistics(single(1.0, right), lead="R").cumulants * [-1, 1, -1, 1],
        rtol=1e-13,
    )
    into, out = (1 / (1 + np.exp(s * (0.3 + 0.2))) for s in (1, -1))  # at R; L keeps the dot filled with f
    f = 1 / (1 + np.exp(0.3 - 0.2))
    rare = right * np.array([out * f - into * (1 - f), out * f + into * (1 - f)] * 2)
    np.testing.assert_allclose(found.cumulants, rare, rtol=1e-13 + 20 * right)
    assert (found.floor < 1e-12 * found.cumulants).all()
    theorem = found.fluctuation_theorem()
    assert theorem.status is Status.BALANCED
    assert theorem.floor.max() < 1e-12


def test_two_orbitals_far_apart():
    sides = {"L": Lead(kT=1.0, mu=0.2, gamma=[0.5, 1e-3]), "R": Lead(kT=1.0, mu=-0.2, gamma=[1e-6, 0.7])}
    found = counting_statistics(QuantumDot([0.0, 10.0], sides, coulomb=5.0), lead="L")
    assert found.fluctuation_theorem().status is Status.BALANCED
    with mpmath.workdps(60):
        exact = float(exact_scgf(found.counter.processes, -2.0))
    assert found.scgf(-2.0) == pytest.approx(exact, rel=1e-14)


@pytest.mark.parametrize(
    ("dot", "chi"),
    [
        (single(), [-0.2]),  # the symmetric point
        (QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=1.0)}), None),
        (single(level=800.0), None),
        (QuantumDot.spinful(-800.0, single().leads), None),
    ],
)
def test_where_lambda_is_flat_nothing_is_decided(dot, chi):
    theorem = counting_statistics(dot, lead="L").fluctuation_theorem(chi)
    assert theorem.status is Status.UNDECIDED
    assert not theorem.holds
    assert theorem.max_residual == 0.0
    assert np.isinf(theorem.floor).all()


def test_a_current_of_e_to_the_minus_400_keeps_its_digits():
    """Squares of what flows underflow; they are not needed."""
    found = counting_statistics(QuantumDot.spinful(-400.0, single().leads), lead="L")
    assert 0 < found.cumulants[0] < 1e-170
    theorem = found.fluctuation_theorem()
    assert theorem.status is Status.BALANCED
    assert theorem.floor.max() < 1e-11


def test_one_lead_has_no_noise_at_all():
    found = counting_statistics(QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=1.0)}), lead="L")
    assert found.cumulants.tolist() == [0.0] * 4
    law = found.distribution(2.0)
    assert law.probability.sum() == pytest.approx(1.0, abs=1e-14)
    assert len(found.drawings()) == 1


def measured(factor, error):
    """One level whose rates were measured, the first wrong by a factor."""
    right = pauli_rates(single())
    forward = np.exp(right.log_forward) * [factor, 1.0]
    reverse = np.exp(right.log_reverse)
    return RateTable.of(
        right.energy, right.charge, right.reservoirs, reservoir=right.reservoir, source=right.source,
        target=right.target, forward=forward, reverse=reverse, forward_error=error * forward,
        reverse_error=error * reverse,
    )  # fmt: skip


def test_errors_of_rates_count():
    """The affinity has the errors of four rates; what is above their spread is found, what is below is not."""
    for factor, status in ((1.1, Status.BALANCED), (2.0, Status.BROKEN)):
        theorem = counting_statistics(measured(factor, 0.05), lead="L").fluctuation_theorem()
        assert theorem.status is status
        # 0.05 times the root of four, times the deviations of one in a hundred among four points
        np.testing.assert_allclose(theorem.floor[0], 0.1 * 3.0233, rtol=0.3)
        np.testing.assert_allclose(theorem.residual, np.log(factor), rtol=1e-9)
    assert counting_statistics(measured(1.1, 0.0), lead="L").fluctuation_theorem().status is Status.BROKEN
    assert counting_statistics(measured(1.1, 0.9), lead="L").fluctuation_theorem().status is Status.UNDECIDED


@pytest.mark.slow
def test_measured_rates_break_a_theorem_that_holds_rarely():
    rng, broken = np.random.default_rng(1), 0
    right, sigma = measured(1.0, 0.1), 0.1
    for _ in range(150):
        ahead, back = rng.normal(size=(2, 2)) * sigma
        table = replace(right, log_forward=right.log_forward + ahead, log_reverse=right.log_reverse + back)
        broken += counting_statistics(table, lead="L").fluctuation_theorem([1.0]).status is Status.BROKEN
    assert broken <= 6  # 1.5 are expected


@pytest.mark.parametrize("seed", range(4))
def test_floors_with_coherences_hold_what_rates_say(seed):
    """Levels apart, of which nothing is superposed: both ways of counting are right to within their floors."""
    rng = np.random.default_rng(seed)
    sides = {n: Lead(kT=1.0, mu=m, gamma=10.0 ** rng.uniform(-9, -3, 2)) for n, m in (("L", 0.4), ("R", -0.4))}
    dot = QuantumDot([0.3, 2.0], sides, coulomb=1.5)
    by_rates, coherent = (counting_statistics(dot, lead="L", method=m) for m in (Method.PAULI, Method.LINDBLAD))
    assert (np.abs(by_rates.cumulants - coherent.cumulants) <= by_rates.floor + coherent.floor).all()


def test_unknown_reservoirs_are_still_counted():
    table = RateTable.of(
        [0.0, 0.3], [0, 1], [Reservoir("L"), Reservoir("R")],
        reservoir=[0, 1], source=[0, 0], target=[1, 1], forward=[1.0, 0.5], reverse=[1.1, 0.8],
    )  # fmt: skip
    assert counting_statistics(table, lead="L").floor.max() < 1e-12
