"""`ScatteringFunction`: S(q, ω), one spectrum for each of several momentum transfers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import real_array
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum, replace_in
from detbal.units import EnergyUnit, Thermal, energy_unit, thermal_energy


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class ScatteringFunction:
    """Spectra S(q, ω) of one kind over a common frequency axis.

    Conventions are those of `Spectrum`: ω > 0 is energy that the sample takes up, and ∫ S dω/2π is the static S(q). For
    detailed balance between ω and -ω, the sample must be the same under q → -q, as liquids and powders are.

    Parameters
    ----------
    q : (m,)
        Sizes of the momentum transfers, in `q_unit`.
    omega : (n,)
        Frequencies, ascending.
    values : (m, n)
    kind : Kind
    unit : str or EnergyUnit, optional
        Of the frequency axis.
    errors : (m, n), optional
        Standard deviations.
    kT, T : optional
        Temperature.
    q_unit : str
        As the source has it; only for display.
    assumptions : sequence of str

    Raises
    ------
    InputError
        Shapes that do not fit, numbers that are not finite, or frequencies not ascending.

    Examples
    --------
    >>> sqw = ScatteringFunction([0.5, 1.0], [-1.0, 1.0], [[1, 1], [2, 2]], kind=Kind.CLASSICAL, unit="meV", T=300)
    >>> sqw
    <ScatteringFunction: 2 q, 2 ω from -1 to 1 meV, kind CLASSICAL, kT = 25.852 meV>
    >>> sqw.row(1)
    <Spectrum: 2 points from -1 to 1 meV, kind CLASSICAL, T = 300 K>
    """

    __detbal_domain__: ClassVar[str] = "spectra"

    q: FloatArray
    omega: FloatArray
    values: FloatArray
    errors: FloatArray | None
    kind: Kind
    unit: EnergyUnit | None
    thermal: Thermal | None
    q_unit: str
    assumptions: tuple[str, ...]

    def __init__(
        self,
        q: ArrayLike,
        omega: ArrayLike,
        values: ArrayLike,
        *,
        kind: Kind,
        unit: str | EnergyUnit | None = None,
        errors: ArrayLike | None = None,
        kT: Any = None,
        T: Any = None,
        q_unit: str = "",
        assumptions: tuple[str, ...] = (),
    ) -> None:
        """Check what is given; see the class."""
        parts = {"q": real_array(q, "q"), "omega": real_array(omega, "omega"), "values": real_array(values, "values")}
        if errors is not None:
            parts["errors"] = real_array(errors, "errors")
        shape = (parts["q"].size, parts["omega"].size)
        for name, wanted in (("q", shape[:1]), ("omega", shape[1:]), ("values", shape), ("errors", shape)):
            if name in parts:
                _require(name, parts[name], wanted)
        if (np.diff(parts["omega"]) <= 0).any():
            raise InputError(explain("omega is not ascending", fix="sort the frequencies, each once"))
        member(Kind, kind, "kind")
        own = energy_unit(unit)
        rest = {
            "errors": None,
            "kind": kind,
            "unit": own,
            "thermal": thermal_energy(kT, T, own, required=False),
            "q_unit": q_unit,
            "assumptions": tuple(assumptions),
        }
        for name, part in (rest | parts).items():
            object.__setattr__(self, name, part)

    def __len__(self) -> int:
        return len(self.q)

    def __repr__(self) -> str:
        unit = f" {self.unit.symbol}" if self.unit else ""
        span = f"{self.omega[0]:.6g} to {self.omega[-1]:.6g}{unit}"
        warm = "" if self.thermal is None else f", kT = {self.thermal.kT:.5g}{unit}"
        return f"<ScatteringFunction: {len(self.q)} q, {len(self.omega)} ω from {span}, kind {self.kind.name}{warm}>"

    @property
    def kT(self) -> float | None:
        """Thermal energy in the unit of the frequency axis, or None."""
        return self.thermal.kT if self.thermal else None

    def row(self, i: int) -> Spectrum:
        """Return the spectrum at q[i].

        Raises
        ------
        InputError
            If there is no such row.

        Examples
        --------
        >>> ScatteringFunction([0.5], [0.0, 1.0], [[2, 1]], kind=Kind.CLASSICAL).row(0).values.tolist()
        [2.0, 1.0]
        """
        if not -len(self.q) <= i < len(self.q):
            raise InputError(explain(f"row {i}", fix=f"there are {len(self.q)} momentum transfers, from 0"))
        spectrum = Spectrum(
            self.omega,
            self.values[i],
            kind=self.kind,
            unit=self.unit,
            errors=None if self.errors is None else self.errors[i],
            assumptions=(*self.assumptions, f"at q = {self.q[i]:.6g} {self.q_unit}".rstrip()),
        )
        return replace_in(spectrum, thermal=self.thermal)


def _require(name: str, values: FloatArray, shape: tuple[int, ...]) -> None:
    if values.shape != shape or not values.size:
        raise InputError(explain(f"{name} has shape {values.shape}", fix=f"give shape {shape}, of at least one number"))
    bad = ~np.isfinite(values)
    if bad.any():
        place = np.unravel_index(int(np.argmax(bad)), shape)
        what = f"{name}[{', '.join(map(str, place))}] = {values[place]}"
        raise InputError(explain(what, fix="give finite numbers; leave rows without data out"))
    if name == "errors" and (values < 0).any():
        raise InputError(explain("errors has negative entries", fix="give standard deviations"))
