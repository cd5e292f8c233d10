"""The modified log-Sobolev constant: how fast relative entropy must fall, found by minimisation for small N."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.generators.mixing.sector_basis import Array
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State
from detbal.pairs import FloatArray
from detbal.progress import reported

#: Relative entropies below this are lost in round-off beside ln p.
LEAST = 1e-7
#: ln of a population that counts as none, far from where 1/r overflows.
EMPTY = -300.0


@dataclass(frozen=True, slots=True, eq=False)
class LogSobolev:
    """An upper bound of the constant α in D(ρ_t‖σ) ≤ e^(-2αt) D(ρ_0‖σ).

    Attributes
    ----------
    upper_bound : float
        The smallest rate EP/(2D) that was found. The constant itself is not above it, and may be below: what is
        concluded from it is an estimate.
    state : (N, N) complex array
        Density operator with that rate, in the basis of the input.
    starts : int
        States from which it was searched.
    """

    upper_bound: float
    state: ComplexArray
    starts: int


def log_sobolev(matrix: ComplexArray, state: State, starts: int = 12, progress: Any = None) -> LogSobolev:
    """Minimise the entropy production per relative entropy, -Tr K(ρ)(ln ρ - ln σ) / 2D(ρ‖σ).

    Parameters
    ----------
    matrix : (N², N²)
        The generator, rows stacked, in the basis of the input.
    state : State
        σ, stationary, of full rank.
    starts : int
        Random states to begin from, some nearly pure.
    progress
        As `detbal.progress.reported`.

    Notes
    -----
    ρ = e^Θ/Tr e^Θ with Hermitian Θ, so that ln ρ is exact; L-BFGS with the exact gradient. O(N⁴) per step.

    Examples
    --------
    >>> from detbal.generators.state import given_state
    >>> sigma = np.diag([0.8, 0.2])
    >>> depolarising = np.outer(sigma.ravel(), np.eye(2).ravel()) - np.eye(4)
    >>> round(log_sobolev(depolarising, given_state(sigma, 2)).upper_bound, 6)
    0.931871
    """
    from scipy.optimize import minimize

    n = state.levels
    u = state.basis
    four = np.asarray(matrix).reshape((len(u),) * 4)
    inside = np.einsum("ia,jb,ijkl,kc,ld->abcd", u.conj(), u, four, u, u.conj(), optimize=True).reshape(n * n, n * n)
    best, where = np.inf, np.eye(n, dtype=np.complex128) / n
    for start in reported(_starts(state.log_p, starts), lambda _: 1, starts, progress, "starts"):
        found = minimize(
            _rate, start, args=(inside, state.log_p), jac=True, method="L-BFGS-B", options={"maxiter": 500}
        )
        if found.fun < best:
            best = float(found.fun)
            values, vectors = np.linalg.eigh(_hermitian(found.x, n))
            weights = np.exp(values - values.max())
            where = (vectors * (weights / weights.sum())) @ vectors.conj().T
    return LogSobolev(best, state.outside(where), starts)


def _starts(log_p: FloatArray, count: int) -> Iterator[FloatArray]:
    """Return parameters Θ: σ disturbed a little, and random states that become more and more pure."""
    rng = np.random.default_rng(len(log_p))
    n = len(log_p)
    for k in range(count):
        noise = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
        noise = (noise + noise.conj().T) / 2.0
        theta = np.diag(log_p) + 0.3 * noise if k % 3 == 0 else noise * (1.0 + 2.0 * k)
        if k % 3 == 2:  # an eigenstate of σ, nearly
            theta = np.diag(log_p) + 0.1 * noise
            theta[k % n, k % n] += 4.0 + k
        yield np.concatenate([theta.real.ravel(), theta.imag.ravel()])


def _hermitian(flat: FloatArray, n: int) -> ComplexArray:
    theta = (flat[: n * n] + 1j * flat[n * n :]).reshape(n, n)
    return np.asarray((theta + theta.conj().T) / 2.0)


def _rate(flat: FloatArray, matrix: ComplexArray, log_p: FloatArray) -> tuple[float, FloatArray]:
    """Return EP/(2D) and its gradient with respect to Θ."""
    n = len(log_p)
    theta, u = np.linalg.eigh(_hermitian(flat, n))
    log_r = theta - theta.max()
    log_r = np.maximum(log_r - np.log(np.exp(log_r).sum()), EMPTY)
    r = np.exp(log_r)
    rho = (u * r) @ u.conj().T
    force = (u * log_r) @ u.conj().T - np.diag(log_p)  # ln ρ - ln σ
    entropy = float(np.vdot(rho, force).real)
    if entropy < LEAST:
        return np.inf, np.zeros_like(flat)
    change = (matrix @ rho.ravel()).reshape(n, n)
    production = -float(np.vdot(change, force).real)
    # d ln ρ is symmetric: Tr K(ρ) dln_ρ[δ] = Tr δ dln_ρ[K(ρ)]
    turned = u.conj().T @ change @ u
    response = u @ (turned * _log_slope(log_r)) @ u.conj().T
    pulled = (matrix.conj().T @ force.ravel()).reshape(n, n)
    gradient = -(pulled + response) / (2.0 * entropy) - production / (2.0 * entropy**2) * force
    gradient = gradient - np.vdot(rho, gradient).real * np.eye(n)
    slope = u @ ((u.conj().T @ gradient @ u) / _log_slope(log_r)) @ u.conj().T  # dρ/dΘ is the inverse of dln
    slope = (slope + slope.conj().T) / 2.0
    return production / (2.0 * entropy), np.concatenate([slope.real.ravel(), slope.imag.ravel()])


def _log_slope(log_r: FloatArray) -> Array:
    """Return (ln r_i - ln r_j)/(r_i - r_j), and 1/r_i on the diagonal."""
    x = log_r[:, None] - log_r[None, :]
    mean = (log_r[:, None] + log_r[None, :]) / 2.0
    half = np.abs(x) / 2.0
    safe = np.where(half > 1e-8, half, 1.0)
    # (r_i - r_j)/x = √(r_i r_j) sinh(x/2)/(x/2)
    log_sinhc = np.where(half > 1e-8, safe + np.log(-np.expm1(-2.0 * safe) / (2.0 * safe)), 0.0)
    return np.asarray(np.exp(-mean - log_sinhc))
