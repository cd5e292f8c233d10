"""Chemical potentials of neutrons and protons in nuclear statistical equilibrium: two equations in logs.

With c_i = φ_i exp(N_i u_n + Z_i u_p): Σ A c = total and Σ (Z - Y_e A) c = 0. The second is written as ln of the part of
nuclei that are rich in protons over that of those that are poor, which is nearly linear in u_p - u_n. At a given
u_p - u_n the first is convex with one root; along those roots the second changes its sign once, so that the root is
found between bounds, whatever the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray

_EPS = float(np.finfo(np.float64).eps)
MOST_STEPS = 300


@dataclass(frozen=True, slots=True)
class Potentials:
    """Where the two equations hold.

    Attributes
    ----------
    neutron, proton : float
        In units of kT, on the scale of energies of `log_density`.
    residual : float
        The larger of the two equations' errors, relative.
    steps : int
        Evaluations of all nuclei.
    """

    neutron: float
    proton: float
    residual: float
    steps: int


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Nuclei with more, fewer or as many protons as the mean."""

    log_density: FloatArray
    A: FloatArray
    excess: FloatArray
    columns: FloatArray

    @classmethod
    def of(cls, log_density: FloatArray, A: FloatArray, excess: FloatArray) -> _Group:
        size = np.abs(excess)
        return cls(log_density, A, excess, np.stack([A, A * A, A * excess, size, size * A, size * excess], axis=1))

    def sums(self, v: float, slope: float) -> tuple[float, FloatArray]:
        """Return the largest exponent, and sums of all columns over nuclei, divided by its exponential."""
        exponents = self.log_density + self.A * v + self.excess * slope
        top = float(exponents.max())
        return top, np.asarray(np.exp(exponents - top) @ self.columns)


def solve_potentials(
    log_density: FloatArray,
    Z: FloatArray,
    A: FloatArray,
    log_total: float,
    electron_fraction: float,
    start: Potentials | None = None,
) -> Potentials:
    """Solve for both potentials at one state; a dozen passes over the nuclei, three from a neighbouring solution.

    Parameters
    ----------
    log_density : (n,)
        ln φ, in the unit of the total.
    Z, A : (n,)
    log_total : float
        ln of the density of nucleons.
    electron_fraction : float
        Strictly between the smallest and the largest Z/A.
    start : Potentials, optional

    Raises
    ------
    InputError
        If the electron fraction cannot be made of the nuclei.

    Examples
    --------
    Free neutrons and protons: c = φ e^u, so that u is ln of c/φ.

    >>> made = solve_potentials(np.zeros(2), np.array([0.0, 1.0]), np.ones(2), 0.0, 0.25)
    >>> round(float(np.exp(made.neutron)), 12), round(float(np.exp(made.proton)), 12)
    (0.75, 0.25)
    """
    require_possible(Z, A, electron_fraction)
    excess = Z - electron_fraction * A
    groups = [_Group.of(log_density[own], A[own], excess[own]) for own in (excess > 0, excess < 0, excess == 0)]
    slope = 0.0 if start is None else start.proton - start.neutron
    # no nucleus alone exceeds the total: the start is above the root, from where Newton's method descends to it
    v = float(np.min((log_total - np.log(A) - log_density - excess * slope) / A))
    if start is not None:
        v = start.neutron + electron_fraction * slope
    low, high, widest, last = -np.inf, np.inf, 50.0, np.inf
    for step in range(1, MOST_STEPS + 1):
        at = _Equations.at(groups, v, slope, log_total)
        floor = 2 * _EPS * (8.0 + np.abs(log_density).max() + A.max() * abs(v))
        if abs(at.mass) <= floor and abs(at.charge) <= floor:
            return Potentials(v - electron_fraction * slope, v + (1 - electron_fraction) * slope, at.worst, step)
        if abs(at.mass) > 0.01 * (1 + abs(at.charge)):  # first onto the right density
            v -= at.mass / at.mass_v
            continue
        charge = at.charge - at.charge_v * at.mass / at.mass_v
        if charge > 0:
            high = slope
        else:
            low = slope
        steepness = at.charge_slope - at.charge_v * at.mass_slope / at.mass_v
        wanted = slope - charge / steepness if steepness > 0 else slope - np.copysign(widest, charge)
        wanted = min(max(wanted, slope - widest), slope + widest)
        bounded = np.isfinite(low + high)
        if bounded and not (low <= wanted <= high and abs(wanted - slope) <= 0.5 * last):
            wanted = 0.5 * (low + high)
        widest, last = 2.0 * widest, abs(wanted - slope)
        v -= (at.mass + at.mass_slope * (wanted - slope)) / at.mass_v
        slope = float(wanted)
    what = f"no equilibrium was found in {MOST_STEPS} steps (errors {at.mass:.1g} and {at.charge:.1g})"
    raise InputError(explain(what, fix="check the energies of the nuclei"))


@dataclass(frozen=True, slots=True)
class _Equations:
    """Errors of both equations, in nats, and their derivatives."""

    mass: float
    charge: float
    mass_v: float
    mass_slope: float
    charge_v: float
    charge_slope: float

    @property
    def worst(self) -> float:
        return max(abs(self.mass), abs(self.charge))

    @classmethod
    def at(cls, groups: Sequence[_Group], v: float, slope: float, log_total: float) -> _Equations:
        found = [group.sums(v, slope) for group in groups if len(group.A)]
        top = max(value for value, _ in found)
        total = sum(np.exp(value - top) * sums for value, sums in found)
        (rich_top, rich), (poor_top, poor) = found[:2]
        mean_rich, mean_poor = rich[4:] / rich[3], poor[4:] / poor[3]
        return cls(
            mass=float(np.log(total[0]) + top - log_total),
            charge=float(np.log(rich[3] / poor[3]) + rich_top - poor_top),
            mass_v=float(total[1] / total[0]),
            mass_slope=float(total[2] / total[0]),
            charge_v=float(mean_rich[0] - mean_poor[0]),
            charge_slope=float(mean_rich[1] - mean_poor[1]),
        )


def require_possible(Z: FloatArray, A: FloatArray, electron_fraction: float) -> None:
    """Raise unless the electron fraction lies between those of the nuclei.

    Examples
    --------
    >>> require_possible(np.array([2.0, 28.0]), np.array([4.0, 56.0]), 0.6)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: electron fraction 0.6: nuclei have Z/A from 0.5 to 0.5; give one strictly between ...
    """
    ratio = Z / A
    if not ratio.min() < electron_fraction < ratio.max():
        what = f"electron fraction {electron_fraction:g}"
        why = f"nuclei have Z/A from {ratio.min():.6g} to {ratio.max():.6g}"
        raise InputError(explain(what, why=why, fix="give one strictly between them, or more nuclei"))
