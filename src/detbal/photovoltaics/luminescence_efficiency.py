"""External luminescence quantum efficiency: photons that leave for each electron that is injected."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.luminescence import Luminescence
from detbal.units import e


def external_luminescence_efficiency(el: Luminescence) -> tuple[float, float]:
    """Return the external luminescence quantum efficiency of an absolute spectrum, and its standard error.

    Parameters
    ----------
    el
        Absolute, with its injection.

    Raises
    ------
    InputError
        A spectrum in arbitrary units or without its injection; more photons than electrons, by more than five
        standard errors, or none at all.

    Notes
    -----
    q ∫φ_EL dE / J: U. Rau, Phys. Rev. B 76, 085303 (2007), where the spectrum runs into the hemisphere. Linear in
    energy between the points, nothing outside of them; errors of the points are independent.

    Examples
    --------
    >>> from detbal.photovoltaics.luminescence import Counted, Interval
    >>> kind = {"per": Interval.ENERGY, "counted": Counted.PHOTONS, "absolute": True, "injection": 200.0}
    >>> spectrum = Luminescence.of([1.3, 1.4, 1.5], [0.0, 1e20, 0.0], error=1e19, **kind)
    >>> [round(one, 5) for one in external_luminescence_efficiency(spectrum)]
    [0.00801, 0.00098]
    """
    if not el.absolute:
        fix = "calibrate it, and build it with absolute=True"
        raise InputError(explain("a luminescence spectrum in arbitrary units", fix=fix))
    if el.injection is None:
        fix = "give injection= (A/m²) when the spectrum is built"
        raise InputError(explain("a luminescence spectrum without its injection", fix=fix))
    weight = np.zeros(len(el))
    widths = np.diff(el.energy)
    weight[:-1] += 0.5 * widths
    weight[1:] += 0.5 * widths
    scale = e / el.injection
    found, error = scale * float(weight @ el.value), scale * float(np.linalg.norm(weight * el.error))
    if found - 5 * error > 1:
        what = f"a luminescence of {found:.4g} photons for each electron"
        fix = "check the calibration, the area of the junction and the unit of the injection (A/m²)"
        raise InputError(explain(what, fix=fix))
    if found <= 0:
        what = f"a luminescence of {found:.3g} ± {error:.2g} photons for each electron"
        raise InputError(explain(what, fix="give a spectrum above its noise"))
    return found, error
