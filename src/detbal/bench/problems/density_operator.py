"""Stationary states as answers: what counts as one, and how it is held against the equilibrium."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.bench.protocol import Implied
from detbal.errors import InputError, explain
from detbal.generators.operators import HERMITIAN, ComplexArray, largest_entry
from detbal.generators.state import EPS, NEGATIVE, State, given_state
from detbal.pairs import Pairs, rounding_of

#: A matrix is meant as a density operator if its trace is 1 to this.
TRACE = 1e-6
#: Part of a direction from which on it counts as one level.
LEVEL = 0.99


def density_operator(answer: Any, dimension: int, name: str) -> State | None:
    """Return an answer that is a density operator as a state of detbal; None if it is something else.

    Parameters
    ----------
    answer
        A `detbal.generators.state.State`, an operator of QuTiP, or an array, with a trace of 1.
    dimension : int
        N, of the problem.
    name : str
        Of the problem, for messages.

    Raises
    ------
    InputError
        Not Hermitian, or a negative eigenvalue.

    Examples
    --------
    >>> density_operator(np.diag([0.75, 0.25]), 2, "toy").log_p.round(4)
    array([-0.2877, -1.3863])
    >>> density_operator(np.diag([1.0, 1.0]), 2, "toy") is None
    True
    """
    if isinstance(answer, State):
        return answer if len(answer.basis) == dimension else None
    matrix = answer.full() if getattr(answer, "isoper", False) else answer
    if not isinstance(matrix, np.ndarray) or matrix.shape != (dimension,) * 2 or abs(np.trace(matrix) - 1) > TRACE:
        return None
    if np.isfinite(matrix).all():
        _require_state(matrix, name)
    return given_state(matrix, dimension)  # which names what is not finite


def _require_state(matrix: ComplexArray, name: str) -> None:
    """Refuse what solvers of differential equations leave of a density operator, and say what helps."""
    odd, i, j = largest_entry(matrix - matrix.conj().T)
    least = float(np.linalg.eigvalsh(matrix)[0])
    if odd > HERMITIAN:
        what = f"[{i}, {j}] of the density operator is {matrix[i, j]:.6g}, and [{j}, {i}] is {matrix[j, i]:.6g}"
        why = "density operators are Hermitian"
    elif least < -NEGATIVE:
        what, why = f"the density operator has the eigenvalue {least:.3g}", "occupations are not negative"
    else:
        return
    fix = "solve more precisely, such as with atol=1e-14 and rtol=1e-12, or for the stationary state itself"
    raise InputError(explain(f"{name}: {what}", why=why, fix=fix))


def state_pairs(found: State, right: State) -> Pairs:
    """Hold a density operator against the right one: what is occupied too often, against all that is not.

    Parameters
    ----------
    found : State
        ρ.
    right : State
        σ, of full rank.

    Returns
    -------
    Pairs
        N - 1 of them, whose largest residual is the spread ln(λ_max/λ_min) of the eigenvalues λ of σ^-½ ρ σ^-½.

    Notes
    -----
    This spread is Hilbert's projective metric: it does not depend on the basis, and is 0 only where ρ = σ. If ρ and σ
    commute, λ_k are the ratios of their populations, and it is the largest |ln(ρ_i/ρ_j) - ln(σ_i/σ_j)| of any two
    levels. A coherence c between two levels that are otherwise right gives 2 artanh(|c|/√(σ_i σ_j)). An absent level of
    a basis that was not computed is infinitely off; in others round-off tells how much it is at least. λ are squares
    of the singular values of σ^-½ ρ^½. O(N³).

    Examples
    --------
    >>> right = given_state(np.diag([0.8, 0.2]), 2)
    >>> pairs = state_pairs(given_state(np.diag([0.5, 0.5]), 2), right)
    >>> pairs.labels[0], float(pairs.log_ratio[0].round(6))  # ln 4
    ('|1⟩ ⇌ |0⟩', 1.386294)
    """
    exponent = (found.log_p - right.log_p[:, None]) / 2.0
    directions, singular, _ = np.linalg.svd(np.exp(exponent) * (right.basis.conj().T @ found.basis))
    ratio = np.zeros(right.levels)
    ratio[: len(singular)] = singular**2
    noise = EPS * right.levels if found.rotated or right.rotated else 0.0
    # an error of that size in every entry of ρ, to first order
    error = noise * (np.abs(directions) ** 2 * np.exp(-right.log_p)[:, None]).sum(axis=0)
    ratio = np.maximum(ratio, np.minimum(error, 1.0))
    with np.errstate(divide="ignore"):
        logs = np.log(ratio)
    top, others = int(np.argmax(ratio)), np.delete(np.arange(right.levels), int(np.argmax(ratio)))
    above, below = np.full(len(others), logs[top]), logs[others]
    part = np.divide(error, ratio, out=np.zeros_like(error), where=ratio > 0)
    return Pairs.from_logs(
        above,
        below,
        rounding=rounding_of(above, below) + right.error.max() + part[top] + part[others],
        labels=[_label(directions[:, top], directions[:, k], right.names()) for k in others],
    )


def implied_by(found: State, right: State) -> Implied | None:
    """Return the temperature that fits the populations of the levels of σ best, over that of σ.

    Least squares of ln p against the energies, every level counting alike; None if a level is empty, or all have one
    energy.

    Examples
    --------
    >>> hot, right = (given_state(np.diag([1.0, x]) / (1.0 + x), 2) for x in np.exp([-0.5, -1.0]))
    >>> round(implied_by(hot, right).ratio, 9)
    2.0
    """
    p = np.abs(right.basis.conj().T @ found.basis) ** 2 @ np.exp(found.log_p)
    expected = right.log_p - right.log_p.mean()
    if not p.all() or not expected.any():
        return None
    slope = float(expected @ np.log(p)) / float(expected @ expected)
    return Implied(1.0 / slope if slope else np.inf)


def distance(found: State, right: State) -> float:
    """Return half the trace norm of the difference of two states.

    Examples
    --------
    >>> distance(given_state(np.diag([0.8, 0.2]), 2), given_state(np.diag([0.5, 0.5]), 2)).__round__(12)
    0.3
    """
    return float(np.abs(np.linalg.eigvalsh(found.matrix - right.matrix)).sum() / 2)


def _label(first: ComplexArray, second: ComplexArray, names: list[str]) -> str:
    one, other = _direction(first, names), _direction(second, names)
    return f"coherence of {one}" if one == other else f"{one} ⇌ {other}"


def _direction(vector: ComplexArray, names: list[str]) -> str:
    """Name a direction by its level, or by the two that it is a superposition of."""
    weight = np.abs(vector) ** 2
    if weight.max() > LEVEL:
        return names[int(weight.argmax())]
    return " and ".join(names[int(k)] for k in sorted(np.argsort(-weight, kind="stable")[:2]))
