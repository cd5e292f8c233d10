"""A curve over photon energy: what is measured of a junction, with its errors and its detection floor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.photovoltaics.radiation import HC, Floats
from detbal.reals import one_each, real_array


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Values at ascending photon energies.

    Attributes
    ----------
    energy : (n,) float array
        Photon energies, eV, strictly ascending.
    value : (n,) float array
    error : (n,) float array
        Standard deviations; zeros where none is known.
    floor : (n,) float array
        What the instrument shows without a signal: values below are not evidence of anything; zeros where unknown.
    """

    energy: Floats
    value: Floats
    error: Floats
    floor: Floats

    def __len__(self) -> int:
        return len(self.energy)

    def at(self, energy: ArrayLike) -> Floats:
        """Interpolate linearly in energy; 0 outside of the table, as nothing was measured there."""
        found: Floats = np.interp(np.asarray(energy, dtype=np.float64), self.energy, self.value, left=0.0, right=0.0)
        return found

    @property
    def detected(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """True where the value is above 0 and above its detection floor, (n,)."""
        seen: np.ndarray[Any, np.dtype[np.bool_]] = (self.value > 0) & (self.value > self.floor)
        return seen


def curve_of(energy: Any, values: Any, *, error: Any = None, floor: Any = None, name: str) -> Curve:
    """Return a curve over energy (eV), sorted; refuse what is no curve.

    Parameters
    ----------
    energy : (n,)
        eV, in any order, each once and above 0; two points at least.
    values : (n,)
        May be negative (noise about 0).
    error, floor : (n,) or scalar, optional
        Standard deviations and detection floors; 0 if none is given.
    name
        What the values are called in messages.

    Raises
    ------
    InputError
        Shapes that do not fit, NaN, energies of 0 or less, or one that occurs twice.

    Examples
    --------
    >>> curve_of([1.5, 1.4], [0.9, 0.1], name="EQE").value
    array([0.1, 0.9])
    """
    at, found = real_array(energy, "energy"), real_array(values, name)
    if at.ndim != 1 or len(at) < 2 or found.shape != at.shape:
        what = f"{name} has shape {found.shape} over energies of shape {at.shape}"
        raise InputError(explain(what, fix="give one value for each of two energies or more"))
    for what, each, good in (
        ("energy", at, np.isfinite(at) & (at > 0)),
        (name, found, np.isfinite(found)),
    ):
        if not good.all():
            k = int(np.argmin(good))
            least = "finite numbers above 0 (eV)" if each is at else "finite numbers"
            raise InputError(explain(f"{what}[{k}] = {each[k]:g}", fix=f"give {least}"))
    spread = one_each(0.0 if error is None else error, len(at), f"error of {name}", least=0.0)
    least_seen = one_each(0.0 if floor is None else floor, len(at), f"floor of {name}", least=0.0)
    order = np.argsort(at, kind="stable")
    twice = np.flatnonzero(np.diff(at[order]) == 0)
    if len(twice):
        what = f"energy {at[order][twice[0]]:.9g} eV ({HC / at[order][twice[0]]:.6g} nm) occurs twice in {name}"
        raise InputError(explain(what, fix="give each energy once: average the values, or split the two scans"))
    return Curve(at[order], found[order], spread[order], least_seen[order])


def energies_of(wavelength: Any) -> Floats:
    """Return photon energies in eV of vacuum wavelengths in nm.

    Raises
    ------
    InputError
        A wavelength that is not finite and above 0, by its index.

    Examples
    --------
    >>> energies_of([1239.841984]).round(9)
    array([1.])
    """
    at = real_array(wavelength, "wavelength")
    good = np.isfinite(at) & (at > 0)
    if not good.all():
        k = int(np.argmin(good))
        raise InputError(explain(f"wavelength[{k}] = {at.ravel()[k]:g}", fix="give finite numbers above 0 (nm)"))
    return np.asarray(HC / at)
