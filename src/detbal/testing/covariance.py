"""Covariance as an assertion: a change of basis of the system must change nothing but the basis of its generator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.lindbladian import Lindbladian, jump_list
from detbal.generators.operators import ComplexArray, dense, hermitian
from detbal.generators.superoperator import Superoperator

#: Part of the generator's norm by which it may miss covariance: many roundings in double precision.
ROUND_OFF = 1e-9


def covariance_defect(
    make: Callable[[ComplexArray, list[ComplexArray]], Any], H: Any, couplings: Sequence[Any], seed: int = 0
) -> float:
    """Return ‖K[UHU†, UAU†] - U K[H, A] U†‖ / ‖K‖ for a random unitary U.

    A generator may be at detailed balance and yet be another one than was meant: one built with A* in place of A,
    or with U† in place of U, couples the same levels with the same strengths. Covariance tells them apart.

    Parameters
    ----------
    make
        Called with H and a list of couplings, as arrays, returns the generator: a `Lindbladian`, a `Superoperator`, or
        an (N², N²) matrix with columns stacked (an array, a QuTiP superoperator).
    H : (N, N)
        Hermitian.
    couplings : sequence of (N, N)
    seed : int
        Of the random unitary.

    Raises
    ------
    InputError
        Operators that do not fit, or a generator that is zero.

    Examples
    --------
    >>> lowering = np.array([[0, 1.0], [0, 0]])
    >>> covariance_defect(lambda H, As: Lindbladian(H, As), np.diag([0, 1.0]), [lowering]) < 1e-15
    True
    >>> conjugated = lambda H, As: Lindbladian(H, [A.conj() for A in As])
    >>> covariance_defect(conjugated, np.diag([0, 1.0]), [lowering]) > 0.1
    True
    """
    hamiltonian = dense(hermitian(H, "H"))
    n = len(hamiltonian)
    operators = [dense(A) for A in jump_list(couplings, "couplings", n)]
    rng = np.random.default_rng(seed)
    u = np.linalg.qr(rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)))[0]
    before = _generator(make(hamiltonian, operators))
    turned = hermitian(u @ hamiltonian @ u.conj().T, "H")
    after = _generator(make(turned, [u @ A @ u.conj().T for A in operators]))
    # on a basis of all operators; for N² of them the Frobenius norm of the difference as superoperators
    missed = size = 0.0
    for i in range(n):
        for j in range(n):
            unit = np.zeros((n, n), dtype=np.complex128)
            unit[i, j] = 1.0
            here = u @ before.apply(u.conj().T @ unit @ u) @ u.conj().T
            missed += float(np.linalg.norm(after.apply(unit) - here) ** 2)
            size += float(np.linalg.norm(here) ** 2)
    if size == 0:
        raise InputError(explain("the generator is zero", fix="give couplings that do something"))
    return float(np.sqrt(missed / size))


def assert_covariant(
    make: Callable[[ComplexArray, list[ComplexArray]], Any],
    H: Any,
    couplings: Sequence[Any],
    *,
    tolerance: float = ROUND_OFF,
    seed: int = 0,
) -> None:
    """Assert that a change of basis of H and the couplings changes the generator by nothing but that.

    Parameters
    ----------
    make, H, couplings, seed
        As for `covariance_defect`.
    tolerance : float
        Largest relative defect that passes.

    Raises
    ------
    AssertionError

    Examples
    --------
    >>> from detbal.generators import Bath, davies
    >>> bath = Bath(spectral_density=lambda w: 0.1 * w, kT=0.5)
    >>> make = lambda H, As: davies(H, [(A, bath) for A in As], lamb_shift=False).lindbladian()
    >>> assert_covariant(make, np.diag([0.0, 1.0, 2.5]), [[[0, 1j, 1], [-1j, 0, 2], [1, 2, 0]]])
    """
    __tracebackhide__ = True
    defect = covariance_defect(make, H, couplings, seed)
    assert defect <= tolerance, (
        f"not covariant: a change of basis of H and the couplings changes the generator by {defect:.2g} of its norm "
        "(a conjugated or transposed coupling, or a rotation between bases the wrong way round?)"
    )


def _generator(made: Any) -> Lindbladian | Superoperator:
    return made if isinstance(made, Lindbladian | Superoperator) else Superoperator(made)
