"""What checks of reactions find."""

from __future__ import annotations

from detbal.verdict import Finding


class ByConstruction(Finding):
    """Reactions whose reverse is defined by thermochemistry: there is nothing to test in them."""


class SetAside(Finding):
    """Reactions of which balance is not asked, with the reason: decays, weak reactions, unusual orders."""


class Idle(Finding):
    """Pairs whose rates are zero both ways: no process, and nothing to balance."""


class Unknown(Finding):
    """Pairs that cannot be held against thermochemistry: it does not know some of their species."""


class OtherEnergy(Finding):
    """Pairs that would be balanced with another energy (Q value, reaction enthalpy)."""


class OtherWeight(Finding):
    """Pairs that would be balanced with another constant factor (spins, masses, identical particles, units)."""


class MissingIdenticalFactor(Finding):
    """Pairs that lack, or have twice, the factorials of identical particles."""


class OtherExponent(Finding):
    """Pairs that would be balanced with another power of the temperature (a phase-space factor)."""


class OtherShape(Finding):
    """Pairs whose residual over temperature no change of energy, weight and exponent would mend."""


class Suspect(Finding):
    """The one pair which, if it alone were wrong, would explain most of what is left: where to look first."""


class LimitOfBalance(Finding):
    """One-way reactions that can be the limit of reversible ones in balance: no cycle runs through them."""


class OneWayCycle(Finding):
    """One-way reactions that close a cycle with reversible ones or among themselves: no equilibrium is possible."""


class OutsideOfRange(Finding):
    """Temperatures at which a rate or a polynomial is used beyond the range that it was made for."""


class JumpOfPolynomial(Finding):
    """Species whose chemical potential jumps where the ranges of its polynomial meet, and with it every K of theirs."""


class RoundedRates(Finding):
    """Residuals so small that rate coefficients given to a few digits would have them."""
