"""Onsager's matrix: how currents answer to small forces near equilibrium, whatever it was calculated from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Self

import numpy as np

from detbal.figures import Colours, MapFigure
from detbal.pairs import FloatArray
from detbal.result import Result
from detbal.verdict import Finding

ONSAGER = "L. Onsager, Reciprocal relations in irreversible processes. I, Phys. Rev. 37, 405 (1931)"

#: Rows on the first screen.
_SHOWN = 8


class ReciprocityBroken(Finding):
    """Onsager's matrix is not symmetric: reversal of time takes the system to another one."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OnsagerMatrix(Result):
    """J = L X to first order in X, at one temperature and one chemical potential; build with `OnsagerMatrix.of`.

    Attributes
    ----------
    matrix : (n, n) float array
        L, per unit time: positive semidefinite but for round-off. Forces X of heat: 1/kT - 1/kT_a; of particles:
        (μ_a - μ)/kT_a.
    floor : (n, n) float array
        Size up to which each element may be round-off.
    names : sequence of n strings
        Of its rows, which are those of its columns: what flows from where, all into the system. Heat is energy less μ
        times particles.
    kT, mu : float
        Where it is taken.
    """

    matrix: FloatArray
    floor: FloatArray
    names: Sequence[str]
    kT: float
    mu: float

    @classmethod
    def of(cls, matrix: FloatArray, floor: FloatArray, names: Sequence[str], **more: Any) -> Self:
        """Report on a matrix: its rows as facts, its picture, and whether it is symmetric.

        Parameters
        ----------
        matrix, floor : (n, n)
        names
        **more
            What else the result has, by name.

        Examples
        --------
        >>> L, floor = np.array([[1.0, 0.5], [-0.5, 1.0]]), np.full((2, 2), 1e-15)
        >>> found = OnsagerMatrix.of(L, floor, ["heat of L", "heat of R"], kT=1.0, mu=0.0, subject="", statement="")
        >>> found.symmetric, found.findings[0].message
        (False, 'L is not symmetric: |L_ab - L_ba| up to 1 of its largest element')
        """
        found = cls(
            matrix=matrix,
            floor=floor,
            names=names,
            facts=_rows(matrix, names),
            drawings=partial(onsager_figures, matrix, names),
            **more,
        )
        if found.symmetric:
            return found
        said = f"L is not symmetric: |L_ab - L_ba| up to {found.asymmetry:.2g} of its largest element"
        return replace(found, findings=(*found.findings, ReciprocityBroken(said)))

    @property
    def asymmetry(self) -> float:
        """Largest |L_ab - L_ba| in units of the largest element; 0 by reciprocity, and where nothing flows."""
        size = float(np.abs(self.matrix).max())
        return float(np.abs(self.matrix - self.matrix.T).max() / size) if size else 0.0

    @property
    def symmetric(self) -> bool:
        """Whether L is symmetric to within round-off."""
        return bool((np.abs(self.matrix - self.matrix.T) <= self.floor + self.floor.T).all())


def onsager_figures(matrix: FloatArray, names: Sequence[str]) -> tuple[MapFigure, ...]:
    """Draw Onsager's matrix as a map, its first row at the bottom.

    Parameters
    ----------
    matrix : (n, n)
    names
        Of its rows, which are those of its columns.

    Examples
    --------
    >>> onsager_figures(np.eye(2), ["heat of L", "heat of R"])[0].caption
    '1 heat of L; 2 heat of R. Symmetric about the diagonal, unless time reversal is broken.'
    """
    number = np.arange(1.0, len(names) + 1)
    listed = "; ".join(f"{k + 1} {name}" for k, name in enumerate(names))
    figure = MapFigure(
        title="Onsager's matrix",
        caption=f"{listed}. Symmetric about the diagonal, unless time reversal is broken.",
        x_axis="force",
        y_axis="current",
        quantity="L per unit time",
        x=number,
        y=number,
        values=matrix,
        colours=Colours.DIVERGING,
    )
    return (figure,)


def _rows(matrix: FloatArray, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Name the columns, then the rows, of which so many are shown as fit a screen."""
    rows = [
        (f"row {k + 1}", f"{name}: {', '.join(f'{x:.4g}' for x in row)}")
        for k, (name, row) in enumerate(zip(names[:_SHOWN], matrix, strict=False))
    ]
    left = [("more", f"{len(names) - _SHOWN} rows are not shown, {', '.join(names[_SHOWN:])}: see .matrix")]
    return (("columns", ", ".join(names)), *rows, *(left if len(names) > _SHOWN else ()))
