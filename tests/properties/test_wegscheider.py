"""Networks of reactions: consistent ones are balanced at any size, one wrong rate is found, measured and located."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

import detbal
from detbal import Status
from detbal.reactions import Arrhenius, Concentration, ReactionNetwork, Species
from detbal.reactions.checking.check import Against
from detbal.reactions.thermochemistry.statistical import StatisticalThermochemistry


def random_sides(draw, m, n):
    """Reactions A + B ⇌ C + D, A ⇌ C + D, 2 A ⇌ C + D, … of m random species each."""
    rows, columns, side = [], [], []
    for r in range(m):
        a, b, c, d = draw.choice(n, 4, replace=False)
        left = [[a, b], [a], [a, a]][draw.integers(3)]
        right = [[c, d], [c]][draw.integers(2)]
        for sign, species in ((0, left), (1, right)):
            rows += [r] * len(species)
            columns += list(species)
            side += [sign] * len(species)
    rows, columns, side = map(np.array, (rows, columns, side))
    return [
        csr_array((np.ones((side == s).sum()), (rows[side == s], columns[side == s])), shape=(m, n)) for s in (0, 1)
    ]


def consistent(seed, m, n, T=None, span=30.0):
    """A network whose rates come from species with random energies and weights, and random barriers."""
    draw = np.random.default_rng(seed)
    left, right = random_sides(draw, m, n)
    change = right - left
    weight, energy = draw.normal(size=n) * 3, draw.normal(size=n) * span * 300.0
    log_A, b, barrier = draw.normal(size=m) * 20, draw.normal(size=m), draw.uniform(0, 1e4, m)
    reverse = Arrhenius.from_logs(log_A - change @ weight, b, barrier - change @ energy)
    forward = Arrhenius.from_logs(log_A, b, barrier)
    from scipy.sparse import vstack

    both = Arrhenius.joined([forward, reverse])
    names = [f"X{k}" for k in range(n)]
    return ReactionNetwork(names, vstack([left, right]), vstack([right, left]), both, temperatures=T), change


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(2, 120), st.integers(5, 40))
def test_consistent_networks_are_balanced(seed, m, n):
    network, _ = consistent(seed, m, n, T=[300.0, 600.0, 1200.0, 2400.0])
    verdict = detbal.check(network)
    assert verdict.status is Status.BALANCED, str(verdict)


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(20, 120), st.sampled_from([-1e-6, 1e-6, 1e-3, -2.0]))
def test_one_wrong_rate_is_found_measured_and_located(seed, m, fault):
    network, change = consistent(seed, m, m // 4 + 4, T=[300.0, 600.0, 1200.0, 2400.0], span=3.0)
    dense = change.toarray()
    free = 1 - np.einsum("ij,ji->i", dense, np.linalg.pinv(dense))
    row = int(np.argmax(free))
    assume(free[row] > 1e-3)
    assume((abs(change[row].toarray() - dense).sum(axis=1) < 1e-9).sum() == 1)  # a double would be as suspect
    assume((abs(change[row].toarray() + dense).sum(axis=1) < 1e-9).sum() == 0)
    rates = network.rates
    log_A = rates.log_A.copy()
    log_A[row] += fault
    wrong = network.with_rates(Arrhenius.from_logs(log_A, rates.b, rates.E))
    verdict = detbal.check(wrong)
    assert verdict.status is Status.BROKEN, str(verdict)
    (found,) = [f for f in verdict.findings if type(f).__name__ == "Suspect"]
    assert wrong_name(network, row) in found.where
    assert fault_told(found) == pytest.approx(fault, rel=1e-3)


def fault_told(finding):
    return float(finding.message.split("off by ")[1].split(" ")[0])


def wrong_name(network, row):
    return network.names[row].replace("→", "⇌")


@pytest.mark.slow
@pytest.mark.parametrize("species", [300, 2000])
def test_ten_thousand_reactions(species):
    network, _ = consistent(1, 10_000, species, span=3.0, T=[300.0, 1000.0])
    assert detbal.check(network).status is Status.BALANCED
    rates = network.rates
    log_A = rates.log_A.copy()
    log_A[4321] += 1e-6
    verdict = detbal.check(network.with_rates(Arrhenius.from_logs(log_A, rates.b, rates.E)))
    assert verdict.status is Status.BROKEN
    (found,) = [f for f in verdict.findings if type(f).__name__ == "Suspect"]
    assert found.where == (wrong_name(network, 4321),)
    assert fault_told(found) == pytest.approx(1e-6, rel=1e-2)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.floats(1e6, 1e12))
def test_log_safe_where_exponentials_overflow(seed, kelvin):
    """Energies of MeV at any temperature: ratios of e^±1e10 stay consistent, and a factor of two is seen."""
    draw = np.random.default_rng(seed)
    species = [
        Species(name, mass=float(draw.uniform(1, 40)), degeneracy=int(draw.integers(1, 8)), energy=float(draw.normal()))
        for name in "abc"
    ]
    thermo = StatisticalThermochemistry.of(species, Concentration.PER_CM3)
    settings = {"thermochemistry": thermo, "concentration": Concentration.PER_CM3, "species": "abc"}
    one_way = ReactionNetwork.from_equations(["a + b <=> 2 c", "a <=> b"], [1e-200, 1e200], **settings)
    whole = detbal.complete(one_way)
    verdict = detbal.check(whole, T=kelvin, tol=1e-5)
    assert verdict.status is Status.BALANCED, str(verdict)
    assert np.isfinite(verdict.over_temperature).all()


def test_against_both_ways_agree():
    """What is consistent with thermochemistry closes its cycles; a fault in the thermochemistry opens none."""
    species = [
        Species(n, mass=1.0, degeneracy=g, energy=f"{e} K") for n, g, e in (("a", 1, 0), ("b", 2, 500), ("c", 5, 900))
    ]
    thermo = StatisticalThermochemistry.of(species, Concentration.PER_M3)
    equations = ["a => b", "b => c", "c => a"]
    half = ReactionNetwork.from_equations(equations, [1.0, 2.0, 3.0], thermochemistry=thermo, species=["a", "b", "c"])
    whole = detbal.complete(half)
    grid = [300.0, 500.0, 900.0, 1500.0]
    assert detbal.check(whole, T=grid).status is Status.BALANCED
    heavier = Species("b", mass=1.0, degeneracy=4, energy="500 K")
    other = StatisticalThermochemistry.of([species[0], heavier, species[2]], Concentration.PER_M3)
    verdict = detbal.check(whole.with_thermochemistry(other), T=grid)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(np.log(2.0))
    assert verdict.related[0].status is Status.BALANCED
    assert detbal.check(whole.with_thermochemistry(other), T=grid, against=Against.CYCLES).status is Status.BALANCED
