"""Estimates from trajectories: known processes, forms, gaps, errors, executors."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from scipy.linalg import expm
from scipy.signal import lfilter

from detbal.errors import InputError
from detbal.numerics.lag_sums import Products
from detbal.spectra.estimation.estimate import estimate
from detbal.spectra.estimation.forms import Form
from detbal.spectra.estimation.methods import Method
from detbal.spectra.kind import Kind
from detbal.spectra.windows import Window, lag_window, taper


def ornstein_uhlenbeck(rng, runs, n, memory):
    """Stationary runs (runs, n) of unit variance, C(t) = memory^t."""
    start = rng.normal(size=(runs, 1))
    noise = rng.normal(size=(runs, n - 1)) * np.sqrt(1 - memory**2)
    later, _ = lfilter([1.0], [1.0, -memory], noise, axis=1, zi=memory * start)
    return np.concatenate([start, later], axis=1)


def oscillator(rng, runs, n, dt, frequency=1.0, friction=0.3):
    """Positions and velocities (runs, n, 2) of a Langevin oscillator, kT = m = 1, exact at every step."""
    drift = np.array([[0.0, 1.0], [-(frequency**2), -friction]])
    spread = np.diag([1 / frequency**2, 1.0])
    step = expm(drift * dt)
    kick = np.linalg.cholesky(spread - step @ spread @ step.T)
    state = np.linalg.cholesky(spread) @ rng.normal(size=(2, runs))
    path = np.empty((n, 2, runs))
    noise = np.einsum("ij,kjr->kir", kick, rng.normal(size=(n, 2, runs)))
    for k in range(n):
        path[k] = state
        state = step @ state + noise[k]
    return path.transpose(2, 0, 1)


def oscillator_correlation(lags, dt, frequency=1.0, friction=0.3):
    step = expm(np.array([[0.0, 1.0], [-(frequency**2), -friction]]) * dt)
    return np.array([np.linalg.matrix_power(step, t)[0, 0] / frequency**2 for t in range(lags)])


def oscillator_spectrum(omega, frequency=1.0, friction=0.3):
    return 2 * friction / ((frequency**2 - omega**2) ** 2 + (friction * omega) ** 2)


def expected(method, correlation, lags, n, dt, omega):
    """What the estimator gives on average: the transform of the windowed true correlation function."""
    if method is Method.LAGS:
        weights = lag_window(Window.PARZEN, lags) * (1 - np.arange(lags) / n)
    else:
        h = taper(Window.HANN, 2 * lags)
        weights = np.correlate(h, h, "full")[2 * lags - 1 :] / (h @ h)
    terms = weights * correlation[: len(weights)]
    t = dt * np.arange(1, len(weights))
    return dt * (terms[0] + 2 * terms[1:] @ np.cos(np.outer(t, omega)))


def test_matches_its_definition():
    rng = np.random.default_rng(0)
    series = rng.normal(size=(500, 2)).cumsum(axis=0) * 0.1
    found = estimate(series, dt=0.5, unit="fs", lags=40, window=Window.HANN)
    centred = series - series.mean(axis=0)
    c = np.array([(centred[: 500 - t] * centred[t:]).sum() / (500 - t) for t in range(40)])
    assert found.correlation.values.real == pytest.approx(c, rel=1e-11)
    weights = (0.5 + 0.5 * np.cos(np.pi * np.arange(40) / 40)) * (1 - np.arange(40) / 500)
    phases = np.cos(np.outer(found.spectrum.omega, 0.5 * np.arange(40)))
    assert found.spectrum.values == pytest.approx(0.5 * (2 * phases @ (weights * c) - c[0]), rel=1e-10, abs=1e-12)
    assert found.spectrum.omega == pytest.approx(np.pi * np.arange(-40, 41) / 20)
    assert found.spectrum.kind is Kind.CLASSICAL
    assert found.spectrum.unit.symbol == "rad/fs"
    assert found.correlation.times == pytest.approx(0.5 * np.arange(40))


@pytest.mark.parametrize("method", Method)
def test_integral_is_the_variance(method):
    series = np.random.default_rng(1).normal(size=(6400, 3)) * [1, 2, 3]
    found = estimate(series, dt=2.0, unit="ps", lags=50, method=method)
    s = found.spectrum
    integral = np.trapezoid(s.values, s.omega) / (2 * np.pi)
    exact = series.var(axis=0).sum()
    assert integral == pytest.approx(exact, rel=1e-12 if method is Method.LAGS else 0.01)
    wavenumbers = estimate(series, dt="2 ps", unit="cm^-1", lags=50, method=method).spectrum
    assert wavenumbers.unit.symbol == "cm^-1"
    assert wavenumbers.values == pytest.approx(s.in_unit("cm^-1").values, rel=1e-12)
    assert wavenumbers.omega == pytest.approx(s.in_unit("cm^-1").omega, rel=1e-12)


def test_parzen_spectra_are_never_negative_and_rectangular_ones_are():
    line = np.cos(0.7 * np.arange(20_000))[:, None]
    lowest = {w: estimate(line, dt=1.0, lags=50, window=w).spectrum.values.min() for w in Window}
    assert lowest[Window.PARZEN] > -1e-12
    assert lowest[Window.BARTLETT] > -1e-12
    assert lowest[Window.RECTANGULAR] < -1
    assert lowest[Window.HANN] < -0.1


@pytest.mark.parametrize("method", Method)
def test_white_noise(method):
    noise = np.random.default_rng(3).normal(size=(50_000, 1))
    found = estimate(noise, dt=2.0, unit="fs", lags=100, method=method)
    z = (found.spectrum.values - 2.0) / found.spectrum.errors
    assert np.abs(z).max() < 4.5
    assert z[100:].std() == pytest.approx(1.0, abs=0.3)
    middle = found.spectrum.errors[120:180].mean()
    ends = np.array([found.spectrum.errors[k] for k in (0, 100, 200)]).mean()
    assert ends / middle == pytest.approx(np.sqrt(2), rel=0.3)  # half the degrees of freedom


def test_relative_error_is_that_of_the_degrees_of_freedom():
    """White noise: σ/S = sqrt(Σ w²/N) for a lag window w."""
    noise = np.random.default_rng(4).normal(size=(100_000, 1))
    found = estimate(noise, dt=1.0, lags=100, blocks=64)
    window = lag_window(Window.PARZEN, 100)
    exact = np.sqrt((2 * (window**2).sum() - 1) / 100_000)
    assert found.spectrum.errors[110:190].mean() == pytest.approx(exact, rel=0.1)


def test_derivative_and_velocity_give_the_spectrum_of_the_quantity_itself():
    path = oscillator(np.random.default_rng(5), 1, 200_000, 0.1)[0]
    options = {"dt": 0.1, "lags": 2000}
    inner = np.arange(40, 200)  # around and above the line, away from ω = 0
    direct = estimate(path[:, :1], **options).spectrum
    omega = direct.omega[2000:][inner]
    exact = oscillator_spectrum(omega)
    for form, series in ((Form.DIRECT, path[:, :1]), (Form.DERIVATIVE, path[:, :1]), (Form.VELOCITY, path[:, 1:])):
        found = estimate(series, form=form, **options).spectrum
        values, errors = (np.interp(omega, found.omega, part) for part in (found.values, found.errors))
        assert np.abs((values - exact) / np.hypot(errors, 0.02 * exact)).max() < 5
        assert (0.0 in found.omega) == (form is Form.DIRECT)
    said = estimate(path[:, 1:], form=Form.VELOCITY, **options).assumptions
    assert any("ω = 0 is left out" in sentence for sentence in said)


def test_derivative_keeps_a_wandering_baseline_out_of_weak_parts():
    n, high = 100_000, slice(-100, None)
    weak = np.random.default_rng(6).normal(size=(n, 1))  # S = 1
    wander = 3e3 * np.sin(2 * np.pi * np.arange(n) / 80_000)[:, None]
    derived, direct = (
        estimate(weak + wander, dt=1.0, lags=400, form=form, window=Window.HANN).spectrum
        for form in (Form.DERIVATIVE, Form.DIRECT)
    )
    assert np.abs((derived.values - 1) / derived.errors)[high].max() < 5
    assert derived.errors[high].max() < 0.15
    assert np.abs(direct.values[high] - 1).min() > 1


def test_each_component_and_the_matrix_of_all():
    rng = np.random.default_rng(7)
    first = rng.normal(size=20_003)
    series = np.stack([first[3:], 2 * first[:-3]], axis=1)  # the second is twice the first, three steps later
    found = estimate(series, dt=1.0, lags=30, products=Products.MATRIX)
    each = estimate(series, dt=1.0, lags=30, products=Products.EACH)
    trace = estimate(series, dt=1.0, lags=30)
    names = tuple(each.components)
    assert len(names) == 2
    for name in names:
        assert found.components[name].values == pytest.approx(each.components[name].values, rel=1e-10)
        assert found.components[name].errors == pytest.approx(each.components[name].errors, rel=1e-8)
    for other in (found, each):
        assert other.spectrum.values == pytest.approx(trace.spectrum.values, rel=1e-10)
        assert other.spectrum.errors == pytest.approx(trace.spectrum.errors, rel=1e-8)
        assert other.correlation.values == pytest.approx(trace.correlation.values, rel=1e-10, abs=1e-10)
    matrix = found.matrix
    assert np.abs(matrix.values - matrix.values.conj().swapaxes(1, 2)).max() < 1e-10
    assert np.abs(matrix.values - matrix.values[::-1].conj()).max() < 1e-10
    # ⟨A_0(0) A_1(t)⟩ peaks at t = 3: S_01 = 2 e^{-3iω}, but for the window
    shape = lag_window(Window.PARZEN, 30)[3]
    deviation = np.abs(matrix.values[:, 0, 1] - 2 * shape * np.exp(-3j * matrix.omega)) / matrix.errors[:, 0, 1]
    assert deviation.max() < 5


@pytest.mark.parametrize("method", Method)
def test_gaps_are_counted_and_do_no_harm(method):
    rng = np.random.default_rng(8)
    series = ornstein_uhlenbeck(rng, 1, 60_000, 0.7)[0][:, None]
    gappy = series.copy()
    gappy[rng.integers(0, 60_000, 40 if method is Method.WELCH else 6000)] = np.nan
    found = estimate(gappy, dt=1.0, lags=40, method=method)
    gone = int(np.isnan(gappy).sum())
    assert (found.missing, found.frames) == (gone, 60_000 - gone)
    assert any(f"{gone} of 60000 frames are missing" in sentence for sentence in found.assumptions)
    assert (found.skipped > 0) == (method is Method.WELCH)
    truth = expected(method, 0.7 ** np.arange(80), 40, 60_000, 1.0, found.spectrum.omega)
    assert np.abs((found.spectrum.values - truth) / found.spectrum.errors).max() < 5
    filled = estimate(np.nan_to_num(gappy), dt=1.0, lags=40, method=method)  # zeros instead of gaps: must be seen
    if method is Method.LAGS:
        assert np.abs((filled.spectrum.values - truth) / filled.spectrum.errors).max() > 10


def test_unknown_length_gives_the_same_numbers():
    series = np.random.default_rng(9).normal(size=(30_000, 2)) + 100.0
    known = estimate(series, dt=1.0, lags=64)
    for chunk in (1000, 7777):
        stream = (series[k : k + chunk] for k in range(0, len(series), chunk))
        found = estimate(stream, dt=1.0, lags=64)
        assert (found.spectrum.values == known.spectrum.values).all()
        assert (found.spectrum.errors == known.spectrum.errors).all()


def test_long_streams_are_merged_into_blocks(monkeypatch):
    monkeypatch.setattr("detbal.spectra.estimation.streaming.PART_FRAMES", 500)
    series = np.random.default_rng(10).normal(size=(100_000, 1))
    found = estimate((series[k : k + 999] for k in range(0, 100_000, 999)), dt=1.0, lags=20, blocks=8)
    known = estimate(series, dt=1.0, lags=20, blocks=8)
    assert 8 <= found.blocks <= 16
    assert known.blocks == 8
    assert found.spectrum.values == pytest.approx(known.spectrum.values, rel=1e-11)
    ratio = found.spectrum.errors / known.spectrum.errors
    assert ratio.mean() == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize("method", Method)
def test_executors_change_no_bit(method):
    series = np.random.default_rng(11).normal(size=(40_000, 2))
    alone = estimate(series, dt=1.0, lags=50, method=method)
    with ThreadPoolExecutor(2) as threads:
        found = estimate(series, dt=1.0, lags=50, method=method, executor=threads)
    assert (found.spectrum.values == alone.spectrum.values).all()
    assert (found.spectrum.errors == alone.spectrum.errors).all()


@pytest.mark.slow
def test_processes_change_no_bit():
    series = np.random.default_rng(12).normal(size=(40_000, 2))
    alone = estimate(series, dt=1.0, lags=50)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = estimate(series, dt=1.0, lags=50, executor=pool)
    assert (found.spectrum.values == alone.spectrum.values).all()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # dask's and bokeh's own
def test_a_dask_cluster_changes_no_bit():
    distributed = pytest.importorskip("distributed")
    series = np.random.default_rng(13).normal(size=(40_000, 2))
    alone = estimate(series, dt=1.0, lags=50)
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        found = estimate(series, dt=1.0, lags=50, executor=client)
    assert (found.spectrum.values == alone.spectrum.values).all()
    assert (found.spectrum.errors == alone.spectrum.errors).all()


def test_progress_is_reported():
    seen = []
    estimate(np.ones((1000, 1)), dt=1.0, lags=10, blocks=4, progress=lambda done, all_: seen.append((done, all_)))
    assert seen == [(250, 1000), (500, 1000), (750, 1000), (1000, 1000)]
    estimate(np.random.default_rng(0).normal(size=(100, 1)), dt=1.0, lags=10, blocks=4, progress=True)


def test_lags_as_a_time_and_by_default():
    noise = np.random.default_rng(14).normal(size=(3200, 1))
    assert estimate(noise, dt="2.5 fs", unit="ps", lags="0.1 ps").lags == 40
    chosen = estimate(noise, dt=1.0)
    assert chosen.lags == 100
    assert "lags = 100, as nothing was said" in chosen.assumptions


def test_resolution_is_the_width_of_a_sharp_line():
    wave = np.sqrt(2) * np.cos(0.3 * np.pi * np.arange(100_000))[:, None]
    for method in Method:
        found = estimate(wave, dt=1.0, lags=50, method=method)
        half = found.spectrum.between(0.0, 4.0)
        area = np.trapezoid(half.values, half.omega)
        assert area / half.values.max() == pytest.approx(found.resolution, rel=0.01)


def test_a_short_series_is_warned_of():
    found = estimate(np.random.default_rng(15).normal(size=(320, 1)), dt=1.0, lags=30)
    assert any("blocks are shorter than the 30 lags" in sentence for sentence in found.assumptions)


def test_covariance_has_the_errors_on_its_diagonal():
    found = estimate(np.random.default_rng(16).normal(size=(3200, 1)), dt=1.0, lags=10)
    assert np.sqrt(np.diag(found.covariance())) == pytest.approx(found.spectrum.errors, rel=1e-10)


ONE = np.random.default_rng(17).normal(size=(100, 2))


@pytest.mark.parametrize(
    ("series", "options", "message"),
    [
        (ONE, {"lags": 101}, "100 frames, 101 are needed; take fewer lags"),
        (ONE, {"lags": 51, "method": Method.WELCH}, "100 frames, 102 are needed"),
        (np.where(np.arange(100)[:, None] % 2, np.nan, ONE), {"lags": 5}, "lag 1: no two frames are that far apart"),
        (ONE, {"lags": 10, "blocks": 0}, "blocks = 0: errors need at least two; give a whole number, or 1"),
        (ONE, {"lags": 10, "blocks": True}, "blocks = True"),
        (ONE, {"lags": 10, "blocks": 2.5}, "blocks = 2.5"),
        (ONE, {"lags": 1}, r"lags = 1 is 1 step\(s\); take two"),
        (ONE, {"lags": 0}, "take two at least"),
        (ONE, {"lags": 12.0}, "lags = 12.0; give a whole number, or a time"),
        (ONE, {"lags": True}, "lags = True"),
        (ONE, {"lags": 10, "dt": 0.0}, "dt = 0"),
        (np.where(np.arange(200).reshape(100, 2) == 41, np.nan, ONE), {"lags": 5}, "frame 20 has NaN in component 1"),
        (np.where(np.arange(200).reshape(100, 2) == 41, np.inf, ONE), {"lags": 5}, "frame 20.*infinite"),
        ((block for block in [ONE]), {}, "number of frames is not known beforehand; give lags="),
    ],
)
def test_bad_input(series, options, message):
    with pytest.raises(InputError, match=message):
        estimate(series, **({"dt": 1.0} | options))


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("blocks", [1, None])
def test_without_errors_the_values_are_the_same(method, blocks):
    series = np.random.default_rng(22).normal(size=(30_000, 2)) + 5.0
    known = estimate(series, dt=1.0, lags=64, method=method, products=Products.MATRIX)
    for source in (series, (series[k : k + 999] for k in range(0, len(series), 999))):
        found = estimate(source, dt=1.0, lags=64, method=method, products=Products.MATRIX, blocks=blocks)
        assert found.spectrum.values == pytest.approx(known.spectrum.values, rel=1e-10)
        assert np.abs(found.matrix.values - known.matrix.values).max() < 1e-10
        assert found.spectrum.errors is None
        assert found.matrix.errors is None
        assert found.correlation is None or found.correlation.errors is None
        assert found.blocks == 0
        assert "no errors" in repr(found)
        assert found.samples == known.samples
        found.cross_spectrum()
        with pytest.raises(InputError, match="no errors were estimated; give blocks=32"):
            found.covariance()
    assert estimate(series, dt=1.0, blocks=blocks, method=method).lags == 30_000 // 32


def covered(z):
    """Share of standardised deviations within one sigma."""
    return float((np.abs(z) < 1).mean())


@pytest.mark.slow
@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("process", ["Ornstein-Uhlenbeck", "oscillator"])
def test_errors_are_calibrated(method, process):
    """Over 200 runs, one sigma covers the expectation in 68 ± 5 % of the cases, at low, middle and high frequencies."""
    runs, n, lags = 200, 32 * 1024, 64
    rng = np.random.default_rng(20)
    if process == "oscillator":
        dt = 0.3
        paths, c = oscillator(rng, runs, n, dt)[:, :, 0], oscillator_correlation(2 * lags, dt)
    else:
        dt = 1.0
        paths, c = ornstein_uhlenbeck(rng, runs, n, 0.8), 0.8 ** np.arange(2 * lags)
    found = [estimate(path, dt=dt, lags=lags, method=method, remove_mean=False) for path in paths]
    omega = found[0].spectrum.omega[lags:]
    values, errors = (np.array([getattr(f.spectrum, part)[lags:] for f in found]) for part in ("values", "errors"))
    truth = expected(method, c, lags, n, dt, omega)
    z = (values - truth) / errors
    for part in np.array_split(z, 4, axis=1):  # a quarter of the frequencies each
        assert abs(covered(part) - 0.68) < 0.05
    # negative control: the scatter of blocks, not divided by the square root of their number
    assert covered(z / np.sqrt(found[0].blocks)) > 0.95
    assert covered(2 * z) < 0.5
    if method is Method.LAGS:
        c_values = np.array([f.correlation.values.real for f in found])
        c_errors = np.array([f.correlation.errors for f in found])
        assert abs(covered((c_values - c[:lags]) / c_errors) - 0.68) < 0.05


@pytest.mark.slow
def test_bias_of_the_window_is_small_beside_sigma():
    """A window that is long beside the memory: the expectation is within a fraction of sigma of the exact S(ω)."""
    dt, lags, n = 0.3, 512, 64 * 1024
    path = oscillator(np.random.default_rng(21), 1, n, dt)[0][:, :1]
    found = estimate(path, dt=dt, lags=lags).spectrum
    low = np.abs(found.omega) < 2.5  # beyond, the sampling itself folds the spectrum back
    mean = expected(Method.LAGS, oscillator_correlation(lags, dt), lags, n, dt, found.omega)
    bias = np.abs(mean - oscillator_spectrum(found.omega))[low]
    assert np.median(bias / found.errors[low]) < 0.1
    assert (bias / found.errors[low]).max() < 0.5
