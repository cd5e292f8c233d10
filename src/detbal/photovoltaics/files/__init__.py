"""The files that hold what is measured of cells and LEDs: how each is recognised, and what is in it."""

from __future__ import annotations

from detbal.domain import Format
from detbal.photovoltaics.files.axes import Axis
from detbal.photovoltaics.files.current_voltage import read_current_voltage, read_diode_curve
from detbal.photovoltaics.files.device import is_claim, is_junction, read_claim, read_junction
from detbal.photovoltaics.files.illumination import read_illumination
from detbal.photovoltaics.files.luminescence import read_luminescence
from detbal.photovoltaics.files.pair import is_kirchhoff_pair, is_pair, read_kirchhoff_pair, read_pair
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
    "read_claim",
    "read_current_voltage",
    "read_diode_curve",
    "read_illumination",
    "read_junction",
    "read_kirchhoff_pair",
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
        "columns of text (.csv .tsv .txt .dat, or .eqe) below any preamble: 'Wavelength (nm)' (um; 'Energy (eV)', "
        "meV; 'Wavenumber (cm-1)'), 'EQE (%)', 'EQE' (fractions), IPCE, absorptance, or 'SR (A/W)', perhaps 'error' "
        "('rel. error (%)', 'uncertainty (k=2)'), 'floor', 'rounding'; decimal commas with semicolons, tabs or blanks. "
        "Numbers count as rounded to their digits, unless a comment says '# digits = 3' or '# digits = exact'. Options "
        "axis, percent, columns where the headings do not say it",
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
        "'Current (mA)', perhaps 'error'. Option T; area for currents, such as '0.16 cm2'; units and columns where the "
        "headings do not say them; reverse for the other sign",
        is_current_voltage,
        read_diode_curve,
    ),
    Format(
        "pair of curves",
        "EQE and EL of one junction (.toml): keys eqe and el, each the name of a file or a table of file and its "
        'options, such as {file = "led.csv", per = "wavelength"}; T, such as "25 °C"',
        is_pair,
        read_pair,
    ),
    Format(
        "absorptance and emissivity",
        "of one body (.toml): keys absorptance and emissivity, each a file as in a pair of curves",
        is_kirchhoff_pair,
        read_kirchhoff_pair,
    ),
    Format(
        "junction",
        "table [junction] (.toml): gap in eV, or absorptance as in a pair of curves; T, ambient, elqe, etendue, "
        "refractive_index, substrate, light (a file)",
        is_junction,
        read_junction,
    ),
    Format(
        "claim",
        "table [claim] (.toml): gap in eV; voc (V), jsc (A/m2), efficiency, fill_factor, errors; T, illumination (a "
        "file)",
        is_claim,
        read_claim,
    ),
)
