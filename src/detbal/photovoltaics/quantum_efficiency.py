"""External quantum efficiency, or absorptance, of a junction over photon energy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.curve import Curve, curve_of, energies_of


@dataclass(frozen=True, slots=True, eq=False)
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
        cls, energy: Any, values: Any, *, error: Any = None, floor: Any = None, percent: bool = False
    ) -> QuantumEfficiency:
        """Build from photon energies in eV and fractions (or, with `percent`, percent).

        Parameters
        ----------
        energy : (n,)
            eV, in any order.
        values : (n,)
        error, floor : (n,) or scalar, optional
            Standard deviations and detection floor, in the unit of the values.
        percent
            Whether values, errors and floors are in percent.

        Raises
        ------
        InputError
            A value that stands above 1 or below 0 by more than five of its errors, by its energy (values in percent
            given as fractions are recognised); shapes and energies as for any curve.

        Examples
        --------
        >>> QuantumEfficiency.of([1.4, 1.5], [50.0, 90.0])
        Traceback (most recent call last):
        ...
        detbal.errors.InputError: quantum efficiency of 50 at 1.4 eV: ...in percent?; give fractions, or percent=True
        """
        return _checked(
            cls(**_fields(curve_of(energy, values, error=error, floor=floor, name="quantum efficiency"), percent))
        )

    @classmethod
    def from_wavelength(
        cls, wavelength: Any, values: Any, *, error: Any = None, floor: Any = None, percent: bool = False
    ) -> QuantumEfficiency:
        """Build from vacuum wavelengths in nm; parameters, errors as for `of`. A fraction needs no Jacobian.

        Examples
        --------
        >>> QuantumEfficiency.from_wavelength([800, 900], [90, 10], percent=True).value
        array([0.1, 0.9])
        """
        return cls.of(energies_of(wavelength), values, error=error, floor=floor, percent=percent)


def _fields(curve: Curve, percent: bool) -> dict[str, Any]:
    unit = 0.01 if percent else 1.0
    return {
        "energy": curve.energy,
        "value": curve.value * unit,
        "error": curve.error * unit,
        "floor": curve.floor * unit,
    }


def _checked(eqe: QuantumEfficiency) -> QuantumEfficiency:
    slack = np.maximum(5 * eqe.error, eqe.floor)
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
