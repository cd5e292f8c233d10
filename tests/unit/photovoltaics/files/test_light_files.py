"""Files of luminescence and of light on cells: what is counted, per which interval, in which unit."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.photovoltaics.files import read_illumination, read_luminescence, write_csv
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.luminescence import Counted, Interval, Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency

HC, Q = 1239.8419843320026, 1.602176634e-19


def written(folder, text, name="led.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# 2e18 photons/(s m² nm) at 800 nm, in every unit that an instrument may write
PHOTONS = 2e18
POWER = PHOTONS * HC / 800 * Q  # W/(m² nm)
PER_EV = PHOTONS * 800**2 / HC
UNITS = {
    "Photons/(s m2 nm)": PHOTONS,
    "EL (photons/(s m2 nm))": PHOTONS,
    "PL [photons s-1 cm-2 nm-1]": PHOTONS * 1e-4,
    "Photon flux (1/(s cm2 um))": PHOTONS * 1e-4 * 1e3,
    "EL (ph/s/cm²/eV)": PER_EV * 1e-4,
    "Electroluminescence (W/m2/nm)": POWER,
    "Intensity (µW cm^-2 nm^-1)": POWER * 100,
    "PL (mW·m⁻²·nm⁻¹)": POWER * 1e3,
    "EL (photons/(s m2 meV))": PER_EV * 1e-3,
    "EL (photons/(min cm2 nm))": PHOTONS * 60 * 1e-4,
    "EL (photons/(ms m2 nm))": PHOTONS * 1e-3,
}


@pytest.mark.parametrize("heading", UNITS)
def test_absolute_units_are_converted(tmp_path, heading):
    found = read_luminescence(written(tmp_path, f"Wavelength (nm);{heading}\n800;{UNITS[heading]!r}\n900;1\n"))
    assert found.absolute
    assert found.value[1] == pytest.approx(PER_EV, rel=1e-12)


def test_options_say_what_the_heading_does_not(tmp_path):
    path = written(tmp_path, "Wavelength (nm),EL (counts),error\n900,10,1\n800,20,2\n")
    found = read_luminescence(path, per="wavelength")
    energy = HC / np.array([900, 800])
    np.testing.assert_allclose(found.value, np.array([10, 20]) * HC / energy**2, rtol=1e-12)
    np.testing.assert_allclose(found.error, found.value / 10, rtol=1e-12)
    assert not found.absolute
    bare = written(tmp_path, "900 10\n800 20\n", "bare.el")
    same = read_luminescence(bare, axis="nm", per=Interval.WAVELENGTH, counted="photons", absolute=True)
    np.testing.assert_array_equal(same.value, found.value)
    assert same.absolute


@pytest.mark.parametrize(
    "unit", ["a.u.", "rel. units", "-", "arb. units", "arb. u.", "normalised", "norm.", "counts", "cps", "counts/s"]
)
def test_arbitrary_units_are_known_to_be_so(tmp_path, unit):
    path = written(tmp_path, f"Wavelength (nm),EL ({unit})\n900,10\n800,20\n")
    options = {"per": "energy", "counted": "photons"}
    found = read_luminescence(path, **options)
    assert not found.absolute
    np.testing.assert_array_equal(found.value, [10, 20])


def test_values_that_are_told_may_stand_beside_those_of_the_dark(tmp_path):
    path = written(tmp_path, "Wavelength (nm),EL (counts),background\n900,10,3\n800,20,3\n")
    assert len(read_luminescence(path, per="wavelength")) == 2  # in another unit: something else
    path = written(tmp_path, "Wavelength (nm),EL (counts),background (counts)\n900,10,3\n800,20,3\n")
    found = read_luminescence(path, per="energy", columns="1,2")
    np.testing.assert_array_equal(found.value, [10, 20])


REFUSED = {
    "unknown unit": (
        "Energy (eV),EL (photons/(fortnight m2 eV))\n1,1\n2,2\n",
        {"per": "energy", "counted": "photons", "absolute": True},
        r"led.csv:2: unit 'photons/.fortnight m2 eV.' of 'EL .* is not known; write it like photons/",
    ),
    "a voltage, absolute": (
        "Energy (eV),EL (mV)\n1,1\n2,2\n",
        {"per": "energy", "counted": "photons", "absolute": True},
        r"led.csv:2: 'EL .mV.' is no flux of photons or power per area, but absolute = True; calibrate",
    ),
    "counts, absolute": (
        "Wavelength (nm),EL (counts/nm)\n900,1\n800,2\n",
        {"absolute": True},
        r"led.csv:2: 'EL .counts/nm.' is no flux of photons or power per area, but absolute = True; calibrate",
    ),
    "no area": (
        "Wavelength (nm),EL (photons/(s nm))\n900,1\n800,2\n",
        {"absolute": True},
        r"is no flux of photons or power per area, but absolute = True",
    ),
    "arbitrary, absolute": (
        "Wavelength (nm),EL (a.u.)\n900,1\n800,2\n",
        {"per": "energy", "counted": "photons", "absolute": True},
        r"is no flux of photons or power per area, but absolute = True",
    ),
    "dark counts": (
        "Wavelength (nm),EL (counts),dark (counts)\n900,1,1\n800,2,1\n",
        {"per": "wavelength"},
        r"led.csv:2: column 'dark .counts.' beside 'EL .counts.': the values may hold it, or not; subtract it",
    ),
    "mixed axes": (
        "Energy (eV),EL (photons/eV)\n1.4,1\n900,2\n",
        {},
        r"led.csv:3: photon energy in eV = 900 beside .*led.csv:2: photon energy in eV = 1.4: mixed axes\?",
    ),
    "interval": (
        "Wavelength (nm),EL (counts)\n900,1\n800,2\n",
        {},
        r"led.csv:2: 'EL .counts.' does not say what the values are per; give per=",
    ),
    "counted": (
        "Energy (eV),EL (a.u.)\n1,1\n2,2\n",
        {"per": "energy"},
        r"'EL .a.u..' does not say what the values are counts of; give counted=photons or",
    ),
    "bare": (
        "1 1\n2 2\n",
        {"axis": "ev", "counted": "power"},
        r"led.csv:1: values without a heading does not say what the values are per",
    ),
    "against": (
        "Energy (eV),EL (W/nm)\n1,1\n2,2\n",
        {"per": "energy"},
        r"'EL .W/nm.', but per = Interval.ENERGY; leave",
    ),
    "no truth value": ("Energy (eV),EL (W/eV)\n1,1\n2,2\n", {"absolute": "no"}, r"absolute = 'no'; give true or false"),
    "relative": (
        "Energy (eV),EL (W/(m2 nm))\n1,1\n2,2\n",
        {"absolute": False},
        r"is absolute, but absolute = False; leave",
    ),
    "radiance": (
        "Energy (eV),EL (W/(m2 sr nm))\n1,1\n2,2\n",
        {},
        r"is per steradian; give the flux into the hemisphere",
    ),
    "no such": (
        "Energy (eV),EL\n1,1\n2,2\n",
        {"per": "eV", "counted": "power"},
        r"per = 'eV'; give one of energy, wavelength",
    ),
    "single": ("Energy (eV),EL (photons/eV)\n1,1\n", {}, r"led.csv: luminescence has shape"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_luminescence_refusals(tmp_path, case):
    text, options, match = REFUSED[case]
    with pytest.raises(InputError, match=match):
        read_luminescence(written(tmp_path, text), **options)


@pytest.mark.parametrize("absolute", [True, False])
def test_luminescence_is_read_back_to_the_last_bit(tmp_path, absolute):
    rng = np.random.default_rng(5)
    curve = Luminescence.of(
        rng.uniform(1, 2, 9),
        rng.normal(size=9) * 1e20,
        per=Interval.ENERGY,
        counted=Counted.PHOTONS,
        error=rng.uniform(0, 1e19, 9),
        floor=1e18,
        rounding=rng.uniform(0, 1e15, 9),
        absolute=absolute,
    )
    write_csv(curve, tmp_path / "a.csv")
    found = read_luminescence(tmp_path / "a.csv")
    for name in ("energy", "value", "error", "floor", "rounding"):
        np.testing.assert_array_equal(getattr(found, name), getattr(curve, name))
    assert found.absolute is absolute


def test_the_sun_is_read_back(tmp_path):
    sun = Illumination.am15g()
    write_csv(sun, tmp_path / "sun.csv")
    found = read_illumination(tmp_path / "sun.csv", name="the sun")
    np.testing.assert_array_equal(found.sources[0].irradiance, sun.sources[0].irradiance)
    np.testing.assert_allclose(found.sources[0].wavelength, sun.sources[0].wavelength, rtol=5e-16)
    assert found.name == "the sun"
    assert found.power == pytest.approx(1000.37, abs=5e-3)


def test_a_lamp_in_photons_and_a_wrong_interval(tmp_path):
    sun, energy = Illumination.am15g(), np.linspace(0.4, 4, 40_000)
    rows = "".join(f"{E!r};{f * 1e-4!r}\n" for E, f in zip(energy.tolist(), sun.flux(energy).tolist(), strict=True))
    right = read_illumination(written(tmp_path, "Energy (eV);Spectral flux (photons/(s cm2 eV))\n" + rows))
    part = sun.power_above(0.4) - sun.power_above(4.0)
    assert right.power == pytest.approx(float(part), rel=1e-4)
    wrong = read_illumination(written(tmp_path, "Energy (eV);Spectral flux (photons/(s cm2 nm))\n" + rows))
    assert wrong.power != pytest.approx(float(part), rel=0.1)


LIGHT = {
    "relative": (
        "Wavelength (nm),Irradiance (counts/nm)\n400,1\n500,1\n",
        r"'Irradiance .counts/nm.' does not say per which area",
    ),
    "negative": (
        "Wavelength (nm),Irradiance (W/m2/nm)\n400,1\n500,-1\n",
        r"led.csv:3: illumination of -1: it cannot be negative",
    ),
    "unit": (
        "Wavelength (nm),Irradiance\n400,1\n500,1\n",
        r"led.csv:2: 'Irradiance' does not say what the values are per",
    ),
    "single": ("Wavelength (nm),Irradiance (W/m2/nm)\n400,1\n", r"led.csv: illumination has shape"),
}


@pytest.mark.parametrize("case", LIGHT)
def test_illumination_refusals(tmp_path, case):
    text, match = LIGHT[case]
    with pytest.raises(InputError, match=match):
        read_illumination(written(tmp_path, text))


@pytest.mark.parametrize(
    "thing", [Illumination.blackbody(5800), Illumination.am0() + Illumination.am15g()], ids=["body", "sum"]
)
def test_only_tables_are_written(tmp_path, thing):
    with pytest.raises(InputError, match=r"is no single table; write one that"):
        write_csv(thing, tmp_path / "a.csv")
    with pytest.raises(InputError, match=r"an object of type int; give a Quantum"):
        write_csv(7, tmp_path / "a.csv")


def test_the_written_kinds_are_told_apart(tmp_path):
    from detbal.photovoltaics.files import FORMATS

    things = {
        "quantum efficiency": QuantumEfficiency.of([1, 2], [0, 1]),
        "luminescence": Luminescence.of([1, 2], [0, 1], per=Interval.ENERGY, counted=Counted.PHOTONS),
        "illumination": Illumination.am0(),
    }
    for name, thing in things.items():
        write_csv(thing, tmp_path / "a.csv")
        assert [one.name for one in FORMATS if one.recognises(tmp_path / "a.csv")] == [name]
