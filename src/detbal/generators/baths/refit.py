"""Refit of an exponential bath so that it obeys the KMS condition exactly at chosen frequencies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.generators.baths.exponentials import Complex, Exponentials
from detbal.pairs import FloatArray

#: Poles closer than this, relative to their size, are one and the same or each other's conjugate.
_SAME = 1e-12
#: Number of frequencies at which the fit is judged, and how far they reach, in units of the highest one imposed.
POINTS, REACH = 400, 3.2


def refit(exponentials: Exponentials, omega: FloatArray, kT: float) -> Exponentials:
    """Change Re C(t), on the same poles, until S(-ω) = e^{-ω/kT} S(ω) at the given frequencies.

    The antisymmetric part of S, which is J, stays as it is (Im C(t) is not touched). Its symmetric part, which
    the fluctuation-dissipation theorem makes J coth(ω/2kT), is fitted by least squares over 400 frequencies up to
    3.2 times the highest one given, subject to equality at those given.

    Parameters
    ----------
    exponentials
    omega : (m,) float array
        Positive and different from each other; at most as many as there are free parameters: one per real rate,
        two per pair of conjugate ones (rates without their conjugate are given it).
    kT

    Raises
    ------
    InputError
        More frequencies than parameters.

    Notes
    -----
    One equality-constrained least-squares problem, by the null space of the constraints: O(400 n²).

    Examples
    --------
    >>> from detbal.generators.baths.exponentials import drude_lorentz_matsubara
    >>> bath = refit(drude_lorentz_matsubara(0.5, 1.0, 0.2, 5), np.array([0.8]), 0.2)
    >>> (np.log(bath.values(np.array([0.8])) / bath.values(np.array([-0.8]))) / 0.8).round(9)
    array([5.])
    """
    c, z, partner = _closed(exponentials)
    columns = _columns(z, partner)
    if len(omega) > len(columns):
        raise InputError(
            explain(
                f"{len(omega)} frequencies for {len(columns)} free parameters",
                why="each exponential can meet the KMS condition at one frequency",
                fix="give the bath more exponentials, or ask for fewer frequencies",
            )
        )
    start = Exponentials(c, z)
    grid = np.linspace(0.0, REACH * float(omega.max()), POINTS + 1)[1:]

    def target(x: FloatArray) -> FloatArray:
        up, down = start.values(x), start.values(-x)
        return (up - down) / 2.0 / np.tanh(x / (2.0 * kT)) - (up + down) / 2.0

    def response(x: FloatArray) -> FloatArray:
        return np.column_stack([Exponentials(column, z).values(x) for column in columns])

    free = _constrained(response(grid), target(grid), response(omega), target(omega))
    changed: Complex = c + np.tensordot(free, columns, axes=1)
    return Exponentials(changed, z)


def _closed(exponentials: Exponentials) -> tuple[Complex, Complex, NDArray[np.int64]]:
    """Merge equal rates and add missing conjugates; return c, z and the position of each rate's conjugate."""
    z: list[complex] = []
    c: list[complex] = []
    for rate, coefficient in zip(exponentials.rates.tolist(), exponentials.coefficients.tolist(), strict=True):
        if abs(rate.imag) <= _SAME * abs(rate):
            rate = complex(rate.real)
        for k, known in enumerate(z):
            if abs(known - rate) <= _SAME * abs(rate):
                c[k] += coefficient
                break
        else:
            z.append(rate)
            c.append(coefficient)
    partner: list[int] = []
    k = 0
    while k < len(z):
        near = [j for j, other in enumerate(z) if abs(other - z[k].conjugate()) <= 2.0 * _SAME * abs(z[k])]
        if not near:
            z.append(z[k].conjugate())
            c.append(0.0)
            near = [len(z) - 1]
        partner.append(near[0])
        k += 1
    return np.array(c), np.array(z), np.array(partner)


def _columns(z: Complex, partner: NDArray[np.int64]) -> Complex:
    """Return changes of the coefficients that change Re C(t) only, (p, n): one per real rate, two per pair."""
    columns = []
    for k, other in enumerate(partner.tolist()):
        if other < k:
            continue
        column = np.zeros(len(z), dtype=np.complex128)
        column[k] += 0.5
        column[other] += 0.5
        columns.append(column)
        if other > k:
            turned = np.zeros(len(z), dtype=np.complex128)
            turned[k], turned[other] = 0.5j, -0.5j
            columns.append(turned)
    return np.array(columns)


def _constrained(a: FloatArray, y: FloatArray, b: FloatArray, d: FloatArray) -> FloatArray:
    """Return the x with least |a x - y| among those with b x = d."""
    scale = np.linalg.norm(a, axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    a, b = a / scale, b / scale
    q, r = np.linalg.qr(b.T, mode="complete")
    m = len(d)
    particular = q[:, :m] @ np.linalg.solve(r[:m].T, d)
    null = q[:, m:]
    rest = np.linalg.lstsq(a @ null, y - a @ particular, rcond=None)[0]
    x: FloatArray = (particular + null @ rest) / scale
    return x
