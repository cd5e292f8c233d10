"""What may be wrong with a corrected spectrum, each with its own name."""

from __future__ import annotations

from detbal.verdict import Finding


class NoiseGrows(Finding):
    """A correction that lifts noise until it is a notable part of the intensity."""


class Diverging(Finding):
    """A correction whose first moment comes from the end of the axis, where the spectrum should have decayed."""


class ShortAxis(Finding):
    """A classical spectrum whose own second moment comes from the end of its axis."""


class CoarseGrid(Finding):
    """A grid that does not resolve the spectrum well enough for its sum rules."""
