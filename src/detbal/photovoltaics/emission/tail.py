"""The tail of the absorption from luminescence, which sees it many decades below what transmission can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.pairs import Pairs
from detbal.photovoltaics.emission.optics import Back, Optics, Texture
from detbal.photovoltaics.emission.points import inside, with_signal
from detbal.photovoltaics.emission.slab import Slab
from detbal.photovoltaics.luminescence import Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, Floats, log_emission
from detbal.photovoltaics.temperature import kelvins
from detbal.reals import real_array
from detbal.residual import fit


@dataclass(frozen=True, slots=True, eq=False)
class AbsorptionTail:
    """Absorptance from luminescence.

    Attributes
    ----------
    absorptance : QuantumEfficiency
        At the detected energies; its errors are those of the luminescence, point by point.
    log_scale, log_scale_error : float
        ln of the factor from luminescence over black body to absorptance, and its error, common to all points.
    assumptions, left_out : tuple of str
        What was taken for granted, and which energies had no signal.
    """

    absorptance: QuantumEfficiency
    log_scale: float
    log_scale_error: float
    assumptions: tuple[str, ...]
    left_out: tuple[str, ...]


def absorption_from_luminescence(
    luminescence: Luminescence, T: Any, *, anchor: tuple[float, float] | QuantumEfficiency, window: Any = None
) -> AbsorptionTail:
    """Return the absorptance a ∝ φ/φ_bb, scaled to what is known of it.

    Parameters
    ----------
    luminescence : Luminescence
        In any unit; Δμ is taken to be many kT below its energies.
    T
        As for `kelvins`.
    anchor : (energy, value), or QuantumEfficiency
        The absorptance at one energy (eV), or over a part of the spectrum, to which it is fitted, weighted by errors.
    window : (low, high), optional
        eV; what is beyond takes no part.

    Raises
    ------
    InputError
        An anchor that does not meet the detected luminescence; an absorptance that comes out above 1.

    Notes
    -----
    Würfel (1982). A temperature wrong by δT tilts the logs by E/kT · δT/T.

    Examples
    --------
    >>> from detbal.photovoltaics.luminescence import Counted, Interval
    >>> energy = np.linspace(1.3, 1.4, 11)
    >>> counts = 7.0 * np.exp((energy - 1.4) / 0.01 + log_emission(energy, BOLTZMANN * 300))
    >>> pl = Luminescence.of(energy, counts, per=Interval.ENERGY, counted=Counted.PHOTONS)
    >>> tail = absorption_from_luminescence(pl, 300, anchor=(1.4, 0.5))
    >>> round(float(tail.absorptance.value[0] / 0.5 * np.exp(10)), 6)
    1.0
    """
    needs(luminescence, "luminescence", Luminescence)
    asked = inside(luminescence, window)
    kept = asked & with_signal(luminescence)
    if not kept.any():
        raise InputError(
            explain("no luminescence above its noise", fix="widen the window, or give a spectrum with more signal")
        )
    energy = luminescence.energy[kept]
    relative = np.log(luminescence.value[kept]) - log_emission(energy, BOLTZMANN * kelvins(T))
    spread = luminescence.error[kept] / luminescence.value[kept]
    scale, error = _scale(energy, relative, spread, anchor)
    found = np.exp(relative + scale)
    high = found > 1 + 3 * found * spread
    if high.any():
        k = int(np.argmax(high))
        what = f"an absorptance of {found[k]:.4g} comes out at {energy[k]:.6g} eV"
        raise InputError(explain(what, why="it cannot exceed 1", fix="check anchor and temperature, or set a window"))
    return AbsorptionTail(
        QuantumEfficiency.of(energy, found, error=found * spread),
        scale,
        error,
        (
            f"the temperature is {kelvins(T):g} K",
            "photon energies are many kT above the splitting of the quasi-Fermi levels, which is the same everywhere",
        ),
        tuple(f"{one:.6g} eV" for one in luminescence.energy[asked & ~kept]),
    )


def absorption_coefficient(
    absorptance: QuantumEfficiency, thickness: float, *, back: Back, texture: Texture, refractive_index: Any
) -> Slab:
    """Return the slab that has this absorptance: its absorption coefficient in 1/m, with errors.

    Parameters
    ----------
    absorptance
        From 0 to below 1.
    thickness
        m.
    back, texture, refractive_index
        As for `Slab.of`; an index for each energy in ascending order.

    Raises
    ------
    InputError
        An absorptance below 0, or of 1 or more, from which no coefficient follows.

    Examples
    --------
    >>> a = QuantumEfficiency.of([1.4, 1.5], [0.5, 0.9])
    >>> slab = absorption_coefficient(a, 1e-6, back=Back.MIRROR, texture=Texture.PLANAR, refractive_index=3.5)
    >>> slab.value.round(), slab.absorptance().value
    (array([ 346574., 1151293.]), array([0.5, 0.9]))
    """
    needs(absorptance, "absorptance", QuantumEfficiency)
    bad = ~((absorptance.value >= 0) & (absorptance.value < 1))
    if bad.any():
        k = int(np.argmax(bad))
        what = f"absorptance of {absorptance.value[k]:g} at {absorptance.energy[k]:.6g} eV"
        raise InputError(explain(what, why="no absorption coefficient gives it", fix="leave such energies out"))
    optics = Optics.of(back, texture, refractive_index)
    depth = optics.depth(absorptance.value)
    steep = optics.slope(depth) * thickness
    return Slab.of(
        absorptance.energy,
        depth / thickness,
        thickness,
        back=back,
        texture=texture,
        refractive_index=refractive_index,
        error=absorptance.error / steep,
        floor=absorptance.floor / steep,
        rounding=absorptance.rounding / steep,
    )


def _scale(energy: Floats, relative: Floats, spread: Floats, anchor: Any) -> tuple[float, float]:
    """Return ln of the factor that brings the relative absorptance to the known one, and its error."""
    if not isinstance(anchor, QuantumEfficiency):
        at = real_array(anchor, "anchor")
        if at.shape != (2,) or not 0 < at[1] <= 1 or not energy[0] <= at[0] <= energy[-1]:
            fix = f"give (energy from {energy[0]:g} to {energy[-1]:g} eV, absorptance above 0, up to 1)"
            raise InputError(explain(f"anchor = {anchor!r}", fix=fix))
        scale = np.log(at[1]) - np.interp(at[0], energy, relative)
        return float(scale), float(np.interp(at[0], energy, spread))
    known, error, floor = (np.interp(energy, anchor.energy, of) for of in (anchor.value, anchor.error, anchor.floor))
    met = (energy >= anchor.energy[0]) & (energy <= anchor.energy[-1]) & (known > np.maximum(floor, 3 * error))
    if not met.any():
        what = f"the known absorptance ({anchor.energy[0]:g} to {anchor.energy[-1]:g} eV) meets no luminescence"
        raise InputError(explain(what, fix="give one that overlaps with it, above its noise"))
    sigma = np.hypot(error[met] / known[met], spread[met])
    pairs = Pairs.of(
        known[met], np.exp(relative[met] - relative.mean()), design=np.ones((int(met.sum()), 1)), sigma=sigma
    )
    theta = fit(pairs).theta
    return float(theta.values[0] - relative.mean()), float(theta.errors[0])
