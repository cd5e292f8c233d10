"""The limit of a cell with one junction, as a labelled record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detbal.photovoltaics.labelled import axis_names, concentration_of
from detbal.photovoltaics.radiation import Floats

if TYPE_CHECKING:
    import xarray

_UNITS = {
    "gap": "eV",
    "jsc": "A/m²",
    "voc": "V",
    "jmp": "A/m²",
    "vmp": "V",
    "fill_factor": "1",
    "efficiency": "1",
    "power": "W/m²",
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CellLimit:
    """Cells of one junction at their limit; arrays of one shape, 0-dimensional for a number.

    Attributes
    ----------
    gap : float array
        eV.
    jsc, jmp : float arrays
        A/m², at short circuit and at maximum power.
    voc, vmp : float arrays
        V, at open circuit and at maximum power.
    fill_factor, efficiency : float arrays
        Fractions.
    power : float array
        W/m².
    concentration : float array
        Factor on the illumination.
    temperature : float
        Kelvin.
    assumptions : tuple of str
    """

    gap: Floats
    jsc: Floats
    voc: Floats
    jmp: Floats
    vmp: Floats
    fill_factor: Floats
    efficiency: Floats
    power: Floats
    concentration: Floats
    temperature: float
    assumptions: tuple[str, ...]

    def __repr__(self) -> str:
        if self.gap.size != 1:
            best = np.unravel_index(int(np.argmax(self.efficiency)), self.gap.shape)
            return (
                f"{self.gap.size} cells of gaps from {self.gap.min():.4g} to {self.gap.max():.4g} eV at"
                f" {self.temperature:g} K: at most {self.efficiency[best]:.2%} at {self.gap[best]:.4g} eV"
            )
        gap, jsc, voc, fill, part = (
            float(a.ravel()[0]) for a in (self.gap, self.jsc, self.voc, self.fill_factor, self.efficiency)
        )
        return (
            f"gap {gap:.4g} eV at {self.temperature:g} K: {part:.2%} (Jsc {jsc / 10:.2f} mA/cm², Voc {voc:.4f} V, "
            f"fill factor {fill:.2%})"
        )

    def to_dataset(self) -> xarray.Dataset:
        """Return a labelled dataset, with units in the attributes of each variable.

        The axis along which the concentration changes, and the gap does not, has its name and its values.

        Examples
        --------
        >>> from detbal.photovoltaics.limits.single import shockley_queisser
        >>> shockley_queisser([1.1, 1.4]).to_dataset().voc.attrs["units"]
        'V'
        """
        import xarray

        axes = axis_names("cell", self.gap, self.concentration)
        values = {name: (axes, getattr(self, name), {"units": unit}) for name, unit in _UNITS.items()}
        return xarray.Dataset(
            {**values, "concentration": concentration_of(axes, self.concentration)},
            attrs={"temperature": self.temperature, "assumptions": "; ".join(self.assumptions)},
        )
