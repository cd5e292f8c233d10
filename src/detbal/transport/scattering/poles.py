"""Currents in closed form: sums over the resonances of a dot in the wide-band limit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.transport.occupation import Floats
from detbal.transport.scattering.cascade import Cascade
from detbal.transport.scattering.scatterer import Scatterer

#: Relative error of digamma and of the sums, before that of the eigenvectors.
_ROUND_OFF = 4 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True, eq=False)
class PoleSum:
    """Particles and heat that leave each lead, and how much of them may be round-off.

    Attributes
    ----------
    particles, heat : (r,) float arrays
    particle_error, heat_error : (r,) float arrays
    """

    particles: Floats
    heat: Floats
    particle_error: Floats
    heat_error: Floats


def pole_sum(inner: Scatterer, cascade: Cascade) -> PoleSum:
    """Return the currents as sums over resonances.

    Notes
    -----
    With T_αβ = 2 Re Σ_k R_k/(E - z_k), the current of particles is (1/π) Re Σ_k R_k (L_α(z_k) - L_β(z_k)) summed over
    β, L_α(z) = ψ(1/2 + i(z - μ_α)/(2πkT_α)) + ln 2πkT_α; that of heat has z_k - μ_α as a further factor. This is
    ∫f/(E - z) dE for Im z < 0, but for a constant that is the same for all leads. Eigenvectors that are nearly
    parallel, where two resonances merge, cost digits; the bound of the error says so. Cost: n³ + n² r².

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> from detbal.transport.scattering.scatterer import scatterer_of
    >>> leads = {"L": Lead(kT=1.0, mu=0.2, gamma=1e-8), "R": Lead(kT=1.0, mu=-0.2, gamma=1e-8)}
    >>> inner = scatterer_of(QuantumDot(0.3, leads))
    >>> found = pole_sum(inner, inner.dot).particles[0]
    >>> bool(abs(found / 0.5e-8 - 1 / (np.exp(0.1) + 1) + 1 / (np.exp(0.5) + 1)) < 1e-8)  # narrow: Pauli's rates
    True
    """
    from scipy.special import digamma

    z, residue, condition = _partial_fractions(inner, cascade)
    away = z - inner.mu[:, None]
    scale = 2 * np.pi * inner.kT[:, None]
    logs = digamma(0.5 + 1j * away / scale) + np.log(scale)
    each = residue * (logs[:, None] - logs[None])
    size = np.abs(residue) * (1 + np.abs(logs[:, None]) + np.abs(logs[None]))
    rounding = _ROUND_OFF * condition / np.pi
    return PoleSum(
        each.real.sum(axis=(1, 2)) / np.pi,
        (each * away[:, None]).real.sum(axis=(1, 2)) / np.pi,
        rounding * size.sum(axis=(1, 2)),
        rounding * (size * np.abs(away)[:, None]).sum(axis=(1, 2)),
    )


def _partial_fractions(
    inner: Scatterer, cascade: Cascade
) -> tuple[NDArray[np.complex128], NDArray[np.complex128], float]:
    """Return z_k, the residues R_k of T_αβ as (r, r, k), and the condition of the eigenvectors."""
    bright = ~cascade.dark
    w, z = cascade.coupling[:, bright], cascade.poles
    if not z.size:
        return z, np.zeros((len(inner.mu), len(inner.mu), 0), dtype=np.complex128), 1.0
    triangle = np.diag(z) - 1j * np.triu(w.conj().T @ w, 1)
    right = np.linalg.eig(triangle)[1]  # of a triangle: in the order of its diagonal
    condition = float(np.linalg.cond(right))
    if not condition < 1 / _ROUND_OFF:
        return z, np.zeros((len(inner.mu),) * 2 + z.shape, dtype=np.complex128), np.inf
    out, into = w @ right, np.linalg.inv(right) @ w.conj().T
    owned = inner.owned.astype(np.float64)
    leaving = np.einsum("rc,ck,cm->rkm", owned, out, out.conj())
    arriving = np.einsum("rc,kc,mc->rkm", owned, into, into.conj())
    both = leaving[:, None] / (z[:, None] - z.conj()) * arriving  # in this order: products of small widths underflow
    return z, both.sum(axis=3), condition
