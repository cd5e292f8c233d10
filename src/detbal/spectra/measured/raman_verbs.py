"""`check` and `thermometer` for Raman bands on both sides of the laser line."""

from __future__ import annotations

from typing import Any

from detbal.residual import temperature_each
from detbal.result import Thermometer, Verdict
from detbal.spectra.measured.alternatives import Alternative, explanation
from detbal.spectra.measured.answers import Question, require_points
from detbal.spectra.measured.comparison import LEAST_SIGNAL, Comparison, Model
from detbal.spectra.measured.findings import OtherTemperature, SwappedSides, WrongPower
from detbal.spectra.measured.raman import RamanPair, RamanPower
from detbal.spectra.measured.readings import measured_half, names_of
from detbal.spectra.measured.references import PLACZEK
from detbal.spectra.measured.shown import other_temperature_text, temperature_text
from detbal.units import thermal_energy
from detbal.verdict import Criteria, Finding, Status, judge


def check_raman(
    pair: RamanPair,
    *,
    kT: Any = None,
    T: Any = None,
    tol: float | None = None,
    alpha: float = 0.01,
    least_signal: float = LEAST_SIGNAL,
) -> Verdict:
    """Ask whether Stokes and anti-Stokes intensities are in balance.

    Parameters
    ----------
    pair
    kT, T
        Temperature of the sample; left out, the best common one is fitted. A fitted 1/kT that is negative beyond its
        error is BROKEN, and one that is zero within it UNDECIDED: no temperature is seen.
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if there are errors.
    least_signal : float
        Leave out bands of which one side is fewer standard deviations away from zero.

    Notes
    -----
    ln(I_S/I_AS) = ν/kT + p ln[(ν₀-ν)/(ν₀+ν)], p = 3 for photons, 4 for energy (Placzek 1934).

    Examples
    --------
    >>> from detbal.spectra.measured.raman_completion import complete_raman
    >>> half = RamanPair([200.0, 400.0], [1.0, 1.0], None, laser=18790.0, power=RamanPower.PHOTONS)
    >>> full = complete_raman(half, T=300)
    >>> check_raman(full, T=300).status.name
    'BALANCED'
    >>> check_raman(full, T=310).findings[0].message
    'balance holds with T = 300 K'
    """
    question = question_of(pair, least_signal)
    both, thermal = question.comparison, thermal_energy(kT, T, pair.unit, required=False)
    beta = None if thermal is None else 1.0 / thermal.kT
    if beta is None:
        require_points(both, 1, "bands")
    made = both.fit(model_of(pair, beta))
    told = thermal.provenance if thermal else question.fitted(made, alpha)
    return question.verdict(made, lambda: _alternatives(pair, both, beta), told, tol=tol, alpha=alpha)


def thermometer_raman(pair: RamanPair, *, alpha: float = 0.01, least_signal: float = LEAST_SIGNAL) -> Thermometer:
    """Measure the temperature of a sample from its Stokes and anti-Stokes bands.

    Parameters
    ----------
    pair
    alpha : float
        Level of the test by which another power of the frequency may be found to fit better.
    least_signal : float
        Leave out bands of which one side is fewer standard deviations away from zero.

    Returns
    -------
    Thermometer
        T from all bands together, weighted by their errors, and from each, ``kT_each``.

    Raises
    ------
    InputError
        No band with both sides.

    Notes
    -----
    Each band says kT = ν / ln[(I_S/I_AS) ((ν₀+ν)/(ν₀-ν))^p]. Errors of the calibration that bands share are not in it.

    Examples
    --------
    >>> from detbal.spectra.measured.raman_completion import complete_raman
    >>> half = RamanPair([200.0, 400.0], [1.0, 1.0], None, laser=18790.0, power=RamanPower.PHOTONS)
    >>> full = complete_raman(half, T=300)
    >>> round(thermometer_raman(full).T, 9)
    300.0
    """
    question = question_of(pair, least_signal)
    both = question.comparison
    require_points(both, 1, "bands")
    made = both.fit(model_of(pair, None))
    residuals = made.residuals
    criteria = Criteria.of(None, statistical=made.pairs.statistical, alpha=alpha)
    found: list[Finding] = []
    if residuals.dof and judge(residuals, criteria)[0] is Status.BROKEN:
        found += explanation(_alternatives(pair, both, None), criteria)
    return question.reading(made, temperature_each(made.pairs), found, alpha=alpha)


def question_of(pair: RamanPair, least_signal: float) -> Question:
    """Return what is asked of a pair, whatever the temperature.

    Examples
    --------
    >>> question_of(RamanPair([459.0], [1.0], [0.13], laser=18790.0, power=RamanPower.PHOTONS), 10.0).statement
    'ln(I_S/I_AS) = ν/kT + 3 ln[(ν₀-ν)/(ν₀+ν)]'
    """
    labels = names_of("ν", pair.shift, pair.unit.symbol)
    stokes = measured_half(pair.stokes, pair.stokes_errors, "stokes")
    anti_stokes = measured_half(pair.anti_stokes, pair.anti_stokes_errors, "anti_stokes")
    both = Comparison(stokes, anti_stokes, labels, least_signal)
    p = pair.power.exponent
    return Question(
        subject=repr(pair)[1:-1],
        statement=f"ln(I_S/I_AS) = ν/kT + {p} ln[(ν₀-ν)/(ν₀+ν)]",
        comparison=both,
        axis=pair.shift,
        axis_name=f"Raman shift ν / {pair.unit.symbol}",
        ratio_name="ln(I_S/I_AS)",
        assumptions=(
            f"measured: {pair.power.value}",
            "both sides are corrected for the spectrometer's response and for absorption in the sample",
            "the laser is far from resonance with an electronic transition",
        ),
        references=(PLACZEK,),
        unit=pair.unit,
        backwards="anti-Stokes prevails over Stokes; were the two sides exchanged?",
    )


def model_of(pair: RamanPair, beta: float | None, power: RamanPower | None = None) -> Model:
    """Return the law at a temperature, or with β unknown.

    Examples
    --------
    >>> pair = RamanPair([459.0], [1.0], [0.13], laser=18790.0, power=RamanPower.PHOTONS)
    >>> model_of(pair, None).design, model_of(pair, 1 / 459.0).offset.round(4)
    (array([[459.]]), array([0.8534]))
    """
    scattering = pair.log_scattering(power)
    return Model.of(scattering, β=pair.shift) if beta is None else Model.of(scattering + pair.shift * beta)


def _alternatives(pair: RamanPair, both: Comparison, beta: float | None) -> tuple[Alternative, ...]:
    """Return another temperature, the other power of the frequency, and exchanged sides."""
    other, swapped, law = pair.power.other, both.swapped(), model_of(pair, beta)
    told = f"balance holds with the power {other.exponent} of the frequency: {other.value}"
    wrong = Alternative(both, model_of(pair, beta, other), WrongPower, told)
    told = "balance holds with Stokes and anti-Stokes exchanged"
    if beta is None:
        theta = swapped.fit(law).residuals.theta
        told += f", with {temperature_text(theta.values[0], theta.errors[0], pair.unit)}"
        return wrong, Alternative(swapped, law, SwappedSides, told)
    free = model_of(pair, None)
    theta = both.fit(free).residuals.theta
    warm = other_temperature_text(theta.values[0], theta.errors[0], beta, pair.unit)
    another = Alternative(both, free, OtherTemperature, f"balance holds with {warm}")
    return another, wrong, Alternative(swapped, law, SwappedSides, told)
