"""Where the power of the light goes, over the gap."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.figures import BandFigure
from detbal.photovoltaics.illumination import Illumination, sunlight
from detbal.photovoltaics.limits.single import number, shockley_queisser
from detbal.photovoltaics.radiation import Floats


def loss_parts(
    gap: Any, illumination: Illumination | None = None, T: Any = 298.15, *, concentration: float = 1.0, **options: Any
) -> dict[str, Floats]:
    """Return the parts of the power at the maximum power point, which add up to 1; arrays like the gap.

    As in L. C. Hirst and N. J. Ekins-Daukes, Prog. Photovolt. 19, 286 (2011), with Carnot's and the angular part of
    the loss of voltage in one, as a tabulated spectrum has no temperature. Keywords and errors as for
    `shockley_queisser`.

    Examples
    --------
    >>> parts = loss_parts(1.34)
    >>> bool(np.isclose(sum(parts.values()), 1))
    True
    """
    sun = sunlight(illumination)
    factor = number(concentration, "concentration", np.inf)
    cell = shockley_queisser(gap, sun, T, concentration=factor, **options)
    total, above = sun.power, sun.power_above(cell.gap)
    at_gap, delivered = cell.jsc * cell.gap / factor, cell.jmp / factor
    lost = {
        "delivered": cell.efficiency * total,
        "voltage (Carnot and angle)": delivered * (cell.gap - cell.vmp),
        "recombination": at_gap - delivered * cell.gap,
        "thermalisation": above - at_gap,
        "below the gap": total - above,
    }
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
    at = np.linspace(0.4, 3.0, 400) if gaps is None else np.sort(np.asarray(gaps, dtype=np.float64).ravel())
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
