"""Examples of photoionisation and recombination: each is a test, documentation and a demonstration."""

from __future__ import annotations

from functools import partial

from detbal.domain import Example
from detbal.reactions.radiative.hydrogen import hydrogen_ground_state
from detbal.reactions.radiative.milne import milne
from detbal.reactions.radiative.photoionisation import PhotoionisationPair, RadiativeRecombination
from detbal.verdict import Status


def hydrogen_pair(factor: float = 1.0) -> PhotoionisationPair:
    """Return photoionisation of hydrogen (1s), and recombination to it by Milne's relation times a factor.

    Examples
    --------
    >>> hydrogen_pair()
    <PhotoionisationPair: 201 photon energies, 200 electron energies>
    """
    there = hydrogen_ground_state(points=201)
    back = milne(there)
    changed = RadiativeRecombination(
        back.energies,
        factor * back.cross_section,
        back.ionisation_energy,
        g_atom=back.g_atom,
        g_ion=back.g_ion,
    )
    return PhotoionisationPair(there, changed)


EXAMPLES = (
    Example(
        "hydrogen and light",
        "photoionisation of the ground state and radiative recombination to it",
        hydrogen_pair,
        Status.BALANCED,
        reference="E. A. Milne, Phil. Mag. 47, 209 (1924)",
    ),
    Example(
        "hydrogen, twice recombined",
        "the same with twice the recombination: the two spins of the electron counted wrongly",
        partial(hydrogen_pair, 2.0),
        Status.BROKEN,
    ),
)
