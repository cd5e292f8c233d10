"""Speed of Davies generators, their stationary states and all their decay rates, on random levels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from benchmarks.bounds import diagonalisation
from benchmarks.rivals.open_systems import davies_by_numpy, davies_by_qutip, davies_by_qutip_plainly
from benchmarks.row import Bound, Rival, Row, against, missing, rival
from benchmarks.systems import random_weak_coupling
from benchmarks.timing import best, once
from detbal.generators.weak_coupling.davies import davies
from detbal.generators.weak_coupling.model import WeakCoupling

#: QuTiP's generator as a dense matrix has N⁴ entries; its eigenvalues take O(N⁶).
LARGEST_PLAIN = 32
#: Deviation of states and decay rates over the largest of them.
SAME = 1e-9


def everything(model: WeakCoupling) -> np.ndarray:
    """Return the stationary state and the decay rates."""
    generator = davies(model.H, model.couplings, lamb_shift=False)
    return numbers((generator.stationary_state().matrix, generator.eigenvalues()))


def numbers(found: tuple[Any, Any]) -> np.ndarray:
    """Return a state and the decay rates that eigenvalues are, ascending, in one array."""
    state, eigenvalues = found
    return np.concatenate((np.ravel(state), np.sort(-np.real(eigenvalues))))


def of_random_levels(n: int, qutip: bool) -> list[Row]:
    """Time all of it."""
    model = random_weak_coupling(n)
    ours, found = best(lambda: everything(model), 3)
    timed = best(lambda: numbers(davies_by_numpy(*given(model))), 3)
    rivals = [rival("numpy by hand, no degenerate levels", timed, found, SAME)]
    if qutip:
        rivals += _by_qutip(model, found)
    bound = Bound("one diagonalisation of H", diagonalisation(model.H))
    return against("Davies generator, its stationary state and all decay rates", f"N = {n}", ours, rivals, bound)


def given(model: WeakCoupling) -> tuple[Any, Any, Any]:
    """Return Hamiltonian, coupling and temperature."""
    A, bath = model.couplings[0]
    return model.H, A, bath.kT


def _by_qutip(model: WeakCoupling, found: np.ndarray) -> list[Rival]:
    if why := missing("qutip"):
        return [Rival(why)]

    def timed(name: str, way: Callable[..., Any]) -> Rival:
        taken = once(lambda: numbers(way(*given(model))), warm=lambda: way(*given(random_weak_coupling(4))))
        return rival(name, taken, found, SAME)

    rivals = [timed("QuTiP, in the eigenbasis of H", davies_by_qutip)]
    if len(model.H) <= LARGEST_PLAIN:
        rivals.append(timed("QuTiP, in the basis of H", davies_by_qutip_plainly))
    return rivals


def between_two_baths(n: int) -> list[Row]:
    """Time the stationary state between baths of two temperatures: N equations instead of a formula."""
    model = random_weak_coupling(n, baths=2)
    generator = davies(model.H, model.couplings, lamb_shift=False)
    ours, state = best(generator.stationary_state, 3)
    rates = np.exp(generator.log_population_rates()).T  # to row from column
    np.fill_diagonal(rates, 0.0)
    np.fill_diagonal(rates, -rates.sum(axis=0))
    equations = np.vstack((np.ones(n), rates[1:]))
    u, one = generator.basis, np.eye(n)[0]
    theirs = best(lambda: u * np.linalg.solve(equations, one) @ u.conj().T, 3)
    factors = best(lambda: np.linalg.solve(equations, one), 3)[0]
    rivals = [rival("numpy, solve", theirs, state.matrix, SAME)]
    bound = Bound("one LU factorisation", factors)
    return against("Stationary state between two baths", f"N = {n}", ours, rivals, bound)


def rows(quick: bool) -> Iterator[Row]:
    """Run all; yield what is measured."""
    for n in (16, 24) if quick else (16, 32, 48):
        yield from of_random_levels(n, qutip=True)
    for n in (100,) if quick else (200, 1000):
        yield from of_random_levels(n, qutip=False)
    yield from between_two_baths(100 if quick else 1000)


if __name__ == "__main__":
    from benchmarks.command import alone

    alone("generators")
