"""The limit of Shockley and Queisser for step absorbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.illumination import Illumination, sunlight
from detbal.photovoltaics.limits.cell_limit import CellLimit
from detbal.photovoltaics.limits.diode import StepDiode
from detbal.photovoltaics.radiation import BOLTZMANN, Floats
from detbal.photovoltaics.temperature import kelvins
from detbal.reals import real_array


def shockley_queisser(
    gap: Any,
    illumination: Illumination | None = None,
    T: Any = 298.15,
    *,
    concentration: float = 1.0,
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
        Factor on the illumination. Optics allow 46,200 suns at most; a black body may not fill more than `etendue`.
    elqe
        External luminescence quantum efficiency, above 0 and up to 1: recombination is the net emission over it.
    etendue
        Emission through the front in units of the hemisphere's: sin²θ for a cone of half-angle θ, up to 1.
    substrate
        Refractive index n of an absorbing substrate, which takes n² hemispheres of emission; None: an ideal mirror.

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
    >>> print(shockley_queisser(1.34))
    gap 1.34 eV at 298.15 K: 33.76% (Jsc 35.03 mA/cm², Voc 1.0835 V, fill factor 88.97%)
    """
    sun = sunlight(illumination)
    temperature, edges = kelvins(T), gaps_of(gap)
    factor = number(concentration, "concentration", np.inf)
    bright, cone = number(elqe, "elqe", 1.0), number(etendue, "etendue", 1.0)
    rear = 0.0 if substrate is None else number(substrate, "substrate", np.inf) ** 2
    within_cone(sun, factor, cone)
    lit(edges, sun.photons_above(edges), sun)
    light = factor * sun.beyond(temperature).photons_above(edges)
    if not (light > 0).all():
        what = f"{sun.name} is no brighter than surroundings of {temperature:g} K"
        raise InputError(explain(what, why="it gives no power", fix="give a hotter black body, or a cooler cell"))
    cell = StepDiode(edges, light, BOLTZMANN * temperature, (cone + rear) / bright)
    voc, vmp = cell.open_circuit(), cell.maximum_power()
    jsc, jmp = cell.current(np.zeros_like(edges)), cell.current(vmp)
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
    high = min(4.0, float(sun.nodes[-1]) * (1 - 1e-9)) if most is None else most
    if not 0 < least < high < np.inf:
        raise InputError(explain(f"bounds {least!r} and {high!r}", fix="give ascending bounds above 0 eV"))
    low = least
    for _ in range(3):
        gaps = np.linspace(low, high, 400)
        found = shockley_queisser(gaps, illumination, T, **options)
        k = int(np.argmax(found.efficiency))
        low, high = gaps[max(k - 1, 0)], gaps[min(k + 1, len(gaps) - 1)]
    return shockley_queisser(float(gaps[k]), illumination, T, **options)


def gaps_of(gap: Any) -> Floats:
    """Return gaps, eV, that are finite and above 0.

    Examples
    --------
    >>> gaps_of([1.1, 0.0])
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: gap[1] = 0; give finite gaps above 0 eV
    """
    edges = real_array(gap, "gap")
    good = np.isfinite(edges) & (edges > 0)
    if not edges.size:
        raise InputError(explain("no gap", fix="give one gap or more, in eV"))
    if not good.all():
        raise InputError(explain(f"{_place(edges, ~good)}", fix="give finite gaps above 0 eV"))
    return edges


def number(value: Any, name: str, most: float) -> float:
    """Return one finite number above 0 and up to a bound.

    Examples
    --------
    >>> number(90, "elqe", 1.0)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: elqe = 90: in percent?; give one number above 0 and up to 1
    """
    found = real_array(value, name)
    if found.ndim or not 0 < float(found) < np.inf or float(found) > most:
        upto = "finite number above 0" if most == np.inf else f"number above 0 and up to {most:g}"
        why = "in percent?" if found.ndim == 0 and most < float(found) <= 100 * most else ""
        raise InputError(explain(f"{name} = {value!r}", why=why, fix=f"give one {upto}"))
    return float(found)


def lit(edges: Floats, light: Floats, sun: Illumination) -> None:
    """Refuse gaps that get no light.

    Examples
    --------
    >>> lit(np.array(1.1), np.array(1e21), Illumination.am15g())
    """
    if not (light > 0).all():
        nodes = sun.nodes
        what = f"{_place(edges, ~(light > 0))} eV gets no light of {sun.name}"
        raise InputError(explain(what, fix=f"give gaps below {nodes[-1]:.4g} eV, where the spectrum ends"))


def _place(edges: Floats, bad: Any) -> str:
    k = tuple(map(int, np.argwhere(bad)[0]))
    return f"gap{list(k) if k else ''} = {edges[k]:g}"


def within_cone(sun: Illumination, factor: float, cone: float) -> None:
    """Refuse black bodies that fill more of the hemisphere than the cell sees.

    Examples
    --------
    >>> within_cone(Illumination.blackbody(6000), 1.0, 1.0)
    """
    filled = factor * sun.filled
    if filled > cone * (1 + 1e-9):
        what = f"{sun.name}, {factor:g} times concentrated, fills {filled:.6g} of the hemisphere"
        why = f"the cell takes and emits light in {cone:g} of it"
        raise InputError(explain(what, why=why, fix="concentrate less, or widen etendue"))


def _assumptions(
    sun: Illumination, factor: float, elqe: float, etendue: float, substrate: float | None
) -> tuple[str, ...]:
    behind = "an ideal mirror behind" if substrate is None else f"a substrate of refractive index {substrate:g} behind"
    return (
        f"illumination: {sun.name}" + ("" if factor == 1 else f", {factor:g} times concentrated"),
        "all light from the gap on is absorbed, each photon for one pair of carriers",
        f"emission through the front into {etendue:g} of the hemisphere, with Bose statistics; surroundings at the"
        " temperature of the cell",
        behind,
        "all recombination is radiative" if elqe == 1 else f"recombination is the net emission over {elqe:g}",
    )
