"""A quantum system coupled to a bath: for generators, and for the stationary states of whatever is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.bench.problems.equilibrium import DensityOperator, Equilibrium
from detbal.bench.problems.level_scheme import LevelScheme
from detbal.bench.protocol import Judgement
from detbal.convert import to_native
from detbal.generators.baths.bath import Bath
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State
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
        return Equilibrium(self.H, kT).state

    def judge(self, answer: Any, kT: float) -> Judgement:
        """Ask for KMS detailed balance with the Gibbs state of H at kT, or for its populations."""
        native = self._native(answer)
        if isinstance(native, CountNetwork | RateNetwork):
            return self._levels().judge(native, kT)
        return Equilibrium(self.H, kT).judge(native)

    def _levels(self) -> LevelScheme:
        energies = np.asarray(np.linalg.eigvalsh(self.H), dtype=np.float64)
        return LevelScheme(self.name, self.summary, energies, np.ones((len(self.H),) * 2), self.temperatures)

    def _native(self, answer: Any) -> Any:
        state = DensityOperator.of(answer, len(self.H))
        if state is not None:
            return state
        if isinstance(answer, np.ndarray) or (isinstance(answer, list) and np.ndim(answer[0]) == 1):
            return self._levels().network(answer)
        return to_native(answer)[0]
