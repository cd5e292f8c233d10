"""Where the power of the light goes, over the gap."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.figures import BandFigure
from detbal.photovoltaics.given import positives
from detbal.photovoltaics.illumination import Illumination, sunlight
from detbal.photovoltaics.limits.single import shockley_queisser
from detbal.photovoltaics.radiation import Floats


def loss_parts(
    gap: Any, illumination: Illumination | None = None, T: Any = 298.15, **options: Any
) -> dict[str, Floats]:
    """Return the parts of the irradiance at the maximum power point, which add up to 1; arrays like the limit's.

    As in L. C. Hirst and N. J. Ekins-Daukes, Prog. Photovolt. 19, 286 (2011), with Carnot's and the angular part of
    the loss of voltage in one, as a tabulated spectrum has no temperature. A black body hides surroundings that would
    shine on the cell in its stead: that part of what is absorbed is given back as thermal emission, and is listed by
    itself, with black bodies only. Keywords and errors as for `shockley_queisser`.

    Examples
    --------
    >>> parts = loss_parts(1.34)
    >>> bool(np.isclose(sum(parts.values()), 1))
    True
    """
    sun = sunlight(illumination)
    cell = shockley_queisser(gap, sun, T, **options)
    total, absorbed = sun.power, sun.power_above(cell.gap)
    above = sun.beyond(cell.temperature).power_above(cell.gap)
    at_gap, delivered = cell.jsc * cell.gap / cell.concentration, cell.jmp / cell.concentration
    lost = {
        "delivered": cell.efficiency * total,
        "voltage (Carnot and angle)": delivered * (cell.gap - cell.vmp),
        "recombination": at_gap - delivered * cell.gap,
        "thermalisation": above - at_gap,
        "below the gap": total - absorbed,
    }
    if sun.filled:
        lost["in place of surroundings"] = absorbed - above
    return {name: np.asarray(value / total) for name, value in lost.items()}


def limit_figure(
    gaps: Any = None, illumination: Illumination | None = None, T: Any = 298.15, **options: Any
) -> BandFigure:
    """Return the limit over the gap with its losses as bands; parameters as for `loss_parts`.

    Examples
    --------
    >>> limit_figure().names[0]
    'delivered'
    """
    sun = sunlight(illumination)
    at = np.linspace(0.4, 3.0, 400) if gaps is None else np.sort(positives(gaps, "gaps", unit="eV").ravel())
    if np.ndim(options.get("concentration", 1.0)):
        raise InputError(explain("concentration: an array", fix="give one concentration for a figure over gaps"))
    parts = loss_parts(at, sun, T, **options)
    return BandFigure(
        "Where the light goes",
        f"{sun.name}: power at the maximum power point of a step absorber, and its losses.",
        "gap / eV",
        "part of the irradiance / %",
        tuple(parts),
        at,
        100 * np.array(list(parts.values())),
    )
