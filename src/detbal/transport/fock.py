"""Second quantisation: annihilation operators and Hamiltonians in the basis of occupation numbers.

State s of n orbitals has orbital i occupied if bit i of s is set; the signs are those of creating the electrons in
descending order of the orbitals, as |s⟩ = d†_0^{s_0} d†_1^{s_1} … |0⟩.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Orbitals up to which all states are held, 2^12 of them: their stationary state takes 5 s, and with each orbital more
#: eight times as long.
MOST_ORBITALS = 12


def occupations(orbitals: int) -> NDArray[np.int64]:
    """Return the occupation numbers of all states, (2^n, n).

    Examples
    --------
    >>> occupations(2).tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    return (np.arange(2**orbitals)[:, None] >> np.arange(orbitals)) & 1


def annihilators(orbitals: int) -> list[csr_array]:
    """Return d_i for each orbital, sparse (2^n, 2^n); rows are final states.

    Examples
    --------
    >>> d = annihilators(2)
    >>> abs((d[0] @ d[1] + d[1] @ d[0]).toarray()).max(), (d[0] @ d[0].T + d[0].T @ d[0]).toarray().diagonal().tolist()
    (np.float64(0.0), [1.0, 1.0, 1.0, 1.0])
    """
    from scipy.sparse import coo_array

    occupied = occupations(orbitals)
    before = np.cumsum(occupied, axis=1) - occupied  # electrons in orbitals that stand to the left
    states = np.arange(2**orbitals)
    found = []
    for i in range(orbitals):
        full = states[occupied[:, i] == 1]
        sign = 1.0 - 2.0 * (before[full, i] & 1)
        shape = (len(states), len(states))
        found.append(coo_array((sign, (full & ~(1 << i), full)), shape=shape).tocsr())
    return found


def hamiltonian(hopping: NDArray[Any], coulomb: Mapping[tuple[int, int, int, int], complex]) -> csr_array:
    """Return Σ h_ij d†_i d_j + Σ V_ijkl d†_i d†_j d_k d_l, sparse (2^n, 2^n).

    Parameters
    ----------
    hopping : (n, n)
    coulomb
        (i, j, k, l) → V_ijkl, as they stand; the repulsion of i and j is U n_i n_j = U d†_i d†_j d_j d_i.

    Examples
    --------
    >>> hamiltonian(np.diag([-1.0, -1.0]), {(0, 1, 1, 0): 3.0}).diagonal().tolist()
    [0.0, -1.0, -1.0, 1.0]
    """
    from scipy.sparse import csr_array

    d = annihilators(len(hopping))
    total = csr_array((2 ** len(hopping),) * 2, dtype=np.result_type(hopping, *coulomb.values(), np.float64))
    for i, j in np.argwhere(hopping != 0):
        total = total + hopping[i, j] * (d[i].T @ d[j])
    for (i, j, k, m), value in coulomb.items():
        total = total + value * (d[i].T @ d[j].T @ d[k] @ d[m])
    return csr_array(total)
