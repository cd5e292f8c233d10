"""The limit of a tandem of given gaps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.photovoltaics.concentration import concentrated, net_light
from detbal.photovoltaics.given import positives
from detbal.photovoltaics.illumination import Illumination, sunlight
from detbal.photovoltaics.labelled import axis_names, common_shape, concentration_of
from detbal.photovoltaics.radiation import BOLTZMANN, Floats
from detbal.photovoltaics.tandem.asked import descending, lit, part
from detbal.photovoltaics.tandem.independent import independent
from detbal.photovoltaics.tandem.operating_point import in_series
from detbal.photovoltaics.tandem.stack import Stack
from detbal.photovoltaics.temperature import kelvins
from detbal.reals import within
from detbal.units import e

if TYPE_CHECKING:
    import xarray


class Terminals(Enum):
    """How the junctions of a tandem are contacted."""

    TWO = "in series, one current through all junctions"
    INDEPENDENT = "each with its own terminals, at the voltages of greatest power of all together"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TandemLimit:
    """Tandems at their maximum power, one for each entry of the leading axes.

    Attributes
    ----------
    gaps : (..., n) float array
        eV, from the top down.
    photocurrent : (..., n) float array
        A/m², of the light that each junction absorbs from the illumination.
    current, voltage : (..., n) float arrays
        A/m² and V of every junction; in series all currents are one.
    power : (...) float array
        W/m².
    efficiency : (...) float array
        Power over irradiance (with its concentration).
    concentration : (...) float array
        Factor on the illumination.
    limiting : (...) integer array
        Junction that absorbs the fewest photons, counted from the top.
    temperature : float
        Kelvin.
    terminals : Terminals
    assumptions : tuple of str
    """

    gaps: Floats
    photocurrent: Floats
    current: Floats
    voltage: Floats
    power: Floats
    efficiency: Floats
    concentration: Floats
    limiting: NDArray[np.intp]
    temperature: float
    terminals: Terminals
    assumptions: tuple[str, ...]

    def __repr__(self) -> str:
        best = np.unravel_index(int(np.argmax(self.efficiency)), self.efficiency.shape)
        gaps = ", ".join(f"{gap:.4g}" for gap in self.gaps[best])
        many = f"{self.efficiency.size} tandems, the best of " if self.efficiency.ndim else ""
        contacts = "in series" if self.terminals is Terminals.TWO else "independent"
        return f"{many}gaps {gaps} eV {contacts} at {self.temperature:g} K: {self.efficiency[best]:.2%}"

    def to_dataset(self) -> xarray.Dataset:
        """Return a labelled dataset, with units in the attributes of each variable.

        The axis along which the concentration changes, and no gap does, has its name and its values.

        Examples
        --------
        >>> tandem_limit([1.7, 1.1]).to_dataset().voltage.attrs["units"]
        'V'
        """
        import xarray

        lead = axis_names("tandem", self.gaps, self.concentration)
        each = (*lead, "junction")
        return xarray.Dataset(
            {
                "gap": (each, self.gaps, {"units": "eV"}),
                "photocurrent": (each, self.photocurrent, {"units": "A/m²"}),
                "current": (each, self.current, {"units": "A/m²"}),
                "voltage": (each, self.voltage, {"units": "V"}),
                "power": (lead, self.power, {"units": "W/m²"}),
                "efficiency": (lead, self.efficiency, {"units": "1"}),
                "concentration": concentration_of(lead, self.concentration),
                "limiting": (lead, self.limiting, {"long_name": "junction with the fewest photons, 0 at the top"}),
            },
            attrs={
                "temperature": self.temperature,
                "terminals": self.terminals.value,
                "assumptions": "; ".join(self.assumptions),
            },
        )


def tandem_limit(
    gaps: Any,
    illumination: Illumination | None = None,
    T: Any = 298.15,
    *,
    terminals: Terminals = Terminals.TWO,
    concentration: Any = 1.0,
    coupling: bool = False,
    refractive_index: float = 3.5,
    elqe: Any = 1.0,
) -> TandemLimit:
    """Return the detailed-balance limit of tandems of step absorbers.

    Parameters
    ----------
    gaps : (..., n)
        eV, strictly descending along the last axis, as light meets them.
    illumination
        AM1.5G by default.
    T
        Temperature of all junctions: kelvin, text with a unit, or quantity.
    terminals
    concentration
        Factor on the illumination, bounded as in `shockley_queisser`; an array is broadcast against the leading axes of
        the gaps. The cell emits into the whole hemisphere all the same.
    coupling
        Whether what a junction emits through its back is absorbed by the one below (and the little that is emitted
        upwards above a gap by that above). Otherwise an ideal energy-selective mirror is between.
    refractive_index
        Of the material between the junctions, 1 to 1000, which enhances what they exchange n² times; matters with
        coupling only.
    elqe : scalar or (n,)
        Luminescent part of the recombination in each junction, above 0 and up to 1.

    Raises
    ------
    InputError
        Gaps that do not descend or are not above 0, a junction without light, numbers out of range.

    Notes
    -----
    Voltages are found to about 1e-13. Cost: some milliseconds, and about 3 µs for each junction of a large array.
    Without coupling: A. De Vos, J. Phys. D 13, 839 (1980), with the full Bose statistics of P. Würfel,
    J. Phys. C 15, 3967 (1982), in place of Boltzmann's. With coupling every emission has its reverse, so that in the
    dark, without voltage, all net flows are 0.

    Examples
    --------
    >>> two = tandem_limit([1.63, 0.96])
    >>> float(two.efficiency.round(3))
    0.458
    >>> bool(np.isclose(two.current[0], two.current[1]))
    True
    >>> tandem_limit([1.63, 0.96], concentration=[1, 10, 1000]).efficiency.shape
    (3,)
    """
    sun = sunlight(illumination)
    temperature, factor = kelvins(T), positives(concentration, "concentration")
    kind, given = member(Terminals, terminals, "terminals"), descending(gaps)
    index = within(refractive_index, "refractive_index", 1.0, 1e3)
    net = net_light(sun, temperature, float(factor.max()))
    once = np.diff(net.photons_above(given), axis=-1, prepend=0.0)
    lit(given, once, sun)
    shape = common_shape(given.shape[:-1], factor.shape)
    edges, factor = np.broadcast_to(given, (*shape, given.shape[-1])), np.broadcast_to(factor, shape)
    light = once * factor[..., None]
    luminescent = part(elqe, edges.shape[-1])
    if coupling not in (True, False):
        fix = "give True or False, and the index between the junctions as refractive_index="
        raise InputError(explain(f"coupling = {coupling!r}", fix=fix))
    stack = Stack(edges, light, BOLTZMANN * temperature, luminescent, index**2 if coupling else 0.0)
    voltage = in_series(stack) if kind is Terminals.TWO else independent(stack)
    current = e * stack.at(voltage).current
    if kind is Terminals.TWO:  # one current but for round-off, large where qV comes within the last digit of a gap
        current = np.broadcast_to(current.min(axis=-1, keepdims=True), current.shape).copy()
    power = (current * voltage).sum(axis=-1)
    return TandemLimit(
        gaps=edges,
        photocurrent=e * light,
        current=current,
        voltage=voltage,
        power=power,
        efficiency=power / (factor * sun.power),
        concentration=factor,
        limiting=light.argmin(axis=-1),
        temperature=temperature,
        terminals=kind,
        assumptions=_assumptions(kind, sun, factor, index if coupling else None, luminescent),
    )


def _assumptions(
    kind: Terminals, sun: Illumination, factor: Floats, index: float | None, elqe: Floats
) -> tuple[str, ...]:
    between = (
        "an ideal energy-selective mirror between junctions: no radiative coupling"
        if index is None
        else f"radiative coupling of neighbours through a medium of refractive index {index:g}"
    )
    return (
        concentrated(sun, factor),
        "each junction absorbs all light between its gap and the one above",
        "emission through the top into the whole hemisphere, with Bose statistics; surroundings at the temperature"
        " of the cell",
        between,
        "an ideal mirror behind the bottom junction",
        f"junctions {kind.value}",
        "all recombination is radiative"
        if (elqe == 1).all()
        else f"luminescent part of recombination: {elqe.tolist()}",
    )
