"""`thermometer` for EQE and EL: the temperature of the junction from the slope of their ratio."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.comparison.overlap import overlap_of
from detbal.photovoltaics.comparison.signals import clear_signals
from detbal.photovoltaics.reciprocity.figures import overlay_figures
from detbal.photovoltaics.reciprocity.law_fit import NoTemperature, best_law
from detbal.photovoltaics.reciprocity.near_splitting import near_splitting
from detbal.photovoltaics.reciprocity.pair import ASSUMPTIONS, ReciprocalPair
from detbal.result import Thermometer
from detbal.temperature import Temperature
from detbal.units import ENERGY_UNITS
from detbal.verdict import Finding


class ErrorsTooSmall(Finding):
    """The scatter about the line is larger than the errors of the data allow."""


def thermometer_pair(
    pair: ReciprocalPair, *, window: tuple[float, float] | None = None, alpha: float = 0.01
) -> Thermometer:
    """Measure the temperature of a junction: ln(EL/EQE E²) falls by 1/kT per eV.

    Parameters
    ----------
    pair : ReciprocalPair
        Its own T is not used.
    window : (low, high), optional
        eV; other energies are left out.
    alpha : float
        Level below which the data's p-value becomes a finding.

    Returns
    -------
    Thermometer
        Its theta are β (1/eV) and the level, which is qV/kT if the EL is absolute (then `facts` hold qV).

    Raises
    ------
    InputError
        Fewer than three energies at which both are seen, or a ratio that does not fall.

    Notes
    -----
    U. Rau, Phys. Rev. B 76, 085303 (2007), in the Boltzmann range. Weighted regression in logs; without errors, those
    of T are from the scatter.

    Examples
    --------
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> round(thermometer_pair(example_pair(330)).T, 6)
    330.0
    """
    overlap = overlap_of(pair.eqe, pair.el, window)
    try:
        made = best_law(overlap, None, absolute=pair.el.absolute)
    except NoTemperature:
        _require_three(len(clear_signals(overlap)))
        why = "EL over EQE does not fall towards high energies"
        fix = "check the axis, and whether EQE and EL were exchanged"
        raise InputError(explain("the pair shows no temperature", why=why, fix=fix)) from None
    both, residuals = made.signals, made.residuals
    _require_three(len(both))
    findings: list[Finding] = []
    if residuals.p_value is not None and residuals.p_value < alpha:
        told = f"the points scatter more than their errors allow (p = {residuals.p_value:.2g}): T is less certain than"
        findings.append(ErrorsTooSmall(f"{told} stated"))
    facts: tuple[tuple[str, str], ...] = ()
    if pair.el.absolute:
        facts = (("qV", "{:.6g} ± {:.2g} eV".format(*made.splitting)),)
        findings += near_splitting(made)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = both.energy / (made.beta * both.energy - residuals.residual)
    return Thermometer.of(
        residuals,
        Temperature.fitted(made.theta, ENERGY_UNITS["eV"]),
        subject=f"EQE and EL of a junction at {len(both)} energies",
        statement=made.law.name,
        theta=made.theta,
        kT_each=each,
        findings=(*both.missing_signals(), *findings, *both.unused()),
        assumptions=ASSUMPTIONS,
        references=(made.law.reference,),
        facts=facts,
        drawings=lambda: overlay_figures(made),
    )


def _require_three(count: int) -> None:
    if count < 3:
        what = f"both curves are seen at {count} energies"
        raise InputError(explain(what, why="a temperature needs three", fix="widen the window, or the ranges measured"))
