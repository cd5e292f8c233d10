"""Speed of the check of generators: ``python -m benchmarks.generator_checks [--quick]``.

The same work by the superoperator, as one would write it with numpy, stands beside it as far as memory goes; the bound
is the time that this machine's BLAS needs for the products and the QR factorisation alone.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np

import detbal
from benchmarks.row import Row
from benchmarks.timing import best, table
from detbal.generators import Lindbladian

JUMPS = 6


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


def by_superoperator(H: np.ndarray, generator: Lindbladian) -> float:
    """Return the same share of asymmetry from the N² x N² matrix."""
    one = np.eye(len(H))
    energies, u = np.linalg.eigh(H)
    weight = np.exp(-(energies[:, None] + energies[None, :]) / 2).ravel()
    G = 1j * generator.H + sum(v.conj().T @ v for v in generator.jumps) / 2
    G = u.conj().T @ G @ u
    K = -np.kron(G, one) - np.kron(one, G.conj())
    for v in generator.jumps:
        w = u.conj().T @ v @ u
        K += np.kron(w, w.conj())
    M = K * np.sqrt(weight[None, :] / weight[:, None])
    return float(np.linalg.norm(M - M.conj().T) / 2 / np.linalg.norm(M))


def bound(n: int) -> float:
    """Return the time of the matrix products and of one QR factorisation of N² x 2(m + 2)."""
    a = np.random.default_rng(0).normal(size=(n, n)) + 0j
    tall = np.random.default_rng(0).normal(size=(n * n, 2 * (JUMPS + 2))) + 0j
    product = best(lambda: a @ a, 3)
    return 3 * (JUMPS + 2) * product + best(lambda: np.linalg.qr(tall, mode="r"), 3)


def main(argv: list[str]) -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="leave out the largest sizes")
    rows(parser.parse_args(argv).quick)


def rows(quick: bool) -> list[Row]:
    """Run everything; return what was measured."""
    lines, gathered, previous = [], [], None
    for n in (8, 16, 32, 64) if quick else (8, 16, 32, 64, 128, 256):
        H, generator = balanced_generator(n)
        verdict = detbal.check(generator, kT=1.0, H=H)
        ours = best(lambda g=generator, h=H: detbal.check(g, kT=1.0, H=h), 3)
        wrong = Lindbladian(generator.H + 1e-9 * np.diag(np.arange(n) % 2), generator.jumps)
        seen = detbal.check(wrong, kT=1.0, H=H).irreversible_part.relative
        theirs = best(lambda g=generator, h=H: by_superoperator(h, g), 1) if n <= 48 else None
        least = bound(n)
        rival = "superoperator in numpy" if theirs else "superoperator: too large"
        limit = "products and one QR"
        gathered.append(Row("Check of a Lindbladian of dense jumps", f"N = {n}", ours, rival, theirs, limit, least))
        exponent = np.log2(ours / previous) if previous else float("nan")
        previous = ours
        lines.append(
            [
                n,
                f"{ours:.4f}",
                f"{exponent:.1f}",
                f"{ours / least:.1f}",
                f"{theirs:.3f}" if theirs else "-",
                f"{theirs / ours:.1f}" if theirs else "-",
                verdict.status.name,
                f"{verdict.irreversible_part.relative:.1e}",
                f"{seen:.2e}",
            ]
        )
    columns = [
        "N",
        "check / s",
        "exponent",
        "× bound",
        "superoperator / s",
        "ratio",
        "verdict",
        "share",
        "seen of 1e-9",
    ]
    table(f"Is this Lindbladian of {JUMPS} dense jumps at detailed balance?", columns, lines)
    return gathered[2:]


if __name__ == "__main__":
    main(sys.argv[1:])
