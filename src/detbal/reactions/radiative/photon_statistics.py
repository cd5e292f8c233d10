"""Which photons: as Planck counts them, or as Wien did, without stimulated emission."""

from __future__ import annotations

from enum import Enum

import numpy as np

from detbal.pairs import FloatArray


class PhotonStatistics(Enum):
    """Photons per mode at x = hν/kT; a recombination that belongs to them is stimulated accordingly.

    Rates that are related by a Saha equation (REACLIB's, for one) are those of Wien's photons.
    """

    WIEN = "e^-x: photons like molecules, no stimulated emission"
    PLANCK = "1/(e^x - 1): black-body radiation, with stimulated emission"

    def log_occupation(self, x: FloatArray) -> FloatArray:
        """Return ln of the photons per mode, for x > 0.

        Examples
        --------
        >>> PhotonStatistics.PLANCK.log_occupation(np.array([np.log(2.0)])).round(12)
        array([0.])
        """
        return np.asarray(-x + self.log_stimulated(x))

    def log_stimulated(self, x: FloatArray) -> FloatArray:
        """Return ln of the factor by which photons raise emission: 1 plus photons per mode; 0 for Wien's.

        Examples
        --------
        >>> PhotonStatistics.WIEN.log_stimulated(np.array([1.0]))
        array([0.])
        """
        if self is PhotonStatistics.WIEN:
            return np.zeros_like(x)
        return np.asarray(-np.log(-np.expm1(-x)))
