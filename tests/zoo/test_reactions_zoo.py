"""Known faults of released packages in reverse rates: found, measured and named.

Where the package is none of Python's, by its wrong formula; otherwise by the package itself.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from tests.zoo.mended import skip_if_mended

import detbal
from detbal import Status
from detbal.networks import RateNetwork
from detbal.reactions import (
    PHOTON,
    Against,
    Arrhenius,
    Concentration,
    OneWayPairs,
    Reaction,
    ReactionNetwork,
    StateToState,
    nuclide,
    read_cantera_yaml,
    read_reaclib,
    reverse_rates,
)
from detbal.reactions.nuclides import nuclide_table
from detbal.reactions.rates.shifted import Shifted
from detbal.reactions.thermochemistry.nasa import Polynomials
from detbal.reactions.thermochemistry.ranges import nasa7
from detbal.units import e, k_B

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


@pytest.mark.zoo("mass-factor", formula=True)
@pytest.mark.zoo("mass-factor", control=True)
def test_mass_factor_to_the_power_of_the_number_of_partners():
    """MESA r24.03.1 to r25.12.1 (issue 974): (m₁m₂/m₃m₄)^{3n/2} for ^{3/2}; ³⁶Ar(α,p)³⁹K was off by 7.1."""
    ar, he, k, p = (nuclide(name) for name in ("ar36", "he4", "k39", "p"))
    ratio = 1.5 * np.log(ar.mass * he.mass / (k.mass * p.mass))
    verdict = detbal.check(with_reverse_times([Reaction((ar, he), (k, p))], (ratio, 0.0, 0.0)))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(1.5 * np.log(144 / 39), rel=0.01)  # with integer masses: ln 7.1
    assert "OtherWeight" in names_of(verdict)


@pytest.mark.zoo("phase-space", formula=True)
@pytest.mark.zoo("phase-space", control=True)
def test_phase_space_factor_left_out():
    """MESA (issue 575): reverses of reactions with three bodies had no factor T^{3/2}."""
    he, c = nuclide("he4"), nuclide("c12")
    constant = 1.5 * np.log(1e9)
    verdict = detbal.check(with_reverse_times([Reaction((he, he, he), (c, PHOTON))], (constant, -1.5, 0.0)))
    assert verdict.status is Status.BROKEN
    (found,) = [f for f in verdict.findings if type(f).__name__ in ("OtherExponent", "OtherWeight")]
    assert "T^+1.5" in verdict.ranking(1)[0].explanation
    assert found.count == 1


@pytest.mark.zoo("standard-pressure", formula=True)
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


# mechanisms that Cantera ships, with explicit reverses of their own


def mechanism(name, phase):
    cantera = pytest.importorskip("cantera", reason="cantera is not installed")
    return read_cantera_yaml(Path(cantera.__file__).parent / "data" / name, phase=phase)


@pytest.mark.zoo("reverses-of-mechanisms")
@pytest.mark.parametrize(
    ("name", "phase", "pairs", "cycles", "median", "largest"),
    [
        ("nDodecane_Reitz.yaml", "nDodecane_IG", 123, 59, 0.62, 15.39),
        ("methane_pox_on_pt.yaml", "Pt_surf", 18, 5, 1.79, 7.71),
    ],
)
def test_forward_and_reverse_of_shipped_mechanisms(name, phase, pairs, cycles, median, largest):
    """Decades between k_f/k_r and K at 1000 K; and cycles that no thermochemistry could close."""
    network = mechanism(name, phase)
    options = {"T": [1000.0], "one_way": OneWayPairs.SET_ASIDE}
    verdict = detbal.check(network, against=Against.THERMOCHEMISTRY, **options)
    skip_if_mended(verdict.status is Status.BALANCED)
    decades = np.abs(verdict.residual) / np.log(10)
    assert (verdict.status, len(decades)) == (Status.BROKEN, pairs)
    assert np.median(decades) == pytest.approx(median, abs=0.006)
    assert decades.max() == pytest.approx(largest, abs=0.006)
    around = detbal.check(network, against=Against.CYCLES, **options)
    assert (around.status, around.dof) == (Status.BROKEN, cycles)


@pytest.mark.zoo("reverses-of-mechanisms", control=True)
def test_reversible_reactions_of_a_shipped_mechanism_have_the_reverses_of_its_thermochemistry():
    network, cantera = mechanism("gri30.yaml", None), pytest.importorskip("cantera")
    gas = cantera.Solution("gri30.yaml")
    gas.TP = 1000.0, None
    theirs = gas.reverse_rate_constants
    assert (theirs > 0).sum() == 309
    ours = reverse_rates(network, np.array([1000.0])).rates[network.reversible, 0]
    np.testing.assert_allclose(ours, theirs[network.reversible], rtol=1e-6)


# REACLIB as pynucastro ships it


@pytest.fixture(scope="module")
def library():
    """Return the verdict on all of REACLIB (2025-03-30) at 5 GK, and whether a pair has identical products."""
    found = find_spec("pynucastro")
    if found is None:
        pytest.skip("pynucastro is not installed")
    network = read_reaclib(Path(found.origin).parent / "data" / "reaclib_default2_20250330")
    verdict = detbal.check(network, T=[5e9], against=Against.THERMOCHEMISTRY)
    return network, {name: k for k, name in enumerate(verdict.names)}, verdict.residual


FOUR_PRODUCTS = {
    "t + li7 ⇌ 2 n + 2 he4": 4,
    "he3 + be7 ⇌ 2 p + 2 he4": 4,
    "he3 + li7 ⇌ n + p + 2 he4": 2,
    "t + be7 ⇌ n + p + 2 he4": 2,
    "p + be9 ⇌ n + p + 2 he4": 2,
}


@pytest.mark.zoo("identical-particles")
@pytest.mark.parametrize("name", FOUR_PRODUCTS)
def test_reverses_of_four_products_are_too_slow_by_the_factor_of_identical_particles(library, name):
    _, rows, residual = library
    skip_if_mended(abs(residual[rows[name]]) < 0.1)
    assert residual[rows[name]] == pytest.approx(np.log(FOUR_PRODUCTS[name]), abs=0.02)


@pytest.mark.zoo("identical-particles", control=True)
@pytest.mark.parametrize("name", ["2 he3 ⇌ 2 p + he4", "p + li7 ⇌ 2 he4", "n + be7 ⇌ 2 he4", "2 t ⇌ 2 n + he4"])
def test_reverses_of_two_and_three_products_have_it(library, name):
    _, rows, residual = library
    assert abs(residual[rows[name]]) < 0.05


MASSES = {"n + k55 ⇌ k56": (1.676, 0.5613), "n + ge89 ⇌ ge90": (3.941, 3.501), "p + co52 ⇌ ni53": (2.695, 2.576)}


@pytest.mark.zoo("energies-of-old-masses")
@pytest.mark.parametrize("name", MASSES)
def test_reverses_with_energies_that_masses_do_not_have(library, name):
    """MeV: the file's Q, and that of the masses of 2020, by as much as which the exponent of the reverse is off."""
    _, rows, residual = library
    file, masses = MASSES[name]
    off = (file - masses) / (8.617333262e-11 * 5e9)
    skip_if_mended(abs(residual[rows[name]]) < 0.1 * off)
    assert residual[rows[name]] == pytest.approx(off, abs=0.7 * np.log(2) + 0.1 * off)


@pytest.mark.zoo("energies-of-old-masses", control=True)
def test_stable_nuclei_have_theirs(library):
    _, rows, residual = library
    for name in ("he4 + c12 ⇌ o16", "p + n15 ⇌ he4 + c12", "n + p ⇌ d"):
        assert abs(residual[rows[name]]) < 0.03


# masses in pynucastro: those of atoms, electrons included, where those of nuclei are documented

ELECTRON = 5.48579909e-4  # u


@pytest.fixture(scope="module")
def nucleus():
    return pytest.importorskip("pynucastro.nucdata", reason="pynucastro is not installed").Nucleus


def atomic_mass(nucleus):
    return lambda name: nucleus(name).A_nuc


def nuclear_mass(name):
    return nuclide(name).mass


@pytest.mark.zoo("atomic-masses")
def test_masses_of_nuclei_are_those_of_atoms(nucleus):
    names = ("p", "d", "he3", "he4", "c12", "fe56")
    theirs, ours = (
        np.array([mass(name) for name in names]) for mass in (lambda n: nucleus(n).A_nuc, lambda n: nuclide(n).mass)
    )
    skip_if_mended(np.allclose(theirs, ours, rtol=1e-6))
    electrons = np.array([nucleus(name).Z for name in names]) * ELECTRON
    np.testing.assert_allclose(theirs - ours, electrons, rtol=1e-3)
    # the factor (m₁m₂/m₃m₄)^{3/2} of n + p ⇌ d, and so its reverse
    assert 1.5 * np.log(theirs[0] / theirs[1] * ours[1] / ours[0]) == pytest.approx(4.1e-4, abs=0.1e-4)


@pytest.mark.zoo("atomic-masses", control=True)
def test_energies_are_right_since_electrons_cancel_in_them(nucleus):
    for sides in ((("d", "d"), ("he3", "n")), (("c12", "he4"), ("o16",))):
        theirs, ours = (
            [sum(one(name) for name in side) for side in sides] for one in (atomic_mass(nucleus), nuclear_mass)
        )
        assert theirs[0] - theirs[1] == pytest.approx(ours[0] - ours[1], abs=2e-8)


# The tables of partition functions begin at a temperature that is not the one that they are put at.


def iron_57_by_levels():
    """Return G - 1 at 0.1 GK: a level (3/2) at 14.413 keV over the ground level (1/2)."""
    return 2 * np.exp(-14.4129e-3 / (8.617333262e-11 * 1e8))


@pytest.mark.zoo("partition-functions-in-the-cold", control=True)
def test_our_partition_functions_obey_boltzmann_in_the_cold():
    table = nuclide_table()
    ours = table.partitions.table(int(table.rows(["fe57"])[0])).log_partition(np.array([1e8]))[0]
    assert np.expm1(ours) == pytest.approx(iron_57_by_levels(), rel=2e-3)


@pytest.mark.zoo("partition-functions-in-the-cold")
def test_partition_functions_of_pynucastro_in_the_cold(nucleus):
    theirs = nucleus("fe57").partition_function.eval(1e8)
    skip_if_mended(abs(np.expm1(theirs) / iron_57_by_levels() - 1) < 0.01)
    assert np.expm1(theirs) / iron_57_by_levels() - 1 > 0.2
