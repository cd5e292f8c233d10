"""The vibrational density of states g(ω) from the spectra of velocities, and quantum averages over it.

In a classical simulation every mode has the kinetic energy kT/2, so that the spectrum of the mass-weighted velocities
is, up to a factor, the number of modes per unit of frequency: J. M. Dickey and A. Paskin, Phys. Rev. 188, 1407 (1969).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import positive, real_array
from detbal.spectra.arguments import spectrum_given
from detbal.spectra.axis import SAME
from detbal.spectra.kind import Kind, thermal_ratio
from detbal.spectra.spectrum import Spectrum
from detbal.units import EnergyUnit, thermal_energy


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DensityOfStates:
    """Modes per unit of frequency; made by `density_of_states`.

    Attributes
    ----------
    omega : (n,) float array
        Ascending, not negative.
    values : (n,) float array
        g(ω), with ∫ g dω = modes by the trapezoidal rule, which all averages here use.
    errors : (n,) float array or None
        As if the norm were exact.
    modes : float
    unit : EnergyUnit or None
        Of the axis.
    assumptions : tuple of str

    Examples
    --------
    >>> g = density_of_states(Spectrum([1.0, 2.0, 3.0], [0.0, 1.0, 0.0], kind=Kind.CLASSICAL), modes=3)
    >>> g, g.values.tolist(), g.zero_point_energy()
    (<DensityOfStates: 3 modes, 3 points from 1 to 3>, [0.0, 3.0, 0.0], 3.0)
    """

    __detbal_domain__: ClassVar[str] = "spectra"

    omega: FloatArray
    values: FloatArray
    errors: FloatArray | None
    modes: float
    unit: EnergyUnit | None
    assumptions: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.omega)

    def __repr__(self) -> str:
        span = f"{self.omega[0]:.6g} to {self.omega[-1]:.6g}{f' {self.unit.symbol}' if self.unit else ''}"
        return f"<DensityOfStates: {self.modes:g} modes, {len(self)} points from {span}>"

    def energy(self, *, kT: Any = None, T: Any = None) -> float:
        """Return ∫ g (ħω/2) coth(ħω/2kT) dω, the energy of harmonic modes with their zero-point energy.

        In the unit of the axis. The kinetic energy is half of it.
        """
        thermal = thermal_energy(kT, T, self.unit).kT
        return thermal * self._mean(quantum_to_classical_energy(self.omega / thermal))

    def zero_point_energy(self) -> float:
        """Return ∫ g ħω/2 dω, in the unit of the axis."""
        return self._mean(self.omega / 2.0)

    def heat_capacity(self, *, kT: Any = None, T: Any = None) -> float:
        """Return ∫ g (x/2)²/sinh²(x/2) dω, the heat capacity of harmonic modes in units of k_B; `modes` when hot."""
        x = self.omega / thermal_energy(kT, T, self.unit).kT
        return self._mean(np.exp(-x) / thermal_ratio(x) ** 2)

    def _mean(self, each: FloatArray) -> float:
        return float(np.trapezoid(self.values * each, self.omega))


def density_of_states(
    velocities: Spectrum | Sequence[Spectrum], *, modes: float, masses: ArrayLike | None = None
) -> DensityOfStates:
    """Return g(ω) ∝ Σ_i m_i S_i(ω), where S_i is the spectrum of the velocity of atom (or element) i.

    Parameters
    ----------
    velocities
        Spectra of v_i, each summed over x, y, z (and over the atoms of the element), over one axis; or one spectrum, of
        √m v or of atoms of one mass. CLASSICAL, or a quantum kind with a temperature, of which the Kubo spectrum is
        taken: that is the one in which every harmonic mode weighs the same. ω ≥ 0 is used.
    modes : float
        What ∫ g dω is: 3N, or 3N - 3 if the centre of mass is at rest.
    masses : (k,), optional
        One for each spectrum, in any unit.

    Returns
    -------
    DensityOfStates
        Normalised to `modes`; so neither the unit of velocities nor the temperature of a classical run matters.

    Raises
    ------
    InputError
        Axes or units that differ, masses that are missing or not positive, fewer than two points at ω ≥ 0, a spectrum
        with no weight, no positive number of modes.

    Notes
    -----
    O(k n). No quantum correction belongs to g: it counts modes, which are as many in a quantum as in a classical system
    (see `refuse_correction_of_modes`). Quantum statistics enter afterwards, in averages over g.

    Examples
    --------
    >>> w = np.linspace(0.0, 5.0, 501)
    >>> line = Spectrum(w, np.exp(-((w - 2.0) ** 2) / 0.02), kind=Kind.CLASSICAL)
    >>> g = density_of_states(line, modes=3)
    >>> round(g.energy(kT=0.01), 6), round(g.heat_capacity(kT=1e3), 4)
    (3.0, 3.0)
    """
    several = velocities if isinstance(velocities, list | tuple) else [velocities]
    spectra = [spectrum_given(one, "velocities") for one in several]
    if not spectra:
        raise InputError(explain("no velocities", fix="give at least one spectrum"))
    weights = _masses(masses, len(spectra))
    modes = positive(modes, "modes", fix="give a positive number: 3N, or 3N - 3")
    halves = [_kubo(one).between(0.0, np.inf) for one in spectra]
    axis = halves[0].omega
    if len(axis) < 2:
        raise InputError(explain(f"{len(axis)} frequencies ω ≥ 0", fix="give a spectrum of at least two"))
    for k, half in enumerate(halves[1:], 1):
        same = len(half) == len(axis) and np.abs(half.omega - axis).max() <= SAME * axis[-1]
        if not same or half.unit != halves[0].unit:
            raise InputError(explain(f"velocities[{k}]: {half!r}", fix=f"give all over one axis: {halves[0]!r}"))
    total = sum((m * half.values for m, half in zip(weights, halves, strict=True)), np.zeros_like(axis))
    norm = float(np.trapezoid(total, axis))
    if not norm > 0:
        raise InputError(explain(f"∫ Σ m S dω = {norm:.3g}", fix="give spectra with a positive integral"))
    spread = [half.errors for half in halves]
    known = all(one is not None for one in spread)
    noise = np.sqrt(sum(((m * e) ** 2 for m, e in zip(weights, spread, strict=True) if e is not None), np.zeros(1)))
    return DensityOfStates(
        omega=axis,
        values=total * (modes / norm),
        errors=noise * (modes / norm) if known else None,
        modes=modes,
        unit=halves[0].unit,
        assumptions=(
            *dict.fromkeys(said for one in spectra for said in one.assumptions),
            f"normalised to {modes:g} modes; g at the last frequency is {total[-1] / total.max():.1e} of its largest",
            *([f"g(0) = {total[0] * modes / norm:.3g}: diffusing, not vibrating"] if axis[0] == 0 and total[0] else []),
        ),
    )


def quantum_to_classical_energy(x: FloatArray) -> FloatArray:
    """Return (x/2) coth(x/2), the energy of a harmonic mode over kT; its kinetic energy over kT/2 alike.

    Parameters
    ----------
    x : (n,)
        ħω/kT, not negative.

    Examples
    --------
    >>> quantum_to_classical_energy(np.array([0.0, 2.0, 1e4]))
    array([1.00000000e+00, 1.31303529e+00, 5.00000000e+03])
    """
    return np.asarray(x / 2.0 + np.exp(-x) / thermal_ratio(x))


def refuse_correction_of_modes(density: DensityOfStates, *, correction: Any = None, **_options: Any) -> NoReturn:
    """Raise the error that says why a density of states takes no quantum correction.

    Raises
    ------
    InputError
        Always.

    Examples
    --------
    >>> line = Spectrum([1.0, 2.0, 3.0], [0.0, 1.0, 0.0], kind=Kind.CLASSICAL)
    >>> refuse_correction_of_modes(density_of_states(line, modes=3))
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: a quantum correction of g(ω): g counts modes, ...
    """
    name = getattr(correction, "name", "a quantum correction")
    why = f"g counts modes, {density.modes:g} in a quantum as in a classical system; a factor would change their number"
    fix = "take quantum averages over g: energy(T=…), heat_capacity(T=…)"
    raise InputError(explain(f"{name} of g(ω)", why=why, fix=fix))


def _masses(masses: ArrayLike | None, count: int) -> FloatArray:
    if masses is None:
        if count > 1:
            raise InputError(explain(f"{count} spectra without masses", fix="give masses=, one for each"))
        return np.ones(1)
    found = np.atleast_1d(real_array(masses, "masses"))
    if found.shape != (count,) or not (found > 0).all() or not np.isfinite(found).all():
        raise InputError(explain(f"masses = {found.tolist()}", fix=f"give {count} positive, one for each spectrum"))
    return found


def _kubo(spectrum: Spectrum) -> Spectrum:
    return spectrum if spectrum.kind is Kind.CLASSICAL else spectrum.to(Kind.KUBO)
