"""`check`, `thermometer` and `impose` for absorption against emission (Kennard, Stepanov, McCumber)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.reals import real_array
from detbal.residual import temperature_each
from detbal.result import Imposed, Thermometer, Verdict
from detbal.spectra.measured.absorption_emission import AbsorptionEmission, Emission
from detbal.spectra.measured.answers import Question, require_points, temperature_text
from detbal.spectra.measured.comparison import LEAST_SIGNAL, Alternative, Comparison, Model, explanation
from detbal.spectra.measured.findings import (
    EnergyForPhotons,
    NoTemperature,
    OtherTemperature,
    SwappedSides,
    WrongJacobian,
)
from detbal.spectra.measured.nearest import changes, imposed, times
from detbal.spectra.measured.readings import measured_half, names_of
from detbal.spectra.measured.references import KENNARD, MCCUMBER, STEPANOV
from detbal.units import thermal_energy
from detbal.verdict import Criteria, Finding, Status, judge

#: Powers of ω that an emission can have: photons or energy, per frequency or per wavelength.
_POWERS = {2: "photons per frequency", 3: "energy per frequency", 4: "photons per wavelength"}
_POWERS |= {5: "energy per wavelength"}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SpectralTemperature(Thermometer):
    """The answer of `thermometer` for absorption and emission.

    Attributes
    ----------
    crossing, crossing_error : float or None
        For cross-sections: the frequency at which both are equal (McCumber's ε), and its standard error.
    """

    crossing: float | None = None
    crossing_error: float | None = None


def check_absorption_emission(
    pair: AbsorptionEmission,
    *,
    kT: Any = None,
    T: Any = None,
    crossing: float | None = None,
    ln_constant: float | None = None,
    tol: float | None = None,
    alpha: float = 0.01,
    least_signal: float = LEAST_SIGNAL,
) -> Verdict:
    """Ask whether emission and absorption are in balance: ln(F / ω^n σ_a) = ln constant - ω/kT.

    Parameters
    ----------
    pair
    kT, T
        Temperature; left out, it is fitted.
    crossing, ln_constant : float, optional
        The constant, which is fitted if neither is given: for cross-sections the frequency at which both are equal,
        else ln of F / (ω^n σ_a e^(-ω/kT)) with ω in the unit of the axis.
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if there are errors.
    least_signal : float
        Leave out points at which one of the two is fewer standard deviations away from zero.

    Raises
    ------
    InputError
        A constant without a temperature, both constants, or a crossing of what are no cross-sections.

    Notes
    -----
    Kennard (1918), Stepanov (1957): n = 2 for photons, 3 for energy per frequency; a density per wavelength has ω²
    more. McCumber (1964): n = 0 for cross-sections, with ln constant = crossing/kT. If balance does not hold, it is
    tried with other powers, sides exchanged and other temperatures; what alone fits is named.

    Examples
    --------
    >>> omega = np.linspace(1.2, 1.3, 5)
    >>> cold = AbsorptionEmission(omega, np.ones(5), omega**4 * np.exp(-omega / 0.02), measured=Emission.PHOTONS)
    >>> verdict = check_absorption_emission(cold, kT=0.02)
    >>> verdict.status.name, verdict.findings[0].message
    ('BROKEN', 'balance holds if the emission is photons per wavelength (ω^4), not photons per frequency (ω^2)')
    """
    question = _question(pair, least_signal)
    both, thermal = question.comparison, thermal_energy(kT, T, pair.unit, required=False)
    beta = None if thermal is None else 1.0 / thermal.kT
    constant = _constant(pair, beta, crossing, ln_constant)
    told = thermal.provenance if thermal else "a temperature that was fitted"
    told += "; the constant was fitted" if constant is None else f"; ln constant = {constant:.6g}"
    made = both.fit(_model(pair, beta, constant, pair.exponent))
    return question.verdict(made, lambda: _alternatives(pair, both, beta, constant), told, tol=tol, alpha=alpha)


def thermometer_absorption_emission(
    pair: AbsorptionEmission, *, alpha: float = 0.01, least_signal: float = LEAST_SIGNAL
) -> SpectralTemperature:
    """Measure the spectral temperature T* that absorption and emission show.

    Parameters
    ----------
    pair
    alpha : float
        Level of the test by which another power of ω may be found to fit better.
    least_signal : float
        Leave out points at which one of the two is fewer standard deviations away from zero.

    Raises
    ------
    InputError
        Fewer than two points with both.

    Notes
    -----
    Linear regression of ln(F/ω^n σ_a) on ω and 1. `kT_each` is what each point says with the constant as fitted.

    Examples
    --------
    >>> omega = np.linspace(1.2, 1.3, 5)
    >>> pair = AbsorptionEmission(omega, np.ones(5), np.exp((1.26 - omega) / 0.02), measured=Emission.CROSS_SECTION)
    >>> reading = thermometer_absorption_emission(pair)
    >>> round(reading.kT, 9), round(reading.crossing, 9)
    (0.02, 1.26)
    """
    question = _question(pair, least_signal)
    both = question.comparison
    require_points(both, 2, "points")
    model = _model(pair, None, None, pair.exponent)
    made = both.fit(model)
    residuals = made.residuals
    criteria = Criteria.of(None, statistical=made.pairs.statistical, alpha=alpha)
    found: list[Finding] = []
    if residuals.dof and judge(residuals, criteria)[0] is Status.BROKEN:
        found += explanation(_alternatives(pair, both, None, None), criteria)
    beta, constant = (float(value) for value in residuals.theta.values)
    if beta <= 0:
        found.append(NoTemperature("emission gains on absorption towards the blue: were the two exchanged?"))
    with_constant = replace(made.pairs, offset=made.pairs.offset + constant, design=-question.axis[made.kept, None])
    crossing = crossing_error = None
    if pair.measured is Emission.CROSS_SECTION and beta != 0:
        crossing = constant / beta
        # about the crossing, the constant is zero, and its error that of the crossing over kT
        about = both.fit(Model.of(model.offset, β=crossing - question.axis, ln_constant=np.ones(len(question.axis))))
        crossing_error = float(about.residuals.theta.errors[1]) / abs(beta)
    return question.reading(
        made,
        pair.unit,
        temperature_each(with_constant),
        found,
        kind=SpectralTemperature,
        crossing=crossing,
        crossing_error=crossing_error,
    )


def impose_absorption_emission(
    pair: AbsorptionEmission,
    *,
    kT: Any = None,
    T: Any = None,
    crossing: float | None = None,
    ln_constant: float | None = None,
) -> Imposed:
    """Return the nearest pair in balance: both logs are moved in proportion to their variances.

    Parameters
    ----------
    pair, kT, T, crossing, ln_constant
        As for `check_absorption_emission`: what is not given is fitted.

    Raises
    ------
    InputError
        A value that is zero or negative, or a half that was not measured.

    Examples
    --------
    >>> pair = AbsorptionEmission([1.0, 1.1, 1.2], [1, 1, 1], [4.0, 2.0, 1.0], measured=Emission.CROSS_SECTION)
    >>> [round(impose_absorption_emission(pair, **known).distance, 4) for known in ({}, {"kT": 0.1})]
    [0.0, 0.434]
    """
    question = _question(pair, LEAST_SIGNAL)
    both, thermal = question.comparison, thermal_energy(kT, T, pair.unit, required=False)
    beta = None if thermal is None else 1.0 / thermal.kT
    model = _model(pair, beta, _constant(pair, beta, crossing, ln_constant), pair.exponent)
    theta = both.fit(model).residuals.theta
    moved = changes(both.forward, both.reverse, model.offset + model.design @ theta.values, both.labels)
    up, down = (np.exp(one) for one in moved)
    nearest = AbsorptionEmission(
        pair.omega,
        times(pair.absorption, down),
        times(pair.emission, up),
        measured=pair.measured,
        density=pair.density,
        absorption_errors=times(pair.absorption_errors, down),
        emission_errors=times(pair.emission_errors, up),
        unit=pair.unit,
    )
    fitted = [f"{name} = {value:.6g} (fitted)" for name, value in zip(theta.names, theta.values, strict=True)]
    return imposed(
        nearest,
        moved,
        both.labels,
        subject=question.subject,
        law=question.statement,
        balance_with=", ".join(([thermal.provenance] if thermal else []) + fitted),
        references=question.references,
    )


def _constant(
    pair: AbsorptionEmission, beta: float | None, crossing: float | None, ln_constant: float | None
) -> float | None:
    """Return ln of the constant, if it was given one way or the other."""
    if crossing is None and ln_constant is None:
        return None
    if beta is None:
        raise InputError(explain("a constant without a temperature", fix="give kT= or T= too, or leave it out"))
    if crossing is None:
        return float(real_array(ln_constant, "ln_constant"))
    if ln_constant is not None:
        raise InputError(explain("crossing and ln_constant both given", fix="give one: they are the same constant"))
    if pair.measured is not Emission.CROSS_SECTION:
        why = "only cross-sections can be equal"
        raise InputError(explain(f"a crossing of {pair.measured.value} and absorption", why=why, fix="leave it out"))
    return float(real_array(crossing, "crossing")) * beta


def _question(pair: AbsorptionEmission, least_signal: float) -> Question:
    unit = pair.unit.symbol if pair.unit else ""
    emission = measured_half(pair.emission, pair.emission_errors, "emission")
    absorption = measured_half(pair.absorption, pair.absorption_errors, "absorption")
    both = Comparison(emission, absorption, names_of("ω", pair.omega, unit), least_signal)
    n = pair.exponent
    ratio = "ln(σ_e/σ_a)" if pair.measured is Emission.CROSS_SECTION else "ln(F/σ_a)"
    power = f" + {n} ln ω" if n else ""
    said = ["both states are in thermal equilibrium within themselves", "emission is not absorbed again on its way out"]
    if pair.measured is not Emission.CROSS_SECTION:
        said.append("the refractive index is the same at all frequencies of the axis")
    law = MCCUMBER if pair.measured is Emission.CROSS_SECTION else KENNARD
    return Question(
        subject=repr(pair)[1:-1],
        statement=f"{ratio} = ln constant{power} - ω/kT",
        comparison=both,
        axis=pair.omega,
        axis_name=f"ω / {unit}" if unit else "ω",
        ratio_name=ratio,
        assumptions=tuple(said),
        references=(law,) if law is MCCUMBER else (KENNARD, STEPANOV, MCCUMBER),
    )


def _model(pair: AbsorptionEmission, beta: float | None, constant: float | None, exponent: int) -> Model:
    """Return the law with what is known of β and of ln constant; each is an unknown if it is None."""
    omega = pair.omega
    offset = exponent * np.log(omega) + (constant or 0.0) - omega * (beta or 0.0)
    columns = {"β": -omega} if beta is None else {}
    return Model.of(offset, **columns, **({"ln_constant": np.ones(len(omega))} if constant is None else {}))


def _alternatives(
    pair: AbsorptionEmission, both: Comparison, beta: float | None, constant: float | None
) -> tuple[Alternative, ...]:
    """Return other powers of ω, exchanged sides, and another temperature."""
    found: list[Alternative] = []
    own = pair.exponent
    for power, name in _POWERS.items() if own else ():
        if power != own and constant is None:
            told = f"balance holds if the emission is {name} (ω^{power}), not {_POWERS[own]} (ω^{own})"
            kind: type[Finding] = WrongJacobian if abs(power - own) == 2 else EnergyForPhotons
            found.append(Alternative(both, _model(pair, beta, None, power), kind, told))
    if beta is not None:
        told = "balance holds with absorption and emission exchanged"
        found.append(Alternative(both.swapped(), _model(pair, beta, constant, own), SwappedSides, told))
        free = _model(pair, None, constant, own)
        theta = both.fit(free).residuals.theta
        if theta.values[0] > 0:
            told = f"balance holds with {temperature_text(theta.values[0], theta.errors[0], pair.unit)}"
            found.append(Alternative(both, free, OtherTemperature, told))
    return tuple(found)
