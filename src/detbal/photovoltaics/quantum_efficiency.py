"""External quantum efficiency, or absorptance, of a junction over photon energy."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.curve import Curve, curve_of, energies_of
from detbal.photovoltaics.radiation import Floats

#: How often a right table may be refused for its noise.
_CHANCE = 1e-3


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class QuantumEfficiency(Curve):
    """The part of photons of each energy that ends as current (EQE), or is absorbed (absorptance): from 0 to 1.

    Build with `of` (energies) or `from_wavelength`; linear in energy between its points and 0 outside of them.

    Examples
    --------
    >>> eqe = QuantumEfficiency.of([1.3, 1.4, 1.5, 3.0], [0.0, 0.5, 0.9, 0.9])
    >>> float(eqe.at(1.45).round(6))
    0.7
    """

    __detbal_domain__ = "photovoltaics"

    @classmethod
    def of(
        cls,
        energy: Any,
        values: Any,
        *,
        error: Any = None,
        floor: Any = None,
        rounding: Any = None,
        percent: bool = False,
    ) -> QuantumEfficiency:
        """Build from photon energies in eV and fractions (or, with `percent`, percent).

        Parameters
        ----------
        energy : (n,)
            eV, in any order.
        values : (n,)
        error, floor : (n,) or scalar, optional
            Standard deviations and detection floor, in the unit of the values.
        rounding : (n,) or scalar, optional
            Up to which values may be off because they were written with few digits, in their unit; as for any curve.
        percent
            Whether values, errors, floors and rounding are in percent.

        Raises
        ------
        InputError
            A value that stands above 1 or below 0 by more than noise and rounding of a right table would explain (see
            `slack_of`), by its energy (values in percent given as fractions are recognised); shapes and energies as
            for any curve.

        Examples
        --------
        >>> QuantumEfficiency.of([1.4, 1.5], [50.0, 90.0])
        Traceback (most recent call last):
        ...
        detbal.errors.InputError: quantum efficiency of 50 at 1.4 eV: ...in percent?; give fractions, or percent=True
        """
        options = {"error": error, "floor": floor, "rounding": rounding}
        curve, unit = curve_of(energy, values, name="quantum efficiency", **options), 0.01 if percent else 1.0
        of = (curve.value, curve.error, curve.floor, curve.rounding)
        return _checked(cls(curve.energy, *(unit * each for each in of)))

    @classmethod
    def from_wavelength(cls, wavelength: Any, values: Any, **options: Any) -> QuantumEfficiency:
        """Build from vacuum wavelengths in nm; keywords and errors as for `of`. A fraction needs no Jacobian.

        Examples
        --------
        >>> QuantumEfficiency.from_wavelength([800, 900], [90, 10], percent=True).value
        array([0.1, 0.9])
        """
        return cls.of(energies_of(wavelength), values, **options)


def slack_of(error: Floats, floor: Floats, rounding: Floats) -> Floats:
    """Return how far below 0 and above 1 right values may be found, (n,): by noise (one table in 1000), by rounding.

    The more values, the further off is the furthest of them: the quantile of the normal distribution at 0.001/n.

    Examples
    --------
    >>> few, many = (slack_of(*np.array([[0.01], [0.0], [0.0]]).repeat(n, axis=1)) for n in (3, 300))
    >>> few.round(4)[0], many.round(4)[0]
    (np.float64(0.034), np.float64(0.045))
    """
    furthest = -NormalDist().inv_cdf(_CHANCE / len(error))
    return np.asarray(np.maximum(furthest * error, floor) + rounding)


def _checked(eqe: QuantumEfficiency) -> QuantumEfficiency:
    slack = slack_of(eqe.error, eqe.floor, eqe.rounding)
    high, low = eqe.value > 1 + slack, eqe.value < -slack
    if high.any():
        k = int(np.argmax(high))
        percent = bool(eqe.value.max() > 1.5)
        why = "no more than one carrier leaves for each photon" + (": values in percent?" if percent else "")
        what = f"quantum efficiency of {eqe.value[k]:g} at {eqe.energy[k]:.6g} eV"
        raise InputError(
            explain(what, why=why, fix="give fractions, or percent=True" if percent else "mend the calibration")
        )
    if low.any():
        k = int(np.argmax(low))
        what = f"quantum efficiency of {eqe.value[k]:g} at {eqe.energy[k]:.6g} eV"
        fix = "give its error or its detection floor if this is noise (error=, floor=), or mend the baseline"
        raise InputError(explain(what, why="it cannot be negative", fix=fix))
    return eqe
