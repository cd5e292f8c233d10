"""Which part of a Hamiltonian belongs to which bath: the coherent terms of baths with KMS detailed balance.

A bath whose jumps have several Bohr frequencies leaves its Gibbs state as it is only together with a coherent term
(`detbal.generators.imposing.kms_form`). It stands in the Hamiltonian of the generator, but what it does to the energy
is done by the bath: counted without it, heat does not add up to zero in a stationary state that nothing else drives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from detbal.generators.eigenstates import Eigenstates, eigenstates
from detbal.generators.imposing.kms_form import correction
from detbal.generators.levels import Levels, levels_of
from detbal.generators.operators import ComplexArray, Operator, dense

#: An operator commutes with the energy if its elements between levels are below this part of the largest element.
_COMMUTES = 1e-11


@dataclass(frozen=True, slots=True, eq=False)
class CoherentTerms:
    """A Hamiltonian, shared out among the system and the baths.

    Attributes
    ----------
    by_bath : dict
        (N, N) arrays by name; empty if the Hamiltonian is not made of such terms.
    rest : (N, N) complex array
        What is the system's own.
    told : tuple of str
        What was assumed, where there was something to decide.
    """

    rest: ComplexArray
    by_bath: dict[str, ComplexArray] = field(default_factory=dict)
    told: tuple[str, ...] = ()


def coherent_terms(
    H: Operator,
    jumps: Mapping[str, Sequence[Operator]],
    energies: Mapping[str, Operator],
    kT: Mapping[str, float],
    rounding: float = 0.0,
) -> CoherentTerms:
    """Give each bath the coherent term that its jumps need for KMS detailed balance, if these make up the Hamiltonian.

    The Hamiltonian is taken apart only if what is then left commutes with the energy.

    Parameters
    ----------
    H : (N, N)
        Of the generator.
    jumps
        (N, N) each, by name of the bath.
    energies
        (N, N) by name of the bath: what its heat is counted in.
    kT
        By name of the bath; empty, or nan, where temperatures are not known.
    rounding : float
        Relative round-off of operators that were given in less than double precision.

    Examples
    --------
    >>> energy, jump = np.diag([0.0, 4.0]), np.array([[0.0, 1.0], [np.exp(-2.0), 1.0]])
    >>> term = 0.5j * np.tanh(np.array([[0, -1.0], [1.0, 0]])) * (jump.T @ jump)
    >>> found = coherent_terms(energy + term, {"it": [jump]}, {"it": energy}, {"it": 1.0})
    >>> bool(np.allclose(found.rest, energy)), found.told[0][:48]
    (True, 'the coherent terms in the Hamiltonian are those ')
    """
    whole, limit = dense(H), max(_COMMUTES, 64 * rounding)
    frames = _frames(energies)
    apart, size = _between_levels(whole, frames), float(np.abs(whole).max())
    if apart <= limit * size:
        return CoherentTerms(whole)
    if not kT or np.isnan([*kT.values()]).any():
        said = "no coherent term in the Hamiltonian is taken for one of a bath: the temperatures are not known"
        return CoherentTerms(whole, told=(said,))
    terms = {}
    for name, listed in jumps.items():
        states, levels = frames[id(energies[name])]
        inside = np.stack([states.inside(jump) for jump in listed])
        term = correction(inside, -levels.energies / kT[name])
        terms[name] = np.asarray(states.basis @ term @ states.basis.conj().T)
    rest = np.asarray(whole - sum(terms.values()))
    if _between_levels(rest, frames) > limit * size:
        said = "the Hamiltonian does not commute with the energy, by more than terms of the baths: none of it is theirs"
        return CoherentTerms(whole, told=(said,))
    said = "the coherent terms in the Hamiltonian are those of the baths' KMS detailed balance, and count as theirs"
    return CoherentTerms(rest, terms, (said,))


def _frames(energies: Mapping[str, Operator]) -> dict[int, tuple[Eigenstates, Levels]]:
    """Diagonalise each energy once: baths mostly share one."""
    different = {id(one): one for one in energies.values()}
    states = {key: eigenstates(one) for key, one in different.items()}
    return {key: (found, levels_of(found.energies)) for key, found in states.items()}


def _between_levels(matrix: ComplexArray, frames: Mapping[int, tuple[Eigenstates, Levels]]) -> float:
    """Return the largest element between different levels of any of the energies."""
    found = 0.0
    for states, levels in frames.values():
        other = levels.level[:, None] != levels.level
        found = max(found, float(np.abs(states.inside(matrix)[other]).max(initial=0.0)))
    return found
