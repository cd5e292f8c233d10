"""What a construction asks of a bath: its spectrum, its log and its Lamb shift, with what comes back checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.baths.bath import Bath
from detbal.generators.baths.conventions import Statistics
from detbal.generators.weak_coupling.lamb_shift import smooth_values
from detbal.pairs import FloatArray

SpectralFunction: TypeAlias = Callable[[FloatArray], FloatArray]


def spectrum_of(bath: Any) -> SpectralFunction:
    """Return S(ω) of a bath, or of a function that is one.

    Raises
    ------
    InputError
        No spectrum; from the function returned: values of the wrong shape, or not finite.

    Examples
    --------
    >>> spectrum_of(lambda w: 1.0 + w)(np.array([1.0]))
    array([2.])
    """
    return _checked(bath, "power_spectrum", bath if callable(bath) else None)


def lamb_shift_of(bath: Any) -> SpectralFunction:
    """Return S_h(ω) = (1/2π) P∫ S(x)/(ω - x) dx of a bath that has a method ``lamb_shift(omega)``.

    Where very many values are asked for, they are interpolated to 1e-9.

    Raises
    ------
    InputError
        As `spectrum_of`.

    Examples
    --------
    >>> lamb_shift_of(np.cosh)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: a ufunc has no lamb_shift; give a bath with .lamb_shift(omega)
    """
    shift = _checked(bath, "lamb_shift", None)
    return lambda omega: smooth_values(shift, omega)


def log_spectrum_of(bath: Any, name: str) -> SpectralFunction:
    """Return ln S(ω), -inf where S is zero; that of a `Bath` does not underflow.

    Parameters
    ----------
    bath
    name
        What its coupling is called in messages.

    Raises
    ------
    InputError
        As `spectrum_of`; from the function returned: a negative spectrum.

    Examples
    --------
    >>> log_spectrum_of(lambda w: np.exp(w), "couplings[0]")(np.array([2.0]))
    array([2.])
    """
    if isinstance(bath, Bath):
        return bath.log_power_spectrum
    spectrum = spectrum_of(bath)

    def logs(omega: FloatArray) -> FloatArray:
        values = require_positive(spectrum(omega), omega, name)
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(values))

    return logs


def require_positive(values: FloatArray, omega: FloatArray, name: str) -> FloatArray:
    """Return a spectrum that is nowhere negative.

    Examples
    --------
    >>> require_positive(np.array([-1.0]), np.array([2.0]), "couplings[0]")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: the spectrum of couplings[0] is -1 at ω = 2: no physical bath has ...
    """
    if len(values) and values.min() < 0:
        worst = int(values.argmin())
        found = f"the spectrum of {name} is {values[worst]:.3g} at ω = {omega[worst]:.6g}"
        raise InputError(explain(found, why="no physical bath has a negative power spectrum", fix="mend it"))
    return values


def require_bosons(bath: Any, name: str) -> None:
    """Refuse a fermionic bath: particles that leave and that enter couple by two operators.

    Examples
    --------
    >>> require_bosons(Bath(spectral_density=lambda w: 1.0 + 0 * w, kT=1.0, statistics="fermion"), "couplings[0]")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: the bath of couplings[0] is fermionic: ...
    """
    if isinstance(bath, Bath) and bath.statistics is Statistics.FERMION:
        why = "this construction is for Hermitian couplings A ⊗ B"
        raise InputError(explain(f"the bath of {name} is fermionic", why=why, fix="use davies"))


def _checked(bath: Any, method: str, instead: SpectralFunction | None) -> SpectralFunction:
    function = getattr(bath, method, instead)
    if function is None:
        raise InputError(explain(f"a {type(bath).__name__} has no {method}", fix=f"give a bath with .{method}(omega)"))

    def checked(omega: FloatArray) -> FloatArray:
        values = np.asarray(function(omega))
        if values.shape != omega.shape:
            raise InputError(
                explain(
                    f"{method} returns shape {values.shape} for frequencies of shape {omega.shape}",
                    fix="give a function that works on arrays, entry by entry",
                )
            )
        bad = np.flatnonzero(~np.isfinite(values))
        if len(bad):
            k = bad[0]
            raise InputError(explain(f"{method} is {values[k]} at ω = {omega[k]:.6g}", fix="give a finite spectrum"))
        return np.asarray(values, dtype=np.float64)

    return checked
