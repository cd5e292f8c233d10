"""Davies generators: the weak-coupling limit of a system in contact with baths, in O(N²) numbers.

Transitions of one Bohr frequency act together, those of different ones apart (the secular approximation). So
populations of non-degenerate levels obey a rate equation among themselves, and each coherence decays by itself unless
another one oscillates at the same frequency. Nothing of size N² × N² is ever formed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.baths.bath import Bath
from detbal.generators.baths.conventions import Statistics
from detbal.generators.eigenstates import by_blocks, eigenstates
from detbal.generators.levels import Levels, levels_of
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray, Operator, dense, operator
from detbal.generators.state import ROTATION, State
from detbal.generators.weak_coupling.bohr_blocks import (
    block_matrix,
    bohr_blocks,
    lonely_coherences,
    members_of_blocks,
    population_eigenvalues,
)
from detbal.generators.weak_coupling.model import WeakCoupling
from detbal.generators.weak_coupling.rate_equation import stationary_blocks, stationary_populations
from detbal.generators.weak_coupling.secular import by_frequency, fed, one_to_one, require_distinct, within_levels
from detbal.generators.weak_coupling.transitions import Transitions, lamb_spectrum, transitions_of
from detbal.pairs import ROUNDING, FloatArray
from detbal.units import EnergyUnit


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DaviesGenerator:
    """A Davies generator between eigenstates; made by `davies`.

    K(ρ) = -i[H + H_LS, ρ] + Σ_ω (V_ω ρ V_ω† - {V_ω†V_ω, ρ}/2), Schrödinger picture, summed over the baths.

    Attributes
    ----------
    H : (N, N) operator
        As given.
    basis : (N, N) complex array
        Eigenstates of H (and of the Lamb shift within its levels) in columns.
    exact : (N,) boolean array
        Whether an eigenstate is one of the input's basis, so that it carries no round-off.
    levels : Levels
        Which energies, and which Bohr frequencies, count as one; balance is judged against its energies.
    shifted : (N,) float array
        Energies with the Lamb shift.
    transitions : tuple of Transitions
        One for each coupling to a bosonic bath, two for each to a fermionic one.
    lamb_shift : bool
        Whether the Lamb shift is included.
    energy_unit : EnergyUnit or None
    """

    __detbal_domain__: ClassVar[str] = "generators"
    __detbal_from_arrays__: ClassVar[tuple[str, ...]] = ()

    H: Operator
    basis: ComplexArray
    exact: np.ndarray[Any, np.dtype[np.bool_]]
    levels: Levels
    shifted: FloatArray
    transitions: tuple[Transitions, ...]
    lamb_shift: bool
    energy_unit: EnergyUnit | None

    @property
    def dimension(self) -> int:
        """Number N of states."""
        return len(self.shifted)

    @property
    def rotated(self) -> bool:
        """Whether the eigenbasis is another than the one that the operators were given in."""
        return not bool(self.exact.all())

    @property
    def baths(self) -> dict[str, Bath]:
        """The baths by name."""
        return {each.name: each.bath for each in self.transitions}

    @property
    def state_names(self) -> tuple[str, ...]:
        """Names of the states: |k⟩ by their place in the input's basis, |Ek⟩ by energy where there is none."""
        if self.rotated:
            return tuple(f"|E{k}⟩" for k in range(self.dimension))
        return tuple(f"|{k}⟩" for k in range(self.dimension))

    @property
    def one_potential(self) -> bool:
        """Whether all fermionic baths have the same chemical potential."""
        return len({bath.mu for bath in self.baths.values() if bath.statistics is Statistics.FERMION}) <= 1

    @property
    def equilibrium(self) -> bool:
        """Whether all baths are thermal by construction, with one temperature and one chemical potential."""
        baths = self.baths.values()
        return all(bath.thermal for bath in baths) and len({bath.kT for bath in baths}) == 1 and self.one_potential

    @property
    def populations_closed(self) -> bool:
        """Whether the populations of the eigenstates obey a rate equation, without coherences within a level.

        So it is if no level is degenerate, and also if no transition leads to, or from, a superposition of states.
        """
        bohr = self.levels.transitions()
        return not self.levels.degenerate or all(one_to_one(each.amplitudes, bohr) for each in self.transitions)

    @property
    def gibbs_exponent(self) -> FloatArray | None:
        """-E/kT of every state, if exp(-H/kT) is stationary by construction; the energies are those of the levels."""
        if not self.equilibrium or any(bath.mu for bath in self.baths.values()):
            return None
        energies = self.levels.energies - self.levels.energies.min()
        return np.asarray(-energies / self.transitions[0].bath.kT)

    def log_population_rates(self, bath: str | None = None) -> FloatArray:
        """Return the logs of the transition rates between eigenstates, exact however small the rates are.

        Parameters
        ----------
        bath
            Name of one bath; default: the sum over all.

        Returns
        -------
        (N, N) float array
            ln of the rate from state i (row) to j (column): ln(|A_ji|² S(E_i - E_j)); ``-inf`` where there is none, and
            on the diagonal. Between states of degenerate levels it depends on the basis.

        Raises
        ------
        InputError
            No bath of that name.
        """
        chosen = [each for each in self.transitions if bath is None or each.name == bath]
        if not chosen:
            raise InputError(explain(f"no bath is called {bath!r}", fix=f"the names are {', '.join(self.baths)}"))
        total = chosen[0].log_rates.copy()
        for each in chosen[1:]:
            total = np.logaddexp(total, each.log_rates)
        np.fill_diagonal(total, -np.inf)
        return total

    def population_rates(self, bath: str | None = None) -> FloatArray:
        """Return the rate matrix between eigenstates, from row to column; rows sum to zero."""
        rates = np.exp(self.log_population_rates(bath))
        np.fill_diagonal(rates, -rates.sum(axis=1))
        return rates

    def stationary_state(self) -> State:
        """Return the stationary state.

        The Gibbs state where all baths share one temperature (there may be others, if the couplings leave parts of the
        system apart). Otherwise the populations by elimination, O(N³), which keeps every one of them accurate; where
        levels are degenerate, the density operator within the levels.

        Raises
        ------
        InputError
            If it had to be solved for, and is not unique.
        """
        exponent = self.gibbs_exponent
        if exponent is not None:
            scale = np.full(self.dimension, -exponent.min()) if self.rotated else -exponent
            return State(
                log_p=exponent - float(np.log(np.exp(exponent).sum())),
                error=ROUNDING * (1.0 + scale),
                basis=self.basis,
                tilt=ROTATION if self.rotated else 0.0,
                provenance=f"Gibbs state of H at the kT = {self.transitions[0].bath.kT:g} of the baths",
                energies=self.levels.energies,
            )
        if self.populations_closed:
            return stationary_populations(self.log_population_rates(), self.basis, self.rotated)
        rows, columns = np.nonzero(bohr_blocks(self.levels) == 0)
        jumps = [each.amplitudes for each in self.transitions]
        matrix = block_matrix(jumps, self.drain(), self.levels.transitions(), rows, columns)
        return stationary_blocks(matrix, rows, columns, self.basis)

    def eigenvalues(self) -> ComplexArray:
        """Return all N² eigenvalues of the generator, slowest decay first, shape (N²,).

        Coherences with a Bohr frequency of their own have their eigenvalue in closed form, the populations of
        non-degenerate levels those of an N × N matrix (symmetric, if the baths share one temperature). Others are
        found block by block: a harmonic oscillator takes O(N⁴), random levels O(N³).
        """
        jumps = [each.amplitudes for each in self.transitions]
        values = lonely_coherences(jumps, self.shifted)
        drain, bohr, blocks = self.drain(), self.levels.transitions(), bohr_blocks(self.levels)
        exponent = self.gibbs_exponent
        if exponent is not None:  # the same eigenvalues, of matrices that are nearly normal
            jumps = [each.balanced_amplitudes(exponent) for each in self.transitions]
        for number, rows, columns in members_of_blocks(blocks):
            if number == 0 and not self.levels.degenerate:
                values[rows, columns] = population_eigenvalues(self.log_population_rates(), self.equilibrium)
                continue
            values[rows, columns] = np.linalg.eigvals(block_matrix(jumps, drain, bohr, rows, columns))
            if number:  # the block of the mirror images
                values[columns, rows] = values[rows, columns].conj()
        flat = values.ravel()
        return flat[np.lexsort((flat.imag, -flat.real))]

    def decay_rates(self) -> FloatArray:
        """Return all N² decay rates, -Re of the eigenvalues, ascending; the first is 0. See `eigenvalues`."""
        return np.asarray(-self.eigenvalues().real)

    def apply(self, rho: Any) -> ComplexArray:
        """Return K(ρ) without forming a superoperator; O(N³).

        Parameters
        ----------
        rho : (N, N)
            In the basis of the input.
        """
        inside = self.basis.conj().T @ dense(operator(rho, "rho", self.dimension)) @ self.basis
        drain = self.drain()
        change = -(drain @ inside + inside @ drain.conj().T)
        bohr = self.levels.transitions()
        for each in self.transitions:
            change = change + fed(each.amplitudes, bohr, inside)
        return np.asarray(self.basis @ change @ self.basis.conj().T)

    def hamiltonian(self) -> Operator:
        """Return H + H_LS in the basis of the input, shape (N, N); H as given without Lamb shift."""
        if not self.lamb_shift:
            return self.H
        return np.asarray((self.basis * self.shifted) @ self.basis.conj().T)

    def lindbladian(self) -> Lindbladian:
        """Return the generator in Lindblad form: H + H_LS, and one jump operator for each bath and Bohr frequency.

        There are up to N² jumps for each bath, N⁴ numbers if H has to be rotated: for N beyond a hundred use the
        methods of this class. Amplitudes below 1e-308 (ω/kT above 1400) are 0, and their jumps left out. A
        temperature refers to H without the Lamb shift, which stands in it as `bare`.
        """
        from scipy.sparse import csr_array

        jumps, names, bohr = [], [], self.levels.transitions()
        change: Any = csr_array(self.basis) if np.count_nonzero(self.basis) < self.basis.size / 4 else self.basis
        for each in self.transitions:
            for rows, columns, values in by_frequency(each.amplitudes, bohr):
                inside = csr_array((values, (rows, columns)), shape=self.basis.shape)
                jumps.append(inside if not self.rotated else change @ (inside @ change.conj().T))
                names.append(each.name)
        return Lindbladian(self.hamiltonian(), jumps, self.energy_unit, names, bare=self.H)

    def drain(self) -> ComplexArray:
        """Return G = iH + Σ V†V/2 between the eigenstates, shape (N, N): K(ρ) = Σ V ρ V† - Gρ - ρG†."""
        total = 1j * np.diag(self.shifted)
        for each in self.transitions:
            jump = each.amplitudes
            total = total + 0.5 * within_levels(jump, jump, self.levels)
        return np.asarray(total)

    def __repr__(self) -> str:
        n, baths = self.dimension, len(self.baths)
        levels = f"{n} state{'s' * (n != 1)} in {self.levels.count} level{'s' * (self.levels.count != 1)}"
        return f"<DaviesGenerator: {levels}, {baths} bath{'s' * (baths != 1)}>"


def davies(
    H: Any,
    couplings: Sequence[tuple[Any, Bath]],
    *,
    lamb_shift: bool = True,
    tolerance: float | None = None,
) -> DaviesGenerator:
    """Return the generator of the weak-coupling limit.

    Parameters
    ----------
    H, couplings
        As for `WeakCoupling`.
    lamb_shift : bool
        Whether to include H_LS; it needs a principal value at every Bohr frequency, which exists only for spectra
        that fall off.
    tolerance : float, optional
        Energies, and Bohr frequencies, that are this close count as one; in the unit of H. Default: 1e-12 of the
        largest absolute energy, for degeneracies that only round-off has split.

    Returns
    -------
    DaviesGenerator

    Raises
    ------
    InputError
        As `WeakCoupling`; a spectrum that is infinite at a Bohr frequency; Bohr frequencies that the tolerance chains
        together although they lead to different levels.

    Notes
    -----
    Davies (1974), Commun. Math. Phys. 39, 91: A(ω) = Σ P_i A P_j over levels with E_j - E_i = ω, jumps √S(ω) A(ω),
    H_LS = Σ S_h(ω) A(ω)†A(ω). For fermions A(ω) with the rate J(1 - f) at which the lead accepts a particle of energy
    ω, and A(ω)† with J f. Where transitions count as one frequency without being exactly equal, each keeps the rate of
    its own frequency, so that the populations, and the KMS symmetry, stay exact. H itself is not changed by the
    tolerance, only the energies that balance is judged against. One diagonalisation, O(N³), and O(N²) numbers for each
    coupling.

    Examples
    --------
    >>> ohmic = Bath(spectral_density=lambda w: 0.1 * w, kT=0.5)
    >>> qubit = davies([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], ohmic)], lamb_shift=False)
    >>> rates = qubit.population_rates()
    >>> round(float(np.log(rates[1, 0] / rates[0, 1])), 12)  # energy over kT
    2.0
    >>> qubit.stationary_state().log_p.round(4)
    array([-0.1269, -2.1269])
    """
    model = WeakCoupling(H, couplings)
    found = eigenstates(model.H)
    levels = levels_of(found.energies, tolerance)
    require_distinct(levels)
    inside = [found.inside(A) for A, _ in model.couplings]
    transitions = _transitions(model, inside, levels)
    basis, exact, shifted = found.basis, found.exact, levels.given.copy()
    if lamb_shift:
        effective = np.diag(levels.given).astype(np.complex128)
        for each in transitions:
            effective += within_levels(each.operator, lamb_spectrum(each, levels) * each.operator, levels)
        dressed = by_blocks((effective + effective.conj().T) / 2.0)
        shifted = dressed.energies
        if dressed.rotated:  # the Lamb shift selects a basis within the levels
            basis, exact = basis @ dressed.basis, exact & dressed.exact
            inside = [dressed.inside(each) for each in inside]
            transitions = _transitions(model, inside, levels)
    return DaviesGenerator(
        H=model.H,
        basis=basis,
        exact=exact,
        levels=levels,
        shifted=shifted,
        transitions=transitions,
        lamb_shift=lamb_shift,
        energy_unit=model.energy_unit,
    )


def _transitions(model: WeakCoupling, inside: list[ComplexArray], levels: Levels) -> tuple[Transitions, ...]:
    each = zip(model.couplings, model.bath_names, inside, strict=True)
    return tuple(part for (_, bath), name, A in each for part in transitions_of(bath, name, A, levels))
