"""Reactions without a reverse: whether they may be the limit of reactions in balance, or close a cycle.

Reversible reactions in balance remain consistent when some reverse rates go to zero exactly if no combination of the
one-way reactions, all in their own direction, has the same net effect as reversible ones (Gorban and Yablonsky 2011).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.stoichiometry import stoichiometric_forest

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def one_way_cycle(one_way: csr_array[Any], reversible: csr_array[Any]) -> NDArray[np.intp]:
    """Return one-way reactions that, together, do what reversible ones do (or nothing); empty if there are none.

    Parameters
    ----------
    one_way : (k, n) sparse array
        Net change of the species in each reaction without a reverse, in its own direction.
    reversible : (m, n) sparse array
        The same of all others.

    Notes
    -----
    A linear program: weights λ ≥ 0 with Σ λ = 1 whose combination conserves all that reversible reactions conserve.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> ring = csr_array([[-1.0, 1, 0], [0, -1, 1], [1, 0, -1]])
    >>> one_way_cycle(ring, csr_array((0, 3))).tolist(), one_way_cycle(ring[:2], csr_array((0, 3))).tolist()
    ([0, 1, 2], [])
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, vstack

    if not one_way.shape[0]:
        return np.zeros(0, dtype=np.intp)
    if reversible.shape[0]:
        conserved = csr_array(one_way @ stoichiometric_forest(reversible).conserved())
        conserved.data[np.abs(conserved.data) < 1e-9] = 0.0
        conserved.eliminate_zeros()
    else:
        conserved = csr_array(one_way)
    alone = np.flatnonzero(np.diff(conserved.indptr) == 0)
    if len(alone):  # each of these closes a cycle with reversible reactions by itself
        return alone
    k = one_way.shape[0]
    equations: Any = vstack([conserved.T, csr_array(np.ones((1, k)))]).tocsc()  # type: ignore[misc]
    wanted = np.append(np.zeros(conserved.shape[1]), 1.0)
    found = linprog(np.zeros(k), A_eq=equations, b_eq=wanted, bounds=(0, None), method="highs")
    return np.flatnonzero(np.asarray(found.x) > 1e-9) if found.status == 0 else np.zeros(0, dtype=np.intp)
