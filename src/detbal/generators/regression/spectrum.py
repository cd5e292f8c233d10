"""Spectra by the quantum regression theorem, and whether they obey the KMS condition.

The theorem lets correlations decay like expectation values, C(t) = ⟨A(t)A(0)⟩ = Tr A e^{Kt}(Aρ) for t ≥ 0, so that the
spectrum S(ω) = ∫ C(t) e^{iωt} dt is a sum of Lorentzians at the frequencies of the generator. Their *weights* obey
S(-ω) = e^{-ω/kT} S(ω) if the generator is at detailed balance (the secular, or Davies, form). Their *tails* do not: a
Lorentzian reaches to all frequencies, where the true spectrum would fall off. This is a fault of the theorem, of the
order of the decay rates (P. Talkner, Ann. Phys. 167, 390 (1986)), and no broken balance of the generator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.generators.framing import framed
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray, Operator, dense, hermitian
from detbal.generators.reference import reference_state
from detbal.generators.state import State
from detbal.generators.stationary import rows_stacked
from detbal.pairs import ROUNDING, FloatArray
from detbal.reals import real_array
from detbal.units import thermal_energy

#: Largest dimension: the N² x N² generator is decomposed.
LARGEST = 24
#: Departure from a normal matrix, and size of eigenvalues, that count as round-off (of the largest singular value).
NORMAL, LASTING = 1e-10, 1e-12


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class RegressionSpectrum:
    """S(ω) = ∫ ⟨A(t)A(0)⟩ e^{iωt} dt by the quantum regression theorem, the mean of A taken out.

    ω > 0 is energy that the system takes up, so that S(-ω) = e^{-ω/kT} S(ω) in equilibrium (the same convention as
    for the power spectrum of a bath).

    Parameters
    ----------
    generator : Lindbladian
        N ≤ 24.
    operator : (N, N)
        A; Hermitian.
    kT, T
        Take the Gibbs state of the generator's Hamiltonian for ρ.
    state : (N, N), optional
        Take this ρ. With neither: the stationary state.

    Raises
    ------
    InputError
        N too large, or A not Hermitian.

    Notes
    -----
    The generator is decomposed in the coordinates ρ σ^-½, in which Davies generators are normal: O(N⁶) once, O(N²) for
    each frequency.

    Examples
    --------
    >>> down, up = np.array([[0, 1.0], [0, 0]]), np.array([[0, 0], [np.exp(-1.0), 0]])
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [0.1 * down, 0.1 * up])
    >>> spectrum = RegressionSpectrum(atom, [[0, 1], [1, 0]], kT=0.5)
    >>> ratio = spectrum.density([1.0, -1.0])
    >>> round(float(np.log(ratio[0] / ratio[1])), 3)  # nearly ω/kT
    2.0
    """

    __detbal_domain__: ClassVar[str] = "generators"
    __detbal_from_arrays__: ClassVar[tuple[str, ...]] = ()

    generator: Lindbladian
    operator: Operator
    state: State
    kT: float | None
    rates: ComplexArray
    weights: ComplexArray
    norm: float
    perturbation: float
    stationarity: float

    def __init__(
        self, generator: Lindbladian, operator: Any, *, kT: Any = None, T: Any = None, state: Any = None
    ) -> None:
        n = generator.dimension
        if n > LARGEST:
            raise InputError(
                explain(
                    f"{n} levels",
                    why=f"the regression spectrum needs all {n * n} eigenvectors of the generator",
                    fix=f"give up to {LARGEST} levels",
                )
            )
        observed = hermitian(operator, "operator", n)
        reference = reference_state(generator, kT=kT, T=T, state=state)
        thermal = thermal_energy(kT, T, generator.energy_unit, required=False)
        rates, weights, norm, perturbation = _modes(generator, observed, reference.state)
        moved = float(np.linalg.norm(generator.apply(reference.state.matrix)))
        for name, value in (
            ("generator", generator),
            ("operator", observed),
            ("state", reference.state),
            ("kT", thermal.kT if thermal else None),
            ("rates", rates),
            ("weights", weights),
            ("norm", norm),
            ("perturbation", perturbation),
            ("stationarity", moved / float(np.abs(rates).max(initial=1e-300))),
        ):
            object.__setattr__(self, name, value)

    def correlation(self, times: ArrayLike) -> ComplexArray:
        """Return C(t) = ⟨A(t)A(0)⟩ - ⟨A⟩², with C(-t) = C(t)*.

        Examples
        --------
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
        >>> RegressionSpectrum(atom, [[0, 1], [1, 0]]).correlation([0.0]).real.round(12)
        array([1.])
        """
        t = real_array(times, "times")
        ahead = np.exp(self.rates * np.abs(t)[..., None]) @ self.weights
        return np.asarray(np.where(t >= 0, ahead, ahead.conj()))

    def density(self, omega: ArrayLike) -> FloatArray:
        """Return S(ω), in the shape of `omega`.

        Examples
        --------
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
        >>> RegressionSpectrum(atom, [[0, 1], [1, 0]]).density([1.0, 1.5]).round(12)  # a Lorentzian, 4 at its top
        array([4., 2.])
        """
        w = real_array(omega, "omega")
        return np.asarray(-2.0 * (self.weights / (self.rates + 1j * w[..., None])).sum(axis=-1).real)

    def __repr__(self) -> str:
        return f"<RegressionSpectrum: {self.generator.dimension} levels, {len(self.rates)} modes>"


def _modes(generator: Lindbladian, observed: Operator, state: State) -> tuple[ComplexArray, ComplexArray, float, float]:
    """Return decay rates λ and weights c of C(t) = Σ c e^{λt}, the most that |c| sum to, and the error of K.

    The last is how much the generator would have to change for these modes to be exact, times the condition of the
    eigenvectors.
    """
    from scipy.linalg import schur

    matrix, bra, ket = _coordinates(generator, observed, state)
    size = max(float(np.linalg.norm(matrix, 2)), 1e-300)
    norm = float(np.linalg.norm(bra) * np.linalg.norm(ket))
    triangle, unitary = schur(matrix, output="complex")
    beyond, rounding = float(np.linalg.norm(np.triu(triangle, 1))), ROUNDING * size * len(matrix) ** 0.5
    if beyond < NORMAL * size:  # the columns of the unitary are eigenvectors
        rates = np.diag(triangle).copy()
        weights = (bra.conj() @ unitary) * (unitary.conj().T @ ket)
        error = beyond + rounding
    else:
        rates, vectors = np.linalg.eig(matrix)
        weights = (bra.conj() @ vectors) * np.linalg.solve(vectors, ket)
        error = rounding * float(np.linalg.cond(vectors))
    # what does not decay is the mean (and whatever else is conserved): a peak of no width at ω = 0
    lasting = np.abs(rates) <= LASTING * size
    return rates[~lasting], weights[~lasting], norm, error


def _coordinates(
    generator: Lindbladian, observed: Operator, state: State
) -> tuple[ComplexArray, ComplexArray, ComplexArray]:
    """Return K as a matrix, and A and Aρ as vectors, so that C(t) = bra† e^{Kt} ket."""
    if state.levels == generator.dimension:
        # ρ_ij/√p_j: in the inner product Tr σ A†B Davies generators are normal, and A√σ stands on both sides
        frame = framed(generator, state).matrix()
        columns = np.tile(state.log_p, state.levels)
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            weighted = np.where(frame == 0, 0.0, frame * np.exp(0.5 * (columns[None, :] - columns[:, None])))
        if np.isfinite(weighted).all():
            vector = (state.inside(observed) * np.exp(0.5 * state.log_p)).ravel()
            return weighted, vector, vector
    # empty levels have no such coordinates
    a = dense(observed)
    return rows_stacked(generator), a.ravel(), (a @ state.matrix).ravel()
