"""One correlation function C(t) = Tr X e^{Kt}(Y ρ) for t ≥ 0: as a sum of decaying modes, or from a Krylov space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.operators import ComplexArray
from detbal.pairs import FloatArray

#: Residual, relative to the vector that is solved for, up to which a Krylov space counts as large enough.
RESOLVED = 1e-8


class Correlation(Protocol):
    """What both kinds can do."""

    def at(self, times: FloatArray) -> ComplexArray:
        """Return C(t) for t ≥ 0."""

    def half_transform(self, omega: FloatArray) -> ComplexArray:
        """Return ∫_0^∞ C(t) e^{iωt} dt."""


@dataclass(frozen=True, slots=True, eq=False)
class DecayModes:
    """C(t) = Σ c e^{λt}.

    Attributes
    ----------
    rates, weights : (m,) complex arrays
        λ and c.

    Examples
    --------
    >>> decay = DecayModes(np.array([-0.5 - 1j]), np.array([2.0 + 0j]))
    >>> decay.half_transform(np.array([1.0])).real  # at the resonance: 2/0.5
    array([4.])
    """

    rates: ComplexArray
    weights: ComplexArray

    def at(self, times: FloatArray) -> ComplexArray:
        """Return C(t) for t ≥ 0, in the shape of `times`; O(m) for each."""
        found = np.array([np.exp(self.rates * t) @ self.weights for t in times.ravel()], dtype=np.complex128)
        return found.reshape(times.shape)

    def half_transform(self, omega: FloatArray) -> ComplexArray:
        """Return ∫_0^∞ C(t) e^{iωt} dt, in the shape of `omega`; O(m) for each."""
        found = np.array([-(self.weights / (self.rates + 1j * w)).sum() for w in omega.ravel()], dtype=np.complex128)
        return found.reshape(omega.shape)


@dataclass(frozen=True, slots=True, eq=False)
class KrylovCorrelation:
    """C(t) = bra† e^{ht} e₁ in a Krylov space, of which h is the generator.

    Attributes
    ----------
    h : (m, m) complex array
        An upper Hessenberg matrix.
    bra : (m,) complex array
        The first vector has norm 1; its norm stands here.
    beyond : float
        Norm of what the generator makes of the last vector outside the space; 0 if the space is invariant.

    Examples
    --------
    >>> decay = KrylovCorrelation(np.array([[-0.5 - 1j]]), np.array([2.0 + 0j]), 0.0)
    >>> decay.half_transform(np.array([1.0])).real
    array([4.])
    """

    h: ComplexArray
    bra: ComplexArray
    beyond: float

    def at(self, times: FloatArray) -> ComplexArray:
        """Return C(t) for t ≥ 0, in the shape of `times`.

        Raises
        ------
        InputError
            The space is too small for so long a time.
        """
        from scipy.linalg import expm

        columns = [expm(self.h * t)[:, 0] for t in times.ravel()]
        self._require(np.array([abs(column[-1]) for column in columns]) * self.beyond / self._scale, "t", times.ravel())
        return np.array([self.bra.conj() @ column for column in columns], dtype=np.complex128).reshape(times.shape)

    def half_transform(self, omega: FloatArray) -> ComplexArray:
        """Return ∫_0^∞ C(t) e^{iωt} dt, in the shape of `omega`; O(m³) for each.

        Raises
        ------
        InputError
            The space is too small to resolve a frequency.
        """
        one = np.eye(len(self.h))
        columns = [np.linalg.solve(self.h + 1j * w * one, -one[0]) for w in omega.ravel()]
        self._require(np.array([abs(column[-1]) for column in columns]) * self.beyond, "ω", omega.ravel())
        return np.array([self.bra.conj() @ column for column in columns], dtype=np.complex128).reshape(omega.shape)

    @property
    def _scale(self) -> float:
        return max(float(np.linalg.norm(self.h, 2)), 1e-300)

    def _require(self, residual: FloatArray, name: str, places: FloatArray) -> None:
        if (residual <= RESOLVED).all():
            return
        k = int(residual.argmax())
        raise InputError(
            explain(
                f"{len(self.h)} Krylov vectors leave a residual of {residual[k]:.1g} at {name} = {places[k]:g}",
                why=f"it should be below {RESOLVED:g}",
                fix="give a larger krylov=",
            )
        )
