"""Mixing times: closed forms, bounds that hold, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from detbal.errors import InputError
from detbal.generators import Bath, Channel, Lindbladian, Superoperator, davies
from detbal.generators.mixing import Distance, FilteredSampler, log_sobolev, mixing_time
from detbal.generators.mixing.log_sobolev import _rate, _starts
from detbal.generators.state import given_state
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
    found = log_sobolev(depolarising(sigma).matrix, given_state(sigma, 2))
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
    # of a qubit at infinite temperature both bounds are the exact time: ‖ρ_0 - σ‖₁ = 1
    assert found.upper == pytest.approx(np.log(0.01) / np.log(shrinks), rel=1e-9)
    assert found.lower == pytest.approx(found.upper, rel=1e-5)
    assert found.value is None


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
