"""The coarse-grained master equation: against integrals over time, and the Davies generator at long times."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.generators import Bath, davies
from detbal.generators.constructions.coarse_grained import coarse_grained
from detbal.generators.stationary import rows_stacked


def test_long_times_give_the_davies_generator(random_hermitian, ohmic):
    H, couplings = random_hermitian(4, 1), [(random_hermitian(4, 2), ohmic(0.9))]
    expected = rows_stacked(davies(H, couplings, lamb_shift=False).lindbladian())
    apart = [np.abs(rows_stacked(coarse_grained(H, couplings, time=t)) - expected).max() for t in (3e2, 3e4)]
    assert 1e-4 < apart[0] < 2e-2
    assert apart[1] < 0.1 * apart[0]


def test_short_times_give_the_couplings_themselves():
    # τ far below the memory: α = τ C(0), with C(0) = ∫ S dω/2π = 1
    A = np.array([[0.0, 1.0], [1.0, 0.5]])
    found = coarse_grained(np.diag([0.0, 1.0]), [(A, lambda w: 2.0 * np.sqrt(np.pi) * np.exp(-(w**2)))], time=1e-3)
    np.testing.assert_allclose(sum(v.conj().T @ v for v in found.jumps), 1e-3 * A @ A, rtol=1e-5, atol=1e-12)


def test_it_moves_the_gibbs_state_as_the_inverse_of_time(h3, a3, ohmic, gibbs, residual):
    made = [coarse_grained(h3, [(a3, ohmic(0.7))], time=t) for t in (20.0, 2000.0)]
    change = [np.abs(each.apply(gibbs(h3, 0.7))).max() for each in made]
    assert change[0] > 1e-4
    assert change[1] < 0.1 * change[0]
    assert residual(made[0], h3, 0.7) > 10 * residual(made[1], h3, 0.7)


def test_samples_end_where_they_end(a3):
    w = np.linspace(-30.0, 30.0, 3001)
    sampled = Bath(power_spectrum=np.exp(-(w**2) / 4.0), frequencies=w)
    H, time = np.diag([0.0, 0.6, 1.5]), 5.0
    ours = rows_stacked(coarse_grained(H, [(a3, sampled)], time=time))
    smooth = rows_stacked(coarse_grained(H, [(a3, lambda w: np.exp(-(w**2) / 4.0))], time=time))
    np.testing.assert_allclose(ours, smooth, atol=1e-6)


def test_couplings_to_one_bath_add_up(h3, a3, ohmic):
    bath, other = ohmic(0.7), np.diag([1.0, 0.0, -1.0])
    H = -1j * (np.kron(h3, np.eye(3)) - np.kron(np.eye(3), h3.conj()))
    both, one, two = (
        rows_stacked(coarse_grained(h3, c, time=4.0))
        for c in ([(a3, bath), (other, bath)], [(a3, bath)], [(other, bath)])
    )
    np.testing.assert_allclose(both + H, one + two, atol=1e-14)


def test_a_line_much_narrower_than_the_time_resolves():
    # α(ν₁, ν₂) = (τ/2π) √(2π) s sinc sinc, with the area of the line
    width, time, H, A = 4e-4, 3.0, np.diag([0.0, 1.0]), np.array([[0, 1.0], [1, 0]])
    made = coarse_grained(H, [(A, lambda w: np.exp(-(((w - 1.2345) / width) ** 2) / 2))], time=time)
    rate = sum(abs(V[0, 1]) ** 2 for V in made.jumps)
    expected = time / np.sqrt(2 * np.pi) * width * np.sinc(0.2345 * time / (2 * np.pi)) ** 2
    assert rate == pytest.approx(expected, rel=1e-5)
    with pytest.raises(InputError, match=r"the spectrum of couplings\[0\] is zero: .* line much narrower"):
        coarse_grained(H, [(A, lambda w: np.exp(-(((w - 1.2345) / 1e-8) ** 2) / 2))], time=time)


def test_what_it_refuses(h3, a3, ohmic):
    bath = ohmic(1.0)
    with pytest.raises(InputError, match=r"time = 0"):
        coarse_grained(h3, [(a3, bath)], time=0.0)
    with pytest.raises(InputError, match=r"time has shape \(2,\)"):
        coarse_grained(h3, [(a3, bath)], time=[1.0, 2.0])
    with pytest.raises(InputError, match="in units of the fastest oscillation"):
        coarse_grained(h3, [(a3, bath)], time=1e8)
    with pytest.raises(InputError, match=r"the rates of couplings\[0\] diverge"):
        coarse_grained(h3, [(a3, lambda w: np.abs(w) + 1.0)], time=1.0)
    with pytest.raises(InputError, match=r"the spectrum of couplings\[0\] is -1 at ω = "):
        coarse_grained(h3, [(a3, lambda w: np.where(w < 0, -1.0, 1.0))], time=1.0)
