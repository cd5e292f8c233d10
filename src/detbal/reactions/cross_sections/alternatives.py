"""Other readings of a pair, tried where reciprocity does not hold as stated: they name the cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from detbal.errors import InputError
from detbal.reactions.cross_sections.comparison import Comparison
from detbal.reactions.cross_sections.cross_section import CrossSection
from detbal.reactions.cross_sections.findings import (
    Ambiguous,
    MissingIdenticalFactor,
    MissingWeights,
    OtherEnergy,
    OtherKinematics,
    OtherNormalisation,
    PhotonFactor,
    SwappedDirections,
    WrongFrame,
)
from detbal.reactions.cross_sections.judgement import judged
from detbal.reactions.cross_sections.kinematics import Frame, Kinematics
from detbal.reactions.cross_sections.nuisances import Nuisances, fitted
from detbal.reactions.cross_sections.pair import CrossSectionPair
from detbal.reactions.cross_sections.reciprocity import log_identical, log_weights
from detbal.verdict import Criteria, Finding, Status


@dataclass(frozen=True, slots=True, eq=False)
class Alternative:
    """Another reading of the same data, and what it would mean if that one fits.

    Attributes
    ----------
    kind : type of Finding
    message : str
    pair : CrossSectionPair
    constant : float
        nats, by which ln(forward/inverse) would be off.
    """

    kind: type[Finding]
    message: str
    pair: CrossSectionPair
    constant: float = 0.0

    def fits(self, stated: Comparison, nuisances: Nuisances, criteria: Criteria) -> bool:
        """Whether the data do not exclude it."""
        try:
            comparison = Comparison.of(self.pair, stated.least_signal)
            made = fitted(replace(comparison, constant=-self.constant), nuisances)
        except InputError:  # energies below a threshold, or no overlap
            return False
        return bool(made.residuals.dof) and judged(made.residuals, criteria)[0] is not Status.BROKEN


def explanation(stated: Comparison, nuisances: Nuisances, criteria: Criteria) -> tuple[Finding, ...]:
    """Return the finding of the one reading that the data do not exclude; of several, that they do not decide.

    Examples
    --------
    >>> from detbal.reactions.cross_sections.examples import pair_without_spins
    >>> comparison = Comparison.of(pair_without_spins())
    >>> explanation(comparison, Nuisances(), Criteria.of(None, statistical=False))[0].message
    'reciprocity holds without the statistical weights 12/2: a factor of 0.166667 in forward/inverse'
    """
    fitting = [one for one in _alternatives(stated.pair) if one.fits(stated, nuisances, criteria)]
    if len(fitting) > 1:
        return (Ambiguous("the data do not decide between: " + "; or ".join(one.message for one in fitting)),)
    if fitting:
        return (fitting[0].kind(fitting[0].message),)
    return _other_constants(stated, nuisances, criteria)


def _alternatives(pair: CrossSectionPair) -> Iterator[Alternative]:
    yield from _other_factors(pair)
    frames = {Frame.LABORATORY: Frame.CENTRE_OF_MASS, Frame.CENTRE_OF_MASS: Frame.LABORATORY}
    words = {Frame.LABORATORY: "in the laboratory", Frame.CENTRE_OF_MASS: "in the centre of mass"}
    there, back = pair.forward, pair.inverse
    for name, sides in (("forward", (True, False)), ("inverse", (False, True)), ("both", (True, True))):
        if all(not wanted or one.frame in frames for wanted, one in zip(sides, (there, back), strict=True)):
            chosen = [
                _other_frame(one, frames) if wanted else one for wanted, one in zip(sides, (there, back), strict=True)
            ]
            if chosen[0] is not None and chosen[1] is not None:
                now = (there if sides[0] else back).frame
                which = "all energies" if name == "both" else f"the {name} energies"
                message = f"reciprocity holds if {which} are {words[frames[now]]}, not {words[now]}"
                yield Alternative(WrongFrame, message, CrossSectionPair(chosen[0], chosen[1]))
    other = Kinematics.CLASSICAL if there.kinematics is Kinematics.RELATIVISTIC else Kinematics.RELATIVISTIC
    changed = [_try(one, kinematics=other) for one in (there, back)]
    if changed[0] is not None and changed[1] is not None:
        message = f"reciprocity holds with {other.name.lower()} kinematics"
        yield Alternative(OtherKinematics, message, CrossSectionPair(changed[0], changed[1]))
    swapped = [
        _try(one, reaction=other.reaction, projectile=other.projectile) for one, other in ((there, back), (back, there))
    ]
    if swapped[0] is not None and swapped[1] is not None:
        message = f"reciprocity holds with the two exchanged: the first is of {back.reaction}"
        yield Alternative(SwappedDirections, message, CrossSectionPair(swapped[1], swapped[0]))


def _other_factors(pair: CrossSectionPair) -> Iterator[Alternative]:
    """Constant factors that are easily forgotten; each once, the first reason counts."""
    reaction = pair.forward.reaction
    weights = log_weights(reaction.products) - log_weights(reaction.reactants)
    g_out, g_in = (round(float(np.exp(log_weights(side))), 6) for side in (reaction.products, reaction.reactants))
    ratio = f"{g_out:g}/{g_in:g}"
    identical = log_identical(pair.forward)
    candidates: list[tuple[type[Finding], float, str]] = [
        (MissingWeights, -weights, f"without the statistical weights {ratio}"),
        (MissingWeights, -2 * weights, f"with the statistical weights {ratio} upside down"),
        (MissingIdenticalFactor, -identical, "without the factor of 2 for identical particles"),
        (MissingIdenticalFactor, -2 * identical, "with the factor of 2 for identical particles upside down"),
    ]
    if weights and identical:
        words = f"without the statistical weights {ratio} and without the factor of 2 for identical particles"
        candidates.append((MissingWeights, -weights - identical, words))
    photons = sum(s.massless for s in reaction.reactants) - sum(s.massless for s in reaction.products)
    if photons:
        half = photons * np.log(2.0)
        candidates.append((PhotonFactor, half, "with one polarisation of the photon instead of two"))
        candidates.append((PhotonFactor, -half, "with four polarisations of the photon, twice what there are"))
    said: dict[float, list[tuple[type[Finding], str]]] = {}
    for kind, constant, words in candidates:
        if abs(constant) > 1e-9:
            near = next((known for known in said if abs(known - constant) < 1e-9), constant)
            said.setdefault(near, []).append((kind, words))
    for constant, reasons in said.items():
        words = ", or ".join(words for _, words in reasons)
        message = f"reciprocity holds {words}: a factor of {np.exp(constant):.6g} in forward/inverse"
        yield Alternative(reasons[0][0] if len(reasons) == 1 else Ambiguous, message, pair, constant)


def _other_frame(one: CrossSection, frames: dict[Frame, Frame]) -> CrossSection | None:
    return _try(one, frame=frames[one.frame])


def _try(one: CrossSection, **fields: object) -> CrossSection | None:
    try:
        return one.changed(**fields)
    except InputError:  # below the threshold: so it was not that
        return None


def _other_constants(stated: Comparison, nuisances: Nuisances, criteria: Criteria) -> tuple[Finding, ...]:
    """Say with which factor or which Q it would hold, if there is one."""
    if nuisances.normalisation < np.inf:
        made = fitted(stated, replace(nuisances, normalisation=np.inf))
        if made.residuals.dof and judged(made.residuals, criteria)[0] is not Status.BROKEN:
            factor = np.exp(made.normalisation)
            return (OtherNormalisation(f"reciprocity holds with forward/inverse divided by {factor:.6g}"),)
    reach = stated.widest_shift()
    if nuisances.shift == 0 and reach > 0:
        try:
            made = fitted(stated, replace(nuisances, shift=np.inf, reach=reach))
        except InputError:
            return ()
        if made.residuals.dof and judged(made.residuals, criteria)[0] is not Status.BROKEN:
            size = f"{1e3 * made.shift:+.5g} keV in the centre of mass"
            message = f"reciprocity holds with the inverse energies shifted by {size}"
            return (OtherEnergy(message),)
    return ()
