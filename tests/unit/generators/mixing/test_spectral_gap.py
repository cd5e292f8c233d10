"""Spectral gaps: every kind of generator against dense algebra, what the gap promises, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm
from scipy.sparse import csr_array

from detbal.errors import InputError
from detbal.generators import Bath, Channel, Lindbladian, Superoperator, davies
from detbal.generators.constructions.ding_li_lin import ding_li_lin
from detbal.generators.constructions.filters import Filter
from detbal.generators.mixing import FilteredSampler, GapStatus, memory, search, spectral_gap
from detbal.generators.mixing.lindblad_discriminant import discriminant_of
from detbal.generators.reference import reference_state

X, Y, Z, ONE = np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1.0, -1.0]), np.eye(2)


def site(operator, k, n):
    total = np.eye(1)
    for each in range(n):
        total = np.kron(total, operator if each == k else ONE)
    return total


def chain(n):
    H = -sum(site(X, k, n) for k in range(n)) - 0.5 * sum(site(Z, k, n) @ site(Z, k + 1, n) for k in range(n - 1))
    return H, [site(P, k, n) for k in range(n) for P in (X, Y, Z)]


def symmetries(n):
    states = np.arange(2**n)
    mirrored = sum(((states >> k) & 1) << (n - 1 - k) for k in range(n))
    return [np.eye(2**n)[::-1], np.eye(2**n)[mirrored]]


def random_lindbladian(seed, n=3, jumps=2):
    rng = np.random.default_rng(seed)
    H, *V = rng.normal(size=(jumps + 1, n, n)) + 1j * rng.normal(size=(jumps + 1, n, n))
    return Lindbladian(H + H.conj().T, [0.6 * v for v in V])


def random_sampler(seed, n=4, kT=0.8):
    rng = np.random.default_rng(seed)
    H, *A = rng.normal(size=(3, n, n)) + 1j * rng.normal(size=(3, n, n))
    H, A = (H + H.conj().T) / 2.0, [a + a.conj().T for a in A]
    return FilteredSampler(H, A, kT=kT)


def superoperator(generator):
    """K with rows stacked, from Kronecker products alone."""
    H, V = np.asarray(generator.H), [np.asarray(v) for v in generator.jumps]
    one = np.eye(len(H))
    G = 1j * H + sum(v.conj().T @ v for v in V) / 2.0
    return sum(np.kron(v, v.conj()) for v in V) - np.kron(G, one) - np.kron(one, G.conj())


def discriminant(K, sigma):
    """-(M + M†)/2 in the basis of the input, by matrix powers of σ."""
    p, u = np.linalg.eigh(sigma)
    quarter, back = ((u * p**power) @ u.conj().T for power in (0.25, -0.25))
    M = np.kron(back, back.conj()) @ K @ np.kron(quarter, quarter.conj())
    return -(M + M.conj().T) / 2.0


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_form_of_any_generator(seed):
    """All eigenvalues, without detailed balance; apply and matrix agree."""
    generator = random_lindbladian(seed)
    reference = reference_state(generator)
    form = discriminant_of(generator, reference)
    expected = np.linalg.eigvalsh(discriminant(superoperator(generator), reference.state.matrix))
    np.testing.assert_allclose(np.linalg.eigvalsh(form.matrix(0)), expected, atol=1e-9 * expected[-1])
    x = np.random.default_rng(seed).normal(size=(9, 2)) @ [1, 1j]
    np.testing.assert_allclose(form.apply(0, x), form.matrix(0) @ x, atol=1e-10 * expected[-1])
    assert np.linalg.norm(form.apply(0, form.ground())) < 1e-9 * expected[-1]


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6), t=st.floats(0.01, 3.0), balanced=st.booleans())
def test_the_gap_is_a_rate_that_no_state_falls_below(seed, t, balanced):
    """‖ρ_t - σ‖₁ ≤ ‖σ^-¼(ρ_t - σ)σ^-¼‖ ≤ e^(-gap t) ‖σ^-¼(ρ_0 - σ)σ^-¼‖, balanced or not."""
    sampler = random_sampler(seed, 3)
    generator = ding_li_lin(sampler.H, sampler.couplings, kT=0.8) if balanced else random_lindbladian(seed)
    gap = spectral_gap(generator, **({"kT": 0.8, "H": sampler.H} if balanced else {}))
    assert gap.balanced is balanced
    reference = reference_state(generator, **({"kT": 0.8, "H": sampler.H} if balanced else {}))
    sigma = reference.state.matrix
    p, u = np.linalg.eigh(sigma)
    weight = (u * p**-0.25) @ u.conj().T
    rng = np.random.default_rng(seed)
    psi = rng.normal(size=(3, 2)) @ [1, 1j]
    rho = np.outer(psi, psi.conj()) / np.vdot(psi, psi).real
    later = (expm(superoperator(generator) * t) @ rho.ravel()).reshape(3, 3)
    before, after = (np.linalg.norm(weight @ (each - sigma) @ weight) for each in (rho, later))
    assert after <= np.exp(-gap.value * t) * before * (1 + 1e-7) + 1e-10
    assert np.abs(np.linalg.eigvalsh(later - sigma)).sum() <= after * (1 + 1e-9) + 1e-10
    assert gap.true_gap >= gap.value * (1 - 1e-7)
    if balanced:  # negative control: a rate a little larger is too large for the mode itself
        decayed = (expm(superoperator(sampler.lindbladian()) * t) @ gap.mode.ravel()).reshape(3, 3)
        assert np.linalg.norm(weight @ decayed @ weight) > np.exp(-1.01 * gap.value * t) * np.linalg.norm(
            weight @ gap.mode @ weight
        )


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6))
def test_the_mode_decays_with_the_gap(seed):
    sampler = random_sampler(seed)
    gap = spectral_gap(sampler)
    change = sampler.lindbladian().apply(gap.mode)
    np.testing.assert_allclose(change, -gap.value * gap.mode, atol=1e-9)
    assert np.linalg.norm(gap.mode) == pytest.approx(1.0)
    low, high = gap.interval
    assert low < gap.value < high
    assert gap.true_gap == gap.value


@pytest.mark.parametrize("n", [3, 4])
def test_symmetries_do_not_change_the_gap(n):
    H, couplings = chain(n)
    plain = spectral_gap(FilteredSampler(H, couplings, kT=1.0))
    for chosen in (symmetries(n), symmetries(n)[:1], symmetries(n)[1:]):
        with_them = spectral_gap(FilteredSampler(H, couplings, kT=1.0), symmetries=chosen)
        assert with_them.value == pytest.approx(plain.value, abs=1e-12)
        generator = ding_li_lin(H, couplings, kT=1.0)
        of_jumps = spectral_gap(generator, kT=1.0, H=H, symmetries=chosen)
        assert of_jumps.value == pytest.approx(plain.value, abs=1e-11)
        np.testing.assert_allclose(
            FilteredSampler(H, couplings, kT=1.0).lindbladian().apply(with_them.mode),
            -plain.value * with_them.mode,
            atol=1e-11,
        )


def test_blocks_of_all_charges_have_the_whole_spectrum():
    H, couplings = chain(3)
    sampler = FilteredSampler(H, couplings, kT=1.0)
    whole = np.linalg.eigvalsh(sampler.discriminant().matrix(0))
    form = sampler.discriminant(symmetries(3))
    parts = [np.linalg.eigvalsh(form.matrix(charge)) for charge in range(4)]
    np.testing.assert_allclose(np.sort(np.concatenate(parts)), whole, atol=1e-12)
    assert form.dtype == np.float64
    assert form.jumps.blocks[0, 0].shape[1] < len(couplings)


def test_jumps_that_are_real_or_imaginary_take_real_arithmetic():
    H, couplings = chain(2)
    generator = ding_li_lin(H, couplings, kT=1.0)
    assert discriminant_of(generator, reference_state(generator, kT=1.0, H=H)).dtype == np.float64
    H = H + 0.3 * site(Y, 0, 2)
    generator = ding_li_lin(H, couplings, kT=1.0)
    assert discriminant_of(generator, reference_state(generator, kT=1.0, H=H)).dtype == np.complex128


@pytest.mark.parametrize("used", [False, True])
def test_large_blocks_by_lanczos(monkeypatch, used):
    H, couplings = chain(4)
    sampler = FilteredSampler(csr_array(H), [csr_array(A) for A in couplings], kT=1.0)
    exact = spectral_gap(sampler)
    assert exact.products == 0
    monkeypatch.setattr(search, "SMALL", 0)
    seen = []
    chosen = symmetries(4) if used else []
    found = spectral_gap(sampler, symmetries=chosen, progress=lambda done, total: seen.append((done, total)))
    assert found.products == len(seen) > 10
    assert seen[-1] == (found.products, None)
    assert found.value == pytest.approx(exact.value, abs=1e-12)
    assert found.interval[1] - found.interval[0] < 1e-6
    rough = spectral_gap(sampler, symmetries=chosen, accuracy=1e-3)
    assert rough.products < found.products
    assert rough.interval[0] <= exact.value <= rough.interval[1]


def test_no_block_is_given_up_too_early(monkeypatch):
    """Against all 4⁵ eigenvalues of the discriminant, by Kronecker products; the slowest mode is odd."""
    monkeypatch.setattr(search, "SMALL", 0)
    H, couplings = chain(5)
    generator = ding_li_lin(H, couplings, kT=1.0)
    energies, u = np.linalg.eigh(H)
    p = np.exp(-energies) / np.exp(-energies).sum()
    dissipator = Lindbladian(generator.H - H, generator.jumps)
    rates = np.linalg.eigvalsh(discriminant(superoperator(dissipator), (u * p) @ u.T))
    for chosen in ([], symmetries(5)[:1], symmetries(5)[1:], symmetries(5)):
        found = spectral_gap(FilteredSampler(H, couplings, kT=1.0), symmetries=chosen)
        assert found.value == pytest.approx(rates[1], abs=1e-10)
        assert found.kept == 1
        if chosen and np.array_equal(chosen[0], symmetries(5)[0]):
            assert found.charge & 1


def test_stationary_operators_are_counted_by_lanczos(monkeypatch):
    """Σ X_k couplings conserve total angular momentum, and more."""
    H = np.zeros((4, 4))
    sampler = FilteredSampler(H, [site(X, 0, 2) + site(X, 1, 2)], kT=1.0)
    exact = spectral_gap(sampler)
    monkeypatch.setattr(search, "SMALL", 0)
    found = spectral_gap(sampler)
    assert found.kept == exact.kept == 6  # 1 + 4 + 1: eigenvalues -2, 0 (twice), 2
    assert found.status is exact.status is GapStatus.UNDECIDED
    assert np.isnan(found.value)
    assert found.interval[0] == 0.0
    assert 0.0 < found.interval[1] < 1e-10
    assert found.next_rate == pytest.approx(exact.next_rate, abs=1e-10)
    assert exact.next_rate == pytest.approx(2.0)  # (0 - 2)²/2


def test_sampler_is_that_of_ding_li_lin():
    H, couplings = chain(3)
    sampler = FilteredSampler(H, couplings, kT=0.7)
    theirs = ding_li_lin(H, couplings, kT=0.7)
    rho = np.random.default_rng(2).normal(size=(8, 8))
    difference = theirs.apply(rho) - sampler.lindbladian().apply(rho)
    np.testing.assert_allclose(difference, -1j * (H @ rho - rho @ H), atol=1e-12)
    theirs_gap = spectral_gap(theirs, kT=0.7, H=H)
    assert theirs_gap.value == pytest.approx(spectral_gap(sampler).value, abs=1e-11)
    assert theirs_gap.true_gap > theirs_gap.value - 1e-11  # H can only make it faster


def test_superoperator_and_jumps_agree():
    sampler = random_sampler(4)
    generator = ding_li_lin(sampler.H, sampler.couplings, kT=0.8)
    for order in ("row", "column"):
        K = superoperator(generator)
        if order == "column":
            K = K.reshape(4, 4, 4, 4).transpose(1, 0, 3, 2).reshape(16, 16)
        for matrix in (K, csr_array(K)):
            found = spectral_gap(Superoperator(matrix, order, H=sampler.H), kT=0.8)
            assert found.value == pytest.approx(spectral_gap(sampler).value, abs=1e-10)
            assert found.balanced
    diagonal = Lindbladian(np.diag([0.0, 1.0]), [np.diag([1.0, -1.0]), [[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
    sparse = Superoperator(csr_array(superoperator(diagonal)), "row")
    assert spectral_gap(sparse).value == pytest.approx(spectral_gap(diagonal).value, abs=1e-12)


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6))
def test_channel_by_singular_values(seed):
    """1 less the second singular value, which bounds every step."""
    rng = np.random.default_rng(seed)
    stacked = np.linalg.qr(rng.normal(size=(9, 3)) + 1j * rng.normal(size=(9, 3)))[0]
    channel = Channel(stacked.reshape(3, 3, 3))
    found = spectral_gap(channel)
    sigma = reference_state(channel).state.matrix
    p, u = np.linalg.eigh(sigma)
    quarter, back = ((u * p**power) @ u.conj().T for power in (0.25, -0.25))
    T = sum(np.kron(v, v.conj()) for v in channel.kraus)
    M = np.kron(back, back.conj()) @ T @ np.kron(quarter, quarter.conj())
    singular = np.linalg.svd(M, compute_uv=False)
    assert singular[0] == pytest.approx(1.0, abs=1e-9)
    assert found.value == pytest.approx(1.0 - singular[1], abs=1e-9)
    assert found.true_gap >= found.value - 1e-9
    assert found.true_gap == pytest.approx(1.0 - np.sort(np.abs(np.linalg.eigvals(T)))[-2], abs=1e-9)


def test_channel_with_symmetries():
    _, couplings = chain(3)
    kraus = [np.sqrt(0.6) * np.eye(8), *(np.sqrt(0.4 / len(couplings)) * A for A in couplings)]
    plain = spectral_gap(Channel(kraus), state=np.eye(8) / 8)
    used = spectral_gap(Channel(kraus), state=np.eye(8) / 8, symmetries=symmetries(3))
    assert used.value == pytest.approx(plain.value, abs=1e-12)
    assert plain.value == pytest.approx(4.0 * 0.4 / len(couplings))  # a Pauli matrix meets two that turn its sign


def thermal_bath(kT):
    return Bath(spectral_density=lambda w: 0.1 * w * np.exp(-w / 5.0), kT=kT)


@pytest.mark.parametrize(
    "H",
    [np.diag([0.0, 1.0, 1.0, 2.5]), np.diag([0.0, 1.0, 2.0, 3.0]), np.array([[0, 0.4, 0], [0.4, 1, 0.3], [0, 0.3, 2]])],
)
def test_davies_generator_by_blocks(H):
    n = len(H)
    A = np.random.default_rng(n).normal(size=(n, n))
    generator = davies(H, [(A + A.T, thermal_bath(0.7))])
    found = spectral_gap(generator)
    plain = spectral_gap(generator.lindbladian(), kT=0.7, H=H)
    assert found.value == pytest.approx(plain.value, rel=1e-9)
    assert found.true_gap == pytest.approx(plain.true_gap, rel=1e-7)
    assert found.true_gap == pytest.approx(generator.decay_rates()[1], rel=1e-9)
    unshifted = davies(H, [(A + A.T, thermal_bath(0.7))], lamb_shift=False)
    assert spectral_gap(unshifted).value == pytest.approx(unshifted.decay_rates()[1], rel=1e-9)
    assert found.kept == 1
    still = Lindbladian(np.zeros((n, n)), generator.lindbladian().jumps)
    np.testing.assert_allclose(still.apply(found.mode), -found.value * found.mode, atol=1e-12)


def test_davies_generator_between_two_baths():
    """No detailed balance: the gap of the Hermitian part is a bound, and the result says so."""
    A, B = np.random.default_rng(0).normal(size=(2, 3, 3))
    generator = davies(np.diag([0.0, 1.0, 2.5]), [(A + A.T, thermal_bath(0.3)), (B + B.T, thermal_bath(2.0))])
    found = spectral_gap(generator)
    assert found.balanced is False
    assert found.value < found.true_gap
    assert "a rigorous rate" in found.findings[0].message
    assert found.true_gap == pytest.approx(generator.decay_rates()[1], rel=1e-7)


def test_a_cold_generator_is_undecided():
    """In a computed eigenbasis round-off of the jumps is multiplied by e^(βν/4): the gap drowns, and is not 0."""
    sampler = random_sampler(3, kT=0.01)
    generator = ding_li_lin(sampler.H, sampler.couplings, kT=0.01)
    gap = spectral_gap(generator, kT=0.01, H=sampler.H)
    assert gap.status is GapStatus.UNDECIDED
    assert np.isnan(gap.value)
    assert gap.interval[0] == 0.0
    assert gap.interval[1] > 0.0


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6), kT=st.floats(0.3, 3.0))
def test_the_noise_floor_covers_what_two_ways_differ_by(seed, kT):
    """Jumps that were formed and tilted back, against couplings that were filtered in place."""
    sampler = random_sampler(seed, kT=kT)
    filtered = spectral_gap(sampler)
    formed = spectral_gap(ding_li_lin(sampler.H, sampler.couplings, kT=kT), kT=kT, H=sampler.H)
    if formed.status is GapStatus.RESOLVED:
        assert abs(formed.value - filtered.value) <= formed.noise_floor + filtered.noise_floor
        assert formed.interval[0] <= filtered.value <= formed.interval[1]


def test_filters_are_added_in_logs():
    """At βν = 10⁴ the loss of the upper level is that of a rate 1, though q itself underflows."""
    sampler = FilteredSampler(np.diag([0.0, 1e4]), [X], kT=1.0, weight=Filter.METROPOLIS)
    gap = spectral_gap(sampler)
    assert gap.value == pytest.approx(0.5, rel=1e-4)  # the coherence


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"kT": 5.0}, r"the state \(Gibbs state of H at kT = 5 \(given\)\) is not stationary"),
        ({"state": np.diag([1.0, 0.0])}, r"is not stationary"),
        ({"accuracy": 0.0}, r"accuracy = 0\.0; give a small positive number"),
        ({"progress": 3}, r"progress = 3"),
        ({"kT": 1.0, "symmetries": [X]}, r"does not commute with the symmetries"),
        ({"kT": 1.0, "symmetries": [1j * X]}, r"is no reflection"),
    ],
)
def test_refusals(options, said):
    warm = Lindbladian(np.diag([0.0, np.log(4)]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
    with pytest.raises(InputError, match=said):
        spectral_gap(warm, **options)


def test_more_refusals():
    with pytest.raises(InputError, match=r"generator is of type list; give a Lindbladian or DaviesGenerator"):
        spectral_gap([1.0])
    with pytest.raises(InputError, match=r"a state for a FilteredSampler"):
        spectral_gap(random_sampler(0), kT=1.0)
    with pytest.raises(InputError, match=r"symmetries of a Superoperator"):
        spectral_gap(Superoperator(np.zeros((4, 4))), symmetries=[X])
    with pytest.raises(InputError, match=r"1 of 2 levels of σ .* is empty"):
        spectral_gap(Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]]))
    with pytest.raises(InputError, match=r"weight = 'gauss'; give one of Filter"):
        FilteredSampler(np.eye(2), [X], kT=1.0, weight="gauss")
    with pytest.raises(InputError, match=r"couplings\[0\] is not Hermitian"):
        FilteredSampler(np.eye(2), [[[0, 1], [0, 0]]], kT=1.0)


def test_memory_is_asked_for_before_it_is_taken(monkeypatch):
    monkeypatch.setattr(memory, "available_memory", lambda: 1e3)
    said = r"2 jumps on 2 levels, and 80 vectors of the search, take about .* GB are free; give symmetries="
    with pytest.raises(InputError, match=said):
        spectral_gap(Lindbladian(np.diag([0.0, np.log(4)]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]]), kT=1.0)


def test_the_answer_in_words():
    warm = Lindbladian(np.diag([0.0, np.log(4)]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
    gap = spectral_gap(warm, kT=1.0)
    told = str(gap)
    (figure,) = gap.drawings()
    np.testing.assert_allclose(figure.values, [[0, 1], [0, 0]] if figure.values[0, 1] > 0.5 else [[0, 0], [1, 0]])
    assert "0.625 ± " in told
    assert "by diagonalisation" in told
    still = str(spectral_gap(Lindbladian(np.diag([0.0, 1.0]), [np.diag([1.0, -1.0])]), kT=1.0))
    assert "2 modes, σ among them, do not decay" in still


def walk(n, slow=()):
    """Random walk on n levels, rate 1 to either neighbour but for those told; coherences decay with 2 or so."""
    rates = dict.fromkeys(range(n - 1), 1.0) | dict(slow)
    jumps = []
    for k, rate in rates.items():
        for row, column in ((k, k + 1), (k + 1, k)):
            jumps.append(csr_array(([np.sqrt(rate)], ([row], [column])), shape=(n, n)))
    return Lindbladian(np.zeros((n, n)), jumps)


@pytest.mark.parametrize("accuracy", [1e-8, 0.1])
@pytest.mark.parametrize("n", [40, 60])
def test_a_block_is_dropped_only_when_nothing_slow_can_be_in_it(n, accuracy):
    """Diffusion, 2(1 - cos π/n): the coherences, N² of one rate, are nearly an eigenspace that hides the slow mode."""
    for chosen in ((), (np.eye(n)[::-1],)):
        gap = spectral_gap(walk(n), state=np.eye(n) / n, symmetries=chosen, accuracy=accuracy)
        assert gap.status is GapStatus.RESOLVED
        assert gap.products > 0
        assert gap.value == pytest.approx(2.0 * (1.0 - np.cos(np.pi / n)), rel=1e-4 if accuracy > 1e-3 else 1e-9)


def test_glauber_ring_has_two_stationary_operators_in_any_division():
    """Parity is conserved: one of them in the block of charge 1, beyond what is diagonalised."""
    n, beta = 6, 0.5
    energies = np.diag(-sum(site(Z, k, n) @ site(Z, (k + 1) % n, n) for k in range(n)))
    differences = energies[:, None] - energies[None, :]
    jumps = []
    for k in range(n):
        flip = site(X, k, n)
        for gained in (-4.0, 0.0, 4.0):
            jumps.append(csr_array(flip * (differences == gained) / np.sqrt(1.0 + np.exp(beta * gained))))
    generator = Lindbladian(np.diag(energies), jumps)
    for chosen in ((), symmetries(n)[:1], symmetries(n)):
        gap = spectral_gap(generator, kT=1.0 / beta, symmetries=chosen)
        assert gap.status is GapStatus.UNDECIDED
        assert gap.kept == 2
        assert gap.next_rate == pytest.approx(1.0 - np.tanh(2.0 * beta), abs=1e-9)


def test_many_stationary_operators_are_not_told_as_counted():
    """Dephasing of 30 levels leaves all 30 populations; the search in a large block stops at 16."""
    gap = spectral_gap(Lindbladian(np.zeros((30, 30)), [np.diag(np.arange(30.0))]), state=np.eye(30) / 30)
    assert gap.kept == 16
    assert gap.status is GapStatus.UNDECIDED
    assert "at least 16 modes" in gap.findings[0].message
    few = spectral_gap(Lindbladian(np.zeros((20, 20)), [np.diag(np.arange(20.0))]), state=np.eye(20) / 20)
    assert few.kept == 20
    assert "at least" not in few.findings[0].message


def test_a_search_that_is_given_up_decides_nothing(monkeypatch):
    monkeypatch.setattr(search, "PATIENCE", 3)
    gap = spectral_gap(walk(40), state=np.eye(40) / 40)
    assert gap.status is GapStatus.UNDECIDED
    assert np.isnan(gap.value)
    assert gap.products == 3
    assert "ended after 3 products" in gap.findings[0].message
    assert gap.interval[0] == 0.0


@pytest.mark.parametrize("left", [1e-3, 1e-6, 1e-9])
def test_fast_channels(left):
    """T = (1 - s) σ Tr + s 1 has the gap 1 - s; s² is lost beside 1, and the interval says so."""
    sigma = np.diag([0.6, 0.4])
    kraus = [np.sqrt((1.0 - left) * sigma[i, i]) * np.outer(np.eye(2)[i], np.eye(2)[j]) for i in (0, 1) for j in (0, 1)]
    gap = spectral_gap(Channel([*kraus, np.sqrt(left) * np.eye(2)]), state=sigma)
    low, high = gap.interval
    assert low <= 1.0 - left <= high <= 1.0
    assert abs(gap.value - (1.0 - left)) <= high - low
    assert high - low < 1e-6


@pytest.mark.parametrize("rate", [1e-6, 1e-9, 1e-11])
def test_slow_rates_are_in_the_spectrum_as_well(rate):
    """0 ⇌ 1 with rate 1, 1 ⇌ 2 with rate r: the slowest population mode has 3r/2."""
    gap = spectral_gap(walk(3, {1: rate}.items()), state=np.eye(3) / 3)
    assert gap.status is GapStatus.RESOLVED
    assert gap.value == pytest.approx(1.5 * rate, rel=2e-4 if rate < 1e-10 else 1e-6)
    assert gap.balanced
    assert gap.true_gap == pytest.approx(gap.value, rel=1e-3)


@pytest.mark.parametrize("inverse", [19.0, 21.0, 30.0, 40.0, 60.0])
def test_a_rare_level_must_be_stationary_too(inverse):
    """The jumps have kT = 1/20. K(σ) is as small as the rare level whatever is said of it."""
    jumps = [[[0, 1.0], [0, 0]], [[0, 0], [np.exp(-10.0), 0]], np.sqrt(2.0) * np.diag([1.0, -1.0])]
    generator = Lindbladian(np.diag([0.0, 1.0]), jumps)
    with pytest.raises(InputError, match=r"is not stationary \((rare levels change|it changes)"):
        spectral_gap(generator, kT=1.0 / inverse)
    gap = spectral_gap(generator, kT=1.0 / 20.0)
    assert gap.value == pytest.approx(1.0 + np.exp(-20.0), rel=1e-12)
    assert gap.value <= gap.true_gap * (1 + 1e-9)


@pytest.mark.parametrize("kT", [1.0, 1 / 700, 1 / 1500, 1e-4])
def test_ladder_at_any_temperature(kT):
    """Rates 1 down; of three levels the coherence with the ground state is the slowest: ½."""
    jumps = []
    for row, column in ((0, 1), (1, 2)):
        lowering = np.zeros((3, 3))
        lowering[row, column] = 1.0
        jumps += [lowering, np.exp(-0.5 / kT) * lowering.T]
    gap = spectral_gap(Lindbladian(np.diag([0.0, 1.0, 2.0]), jumps), kT=kT)
    assert gap.status is GapStatus.RESOLVED
    assert np.isfinite(gap.noise_floor)
    if kT < 0.1:
        assert gap.value == pytest.approx(0.5, abs=1e-12)
        assert gap.kept == 1


@pytest.mark.parametrize("shift", [False, True])
def test_modes_of_cold_generators_are_numbers(shift):
    """At βν = 10⁴ all σ_i^¼ of the mode underflow, and their ratios do not."""
    bath = thermal_bath(1e-4)
    A = np.diag([1.0, 2, 3, 4]) + np.eye(4)[::-1]
    generator = davies(np.diag([0.0, 1, 1, 2.5]), [(np.ones((4, 4)) - 0.3, bath), (A, bath)], lamb_shift=shift)
    for made in (generator, generator.lindbladian()):
        mode = spectral_gap(made, **({} if made is generator else {"kT": 1e-4, "H": generator.H})).mode
        assert np.linalg.norm(mode) == pytest.approx(1.0)
    matrix = Superoperator(superoperator(ladder(1e-3)), "row", H=np.diag([0.0, 1.0]))
    assert np.linalg.norm(spectral_gap(matrix, kT=1e-3).mode) == pytest.approx(1.0)


def ladder(kT):
    return Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [np.exp(-0.5 / kT), 0]]])


def test_others_are_told_what_to_make_of_theirs():
    H, c_ops = np.diag([0.0, 1.0]), [np.array([[0, 1.0], [0.5, 0]])]
    for thing in ((H, c_ops), np.eye(4)):
        with pytest.raises(InputError, match=r"Lindbladian\(H, c_ops\), Superoperator\(L\) .*, davies\(H"):
            spectral_gap(thing)
    with pytest.raises(InputError, match=r"a generator of one level: a single state has nothing to forget"):
        spectral_gap(Lindbladian([[1.0]], [[[1.0]]]))
    assert spectral_gap(ladder(1.0), kT=1.0, symmetries=None).status is GapStatus.RESOLVED


def test_units_and_what_a_hamiltonian_does_are_told():
    H, couplings = chain(3)
    gap = spectral_gap(ding_li_lin(H, couplings, kT=1.0), kT=1.0, H=H)
    assert gap.true_gap > gap.value * 1.01
    assert f"slowest decay {gap.true_gap:.10g}: the Hamiltonian makes it faster" in str(gap)
    warm = Lindbladian(np.diag([0.0, np.log(4)]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]], "meV")
    assert "0.625 meV ± " in str(spectral_gap(warm, kT=1.0))
    assert "makes it faster" not in str(spectral_gap(warm, kT=1.0))
    sampler = FilteredSampler(np.diag([0.0, 0.1]), [X], T=300, energy_unit="eV")
    assert "kT = 0.025852 eV" in str(spectral_gap(sampler))


def test_noise_beyond_floats_is_undecided_and_nothing_else():
    """Eigenvectors that are known to round-off only, and populations e^-1000: nothing can be told."""
    turn = np.array([[0.6, 0.8], [-0.8, 0.6]])
    H = turn @ np.diag([0.0, 1.0]) @ turn.T
    gap = spectral_gap(Lindbladian(H, [turn @ np.array([[0, 1.0], [np.exp(-500.0), 0]]) @ turn.T]), kT=1e-3)
    assert gap.status is GapStatus.UNDECIDED
    assert gap.interval[0] == 0.0
    assert gap.interval[1] > 0.0
    none = spectral_gap(Channel([np.eye(2)]), state=np.eye(2) / 2)
    assert none.kept == 4
    assert none.next_rate == np.inf
    assert "no rate stands above it" in none.findings[0].message
