"""Spectra of several signals at once, and the entropy that a stationary Gaussian process produces."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.pairs import FloatArray
from detbal.reals import real_array
from detbal.result import Drive
from detbal.spectra.axis import frequency_axis, require_finite, share_of
from detbal.units import EnergyUnit, energy_unit
from detbal.verdict import Finding

Complex = NDArray[np.complex128]

ROLDAN = (
    "É. Roldán and J. M. R. Parrondo, Phys. Rev. E 85, 031129 (2012): dissipation as irreversibility of a trajectory"
)


#: So many estimates more than signals are needed, for the noise of their inverse to have a variance.
MARGIN = 4
#: Simulated matrices from which the contribution of noise is taken, and their seed.
DRAWS, SEED = 4000, 20261125


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
    correlated : float
        How many neighbouring frequencies say the same.

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
    correlated: float

    def __init__(
        self,
        omega: ArrayLike,
        values: ArrayLike,
        *,
        unit: str | EnergyUnit | None = None,
        parities: ArrayLike | None = None,
        samples: float | None = None,
        correlated: float = 1.0,
    ) -> None:
        """Check what is given; see the class."""
        axis = frequency_axis(omega)
        matrices = np.asarray(values)
        if matrices.dtype.kind not in "iufc":
            raise InputError(explain(f"values of type {matrices.dtype}", fix="give complex numbers"))
        matrices = matrices.astype(np.complex128)
        if matrices.ndim != 3 or matrices.shape[0] != len(axis) or matrices.shape[1] != matrices.shape[2]:
            fix = f"give ({len(axis)}, d, d): a matrix for each frequency"
            raise InputError(explain(f"values have shape {matrices.shape}", fix=fix))
        require_finite(np.abs(matrices).reshape(len(axis), -1).sum(axis=1), "values")
        order = np.argsort(axis)
        axis, matrices = axis[order], matrices[order]
        steps = np.diff(axis)
        if len(axis) < 3 or np.ptp(steps) > 1e-6 * steps.max():
            raise InputError(explain("frequencies are not uniform", fix="give at least three, in equal steps"))
        _require_forward(axis, matrices)
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
        signs = np.ones(matrices.shape[1]) if parities is None else real_array(parities, "parities")
        if signs.shape != matrices.shape[1:2] or (np.abs(signs) != 1).any():
            raise InputError(explain(f"parities = {parities!r}", fix="give 1 or -1 for each of the signals"))
        least = matrices.shape[1] + MARGIN
        if samples is not None and not float(real_array(samples, "samples")) >= least:
            why = "the noise of so few cannot be taken off"
            fix = f"average over {least} estimates at least (more segments, or fewer lags)"
            raise InputError(explain(f"samples = {samples:g} of {matrices.shape[1]} signals", why=why, fix=fix))
        parts = {"omega": axis, "values": matrices, "unit": energy_unit(unit), "parities": signs, "samples": samples}
        parts["correlated"] = share_of(correlated)
        for name, part in parts.items():
            object.__setattr__(self, name, part)

    def __repr__(self) -> str:
        unit = f" {self.unit.symbol}" if self.unit else ""
        d = self.values.shape[1]
        return f"<CrossSpectrum: {d} signals, {len(self.omega)} frequencies up to {self.omega[-1]:.6g}{unit}>"


def _require_forward(axis: FloatArray, matrices: Complex) -> None:
    if axis[-1] <= 0:
        raise InputError(explain("only negative frequencies", fix="give ω ≥ 0, where S is the complex conjugate"))
    ends = -axis[0] / axis[-1]
    if ends > 1e-9 and (abs(ends - 1.0) > 1e-9 or np.abs(axis + axis[::-1]).max() > 1e-6 * axis[-1]):
        fix = "give ω ≥ 0, or frequencies that are symmetric about zero"
        raise InputError(explain(f"frequencies from {axis[0]:.6g} to {axis[-1]:.6g}", fix=fix))
    wrong = np.abs(matrices - matrices[::-1].conj()).max(axis=(1, 2))
    if ends > 1e-9 and (wrong > 1e-8 * np.abs(matrices).max()).any():
        k = int(np.argmax(wrong))
        why = "of real signals S(-ω) is the complex conjugate of S(ω)"
        raise InputError(explain(f"values at ω = ±{abs(axis[k]):.6g}", why=why, fix="mend the estimate, or give ω ≥ 0"))


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
    from M independent samples adds d(d - 1)/M to the density, to first order in 1/M; its exact mean and variance, which
    depend on d and M alone, are simulated (`noise_of`). O(n d³).

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
    density = _density(matrices, backward)
    step = float(omega[1] - omega[0])
    two_sided = bool(omega[0] < 0)
    weights = np.full(len(omega), step)
    weights[[0, -1]] /= 2.0
    total = float(weights @ density) / (2.0 * np.pi) * (0.5 if two_sided else 1.0)
    ahead = omega >= 0
    bias, error = 0.0, None
    if spectrum.samples is not None:
        mean, variance = noise_of(d, float(spectrum.samples))
        per = weights[ahead] / (2.0 * np.pi)
        bias = float(mean * per.sum())
        # of k noisy amplitudes, each of variance u; what is beyond the noise makes them fluctuate more
        u = mean / max(d * (d - 1) / 2.0, 1.0)
        beyond = max(total - bias, 0.0) / per.sum()
        error = float(np.sqrt(spectrum.correlated * np.sum(per**2) * (variance + 4.0 * u * beyond)))
    unit = spectrum.unit
    clock = f"unit time (ħ per {unit.symbol})" if unit else "unit time"
    round_off = 1e-13 * float(weights.sum()) * d
    return GaussianDrive(
        subject=repr(spectrum)[1:-1],
        statement="relative entropy rate of the Gaussian process and its time reverse",
        entropy_production=total - bias,
        entropy_production_error=error,
        entropy_production_floor=round_off,
        time_unit=clock,
        facts=_told(bias, spectrum.samples, clock),
        findings=_findings(total - bias, bias, error, clock),
        assumptions=(
            "the process is stationary and Gaussian",
            "a lower bound, unless every signal that is driven is among those given",
            f"frequencies up to {float(np.abs(omega).max()):.6g} hold all of it",
            "what is faster than the sampling is lost, or folded back: sampled processes show less than the true ones",
        ),
        references=(ROLDAN,),
        drawings=lambda: (_figure(omega[ahead], density[ahead] / (2.0 * np.pi), unit),),
        frequencies=omega[ahead],
        density=density[ahead] / (2.0 * np.pi),
        bias=bias,
    )


class WithinNoise(Finding):
    """An entropy production that noise alone may make."""


@lru_cache(maxsize=64)
def noise_of(signals: int, samples: float) -> tuple[float, float]:
    """Return mean and variance of the density that noise alone makes, of d reversible signals with M samples.

    They do not depend on the spectra: of a reversible process S is real (up to phases), and its real square roots
    cancel. From simulated complex Wishart matrices (Bartlett's decomposition, which takes any real M), of a fixed seed.

    Examples
    --------
    >>> mean, variance = noise_of(2, 1000.0)
    >>> round(mean * 1000, 1), round(variance / mean**2, 0)  # d(d - 1)/M, and that of one χ²
    (2.0, 2.0)
    """
    rng = np.random.default_rng(SEED)
    factors = np.zeros((DRAWS, signals, signals), dtype=np.complex128)
    for i in range(signals):
        factors[:, i, i] = np.sqrt(rng.gamma(samples - i, size=DRAWS))
        for j in range(i):
            factors[:, i, j] = (rng.normal(size=DRAWS) + 1j * rng.normal(size=DRAWS)) / np.sqrt(2.0)
    drawn = factors @ factors.conj().swapaxes(1, 2)
    found = _density(drawn, drawn.conj())
    return float(found.mean()), float(found.var())


def _density(forward: Complex, backward: Complex) -> FloatArray:
    """Return tr(R⁻¹S) - d, with the same at -ω: tr((S - R) R⁻¹ (S - R) S⁻¹)/2, without cancellation."""
    difference = forward - backward
    first = np.linalg.solve(backward, difference)
    second = np.linalg.solve(forward, difference)
    return np.asarray(np.einsum("nij,nji->n", first, second).real / 2.0)


def _told(bias: float, samples: float | None, clock: str) -> tuple[tuple[str, str], ...]:
    if samples is None:
        return (("bias", "not known, since samples= was not given: noise adds to the entropy production"),)
    return (("bias", f"{bias:.4g} nats per {clock} was subtracted: that of {samples:.4g} samples"),)


def _findings(value: float, bias: float, error: float | None, clock: str) -> tuple[Finding, ...]:
    if error is None:
        return ()
    if value < 3.0 * error:
        told = f"{value:.3g} ± {error:.2g} nats per {clock}: no more than noise may make"
        return (WithinNoise(told),)
    if value < bias:
        return (Finding("what was subtracted for noise is larger than what is left: average over more samples"),)
    return ()


def _figure(omega: FloatArray, density: FloatArray, unit: Any) -> CurveFigure:
    return CurveFigure(
        title="Where the entropy is produced",
        caption="Density of the entropy production over frequency.",
        x_axis=f"ω{f' / {unit.symbol}' if unit else ''}",
        y_axis="nats per unit time and frequency",
        curves=(Curve("entropy production", omega, density),),
    )
