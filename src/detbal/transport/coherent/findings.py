"""What may be wrong with currents through a dot, each with its own name."""

from __future__ import annotations

from dataclasses import dataclass

from detbal.verdict import Finding


class NotPositive(Finding):
    """The density matrix has an eigenvalue below 0: probabilities, and currents, cannot be trusted."""


class EnergyNotConserved(Finding):
    """The energy currents into the dot do not add up to 0."""


class NegativeEntropyProduction(Finding):
    """Heat and electrons run such that the entropy falls, which the second law forbids: the equation is to blame."""


class NoPrincipalParts(Finding):
    """Level shifts are left out, as they diverge with the width of the band and no finite one was given."""


class Broadened(Finding):
    """Levels are not narrow against kT: an expansion in Γ/kT is at its limit."""


class NearlyDegenerate(Finding):
    """States are nearer than a lead's coupling, and it was not possible to calculate what follows."""


@dataclass(frozen=True, slots=True)
class SecularFailure(Finding):
    """Rates between eigenstates fail: coherences between nearly degenerate states decide the current.

    Attributes
    ----------
    factor : float
        Largest ratio, of 1 or more, of the two currents of one lead; infinite if one of them vanishes.
    """

    factor: float = 1.0
