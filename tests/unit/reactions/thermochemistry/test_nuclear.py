"""Equilibrium of nuclei from a table."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.constants import physical_constants

from detbal.errors import InputError
from detbal.reactions.concentration import Concentration
from detbal.reactions.expectation import expected_log_ratio
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.nuclides import MassKind, nuclide, nuclide_table
from detbal.reactions.pairing import process_pairs
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.reaction import Reaction
from detbal.reactions.thermochemistry.nuclear import Abundance, nuclear_thermochemistry

T = np.array([0.01, 0.1, 1.0, 5.0, 10.0]) * 1e9


def test_the_textbook_factor_of_photodisintegration():
    """λ(γ)/N_A⟨σv⟩ = 9.8685e9 T9^{3/2} g1 g2/g3 (A1 A2/A3)^{3/2} exp(-11.6045 Q/T9): the form of all compilations."""
    names = ["he4", "c12", "o16"]
    alpha, carbon, oxygen = nuclear_thermochemistry(names, mass=MassKind.NUMBER, partition_functions=False).log_density(
        T
    )
    table = nuclide_table()
    Q = table.excess[table.rows(names)] @ [1, 1, -1]
    T9 = T / 1e9
    expected = np.log(9.8685e9 * T9**1.5 * (4 * 12 / 16) ** 1.5) - 11.60452 * Q / T9
    assert alpha + carbon - oxygen == pytest.approx(expected, rel=1e-6, abs=5e-5)


def test_species_and_table_say_the_same():
    """One by one (mass from mc²) and all at once (mass excesses): to the digits of masses of tens of GeV."""
    names = ["p", "al27", "mg24", "he4"]
    p, al, mg, alpha = map(nuclide, names)
    by_species = ReactionNetwork.of([Reaction((p, al), (mg, alpha))], [1.0], concentration=Concentration.MOL_PER_CM3)
    by_table = by_species.with_thermochemistry(nuclear_thermochemistry(by_species.species))
    first, second = (expected_log_ratio(process_pairs(network), T)[0] for network in (by_species, by_table))
    assert first == pytest.approx(second, abs=1e-6)
    assert first[:, 2:] == pytest.approx(second[:, 2:], abs=2e-9)


@pytest.mark.parametrize("kind", list(MassKind))
def test_mass_over_A_comes_with_X_over_A(kind):
    names = ["n", "he4", "fe56"]
    number, fraction = (nuclear_thermochemistry(names, mass=kind, abundance=amount) for amount in Abundance)
    table = nuclide_table()
    ratio = (table.masses(kind) / table.A)[table.rows(names)]
    assert np.exp(fraction.log_density(T) - number.log_density(T)) == pytest.approx(
        ratio[:, None] * np.ones(5), rel=1e-9
    )


def test_partition_functions_enter():
    plain, excited = (nuclear_thermochemistry(["fe57", "n"], partition_functions=on) for on in (False, True))
    G = nuclide("fe57").partition.log_partition(T)
    assert excited.log_density(T)[0] - plain.log_density(T)[0] == pytest.approx(G, abs=1e-9)
    assert (excited.log_density(T)[1] == plain.log_density(T)[1]).all()
    assert plain.partitions is None


def test_unknown_ones_are_named_and_nan():
    thermo = nuclear_thermochemistry(["n", "n24", "X", "c12"])
    assert thermo.known.tolist() == [True, False, False, True]
    assert np.isnan(thermo.log_density(T)[[1, 2]]).all()
    assert "mass or spin unknown of n24, X" in thermo.assumptions[2]
    assert thermo.assumptions[-1] == "G = 1 for n, c12, of which no table is there"


def test_assumptions_tell_the_conventions():
    thermo = nuclear_thermochemistry(["li3", "n"], mass=MassKind.ATOMIC, partition_functions=False)
    assert thermo.assumptions == (
        "masses: mass of the neutral atom; abundances: n/(ρ N_A)",
        "energies from mass excesses of AME2020 (as in NUBASE2020)",
        "spins of NUBASE2020, 1 of 2 uncertain",
        "partition functions: G = 1",
    )


def test_many_unknown_ones_are_counted():
    thermo = nuclear_thermochemistry([f"X{k}" for k in range(20)])
    assert "unknown of 20 nuclides (X0, X1, X2, X3, X4, X5, X6, X7, …)" in thermo.assumptions[2]


def test_another_table():
    table = nuclide_table()
    heavier = replace(table, excess=table.excess + 1.0, sources=("masses", "spins", "functions"))
    ours, theirs = (nuclear_thermochemistry(["fe56"], table=each) for each in (table, heavier))
    kT = physical_constants["Boltzmann constant in eV/K"][0] * 1e-6 * T
    shift = ours.log_density(T) - theirs.log_density(T)
    assert shift[0] == pytest.approx(1 / kT, rel=1e-4)  # and a little of the mass itself
    assert theirs.assumptions[1] == "energies from masses"


def test_cold_matter_is_finite():
    """At 10 MK and energies of hundreds of MeV logs are thousands, and no exponential is formed."""
    thermo = nuclear_thermochemistry(["u238", "fe56", "n"])
    values = thermo.log_density(np.array([1e7]))
    assert np.isfinite(values).all()
    assert np.abs(values).max() > 1e4
    assert (thermo.rounding(np.array([1e7])) < 1e-9).all()


def test_choices_are_members():
    with pytest.raises(InputError, match=r"abundance = 'Y'; give one of number"):
        nuclear_thermochemistry(["n"], abundance="Y")
    with pytest.raises(InputError, match=r"mass = 'heavy'; give one of number"):
        nuclear_thermochemistry(["n"], mass="heavy")
    with pytest.raises(InputError, match=r"partition_functions = 'false'; give True or False"):
        nuclear_thermochemistry(["n"], partition_functions="false")


def test_choices_go_by_name_and_nuclides_by_any_spelling():
    by_name = nuclear_thermochemistry(["²⁴Mg", "4He"], mass="atomic", abundance="mass_fraction_over_a")
    members = nuclear_thermochemistry(["mg24", "he4"], mass=MassKind.ATOMIC, abundance=Abundance.MASS_FRACTION_OVER_A)
    assert by_name.known.all()
    assert (by_name.log_density(T) == members.log_density(T)).all()


def test_above_a_partition_function_its_nuclide_is_named():
    """mg20 has a table that ends at 10 GK; fe56 one to 275 GK; n has none."""
    hot = np.array([20e9])
    assert np.isfinite(nuclear_thermochemistry(["fe56", "n"]).log_density(hot)).all()
    with pytest.raises(
        InputError,
        match=r"T = 2e\+10 K is above .* 1 species \(mg20\); that of mg20 ends at 1e\+10 K; .*partition_functions=F",
    ):
        nuclear_thermochemistry(["fe56", "mg20"]).log_density(hot)
    assert np.isfinite(nuclear_thermochemistry(["mg20"], partition_functions=False).log_density(hot)).all()


def test_tables_of_nuclides_without_spin_or_mass_do_not_matter():
    table = nuclide_table()
    short = next(block for block in table.partitions.blocks if block.T[-1] < 2e10)
    row = int(short.rows[0])
    weight = table.weight.copy()
    weight[row] = np.nan
    thermo = nuclear_thermochemistry(["n", table.names[row]], table=replace(table, weight=weight))
    assert np.isfinite(thermo.log_density(np.array([20e9]))).ravel().tolist() == [True, False]


def test_bound_states_win_when_it_is_cold():
    names = ["n + p <=> d", "d + d <=> he4", "he4 + he4 + he4 <=> c12"]
    bare = ReactionNetwork.from_equations(names, Arrhenius(np.ones(3)), Arrhenius(np.ones(3)))
    network = bare.with_thermochemistry(nuclear_thermochemistry(bare.species))
    pairs = process_pairs(network)
    expected, rounding = expected_log_ratio(pairs, T)
    assert expected.shape == (3, 5)
    assert (rounding > 0).all()
    assert (np.diff(expected, axis=1) < 0).all()
