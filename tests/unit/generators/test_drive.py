"""Currents, heat and entropy production of generators: identities, known breakings of known size, bad questions."""

import json

import numpy as np
import pytest
from scipy.linalg import expm

import detbal.generators.driving.planes as planes_module
from detbal.errors import InputError, NotOffered
from detbal.generators import Channel, Lindbladian, Superoperator, Symmetry
from detbal.generators.driving.drive import BrokenInCoherences, drive
from detbal.generators.driving.fagnola_rebolledo import canonical_jumps
from detbal.generators.driving.generator_drive import GeneratorDrive
from detbal.generators.findings import NotCompletelyPositive, SeveralStationaryStates
from detbal.generators.framing import framed
from detbal.generators.split import split
from detbal.generators.state import gibbs_state
from detbal.generators.stationary import rows_stacked, stationary_state
from detbal.units import thermal_energy
from detbal.verdict import LeftOut, NegativeEntropyProduction, OneWay


def hop(n, i, j, rate):
    """Jump from i to j."""
    jump = np.zeros((n, n))
    jump[j, i] = np.sqrt(rate)
    return jump


def ring(n, a, b, basis=None, H=None):
    """Ahead at the rate a, back at the rate b."""
    u = np.eye(n) if basis is None else basis
    hops = [u @ hop(n, k, (k + d) % n, rate) @ u.conj().T for k in range(n) for d, rate in ((1, a), (-1, b))]
    return Lindbladian(np.zeros((n, n)) if H is None else H, hops)


def unitary(n, rng):
    return np.linalg.qr(rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)))[0]


def random_jumps(n, m, rng, real=False):
    return [rng.normal(size=(n, n)) + (0 if real else 1j) * rng.normal(size=(n, n)) for _ in range(m)]


def kms_generator(n, m, rng, hamiltonian=True):
    """Exactly KMS balanced: V = σ^¼ W σ^-¼ and the coherent term that goes with them."""
    p = np.exp(-rng.uniform(0, 2.0, n))
    p /= p.sum()
    quarter = p**0.25
    jumps = []
    for w in random_jumps(n, m, rng):
        jumps.append(quarter[:, None] * (w + w.conj().T) / quarter[None, :])
    lost = sum(v.conj().T @ v for v in jumps)
    x = np.log(p)[:, None] - np.log(p)[None, :]
    H = 0.5j * np.tanh(-x / 4.0) * lost
    commuting = np.diag(rng.normal(size=n)) if hamiltonian else 0.0
    return Lindbladian(H + commuting, jumps)


def thermal_pair(n, i, j, gap, kT, size=1.0):
    return [hop(n, j, i, size), hop(n, i, j, size * np.exp(-gap / kT))]


@pytest.mark.parametrize(("a", "b"), [(2.0, 1.0), (1.0, 1.0 + 1e-6)])
def test_a_ring_has_the_drive_of_a_ring(a, b):
    n, x = 5, np.log(a / b)
    found = drive(ring(n, a, b), state=np.eye(n) / n)
    assert found.population_entropy == pytest.approx((a - b) * x, rel=1e-12 / abs(x))
    np.testing.assert_allclose(np.abs(found.currents), abs(a - b) / n, rtol=1e-12 / abs(x))
    np.testing.assert_allclose(np.abs(found.affinities), abs(n * x), rtol=1e-12 / abs(x))
    assert (np.abs(found.currents) > found.current_floor).all()
    assert found.entropy_production > found.entropy_production_floor


@pytest.mark.parametrize("rotated", [False, True])
def test_planes_of_a_ring(rotated):
    # a circulant has the antisymmetric eigenvalues (a - b) sin 2πk/n; σ = 1/n has no basis of its own
    a, b, n = 2.0, 0.7, 5
    found = drive(ring(n, a, b, unitary(n, np.random.default_rng(0)) if rotated else None))
    wanted = sorted((abs(a - b) * np.sin(2 * np.pi * k / n) for k in (1, 2)), reverse=True)
    np.testing.assert_allclose([plane.velocity for plane in found.irreversible_planes], wanted, atol=1e-12)


def test_populations_are_a_rate_network():
    # an unequal three-level cycle: currents from Kirchhoff's rule, by hand
    rates = np.array([[0, 1.0, 0.5], [0.3, 0, 2.0], [0.7, 0.1, 0]])
    E = np.diag([0.0, 0.4, 1.0])
    found = drive(Lindbladian(E, [hop(3, i, j, rates[i, j]) for i in range(3) for j in range(3) if i != j]))
    weight = np.array(
        [
            rates[1, 0] * rates[2, 0] + rates[1, 2] * rates[2, 0] + rates[2, 1] * rates[1, 0],
            rates[0, 1] * rates[2, 1] + rates[0, 2] * rates[2, 1] + rates[2, 0] * rates[0, 1],
            rates[0, 2] * rates[1, 2] + rates[0, 1] * rates[1, 2] + rates[1, 0] * rates[0, 2],
        ]
    )
    p = weight / weight.sum()
    np.testing.assert_allclose(found.stationary, p, rtol=1e-12)
    J = p[0] * rates[0, 1] - p[1] * rates[1, 0]
    affinity = np.log(rates[0, 1] * rates[1, 2] * rates[2, 0] / (rates[1, 0] * rates[2, 1] * rates[0, 2]))
    assert found.entropy_production == pytest.approx(J * affinity, rel=1e-10)
    assert abs(found.affinities[0]) == pytest.approx(abs(affinity), rel=1e-12)
    assert found.affinity_entropy.sum() == pytest.approx(found.entropy_production, rel=1e-10)
    # jumps between levels only: Fagnola and Rebolledo's entropy production is Schnakenberg's
    assert found.fagnola_rebolledo == pytest.approx(J * affinity, rel=1e-10)
    assert found.fagnola_rebolledo_kms == pytest.approx(J * affinity, rel=1e-10)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("real", [False, True])
def test_kms_generators_produce_nothing_by_kms(seed, real):
    rng = np.random.default_rng(seed)
    generator = kms_generator(4, 2, rng)
    if real:
        p = np.diag(stationary_state(generator).state.matrix).real
        generator = real_kms(p, rng)
    found = drive(generator)
    assert found.fagnola_rebolledo_kms <= found.fagnola_rebolledo_kms_floor < 1e-6
    assert found.entropy_production <= found.entropy_production_floor < 1e-20
    assert not any(isinstance(finding, BrokenInCoherences) for finding in found.findings)
    if real:
        assert found.fagnola_rebolledo <= found.fagnola_rebolledo_floor
    else:  # complex jumps are turned into others by complex conjugation
        assert found.fagnola_rebolledo > 0.1
    # the coherent term keeps K from having any irreversible part
    assert not found.irreversible_planes


def real_kms(p, rng):
    quarter = p**0.25
    jumps = [quarter[:, None] * (w + w.T) / quarter for w in random_jumps(len(p), 2, rng, real=True)]
    lost = sum(v.T @ v for v in jumps)
    x = np.log(p)[:, None] - np.log(p)[None, :]
    return Lindbladian(0.5j * np.tanh(-x / 4.0) * lost, jumps)


@pytest.mark.parametrize("seed", range(8))
def test_measuring_populations_shows_no_more_than_there_is(seed):
    """Relative entropy does not grow in a measurement: populations produce at most what the jumps produce."""
    rng = np.random.default_rng(seed)
    n = 2 + seed % 2
    H = random_jumps(n, 1, rng)[0]
    found = drive(Lindbladian(H + H.conj().T, random_jumps(n, n * n, rng)))
    assert found.fagnola_rebolledo_kms > found.population_entropy - found.fagnola_rebolledo_kms_floor
    assert found.fagnola_rebolledo_kms > 0.01


def test_coherent_breaking_is_told_where_populations_show_none():
    # two levels have no cycle; a field that does not commute with σ drives them all the same
    generator = Lindbladian(
        [[0.0, 0.4], [0.4, 1.0]], [*thermal_pair(2, 0, 1, 1.0, 0.7), np.diag([0.3, -0.3]), [[0, 0.2], [0.2, 0]]]
    )
    found = drive(generator)
    assert found.entropy_production <= found.entropy_production_floor
    assert found.fagnola_rebolledo_kms > 1e-3
    assert any(isinstance(finding, BrokenInCoherences) for finding in found.findings)
    assert len(found.irreversible_planes) == 1
    assert 0.0 <= found.irreversible_planes[0].populations < 1.0


def test_jumps_without_reverse_produce_without_bound():
    found = drive(ring(3, 1.0, 0.0), state=np.diag([0.5, 0.3, 0.2]))
    assert np.isposinf(found.population_entropy)
    assert [finding.count for finding in found.findings if isinstance(finding, OneWay)] == [3]
    assert np.isposinf(found.affinities).any()
    generator = Lindbladian(np.diag([0.0, 1.0, 2.5]), [hop(3, k, (k + 1) % 3, 1.0 + k) for k in range(3)])
    own = drive(generator)
    assert np.isposinf(own.fagnola_rebolledo_kms)
    assert np.isposinf(own.entropy_production)


def test_superoperators_show_the_same():
    rng = np.random.default_rng(4)
    H = random_jumps(3, 1, rng)[0]
    generator = Lindbladian(H + H.conj().T, random_jumps(3, 8, rng))
    one, other = drive(generator), drive(Superoperator(rows_stacked(generator), "row"))
    assert other.entropy_production == pytest.approx(one.entropy_production, rel=1e-8)
    assert other.fagnola_rebolledo_kms == pytest.approx(one.fagnola_rebolledo_kms, rel=1e-8)
    velocities = [[plane.velocity for plane in each.irreversible_planes] for each in (one, other)]
    np.testing.assert_allclose(*velocities, rtol=1e-9)


def test_what_is_not_completely_positive_is_told():
    K = np.zeros((4, 4))
    K[0, 3], K[3, 3], K[3, 0], K[0, 0] = 1.0, -1.0, 0.5, -0.5
    K[1, 1] = K[2, 2] = -0.1  # coherences that decay too slowly
    found = drive(Superoperator(K))
    assert found.fagnola_rebolledo_kms is None
    assert any(isinstance(finding, NotCompletelyPositive) for finding in found.findings)


def test_negative_rates_have_currents_but_no_entropy():
    K = np.zeros((9, 9))
    for i, j, rate in ((0, 1, 1.0), (1, 0, 0.5), (0, 2, -0.1), (2, 0, 0.3), (1, 2, 0.4), (2, 1, 0.4)):
        K[4 * i, 4 * j] += rate
        K[4 * j, 4 * j] -= rate
    found = drive(Superoperator(K))
    assert np.isnan(found.entropy_production)
    assert any(isinstance(finding, NotCompletelyPositive) for finding in found.findings)
    net = np.zeros(3)
    for i, j, J in zip(found.current_labels.source, found.current_labels.target, found.currents, strict=True):
        net[i], net[j] = net[i] - J, net[j] + J
    np.testing.assert_allclose(net, 0.0, atol=1e-15)
    assert "DRIVE" in str(found)


def three_baths(beta):
    E = np.array([0.0, 1.0, 2.2])
    names, jumps = [], []
    for name, b in zip("abc", beta, strict=True):
        for k, (i, j) in enumerate(((0, 1), (1, 2), (0, 2))):
            size = {"a": (1.0, 0.3, 0.2), "b": (0.5, 1.2, 0.1), "c": (0.2, 0.4, 0.9)}[name][k]
            jumps += thermal_pair(3, i, j, E[j] - E[i], 1 / b, size)
            names += [name, name]
    return Lindbladian(np.diag(E), jumps, baths=names)


def test_heat_currents_balance_and_produce_entropy():
    beta = {"a": 0.7, "b": 1.0, "c": 1.5}
    generator = three_baths(beta.values())
    found = drive(generator, kT={name: 1 / b for name, b in beta.items()})
    assert isinstance(found, GeneratorDrive)
    assert found.bath_names == ("a", "b", "c")
    assert abs(found.heat_currents.sum()) <= found.heat_floor.sum()
    assert found.entropy_production == pytest.approx(-found.heat_currents @ list(beta.values()), rel=1e-12)
    assert found.entropy_production > 1e-2
    assert found.spohn.sum() == pytest.approx(found.entropy_production, rel=1e-10)
    assert (found.spohn > 0).all()
    # thermal rates between levels: heat and populations tell the same, bath by bath kept apart
    assert found.population_entropy == pytest.approx(found.entropy_production, rel=1e-10)
    assert "(a)" in found.current_labels[0]
    # with the baths merged the same populations hide what runs between them
    hidden = drive(Lindbladian(generator.H, generator.jumps))
    assert hidden.entropy_production < 0.9 * found.entropy_production
    for name in ("-Σ J_a/kT_a", "b: kT = 1"):
        assert name in found.statement
    record = json.loads(found.to_json())
    assert record["heat_currents"] == list(found.heat_currents)


def test_equal_temperatures_stop_the_heat():
    generator = three_baths([1.0, 1.0, 1.0])
    found = drive(generator, kT=1.0)
    assert (np.abs(found.heat_currents) <= found.heat_floor).all()
    assert abs(found.entropy_production) <= found.entropy_production_floor < 1e-11
    slightly = drive(three_baths([1.0, 1.0, 1.0 + 1e-6]), kT={"a": 1.0, "b": 1.0, "c": 1 / (1.0 + 1e-6)})
    # heat of first order in the difference stands far above its floor
    assert np.abs(slightly.heat_currents).max() > 1e4 * slightly.heat_floor.max()
    assert slightly.heat_currents[2] < 0


def test_wrong_temperatures_are_found_as_negative_production():
    generator = three_baths([0.7, 1.0, 1.5])
    swapped = drive(generator, kT={"a": 1 / 1.5, "b": 1.0, "c": 1 / 0.7})
    right = drive(generator, kT={"a": 1 / 0.7, "b": 1.0, "c": 1 / 1.5})
    assert swapped.entropy_production == pytest.approx(-swapped.heat_currents @ [1.5, 1.0, 0.7])
    assert swapped.entropy_production < 0 < right.entropy_production
    assert any(isinstance(finding, NegativeEntropyProduction) for finding in swapped.findings)
    assert not any(isinstance(finding, NegativeEntropyProduction) for finding in right.findings)


def test_the_stationary_state_may_be_given():
    generator, kT = three_baths([0.7, 1.0, 1.5]), {"a": 1 / 0.7, "b": 1.0, "c": 1 / 1.5}
    own = drive(generator, kT=kT)
    given = drive(generator, kT=kT, state=stationary_state(generator).state)
    assert given.statement == own.statement
    assert given.entropy_production == pytest.approx(own.entropy_production, rel=1e-12)
    assert given.fagnola_rebolledo_kms == pytest.approx(own.fagnola_rebolledo_kms, rel=1e-12)
    another = drive(generator, kT=kT, state=np.diag([0.5, 0.3, 0.2]))
    assert "state given" in another.statement
    assert another.fagnola_rebolledo_kms is None
    assert not another.irreversible_planes


def random_state(n, rng):
    a = random_jumps(n, 1, rng)[0]
    rho = a @ a.conj().T
    return rho / np.trace(rho).real


def relative_entropy(rho, log_sigma):
    p = np.linalg.eigvalsh(rho)
    return float((p * np.log(p)).sum() - np.trace(rho @ log_sigma).real)


@pytest.mark.parametrize("seed", range(4))
def test_spohn_is_the_loss_of_relative_entropy(seed):
    rng = np.random.default_rng(seed)
    E, kT = np.diag([0.0, 1.0, 2.2]), 0.8
    jumps = [v for i, j in ((0, 1), (1, 2)) for v in thermal_pair(3, i, j, E[j, j] - E[i, i], kT)]
    generator, rho = Lindbladian(E, jumps), random_state(3, rng)
    found = drive(generator, kT=kT, state=rho)
    K = rows_stacked(generator)
    log_sigma = -E / kT - np.eye(3) * np.log(np.exp(-np.diag(E) / kT).sum())
    h = 1e-5
    ends = [relative_entropy((expm(t * K) @ rho.ravel()).reshape(3, 3), log_sigma) for t in (-h, h)]
    assert found.entropy_production == pytest.approx((ends[0] - ends[1]) / (2 * h), rel=1e-6)
    assert found.entropy_production > found.entropy_production_floor
    # one named bath says the same
    named = drive(Lindbladian(E, jumps, baths=["it"] * len(jumps)), kT={"it": kT}, state=rho)
    assert named.entropy_production == pytest.approx(found.entropy_production, rel=1e-10)
    assert drive(Superoperator(K, "row", H=E), kT=kT, state=rho).entropy_production == pytest.approx(
        found.entropy_production, rel=1e-10
    )
    # Gibbs' own state produces nothing
    gibbs = np.diag(np.exp(-np.diag(E) / kT))
    still = drive(generator, kT=kT, state=gibbs / np.trace(gibbs))
    assert abs(still.entropy_production) <= still.entropy_production_floor < 1e-12


def test_filling_an_empty_level_produces_without_bound():
    generator = Lindbladian(np.diag([0.0, 1.0]), thermal_pair(2, 0, 1, 1.0, 0.5))
    assert np.isposinf(drive(generator, kT=0.5, state=np.diag([1.0, 0.0])).entropy_production)


@pytest.mark.parametrize("n", [3, 5])
def test_planes_turn_as_they_say(n):
    rng = np.random.default_rng(n)
    H = random_jumps(n, 1, rng)[0]
    generator = Lindbladian(H + H.conj().T, random_jumps(n, 3, rng))
    state = stationary_state(generator).state
    K = rows_stacked(generator)
    half = (state.basis * np.exp(0.5 * state.log_p)) @ state.basis.conj().T
    gamma = np.kron(half, half.T)
    h = split(framed(generator, state), state, Symmetry.KMS).hamiltonian.operator
    turn = -1j * (np.kron(h, np.eye(n)) - np.kron(np.eye(n), h.T))
    irreversible = 0.5 * (K - gamma @ K.conj().T @ np.linalg.inv(gamma)) - turn
    found = drive(generator).irreversible_planes
    assert len(found) == 3
    for plane in found:
        for one, other, sign in ((plane.first, plane.second, 1), (plane.second, plane.first, -1)):
            np.testing.assert_allclose(one, one.conj().T, atol=1e-12)
            moved = (irreversible @ one.ravel()).reshape(n, n)
            np.testing.assert_allclose(moved, sign * plane.velocity * other, atol=1e-9 * plane.velocity)


def test_planes_by_lanczos_are_those_of_the_dense_problem(monkeypatch):
    rng = np.random.default_rng(2)
    n = 8
    H = random_jumps(n, 1, rng)[0]
    generator = Lindbladian(H + H.conj().T, random_jumps(n, 2, rng))
    dense = [plane.velocity for plane in drive(generator).irreversible_planes]
    monkeypatch.setattr(planes_module, "DENSE", 4)
    lanczos = [plane.velocity for plane in drive(generator).irreversible_planes]
    np.testing.assert_allclose(lanczos, dense, rtol=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_another_basis_changes_nothing(seed):
    rng = np.random.default_rng(seed)
    u = unitary(3, rng)
    generator = three_baths([0.7, 1.0, 1.5])
    turned = Lindbladian(
        u @ generator.H @ u.conj().T, [u @ v @ u.conj().T for v in generator.jumps], baths=generator.baths
    )
    kT = {"a": 1 / 0.7, "b": 1.0, "c": 1 / 1.5}
    one, other = drive(generator, kT=kT), drive(turned, kT=kT)
    assert other.entropy_production == pytest.approx(one.entropy_production, rel=1e-10)
    assert other.population_entropy == pytest.approx(one.population_entropy, rel=1e-10)
    assert other.fagnola_rebolledo_kms == pytest.approx(one.fagnola_rebolledo_kms, rel=1e-8)
    np.testing.assert_allclose(other.heat_currents, one.heat_currents, rtol=1e-10)
    np.testing.assert_allclose(
        [plane.velocity for plane in other.irreversible_planes],
        [plane.velocity for plane in one.irreversible_planes],
        rtol=1e-10,
    )


def test_other_jumps_for_the_same_generator_change_nothing():
    """Mixing jumps by a unitary, and V → V + c with the Hamiltonian that makes up for it, leave K as it is."""
    rng = np.random.default_rng(6)
    H = random_jumps(3, 1, rng)[0]
    H, jumps = H + H.conj().T, random_jumps(3, 8, rng)
    mixed = np.tensordot(unitary(8, rng), jumps, axes=1)
    c = rng.normal(size=8) + 1j * rng.normal(size=8)
    shifted = [v + z * np.eye(3) for v, z in zip(mixed, c, strict=True)]
    more = sum((z.conjugate() * v - z * v.conj().T) / 2j for v, z in zip(mixed, c, strict=True))
    one, other = drive(Lindbladian(H, jumps)), drive(Lindbladian(H + more, shifted))
    np.testing.assert_allclose(
        rows_stacked(Lindbladian(H, jumps)), rows_stacked(Lindbladian(H + more, shifted)), atol=1e-12
    )
    assert other.fagnola_rebolledo_kms == pytest.approx(one.fagnola_rebolledo_kms, rel=1e-7)
    assert other.entropy_production == pytest.approx(one.entropy_production, rel=1e-7)


def test_units_and_pictures():
    generator = Lindbladian(
        np.diag([0.0, 10.0]),
        [*thermal_pair(2, 0, 1, 10.0, 25.0), *thermal_pair(2, 0, 1, 10.0, 20.0)],
        "meV",
        baths=["left", "left", "right", "right"],
    )
    found = drive(generator, T={"left": 290.113, "right": "232.09 K"})
    assert found.time_unit == "ħ/meV"
    assert found.entropy_production == pytest.approx(-found.heat_currents @ [1 / 25.0, 1 / 20.0], rel=1e-4)
    assert len(found.drawings()) == 2
    assert "heat" in str(found)


def test_several_stationary_states_are_told():
    apart = Lindbladian(np.zeros((4, 4)), [*thermal_pair(4, 0, 1, 1.0, 1.0), *thermal_pair(4, 2, 3, 1.0, 0.5)])
    found = drive(apart)
    assert [finding.count for finding in found.findings if isinstance(finding, SeveralStationaryStates)] == [2]


def test_levels_below_round_off_are_told():
    jumps = [*thermal_pair(3, 0, 1, 1.0, 1.0), *thermal_pair(3, 1, 2, 59.0, 1.0)]
    exact = drive(Lindbladian(np.diag([0.0, 1.0, 60.0]), jumps))
    assert exact.log_stationary[2] - exact.log_stationary[0] == pytest.approx(-60.0, rel=1e-12)
    u = unitary(3, np.random.default_rng(1))
    turned = u @ np.diag([0.0, 1.0, 60.0]) @ u.conj().T
    found = drive(Lindbladian((turned + turned.conj().T) / 2, [u @ v @ u.conj().T for v in jumps]))
    assert len(found.stationary) == 2
    assert [finding.count for finding in found.findings if isinstance(finding, LeftOut)] == [1]
    assert found.entropy_production <= found.entropy_production_floor


def test_transitions_hidden_by_a_rotation_are_left_out_and_told():
    u = unitary(2, np.random.default_rng(1))
    H = u @ np.diag([0.0, 75.0]) @ u.conj().T
    jump = u @ (hop(2, 1, 0, 1.0) + hop(2, 0, 1, np.exp(-75.0))) @ u.conj().T
    found = drive(Lindbladian(H, [jump]), state=gibbs_state((H + H.conj().T) / 2, thermal_energy(kT=1.0)))
    assert not len(found.currents)
    assert any(isinstance(finding, LeftOut) and "below round-off" in finding.message for finding in found.findings)


def test_bad_questions():
    named = three_baths([1.0, 1.0, 2.0])
    plain = Lindbladian(np.diag([0.0, 1.0]), thermal_pair(2, 0, 1, 1.0, 0.5))
    with pytest.raises(InputError, match=r"temperatures for 'a', 'b'; give one for each of 'a', 'b', 'c'"):
        drive(named, kT={"a": 1.0, "b": 1.0})
    with pytest.raises(InputError, match=r"kT = -1: .*absolute temperature"):
        drive(named, kT={"a": 1.0, "b": 1.0, "c": -1.0})
    with pytest.raises(InputError, match="both kT and T are given"):
        drive(named, kT={"a": 1.0, "b": 1.0, "c": 1.0}, T=300)
    with pytest.raises(InputError, match="the generator names no baths"):
        drive(plain, kT={"a": 1.0})
    with pytest.raises(InputError, match="one temperature, but neither baths with names nor a state"):
        drive(plain, kT=1.0)
    with pytest.raises(InputError, match="cannot be told apart"):
        drive(Superoperator(rows_stacked(plain), "row"), kT={"a": 1.0})
    with pytest.raises(InputError, match="one temperature, but no Hamiltonian"):
        drive(Superoperator(rows_stacked(plain), "row"), kT=1.0, state=np.eye(2) / 2)
    with pytest.raises(InputError, match=r"H for 'x'; give one for each of 'a', 'b', 'c'"):
        drive(named, H={"x": np.eye(3)})
    with pytest.raises(InputError, match="the state has the trace 2"):
        drive(plain, state=np.eye(2))
    with pytest.raises(NotOffered, match="no drive for Channel"):
        drive(Channel([np.eye(2)]))
    with pytest.raises(InputError, match="no jumps known of a Channel"):
        canonical_jumps(Channel([np.eye(2)]), stationary_state(plain).state)
