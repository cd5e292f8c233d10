"""Built-in contestants: known verdicts, where their packages are installed."""

from importlib.util import find_spec

import numpy as np
import pytest

from detbal.bench import CONTESTANTS, PROBLEMS, Contestant, contestant, problem, run
from detbal.bench.contestants import molecular_dynamics, ring_polymer
from detbal.bench.problems import CUTOFF, REORGANISATION
from detbal.bench.trajectories import trajectory
from detbal.errors import InputError
from detbal.lazy import load

needs_qutip = pytest.mark.skipif(find_spec("qutip") is None, reason="needs qutip")
needs_dynamiqs = pytest.mark.skipif(find_spec("dynamiqs") is None, reason="needs dynamiqs")
needs_deeptime = pytest.mark.skipif(find_spec("deeptime") is None, reason="needs deeptime")
needs_cantera = pytest.mark.skipif(find_spec("cantera") is None, reason="needs cantera")

# (contestant, problem, verdict)
KNOWN = [
    ("davies", "heisenberg-ring", "BALANCED"),
    ("davies", "quantum-dot", "BALANCED"),
    ("redfield", "interfering-dot", "BALANCED"),
    ("von-neumann", "interfering-dot", "BALANCED"),
    ("perlind", "quantum-dot", "BALANCED"),
    ("perlind", "interfering-dot", "BROKEN"),
    ("redfield", "two-level-atom", "BALANCED"),
    ("redfield", "spin-boson", "BROKEN"),
    ("redfield-lamb-shift", "spin-boson", "BROKEN"),
    ("universal-lindblad", "spin-boson", "BROKEN"),
    ("universal-lindblad-corrected", "spin-boson", "BALANCED"),
    ("ding-li-lin", "damped-oscillator", "BALANCED"),
    ("chen-kastoryano-gilyen", "damped-oscillator", "BALANCED"),
    ("metropolis", "ising-ring", "BALANCED"),
    ("heat-bath", "three-level-cycle", "BALANCED"),
    ("wrong-acceptance", "three-level-cycle", "BROKEN"),
    ("wrong-proposal", "three-level-cycle", "BROKEN"),
    ("gibbs-random-scan", "ising-ring", "BALANCED"),
    ("gibbs-systematic-scan", "ising-ring", "BROKEN"),
    ("gibbs-palindromic-scan", "ising-ring", "BALANCED"),
    ("hmc", "double-well", "BALANCED"),
    ("hmc-not-accepted", "double-well", "BROKEN"),
    pytest.param("qutip-mesolve", "spin-boson", "BALANCED", marks=needs_qutip),
    pytest.param("qutip-mesolve", "interfering-dot", "BALANCED", marks=needs_qutip),
    pytest.param("qutip-mesolve-bare", "quantum-dot", "BROKEN", marks=needs_qutip),
    pytest.param("qutip-heom-pade", "quantum-dot", "BROKEN", marks=needs_qutip),
    pytest.param("dynamiqs", "quantum-dot", "UNDECIDED", marks=needs_dynamiqs),
    pytest.param("dynamiqs-double", "quantum-dot", "BALANCED", marks=needs_dynamiqs),
    pytest.param("qutip-redfield", "spin-boson", "BALANCED", marks=needs_qutip),
    pytest.param("qutip-redfield-full", "spin-boson", "BROKEN", marks=needs_qutip),
    pytest.param("qutip-heom-pade", "spin-boson", "BROKEN", marks=needs_qutip),
    pytest.param("deeptime-counts", "observed-balanced-chain", "BALANCED", marks=needs_deeptime),
    pytest.param("deeptime-counts", "observed-driven-chain", "BROKEN", marks=needs_deeptime),
    pytest.param("deeptime-reversible", "observed-driven-chain", "BALANCED", marks=needs_deeptime),
    pytest.param("deeptime-unconstrained", "observed-driven-chain", "BROKEN", marks=needs_deeptime),
    pytest.param("cantera-gri30", "combustion", "BALANCED", marks=needs_cantera),
    pytest.param("cantera-ndodecane-reitz", "combustion", "BROKEN", marks=needs_cantera),
]


def summary_of(name, asked):
    (found,) = run({name: contestant(name)}, [problem(asked)]).summaries
    return found


@pytest.mark.parametrize(("name", "asked", "answer"), KNOWN)
def test_known_verdicts(name, asked, answer):
    found = summary_of(name, asked)
    assert (found.answer, found.error) == (answer, "")


@pytest.mark.parametrize("name", ["gibbs-systematic-scan", "wrong-acceptance"])
def test_a_broken_sampler_may_have_the_right_state_or_not(name):
    distance = summary_of(name, "ising-ring").distance
    assert (distance < 1e-12) == (name == "gibbs-systematic-scan")


def test_hybrid_monte_carlo_without_its_accept_step_is_hot():
    """Near a minimum, leapfrog of step ε keeps a mean square larger by 1/(1 - ε²ω²/4)."""
    found = summary_of("hmc-not-accepted", "double-well")
    assert found.implied > 1.03
    assert abs(summary_of("hmc", "double-well").implied - 1.0) < 0.02


@needs_qutip
@pytest.mark.parametrize("kT", [1.0, 3.0])
def test_hierarchical_equations_end_in_the_mean_force_state(kT):
    """To second order in the coupling, ρ ∝ e^(-βH) [1 + ∫₀^β dτ ∫₀^τ dτ' C(τ - τ') A(τ) A(τ')], C by quadrature."""
    asked = problem("spin-boson")
    one = contestant("qutip-heom-pade")
    found = one(asked, kT).full()
    energies, basis = np.linalg.eigh(asked.H)
    A = basis.conj().T @ asked.couplings[0] @ basis
    n, beta = 60, 1 / kT
    step = beta / n
    omega = np.geomspace(1e-5, 3e3, 20_000)
    density = asked.density(omega)

    def correlation(s):
        kernel = (np.exp(-omega * s) + np.exp(-omega * (beta - s))) / -np.expm1(-beta * omega)
        return np.trapezoid(density * kernel, omega) / np.pi

    C = [correlation(max(k, 0.25) * step) for k in range(n)]
    moved = [np.exp((k + 0.5) * step * (energies[:, None] - energies)) * A for k in range(n)]
    second = sum(
        (0.5 if i == j else 1.0) * step**2 * C[i - j] * moved[i] @ moved[j] for i in range(n) for j in range(i + 1)
    )
    rho = np.diag(np.exp(-beta * energies)) @ (np.eye(2) + second)
    rho = basis @ (rho + rho.conj().T) @ basis.conj().T
    rho /= np.trace(rho)
    gibbs = asked.gibbs(kT).matrix

    def distance(a, b):
        return np.abs(np.linalg.eigvalsh(a - b)).sum() / 2

    assert distance(found, rho) < 0.05 * distance(found, gibbs)
    assert asked.judge(one(asked, kT), kT).distance == pytest.approx(distance(found, gibbs), rel=1e-9)


@pytest.mark.slow
@needs_qutip
@pytest.mark.parametrize(("scheme", "part"), [("pade", 0.005), ("matsubara", 0.05)])
@pytest.mark.parametrize("kT", [0.4, 1.0, 3.0])
def test_hierarchies_have_converged(kT, scheme, part):
    """Against twice as many Padé terms and one more tier: part of what is scored, the distance from Gibbs' state."""
    import qutip
    from qutip.solver.heom import HEOMSolver

    asked = problem("spin-boson")
    bath = qutip.DrudeLorentzEnvironment(T=kT, lam=REORGANISATION, gamma=CUTOFF)
    terms, rest = bath.approximate(method="pade", Nk=6, compute_delta=True)
    Q = qutip.Qobj(asked.couplings[0])
    left = qutip.liouvillian(qutip.Qobj(asked.H)) + qutip.system_terminator(Q, rest)
    finer, _hierarchy = HEOMSolver(left, (terms, Q), max_depth=5).steady_state()
    found = contestant(f"qutip-heom-{scheme}")(asked, kT)
    scored = (finer - qutip.Qobj(asked.gibbs(kT).matrix)).norm("tr")
    assert (found - finer).norm("tr") < part * scored


@pytest.mark.slow
@needs_qutip
def test_qutips_default_basis_is_broken_on_degenerate_levels():
    found = summary_of("qutip-redfield-eigenbasis", "heisenberg-ring")
    assert (found.answer, found.residual) == ("BROKEN", np.inf)
    assert found.distance > 0.1
    assert summary_of("qutip-redfield", "heisenberg-ring").answer == "BALANCED"


@needs_deeptime
def test_the_affinity_of_a_driven_chain_is_measured_by_its_counts():
    assert summary_of("deeptime-counts", "observed-driven-chain").residual == pytest.approx(1.5, abs=0.1)
    assert summary_of("deeptime-unconstrained", "observed-driven-chain").residual == pytest.approx(1.5, abs=0.1)
    assert summary_of("deeptime-reversible", "observed-driven-chain").residual < 1e-6


@pytest.mark.slow
def test_ring_polymers_start_from_the_quantum_distribution():
    """The variance of the centroid is Kubo's ∫₀^β ⟨q q(iλ)⟩ dλ/β: a sum over exact lines, and the mean square ⟨q²⟩."""
    asked, kT = problem("morse-oscillator"), 417.0
    P = ring_polymer.beads(asked, kT)
    drawn = ring_polymer._drawn(asked, kT, P, np.random.default_rng(5))
    lines = asked.lines(kT)
    x = lines.omega / kT
    kubo = np.where(np.abs(x) > 1e-9, -np.expm1(-x) / np.where(x == 0, 1, x), 1.0)
    centroid = drawn.mean(axis=0)
    scatter = np.sqrt(2 / drawn.shape[1])
    assert centroid.var() == pytest.approx(float(np.sum(lines.weights * kubo)), rel=4 * scatter)
    assert drawn.var() == pytest.approx(float(np.sum(lines.weights)), rel=4 * scatter)


def test_normal_modes_diagonalise_the_springs():
    P, kT = 8, 2.0
    modes, omega = ring_polymer._normal_modes(kT, P)
    assert modes @ modes.T == pytest.approx(np.eye(P), abs=1e-12)
    springs = 2 * np.eye(P) - np.roll(np.eye(P), 1, axis=0) - np.roll(np.eye(P), -1, axis=0)
    assert modes @ springs @ modes.T * (P * kT) ** 2 == pytest.approx(np.diag(omega[:, 0] ** 2), abs=1e-9)


def test_trajectories_visit_states_as_often_as_their_weights():
    chain = np.array([[0.5, 0.5], [0.25, 0.75]])
    seen = trajectory(chain, 100_000)
    assert seen.mean() == pytest.approx(2 / 3, abs=0.01)
    assert np.array_equal(seen, trajectory(chain, 100_000))


def test_canonical_positions_of_the_oscillator():
    asked, kT = problem("morse-oscillator"), 834.0
    q, p = molecular_dynamics._canonical(asked, kT)
    scatter = np.sqrt(2 / len(q))  # of the mean of squared normal numbers, as both energies nearly are: 4.5 %
    assert (p**2).mean() * asked.frequency == pytest.approx(kT, rel=3 * scatter)
    grid = np.linspace(-3.0, 8.0, 5001)
    weight = np.exp(-asked.potential(grid) / kT)
    right = np.average(asked.potential(grid), weights=weight)
    assert asked.potential(q).mean() == pytest.approx(right, rel=3 * scatter)


@pytest.mark.parametrize("one", CONTESTANTS, ids=lambda one: one.name)
def test_the_register_resolves(one):
    assert callable(load(one.address))
    assert one.summary
    assert one.versions


def test_names_are_unique():
    assert len({one.name for one in CONTESTANTS}) == len(CONTESTANTS)


def test_absent_packages_are_named():
    one = Contestant("x", "", ("no-such-package",), "math:sqrt")
    assert one.absent == ("no-such-package",)
    assert one.versions == "no-such-package is not installed"
    one.warm_up()  # quietly


def test_unknown_contestants_are_refused():
    with pytest.raises(InputError, match="no contestant 'nobody'; give one of davies"):
        contestant("nobody")


@pytest.mark.slow
def test_the_whole_board_answers():
    present = [one for one in CONTESTANTS if not one.absent]
    board = run({one.name: one for one in present}, PROBLEMS)
    assert not board.failed
    assert {one.model for one in board.scores} == {one.name for one in present}
    found = {(one.model, one.problem): one for one in board.summaries}
    assert found["md-classical", "morse-oscillator"].answer == "BROKEN"
    # an even spectrum lacks all of ln S(ω)/S(-ω) = ω/kT
    assert found["md-classical", "morse-oscillator"].residual > 50
    for name in ("standard", "harmonic", "schofield", "mixed", "ring-polymer"):
        assert found[f"md-{name}", "morse-oscillator"].answer == "BALANCED"
    assert found["md-harmonic", "morse-oscillator"].distance < 0.15
    assert found["md-ring-polymer", "morse-oscillator"].distance < 0.2
    assert found["md-standard", "morse-oscillator"].distance > 0.5
    assert found["md-schofield", "morse-oscillator"].distance > 2.0
