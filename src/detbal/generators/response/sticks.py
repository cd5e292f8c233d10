"""Spectra of single frequencies, and whether absorption and emission balance in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.generators.levels import TOLERANCE, coinciding
from detbal.kinds import needs
from detbal.pairs import ROUNDING, FloatArray, Pairs, log_rates, rounding_of
from detbal.reals import real_array, within
from detbal.units import EnergyUnit, thermal_energy
from detbal.units import energy_unit as unit_named


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StickSpectrum:
    """S(ω) = 2π Σ w δ(ω - ω_k) with positive weights; ω > 0 is energy that the system takes up.

    Attributes
    ----------
    frequencies : (k,) float array
        Ascending, each once.
    log_weights : (k,) float array
    energy_unit : EnergyUnit or None

    Examples
    --------
    >>> StickSpectrum.of([1.0, -1.0], [0.8, 0.2])
    <StickSpectrum: 2 sticks>
    """

    __detbal_domain__: ClassVar[str] = "generators"
    __detbal_from_arrays__: ClassVar[tuple[str, ...]] = ()

    frequencies: FloatArray
    log_weights: FloatArray
    energy_unit: EnergyUnit | None = None

    @classmethod
    def of(
        cls, frequencies: ArrayLike, weights: ArrayLike, *, tolerance: float | None = None, energy_unit: Any = None
    ) -> StickSpectrum:
        """Build from weights, which are not negative.

        Parameters
        ----------
        frequencies, weights : (k,)
        tolerance : float, optional
            Frequencies this close count as one, 0 or more; default: 1e-12 of the largest.
        energy_unit : str, optional

        Raises
        ------
        InputError
            Negative weights, lists that do not fit, or a tolerance that is no number of 0 or more.

        Examples
        --------
        >>> StickSpectrum.of([1.0, 1.0, 2.0], [0.5, 0.25, 0.0]).log_weights.round(4)
        array([-0.2877])
        """
        places = real_array(frequencies, "frequencies")
        if places.ndim != 1 or not np.isfinite(places).all():
            raise InputError(explain("frequencies", fix="give a list of finite frequencies"))
        logs = log_rates(weights, "weights")
        if logs.shape != places.shape:
            raise InputError(explain(f"{len(logs)} weights for {len(places)} frequencies", fix="give one for each"))
        width = None if tolerance is None else within(tolerance, "tolerance", 0.0, np.inf)
        return cls.from_logs(places, logs, tolerance=width, energy_unit=unit_named(energy_unit))

    @classmethod
    def from_logs(
        cls,
        frequencies: FloatArray,
        log_weights: FloatArray,
        *,
        tolerance: float | None = None,
        energy_unit: EnergyUnit | None = None,
    ) -> StickSpectrum:
        """Build from logs of weights, adding those of one frequency; ``-inf`` is none.

        Examples
        --------
        >>> StickSpectrum.from_logs(np.array([1.0, 1.0]), np.array([-2000.0, -2000.0])).log_weights.round(4)
        array([-1999.3069])
        """
        there = np.isfinite(log_weights)
        places, logs = frequencies[there], log_weights[there]
        if not len(places):
            return cls(places, logs, energy_unit)
        width = TOLERANCE * float(np.abs(places).max()) if tolerance is None else tolerance
        # by their size, so that a frequency and its mirror image stay exactly opposite
        number, sizes, _ = coinciding(np.abs(places), width)
        key = np.where(places < 0, -1 - number, number)
        names, which = np.unique(key, return_inverse=True)
        top = np.full(len(names), -np.inf)
        np.maximum.at(top, which, logs)
        sums = np.bincount(which, np.exp(logs - top[which]), len(names))
        means = np.where(names < 0, -sizes[np.where(names < 0, -1 - names, names)], sizes[np.maximum(names, 0)])
        order = np.argsort(means, kind="stable")
        return cls(means[order], (top + np.log(sums))[order], energy_unit)

    def __repr__(self) -> str:
        return f"<StickSpectrum: {len(self.frequencies)} stick{'s' * (len(self.frequencies) != 1)}>"


def stick_pairs(ahead: StickSpectrum, back: StickSpectrum | None = None, *, kT: Any = None, T: Any = None) -> Pairs:
    """Return sticks at ω against sticks at -ω, expected to differ by ω/kT, as `detbal.check` takes them.

    Parameters
    ----------
    ahead : StickSpectrum
        Of ⟨A(t)A†⟩.
    back : StickSpectrum, optional
        Of ⟨A†(t)A⟩; default: the same, as it is for Hermitian A.
    kT, T
        Without: β is left to be fitted.

    Returns
    -------
    Pairs
        Named by ω; a stick without its counterpart is a one-way pair. ω = 0 says nothing and is left out.

    Raises
    ------
    InputError
        No stick at a frequency other than zero.

    Examples
    --------
    >>> import detbal
    >>> found = StickSpectrum.of([1.0, -1.0], [1.0, np.exp(-2.0)])
    >>> [detbal.check(stick_pairs(found, kT=kT)).status.name for kT in (0.5, 0.6)]
    ['BALANCED', 'BROKEN']
    """
    needs(ahead, "ahead", StickSpectrum)
    mirrored = ahead if back is None else back
    needs(mirrored, "back", StickSpectrum)
    thermal = thermal_energy(kT, T, ahead.energy_unit, required=False)
    places = np.concatenate([ahead.frequencies, -mirrored.frequencies])
    if back is None:
        places = np.abs(places)
    number, distinct, _ = coinciding(places, TOLERANCE * float(np.abs(places).max(initial=0.0)))
    up, down = np.full(len(distinct), -np.inf), np.full(len(distinct), -np.inf)
    k = len(ahead.frequencies)
    rising = ahead.frequencies > 0 if back is None else np.ones(k, dtype=bool)
    falling = mirrored.frequencies < 0 if back is None else np.ones(len(mirrored.frequencies), dtype=bool)
    up[number[:k][rising]] = ahead.log_weights[rising]
    down[number[k:][falling]] = mirrored.log_weights[falling]
    told = (np.isfinite(up) | np.isfinite(down)) & (distinct != 0)
    if not told.any():
        fix = "give an operator that changes the energy"
        raise InputError(explain("no stick at a frequency other than zero", fix=fix))
    omega, labels = distinct[told], [f"ω = {value:.6g}" for value in distinct[told]]
    up, down = up[told], down[told]
    # differences of energies are as good as the largest of them
    both = np.isfinite(up) & np.isfinite(down)
    shift = np.abs(np.where(both, up, 0.0) - np.where(both, down, 0.0))
    rounding = rounding_of(up, down) + ROUNDING / 8.0 * shift * np.abs(omega).max() / np.abs(omega)
    if thermal is None:
        known: dict[str, Any] = {"design": omega[:, None], "unknowns": ["β"]}
    else:
        known = {"offset": omega / thermal.kT}
    return Pairs.from_logs(up, down, rounding=rounding, labels=labels, **known)
