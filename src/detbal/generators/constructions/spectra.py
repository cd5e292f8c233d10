"""What a construction asks of a bath: its spectrum, its log and its Lamb shift, with what comes back checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.baths.bath import Bath
from detbal.generators.baths.conventions import Statistics
from detbal.generators.weak_coupling.lamb_shift import smooth_values
from detbal.pairs import FloatArray
from detbal.units import Thermal

SpectralFunction: TypeAlias = Callable[[FloatArray], FloatArray]


def spectrum_of(bath: Any, name: str = "the bath") -> SpectralFunction:
    """Return S(ω) of a bath, or of a function that is one.

    Parameters
    ----------
    bath
    name
        What its coupling is called in messages.

    Raises
    ------
    InputError
        No spectrum; from the function returned: no numbers, values of the wrong shape, complex, or not finite.

    Examples
    --------
    >>> spectrum_of(lambda w: 1.0 + w)(np.array([1.0]))
    array([2.])
    """
    return _checked(bath, "power_spectrum", bath if callable(bath) else None, name)


def lamb_shift_of(bath: Any, name: str = "the bath") -> SpectralFunction:
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
    shift = _checked(bath, "lamb_shift", None, name)
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
    spectrum = positive_spectrum_of(bath, name)

    def logs(omega: FloatArray) -> FloatArray:
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(spectrum(omega)))

    return logs


def positive_spectrum_of(bath: Any, name: str) -> SpectralFunction:
    """Return S(ω), as `spectrum_of`, for frequencies of any shape, that is nowhere negative where it is asked for.

    Raises
    ------
    InputError
        As `spectrum_of`; from the function returned: a negative spectrum.

    Examples
    --------
    >>> positive_spectrum_of(np.sin, "couplings[0]")(np.array([[4.0]]))
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: the spectrum of couplings[0] is -0.757 at ω = 4: no physical bath has ...
    """
    spectrum = spectrum_of(bath, name)

    def positive(omega: FloatArray) -> FloatArray:
        flat = omega.ravel()
        values = spectrum(flat)
        if values.min(initial=0.0) < 0:
            worst = int(values.argmin())
            found = f"the spectrum of {name} is {values[worst]:.3g} at ω = {flat[worst]:.6g}"
            raise InputError(explain(found, why="no physical bath has a negative power spectrum", fix="mend it"))
        return values.reshape(omega.shape)

    return positive


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


def require_agreement(thermal: Thermal | None, baths: Iterable[Any]) -> Thermal | None:
    """Return a temperature, after comparing it with those that baths have of their own.

    Raises
    ------
    InputError
        A bath at another temperature.

    Examples
    --------
    >>> warm = Bath(spectral_density=lambda w: w, kT=1.0)
    >>> require_agreement(Thermal(2.0, "kT = 2 (given)"), [warm])
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: kT = 2 (given), but baths at kT = 1; ...
    """
    for bath in baths:
        own = getattr(bath, "kT", None)
        if thermal is not None and own is not None and abs(own - thermal.kT) > 1e-12 * thermal.kT:
            told = f"{thermal.provenance}, but baths at kT = {own:.6g}"
            raise InputError(explain(told, fix="leave the temperature out, or construct the baths without one"))
    return thermal


def _checked(bath: Any, method: str, instead: SpectralFunction | None, name: str) -> SpectralFunction:
    function = getattr(bath, method, instead)
    if function is None:
        raise InputError(explain(f"a {type(bath).__name__} has no {method}", fix=f"give a bath with .{method}(omega)"))
    subject, fix = f"{method} of {name}", "give a function that works on arrays, entry by entry"

    def checked(omega: FloatArray) -> FloatArray:
        try:
            values = np.asarray(function(omega))
        except InputError:
            raise
        except (TypeError, ValueError) as error:  # if w > 0, math.exp(w)
            raise InputError(explain(f"{subject} does not take an array ({error})", fix=fix)) from error
        if values.shape != omega.shape:
            told = f"{subject} returns shape {values.shape} for frequencies of shape {omega.shape}"
            raise InputError(explain(told, fix=fix))
        if values.dtype.kind not in "iufc":
            raise InputError(explain(f"{subject} returns entries of type {values.dtype}", fix="return real numbers"))
        bad = np.flatnonzero(~np.isfinite(values) | (values.imag != 0))
        if len(bad):
            k = bad[0]
            raise InputError(
                explain(f"{subject} is {values[k]} at ω = {omega[k]:.6g}", fix="give a finite real spectrum")
            )
        return np.asarray(values.real, dtype=np.float64)

    return checked
