"""Spectra of several signals at once, and the entropy that a stationary Gaussian process produces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.pairs import FloatArray
from detbal.result import Drive
from detbal.spectra.axis import frequency_axis, require_finite
from detbal.units import EnergyUnit, energy_unit

Complex = NDArray[np.complex128]

ROLDAN = (
    "É. Roldán and J. M. R. Parrondo, Phys. Rev. E 85, 031129 (2012): dissipation as irreversibility of a trajectory"
)


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class CrossSpectrum:
    """Spectra of all pairs of d classical signals, S_ij(ω) = ∫ ⟨a_i(0) a_j(t)⟩ e^{-iωt} dt.

    Parameters
    ----------
    omega : (n,)
        Uniform, from a lowest to a highest frequency; both signs, or zero and positive ones (the others follow, S(-ω)
        is the complex conjugate).
    values : (n, d, d)
        Hermitian and positive at each frequency.
    unit : str or EnergyUnit, optional
        Of the axis.
    parities : (d,), optional
        1 for a signal that stays as it is when time runs backward (a position), -1 for one that changes sign (a
        velocity). Default: all 1.
    samples : float, optional
        How many independent estimates each frequency is the mean of: the noise of an estimate looks like
        irreversibility, and is subtracted.

    Raises
    ------
    InputError
        Shapes, matrices that are not Hermitian or not positive (named by frequency), parities other than ±1.

    Examples
    --------
    >>> omega = np.linspace(0.0, 20.0, 201)
    >>> CrossSpectrum(omega, np.eye(2) / (1 + omega[:, None, None] ** 2), unit="rad/ps")
    <CrossSpectrum: 2 signals, 201 frequencies up to 20 rad/ps>
    """

    __detbal_domain__: ClassVar[str] = "spectra"

    omega: FloatArray
    values: Complex
    unit: EnergyUnit | None
    parities: FloatArray
    samples: float | None

    def __init__(
        self,
        omega: ArrayLike,
        values: ArrayLike,
        *,
        unit: str | EnergyUnit | None = None,
        parities: ArrayLike | None = None,
        samples: float | None = None,
    ) -> None:
        """Check what is given; see the class."""
        axis = frequency_axis(omega)
        matrices = np.asarray(values, dtype=np.complex128)
        if matrices.ndim != 3 or matrices.shape[0] != len(axis) or matrices.shape[1] != matrices.shape[2]:
            fix = f"give ({len(axis)}, d, d): a matrix for each frequency"
            raise InputError(explain(f"values have shape {matrices.shape}", fix=fix))
        require_finite(np.abs(matrices).reshape(len(axis), -1).sum(axis=1), "values")
        order = np.argsort(axis)
        axis, matrices = axis[order], matrices[order]
        steps = np.diff(axis)
        if len(axis) < 3 or np.ptp(steps) > 1e-6 * steps.max():
            raise InputError(explain("frequencies are not uniform", fix="give at least three, in equal steps"))
        skew = np.abs(matrices - matrices.conj().swapaxes(1, 2)).max(axis=(1, 2))
        size = np.abs(matrices).max(axis=(1, 2))
        if (skew > 1e-8 * size).any():
            k = int(np.argmax(skew / size))
            raise InputError(explain(f"values[{k}] (ω = {axis[k]:.6g}) is not Hermitian", fix="mend the estimate"))
        matrices = (matrices + matrices.conj().swapaxes(1, 2)) / 2.0
        lowest = np.linalg.eigvalsh(matrices)[:, 0]
        if (lowest <= 0).any():
            k = int(np.argmin(lowest))
            why = f"its lowest eigenvalue is {lowest[k]:.3g}"
            fix = "average over more segments than there are signals; leave frequencies out where nothing is seen"
            raise InputError(explain(f"values[{k}] (ω = {axis[k]:.6g}) is not positive", why=why, fix=fix))
        signs = np.ones(matrices.shape[1]) if parities is None else np.asarray(parities, dtype=float)
        if signs.shape != matrices.shape[1:2] or (np.abs(signs) != 1).any():
            raise InputError(explain(f"parities = {parities!r}", fix="give 1 or -1 for each of the signals"))
        if samples is not None and not samples > matrices.shape[1]:
            why = "fewer estimates than signals leave a matrix singular"
            raise InputError(explain(f"samples = {samples}", why=why, fix="average over more segments"))
        parts = {"omega": axis, "values": matrices, "unit": energy_unit(unit), "parities": signs, "samples": samples}
        for name, part in parts.items():
            object.__setattr__(self, name, part)

    def __repr__(self) -> str:
        unit = f" {self.unit.symbol}" if self.unit else ""
        d = self.values.shape[1]
        return f"<CrossSpectrum: {d} signals, {len(self.omega)} frequencies up to {self.omega[-1]:.6g}{unit}>"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GaussianDrive(Drive):
    """The answer of `drive` for a cross-spectrum.

    Attributes
    ----------
    frequencies : (n,) float array
        Positive ones, in the unit of the axis.
    density : (n,) float array
        Entropy production per frequency, nats per unit of angular frequency and time; sums to the total.
    bias : float
        What the noise of the estimate alone would make, which was subtracted; 0 if `samples` is not known.
    """

    frequencies: FloatArray
    density: FloatArray
    bias: float


def drive_gaussian(spectrum: CrossSpectrum) -> GaussianDrive:
    r"""Measure how irreversible a stationary Gaussian process is, from its spectra alone.

    Parameters
    ----------
    spectrum : CrossSpectrum

    Returns
    -------
    GaussianDrive
        The rate at which forward and backward trajectories become distinguishable, in nats per unit time (ħ over the
        unit of the axis). It is the entropy production of the process if all that is driven is in the signals, and a
        lower bound otherwise; one signal alone is always reversible.

    Notes
    -----
    The backward process has the spectrum Sᴿ(ω) = ε S(ω)* ε, with the parities on the diagonal of ε. The relative
    entropy rate of two Gaussian processes (Pinsker's formula) is ½ ∫ dω/2π [tr(Sᴿ⁻¹S) - d - ln det(Sᴿ⁻¹S)], and the
    determinants are equal; that it bounds the dissipation is due to Roldán and Parrondo (2012). The noise of estimates
    from M independent samples adds d(d - 1)/M to the density, to first order in 1/M. O(n d³).

    Examples
    --------
    Two springs coupled to each other with a rotational force of strength c: σ = 2c² per unit time.

    >>> omega, c = np.linspace(-2000.0, 2000.0, 400001), 0.5
    >>> A = np.array([[1.0, c], [-c, 1.0]])
    >>> G = np.linalg.inv(A - 1j * omega[:, None, None] * np.eye(2))
    >>> S = 2.0 * (G @ G.conj().swapaxes(1, 2))
    >>> round(drive_gaussian(CrossSpectrum(omega, S)).entropy_production, 3)
    0.5
    """
    omega, matrices, signs = spectrum.omega, spectrum.values, spectrum.parities
    d = matrices.shape[1]
    backward = signs[:, None] * matrices.conj() * signs[None, :]
    # tr(R⁻¹S) - d, with the same at -ω, is tr((S - R) R⁻¹ (S - R) S⁻¹): no cancellation of what is nearly equal
    difference = matrices - backward
    first = np.linalg.solve(backward, difference)
    second = np.linalg.solve(matrices, difference)
    density = np.einsum("nij,nji->n", first, second).real / 2.0
    step = float(omega[1] - omega[0])
    two_sided = bool(omega[0] < 0)
    weights = np.full(len(omega), step)
    weights[[0, -1]] /= 2.0
    total = float(weights @ density) / (2.0 * np.pi) * (0.5 if two_sided else 1.0)
    ahead = omega >= 0
    bias = 0.0
    if spectrum.samples is not None:
        # the imaginary parts among signals of one parity, and the real ones between parities, have variance 1/2M each
        bias = float(d * (d - 1) / spectrum.samples * weights[ahead].sum() / (2.0 * np.pi))
    unit = spectrum.unit
    clock = f"unit time (ħ per {unit.symbol})" if unit else "unit time"
    empty = np.zeros(0)
    round_off = 1e-13 * float(weights.sum()) * d
    return GaussianDrive(
        subject=repr(spectrum)[1:-1],
        statement="relative entropy rate of the Gaussian process and its time reverse",
        entropy_production=total - bias,
        entropy_production_floor=round_off,
        currents=empty,
        current_floor=empty,
        current_labels=(),
        current_entropy=empty,
        affinities=empty,
        affinity_labels=(),
        affinity_entropy=empty,
        stationary=empty,
        log_stationary=empty,
        state_labels=(),
        time_unit=clock,
        facts=(("bias", f"{bias:.4g} nats per {clock} was subtracted: that of {spectrum.samples:g} samples"),)
        if spectrum.samples
        else (),
        assumptions=(
            "the process is stationary and Gaussian",
            "a lower bound, unless every signal that is driven is among those given",
            f"frequencies up to {float(np.abs(omega).max()):.6g} hold all of it",
        ),
        references=(ROLDAN,),
        drawings=lambda: (_figure(omega[ahead], density[ahead] / (2.0 * np.pi), unit),),
        frequencies=omega[ahead],
        density=density[ahead] / (2.0 * np.pi),
        bias=bias,
    )


def _figure(omega: FloatArray, density: FloatArray, unit: Any) -> CurveFigure:
    return CurveFigure(
        title="Where the entropy is produced",
        caption="Density of the entropy production over frequency.",
        x_axis=f"ω{f' / {unit.symbol}' if unit else ''}",
        y_axis="nats per unit time and frequency",
        curves=(Curve("entropy production", omega, density),),
    )
