"""The spectroscopic limited maximum efficiency: what a measured or computed absorption coefficient allows."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.segments import gauss_points
from detbal.photovoltaics.concentration import net_light, require_brighter
from detbal.photovoltaics.curve import curve_of
from detbal.photovoltaics.illumination import Illumination, sunlight
from detbal.photovoltaics.limits.cell_limit import CellLimit
from detbal.photovoltaics.limits.diode import boltzmann_best
from detbal.photovoltaics.radiation import BOLTZMANN, log_emission
from detbal.photovoltaics.temperature import kelvins
from detbal.reals import positive
from detbal.units import e

#: kT below the gap from which on Boltzmann's statistics are wrong by more than a tenth.
_NEAR = 2.0


def slme(
    energy: Any,
    alpha: Any,
    thickness: Any,
    *,
    gap: Any,
    direct_gap: Any,
    illumination: Illumination | None = None,
    T: Any = 298.15,
) -> CellLimit:
    """Return the spectroscopic limited maximum efficiency of a film with a mirror behind.

    Absorptance 1 - e^{-2αL}; luminescent part of recombination e^{-(direct_gap - gap)/kT}; Boltzmann's diode.

    Parameters
    ----------
    energy : (n,)
        Photon energies, eV, in any order.
    alpha : (n,)
        Absorption coefficient, 1/m (100 times that in 1/cm), 0 or more; linear between the points, and nothing is
        absorbed outside of them, which the assumptions of the result say.
    thickness
        m.
    gap, direct_gap
        Fundamental gap, and lowest gap with an allowed direct transition, eV.
    illumination
        AM1.5G by default.
    T
        Kelvin, text with a unit, or quantity.

    Raises
    ------
    InputError
        A negative absorption coefficient, a direct gap below the fundamental one, or so far above it that nothing is
        emitted; a film that absorbs no light; light that fills more than the hemisphere, is no brighter than
        surroundings at T, or so strong that Boltzmann's statistics do not hold.

    Notes
    -----
    L. Yu and A. Zunger, Phys. Rev. Lett. 108, 068701 (2012).

    Examples
    --------
    >>> film = slme([1.4, 1.5, 4.4], [0.0, 1e6, 5e7], 1e-6, gap=1.4, direct_gap=1.4)
    >>> bool(0.2 < film.efficiency < 0.33)
    True
    """
    sun, temperature = sunlight(illumination), kelvins(T)
    kT, length = BOLTZMANN * temperature, positive(thickness, "thickness")
    edge, direct = positive(gap, "gap"), positive(direct_gap, "direct_gap")
    if direct < edge:
        raise InputError(explain(f"direct_gap = {direct:g} eV below gap = {edge:g} eV", fix="give gap <= direct_gap"))
    curve = curve_of(energy, alpha, name="absorption coefficient")
    if (curve.value < 0).any():
        k = int(np.argmin(curve.value))
        what = f"absorption coefficient of {curve.value[k]:g} at {curve.energy[k]:.6g} eV"
        raise InputError(explain(what, why="it cannot be negative", fix="mend or drop this entry"))
    first, last = curve.energy[0], curve.energy[-1]
    net = net_light(sun, temperature)
    fine = np.concatenate((net.nodes, first + kT * np.arange(0.25, 45, 0.25)))
    inside = fine[(fine > first) & (fine < last)]
    at, weight = gauss_points(np.unique(np.concatenate((curve.energy, inside))), order=8)
    share = -np.expm1(-2 * length * curve.at(at))
    if weight @ (share * sun.flux(at)) <= 0:
        raise InputError(explain(f"the film absorbs no light of {sun.name}", fix="give alpha where there is light"))
    light = float(weight @ (share * net.flux(at)))
    require_brighter(light, sun, temperature)
    seen = share > 0
    log_dark = np.logaddexp.reduce(log_emission(at[seen], kT) + np.log(weight[seen] * share[seen]))
    log_gain = float(np.logaddexp(0.0, np.log(light) - log_dark - (direct - edge) / kT))
    if log_gain < 1e-300:
        what = (
            f"direct_gap = {direct:g} eV above gap = {edge:g} eV: a luminescent part of e^-{(direct - edge) / kT:.4g}"
        )
        raise InputError(explain(what, why="the cell gives no power", fix="check the gaps, or give a higher T"))
    if kT * log_gain > edge - _NEAR * kT:
        what = f"an open-circuit voltage of {kT * log_gain:.5g} V by Boltzmann's statistics, at a gap of {edge:g} eV"
        raise InputError(explain(what, why="they do not hold so near the gap", fix="give weaker light, or a lower T"))
    return _boltzmann(edge, e * light, log_gain, temperature, sun, (float(first), float(last)))


def _boltzmann(
    gap: float, jsc: float, log_gain: float, T: float, sun: Illumination, span: tuple[float, float]
) -> CellLimit:
    """J = Jsc - J0 (e^{V/kT} - 1), with 1 + Jsc/J0 given as its logarithm."""
    kT = BOLTZMANN * T
    v = float(boltzmann_best(log_gain))
    dark = -np.expm1(-log_gain)  # Jsc/(Jsc + J0)
    jmp, voc, vmp = jsc * -np.expm1(v - log_gain) / dark, kT * log_gain, kT * v
    power = jmp * vmp
    values = np.array([gap, jsc, voc, jmp, vmp, power / (jsc * voc), power / sun.power, power, 1.0])
    edge, short, opened, at_best, best, fill, part, gained, factor = (np.asarray(value) for value in values)
    return CellLimit(
        edge,
        short,
        opened,
        at_best,
        best,
        fill,
        part,
        gained,
        factor,
        T,
        (
            f"illumination: {sun.name}",
            f"nothing is absorbed outside of {span[0]:g} to {span[1]:g} eV",
            "light passes the film twice: a mirror behind, no reflection in front",
            "luminescent part of recombination e^(-(direct gap - gap)/kT); Boltzmann's statistics",
        ),
    )
