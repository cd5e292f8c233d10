"""Kirchhoff's law: at each photon energy a body emits the part of a black body's radiation that it absorbs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.figures import Curve as Drawn
from detbal.figures import CurveFigure
from detbal.pairs import Pairs
from detbal.photovoltaics.emission.points import LEAST_SIGNAL
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import Floats
from detbal.residual import Residuals, fit
from detbal.result import Verdict
from detbal.verdict import Criteria, Finding, LeftOut, NothingToTest, Status, judge


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


def check_kirchhoff(pair: KirchhoffPair, *, tol: float | None = None, alpha: float = 0.01) -> Verdict:
    """Ask whether a body emits as it absorbs: ln(emissivity/absorptance) = 0 at each photon energy.

    Parameters
    ----------
    pair
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if there are errors.

    Notes
    -----
    G. Kirchhoff, Ann. Phys. 185, 275 (1860). Compared at the energies of the absorptance, between which the
    emissivity is linear in energy. If the law fails, the factor between both is measured: one for all energies, or the
    largest.

    Examples
    --------
    >>> absorptance = QuantumEfficiency.of([0.1, 0.2, 0.3], [0.4, 0.5, 0.6], error=0.001)
    >>> emissivity = QuantumEfficiency.of([0.1, 0.2, 0.3], [0.44, 0.55, 0.66], error=0.001)
    >>> verdict = check_kirchhoff(KirchhoffPair(absorptance, emissivity))
    >>> verdict.status.name, verdict.findings[0].message
    ('BROKEN', 'the law holds if the emissivity is 1.1 times the absorptance (± 0.0017)')
    """
    energy, both = _common(pair)
    a, emitted = (each[:, both] for each in _columns(pair, energy))
    with np.errstate(divide="ignore", invalid="ignore"):
        sigma = np.hypot(a[1] / a[0], emitted[1] / emitted[0])
    labels = [f"{one:.6g} eV" for one in energy[both]]
    pairs = Pairs.of(emitted[0], a[0], sigma=sigma, labels=labels)
    residuals = fit(pairs)
    criteria = Criteria.of(tol, statistical=pairs.statistical, alpha=alpha)
    status, floor = judge(residuals, criteria)
    findings: list[Finding] = []
    if not len(pairs):
        status = Status.UNDECIDED
        findings.append(NothingToTest("at no energy are both known and above their noise"))
    elif status is Status.BROKEN:
        findings.append(_named(pairs, residuals, criteria))
    if not both.all():
        left = f"{int((~both).sum())} of {len(both)} energies, at which one of the two is unknown or below its noise"
        findings.append(LeftOut(left, (), int((~both).sum())))
    return Verdict(
        subject=f"absorptance and emissivity at {len(pairs)} energies",
        statement="ln(emissivity/absorptance) = 0",
        status=status,
        residual=residuals.residual,
        floor=floor,
        labels=labels,
        criteria=criteria,
        theta=residuals.theta,
        dof=residuals.dof,
        p_value=residuals.p_value,
        balance_with="the body's own temperature, at which the emissivity was taken",
        findings=tuple(findings),
        assumptions=(
            "both belong to the same direction and polarisation, or both to the hemisphere",
            "the emissivity is linear in energy between its points",
        ),
        references=("G. Kirchhoff, Ann. Phys. 185, 275 (1860)",),
        drawings=lambda: _figures(energy[both], a, emitted, pairs),
    )


def _columns(pair: KirchhoffPair, energy: Floats) -> tuple[Floats, Floats]:
    """Return value, error and floor of each at the energies, (3, n)."""
    return tuple(  # type: ignore[return-value]
        np.array([np.interp(energy, one.energy, of) for of in (one.value, one.error, one.floor)])
        for one in (pair.absorptance, pair.emissivity)
    )


def _common(pair: KirchhoffPair) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the energies of the absorptance, and at which of them both have a signal."""
    energy = pair.absorptance.energy
    both = (energy >= pair.emissivity.energy[0]) & (energy <= pair.emissivity.energy[-1])
    for value, error, floor in _columns(pair, energy):
        both &= (value > 0) & (value > floor) & (value > LEAST_SIGNAL * error)
    return energy, both


def _named(pairs: Pairs, residuals: Residuals, criteria: Criteria) -> Finding:
    """Say by what factor the two differ: by one, if that alone leaves nothing, else at its largest."""
    n = len(pairs)
    by_factor = fit(
        Pairs.from_logs(
            pairs.log_forward, pairs.log_reverse, design=np.ones((n, 1)), sigma=pairs.sigma, unknowns=("ln factor",)
        )
    )
    if n > 1 and judge(by_factor, criteria)[0] is not Status.BROKEN:
        factor = float(np.exp(by_factor.theta.values[0]))
        error = f" (± {factor * by_factor.theta.errors[0]:.2g})" if pairs.statistical else ""
        return CommonFactor(f"the law holds if the emissivity is {factor:.6g} times the absorptance{error}")
    k = int(np.argmax(np.abs(residuals.residual) / np.where(pairs.sigma > 0, pairs.sigma, 1.0)))
    factor = float(np.exp(residuals.residual[k]))
    error = f" (± {factor * pairs.sigma[k]:.2g})" if pairs.statistical else ""
    message = f"at {residuals.labels[k]} the emissivity is {factor:.6g} times the absorptance{error}"
    return NonReciprocal(message, (residuals.labels[k],))


def _figures(energy: Floats, a: Floats, emitted: Floats, pairs: Pairs) -> tuple[CurveFigure, ...]:
    errors = pairs.statistical
    return (
        CurveFigure(
            title="Absorptance and emissivity",
            caption="Where both are known and above their noise; bars are standard errors.",
            x_axis="photon energy / eV",
            y_axis="part of a black body",
            curves=tuple(
                Drawn(name, energy, each[0], error=each[1] if errors else None, points=True)
                for name, each in (("absorptance", a), ("emissivity", emitted))
            ),
        ),
    )
