"""What is set from outside at each point of a map: temperatures, chemical potentials, a gate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.reals import within
from detbal.transport.dot_like import DotLike
from detbal.transport.occupation import Floats
from detbal.transport.units import energy_array, potential_array
from detbal.units import EnergyUnit


@dataclass(frozen=True, slots=True, eq=False)
class Conditions:
    """Leads and gate at each of p points.

    Attributes
    ----------
    kT, mu : (p, l) float arrays
        Of each lead, in the order of the dot.
    gate : (p,) float array
        Energy that is added to each electron.
    """

    kT: Floats
    mu: Floats
    gate: Floats

    def __len__(self) -> int:
        return len(self.gate)

    def parts(self, most: int) -> Iterator[Conditions]:
        """Cut into parts of `most` points.

        Examples
        --------
        >>> whole = Conditions(np.ones((3, 1)), np.zeros((3, 1)), np.zeros(3))
        >>> [len(part) for part in whole.parts(2)]
        [2, 1]
        """
        for start in range(0, len(self), most):
            own = slice(start, start + most)
            yield Conditions(self.kT[own], self.mu[own], self.gate[own])


def as_set(dot: DotLike, points: int = 1) -> Conditions:
    """Return the dot's own temperatures and chemical potentials, at some points.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> as_set(QuantumDot(0.0, {"L": Lead(kT=1.0, mu=0.5, gamma=1.0)})).mu
    array([[0.5]])
    """
    leads = dot.leads.values()
    kT, mu = (
        np.tile(np.array(each, dtype=np.float64), (points, 1))
        for each in zip(*((one.kT, one.mu) for one in leads), strict=True)
    )
    return Conditions(kT, mu, np.zeros(points))


@dataclass(frozen=True, slots=True, eq=False)
class Across:
    """Two leads of a dot, and how a bias and a difference of temperatures is put on them.

    Attributes
    ----------
    dot : QuantumDot or Molecule
    first, second : int
        Places of the leads among those of the dot.
    split : float
        Part of the bias by which the first lead is raised; the other is lowered by the rest.
    """

    dot: DotLike
    first: int
    second: int
    split: float

    @property
    def names(self) -> tuple[str, str]:
        """Names of the first and of the second lead."""
        known = list(self.dot.leads)
        return known[self.first], known[self.second]

    def conditions(self, bias: Any, gate: Any = 0.0, warmer: Any = 0.0) -> Conditions:
        """Return the conditions at biases and gates, and with the first lead `warmer` by some kT; all broadcast.

        Examples
        --------
        >>> from detbal.transport.lead import Lead
        >>> from detbal.transport.quantum_dot import QuantumDot
        >>> dot = QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=1.0), "R": Lead(kT=1.0, gamma=1.0)})
        >>> two_leads(dot, ("L", "R"), 0.5).conditions([0.0, 2.0]).mu.tolist()
        [[0.0, 0.0], [1.0, -1.0]]
        """
        bias, gate, warmer = (each.ravel() for each in np.broadcast_arrays(np.atleast_1d(bias), gate, warmer))
        rest = as_set(self.dot, len(bias))
        rest.mu[:, self.first] += self.split * bias
        rest.mu[:, self.second] -= (1.0 - self.split) * bias
        rest.kT[:, self.first] += warmer
        return Conditions(rest.kT, rest.mu, np.asarray(gate, dtype=np.float64))


def two_leads(dot: DotLike, across: Any, split: Any) -> Across:
    """Find two leads by their names.

    Raises
    ------
    InputError
        Not two different leads of the dot, or a split that is no number from 0 to 1.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> dot = QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=1.0), "R": Lead(kT=1.0, gamma=1.0)})
    >>> two_leads(dot, ("L", "D"), 0.5)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: across = ('L', 'D'); give two of the leads L, R
    """
    known = list(dot.leads)
    pair = isinstance(across, Sequence) and not isinstance(across, str) and len(across) == 2
    if not pair or across[0] == across[1] or not all(name in known for name in across):
        raise InputError(explain(f"across = {across!r}", fix=f"give two of the leads {', '.join(known)}"))
    return Across(dot, known.index(across[0]), known.index(across[1]), within(split, "split", 0.0, 1.0))


def bias_axis(values: Any, unit: EnergyUnit | None) -> Floats:
    """Return the biases of a map as energies, which may be given in volts; errors as for `axis`.

    Examples
    --------
    >>> from detbal.units import energy_unit
    >>> bias_axis(["0.1 mV", "1 V"], energy_unit("meV"))
    array([1.e-01, 1.e+03])
    """
    return axis(potential_array(values, unit, "bias"), unit, "bias")


def axis(values: Any, unit: EnergyUnit | None, name: str, *, least: float | None = None) -> Floats:
    """Return the values of an axis of a map, in the unit of the dot.

    Raises
    ------
    InputError
        No row of energies, values that do not ascend, or one below the least.

    Examples
    --------
    >>> axis([0.0, 0.0], None, "bias")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: bias[1] = 0; give energies that ascend
    """
    found = energy_array(values, unit, name)
    if found.ndim != 1 or not found.size:
        raise InputError(explain(f"{name} has shape {found.shape}", fix="give a row of energies"))
    if not (np.diff(found) > 0).all():
        k = int(np.argmin(np.diff(found) > 0)) + 1
        raise InputError(explain(f"{name}[{k}] = {found[k]:g}", fix="give energies that ascend"))
    if least is not None and found[0] < least:
        raise InputError(explain(f"{name}[0] = {found[0]:g}", fix=f"give energies of {least:g} or more"))
    return found
