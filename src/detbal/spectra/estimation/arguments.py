"""What is asked of an estimate, checked before anything is read."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.durations import duration
from detbal.errors import InputError, explain
from detbal.numerics.lag_sums import Products
from detbal.spectra.estimation.methods import Method
from detbal.spectra.estimation.trajectory import Trajectory

#: Lags that are kept if nothing is said, at the most, and blocks that a series of known length then has at least.
DEFAULT_LAGS, DEFAULT_BLOCKS = 4096, 32
#: Bytes that sums and errors may take.
MEMORY = 2e9


def number_of_blocks(blocks: Any) -> int:
    """Return the number of blocks; 1 stands for no errors, as None does.

    Raises
    ------
    InputError
        Otherwise than a positive whole number or None.

    Examples
    --------
    >>> number_of_blocks(None), number_of_blocks(8)
    (1, 8)
    """
    if blocks is None:
        return 1
    if isinstance(blocks, bool) or not isinstance(blocks, int | np.integer) or blocks < 1:
        fix = "give a whole number, or 1 to do without errors"
        raise InputError(explain(f"blocks = {blocks!r}", why="errors need at least two", fix=fix))
    return int(blocks)


def require_runnable(executor: Any, progress: Any, remove_mean: Any) -> None:
    """Insist on something with ``submit``, on something that can be called, and on a truth value.

    Examples
    --------
    >>> require_runnable(3, False, True)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: executor = 3; give something with .submit, such as ...
    """
    if executor is not None and not callable(getattr(executor, "submit", None)):
        fix = "give something with .submit, such as concurrent.futures.ThreadPoolExecutor(2), or None"
        raise InputError(explain(f"executor = {executor!r}", fix=fix))
    if not isinstance(progress, bool) and not callable(progress):
        fix = "give True, False, or a function of frames done and of all"
        raise InputError(explain(f"progress = {progress!r}", fix=fix))
    if not isinstance(remove_mean, bool | np.bool_):
        raise InputError(explain(f"remove_mean = {remove_mean!r}", fix="give True or False"))


def number_of_lags(lags: Any, path: Trajectory, length: int | None, blocks: int) -> tuple[int, list[str]]:
    """Return the number of lags, and a sentence if it was chosen here.

    Examples
    --------
    >>> number_of_lags("12 fs", Trajectory.of(np.zeros(100), dt="2 fs", unit="fs"), 100, 8)
    (6, [])
    """
    if lags is None:
        if length is None:
            raise InputError(explain("the number of frames is not known beforehand", fix="give lags="))
        kept = max(2, min(DEFAULT_LAGS, length // (blocks if blocks > 1 else DEFAULT_BLOCKS)))
        return kept, [f"lags = {kept}, as nothing was said"]
    if isinstance(lags, int | np.integer) and not isinstance(lags, bool):
        kept = int(lags)
    elif isinstance(lags, bool | float | np.floating):
        raise InputError(
            explain(f"lags = {lags!r}", fix="give a whole number, or a time with its unit, such as '2 ps'")
        )
    else:
        kept = int(duration(lags, path.time_unit, name="lags") / path.dt * (1 + 1e-12))
    if kept < 2:
        raise InputError(explain(f"lags = {lags!r} is {kept} step(s)", fix="take two at least"))
    return kept, []


def require_memory(lags: int, width: int, blocks: int, products: Products, method: Method, *, centre: bool) -> None:
    """Refuse what would take more than `MEMORY`, before the pass.

    Parameters
    ----------
    lags, width, blocks
        Numbers of lags, of components, and of blocks there may be.
    products, method
    centre
        Whether sums that remove a mean are kept, for every component.

    Examples
    --------
    >>> require_memory(2000, 30_000, 32, Products.TRACE, Method.LAGS, centre=True)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: 32 blocks × 2000 lags × 30000 components: sums and errors would take 15 GB, more ...
    """
    kept = width**products.value
    edges = centre * width * (2 if products is Products.MATRIX or method is Method.WELCH else 1)
    numbers = (blocks + 3) * (1 + kept + edges)
    if blocks > 1:  # deviations of correlations and spectra
        numbers += 3 * blocks * kept * (2 if products is Products.MATRIX else 1)
    size = 8.0 * lags * numbers
    if size > MEMORY:
        what = f"{blocks} blocks × {lags} lags × {width} components: sums and errors would take {size / 1e9:.2g} GB"
        fix = "take fewer lags or blocks" + ", or remove_mean=False" * centre
        raise InputError(explain(f"{what}, more than {MEMORY / 1e9:g} GB", fix=fix))
