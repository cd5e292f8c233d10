"""What checks of cross-sections find."""

from __future__ import annotations

from detbal.verdict import Finding


class MissingWeights(Finding):
    """Reciprocity holds without the statistical weights, with them upside down, or with only some of them."""


class MissingIdenticalFactor(Finding):
    """Reciprocity holds without 1 + δ for identical particles, or with it upside down."""


class PhotonFactor(Finding):
    """Reciprocity holds with another number of polarisations of the photon than two."""


class WrongFrame(Finding):
    """Reciprocity holds if energies in the laboratory are taken as those in the centre of mass, or the other way."""


class OtherKinematics(Finding):
    """Reciprocity holds with classical momenta where relativistic ones were used, or the other way round."""


class SwappedDirections(Finding):
    """Reciprocity holds with the two cross-sections exchanged."""


class OtherNormalisation(Finding):
    """Reciprocity holds after one of the two is multiplied by a constant."""


class OtherEnergy(Finding):
    """Reciprocity holds after the energies of one of the two are shifted, which is another Q value."""


class ClosedChannel(Finding):
    """Channels without energy: nothing goes in or out."""


class Ambiguous(Finding):
    """Reciprocity does not hold as stated, and more than one other reading of the data would restore it."""
