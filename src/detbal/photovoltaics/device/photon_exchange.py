"""Photons that the junctions of a cell exchange with each other and with the outside, each with its reverse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.photovoltaics.radiation import Floats, log_emission

#: Photons/(m² s) that are taken for none: cold junctions far below their gaps must not have slopes of 0.
LEAST = 1e-250
#: kT from which Boltzmann's statistics is exact.
_FAR = 600.0


@dataclass(frozen=True, slots=True, eq=False)
class PhotonExchange:
    """Étendues between n junctions and to the outside, at m photon energies.

    Attributes
    ----------
    gaps : (n,) float array
        Lowest energies that the junctions absorb, eV.
    light : (n,) float array
        What each junction absorbs from outside beyond what it would emit at 0 V, photons/(m² s).
    kT : float
        eV.
    elqe : (n,) float array
        Part of the net recombination that leaves each junction as light.
    energy : (m,) float array
        eV.
    outward : (n, m) float array
        Étendue to the outside, relative to a hemisphere, times the part absorbed and the weight of the energy, eV.
    between : (n, n, m) float array
        The same between two junctions: symmetric, as light takes the same ways back, and 0 of each with itself.
    """

    gaps: Floats
    light: Floats
    kT: float
    elqe: Floats
    energy: Floats
    outward: Floats
    between: Floats

    @property
    def exchange(self) -> bool:
        """Whether the junctions exchange light at all."""
        return bool(self.between.any())

    @property
    def total(self) -> Floats:
        """Of each junction, to all others and to the outside, (n, m)."""
        return np.asarray(self.outward + self.between.sum(axis=1))

    def excess(self, voltage: Floats) -> Floats:
        """Return the black emission at voltages (n,) less that at 0 V, photons/(m² s eV), (n, m); exactly 0 at 0 V."""
        log_flux, saturation = self._logs(voltage)
        x = voltage[:, None] / self.kT
        return np.asarray(np.sign(x) * -np.expm1(-np.abs(x)) * np.exp(log_flux + np.maximum(x, 0.0) - saturation))

    def rise(self, voltage: Floats) -> Floats:
        """Return the derivative of the black emission by qV/kT, (n, m)."""
        log_flux, saturation = self._logs(voltage)
        log_vacuum = np.log(-np.expm1(-self.energy / self.kT))  # of Bose's factor at 0 V
        return np.asarray(np.exp(log_flux + log_vacuum + voltage[:, None] / self.kT - 2 * saturation))

    def steps_like(self, voltage: Floats) -> Floats:
        """Return the gaps (n,) of the steps whose emission bends as these do at voltages (n,), eV.

        Of a step, the second derivative by qV/kT is 1 + n times the first, with Bose's n at its gap; of one energy,
        1 + 2n times. A tail that hardly emits, so, hardly counts.

        Examples
        --------
        >>> outward, between = np.array([[1e-20, 1.0]]), np.zeros((1, 1, 2))
        >>> at = np.array([0.6, 1.4])
        >>> tail = PhotonExchange(np.array([0.6]), np.ones(1), 0.0257, np.ones(1), at, outward, between)
        >>> bool(tail.steps_like(np.array([0.5]))[0] > 0.7)
        True
        """
        risen = self.total * self.rise(voltage)
        _, saturation = self._logs(voltage)
        occupation = np.where(np.isfinite(saturation), np.expm1(-saturation), 0.0)
        own = risen.sum(axis=-1)
        n = 2 * (risen * occupation).sum(axis=-1) / np.maximum(own, LEAST)
        return np.asarray(voltage + self.kT * np.log1p(1 / np.maximum(n, np.exp(-_FAR))))

    def _logs(self, voltage: Floats) -> tuple[Floats, Floats]:
        """Return ln of the black emission at 0 V, (m,), and ln(1 - e^{-(E-qV)/kT}), (n, m), inf below the gaps."""
        distance = self.energy - voltage[:, None]
        above = self.energy >= self.gaps[:, None]
        saturation = np.where(above, np.log(-np.expm1(-np.where(above, distance, 1.0) / self.kT)), np.inf)
        return log_emission(self.energy, self.kT), saturation

    def at(self, voltage: Floats) -> ExchangeState:
        """Return currents and their slopes at voltages (n,) below the gaps.

        Examples
        --------
        >>> one = np.ones((1, 1))
        >>> cell = PhotonExchange(np.ones(1), np.zeros(1), 0.0257, np.ones(1), np.array([1.1]), one, 0 * one[None])
        >>> cell.at(np.zeros(1)).current
        array([0.])
        """
        out, risen, total = self.excess(voltage), self.rise(voltage), self.total
        emitted = (total * out).sum(axis=-1)
        net = (self.outward * out).sum(axis=-1) + self.exchanged(out).sum(axis=1)
        slopes = -np.einsum("kjm,jm->kj", self.between, risen)
        np.fill_diagonal(slopes, np.maximum((total * risen).sum(axis=-1) / self.elqe, LEAST))
        return ExchangeState(self.light - net - emitted * (1 / self.elqe - 1), slopes)

    def exchanged(self, excess: Floats) -> Floats:
        """Net photons/(m² s) from junction k to junction j, (n, n); antisymmetric."""
        return np.asarray((self.between * (excess[:, None] - excess[None, :])).sum(axis=-1))


@dataclass(frozen=True, slots=True, eq=False)
class ExchangeState:
    """Net currents in photons/(m² s), and how they fall with the voltages.

    Attributes
    ----------
    current : (n,) float array
        Absorbed less recombined, in every junction.
    slopes : (n, n) float array
        -d current_k / d(qV_j/kT): what recombines more on the diagonal, less what the others take up beside it.
    """

    current: Floats
    slopes: Floats

    @property
    def own(self) -> Floats:
        """Rise of each junction's recombination with its voltage, (n,)."""
        return np.asarray(np.diagonal(self.slopes))

    def through_neighbours(self, source: Floats) -> Floats:
        """Solve for the own emissions that balance `source` (n, s) together with those of the others.

        Examples
        --------
        >>> state = ExchangeState(np.zeros(2), np.array([[1.0, 0.0], [-0.5, 1.0]]))
        >>> state.through_neighbours(np.ones((2, 1)))[:, 0]
        array([1. , 1.5])
        """
        return np.asarray(np.linalg.solve(self.slopes / self.own, source))


def through_others(absorptances: Floats) -> Floats:
    """Return the part of light from above that each junction absorbs, Aₖ ∏(1 - Aⱼ) over those above; (n, m).

    Examples
    --------
    >>> through_others(np.array([[0.5], [0.5], [1.0]]))[:, 0]
    array([0.5 , 0.25, 0.25])
    """
    passed = np.cumprod(1 - absorptances, axis=0)
    return np.asarray(absorptances * np.concatenate((np.ones_like(passed[:1]), passed[:-1])))


def to_each_other(own: Floats) -> Floats:
    """Return Aₖ Aⱼ ∏(1 - A) over those between, (n, n, m); 0 on the diagonal.

    Examples
    --------
    >>> to_each_other(np.array([[0.5], [0.5], [1.0]]))[:, :, 0]
    array([[0.  , 0.25, 0.25],
           [0.25, 0.  , 0.5 ],
           [0.25, 0.5 , 0.  ]])
    """
    n = len(own)
    found = np.zeros((n, *own.shape))
    for k in range(n - 1):
        found[k, k + 1 :] = own[k] * through_others(own[k + 1 :])
        found[k + 1 :, k] = found[k, k + 1 :]
    return found
