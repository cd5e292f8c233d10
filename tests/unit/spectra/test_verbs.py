"""The five verbs for spectra: what is broken by a known amount is found and measured."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detbal
from detbal import Status
from detbal.errors import InputError
from detbal.spectra import Correlation, CrossSpectrum, Kind, ScatteringFunction, Spectrum
from detbal.spectra.findings import (
    AnotherTemperature,
    ClassicalSpectrum,
    NegativeValues,
    NoPartner,
    ScaledSides,
    ShiftedAxis,
    TooFaint,
    WrongSign,
)
from detbal.spectra.models import damped_oscillator

OMEGA = np.linspace(-8.0, 8.0, 321)
QUANTUM = [kind for kind in Kind if kind is not Kind.CLASSICAL]


def thermal(kT=1.0, omega=OMEGA):
    return damped_oscillator(omega, 2.0, 0.7, kT=kT)


def noisy(seed, error=0.02, kT=1.0, n=200):
    omega = np.linspace(0.05, 8.0, n)
    omega = np.concatenate([-omega[::-1], omega])
    exact = thermal(kT, omega).values
    return Spectrum(omega, exact + np.random.default_rng(seed).normal(0, error, len(omega)), errors=error)


def kinds_of(result):
    return {type(finding) for finding in result.findings}


class TestCheck:
    @pytest.mark.parametrize("kind", QUANTUM)
    def test_every_kind_of_a_thermal_spectrum_is_balanced(self, kind):
        verdict = detbal.check(thermal().to(kind))
        assert verdict.status is Status.BALANCED
        assert verdict.max_residual < 1e-12

    @pytest.mark.parametrize("kind", [kind for kind in QUANTUM if kind is not Kind.WIGHTMAN])
    def test_an_even_kind_that_is_not_even_is_broken_by_the_amount(self, kind):
        one = thermal().to(kind)
        values = one.values * np.where(one.omega > 0, 1 + 1e-3, 1.0)
        kept = one.omega != 0
        verdict = detbal.check(Spectrum(one.omega[kept], values[kept], kind=kind))
        assert verdict.status is Status.BROKEN
        assert verdict.max_residual == pytest.approx(np.log1p(1e-3), rel=1e-9)

    @given(st.floats(1e-5, 3.0), st.integers(1, 160))
    @settings(max_examples=30)
    def test_one_value_changed_is_found_and_measured(self, nats, place):
        values = thermal().values.copy()
        values[160 + place] *= np.exp(nats)
        verdict = detbal.check(Spectrum(OMEGA, values, kT=1.0))
        assert verdict.status is Status.BROKEN
        assert verdict.worst[0].residual == pytest.approx(nats, rel=1e-6)
        assert verdict.worst[0].label == f"ω = {OMEGA[160 + place]:.9g}"

    def test_the_residual_at_a_wrong_temperature_is_the_difference_of_x(self):
        verdict = detbal.check(thermal(1.0), kT=1.1)
        assert verdict.max_residual == pytest.approx(8.0 * (1 - 1 / 1.1))
        assert AnotherTemperature in kinds_of(verdict)
        np.testing.assert_allclose(verdict.effective_kT, 1.0, rtol=1e-12)

    def test_causes_are_named(self):
        exact = thermal()
        halved = np.where(OMEGA < 0, 0.5, 1.0) * exact.values
        assert ScaledSides in kinds_of(detbal.check(Spectrum(OMEGA, halved), kT=1.0))
        assert WrongSign in kinds_of(detbal.check(Spectrum(-OMEGA, exact.values), kT=1.0))
        even = Spectrum(OMEGA, exact.to(Kind.SYMMETRISED).values, kT=1.0)
        assert ClassicalSpectrum in kinds_of(detbal.check(even))
        moved = Spectrum(OMEGA, damped_oscillator(OMEGA - 1e-3, 2.0, 0.7, kT=1.0).values)
        found = [f for f in detbal.check(moved, kT=1.0).findings if isinstance(f, ShiftedAxis)]
        assert found
        assert "0.001" in found[0].message

    def test_without_a_temperature_the_best_is_fitted(self):
        verdict = detbal.check(Spectrum(OMEGA, thermal(0.7).values))
        assert verdict.status is Status.BALANCED
        assert verdict.theta.values[0] == pytest.approx(1 / 0.7, rel=1e-12)

    def test_even_in_omega_has_no_temperature(self):
        for kind in (Kind.WIGHTMAN, Kind.CLASSICAL):
            verdict = detbal.check(Spectrum(OMEGA, 1 / (1 + OMEGA**2), kind=kind))
            assert verdict.status is Status.BROKEN
            assert ClassicalSpectrum in kinds_of(verdict)
        assert WrongSign in kinds_of(detbal.check(Spectrum(-OMEGA, thermal().values)))

    def test_one_way_frequencies_are_infinite_and_no_nan(self):
        values = thermal().values.copy()
        values[0] = 0.0
        verdict = detbal.check(Spectrum(OMEGA, values, kT=1.0))
        assert verdict.status is Status.BROKEN
        assert verdict.worst[0].residual == np.inf
        assert json.loads(verdict.to_json())["status"] == "BROKEN"

    def test_a_side_that_underflows_is_not_called_absent(self):
        omega = np.array([-2000.0, -1.0, 1.0, 2000.0])
        verdict = detbal.check(Spectrum(omega, [0.0, np.exp(-1.0), 1.0, 1.0], kT=1.0))
        assert verdict.status is Status.BALANCED
        assert TooFaint in kinds_of(verdict)
        assert verdict.tested.tolist() == [1.0, 1.0]
        # but an absence that should have been seen is
        assert detbal.check(Spectrum(omega, [0.0, 0.0, 1.0, 1.0], kT=1.0)).status is Status.BROKEN

    def test_huge_x_in_logs(self):
        verdict = detbal.check(Spectrum.from_logs([-1e4, 1e4], [-1e4, 0.0], kT=1.0))
        assert verdict.status is Status.BALANCED
        broken = detbal.check(Spectrum.from_logs([-1e4, 1e4], [-1e4 + 1e-3, 0.0], kT=1.0))
        assert broken.max_residual == pytest.approx(1e-3, rel=1e-6)

    def test_a_detection_limit_gives_a_bound(self):
        """Below a floor of 1e-3 nothing is known; above it, an absence is broken by at least the ratio."""
        omega = np.array([-1.0, 1.0])
        faint = Spectrum(omega, [0.0005, 1.0], floor=1e-3, kT=1 / 9.0)
        assert detbal.check(faint).status is Status.UNDECIDED
        bright = detbal.check(Spectrum(omega, [0.0005, 1.0], floor=1e-3, kT=1.0))
        assert bright.status is Status.BROKEN
        assert 4.0 < bright.max_residual < 6.0

    def test_axes_that_are_not_symmetric_are_interpolated(self):
        omega = np.arange(-7.93, 8.5, 0.05)
        verdict = detbal.check(Spectrum(omega, thermal(1.0, omega).values, kT=1.0), tol=1e-3)
        assert verdict.status is Status.BALANCED
        assert any("cubic" in sentence for sentence in verdict.assumptions)
        wrong = detbal.check(Spectrum(omega, thermal(1.0, omega).values, kT=1.05), tol=1e-3)
        assert wrong.status is Status.BROKEN
        assert wrong.max_residual == pytest.approx(7.9 * (1 - 1 / 1.05), rel=0.02)

    def test_frequencies_without_partner_are_told(self):
        verdict = detbal.check(Spectrum([-1.0, 1.0, 2.0], [np.exp(-1.0), 1.0, 5.0], kT=1.0))
        assert verdict.status is Status.BALANCED
        assert NoPartner in kinds_of(verdict)

    def test_negative_values_are_found(self):
        values = thermal().values.copy()
        values[10] = -0.1
        verdict = detbal.check(Spectrum(OMEGA, values, kT=1.0))
        assert verdict.status is Status.BROKEN
        assert NegativeValues in kinds_of(verdict)

    @pytest.mark.parametrize("kind", [Kind.KUBO, Kind.SUSCEPTIBILITY, Kind.WIGHTMAN])
    def test_round_off_of_the_axis_is_no_broken_balance(self, kind):
        omega = np.linspace(-60, 60, 6000)  # not symmetric in the last digits
        assert np.abs(omega + omega[::-1]).max() > 0
        exact = damped_oscillator(omega, 2.0, 0.05, kT=3.0, kind=kind)
        assert detbal.check(exact).status is Status.BALANCED
        values = exact.values * np.where(omega > 50, 1 + 1e-9, 1.0)
        assert detbal.check(Spectrum(omega, values, kind=kind, kT=3.0)).status is Status.BROKEN

    def test_tolerance(self):
        assert detbal.check(thermal(1.0), kT=1.001, tol=0.01).status is Status.BALANCED
        assert detbal.check(thermal(1.0), kT=1.001, tol=0.005).status is Status.BROKEN


class TestNoise:
    def test_false_alarms_are_as_rare_as_promised(self):
        verdicts = [detbal.check(noisy(seed), kT=1.0) for seed in range(200)]
        p = np.array([verdict.p_value for verdict in verdicts])
        assert sum(verdict.status is Status.BROKEN for verdict in verdicts) <= 9  # 2 % of 200, and three deviations
        assert sum(verdict.status is Status.BALANCED for verdict in verdicts) > 150
        assert 0.02 < (p < 0.1).mean() < 0.18

    def test_understated_errors_are_found(self):
        """The negative control of the p-value."""
        loud = noisy(3)
        quiet = Spectrum(loud.omega, loud.values, errors=0.01)
        assert detbal.check(quiet, kT=1.0).status is Status.BROKEN

    @pytest.mark.parametrize("gain", [False, True])
    @pytest.mark.parametrize("error", [0.002, 0.02, 0.05])
    def test_temperatures_lie_within_their_errors(self, error, gain):
        readings = [detbal.thermometer(noisy(seed, error), gain=gain) for seed in range(300)]
        pulls = np.array([(r.theta.values[0] - 1.0) / r.theta.errors[0] for r in readings])
        assert 0.60 < (np.abs(pulls) < 1).mean() < 0.76  # 68 %, and three deviations of 300
        assert abs(pulls.mean()) < 3 / np.sqrt(300)

    def test_wrong_by_some_deviations_is_flagged(self):
        reading = detbal.thermometer(noisy(5))
        off = 1 / (reading.theta.values[0] + 8 * reading.theta.errors[0])
        assert detbal.check(noisy(5), kT=off).status is Status.BROKEN

    def test_an_efficiency_is_measured(self):
        loud = noisy(7, error=0.005)
        dim = Spectrum(loud.omega, loud.values * np.where(loud.omega < 0, 0.9, 1.0), errors=0.005)
        found = detbal.thermometer(dim, gain=True)
        assert found.theta.values[1] == pytest.approx(-np.log(0.9), abs=4 * found.theta.errors[1])
        biased = detbal.thermometer(dim)
        assert abs(biased.theta.values[0] - 1.0) > 5 * biased.theta.errors[0]

    def test_nothing_but_noise_is_undecided(self):
        rng = np.random.default_rng(0)
        empty = Spectrum(OMEGA, rng.normal(0, 1, len(OMEGA)), errors=1.0, kT=1.0)
        assert detbal.check(empty).status is Status.UNDECIDED
        with pytest.raises(InputError, match=r"both sides stand above noise at \d of|no temperature fits"):
            detbal.thermometer(Spectrum(OMEGA, -np.ones(len(OMEGA)), errors=1.0))


class TestInstrument:
    def blurred(self, fwhm, zero=0.0):
        """A thermal spectrum of two Gaussian lines, seen with a Gaussian resolution: exact."""
        s2 = (fwhm / 2.354820045030949) ** 2
        width = 0.36
        total = width + s2
        omega = np.linspace(-6, 6, 481)
        true = omega - zero
        # S = e^{ω/2} [lines at ±2 of variance w]: each is a line at ±2 + w/2, with weight e^{±1 + w/8}
        lines = [(centre + width / 2, np.exp(centre / 2 + width / 8)) for centre in (-2.0, 2.0)]
        values = sum(a * np.exp(-((true - c) ** 2) / (2 * total)) / np.sqrt(total) for c, a in lines)
        return Spectrum(omega, values, kT=1.0)

    def test_resolution_is_accounted_for_exactly(self):
        seen = self.blurred(1.0)
        assert detbal.check(seen, tol=1e-3).status is Status.BROKEN
        assert detbal.check(seen, fwhm=1.0, tol=1e-3).status is Status.BALANCED
        assert detbal.check(seen, fwhm=0.8, tol=1e-3).status is Status.BROKEN
        assert detbal.thermometer(seen, fwhm=1.0).kT == pytest.approx(1.0, rel=1e-4)
        assert abs(detbal.thermometer(seen).kT - 1.0) > 0.02

    def test_zero_of_the_axis(self):
        seen = self.blurred(0.0, zero=0.15)
        assert detbal.check(seen, tol=1e-3).status is Status.BROKEN
        assert detbal.check(seen, zero=0.15, tol=1e-3).status is Status.BALANCED

    def test_background(self):
        raised = Spectrum(OMEGA, thermal().values + 0.01, kT=1.0)
        assert detbal.check(raised).status is Status.BROKEN
        assert detbal.check(raised, background=0.01).status is Status.BALANCED
        assert any("background" in said for said in detbal.check(raised, background=0.01).assumptions)

    def test_refusals(self):
        with pytest.raises(InputError, match=r"fwhm = -1; give a finite number, zero or positive"):
            detbal.check(thermal(), fwhm=-1)
        with pytest.raises(InputError, match="a background under a susceptibility"):
            detbal.check(thermal().to(Kind.SUSCEPTIBILITY), background=1.0)


class TestComplete:
    @pytest.mark.parametrize("side", [-1, 1])
    @pytest.mark.parametrize("kind", QUANTUM)
    def test_the_missing_side_is_the_one_that_was_taken_away(self, kind, side):
        whole = thermal().to(kind)
        half = whole.take(whole.omega * side >= 0)
        made = detbal.complete(half)
        np.testing.assert_allclose(made.values, whole.values, rtol=1e-12)
        assert made.kind is kind
        assert "follow from detailed balance" in made.assumptions[-1]

    def test_errors_go_along(self):
        made = detbal.complete(Spectrum([1.0], [2.0], errors=0.2), kT=1.0)
        np.testing.assert_allclose(made.errors / made.values, 0.1)

    def test_refusals(self):
        with pytest.raises(InputError, match="the spectrum has no temperature"):
            detbal.complete(Spectrum([1.0], [1.0]))
        with pytest.raises(InputError, match="nothing to complete: both sides are there"):
            detbal.complete(thermal())
        with pytest.raises(InputError, match=r"kind CLASSICAL: which quantum .* Correction\.HARMONIC"):
            detbal.complete(Spectrum([1.0], [1.0], kind=Kind.CLASSICAL, kT=1.0))
        with pytest.raises(InputError, match="option 'fwmh' has no meaning"):
            detbal.check(thermal(), fwmh=1)


class TestImpose:
    def test_balanced_data_stay_as_they_are(self):
        found = detbal.impose(thermal())
        np.testing.assert_allclose(found.nearest.values, thermal().values, rtol=1e-12)
        assert found.distance < 1e-12

    def test_half_of_the_residual_goes_to_each_side(self):
        values = thermal().values * np.where(OMEGA > 0, np.exp(0.2), 1.0)
        found = detbal.impose(Spectrum(OMEGA, values, kT=1.0))
        assert detbal.check(found.nearest).status is Status.BALANCED
        assert found.distance == pytest.approx(0.1)
        np.testing.assert_allclose(found.moved, -0.2, rtol=1e-9)

    def test_it_is_the_least_chi_square(self):
        """Against a numerical minimisation, pair by pair."""
        from scipy.optimize import minimize_scalar

        data = Spectrum([-1.0, 1.0], [0.5, 1.0], errors=[0.05, 0.2], kT=0.8)
        ratio = np.exp(-1 / 0.8)
        best = minimize_scalar(lambda s: ((s - 1.0) / 0.2) ** 2 + ((ratio * s - 0.5) / 0.05) ** 2)
        found = detbal.impose(data)
        assert found.nearest.values[1] == pytest.approx(best.x, rel=1e-6)
        assert found.distance**2 == pytest.approx(best.fun, rel=1e-6)

    def test_noise_shrinks(self):
        data = noisy(11)
        nearest = detbal.impose(data, kT=1.0).nearest
        exact = thermal(1.0, data.omega).values
        assert np.mean((nearest.values - exact) ** 2) < 0.7 * np.mean((data.values - exact) ** 2)
        pulls = (nearest.values - exact)[nearest.omega > 0] / nearest.errors[nearest.omega > 0]
        assert pulls.std() == pytest.approx(1.0, abs=0.2)

    def test_refusals(self):
        with pytest.raises(InputError, match="a side is zero or negative"):
            detbal.impose(Spectrum([-1.0, 1.0], [0.0, 1.0], kT=1.0))
        with pytest.raises(InputError, match="a classical spectrum: it is even"):
            detbal.impose(Spectrum([-1.0, 1.0], [1.0, 1.0], kind=Kind.CLASSICAL, kT=1.0))


class TestDrive:
    def test_nothing_flows_at_equilibrium(self):
        flow = detbal.drive(thermal())
        assert abs(flow.entropy_production) <= flow.entropy_production_floor
        assert abs(flow.heat) < 1e-12

    def test_heat_flows_from_hot_to_cold(self):
        for own, bath in ((2.0, 1.0), (1.0, 2.0)):
            flow = detbal.drive(thermal(own), kT=bath)
            assert np.sign(flow.heat) == np.sign(own - bath)
            assert flow.entropy_production > 0
            np.testing.assert_allclose(flow.affinities, flow.frequencies * (1 / bath - 1 / own), rtol=1e-9)
            # each quantum ω produces ω (1/bath - 1/own): the total is heat times that difference
            assert flow.entropy_production == pytest.approx(flow.heat * (1 / bath - 1 / own), rel=1e-9)

    @pytest.mark.parametrize(("error", "freedom"), [(0.002, 6), (0.05, 1)])
    def test_noise_is_subtracted(self, error, freedom):
        """At equilibrium: of 65 rows, the first six or so make most of the noise; and of one band of all frequencies.

        Squares of as many normal numbers have the kurtosis 3 + 12/freedom, by which the scatter of 400 is known.
        """
        flows = [detbal.drive(noisy(seed, error), kT=1.0) for seed in range(400)]
        pulls = np.array([flow.entropy_production / flow.entropy_production_error for flow in flows])
        assert abs(pulls.mean()) < 4 / np.sqrt(400)
        assert pulls.std() == pytest.approx(1.0, abs=4 * np.sqrt((2 + 12 / freedom) / 4 / 400))

    def test_one_side_alone_is_infinite(self):
        flow = detbal.drive(Spectrum([-1.0, 1.0], [0.0, 1.0], kT=1.0))
        assert flow.entropy_production == np.inf


class TestGaussianProcess:
    def rotating(self, c, omega, noise=(1.0, 1.0)):
        A = np.array([[1.0, c], [-c, 1.0]])
        G = np.linalg.inv(A - 1j * omega[:, None, None] * np.eye(2))
        return 2.0 * G @ np.diag(noise) @ G.conj().swapaxes(1, 2)

    @pytest.mark.parametrize("c", [0.01, 0.5, 2.0])
    def test_against_the_closed_form(self, c):
        """A rotational force c on a spring of unit strength: σ = 2c²."""
        omega = np.linspace(0, 4000, 800001)
        found = detbal.drive(CrossSpectrum(omega, self.rotating(c, omega)))
        assert found.entropy_production == pytest.approx(2 * c**2, rel=1e-3)

    def test_symmetric_couplings_produce_nothing(self):
        omega = np.linspace(0, 50, 1001)
        A = np.array([[1.0, 0.4], [0.4, 2.0]])
        G = np.linalg.inv(A - 1j * omega[:, None, None] * np.eye(2))
        found = detbal.drive(CrossSpectrum(omega, G @ G.conj().swapaxes(1, 2)))
        assert abs(found.entropy_production) <= found.entropy_production_floor

    def test_parities(self):
        """Position and velocity of an oscillator: reversible, if the velocity is odd; not so if it is called even."""
        omega = np.linspace(0.0, 30.0, 3001)
        position = 1 / np.abs(1 - omega**2 - 0.5j * omega) ** 2
        one, zero = np.ones_like(omega), np.zeros_like(omega)
        cross = np.stack([np.stack([one, -1j * omega]), np.stack([1j * omega, omega**2])]).transpose(2, 0, 1)
        values = position[:, None, None] * cross + 0.01 * np.eye(2) + zero[:, None, None]
        assert detbal.drive(CrossSpectrum(omega, values, parities=[1, -1])).entropy_production < 1e-9
        assert detbal.drive(CrossSpectrum(omega, values)).entropy_production > 1.0

    @pytest.mark.parametrize("parities", [None, [1, 1, -1]])
    @pytest.mark.parametrize("samples", [8, 30, 300])
    def test_noise_of_estimates_is_subtracted(self, samples, parities):
        """White noise of three signals: what is left lies within its error as often as it should."""
        rng = np.random.default_rng(samples)
        omega, pulls = np.linspace(0.1, 10, 200), []
        mixed = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 2.0]])
        for _ in range(200):
            z = (rng.normal(size=(200, samples, 3)) + 1j * rng.normal(size=(200, samples, 3))) @ mixed
            values = np.einsum("nmi,nmj->nij", z, z.conj()) / samples
            found = detbal.drive(CrossSpectrum(omega, values, samples=samples, parities=parities))
            pulls.append(found.entropy_production / found.entropy_production_error)
        assert abs(np.mean(pulls)) < 4 / np.sqrt(200) + 0.02 * np.sqrt(200)  # the simulated mean is good to 2 %
        assert np.std(pulls) == pytest.approx(1.0, abs=0.2)
        assert found.findings

    def test_without_samples_the_noise_is_left_in_and_said(self):
        found = detbal.drive(CrossSpectrum(np.linspace(0, 1, 5), np.stack([np.eye(2)] * 5)))
        assert "not known" in dict(found.facts)["bias"]

    @pytest.mark.parametrize(
        ("values", "options", "told"),
        [
            (np.ones((3, 2)), {}, r"values have shape \(3, 2\)"),
            (np.stack([np.array([[1, 1], [0, 1.0]])] * 3), {}, "is not Hermitian"),
            (
                np.stack([np.diag([1.0, 1.0]), np.diag([1.0, -1.0]), np.diag([1.0, 1.0])]),
                {},
                r"values\[1\] .* not positive",
            ),
            (np.stack([np.eye(2)] * 3), {"parities": [1, 0]}, "parities"),
            (np.stack([np.eye(2)] * 3), {"samples": 5}, "samples = 5 of 2 signals: the noise of so few"),
            (np.stack([np.eye(2)] * 3).astype(str), {}, "values of type <U"),
        ],
    )
    def test_refusals(self, values, options, told):
        with pytest.raises(InputError, match=told):
            CrossSpectrum([0.0, 1.0, 2.0], values, **options)
        with pytest.raises(InputError, match="not uniform"):
            CrossSpectrum([0.0, 1.0, 3.0], np.stack([np.eye(2)] * 3))


class TestCorrelation:
    times = np.linspace(0.0, 40.0, 4001)

    def packet(self, kT=1.0):
        return np.exp(-((self.times + 0.5j / kT) ** 2) / 2)

    def test_kms_in_time(self):
        verdict = detbal.check(Correlation(self.times, self.packet()), kT=1.0)
        assert verdict.status is Status.BALANCED
        assert dict(verdict.facts)["in time"]
        broken = detbal.check(Correlation(self.times, self.packet(0.5)), kT=1.0)
        assert broken.status is Status.BROKEN
        assert len(broken.plot().subfigs) == 3

    def test_temperature(self):
        assert detbal.thermometer(Correlation(self.times, self.packet(0.3))).kT == pytest.approx(0.3, rel=1e-6)
        fast = Correlation(self.times, self.packet(0.3), unit="fs", kT=0.3)
        assert detbal.check(fast).status is Status.BALANCED

    def test_two_sided_times_are_folded(self):
        both = np.concatenate([-self.times[:0:-1], self.times])
        values = np.concatenate([self.packet()[:0:-1].conj(), self.packet()])
        one, other = Correlation(both, values), Correlation(self.times, self.packet())
        np.testing.assert_array_equal(one.values, other.values)

    def test_transform_against_the_integral(self):
        spectrum = Correlation(self.times, np.exp(-(self.times**2) / 2)).spectrum()
        near = np.abs(spectrum.omega) < 5
        exact = np.sqrt(2 * np.pi) * np.exp(-(spectrum.omega[near] ** 2) / 2)
        assert np.abs(spectrum.values[near] - exact).max() < 1e-12
        assert spectrum.kind is Kind.CLASSICAL

    def test_a_record_that_ends_too_early_raises_the_floor(self):
        short = self.times < 3.0
        cut = Correlation(self.times[short], self.packet()[short])
        assert detbal.check(cut, kT=1.0).status is not Status.BALANCED
        assert cut.spectrum().floor.max() > 1e-3

    def test_errors_are_those_of_the_transform(self):
        rng = np.random.default_rng(0)
        spectra = []
        for _ in range(300):
            values = self.packet()[:200] + 0.01 * (rng.normal(size=200) + 1j * rng.normal(size=200))
            spectra.append(Correlation(self.times[:200], values, errors=0.01).spectrum())
        scatter = np.std([one.values for one in spectra], axis=0)
        assert scatter.mean() == pytest.approx(spectra[0].errors.mean(), rel=0.1)

    @pytest.mark.parametrize(
        ("times", "values", "options", "told"),
        [
            ([0, 1, 3], [1, 1, 1], {}, r"times\[1\] - times\[0\] = 1, where the mean step is 1.5"),
            ([1, 2, 3], [1, 1, 1], {}, "times begin at 1"),
            ([0, 1], [1, 1, 1], {}, r"times have shape \(2,\), values \(3,\)"),
            ([-1, 0, 1], [1j, 1, 1j], {}, r"C\(-t\) differs from C\(t\)\*"),
            ([-1, 0, 1, 2], [1, 1, 1, 1], {}, "1 times before zero and 2 after"),
            ([0, 1], [1, 1j], {"kind": Kind.KUBO}, "even kinds have real correlation functions"),
            ([0, 1], ["a", "b"], {}, "values of type"),
            ([0, 1], [1, np.nan], {}, r"values\[1\] = nan"),
        ],
    )
    def test_refusals(self, times, values, options, told):
        with pytest.raises(InputError, match=told):
            Correlation(times, values, **options)


class TestScatteringFunction:
    q = np.array([0.5, 1.0, 2.0])

    def function(self, seed=None, kT=1.0):
        values = np.stack([damped_oscillator(OMEGA, 1 + q, 0.7, kT=kT).values for q in self.q])
        if seed is None:
            return ScatteringFunction(self.q, OMEGA, values, kind=Kind.WIGHTMAN, unit="meV")
        noise = np.random.default_rng(seed).normal(0, 0.02, values.shape)
        return ScatteringFunction(self.q, OMEGA, values + noise, errors=np.full(values.shape, 0.02), kind=Kind.WIGHTMAN)

    def test_all_rows_are_judged(self):
        assert detbal.check(self.function(), kT=1.0).status is Status.BALANCED
        assert detbal.check(self.function()).status is Status.BALANCED
        values = self.function().values.copy()
        values[1, 300] *= 1.01
        broken = detbal.check(ScatteringFunction(self.q, OMEGA, values, kind=Kind.WIGHTMAN, kT=1.0))
        assert broken.worst[0].label == f"q = 1, ω = {OMEGA[300]:.9g}"
        assert broken.max_residual == pytest.approx(np.log(1.01))

    def test_one_temperature_for_all(self):
        readings = [detbal.thermometer(self.function(seed)) for seed in range(100)]
        pulls = [(r.theta.values[0] - 1) / r.theta.errors[0] for r in readings]
        assert 0.55 < (np.abs(pulls) < 1).mean() < 0.81
        assert (
            detbal.thermometer(self.function(1)).theta.errors[0]
            < detbal.thermometer(self.function(1).row(0)).theta.errors[0]
        )

    def test_complete_and_impose(self):
        whole = self.function()
        half = ScatteringFunction(self.q, OMEGA[160:], whole.values[:, 160:], kind=Kind.WIGHTMAN, unit="meV", kT=1.0)
        np.testing.assert_allclose(detbal.complete(half).values, whole.values, rtol=1e-12)
        nearest = detbal.impose(self.function(3), kT=1.0).nearest
        assert detbal.check(nearest).status is Status.BALANCED


def test_pairs_of_a_spectrum_obey_the_same_statement():
    from detbal.catalogue import domain
    from detbal.residual import fit

    listed = domain("spectra").pairs(thermal(), kT=1.1)
    np.testing.assert_allclose(fit(listed).residual, detbal.check(thermal(), kT=1.1).residual, rtol=1e-9)


def test_one_side_only_is_refused():
    half = thermal().take(OMEGA > 0)
    for verb in (detbal.check, detbal.impose, detbal.drive):
        with pytest.raises(InputError, match="the spectrum has only positive frequencies: two sides are compared"):
            verb(half)
    with pytest.raises(InputError, match="only positive frequencies"):
        detbal.thermometer(half)
    with pytest.raises(InputError, match="kind KUBO shows no temperature: its symmetry holds at any"):
        detbal.thermometer(thermal().to(Kind.KUBO))
