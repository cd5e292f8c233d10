"""Counting statistics of electrons through a dot with coherences: the tilted Lindblad generator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.numerics.counting_statistics import derivatives
from detbal.transport.coherent.coherences import Coherences, coherences_of
from detbal.transport.coherent.generator import generator_of
from detbal.transport.coherent.jumps import bath_parts, jumps_by_lead
from detbal.transport.coherent.steady import connected, stationary_matrix
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot

if TYPE_CHECKING:
    from scipy.sparse import csr_array


#: Elements of the density matrix up to which eigenvalues of the generator are calculated.
MOST_EIGENVALUES = 1500


@dataclass(frozen=True, slots=True, eq=False)
class CountedJumps:
    """A Lindblad generator, and the parts of it that count electrons from one lead.

    Attributes
    ----------
    space : Coherences
    generator : sparse (M, M)
    arrive, leave : sparse (M, M)
        Jumps of an electron from the lead into the dot, and back.
    """

    space: Coherences
    generator: csr_array
    arrive: csr_array
    leave: csr_array

    def tilted(self, chi: float) -> csr_array:
        """Return the generator with e^χ for each electron in, and e^-χ for each out.

        Raises
        ------
        InputError
            A counting variable at which it overflows.

        Examples
        --------
        >>> from detbal.transport.lead import Lead
        >>> made = counted_jumps(QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=1.0)}), "L")
        >>> made.tilted(np.log(2.0)).toarray().real.round(12)
        array([[-0.5 ,  0.25],
               [ 1.  , -0.5 ]])
        """
        if not abs(chi) < 700:
            raise InputError(explain(f"chi = {chi}", why="exp(chi) overflows", fix="take one between -700 and 700"))
        from scipy.sparse import csr_array

        return csr_array(self.generator + np.expm1(chi) * self.arrive + np.expm1(-chi) * self.leave)


def counted_jumps(dot: QuantumDot, lead: str) -> CountedJumps:
    """Split the Lindblad generator of a dot by what one lead counts.

    Raises
    ------
    InputError
        A name that is none of its leads; too many states.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> counted_jumps(QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=1.0)}), "L").arrive.toarray().real.round(12)
    array([[0. , 0. ],
           [0.5, 0. ]])
    """
    needs(dot, "dot", QuantumDot)
    if lead not in dot.leads:
        raise InputError(explain(f"no lead {lead!r}", fix=f"its leads are {', '.join(dot.leads)}"))
    many = dot.many_body()
    space = coherences_of(many)
    jumps = jumps_by_lead(dot, many, space)
    parts = (*(one.part(many, space) for one in jumps.values()), *bath_parts(dot, many, space))
    generator = generator_of(many, space, parts)
    return CountedJumps(space, generator, jumps[lead].arrive, jumps[lead].leave)


def tilted(dot: QuantumDot, lead: str, chi: float) -> csr_array:
    """Return the Lindblad generator that counts electrons from a lead into the dot, sparse (M, M).

    It acts on populations and coherences in the order of `coherences_of`; its eigenvalue of largest real part
    generates the cumulants per unit time.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> tilted(QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=1.0)}), "L", 0.0).toarray().real.round(12)
    array([[-0.5,  0.5],
           [ 0.5, -0.5]])
    """
    return counted_jumps(dot, lead).tilted(chi)


def coherent_scgf(dot: QuantumDot, lead: str, chi: float) -> float:
    """Return λ(χ), the scaled cumulant generating function of electrons from a lead into the dot.

    Raises
    ------
    InputError
        As `counted_jumps`; more elements of the density matrix than `MOST_EIGENVALUES`.

    Notes
    -----
    Cost: all eigenvalues of a dense matrix.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> one_way = {"L": Lead(kT=1.0, mu=900.0, gamma=0.1), "R": Lead(kT=1.0, mu=-900.0, gamma=0.5)}
    >>> found = coherent_scgf(QuantumDot(0.0, one_way), "R", -1.0)
    >>> bool(abs(found - (-0.3 + np.sqrt(0.3**2 + 0.05 * np.expm1(1.0)))) < 1e-14)
    True
    """
    counted = counted_jumps(dot, lead)
    kept = connected(counted.generator, counted.space)
    if len(kept) > MOST_EIGENVALUES:
        what = f"the density matrix has {len(kept)} elements that depend on each other"
        raise InputError(explain(what, fix=f"take coherent_cumulants, or a dot with up to {MOST_EIGENVALUES}"))
    return float(np.linalg.eigvals(counted.tilted(chi)[kept][:, kept].toarray()).real.max())


def coherent_cumulants(dot: QuantumDot, lead: str, order: int = 4) -> Floats:
    """Return the first cumulants per unit time of electrons from a lead into the dot, by linear solves.

    The first is the current, the second the noise at zero frequency (half of the two-sided spectrum's usual 2⟨⟨I²⟩⟩).

    Raises
    ------
    InputError
        As `counted_jumps`; an order below 1.

    Notes
    -----
    C. Flindt, T. Novotný, A. Braggio, A.-P. Jauho, Phys. Rev. B 82, 155407 (2010). One factorisation, and a solve for
    each order.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> one_way = {"L": Lead(kT=1.0, mu=900.0, gamma=0.1), "R": Lead(kT=1.0, mu=-900.0, gamma=0.5)}
    >>> coherent_cumulants(QuantumDot(0.0, one_way), "L", 3).round(10)
    array([0.08333333, 0.06018519, 0.03317901])
    """
    if order < 1:
        raise InputError(explain(f"order = {order}", fix="give how many cumulants, 1 or more"))
    counted = counted_jumps(dot, lead)
    space, kept = counted.space, connected(counted.generator, counted.space)
    rho = stationary_matrix(counted.generator, space)[kept]
    trace = np.isin(kept, space.populations).astype(np.float64)
    arrive, leave = (one[kept][:, kept] for one in (counted.arrive, counted.leave))
    jumps = [arrive + (-1) ** m * leave for m in range(1, order + 1)]
    fullest = int(np.argmax(np.abs(rho) * trace))
    solve = _traceless_solver(counted.generator[kept][:, kept].toarray().astype(np.complex128), trace, fullest)
    return derivatives(rho, jumps, solve, trace)


def _traceless_solver(generator: NDArray[Any], trace: Floats, row: int) -> Callable[[NDArray[Any]], NDArray[Any]]:
    """Solve for a matrix without trace: one row of the generator, which follows from the others, gives way to that."""
    from scipy.linalg import lu_factor, lu_solve

    generator[row] = trace
    factors = lu_factor(generator)

    def solve(b: NDArray[Any]) -> NDArray[Any]:
        b = b.copy()
        b[row] = 0.0
        return np.asarray(lu_solve(factors, b))

    return solve
