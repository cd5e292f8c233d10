"""A curve over photon energy: what is measured of a junction, with its errors and its detection floor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.photovoltaics.radiation import HC, Floats
from detbal.reals import lost_digits, one_each, real_array

#: Photon energies that a junction may absorb or emit, eV: wavelengths from 12 nm to 0.25 mm.
LEAST_ENERGY, MOST_ENERGY = 5e-3, 100.0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
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
        Detection limit: values below are not evidence of anything; zeros where unknown. A background is to be
        subtracted: what is left of it in values above the floor counts as signal.
    rounding : (n,) float array
        Up to which a value may be off because it was written with few digits; zeros where unknown.
    """

    energy: Floats
    value: Floats
    error: Floats
    floor: Floats
    rounding: Floats

    def __repr__(self) -> str:
        span = f"{self.energy[0]:.6g} to {self.energy[-1]:.6g} eV"
        return f"<{type(self).__name__}: {len(self)} energies from {span}>"

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


def curve_of(
    energy: Any,
    values: Any,
    *,
    error: Any = None,
    floor: Any = None,
    rounding: Any = None,
    name: str,
    lowest: float = LEAST_ENERGY,
) -> Curve:
    """Return a curve over energy (eV), sorted; refuse what is no curve.

    Parameters
    ----------
    energy : (n,)
        eV, in any order, each once and above 0; two points at least.
    values : (n,)
        May be negative (noise about 0).
    error, floor : (n,) or scalar, optional
        Standard deviations and detection floors; 0 if none is given.
    rounding : (n,) or scalar, optional
        Up to which the values may be off because they were written with few digits; if none is given, that of numbers
        in single precision, and 0 for those in double precision.
    name
        What the values are called in messages.
    lowest
        Energies below are refused (eV).

    Raises
    ------
    InputError
        Shapes that do not fit, NaN, energies of 0 or less, or one that occurs twice; energies that are none of a
        junction, and rather wavelengths.

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
    refuse_another_axis(at, at, "energy[{}]".format, "give eV, and wavelengths in nm to from_wavelength", lowest)
    spread = one_each(0.0 if error is None else error, len(at), f"error of {name}", least=0.0)
    least_seen = one_each(0.0 if floor is None else floor, len(at), f"floor of {name}", least=0.0)
    order = np.argsort(at, kind="stable")
    lost = _lost(energy, at, values, found, order) if rounding is None else rounding
    rounded = one_each(lost, len(at), f"rounding of {name}", least=0.0)
    twice = np.flatnonzero(np.diff(at[order]) == 0)
    if len(twice):
        what = f"energy {at[order][twice[0]]:.9g} eV ({HC / at[order][twice[0]]:.6g} nm) occurs twice in {name}"
        raise InputError(explain(what, fix="give each energy once: average the values, or split the two scans"))
    return Curve(at[order], found[order], spread[order], least_seen[order], rounded[order])


def _lost(energy: Any, at: Floats, values: Any, found: Floats, order: Any) -> Floats:
    """Return up to which values are off since they, or their energies, are in single precision."""
    lost = np.abs(found) * lost_digits(values)
    of_energy = np.broadcast_to(lost_digits(energy), at.shape)
    if of_energy.any():
        with np.errstate(divide="ignore"):  # energies that occur twice are refused afterwards
            steep = np.abs(np.diff(found[order]) / np.diff(at[order]))
        slope = np.empty(len(at))
        slope[order] = np.maximum(np.append(steep, 0.0), np.append(0.0, steep))
        lost = lost + slope * at * of_energy
    return np.asarray(lost)


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
    energy = np.asarray(HC / at)
    refuse_another_axis(energy.ravel(), at.ravel(), "wavelength[{}]".format, "give nm, and photon energies (eV) to of")
    return energy


def refuse_another_axis(
    energy: Floats, written: Floats, place: Callable[[int], str], fix: str, lowest: float = 0.0
) -> None:
    """Refuse an axis that is not what it is said to be, all of it (nm for eV) or in part (900 nm and 1.4 eV).

    Parameters
    ----------
    energy : (n,) float array
        Photon energies if the axis were as said, eV.
    written : (n,) float array
        What was given.
    place
        Names the place of an entry.
    fix
        What would be right.
    lowest
        Energies below are refused, too: light may have them, a junction not.

    Raises
    ------
    InputError
        An energy that no junction absorbs or emits.

    Examples
    --------
    >>> refuse_another_axis(np.array([1.4, 900.0]), np.array([1.4, 900.0]), "energy[{}]".format, "give eV")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: energy[1] = 900 beside energy[0] = 1.4: mixed axes? a photon energy of 900 eV ...
    """
    good = (energy >= lowest) & (energy <= MOST_ENERGY)
    if good.all():
        return
    k = int(np.argmin(good))
    what = f"{place(k)} = {written[k]:g}"
    mixed = "mixed axes? " if good.any() else ""
    if mixed:
        other = int(np.argmax(good))
        what = f"{what} beside {place(other)} = {written[other]:g}"
    why = f"{mixed}a photon energy of {energy[k]:.6g} eV ({HC / energy[k]:.6g} nm) is none of a junction"
    raise InputError(explain(what, why=why, fix=fix))
