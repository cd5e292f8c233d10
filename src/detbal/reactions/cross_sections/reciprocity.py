"""Reciprocity of cross-sections: what one direction of a reaction says of the other.

At the same total energy, with cross-sections averaged over spins before and summed over spins after::

    g₁g₂ k₁₂² σ(12→34) / (1 + δ₁₂)  =  g₃g₄ k₃₄² σ(34→12) / (1 + δ₃₄)

(Blatt and Weisskopf, Theoretical Nuclear Physics, 1952; Fowler, Caughlan and Zimmerman, Annu. Rev. Astron. Astrophys.
5, 525, 1967). A photon has g = 2 and k = E/ħc, so photodisintegration needs no formula of its own. Either side is
called the strength of the reaction here. It also holds for differential cross-sections at the same angle in the centre
of mass; there 1 + δ falls away, since both of two identical products are counted at an angle, but only half the
sphere when it is integrated.
"""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.cross_sections.cross_section import CrossSection, moving
from detbal.reactions.cross_sections.kinematics import Channel, Frame, frame_of
from detbal.reactions.cross_sections.units_of_area import Quantity
from detbal.reactions.species import Species


def log_weights(side: tuple[Species, ...]) -> float:
    """Return ln of the product of the statistical weights of one side of a reaction.

    Raises
    ------
    InputError
        If one is unknown.

    Examples
    --------
    >>> from detbal.reactions import PHOTON
    >>> round(log_weights((PHOTON, PHOTON)), 6)  # ln 4
    1.386294
    """
    for s in side:
        if s.degeneracy is None:
            raise InputError(explain(f"the weight of {s.name} is unknown", fix="give it degeneracy=, 2J+1"))
    return float(sum(np.log(s.degeneracy) for s in side if s.degeneracy is not None))


def log_identical(cross_section: CrossSection) -> float:
    """Return ln((1 + δ₁₂)/(1 + δ₃₄)) of a reaction; 0 for differential cross-sections.

    Examples
    --------
    >>> from detbal.reactions import Reaction, Species
    >>> a, b, c = (Species(name, mass=m, degeneracy=1) for name, m in (("a", 2.0), ("b", 3.0), ("c", 1.0)))
    >>> pair = CrossSection(Reaction([a, a], [b, c]), [1.0], [1.0], unit="MeV", frame=Frame.LABORATORY, value_unit="b")
    >>> round(log_identical(pair), 6)
    0.693147
    """
    return cross_section.reaction.log_identical if cross_section.quantity is Quantity.INTEGRATED else 0.0


def log_reciprocity(cross_section: CrossSection) -> FloatArray:
    """Return ln of the cross-section of the reverse over that of the reaction, at the same total energy, (n,).

    Examples
    --------
    Elastic scattering is its own reverse:

    >>> from detbal.reactions import Reaction, Species
    >>> a, b = (Species(name, mass=m, degeneracy=2) for name, m in (("a", 2.0), ("b", 3.0)))
    >>> log_reciprocity(CrossSection(Reaction([a, b], [a, b]), [1.0], [1.0],
    ...                              unit="MeV", frame=Frame.LABORATORY, value_unit="b"))
    array([0.])
    """
    before, after = cross_section.channel_energies()
    momenta = cross_section.entrance.log_k2(before) - cross_section.exit.log_k2(after)
    reaction = cross_section.reaction
    weights = log_weights(reaction.reactants) - log_weights(reaction.products)
    return momenta + (weights - log_identical(cross_section))


def inverse_cross_section(
    cross_section: CrossSection, *, frame: Frame | str | None = None, projectile: int | None = None
) -> CrossSection:
    """Return the cross-section of the reverse reaction that reciprocity demands, at the same total energies.

    Relative errors stay, as does the common one; errors of the energies follow to the other channel.

    Parameters
    ----------
    cross_section
    frame
        Of the result; None: as in the original. Close to a threshold energies in the laboratory have not enough
        digits to say how far above it they are; Frame.ABOVE_THRESHOLD or Frame.CENTRE_OF_MASS has them.
    projectile
        Which product of the original moves in the laboratory; None: the photon if there is one, else the first.

    Raises
    ------
    InputError
        Masses or weights that are unknown; energies whose distance from the threshold is lost in `frame`.

    Examples
    --------
    Thermal neutrons on hydrogen, and the photons that split deuterons:

    >>> from detbal.reactions import PHOTON, Reaction, Species
    >>> n, p = Species("n", mass=1.00866491606, degeneracy=2), Species("p", mass=1.00727646658, degeneracy=2)
    >>> d = Species("d", mass=2.013553212544, degeneracy=3)
    >>> capture = CrossSection(Reaction((n, p), (d, PHOTON)), ["20 keV"], [318.0], [25.0],
    ...                        frame=Frame.LABORATORY, value_unit="ub")
    >>> split = inverse_cross_section(capture)
    >>> print(split.reaction, split.energy.round(4), (1e6 * split.values).round(1), "microbarn")
    d + γ → n + p [2.2359] [398.8] microbarn
    """
    before, after = cross_section.channel_energies()
    reverse = cross_section.reaction.reversed()
    mover = moving(reverse, projectile)
    channel = Channel.of(reverse.reactants, mover, cross_section.kinematics)
    wanted = cross_section.frame if frame is None else frame_of(frame)
    energy = {
        Frame.LABORATORY: channel.laboratory(after),
        Frame.CENTRE_OF_MASS: after,
        Frame.ABOVE_THRESHOLD: before,
    }[wanted]
    factor = np.exp(log_reciprocity(cross_section))
    errors, blur = cross_section.errors, centre_of_mass_errors(cross_section)
    if blur is not None and wanted is Frame.LABORATORY:
        blur = blur * channel.stretch(after)
    return cross_section.changed(
        reaction=reverse,
        energy=energy,
        values=cross_section.values * factor,
        errors=None if errors is None else errors * factor,
        energy_errors=blur,
        frame=wanted,
        projectile=mover,
        source=f"reciprocity of {cross_section.source or cross_section.reaction}",
    )


def centre_of_mass_errors(cross_section: CrossSection) -> FloatArray | None:
    """Return the errors of the energies in the centre of mass, MeV, (n,); None without any.

    Examples
    --------
    >>> from detbal.reactions import Reaction, Species
    >>> a, b = (Species(name, mass=m, degeneracy=2) for name, m in (("a", 1.0), ("b", 3.0)))
    >>> some = CrossSection(Reaction([a, b], [a, b]), [1.0], [1.0], energy_errors=0.1,
    ...                     unit="keV", frame=Frame.LABORATORY, value_unit="b")
    >>> centre_of_mass_errors(some).round(9)
    array([7.5e-05])
    """
    blur = cross_section.energy_errors
    if blur is None or cross_section.frame is not Frame.LABORATORY:
        return blur
    return blur / cross_section.entrance.stretch(cross_section.channel_energies()[0])
