"""Whether the state of a regression spectrum stays as it is: without that, its peaks only show what was put in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.generators.lindbladian import Lindbladian
from detbal.generators.log_ratios import log_ratios
from detbal.generators.operators import ComplexArray, dense
from detbal.generators.reference import Reference
from detbal.generators.state import EPS
from detbal.numerics.kronecker import Halves
from detbal.pairs import ROUNDING


@dataclass(frozen=True, slots=True, eq=False)
class Stationarity:
    """How far a state is from being stationary, in nats.

    Attributes
    ----------
    residual : float
        2 artanh(‖K(ρ)‖/‖J(ρ) + L(ρ)‖), where jumps bring J(ρ) = Σ VρV† and take L(ρ) = {Σ V†V, ρ}/2. Between two
        levels it is |ln| of the ratio of the flows up and down.
    floor : float
        The size up to which it may be round-off.
    """

    residual: float
    floor: float

    @property
    def broken(self) -> bool:
        """Whether the state changes beyond doubt."""
        return self.residual > self.floor


def stationarity_of(generator: Lindbladian, reference: Reference) -> Stationarity:
    """Measure whether a generator leaves a state as it is; O(m N³).

    Examples
    --------
    >>> from detbal.generators.reference import reference_state
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [np.exp(-1.0), 0]]])  # at kT = 0.5
    >>> [round(stationarity_of(atom, reference_state(atom, kT=kT)).residual, 12) for kT in (0.5, 1.0)]
    [0.0, 1.0]
    """
    state = reference.state
    coherent = generator.beyond_bare if reference.own else generator.H
    rho, loss = state.matrix, generator.loss()
    gained, lost = _gained(generator, rho), _lost(loss, rho)
    turning = np.zeros_like(rho) if coherent is None else np.asarray(coherent @ rho)
    moved = gained - lost - 1j * (turning - turning.conj().T)
    if not moved.any():
        return Stationarity(0.0, 0.0)
    p_error = np.exp(state.log_p) * state.error
    if state.rotated or state.lost or generator.rounding:
        size = float(np.linalg.norm(loss))
        size += 0.0 if coherent is None else float(np.linalg.norm(dense(generator.H)))
        rough = state.tilt + generator.rounding + EPS * len(rho) * bool(state.lost)
        noise = 2.0 * size * (rough + float(np.linalg.norm(p_error)))
    else:  # every entry is good to a few ulp, however small
        error = (state.basis * p_error) @ state.basis.conj().T
        of_turning = turning if coherent is None else np.abs(turning) * ROUNDING + np.abs(coherent @ error)
        noise = float(np.linalg.norm(_gained(generator, error) + _lost(loss, error)))
        noise += 2.0 * float(np.linalg.norm(of_turning - np.diag(np.diag(of_turning))))
    through = float(np.linalg.norm(gained + lost))
    halves = Halves(through, through, float(np.linalg.norm(moved)), noise + ROUNDING * through)
    (residual,), (floor,) = log_ratios(halves)
    return Stationarity(float(residual), float(floor))


def _gained(generator: Lindbladian, rho: ComplexArray) -> ComplexArray:
    total = np.zeros_like(rho)
    for jump in generator.jumps:
        total = total + (jump @ (jump @ rho).conj().T).conj().T  # ρ is Hermitian
    return np.asarray(total)


def _lost(loss: ComplexArray, rho: ComplexArray) -> ComplexArray:
    half = loss @ rho / 2.0
    return np.asarray(half + half.conj().T)
