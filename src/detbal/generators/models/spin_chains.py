"""Chains of spins ½: the Ising model in a transverse field, and the Heisenberg models."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from detbal.generators.models.lattice import MOST_SITES, bonds, moves, shape_name, site_permutation
from detbal.generators.models.model import Model
from detbal.generators.models.spins import Pauli, at_every_site, at_site, pauli_couplings
from detbal.generators.operators import Operator
from detbal.generators.whole_numbers import whole_number
from detbal.reals import one_each, within


def transverse_field_ising(n: int, coupling: float, field: float, *, periodic: bool = False) -> Model:
    """Return the Ising chain in a transverse field, H = -J Σ Z_k Z_{k+1} - h Σ X_k.

    Parameters
    ----------
    n : int
        Number of sites.
    coupling, field : float
        J and h, for Pauli matrices (not spins ½); J > 0 is ferromagnetic.
    periodic : bool
        Whether it is a ring.

    Returns
    -------
    Model
        Couplings: all X, then all Y, then all Z. Symmetries: parity Π X_k, reflection, and translation of a ring.

    Raises
    ------
    InputError
        No number of sites, a ring of less than three, or numbers that are not finite.

    Notes
    -----
    Site 0 is the leftmost factor, σ_z = +1 the first state of each. P. Pfeuty, Ann. Phys. 57, 79 (1970).

    Examples
    --------
    >>> transverse_field_ising(2, 1.0, 0.0).H.diagonal().real
    array([-1.,  1.,  1., -1.])
    """
    n = whole_number(n, "n", most=MOST_SITES)
    H = _chain(
        n,
        periodic,
        {Pauli.Z: -within(coupling, "coupling", -np.inf, np.inf)},
        {Pauli.X: -within(field, "field", -np.inf, np.inf)},
    )
    symmetries = {"parity": at_every_site(Pauli.X.matrix, n), **moves(n, periodic, site_permutation)}
    name = f"transverse-field Ising {shape_name(n, periodic)}"
    return Model(name, H, pauli_couplings(n), MappingProxyType(symmetries))


def heisenberg(n: int, exchange: ArrayLike, *, field: float = 0.0, periodic: bool = False) -> Model:
    """Return the Heisenberg chain, H = Σ (J_x S^x S^x + J_y S^y S^y + J_z S^z S^z)_{k,k+1} - h Σ S^z_k.

    Parameters
    ----------
    n : int
        Number of sites.
    exchange : float or (3,)
        J, or J_x, J_y, J_z, for spins S = σ/2; J > 0 is antiferromagnetic.
    field : float
        h, along z.
    periodic : bool
        Whether it is a ring.

    Returns
    -------
    Model
        Couplings: all X, then all Y, then all Z (Pauli matrices). Symmetries: parity Π Z_k, reflection, translation of
        a ring, and the magnetisation Σ S^z if J_x = J_y.

    Raises
    ------
    InputError
        As `transverse_field_ising`.

    Notes
    -----
    Site 0 is the leftmost factor, S^z = +½ the first state of each.

    Examples
    --------
    >>> pair = heisenberg(2, 1.0)  # a singlet and a triplet
    >>> np.linalg.eigvalsh(pair.H.toarray()).round(12)
    array([-0.75,  0.25,  0.25,  0.25])
    """
    n = whole_number(n, "n", most=MOST_SITES)
    J = [within(each, f"exchange[{k}]", -np.inf, np.inf) for k, each in enumerate(one_each(exchange, 3, "exchange"))]
    h = within(field, "field", -np.inf, np.inf)
    H = _chain(n, periodic, {kind: value / 4.0 for kind, value in zip(Pauli, J, strict=True)}, {Pauli.Z: -h / 2.0})
    symmetries = {"parity": at_every_site(Pauli.Z.matrix, n), **moves(n, periodic, site_permutation)}
    if J[0] == J[1]:
        symmetries["magnetisation"] = _chain(n, False, {}, {Pauli.Z: 0.5})
    name = f"Heisenberg {shape_name(n, periodic)}"
    return Model(name, H, pauli_couplings(n), MappingProxyType(symmetries))


def xxz(n: int, exchange: float, anisotropy: float, *, field: float = 0.0, periodic: bool = False) -> Model:
    """Return the XXZ chain: `heisenberg` with J_x = J_y = J and J_z = Δ J.

    Parameters
    ----------
    n : int
    exchange, anisotropy : float
        J, for spins ½, and Δ.
    field, periodic
        As for `heisenberg`.

    Examples
    --------
    >>> np.linalg.eigvalsh(xxz(2, 1.0, 2.0).H.toarray()).round(12)
    array([-1. ,  0. ,  0.5,  0.5])
    """
    J = within(exchange, "exchange", -np.inf, np.inf)
    return heisenberg(n, [J, J, J * within(anisotropy, "anisotropy", -np.inf, np.inf)], field=field, periodic=periodic)


def _chain(n: int, periodic: bool, of_bonds: dict[Pauli, float], of_sites: dict[Pauli, float]) -> Operator:
    """Return Σ J σσ over the bonds and Σ h σ over the sites."""
    from scipy.sparse import csr_array

    H = csr_array((2**n, 2**n), dtype=np.complex128)
    for kind, size in of_bonds.items():
        sigma = [at_site(kind.matrix, k, n) for k in range(n)]
        for j, k in bonds(n, periodic):
            H = H + size * (sigma[j] @ sigma[k])
    for kind, size in of_sites.items():
        for k in range(n):
            H = H + size * at_site(kind.matrix, k, n)
    H.eliminate_zeros()
    return H
