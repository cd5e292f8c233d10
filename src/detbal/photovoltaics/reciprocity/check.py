"""`check` for EQE and EL of one junction: whether it is reciprocal, and why not."""

from __future__ import annotations

from typing import Any

from detbal.photovoltaics.comparison.overlap import overlap_of
from detbal.photovoltaics.radiation import BOLTZMANN
from detbal.photovoltaics.reciprocity.causes import explain_breaking
from detbal.photovoltaics.reciprocity.figures import overlay_figures
from detbal.photovoltaics.reciprocity.law_fit import best_law
from detbal.photovoltaics.reciprocity.near_splitting import near_splitting
from detbal.photovoltaics.reciprocity.pair import ASSUMPTIONS, ReciprocalPair
from detbal.result import Verdict
from detbal.verdict import Criteria, Finding, NothingToTest, Status, judge


class NoErrors(Finding):
    """Measured curves without errors, whose noise counts as a breaking."""


def check_pair(
    pair: ReciprocalPair,
    *,
    T: Any = None,
    window: tuple[float, float] | None = None,
    tol: float | None = None,
    alpha: float = 0.01,
) -> Verdict:
    """Ask whether a junction emits as Rau's reciprocity says: EL ∝ EQE φ_bb(E, T).

    Parameters
    ----------
    pair : ReciprocalPair
    T : optional
        As for `kelvins`; default: that of the pair.
    window : (low, high), optional
        eV; other energies are left out.
    tol : float, optional
        Forgive residuals up to this size, nats. Data without errors are compared with it alone.
    alpha : float
        Level of the tests, if there are errors.

    Raises
    ------
    InputError
        No temperature, or a window that is no range.

    Notes
    -----
    U. Rau, Phys. Rev. B 76, 085303 (2007), equation 10, in the Boltzmann range; the level is fitted. If the law fails,
    it is tried with another unit of the EL, another temperature and a scaled wavelength axis; of those that explain
    the data, the ones with the fewest unknowns are named, and the others mentioned.

    Examples
    --------
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> check_pair(example_pair()).status.name
    'BALANCED'
    >>> check_pair(example_pair(330), T=300).findings[0].message
    'the law holds if the junction is at 330 K, not 300 K'
    """
    kelvin = pair.temperature(T)
    overlap = overlap_of(pair.eqe, pair.el, window)
    made = best_law(overlap, 1 / (BOLTZMANN * kelvin), absolute=pair.el.absolute)
    both, residuals = made.signals, made.residuals
    criteria = Criteria.of(tol, statistical=bool((residuals.sigma > 0).any()), alpha=alpha)
    status, floor = judge(residuals, criteria)
    findings: list[Finding] = []
    if len(both) < 2:
        status = Status.UNDECIDED
        findings.append(NothingToTest(f"both curves are seen at {len(both)} energies: the level takes up all the data"))
    elif status is Status.BROKEN:
        findings += explain_breaking(pair, kelvin, window, made, criteria)
    rounded = bool((both.bound > 0).any() and (pair.el.rounding.any() or pair.eqe.rounding.any()))
    if status is Status.BROKEN and rounded and not (residuals.sigma > 0).any():
        told = "no errors were given: beyond the digits written, every difference counts as a breaking"
        findings.append(NoErrors(f"{told}; give them (of counts, their square roots), or tol="))
    if pair.el.absolute and len(both):
        findings += near_splitting(made)
        if status is Status.BALANCED and made.distances[0] <= 0:
            status = Status.UNDECIDED
    facts = [("T", f"{kelvin:.6g} K")]
    if pair.el.absolute and len(both):
        facts.append(("qV", "{:.6g} ± {:.2g} eV".format(*made.splitting)))
    return Verdict.of(
        residuals,
        floor,
        criteria,
        subject=f"EQE and EL of a junction at {len(both)} energies",
        statement=made.law.name,
        status=status,
        theta=made.theta,
        balance_with=f"T = {kelvin:.6g} K; the level was fitted",
        findings=(*both.missing_signals(), *findings, *both.unused()),
        assumptions=(*ASSUMPTIONS, "between its points the log of the finer curve is a cubic, or a line"),
        references=(made.law.reference,),
        facts=tuple(facts),
        drawings=lambda: overlay_figures(made),
    )
