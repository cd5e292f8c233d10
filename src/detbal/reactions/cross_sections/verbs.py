"""The other verbs of cross-sections: the missing half, the nearest reciprocal pair, the Q value that a pair shows."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.cross_sections.check import (
    assumptions_of,
    energy_width,
    facts_of,
    left_out,
    nuisances_of,
    subject_of,
)
from detbal.reactions.cross_sections.comparison import LEAST_SIGNAL, Comparison, ShiftOf
from detbal.reactions.cross_sections.cross_section import CrossSection
from detbal.reactions.cross_sections.kinematics import Frame
from detbal.reactions.cross_sections.nuisances import Nuisances, fitted
from detbal.reactions.cross_sections.pair import CrossSectionPair
from detbal.reactions.cross_sections.reciprocity import inverse_cross_section
from detbal.reactions.cross_sections.references import BLATT_WEISSKOPF
from detbal.residual import Estimate
from detbal.result import Imposed, Thermometer


def complete_cross_section(cross_section: CrossSection, *, frame: Frame | str | None = None) -> CrossSectionPair:
    """Return a cross-section with that of the reverse reaction.

    Parameters
    ----------
    cross_section
    frame
        Of the energies of the reverse; None: as in the original. See `inverse_cross_section`.

    Examples
    --------
    >>> from detbal.reactions import Reaction, Species
    >>> a, b = (Species(name, mass=2.0, degeneracy=1) for name in "ab")
    >>> c, d = Species("c", mass=1.0, degeneracy=2), Species("d", mass=2.9999, degeneracy=3)
    >>> complete_cross_section(CrossSection(Reaction([a, b], [c, d]), [1.0], [3.0],
    ...                        unit="MeV", frame=Frame.LABORATORY, value_unit="mb"))
    <CrossSectionPair a + b ⇌ c + d: 1 and 1 points, integrated>
    """
    return CrossSectionPair(cross_section, inverse_cross_section(cross_section, frame=frame))


def impose_cross_section_pair(pair: CrossSectionPair, *, least_signal: float = LEAST_SIGNAL) -> Imposed:
    """Return the nearest pair that obeys reciprocity, on the energies of the sparser of the two.

    Where both are known, ln of the strength is their mean, with weights 1/error² (equal ones if neither has errors);
    elsewhere it stays. The other cross-section follows by reciprocity. Nothing is shifted or normalised.

    Parameters
    ----------
    pair
    least_signal
        As for the check.

    Raises
    ------
    InputError
        If there is no energy at which both are known.

    Examples
    --------
    >>> from detbal.reactions import Reaction, Species
    >>> a, b = (Species(name, mass=2.0, degeneracy=1) for name in "ab")
    >>> c, d = Species("c", mass=1.0, degeneracy=2), Species("d", mass=2.9999, degeneracy=3)
    >>> known = CrossSection(Reaction([a, b], [c, d]), [1.0], [3.0],
    ...                      unit="MeV", frame=Frame.LABORATORY, value_unit="b")
    >>> other = inverse_cross_section(known)
    >>> found = impose_cross_section_pair(CrossSectionPair(known, other.changed(values=4 * other.values)))
    >>> found.nearest.forward.values.round(6), found.moved.round(6)  # √4 times as much; -ln(1/4)
    (array([6.]), array([1.386294]))
    """
    comparison = Comparison.of(pair, least_signal)
    made = fitted(comparison, Nuisances())
    points = made.points
    sparse = comparison.strengths()[0]
    own = pair.forward if comparison.forward_is_sparser else pair.inverse
    total = points.sparse + points.dense
    # the share of the distance that the sparser one goes; an exact value does not move
    share = np.divide(points.sparse, total, out=np.full(len(total), 0.5), where=total > 0)
    step = np.zeros(len(sparse))
    step[points.place] = -share * points.residual * (1.0 if comparison.forward_is_sparser else -1.0)
    error = sparse.sigma.copy()
    error[points.place] = np.sqrt(np.divide(points.sparse * points.dense, total, out=0 * total, where=total > 0))
    nearest = _moved(pair, own, sparse.members, step, error)
    return Imposed(
        subject=subject_of(pair),
        statement="root mean square change of ln(forward/inverse), nats",
        findings=left_out(comparison, made),
        assumptions=assumptions_of(pair, Nuisances()),
        references=(BLATT_WEISSKOPF,),
        nearest=nearest,
        distance=float(np.sqrt(np.mean(points.residual**2))),
        moved=-points.residual,
        labels=made.residuals.labels,
    )


def _moved(
    pair: CrossSectionPair, own: CrossSection, members: Any, step: FloatArray, error: FloatArray
) -> CrossSectionPair:
    took_part = members >= 0
    values = own.values.copy()
    values[took_part] *= np.exp(step[members[took_part]])
    errors = None if own.errors is None else own.errors.copy()
    if errors is not None:
        errors[took_part] = values[took_part] * error[members[took_part]]
    changed = own.changed(values=values, errors=errors, source=f"nearest to {own.source or own.reaction}")
    if own is pair.forward:
        other = inverse_cross_section(changed, frame=pair.inverse.frame, projectile=pair.inverse.projectile)
        return CrossSectionPair(changed, other)
    other = inverse_cross_section(changed, frame=pair.forward.frame, projectile=pair.forward.projectile)
    return CrossSectionPair(other, changed)


def thermometer_cross_section_pair(
    pair: CrossSectionPair,
    *,
    within: Any = None,
    normalisation: float | None = None,
    least_signal: float = LEAST_SIGNAL,
) -> Thermometer:
    """Measure the Q value with which the pair is reciprocal best.

    It is as good as the energies of both: a calibration that is off shows up as another Q.

    Parameters
    ----------
    pair
    within
        How far from the Q value of the reaction to look: MeV, text (``"10 keV"``) or a quantity; None: a tenth of the
        common range of energies.
    normalisation, least_signal
        As for the check.

    Raises
    ------
    InputError
        Fewer than three points that both know for all Q looked for; no structure in energy that would show Q.

    Examples
    --------
    >>> from detbal.reactions import Reaction, Species
    >>> a, b = (Species(name, mass=2.0, degeneracy=1) for name in "ab")
    >>> c, d = Species("c", mass=1.0, degeneracy=2), Species("d", mass=2.9999, degeneracy=3)
    >>> nominal = Reaction([a, b], [c, d])
    >>> true = Reaction([a, b], [c, d], Q=nominal.Q + 0.01, Q_tolerance=0.02)
    >>> E = np.linspace(1.0, 3.0, 81)
    >>> known = CrossSection(true, E, 1 / (1 + (E - 2) ** 2 / 0.02), unit="MeV", frame=Frame.LABORATORY, value_unit="b")
    >>> pair = CrossSectionPair(known.changed(reaction=nominal),
    ...                         inverse_cross_section(known).changed(reaction=nominal.reversed()))
    >>> round(float(thermometer_cross_section_pair(pair, within="50 keV").theta.values[0]) - nominal.Q, 6)
    0.01
    """
    comparison = Comparison.of(pair, least_signal)
    comparison = Comparison(pair, comparison.forward_is_sparser, 0.0, least_signal, ShiftOf.Q)
    given = comparison.widest_shift() if within is None else within
    reach = energy_width(given, "within")
    if not reach > 0:
        what = f"Q is looked for within {reach:g} MeV"
        raise InputError(explain(what, fix="give within=, how far Q may be off, and data that overlap"))
    common = nuisances_of(pair, None, normalisation).normalisation
    nuisances = Nuisances(common, np.inf, reach)
    made = fitted(comparison, nuisances)
    if not made.shift_error < np.inf or abs(made.shift) >= reach:
        what = f"no Q within {reach:.3g} MeV of {pair.forward.reaction.Q:.6g} MeV fits better than those around it"
        raise InputError(explain(what, fix="give another within=, or data with more structure in energy"))
    Q, error = pair.forward.reaction.Q + made.shift, made.shift_error
    shown = ("Q", f"{Q:.9g} ± {error:.2g} MeV, {1e3 * made.shift:+.4g} keV from that of the reaction")
    return Thermometer.of(
        made.residuals,
        subject=subject_of(pair),
        statement=f"Q value of {pair.forward.reaction} with which both are reciprocal",
        findings=left_out(comparison, made),
        assumptions=assumptions_of(pair, Nuisances(common)),
        references=(BLATT_WEISSKOPF,),
        facts=(shown, *facts_of(made, Nuisances(common))),
        theta=Estimate(("Q (MeV)",), np.array([Q]), np.array([error])),
    )
