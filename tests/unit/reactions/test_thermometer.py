"""`thermometer` for networks, van 't Hoff's energies and weights, free energies."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.reactions import Arrhenius, Concentration, Reaction, ReactionNetwork, Species
from detbal.reactions.complete import complete_network
from detbal.reactions.models import hydrogen_iodide, light_elements
from detbal.reactions.rates.shifted import Shifted
from detbal.reactions.thermometer import thermometer_network
from detbal.reactions.van_t_hoff import free_energies, van_t_hoff
from detbal.units import ENERGY_UNITS, k_B

MEV = ENERGY_UNITS["MeV"].joules / k_B
SET = {"concentration": Concentration.PER_M3}


def two_level(name, energy, degeneracy=1):
    return Species(name, mass=1.0, degeneracy=degeneracy, energy=energy)


a, b, c = two_level("a", "0 K"), two_level("b", "700 K", 3), two_level("c", "1900 K", 2)


def rates_at(network, T):
    """A network whose rates are constants: those of another at one temperature."""
    return network.with_rates(Arrhenius(np.exp(network.rates.log_rates(np.array([T])))[:, 0]), temperatures=None)


@pytest.mark.parametrize("T", [3.0, 420.0, 1e5])
def test_the_temperature_of_the_rates_is_found(T):
    whole = complete_network(ReactionNetwork.of([Reaction([a], [b]), Reaction([b], [c])], [1.0, 2.0], **SET))
    found = thermometer_network(rates_at(whole, T))
    assert pytest.approx(T, rel=1e-9) == found.T
    assert found.dof == 1
    np.testing.assert_allclose(found.kT_each, T, rtol=1e-6)


@pytest.mark.parametrize(("network", "T"), [(hydrogen_iodide(), 750.0), (light_elements(), 3e8)])
def test_of_real_networks_too(network, T):
    """With powers of T in K, and of rates given as functions of temperature."""
    assert pytest.approx(T, rel=1e-7) == thermometer_network(network, T=T).T


def test_a_wrong_rate_shows_as_misfit_and_error():
    whole = complete_network(ReactionNetwork.of([Reaction([a], [b]), Reaction([a], [c])], [1.0, 2.0], **SET))
    whole = rates_at(whole, 500.0)
    shifted = whole.with_rates(Shifted(whole.rates, Arrhenius([1.1, 1.0, 1.0, 1.0])))
    found = thermometer_network(shifted)
    # ln 1.1 too much in a row with slope -700, none in that with -1900: least squares over both
    beta = 1 / 500.0 - np.log(1.1) * 700.0 / (700.0**2 + 1900.0**2)
    assert pytest.approx(1 / beta, rel=1e-9) == found.T
    left = np.log(1.1) * 1900.0 / np.hypot(700.0, 1900.0)
    assert found.misfit == pytest.approx(left, rel=1e-9)
    assert found.theta.errors[0] == pytest.approx(left / np.hypot(700.0, 1900.0), rel=1e-6)
    np.testing.assert_allclose(1 / found.kT_each, [1 / 500.0 - np.log(1.1) / 700.0, 1 / 500.0], rtol=1e-7)


def test_errors_of_the_rates_become_that_of_the_temperature():
    half = ReactionNetwork.of([Reaction([a], [b]), Reaction([a], [c])], [1.0, 2.0], **SET)
    whole = complete_network(half)
    whole = rates_at(whole.with_rates(whole.rates, relative_errors=[0.03, 0.3, 0.04, 0.4]), 500.0)
    found = thermometer_network(whole)
    beta_error = 1 / np.sqrt(700.0**2 / (0.03**2 + 0.04**2) + 1900.0**2 / (0.3**2 + 0.4**2))
    assert found.T_error == pytest.approx(500.0**2 * beta_error, rel=1e-6)
    assert found.p_value == pytest.approx(1.0, abs=1e-6)


def test_what_cannot_be_used_is_told():
    x = Species("x", mass=1.0, energy="0 K")  # of unknown degeneracy
    of = [Reaction([a], [b]), Reaction([b], [a]), Reaction([a], [c]), Reaction([a], [x]), Reaction([x], [a])]
    network = ReactionNetwork.of(of, [3.0, 2.0, 1.0, 1.0, 1.0], **SET)
    found = thermometer_network(network)
    kinds = {type(finding).__name__: finding.where for finding in found.findings}
    assert kinds == {"LeftOut": ("a ⇌ c",), "Unknown": ("a ⇌ x",), "NothingToTest": ()}
    assert pytest.approx(700.0 / np.log(3.0 * 2.0 / 3.0), rel=1e-9) == found.T


def test_thermometer_bad_input():
    with pytest.raises(InputError, match="no thermochemistry to read a temperature by; give it thermochemistry="):
        thermometer_network(ReactionNetwork.from_equations(["A <=> B"], [1.0], [1.0]))
    with pytest.raises(InputError, match=r"8 temperatures.*give one T=, or ask van_t_hoff\(network, T\)"):
        thermometer_network(hydrogen_iodide())
    with pytest.raises(InputError, match="none of 1 pairs has both rates and known species"):
        thermometer_network(ReactionNetwork.of([Reaction([a], [b])], [1.0], **SET))
    flat = [Reaction([a], [two_level("a2", "0 K", 2)])]
    with pytest.raises(InputError, match="no equilibrium constant changes with temperature"):
        thermometer_network(ReactionNetwork.of([flat[0], flat[0].reversed()], [1.0, 1.0], **SET))
    inverted = [Reaction([a], [c]), Reaction([c], [a])]
    with pytest.raises(InputError, match="the temperature did not settle"):
        thermometer_network(ReactionNetwork.of(inverted, [50.0, 1.0], **SET))


def test_van_t_hoff_reads_a_wrong_energy_and_a_wrong_weight():
    right = light_elements()
    wrong = right.with_rates(Shifted(right.rates, Arrhenius([4.0, 1.0, 1.0, 1.0], E=[0.0, 0.05 * MEV, 0.0, 0.0])))
    found = van_t_hoff(wrong, unit="MeV")
    order = [list(found.names).index(name) for name in ("n + p ⇌ d", "2 d ⇌ p + t")]
    np.testing.assert_allclose(found.excess_energy[order], [0.0, -0.05], atol=1e-9)
    np.testing.assert_allclose(found.excess_weight[order], [np.log(4.0), 0.0], atol=1e-9)
    assert (found.misfit < 1e-10).all()
    assert (np.diff(found.size) <= 0).all()
    np.testing.assert_allclose(found.energy - found.expected_energy, found.excess_energy, atol=1e-9)
    # Q = 4.0327 MeV (AME2020), and nothing else where as many particles come out as go in
    assert found.expected_energy[order[1]] == pytest.approx(4.0327, abs=2e-4)


def test_van_t_hoff_errors():
    rates = Arrhenius([1.0, 4.0], E=[1000.0, 3000.0])
    T = np.array([300.0, 400.0, 500.0, 700.0])
    equations = ["A <=> B"]
    settings = {"relative_errors": [0.1]}
    noisy = ReactionNetwork.from_equations(equations, rates.take([0]), rates.take([1]), **settings)
    found = van_t_hoff(noisy, T, unit="K")
    x = 1 / T
    covariance = np.linalg.inv(np.stack([x, np.ones(4)]) @ np.stack([x, np.ones(4)]).T) * 0.02
    np.testing.assert_allclose([found.energy[0], found.energy_error[0]], [2000.0, np.sqrt(covariance[0, 0])])
    assert np.isnan(found.expected_energy).all()
    exact = ReactionNetwork.from_equations(equations, rates.take([0]), rates.take([1]))
    assert np.isnan(van_t_hoff(exact, T[:2]).energy_error).all()
    assert van_t_hoff(exact, T).energy_error[0] < 1e-9


def test_errors_of_what_rates_say_beyond_thermochemistry_are_those_of_the_line():
    """ln(k_f/k_r) - ln K is a line over 1/T with the errors of both rates: its covariance, by hand."""
    T = np.array([300.0, 400.0, 500.0, 700.0])
    there = Reaction([a], [b])
    rates = Arrhenius([1.0, 2.0], E=[700.0, 0.0])
    network = ReactionNetwork.of([there, there.reversed()], rates, relative_errors=[0.1, 0.05], **SET)
    found = van_t_hoff(network, T, unit="K")
    design = np.stack([1 / T, np.ones(4)])
    covariance = np.linalg.inv(design @ design.T) * (0.1**2 + 0.05**2)
    errors = [found.excess_energy_error[0], found.excess_weight_error[0]]
    np.testing.assert_allclose(errors, np.sqrt(np.diag(covariance)))


def test_van_t_hoff_bad_input():
    pair = ReactionNetwork.from_equations(["A <=> B", "B => C"], [1.0, 1.0], [1.0, 1.0])
    with pytest.raises(InputError, match="one temperature, 300 K, shows no slope; give two T= or more"):
        van_t_hoff(pair, 300.0)
    with pytest.raises(InputError, match="none is known; give T="):
        van_t_hoff(pair)
    with pytest.raises(InputError, match="none of 1 pairs has both rates at all temperatures"):
        van_t_hoff(pair.take([1]), [300.0, 400.0])
    assert "1 of 3 reactions are in no pair with both rates" in van_t_hoff(pair, [300.0, 400.0]).assumptions


def test_free_energies_are_those_of_the_equilibrium_constants():
    network = light_elements()
    found = free_energies(network, [1e9, 3e9], unit="MeV")
    np.testing.assert_allclose(found.values, found.expected, rtol=1e-10)
    # ΔG° of 2 d → p + t by hand: -Q - kT ln of the weights and masses
    q = 2 * 2.01355321254 - 1.00727646658 - 3.01550071621
    kT = np.array([1e9, 3e9]) / MEV
    weights = 2 * 2 / (3 * 3) * (1.00727646658 * 3.01550071621 / 2.01355321254**2) ** 1.5
    row = list(found.names).index("2 d ⇌ p + t")
    np.testing.assert_allclose(found.values[row], -q * 931.49410372 - kT * np.log(weights), rtol=1e-9)
    assert "standard concentration: 1 mol/cm³" in found.assumptions
