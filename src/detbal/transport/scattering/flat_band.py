"""A dot between leads of which some have a band of finite width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.transport.occupation import Floats
from detbal.transport.scattering.energies import Energies

#: Steps towards a resonance that a band shifts; more do not matter: it only says where panels are to be small.
_STEPS = 30
#: Widths of resonances, relative to the largest energy, that are round-off: those states are bound.
_BOUND = 1e-25


@dataclass(frozen=True, slots=True, eq=False)
class FlatBand:
    """Green function with the self-energy of flat bands, Γ_c/2π ln|(E - low)/(high - E)| - iΓ_c/2 inside, per channel.

    Outside of the band the logarithm alone stays: a channel carries nothing there, but still shifts the levels. As it
    diverges at the ends, each of them binds a state just outside, of little weight.

    Attributes
    ----------
    level : (n,) float array
        Eigenvalues of the hopping.
    coupling : (c, n) array
        How the channels couple to its eigenstates.
    basis : (n, n) array
        Those as columns, over orbitals.
    low, high : (c,) float arrays
        Band of each channel; both infinite for a wide one, which shifts nothing.
    """

    level: Floats
    coupling: NDArray[Any]
    basis: NDArray[Any]
    low: Floats
    high: Floats

    def __post_init__(self) -> None:
        half = np.isinf(self.low) != np.isinf(self.high)
        if half.any():
            k = int(np.argmax(half))
            what = f"band = ({self.low[k]:g}, {self.high[k]:g})"
            raise InputError(explain(what, why="it shifts the levels without bound", fix="give two ends, or no band"))

    @classmethod
    def of(cls, hopping: NDArray[Any], channels: NDArray[Any], low: Floats, high: Floats) -> FlatBand:
        """Build from H, and from the amplitudes of the channels and their bands.

        Examples
        --------
        >>> ends = np.array([-1.0]), np.array([1.0])
        >>> level = FlatBand.of(np.array([[0.0]]), np.array([[1e-2]]), *ends)
        >>> level.poles.imag.round(6)
        array([-5.e-05])
        """
        level, basis = np.linalg.eigh(hopping)
        return cls(level, channels @ basis, basis, low, high)

    @property
    def poles(self) -> NDArray[np.complex128]:
        """Resonances, by iteration of z = eigenvalue of H + Σ(z) next to z."""
        gamma = self.coupling.conj().T @ self.coupling
        found = np.linalg.eigvals(np.diag(self.level) - 0.5j * gamma)
        for _ in range(_STEPS):
            found = np.array([self._next(z) for z in found])
        return np.asarray(found[np.abs(found.imag) > _BOUND * np.abs(found).max(initial=0.0)])

    @property
    def edges(self) -> Floats:
        """Ends of bands."""
        ends = np.unique(np.concatenate((self.low, self.high)))
        return np.asarray(ends[np.isfinite(ends)])

    def inside(self, at: Energies) -> NDArray[np.complex128]:
        """Return G v†, the wave of each incoming channel on the orbitals, (m, n, c); 0 outside of its band."""
        return np.asarray(self.basis @ self._on_levels(at))

    def amplitudes(self, at: Energies) -> NDArray[np.complex128]:
        """Return v G v†, (m, c, c), of channels whose bands hold the energy; 0 for others."""
        is_open = (at.above(self.low) > 0) & (at.above(self.high) < 0)
        return np.asarray((self.coupling @ self._on_levels(at)) * is_open[:, :, None])

    def sizes(self, at: Energies) -> Floats:
        """Return Σ_k |v_k| |G v†|_k, (m, c, c): amplitudes are sums of terms so large, to within their round-off."""
        return np.asarray(np.abs(self.coupling) @ np.abs(self._on_levels(at)))

    def _on_levels(self, at: Energies) -> NDArray[np.complex128]:
        above, below = at.above(self.low), -at.above(self.high)
        is_open = (above > 0) & (below > 0)
        away = at.above(self.level)[:, :, None] * np.eye(len(self.level))
        into = np.broadcast_to(self.coupling.conj().T, (len(at), *self.coupling.T.shape))
        return np.asarray(np.linalg.solve(away - self._dressed(above, below, is_open), into) * is_open[:, None, :])

    def _next(self, z: complex) -> complex:
        is_open = (z.real > self.low) & (z.real < self.high)
        dressed = self._dressed((z - self.low)[None], (self.high - z)[None], is_open[None])[0]
        near = np.linalg.eigvals(np.diag(self.level) + dressed)
        return complex(near[np.argmin(np.abs(near - z))])

    def _dressed(self, above: NDArray[Any], below: NDArray[Any], is_open: NDArray[np.bool_]) -> NDArray[Any]:
        """Σ at energies (m, n, n), from the distances to the ends of the bands (m, c)."""
        wide = np.isinf(self.low)
        above, below = np.where(wide, 1.0, above), np.where(wide, 1.0, below)
        with np.errstate(divide="ignore"):
            shift = np.log(np.where(is_open, above / below, -above / below)) / (2 * np.pi)
        return np.asarray(np.einsum("ci,mc,cj->mij", self.coupling.conj(), shift - 0.5j * is_open, self.coupling))
