"""Rate coefficients from cross-sections: ⟨σv⟩ over thermal distributions.

With the strength W = k² σ, ⟨σv⟩ of Maxwell's distribution is √(8/πμ) (kT)^{-3/2} ∫ (W/2μ) e^{-e/kT} de for k² = 2μe,
and that of Jüttner's is ∫ W √s K₁(√s/kT) ds / [2 kT m₁²m₂² K₂(m₁/kT) K₂(m₂/kT)] (P. Gondolo and G. Gelmini, Nucl.
Phys. B 360, 145, 1991, for two masses; of a photon m² K₂(m/kT) → 2 (kT)², Boltzmann statistics). Both are integrals
over W, which a reaction shares with its reverse: so rates are as reciprocal as their cross-sections.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.cross_sections.cross_section import CrossSection
from detbal.reactions.cross_sections.kinematics import Channel, Kinematics
from detbal.reactions.cross_sections.strength import Strength, strength
from detbal.reactions.cross_sections.units_of_area import Quantity
from detbal.reactions.temperatures import kelvins
from detbal.reactions.thermochemistry.statistical import MEV_IN_KELVIN
from detbal.units import c

#: Points of Gauss and Legendre in each interval of the table.
NODES = 8
#: Intervals over which e/kT grows by more are divided.
STEP = 1.0
_BARN_C = 1e-24 * 1e2 * c  # barn times the speed of light, cm³/s


class SpeedDistribution(Enum):
    """How particles move at a temperature."""

    MAXWELL = "Maxwell: classical, with masses"
    JUTTNER = "Jüttner: relativistic; photons by Boltzmann's statistics"


@dataclass(frozen=True, slots=True, eq=False)
class ThermalRate:
    """A thermal rate coefficient, all arrays (nT,).

    Attributes
    ----------
    T
        Kelvin.
    log_rate
        ln of ⟨σv⟩ in cm³/s.
    error
        Relative standard deviation from the errors of the points; `common_error` comes on top.
    common_error : float
    covered
        Part of the thermal distribution of collisions (∝ k² e^{-e/kT}) that lies within the table. What lies outside
        counts as nothing.
    low, high
        Part of the integral that comes from the first and from the last tenth of the table's range in ln e: large ones
        say that it is cut off.
    """

    T: FloatArray
    log_rate: FloatArray
    error: FloatArray
    common_error: float
    covered: FloatArray
    low: FloatArray
    high: FloatArray


def thermal_rate(cross_section: CrossSection, T: Any, *, distribution: SpeedDistribution | None = None) -> ThermalRate:
    """Return ⟨σv⟩ of a cross-section over its table; nothing is extrapolated beyond it.

    Between the points, ln of the strength is linear in ln of the energy above the higher threshold: power laws, of
    cross-sections and of k², are met exactly.

    Parameters
    ----------
    cross_section
        Integrated over angles, positive, at two or more energies.
    T
        Kelvin, or texts such as ``"2 GK"``.
    distribution
        None: Maxwell's for classical kinematics, Jüttner's for relativistic ones: the two that belong together.

    Raises
    ------
    InputError
        Differential cross-sections, values that are not positive, a single energy, Maxwell's distribution for photons.

    Notes
    -----
    Cost: some µs per point of the table and temperature.

    Examples
    --------
    σv is constant, so is the rate:

    >>> from detbal.reactions import Reaction, Species
    >>> from detbal.reactions.cross_sections import Frame
    >>> a, b = (Species(name, mass=2.0, degeneracy=1) for name in "ab")
    >>> c, d = Species("c", mass=1.0, degeneracy=2), Species("d", mass=2.9, degeneracy=3)
    >>> e = np.geomspace(1e-6, 10.0, 50)
    >>> flat = CrossSection(Reaction([a, b], [c, d]), e, e**-0.5, unit="MeV", frame=Frame.CENTRE_OF_MASS,
    ...                     value_unit="b", kinematics=Kinematics.CLASSICAL)
    >>> found = thermal_rate(flat, "1 GK")  # 1 b MeV^(1/2) √(2/μ), in cm³/s
    >>> f"{np.exp(found.log_rate[0]):.4e}", float(found.covered[0].round(6))
    ('1.3891e-15', 1.0)
    """
    if cross_section.quantity is not Quantity.INTEGRATED:
        raise InputError(explain("a differential cross-section has no rate", fix="integrate it over the angles"))
    bad = cross_section.values <= 0
    if bad.any():
        k = int(np.argmax(bad))
        fix = "drop it, or give another value: ln σ is interpolated"
        raise InputError(explain(f"values[{k}] = {cross_section.values[k]:g} b is not positive", fix=fix))
    table = strength(cross_section, least_signal=0.0)
    if len(table) < 2:
        raise InputError(explain("a single energy", fix="give the cross-section at two energies or more"))
    how = _distribution(cross_section, distribution)
    temperatures = kelvins(T)
    rows = np.array([_average(cross_section, table, float(t) / MEV_IN_KELVIN, how) for t in temperatures])
    return ThermalRate(temperatures, rows[:, 0], rows[:, 1], cross_section.common_error, *rows[:, 2:].T)


def _distribution(cross_section: CrossSection, asked: SpeedDistribution | None) -> SpeedDistribution:
    classical = cross_section.kinematics is Kinematics.CLASSICAL
    natural = SpeedDistribution.MAXWELL if classical else SpeedDistribution.JUTTNER
    chosen = natural if asked is None else member(SpeedDistribution, asked, "distribution")
    if chosen is SpeedDistribution.MAXWELL and cross_section.entrance.projectile == 0:
        what = f"Maxwell's distribution of the photons of {cross_section.reaction}"
        raise InputError(explain(what, fix="give Kinematics.RELATIVISTIC or SpeedDistribution.JUTTNER"))
    return chosen


def _average(cross_section: CrossSection, table: Strength, kT: float, how: SpeedDistribution) -> FloatArray:
    """Ln rate, relative error, covered part, and the parts from both ends, at one temperature (MeV)."""
    x, y = np.log(table.energy), table.value
    gap = (
        0.0 if cross_section.reaction.Q >= 0 else -cross_section.reaction.Q
    )  # from e of the table to e of the reactants
    at, weight, left = _nodes(x, table.energy, kT)
    share = (at - x[left]) / (x[left + 1] - x[left])
    value = y[left] * (1 - share) + y[left + 1] * share
    channel = cross_section.entrance
    e = np.exp(at) + gap
    # e^(-e/kT) relative to that at the foot of the table, and de = e dx
    logs = np.log(weight) + at + _log_boltzmann(channel, e, kT, how)
    terms = logs + value
    top = terms.max()
    parts = np.exp(terms - top)
    total = parts.sum()
    by_point = np.bincount(left, parts * (1 - share), len(x)) + np.bincount(left + 1, parts * share, len(x))
    span = x[-1] - x[0]
    constant = _log_prefactor(channel, kT, how) - _side_constant(cross_section)
    collisions = logs + channel.log_k2(e)
    covered = np.exp(np.logaddexp.reduce(collisions) - _log_all_collisions(channel, kT, how))
    return np.array(
        [
            top + np.log(total) + constant,
            np.sqrt(((by_point * table.sigma) ** 2).sum()) / total,
            min(float(covered), 1.0),
            parts[at < x[0] + 0.1 * span].sum() / total,
            parts[at > x[-1] - 0.1 * span].sum() / total,
        ]
    )


def _nodes(x: FloatArray, energy: FloatArray, kT: float) -> tuple[FloatArray, FloatArray, Any]:
    """Places and weights of the quadrature in ln e, and the interval of the table that each lies in."""
    pieces = np.clip(np.ceil(np.diff(energy) / (STEP * kT)), 1, 200).astype(int)
    pieces = np.maximum(pieces, np.clip(np.ceil(np.diff(x) / STEP), 1, 200).astype(int))
    left = np.repeat(np.arange(len(x) - 1), pieces)
    inner = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    size = (np.diff(x) / pieces)[left]
    roots, weights = np.polynomial.legendre.leggauss(NODES)
    at = (x[left] + size * inner)[:, None] + 0.5 * size[:, None] * (roots + 1.0)
    return at.ravel(), (0.5 * size[:, None] * weights).ravel(), np.repeat(left, NODES)


def _side_constant(cross_section: CrossSection) -> float:
    """Ln of g₁g₂/(1 + δ₁₂), which the strength holds and the rate does not."""
    from detbal.reactions.cross_sections.reciprocity import log_weights

    first, second = cross_section.reaction.reactants
    return log_weights((first, second)) - (float(np.log(2.0)) if first.name == second.name else 0.0)


def _log_boltzmann(channel: Channel, e: FloatArray, kT: float, how: SpeedDistribution) -> FloatArray:
    if how is SpeedDistribution.MAXWELL:
        return -e / kT
    from scipy.special import kve

    root = channel.total + e
    return np.asarray(2.0 * np.log(root) + np.log(kve(1, root / kT)) - e / kT)


def _log_prefactor(channel: Channel, kT: float, how: SpeedDistribution) -> float:
    """Ln of what the integral is multiplied by, times barn c."""
    if how is SpeedDistribution.MAXWELL:
        mu = channel.projectile * channel.target / channel.total
        # √(8/πμ) (kT)^{-3/2}/2μ
        return float(0.5 * np.log(8.0 / (np.pi * mu)) - 1.5 * np.log(kT) - np.log(2.0 * mu) + np.log(_BARN_C))
    # ds = 2√s de
    masses = sum(_log_m2_k2(m, kT) for m in (channel.projectile, channel.target))
    return float(np.log(_BARN_C) - np.log(kT) - masses)


def _log_m2_k2(mass: float, kT: float) -> float:
    """Ln of m² K₂(m/kT) e^{m/kT}; 2 (kT)² for a photon."""
    if mass == 0:
        return float(np.log(2.0) + 2.0 * np.log(kT))
    from scipy.special import kve

    return float(2.0 * np.log(mass) + np.log(kve(2, mass / kT)))


def _log_all_collisions(channel: Channel, kT: float, how: SpeedDistribution) -> float:
    """Ln of the integral of k² times the Boltzmann factor over all energies, by a fine grid in ln e."""
    grid = np.linspace(np.log(1e-9 * kT), np.log(200.0 * kT), 4001)
    e = np.exp(grid)
    logs = channel.log_k2(e) + _log_boltzmann(channel, e, kT, how) + grid
    return float(np.logaddexp.reduce(logs) + np.log(grid[1] - grid[0]))
