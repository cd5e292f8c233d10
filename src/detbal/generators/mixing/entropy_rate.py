"""The lowest rate at which relative entropy falls, EP/(2D), searched among all density operators; for small N."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from detbal.generators.mixing.sector_basis import Array
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State
from detbal.pairs import FloatArray
from detbal.progress import reported

#: Relative entropies below this are lost in round-off beside ln p.
LEAST = 1e-7
#: Relative entropy of σ with a little of a mode.
SMALL = 1e-4
#: ln of a population that counts as none, far from where 1/r overflows.
EMPTY = -300.0


def lowest_rate(
    matrix: ComplexArray, state: State, starts: int, mode: ComplexArray | None = None, progress: Any = None
) -> tuple[float, ComplexArray]:
    """Minimise the entropy production per relative entropy, -Tr K(ρ)(ln ρ - ln σ) / 2D(ρ‖σ).

    Parameters
    ----------
    matrix : (N², N²)
        The generator, rows stacked, in the basis of the input.
    state : State
        σ, stationary, of full rank.
    starts : int
        Random states to begin from, some nearly pure.
    mode : (N, N), optional
        Slowest mode, of norm 1, in the basis of the input; σ with a little of it is another start.
    progress
        As `detbal.progress.reported`.

    Returns
    -------
    rate : float
        Not below zero; what is found there is round-off.
    rho : (N, N) complex array
        Density operator with that rate, in the basis of the input.

    Notes
    -----
    ρ = e^Θ/Tr e^Θ with Hermitian Θ, so that ln ρ is exact; L-BFGS with the exact gradient. O(N⁴) per step.

    Examples
    --------
    >>> from detbal.generators.state import given_state
    >>> sigma = np.diag([0.8, 0.2])
    >>> depolarising = np.outer(sigma.ravel(), np.eye(2).ravel()) - np.eye(4)
    >>> round(lowest_rate(depolarising, given_state(sigma, 2), 6)[0], 6)
    0.931871
    """
    from scipy.optimize import minimize

    n = state.levels
    u = state.basis
    four = np.asarray(matrix).reshape((len(u),) * 4)
    inside = np.einsum("ia,jb,ijkl,kc,ld->abcd", u.conj(), u, four, u, u.conj(), optimize=True).reshape(n * n, n * n)
    best, where = np.inf, np.eye(n, dtype=np.complex128) / n
    begun = _starts(state.log_p, starts, None if mode is None else u.conj().T @ mode @ u)
    for start in reported(begun, lambda _: 1, starts + (mode is not None), progress, "starts"):
        found = minimize(
            _rate, start, args=(inside, state.log_p), jac=True, method="L-BFGS-B", options={"maxiter": 500}
        )
        if found.fun < best:
            best = float(found.fun)
            values, vectors = np.linalg.eigh(_hermitian(found.x, n))
            weights = np.exp(values - values.max())
            where = (vectors * (weights / weights.sum())) @ vectors.conj().T
    return max(0.0, best), state.outside(where)


def _starts(log_p: FloatArray, count: int, mode: ComplexArray | None = None) -> Iterator[FloatArray]:
    """Return parameters Θ: σ with a little of a mode, σ disturbed, and random states that become more and more pure."""
    if mode is not None:
        near = _towards(mode, log_p)
        yield np.concatenate([near.real.ravel(), near.imag.ravel()])
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


def _towards(mode: ComplexArray, log_p: FloatArray) -> ComplexArray:
    """Return ln of σ with so little of a mode that D is as the square of it, though not lost in round-off."""
    turned = mode if np.linalg.norm(mode + mode.conj().T) > 1.0 else 1j * mode
    change = (turned + turned.conj().T) / 2.0
    slope = _log_slope(np.maximum(log_p, EMPTY))
    size = float((np.abs(change) ** 2 * slope).sum()) / 2.0  # D = ½ Tr δ dln[δ]
    return np.asarray(np.diag(log_p) + np.sqrt(SMALL / size) * change * slope)


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
