"""`complete` for EQE and EL: the EQE below its sensitivity, from the EL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.photovoltaics.comparison.overlap import overlap_of
from detbal.photovoltaics.comparison.samples import LEAST_SIGNAL
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN
from detbal.photovoltaics.reciprocity.law_fit import LawFit, best_law
from detbal.photovoltaics.reciprocity.near_splitting import near_splitting
from detbal.photovoltaics.reciprocity.pair import ASSUMPTIONS, ReciprocalPair
from detbal.reals import within
from detbal.result import Result
from detbal.verdict import Criteria, Finding, Status, judge

#: The EQE's edge, where both are joined unless a window is given: below this part of its maximum.
_EDGE = 0.1


class NotReciprocal(Finding):
    """Where both are seen, EQE and EL are not reciprocal."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Stitched(Result):
    """An EQE whose tail is from the EL.

    Attributes
    ----------
    eqe : QuantumEfficiency
        As measured from `join` on, from the EL below.
    join : float
        eV.
    log_scale, log_scale_error : float
        ln of EL/(EQE φ_bb) in the overlap, and its standard error, which is in the errors of the tail.
    """

    eqe: QuantumEfficiency
    join: float
    log_scale: float
    log_scale_error: float

    def __detbal__(self) -> QuantumEfficiency:
        return self.eqe


def complete_pair(
    pair: ReciprocalPair,
    *,
    T: Any = None,
    window: tuple[float, float] | None = None,
    lowest: float = 0.0,
    alpha: float = 0.01,
) -> Stitched:
    """Continue the EQE below its sensitivity by EL/φ_bb, scaled to it where both are seen.

    Parameters
    ----------
    pair : ReciprocalPair
    T : optional
        As for `kelvins`; default: that of the pair.
    window : (low, high), optional
        eV, where both are compared; default: the edge, where the EQE is below a tenth of its maximum. The join is the
        lowest energy in it at which both are seen.
    lowest : float
        eV; EL below it is not used (where its detector or stray light ends it).
    alpha : float
        Level of the tests of the comparison; if they fail, a finding says so.

    Raises
    ------
    InputError
        No temperature, or fewer than two energies to compare.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> pair = example_pair()
    >>> blind = replace(pair.eqe, floor=np.full(len(pair.eqe), 1e-3))
    >>> made = complete_pair(replace(pair, eqe=blind))
    >>> bool(np.allclose(made.eqe.value, pair.eqe.value, rtol=1e-9)), round(made.join, 3)
    (True, 1.3)
    """
    kelvin = pair.temperature(T)
    kT = BOLTZMANN * kelvin
    overlap = overlap_of(pair.eqe, pair.el, window if window is not None else _edge(pair.eqe))
    made = best_law(overlap, 1 / kT, absolute=pair.el.absolute)
    both, level, spread = made.signals, made.level, float(made.residuals.theta.errors[0])
    if len(both) < 2:
        what = f"both curves are seen at {len(both)} energies of the window"
        raise InputError(explain(what, fix="give a window= in which EQE and EL overlap"))
    join = float(both.energy[0])
    el, kept = pair.el, pair.eqe.energy >= join
    tail = (
        (el.energy < join)
        & (el.energy >= within(lowest, "lowest", -np.inf, np.inf))
        & el.detected
        & (el.value > LEAST_SIGNAL * el.error)
    )
    energy = el.energy[tail]
    value = np.exp(np.log(el.value[tail]) - made.law.log_ratio(energy, made.beta, level))
    error = value * np.hypot(el.error[tail] / el.value[tail], spread)
    floor, rounding = (value * of[tail] / el.value[tail] for of in (el.floor, el.rounding))
    eqe = pair.eqe
    joined = QuantumEfficiency(
        np.concatenate((energy, eqe.energy[kept])),
        np.concatenate((value, eqe.value[kept])),
        np.concatenate((error, eqe.error[kept])),
        np.concatenate((floor, eqe.floor[kept])),
        np.concatenate((rounding, eqe.rounding[kept])),
    )
    return Stitched(
        subject=f"EQE of {int(kept.sum())} measured energies, and {len(energy)} from the EL",
        statement="below the join, EQE = EL / (φ_bb(E, T) scale)",
        eqe=joined,
        join=join,
        log_scale=level,
        log_scale_error=spread,
        findings=(*_disagreement(made, alpha), *(near_splitting(made) if el.absolute else ())),
        assumptions=ASSUMPTIONS,
        references=(made.law.reference,),
        facts=(
            ("T", f"{kelvin:.6g} K"),
            ("join", f"{join:.6g} eV"),
            ("scatter", f"{made.residuals.misfit:.3g} nats at the join"),
        ),
        drawings=lambda: (_figure(joined, pair.eqe, join),),
    )


def _disagreement(made: LawFit, alpha: float) -> tuple[Finding, ...]:
    criteria = Criteria.of(None, statistical=bool((made.residuals.sigma > 0).any()), alpha=alpha)
    if judge(made.residuals, criteria)[0] is not Status.BROKEN:
        return ()
    told = f"EQE and EL disagree where they are joined, by {made.residuals.misfit:.2g} nats"
    return (NotReciprocal(f"{told}: check the temperature and the units before the tail is used"),)


def _edge(eqe: QuantumEfficiency) -> tuple[float, float]:
    peak = int(np.argmax(eqe.value))
    low = np.flatnonzero(eqe.value[:peak] < _EDGE * eqe.value[peak])
    return 0.0, float(eqe.energy[low[-1] if len(low) else peak])


def _figure(joined: QuantumEfficiency, measured: QuantumEfficiency, join: float) -> CurveFigure:
    tail, seen = joined.energy < join, measured.value > 0
    at = np.interp(join, joined.energy, joined.value)
    return CurveFigure(
        title="EQE with its tail from the EL",
        caption=f"Joined at {join:.5g} eV.",
        x_axis="photon energy / eV",
        y_axis="quantum efficiency",
        curves=(
            Curve("EQE as measured", measured.energy[seen], measured.value[seen], points=True),
            Curve("from the EL", joined.energy[tail], joined.value[tail]),
            Curve("join", np.array([join, join]), np.array([at / 3, at * 3])),
        ),
        log_y=True,
    )
