"""Networks of reactions: completing, imposing and driving random ones."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array, vstack

from detbal import Status
from detbal.reactions import Arrhenius, Concentration, Counting, ReactionNetwork, Species
from detbal.reactions.checking.check import Against, check_network
from detbal.reactions.complete import complete_network
from detbal.reactions.driving.drive import drive_network
from detbal.reactions.impose import Nearest, impose_network
from detbal.reactions.rates.shifted import Shifted
from detbal.reactions.reverse_rates import reverse_rates
from detbal.reactions.thermochemistry.statistical import StatisticalThermochemistry
from detbal.reactions.thermometer import thermometer_network

GRID = np.array([300.0, 500.0, 800.0, 1300.0, 2100.0, 3400.0])
SEEDS = st.integers(0, 10**6)


def sides(draw, m, n):
    """Different reactions of one or two species (twice the same now and then) on each side."""
    stoichiometry, known = np.zeros((2, m, n)), set()
    while len(known) < m:
        a, b, c, d = (int(k) for k in draw.choice(n, 4, replace=False))
        left, right = ([a], [a, b], [a, a])[draw.integers(3)], ([c], [c, d], [c, c])[draw.integers(3)]
        reaction = frozenset((tuple(sorted(left)), tuple(sorted(right))))
        if reaction not in known:
            np.add.at(stoichiometry[0, len(known)], left, 1.0)
            np.add.at(stoichiometry[1, len(known)], right, 1.0)
            known.add(reaction)
    return csr_array(stoichiometry[0]), csr_array(stoichiometry[1])


def half(seed, m=12, n=6, counting=Counting.PER_SET):
    """Forward reactions alone, with thermochemistry of all species."""
    draw = np.random.default_rng(seed)
    left, right = sides(draw, m, n)
    species = [
        Species(f"X{k}", mass=draw.uniform(1, 50), degeneracy=draw.integers(1, 9), energy=f"{draw.normal() * 2000} K")
        for k in range(n)
    ]
    rates = Arrhenius(np.exp(draw.normal(size=m) * 3), draw.normal(size=m), draw.uniform(0, 1e4, m))
    thermo = StatisticalThermochemistry.of(species, Concentration.PER_M3)
    return ReactionNetwork(
        [s.name for s in species],
        left,
        right,
        rates,
        thermochemistry=thermo,
        concentration=Concentration.PER_M3,
        counting=counting,
        temperatures=GRID,
    )


def constants(seed, m, n, noise=0.0, spread=1.0):
    """Constant rates, consistent with chemical potentials but for `noise` nats in every pair."""
    draw = np.random.default_rng(seed)
    left, right = sides(draw, m, n)
    potential, log_k = draw.normal(size=n), draw.normal(size=m) * spread
    reverse = log_k + (right - left) @ potential + noise * draw.normal(size=m)
    zero = np.zeros(2 * m)
    rates = Arrhenius.from_logs(np.concatenate([log_k, reverse]), zero, zero)
    channels = np.tile(np.arange(m), 2)
    names = [f"X{k}" for k in range(n)]
    return ReactionNetwork(names, vstack([left, right]), vstack([right, left]), rates, channels=channels), potential


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.sampled_from(Counting))
def test_completed_networks_are_balanced_and_their_reverses_lead_back(seed, counting):
    network = half(seed, counting=counting)
    whole = complete_network(network)
    verdict = check_network(whole)
    assert verdict.status is Status.BALANCED, str(verdict)
    back = whole.take(np.arange(len(network), len(whole)))
    forward = reverse_rates(back, GRID).log_rates
    np.testing.assert_allclose(forward, network.rates.log_rates(GRID), atol=1e-9)
    wrong = whole.with_rates(Shifted(whole.rates, Arrhenius(np.where(np.arange(len(whole)) == 3, 1 + 1e-6, 1.0))))
    assert check_network(wrong).status is Status.BROKEN


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.sampled_from(Nearest), st.booleans())
def test_imposing_is_a_projection(seed, nearest, with_errors):
    whole = complete_network(half(seed))
    draw = np.random.default_rng(seed + 1)
    m = len(whole)
    factor = Arrhenius(np.exp(draw.normal(size=m)), draw.normal(size=m) * 0.1, draw.normal(size=m) * 100)
    errors = draw.uniform(0.01, 1.0, m) if with_errors else None
    wrong = whole.with_rates(Shifted(whole.rates, factor), relative_errors=errors)
    imposed = impose_network(wrong, nearest=nearest)
    against = Against.THERMOCHEMISTRY if nearest is Nearest.THERMOCHEMISTRY else Against.CYCLES
    assert check_network(imposed.nearest, against=against, tol=1e-9).max_residual < 1e-9
    again = impose_network(imposed.nearest, nearest=nearest)
    assert again.distance < 1e-9
    change = imposed.nearest.rates.log_rates(GRID) - wrong.rates.log_rates(GRID)
    np.testing.assert_allclose(imposed.distance, np.sqrt(np.sum(change**2) / len(GRID)), rtol=1e-9)
    # any other consistent network is farther: here the one that was consistent before, in the norm of the errors
    weight = 1.0 if errors is None else 1.0 / errors[:, None]
    assert np.sum((change * weight) ** 2) <= np.sum((factor.log_rates(GRID) * weight) ** 2) * (1 + 1e-9)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_what_is_consistent_stays_where_it_is(seed):
    whole = complete_network(half(seed))
    for nearest in Nearest:
        assert impose_network(whole, nearest=nearest).distance < 1e-9


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.floats(200.0, 5000.0))
def test_the_temperature_of_a_completed_network_is_its_own(seed, T):
    whole = complete_network(half(seed))
    np.testing.assert_allclose(thermometer_network(whole, T=T).T, T, rtol=1e-6)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_nothing_runs_at_equilibrium(seed):
    network, potential = constants(seed, 12, 6)
    draw = np.random.default_rng(seed)
    # with whatever every reaction conserves: nothing here, in general, so that the potentials say it all
    found = drive_network(network, concentrations=np.exp(-potential))
    assert (np.abs(found.currents) <= found.current_floor).all()
    assert found.entropy_production <= found.entropy_production_floor
    shifted = drive_network(network, concentrations=np.exp(-potential + 0.1 * draw.normal(size=6)))
    assert shifted.entropy_production > 100 * shifted.entropy_production_floor


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.integers(0, 3), st.sampled_from([0.0, 0.5]))
def test_cycles_make_up_the_entropy_production_of_a_steady_state(seed, held, noise):
    network, potential = constants(seed, 14, 7, noise=noise)
    draw = np.random.default_rng(seed)
    chemostats = [network.species[k] for k in draw.choice(7, held, replace=False)]
    start = np.exp(-potential + draw.normal(size=7))
    found = drive_network(network, concentrations=start, chemostats=chemostats)
    free = [k for k, name in enumerate(network.species) if name not in chemostats]
    scale = np.exp(np.maximum(found.log_forward, found.log_reverse)).sum()
    assert np.abs(found.production[free]).max() < 1e-9 * scale
    assert found.entropy_production >= -found.entropy_production_floor
    np.testing.assert_allclose(found.affinity_entropy.sum(), found.entropy_production, rtol=1e-8, atol=1e-10 * scale)
    if noise == 0.0 and held == 0:
        assert found.entropy_production < 1e-9 * scale
    if noise:
        assert found.entropy_production > 1e-9 * scale
    assert found.slowest > 0


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_entropy_production_splits_into_cycles_and_relaxation(seed):
    """Of a consistent network all of it is relaxation: closed cycles have no affinity."""
    network, _ = constants(seed, 14, 7)
    found = drive_network(network, concentrations=np.exp(np.random.default_rng(seed).normal(size=7)))
    assert found.entropy_production > 0
    np.testing.assert_allclose(found.affinities, 0.0, atol=1e-10)
    np.testing.assert_allclose(found.relaxation, found.entropy_production, rtol=1e-9)
