"""`thermometer` for EQE and EL: the temperature of the junction from the slope of their ratio."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.radiation import BOLTZMANN
from detbal.photovoltaics.reciprocity.figures import overlay_figures
from detbal.photovoltaics.reciprocity.overlap import level_name, log_front, overlap_of
from detbal.photovoltaics.reciprocity.pair import ASSUMPTIONS, RAU, ReciprocalPair
from detbal.photovoltaics.reciprocity.slope import slope_fit
from detbal.residual import fit
from detbal.result import Thermometer
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
    both = overlap_of(pair, window)
    if len(both) < 3:
        what = f"both curves are seen at {len(both)} energies"
        raise InputError(explain(what, why="a temperature needs three", fix="widen the window, or the ranges measured"))
    energy = both.energy
    made = slope_fit(both, level_name(pair))
    if made is None:
        why = "EL over EQE does not fall towards high energies"
        fix = "check the axis, and whether EQE and EL were exchanged"
        raise InputError(explain("the pair shows no temperature", why=why, fix=fix))
    beta, level = (float(one) for one in made.theta.values)
    spread = float(made.theta.errors[0])
    kT = 1 / beta
    findings: list[Finding] = []
    if made.p_value is not None and made.p_value < alpha:
        told = (
            f"the points scatter more than their errors allow (p = {made.p_value:.2g}): T is less certain than stated"
        )
        findings.append(ErrorsTooSmall(told))
    facts: tuple[tuple[str, str], ...] = ()
    if pair.el.absolute:
        # about E = qV the level vanishes, and its error is that of qV over kT
        about = fit(
            both.pairs(log_front(energy), np.column_stack((level * kT - energy, np.ones(len(both)))), ("β", "0"))
        )
        facts = (("qV", f"{level * kT:.6g} ± {float(about.theta.errors[1]) * kT:.2g} eV"),)
    below_one = np.log(-np.expm1(-beta * energy))
    predicted = both.log_eqe + log_front(energy) - beta * energy - below_one + level
    T = kT / BOLTZMANN
    with np.errstate(divide="ignore", invalid="ignore"):
        each = energy / (both.log_eqe + log_front(energy) - below_one + level - both.log_el)
    return Thermometer(
        subject=f"EQE and EL of a junction at {len(both)} energies",
        statement="ln(EL/(EQE E²)) = constant - E/kT",
        theta=made.theta,
        misfit=made.misfit,
        residual=made.residual,
        labels=both.labels,
        dof=made.dof,
        kT=kT,
        kT_error=kT * kT * spread,
        T=T,
        T_error=T * kT * spread,
        energy_unit="eV",
        chi2=made.chi2,
        p_value=made.p_value,
        kT_each=each,
        findings=(*findings, *both.findings()),
        assumptions=ASSUMPTIONS,
        references=(RAU,),
        facts=facts,
        drawings=lambda: overlay_figures(both, predicted, made.residual, T),
    )
