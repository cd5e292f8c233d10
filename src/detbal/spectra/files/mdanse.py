"""Outputs of MDANSE (ISIS): dynamic structure factors and other spectra of classical trajectories, in HDF5."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.readers.hdf5 import Node, is_hdf5, read_arrays, read_structure
from detbal.spectra.kind import Kind
from detbal.spectra.scattering.function import ScatteringFunction
from detbal.spectra.spectrum import Spectrum
from detbal.units import energy_unit

FREQUENCIES = ("omega", "romega")
SAID = (
    "a classical spectrum, even in ω",
    "multiplied by 2π: MDANSE has 1/2π in its Fourier transform, with ∫ S dω = F(t = 0)",
)


def is_mdanse(path: Path) -> bool:
    """Whether a file is HDF5 and named as MDANSE names its outputs, .mda.

    Examples
    --------
    >>> is_mdanse(Path("nowhere.mda"))
    False
    """
    return path.suffix.lower() == ".mda" and is_hdf5(path)


def read_mdanse(
    path: str | PathLike[str], *, name: str | None = None, kT: Any = None, T: Any = None
) -> Spectrum | ScatteringFunction:
    """Read a spectrum that MDANSE 2 has computed: S(q, ω) as a `ScatteringFunction`, others as a `Spectrum`.

    Parameters
    ----------
    path
    name : optional
        Which array, such as ``"dcsf/s(q,f)/total"``; left out, the total if there is just one.
    kT, T : optional
        Temperature of the simulation; the file does not hold it.

    Raises
    ------
    InputError
        No such array, or several totals; axes that are missing or do not fit: with the names that there are.

    Notes
    -----
    Frequencies are angular, in rad/ps. Values are classical, and are multiplied by 2π to our convention.

    Examples
    --------
    >>> import tempfile, h5py
    >>> path = Path(tempfile.mkdtemp()) / "a.mda"
    >>> with h5py.File(path, "w") as file:
    ...     file["disf/axes/q"], file["disf/axes/omega"] = [5.0], [-1.0, 0.0, 1.0]
    ...     file["disf/s(q,f)/total"] = [[0.1, 0.3, 0.1]]
    ...     file["disf/axes/q"].attrs["units"], file["disf/axes/omega"].attrs["units"] = "1/nm", "rad/ps"
    ...     file["disf/s(q,f)/total"].attrs["axis"] = "disf/axes/q|disf/axes/omega"
    >>> read_mdanse(path, T=300)
    <ScatteringFunction: 1 q, 3 ω from -1 to 1 rad/ps, kind CLASSICAL, kT = 39.276 rad/ps>
    """
    path = Path(path)
    nodes = read_structure(path)
    spectra = {node.path: axes for node in nodes.values() if (axes := _axes(node))}
    chosen = _choose(path, spectra, name)
    axes = spectra[chosen]
    for axis in axes:
        if axis not in nodes:
            what = f"{path}: {chosen} has the axis {axis!r}, which is missing"
            raise InputError(explain(what, fix="get the whole file"))
    frequencies = nodes[axes[-1]]
    unit = frequencies.attributes.get("units")
    if unit is None:
        raise InputError(explain(f"{path}: {frequencies.path} has no attribute 'units'", fix="add it, such as rad/ps"))
    arrays = read_arrays(path, [*axes, chosen])
    with np.errstate(over="ignore"):
        omega, values = arrays[axes[-1]], 2 * np.pi * arrays[chosen]
    wanted = tuple(length for axis in axes for length in arrays[axis].shape)
    if values.shape != wanted:
        what = f"{path}: {chosen} has shape {values.shape}, its axes {wanted}"
        raise InputError(explain(what, fix="get the whole file"))
    said = (f"{chosen} of {path.name}", *SAID)
    try:
        if len(axes) == 1:
            return Spectrum(omega, values, kind=Kind.CLASSICAL, unit=energy_unit(unit), kT=kT, T=T, assumptions=said)
        return ScatteringFunction(
            arrays[axes[0]],
            omega,
            values,
            kind=Kind.CLASSICAL,
            unit=energy_unit(unit),
            kT=kT,
            T=T,
            q_unit=str(nodes[axes[0]].attributes.get("units", "")),
            assumptions=said,
        )
    except InputError as error:
        raise InputError(f"{path}, {chosen}: {error}") from None


def _axes(node: Node) -> tuple[str, ...]:
    """Return the paths of the axes of a spectrum; none if it is something else (a window, a function of time)."""
    said = node.attributes.get("axis")
    if node.shape is None or not isinstance(said, str) or "window" in node.name:
        return ()
    axes = tuple(said.split("|"))
    last = axes[-1].rpartition("/")[2]
    first = [axis.rpartition("/")[2] for axis in axes[:-1]]
    return axes if last in FREQUENCIES and first in ([], ["q"]) else ()


def _choose(path: Path, spectra: Mapping[str, Any], name: str | None) -> str:
    listed = ", ".join(spectra)
    if not spectra:
        fix = "give an output of MDANSE with spectra, such as s(q,f) or a density of states"
        raise InputError(explain(f"{path}: no array over omega", fix=fix))
    if name is not None:
        if name not in spectra:
            raise InputError(explain(f"{path}: no spectrum {name!r}", fix=f"give one of {listed}"))
        return name
    totals = [each for each in spectra if each.endswith("total") and "ideal" not in each]
    if len(totals) == 1:
        return totals[0]
    raise InputError(explain(f"{path}: {len(totals)} totals among its spectra", fix=f"say which, name=…: {listed}"))
