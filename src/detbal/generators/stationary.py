"""The stationary state of a generator, with its accuracy, and whether it is the only one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.channel import Channel
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray, dense
from detbal.generators.state import EPS, ROTATION, State, eigensystem, occupied
from detbal.generators.superoperator import Superoperator
from detbal.generators.weak_coupling.rate_equation import stationary_populations
from detbal.numerics.components import closed_parts
from detbal.pairs import FloatArray

#: Up to this dimension the whole spectrum of singular values is computed, which also counts the stationary states.
DENSE = 32
#: Singular values below this part of the largest count as zero.
ZERO = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Stationary:
    """A stationary state of a generator.

    Attributes
    ----------
    state : State
    count : int
        Number of independent stationary operators found; above one, `state` is what the maximally mixed state
        becomes in the long run.
    accuracy : float
        Bound on the error of the entries of the density operator.
    residual : float
        ‖K(σ)‖ in units of the norm of K.
    """

    state: State
    count: int
    accuracy: float
    residual: float


def stationary_state(generator: Any) -> Stationary:
    """Find the stationary state of a generator (the fixed point of a channel).

    Parameters
    ----------
    generator : Lindbladian, Superoperator or Channel

    Raises
    ------
    InputError
        Nothing is stationary (the trace is not preserved), or what is stationary is no state.

    Notes
    -----
    Where H is diagonal and no jump makes coherences, by elimination among the populations, every one of which is then
    accurate, however small. Otherwise up to N = 32 by singular values of the generator on Hermitian
    operators (N² real coordinates, O(N⁶)). Above,
    for generators in Lindblad form, as the fixed point of the map from one jump to the next, K = J - L₀ →
    J(L₀⁻¹(X)) = X, by GMRES: O(m N³) per step and no superoperator.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> atom = Lindbladian(np.diag([0.0, 3.0]), [[[0, 2.0], [0, 0]], [[0, 0], [1.0, 0]]])
    >>> np.exp(stationary_state(atom).state.log_p).round(12)
    array([0.8, 0.2])
    """
    log_rates = _closed_populations(generator)
    if log_rates is not None:
        return _by_elimination(generator, log_rates)
    rho, count, accuracy = stationary_operator(generator)
    change = generator.apply(rho) - (rho if isinstance(generator, Channel) else 0.0)
    residual = float(np.linalg.norm(change)) / _size(generator)
    return Stationary(_as_state(rho, accuracy, residual, count), count, accuracy, residual)


def stationary_operator(generator: Any) -> tuple[ComplexArray, int, float]:
    """Return the stationary operator of trace 1, which need not be positive if the generator is not, shape (N, N).

    With the number of independent ones, and a bound on the error of its entries; as `stationary_state`.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> decay = Lindbladian(np.zeros((2, 2)), [[[0, 2.0], [0, 0]], [[0, 0], [1.0, 0]]])
    >>> stationary_operator(decay)[0].real.round(12) + 0.0
    array([[0.8, 0. ],
           [0. , 0.2]])
    """
    if generator.dimension <= DENSE:
        return _by_singular_values(_real_matrix(generator))
    return _large(generator)


def _closed_populations(generator: Any) -> FloatArray | None:
    """Return ln of the rates from i to j if populations keep to themselves in the basis of the input, else None."""
    if not isinstance(generator, Lindbladian) or _off_diagonal(generator.H) or _off_diagonal(generator.loss()):
        return None
    rates = np.zeros((generator.dimension,) * 2)
    for jump in generator.jumps:
        size = abs(jump)
        if ((size > 0).sum(axis=0) > 1).any():  # one level to a superposition of several
            return None
        rates += np.abs(dense(jump)).T ** 2
    parts, closed = closed_parts(len(rates), *np.nonzero(rates * (1 - np.eye(len(rates)))))
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(rates)) if len(closed) == 1 and len(parts) > 1 else None


def _off_diagonal(matrix: Any) -> bool:
    full = dense(matrix)
    return bool((full - np.diag(np.diag(full))).any())


def _by_elimination(generator: Lindbladian, log_rates: FloatArray) -> Stationary:
    n = generator.dimension
    count = _by_singular_values(_real_matrix(generator))[1] if n <= DENSE else 1
    found = stationary_populations(log_rates, np.eye(n, dtype=np.complex128), False)
    told = f"stationary state of the generator, populations good to a relative {found.error.max():.1g}"
    state = replace(found, provenance=told, lost=0)  # what is left out is left for good
    return Stationary(state, count, float(found.error.max()), 0.0)


def _as_state(rho: ComplexArray, accuracy: float, residual: float, count: int) -> State:
    values, basis, rotated = eigensystem(_clean(rho, accuracy))
    if values.min() < -10.0 * max(accuracy, EPS):
        raise InputError(
            explain(
                f"the stationary operator has the eigenvalue {values.min():.3g}",
                why="it is no state (the generator is not completely positive)",
                fix="give the state to judge against: kT= with H, or state=",
            )
        )
    which = "stationary state of the generator" if count == 1 else f"one of {count} independent stationary states"
    told = f"{which}, entries good to {accuracy:.1g}, ‖K(σ)‖/‖K‖ = {residual:.1g}"
    return occupied(values, accuracy, basis, ROTATION + 4.0 * accuracy if rotated else 0.0, told)


def _clean(rho: ComplexArray, accuracy: float) -> ComplexArray:
    """Keep a state diagonal that is diagonal to within its accuracy: its eigenbasis is then that of the input."""
    off = rho - np.diag(np.diag(rho))
    return np.diag(np.diag(rho)) if np.abs(off).max(initial=0.0) <= accuracy else rho


def hermitian_basis(n: int) -> Any:
    """Return the (n², n²) sparse unitary whose columns are Hermitian operators with rows stacked.

    Columns: E_ii; (E_ij + E_ji)/√2 and i(E_ij - E_ji)/√2 for i < j.

    Examples
    --------
    >>> q = hermitian_basis(2).toarray()
    >>> bool(np.allclose(q.conj().T @ q, np.eye(4)))
    True
    """
    from scipy.sparse import coo_array

    i, j = np.triu_indices(n, 1)
    m, half = len(i), np.sqrt(0.5)
    diagonal = np.arange(n)
    upper, lower = i * n + j, j * n + i
    rows = np.concatenate([diagonal * (n + 1), upper, lower, upper, lower])
    real, imaginary = n + np.arange(m), n + m + np.arange(m)
    columns = np.concatenate([diagonal, real, real, imaginary, imaginary])
    data = np.concatenate([np.ones(n), np.full(2 * m, half), np.full(m, 1j * half), np.full(m, -1j * half)])
    return coo_array((data, (rows, columns)), shape=(n * n, n * n)).tocsr()


@singledispatch
def rows_stacked(generator: Any) -> Any:
    """Return the generator as an (N², N²) matrix with rows stacked (less the identity, for a channel); N⁴ numbers."""
    raise InputError(explain(f"no generator: {type(generator).__name__}", fix="give an object of detbal.generators"))


@rows_stacked.register
def _(generator: Superoperator) -> Any:
    n2 = generator.dimension**2
    return generator.tensor().reshape(n2, n2)


@rows_stacked.register
def _(generator: Lindbladian) -> Any:
    one = np.eye(generator.dimension)
    G = 1j * dense(generator.H) + generator.loss() / 2.0
    return _fed(generator.jumps) - np.kron(G, one) - np.kron(one, G.conj())


@rows_stacked.register
def _(generator: Channel) -> Any:
    return _fed(generator.kraus) - np.eye(generator.dimension**2)


def _fed(jumps: tuple[Any, ...]) -> ComplexArray:
    stacked = np.stack([dense(v) for v in jumps])
    n = stacked.shape[1]
    columns = stacked.reshape(len(stacked), n * n)
    # Σ vec(V) vec(V)† is the Choi matrix; exchanging its middle indices gives Σ V ⊗ conj(V)
    choi = (columns.T @ columns.conj()).reshape(n, n, n, n)
    return np.ascontiguousarray(choi.transpose(0, 2, 1, 3)).reshape(n * n, n * n)


def _real_matrix(generator: Any) -> FloatArray:
    q = hermitian_basis(generator.dimension)
    matrix = q.conj().T @ (rows_stacked(generator) @ q)
    defect = float(np.abs(matrix.imag).max(initial=0.0))
    if defect > 1e-9 * float(np.abs(matrix).max(initial=1e-300)):
        raise InputError(
            explain(
                f"the generator turns Hermitian operators into others (by {defect:.2g})",
                fix="check the order in which the superoperator is stacked, and its entries",
            )
        )
    return np.ascontiguousarray(matrix.real)


def _by_singular_values(matrix: FloatArray) -> tuple[ComplexArray, int, float]:
    n = round(len(matrix) ** 0.5)
    u, s, vh = np.linalg.svd(matrix)
    count = int((s <= ZERO * s[0]).sum())
    if s[0] == 0:
        count = len(s)
    if count == 0:
        raise InputError(
            explain(
                f"no operator is stationary (smallest singular value {s[-1]:.3g} of {s[0]:.3g})",
                why="the generator does not preserve the trace",
                fix="check the generator, or its stacking (order='column' or 'row')",
            )
        )
    q = hermitian_basis(n)
    right, left = vh[len(s) - count :].T, u[:, len(s) - count :]
    mixed = (q.conj().T @ np.eye(n).ravel()).real / n
    # project the maximally mixed state on what is stationary, along what decays
    coordinates = right @ np.linalg.lstsq(left.T @ right, left.T @ mixed, rcond=None)[0]
    rho = (q @ coordinates).reshape(n, n)
    trace = float(np.trace(rho).real)
    gap = float(s[len(s) - count - 1]) if count < len(s) else float(s[0] or 1.0)
    if abs(trace) < 1e-9:
        raise InputError(
            explain(
                "what is stationary has no trace",
                why="the generator does not preserve the trace",
                fix="check the generator, or its stacking (order='column' or 'row')",
            )
        )
    return rho / trace, count, 8.0 * EPS * max(float(s[0]), gap) / gap


def _large(generator: Any) -> tuple[ComplexArray, int, float]:
    if isinstance(generator, Lindbladian):
        return _by_jumps(generator)
    if isinstance(generator, Channel):
        return _fixed_point(generator.apply, generator.dimension)
    from scipy.linalg import lu_factor, lu_solve

    matrix = rows_stacked(generator)
    n = generator.dimension
    # K + |1⟩⟨trace| has the inverse image of |1⟩ as stationary state, if there is only one
    trace = np.eye(n).ravel()
    size = float(np.linalg.norm(matrix, 2 if n < 8 else "fro")) / n
    factors = lu_factor(matrix + size * np.outer(trace, trace) / n, overwrite_a=True, check_finite=False)
    rho = lu_solve(factors, size * trace.astype(complex) / n).reshape(n, n)
    rho = (rho + rho.conj().T) / 2.0
    rho = rho / np.trace(rho).real
    accuracy = float(np.linalg.norm(generator.apply(rho))) / size + n * EPS
    return rho, 1, accuracy


def _by_jumps(generator: Lindbladian) -> tuple[ComplexArray, int, float]:
    from scipy.linalg import schur
    from scipy.linalg.lapack import ztrsyl

    n = generator.dimension
    jumps = [dense(v) for v in generator.jumps]
    lost = generator.loss()
    # a jump that does nothing, with a rate of its own, keeps L₀ invertible and the chain of jumps aperiodic
    idle = float(np.trace(lost).real) / n
    G = 1j * dense(generator.H) + (lost + idle * np.eye(n)) / 2.0
    triangle, z = schur(G, output="complex")

    def waited(x: ComplexArray) -> ComplexArray:
        """Solve G ρ + ρ G† = x."""
        y, scale, _info = ztrsyl(triangle, triangle, z.conj().T @ x @ z, tranb="C")
        return np.asarray(z @ (y / scale) @ z.conj().T)

    def next_jump(x: ComplexArray) -> ComplexArray:
        rho = waited(x)
        return np.asarray(sum(v @ rho @ v.conj().T for v in jumps) + idle * rho)

    fixed, count, accuracy = _fixed_point(next_jump, n)
    rho = waited(fixed)
    rho = (rho + rho.conj().T) / 2.0
    return rho / np.trace(rho).real, count, accuracy


def _fixed_point(step: Any, n: int) -> tuple[ComplexArray, int, float]:
    """Solve x - step(x) + u Tr x = u for two operators u of trace 1: if unique, x is the fixed point of trace 1."""
    rng = np.random.default_rng(n)
    mixed = np.eye(n, dtype=np.complex128) / n
    uneven = np.diag(rng.dirichlet(np.ones(n))).astype(np.complex128)
    first, second = (_solved(step, u) for u in (mixed, uneven))
    misfit = max(float(np.linalg.norm(x - step(x))) for x in (first, second))
    if misfit > 1e-9:
        raise InputError(
            explain(
                f"no stationary state was found (misfit {misfit:.2g} at N = {n})",
                why="the trace is not preserved, or the slowest process is too slow",
                fix="give the state to judge against: kT= with H, or state=",
            )
        )
    apart = float(np.linalg.norm(first - second))
    if apart > 1e-6:
        raise InputError(
            explain(
                f"there is more than one stationary state (N = {n}), or the slowest process is too slow to tell",
                fix="give the one to judge against: kT= with H, or state=",
            )
        )
    return first, 1, 4.0 * apart + 100.0 * EPS


def _solved(step: Any, u: ComplexArray) -> ComplexArray:
    from scipy.sparse.linalg import LinearOperator, gmres

    n = len(u)

    def left(flat: ComplexArray) -> ComplexArray:
        x = flat.reshape(n, n)
        return np.asarray(x - step(x) + u * np.trace(x)).ravel()

    operator = LinearOperator((n * n, n * n), matvec=left, dtype=np.complex128)
    x = u.ravel()
    for _ in range(3):  # each round takes the residual that the one before has left
        residual = u.ravel() - left(x)
        size = float(np.linalg.norm(residual))
        if size < 1e-15:
            break
        x = x + size * gmres(operator, residual / size, rtol=1e-10, restart=min(60, n * n), maxiter=40)[0]
    square = np.asarray(x).reshape(n, n)
    return np.asarray(square / np.trace(square))


def _size(generator: Any) -> float:
    """Norm of the parts that a generator is made of: what round-off in K(σ) is measured against."""
    if isinstance(generator, Superoperator):
        matrix = generator.matrix
        return float(np.abs(matrix.data if hasattr(matrix, "tocsr") else matrix).max(initial=1e-300))
    if isinstance(generator, Channel):
        return 1.0
    lost = sum(float(np.linalg.norm(dense(v))) ** 2 for v in generator.jumps)
    return lost + float(np.linalg.norm(dense(generator.H))) or 1e-300
