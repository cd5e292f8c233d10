"""What scattering theory leaves open."""

from __future__ import annotations

from detbal.verdict import Finding


class Unfilled(Finding):
    """Orbitals whose occupation no lead decides: part of them lies in states that keep what they were prepared with."""
