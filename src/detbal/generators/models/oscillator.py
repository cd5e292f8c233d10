"""The harmonic oscillator, cut off at a number of quanta."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from detbal.generators.models.model import Model
from detbal.generators.operators import Operator
from detbal.generators.whole_numbers import whole_number
from detbal.reals import positive

#: Most quanta.
MOST_LEVELS = 2**20


def annihilator(levels: int) -> Operator:
    """Return the ladder operator a with a|n⟩ = √n |n-1⟩, shape (levels, levels), CSR; a† is its adjoint.

    The cut-off spoils [a, a†] = 1 in the last diagonal element, which is 1 - levels.

    Parameters
    ----------
    levels : int
        At least two: quanta 0 to levels - 1.

    Raises
    ------
    InputError
        No such number.

    Examples
    --------
    >>> annihilator(3).toarray().real.round(3)
    array([[0.   , 1.   , 0.   ],
           [0.   , 0.   , 1.414],
           [0.   , 0.   , 0.   ]])
    """
    from scipy.sparse import csr_array, diags_array

    count = whole_number(levels, "levels", least=2, most=MOST_LEVELS)
    return csr_array(diags_array(np.sqrt(np.arange(1.0, count)).astype(np.complex128), offsets=1, shape=(count, count)))


def harmonic_oscillator(levels: int, frequency: float) -> Model:
    """Return the harmonic oscillator, H = ω (a†a + ½), cut off.

    Parameters
    ----------
    levels : int
        Quanta 0 to levels - 1.
    frequency : float
        ω > 0, an energy (ħ = 1).

    Returns
    -------
    Model
        Coupling: a + a†. Symmetry: parity (-1)^n.

    Raises
    ------
    InputError
        Less than two levels, or a frequency that is not positive.

    Examples
    --------
    >>> harmonic_oscillator(3, 2.0).H.diagonal().real
    array([1., 3., 5.])
    """
    from scipy.sparse import csr_array, diags_array

    a, omega = annihilator(levels), positive(frequency, "frequency")
    quanta = np.arange(a.shape[0])
    H = csr_array(diags_array((omega * (quanta + 0.5)).astype(np.complex128)))
    parity = csr_array(diags_array(np.where(quanta % 2, -1.0, 1.0).astype(np.complex128)))
    couplings = ((a + a.conj().T).tocsr(),)
    return Model("harmonic oscillator", H, couplings, MappingProxyType({"parity": parity}))
