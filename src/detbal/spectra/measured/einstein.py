"""Einstein's coefficients of lines, and line intensities at a temperature, against one another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import real_array
from detbal.result import Verdict
from detbal.spectra.measured.alternatives import Alternative
from detbal.spectra.measured.answers import Question
from detbal.spectra.measured.comparison import Comparison, Model
from detbal.spectra.measured.findings import OtherScale
from detbal.spectra.measured.readings import Reading
from detbal.spectra.measured.references import EINSTEIN
from detbal.units import EnergyUnit, energy_unit, h
from detbal.units import c as light


class EnergyDensity(Enum):
    """Per what the energy density of light is that multiplies B in B ρ.

    Examples
    --------
    >>> [f"{density.ratio(1e-19):.3g}" for density in EnergyDensity]
    ['2.12e-15', '3.38e-16']
    """

    FREQUENCY = "per hertz: A21/B21 = 8π h ν³/c³"
    ANGULAR = "per rad/s: A21/B21 = ħ ω³/(π² c³)"

    def ratio(self, joules: Any) -> Any:
        """Return A21/B21 in SI units, J s/m³ per Hz or per rad/s, for a photon's energy in joules."""
        nu = joules / h
        per_hertz = 8.0 * np.pi * h * (nu / light) ** 3
        return per_hertz if self is EnergyDensity.FREQUENCY else per_hertz / (2.0 * np.pi)


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class EinsteinCoefficients:
    """Coefficients of spontaneous emission, stimulated emission and absorption of n lines, in SI units.

    Parameters
    ----------
    omega : (n,)
        Photon energies, in `unit`.
    A21 : (n,)
        Spontaneous emission, 1/s.
    B21, B12 : (n,)
        Stimulated emission and absorption: rates per energy density of light, m³ Hz/(J s) or m³ rad/(J s²).
    g_upper, g_lower : (n,) or scalar
        Statistical weights.
    density : EnergyDensity
    unit
        Of `omega`.

    Raises
    ------
    InputError
        A number that is not positive, other shapes, or no unit.

    Examples
    --------
    >>> EinsteinCoefficients([2.0], [1e8], [2e21], [2e21], 1, 1, density=EnergyDensity.FREQUENCY, unit="eV")
    <EinsteinCoefficients: 1 line from 2 to 2 eV>
    """

    __detbal_domain__: ClassVar[str] = "spectra"

    omega: FloatArray
    A21: FloatArray
    B21: FloatArray
    B12: FloatArray
    g_upper: FloatArray
    g_lower: FloatArray
    density: EnergyDensity
    unit: EnergyUnit

    def __init__(
        self,
        omega: ArrayLike,
        A21: ArrayLike,
        B21: ArrayLike,
        B12: ArrayLike,
        g_upper: ArrayLike,
        g_lower: ArrayLike,
        *,
        density: EnergyDensity,
        unit: str | EnergyUnit,
    ) -> None:
        """Check what is given; see the class."""
        own = energy_unit(unit)
        if own is None:
            raise InputError(explain("no unit", why="coefficients are in SI units", fix="give unit=, such as 'eV'"))
        member(EnergyDensity, density, "density")
        n = len(np.atleast_1d(real_array(omega, "omega")))
        given = {"omega": omega, "A21": A21, "B21": B21, "B12": B12, "g_upper": g_upper, "g_lower": g_lower}
        for name, values in given.items():
            object.__setattr__(self, name, positive(values, n, name))
        object.__setattr__(self, "density", density)
        object.__setattr__(self, "unit", own)

    def __len__(self) -> int:
        return len(self.omega)

    def __repr__(self) -> str:
        span = f"{self.omega.min():.6g} to {self.omega.max():.6g} {self.unit.symbol}"
        return f"<EinsteinCoefficients: {len(self)} line{'s' * (len(self) != 1)} from {span}>"


def check_einstein(lines: EinsteinCoefficients, *, tol: float | None = None) -> Verdict:
    """Ask whether coefficients obey Einstein's relations: g1 B12 = g2 B21, and A21/B21 that of black-body radiation.

    Parameters
    ----------
    lines
    tol : float, optional
        Forgive residuals up to this size, nats: tables hold a few digits.

    Returns
    -------
    Verdict
        Two residuals per line: ln(g1 B12 / g2 B21), and ln(A21/B21) less ln(8π h ν³/c³).

    Examples
    --------
    >>> A = 1e8
    >>> B = A / EnergyDensity.FREQUENCY.ratio(2.0 * 1.602176634e-19)
    >>> lines = EinsteinCoefficients([2.0], [A], [B], [3 * B], 3, 1, density=EnergyDensity.FREQUENCY, unit="eV")
    >>> check_einstein(lines).status.name
    'BALANCED'
    >>> check_einstein(EinsteinCoefficients([2.0], [A], [B], [B], 3, 1, density=lines.density, unit="eV")).worst[0]
    Worst(label='g1 B12 / g2 B21, line 0, ω = 2 eV', residual=-1.0986..., floor=...)
    """
    names = [f"line {k}, ω = {value:.10g} {lines.unit.symbol}" for k, value in enumerate(lines.omega.tolist())]
    labels = [f"g1 B12 / g2 B21, {name}" for name in names] + [f"A21 / B21, {name}" for name in names]
    joules = lines.omega * lines.unit.joules
    sides = [
        np.concatenate([lines.g_lower * lines.B12, lines.A21]),
        np.concatenate([lines.g_upper * lines.B21, lines.density.ratio(joules) * lines.B21]),
    ]
    both = Comparison(Reading.of(sides[0], None), Reading.of(sides[1], None), labels)
    factor = np.log(_OTHER[lines.density].ratio(1.0) / lines.density.ratio(1.0))
    swapped = np.repeat([0.0, factor], len(lines))
    told = f"balance holds if B is {_OTHER[lines.density].value.partition(':')[0]}, not as stated: a factor 2π"
    question = Question(
        subject=repr(lines)[1:-1],
        statement=f"g1 B12 = g2 B21, and A21/B21 with B {lines.density.value}",
        comparison=both,
        axis=np.tile(lines.omega, 2),
        axis_name=f"ω / {lines.unit.symbol}",
        ratio_name="ln of the ratio",
        assumptions=("light in vacuum; both levels as degenerate as stated",),
        references=(EINSTEIN,),
    )
    return question.verdict(
        both.fit(Model.of(np.zeros(len(labels)))),
        lambda: (Alternative(both, Model.of(swapped), OtherScale, told),),
        "black-body radiation of any temperature",
        tol=tol,
        alpha=0.01,
    )


_OTHER = {EnergyDensity.FREQUENCY: EnergyDensity.ANGULAR, EnergyDensity.ANGULAR: EnergyDensity.FREQUENCY}


def positive(values: Any, n: int, name: str) -> FloatArray:
    """Return one positive number for each of n lines, of which there must be some.

    Examples
    --------
    >>> positive(2, 2, "g_upper")
    array([2., 2.])
    """
    if not n:
        raise InputError(explain("there are no lines", fix="give at least one"))
    numbers = real_array(values, name)
    if numbers.ndim == 0:
        numbers = np.full(n, float(numbers))
    if numbers.shape != (n,):
        raise InputError(explain(f"{name} has shape {numbers.shape}", fix=f"give one number for each of {n} lines"))
    bad = ~((numbers > 0) & (numbers < np.inf))
    if bad.any():
        k = int(np.argmax(bad))
        raise InputError(explain(f"{name}[{k}] = {numbers[k]}", fix="give positive numbers"))
    return numbers
