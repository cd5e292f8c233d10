"""The equilibrium of a quantum system, and how generators and density operators are held against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detbal import verbs
from detbal.bench.problems.density_operator import distance, implied_by, state_pairs
from detbal.bench.protocol import TOLERANCE, Judgement, implied
from detbal.errors import DetbalError, InputError, explain
from detbal.generators.channel import Channel
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.listing import pairs
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State, gibbs_state
from detbal.generators.stationary import stationary_state
from detbal.generators.superoperator import Superoperator
from detbal.generators.symmetry import Symmetry
from detbal.generators.weak_coupling.davies import DaviesGenerator, davies
from detbal.generators.weak_coupling.model import WeakCoupling
from detbal.result import Verdict
from detbal.units import thermal_energy
from detbal.verdict import Status

#: The generators that are judged.
GENERATORS = (Lindbladian, Superoperator, Channel, DaviesGenerator, WeakCoupling)


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
        """Ask a generator for detailed balance with this state, or a density operator whether it is this one.

        Parameters
        ----------
        native
            One of `GENERATORS`, or a `State`.

        Raises
        ------
        InputError
            A generator of another dimension.

        Notes
        -----
        Generators are asked for KMS detailed balance. What a Hamiltonian does is set aside, and cannot be in a channel,
        such as a propagator: it is asked for the symmetry with a time reversal (SQDB), which for the real matrices of
        the standard problems is complex conjugation.
        """
        if isinstance(native, State):
            right = self.state
            verdict = verbs.check(state_pairs(native, right), tol=TOLERANCE)
            return Judgement(verdict, implied_by(native, right), distance(native, right))
        if native.dimension != len(self.K):
            what = f"a generator of {native.dimension} levels"
            raise InputError(explain(what, fix=f"return one of {len(self.K)} levels"))
        generator = _written_out(native)
        # a generator's own Hamiltonian may hold shifts, which are no energies of the system
        told = implied(generator, self.kT, H=self.K)
        return Judgement(self._verdict(generator), told, self._distance_of(generator))

    def _verdict(self, generator: Any) -> Verdict:
        if not isinstance(generator, Channel):
            return verbs.check(generator, kT=self.kT, H=self.K, tol=TOLERANCE)
        found = verbs.check(generator, kT=self.kT, H=self.K, tol=TOLERANCE, symmetry=Symmetry.SQDB)
        if found.status is not Status.UNDECIDED:
            return found
        # where no time reversal is found, the populations alone may still show that there is none
        populations = verbs.check(pairs(generator, kT=self.kT, H=self.K), tol=TOLERANCE)
        return populations if populations.status is Status.BROKEN else found

    def _distance_of(self, generator: Any) -> float | None:
        try:
            found = stationary_state(generator)
        except DetbalError:  # there is none
            return None
        return distance(found.state, self.state) if found.count == 1 else None


def _written_out(native: Any) -> Any:
    """Return weak coupling by its jumps, which another Hamiltonian than its own can be held against."""
    if isinstance(native, WeakCoupling):
        return davies(native.H, native.couplings, lamb_shift=False).lindbladian()
    return native.lindbladian() if isinstance(native, DaviesGenerator) else native
