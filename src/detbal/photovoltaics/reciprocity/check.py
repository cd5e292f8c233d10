"""`check` for EQE and EL of one junction: whether it is reciprocal, and why not."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.photovoltaics.radiation import BOLTZMANN, log_emission
from detbal.photovoltaics.reciprocity.causes import explain_breaking
from detbal.photovoltaics.reciprocity.figures import overlay_figures
from detbal.photovoltaics.reciprocity.overlap import level_name, overlap_of
from detbal.photovoltaics.reciprocity.pair import ASSUMPTIONS, RAU, STATEMENT, ReciprocalPair
from detbal.residual import fit
from detbal.result import Verdict
from detbal.verdict import Criteria, Finding, NothingToTest, Status, judge


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
    both = overlap_of(pair, window)
    kT = BOLTZMANN * kelvin
    log_black = log_emission(both.energy, kT)
    residuals = fit(both.pairs(log_black, np.ones((len(both), 1)), (level_name(pair),)))
    criteria = Criteria.of(tol, statistical=bool((residuals.sigma > 0).any()), alpha=alpha)
    status, floor = judge(residuals, criteria)
    findings: list[Finding] = []
    if len(both) < 2:
        status = Status.UNDECIDED
        findings.append(NothingToTest(f"both curves are seen at {len(both)} energies: the level takes up all the data"))
    elif status is Status.BROKEN:
        findings += explain_breaking(pair, kelvin, both, window, criteria)
    level = float(residuals.theta.values[0])
    facts = [("T", f"{kelvin:.6g} K")]
    if pair.el.absolute and len(both):
        facts.append(("qV", f"{level * kT:.6g} ± {float(residuals.theta.errors[0]) * kT:.2g} eV"))
    predicted = both.log_eqe + log_black + level
    return Verdict(
        subject=f"EQE and EL of a junction at {len(both)} energies",
        statement=STATEMENT,
        status=status,
        residual=residuals.residual,
        floor=floor,
        labels=both.labels,
        criteria=criteria,
        theta=residuals.theta,
        dof=residuals.dof,
        p_value=residuals.p_value,
        balance_with=f"T = {kelvin:.6g} K; the level was fitted",
        findings=(*findings, *both.findings()),
        assumptions=(*ASSUMPTIONS, "the finer curve is linear in its log between its points"),
        references=(RAU,),
        facts=tuple(facts),
        drawings=lambda: overlay_figures(both, predicted, residuals.residual, kelvin),
    )
