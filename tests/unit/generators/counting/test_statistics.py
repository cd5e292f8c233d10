"""What counting must do whatever the system: identities, choices, and refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detbal
from detbal.errors import InputError
from detbal.generators.baths.bath import Bath
from detbal.generators.counting.choices import Counted, Tilt
from detbal.generators.counting.statistics import BelowClassicalBound, counting_statistics
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.weak_coupling.davies import davies
from detbal.verdict import Status

X, Z, ONE = np.array([[0, 1], [1, 0]]), np.diag([1.0, -1.0]), np.eye(2)
LOWER = np.array([[0.0, 1.0], [0.0, 0.0]])
seeds, temperatures = st.integers(0, 2**32 - 1), st.floats(0.3, 5.0)
few = settings(max_examples=20, deadline=None)


def ohmic(kT, strength=0.2):
    return Bath(spectral_density=lambda w: strength * w, kT=kT)


def random_davies(seed, kT, n=4, real=False):
    rng = np.random.default_rng(seed)
    couplings = []
    for value in kT:
        A = rng.normal(size=(n, n)) + (0.0 if real else 1j) * rng.normal(size=(n, n))
        couplings.append((A + A.conj().T, ohmic(value)))
    return davies(np.diag(rng.uniform(0, 3, n)), couplings, lamb_shift=False)


def qubits(kT=(2.0, 1.0), coupling=0.1):
    """Two resonant qubits, each with a bath: degenerate levels where they are not coupled."""
    H = np.kron(Z, ONE) / 2 + np.kron(ONE, Z) / 2 + coupling * np.kron(X, X)
    both = np.kron(X, ONE) + 0.5 * np.kron(ONE, X), 0.3 * np.kron(X, ONE) + np.kron(ONE, X)
    return davies(H, [(A, ohmic(value)) for A, value in zip(both, kT, strict=True)], lamb_shift=False)


# --- identities ----------------------------------------------------------------------------------------------------


@few
@given(seeds, temperatures, temperatures)
def test_what_one_bath_gives_the_other_takes(seed, hot, cold):
    generator = random_davies(seed, (hot, cold))
    here, there = (counting_statistics(generator, bath=name) for name in ("bath 0", "bath 1"))
    scale = here.cumulants[1]
    assert here.cumulants[0] + there.cumulants[0] == pytest.approx(0.0, abs=1e-12 * scale)
    assert here.cumulants[1] == pytest.approx(there.cumulants[1], rel=1e-9)
    chi = 0.2
    assert here.scgf(chi) == pytest.approx(there.scgf(-chi), rel=1e-11, abs=1e-13 * scale)


@few
@given(seeds, temperatures, temperatures)
def test_gallavotti_and_cohen_hold_for_davies_baths(seed, hot, cold):
    theorem = counting_statistics(random_davies(seed, (hot, cold)), bath="bath 0").fluctuation_theorem()
    assert theorem.affinity == pytest.approx(1 / cold - 1 / hot, abs=1e-15)
    assert theorem.status is not Status.BROKEN
    assert theorem.max_residual < 1e-9


@few
@given(seeds, temperatures, temperatures, temperatures)
def test_three_temperatures_are_held_against_the_entropy(seed, first, second, third):
    found = counting_statistics(random_davies(seed, (first, second, third)), bath="bath 1")
    theorem = found.fluctuation_theorem()
    assert theorem.affinity is None or first == third
    assert theorem.status is not Status.BROKEN


@few
@given(seeds, temperatures, temperatures)
def test_rates_obey_the_uncertainty_relation(seed, hot, cold):
    found = counting_statistics(random_davies(seed, (hot, cold)), bath="bath 0")
    if abs(found.cumulants[0]) > 1e6 * found.current_floor:
        assert found.uncertainty_ratio >= 1.0 - 1e-6
        assert not found.findings


@few
@given(seeds, st.floats(-1.0, 1.0))
def test_both_tilts_agree_for_jumps_of_one_frequency(seed, chi):
    generator = random_davies(seed, (2.0, 0.7), n=3).lindbladian()
    options = {"bath": "bath 0", "kT": {"bath 0": 2.0, "bath 1": 0.7}}
    jumps, whole = (counting_statistics(generator, tilt=tilt, **options) for tilt in Tilt)
    np.testing.assert_allclose(jumps.cumulants, whole.cumulants, rtol=1e-10, atol=1e-12)
    assert jumps.scgf(chi) == pytest.approx(whole.scgf(chi), rel=1e-11, abs=1e-13)


@few
@given(seeds)
def test_a_basis_is_as_good_as_another(seed):
    rng = np.random.default_rng(seed)
    straight = random_davies(seed, (2.0, 0.7), n=3).lindbladian()
    u = np.linalg.qr(rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3)))[0]
    turned = [u @ jump @ u.conj().T for jump in straight.jumps]
    energy = u @ straight.H @ u.conj().T
    rotated = Lindbladian((energy + energy.conj().T) / 2, turned, baths=straight.baths)
    a, b = (counting_statistics(one, bath="bath 0", kT={"bath 0": 2.0, "bath 1": 0.7}) for one in (straight, rotated))
    np.testing.assert_allclose(a.cumulants, b.cumulants, rtol=1e-9, atol=1e-11 * a.cumulants[1])
    assert b.tilt is Tilt.JUMPS


@few
@given(seeds, st.integers(-200, 200), st.integers(-200, 200))
def test_lambda_is_convex_and_vanishes_at_zero(seed, a, b):
    a, b = a / 100, b / 100
    found = counting_statistics(random_davies(seed, (2.0, 0.7)), bath="bath 0")
    ends, middle = found.scgf([a, b]), found.scgf((a + b) / 2)
    assert middle <= ends.mean() + 1e-12 * (1 + np.abs(ends).max())
    assert found.scgf(0.0) == pytest.approx(0.0, abs=1e-13)


def test_counting_photons_by_weights_is_counting_energy():
    """An oscillator: each jump of the hot bath brings, or takes, one quantum."""
    n, omega = 8, 1.3
    a = np.diag(np.sqrt(np.arange(1.0, n)), 1)
    jumps, weights = [], []
    for rate, occupation, counts in ((0.1, 2.0, 1.0), (0.2, 0.5, 0.0)):
        jumps += [np.sqrt(rate * (occupation + 1)) * a, np.sqrt(rate * occupation) * a.T]
        weights += [-counts, counts]
    generator = Lindbladian(omega * np.diag(np.arange(n)), jumps, baths=["hot", "hot", "cold", "cold"])
    photons = counting_statistics(generator, weights=weights)
    energy = counting_statistics(generator, bath="hot")
    np.testing.assert_allclose(energy.cumulants, photons.cumulants * omega ** np.arange(1, 5), rtol=1e-10)
    assert photons.scgf(0.1 * omega) == pytest.approx(energy.scgf(0.1), rel=1e-12)
    # the force read from rates is ln((n + 1)/n) per quantum
    difference = np.log(3.0) - np.log(1.5)
    assert photons.entropy_production == pytest.approx(difference * photons.cumulants[0], rel=1e-12)
    assert photons.fluctuation_theorem().status is Status.BALANCED


def test_photons_of_an_oscillator_in_closed_form():
    """Without a cut-off, the mean is κκ'/(κ + κ') (n - n'); 40 levels are as good as all at these temperatures."""
    n, (k, m) = 40, (0.1, 0.2)
    a = np.diag(np.sqrt(np.arange(1.0, n)), 1)
    jumps = [np.sqrt(k * 1.6) * a, np.sqrt(k * 0.6) * a.T, np.sqrt(m * 1.2) * a, np.sqrt(m * 0.2) * a.T]
    found = counting_statistics(Lindbladian(np.diag(np.arange(n)), jumps), weights=[-1, 1, 0, 0])
    assert found.cumulants[0] == pytest.approx(k * m / (k + m) * 0.4, rel=1e-10)


# --- kinds of system -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("coupling", [0.0, 0.1])
def test_degenerate_levels(coupling):
    generator = qubits(coupling=coupling)
    assert generator.populations_closed is (coupling > 0)
    found = counting_statistics(generator, bath="bath 0")
    assert found.cumulants[0] == pytest.approx(detbal.drive(generator).heat_currents[0], rel=1e-11)
    assert found.fluctuation_theorem().status is Status.BALANCED
    by_jumps = counting_statistics(generator.lindbladian(), bath="bath 0", kT={"bath 0": 2.0, "bath 1": 1.0})
    np.testing.assert_allclose(by_jumps.cumulants, found.cumulants, rtol=1e-10)


@pytest.mark.parametrize("ratio", [10.0, 1e2, 1e3, 1e4])
def test_energies_far_above_kT(ratio):
    """A qubit: λ(χ) of two states in closed form; rates of e^-10000 are 0."""
    baths = [ohmic(2.0 / ratio), ohmic(1.0 / ratio)]
    atom = davies(np.diag([0.0, 1.0]), [(X, bath) for bath in baths], lamb_shift=False)
    found = counting_statistics(atom, bath="bath 0")
    up = [0.4 / np.expm1(r) if r < 700 else 0.0 for r in (ratio / 2, ratio)]
    down = [0.4 / -np.expm1(-r) for r in (ratio / 2, ratio)]
    mean = (up[0] * down[1] - up[1] * down[0]) / (sum(up) + sum(down))
    assert found.cumulants[0] == pytest.approx(mean, rel=1e-12)
    for chi in (-0.4, 0.5):
        product = (up[0] * np.exp(chi) + up[1]) * (down[0] * np.exp(-chi) + down[1])
        total, plain = sum(up) + sum(down), sum(up) * sum(down)
        exact = 2 * (product - plain) / (total + np.sqrt(total**2 - 4 * plain + 4 * product))
        assert found.scgf(chi) == pytest.approx(exact, rel=1e-10)
    theorem = found.fluctuation_theorem()
    assert theorem.affinity == pytest.approx(ratio / 2)
    assert theorem.status is (Status.BALANCED if ratio < 1e3 else theorem.status)
    assert theorem.status is not Status.BROKEN


def lead(strength, mu, kT=1.0):
    return Bath(spectral_density=lambda w: strength + 0.0 * w, kT=kT, mu=mu, statistics="fermion")


def test_electrons_of_a_single_level():
    """I = ΓΓ'/(Γ + Γ') (f - f'), and the noise of two states."""
    dot = davies(np.diag([0.0, 0.3]), [(LOWER, lead(0.5, 0.2)), (LOWER, lead(0.7, -0.2))], lamb_shift=False)
    found = counting_statistics(dot, bath="bath 0", counted=Counted.PARTICLES)
    f = [1 / (1 + np.exp(0.3 - mu)) for mu in (0.2, -0.2)]
    assert found.cumulants[0] == pytest.approx(0.35 / 1.2 * (f[0] - f[1]), rel=1e-12)
    assert found.entropy_production == pytest.approx(0.4 * found.cumulants[0], rel=1e-12)
    assert found.fluctuation_theorem().affinity == pytest.approx(0.4)
    assert found.fluctuation_theorem().status is Status.BALANCED
    energy = counting_statistics(dot, bath="bath 0")
    np.testing.assert_allclose(energy.cumulants, found.cumulants * 0.3 ** np.arange(1, 5), rtol=1e-11)
    assert energy.fluctuation_theorem().affinity is None  # potentials differ: energy alone is not the entropy
    assert energy.fluctuation_theorem().status is Status.BALANCED


def test_one_bath_gives_nothing_in_the_long_run():
    found = counting_statistics(random_davies(1, (2.0,)), bath="bath 0")
    assert abs(found.cumulants[0]) <= found.current_floor
    assert found.fano == np.inf
    assert np.isnan(found.uncertainty_ratio)
    theorem = found.fluctuation_theorem()
    assert theorem.status is Status.UNDECIDED
    assert not theorem.holds
    assert "undecided" in theorem.finding.message


def test_six_levels_and_twenty_go_different_ways():
    """Dense, and by Arnoldi's method: fluctuation theorem and mean of a bath that is not secular."""
    for n in (6, 20):
        rng = np.random.default_rng(n)
        energies = np.sort(rng.normal(size=n))
        nu = energies[:, None] - energies
        jumps, terms = [], []
        for kT in (2.0, 1.0):
            A = rng.normal(size=(n, n))
            V = (A + A.T) / np.sqrt(n) * np.exp(-nu / (4 * kT) - (nu / kT) ** 2 / 8)
            jumps.append(V)
            terms.append(0.5j * np.tanh(nu / (4 * kT)) * (V.T @ V))
        H = np.diag(energies)
        generator = Lindbladian(H + sum(terms), jumps, baths=["hot", "cold"])
        found = counting_statistics(generator, bath="hot", H=H, kT={"hot": 2.0, "cold": 1.0}, order=2)
        assert found.counter.tilted.generator.n == n**2
        assert found.scgf(0.3) == pytest.approx(found.scgf(-0.5 - 0.3), rel=1e-10)
        h = 1e-3
        assert (found.scgf(h) - found.scgf(-h)) / (2 * h) == pytest.approx(found.cumulants[0], rel=1e-5)


# --- choices and refusals ------------------------------------------------------------------------------------------

ATOM = Lindbladian(np.diag([0.0, 1.0]), [LOWER, 0.5 * LOWER.T], baths=["cold", "hot"])


def test_the_tilt_follows_the_jumps_and_is_told():
    several = Lindbladian(np.diag([0.0, 1.0]), [X, LOWER], baths=["hot", "cold"])
    assert counting_statistics(ATOM, bath="hot").tilt is Tilt.JUMPS
    assert "one Bohr frequency" in counting_statistics(ATOM, bath="hot").assumptions[1]
    found = counting_statistics(several, bath="hot")
    assert found.tilt is Tilt.WHOLE
    assert "need not generate a probability" in found.assumptions[1]
    alone = counting_statistics(several, bath="hot", tilt=Tilt.JUMPS)
    assert "not exact" in alone.assumptions[1]
    assert "weights given" in counting_statistics(ATOM, weights=[1, 0]).assumptions[1]


def test_a_hamiltonian_that_belongs_to_no_bath_is_told():
    tipped = Lindbladian(np.diag([0.0, 1.0]) + 0.2 * X, [X + 0.3 * Z, LOWER], baths=["hot", "cold"])
    energy = np.diag([0.0, 1.0])
    found = counting_statistics(tipped, bath="hot", H=energy, kT={"hot": 2.0, "cold": 1.0})
    assert any("none of it is theirs" in said for said in found.assumptions)
    assert any("not known" in said for said in counting_statistics(tipped, bath="hot", H=energy).assumptions)


def test_below_the_bound_is_found():
    """Two coupled sites between local leads (spins by Jordan and Wigner)."""
    first, second = np.kron(LOWER, ONE), np.kron(Z, LOWER)
    full = 1 / (1 + np.exp(-4.75 / 2))
    jumps = [np.sqrt(full) * first.T, np.sqrt(1 - full) * first, np.sqrt(full) * second, np.sqrt(1 - full) * second.T]
    H = 0.65 * (first.T @ second + second.T @ first)
    found = counting_statistics(Lindbladian(H, jumps, baths=["L", "L", "R", "R"]), weights=[1, -1, 0, 0])
    assert isinstance(found.findings[0], BelowClassicalBound)
    assert found.uncertainty_ratio < 0.88


def test_text_and_pictures():
    found = counting_statistics(random_davies(2, (2.0, 1.0)), bath="bath 0")
    assert "cumulants" in str(found)
    assert "Fano" in str(found)
    mirrored = {curve.name for curve in found.drawings()[0].curves}
    assert any("mirror" in name for name in mirrored)
    assert len(found.plot().axes) == 2
    several = Lindbladian(np.diag([0.0, 1.0]), [X, LOWER], baths=["hot", "cold"])
    assert len(counting_statistics(several, bath="hot").drawings()) == 1  # no probability, no rate function


def test_one_way_jumps_have_no_theorem():
    found = counting_statistics(Lindbladian(0.5 * X, [LOWER]), weights=[1.0])
    assert np.isnan(found.entropy_production)
    assert np.isnan(found.uncertainty_ratio)
    with pytest.raises(InputError, match=r"ln\(rate/reverse\) of some jumps is not known"):
        found.fluctuation_theorem()


def test_single_cumulants_have_no_noise():
    found = counting_statistics(ATOM, bath="hot", order=1)
    assert len(found.cumulants) == 1
    with pytest.raises(InputError, match=r"order = 1; ask for two"):
        _ = found.fano


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "neither bath nor weights"),
        ({"bath": "hot", "weights": [1, 0]}, "both bath and weights"),
        ({"bath": "warm"}, r"bath = 'warm'; give one of 'cold', 'hot'"),
        ({"weights": [1.0, 0.0, 2.0]}, r"weights has shape \(3,\)"),
        ({"weights": [1.0, np.nan]}, r"weights\[1\] = nan"),
        ({"weights": [0.0, 0.0]}, "moves no weights"),
        ({"weights": [1.0, 0.0], "tilt": Tilt.WHOLE}, r"Tilt\.WHOLE with weights"),
        ({"bath": "hot", "counted": Counted.PARTICLES}, "particles of a Lindbladian"),
        ({"bath": "hot", "counted": "energy"}, "counted = 'energy'"),
        ({"bath": "hot", "tilt": "jumps"}, "tilt = 'jumps'"),
        ({"bath": "hot", "order": 0}, "order = 0"),
        ({"bath": "hot", "order": True}, "order = True"),
        ({"bath": "hot", "kT": {"hot": 1.0}}, "temperatures for 'hot'"),
        ({"bath": "hot", "H": np.eye(3)}, r"H has shape \(3, 3\)"),
        ({"bath": "hot", "H": np.eye(2)}, "'hot' moves no energy"),
    ],
)
def test_refusals(options, message):
    with pytest.raises(InputError, match=message):
        counting_statistics(ATOM, **options)


def test_other_refusals():
    generator = random_davies(3, (2.0, 1.0))
    with pytest.raises(InputError, match="generator is of type list; give a Lindbladian or DaviesGenerator"):
        counting_statistics([], bath="hot")
    with pytest.raises(InputError, match="kT= with a DaviesGenerator: it has its own"):
        counting_statistics(generator, bath="bath 0", kT=1.0)
    with pytest.raises(InputError, match="'bath 0' moves no particles"):
        counting_statistics(generator, bath="bath 0", counted=Counted.PARTICLES)
    with pytest.raises(InputError, match="names no baths"):
        counting_statistics(Lindbladian(Z, [LOWER]), bath="hot")
    with pytest.raises(InputError, match="all jumps are zero"):
        counting_statistics(Lindbladian(Z, [0 * LOWER], baths=["hot"]), bath="hot")
    apart = np.kron(ONE, LOWER)
    twice = Lindbladian(np.zeros((4, 4)), [apart, apart.T])
    with pytest.raises(InputError, match="more than one stationary state"):
        counting_statistics(twice, weights=[1, 0])
    found = counting_statistics(ATOM, bath="hot")
    with pytest.raises(InputError, match=r"chi\[1\] = inf"):
        found.scgf([0.0, np.inf])
    with pytest.raises(InputError, match="it overflows"):
        found.scgf(1e4)


def test_too_many_levels_are_refused_with_the_number():
    n = 90
    rng = np.random.default_rng(0)
    jumps = [rng.normal(size=(n, n)) for _ in range(2)]
    generator = Lindbladian(np.diag(rng.normal(size=n)), jumps, baths=["hot", "cold"])
    with pytest.raises(InputError, match=r"products of entries of the jumps .* up to 3e\+07"):
        counting_statistics(generator, bath="hot")
    hop = np.diag(np.ones(n - 1), 1)
    driven = Lindbladian(np.diag(np.arange(n)) + 0.1 * (hop + hop.T), [hop])
    with pytest.raises(InputError, match=r"elements of the density matrix of 90 levels depend on each other; .* 4500"):
        counting_statistics(driven, weights=[1.0])


def test_rates_that_underflow_are_named():
    """Two wells with a barrier of 1e4 kT: from the upper one nothing leads on that a float can hold."""
    A = np.array([[0, 0, 1.0], [0, 0, 1.0], [1.0, 1.0, 0]])
    wells = davies(np.diag([0.0, 0.3, 1.0]), [(A, ohmic(2e-4)), (2 * A, ohmic(1e-4))], lamb_shift=False)
    with pytest.raises(InputError, match=r"rates of e\^-700 or less are 0"):
        counting_statistics(wells, bath="bath 0")


def test_jumps_that_are_alike_add_up_in_a_bath_with_a_name():
    """A qubit between a hot and a cold bath, each jump of the hot one in two halves."""
    half = np.sqrt(0.5)
    jumps = [LOWER, half * np.exp(-0.25) * LOWER.T, half * np.exp(-0.25) * LOWER.T, LOWER, np.exp(-0.5) * LOWER.T]
    names = ["hot"] * 3 + ["cold"] * 2
    H = np.diag([0.0, 1.0])
    read = counting_statistics(Lindbladian(H, jumps, baths=names), bath="hot")
    told = counting_statistics(Lindbladian(H, jumps, baths=names), bath="hot", kT={"hot": 2.0, "cold": 1.0})
    assert read.entropy_production == pytest.approx(told.entropy_production, rel=1e-12)
    assert read.entropy_production == pytest.approx(0.5 * told.cumulants[0], rel=1e-12)
    unnamed = counting_statistics(Lindbladian(H, jumps), weights=[-1, 1, 1, 0, 0])
    assert np.isnan(unnamed.entropy_production)
    two = [*jumps[:1], np.exp(-0.25) * LOWER.T, *jumps[3:]]
    by_weight = counting_statistics(Lindbladian(H, two), weights=[-1, 1, 0, 0])
    assert by_weight.entropy_production == pytest.approx(told.entropy_production, rel=1e-12)


def test_single_precision_hides_what_it_cannot_show():
    generator = random_davies(5, (2.0, 0.7), n=3).lindbladian()
    rough = [jump.toarray().astype(np.complex64) for jump in generator.jumps]
    coarse = Lindbladian(generator.H, rough, baths=generator.baths)
    found = counting_statistics(coarse, bath="bath 0", kT={"bath 0": 2.0, "bath 1": 0.7})
    theorem = found.fluctuation_theorem()
    assert theorem.max_residual > 1e-12
    assert theorem.status is Status.UNDECIDED


def test_local_baths_give_what_drive_says():
    """Two coupled qubits with jumps of each by itself: these have several Bohr frequencies."""
    H = np.kron(Z, ONE) / 2 + 0.6 * np.kron(ONE, Z) + 0.3 * np.kron(X, X)
    first, second = np.kron(LOWER, ONE), np.kron(ONE, LOWER)
    jumps = [0.5 * first.T, 0.4 * first, 0.5 * second.T, 0.2 * second]
    generator = Lindbladian(H, jumps, baths=["hot", "hot", "cold", "cold"])
    flow = detbal.drive(generator)
    for name, heat in zip(flow.bath_names, flow.heat_currents, strict=True):
        found = counting_statistics(generator, bath=name)
        assert found.tilt is Tilt.WHOLE
        assert found.cumulants[0] == pytest.approx(heat, rel=1e-10)
