"""Chemical equilibrium of networks: closed forms, absent species, what does not react, and refusals."""

from itertools import pairwise

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.reactions import Arrhenius, Concentration, Reaction, ReactionNetwork, Species
from detbal.reactions.equilibrium.chemical import chemical_equilibrium
from detbal.reactions.equilibrium.nuclear_statistical import nuclear_statistical_equilibrium
from detbal.reactions.equilibrium.saha import Ionising, saha
from detbal.reactions.species import ELECTRON
from detbal.reactions.thermochemistry.nuclear import nuclear_thermochemistry

EV, PROTON = 13.598434, 1.00727646658
ATOM = PROTON + ELECTRON.mass  # so that the masses add up, as those of the reduced mass do


def ionising():
    atom = Species("H", mass=ATOM, degeneracy=2, energy=f"{-EV} eV")
    ion = Species("H+", mass=PROTON, degeneracy=1, energy="0 eV")
    electron = Species("e-", mass=ELECTRON.mass, degeneracy=2, energy="0 eV")
    return ReactionNetwork.of([Reaction([atom], [ion, electron])], [1.0], concentration=Concentration.PER_CM3)


@pytest.mark.parametrize("T", [300.0, 3e3, 1e4, 1e6])
def test_ionisation_is_saha(T):
    made = chemical_equilibrium(ionising(), T, {"H": 1e14, "H+": 0.0, "e-": 0.0})
    exact = saha(T, [Ionising("H", [EV], [2, 1], density=1e14, mass=ATOM)])
    np.testing.assert_allclose(made.log_concentrations[:2, 0], exact.log_densities[0][:, 0], rtol=1e-12, atol=1e-10)
    assert made.residual.max() < 1e-13


def test_it_is_nuclear_statistical_equilibrium_where_the_reactions_are_nuclear():
    names = ["n", "p", "he4", "c12", "o16", "ne20", "mg24", "si28", "p29", "si29"]
    equations = ["2 n + 2 p <=> he4", "3 he4 <=> c12", "si28 + n <=> si29", "si28 + p <=> p29"]
    equations += [f"{a} + he4 <=> {b}" for a, b in pairwise(names[3:8])]
    network = ReactionNetwork.from_equations(
        equations,
        np.ones(len(equations)),
        species=names,
        thermochemistry=nuclear_thermochemistry(names),
        concentration=Concentration.MOL_PER_CM3,
    )
    nse = nuclear_statistical_equilibrium([4e9, 8e9], 1e7, 0.49, nuclei=names)
    start = dict.fromkeys(names, 0.0) | {"n": 0.51e7, "p": 0.49e7}
    made = chemical_equilibrium(network, [4e9, 8e9], start)
    np.testing.assert_allclose(made.log_concentrations, nse.log_abundances + np.log(1e7), atol=1e-9)


def test_dimer_in_closed_form_from_either_side():
    a = Species("A", mass=1.0, degeneracy=1, energy="0 K")
    aa = Species("A2", mass=2.0, degeneracy=1, energy="-2000 K")
    network = ReactionNetwork.of([Reaction([a, a], [aa])], [1.0], concentration=Concentration.PER_CM3)
    T = np.array([100.0, 500.0])
    phi = network.thermochemistry.log_density(T)
    K, total = np.exp(phi[1] - 2 * phi[0]), 2e20
    exact = (-1.0 + np.sqrt(1.0 + 8.0 * K * total)) / (4.0 * K)
    for start in ({"A": total, "A2": 0.0}, {"A": 0.0, "A2": total / 2}):
        np.testing.assert_allclose(chemical_equilibrium(network, T, start).concentrations[0], exact, rtol=1e-12)


def test_what_cannot_be_made_stays_away_and_what_does_not_react_stays():
    species = [Species(name, mass=1.0, degeneracy=1, energy=0.0) for name in "ABCD"]
    inert = Species("inert")
    network = ReactionNetwork.of(
        [Reaction(species[:1], species[1:2]), Reaction(species[2:3], species[3:4]), Reaction([inert], [inert])],
        [1.0, 1.0, 1.0],
        concentration=Concentration.PER_CM3,
    )
    made = chemical_equilibrium(network, 300.0, {"A": 2.0, "B": 0.0, "C": 0.0, "D": 0.0, "inert": 5.0})
    np.testing.assert_allclose(made.concentrations[:, 0], [1.0, 1.0, 0.0, 0.0, 5.0], rtol=1e-13)
    assert "2 species absent" in made.assumptions
    data = pytest.importorskip("xarray") and made.to_xarray()
    assert data["log_concentration"].dims == ("species", "T")


def test_reactions_set_aside_do_not_take_part():
    species = [Species(name, mass=1.0, degeneracy=1, energy=0.0) for name in "ABC"]
    network = ReactionNetwork.of(
        [Reaction(species[:1], species[1:2]), Reaction(species[1:2], species[2:])],
        [1.0, 1.0],
        concentration=Concentration.PER_CM3,
        aside=[0, 1],
        reasons=("weak",),
    )
    made = chemical_equilibrium(network, 300.0, {"A": 2.0, "B": 0.0, "C": 0.5})
    np.testing.assert_allclose(made.concentrations[:, 0], [1.0, 1.0, 0.5])


def collider_network():
    """A ⇌ B in collisions with M, of which nothing is known."""
    a, b = (Species(name, mass=1.0, degeneracy=g, energy="0 eV") for name, g in (("A", 1), ("B", 3)))
    M = Species("M")
    return ReactionNetwork.of([Reaction([a, M], [b, M])], [1.0], concentration=Concentration.PER_CM3)


@pytest.mark.parametrize("start", [{"A": 4.0, "B": 0.0}, "A: 4, B: 0", "A: 4, *: 0", {"A": 4.0, "*": 0.0}])
def test_a_collider_need_not_be_given(start):
    made = chemical_equilibrium(collider_network(), 300.0, start)
    assert list(made.species) == ["A", "B"]
    np.testing.assert_allclose(made.concentrations[:, 0], [1.0, 3.0], rtol=1e-13)


def test_a_collider_that_is_given_stays_as_it_is():
    made = chemical_equilibrium(collider_network(), 300.0, {"A": 4.0, "B": 0.0, "M": 7.0})
    assert list(made.species) == ["A", "M", "B"]
    np.testing.assert_allclose(made.concentrations[:, 0], [1.0, 7.0, 3.0], rtol=1e-13)
    by_order = chemical_equilibrium(collider_network(), 300.0, [4.0, 0.0, 0.0])
    np.testing.assert_allclose(by_order.concentrations[:, 0], [1.0, 3.0], rtol=1e-13)


def test_shown():
    made = chemical_equilibrium(ionising(), [3e3, 1e4], {"H": 1e14, "H+": 0.0, "e-": 0.0})
    assert repr(made) == "<ChemicalEquilibrium: 3 species at 2 temperatures, 3000 to 10000 K>"
    figure = made.figure(2)
    assert figure.y_axis == "concentration / (1/cm³)"
    assert figure.curves[0].name == "H"
    np.testing.assert_allclose(figure.curves[0].y, made.concentrations[0])
    assert made.plot().axes[0].get_yscale() == "log"
    one = chemical_equilibrium(ionising(), 3e3, {"H": 1e14, "H+": 0.0, "e-": 0.0})
    assert repr(one) == "<ChemicalEquilibrium: 3 species at 1 temperature, 3000 K>"
    assert {line.get_linestyle() for line in one.plot().axes[0].lines} == {"None"}  # points


def test_where_nothing_is_conserved_amounts_follow_from_the_species_alone():
    a, b = (Species(name, mass=1.0, degeneracy=g, energy="0 eV") for name, g in (("A", 1), ("B", 3)))
    network = ReactionNetwork.of(
        [Reaction([a], [b]), Reaction([a, a], [b])], [1.0, 1.0], concentration=Concentration.PER_CM3
    )
    made = chemical_equilibrium(network, 300.0, {"A": 1e20, "B": 0.0})
    np.testing.assert_allclose(made.log_concentrations, network.thermochemistry.log_density(made.T), rtol=1e-14)
    assert made.residual[0] == 0.0


def test_small_amounts_do_not_drown_in_large_totals():
    """Ions of 1 in 1e20: totals in which atoms and ions are added up say nothing of these."""
    made = chemical_equilibrium(ionising(), 2e3, {"H": 1e14, "H+": 0.0, "e-": 0.0})
    exact = saha(2e3, [Ionising("H", [EV], [2, 1], density=1e14, mass=ATOM)])
    assert exact.fractions("H")[1, 0] < 1e-12
    np.testing.assert_allclose(made.log_concentrations[1:, 0], np.repeat(exact.log_electrons, 2), atol=1e-10, rtol=0)


def test_refused():
    ring = ReactionNetwork.from_equations(["A <=> B"], [1.0], [2.0])
    with pytest.raises(InputError, match=r"the network has no thermochemistry"):
        chemical_equilibrium(ring, 300.0, {"A": 1.0, "B": 0.0})
    unknown = ReactionNetwork.of([Reaction([Species("A")], [Species("B")])], [1.0], concentration=Concentration.PER_CM3)
    with pytest.raises(InputError, match=r"thermochemistry of 2 species that react is unknown: A, B"):
        chemical_equilibrium(unknown, 300.0, {"A": 1.0, "B": 0.0})
    with pytest.raises(InputError, match=r"no concentration of H\+"):
        chemical_equilibrium(ionising(), 300.0, {"H": 1.0, "e-": 0.0})


def test_rates_do_not_matter():
    start = {"H": 1e14, "H+": 0.0, "e-": 0.0}
    one = chemical_equilibrium(ionising(), 1e4, start)
    other = chemical_equilibrium(ionising().with_rates(Arrhenius(7.0)), 1e4, start)
    np.testing.assert_array_equal(one.log_concentrations, other.log_concentrations)


def test_no_convergence_is_told(monkeypatch):
    from detbal.reactions.equilibrium import chemical

    monkeypatch.setattr(chemical, "MOST_STEPS", 1)
    with pytest.raises(InputError, match=r"no equilibrium was found in 1 steps at T = 300 K"):
        chemical_equilibrium(ionising(), 300.0, {"H": 1e14, "H+": 0.0, "e-": 0.0})


def test_traces_that_underflow_stay_in_balance():
    """1600 kT between the highest and the lowest: exp of that underflows, its log does not."""
    species = [
        Species(name, mass=1.0, degeneracy=1, energy=f"{E} K") for name, E in zip("ABC", (0.0, 8e4, -8e4), strict=True)
    ]
    network = ReactionNetwork.of(
        [Reaction(species[:1], species[1:2]), Reaction(species[1:2], species[2:])],
        [1.0, 1.0],
        concentration=Concentration.PER_CM3,
    )
    made = chemical_equilibrium(network, 100.0, {"A": 0.0, "B": 1e20, "C": 0.0})
    np.testing.assert_allclose(made.log_concentrations[:, 0], np.log(1e20) - np.array([800.0, 1600.0, 0.0]), rtol=1e-13)
