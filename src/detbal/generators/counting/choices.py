"""What is counted, and which part of a generator the counting variable tilts."""

from __future__ import annotations

from enum import Enum


class Counted(Enum):
    """What a counter adds up, positive from the bath into the system."""

    ENERGY = "energy"
    PARTICLES = "particles"
    WEIGHTS = "weights of the jumps"


class Tilt(Enum):
    """What the counting variable χ tilts."""

    JUMPS = "the jumps: V ρ V† with exp(χ × what it adds)"
    WHOLE = "all that the bath does: K_a → E K_a E⁻¹ with E(X) = exp(χH/2) X exp(χH/2)"
