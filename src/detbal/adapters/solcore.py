"""Light sources and detailed-balance junctions of solcore -> illuminations and junctions."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import ConversionError, explain
from detbal.photovoltaics.device.absorber import Absorber, Step
from detbal.photovoltaics.device.junction import Junction
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency

#: Default temperature of solcore's solvers, K; its junctions do not carry one.
TEMPERATURE = 298.0
#: Photon energy up to which a top hat of solcore reaches here, eV.
HIGHEST = 10.0


def from_light_source(source: Any) -> Illumination:
    """Make an illumination of a light source.

    Parameters
    ----------
    source : solcore.light_source.LightSource
        A black body becomes Planck's law with the étendue of the source (sr) over π as its dilution; solcore calls
        π/2 sr "hemispheric", which is half of what a black surface sends into a hemisphere. All others become the table
        of power densities on the wavelengths that the source keeps itself, times its concentration.

    Raises
    ------
    ConversionError
        A source without wavelengths.

    Examples
    --------
    >>> class Lamp:
    ...     source_type, x_internal = "custom", np.array([500.0, 600.0])
    ...     def spectrum(self, x, output_units):
    ...         return x, np.ones(len(x))
    >>> round(from_light_source(Lamp()).power, 9)
    100.0
    """
    if source.source_type == "black body":
        share = {"Sun": 6.8e-5, "hemispheric": np.pi / 2}.get(source.options["entendue"], source.options["entendue"])
        body = Illumination.blackbody(source.options["T"], dilution=float(share) / np.pi)
        return body if source.concentration == 1 else body.scaled(source.concentration)
    if source.x_internal is None:
        what = f"a light source of type {source.source_type!r} without wavelengths"
        raise ConversionError(explain(what, fix="give it the options that its type needs"))
    wavelength = np.asarray(source.x_internal, dtype=np.float64)
    _, irradiance = source.spectrum(x=wavelength, output_units="power_density_per_nm")
    version = getattr(source, "options", {}).get("version")
    return Illumination.from_wavelength(wavelength, irradiance, name=f"solcore: {version or source.source_type}")


def from_junction(junction: Any) -> Junction:
    """Make a junction of one of the kind "DB".

    Parameters
    ----------
    junction : solcore.structure.Junction
        With ``Eg``, and ``A`` for a top hat, unless it has a quantum efficiency (``qe``, after solving, or ``eqe`` as a
        table for interpolation). As solcore does, the emission through the front carries ``n`` squared, and there is
        the same to the back without a ``back_reflector``. At 298 K, the default of solcore's solvers.

    Returns
    -------
    Junction
        With ``refractive_index = n`` and, without a mirror, ``substrate = n``.

    Raises
    ------
    ConversionError
        Another kind of junction, or an absorptance without wavelengths.

    Examples
    --------
    >>> class Cell:
    ...     kind, Eg, n, A, back_reflector = "DB", 1.42, 1.0, 1, True
    >>> from_junction(Cell()).absorber.gap
    1.42
    """
    kind = getattr(junction, "kind", None)
    if kind != "DB":
        what = f"a solcore junction of kind {kind!r}"
        fix = 'give one of kind "DB", or its measured or computed EQE as a QuantumEfficiency'
        raise ConversionError(explain(what, fix=fix))
    index = float(getattr(junction, "n", 1.0))
    mirror = bool(getattr(junction, "back_reflector", False))
    return Junction.of(_absorber(junction), T=TEMPERATURE, refractive_index=index, substrate=None if mirror else index)


def _absorber(junction: Any) -> Absorber:
    if (solved := getattr(junction, "qe", None)) is not None:
        return _table(solved["WL"], solved["EQE"])
    given = getattr(junction, "eqe", getattr(junction, "absorptance", None))
    if given is None:
        height = min(float(getattr(junction, "A", 1.0)), 1.0)
        if height == 1.0:
            return Step.of(junction.Eg)
        return QuantumEfficiency.of([float(junction.Eg), HIGHEST], [height, height])
    if not hasattr(given, "x"):
        fix = 'solve it first: solar_cell_solver(cell, "qe")'
        raise ConversionError(explain("a quantum efficiency without wavelengths", fix=fix))
    return _table(given.x, given(given.x))


def _table(metres: Any, values: Any) -> QuantumEfficiency:
    return QuantumEfficiency.from_wavelength(np.asarray(metres) * 1e9, np.asarray(values))
