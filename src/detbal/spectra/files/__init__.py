"""The files that hold spectra: how each is recognised, and what is in it."""

from __future__ import annotations

from detbal.domain import Format
from detbal.readers.endf import looks_like_endf
from detbal.spectra.files.columns import is_spectrum_table, read_spectrum
from detbal.spectra.files.dynasor import is_dynasor, read_dynasor
from detbal.spectra.files.endf import read_scattering_law, read_thermal_scattering
from detbal.spectra.files.hitran import looks_like_hitran, read_hitran
from detbal.spectra.files.jcamp import read_jcamp
from detbal.spectra.files.mdanse import is_mdanse, read_mdanse
from detbal.spectra.files.nexus import is_nexus, read_nexus
from detbal.spectra.files.raman import read_band_areas
from detbal.spectra.files.writing import write_csv

__all__ = [
    "FORMATS",
    "read_band_areas",
    "read_dynasor",
    "read_hitran",
    "read_jcamp",
    "read_mdanse",
    "read_nexus",
    "read_scattering_law",
    "read_spectrum",
    "read_thermal_scattering",
    "write_csv",
]

# All of them look inside, so that files of other domains with the same suffix are not taken.
FORMATS: tuple[Format, ...] = (
    Format(
        "columns",
        "columns of text (.csv .tsv .txt .dat .xy): frequency, value, error (or floor, by name), the first called "
        "omega, frequency, energy, wavenumber or the like, or with a comment '# detbal: spectrum'. Comments "
        "'# unit = cm^-1', '# kind = wightman', '# T = 300 K' ('# kT = 25 meV'), '# correlated = 3', "
        "'# digits = exact', or options unit, kind, T, kT. Values written with 5 to 14 significant digits at most are "
        "taken as rounded to these, and so are frequencies that are not uniform",
        is_spectrum_table,
        read_spectrum,
    ),
    Format(
        "HITRAN",
        "line list in records of 160 characters (.par); options partition (the partition sum at T), abundance, and "
        "molecule, isotopologue if there are several, T if not 296 K, skip_incomplete",
        looks_like_hitran,
        read_hitran,
    ),
    Format(
        "ENDF-6",
        "thermal scattering law S(α, β), MF = 7 MT = 4; option T for one of several temperatures, material for one of "
        "several MAT",
        looks_like_endf,
        read_scattering_law,
    ),
    Format(
        "MDANSE",
        "output of MDANSE 2 (.mda): the total S(q, ω) or spectrum, or the array that option name says; options T, kT",
        is_mdanse,
        read_mdanse,
    ),
    Format(
        "NeXus",
        "HDF5 with a group of the class NXdata: signal, axes (in 1/Å or 1/nm for q), errors; option kind, and unit, "
        "data, T, kT where the file does not say",
        is_nexus,
        read_nexus,
    ),
    Format(
        "dynasor",
        "a Sample of dynasor 2 (.npz): S(q, ω), or the function of q and ω that the option name says; options T, kT",
        is_dynasor,
        read_dynasor,
    ),
)
