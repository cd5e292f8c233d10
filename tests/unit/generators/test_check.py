"""Checks of generators: against an independent dense computation, and against things broken by a known amount."""

import numpy as np
import pytest

import detbal
from detbal.generators import (
    Bath,
    Channel,
    Lindbladian,
    Superoperator,
    Symmetry,
    chen_kastoryano_gilyen,
    davies,
    ding_li_lin,
)
from detbal.generators.check import check_generator as check
from detbal.generators.examples import redfield_without_lamb_shift, secular
from detbal.generators.findings import (
    BalancedWithAnother,
    DegenerateState,
    InfiniteTemperature,
    InvertedBath,
    LevelsMerged,
    NotCompletelyPositive,
    NotStationary,
    SeveralStationaryStates,
    StationaryYetBroken,
    TraceNotPreserved,
    WrongBasis,
)
from detbal.generators.models import random_gns
from detbal.verdict import FloorTooHigh, LeftOut, NothingToTest, OneWay, Status

LOWER = np.array([[0, 1.0], [0, 0]])


def random_kms(n, m, seed=0, kT=1.0, error=0.0):
    """Return bare H, coherent term and jumps of a generator at KMS detailed balance, in a random basis."""
    rng = np.random.default_rng(seed)
    energies = np.sort(rng.normal(size=n))
    nu = energies[:, None] - energies[None, :]
    jumps = []
    for _ in range(m):
        w = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
        jumps.append(np.exp(-nu / (4 * kT)) * (w + w.conj().T) / np.sqrt(4 * n))
    lost = sum(v.conj().T @ v for v in jumps)
    coherent = 0.5j * np.tanh(nu / (4 * kT)) * lost
    x = rng.normal(size=(n, n))
    coherent = coherent + error * (x + x.T) / np.sqrt(n)
    u = np.linalg.qr(rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)))[0]
    turn = lambda a: u @ a @ u.conj().T  # noqa: E731
    return turn(np.diag(energies)), turn(coherent), [turn(v) for v in jumps]


def dense_column_stacked(H, jumps):
    one = np.eye(len(H))
    K = -1j * (np.kron(one, H) - np.kron(H.T, one))
    for v in jumps:
        r = v.conj().T @ v
        K = K + np.kron(v.conj(), v) - 0.5 * (np.kron(one, r) + np.kron(r.T, one))
    return K


def dense_asymmetry(K, sigma, kind, remove=None):
    """Return ‖M - M†‖/2‖M‖ of a column-stacked superoperator: matrices throughout, no Kronecker tricks."""
    n = len(sigma)
    p, u = np.linalg.eigh(sigma)
    rotation = np.kron(u.conj(), u)
    K = rotation.conj().T @ K @ rotation
    if remove is not None:
        h = u.conj().T @ remove @ u
        K = K + 1j * (np.kron(np.eye(n), h) - np.kron(h.T, np.eye(n)))
    i, j = np.meshgrid(np.arange(n), np.arange(n), indexing="ij")
    if kind is Symmetry.BKM:
        with np.errstate(invalid="ignore", divide="ignore"):
            phi = np.where(i == j, p[i], (p[i] - p[j]) / (np.log(p[i]) - np.log(p[j])))
    else:
        s = {Symmetry.GNS: 1.0, Symmetry.KMS: 0.5}.get(kind, kind)
        phi = p[i] ** (1 - s) * p[j] ** s
    phi = phi.ravel(order="F")
    M = K * np.sqrt(phi[None, :] / phi[:, None])
    return np.linalg.norm(M - M.conj().T) / 2 / np.linalg.norm(M)


@pytest.mark.parametrize("kind", [Symmetry.KMS, Symmetry.GNS, Symmetry.BKM, 0.25])
def test_the_share_of_asymmetry_is_that_of_a_dense_computation(kind):
    H, coherent, jumps = random_kms(5, 3, error=0.3)
    sigma = np.linalg.eigh(H)
    sigma = sigma[1] @ np.diag(np.exp(-sigma[0]) / np.exp(-sigma[0]).sum()) @ sigma[1].conj().T
    K = dense_column_stacked(coherent + 0.7 * H, jumps)
    for thing in (Lindbladian(coherent + 0.7 * H, jumps), Superoperator(K)):
        verdict = check(thing, kT=1.0, H=H, symmetry=kind)
        wanted = dense_asymmetry(K, sigma, kind, verdict.hamiltonian_part.operator)
        assert verdict.irreversible_part.relative == pytest.approx(wanted, rel=1e-9)
        # nothing that commutes with σ could have been taken out further
        for shift in (1e-3, -1e-3):
            other = dense_asymmetry(K, sigma, kind, verdict.hamiltonian_part.operator + shift * H)
            assert other > wanted


@pytest.mark.parametrize("n", [8, 64, 128, pytest.param(256, marks=pytest.mark.slow)])
def test_an_exact_generator_is_balanced_and_a_perturbation_of_1e_9_is_seen_at_its_size(n):
    H, coherent, jumps = random_kms(n, 6)
    exact = check(Lindbladian(coherent, jumps), kT=1.0, H=H)
    assert exact.status is Status.BALANCED
    assert exact.irreversible_part.relative < 2e-15
    large = check(Lindbladian(random_kms(n, 6, error=1e-3)[1], jumps), kT=1.0, H=H)
    small = check(Lindbladian(random_kms(n, 6, error=1e-9)[1], jumps), kT=1.0, H=H)
    assert small.status is Status.BROKEN or small.criteria.resolution > small.max_residual
    ratio = small.irreversible_part.relative / large.irreversible_part.relative
    assert ratio == pytest.approx(1e-6, rel=1e-4)
    assert small.residual[0] > 100 * small.floor[0]


def test_the_residual_of_a_single_pair_is_its_log_ratio():
    for wrong in (1.0, 1e-4, 3.0):
        up = np.sqrt(np.exp(-2.0 + wrong)) * LOWER.T
        verdict = check(Lindbladian(np.diag([0.0, 2.0]), [LOWER, up]), kT=1.0)
        assert verdict.max_residual == pytest.approx(wrong, rel=1e-9)
        assert verdict.worst[0].label == "|0⟩ ⇌ |1⟩"


def test_the_hamiltonian_never_looks_like_broken_balance():
    energies = np.array([0.0, 1.0, 2.5])
    jumps = [
        np.sqrt(np.exp(-max(energies[i] - energies[j], 0.0))) * np.outer(np.eye(3)[i], np.eye(3)[j])
        for i in range(3)
        for j in range(3)
        if i != j
    ]
    H = np.diag(energies)
    lamb = np.diag([0.1, -0.3, 0.2])
    verdict = check(Lindbladian(1e6 * H + lamb, jumps), kT=1.0, H=H)
    assert verdict.status is Status.BALANCED
    found = verdict.hamiltonian_part.energies - verdict.hamiltonian_part.energies[0]
    np.testing.assert_allclose(found, 1e6 * energies + np.diag(lamb) - 0.1, rtol=1e-14)


def test_local_detailed_balance_bath_by_bath():
    def jumps(kT, rate):
        n = 1 / np.expm1(1 / kT)
        return [np.sqrt(rate * (n + 1)) * LOWER, np.sqrt(rate * n) * LOWER.T]

    both = Lindbladian(np.diag([0.0, 1.0]), jumps(2.0, 0.1) + jumps(0.5, 0.3), baths=["hot"] * 2 + ["cold"] * 2)
    assert check(both, kT={"hot": 2.0, "cold": 0.5}).status is Status.BALANCED
    crossed = check(both, kT={"hot": 0.5, "cold": 2.0})
    assert crossed.status is Status.BROKEN
    assert crossed.max_residual == pytest.approx(1.5)  # 1/0.5 - 1/2
    assert check(both, kT=1.0).status is Status.BROKEN
    with pytest.raises(detbal.InputError, match=r"temperatures for 'hot'; give one for each of 'hot', 'cold'"):
        check(both, kT={"hot": 2.0})
    with pytest.raises(detbal.InputError, match="the generator names no baths"):
        check(Lindbladian(both.H, both.jumps), kT={"hot": 2.0})
    with pytest.raises(detbal.InputError, match="temperatures by bath for a Channel"):
        check(Channel([np.eye(2)]), kT={"hot": 2.0})


def finding(verdict, kind):
    found = [one for one in verdict.findings if isinstance(one, kind)]
    assert found, f"no {kind.__name__} in {verdict.findings}"
    return found[0]


def test_wrong_sign_and_missing_temperature_are_named():
    inverted = check(secular(transposed=True), kT=0.5)
    assert inverted.status is Status.BROKEN
    finding(inverted, InvertedBath)
    classical = Lindbladian(np.diag([0.0, 1.0]), [LOWER, LOWER.T])
    finding(check(classical, kT=0.5), InfiniteTemperature)
    sound = check(secular(), kT=0.5)
    assert not sound.findings


def test_gibbs_may_be_stationary_without_balance():
    verdict = check(redfield_without_lamb_shift(), kT=0.5)
    assert verdict.status is Status.BROKEN
    finding(verdict, StationaryYetBroken)
    finding(verdict, NotCompletelyPositive)


def test_dissipator_in_another_basis_is_named():
    fine = secular()
    site = np.diag([0.0, 1.0, 1.7])
    crossed = Lindbladian(site, fine.jumps)
    verdict = check(crossed, kT=0.5, H=fine.H)
    finding(verdict, NotStationary)
    assert "the Hamiltonian that stands in the generator is not diagonal there" in finding(verdict, WrongBasis).message
    assert "the dissipative part is at detailed balance" in finding(check(crossed, kT=0.5), WrongBasis).message
    u = np.linalg.qr(np.random.default_rng(3).normal(size=(3, 3)))[0]
    turned = Lindbladian(u @ fine.H @ u.T, [u @ v @ u.T for v in fine.jumps])
    named = finding(check(turned, kT=0.5, H=fine.H), WrongBasis)
    assert "the generator is at detailed balance with a state that does not commute with H" in named.message
    assert "occupations are those of the Gibbs state" in named.message


def test_another_temperature_is_read_off():
    named = finding(check(secular(), kT=0.75), BalancedWithAnother)
    assert "kT = 0.5" in named.message


def test_several_stationary_states():
    dephasing = Lindbladian(np.diag([0.0, 1.0]), [np.diag([1.0, -1.0])])
    verdict = check(dephasing)
    assert verdict.status is Status.BALANCED
    assert finding(verdict, SeveralStationaryStates).count == 2


def test_levels_split_by_round_off():
    H = np.diag([0.0, 1.0, 1.0 + 2e-15])
    jumps = [np.outer(np.eye(3)[0], np.eye(3)[k]) for k in (1, 2)]
    jumps += [np.exp(-0.5) * v.T for v in jumps]
    verdict = check(Lindbladian(H, jumps), kT=1.0)
    assert verdict.status is Status.BALANCED
    finding(verdict, LevelsMerged)


def test_one_way_jump():
    verdict = check(Lindbladian(np.diag([0.0, 1.0]), [LOWER]), kT=1.0)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == np.inf
    assert finding(verdict, OneWay).where == ("|0⟩ ⇌ |1⟩",)


def test_what_round_off_hides_is_undecided():
    # the uphill rate, e^-90 of the downhill one, drowns in a superoperator but not in jumps
    up = np.exp(-45.0) * LOWER.T
    fine = Lindbladian(np.diag([0.0, 90.0]), [LOWER, up])
    assert check(fine, kT=1.0).status is Status.BALANCED
    u = np.linalg.qr(np.random.default_rng(0).normal(size=(2, 2)))[0]
    turned = Lindbladian(u @ fine.H @ u.T, [u @ v @ u.T for v in fine.jumps])
    matrix = Superoperator(dense_column_stacked(turned.H, turned.jumps), H=turned.H)
    verdict = check(matrix, kT=1.0)
    assert verdict.status is Status.UNDECIDED
    finding(verdict, LeftOut)


def test_low_temperature_where_everything_underflows_is_undecided():
    verdict = check(Lindbladian(np.diag([0.0, 1.0]), [LOWER]), kT=1e-4)
    assert verdict.status is Status.UNDECIDED
    finding(verdict, LeftOut)


def test_pure_state_leaves_nothing_to_test():
    verdict = check(Lindbladian(np.diag([0.0, 1.0]), [LOWER]))
    assert verdict.status is Status.UNDECIDED
    finding(verdict, NothingToTest)


def test_lost_trace_is_named():
    finding(check(Channel([np.diag([1.0, 0.5])]), state=np.eye(2) / 2), TraceNotPreserved)
    # symmetric in every sense, and yet it leaves no state as it is
    halved = check(Channel([np.eye(2) / 2]), state=np.diag([0.75, 0.25]))
    assert halved.status is Status.BROKEN
    finding(halved, TraceNotPreserved)


def test_images_that_are_not_hermitian_are_refused():
    symmetric = np.random.default_rng(3).normal(size=(4, 4))
    unit = np.eye(2).ravel() / np.sqrt(2)
    off = np.eye(4) - np.outer(unit, unit)
    matrix = off @ (symmetric + symmetric.T) @ off
    with pytest.raises(detbal.InputError, match="turns Hermitian operators into others"):
        check(Superoperator(matrix), state=np.eye(2) / 2)


@pytest.mark.parametrize("gap", [1e-13, 1e-12, 1e-11, 1e-10, 1e-8, 1e-6, 1e-3])
def test_nearly_degenerate_levels_raise_no_false_alarm(gap):
    """Levels merged or split, and eigenvectors that round-off mixes: a Davies generator stays balanced."""
    rng = np.random.default_rng(2)
    u = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    H = u @ np.diag([0.0, 1.0, 1.0 + gap, 2.3]) @ u.T
    H = (H + H.T) / 2
    A = rng.normal(size=(4, 4))
    bath = Bath(spectral_density=lambda w: 0.1 * w * np.exp(-np.abs(w) / 5), kT=0.7)
    generator = davies(H, [(A + A.T, bath)]).lindbladian()
    for options in ({"kT": 0.7, "H": H}, {}):
        verdict = check(generator, **options)
        assert verdict.status is Status.BALANCED, f"{verdict}"
    wrong = Lindbladian(generator.H, [1.001 * generator.jumps[0], *generator.jumps[1:]])
    assert check(wrong, kT=0.7, H=H).status is Status.BROKEN


def test_an_almost_infinite_temperature_raises_no_false_alarm():
    u = np.linalg.qr(np.random.default_rng(4).normal(size=(2, 2)))[0]
    for x in (1e-12, 1e-6, 1e-3):
        jumps = [u @ LOWER @ u.T, np.exp(-x / 2) * u @ LOWER.T @ u.T]
        H = u @ np.diag([0.0, 1.0]) @ u.T
        assert check(Lindbladian((H + H.T) / 2, jumps)).status is Status.BALANCED


def test_hidden_time_reversal():
    sz, sx = np.diag([1.0, -1.0]), np.array([[0, 1.0], [1.0, 0]])
    H = 0.15 * sz + 0.35 * sx
    decay = LOWER.T  # to the state of lower energy, number 1

    def share(jumps, symmetry):
        return check(Lindbladian(H, jumps), symmetry=symmetry)

    pure = share([decay], "sqdb")
    assert pure.status is Status.BALANCED
    assert pure.irreversible_part.relative < 1e-14
    kms = share([decay], "kms")
    parts, antisymmetric = kms.irreversible_part, np.hypot(kms.irreversible_part.norm, kms.hamiltonian_part.norm)
    assert antisymmetric / np.hypot(antisymmetric, parts.symmetric_norm) == pytest.approx(0.656, abs=5e-4)
    heated = share([np.sqrt(1.2) * decay, np.sqrt(0.2) * decay.T], "sqdb")
    assert heated.status is Status.BROKEN
    assert heated.irreversible_part.relative == pytest.approx(0.18, abs=5e-3)
    dephased = share([decay, np.sqrt(0.4) * sz], "sqdb")
    assert dephased.irreversible_part.relative == pytest.approx(0.19, abs=5e-3)


def test_hidden_time_reversal_of_a_degenerate_state_is_undecided_unless_found():
    rng = np.random.default_rng(5)
    # unital, so that the maximally mixed state is stationary, but with complex jumps
    jumps = [np.linalg.qr(rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3)))[0] for _ in range(2)]
    verdict = check(Lindbladian(np.zeros((3, 3)), jumps), symmetry=Symmetry.SQDB)
    assert verdict.status is Status.UNDECIDED
    finding(verdict, DegenerateState)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Lindbladian([[0, 1, 2]], [LOWER]), r"H has shape \(1, 3\): operators are square matrices"),
        (
            lambda: Lindbladian([[0, 1], [0, 0]], [LOWER]),
            r"H is not Hermitian: H\[0, 1\] = 1\+0j but H\[1, 0\] = 0\+0j",
        ),
        (lambda: Lindbladian([[0, np.nan], [0, 0]], [LOWER]), r"H\[0, 1\] = \(?nan"),
        (lambda: Lindbladian(np.eye(3), [LOWER]), r"jumps\[0\] has shape \(2, 2\)"),
        (lambda: Lindbladian(np.eye(2), []), "jumps is empty: nothing dissipates"),
        (lambda: Lindbladian(np.eye(2), LOWER), "jumps is a single ndarray; give a list of operators"),
        (lambda: Lindbladian(np.eye(2), 3), "jumps = 3; give a list of operators"),
        (lambda: Lindbladian(np.eye(2), [LOWER], baths=["a", "b"]), "2 baths for 1 jumps"),
        (lambda: Lindbladian(np.eye(2), [[[0, "x"], [0, 0]]]), r"jumps\[0\] holds entries of type"),
        (lambda: Lindbladian([[1], [2, 3]], [LOWER]), "H is no matrix"),
        (lambda: Superoperator(np.eye(5)), r"it acts on N x N density operators; give shape \(N², N²\)"),
        (lambda: Superoperator(np.eye(4), "diagonal"), "order = 'diagonal'; give one of 'column', 'row'"),
        (lambda: Channel([]), "kraus is empty"),
        (lambda: check(Lindbladian(np.eye(2), [LOWER]), kT=-1.0), "kT = -1"),
        (lambda: check(Lindbladian(np.eye(2), [LOWER]), kT=1.0, T=3.0), "give one: kT="),
        (lambda: check(Lindbladian(np.eye(2), [LOWER]), T=300), "kT="),
        (lambda: check(Lindbladian(np.eye(2), [LOWER]), kT=1.0, state=np.eye(2) / 2), "both a temperature and a state"),
        (lambda: check(Lindbladian(np.eye(2), [LOWER]), state=np.eye(2)), "the state has the trace 2"),
        (lambda: check(Lindbladian(np.eye(2), [LOWER]), state=np.diag([2.0, -1.0])), "the state has the eigenvalue -1"),
        (lambda: check(Lindbladian(np.eye(2), [LOWER]), state=np.eye(3) / 3), r"state has shape \(3, 3\)"),
        (lambda: check(Lindbladian(np.eye(2), [LOWER]), state=[0.5, 0.5]), "give a density operator"),
        (lambda: check(Lindbladian(np.eye(2), [LOWER]), kT=1.0, symmetry="abc"), "symmetry = 'abc'; give one of GNS"),
        (lambda: check(Lindbladian(np.eye(2), [LOWER]), kT=1.0, symmetry=1.5), "symmetry = 1.5"),
        (lambda: check(Superoperator(np.zeros((4, 4))), kT=1.0), "a temperature, but no Hamiltonian"),
        (lambda: check(Superoperator(-np.eye(4))), "no operator is stationary"),
        (lambda: check(Superoperator(1j * np.ones((4, 4)))), "turns Hermitian operators into others"),
        (lambda: check(Lindbladian(np.diag([0, 1e300]), [LOWER]), kT=1e-300), "exceed the range of floats"),
    ],
)
def test_bad_input_is_answered_clearly(make, message):
    with pytest.raises(detbal.InputError, match=message):
        make()


def test_sparse_and_dense_agree():
    from scipy.sparse import csr_array

    fine = secular()
    sparse = Lindbladian(csr_array(fine.H), [csr_array(v) for v in fine.jumps])
    np.testing.assert_allclose(check(sparse, kT=0.5).residual, check(fine, kT=0.5).residual, atol=1e-13)


def test_many_sparse_jumps_are_summed_entry_by_entry():
    from scipy.sparse import coo_array

    n = 40
    energies = np.linspace(0.0, 3.0, n) ** 1.3
    jumps = []
    for i in range(n):
        for j in range(n):
            if i != j:
                rate = np.exp(-0.5 * (energies[i] - energies[j]))
                jumps.append(coo_array(([np.sqrt(rate)], ([i], [j])), shape=(n, n)))
    verdict = check(Lindbladian(np.diag(energies), jumps), kT=1.0, symmetry=Symmetry.GNS)
    assert verdict.status is Status.BALANCED
    assert len(verdict.residual) == 2 + n * (n - 1) // 2
    jumps[7] = jumps[7] * np.exp(0.05)
    broken = check(Lindbladian(np.diag(energies), jumps), kT=1.0, symmetry=Symmetry.GNS)
    assert broken.max_residual == pytest.approx(0.1, rel=1e-9)


def test_a_floor_above_the_resolution_is_told():
    H, coherent, jumps = random_kms(6, 2, kT=1.0)
    noisy = Lindbladian(1e9 * H + coherent, jumps)
    verdict = check(noisy, state=secular_state(H))
    assert verdict.status is Status.UNDECIDED
    finding(verdict, FloorTooHigh)


def secular_state(H):
    values, basis = np.linalg.eigh(H)
    return basis @ np.diag(np.exp(-values) / np.exp(-values).sum()) @ basis.conj().T


@pytest.mark.parametrize("dtype", [np.float32, np.complex64])
def test_single_precision_is_granted_its_round_off(dtype):
    fine = secular()
    rough = Lindbladian(fine.H.real.astype(dtype), [v.real.astype(dtype) for v in fine.jumps])
    verdict = check(rough, kT=0.5)
    assert verdict.status is not Status.BROKEN
    assert 1e-9 < verdict.max_residual < verdict.noise_floor
    assert check(rough, kT=0.5, tol=1e-4).status is Status.BALANCED
    assert "1e-07" in verdict.assumptions[0]
    # what is broken by more than that is still found
    wrong = [v.real.astype(dtype) * (1.001 if k == 0 else 1) for k, v in enumerate(fine.jumps)]
    assert check(Lindbladian(rough.H, wrong), kT=0.5).status is Status.BROKEN
    K = dense_column_stacked(fine.H, fine.jumps).astype(np.complex64)
    assert check(Superoperator(K, H=fine.H), kT=0.5).status is not Status.BROKEN


@pytest.mark.parametrize("kT", [0.1, 0.03])
def test_cold_and_rotated_is_never_broken_by_round_off(kT):
    # exactly balanced in every sense, but given in a basis where small rates drown
    for seed in range(15):
        generator, H = random_gns(3, kT=kT, seed=seed, rotated=True)
        for symmetry in (Symmetry.BKM, Symmetry.KMS, Symmetry.GNS):
            assert check(generator, kT=kT, H=H, symmetry=symmetry).status is not Status.BROKEN


def nearly_degenerate(gap, kT=1.0, seed=3):
    """Return a Hamiltonian with a doublet, in a rotated basis, and two couplings."""
    rng = np.random.default_rng(seed)
    turn = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    H = kT * (turn * [0.0, gap, 1.0, 1.7]) @ turn.T
    couplings = rng.normal(size=(2, 4, 4, 2)) @ [1.0, 1j]
    return (H + H.T) / 2, [A + A.conj().T for A in couplings]


@pytest.mark.parametrize("gap", [0.0, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-5])
@pytest.mark.parametrize("seed", range(3))
def test_a_doublet_breaks_nothing(gap, seed):
    # round-off mixes the states of a doublet, whose coherent terms are in the generator all the same
    H, couplings = nearly_degenerate(gap, seed=seed)
    for sampler in (ding_li_lin(H, couplings, kT=1.0), chen_kastoryano_gilyen(H, couplings, kT=1.0)):
        for generator in (sampler, Lindbladian(sampler.H, sampler.jumps)):
            verdict = check(generator, kT=1.0, H=H)
            assert verdict.status is Status.BALANCED
            assert verdict.max_residual < 1e-13
        bare = Lindbladian(H, sampler.jumps)  # without the coherent term
        assert check(bare, kT=1.0).status is Status.BROKEN
        assert check(sampler, kT=1.01).status is Status.BROKEN


@pytest.mark.parametrize("kT", [1e4, 1e8, 1e10, 1e12])
def test_nor_does_a_temperature_at_which_all_levels_are_near(kT):
    H, couplings = nearly_degenerate(0.4)
    verdict = check(ding_li_lin(H, couplings, kT=kT), kT=kT)
    assert verdict.status is Status.BALANCED
    assert verdict.max_residual < 1e-13


@pytest.mark.parametrize("apart", [1e-10, 1e-8, 1.0])
def test_a_hamiltonian_is_taken_out_of_states_that_round_off_has_mixed(apart):
    # two populations that differ by little, of states whose energies differ by much
    H, couplings = nearly_degenerate(apart)
    sampler = ding_li_lin(H, couplings, kT=1.0)
    values, basis = np.linalg.eigh(H)
    coherent = (basis * [0.3, -1.1, 2.0, 0.7]) @ basis.T
    turning = Lindbladian(sampler.H + coherent, sampler.jumps)
    weights = np.exp(-values)
    sigma = (basis * (weights / weights.sum())) @ basis.T
    assert check(turning, state=sigma).status is Status.BALANCED
    driven = Lindbladian(sampler.H + coherent + 1e-3 * couplings[0], sampler.jumps)
    assert check(driven, state=sigma).status is Status.BROKEN
