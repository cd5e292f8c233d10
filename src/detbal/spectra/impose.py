"""`impose` for spectra: the nearest spectrum both sides of which agree."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.dispatch import verb
from detbal.errors import InputError, explain
from detbal.pairs import ROUNDING
from detbal.result import Imposed
from detbal.spectra.findings import NoPartner
from detbal.spectra.kind import Kind
from detbal.spectra.references import KUBO
from detbal.spectra.spectrum import Spectrum, replace_in
from detbal.spectra.two_sides.balance import balance_of
from detbal.spectra.two_sides.rows import RowNames
from detbal.spectra.two_sides.sides import sides_of
from detbal.verdict import Finding

BETWEEN = "the frequencies are those of the side with fewer points; between those of the other, a cubic"


impose = verb("impose", Imposed)


@impose.register
def impose_spectrum(spectrum: Spectrum, *, kT: Any = None, T: Any = None) -> Imposed:
    """Return the nearest spectrum both sides of which agree.

    Parameters
    ----------
    spectrum : Spectrum
        Two-sided, of any kind but CLASSICAL.
    kT, T
        Temperature; left out, the spectrum's own. Even and odd kinds need none.

    Returns
    -------
    Imposed
        With errors: each intensity is the mean of what its two sides say, weighted by their errors (least χ²), and the
        distance is the root of that χ² per frequency, in standard deviations. Without: each log-ratio is moved half by
        either side (least change of the logs), and the distance is the root mean square of these changes, nats.

    Raises
    ------
    InputError
        One side only, no temperature where one is needed, CLASSICAL; without errors, a value that is not positive.

    Notes
    -----
    Where noise makes an intensity negative it stays so: a mean that may not be negative would be biased. O(n log n).

    Examples
    --------
    >>> noisy = Spectrum([-1.0, 1.0], [1.0, 2.0], errors=[0.1, 0.2], kT=1.0)
    >>> nearest = impose_spectrum(noisy).nearest
    >>> nearest.values.round(4), nearest.errors.round(4)  # weights 1/(0.1 e)² and 1/0.2²
    (array([0.8286, 2.2523]), array([0.0593, 0.1611]))
    """
    if spectrum.kind is Kind.CLASSICAL:
        fix = "say what it is taken for: detbal.complete(spectrum, T=..., correction=...)"
        raise InputError(explain("a classical spectrum", why="it is even, and no quantum spectrum is near", fix=fix))
    sides = sides_of(spectrum)
    x = np.zeros_like(sides.omega)
    warm = None
    if spectrum.kind is Kind.WIGHTMAN:
        warm = spectrum.temperature(kT, T)
        x = sides.omega / warm.kT
    balance = balance_of(sides, x)
    if balance.statistical:
        mantissa, exponent, spread = balance.mean, balance.scale, np.sqrt(balance.mean_variance)
        floor = np.minimum(balance.floor_a, balance.floor_b)
        distance = float(np.sqrt(balance.chi2 / len(balance.a)))
        how = "least χ²; distance: root of χ² per frequency, in standard deviations"
    else:
        _refuse_absent(balance.a, balance.b, sides.omega)
        mantissa = np.ones_like(x)
        exponent = (np.log(balance.a) + np.log(balance.b)) / 2.0 + balance.scale
        spread, floor = None, ROUNDING * (1.0 + np.abs(exponent) / 8.0)
        distance = float(np.sqrt(np.mean((np.log(balance.a / balance.b) / 2.0) ** 2)))
        how = "least change of the logarithms; distance: its root mean square, nats"
    middle = np.flatnonzero(spectrum.omega == 0.0)[:1]
    nearest = _two_sided(spectrum, sides.omega, mantissa, exponent, spread, floor, x, middle)
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = np.where((balance.a > 0) & (balance.b > 0), -np.log(balance.a) + np.log(balance.b), np.nan)
    unit = spectrum.unit.symbol if spectrum.unit else ""
    found: list[Finding] = []
    if len(sides.alone):
        told = f"{len(sides.alone)} frequencies without a partner are not in the nearest spectrum"
        found.append(NoPartner(told, tuple(f"ω = {w:.6g} {unit}".rstrip() for w in sides.alone[:5]), len(sides.alone)))
    below = int((mantissa < 0).sum())
    if below:
        found.append(Finding(f"{below} of the intensities are negative, by noise"))
    return Imposed(
        subject=repr(spectrum)[1:-1],
        statement=how,
        nearest=nearest if warm is None else replace_in(nearest, thermal=warm),
        distance=distance,
        moved=moved,
        labels=RowNames(sides.omega, sides.omega, unit),
        findings=tuple(found),
        assumptions=(*spectrum.assumptions, *([BETWEEN] if sides.interpolated else [])),
        references=(KUBO,),
    )


def _refuse_absent(a: Any, b: Any, omega: Any) -> None:
    bad = ~((a > 0) & (b > 0))
    if bad.any():
        where = f"at ω = ±{omega[int(np.argmax(bad))]:.6g} a side is zero or negative"
        raise InputError(
            explain(where, why="its logarithm cannot be moved", fix="give errors=, or leave the point out")
        )


def _two_sided(
    spectrum: Spectrum, omega: Any, mantissa: Any, exponent: Any, spread: Any, floor: Any, x: Any, middle: Any
) -> Spectrum:
    """Lay an intensity at ω out over both sides, and keep the point at zero."""

    def laid(part: Any, own: Any) -> Any:
        return np.concatenate([part[::-1], own[middle], part])

    said = f"both sides were made from the nearest common intensity of {len(omega)} pairs"
    return replace_in(
        spectrum,
        omega=np.concatenate([-omega[::-1], spectrum.omega[middle], omega]),
        mantissa=laid(mantissa, spectrum.mantissa),
        exponent=np.concatenate([(exponent - x)[::-1], spectrum.exponent[middle], exponent]),
        floor=laid(floor, spectrum.floor),
        spread=None if spread is None else laid(spread, spectrum.spread),
        assumptions=(*spectrum.assumptions, said),
    )
