"""The Bloch-Redfield equation: against its formula, and the Davies generator where its window closes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.generators import Bath, davies
from detbal.generators.constructions.redfield import redfield
from detbal.generators.lindblad_form import lindblad_form
from detbal.generators.stationary import rows_stacked


class BathOf:
    def __init__(self, spectrum, shift):
        self.power_spectrum, self.lamb_shift = spectrum, shift


def by_formula(H, A, S, shift, rho):
    energies, U = np.linalg.eigh(H)
    nu = energies[:, None] - energies[None, :]
    filtered = U @ ((U.conj().T @ A @ U) * (S(-nu) / 2 + 1j * shift(-nu))) @ U.conj().T
    one_side = filtered @ rho @ A - A @ filtered @ rho
    other = (filtered @ rho.conj().T @ A - A @ filtered @ rho.conj().T).conj().T
    return -1j * (H @ rho - rho @ H) + one_side + other


def test_it_is_what_the_formula_says(h3, a3, ohmic):
    S, rho = ohmic(0.5).power_spectrum, np.random.default_rng(0).normal(size=(3, 3, 2)) @ [1, 1j]
    plain = redfield(h3, [(a3, BathOf(S, np.cos))])
    np.testing.assert_allclose(plain.apply(rho), by_formula(h3, a3, S, np.zeros_like, rho), atol=1e-14)
    shifted = redfield(h3, [(a3, BathOf(S, np.cos))], lamb_shift=True)
    np.testing.assert_allclose(shifted.apply(rho), by_formula(h3, a3, S, np.cos, rho), atol=1e-14)
    assert np.abs(shifted.apply(rho) - plain.apply(rho)).max() > 0.1


def test_gibbs_stays_as_it_is_without_balance_and_without_positivity(h3, a3, ohmic, gibbs, residual):
    kT = 0.4
    generator = redfield(h3, [(a3, ohmic(kT))])
    assert np.abs(generator.apply(gibbs(h3, kT))).max() < 1e-15
    assert residual(generator, h3, kT) > 0.1
    form = lindblad_form(generator)
    assert form.rates[-1] < -0.01 * form.rates[0]


def test_lamb_terms_move_the_state(h3, a3, gibbs):
    kT = 0.7
    bath = Bath(spectral_density=lambda w: 0.4 * w / (w**2 + 4.0), kT=kT)
    assert np.abs(redfield(h3, [(a3, bath)]).apply(gibbs(h3, kT))).max() < 1e-14
    assert np.abs(redfield(h3, [(a3, bath)], lamb_shift=True).apply(gibbs(h3, kT))).max() > 1e-3


def test_one_coupling_alone_is_conserved(a3, ohmic):
    # Tr A K(ρ) = 0 without H: K = [Λρ, A] + h.c.
    H = np.diag([0.0, 1.0, 2.5])
    rho = np.diag([0.5, 0.3, 0.2]) + 0.1 * np.ones((3, 3))
    change = redfield(H, [(a3, ohmic(1.0))]).apply(rho) + 1j * (H @ rho - rho @ H)
    assert abs(np.trace(a3 @ change)) < 1e-15


@pytest.mark.parametrize("shifted", [False, True])
def test_a_closed_window_leaves_the_davies_generator(random_hermitian, ohmic, shifted):
    # equidistant and degenerate levels: whole groups of coherences act on one another
    U = np.linalg.eigh(random_hermitian(5, 3))[1]
    for energies in ([0.0, 1.0, 1.7, 2.6, 3.1], [0.0, 1.0, 2.0, 3.0, 4.0], [0.0, 1.0, 1.0, 2.0, 2.0]):
        H = (U * energies) @ U.conj().T
        H, couplings = (H + H.conj().T) / 2.0, [(random_hermitian(5, 4), ohmic(0.8))]
        closed = redfield(H, couplings, lamb_shift=shifted, secular_window=0.0)
        expected = rows_stacked(davies(H, couplings, lamb_shift=shifted).lindbladian())
        np.testing.assert_allclose(rows_stacked(closed), expected, atol=1e-13)
        assert np.abs(rows_stacked(redfield(H, couplings, lamb_shift=shifted)) - expected).max() > 1e-3


def test_a_window_keeps_what_turns_slowly_and_nothing_else(a3, ohmic):
    energies = np.array([0.0, 1.0, 2.5])
    H, couplings, window = np.diag(energies), [(a3, ohmic(1.0))], 0.75
    nu = (energies[:, None] - energies[None, :]).ravel()
    slow = np.abs(nu[:, None] - nu[None, :]) <= window
    whole, part = (rows_stacked(redfield(H, couplings, secular_window=w)) for w in (None, window))
    np.testing.assert_array_equal(part, np.where(slow, whole, 0.0))
    assert 9 < slow.sum() < 81
    np.testing.assert_array_equal(rows_stacked(redfield(H, couplings, secular_window=5.0)), whole)


@settings(max_examples=25)
@given(st.integers(2, 5), st.floats(0.2, 5.0), st.floats(0.0, 3.0), st.integers(0, 10_000))
def test_gibbs_is_stationary_in_any_window(n, kT, window, seed):
    rng = np.random.default_rng(seed)
    H, A = np.diag(rng.normal(size=n)), rng.normal(size=(n, n))
    bath = Bath(spectral_density=lambda w: 0.1 * w * np.exp(-w), kT=kT)
    p = np.exp(-np.diag(H) / kT)
    change = redfield(H, [(A + A.T, bath)], secular_window=window).apply(np.diag(p / p.sum()))
    assert np.abs(change).max() < 1e-14


def test_what_has_no_element_needs_no_spectrum():
    # a sub-Ohmic spectrum is infinite at ω = 0, where a coupling without diagonal does not ask
    def spectrum(w):
        if (w == 0).any():
            raise AssertionError
        return np.abs(w) ** -0.5

    assert np.isfinite(rows_stacked(redfield(np.diag([0.0, 1.0]), [([[0, 1], [1, 0]], spectrum)]))).all()


def test_units_come_from_the_baths(h3, a3, ohmic):
    assert redfield(h3, [(a3, ohmic(25.0, energy_unit="meV"))]).energy_unit.symbol == "meV"
    assert redfield(h3, [(a3, np.cosh), (a3, ohmic(25.0, energy_unit="meV"))]).energy_unit.symbol == "meV"
    assert redfield(h3, [(a3, np.cosh)]).energy_unit is None
    with pytest.raises(InputError, match=r"couplings\[1\] has a bath in no unit, couplings\[0\] in meV"):
        redfield(h3, [(a3, ohmic(25.0, energy_unit="meV")), (a3, ohmic(1.0))])


def test_what_it_refuses(h3, a3, ohmic):
    S = ohmic(1.0)
    lead = Bath(spectral_density=lambda w: 1.0 + 0.0 * w, kT=1.0, statistics="fermion")
    with pytest.raises(InputError, match="couplings is empty"):
        redfield(h3, [])
    with pytest.raises(InputError, match="couplings is of type int"):
        redfield(h3, 3)
    with pytest.raises(InputError, match=r"couplings\[1\] is not Hermitian"):
        redfield(h3, [(a3, S), (np.triu(a3), S)])
    with pytest.raises(InputError, match=r"couplings\[0\] is no pair"):
        redfield(h3, [a3])
    with pytest.raises(InputError, match=r"couplings\[0\] has shape \(2, 2\)"):
        redfield(h3, [(np.eye(2), S)])
    with pytest.raises(InputError, match="a float has no power_spectrum"):
        redfield(h3, [(a3, 0.3)])
    with pytest.raises(InputError, match="a function has no lamb_shift"):
        redfield(h3, [(a3, lambda w: 1.0 + 0.0 * w)], lamb_shift=True)
    with pytest.raises(InputError, match=r"returns shape \(\) for frequencies of shape \(9,\)"):
        redfield(h3, [(a3, lambda w: 1.0)])
    with pytest.raises(InputError, match=r"power_spectrum of couplings\[0\] is nan at ω = "):
        redfield(h3, [(a3, lambda w: np.where(w > 1.0, np.nan, 1.0))])
    with pytest.raises(InputError, match=r"the bath of couplings\[0\] is fermionic"):
        redfield(h3, [(a3, lead)])
    with pytest.raises(InputError, match=r"secular_window = -1"):
        redfield(h3, [(a3, S)], secular_window=-1.0)


def test_a_spectrum_says_what_is_wrong_with_it(h3, a3):
    with pytest.raises(InputError, match=r"power_spectrum of couplings\[1\] is .*j\) at ω = .*finite real spectrum"):
        redfield(h3, [(a3, np.cosh), (a3, lambda w: 0.1 + 0.1j * w)])
    with pytest.raises(InputError, match=r"power_spectrum of couplings\[1\] does not take an array \(The truth"):
        redfield(h3, [(a3, np.cosh), (a3, lambda w: 0.1 if w > 0 else 0.0)])
    with pytest.raises(InputError, match=r"couplings\[0\] does not take an array \(only"):
        redfield(h3, [(a3, lambda w: math.exp(w))])
    with pytest.raises(InputError, match=r"couplings\[0\] returns entries of type <U1"):
        redfield(h3, [(a3, lambda w: np.full(w.shape, "a"))])
    real = redfield(h3, [(a3, lambda w: np.cosh(w) + 0j)])
    np.testing.assert_array_equal(real.matrix, redfield(h3, [(a3, np.cosh)]).matrix)


def test_too_many_states_are_refused_before_the_memory_is_full():
    n = 130
    with pytest.raises(InputError, match=r"130 states: the generator has N⁴ = 2.9e\+08 entries, 4.6 GB"):
        redfield(np.diag(np.arange(float(n))), [(np.ones((n, n)), np.cosh)])


@pytest.mark.parametrize("window", [[1, 2], "a", np.nan])
def test_a_window_is_one_number(h3, a3, window):
    with pytest.raises(InputError, match="secular_window"):
        redfield(h3, [(a3, np.cosh)], secular_window=window)
