"""Kirchhoff's law: at each photon energy a body emits the part of a black body's radiation that it absorbs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.errors import InputError, explain
from detbal.figures import Curve as Drawn
from detbal.figures import CurveFigure
from detbal.photovoltaics.comparison.overlap import overlap_of
from detbal.photovoltaics.comparison.signals import Signals, expected_signals
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.residual import Residuals, fit
from detbal.result import Verdict
from detbal.verdict import Criteria, Finding, NothingToTest, Status, judge


class CommonFactor(Finding):
    """Emissivity and absorptance differ by one factor, as by a wrong calibration."""


class NonReciprocal(Finding):
    """Emissivity and absorptance differ by a factor that depends on energy."""


@dataclass(frozen=True, slots=True, eq=False)
class KirchhoffPair:
    """Absorptance and emissivity of one body, for the same direction and polarisation (or both for a hemisphere).

    Attributes
    ----------
    absorptance, emissivity : QuantumEfficiency

    Examples
    --------
    >>> grey = QuantumEfficiency.of([0.1, 0.2], [0.5, 0.5])
    >>> check_kirchhoff(KirchhoffPair(grey, grey)).status.name
    'BALANCED'
    """

    __detbal_domain__ = "photovoltaics"
    absorptance: QuantumEfficiency
    emissivity: QuantumEfficiency

    def __post_init__(self) -> None:
        for name in ("absorptance", "emissivity"):
            value = getattr(self, name)
            if not isinstance(value, QuantumEfficiency):
                what = f"{name} is of type {type(value).__name__}"
                raise InputError(explain(what, fix="give a QuantumEfficiency (of luminescence: emissivity_of)"))


def check_kirchhoff(
    pair: KirchhoffPair,
    *,
    window: tuple[float, float] | None = None,
    tol: float | None = None,
    alpha: float = 0.01,
) -> Verdict:
    """Ask whether a body emits as it absorbs: ln(emissivity/absorptance) = 0 at each photon energy.

    Parameters
    ----------
    pair
    window : (low, high), optional
        eV; other energies are left out.
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if there are errors.

    Notes
    -----
    G. Kirchhoff, Ann. Phys. 185, 275 (1860). Compared at the energies of the coarser curve, between the points of the
    finer one. If the law fails, the factor between both is measured: one for all energies, or the
    largest.

    Examples
    --------
    >>> absorptance = QuantumEfficiency.of([0.1, 0.2, 0.3], [0.4, 0.5, 0.6], error=0.001)
    >>> emissivity = QuantumEfficiency.of([0.1, 0.2, 0.3], [0.44, 0.55, 0.66], error=0.001)
    >>> verdict = check_kirchhoff(KirchhoffPair(absorptance, emissivity))
    >>> verdict.status.name, verdict.findings[0].message
    ('BROKEN', 'the law holds if the emissivity is 1.1 times the absorptance (± 0.0017)')
    """
    both = overlap_of(pair.absorptance, pair.emissivity, window)
    seen = expected_signals(both, np.zeros(len(both)))
    pairs = seen.pairs(np.zeros(len(seen)))
    residuals = fit(pairs)
    criteria = Criteria.of(tol, statistical=pairs.statistical, alpha=alpha)
    status, floor = judge(residuals, criteria)
    findings: list[Finding] = []
    if not len(pairs):
        status = Status.UNDECIDED
        findings.append(NothingToTest("at no energy are both known and above their noise"))
    elif status is Status.BROKEN:
        findings.append(_named(seen, residuals, criteria))
    return Verdict.of(
        residuals,
        floor,
        criteria,
        subject=f"absorptance and emissivity at {len(pairs)} energies",
        statement="ln(emissivity/absorptance) = 0",
        status=status,
        balance_with="the body's own temperature, at which the emissivity was taken",
        findings=(*seen.missing_signals(), *findings, *seen.unused()),
        assumptions=(
            "both belong to the same direction and polarisation, or both to the hemisphere",
            "between its points the log of the finer curve is a cubic, or a line",
        ),
        references=("G. Kirchhoff, Ann. Phys. 185, 275 (1860)",),
        drawings=lambda: _figures(seen),
    )


def _named(seen: Signals, residuals: Residuals, criteria: Criteria) -> Finding:
    """Say by what factor the two differ: by one, if that alone leaves nothing, else at its largest."""
    n, statistical = len(seen), bool((seen.sigma > 0).any())
    by_factor = fit(seen.pairs(np.zeros(n), np.ones((n, 1)), ("ln factor",)))
    if n > 1 and judge(by_factor, criteria)[0] is not Status.BROKEN:
        factor = float(np.exp(by_factor.theta.values[0]))
        error = f" (± {factor * by_factor.theta.errors[0]:.2g})" if statistical else ""
        return CommonFactor(f"the law holds if the emissivity is {factor:.6g} times the absorptance{error}")
    k = int(np.argmax(np.abs(residuals.residual) / np.where(seen.sigma > 0, seen.sigma, 1.0)))
    factor = float(np.exp(residuals.residual[k]))
    error = f" (± {factor * seen.sigma[k]:.2g})" if statistical else ""
    message = f"at {residuals.labels[k]} the emissivity is {factor:.6g} times the absorptance{error}"
    return NonReciprocal(message, (residuals.labels[k],))


def _figures(seen: Signals) -> tuple[CurveFigure, ...]:
    errors = bool((seen.sigma > 0).any())
    curves = (
        ("absorptance", np.exp(seen.log_absorbed), seen.sigma_absorbed),
        ("emissivity", np.exp(seen.log_emitted), seen.sigma_emitted),
    )
    return (
        CurveFigure(
            title="Absorptance and emissivity",
            caption="Where both are known and above their noise; bars are standard errors.",
            x_axis="photon energy / eV",
            y_axis="part of a black body",
            curves=tuple(
                Drawn(name, seen.energy, value, error=value * sigma if errors else None, points=True)
                for name, value, sigma in curves
            ),
        ),
    )
