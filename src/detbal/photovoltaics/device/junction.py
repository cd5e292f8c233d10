"""A junction: absorber, temperature, surroundings; the current at each voltage by detailed balance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.concentration import within_cone
from detbal.photovoltaics.device.absorber import Absorber, Step, edge_of, require_absorptance
from detbal.photovoltaics.device.photon_rates import absorbed_light, log_photons, log_power, net_photons
from detbal.photovoltaics.given import volts
from detbal.photovoltaics.illumination import Illumination, sunlight
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, Floats
from detbal.photovoltaics.temperature import kelvins
from detbal.reals import positive, within
from detbal.units import e


@dataclass(frozen=True, slots=True, eq=False)
class Junction:
    """A junction between its light, its surroundings and its leads; build with `of` or `step`.

    Attributes
    ----------
    absorber : QuantumEfficiency or Step
        Absorptance over photon energy.
    T, ambient : float
        Kelvin; of the junction, and of the surroundings that fill the étendue of its emission.
    elqe : float
        External luminescence quantum efficiency: the part of the net recombination that is emitted.
    etendue : float
        Of emission through the front, relative to a hemisphere.
    refractive_index : float
        Of the medium in front; emission goes with its square.
    substrate : float or None
        Refractive index of an absorbing substrate at the temperature of the junction; None is a mirror.
    light : Illumination or None

    Examples
    --------
    >>> cell = Junction.step(1.34, light=Illumination.am15g())
    >>> cell.current([0.0, 1.0]).round(1)  # A/m²
    array([350.3, 336.7])
    """

    __detbal_domain__: ClassVar[str] = "photovoltaics"

    absorber: Absorber
    T: float
    ambient: float
    elqe: float
    etendue: float
    refractive_index: float
    substrate: float | None
    light: Illumination | None

    @classmethod
    def of(
        cls,
        absorptance: Any,
        *,
        T: Any = 298.15,
        ambient: Any = None,
        elqe: float = 1.0,
        etendue: float = 1.0,
        refractive_index: float = 1.0,
        substrate: float | None = None,
        light: Illumination | None = None,
    ) -> Junction:
        """Build a junction of an absorptance.

        Parameters
        ----------
        absorptance : QuantumEfficiency or Step
            From 0 to 1; an external quantum efficiency, if all carriers are collected.
        T, ambient
            Temperatures: kelvin, texts or quantities; the surroundings are as warm as the junction unless said.
        elqe, etendue
            Above 0, up to 1.
        refractive_index, substrate
            1 or more.
        light
            What shines on it besides the surroundings.

        Raises
        ------
        InputError
            Numbers out of these ranges, an absorptance that is nowhere above 0, a light that is none.

        Examples
        --------
        >>> silicon = QuantumEfficiency.of([1.1, 1.2, 4.0], [0.0, 0.95, 0.95])
        >>> Junction.of(silicon, T="25 °C").current(0.0).item()
        0.0
        """
        if isinstance(absorptance, QuantumEfficiency):
            require_absorptance(absorptance)
        elif not isinstance(absorptance, Step):
            what = f"an absorptance of type {type(absorptance).__name__}"
            raise InputError(explain(what, fix="give a QuantumEfficiency, or use Junction.step(gap)"))
        own = kelvins(T)
        return cls(
            absorptance,
            own,
            own if ambient is None else kelvins(ambient),
            positive(elqe, "elqe", 1.0),
            positive(etendue, "etendue", 1.0),
            within(refractive_index, "refractive_index", 1.0, np.inf),
            None if substrate is None else within(substrate, "substrate", 1.0, np.inf),
            light,
        )

    @classmethod
    def step(cls, gap: Any, **options: Any) -> Junction:
        """Return a junction that absorbs all from a gap (eV) on; keywords as for `of`.

        Examples
        --------
        >>> Junction.step(1.42, T=300).emitted(0.0).item() > 0
        True
        """
        return cls.of(Step.of(gap), **options)

    def __post_init__(self) -> None:
        if self.light is not None:
            within_cone(sunlight(self.light), 1.0, self.front)

    def __repr__(self) -> str:
        absorbs = "a step" if isinstance(self.absorber, Step) else f"a table of {len(self.absorber)} points"
        parts = [f"junction: {absorbs} from {edge_of(self.absorber):.4g} eV on, {self.T:g} K, ELQE {self.elqe:g}"]
        parts += [f"surroundings {self.ambient:g} K"] if self.ambient != self.T else []
        parts += [f"étendue {self.etendue:g}"] if self.etendue != 1 else []
        parts += [f"in a medium of index {self.refractive_index:g}"] if self.refractive_index != 1 else []
        parts += [] if self.substrate is None else [f"on a substrate of index {self.substrate:g}"]
        parts.append("in the dark" if self.light is None else f"under {self.light.name}")
        return ", ".join(parts)

    @property
    def kT(self) -> float:
        """Thermal energy, eV."""
        return BOLTZMANN * self.T

    @property
    def front(self) -> float:
        """Étendue of the front, relative to a hemisphere of refractive index 1."""
        return self.etendue * self.refractive_index**2

    @property
    def rear(self) -> float:
        """Étendue towards the substrate; 0 for a mirror."""
        return 0.0 if self.substrate is None else self.substrate**2

    def emitted(self, voltage: Any) -> Floats:
        """Photons/(m² s) that leave by both faces at each voltage (V), by generalised Planck radiation with μ = qV.

        Raises
        ------
        InputError
            qV at or above the lowest energy that is absorbed.
        """
        V = volts(voltage)
        return np.asarray((self.front + self.rear) * np.exp(log_photons(self.absorber, self.kT, V)))

    def emitted_power(self, voltage: Any) -> Floats:
        """W/m² of light that leave through the front at each voltage."""
        return np.asarray(self.front * np.exp(log_power(self.absorber, self.kT, volts(voltage))))

    def received(self) -> tuple[float, float]:
        """Photons/(m² s) and W/m² that are absorbed through the front: of the light and of the surroundings."""
        light, around, _own = self.through_front()
        power = self.front * float(np.exp(log_power(self.absorber, BOLTZMANN * self.ambient)))
        if self.light is not None:
            power += absorbed_light(self.absorber, self.light.beyond(self.ambient))[1]
        return light + around, power

    def through_front(self) -> tuple[float, float, float]:
        """Return the photons/(m² s) that pass the front at 0 V, each from 0 up.

        Returns
        -------
        light, around, own : float
            Absorbed of the light, beyond the surroundings that it hides, and of the surroundings; emitted.

        Examples
        --------
        >>> light, around, own = Junction.step(1.4, T=300).through_front()
        >>> light, around == own > 0
        (0.0, True)
        """
        both = (float(np.exp(log_photons(self.absorber, BOLTZMANN * T))) for T in (self.ambient, self.T))
        around, own = (self.front * one for one in both)
        light = 0.0 if self.light is None else absorbed_light(self.absorber, self.light.beyond(self.ambient))[0]
        return light, around, own

    def dark(self, voltage: Any) -> Floats:
        """Return the recombination over that of equilibrium at its own temperature, A/m²: radiative, over `elqe`.

        Exact about 0 V, where the two rates cancel.
        """
        net = net_photons(self.absorber, self.kT, volts(voltage))
        return np.asarray(e * (self.front + self.rear) * net / self.elqe)

    def current(self, voltage: Any) -> Floats:
        """Return the current density in A/m² at each voltage, positive if the junction generates.

        J/q = absorbed light + absorbed surroundings - emitted(0) - (emitted(V) - emitted(0))/elqe, so that what is not
        radiative, too, is in detailed balance at 0 V.

        Raises
        ------
        InputError
            qV at or above the lowest energy that is absorbed.
        """
        light, around, own = self.through_front()
        return np.asarray(e * (light + (around - own)) - self.dark(voltage))
