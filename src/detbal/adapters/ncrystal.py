"""Materials and scattering kernels of NCrystal -> scattering laws."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import ConversionError, explain
from detbal.spectra.scattering.law import ScatteringLaw

#: Mass of the neutron in the unified atomic mass unit, CODATA 2022 (relative uncertainty 4e-10).
NEUTRON_MASS = 1.00866491606


def from_info(info: Any) -> ScatteringLaw:
    """Make a scattering law of a material with one scattering kernel.

    Parameters
    ----------
    info : NCrystal.Info
        As `NCrystal.createInfo` returns it. Other kinds of atoms in it (free gas, or without dynamics) have no table:
        the law says so in its `assumptions`.

    Raises
    ------
    ConversionError
        No kernel, or several.

    Examples
    --------
    >>> class Gas:
    ...     atomData = type("AtomData", (), {"displayLabel": staticmethod(lambda: "He")})
    >>> class Info:
    ...     dyninfos = [Gas()]
    >>> from_info(Info())
    Traceback (most recent call last):
    ...
    detbal.errors.ConversionError: no scattering kernel in this material (He); ...
    """
    entries = list(info.dyninfos)
    kernels = [entry for entry in entries if hasattr(entry, "loadKernel")]
    names = ", ".join(_name(entry) for entry in kernels or entries)
    if len(kernels) != 1:
        many = f"{len(kernels)} scattering kernels" if kernels else "no scattering kernel"
        fix = "give one entry of info.dyninfos" if kernels else "give a material with a table or a density of states"
        raise ConversionError(explain(f"{many} in this material ({names})", fix=fix))
    others = [_name(entry) for entry in entries if entry is not kernels[0]]
    return _law(kernels[0], [f"{', '.join(others)} in the same material: not asked about"] if others else [])


def from_kernel(entry: Any) -> ScatteringLaw:
    """Make a scattering law of the kernel of one kind of atom.

    Parameters
    ----------
    entry : NCrystal.Info.DI_ScatKnl
        An entry of ``info.dyninfos``; kernels made from a density of states are computed here, by NCrystal.

    Returns
    -------
    ScatteringLaw
        With α = ħ²q²/2MkT: NCrystal's own has the mass of the neutron instead, and is divided by M/mₙ here.

    Examples
    --------
    >>> class Entry:
    ...     temperature = 300.0
    ...     atomData = type("AtomData", (), {"averageMassAMU": staticmethod(lambda: 2.01732983212),
    ...                                      "displayLabel": staticmethod(lambda: "D")})
    ...     def loadKernel(self):
    ...         return {"alpha": np.array([3.0]), "beta": np.array([-2.0, 2.0]), "sab": np.array([0.3, 0.1])}
    >>> law = from_kernel(Entry())
    >>> law.mass_ratio, law.alpha.tolist(), law.log_law.shape
    (2.0, [1.5], (1, 2))
    """
    return _law(entry, [])


def _law(entry: Any, said: list[str]) -> ScatteringLaw:
    kernel = entry.loadKernel()
    alpha, beta = np.asarray(kernel["alpha"]), np.asarray(kernel["beta"])
    ratio = entry.atomData.averageMassAMU() / NEUTRON_MASS
    return ScatteringLaw(
        alpha / ratio,
        beta,
        np.asarray(kernel["sab"]).reshape(len(beta), len(alpha)).T,
        T=entry.temperature,
        mass_ratio=ratio,
        assumptions=(f"kernel of {_name(entry)}", *said),
    )


def _name(entry: Any) -> str:
    return str(entry.atomData.displayLabel())
