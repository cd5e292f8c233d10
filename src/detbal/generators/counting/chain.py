"""A Davies generator whose populations obey a rate equation: counters all in logs, at any energy over kT."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.counted_rates import CountedRates
from detbal.errors import InputError, explain
from detbal.generators.counting.choices import Counted
from detbal.generators.counting.counter import Counter
from detbal.generators.counting.entries import Entries
from detbal.generators.counting.from_davies import particles_of
from detbal.generators.counting.local_balance import imbalances
from detbal.generators.counting.open_system import OpenSystem
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.generators.weak_coupling.rate_equation import stationary_populations
from detbal.numerics.tilted_matrix import TiltedMatrix
from detbal.pairs import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Processes:
    """Jumps between the n states that recur: from `source` to `target`, by a part of the system."""

    n: int
    source: NDArray[np.intp]
    target: NDArray[np.intp]
    log_rate: FloatArray
    part: NDArray[np.intp]
    gain: FloatArray
    energies: FloatArray
    log_p: FloatArray
    error: FloatArray


def counter_of_rates(
    generator: DaviesGenerator, system: OpenSystem, bath: str, counted: Counted, order: int
) -> Counter:
    """Return a counter at a bath, from the rates between eigenstates.

    Parameters
    ----------
    generator
        Whose populations are closed.
    system
        The same, as an open system; its jumps do not matter.
    bath, counted, order

    Raises
    ------
    InputError
        More than one stationary state, nothing that is counted.

    Examples
    --------
    >>> from detbal.generators.baths.bath import Bath
    >>> from detbal.generators.counting.from_davies import described
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> x, baths = [[0, 1], [1, 0]], [Bath(spectral_density=lambda w: 0.1 * w, kT=kT) for kT in (2e-4, 1e-4)]
    >>> cold = davies([[0, 0], [0, 1.0]], [(x, bath) for bath in baths], lamb_shift=False)
    >>> found = counter_of_rates(cold, described(cold), "bath 0", Counted.ENERGY, 1)
    >>> found.affinity, found.entropy_production  # rates of e^-5000 underflow
    (5000.0, 0.0)
    """
    runs = _processes(generator, system)
    particles = np.array([one.particles for one in system.parts])[runs.part]
    here = np.array([one.bath == bath for one in system.parts])[runs.part]
    weight = np.where(here, particles if counted is Counted.PARTICLES else runs.gain, 0.0)
    if not weight.any():
        what = f"{bath!r} moves no {counted.value}"
        raise InputError(explain(what, fix="count at another bath, or something else"))
    force = system.thermal_force(runs.part, runs.gain, np.ones(len(runs.part), dtype=bool))
    rates = CountedRates(
        log_pi=runs.log_p,
        source=runs.source,
        target=runs.target,
        log_rate=runs.log_rate,
        weight=weight,
        force=force,
        affinity=system.affinity(bath, counted is Counted.PARTICLES),
        errors=(float(runs.error.max()), 0.0),
    )
    values, floor = rates.cumulants(order)
    return Counter(
        tilted=rates.tilted(),
        cumulants=values,
        floor=floor,
        entropy_production=rates.entropy_production,
        imbalance=imbalances(system, _entries(runs)),
    )


def entries_of_rates(generator: DaviesGenerator, system: OpenSystem) -> Entries:
    """Return the entries of the rate equation: what `entries_of` finds on populations alone, without its jumps.

    Parameters
    ----------
    generator, system
        As for `counter_of_rates`.

    Examples
    --------
    >>> from detbal.generators.baths.bath import Bath
    >>> from detbal.generators.counting.from_davies import described
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> flat = Bath(power_spectrum=lambda w: 1.0 / (1.0 + np.exp(-w)), kT=1.0)
    >>> atom = davies([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], flat)], lamb_shift=False)
    >>> entries_of_rates(atom, described(atom)).matrix.at().toarray().round(4)
    array([[-0.2689,  0.7311],
           [ 0.2689, -0.7311]])
    """
    return _entries(_processes(generator, system))


def _entries(runs: _Processes) -> Entries:
    with np.errstate(under="ignore"):
        rate = np.exp(runs.log_rate)
    row, column = np.concatenate([runs.target, runs.source]), np.tile(runs.source, 2)
    return Entries(
        matrix=TiltedMatrix(runs.n, row, column, np.concatenate([rate, -rate]), np.ones(runs.n)),
        part=np.tile(runs.part, 2),
        jumps=np.repeat([True, False], len(rate)),
        gain=np.concatenate([runs.gain, np.zeros(len(rate))]),
        energies=runs.energies,
    )


def _processes(generator: DaviesGenerator, system: OpenSystem) -> _Processes:
    stationary = stationary_populations(
        generator.log_population_rates(), np.eye(generator.dimension, dtype=np.complex128), False
    )
    members = np.flatnonzero(stationary.basis.any(axis=1))
    inside, energies = np.ix_(members, members), generator.levels.energies[members]
    found: list[tuple[NDArray[np.intp], NDArray[np.intp], FloatArray, NDArray[np.intp]]] = []
    for number, part in enumerate(system.parts):
        chosen = [t for t in generator.transitions if (t.name, particles_of(t)) == (part.bath, part.particles)]
        logs = np.logaddexp.reduce([each.log_rates for each in chosen])[inside]
        np.fill_diagonal(logs, -np.inf)
        source, target = np.nonzero(np.isfinite(logs))
        found.append((source, target, logs[source, target], np.full(len(source), number)))
    source, target, log_rate, part_of = (np.concatenate([each[k] for each in found]) for k in range(4))
    return _Processes(
        n=len(members),
        source=source,
        target=target,
        log_rate=log_rate,
        part=part_of,
        gain=energies[target] - energies[source],
        energies=energies,
        log_p=stationary.log_p,
        error=stationary.error,
    )
