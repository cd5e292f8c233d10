"""Equilibrium compositions are those at which rates balance, whatever the network and the state."""

from fractions import Fraction
from math import lcm

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal import Status
from detbal.reactions import Concentration, ReactionNetwork
from detbal.reactions.checking.check import check_network
from detbal.reactions.equilibrium.chemical import chemical_equilibrium
from detbal.reactions.equilibrium.nuclear_statistical import nuclear_statistical_equilibrium
from detbal.reactions.equilibrium.saha import Ionising, saha
from detbal.reactions.molecular.check import check_collisional_rates
from detbal.reactions.molecular.collisions import CollisionalRates
from detbal.reactions.molecular.excitation import complete_collisional_rates
from detbal.reactions.molecular.levels import EnergyLevels
from detbal.reactions.molecular.pairs import thermometer_collisional_rates
from detbal.reactions.radiative.check import check_photoionisation_pair
from detbal.reactions.radiative.milne import milne
from detbal.reactions.radiative.photoionisation import Photoionisation, PhotoionisationPair
from detbal.reactions.thermochemistry.statistical import StatisticalThermochemistry

seeds = st.integers(0, 2**32 - 1)


def random_network(rng, atoms, species, reactions):
    """Reactions that conserve atoms: random clusters of them, two into two or one into two."""
    content = rng.integers(1, 4, (species, atoms)) * (rng.random((species, atoms)) < 0.7)
    content[content.sum(axis=1) == 0, 0] = 1
    rows = []
    for _ in range(reactions):
        chosen = rng.choice(species, min(atoms + 1, species), replace=False)
        kernel = np.linalg.svd(content[chosen].T.astype(float))[2][np.linalg.matrix_rank(content[chosen]) :]
        if not len(kernel):
            continue
        ratios = kernel[0] / kernel[0][np.argmax(np.abs(kernel[0]))]
        parts = [Fraction(float(x)).limit_denominator(1000) for x in ratios]
        row = np.zeros(species)
        row[chosen] = [int(part * lcm(*(p.denominator for p in parts))) for part in parts]
        if not (row @ content).any():
            rows.append(row)
    change = np.array(rows).reshape(-1, species)
    return np.maximum(-change, 0.0), np.maximum(change, 0.0)


@given(seeds, st.floats(200.0, 5000.0))
@settings(max_examples=40, deadline=None)
def test_every_reaction_is_balanced_and_every_total_is_kept(seed, T):
    rng = np.random.default_rng(seed)
    left, right = random_network(rng, int(rng.integers(1, 4)), int(rng.integers(3, 12)), int(rng.integers(1, 9)))
    n = left.shape[1]
    thermo = StatisticalThermochemistry(
        log_mass=np.zeros(n),
        log_weight=rng.standard_normal(n),
        energy=2e3 * rng.standard_normal(n),
        partitions=None,
        concentration=Concentration.PER_CM3,
    )
    from detbal.reactions import Arrhenius

    network = ReactionNetwork(
        [f"s{k}" for k in range(n)],
        left,
        right,
        Arrhenius(np.ones(len(left))),
        thermochemistry=thermo,
        concentration=Concentration.PER_CM3,
    )
    start = np.exp(rng.standard_normal(n)) * 1e20
    made = chemical_equilibrium(network, T, start)
    potentials = made.log_concentrations - thermo.log_density(made.T)
    size = np.abs(network.change) @ (np.abs(made.log_concentrations) + np.abs(thermo.log_density(made.T)))
    assert (np.abs(network.change @ potentials) <= 1e-13 * (1.0 + size)).all()
    assert made.residual[0] < 1e-12


@given(seeds, st.floats(1.0, 1e9), st.floats(-5.0, 25.0))
@settings(max_examples=40, deadline=None)
def test_every_stage_of_ionisation_is_in_balance(seed, T, log_density):
    rng = np.random.default_rng(seed)
    stages = int(rng.integers(1, 12))
    energies = np.cumsum(rng.uniform(5.0, 60.0, stages))
    element = Ionising("X", energies, rng.uniform(1.0, 20.0, stages + 1), density=10.0**log_density)
    made = saha(T, [element])
    steps = np.diff(made.log_densities[0], axis=0) + made.log_electrons
    constants = element.log_constants(made.T, made.concentration)
    assert (np.abs(steps - constants) <= 1e-13 * (100.0 + np.abs(made.log_densities[0]).max())).all()


@given(st.floats(2.0, 9.5), st.floats(4.0, 11.0), st.floats(0.35, 0.55))
@settings(max_examples=40, deadline=None)
def test_nuclear_equilibrium_keeps_nucleons_and_charge(T9, log_rho, Ye):
    made = nuclear_statistical_equilibrium(T9 * 1e9, 10.0**log_rho, Ye)
    assert abs(made.mass_fractions.sum() - 1.0) < 1e-10
    assert abs((made.Z / made.A) @ made.mass_fractions[:, 0] - Ye) < 1e-10


def random_levels(rng):
    n = int(rng.integers(2, 8))
    return EnergyLevels(np.cumsum(rng.uniform(0.1, 200.0, n)), rng.integers(1, 12, n).astype(float))


@given(seeds)
@settings(max_examples=40, deadline=None)
def test_completed_collisions_are_balanced_and_one_changed_rate_is_found(seed):
    rng = np.random.default_rng(seed)
    levels = random_levels(rng)
    upper, lower = np.tril_indices(len(levels), -1)
    T = np.array([10.0, 50.0, 500.0])
    down = CollisionalRates(levels, upper, lower, T, np.exp(rng.normal(-24.0, 2.0, (len(upper), 3))))
    both = complete_collisional_rates(down)
    assert check_collisional_rates(both).status is Status.BALANCED
    np.testing.assert_allclose(thermometer_collisional_rates(both).T_found, T, rtol=1e-8)
    k = int(rng.integers(len(both)))
    factor = np.ones((len(both), 1))
    factor[k] = 1.0 + 1e-6
    wrong = CollisionalRates(levels, both.initial, both.final, T, both.rates * factor)
    verdict = check_network(wrong.network())
    assert verdict.status is Status.BROKEN
    worst = int(np.argmax(np.abs(verdict.residual)))
    ends = {levels.names[int(both.initial[k])], levels.names[int(both.final[k])]}
    assert set(verdict.names[worst].split(" ⇌ ")) == ends
    assert abs(abs(verdict.residual[worst]) - 1e-6) < 1e-9


@given(seeds, st.floats(0.1, 1e4), st.floats(1.0, 20.0), st.floats(1.0, 20.0))
@settings(max_examples=40, deadline=None)
def test_milne_pairs_are_balanced(seed, threshold, g_atom, g_ion):
    rng = np.random.default_rng(seed)
    energies = threshold * (1.0 + np.concatenate([[0.0], np.cumsum(rng.uniform(1e-3, 1.0, 20))]))
    there = Photoionisation(energies, np.exp(rng.normal(-40.0, 3.0, 21)), threshold, g_atom=g_atom, g_ion=g_ion)
    verdict = check_photoionisation_pair(PhotoionisationPair(there, milne(there)))
    assert verdict.status is Status.BALANCED
