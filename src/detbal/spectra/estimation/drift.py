"""Whether the mean of a series wanders: the difference of its halves, beside that of neighbouring blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

#: Blocks that it takes to tell, and standard errors from which on it is told.
ENOUGH, TOLD = 16, 5.0


def drift(blocks: Sequence[Any]) -> float | None:
    """Return by how many standard errors the means of both halves of a series differ; None from too few blocks.

    The noise is that of neighbouring blocks, Σ|m_{k+1} - m_k|²/2, in which a slow trend hardly shows (J. von Neumann,
    Ann. Math. Stat. 12, 367 (1941)). All components are taken together.

    Parameters
    ----------
    blocks
        Records of sums, in the order of time, with ``total`` and ``frames``.

    Examples
    --------
    >>> from detbal.numerics.lag_sums import lag_sums
    >>> noise = np.random.default_rng(0).normal(size=(20, 100, 1))
    >>> def records(series):
    ...     return [lag_sums(block, own=100, lags=1) for block in series]
    >>> bool(drift(records(noise)) < 3), bool(drift(records(noise + 0.1 * np.arange(20)[:, None, None])) > 8)
    (True, True)
    """
    used = [block for block in blocks if block.frames > 0.5 * np.mean([one.frames for one in blocks])]
    if len(used) < ENOUGH:
        return None
    means = np.array([block.total / block.frames for block in used])
    if not (largest := np.abs(means).max()) > 0:
        return 0.0
    means = means / largest  # squares of tiny numbers are no numbers
    noise = float((np.diff(means, axis=0) ** 2).sum()) / (2 * (len(used) - 1))
    half = len(used) // 2
    moved = float(((means[half:].mean(axis=0) - means[:half].mean(axis=0)) ** 2).sum())
    expected = noise * (1 / half + 1 / (len(used) - half))
    return float(np.sqrt(moved / expected)) if expected > 0 else (np.inf if moved > 0 else 0.0)
