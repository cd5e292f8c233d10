"""Emissivity: what a body emits, over what a black one would."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.photovoltaics.luminescence import Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, Floats, log_emission
from detbal.photovoltaics.temperature import kelvins


def emissivity_of(luminescence: Luminescence, T: Any, mu: float = 0.0) -> QuantumEfficiency:
    """Return the emitted photons over those of a black surface of the same temperature and chemical potential.

    Parameters
    ----------
    luminescence : Luminescence
        Absolute.
    T
        As for `kelvins`.
    mu
        Splitting of the quasi-Fermi levels, eV; 0 for thermal emission.

    Raises
    ------
    InputError
        Luminescence in arbitrary units; more than a black surface emits, by more than three errors.

    Examples
    --------
    >>> from detbal.photovoltaics.luminescence import Counted, Interval
    >>> flux = 0.5 * np.exp(log_emission([0.1, 0.2], BOLTZMANN * 400))
    >>> glow = Luminescence.of([0.1, 0.2], flux, per=Interval.ENERGY, counted=Counted.PHOTONS, absolute=True)
    >>> emissivity_of(glow, 400).value
    array([0.5, 0.5])
    """
    needs(luminescence, "luminescence", Luminescence)
    if not luminescence.absolute:
        why = "emissivity is a part of what a black body emits"
        raise InputError(explain("the luminescence is in arbitrary units", why=why, fix="calibrate it (absolute=True)"))
    log_black = log_emission(luminescence.energy, BOLTZMANN * kelvins(T), mu)
    of = (luminescence.value, luminescence.error, luminescence.floor, luminescence.rounding)
    value, error, floor, rounding = (_over(each, log_black) for each in of)
    return QuantumEfficiency.of(luminescence.energy, value, error=error, floor=floor, rounding=rounding)


def _over(values: Floats, log_black: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(np.sign(values) * np.exp(np.log(np.abs(values)) - log_black))
