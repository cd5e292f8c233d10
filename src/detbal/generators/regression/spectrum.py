"""Spectra by the quantum regression theorem, and whether they obey the KMS condition.

The theorem lets correlations decay like expectation values, C(t) = ⟨A(t)A(0)⟩ = Tr A e^{Kt}(Aρ) for t ≥ 0, so that the
spectrum S(ω) = ∫ C(t) e^{iωt} dt is a sum of Lorentzians at the frequencies of the generator. Their *weights* obey
S(-ω) = e^{-ω/kT} S(ω) if the generator has GNS detailed balance (the secular, or Davies, form). Their *tails* do not: a
Lorentzian reaches to all frequencies, where the true spectrum would fall off. This is a fault of the theorem, of the
order of the decay rates (P. Talkner, Ann. Phys. 167, 390 (1986)), and no broken balance of the generator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray, Operator
from detbal.generators.operators import operator as operator_of
from detbal.generators.regression.correlations import Correlation, DecayModes
from detbal.generators.regression.modes import Modes
from detbal.generators.regression.preparation import LARGEST, correlations_of, state_of
from detbal.generators.regression.stationarity import Stationarity, stationarity_of
from detbal.generators.state import State
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.kinds import needs
from detbal.pairs import FloatArray
from detbal.progress import Callback
from detbal.reals import finite_array


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class RegressionSpectrum:
    """S(ω) = ∫ ⟨A(t)B(0)⟩ e^{iωt} dt by the quantum regression theorem, the means of A and B taken out.

    ω > 0 is energy that the system takes up, so that S(-ω) = e^{-ω/kT} S(ω) for Hermitian A = B in equilibrium (the
    same convention as for the power spectrum of a bath).

    Parameters
    ----------
    generator : Lindbladian or DaviesGenerator
    A : (N, N)
    B : (N, N), optional
        Default: A†, which makes S(ω) real, and positive in equilibrium. For the part d of a dipole that lowers the
        energy, S is the spectrum of absorption, since d† acts first.
    kT, T
        Take the Gibbs state of the generator's bare Hamiltonian (or of `H`) for ρ. A Davies generator has the
        temperature of its baths.
    state : (N, N), optional
        Take this ρ. With neither: the stationary state.
    H : (N, N), optional
        The Hamiltonian that the temperature and the Bohr frequencies refer to, if not the bare one of the generator.
    krylov : int
        Beyond N = 24 a Lindbladian is not decomposed, but taken to a Krylov space of so many vectors.
    progress
        As in `detbal.progress.reported`.

    Raises
    ------
    InputError
        Operators of another dimension; a temperature and a state; for a Davies generator an H, or another temperature
        than its own.

    Notes
    -----
    The generator is decomposed in the coordinates ρ σ^-½, in which Davies generators are normal: O(N⁶) once, O(N²) for
    each frequency. A `DaviesGenerator` falls into blocks, so that it takes O(N³) to O(N⁴). For a Krylov space of m
    vectors: m applications of the generator, O(m² N²), and m N² numbers; the residual is watched at each frequency.

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

    generator: Lindbladian | DaviesGenerator
    A: Operator
    B: Operator | None
    state: State
    H: Operator
    kT: float | None
    modes: Modes | None
    ahead: Correlation
    behind: Correlation
    exchanged: Correlation
    stationarity: Stationarity | None

    def __init__(
        self,
        generator: Lindbladian | DaviesGenerator,
        A: Any,
        B: Any = None,
        *,
        kT: Any = None,
        T: Any = None,
        state: Any = None,
        H: Any = None,
        krylov: int = 400,
        progress: Callback | bool | None = None,
    ) -> None:
        needs(generator, "generator", Lindbladian, DaviesGenerator)
        n = generator.dimension
        observed = operator_of(A, "A", n)
        acting = None if B is None else operator_of(B, "B", n)
        reference, value = state_of(generator, kT, T, state, H)
        rho = reference.state
        modes, ahead, behind, exchanged = correlations_of(generator, rho, observed, acting, krylov, progress)
        stays = None  # the state is the generator's own
        if isinstance(generator, Lindbladian) and (value is not None or state is not None):
            stays = stationarity_of(generator, reference)
        for name, found in (
            ("generator", generator),
            ("A", observed),
            ("B", acting),
            ("state", rho),
            ("H", reference.H),
            ("kT", value),
            ("modes", modes),
            ("ahead", ahead),
            ("behind", behind),
            ("exchanged", exchanged),
            ("stationarity", stays),
        ):
            object.__setattr__(self, name, found)

    def correlation(self, times: ArrayLike) -> ComplexArray:
        """Return C(t) = ⟨A(t)B(0)⟩ - ⟨A⟩⟨B⟩; at negative times ⟨A(0)B(|t|)⟩ - ⟨A⟩⟨B⟩.

        Examples
        --------
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
        >>> RegressionSpectrum(atom, [[0, 1], [1, 0]]).correlation([0.0]).real.round(12)
        array([1.])
        """
        t = finite_array(times, "times")
        found = np.zeros(t.shape, dtype=np.complex128)
        found[t >= 0] = self.ahead.at(t[t >= 0])
        found[t < 0] = self.behind.at(-t[t < 0]).conj()
        return found

    def density(self, omega: ArrayLike) -> FloatArray:
        """Return S(ω), in the shape of `omega`; its real part, if B is not A†.

        Examples
        --------
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
        >>> RegressionSpectrum(atom, [[0, 1], [1, 0]]).density([1.0, 1.5]).round(12)  # a Lorentzian, 4 at its top
        array([4., 2.])
        """
        return np.asarray(self.transform(omega).real)

    def transform(self, omega: ArrayLike) -> ComplexArray:
        """Return S(ω) with its phase, in the shape of `omega`.

        Examples
        --------
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
        >>> x, y = [[0, 1], [1, 0]], [[0, -1j], [1j, 0]]
        >>> RegressionSpectrum(atom, x, y).transform([1.0]).imag.round(12)
        array([4.])
        """
        w = finite_array(omega, "omega")
        return np.asarray(self.ahead.half_transform(w) + self.behind.half_transform(w).conj())

    def response(self, omega: ArrayLike) -> ComplexArray:
        """Return χ_AB(ω) = i ∫_0^∞ ⟨[A(t), B(0)]⟩ e^{iωt} dt, in the shape of `omega`.

        The generator's own linear response: ⟨A⟩ changes by Re χ f e^{-iωt} if H changes to H - B Re f e^{-iωt}, as far
        as the field does not change the dissipator.

        Notes
        -----
        Kubo's formula for a generator: ∫_0^∞ Tr A e^{Kt}(i[B, ρ]) e^{iωt} dt.

        Examples
        --------
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
        >>> RegressionSpectrum(atom, [[0, 1], [1, 0]]).response([1.0]).imag.round(4)
        array([1.8824])
        """
        w = finite_array(omega, "omega")
        return np.asarray(1j * (self.ahead.half_transform(w) - self.exchanged.half_transform(-w).conj()))

    def exchanged_density(self, omega: ArrayLike) -> FloatArray:
        """Return the density with A† in the place of A, for B = A†: what S(ω) is compared with at -ω.

        Raises
        ------
        InputError
            If a B was given.

        Examples
        --------
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
        >>> lowering = RegressionSpectrum(atom, [[0, 1], [0, 0]])  # absorbs from the ground state, but does not emit
        >>> lowering.density([1.0]).round(12), abs(lowering.exchanged_density([-1.0]).round(12))
        (array([4.]), array([0.]))
        """
        self.require_one_operator()
        return np.asarray(2.0 * self.exchanged.half_transform(finite_array(omega, "omega")).real)

    def require_one_operator(self) -> None:
        """Refuse the correlation of an operator with another one than its adjoint.

        Raises
        ------
        InputError

        Examples
        --------
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
        >>> RegressionSpectrum(atom, np.eye(2), np.eye(2)).require_one_operator()
        Traceback (most recent call last):
        ...
        detbal.errors.InputError: a spectrum of two operators: it is not real, and has no logarithm to be judged by; ...
        """
        if self.B is not None:
            why = "it is not real, and has no logarithm to be judged by"
            raise InputError(explain("a spectrum of two operators", why=why, fix="give B = A†, by leaving B out"))

    def decay(self, *, exchanged: bool = False) -> DecayModes:
        """Return the modes that the correlation decays by; with `exchanged`, those for A† in the place of A.

        Raises
        ------
        InputError
            If the generator was too large to be decomposed.

        Examples
        --------
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
        >>> np.sort(RegressionSpectrum(atom, [[0, 1], [1, 0]]).decay().rates.real.round(12))
        array([-1. , -0.5, -0.5])
        """
        found = self.exchanged if exchanged else self.ahead
        if not isinstance(found, DecayModes):
            n = self.generator.dimension
            raise InputError(
                explain(
                    f"{n} levels",
                    why=f"this needs all {n * n} eigenvectors of the generator",
                    fix=f"give up to {LARGEST} levels, or a DaviesGenerator",
                )
            )
        return found

    def __repr__(self) -> str:
        n = self.generator.dimension
        told = f"{len(self.ahead.rates)} modes" if isinstance(self.ahead, DecayModes) else "Krylov space"
        return f"<RegressionSpectrum: {n} levels, {told}>"
