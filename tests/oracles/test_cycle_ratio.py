"""An electron forwards through the dot is exp(bias/kT) times likelier than one backwards, in every cycle."""

import numpy as np
import pytest
from scipy.constants import e, k

from detbal.transport.counting.cycle import cycle_affinities
from detbal.transport.lead import Lead
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable


def biased(bias, kT=1.0, **right):
    sides = {"L": Lead(kT=kT, mu=bias / 2, gamma=0.5), "R": Lead(kT=kT, mu=-bias / 2, gamma=0.7, **right)}
    return QuantumDot.spinful([[0.3, 0.2], [0.2, 0.6]], sides, coulomb=[[2.0, 0.7], [0.7, 1.5]])


@pytest.mark.parametrize("bias", [*(10.0 ** np.arange(-9, 4)), -0.02, -40.0, -1000.0])
def test_ratio_over_twelve_decades_of_bias(bias):
    found = cycle_affinities(biased(bias), source="L", drain="R")
    assert len(found.affinity) > 20
    # the ratio itself to 1e-12: an absolute error of its logarithm
    np.testing.assert_allclose(found.affinity, bias, rtol=0.0, atol=1e-12)
    assert (np.abs(found.affinity - bias) <= found.floor).all()


def test_ratio_in_volts_and_kelvin():
    volts, kelvin = 0.01, 4.2
    sides = {
        name: Lead(T=f"{kelvin} K", mu=f"{mu} meV", gamma="1 ueV", unit="meV")
        for name, mu in (("L", 1e3 * volts / 2), ("R", -1e3 * volts / 2))
    }
    found = cycle_affinities(QuantumDot("0.02 meV", sides, unit="meV"), source="L", drain="R")
    assert found.affinity[0] == pytest.approx(e * volts / (k * kelvin), rel=1e-12)


def test_between_two_temperatures_the_energy_of_the_electron_counts():
    sides = {"L": Lead(kT=1.0, mu=0.4, gamma=0.5), "R": Lead(kT=2.0, mu=-0.2, gamma=0.7)}
    found = cycle_affinities(QuantumDot(0.3, sides), source="L", drain="R")
    assert found.affinity[0] == pytest.approx((0.3 + 0.2) / 2.0 - (0.3 - 0.4) / 1.0, rel=1e-13)


def test_a_reverse_rate_that_is_wrong_shows():
    right = pauli_rates(biased(1.0))
    wrong = RateTable.of(
        right.energy,
        right.charge,
        right.reservoirs,
        reservoir=right.reservoir,
        source=right.source,
        target=right.target,
        forward=np.exp(right.log_forward),
        reverse=np.exp(right.log_reverse) * np.where(right.reservoir == 0, 1.01, 1.0),
    )
    found = cycle_affinities(wrong, source="L", drain="R")
    np.testing.assert_allclose(found.affinity, 1.0 - np.log(1.01), atol=1e-12)
    assert (np.abs(found.affinity - 1.0) > found.floor).all()


def test_the_direction_in_which_a_table_lists_a_transition_does_not_matter():
    right = pauli_rates(biased(1.0))
    turned = RateTable.of(
        right.energy,
        right.charge,
        right.reservoirs,
        reservoir=right.reservoir,
        source=right.target,
        target=right.source,
        forward=np.exp(right.log_reverse),
        reverse=np.exp(right.log_forward),
    )
    np.testing.assert_allclose(cycle_affinities(turned, source="L", drain="R").affinity, 1.0, atol=1e-12)
