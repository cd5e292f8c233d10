"""Thermal averages against closed forms and independent quadrature."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import kve

from detbal import InputError
from detbal.reactions import PHOTON, Reaction, Species
from detbal.reactions.cross_sections import (
    CrossSection,
    Frame,
    Kinematics,
    SpeedDistribution,
    superelastic,
    thermal_rate,
)
from detbal.reactions.cross_sections.reciprocity import inverse_cross_section
from detbal.reactions.species import ATOMIC_MASS_MEV
from detbal.units import ENERGY_UNITS, c, k_B

A, B = Species("a", mass=2.0, degeneracy=1), Species("b", mass=3.0, degeneracy=2)
C, D = Species("c", mass=1.0, degeneracy=2), Species("d", mass=3.999, degeneracy=5)
REACTION = Reaction([A, B], [C, D])
CM = {"unit": "MeV", "frame": Frame.CENTRE_OF_MASS}
MEV = ENERGY_UNITS["MeV"].joules
MU = 1.2 * ATOMIC_MASS_MEV


def test_a_power_law_has_a_closed_form():
    """σ = e^p gives √(8/πμ) (kT)^(p + 1/2) Γ(p + 2)."""
    from scipy.special import gamma

    e, T = np.geomspace(1e-12, 300.0, 60), np.array([1e7, 1e9, 1e10])
    kT = k_B * T / MEV
    for p in (-0.5, 0.0, 1.3):
        made = thermal_rate(CrossSection(REACTION, e, e**p, value_unit="b", kinematics=Kinematics.CLASSICAL, **CM), T)
        expected = np.sqrt(8 / (np.pi * MU)) * kT ** (p + 0.5) * gamma(p + 2) * c * 1e2 * 1e-24
        np.testing.assert_allclose(np.exp(made.log_rate), expected, rtol=1e-8)
        np.testing.assert_allclose(made.covered, 1.0, rtol=1e-5)


def test_juttner_against_the_distribution_of_two_momenta():
    """⟨σ v_Møller⟩ of a constant σ, integrated over both momenta and the angle."""
    T = 2e12  # kT = 172 MeV against masses of 200 and 300 MeV
    kT = k_B * T / MEV
    m1, m2 = 200.0, 300.0
    light = [
        Species(n, mass=m / ATOMIC_MASS_MEV, degeneracy=1) for n, m in (("a", m1), ("b", m2), ("c", m1), ("d", m2 - 1))
    ]
    e = np.geomspace(1e-4, 2e4, 3000)
    made = thermal_rate(CrossSection(Reaction(light[:2], light[2:]), e, 0 * e + 1.0, value_unit="b", **CM), T)
    nodes, weights = np.polynomial.laguerre.laggauss(40)
    angles, angle_weights = np.polynomial.legendre.leggauss(40)

    def momenta(m):
        # kinetic energies x kT; p² dp = p E dE
        E = m + kT * nodes
        return E, np.sqrt(E**2 - m**2), weights * np.sqrt(E**2 - m**2) * E

    (E1, p1, w1), (E2, p2, w2) = momenta(m1), momenta(m2)
    dot = E1[:, None, None] * E2[:, None] - p1[:, None, None] * p2[:, None] * angles
    speed = np.sqrt(dot**2 - (m1 * m2) ** 2) / (E1[:, None, None] * E2[:, None])
    mean = np.einsum("i,j,k,ijk", w1, w2, angle_weights / 2, speed) / (w1.sum() * w2.sum())
    np.testing.assert_allclose(np.exp(made.log_rate[0]), mean * c * 1e2 * 1e-24, rtol=1e-4)


def test_photons():
    """σ = 1 for photons on a heavy nucleus: every one of them comes with the speed of light."""
    heavy = Reaction([PHOTON, Species("x", mass=2000.0, degeneracy=1)], [C, Species("y", mass=1998.999, degeneracy=1)])
    e = np.geomspace(1e-6, 200.0, 400)
    made = thermal_rate(CrossSection(heavy, e, 0 * e + 1.0, value_unit="b", **CM), "2 GK")
    np.testing.assert_allclose(np.exp(made.log_rate), c * 1e2 * 1e-24, rtol=1e-5)
    with pytest.raises(InputError, match="Maxwell's distribution of the photons"):
        thermal_rate(
            CrossSection(heavy, e, 0 * e + 1.0, value_unit="b", **CM), "2 GK", distribution=SpeedDistribution.MAXWELL
        )


def test_both_distributions_agree_where_it_is_cold():
    e = np.geomspace(1e-9, 1.0, 200)
    rates = [
        thermal_rate(CrossSection(REACTION, e, e**0.5, value_unit="b", kinematics=kind, **CM), 1e6).log_rate[0]
        for kind in Kinematics
    ]
    assert rates[0] == pytest.approx(rates[1], abs=3e-7)  # kT/m ~ 1e-7


def test_truncation_is_told():
    e = np.linspace(0.5, 1.0, 30)
    made = thermal_rate(
        CrossSection(REACTION, e, 0 * e + 1.0, value_unit="b", kinematics=Kinematics.CLASSICAL, **CM), "3 GK"
    )
    kT = k_B * 3e9 / MEV
    inside = quad(lambda x: x * np.exp(-x), 0.5 / kT, 1.0 / kT)[0]
    assert made.covered[0] == pytest.approx(inside, rel=1e-6)
    assert made.low[0] > 0.05
    full = np.geomspace(1e-6, 20.0, 200)
    whole = thermal_rate(
        CrossSection(REACTION, full, 0 * full + 1.0, value_unit="b", kinematics=Kinematics.CLASSICAL, **CM), "3 GK"
    )
    assert whole.low[0] < 1e-6
    assert np.exp(made.log_rate[0] - whole.log_rate[0]) == pytest.approx(inside, rel=1e-6)


def test_errors_follow():
    """Two far points carry half each at the temperature at which they count alike."""
    e = np.geomspace(1e-6, 20.0, 200)
    errors = 0.1 * np.ones(200)
    cold = dict(value_unit="b", kinematics=Kinematics.CLASSICAL, **CM)
    made = thermal_rate(CrossSection(REACTION, e, 0 * e + 1.0, errors, common_error=0.05, **cold), "3 GK")
    rng = np.random.default_rng(1)
    scatter = [
        thermal_rate(CrossSection(REACTION, e, np.exp(0.1 * rng.normal(size=200)), **cold), "3 GK").log_rate[0]
        for _ in range(300)
    ]
    assert made.error[0] == pytest.approx(np.std(scatter), rel=0.15)
    assert made.common_error == 0.05


@pytest.mark.parametrize("T", [1e5, 1e8, 1e10])
def test_rates_are_as_reciprocal_as_their_cross_sections(T):
    """Forward and inverse over the same total energies give the equilibrium constant of masses, weights and Q."""
    e = np.geomspace(1e-9, 50.0, 80)
    there = CrossSection(REACTION, e, 1 / (1 + (e - 2) ** 2), value_unit="b", kinematics=Kinematics.CLASSICAL, **CM)
    back = inverse_cross_section(there, frame=Frame.ABOVE_THRESHOLD)
    kT = k_B * T / MEV
    # classical momenta know reduced masses only: against Π m^(3/2) that is off by 1.5 Q/M, here 3e-4
    mu_in, mu_out = 2.0 * 3.0 / 5.0, 3.999 / 4.999
    expected = np.log(10 / 2) + 1.5 * np.log(mu_out / mu_in) + REACTION.Q / kT
    found = thermal_rate(there, T).log_rate[0] - thermal_rate(back, T).log_rate[0]
    assert found == pytest.approx(expected, rel=1e-12)
    relativistic = there.changed(kinematics=Kinematics.RELATIVISTIC)
    back = inverse_cross_section(relativistic, frame=Frame.ABOVE_THRESHOLD)
    found = thermal_rate(relativistic, T).log_rate[0] - thermal_rate(back, T).log_rate[0]
    masses = [s.mass * ATOMIC_MASS_MEV for s in (C, D, A, B)]
    logs = [2 * np.log(m) + np.log(kve(2, m / kT)) for m in masses]  # density at μ = 0, without e^(-m/kT)
    expected = np.log(10 / 2) + logs[0] + logs[1] - logs[2] - logs[3] + REACTION.Q / kT
    assert found == pytest.approx(expected, rel=1e-12)


def test_identical_particles_in_the_rate():
    """⟨σv⟩ does not hold 1/n!: k_f/k_r has the factor 1 + δ."""
    twins = Reaction([A, A], [C, Species("d", mass=2.999, degeneracy=1)])
    e = np.geomspace(1e-9, 50.0, 80)
    there = CrossSection(twins, e, 0 * e + 1.0, value_unit="b", kinematics=Kinematics.CLASSICAL, **CM)
    back = inverse_cross_section(there, frame=Frame.ABOVE_THRESHOLD)
    expected = np.log(2.0) + np.log(2.0) + 1.5 * np.log(2.999 / 3.999 / 1.0) + twins.Q * MEV / (k_B * 1e9)
    assert thermal_rate(there, 1e9).log_rate[0] - thermal_rate(back, 1e9).log_rate[0] == pytest.approx(
        expected, rel=1e-12
    )


def test_what_is_refused():
    e = np.array([1.0, 2.0])
    with pytest.raises(InputError, match="a differential cross-section has no rate"):
        thermal_rate(CrossSection(REACTION, e, e, value_unit="b/sr", angle=90, **CM), 1e9)
    with pytest.raises(InputError, match=r"values\[1\] = -1 b is not positive"):
        thermal_rate(CrossSection(REACTION, e, [1.0, -1.0], [0.1, 2.0], value_unit="b", **CM), 1e9)
    with pytest.raises(InputError, match="a single energy"):
        thermal_rate(CrossSection(REACTION, [1.0], [1.0], value_unit="b", **CM), 1e9)


def test_superelastic_is_reciprocity_for_a_classical_electron_and_a_heavy_atom():
    electron = Species("e-", mass=5.485799090441e-4, degeneracy=2)
    ground = Species("Hg", mass=1e9, degeneracy=1, energy="0 eV")
    excited = Species("Hg*", mass=1e9, degeneracy=5, energy="5.46 eV")
    E, sigma = np.array([5.5, 6.0, 20.0]), np.array([0.1, 1.0, 0.4])
    electron_energy = Species("e-", mass=electron.mass, degeneracy=2, energy="0 eV")
    excite = CrossSection(
        Reaction([electron_energy, ground], [electron_energy, excited]),
        E,
        sigma,
        unit="eV",
        frame=Frame.LABORATORY,
        value_unit="angstrom^2",
        kinematics=Kinematics.CLASSICAL,
    )
    back = inverse_cross_section(excite)
    energy, values = superelastic(E, sigma, U=5.46, g_lower=1, g_upper=5)
    np.testing.assert_allclose(back.energy * 1e6, energy, rtol=1e-9)
    np.testing.assert_allclose(back.values / 1e8, values, rtol=1e-9)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"energy": [1.0, 6.0]}, r"energy\[0\] = 1 with U = 5"),
        ({"g_upper": 0}, "g_upper = 0; give the statistical weight"),
        ({"excitation": [1.0]}, r"energy has shape \(2,\), excitation \(1,\)"),
        ({"U": -1.0}, "with U = -1"),
    ],
)
def test_superelastic_refuses(changed, message):
    given = {"energy": [5.5, 6.0], "excitation": [1.0, 1.0], "U": 5.0, "g_lower": 1, "g_upper": 3} | changed
    with pytest.raises(InputError, match=message):
        superelastic(given.pop("energy"), given.pop("excitation"), **given)
