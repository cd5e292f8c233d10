"""Systems to time on: tori with two wells, with rates or with sampled counts; random levels with baths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import coo_array, csr_array

if TYPE_CHECKING:
    from detbal.generators.weak_coupling.model import WeakCoupling


def two_well_energy(side: int, height: float = 4.0) -> np.ndarray:
    """Return the energy of each state of a side × side torus with two wells, in units of kT."""
    x = 2 * np.pi * np.arange(side) / side
    return (height * (np.cos(2 * x)[:, None] + np.cos(x)[None, :]) / 2).ravel()


def torus_edges(side: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the 2 side² edges of a torus."""
    number = np.arange(side * side).reshape(side, side)
    i = np.concatenate([number.ravel(), number.ravel()])
    j = np.concatenate([np.roll(number, -1, axis=0).ravel(), np.roll(number, -1, axis=1).ravel()])
    return i, j


def torus_rates(side: int, drive: float = 0.0, shuffled: bool = False) -> csr_array:
    """Return the rate matrix of a walk on the torus; `drive` in nats per edge along one direction."""
    i, j = torus_edges(side)
    energy = two_well_energy(side)
    half = (energy[i] - energy[j]) / 2 + np.where(np.arange(len(i)) < side * side, drive / 2, 0.0)
    if shuffled:
        order = np.random.default_rng(0).permutation(side * side)
        i, j = order[i], order[j]
    return _square(side * side, i, j, np.exp(half), np.exp(-half))


def torus_chain(side: int) -> csr_array:
    """Return the transition matrix of the same walk."""
    rates = torus_rates(side)
    outflow = np.asarray(rates.sum(axis=1)).ravel()
    step = 0.9 / outflow.max()
    n = side * side
    stay = coo_array((1 - step * outflow, (np.arange(n), np.arange(n))), shape=(n, n))
    return (rates * step + stay).tocsr()


def torus_counts(side: int, per_state: int = 1000) -> csr_array:
    """Return transition counts sampled from the walk: `per_state` transitions out of every state."""
    rng = np.random.default_rng(1)
    chain: Any = torus_chain(side)
    counts = chain.copy()
    for row in range(side * side):
        part = slice(chain.indptr[row], chain.indptr[row + 1])
        p = chain.data[part]
        counts.data[part] = rng.multinomial(per_state, p / p.sum())
    return counts


def _square(n: int, i: np.ndarray, j: np.ndarray, ahead: np.ndarray, back: np.ndarray) -> csr_array:
    places = (np.concatenate([i, j]), np.concatenate([j, i]))
    matrix = coo_array((np.concatenate([ahead, back]), places), shape=(n, n)).tocsr()
    matrix.sort_indices()
    return matrix


def ohmic_density(omega: Any) -> Any:
    """Return the spectral density of an Ohmic bath with a cut-off."""
    return 0.05 * omega * np.exp(-omega / 5.0)


def random_weak_coupling(n: int, baths: int = 1) -> WeakCoupling:
    """Return n random levels, coupled by random real matrices to Ohmic baths of kT = 0.5, 1 and so on."""
    from detbal.generators.baths.bath import Bath
    from detbal.generators.weak_coupling.model import WeakCoupling

    rng = np.random.default_rng(n)

    def symmetric() -> np.ndarray:
        a = rng.normal(size=(n, n)) / np.sqrt(n)
        return (a + a.T) / 2

    def bath(kT: float) -> Bath:
        return Bath(spectral_density=ohmic_density, kT=kT)

    return WeakCoupling(symmetric(), [(symmetric(), bath(0.5 * 2.0**k)) for k in range(baths)])
