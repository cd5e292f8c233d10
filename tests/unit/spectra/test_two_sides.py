"""Two sides that are hard to compare: other axes, finite resolution, strong breaking, errors that mislead."""

import numpy as np
import pytest

import detbal
from detbal import Status
from detbal.errors import InputError
from detbal.spectra import (
    Correlation,
    CrossSpectrum,
    FluctuationDissipation,
    Kind,
    ScatteringFunction,
    Spectrum,
    Window,
    estimate,
)
from detbal.spectra.check import CAUSES
from detbal.spectra.findings import AnotherTemperature, ClassicalSpectrum, LikeCounts, NoPartner, Tapered, WrongSign
from detbal.spectra.models import damped_oscillator
from detbal.spectra.two_sides.instrument import FWHM
from detbal.verdict import OneWay

OMEGA = np.linspace(-5, 5, 101)


def shape(omega, beta=1.0):
    return np.exp(-(omega**2) / 8 + beta * omega / 2)


def kinds_of(result):
    return {type(finding) for finding in result.findings}


def rates(axis, errors, runs=200, **options):
    """Share of balanced spectra that are called broken, and the scatter of temperatures in their errors."""
    rng = np.random.default_rng(len(axis))
    exact, broken, pulls = shape(axis), 0, []
    for _ in range(runs):
        noisy = Spectrum(axis, exact + errors * rng.normal(size=len(axis)), errors=errors)
        broken += detbal.check(noisy, kT=1.0, **options).status is Status.BROKEN
        theta = detbal.thermometer(noisy, **options).theta
        pulls.append((theta.values[0] - 1.0) / theta.errors[0])
    return broken / runs, np.std(pulls)


AXES = {
    "one side twenty times denser": np.r_[np.linspace(-5, -0.1, 50), np.linspace(0.03, 5, 1000)],
    "one side twice as dense": np.r_[np.linspace(-5, -0.1, 50), np.linspace(0.03, 5, 100)],
    "the other side denser": np.r_[np.linspace(-5, -0.03, 400), np.linspace(0.1, 5, 50)],
    "a quarter of a step off": np.arange(-50, 51) * 0.1 + 0.025,
    "a gap on one side": np.r_[np.arange(-50, -25) * 0.1 + 0.025, np.arange(-15, 51) * 0.1],
}


@pytest.mark.parametrize("name", AXES)
def test_interpolated_partners_are_no_false_alarm(name):
    broken, scatter = rates(AXES[name], np.full(len(AXES[name]), 0.02))
    assert broken <= 0.045  # 2 %, and two and a half deviations of 200
    assert 0.8 < scatter < 1.25


def test_errors_that_differ_between_points():
    axis = np.linspace(-5, 5, 200)
    broken, scatter = rates(axis, 0.05 * shape(axis))
    assert broken <= 0.045
    assert 0.85 < scatter < 1.15


@pytest.mark.parametrize("offset", [0.01, 0.025, 0.04])
@pytest.mark.parametrize("wave", [0.0, 1.0])
def test_exact_data_off_the_grid_are_not_called_broken(offset, wave):
    axis = np.arange(-50, 51) * 0.1 + offset
    values = shape(axis) * (2 + wave * np.cos(7 * axis))
    assert detbal.check(Spectrum(axis, values, kT=1.0)).status is not Status.BROKEN
    assert detbal.check(Spectrum(axis, values * np.where(axis > 0, 1.1, 1.0), kT=1.0)).status is Status.BROKEN


def test_no_value_is_made_up_inside_a_gap():
    axis = np.r_[np.arange(-50, -30) * 0.1, np.arange(-10, 51) * 0.1]
    values = shape(axis) + np.exp(-((np.abs(axis) - 2) ** 2) * 50 + axis / 2)  # a line, unseen on one side
    verdict = detbal.check(Spectrum(axis, values, kT=1.0))
    assert verdict.status is Status.BALANCED
    assert NoPartner in kinds_of(verdict)


def test_points_off_the_grid_are_compared_as_well():
    near, far = np.arange(0.1, 3.05, 0.1), np.arange(3.1, 6, 0.1)
    axis = np.r_[-near, near, -far - 0.05, far]
    values = shape(axis) * np.where(axis < -3.1, 3.0, 1.0)
    assert detbal.check(Spectrum(axis, values, kT=1.0)).max_residual == pytest.approx(np.log(3), rel=0.05)


@pytest.mark.parametrize("s", [1.0, 1.5, 2.0, 3.0])
def test_a_temperature_through_a_coarse_resolution(s):
    """A Gaussian of variance 1 seen with one of variance s²: the fixed point of shift and temperature."""
    axis = np.linspace(-15, 15, 601)
    seen = Spectrum.from_logs(axis, -((axis - 0.5) ** 2) / 2 / (1 + s * s))
    assert detbal.thermometer(seen, fwhm=FWHM * s).kT == pytest.approx(1.0, rel=1e-9)
    assert detbal.check(seen, fwhm=FWHM * s).status is Status.BALANCED
    assert abs(detbal.thermometer(seen, fwhm=FWHM * s * 1.03).kT - 1.0) > 0.01


@pytest.mark.parametrize("s", [1.0, 2.0])
def test_its_error_counts_that_the_shift_depends_on_it(s):
    axis, rng, pulls = np.linspace(-15, 15, 301), np.random.default_rng(5), []
    for _ in range(150):
        values = np.exp(-((axis - 2) ** 2) / 2 / (4 + s * s)) + rng.normal(0, 1e-3, len(axis))
        theta = detbal.thermometer(Spectrum(axis, values, errors=1e-3), fwhm=FWHM * s).theta
        pulls.append((theta.values[0] - 1) / theta.errors[0])
    assert np.std(pulls) == pytest.approx(1.0, abs=0.18)


def test_a_resolution_that_hides_the_temperature_is_refused():
    axis = np.linspace(-15, 15, 601)
    seen = Spectrum.from_logs(axis, -((axis - 5e-4) ** 2) / 2 / 10)
    with pytest.raises(InputError, match=r"a resolution of 7\.4.*: it widens the spectrum so much"):
        detbal.thermometer(seen, fwhm=FWHM * np.sqrt(9.999))


def strongly_broken():
    axis = np.r_[-np.arange(1, 41)[::-1], np.arange(1, 41)] * 0.1
    values = np.exp(axis / 2)
    errors = 0.01 * values
    far = axis < -2
    values[far] *= 20
    errors[far] = 0.05 * values[far]
    return axis, values, errors


def test_what_is_seen_clearly_is_not_called_noise():
    axis, values, errors = strongly_broken()
    verdict = detbal.check(Spectrum(axis, values, errors=errors, kT=1.0), tol=0.2)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(np.log(20), abs=0.02)
    flow = detbal.drive(Spectrum(axis, values, errors=errors, kT=1.0))
    exact = detbal.drive(Spectrum(axis, values, kT=1.0)).entropy_production
    assert flow.entropy_production == pytest.approx(exact, rel=0.03)


def test_entropy_production_of_noisy_data_has_no_bias():
    axis, rng = np.linspace(-5, 5, 201), np.random.default_rng(8)
    hot = shape(axis, 0.5)  # kT = 2
    exact = detbal.drive(Spectrum(axis, hot), kT=1.0).entropy_production
    pulls = []
    for _ in range(150):
        flow = detbal.drive(Spectrum(axis, hot * (1 + 0.03 * rng.normal(size=201)), errors=0.03 * hot), kT=1.0)
        pulls.append((flow.entropy_production - exact) / flow.entropy_production_error)
    assert abs(np.mean(pulls)) < 0.3
    assert np.std(pulls) == pytest.approx(1.0, abs=0.2)


def test_counts_with_errors_of_their_own_noise_are_named():
    rng, axis = np.random.default_rng(3), np.linspace(-5, 5, 101)
    counts = rng.poisson(300 * shape(axis))
    verdict = detbal.check(Spectrum(axis, counts, errors=np.sqrt(np.maximum(counts, 1)), kT=1.0))
    assert LikeCounts in kinds_of(verdict)
    smooth = detbal.check(Spectrum(axis, counts, errors=np.sqrt(300 * shape(axis)), kT=1.0))
    assert LikeCounts not in kinds_of(smooth)
    with pytest.raises(InputError, match=r"errors\[0\] = 0: 1 of 101 values would be exact"):
        Spectrum(axis, counts, errors=np.where(axis > -5, 1.0, 0.0))


def test_digits_of_the_axis():
    axis = np.linspace(-5, 5, 101) * 1.0137
    assert detbal.check(Spectrum(axis.astype("f4"), shape(axis), kT=1.0)).status is not Status.BROKEN
    rounded = Spectrum(axis.round(3), shape(axis), kT=1.0, omega_rounding=5e-4)
    assert detbal.check(rounded, tol=1e-2).status is Status.BALANCED
    coarse = detbal.check(Spectrum(axis.round(3), shape(axis), kT=1.0))
    assert coarse.status is Status.BROKEN
    assert any("rounding of the input" in finding.message for finding in coarse.findings)


def test_rounded_values_without_a_temperature():
    axis = np.linspace(-5, 5, 101)
    seen = Spectrum(axis, shape(axis).round(8), floor=5e-9)
    assert detbal.check(seen).status is Status.BALANCED
    assert detbal.check(seen, kT=1.0).status is Status.BALANCED


def test_correlated_points_count_once():
    """Noise that four neighbours share: with `correlated`, p-values and errors are right; without, they are not."""
    axis, rng = np.linspace(-5, 5, 402), np.random.default_rng(11)
    found = {1.0: [], 4.0: []}
    for _ in range(200):
        noise = 0.02 * rng.normal(size=402 + 3)
        smeared = np.convolve(noise, np.ones(4) / 2.0, "valid")
        for correlated, pulls in found.items():
            theta = detbal.thermometer(Spectrum(axis, shape(axis) + smeared, errors=0.02, correlated=correlated)).theta
            pulls.append((theta.values[0] - 1) / theta.errors[0])
    assert np.std(found[4.0]) == pytest.approx(1.0, abs=0.15)
    assert np.std(found[1.0]) > 1.6
    with pytest.raises(InputError, match=r"correlated = 0\.5; give a number of points"):
        Spectrum([1.0], [1.0], correlated=0.5)


class TestScatteringFunction:
    omega = np.linspace(-4, 4, 41)

    def test_a_negative_temperature_is_no_balance(self):
        noise = np.random.default_rng(0).normal(0, 0.01, 41)
        turned = ScatteringFunction(
            [1.0], self.omega, [shape(-self.omega) + noise], errors=np.full((1, 41), 0.01), kind=Kind.WIGHTMAN
        )
        verdict = detbal.check(turned)
        assert verdict.status is Status.BROKEN
        assert WrongSign in kinds_of(verdict)

    @pytest.mark.parametrize("kind", [Kind.CLASSICAL, Kind.WIGHTMAN])
    def test_even_ones_have_no_temperature(self, kind):
        even = ScatteringFunction([1.0, 2.0], self.omega, np.exp(-np.stack([self.omega**2] * 2)), kind=kind)
        assert ClassicalSpectrum in kinds_of(detbal.check(even))
        assert ClassicalSpectrum in kinds_of(detbal.check(even, kT=1.0))
        flat = ScatteringFunction([1.0], [-2.0, -1.0, 1.0, 2.0], np.ones((1, 4)), kind=kind)
        assert detbal.check(flat).status is Status.BROKEN

    def test_kinds_without_temperature_are_refused(self):
        even = ScatteringFunction([1.0], [-1.0, 1.0], np.ones((1, 2)), kind=Kind.KUBO)
        with pytest.raises(InputError, match="kind KUBO shows no temperature"):
            detbal.thermometer(even)

    def test_it_sees_a_wrong_temperature_as_a_spectrum_does(self):
        rng, seen = np.random.default_rng(4), np.zeros(2)
        for _ in range(60):
            noise = rng.normal(0, 0.02, 41)
            one = Spectrum(self.omega, shape(self.omega) + noise, errors=0.02)
            q = ScatteringFunction([1.0], self.omega, [one.values], errors=np.full((1, 41), 0.02), kind=Kind.WIGHTMAN)
            seen += [detbal.check(thing, kT=1.06).status is Status.BROKEN for thing in (one, q)]
        assert seen[0] == seen[1] > 20

    def test_findings_of_many_momenta_are_grouped(self):
        values = np.exp(-np.stack([self.omega**2] * 50))
        many = ScatteringFunction(np.arange(1.0, 51.0), self.omega, values, kind=Kind.WIGHTMAN, kT=1.0)
        assert len(detbal.check(many).findings) < 10


def test_one_way_frequencies_are_a_finding_and_no_temperature():
    verdict = detbal.check(Spectrum([-2.0, -1.0, 1.0, 2.0], [0.0, np.exp(-1.0), 1.0, 1.0], kT=1.0))
    assert OneWay in kinds_of(verdict)
    assert len(verdict.findings) == 1


def test_a_taper_that_breaks_balance_is_named():
    times = np.linspace(0, 5, 501)
    verdict = detbal.check(Correlation(times, np.exp(-((times + 0.5j) ** 2) / 2)), kT=1.0, window=Window.HANN)
    assert Tapered in kinds_of(verdict)


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda: detbal.thermometer(Spectrum([-1.0, 1.0], [1.0, 2.0], errors=0.1), gain=True), "no temperature fits"),
        (lambda: detbal.thermometer(Spectrum([-1.0, 1.0], [0.0, 0.0], errors=0.1)), "no temperature fits"),
        (lambda: detbal.check(Spectrum([-1.0, 1.0], [1.0, 1.0]).between(5, 6)), "an empty spectrum"),
        (lambda: detbal.check(Spectrum([-1.0, 1.0], [1.0, 1.0]), tol=[0.1]), r"tol = \[0.1\]"),
        (lambda: detbal.complete(Spectrum([-1.0, 1.0], [1.0, 1.0], kT=1), foo=1), "option 'foo' has no meaning"),
        (lambda: Spectrum([1.0], [1.0], kT=1).to("kubo"), "kind = 'kubo'; give one of"),
        (lambda: Spectrum.from_logs([1.0, 2.0], [1.0], kind=Kind.SUSCEPTIBILITY), "values have shape"),
        (lambda: Correlation([0, 1], np.ma.masked_array([1, 2], [0, 1])), "values have masked entries"),
        (lambda: Correlation([0, 1], [1, 1], kind="kubo"), "kind = 'kubo'"),
        (lambda: Correlation([0, 1], [1, 1]).spectrum("hann"), "window = 'hann'"),
        (lambda: Correlation([0, 1], [1j, 1]), r"C\(0\) = 0\+1j: ⟨A²⟩ is real"),
        (lambda: CrossSpectrum([-2.0, -1.0, 0.0], np.stack([np.eye(2)] * 3)), "only negative frequencies"),
        (lambda: CrossSpectrum([-1.0, 0.0, 1.0], np.stack([np.eye(2), np.eye(2), 2 * np.eye(2)])), "complex conjugate"),
    ],
)
def test_refusals(ask, told):
    with pytest.raises(InputError, match=told):
        ask()


def test_extreme_and_small_things_are_answered():
    assert detbal.drive(Spectrum.from_logs([-1e5, 1e5], [-1e5 + 1, 0.0], kT=1.0)).entropy_production == 0.0
    assert detbal.check(Correlation([0, 1], [1, 1j]), kT=1.0).status is Status.UNDECIDED
    even = Spectrum([-1.0, 1.0], [1.0, 1.0], kind=Kind.KUBO)
    assert abs(detbal.drive(even, kT=1.0).entropy_production) < 1e-20
    assert Spectrum([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]).take([2, 0, 0]).omega.tolist() == [1.0, 3.0]
    assert len(detbal.complete(Spectrum(np.arange(0, 5.05, 0.1) - 1.8e-14, np.ones(51), kT=1.0))) == 101
    assert Correlation([0, 1], [1, 1], unit="fs").spectrum().unit == Spectrum([1.0], [1.0], unit="rad/fs").unit


WIDE = np.linspace(-60, 60, 241)


@pytest.mark.parametrize(("factor", "error"), [(1.0, 0.2), (0.7, 0.1), (0.7, 0.05)])
def test_a_cause_that_is_named_would_hold(factor, error):
    """A flat spectrum, seen with noise and another efficiency: no temperature balances it."""
    values = np.where(WIDE < 0, factor, 1.0) + np.random.default_rng(2).normal(0, error, 241)
    flat = Spectrum(WIDE, values, errors=error)
    verdict = detbal.check(flat, kT=1.0)
    assert verdict.status is Status.BROKEN
    named = kinds_of(verdict) & set(CAUSES)
    assert AnotherTemperature not in named
    assert (ClassicalSpectrum in named) == (factor == 1.0)


def test_floors_of_bands_are_those_of_their_own_side():
    values = 1.0 + np.random.default_rng(2).normal(0, 0.2, 241)
    verdict = detbal.check(Spectrum(WIDE, values, errors=0.2, floor=1e-3), kT=1.0)
    assert (np.abs(verdict.residual) > verdict.floor).mean() > 0.8
    assert verdict.noise_floor < verdict.max_residual


@pytest.mark.parametrize(("n", "low"), [(40, -3.013), (61, -5.3), (40, -5.3), (181, -6.01)])
def test_a_temperature_from_interpolated_sides_counts_what_interpolation_misses(n, low):
    reading = detbal.thermometer(damped_oscillator(np.linspace(low, 6, n), 1.0, 0.3, kT=0.5))
    assert abs(reading.kT - 0.5) < 3 * reading.kT_error


@pytest.mark.parametrize("b", [0.2, 0.5, 1.0, 2.0])
def test_a_correlation_function_turned_round_is_named(b):
    times = np.linspace(0, 40, 4001)
    turned = Correlation(times, np.exp(-((times - 0.5j * b) ** 2) / 2))
    assert WrongSign in kinds_of(detbal.check(turned, kT=1 / b))


def test_sides_made_from_one_another_measure_nothing():
    half = Spectrum(OMEGA[OMEGA > 0], shape(OMEGA[OMEGA > 0]), errors=0.01, kT=1.0)
    whole = detbal.complete(half)
    assert detbal.drive(whole).entropy_production == pytest.approx(0.0, abs=1e-12)
    for answer in (detbal.check(whole), detbal.thermometer(whole)):
        assert any("one was made from the other" in finding.message for finding in answer.findings)


def test_an_estimate_is_asked_as_its_spectrum():
    noise = np.random.default_rng(1).normal(size=(4000, 1))
    assert detbal.check(estimate(noise, dt=1.0, lags=50), kT=1.0).subject.startswith("Spectrum")


def test_an_option_that_is_needed_is_asked_for():
    pair = FluctuationDissipation(
        Spectrum([1.0, 2.0], [2.0, 1.0], kind=Kind.CLASSICAL),
        Spectrum([1.0, 2.0], [1.0, 1.0], kind=Kind.SUSCEPTIBILITY),
    )
    with pytest.raises(InputError, match=r"option 'friction' is missing; give friction="):
        detbal.drive(pair, kT=0.5)
