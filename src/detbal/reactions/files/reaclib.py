"""REACLIB files as networks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detbal.choice import named
from detbal.on_demand import OnDemand
from detbal.reactions.concentration import Concentration
from detbal.reactions.files.reaclib_entries import ReaclibEntries, read_reaclib_entries
from detbal.reactions.network import Counting, ReactionNetwork
from detbal.reactions.nuclide_names import charge_and_nucleons
from detbal.reactions.nuclides import MassKind, NuclideTable
from detbal.reactions.temperatures import GK
from detbal.reactions.thermochemistry.nuclear import Abundance, nuclear_thermochemistry

WEAK = "weak: electrons and neutrinos take part, whose densities are no part of the network"
SPONTANEOUS = "spontaneous decay: its rate is a measured half-life, and no reverse belongs to it"
#: Where REACLIB is meant to hold, and where a network of it is asked about if nobody says other temperatures.
TEMPERATURES = np.geomspace(0.1, 10.0, 30) * GK
_CHAPTERS = re.compile(rb"(?:\s*(?:[1-9]|10|11) *\n)+(?:\s*\n)?")  # the first ones may be empty
_HEADER = re.compile(rb" {5}[ a-z0-9*-]{30} {8}.{6}   [ -]\d\.\d{5}[eE][-+]\d\d")


def read_reaclib(
    path: str | PathLike[str],
    *,
    mass: MassKind | str = MassKind.NUCLEAR,
    abundance: Abundance | str = Abundance.NUMBER,
    partition_functions: bool = False,
    table: NuclideTable | None = None,
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

    Returns
    -------
    ReactionNetwork
        Weak rates (flag w) and spontaneous decays (flag s) are set aside; rates with the letter v are `derived`.

    Raises
    ------
    InputError
        As `read_reaclib_entries`.

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
        entries.species,
        mass=named(MassKind, mass, "mass"),
        abundance=named(Abundance, abundance, "abundance"),
        partition_functions=partition_functions,
        table=table,
    )
    return network_of_entries(entries, str(path), thermochemistry=thermochemistry)


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
    aside = np.where(entries.weak | ~_charge_conserved(entries), 1, np.where(entries.spontaneous, 2, 0))
    defaults = {
        "counting": Counting.PER_SET,
        "concentration": Concentration.MOL_PER_CM3,
        "derived": entries.derived,
        "aside": aside,
        "reasons": (WEAK, SPONTANEOUS),
        "temperatures": TEMPERATURES,
        "places": EntryPlaces(name, entries.line, entries.label),
        "assumptions": ("photons: Wien (Boltzmann) spectrum, as in REACLIB",),
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
        head = stream.read(4096).replace(b"\r\n", b"\n")
    chapters = _CHAPTERS.match(head)
    return chapters is not None and _HEADER.match(head, chapters.end()) is not None


class EntryPlaces(OnDemand):
    """Places of rates in a file, "file:line (label)", made on demand.

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


def _charge_conserved(entries: ReaclibEntries) -> NDArray[np.bool_]:
    found = [charge_and_nucleons(name) for name in entries.species]
    charge = np.array([np.nan if each is None else each[0] for each in found])
    known = np.nan_to_num(charge)  # a species without a known charge proves nothing
    change = entries.products - entries.reactants
    sure = np.asarray(abs(change) @ np.isnan(charge).astype(float)) == 0
    return np.asarray(~sure | (change @ known == 0))
