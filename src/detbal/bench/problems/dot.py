"""A quantum dot with repulsion between two leads: for rates, generators and density operators."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detbal import verbs
from detbal.bench.problems.density_operator import density_operator
from detbal.bench.problems.equilibrium import GENERATORS, Equilibrium
from detbal.bench.protocol import TOLERANCE, Judgement, implied, lock
from detbal.convert import to_native
from detbal.errors import InputError, explain
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State
from detbal.kinds import needs
from detbal.pairs import FloatArray
from detbal.transport.fock import annihilators, hamiltonian, occupations
from detbal.transport.lead import Lead
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.stationary import flows_of


@dataclass(frozen=True, slots=True, eq=False)
class Dot:
    """Levels with repulsion U, coupled to two leads at one temperature and one chemical potential; ħ = k_B = 1.

    Attributes
    ----------
    name, summary : str
    levels : (n,) float array
    repulsion : float
        U of each two electrons.
    gamma : (float, float)
        Γ = 2π ρ |t|² of the left and of the right lead, the same for all levels and at all energies.
    mu : float
    temperatures : tuple of float
    shared : bool
        Whether all levels share one channel of each lead, which takes Σ d_i; otherwise each has one of its own.

    Notes
    -----
    Matrices have the shape (2ⁿ, 2ⁿ), in the basis of occupation numbers: in state s level i is occupied if bit i of s
    is set.

    Judged against the grand canonical equilibrium with kT and μ are generators and density operators as for
    `OpenSystem`, such as ``(H, c_ops)`` of QuTiP with Jordan–Wigner matrices; a `detbal.transport.RateTable`, a
    `QuantumDot`, by its rates of sequential tunnelling, or a builder of QmeQ. Whatever energies these come with, their
    states are taken for those of this dot with as many electrons, in the order of their energies.
    """

    name: str
    summary: str
    levels: FloatArray
    repulsion: float
    gamma: tuple[float, float]
    mu: float
    temperatures: tuple[float, ...]
    shared: bool = False

    def __post_init__(self) -> None:
        lock(self, "levels")

    @property
    def axis(self) -> str:
        """In the unit of the levels."""
        return "kT"

    @property
    def annihilators(self) -> tuple[FloatArray, ...]:
        """Jordan–Wigner matrices d_i of the levels."""
        return tuple(each.toarray() for each in annihilators(len(self.levels)))

    @property
    def couplings(self) -> tuple[FloatArray, ...]:
        """What each channel takes out of the dot: the d_i, or their sum."""
        return (np.sum(self.annihilators, axis=0),) if self.shared else self.annihilators

    @property
    def number(self) -> FloatArray:
        """N, the number of electrons."""
        return np.diag(occupations(len(self.levels)).sum(axis=1).astype(np.float64))

    @property
    def H(self) -> ComplexArray:
        """Σ ε_i n_i + U Σ_(i<j) n_i n_j."""
        dot = self.dot(self.temperatures[0])
        return np.asarray(hamiltonian(dot.levels, dot.coulomb).toarray(), dtype=np.complex128)

    def dot(self, kT: float) -> QuantumDot:
        """Return the dot as detbal builds it."""
        n = len(self.levels)
        gamma = [np.full((n, n), each) if self.shared else each for each in self.gamma]
        sides = {name: Lead(kT=kT, mu=self.mu, gamma=each) for name, each in zip("LR", gamma, strict=True)}
        return QuantumDot(self.levels, sides, coulomb=self.repulsion)

    def judge(self, answer: Any, kT: float) -> Judgement:
        """Ask for equilibrium with kT and μ, and for the distance of the stationary state from it."""
        native = density_operator(answer, len(self.number), self.name) or to_native(answer)[0]
        needs(native, f"{self.name}: the answer", *GENERATORS, RateTable, QuantumDot, State)
        if not isinstance(native, RateTable | QuantumDot):
            # with electrons that come and go the state is e^(-(H - μN)/kT)
            return Equilibrium(self.H - self.mu * self.number, kT).judge(native)
        table = self.matched(pauli_rates(native) if isinstance(native, QuantumDot) else native)
        weights = -(table.energy - self.mu * table.charge) / kT
        right = np.exp(weights - np.logaddexp.reduce(weights))
        distance = float(np.abs(np.exp(flows_of(table).log_stationary) - right).sum() / 2)
        return Judgement(verbs.check(table, kT=kT, mu=self.mu, tol=TOLERANCE), implied(table, kT), distance)

    def matched(self, table: RateTable) -> RateTable:
        """Give the states of a table the energies of this dot, whatever energies it came with.

        States of one charge are matched by the order of their energies.

        Raises
        ------
        InputError
            Other numbers of states of some charge.
        """
        charge, energy = np.diag(self.number), np.diag(self.H).real
        ours, theirs = np.lexsort((energy, charge)), np.lexsort((table.energy, table.charge))
        if not np.array_equal(charge[ours], table.charge[theirs]):
            what = f"{self.name}: states with {sorted(table.charge.tolist())} electrons"
            raise InputError(
                explain(what, fix=f"return one state each of {charge[ours].astype(int).tolist()} electrons")
            )
        right = np.empty(len(energy))
        right[theirs] = energy[ours]
        return replace(table, energy=right, unit=None)
