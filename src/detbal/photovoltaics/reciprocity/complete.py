"""What one curve of a junction says about the other: emission from its EQE, and the saturation current."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.photovoltaics.device.hats import log_thermal_photons
from detbal.photovoltaics.given import one_voltage
from detbal.photovoltaics.luminescence import Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, log_emission
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair
from detbal.photovoltaics.temperature import kelvins
from detbal.units import e


def reciprocity(eqe: QuantumEfficiency, *, T: Any, voltage: float | None = None) -> Luminescence:
    """Return the electroluminescence of a junction from its EQE: EQE φ_bb(E, T) (e^{qV/kT} - 1).

    Parameters
    ----------
    eqe : QuantumEfficiency
    T
        As for `kelvins`.
    voltage : float, optional
        V. The result is then absolute, photons/(m² s eV) into the hemisphere, beyond those of equilibrium; it is
        negative at negative voltage. Without one it is EQE φ_bb, what is emitted for each e^{qV/kT} - 1.

    Raises
    ------
    InputError
        A voltage that is not finite, or emission too weak or too strong for a number.

    Notes
    -----
    U. Rau, Phys. Rev. B 76, 085303 (2007), equation 10. Errors and floors of the EQE are carried over.

    Examples
    --------
    >>> eqe = QuantumEfficiency.of([1.3, 1.4, 1.5], [0.01, 0.5, 0.9])
    >>> el = reciprocity(eqe, T=300, voltage=1.0)
    >>> el.absolute, el.energy[np.argmax(el.value)]
    (True, np.float64(1.4))
    """
    needs(eqe, "eqe", QuantumEfficiency)
    kT = BOLTZMANN * kelvins(T)
    log_flux, sign = log_emission(eqe.energy, kT), 1.0
    if voltage is not None:
        x = one_voltage(voltage) / kT
        sign = float(np.sign(x))
        if x != 0:
            log_flux = log_flux + max(x, 0.0) + np.log(-np.expm1(-abs(x)))
    seen = log_flux[eqe.value != 0]
    if len(seen) and sign and not -700 < seen.max() < 700:
        what = f"the emission is up to e^{seen.max():.0f} photons/(m² s eV)"
        raise InputError(explain(what, fix="give a voltage= at which the junction emits measurably"))
    flux = np.exp(log_flux)
    value, error, floor, rounding = (flux * each for each in (eqe.value, eqe.error, eqe.floor, eqe.rounding))
    return Luminescence(eqe.energy, sign * value, error, floor, rounding, absolute=voltage is not None)


def complete_quantum_efficiency(eqe: QuantumEfficiency, *, T: Any, voltage: float | None = None) -> ReciprocalPair:
    """Return a quantum efficiency together with the electroluminescence that belongs to it; as `reciprocity`.

    Examples
    --------
    >>> complete_quantum_efficiency(QuantumEfficiency.of([1.3, 1.4], [0.1, 0.9]), T=300).T
    300.0
    """
    return ReciprocalPair.of(eqe, reciprocity(eqe, T=T, voltage=voltage), T)


def radiative_saturation_current(eqe: QuantumEfficiency, T: Any) -> float:
    """Return J₀,rad = q ∫ EQE φ_bb dE in A/m²; 0 where it is below 1e-308.

    Parameters
    ----------
    eqe : QuantumEfficiency
        Linear in energy between its points, 0 outside of them.
    T
        As for `kelvins`.

    Raises
    ------
    InputError
        No positive integral: noise alone.

    Examples
    --------
    A step at 1.34 eV at 298.15 K:

    >>> step = QuantumEfficiency.of([1.34, 4.0], [1.0, 1.0])
    >>> from detbal.photovoltaics.radiation import log_photons_above
    >>> exact = e * np.exp(log_photons_above(1.34, BOLTZMANN * 298.15))
    >>> bool(np.isclose(radiative_saturation_current(step, 298.15), exact, rtol=1e-12))
    True
    """
    needs(eqe, "eqe", QuantumEfficiency)
    return float(np.exp(np.log(e) + log_thermal_photons(eqe, BOLTZMANN * kelvins(T))[0]))


def example_pair(T: float = 300.0) -> ReciprocalPair:
    """Return a junction with an edge at 1.4 eV and a tail of 15 meV, exactly reciprocal.

    Examples
    --------
    >>> example_pair().T
    300.0
    """
    energy = np.linspace(1.2, 1.6, 81)
    value = 0.9 * np.exp(-np.logaddexp(0.0, -(energy - 1.4) / 0.015))
    eqe = QuantumEfficiency.of(energy, value)
    return ReciprocalPair.of(eqe, reciprocity(eqe, T=T), T)
