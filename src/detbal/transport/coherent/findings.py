"""What may be wrong with currents through a dot, each with its own name."""

from __future__ import annotations

from dataclasses import dataclass

from detbal.verdict import Finding


class NotPositive(Finding):
    """The density matrix has an eigenvalue below 0: probabilities, and currents, cannot be trusted."""


class EnergyNotConserved(Finding):
    """The energy currents into the dot do not add up to 0."""


class NoPrincipalParts(Finding):
    """Level shifts are left out, as they diverge with the width of the band and no finite one was given."""


class Broadened(Finding):
    """Levels are not narrow against kT: an expansion in Γ/kT is at its limit."""


class FastBath(Finding):
    """A bath moves the dot nearly as fast as its states turn: rates between eigenstates are at their limit."""


class DegenerateBath(Finding):
    """A bath couples states of equal energy, between which it is left out: that is a matter of coherences."""


class NearlyDegenerate(Finding):
    """States are nearer than leads broaden them, and it was not possible to calculate what follows."""


@dataclass(frozen=True, slots=True)
class SecularFailure(Finding):
    """Rates between eigenstates fail: coherences between nearly degenerate states decide the current.

    Attributes
    ----------
    factor : float
        Largest ratio, of 1 or more, of the two currents of one lead; infinite if one of them vanishes.
    """

    factor: float = 1.0
