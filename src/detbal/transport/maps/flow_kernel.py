"""The loops of a sweep: from occupations to rates, and from rates and weights of states to currents.

Numbers of any size are rows (m, e), as in `detbal.numerics.elimination`. So no logarithm is taken where none is asked
for, and opposite fluxes are subtracted with the digits that they have.
"""

from __future__ import annotations

import math

import numpy as np

from detbal.numerics.elimination import BITS
from detbal.numerics.kernel import kernel
from detbal.transport.occupation import Floats
from detbal.transport.transitions import Indices

EPS = float(np.finfo(np.float64).eps)
LN_BASE = BITS * math.log(2.0)


@kernel
def rates_at(occupation: Floats, place: Indices, strength: Floats) -> Floats:
    """Rates (p, k, 2) of edges: occupation (p, D, 2) at the place of each, times its strength (k, 2).

    Examples
    --------
    >>> half, third = np.array([[[0.5, 0.0]]]), np.array([[0.3, 0.0]])
    >>> rates_at.python(half, np.array([0]), third).tolist()
    [[[0.15, 0.0]]]
    """
    rates = np.empty((len(occupation), len(place), 2))
    for c in range(len(occupation)):
        for j in range(len(place)):
            rates[c, j, 0] = occupation[c, place[j], 0] * strength[j, 0]
            rates[c, j, 1] = occupation[c, place[j], 1] + strength[j, 1]
    return rates


@kernel
def net_flows(
    rates: Floats,
    weights: Floats,
    source: Indices,
    target: Indices,
    reservoir: Indices,
    gained_energy: Floats,
    gained_charge: Floats,
    gate: Floats,
    mu: Floats,
) -> tuple[Floats, Floats, Floats]:
    """Sum the net fluxes of m transitions at each of p points.

    Of `rates` (p, 2m, 2), all forward ones come first; `mu` is (p, r). Returned are electrons, energy, heat, and the
    floors of electrons and of heat, by reservoir (p, r, 5); entropy production and its floor (p, 2); and the
    probabilities of the states (p, N).

    Examples
    --------
    One level, of which the rate in is twice that out, occupied with 2/3: nothing flows.

    >>> rates = np.array([[[2.0, 0.0], [1.0, 0.0]]])
    >>> weights = np.array([[[1.0, 0.0], [2.0, 0.0]]])
    >>> one, energy = np.zeros(1, dtype=np.uint32), np.ones(1)
    >>> more = one, one + 1, one, energy, energy, np.zeros(1), np.zeros((1, 1))
    >>> flows, entropy, p = net_flows.python(rates, weights, *more)
    >>> flows[0, 0, :3].tolist(), p.round(6).tolist()
    ([0.0, 0.0, 0.0], [[0.333333, 0.666667]])
    """

    def value(m: float, e: float) -> float:
        if e == 0.0:
            return m
        half: float = 2.0 ** (0.5 * BITS * e)  # in two steps, lest it underflow on the way
        return m * half * half

    points, states, pairs = weights.shape[0], weights.shape[1], len(source)
    through, entropy = np.zeros((points, mu.shape[1], 5)), np.zeros((points, 2))
    probability, size = np.empty((points, states)), np.zeros(states)
    for c in range(points):
        rate, weight, mine = rates[c], weights[c], through[c]
        highest, total = weight[:, 1].max(), 0.0
        for i in range(states):
            total += value(weight[i, 0], weight[i, 1] - highest)
        for i in range(states):
            probability[c, i] = value(weight[i, 0] / total, weight[i, 1] - highest)
            size[i] = 0.0
            if weight[i, 0] > 0.0:
                size[i] = abs(math.log(weight[i, 0] / total) + LN_BASE * (weight[i, 1] - highest))
        for j in range(pairs):
            s, t, r, back = source[j], target[j], reservoir[j], pairs + j
            a, a_e = weight[s, 0] / total * rate[j, 0], weight[s, 1] - highest + rate[j, 1]
            b, b_e = weight[t, 0] / total * rate[back, 0], weight[t, 1] - highest + rate[back, 1]
            there, here = value(a, a_e), value(b, b_e)
            flux, larger = there - here, max(there, here)
            force = 0.0
            if a > 0.0 and b > 0.0:
                force = math.log(a / b) + LN_BASE * (a_e - b_e)
                entropy[c, 0] += flux * force
            elif abs(flux) > 0.0:
                entropy[c, 0] = np.inf
            else:
                entropy[c, 0] += flux  # nothing, or nan
            # of the elimination; and of the logs of occupations, which differ by the force and by ln p of both states
            error = EPS * (states + 10.0 + 2.0 * (size[s] + size[t]) + abs(force))
            electrons = gained_charge[j]
            gain, work = gained_energy[j] + gate[c] * electrons, mu[c, r] * electrons
            mine[r, 0] += flux * electrons
            mine[r, 1] += flux * gain
            mine[r, 2] += flux * (gain - work)
            mine[r, 3] += larger * error * abs(electrons)
            mine[r, 4] += larger * error * abs(gain - work) + EPS * abs(flux) * (abs(gain) + abs(work))
            entropy[c, 1] += larger * error * (2.0 * abs(force) + error)
    return through, entropy, probability
