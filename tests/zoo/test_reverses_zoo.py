"""Known faults of reverse rates in programs that pip does not install, by their formulas: found, measured and named."""

import numpy as np
import pytest

import detbal
from detbal import Status
from detbal.networks import RateNetwork
from detbal.reactions import PHOTON, Arrhenius, Concentration, Reaction, ReactionNetwork, nuclide
from detbal.reactions.rates.shifted import Shifted
from detbal.reactions.thermochemistry.nasa import Polynomials
from detbal.reactions.thermochemistry.ranges import nasa7
from detbal.units import N_A, k_B

GRID = np.geomspace(5e8, 1e10, 16)


def names_of(verdict):
    return [type(finding).__name__ for finding in verdict.findings]


def with_reverse_times(half, factor):
    """Return the network with right reverses, of which the last is multiplied by A T^b e^{-E/kT}, given as logs."""
    whole = detbal.complete(half)
    assert detbal.check(whole, tol=1e-6).status is Status.BALANCED
    columns = np.zeros((3, len(whole)))
    columns[:, -1] = factor
    return whole.with_rates(Shifted(whole.rates, Arrhenius.from_logs(*columns)))


def nuclear(reaction):
    return ReactionNetwork.of([reaction], Arrhenius([1.0]), concentration=Concentration.MOL_PER_CM3, temperatures=GRID)


@pytest.mark.zoo("mass-factor", formula=True)
@pytest.mark.zoo("mass-factor", control=True)
def test_mass_factor_to_the_power_of_the_number_of_partners():
    """MESA r24.03.1 to r25.12.1: (m₁m₂/m₃m₄)^{3n/2} for ^{3/2}; ³⁶Ar(α,p)³⁹K was off by 7.1."""
    ar, he, k, p = (nuclide(name) for name in ("ar36", "he4", "k39", "p"))
    ratio = 1.5 * np.log(ar.mass * he.mass / (k.mass * p.mass))
    verdict = detbal.check(with_reverse_times(nuclear(Reaction((ar, he), (k, p))), (ratio, 0.0, 0.0)))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(1.5 * np.log(144 / 39), rel=0.01)  # with integer masses: ln 7.1
    assert "OtherWeight" in names_of(verdict)


@pytest.mark.zoo("phase-space", formula=True)
@pytest.mark.zoo("phase-space", control=True)
def test_phase_space_factor_left_out():
    """MESA: reverses of reactions with three bodies had no factor T^{3/2}."""
    he, c = nuclide("he4"), nuclide("c12")
    constant = 1.5 * np.log(1e9)
    verdict = detbal.check(with_reverse_times(nuclear(Reaction((he, he, he), (c, PHOTON))), (constant, -1.5, 0.0)))
    assert verdict.status is Status.BROKEN
    (found,) = [f for f in verdict.findings if type(f).__name__ in ("OtherExponent", "OtherWeight")]
    assert "T^+1.5" in verdict.ranking(1)[0].explanation
    assert found.count == 1


# FDS before its pull request 11557: k_f/K for k_f/(K C₀^Δν), with the standard concentration C₀ = p₀/RT.


def dissociation():
    ranges = [nasa7([300.0, 3000.0], [[2.5, 0, 0, 0, 0, level, 4.0]]) for level in (0.0, 3000.0)]
    in_mol_per_cm3 = {"concentration": Concentration.MOL_PER_CM3}
    thermo = Polynomials.of(["A2", "A"], ranges, pressure=np.full(2, 1e5), **in_mol_per_cm3)
    grid = np.geomspace(500.0, 3000.0, 8)
    return ReactionNetwork.from_equations(
        ["A2 => 2 A"], [1.0], thermochemistry=thermo, temperatures=grid, **in_mol_per_cm3
    )


@pytest.mark.zoo("standard-concentration", formula=True)
@pytest.mark.zoo("standard-concentration", control=True)
def test_standard_concentration_left_out():
    gas_constant = k_B * N_A
    verdict = detbal.check(with_reverse_times(dissociation(), (np.log(1e5 / gas_constant * 1e-6), -1.0, 0.0)))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(-np.log(1e-6 * 1e5 / (gas_constant * 3000.0)), rel=1e-6)
    assert "T^+1" in verdict.ranking(1)[0].explanation


# artis before its pull request 529: recombination coefficients of single target levels, which are all alike, summed and
# applied to the ions of all levels.

KT = 0.8617  # eV at 10,000 K
TARGETS, WEIGHTS = np.array([0.0, 0.054, 0.092, 0.116, 0.127]), np.array([9.0, 7.0, 5.0, 3.0, 1.0])  # Fe III ⁵D
UP = WEIGHTS * np.exp(-TARGETS / KT)  # to each level; down it is 1 from each


@pytest.mark.zoo("recombination-summed-over-targets", control=True)
def test_each_target_level_is_balanced_by_itself():
    rates = np.zeros((6, 6))
    rates[0, 1:], rates[1:, 0] = UP, 1.0
    levels = {"energies": [0.0, *TARGETS], "degeneracies": [1.0, *WEIGHTS]}
    assert detbal.check(RateNetwork.from_rates(rates, **levels), kT=KT).status is Status.BALANCED


@pytest.mark.zoo("recombination-summed-over-targets", formula=True)
@pytest.mark.zoo("recombination-summed-over-targets", control=True)
@pytest.mark.parametrize(("down", "status"), [(5.0, Status.BROKEN), (1.0, Status.BALANCED)])
def test_recombination_summed_over_five_targets_is_five_times_too_fast(down, status):
    """The right one is weighted by the populations of the targets, and their coefficients are all 1."""
    levels = [0.0, -KT * np.log(UP.sum())]  # the ion with all its levels
    verdict = detbal.check(RateNetwork.from_rates([[0.0, UP.sum()], [down, 0.0]], energies=levels), kT=KT)
    assert verdict.status is status
    assert verdict.max_residual == pytest.approx(np.log(down), abs=1e-12)


# fiasco before its issue 448: de-excitation times e^{-ΔE/kT}, with the ΔE of the calculation that gave the collision
# strengths, where levels have the energies that are observed.

LEVEL, APART = 72.473, 0.502  # eV: of Fe IX 171.073 Å; apart by so much that rates are 6 % off at 100,000 K


@pytest.mark.zoo("energies-of-the-calculation", formula=True)
@pytest.mark.zoo("energies-of-the-calculation", control=True)
@pytest.mark.parametrize(("calculated", "status"), [(LEVEL - APART, Status.BROKEN), (LEVEL, Status.BALANCED)])
def test_excitation_with_the_energy_of_the_calculation(calculated, status):
    kT = 10 * KT
    rates = [[0.0, 3 * np.exp(-calculated / kT)], [1.0, 0.0]]
    network = RateNetwork.from_rates(rates, energies=[0.0, LEVEL], degeneracies=[1, 3])
    verdict = detbal.check(network, kT=kT)
    assert verdict.status is status
    assert verdict.max_residual == pytest.approx((LEVEL - calculated) / kT, abs=1e-12)
    assert detbal.thermometer(network).kT == pytest.approx(kT * LEVEL / calculated, rel=1e-12)
