"""A dot in the wide-band limit, as levels that electrons pass one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.transport.occupation import Floats
from detbal.transport.scattering.energies import Energies

#: Widths below this part of the largest are round-off: such a state is coupled to no lead.
_DARK = 1e-28


@dataclass(frozen=True, slots=True, eq=False)
class Cascade:
    """The triangular form of H - iΓ/2, whose scattering matrix is Π_k (1 - i w_k w_k†/(E - z_k)).

    Each factor is that of a single level, and unitary. H and Γ are both told by the levels ε_k and by how the channels
    couple to them, w_k, since the part of the triangle above the diagonal is -i w_k† w_l and z_k = ε_k - i|w_k|²/2:
    the width of a resonance keeps its digits however small it is beside the energies.

    Attributes
    ----------
    level : (n,) float array
        ε_k.
    coupling : (c, n) array
        w_k as columns.
    basis : (n, n) array
        Schur vectors as columns: orthonormal, over orbitals.
    """

    level: Floats
    coupling: NDArray[Any]
    basis: NDArray[Any]

    @classmethod
    def of(cls, hopping: NDArray[Any], channels: NDArray[Any]) -> Cascade:
        """Build from H and from the amplitudes of the channels, Γ = v†v, by Schur's triangular form.

        Parameters
        ----------
        hopping : (n, n)
        channels : (c, n)

        Examples
        --------
        >>> single = Cascade.of(np.array([[0.3]]), np.array([[1.0], [1.0]]))
        >>> single.poles.round(12)
        array([0.3-1.j])
        """
        from scipy.linalg import schur

        triangle, basis = schur(hopping - 0.5j * channels.conj().T @ channels, output="complex")
        return cls(np.diag(triangle).real.copy(), channels @ basis, basis)

    @property
    def width(self) -> Floats:
        """Γ_k = |w_k|², (n,)."""
        return np.asarray((np.abs(self.coupling) ** 2).sum(axis=0))

    @property
    def dark(self) -> NDArray[np.bool_]:
        """Which states are coupled to no lead, (n,)."""
        return np.asarray(self.width <= _DARK * self.width.max(initial=0.0))

    @property
    def poles(self) -> NDArray[np.complex128]:
        """z_k = ε_k - iΓ_k/2 of states that are coupled."""
        bright = ~self.dark
        return np.asarray(self.level[bright] - 0.5j * self.width[bright])

    @property
    def edges(self) -> Floats:
        """None: a wide band has no edges."""
        return np.zeros(0)

    def inside(self, at: Energies) -> NDArray[np.complex128]:
        """Return G v†, the wave of each incoming channel on the orbitals, (m, n, c)."""
        return np.asarray(self.basis @ self._on_levels(at))

    def amplitudes(self, at: Energies) -> NDArray[np.complex128]:
        """Return v G v†, (m, c, c): the scattering matrix is 1 - i times it."""
        return np.asarray(self.coupling @ self._on_levels(at))

    def sizes(self, at: Energies) -> Floats:
        """Return Σ_k |w_k| |G v†|_k, (m, c, c): amplitudes are sums of terms so large, to within their round-off."""
        return np.asarray(np.abs(self.coupling) @ np.abs(self._on_levels(at)))

    def _on_levels(self, at: Energies) -> NDArray[np.complex128]:
        channels, n = self.coupling.shape
        found = np.zeros((len(at), n, channels), dtype=np.complex128)
        passed = np.zeros((len(at), channels, channels), dtype=np.complex128)
        away = at.above(self.level) + 0.5j * self.width
        for k in np.flatnonzero(~self.dark)[::-1]:
            w = self.coupling[:, k]
            found[:, k] = (w.conj() - 1j * (w.conj() @ passed)) / away[:, k, None]
            passed += w[:, None] * found[:, k, None, :]
        return found
