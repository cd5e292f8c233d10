"""Line lists: intensities at a temperature against coefficients of spontaneous emission (as in HITRAN)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import one_each, real_array
from detbal.result import Verdict
from detbal.spectra.measured.alternatives import Alternative
from detbal.spectra.measured.answers import Question
from detbal.spectra.measured.comparison import LEAST_SIGNAL, Comparison, Model
from detbal.spectra.measured.einstein import positive
from detbal.spectra.measured.findings import OtherScale, OtherTemperature
from detbal.spectra.measured.readings import Reading
from detbal.spectra.measured.references import EINSTEIN, SIMECKOVA
from detbal.spectra.measured.shown import other_temperature_text, temperature_text
from detbal.spectra.measured.steps import fit_in_steps
from detbal.units import ENERGY_UNITS, c, thermal_energy


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class LineList:
    """Lines of one isotopologue, in the units of HITRAN.

    Parameters
    ----------
    nu : (n,)
        Wavenumbers, cm⁻¹; several lines may share one.
    A : (n,)
        Coefficients of spontaneous emission, 1/s.
    g_upper : (n,) or scalar
        Statistical weights of the upper states.
    E_lower : (n,)
        Energies of the lower states above the lowest of all, cm⁻¹.
    intensity : (n,)
        cm⁻¹/(molecule cm⁻²), at the temperature `T`, with `abundance` in it.
    partition
        Q(T), the sum over states, with the same statistical weights.
    T
        Temperature of intensities and partition sum (HITRAN: 296 K).
    abundance
        Part of the molecules that are of this isotopologue.
    relative_errors : (n,) or scalar, optional
        Standard deviations of intensity over A, over their ratio.
    rounding : (n,) or scalar
        How far the digits of a list let ln of intensity over A be off, nats; 0 for exact numbers.

    Raises
    ------
    InputError
        Numbers that are not positive (E_lower, rounding: negative), an abundance above 1, other shapes.

    Examples
    --------
    >>> LineList([2000.0], [10.0], 3, [0.0], [1e-20], partition=100.0, T=296.0)
    <LineList: 1 line from 2000 to 2000 cm^-1 at T = 296 K>
    """

    __detbal_domain__: ClassVar[str] = "spectra"

    nu: FloatArray
    A: FloatArray
    g_upper: FloatArray
    E_lower: FloatArray
    intensity: FloatArray
    partition: float
    kT: float
    abundance: float
    relative_errors: FloatArray | None
    rounding: FloatArray

    def __init__(
        self,
        nu: ArrayLike,
        A: ArrayLike,
        g_upper: ArrayLike,
        E_lower: ArrayLike,
        intensity: ArrayLike,
        *,
        partition: float,
        T: Any,
        abundance: float = 1.0,
        relative_errors: ArrayLike | None = None,
        rounding: ArrayLike = 0.0,
    ) -> None:
        """Check what is given; see the class."""
        lines = np.atleast_1d(real_array(nu, "nu"))
        given = {"nu": nu, "A": A, "g_upper": g_upper, "intensity": intensity}
        for name, values in given.items():
            object.__setattr__(self, name, positive(values, len(lines), name))
        object.__setattr__(self, "E_lower", _lower(E_lower, len(lines)))
        for name, value in (("partition", partition), ("abundance", abundance)):
            object.__setattr__(self, name, float(positive(value, 1, name)[0]))
        if self.abundance > 1.0:
            what = f"abundance = {self.abundance:g}"
            raise InputError(explain(what, fix="give the part of the molecules, 1 or less"))
        object.__setattr__(self, "kT", thermal_energy(T=T, unit="cm^-1").kT)
        errors = None if relative_errors is None else positive(relative_errors, len(lines), "relative_errors")
        object.__setattr__(self, "relative_errors", errors)
        object.__setattr__(self, "rounding", one_each(rounding, len(lines), "rounding", least=0.0))

    def __len__(self) -> int:
        return len(self.nu)

    def __repr__(self) -> str:
        span = f"{self.nu.min():.6g} to {self.nu.max():.6g} cm^-1"
        warm = temperature_text(1.0 / self.kT, 0.0, ENERGY_UNITS["cm^-1"])
        return f"<LineList: {len(self)} line{'s' * (len(self) != 1)} from {span} at {warm}>"


def _lower(values: ArrayLike, n: int) -> FloatArray:
    energies = real_array(values, "E_lower")
    if energies.shape != (n,):
        raise InputError(explain(f"E_lower has shape {energies.shape}", fix=f"give one energy for each of {n} lines"))
    bad = ~((energies >= 0) & (energies < np.inf))
    if bad.any():
        k = int(np.argmax(bad))
        fix = "give energies above the lowest state, in cm^-1; leave out lines whose lower state is not known"
        raise InputError(explain(f"E_lower[{k}] = {energies[k]}", fix=fix))
    return energies


def log_intensity(lines: LineList, beta: float | None = None) -> FloatArray:
    """Return ln of the intensities that follow from A, shape (n,); at another β = 1/kT, with the partition sum given.

    Notes
    -----
    S = I_a A g′ e^(-E″/kT) (1 - e^(-ν/kT)) / (8π c ν² Q(T)), with energies in cm⁻¹ and c in cm/s (Šimečková et al.
    2006): Einstein's relations between absorption, stimulated and spontaneous emission in equilibrium.

    Examples
    --------
    >>> log_intensity(LineList([2000.0], [10.0], 3, [0.0], [1.0], partition=100.0, T=296.0)).round(4)
    array([-43.7538])
    """
    inverse = 1.0 / lines.kT if beta is None else beta
    thermal = np.log(-np.expm1(-lines.nu * inverse)) - lines.E_lower * inverse
    constant = np.log(lines.abundance / (8.0 * np.pi * 100.0 * c * lines.partition))
    return np.asarray(np.log(lines.A) + np.log(lines.g_upper) + thermal - 2.0 * np.log(lines.nu) + constant)


def check_line_list(
    lines: LineList, *, tol: float | None = None, alpha: float = 0.01, least_signal: float = LEAST_SIGNAL
) -> Verdict:
    """Ask whether intensities and coefficients of spontaneous emission belong to one another.

    Parameters
    ----------
    lines
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if there are errors.
    least_signal : float
        Leave out lines whose intensity is fewer standard deviations away from zero.

    Returns
    -------
    Verdict
        Residuals ln S - ln S(A), nats; see `log_intensity`. A factor that all lines share (another partition sum,
        abundance or definition of weights) or another temperature that explains all residuals is a finding.

    Examples
    --------
    >>> lines = LineList([2000.0, 2100.0], [10.0, 11.0], 3, [0.0, 50.0], [1.0, 1.0], partition=100.0, T=296.0)
    >>> good = LineList(lines.nu, lines.A, 3, lines.E_lower, np.exp(log_intensity(lines)), partition=100.0, T=296.0)
    >>> check_line_list(good).status.name
    'BALANCED'
    """
    labels = [f"line {k}, ν = {value:.10g} cm^-1" for k, value in enumerate(lines.nu.tolist())]
    spread = None if lines.relative_errors is None else lines.relative_errors * lines.intensity
    listed, follows = Reading.of(lines.intensity, spread), log_intensity(lines)
    listed = replace(listed, rounding=listed.rounding + lines.rounding)
    exact = Reading(follows, np.ones(len(lines)), np.full(len(lines), -np.inf), np.zeros(len(lines)))
    both = Comparison(listed, exact, labels, least_signal)
    question = Question(
        subject=repr(lines)[1:-1],
        statement="S = I_a A g′ e^(-E″/kT) (1 - e^(-ν/kT)) / (8π c ν² Q)",
        comparison=both,
        axis=lines.nu,
        axis_name="ν / cm^-1",
        ratio_name="ln(S/S(A))",
        assumptions=("local thermal equilibrium; electric or magnetic dipole lines alike",),
        references=(EINSTEIN, SIMECKOVA),
    )
    provenance = temperature_text(1.0 / lines.kT, 0.0, ENERGY_UNITS["cm^-1"])
    made = both.fit(Model.of(np.zeros(len(lines))))
    return question.verdict(made, lambda: _alternatives(lines, both), provenance, tol=tol, alpha=alpha)


def _alternatives(lines: LineList, both: Comparison) -> tuple[Alternative, ...]:
    """Return another temperature, a factor that all share, and both: with T, the partition sum may be another."""
    if len(lines) < 2:
        return ()
    gap = float(np.median(both.forward.log - both.reverse.log))
    told = f"balance holds with all intensities divided by {np.exp(gap):.6g}: partition sum, abundance or weights?"
    found = [Alternative(both, Model.of(np.full(len(lines), gap)), OtherScale, told)]
    for scaled in (False, True):
        law = partial(_about, lines, scaled)
        try:
            beta, made = fit_in_steps(both, law, 1.0 / lines.kT)
        except InputError:  # no temperature fits
            continue
        theta = made.residuals.theta
        warm = other_temperature_text(beta, beta * float(theta.errors[0]), 1.0 / lines.kT, ENERGY_UNITS["cm^-1"])
        rest = "the partition sum as given"
        if scaled:
            rest = f"all intensities divided by {np.exp(theta.values[1]):.6g}: a partition sum of another temperature?"
        told = f"balance holds with {warm} and {rest}"
        found.insert(0, Alternative(both, law(beta), OtherTemperature, told, only_if_none=scaled))
    return tuple(found)


def _about(lines: LineList, scaled: bool, beta: float) -> Model:
    """Return ln S at β less that at the temperature stated, linearised in ln β; times a constant, if `scaled`."""
    x = lines.nu * beta
    columns = {"ln_β": x * np.exp(-x) / -np.expm1(-x) - lines.E_lower * beta}
    if scaled:
        columns["ln_constant"] = np.ones(len(x))
    return Model.of(log_intensity(lines, beta) - log_intensity(lines), **columns)
