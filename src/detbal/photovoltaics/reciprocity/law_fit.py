"""A law of reciprocity fitted to both curves of a pair: the level, and the temperature unless it is given."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from detbal.photovoltaics.comparison.overlap import Overlap
from detbal.photovoltaics.comparison.signals import Signals, clear_signals, expected_signals
from detbal.photovoltaics.radiation import Floats
from detbal.photovoltaics.reciprocity.law import PLANCK, RAU, Law
from detbal.residual import Estimate, Residuals, fit

_MOST_STEPS = 60
_ROUNDING = 1e-12
#: Times that the energies that take part are chosen anew by the law that was fitted.
_CHOICES = 4
#: What one unknown more is worth, in χ².
_UNKNOWN = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class LawFit:
    """A fitted law, and what it leaves of the data.

    Attributes
    ----------
    law : Law
    signals : Signals
        The energies that take part, chosen by the law.
    beta, level : float
        1/kT (1/eV), and what is common to all energies.
    log_law : (n,) float array
        ln EL - ln EQE by the law, there.
    residuals : Residuals
        Its theta is the level; or β and the level, if β was fitted.
    absolute : bool
        Whether the level tells qV.
    """

    law: Law
    signals: Signals
    beta: float
    level: float
    log_law: Floats
    residuals: Residuals
    absolute: bool

    @property
    def kT(self) -> float:
        """Thermal energy, eV."""
        return 1 / self.beta

    @property
    def theta(self) -> Estimate:
        """What was fitted, with qV/kT as the level of an absolute EL."""
        found = self.residuals.theta
        if not self.absolute:
            return found
        value, slope = self.law.splitting(self.level)
        values, errors = found.values.copy(), found.errors.copy()
        values[-1], errors[-1] = value, slope * errors[-1]
        return Estimate((*found.names[:-1], "qV/kT"), values, errors)

    @property
    def distances(self) -> Floats:
        """(E - qV)/kT where the EL is absolute, (n,)."""
        return self.beta * self.signals.energy - self.law.splitting(self.level)[0]

    @property
    def splitting(self) -> tuple[float, float]:
        """Return qV where the EL is absolute, and its standard error, eV; of a fitted temperature, at that energy."""
        value, slope = self.law.splitting(self.level)
        if len(self.residuals.theta.values) == 1:
            return value * self.kT, slope * float(self.residuals.theta.errors[0]) * self.kT
        # about E = qV the level vanishes, and its error is that of qV over kT
        present = ~self.signals.missing
        signals = self.signals.chosen(present)
        columns = self.law.columns(signals.energy, self.beta, self.level)
        columns[:, 0] += columns[:, 1] * value * self.kT / slope
        about = fit(signals.pairs(self.log_law[present], columns, ("β", "level")))
        return value * self.kT, slope * float(about.theta.errors[1]) * self.kT


class NoTemperature(Exception):
    """EL over EQE does not fall towards high energies."""


def law_fit(
    overlap: Overlap, beta: float | None, *, law: Law = RAU, absolute: bool = False, above_floor: float = 1.0
) -> LawFit:
    """Fit the level, and β = 1/kT unless it is given, to the energies at which the law expects signals.

    Parameters
    ----------
    overlap
    beta : float or None
        1/eV.
    law
    absolute
        Whether the EL is absolute.
    above_floor
        Leave out what is expected below this many detection floors.

    Raises
    ------
    NoTemperature
        Without a given β: fewer than two energies, or a ratio that does not fall.

    Notes
    -----
    Started where both curves are clear by themselves; if that is nowhere, no energy takes part.

    Examples
    --------
    >>> from detbal.photovoltaics.comparison.overlap import overlap_of
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> pair = example_pair(2000)
    >>> round(law_fit(overlap_of(pair.eqe, pair.el), None).kT / 8.617333262e-5, 4)
    2000.0
    """
    free = beta is None
    made = _start(clear_signals(overlap, above_floor), law, beta, absolute)
    for _ in range(_CHOICES if len(made.signals) else 0):
        made = _settled(made, free)
        chosen = expected_signals(overlap, law.log_ratio(overlap.energy, made.beta, made.level), above_floor)
        if (~chosen.missing).sum() < 1 + free:
            return made
        same = len(chosen) == len(made.signals) and bool(np.allclose(chosen.sigma, made.signals.sigma, rtol=1e-3))
        made = replace(made, signals=chosen)
        if same:
            break
    return _settled(made, free)


def best_law(overlap: Overlap, beta: float | None, *, absolute: bool, power: int = 0) -> LawFit:
    """Fit Rau's reciprocity; or generalised Planck's law, if the EL is absolute and that describes it better.

    The two differ within a few kT of qV, where absorption depends on the excitation. Errors as for `law_fit`.

    Parameters
    ----------
    overlap, beta, absolute
    power
        The EL is E^power times photons per eV.

    Examples
    --------
    >>> from detbal.photovoltaics.comparison.overlap import overlap_of
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> pair = example_pair()
    >>> best_law(overlap_of(pair.eqe, pair.el), None, absolute=False).law.reference
    'U. Rau, Phys. Rev. B 76, 085303 (2007)'
    """
    rau = law_fit(overlap, beta, law=RAU.times_power(power), absolute=absolute)
    if not absolute or not rau.residuals.dof:
        return rau
    try:
        planck = law_fit(overlap, beta, law=PLANCK.times_power(power), absolute=True)
    except NoTemperature:
        return rau
    return planck if _likelier(planck.residuals, rau.residuals) else rau


def _likelier(one: Residuals, other: Residuals) -> bool:
    """Whether a fit with as many unknowns is better by more than one unknown would make it (Akaike 1974)."""
    if not one.dof:
        return False
    if one.chi2 is not None and other.chi2 is not None:
        return one.chi2 - one.dof < other.chi2 - other.dof - _UNKNOWN
    return bool(one.dof * np.log(one.misfit) < other.dof * np.log(other.misfit) - _UNKNOWN / 2)


def _start(signals: Signals, law: Law, beta: float | None, absolute: bool) -> LawFit:
    """Return first values: of a line of ln(front EQE/EL), or for Planck's law of x = ln(1 + front EQE/EL)."""
    energy = signals.energy
    above = law.front(energy) + signals.log_absorbed - signals.log_emitted
    x = np.logaddexp(0.0, above) if law.ends else above
    if beta is None:
        beta = float(np.polyfit(energy - energy.mean(), x, 1)[0]) if len(signals) > 1 else 0.0
        if not beta > 0:
            raise NoTemperature
    start = 0.0
    if len(signals):
        start = float(np.median(beta * energy - x))
        start = min(start, beta * float(energy[0]) - 0.5) if law.ends else start
    nothing = np.zeros(0)
    return LawFit(law, signals, beta, start, nothing, Residuals(nothing, nothing, nothing, (), 0, _NONE), absolute)


_NONE = Estimate((), np.zeros(0), np.zeros(0))


def _settled(made: LawFit, free: bool) -> LawFit:
    """Take Newton's steps in the logs until the law is settled for these energies."""
    law, present = made.law, made.signals.chosen(~made.signals.missing)
    energy = present.energy
    first, names = (0, ("β", "ln scale")) if free else (1, ("ln scale",))
    at = np.array([made.beta, made.level])
    for _ in range(_MOST_STEPS):
        log_law = law.log_ratio(energy, *at)
        columns = law.columns(energy, *at)[:, first:]
        found = fit(present.pairs(log_law, columns, names))
        step = np.zeros(2)
        step[first:] = found.theta.values
        moved = float(np.abs(columns @ step[first:]).max(initial=0.0))
        while not _allowed(law, energy, at, at + step):
            step = step / 2
            if free and np.abs(step[0]) < _ROUNDING * at[0]:
                raise NoTemperature
        at = at + step
        if moved <= _ROUNDING * (1 + float(np.abs(log_law).max(initial=0.0))):
            break
    log_law = law.log_ratio(made.signals.energy, *at)
    residuals = _with_missing(replace(found, theta=Estimate(names, at[first:], found.theta.errors)), made, log_law)
    return LawFit(law, made.signals, float(at[0]), float(at[1]), log_law, residuals, made.absolute)


def _with_missing(present: Residuals, made: LawFit, log_law: Floats) -> Residuals:
    """Return what is left at all energies; where a signal is missing, it is judged by the law that the others fit."""
    signals = made.signals
    if not signals.missing.any():
        return present
    pairs = signals.pairs(log_law)
    residual, rounding = pairs.log_ratio.copy(), pairs.rounding + present.rounding.max(initial=0.0)
    residual[~signals.missing], rounding[~signals.missing] = present.residual, present.rounding
    return replace(present, residual=residual, rounding=rounding, sigma=pairs.sigma, labels=pairs.labels)


def _allowed(law: Law, energy: Floats, before: Floats, after: Floats) -> bool:
    """Whether 1/kT stays above 0, and no energy comes nearer to the pole of the law than half its distance."""
    if not after[0] > 0:
        return False
    if not law.ends or not len(energy):
        return True
    was, becomes = (float((one[0] * energy - one[1]).min()) for one in (before, after))
    return becomes >= 0.5 * was or becomes >= was
