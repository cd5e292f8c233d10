"""Thermal correlators and stick spectra as pairs of absorption and emission, and the verdict on them."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.generators.operators import largest_entry
from detbal.generators.references import KUBO
from detbal.generators.response.correlator import ThermalCorrelator
from detbal.generators.response.ordering import Ordering
from detbal.generators.response.sticks import StickSpectrum, stick_pairs
from detbal.kinds import needs
from detbal.pairs import Pairs
from detbal.residual import fit
from detbal.result import Verdict
from detbal.units import thermal_energy
from detbal.verdict import Criteria, Finding, NothingToTest, OneWay, first_names, judge


class NegativeTemperature(Finding):
    """Levels are inverted: sticks balance, but at a temperature that no bath has."""


def correlator_pairs(
    correlator: ThermalCorrelator, *, ordering: Ordering | str = Ordering.STANDARD, kT: Any = None, T: Any = None
) -> Pairs:
    """Return the sticks of a correlator at ω against those of A† at -ω, for B = A†.

    Parameters
    ----------
    correlator : ThermalCorrelator
    ordering : Ordering, or its name
        Only the standard one shows detailed balance; the others are symmetric, as a classical correlation is.
    kT, T
        Default: the temperature of the correlator.

    Examples
    --------
    >>> import detbal
    >>> spin = ThermalCorrelator([[0, 0], [0, 1.0]], [[0, 1], [1, 0]], kT=0.5)
    >>> [detbal.check(correlator_pairs(spin, ordering=each)).max_residual.__round__(9) for each in Ordering]
    [0.0, 2.0, 2.0, 2.0]
    """
    needs(correlator, "correlator", ThermalCorrelator)
    given = {"kT": correlator.kT} if kT is None and T is None else {"kT": kT, "T": T}
    plain = largest_entry(correlator.A - correlator.A.conj().T)[0] == 0.0
    back = None if plain else correlator.exchanged().sticks(ordering)
    return stick_pairs(correlator.sticks(ordering), back, **given)


def check_correlator(
    correlator: ThermalCorrelator,
    *,
    ordering: Ordering | str = Ordering.STANDARD,
    kT: Any = None,
    T: Any = None,
    tol: float | None = None,
) -> Verdict:
    """Ask whether absorption and emission of a correlator balance, stick by stick; options as `correlator_pairs`.

    Parameters
    ----------
    correlator, ordering, kT, T
    tol : float, optional
        Forgive residuals up to this size, nats.

    Examples
    --------
    >>> spin = ThermalCorrelator([[0, 0], [0, 1.0]], [[0, 1], [1, 0]], kT=0.5)
    >>> [check_correlator(spin, kT=kT).status.name for kT in (0.5, 0.4)]
    ['BALANCED', 'BROKEN']
    """
    pairs = correlator_pairs(correlator, ordering=ordering, kT=kT, T=T)
    thermal = thermal_energy(kT, T, correlator.energy_unit, required=False)
    told = thermal.provenance if thermal else f"kT = {correlator.kT:.5g} of the correlator"
    return _verdict(pairs, repr(correlator)[1:-1], told, tol)


def check_sticks(sticks: StickSpectrum, *, kT: Any = None, T: Any = None, tol: float | None = None) -> Verdict:
    """Ask whether sticks at ω and at -ω balance: whether ln w(ω)/w(-ω) = ω/kT.

    Parameters
    ----------
    sticks : StickSpectrum
        Of a Hermitian operator.
    kT, T
        Without: with some temperature, which is fitted.
    tol : float, optional

    Examples
    --------
    >>> sticks = StickSpectrum.of([2.0, 1.0, -1.0, -2.0], [1.0, 1.0, np.exp(-2.0), np.exp(-4.0)])
    >>> check_sticks(sticks).status.name, check_sticks(sticks, kT=0.6).max_residual.__round__(6)
    ('BALANCED', 0.666667)
    """
    pairs = stick_pairs(sticks, kT=kT, T=T)
    thermal = thermal_energy(kT, T, sticks.energy_unit, required=False)
    return _verdict(pairs, repr(sticks)[1:-1], thermal.provenance if thermal else "β fitted", tol)


def _verdict(pairs: Pairs, subject: str, against: str, tol: float | None) -> Verdict:
    criteria, residuals = Criteria.of(tol, statistical=False), fit(pairs)
    status, floor = judge(residuals, criteria)
    findings: list[Finding] = []
    alone = np.flatnonzero(pairs.one_way)
    if len(alone):
        told = f"{len(alone)} frequencies of absorption without emission, or the other way round"
        findings.append(OneWay(told, first_names(pairs.labels, list(alone)), len(alone)))
    if residuals.theta.values.size and residuals.theta.values[0] < 0:
        told = f"the temperature is negative (1/kT = {residuals.theta.values[0]:.4g}): emission exceeds absorption"
        findings.append(NegativeTemperature(told))
    if residuals.dof == 0:
        findings.append(NothingToTest("one frequency gives a temperature, but nothing to test it by"))
    return Verdict.of(
        residuals,
        floor,
        criteria,
        subject=subject,
        statement="S(ω) = exp(ω/kT) S(-ω), stick by stick",
        status=status,
        balance_with=against,
        findings=tuple(findings),
        assumptions=("weights at ω > 0 are of energy that the system takes up", "weights are exact but for round-off"),
        references=(KUBO,),
    )
