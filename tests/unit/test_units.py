"""Units: values against CODATA as scipy carries it, foreign quantities against their own packages."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import scipy
import scipy.constants as codata
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal import units
from detbal.errors import InputError
from detbal.units import ENERGY_UNITS, EnergyUnit, Thermal, energy_unit, thermal_energy, to_floats

# a few roundings of double precision: what the conversion itself may cost
ROUNDING = 1e-15


def close(expected, rel):
    return pytest.approx(expected, rel=rel, abs=0)  # the default abs=1e-12 passes any energy in joules


SYMBOLS = sorted(ENERGY_UNITS)
POSITIVE = st.floats(min_value=1e-30, max_value=1e30)


@pytest.fixture(scope="module")
def ureg():
    return pytest.importorskip("pint").UnitRegistry()


@pytest.fixture(scope="module")
def au():
    return pytest.importorskip("astropy.units")


@pytest.fixture(scope="module")
def unyt():
    return pytest.importorskip("unyt")


def joules(symbol: str) -> float:
    unit = energy_unit(symbol)
    assert unit is not None
    return unit.joules


# --- constants and the table ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["h", "hbar", "k", "e", "c", "N_A"])
def test_constants_are_those_of_the_si(name):
    assert getattr(units, "k_B" if name == "k" else name) == getattr(codata, name)


@pytest.mark.parametrize(
    ("ours", "name"),
    [(units.HARTREE, "Hartree energy"), (units.RYDBERG, "Rydberg constant times hc in J")],
)
def test_measured_constants_are_codata(ours, name):
    value, unit, uncertainty = codata.physical_constants[name]
    assert unit == "J"
    assert abs(ours - value) <= uncertainty  # older scipy has CODATA 2018, which agrees within this
    if tuple(int(n) for n in scipy.__version__.split(".")[:2]) >= (1, 17):
        assert ours == value


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("eV", "electron volt-joule relationship"),
        ("K", "kelvin-joule relationship"),
        ("Hz", "hertz-joule relationship"),
        ("hartree", "hartree-joule relationship"),
    ],
)
def test_codata_relationships(symbol, name):
    # CODATA prints these with nine digits or more
    assert joules(symbol) == close(codata.value(name), rel=1e-9)


def test_wavenumber_is_a_hundred_inverse_metres():
    assert joules("cm^-1") == close(100 * codata.value("inverse meter-joule relationship"), rel=1e-9)


def test_one_electronvolt_in_the_units_of_chemistry_and_spectroscopy():
    # 1 eV = 96.485 332 kJ/mol = 23.060 548 kcal/mol = 8065.543 94 cm^-1 = 241.798 924 THz = 11 604.518 K
    expected = {
        "kJ/mol": 96.485332,
        "kcal/mol": 23.060548,
        "cm^-1": 8065.54394,
        "THz": 241.798924,
        "K": 11604.518,
    }
    for symbol, value in expected.items():
        assert joules("eV") / joules(symbol) == close(value, rel=5e-8)


def test_prefixes():
    assert joules("kcal/mol") / joules("kJ/mol") == close(4.184, rel=ROUNDING)
    assert joules("hartree") / joules("Ry") == close(2, rel=1e-12)
    assert joules("J") / joules("erg") == close(1e7, rel=ROUNDING)
    powers = {"n": -9, "μ": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12}
    for base in ("eV", "K", "Hz"):
        for prefix, power in powers.items():
            if prefix + base in ENERGY_UNITS:
                assert joules(prefix + base) == close(10.0**power * joules(base), rel=ROUNDING)


def test_ordinary_and_angular_frequency_differ_by_two_pi():
    assert joules("Hz") / joules("rad/s") == close(2 * np.pi, rel=ROUNDING)
    assert joules("THz") / joules("rad/ps") == close(2 * np.pi, rel=ROUNDING)
    assert joules("rad/fs") / joules("rad/ps") == close(1e3, rel=ROUNDING)


def test_case_matters():
    assert joules("MeV") / joules("meV") == close(1e9, rel=ROUNDING)
    assert joules("MK") / joules("mK") == close(1e9, rel=ROUNDING)


@pytest.mark.parametrize(
    ("spelling", "symbol"),
    [
        *[(s, "cm^-1") for s in ("1/cm", "cm-1", "cm⁻¹", "cm**-1", "cm^(-1)", "cm^{-1}", "1 / cm", " cm^-1 ")],
        *[(s, "kJ/mol") for s in ("kJ mol^-1", "kJ·mol⁻¹", "kJ mol-1", "kJ / mol")],
        *[(s, "rad/ps") for s in ("rad ps^-1", "rad/ps", "rad ps⁻¹")],
        *[(s, "hartree") for s in ("Hartree", "Eh", "E_h", "Ha")],
        *[(s, "μeV") for s in ("ueV", "\u00b5eV", "\u03bceV")],
        ("uK", "μK"),
        ("\u212a", "K"),  # the Kelvin sign
    ],
)
def test_spellings(spelling, symbol):
    assert energy_unit(spelling) == ENERGY_UNITS[symbol]


def test_none_and_units_pass():
    own = EnergyUnit("zJ", 1e-21)
    assert energy_unit(None) is None
    assert energy_unit(own) is own
    assert thermal_energy(kT="1 J", unit=own).kT == close(1e21, rel=ROUNDING)


def test_table_and_units_cannot_be_changed():
    with pytest.raises(TypeError, match="item assignment"):
        ENERGY_UNITS["eV"] = EnergyUnit("eV", 1.0)
    with pytest.raises(FrozenInstanceError, match="joules"):
        ENERGY_UNITS["eV"].joules = 1.0


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("mev", "meV or .*MeV .case matters"),
        ("ev", "eV"),
        ("Kj/mol", "kJ/mol"),
        ("thz", "THz"),
        ("mk", "mK or .*MK"),
        ("hartrees", "hartree"),
    ],
)
def test_unknown_unit_names_the_near_ones(text, near):
    with pytest.raises(InputError, match=f"energy unit '{text}': unknown; did you mean .*{near}"):
        energy_unit(text)


@pytest.mark.parametrize("text", ["furlong", "1/s", "s^-1", "cm^-2", "cm", "", "C", "°C", "/", 5, b"eV", True])
def test_unknown_unit_lists_the_table(text):
    with pytest.raises(InputError, match="unknown") as error:
        energy_unit(text)
    assert all(symbol in str(error.value) for symbol in ENERGY_UNITS)


# --- the temperature of a bath ----------------------------------------------------------------------------


def test_temperature_in_kelvin():
    bath = thermal_energy(T=300, unit="eV")
    assert bath == Thermal(300 * codata.k / codata.e, "kT = 0.025852 eV (T = 300 K given)")


@pytest.mark.parametrize(
    ("T", "kelvin", "shown"),
    [
        (300.0, 300.0, "300 K"),
        ("300 K", 300.0, "300 K"),
        ("300K", 300.0, "300 K"),
        (" 300 ", 300.0, "300 K"),
        ("1.2 GK", 1.2e9, "1.2 GK"),
        ("25 mK", 0.025, "25 mK"),
        ("25 MK", 25e6, "25 MK"),
        ("50 µK", 5e-5, "50 μK"),
        ("3e2 K", 300.0, "300 K"),
        ("25 °C", 298.15, "298.15 K"),
        ("25 ℃", 298.15, "298.15 K"),
        ("−5 degC", 268.15, "268.15 K"),
        (np.float32(4), 4.0, "4 K"),
        (np.array(77), 77.0, "77 K"),
        (Fraction(1, 4), 0.25, "0.25 K"),
        (Decimal("2.5"), 2.5, "2.5 K"),
    ],
)
def test_spellings_of_a_temperature(T, kelvin, shown):
    bath = thermal_energy(T=T, unit="K")
    assert bath.kT == close(kelvin, rel=ROUNDING)
    assert bath.provenance == f"kT = {kelvin:.5g} K (T = {shown} given)"


def test_celsius_is_exact():
    assert thermal_energy(T="25 °C", unit="K").kT == 298.15


@pytest.mark.parametrize(
    ("kT", "unit", "value", "provenance"),
    [
        (0.5, None, 0.5, "kT = 0.5 (given)"),
        ("0.5", None, 0.5, "kT = 0.5 (given)"),
        (".5", None, 0.5, "kT = 0.5 (given)"),
        (2, "meV", 2.0, "kT = 2 meV (given)"),
        ("+2.", "meV", 2.0, "kT = 2 meV (given)"),
        ("25 meV", "eV", 0.025, "kT = 0.025 eV (25 meV given)"),
        ("25meV", "eV", 0.025, "kT = 0.025 eV (25 meV given)"),
        ("200 1/cm", "cm^-1", 200.0, "kT = 200 cm^-1 (200 cm^-1 given)"),
        ("200/cm", "cm^-1", 200.0, "kT = 200 cm^-1 (200 cm^-1 given)"),
        ("1 kcal/mol", "kJ/mol", 4.184, "kT = 4.184 kJ/mol (1 kcal/mol given)"),
        ("300 K", "K", 300.0, "kT = 300 K (300 K given)"),
        ("6.25 THz", "GHz", 6250.0, "kT = 6250 GHz (6.25 THz given)"),
    ],
)
def test_spellings_of_kT(kT, unit, value, provenance):
    bath = thermal_energy(kT=kT, unit=unit)
    assert bath.kT == close(value, rel=ROUNDING)
    assert bath.provenance == provenance


def test_text_in_the_unit_of_the_object_is_not_rounded():
    for symbol in SYMBOLS:
        assert thermal_energy(kT=f"0.1 {symbol}", unit=symbol).kT == 0.1


def test_no_temperature():
    assert thermal_energy(required=False) is None
    assert thermal_energy(unit="eV", required=False) is None
    assert thermal_energy(kT=1.0, required=False) == Thermal(1.0, "kT = 1 (given)")
    with pytest.raises(InputError, match=r"kT = None and T = None; give one: kT= \(an energy\) or T= \(in kelvin\)"):
        thermal_energy(unit="eV")


@pytest.mark.parametrize("required", [True, False])
def test_both(required):
    with pytest.raises(InputError, match=r"kT = 0\.02585 and T = 300; give one"):
        thermal_energy(kT=0.02585, T=300, unit="eV", required=required)


@pytest.mark.parametrize(
    ("given_as", "shown"),
    [
        ({"T": 300}, "T = 300 K given"),
        ({"kT": "25 meV"}, "25 meV given"),
        ({"T": "1.2 GK"}, r"T = 1\.2 GK given"),
    ],
)
def test_unit_is_needed(given_as, shown):
    match = f"{shown}, but the energies of this object have no unit; give kT= as a number.*energy_unit="
    with pytest.raises(InputError, match=match):
        thermal_energy(**given_as)


@pytest.mark.parametrize("name", ["kT", "T"])
@pytest.mark.parametrize("value", [0, 0.0, -0.0, -1, -300.0, "-3", "0 K", "−5 mK", np.float64(-2), -1e-300])
def test_not_positive(name, value):
    with pytest.raises(InputError, match=rf"{name} = -?[0-9.e-]+: a bath has a positive .*inverted populations"):
        thermal_energy(**{name: value}, unit="eV")


def test_below_absolute_zero():
    with pytest.raises(InputError, match=r"T = -26\.85.*: a bath has a positive absolute temperature"):
        thermal_energy(T="-300 °C", unit="eV")


@pytest.mark.parametrize("name", ["kT", "T"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, np.array(np.nan), "1e400", "1e400 K"])
def test_not_finite(name, value):
    with pytest.raises(InputError, match=f"{name} = (nan|-?inf); give finite numbers"):
        thermal_energy(**{name: value}, unit="eV")


def test_conversion_out_of_range():
    with pytest.raises(InputError, match="kT = inf; give finite"):
        thermal_energy(kT="1e308 GeV", unit="nK")
    with pytest.raises(InputError, match="kT = 0: a bath has"):
        thermal_energy(kT="1e-320 nK", unit="GeV")


@pytest.mark.parametrize("name", ["kT", "T"])
@pytest.mark.parametrize("value", [[1.0, 2.0], np.array([300.0]), (1.0,), np.ones((2, 2)), []])
def test_not_scalar(name, value):
    with pytest.raises(InputError, match=rf"{name} has shape \(.*\); give one number"):
        thermal_energy(**{name: value}, unit="eV")


@pytest.mark.parametrize("name", ["kT", "T"])
@pytest.mark.parametrize(
    "value",
    [True, np.True_, 1j, 300 + 0j, b"300", object(), {}, np.timedelta64(300, "s"), 10**400, np.ma.masked],
)
def test_not_a_real_number(name, value):
    with pytest.raises(InputError, match=f"{name} = .*; give plain real numbers"):
        thermal_energy(**{name: value}, unit="eV")


@pytest.mark.parametrize("name", ["kT", "T"])
@pytest.mark.parametrize("text", ["", "K", "hot", "1,5 K", "1_000 K", "1.2.3 K", "nan", "inf K", "٣ K", "--3 K"])
def test_text_without_a_number(name, text):
    with pytest.raises(InputError, match=f"{name} = '.*'; write a number and a unit, such as '0.025 eV'"):
        thermal_energy(**{name: text}, unit="eV")


@pytest.mark.parametrize("text", ["0.025 eV", "25 C", "77 °F", "10² K", "5 k", "1 / K"])
def test_no_temperature_unit(text):
    with pytest.raises(InputError, match=r"T is in '.*'; give an energy as kT=, or T= in K \(nK to GK\) or °C"):
        thermal_energy(T=text, unit="eV")


@pytest.mark.parametrize("text", ["25 °C", "0.025 ev", "10² K", "3 1/s"])
def test_no_energy_unit(text):
    with pytest.raises(InputError, match=r"energy unit '.*': unknown"):
        thermal_energy(kT=text, unit="eV")


@given(st.sampled_from(SYMBOLS), st.sampled_from(SYMBOLS), POSITIVE)
@settings(deadline=None)
def test_there_and_back(one, other, kT):
    there = thermal_energy(kT=f"{kT!r} {one}", unit=other)
    back = thermal_energy(kT=f"{there.kT!r} {other}", unit=one)
    assert back.kT == close(kT, rel=ROUNDING)


@given(st.sampled_from(SYMBOLS), st.sampled_from(SYMBOLS), st.floats(min_value=1e-6, max_value=1e9))
@settings(deadline=None)
def test_boltzmann_exponent_does_not_depend_on_the_unit(one, other, T):
    exponents = [to_floats(["0.3 eV"], unit)[0][0] / thermal_energy(T=T, unit=unit).kT for unit in (one, other)]
    assert exponents[0] == close(exponents[1], rel=2 * ROUNDING)
    assert exponents[0] == close(0.3 * codata.e / (codata.k * T), rel=2 * ROUNDING)


# --- arrays of energies -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        [0, 1.5],
        (0, 1.5),
        np.array([0, 1.5], dtype=np.float32),
        np.array([0, 1.5], dtype=object),
        ["0", "1.5"],
    ],
)
@pytest.mark.parametrize("unit", [None, "eV"])
def test_plain_values_are_taken_as_they_are(values, unit):
    energies, found = to_floats(values, unit)
    assert energies.dtype == np.float64
    assert energies.tolist() == [0.0, 1.5]
    assert found == energy_unit(unit)


def test_shape_is_kept():
    assert to_floats(np.arange(6).reshape(2, 3))[0].shape == (2, 3)
    assert to_floats([[0, 1, 2], [3, 4, 5]])[0].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert to_floats([["1 eV", "2 eV"], ["3 eV", "4 eV"]])[0].tolist() == [[1, 2], [3, 4]]
    assert to_floats([])[0].shape == (0,)
    assert to_floats("0.5 eV")[0].shape == ()


def test_negative_and_zero_energies_are_energies():
    assert to_floats(["-13.6 eV", "0 eV"])[0].tolist() == [-13.6, 0.0]


def test_texts_without_a_wanted_unit_become_electronvolts():
    energies, unit = to_floats(["100 meV", "0.2 eV"])
    assert unit == ENERGY_UNITS["eV"]
    assert energies == close([0.1, 0.2], rel=ROUNDING)


def test_texts_become_the_wanted_unit():
    energies, unit = to_floats(["1 kcal/mol", "4184 J/mol", 4.184], "kJ/mol")
    assert unit == ENERGY_UNITS["kJ/mol"]
    assert energies == close([4.184] * 3, rel=ROUNDING)


def test_pandas_series_are_plain_values():
    pd = pytest.importorskip("pandas")
    energies, unit = to_floats(pd.Series([1.0, 2.0], index=["unit", "units"]))  # labels, not attributes
    assert energies.tolist() == [1.0, 2.0]
    assert unit is None


@pytest.mark.parametrize(
    ("values", "match"),
    [
        (["1 eV", 2.0], r"levels\[1\] has no unit, others have; give all of them one, or unit= \(energy_unit= of"),
        (["1", "2 eV"], r"levels\[0\] has no unit"),
        ([1.0, np.nan], r"levels\[1\] = nan; give finite"),
        ([[1.0, 2.0], [np.inf, 0.0]], r"levels\[1\]\[0\] = inf; give finite"),
        (np.array([[1.0, 2.0], [3.0, -np.inf]]), r"levels\[1, 1\] = -inf; give finite"),
        (["1 eV", "x"], r"levels\[1\] = 'x'; write a number and a unit"),
        ([1.0, None], r"levels\[1\] = nan; give finite|levels\[1\] = None; give plain real"),
        ([True, 1.0], r"levels\[0\] = True; give plain real"),
        ([[1.0, 2.0], [3.0]], r"levels = .*; give plain real"),
        (np.array(["1 eV"]), r"levels = .*; give plain real"),
        (np.array([1 + 1j]), r"levels = .*; give plain real"),
        (np.array(["2020-01-01"], dtype="M8[D]"), r"levels = .*; give plain real"),
        (np.ma.masked_greater([1.0, 2.0], 1.5), r"levels = .*; give plain real"),
        ([1.0, np.ma.masked], r"levels\[1\] = masked; give plain real"),
    ],
)
def test_bad_arrays(values, match):
    with pytest.raises(InputError, match=match):
        to_floats(values, name="levels")


def test_units_of_unknown_packages_are_not_dropped():
    class Length(np.ndarray):
        units = "furlong"

    with pytest.raises(InputError, match="energies is in furlong; give numbers, or units of pint, astropy, unyt"):
        to_floats(np.ones(2).view(Length))


@given(st.sampled_from(SYMBOLS), st.sampled_from(SYMBOLS), st.lists(POSITIVE, min_size=1, max_size=5))
@settings(deadline=None)
def test_arrays_there_and_back(one, other, numbers):
    there, _ = to_floats([f"{x!r} {one}" for x in numbers], other)
    back, unit = to_floats([f"{x!r} {other}" for x in there.tolist()], one)
    assert unit == ENERGY_UNITS[one]
    assert back == close(numbers, rel=ROUNDING)


# --- quantities of other packages -------------------------------------------------------------------------

# symbol of ours, and the same in pint, astropy and unyt (None: the package lacks it)
SAME = [
    ("J", "J", "J", "J"),
    ("eV", "eV", "eV", "eV"),
    ("MeV", "MeV", "MeV", "MeV"),
    ("erg", "erg", "erg", "erg"),
    ("Ry", "rydberg", "Ry", "Ry"),
    ("kJ/mol", "kJ/mol", "kJ/mol", "kJ/mol"),
    ("kcal/mol", "kcal/mol", None, "kcal/mol"),
    ("K", "K", "K", "K"),
    ("mK", "mK", "mK", "mK"),
    ("THz", "THz", "THz", "THz"),
    ("rad/s", "rad/s", "rad/s", "rad/s"),
    ("rad/ps", "rad/ps", "rad/ps", "rad/ps"),
    ("cm^-1", "cm^-1", "cm-1", "cm**-1"),
]


@pytest.mark.parametrize(("ours", "theirs"), [(row[0], row[1]) for row in SAME])
def test_pint_by_name(ureg, ours, theirs):
    energies, unit = to_floats(ureg.Quantity([0.1, 0.2], theirs), ours)
    assert unit == ENERGY_UNITS[ours]
    assert energies == close([0.1, 0.2], rel=ROUNDING)


def test_hartree_of_pint(ureg):
    # pint derives it from the Rydberg constant, so it may differ within the uncertainty of CODATA, 1.1e-12
    name = "Hartree energy"
    uncertainty = codata.precision(name)
    assert to_floats(ureg.Quantity(1.0, "hartree"), "hartree")[0] == close(1.0, rel=uncertainty)


@pytest.mark.parametrize(("ours", "theirs"), [(row[0], row[2]) for row in SAME if row[2]])
def test_astropy_by_name(au, ours, theirs):
    energies, unit = to_floats([0.1, 0.2] * au.Unit(theirs), ours)
    assert unit == ENERGY_UNITS[ours]
    assert energies.tolist() == [0.1, 0.2]
    assert type(energies) is np.ndarray


@pytest.mark.parametrize(("ours", "theirs"), [(row[0], row[3]) for row in SAME if row[3]])
def test_unyt_by_name(unyt, ours, theirs):
    energies, unit = to_floats(unyt.unyt_array([0.1, 0.2], theirs), ours)
    assert unit == ENERGY_UNITS[ours]
    assert energies.tolist() == [0.1, 0.2]
    assert type(energies) is np.ndarray


# units that are not in our table, and the joules of one of them by hand
WAYS = [
    ("kJ", 1e3),
    ("TeV", 1e12 * codata.e),
    ("MJ/mol", 1e6 / codata.N_A),
    ("PHz", 1e15 * codata.h),
    ("rad/ns", 1e9 * codata.hbar),
    ("rad/min", codata.hbar / 60),
    ("1/nm", 1e9 * codata.h * codata.c),
    ("rad/m", codata.hbar * codata.c),
    ("TK", 1e12 * codata.k),
]


@pytest.mark.parametrize(("theirs", "expected"), WAYS)
def test_pint_by_dimension(ureg, theirs, expected):
    assert to_floats(ureg.Quantity(2.0, theirs), "J")[0] == close(2 * expected, rel=1e-9)


@pytest.mark.parametrize(("theirs", "expected"), WAYS)
def test_astropy_by_dimension(au, theirs, expected):
    assert to_floats(2.0 * au.Unit(theirs), "J")[0] == close(2 * expected, rel=1e-9)


@pytest.mark.parametrize(("theirs", "expected"), WAYS)
def test_unyt_by_dimension(unyt, theirs, expected):
    # the eV and mol of unyt 3.2 are those of CODATA 2010, so 1e-7
    assert to_floats(unyt.unyt_quantity(2.0, theirs), "J")[0] == close(2 * expected, rel=2e-7)


def test_old_constants_of_unyt_do_not_enter(unyt):
    # control: unyt's own conversion is off by more than the rounding that this test demands of ours
    quantity = unyt.unyt_quantity(1.0, "eV")
    assert abs(float(quantity.to_value("J")) / codata.e - 1) < 1e-7
    assert to_floats(quantity, "J")[0] == codata.e


def test_pint_spectroscopy_agrees(ureg):
    with ureg.context("spectroscopy"):
        for symbol in ("cm^-1", "THz"):
            expected = ureg.Quantity(3.0, symbol).to("eV").magnitude
            assert to_floats(ureg.Quantity(3.0, symbol), "eV")[0] == close(expected, rel=1e-12)
        # control: pint, for which rad is 1, is wrong by two pi here, and we are not, context or no context
        angular = ureg.Quantity(1.0, "rad/min")
        assert angular.to("J").magnitude / (codata.hbar / 60) == close(2 * np.pi, rel=1e-12)
        assert to_floats(angular, "J")[0] == close(codata.hbar / 60, rel=1e-12)


def test_astropy_equivalencies_agree(au):
    for symbol in ("1/cm", "THz"):
        expected = (3.0 * au.Unit(symbol)).to_value("eV", equivalencies=au.spectral())
        assert to_floats(3.0 * au.Unit(symbol), "eV")[0] == close(expected, rel=1e-12)
    expected = (300 * au.K).to_value("eV", equivalencies=au.temperature_energy())
    assert thermal_energy(T=300 * au.K, unit="eV").kT == close(expected, rel=1e-12)


def test_quantities_without_a_wanted_unit_become_electronvolts(ureg, au, unyt):
    for values in (ureg.Quantity([1.0], "keV"), [1.0] * au.keV, unyt.unyt_array([1.0], "keV")):
        energies, unit = to_floats(values)
        assert unit == ENERGY_UNITS["eV"]
        assert energies == close([1e3], rel=ROUNDING)


def test_lists_of_quantities(ureg, au, unyt):
    values = [ureg.Quantity(1.0, "eV"), 1000 * au.meV, unyt.unyt_quantity(1e-3, "keV"), "1 eV"]
    assert to_floats(values)[0] == close(np.ones(4), rel=ROUNDING)
    # control: numpy drops the unit of unyt's in silence
    assert np.asarray([unyt.unyt_quantity(7, "keV")]).tolist() == [7]
    assert to_floats([[unyt.unyt_quantity(7, "keV")]])[0] == close(np.array([[7e3]]), rel=ROUNDING)


def test_table_columns(au):
    table = pytest.importorskip("astropy.table")
    assert to_floats(table.Column([1.0, 2.0], unit="keV"), "eV")[0] == close([1e3, 2e3], rel=ROUNDING)
    assert to_floats(table.Column([1.0, 2.0], unit="kJ"), "J")[0] == close([1e3, 2e3], rel=ROUNDING)
    assert to_floats(table.Column([1.0, 2.0]))[1] is None


def test_masked_quantities_are_not_unmasked(au):
    masked = pytest.importorskip("astropy.utils.masked").Masked
    with pytest.raises(InputError, match="give plain real numbers"):
        to_floats(masked([1.0, 2.0] * au.eV, mask=[True, False]))


def test_quantities_as_temperature(ureg, au, unyt):
    for T in (ureg.Quantity(300, "K"), 300 * au.K, unyt.unyt_quantity(300, "K"), ureg.Quantity(0.3, "kK")):
        bath = thermal_energy(T=T, unit="K")
        assert bath.kT == close(300, rel=ROUNDING)
    assert thermal_energy(T=300 * au.K, unit="eV").provenance == "kT = 0.025852 eV (T = 300 K given)"
    assert thermal_energy(T=1e-15 * au.EK, unit="K").kT == close(1e3, rel=ROUNDING)


def test_celsius_and_fahrenheit_quantities(ureg, au, unyt):
    for T in (ureg.Quantity(25, "degC"), 25 * au.deg_C, unyt.unyt_quantity(25, "degC")):
        assert thermal_energy(T=T, unit="K").kT == 298.15
    assert thermal_energy(T=ureg.Quantity(77, "degF"), unit="K").kT == close(298.15, rel=1e-12)
    assert thermal_energy(T=unyt.unyt_quantity(77, "degF"), unit="K").kT == close(298.15, rel=1e-12)


def test_difference_of_temperatures_is_no_temperature(ureg, unyt):
    # 25 * ureg.degC is an error in pint, whose message suggests delta_degC: that would be a bath at 25 K
    for T in (ureg.Quantity(25, "delta_degC"), unyt.unyt_quantity(25, "delta_degC")):
        with pytest.raises(InputError, match="T is in 'Δ°C'; give an energy as kT=, or T= in K"):
            thermal_energy(T=T, unit="eV")


def test_quantities_as_kT(ureg, au, unyt):
    for kT in (ureg.Quantity(25, "meV"), 25 * au.meV, unyt.unyt_quantity(25, "meV")):
        bath = thermal_energy(kT=kT, unit="eV")
        assert bath.kT == close(0.025, rel=ROUNDING)
        assert bath.provenance == "kT = 0.025 eV (25 meV given)"
    assert thermal_energy(kT=300 * au.K, unit="K").kT == 300
    with pytest.raises(InputError, match="25 meV given, but the energies of this object have no unit"):
        thermal_energy(kT=25 * au.meV)
    with pytest.raises(InputError, match=r"kT has shape \(2,\)"):
        thermal_energy(kT=[1, 2] * au.eV, unit="eV")
    with pytest.raises(InputError, match="kT = -1: a bath has"):
        thermal_energy(kT=-1 * au.eV, unit="eV")


def test_energy_is_no_temperature(ureg, au, unyt):
    for T in (ureg.Quantity(25, "meV"), 25 * au.meV, unyt.unyt_quantity(25, "meV")):
        with pytest.raises(InputError, match="T is in 'meV'; give an energy as kT="):
            thermal_energy(T=T, unit="eV")


@pytest.mark.parametrize("name", ["kT", "T"])
def test_wrong_dimension_is_named(ureg, au, unyt, name):
    cases = [
        (ureg.Quantity(1.0, "m"), r"'m', of dimension \[length\]"),
        (1.0 * au.m, "'m', of dimension length"),
        (unyt.unyt_quantity(1.0, "m"), r"'m', of dimension \(length\)"),
        (ureg.Quantity(1.0, ""), "'', of dimension dimensionless"),
        (1.0 * au.dimensionless_unscaled, "'', of dimension dimensionless"),
        (unyt.unyt_quantity(1.0, ""), "'dimensionless', of dimension 1"),
    ]
    for quantity, match in cases:
        with pytest.raises(InputError, match=f"{name} is in {match}; temperatures are read in K; energies in J"):
            thermal_energy(**{name: quantity}, unit="eV")


def test_frequency_must_say_which(ureg, au, unyt):
    # an energy in 1/s may be h nu or hbar omega; becquerel, rpm and cycles are converted by their packages to
    # 1/s or Hz, with or without two pi
    ambiguous = [ureg.Quantity(1.0, u) for u in ("1/s", "rpm", "becquerel", "cycle/s")]
    ambiguous += [1.0 * au.Unit(u) for u in ("1/s", "Bq", "cycle/s")]
    ambiguous += [unyt.unyt_quantity(1.0, u) for u in ("1/s", "rpm")]
    for quantity in ambiguous:
        with pytest.raises(InputError, match=r"of dimension .*Hz \(h nu\), rad/s \(hbar omega\)"):
            to_floats(quantity)


def test_symbols_that_mean_something_else_elsewhere(ureg):
    # Eh is hartree to us, and an exahour to pint
    assert f"{ureg.Quantity(1.0, 'exahour').units:~D}" == "Eh"
    with pytest.raises(InputError, match=r"'Eh', of dimension \[time\]"):
        to_floats(ureg.Quantity(1.0, "exahour"))


def test_bare_units_are_no_energies(ureg, au, unyt):
    for unit in (ureg.eV, au.eV, unyt.eV):
        with pytest.raises(InputError, match=r"give (plain real )?numbers"):
            thermal_energy(kT=unit, unit="eV")


def test_import_is_light():
    code = "import sys, detbal.units; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "numpy" in loaded
    assert not {"scipy", "pint", "astropy", "unyt"} & set(loaded)
