"""Generators, channels, states and dots are held against the problem's own Hamiltonian, whatever they bring."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm
from scipy.sparse import csr_array

from detbal import generators
from detbal.bench import OpenSystem, problem
from detbal.bench.problems import ohmic
from detbal.errors import InputError
from detbal.generators import Bath, Channel, Lindbladian
from detbal.networks import RateNetwork
from detbal.pairs import Pairs
from detbal.transport import Lead, QuantumDot, RateTable, pauli_rates
from detbal.verdict import Status

ATOM, SPIN, DOT = problem("two-level-atom"), problem("spin-boson"), problem("quantum-dot")
OPEN = [problem(name) for name in ("two-level-atom", "damped-oscillator", "heisenberg-ring", "spin-boson")]
LADDER = OpenSystem("ladder", "three levels", np.diag([0.0, 0.4, 1.0]), (np.ones((3, 3)) - np.eye(3),), ohmic, (0.5,))


def coupled(asked, kT, factor=1.0):
    return factor * asked.H, [(A, asked.bath(kT)) for A in asked.couplings]


@pytest.mark.parametrize("asked", OPEN, ids=lambda one: one.name)
@pytest.mark.parametrize("made", [lambda pair: pair, lambda pair: generators.davies(*pair, lamb_shift=False)])
def test_weak_coupling_is_held_against_the_hamiltonian_of_the_problem(asked, made):
    kT = asked.temperatures[1]
    right = asked.judge(made(coupled(asked, kT)), kT)
    assert right.verdict.status is Status.BALANCED
    assert right.implied.ratio == pytest.approx(1.0, rel=1e-9)
    assert right.distance < 1e-10
    wrong = asked.judge(made(coupled(asked, kT, 1.5)), kT)
    assert wrong.verdict.status is Status.BROKEN
    assert wrong.implied.ratio == pytest.approx(1 / 1.5, rel=1e-9)
    assert wrong.distance > 0.01


def test_by_how_much_another_hamiltonian_is_off():
    found = ATOM.judge(coupled(ATOM, 0.1, 1.5), 0.1)
    assert found.verdict.max_residual == pytest.approx(0.5 / 0.1, rel=1e-9)  # half of ω/kT more


def test_generators_of_other_kinds_or_dimensions_are_refused():
    bath, pairs = ATOM.bath(1.0), Pairs.of([1.0, 1.0], [1.0, 1.0])
    for asked in (*OPEN, DOT):
        for answer in (bath, pairs):
            with pytest.raises(InputError, match=rf"{asked.name}: the answer is of type (Bath|Pairs); give a Lindblad"):
                asked.judge(answer, 1.0)
    with pytest.raises(InputError, match=r"a generator of 3 levels; return one of 2 levels"):
        SPIN.judge(coupled(LADDER, 0.5), 1.0)
    with pytest.raises(InputError, match=r"the answer is of type RateNetwork; give a Lindblad"):
        DOT.judge(RateNetwork.from_rates(np.ones((4, 4)) - np.eye(4)), 0.5)


def test_several_stationary_states_have_no_distance():
    ring = problem("heisenberg-ring")
    alone = ring.judge((ring.H, [(ring.couplings[0], ring.bath(1.0))]), 1.0)  # leaves a parity alone
    assert alone.distance is None


def propagator(rates, t):
    """The map of a rate equation with H = diag, and coherences that decay and turn, by its Kraus operators."""
    E, N = np.diag(LADDER.H), len(LADDER.H)
    P = expm(rates * t)  # from row to column
    decay = np.exp(rates.diagonal() * t / 2 - 1j * E * t)
    kraus = [np.diag(decay)]
    for i in range(N):
        for j in range(N):
            left = P[i, j] - (abs(decay[i]) ** 2 if i == j else 0.0)
            step = np.zeros((N, N))
            step[j, i] = np.sqrt(max(left, 0.0))
            kraus.append(step)
    return Channel(kraus)


def boltzmann(kT, excess=0.0):
    E = np.diag(LADDER.H)
    K = 0.1 * np.exp((E[:, None] - E) / (2 * kT))
    K[0, 1] *= np.exp(excess)
    np.fill_diagonal(K, 0.0)
    return K - np.diag(K.sum(axis=1))


@pytest.mark.parametrize("t", [0.1, 1.0, 10.0])
def test_a_right_propagator_is_balanced_although_its_coherences_turn(t):
    found = LADDER.judge(propagator(boltzmann(0.5), t), 0.5)
    assert found.verdict.status is Status.BALANCED
    assert found.implied.ratio == pytest.approx(1.0, rel=1e-7)
    assert found.distance < 1e-12


def test_hot_and_driven_propagators_are_broken():
    hot = LADDER.judge(propagator(boltzmann(0.55), 1.0), 0.5)
    assert hot.verdict.status is Status.BROKEN
    assert hot.verdict.max_residual == pytest.approx(1.0 / 0.5 - 1.0 / 0.55, rel=1e-6)
    assert hot.implied.ratio == pytest.approx(1.1, rel=1e-6)
    assert LADDER.judge(propagator(boltzmann(0.5, 0.3), 1.0), 0.5).verdict.status is Status.BROKEN


def test_a_propagator_of_whose_coherences_little_is_known_is_not_balanced():
    """Complex Kraus operators that no phases of the eigenstates make real."""
    rng = np.random.default_rng(1)
    weight = np.exp(-np.diag(LADDER.H) / 0.5)
    weight /= weight.sum()
    V = rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3))
    phases = np.exp(1j * np.angle(V))
    kraus = [phases * np.sqrt(weight)[:, None] / np.sqrt(3)]  # T_ij = p_j/3
    rest = np.eye(3) - kraus[0].conj().T @ kraus[0]
    values, vectors = np.linalg.eigh(rest)
    kraus += [
        np.sqrt(w * p) * np.outer(np.eye(3)[k], v.conj())
        for w, v in zip(values, vectors.T, strict=True)
        for k, p in enumerate(weight)
    ]
    found = LADDER.judge(Channel(kraus), 0.5)
    assert found.verdict.status is not Status.BALANCED


def test_a_hamiltonian_that_commutes_is_set_aside():
    down = np.array([[0.0, 1.0], [0.0, 0.0]])
    jumps = [down, np.exp(-0.5) * down.T]
    assert ATOM.judge(Lindbladian(2 * ATOM.H, jumps), 1.0).verdict.status is Status.BALANCED
    assert ATOM.judge(Lindbladian(ATOM.H + 0.3 * (down + down.T), jumps), 1.0).verdict.status is Status.BROKEN


# ---- arrays for open systems


@pytest.mark.parametrize("asked", OPEN, ids=lambda one: one.name)
def test_independent_draws_are_transition_probabilities_although_their_trace_is_1(asked):
    kT = asked.temperatures[1]
    weight = np.exp(-np.linalg.eigvalsh(asked.H) / kT)
    found = asked.judge(np.tile(weight / weight.sum(), (len(weight), 1)), kT)
    assert found.verdict.status is Status.BALANCED
    assert found.distance < 1e-14


def test_what_may_be_either_is_refused():
    with pytest.raises(InputError, match=r"symmetric matrix of trace 1 whose rows sum to 1: .*from_transition_matrix"):
        SPIN.judge(np.full((2, 2), 0.5), 1.0)
    one = SPIN.judge(RateNetwork.from_transition_matrix(np.full((2, 2), 0.5)), 1.0)
    assert one.implied.ratio == np.inf


@pytest.mark.parametrize("form", [np.asarray, csr_array, lambda rho: rho.tolist()])
def test_density_operators_in_all_forms(form):
    for asked in OPEN:
        found = asked.judge(form(asked.gibbs(1.0).matrix), 1.0)
        assert found.verdict.status is Status.BALANCED
        assert found.implied.ratio == pytest.approx(1.0, rel=1e-9)
        hot = asked.judge(form(asked.gibbs(1.1).matrix), 1.0)
        assert hot.verdict.status is Status.BROKEN
        assert hot.implied.ratio == pytest.approx(1.1, rel=1e-9)


def test_states_of_detbal_are_taken():
    assert SPIN.judge(SPIN.gibbs(1.0), 1.0).verdict.status is Status.BALANCED
    assert SPIN.judge(SPIN.gibbs(2.0), 1.0).implied.ratio == pytest.approx(2.0, rel=1e-9)


def test_empty_answers_are_refused():
    with pytest.raises(InputError, match=r"spin-boson: an empty answer"):
        SPIN.judge([], 1.0)


def test_open_systems_are_read_only():
    for array in (SPIN.H, SPIN.couplings[0], DOT.levels):
        with pytest.raises(ValueError, match="read-only"):
            array.flat[0] = 5.0


# ---- dots


def leads(kT, mu):
    return {"L": Lead(kT=kT, mu=mu, gamma=0.01), "R": Lead(kT=kT, mu=mu, gamma=0.03)}


@pytest.mark.parametrize("kT", [0.1, 0.5, 2.0])
@pytest.mark.parametrize("made", [lambda dot: dot, pauli_rates])
def test_dots_and_tables_of_rates_are_measured(kT, made):
    right = DOT.judge(made(DOT.dot(kT)), kT)
    assert right.verdict.status is Status.BALANCED
    assert right.implied.ratio == pytest.approx(1.0, rel=1e-9)
    assert right.distance < 1e-14
    hot = DOT.judge(made(QuantumDot(DOT.levels, leads(1.1 * kT, DOT.mu), coulomb=DOT.repulsion)), kT)
    assert hot.verdict.status is Status.BROKEN
    assert hot.implied.ratio == pytest.approx(1.1, rel=1e-9)


@pytest.mark.parametrize(
    ("levels", "repulsion", "off"),
    # (-1, 3) for (-0.4, 0.7): charging the lower one is off by 0.6, the upper one by 2.3
    [([3.0, -1.0], 2.0, 2.3), ([-0.4, 0.7], 0.0, 2.0)],
)
@pytest.mark.parametrize("made", [lambda dot: dot, pauli_rates])
def test_dots_with_other_levels_or_repulsion_are_broken(levels, repulsion, off, made):
    kT = 0.5
    found = DOT.judge(made(QuantumDot(np.array(levels), leads(kT, DOT.mu), coulomb=repulsion)), kT)
    assert found.verdict.status is Status.BROKEN
    assert found.verdict.max_residual == pytest.approx(off / kT, rel=1e-9)
    assert found.distance > 0.01


def test_the_order_of_states_in_a_table_does_not_matter():
    table = pauli_rates(DOT.dot(0.5))
    order = np.array([3, 1, 0, 2])
    place = np.argsort(order)
    moved = replace(
        table,
        energy=table.energy[order],
        charge=table.charge[order],
        labels=[table.labels[k] for k in order],
        source=place[table.source],
        target=place[table.target],
    )
    found = DOT.judge(moved, 0.5)
    assert found.verdict.status is Status.BALANCED
    assert found.distance < 1e-14


def test_tables_of_other_states_are_refused():
    one = QuantumDot(0.3, leads(0.5, 0.0))
    with pytest.raises(InputError, match=r"quantum-dot: states with \[0, 1\] electrons; return .* \[0, 1, 1, 2\]"):
        DOT.judge(pauli_rates(one), 0.5)
    assert isinstance(DOT.matched(pauli_rates(DOT.dot(0.5))), RateTable)


def test_a_bath_alone_says_nothing_of_a_system():
    with pytest.raises(InputError, match=r"spin-boson: the answer is of type Bath"):
        SPIN.judge(Bath(spectral_density=ohmic, kT=1.0), 1.0)
