"""Blocks of frames: arrays of shape (frames, components) in which a row of NaN stands for a missing frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain

Block: TypeAlias = NDArray[np.float32] | NDArray[np.float64]
Places: TypeAlias = NDArray[np.intp]


def as_block(values: Any, what: str) -> Block:
    """Return an array of shape (n,), (n, d) or (n, atoms, 3) as one of shape (n, components).

    Single precision stays; all other real numbers become doubles.

    Raises
    ------
    InputError
        Complex numbers, texts, truth values, masked entries or another shape.

    Examples
    --------
    >>> as_block(np.zeros((5, 2, 3)), "block 0").shape
    (5, 6)
    """
    if np.ma.is_masked(values):
        raise InputError(explain(f"{what} has masked entries", fix="fill them with NaN, array.filled(numpy.nan)"))
    array = np.asarray(values)
    require_numbers(array.dtype, array.shape, what)
    flat = array.reshape(len(array), int(np.prod(array.shape[1:])))
    if array.dtype.kind == "f" and array.dtype.itemsize == 4:
        return flat.astype(np.float32, copy=False)
    return flat.astype(np.float64, copy=False)


def require_numbers(dtype: Any, shape: tuple[int, ...], what: str) -> None:
    """Insist on real numbers, and on the shape (n,), (n, d) or (n, atoms, 3).

    Raises
    ------
    InputError
        Otherwise.

    Examples
    --------
    >>> require_numbers(np.dtype(complex), (5,), "block 0")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: block 0 holds complex numbers (complex128); give the real and the imaginary part ...
    """
    if dtype.kind == "c":
        fix = "give the real and the imaginary part as two components"
        raise InputError(explain(f"{what} holds complex numbers ({dtype})", fix=fix))
    if dtype.kind not in "iuf":
        raise InputError(explain(f"{what} holds entries of type {dtype}", fix="give real numbers"))
    if not 1 <= len(shape) <= 3 or (len(shape) == 3 and shape[2] != 3) or 0 in shape[1:]:
        fix = "give (frames,), (frames, components) or (frames, atoms, 3)"
        raise InputError(explain(f"{what} has shape {shape}", fix=fix))


def checked(blocks: Iterable[Any], width: int) -> Iterator[Block]:
    """Turn what a source gives into blocks of the same width, without infinite numbers; empty blocks are left out.

    Raises
    ------
    InputError
        As `as_block`; another width, an infinite number (with block, row and frame), or no frame at all.

    Examples
    --------
    >>> [block.shape for block in checked([np.zeros(3), np.zeros((2, 1))], width=1)]
    [(3, 1), (2, 1)]
    """
    frames = 0
    for k, values in enumerate(blocks):
        block = as_block(values, f"block {k}")
        if block.shape[1] != width:
            what = f"block {k} (from frame {frames}) has {block.shape[1]} components, those before have {width}"
            raise InputError(explain(what, fix="give all blocks the same number of components"))
        _refuse_infinite(block, k, frames)
        frames += len(block)
        if len(block):
            yield block
    if not frames:
        raise InputError(explain("the trajectory has no frames", fix="give at least one"))


def _refuse_infinite(block: Block, k: int, frames: int) -> None:
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(block.sum()):  # one pass, no copy
            return
    rows = np.isinf(block).any(axis=1)
    if rows.any():
        row = int(np.argmax(rows))
        what = f"block {k}, row {row} (frame {frames + row}) holds an infinite number"
        raise InputError(explain(what, fix="give finite numbers, or NaN for a missing frame"))


def spread(blocks: Iterable[Block], places: Places, shape: tuple[int, int]) -> Iterator[Block]:
    """Put frames in their places, and rows of NaN where there is none.

    Parameters
    ----------
    blocks
        As many frames as `places` has entries.
    places : (n,) integer array
        Ascending: where each frame stands.
    shape
        How many rows come out in all, and components.

    Raises
    ------
    InputError
        More or fewer frames than places.

    Examples
    --------
    >>> block, = spread([np.array([[1.0], [2.0]])], np.array([0, 2]), (3, 1))
    >>> block.ravel()
    array([ 1., nan,  2.])
    """
    row = at = 0
    length = shape[0]
    if not len(places):  # a slice within a gap
        yield np.full(shape, np.nan)
        return
    for block in blocks:
        here = places[row : row + len(block)]
        row += len(block)
        if len(here) < len(block):
            break
        stop = length if row == len(places) else int(here[-1]) + 1
        out: Block = np.full((stop - at, block.shape[1]), np.nan, dtype=block.dtype)
        out[here - at] = block
        at = stop
        yield out
    if row != len(places):
        what = f"{len(places)} times, but {'at least ' if row > len(places) else ''}{row} frames"
        raise InputError(explain(what, fix="give one time for each frame"))
