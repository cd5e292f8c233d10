"""Fermions on modes by the transformation of Jordan and Wigner.

c_k = Z ⊗ … ⊗ Z ⊗ |0⟩⟨1| ⊗ 1 ⊗ … ⊗ 1: mode 0 is the leftmost factor, and the empty mode comes before the occupied one.
"""

from __future__ import annotations

import numpy as np

from detbal.generators.models.lattice import MOST_SITES
from detbal.generators.operators import Operator
from detbal.generators.whole_numbers import whole_number


def fermion_annihilators(modes: int) -> tuple[Operator, ...]:
    """Return the annihilation operators c_k of every mode; their anticommutators are exact.

    Parameters
    ----------
    modes : int

    Returns
    -------
    tuple of (2^modes, 2^modes) CSR arrays

    Raises
    ------
    InputError
        No number of modes.

    Notes
    -----
    P. Jordan, E. Wigner, Z. Phys. 47, 631 (1928).

    Examples
    --------
    >>> c, d = fermion_annihilators(2)
    >>> abs(c @ d.conj().T + d.conj().T @ c).max()
    np.float64(0.0)
    """
    from scipy.sparse import csr_array

    n = whole_number(modes, "modes", most=MOST_SITES)
    states = np.arange(2**n)
    found = []
    for k in range(n):
        bit = 1 << (n - 1 - k)
        occupied = states[states & bit > 0]
        before = np.bitwise_count(occupied >> (n - k))  # fermions in the modes to the left
        signs = np.where(before % 2, -1.0, 1.0).astype(np.complex128)
        found.append(csr_array((signs, (occupied ^ bit, occupied)), shape=(2**n, 2**n)))
    return tuple(found)


def majorana_couplings(n: int) -> tuple[Operator, ...]:
    """Return the 2n Majorana operators c_k + c_k† and -i (c_k - c_k†), as couplings to baths or as jumps.

    Parameters
    ----------
    n : int
        Number of modes.

    Returns
    -------
    tuple of (2^n, 2^n) CSR arrays
        Both of mode 0, both of mode 1, …: Z…Z X_k and Z…Z Y_k as Pauli strings. Hermitian, with square 1.

    Raises
    ------
    InputError
        No number of modes.

    Examples
    --------
    >>> majorana_couplings(1)[1].toarray()
    array([[0.+0.j, 0.-1.j],
           [0.+1.j, 0.+0.j]])
    """
    found = []
    for c in fermion_annihilators(whole_number(n, "n", most=MOST_SITES)):
        raised = c.conj().T
        found += [(c + raised).tocsr(), (-1j * (c - raised)).tocsr()]
    return tuple(found)


def fermion_number(modes: int, chosen: range | None = None) -> Operator:
    """Return the number of fermions in all modes, or in some; diagonal, CSR.

    Examples
    --------
    >>> fermion_number(2).diagonal().real
    array([0., 1., 1., 2.])
    """
    from scipy.sparse import csr_array, diags_array

    states = np.arange(2**modes)
    total = sum((states >> (modes - 1 - k)) & 1 for k in (chosen if chosen is not None else range(modes)))
    return csr_array(diags_array(np.asarray(total, dtype=np.complex128)))
