"""S(α, -β) against S(α, β): the pairs of a scattering law, and what had to be left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.on_demand import OnDemand
from detbal.pairs import FloatArray, Pairs, rounding_of
from detbal.spectra.scattering.law import LawForm, ScatteringLaw
from detbal.units import thermal_energy

#: ±β that differ by less than this, relatively, beyond their rounding are the same.
SAME = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class LawNames(OnDemand):
    """Names such as "α = 0.5, β = ±2", made on demand: a table may have 1e5 pairs."""

    alpha: FloatArray
    beta: FloatArray

    def __len__(self) -> int:
        return len(self.beta)

    def name(self, k: int) -> str:
        """Name at place k."""
        return f"α = {self.alpha[k]:.5g}, β = ±{self.beta[k]:.5g}"


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Both sides of a scattering law, where both are known.

    Attributes
    ----------
    alpha, beta : (n,) float arrays
        Where, with β > 0.
    log_loss, log_gain : (n,) float arrays
        ln S(α, -β) and ln S(α, β): the neutron loses, and gains, the energy β kT. ``-inf`` for zero.
    rounding : (n,) float array
        Bound on the round-off of their difference, nats.
    beta_rounding : (n,) float array
        Bound on the round-off of β.
    both_zero, cut, unmatched : int
        How many pairs were left out: both zero; one zero, where balance with the other would make it smaller than the
        smallest number of the table; and how many β have no mirror image in the grid.
    """

    alpha: FloatArray
    beta: FloatArray
    log_loss: FloatArray
    log_gain: FloatArray
    rounding: FloatArray
    beta_rounding: FloatArray
    both_zero: int
    cut: int
    unmatched: int

    @classmethod
    def of(cls, law: ScatteringLaw) -> Sides:
        """Pair the two sides of a law; one-sided laws have no pairs.

        Examples
        --------
        >>> Sides.of(ScatteringLaw([1.0], [-2.0, 2.0, 3.0], [[0.3, 0.0, 0.0]], T=300)).unmatched
        1
        """
        loss, gain, unmatched = _mirrored(law)
        down, up = law.log_law[:, loss], law.log_law[:, gain]
        beta = np.broadcast_to(law.beta[gain], down.shape)
        neither = np.isneginf(down) & np.isneginf(up)
        # what detailed balance would put in the place of the zero, in the form in which the table has it
        expected = np.where(np.isneginf(up), down - beta, up + beta)
        if law.form is LawForm.SYMMETRIC:
            expected = expected + np.where(np.isneginf(up), beta, -beta) / 2.0
        known = law.log_values[np.isfinite(law.log_values)]
        smallest = known.min(initial=np.inf)
        cut = ~neither & (np.isneginf(down) | np.isneginf(up)) & (expected < smallest + np.log(2.0))
        kept = ~neither & ~cut
        rounding = rounding_of(down, up) + law.rounding[:, loss] + law.rounding[:, gain]
        halves = (law.beta_rounding[loss] + law.beta_rounding[gain]) / 2.0
        return cls(
            alpha=np.broadcast_to(law.alpha[:, None], down.shape)[kept],
            beta=beta[kept],
            log_loss=down[kept],
            log_gain=up[kept],
            rounding=rounding[kept],
            beta_rounding=np.broadcast_to(halves, down.shape)[kept],
            both_zero=int(neither.sum()),
            cut=int(cut.sum()),
            unmatched=unmatched,
        )


def pairs_of_scattering_law(law: ScatteringLaw, *, kT: Any = None, T: Any = None) -> Pairs:
    """Return the pairs S(α, -β), S(α, β), with ln of their ratio expected to be β.

    Parameters
    ----------
    law
    kT, T : optional
        Another temperature than the law's own (kT in eV): β kT is the energy, so that the ratio expected changes.

    Raises
    ------
    InputError
        If the table holds one side only, both kT and T are given, or no pair is left.

    Examples
    --------
    >>> pairs = pairs_of_scattering_law(ScatteringLaw([1.0], [-2.0, 2.0], [[0.3, 0.1]], T=300))
    >>> pairs.labels[0], pairs.offset.tolist(), pairs.log_ratio.round(3).tolist()
    ('α = 1, β = ±2', [2.0], [1.099])
    """
    sides = Sides.of(law)
    refuse_one_side(law, sides)
    return expected_pairs(law, sides, temperature_ratio(law, kT, T))


def temperature_ratio(law: ScatteringLaw, kT: Any = None, T: Any = None) -> float:
    """Return the law's temperature over the one asked about; 1 if none is given.

    Examples
    --------
    >>> temperature_ratio(ScatteringLaw([1.0], [0.0], [[1.0]], T=300), T=600)
    0.5
    """
    other = thermal_energy(kT, T, "eV", required=False)
    return 1.0 if other is None else law.kT / other.kT


def expected_pairs(law: ScatteringLaw, sides: Sides, ratio: float) -> Pairs:
    """Return the pairs with the log-ratio expected at 1/ratio of the law's temperature.

    Examples
    --------
    >>> law = ScatteringLaw([1.0], [-2.0, 2.0], [[0.3, 0.1]], T=300)
    >>> expected_pairs(law, Sides.of(law), 0.5).offset.tolist()
    [1.0]
    """
    # at the law's own temperature β drops out of the symmetric form
    weight = ratio if law.form is LawForm.LAW else abs(1.0 - ratio)
    return Pairs.from_logs(
        sides.log_loss,
        sides.log_gain,
        offset=ratio * sides.beta,
        rounding=sides.rounding + weight * sides.beta_rounding,
        labels=LawNames(sides.alpha, sides.beta),
    )


def fitted_pairs(law: ScatteringLaw, sides: Sides) -> Pairs:
    """Return the pairs with 1/kT as the unknown; energies are in eV.

    Examples
    --------
    >>> law = ScatteringLaw([1.0], [-2.0, 2.0], [[0.3, 0.1]], T=300)
    >>> fitted_pairs(law, Sides.of(law)).design.round(4).tolist()
    [[0.0517]]
    """
    return Pairs.from_logs(
        sides.log_loss,
        sides.log_gain,
        design=(sides.beta * law.kT)[:, None],
        rounding=sides.rounding + (sides.beta_rounding if law.form is LawForm.LAW else 0.0),
        labels=LawNames(sides.alpha, sides.beta),
        unknowns=("1/kT",),
    )


def refuse_one_side(law: ScatteringLaw, sides: Sides) -> None:
    """Raise if there is no pair.

    Examples
    --------
    >>> half = ScatteringLaw([1.0], [0.0, 2.0], [[0.3, 0.1]], T=300)
    >>> refuse_one_side(half, Sides.of(half))
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: the table has β from 0 to 2: the other side follows ...
    """
    if not law.two_sided:
        what = f"the table has β from {law.beta[0]:.5g} to {law.beta[-1]:.5g}"
        why = "the other side follows from detailed balance, so that nothing is left to compare"
        raise InputError(explain(what, why=why, fix="give a table of both sides (LASYM = 1 or 3)"))
    if not len(sides.beta):
        what = (
            f"no pair ±β with numbers on both sides ({sides.both_zero} zero, {sides.unmatched} β without mirror image)"
        )
        raise InputError(explain(what, fix="give a table on a grid that is symmetric in β"))


def _mirrored(law: ScatteringLaw) -> tuple[NDArray[np.intp], NDArray[np.intp], int]:
    """Find -β and β in the grid: their indices, with β ascending; and how many have no mirror image."""
    beta = law.beta
    positive, negative = np.flatnonzero(beta > 0), np.flatnonzero(beta < 0)[::-1]
    if not len(positive) or not len(negative):
        return np.zeros(0, np.intp), np.zeros(0, np.intp), len(positive) + len(negative)
    mirror = -beta[negative]
    after = np.searchsorted(mirror, beta[positive])
    tries = np.clip(np.stack([after - 1, after]), 0, len(mirror) - 1)
    nearest = np.where(np.abs(mirror[tries[0]] - beta[positive]) <= np.abs(mirror[tries[1]] - beta[positive]), *tries)
    apart = np.abs(mirror[nearest] - beta[positive])
    slack = law.beta_rounding[positive] + law.beta_rounding[negative[nearest]] + SAME * beta[positive]
    met = apart <= slack
    return negative[nearest[met]], positive[met], len(positive) + len(negative) - 2 * int(met.sum())
