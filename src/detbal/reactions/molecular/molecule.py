"""A molecule or atom as its file describes it: levels, lines and collisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.molecular.collisions import CollisionalRates, Indices
from detbal.reactions.molecular.levels import EnergyLevels
from detbal.reactions.temperatures import kelvins
from detbal.reals import one_each
from detbal.units import h, k_B

KELVIN_PER_GHZ = 1e9 * h / k_B


@dataclass(frozen=True, slots=True, eq=False, init=False)
class RadiativeTransitions:
    """m lines between levels.

    Parameters
    ----------
    upper, lower : (m,) integers
        Levels, counted from 0.
    A : (m,)
        Coefficients of spontaneous emission, 1/s.
    frequency : (m,), optional
        GHz; nan where it is not listed.
    E_upper : (m,), optional
        Energy of the upper level in kelvin; nan where it is not listed.
    frequency_rounding, E_upper_rounding : (m,) or scalar
        Half a unit in the last digit as it was written.

    Raises
    ------
    InputError
        Shapes that do not fit, a line from a level to itself, coefficients or frequencies that are not positive.

    Examples
    --------
    >>> len(RadiativeTransitions([1], [0], [7.203e-8], [115.2712018]))
    1
    """

    upper: Indices
    lower: Indices
    A: FloatArray
    frequency: FloatArray
    E_upper: FloatArray
    frequency_rounding: FloatArray
    E_upper_rounding: FloatArray

    def __init__(
        self,
        upper: ArrayLike,
        lower: ArrayLike,
        A: ArrayLike,
        frequency: ArrayLike | None = None,
        E_upper: ArrayLike | None = None,
        *,
        frequency_rounding: ArrayLike = 0.0,
        E_upper_rounding: ArrayLike = 0.0,
    ) -> None:
        ends = [np.atleast_1d(np.asarray(values)) for values in (upper, lower)]
        m = len(ends[0])
        for name, end in zip(("upper", "lower"), ends, strict=True):
            if (m and end.dtype.kind not in "iu") or end.shape != (m,):
                raise InputError(explain(f"{name} levels: {end.dtype} of shape {end.shape}", fix="give integers"))
            object.__setattr__(self, name, end.astype(np.intp))
        same = self.upper == self.lower
        if same.any():
            what = f"line {int(np.argmax(same))} leads from level {self.upper[int(np.argmax(same))]} to itself"
            raise InputError(explain(what, fix="give an upper and a lower level"))
        for name, values in (("A", A), ("frequency", frequency), ("E_upper", E_upper)):
            column = np.full(m, np.nan) if values is None else one_each(values, m, name)
            bad = ~((column > 0) & np.isfinite(column))
            if name != "A":  # nan: not listed
                bad &= (name == "frequency") & ~np.isnan(column)
            if bad.any():
                k = int(np.argmax(bad))
                raise InputError(explain(f"{name}[{k}] = {column[k]:g}", fix="give positive numbers"))
            object.__setattr__(self, name, column)
        for name, half in (("frequency_rounding", frequency_rounding), ("E_upper_rounding", E_upper_rounding)):
            object.__setattr__(self, name, one_each(half, m, name, least=0.0))

    def __len__(self) -> int:
        return len(self.A)


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class Molecule:
    """Levels, lines and collisions of one molecule or atom.

    Parameters
    ----------
    name : str
    levels : EnergyLevels
    lines : RadiativeTransitions
    collisions : sequence of CollisionalRates
        Between the same levels; usually one for each partner.
    weight : float, optional
        Molecular weight, u.
    notes : sequence of str
        What the file says of itself.

    Raises
    ------
    InputError
        Lines or collisions between levels that are not there.

    Examples
    --------
    >>> levels = EnergyLevels([0.0, 3.845033413], [1, 3])
    >>> Molecule("CO", levels, RadiativeTransitions([1], [0], [7.203e-8], [115.2712018]))
    <Molecule CO: 2 levels, 1 line, no collisions>
    """

    __detbal_domain__: ClassVar[str] = "reactions"

    name: str
    levels: EnergyLevels
    lines: RadiativeTransitions
    collisions: tuple[CollisionalRates, ...]
    weight: float | None
    notes: tuple[str, ...]

    def __init__(
        self,
        name: str,
        levels: EnergyLevels,
        lines: RadiativeTransitions,
        collisions: Sequence[CollisionalRates] = (),
        *,
        weight: float | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        n = len(levels)
        for ends in (lines.upper, lines.lower):
            bad = (ends < 0) | (ends >= n)
            if bad.any():
                k = int(np.argmax(bad))
                raise InputError(explain(f"line {k} is of level {ends[k]}", fix=f"give levels from 0 to {n - 1}"))
        for rates in collisions:
            if rates.levels is not levels:
                what = f"collisions with {rates.partner or 'a partner'} are between other levels"
                raise InputError(explain(what, fix="build them from the levels of the molecule"))
        parts = {"name": name, "levels": levels, "lines": lines, "collisions": tuple(collisions)}
        parts |= {"weight": weight, "notes": tuple(notes)}
        for attribute, value in parts.items():
            object.__setattr__(self, attribute, value)

    def __repr__(self) -> str:
        partners = ", ".join(rates.partner for rates in self.collisions)
        collisions = f"collisions with {partners}" if partners else "no collisions"
        count = f"{len(self.levels):,} levels, {len(self.lines):,} line{'s' * (len(self.lines) != 1)}"
        return f"<Molecule {self.name}: {count}, {collisions}>"

    @property
    def line_names(self) -> Sequence[str]:
        """Names of the lines, as of their levels."""
        names = self.levels.names
        ends = zip(self.lines.upper.tolist(), self.lines.lower.tolist(), strict=True)
        return [f"{names[u]} → {names[low]}" for u, low in ends]

    def with_partner(self, partner: str) -> CollisionalRates:
        """Return the rates of collisions with a partner.

        Raises
        ------
        InputError
            No collisions with it, or several tables of them.
        """
        found = [rates for rates in self.collisions if rates.partner == partner]
        if len(found) == 1:
            return found[0]
        if found:
            at = [k for k, rates in enumerate(self.collisions) if rates.partner == partner]
            what = f"{self.name} has {len(found)} tables of collisions with {partner!r}"
            raise InputError(explain(what, fix=f"take one of .collisions, at {', '.join(map(str, at))}"))
        known = ", ".join(rates.partner for rates in self.collisions) or "none"
        raise InputError(explain(f"{self.name} has no collisions with {partner!r}", fix=f"there are: {known}"))


def radiative_rates(molecule: Molecule, T: Any) -> tuple[FloatArray, FloatArray]:
    """Return rates of emission and absorption of all lines in black-body radiation, 1/s, (m, nT) each.

    A (1 + n) with stimulated emission, and A n g_u/g_l (Einstein), n = 1/(e^{hν/kT} - 1); hν is the difference of the
    levels, so that both are in balance with the collisions.

    Examples
    --------
    >>> levels = EnergyLevels([0.0, 3.845033413], [1, 3])
    >>> carbon_monoxide = Molecule("CO", levels, RadiativeTransitions([1], [0], [7.203e-8]))
    >>> radiative_rates(carbon_monoxide, 10.0)
    (array([[1.695...e-07]]), array([[2.924...e-07]]))
    """
    grid, lines, levels = kelvins(T), molecule.lines, molecule.levels
    gap = levels.kelvin[lines.upper] - levels.kelvin[lines.lower]
    if not (gap > 0).all():
        k = int(np.argmax(gap <= 0))
        what = f"line {molecule.line_names[k]}: its upper level is not above the lower one"
        raise InputError(explain(what, fix="correct the levels, or leave the line out"))
    x = gap[:, None] / grid
    occupation = np.exp(-x) / -np.expm1(-x)
    ratio = (levels.weights[lines.upper] / levels.weights[lines.lower])[:, None]
    return lines.A[:, None] * (1.0 + occupation), lines.A[:, None] * ratio * occupation
