"""Correlations of an isolated system in thermal equilibrium, exact, by diagonalisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from detbal.choice import named
from detbal.errors import InputError, explain
from detbal.generators.operators import ComplexArray, Operator, hermitian, operator
from detbal.generators.response.ordering import Ordering
from detbal.generators.response.sticks import StickSpectrum
from detbal.generators.response.transitions import thermal_transitions
from detbal.pairs import FloatArray
from detbal.reals import finite_array, positive
from detbal.units import EnergyUnit, thermal_energy
from detbal.units import energy_unit as unit_named


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class ThermalCorrelator:
    """C(t) = ⟨A(t)B(0)⟩ - ⟨A⟩⟨B⟩ in the Gibbs state of H, as Σ w e^{-iωt}.

    ω = E_m - E_n with the weight w = p_n A_nm B_mn is energy that the system takes up: S(ω) = ∫ C(t) e^{iωt} dt is the
    spectrum of absorption at ω > 0 and of emission at ω < 0, and S_AB(ω) = e^{ω/kT} S_BA(-ω), exactly.

    Parameters
    ----------
    H : (N, N)
        Hermitian.
    A : (N, N)
    B : (N, N), optional
        Default: A†, for which all weights are positive.
    kT, T
    energy_unit : str, optional
        Unit of H, kT and of all frequencies (ħ = 1).

    Raises
    ------
    InputError
        H not Hermitian, operators of another dimension, or no temperature.

    Notes
    -----
    R. Kubo, J. Phys. Soc. Jpn. 12, 570 (1957). One diagonalisation, O(N³), and up to N² frequencies; weights are kept
    in logs, so that kT may be as low as it likes.

    Examples
    --------
    >>> spin = ThermalCorrelator([[0, 0], [0, 1.0]], [[0, 1], [1, 0]], kT=0.5)
    >>> spin.frequencies, (spin.log_weights[1] - spin.log_weights[0]).round(12)  # ω/kT
    (array([-1.,  1.]), np.float64(2.0))
    """

    __detbal_domain__: ClassVar[str] = "generators"
    __detbal_from_arrays__: ClassVar[tuple[str, ...]] = ()

    H: Operator
    A: Operator
    B: Operator | None
    kT: float
    energy_unit: EnergyUnit | None
    frequencies: FloatArray
    log_weights: FloatArray
    phases: ComplexArray

    def __init__(
        self, H: Any, A: Any, B: Any = None, *, kT: Any = None, T: Any = None, energy_unit: Any = None
    ) -> None:
        hamiltonian, unit = hermitian(H, "H"), unit_named(energy_unit)
        thermal = thermal_energy(kT, T, unit)
        n = hamiltonian.shape[0]
        observed, acting = operator(A, "A", n), None if B is None else operator(B, "B", n)
        frequencies, logs, phases = thermal_transitions(hamiltonian, observed, acting, thermal.kT)
        for name, value in (
            ("H", hamiltonian),
            ("A", observed),
            ("B", acting),
            ("kT", thermal.kT),
            ("energy_unit", unit),
            ("frequencies", frequencies),
            ("log_weights", logs),
            ("phases", phases),
        ):
            object.__setattr__(self, name, value)

    def correlation(self, times: ArrayLike, ordering: Ordering | str = Ordering.STANDARD) -> ComplexArray:
        """Return C(t), in the shape of `times`.

        Parameters
        ----------
        times
            Real; for the standard ordering also complex, with an imaginary part from -1/kT to 0, where
            C_AB(t - i/kT) = C_BA(-t).
        ordering : Ordering, or its name
            The canonical (Kubo) and the symmetrised correlations are real for Hermitian A = B.

        Raises
        ------
        InputError
            Times that are not finite; a complex one outside that strip, or for another ordering.

        Examples
        --------
        >>> spin = ThermalCorrelator([[0, 0], [0, 1.0]], [[0, 1], [1, 0]], kT=0.5)
        >>> spin.correlation([0.0, -2j]).round(12).real
        array([1., 1.])
        """
        t, kind = np.asarray(times), named(Ordering, ordering, "ordering")
        logs = self._log_weights(kind)
        if not np.iscomplexobj(t):
            t = finite_array(t, "times").astype(np.complex128)
        elif kind is not Ordering.STANDARD or not ((t.imag <= 0) & (t.imag * self.kT >= -1 - 1e-12)).all():
            why = "elsewhere the sum over states need not converge"
            fix = f"give imaginary parts from -1/kT = {-1 / self.kT:g} to 0, for Ordering.STANDARD"
            raise InputError(explain("a complex time", why=why, fix=fix))
        finite_array(t.real, "times")
        values = [(np.exp(logs - 1j * self.frequencies * x) * self.phases).sum() for x in t.ravel()]
        return np.array(values, dtype=np.complex128).reshape(t.shape)

    def spectrum(
        self, omega: ArrayLike, broadening: float, ordering: Ordering | str = Ordering.STANDARD
    ) -> FloatArray | ComplexArray:
        """Return S(ω), broadened so that detailed balance stays exact; in the shape of `omega`.

        Parameters
        ----------
        omega
        broadening : float
            Half width η at half height: the canonical correlation decays as e^{-η|t|}, and S is its Lorentzian
            spectrum times (ω/kT)/(1 - e^{-ω/kT}). A stick at ω_k keeps its weight only as η → 0.
        ordering : Ordering, or its name

        Returns
        -------
        float array if B is A†, else complex

        Examples
        --------
        >>> spin = ThermalCorrelator([[0, 0], [0, 1.0]], [[0, 1], [1, 0]], kT=0.5)
        >>> ratio = spin.spectrum([0.3, -0.3], 0.1)
        >>> round(float(np.log(ratio[0] / ratio[1])), 12)  # 0.3/kT, far from the stick
        0.6
        """
        w, x = self._omega(omega)
        factor = np.exp(named(Ordering, ordering, "ordering").log_factor(x) - Ordering.KUBO.log_factor(x))
        return np.asarray(self._canonical(w, broadening) * factor)

    def log_spectrum(self, omega: ArrayLike, broadening: float) -> FloatArray:
        """Return ln S(ω) for B = A†, however small it is; broadened as in `spectrum`. -inf if A makes no transitions.

        Raises
        ------
        InputError
            If a B was given.

        Examples
        --------
        >>> cold = ThermalCorrelator([[0, 0], [0, 1.0]], [[0, 1], [1, 0]], kT=1e-4)
        >>> up, down = cold.log_spectrum([1.0, -1.0], 0.1)
        >>> round(float(up - down), 8)  # ω/kT
        10000.0
        """
        self._require_one_operator()
        w, x = self._omega(omega)
        with np.errstate(divide="ignore"):  # no transitions
            return np.asarray(np.log(self._canonical(w, broadening)) - Ordering.KUBO.log_factor(x))

    def response(self, omega: ArrayLike, broadening: float) -> ComplexArray:
        """Return the susceptibility χ_AB(ω) = i ∫_0^∞ ⟨[A(t), B]⟩ e^{iωt} dt, in the shape of `omega`.

        ⟨A⟩ changes by Re χ f e^{-iωt} if H changes to H - B Re f e^{-iωt}. With the same broadening it obeys the
        fluctuation-dissipation relation with `spectrum` exactly: Im χ(ω) = ½ (1 - e^{-ω/kT}) S(ω) for Hermitian A = B.

        Parameters
        ----------
        omega
        broadening : float
            η, of Kubo's relaxation function, whose slope χ(t) is; χ(0) is `static_susceptibility` whatever η.

        Examples
        --------
        >>> spin = ThermalCorrelator([[0, 0], [0, 1.0]], [[0, 1], [1, 0]], kT=0.5)
        >>> chi, S = spin.response([0.7], 0.1), spin.spectrum([0.7], 0.1)
        >>> bool(abs(chi.imag / (-0.5 * np.expm1(-1.4) * S) - 1.0)[0] < 1e-12)
        True
        """
        w, _ = self._omega(omega)
        eta = positive(broadening, "broadening")
        weights, place = self._canonical_weights() / self.kT, self.frequencies
        values = [(weights * (eta + 1j * place) / (eta - 1j * (x - place))).sum() for x in w.ravel()]
        return np.array(values, dtype=np.complex128).reshape(w.shape)

    def static_susceptibility(self) -> complex:
        """Return ∂⟨A⟩/∂f of the Gibbs state of H - f B, at constant temperature.

        Examples
        --------
        >>> spin = ThermalCorrelator([[0, 0], [0, 1.0]], [[0, 1], [1, 0]], kT=0.5)
        >>> bool(abs(spin.static_susceptibility() - 2.0 * np.tanh(1.0)) < 1e-12)
        True
        """
        return complex((self._canonical_weights() / self.kT).sum())

    def sticks(self, ordering: Ordering | str = Ordering.STANDARD) -> StickSpectrum:
        """Return the weights by frequency, for B = A†.

        Raises
        ------
        InputError
            If a B was given.

        Examples
        --------
        >>> ThermalCorrelator([[0, 0], [0, 1.0]], [[0, 1], [1, 0]], kT=0.5).sticks()
        <StickSpectrum: 2 sticks>
        """
        self._require_one_operator()
        return StickSpectrum.from_logs(self.frequencies, self._log_weights(ordering), energy_unit=self.energy_unit)

    def exchanged(self) -> ThermalCorrelator:
        """Return the correlator of B and A: emission where this one absorbs.

        Examples
        --------
        >>> lowering = ThermalCorrelator([[0, 0], [0, 1.0]], [[0, 1], [0, 0]], kT=0.5)
        >>> lowering.frequencies, lowering.exchanged().frequencies
        (array([1.]), array([-1.]))
        """
        A, B = (self.A.conj().T, None) if self.B is None else (self.B, self.A)
        return ThermalCorrelator(self.H, A, B, kT=self.kT, energy_unit=self.energy_unit)

    def _log_weights(self, ordering: Ordering | str) -> FloatArray:
        return self.log_weights + named(Ordering, ordering, "ordering").log_factor(self.frequencies / self.kT)

    def _canonical_weights(self) -> ComplexArray:
        return np.asarray(np.exp(self._log_weights(Ordering.KUBO)) * self.phases)

    def _canonical(self, omega: FloatArray, broadening: float) -> Any:
        eta = positive(broadening, "broadening")
        weights: Any = self._canonical_weights() if self.B is not None else self._canonical_weights().real
        values = [(weights * (2.0 * eta) / ((x - self.frequencies) ** 2 + eta**2)).sum() for x in omega.ravel()]
        return np.array(values, dtype=weights.dtype).reshape(omega.shape)

    def _omega(self, omega: ArrayLike) -> tuple[FloatArray, FloatArray]:
        w = finite_array(omega, "omega")
        return w, w / self.kT

    def _require_one_operator(self) -> None:
        if self.B is not None:
            why = "its weights need not be positive"
            raise InputError(explain("a correlation of two operators", why=why, fix="give B = A†, by leaving B out"))

    def __repr__(self) -> str:
        return f"<ThermalCorrelator: {self.H.shape[0]} levels, {len(self.frequencies)} transitions, kT = {self.kT:.5g}>"
