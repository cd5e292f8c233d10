"""Examples of cross-sections: each is a test, documentation and a demonstration."""

from __future__ import annotations

import numpy as np

from detbal.domain import Example
from detbal.reactions.cross_sections.cross_section import CrossSection
from detbal.reactions.cross_sections.kinematics import Frame
from detbal.reactions.cross_sections.pair import CrossSectionPair
from detbal.reactions.cross_sections.reciprocity import inverse_cross_section
from detbal.reactions.cross_sections.state_to_state import StateToState
from detbal.reactions.reaction import Reaction
from detbal.reactions.species import Species
from detbal.verdict import Status


def resonant_pair() -> CrossSectionPair:
    """Return a reaction with a resonance, and its exact reverse; the weights of the products are six times as large.

    Examples
    --------
    >>> resonant_pair()
    <CrossSectionPair a + b ⇌ c + d: 41 and 41 points, integrated>
    """
    a, b = Species("a", mass=1.0, degeneracy=2), Species("b", mass=7.0, degeneracy=1)
    c, d = Species("c", mass=2.0, degeneracy=3), Species("d", mass=5.999, degeneracy=4)
    energy = np.linspace(1.0, 3.0, 41)
    values = 0.3 / (1.0 + (energy - 2.0) ** 2 / 0.02)
    forward = CrossSection(Reaction([a, b], [c, d]), energy, values, unit="MeV", frame=Frame.LABORATORY, value_unit="b")
    return CrossSectionPair(forward, inverse_cross_section(forward))


def pair_without_spins() -> CrossSectionPair:
    """Return the same pair, with a reverse that was calculated without statistical weights.

    Examples
    --------
    >>> float(pair_without_spins().inverse.values[0] / resonant_pair().inverse.values[0])
    6.0
    """
    pair = resonant_pair()
    return CrossSectionPair(pair.forward, pair.inverse.changed(values=6.0 * pair.inverse.values))


def rotor() -> StateToState:
    """Return cross-sections between four rotational levels, from a unitary and symmetric S-matrix.

    Examples
    --------
    >>> rotor()
    <StateToState: 4 channels, 3 open at E = 10>
    """
    coupling = np.array([[0.3, 0.5, 0.1], [0.5, -0.2, 0.4], [0.1, 0.4, 0.6]])
    S = np.zeros((4, 4), dtype=complex)
    # Cayley: (1 + iK)/(1 - iK) of a real symmetric K is unitary and symmetric
    S[:3, :3] = np.linalg.solve(np.eye(3) - 1j * coupling, np.eye(3) + 1j * coupling)
    J = np.arange(4)
    return StateToState.from_s_matrix(S, degeneracies=2 * J + 1, levels=J * (J + 1.0), total_energy=10.0)


EXAMPLES = (
    Example(
        "resonant-reaction",
        "cross-sections of a reaction with a resonance and of its reverse, by reciprocity",
        resonant_pair,
        Status.BALANCED,
    ),
    Example(
        "reverse-without-spins",
        "the reverse was calculated without statistical weights: a factor of 6 that the verdict names",
        pair_without_spins,
        Status.BROKEN,
    ),
    Example(
        "rotor-channels",
        "state-to-state cross-sections from a symmetric S-matrix; one channel is closed",
        rotor,
        Status.BALANCED,
    ),
)
