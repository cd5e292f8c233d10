"""What checks of molecular data find."""

from __future__ import annotations

from detbal.verdict import Finding


class LevelsOutOfOrder(Finding):
    """Levels that do not ascend in energy, though their numbers suggest it."""


class Upside(Finding):
    """Transitions whose upper level lies below, or level with, the lower one."""


class OtherUpperEnergy(Finding):
    """Energies of upper levels that are listed with lines and differ from those of the levels (other constants?)."""


class OtherFrequency(Finding):
    """Lines whose frequency is not the difference of the energies of their levels (rounded or older constants?)."""


class OtherTemperature(Finding):
    """Columns of a table that balance at another temperature than the one they are labelled with."""


class RatioOfWeights(Finding):
    """Rates up and down that would be balanced without the ratio of statistical weights, or with its inverse."""


class MadeByBalance(Finding):
    """Only one direction is listed: the other is defined by detailed balance, and there is nothing to test."""
