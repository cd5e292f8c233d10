"""A quantum system coupled to a bath: for generators, and for the stationary states of whatever is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal import verbs
from detbal.bench.problems.level_scheme import LevelScheme
from detbal.bench.protocol import TOLERANCE, Judgement, implied
from detbal.convert import to_native
from detbal.errors import DetbalError, InputError, explain
from detbal.generators.baths.bath import Bath
from detbal.generators.channel import Channel
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State, gibbs_state
from detbal.generators.stationary import stationary_state
from detbal.generators.superoperator import Superoperator
from detbal.networks.count_network import CountNetwork
from detbal.networks.rate_network import RateNetwork
from detbal.pairs import FloatArray, Pairs
from detbal.units import thermal_energy

#: A matrix is a density operator if its trace is 1 to this.
TRACE = 1e-6
#: Populations below this part of the largest are round-off of whatever solved for them.
FAINT = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class OpenSystem:
    """A Hamiltonian, Hermitian couplings, and the spectral density that all of them share; ħ = k_B = 1.

    Attributes
    ----------
    name, summary : str
    H : (N, N) array
    couplings : tuple of (N, N) arrays
        Each to a bath of its own, all at one temperature.
    density : function
        J(ω) at ω > 0, in QuTiP's convention: emission at the rate 2 J(ω) (n(ω) + 1) |A|².
    temperatures : tuple of float

    Notes
    -----
    Judged are generators of any kind that `detbal.check` takes, such as ``(H, c_ops)`` and superoperators of QuTiP;
    rates between the eigenstates of H, ascending; trajectories of them; and a density operator (a trace of 1), whose
    populations are held against Boltzmann's, for methods that have no generator for the system alone.
    """

    name: str
    summary: str
    H: ComplexArray
    couplings: tuple[ComplexArray, ...]
    density: Callable[[FloatArray], FloatArray]
    temperatures: tuple[float, ...]

    @property
    def axis(self) -> str:
        """In the unit of H."""
        return "kT"

    def bath(self, kT: float) -> Bath:
        """Return the bath of each coupling."""
        return Bath(spectral_density=self.density, kT=kT)

    def gibbs(self, kT: float) -> State:
        """Return the equilibrium that weak coupling leads to."""
        return gibbs_state(self.H, thermal_energy(kT=kT))

    def judge(self, answer: Any, kT: float) -> Judgement:
        """Ask for KMS detailed balance with the Gibbs state of H at kT, or for its populations."""
        native = self._native(answer)
        if isinstance(native, _DensityOperator):
            verdict = verbs.check(native.pairs(self.gibbs(kT)), tol=TOLERANCE)
            return Judgement(verdict, None, self._from_gibbs(native.matrix, kT))
        if isinstance(native, CountNetwork | RateNetwork):
            return self._levels().judge(native, kT)
        # a generator's own Hamiltonian may hold shifts, which are no energies of the system
        given = {"H": self.H} if isinstance(native, Lindbladian | Superoperator | Channel) else {}
        verdict = verbs.check(native, kT=kT, tol=TOLERANCE, **given)
        return Judgement(verdict, implied(native, kT, **given), self._distance(native, kT))

    def _distance(self, native: Any, kT: float) -> float | None:
        try:
            if hasattr(native, "stationary_state"):
                return self._from_gibbs(native.stationary_state().matrix, kT)
            if isinstance(native, Lindbladian | Superoperator | Channel):
                return self._from_gibbs(stationary_state(native).state.matrix, kT)
        except DetbalError:  # several stationary states, or none
            return None
        return None

    def _from_gibbs(self, rho: ComplexArray, kT: float) -> float:
        return float(np.abs(np.linalg.eigvalsh(rho - self.gibbs(kT).matrix)).sum() / 2)

    def _levels(self) -> LevelScheme:
        energies = np.asarray(np.linalg.eigvalsh(self.H), dtype=np.float64)
        return LevelScheme(self.name, self.summary, energies, np.ones((len(self.H),) * 2), self.temperatures)

    def _native(self, answer: Any) -> Any:
        N = len(self.H)
        matrix = answer.full() if getattr(answer, "isoper", False) else answer
        if isinstance(matrix, np.ndarray) and matrix.shape == (N, N) and abs(np.trace(matrix) - 1.0) < TRACE:
            return _DensityOperator(matrix)
        if isinstance(matrix, np.ndarray) or (isinstance(matrix, list) and np.ndim(matrix[0]) == 1):
            return self._levels().network(matrix)
        return to_native(answer)[0]


@dataclass(frozen=True, slots=True, eq=False)
class _DensityOperator:
    matrix: ComplexArray

    def pairs(self, gibbs: State) -> Pairs:
        """Return each two neighbouring levels of H, by their populations against Boltzmann's."""
        p = np.einsum("ik,ij,jk->k", gibbs.basis.conj(), self.matrix, gibbs.basis).real
        order = np.argsort(-gibbs.log_p, kind="stable")
        if p.min() < -FAINT * p.max():
            k = int(p.argmin())
            raise InputError(explain(f"the population of level {k} is {p[k]:.3g}", fix="give a density operator"))
        log_p, expected = np.log(np.maximum(p[order], 1e-300)), gibbs.log_p[order]
        return Pairs.from_logs(
            log_p[:-1],
            log_p[1:],
            offset=expected[:-1] - expected[1:],
            labels=[f"level {k} ⇌ level {k + 1}" for k in range(len(p) - 1)],
        )
