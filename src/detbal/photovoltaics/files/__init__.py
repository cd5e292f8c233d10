"""The files that hold what is measured of cells and LEDs: how each is recognised, and what is in it."""

from __future__ import annotations

from detbal.domain import Format
from detbal.photovoltaics.files.current_voltage import read_current_voltage, read_diode_curve
from detbal.photovoltaics.files.headings import Axis
from detbal.photovoltaics.files.illumination import read_illumination
from detbal.photovoltaics.files.luminescence import read_luminescence
from detbal.photovoltaics.files.pair import is_pair, read_pair
from detbal.photovoltaics.files.quantum_efficiency import read_quantum_efficiency
from detbal.photovoltaics.files.recognition import (
    is_current_voltage,
    is_illumination,
    is_luminescence,
    is_quantum_efficiency,
)
from detbal.photovoltaics.files.writing import write, write_csv, write_pair

__all__ = [
    "FORMATS",
    "Axis",
    "read_current_voltage",
    "read_diode_curve",
    "read_illumination",
    "read_luminescence",
    "read_pair",
    "read_quantum_efficiency",
    "write",
    "write_csv",
    "write_pair",
]

# All of them look inside, so that files of other domains with the same suffix are not taken.
FORMATS: tuple[Format, ...] = (
    Format(
        "quantum efficiency",
        "columns of text (.csv .tsv .txt .dat, or .eqe) below any preamble: 'Wavelength (nm)' (um; 'Energy (eV)'), "
        "'EQE (%)', 'EQE' (fractions), IPCE, absorptance, or 'SR (A/W)', perhaps 'error' and 'floor'; decimal commas "
        "with semicolons, tabs or blanks. Options axis, percent, columns where the headings do not say it",
        is_quantum_efficiency,
        read_quantum_efficiency,
    ),
    Format(
        "luminescence",
        "columns as above (or .el, .pl): 'EL (photons/(s m2 nm))', 'PL (counts)', electroluminescence, "
        "photoluminescence. Options per (wavelength, energy) and counted (photons, power) where the heading does not "
        "say it; axis, columns, absolute",
        is_luminescence,
        read_luminescence,
    ),
    Format(
        "illumination",
        "columns as above: 'Irradiance (W/(m2 nm))', 'Irradiance (mW/cm2/um)'. Options axis, per, "
        "counted, columns, name",
        is_illumination,
        read_illumination,
    ),
    Format(
        "current-voltage",
        "columns as above (or .jv, .iv) of a dark curve, positive in forward bias: 'Voltage (V)', 'J (mA/cm2)' or "
        "'Current (mA)'. Option T; area for currents, such as '0.16 cm2'; units and columns where the headings do not "
        "say them; reverse for the other sign",
        is_current_voltage,
        read_diode_curve,
    ),
    Format(
        "junction",
        "EQE and EL of one junction (.toml): keys eqe and el, each the name of a file or a table of file and its "
        'options, such as {file = "led.csv", per = "wavelength"}; T, such as "25 °C"',
        is_pair,
        read_pair,
    ),
)
