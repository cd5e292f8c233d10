"""What an estimate takes for granted, in sentences."""

from __future__ import annotations

from detbal.spectra.estimation.drift import TOLD
from detbal.spectra.estimation.forms import Form
from detbal.spectra.estimation.grid import Grid
from detbal.spectra.estimation.methods import Found

#: Fewer blocks than these behind errors are told.
FEW = 20


def notes_of(found: Found, grid: Grid, *, asked: int, remove_mean: bool) -> list[str]:
    """Return the sentences, the general ones first.

    Parameters
    ----------
    found
    grid
    asked
        Number of blocks that were asked for.
    remove_mean

    Examples
    --------
    >>> import numpy as np
    >>> from detbal.spectra.estimation.estimate import estimate
    >>> found = estimate(np.random.default_rng(0).normal(size=(100, 1)), dt=1.0, lags=40, blocks=2, remove_mean=False)
    >>> found.assumptions[2:]
    ('the mean was left in', 'errors from 2 blocks only: they are uncertain by about 71 % themselves')
    """
    unit = f" {grid.unit.symbol}" if grid.unit else ""
    blocks = len(found.spectra.deviations)
    end = f"π/dt = {grid.omega[-1]:.6g}{unit}"
    notes = [
        "the steps are uniform, the motion is stationary"
        + ", and blocks are long compared with its memory" * (blocks > 0),
        f"motion faster than {end} is folded back into the spectrum; its floor, the density there, allows for that",
    ]
    if not remove_mean:
        notes.append("the mean was left in")
    if blocks and (found.frames + found.missing) // blocks < grid.lags:
        notes.append(f"blocks are shorter than the {grid.lags} lags: errors may be too small")
    if 0 < blocks < FEW:
        fewer = f" ({asked} were asked for: take fewer lags)" * (blocks < min(asked, FEW))
        notes.append(
            f"errors from {blocks} blocks only{fewer}: they are uncertain by about "
            f"{100 / (2 * (blocks - 1)) ** 0.5:.0f} % themselves"
        )
    if found.drift is not None and found.drift > TOLD:
        notes.append(
            f"the means of the first and the second half differ by {found.drift:.3g} standard errors, as blocks "
            "scatter: a trend, or a memory longer than blocks"
        )
    if found.missing:
        notes.append(
            f"{found.missing} of {found.missing + found.frames} frames are missing; pairs with them are left out"
        )
    if found.skipped:
        notes.append(f"{found.skipped} segments are left out, as frames are missing in them")
    if grid.form is not Form.DIRECT:
        notes.append(f"{grid.form.sentence}; ω = 0 is left out, where that says nothing")
    return notes
