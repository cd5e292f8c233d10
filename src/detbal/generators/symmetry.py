"""In which inner product a generator is to be its own adjoint."""

from __future__ import annotations

from enum import Enum

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import within


class Symmetry(Enum):
    """Kinds of quantum detailed balance, by the inner product ⟨A, B⟩ = Σ φ_ij A*_ij B_ij in the eigenbasis of σ.

    A number s from 0 to 1 in place of a member means φ_ij = p_i^(1-s) p_j^s, that is Tr A† σ^(1-s) B σ^s.
    """

    GNS = "GNS detailed balance: Tr σ A† L(B) = Tr σ L(A)† B (Alicki)"
    KMS = "KMS detailed balance: Tr σ^½ A† σ^½ L(B) = Tr σ^½ L(A)† σ^½ B"
    BKM = "BKM detailed balance: symmetric in the canonical correlation of Kubo and Mori"
    SQDB = "standard detailed balance with some time reversal θ (hidden time-reversal symmetry)"


#: What stands for s in the s-family.
EXPONENT = {Symmetry.GNS: 1.0, Symmetry.KMS: 0.5, Symmetry.SQDB: 0.5}


def symmetry_named(symmetry: Symmetry | str | float) -> Symmetry | float:
    """Return a member, or a number s from 0 to 1 (0.5 becomes KMS and 1 becomes GNS).

    Raises
    ------
    InputError

    Examples
    --------
    >>> symmetry_named("kms").name, symmetry_named(0.25)
    ('KMS', 0.25)
    """
    if isinstance(symmetry, Symmetry):
        return symmetry
    if isinstance(symmetry, str):
        if symmetry.upper() in Symmetry.__members__:
            return Symmetry[symmetry.upper()]
        fix = f"give one of {', '.join(Symmetry.__members__)}, or a number s from 0 to 1"
        raise InputError(explain(f"symmetry = {symmetry!r}", fix=fix))
    s = within(symmetry, "symmetry", 0.0, 1.0, fix="give a member of Symmetry, or a number s from 0 to 1")
    return {0.5: Symmetry.KMS, 1.0: Symmetry.GNS}.get(s, s)


def log_weight(symmetry: Symmetry | float, log_p: FloatArray) -> FloatArray:
    """Return ln φ_ij for the eigenvalues p of the state, shape (N, N).

    Examples
    --------
    >>> log_weight(Symmetry.KMS, np.log([0.8, 0.2])).round(4)
    array([[-0.2231, -0.9163],
           [-0.9163, -1.6094]])
    """
    row, column = log_p[:, None], log_p[None, :]
    if symmetry is Symmetry.BKM:
        # (p - q)/(ln p - ln q) = √(pq) sinh(x)/x with x = (ln p - ln q)/2
        x = np.abs(row - column) / 2.0
        # sinh(x)/x = e^x (1 - e^(-2x))/(2x)
        safe = np.where(x > 0, x, 1.0)
        return np.asarray(
            (row + column) / 2.0 + np.where(x > 0, x + np.log(-np.expm1(-2.0 * safe) / (2.0 * safe)), 0.0)
        )
    s = separable_exponent(symmetry)
    return np.asarray((1.0 - s) * row + s * column)


def separable_exponent(symmetry: Symmetry | float) -> float:
    """Return s for the symmetries whose weight is p_i^(1-s) p_j^s.

    Examples
    --------
    >>> separable_exponent(Symmetry.GNS)
    1.0
    """
    return EXPONENT[symmetry] if isinstance(symmetry, Symmetry) else symmetry
