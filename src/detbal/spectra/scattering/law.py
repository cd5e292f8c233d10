"""`ScatteringLaw`: the thermal neutron scattering law S(α, β) of one kind of atom at one temperature, in logs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.pairs import ROUNDING, FloatArray, log_rates
from detbal.reals import lost_digits, positive, real_array
from detbal.units import e, k_B, thermal_energy

#: Grids, temperatures and logarithms are zero or from here to the inverse: products and quotients do not overflow.
_LEAST = 1e-140
#: What a ratio of masses has to be, in messages.
MASS = "give M/mₙ, a positive number"


class LawForm(Enum):
    """How a table of S(α, β) is scaled.

    Examples
    --------
    >>> LawForm.SYMMETRIC.sentence
    'S(α, β) e^(β/2), the same for β and -β in equilibrium'
    """

    LAW = "S(α, β) itself, with S(α, -β) = e^β S(α, β) in equilibrium"
    SYMMETRIC = "S(α, β) e^(β/2), the same for β and -β in equilibrium"

    @property
    def sentence(self) -> str:
        """The form in words."""
        return self.value


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class ScatteringLaw:
    """S(α, β) over a grid: of momentum transfer, α = ħ²q²/2MkT, and energy transfer, β = (E' - E)/kT.

    The convention is that of ENDF-6: β < 0 where the neutron loses energy (ω = -β kT/ħ > 0), M is the mass of the
    scattering atom, and ∫ S(α, β) dβ = 1. With it the mean energy lost is the recoil, -∫ β S dβ = α. (Some codes divide
    by the mass of the neutron instead; their α is M/mₙ times this one.)

    Parameters
    ----------
    alpha : (a,)
        Ascending, positive.
    beta : (b,)
        Ascending; of both signs, or of one.
    values : (a, b)
        S(α, β), not negative.
    T
        Temperature: kelvin, text with a unit, or a quantity.
    form : LawForm
        How the values are scaled.
    rounding : (a, b) or scalar, optional
        Relative round-off of the values; default that of double precision.
    beta_rounding : (b,) or scalar, optional
        Absolute round-off of β.
    mass_ratio : float, optional
        M/mₙ, if known.
    assumptions : sequence of str

    Attributes
    ----------
    log_values : (a, b) float array
        ln of the values, ``-inf`` for zero.
    T : float
        Kelvin.

    Raises
    ------
    InputError
        Shapes that do not fit, axes not ascending, negative values, no temperature, or a form that is no `LawForm`.

    Examples
    --------
    A free gas, at two momentum transfers:

    >>> beta = np.linspace(-2.0, 2.0, 5)
    >>> alpha = np.array([[0.5], [1.0]])
    >>> gas = np.exp(-((beta + alpha) ** 2) / (4 * alpha)) / np.sqrt(4 * np.pi * alpha)
    >>> law = ScatteringLaw(alpha[:, 0], beta, gas, T=293.6)
    >>> law
    <ScatteringLaw: 2 α × 5 β, T = 293.6 K>
    >>> bool(np.allclose(law.log_law[:, ::-1] - law.log_law, beta))
    True
    """

    __detbal_domain__: ClassVar[str] = "spectra"

    alpha: FloatArray
    beta: FloatArray
    log_values: FloatArray
    T: float
    form: LawForm
    rounding: FloatArray
    beta_rounding: FloatArray
    mass_ratio: float | None
    assumptions: tuple[str, ...]

    def __init__(
        self,
        alpha: ArrayLike,
        beta: ArrayLike,
        values: ArrayLike,
        *,
        T: Any,
        form: LawForm = LawForm.LAW,
        rounding: ArrayLike | None = None,
        beta_rounding: ArrayLike = 0.0,
        mass_ratio: float | None = None,
        assumptions: tuple[str, ...] = (),
    ) -> None:
        """Check what is given; see the class."""
        logs = log_rates(values, "values")
        relative = np.maximum(lost_digits(values), ROUNDING) if rounding is None else rounding
        self._fill(alpha, beta, logs, T, form, relative, beta_rounding, mass_ratio, assumptions)

    @classmethod
    def from_logs(
        cls,
        alpha: ArrayLike,
        beta: ArrayLike,
        log_values: ArrayLike,
        *,
        T: Any,
        form: LawForm = LawForm.LAW,
        rounding: ArrayLike | None = None,
        beta_rounding: ArrayLike = 0.0,
        mass_ratio: float | None = None,
        assumptions: tuple[str, ...] = (),
    ) -> ScatteringLaw:
        """Build from ln S, where S would underflow; ``-inf`` stands for zero.

        Examples
        --------
        >>> cold = ScatteringLaw.from_logs([0.1], [-900.0, 900.0], [[-1.0, -901.0]], T=1.0)
        >>> cold.log_symmetric
        array([[-451., -451.]])
        """
        logs = np.atleast_1d(real_array(log_values, "log_values"))
        if (bad := ~(np.isneginf(logs) | (np.abs(logs) < 1.0 / _LEAST))).any():
            place = np.unravel_index(int(np.argmax(bad)), logs.shape)
            what = f"log_values[{', '.join(map(str, place))}] = {logs[place]}"
            raise InputError(explain(what, fix="give finite numbers, or -inf for zero"))
        size = np.abs(np.where(np.isfinite(logs), logs, 0.0))
        relative = ROUNDING * (1.0 + size / 8.0) if rounding is None else rounding
        made: ScatteringLaw = object.__new__(cls)
        made._fill(alpha, beta, logs, T, form, relative, beta_rounding, mass_ratio, assumptions)
        return made

    def _fill(
        self,
        alpha: ArrayLike,
        beta: ArrayLike,
        logs: FloatArray,
        T: Any,
        form: LawForm,
        rounding: Any,
        beta_rounding: Any,
        mass_ratio: float | None,
        assumptions: tuple[str, ...],
    ) -> None:
        first, second = _axis(alpha, "alpha"), _axis(beta, "beta")
        if first[0] <= 0:
            raise InputError(explain(f"alpha[0] = {first[0]}", fix="give positive momentum transfers"))
        shape = (len(first), len(second))
        if logs.shape != shape:
            raise InputError(explain(f"values have shape {logs.shape}", fix=f"give shape {shape}: a row for each α"))
        thermal = thermal_energy(T=T, unit="K")
        if not _LEAST < thermal.kT < 1.0 / _LEAST:
            raise InputError(explain(f"T = {thermal.kT} K", fix="give a temperature in kelvin"))
        parts = {
            "alpha": first,
            "beta": second,
            "log_values": logs,
            "T": thermal.kT,
            "form": member(LawForm, form, "form"),
            "rounding": _positive(rounding, shape, "rounding"),
            "beta_rounding": _positive(beta_rounding, shape[1:], "beta_rounding"),
            "mass_ratio": None if mass_ratio is None else positive(mass_ratio, "mass_ratio", fix=MASS),
            "assumptions": tuple(assumptions),
        }
        for name, part in parts.items():
            object.__setattr__(self, name, part)

    def __repr__(self) -> str:
        sides = "" if self.two_sided else ", one side"
        return f"<ScatteringLaw: {len(self.alpha)} α × {len(self.beta)} β, T = {self.T:.6g} K{sides}>"

    @property
    def kT(self) -> float:
        """Thermal energy in eV."""
        return self.T * k_B / e

    @property
    def two_sided(self) -> bool:
        """Whether there are β of both signs: else detailed balance can only be used, not tested."""
        return bool(self.beta[0] < 0 < self.beta[-1])

    @property
    def log_law(self) -> FloatArray:
        """The logarithm of S(α, β), shape (a, b), at the β of the table."""
        return self.log_values if self.form is LawForm.LAW else self.log_values - self.beta / 2.0

    @property
    def log_symmetric(self) -> FloatArray:
        """The logarithm of S(α, β) e^(β/2), shape (a, b), at the β of the table."""
        return self.log_values if self.form is LawForm.SYMMETRIC else self.log_values + self.beta / 2.0

    def both_sides(self) -> tuple[FloatArray, FloatArray]:
        """Return β of both signs and ln S(α, β); a side that is not in the table follows from detailed balance.

        Returns
        -------
        beta : (n,) float array
        log_law : (a, n) float array

        Examples
        --------
        >>> half = ScatteringLaw([1.0], [0.0, 2.0], [[0.3, 0.1]], T=300, form=LawForm.SYMMETRIC)
        >>> beta, log_law = half.both_sides()
        >>> beta.tolist(), (log_law - np.log(0.1)).round(12).tolist()[0][::2]
        ([-2.0, 0.0, 2.0], [1.0, -1.0])
        """
        if self.two_sided:
            return self.beta, self.log_law
        mirror: NDArray[np.bool_] = self.beta != 0
        beta = np.concatenate([self.beta, -self.beta[mirror]])
        logs = np.concatenate([self.log_symmetric, self.log_symmetric[:, mirror]], axis=1)
        order = np.argsort(beta)
        return beta[order], logs[:, order] - beta[order] / 2.0


def _axis(values: ArrayLike, name: str) -> FloatArray:
    axis = real_array(values, name)
    if axis.ndim != 1 or not len(axis):
        raise InputError(explain(f"{name} has shape {axis.shape}", fix="give a list of numbers"))
    if not np.isfinite(axis).all():
        k = int(np.argmin(np.isfinite(axis)))
        raise InputError(explain(f"{name}[{k}] = {axis[k]}", fix="give finite numbers"))
    size = np.abs(axis)
    if (beyond := (size > 1.0 / _LEAST) | ((size > 0) & (size < _LEAST))).any():
        k = int(np.argmax(beyond))
        raise InputError(explain(f"{name}[{k}] = {axis[k]}", fix=f"give zero, or sizes from {_LEAST} to {1 / _LEAST}"))
    if (np.diff(axis) <= 0).any():
        k = int(np.argmax(np.diff(axis) <= 0))
        what = f"{name}[{k}] = {axis[k]} before {name}[{k + 1}] = {axis[k + 1]}"
        raise InputError(explain(what, fix="give the grid in ascending order, each point once"))
    return axis


def _positive(values: Any, shape: tuple[int, ...], name: str) -> FloatArray:
    array = real_array(values, name)
    if array.shape not in ((), shape):
        raise InputError(explain(f"{name} has shape {array.shape}", fix=f"give shape {shape}, or one number"))
    if not (array >= 0).all():
        raise InputError(explain(f"{name} has negative entries, or NaN", fix="give bounds, zero or positive"))
    return np.broadcast_to(array, shape)
