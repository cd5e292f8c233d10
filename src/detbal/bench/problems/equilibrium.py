"""The equilibrium of a quantum system, and how generators and density operators are held against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal import verbs
from detbal.bench.protocol import TOLERANCE, Judgement, implied
from detbal.errors import DetbalError, InputError, explain
from detbal.generators.channel import Channel
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State, gibbs_state
from detbal.generators.stationary import stationary_state
from detbal.generators.superoperator import Superoperator
from detbal.pairs import Pairs
from detbal.units import thermal_energy

#: A matrix is a density operator if its trace is 1 to this.
TRACE = 1e-6
#: Populations below this part of the largest are round-off of whatever solved for them.
FAINT = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class DensityOperator:
    """A stationary state, of a method that has no generator for the system alone.

    Attributes
    ----------
    matrix : (N, N) array
    """

    matrix: ComplexArray

    @classmethod
    def of(cls, answer: Any, dimension: int) -> DensityOperator | None:
        """Return an answer that is one: a matrix of this dimension, or such an operator of QuTiP, with a trace of 1."""
        matrix = answer.full() if getattr(answer, "isoper", False) else answer
        if isinstance(matrix, np.ndarray) and matrix.shape == (dimension,) * 2 and abs(np.trace(matrix) - 1) < TRACE:
            return cls(matrix)
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Equilibrium:
    """The state e^(-K/kT)/Z.

    Attributes
    ----------
    K : (N, N) array
        The Hamiltonian; where electrons are exchanged with leads, H - μN.
    kT : float
    """

    K: ComplexArray
    kT: float

    @property
    def state(self) -> State:
        """The density operator."""
        return gibbs_state(self.K, thermal_energy(kT=self.kT))

    def judge(self, native: Any) -> Judgement:
        """Ask a generator for KMS detailed balance with this state, or a density operator for its populations.

        Raises
        ------
        InputError
            A density operator with a negative population.
        """
        if isinstance(native, DensityOperator):
            verdict = verbs.check(self._pairs(native.matrix), tol=TOLERANCE)
            return Judgement(verdict, None, self._distance(native.matrix))
        # a generator's own Hamiltonian may hold shifts, which are no energies of the system
        given = {"H": self.K} if isinstance(native, Lindbladian | Superoperator | Channel) else {}
        verdict = verbs.check(native, kT=self.kT, tol=TOLERANCE, **given)
        return Judgement(verdict, implied(native, self.kT, **given), self._distance_of(native))

    def _distance_of(self, native: Any) -> float | None:
        try:
            if hasattr(native, "stationary_state"):
                return self._distance(native.stationary_state().matrix)
            if isinstance(native, Lindbladian | Superoperator | Channel):
                return self._distance(stationary_state(native).state.matrix)
        except DetbalError:  # several stationary states, or none
            return None
        return None

    def _distance(self, rho: ComplexArray) -> float:
        return float(np.abs(np.linalg.eigvalsh(rho - self.state.matrix)).sum() / 2)

    def _pairs(self, rho: ComplexArray) -> Pairs:
        """Return each two neighbouring levels of K, by their populations against Boltzmann's."""
        state = self.state
        p = np.einsum("ik,ij,jk->k", state.basis.conj(), rho, state.basis).real
        order = np.argsort(-state.log_p, kind="stable")
        if p.min() < -FAINT * p.max():
            k = int(p.argmin())
            raise InputError(explain(f"the population of level {k} is {p[k]:.3g}", fix="give a density operator"))
        log_p, expected = np.log(np.maximum(p[order], 1e-300)), state.log_p[order]
        return Pairs.from_logs(
            log_p[:-1],
            log_p[1:],
            offset=expected[:-1] - expected[1:],
            labels=[f"level {k} ⇌ level {k + 1}" for k in range(len(p) - 1)],
        )
