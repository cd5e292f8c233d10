"""`impose` for EQE and EL: the nearest pair that is reciprocal."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.reconciliation import reconciled
from detbal.photovoltaics.comparison.overlap import overlap_of
from detbal.photovoltaics.luminescence import Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN
from detbal.photovoltaics.reciprocity.law_fit import best_law
from detbal.photovoltaics.reciprocity.pair import ASSUMPTIONS, ReciprocalPair
from detbal.result import Imposed
from detbal.verdict import Finding


class AboveOne(Finding):
    """The nearest EQE exceeds 1: the measured one is, or was calibrated, too high."""


def impose_pair(pair: ReciprocalPair, *, T: Any = None) -> Imposed:
    """Return the nearest reciprocal pair: both logs are moved in proportion to their variances.

    Parameters
    ----------
    pair : ReciprocalPair
    T : optional
        As for `kelvins`; default: that of the pair.

    Returns
    -------
    Imposed
        `nearest` is a ReciprocalPair at the energies at which both are seen; its errors are those of the weighted
        means. `distance` is in standard deviations, or without errors the root of the summed squares in nats.

    Raises
    ------
    InputError
        No temperature, or fewer than two energies at which both are seen.

    Examples
    --------
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> moved = impose_pair(example_pair(330), T=300)
    >>> from detbal.photovoltaics.reciprocity.check import check_pair
    >>> check_pair(moved.nearest).status.name
    'BALANCED'
    """
    kelvin = pair.temperature(T)
    made = best_law(overlap_of(pair.eqe, pair.el), 1 / (BOLTZMANN * kelvin), absolute=pair.el.absolute)
    both, residuals = made.signals, made.residuals
    if len(both) < 2:
        what = f"both curves are seen at {len(both)} energies"
        raise InputError(explain(what, fix="give curves that overlap at two energies or more"))
    moved = reconciled(residuals.residual, both.sigma_emitted, both.sigma_absorbed, residuals.rounding)
    el, eqe, sigma = np.exp(both.log_emitted + moved.first), np.exp(both.log_absorbed + moved.second), moved.sigma
    nothing = np.zeros(len(both))
    nearest = ReciprocalPair(
        QuantumEfficiency(both.energy, eqe, eqe * sigma, nothing, nothing),
        Luminescence(both.energy, el, el * sigma, nothing, nothing, pair.el.absolute, pair.el.injection),
        kelvin,
    )
    high = np.flatnonzero(eqe > 1)
    told = f"the nearest EQE is up to {float(eqe.max()):.4g}: lower the measured one, or check its errors"
    findings = (AboveOne(told, tuple(both.labels[k] for k in high[:5]), len(high)),) if len(high) else ()
    unit = "standard deviations" if (both.sigma > 0).any() else "nats (root of the summed squares of both logs)"
    return Imposed(
        subject=f"EQE and EL of a junction at {len(both)} energies",
        statement=f"{made.law.name}; distance in {unit}",
        nearest=nearest,
        distance=moved.distance,
        moved=-residuals.residual,
        labels=both.labels,
        findings=(*both.missing_signals(), *findings, *both.unused()),
        assumptions=ASSUMPTIONS,
        references=(made.law.reference,),
        facts=(("T", f"{kelvin:.6g} K"),),
    )
