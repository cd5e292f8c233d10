"""Which way currents are calculated, and dots that are special."""

import mpmath as mp
import numpy as np
import pytest
from scipy.integrate import quad

from detbal.transport.lead import Lead
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.scattering.currents import _from_poles, scattering_currents, scattering_flows
from detbal.transport.scattering.density_matrix import scattering_density_matrix
from detbal.transport.scattering.generating_function import generating_function
from detbal.transport.scattering.noise import scattering_noise
from detbal.transport.scattering.poles import pole_sum
from detbal.transport.scattering.scatterer import scatterer_of
from detbal.transport.scattering.transmission import transmission


def level(energy=0.3, bias=0.4, gammas=(0.5, 0.7)):
    left, right = (Lead(kT=1.0, mu=mu, gamma=g) for mu, g in zip((bias / 2, -bias / 2), gammas, strict=True))
    return QuantumDot(energy, {"L": left, "R": right})


def test_poles_where_they_are_sharp_and_the_integral_elsewhere():
    assert _from_poles(scatterer_of(level())) is not None
    assert _from_poles(scatterer_of(level(bias=1e-6))) is None
    assert _from_poles(scatterer_of(level(energy=60.0, gammas=(1e-6, 1e-6)))) is None
    banded = QuantumDot(0.3, {"L": Lead(kT=1.0, mu=1.0, gamma=0.1, band=(-5, 5)), "R": Lead(kT=1.0, gamma=0.1)})
    assert _from_poles(scatterer_of(banded)) is None


def test_far_from_resonance_the_sum_over_poles_has_no_digits_left():
    """Why there is an integral: Γ²/ε² of cotunnelling against the round-off of Γ."""
    dot = level(energy=400.0, gammas=(1e-12, 1e-12))
    inner = scatterer_of(dot)
    wanted = 1e-24 * 0.4 / (2 * np.pi * 400.0**2)
    assert scattering_currents(dot).particles[0] == pytest.approx(wanted, rel=1e-3)
    found = pole_sum(inner, inner.dot)
    assert abs(found.particles[0] / wanted - 1) > 1e-3
    assert found.particle_error[0] > abs(found.particles[0] - wanted)


@pytest.mark.parametrize("near", [0.0, 1e-14, 1e-9])
def test_resonances_that_merge(near):
    """At g = |Γ_L - Γ_R|/4 the Green function has a double pole."""
    g = 0.25 * (1 + near)
    left, right = Lead(kT=1.0, mu=0.3, gamma=[1.5, 0.0]), Lead(kT=0.7, mu=-0.4, gamma=[0.0, 0.5])
    dot = QuantumDot([[0.0, g], [g, 0.0]], {"L": left, "R": right})
    assert _from_poles(scatterer_of(dot)) is None

    def density(E):
        through = 0.75 * abs(g / ((E + 0.75j) * (E + 0.25j) - g**2)) ** 2
        full = 1 / (np.exp(E - 0.3) + 1) - 1 / (np.exp((E + 0.4) / 0.7) + 1)
        return through * full / (2 * np.pi)

    wanted = quad(density, -60, 60, points=[-0.4, 0.0, 0.3], limit=500, epsabs=0, epsrel=1e-12)[0]
    assert scattering_currents(dot).particles[0] == pytest.approx(wanted, rel=1e-10)


def test_dark_states_carry_nothing():
    """Two orbitals that lead and lead see only as their sum: one level of twice the rates."""
    both = np.ones((2, 2))
    left, right = Lead(kT=1.0, mu=0.2, gamma=0.5 * both), Lead(kT=1.0, mu=-0.2, gamma=0.7 * both)
    pair = QuantumDot([[0.3, 0.0], [0.0, 0.3]], {"L": left, "R": right})
    one = level(gammas=(1.0, 1.4))
    np.testing.assert_allclose(scattering_currents(pair).particles, scattering_currents(one).particles, rtol=1e-12)
    np.testing.assert_allclose(transmission(pair, 0.1), transmission(one, 0.1), atol=1e-14)


def test_spin_doubles():
    sides = dict(level().leads)
    both = QuantumDot.spinful(0.3, sides)
    for single, double in (
        (scattering_currents(level()).heat, scattering_currents(both).heat),
        (scattering_noise(level()).total, scattering_noise(both).total),
        (generating_function(level(), "L", [-1.0, 0.5]), generating_function(both, "L", [-1.0, 0.5])),
    ):
        np.testing.assert_allclose(double, 2 * single, rtol=1e-11)


def test_leads_that_are_not_coupled():
    off = level(gammas=(0.0, 0.0))
    assert not scattering_currents(off).particles.any()
    assert not scattering_noise(off).total.any()
    assert generating_function(off, "L", 2.0) == 0.0
    half = level(gammas=(0.5, 0.0))
    assert not scattering_currents(half).particles.any()
    filled = scattering_density_matrix(half)[0, 0].real
    assert filled == pytest.approx(scattering_density_matrix(QuantumDot(0.3, {"L": half.leads["L"]}))[0, 0].real)


def test_rates_of_any_size():
    wanted = scattering_currents(level(gammas=(5e-12, 7e-12)))
    for scale in (1e-100, 1e-250):
        found = scattering_currents(level(gammas=(5 * scale, 7 * scale)))
        np.testing.assert_allclose(found.particles / scale, wanted.particles / 1e-12, rtol=1e-10)
        np.testing.assert_allclose(found.heat / scale, wanted.heat / 1e-12, rtol=1e-10)


def test_transmission_keeps_the_shape_of_energies():
    assert transmission(level(), 0.1).shape == (2, 2)
    assert transmission(level(), np.zeros((3, 5))).shape == (3, 5, 2, 2)
    assert generating_function(level(), "L", np.zeros((2, 3))).shape == (2, 3)


def test_transmission_of_a_level_is_breit_and_wigner():
    E = np.linspace(-3, 3, 7)
    wanted = 0.5 * 0.7 / ((E - 0.3) ** 2 + 0.6**2)
    np.testing.assert_allclose(transmission(level(), E)[:, 0, 1], wanted, rtol=1e-14)


@pytest.mark.slow
def test_sixteen_orbitals():
    rng = np.random.default_rng(3)
    a = rng.normal(size=(16, 16))
    v = rng.normal(size=(2, 3, 16)) * 1e-4
    left, right = (Lead(kT=0.1, mu=mu, gamma=one.T @ one) for mu, one in zip((0.5, -0.5), v, strict=True))
    dot = QuantumDot(a + a.T, {"L": left, "R": right})
    found = scattering_currents(dot)
    assert found.entropy.sum() > 0
    noise = scattering_noise(dot).total
    assert noise[0, 0] == pytest.approx(-noise[0, 1], rel=1e-10)
    assert noise[0, 0] < found.particles[0] / np.tanh(0.5 / 0.1)  # electrons that avoid each other


def through_two(hopping, gammas=(1.0, 1.0)):
    left = Lead(kT=2.0, mu=0.25, gamma=[gammas[0], 0.0])
    return QuantumDot(
        [[0.0, hopping], [hopping, 0.0]], {"L": left, "R": Lead(kT=2.0, mu=-0.25, gamma=[0.0, gammas[1]])}
    )


@pytest.mark.parametrize("gammas", [(1.0, 1.0), (1.0, 0.3)])
@pytest.mark.parametrize("hopping", [0.3, 1e-2, 1e-6, 1e-10, 1e-14])
def test_errors_where_paths_cancel_are_bounded(hopping, gammas):
    """Two equal widths in series: the amplitude is the small difference of those of two eigenstates."""
    flows = scattering_flows(through_two(hopping, gammas))
    with mp.workdps(40):
        w, a, b = mp.mpf(hopping), 1j * mp.mpf(gammas[0]) / 2, 1j * mp.mpf(gammas[1]) / 2

        def carried(E):
            filled = [1 / (mp.exp((E - mu) / 2) + 1) for mu in (mp.mpf(0.25), mp.mpf(-0.25))]
            return 4 * abs(a * b) * abs(w / ((E + a) * (E + b) - w**2)) ** 2 * (filled[0] - filled[1])

        right = float(mp.quad(carried, [-200, -50, -10, -3, -1, -0.3, 0, 0.3, 1, 3, 10, 50, 200]) / (2 * mp.pi))
    particles = flows.currents.particles
    assert np.abs(particles - [right, -right]).max() <= flows.particle_floor.min()
    assert abs(particles.sum()) <= flows.particle_floor.sum()
    loss = 1e-14 / hopping if gammas[0] == gammas[1] else 0.0
    assert flows.particle_floor.max() < (2e-12 + 3e-1 * loss) * right


def test_bands_that_are_full_carry_nothing():
    """No energy is left at which a Fermi function is neither 0 nor 1."""
    sides = {
        "L": Lead(kT=1e-6, mu=10.0, gamma=0.5, band=(-2.0, 3.0)),
        "R": Lead(kT=1e-6, mu=11.0, gamma=0.8, band=(-1.0, 4.0)),
    }
    dot = QuantumDot(0.3, sides)
    assert not scattering_currents(dot).particles.any()
    assert not scattering_noise(dot).total.any()
    assert not generating_function(dot, "L", [0.1, 0.2]).any()


def test_energies_may_have_a_unit():
    sides = {name: Lead(T=1.0, gamma=0.5, unit="meV") for name in "LR"}
    dot = QuantumDot(1.0, sides, unit="meV")
    np.testing.assert_allclose(transmission(dot, ["1000 ueV", "0.002 eV"]), transmission(dot, [1.0, 2.0]), rtol=1e-12)
