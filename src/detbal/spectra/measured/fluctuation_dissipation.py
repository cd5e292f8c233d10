"""A spectrum of fluctuations and a response, measured independently: the fluctuation-dissipation theorem as a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.spectra.axis import SAME
from detbal.spectra.kind import Kind
from detbal.spectra.measured.theorem import log_response
from detbal.spectra.spectrum import Spectrum
from detbal.units import Thermal, thermal_energy


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FluctuationDissipation:
    """Fluctuations of a quantity in equilibrium, and its dissipative response to the force that couples to it.

    Parameters
    ----------
    fluctuations : Spectrum
        Of any kind but SUSCEPTIBILITY; a classical one obeys S = 2kT χ″/ω.
    response : Spectrum
        Kind SUSCEPTIBILITY: χ″(ω), positive at ω > 0 where energy is taken up. The same axis.

    Raises
    ------
    InputError
        What is no Spectrum; other kinds, another unit, other frequencies, a classical spectrum at ω = 0 (where χ″ says
        nothing), or two temperatures that differ.

    Notes
    -----
    With ħ = 1, S_sym tanh(ω/2kT) = χ″. Only a classical spectrum needs no ħ: without a unit, ω may be in rad/s, kT in
    joules, S in m² s and χ″ in m/N.

    Examples
    --------
    >>> noise = Spectrum([1.0, 2.0], [2.0, 1.0], kind=Kind.CLASSICAL)
    >>> pair = FluctuationDissipation(noise, Spectrum([1.0, 2.0], [2.0, 2.0], kind=Kind.SUSCEPTIBILITY))
    >>> pair
    <FluctuationDissipation: 2 frequencies from 1 to 2, fluctuations CLASSICAL>
    >>> pair.log_ratio_at(kT=0.5)
    array([0.        , 0.69314718])
    """

    __detbal_domain__: ClassVar[str] = "spectra"

    fluctuations: Spectrum
    response: Spectrum

    def __post_init__(self) -> None:
        noise, response = _spectrum(self.fluctuations, "fluctuations"), _spectrum(self.response, "response")
        if response.kind is not Kind.SUSCEPTIBILITY:
            fix = "give a Spectrum of kind SUSCEPTIBILITY, χ″(ω)"
            raise InputError(explain(f"the response is of kind {response.kind.name}", fix=fix))
        if noise.kind is Kind.SUSCEPTIBILITY:
            raise InputError(explain("the fluctuations are a susceptibility", fix="give the spectrum of the noise"))
        if noise.unit != response.unit:
            units = [one.unit.symbol if one.unit else "no unit" for one in (noise, response)]
            raise InputError(explain(f"axes in {units[0]} and {units[1]}", fix="bring both to one: .in_unit(...)"))
        same = noise.omega.shape == response.omega.shape and np.allclose(
            noise.omega, response.omega, rtol=SAME, atol=0.0
        )
        if not same:
            what = f"{len(noise)} and {len(response)} frequencies that are not the same"
            raise InputError(explain(what, why="they are compared one by one", fix="bring both to one axis"))
        warm = [one.thermal.kT for one in (noise, response) if one.thermal]
        if len(warm) == 2 and not np.isclose(warm[0], warm[1], rtol=1e-12):
            raise InputError(explain(f"kT = {warm[0]:.6g} and {warm[1]:.6g}", fix="give both one temperature"))

    def __len__(self) -> int:
        return len(self.fluctuations)

    def __repr__(self) -> str:
        unit = f" {self.unit.symbol}" if self.unit else ""
        span = f"{self.omega[0]:.6g} to {self.omega[-1]:.6g}{unit}"
        kind = self.fluctuations.kind.name
        return f"<FluctuationDissipation: {len(self)} frequencies from {span}, fluctuations {kind}>"

    @classmethod
    def of_velocity(
        cls,
        omega: ArrayLike,
        power: ArrayLike,
        mobility: ArrayLike,
        *,
        power_errors: ArrayLike | None = None,
        mobility_errors: ArrayLike | None = None,
        unit: Any = None,
        correlated: float = 1.0,
    ) -> FluctuationDissipation:
        """Build from a classical velocity: its spectrum C(ω) and the real part R′(ω) of its response to a force.

        In equilibrium C = 2kT R′. The pair holds the displacement: S = C/ω², χ″ = R′/ω.

        Parameters
        ----------
        omega : (n,)
            Not zero.
        power, mobility : (n,)
        power_errors, mobility_errors : (n,), optional
        unit
            Of the axis.
        correlated : float
            How many neighbouring points of the power spectrum say the same, as in `Spectrum`.

        Examples
        --------
        >>> pair = FluctuationDissipation.of_velocity([1.0, 2.0], [3.0, 3.0], [1.0, 1.0])
        >>> pair.fluctuations.values.tolist(), pair.response.values.tolist()
        ([3.0, 0.75], [1.0, 0.5])
        """
        axis = np.asarray(omega, dtype=float)
        if (axis == 0).any():
            raise InputError(explain("omega = 0", why="a displacement grows there", fix="leave that point out"))
        square = axis**2
        spread = None if power_errors is None else np.asarray(power_errors, dtype=float) / square
        slack = None if mobility_errors is None else np.asarray(mobility_errors, dtype=float) / np.abs(axis)
        noise = Spectrum(
            axis,
            np.asarray(power) / square,
            kind=Kind.CLASSICAL,
            errors=spread,
            unit=unit,
            correlated=correlated,
        )
        response = Spectrum(axis, np.asarray(mobility) / axis, kind=Kind.SUSCEPTIBILITY, errors=slack, unit=unit)
        return cls(noise, response)

    @property
    def omega(self) -> FloatArray:
        """Frequencies, shape (n,), ascending."""
        return self.fluctuations.omega

    @property
    def unit(self) -> Any:
        """Unit of the axis, or None."""
        return self.fluctuations.unit

    @property
    def correlated(self) -> float:
        """How many neighbouring points say the same: the larger number of the two spectra."""
        return max(self.fluctuations.correlated, self.response.correlated)

    def temperature(self, kT: Any = None, T: Any = None) -> Thermal | None:
        """Return the temperature given here or, left out, that of one of the two; None if there is none.

        Examples
        --------
        >>> warm = Spectrum([1.0], [1.0], kT=2.0), Spectrum([1.0], [1.0], kind=Kind.SUSCEPTIBILITY)
        >>> FluctuationDissipation(*warm).temperature().kT
        2.0
        """
        given = thermal_energy(kT, T, self.unit, required=False)
        return given or self.fluctuations.thermal or self.response.thermal

    def log_ratio_at(self, kT: float) -> FloatArray:
        """Return ln(χ″/S) at balance, shape (n,).

        Examples
        --------
        >>> pair = Spectrum([1.0], [1.0], kind=Kind.SYMMETRISED), Spectrum([1.0], [1.0], kind=Kind.SUSCEPTIBILITY)
        >>> np.exp(FluctuationDissipation(*pair).log_ratio_at(kT=0.5)) == np.tanh(1.0)
        array([ True])
        """
        return log_response(self.fluctuations.kind, self.omega / kT)


def _spectrum(given: Any, name: str) -> Spectrum:
    if isinstance(given, Spectrum):
        return given
    fix = "give a Spectrum, over the same axis as the other"
    if isinstance(getattr(given, "spectrum", None), Spectrum):
        fix = "give its .spectrum"
    raise InputError(explain(f"{name} is of type {type(given).__name__}", fix=fix))
