"""The verbs of this domain: which function answers for which kind of object."""

from __future__ import annotations

from typing import Any

from detbal.generators.baths import Bath, check_bath, complete_bath, impose_bath, thermometer_bath
from detbal.generators.check import check as check
from detbal.generators.driving.drive import drive as drive
from detbal.generators.driving.drive import drive_lindbladian
from detbal.generators.driving.generator_drive import GeneratorDrive
from detbal.generators.imposing.impose import impose as impose
from detbal.generators.listing import pairs as pairs
from detbal.generators.operators import dense
from detbal.generators.regression.check import check_regression
from detbal.generators.regression.spectrum import RegressionSpectrum
from detbal.generators.response.balance import check_correlator, check_sticks, correlator_pairs
from detbal.generators.response.correlator import ThermalCorrelator
from detbal.generators.response.sticks import StickSpectrum, stick_pairs
from detbal.generators.thermometer import thermometer as thermometer
from detbal.generators.thermometer import thermometer_lindbladian
from detbal.generators.weak_coupling.check import check_davies, pairs_of_davies
from detbal.generators.weak_coupling.complete import complete as complete
from detbal.generators.weak_coupling.davies import DaviesGenerator, davies
from detbal.generators.weak_coupling.model import WeakCoupling
from detbal.generators.weak_coupling.particles import particle_numbers
from detbal.pairs import Pairs
from detbal.result import Thermometer, Verdict

check.register(Bath, check_bath)
check.register(DaviesGenerator, check_davies)
check.register(RegressionSpectrum, check_regression)
check.register(StickSpectrum, check_sticks)
check.register(ThermalCorrelator, check_correlator)
complete.register(Bath, complete_bath)
impose.register(Bath, impose_bath)
thermometer.register(Bath, thermometer_bath)
pairs.register(DaviesGenerator, pairs_of_davies)
pairs.register(StickSpectrum, stick_pairs)
pairs.register(ThermalCorrelator, correlator_pairs)


@check.register
def check_coupling(model: WeakCoupling, *, kT: Any = None, T: Any = None, tol: float | None = None) -> Verdict:
    """Ask whether the Davies generator of couplings and baths obeys detailed balance; options as `check_davies`.

    Examples
    --------
    >>> even = Bath(power_spectrum=lambda w: 0.1 + 0.0 * w, kT=0.5)
    >>> check_coupling(WeakCoupling([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], even)])).max_residual
    2.0
    """
    return check_davies(_secular(model), kT=kT, T=T, tol=tol)


@pairs.register
def pairs_of_coupling(model: WeakCoupling, *, kT: Any = None, T: Any = None) -> Pairs:
    """Return the pairs of the Davies generator of couplings and baths.

    Examples
    --------
    >>> even = Bath(power_spectrum=lambda w: 0.1 + 0.0 * w, kT=0.5)
    >>> len(pairs_of_coupling(WeakCoupling([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], even)])))
    1
    """
    return pairs_of_davies(_secular(model), kT=kT, T=T)


@thermometer.register(DaviesGenerator)
@thermometer.register(WeakCoupling)
def thermometer_davies(generator: DaviesGenerator | WeakCoupling) -> Thermometer:
    """Measure the temperature that the jumps of a Davies generator imply, of each bath.

    Examples
    --------
    >>> cold = Bath(spectral_density=lambda w: 0.1 * w, kT=0.5)
    >>> round(thermometer_davies(WeakCoupling([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], cold)])).kT, 12)
    0.5
    """
    made = _secular(generator) if isinstance(generator, WeakCoupling) else generator
    return thermometer_lindbladian(made.lindbladian(), H=made.H)


@drive.register(DaviesGenerator)
@drive.register(WeakCoupling)
def drive_davies(generator: DaviesGenerator | WeakCoupling) -> GeneratorDrive:
    """Measure heat currents and entropy production of a Davies generator, at the temperatures of its own baths.

    Examples
    --------
    >>> cold, hot = (Bath(spectral_density=lambda w: 0.1 * w, kT=kT) for kT in (0.5, 1.0))
    >>> x = [[0, 1], [1, 0]]
    >>> flow = drive_davies(WeakCoupling([[0, 0], [0, 1.0]], [(x, cold), (x, hot)]))
    >>> bool(flow.heat_currents[1] > 0), bool(flow.entropy_production > 0)
    (True, True)
    """
    made = _secular(generator) if isinstance(generator, WeakCoupling) else generator
    temperatures = {name: bath.kT for name, bath in made.baths.items()}
    energy: Any = dense(made.H)
    if any(bath.mu for bath in made.baths.values()):  # heat from a lead is energy less μ per particle
        number = (made.basis * particle_numbers(made)) @ made.basis.conj().T
        energy = {name: energy - bath.mu * number for name, bath in made.baths.items()}
    return drive_lindbladian(made.lindbladian(), kT=temperatures, state=made.stationary_state(), H=energy)


def _secular(model: WeakCoupling) -> DaviesGenerator:
    """Return the Davies generator without Lamb shift, which changes no rate."""
    return davies(model.H, model.couplings, lamb_shift=False)
