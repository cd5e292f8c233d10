"""A thermal sampler held by its couplings and its filter, which is all that its discriminant needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.imposing.kms_form import correction
from detbal.generators.levels import levels_of
from detbal.generators.lindbladian import Lindbladian, jump_list
from detbal.generators.mixing.discriminant import Discriminant
from detbal.generators.mixing.jump_tensors import Component, independent, stacked
from detbal.generators.mixing.memory import require_room
from detbal.generators.mixing.sector_basis import Array, SectorBasis, diagonalised, real_form
from detbal.generators.mixing.sectors import require_symmetric, sectors_of
from detbal.generators.operators import Operator, hermitian
from detbal.generators.state import ROTATION, gibbs_state
from detbal.pairs import ROUNDING, FloatArray
from detbal.units import thermal_energy


def gaussian(x: FloatArray) -> FloatArray:
    """Return ln q of the Gaussian filter of Ding, Li and Lin, q = exp(-x²/8) at x = ν/kT.

    Examples
    --------
    >>> gaussian(np.array([0.0, 4.0]))
    array([-0., -2.])
    """
    return np.asarray(-(x**2) / 8.0)


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class FilteredSampler:
    """The sampler with jumps V_ij = A_ij q(ν_ij/kT) e^(-ν_ij/4kT) and the Hamiltonian that balances them.

    It is the dissipative part of what `ding_li_lin` returns, without its N² × m numbers: couplings stay sparse, and
    are brought into the energy basis sector by sector when a gap is asked for.

    Parameters
    ----------
    H : (N, N)
        Hermitian; sparse for spin chains.
    couplings : sequence of (N, N)
        Hermitian operators A, sparse or dense, such as Pauli matrices.
    kT, T
        Temperature: kT in the unit of H.
    log_filter : function, optional
        x ↦ ln q(x), real and even, on arrays. Default: `gaussian`.

    Raises
    ------
    InputError
        No couplings, or one that is not Hermitian; no temperature; a filter that is not even.

    Notes
    -----
    Z. Ding, B. Li, L. Lin, arXiv:2404.05998. σ^-¼ V σ^¼ = A ∘ q is Hermitian, so that KMS detailed balance holds by
    construction.

    Examples
    --------
    >>> FilteredSampler(np.diag([0.0, 1.0]), [[[0, 1], [1, 0]]], kT=1.0)
    <FilteredSampler: 2 levels, 1 coupling>
    """

    H: Operator
    couplings: tuple[Operator, ...]
    kT: float
    log_filter: Callable[[FloatArray], FloatArray]

    def __init__(
        self,
        H: Any,
        couplings: Sequence[Any],
        *,
        kT: Any = None,
        T: Any = None,
        log_filter: Callable[[FloatArray], FloatArray] = gaussian,
    ) -> None:
        hamiltonian = hermitian(H, "H")
        n = hamiltonian.shape[0]
        listed = jump_list(couplings, "couplings", n)
        ahead, back = (np.asarray(log_filter(sign * np.array([0.5, 3.0]))) for sign in (1.0, -1.0))
        if ahead.shape != (2,) or not np.array_equal(ahead, back):
            fix = "give x ↦ ln q(x) on arrays, with q(-x) = q(x)"
            raise InputError(explain(f"log_filter gives {ahead} at x = 0.5, 3 and {back} at -0.5, -3", fix=fix))
        object.__setattr__(self, "H", hamiltonian)
        object.__setattr__(self, "couplings", tuple(hermitian(A, f"couplings[{k}]", n) for k, A in enumerate(listed)))
        object.__setattr__(self, "kT", thermal_energy(kT, T).kT)
        object.__setattr__(self, "log_filter", log_filter)

    @property
    def dimension(self) -> int:
        """Number N of levels."""
        return int(self.H.shape[0])

    def lindbladian(self) -> Lindbladian:
        """Return the sampler as jumps and the Hamiltonian that balances them, without H itself; for small N.

        Examples
        --------
        >>> FilteredSampler(np.diag([0.0, 1.0]), [[[0, 1], [1, 0]]], kT=1.0).lindbladian()
        <Lindbladian: 2 levels, 1 jump>
        """
        sigma = gibbs_state(self.H, thermal_energy(kT=self.kT))
        x = sigma.log_p[None, :] - sigma.log_p[:, None]
        inside = np.stack([sigma.inside(A) for A in self.couplings]) * np.exp(self.log_filter(x) - x / 4.0)
        return Lindbladian(sigma.outside(correction(inside, sigma.log_p)), [sigma.outside(V) for V in inside])

    def discriminant(self, symmetries: Sequence[Any] = ()) -> Discriminant:
        """Return the discriminant, block by block.

        Parameters
        ----------
        symmetries
            As `detbal.generators.mixing.sectors.sectors_of`.

        Raises
        ------
        InputError
            Symmetries that H or the couplings do not have; not enough memory.

        Examples
        --------
        >>> D = FilteredSampler(np.diag([0.0, 1.0]), [[[0, 1], [1, 0]]], kT=1.0).discriminant()
        >>> bool(np.abs(D.apply(0, D.ground())).max() < 1e-15)
        True
        """
        real = not any(np.iscomplexobj(real_form(A)) for A in (self.H, *self.couplings))
        require_room(self.dimension, len(self.couplings), len(symmetries), complex_numbers=not real)
        sectors = sectors_of(symmetries, self.dimension)
        require_symmetric(self.H, self.couplings, symmetries)
        basis = self._basis(sectors)
        listed = [real_form(A) for A in self.couplings]
        filtered: list[Component] = []
        loss = [np.zeros((d, d)) for d in basis.sizes]
        for charge in range(basis.count):
            keys = [(s ^ charge, s) for s in range(basis.count)]
            parts = independent([{key: basis.block(A, *key) for key in keys} for A in listed])
            for row, column in keys:
                x = basis.log_p[column][None, :] - basis.log_p[row][:, None]
                log_q = self.log_filter(x)
                jumps, weights = np.exp(log_q - x / 4.0), np.exp(log_q)
                for each in parts:
                    V = each[row, column] * jumps
                    loss[column] = loss[column] + V.conj().T @ V
                    each[row, column] = each[row, column] * weights
            filtered += parts
        tensors = stacked(filtered, basis.sizes)
        drain = [_halved(R, log_p) for R, log_p in zip(loss, basis.log_p, strict=True)]
        size = float(tensors.squared_norms().sum()) + max(float(np.linalg.norm(R, 2)) for R in loss if R.size)
        # elements that cancel between eigenvectors: absolute errors, spread evenly
        spread = 2.0 * ROTATION * np.sqrt(self.dimension)
        return Discriminant(tensors, drain, basis, float((2.0 * (ROUNDING + basis.error) + spread) * size))

    def _basis(self, sectors: tuple[Operator, ...]) -> SectorBasis:
        energies, rotations = diagonalised(sectors, self.H, "H")
        scaled = levels_of(np.concatenate(energies)).energies
        scaled = (scaled - scaled.min()) / self.kT
        log_p = -scaled - np.log(np.exp(-scaled).sum())
        error = ROUNDING * (1.0 + float(scaled.max()))
        cuts = np.cumsum([len(each) for each in energies])[:-1]
        return SectorBasis(sectors, rotations, tuple(np.split(log_p, cuts)), error, ROTATION)

    def __repr__(self) -> str:
        m = len(self.couplings)
        return f"<FilteredSampler: {self.dimension} levels, {m} coupling{'s' * (m != 1)}>"


def _halved(loss: Array, log_p: FloatArray) -> Array:
    """Return R_ij / (2 cosh((ln p_i - ln p_j)/4)), which is what loss becomes at KMS detailed balance."""
    d = (log_p[:, None] - log_p[None, :]) / 4.0
    return np.asarray(loss * np.exp(-np.logaddexp(d, -d)))
