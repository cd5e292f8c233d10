"""Energy landscapes: minima, the transition states between them, and their rates in harmonic theory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal import units
from detbal.errors import InputError, explain
from detbal.networks.rate_network import RateNetwork
from detbal.pairs import ROUNDING, FloatArray
from detbal.units import EnergyUnit, thermal_energy

IntArray = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class StationaryPoints:
    """Minima or transition states of a potential energy.

    Attributes
    ----------
    energy : (n,) float array
    log_product : (n,) float array
        ln of the product of the squared angular frequencies (positive eigenvalues of the Hessian only).
    order : (n,) float array
        Order of the point group; a structure with symmetry has fewer permutational isomers.
    """

    energy: FloatArray
    log_product: FloatArray
    order: FloatArray

    @classmethod
    def of(cls, energy: ArrayLike, log_product: ArrayLike, order: ArrayLike, *, what: str) -> StationaryPoints:
        """Check the columns and put them together; `what` they are called in messages.

        Examples
        --------
        >>> StationaryPoints.of([0.0], [1.0, 2.0], [1], what="minimum")
        Traceback (most recent call last):
        ...
        detbal.errors.InputError: minimum: log_product has shape (2,), energy (1,); give lists of equal length
        """
        columns = {"energy": energy, "log_product": log_product, "order": order}
        arrays = {name: np.asarray(values, dtype=float) for name, values in columns.items()}
        shape = arrays["energy"].shape
        for name, values in arrays.items():
            if values.ndim != 1 or values.shape != shape:
                problem = f"{what}: {name} has shape {values.shape}, energy {shape}"
                raise InputError(explain(problem, fix="give lists of equal length"))
            good = np.isfinite(values) & ((name != "order") | ((values >= 1) & (values == np.round(values))))
            if not good.all():
                k = int(np.argmin(good))
                fix = "give a whole number, 1 or more" if name == "order" else "give a finite number"
                raise InputError(explain(f"{what} {k + 1}: {name} = {values[k]:.15g}", fix=fix))
        return cls(**arrays)

    def __len__(self) -> int:
        return len(self.energy)


@dataclass(frozen=True, slots=True, eq=False)
class Landscape:
    """Minima of a potential energy and the transition states that join them two by two.

    Build it with `of`, or read it from PATHSAMPLE's files with `detbal.read`. Without a temperature it has no
    rates; `rates` gives them in harmonic transition state theory.

    Attributes
    ----------
    minima, saddles : StationaryPoints
        N minima and M transition states.
    ends : (M, 2) int32 array
        The two minima that each transition state joins, numbered from 0.
    energy_unit : EnergyUnit or None
    """

    __detbal_domain__: ClassVar[str] = "networks"

    minima: StationaryPoints
    saddles: StationaryPoints
    ends: IntArray
    energy_unit: EnergyUnit | None

    @classmethod
    def of(
        cls,
        minima: StationaryPoints,
        saddles: StationaryPoints,
        ends: ArrayLike,
        *,
        energy_unit: str | EnergyUnit | None = None,
    ) -> Landscape:
        """Put minima and transition states together.

        Raises
        ------
        InputError
            No minimum, or a transition state that joins a minimum that is not there.

        Examples
        --------
        >>> wells = StationaryPoints.of([0.0, 1.0], [3.0, 3.5], [1, 2], what="minimum")
        >>> passes = StationaryPoints.of([2.0], [2.0], [1], what="transition state")
        >>> Landscape.of(wells, passes, [[0, 1]])
        <Landscape: 2 minima, 1 transition state>
        """
        if not len(minima):
            raise InputError(explain("a landscape without minima", fix="give at least one"))
        joined = np.asarray(ends)
        if joined.shape != (len(saddles), 2) or (joined.size and joined.dtype.kind not in "iu"):
            what = f"ends have shape {joined.shape} and type {joined.dtype}"
            raise InputError(explain(what, fix=f"give two whole numbers for each of {len(saddles)} transition states"))
        bad = ((joined < 0) | (joined >= len(minima))).any(axis=1)
        if bad.any():
            k = int(np.argmax(bad))
            what = f"transition state {k + 1} joins the minima with indices {joined[k].tolist()}"
            raise InputError(explain(what, fix=f"there are {len(minima)} minima, numbered from 0"))
        return cls(minima, saddles, joined.astype(np.int32), units.energy_unit(energy_unit))

    def __repr__(self) -> str:
        n, m = len(self.minima), len(self.saddles)
        return f"<Landscape: {n} minim{'a' if n != 1 else 'um'}, {m} transition state{'s' * (m != 1)}>"

    @property
    def self_loops(self) -> NDArray[np.intp]:
        """Indices of the transition states that join a minimum with itself or a permutational isomer of it.

        They change no population, and `rates` leaves them out.
        """
        return np.flatnonzero(self.ends[:, 0] == self.ends[:, 1])

    def rates(self, kT: Any = None, T: Any = None) -> RateNetwork:
        """Return the rates at one temperature.

        In harmonic transition state theory the rate from minimum i through a transition state is::

            k = (o_i / o_ts) sqrt(prod(ω_i²) / prod(ω_ts²)) exp(-(E_ts - E_i)/kT) / (2 pi)

        (D. J. Wales, Energy Landscapes, Cambridge University Press, 2003), in the unit of time in which the
        angular frequencies are given. All is done in logs. The stationary weights are exp(-E_i/kT) / (o_i
        sqrt(prod(ω_i²))): the network carries E as energies and the rest as degeneracies.

        Parameters
        ----------
        kT, T
            Temperature; exactly one of the two. Numbers for ``kT`` are in the unit of the energies.

        Returns
        -------
        RateNetwork
            States "min 1" … "min N", channels "ts 1" … "ts M": transition states that join the same two
            minima stay apart, and those of `self_loops` are left out.

        Raises
        ------
        InputError
            No temperature, two, or one in kelvin though the energies have no unit.

        Examples
        --------
        >>> wells = StationaryPoints.of([0.0, 1.0], [3.0, 3.0], [1, 1], what="minimum")
        >>> passes = StationaryPoints.of([2.0], [2.0], [1], what="transition state")
        >>> network = Landscape.of(wells, passes, [[0, 1]]).rates(kT=0.5)
        >>> network.pair_names[0], float(network.log_forward[0] - network.log_reverse[0])
        ('min 1 ⇌ min 2 (ts 1)', -2.0)
        """
        thermal = thermal_energy(kT, T, self.energy_unit)
        saddle = np.flatnonzero(self.ends[:, 0] != self.ends[:, 1])
        here, there = self.ends[saddle].T
        unset = np.ones(len(saddle))
        network = RateNetwork.from_pairs(
            here,
            there,
            unset,
            unset,
            channels=[f"ts {k + 1}" for k in saddle],
            energies=self.minima.energy,
            energy_unit=self.energy_unit,
        ).with_log_rates(self._log_rates(here, saddle, thermal.kT), self._log_rates(there, saddle, thermal.kT))
        return replace(
            network,
            labels=tuple(f"min {i + 1}" for i in range(len(self.minima))),
            log_degeneracies=-np.log(self.minima.order) - 0.5 * self.minima.log_product,
            rounding=network.rounding + self._cancellation(here, there, saddle, thermal.kT),
        )

    def _log_rates(self, minimum: IntArray, saddle: NDArray[np.intp], kT: float) -> FloatArray:
        a, b = self.minima, self.saddles
        symmetry = np.log(a.order[minimum]) - np.log(b.order[saddle])
        vibration = 0.5 * (a.log_product[minimum] - b.log_product[saddle])
        barrier = (b.energy[saddle] - a.energy[minimum]) / kT
        logs: FloatArray = symmetry + vibration - barrier - np.log(2 * np.pi)
        return logs

    def _cancellation(self, i: IntArray, j: IntArray, saddle: NDArray[np.intp], kT: float) -> FloatArray:
        """Bound the round-off of the log-ratios: large energies and frequencies cancel in them."""
        a, b = self.minima, self.saddles
        energies = np.abs(a.energy[i]) + np.abs(a.energy[j]) + 2 * np.abs(b.energy[saddle])
        products = np.abs(a.log_product[i]) + np.abs(a.log_product[j]) + 2 * np.abs(b.log_product[saddle])
        bound: FloatArray = ROUNDING / 8.0 * (energies / kT + 0.5 * products)
        return bound
