"""Objects of QuTiP: operators, superoperators, environments; and the way back."""

import numpy as np
import pytest
from click.testing import CliRunner

import detbal
from detbal import Status
from detbal.adapters.environments import bath_of
from detbal.adapters.qutip import from_qobj
from detbal.cli.main import main
from detbal.convert import to_native
from detbal.errors import InputError
from detbal.generators import Channel, Exponentials, Lindbladian, Superoperator, WeakCoupling
from detbal.generators.weak_coupling.davies import davies
from detbal.testing import assert_balanced

qutip = pytest.importorskip("qutip", reason="qutip is not installed")

KT = 0.5


def random_operator(seed, n=3, dims=None):
    rng = np.random.default_rng(seed)
    return qutip.Qobj(rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)), dims=dims)


def hamiltonian(seed, n=3, dims=None):
    A = random_operator(seed, n, dims)
    return (A + A.dag()) / 2


def ohmic(T=KT):
    return qutip.OhmicEnvironment(T=T, alpha=0.05, wc=5.0, s=1.0)


def atom():
    """Return a qubit of splitting 2 with jumps that are balanced at kT = 1/2."""
    return qutip.sigmaz(), [0.3 * qutip.sigmam(), 0.3 * np.exp(-2.0) * qutip.sigmap()]


# superoperators


@pytest.mark.parametrize("dtype", ["CSR", "Dense", "Dia"])
def test_superoperators_are_stacked_by_columns(dtype):
    H, c, rho = hamiltonian(0), random_operator(1), random_operator(2)
    L = qutip.liouvillian(H, [c]).to(dtype)
    native, _ = to_native(L)
    assert isinstance(native, Superoperator)
    assert hasattr(native.matrix, "tocsr") is (dtype != "Dense")
    expected = qutip.vector_to_operator(L @ qutip.operator_to_vector(rho))
    np.testing.assert_allclose(native.apply(rho), expected.full(), atol=1e-13)
    np.testing.assert_allclose(native.apply(rho), Lindbladian(H, [c]).apply(rho), atol=1e-13)


@pytest.mark.parametrize("representation", [qutip.to_choi, qutip.to_chi])
def test_other_representations_are_converted(representation):
    L = qutip.liouvillian(qutip.sigmaz(), [qutip.sigmam()])
    np.testing.assert_allclose(to_native(representation(L))[0].tensor(), to_native(L)[0].tensor(), atol=1e-14)


def test_maps_that_preserve_the_trace_are_channels():
    H, c_ops = atom()
    step = (0.7 * qutip.liouvillian(H, c_ops)).expm()
    for thing in (step, qutip.to_choi(step)):
        native, _ = to_native(thing)
        assert isinstance(native, Channel)
        rho = random_operator(3, 2)
        expected = qutip.vector_to_operator(step @ qutip.operator_to_vector(rho))
        np.testing.assert_allclose(native.apply(rho), expected.full(), atol=1e-12)
    back = from_qobj(step).back(from_qobj(step).native)
    assert (back - step).norm() < 1e-12


def test_a_map_that_preserves_the_trace_must_be_completely_positive():
    transposition = qutip.Qobj(np.eye(4)[[0, 2, 1, 3]], dims=[[[2], [2]], [[2], [2]]], superrep="super")
    with pytest.raises(InputError, match=r"but its Choi matrix has the eigenvalue -1: .*; give a generator"):
        detbal.check(transposition)


def test_rare_jumps_of_a_channel_are_kept():
    """QuTiP's Kraus operators leave out the one of weight 1e-10, whose absence would break balance."""
    H, down = qutip.sigmaz(), 0.3 * qutip.sigmam()
    step = (0.7 * qutip.liouvillian(0 * H, [down, np.exp(-10.0) * down.dag()])).expm()
    assert len(qutip.to_kraus(step)) == 2
    verdict = detbal.check(step, kT=0.1, H=H)
    assert verdict.status is Status.BALANCED
    assert verdict.max_residual < 1e-12
    assert detbal.check(step, kT=0.11, H=H).max_residual == pytest.approx(2 / 0.1 - 2 / 0.11, rel=1e-9)


def test_a_constant_evolution_is_its_operator():
    H, c_ops = atom()
    assert isinstance(to_native(qutip.QobjEvo(qutip.liouvillian(H, c_ops)))[0], Superoperator)
    assert isinstance(to_native((qutip.QobjEvo(H), [qutip.QobjEvo(c) for c in c_ops]))[0], Lindbladian)


def driven(thing):
    return qutip.QobjEvo([thing, lambda t: np.cos(t)])


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        (qutip.sigmax(), r"a QuTiP operator alone is no generator: .*; give \(H, c_ops\)"),
        (qutip.basis(2, 0), r"a QuTiP ket is no generator; give \(H, c_ops\) or a superoperator"),
        (qutip.basis(2, 0).dag(), "a QuTiP bra is no generator"),
        (driven(qutip.liouvillian(qutip.sigmax())), r"the object depends on time: .*; give it at one time"),
        ((driven(qutip.sigmax()), [qutip.sigmam()]), "H depends on time"),
        ((qutip.sigmax(), [driven(qutip.sigmam())]), r"c_ops\[0\] depends on time"),
        ((qutip.sigmax(), [qutip.sigmam(), qutip.basis(2, 0)]), r"c_ops\[1\] is a QuTiP ket; give an operator"),
        (
            (qutip.liouvillian(qutip.sigmax()), [qutip.sigmam()]),
            r"H is a QuTiP superoperator; give the generator alone: ",
        ),
        ((qutip.sigmax(), qutip.sigmam()), r"the second of the pair is a Qobj; give \(H, \[c1, c2, \.\.\.\]\), "),
        ((qutip.liouvillian(qutip.sigmax()), qutip.qeye(2)), r"H is a QuTiP superoperator; .* with fock_basis=True"),
        ((qutip.destroy(3), qutip.liouvillian(qutip.sigmax())), r"H has shape \(3, 3\)"),
        ((qutip.sigmax(), [3.0]), r"entry 0 of the list is a float; give \(H"),
        ((qutip.sigmax(), []), "jumps is empty"),
        ((qutip.sigmax(), [qutip.sigmam(), "w"]), r"entry 1 of the list is a str; give \(H"),
        ((qutip.sigmax(), [[qutip.sigmam(), lambda t: t]]), r"a_ops\[0\]\[1\] depends on the time t"),
        ((qutip.sigmax(), [[qutip.sigmam(), "exp(-t)"]]), r"a_ops\[0\]\[1\] depends on the time t"),
        ((qutip.sigmax(), [(qutip.sigmax(), "w +")]), r"a_ops\[0\]\[1\] = 'w \+' \(invalid syntax\); give a formula"),
        ((qutip.sigmax(), [(qutip.sigmax(), "v*w")]), r"a_ops\[0\]\[1\] = 'v\*w': name 'v' is not defined; give a for"),
        ((qutip.sigmax(), [qutip.destroy(3)]), r"jumps\[0\] has shape \(3, 3\)"),
        ((qutip.destroy(3), [qutip.destroy(3)]), "H is not Hermitian"),
    ],
)
def test_what_is_no_generator(thing, message):
    with pytest.raises(InputError, match=message) as caught:
        detbal.check(thing, kT=1.0)
    assert "\n" not in str(caught.value)


# (H, c_ops)


def test_hamiltonian_and_jumps():
    pair = atom()
    assert detbal.check(pair, kT=KT).status is Status.BALANCED
    assert detbal.check(pair, kT=2 * KT).max_residual == pytest.approx(2.0, rel=1e-12)
    as_arrays = (pair[0].full(), [c.full() for c in pair[1]])
    detbal.testing.assert_adapter(pair, to_native(as_arrays)[0], kT=2 * KT)


def test_they_agree_with_their_liouvillian():
    H, c_ops = atom()
    whole, parts = detbal.check(qutip.liouvillian(H, c_ops), kT=0.7, H=H), detbal.check((H, c_ops), kT=0.7)
    np.testing.assert_allclose(whole.residual, parts.residual, rtol=1e-9)


def test_a_superoperator_beside_its_hamiltonian():
    H, c_ops = atom()
    L = qutip.liouvillian(H, c_ops)
    detbal.testing.assert_adapter((H, L), Superoperator(L.full(), H=H.full()), kT=0.7)
    assert detbal.thermometer((H, L)).kT == pytest.approx(KT, rel=1e-9)
    nearest = detbal.impose((H, qutip.liouvillian(H, [*c_ops, 0.1 * qutip.sigmap()])), kT=KT).nearest
    assert nearest[0] is H
    assert nearest[1].dims == L.dims
    assert detbal.check(nearest, kT=KT).status is Status.BALANCED
    still = (0.7 * qutip.liouvillian(0 * H, c_ops)).expm()
    assert isinstance(to_native((H, still))[0], Channel)
    assert detbal.check((H, still), kT=KT).status is Status.BALANCED


def test_states_and_hamiltonians_in_options_may_be_of_qutip():
    H, c_ops = atom()
    steady = qutip.steadystate(H, c_ops)
    assert detbal.check((H, c_ops), state=steady).status is Status.BALANCED
    assert detbal.check((H, c_ops), kT=KT, H=H).status is Status.BALANCED


def test_sparse_data_stay_sparse_and_no_superoperator_is_formed():
    n = 200  # a superoperator would take 26 GB
    a = qutip.destroy(n)
    nbar = 1 / np.expm1(1 / KT)
    pair = (a.dag() @ a, [np.sqrt(nbar + 1) * a, np.sqrt(nbar) * a.dag()])
    native, _ = to_native(pair)
    assert all(jump.nnz == n - 1 for jump in native.jumps)
    assert detbal.check(pair, kT=KT).status is not Status.BROKEN
    assert detbal.check(pair, kT=1.1 * KT).status is Status.BROKEN


def test_assert_balanced_takes_them():
    assert assert_balanced(atom(), kT=KT).status is Status.BALANCED
    with pytest.raises(AssertionError, match=r"BROKEN.*2 nats"):
        assert_balanced(atom(), kT=2 * KT)


def test_the_fixture_takes_them(request):
    assert request.getfixturevalue("assert_balanced")(atom(), kT=KT).status is Status.BALANCED


MODEL = """
import qutip
H, A = qutip.sigmay() + 0.5 * qutip.sigmaz(), qutip.sigmax()
bath = qutip.OhmicEnvironment(T=0.5, alpha=0.05, wc=10.0, s=1.0)
def make_generator():
    return H, qutip.bloch_redfield_tensor(H, [(A, bath)], fock_basis=True)
def in_another_basis():
    return H, qutip.bloch_redfield_tensor(H, [(A, bath)])[0]
def couplings():
    return H, [(A, bath)]
"""


def test_the_command_line_takes_them(tmp_path):
    (tmp_path / "model.py").write_text(MODEL)

    def run(verb, name, *options):
        return CliRunner().invoke(main, [verb, f"{tmp_path}/model.py:{name}", *options])

    assert run("check", "make_generator", "--kT", "0.5").exit_code == 0
    assert run("check", "make_generator", "--kT", "0.5", "--set", "symmetry=gns").exit_code == 0
    assert run("check", "make_generator", "--kT", "0.6").exit_code == 1
    assert run("check", "in_another_basis", "--kT", "0.5").exit_code == 1
    assert run("check", "couplings").exit_code == 0
    assert run("check", "bath", "--kT", "0.6").exit_code == 1
    assert run("check", "A").exit_code == 2
    assert "kT = 0.5" in run("thermometer", "make_generator").stdout
    completed = run("complete", "couplings")
    assert completed.exit_code == 0
    assert "Quantum object" not in completed.stdout  # no matrices are printed


# (H, a_ops)

S = "0.1*exp(w)"
SPECTRA = {
    "function": lambda w: 0.1 * np.exp(w),
    "number by number": lambda w: 0.1 * float(np.exp(float(w))),
    "text": S,
    "coefficient": qutip.coefficient(lambda t, w: 0.1 * np.exp(w), args={"w": 0.0}),
    "samples": qutip.coefficient(0.1 * np.exp(np.linspace(-4, 4, 4001)), tlist=np.linspace(-4, 4, 4001)),
    "bath": detbal.generators.Bath(power_spectrum=lambda w: 0.1 * np.exp(w)),
}


@pytest.mark.parametrize("name", SPECTRA)
def test_every_kind_of_spectrum(name):
    H, A = hamiltonian(5), hamiltonian(6)
    native, _ = to_native((H, [(A, SPECTRA[name])]))
    assert isinstance(native, WeakCoupling)
    omega = np.array([-1.0, 0.0, 0.3, 2.0])
    np.testing.assert_allclose(native.couplings[0][1].power_spectrum(omega), 0.1 * np.exp(omega), rtol=1e-9)


def test_couplings_give_the_generator_of_qutip():
    H = hamiltonian(7, 4)
    H = qutip.Qobj(H.full().real)  # for complex couplings between eigenstates QuTiP takes their conjugate
    A = qutip.Qobj(hamiltonian(8, 4).full().real)
    native, _ = to_native((H, [(A, ohmic())]))
    theirs = qutip.bloch_redfield_tensor(H, [(A, ohmic())], sec_cutoff=1e-6, fock_basis=True)
    rho = random_operator(9, 4)
    expected = qutip.vector_to_operator(theirs @ qutip.operator_to_vector(rho)).full()
    ours = davies(native.H, native.couplings, lamb_shift=False)
    np.testing.assert_allclose(ours.apply(rho), expected, atol=1e-12)


def test_a_fermionic_coupling_annihilates():
    d, energy = qutip.fdestroy(1, 0), 0.8
    lead = qutip.LorentzianEnvironment(T=KT, mu=0.3, gamma=0.1, W=4.0)
    native, _ = to_native((energy * d.dag() @ d, [(d, lead)]))
    state = davies(native.H, native.couplings, lamb_shift=False).stationary_state().matrix
    theirs = qutip.steadystate(qutip.bloch_redfield_tensor(energy * d.dag() @ d, [(d, lead)], fock_basis=True))
    np.testing.assert_allclose(state, theirs.full(), atol=1e-10)
    assert np.trace(state @ (d.dag() @ d).full()).real == pytest.approx(
        1 / (np.exp((energy - 0.3) / KT) + 1), rel=1e-12
    )


# environments


def test_environments_are_asked_with_arrays_and_say_their_temperature():
    bath, _ = to_native(ohmic())
    assert bath.kT == KT
    omega = np.linspace(-3, 3, 50)
    np.testing.assert_array_equal(bath.power_spectrum(omega), ohmic().power_spectrum(omega))
    calls = []
    counted = qutip.BosonicEnvironment.from_power_spectrum(lambda w: calls.append(1) or 0.1 * np.exp(w / 2), T=1.0)
    assert detbal.check(counted).status is Status.BALANCED
    assert len(calls) < 37  # the check has 37 frequencies


def test_an_environment_without_temperature():
    bath, _ = to_native(qutip.BosonicEnvironment.from_power_spectrum(lambda w: 0.1 * np.exp(w / 2)))
    assert bath.kT is None
    assert detbal.thermometer(bath, frequencies=[0.5, 1.0, 2.0]).kT == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize(
    "environment",
    [
        qutip.DrudeLorentzEnvironment(T=0.7, lam=0.1, gamma=0.5).approximate("matsubara", Nk=3),
        qutip.DrudeLorentzEnvironment(T=0.7, lam=0.1, gamma=0.5).approximate("pade", Nk=3),
        qutip.UnderDampedEnvironment(T=0.7, lam=0.1, gamma=0.5, w0=1.0).approximate("matsubara", Nk=2),
    ],
)
def test_exponentials_are_taken_as_such(environment):
    bath, _ = to_native(environment)
    assert isinstance(bath.emission, Exponentials)
    omega, t = np.linspace(-3, 3, 20), np.linspace(-2, 2, 9)
    np.testing.assert_allclose(bath.power_spectrum(omega), environment.power_spectrum(omega), atol=1e-15)
    np.testing.assert_allclose(bath.correlation_function(t), environment.correlation_function(t), atol=1e-15)


def test_leads():
    lead = qutip.LorentzianEnvironment(T=KT, mu=0.3, gamma=0.1, W=4.0)
    bath, _ = to_native(lead)
    assert (bath.kT, bath.mu, bath.statistics.value) == (KT, 0.3, "fermion")
    assert detbal.check(lead).status is Status.BALANCED
    assert detbal.check(lead, kT=0.6).status is Status.BROKEN
    few = lead.approx_by_matsubara(1)
    assert detbal.check(few).status is Status.BROKEN


# the way back


def test_complete_returns_operators_of_the_same_kind():
    dims = [[2, 2], [2, 2]]
    H, A = hamiltonian(10, 4, dims), hamiltonian(11, 4, dims)
    effective, c_ops = detbal.complete((H, [(A, ohmic())]))
    assert all(isinstance(each, qutip.Qobj) and each.dims == dims for each in (effective, *c_ops))
    assert (effective @ H - H @ effective).norm() < 1e-12
    assert (effective - H).norm() > 1e-4  # the Lamb shift
    gibbs = (-H / KT).expm()
    assert (qutip.steadystate(effective, c_ops) - gibbs / gibbs.tr()).norm() < 1e-9
    assert detbal.check((effective, c_ops), kT=KT, H=H).status is Status.BALANCED


def test_complete_does_not_lose_absorption_at_low_temperature():
    H = 0.5 * qutip.sigmaz()
    cold = ohmic(T=1 / 40)  # a qubit of 5 GHz at 6 mK; QuTiP's own spectrum is zero there
    assert ohmic(T=1 / 40).power_spectrum(-1.0) == 0.0
    _, c_ops = detbal.complete((H, [(qutip.sigmax(), cold)]), lamb_shift=False)
    assert len(c_ops) == 2
    up, down = sorted(float(np.abs(c.full()).max()) ** 2 for c in c_ops)
    assert np.log(down / up) == pytest.approx(40.0, rel=1e-13)


def test_complete_returns_an_environment():
    half = qutip.BosonicEnvironment.from_power_spectrum(lambda w: 0.1 * np.exp(-(w**2)), T=KT, tag="mine")
    assert detbal.check(half).status is Status.BROKEN
    whole = detbal.complete(half)
    assert isinstance(whole, qutip.BosonicEnvironment)
    assert (whole.T, whole.tag) == (KT, "mine")
    assert whole.power_spectrum(1.0) == pytest.approx(half.power_spectrum(1.0), rel=1e-15)
    assert detbal.check(whole).status is Status.BALANCED


def test_impose_returns_what_came_in():
    H, c_ops = atom()
    pumped = (H, [*c_ops, 0.1 * qutip.sigmap()])
    nearest = detbal.impose(pumped, kT=KT).nearest
    assert isinstance(nearest, tuple)
    assert nearest[0].dims == H.dims
    assert detbal.check(nearest, kT=KT, H=H).status is Status.BALANCED
    nearest = detbal.impose(qutip.liouvillian(*pumped), kT=KT, H=H).nearest
    assert isinstance(nearest, qutip.Qobj)
    assert nearest.dims == [H.dims, H.dims]
    assert detbal.check(nearest, kT=KT, H=H).status is Status.BALANCED


def test_impose_returns_exponentials():
    env = qutip.DrudeLorentzEnvironment(T=0.7, lam=0.1, gamma=0.5).approximate("matsubara", Nk=3)
    omega = [0.5, 1.05]
    nearest = detbal.impose(env, frequencies=omega).nearest
    assert isinstance(nearest, qutip.ExponentialBosonicEnvironment)
    assert np.abs(detbal.check(env, frequencies=omega).residual).max() > 0.05
    assert detbal.check(nearest, frequencies=omega).max_residual < 1e-9


@pytest.mark.parametrize("seed", range(3))
def test_back_and_forth_is_the_same(seed):
    dims = [[3], [3]]
    H, jumps = hamiltonian(seed), [random_operator(seed + 20), random_operator(seed + 40)]
    L = qutip.liouvillian(H, jumps)
    converted = from_qobj(L)
    assert (converted.back(converted.native) - L).norm() == 0
    assert converted.back(converted.native).dims == [dims, dims]
    row = Superoperator(converted.native.tensor().reshape(9, 9), "row")
    assert (converted.back(row) - L).norm() == 0
    assert (converted.back(Lindbladian(H, jumps)) - L).norm() < 1e-12
    assert converted.back("something else") == "something else"


def test_spectra_of_text_need_no_compiler(recwarn):
    bath = bath_of("0.1*exp(w)*(1+w**2)", "S")
    assert float(bath.power_spectrum(2.0)) == pytest.approx(0.5 * np.exp(2.0), rel=1e-14)
    assert not recwarn.list
