"""The files that hold reactions: how each is recognised, and what is in it."""

from __future__ import annotations

from detbal.domain import Format
from detbal.reactions.files.cantera_yaml import is_cantera_yaml, read_cantera_yaml
from detbal.reactions.files.chemkin import read_chemkin
from detbal.reactions.files.cross_section_columns import is_cross_section_table, read_cross_section
from detbal.reactions.files.cross_section_writing import write_cross_section
from detbal.reactions.files.endf_cross_sections import has_cross_sections, read_endf_cross_section
from detbal.reactions.files.exfor import read_exfor
from detbal.reactions.files.exfor_records import looks_like_exfor
from detbal.reactions.files.lamda import looks_like_lamda, read_lamda
from detbal.reactions.files.nuclide_files import read_nuclides
from detbal.reactions.files.reaclib import looks_like_reaclib, read_reaclib
from detbal.reactions.files.sbml import is_sbml, read_sbml

__all__ = [
    "FORMATS",
    "read_cantera_yaml",
    "read_chemkin",
    "read_cross_section",
    "read_endf_cross_section",
    "read_exfor",
    "read_lamda",
    "read_nuclides",
    "read_reaclib",
    "read_sbml",
    "write_cross_section",
]

# All of them look inside, so that files of other domains with the same suffix are not taken.
FORMATS: tuple[Format, ...] = (
    Format(
        "Cantera YAML",
        "a mechanism: phases, species with thermodynamic polynomials, reactions; options phase, pressure, composition",
        is_cantera_yaml,
        read_cantera_yaml,
    ),
    Format(
        "REACLIB",
        "nuclear reaction rates of seven coefficients, version 1 or 2; options mass, abundance, partition_functions, "
        "table",
        looks_like_reaclib,
        read_reaclib,
    ),
    Format(
        "LAMDA",
        "molecular file of LAMDA and RADEX: levels, lines, rates of collisions",
        looks_like_lamda,
        read_lamda,
    ),
    Format(
        "cross-section table",
        "columns of text: energy, value, error, with comments '# reaction = 24Mg(a,p)27Al', '# unit = MeV', "
        "'# frame = laboratory', '# values = mb'",
        is_cross_section_table,
        read_cross_section,
    ),
    Format("EXFOR", "measured cross-sections (.x4); option subentry for one of several", looks_like_exfor, read_exfor),
    Format(
        "ENDF-6 cross-section",
        "MF = 3; options MT and material for one of several",
        has_cross_sections,
        read_endf_cross_section,
    ),
    Format("SBML", "a model with mass-action kinetics (needs python-libsbml)", is_sbml, read_sbml),
)
