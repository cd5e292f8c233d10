"""Known faults of released packages in reverse rates, made again by their wrong formula: found, measured and named."""

import numpy as np
import pytest

import detbal
from detbal import Status
from detbal.reactions import PHOTON, Arrhenius, Concentration, Reaction, ReactionNetwork, StateToState, nuclide
from detbal.reactions.rates.shifted import Shifted
from detbal.reactions.thermochemistry.nasa import Polynomials
from detbal.reactions.thermochemistry.ranges import nasa7

GRID = np.geomspace(5e8, 1e10, 16)


def names_of(verdict):
    return [type(finding).__name__ for finding in verdict.findings]


def with_reverse_times(reactions, factor):
    """A network with right reverses, the last of which is multiplied by an Arrhenius law."""
    forward = Arrhenius(np.ones(len(reactions)))
    half = ReactionNetwork.of(reactions, forward, concentration=Concentration.MOL_PER_CM3, temperatures=GRID)
    whole = detbal.complete(half)
    assert detbal.check(whole, tol=1e-6).status is Status.BALANCED
    n = 2 * len(reactions)
    columns = [np.zeros(n) for _ in range(3)]
    for column, value in zip(columns, factor, strict=True):
        column[-1] = value
    return whole.with_rates(Shifted(whole.rates, Arrhenius.from_logs(*columns)))


@pytest.mark.zoo("mass-factor")
def test_mass_factor_to_the_power_of_the_number_of_partners():
    """MESA r24.03.1 to r25.12.1 (issue 974): (m₁m₂/m₃m₄)^{3n/2} for ^{3/2}; ³⁶Ar(α,p)³⁹K was off by 7.1."""
    ar, he, k, p = (nuclide(name) for name in ("ar36", "he4", "k39", "p"))
    ratio = 1.5 * np.log(ar.mass * he.mass / (k.mass * p.mass))
    verdict = detbal.check(with_reverse_times([Reaction((ar, he), (k, p))], (ratio, 0.0, 0.0)))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(1.5 * np.log(144 / 39), rel=0.01)  # with integer masses: ln 7.1
    assert "OtherWeight" in names_of(verdict)


@pytest.mark.zoo("phase-space")
def test_phase_space_factor_left_out():
    """MESA (issue 575): reverses of reactions with three bodies had no factor T^{3/2}."""
    he, c = nuclide("he4"), nuclide("c12")
    constant = 1.5 * np.log(1e9)
    verdict = detbal.check(with_reverse_times([Reaction((he, he, he), (c, PHOTON))], (constant, -1.5, 0.0)))
    assert verdict.status is Status.BROKEN
    (found,) = [f for f in verdict.findings if type(f).__name__ in ("OtherExponent", "OtherWeight")]
    assert "T^+1.5" in verdict.ranking(1)[0].explanation
    assert found.count == 1


@pytest.mark.zoo("standard-pressure")
@pytest.mark.zoo("standard-pressure", control=True)
@pytest.mark.parametrize("pressure", [101325.0, 1e5])
def test_standard_pressure_of_one_atmosphere_taken_for_one_bar(pressure):
    """photochem (issue 27): polynomials for 1 bar used at 1 atm put every K off by 1.013 for each molecule made."""
    ranges = [nasa7([300.0, 3000.0], [[2.5, 0, 0, 0, 0, level, 4.0]]) for level in (0.0, 3000.0)]
    thermo = [
        Polynomials.of(["A2", "A"], ranges, pressure=np.full(2, p0), concentration=Concentration.KMOL_PER_M3)
        for p0 in (101325.0, pressure)
    ]
    grid = np.linspace(300.0, 3000.0, 8)
    half = ReactionNetwork.from_equations(
        ["A2 => 2 A"], [1.0], thermochemistry=thermo[0], temperatures=grid, concentration=Concentration.KMOL_PER_M3
    )
    verdict = detbal.check(detbal.complete(half).with_thermochemistry(thermo[1]))
    if pressure == 101325.0:
        assert verdict.status is Status.BALANCED
        return
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(np.log(1.01325), rel=1e-6)
    assert verdict.ranking(1)[0].explanation == "a factor of 1.013"


@pytest.mark.zoo("superelastic")
@pytest.mark.zoo("superelastic", control=True)
def test_superelastic_collisions_without_weights():
    """Cantera 3.1 (ElectronCollisionPlasmaRate): σ_down = (ε + U)/ε σ_up, without g_lower/g_upper."""
    levels, weights, total = np.array([0.0, 2.0]), np.array([1.0, 3.0]), 5.0
    up = 0.7
    kinetic = total - levels
    wrong = kinetic[0] / kinetic[1] * up
    table = np.array([[1.0, up], [wrong, 1.0]])
    verdict = detbal.check(StateToState(table, degeneracies=weights, levels=levels, total_energy=total))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(np.log(3.0))
    table[1, 0] = wrong / 3.0
    right = StateToState(table, degeneracies=weights, levels=levels, total_energy=total)
    assert detbal.check(right).status is Status.BALANCED
