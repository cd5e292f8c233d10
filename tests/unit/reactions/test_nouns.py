"""Species, reactions, networks, equations, temperatures: what they take and what they refuse."""

import numpy as np
import pytest
from scipy.sparse import csr_array

import detbal
from detbal.errors import InputError, NotOffered
from detbal.reactions import (
    PHOTON,
    Arrhenius,
    Calculated,
    Concentration,
    Counting,
    Reaction,
    ReactionNetwork,
    Species,
    Tabulated,
)
from detbal.reactions.equations import parse_equations
from detbal.reactions.rates.rate_coefficients import mixed
from detbal.reactions.temperatures import kelvins
from detbal.reactions.thermochemistry.partition import CalculatedPartition, Levels, PartitionTable


def nucleus(name, mass, parts=()):
    return Species(name, mass=mass, degeneracy=2, composition=dict(parts))


N, P = nucleus("n", 1.00866491606), nucleus("p", 1.00727646658)
D = nucleus("d", 2.01355321254)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (300, [300.0]),
        ("25 °C", [298.15]),
        ("300, 1000 K", [300.0, 1000.0]),
        ("1, 2.5 GK", [1e9, 2.5e9]),
        (["300 K", 400], [300.0, 400.0]),
        (np.array([1.0, 2.0]), [1.0, 2.0]),
    ],
)
def test_temperatures_are_read(given, wanted):
    np.testing.assert_allclose(kelvins(given), wanted)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([300.0, -1.0], r"T\[1\] = -1 K"),
        (0.0, r"T\[0\] = 0 K"),
        ([], "T has shape"),
        ([[1.0, 2.0]], "T has shape"),
        ("300 eV/s", "energy unit|T is in"),
        (float("nan"), "T"),
    ],
)
def test_bad_temperatures_are_refused(given, message):
    with pytest.raises(InputError, match=message):
        kelvins(given)


def test_species_refuse_what_cannot_be():
    with pytest.raises(InputError, match="mass of X = -1"):
        Species("X", mass=-1.0)
    with pytest.raises(InputError, match="degeneracy of X = 0"):
        Species("X", degeneracy=0)
    assert Species("H", energy="-13.6 eV").rest_energy == pytest.approx(-13.6e-6)
    assert PHOTON.massless
    assert Species("X").rest_energy is None


def test_q_value_follows_from_masses():
    assert pytest.approx(2.224566, abs=2e-6) == Reaction((N, P), (D, PHOTON)).Q
    assert pytest.approx(-2.224566, abs=2e-6) == Reaction((D, PHOTON), (N, P)).Q


def test_q_value_that_contradicts_the_masses_is_refused():
    with pytest.raises(InputError, match=r"Q of n \+ p → d \+ γ = 2.5 MeV, but the species give 2.22457 MeV"):
        Reaction((N, P), (D, PHOTON), Q=2.5)
    assert Reaction((N, P), (D, PHOTON), Q=2.5, Q_tolerance=1.0).Q == 2.5
    assert pytest.approx(2.2246) == Reaction((N, P), (D, PHOTON), Q="2224.6 keV").Q


def test_unknown_q_value_names_what_is_lacking():
    with pytest.raises(InputError, match="no mass or energy of X"):
        _ = Reaction((Species("X"),), (D,)).Q


def test_reactions_must_balance():
    light = nucleus("a", 1.0, {"nucleons": 1, "charge": 1})
    heavy = nucleus("b", 2.0, {"nucleons": 2, "charge": 1})
    with pytest.raises(InputError, match=r"reaction a \+ a → b does not balance: -1 charge"):
        Reaction((light, light), (heavy,))
    with pytest.raises(InputError, match="give at least one species"):
        Reaction((), (heavy,))
    assert Reaction((light, light), (heavy, nucleus("e", 0.0, {"charge": 1}))).log_identical == pytest.approx(np.log(2))


def test_equations_are_read():
    read = parse_equations(["2 H2 + O2 => 2 H2O", "A ⇌ B", "∅ => A", "1.5 A = B+"])
    assert read.species == ("H2", "O2", "H2O", "A", "B", "B+")
    assert read.two_way.tolist() == [False, True, False, True]
    assert read.reactants.toarray()[0].tolist() == [2, 1, 0, 0, 0, 0]
    assert read.reactants.toarray()[3].tolist() == [0, 0, 0, 1.5, 0, 0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A + B", "no arrow"),
        ("A => B => C", "more than one arrow"),
        ("A + + B => C", "is no species"),
        ("A B => C", "'A B' is no species"),
    ],
)
def test_bad_equations_are_refused(text, message):
    with pytest.raises(InputError, match=message):
        parse_equations([text])


def test_unknown_species_is_named():
    with pytest.raises(InputError, match=r"equation 0, 'A => X': species 'X' is unknown"):
        parse_equations(["A => X"], ["A", "B"])


def test_networks_refuse_what_does_not_fit():
    one = csr_array([[1.0, 0.0]])
    with pytest.raises(InputError, match=r"products have shape \(1, 3\)"):
        ReactionNetwork(["A", "B"], one, csr_array((1, 3)), Arrhenius(1.0))
    with pytest.raises(InputError, match="reactants of reaction 0 have a stoichiometric number that is negative"):
        ReactionNetwork(["A", "B"], -1 * one, one, Arrhenius(1.0))
    with pytest.raises(InputError, match="1 reactions are reversible by thermochemistry: none is given"):
        ReactionNetwork.from_equations(["A <=> B"], [1.0])
    with pytest.raises(InputError, match="2 forward rates for 1 reactions"):
        ReactionNetwork.from_equations(["A <=> B"], [1.0, 2.0])
    with pytest.raises(InputError, match=r"relative_errors\[0\] = -1"):
        ReactionNetwork.from_equations(["A => B"], [1.0], relative_errors=-1.0)
    with pytest.raises(InputError, match="channels has shape"):
        ReactionNetwork.from_equations(["A => B"], [1.0], channels=[1.5])
    with pytest.raises(InputError, match="counting = 'pairs'"):
        ReactionNetwork.from_equations(["A => B"], [1.0], counting="pairs")


def test_part_of_a_network():
    ring = ReactionNetwork.from_equations(["A <=> B", "B <=> C"], [1.0, 2.0], [3.0, 4.0], relative_errors=[0.1, 0.2])
    part = ring.take([1, 3])
    assert list(part.names) == ["B → C", "C → B"]
    assert part.relative_errors.tolist() == [0.2, 0.2]
    assert list(ring.take(np.array([True, False, False, False])).names) == ["A → B"]
    np.testing.assert_allclose(np.exp(part.rates.log_rates(np.ones(1))).ravel(), [2.0, 4.0])


def test_networks_of_reactions_leave_photons_out():
    network = ReactionNetwork.of([Reaction((N, P), (D, PHOTON))], [1.0], concentration=Concentration.PER_CM3)
    assert list(network.species) == ["n", "p", "d"]
    assert network.counting is Counting.PER_SET


def test_rates_refuse_what_cannot_be():
    with pytest.raises(InputError, match=r"A\[1\] = -2"):
        Arrhenius([1.0, -2.0])
    with pytest.raises(InputError, match="A, b and E have shapes"):
        Arrhenius([1.0, 2.0], [1.0, 2.0, 3.0])
    with pytest.raises(InputError, match=r"rate 0 at T = 2 K is -2"):
        Calculated([lambda T: -T]).log_rates(np.array([2.0]))
    with pytest.raises(InputError, match="outside of the table, 100 to 200 K"):
        Tabulated([100.0, 200.0], [1.0, 2.0]).log_rates(np.array([300.0]))
    with pytest.raises(InputError, match="do not ascend"):
        Tabulated([200.0, 100.0], [1.0, 2.0])
    with pytest.raises(InputError, match=r"rates have shape \(3,\) for 2 temperatures"):
        Tabulated([100.0, 200.0], [1.0, 2.0, 3.0])


def test_mixed_rates_keep_their_order():
    rates = mixed([Arrhenius(1.0), Calculated([lambda T: 2 + 0 * T]), Arrhenius([3.0, 4.0])])
    T = np.ones(1)
    np.testing.assert_allclose(np.exp(rates.log_rates(T)).ravel(), [1, 2, 3, 4])
    np.testing.assert_allclose(np.exp(rates.take(np.array([3, 1, 0])).log_rates(T)).ravel(), [4, 2, 1])
    assert rates.rounding(T).shape == (4, 1)
    np.testing.assert_allclose(np.exp(rates.take(np.array([2, 2])).log_rates(T)).ravel(), [3, 3])


def test_zero_rates_stay_zero_between_points():
    table = Tabulated([100.0, 200.0, 400.0], [0.0, 1.0, 4.0])
    with np.errstate(all="raise"):
        found = table.log_rates(np.array([100.0, 150.0, 200.0, 400.0]))
    assert np.isneginf(found[0, :2]).all()
    np.testing.assert_allclose(found[0, 2:], np.log([1.0, 4.0]))


def test_partition_functions_refuse_what_cannot_be():
    with pytest.raises(InputError, match="energies have shape"):
        Levels([0.0, 1.0], [1.0])
    with pytest.raises(InputError, match="level 1: energy -1, weight 1"):
        Levels([0.0, -1.0], [1.0, 1.0])
    with pytest.raises(InputError, match=r"T\[0\] = 0 K; give absolute temperatures above zero"):
        Levels([0.0, 1.0], [1.0, 1.0]).log_partition(np.array([0.0]))
    with pytest.raises(InputError, match="T has shape"):
        PartitionTable([1.0], [1.0])
    with pytest.raises(InputError, match="do not ascend"):
        PartitionTable([2.0, 1.0], [1.0, 1.0])
    with pytest.raises(InputError, match=r"G\[1\] = 0"):
        PartitionTable([1.0, 2.0], [1.0, 0.0])
    with pytest.raises(InputError, match="is above the table of partition functions, which ends at 2 K"):
        PartitionTable([1.0, 2.0], [1.0, 1.0]).log_partition(np.array([3.0]))
    with pytest.raises(InputError, match="the partition function returned"):
        CalculatedPartition(lambda T: -T).log_partition(np.ones(1))


def test_pairs_can_be_listed_at_one_temperature():
    ring = ReactionNetwork.from_equations(["A <=> B"], Arrhenius(1.0, E=[300.0]), Arrhenius(2.0))
    with pytest.raises(InputError, match="2 temperatures"):
        detbal.reactions.pairs(ring, T=[300.0, 400.0])
    listed = detbal.reactions.pairs(ring, T=300.0)
    np.testing.assert_allclose(listed.log_ratio, -1 - np.log(2))
    with pytest.raises(NotOffered, match=r"no pairs for int; give a ReactionNetwork or StateToState"):
        detbal.reactions.pairs(3)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"reversible": [False, False]}, r"reversible has shape \(2,\) and type bool; give one truth value, or 1"),
        ({"derived": "yes"}, "derived has shape"),
        ({"relative_errors": [0.1, 0.2]}, "relative_errors has 2 entries for 1 equations"),
        ({"aside": [5]}, r"aside\[0\] = 5, with 0 reasons"),
        ({"aside": [-1]}, r"aside\[0\] = -1"),
        ({"species": ["A", "A", "B"]}, "species 'A' stands twice"),
    ],
)
def test_settings_that_do_not_fit_are_refused(settings, message):
    with pytest.raises(InputError, match=message):
        ReactionNetwork.from_equations(["A <=> B"], [1.0], [1.0], **settings)


def test_networks_refuse_numbers_for_rates_and_reactions_that_are_not_there():
    one = csr_array([[1.0, 0.0]])
    with pytest.raises(InputError, match="rates of type list"):
        ReactionNetwork(["A", "B"], one, one, [1.0])
    with pytest.raises(InputError, match="relative_errors has shape"):
        ReactionNetwork(["A", "B"], one, one, Arrhenius(1.0), relative_errors=[0.1, 0.2])
    with pytest.raises(InputError, match="reactants of reaction 1 have"):
        ReactionNetwork(["A", "B"], [[1.0, 0], [0, np.inf]], [[0, 1.0], [1.0, 0]], Arrhenius([1.0, 1.0]))
    ring = ReactionNetwork.from_equations(["A <=> B"], [1.0], [1.0])
    with pytest.raises(InputError, match="reaction 5 of 2"):
        ring.take([5])
    with pytest.raises(InputError, match=r"a mask of shape \(1,\) for 2 reactions"):
        ring.take(np.array([True]))
    given = ReactionNetwork.from_equations(["A <=> B"], [1.0], [1.0], reversible=[False])
    assert given.reversible.tolist() == [False, False]


@pytest.mark.parametrize(
    ("equations", "message"),
    [
        ("A => B", "give a list of equations"),
        ([" <=> "], "no species"),
        (["0 A => B"], "0 of A"),
    ],
)
def test_equations_without_species_are_refused(equations, message):
    with pytest.raises(InputError, match=message):
        parse_equations(equations)
    assert parse_equations(["1e-1 A => B"]).reactants.toarray().tolist() == [[0.1, 0.0]]


def test_species_and_reactions_name_what_is_no_species():
    with pytest.raises(InputError, match=r"'n' in a reaction; give detbal.reactions.Species"):
        Reaction(["n"], ["p"])
    with pytest.raises(InputError, match="mass of X = '1' u"):
        Species("X", mass="1")
    with pytest.raises(InputError, match="name = 3"):
        Species(3)
