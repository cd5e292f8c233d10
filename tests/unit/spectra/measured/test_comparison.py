"""Two measured columns: which points count, and unbiased fits of their log-ratio."""

import numpy as np
import pytest

from detbal import InputError
from detbal.residual import fit
from detbal.spectra.kind import Kind
from detbal.spectra.measured.alternatives import Alternative, explanation
from detbal.spectra.measured.answers import require_points
from detbal.spectra.measured.comparison import Comparison, Model
from detbal.spectra.measured.findings import Ambiguous, Negative
from detbal.spectra.measured.readings import Reading, intensities, names_of, positive_axis
from detbal.spectra.measured.shown import temperature_text
from detbal.spectra.spectrum import Spectrum
from detbal.units import energy_unit
from detbal.verdict import Criteria, Finding, LeftOut

LINE = np.linspace(0.0, 1.0, 200)


def noisy(rng, sigma, *, slope=4.0, runs=300):
    """Yield comparisons of e^(-slope x) with 1, both with the same absolute noise."""
    strong, weak = np.ones(len(LINE)), np.exp(-slope * LINE)
    for _ in range(runs):
        up, down = (side + sigma * rng.normal(size=len(LINE)) for side in (strong, weak))
        labels = [str(k) for k in range(len(LINE))]
        errors = np.full(len(LINE), sigma)
        yield Comparison(Reading.of(up, errors), Reading.of(down, errors), labels)


def pulls(comparisons, slope, solve):
    found = np.array([solve(both) for both in comparisons])
    return (found[:, 0] - slope) / found[:, 1]


def test_slope_of_noisy_columns_is_unbiased_and_its_error_right():
    def solve(both):
        theta = both.fit(Model.of(np.zeros(len(LINE)), slope=LINE, constant=np.ones(len(LINE)))).residuals.theta
        return theta.values[0], theta.errors[0]

    z = pulls(noisy(np.random.default_rng(3), 0.02), 4.0, solve)
    assert abs(z.mean()) < 4 / np.sqrt(len(z))
    assert np.mean(np.abs(z) < 1) == pytest.approx(0.683, abs=0.08)


def test_weights_and_choice_by_the_data_themselves_would_be_biased():
    """The control: what `Comparison.fit` is there for. Bright fluctuations weigh more, faint ones are dropped."""

    def naive(both):
        known = both.both_sides
        model = Model.of(np.zeros(len(LINE)), slope=LINE, constant=np.ones(len(LINE)))
        pairs = both._pairs(model, known, both.forward.relative, both.reverse.relative)
        theta = fit(pairs).theta
        return theta.values[0], theta.errors[0]

    z = pulls(noisy(np.random.default_rng(3), 0.02), 4.0, naive)
    assert abs(z.mean()) > 8 / np.sqrt(len(z))


def test_p_value_is_uniform():
    model = Model.of(np.zeros(len(LINE)), slope=LINE, constant=np.ones(len(LINE)))
    p = np.array([both.fit(model).residuals.p_value for both in noisy(np.random.default_rng(4), 0.02)])
    assert np.mean(p < 0.5) == pytest.approx(0.5, abs=0.12)
    assert np.mean(p < 0.01) < 0.03


def test_weak_points_and_zeros_are_left_out_and_named():
    both = Comparison(Reading.of([1.0, 0.5, 0.0], [0.01, 0.2, 0.0]), Reading.of(np.ones(3), None), ["a", "b", "c"])
    made = both.fit(Model.of(np.zeros(3)))
    assert made.kept.tolist() == [True, False, False]
    (left,) = made.findings
    assert isinstance(left, LeftOut)
    assert (left.where, left.count) == (("b", "c"), 2)


def test_a_significantly_negative_value_is_a_one_way_pair():
    both = Comparison(Reading.of([1.0, -1.0], [0.01, 0.01]), Reading.of(np.ones(2), None), ["a", "b"])
    made = both.fit(Model.of(np.zeros(2)))
    assert np.isinf(made.residuals.residual[1])
    assert isinstance(made.findings[0], Negative)


def test_a_point_that_only_the_model_puts_below_noise_stays():
    """Strong signal where the fit expects none is evidence, not noise."""
    n = 40
    x = np.linspace(0, 1, n)
    up = np.exp(-8 * x)
    up[-1] = 0.5
    both = Comparison(
        Reading.of(up, np.full(n, 1e-3)), Reading.of(np.ones(n), np.full(n, 1e-3)), list(map(str, range(n)))
    )
    made = both.fit(Model.of(np.zeros(n), slope=x))
    assert made.kept[-1]
    assert made.residuals.p_value < 1e-10


def test_values_beyond_the_range_of_floats():
    far = Spectrum.from_logs([1.0, 2.0], [-5000.0, 5000.0], relative_errors=[0.1, 0.2], kT=1.0)
    reading = Reading.of_spectrum(far)
    np.testing.assert_allclose(reading.log, [-5000, 5000])
    np.testing.assert_allclose(reading.relative, [0.1, 0.2], rtol=1e-9)


def test_sign_of_a_susceptibility_is_that_of_absorption():
    chi = Spectrum([-2.0, -1.0, 1.0], [-1.0, 1.0, 1.0], kind=Kind.SUSCEPTIBILITY, errors=0.1)
    reading = Reading.of_spectrum(chi)
    assert reading.sign.tolist() == [1.0, -1.0, 1.0]
    np.testing.assert_allclose(reading.relative, 0.1)


def test_zero_with_an_error_is_unknown_and_without_one_exact():
    reading = Reading.of([0.0, 0.0], np.array([0.1, 0.0]))
    assert reading.relative.tolist() == [np.inf, 0.0]
    assert not reading.known(3.0).any()


def test_several_explanations_are_told_as_such():
    both = Comparison(Reading.of([2.0, 2.0], None), Reading.of(np.ones(2), None), ["a", "b"])
    right = Alternative(both, Model.of(np.full(2, np.log(2.0))), Finding, "twice")
    wrong = Alternative(both, Model.of(np.full(2, 3.0)), Finding, "more")
    criteria = Criteria.of(None, statistical=False)
    assert explanation([wrong], criteria) == ()
    assert [type(one) for one in explanation([right, wrong, right], criteria)] == [Ambiguous]
    assert explanation([right, right], criteria)[0].message.endswith("twice; or twice")


def test_the_simplest_of_nested_explanations_is_told():
    both = Comparison(Reading.of([2.0, 2.0], None), Reading.of(np.ones(2), None), ["a", "b"])
    right = Alternative(both, Model.of(np.full(2, np.log(2.0))), Finding, "twice")
    wider = Alternative(both, Model.of(np.zeros(2), scale=np.ones(2)), Finding, "a factor", only_if_none=True)
    criteria = Criteria.of(None, statistical=False)
    assert [one.message for one in explanation([right, wider], criteria)] == ["twice"]
    assert [one.message for one in explanation([wider], criteria)] == ["a factor"]


def test_points_that_say_the_same_count_once():
    """Every point twice: with correlated=2, what it would be with each point once."""
    rng = np.random.default_rng(6)
    once, model = next(noisy(rng, 0.02, runs=1)), Model.of(np.zeros(200), slope=LINE, constant=np.ones(200))

    def doubled(reading):
        return Reading(
            *(np.repeat(part, 2) for part in (reading.log, reading.sign, reading.log_error, reading.rounding))
        )

    twice = Comparison(doubled(once.forward), doubled(once.reverse), [str(k) for k in range(400)], correlated=2.0)
    wide = Model.of(np.zeros(400), slope=np.repeat(LINE, 2), constant=np.ones(400))
    single, double = once.fit(model).residuals, twice.fit(wide).residuals
    np.testing.assert_allclose(double.theta.errors, single.theta.errors, rtol=1e-9)
    assert double.chi2 == pytest.approx(single.chi2, rel=1e-9)
    assert (double.dof, double.p_value) == (single.dof, pytest.approx(single.p_value, rel=1e-6))


def test_negative_values_are_not_called_noise():
    both = Comparison(Reading.of([-1.0], None), Reading.of([1.0], None), ["a"])
    with pytest.raises(InputError, match="1 of 1 bands have a negative value, by more than its noise"):
        require_points(both, 1, "bands")


def test_bad_input_says_where():
    with pytest.raises(InputError, match=r"least_signal = 1.0; give a ratio of 3 or more"):
        Comparison(Reading.of([1.0], None), Reading.of([1.0], None), ["a"], least_signal=1.0)
    with pytest.raises(InputError, match=r"stokes has shape \(1,\); give one value for each of the 2 points"):
        intensities([1.0], None, np.array([1.0, 2.0]), "stokes")
    with pytest.raises(InputError, match=r"stokes\[1\] = nan"):
        intensities([1.0, np.nan], None, np.array([1.0, 2.0]), "stokes")
    with pytest.raises(InputError, match=r"stokes_errors\[0\] = -1.0"):
        intensities([1.0], [-1.0], np.array([1.0]), "stokes")
    with pytest.raises(InputError, match=r"nm\[0\] = 0.0; give positive"):
        positive_axis([0.0], "nm")
    with pytest.raises(InputError, match="0 of 1 bands have both sides above their noise"):
        require_points(Comparison(Reading.of([0.0], None), Reading.of([1.0], None), ["a"]), 1, "bands")


def test_names_and_temperatures_in_words():
    assert len(set(names_of("ω", np.array([1.0, 1.0 + 1e-9]), ""))) == 2
    assert temperature_text(1.0 / 25.851999786, 0.0, energy_unit("meV")) == "T = 300 K"
    assert temperature_text(0.0, 0.0, None) == "an infinite temperature"


def test_single_precision_is_granted_its_round_off():
    """And no more: the same residual in double precision is broken."""
    from detbal import Status
    from detbal.spectra.measured import RamanPair, RamanPower, check_raman, complete_raman

    half = RamanPair([200.0, 400.0], [1.0, 0.3], None, laser=18790.0, power=RamanPower.PHOTONS)
    made = complete_raman(half, T=300)
    single = made.stokes.astype(np.float32), made.anti_stokes.astype(np.float32)
    for kind, status in ((np.float32, Status.BALANCED), (np.float64, Status.BROKEN)):
        up, down = (side.astype(kind) for side in single)
        pair = RamanPair(made.shift, up, down, laser=18790.0, power=RamanPower.PHOTONS)
        assert check_raman(pair, T=300).status is status


def test_values_below_a_stated_floor_are_left_out():
    low = Spectrum([1.0, 2.0], [1.0, 1e-3], floor=1e-2, kind=Kind.CLASSICAL)
    assert Reading.of_spectrum(low).known(10.0).tolist() == [True, False]
