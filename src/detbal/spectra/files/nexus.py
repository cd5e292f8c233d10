"""NeXus files: spectra and S(q, ω) in groups of the class NXdata."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from detbal.errors import InputError, explain
from detbal.readers.hdf5 import Node, is_hdf5, read_arrays, read_structure
from detbal.spectra.files.meaning import kind_of, known_units, unit_of
from detbal.spectra.kind import Kind
from detbal.spectra.scattering.function import ScatteringFunction
from detbal.spectra.spectrum import Spectrum
from detbal.units import EnergyUnit, energy_unit

SUFFIXES = (".nxs", ".nx", ".nx5", ".nxspe", ".h5", ".hdf5", ".hdf")
_LENGTH_INVERSE = re.compile(r"1/(angstroms?|å|a|nm)|(angstroms?|å|a|nm)\^?-1", re.IGNORECASE)


def is_nexus(path: Path) -> bool:
    """Whether a file is HDF5 with a group of the class NXdata (asks h5py, if it is installed).

    Examples
    --------
    >>> is_nexus(Path("nowhere.nxs"))
    False
    """
    if path.suffix.lower() not in SUFFIXES or not is_hdf5(path):
        return False
    try:
        return bool(_data_groups(read_structure(path)))
    except InputError:
        return path.suffix.lower().startswith(".nx")


def read_nexus(
    path: str | PathLike[str],
    *,
    data: str | None = None,
    unit: str | EnergyUnit | None = None,
    kind: str | Kind | None = None,
    kT: Any = None,
    T: Any = None,
) -> Spectrum | ScatteringFunction:
    """Read the signal of an NXdata group, with its axes and errors.

    Parameters
    ----------
    path
    data : optional
        Path of the group; left out, the file's default, or its only one.
    unit : optional
        Of the frequency axis, unless its attribute ``units`` says it.
    kind : optional
        What the values are (NeXus has no word for it).
    kT, T : optional
        Temperature.

    Returns
    -------
    Spectrum, or ScatteringFunction where there is a second axis in 1/Å or 1/nm

    Raises
    ------
    InputError
        Several groups, no signal, axes or units that are missing or do not fit, edges of bins instead of points.

    Notes
    -----
    ω > 0 is taken for energy that the sample takes up, as the energy transfer Eᵢ - E_f is.

    Examples
    --------
    >>> import tempfile, h5py
    >>> path = Path(tempfile.mkdtemp()) / "a.nxs"
    >>> with h5py.File(path, "w") as file:
    ...     group = file.create_group("entry/data")
    ...     group.attrs["NX_class"], group.attrs["signal"], group.attrs["axes"] = "NXdata", "S", "energy"
    ...     group["S"], group["energy"] = [0.8, 1.0], [-5.0, 5.0]
    ...     group["energy"].attrs["units"] = "meV"
    >>> read_nexus(path, kind="wightman", T=300)
    <Spectrum: 2 points from -5 to 5 meV, kind WIGHTMAN, T = 300 K>
    """
    path = Path(path)
    nodes = read_structure(path)
    group = _choose(path, nodes, data)
    try:
        plot = _Plot.of(nodes, group)
        if kind is None:
            known = ", ".join(each.name.lower() for each in Kind)
            raise InputError(explain("nothing says what the values are", fix=f"give kind=...; known are {known}"))
        meaning = kind_of(kind)
        names = [plot.signal, *plot.axes, *([plot.errors] if plot.errors else [])]
        arrays = read_arrays(path, names)
        energy, momentum = plot.sort_axes(unit)
        _refuse_edges(arrays, plot)
        errors = arrays[plot.errors] if plot.errors else None
        said = (f"{plot.signal} of {path.name}", "ω > 0 was taken for energy that the sample takes up")
        described: dict[str, Any] = {"kind": meaning, "kT": kT, "T": T, "assumptions": said}
        described["unit"] = plot.unit(energy, unit)
        omega, values = arrays[energy], arrays[plot.signal]
        if momentum is None:
            return Spectrum(omega, values, errors=errors, **described)
        if plot.axes[0] == energy:
            values, errors = values.T, None if errors is None else errors.T
        q_unit = str(plot.attributes[momentum].get("units", ""))
        return ScatteringFunction(arrays[momentum], omega, values, errors=errors, q_unit=q_unit, **described)
    except InputError as error:
        placed = str(error).startswith(str(path))
        raise error if placed else InputError(f"{path}, {group.path}: {error}") from None


@dataclass(frozen=True, slots=True, eq=False)
class _Plot:
    """Which arrays of an NXdata group are its signal, axes and errors."""

    signal: str
    axes: tuple[str, ...]
    errors: str | None
    attributes: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, nodes: Mapping[str, Node], group: Node) -> _Plot:
        members = {node.name: node for node in nodes.values() if node.parent == group.path and node.shape is not None}
        # before NeXus 3, attributes of the arrays said what attributes of the group say now
        older = [name for name, node in members.items() if str(node.attributes.get("signal")) == "1"]
        signal = group.attributes.get("signal", older[0] if older else None)
        if not isinstance(signal, str) or signal not in members:
            raise InputError(explain(f"signal {signal!r}", fix=f"name one of {', '.join(members)} in the attribute"))
        said = group.attributes.get("axes", members[signal].attributes.get("axes", ()))
        axes = re.split(r"[:,\s]+", said) if isinstance(said, str) else said
        if not isinstance(axes, list | tuple):
            raise InputError(explain(f"axes {axes!r}", fix=f"name some of {', '.join(members)} in the attribute axes"))
        for axis in axes:
            if not isinstance(axis, str) or axis not in members:
                raise InputError(
                    explain(f"axis {axis!r}", fix=f"name some of {', '.join(members)} in the attribute axes")
                )
        dimensions = members[signal].shape or ()
        if len(axes) != len(dimensions) or len(axes) not in (1, 2):
            what = f"signal {signal} has {len(dimensions)} dimensions, and {len(axes)} axes are named"
            raise InputError(explain(what, fix="give one or two dimensions, and an axis for each"))
        named = members[signal].attributes.get("uncertainties")
        errors = next((name for name in (str(named), f"{signal}_errors", "errors") if name in members), None)
        paths = {name: node.path for name, node in members.items()}
        return cls(
            signal=paths[signal],
            axes=tuple(paths[axis] for axis in axes),
            errors=paths[errors] if errors else None,
            attributes={node.path: node.attributes for node in members.values()},
        )

    def sort_axes(self, unit: Any) -> tuple[str, str | None]:
        """Return the axis of frequency and, where there are two, that of momentum."""
        if len(self.axes) == 1:
            return self.axes[0], None
        momenta = [axis for axis in self.axes if _LENGTH_INVERSE.fullmatch(str(self.attributes[axis].get("units", "")))]
        if len(momenta) != 1:
            units = ", ".join(f"{axis}: {self.attributes[axis].get('units')!r}" for axis in self.axes)
            raise InputError(explain(f"axes {units}", fix="give one a unit of momentum transfer, such as 1/angstrom"))
        return next(axis for axis in self.axes if axis != momenta[0]), momenta[0]

    def unit(self, axis: str, told: str | EnergyUnit | None) -> EnergyUnit | None:
        """Return the unit of the frequency axis, by the file or as told."""
        stated = self.attributes[axis].get("units")
        if stated is None and told is None:
            what = f"{axis} has no attribute 'units'"
            raise InputError(explain(what, fix=f"give unit=...; known are {known_units()}"))
        own = energy_unit(stated) if stated is not None else unit_of(told or "")
        if told is not None and unit_of(told) != own:
            raise InputError(explain(f"unit = {told!r}, but the file says {stated!r}", fix="leave unit= out"))
        return own


def _refuse_edges(arrays: Mapping[str, Any], plot: _Plot) -> None:
    shape = arrays[plot.signal].shape
    for axis, count in zip(plot.axes, shape, strict=True):
        if arrays[axis].shape == (count + 1,):
            what = f"{axis} has {count + 1} edges for {count} values"
            raise InputError(explain(what, fix="store the centres of the bins, and values per unit of the axis"))
        if arrays[axis].shape != (count,):
            raise InputError(
                explain(f"{axis} has shape {arrays[axis].shape} for {count} values", fix="give one for each")
            )
    if plot.errors and arrays[plot.errors].shape != shape:
        raise InputError(explain(f"{plot.errors} has shape {arrays[plot.errors].shape}", fix=f"give shape {shape}"))


def _data_groups(nodes: Mapping[str, Node]) -> list[str]:
    return [path for path, node in nodes.items() if node.attributes.get("NX_class") == "NXdata"]


def _choose(path: Path, nodes: Mapping[str, Node], data: str | None) -> Node:
    groups = _data_groups(nodes)
    if not groups:
        raise InputError(explain(f"{path}: no group of the class NXdata", fix="give a NeXus file with one"))
    wanted = "" if data is None else str(data).strip("/")
    if wanted:
        if wanted not in groups:
            raise InputError(explain(f"{path}: no NXdata group {data!r}", fix=f"give one of {', '.join(groups)}"))
        return nodes[wanted]
    default = ""
    while "default" in nodes[default].attributes:  # the root names an entry, the entry a group
        following = f"{default}/{nodes[default].attributes['default']}".strip("/")
        if following not in nodes or following == default:
            break
        default = following
    if default in groups:
        return nodes[default]
    if len(groups) > 1:
        raise InputError(explain(f"{path}: {len(groups)} NXdata groups", fix=f"say which, data=…: {', '.join(groups)}"))
    return nodes[groups[0]]
