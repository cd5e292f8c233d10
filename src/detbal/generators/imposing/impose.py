"""`impose` for generators and channels: the nearest one at quantum detailed balance, in three senses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from detbal.choice import named
from detbal.dispatch import verb
from detbal.errors import InputError, explain
from detbal.generators.channel import Channel
from detbal.generators.framing import framed
from detbal.generators.imposing.jump_form import Jumps
from detbal.generators.imposing.kms_form import loss_of, require_full_rank
from detbal.generators.imposing.nearest import (
    NEGLIGIBLE,
    Found,
    Nearest,
    matrix_in_balance_form,
    nearest_to_jumps,
    nearest_to_matrix,
)
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray, Operator, dense
from detbal.generators.populations import population_pairs, populations
from detbal.generators.reference import Reference, reference_state
from detbal.generators.references import ALICKI, AMORIM_CARLEN, DING_LI_LIN, DYKSTRA, FAGNOLA_UMANITA, PETZ
from detbal.generators.split import commuting_hamiltonian
from detbal.generators.state import State
from detbal.generators.superoperator import Superoperator
from detbal.result import Imposed

MEASURE = "‖M - M'‖/‖M‖, M = σ^-¼ K(σ^¼ · σ^¼) σ^-¼"


impose = verb("impose", Imposed)


@impose.register(Lindbladian)
@impose.register(Superoperator)
def impose_generator(
    generator: Lindbladian | Superoperator,
    *,
    kT: Any = None,
    T: Any = None,
    state: Any = None,
    H: Any = None,
    nearest: Nearest | str = Nearest.KMS,
) -> Imposed:
    """Return the nearest generator at quantum detailed balance, in Lindblad form.

    Parameters
    ----------
    generator
    kT, T
        Balance with the Gibbs state of the generator's Hamiltonian, or of `H`.
    state : (N, N), optional
        Balance with this density operator. With neither: with the generator's own stationary state.
    H : (N, N), optional
        The Hamiltonian that a temperature refers to, if not the one in the generator.
    nearest : enum member, or its name
        Of `detbal.generators.imposing.nearest.Nearest`. COHERENT keeps the jumps (less multiples of the identity),
        which must be balanced as a set, as those of the universal Lindblad equation of a thermal bath are.

    Returns
    -------
    Imposed
        `nearest` is a Lindbladian with the state as a stationary one. `distance` is ‖M - M'‖/‖M‖ (Frobenius), where M
        is the generator in the form that KMS balance makes Hermitian, less the part -i[h, ·] whose h commutes with the
        state: that part is kept as it is. `moved` is the change of ln(rate/reverse) of the populations of σ's
        eigenstates, nan where a process had no reverse.

    Raises
    ------
    InputError
        As `reference_state`; a state with empty levels; several stationary states and none chosen; more than 16 levels
        where the state is not stationary (KMS, GNS); jumps that are not balanced (COHERENT).

    Notes
    -----
    With σ stationary the nearest is (M + M†)/2, the mean of the generator and its time reverse, with the jumps V/√2 and
    σ^½ V† σ^-½/√2 (E. Amorim, E. A. Carlen, arXiv:2009.05850, on why it is completely positive); GNS balance takes
    its modular twirl. O(m N³ + m² N²). Else, or if a superoperator is not completely positive, by Dykstra's
    alternating projections: `detbal.generators.imposing.dykstra`.

    Examples
    --------
    >>> lossy = Lindbladian(np.zeros((2, 2)), [[[0, 2.0], [1.0, 0]]])
    >>> imposed = impose_generator(lossy, state=np.diag([0.8, 0.2]))
    >>> round(imposed.distance, 12), imposed.nearest
    (0.0, <Lindbladian: 2 levels, 2 jumps>)
    """
    sense = named(Nearest, nearest, "nearest")
    reference = _reference(generator, kT, T, state, H)
    sigma = reference.state
    stationary = kT is None and T is None and state is None
    frame = framed(generator, sigma, reference.own)
    h = commuting_hamiltonian(frame, sigma)
    names: tuple[str, ...] = ()
    if isinstance(generator, Lindbladian):
        given = _in_eigenbasis(generator, reference, h)
        found = nearest_to_jumps(given, sigma, sense, stationary)
        distance = given.distance(found.jumps)
        if sense is not Nearest.GNS and not found.iterated:
            names = generator.baths * (len(found.jumps.jumps) // len(given.jumps))
    else:
        M = matrix_in_balance_form(frame.without_commutator(h, 0.0).matrix(), sigma.log_p)
        found = nearest_to_matrix(M, sigma, sense, stationary)
        distance = float(np.linalg.norm(M - found.jumps.matrix())) / (float(np.linalg.norm(M)) or 1.0)
    if not len(found.jumps.jumps):
        found = replace(found, jumps=replace(found.jumps, jumps=np.zeros((1, *h.shape), dtype=complex)))
    nearest_one = Lindbladian(
        _hamiltonian(generator, reference, h, found.jumps),
        _outside(found.jumps.jumps, sigma),
        energy_unit=generator.energy_unit,
        baths=names or None,
        bare=reference.H,
    )
    aside = "" if not np.abs(h).max() else ", the Hamiltonian that commutes with σ set aside"
    sources = {
        Nearest.KMS: (FAGNOLA_UMANITA, AMORIM_CARLEN),
        Nearest.GNS: (ALICKI, AMORIM_CARLEN),
        Nearest.COHERENT: (FAGNOLA_UMANITA, DING_LI_LIN),
    }[sense]
    return _imposed(
        generator,
        nearest_one,
        distance,
        frame,
        sigma,
        statement=f"{sense.value}; distance {MEASURE}{aside}",
        assumptions=_told(reference, found),
        references=(*sources, DYKSTRA) if found.iterated else sources,
    )


@impose.register(Channel)
def impose_channel(
    generator: Channel,
    *,
    kT: Any = None,
    T: Any = None,
    state: Any = None,
    H: Any = None,
    nearest: Nearest | str = Nearest.KMS,
) -> Imposed:
    """Return the nearest channel at quantum detailed balance: the mean of the channel and its Petz recovery map.

    Parameters
    ----------
    generator
    kT, T, state, H
        As `impose_generator`; the state must be stationary.
    nearest : enum member, or its name
        KMS or GNS (the modular twirl of the former).

    Raises
    ------
    InputError
        As `impose_generator`; a channel that does not preserve traces or does not leave the state as it is.

    Examples
    --------
    >>> p = np.sqrt([0.8, 0.2])
    >>> reset = Channel([[[p[0], 0], [0, 0]], [[0, 0], [p[1], 0]], [[0, p[0]], [0, 0]], [[0, 0], [0, p[1]]]])
    >>> round(impose_channel(reset).distance, 12)
    0.0
    """
    sense = named(Nearest, nearest, "nearest")
    if sense is Nearest.COHERENT:
        why = "a channel has no Hamiltonian to choose"
        raise InputError(explain("nearest = coherent", why=why, fix="take kms or gns"))
    defect = generator.trace_defect()
    if defect > NEGLIGIBLE:
        raise InputError(explain(f"traces change by up to {defect:.3g}", fix="give Kraus operators with Σ V†V = 1"))
    reference = _reference(generator, kT, T, state, H)
    sigma = reference.state
    frame = framed(generator, sigma)
    given = Jumps(np.stack([sigma.inside(v) for v in generator.kraus]), None, sigma.log_p)
    found = nearest_to_jumps(given, sigma, sense, stationary=kT is None and T is None and state is None)
    nearest_one = Channel(_outside(found.jumps.jumps, sigma), H=generator.H, energy_unit=generator.energy_unit)
    return _imposed(
        generator,
        nearest_one,
        given.distance(found.jumps),
        frame,
        sigma,
        statement=f"{sense.value}; distance {MEASURE}",
        assumptions=_told(reference, found),
        references=(PETZ,) if sense is Nearest.KMS else (PETZ, ALICKI),
    )


def _reference(generator: Any, kT: Any, T: Any, state: Any, H: Any) -> Reference:
    reference = reference_state(generator, kT=kT, T=T, state=state, H=H)
    if reference.count > 1:
        raise InputError(
            explain(
                f"{reference.count} independent stationary states",
                why="balance with each of them is another condition",
                fix="give the one that is meant: kT= with H, or state=",
            )
        )
    require_full_rank(reference.state)
    return reference


def _in_eigenbasis(generator: Lindbladian, reference: Reference, h: ComplexArray) -> Jumps:
    """Return the generator without -i[h, ·], and without its bare H if σ is a function of that."""
    sigma = reference.state
    jumps = np.stack([sigma.inside(v) for v in generator.jumps])
    G = loss_of(jumps) / 2.0 - 1j * h
    coherent = generator.beyond_bare if reference.own else generator.H
    if coherent is not None:
        H = sigma.inside(coherent)
        G = G + 1j * (H - np.eye(len(h)) * np.trace(H).real / len(h))
    return Jumps(jumps, G, sigma.log_p)


def _hamiltonian(generator: Any, reference: Reference, h: ComplexArray, found: Jumps) -> Operator:
    assert found.G is not None
    inside = h + (found.G - found.G.conj().T) / 2j
    H = reference.state.outside(inside)
    H = H + dense(generator.bare) if reference.own else H
    return np.asarray((H + H.conj().T) / 2.0)


def _outside(jumps: ComplexArray, sigma: State) -> list[Operator]:
    if sigma.rotated:
        return [sigma.outside(v) for v in jumps]
    if len(jumps) <= max(8, sigma.levels):
        return list(jumps)
    from scipy.sparse import csr_array

    return [csr_array(v) for v in jumps]


def _told(reference: Reference, found: Found) -> tuple[str, ...]:
    told = [f"balance with the {reference.state.provenance}", found.told]
    if reference.own:
        told.append("the Hamiltonian in the generator is the one that the temperature refers to (no Lamb shift in it)")
    return tuple(told)


def _imposed(
    generator: Any,
    nearest: Any,
    distance: float,
    frame: Any,
    sigma: State,
    *,
    statement: str,
    assumptions: tuple[str, ...],
    references: tuple[str, ...],
) -> Imposed:
    pairs = population_pairs(populations(frame, sigma), sigma)
    change = pairs.offset - pairs.log_ratio
    return Imposed(
        subject=repr(generator)[1:-1],
        statement=statement,
        nearest=nearest,
        distance=distance,
        moved=np.where(np.isfinite(change), change, np.nan),
        labels=pairs.labels,
        assumptions=assumptions,
        references=references,
    )
