"""Speed of detailed-balance limits of solar cells under AM1.5G: one junction, two, and the best gaps of many."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.bounds import exponentials
from benchmarks.rivals.cells import (
    T,
    absorbed_above,
    efficiencies_by_arrays,
    efficiencies_by_loop,
    efficiency_by_quadrature,
    efficiency_by_solcore,
)
from benchmarks.row import Bound, Rival, Row, against, missing, rival
from benchmarks.timing import best, once, sampled
from detbal.photovoltaics import optimal_gaps, shockley_queisser, tandem_limit, tandem_map

#: Deviation of efficiencies over the largest: of scipy's rules, its minimiser, solcore's grid of voltages.
EXACT, MINIMISED, GRIDDED = 1e-9, 1e-6, 3e-3


def one_junction(number: int, some: int) -> list[Row]:
    """Time the limits of many gaps; those who take one gap after the other are timed at some of them."""
    gaps = np.linspace(0.5, 3.0, number)
    few = [float(gap) for gap in gaps[:: number // some]]
    ours, found = best(lambda: shockley_queisser(gaps, T=T).efficiency, 5)
    at_few = found[:: number // some]
    rivals = [
        rival("numpy, Newton for all gaps at once", best(lambda: efficiencies_by_arrays(gaps)), found, EXACT),
        rival("scipy, minimize_scalar for each gap", best(lambda: efficiencies_by_loop(gaps), 2), found, MINIMISED),
        rival(
            f"scipy, quad for each gap, from {some}", sampled(efficiency_by_quadrature, few, number), at_few, MINIMISED
        ),
    ]
    if why := missing("solcore"):
        rivals.append(Rival(why))
    else:
        solcores = sampled(efficiency_by_solcore, few, number)
        rivals.append(rival(f"solcore, from {some} gaps", solcores, at_few, GRIDDED))
    return against("Shockley-Queisser limits", f"{number} gaps", ours, rivals, least(gaps, number))


def least(gaps: np.ndarray, cells: int) -> Bound:
    """Time the look-up of the light of some gaps, and one exponential for each junction of some cells."""
    return Bound("light and one exponential for each", best(lambda: absorbed_above(gaps))[0] + exponentials(cells))


def two_junctions(side: int) -> list[Row]:
    """Time the map of two junctions in series."""
    top, bottom = np.linspace(1.2, 2.4, side), np.linspace(0.5, 1.6, side)
    taken, _ = best(lambda: tandem_map(top, bottom, T=T), 3)
    pairs = int((bottom[:, None] < top).sum())
    bound = least(np.append(top, bottom), 2 * pairs)
    return against("Limits of two-junction cells", f"{side} × {side} pairs of gaps", taken, [], bound)


def best_gaps(junctions: int) -> list[Row]:
    """Time the search for the best gaps against one evaluation of the limit at the answer."""
    taken, found = once(lambda: optimal_gaps(junctions, T=T), warm=lambda: optimal_gaps(1, T=T))
    bound = Bound("one evaluation by detbal, at the answer", best(lambda: tandem_limit(found.gaps, T=T))[0])
    return against("Optimal gaps of a tandem", f"{junctions} junctions", taken, [], bound)


def rows(quick: bool) -> Iterator[Row]:
    """Run all; yield what is measured."""
    yield from one_junction(*((200, 5) if quick else (1000, 20)))
    yield from two_junctions(40 if quick else 200)
    for junctions in (2,) if quick else (2, 3, 4, 6):
        yield from best_gaps(junctions)


if __name__ == "__main__":
    from benchmarks.command import alone

    alone("photovoltaics")
