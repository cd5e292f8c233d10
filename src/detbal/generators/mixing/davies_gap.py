"""The gap of a Davies generator, from the closed forms that its blocks have."""

from __future__ import annotations

import numpy as np

from detbal.generators.mixing.search import Slowest
from detbal.generators.operators import ComplexArray
from detbal.generators.weak_coupling.bohr_blocks import (
    block_matrix,
    bohr_blocks,
    lonely_coherences,
    members_of_blocks,
)
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.generators.weak_coupling.secular import within_levels
from detbal.pairs import ROUNDING


def davies_noise(generator: DaviesGenerator) -> float:
    """Return the size up to which its decay rates may be round-off.

    Where several coherences share a Bohr frequency, their energies stand in the matrices that are diagonalised.

    Examples
    --------
    >>> from detbal.generators.baths import Bath
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> bath = Bath(spectral_density=lambda w: w, kT=1.0)
    >>> davies_noise(davies([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], bath)], lamb_shift=False)) < 1e-13
    True
    """
    values = generator.eigenvalues()
    shared = any(number for number, _, _ in members_of_blocks(bohr_blocks(generator.levels)))
    return ROUNDING * float(np.abs(values if shared else values.real).max())


def davies_slowest(generator: DaviesGenerator) -> tuple[Slowest, ComplexArray | None]:
    """Return the smallest decay rate above the noise, how many are below, and the mode in the basis of the input.

    Parameters
    ----------
    generator
        With one temperature and one chemical potential.

    Examples
    --------
    >>> from detbal.generators.baths import Bath
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> bath = Bath(spectral_density=lambda w: w, kT=1.0)
    >>> qubit = davies([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], bath)], lamb_shift=False)
    >>> slowest, mode = davies_slowest(qubit)
    >>> round(float(slowest.value * 2 / qubit.decay_rates()[-1]), 12), np.abs(mode).tolist()
    (1.0, [[0.0, 1.0], [0.0, 0.0]])
    """
    rates = generator.decay_rates()
    noise = davies_noise(generator)
    kept = int((rates <= noise).sum())
    value = float(rates[kept]) if kept < len(rates) else np.inf
    nothing = np.zeros(0)
    slowest = Slowest(value, noise, 0, nothing, kept, 0)
    return slowest, _mode(generator, value, noise) if np.isfinite(value) else None


def _mode(generator: DaviesGenerator, rate: float, noise: float) -> ComplexArray | None:
    """Find the coherence, or the mode of a block, that decays with a rate."""
    inside = np.zeros((generator.dimension,) * 2, dtype=np.complex128)
    alone = -lonely_coherences([each.amplitudes for each in generator.transitions], generator.shifted).real
    blocks = bohr_blocks(generator.levels)
    shared = np.zeros(blocks.shape, dtype=bool)
    for _, rows, columns in members_of_blocks(blocks):
        shared[rows, columns] = shared[columns, rows] = True
    far = np.where(shared, np.inf, np.abs(alone - rate))
    if far.min() <= noise:
        inside[np.unravel_index(int(far.argmin()), far.shape)] = 1.0
        return _turned(generator, inside)
    log_p = generator.stationary_state().log_p
    jumps = [each.balanced_amplitudes(log_p) for each in generator.transitions]
    bohr = generator.levels.transitions()
    left = [each.amplitudes for each in generator.transitions]
    drain = sum(0.5 * within_levels(V, V, generator.levels) for V in left)
    for _, rows, columns in members_of_blocks(blocks):
        matrix = -block_matrix(jumps, np.asarray(drain), bohr, rows, columns)
        values, vectors = np.linalg.eigh((matrix + matrix.conj().T) / 2.0)
        k = int(np.abs(values - rate).argmin())
        if abs(values[k] - rate) <= 8.0 * noise:
            inside[rows, columns] = np.exp((log_p[rows] + log_p[columns]) / 4.0) * vectors[:, k]
            return _turned(generator, inside)
    return None


def _turned(generator: DaviesGenerator, inside: ComplexArray) -> ComplexArray:
    rho = generator.basis @ inside @ generator.basis.conj().T
    return np.asarray(rho / np.linalg.norm(rho))
