"""Files in the xyz format and its relatives, read frame by frame in constant memory.

Each frame is a line with the number of entries, a line of comment, and for each entry a line with its name (a species,
or an index) and its numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from detbal.errors import InputError, explain
from detbal.readers.numbers import FloatArray, parse_numbers
from detbal.readers.streaming import BATCH, text_stream


@dataclass(frozen=True, slots=True, eq=False)
class XyzFile:
    """An xyz-like file; build with `XyzFile.of`.

    Attributes
    ----------
    path : Path
    names : tuple of strings
        What stands before the numbers, for each entry of a frame.
    width : int
        How many cells the lines of the entries have, the name included.
    frames : int or None
        How many frames are read; None: all.
    """

    path: Path
    names: tuple[str, ...]
    width: int
    frames: int | None = None

    @classmethod
    def of(cls, path: Path, *, frames: int | None = None) -> XyzFile:
        r"""Look at the first frame.

        Parameters
        ----------
        path
        frames
            Read only so many frames from the start, such as those before a damaged end.

        Raises
        ------
        InputError
            If the file does not begin with a whole frame, or `frames` is not positive.

        Examples
        --------
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "a.xyz"
        >>> _ = path.write_text("1\nt=0\nH 0.0 0.5 1.0\n1\nt=1\nH 0.0 0.5 2.0\n")
        >>> file = XyzFile.of(path)
        >>> file.names, next(file.blocks()).shape
        (('H',), (2, 1, 3))
        """
        if frames is not None and (isinstance(frames, bool) or not isinstance(frames, int) or frames < 1):
            raise InputError(explain(f"frames = {frames!r}", fix="give a positive whole number"))
        with text_stream(path) as file:
            head = file.readline()
            if not head.strip().isdecimal() or int(head) == 0:
                fix = "an xyz file begins with the number of atoms in a frame"
                raise InputError(explain(f"{path}:1: {head.strip()[:40]!r} is no number of atoms", fix=fix))
            lines = list(islice(file, int(head) + 1))
        if len(lines) < int(head) + 1:
            raise _cut_off(path, len(lines) + 1, 0)
        rows = [line.split() for line in lines[1:]]
        found = cls(path, tuple(row[0] if row else "" for row in rows), len(rows[0]), frames)
        if found.width < 4:
            fix = "write the name and three numbers"
            raise InputError(explain(f"{path}:3: {lines[1].strip()[:40]!r} holds no x, y, z", fix=fix))
        return found

    def count(self) -> int | None:
        """Count the frames, by the lines; None if the lines are not those of whole frames (reading says where)."""
        if self.frames is not None:
            return self.frames
        last = 0
        with text_stream(self.path) as file:
            for k, line in enumerate(file, 1):
                last = last if line.isspace() else k
        whole, rest = divmod(last, len(self.names) + 2)
        return None if rest else whole

    def blocks(self) -> Iterator[FloatArray]:
        """Read the first three numbers of each entry, block by block: arrays (frames of the block, entries, 3).

        Raises
        ------
        InputError
            A frame with other entries than the first, a line with more or fewer cells, something that is no
            number, an end within a frame, or fewer frames than asked for: with file and line.
        """
        stride = len(self.names) + 2
        done = 0
        with text_stream(self.path) as file:
            while lines := self._batch(file, done):
                whole, rest = divmod(len(lines), stride)
                block = self._parse(lines[: whole * stride], done)
                done += whole
                if rest:
                    raise _cut_off(self.path, done * stride + rest, done)
                yield block
        if self.frames is not None and done < self.frames:
            raise InputError(explain(f"{self.path} holds {done} frames", fix=f"give frames={done} or fewer"))

    def _batch(self, file: TextIO, done: int) -> list[str]:
        """Return the lines of the next frames; blank ones at the end of the file are left out."""
        stride = len(self.names) + 2
        want = max(1, BATCH // stride)
        if self.frames is not None:
            want = min(want, self.frames - done)
        lines = list(islice(file, want * stride))
        if len(lines) < want * stride:
            while lines and not lines[-1].strip():
                lines.pop()
        return lines

    def _parse(self, lines: list[str], done: int) -> FloatArray:
        atoms = len(self.names)
        stride = atoms + 2
        for k, head in enumerate(lines[::stride]):
            if head.strip() != str(atoms):
                what = f"{self.path}:{self._line(done + k, 0)}: frame {done + k} begins with {head.strip()[:40]!r}"
                raise InputError(explain(what, fix=f"every frame begins with its number of atoms, {atoms}"))
        rows = [line.split() for k, line in enumerate(lines) if k % stride > 1]
        for k, row in enumerate(rows):
            name = self.names[k % atoms]
            if len(row) != self.width or row[0] != name:
                what = f"{self.path}:{self._line(done + k // atoms, 2 + k % atoms)}: {' '.join(row)[:60]!r}"
                fix = f"the first frame has {name!r} and {self.width - 1} numbers here"
                raise InputError(explain(what, fix=f"{fix}; give all frames the same atoms in the same order"))
        cells = [cell for row in rows for cell in row[1:4]]

        def place(k: int) -> str:
            frame, entry = divmod(k // 3, atoms)
            return f"{self.path}:{self._line(done + frame, 2 + entry)}, {'xyz'[k % 3]}"

        return parse_numbers(cells, place).reshape(-1, atoms, 3)

    def _line(self, frame: int, within: int) -> int:
        return frame * (len(self.names) + 2) + within + 1


def _cut_off(path: Path, line: int, whole: int) -> InputError:
    what = f"{path}:{line}: the file ends within frame {whole}, after {whole} whole frame{'s' * (whole != 1)}"
    fix = f"write the file anew, or read just these with frames={whole}" if whole else "write the file anew"
    return InputError(explain(what, fix=fix))
