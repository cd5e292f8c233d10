"""Mixing times: closed forms, bounds that hold, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from detbal.errors import InputError
from detbal.generators import Bath, Channel, Lindbladian, Superoperator, davies
from detbal.generators.mixing import Distance, FilteredSampler, log_sobolev, mixing_time
from detbal.generators.mixing.entropy_rate import _rate, _starts
from detbal.generators.stationary import rows_stacked

SIGMA = np.diag([0.5, 0.3, 0.2])
X, Z = np.array([[0, 1.0], [1.0, 0]]), np.diag([1.0, -1.0])


def depolarising(sigma):
    n = len(sigma)
    return Superoperator(np.outer(sigma.ravel(), np.eye(n).ravel()) - np.eye(n * n), "row")


def sampler(seed, n=3):
    rng = np.random.default_rng(seed)
    H, A = rng.normal(size=(2, n, n)) + 1j * rng.normal(size=(2, n, n))
    return FilteredSampler((H + H.conj().T) / 2.0, [A + A.conj().T], kT=1.0)


@pytest.mark.parametrize(("norm", "factor"), [(Distance.TRACE_NORM, 1.0), (Distance.TRACE_DISTANCE, 0.5)])
def test_depolarising(norm, factor):
    """ρ_t - σ = e^(-t) (ρ_0 - σ), and the rarest eigenstate is 2 (1 - p_min) away."""
    found = mixing_time(depolarising(SIGMA), state=SIGMA, distance=0.02, norm=norm)
    assert found.value == pytest.approx(np.log(2.0 * factor * 0.8 / 0.02), abs=1e-8)
    assert found.upper == pytest.approx(np.log(factor * np.sqrt(4.0) / 0.02), abs=1e-8)
    assert found.lower == pytest.approx(np.log(factor * 1.0 / 0.02), abs=1e-8)
    np.testing.assert_allclose(found.initial, np.diag([0, 0, 1.0]), atol=1e-6)


def test_from_a_given_state():
    found = mixing_time(depolarising(SIGMA), state=SIGMA, initial=np.eye(3) / 3)
    start = np.abs(np.diag(np.eye(3) / 3 - SIGMA)).sum()
    assert found.value == pytest.approx(np.log(start / 0.01), abs=1e-8)
    assert found.lower is None


@settings(max_examples=8)
@given(seed=st.integers(0, 10**6))
def test_bounds_hold(seed):
    found = mixing_time(sampler(seed))
    assert found.lower <= found.value <= found.upper
    # from no other state does it take longer
    made = sampler(seed).lindbladian()
    step = expm(rows_stacked(made) * found.value)
    H = sampler(seed).H
    energies, u = np.linalg.eigh(H)
    p = np.exp(-energies) / np.exp(-energies).sum()
    sigma = (u * p) @ u.conj().T
    rng = np.random.default_rng(seed)
    distances = []
    for psi in rng.normal(size=(200, 3, 2)) @ [1, 1j]:
        rho = (step @ np.outer(psi, psi.conj()).ravel()).reshape(3, 3) / np.vdot(psi, psi).real
        distances.append(np.abs(np.linalg.eigvalsh(rho - sigma)).sum())
    assert max(distances) <= 0.01 * (1 + 1e-6)
    worst = (step @ found.initial.ravel()).reshape(3, 3)
    assert np.abs(np.linalg.eigvalsh(worst - sigma)).sum() == pytest.approx(0.01, rel=1e-6)


@settings(max_examples=5)
@given(seed=st.integers(0, 10**6))
def test_relative_entropy_falls_no_slower_than_the_smallest_rate_found(seed):
    """EP ≥ 2 α D at states that the minimisation has not seen; and α is not above the gap by much."""
    made = sampler(seed)
    found = mixing_time(made)
    K = rows_stacked(made.lindbladian())
    sigma_state = found.gap
    energies, u = np.linalg.eigh(made.H)
    p = np.exp(-energies) / np.exp(-energies).sum()
    ln_sigma = (u * np.log(p)) @ u.conj().T
    rng = np.random.default_rng(seed)
    for _ in range(30):
        A = rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3))
        rho = A @ A.conj().T
        rho /= np.trace(rho).real
        r, v = np.linalg.eigh(rho)
        force = (v * np.log(r)) @ v.conj().T - ln_sigma
        production = -np.vdot((K @ rho.ravel()).reshape(3, 3), force).real
        assert production >= 2.0 * found.log_sobolev.upper_bound * np.vdot(rho, force).real * (1 - 1e-6)
    assert found.log_sobolev.upper_bound <= sigma_state.value * (1 + 1e-3)


def test_gradient_of_the_rate():
    made = sampler(1)
    inside = rows_stacked(FilteredSampler(np.diag([0.0, 0.7, 1.9]), made.couplings, kT=0.8).lindbladian())
    log_p = -np.array([0.0, 0.7, 1.9]) / 0.8
    log_p -= np.log(np.exp(log_p).sum())
    for flat in _starts(log_p, 3):
        _, gradient = _rate(flat, inside, log_p)
        steps = 1e-6 * np.eye(len(flat))
        numeric = [(_rate(flat + e, inside, log_p)[0] - _rate(flat - e, inside, log_p)[0]) / 2e-6 for e in steps]
        np.testing.assert_allclose(gradient, numeric, atol=1e-6 * np.abs(gradient).max())


def test_the_state_that_was_found_has_the_rate():
    sigma = np.diag([0.8, 0.2])
    found = log_sobolev(depolarising(sigma), state=sigma)
    r, v = np.linalg.eigh(found.state)
    force = (v * np.log(r)) @ v.conj().T - np.diag(np.log(np.diag(sigma)))
    production = -np.vdot(sigma - found.state, force).real
    assert production / (2.0 * np.vdot(found.state, force).real) == pytest.approx(found.upper_bound, rel=1e-6)


def test_davies_generator():
    bath = Bath(spectral_density=lambda w: 0.1 * w, kT=0.7)
    found = mixing_time(davies(np.diag([0.0, 1.0]), [(X + 0.3 * Z, bath)], lamb_shift=False))
    assert found.lower <= found.value <= found.upper


def test_channel_has_bounds_in_steps():
    kraus = [np.sqrt(0.75) * np.eye(2), *(np.sqrt(0.25 / 3) * P for P in (X, np.array([[0, -1j], [1j, 0]]), Z))]
    found = mixing_time(Channel(kraus), state=np.eye(2) / 2)
    shrinks = 1.0 - 4.0 * 0.25 / 3
    # of a qubit at infinite temperature both bounds are the exact number of steps: ‖ρ_0 - σ‖₁ = 1
    assert found.value == found.upper == found.lower == np.ceil(np.log(0.01) / np.log(shrinks))
    assert found.log_sobolev is None


def test_undecided_gap_has_no_bound():
    found = mixing_time(Lindbladian(np.diag([0.0, 1.0]), [Z]), kT=1.0)
    assert found.upper == np.inf
    assert found.value is None
    assert found.lower is None


def test_large_systems_have_bounds_only():
    n = 18
    a = np.diag(np.sqrt(np.arange(1.0, n)), 1)
    H = np.diag(np.arange(float(n))) * np.log(6.0)
    found = mixing_time(Lindbladian(H, [np.sqrt(1.2) * a, np.sqrt(0.2) * a.T]), kT=1.0)
    assert found.value is None
    assert found.log_sobolev is None
    assert 0.0 < found.lower < found.upper < np.inf


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"distance": 2.0}, r"distance = 2\.0: no two states are farther apart than that; give less than 2"),
        ({"distance": 1.0, "norm": Distance.TRACE_DISTANCE}, r"give less than 1"),
        ({"distance": 0.0}, r"distance = 0"),
        ({"norm": "trace"}, r"norm = 'trace'; give one of Distance\.TRACE_NORM"),
        ({"initial": np.eye(3)}, r"the state has the trace 3"),
    ],
)
def test_refusals(options, said):
    with pytest.raises(InputError, match=said):
        mixing_time(depolarising(SIGMA), state=SIGMA, **options)


def test_picture():
    (figure,) = mixing_time(depolarising(SIGMA), state=SIGMA).drawings()
    exact, bound, asked = (curve.y for curve in figure.curves)
    assert (exact <= bound * (1 + 1e-9)).all()
    assert exact[0] == pytest.approx(1.6, abs=1e-6)
    assert (asked == 0.01).all()


def three_levels(rate):
    jumps = []
    for k, speed in enumerate((1.0, rate)):
        V = np.zeros((3, 3))
        V[k, k + 1] = np.sqrt(speed)
        jumps += [V, V.T]
    return Lindbladian(np.zeros((3, 3)), jumps)


@pytest.mark.parametrize("rate", [1e-6, 1e-9, 1e-11])
def test_slow_rates_bound_from_below_and_limit_the_log_sobolev_constant(rate):
    """(0 1) and 2 exchange with rate r, gap 3r/2; from 2, ρ - σ is 4/3 e^(-3rt/2) in the trace norm."""
    found = mixing_time(three_levels(rate), state=np.eye(3) / 3)
    slowest = 1.5 * rate
    assert found.value == pytest.approx(np.log(4.0 / 3.0 / 0.01) / slowest, rel=1e-3)
    assert found.lower == pytest.approx(np.log(1.0 / 0.01) / slowest, rel=1e-2)
    assert 0.0 < found.log_sobolev.upper_bound <= found.gap.true_gap
    assert found.estimate >= found.lower  # it was far below: no constant exceeds the gap


def test_no_negative_constant():
    """Entropy production is not negative; what a minimisation finds below zero is round-off."""
    for kT in (1 / 30, 1e-4):
        cold = FilteredSampler(np.diag([0.0, 1.0, 2.3]), [np.ones((3, 3))], kT=kT)
        assert mixing_time(cold).log_sobolev.upper_bound >= 0.0


def test_log_sobolev_of_any_generator():
    bath = Bath(spectral_density=lambda w: 0.1 * w, kT=0.7)
    qubit = davies(np.diag([0.0, 1.0]), [(X + 0.3 * Z, bath)], lamb_shift=False)
    ways = [(qubit, {}), (qubit.lindbladian(), {"kT": 0.7}), (qubit.lindbladian(), {})]
    first, *others = (log_sobolev(made, **options) for made, options in ways)
    for each in others:
        assert each.upper_bound == pytest.approx(first.upper_bound, rel=1e-6)
    assert "or less" in str(first)
    assert '"upper_bound"' in first.to_json()
    assert first.upper_bound == pytest.approx(mixing_time(qubit).log_sobolev.upper_bound, rel=1e-9)


def test_refusals_of_log_sobolev():
    with pytest.raises(InputError, match=r"a channel: its entropy falls in steps"):
        log_sobolev(Channel([np.eye(2)]))
    with pytest.raises(InputError, match=r"a generator of 18 levels: .* give 16 levels or fewer"):
        log_sobolev(Lindbladian(np.zeros((18, 18)), [np.eye(18)]))
    with pytest.raises(InputError, match=r"starts = 0; give a whole number from 1"):
        log_sobolev(depolarising(SIGMA), state=SIGMA, starts=0)
    with pytest.raises(InputError, match=r"generator is of type ndarray"):
        log_sobolev(np.eye(4))


def mixing_channel(left, sigma=SIGMA):
    """(1 - s) σ Tr + s 1: the distance falls by s in each step."""
    n = len(sigma)
    places = [(i, j) for i in range(n) for j in range(n)]
    replaced = [np.sqrt((1 - left) * sigma[i, i]) * np.outer(np.eye(n)[i], np.eye(n)[j]) for i, j in places]
    return Channel([*replaced, np.sqrt(left) * np.eye(n)])


@pytest.mark.parametrize("left", [0.0, 0.3, 0.9])
def test_steps_of_a_channel(left):
    found = mixing_time(mixing_channel(left), state=SIGMA)
    start = 2.0 * (1.0 - 0.2)
    assert found.value == (np.ceil(np.log(0.01 / start) / np.log(left)) if left else 1.0)
    assert found.lower <= found.value <= found.upper
    assert found.lower >= 1.0
    for bound in (found.lower, found.upper):
        assert bound == int(bound)
    (figure,) = found.drawings()
    exact, chi, _ = figure.curves
    assert figure.x_axis == "steps"
    np.testing.assert_array_equal(exact.x, np.rint(exact.x))
    np.testing.assert_allclose(exact.y, start * left**exact.x, atol=1e-12)
    assert (exact.y <= chi.y * (1 + 1e-6) + 1e-12).all()
    assert " steps" in str(found)


def test_steps_from_a_given_state():
    found = mixing_time(mixing_channel(0.5), state=SIGMA, initial=np.eye(3) / 3)
    start = np.abs(np.diag(np.eye(3) / 3 - SIGMA)).sum()
    assert found.value == np.ceil(np.log(start / 0.01) / np.log(2.0))
    np.testing.assert_allclose(found.initial, np.eye(3) / 3)


@pytest.mark.parametrize("distance", [1e-15, 1e-17])
def test_a_distance_below_round_off_has_bounds_only(distance):
    warm = Lindbladian(np.diag([0.0, np.log(4)]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
    found = mixing_time(warm, kT=1.0, distance=1e-20)
    assert found.value is None
    assert 0.0 < found.lower <= found.upper < np.inf
    assert "below the round-off of the evolution" in found.assumptions[-1]
    assert mixing_time(warm, kT=1.0, distance=1e-9).value is not None
    found = mixing_time(warm, kT=1.0, distance=distance)  # reached or not: no traceback
    assert found.value is None or found.lower <= found.value


def test_one_level_is_refused():
    with pytest.raises(InputError, match=r"a generator of one level"):
        mixing_time(Lindbladian([[1.0]], [[[1.0]]]))


def test_units_of_times():
    warm = Lindbladian(np.diag([0.0, np.log(4)]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]], "meV")
    told = str(mixing_time(warm, kT=1.0))
    assert " ħ/meV" in told
    assert "0.625 meV (RESOLVED)" in told
