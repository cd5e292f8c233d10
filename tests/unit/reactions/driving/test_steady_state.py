"""Steady states with concentrations held: known ones are reached, and where there is none that is told."""

import numpy as np
import pytest

from detbal.reactions import ReactionNetwork
from detbal.reactions.driving.mass_action import MassAction
from detbal.reactions.driving.steady_state import NoSteadyState, steady_state


def reached(equations, forward, reverse, concentrations, held=()):
    network = ReactionNetwork.from_equations(equations, forward, reverse)
    names = list(network.species)
    c = np.array([concentrations.get(name, 0.0) for name in names])
    free = np.array([k for k, name in enumerate(names) if name not in held], dtype=np.intp)
    found = steady_state(MassAction.of(network, np.ones(1)), c, free, names)
    return dict(zip(names, np.exp(found.log_c), strict=True)), found


def test_an_enzyme():
    """Michaelis and Menten's, reversible: [ES]/[E] = (k1 S + k-2 P)/(k-1 + k2)."""
    start = {"E": 1.0, "S": 4.0, "P": 0.1}
    state, found = reached(["E + S <=> ES", "ES <=> E + P"], [2.0, 3.0], [1.0, 0.5], start, ("S", "P"))
    assert state["ES"] / state["E"] == pytest.approx((2 * 4 + 0.5 * 0.1) / (1 + 3), rel=1e-12)
    assert state["E"] + state["ES"] == pytest.approx(1.0, rel=1e-12)
    assert found.slowest == pytest.approx(2 * 4 + 0.5 * 0.1 + 1 + 3, rel=1e-9)
    assert found.error < 1e-12


@pytest.mark.parametrize(("start", "end"), [(0.3, 1.0), (1.9, 1.0), (2.1, 3.0), (50.0, 3.0)])
def test_the_schlogl_model_has_two_and_the_start_decides(start, end):
    """x' = -(x - 1)(x - 2)(x - 3): F. Schlögl, Z. Phys. 253, 147 (1972)."""
    state, found = reached(
        ["A + 2 X <=> 3 X", "X <=> B"], [6.0, 11.0], [1.0, 6.0], {"A": 1.0, "B": 1.0, "X": start}, ("A", "B")
    )
    assert state["X"] == pytest.approx(end, rel=1e-12)
    assert found.slowest == pytest.approx(2.0, rel=1e-9)  # (end - others) product


def test_a_closed_network_keeps_what_is_conserved():
    """2 H2 + O2 ⇌ 2 H2O from the elements: K = 8, atoms kept."""
    state, _ = reached(["2 H2 + O2 <=> 2 H2O"], [8.0], [1.0], {"H2": 2.0, "O2": 1.5})
    assert state["H2O"] ** 2 / (state["H2"] ** 2 * state["O2"]) == pytest.approx(8.0, rel=1e-11)
    assert state["H2"] + state["H2O"] == pytest.approx(2.0, rel=1e-12)
    assert 2 * state["O2"] + state["H2O"] == pytest.approx(3.0, rel=1e-12)


@pytest.mark.parametrize("scale", [1e-120, 1e-12, 1e12, 1e120])
def test_units_do_not_matter(scale):
    """The same enzyme in other units of concentration and time."""
    start = {"E": scale, "S": 4.0 * scale, "P": 0.1 * scale}
    rates = [2.0 * scale, 3.0 * scale**2], [scale**2, 0.5 * scale]
    state, _ = reached(["E + S <=> ES", "ES <=> E + P"], *rates, start, ("S", "P"))
    assert state["ES"] / state["E"] == pytest.approx((2 * 4 + 0.5 * 0.1) / (1 + 3), rel=1e-9)


def test_stiff_rates():
    """Time scales of 1e-8 and 1e4: Y follows X, X is fed slowly."""
    state, _ = reached(
        ["A <=> X", "X <=> Y", "Y <=> B"], [1e-4, 1e8, 1e-2], [1e-3, 3e8, 2e-2], {"A": 5.0, "B": 0.1}, ("A", "B")
    )
    total = (1e-4 * 5 + 2e-2 * 0.1) / (1e-3 * 3 / 4 + 1e-2 / 4)
    assert state["X"] + state["Y"] == pytest.approx(total, rel=1e-7)
    assert state["X"] == pytest.approx(3 * state["Y"], rel=1e-8)


def test_nothing_free():
    assert np.isnan(reached(["A <=> B"], [1.0], [1.0], {"A": 1.0, "B": 3.0}, ("A", "B"))[1].slowest)


def test_from_nothing():
    assert reached(["∅ <=> A"], [6.0], [2.0], {})[0]["A"] == pytest.approx(3.0, rel=1e-12)


def test_what_is_not_there_and_made_of_nothing_stays_away():
    """A trace of an autocatalyst would grow without end; none does not."""
    state, _ = reached(["A + X => 2 X", "A <=> C"], [1.0, 2.0], [0.0, 1.0], {"A": 1.0}, ("A",))
    assert state == {"A": pytest.approx(1.0), "X": 0.0, "C": pytest.approx(2.0)}


BRUSSELATOR = ["A => X", "2 X + Y => 3 X", "B + X => Y + D", "X => E"]


def test_the_brusselator_below_its_bifurcation():
    """X = A, Y = B/A; it oscillates for B > 1 + A² (Prigogine and Lefever, J. Chem. Phys. 48, 1695 (1968))."""
    start = {"A": 1.0, "B": 1.9, "X": 0.5, "Y": 1.0}
    state, _ = reached(BRUSSELATOR, [1.0] * 4, None, start, ("A", "B", "D", "E"))
    assert (state["X"], state["Y"]) == (pytest.approx(1.0), pytest.approx(1.9))


@pytest.mark.parametrize(
    ("equations", "rates", "start", "message"),
    [
        (
            BRUSSELATOR,
            [1.0] * 4,
            {"A": 1.0, "B": 2.1, "X": 0.5, "Y": 1.0},
            "small deviations from the steady state grow",
        ),
        (
            ["A + X => 2 X", "X + Y => 2 Y", "Y => B"],
            [1.0] * 3,
            {"A": 1.0, "X": 0.5, "Y": 1.0},
            "small deviations .* go around it for ever",
        ),
        (["X => B"], [1.0], {"X": 1.0}, "species X dies out or never appears"),
        (["A + X => 2 X", "X => B"], [1.0, 1.5], {"A": 1.0, "X": 1.0}, "species X dies out or never appears"),
        (["A + X => 2 X", "X => B"], [1.0, 0.5], {"A": 1.0, "X": 1.0}, "species X grows without end"),
    ],
)
def test_no_wrong_answers(equations, rates, start, message):
    with pytest.raises(NoSteadyState, match=message):
        reached(equations, rates, None, start, ("A", "B", "D", "E"))


def test_time_scales_beyond_double_precision():
    with pytest.raises(NoSteadyState, match="time scales are too far apart for double precision"):
        reached(["A <=> X", "X <=> Y"], [1e-20, 1e20], [1e-10, 3e20], {"A": 1.0}, ("A",))


@pytest.mark.parametrize("seed", range(4))
def test_an_integrator_of_differential_equations_arrives_at_the_same(seed):
    """Random driven networks of 6 species, integrated in time by scipy, with a rate law written out here."""
    from scipy.integrate import solve_ivp

    draw = np.random.default_rng(seed)
    names = "ABCDEF"
    equations, forward, reverse = [], draw.uniform(0.1, 3.0, 9), draw.uniform(0.1, 3.0, 9)
    for _ in range(9):
        a, b, c, d = draw.choice(list(names), 4, replace=False)
        equations.append(f"{a} + {b} <=> {c} + {d}" if draw.random() < 0.6 else f"2 {a} <=> {c}")
    start = dict(zip(names, draw.uniform(0.2, 2.0, 6), strict=True))
    network = ReactionNetwork.from_equations(equations, forward, reverse, species=list(names))
    orders, change = network.reactants.toarray(), network.change.toarray()
    k = np.concatenate([forward, reverse])
    moving = np.array([0.0, 0.0, 1.0, 1.0, 1.0, 1.0])

    def motion(_, c):
        return moving * (change.T @ (k * np.prod(np.abs(c) ** orders, axis=1)))

    late = solve_ivp(motion, (0.0, 1e4), np.array(list(start.values())), method="Radau", rtol=1e-10, atol=1e-13).y[
        :, -1
    ]
    state, _ = reached(equations, forward, reverse, start, ("A", "B"))
    np.testing.assert_allclose([state[name] for name in names], late, rtol=1e-7)


def test_fuel_and_air_burn_to_the_equilibrium_of_another_package():
    """GRI-Mech 3.0 at constant volume and temperature, from zero of almost everything, against Cantera's minimiser."""
    cantera = pytest.importorskip("cantera")
    from pathlib import Path

    from detbal.reactions.driving.drive import drive_network
    from detbal.reactions.files.cantera_yaml import read_cantera_yaml

    network = read_cantera_yaml(Path(cantera.__file__).parent / "data" / "gri30.yaml")
    reversible = network.take(network.reversible)
    gas = cantera.Solution("gri30.yaml")
    gas.TPX = 1500.0, cantera.one_atm, "CH4:1, O2:2, N2:7.5"
    start = dict(zip(gas.species_names, gas.concentrations, strict=True))
    burnt = drive_network(reversible, T=1500.0, concentrations=start, chemostats=[])
    gas.equilibrate("TV", rtol=1e-12)
    end = dict(zip(network.species, burnt.stationary, strict=True))
    for name, expected in zip(gas.species_names, gas.concentrations, strict=True):
        assert end[name] == pytest.approx(expected, rel=1e-9, abs=0.0), name
    assert burnt.entropy_production <= burnt.entropy_production_floor
