"""Soft edges between blocks of lagged products, so that errors from blocks are right in weak parts of a spectrum too.

A block that owns the pairs (s, s + t) by their earlier sample has a hard edge. The transform of its sums then holds
what the strong parts of the spectrum leak through that edge; in the next block the same comes with the opposite sign.
It cancels from the sum over blocks, but not from their scatter, and errors come out several times too large.
So a pair is owned by half for each of its samples, and the ownership of samples passes from one block to the
next over a quarter of the lags.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.lag_sums import LagSums, Products
from detbal.numerics.series import FloatArray, IntArray, RealArray, centre, missing_rows

Complex = NDArray[np.complex128]


def moved_sums(
    samples: RealArray,
    *,
    own: int,
    lags: int,
    products: Products = Products.TRACE,
    offset: RealArray | None = None,
    exponent: IntArray | None = None,
) -> LagSums:
    """Return which part of the sums of one part belongs to the next one, where a block ends between them.

    Parameters
    ----------
    samples, own, lags, products, offset, exponent
        As for `detbal.numerics.lag_sums.lag_sums`.

    Returns
    -------
    LagSums
        To be taken from the one block and added to the other.

    Examples
    --------
    Of two lags, the pair across the edge is shared by halves:

    >>> moved = moved_sums(np.ones((9, 1)), own=8, lags=2)
    >>> moved.pairs.round(12) + 0.0, moved.product.round(12) + 0.0
    (array([0. , 0.5]), array([0. , 0.5]))
    """
    from scipy.fft import irfft

    start = max(0, own - max(1, lags // 4) - lags + 1)
    near = samples[start:]
    d = near.shape[1]
    edge, mask, pairs = _edge_without_gaps(len(near), own - start, lags)
    series = np.empty((d, len(near)))
    centre(near, offset, exponent, series)
    absent = missing_rows(near)
    if absent is not None:
        series[:, absent] = 0.0
        mask = edge.transforms((~absent).astype(np.float64)[None])
        pairs = irfft(mask.shared_with(mask), edge.size)[0, :lags]
    each = edge.transforms(series)
    match products:
        case Products.TRACE:
            wanted = [each.shared_with(each).sum(axis=0, keepdims=True)]
        case Products.EACH:
            wanted = [each.shared_with(each)]
        case Products.MATRIX:
            wanted = [each.row(i).shared_with(each) for i in range(d)]
    if offset is not None:
        earlier, later = each.shared_with(mask), mask.shared_with(each)
        wanted += [earlier, later] if products is Products.MATRIX else [earlier + later]
    found = irfft(np.concatenate(wanted), edge.size)[:, :lags]
    product, ends = np.split(found, [d**products.value])
    moved = edge.share[: edge.own]
    gone = 0.0 if absent is None else float(moved[absent[: edge.own]].sum())
    return LagSums(
        pairs=pairs,
        product=product.reshape(*(d,) * products.value, lags),
        ends=ends.reshape(*(2,) * (products is Products.MATRIX), d, lags if offset is not None else 0),
        total=series[:, : edge.own] @ moved,
        frames=np.asarray(float(moved.sum()) - gone),
        missing=np.asarray(gone),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Edge:
    """Samples around the end of a block: how many are the block's own, and how much of each is the next block's."""

    own: int
    share: FloatArray
    size: int

    def transforms(self, series: FloatArray) -> _Transforms:
        from scipy.fft import rfft

        halo = np.zeros_like(series)
        halo[:, self.own :] = series[:, self.own :]
        return _Transforms(*(rfft(part, self.size) for part in (series, series * self.share, halo)))


@dataclass(frozen=True, slots=True, eq=False)
class _Transforms:
    """Of rows of samples, of what is shared of them, and of the halo alone."""

    plain: Complex
    shared: Complex
    halo: Complex

    def row(self, k: int) -> _Transforms:
        return _Transforms(*(part[k : k + 1] for part in (self.plain, self.shared, self.halo)))

    def shared_with(self, other: _Transforms) -> Complex:
        """Return the transform of shared pairs. Those within the halo, where the share is 1, are not the part's."""
        both = self.shared.conj() * other.plain + self.plain.conj() * other.shared
        return np.asarray(both / 2 - self.halo.conj() * other.halo)


@lru_cache(maxsize=4)
def _edge_without_gaps(rows: int, own: int, lags: int) -> tuple[_Edge, _Transforms, FloatArray]:
    """Return an edge, the transforms of a mask without gaps, and the numbers of pairs: alike for most blocks."""
    from scipy.fft import irfft, next_fast_len

    width = max(1, lags // 4)
    ramp = np.clip((np.arange(rows) - own + width) / width, 0.0, 1.0)
    edge = _Edge(own, np.sin(np.pi / 2 * ramp) ** 2, next_fast_len(rows + lags, real=True))
    mask = edge.transforms(np.ones((1, rows)))
    return edge, mask, irfft(mask.shared_with(mask), edge.size)[0, :lags]
