"""A cell of several junctions, one below the other in one beam of light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.photovoltaics.device.absorber import absorptance_of, edge_of
from detbal.photovoltaics.device.junction import Junction
from detbal.photovoltaics.device.photon_exchange import PhotonExchange, through_others, to_each_other
from detbal.photovoltaics.device.spectral_grid import common_grid
from detbal.photovoltaics.device.stacked import stacked
from detbal.photovoltaics.given import volts
from detbal.photovoltaics.illumination import Illumination, sunlight
from detbal.photovoltaics.radiation import BOLTZMANN, Floats, log_emission
from detbal.photovoltaics.tandem.limit import Terminals
from detbal.reals import within
from detbal.units import e


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """Junctions from the top down; build with `of`.

    Light reaches a junction through those above it, Aₖ ∏(1 - Aⱼ), and its emission leaves by the same factors.

    Attributes
    ----------
    junctions : tuple of n Junction
    light : Illumination or None
    terminals : Terminals
    coupling : float or None
        Refractive index n between the junctions, which exchange n² Aₖ Aⱼ ∏(1 - A between); None is an ideal mirror
        between them, that hands light down only.

    Examples
    --------
    >>> tandem = Cell.of([Junction.step(1.7), Junction.step(1.1)], light=Illumination.am15g())
    >>> tandem.current([1.2, 0.7]).round(1)  # A/m²
    array([224.5, 216.9])
    """

    __detbal_domain__: ClassVar[str] = "photovoltaics"

    junctions: tuple[Junction, ...]
    light: Illumination | None
    terminals: Terminals
    coupling: float | None

    @classmethod
    def of(
        cls,
        junctions: Sequence[Junction],
        *,
        light: Illumination | None = None,
        terminals: Terminals = Terminals.TWO,
        coupling: float | bool | None = None,
    ) -> Cell:
        """Build a cell.

        Parameters
        ----------
        junctions
            From the top down, each with its absorptance (or external quantum efficiency, if all that it absorbs is
            collected) as it would be without the others, and its `elqe`: the part of its net recombination that leaves
            it as light, outwards or to other junctions. Temperature, surroundings and front are one.
        light
            On the top.
        terminals
        coupling
            Refractive index between the junctions, 1 or more; None or False for a mirror.

        Raises
        ------
        InputError
            No junctions; junctions that differ in what they share, have a light or a substrate of their own; a light
            of more étendue than the front.

        Examples
        --------
        >>> Cell.of([Junction.step(1.7), Junction.step(1.1, T=300)])
        Traceback (most recent call last):
        ...
        detbal.errors.InputError: junctions[1] has T = 300 K, junctions[0] 298.15 K; build all with the same T=
        """
        stack = stacked(junctions)
        sun = None if light is None else sunlight(light)
        replace(stack[0], light=sun)  # refuses more étendue than that of the front
        if coupling is True:
            what = "coupling = True"
            raise InputError(explain(what, fix="give the refractive index between the junctions, or None for a mirror"))
        index = None if coupling is None or coupling is False else within(coupling, "coupling", 1.0, np.inf)
        return cls(stack, sun, member(Terminals, terminals, "terminals"), index)

    def __len__(self) -> int:
        return len(self.junctions)

    def __repr__(self) -> str:
        edges = ", ".join(f"{edge_of(one.absorber):.4g}" for one in self.junctions)
        parts = [
            f"cell of {len(self)} junction{'s' * (len(self) > 1)} from {edges} eV",
            self.terminals.value,
            "uncoupled" if self.coupling is None else f"coupled (n = {self.coupling:g})",
            f"{self.T:g} K",
            "in the dark" if self.light is None else f"under {self.light.name}",
        ]
        return ", ".join(parts)

    @property
    def T(self) -> float:
        """Kelvin, of all junctions."""
        return self.junctions[0].T

    @property
    def ambient(self) -> float:
        """Kelvin, of the surroundings."""
        return self.junctions[0].ambient

    @property
    def kT(self) -> float:
        """Thermal energy, eV."""
        return self.junctions[0].kT

    @property
    def front(self) -> float:
        """Étendue of the front, relative to a hemisphere of refractive index 1."""
        return self.junctions[0].front

    def grid(self, light: Illumination | None = None) -> tuple[Floats, Floats, Floats]:
        """Return photon energies (m,), Gauss weights (m,) and the absorptances (n, m) of the junctions by themselves.

        Segments are fine enough for all thermal emission, and for a light if one is given.
        """
        absorbers = tuple(one.absorber for one in self.junctions)
        energy, weight = common_grid(absorbers, (self.kT, BOLTZMANN * self.ambient), light)
        return energy, weight, np.array([absorptance_of(one, energy) for one in absorbers])

    def exchange(self) -> PhotonExchange:
        """Return what the junctions exchange with each other and with the outside."""
        energy, weight, own = self.grid()
        outward = self.front * weight * through_others(own)
        around, here = (np.exp(log_emission(energy, BOLTZMANN * T)) for T in (self.ambient, self.T))
        return PhotonExchange(
            np.array([edge_of(one.absorber) for one in self.junctions]),
            outward @ (around - here) + self.absorbed(),
            self.kT,
            np.array([one.elqe for one in self.junctions]),
            energy,
            outward,
            (self.coupling or 0.0) ** 2 * weight * to_each_other(own),
        )

    def absorbed(self) -> Floats:
        """Photons/(m² s) of the light that each junction absorbs, beyond the surroundings that it hides, (n,)."""
        if self.light is None:
            return np.zeros(len(self))
        beyond = self.light.beyond(self.ambient)
        energy, weight, own = self.grid(beyond)
        return np.asarray(through_others(own) @ (weight * beyond.flux(energy)))

    def current(self, voltages: Any) -> Floats:
        """Return the current density of each junction in A/m² at its voltage (V), (n,); positive if it generates.

        Raises
        ------
        InputError
            Another number of voltages, or one at or above the lowest energy that its junction absorbs.
        """
        return np.asarray(e * self.exchange().at(self.voltages(voltages)).current)

    def voltages(self, voltages: Any) -> Floats:
        """Return one voltage for each junction, (n,), below the lowest energy that it absorbs.

        Raises
        ------
        InputError
            As for `current`.
        """
        V = volts(voltages)
        if V.shape != (len(self),):
            what = f"voltages of shape {V.shape} for a cell of {len(self)} junctions"
            raise InputError(explain(what, fix="give one for each junction, from the top down"))
        for k, one in enumerate(self.junctions):
            if V[k] >= edge_of(one.absorber):
                what = f"voltages[{k}] = {V[k]:g} V, where the junction absorbs from {edge_of(one.absorber):g} eV on"
                raise InputError(explain(what, why="there would be gain", fix="keep qV below that energy"))
        return V
