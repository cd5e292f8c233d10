"""Outputs of dynasor: dynamic structure factors of classical trajectories, as NumPy archives."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.readers.npz_dictionary import holds_dictionary, read_npz_dictionary
from detbal.spectra.kind import Kind
from detbal.spectra.scattering.function import ScatteringFunction

ENTRY = "data_dict"
UNIT, Q_UNIT = "rad/fs", "rad/Å"
#: What is read when nothing is asked for: the sum of all partial functions.
TOTAL = "Sqw_coh"


def is_dynasor(path: Path) -> bool:
    """Whether a file is an archive that a Sample of dynasor has written.

    Examples
    --------
    >>> is_dynasor(Path("nowhere.npz"))
    False
    """
    return path.suffix.lower() == ".npz" and holds_dictionary(path, ENTRY)


def read_dynasor(path: str | PathLike[str], *, name: str = TOTAL, kT: Any = None, T: Any = None) -> ScatteringFunction:
    """Read S(q, ω), or another function of q and ω, from a Sample that dynasor 2 has written with `write_to_npz`.

    Parameters
    ----------
    path
    name
        Which array, such as ``"Sqw_coh_Al_Al"``, ``"Sqw_incoh"`` or ``"Clqw"``.
    kT, T : optional
        Temperature of the simulation; the file does not hold it.

    Returns
    -------
    ScatteringFunction
        With ω ≥ 0 in rad/fs, and the sizes of q in rad/Å; bins of q without data are left out, as `assumptions` tells.

    Raises
    ------
    InputError
        Not such a file, no such array, or axes that do not fit.

    Notes
    -----
    Values are ∫ F(q, t) e^(-iωt) dt of the classical F, which is our convention.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.npz"
    >>> content = {"q_norms": np.array([0.5]), "omega": np.array([0.0, 0.1]), "Sqw_coh": np.array([[2.0, 1.0]])}
    >>> np.savez(path, name="DynamicSample", data_dict=content)
    >>> read_dynasor(path)
    <ScatteringFunction: 1 q, 2 ω from 0 to 0.1 rad/fs, kind CLASSICAL>
    """
    path = Path(path)
    content = read_npz_dictionary(path, ENTRY)
    listed = ", ".join(key for key in content if "qw" in key)
    if "omega" not in content or not ({"q_norms", "q_points"} & set(content)):
        what = f"{path}: arrays {', '.join(content)}"
        raise InputError(explain(what, fix="give a dynamic Sample, with omega and q_points or q_norms"))
    if name not in content or not listed:
        raise InputError(explain(f"{path}: no function {name!r}", fix=f"give one of {listed}"))
    said = [f"{name} of {path.name}", "a classical spectrum, even in ω, given for ω ≥ 0"]
    try:
        if "q_norms" in content:
            q = np.asarray(content["q_norms"])
        else:
            with np.errstate(over="ignore"):
                q = np.linalg.norm(np.atleast_2d(content["q_points"]), axis=1)
        values = np.atleast_2d(content[name])
        empty = np.isnan(values).all(axis=1)
        if empty.any() and len(q) == len(values):
            said.append(f"{int(empty.sum())} of {len(q)} bins of q without data were left out")
            q, values = q[~empty], values[~empty]
        return ScatteringFunction(
            q,
            content["omega"],
            values,
            kind=Kind.CLASSICAL,
            unit=UNIT,
            kT=kT,
            T=T,
            q_unit=Q_UNIT,
            assumptions=tuple(said),
        )
    except InputError as error:
        raise InputError(f"{path}, {name}: {error}") from None
    except (TypeError, ValueError) as error:
        raise InputError(explain(f"{path}, {name}: {error}", fix="store arrays of real numbers")) from None
