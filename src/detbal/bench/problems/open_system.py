"""A quantum system coupled to a bath: for generators, and for the stationary states of whatever is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.bench.problems.density_operator import TRACE, density_operator
from detbal.bench.problems.equilibrium import GENERATORS, Equilibrium
from detbal.bench.problems.level_scheme import LevelScheme
from detbal.bench.protocol import Judgement, lock
from detbal.convert import to_native
from detbal.errors import InputError, explain
from detbal.generators.baths.bath import Bath
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State
from detbal.kinds import needs
from detbal.networks.count_network import CountNetwork
from detbal.networks.rate_network import RateNetwork
from detbal.pairs import FloatArray


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
    Judged are generators that `detbal.check` takes, such as ``(H, c_ops)``, ``(H, [(A, spectrum)])`` and superoperators
    of QuTiP, and channels, such as propagators; rates or transition probabilities between the eigenstates of H,
    ascending; trajectories of them; and for methods that have no generator for the system alone a density operator: an
    operator of QuTiP, an array with a trace of 1 that is Hermitian, or detbal's own `State`. All are held against this
    H, whatever Hamiltonian they bring. A density operator is taken as exact to the digits of its numbers.
    """

    name: str
    summary: str
    H: ComplexArray
    couplings: tuple[ComplexArray, ...]
    density: Callable[[FloatArray], FloatArray]
    temperatures: tuple[float, ...]

    def __post_init__(self) -> None:
        lock(self, "H", "couplings")

    @property
    def axis(self) -> str:
        """In the unit of H."""
        return "kT"

    def bath(self, kT: float) -> Bath:
        """Return the bath of each coupling."""
        return Bath(spectral_density=self.density, kT=kT)

    def gibbs(self, kT: float) -> State:
        """Return the equilibrium that weak coupling leads to."""
        return Equilibrium(self.H, kT).state

    def judge(self, answer: Any, kT: float) -> Judgement:
        """Ask for detailed balance with the Gibbs state of H at kT, or how a state differs from it."""
        native = self._read(answer)
        if isinstance(native, CountNetwork | RateNetwork):
            return self._levels().judge(native, kT)
        return Equilibrium(self.H, kT).judge(native)

    def _levels(self) -> LevelScheme:
        energies = np.asarray(np.linalg.eigvalsh(self.H), dtype=np.float64)
        return LevelScheme(self.name, self.summary, energies, np.ones((len(self.H),) * 2), self.temperatures)

    def _read(self, answer: Any) -> Any:
        plain = answer.toarray() if hasattr(answer, "toarray") else answer
        if isinstance(plain, np.ndarray) or (isinstance(plain, list) and all(np.ndim(row) < 2 for row in plain)):
            return self._of_array(plain)
        state = density_operator(answer, len(self.H), self.name)
        if state is not None:
            return state
        native = to_native(answer)[0]
        needs(native, f"{self.name}: the answer", *GENERATORS, RateNetwork, CountNetwork)
        return native

    def _of_array(self, answer: Any) -> Any:
        """Tell a density operator from what is said of the levels: by its trace, and by the sums of its rows."""
        N = len(self.H)
        square = len(answer) == N and all(np.shape(row) == (N,) for row in answer)
        matrix = np.array(answer) if square else answer
        if not square or not abs(np.trace(matrix) - 1.0) < TRACE:
            return self._levels().network(matrix)
        if not np.allclose(matrix.sum(axis=1), 1.0, rtol=0.0, atol=TRACE):
            return density_operator(matrix, N, self.name)
        if np.allclose(matrix, matrix.conj().T):
            what = f"{self.name}: a symmetric matrix of trace 1 whose rows sum to 1"
            why = "it may be a density operator or transition probabilities"
            fix = "return a qutip.Qobj or a detbal.generators.state.State, or RateNetwork.from_transition_matrix(...)"
            raise InputError(explain(what, why=why, fix=fix))
        return self._levels().network(matrix)
