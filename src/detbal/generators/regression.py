"""Spectra by the quantum regression theorem, and whether they obey the KMS condition.

The theorem lets correlations decay like expectation values, C(t) = ⟨A(t)A(0)⟩ = Tr A e^{Kt}(Aρ) for t ≥ 0, so that the
spectrum S(ω) = ∫ C(t) e^{iωt} dt is a sum of Lorentzians at the frequencies of the generator. Their *weights* obey
S(-ω) = e^{-ω/kT} S(ω) if the generator is at detailed balance (the secular, or Davies, form). Their *tails* do not: a
Lorentzian reaches to all frequencies, where the true spectrum would fall off. This is a fault of the theorem, of the
order of the decay rates (P. Talkner, Ann. Phys. 167, 390 (1986)), and no broken balance of the generator.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.generators.eigenstates import eigenstates
from detbal.generators.framing import framed
from detbal.generators.levels import levels_of
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray, Operator, dense, hermitian
from detbal.generators.reference import reference_state
from detbal.generators.state import State
from detbal.generators.stationary import rows_stacked
from detbal.pairs import ROUNDING, FloatArray, Pairs
from detbal.reals import real_array
from detbal.residual import fit
from detbal.result import Verdict
from detbal.units import thermal_energy
from detbal.verdict import Criteria, Finding, FloorTooHigh, LeftOut, NothingToTest, Status, first_names, judge

#: Largest dimension: the N² x N² generator is decomposed.
LARGEST = 24
#: Departure from a normal matrix, and size of eigenvalues, that count as round-off (of the largest singular value).
NORMAL, LASTING = 1e-10, 1e-12
TALKNER = "P. Talkner, The failure of the quantum regression hypothesis, Ann. Phys. (N. Y.) 167, 390 (1986)"


class Judged(Enum):
    """Where the KMS condition is asked for in a regression spectrum."""

    PEAKS = "weights of the peaks at the Bohr frequencies"
    POINTWISE = "spectral density at single frequencies"


class Overlapping(Finding):
    """Peaks as wide as their distance: which weight belongs to which is not well defined."""


class LorentzTails(Finding):
    """The weights of the peaks are balanced, the density between them is not: the fault of the regression theorem."""


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
    """Return decay rates λ and weights c of C(t) = Σ c e^{λt}, what |c| sums to at most, and the error of the generator.

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


def check_regression(
    spectrum: RegressionSpectrum,
    *,
    kT: Any = None,
    T: Any = None,
    mode: Judged = Judged.PEAKS,
    omega: ArrayLike | None = None,
    tol: float | None = None,
) -> Verdict:
    """Ask whether a regression spectrum obeys S(-ω) = e^{-ω/kT} S(ω).

    Parameters
    ----------
    spectrum
    kT, T
        Default: the temperature that the spectrum was made with.
    mode : Judged
        PEAKS: the weight of all modes nearest to the Bohr frequency ω against that at -ω. POINTWISE: S(ω) against
        S(-ω); then even a generator at detailed balance fails by its Lorentz tails, except at the Bohr frequencies and
        in the limit of slow decay.
    omega : (n,), optional
        Frequencies of the pointwise mode, positive; default: the Bohr frequencies, and those halfway between.
    tol : float, optional
        Forgive residuals up to this size, nats.

    Returns
    -------
    Verdict
        Residuals ln[S(ω)/S(-ω)] - ω/kT, nats.

    Raises
    ------
    InputError
        No temperature; frequencies that are not positive, or given for peaks.

    Examples
    --------
    >>> down, up = np.array([[0, 1.0], [0, 0]]), np.array([[0, 0], [np.exp(-1.0), 0]])
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [0.1 * down, 0.1 * up])
    >>> spectrum = RegressionSpectrum(atom, [[0, 1], [1, 0]], kT=0.5)
    >>> [check_regression(spectrum, mode=mode).status.name for mode in (Judged.PEAKS, Judged.POINTWISE)]
    ['BALANCED', 'BROKEN']
    """
    if not isinstance(mode, Judged):
        raise InputError(explain(f"mode = {mode!r}", fix="give Judged.PEAKS or Judged.POINTWISE"))
    thermal = thermal_energy(kT, T, spectrum.generator.energy_unit, required=False)
    if thermal is None and spectrum.kT is None:
        raise InputError(explain("no temperature", fix="give kT= or T=, here or with the spectrum"))
    value = thermal.kT if thermal else float(spectrum.kT or 0.0)
    bohr = levels_of(eigenstates(spectrum.generator.H).energies).frequencies[1:]
    if mode is Judged.PEAKS and omega is not None:
        raise InputError(explain("frequencies for peaks", why="peaks are judged where they are", fix="leave omega out"))
    places = _places(bohr, omega)
    if mode is Judged.PEAKS:
        places, findings = bohr, _overlaps(spectrum, bohr)
        sides = peak_weights(spectrum, bohr)
        errors = tuple(_peak_error(spectrum, bohr, side) for side in sides)
    else:
        findings = []
        sides = spectrum.density(places), spectrum.density(-places)
        errors = _density_error(spectrum, places), _density_error(spectrum, -places)
    pairs, hidden = _pairs(places, sides, errors, value)
    if hidden:
        told = f"{len(hidden)} of {len(places)} frequencies left out: balance puts the weaker side below round-off"
        findings.append(LeftOut(told, first_names(hidden, range(len(hidden))), len(hidden)))
    return _verdict(spectrum, mode, pairs, Criteria.of(tol, statistical=False), findings, value)


def peak_weights(spectrum: RegressionSpectrum, bohr: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the weights of the peaks at +ω and at -ω, each the sum over the modes that are nearest to it.

    Parameters
    ----------
    spectrum
    bohr : (n,)
        Positive, ascending; a peak at zero is taken into account besides.

    Examples
    --------
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
    >>> peak_weights(RegressionSpectrum(atom, [[0, 1], [1, 0]]), np.array([1.0]))[0].round(12)
    array([1.])
    """
    total = np.zeros(2 * len(bohr) + 1)
    np.add.at(total, _peak_of(spectrum, bohr), spectrum.weights.real)
    return total[len(bohr) + 1 :], total[: len(bohr)][::-1]


def _peak_of(spectrum: RegressionSpectrum, bohr: FloatArray) -> NDArray[np.intp]:
    """Return which of the frequencies -ω, …, 0, …, ω each mode is nearest to."""
    grid = np.concatenate([-bohr[::-1], [0.0], bohr])
    # e^{λt} with Im λ = -ω is a peak at ω
    return np.searchsorted((grid[1:] + grid[:-1]) / 2.0, -spectrum.rates.imag)


def _peak_error(spectrum: RegressionSpectrum, bohr: FloatArray, weight: FloatArray) -> FloatArray:
    """Bound the error of the weights: modes of different peaks mix by the error of the generator over their distance."""
    peak, rates = _peak_of(spectrum, bohr), spectrum.rates
    apart = peak[:, None] != peak[None, :]
    distance = float(np.abs(rates[:, None] - rates[None, :])[apart].min(initial=np.inf))
    mixed = spectrum.perturbation / max(distance, 1e-300)
    return np.asarray(2.0 * np.sqrt(np.abs(weight) * spectrum.norm) * mixed + spectrum.norm * mixed**2)


def _density_error(spectrum: RegressionSpectrum, omega: FloatArray) -> FloatArray:
    """Bound the error of S(ω): that of the generator between two resolvents."""
    resolvents = np.abs(spectrum.weights) / np.abs(spectrum.rates + 1j * omega[:, None]) ** 2
    return np.asarray(2.0 * spectrum.perturbation * resolvents.sum(axis=1) + ROUNDING * np.abs(spectrum.density(omega)))


def _places(bohr: FloatArray, omega: ArrayLike | None) -> FloatArray:
    if omega is None:
        between = np.concatenate([[0.0], bohr])
        return np.sort(np.concatenate([bohr, (between[1:] + between[:-1]) / 2.0]))
    places = np.atleast_1d(real_array(omega, "omega"))
    bad = ~((places > 0) & np.isfinite(places))
    if places.ndim != 1 or bad.any():
        what = f"omega[{int(np.argmax(bad))}] = {places.flat[int(np.argmax(bad))]}" if bad.any() else "omega"
        raise InputError(explain(what, fix="give a list of positive frequencies"))
    return places


def _overlaps(spectrum: RegressionSpectrum, bohr: FloatArray) -> list[Finding]:
    strong = np.abs(spectrum.weights) > 1e-9 * np.abs(spectrum.weights).max(initial=0.0)
    width = float(-spectrum.rates.real[strong].min(initial=0.0))
    gap = float(np.diff(bohr, prepend=0.0).min(initial=np.inf))
    if width < gap / 2.0:
        return []
    told = f"peaks up to {2.0 * width:.3g} wide (full width), Bohr frequencies down to {gap:.3g} apart"
    return [Overlapping(f"{told}: to which of them a mode belongs is decided by its frequency alone")]


def _pairs(
    places: FloatArray,
    sides: tuple[FloatArray, FloatArray],
    errors: tuple[FloatArray, FloatArray],
    kT: float,
) -> tuple[Pairs | None, list[str]]:
    """Return the frequencies at which anything is seen as pairs, and the names of those where one side is hidden."""
    (ahead, back), (error_ahead, error_back) = sides, errors
    names = [f"±ω = {value:.6g}" for value in places]
    seen_ahead, seen_back = ahead > 4.0 * error_ahead, back > 4.0 * error_back
    # what balance expects of the weaker side; if that is below round-off nothing can be said
    expected = np.exp(-np.minimum(places / kT, 700.0))
    told = (seen_ahead & (seen_back | (ahead * expected > 8.0 * error_back))) | (seen_back & ~seen_ahead)
    kept = np.flatnonzero(told)
    hidden = [names[int(k)] for k in np.flatnonzero(seen_ahead & ~told)]
    if not len(kept):
        return None, hidden
    # a side that is not seen is at most four times its error: the residual is a lower bound then
    a = np.where(seen_ahead, ahead, 4.0 * error_ahead)[kept]
    b = np.where(seen_back, back, 4.0 * error_back)[kept]
    rounding = 1.2 * (error_ahead[kept] / a + error_back[kept] / b) + ROUNDING * (4.0 + places[kept] / kT)
    rounding = np.where((seen_ahead & seen_back)[kept], rounding, ROUNDING)
    labels = [names[int(k)] for k in kept]
    return Pairs.from_logs(np.log(a), np.log(b), offset=places[kept] / kT, rounding=rounding, labels=labels), hidden


def _verdict(
    spectrum: RegressionSpectrum,
    mode: Judged,
    pairs: Pairs | None,
    criteria: Criteria,
    findings: list[Finding],
    kT: float,
) -> Verdict:
    empty = Pairs.from_logs(np.zeros(0), np.zeros(0))
    residuals = fit(pairs if pairs is not None else empty)
    status, floor = judge(residuals, criteria)
    if pairs is None:
        findings.append(NothingToTest("at no frequency both sides stand above round-off"))
    if pairs is None or (status is Status.BALANCED and any(isinstance(finding, LeftOut) for finding in findings)):
        status = Status.UNDECIDED
    high = np.flatnonzero(floor > criteria.resolution)
    if len(high):
        told = f"{len(high)} of {len(floor)} noise floors are above the {criteria.resolution:g} nats to be resolved"
        findings.append(FloorTooHigh(told, first_names(residuals.labels, high), len(high)))
    if mode is Judged.POINTWISE and status is Status.BROKEN:
        peaks = check_regression(spectrum, kT=kT)
        if peaks.status is Status.BALANCED:
            told = f"the weights of the peaks are balanced (to {peaks.max_residual:.1g} nats): what fails are the tails"
            findings.append(LorentzTails(f"{told} of the Lorentzians, by which the regression theorem broadens them"))
    if spectrum.stationarity > 1e-9:
        told = (
            f"the state is not stationary (‖K(ρ)‖/‖K‖ = {spectrum.stationarity:.1g}): correlations depend on both times"
        )
        findings.append(Finding(told))
    return Verdict(
        subject=repr(spectrum)[1:-1],
        statement=f"S(-ω) = exp(-ω/kT) S(ω) for the {mode.value}",
        status=status,
        residual=residuals.residual,
        floor=floor,
        labels=residuals.labels,
        criteria=criteria,
        theta=residuals.theta,
        dof=residuals.dof,
        balance_with=f"kT = {kT:.5g}; {spectrum.state.provenance}",
        findings=tuple(findings),
        assumptions=(
            "correlations decay by the quantum regression theorem, which gives peaks the shape of Lorentzians",
            "a generator at detailed balance has balanced weights of peaks; between the peaks the tails of the "
            "Lorentzians break the KMS condition whatever the generator",
        ),
        references=(TALKNER,),
        drawings=lambda: (_figure(spectrum, kT),),
    )


def _figure(spectrum: RegressionSpectrum, kT: float) -> CurveFigure:
    bohr = levels_of(eigenstates(spectrum.generator.H).energies).frequencies[1:]
    top = 2.0 * float(bohr.max(initial=1.0))
    omega = np.linspace(top / 400.0, top, 400)
    ahead, back = spectrum.density(omega), spectrum.density(-omega)
    seen = (ahead > 0) & (back > 0)
    w = omega[seen]
    return CurveFigure(
        title="Emission against absorption",
        caption="At the Bohr frequencies the regression spectrum meets the KMS line, elsewhere it shows Lorentz tails.",
        x_axis="ω",
        y_axis="ln S(ω) / S(-ω)",
        curves=(Curve("regression", w, np.log(ahead[seen] / back[seen])), Curve("ω/kT", w, w / kT)),
    )
