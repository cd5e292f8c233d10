"""Statistics of a bath, and what other packages call its spectral density: names at the border."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray

E = TypeVar("E", bound=Enum)


class Statistics(Enum):
    """What the bath is made of; the value is the text accepted for it."""

    BOSON = "boson"
    FERMION = "fermion"


class Convention(Enum):
    """Whose spectral density J it is; the value is the text accepted for it.

    For H = H_S + A ⊗ Σ_k g_k (b_k + b_k†) + H_B, bosons; for leads Σ_k g_k (c_k† d + d† c_k), fermions:

    - QUTIP: J = π Σ g_k² δ(ω - ω_k) for bosons, 2π Σ |g_k|² δ(ω - ω_k) for fermions (QuTiP 5 environments).
    - HEOM_JL: J = 2π Σ g_k² δ(ω - ω_k) for both (HierarchicalEOM.jl).
    - OQUPY: J = Σ g_k² δ(ω - ω_k), bosons only (OQuPy).
    - QUANTARHEI: J = π Σ g_k² δ(ω - ω_k), bosons only: reorganisation energy (1/π) ∫₀^∞ J/ω dω, as in QuTiP.
      Its frequencies are in rad/fs and its temperatures in kelvin: say ``energy_unit="rad/fs"`` and ``T=``.

    So one bosonic bath has J in the ratio π : 2π : 1 : π. All four have the same correlation function
    C(t) = ⟨B(t)B(0)⟩, with Im C(t > 0) negative for J > 0; QuTiP and quantarhei have the same power spectrum
    ∫ C(t) e^{iωt} dt, which HierarchicalEOM.jl and OQuPy do not define for a bath.
    """

    QUTIP = "qutip"
    HEOM_JL = "heom.jl"
    OQUPY = "oqupy"
    QUANTARHEI = "quantarhei"


#: J in the convention of this package (QuTiP's) over J in theirs.
_FACTORS = {
    (Convention.QUTIP, Statistics.BOSON): 1.0,
    (Convention.HEOM_JL, Statistics.BOSON): 0.5,
    (Convention.OQUPY, Statistics.BOSON): float(np.pi),
    (Convention.QUANTARHEI, Statistics.BOSON): 1.0,
    (Convention.QUTIP, Statistics.FERMION): 1.0,
    (Convention.HEOM_JL, Statistics.FERMION): 1.0,
}
#: Packages that define the power spectrum of a bath, all as ∫ C(t) e^{iωt} dt.
_WITH_SPECTRUM = (Convention.QUTIP, Convention.QUANTARHEI)


def member(kind: type[E], value: Any) -> E:
    """Return a member of an enumeration, given as it is or by its text.

    Raises
    ------
    InputError
        Listing the texts there are.

    Examples
    --------
    >>> member(Statistics, "boson")
    <Statistics.BOSON: 'boson'>
    """
    if isinstance(value, kind):
        return value
    texts = {str(entry.value): entry for entry in kind}
    try:
        return texts[str(value).lower()]
    except KeyError:
        known = ", ".join(map(repr, texts))
        raise InputError(explain(f"{kind.__name__.lower()} = {value!r}", fix=f"give one of {known}")) from None


def density_factor(convention: Convention | str, statistics: Statistics | str = Statistics.BOSON) -> float:
    """Return J in the convention of QuTiP over J in the convention given, for one physical bath.

    Raises
    ------
    InputError
        A package that has no such bath.

    Examples
    --------
    >>> density_factor("heom.jl"), density_factor("oqupy").__round__(6)
    (0.5, 3.141593)
    """
    whose, kind = member(Convention, convention), member(Statistics, statistics)
    if (whose, kind) not in _FACTORS:
        raise InputError(
            explain(
                f"convention {whose.value!r} with {kind.value}s",
                why="that package has no fermionic baths",
                fix="use convention='qutip': J = 2π Σ |g|² δ(ω - ω_k) for fermions",
            )
        )
    return _FACTORS[whose, kind]


def convert_density(
    density: Any,
    source: Convention | str,
    target: Convention | str,
    statistics: Statistics | str = Statistics.BOSON,
) -> Any:
    """Convert a spectral density between conventions, exactly.

    Parameters
    ----------
    density : array or callable
        Values of J, or J itself.
    source, target
        Whose convention it is in, and whose is wanted.
    statistics

    Returns
    -------
    array or callable
        As `density` was.

    Examples
    --------
    >>> convert_density(1.0, "oqupy", "heom.jl").__round__(6)
    6.283185
    >>> convert_density(lambda w: w, "heom.jl", "qutip")(3.0)
    1.5
    """
    factor = density_factor(source, statistics) / density_factor(target, statistics)
    if callable(density):
        function: Callable[[Any], Any] = density
        return lambda omega: factor * function(omega)
    values: FloatArray | float = factor * np.asarray(density)
    return values if np.ndim(values) else float(values)


def require_spectrum(convention: Convention) -> None:
    """Refuse a power spectrum in the name of a package that defines none.

    Examples
    --------
    >>> require_spectrum(Convention.QUTIP)
    """
    if convention not in _WITH_SPECTRUM:
        raise InputError(
            explain(
                f"a power spectrum in the convention of {convention.value!r}",
                why="that package defines none for a bath",
                fix="leave convention= out and give S(ω) = ∫ C(t) e^{iωt} dt, or give its spectral_density=",
            )
        )
