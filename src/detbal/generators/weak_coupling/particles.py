"""How many particles each eigenstate holds, as the leads count them."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.generators.weak_coupling.links import links_of
from detbal.numerics.forest import spanning_forest
from detbal.pairs import FloatArray


def particle_numbers(generator: DaviesGenerator) -> FloatArray:
    """Return the number of particles of every eigenstate, up to a constant in each connected part, shape (N,).

    Raises
    ------
    InputError
        Transitions lead from one state to another with different numbers of particles on the way: the couplings do
        not conserve any number.

    Examples
    --------
    >>> from detbal.generators.baths.bath import Bath
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> lead = Bath(spectral_density=lambda w: 1.0 + 0.0 * w, kT=0.5, statistics="fermion")
    >>> dot = davies([[0, 0], [0, 1.0]], [([[0, 1], [0, 0]], lead)], lamb_shift=False)
    >>> particle_numbers(dot)
    array([0., 1.])
    """
    links = links_of(generator)
    # the forward process gives particles to the lead, so that its source holds more
    forest = spanning_forest(
        generator.dimension, links.source, links.target, -links.particles, np.zeros(len(links.source))
    )
    found = forest.potential[links.target] - forest.potential[links.source]
    wrong = np.flatnonzero(np.abs(found + links.particles) > 1e-9)
    if len(wrong):
        raise InputError(
            explain(
                f"the transition {links.names[int(wrong[0])]} changes the number of particles otherwise than others do",
                why="heat from a lead with a chemical potential needs a conserved number",
                fix="couple the leads by annihilators of one particle, and keep H from mixing numbers",
            )
        )
    return np.asarray(forest.potential - forest.potential.min())
