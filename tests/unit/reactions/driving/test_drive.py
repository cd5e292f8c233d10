"""`drive` for networks: compositions, steady states, cycles, one-way processes."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.figures import HistogramFigure
from detbal.plots.result_figures import figures_of
from detbal.reactions import PHOTON, Arrhenius, Concentration, Counting, Reaction, ReactionNetwork, Species
from detbal.reactions.complete import complete_network
from detbal.reactions.driving.drive import drive_network
from detbal.reactions.findings import SetAside
from detbal.reactions.models import hydrogen_iodide
from detbal.reactions.rates.colliders import Colliders, ThirdBody
from detbal.reactions.rates.conditions import Conditions
from detbal.reactions.rates.orders import OtherOrders
from detbal.reactions.rates.rate_coefficients import mixed
from detbal.reactions.rates.surface import CoverageTerms, Surface

ENZYME = ReactionNetwork.from_equations(["E + S <=> ES", "ES <=> E + P"], [2.0, 3.0], [1.0, 0.5])
FED = {"E": 1.0, "S": 4.0, "ES": 0.0, "P": 0.1}


def test_an_enzyme_at_work():
    """J = E (k1 k2 S - k-1 k-2 P)/(k1 S + k-1 + k2 + k-2 P), affinity ln(k1 k2 S/(k-1 k-2 P))."""
    found = drive_network(ENZYME, concentrations=FED, chemostats=["S", "P"])
    current = (2 * 3 * 4 - 0.5 * 0.1) / (8 + 1 + 3 + 0.05)
    np.testing.assert_allclose(found.currents, current, rtol=1e-11)
    np.testing.assert_allclose(found.affinities, np.log(2 * 3 * 4 / (0.5 * 0.1)), rtol=1e-12)
    np.testing.assert_allclose(found.cycle_currents, current, rtol=1e-11)
    assert found.entropy_production == pytest.approx(current * np.log(480.0), rel=1e-11)
    assert found.relaxation == pytest.approx(0.0, abs=1e-11)
    assert found.affinity_labels[0] == "S → P by (E + S ⇌ ES), (ES ⇌ E + P)"
    np.testing.assert_allclose(found.production, [0.0, -current, 0.0, current], atol=1e-11)
    assert (found.steady, found.held) == (True, ("S", "P"))
    assert "steady state with S, P held" in dict(found.facts)["state"]
    assert (found.current_floor < 1e-12).all()


def test_at_equilibrium_nothing_runs():
    found = drive_network(ENZYME, concentrations=FED, chemostats=[])
    assert found.entropy_production <= found.entropy_production_floor
    assert (np.abs(found.currents) <= found.current_floor).all()
    assert len(found.affinities) == 0
    assert "steady state of the closed network" in dict(found.facts)["state"]


def test_a_composition_as_it_is():
    found = drive_network(ENZYME, concentrations={"E": 0.5, "S": 4.0, "ES": 0.5, "P": 0.2})
    ahead, back = np.array([2 * 0.5 * 4, 3 * 0.5]), np.array([0.5, 0.5 * 0.5 * 0.2])
    np.testing.assert_allclose(found.currents, ahead - back, rtol=1e-12)
    np.testing.assert_allclose(found.reaction_affinities, np.log(ahead / back), rtol=1e-12)
    assert found.entropy_production == pytest.approx(np.sum((ahead - back) * np.log(ahead / back)), rel=1e-12)
    assert found.relaxation == pytest.approx(found.entropy_production, rel=1e-12)  # no cycle: all of it
    assert (found.steady, found.slowest) == (False, None)
    assert "the composition as it was given" in str(found)


def test_a_broken_cycle_runs_in_a_closed_network():
    ring = ReactionNetwork.from_equations(["A <=> B", "B <=> C", "C <=> A"], [2.0, 2.0, 2.0], [1.0, 1.0, 1.0])
    found = drive_network(ring, concentrations={"A": 3.0, "B": 0.0, "C": 0.0}, chemostats=())
    np.testing.assert_allclose(found.stationary, 1.0, rtol=1e-12)
    np.testing.assert_allclose(found.affinities * np.sign(found.cycle_currents), 3 * np.log(2.0), rtol=1e-12)
    assert found.entropy_production == pytest.approx(3 * np.log(2.0), rel=1e-12)
    assert found.affinity_labels[0].startswith("cycle of (")


def test_a_driven_schlogl_model():
    """Far from equilibrium at x = 3: both reactions carry 54 - 27 = 27, and each has its affinity."""
    schlogl = ReactionNetwork.from_equations(["A + 2 X <=> 3 X", "X <=> B"], [6.0, 11.0], [1.0, 6.0])
    found = drive_network(schlogl, concentrations={"A": 1.0, "B": 1.0, "X": 9.0}, chemostats=["A", "B"])
    np.testing.assert_allclose(found.currents, 27.0, rtol=1e-11)
    np.testing.assert_allclose(found.reaction_affinities, [np.log(2.0), np.log(33 / 6)], rtol=1e-11)
    np.testing.assert_allclose(found.affinities, np.log(11.0), rtol=1e-11)
    assert found.slowest == pytest.approx(2.0, rel=1e-9)


@pytest.mark.parametrize("counting", Counting)
def test_the_rate_law_counts(counting):
    dimer = ReactionNetwork.from_equations(["2 A <=> A2"], [3.0], [1.0], counting=counting)
    found = drive_network(dimer, concentrations={"A": 2.0, "A2": 1.0})
    forward = 12.0 if counting is Counting.MASS_ACTION else 6.0
    assert found.currents[0] == pytest.approx(forward - 1.0, rel=1e-12)
    assert any(counting.value in said for said in found.assumptions)


def test_reversible_reactions_take_part_with_their_computed_reverse():
    a, b = (Species(name, mass=1.0, degeneracy=g, energy="0 eV") for name, g in (("a", 1), ("b", 3)))
    settings = {"concentration": Concentration.PER_M3}
    network = ReactionNetwork.of([Reaction([a], [b])], [6.0], reversible=True, **settings)
    found = drive_network(network, T=300.0, concentrations=[1.0, 1.0])
    assert found.currents[0] == pytest.approx(6.0 - 2.0, rel=1e-12)
    assert drive_network(network, T=300.0, concentrations=[1.0, 3.0]).entropy_production < 1e-12
    with pytest.raises(InputError, match="none is known; give T="):
        drive_network(network, concentrations=[1.0, 1.0])
    strange = ReactionNetwork.of([Reaction([a], [Species("x")])], [6.0], reversible=True, **settings)
    with pytest.raises(InputError, match="the thermochemistry of x is unknown"):
        drive_network(strange, T=300.0, concentrations=[1.0, 1.0])


def test_thermochemical_equilibrium_is_where_nothing_runs():
    """exp(ln φ + μ/kT), with potentials that add up, is an equilibrium of a completed network: sets, n and p."""
    n, p = Species("n", mass=1.00866491606, degeneracy=2), Species("p", mass=1.00727646658, degeneracy=2)
    d, t = Species("d", mass=2.01355321254, degeneracy=3), Species("t", mass=3.01550071621, degeneracy=2)
    half = ReactionNetwork.of(
        [Reaction([n, p], [d, PHOTON]), Reaction([d, d], [t, p])], [4e4, 1e8], concentration=Concentration.MOL_PER_CM3
    )
    whole, T = complete_network(half), np.array([2e9])
    mu = dict(zip("npdt", np.array([[1, 0], [0, 1], [1, 1], [2, 1]]) @ [5430.0, 5420.0], strict=True))
    log_c = whole.thermochemistry.log_density(T)[:, 0] + [mu[name] for name in whole.species]
    found = drive_network(whole, T=T, concentrations=np.exp(log_c))
    np.testing.assert_allclose(found.reaction_affinities, 0.0, atol=1e-9)
    # negative control: the same with the wrong rate law
    powers = whole.with_rates(whole.rates, counting=Counting.MASS_ACTION)
    wrong = drive_network(powers, T=T, concentrations=np.exp(log_c))
    np.testing.assert_allclose(wrong.reaction_affinities, [0.0, np.log(2.0)], atol=1e-9)


def test_one_way_processes_produce_infinite_entropy():
    decay = ReactionNetwork.from_equations(
        ["A <=> B", "B => A"], [1.0, 0.5], [1.0, 1.0], aside=[0, 1], reasons=("weak",)
    )
    found = drive_network(decay, concentrations={"A": 1.0, "B": 0.0}, chemostats=())
    assert found.entropy_production == np.inf
    np.testing.assert_allclose(found.stationary, [0.6, 0.4], rtol=1e-12)
    assert type(found.findings[0]).__name__ == "OneWay"
    assert found.findings[0].where == ("B → A",)
    assert np.isinf(found.affinities).all()
    assert (found.affinity_entropy == np.inf).all()
    assert np.isnan(found.relaxation)


def test_what_does_not_run_produces_nothing():
    found = drive_network(ENZYME, concentrations={"E": 0.0, "S": 4.0, "ES": 0.0, "P": 0.1})
    assert found.entropy_production == 0.0
    assert np.isnan(found.reaction_affinities).all()
    assert found.findings == ()


def test_fluxes_beyond_the_range_of_floats_have_another_unit_of_time():
    fast = Arrhenius.from_logs(np.array([2000.0, 1999.0]), np.zeros(2), np.zeros(2))
    network = ReactionNetwork.from_equations(["A <=> B"], fast.take([0]), fast.take([1]))
    found = drive_network(network, concentrations=[1.0, 1.0])
    assert found.time_unit == "e^-2000 s"
    assert found.currents[0] == pytest.approx(1 - np.exp(-1.0), rel=1e-12)


def test_parallel_channels_are_told():
    network = ReactionNetwork.from_equations(["A => B", "A => B", "B => A"], [1.0, 2.0, 3.0])
    found = drive_network(network, concentrations=[1.0, 1.0])
    assert any("1 processes have parallel channels" in said for said in found.assumptions)


def test_figures_reports_and_units():
    found = drive_network(hydrogen_iodide(), T=900.0, concentrations=dict.fromkeys(hydrogen_iodide().species, 1e18))
    affinities, currents = found.drawings()
    assert isinstance(affinities, HistogramFigure)
    np.testing.assert_allclose(affinities.values @ currents.values, found.entropy_production, rtol=1e-12)
    assert list(affinities.labels) == list(found.current_labels)
    assert "nats per s and 1/cm³" in str(found)
    assert '"entropy_production"' in found.to_json()
    found.plot()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "currents depend on concentrations, and none are known; give concentrations="),
        (
            {"concentrations": {"E": 1.0}},
            r"no concentration of S, ES, P; give that of every species; '\*: 0' stands for all others",
        ),
        ({"concentrations": FED | {"X": 1.0}}, "species 'X' is unknown; known are E, S, ES, P"),
        ({"concentrations": [1.0, 2.0]}, r"concentrations have shape \(2,\) for 4 species"),
        (
            {"concentrations": FED | {"ES": -1.0}},
            "concentration of ES = -1; give finite concentrations of zero or more",
        ),
        ({"concentrations": FED, "chemostats": ["Z"]}, "species 'Z' is unknown"),
        ({"concentrations": FED, "chemostats": 3}, r"3 is no name of a species; give names, such as \['A', 'B'\]"),
        ({"concentrations": FED, "chemostats": [3]}, "species 3 is unknown; known are E"),
        ({"concentrations": "E: 1, S: 2, E: 3, *: 0"}, "concentrations = .*: E stands twice; give every species once"),
        ({"concentrations": "E: 1, : 2"}, "concentrations = .*: ': 2' cannot be read"),
        (
            {"concentrations": FED, "T": [300.0, 400.0]},
            "2 temperatures, 300 to 400 K, where one is asked about; give one T=",
        ),
    ],
)
def test_bad_input(options, message):
    with pytest.raises(InputError, match=message):
        drive_network(ENZYME, **options)


def test_rates_that_depend_on_temperature_ask_for_it():
    network = ReactionNetwork.from_equations(["A <=> B"], Arrhenius(1.0, E=100.0), Arrhenius(1.0))
    with pytest.raises(InputError, match="the rate of A → B depends on temperature, and none is known; give T="):
        drive_network(network, concentrations=[1.0, 1.0])
    assert drive_network(network, T=100.0, concentrations=[np.e, 1.0]).entropy_production < 1e-13


def test_concentrations_may_be_a_text():
    from detbal.reactions.driving.compositions import composition

    assert composition("B: 2, *: 0.5", ["A", "B", "C"]).tolist() == [0.5, 2.0, 0.5]
    with pytest.raises(InputError, match=r"'B 2' cannot be read"):
        composition("A: 1, B 2", ["A", "B"])
    with pytest.raises(InputError, match="no concentration of C"):
        composition("A: 1, B: 2", ["A", "B", "C"])


def test_processes_alone_are_named_in_their_direction():
    pair = ReactionNetwork.from_equations(["A <=> B", "B <=> C"], [0.0, 1.0], [1.0, 0.0])
    (found,) = drive_network(pair, concentrations=[1.0, 1.0, 1.0]).findings
    assert found.where == ("B → A", "B → C")


def test_what_is_set_aside_but_takes_part_is_told():
    decay = ReactionNetwork.from_equations(
        ["A <=> B", "B => A"], [1.0, 0.5], [1.0, 1.0], aside=[0, 1], reasons=("weak",)
    )
    found = drive_network(decay, concentrations={"A": 1.0, "B": 1.0}).findings[1]
    assert (type(found), found.count, found.where) == (SetAside, 1, ("B → A",))
    assert found.message == "1 reactions take part one way, of which no balance is asked: weak"


def test_cycles_are_those_of_a_steady_state():
    """Three equal ways round a ring of K = 1, 1, 1 close; with one rate doubled, its cycles alone are shown."""
    ring = ["A <=> B", "B <=> C", "C <=> A", "A <=> B"]
    closed = ReactionNetwork.from_equations(ring, [2.0, 0.3, 7.0, 1.0], [2.0, 0.3, 7.0, 1.0])
    at_rest = drive_network(closed, concentrations=[2.0, 1.0, 1.0], chemostats=[])
    assert (len(at_rest.affinities), "2 independent cycles" in at_rest.subject) == (0, True)
    driven = ReactionNetwork.from_equations(ring, [2.0, 0.3, 7.0, 1.0], [2.0, 0.3, 3.5, 1.0])
    steady = drive_network(driven, concentrations=[2.0, 1.0, 1.0], chemostats=[])
    assert np.abs(steady.affinities).round(12).tolist() == [round(np.log(2.0), 12)]
    assert steady.relaxation == pytest.approx(0.0, abs=1e-12)
    given = drive_network(driven, concentrations=[2.0, 1.0, 1.0])
    assert len(given.affinities) == 0
    assert given.relaxation == given.entropy_production > 0
    assert [figure.title for figure in figures_of(given)] == ["Affinities of the reactions", "Net currents"]


GAS = Conditions(1e5, np.array([1.0, 0.0, 0.0, 0.0]), np.array([0, 0, 0, -1]), collider=3)


def third_body(**settings):
    """A + M ⇌ B + M with k = 3 and 1, where B counts for 5 and X for none."""
    colliders = Colliders.of([1.0], [{1: 5.0, 2: 0.0}], 4)
    ahead, back = (ThirdBody(Arrhenius(k), colliders, GAS) for k in (3.0, 1.0))
    settings = {"species": ["A", "B", "X", "M"]} | settings
    return ReactionNetwork.from_equations(["A + M <=> B + M"], ahead, back, **settings)


def test_efficiencies_count_where_concentrations_are_known():
    network = third_body()
    np.testing.assert_allclose(np.exp(network.rates.log_rates(np.ones(1)))[:, 0], [3.0, 1.0])  # of one collider
    found = drive_network(network, T=300.0, concentrations="A: 2, B: 1, X: 10")
    np.testing.assert_allclose(found.currents, (3 * 2 - 1 * 1) * (2 + 5 * 1), rtol=1e-12)
    assert found.stationary[3] == 13.0
    assert any("efficiencies of colliders, in that of the concentrations" in said for said in found.assumptions)
    same = [{"A": 2, "B": 1, "X": 10, "M": 13.0}, [2, 1, 10, 13], [2.0, 1.0, 10.0]]
    for given in same:
        np.testing.assert_allclose(drive_network(network, T=300.0, concentrations=given).currents, 35.0, rtol=1e-12)
    nothing = drive_network(network, T=300.0, concentrations="*: 0")
    assert nothing.entropy_production == 0.0


@pytest.mark.parametrize("given", [{"A": 2, "B": 1, "X": 10, "M": 12.0}, [2, 1, 10, 14.0], "A: 2, B: 1, X: 10, M: 1"])
def test_another_concentration_of_m_is_refused(given):
    with pytest.raises(InputError, match=r"concentration of M = .*, but all of the gas is 13: M stands for all of it"):
        drive_network(third_body(), T=300.0, concentrations=given)


def test_m_cannot_be_held():
    with pytest.raises(
        InputError, match="chemostats hold M, which stands for all of the gas: it follows from the others"
    ):
        drive_network(third_body(), T=300.0, concentrations="*: 1", chemostats=["B", "M"])


def test_a_steady_state_is_one_of_its_own_mixture():
    """A held at 2 makes B by + M, and B goes away at 35: with m = 2 + 5 B colliders, B = 1."""
    network = third_body()
    away = ReactionNetwork.from_equations(["B => ∅"], [35.0], species=["A", "B", "X", "M"])
    from scipy.sparse import vstack

    both = ReactionNetwork(
        network.species,
        vstack([network.reactants, away.reactants]),
        vstack([network.products, away.products]),
        mixed([network.rates, away.rates]),
    )
    found = drive_network(both, T=300.0, concentrations="A: 2, B: 0.1, X: 3", chemostats="A")
    # 6 m - m B = 35 B: (6 - B)(2 + 5 B) = 35 B, 5 B² + 7 B - 12 = 0
    np.testing.assert_allclose(found.stationary, [2.0, 1.0, 3.0, 6.0], rtol=1e-9)
    assert found.currents[0] == pytest.approx(35.0, rel=1e-9)


def test_coverages_have_to_fill_a_surface():
    conditions = Conditions(1e5, np.array([1.0, 0.0]), np.array([1, 1]), np.array([2.0, 1.0]))
    terms = CoverageTerms(np.array([0]), np.array([0]), np.zeros(1), np.ones(1), np.zeros((1, 4)))
    rate = Surface(Arrhenius(4.0), np.array([np.nan]), np.array([False]), terms, conditions)
    network = ReactionNetwork.from_equations(["A => B"], rate)
    found = drive_network(network, T=300.0, concentrations={"A": 0.5, "B": 0.75})  # a quarter, and three
    assert found.currents[0] == pytest.approx(4.0 * 0.25 * 0.5, rel=1e-12)
    with pytest.raises(InputError, match=r"the coverages of surface 1 add up to 1\.25; give concentrations of all"):
        drive_network(network, T=300.0, concentrations={"A": 0.5, "B": 1.0})


def test_orders_that_are_not_those_of_the_stoichiometry():
    """A => B with a rate 3 A^½ B^¾, in a gas at 200 K."""
    gas = Conditions(1e5, np.array([1.0, 0.0]), np.zeros(2, dtype=int))
    law = OtherOrders.of(Arrhenius(3.0), [{0: -0.5, 1: 0.75}], gas)
    network = ReactionNetwork.from_equations(["A => B"], law)
    found = drive_network(network, T=200.0, concentrations={"A": 0.16, "B": 0.0625})
    assert found.currents[0] == pytest.approx(3.0 * 0.4 * 0.125, rel=1e-12)
    assert network.rates.take(np.array([0])).rounding(np.ones(1)).max() < 1e-14
    with pytest.raises(InputError, match="an order of its own in a species of which there is none"):
        drive_network(network, T=200.0, concentrations={"A": 0.16, "B": 0.0})
