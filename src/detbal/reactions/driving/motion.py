"""How concentrations change: mass-action kinetics in logs, with its Jacobian."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.flux import currents_and_entropy
from detbal.pairs import FloatArray
from detbal.reactions.driving.mass_action import MassAction

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Indices = NDArray[np.intp]

#: Iterations of Newton's method; it has settled if its last step changed every ln c by less than SETTLED.
MOST_ITERATIONS, SETTLED = 40, 1e-9
#: Newton's method looks for a steady state no farther away than this in any ln c.
NEAR = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class _Entries:
    """Terms of a sum over pairs, (k,) each: pair, species whose equation they stand in, amount, place in the sum."""

    pair: Indices
    species: Indices
    amount: FloatArray
    place: Indices

    @classmethod
    def of(cls, change: csr_array[Any], place: Indices) -> _Entries:
        entries = change.tocoo()
        pair, species = (np.asarray(axis, dtype=np.intp) for axis in entries.coords)
        return cls(pair, species, entries.data, place[species])

    def times(self, orders: csr_array[Any]) -> _Entries:
        """Multiply by how each flux depends on ln c: the places are those in a square matrix."""
        counts = np.diff(orders.indptr)[self.pair]
        own = np.repeat(np.arange(len(self.pair)), counts)
        within = np.arange(len(own)) - np.repeat(np.cumsum(counts) - counts, counts)
        entry = orders.indptr[self.pair[own]] + within
        place = self.species[own] * orders.shape[1] + orders.indices[entry]
        return _Entries(self.pair[own], self.species[own], self.amount[own] * orders.data[entry], place)


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """d c/dt of the free species, each equation divided by the turnover of its species.

    Attributes
    ----------
    law : MassAction
    free : (n,) integer array
        Species that change; the others are held.
    names : sequence of strings
        Of all species.
    held : (species,) float array
        ln of the concentrations at the start, of which those of the free species are not used.
    moieties : (n, k) float array
        What all pairs conserve of the free species.
    totals : (k,) float array
        How much of it there is.
    gains : _Entries
        Of the free species by the pairs.
    slopes : two _Entries
        The same, times how the forward and the reverse fluxes depend on ln c.

    Examples
    --------
    >>> from detbal.reactions import ReactionNetwork
    >>> law = MassAction.of(ReactionNetwork.from_equations(["A <=> B"], [1.0], [3.0]), np.ones(1))
    >>> motion = Motion.of(law, np.array([5.0, 1.0]), np.array([0, 1]), ["A", "B"])
    >>> rate, jacobian, turnover = motion.balance(np.log([5.0, 1.0]))
    >>> rate.round(9), np.exp(turnover).round(9)
    (array([-0.4,  0.4]), array([5., 5.]))
    """

    law: MassAction
    free: Indices
    names: Sequence[str]
    held: FloatArray
    moieties: FloatArray  # (free, k)
    totals: FloatArray
    gains: _Entries  # of the free species by the pairs
    slopes: tuple[_Entries, _Entries]  # the same, times the orders of the forward and the reverse fluxes

    @classmethod
    def of(cls, law: MassAction, c: FloatArray, free: Indices, names: Sequence[str]) -> Motion:
        """Prepare the motion of the free species, from concentrations of all."""
        from detbal.numerics.stoichiometry import stoichiometric_forest

        change = law.change[:, free].tocsr()
        moieties = stoichiometric_forest(change).moieties
        gains = _Entries.of(change, np.arange(len(free)))
        slopes = (gains.times(law.reactants[:, free]), gains.times(law.products[:, free]))
        return cls(law, free, names, logs_of(c), moieties, moieties.T @ c[free], gains, slopes)

    def whole(self, x: FloatArray) -> FloatArray:
        """Return ln of all concentrations, those of the free species being x."""
        log_c = self.held.copy()
        log_c[self.free] = x
        return log_c

    def fluxes(self, x: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return ln of the fluxes, and of the turnover of every free species: the largest flux that changes it."""
        ahead, back = self.law.log_fluxes(self.whole(x))
        turnover = np.full(len(x), -np.inf)
        traffic = np.maximum(ahead, back)[self.gains.pair] + np.log(np.abs(self.gains.amount))
        np.maximum.at(turnover, self.gains.species, traffic)
        return ahead, back, turnover

    def shortest_time(self, x: FloatArray) -> float:
        """Return ln of the time in which the fastest species would be turned over once."""
        _, _, turnover = self.fluxes(x)
        times = np.where(np.isfinite(turnover), x - turnover, np.inf)
        shortest = float(times.min())
        return shortest if np.isfinite(shortest) else 0.0

    def balance(self, x: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return (dc/dt)/turnover, its Jacobian by ln c, and ln of the turnover.

        Opposite fluxes are taken from one another before they are summed up: where they nearly cancel, what a fast
        pair takes from one species it gives to the other, to the last digit.
        """
        n, gains = len(x), self.gains
        ahead, back, turnover = self.fluxes(x)
        unit = np.where(np.isfinite(turnover), turnover, 0.0)
        net, _ = currents_and_entropy(ahead[gains.pair] - unit[gains.species], back[gains.pair] - unit[gains.species])
        rate = np.asarray(np.bincount(gains.species, gains.amount * net, minlength=n), dtype=np.float64)
        parts = [
            np.bincount(slope.place, slope.amount * np.exp(logs[slope.pair] - unit[slope.species]), minlength=n * n)
            for logs, slope in zip((ahead, back), self.slopes, strict=True)
        ]
        jacobian = np.asarray((parts[0] - parts[1]).reshape(n, n), dtype=np.float64)
        return rate, jacobian, turnover

    def step(self, start: FloatArray, log_step: float) -> FloatArray | None:
        """Solve c - c_start = h dc/dt for ln c by Newton's method; None if it does not converge."""
        x = start.copy()
        last = np.inf
        for _ in range(MOST_ITERATIONS):
            rate, jacobian, turnover = self.balance(x)
            weight = np.logaddexp(turnover, x - log_step)
            part = np.where(np.isfinite(turnover), np.exp(turnover - weight), 0.0)
            inertia = np.exp(x - log_step - weight)
            residual = inertia * -np.expm1(np.minimum(start - x, 600.0)) - part * rate
            try:
                move = -np.linalg.solve(np.diag(inertia) - part[:, None] * jacobian, residual)
            except np.linalg.LinAlgError:
                return None
            if not np.isfinite(move).all():
                return None
            x += np.clip(move, -3.0, 3.0)
            now = float(np.abs(move).max())
            if now < 1e-10 or (now < 1e-6 and now >= last / 2):  # on the way, round-off may be left
                return x
            last = now
        return None

    def newton(self, x: FloatArray) -> tuple[FloatArray, float] | None:
        """Return a steady state near x with what is conserved, and the error of ln c; None if there is none near."""
        near = x.copy()
        last = np.inf
        for _ in range(MOST_ITERATIONS):
            rate, jacobian, _ = self.balance(x)
            parts = self.moieties * np.exp(x)[:, None]
            size = np.abs(parts).sum(axis=0)
            size[size == 0] = 1.0
            matrix = np.vstack([jacobian, parts.T / size[:, None]])
            left = np.concatenate([rate, (parts.sum(axis=0) - self.totals) / size])
            move, _, rank, _ = np.linalg.lstsq(matrix, -left, rcond=1e-14)
            if rank < len(x):
                return None
            x = x + np.clip(move, -1.0, 1.0)
            if np.abs(x - near).max() > NEAR:
                return None
            now = float(np.abs(move).max())
            if now < SETTLED and now >= last / 2:
                return (x, now) if np.abs(left).max() < SETTLED else None
            last = now
        return None

    def slowest(self, x: FloatArray) -> float | None:
        """Return the rate at which the slowest small deviation dies out; None if one does not."""
        matrix, top = self.by_concentrations(x)
        # in the subspace of all deviations that keep what is conserved
        basis, _ = np.linalg.qr(self.moieties * np.exp(x - x.max())[:, None], mode="complete")
        basis = basis[:, self.moieties.shape[1] :]
        if not basis.shape[1]:
            return float("nan")
        inside = basis.T @ matrix @ basis
        # the fast ones are accurate in the eigenvalues of the matrix, the slow ones in those of its inverse
        fast, slow = np.linalg.eigvals(inside), np.linalg.eigvals(np.linalg.inv(inside))
        for found in (fast, slow):
            size = np.abs(found)
            if (found.real[size > 1e-8 * size.max()] > -1e-12 * size.max()).any():
                return None
        return float(np.exp(top) / np.abs(slow).max())

    def longest_step(self, x: FloatArray) -> float:
        """Return ln of the step in time beyond which implicit steps would damp what in truth grows."""
        matrix, top = self.by_concentrations(x)
        values = np.linalg.eigvals(matrix)
        growth = float(values.real.max())
        return -np.log(2.0 * growth) - top if growth > 1e-10 * np.abs(values).max() else np.inf

    def by_concentrations(self, x: FloatArray) -> tuple[FloatArray, float]:
        """Return the matrix that small relative deviations move by (but for the motion itself), less its ln scale."""
        _, jacobian, turnover = self.balance(x)
        pace = np.where(np.isfinite(turnover), turnover - x, -np.inf)
        top = float(pace.max())
        if not np.isfinite(top):
            return jacobian, 0.0
        return np.exp(pace - top)[:, None] * jacobian, top

    def name_of_restless(self, x: FloatArray) -> str:
        """Return the name of the free species that changes fastest, relative to what there is."""
        rate, _, turnover = self.balance(x)
        pace = np.where(np.isfinite(turnover), np.abs(rate) * np.exp(np.minimum(turnover - x, 600.0)), 0.0)
        return str(self.names[int(self.free[int(np.argmax(pace))])])


def logs_of(c: FloatArray) -> FloatArray:
    """Return natural logs; -inf of zero.

    Examples
    --------
    >>> logs_of(np.array([1.0, 0.0]))
    array([  0., -inf])
    """
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(c))
