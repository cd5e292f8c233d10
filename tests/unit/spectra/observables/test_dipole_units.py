"""Units of dipoles and volumes: named, never guessed."""

import pytest
import scipy.constants as const

from detbal.errors import InputError
from detbal.spectra.observables.dipole_units import BOHR, DEBYE, DIPOLE_UNITS, EPSILON_0, cubic_metres, dipole_unit


def test_sizes_in_si():
    assert pytest.approx(const.epsilon_0, rel=1e-9) == EPSILON_0
    assert pytest.approx(const.value("Bohr radius"), rel=1e-9) == BOHR
    assert pytest.approx(3.33564095e-30, rel=1e-8) == DEBYE
    assert dipole_unit("e A").size / DEBYE == pytest.approx(4.80320471, rel=1e-8)  # the number chemists know
    assert dipole_unit("e a0").size / DEBYE == pytest.approx(2.541746473, rel=1e-8)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [("D", "D"), ("Debye", "D"), ("e A", "e Å"), ("e*A", "e Å"), ("e Å", "e Å"), ("e bohr", "e a0"), ("C·m", "C m")],
)
def test_spellings(text, symbol):
    assert dipole_unit(text) is DIPOLE_UNITS[symbol]


def test_derivatives_carry_their_unit_of_time():
    assert dipole_unit("D/fs").per.seconds == 1e-15
    assert dipole_unit("e A/ps").symbol == "e Å/ps"
    unit = dipole_unit("D/fs")
    assert dipole_unit(unit) is unit


@pytest.mark.parametrize("text", ["d", "A", "e", "D/cm", "D/", "D^2", "au", ""])
def test_other_dipoles_are_refused(text):
    with pytest.raises(InputError, match=r"dipole unit .*unknown; known are D, C m, e Å.* over s, ms"):
        dipole_unit(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [("1000 A^3", 1e-27), ("1 nm^3", 1e-27), ("1 Å³", 1e-30), ("2 m^3", 2.0), ("1 a0^3", BOHR**3), ("1 L", 1e-3)],
)
def test_volumes(text, size):
    assert cubic_metres(text) == pytest.approx(size, rel=1e-12)


def test_volumes_of_pint():
    import pint

    assert cubic_metres(pint.UnitRegistry().Quantity(1.5, "nm^3")) == pytest.approx(1.5e-27)


@pytest.mark.parametrize(
    ("volume", "words"),
    [
        (1000.0, "it has no unit; write it as text"),
        ("1000", "it has no unit"),
        ("1000 A", "'A': this is no known unit of volume"),
        ("10 nm^2", "this is no known unit of volume"),
        ("-5 A^3", "give one positive number"),
        ("0 A^3", "give one positive number"),
    ],
)
def test_volumes_that_are_none(volume, words):
    with pytest.raises(InputError, match=words):
        cubic_metres(volume)
