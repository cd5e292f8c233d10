"""Built-in contestants: known verdicts, where their packages are installed."""

from importlib.util import find_spec
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.linalg import expm

from detbal.bench import CONTESTANTS, PROBLEMS, Contestant, contestant, problem, run
from detbal.bench.contestants import molecular_dynamics, qutip_propagation, ring_polymer, samplers
from detbal.bench.problems import CUTOFF, REORGANISATION
from detbal.bench.trajectories import trajectories, trajectory
from detbal.errors import InputError
from detbal.lazy import load
from detbal.verdict import Status

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
    pytest.param("qutip-mesolve-run", "two-level-atom", "BALANCED", marks=needs_qutip),
    pytest.param("qutip-mesolve-run", "spin-boson", "BALANCED", marks=needs_qutip),
    pytest.param("qutip-brmesolve-run", "two-level-atom", "BALANCED", marks=needs_qutip),
    pytest.param("qutip-brmesolve-run", "spin-boson", "BALANCED", marks=needs_qutip),
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
@pytest.mark.parametrize(("scheme", "part"), [("pade", 0.005), ("matsubara", 0.01)])
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
    finer, _hierarchy = HEOMSolver(left, (terms, Q), max_depth=4).steady_state()
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


def thermal_mean(asked, kT):
    """⟨q⟩ and ⟨q²⟩ by diagonalisation with particle-in-a-box functions, not those of the package."""
    n, a, b = 300, -5.0, 14.0
    x = a + (b - a) * np.arange(1, n + 1) / (n + 1)
    wave = np.sqrt(2 / (n + 1)) * np.sin(np.pi * np.outer(np.arange(1, n + 1), np.arange(1, n + 1)) / (n + 1))
    kinetic = wave @ np.diag(asked.frequency / 2 * (np.pi * np.arange(1, n + 1) / (b - a)) ** 2) @ wave
    energies, states = np.linalg.eigh(kinetic + np.diag(asked.potential(x)))
    weight = np.exp(-(energies - energies[0]) / kT)
    density = states**2 @ weight / weight.sum()
    return density @ x, density @ x**2


#: Standard error of a mean square from so many independent draws of a nearly normal number: 1.4 %.
DRAWS = 10_000
SCATTER = np.sqrt(2 / DRAWS)


@pytest.mark.slow
@pytest.mark.parametrize("kT", [208.5, 834.0])
def test_ring_polymers_start_from_the_quantum_distribution(kT, monkeypatch):
    """The variance of the centroid is Kubo's ∫₀^β ⟨q q(iλ)⟩ dλ/β, a sum over exact lines; so are ⟨q⟩ and ⟨q²⟩."""
    asked = problem("morse-oscillator")
    P = ring_polymer.beads(asked, kT)
    q = ring_polymer.drawn(asked, kT, P, DRAWS, np.random.default_rng(5))
    lines = asked.lines(kT)
    x = lines.omega / kT
    kubo = np.where(np.abs(x) > 1e-9, -np.expm1(-x) / np.where(x == 0, 1, x), 1.0)
    mean, square = thermal_mean(asked, kT)
    error = np.sqrt((square - mean**2) / DRAWS)
    finite = ring_polymer.CHANGE  # of so many beads
    assert q.mean() == pytest.approx(mean, abs=3 * error + finite * mean)
    assert (q**2).mean() == pytest.approx(square, rel=3 * SCATTER + finite)
    assert q.mean(axis=0).var() == pytest.approx(float(np.sum(lines.weights * kubo)), rel=3 * SCATTER + finite)
    monkeypatch.setattr(ring_polymer, "SPAN", (-1.5, 3.5))  # cuts what is 2.1 σ away
    cut = ring_polymer.drawn(asked, kT, P, DRAWS, np.random.default_rng(5))
    assert abs(cut.mean() - mean) > 3 * error + finite * mean


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


def test_copies_visit_states_as_often_as_their_weights():
    chain = np.array([[0.5, 0.5], [0.25, 0.75]])
    seen = trajectories(chain, 1000, 100)
    assert seen.shape == (100, 1000)
    # the correlation time is (1 + 1/4)/(1 - 1/4) = 5/3 steps
    assert seen[:, 20:].mean() == pytest.approx(2 / 3, abs=4 * np.sqrt(2 / 9 * 5 / 3 / 98_000))
    assert np.array_equal(seen, trajectories(chain, 1000, 100))
    assert not np.array_equal(seen[0], seen[1])


def test_molecules_fill_the_canonical_distribution_evenly():
    asked, kT = problem("morse-oscillator"), 834.0
    q, p = molecular_dynamics._canonical(asked, kT)
    few = 5 / len(q)  # chance would leave √(2/1000), 4.5 %
    assert (p**2).mean() * asked.frequency == pytest.approx(kT, rel=few)
    grid = np.linspace(-3.0, 8.0, 5001)
    weight = np.exp(-asked.potential(grid) / kT)
    assert asked.potential(q).mean() == pytest.approx(np.average(asked.potential(grid), weights=weight), rel=few)
    assert (q * p).mean() == pytest.approx(0.0, abs=few * np.sqrt((q**2).mean() * (p**2).mean()))


def classical_bands(asked, kT, factor):
    """Intensities of the fundamental and the overtone of classical orbits, each corrected at its own frequency.

    With ε² = E/D the orbit is e^(αq) = (1 - ε cos θ)/(1 - ε²), θ = ω t, ω = ω_e √(1 - ε²), so that q has the
    amplitudes 2 bⁿ/(nα), b = (1 - √(1 - ε²))/ε; actions are weighted by dE/ω.
    """
    E = np.linspace(1e-3, 30.0, 40_001)[1:] * kT
    eps = np.sqrt(E / asked.depth)
    slow = np.sqrt(1.0 - eps**2)
    omega, b = asked.frequency * slow, (1.0 - slow) / eps
    weight = np.exp(-E / kT) / omega
    weight /= weight.sum()
    edges = asked.frequency * (np.arange(3) + 0.5)
    found = np.zeros(2)
    for n in range(1, 5):
        line = weight * (b**n / n / asked.alpha) ** 2 * factor(n * omega / kT)
        found += np.histogram(n * omega, edges, weights=line)[0]
    return found


@pytest.mark.parametrize("kT", [208.5, 834.0])
@pytest.mark.parametrize(
    ("name", "factor"),
    [("standard", lambda x: 2 / (1 + np.exp(-x))), ("harmonic", lambda x: x / -np.expm1(-x))],
)
def test_distances_of_classical_dynamics_are_those_of_its_orbits(kT, name, factor):
    asked = problem("morse-oscillator")
    lines = asked.lines(kT)
    right = np.histogram(lines.omega, asked.frequency * (np.arange(3) + 0.5), weights=lines.weights)[0]
    exact = np.abs(classical_bands(asked, kT, factor) - right).sum() / right.sum()
    found = asked.judge(contestant(f"md-{name}")(asked, kT), kT).distance
    assert found == pytest.approx(exact, abs=0.004)  # what the window takes from one band to the other


def test_every_correction_pays_for_its_own_trajectories(monkeypatch):
    calls = []
    whole = molecular_dynamics._canonical
    monkeypatch.setattr(molecular_dynamics, "MOLECULES", 3)
    monkeypatch.setattr(molecular_dynamics, "_canonical", lambda *given: calls.append(given) or whole(*given))
    for name in ("classical", "standard", "harmonic"):
        contestant(f"md-{name}")(problem("morse-oscillator"), 417.0)
    assert len(calls) == 3


@pytest.mark.slow
@pytest.mark.parametrize("name", ["three-level-cycle", "ising-ring"])
def test_trajectories_of_a_right_sampler_are_long_enough(name):
    """At the level of 0.01, by floors and by p-value, at three temperatures: at most one seed of 20 is unlucky."""
    asked = problem(name)
    found = [
        {
            asked.judge(samplers.metropolis_trajectory(asked, kT, seed=seed), kT).verdict.status
            for kT in asked.temperatures
        }
        for seed in range(1, 21)
    ]
    assert sum(one == {Status.BALANCED} for one in found) >= 19
    wrong = asked.judge(samplers.wrong_trajectory(asked, 0.5, seed=3), 0.5)
    assert wrong.verdict.status is Status.BROKEN


@needs_qutip
@pytest.mark.parametrize("name", ["two-level-atom", "spin-boson"])
@pytest.mark.parametrize("solver", ["mesolve", "brmesolve"])
def test_what_solvers_make_of_operators_is_the_exponential_of_the_generator(name, solver):
    import qutip

    asked, kT = problem(name), 1.0
    channel = getattr(qutip_propagation, solver)(asked, kT)
    given = contestant("qutip-mesolve" if solver == "mesolve" else "qutip-redfield")(asked, kT)
    generator = qutip.liouvillian(*given) if solver == "mesolve" else given
    whole = expm(generator.full() * qutip_propagation.TIME)
    rho = np.array([[0.3, 0.1 - 0.2j], [0.1 + 0.2j, 0.7]])
    right = (whole @ rho.ravel(order="F")).reshape(2, 2, order="F")
    assert channel.apply(rho) == pytest.approx(right, abs=1e-9)
    assert channel.trace_defect() < 1e-9


@needs_qutip
def test_propagation_at_another_temperature_is_broken():
    asked = problem("spin-boson")
    found = asked.judge(qutip_propagation.brmesolve(asked, 1.2), 1.0)
    assert found.verdict.status is Status.BROKEN
    assert found.implied.ratio == pytest.approx(1.2, rel=1e-6)


@needs_qutip
def test_maps_that_are_not_completely_positive_are_refused():
    def transposed(operator):
        return SimpleNamespace(states=[operator.trans()])

    with pytest.raises(InputError, match=r"Choi's matrix has the eigenvalue -1: the map is not completely positive"):
        qutip_propagation._channel(2, transposed)


@needs_qutip
@pytest.mark.parametrize("solver", [qutip_propagation.mesolve, qutip_propagation.brmesolve])
def test_propagation_enters_for_small_systems_only(solver):
    assert solver(problem("damped-oscillator"), 1.0) is NotImplemented
    assert solver(problem("quantum-dot"), 1.0) is NotImplemented


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
    assert found["md-harmonic", "morse-oscillator"].distance < 0.03
    assert found["md-ring-polymer", "morse-oscillator"].distance < 0.1
    assert found["md-standard", "morse-oscillator"].distance > 0.5
    assert found["md-schofield", "morse-oscillator"].distance > 2.0
