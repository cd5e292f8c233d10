"""Concentration of light, bounded by its étendue."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.illumination import Illumination


def within_cone(sun: Illumination, factor: float, cone: float = 1.0) -> None:
    """Refuse light that fills more of the hemisphere than the cell sees, when it is concentrated by a factor.

    The étendue of light cannot shrink: black bodies fill their dilution, spectra of sunlight at least the sun's disc,
    which bounds their concentration by 1/sin²(0.2665°) = 46,200. Of other tables nothing is known.

    Raises
    ------
    InputError
        Saying how much it fills.

    Examples
    --------
    >>> within_cone(Illumination.am15g(), 46_000)
    >>> within_cone(Illumination.am15g(), 1e6)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: AM1.5G (ASTM G173-03), 1e+06 times concentrated, fills 21.6345 of the hemisphere: the \
cell takes and emits light in 1 of it; concentrate 46222 times at most
    """
    filled = factor * sun.extent
    if filled > cone * (1 + 1e-9):
        what = f"{sun.name}, {factor:g} times concentrated, fills {filled:.6g} of the hemisphere"
        most = cone / sun.extent
        digit = 10.0 ** np.floor(np.log10(most) - 4)
        bound = np.floor(most / digit + 1e-6) * digit  # rounded down
        why = f"the cell takes and emits light in {cone:g} of it"
        raise InputError(explain(what, why=why, fix=f"concentrate {bound:.6g} times at most"))


def net_light(sun: Illumination, T: float, factor: float = 1.0, cone: float = 1.0) -> Illumination:
    """Return the light less what surroundings at T (kelvin) send from where its black bodies stand.

    A cell and its surroundings at one temperature are in balance: only what comes beyond that drives it.

    Raises
    ------
    InputError
        Light that, concentrated by the factor, fills more than the cone; see `within_cone`.

    Examples
    --------
    >>> float(net_light(Illumination.blackbody(300), 300).photons_above(0.1))
    0.0
    """
    within_cone(sun, factor, cone)
    return sun.beyond(T)


def require_brighter(photons: Any, sun: Illumination, T: float) -> None:
    """Refuse net light that is none, as surroundings at T (kelvin) are as bright.

    Examples
    --------
    >>> require_brighter(0.0, Illumination.blackbody(300), 300.0)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: black body of 300 K, dilution 1 is no brighter than surroundings of 300 K: it gives no \
power; give a hotter black body, or a cooler cell
    """
    if not (np.asarray(photons) > 0).all():
        what = f"{sun.name} is no brighter than surroundings of {T:g} K"
        raise InputError(explain(what, why="it gives no power", fix="give a hotter black body, or a cooler cell"))


def concentrated(sun: Illumination, factor: Any) -> str:
    """Return in words what light falls on the cell, and what of its concentration is taken for granted.

    Examples
    --------
    >>> concentrated(Illumination.am15g(), 100.0)
    'illumination: AM1.5G (ASTM G173-03), 100 times concentrated'
    """
    least, most = float(np.min(factor)), float(np.max(factor))
    if least == most == 1:
        return f"illumination: {sun.name}"
    times = f"{most:g}" if least == most else f"{least:g} to {most:g}"
    unknown = any(one.extent == 0 for one in sun.sources)
    doubt = "; its étendue is not known, so that no bound of concentration is tested" if unknown else ""
    return f"illumination: {sun.name}, {times} times concentrated{doubt}"
