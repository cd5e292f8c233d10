"""`complete` and `impose` for Raman bands."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.result import Imposed
from detbal.spectra.measured.answers import require_points
from detbal.spectra.measured.comparison import LEAST_SIGNAL
from detbal.spectra.measured.nearest import changes, imposed, times
from detbal.spectra.measured.raman import RamanPair
from detbal.spectra.measured.raman_verbs import model_of, question_of
from detbal.spectra.measured.readings import names_of
from detbal.spectra.measured.shown import require_temperature
from detbal.units import thermal_energy
from detbal.verdict import Criteria


def complete_raman(pair: RamanPair, *, kT: Any = None, T: Any = None) -> RamanPair:
    """Return the pair with the side that was not measured as a temperature gives it; its errors follow from the other.

    Parameters
    ----------
    pair
        With None for one of its sides.
    kT, T
        Temperature of the sample.

    Raises
    ------
    InputError
        No temperature, a pair that has both sides, or a side that no float can hold.

    Examples
    --------
    >>> from detbal.spectra.measured.raman import RamanPower
    >>> half = RamanPair([459.0], [1.0], None, laser=18790.0, power=RamanPower.PHOTONS)
    >>> complete_raman(half, T=298).anti_stokes.round(4)
    array([0.1262])
    """
    thermal = thermal_energy(kT, T, pair.unit)
    log_ratio = pair.shift / thermal.kT + pair.log_scattering()
    sides = {"stokes": pair.stokes, "anti_stokes": pair.anti_stokes}
    errors = {"stokes_errors": pair.stokes_errors, "anti_stokes_errors": pair.anti_stokes_errors}
    if pair.stokes is not None and pair.anti_stokes is not None:
        fix = "give None for the one to be worked out, or use impose"
        raise InputError(explain("both Stokes and anti-Stokes were measured", fix=fix))
    if pair.anti_stokes is None:
        known, new, ratio = "stokes", "anti_stokes", -log_ratio
    else:
        known, new, ratio = "anti_stokes", "stokes", log_ratio
    sides[new] = _times_exp(sides[known], ratio, pair, new)
    errors[f"{new}_errors"] = _times_exp(errors[f"{known}_errors"], ratio, pair, f"{new}_errors")
    return RamanPair(pair.shift, **sides, **errors, laser=pair.laser, power=pair.power, unit=pair.unit)


def _times_exp(values: FloatArray | None, logs: FloatArray, pair: RamanPair, name: str) -> FloatArray | None:
    """Return values e^logs, which must stay within the range of floats: a zero would be no measurement."""
    if values is None:
        return None
    size = np.log(np.abs(values), out=np.full(len(values), -np.inf), where=values != 0) + logs
    limits = np.finfo(np.float64)
    bad = (values != 0) & ((size < np.log(limits.tiny)) | (size > np.log(limits.max)))
    if bad.any():
        k = int(np.argmax(bad))
        what = f"{name} at {names_of('ν', pair.shift, pair.unit.symbol)[k]}"
        why = f"it would be e^{logs[k]:.5g} of the other side, which leaves the range of floats"
        raise InputError(explain(what, why=why, fix="leave that band out, or give another temperature"))
    # in parts: where the product is a number that a float can hold, e^logs itself need not be one
    part = np.exp(np.where(values != 0, logs, 0.0) / 4.0)
    return np.asarray(values * part * part * part * part)


def impose_raman(pair: RamanPair, *, kT: Any = None, T: Any = None) -> Imposed:
    """Return the nearest pair in balance: both logs are moved in proportion to their variances.

    Parameters
    ----------
    pair
    kT, T
        Temperature of the sample; left out, the best common one is fitted.

    Raises
    ------
    InputError
        A value that is zero or negative, or a side that was not measured; a fitted temperature that is not above zero.

    Examples
    --------
    >>> from detbal.spectra.measured.raman import RamanPower
    >>> half = RamanPair([459.0], [1.0], None, laser=18790.0, power=RamanPower.PHOTONS)
    >>> impose_raman(complete_raman(half, T=298), T=298).distance < 1e-12
    True
    """
    question = question_of(pair, LEAST_SIGNAL)
    both, thermal = question.comparison, thermal_energy(kT, T, pair.unit, required=False)
    made = both.fit(model_of(pair, None))
    criteria = Criteria.of(None, statistical=made.pairs.statistical)
    if thermal is None:
        require_points(both, 1, "bands")
        require_temperature(made, criteria, pair.unit, question.backwards)
    beta = 1.0 / thermal.kT if thermal else float(made.residuals.theta.values[0])
    moved = changes(both.forward, both.reverse, pair.log_scattering() + pair.shift * beta, both.labels)
    up, down = (np.exp(one) for one in moved)
    sides = times(pair.stokes, up), times(pair.anti_stokes, down)
    nearest = RamanPair(
        pair.shift,
        *sides,
        stokes_errors=times(pair.stokes_errors, up),
        anti_stokes_errors=times(pair.anti_stokes_errors, down),
        laser=pair.laser,
        power=pair.power,
        unit=pair.unit,
    )
    return imposed(
        nearest,
        moved,
        both.labels,
        subject=question.subject,
        law=question.statement,
        balance_with=thermal.provenance if thermal else question.fitted(made, criteria.alpha),
        references=question.references,
    )
