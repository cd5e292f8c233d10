"""The nearest generators at detailed balance, in the eigenbasis of σ: from jumps, or from a matrix."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.framing import LARGEST_MATRIX
from detbal.generators.imposing.dykstra import nearest_balanced, require_few_levels
from detbal.generators.imposing.jump_form import Jumps, from_choi
from detbal.generators.imposing.twirl import frequencies, twirled_matrix
from detbal.generators.lindblad_form import canonical, choi_matrix, traceless
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State
from detbal.pairs import ROUNDING, FloatArray

#: σ counts as stationary, jumps as balanced, and a generator as completely positive up to this part of its norm.
NEGLIGIBLE = 1e-9
#: Ratios of populations beyond exp of this make the smaller of two balanced jumps vanish.
UNDERFLOW = 1400.0
CLOSED = "σ is stationary (so that the answer is (M + M†)/2, in closed form, to {:.1g} of ‖M‖)"


class Nearest(Enum):
    """In which sense the balanced generator is the nearest one."""

    KMS = "the nearest with KMS detailed balance"
    GNS = "the nearest with GNS detailed balance (secular: no transition of populations meets coherences)"
    COHERENT = "the same jumps, with the Hamiltonian that gives them KMS detailed balance"


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The nearest generator in the eigenbasis of σ, how it was found (a sentence), and whether by iteration."""

    jumps: Jumps
    told: str
    iterated: bool = False


def nearest_to_jumps(given: Jumps, sigma: State, sense: Nearest, stationary: bool) -> Found:
    """Find the nearest balanced generator: in closed form if σ is stationary, else by iteration.

    Parameters
    ----------
    given
    sigma
    sense
    stationary
        Whether σ is stationary by definition, and misses it by round-off alone.

    Raises
    ------
    InputError
        Too many levels; jumps that are not balanced (COHERENT).

    Examples
    --------
    >>> from detbal.generators.state import given_state
    >>> fall = np.array([[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]], dtype=complex)
    >>> sigma = given_state(np.diag([0.8, 0.2]), 2)
    >>> given = Jumps(fall, np.diag([0.125, 0.5]).astype(complex), sigma.log_p)
    >>> nearest_to_jumps(given, sigma, Nearest.KMS, False).jumps.asymmetry_of_jumps() < 1e-15
    True
    """
    if sense is Nearest.COHERENT:
        kept = given.traceless()
        off = kept.asymmetry_of_jumps()
        _require_balanced(off)
        return Found(kept.with_balanced(kept.jumps), f"the jumps are balanced as a set to {off:.1g}")
    secular = sense is Nearest.GNS
    if secular:
        _require_few_jumps(sigma)
    start = given.twirled(sigma) if secular else given
    mean = start.symmetrised()
    if given.G is None:
        _require_traces_kept(mean)
        return Found(mean, CLOSED.format(0.0))
    off = start.misses(mean)
    if stationary or off <= NEGLIGIBLE:
        found = Found(mean, CLOSED.format(off))
    elif (
        float(np.ptp(sigma.log_p)) > UNDERFLOW
        and (same := start.traceless()).misses(kept := same.with_balanced(same.jumps)) <= NEGLIGIBLE
    ):
        # reverses that underflow: nothing is missing that floats could hold
        found = Found(kept, "balanced already, but for reverse rates below the range of floats")
    else:
        require_few_levels(sigma.levels)
        _require_resolved(sigma.log_p)
        found = _projected(start.matrix(), given.matrix(), sigma.log_p, f"σ is not stationary, {off:.2g} of ‖M‖")
    return replace(found, jumps=found.jumps.twirled(sigma)) if secular else found


def nearest_to_matrix(M: ComplexArray, sigma: State, sense: Nearest, stationary: bool) -> Found:
    """Do the same for a generator given as a matrix, which need not be completely positive.

    Parameters
    ----------
    M : (n², n²)
        σ^-¼ K(σ^¼ · σ^¼) σ^-¼ in the eigenbasis of σ, rows stacked.
    sigma, sense, stationary
        As `nearest_to_jumps`.

    Examples
    --------
    >>> from detbal.generators.state import given_state
    >>> M = np.diag([-0.2, -1.0, -1.0, -0.8]).astype(complex)
    >>> M[0, 3] = M[3, 0] = 0.4
    >>> nearest_to_matrix(M, given_state(np.diag([0.8, 0.2]), 2), Nearest.KMS, False).iterated
    False
    """
    if sense is Nearest.COHERENT:
        return _same_jumps(M, sigma)
    secular = sense is Nearest.GNS
    if secular:
        _require_few_jumps(sigma)
    start = twirled_matrix(M, frequencies(sigma)) if secular else M
    half = (start + start.conj().T) / 2.0
    size = float(np.linalg.norm(M)) or 1.0
    choi = traceless(choi_matrix(half))
    lowest = float(np.linalg.eigvalsh(choi)[0]) / size
    if lowest < -NEGLIGIBLE:
        why = f"(M + M†)/2 is not completely positive, rate {lowest:.2g} ‖M‖"
        found = _projected(start, M, sigma.log_p, why)
        return replace(found, jumps=found.jumps.twirled(sigma)) if secular else found
    mean = from_choi(choi, sigma.log_p)
    off = float(np.linalg.norm(half - mean.matrix())) / size
    if stationary or off <= NEGLIGIBLE:
        found = Found(mean, CLOSED.format(off))
    else:
        found = _projected(start, M, sigma.log_p, f"σ is not stationary, {off:.2g} of ‖M‖")
    return replace(found, jumps=found.jumps.twirled(sigma)) if secular else found


def _projected(start: ComplexArray, M: ComplexArray, log_p: FloatArray, why: str) -> Found:
    """Project `start`, which is M or its twirl; say what the dual problem tells of the distance from M."""
    found = nearest_balanced(start, log_p)
    Phi = choi_matrix(found.choi)
    exact = from_choi(choi_matrix((Phi + Phi.conj().T) / 2.0), log_p)
    odd, secular = np.linalg.norm(start - start.conj().T) / 2.0, np.linalg.norm(M - start)
    bound = float(np.hypot(np.hypot(found.at_least, odd), secular)) / (float(np.linalg.norm(M)) or 1.0)
    told = f"{why}: Dykstra's projections, {found.sweeps} sweeps, {'converged' if found.converged else 'NOT converged'}"
    return Found(exact, f"{told}; none that is balanced and completely positive is nearer than {bound:.9g}", True)


def _same_jumps(M: ComplexArray, sigma: State) -> Found:
    choi = traceless(choi_matrix(M))
    rates, _ = canonical(choi)
    size = float(np.linalg.norm(choi))
    if len(rates) and rates[-1] < -NEGLIGIBLE * size:
        raise InputError(
            explain(
                f"nearest=coherent, but the generator has the negative rate {rates[-1] / size:.3g} of its norm",
                why="it is not completely positive, so that it has no jumps to keep",
                fix="take nearest=kms",
            )
        )
    Phi = choi_matrix(choi)
    off = float(np.linalg.norm(Phi - Phi.conj().T)) / 2.0 / (size or 1.0)
    _require_balanced(off)
    symmetric = choi_matrix((Phi + Phi.conj().T) / 2.0)
    return Found(from_choi(symmetric, sigma.log_p), f"the jumps are balanced as a set to {off:.1g}")


def _require_balanced(off: float) -> None:
    if off > NEGLIGIBLE:
        raise InputError(
            explain(
                f"nearest=coherent, but the jumps are not balanced as a set: ‖Φ - Φ†‖/2‖Φ‖ = {off:.3g}",
                why="no Hamiltonian can mend that",
                fix="take nearest=kms, which changes the jumps",
            )
        )


def _require_traces_kept(mean: Jumps) -> None:
    defect = mean.trace_defect()
    if defect > NEGLIGIBLE:
        raise InputError(
            explain(
                f"the mean of the channel and its reverse changes traces by {defect:.3g}",
                why="the channel changes the state, or levels of it are too rare to be resolved",
                fix="give its own stationary state, by leaving temperature and state out",
            )
        )


def _require_few_jumps(sigma: State) -> None:
    if sigma.levels > LARGEST_MATRIX:
        raise InputError(
            explain(
                f"nearest=gns for {sigma.levels} levels",
                why=f"it has up to N² jumps; offered up to {LARGEST_MATRIX} levels",
                fix="build the secular generator from the bath (detbal.generators.davies), or take nearest=kms",
            )
        )


def matrix_in_balance_form(K: ComplexArray, log_p: FloatArray) -> ComplexArray:
    """Return M = φ^-½ K φ^½ for a matrix K, rows stacked, in the eigenbasis of σ.

    Raises
    ------
    InputError
        Populations so different that rates are lost in the round-off of M.

    Examples
    --------
    >>> K = np.zeros((4, 4), dtype=complex)
    >>> K[0, 3] = 1.0
    >>> matrix_in_balance_form(K, np.log([0.8, 0.2]))[0, 3].round(12)
    np.complex128(0.5+0j)
    """
    _require_resolved(log_p)
    log_root = (log_p[:, None] + log_p[None, :]).ravel() / 4.0
    return np.asarray(K * np.exp(log_root[None, :] - log_root[:, None]))


def _require_resolved(log_p: FloatArray) -> None:
    spread = float(log_p.max() - log_p.min())
    if ROUNDING * np.exp(min(spread / 2.0, 700.0)) > 1.0:
        raise InputError(
            explain(
                f"populations that differ by a factor e^{spread:.4g}",
                why="the rates of the rare levels are lost in the round-off of an N² x N² matrix",
                fix="give H and jump operators that keep the state, or take a higher temperature",
            )
        )
