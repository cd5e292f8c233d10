"""What is known of a reservoir."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reservoir:
    """A lead or a bath, as a rate table knows it.

    Attributes
    ----------
    name : str
    kT : float or None
        None if it is to be measured.
    mu : float or None
        Of its electrons; 0 for bosons; None if it is to be measured.
    """

    name: str
    kT: float | None = None
    mu: float | None = None
