"""What one generator is like, held against a Gibbs state: how stationary, balanced, positive and fast it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.generators.channel import Channel
from detbal.generators.constructions.measured import Measured
from detbal.generators.framing import framed
from detbal.generators.lindblad_form import lindblad_form
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray
from detbal.generators.reference import Reference, reference_state
from detbal.generators.split import split
from detbal.generators.state import State
from detbal.generators.stationary import rows_stacked, stationary_operator
from detbal.generators.superoperator import Stacking, Superoperator
from detbal.generators.symmetry import Symmetry, log_weight
from detbal.pairs import ROUNDING
from detbal.units import Thermal
from detbal.verdict import EXACT_RESOLUTION

#: Largest exponent by which entries are weighed before eigenvalues are taken: squares of them stay floats.
LARGEST_EXPONENT = 300.0


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One generator against the Gibbs state σ of the bare Hamiltonian.

    Attributes
    ----------
    name : str
    generator : Lindbladian, Superoperator or Channel
    stationary_error : Measured
        Trace distance of the stationary state from σ; undecided if there are several.
    gns, kms, bkm : Measured
        ‖M - M†‖/2‖M‖ in the three inner products, 0 at balance and at most 1; what a Hamiltonian that commutes with σ
        contributes is taken out.
    smallest_rate : Measured
        Smallest eigenvalue of the Choi matrix on traceless operators: negative if the generator is not completely
        positive. Energy (per step for a channel, of which the identity is subtracted).
    largest_rate : float
        The largest one.
    gap : Measured
        Decay rate of the slowest mode, the Hamiltonian included; 1 - |λ| per step for a channel. Negative if something
        grows.
    several : bool
        Whether there is more than one stationary state.
    """

    name: str
    generator: Any
    stationary_error: Measured
    gns: Measured
    kms: Measured
    bkm: Measured
    smallest_rate: Measured
    largest_rate: float
    gap: Measured
    several: bool

    @property
    def completely_positive(self) -> bool | None:
        """Whether no rate is negative; None if round-off could hide one that is not small beside the others.

        Jumps and Kraus operators make a generator completely positive whatever their round-off.
        """
        if isinstance(self.generator, Lindbladian | Channel):
            return True
        if self.smallest_rate.decided and self.smallest_rate.value < 0:
            return False
        return True if self.smallest_rate.noise <= EXACT_RESOLUTION * self.largest_rate else None


def appraise(name: str, generator: Any, H: Any, thermal: Thermal) -> Row:
    """Measure a generator against exp(-H/kT)/Z.

    Parameters
    ----------
    name
    generator : Lindbladian, Superoperator or Channel
    H : (N, N)
        The bare Hamiltonian.
    thermal

    Returns
    -------
    Row

    Raises
    ------
    InputError
        A generator that does not preserve the trace, or turns Hermitian operators into others; of another dimension.

    Notes
    -----
    Dense: O(N⁶) time and O(N⁴) memory.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> fall, rise = [[0, 1.0], [0, 0]], [[0, 0], [np.exp(-0.5), 0]]
    >>> row = appraise("qubit", Lindbladian(np.diag([0.0, 1.0]), [fall, rise]), np.diag([0.0, 1.0]), Thermal(1.0, ""))
    >>> row.kms.status.name, row.completely_positive, round(2 * row.gap.value - np.exp(-1.0), 12)
    ('BALANCED', True, np.float64(1.0))
    """
    reference = reference_state(generator, kT=thermal.kT, H=H)
    gns, kms, bkm = (_residual(generator, reference, each) for each in (Symmetry.GNS, Symmetry.KMS, Symmetry.BKM))
    error, count = _stationary_error(generator, reference.state)
    smallest, largest = _rates(generator)
    return Row(
        name=name,
        generator=generator,
        stationary_error=error,
        gns=gns,
        kms=kms,
        bkm=bkm,
        smallest_rate=smallest,
        largest_rate=largest,
        gap=_gap(generator, reference.state),
        several=count > 1,
    )


def _residual(generator: Any, reference: Reference, symmetry: Symmetry) -> Measured:
    frame = framed(generator, reference.state, reference.own)
    parts = split(frame, reference.state, symmetry, coherent=not isinstance(generator, Channel))
    whole = parts.spectral.whole
    if not np.isfinite(parts.spectral.noise) or not whole:
        return Measured(float("nan"), float("inf"))
    return Measured(parts.irreversible.relative, parts.spectral.noise / whole)


def _stationary_error(generator: Any, state: State) -> tuple[Measured, int]:
    rho, count, accuracy = stationary_operator(generator)
    difference = rho - state.matrix
    distance = 0.5 * float(np.abs(np.linalg.eigvalsh((difference + difference.conj().T) / 2.0)).sum())
    if count > 1:
        return Measured(distance, 1.0), count
    n = state.levels
    return Measured(distance, n * (accuracy + state.tilt) + float(np.exp(state.log_p) @ state.error)), count


def _rates(generator: Any) -> tuple[Measured, float]:
    """Return the smallest rate and the largest one, of jumps without the round-off of H."""
    plain = generator
    if isinstance(generator, Lindbladian):
        plain = Lindbladian(np.zeros((generator.dimension, generator.dimension)), generator.jumps)
    form = lindblad_form(Superoperator(rows_stacked(plain), Stacking.ROW))
    return Measured(float(form.rates[-1]), form.noise), float(form.rates[0])


def _gap(generator: Any, state: State) -> Measured:
    matrix = framed(generator, state).matrix()
    tried = [_gap_of(matrix, isinstance(generator, Channel))]
    half = 0.5 * log_weight(Symmetry.KMS, state.log_p).ravel()
    if np.ptp(half) < LARGEST_EXPONENT:  # the form that is Hermitian at KMS balance, and has the same eigenvalues
        balanced = matrix * np.exp(half[None, :] - half[:, None])
        tried.append(_gap_of(balanced, isinstance(generator, Channel)))
    return min(tried, key=lambda each: each.noise)


def _gap_of(matrix: ComplexArray, discrete: bool) -> Measured:
    """Return the slowest decay, with the bound of Bauer and Fike on the error of eigenvalues."""
    values, vectors = np.linalg.eig(matrix)
    noise = ROUNDING * float(np.linalg.norm(matrix)) * float(np.linalg.cond(vectors))
    others = np.delete(values, int(np.abs(values - (1.0 if discrete else 0.0)).argmin()))
    return Measured(1.0 - float(np.abs(others).max()) if discrete else -float(others.real.max()), noise)
