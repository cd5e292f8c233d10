"""Electrons that take energy from excited atoms, in Cantera and bolos, and what detbal says of them."""

import numpy as np
import pytest
from tests.zoo.asked import skip_if_mended

import detbal
from detbal import Status
from detbal.networks import RateNetwork
from detbal.reactions import StateToState, superelastic
from detbal.units import e, k_B


@pytest.mark.zoo("superelastic", formula=True)
@pytest.mark.zoo("superelastic", control=True)
def test_superelastic_collisions_without_weights():
    """Its formula: σ_down = (ε + U)/ε σ_up, without g_lower/g_upper."""
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


# Cantera's own superelastic collisions

EXCITATION, WEIGHT = 1.0, 3.0  # eV, g_upper/g_lower


def plasma():
    """Return a phase of an atom with an upper level of three times the weight, excited by electrons."""
    cantera = pytest.importorskip("cantera", reason="cantera is not installed")
    electron_volt, R = 96485.33212, 8.31446261815324  # J/mol, J/mol/K
    above = np.linspace(EXCITATION, 8.0, 200)
    level = "thermo: {model: constant-cp, h0: %r J/mol, s0: %r J/mol/K, cp0: 20.786 J/mol/K}"
    return cantera.Solution(
        yaml=f"""
phases:
- name: plasma
  thermo: plasma
  kinetics: bulk
  elements: [Ar, E]
  species: [e, A, A*]
  state: {{T: 5000.0, P: 1000.0, X: {{A: 0.5, A*: 0.5, e: 1e-6}}}}
  electron-energy-distribution:
    type: isotropic
    shape-factor: 1.0
    mean-electron-energy: 1.0 eV
    energy-levels: {np.linspace(1e-4, 8.0, 4001).tolist()}
species:
- {{name: e, composition: {{E: 1}}, {level % (0.0, 20.979)}}}
- {{name: A, composition: {{Ar: 1}}, {level % (0.0, 150.0)}}}
- {{name: A*, composition: {{Ar: 1}}, {level % (EXCITATION * electron_volt, 150.0 + R * float(np.log(WEIGHT)))}}}
reactions:
- equation: A + e <=> A* + e
  type: electron-collision-plasma
  energy-levels: {above.tolist()}
  cross-sections: {(1e-20 * np.sqrt(above - EXCITATION)).tolist()}
  threshold: {EXCITATION}
"""
    )


def levels_in_a_plasma(kT):
    """Return a gas with Maxwell's electrons at its own temperature, kT in eV, and the levels' free energies."""
    phase = plasma()
    phase.TP = kT * e / k_B, 1000.0
    phase.mean_electron_energy = 1.5 * kT
    return phase, [0.0, EXCITATION - kT * np.log(WEIGHT)]


@pytest.mark.zoo("superelastic")
@pytest.mark.parametrize("kT", [0.3, 0.5])
def test_cantera_s_reverse_rates_of_progress_lack_the_ratio_of_weights(kT):
    phase, levels = levels_in_a_plasma(kT)
    electrons, lower, upper = phase.concentrations
    up = phase.forward_rates_of_progress[0] / (electrons * lower)
    down = phase.reverse_rates_of_progress[0] / (electrons * upper)
    verdict = detbal.check(RateNetwork.from_rates([[0.0, up], [down, 0.0]], energies=levels), kT=kT, tol=1e-4)
    skip_if_mended(verdict.status is Status.BALANCED)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(np.log(WEIGHT), abs=1e-4)


@pytest.mark.zoo("superelastic", control=True)
@pytest.mark.parametrize("kT", [0.3, 0.5])
def test_cantera_s_reverse_rate_constants_of_the_same_reaction_have_it(kT):
    phase, levels = levels_in_a_plasma(kT)
    up, down = phase.forward_rate_constants[0], phase.reverse_rate_constants[0]
    network = RateNetwork.from_rates([[0.0, up], [down, 0.0]], energies=levels)
    assert detbal.check(network, kT=kT, tol=1e-6).status is Status.BALANCED


# bolos has no super-elastic collisions: electrons lose energy to atoms, and never get it back.

LEVEL, THERMAL = 2.0, 1.0  # eV: of the level, and kT of everything


@pytest.fixture
def solver(monkeypatch):
    """Return bolos.solver, with names that scipy once had (its 0.2 calls them)."""
    from scipy import integrate

    monkeypatch.setattr(integrate, "simps", integrate.simpson, raising=False)
    monkeypatch.setattr(integrate, "trapz", integrate.trapezoid, raising=False)
    monkeypatch.setattr(integrate, "cumtrapz", integrate.cumulative_trapezoid, raising=False)
    return pytest.importorskip("bolos.solver", reason="bolos is not installed")


def electrons(solver, excitation):
    """Return the solver, and the distribution of electrons in a gas at equilibrium, with next to no field."""
    from bolos.grid import QuadraticGrid

    elastic = {"kind": "ELASTIC", "mass_ratio": 1e-5, "data": [[0, 1e-19], [40, 1e-19]], "comment": ""}
    table = [[LEVEL, 0], [LEVEL + 0.5, excitation], [40, excitation]]
    inelastic = {"kind": "EXCITATION", "threshold": LEVEL, "product": "A*", "data": table, "comment": ""}
    boltzmann = solver.BoltzmannSolver(QuadraticGrid(0, 12, 400))
    boltzmann.load_collisions(
        [{"target": "A", "weight_ratio": 1.0, **inelastic}, {"target": "A", **elastic}, {"target": "A*", **elastic}]
    )
    excited = np.exp(-LEVEL / THERMAL)
    boltzmann.target["A"].density, boltzmann.target["A*"].density = 1 / (1 + excited), excited / (1 + excited)
    boltzmann.kT, boltzmann.EN = THERMAL, 1e-3 * solver.TOWNSEND
    boltzmann.init()
    with np.errstate(divide="ignore", invalid="ignore"):  # at energy 0
        return boltzmann, boltzmann.converge(boltzmann.maxwell(THERMAL), maxn=200, rtol=1e-5)


def rates_of(boltzmann, found):
    """Return the rates of the excitation and of its reverse, which is 0 where bolos knows of none."""

    def rate(name):
        with np.errstate(divide="ignore", invalid="ignore"):  # where electrons are too few to count
            return boltzmann.rate(found, name)

    try:
        back = rate("A* -> A")
    except KeyError:
        back = 0.0
    return RateNetwork.from_rates([[0.0, rate("A -> A*")], [back, 0.0]], energies=[0.0, LEVEL])


@pytest.mark.zoo("no-superelastic-collisions")
def test_electrons_of_bolos_are_colder_than_the_gas_they_are_in(solver):
    boltzmann, found = electrons(solver, 1e-20)
    verdict = detbal.check(rates_of(boltzmann, found), kT=THERMAL, tol=0.02)
    skip_if_mended(verdict.status is Status.BALANCED)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == np.inf  # up without down
    assert boltzmann.mean_energy(found) == pytest.approx(0.513, abs=2e-3)  # 3/2 kT are 1.5


@pytest.mark.zoo("no-superelastic-collisions", control=True)
def test_without_the_excitation_they_have_the_temperature_of_the_gas(solver):
    boltzmann, found = electrons(solver, 1e-30)
    assert boltzmann.mean_energy(found) == pytest.approx(1.5 * THERMAL, rel=1e-3)


@pytest.mark.zoo("no-superelastic-collisions", control=True)
def test_with_the_missing_half_rates_of_thermal_electrons_are_balanced(solver):
    """The super-elastic cross-section of Klein and Rosseland, averaged by bolos itself."""
    boltzmann, _ = electrons(solver, 1e-20)
    energy = np.concatenate([LEVEL + np.geomspace(1e-3, 0.5, 100), np.linspace(LEVEL + 0.52, 14, 500)])
    table = superelastic(energy, np.interp(energy, [LEVEL, LEVEL + 0.5], [0, 1e-20]), U=LEVEL, g_lower=1, g_upper=1)
    data = np.column_stack(table).tolist()
    back = {"target": "A*", "kind": "EXCITATION", "threshold": 0.0, "product": "A", "data": data, "comment": ""}
    boltzmann.load_collisions([{"weight_ratio": 1.0, **back}])
    network = rates_of(boltzmann, boltzmann.maxwell(THERMAL))
    assert detbal.check(network, kT=THERMAL, tol=0.02).status is Status.BALANCED
