"""Electrons that do not repel each other: closed forms, numbers of others, and arithmetic to 40 digits."""

import mpmath as mp
import numpy as np
import pytest
from scipy.integrate import quad

from detbal.transport.lead import Lead
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.scattering.currents import scattering_currents
from detbal.transport.scattering.density_matrix import scattering_density_matrix
from detbal.transport.scattering.generating_function import generating_function
from detbal.transport.scattering.noise import scattering_noise
from detbal.transport.stationary import flows_of


def single(level=0.3, gammas=(0.5, 0.7), mus=(0.2, -0.2), kTs=(1.0, 1.0)):
    sides = zip("LR", kTs, mus, gammas, strict=True)
    return QuantumDot(level, {name: Lead(kT=kT, mu=mu, gamma=gamma) for name, kT, mu, gamma in sides})


def double(g=0.6, gammas=(1.0, 0.7), mus=(1e4, -1e4), kT=1.0):
    left = Lead(kT=kT, mu=mus[0], gamma=[gammas[0], 0.0])
    right = Lead(kT=kT, mu=mus[1], gamma=[0.0, gammas[1]])
    return QuantumDot([[0.0, g], [g, 0.0]], {"L": left, "R": right})


LORENTZ = {"gamma": 0.01, "W": 1.0, "kT": 0.025851991, "theta": 2.0, "level": 1.0}


def lorentzian_current(gamma, W, kT, theta, level):
    """A level between leads with Γ(E) = γW²/((E - μ)² + W²), and the shift that goes with it."""

    def density(E):
        rates = [gamma * W**2 / ((E - mu) ** 2 + W**2) for mu in (theta / 2, -theta / 2)]
        shift = sum((E - mu) * rate / (2 * W) for mu, rate in zip((theta / 2, -theta / 2), rates, strict=True))
        through = rates[0] * rates[1] / ((E - level - shift) ** 2 + sum(rates) ** 2 / 4)
        full = [1 / (np.exp((E - mu) / kT) + 1) for mu in (theta / 2, -theta / 2)]
        return through * (full[0] - full[1]) / (2 * np.pi)

    return quad(density, -2, 2, points=[level, theta / 2, -theta / 2], limit=500, epsabs=0, epsrel=1e-12)[0]


def test_lorentzian_bands_are_levels_between_the_dot_and_wide_bands():
    """The number is that of QuTiP's test of its hierarchical equations. A level at μ of width 2W makes such a band."""
    t = np.sqrt(LORENTZ["gamma"] * LORENTZ["W"] / 2)
    left = Lead(kT=LORENTZ["kT"], mu=1.0, gamma=[2 * LORENTZ["W"], 0.0, 0.0])
    right = Lead(kT=LORENTZ["kT"], mu=-1.0, gamma=[0.0, 0.0, 2 * LORENTZ["W"]])
    dot = QuantumDot([[1.0, t, 0.0], [t, LORENTZ["level"], t], [0.0, t, -1.0]], {"L": left, "R": right})
    found = scattering_currents(dot).particles[0]
    assert found == pytest.approx(0.0008130726698759556, rel=1e-10)
    assert found == pytest.approx(lorentzian_current(**LORENTZ), rel=1e-10)
    flat = single(1.0, (0.01, 0.01), (1.0, -1.0), (LORENTZ["kT"],) * 2)  # the same γ without a band is another dot
    assert scattering_currents(flat).particles[0] > 2 * found


@pytest.mark.parametrize(
    ("chi", "value"), [(-1.0, -0.245809240916303), (0.3, 0.086080867998055), (1.0, 0.311314324880475)]
)
def test_counting_a_double_dot_at_infinite_bias(chi, value):
    """Largest eigenvalue of the Lindblad generator, tilted: that is exact at infinite bias."""
    assert generating_function(double(), "L", chi) == pytest.approx(value, rel=1e-12)
    tilted = tilted_lindblad(chi, g=0.6, into=1.0, out=0.7)
    assert generating_function(double(), "L", chi) == pytest.approx(np.linalg.eigvals(tilted).real.max(), rel=1e-12)


def tilted_lindblad(chi, g, into, out):
    """Electrons into dot 1 counted, from dot 2 lost: for ρ_00, ρ_11, ρ_22, ρ_33 and the coherence ρ_12 = x + iy."""
    M = np.zeros((6, 6))  # empty, dot 1, dot 2, both, x, y
    for a, b in ((0, 1), (2, 3)):
        M[b, a] += into * np.exp(chi)
        M[a, a] -= into
    for a, b in ((2, 0), (3, 1)):
        M[b, a] += out
        M[a, a] -= out
    M[1, 5], M[2, 5], M[5, 1], M[5, 2] = -2 * g, 2 * g, g, -g
    M[4, 4] = M[5, 5] = -(into + out) / 2
    return M


@pytest.mark.parametrize("chi", [-30.0, -2.0, 0.1, 3.0])
def test_counting_a_single_level_at_infinite_bias(chi):
    a, b = 0.5, 0.7
    found = generating_function(single(0.0, (a, b), (1e9, -1e9)), "L", chi)
    assert found == pytest.approx((np.sqrt((a - b) ** 2 + 4 * a * b * np.exp(chi)) - a - b) / 2, rel=2e-9)


@pytest.mark.parametrize("kT", [1.0, 1e-3, 1e6])
@pytest.mark.parametrize("mu", [0.2, 500.0])
def test_single_level_in_closed_form(kT, mu):
    """∫dE/2π T (f_L - f_R) of a Lorentzian is a difference of digamma functions."""
    found = scattering_currents(single(mus=(mu, -mu), kTs=(kT, 0.7 * kT)))
    with mp.workdps(40):
        z = mp.mpc(mp.mpf(0.3), -mp.mpf(0.5 + 0.7) / 2)

        def filling(mu, kT):
            return mp.digamma(mp.mpf(1) / 2 + 1j * (z - mu) / (2 * mp.pi * kT)) + mp.log(2 * mp.pi * kT)

        difference = filling(mp.mpf(mu), mp.mpf(kT)) - filling(mp.mpf(-mu), mp.mpf(0.7 * kT))
        residue = 1j * mp.mpf(0.5) * mp.mpf(0.7) / mp.mpf(0.5 + 0.7)
        particles, heat = (residue * difference).real / mp.pi, (residue * difference * (z - mu)).real / mp.pi
    assert found.particles[0] == pytest.approx(float(particles), rel=1e-11)
    assert found.heat[0] == pytest.approx(float(heat), rel=1e-11)


def exact(hopping, gammas, mus, kTs):
    """Particles and heat that two leads send, as sums over the poles, to 60 digits."""
    with mp.workdps(60):
        H, (left, right) = mp.matrix(hopping.tolist()), (mp.matrix(one.tolist()) for one in gammas)
        z, R = mp.eig(H - mp.mpc(0, 0.5) * (left + right))
        out, into = R.H * left * R, mp.inverse(R) * right * mp.inverse(R).H
        particles, heat = mp.mpf(0), mp.mpf(0)
        for k, pole in enumerate(z):
            residue = mp.fsum(out[m, k] * into[k, m] / (pole - mp.conj(z[m])) for m in range(len(z)))
            logs = [
                mp.digamma(mp.mpf(1) / 2 + 1j * (pole - mp.mpf(mu)) / (2 * mp.pi * mp.mpf(kT)))
                + mp.log(2 * mp.pi * mp.mpf(kT))
                for mu, kT in zip(mus, kTs, strict=True)
            ]
            particles += (residue * (logs[0] - logs[1])).real / mp.pi
            heat += (residue * (logs[0] - logs[1]) * (pole - mp.mpf(mus[0]))).real / mp.pi
    return float(particles), float(heat)


@pytest.mark.parametrize("offset", [0.0, 400.0])
@pytest.mark.parametrize("scale", [1.0, 1e-6, 1e-12, 1e-18])
@pytest.mark.parametrize("bias", [1e-5, 0.7, 1e3])
def test_three_levels_in_closed_form(scale, offset, bias):
    """Resonances of width 1e-18 beside energies of 1, far off resonance, near equilibrium, at large bias."""
    rng = np.random.default_rng(5)
    a, left, right = (rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3)) for _ in range(3))
    hopping = a + a.conj().T + offset * np.eye(3)
    gammas = [scale * one[:2].conj().T @ one[:2] for one in (left, right)]
    gammas = [(one + one.conj().T) / 2 for one in gammas]
    mus, kTs = (bias / 2, -bias / 2), (1.0, 1.0 if bias < 1e-3 else 0.7)
    sides = {name: Lead(kT=kT, mu=mu, gamma=g) for name, kT, mu, g in zip("LR", kTs, mus, gammas, strict=True)}
    found = scattering_currents(QuantumDot(hopping, sides))
    particles, heat = exact(hopping, gammas, mus, kTs)
    assert found.particles[0] == pytest.approx(particles, rel=1e-10)
    assert found.heat[0] == pytest.approx(heat, rel=1e-10)


def test_weak_coupling_is_that_of_rate_equations():
    """The error of rate equations is of first order in Γ/kT."""
    errors = []
    for scale in (1e-3, 1e-4, 1e-5, 1e-6):
        left = Lead(kT=1.0, mu=0.8, gamma=scale * np.array([[1.0, 0.5], [0.5, 1.0]]))
        right = Lead(kT=0.6, mu=-0.4, gamma=scale * np.array([0.3, 0.9]))
        dot = QuantumDot([[0.2, 0.4], [0.4, -0.5]], {"L": left, "R": right})
        ours, rates = scattering_currents(dot), flows_of(pauli_rates(dot)).currents
        errors.append([abs(a[0] / b[0] - 1) for a, b in ((ours.particles, rates.particles), (ours.heat, rates.heat))])
    slopes = -np.diff(np.log10(errors), axis=0)
    np.testing.assert_allclose(slopes, 1.0, atol=0.02)
    assert np.max(errors[0]) < 1e-2


def test_narrow_level_at_large_bias_is_that_of_rate_equations():
    for bias in (1.0, 1e3):
        dot = single(0.3, (5e-13, 7e-13), (bias / 2, -bias / 2))
        rates = flows_of(pauli_rates(dot)).currents
        np.testing.assert_allclose(scattering_currents(dot).particles, rates.particles, rtol=1e-11)
        np.testing.assert_allclose(scattering_currents(dot).heat, rates.heat, rtol=1e-11)


def test_conductance_quantum_at_resonance():
    dot = single(0.0, (1.0, 1.0), (5e-7, -5e-7), (1e-4, 1e-4))
    assert scattering_currents(dot).particles[0] / 1e-6 == pytest.approx(1 / (2 * np.pi), rel=1e-6)
    half = single(0.0, (1.0, 3.0), (5e-7, -5e-7), (1e-4, 1e-4))  # 4ab/(a + b)²
    assert scattering_currents(half).particles[0] / 1e-6 == pytest.approx(0.75 / (2 * np.pi), rel=1e-6)


def lorenz_number(kT):
    bias, hotter = 1e-6 * kT, kT * (1 + 1e-6)
    electric = scattering_currents(single(0.0, (1.0, 1.0), (bias / 2, -bias / 2), (kT, kT))).particles[0] / bias
    thermal = scattering_currents(single(0.0, (1.0, 1.0), (0.0, 0.0), (hotter, kT))).heat[0] / (hotter - kT)
    return thermal / electric / kT


def test_wiedemann_and_franz():
    """π²/3 where the transmission is flat over kT; a narrow level lets little heat pass."""
    assert lorenz_number(1e-4) == pytest.approx(np.pi**2 / 3, rel=1e-5)
    assert lorenz_number(100.0) < 0.1


@pytest.mark.parametrize("kT", [0.01, 1.0, 50.0])
def test_johnson_and_nyquist(kT):
    noise = scattering_noise(double(mus=(0.1, 0.1), kT=kT))
    bias = 1e-4 * kT
    conductance = scattering_currents(double(mus=(0.1 + bias / 2, 0.1 - bias / 2), kT=kT)).particles[0] / bias
    assert noise.total[0, 0] == pytest.approx(2 * kT * conductance, rel=1e-7)
    assert np.abs(noise.shot).max() == 0.0


@pytest.mark.parametrize(("a", "b"), [(1.0, 1.0), (0.5, 0.7), (1e-4, 1.0)])
def test_fano_factor_of_a_level_far_within_the_bias(a, b):
    dot = single(0.0, (a, b), (1e10, -1e10))
    fano = scattering_noise(dot).total[0, 0] / scattering_currents(dot).particles[0]
    assert fano == pytest.approx((a**2 + b**2) / (a + b) ** 2, rel=1e-7)


def test_occupation_of_a_single_level():
    """n = 1/2 - Im ψ(1/2 + Γ/4πkT + i(ε - μ)/2πkT)/π; an arctangent at low temperature."""
    gamma, level, kT = 1.2, 0.3, 0.4
    found = scattering_density_matrix(single(level, (0.5, 0.7), (0.1, 0.1), (kT, kT)))[0, 0].real
    argument = mp.mpf(1) / 2 + mp.mpc(gamma / 2, level - 0.1) / (2 * mp.pi * kT)
    assert found == pytest.approx(float(mp.mpf(1) / 2 - mp.digamma(argument).imag / mp.pi), rel=1e-12)
    cold = scattering_density_matrix(single(level, (0.5, 0.7), (0.1, 0.1), (1e-6, 1e-6)))[0, 0].real
    assert cold == pytest.approx(0.5 - np.arctan(2 * (level - 0.1) / gamma) / np.pi, rel=1e-9)


def test_current_through_the_bond_is_that_from_the_lead():
    dot = double(mus=(0.5, -0.5))
    inside = scattering_density_matrix(dot)
    np.testing.assert_allclose(2 * 0.6 * inside[1, 0].imag, scattering_currents(dot).particles[0], rtol=1e-11)


def banded(E, gamma, low, high, kT=0.1, mu=0.3):
    left = Lead(kT=kT, mu=mu, gamma=gamma, band=(low, high))
    right = Lead(kT=kT, mu=-mu, gamma=0.7 * gamma, band=(-2.0, 2.5))
    return QuantumDot(E, {"L": left, "R": right})


@pytest.mark.parametrize(
    ("level", "gamma", "band"),
    [(0.2, 0.05, (-1, 1)), (0.2, 1.0, (-1, 1)), (0.999, 0.01, (-1, 1)), (1.5, 0.1, (-1, 1)), (0.2, 0.3, (-40, 40))],
)
def test_flat_bands_shift_and_cut(level, gamma, band):
    low, high = max(band[0], -2), min(band[1], 2.5)

    def density(E):
        shift = gamma * np.log((E - band[0]) / (band[1] - E)) + 0.7 * gamma * np.log((E + 2) / (2.5 - E))
        through = 0.7 * gamma**2 / ((E - level - shift / (2 * np.pi)) ** 2 + (1.7 * gamma / 2) ** 2)
        return through * (1 / (np.exp((E - 0.3) / 0.1) + 1) - 1 / (np.exp((E + 0.3) / 0.1) + 1)) / (2 * np.pi)

    stops = np.unique(np.clip([level + k * gamma for k in (-16, -4, -1, 0, 1, 4, 16)], low, high))
    wanted = quad(density, low, high, points=stops, limit=2000, epsabs=0, epsrel=1e-12)[0]
    assert scattering_currents(banded(level, gamma, *band)).particles[0] == pytest.approx(wanted, rel=1e-11)


def test_distant_bands_are_wide_ones():
    near, far = (scattering_currents(banded(0.2, 0.05, -size, size)).particles[0] for size in (3.0, 1e8))
    wide = QuantumDot(0.2, {"L": Lead(kT=0.1, mu=0.3, gamma=0.05), "R": banded(0.2, 0.05, -1, 1).leads["R"]})
    assert far == pytest.approx(scattering_currents(wide).particles[0], rel=1e-9)
    assert abs(near / far - 1) > 1e-5


@pytest.mark.parametrize("gamma", [1e-4, 1e-14])
def test_narrow_resonances_between_bands(gamma):
    """Two levels, arithmetic to 40 digits."""
    sides = {
        "L": Lead(kT=0.1, mu=0.3, gamma=[gamma, 0.0], band=(-1.0, 1.0)),
        "R": Lead(kT=0.1, mu=-0.3, gamma=[0.0, 0.7 * gamma], band=(-2.0, 2.5)),
    }
    levels = np.array([[0.2, 0.1], [0.1, 0.15]])
    with mp.workdps(40):
        a, b = mp.mpf(gamma), mp.mpf(0.7 * gamma)
        e1, e2, t = mp.mpf(0.2), mp.mpf(0.15), mp.mpf(0.1)

        def density(E):
            first = E - e1 - a / (2 * mp.pi) * mp.log((E + 1) / (1 - E)) + mp.mpc(0, 0.5) * a
            second = E - e2 - b / (2 * mp.pi) * mp.log((E + 2) / (mp.mpf(2.5) - E)) + mp.mpc(0, 0.5) * b
            full = [1 / (mp.exp((E - mu) / mp.mpf(0.1)) + 1) for mu in (mp.mpf(0.3), mp.mpf(-0.3))]
            return a * b * abs(t / (first * second - t**2)) ** 2 * (full[0] - full[1]) / (2 * mp.pi)

        steps = [a * mp.mpf(6) ** k for k in range(-2, 30) if a * mp.mpf(6) ** k < 0.05]
        peaks = [mp.mpf(x) for x in np.linalg.eigvalsh(levels)]
        stops = {mp.mpf(-1), mp.mpf(1), mp.mpf(0.3), mp.mpf(-0.3), *peaks}
        stops |= {peak + sign * step for peak in peaks for step in steps for sign in (-1, 1)}
        wanted = float(mp.quad(density, sorted(stops)))
    assert scattering_currents(QuantumDot(levels, sides)).particles[0] == pytest.approx(wanted, rel=1e-11)
