"""The limit of Shockley and Queisser for step absorbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.concentration import concentrated, net_light, require_brighter
from detbal.photovoltaics.given import named_entry, positives
from detbal.photovoltaics.illumination import Illumination, sunlight
from detbal.photovoltaics.labelled import common_shape
from detbal.photovoltaics.limits.cell_limit import CellLimit
from detbal.photovoltaics.limits.diode import StepDiode
from detbal.photovoltaics.radiation import BOLTZMANN, Floats
from detbal.photovoltaics.temperature import kelvins
from detbal.reals import positive, within
from detbal.units import e


def shockley_queisser(
    gap: Any,
    illumination: Illumination | None = None,
    T: Any = 298.15,
    *,
    concentration: Any = 1.0,
    elqe: float = 1.0,
    etendue: float = 1.0,
    substrate: float | None = None,
) -> CellLimit:
    """Return the detailed-balance limit of cells with one junction.

    Parameters
    ----------
    gap : array
        eV, of any shape.
    illumination
        AM1.5G by default.
    T
        Temperature of cell and surroundings: kelvin, text with a unit, or quantity.
    concentration
        Factor on the illumination; an array is broadcast against the gaps. The étendue of light cannot shrink: a black
        body, and at least the disc of the sun (half angle 0.2665°) for its spectra, must fit into `etendue`, which
        allows 46,200 suns. The étendue of other tables is not known, which the assumptions of the result say.
    elqe
        External luminescence quantum efficiency, above 0 and up to 1: recombination is the net emission over it.
    etendue
        Emission through the front in units of the hemisphere's: sin²θ for a cone of half-angle θ, up to 1.
    substrate
        Refractive index n of an absorbing substrate, 1 or more, which takes n² hemispheres of emission; None: an ideal
        mirror.

    Raises
    ------
    InputError
        A gap that is not above 0 or gets no light, numbers out of range, light within round-off of its limit.

    Notes
    -----
    W. Shockley and H. J. Queisser, J. Appl. Phys. 32, 510 (1961), with the full Bose statistics of P. Würfel,
    J. Phys. C 15, 3967 (1982), and emission into the hemisphere. Cost: some 10 µs a gap.

    Examples
    --------
    >>> shockley_queisser(1.34)
    gap 1.34 eV at 298.15 K: 33.76% (Jsc 35.03 mA/cm², Voc 1.0835 V, fill factor 88.97%)
    >>> shockley_queisser([[1.1], [1.4]], concentration=[1, 100, 10_000]).efficiency.shape
    (2, 3)
    """
    sun = sunlight(illumination)
    temperature, given = kelvins(T), positives(gap, "gap", unit="eV")
    factor = positives(concentration, "concentration")
    bright, cone = positive(elqe, "elqe", 1.0), positive(etendue, "etendue", 1.0)
    rear = 0.0 if substrate is None else within(substrate, "substrate", 1.0, np.inf) ** 2
    net = net_light(sun, temperature, float(factor.max()), cone)
    lit(given, sun.photons_above(given), sun)
    shape = common_shape(given.shape, factor.shape)
    edges, factor = np.broadcast_to(given, shape), np.broadcast_to(factor, shape)
    light = np.asarray(factor * net.photons_above(given))
    require_brighter(light, sun, temperature)
    cell = StepDiode(edges, light, BOLTZMANN * temperature, (cone + rear) / bright)
    voc, vmp = cell.open_circuit(), cell.maximum_power()
    jsc, jmp = np.asarray(e * light), cell.current(vmp)
    power = jmp * vmp
    return CellLimit(
        edges,
        jsc,
        voc,
        jmp,
        vmp,
        power / (jsc * voc),
        power / (factor * sun.power),
        power,
        factor,
        temperature,
        _assumptions(sun, factor, bright, cone, substrate),
    )


def best_gap(
    illumination: Illumination | None = None,
    T: Any = 298.15,
    *,
    least: float = 0.3,
    most: float | None = None,
    **options: Any,
) -> CellLimit:
    """Return the limit at the gap of highest efficiency between two bounds (eV).

    Keywords are those of `shockley_queisser`; `most` is 4 eV, or where the spectrum ends, unless given. The best of 400
    gaps is refined twice between its neighbours by 400 more: to 1e-7 of the span.

    Raises
    ------
    InputError
        Bounds that do not ascend, and whatever `shockley_queisser` refuses.

    Examples
    --------
    >>> best = best_gap()
    >>> round(float(best.gap), 3), round(float(best.efficiency), 5)
    (1.336, 0.33773)
    """
    sun = sunlight(illumination)
    end = sun.highest * (1 - 1e-9)
    low, high = positive(least, "least"), min(4.0, end) if most is None else positive(most, "most")
    if high > end:
        what = f"most = {high:g} eV is above {sun.highest:.6g} eV, where {sun.name} ends"
        raise InputError(explain(what, fix="give a lower one, or none"))
    if low >= high:
        what = f"least = {low:g} eV and {'the end of the spectrum' if most is None else 'most'} = {high:g} eV"
        raise InputError(explain(what, fix="give ascending bounds"))
    positive(options.get("concentration", 1.0), "concentration")
    for _ in range(3):
        gaps = np.linspace(low, high, 400)
        found = shockley_queisser(gaps, illumination, T, **options)
        k = int(np.argmax(found.efficiency))
        low, high = gaps[max(k - 1, 0)], gaps[min(k + 1, len(gaps) - 1)]
    return shockley_queisser(float(gaps[k]), illumination, T, **options)


def lit(edges: Floats, light: Floats, sun: Illumination) -> None:
    """Refuse gaps that get no light.

    Examples
    --------
    >>> lit(np.array(1.1), np.array(1e21), Illumination.am15g())
    """
    if not (light > 0).all():
        what = f"{named_entry('gap', edges, ~(light > 0))} eV gets no light of {sun.name}"
        raise InputError(explain(what, fix=f"give gaps below {min(sun.highest, sun.nodes[-1]):.4g} eV"))


def _assumptions(
    sun: Illumination, factor: Floats, elqe: float, etendue: float, substrate: float | None
) -> tuple[str, ...]:
    behind = "an ideal mirror behind" if substrate is None else f"a substrate of refractive index {substrate:g} behind"
    return (
        concentrated(sun, factor),
        "all light from the gap on is absorbed, each photon for one pair of carriers",
        f"emission through the front into {etendue:g} of the hemisphere, with Bose statistics; surroundings at the"
        " temperature of the cell",
        behind,
        "all recombination is radiative" if elqe == 1 else f"recombination is the net emission over {elqe:g}",
    )
