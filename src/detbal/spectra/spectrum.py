"""`Spectrum`: values over a frequency axis with a unit, of a stated kind, safe from under- and overflow."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.lazy import load
from detbal.pairs import ROUNDING, FloatArray
from detbal.reals import lost_digits, real_array
from detbal.spectra.axis import column, frequency_axis, require_finite, share_of
from detbal.spectra.kind import Kind, factor
from detbal.units import EnergyUnit, Thermal, energy_unit, thermal_energy

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class Spectrum:
    """A spectrum: intensities over a frequency axis, of one kind.

    With ħ = 1 in the unit of the axis, S(ω) = ∫ ⟨A(0)A(t)⟩ e^(-iωt) dt, so that ω > 0 is energy that the system takes
    up, and ∫ S dω/2π = ⟨A²⟩. Values are densities over the axis as it is given: over rad/fs they are in A² fs, and over
    cm⁻¹ the integral over cm⁻¹ is 2π ⟨A²⟩.

    Parameters
    ----------
    omega : (n,)
        Frequencies, of both signs or of one, in any order, each once.
    values : (n,)
        Intensities. Negative ones may be noise; they are kept.
    kind : Kind
    unit : str or EnergyUnit, optional
        Of the axis: ``"rad/fs"`` and the like are angular frequencies (ħω), ``"THz"``, ``"Hz"`` ordinary ones (hν),
        ``"cm^-1"`` wavenumbers, ``"meV"``, ``"eV"`` energies; all of `detbal.units.ENERGY_UNITS`. Without a unit, ω is
        in the unit of kT.
    errors : (n,) or scalar, optional
        Standard deviations of the values.
    kT, T : optional
        Temperature of the system: a number in the axis's unit, in kelvin, or with a unit. Conversions need it.
    floor : (n,) or scalar, optional
        Size up to which a value may be round-off, or lost below a detector's limit; default: the round-off of the
        array's precision.
    omega_rounding : (n,) or scalar, optional
        Half a unit of the last digit of the frequencies; default: the round-off of the array's precision. What it
        changes in the values, by their slope, is added to the floor.
    correlated : float
        How many neighbouring points say the same: 1 if errors are independent from point to point; more if a window
        has smeared the spectrum, or the axis is finer than the resolution.
    assumptions : sequence of str
        What the values rest on, for reports.

    Attributes
    ----------
    omega : (n,) float array
        Ascending.
    mantissa, exponent : (n,) float arrays
        The values are ``mantissa * exp(exponent)``; of a susceptibility, ω times that, so that ω = 0 loses nothing.
    spread : (n,) float array or None
        The errors over ``exp(exponent)``.
    floor : (n,) float array
        The floor over ``exp(exponent)``.

    Raises
    ------
    InputError
        Shapes that differ, numbers that are not finite, a frequency given twice, negative errors, both kT and T; a
        susceptibility at ω = 0, where it is zero whatever the spectrum.

    Examples
    --------
    >>> line = Spectrum([-1.0, 1.0], [0.1, 0.8], unit="meV", T=5.0)
    >>> line
    <Spectrum: 2 points from -1 to 1 meV, kind WIGHTMAN, T = 5 K>
    >>> line.to(Kind.SUSCEPTIBILITY).values.round(4)
    array([-0.4592,  0.3607])
    """

    __detbal_domain__: ClassVar[str] = "spectra"

    omega: FloatArray
    mantissa: FloatArray
    exponent: FloatArray
    spread: FloatArray | None
    floor: FloatArray
    kind: Kind
    unit: EnergyUnit | None
    thermal: Thermal | None
    correlated: float
    assumptions: tuple[str, ...]

    def __init__(
        self,
        omega: ArrayLike,
        values: ArrayLike,
        *,
        kind: Kind = Kind.WIGHTMAN,
        unit: str | EnergyUnit | None = None,
        errors: ArrayLike | None = None,
        kT: Any = None,
        T: Any = None,
        floor: ArrayLike | None = None,
        omega_rounding: ArrayLike | None = None,
        correlated: float = 1.0,
        assumptions: tuple[str, ...] = (),
    ) -> None:
        """Check and sort what is given; see the class."""
        numbers = real_array(values, "values")
        if floor is None:  # a zero may be a number too small for a float
            tiny = float(np.finfo(np.float64).tiny)
            floor = np.maximum(lost_digits(values), ROUNDING) * np.abs(np.nan_to_num(numbers)) + tiny
        self._fill(omega, numbers, np.zeros_like(numbers), kind, unit, errors, kT, T, floor, correlated, assumptions)
        self._blur(
            omega, lost_digits(omega) * np.abs(real_array(omega, "omega")) if omega_rounding is None else omega_rounding
        )

    @classmethod
    def from_logs(
        cls,
        omega: ArrayLike,
        log_values: ArrayLike,
        *,
        kind: Kind = Kind.WIGHTMAN,
        unit: str | EnergyUnit | None = None,
        relative_errors: ArrayLike | None = None,
        kT: Any = None,
        T: Any = None,
        relative_floor: ArrayLike | None = None,
        correlated: float = 1.0,
        assumptions: tuple[str, ...] = (),
    ) -> Spectrum:
        """Build from ln|values|, which neither over- nor underflow; ``-inf`` stands for zero.

        The signs are those of the kind: a susceptibility is negative where ω is. `relative_errors` are those of the
        values.

        Examples
        --------
        >>> far = Spectrum.from_logs([-1e4, 1e4], [-1e4, 0.0], kT=1.0)
        >>> far.values.tolist(), far.log_values.tolist(), far.to(Kind.SCHOFIELD).log_values.tolist()
        ([0.0, 1.0], [-10000.0, 0.0], [-5000.0, -5000.0])
        """
        logs = real_array(log_values, "log_values")
        if bad := np.argwhere(np.isnan(logs) | (logs == np.inf)).tolist():
            raise InputError(
                explain(f"log_values{bad[0]} = {logs[*bad[0]]}", fix="give finite numbers, or -inf for zero")
            )
        absent = np.isneginf(logs)
        sign = np.where(absent, 0.0, 1.0)
        exponent = np.where(absent, 0.0, logs)
        if kind is Kind.SUSCEPTIBILITY:
            axis = real_array(omega, "omega")
            sign = sign * np.sign(axis) if axis.shape == sign.shape else sign  # other shapes are refused below
        relative = ROUNDING * (1.0 + np.abs(exponent) / 8.0) if relative_floor is None else relative_floor
        made: Spectrum = object.__new__(cls)
        made._fill(omega, sign, exponent, kind, unit, relative_errors, kT, T, relative, correlated, assumptions)
        return made

    def _fill(
        self,
        omega: ArrayLike,
        mantissa: FloatArray,
        exponent: FloatArray,
        kind: Kind,
        unit: str | EnergyUnit | None,
        spread: ArrayLike | None,
        kT: Any,
        T: Any,
        floor: Any,
        correlated: float,
        assumptions: tuple[str, ...],
    ) -> None:
        axis = frequency_axis(omega)
        member(Kind, kind, "kind")
        if mantissa.shape != axis.shape:
            fix = f"give one value for each of the {len(axis)} frequencies"
            raise InputError(explain(f"values have shape {mantissa.shape}", fix=fix))
        require_finite(mantissa, "values")
        own = energy_unit(unit)
        order = np.argsort(axis, kind="stable")
        parts = {
            "omega": axis,
            "mantissa": mantissa,
            "exponent": exponent,
            "floor": column(floor, axis, "floor"),
        }
        if spread is not None:
            parts["spread"] = column(spread, axis, "errors")
            _refuse_some_exact(parts["spread"])
        parts = {name: part[order] for name, part in parts.items()}
        if kind is Kind.SUSCEPTIBILITY:
            parts |= _over_omega(parts)
        for name, part in parts.items():
            object.__setattr__(self, name, part)
        if spread is None:
            object.__setattr__(self, "spread", None)
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "unit", own)
        object.__setattr__(self, "thermal", thermal_energy(kT, T, own, required=False))
        object.__setattr__(self, "correlated", share_of(correlated))
        object.__setattr__(self, "assumptions", tuple(assumptions))

    def _blur(self, omega: ArrayLike, rounding: Any) -> None:
        blur = column(rounding, self.omega, "omega_rounding")[np.argsort(np.asarray(omega), kind="stable")]
        if blur.any():
            object.__setattr__(self, "floor", self.floor + np.abs(self.mantissa) * self.steepness * blur)

    def __len__(self) -> int:
        return len(self.omega)

    def __repr__(self) -> str:
        unit = f" {self.unit.symbol}" if self.unit else ""
        span = f"{self.omega[0]:.6g} to {self.omega[-1]:.6g}{unit}" if len(self) else "nowhere"
        warm = "" if self.thermal is None else f", {_temperature(self.thermal, self.unit)}"
        return f"<Spectrum: {len(self)} points from {span}, kind {self.kind.name}{warm}>"

    @property
    def values(self) -> FloatArray:
        """Intensities, shape (n,); 0 or inf where they leave the range of floats (see `log_values`)."""
        return self._scaled(self.mantissa)

    @property
    def errors(self) -> FloatArray | None:
        """Standard deviations of the values, shape (n,), or None."""
        return None if self.spread is None else np.abs(self._scaled(self.spread))

    @property
    def log_values(self) -> FloatArray:
        """Natural log of the size of the values, shape (n,); ``-inf`` for zero."""
        with np.errstate(divide="ignore"):
            logs = np.log(np.abs(self.mantissa)) + self.exponent
            return logs + np.log(np.abs(self.omega)) if self.kind is Kind.SUSCEPTIBILITY else logs

    @property
    def steepness(self) -> FloatArray:
        """|d ln S/dω| at each point, from its neighbours, shape (n,)."""
        logs = self.log_values
        if len(logs) < 2:
            return np.zeros(len(logs))
        with np.errstate(invalid="ignore"):
            slopes = np.abs(np.diff(logs) / np.diff(self.omega))
        slopes = np.where(np.isfinite(slopes), slopes, 0.0)
        return np.asarray(np.maximum(np.append(slopes, 0.0), np.insert(slopes, 0, 0.0)))

    @property
    def kT(self) -> float | None:
        """Thermal energy in the unit of the axis, or None."""
        return self.thermal.kT if self.thermal else None

    @property
    def x(self) -> FloatArray:
        """ħω/kT, shape (n,).

        Raises
        ------
        InputError
            Without a temperature.
        """
        return self.omega / self.temperature().kT

    @property
    def two_sided(self) -> bool:
        """Whether there are frequencies of both signs."""
        return len(self) > 0 and bool(self.omega[0] < 0 < self.omega[-1])

    def temperature(self, kT: Any = None, T: Any = None) -> Thermal:
        """Return the temperature given here or, left out, the spectrum's own.

        Raises
        ------
        InputError
            If there is neither.

        Examples
        --------
        >>> Spectrum([1.0], [1.0]).temperature(kT=2.0).kT
        2.0
        """
        thermal = thermal_energy(kT, T, self.unit, required=False) or self.thermal
        if thermal is None:
            raise InputError(
                explain("the spectrum has no temperature", fix="give kT= or T=, here or with the spectrum")
            )
        return thermal

    def at(self, kT: Any = None, T: Any = None) -> Spectrum:
        """Return the same values with this temperature.

        Examples
        --------
        >>> Spectrum([1.0], [1.0], unit="meV").at(T="300 K")
        <Spectrum: 1 points from 1 to 1 meV, kind WIGHTMAN, T = 300 K>
        """
        return replace_in(self, thermal=thermal_energy(kT, T, self.unit))

    def to(self, kind: Kind) -> Spectrum:
        """Return the spectrum as another kind, exactly, at its temperature; errors are carried along.

        Raises
        ------
        InputError
            No temperature; or from or to CLASSICAL, which is no quantum spectrum: `detbal.complete` with a correction
            says what it is taken for.

        Notes
        -----
        O(n). Conversions form a group: there and back changes values by a few units in the last place.

        Examples
        --------
        >>> cold = Spectrum([-1e4, 0.0, 1e4], [0.0, 2.0, 3.0], kT=1.0)
        >>> cold.to(Kind.SUSCEPTIBILITY).to(Kind.WIGHTMAN).values
        array([0., 2., 3.])
        """
        if kind is self.kind:
            return self
        member(Kind, kind, "kind")
        for one in (self.kind, kind):
            if one is Kind.CLASSICAL:
                why = "no exact relation leads from a classical spectrum to a quantum one, or back"
                fix = "use detbal.complete(spectrum, T=..., correction=detbal.spectra.Correction.…)"
                raise InputError(explain(f"{self.kind.name} to {kind.name}", why=why, fix=fix))
        x, kT = self.x, self.temperature().kT
        (m0, e0), (m1, e1) = factor(self.kind, x), factor(kind, x)
        # the susceptibility is kept as χ″/ω, its factor is that of χ″/x
        ratio = m1 / m0 * kT ** ((self.kind is Kind.SUSCEPTIBILITY) - (kind is Kind.SUSCEPTIBILITY))
        return replace_in(
            self,
            mantissa=self.mantissa * ratio,
            floor=self.floor * ratio,
            exponent=self.exponent + (e1 - e0),
            spread=None if self.spread is None else self.spread * ratio,
            kind=kind,
        )

    def in_unit(self, unit: str | EnergyUnit) -> Spectrum:
        """Return the same over an axis in another unit; densities change by the Jacobian, dimensionless numbers do not.

        Raises
        ------
        InputError
            If the axis has no unit.

        Examples
        --------
        >>> one = Spectrum([1.0], [1.0], unit="eV", T=300).in_unit("meV")
        >>> one.omega.tolist(), one.values.tolist(), round(one.kT, 6)
        ([1000.0], [0.001], 25.852)
        """
        new = energy_unit(unit)
        if self.unit is None or new is None:
            raise InputError(explain("the axis has no unit", fix="construct the spectrum with unit="))
        ratio = self.unit.joules / new.joules
        scale = ratio**-2 if self.kind is Kind.SUSCEPTIBILITY else 1.0 / ratio  # it is kept as χ″/ω
        return replace_in(
            self,
            omega=self.omega * ratio,
            mantissa=self.mantissa * scale,
            floor=self.floor * scale,
            spread=None if self.spread is None else self.spread * scale,
            unit=new,
            thermal=self.thermal and Thermal(self.thermal.kT * ratio, self.thermal.provenance),
        )

    def between(self, low: float, high: float) -> Spectrum:
        """Return the part with low ≤ ω ≤ high.

        Examples
        --------
        >>> Spectrum([-1.0, 0.0, 1.0], [1.0, 2.0, 3.0]).between(0.0, 2.0).values.tolist()
        [2.0, 3.0]
        """
        return self.take((self.omega >= low) & (self.omega <= high))

    def take(self, which: Any) -> Spectrum:
        """Return the points that a mask or indices choose, in the order of the axis, each once.

        Examples
        --------
        >>> Spectrum([-1.0, 0.0, 1.0], [1.0, 2.0, 3.0]).take([0, 2]).values.tolist()
        [1.0, 3.0]
        """
        which = np.unique(np.arange(len(self))[which])
        parts = {name: getattr(self, name)[which] for name in ("omega", "mantissa", "exponent", "floor")}
        return replace_in(self, **parts, spread=None if self.spread is None else self.spread[which])

    def to_xarray(self) -> Any:
        """Return an `xarray.Dataset` with ``values`` and, if known, ``errors`` over ``omega`` (needs xarray).

        Examples
        --------
        >>> Spectrum([1.0], [2.0], unit="meV").to_xarray()["values"].attrs["kind"]
        'WIGHTMAN'
        """
        import xarray

        columns = {"values": ("omega", self.values, {"kind": self.kind.name})}
        if self.errors is not None:
            columns["errors"] = ("omega", self.errors, {})
        axis = ("omega", self.omega, {"unit": self.unit.symbol if self.unit else ""})
        warm = {"kT": self.kT, "temperature": self.thermal.provenance} if self.thermal else {}
        return xarray.Dataset(columns, coords={"omega": axis}, attrs=warm)

    def plot(self, *, log: bool = False) -> Figure:
        """Draw the spectrum, with a band of one standard error; return a matplotlib Figure.

        Examples
        --------
        >>> Spectrum([1.0, 2.0], [1.0, 3.0], unit="meV").plot().axes[0].get_xlabel()
        'ω / meV'
        """
        figure: Figure = load("detbal.plots.render:draw")(
            load("detbal.spectra.pictures:spectrum_figure")(self, log=log)
        )
        return figure

    def _scaled(self, part: FloatArray) -> FloatArray:
        # in halves, so that a large exponent and a small mantissa do not overflow on the way
        with np.errstate(over="ignore", under="ignore"):
            half = np.exp(self.exponent / 2.0)
            scaled: FloatArray = np.where(part == 0.0, 0.0, part * half) * np.where(part == 0.0, 0.0, half)
        return scaled * self.omega if self.kind is Kind.SUSCEPTIBILITY else scaled


def replace_in(spectrum: Spectrum, **parts: Any) -> Spectrum:
    """Return a spectrum with some of its parts exchanged, unchecked: for those who keep them sound.

    Examples
    --------
    >>> replace_in(Spectrum([1.0], [2.0]), kind=Kind.KUBO).kind.name
    'KUBO'
    """
    made: Spectrum = object.__new__(Spectrum)
    for field in fields(Spectrum):
        value = parts[field.name] if field.name in parts else getattr(spectrum, field.name)
        object.__setattr__(made, field.name, value)
    return made


def _refuse_some_exact(spread: FloatArray) -> None:
    exact = spread == 0.0
    if exact.any() and not exact.all():
        k = int(np.argmax(exact))
        why = (
            f"{int(exact.sum())} of {len(exact)} values would be exact among others that are not, and outweigh them all"
        )
        fix = "give each its error (of n counts √(n + 1), say), or leave the points out"
        raise InputError(explain(f"errors[{k}] = 0", why=why, fix=fix))


def _over_omega(parts: dict[str, FloatArray]) -> dict[str, FloatArray]:
    omega = parts["omega"]
    if (omega == 0.0).any():
        why = "χ″ is zero there whatever the spectrum is, so that no other kind could follow from it"
        raise InputError(explain("a susceptibility at ω = 0", why=why, fix="leave that point out"))
    return {
        name: parts[name] / (omega if name == "mantissa" else np.abs(omega))
        for name in ("mantissa", "spread", "floor")
        if name in parts
    }


def _temperature(thermal: Thermal, unit: EnergyUnit | None) -> str:
    from detbal.units import k_B

    return f"kT = {thermal.kT:.5g}" if unit is None else f"T = {thermal.kT * unit.joules / k_B:.6g} K"
