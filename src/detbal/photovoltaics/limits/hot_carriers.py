"""Two models of cells whose carriers stay hot: labelled as such, since no cell has reached either."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from detbal.choice import member
from detbal.photovoltaics.concentration import net_light
from detbal.photovoltaics.illumination import Illumination, sunlight
from detbal.photovoltaics.limits.single import lit
from detbal.photovoltaics.radiation import BOLTZMANN, log_photons_above, log_power_above
from detbal.photovoltaics.temperature import kelvins
from detbal.reals import positive
from detbal.units import e

#: Times that hotter carriers are looked for, each up to a hundred times as hot.
_WIDENINGS = 5


class Carriers(Enum):
    """What hot electrons and holes conserve among themselves."""

    PARTICLES = "electron-hole pairs and energy: R. T. Ross, A. J. Nozik, J. Appl. Phys. 53, 3813 (1982)"
    ENERGY = "energy alone, by fast impact ionisation: P. Würfel, Sol. Energy Mater. Sol. Cells 46, 43 (1997)"


@dataclass(frozen=True, slots=True)
class HotCarrierLimit:
    """Limit of a hot-carrier cell: a model.

    Attributes
    ----------
    efficiency : float
    carrier_temperature : float
        Kelvin, at maximum power.
    splitting : float
        Chemical potential of a hot electron-hole pair, eV; 0 where pairs are not conserved.
    model : Carriers
    """

    efficiency: float
    carrier_temperature: float
    splitting: float
    model: Carriers


def hot_carrier(
    gap: float,
    illumination: Illumination | None = None,
    T: Any = 298.15,
    *,
    model: Carriers,
    concentration: float = 1.0,
) -> HotCarrierLimit:
    """Return the limit of a cell whose carriers share their energy, but give none to the lattice.

    Parameters
    ----------
    gap : float
        eV, above 0.
    illumination
        AM1.5G by default.
    T
        Temperature of lattice, contacts and surroundings.
    model : Carriers
    concentration
        Factor on the illumination.

    Raises
    ------
    InputError
        A gap that is not above 0, or gets no light; numbers out of range.

    Notes
    -----
    With N and U the net photons and energy that are absorbed at the carriers' temperature T_H and splitting μ_H,
    contacts that pass one energy without making entropy deliver U (1 - T/T_H) + N μ_H T/T_H. Its maximum over T_H and
    μ_H (0 for `Carriers.ENERGY`) is taken. Surroundings at T fill the hemisphere. Cost: up to a second.

    Examples
    --------
    >>> sun = Illumination.blackbody(6000)
    >>> round(hot_carrier(0.01, sun, 300, model=Carriers.ENERGY).efficiency, 3)  # as a solar-thermal absorber
    0.854
    """
    from scipy.optimize import minimize_scalar

    chosen = member(Carriers, model, "model")
    sun = sunlight(illumination)
    factor, edge = positive(concentration, "concentration"), positive(gap, "gap")
    lit(np.array(edge), sun.photons_above(edge), sun)
    net, cold = net_light(sun, kelvins(T), factor), BOLTZMANN * kelvins(T)
    photons = factor * float(net.photons_above(edge)) + float(np.exp(log_photons_above(edge, cold)))
    power = factor * float(net.power_above(edge)) + float(np.exp(log_power_above(edge, cold)))

    def delivered(kT: float, mu: float) -> float:
        pairs = photons - float(np.exp(log_photons_above(edge, kT, mu)))
        energy = power - float(np.exp(log_power_above(edge, kT, mu)))
        return energy * (1 - cold / kT) + e * pairs * mu * cold / kT

    def best_splitting(kT: float) -> tuple[float, float]:
        if chosen is Carriers.ENERGY:
            return 0.0, delivered(kT, 0.0)
        low = edge - 60 * kT
        found = minimize_scalar(lambda mu: -delivered(kT, mu), bounds=(low, edge * (1 - 1e-9)), method="bounded",
                                options={"xatol": 1e-9 * kT})  # fmt: skip
        return float(found.x), -float(found.fun)

    # the carriers are hotter than the lattice, and mostly no hotter than 10⁵ K; ln T_H is searched
    top = max(BOLTZMANN * 1e5, 10 * cold)
    for _ in range(_WIDENINGS):
        grid = np.geomspace(cold * (1 + 1e-6), top, 41)
        at = int(np.argmax([best_splitting(float(kT))[1] for kT in grid]))
        if at < 40:
            break
        top *= 100
    ends = np.log(grid[max(at - 1, 0)]), np.log(grid[min(at + 1, 40)])
    found = minimize_scalar(lambda x: -best_splitting(float(np.exp(x)))[1], bounds=ends, method="bounded",
                            options={"xatol": 1e-9})  # fmt: skip
    hot = float(np.exp(found.x))
    splitting, best = best_splitting(hot)
    return HotCarrierLimit(best / (factor * sun.power), hot / BOLTZMANN, splitting, chosen)
