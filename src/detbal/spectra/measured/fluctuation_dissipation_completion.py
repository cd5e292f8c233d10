"""`complete` and `impose` for fluctuations and a response."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.result import Imposed
from detbal.spectra.kind import Kind
from detbal.spectra.measured.comparison import Comparison
from detbal.spectra.measured.fluctuation_dissipation import FluctuationDissipation
from detbal.spectra.measured.fluctuation_dissipation_fit import best_beta
from detbal.spectra.measured.nearest import changes, imposed
from detbal.spectra.measured.readings import Reading, names_of
from detbal.spectra.measured.references import CALLEN_WELTON, KUBO
from detbal.spectra.measured.shown import temperature_text
from detbal.spectra.measured.theorem import STATEMENTS
from detbal.spectra.spectrum import Spectrum, replace_in


def complete_fluctuation_dissipation(
    half: Spectrum, *, kT: Any = None, T: Any = None, kind: Kind = Kind.CLASSICAL
) -> FluctuationDissipation:
    """Return the pair of which one half was measured, with the other as the theorem gives it.

    Parameters
    ----------
    half : Spectrum
        Fluctuations of any kind, or a response (kind SUSCEPTIBILITY).
    kT, T
        Temperature; left out, that of the spectrum.
    kind : Kind
        Kind of the fluctuations that a response is completed by.

    Raises
    ------
    InputError
        No temperature; ω = 0 among the fluctuations, where the response is zero.

    Examples
    --------
    >>> response = Spectrum([1.0, 2.0], [1.0, 1.0], kind=Kind.SUSCEPTIBILITY, kT=0.5)
    >>> complete_fluctuation_dissipation(response).fluctuations.values
    array([1. , 0.5])
    """
    thermal = half.temperature(kT, T)
    warm = replace_in(half, thermal=thermal)
    if half.kind is Kind.SUSCEPTIBILITY:
        if kind is not Kind.CLASSICAL:
            return FluctuationDissipation(warm.to(kind), warm)
        return FluctuationDissipation(replace_in(warm.to(Kind.KUBO), kind=Kind.CLASSICAL), warm)
    if (half.omega == 0).any():
        raise InputError(explain("ω = 0 among the fluctuations", why="χ″ is zero there", fix="leave that point out"))
    quantum = replace_in(warm, kind=Kind.KUBO) if half.kind is Kind.CLASSICAL else warm
    return FluctuationDissipation(warm, quantum.to(Kind.SUSCEPTIBILITY))


def impose_fluctuation_dissipation(pair: FluctuationDissipation, *, kT: Any = None, T: Any = None) -> Imposed:
    """Return the nearest pair that obeys the theorem: both logs are moved in proportion to their variances.

    Without errors both are moved alike. The temperature may be left out if the spectra have one, or is fitted.

    Raises
    ------
    InputError
        A value that is zero or negative (χ″/ω for the response): complete the pair from the other half instead.

    Examples
    --------
    >>> noise = Spectrum([1.0], [4.0], kind=Kind.CLASSICAL, kT=0.5)
    >>> pair = FluctuationDissipation(noise, Spectrum([1.0], [1.0], kind=Kind.SUSCEPTIBILITY))
    >>> answer = impose_fluctuation_dissipation(pair)
    >>> answer.nearest.fluctuations.values, answer.nearest.response.values, round(answer.distance, 6)
    (array([2.]), array([2.]), 1.386294)
    """
    response, noise = Reading.of_spectrum(pair.response), Reading.of_spectrum(pair.fluctuations)
    labels = names_of("ω", pair.omega, pair.unit.symbol if pair.unit else "")
    thermal = pair.temperature(kT, T)
    beta = 1.0 / thermal.kT if thermal else best_beta(pair, Comparison(response, noise, labels))[0]
    moved = changes(response, noise, pair.log_ratio_at(1.0 / beta), labels)
    return imposed(
        FluctuationDissipation(_scaled(pair.fluctuations, np.exp(moved[1])), _scaled(pair.response, np.exp(moved[0]))),
        moved,
        labels,
        subject=repr(pair)[1:-1],
        law=STATEMENTS[pair.fluctuations.kind],
        balance_with=thermal.provenance if thermal else f"{temperature_text(beta, 0.0, pair.unit)}, fitted",
        references=(CALLEN_WELTON, KUBO),
    )


def _scaled(spectrum: Spectrum, ratio: FloatArray) -> Spectrum:
    spread = None if spectrum.spread is None else spectrum.spread * ratio
    return replace_in(spectrum, mantissa=spectrum.mantissa * ratio, floor=spectrum.floor * ratio, spread=spread)
