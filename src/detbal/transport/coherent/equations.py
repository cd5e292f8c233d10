"""Stationary states of dots with coherences between states of equal charge, by three master equations."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, OptionError, explain
from detbal.kinds import needs
from detbal.transport.coherent.broadening import broadened
from detbal.transport.coherent.coherences import coherences_of
from detbal.transport.coherent.coherent_state import CoherentState, solved
from detbal.transport.coherent.findings import NoPrincipalParts
from detbal.transport.coherent.first_order import Memory, first_order_part
from detbal.transport.coherent.jumps import bath_parts, jumps_by_lead
from detbal.transport.dot_like import DotLike
from detbal.transport.method import Method
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.quantum_dot import QuantumDot
from detbal.verdict import Finding

KIRSANSKAS = "G. Kiršanskas, M. Franckié, A. Wacker, Phys. Rev. B 97, 035432 (2018)"


def lindblad(dot: DotLike) -> CoherentState:
    """Solve the Lindblad equation whose jumps resolve position and energy (PERLind).

    Each channel of a lead has one jump operator in, with elements √f(E_b - E_a) times the amplitude, and one out, with
    √(1 - f). A bath has one, with the roots of its rates. Level shifts are left out.

    Raises
    ------
    InputError
        A stationary state that is not unique; too many states.

    Notes
    -----
    Valid for Γ below kT, at any distance of the levels. The density matrix is positive, and particles and energy are
    conserved. With equal leads the grand-canonical state is stationary where no lead superposes states of different
    energy (or the leads together do not); otherwise it is to order Γ. Nor is the entropy production then bound to be
    positive: it is where nearly degenerate states alone are superposed, to which f is the same.
    (G. Kiršanskas, M. Franckié, A. Wacker, Phys. Rev. B 97, 035432 (2018).)
    Cost: O(M³) for M elements of the density matrix.

    Examples
    --------
    Two orbitals in series that are coupled far more weakly than broadened: the current is that of slow tunnelling.

    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=2.0, mu=0.25, gamma=[1.0, 0.0]), "R": Lead(kT=2.0, mu=-0.25, gamma=[0.0, 1.0])}
    >>> state = lindblad(QuantumDot([[0.0, 0.01], [0.01, 0.0]], sides, coulomb=5.0))
    >>> state.currents.particles.round(10).tolist()
    [2.80434e-05, -2.80434e-05]
    """
    needs(dot, "dot", QuantumDot, Molecule)
    many = dot.many_body()
    space = coherences_of(many)
    jumps = jumps_by_lead(dot, many, space)
    parts = (*(one.part(many, space) for one in jumps.values()), *bath_parts(dot, many, space))
    dephasing = ("baths do not connect states of equal energy: pure dephasing is left out",) if dot.baths else ()
    assumptions = ("level shifts by the leads are left out", _SAME_CHARGE, *dephasing)
    return solved(
        many, space, parts, dot.reservoirs, method=Method.LINDBLAD, findings=broadened(dot), assumptions=assumptions
    )


def redfield(dot: QuantumDot, *, principal_parts: bool = True) -> CoherentState:
    """Solve Redfield's equation, without the secular approximation.

    Parameters
    ----------
    dot
    principal_parts
        Keep the level shifts by the leads. They depend on the width of the band: those of leads without a finite
        ``band`` are left out, with a finding.

    Raises
    ------
    InputError
        Baths, which this equation does not know; a stationary state that is not unique; too many states; an electron's
        energy at the edge of a band, where level shifts diverge.

    Notes
    -----
    Valid for Γ below kT. The density matrix may have negative eigenvalues, which is a finding. The energy currents are
    what the leads lose, and do not add up to 0: what is missing is a change of the energy of tunnelling. With equal
    leads and without principal parts the grand-canonical state is exactly stationary; with them it is shifted in first
    order of Γ, unless the leads together do not superpose eigenstates. (See A. G. Redfield, IBM J. Res. Dev. 1, 19
    (1957).)

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> left, right = (Lead(kT=2.0, mu=mu, gamma=g, band=(-60, 60)) for mu, g in ((0.25, [1, 0]), (-0.25, [0, 1])))
    >>> state = redfield(QuantumDot([[0.0, 2.0], [2.0, 0.0]], {"L": left, "R": right}, coulomb=5.0))
    >>> round(float(state.currents.particles[0]), 9), round(state.energy_defect, 9)
    (0.019187456, -0.000736609)
    """
    return _first_order(dot, Memory.AMPLITUDE, Method.REDFIELD, principal_parts=principal_parts)


def von_neumann(dot: QuantumDot, *, principal_parts: bool = True) -> CoherentState:
    """Solve the first-order von Neumann equation (1vN).

    Parameters
    ----------
    dot
    principal_parts
        As for `redfield`.

    Raises
    ------
    InputError
        As for `redfield`.

    Notes
    -----
    As Redfield's equation, with the energies of tunnelling electrons taken from the states that are left superposed
    (J. N. Pedersen, A. Wacker, Phys. Rev. B 72, 195330 (2005)). Energy is conserved. Positivity is not granted. What
    is said of equal leads holds here, too.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> left, right = (Lead(kT=2.0, mu=mu, gamma=g, band=(-60, 60)) for mu, g in ((0.25, [1, 0]), (-0.25, [0, 1])))
    >>> state = von_neumann(QuantumDot([[0.0, 2.0], [2.0, 0.0]], {"L": left, "R": right}, coulomb=5.0))
    >>> state.currents.particles.round(9).tolist()
    [0.018096043, -0.018096043]
    """
    return _first_order(dot, Memory.COHERENCE, Method.VON_NEUMANN, principal_parts=principal_parts)


def coherent_state(dot: DotLike, method: Method, *, principal_parts: bool | None = None) -> CoherentState:
    """Solve the equation that a method names; `principal_parts` are for those that have them, which then keep them.

    Raises
    ------
    InputError
        A method that is none of the three; as `lindblad` and `redfield`.
    OptionError
        `principal_parts` for a method that has none.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> dot = QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=0.01)})
    >>> coherent_state(dot, Method.LINDBLAD).occupations.round(12).tolist()
    [0.5, 0.5]
    """
    memory = {Method.REDFIELD: Memory.AMPLITUDE, Method.VON_NEUMANN: Memory.COHERENCE}.get(method)
    if memory is None and principal_parts is not None:
        what = f"principal_parts has no meaning with {method}"
        raise OptionError(explain(what, fix="leave it out, or take Method.REDFIELD or Method.VON_NEUMANN"))
    if memory is not None:
        return _first_order(dot, memory, method, principal_parts=True if principal_parts is None else principal_parts)
    if method is not Method.LINDBLAD:
        what = f"{method} has no coherences"
        raise InputError(explain(what, fix="take Method.LINDBLAD, Method.REDFIELD or Method.VON_NEUMANN"))
    return lindblad(dot)


_SAME_CHARGE = "coherences between states of different charge are 0"


def _first_order(dot: DotLike, memory: Memory, method: Method, *, principal_parts: bool) -> CoherentState:
    needs(dot, f"with {method}, dot", QuantumDot)
    needs(principal_parts, "principal_parts", bool)
    _require_leads_only(dot)
    many = dot.many_body()
    space = coherences_of(many)
    wide = tuple(name for name, lead in dot.leads.items() if not np.isfinite(lead.band).all())
    parts = tuple(
        first_order_part(many, space, lead, channels, memory, principal_parts=principal_parts and name not in wide)
        for (name, lead), channels in zip(dot.leads.items(), many.leads, strict=True)
    )
    findings: tuple[Finding, ...] = broadened(dot)
    if principal_parts and wide:
        message = "level shifts are left out: they need the energies between which a lead has states, band=(low, high)"
        findings = (*findings, NoPrincipalParts(message, wide[:5], len(wide)))
    shifts = () if principal_parts and not wide else ("level shifts by the leads are left out",)
    return solved(
        many, space, parts, dot.reservoirs, method=method, findings=findings, assumptions=(*shifts, _SAME_CHARGE)
    )


def _require_leads_only(dot: DotLike) -> None:
    if dot.baths:
        what = f"the dot has the bath {next(iter(dot.baths))!r}"
        raise InputError(explain(what, why="this equation knows leads only", fix="take Method.LINDBLAD"))
