"""Counting statistics of electrons through a dot with coherences: the tilted Lindblad generator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.fluctuation import FluctuationTheorem, counting_variables, held_against
from detbal.numerics.eigenvalue_derivatives import derivatives_with_floors
from detbal.numerics.fluctuation_symmetry import Tangent
from detbal.progress import Callback
from detbal.transport.coherent.coherences import coherences_of
from detbal.transport.coherent.generator import generator_of
from detbal.transport.coherent.jumps import bath_parts, jumps_by_lead
from detbal.transport.coherent.real_form import connected
from detbal.transport.coherent.steady import traceless_solver
from detbal.transport.counting.affinity import electron_affinity
from detbal.transport.counting.coherent_counts import fourier_distribution, times_between
from detbal.transport.counting.distribution import CountDistribution
from detbal.transport.counting.waiting import Tunnelling, WaitingTimes
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot

if TYPE_CHECKING:
    from scipy.sparse import csr_array


#: Elements of the density matrix up to which eigenvalues of the generator are calculated.
MOST_EIGENVALUES = 1500
_EPS = float(np.finfo(np.float64).eps)
_ROUNDING = 8 * _EPS


@dataclass(frozen=True, slots=True, eq=False)
class CoherentCounter:
    """A Lindblad generator, and the parts of it that count electrons from one lead; build with `coherent_counter`.

    Attributes
    ----------
    generator : sparse (M, M)
        Of the elements of the density matrix that are connected to populations.
    arrive, leave : sparse (M, M)
        Jumps of an electron from the lead into the dot, and back.
    rho : (M,) complex array
        The stationary state.
    trace : (M,) float array
        1 for populations.
    affinity : float or None
        Nats for each electron; None where a single counter has no fluctuation theorem.
    """

    generator: csr_array
    arrive: csr_array
    leave: csr_array
    rho: NDArray[Any]
    trace: Floats
    affinity: float | None

    def tilted(self, chi: complex) -> NDArray[Any]:
        """Return the generator with e^χ for each electron in, and e^-χ for each out, (M, M).

        Raises
        ------
        InputError
            A counting variable at which it overflows.

        Examples
        --------
        >>> from detbal.transport.coherent.equations import lindblad
        >>> from detbal.transport.lead import Lead
        >>> dot = QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=1.0)})
        >>> coherent_counter(dot, "L", lindblad(dot).vector).tilted(np.log(2.0)).real.round(12)
        array([[-0.5 ,  0.25],
               [ 1.  , -0.5 ]])
        """
        if not abs(chi) < 700:
            raise InputError(explain(f"chi = {chi}", why="exp(chi) overflows", fix="take one between -700 and 700"))
        tilted = self.generator + np.expm1(chi) * self.arrive + np.expm1(-chi) * self.leave
        return np.asarray(tilted.toarray())

    def cumulants(self, order: int) -> tuple[Floats, Floats]:
        """Return the first cumulants per unit time and the round-off of each, by one dense factorisation.

        (C. Flindt, T. Novotný, A. Braggio, A.-P. Jauho, Phys. Rev. B 82, 155407 (2010).)
        """
        jumps = [self.arrive + (-1) ** m * self.leave for m in range(1, order + 1)]
        fullest = int(np.argmax(np.abs(self.rho) * self.trace))
        plain = self.generator.toarray()
        solve = traceless_solver(plain, self.trace, fullest)
        size = np.abs(plain)
        plain[fullest] = size[fullest] = self.trace
        answer = np.abs(np.linalg.inv(plain))

        def solved(b: NDArray[Any], doubt: Floats) -> tuple[NDArray[Any], Floats]:
            found = solve(b)
            missed = np.where(np.arange(len(b)) == fullest, 0.0, doubt)
            return found, answer @ (missed + _ROUNDING * (size @ np.abs(found)))

        still = answer @ (_ROUNDING * (size @ np.abs(self.rho)))
        sizes = [(jump, abs(jump), _ROUNDING * abs(jump)) for jump in jumps]
        return derivatives_with_floors(self.rho, still, sizes, solved, self.trace)

    def scgf(self, chi: Floats) -> Floats:
        """Return λ, the eigenvalue of largest real part, (k,).

        Raises
        ------
        InputError
            More elements of the density matrix than `MOST_EIGENVALUES`; as `tilted`.
        """
        self._require_eigenvalues()
        return np.array([np.linalg.eigvals(self.tilted(float(x))).real.max() for x in chi])

    def distribution(
        self, t: float, most: int | None, spread: tuple[float, float], progress: Callback | bool | None = None
    ) -> CountDistribution:
        """Return P(n, t), as a Fourier integral."""
        return fourier_distribution(self.tilted, self.rho, self.trace, t, most, spread, progress)

    def waiting_times(self, event: Tunnelling) -> WaitingTimes:
        """Return the times between one event and the next of its kind, by linear solves."""
        jump = self.arrive if event is Tunnelling.IN else self.leave
        return times_between(event, self.generator.toarray(), jump.toarray(), self.rho, self.trace)

    def fluctuation_theorem(self, mean: float, chi: Any = None) -> FluctuationTheorem:
        """Hold λ(χ) against λ(-χ - A).

        Raises
        ------
        InputError
            Reservoirs of several temperatures, or more than two chemical potentials; as `scgf`.
        """
        A = self.affinity
        if A is None:
            what = "reservoirs of several temperatures, or of more than two chemical potentials"
            why = "then the entropy is no multiple of the electrons counted"
            raise InputError(explain(what, why=why, fix="take Method.PAULI, which counts the entropy, too"))
        self._require_eigenvalues()
        points = counting_variables(mean, 1.0, chi)
        return held_against(A, self._tangent, lambda x: self._tangent(x - A), points, unit=1.0, lost=abs(A))

    def _tangent(self, chi: float) -> Tangent:
        """λ and its derivative, from the eigenvectors on both sides."""
        from scipy.linalg import eig

        matrix = self.tilted(chi)
        values, left, right = eig(matrix, left=True, right=True)
        k = int(np.argmax(values.real))
        bra, ket = left[:, k].conj(), right[:, k]
        overlap = bra @ ket
        rises = np.exp(chi) * (self.arrive @ ket) - np.exp(-chi) * (self.leave @ ket)
        floor = _EPS * len(values) * float(np.linalg.norm(matrix) / abs(overlap))
        return Tangent(float(values[k].real), float((bra @ rises / overlap).real), floor)

    def _require_eigenvalues(self) -> None:
        if len(self.rho) > MOST_EIGENVALUES:
            what = f"the density matrix has {len(self.rho)} elements that depend on each other"
            raise InputError(explain(what, fix=f"ask for cumulants, or take a dot with up to {MOST_EIGENVALUES}"))


def coherent_counter(dot: QuantumDot, lead: str, rho: NDArray[Any]) -> CoherentCounter:
    """Split the Lindblad generator of a dot by what one lead counts.

    Parameters
    ----------
    dot
    lead
    rho : (M,)
        The stationary density matrix, as the vector of a `CoherentState`.

    Raises
    ------
    InputError
        A name that is none of its leads, a lead that is not coupled; too many states.

    Examples
    --------
    >>> from detbal.transport.coherent.equations import lindblad
    >>> from detbal.transport.lead import Lead
    >>> dot = QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=1.0)})
    >>> coherent_counter(dot, "L", lindblad(dot).vector).arrive.toarray().real.round(12)
    array([[0. , 0. ],
           [0.5, 0. ]])
    """
    if lead not in dot.leads:
        raise InputError(explain(f"lead = {lead!r}", fix=f"give one of {', '.join(dot.leads)}"))
    many = dot.many_body()
    space = coherences_of(many)
    jumps = jumps_by_lead(dot, many, space)
    if not jumps[lead].loss.nnz:
        what = f"{lead!r} exchanges no electrons with the dot"
        raise InputError(explain(what, fix="count at another reservoir"))
    generator = generator_of(
        many, space, (*(one.part(many, space) for one in jumps.values()), *bath_parts(dot, many, space))
    )
    kept = connected(generator, space)
    here, *others = sorted(dot.reservoirs, key=lambda one: one.name != lead)
    moved = [one for one in others if one.name in jumps and jumps[one.name].loss.nnz]
    generator, arrive, leave = (one[kept][:, kept] for one in (generator, jumps[lead].arrive, jumps[lead].leave))
    trace = np.isin(kept, space.populations).astype(np.float64)
    return CoherentCounter(generator, arrive, leave, rho[kept], trace, electron_affinity(here, others, moved))
