"""The nearest generator at detailed balance: against dense linear algebra done another way, and what is refused."""

import itertools

import numpy as np
import pytest

from detbal.errors import InputError, NotOffered
from detbal.generators import Channel, Lindbladian, Superoperator
from detbal.generators.constructions.redfield import redfield
from detbal.generators.constructions.universal_lindblad import universal_lindblad
from detbal.generators.frame import Form
from detbal.generators.framing import framed
from detbal.generators.imposing.dykstra import nearest_balanced
from detbal.generators.imposing.impose import impose
from detbal.generators.imposing.nearest import Nearest
from detbal.generators.lindblad_form import choi_matrix, lindblad_form, traceless
from detbal.generators.models import random_gns, random_kms
from detbal.generators.split import split
from detbal.generators.state import gibbs_state, given_state
from detbal.generators.stationary import rows_stacked
from detbal.generators.symmetry import Symmetry
from detbal.units import thermal_energy

KT = 0.8


def complex_normal(rng, *shape):
    return rng.normal(size=shape) + 1j * rng.normal(size=shape)


def hermitian(rng, n):
    X = complex_normal(rng, n, n)
    return (X + X.conj().T) / 2.0


def ohmic(w):
    x = np.where(w == 0, 1e-9, w)
    return 0.2 * x * np.exp(-((x / 6.0) ** 2)) / -np.expm1(-x / KT)


def residual(generator, sigma, symmetry=Symmetry.KMS):
    state = given_state(sigma, len(sigma))
    return split(framed(generator, state), state, symmetry).irreversible.relative


def gibbs(H):
    return gibbs_state(np.asarray(H, dtype=complex), thermal_energy(kT=KT)).matrix


def power(sigma, exponent):
    values, vectors = np.linalg.eigh(sigma)
    return (vectors * values**exponent) @ vectors.conj().T


def balance_form(generator, sigma):
    """M in the basis of the input, from dense powers of σ."""
    n = len(sigma)
    if isinstance(generator, Channel):
        K = rows_stacked(generator) + np.eye(n * n)
    else:
        K = rows_stacked(generator)
    quarter, inverse = power(sigma, 0.25), power(sigma, -0.25)
    return np.kron(inverse, inverse.T) @ K @ np.kron(quarter, quarter.T)


def without_commuting(M, sigma):
    """Take out the least-squares fit by -i[h, ·] with h diagonal in the eigenbasis of σ."""
    n = len(sigma)
    _, vectors = np.linalg.eigh(sigma)
    columns = []
    for k in range(n):
        h = np.outer(vectors[:, k], vectors[:, k].conj())
        columns.append((-1j * (np.kron(h, np.eye(n)) - np.kron(np.eye(n), h.T))).ravel())
    A = np.array(columns).T
    real = np.concatenate([A.real, A.imag])
    x = np.linalg.lstsq(real, np.concatenate([M.ravel().real, M.ravel().imag]), rcond=None)[0]
    return M - (A @ x).reshape(M.shape)


def dense_distance(generator, nearest, sigma):
    M, other = (without_commuting(balance_form(each, sigma), sigma) for each in (generator, nearest))
    return np.linalg.norm(M - other) / np.linalg.norm(M)


def driven(n, seed):
    rng = np.random.default_rng(seed)
    return Lindbladian(hermitian(rng, n), list(complex_normal(rng, 3, n, n) / n))


@pytest.mark.parametrize("n", [2, 3, 6])
@pytest.mark.parametrize("sense", [Nearest.KMS, Nearest.GNS])
@pytest.mark.parametrize("as_matrix", [False, True])
def test_with_the_own_stationary_state(n, sense, as_matrix):
    generator = driven(n, n)
    given = Superoperator(rows_stacked(generator), "row") if as_matrix else generator
    imposed = impose(given, nearest=sense)
    nearest = imposed.nearest
    sigma = power(null_state(generator), 1.0)
    assert residual(nearest, sigma, Symmetry.KMS) < 1e-13
    if sense is Nearest.GNS:
        assert residual(nearest, sigma, Symmetry.GNS) < 1e-13
    np.testing.assert_allclose(nearest.apply(sigma), np.zeros((n, n)), atol=1e-13)
    assert imposed.distance == pytest.approx(dense_distance(generator, nearest, sigma), rel=1e-10)
    # the orthogonal projection, by another way: the Hermitian half, of which GNS keeps equal frequencies
    M = without_commuting(balance_form(generator, sigma), sigma)
    half = (M + M.conj().T) / 2.0
    if sense is Nearest.GNS:
        half = twirl(half, sigma)
    expected = np.linalg.norm(M - half) / np.linalg.norm(M)
    assert imposed.distance == pytest.approx(expected, rel=1e-9)
    if sense is Nearest.KMS:
        frame_state = given_state(sigma, n)
        parts = split(framed(generator, frame_state), frame_state, Symmetry.KMS)
        assert imposed.distance == pytest.approx(parts.irreversible.relative, rel=1e-9)


def null_state(generator):
    _, _, vh = np.linalg.svd(rows_stacked(generator))
    rho = vh[-1].conj().reshape(generator.dimension, -1)
    rho = rho / np.trace(rho)
    return (rho + rho.conj().T) / 2.0


def twirl(M, sigma):
    """Average over the modular group, as an average over random times in the eigenbasis (all frequencies differ)."""
    p, U = np.linalg.eigh(sigma)
    W = np.kron(U, U.conj())
    inside = W.conj().T @ M @ W
    ln = np.log(p)
    nu = (ln[:, None] - ln[None, :]).ravel()
    return W @ np.where(np.abs(nu[:, None] - nu[None, :]) < 1e-9, inside, 0.0) @ W.conj().T


def test_the_jumps_are_the_given_ones_and_their_reverses():
    generator = driven(3, 1)
    sigma = null_state(generator)
    jumps = impose(generator).nearest.jumps
    root, inverse = power(sigma, 0.5), power(sigma, -0.5)
    for k, V in enumerate(generator.jumps):
        np.testing.assert_allclose(jumps[k], V / np.sqrt(2.0), atol=1e-13)
        np.testing.assert_allclose(jumps[k + 3], root @ V.conj().T @ inverse / np.sqrt(2.0), atol=1e-12)


def test_what_is_balanced_stays_as_it_is():
    for make, sense in itertools.product((random_kms, random_gns), Nearest):
        generator, H = make(4, seed=5, rotated=True)
        if make is random_kms and sense is Nearest.GNS:
            continue
        imposed = impose(generator, kT=1.0, H=H, nearest=sense)
        assert imposed.distance < 1e-14
        rho = H / 5.0 + np.eye(4)
        np.testing.assert_allclose(imposed.nearest.apply(rho), generator.apply(rho), atol=1e-13)
        assert np.abs(imposed.moved).max() < 1e-12


def test_the_hamiltonian_that_commutes_is_kept():
    generator, H = random_gns(3, seed=2)
    shifted = Lindbladian(H + np.diag([0.3, -0.1, 0.5]), generator.jumps)  # a Lamb shift
    imposed = impose(shifted, kT=1.0, H=H)
    assert imposed.distance < 1e-14
    difference = imposed.nearest.H - shifted.H
    np.testing.assert_allclose(difference, np.eye(3) * difference[0, 0], atol=1e-14)


def test_a_known_breaking_is_taken_out_exactly():
    # one of two opposite rates of a qubit is e^x too large: the rates go to their common mean of M, √ of the products
    p = np.array([0.8, 0.2])
    down, x = 1.0, 0.3
    up = down * p[1] / p[0]
    jumps = [[[0, np.sqrt(down * np.exp(x))], [0, 0]], [[0, 0], [np.sqrt(up), 0]]]
    imposed = impose(Lindbladian(np.zeros((2, 2)), jumps), state=np.diag(p))
    assert imposed.labels[0] == "|0⟩ ⇌ |1⟩"
    assert imposed.moved == pytest.approx([x])
    assert imposed.distance > 0.05


@pytest.mark.parametrize("sense", list(Nearest))
def test_a_state_that_is_not_stationary(sense):
    rng = np.random.default_rng(3)
    H, A = hermitian(rng, 4), hermitian(rng, 4)
    generator = universal_lindblad(H, [(A, ohmic)])
    sigma = gibbs(H)
    assert np.abs(generator.apply(sigma)).max() > 1e-3
    imposed = impose(generator, kT=KT, nearest=sense)
    assert residual(imposed.nearest, sigma) < 1e-13
    assert np.abs(imposed.nearest.apply(sigma)).max() < 1e-15
    assert imposed.distance == pytest.approx(dense_distance(generator, imposed.nearest, sigma), rel=1e-10)


def test_the_coherent_correction_keeps_the_jumps():
    rng = np.random.default_rng(3)
    H, A = hermitian(rng, 4), hermitian(rng, 4)
    plain, mended = (universal_lindblad(H, [(A, ohmic)], **given) for given in ({}, {"kT": KT}))
    imposed = impose(plain, kT=KT, nearest="coherent")
    rho = hermitian(rng, 4)
    np.testing.assert_allclose(imposed.nearest.apply(rho), mended.apply(rho), atol=1e-14)
    assert len(imposed.nearest.jumps) == 1
    projected = impose(plain, kT=KT)
    assert projected.distance < imposed.distance < 1.2 * projected.distance
    # as a matrix, and with multiples of the identity added to the jumps, it is the same generator
    again = impose(Superoperator(rows_stacked(plain), "row"), kT=KT, H=H, nearest="coherent")
    np.testing.assert_allclose(again.nearest.apply(rho), mended.apply(rho), atol=1e-13)
    c, V = 0.3 - 0.2j, plain.jumps[0]
    moved = Lindbladian(H - 0.5j * (np.conj(c) * V - c * V.conj().T), [V + c * np.eye(4)])
    np.testing.assert_allclose(moved.apply(rho), plain.apply(rho), atol=1e-14)
    again = impose(moved, kT=KT, H=H, nearest="coherent")
    np.testing.assert_allclose(again.nearest.apply(rho), mended.apply(rho), atol=1e-13)


@pytest.mark.parametrize("n", [2, 4, 6])
def test_redfield_is_projected_by_iteration(n):
    rng = np.random.default_rng(n)
    H, A = hermitian(rng, n) / np.sqrt(n), hermitian(rng, n)
    generator = redfield(H, [(A, ohmic)])
    sigma = gibbs(H)
    imposed = impose(generator, kT=KT)
    assert residual(imposed.nearest, sigma) < 1e-13
    assert np.abs(imposed.nearest.apply(sigma)).max() < 1e-14
    assert imposed.distance == pytest.approx(dense_distance(generator, imposed.nearest, sigma), rel=1e-9)
    told = next(text for text in imposed.assumptions if "Dykstra" in text)
    assert ", converged" in told
    # the dual problem bounds the distance from below, so that no other generator can be nearer
    assert float(told.rsplit(" ", 1)[1]) == pytest.approx(imposed.distance, abs=2e-9)
    # the constructions of the literature are feasible points, and farther
    corrected = universal_lindblad(H, [(A, ohmic)], kT=KT)
    secular = impose(generator, kT=KT, nearest="gns")
    assert imposed.distance < dense_distance(generator, corrected, sigma)
    assert imposed.distance < secular.distance


def test_the_projection_obeys_its_conditions_of_optimality():
    # x is the projection of a on a convex cone if <x, a - x> = 0 and no feasible direction is ahead
    rng = np.random.default_rng(8)
    log_p = np.log([0.5, 0.3, 0.15, 0.05])
    M = complex_normal(rng, 16, 16)
    K = choi_matrix(choi_matrix(M) + choi_matrix(M).conj().T)  # Hermiticity preserving
    found = nearest_balanced(K, log_p)
    assert found.converged
    generator, H = random_kms(4, seed=1)
    sigma = np.diag(np.exp(log_p))
    half = (K + K.conj().T) / 2.0
    from detbal.generators.imposing.jump_form import from_choi

    x = from_choi(found.choi, log_p).matrix()
    assert abs(np.vdot(x, half - x)) < 1e-10 * np.linalg.norm(half) ** 2
    assert np.linalg.norm(half - x) == pytest.approx(found.at_least, rel=1e-9)
    for seed in range(20):
        V = complex_normal(np.random.default_rng(seed), 2, 4, 4)
        W = V + V.conj().transpose(0, 2, 1)
        other = from_choi(traceless(choi_matrix(sum(np.kron(w, w.conj()) for w in W))), log_p).matrix()
        assert np.vdot(other, half - x).real < 1e-9 * np.linalg.norm(other) * np.linalg.norm(half)
        assert np.abs(other @ np.sqrt(sigma).ravel()).max() < 1e-12 * np.linalg.norm(other)
    del generator, H


def test_secular_projection_of_redfield_is_davies():
    rng = np.random.default_rng(5)
    H, A = np.diag([0.0, 0.7, 1.9]), hermitian(rng, 3)
    imposed = impose(redfield(H, [(A, ohmic)]), kT=KT, nearest="gns")
    assert "closed form" in " ".join(imposed.assumptions)
    energies = np.diag(H)
    rates = np.abs(A) ** 2 * ohmic(energies[None, :] - energies[:, None])  # from k to i
    for i, k in itertools.permutations(range(3), 2):
        start = np.zeros((3, 3))
        start[k, k] = 1.0
        assert imposed.nearest.apply(start)[i, i].real == pytest.approx(rates[i, k], rel=1e-12)
    assert residual(imposed.nearest, gibbs(H), Symmetry.GNS) < 1e-14


def test_cold_rates_survive():
    # βω = 1e4: the rate upwards underflows, the one downwards stays what it is
    H = np.diag([0.0, 1.0])
    fall = Lindbladian(H, [[[0, 0.6], [0, 0]], np.diag([0.0, 0.8])])
    for sense in (Nearest.KMS, Nearest.GNS):
        imposed = impose(fall, kT=1e-4, nearest=sense)
        assert imposed.distance < 1e-15
        assert imposed.nearest.apply(np.diag([0.0, 1.0]))[0, 0].real == pytest.approx(0.36, rel=1e-12)
        # at βω = 200 the reverse is there, e^-200 times the rate: nothing is lost
        both = Lindbladian(H, [[[0, 0.6], [0, 0]], [[0, 0], [0.6 * np.exp(-100.0), 0]], np.diag([0.0, 0.8])])
        warmer = impose(both, kT=1.0 / 200.0, nearest=sense)
        assert warmer.distance < 1e-14
        assert warmer.nearest.apply(np.diag([0.0, 1.0]))[0, 0].real == pytest.approx(0.36, rel=1e-12)
        assert warmer.nearest.apply(np.diag([1.0, 0.0]))[1, 1].real == pytest.approx(0.36 * np.exp(-200.0), rel=1e-12)
        # without it, σ is not stationary: the closed form, half the rate, would be 0.28 away
        with pytest.raises(InputError, match="populations that differ by a factor e"):
            impose(Lindbladian(H, [[[0, 0.6], [0, 0.8]]]), kT=1.0 / 200.0, nearest="kms")


@pytest.mark.slow
def test_large_systems_need_no_superoperator():
    n = 96
    generator, H = random_kms(n, 2, seed=3)
    jump = np.diag(np.ones(n - 1), 1)
    broken = Lindbladian(generator.H, [*generator.jumps, jump])
    imposed = impose(broken)
    sigma = gibbs_from(imposed.nearest)
    assert imposed.distance > 0.01
    assert residual(imposed.nearest, sigma) < 1e-11
    with pytest.raises(InputError, match="nearest=gns for 96 levels"):
        impose(generator, kT=1.0, H=H, nearest="gns")
    with pytest.raises(InputError, match="96 levels, and σ is not stationary"):
        impose(broken, kT=1.0, H=H)


def gibbs_from(generator):
    from detbal.generators.stationary import stationary_state

    return stationary_state(generator).state.matrix


def test_gns_with_many_levels():
    n = 24
    generator, H = random_kms(n, 2, seed=4)
    imposed = impose(generator, kT=1.0, H=H, nearest="gns")
    sigma = gibbs_state(H, thermal_energy(kT=1.0)).matrix
    assert residual(imposed.nearest, sigma, Symmetry.GNS) < 1e-13
    assert imposed.distance == pytest.approx(dense_distance(generator, imposed.nearest, sigma), rel=1e-10)


def test_degenerate_states():
    generator = driven(3, 9)
    imposed = impose(generator, state=np.eye(3) / 3.0, nearest="gns")
    assert residual(imposed.nearest, np.eye(3) / 3.0, Symmetry.GNS) < 1e-13
    kms = impose(generator, state=np.eye(3) / 3.0)
    assert imposed.distance == pytest.approx(kms.distance, rel=1e-9)  # all inner products are the same


def random_channel(n, seed):
    kraus = complex_normal(np.random.default_rng(seed), 3, n, n)
    total = np.einsum("aki,akj->ij", kraus.conj(), kraus)
    return Channel(list(kraus @ power(total, -0.5)))


@pytest.mark.parametrize("sense", [Nearest.KMS, Nearest.GNS])
def test_channels(sense):
    channel = random_channel(3, 4)
    imposed = impose(channel, nearest=sense)
    sigma = gibbs_from(channel)
    nearest, state = imposed.nearest, given_state(sigma, 3)
    assert nearest.trace_defect() < 1e-13
    np.testing.assert_allclose(nearest.apply(sigma), sigma, atol=1e-13)
    halves = framed(nearest, state).halves(Symmetry[sense.name], state, Form.SPECTRAL)
    assert halves.antisymmetric < 1e-13 * halves.whole
    M, other = balance_form(channel, sigma), balance_form(nearest, sigma)
    half = (M + M.conj().T) / 2.0
    expected = twirl(half, sigma) if sense is Nearest.GNS else half
    np.testing.assert_allclose(other, expected, atol=1e-12)
    assert imposed.distance == pytest.approx(np.linalg.norm(M - other) / np.linalg.norm(M), rel=1e-10)


def test_names_and_units_are_kept():
    up = np.exp(-0.5 / thermal_energy(T=20.0, unit="meV").kT)
    jumps = [[[0, 1.0], [0, 0]], [[0, 0], [up, 0]]]
    generator = Lindbladian(np.diag([0.0, 1.0]), jumps, energy_unit="meV", baths=["left", "right"])
    imposed = impose(generator, T=20.0)
    assert imposed.nearest.baths == ("left", "right", "left", "right")
    assert imposed.nearest.energy_unit.symbol == "meV"
    assert "‖M - M'‖/‖M‖" in imposed.statement
    assert any("T = 20 K" in text for text in imposed.assumptions)
    assert impose(generator, T=20.0, nearest="gns").nearest.baths == ()


def test_nothing_to_move():
    idle = impose(Lindbladian(np.diag([0.0, 1.0]), [np.zeros((2, 2))]), kT=1.0)
    assert idle.distance == 0.0
    assert len(idle.moved) == 0
    again = impose(Superoperator(np.zeros((4, 4))), state=np.diag([0.5, 0.5]))
    assert again.distance == 0.0
    assert not again.nearest.jumps[0].any()


def test_one_way_processes_have_no_log_ratio():
    fall = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
    imposed = impose(fall, state=np.diag([0.9, 0.1]))
    assert np.isnan(imposed.moved).all()
    assert residual(imposed.nearest, np.diag([0.9, 0.1])) < 1e-14


def test_what_is_refused():
    generator = driven(3, 1)
    with pytest.raises(NotOffered, match="no impose for int"):
        impose(3)
    with pytest.raises(InputError, match="nearest = 'best'; give one of kms, gns, coherent"):
        impose(generator, nearest="best")
    with pytest.raises(InputError, match="the jumps are not balanced as a set"):
        impose(generator, kT=1.0, nearest="coherent")
    with pytest.raises(InputError, match="the jumps are not balanced as a set"):
        impose(Superoperator(rows_stacked(generator), "row"), kT=1.0, H=generator.H, nearest="coherent")
    H = np.diag([0.0, 1.0, 2.5])
    with pytest.raises(InputError, match="has the negative rate"):
        impose(redfield(H, [(hermitian(np.random.default_rng(0), 3), ohmic)]), kT=KT, nearest="coherent")
    with pytest.raises(InputError, match="1 of 2 levels of σ"):
        impose(Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]]))
    with pytest.raises(InputError, match="2 independent stationary states"):
        impose(Lindbladian(np.diag([0.0, 1.0]), [np.diag([0.0, 1.0])]))
    with pytest.raises(InputError, match="both a temperature and a state"):
        impose(generator, kT=1.0, state=np.eye(3) / 3)
    with pytest.raises(InputError, match="a temperature, but no Hamiltonian"):
        impose(Superoperator(np.zeros((4, 4))), kT=1.0)
    with pytest.raises(InputError, match="populations that differ by a factor e"):
        impose(redfield(H, [(np.ones((3, 3)), ohmic)]), kT=1e-3)


def test_what_channels_refuse():
    channel = random_channel(3, 4)
    with pytest.raises(InputError, match="no Hamiltonian to choose"):
        impose(channel, nearest="coherent")
    with pytest.raises(InputError, match="the mean of the channel and its reverse changes traces by"):
        impose(channel, state=np.eye(3) / 3)
    with pytest.raises(InputError, match="traces change by up to"):
        impose(Channel([0.9 * np.eye(2)]))


def test_canonical_forms_of_the_answer():
    # what comes back in Lindblad form is completely positive as a superoperator too
    rng = np.random.default_rng(6)
    H, A = hermitian(rng, 3), hermitian(rng, 3)
    nearest = impose(redfield(H, [(A, ohmic)]), kT=KT).nearest
    form = lindblad_form(Superoperator(rows_stacked(nearest), "row"))
    assert form.completely_positive
    assert form.trace_defect < 1e-13
