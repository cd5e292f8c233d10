"""Elimination of coherences, and what round-off leaves open of a stationary state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.transport.occupation import Floats

_EPS, _TINY = float(np.finfo(np.float64).eps), float(np.finfo(np.float64).tiny)
#: Operations in units of round-off that are granted to each entry of a generator.
_GRANTED = 8.0


@dataclass(frozen=True, slots=True, eq=False)
class Elimination:
    """A real generator L over n populations and m parts of coherences, with the latter eliminated.

    Attributes
    ----------
    matrix : (n + m, n + m) float array
        L.
    factors, pivots
        LU factors of L_cc.
    follow : (m, n) float array
        -L_cc⁻¹ L_cp: the coherences that go with each population.
    rates : (n, n) float array
        L_pp + L_pc follow, [to, from]; 0 where it cancels up to round-off, or has lost digits to underflow.
    """

    matrix: Floats
    factors: Floats
    pivots: NDArray[Any]
    follow: Floats
    rates: Floats

    @classmethod
    def of(cls, matrix: Floats, n: int) -> Elimination | None:
        """Eliminate; None if L_cc is singular.

        Examples
        --------
        >>> Elimination.of(np.array([[-1.0, 1.0, 1.0], [1.0, -1.0, -1.0], [0.5, 0.5, -1.0]]), 2).rates
        array([[-0.5,  1.5],
               [ 0.5, -1.5]])
        """
        from scipy.linalg.lapack import dgetrf, dgetrs

        pp, pc, cp = matrix[:n, :n], matrix[:n, n:], matrix[n:, :n]
        if not len(cp):
            return cls(matrix, np.zeros((0, 0)), np.zeros(0), np.zeros((0, n)), np.where(np.abs(pp) < _TINY, 0.0, pp))
        factors, pivots, singular = dgetrf(matrix[n:, n:])
        if singular:
            return None
        follow = -dgetrs(factors, pivots, cp)[0]
        rates = pp + pc @ follow
        rates[np.abs(rates) < _GRANTED * _EPS * (np.abs(pp) + np.abs(pc) @ np.abs(follow)) + _TINY] = 0.0
        return cls(matrix, factors, pivots, follow, rates)

    def errors(self, state: Floats, blurred: Floats, functionals: Floats) -> tuple[Floats, Floats]:
        """Bound the errors of a stationary state that come from its residual and from the round-off of L.

        Parameters
        ----------
        state : (n + m,)
        blurred : (n + m,)
            What is not known of L ρ, beside round-off of L.
        functionals : (k, n + m)

        Returns
        -------
        error : (n,) float array
            Of the populations; infinite where L decides nothing.
        floor : (k,) float array
            Of the functionals.

        Notes
        -----
        With L^T y = I - ⟨I⟩ on the state of trace 1, a change of L by δL moves ⟨I⟩ by -y δL ρ: so |y| (|Lρ| + 8 eps
        |L| |ρ|) bounds it. As in the forward errors of linear systems (N. J. Higham, Accuracy and Stability of
        Numerical Algorithms, SIAM, 2002, chapter 7).

        Examples
        --------
        A state that is left a million times slower than others keeps six digits less if rates have errors by
        themselves; here each rate is as good as it is small, and nothing is lost.

        >>> made = Elimination.of(np.array([[-1.0, 1e-6], [1.0, -1e-6]]), 2)
        >>> error, floor = made.errors(np.array([1e-6, 1.0]) / (1 + 1e-6), np.zeros(2), np.array([[1.0, 0.0]]))
        >>> bool(error.max() < 1e-14), bool(floor[0] < 1e-20)
        (True, True)
        """
        n = len(self.rates)
        open_ = np.abs(self.matrix @ state) + _GRANTED * _EPS * (np.abs(self.matrix) @ np.abs(state)) + blurred
        rows = np.concatenate((np.eye(n, len(state)), functionals))
        sensitive = self._adjoint(rows, rows @ state, int(np.argmax(state[:n])))
        if sensitive is None:
            return np.full(n, np.inf), np.full(len(functionals), np.inf)
        found = np.abs(sensitive) @ open_
        return found[:n], found[n:]

    def _adjoint(self, rows: Floats, means: Floats, fullest: int) -> Floats | None:
        """Solve L^T y = I - ⟨I⟩ trace, with y = 0 on the fullest state; None if it has no single solution."""
        from scipy.linalg.lapack import dgetrs

        n = len(self.rates)
        rest = np.delete(np.arange(n), fullest)
        y = np.zeros_like(rows)
        source = (rows[:, :n] + rows[:, n:] @ self.follow - means[:, None])[:, rest]
        outflow = -np.diag(self.rates)[rest]
        scale = np.where(outflow != 0, np.abs(outflow), 1.0)
        try:
            y[:, rest] = np.linalg.solve(self.rates[np.ix_(rest, rest)].T / scale[:, None], (source / scale).T).T
        except np.linalg.LinAlgError:
            return None
        if len(self.follow):
            coherent = rows[:, n:] - y[:, :n] @ self.matrix[:n, n:]
            y[:, n:] = dgetrs(self.factors, self.pivots, coherent.T, trans=1)[0].T
        return y
