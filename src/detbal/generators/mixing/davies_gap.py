"""The gap of a Davies generator at equilibrium: closed forms for single coherences, small blocks for the others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from detbal.generators.mixing.balance import LARGEST_SPECTRUM
from detbal.generators.mixing.block_vectors import weighted
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
from detbal.pairs import ROUNDING, FloatArray


def davies_slowest(generator: DaviesGenerator) -> tuple[Slowest, ComplexArray | None]:
    """Return the smallest decay rate above the noise, how many are below, and the mode in the basis of the input.

    The rates are those of `DaviesGenerator.decay_rates`, of blocks that are Hermitian here because the state is known.

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
    rates = _alone(generator)
    for rows, columns, matrix in _blocks(generator):
        rates[rows, columns] = np.linalg.eigvalsh(matrix)  # which is whose does not matter
        rates[columns, rows] = rates[rows, columns]
    noise = ROUNDING * float(rates.max())
    above = np.where(rates > noise, rates, np.inf)
    kept, value = int((rates <= noise).sum()), float(above.min())
    mode = _mode(generator, np.unravel_index(int(above.argmin()), rates.shape), value) if np.isfinite(value) else None
    return Slowest(value, noise, 0, np.zeros(0), kept, 0), mode


def davies_true_gap(generator: DaviesGenerator, found: Slowest) -> float | None:
    """Return the slowest decay in the spectrum.

    That is the gap, unless a Lamb shift turns states of one level into one another; then it is looked for up to N = 20.

    Examples
    --------
    >>> from detbal.generators.baths import Bath
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> bath = Bath(spectral_density=lambda w: w, kT=1.0)
    >>> qubit = davies([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], bath)], lamb_shift=False)
    >>> found, _ = davies_slowest(qubit)
    >>> davies_true_gap(qubit, found) == found.value
    True
    """
    if not (generator.lamb_shift and generator.levels.degenerate):
        return found.value
    if generator.dimension > LARGEST_SPECTRUM:
        return None
    rates = generator.decay_rates()
    return float(rates[found.kept]) if found.kept < len(rates) else None


def _alone(generator: DaviesGenerator) -> FloatArray:
    """Return the decay rate of each coherence, shape (N, N); only where no other acts on it does it mean anything."""
    return -lonely_coherences([each.amplitudes for each in generator.transitions], generator.shifted).real


def _blocks(generator: DaviesGenerator) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], ComplexArray]]:
    """Yield rows and columns of each block of several elements, and minus the generator on them, made Hermitian."""
    log_p = generator.stationary_state().log_p
    jumps = [each.balanced_amplitudes(log_p) for each in generator.transitions]
    given = [each.amplitudes for each in generator.transitions]
    drain = np.sum([0.5 * within_levels(V, V, generator.levels) for V in given], axis=0)
    bohr = generator.levels.transitions()
    for _, rows, columns in members_of_blocks(bohr_blocks(generator.levels)):
        matrix = -block_matrix(jumps, drain, bohr, rows, columns)
        yield rows, columns, (matrix + matrix.conj().T) / 2.0


def _mode(generator: DaviesGenerator, place: tuple[np.intp, ...], rate: float) -> ComplexArray:
    """Return the deviation, of norm 1, that decays with the rate of the block in which an element stands."""
    inside = np.zeros((generator.dimension,) * 2, dtype=np.complex128)
    inside[place] = 1.0
    log_p = generator.stationary_state().log_p
    for rows, columns, matrix in _blocks(generator):
        if ((rows == place[0]) & (columns == place[1])).any() or ((columns == place[0]) & (rows == place[1])).any():
            values, vectors = np.linalg.eigh(matrix)
            inside[place] = 0.0
            chosen = vectors[:, int(np.abs(values - rate).argmin())]
            (inside[rows, columns],) = weighted([chosen], [(log_p[rows] + log_p[columns]) / 4.0])
            break
    rho = generator.basis @ inside @ generator.basis.conj().T
    return np.asarray(rho / np.linalg.norm(rho))
