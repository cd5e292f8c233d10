"""Environments of QuTiP, anything with their attributes, and bare spectra -> baths, and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import signature
from typing import Any

import numpy as np

from detbal.conversion import Converted
from detbal.errors import InputError, explain
from detbal.generators.baths.bath import Bath
from detbal.generators.baths.conventions import Statistics
from detbal.generators.baths.exponentials import Exponentials


def from_environment(environment: Any) -> Any:
    """Make a bath of an object that knows its power spectrum.

    Parameters
    ----------
    environment
        A BosonicEnvironment or FermionicEnvironment of QuTiP; or anything with a method ``power_spectrum(w)``
        (bosons), or ``power_spectrum_minus(w)`` and ``power_spectrum_plus(w)`` (fermions: a particle leaves, or
        enters, the system). Positive frequencies are energies given to the environment. ``T`` (an energy, ħ = k_B = 1)
        and ``mu`` are read if it has them. Of a bosonic environment with ``exponents`` these are taken.

    Returns
    -------
    Bath
        With the spectra as the environment gives them on both sides, whether or not they agree with its temperature:
        that is what `detbal.check` asks. `Converted` if it is bosonic and of QuTiP; NotImplemented if the
        attributes are no methods.

    Raises
    ------
    InputError
        A temperature that is not positive, or spectra that are no finite numbers.

    Examples
    --------
    >>> class Flat:
    ...     T = 0.5
    ...     def power_spectrum(self, w):
    ...         return 0.1 + 0 * w
    >>> from_environment(Flat())
    <Bath: bosons, kT = 0.5 (given)>
    """
    kT = getattr(environment, "T", None)
    if callable(getattr(environment, "power_spectrum", None)):
        bath = _bosons(environment, kT)
        ours = any(base.__module__.startswith("qutip.") for base in type(environment).__mro__)
        return Converted(bath, partial(_environment_like, environment)) if ours else bath
    leaving, entering = (getattr(environment, f"power_spectrum_{sign}", None) for sign in ("minus", "plus"))
    if not callable(leaving) or not callable(entering):
        return NotImplemented
    return Bath(
        power_spectrum=leaving,
        absorption_spectrum=entering,
        kT=kT,
        mu=getattr(environment, "mu", None) or 0.0,
        statistics=Statistics.FERMION,
    )


def bath_of(spectrum: Any, name: str) -> Bath:
    """Make a bath of what QuTiP's Bloch-Redfield solver takes for a spectrum.

    Parameters
    ----------
    spectrum
        A `Bath`, an environment, a function of the frequency w, text in "w" (read by QuTiP), or a QuTiP coefficient
        with the argument w. S(w) at w > 0 is the rate of giving the energy w to the bath.
    name
        What messages call it.

    Raises
    ------
    InputError
        Anything else, or something that depends on time.

    Examples
    --------
    >>> bath_of(lambda w: np.exp(w), "S")
    <Bath: bosons>
    >>> bath_of(3.0, "S")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: S is a float; give a function of the frequency w, ...
    """
    if isinstance(spectrum, Bath):
        return spectrum
    if hasattr(spectrum, "power_spectrum") or hasattr(spectrum, "power_spectrum_minus"):
        made = from_environment(spectrum)
        if made is not NotImplemented:
            bath: Bath = made.native if isinstance(made, Converted) else made
            return bath
    if isinstance(spectrum, str):
        return Bath(power_spectrum=_of_text(spectrum, name))
    kinds = {base.__name__ for base in type(spectrum).__mro__ if base.__module__.startswith("qutip.")}
    if "InterCoefficient" in kinds:  # samples; QuTiP takes their argument for w in this place
        return Bath(power_spectrum=lambda w: spectrum(w))
    if "Coefficient" in kinds:
        return Bath(power_spectrum=lambda w: spectrum(0.0, w=w))
    if callable(spectrum):
        _refuse_time(spectrum, name)
        return Bath(power_spectrum=spectrum)
    fix = "give a function of the frequency w, text in w, an environment or a detbal.generators.Bath"
    raise InputError(explain(f"{name} is a {type(spectrum).__name__}", fix=fix))


def _bosons(environment: Any, kT: Any) -> Bath:
    exponents = getattr(environment, "exponents", None)
    if exponents:
        terms = Exponentials([each.coefficient for each in exponents], [each.exponent for each in exponents])
        return Bath(correlation_function=terms, kT=kT)
    return Bath(power_spectrum=environment.power_spectrum, kT=kT)


def _environment_like(environment: Any, made: Any) -> Any:
    """Return a bath as a QuTiP environment with the tag of another one."""
    if not isinstance(made, Bath):
        return made
    from qutip import BosonicEnvironment, ExponentialBosonicEnvironment

    if isinstance(made.emission, Exponentials):
        c, z = made.emission.coefficients, made.emission.rates
        return ExponentialBosonicEnvironment(
            ck_real=np.concatenate([c, c.conj()]) / 2.0,
            vk_real=np.concatenate([z, z.conj()]),
            ck_imag=np.concatenate([c, -c.conj()]) / 2.0j,
            vk_imag=np.concatenate([z, z.conj()]),
            T=made.kT,
            tag=environment.tag,
        )
    return BosonicEnvironment.from_power_spectrum(made.power_spectrum, T=made.kT, tag=environment.tag)


def _of_text(text: str, name: str) -> Callable[[Any], Any]:
    try:
        names = compile(text, name, "eval").co_names
    except SyntaxError as error:
        raise InputError(explain(f"{name} = {text!r} ({error.msg})", fix="give a formula in w")) from None
    if "t" in names:
        raise InputError(_depends_on_time(name))
    try:
        from qutip import CompilationOptions, coefficient
    except ModuleNotFoundError:
        fix = "install qutip, or give a function of w"
        raise InputError(explain(f"{name} is text, which QuTiP reads", fix=fix)) from None
    from warnings import catch_warnings, simplefilter

    with catch_warnings():
        simplefilter("ignore")  # that it could have been compiled
        try:
            read = coefficient(text, args={"w": 0.0}, compile_opt=CompilationOptions(use_cython=False))
        except Exception as error:  # QuTiP raises just that
            why = str(error.__cause__ or error)
            raise InputError(
                explain(f"{name} = {text!r}", why=why, fix="give a formula in w that is finite at 0")
            ) from None
    return lambda w: read(0.0, w=w)


def _refuse_time(function: Callable[..., Any], name: str) -> None:
    try:
        parameters = list(signature(function).parameters)
    except (TypeError, ValueError):  # builtins and ufuncs do not tell
        return
    if parameters[:1] == ["t"]:
        raise InputError(_depends_on_time(name))


def _depends_on_time(name: str) -> str:
    why = "detailed balance is asked of generators that do not"
    return explain(f"{name} depends on the time t", why=why, fix="give a spectrum, a function of the frequency w")
