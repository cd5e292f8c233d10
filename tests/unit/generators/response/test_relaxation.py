"""Relaxation: closed forms of two levels and the oscillator, exponentials of the superoperator, Boltzmann at last."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm

from detbal.errors import InputError
from detbal.generators import Bath, Lindbladian, Superoperator, davies
from detbal.generators.models import annihilator, random_kms
from detbal.generators.response import Followed, relaxation
from detbal.generators.response.effective_temperature import effective_beta
from detbal.generators.response.propagation import propagated
from detbal.generators.stationary import rows_stacked

KT = 0.5


def ohmic(kT=KT):
    return Bath(spectral_density=lambda w: 0.1 * w, kT=kT)


def atom(kT=KT):
    return davies(np.diag([0.0, 1.0]), [([[0, 1], [1, 0]], ohmic(kT))], lamb_shift=False)


def test_two_levels_relax_by_one_exponential():
    # p₁(t) = p₁ + (1 - p₁) e^{-t/T₁}, 1/T₁ = 2J coth(ω/2kT)
    t = np.linspace(0.0, 10.0, 11)
    final, rate = 1 / (1 + np.exp(1 / KT)), 0.2 / np.tanh(0.5 / KT)
    found = relaxation(atom(), [0.0, 1.0], t)
    np.testing.assert_allclose(found.populations[1], final + (1 - final) * np.exp(-rate * t), rtol=1e-11)
    np.testing.assert_allclose(found.distance, (1 - final) * np.exp(-rate * t), rtol=1e-9)
    np.testing.assert_allclose(found.final, [1 - final, final], rtol=1e-13)
    lower, upper = found.populations[:, 1:]
    np.testing.assert_allclose(found.implied_kT[1:], 1 / np.log(lower / upper), rtol=1e-9)
    assert found.implied_kT[0] == 0.0  # from below: fully inverted
    assert found.implied_kT[1] < 0


def test_an_oscillator_decays_as_a_geometric_state():
    # from the ground state the populations stay geometric, with n(t) = n (1 - e^{-γt}), γ = 2J(ω)
    n, levels = 1 / np.expm1(1 / KT), 40
    a = annihilator(levels).toarray()
    generator = davies(np.diag(np.arange(float(levels))), [(a + a.T, ohmic())], lamb_shift=False)
    t = np.array([0.0, 1.0, 5.0, 20.0])
    found = relaxation(generator, np.eye(levels)[0], t)
    quanta = n * -np.expm1(-0.2 * t)
    expected = (quanta / (1 + quanta)) ** np.arange(levels)[:, None] / (1 + quanta)
    np.testing.assert_allclose(found.populations, expected, atol=1e-10)
    assert found.mean_energy == pytest.approx(quanta, abs=1e-8)
    warmed = 1 / np.log1p(1 / quanta[1:])
    np.testing.assert_allclose(found.implied_kT[1:], warmed, rtol=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_many_levels_end_at_boltzmann(seed):
    rng = np.random.default_rng(seed)
    H, A = rng.normal(size=(2, 12, 12))
    generator = davies(H + H.T, [(A + A.T, ohmic())], lamb_shift=False)
    found = relaxation(generator, np.full(12, 1 / 12), np.geomspace(1e-3, 1e5, 20))
    p = np.exp(-(found.energies - found.energies.min()) / KT)
    np.testing.assert_allclose(found.populations[:, -1], p / p.sum(), atol=1e-13)
    np.testing.assert_allclose(found.populations.sum(axis=0), 1.0, atol=1e-12)
    assert (np.diff(found.distance) <= 1e-14).all()  # the trace distance never grows
    assert found.implied_kT[-1] == pytest.approx(KT, rel=1e-10)


@pytest.mark.parametrize("kind", ["lindbladian", "davies", "superoperator"])
def test_density_operators_against_the_exponential(kind):
    rng = np.random.default_rng(1)
    if kind == "davies":
        H, A = rng.normal(size=(2, 4, 4))
        generator = davies(H + H.T, [(A + A.T, ohmic())], lamb_shift=False)
        K, H = rows_stacked(generator.lindbladian()), H + H.T
    else:
        generator, H = random_kms(4, seed=2, rotated=True)
        K = rows_stacked(generator)
        generator = Superoperator(K, "row", H=H) if kind == "superoperator" else generator
    psi = rng.normal(size=4) + 1j * rng.normal(size=4)
    rho = np.outer(psi, psi.conj()) / np.vdot(psi, psi).real
    t = np.array([0.0, 0.3, 0.3, 4.0])
    options = {} if kind == "davies" else {"kT": 1.0, "H": H}
    found = relaxation(generator, rho, t, **options)
    U = np.linalg.eigh(H)[1]
    kT = KT if kind == "davies" else 1.0
    sigma = expm(-H / kT) / np.trace(expm(-H / kT))
    for k, x in enumerate(t):
        moved = (expm(K * x) @ rho.ravel()).reshape(4, 4)
        np.testing.assert_allclose(found.populations[:, k], np.diag(U.conj().T @ moved @ U).real, atol=1e-12)
        assert found.distance[k] == pytest.approx(np.linalg.norm(moved - sigma, "nuc") / 2, abs=1e-11)


def test_populations_of_a_lindbladian_and_of_its_davies_generator_agree():
    rng = np.random.default_rng(4)
    H, A = rng.normal(size=(2, 5, 5))
    generator = davies(H + H.T, [(A + A.T, ohmic())], lamb_shift=False)
    t = np.linspace(0, 30, 7)
    one = relaxation(generator, np.eye(5)[4], t)
    other = relaxation(generator.lindbladian(), np.eye(5)[4], t, kT=KT)
    np.testing.assert_allclose(one.populations, other.populations, atol=1e-12)
    np.testing.assert_allclose(one.distance, other.distance, atol=1e-11)


def test_the_state_compared_with_may_have_coherences():
    plus = np.full((2, 2), 0.5)
    found = relaxation(atom(), [1.0, 0.0], [0.0], state=plus)
    assert found.distance[0] == pytest.approx(np.sqrt(0.5), rel=1e-12)  # of |0⟩ and |+⟩
    assert found.balance_with == "state given"


@pytest.mark.parametrize("kT", [1e-4, 1e4])
def test_extreme_temperatures(kT):
    found = relaxation(atom(kT), [0.25, 0.75], [0.0, 1e3])
    if kT < 1.0:
        np.testing.assert_allclose(found.populations[:, 1], [1.0, 0.0], atol=1e-13)
        assert 0.0 <= found.implied_kT[1] < 0.05
    else:
        np.testing.assert_allclose(found.populations[:, 1], [0.5, 0.5], atol=1e-4)
        assert found.implied_kT[1] == pytest.approx(kT, rel=1e-8)


def test_large_matrices_act_step_by_step():
    rng = np.random.default_rng(3)
    rates = np.abs(rng.normal(size=(420, 420))) / 420
    np.fill_diagonal(rates, 0.0)
    K = rates - np.diag(rates.sum(axis=0))
    start, t = np.eye(420)[0], np.array([0.0, 1.0, 3.0])
    found = propagated(K, start, t, np.ones(420))
    np.testing.assert_allclose(found[:, 2], expm(3.0 * K) @ start, atol=1e-12)


@given(st.floats(-20.0, 20.0), st.integers(2, 9), st.integers(0, 1000))
def test_the_temperature_of_a_gibbs_state_is_its_own(beta, n, seed):
    E = np.sort(np.random.default_rng(seed).uniform(-1.0, 1.0, n))
    x = -beta * E
    p = np.exp(x - x.max())
    p /= p.sum()
    mean = p @ E
    spread = p @ (E - mean) ** 2  # dE/dβ; what it does not resolve cannot be told
    assert abs(effective_beta(E, p) - beta) <= 1e-13 * (1 + abs(beta)) + 2e-15 / spread or spread < 1e-12


def test_the_ends_of_the_spectrum():
    E = np.array([0.0, 1.0, 3.0])
    assert effective_beta(E, np.array([1.0, 0.0, 0.0])) == np.inf
    assert effective_beta(E, np.array([0.0, 0.0, 1.0])) == -np.inf
    assert effective_beta(E, np.full(3, 1 / 3)) == 0.0
    assert np.isnan(effective_beta(np.ones(3), np.full(3, 1 / 3)))


@given(st.floats(5.0, 650.0), st.booleans(), st.floats(-1e4, 1e4))
def test_small_populations_tell_a_low_temperature_whatever_the_zero_of_energy(beta, inverted, zero):
    E = np.array([0.0, 1.0, 1.0, 2.5])
    p = np.exp(-beta * E)
    shifted = zero + (E if not inverted else -E)
    split = np.ptp(shifted[:2])  # the shift rounds the distances
    expected = -beta if inverted else beta
    assert effective_beta(shifted, p / p.sum()) * split == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("kT", [0.01, 0.03, 0.05])
@pytest.mark.parametrize("zero", [0.0, 1000.0])
def test_a_cold_bath_is_read_from_the_populations(kT, zero):
    H = np.diag([zero, zero + 1.0])
    cold = davies(H, [([[0, 1], [1, 0]], ohmic(kT))], lamb_shift=False)
    found = relaxation(cold, [1.0, 0.0], [0.0, 500.0])
    assert found.implied_kT[0] == 0.0
    assert found.implied_kT[1] == pytest.approx(kT, rel=1e-3)


def test_a_generator_that_loses_states_is_refused():
    # ρ e^-t, and what makes ρ no longer Hermitian
    losing = Superoperator(-np.eye(4), order="row", H=np.diag([0.0, 1.0]))
    with pytest.raises(InputError, match=r"changes the trace \(by 1\)"):
        relaxation(losing, [0.5, 0.5], [0.0, 1.0], state=np.eye(2) / 2)
    turning = Superoperator(np.diag([0.0, 1j, 1j, 0.0]), order="row", H=np.diag([0.0, 1.0]))
    with pytest.raises(InputError, match=r"turns Hermitian operators into others \(by 2\)"):
        relaxation(turning, [0.5, 0.5], [0.0, 1.0], state=np.eye(2) / 2)


@pytest.mark.parametrize("most", ["a", 0, -1, 2.5])
def test_pictures_take_a_number_of_levels(most):
    with pytest.raises(InputError, match=r"most = .*; give a whole number from 1"):
        relaxation(atom(), [0.0, 1.0], [0.0, 1.0]).plot(most=most)


def test_pictures_are_chosen_by_name():
    with pytest.raises(InputError, match=r"followed = 'distance'; give one of Followed\.POPULATIONS, Followed\.TEMP"):
        relaxation(atom(), [0.0, 1.0], [0.0, 1.0]).figure("distance")


def test_the_pictures():
    found = relaxation(atom(), [0.0, 1.0], np.geomspace(0.01, 100, 30))
    figure = found.figure()
    assert figure.log_x
    assert [curve.name for curve in figure.curves] == ["E = 0", "E = 1", "stationary state"]
    assert [curve.name for curve in found.figure(most=1).curves] == ["E = 0", "stationary state"]
    assert found.figure(Followed.DISTANCE).log_y
    assert not relaxation(atom(), [0.0, 1.0], [0.0, 1.0, 2.0]).figure().log_x
    assert found.plot().axes[0].get_ylabel() == "population"
    assert found.plot(Followed.DISTANCE).axes[0].get_yscale() == "log"
    implied, last = found.figure(Followed.TEMPERATURE).curves
    assert implied.y[0] < 0 < implied.y[-1]
    np.testing.assert_allclose(last.y, 1 / KT, rtol=1e-12)
    assert found.plot(Followed.TEMPERATURE).axes[0].get_ylabel() == "1 / kT"


def test_what_it_refuses():
    generator = atom()
    with pytest.raises(InputError, match="generator is of type list"):
        relaxation([1.0], [0.0, 1.0], [0.0])
    with pytest.raises(InputError, match="times; give a list of finite times"):
        relaxation(generator, [0.0, 1.0], [1.0, 0.5])
    with pytest.raises(InputError, match="initial has 3 populations for 2 levels"):
        relaxation(generator, [0.0, 0.0, 1.0], [1.0])
    with pytest.raises(InputError, match="initial: populations are not negative and sum to 1"):
        relaxation(generator, [0.5, 0.6], [1.0])
    with pytest.raises(InputError, match="the state has the trace 2"):
        relaxation(generator, np.eye(2), [1.0])
    with pytest.raises(InputError, match="has no Hamiltonian"):
        relaxation(Superoperator(np.zeros((4, 4))), [0.0, 1.0], [1.0])
    with pytest.raises(InputError, match="65 levels with coherences"):
        relaxation(Lindbladian(np.diag(np.arange(65.0)), [np.eye(65, k=1)]), np.eye(65)[0], [1.0], kT=1.0)
