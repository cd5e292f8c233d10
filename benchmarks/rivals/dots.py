"""The Pauli master equation of a dot as one writes it in numpy: a matrix of rates, one row replaced, one solve.

From the same eigenstates; the current alone, without heat, entropy, or a bound on its round-off.
"""

from __future__ import annotations

import numpy as np

from detbal.transport.many_body import ManyBody

#: Points whose matrices are solved at once: some hundreds are the best, as they fit into the cache.
STACK = 500


class PlainNumpy:
    """Currents from the first of two leads at ± half the bias."""

    def __init__(self, many: ManyBody, kT: float) -> None:
        self.strength = [sum(np.abs(one.toarray()) ** 2 for one in channels) for channels in many.leads]
        self.energy, self.charge, self.kT = many.energy, many.charge, kT

    def current(self, bias: float, gate: float) -> float:
        """Return the current by arrays."""
        energy = self.energy + gate * self.charge
        into = []
        for strength, mu in zip(self.strength, (bias / 2, -bias / 2), strict=True):
            x = np.clip((energy[:, None] - energy - mu) / self.kT, -700, 700)  # to final from initial
            into.append(strength.T / (np.exp(x) + 1) + strength / (np.exp(-x.T) + 1))
        return self._solved(into)

    def current_by_loops(self, bias: float, gate: float) -> float:
        """Return the current by loops over states."""
        N = len(self.energy)
        into = [np.zeros((N, N)), np.zeros((N, N))]
        for rates, strength, mu in zip(into, self.strength, (bias / 2, -bias / 2), strict=True):
            for a in range(N):
                for b in range(N):
                    if strength[a, b]:
                        x = (self.energy[b] - self.energy[a] + gate - mu) / self.kT
                        f = 1 / (np.exp(min(x, 700.0)) + 1)
                        rates[b, a] += strength[a, b] * f
                        rates[a, b] += strength[a, b] * (1 - f)
        return self._solved(into)

    def stacked(self, bias: np.ndarray, gate: np.ndarray) -> np.ndarray:
        """Return the currents at some points, by one solve of all their matrices."""
        energy = self.energy + gate[:, None] * self.charge
        into = []
        for strength, mu in zip(self.strength, (bias / 2, -bias / 2), strict=True):
            x = np.clip((energy[:, :, None] - energy[:, None] - mu[:, None, None]) / self.kT, -700, 700)
            into.append(strength.T / (np.exp(x) + 1) + strength / (np.exp(-x.transpose(0, 2, 1)) + 1))
        matrix = into[0] + into[1]
        states = np.arange(len(self.energy))
        matrix[:, states, states] -= matrix.sum(axis=1)
        matrix[:, 0] = 1.0
        p = np.linalg.solve(matrix, np.eye(len(states))[:, :1])[..., 0]
        gained = self.charge[:, None] - self.charge
        return np.asarray(np.einsum("kij,ij,kj->k", into[0], gained, p))

    def mapped(self, axes: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        """Return the currents of a whole map, `STACK` points at once."""
        bias, gate = (axis.ravel() for axis in np.meshgrid(*axes, indexing="ij"))
        parts = [self.stacked(bias[k : k + STACK], gate[k : k + STACK]) for k in range(0, len(bias), STACK)]
        return np.concatenate(parts).reshape([len(axis) for axis in axes])

    def _solved(self, into: list[np.ndarray]) -> float:
        total = into[0] + into[1]
        matrix = total - np.diag(total.sum(axis=0))
        matrix[0] = 1.0
        p = np.linalg.solve(matrix, np.eye(len(matrix))[0])
        gained = self.charge[:, None] - self.charge
        return float(((into[0] * gained) @ p).sum())
