"""Limits of tandems: identities, one junction by itself, the dark, bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import minimize, minimize_scalar

from detbal.errors import InputError
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.radiation import BOLTZMANN, HEMISPHERE
from detbal.photovoltaics.tandem.independent import independent
from detbal.photovoltaics.tandem.limit import Terminals, tandem_limit
from detbal.photovoltaics.tandem.operating_point import each_alone, in_series
from detbal.photovoltaics.tandem.stack import Stack

E = 1.602176634e-19
SUN = Illumination.am15g()


@st.composite
def stacks(draw, most=5):
    """Gaps from 0.5 eV up, in steps that leave light for each junction."""
    steps = draw(st.lists(st.floats(0.15, 0.5), min_size=1, max_size=most))
    return draw(st.floats(0.5, 0.9)) + np.cumsum([0.0, *steps])[::-1]


def emitted(gap, above, kT, voltage):
    top = min(above, voltage + 200 * kT, gap + 200 * kT)
    return quad(
        lambda x: HEMISPHERE * x**2 / np.expm1((x - voltage) / kT), gap, top, epsabs=0, epsrel=1e-11, limit=200
    )[0]


@pytest.mark.parametrize("gap", [0.5, 1.12, 1.42, 2.0])
@pytest.mark.parametrize("terminals", Terminals)
@pytest.mark.parametrize("factor", [1.0, 1000.0])
def test_one_junction_is_a_single_cell(gap, terminals, factor):
    kT = BOLTZMANN * 298.15
    light, dark = factor * float(SUN.photons_above(gap)), emitted(gap, np.inf, kT, 0.0)

    def loss(voltage):
        return -E * voltage * (light - emitted(gap, np.inf, kT, voltage) + dark)

    best = minimize_scalar(loss, bounds=(0.3 * gap, gap - 0.5 * kT), method="bounded", options={"xatol": 1e-10})
    found = tandem_limit([gap], SUN, terminals=terminals, concentration=factor)
    assert float(found.power) == pytest.approx(-best.fun, rel=1e-10)
    assert float(found.efficiency) == pytest.approx(-best.fun / (factor * SUN.power), rel=1e-10)


@pytest.mark.parametrize("coupling", [False, True])
@settings(max_examples=25)
@given(gaps=stacks(), elqe=st.floats(1e-6, 1.0), factor=st.floats(0.01, 1e4))
def test_in_series_one_current_flows_and_its_power_is_the_greatest(coupling, gaps, elqe, factor):
    kT = BOLTZMANN * 298.15
    light = factor * np.diff(SUN.photons_above(gaps), prepend=0.0)
    stack = Stack(gaps, light, kT, np.full(len(gaps), elqe), 12.25 if coupling else 0.0)
    voltage = in_series(stack)
    state = stack.at(voltage)
    assert state.current == pytest.approx(state.current[0], rel=1e-9)
    # stationary: the voltages that a small change of the one current takes away cost what it brings
    slopes = np.diag(state.own / kT)
    k = np.arange(len(gaps) - 1)
    slopes[k + 1, k] -= state.down / kT
    slopes[k, k + 1] -= state.up / kT
    fall = np.linalg.solve(slopes, np.ones(len(gaps))).sum()
    assert voltage.sum() == pytest.approx(state.current[0] * fall, rel=1e-7)


@settings(max_examples=25)
@given(gaps=stacks(), T=st.floats(50, 600), factor=st.floats(0.01, 1e4))
def test_independent_junctions_are_never_worse(gaps, T, factor):
    alone = tandem_limit(gaps, SUN, T, terminals=Terminals.INDEPENDENT, concentration=factor)
    series = tandem_limit(gaps, SUN, T, concentration=factor)
    assert alone.power >= series.power * (1 - 1e-12)
    carnot = 1 - T / 6000
    assert alone.efficiency < carnot


@settings(max_examples=25)
@given(gaps=stacks(most=4), gap=st.floats(0.32, 0.45))
def test_a_junction_more_at_the_bottom_never_harms_if_it_is_independent(gaps, gap):
    kind = Terminals.INDEPENDENT
    more = tandem_limit([*gaps, gap], SUN, terminals=kind)
    assert more.power > tandem_limit(gaps, SUN, terminals=kind).power


@settings(max_examples=25)
@given(gaps=stacks(most=4), index=st.floats(1, 4))
def test_light_lost_to_the_junction_below_never_helps_independent_ones_on_top(gaps, index):
    kind = Terminals.INDEPENDENT
    coupled = tandem_limit(gaps, SUN, terminals=kind, coupling=True, refractive_index=index)
    mirrored = tandem_limit(gaps, SUN, terminals=kind)
    assert coupled.power < mirrored.power
    assert coupled.current[-1] > mirrored.current[-1]  # fed from above


@given(gaps=stacks(), index=st.floats(1, 4), T=st.floats(100, 1000))
def test_at_one_voltage_in_the_dark_all_bands_are_exchanged_without_a_net_flow_but_through_the_top(gaps, index, T):
    kT = BOLTZMANN * T
    voltage = np.full(len(gaps), 0.4 * gaps[-1])
    coupled = Stack(gaps, np.zeros(len(gaps)), kT, np.ones(len(gaps)), index**2).at(voltage).current
    alone = Stack(gaps, np.zeros(len(gaps)), kT, np.ones(len(gaps)), 0.0).at(voltage).current
    assert coupled == pytest.approx(alone, rel=1e-9, abs=1e-12 * np.abs(coupled).max())
    # a broken stack is seen: half a millielectronvolt more on the top junction makes a flow
    voltage[0] += 5e-4
    moved = Stack(gaps, np.zeros(len(gaps)), kT, np.ones(len(gaps)), index**2).at(voltage).current
    assert moved[0] < coupled[0]
    assert abs(moved[0] - coupled[0]) > 1e-4 * abs(coupled[0])


def test_slopes_are_the_derivatives_of_the_currents():
    stack = Stack(np.array([1.8, 1.3, 0.9]), np.full(3, 1e21), 0.0257, np.array([1.0, 0.1, 0.5]), 9.0)
    voltage = np.array([1.5, 1.0, 0.7])
    state = stack.at(voltage)
    for j in range(3):
        step = np.zeros(3)
        step[j] = 1e-5
        measured = 0.0257 * (stack.at(voltage + step).current - stack.at(voltage - step).current) / 2e-5
        expected = np.zeros(3)
        expected[j] = -state.own[j]
        if j < 2:
            expected[j + 1] = state.down[j]
        if j:
            expected[j - 1] = state.up[j - 1]
        assert measured == pytest.approx(expected, rel=1e-6, abs=1e-6 * state.own[j])


def test_leading_axes_are_tandems_of_their_own():
    many = np.array([[[1.8, 1.1], [1.6, 0.9]], [[2.0, 1.2], [1.7, 1.0]]])
    for kind in Terminals:
        for coupling in (False, True):
            whole = tandem_limit(many, SUN, terminals=kind, coupling=coupling)
            for k in np.ndindex(2, 2):
                one = tandem_limit(many[k], SUN, terminals=kind, coupling=coupling)
                assert float(whole.power[k]) == pytest.approx(float(one.power), rel=1e-12)


@pytest.mark.parametrize("T", [1.0, 10.0, 1e3, 1e4])
def test_all_temperatures(T):
    for kind in Terminals:
        found = tandem_limit([3.0, 1.5, 0.5], SUN, T, terminals=kind, coupling=True)
        assert np.isfinite(found.power)
        assert 0 <= found.efficiency < 1
    cold = tandem_limit([3.0, 1.5, 0.5], SUN, 1.0, terminals=Terminals.INDEPENDENT)
    assert cold.voltage == pytest.approx(cold.gaps, abs=0.01)  # qV goes to the gap


def test_a_flooded_junction_in_the_cold_stands_at_its_gap():
    gaps = [8.8, 5.9, 5.0, 4.7, 0.2]
    found = tandem_limit(gaps, Illumination.blackbody(6000), 2.0, elqe=0.4)
    assert found.voltage[-1] == pytest.approx(0.2, abs=1e-12)
    above = tandem_limit(gaps[:-1], Illumination.blackbody(6000), 2.0, elqe=0.4)
    assert float(found.power - above.power) == pytest.approx(0.2 * float(found.current[0]), rel=1e-3)


def test_a_poor_top_junction_limits_and_says_so():
    found = tandem_limit([2.4, 1.1], SUN)
    assert int(found.limiting) == 0
    assert found.current[1] < 0.3 * found.photocurrent[1]
    assert float(tandem_limit([2.4, 1.1], SUN, elqe=[1.0, 0.01]).power) < float(found.power)


def test_luminescent_part_costs_its_logarithm():
    one, less = tandem_limit([1.4], SUN), tandem_limit([1.4], SUN, elqe=0.01)
    loss = float((one.voltage - less.voltage)[0])
    assert loss == pytest.approx(BOLTZMANN * 298.15 * np.log(100), rel=0.03)


def test_assumptions_name_mirror_coupling_and_concentration():
    assert any("no radiative coupling" in line for line in tandem_limit([1.7, 1.1]).assumptions)
    coupled = tandem_limit([1.7, 1.1], coupling=True, refractive_index=3, concentration=10)
    assert any("refractive index 3" in line for line in coupled.assumptions)
    assert any("10 times concentrated" in line for line in coupled.assumptions)


def test_dataset():
    pytest.importorskip("xarray")
    data = tandem_limit([[1.7, 1.1], [1.8, 1.0]], SUN).to_dataset()
    assert data.gap.dims == ("tandem", "junction")
    assert data.efficiency.dims == ("tandem",)


@pytest.mark.parametrize(
    ("gaps", "options", "said"),
    [
        ([1.0, 1.7], {}, r"gaps\[0\] = 1 eV lies over gaps\[1\] = 1\.7 eV"),
        ([[1.7, 1.0], [1.0, 1.0]], {}, r"gaps\[1, 0\] = 1 eV"),
        ([1.7, -1.0], {}, r"gaps\[1\] = -1; give finite numbers above 0 \(eV\)"),
        ([np.nan], {}, r"gaps\[0\] = nan"),
        (1.7, {}, r"gaps of shape \(\)"),
        ([5.0, 1.0], {}, r"gaps\[0\] = 5 eV gets no light of AM1\.5G"),
        ([0.25, 0.2], {}, r"gaps\[1\] = 0\.2 eV gets no light"),
        ([1.7, 1.0], {"elqe": 0}, r"elqe\[0\] = 0; give finite numbers above 0, up to 1"),
        ([1.7, 1.0], {"elqe": [1, 2]}, r"elqe\[1\] = 2"),
        ([1.7, 1.0], {"elqe": [1, 1, 1]}, r"elqe has shape \(3,\)"),
        ([1.7, 1.0], {"concentration": 0}, r"concentration = 0; give finite numbers above 0"),
        ([1.7, 1.0], {"refractive_index": np.inf}, r"refractive_index = inf"),
        (
            [1.7, 1.0],
            {"refractive_index": 0.5, "coupling": True},
            r"refractive_index = 0\.5; give a number from 1",
        ),
        (
            [1.7, 1.0],
            {"refractive_index": 1e8, "coupling": True},
            r"refractive_index = 100000000\.0; give .* from 1 to 1000",
        ),
        ([1.7, 1.0], {"terminals": "two"}, r"terminals = 'two'; give one of Terminals\.TWO"),
        ([1.7, 1.0], {"T": -3}, r"-3"),
    ],
)
def test_bad_input(gaps, options, said):
    with pytest.raises(InputError, match=said):
        tandem_limit(gaps, SUN, **options)


def total_power(gaps, index, elqe=1.0, factor=1.0):
    """Total power over the voltages, from quadratures."""
    kT = BOLTZMANN * 298.15
    wide, narrow = gaps
    light = factor * np.diff(SUN.photons_above(np.array(gaps)), prepend=0.0)

    def power(voltage):
        v, w = voltage
        up, across = emitted(wide, np.inf, kT, v) - emitted(wide, np.inf, kT, 0.0), emitted(wide, np.inf, kT, w)
        across -= emitted(wide, np.inf, kT, 0.0)
        band = emitted(narrow, wide, kT, w) - emitted(narrow, wide, kT, 0.0)
        top = light[0] - (1 + index**2) * up / elqe + index**2 * across
        bottom = light[1] - (band + index**2 * across) / elqe + index**2 * up
        return E * (v * top + w * bottom)

    return power


@pytest.mark.parametrize(
    ("gaps", "index", "elqe", "factor"),
    [
        ((1.8, 1.1), 3.5, 1.0, 1.0),
        ((2.2, 1.0), 3.5, 1.0, 1.0),
        ((1.5, 1.1), 1.0, 0.1, 1.0),
        ((1.3, 1.1), 4.0, 1.0, 500.0),
    ],
)
def test_independent_coupled_junctions_give_their_greatest_power_together(gaps, index, elqe, factor):
    power = total_power(gaps, index, elqe, factor)
    found = tandem_limit(
        gaps,
        SUN,
        terminals=Terminals.INDEPENDENT,
        coupling=True,
        refractive_index=index,
        elqe=elqe,
        concentration=factor,
    )
    assert float(found.power) == pytest.approx(power(found.voltage), rel=1e-9)
    best = minimize(
        lambda v: -power(v) / float(found.power), found.voltage - [0.02, 0.01], method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-13},
    )  # fmt: skip
    assert -best.fun == pytest.approx(1.0, abs=1e-9)
    assert found.voltage == pytest.approx(best.x, abs=1e-5)


def test_each_for_itself_is_not_the_greatest_power():
    """Negative control: junctions that look only at their own power lose a part of the light they could share."""
    light = np.diff(SUN.photons_above(np.array([1.8, 1.1])), prepend=0.0)
    stack = Stack(np.array([1.8, 1.1]), light, BOLTZMANN * 298.15, np.ones(2), 12.25)
    alone, together = each_alone(stack)[0], independent(stack)
    powers = [E * float((v * stack.at(v).current).sum()) / SUN.power for v in (alone, together)]
    assert powers == pytest.approx([0.44161, 0.44260], abs=1e-5)
    # and each of them, at its own best, is at its own best
    for k in range(2):
        for step in (-1e-4, 1e-4):
            other = alone + step * np.eye(2)[k]
            assert other[k] * stack.at(other).current[k] < alone[k] * stack.at(alone).current[k]


@settings(max_examples=25)
@given(gaps=stacks(), index=st.floats(1, 10), elqe=st.floats(1e-4, 1.0), T=st.floats(100, 1000))
def test_no_small_change_of_the_voltages_of_independent_junctions_helps(gaps, index, elqe, T):
    kT = BOLTZMANN * T
    light = np.diff(SUN.photons_above(gaps), prepend=0.0)
    stack = Stack(gaps, light, kT, np.full(len(gaps), elqe), index**2)
    voltage = independent(stack)
    state = stack.at(voltage)
    gradient = state.current - (state.slopes * voltage[:, None]).sum(axis=0) / kT
    assert np.abs(gradient).max() < 1e-7 * light.max()
    assert E * float((voltage * state.current).sum()) >= E * float(
        (lambda v: v @ stack.at(v).current)(each_alone(stack)[0])
    )


@pytest.mark.parametrize("T", [1e5, 1e8, 1e10, 1e12])
@pytest.mark.parametrize("terminals", Terminals)
@pytest.mark.parametrize("coupling", [False, True])
def test_tandems_hotter_than_the_sun_lose_no_digits(T, terminals, coupling):
    """All is linear: independent junctions without coupling give a quarter of Jsc Voc each."""
    found = tandem_limit([1.7, 1.1], SUN, T, terminals=terminals, coupling=coupling)
    assert 0 < found.efficiency < 1e-7
    if terminals is Terminals.INDEPENDENT and not coupling:
        kT = BOLTZMANN * T

        def slope(low, high):
            def bose(x):
                return x**2 * np.exp(x / kT) / kT / np.expm1(x / kT) ** 2

            return quad(bose, low, high, epsabs=0, epsrel=1e-11, limit=500)[0]

        bose = [slope(1.7, 60 * kT), slope(1.1, 1.7)]
        expected = (found.photocurrent**2 / (4 * E * HEMISPHERE * np.array(bose))).sum()
        assert float(found.power) == pytest.approx(expected, rel=1e-5)


def test_one_line():
    assert repr(tandem_limit([1.7, 1.1])) == "gaps 1.7, 1.1 eV in series at 298.15 K: 44.46%"
    many = tandem_limit([[1.7, 1.1], [1.2, 1.1]], terminals=Terminals.INDEPENDENT)
    assert repr(many).startswith("2 tandems, the best of gaps 1.7, 1.1 eV independent at 298.15 K: ")
