"""What is counted at a lead."""

from __future__ import annotations

from enum import Enum


class Counted(Enum):
    """What a counter at a lead adds up, positive from the lead into the dot."""

    PARTICLES = "electrons"
    ENERGY = "energy"
