"""REACLIB files as networks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.on_demand import OnDemand
from detbal.reactions.concentration import Concentration
from detbal.reactions.files.reaclib_entries import ReaclibEntries, read_reaclib_entries
from detbal.reactions.files.reaclib_q_values import QDifferences
from detbal.reactions.files.reaclib_text import without_mark
from detbal.reactions.network import Counting, ReactionNetwork
from detbal.reactions.nuclides import MassKind, NuclideTable
from detbal.reactions.temperatures import GK
from detbal.reactions.thermochemistry.nuclear import Abundance, nuclear_thermochemistry
from detbal.reactions.thermochemistry.statistical import MEV_IN_KELVIN
from detbal.units import ENERGY_UNITS, to_floats

WEAK = "weak: electrons and neutrinos take part, whose densities are no part of the network"
SPONTANEOUS = "spontaneous decay: its rate is a measured half-life, and no reverse belongs to it"
WIEN = "photons: Wien (Boltzmann) spectrum, as in REACLIB"
#: Where REACLIB is meant to hold, and where a network of it is asked about if nobody says other temperatures.
TEMPERATURES = np.geomspace(0.1, 10.0, 30) * GK
_CHAPTERS = re.compile(rb"(?:\s*(?:[1-9]|10|11) *\n)+(?:\s*\n)?")  # the first ones may be empty
_HEADER = re.compile(rb" {5}[ A-Za-z0-9*-]{30} {8}.{6}   [ -]\d\.\d{5}[eE][-+]\d\d")


def read_reaclib(
    path: str | PathLike[str],
    *,
    mass: MassKind | str = MassKind.NUCLEAR,
    abundance: Abundance | str = Abundance.NUMBER,
    partition_functions: bool = False,
    table: NuclideTable | None = None,
    Q_tolerance: Any = None,
) -> ReactionNetwork:
    r"""Read a file of REACLIB, version 1 or 2, into a network with the thermochemistry of a table of nuclides.

    Parameters
    ----------
    path
    mass, abundance, table
        As in `nuclear_thermochemistry`; the first two also by name.
    partition_functions
        False: G = 1, which is what the reverse rates of REACLIB are made with; a code that uses them multiplies them
        by partition functions itself.
    Q_tolerance : optional
        Energy (``"100 keV"``; a number is in MeV) by which Q of an entry may differ from that of the masses, weak rates
        apart. None: the library as it is differs by up to 6 MeV, so that those that differ by more than 100 keV are
        counted in `assumptions`.

    Returns
    -------
    ReactionNetwork
        Weak rates (flag w) and spontaneous decays (flag s) are set aside; rates with the letter v are `derived`.

    Raises
    ------
    InputError
        As `read_reaclib_entries`; or Q that contradicts the masses by more than was allowed.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "reaclib"
    >>> text = "4\n         n    p    d                       an06n     2.22457e+00          \n"
    >>> _ = path.write_text(text + " 1.000000e+00" * 4 + "\n" + " 0.000000e+00" * 3 + "\n")
    >>> network = read_reaclib(path)
    >>> network, network.names[0], network.places[0][-16:]
    (<ReactionNetwork: 3 species, 1 reactions, thermochemistry of all>, 'n + p → d', 'reaclib:2 (an06)')
    """
    entries = read_reaclib_entries(path)
    thermochemistry = nuclear_thermochemistry(
        entries.species, mass=mass, abundance=abundance, partition_functions=partition_functions, table=table
    )
    name = str(path)
    differences = QDifferences.of(entries, thermochemistry.energy / MEV_IN_KELVIN)
    if Q_tolerance is not None:
        differences.require_below(_tolerance(Q_tolerance), name)
    return network_of_entries(
        entries, name, thermochemistry=thermochemistry, assumptions=(WIEN, differences.told(name))
    )


def _tolerance(given: Any) -> float:
    found, _ = to_floats(given, ENERGY_UNITS["MeV"], name="Q_tolerance")
    if found.ndim or found < 0:
        raise InputError(explain(f"Q_tolerance = {given!r}", fix="give one energy of zero or more, such as '100 keV'"))
    return float(found)


def network_of_entries(entries: ReaclibEntries, name: str, **settings: object) -> ReactionNetwork:
    """Make a network of entries.

    Parameters
    ----------
    entries
    name
        Of the file, for `places`.
    **settings
        As for `ReactionNetwork`.

    Examples
    --------
    >>> import inspect
    >>> list(inspect.signature(network_of_entries).parameters)
    ['entries', 'name', 'settings']
    """
    aside = np.where(entries.weak, 1, np.where(entries.spontaneous, 2, 0))
    defaults = {
        "counting": Counting.PER_SET,
        "concentration": Concentration.MOL_PER_CM3,
        "derived": entries.derived,
        "aside": aside,
        "reasons": (WEAK, SPONTANEOUS),
        "temperatures": TEMPERATURES,
        "places": EntryPlaces(name, entries.line, entries.label),
        "assumptions": (WIEN,),
    }
    parts = (entries.species, entries.reactants, entries.products, entries.rates)
    return ReactionNetwork(*parts, **(defaults | settings))  # type: ignore[arg-type]


def looks_like_reaclib(path: str | PathLike[str]) -> bool:
    r"""Tell whether a file begins as REACLIB text does: a chapter, then the header of an entry; reads 4 kB.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "reaclib"
    >>> _ = path.write_text("4\n         n    p    d                       an06n     2.22457e+00          \n")
    >>> looks_like_reaclib(path)
    True
    """
    place = Path(path)
    if not place.is_file():
        return False
    with place.open("rb") as stream:
        head = without_mark(stream.read(4096))
    chapters = _CHAPTERS.match(head)
    return chapters is not None and _HEADER.match(head, chapters.end()) is not None


class EntryPlaces(OnDemand):
    """Places of rates in a file, ``file:line (label)``, made on demand.

    Examples
    --------
    >>> EntryPlaces("reaclib", np.array([2]), np.array([b"an06"]))[0]
    'reaclib:2 (an06)'
    """

    __slots__ = ("labels", "lines", "path")

    def __init__(self, path: str, lines: NDArray[np.intp], labels: Sequence[bytes] | NDArray[np.bytes_]) -> None:
        self.path, self.lines, self.labels = path, lines, labels

    def __len__(self) -> int:
        return len(self.lines)

    def name(self, k: int) -> str:
        """Return the place of rate k."""
        return f"{self.path}:{int(self.lines[k])} ({self.labels[k].decode().strip()})"
