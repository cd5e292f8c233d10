"""Photon recycling: light that is absorbed again on its way out, and what it is worth in voltage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.photovoltaics.device.junction import Junction
from detbal.photovoltaics.radiation import Floats
from detbal.reals import real_array


@dataclass(frozen=True, slots=True, eq=False)
class PhotonRecycling:
    """What photon recycling does.

    Attributes
    ----------
    elqe : float array
        External luminescence quantum efficiency.
    single_pass : float array
        The same if what does not escape at once were lost.
    voltage_gain : float array
        By recycling, V.
    voltage_loss : float array
        That is left, from the radiative limit, V.
    """

    elqe: Floats
    single_pass: Floats
    voltage_gain: Floats
    voltage_loss: Floats


def photon_recycling(junction: Junction, internal_efficiency: Any, escape_probability: Any) -> PhotonRecycling:
    """Return the external luminescence quantum efficiency with photon recycling, η p / (1 - η (1 - p)).

    Parameters
    ----------
    junction
        For its temperature.
    internal_efficiency, escape_probability
        η: part of recombination that is radiative; p: part of photons that leave without being absorbed again. Above 0,
        up to 1; broadcast.

    Raises
    ------
    InputError
        Values out of this range, shapes that do not broadcast, or no junction.

    Notes
    -----
    O. D. Miller, E. Yablonovitch and S. R. Kurtz, IEEE J. Photovolt. 2, 303 (2012). What is not recycled into carriers
    (parasitic absorption) belongs to η.

    Examples
    --------
    >>> found = photon_recycling(Junction.step(1.42), 0.99, 0.02)
    >>> round(float(found.elqe), 4), round(float(found.voltage_gain), 4)
    (0.6644, 0.0903)
    """
    needs(junction, "junction", Junction)
    inside, escape = _part(internal_efficiency, "internal_efficiency"), _part(escape_probability, "escape_probability")
    try:
        np.broadcast_shapes(inside.shape, escape.shape)
    except ValueError:
        what = f"internal_efficiency has shape {inside.shape}, escape_probability {escape.shape}"
        raise InputError(explain(what, fix="give shapes that broadcast")) from None
    log_denominator = np.log((1 - inside) + inside * escape)  # nothing cancels
    once = np.log(inside) + np.log(escape)
    elqe = once - log_denominator
    kT = junction.kT
    return PhotonRecycling(
        np.asarray(np.exp(elqe)),
        np.asarray(np.exp(once)),
        np.asarray(-kT * log_denominator),
        np.asarray(-kT * elqe),
    )


def _part(value: Any, name: str) -> Floats:
    found = real_array(value, name)
    if not ((found > 0) & (found <= 1)).all():
        raise InputError(explain(f"{name} = {value!r}", fix="give parts above 0, up to 1"))
    return found
