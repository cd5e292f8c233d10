"""Speed of the check of Lindbladians with dense jumps, balanced and off balance by a known amount."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import detbal
from benchmarks.bounds import diagonalisation
from benchmarks.rivals.open_systems import asymmetry_by_probes, asymmetry_by_superoperator
from benchmarks.row import Bound, Rival, Row, against, rival
from benchmarks.timing import best, once
from detbal.generators import Lindbladian

JUMPS = 6
#: Its matrix takes 0.27 GB at N = 64, and several copies are made; 4.3 GB each at N = 128.
LARGEST_SUPEROPERATOR = 64
#: What rivals see of a disturbance that a Hamiltonian would do that commutes with H; detbal sets it aside.
COHERENT = 1e-3
#: With so many random matrices the estimate is good to 5 %: three times that is allowed.
PROBES, SCATTER = 400, 0.15


def balanced_generator(n: int, seed: int = 0) -> tuple[np.ndarray, Lindbladian]:
    """Return a bare Hamiltonian and a generator at KMS detailed balance with its Gibbs state at kT = 1."""
    rng = np.random.default_rng(seed)
    energies = np.sort(rng.normal(size=n))
    nu = energies[:, None] - energies[None, :]
    jumps = []
    for _ in range(JUMPS):
        w = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
        jumps.append(np.exp(-nu / 4) * (w + w.conj().T) / np.sqrt(4 * n))
    coherent = 0.5j * np.tanh(nu / 4) * sum(v.conj().T @ v for v in jumps)
    u = np.linalg.qr(rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)))[0]
    turned = [u @ a @ u.conj().T for a in (np.diag(energies), coherent, *jumps)]
    return turned[0], Lindbladian(turned[1], turned[2:])


def disturbed(generator: Lindbladian) -> Lindbladian:
    """Return the generator with jumps that are a hundredth larger upwards, in no eigenbasis in particular."""
    first, *others = generator.jumps
    return Lindbladian(generator.H, [first + 0.01 * np.triu(first), *others])


def dense_jumps(n: int) -> list[Row]:
    """Time the check of a balanced generator; how far the disturbed one is off is compared with what rivals find."""
    H, balanced = balanced_generator(n)
    broken = disturbed(balanced)
    ours, verdict = best(lambda: detbal.check(balanced, kT=1.0, H=H), 3)
    assert verdict.status.name == "BALANCED"
    seen: Any = detbal.check(broken, kT=1.0, H=H)
    off = seen.irreversible_part.relative
    rivals = [_probes(H, balanced, broken, off)]
    if n <= LARGEST_SUPEROPERATOR:
        warm = balanced_generator(8)
        taken, _ = once(
            lambda: asymmetry_by_superoperator(H, balanced), warm=lambda: asymmetry_by_superoperator(*warm), repeat=2
        )
        rivals.append(rival("numpy, superoperator", (taken, asymmetry_by_superoperator(H, broken)), off, COHERENT))
    else:
        rivals.append(Rival("superoperator left out: too large"))
    bound = Bound("one diagonalisation of H", diagonalisation(H))
    return against("Check of a Lindbladian of dense jumps", f"N = {n}", ours, rivals, bound)


def _probes(H: np.ndarray, balanced: Lindbladian, broken: Lindbladian, off: float) -> Rival:
    """One pair of random matrices tells balanced from broken; how broken it is, many do."""
    taken, seen = best(lambda: asymmetry_by_probes(H, balanced, 1), 3)
    assert seen < 1e-12
    if len(H) > LARGEST_SUPEROPERATOR:
        assert asymmetry_by_probes(H, broken, 1) > 1e-6
        return Rival("numpy, a random probe: yes or no", taken)
    return rival("numpy, a random probe: yes or no", (taken, asymmetry_by_probes(H, broken, PROBES)), off, SCATTER)


def rows(quick: bool) -> Iterator[Row]:
    """Run all; yield what is measured."""
    for n in (16, 32) if quick else (32, 64, 128, 256):
        yield from dense_jumps(n)


if __name__ == "__main__":
    from benchmarks.command import alone

    alone("generator_checks")
