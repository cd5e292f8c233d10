"""What round-off leaves open of stationary states, where leads leave a superposition nearly alone."""

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.transport.coherent.equations import lindblad, redfield
from detbal.transport.coherent.round_off import Elimination
from detbal.transport.lead import Lead
from detbal.transport.quantum_dot import QuantumDot

EPS = np.finfo(np.float64).eps


def alike(s, gamma=0.01):
    """Two orbitals, s apart, that both leads couple to alike: their difference is dark but for s."""
    shape = gamma * np.ones((2, 2))
    sides = {"L": Lead(kT=1.0, mu=0.2, gamma=shape), "R": Lead(kT=1.0, mu=-0.2, gamma=shape)}
    return QuantumDot(np.diag([0.3, 0.3 + s]), sides, coulomb=2.0)


def by_sixty_digits(s, gamma):
    """The current from L by the same Lindblad equation, built and solved by itself."""
    with mp.workdps(60):
        a, e = mp.sqrt(mp.mpf(gamma)), mp.mpf(0.3)
        E = [mp.mpf(0), e, mp.mpf(0.3 + s), e + mp.mpf(0.3 + s) + 2]
        D = mp.zeros(4)
        D[0, 1], D[0, 2], D[2, 3], D[1, 3] = a, a, a, -a
        leads = []
        for mu in (mp.mpf(0.2), -mp.mpf(0.2)):
            into, out = mp.zeros(4), mp.zeros(4)
            for i, j in ((0, 1), (0, 2), (2, 3), (1, 3)):
                filled = 1 / (mp.exp(E[j] - E[i] - mu) + 1)
                out[i, j], into[j, i] = D[i, j] * mp.sqrt(1 - filled), D[i, j] * mp.sqrt(filled)
            leads.append((into, out))
        kept = [(0, 0), (1, 1), (1, 2), (2, 1), (2, 2), (3, 3)]
        L = mp.zeros(6)
        for k, place in enumerate(kept):
            rho = mp.zeros(4)
            rho[place] = 1
            moved = -1j * (mp.diag(E) * rho - rho * mp.diag(E))
            for jump in (one for lead in leads for one in lead):
                lost = jump.H * jump
                moved += jump * rho * jump.H - (lost * rho + rho * lost) / 2
            for q, other in enumerate(kept):
                L[q, k] = moved[other]
        for k, (i, j) in enumerate(kept):
            L[0, k] = int(i == j)
        x = mp.lu_solve(L, mp.matrix([1, 0, 0, 0, 0, 0]))
        rho = mp.zeros(4)
        for q, place in enumerate(kept):
            rho[place] = x[q]
        into, out = leads[0]
        return float(mp.re(sum((into * rho * into.H - out * rho * out.H)[i, i] for i in range(4))))


@pytest.mark.parametrize("gamma", [0.01, 1e-4, 1e-7])
@pytest.mark.parametrize("s", [1e-8, 1e-7, 1e-6, 1e-4, 1e-2])
def test_currents_of_nearly_dark_states_are_right_within_their_floor(s, gamma):
    state, right = lindblad(alike(s, gamma)), by_sixty_digits(s, gamma)
    error = abs(state.currents.particles[0] - right)
    assert error <= state.current_floor[0]
    assert state.current_floor[0] < 0.01 * right


def test_the_floor_of_the_traffic_alone_would_not_do():
    """The negative control: the error is far above the round-off of what comes and goes."""
    state = lindblad(alike(1e-8))
    assert abs(state.currents.particles[0] - by_sixty_digits(1e-8, 0.01)) > 1e5 * EPS * 0.01


@pytest.mark.parametrize("s", [0.0, 1e-12, 1e-10])
@pytest.mark.parametrize("equation", [lindblad, redfield])
def test_what_round_off_decides_is_refused(s, equation):
    with pytest.raises(InputError, match=r"not unique, to double precision.*nothing but round-off decides.*move their"):
        equation(alike(s))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(0, 4))
def test_errors_bound_what_changes_of_the_generator_do(seed, n, m):
    """Change entries by parts of 1e-9, each at will: the state moves by no more than the bound for 8 eps, scaled."""
    rng = np.random.default_rng(seed)
    L = rng.normal(size=(n + m, n + m))
    L[:n, :n] = 10.0 ** rng.uniform(-6, 0, (n, n))
    L[n:, n:] -= 5 * np.eye(m)
    L[:n, n:] *= 0.01
    L[0, :] -= L[:n].sum(axis=0)  # populations add up to one

    def state(matrix):
        conditioned = matrix.copy()
        conditioned[0] = np.arange(n + m) < n
        return np.linalg.solve(conditioned, np.eye(n + m)[0])

    functional = rng.normal(size=(1, n + m))
    reduced = Elimination.of(L, n)
    error, floor = reduced.errors(state(L), np.zeros(n + m), functional)
    part = 1e-9
    changed = L * (1 + part * rng.choice([-1, 1], size=L.shape))
    changed[0] -= changed[:n].sum(axis=0)
    moved = state(changed) - state(L)
    slack = 2.5 * part / (8 * EPS)  # the row that keeps the sum takes up the changes of all others
    assert (np.abs(moved[:n]) <= slack * error * (1 + 1e-3)).all()
    assert abs(functional[0] @ moved) <= slack * floor[0] * (1 + 1e-3)


@pytest.mark.parametrize("mu", [340.0, 600.0, 709.0, 740.0])
def test_deep_in_a_valley_nothing_overflows(mu):
    """Rates that differ by as much as floats can: the dot is full."""
    sides = {name: Lead(kT=1.0, mu=mu, gamma=0.05 * np.ones((2, 2))) for name in "LR"}
    state = lindblad(QuantumDot([0.3, 0.8], {**sides, "S": Lead(kT=1.0, mu=mu, gamma=[0.05, 0.1])}, coulomb=2.0))
    assert state.occupations[3] == pytest.approx(1.0, abs=1e-14)
    assert np.isfinite(state.current_floor).all()
