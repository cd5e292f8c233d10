"""The text of REACLIB into arrays: entries of three lines, after lines with their chapter.

The format: R. H. Cyburt et al., Astrophys. J. Suppl. 189 (2010) 240. A header holds six names of five characters
(columns 6 to 35), a label (44 to 47), a flag (48: n, r, w, s), the letter v (49) for a rate that is derived from its
reverse, and Q (53 to 64); seven coefficients of 13 characters follow, four and three. Version 2 repeats the chapter
before each entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.files.reaclib_text import Characters, ReaclibText
from detbal.reactions.nuclide_names import charge_and_nucleons, name_or_none
from detbal.reactions.rates.reaclib import ReaclibRates
from detbal.readers.fixed_width import exponential_numbers

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    Sides = tuple[csr_array[Any], csr_array[Any]]

#: Numbers of reactants and products of each chapter.
CHAPTERS = {
    1: (1, 1), 2: (1, 2), 3: (1, 3), 4: (2, 1), 5: (2, 2), 6: (2, 3), 7: (2, 4), 8: (3, 1), 9: (3, 2), 10: (4, 2),
    11: (1, 4),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class ReaclibEntries:
    """What a REACLIB file says of m rates; consecutive sets of one reaction, label and direction are one rate.

    Attributes
    ----------
    species : tuple of n strings
    reactants, products : (m, n) sparse arrays
    chapter : (m,) integer array
    label : (m,) array of 4 bytes
    weak, spontaneous, derived : (m,) bool arrays
        Flags w, s and v.
    Q : (m,) float array
        MeV.
    line : (m,) integer array
        Of the header of its first set, from 1.
    rates : ReaclibRates
    """

    species: tuple[str, ...]
    reactants: csr_array[Any]
    products: csr_array[Any]
    chapter: NDArray[np.intp]
    label: NDArray[np.bytes_]
    weak: NDArray[np.bool_]
    spontaneous: NDArray[np.bool_]
    derived: NDArray[np.bool_]
    Q: FloatArray
    line: NDArray[np.intp]
    rates: ReaclibRates

    def __len__(self) -> int:
        return len(self.chapter)


def read_reaclib_entries(path: str | PathLike[str]) -> ReaclibEntries:
    r"""Read a file of REACLIB, version 1 or 2, all chapters.

    Raises
    ------
    InputError
        An entry that is cut off, an unknown chapter, species that do not fit to it, a number that cannot be read,
        nucleons that do not balance, or charge that does not, without the flag w: naming file, line and entry.

    Notes
    -----
    82,225 sets (18.7 MB) take 0.2 s, and another 0.2 s the first time, for what is imported. Nuclides are named as in
    REACLIB, however the file spells them.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp()) / "reaclib"
    >>> text = "4\n         n    p    d                       an06n     2.22457e+00          \n"
    >>> _ = path.write_text(text + " 1.000000e+00" * 4 + "\n" + " 0.000000e+00" * 3 + "\n")
    >>> entries = read_reaclib_entries(path)
    >>> entries.species, entries.Q.tolist(), entries.label.tolist()
    (('n', 'p', 'd'), [2.22457], [b'an06'])
    """
    text = ReaclibText.of(path)
    headers = text.body[:, 0]
    fields = headers[:, 5:35].reshape(-1, 6, 5)
    chapter, counts = _sizes(text, fields)
    numbers = np.concatenate([text.body[:, 1, :52], text.body[:, 2, :39]], axis=1).reshape(-1, 7, 13)
    coefficients = exponential_numbers(numbers.reshape(-1, 13)).reshape(-1, 7)
    # most of the library was written with five digits and only later filled up with a zero
    digits = np.where((numbers[:, :, 8] == ord("0")).all(axis=1), 5, 6)
    Q = exponential_numbers(np.ascontiguousarray(headers[:, 52:64]))
    _require_numbers(text, coefficients, Q)
    starts = _starts(headers, chapter)
    species, codes = _species(fields[starts])
    sides = _stoichiometry(codes, counts[starts], len(species))
    flag = headers[:, 47]
    _require_balance(text, starts, species, sides, flag[starts] == ord("w"))
    owner = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(headers)))
    return ReaclibEntries(
        species=species,
        reactants=sides[0],
        products=sides[1],
        chapter=chapter[starts],
        label=np.ascontiguousarray(headers[starts, 43:47]).view("S4").ravel(),
        weak=flag[starts] == ord("w"),
        spontaneous=flag[starts] == ord("s"),
        derived=headers[starts, 48] == ord("v"),
        Q=Q[starts],
        line=text.entry_lines[starts] + 1,
        rates=ReaclibRates(coefficients, owner, digits=digits),
    )


def _sizes(text: ReaclibText, fields: Characters) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the chapter of each entry, and its numbers of reactants and products, which its names must fit."""
    chapter = text.chapters()
    named = (fields != ord(" ")).any(axis=2)
    total = named.sum(axis=1)
    chapter = np.where((chapter == 8) & (total == 5), 9, chapter)  # version 1 has both in chapter 8
    sizes = np.zeros((12, 2), dtype=np.intp)
    sizes[list(CHAPTERS)] = list(CHAPTERS.values())
    fits = (named == (np.arange(6) < sizes[chapter].sum(axis=1)[:, None])).all(axis=1)
    if not fits.all():
        k = int(np.argmin(fits))
        before, after = CHAPTERS[int(chapter[k])]
        what = f"{text.place(k)} has {int(total[k])} species in chapter {int(chapter[k])}"
        fix = f"it has {before} reactants and {after} products, without gaps"
        raise InputError(explain(what, fix=fix))
    return chapter, sizes[chapter]


def _require_numbers(text: ReaclibText, coefficients: FloatArray, Q: FloatArray) -> None:
    bad = ~np.isfinite(coefficients)
    if bad.any():
        k, column = (int(place[0]) for place in np.nonzero(bad))
        line, start = (1, 13 * column) if column < 4 else (2, 13 * (column - 4))
        shown = text.body[k, line, start : start + 13].tobytes().decode(errors="replace")
        what = f"{text.place(k, line)}: coefficient a{column} = {shown!r} is no number"
        raise InputError(explain(what, fix="write it like '-6.781610e+00'"))
    if not np.isfinite(Q).all():
        k = int(np.argmin(np.isfinite(Q)))
        shown = text.body[k, 0, 52:64].tobytes().decode(errors="replace")
        raise InputError(explain(f"{text.place(k)}: Q = {shown!r} is no number", fix="write it like ' 2.22457e+00'"))


def _starts(headers: Characters, chapter: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the first set of each rate."""
    same = (headers[1:, 5:47] == headers[:-1, 5:47]).all(axis=1)  # names and label
    same &= (headers[1:, 48] == headers[:-1, 48]) & (chapter[1:] == chapter[:-1])
    same &= (headers[1:, 47] == ord("w")) == (headers[:-1, 47] == ord("w"))
    return np.flatnonzero(np.concatenate([[True], ~same]))


def _species(fields: Characters) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Return the names, by charge and nucleons, and their numbers in (m, 6) fields; -1 where a field is blank."""
    padded = np.zeros((*fields.shape[:2], 8), dtype=np.uint8)
    padded[..., 3:] = fields
    codes = padded.view(">u8")[..., 0].astype(np.uint64)
    blank = int.from_bytes(b" " * 5, "big")
    found = np.unique(codes)
    found = found[found != blank]
    spelled = [int(code).to_bytes(5, "big").decode().strip() for code in found]
    names = [name_or_none(name) or name for name in spelled]
    species = sorted(set(names), key=lambda name: (charge_and_nucleons(name) or (999, 0), name))
    place = {name: k for k, name in enumerate(species)}
    number = np.array([place[name] for name in names], dtype=np.intp)
    where = np.minimum(np.searchsorted(found, codes), len(found) - 1)
    return tuple(species), np.where(codes == blank, -1, number[where])


def _require_balance(
    text: ReaclibText,
    starts: NDArray[np.intp],
    species: tuple[str, ...],
    sides: Sides,
    weak: NDArray[np.bool_],
) -> None:
    """Raise where nucleons do not balance, or charge without flag w; a species that is no nuclide proves nothing."""
    found = [charge_and_nucleons(name) for name in species]
    strange = np.array([each is None for each in found], dtype=float)
    sure = np.asarray((sides[0] + sides[1]) @ strange) == 0
    Z, A = np.array([each or (0, 0) for each in found], dtype=float).T
    for what, own, free, fix in (
        ("nucleons", A, np.zeros_like(weak), "correct its species or its chapter"),
        ("charge", Z, weak, "correct its species, or give it the flag w if it is weak"),
    ):
        before, after = (np.asarray(side @ own) for side in sides)
        bad = sure & (before != after) & ~free
        if bad.any():
            k = int(np.argmax(bad))
            why = f"{what}: {before[k]:.0f} before, {after[k]:.0f} after"
            raise InputError(explain(f"{text.place(int(starts[k]))} does not balance", why=why, fix=fix))


def _stoichiometry(codes: NDArray[np.intp], counts: NDArray[np.intp], n_species: int) -> Sides:
    from scipy.sparse import csr_array

    place = np.arange(6)
    before, total = counts[:, :1], counts.sum(axis=1, keepdims=True)
    sides = []
    for own in (place < before, (place >= before) & (place < total)):
        indices = codes[own]
        ends = np.concatenate([[0], np.cumsum(own.sum(axis=1))])
        side = csr_array((np.ones(len(indices)), indices, ends), shape=(len(codes), n_species))
        side.sum_duplicates()
        sides.append(side)
    return sides[0], sides[1]
