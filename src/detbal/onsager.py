"""The picture of a matrix of linear response, whatever it was calculated from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detbal.figures import Colours, MapFigure
from detbal.pairs import FloatArray


def onsager_figures(matrix: FloatArray, names: Sequence[str], told: str) -> tuple[MapFigure, ...]:
    """Draw Onsager's matrix as a map, its first row at the bottom.

    Parameters
    ----------
    matrix : (n, n)
    names
        Of its rows, which are those of its columns.
    told
        What is to be said of it beside them.

    Examples
    --------
    >>> onsager_figures(np.eye(2), ["heat of L", "heat of R"], "Symmetric.")[0].caption
    '1 heat of L; 2 heat of R. Symmetric.'
    """
    number = np.arange(1.0, len(names) + 1)
    listed = "; ".join(f"{k + 1} {name}" for k, name in enumerate(names))
    figure = MapFigure(
        title="Onsager's matrix",
        caption=f"{listed}. {told}",
        x_axis="force",
        y_axis="current",
        quantity="L per unit time",
        x=number,
        y=number,
        values=matrix,
        colours=Colours.DIVERGING,
    )
    return (figure,)
