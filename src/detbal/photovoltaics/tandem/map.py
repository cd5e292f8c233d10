"""Efficiencies of tandems of two junctions over both gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.figures import MapFigure
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.radiation import Floats
from detbal.photovoltaics.tandem.asked import CLOSEST
from detbal.photovoltaics.tandem.limit import TandemLimit, tandem_limit
from detbal.reals import positive, real_array

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TandemMap:
    """Efficiency over the gaps of two junctions.

    Attributes
    ----------
    top, bottom : (t,) and (b,) float arrays
        eV, ascending.
    efficiency : (b, t) float array
        NaN where the top gap is not above the bottom gap.
    best : TandemLimit
        The best pair of the grid.
    """

    top: Floats
    bottom: Floats
    efficiency: Floats
    best: TandemLimit

    def __repr__(self) -> str:
        return f"{len(self.top)} top by {len(self.bottom)} bottom gaps; best: {self.best!r}"

    @property
    def figure(self) -> MapFigure:
        """The map as a figure record, in percent, with its best pair marked."""
        top, bottom = (float(gap) for gap in self.best.gaps)
        highest = 100 * float(self.best.efficiency)
        return MapFigure(
            title="Limiting efficiency of two junctions",
            caption="; ".join(self.best.assumptions),
            x_axis="top gap / eV",
            y_axis="bottom gap / eV",
            quantity="efficiency / %",
            x=self.top,
            y=self.bottom,
            values=100 * self.efficiency,
            levels=tuple(float(level) for level in np.arange(5 * np.ceil(highest / 5 - 5), highest, 5) if level > 0),
            mark=(top, bottom, f"{highest:.1f} % at {top:.2f} and {bottom:.2f} eV"),
        )

    def to_dataset(self) -> xarray.Dataset:
        """Return a labelled dataset, with units in the attributes of each variable.

        Examples
        --------
        >>> tandem_map([1.6, 1.7], [1.0, 1.1]).to_dataset().efficiency.dims
        ('bottom', 'top')
        """
        import xarray

        return xarray.Dataset(
            {"efficiency": (("bottom", "top"), self.efficiency, {"units": "1"})},
            coords={
                "top": ("top", self.top, {"units": "eV"}),
                "bottom": ("bottom", self.bottom, {"units": "eV"}),
            },
            attrs={"assumptions": "; ".join(self.best.assumptions)},
        )


def tandem_map(
    top: Any, bottom: Any, illumination: Illumination | None = None, T: Any = 298.15, **options: Any
) -> TandemMap:
    """Return the limiting efficiency of two junctions for every pair of gaps.

    Parameters
    ----------
    top : (t,)
    bottom : (b,)
        eV, strictly ascending.
    illumination, T, **options
        As for `tandem_limit`, with one concentration.

    Raises
    ------
    InputError
        As for `tandem_limit`; gaps that do not ascend; no pair with the top gap above the bottom gap.

    Notes
    -----
    Cost: 200 by 200 pairs in some tenths of a second.

    Examples
    --------
    >>> found = tandem_map([1.0, 1.6, 1.7], [1.0, 1.1])
    >>> found.efficiency.round(2)
    array([[ nan, 0.43, 0.44],
           [ nan, 0.37, 0.44]])
    """
    above, below = _ascending(top, "top"), _ascending(bottom, "bottom")
    positive(options.get("concentration", 1.0), "concentration")
    pairs = np.stack(np.broadcast_arrays(above[None, :], below[:, None]), axis=-1)
    valid = pairs[..., 1] < pairs[..., 0] * (1 - CLOSEST)
    if not valid.any():
        what = f"top gaps up to {above[-1]:g} eV over bottom gaps from {below[0]:g} eV"
        raise InputError(explain(what, fix="give at least one top gap above a bottom gap"))
    found = tandem_limit(pairs[valid], illumination, T, **options)
    efficiency = np.full(valid.shape, np.nan)
    efficiency[valid] = found.efficiency
    best = tandem_limit(found.gaps[found.efficiency.argmax()], illumination, T, **options)
    return TandemMap(above, below, efficiency, best)


def _ascending(gaps: Any, name: str) -> Floats:
    found = real_array(gaps, name)
    if found.ndim != 1 or not found.size:
        raise InputError(explain(f"{name} has shape {found.shape}", fix="give a row of gaps in eV"))
    good = np.isfinite(found) & (np.diff(found, prepend=0.0) > 0)
    if not good.all():
        k = int(np.argmin(good))
        raise InputError(explain(f"{name}[{k}] = {found[k]:g}", fix="give finite gaps above 0 eV, strictly ascending"))
    return found
