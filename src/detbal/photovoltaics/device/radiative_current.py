"""The current that the emission of light alone takes."""

from __future__ import annotations

import numpy as np

from detbal.kinds import needs
from detbal.photovoltaics.device.hats import log_thermal_photons
from detbal.photovoltaics.device.junction import Junction
from detbal.photovoltaics.device.photon_rates import log_photons
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, Floats
from detbal.units import e


def log_radiative_current(junction: Junction | QuantumEfficiency, voltage: Floats, T: float) -> Floats:
    """Return ln of the current (A/m²) that light emission alone takes at forward voltages (V > 0).

    Of a junction at its own temperature by the full Bose distribution; of a quantum efficiency
    q ∫EQE φ_bb dE (e^{qV/kT} - 1).

    Raises
    ------
    InputError
        A quantum efficiency of which ∫EQE φ_bb dE is 0 or less; a voltage at or above the edge of the junction.

    Examples
    --------
    >>> both = Junction.step(1.4, T=300), QuantumEfficiency.of([1.4, 4.0], [1.0, 1.0])
    >>> a, b = (log_radiative_current(one, np.array([0.9]), 300.0) for one in both)
    >>> bool(np.isclose(a, b, rtol=1e-8).all())
    True
    """
    needs(junction, "junction", Junction, QuantumEfficiency)
    if isinstance(junction, Junction):
        rest, driven = log_photons(junction.absorber, junction.kT), log_photons(junction.absorber, junction.kT, voltage)
        area = np.log(e * (junction.front + junction.rear))
        return np.asarray(area + driven + np.log(-np.expm1(rest - driven)))
    x = voltage / (BOLTZMANN * T)
    return np.asarray(np.log(e) + log_thermal_photons(junction, BOLTZMANN * T)[0] + x + np.log(-np.expm1(-x)))
