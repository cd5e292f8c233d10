"""Tables of cross-sections between all channels at one total energy, as scattering calculations give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import real_array


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class StateToState:
    """Cross-sections between n channels at one total energy, with what reciprocity needs of each channel.

    Parameters
    ----------
    cross_sections : (n, n)
        From row to column, averaged over the substates of the row and summed over those of the column, in any unit.
        Zero or nan where a channel is closed; nan where unknown. The diagonal (elastic) plays no part.
    degeneracies : (n,)
        Statistical weights 2J+1.
    levels : (n,)
        Internal energies, in any unit.
    total_energy
        In that unit, on that scale.
    reduced_mass : (n,) or number
        Of the arrangement of each channel; only ratios matter.
    errors : (n, n), optional
        Standard deviations.
    names : sequence of n strings, optional

    Raises
    ------
    InputError
        Shapes that differ, negative cross-sections, weights or masses that are not positive, a cross-section in or out
        of a closed channel: with its place.

    Examples
    --------
    >>> table = StateToState([[9.0, 2.0], [1.0, 9.0]], degeneracies=[1, 3], levels=[0.0, 1.0], total_energy=3.0)
    >>> table, table.log_factor.round(6)  # ln g (E - ε)
    (<StateToState: 2 channels, 2 open at E = 3>, array([1.098612, 1.791759]))
    """

    __detbal_domain__: ClassVar[str] = "reactions"

    cross_sections: FloatArray
    degeneracies: FloatArray
    levels: FloatArray
    total_energy: float
    reduced_mass: FloatArray
    errors: FloatArray | None
    names: tuple[str, ...]

    def __init__(
        self,
        cross_sections: ArrayLike,
        *,
        degeneracies: ArrayLike,
        levels: ArrayLike,
        total_energy: float,
        reduced_mass: ArrayLike = 1.0,
        errors: ArrayLike | None = None,
        names: Sequence[str] | None = None,
    ) -> None:
        put = object.__setattr__
        table = real_array(cross_sections, "cross_sections")
        if table.ndim != 2 or table.shape[0] != table.shape[1]:
            raise InputError(explain(f"cross_sections have shape {table.shape}", fix="give a square table"))
        n = len(table)
        put(self, "names", tuple(names) if names is not None else tuple(str(k) for k in range(n)))
        put(self, "degeneracies", _column(degeneracies, n, "degeneracies", positive=True))
        put(self, "reduced_mass", _column(reduced_mass, n, "reduced_mass", positive=True))
        put(self, "levels", _column(levels, n, "levels"))
        put(self, "total_energy", float(_column(total_energy, 1, "total_energy")[0]))
        if len(self.names) != n:
            raise InputError(explain(f"{len(self.names)} names for {n} channels", fix="give one for each"))
        put(self, "cross_sections", table)
        spread = None if errors is None else real_array(errors, "errors")
        if spread is not None and (spread.shape != table.shape or not (spread[~np.isnan(spread)] >= 0).all()):
            raise InputError(explain(f"errors of shape {spread.shape}", fix=f"give {n} × {n} standard deviations"))
        put(self, "errors", spread)
        self._require_possible()

    @classmethod
    def from_s_matrix(
        cls,
        S: ArrayLike,
        *,
        degeneracies: ArrayLike,
        levels: ArrayLike,
        total_energy: float,
        reduced_mass: ArrayLike = 1.0,
        J: float = 0.0,
        names: Sequence[str] | None = None,
    ) -> StateToState:
        """Return σ_ij = (2J+1) |δ_ij − S_ij|² / (g_i k_i²), in units of π ħ²/2 over mass and energy.

        Parameters
        ----------
        S : (n, n) complex
            Of one total angular momentum, from row to column; rows of closed channels are not looked at.
        J
            Total angular momentum.
        degeneracies, levels, total_energy, reduced_mass, names
            As for the table.

        Examples
        --------
        >>> S = [[0.6, 0.8j], [0.8j, 0.6]]  # unitary and symmetric
        >>> table = StateToState.from_s_matrix(S, degeneracies=[1, 3], levels=[0.0, 1.0], total_energy=3.0)
        >>> from detbal.reactions.cross_sections.state_to_state_verbs import check_state_to_state
        >>> check_state_to_state(table).status.name
        'BALANCED'
        """
        matrix = np.asarray(S, dtype=complex)
        if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
            raise InputError(explain(f"S has shape {matrix.shape}", fix="give a square matrix"))
        n = len(matrix)
        g, mass = _column(degeneracies, n, "degeneracies", positive=True), _column(reduced_mass, n, "reduced_mass")
        k2 = mass * (total_energy - _column(levels, n, "levels"))
        open_ = k2 > 0
        size = np.abs(np.eye(n) - matrix) ** 2 * (2.0 * J + 1.0)
        table = np.where(open_[:, None] & open_, size / (g * np.where(open_, k2, 1.0))[:, None], 0.0)
        return cls(
            table, degeneracies=g, levels=levels, total_energy=total_energy, reduced_mass=reduced_mass, names=names
        )

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        return f"<StateToState: {len(self)} channels, {int(self.open.sum())} open at E = {self.total_energy:g}>"

    @property
    def open(self) -> NDArray[np.bool_]:
        """Channels with kinetic energy, (n,)."""
        return np.asarray(self.levels < self.total_energy)

    @property
    def log_factor(self) -> FloatArray:
        """Ln of g k² of each channel up to a common constant, (n,); nan where it is closed."""
        kinetic = np.where(self.open, self.total_energy - self.levels, np.nan)
        return np.asarray(np.log(self.degeneracies * self.reduced_mass) + np.log(kinetic))

    def with_values(self, cross_sections: FloatArray, errors: FloatArray | None) -> StateToState:
        """Return the same channels with other cross-sections."""
        return StateToState(
            cross_sections,
            degeneracies=self.degeneracies,
            levels=self.levels,
            total_energy=self.total_energy,
            reduced_mass=self.reduced_mass,
            errors=errors,
            names=self.names,
        )

    def _require_possible(self) -> None:
        sigma = self.cross_sections
        bad = (sigma < 0) | np.isinf(sigma)
        closed = ~(self.open[:, None] & self.open) & ~np.isnan(sigma) & (sigma != 0)
        for wrong, why in ((bad, "cross-sections are finite and not negative"), (closed, "a channel of it is closed")):
            if wrong.any():
                i, j = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
                what = f"cross_sections[{i}, {j}] = {sigma[i, j]:g} ({self.names[i]} → {self.names[j]})"
                raise InputError(explain(what, why=why, fix="mend the entry, the levels or the total energy"))


def _column(values: ArrayLike, n: int, name: str, *, positive: bool = False) -> FloatArray:
    column = real_array(values, name)
    column = np.full(n, float(column)) if column.ndim == 0 else column
    if column.shape != (n,):
        raise InputError(explain(f"{name} have shape {column.shape}", fix=f"give one for each of the {n} channels"))
    bad = ~np.isfinite(column) | ((column <= 0) if positive else False)
    if bad.any():
        k = int(np.argmax(bad))
        fix = "give a positive number" if positive else "give a finite number"
        raise InputError(explain(f"{name}[{k}] = {column[k]:g}", fix=fix))
    return column
