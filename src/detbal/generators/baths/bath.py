"""The bath: a power spectrum with a temperature, from whichever function describes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.generators.baths.conventions import Convention, Statistics, density_factor, member, require_spectrum
from detbal.generators.baths.exponentials import Exponentials
from detbal.generators.baths.functions import Function, as_function
from detbal.generators.baths.given import Given, refuse_out_of_place
from detbal.generators.baths.sampled import SampledCorrelation
from detbal.generators.baths.spectra import GivenSpectrum, Spectrum, ThermalBosons, ThermalFermions
from detbal.generators.baths.transforms import correlation_of, principal_value
from detbal.pairs import FloatArray
from detbal.reals import real_array
from detbal.units import EnergyUnit, Thermal, energy_unit, thermal_energy


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class Bath:
    """A bath of bosons or fermions, described by one of three functions.

    Power spectrum S(ω) = ∫ ⟨B(t)B(0)⟩ e^{iωt} dt: ω > 0 is energy that the system gives to the bath, and at one
    temperature S(-ω) = e^{-ω/kT} S(ω). For fermions, ``power_spectrum`` is S₋(ω), of particles that leave the
    system with energy ω, and ``absorption_spectrum`` S₊(ω), of those that enter it; at one temperature and
    chemical potential S₊(ω) = e^{-(ω-μ)/kT} S₋(ω).

    Parameters
    ----------
    power_spectrum
        S(ω): a function, or samples with `frequencies`.
    spectral_density
        J(ω), asked for at ω > 0 (bosons): S(ω) = 2 J(ω) (n(ω) + 1) in the convention of QuTiP. Fermions:
        S₋ = J (1 - f), S₊ = J f.
    correlation_function
        C(t): `Exponentials`, or a function or samples with `times`. Bosons only.
    kT, T
        Temperature, at most one of them; needed with a spectral density.
    mu
        Chemical potential; fermions only.
    statistics : Statistics or text
    convention : Convention or text
        Whose spectral density it is.
    energy_unit
        Unit of frequencies (as energies, ħ = 1), kT and S; None: ħ = k_B = 1.
    frequencies, times
        Where arrays are sampled. Between samples values follow a monotone cubic (a cubic spline in time); beyond
        them nothing is known, and asking is an error.
    absorption_spectrum
        S₊(ω) of fermions, with `power_spectrum`; left out, S₊ is missing until `complete_bath` adds it.

    Raises
    ------
    InputError
        Not exactly one function, samples without their places or with NaN, a temperature that is not positive,
        or options that have no meaning together.

    Examples
    --------
    >>> bath = Bath(spectral_density=lambda w: 0.05 * w * np.exp(-w / 5), kT=0.5)
    >>> bath.power_spectrum([1.0, -1.0]).round(8)
    array([0.09468766, 0.01281458])
    >>> float(bath.log_power_spectrum(-3.0) - bath.log_power_spectrum(3.0)).__round__(12)
    -6.0
    """

    __detbal_domain__: ClassVar[str] = "generators"
    __detbal_from_arrays__: ClassVar[tuple[str, ...]] = ()

    statistics: Statistics
    kT: float | None
    mu: float
    energy_unit: EnergyUnit | None
    provenance: str
    thermal: bool
    emission: Spectrum
    absorption: Spectrum | None
    density: tuple[Function, float] | None
    assumptions: tuple[str, ...]

    def __init__(
        self,
        power_spectrum: Any = None,
        spectral_density: Any = None,
        correlation_function: Any = None,
        *,
        kT: Any = None,
        T: Any = None,
        mu: float = 0.0,
        statistics: Statistics | str = Statistics.BOSON,
        convention: Convention | str = Convention.QUTIP,
        energy_unit: Any = None,
        frequencies: ArrayLike | None = None,
        times: ArrayLike | None = None,
        absorption_spectrum: Any = None,
    ) -> None:
        kind, whose, unit = member(Statistics, statistics), member(Convention, convention), _unit(energy_unit)
        given = Given.of(power_spectrum, spectral_density, correlation_function)
        potential = _potential(mu, kind)
        thermal = thermal_energy(kT, T, unit, required=False)
        refuse_out_of_place(given, kind, frequencies=frequencies, times=times, absorption=absorption_spectrum)
        self._set(kind, thermal, potential, unit)
        scale = 1.0 if thermal is None else thermal.kT
        match given:
            case Given.SPECTRAL_DENSITY:
                self._from_density(as_function(spectral_density, frequencies, given.value, scale), whose, thermal)
            case Given.POWER_SPECTRUM:
                require_spectrum(whose)
                emission = as_function(power_spectrum, frequencies, given.value, scale)
                entering = None
                if absorption_spectrum is not None:
                    entering = as_function(absorption_spectrum, frequencies, "absorption_spectrum", scale)
                self._from_spectra(emission, entering)
            case Given.CORRELATION_FUNCTION:
                self._from_correlation(correlation_function, times)

    @classmethod
    def made(
        cls,
        origin: Bath,
        emission: Spectrum,
        absorption: Spectrum | None,
        thermal: Thermal,
        assumptions: tuple[str, ...] = (),
        density: tuple[Function, float] | None = None,
    ) -> Bath:
        """Return a bath with new spectra, which obey detailed balance at `thermal`; otherwise as `origin`."""
        bath = object.__new__(cls)
        bath._set(origin.statistics, thermal, origin.mu, origin.energy_unit)
        bath._fill(emission, absorption, thermal=True)
        object.__setattr__(bath, "assumptions", (*origin.assumptions, *assumptions))
        object.__setattr__(bath, "density", density)
        return bath

    @property
    def own_temperature(self) -> Thermal | None:
        """The temperature it was given, with how it was given."""
        return None if self.kT is None else Thermal(self.kT, self.provenance)

    @property
    def frequency_range(self) -> tuple[float, float]:
        """Lowest and highest frequency at which it is known."""
        low, high = self.emission.range
        if self.absorption is None:
            return low, high
        other_low, other_high = self.absorption.range
        return max(low, other_low), min(high, other_high)

    def power_spectrum(self, omega: ArrayLike) -> FloatArray:
        """Return S(ω), for fermions S₋(ω); shape as `omega`, in energy units (ħ = 1)."""
        return self.emission.values(_frequencies(omega))

    def log_power_spectrum(self, omega: ArrayLike) -> FloatArray:
        """Return ln S(ω), which does not underflow; -inf where S is zero. A negative S is an InputError."""
        return self.emission.logs(_frequencies(omega))

    def absorption_spectrum(self, omega: ArrayLike) -> FloatArray:
        """Return S(-ω), for fermions S₊(ω): the bath gives the energy ω to the system."""
        x = _frequencies(omega)
        return self.emission.values(-x) if self._mirrored else self._entering.values(x)

    def log_absorption_spectrum(self, omega: ArrayLike) -> FloatArray:
        """Return ln S(-ω), for fermions ln S₊(ω); -inf where it is zero."""
        x = _frequencies(omega)
        return self.emission.logs(-x) if self._mirrored else self._entering.logs(x)

    def emission_error(self, omega: ArrayLike) -> FloatArray:
        """Return a bound on the absolute error of `power_spectrum`, beyond a few units in its last place."""
        return self.emission.error(_frequencies(omega))

    def absorption_error(self, omega: ArrayLike) -> FloatArray:
        """Return a bound on the absolute error of `absorption_spectrum`, beyond a few units in its last place."""
        x = _frequencies(omega)
        return self.emission.error(-x) if self._mirrored else self._entering.error(x)

    def spectral_density(self, omega: ArrayLike) -> FloatArray:
        """Return J(ω) in the convention of QuTiP; odd in ω for bosons.

        As it was given; else (S(ω) - S(-ω))/2 for bosons, S₋(ω) + S₊(ω) for fermions, which needs no temperature.
        """
        x = _frequencies(omega)
        if self.density is None:
            if not self._mirrored:
                return self.power_spectrum(x) + self.absorption_spectrum(x)
            if self.thermal and self.kT is not None:
                return self.emission.values(np.abs(x)) * -np.expm1(-np.abs(x) / self.kT) * np.sign(x) / 2.0
            return (self.emission.values(x) - self.emission.values(-x)) / 2.0
        function, factor = self.density
        if not self._mirrored:
            return factor * function(x)
        values = np.zeros(x.shape)
        values[x != 0] = factor * function(np.abs(x[x != 0])) * np.sign(x[x != 0])
        return values

    def correlation_function(self, t: ArrayLike) -> NDArray[np.complex128]:
        """Return C(t) = ⟨B(t)B(0)⟩ = (1/2π) ∫ S(ω) e^{-iωt} dω; for fermions that of S₋. Shape as `t`.

        As given, or by quadrature (about 1e-8 of its largest value; milliseconds per time).
        """
        times = np.asarray(real_array(t, "t"))
        if isinstance(self.emission, Exponentials | SampledCorrelation):
            return self.emission.correlation(times)
        return correlation_of(self.emission.values, times, self.emission.range)

    def lamb_shift(self, omega: ArrayLike) -> FloatArray:
        """Return S_h(ω) = (1/2π) P∫ S(x)/(ω - x) dx, so that ∫₀^∞ C(t) e^{iωt} dt = S(ω)/2 + i S_h(ω).

        Exact for exponentials; else to 1e-8 of the size of S (S counts as zero beyond its samples).
        """
        return self._shift(self.emission, _frequencies(omega))

    def absorption_lamb_shift(self, omega: ArrayLike) -> FloatArray:
        """Return (1/2π) P∫ A(x)/(x - ω) dx with A the absorption spectrum; for bosons S_h(-ω)."""
        x = _frequencies(omega)
        return self._shift(self.emission, -x) if self._mirrored else -self._shift(self._entering, x)

    def _shift(self, spectrum: Spectrum, omega: FloatArray) -> FloatArray:
        if isinstance(spectrum, Exponentials | SampledCorrelation):
            return spectrum.lamb_shift(omega)
        return principal_value(spectrum.values, omega, self.kT or 1.0, spectrum.range)

    @property
    def _mirrored(self) -> bool:
        return self.statistics is Statistics.BOSON

    @property
    def _entering(self) -> Spectrum:
        if self.absorption is None:
            raise InputError(
                explain(
                    "the absorption spectrum S₊ of this fermionic bath is not known",
                    fix="give absorption_spectrum= with power_spectrum=, or complete the bath at a temperature",
                )
            )
        return self.absorption

    def _set(self, kind: Statistics, thermal: Thermal | None, mu: float, unit: EnergyUnit | None) -> None:
        values: dict[str, Any] = {"statistics": kind, "mu": mu, "energy_unit": unit, "density": None}
        values |= {"kT": thermal.kT if thermal else None, "provenance": thermal.provenance if thermal else ""}
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def _fill(self, emission: Spectrum, absorption: Spectrum | None, *, thermal: bool) -> None:
        for name, value in (("emission", emission), ("absorption", absorption), ("thermal", thermal)):
            object.__setattr__(self, name, value)

    def _from_spectra(self, emission: Function, entering: Function | None) -> None:
        self._fill(GivenSpectrum(emission), GivenSpectrum(entering) if entering else None, thermal=False)
        said = emission.assumptions + (entering.assumptions if entering else ())
        object.__setattr__(self, "assumptions", said)

    def _from_density(self, density: Function, whose: Convention, thermal: Thermal | None) -> None:
        if thermal is None:
            raise InputError(
                explain(
                    "a spectral density without a temperature",
                    why="it tells the spectrum only together with one",
                    fix="give kT= or T=",
                )
            )
        factor = density_factor(whose, self.statistics)
        if self._mirrored:
            self._fill(ThermalBosons(density, factor, thermal.kT), None, thermal=True)
        else:
            leaving, entering = (ThermalFermions(density, factor, thermal.kT, self.mu, sign) for sign in (1, -1))
            self._fill(leaving, entering, thermal=True)
        said = f"the spectral density is in the convention of {whose.value}"
        object.__setattr__(self, "density", (density, factor))
        object.__setattr__(self, "assumptions", (said, *density.assumptions))

    def _from_correlation(self, c: Any, times: ArrayLike | None) -> None:
        said: tuple[str, ...] = ()
        if isinstance(c, Exponentials):
            if times is not None:
                raise InputError(explain("times= with Exponentials", fix="leave times= to sampled functions"))
            self._fill(c, None, thermal=False)
        else:
            if times is None:
                raise InputError(
                    explain(
                        "a correlation function without times",
                        fix="give times= from 0 to where it has decayed, densely enough, or Exponentials",
                    )
                )
            sampled = SampledCorrelation.of(c, times)
            said = (
                f"C(t) was sampled at {len(sampled.times):,} times up to {sampled.times[-1]:.6g}; what follows may add "
                f"{sampled.truncation:.2g} to S",
            )
            self._fill(sampled, None, thermal=False)
        object.__setattr__(self, "assumptions", said)

    def __repr__(self) -> str:
        at = f", {self.provenance}" if self.kT is not None else ""
        return f"<Bath: {self.statistics.value}s{at}>"


def _unit(given: Any) -> EnergyUnit | None:
    return energy_unit(given)


def _frequencies(omega: ArrayLike) -> FloatArray:
    values = np.asarray(real_array(omega, "omega"))
    if not np.isfinite(values).all():
        k = int(np.argmax(~np.isfinite(values.ravel())))
        raise InputError(explain(f"omega[{k}] = {values.flat[k]}", fix="give finite frequencies"))
    return values


def _potential(mu: Any, kind: Statistics) -> float:
    value = float(real_array(mu, "mu"))
    if not np.isfinite(value):
        raise InputError(explain(f"mu = {value}", fix="give a finite chemical potential"))
    if value and kind is Statistics.BOSON:
        raise InputError(
            explain(
                f"mu = {value:.6g} of bosons",
                why="energy quanta have none",
                fix="measure ω from μ, or use statistics='fermion'",
            )
        )
    return value
