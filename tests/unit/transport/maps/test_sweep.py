"""Many points at once give what one point gives, however deep in blockade."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.transport.bath import BosonBath
from detbal.transport.lead import Lead
from detbal.transport.maps import flow_kernel
from detbal.transport.maps.conditions import Conditions, as_set, axis, two_leads
from detbal.transport.maps.sweep import Sweep, swept
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.stationary import flows_of


def random_dot(seed, kT=1.0, n=2, bath=False):
    """A dot without degenerate states, between two leads and perhaps a bath."""
    rng = np.random.default_rng(seed)
    levels = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    repulsion = rng.uniform(0, 5, size=(n, n))
    leads = {
        name: Lead(kT=kT * rng.uniform(0.5, 2), mu=rng.normal(), gamma=rng.uniform(0.1, 1, n)) for name in ("L", "R")
    }
    coupling = rng.normal(size=(n, n))
    baths = {"B": BosonBath(kT=kT, coupling=coupling + coupling.T, density=0.3)} if bath else None
    return QuantumDot(levels + levels.conj().T, leads, coulomb=repulsion + repulsion.T, baths=baths)


def rebuilt(dot, bias, gate, split):
    """The same point as a dot of its own, with shifted levels and leads."""
    n = len(dot.levels)
    left, right = dot.leads["L"], dot.leads["R"]
    moved = {"L": replace(left, mu=left.mu + split * bias), "R": replace(right, mu=right.mu - (1 - split) * bias)}
    return replace(dot, levels=dot.levels + gate * np.eye(n), leads=moved)


def agrees(dot, bias, gate, split, rtol):
    found = swept(dot, two_leads(dot, ("L", "R"), split).conditions(bias, gate))
    for k in range(len(found)):
        alone = flows_of(pauli_rates(rebuilt(dot, bias[k], gate[k], split)))
        scale = np.abs(alone.flux).max() + 10 * alone.flux_floor.sum() / rtol + np.finfo(float).tiny / rtol
        for own, one in (
            (found.particles, alone.currents.particles),
            (found.energy, alone.currents.energy),
            (found.heat, alone.currents.heat),
        ):
            np.testing.assert_allclose(own[k], one, rtol=rtol, atol=rtol * scale)
        np.testing.assert_allclose(
            found.entropy_production[k], alone.currents.entropy.sum(), rtol=rtol, atol=rtol * scale
        )
        charge = np.exp(alone.log_stationary) @ pauli_rates(dot).charge
        np.testing.assert_allclose(found.charge[k], charge, rtol=rtol)


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(1, 3),
    split=st.floats(0, 1),
    bath=st.booleans(),
    kT=st.sampled_from([3.0, 1.0, 0.1, 0.01, 0.002]),
)
def test_points_are_those_of_dots_built_one_by_one(seed, n, split, bath, kT):
    """Energies are known to some 1e-15 of themselves, so that rates are to 1e-15 times energy over kT."""
    rng = np.random.default_rng(seed + 1)
    dot = random_dot(seed, kT=kT, n=n, bath=bath)
    agrees(dot, rng.normal(scale=3.0, size=4), rng.normal(scale=3.0, size=4), split, rtol=1e-11 / min(kT, 0.1))


def test_points_at_which_a_band_ends():
    """A lead that has no states for some transitions at some gates: the chain has other edges there."""
    dot = random_dot(5, n=2)
    dot = dot.with_leads(L=replace(dot.leads["L"], band=(-2.0, 3.0)))
    gate = np.linspace(-6.0, 6.0, 9)
    patterns = {tuple(pauli_rates(rebuilt(dot, 0.7, each, 0.5)).reservoir.tolist()) for each in gate}
    assert len(patterns) > 2
    agrees(dot, np.full(9, 0.7), gate, 0.5, rtol=1e-10)


def test_points_at_which_states_are_not_connected():
    """Neither lead has states at the level where the gate moves it out of the band: these points alone are nan."""
    dot = QuantumDot(0.0, {name: Lead(kT=1.0, gamma=0.1, band=(-1.0, 1.0)) for name in "LR"})
    found = swept(dot, two_leads(dot, ("L", "R"), 0.5).conditions(0.5, [0.0, 2.0, 0.5]))
    assert found.charge[0] == pytest.approx(0.5)
    for name in (*FIELDS, "floor", "heat_floor", "probability"):
        values = getattr(found, name)
        assert np.isnan(values[1]).all()
        assert np.isfinite(values[[0, 2]]).all()


@pytest.mark.parametrize("kT", [1.0, 1e-2, 1e-3])
def test_blockade_has_its_digits(kT):
    """One level between two leads, J = Γ_L Γ_R/(Γ_L + Γ_R) (f_L - f_R), down to exp(-700)."""
    dot = QuantumDot(0.35, {"L": Lead(kT=kT, gamma=0.5), "R": Lead(kT=2 * kT, mu=0.01, gamma=0.7)})
    bias = np.array([-1.0, -0.3, 0.0, 0.2, 0.5, 1.0])
    found = swept(dot, two_leads(dot, ("L", "R"), 0.25).conditions(bias, 0.25)).particles[:, 0]
    with mpmath.workdps(60):
        for V, own in zip(bias, found, strict=True):
            fermi = [
                1 / (mpmath.exp((mpmath.mpf("0.6") - mu) / mpmath.mpf(T)) + 1)
                for mu, T in ((mpmath.mpf("0.25") * V, kT), (mpmath.mpf("0.01") - mpmath.mpf("0.75") * V, 2 * kT))
            ]
            exact = mpmath.mpf("0.35") / mpmath.mpf("1.2") * (fermi[0] - fermi[1])
            assert own == pytest.approx(float(exact), rel=2e-13 / kT, abs=0)
    assert kT > 1e-3 or np.abs(found).min() < 1e-100  # a dense solve in floats has nothing left there


def dense(dot, bias, gate):
    """Currents from the left by rates in loops and a linear solve, as one would write them in numpy."""
    many = dot.many_body()
    N = len(many)
    K, per_lead = np.zeros((N, N)), np.zeros((2, N, N))
    for r, (lead, mu) in enumerate(zip(dot.leads.values(), (bias / 2, -bias / 2), strict=True)):
        strength = sum(np.abs(one.toarray()) ** 2 for one in many.leads[r])
        for a in range(N):
            for b in range(N):
                f = 1 / (np.exp((many.energy[b] - many.energy[a] + gate - mu - lead.mu) / lead.kT) + 1)
                per_lead[r, b, a] += strength[a, b] * f
                per_lead[r, a, b] += strength[a, b] * (1 - f)
    K = per_lead.sum(axis=0)
    K -= np.diag(K.sum(axis=0))
    K[0] = 1.0
    p = np.linalg.solve(K, np.eye(N)[0])
    gained = many.charge[:, None] - many.charge
    return float((per_lead[0] * gained) @ p @ np.ones(N)), float(p @ many.charge)


def test_dense_solves_in_floats_agree():
    levels = [[0.1, 0.4], [0.4, -0.2]]
    sides = {"L": Lead(kT=0.7, gamma=[0.2, 0.01]), "R": Lead(kT=0.9, mu=0.1, gamma=[0.02, 0.3])}
    dot = QuantumDot.spinful(levels, sides, coulomb=[[3.0, 1.0], [1.0, 2.5]])
    bias, gate = np.array([-2.0, 0.5, 4.0]), np.array([-3.0, -1.0, 0.5])
    found = swept(dot, two_leads(dot, ("L", "R"), 0.5).conditions(bias, gate))
    for k in range(3):
        current, charge = dense(dot, bias[k], gate[k])
        assert found.particles[k, 0] == pytest.approx(current, rel=1e-11)
        assert found.charge[k] == pytest.approx(charge, rel=1e-11)
        assert dense(dot, bias[k] + 1e-6, gate[k])[0] != pytest.approx(current, rel=1e-11)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), bath=st.booleans())
def test_first_and_second_law(seed, bath):
    rng = np.random.default_rng(seed)
    dot = random_dot(seed, bath=bath)
    at = two_leads(dot, ("L", "R"), 0.3).conditions(rng.normal(scale=3, size=6), rng.normal(scale=3, size=6))
    found = swept(dot, at)
    scale = np.abs(found.heat).max()
    np.testing.assert_allclose(found.particles.sum(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(found.energy.sum(axis=1), 0, atol=1e-11 * max(scale, 1))
    kT = np.hstack((at.kT, np.full((6, len(dot.baths)), 1.0)))
    np.testing.assert_allclose(found.entropy_production, -(found.heat / kT).sum(axis=1), atol=1e-11 * max(scale, 1))
    assert (found.entropy_production > -1e-14).all()


def test_nothing_flows_in_equilibrium_and_something_does_out_of_it():
    dot = random_dot(3)
    level = {name: replace(lead, kT=1.0, mu=0.2) for name, lead in dot.leads.items()}
    pair = two_leads(replace(dot, leads=level), ("L", "R"), 0.5)
    found = swept(pair.dot, pair.conditions([0.0, 0.0, 1e-3], [0.0, 1.5, 0.0]))
    assert np.abs(found.particles[:2]).max() < 1e-15 < np.abs(found.particles[2]).max()
    assert found.entropy_production[:2].max() < 1e-28 < found.entropy_production[2]


class Deferred:
    """What dask's client hands back: a future of which only ``result`` is asked."""

    def __init__(self, work, item):
        self.work, self.item = work, item

    def result(self):
        return self.work(self.item)


class Client:
    def __init__(self):
        self.count = 0

    def submit(self, work, item):
        self.count += 1
        return Deferred(work, item)


FIELDS = ("particles", "energy", "heat", "entropy_production", "charge")


@pytest.mark.parametrize(
    "pool",
    [ThreadPoolExecutor, pytest.param(ProcessPoolExecutor, marks=pytest.mark.slow)],
    ids=["threads", "processes"],
)
def test_executors_give_the_same_numbers(pool, monkeypatch):
    monkeypatch.setattr("detbal.transport.maps.sweep.AT_ONCE", 64)
    dot = random_dot(8)
    at = two_leads(dot, ("L", "R"), 0.5).conditions(np.linspace(-3, 3, 50)[:, None], [0.0, 1.0])
    here = swept(dot, at)
    with pool(2) as executor:
        there = swept(dot, at, executor)
    for name in FIELDS:
        assert np.array_equal(getattr(here, name), getattr(there, name))
    client = Client()
    swept(dot, at, client)
    assert client.count > 5


def test_progress_is_reported(monkeypatch):
    monkeypatch.setattr("detbal.transport.maps.sweep.AT_ONCE", 64)
    dot, seen = random_dot(8), []
    at = two_leads(dot, ("L", "R"), 0.5).conditions(np.linspace(-3, 3, 50), 0.0)
    swept(dot, at, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (50, 50)
    assert len(seen) > 3
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_bad_input():
    dot = random_dot(1)
    at = as_set(dot)
    with pytest.raises(InputError, match=r"executor = 3; give something with \.submit"):
        swept(dot, at, 3)
    with pytest.raises(InputError, match="progress = 5; give True, False, None, or a function"):
        swept(dot, at, progress=5)
    alone = QuantumDot([0.0, 1.0], {"L": Lead(kT=1.0, gamma=[1.0, 0.0])})
    with pytest.raises(InputError, match="2 parts of the states are not connected"):
        swept(alone, as_set(alone))


@pytest.mark.parametrize("across", ["LR", ("L",), ("L", "L"), ("L", "D"), None, ("L", "R", "L")])
def test_leads_that_are_none(across):
    with pytest.raises(InputError, match=r"across = .*; give two of the leads L, R"):
        two_leads(random_dot(1), across, 0.5)


@pytest.mark.parametrize("split", [-0.1, 1.5, "half", [0.5], np.nan])
def test_splits_that_are_none(split):
    with pytest.raises(InputError, match=r"split (=|has shape) .*; give a number from 0 to 1"):
        two_leads(random_dot(1), ("L", "R"), split)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (0.5, r"bias has shape \(\); give a row"),
        ([], r"bias has shape \(0,\)"),
        ([0.0, 1.0, 0.5], r"bias\[2\] = 0\.5; give energies that ascend"),
        ([-1.0, 1.0], r"bias\[0\] = -1; give energies of 0 or more"),
    ],
)
def test_axes_that_are_none(values, message):
    with pytest.raises(InputError, match=message):
        axis(values, None, "bias", least=0.0)


def test_parts_hold_every_point_once():
    whole = Conditions(np.ones((7, 1)), np.arange(7.0)[:, None], np.arange(7.0))
    assert np.concatenate([part.gate for part in whole.parts(3)]).tolist() == list(range(7))


def test_round_off_is_within_the_floors():
    """Against mpmath, with couplings of ever more different sizes: electrons and heat of both leads."""
    with mpmath.workdps(80):
        for weak in (1e-3, 1e-9, 1e-16, 1e-40):
            for gammas in ((1.0, weak), (weak, 1.0)):
                sides = {"L": Lead(kT=1.3, mu=0.2, gamma=gammas[0]), "R": Lead(kT=0.7, mu=-0.4, gamma=gammas[1])}
                dot = QuantumDot(0.35, sides)
                found = swept(dot, as_set(dot))
                g = [mpmath.mpf(x) for x in gammas]
                fermi = [
                    1 / (mpmath.exp((mpmath.mpf(0.35) - one.mu) / mpmath.mpf(one.kT)) + 1) for one in sides.values()
                ]
                J = g[0] * g[1] / (g[0] + g[1]) * (fermi[0] - fermi[1])
                for k, (sign, lead) in enumerate(zip((1, -1), sides.values(), strict=True)):
                    assert abs(found.particles[0, k] - sign * J) <= found.floor[0, k] < 1e-12 * J
                    heat = sign * J * (mpmath.mpf(0.35) - lead.mu)
                    assert abs(found.heat[0, k] - heat) <= found.heat_floor[0, k] < 1e-12 * J
                entropy = J * ((0.35 + 0.4) / 0.7 - (0.35 - 0.2) / 1.3)
                assert found.entropy_production[0] == pytest.approx(float(entropy), rel=1e-12)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), bath=st.booleans(), spread=st.floats(0, 40))
def test_charge_and_energy_stay(seed, bath, spread):
    """To the floors of all but the least certain reservoir."""
    rng = np.random.default_rng(seed)
    dot = random_dot(seed, bath=bath)
    dot = replace(
        dot,
        leads={
            name: replace(one, gamma=one.gamma * 10.0 ** (-spread * rng.random())) for name, one in dot.leads.items()
        },
    )
    at = as_set(dot)
    found = swept(dot, at)
    rest = np.delete(found.floor[0], np.argmax(found.floor[0]))
    assert abs(found.particles.sum()) <= 2 * rest.sum()
    mu = np.pad(at.mu[0], (0, len(dot.baths)))
    heat = np.delete(found.heat_floor[0], np.argmax(found.heat_floor[0]))
    joule = (mu - mu[0]) @ found.particles[0]
    assert abs(found.heat[0].sum() + joule) <= 2 * (heat.sum() + np.abs(mu - mu[0]) @ found.floor[0]) + 1e-15 * abs(
        joule
    )
    np.testing.assert_allclose(
        found.energy, found.heat + mu * found.particles, rtol=1e-9, atol=1e-12 * found.heat_floor.max()
    )


def test_traffic_has_logs_where_currents_underflow():
    dot = QuantumDot(900.0, {"L": Lead(kT=1.0, mu=0.5, gamma=1.0), "R": Lead(kT=1.0, gamma=1.0)})
    sweep = Sweep.of(dot)
    own, others = sweep.log_traffic(as_set(dot), 0)
    assert sweep.at(as_set(dot)).particles[0, 0] == 0.0  # e^-900
    half = np.log((1 + np.exp(-0.5)) / 2)  # of the electrons, those from the left leave half the time
    assert own == pytest.approx([-899.5, -899.5 + half], rel=1e-14)
    assert others == pytest.approx([-900.0, -899.5 + half], rel=1e-14)


@pytest.mark.parametrize("kT", [1.0, 1e-3])
def test_compiled_and_interpreted_loops_agree(kT, monkeypatch):
    dot = random_dot(11, kT=kT, bath=True)
    at = two_leads(dot, ("L", "R"), 0.5).conditions([-2.0, 0.0, 3.0], 0.4)
    compiled = (flow_kernel.rates_at.compiled(), flow_kernel.net_flows.compiled())
    found = []
    for rates_at, net_flows in (compiled, (flow_kernel.rates_at.python, flow_kernel.net_flows.python)):
        monkeypatch.setattr("detbal.transport.maps.rates.rates_at", Chosen(rates_at))
        monkeypatch.setattr("detbal.transport.maps.sweep.net_flows", Chosen(net_flows))
        found.append(swept(dot, at))
    for name in FIELDS:
        np.testing.assert_allclose(getattr(found[0], name), getattr(found[1], name), rtol=1e-10, atol=1e-15)


class Chosen:
    """A kernel of which one version is taken for any work."""

    def __init__(self, version):
        self.version = version

    def for_work(self, steps):
        return self.version
