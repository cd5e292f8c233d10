"""Two particles in the laboratory and in their centre of mass: energies and momenta, without cancellation.

All energies and masses are in MeV, momenta as (ħkc)² in MeV². e is the kinetic energy in the centre of mass, so that
√s = M + e with M = m₁ + m₂ (Particle Data Group, Review of Particle Physics, chapter
Kinematics). Everything is written in e, never as a difference of total energies: neutrons
of 25 meV keep all their digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from detbal.choice import named
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.species import ATOMIC_MASS_MEV, Species


class Kinematics(Enum):
    """How momenta follow from energies."""

    RELATIVISTIC = "relativistic: k² = λ(s, m₁², m₂²)/4s"
    CLASSICAL = "classical: k² = 2μE, no recoil of what absorbs a photon"


class Frame(Enum):
    """What the energies of a cross-section are."""

    LABORATORY = "kinetic energy of the projectile, the target at rest"
    CENTRE_OF_MASS = "kinetic energy of the reactants in their centre of mass"
    ABOVE_THRESHOLD = "kinetic energy of the products in their centre of mass"


#: What else the frames are called in files and at the command line.
_FRAME_NAMES = {
    "lab": Frame.LABORATORY, "cm": Frame.CENTRE_OF_MASS, "c.m.": Frame.CENTRE_OF_MASS,
    "centre-of-mass": Frame.CENTRE_OF_MASS, "center-of-mass": Frame.CENTRE_OF_MASS,
}  # fmt: skip


def frame_of(value: Any, name: str = "frame") -> Frame:
    """Return a frame, given as it is, by its name, or as "lab" or "cm".

    Raises
    ------
    InputError
        Anything else, naming those there are.

    Examples
    --------
    >>> frame_of("lab").name, frame_of("centre of mass").name, frame_of(Frame.ABOVE_THRESHOLD).name
    ('LABORATORY', 'CENTRE_OF_MASS', 'ABOVE_THRESHOLD')
    """
    if isinstance(value, str):
        text = value.strip().lower()
        short = _FRAME_NAMES.get(re.sub(r"[\s_]+", "-", text))
        return short or named(Frame, re.sub(r"[\s-]+", "_", text), name)
    return named(Frame, value, name)


@dataclass(frozen=True, slots=True)
class Channel:
    """Two particles: one side of a reaction.

    Attributes
    ----------
    projectile, target : float
        Rest energies, MeV; the projectile moves in the laboratory, and may be a photon (0).
    kinematics : Kinematics

    Examples
    --------
    A photon takes momentum to the target, so less than its energy is left:

    >>> deuteron = Channel(0.0, 1875.613, Kinematics.RELATIVISTIC)
    >>> float(deuteron.centre_of_mass(np.array([2.754])).round(6)[0])
    2.751981
    """

    projectile: float
    target: float
    kinematics: Kinematics

    @classmethod
    def of(cls, side: tuple[Species, ...], projectile: int, kinematics: Kinematics) -> Channel:
        """Build from two species, of which number `projectile` moves in the laboratory.

        Raises
        ------
        InputError
            Another number than two, a mass that is unknown, a photon as the target.
        """
        names = " + ".join(s.name for s in side)
        if len(side) != 2:
            fix = "reciprocity of cross-sections joins two particles with two; ask for rate coefficients instead"
            raise InputError(explain(f"{names}: {len(side)} particle{'s' * (len(side) != 1)}", fix=fix))
        for s in side:
            if s.mass is None:
                raise InputError(explain(f"the mass of {s.name} is unknown", fix="give the species mass= in u"))
        mover, rest = side[projectile], side[1 - projectile]
        if rest.massless:
            what = f"{rest.name} is the target in {names}"
            raise InputError(explain(what, why="a photon is never at rest", fix="say which one moves: projectile="))
        return cls(float(mover.mass or 0.0) * ATOMIC_MASS_MEV, float(rest.mass or 0.0) * ATOMIC_MASS_MEV, kinematics)

    @property
    def total(self) -> float:
        """Sum of the rest energies, MeV."""
        return self.projectile + self.target

    def centre_of_mass(self, laboratory: FloatArray) -> FloatArray:
        """Return e for kinetic energies T of the projectile: e = √(M² + 2 m₂T) − M, or T m₂/M."""
        if self.kinematics is Kinematics.CLASSICAL:
            return laboratory * (self.target / self.total)
        twice = 2.0 * self.target * laboratory
        return twice / (np.sqrt(self.total**2 + twice) + self.total)

    def stretch(self, centre_of_mass: FloatArray) -> FloatArray:
        """Return dT/de = (M + e)/m₂, or M/m₂."""
        e = 0.0 * centre_of_mass if self.kinematics is Kinematics.CLASSICAL else centre_of_mass
        return (self.total + e) / self.target

    def laboratory(self, centre_of_mass: FloatArray) -> FloatArray:
        """Return T for e, the inverse of `centre_of_mass`: T = e (2M + e)/2m₂, or e M/m₂."""
        if self.kinematics is Kinematics.CLASSICAL:
            return centre_of_mass * (self.total / self.target)
        return centre_of_mass * (2.0 * self.total + centre_of_mass) / (2.0 * self.target)

    def log_k2(self, centre_of_mass: FloatArray) -> FloatArray:
        """Return ln (ħkc)², MeV²; ``-inf`` at e = 0.

        With u = e (2M + e) = s − M², k² = u (4 m₁m₂ + u)/4(M + e)²; classical 2μe, of a photon e².
        """
        e = np.asarray(centre_of_mass, dtype=float)
        product = self.projectile * self.target
        with np.errstate(divide="ignore"):
            if self.kinematics is Kinematics.CLASSICAL:
                return np.asarray(np.log(2.0 * product / self.total) + np.log(e) if product else 2.0 * np.log(e))
            u = e * (2.0 * self.total + e)
            return np.asarray(np.log(u) + np.log(4.0 * product + u) - np.log(4.0) - 2.0 * np.log(self.total + e))
