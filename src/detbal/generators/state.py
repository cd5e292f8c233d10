"""The state σ that balance is judged against: its eigenvalues in logs, its eigenbasis, and how good they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.eigenstates import eigenstates
from detbal.generators.levels import levels_of
from detbal.generators.operators import ComplexArray, Operator, dense, hermitian, operator
from detbal.pairs import ROUNDING, FloatArray
from detbal.units import Thermal

EPS = float(np.finfo(np.float64).eps)
#: Bringing an operator into a computed eigenbasis costs this part of its norm in every entry.
ROTATION = 8.0 * EPS
#: How far the trace of a state may be from 1, and its smallest eigenvalue below 0.
TRACE, NEGATIVE = 1e-8, 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """A density operator of full rank on the levels kept, by its eigenvalues and eigenvectors.

    Attributes
    ----------
    log_p : (n,) float array
        Natural logs of the eigenvalues, in the order of the eigenvectors.
    error : (n,) float array
        Bound on the error of each of them.
    basis : (N, n) complex array
        Eigenvectors in columns; fewer than N where levels are never occupied.
    energies : (n,) float array or None
        Eigenvalues of the Hamiltonian, where the state is a Gibbs state.
    tilt : float
        Error, relative to its norm, that an operator picks up when it is brought into the eigenbasis; 0 if that is
        the basis in which operators are given.
    lost : int
        Levels that are left out because their occupation is below the round-off of the state.
    provenance : str
        What state it is and where it came from.
    """

    log_p: FloatArray
    error: FloatArray
    basis: ComplexArray
    tilt: float
    provenance: str
    energies: FloatArray | None = None
    lost: int = 0

    @property
    def levels(self) -> int:
        """Number n of levels kept."""
        return len(self.log_p)

    @property
    def rotated(self) -> bool:
        """Whether the eigenbasis is another than that of the input."""
        return self.tilt > 0

    @property
    def matrix(self) -> ComplexArray:
        """The density operator in the basis of the input, shape (N, N)."""
        return np.asarray((self.basis * np.exp(self.log_p)) @ self.basis.conj().T)

    def inside(self, thing: Operator) -> ComplexArray:
        """Return an operator in the eigenbasis, shape (n, n)."""
        if not self.rotated and self.basis.shape[0] == self.basis.shape[1]:
            return dense(thing)
        return np.asarray(self.basis.conj().T @ (thing @ self.basis))

    def outside(self, matrix: ComplexArray) -> ComplexArray:
        """Return an operator given in the eigenbasis in the basis of the input, shape (N, N)."""
        return np.asarray(self.basis @ matrix @ self.basis.conj().T)

    def names(self) -> list[str]:
        """Name the levels: by number if the input's basis is the eigenbasis, else by energy or occupation."""
        if not self.rotated:
            kept = np.argmax(np.abs(self.basis), axis=0)
            return [f"|{int(k)}⟩" for k in kept]
        return [f"|σ{k}⟩" if self.energies is None else f"|E{k}⟩" for k in range(self.levels)]


def gibbs_state(H: Operator, thermal: Thermal) -> State:
    """Return exp(-H/kT)/Z.

    Levels that differ by round-off (see `detbal.generators.levels`) count as one. A diagonal H keeps its basis.
    Eigenvalues of a dense one are good to a few ulp of its norm.

    Examples
    --------
    >>> from detbal.units import thermal_energy
    >>> gibbs_state(np.diag([0.0, 2.0]), thermal_energy(kT=1.0)).log_p.round(4)
    array([-0.1269, -2.1269])
    """
    given, basis, rotated = eigensystem(H)
    levels = levels_of(given)  # what only round-off has split is one level
    energies = levels.energies
    with np.errstate(over="ignore"):
        scaled = (energies - energies.min()) / thermal.kT
    if not np.isfinite(scaled).all():
        what = f"energies up to {energies.max() - energies.min():g} over kT = {thermal.kT:g} exceed the range of floats"
        raise InputError(explain(what, fix="check the unit of H or of kT"))
    error = ROUNDING * (1.0 + scaled) if not rotated else ROUNDING * (1.0 + np.full(len(scaled), scaled.max()))
    return State(
        log_p=-scaled - float(np.log(np.exp(-scaled).sum())),
        error=error + levels.moved / thermal.kT,
        basis=basis,
        tilt=ROTATION if rotated else 0.0,
        provenance=f"Gibbs state of H at {thermal.provenance}",
        energies=given,
    )


def eigensystem(H: Operator) -> tuple[FloatArray, ComplexArray, bool]:
    """Return eigenvalues and eigenvectors of a Hermitian operator, and whether they had to be computed.

    Examples
    --------
    >>> eigensystem(np.diag([2.0, 1.0]))[0]
    array([2., 1.])
    """
    found = eigenstates(H)
    return found.energies, found.basis, found.rotated


def given_state(sigma: Any, dimension: int, provenance: str = "state given") -> State:
    """Return a density operator that was given as a matrix.

    Levels that are exactly empty are left out: balance is then asked for on the others.

    Raises
    ------
    InputError
        Not Hermitian, of another dimension, trace not 1, or negative eigenvalues.

    Examples
    --------
    >>> given_state(np.diag([0.75, 0.25]), 2).log_p.round(4)
    array([-0.2877, -1.3863])
    >>> given_state(np.diag([2.0, -1.0]), 2)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: the state has the eigenvalue -1: occupations are not negative; ...
    """
    if np.ndim(sigma) == 1:
        raise InputError(explain(f"the state has shape {np.shape(sigma)}", fix="give a density operator, shape (N, N)"))
    matrix = dense(hermitian(operator(sigma, "state"), "state", dimension))
    values, basis, rotated = eigensystem(matrix)
    if values.min() < -NEGATIVE:
        raise InputError(
            explain(
                f"the state has the eigenvalue {values.min():.3g}",
                why="occupations are not negative",
                fix="give a density operator",
            )
        )
    trace = float(values.sum())
    if abs(trace - 1.0) > TRACE:
        raise InputError(explain(f"the state has the trace {trace:.9g}", fix="normalise it to trace 1"))
    floor = EPS * len(values) if rotated else 0.0
    return occupied(values, floor, basis, ROTATION if rotated else 0.0, provenance)


def occupied(values: FloatArray, noise: float, basis: ComplexArray, tilt: float, provenance: str) -> State:
    """Return the state of eigenvalues known to an absolute error; levels below four times that are left out.

    Examples
    --------
    >>> occupied(np.array([1.0, 1e-17]), 1e-16, np.eye(2, dtype=complex), 0.0, "found").lost
    1
    """
    kept = values > 4.0 * noise
    log_p = np.log(values[kept])
    return State(
        log_p=log_p - float(np.log(values[kept].sum())),
        error=ROUNDING * (1.0 + np.abs(log_p) / 8.0) + noise / values[kept],
        basis=basis[:, kept],
        tilt=tilt,
        provenance=provenance,
        lost=int((~kept).sum()) if noise else 0,
    )


def with_provenance(state: State, provenance: str) -> State:
    """Return a state with another account of where it came from.

    Examples
    --------
    >>> with_provenance(given_state(np.eye(2) / 2, 2), "guessed").provenance
    'guessed'
    """
    return replace(state, provenance=provenance)
