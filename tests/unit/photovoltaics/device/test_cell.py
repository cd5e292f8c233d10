"""Cells of several junctions: against the limit of tandems, in equilibrium, and what breaks it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

import detbal
from detbal.errors import InputError
from detbal.photovoltaics.device.absorber import Step
from detbal.photovoltaics.device.cell import Cell
from detbal.photovoltaics.device.cell_drive import drive_cell
from detbal.photovoltaics.device.drive import drive_junction
from detbal.photovoltaics.device.duality import duality_curve
from detbal.photovoltaics.device.entropy import log_incident, log_occupation, mode_entropy
from detbal.photovoltaics.device.junction import Junction
from detbal.photovoltaics.device.operating_point import operating_point
from detbal.photovoltaics.device.photon_exchange import through_others
from detbal.photovoltaics.device.series import series_current
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, HEMISPHERE
from detbal.photovoltaics.tandem.limit import Terminals, tandem_limit
from detbal.units import e

SUN = Illumination.am15g()


def table(gap, *, width=0.015, top=0.9):
    """A sigmoid edge, cut ten widths below its middle."""
    energy = np.linspace(gap - 10 * width, 4.4, 250)
    return QuantumEfficiency.of(energy, top / (1 + np.exp(-(energy - gap) / width)))


def steps(*gaps, **options):
    return [Junction.step(gap, **options) for gap in gaps]


@st.composite
def cells(draw):
    """Two or three junctions, each a step or a table, coupled or not."""
    kinds = draw(st.lists(st.tuples(st.booleans(), st.floats(0.8, 2.2)), min_size=2, max_size=3))
    elqe, T = draw(st.floats(1e-4, 1.0)), draw(st.floats(150, 600))
    junctions = [
        Junction.of(table(gap, top=draw(st.floats(0.1, 1.0))) if measured else Step(gap), elqe=elqe, T=T)
        for measured, gap in kinds
    ]
    return Cell.of(junctions, coupling=draw(st.sampled_from([None, 1.0, 3.5])))


@pytest.mark.parametrize("gaps", [(1.34,), (1.7, 1.1), (1.9, 1.3, 0.8)])
@pytest.mark.parametrize("coupling", [None, 3.5])
@pytest.mark.parametrize("terminals", Terminals)
@pytest.mark.parametrize("elqe", [1.0, 0.01])
def test_a_cell_of_steps_reaches_the_limit_of_tandems(gaps, coupling, terminals, elqe):
    """Quadrature over the grid of the cell against the polylogarithms of the limit."""
    cell = Cell.of(steps(*gaps, elqe=elqe), light=SUN, coupling=coupling, terminals=terminals)
    limit = tandem_limit(list(gaps), SUN, terminals=terminals, coupling=coupling is not None, elqe=elqe)
    found = operating_point(cell)
    assert found.voltage == pytest.approx(limit.voltage, rel=1e-9)
    assert found.current == pytest.approx(limit.current, rel=1e-9)
    assert found.photocurrent == pytest.approx(limit.photocurrent, rel=1e-12)
    assert found.efficiency == pytest.approx(float(limit.efficiency), rel=1e-9)


def test_one_junction_is_a_junction():
    made = Junction.of(table(1.4), elqe=0.1, T=310, ambient=300, etendue=0.5)
    lit = replace(made, light=SUN)
    cell = Cell.of([made], light=SUN)
    assert cell.current([0.9])[0] == pytest.approx(float(lit.current(0.9)), rel=1e-12)
    one, all_of_it = drive_junction(lit, voltage=0.9), drive_cell(cell, voltage=0.9)
    for name in ("entropy_production", "power", "light_in", "light_out", "heat"):
        assert getattr(all_of_it, name) == pytest.approx(getattr(one, name), rel=1e-10)
    single, point = operating_point(lit), operating_point(cell)
    assert (point.jsc, point.voc, point.fill_factor) == pytest.approx((single.jsc, single.voc, single.fill_factor))


def test_a_junction_cut_into_coupled_layers_is_one_junction():
    """Three that absorb a half each, at one voltage, exchange nothing net: they are one that absorbs 7/8."""

    def grey(part):
        return Junction.of(QuantumEfficiency.of([1.3999999, 1.4, 4.4], [0.0, part, part]))

    layers = operating_point(Cell.of([grey(0.5)] * 3, light=SUN, coupling=3.5, terminals=Terminals.INDEPENDENT))
    one = operating_point(replace(grey(0.875), light=SUN))
    assert layers.power == pytest.approx(one.efficiency * SUN.power, rel=1e-7)
    assert layers.voltage == pytest.approx(one.voltage, rel=1e-6)
    assert layers.current == pytest.approx(layers.current.sum() * np.array([4, 2, 1]) / 7, rel=1e-6)


@settings(max_examples=40)
@given(cell=cells())
def test_in_the_dark_without_voltage_nothing_flows(cell):
    assert cell.current(np.zeros(len(cell))).tolist() == [0.0] * len(cell)
    still = drive_cell(replace(cell, terminals=Terminals.INDEPENDENT), voltage=np.zeros(len(cell)))
    assert still.entropy_production == 0.0
    assert still.heat == pytest.approx(0.0, abs=1e-9 * max(still.light_out, 1e-300))


@settings(max_examples=40)
@given(cell=cells(), parts=st.lists(st.floats(-0.5, 0.98), min_size=3, max_size=3), lit=st.booleans())
def test_entropy_is_never_lost_and_the_dark_gives_no_work(cell, parts, lit):
    gaps = cell.exchange().gaps
    V = np.array(parts[: len(cell)]) * gaps
    driven = drive_cell(replace(cell, terminals=Terminals.INDEPENDENT, light=SUN if lit else None), voltage=V)
    assert (driven.current_entropy >= -driven.entropy_production_floor).all()
    assert driven.entropy_production >= -driven.entropy_production_floor
    if not lit:
        assert driven.power <= 0


def test_coupling_that_goes_one_way_breaks_the_second_law():
    """The control: take away what the lower junction sends up, and the dark delivers power."""
    exchange = Cell.of([Junction.of(table(1.4)), Junction.of(table(1.4, top=0.5))], coupling=3.5).exchange()
    between = exchange.between.copy()
    between[1, 0] = 0.0  # the lower one no longer loses to the upper one, which still loses to it
    one_way = replace(exchange, between=between)
    V = np.array([0.7, 0.75])
    assert exchange.at(V).current @ V < 0
    assert one_way.at(V).current @ V > 0
    asymmetry = exchange.exchanged(exchange.excess(V))
    assert asymmetry == pytest.approx(-asymmetry.T, rel=1e-12)


def test_slopes_are_the_derivatives_of_the_currents():
    exchange = Cell.of(
        [Junction.of(table(1.8, top=0.6)), Junction.of(table(1.3), elqe=0.1), Junction.step(0.9)], coupling=2.0
    ).exchange()
    V = np.array([1.3, 0.9, 0.6])
    slopes = exchange.at(V).slopes
    for j in range(3):
        step = np.zeros(3)
        step[j] = 1e-5
        measured = -exchange.kT * (exchange.at(V + step).current - exchange.at(V - step).current) / 2e-5
        assert slopes[:, j] == pytest.approx(measured, rel=1e-6, abs=1e-6 * slopes[j, j])
    assert slopes[0, 2] < 0  # light of the top one reaches the third through the second


def test_entropy_of_light_and_heat_add_up_to_the_entropy_production():
    """Heat over kT and the entropy of the modes that leave, less that of those that come, by their own integrals."""
    cell = Cell.of(steps(1.7, 1.1, elqe=0.1, T=320, ambient=300), light=SUN, coupling=3.5)
    found = drive_cell(cell)
    energy, weight, own = cell.grid(SUN)
    log_in = log_incident(energy, 1.0, BOLTZMANN * 300, SUN)
    total = found.heat / (e * cell.kT)
    for share, V in zip(through_others(own), found.voltages, strict=True):
        some = share > 0
        modes = (weight * share * HEMISPHERE * energy**2)[some]
        out = log_occupation(energy[some], cell.kT, float(V))
        total += float(modes @ (mode_entropy(np.exp(out)) - mode_entropy(np.exp(log_in[some]))))
    assert found.entropy_production == pytest.approx(total, rel=1e-9)


def test_tables_in_series_are_at_their_greatest_power():
    junctions = [Junction.of(table(1.75)), Junction.of(table(1.4), elqe=0.1), Junction.of(table(1.1))]
    cell = Cell.of(junctions, light=SUN, coupling=1.5)
    found = operating_point(cell)
    assert found.current == pytest.approx(found.current[0], rel=1e-9)
    total = float(found.voltage.sum())
    here, beside = (float(series_current(cell, V)[0] * V) for V in (total, total + 2e-3))
    assert here == pytest.approx(found.power, rel=1e-9)
    assert beside < here
    assert float(series_current(cell, total - 2e-3)[0] * (total - 2e-3)) < here
    assert float(series_current(cell, found.voc)[0]) == pytest.approx(0.0, abs=1e-7 * found.jsc)
    assert found.fill_factor * found.jsc * found.voc == pytest.approx(found.power, rel=1e-12)


def test_coupled_independent_tables_are_at_their_greatest_power_together():
    cell = Cell.of(
        [Junction.of(table(1.8)), Junction.of(table(1.1))], light=SUN, coupling=3.5, terminals=Terminals.INDEPENDENT
    )
    found, exchange = operating_point(cell), cell.exchange()
    best = minimize(
        lambda V: -float(exchange.at(V).current @ V) * e,
        found.voltage,
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-10},
    )
    assert found.power == pytest.approx(-best.fun, rel=1e-9)
    assert found.jsc is None
    assert found.voc is None


@pytest.mark.parametrize("T", [30.0, 300.0, 1500.0])
@pytest.mark.parametrize("light", [None, SUN])
@pytest.mark.parametrize("coupling", [None, 3.5])
def test_a_voltage_divides_so_that_one_current_flows(T, light, coupling):
    cell = Cell.of(steps(1.9, 1.4, 0.9, T=T), light=light, coupling=coupling)
    total = np.array([-3.0, 0.0, 1.0, 2.5, 3.5])
    current, voltages = series_current(cell, total)
    assert voltages.sum(axis=-1) == pytest.approx(total, abs=1e-12)
    for one, V in zip(current, voltages, strict=True):
        size = abs(one) + 1e-13 * (0.0 if light is None else float(SUN.photons_above(1.9)) * e)
        assert cell.current(V) == pytest.approx(one, rel=1e-6, abs=size + 1e-250)
    assert (np.diff(current) <= 1e-12 * np.abs(current).max()).all()  # never rises with the voltage


def test_light_of_a_black_body_replaces_the_surroundings_that_it_hides():
    cell = Cell.of(steps(0.5, 0.2, T=300), light=Illumination.blackbody(300), coupling=3.5)
    assert cell.current([0.0, 0.0]) == pytest.approx(0.0, abs=1e-12 * float(Junction.step(0.2).emitted(0.0)) * e)


def test_the_verb_drives_a_cell_and_draws_its_curve():
    found = detbal.drive(Cell.of(steps(1.7, 1.1), light=SUN))
    assert found.power == pytest.approx(float(tandem_limit([1.7, 1.1], SUN).power), rel=1e-9)
    assert "from the top down" in str(found)
    (record,) = found.drawings()
    here = record.curves[1]
    assert float(here.x[0] * here.y[0]) == pytest.approx(found.power, rel=1e-9)
    assert found.plot().subfigs
    assert '"light_in"' in found.to_json()
    assert str(Cell.of(steps(1.7, 1.1))) == (
        "cell of 2 junctions from 1.7, 1.1 eV, in series, one current through all junctions, uncoupled, 298.15 K, "
        "in the dark"
    )


@pytest.mark.parametrize(
    ("junctions", "options", "said"),
    [([], {}, r"no junctions; give a row of Junction"),
     (Junction.step(1.1), {}, r"junctions of type Junction; give a row of Junction"),
     ([1.7, 1.1], {}, r"junctions\[0\] is of type float; give a Junction"),
     ([Junction.step(1.7), Junction.step(1.1, T=300)], {}, r"junctions\[1\] has T = 300 K, junctions\[0\] 298\.15 K"),
     ([Junction.step(1.7), Junction.step(1.1, etendue=0.5)], {}, r"junctions\[1\] has etendue = 0\.5"),
     ([Junction.step(1.7, light=SUN)], {}, r"junctions\[0\] has a light of its own; give the light to the cell"),
     ([Junction.step(1.7, substrate=3.5)], {}, r"junctions\[0\] has a substrate"),
     (steps(1.7), {"coupling": 0.5}, r"coupling = 0\.5"),
     (steps(1.7), {"coupling": True}, r"coupling = True; give the refractive index between the junctions"),
     (steps(1.7), {"terminals": "two"}, r"terminals = 'two'; give one of Terminals\.TWO"),
     (steps(1.7), {"light": "AM1.5G"}, r"illumination = 'AM1\.5G'"),
     (steps(1.7, etendue=0.1), {"light": Illumination.blackbody(6000)}, r"fills 1 of the hemisphere: .*light in 0\.1")],
)  # fmt: skip
def test_bad_cells_are_refused(junctions, options, said):
    with pytest.raises(InputError, match=said):
        Cell.of(junctions, **options)


def test_bad_voltages_and_lights_are_refused():
    cell = Cell.of(steps(1.7, 1.1))
    with pytest.raises(InputError, match=r"voltages of shape \(\) for a cell of 2 junctions; give one for each"):
        cell.current(1.0)
    with pytest.raises(InputError, match=r"voltages\[1\] = 1\.2 V, where the junction absorbs from 1\.1 eV on"):
        cell.current([1.0, 1.2])
    with pytest.raises(InputError, match=r"2\.9 V over junctions that absorb from 1\.7, 1\.1 eV on"):
        series_current(cell, 2.9)
    with pytest.raises(InputError, match=r"a cell of independent junctions; give cell\.current"):
        series_current(replace(cell, terminals=Terminals.INDEPENDENT), 1.0)
    with pytest.raises(InputError, match=r"a cell without light"):
        drive_cell(cell)
    with pytest.raises(InputError, match=r"junctions\[1\] takes up no light"):
        operating_point(Cell.of(steps(1.1, 1.7), light=SUN))
    with pytest.raises(InputError, match=r"device is of type float; give a Junction or Cell"):
        operating_point(1.4)
    tail = QuantumEfficiency.of([1.0, 1.3, 1.45, 4.4], [0.0, 1e-9, 0.9, 0.9])
    with pytest.raises(InputError, match=r"junctions\[0\] balances its light nowhere below .* 1 eV: .*gain"):
        operating_point(Cell.of([Junction.of(tail), Junction.step(0.8)], light=SUN))


def test_a_junction_prints_as_one_line_and_refuses_what_is_no_light():
    shown = str(Junction.of(table(1.4), T=300, ambient=290, etendue=0.5, substrate=3.5, light=SUN))
    assert shown == (
        "junction: a table of 250 points from 1.25 eV on, 300 K, ELQE 1, surroundings 290 K, étendue 0.5, on a "
        "substrate of index 3.5, under AM1.5G (ASTM G173-03)"
    )
    with pytest.raises(InputError, match=r"illumination = 'AM1\.5G'; give an Illumination"):
        Junction.step(1.4, light="AM1.5G")
    with pytest.raises(InputError, match=r"illumination = 'AM1\.5G'; give an Illumination"):
        duality_curve(Junction.step(1.4), [0.5], "AM1.5G")


@pytest.mark.parametrize("T", [2, 15, 60, 100, 300])
@pytest.mark.parametrize("terminals", Terminals)
def test_a_junction_without_a_maximum_below_its_edge_is_refused_at_all_temperatures(T, terminals):
    """What the upper junction leaves, from 2 eV on, drives the lower one beyond its edge at 0.8 eV."""
    upper = Junction.of(QuantumEfficiency.of([0.5, 2.0, 2.0001, 4.4], [1, 1, 0, 0]), T=T)
    cell = Cell.of([upper, Junction.step(0.8, T=T)], light=SUN, terminals=terminals)
    with pytest.raises(InputError, match=r"junctions\[1\] balances its light nowhere below .* 0\.8 eV"):
        operating_point(cell)


@pytest.mark.parametrize("width", [0.012, 0.02, 0.03])
@pytest.mark.parametrize("T", [200, 298.15])
@pytest.mark.parametrize("terminals", Terminals)
def test_a_long_tail_without_a_maximum_is_refused_as_of_one_junction(width, T, terminals):
    energy = np.linspace(0.6, 4.4, 400)
    one = Junction.of(QuantumEfficiency.of(energy, 1 / (1 + np.exp((1.7 - energy) / width))), T=T)
    with pytest.raises(InputError, match=r"no open circuit below"):
        operating_point(replace(one, light=SUN))
    with pytest.raises(InputError, match=r"junctions\[0\] balances its light nowhere below"):
        operating_point(Cell.of([one], light=SUN, terminals=terminals))


@settings(max_examples=30, deadline=None)
@given(
    gaps=st.lists(st.floats(0.9, 2.4), min_size=1, max_size=3),
    far_below=st.floats(0.05, 0.4),
    width=st.sampled_from([0.003, 0.006, 0.012]),
    coupling=st.sampled_from([None, 1.0, 3.5]),
    T=st.sampled_from([15, 150, 298.15, 400]),
)
def test_measured_cells_have_their_maximum_or_are_refused(gaps, far_below, width, coupling, T):
    """Tails far below the middle of the edge: no voltage nearby gives more, and nothing is nan."""

    def tailed(gap):
        energy = np.linspace((1 - far_below) * gap, 4.4, 200)
        return QuantumEfficiency.of(energy, 0.9 / (1 + np.exp((gap - energy) / width)))

    junctions = [Junction.of(tailed(gap), T=T, elqe=0.1) for gap in sorted(gaps, reverse=True)]
    cell = Cell.of(junctions, light=SUN, coupling=coupling, terminals=Terminals.INDEPENDENT)
    try:
        found = operating_point(cell)
    except InputError:
        return
    exchange = cell.exchange()
    for k in range(len(junctions)):
        for change in (-0.02, -1e-3, 1e-3, 0.02):
            other = found.voltage + change * np.eye(len(junctions))[k]
            if other[k] < exchange.gaps[k]:
                assert e * float(other @ exchange.at(other).current) <= found.power * (1 + 1e-9)


@pytest.mark.parametrize("index", [100, 300, 1000])
def test_independent_junctions_of_the_strongest_coupling_have_their_limit(index):
    limit = tandem_limit([1.7, 1.1], SUN, coupling=True, refractive_index=index, terminals=Terminals.INDEPENDENT)
    series = tandem_limit([1.7, 1.1], SUN, coupling=True, refractive_index=index)
    cell = Cell.of(steps(1.7, 1.1), light=SUN, coupling=index, terminals=Terminals.INDEPENDENT)
    assert operating_point(cell).efficiency == pytest.approx(float(limit.efficiency), rel=1e-7)
    assert series.efficiency < limit.efficiency < 1.02 * series.efficiency
