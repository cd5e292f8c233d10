"""A thermal sampler held by its couplings and its filter, which is all that its discriminant needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.generators.constructions.ding_li_lin import ding_li_lin
from detbal.generators.constructions.filters import Filter, log_filter
from detbal.generators.levels import levels_of
from detbal.generators.lindbladian import Lindbladian, jump_list
from detbal.generators.mixing.discriminant import Discriminant
from detbal.generators.mixing.jump_tensors import Component, independent, stacked
from detbal.generators.mixing.memory import require_room
from detbal.generators.mixing.sector_basis import Array, SectorBasis, diagonalised, norm_bound, real_form
from detbal.generators.mixing.sectors import require_symmetric, sectors_of
from detbal.generators.operators import Operator, hermitian
from detbal.generators.state import ROTATION
from detbal.pairs import ROUNDING, FloatArray
from detbal.units import EnergyUnit, thermal_energy
from detbal.units import energy_unit as unit_named


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class FilteredSampler:
    """The sampler with jumps V_ij = A_ij q(ν_ij/kT) e^(-ν_ij/4kT) and the Hamiltonian that balances them.

    It is the dissipative part of what `ding_li_lin` returns, without its m N² numbers: couplings stay sparse, and are
    brought into the energy basis sector by sector when a gap is asked for.

    Parameters
    ----------
    H : (N, N)
        Hermitian; sparse for spin chains.
    couplings : sequence of (N, N)
        Hermitian operators A, sparse or dense, such as Pauli matrices.
    kT, T, weight, bandwidth, energy_unit
        As for `ding_li_lin`.

    Raises
    ------
    InputError
        No couplings, or one that is not Hermitian; no temperature; no member of `Filter`.

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
    weight: Filter
    bandwidth: float | None
    energy_unit: EnergyUnit | None

    def __init__(
        self,
        H: Any,
        couplings: Sequence[Any],
        *,
        kT: Any = None,
        T: Any = None,
        weight: Filter = Filter.GAUSSIAN,
        bandwidth: float | None = None,
        energy_unit: Any = None,
    ) -> None:
        hamiltonian = hermitian(H, "H")
        n = hamiltonian.shape[0]
        listed = jump_list(couplings, "couplings", n)
        thermal = thermal_energy(kT, T, energy_unit)
        log_filter(weight, np.zeros(1), thermal.kT, bandwidth)  # refuses what is no filter
        for field, value in (
            ("H", hamiltonian),
            ("couplings", tuple(hermitian(A, f"couplings[{k}]", n) for k, A in enumerate(listed))),
            ("kT", thermal.kT),
            ("weight", weight),
            ("bandwidth", bandwidth),
            ("energy_unit", unit_named(energy_unit)),
        ):
            object.__setattr__(self, field, value)

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
        whole = ding_li_lin(self.H, self.couplings, kT=self.kT, weight=self.weight, bandwidth=self.bandwidth)
        return Lindbladian(whole.H - self.H, whole.jumps, bare=self.H)

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
                log_f = log_filter(self.weight, self.kT * x, self.kT, self.bandwidth)
                jumps, weights = np.exp(log_f), np.exp(log_f + x / 4.0)
                for each in parts:
                    V = each[row, column] * jumps
                    loss[column] = loss[column] + V.conj().T @ V
                    each[row, column] = each[row, column] * weights
            filtered += parts
        tensors = stacked(filtered, basis.sizes)
        drain = [_halved(R, log_p) for R, log_p in zip(loss, basis.log_p, strict=True)]
        size = float(tensors.squared_norms().sum()) + max(map(norm_bound, loss))
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
