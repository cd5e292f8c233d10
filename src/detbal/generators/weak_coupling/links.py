"""The transitions of a Davies generator as pairs of a process and its reverse, each bath by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.generators.baths.bath import Bath
from detbal.generators.baths.conventions import Statistics
from detbal.generators.baths.readings import Readings, read
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.names import PairNames
from detbal.pairs import ROUNDING, FloatArray, Pairs, rounding_of


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Transitions between eigenstates, under one bath each.

    Attributes
    ----------
    source, target : (n,) integer arrays
        States; the forward process leads from source to target.
    bath : (n,) integer array
        Number of the bath, in the order of `DaviesGenerator.baths`.
    log_forward, log_reverse : (n,) float arrays
        Logs of the rates, summed over the couplings to the bath.
    energy : (n,) float array
        Given to the bath by the forward process.
    particles : (n,) float array
        Given to the bath by the forward process: 1 for fermions, else 0.
    rounding : (n,) float array
        Bound on the round-off of the log-ratio, nats.
    hidden : int
        Transitions left out, because the bath's spectrum is zero or unknown to within half of its value there.
    names : PairNames
    """

    source: NDArray[np.intp]
    target: NDArray[np.intp]
    bath: NDArray[np.intp]
    log_forward: FloatArray
    log_reverse: FloatArray
    energy: FloatArray
    particles: FloatArray
    rounding: FloatArray
    hidden: int
    names: PairNames

    def __len__(self) -> int:
        return len(self.source)

    @property
    def one_way(self) -> NDArray[np.bool_]:
        """True where only one of the two processes exists."""
        return np.isneginf(self.log_forward) | np.isneginf(self.log_reverse)


def links_of(generator: DaviesGenerator) -> Links:
    """List the transitions of a generator, bath by bath.

    Transitions within a level of a bosonic bath are left out: they are their own reverse.

    Examples
    --------
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> ohmic = Bath(spectral_density=lambda w: w, kT=0.5)
    >>> links = links_of(davies([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], ohmic)], lamb_shift=False))
    >>> list(links.names), links.energy, (links.log_forward - links.log_reverse).round(12)
    (['|0⟩ ⇌ |1⟩ (bath 0)'], array([-1.]), array([-2.]))
    """
    names = list(generator.baths)
    columns = [_links_of_bath(generator, name, bath) for name, bath in generator.baths.items()]
    counts = [len(column[0]) for column in columns]
    source, target, ahead, back, energy, particles, rounding = (
        np.concatenate([column[k] for column in columns]) for k in range(7)
    )
    bath = np.repeat(np.arange(len(names)), counts)
    kept = ~np.isnan(rounding)
    chosen = (each[kept] for each in (source, target, bath, ahead, back, energy, particles, rounding))
    i, j, bath, ahead, back, energy, particles, rounding = chosen
    channels = tuple(names[k] for k in bath)
    labels = PairNames(generator.state_names, i.astype(np.int32), j.astype(np.int32), channels)
    return Links(i, j, bath, ahead, back, energy, particles, rounding, int((~kept).sum()), labels)


def thermal_pairs(links: Links, generator: DaviesGenerator, kT: float | None) -> Pairs:
    """Return the pairs with what balance expects at a temperature; None: each bath at its own.

    Row i → j: ln(k_ij/k_ji) = (E_i - E_j)/kT, for fermions (E_i - E_j - μ)/kT if a particle leaves.

    Raises
    ------
    InputError
        A bath without a temperature of its own, where its own is asked for.

    Examples
    --------
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> ohmic = Bath(spectral_density=lambda w: w, kT=0.5)
    >>> generator = davies([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], ohmic)], lamb_shift=False)
    >>> thermal_pairs(links_of(generator), generator, kT=0.25).offset
    array([-4.])
    """
    baths = list(generator.baths.items())
    temperatures = np.array([_own_temperature(name, bath) if kT is None else kT for name, bath in baths])
    potentials = np.array([bath.mu for _, bath in baths])
    given = links.energy - potentials[links.bath] * links.particles
    with np.errstate(over="ignore"):
        offset = given / temperatures[links.bath]
    if not np.isfinite(offset).all():
        k = int(np.argmax(~np.isfinite(offset)))
        what = f"the energy of {links.names[k]} over kT = {temperatures[links.bath[k]]:g} exceeds the range of floats"
        raise InputError(explain(what, fix="check the unit of H or of kT"))
    size = (np.abs(links.energy) + np.abs(potentials[links.bath] * links.particles)) / temperatures[links.bath]
    return Pairs.from_logs(
        links.log_forward,
        links.log_reverse,
        offset=offset,
        rounding=links.rounding + ROUNDING * size / 8.0,
        labels=links.names,
    )


def potential_pairs(links: Links, generator: DaviesGenerator) -> Pairs:
    """Return the pairs with ln π of every state as the unknowns (Kolmogorov's rule, baths apart).

    Row i → j: ln(k_ij/k_ji) = ln π_j - ln π_i.

    Examples
    --------
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> ohmic = Bath(spectral_density=lambda w: w, kT=0.5)
    >>> generator = davies([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], ohmic)], lamb_shift=False)
    >>> potential_pairs(links_of(generator), generator).unknowns
    ('ln π(|0⟩)', 'ln π(|1⟩)')
    """
    from scipy.sparse import csr_array

    m = len(links)
    columns = np.stack([links.source, links.target], axis=1).ravel()
    shape = (m, generator.dimension)
    return Pairs.from_logs(
        links.log_forward,
        links.log_reverse,
        design=csr_array((np.tile([-1.0, 1.0], m), columns, np.arange(0, 2 * m + 1, 2)), shape=shape),
        rounding=links.rounding,
        labels=links.names,
        unknowns=[f"ln π({name})" for name in generator.state_names],
    )


def _own_temperature(name: str, bath: Bath) -> float:
    if bath.kT is None:
        raise InputError(explain(f"{name} has no temperature", fix="give kT= (or T=), or construct the bath with one"))
    return bath.kT


def _links_of_bath(generator: DaviesGenerator, name: str, bath: Bath) -> tuple[NDArray[Any], ...]:
    """Return source, target, log rates of both ways, energy, particles and rounding (nan where left out)."""
    energies = generator.levels.energies
    ahead = _total(generator, name, reverse=False)
    fermions = bath.statistics is Statistics.FERMION
    back = (_total(generator, name, reverse=True) if fermions else ahead).T
    exists = np.isfinite(ahead) | np.isfinite(back)
    if fermions:
        np.fill_diagonal(exists, False)
    else:
        exists = np.triu(exists, 1) & (generator.levels.level[:, None] != generator.levels.level)
    i, j = np.nonzero(exists)
    energy = energies[i] - energies[j]
    omega, place = np.unique(energy if fermions else np.abs(energy), return_inverse=True)
    rounding = rounding_of(ahead[i, j], back[i, j])
    if len(omega):
        expected = None if bath.kT is None else (omega - bath.mu) / bath.kT
        rounding = rounding + _bath_rounding(read(bath, omega, expected))[place]
    return i, j, ahead[i, j], back[i, j], energy, np.full(len(i), float(fermions)), rounding


def _bath_rounding(reading: Readings) -> FloatArray:
    """Return the noise of the bath's log-ratio at each frequency; nan where it cannot be judged."""
    return np.where(reading.unresolved | reading.silent, np.nan, reading.rounding)


def _total(generator: DaviesGenerator, name: str, reverse: bool) -> FloatArray:
    """Return the logs of the rates of one bath, of particles that leave, or (`reverse`) of those that enter."""
    chosen = [each for each in generator.transitions if each.name == name and (each.reverse < 0) is reverse]
    logs: FloatArray = np.logaddexp.reduce([each.log_rates for each in chosen])
    return logs
