"""Which energies take part in a comparison, and the logs of both curves there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import Pairs, rounding_of
from detbal.photovoltaics.comparison.overlap import Overlap
from detbal.photovoltaics.comparison.samples import LEAST_SIGNAL, Samples
from detbal.photovoltaics.radiation import Floats
from detbal.verdict import Finding, LeftOut, first_names


class MissingSignal(Finding):
    """One curve is clear where the other does not show what it lets expect."""


#: Joint errors by which two clear curves contradict one another, whatever their mean.
_CONTRADICTION = 5.0
#: Range of logs that is looked at; beyond, nothing can be seen.
_WIDEST = 300.0


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """Logs of both curves where both have, or should have, a signal.

    Attributes
    ----------
    energy : (n,) float array
        eV, ascending.
    log_absorbed, log_emitted : (n,) float arrays
    sigma_absorbed, sigma_emitted : (n,) float arrays
        Standard deviations of the logs.
    bound : (n,) float array
        What digits and interpolation may miss of the log-ratio, nats.
    missing : (n,) bool array
        Where one curve is clear and the other does not show what the law makes of it.
    left_out : int
        Energies of the coarser curve that took no part.
    """

    energy: Floats
    log_absorbed: Floats
    log_emitted: Floats
    sigma_absorbed: Floats
    sigma_emitted: Floats
    bound: Floats
    missing: NDArray[np.bool_]
    left_out: int

    def __len__(self) -> int:
        return len(self.energy)

    @property
    def labels(self) -> list[str]:
        """Names of the energies."""
        return [f"{one:.6g} eV" for one in self.energy]

    @property
    def sigma(self) -> Floats:
        """Standard deviations of the log-ratio, (n,)."""
        return np.hypot(self.sigma_absorbed, self.sigma_emitted)

    def chosen(self, keep: NDArray[np.bool_]) -> Signals:
        """Return the energies that are kept."""
        return replace(self, **{one.name: getattr(self, one.name)[keep] for one in fields(self)[:-1]})

    def pairs(self, log_law: Floats, columns: Floats | None = None, unknowns: Sequence[str] = ()) -> Pairs:
        """Return ln emitted against ln absorbed + log_law (n,), with the unknowns' columns (n, p).

        Examples
        --------
        >>> one, none = np.ones(2), np.zeros(2)
        >>> Signals(one, none, one, none, none, none, none > 0, 0).pairs(one).log_ratio.tolist()
        [0.0, 0.0]
        """
        reverse = self.log_absorbed + log_law
        return Pairs.from_logs(
            self.log_emitted,
            reverse,
            design=columns,
            unknowns=unknowns,
            sigma=self.sigma,
            rounding=rounding_of(self.log_emitted, reverse) + rounding_of(self.log_absorbed, log_law) + self.bound,
            labels=self.labels,
        )

    def missing_signals(self) -> tuple[MissingSignal, ...]:
        """Say at which energies a signal is missing."""
        where = np.flatnonzero(self.missing)
        if not len(where):
            return ()
        told = (
            f"at {len(where)} energies one curve shows nothing where the other lets expect a clear signal; residuals "
            "there are lower bounds"
        )
        return (MissingSignal(told, first_names(self.labels, where), len(where)),)

    def unused(self) -> tuple[LeftOut, ...]:
        """Say how many energies took no part."""
        if not self.left_out:
            return ()
        part = f"{self.left_out} of {self.left_out + len(self)} energies"
        told = f"{part}, at which one curve is unknown, below its floor or less than {LEAST_SIGNAL:g} errors above 0"
        return (LeftOut(told, (), self.left_out),)


def clear_signals(overlap: Overlap, above_floor: float = 1.0) -> Signals:
    """Return where both curves stand above their errors, floors and roundings: a start, chosen by the noise.

    Examples
    --------
    >>> from detbal.photovoltaics.comparison.overlap import overlap_of
    >>> from detbal.photovoltaics.curve import curve_of
    >>> a = curve_of([1.0, 2.0], [1.0, 0.1], error=0.05, name="a")
    >>> clear_signals(overlap_of(a, a)).energy
    array([1.])
    """
    keep = np.ones(len(overlap), dtype=bool)
    for one in (overlap.absorbed, overlap.emitted):
        keep &= (one.value > 0) & (one.value > one.needed(above_floor))
    return _signals(overlap, keep, overlap.absorbed.value, overlap.emitted.value, ~keep)


def expected_signals(overlap: Overlap, log_law: Floats, above_floor: float = 1.0) -> Signals:
    """Return where both curves should be seen if ln emitted = ln absorbed + log_law (n,).

    Which energies take part, and with what errors, is decided by what the law makes of both curves together, not by
    each one's own noise, which would favour high values. Where one curve is clear and lets expect of the other more
    than twice what that shows, it takes part all the same: where the other shows no signal, as if it showed the most
    that its noise, its floor or its digits can hide.

    Parameters
    ----------
    overlap
    log_law : (n,) float array
        nan where the law says nothing.
    above_floor
        Leave out what is expected below this many detection floors.

    Examples
    --------
    The emission at 2 eV is missing: not left out, but seen to be lower by ln(3 errors) at least.

    >>> from detbal.photovoltaics.comparison.overlap import overlap_of
    >>> from detbal.photovoltaics.curve import curve_of
    >>> absorbed = curve_of([1.0, 2.0], [0.5, 0.5], error=0.001, name="a")
    >>> emitted = curve_of([1.0, 2.0], [0.5, 0.0], error=0.001, name="e")
    >>> seen = expected_signals(overlap_of(absorbed, emitted), np.zeros(2))
    >>> np.exp(seen.log_emitted).round(4)
    array([0.5  , 0.003])
    """
    absorbed, emitted = overlap.absorbed, overlap.emitted
    known = np.isfinite(log_law)
    law = np.where(known, log_law, 0.0)
    first = (absorbed.value, _noise(absorbed))
    second = (_moved(emitted.value, -law), _moved(_noise(emitted), -law))
    together = _mean(first, second)
    needs = absorbed.needed(above_floor), _moved(emitted.needed(above_floor), -law)
    keep = (together > needs[0]) & (together > needs[1])
    missing = keep & (absorbed.hidden | emitted.hidden)
    for (clear, one), (lower, noise), own, other in ((first, second, *needs), (second, first, *needs[::-1])):
        apart = clear - lower > _CONTRADICTION * np.hypot(one, noise)
        lacking = (clear > own) & (clear > 2 * np.maximum(other, lower)) & (apart | (lower < 0.5 * other))
        missing |= lacking & (lower < 0.5 * other)
        keep |= lacking
        together = np.where(lacking, clear, together)
    keep = keep & known
    expected = np.where(keep, together, 1.0)
    return _signals(overlap, keep, expected, _moved(expected, law), missing)


def _signals(
    overlap: Overlap, keep: NDArray[np.bool_], absorbed: Floats, emitted: Floats, missing: NDArray[np.bool_]
) -> Signals:
    """Return the logs where kept, with errors relative to the signals that are expected."""
    both = overlap.chosen(keep)
    parts = ((both.absorbed, absorbed[keep]), (both.emitted, emitted[keep]))
    seen = ~missing[keep]
    # the mean of the log of a noisy value is below the log of its mean
    first, second = (
        np.log(np.maximum(one.value, one.not_below())) + np.where(seen, 0.5 * (one.own / expected) ** 2, 0.0)
        for one, expected in parts
    )
    sigma_first, sigma_second = (one.error / expected for one, expected in parts)
    bound = sum(-np.log1p(-np.minimum(one.rounding / expected, 0.99)) + one.bend for one, expected in parts)
    left_out = overlap.beyond + int((~keep).sum())
    return Signals(both.energy, first, second, sigma_first, sigma_second, np.asarray(bound), missing[keep], left_out)


def _noise(samples: Samples) -> Floats:
    """Return how far a value may be off: its error, its digits, and its floor where it is below that."""
    hidden = np.where(samples.value <= samples.floor, samples.floor, 0.0)
    return np.asarray(np.sqrt(samples.error**2 + samples.rounding**2 + hidden**2))


def _moved(value: Floats, by: Floats) -> Floats:
    """Return value × e^by, by logs, as e^by may overflow."""
    with np.errstate(divide="ignore"):
        log = np.log(np.abs(value)) + by
    return np.asarray(np.sign(value) * np.exp(np.clip(log, -_WIDEST, _WIDEST)))


def _mean(first: tuple[Floats, Floats], second: tuple[Floats, Floats]) -> Floats:
    """Return the weighted mean of two readings (value, noise); of exact ones of which one is 0 or less, the other."""
    weights = []
    for value, noise in (first, second):
        size = np.hypot(noise, 1e-8 * np.abs(value))
        unseen = (noise == 0) & (value <= 0)
        weights.append(np.where(unseen, 0.0, 1 / np.where(unseen, 1.0, size) ** 2))
    total = weights[0] + weights[1]
    mixed = weights[0] * first[0] + weights[1] * second[0]
    return np.asarray(np.where(total > 0, mixed / np.where(total > 0, total, 1.0), 0.0))
