"""The law of Kennard, Stepanov and McCumber as a model, and what else a pair may be if it fails."""

from __future__ import annotations

import numpy as np

from detbal.spectra.measured.absorption_emission import AbsorptionEmission, Emission
from detbal.spectra.measured.alternatives import Alternative
from detbal.spectra.measured.answers import Question
from detbal.spectra.measured.comparison import Comparison, Model
from detbal.spectra.measured.findings import EnergyForPhotons, OtherTemperature, SwappedSides, WrongJacobian
from detbal.spectra.measured.readings import measured_half, names_of
from detbal.spectra.measured.references import KENNARD, MCCUMBER, STEPANOV
from detbal.spectra.measured.shown import other_temperature_text, temperature_text
from detbal.verdict import Finding

#: Powers of ω that an emission can have: photons or energy, per frequency or per wavelength.
_POWERS = {2: "photons per frequency", 3: "energy per frequency", 4: "photons per wavelength"}
_POWERS |= {5: "energy per wavelength"}


def question_of(pair: AbsorptionEmission, least_signal: float) -> Question:
    """Return what is asked of a pair, whatever the temperature.

    Examples
    --------
    >>> pair = AbsorptionEmission([1.2, 1.3], [1.0, 2.0], [3.0, 0.2], measured=Emission.PHOTONS, unit="eV")
    >>> question_of(pair, 10.0).statement
    'ln(F/σ_a) = ln constant + 2 ln ω - ω/kT'
    """
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
        unit=pair.unit,
        backwards="emission gains on absorption towards the blue; were the two exchanged?",
    )


def model_of(pair: AbsorptionEmission, beta: float | None, constant: float | None, exponent: int) -> Model:
    """Return the law with what is known of β and of ln constant; each is an unknown if it is None.

    Examples
    --------
    >>> pair = AbsorptionEmission([1.0, 2.0], [1.0, 2.0], [3.0, 0.2], measured=Emission.PHOTONS)
    >>> model_of(pair, 4.0, None, pair.exponent).offset.round(4), model_of(pair, None, None, pair.exponent).unknowns
    (array([-4.    , -6.6137]), ('β', 'ln constant'))
    """
    omega = pair.omega
    offset = exponent * np.log(omega) + (constant or 0.0) - omega * (beta or 0.0)
    columns = {"β": -omega} if beta is None else {}
    return Model.of(offset, **columns, **({"ln_constant": np.ones(len(omega))} if constant is None else {}))


def alternatives_of(
    pair: AbsorptionEmission, both: Comparison, beta: float | None, constant: float | None
) -> tuple[Alternative, ...]:
    """Return other readings of a pair: another temperature, other powers of ω, and exchanged sides.

    Examples
    --------
    >>> pair = AbsorptionEmission([1.0, 2.0], [1.0, 2.0], [3.0, 0.2], measured=Emission.CROSS_SECTION)
    >>> [one.kind.__name__ for one in alternatives_of(pair, question_of(pair, 10.0).comparison, 4.0, None)]
    ['OtherTemperature', 'SwappedSides']
    """
    found: list[Alternative] = []
    own = pair.exponent
    if beta is not None:
        free = model_of(pair, None, constant, own)
        theta = both.fit(free).residuals.theta
        warm = other_temperature_text(theta.values[0], theta.errors[0], beta, pair.unit)
        found.append(Alternative(both, free, OtherTemperature, f"balance holds with {warm}"))
    for power, name in _POWERS.items() if own else ():
        if power != own and constant is None:
            told = f"balance holds if the emission is {name} (ω^{power}), not {_POWERS[own]} (ω^{own})"
            kind: type[Finding] = WrongJacobian if abs(power - own) == 2 else EnergyForPhotons
            found.append(Alternative(both, model_of(pair, beta, None, power), kind, told))
    exchanged, told = model_of(pair, beta, constant, own), "balance holds with absorption and emission exchanged"
    if beta is None:
        theta = both.swapped().fit(exchanged).residuals.theta
        told += f", with {temperature_text(theta.values[0], theta.errors[0], pair.unit)}"
    return (*found, Alternative(both.swapped(), exchanged, SwappedSides, told))
