"""The strength of a reaction over its energy: what a cross-section and that of the reverse have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import ROUNDING, FloatArray
from detbal.reactions.cross_sections.cross_section import CrossSection
from detbal.reactions.cross_sections.kinematics import Frame
from detbal.reactions.cross_sections.reciprocity import centre_of_mass_errors, log_weights
from detbal.reactions.cross_sections.units_of_area import Quantity

#: Round-off of a kinetic energy that is a difference, relative to what is subtracted.
ULP = 4 * float(np.finfo(np.float64).eps)
#: Standard deviations above zero that every value must stand.
FEWEST = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Strength:
    """ln of g₁g₂ k₁₂² σ/(1 + δ₁₂) over the energy, sorted and with each energy once; all arrays (n,).

    Attributes
    ----------
    energy
        Kinetic energy in the centre of mass in that of the two channels in which it is smaller, MeV.
    value
        Nats (of barn MeV²).
    sigma
        Standard deviation, nats.
    blur, loss
        Standard deviation of the energy, and bound on its round-off, MeV.
    members
        To which of these points each point of the cross-section went; -1 for those left out.
    """

    energy: FloatArray
    value: FloatArray
    sigma: FloatArray
    blur: FloatArray
    loss: FloatArray
    members: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.energy)

    @property
    def rounding(self) -> FloatArray:
        """Bound on the round-off of the values."""
        return ROUNDING * (4.0 + np.abs(self.value) / 8.0)


def too_weak(cross_section: CrossSection, least_signal: float) -> NDArray[np.bool_]:
    """Tell which points are not positive, or not far enough above zero for a logarithm, (n,).

    Those are that stand fewer than `least_signal` standard deviations above it. A point of less than twice that is
    judged by the mean of its neighbours: if it were by its own value, noise would choose which points take part, and
    bias them. It must stand three above itself.

    Examples
    --------
    >>> from detbal.reactions import Reaction, Species
    >>> from detbal.reactions.cross_sections import Frame
    >>> a, b = (Species(name, mass=m, degeneracy=2) for name, m in (("a", 1.0), ("b", 3.0)))
    >>> some = CrossSection(Reaction([a, b], [a, b]), [1.0, 2.0, 3.0], [-1.0, 9.0, 9.0], 1.0,
    ...                     unit="MeV", frame=Frame.LABORATORY, value_unit="b")
    >>> too_weak(some, 5.0)
    array([ True,  True, False])
    """
    values, errors = cross_section.values, cross_section.errors
    if errors is None:
        return np.asarray(values <= 0)
    # not the value of a neighbour over the own error: that follows the own noise where it is a percentage
    signal = np.divide(values, errors, out=np.full(len(values), np.inf), where=errors > 0)
    if len(values) == 1:
        return np.asarray((values <= 0) | (signal < least_signal))
    order = np.argsort(cross_section.energy, kind="stable")
    row = signal[order]
    around = np.empty(len(row))
    around[order] = np.concatenate([row[1:2], (row[:-2] + row[2:]) / 2.0, row[-2:-1]])
    faint = (signal < 2 * least_signal) & (around < least_signal)
    return np.asarray((values <= 0) | (signal < FEWEST) | faint)


def strength(
    cross_section: CrossSection,
    *,
    shift: float = 0.0,
    gain: float = 0.0,
    above: float = 0.0,
    least_signal: float = 5.0,
) -> Strength:
    """Return the strength of a reaction.

    Points at one energy are averaged, with weights 1/error² if there are errors.

    Parameters
    ----------
    cross_section
    shift
        Added to all energies in the centre of mass, MeV.
    gain
        Added to Q, MeV.
    above
        Points are left out up to this energy in the channel of less energy (before `shift` and `gain`), MeV.
    least_signal
        See `too_weak`.

    Examples
    --------
    >>> from detbal.reactions import Reaction, Species
    >>> from detbal.reactions.cross_sections import Frame, inverse_cross_section
    >>> a, b = (Species(name, mass=2.0, degeneracy=1) for name in "ab")
    >>> c, d = Species("c", mass=1.0, degeneracy=2), Species("d", mass=2.9999, degeneracy=3)
    >>> known = CrossSection(Reaction([a, b], [c, d]), [1.0, 2.0], [3.0, 4.0],
    ...                      unit="MeV", frame=Frame.LABORATORY, value_unit="mb")
    >>> there, back = strength(known), strength(inverse_cross_section(known))
    >>> bool(np.allclose(there.value, back.value, rtol=0, atol=1e-12))
    True
    """
    reaction, exothermic = cross_section.reaction, cross_section.reaction.Q >= 0
    stated = cross_section.channel_energies()
    kept = ~too_weak(cross_section, least_signal) & ((stated[0] if exothermic else stated[1]) > above)
    products_given = cross_section.frame is Frame.ABOVE_THRESHOLD
    before = stated[0] + shift - (gain if products_given else 0.0)
    after = stated[1] + shift + (0.0 if products_given else gain)
    kept &= np.minimum(before, after) > 0
    smaller = before if exothermic else after
    sigma = np.zeros(len(before))
    if cross_section.errors is not None:
        sigma[kept] = cross_section.errors[kept] / cross_section.values[kept]
    identical = 0.0
    if cross_section.quantity is Quantity.INTEGRATED and reaction.reactants[0].name == reaction.reactants[1].name:
        identical = float(np.log(2.0))
    logs = np.log(np.where(kept, cross_section.values, 1.0)) + cross_section.entrance.log_k2(
        np.where(kept, before, 1.0)
    )
    logs = logs + log_weights(reaction.reactants) - identical
    blur = centre_of_mass_errors(cross_section)
    # that energy of the two which was given has all its digits
    direct = products_given != exothermic
    loss = ULP * (smaller if direct else np.maximum(before, after) + abs(reaction.Q))
    return _merged(kept, smaller, logs, sigma, np.zeros(len(before)) if blur is None else blur, loss)


def _merged(
    kept: NDArray[np.bool_],
    energy: FloatArray,
    logs: FloatArray,
    sigma: FloatArray,
    blur: FloatArray,
    loss: FloatArray,
) -> Strength:
    """Sort, and average what stands at one energy."""
    grid, place = np.unique(energy[kept], return_inverse=True)
    place = place.reshape(-1)
    n = len(grid)
    s = sigma[kept]
    exact = np.bincount(place, s == 0, n) > 0  # a value without an error counts alone
    weight = np.where(exact[place], s == 0, 1.0 / np.where(s > 0, s, 1.0) ** 2)
    total = np.bincount(place, weight, n)
    members = np.full(len(energy), -1, dtype=np.intp)
    members[kept] = place
    return Strength(
        energy=grid,
        value=np.bincount(place, weight * logs[kept], n) / total,
        sigma=np.where(exact, 0.0, 1.0 / np.sqrt(total)),
        blur=np.sqrt(np.bincount(place, blur[kept] ** 2, n) / np.maximum(np.bincount(place, minlength=n), 1)),
        loss=np.bincount(place, loss[kept], n) / np.maximum(np.bincount(place, minlength=n), 1),
        members=members,
    )
