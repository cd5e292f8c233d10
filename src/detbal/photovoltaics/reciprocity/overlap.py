"""The photon energies at which both curves of a pair are seen, and their logs there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import Pairs, rounding_of
from detbal.photovoltaics.curve import Curve
from detbal.photovoltaics.radiation import BOLTZMANN, HEMISPHERE, Floats, log_emission
from detbal.photovoltaics.reciprocity.interpolation import interpolated, logs_of
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair
from detbal.reals import real_array
from detbal.verdict import LeftOut


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """Both curves at common energies.

    Attributes
    ----------
    energy : (n,) float array
        eV, ascending: those of the coarser curve.
    log_eqe, log_el : (n,) float arrays
    sigma_eqe, sigma_el : (n,) float arrays
        Standard deviations of the logs.
    bend : (n,) float array
        Size up to which interpolation of the finer curve may be wrong, by its curvature, nats.
    left_out : int
        Energies of the coarser curve that took no part.
    """

    energy: Floats
    log_eqe: Floats
    log_el: Floats
    sigma_eqe: Floats
    sigma_el: Floats
    bend: Floats
    left_out: int

    def __len__(self) -> int:
        return len(self.energy)

    @property
    def labels(self) -> list[str]:
        """Names of the energies."""
        return [f"{one:.6g} eV" for one in self.energy]

    def pairs(self, log_black: Floats, columns: Floats, unknowns: tuple[str, ...]) -> Pairs:
        """Return ln EL against ln EQE + log_black, with the unknowns' columns (n, p).

        Examples
        --------
        >>> from detbal.photovoltaics.reciprocity.complete import example_pair
        >>> both = overlap_of(example_pair())
        >>> len(both.pairs(np.zeros(len(both)), np.ones((len(both), 1)), ("scale",))) == len(both)
        True
        """
        reverse = self.log_eqe + log_black
        return Pairs.from_logs(
            self.log_el,
            reverse,
            design=columns,
            unknowns=unknowns,
            sigma=np.hypot(self.sigma_eqe, self.sigma_el),
            rounding=rounding_of(self.log_el, reverse) + rounding_of(self.log_eqe, log_black) + self.bend,
            labels=self.labels,
        )

    def findings(self) -> tuple[LeftOut, ...]:
        """Say how many energies took no part."""
        if not self.left_out:
            return ()
        total = self.left_out + len(self)
        told = (
            f"{self.left_out} of {total} energies, at which one curve is unknown, below its floor or within its noise"
        )
        return (LeftOut(told, (), self.left_out),)


def overlap_of(pair: ReciprocalPair, window: Any = None, *, above_floor: float = 1.0) -> Overlap:
    """Return both curves where both are seen: above 0, their floors, and ten errors.

    The finer curve is linear in its log between its points; the coarser one decides the energies. Where two of them
    rest on the same measurement of the finer curve, its standard deviations say so.

    Parameters
    ----------
    pair : ReciprocalPair
    window : (low, high), optional
        eV; other energies are left out.
    above_floor
        Leave out values below this many detection floors.

    Raises
    ------
    InputError
        A window that is no range of energies.

    Examples
    --------
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> overlap_of(example_pair(), (1.3, 1.5)).energy[[0, -1]].round(2)
    array([1.3, 1.5])
    """
    low, high = _range(window)
    eqe, el = pair.eqe, pair.el
    el_leads = _spacing(el, eqe) >= _spacing(eqe, el)
    lead, other = (el, eqe) if el_leads else (eqe, el)
    at = lead.energy
    log_lead, sigma_lead, seen = logs_of(lead, above_floor)
    log_other, sigma_other, bend, known = interpolated(other, at, above_floor)
    kept = seen & known & (at >= low) & (at <= high)
    first, second = (log_lead[kept], sigma_lead[kept]), (log_other[kept], sigma_other[kept])
    (log_el, sigma_el), (log_eqe, sigma_eqe) = (first, second) if el_leads else (second, first)
    return Overlap(at[kept], log_eqe, log_el, sigma_eqe, sigma_el, bend[kept], int((~kept).sum()))


def pairs_of(pair: ReciprocalPair, *, T: Any = None) -> Pairs:
    """Return the reciprocity as pairs: ln EL against ln(EQE φ_bb), with one unknown.

    The unknown is qV/kT if the EL is absolute, else ln of its scale.

    Parameters
    ----------
    pair : ReciprocalPair
    T
        As for `kelvins`; that of the pair unless given.

    Notes
    -----
    U. Rau, Phys. Rev. B 76, 085303 (2007), in the Boltzmann range.

    Examples
    --------
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> from detbal.residual import fit
    >>> made = fit(pairs_of(example_pair(), T=300))
    >>> made.theta.names, bool(made.misfit < 1e-12)
    (('ln scale',), True)
    """
    both = overlap_of(pair)
    return both.pairs(
        log_emission(both.energy, BOLTZMANN * pair.temperature(T)), np.ones((len(both), 1)), (level_name(pair),)
    )


def level_name(pair: ReciprocalPair) -> str:
    """Name the unknown that is common to all energies.

    Examples
    --------
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> level_name(example_pair())
    'ln scale'
    """
    return "qV/kT" if pair.el.absolute else "ln scale"


def log_front(energy: Floats) -> Floats:
    """Return ln of 2π E²/(h³c²), the black body's photons without their Boltzmann factor.

    Examples
    --------
    >>> bool(np.isclose(log_front(np.array([1.4])) - 1.4 / 0.0257, log_emission(1.4, 0.0257))[0])
    True
    """
    return np.asarray(np.log(HEMISPHERE) + 2 * np.log(energy))


def _range(window: Any) -> tuple[float, float]:
    if window is None:
        return 0.0, np.inf
    ends = real_array(window, "window")
    if ends.shape != (2,) or not 0 <= ends[0] < ends[1]:
        raise InputError(explain(f"window = {window!r}", fix="give (lowest, highest) photon energy in eV"))
    return float(ends[0]), float(ends[1])


def _spacing(curve: Curve, other: Curve) -> float:
    """Mean distance of the points, eV, where the two overlap."""
    low, high = max(curve.energy[0], other.energy[0]), min(curve.energy[-1], other.energy[-1])
    inside = int(((curve.energy >= low) & (curve.energy <= high)).sum())
    return float((high - low) / inside) if inside and high > low else np.inf
