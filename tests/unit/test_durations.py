"""Times: values against CODATA as scipy carries it, foreign quantities against their own packages."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
import scipy.constants as codata
from hypothesis import given
from hypothesis import strategies as st

from detbal.durations import TIME_UNITS, TimeUnit, duration, time_unit, time_unit_of_axis, to_times
from detbal.errors import InputError
from detbal.units import ENERGY_UNITS, hbar

ROUNDING = 1e-15


def close(expected, rel=ROUNDING):
    return pytest.approx(expected, rel=rel, abs=0)


@pytest.fixture(scope="module")
def ureg():
    return pytest.importorskip("pint").UnitRegistry()


def test_the_atomic_unit_is_codata():
    value, unit, uncertainty = codata.physical_constants["atomic unit of time"]
    assert unit == "s"
    # older scipy has CODATA 2018, which agrees within the uncertainties
    assert abs(time_unit("a.u.").seconds - value) <= 2 * uncertainty


@pytest.mark.parametrize("symbol", TIME_UNITS)
def test_symbols_and_units_are_looked_up(symbol):
    unit = time_unit(symbol)
    assert unit is TIME_UNITS[symbol]
    assert time_unit(unit) is unit
    assert duration(f"3 {symbol}", symbol) == close(3.0)
    assert duration(f"3 {symbol}", "s") == close(3 * unit.seconds)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [("us", "μs"), ("µs", "μs"), ("au", "ħ/E_h"), ("hbar/Eh", "ħ/E_h"), ("femtoseconds", "fs"), ("second", "s")],
)
def test_aliases(text, symbol):
    assert time_unit(text).symbol == symbol


def test_no_symbol_means_a_time_and_an_energy():
    for symbol in TIME_UNITS:
        assert symbol not in ENERGY_UNITS


@pytest.mark.parametrize("prefix", ["s", "ps", "fs"])
def test_axes_with_a_unit_of_time_of_their_own(prefix):
    """ħ over the axis unit is the unit of time, with no 2π."""
    axis = ENERGY_UNITS[f"rad/{prefix}"]
    assert time_unit_of_axis(f"rad/{prefix}").seconds == close(hbar / axis.joules)
    assert time_unit_of_axis(axis).symbol == prefix


def test_other_axes_have_none():
    for symbol, unit in ENERGY_UNITS.items():
        if not symbol.startswith("rad"):
            assert time_unit_of_axis(symbol) is None
            assert time_unit_of_axis(unit) is None
    assert time_unit_of_axis(None) is None
    assert time_unit_of_axis(TimeUnit("min", 60.0)).seconds == 60.0


@given(st.floats(1e-30, 1e30), st.sampled_from(sorted(TIME_UNITS)), st.sampled_from(sorted(TIME_UNITS)))
def test_there_and_back(value, one, other):
    there = duration(f"{value!r} {one}", other)
    assert duration(f"{there!r} {other}", one) == close(value, 3e-15)


def test_numbers_are_in_the_unit():
    assert duration(2, "fs") == duration(2.0) == duration(np.float32(2)) == 2.0
    times, unit = to_times([0, 1], "ps")
    assert times.tolist() == [0, 1]
    assert unit.symbol == "ps"
    assert to_times([0, 1])[1] is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (np.timedelta64(3, "ns"), 3e-9),
        (np.timedelta64(25, "as"), 25e-18),
        (np.timedelta64(2, "m"), 120.0),
        (timedelta(milliseconds=2), 2e-3),
    ],
)
def test_differences_of_dates(value, seconds):
    assert duration(value, "s") == close(seconds)


def test_pint(ureg):
    assert duration(2.5 * ureg.fs, "ps") == close(2.5e-3)
    assert duration(2 * ureg.minute, "s") == close(120.0)
    assert duration(1 * ureg.atomic_unit_of_time, "s") == close(time_unit("au").seconds, 1e-10)
    times, unit = to_times(np.array([0.0, 1.0]) * ureg.ps)
    assert times.tolist() == [0, 1]
    assert unit.symbol == "ps"
    with pytest.raises(InputError, match=r"dt is in 'm', no unit of time; give a time, such as '2 fs'"):
        duration(2 * ureg.m, "fs")


def test_astropy():
    u = pytest.importorskip("astropy.units")
    assert duration(2.5 * u.fs, "ps") == close(2.5e-3)
    assert duration(2 * u.hour, "s") == close(7200.0)


def test_unyt():
    unyt = pytest.importorskip("unyt")
    assert duration(2.5 * unyt.fs, "ps") == close(2.5e-3)


@pytest.mark.parametrize("value", [0, -1.0, "-2 fs", [1.0, 2.0]])
def test_one_positive_number(value):
    with pytest.raises(InputError, match=r"dt (= -?\d|has shape \(2,\)).*; give one positive step of time"):
        duration(value, "fs")


@pytest.mark.parametrize(
    ("value", "match"),
    [
        (np.inf, r"dt = inf; give finite numbers"),
        ("inf fs", r"write a number and a unit"),
        ("fs", r"dt = 'fs'; write a number and a unit"),
        (1j, r"give plain real numbers"),
        (True, r"give plain real numbers"),
        (np.timedelta64("NaT"), r"dt holds NaT \(not a time\); give a time everywhere"),
        ("2 FS", r"time unit 'FS': unknown; did you mean .*fs.* \(case matters\)\?; known are s, ms"),
        ("2 parsec", r"time unit 'parsec': unknown; known are s, ms, μs, ns, ps, fs, as, ħ/E_h"),
    ],
)
def test_no_times(value, match):
    with pytest.raises(InputError, match=match):
        duration(value, "fs")


def test_a_unit_where_there_is_none():
    with pytest.raises(InputError, match=r"dt is in fs, but no unit of time is asked for; give unit="):
        duration("2 fs")
