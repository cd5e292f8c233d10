"""Two states and two channels, one far weaker than the other: one closed form for networks, dots and open systems.

With rates up and down of both channels, of which the second is counted, λ = q/(S/2 + √(S²/4 + q)), where S is the sum
of all four and q = up₁ down₂ (e^-χ - 1) + up₂ down₁ (e^χ - 1).
"""

from dataclasses import replace

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.fluctuation import FluctuationTheorem
from detbal.generators import Bath, Lindbladian, davies
from detbal.generators import counting_statistics as count_heat
from detbal.generators import onsager_matrix as onsager_of_baths
from detbal.networks import RateNetwork
from detbal.networks import counting_statistics as count_transitions
from detbal.transport import Lead, QuantumDot
from detbal.transport import counting_statistics as count_electrons
from detbal.transport import onsager_matrix as onsager_of_leads
from detbal.verdict import Status

RATIOS = [1.0, 1e-6, 1e-12, 1e-15, 1e-18]
DIGITS = 60


def closed_form(rates, chi):
    (up, down), (rise, fall) = [[mpmath.mpf(x) for x in one] for one in rates]
    q = up * fall * mpmath.expm1(-chi) + rise * down * mpmath.expm1(chi)
    half = (up + down + rise + fall) / 2
    return q / (half + mpmath.sqrt(half**2 + q))


def in_a_network(ratio):
    rates = [(1.0, 0.7), (2.0 * ratio, 0.3 * ratio)]
    network = RateNetwork.from_pairs([0, 0], [1, 1], *np.transpose(rates), channels=["first", "second"])
    return rates, [count_transitions(network, one) for one in ([1.0, 0.0], [0.0, 1.0])]


def at_a_dot(ratio):
    level, mu = 0.3, (0.4, -0.6)
    filled, empty = (1 / (1 + np.exp(sign * (level - np.array(mu)))) for sign in (1, -1))
    rates = [(g * f, g * e) for g, f, e in zip((1.0, ratio), filled, empty, strict=True)]
    leads = {name: Lead(kT=1.0, mu=m, gamma=g) for name, m, g in zip("LR", mu, (1.0, ratio), strict=True)}
    return rates, [count_electrons(QuantumDot(level, leads), lead=name) for name in "LR"]


def between_two_baths(ratio):
    kT, couplings = (2.0, 0.5), (1.0, ratio)
    rates = [(2 * g / np.expm1(1 / T), -2 * g / np.expm1(-1 / T)) for g, T in zip(couplings, kT, strict=True)]
    x = [[0, 1], [1, 0]]
    baths = [(x, Bath(spectral_density=lambda w, g=g: g * w, kT=T)) for g, T in zip(couplings, kT, strict=True)]
    system = davies(np.diag([0.0, 1.0]), baths, lamb_shift=False)
    return rates, [count_heat(system, bath=f"bath {k}") for k in range(2)]


every_domain = pytest.mark.parametrize("system", [in_a_network, at_a_dot, between_two_baths])


@every_domain
@pytest.mark.parametrize("ratio", RATIOS)
def test_cumulants_are_those_of_the_closed_form_whichever_side_is_counted(system, ratio):
    rates, found = system(ratio)
    with mpmath.workdps(DIGITS):
        exact = [mpmath.diff(lambda x: closed_form(rates, x), 0, k) for k in range(1, 5)]
    for one, sign in zip(found, (-1, 1), strict=True):
        for k, value in enumerate(exact, start=1):
            off = abs(mpmath.mpf(one.cumulants[k - 1]) - sign**k * value)
            assert off <= one.floor[k - 1] + 1e-14 * abs(value)  # rates are rounded, too
            assert off < 2e-13 * abs(exact[1])
            assert one.floor[k - 1] < 1e-12 * exact[1]


@every_domain
@pytest.mark.parametrize("ratio", RATIOS)
def test_ratio_is_that_of_one_cycle_whichever_side_is_counted(system, ratio):
    """One cycle: σ = J A, so that the ratio is noise × A / (2 J)."""
    rates, found = system(ratio)
    (up, down), (rise, fall) = rates
    affinity = np.log(rise * down / (up * fall))
    for one in found:
        expected = abs(one.cumulants[1] / one.cumulants[0] * affinity) / 2
        assert one.uncertainty_ratio == pytest.approx(expected, rel=1e-12)
        assert one.uncertainty_ratio >= 1.0
        assert abs(one.counter.affinity) == pytest.approx(abs(affinity), rel=1e-12)


@every_domain
@pytest.mark.parametrize("ratio", RATIOS)
def test_generating_function_and_its_theorem(system, ratio):
    rates, found = system(ratio)
    chi = np.array([-1.3, 0.4, 2.0])
    with mpmath.workdps(DIGITS):
        exact = np.array([float(closed_form(rates, mpmath.mpf(x))) for x in chi])
    for one, sign in zip(found, (-1, 1), strict=True):
        np.testing.assert_allclose(one.scgf(sign * chi), exact, rtol=1e-12)
        theorem = one.fluctuation_theorem()
        assert isinstance(theorem, FluctuationTheorem)
        assert theorem.status is Status.BALANCED
        assert theorem.floor.max() < 1e-11


@pytest.mark.parametrize("ratio", [1.0, 1e-3, 1e-6, 1e-9])
def test_by_quantum_jumps_all_cumulants_are_within_their_floors(ratio):
    """Entries of a generator have no logs: floors are parts of the largest rate, whichever cumulant it is."""
    kT, couplings = (2.0, 0.5), (1.0, ratio)
    rates = between_two_baths(ratio)[0]
    lower = np.array([[0, 1.0], [0, 0]])
    jumps = [np.sqrt(down) * lower for _, down in rates] + [np.sqrt(up) * lower.T for up, _ in rates]
    names = ["bath 0", "bath 1"]
    system = Lindbladian(np.diag([0.0, 1.0]), jumps, baths=names * 2)
    with mpmath.workdps(DIGITS):
        exact = [mpmath.diff(lambda x: closed_form(rates, x), 0, k) for k in range(1, 5)]
    for name, sign in zip(names, (-1, 1), strict=True):
        found = count_heat(system, bath=name, kT=dict(zip(names, kT, strict=True)))
        off = [abs(mpmath.mpf(x) - sign**k * y) for k, (x, y) in enumerate(zip(found.cumulants, exact, strict=True), 1)]
        assert all(one <= floor for one, floor in zip(off, found.floor, strict=True))
        assert found.floor.max() < 1e-12 * max(couplings)


@pytest.mark.parametrize("ratio", RATIOS)
def test_another_affinity_breaks_the_theorem(ratio):
    """The negative control: entropies that are not those of the rates."""
    counter = in_a_network(ratio)[1][1].counter.tilted()
    for wrong in (1.0001, 0.9999):
        theorem = replace(counter, affinity=wrong * counter.affinity).fluctuation_theorem(1.0)
        assert theorem.status is Status.BROKEN


def onsager_at_a_dot(couplings):
    """f (1 - f) (γ_a δ_ab - γ_a γ_b / Σ γ), of electrons."""
    level, n = 0.3, len(couplings)
    found = onsager_of_leads(QuantumDot(level, {f"{k}": Lead(kT=1.0, gamma=g) for k, g in enumerate(couplings)}))
    return found, found.matrix[:n, :n], found.floor[:n, :n], 1 / (2 + 2 * np.cosh(level))


def onsager_between_baths(couplings):
    """The same of heat, with 2 n (n + 1) / (2 n + 1) = 1 / sinh(1), and of energy 1."""
    x = [[0, 1], [1, 0]]
    baths = [(x, Bath(spectral_density=lambda w, g=g: g * w, kT=1.0)) for g in couplings]
    found = onsager_of_baths(davies(np.diag([0.0, 1.0]), baths, lamb_shift=False))
    return found, found.matrix, found.floor, 1 / np.sinh(1.0)


@pytest.mark.parametrize("system", [onsager_at_a_dot, onsager_between_baths])
@settings(max_examples=25, deadline=None)
@given(powers=st.lists(st.floats(-18.0, 0.0), min_size=2, max_size=4))
def test_onsager_of_one_level_in_closed_form(system, powers):
    couplings = np.array([10.0**power for power in powers])
    found, L, floor, size = system(couplings)
    shared = couplings / couplings.sum()
    exact = -size * np.outer(couplings, shared)
    others = [np.delete(couplings, k).sum() for k in range(len(couplings))]
    np.fill_diagonal(exact, size * shared * others)
    np.testing.assert_array_less(np.abs(L - exact), floor + 1e-13 * np.abs(exact) + 1e-300)
    np.testing.assert_allclose(np.diag(L), np.diag(exact), rtol=1e-11)
    assert found.symmetric
    assert np.linalg.eigvalsh(found.matrix).min() >= -found.floor.sum() - 1e-15 * np.abs(found.matrix).max()
