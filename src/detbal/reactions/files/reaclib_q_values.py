"""Q values that entries of REACLIB state, against those of the masses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.files.reaclib_entries import ReaclibEntries
from detbal.reactions.names import ReactionNames

#: Differences that are worth a word, MeV: half of the library's are below.
LARGE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class QDifferences:
    """What m entries state as Q, and what the masses give.

    Attributes
    ----------
    entries : ReaclibEntries
    by_masses : (m,) float array
        MeV; nan where a mass is unknown, and for weak rates: leptons take part, and Q is theirs or left out.
    """

    entries: ReaclibEntries
    by_masses: FloatArray

    @classmethod
    def of(cls, entries: ReaclibEntries, excess: FloatArray) -> QDifferences:
        r"""Compare with mass excesses of the species, (n,), in MeV; nan where unknown.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> from detbal.reactions.files.reaclib_entries import read_reaclib_entries
        >>> path = Path(tempfile.mkdtemp()) / "reaclib"
        >>> text = "4\n         n    p    d                       an06n     2.42457e+00          \n"
        >>> _ = path.write_text(text + " 1.000000e+00" * 4 + "\n" + " 0.000000e+00" * 3 + "\n")
        >>> found = QDifferences.of(read_reaclib_entries(path), np.array([8.07132, 7.28897, 13.13572]))
        >>> found.told("file")
        'Q of 1 of 1 entries, ..., most in file:2, n + p → d: 2.42457 MeV, masses 2.22457 MeV'
        """
        unknown = (entries.reactants + entries.products) @ np.isnan(excess).astype(float) > 0
        released = (entries.reactants - entries.products) @ np.nan_to_num(excess)
        return cls(entries, np.where(unknown | entries.weak, np.nan, released))

    @property
    def sizes(self) -> FloatArray:
        """Absolute differences, MeV, (m,); nan where they are unknown."""
        return np.abs(self.entries.Q - self.by_masses)

    def told(self, file: str) -> str:
        """Say how many differ by more than 100 keV, and which one most."""
        sizes = self.sizes
        known, large = int(np.isfinite(sizes).sum()), int((sizes > LARGE).sum())
        if not large:
            return f"Q of all {known:,} entries, weak ones apart, is that of the masses to {1e3 * LARGE:g} keV"
        worst = self._shown(int(np.nanargmax(sizes)), file)
        said = f"Q of {large:,} of {known:,} entries, weak ones apart, differs from that of the masses"
        said += f" by more than {1e3 * LARGE:g} keV"
        return f"{said}, most in {worst}"

    def require_below(self, tolerance: float, file: str) -> None:
        """Raise if any differs by more than the tolerance, MeV, naming the first one.

        Raises
        ------
        InputError
            With file, line and both values.
        """
        bad = self.sizes > tolerance
        if not bad.any():
            return
        what = f"{self._shown(int(np.argmax(bad)), file)}, and {int(bad.sum()) - 1:,} more"
        why = f"Q of an entry differs from that of the masses by more than {1e3 * tolerance:g} keV"
        raise InputError(explain(what, why=why, fix="correct Q or the species, allow more, or give another table="))

    def _shown(self, k: int, file: str) -> str:
        entries = self.entries
        name = ReactionNames(entries.species, entries.reactants, entries.products, "→")[k]
        place = f"{file}:{int(entries.line[k])}, {name}"
        return f"{place}: {entries.Q[k]:.6g} MeV, masses {self.by_masses[k]:.6g} MeV"
