"""The Fermi–Hubbard chain, with and without spin."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from detbal.generators.models.fermions import fermion_annihilators, fermion_number, majorana_couplings
from detbal.generators.models.lattice import MOST_SITES, bonds, mode_permutation, moves, require_truth, shape_name
from detbal.generators.models.model import Model
from detbal.generators.operators import Operator
from detbal.generators.whole_numbers import whole_number
from detbal.reals import within


def fermi_hubbard(
    sites: int,
    hopping: float,
    U: float,
    *,
    spinful: bool = True,
    chemical_potential: float = 0.0,
    periodic: bool = False,
) -> Model:
    """Return the Fermi–Hubbard chain, by the transformation of Jordan and Wigner.

    With spin H = -t Σ (c†_{kσ} c_{k+1,σ} + h.c.) + U Σ n_{k↑} n_{k↓} - μ N; without spin the repulsion is that of
    neighbours, U Σ n_k n_{k+1}.

    Parameters
    ----------
    sites : int
    hopping, U : float
        t and U; U > 0 repels.
    spinful : bool
        With spin there are 4^sites states, else 2^sites.
    chemical_potential : float
        μ; with spin, U/2 is half filling.
    periodic : bool
        Whether it is a ring; fermions hop around it with their sign.

    Returns
    -------
    Model
        Couplings: both Majorana operators of every mode. Symmetries: parity (-1)^N, number (or number up and number
        down), reflection, and translation of a ring.

    Raises
    ------
    InputError
        No number of sites, a ring of less than three, or numbers that are not finite.

    Notes
    -----
    Mode 0 is the leftmost factor, and the empty mode comes before the occupied one; with spin, all sites with spin up
    come before all with spin down. J. Hubbard, Proc. R. Soc. A 276, 238 (1963).

    Examples
    --------
    >>> dimer = fermi_hubbard(2, 1.0, 4.0, chemical_potential=2.0)
    >>> lowest = np.linalg.eigvalsh(dimer.H.toarray())[0] + 2 * 2.0  # two particles
    >>> round(float(lowest), 12), round(2.0 - 8.0**0.5, 12)  # U/2 - √(U²/4 + 4t²)
    (-0.828427124746, -0.828427124746)
    """
    require_truth(spinful, "spinful")
    copies = 2 if spinful else 1
    n = whole_number(sites, "sites", most=MOST_SITES // copies)
    modes = copies * n
    c = fermion_annihilators(modes)
    number = [each.conj().T @ each for each in c]
    pairs = bonds(n, periodic)
    H = -within(chemical_potential, "chemical_potential", -np.inf, np.inf) * fermion_number(modes)
    for spin in range(copies):
        for j, k in pairs:
            hop = c[spin * n + j].conj().T @ c[spin * n + k]
            H = H - within(hopping, "hopping", -np.inf, np.inf) * (hop + hop.conj().T)
    for j, k in [(k, n + k) for k in range(n)] if spinful else pairs:
        H = H + within(U, "U", -np.inf, np.inf) * (number[j] @ number[k])
    H = H.tocsr()
    H.eliminate_zeros()
    symmetries = {**_numbers(n, copies), **moves(n, periodic, mode_permutation, copies)}
    name = f"Fermi-Hubbard {shape_name(n, periodic)}{'' if spinful else ' without spin'}"
    return Model(name, H, majorana_couplings(modes), MappingProxyType(symmetries))


def _numbers(n: int, copies: int) -> dict[str, Operator]:
    from scipy.sparse import csr_array, diags_array

    total = fermion_number(copies * n)
    parity = csr_array(diags_array(np.where(total.diagonal().real % 2, -1.0, 1.0).astype(np.complex128)))
    if copies == 1:
        return {"parity": parity, "number": total}
    up, down = (fermion_number(2 * n, range(start, start + n)) for start in (0, n))
    return {"parity": parity, "number up": up, "number down": down}
