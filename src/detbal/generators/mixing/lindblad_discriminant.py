"""From a generator in Lindblad form to its discriminant: jumps tilted, made Hermitian, and cut into sectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.imposing.kms_form import require_full_rank
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.mixing.discriminant import Discriminant
from detbal.generators.mixing.jump_tensors import Component, hermitian_parts, independent, stacked
from detbal.generators.mixing.memory import require_room
from detbal.generators.mixing.sector_basis import (
    Array,
    SectorBasis,
    amplified,
    basis_of_state,
    norm_bound,
    real_form,
    real_if_real,
)
from detbal.generators.mixing.sectors import require_symmetric, sectors_of
from detbal.generators.operators import ComplexArray, Operator
from detbal.generators.reference import Reference
from detbal.pairs import ROUNDING, FloatArray


def discriminant_of(generator: Lindbladian, reference: Reference, symmetries: Sequence[Operator] = ()) -> Discriminant:
    """Bring a generator in Lindblad form into the eigenbasis of its stationary state.

    Parameters
    ----------
    generator
    reference
        A stationary state of full rank.
    symmetries
        As `sectors_of`.

    Raises
    ------
    InputError
        Symmetries that H, the state or the jumps do not have; not enough memory; a state with empty levels.

    Notes
    -----
    O(m N³) once, with m jumps, and O(m N²) numbers; k symmetries divide both by 2^k or more.

    Examples
    --------
    >>> from detbal.generators.reference import reference_state
    >>> warm = Lindbladian(np.diag([0.0, np.log(4)]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
    >>> D = discriminant_of(warm, reference_state(warm, kT=1.0))
    >>> D.apply(0, np.array([0, 1.0, 0, 0])).round(12) + 0.0  # coherences decay with (1 + 1/4)/2
    array([0.   , 0.625, 0.   , 0.   ])
    """
    require_full_rank(reference.state)
    require_room(generator.dimension, len(generator.jumps), len(symmetries), complex_numbers=True)
    basis = basis_of_state(sectors_of(symmetries, generator.dimension), reference)
    require_symmetric(generator.H, generator.jumps, symmetries)
    jumps = [real_form(each) for each in generator.jumps]

    parts: list[Component] = []
    for charge in range(basis.count):
        keys = [(s ^ charge, s) for s in range(basis.count)]
        components = [{key: tilted_block(basis, V, *key) for key in keys} for V in jumps]
        parts += independent([part for each in components for part in hermitian_parts(each)])
    tensors = stacked(parts, basis.sizes)
    loss = generator.loss()
    extra = generator.H
    if reference.state.energies is not None and reference.H is not None:
        extra = extra - reference.H  # it commutes with σ
    scale = norm_bound(loss) + norm_bound(extra)
    rough = basis.tilt + generator.rounding
    drain = [
        _drain(basis, s, real_if_real(loss), extra, 64.0 * max(rough, ROUNDING / 64.0) * scale)
        for s in range(basis.count)
    ]
    spread = amplified(rough, np.concatenate(basis.log_p))
    size = float(tensors.squared_norms().sum())
    noise = 2.0 * (ROUNDING + basis.error) * (size + scale) + 2.0 * spread * (scale + np.sqrt(size * scale))
    return Discriminant(tensors, drain, basis, float(noise))


def tilted_block(basis: SectorBasis, V: Operator, row: int, column: int) -> Array:
    """Return the block of σ^-¼ V σ^¼ that leads from one sector to another.

    Raises
    ------
    InputError
        A jump between levels so different in population that its reverse exceeds the range of floats.

    Examples
    --------
    >>> from detbal.generators.mixing.sectors import sectors_of
    >>> basis = SectorBasis(sectors_of([], 2), (np.eye(2),), (np.log([0.8, 0.2]),), 0.0, 0.0)
    >>> tilted_block(basis, np.array([[0, 1.0], [0.5, 0]]), 0, 0).round(6)
    array([[0.      , 0.707107],
           [0.707107, 0.      ]])
    """
    log_p, log_q = basis.log_p[row], basis.log_p[column]
    return _weighted(basis.block(V, row, column), (log_q[None, :] - log_p[:, None]) / 4.0)


def _drain(basis: SectorBasis, s: int, loss: ComplexArray, extra: Operator, floor: float) -> Array:
    """Return the Hermitian part of σ^-¼ (iH + R/2) σ^¼ in a sector.

    With d_ij = (ln p_j - ln p_i)/4 it is R/(2 cosh d) + i sinh d (H - (i/2) tanh d R). The last bracket is zero at
    detailed balance, where it must not be left to round-off, which sinh would blow up.
    """
    R = basis.block(loss, s, s)
    d = (basis.log_p[s][None, :] - basis.log_p[s][:, None]) / 4.0
    G = R * np.exp(-np.logaddexp(d, -d))
    misfit = basis.block(extra, s, s) - 0.5j * np.tanh(d) * R
    misfit = np.where(np.abs(misfit) > floor, misfit, 0.0)
    if misfit.any():
        G = real_if_real(G + _weighted(1j * misfit, d) / 2.0 - _weighted(1j * misfit, -d) / 2.0)
    return np.asarray((G + G.conj().T) / 2.0)


def _weighted(block: Array, log_weights: FloatArray) -> Array:
    """Multiply by exponentials; what is zero stays zero.

    Raises
    ------
    InputError
        Results whose squares exceed the range of floats.
    """
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        found = np.where(block == 0, 0.0, block * np.exp(log_weights))
        bad = ~(np.abs(found) < 1e150)
    if bad.any():
        worst = float(np.abs(log_weights[bad]).max())
        what = f"a process between levels of σ whose populations differ by a factor e^{4.0 * worst:.4g}"
        why = "at balance its reverse would have a rate beyond the range of floats"
        raise InputError(explain(what, why=why, fix="give the temperature that was meant, or a filtered sampler"))
    return np.asarray(found)
