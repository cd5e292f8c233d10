"""Covariances of values that were interpolated from one table: neighbours share its nodes, and so its errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray

#: What is added to each variance, relative to it: points that share all their errors leave a matrix without inverse.
NUGGET = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Covariance:
    """A banded covariance matrix of n points in the order of their energies.

    Attributes
    ----------
    bands : (p + 1, n) float array
        ``bands[k, i]`` is the covariance of points i and i + k (the lower form of scipy.linalg).
    """

    bands: FloatArray

    @classmethod
    def shared(cls, first: NDArray[np.intp], parts: FloatArray, own: FloatArray) -> Covariance:
        """Build D + P Pᵀ, where P has in row i the parts that the nodes from first[i] on have in point i.

        Parameters
        ----------
        first : (n,)
            Ascending.
        parts : (n, m)
            Weight of each node, times its standard deviation.
        own : (n,)
            Variances D of what the points do not share.

        Examples
        --------
        Halfway between two nodes of variance 1, and on the second one:

        >>> Covariance.shared(np.array([0, 0]), np.array([[0.5, 0.5], [0.0, 1.0]]), np.zeros(2)).bands
        array([[0.5, 1. ],
               [0.5, 0. ]])
        """
        n, m = parts.shape
        bands = [own + (parts**2).sum(axis=1)]
        for k in range(1, n):
            apart = first[k:] - first[:-k]
            if (apart >= m).all():
                break
            band = np.zeros(n)
            for step in range(m):
                rows = np.flatnonzero(apart == step)
                band[rows] = (parts[rows, step:] * parts[rows + k, : m - step]).sum(axis=1)
            bands.append(band)
        return cls(np.array(bands))

    @property
    def variances(self) -> FloatArray:
        """The diagonal, (n,)."""
        return np.asarray(self.bands[0])

    def joined(self, other: Covariance) -> Covariance:
        """Return the sum of two covariances of the same points."""
        bands = np.zeros((max(len(self.bands), len(other.bands)), self.bands.shape[1]))
        bands[: len(self.bands)] += self.bands
        bands[: len(other.bands)] += other.bands
        return Covariance(bands)

    def plus(self, variances: FloatArray) -> Covariance:
        """Return the covariance with more of what the points do not share."""
        bands = self.bands.copy()
        bands[0] += variances
        return Covariance(bands)

    def of_mean(self, weights: FloatArray) -> float:
        """Return the variance of Σ wᵢ xᵢ."""
        total = float(self.bands[0] @ weights**2)
        for k, band in enumerate(self.bands[1:], 1):
            total += 2.0 * float((band[:-k] * weights[:-k]) @ weights[k:])
        return total

    def whitening(self) -> Whitening:
        """Return what makes the errors independent and of size one; O(n p²)."""
        from scipy.linalg import cholesky_banded

        bands = self.bands.copy()
        bands[0] *= 1.0 + NUGGET
        return Whitening(np.asarray(cholesky_banded(bands, lower=True, check_finite=False)))


@dataclass(frozen=True, slots=True, eq=False)
class Whitening:
    """The inverse of Cholesky's factor L of a covariance L Lᵀ.

    Attributes
    ----------
    factor : (p + 1, n) float array
        L in bands.
    """

    factor: FloatArray

    def __call__(self, values: FloatArray) -> FloatArray:
        """Return L⁻¹ x."""
        return self._solve(self.factor, values)

    def bound(self, limits: FloatArray) -> FloatArray:
        """Return limits of |L⁻¹ x| where |x| ≤ limits: L⁻¹ in size is below the inverse of L's comparison matrix."""
        compared = -np.abs(self.factor)
        compared[0] *= -1.0
        return self._solve(compared, limits)

    @property
    def log_determinant(self) -> float:
        """Ln of the determinant of the covariance."""
        return float(2.0 * np.log(self.factor[0]).sum())

    def _solve(self, lower: FloatArray, values: FloatArray) -> FloatArray:
        from scipy.linalg import solve_banded

        return np.asarray(solve_banded((len(lower) - 1, 0), lower, values, check_finite=False))
