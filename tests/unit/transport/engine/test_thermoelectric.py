"""Work and heat of dots between hot and cold: closed forms of single levels and three terminals, regimes, bounds."""

import pickle

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detbal.errors import InputError, OptionError
from detbal.transport.bath import BosonBath
from detbal.transport.engine.conversion import sides_of
from detbal.transport.engine.efficiency_map import efficiency_map
from detbal.transport.engine.maximum_power import AtTheEdge, NoEngine, maximum_power
from detbal.transport.engine.regime import Regime, regime_of
from detbal.transport.engine.stopping import stopping_bias
from detbal.transport.engine.thermoelectric import thermoelectric
from detbal.transport.lead import Lead
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.quantum_dot import QuantumDot

temperatures = st.floats(0.05, 1.0)


def level(energy, hot, cold, bias=0.0, gammas=(0.3, 0.7)):
    """One level between a hot lead on the left and a cold one on the right, the bias symmetric."""
    left = Lead(kT=hot, mu=bias / 2, gamma=gammas[0])
    return QuantumDot(energy, {"L": left, "R": Lead(kT=cold, mu=-bias / 2, gamma=gammas[1])})


def log_current(energy, hot, cold, bias):
    """Sign of f_L - f_R of the level."""
    return (energy + bias / 2) / cold - (energy - bias / 2) / hot


@settings(max_examples=60, deadline=None)
@given(
    energy=st.floats(-5, 5),
    hot=st.floats(0.5, 3.0),
    ratio=st.floats(0.1, 0.9),
    bias=st.floats(-4, 4),
    left=st.floats(0.02, 1.0),
    right=st.floats(0.02, 1.0),
)
def test_tight_coupling_of_one_level(energy, hot, ratio, bias, left, right):
    """Every electron carries ε - μ of heat, so that the efficiency is known, whatever the current; Carnot bounds it."""
    cold = hot * ratio
    drive = log_current(energy, hot, cold, bias)
    assume(abs(drive) > 1e-3 and abs(bias) > 1e-3 and abs(energy - bias / 2) > 1e-3)
    found = thermoelectric(level(energy, hot, cold, bias, (left, right)))
    assert found.power == pytest.approx(found.heat_hot + found.heat_cold, rel=1e-7, abs=1e-15)
    assert found.heat_hot / -found.power == pytest.approx((energy - bias / 2) / bias, rel=1e-8)
    assert found.power == 0 or np.sign(found.power) == -np.sign(drive) * np.sign(bias)
    assert (found.regime is Regime.ENGINE) == (found.power > 0)
    if found.regime is Regime.ENGINE:
        assert found.efficiency == pytest.approx(-bias / (energy - bias / 2), rel=1e-8)
        assert 0 < found.efficiency < found.carnot
    if found.regime is Regime.REFRIGERATOR:
        assert 0 < found.cooling_performance < found.carnot_cooling
        assert found.heating_performance == pytest.approx(found.cooling_performance + 1, rel=1e-9)
    assert found.entropy_production > 0


@settings(max_examples=30, deadline=None)
@given(energy=st.floats(0.05, 8), sign=st.sampled_from([-1, 1]), hot=st.floats(0.5, 3.0), ratio=st.floats(0.1, 0.95))
def test_one_level_reaches_carnot_at_the_stopping_bias(energy, sign, hot, ratio):
    """There the Fermi functions agree: V = -2 ε (T_h - T_c)/(T_h + T_c). Near it the efficiency is Carnot's."""
    cold, energy = hot * ratio, sign * energy
    dot = level(energy, hot, cold)
    assume(abs(energy) / cold < 300)
    exact = -2 * energy * (hot - cold) / (hot + cold)
    stop = stopping_bias(dot)
    assert stop == pytest.approx(exact, rel=1e-9)
    for short in (1e-3, 1e-5):
        near = thermoelectric(level(energy, hot, cold, exact * (1 - short)))
        assert near.regime is Regime.ENGINE
        assert 0 < 1 - near.efficiency / near.carnot < 2 * short
    assert thermoelectric(level(energy, hot, cold, exact * (1 + 1e-3))).regime is Regime.REFRIGERATOR


def test_two_levels_are_not_reversible_where_the_current_stops():
    """Electrons through one level come back through the other: entropy is produced, and Carnot is out of reach."""
    dot = QuantumDot([0.5, 2.5], {"L": Lead(kT=1.0, gamma=0.1), "R": Lead(kT=0.5, gamma=0.1)})
    stop = stopping_bias(dot)
    at = {"L": Lead(kT=1.0, mu=stop / 2, gamma=0.1), "R": Lead(kT=0.5, mu=-stop / 2, gamma=0.1)}
    found = thermoelectric(dot.with_leads(**at))
    assert abs(found.power) < 1e-14
    assert found.heat_hot > 1e-3
    assert found.entropy_production == pytest.approx(found.heat_hot * (1 / 0.5 - 1), rel=1e-9)
    single = level(0.5, 1.0, 0.5)
    stop = stopping_bias(single)
    assert thermoelectric(level(0.5, 1.0, 0.5, stop)).entropy_production < 1e-25


def three_terminals(hot, cold, bias, E_C=1.5, levels=(0.2, -0.4), gammas=(0.1, 0.2, 0.3)):
    """Two dots that repel each other by E_C: electrons enter from the left while the other is empty, leave while full.

    Bands filter the energies: the left lead ends below the level that is raised by E_C, the right one above the other.
    """
    middle = levels[0] + E_C / 2
    left = Lead(kT=cold, mu=bias / 2, gamma=[gammas[0], 0.0], band=(-50.0, middle))
    right = Lead(kT=cold, mu=-bias / 2, gamma=[gammas[1], 0.0], band=(middle, 50.0))
    heater = Lead(kT=hot, gamma=[0.0, gammas[2]])
    return QuantumDot(levels, {"L": left, "R": right, "H": heater}, coulomb=E_C)


@settings(max_examples=40, deadline=None)
@given(
    hot=st.floats(1.0, 3.0),
    ratio=st.floats(0.3, 0.9),
    bias=st.floats(-1.5, 1.5),
    E_C=st.floats(0.3, 2.0),
    levels=st.tuples(st.floats(-1, 1), st.floats(-1, 1)),
    gammas=st.tuples(*[st.floats(0.05, 1)] * 3),
)
def test_each_electron_takes_the_charging_energy_from_the_hot_dot(hot, ratio, bias, E_C, levels, gammas):
    """Sánchez and Büttiker, PRB 83, 085428: J/J_heat = 1/E_C; Carnot where -V = E_C (1 - T_c/T_h)."""
    cold = hot * ratio
    stop = -E_C * (1 - ratio)
    assume(abs(bias - stop) > 0.01 and abs(bias) > 0.01)
    dot = three_terminals(hot, cold, bias, E_C, levels, gammas)
    found = thermoelectric(dot)
    assert found.hot == ("H",)
    electrons = found.power / -bias
    assert found.heat_hot == pytest.approx(E_C * electrons, rel=1e-8)
    assert np.sign(electrons) == np.sign(bias - stop)
    if found.regime is Regime.ENGINE:
        assert found.efficiency == pytest.approx(-bias / E_C, rel=1e-8)
        assert found.efficiency < found.carnot
    assert stopping_bias(three_terminals(hot, cold, 0.0, E_C, levels, gammas)) == pytest.approx(stop, rel=1e-7)


def test_without_filters_heat_leaks():
    """Leads at both energies: some electrons return where they came from, having taken heat."""
    hot, cold = 2.0, 1.0
    dot = three_terminals(hot, cold, -0.4)
    open_leads = {name: Lead(kT=cold, mu=lead.mu, gamma=lead.gamma) for name, lead in dot.leads.items() if name != "H"}
    found = thermoelectric(dot.with_leads(**open_leads))
    assert found.heat_hot / (found.power / 0.4) != pytest.approx(1.5, rel=0.03)


def test_heat_of_a_bath_is_counted():
    """Phonons that lift electrons from the lower level, fed by L, to the upper, drained by R."""
    leads = {
        "L": Lead(kT=1.0, mu=0.1, gamma=[0.2, 0.0]),
        "R": Lead(kT=1.0, mu=0.6, gamma=[0.0, 0.2]),
    }
    phonons = {"B": BosonBath(kT=3.0, coupling=[[0.0, 1.0], [1.0, 0.0]], density=0.1)}
    found = thermoelectric(QuantumDot([0.0, 1.5], leads, coulomb=20.0, baths=phonons))
    assert (found.hot, found.cold) == (("B",), ("L", "R"))
    assert found.regime is Regime.ENGINE
    assert found.efficiency == pytest.approx(0.5 / 1.5, rel=1e-9)
    assert found.carnot == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("power", "hot", "cold", "name"),
    [
        (1.0, 2.0, -1.0, "ENGINE"),
        (-1.0, -2.0, 1.0, "REFRIGERATOR"),
        (-1.0, 1.0, -2.0, "ACCELERATOR"),
        (-1.0, -0.5, -0.5, "HEATER"),
        (0.0, 1.0, -1.0, "IDLE"),
    ],
)
def test_regimes(power, hot, cold, name):
    assert regime_of(power, hot, cold).name == name


def test_every_regime_of_a_spinful_dot():
    """Two addition energies: all regimes are met over bias and gate, and the laws hold in each."""
    dot = QuantumDot.spinful(0.0, {"L": Lead(kT=1.0, gamma=0.1), "R": Lead(kT=0.5, gamma=0.1)}, coulomb=4.0)
    found = efficiency_map(dot, bias=np.linspace(-6, 6, 61), gate=np.linspace(-6, 2, 41))
    names = {
        regime_of(*each).name
        for each in zip(found.power.ravel(), found.heat_hot.ravel(), found.heat_cold.ravel(), strict=True)
    }
    assert names == {one.name for one in Regime}
    np.testing.assert_allclose(found.heat_hot + found.heat_cold, found.power, atol=1e-15)
    np.testing.assert_allclose(found.entropy_production, -found.heat_hot - found.heat_cold / 0.5, rtol=1e-9, atol=1e-15)
    assert np.nanmax(found.efficiency) < 0.5
    assert np.nanmax(found.cooling_performance) < 1.0
    assert np.isfinite(found.efficiency[found.power > 0]).all()
    assert np.isnan(found.efficiency[found.power <= 0]).all()


def test_map_over_differences_of_temperature():
    """One level: efficiency -V/(ε - V/2) where that is below Carnot's; nothing without a difference."""
    dot = QuantumDot(3.0, {name: Lead(kT=1.0, gamma=0.1) for name in "LR"})
    bias, difference = np.linspace(-2.0, -0.1, 20), np.linspace(0.0, 2.0, 11)
    found = efficiency_map(dot, bias=bias, difference=difference)
    closed = np.broadcast_to((-bias / (3.0 - bias / 2))[:, None], found.efficiency.shape)
    works = closed < found.carnot - 1e-9
    assert np.isnan(found.efficiency[~works]).all()
    np.testing.assert_allclose(found.efficiency[works], closed[works], rtol=1e-10)
    assert (found.power[:, 0] < 0).all()
    single = thermoelectric(level(3.0, 2.0, 1.0, bias[5], (0.1, 0.1)))
    assert found.power[5, 5] == pytest.approx(single.power, rel=1e-12)
    assert found.entropy_production[5, 5] == pytest.approx(single.entropy_production, rel=1e-10)


def test_maximum_power_beats_its_neighbours():
    dot = QuantumDot.spinful(0.5, {"L": Lead(kT=1.0, gamma=0.1), "R": Lead(kT=0.4, gamma=0.2)}, coulomb=3.0)
    found = maximum_power(dot)
    assert found.gate == 0.0
    near = efficiency_map(dot, bias=found.bias + np.array([-1e-3, 0.0, 1e-3]), gate=[0.0]).power.ravel()
    assert near[1] == pytest.approx(found.power, rel=1e-13)
    assert near[1] > max(near[0], near[2])
    wide = efficiency_map(dot, bias=np.linspace(-8, 8, 801), gate=[0.0]).power.max()
    assert wide <= found.power < wide * 1.001
    assert 0 < found.efficiency < found.carnot


def test_maximum_at_the_edge_is_found():
    dot = level(0.0, 1.0, 0.5)
    for gate, found in (((0.5, 1.0), ["gate"]), ((0.5, 6.0), [])):
        edges = [one for one in maximum_power(dot, gate=gate).findings if isinstance(one, AtTheEdge)]
        assert [name for one in edges for name in one.where] == found


def test_no_power_without_asymmetry():
    """Half filling: electrons and holes carry the same heat, and no bias delivers power."""
    dot = level(0.0, 1.0, 0.5)
    found = maximum_power(dot)
    assert found.power <= 0
    assert found.efficiency is None
    assert stopping_bias(dot) == 0.0


def test_far_below_the_temperature():
    """ε/kT of 300: currents of 1e-130, with the efficiency of one electron."""
    found = thermoelectric(level(300.0, 1.0, 0.5, -100.0))
    assert 0 < found.power < 1e-120
    assert found.efficiency == pytest.approx(100 / 350, rel=1e-10)


def test_figures_and_reports():
    dot = level(0.0, 1.0, 0.5)
    best = maximum_power(dot, gate=(0.0, 5.0))
    (curve,) = best.drawings()
    top = int(np.argmax(curve.curves[0].y))
    assert curve.curves[0].y[top] == pytest.approx(1.0)
    assert curve.curves[0].x[top] == pytest.approx(best.bias)
    assert curve.curves[1].y.max() < 1
    power, efficiency = efficiency_map(dot, bias=[-1.0, -0.5, 0.5], gate=[1.0, 2.0]).drawings()
    assert np.nanmin(power.values) > 0
    assert efficiency.quantity == "efficiency / %"
    assert "ENGINE" in str(best)
    assert '"regime": "ENGINE"' in best.to_json()
    efficiency_map(dot, bias=[0.5, 1.0], difference=None, gate=[1.0]).plot()


def test_temperatures_that_make_no_engine():
    with pytest.raises(InputError, match=r"reservoirs at 1 temperature \(kT of L at 1, R at 1\)"):
        thermoelectric(level(0.0, 1.0, 1.0))
    three = QuantumDot(0.0, {name: Lead(kT=kT, gamma=1.0) for name, kT in (("L", 1), ("R", 2), ("P", 3))})
    with pytest.raises(InputError, match="reservoirs at 3 temperatures"):
        sides_of(three)
    with pytest.raises(InputError, match=r"the difference is put on L; give a dot of one temperature"):
        efficiency_map(level(0.0, 1.0, 0.5), bias=[0.0], difference=[1.0])


def test_bad_input():
    dot = level(1.0, 1.0, 0.5)
    for options in ({}, {"gate": [0.0], "difference": [0.0]}):
        with pytest.raises(OptionError, match="neither gate nor difference, or both; give one of them"):
            efficiency_map(dot, bias=[0.0], **options)
    with pytest.raises(InputError, match=r"difference\[0\] = -1; give energies of 0 or more"):
        efficiency_map(level(1.0, 1.0, 1.0), bias=[0.0], difference=[-1.0, 0.0])
    with pytest.raises(InputError, match=r"gate = \(2\.0, 1\.0\); give one energy, or \(lowest, highest\)"):
        maximum_power(dot, gate=(2.0, 1.0))
    with pytest.raises(InputError, match="give two of the leads L, R"):
        stopping_bias(dot, across=("R", "X"))
    with pytest.raises(InputError, match=r"gate has shape \(2,\); give one number"):
        stopping_bias(dot, gate=[0.0, 1.0])
    for function in (thermoelectric, maximum_power, stopping_bias):
        with pytest.raises(InputError, match="dot is of type float; give a QuantumDot"):
            function(1.0)
    with pytest.raises(InputError, match="dot is of type float; give a QuantumDot"):
        efficiency_map(1.0, bias=[0.0], gate=[0.0])


def test_a_bias_that_cannot_stop_the_current():
    """A third lead, coupled ten times as strongly, keeps the level fuller than the first, whatever the second does."""
    leads = {"L": Lead(kT=1.0, gamma=1.0), "R": Lead(kT=1.0, gamma=1.0), "P": Lead(kT=1.0, mu=1.0, gamma=10.0)}
    dot = QuantumDot(0.0, leads)
    assert stopping_bias(dot, split=1.0) > 0  # μ of L rises to where the others pull
    with pytest.raises(InputError, match="no bias between L and R up to 4096 kT stops the current"):
        stopping_bias(dot, split=0.0)


def test_power_that_is_none_is_known_by_its_noise_floor():
    """One level delivers ΔV J: none without a bias, and none at the stopping bias V = ε (T_h - T_c)/T_mean."""
    dot = QuantumDot(2.0, {"L": Lead(kT=1.5, gamma=0.1), "R": Lead(kT=0.5, gamma=0.1)})
    found = efficiency_map(dot, bias=[-2.0, -1.0, 0.0], gate=[0.0])  # f_L = f_R: (2 + 1)/1.5 = (2 - 1)/0.5
    assert (np.abs(found.power) <= found.power_floor).ravel().tolist() == [True, False, True]
    assert not np.signbit(found.power[2, 0])


@pytest.mark.parametrize(
    ("energy", "gammas"),
    [(1400.0, (0.3, 0.7)), (2000.0, (0.3, 0.7)), (3.0, (1.0, 1e-12)), (3.0, (1.0, 1e-18)), (3.0, (1e-200, 1.0))],
)
def test_the_stopping_bias_does_not_depend_on_the_size_of_the_current(energy, gammas):
    """-2ε/3 at temperatures 2 and 1, where currents are too small for numbers, or one lead's is lost in noise."""
    assert stopping_bias(level(energy, 2.0, 1.0, gammas=gammas)) == pytest.approx(-2 * energy / 3, rel=1e-13)


def test_a_lead_that_exchanges_nothing_has_no_stopping_bias():
    with pytest.raises(
        InputError, match="no electrons pass between L and the other leads at a bias of 0; give two leads"
    ):
        stopping_bias(level(3.0, 2.0, 1.0, gammas=(0.0, 1.0)))


@settings(max_examples=60, deadline=None)
@given(
    energy=st.floats(0.1, 8),
    hot=st.floats(0.5, 3.0),
    ratio=st.floats(0.1, 0.95),
    log_short=st.floats(-17, -1),
    log_gamma=st.floats(-60, 0),
    strong_left=st.booleans(),
)
def test_round_off_does_not_beat_carnot(energy, hot, ratio, log_short, log_gamma, strong_left):
    """Ever nearer to the stopping bias, on both sides: nothing at all, or an efficiency below Carnot's."""
    cold, gammas = hot * ratio, (1.0, 10.0**log_gamma)
    exact = -2 * energy * (hot - cold) / (hot + cold)
    for side in (-1, 1):
        bias = exact * (1 + side * 10.0**log_short)
        found = thermoelectric(level(energy, hot, cold, bias, gammas if strong_left else gammas[::-1]))
        assert found.efficiency is None or 0 < found.efficiency <= found.carnot
        assert found.cooling_performance is None or 0 < found.cooling_performance <= found.carnot_cooling
        if log_short < -16:
            assert found.regime is Regime.IDLE
        if log_short > -8:
            assert found.regime is (Regime.ENGINE if side < 0 else Regime.REFRIGERATOR)


@pytest.mark.parametrize("gammas", [(1.0, 1e-15), (1e-15, 1.0), (1.0, 1e-18), (1e-18, 1.0), (1.0, 1e-60)])
def test_tight_coupling_where_one_lead_is_coupled_far_more_strongly(gammas):
    found = thermoelectric(level(3.0, 2.0, 1.0, -1.0, gammas))
    assert found.efficiency == pytest.approx(1 / 3.5, rel=1e-13)
    assert found.heat_hot == pytest.approx(3.5 * found.power, rel=1e-12)
    assert found.heat_cold == pytest.approx(-2.5 * found.power, rel=1e-12)
    assert found.entropy_production == pytest.approx((2.5 - 3.5 / 2) * found.power, rel=1e-12)


def test_nothing_flows_through_a_lead_that_is_not_coupled():
    found = thermoelectric(level(3.0, 2.0, 1.0, -1.0, (0.0, 1.0)))
    assert (found.regime, found.power, found.efficiency, found.cooling_performance) == (Regime.IDLE, 0.0, None, None)
    assert thermoelectric(level(3.0, 2.0, 1.0, -1.0, (1e-6, 1.0))).regime is Regime.ENGINE


def test_maps_show_no_engine_of_round_off():
    """ε from the gate alone: bias and gate that stop the current, V = -2G/3, are points of this map."""
    dot = level(0.0, 1.0, 0.5, gammas=(0.01, 0.01))
    found = efficiency_map(dot, bias=np.linspace(-3, 3, 61), gate=np.linspace(-6, 6, 81))
    on_line = np.isclose(found.bias[:, None], -2 * found.other / 3, atol=1e-9)
    assert on_line.sum() > 10
    assert np.isnan(found.efficiency[on_line]).all()
    assert np.isnan(found.cooling_performance[on_line]).all()
    assert np.nanmax(found.efficiency) < found.carnot[0]
    power, _ = found.drawings()
    assert np.isnan(power.values[on_line]).all()
    assert power.mark[2] == "one of 2 equal maxima"
    one_sided = efficiency_map(dot, bias=np.linspace(-3, 0, 31), gate=np.linspace(0, 6, 41))
    assert one_sided.drawings()[0].mark[2] == "maximum power"


def test_temperatures_that_differ_by_round_off_are_one():
    with pytest.raises(InputError, match="reservoirs at 1 temperature"):
        thermoelectric(level(1.0, 0.1 + 0.2, 0.3))
    assert sides_of(level(1.0, 0.3 * (1 + 1e-9), 0.3)).carnot == pytest.approx(1e-9, rel=1e-6)
    one = efficiency_map(level(1.0, 0.1 + 0.2, 0.3), bias=[-0.1], difference=[0.0, 0.2])
    assert one.efficiency[0, 1] > 0


def test_bias_and_gate_that_are_given_are_not_searched():
    found = maximum_power(level(0.0, 1.0, 0.5), bias=-0.5, gate=2.0)
    assert (found.bias, found.gate) == (-0.5, 2.0)
    assert found.power == pytest.approx(thermoelectric(level(2.0, 1.0, 0.5, -0.5)).power, rel=1e-14)
    assert found.plot().axes


def test_a_bias_is_added_to_what_the_leads_have():
    """The engine is the same, from leads at no bias and from leads that have one; so is its picture."""
    there, moved = maximum_power(level(2.0, 1.0, 0.5)), maximum_power(level(2.0, 1.0, 0.5, -0.6))
    assert moved.power == pytest.approx(there.power, rel=1e-12)
    assert moved.bias + -0.6 == pytest.approx(there.bias, rel=1e-6)
    assert f"μ of L less that of R is {there.bias:.5g}" in str(moved)
    (picture,), (same,) = moved.drawings(), there.drawings()
    assert picture.curves[0].x == pytest.approx(same.curves[0].x, rel=1e-5, abs=1e-9)
    assert not [one for one in moved.findings if isinstance(one, NoEngine)]


def test_no_engine_is_said_and_drawn():
    dot = level(0.0, 1.0, 0.5)
    found = maximum_power(dot)
    assert [one.message for one in found.findings if isinstance(one, NoEngine)] == [
        "no power is delivered in the range that was searched"
    ]
    (picture,) = found.drawings()
    assert picture.title == "No engine"
    assert picture.curves[0].y.min() < 0 >= picture.curves[0].y.max() - found.power_floor
    spent = efficiency_map(dot, bias=np.linspace(-1, 1, 5), gate=[0.0, 1e-3])
    assert [one.title for one in spent.drawings()] == ["Power"]
    assert "no power is delivered" in str(spent)


def test_power_in_watts_and_bias_in_volts():
    """1 meV²/ħ is 243.4 pW."""
    leads = {name: Lead(kT=kT, gamma=0.01, unit="meV") for name, kT in (("L", 1.0), ("R", 0.5))}
    dot = QuantumDot(0.0, leads, unit="meV")
    volts, energies = (
        efficiency_map(dot, bias=axis, gate=[1.0, 2.0]) for axis in (["-0.5 mV", "-100 uV"], [-0.5, -0.1])
    )
    assert np.array_equal(volts.power, energies.power)
    assert f"({energies.power.max() * 243.413479e3:.4g} fW)" in str(volts)
    assert volts.drawings()[0].quantity == "power / fW"
    assert np.nanmax(volts.drawings()[0].values) == pytest.approx(energies.power.max() * 243.413479e3, rel=1e-6)
    assert maximum_power(dot, bias=("-3 mV", "0 mV"), gate=2.0).power == pytest.approx(
        maximum_power(dot, bias=(-3.0, 0.0), gate=2.0).power, rel=1e-14
    )


def test_what_becomes_of_heat_is_drawn():
    (engine,) = thermoelectric(level(3.0, 2.0, 1.0, -1.0)).drawings()
    assert engine.levels[1] / engine.levels[0] == pytest.approx(0.5)
    assert engine.levels[2] / engine.levels[0] == pytest.approx(1 / 3.5)
    found = thermoelectric(level(3.0, 2.0, 1.0, -3.0))
    (fridge,) = found.drawings()
    assert found.regime is Regime.REFRIGERATOR
    assert fridge.levels[1] == found.heat_cold < fridge.levels[0]
    assert thermoelectric(level(3.0, 2.0, 1.0, 1.0)).drawings() == ()


def test_molecules_are_engines():
    """Without coupling of electrons to the vibration a molecule is the level alone; a bath holds the vibration."""
    leads = {"L": Lead(kT=2.0, mu=-0.5, gamma=0.1), "R": Lead(kT=1.0, mu=0.5, gamma=0.1)}
    molecule = Molecule(4.0, leads, frequency=1.0, coupling=1.0, quanta=25)  # ε less λ²ω: 3
    found, bare = thermoelectric(molecule), thermoelectric(QuantumDot(3.0, leads))
    assert 0 < found.efficiency < bare.efficiency  # electrons of several energies pass
    weak = thermoelectric(Molecule(3.0 + 1e-8, leads, frequency=1.0, coupling=1e-4, quanta=2))
    assert weak.efficiency == pytest.approx(bare.efficiency, rel=1e-5)
    assert stopping_bias(molecule) < 0
    assert maximum_power(molecule).power >= found.power
    assert efficiency_map(molecule, bias=[0.0], gate=[0.0]).power[0, 0] == pytest.approx(found.power, rel=1e-13)


def test_results_can_be_pickled():
    dot = level(0.0, 1.0, 0.5)
    for found in (
        thermoelectric(level(3.0, 2.0, 1.0, -1.0)),
        maximum_power(dot, gate=2.0),
        efficiency_map(dot, bias=[-1.0, -0.5], gate=[1.0, 2.0]),
    ):
        again = pickle.loads(pickle.dumps(found))
        assert str(again) == str(found)
        assert len(again.drawings()) == len(found.drawings()) > 0


def test_points_that_are_not_connected_are_no_engine():
    band = {"band": (-1.0, 1.0)}
    leads = {"L": Lead(kT=1.0, gamma=0.1, **band), "R": Lead(kT=0.5, gamma=0.1, **band)}
    dot = QuantumDot(0.0, leads)
    found = efficiency_map(dot, bias=[-0.2, -0.1], gate=[0.5, 3.0])
    assert np.isfinite(found.power[:, 0]).all()
    assert np.isnan(found.power[:, 1]).all()
    assert any("at 2 of 4 points, the first at bias = -0.2, gate = 3" in one.message for one in found.findings)
    assert maximum_power(dot, gate=(0.5, 3.0)).gate <= 1.0
    with pytest.raises(InputError, match="parts of the states are not connected: the stationary state is not unique"):
        thermoelectric(QuantumDot(3.0, leads))
