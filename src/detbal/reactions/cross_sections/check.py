"""Check a pair of cross-sections against reciprocity."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, NotOffered, explain
from detbal.figures import Curve, CurveFigure, Figure
from detbal.reactions.cross_sections.alternatives import explanation
from detbal.reactions.cross_sections.comparison import LEAST_SIGNAL, Comparison
from detbal.reactions.cross_sections.cross_section import CrossSection, relative_error
from detbal.reactions.cross_sections.judgement import judged
from detbal.reactions.cross_sections.nuisances import Fitted, Nuisances, fitted
from detbal.reactions.cross_sections.pair import CrossSectionPair
from detbal.reactions.cross_sections.references import BLATT_WEISSKOPF
from detbal.reactions.cross_sections.strength import too_weak
from detbal.reactions.cross_sections.units_of_area import Quantity
from detbal.result import Verdict
from detbal.units import ENERGY_UNITS, to_floats
from detbal.verdict import Criteria, Finding, LeftOut, Status

#: Shifts of up to so many standard deviations are tried.
FAR = 4.0


def check_cross_section_pair(
    pair: CrossSectionPair,
    *,
    tol: float | None = None,
    alpha: float = 0.01,
    energy_shift: Any = None,
    normalisation: float | str | None = None,
    least_signal: float = LEAST_SIGNAL,
) -> Verdict:
    """Ask whether two cross-sections obey reciprocity at the same total energies.

    One is interpolated onto the energies of the other: ln of the strength over ln of the energy, by local cubics.
    Nothing is extrapolated. What other stencils, and the curvature of both tables beyond noise, leave open of the
    interpolated values is a bound in the noise floor and is no Gaussian error. Points between the same nodes share
    their errors: they count with their covariance.

    With errors there are three tests: of each residual, of all together (χ²), and of their weighted mean; the last two
    share the level `alpha`.

    Parameters
    ----------
    pair
    tol
        Residuals up to this size, in nats, are forgiven.
    alpha
        Level of the tests, where there are errors.
    energy_shift
        Standard deviation of the calibration of the energies of one against the other in the centre of mass: MeV, text
        (``"2 keV"``) or a quantity. A common shift then is fitted, and counts with this error. None: none.
    normalisation
        Standard deviation of ln of a factor common to all values; None: from the common errors of the two; ``inf``: it
        is free; 0: none.
    least_signal
        Points that stand fewer standard deviations above zero are left out (those of less than twice that are judged by
        their neighbours, so that noise does not choose them); 3 or more.

    Raises
    ------
    InputError
        If there is no energy at which both are known; unknown weights; widths that are negative.

    Examples
    --------
    >>> from detbal.reactions.cross_sections.examples import pair_without_spins, resonant_pair
    >>> check_cross_section_pair(resonant_pair()).status.name
    'BALANCED'
    >>> verdict = check_cross_section_pair(pair_without_spins())
    >>> verdict.status.name, verdict.findings[0].message
    ('BROKEN', 'reciprocity holds without the statistical weights 12/2: a factor of 0.166667 in forward/inverse')
    """
    comparison = Comparison.of(pair, least_signal)
    nuisances = nuisances_of(pair, energy_shift, normalisation)
    made = fitted(comparison, nuisances)
    criteria = Criteria.of(tol, statistical=bool((made.residuals.sigma > 0).any()), alpha=alpha)
    status, floor = judged(made.residuals, criteria)
    causes: tuple[Finding, ...] = ()
    if status is Status.BROKEN:
        causes = explanation(comparison, nuisances, criteria)
    return Verdict.of(
        made.residuals,
        floor,
        criteria,
        subject=subject_of(pair),
        statement="g₁g₂ k₁₂² σ(12→34)/(1+δ₁₂) = g₃g₄ k₃₄² σ(34→12)/(1+δ₃₄) at every total energy",
        findings=causes + left_out(comparison, made),
        assumptions=assumptions_of(pair, nuisances),
        references=(BLATT_WEISSKOPF,),
        facts=(*facts_of(made, nuisances), ("inverse", f"{pair.inverse.reaction}: {pair.inverse.first_values()}")),
        drawings=lambda: _figures(pair, made),
        status=status,
        balance_with=f"equal total energies, Q = {pair.forward.reaction.Q:.9g} MeV",
    )


def check_cross_section(cross_section: CrossSection, **options: Any) -> Verdict:
    """Say that one direction alone cannot be checked.

    Raises
    ------
    NotOffered
        Always.

    Examples
    --------
    >>> from detbal.reactions.cross_sections.examples import resonant_pair
    >>> check_cross_section(resonant_pair().forward)
    Traceback (most recent call last):
    ...
    detbal.errors.NotOffered: ... build CrossSectionPair(forward, inverse), or complete it to see the reverse
    """
    what = f"only one direction is here: {cross_section.reaction}"
    fix = "build CrossSectionPair(forward, inverse), or complete it to see the reverse"
    raise NotOffered(explain(what, why="reciprocity relates a reaction to its reverse", fix=fix))


def nuisances_of(pair: CrossSectionPair, energy_shift: Any, normalisation: float | str | None) -> Nuisances:
    """Read what is asked for; the common errors of both cross-sections are the normalisation unless it is given.

    Raises
    ------
    InputError
        Negative widths, or an energy shift without bounds.

    Examples
    --------
    >>> nuisances_of(None, "2 keV", 0.08)
    Nuisances(normalisation=0.08, shift=0.002, reach=0.008)
    """
    width = 0.0 if energy_shift is None else energy_width(energy_shift, "energy_shift")
    if width < 0:
        fix = "give the standard deviation of the calibration in MeV, or a text such as '2 keV'"
        raise InputError(explain(f"energy_shift = {energy_shift}", fix=fix))
    if normalisation is None:
        normalisation = float(np.hypot(pair.forward.common_error, pair.inverse.common_error))
    normalisation = relative_error(normalisation, "normalisation")
    return Nuisances(normalisation, width, FAR * width)


def energy_width(value: Any, name: str) -> float:
    """Read a width in energy, MeV; a text must say its unit.

    Raises
    ------
    InputError
        A text without a unit, several numbers, or what is no energy.

    Examples
    --------
    >>> energy_width("2 keV", "energy_shift")
    0.002
    """
    if isinstance(value, str) and to_floats(value, None, name=name)[1] is None:
        raise InputError(explain(f"{name} = {value!r} has no unit", fix=f"write it like '{value.strip()} keV'"))
    found = to_floats(value, ENERGY_UNITS["MeV"], name=name)[0]
    if found.size != 1:
        raise InputError(explain(f"{name} has {found.size} numbers", fix="give one energy, such as '2 keV'"))
    return float(found.reshape(-1)[0])


def left_out(comparison: Comparison, made: Fitted) -> tuple[Finding, ...]:
    """Say which points took no part.

    Examples
    --------
    >>> from detbal.reactions.cross_sections.examples import resonant_pair
    >>> comparison = Comparison.of(resonant_pair())
    >>> left_out(comparison, fitted(comparison, Nuisances()))
    ()
    """
    found: list[Finding] = []
    for one in (comparison.pair.forward, comparison.pair.inverse):
        weak = int(too_weak(one, comparison.least_signal).sum())
        if weak:
            why = f"too close to zero (fewer than {comparison.least_signal:g} standard deviations) for a logarithm"
            found.append(LeftOut(f"{weak} of {len(one)} points of {one.reaction} left out: {why}", count=weak))
        again = len(one) - len(np.unique(one.energy))
        if again:
            found.append(
                LeftOut(f"{plural(again)} of {one.reaction} averaged with others at the same energy", count=again)
            )
    sparse = comparison.strengths()[0]
    missed = len(sparse) - len(made.residuals.residual)
    if missed:
        name = (comparison.pair.forward if comparison.forward_is_sparser else comparison.pair.inverse).reaction
        why = "the other one does not reach there or is too coarse, or their distance from the threshold is not known"
        found.append(LeftOut(f"{missed} of {len(sparse)} energies of {name} left out: {why}", count=missed))
    return tuple(found)


def assumptions_of(pair: CrossSectionPair, nuisances: Nuisances) -> tuple[str, ...]:
    """Say what was taken for granted.

    Examples
    --------
    >>> from detbal.reactions.cross_sections.examples import resonant_pair
    >>> assumptions_of(resonant_pair(), Nuisances(normalisation=0.08))[-1]
    'a common factor is known to 8 %'
    """
    said = ["cross-sections averaged over the spins before the reaction and summed over those after"]
    for name, one in (("forward", pair.forward), ("inverse", pair.inverse)):
        mover = one.reaction.reactants[one.projectile].name
        said.append(f"{name}: energies are the {one.frame.value} (projectile {mover}); {one.kinematics.value}")
    if pair.forward.quantity is Quantity.DIFFERENTIAL:
        said.append("differential: same angle in the centre of mass; of identical products either is counted")
    elif pair.forward.reaction.log_identical:
        said.append("identical particles: 1 + δ on their side")
    if any(s.massless for s in (*pair.forward.reaction.reactants, *pair.forward.reaction.products)):
        said.append("photons: two polarisations, k = E/ħc")
    if nuisances.normalisation > 0:
        known = f"known to {100 * nuisances.normalisation:.3g} %" if nuisances.normalisation < np.inf else "free"
        said.append(f"a common factor is {known}")
    if nuisances.shift > 0:
        width = f"{1e3 * nuisances.shift:.3g} keV" if nuisances.shift < np.inf else "nothing"
        said.append(f"the energies of one against the other, in the centre of mass, are known to {width}")
    return tuple(said)


def facts_of(made: Fitted, nuisances: Nuisances) -> tuple[tuple[str, str], ...]:
    """Say the mean ratio and the nuisances.

    Examples
    --------
    >>> from detbal.reactions.cross_sections.examples import pair_without_spins
    >>> facts_of(fitted(Comparison.of(pair_without_spins()), Nuisances()), Nuisances())[0][1]
    'forward/inverse is 0.16667 of what reciprocity demands, scatter ...'
    """
    r = made.points.residual
    scatter = f", scatter {100 * r.std(ddof=1):.3g} %" if len(r) > 2 else ""
    mean, error, _ = made.points.mean()
    ratio = f"{np.exp(mean):.5g}" if error == 0 else f"{np.exp(mean):.4g} ± {np.exp(mean) * error:.2g}"
    facts = [("ratio", f"forward/inverse is {ratio} of what reciprocity demands{scatter}")]
    dof = made.residuals.dof
    if made.residuals.chi2 is not None:
        facts.append(("χ²", f"{made.residuals.chi2:.4g} for {dof} degree{'s' * (dof != 1)} of freedom"))
    if nuisances.shift > 0:
        size = f"{1e3 * made.shift:+.4g} ± {1e3 * made.shift_error:.2g} keV"
        facts.append(("shift", f"inverse energies {size} in the centre of mass"))
    if nuisances.normalisation > 0:
        facts.append(("factor", f"{np.exp(made.normalisation):.5g}, ± {100 * made.normalisation_error:.2g} %"))
    return tuple(facts)


def plural(count: int) -> str:
    """Say how many points.

    Examples
    --------
    >>> plural(1), plural(2)
    ('1 point', '2 points')
    """
    return f"{count} point{'s' * (count != 1)}"


def subject_of(pair: CrossSectionPair) -> str:
    """Name a pair in reports.

    Examples
    --------
    >>> from detbal.reactions.cross_sections.examples import resonant_pair
    >>> subject_of(resonant_pair())
    'cross-sections of a + b ⇌ c + d: 41 and 41 points (reciprocity of a + b → c + d)'
    """
    sources = [one.source for one in (pair.forward, pair.inverse) if one.source]
    told = f" ({'; '.join(sources)})" if sources else ""
    return f"cross-sections of {pair.name}: {len(pair.forward)} and {plural(len(pair.inverse))}{told}"


def _figures(pair: CrossSectionPair, made: Fitted) -> tuple[Figure, ...]:
    points = made.residuals
    error = points.sigma if (points.sigma > 0).any() else None
    curve = Curve("ln(forward/inverse) − expected", made.points.energy, points.residual, error, points=True)
    axis = "energy in the centre of mass, channel of less energy (MeV)"
    return (CurveFigure(pair.name, "Residuals from reciprocity", axis, "residual (nats)", (curve,)),)
