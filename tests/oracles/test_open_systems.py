"""Open quantum systems against the literature, closed forms and numbers of other programs."""

import numpy as np
import pytest
from scipy.linalg import expm

import detbal
from detbal import Status
from detbal.generators import Lindbladian
from detbal.generators.baths.bath import Bath
from detbal.generators.driving.drive import drive
from detbal.generators.regression.check import Judged, check_regression
from detbal.generators.regression.spectrum import RegressionSpectrum
from detbal.generators.stationary import rows_stacked, stationary_state
from detbal.generators.thermometer import thermometer
from detbal.generators.weak_coupling.davies import davies
from detbal.verdict import NegativeEntropyProduction

SX, SZ = np.array([[0, 1.0], [1, 0]]), np.diag([-1.0, 1.0])  # |0⟩ is the ground state
DOWN = np.array([[0, 1.0], [0, 0]])


def bose(omega, kT):
    return 1.0 / np.expm1(omega / kT)


def test_single_level_between_two_leads():
    """Sequential tunnelling: Γ_L = 0.5, Γ_R = 0.7, ε = 0.3, μ = ±0.2, kT = 1; closed form, and QmeQ (Pauli)."""
    gamma, mu, level = {"L": 0.5, "R": 0.7}, {"L": 0.2, "R": -0.2}, 0.3
    filled = {lead: 1.0 / (np.exp(level - mu[lead]) + 1.0) for lead in gamma}
    jumps, names = [], []
    for lead, rate in gamma.items():
        jumps += [np.sqrt(rate * (1 - filled[lead])) * DOWN, np.sqrt(rate * filled[lead]) * DOWN.T]
        names += [lead, lead]
    number = np.diag([0.0, 1.0])
    dot = Lindbladian(level * number, jumps, baths=names)
    heat = {lead: (level - mu[lead]) * number for lead in gamma}
    found = drive(dot, kT=1.0, H=heat)
    current = 0.5 * 0.7 / 1.2 * (filled["L"] - filled["R"])
    assert current == pytest.approx(0.028431708585850, rel=1e-13)
    np.testing.assert_allclose(found.heat_currents, [0.002843170859, -0.014215854293], rtol=1e-9)
    np.testing.assert_allclose(drive(dot).heat_currents, [level * current, -level * current], rtol=1e-12)
    assert found.entropy_production == pytest.approx(0.4 * current, rel=1e-12)
    assert found.population_entropy == pytest.approx(0.4 * current, rel=1e-12)
    assert found.stationary[1] == pytest.approx(0.418157395349, rel=1e-11)
    np.testing.assert_allclose(np.abs(found.affinities), 0.4, rtol=1e-12)
    np.testing.assert_allclose(np.abs(found.currents), current, rtol=1e-12)
    # without a bias all of it is gone
    equal = [np.sqrt(rate * x) * v for rate in gamma.values() for x, v in ((0.6, DOWN), (0.4, DOWN.T))]
    still = drive(Lindbladian(level * number, equal, baths=names), kT=level / np.log(1.5))
    assert abs(still.entropy_production) <= still.entropy_production_floor
    assert still.population_entropy < 1e-25


def test_three_level_cycle():
    """E = 0, 1, 2.5, kT = 1, rates 0.1 (n + 1) down and 0.1 n up, the rate 0 → 2 three times too large."""
    E = np.array([0.0, 1.0, 2.5])
    jumps = []
    for i, j in ((0, 1), (0, 2), (1, 2)):
        n, up, down = bose(E[j] - E[i], 1.0), np.zeros((3, 3)), np.zeros((3, 3))
        down[i, j], up[j, i] = np.sqrt(0.1 * (n + 1)), np.sqrt(0.1 * n * (3.0 if (i, j) == (0, 2) else 1.0))
        jumps += [down, up]
    cycle = Lindbladian(np.diag(E), jumps)
    found = drive(cycle)
    np.testing.assert_allclose(found.stationary, [0.62949414, 0.2671618, 0.10334405], rtol=1e-7)
    np.testing.assert_allclose(np.abs(found.currents), 0.0056292822, rtol=1e-8)
    assert abs(found.affinities[0]) == pytest.approx(np.log(3), rel=1e-12)
    assert found.entropy_production == pytest.approx(0.0061843986, rel=1e-8)
    assert found.fagnola_rebolledo == pytest.approx(found.entropy_production, rel=1e-10)
    reading = dict(zip((r := thermometer(cycle)).labels, r.kT_each, strict=True))
    assert reading["|0⟩ ⇌ |1⟩"] == pytest.approx(1.0)
    assert reading["|0⟩ ⇌ |2⟩"] == pytest.approx(2.5 / (2.5 - np.log(3)))


def heat_valve(local):
    """Two qubits, ω = 1 and 0.6, coupling 0.6 σx σx, rate 0.1, hot bath (2) on the first, cold (1) on the other."""
    first, second = np.kron(SX, np.eye(2)), np.kron(np.eye(2), SX)
    H0 = np.kron(0.5 * SZ, np.eye(2)) + np.kron(np.eye(2), 0.3 * SZ)
    H = H0 + 0.6 * first @ second
    jumps, names = [], []
    if local:
        for name, lower, omega, kT in (
            ("hot", np.kron(DOWN, np.eye(2)), 1.0, 2.0),
            ("cold", np.kron(np.eye(2), DOWN), 0.6, 1.0),
        ):
            n = bose(omega, kT)
            jumps += [np.sqrt(0.1 * (n + 1)) * lower, np.sqrt(0.1 * n) * lower.T]
            names += [name, name]
        return Lindbladian(H, jumps, baths=names)
    # a flat rate of emission, 0.1 (n + 1)
    baths = {name: Bath(spectral_density=lambda w: 0.05 + 0.0 * w, kT=kT) for name, kT in (("hot", 2.0), ("cold", 1.0))}
    found = davies(H, [(first, baths["hot"]), (second, baths["cold"])], lamb_shift=False).lindbladian()
    rename = dict(zip(dict.fromkeys(found.baths), ("hot", "cold"), strict=True))
    return Lindbladian(H, found.jumps, baths=[rename[name] for name in found.baths])


def test_local_master_equation_breaks_the_second_law():
    """Levy and Kosloff, EPL 107, 20004 (2014); numbers of qthermo 0.7.0 (two_qubit_heat_valve)."""
    found = drive(heat_valve(local=True), kT={"hot": 2.0, "cold": 1.0})
    assert found.heat_currents[0] == pytest.approx(-4.477596e-4, rel=1e-6)
    assert found.entropy_production == pytest.approx(-2.238798e-4, rel=1e-6)
    assert found.entropy_production < -1e6 * found.entropy_production_floor
    assert any(isinstance(finding, NegativeEntropyProduction) for finding in found.findings)
    # the jumps do not have the temperatures of their baths between the levels of the whole
    assert thermometer(heat_valve(local=True)).misfit > 0.2


def test_global_master_equation_obeys_it():
    valve = heat_valve(local=False)
    found = drive(valve, kT={"hot": 2.0, "cold": 1.0})
    assert found.heat_currents[0] == pytest.approx(7.5729419e-3, rel=1e-7)
    assert found.entropy_production == pytest.approx(3.786471e-3, rel=1e-6)
    assert not any(isinstance(finding, NegativeEntropyProduction) for finding in found.findings)
    reading = thermometer(valve)
    np.testing.assert_allclose(reading.theta.values, [0.5, 1.0], rtol=1e-11)
    assert reading.misfit < 1e-12


def test_three_level_maser():
    """Scovil and Schulz-DuBois, PRL 2, 262 (1959): efficiency 1 - ω_c/ω_h; J_hot of qthermo 0.7.0."""
    H0, ket = np.diag([0.0, 1.0, 3.0]), np.eye(3)
    H = 0.05 * (np.outer(ket[1], ket[2]) + np.outer(ket[2], ket[1]))
    jumps = []
    for level, kT in ((2, 10.0), (1, 1.0)):
        n = bose(H0[level, level], kT)
        lower = np.outer(ket[0], ket[level])
        jumps += [np.sqrt(0.02 * (n + 1)) * lower, np.sqrt(0.02 * n) * lower.T]
    maser = Lindbladian(H, jumps, baths=["hot", "hot", "cold", "cold"])
    found = drive(maser, kT={"hot": 10.0, "cold": 1.0}, H=H0)
    assert found.heat_currents[0] == pytest.approx(0.0090320136, rel=1e-8)
    assert found.heat_currents.sum() / found.heat_currents[0] == pytest.approx(2 / 3, rel=1e-10)
    assert found.entropy_production > 0
    np.testing.assert_allclose(thermometer(maser, H=H0).theta.values, [0.1, 1.0], rtol=1e-11)


def relative_entropy(a, b):
    p, u = np.linalg.eigh(a)
    q, v = np.linalg.eigh(b)
    overlap = np.abs(u.conj().T @ v) ** 2
    p = np.maximum(p, 1e-300)
    return float((p * np.log(p)).sum() - (p[:, None] * overlap * np.log(np.maximum(q, 1e-300))).sum())


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("real", [False, True])
def test_entropy_production_of_jumps_is_the_rate_of_telling_two_times_apart(seed, real):
    """Fagnola and Rebolledo define it as the slope of the relative entropy of two-point states at t = 0."""
    rng = np.random.default_rng(seed)
    n = 2
    jumps = [rng.normal(size=(n, n)) + (0 if real else 1j) * rng.normal(size=(n, n)) for _ in range(n * n)]
    generator = Lindbladian(rng.normal() * np.array([[0, -1j], [1j, 0]]) if real else np.diag([0.0, 1.0]), jumps)
    found, K = drive(generator), rows_stacked(generator)
    p, u = np.linalg.eigh(stationary_state(generator).state.matrix)
    root = (u * np.sqrt(p)) @ u.conj().T
    exchange = np.arange(n * n).reshape(n, n).T.ravel()
    slopes = {"kms": [], "theta": []}
    for t in (1e-4, 1e-5):
        channel = expm(K * t).reshape(n, n, n, n)
        ahead = np.einsum("ijkl,kp,lq->ipjq", channel, root, root.conj()).reshape(n * n, n * n)
        back = ahead[exchange][:, exchange]
        slopes["theta"].append(relative_entropy(ahead, back) / t)
        slopes["kms"].append(relative_entropy(ahead, back.conj()) / t)
    # the slope is approached like t ln t
    exact = found.fagnola_rebolledo_kms
    near, far = abs(slopes["kms"][1] - exact), abs(slopes["kms"][0] - exact)
    assert near < 2e-2 * exact
    assert near < 0.3 * far
    if real:  # σ is real, and the two reverses agree
        assert found.fagnola_rebolledo == pytest.approx(slopes["theta"][1], rel=2e-2)
        assert found.fagnola_rebolledo == pytest.approx(exact, rel=1e-9)
    else:  # complex conjugation does not leave σ as it is
        assert found.fagnola_rebolledo is None


@pytest.mark.parametrize("real", [False, True])
def test_onsager_symmetry_of_three_baths(real):
    """dJ_a/dβ_b = dJ_b/dβ_a at equal temperatures for weakly coupled baths; broken by one wrong rate."""
    rng = np.random.default_rng(3)
    E = np.diag([0.0, 0.8, 2.1])
    couplings = []
    for _ in range(3):
        a = rng.normal(size=(3, 3)) + (0 if real else 1j) * rng.normal(size=(3, 3))
        couplings.append(a + a.conj().T)

    def heat(beta, wrong=1.0):
        jumps, names = [], []
        for name, coupling, b in zip("abc", couplings, beta, strict=True):
            for i, j in ((0, 1), (0, 2), (1, 2)):
                gap = E[j, j] - E[i, i]
                up, down = np.zeros((3, 3), complex), np.zeros((3, 3), complex)
                n = bose(gap, 1 / b)
                down[i, j] = coupling[i, j] * np.sqrt(0.1 * gap * (n + 1))
                up[j, i] = coupling[j, i] * np.sqrt(0.1 * gap * n * (wrong if (name, i, j) == ("a", 0, 2) else 1.0))
                jumps += [down, up]
                names += [name, name]
        return drive(Lindbladian(E, jumps, baths=names)).heat_currents

    def response(wrong=1.0, h=1e-4):
        steps = [np.ones(3) + h * np.eye(3)[b] for b in range(3)], [np.ones(3) - h * np.eye(3)[b] for b in range(3)]
        return np.array([(heat(up, wrong) - heat(down, wrong)) / (2 * h) for up, down in zip(*steps, strict=True)]).T

    L = response()
    assert np.abs(L - L.T).max() < 1e-7 * np.abs(L).max()
    np.testing.assert_allclose(L.sum(axis=0), 0.0, atol=1e-9)
    broken = response(wrong=1.5)
    assert np.abs(broken - broken.T).max() > 1e-3 * np.abs(L).max()


def thermal_qubit(gamma, kT=0.5):
    n = bose(1.0, kT)
    return Lindbladian(np.diag([0.0, 1.0]), [np.sqrt(gamma * (n + 1)) * DOWN, np.sqrt(gamma * n) * DOWN.T])


QUTIP = {0.25: 0.473, 0.5: 0.243, 1.0: 0.1356, 1.5: 0.175, 2.0: 0.243, 3.0: 0.373}


def test_regression_spectrum_of_a_qubit():
    """qutip.spectrum(σx, σx) of a qubit with γ = 0.05 at kT = 0.5: S(-ω)/S(ω), not exp(-ω/kT) but at the peak."""
    spectrum = RegressionSpectrum(thermal_qubit(0.05), SX, kT=0.5)
    for omega, ratio in QUTIP.items():
        assert spectrum.density(-omega) / spectrum.density(omega) == pytest.approx(ratio, rel=3e-3)
    assert check_regression(spectrum).status is Status.BALANCED
    verdict = check_regression(spectrum, mode=Judged.POINTWISE, omega=list(QUTIP))
    assert verdict.status is Status.BROKEN
    expected = [np.log(1 / ratio) - omega / 0.5 for omega, ratio in QUTIP.items()]
    np.testing.assert_allclose(verdict.residual[:-1], expected, atol=3e-3)


def test_effective_temperature_of_a_regression_spectrum_at_weak_coupling():
    """β(ω) = ln[S(ω)/S(-ω)]/ω of a qubit at β = 2 as γ → 0: two Lorentzians that share no width."""
    spectrum = RegressionSpectrum(thermal_qubit(1e-7), SX, kT=0.5)
    omega = np.array([0.5, 0.9, 1.0, 1.1, 2.0])
    beta = np.log(spectrum.density(omega) / spectrum.density(-omega)) / omega
    np.testing.assert_allclose(beta, [2.83, 2.20, 2.0, 1.80, 0.71], atol=5e-3)
    w = omega[omega != 1.0]
    ahead, back = 1 / (w - 1) ** 2 + np.exp(-2.0) / (w + 1) ** 2, np.exp(-2.0) / (w - 1) ** 2 + 1 / (w + 1) ** 2
    np.testing.assert_allclose(beta[omega != 1.0], np.log(ahead / back) / w, rtol=1e-9)


def test_davies_qubit_in_an_ohmic_bath():
    """α = 0.05, ω_c = 5, kT = 0.5: S(1), S(-1) and the population."""
    bath = Bath(spectral_density=lambda w: 0.05 * w * np.exp(-w / 5.0), kT=0.5)
    atom = davies(0.5 * SZ, [(SX, bath)], lamb_shift=False).lindbladian()
    rates = sorted(float(np.linalg.norm(v if not hasattr(v, "toarray") else v.toarray())) ** 2 for v in atom.jumps)
    np.testing.assert_allclose([r for r in rates if r > 0], [0.0128145808, 0.0946876561], rtol=1e-8)
    assert thermometer(atom).kT == pytest.approx(0.5, rel=1e-12)
    assert drive(atom).stationary[1] == pytest.approx(0.1192029, rel=1e-6)
    assert check_regression(RegressionSpectrum(atom, SX, kT=0.5)).status is Status.BALANCED


def test_heat_from_leads_counts_the_chemical_potential():
    """The single level between two leads (see above), given as couplings: heat is energy less μ per particle."""
    level, annihilator = np.diag([0.0, 0.3]), np.array([[0, 1.0], [0, 0]])
    leads = [
        Bath(spectral_density=lambda w, g=g: g + 0.0 * w, kT=1.0, mu=mu, statistics="fermion")
        for g, mu in ((0.5, 0.2), (0.7, -0.2))
    ]
    flow = detbal.drive((level, [(annihilator, lead) for lead in leads]))
    np.testing.assert_allclose(flow.heat_currents, [0.002843170859, -0.014215854293], rtol=1e-9)
    assert flow.entropy_production == pytest.approx(0.011372684, rel=1e-7)
    assert not flow.findings
