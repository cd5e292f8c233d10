"""The canonical form of generators with KMS detailed balance: jumps closed under reversal, and what H must then be.

In the picture M = φ^-½ K φ^½ with φ_ij = √(p_i p_j), jumps are W = σ^-¼ V σ^¼ and reversal is the adjoint, W → W†. A
generator has KMS detailed balance if its traceless jumps are closed under reversal, up to unitary mixtures, and if its
effective Hamiltonian is Hermitian there too, which leaves one choice for H up to a part that commutes with σ.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.lindbladian import jump_list
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State
from detbal.pairs import FloatArray


def coherent_correction(jumps: Sequence[Any], state: State) -> ComplexArray:
    """Return the Hamiltonian that makes balanced jumps a balanced generator.

    H_ij = (i/2) tanh((E_i - E_j)/4kT) R_ij in the eigenbasis of σ, with R = Σ V†V and E/kT = -ln p.

    Parameters
    ----------
    jumps : sequence of (N, N)
        Closed as a set under V → σ^½ V† σ^-½ (such as V = σ^¼ W σ^-¼ with Hermitian W).
    state : State
        σ, of full rank.

    Returns
    -------
    (N, N) complex array
        Hermitian, in the basis of the input, in the unit of |V|².

    Raises
    ------
    InputError
        As `Lindbladian` for the jumps; levels of σ that are empty.

    Notes
    -----
    F. Fagnola, V. Umanità, Infin. Dimens. Anal. Quantum Probab. Relat. Top. 10, 335 (2007); É. Amorim, E. A. Carlen,
    arXiv:2009.05850; Z. Ding, B. Li, L. Lin, arXiv:2404.05998. Written with differences of ln p: nothing overflows.

    Examples
    --------
    >>> from detbal.generators.state import given_state
    >>> sigma = given_state(np.diag([0.8, 0.2]), 2)
    >>> coherent_correction([[[1.0, np.sqrt(2)], [np.sqrt(0.5), -1.0]]], sigma).round(6) + 0.0
    array([[0.+0.j      , 0.-0.117851j],
           [0.+0.117851j, 0.+0.j      ]])
    """
    dimension = len(state.basis)
    require_full_rank(state)
    inside = np.stack([state.inside(v) for v in jump_list(jumps, "jumps", dimension)])
    return state.outside(correction(inside, state.log_p))


def correction(jumps: ComplexArray, log_p: FloatArray) -> ComplexArray:
    """Return the coherent correction in the eigenbasis of σ.

    Parameters
    ----------
    jumps : (m, n, n)
        In the eigenbasis.
    log_p : (n,)

    Examples
    --------
    >>> up = np.array([[[1.0, 1.0], [1.0, 1.0]]], dtype=complex)
    >>> correction(up, np.array([0.0, -1e4])).imag  # tanh is 1
    array([[ 0., -1.],
           [ 1.,  0.]])
    """
    return np.asarray(0.5j * np.tanh((log_p[None, :] - log_p[:, None]) / 4.0) * loss_of(jumps))


def loss_of(jumps: ComplexArray) -> ComplexArray:
    """Return R = Σ V†V, Hermitian to the last digit, shape (n, n); O(m n³).

    Parameters
    ----------
    jumps : (m, n, n)

    Examples
    --------
    >>> loss_of(np.array([[[0, 2.0], [0, 0]]], dtype=complex)).real
    array([[0., 0.],
           [0., 4.]])
    """
    under = jumps.reshape(-1, jumps.shape[-1])  # one jump under another, so that BLAS sums over both
    R = under.conj().T @ under
    return np.asarray((R + R.conj().T) / 2.0)


def reversed_jumps(jumps: ComplexArray, log_p: FloatArray) -> ComplexArray:
    """Return σ^½ V† σ^-½ in the eigenbasis: the jumps of the time-reversed generator.

    Parameters
    ----------
    jumps : (m, n, n)
    log_p : (n,)

    Raises
    ------
    InputError
        A jump to a level so rare that the rate of its reverse exceeds the range of floats.

    Notes
    -----
    D. Petz, Quart. J. Math. 39, 97 (1988), for channels; Fagnola and Umanità (2007) for generators.

    Examples
    --------
    >>> fall = np.array([[[0, 1.0], [0, 0]]], dtype=complex)
    >>> reversed_jumps(fall, np.log([0.8, 0.2])).real
    array([[[0. , 0. ],
            [0.5, 0. ]]])
    """
    return _times_powers(jumps.conj().transpose(0, 2, 1), log_p, 0.5)


def tilted(operators: ComplexArray, log_p: FloatArray) -> ComplexArray:
    """Return σ^-¼ A σ^¼ in the eigenbasis of σ, where balance with respect to KMS is symmetry.

    Parameters
    ----------
    operators : (..., n, n)
    log_p : (n,)

    Raises
    ------
    InputError
        As `reversed_jumps`.

    Examples
    --------
    >>> tilted(np.array([[0, 2.0], [1.0, 0]], dtype=complex), np.log([0.8, 0.2])).real.round(6)
    array([[0.      , 1.414214],
           [1.414214, 0.      ]])
    """
    return _times_powers(operators, log_p, -0.25)


def untilted(operators: ComplexArray, log_p: FloatArray) -> ComplexArray:
    """Return σ^¼ A σ^-¼ in the eigenbasis of σ, the inverse of `tilted`.

    Examples
    --------
    >>> untilted(np.array([[0, 1.0], [1.0, 0]], dtype=complex), np.log([0.8, 0.2])).real.round(6)
    array([[0.      , 1.414214],
           [0.707107, 0.      ]])
    """
    return _times_powers(operators, log_p, 0.25)


def require_full_rank(state: State) -> None:
    """Refuse a state with empty levels: its inverse powers do not exist.

    Examples
    --------
    >>> from detbal.generators.state import given_state
    >>> require_full_rank(given_state(np.diag([1.0, 0.0]), 2))
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: 1 of 2 levels of σ (state given) is empty: ...
    """
    empty = len(state.basis) - state.levels
    if empty:
        raise InputError(
            explain(
                f"{empty} of {len(state.basis)} levels of σ ({state.provenance}) {'is' if empty == 1 else 'are'} empty",
                why="what enters an empty level cannot be balanced by anything that leaves it",
                fix="give a state of full rank: kT= with H, or state=",
            )
        )


def _times_powers(operators: ComplexArray, log_p: FloatArray, power: float) -> ComplexArray:
    """Multiply entries [i, j] by (p_i/p_j)^power; what is zero stays zero however large that is."""
    exponent = power * (log_p[:, None] - log_p[None, :])
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        found = np.where(operators == 0, 0.0, operators * np.exp(exponent))
        # amplitudes are squared into rates
        bad = ~np.isfinite(found) | (np.abs(found) > 1e150)
    if bad.any():
        i, j = np.argwhere(bad)[0][-2:]
        raise InputError(
            explain(
                f"a process between levels {i} and {j} of σ, whose populations differ by a factor "
                f"e^{abs(log_p[i] - log_p[j]):.4g}",
                why="at balance its reverse would have a rate beyond the range of floats",
                fix="take the jump into the rare level out, or give the temperature that was meant",
            )
        )
    return np.asarray(found)
