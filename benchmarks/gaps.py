"""Speed of the spectral gap of a thermal sampler.

The sampler of Ding, Li and Lin (Gaussian filter, β = 1) for the open transverse-field Ising chain
H = -½ Σ Z_k Z_k+1 - Σ X_k with all 3n single-site Pauli jumps: no symmetry used, against rivals; then alone, with
parity and reflection, up to 10 spins, where the superoperator would have 10¹² entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.bounds import diagonalisation
from benchmarks.rivals.open_systems import gap_by_arpack, gap_by_arpack_plainly, gap_by_diagonalisation
from benchmarks.row import Bound, Row, against, rival
from benchmarks.timing import best, once
from detbal.generators.mixing.gap import spectral_gap
from detbal.generators.mixing.sampler import FilteredSampler
from detbal.generators.models import transverse_field_ising
from detbal.generators.stationary import rows_stacked

#: Relative residual at which the search ends: the gap itself is then good to about its square.
ACCURACY = 1e-6
#: What rivals' gaps are held to.
SAME = 1e-8
#: Spins up to which the superoperator is made, diagonalised by ARPACK, and as a dense matrix: 17 MB and 270 MB.
DENSE, SUPEROPERATOR = 5, 6


def sampler(n: int) -> tuple[Any, FilteredSampler]:
    """Return the chain of n sites, and its sampler with all Pauli matrices."""
    model = transverse_field_ising(n, coupling=0.5, field=1.0)
    return model, FilteredSampler(model.H, model.couplings, kT=1.0)


def without_symmetry(n: int) -> list[Row]:
    """Time the gap against ARPACK on N × N matrices, ARPACK on the superoperator, and all of its eigenvalues."""
    model, made = sampler(n)
    H, small = model.H.toarray(), sampler(3)[1]
    ours, gap = best(lambda: spectral_gap(made, accuracy=ACCURACY).value, 3)
    timed = best(lambda: gap_by_arpack(H, made.lindbladian(), kT=1.0), 1)
    rivals = [rival("ARPACK, Hermitian form, no superoperator", timed, gap, SAME)]

    def superoperator(one: FilteredSampler) -> Any:
        return rows_stacked(one.lindbladian())

    if n <= SUPEROPERATOR:
        plainly = once(lambda: gap_by_arpack_plainly(superoperator(made)),
                       warm=lambda: gap_by_arpack_plainly(superoperator(small)))  # fmt: skip
        rivals.append(rival("ARPACK on the superoperator", plainly, gap, SAME))
    if n <= DENSE:
        dense = once(lambda: gap_by_diagonalisation(superoperator(made)),
                     warm=lambda: gap_by_diagonalisation(superoperator(small)))  # fmt: skip
        rivals.append(rival("dense superoperator", dense, gap, SAME))
    return against("Gap of a thermal sampler, no symmetry", f"{n} spins", ours, rivals, _bound(H))


def with_symmetry(n: int) -> list[Row]:
    """Time the gap with parity and reflection; on a small chain it is held against that without."""
    model, made = sampler(n)
    small = sampler(5)

    def work(model: Any, made: FilteredSampler) -> float:
        return spectral_gap(made, symmetries=model.reflections, accuracy=ACCURACY).value

    assert abs(work(*small) / spectral_gap(small[1], accuracy=ACCURACY).value - 1) < SAME
    ours, _ = once(lambda: work(model, made), warm=lambda: work(*small))
    return against("Gap of a thermal sampler, parity and reflection", f"{n} spins", ours, [], _bound(model.H.toarray()))


def _bound(H: Any) -> Bound:
    return Bound("one diagonalisation of H", diagonalisation(H))


def rows(quick: bool) -> Iterator[Row]:
    """Run all; yield what is measured."""
    for n in (3, 4) if quick else (5, 6, 7):
        yield from without_symmetry(n)
    for n in (5, 6) if quick else (8, 10):
        yield from with_symmetry(n)


if __name__ == "__main__":
    from benchmarks.command import alone

    alone("gaps")
