"""Energies and momenta against exact arithmetic: nothing cancels."""

from decimal import Decimal, getcontext

import numpy as np
import pytest

from detbal import InputError
from detbal.reactions import PHOTON, Species
from detbal.reactions.cross_sections.kinematics import Channel, Kinematics

getcontext().prec = 60
NEUTRON, BERYLLIUM, DEUTERON = 939.56542052, 6534.1844, 1875.61294257


def exact(m1, m2, T):
    """Return e and k² from s, with 60 digits."""
    m1, m2, T = Decimal(m1), Decimal(m2), Decimal(T)
    s = (m1 + m2) ** 2 + 2 * m2 * T
    e = s.sqrt() - m1 - m2
    k2 = (s - (m1 + m2) ** 2) * (s - (m1 - m2) ** 2) / (4 * s)
    return float(e), float(k2)


@pytest.mark.parametrize("T", [1e-15, 2.5e-8, 1e-3, 1.0, 2000.0])
@pytest.mark.parametrize("masses", [(NEUTRON, BERYLLIUM), (0.0, DEUTERON), (0.51099895, 3727.379)])
def test_relativistic_energies_and_momenta_keep_their_digits(masses, T):
    channel = Channel(*masses, Kinematics.RELATIVISTIC)
    e, k2 = exact(*masses, T)
    found = channel.centre_of_mass(np.array([T]))
    np.testing.assert_allclose(found, e, rtol=1e-14)
    np.testing.assert_allclose(np.exp(channel.log_k2(found)), k2, rtol=1e-13)
    np.testing.assert_allclose(channel.laboratory(found), T, rtol=1e-14)


def test_classical_kinematics_is_the_limit_of_small_energies():
    slow = np.array([2.5e-8])
    classical, relativistic = (Channel(NEUTRON, BERYLLIUM, kind) for kind in reversed(Kinematics))
    e = relativistic.centre_of_mass(slow)
    np.testing.assert_allclose(classical.centre_of_mass(slow), e, rtol=1e-10)
    mu = NEUTRON * BERYLLIUM / (NEUTRON + BERYLLIUM)
    np.testing.assert_allclose(np.exp(classical.log_k2(e)), 2 * mu * e, rtol=1e-14)
    np.testing.assert_allclose(classical.log_k2(e), relativistic.log_k2(e), atol=1e-10)
    np.testing.assert_allclose(classical.laboratory(classical.centre_of_mass(slow)), slow, rtol=1e-15)


def test_momentum_of_a_photon_is_its_energy_in_the_centre_of_mass():
    channel = Channel(0.0, DEUTERON, Kinematics.RELATIVISTIC)
    E = np.array([2.754])
    # boost: the photon's energy is E m/√s
    root = np.sqrt(DEUTERON**2 + 2 * DEUTERON * E)
    np.testing.assert_allclose(np.exp(0.5 * channel.log_k2(channel.centre_of_mass(E))), E * DEUTERON / root, rtol=1e-14)


def test_stretch_is_the_derivative_of_the_laboratory_energy():
    for kind in Kinematics:
        channel, e, h = Channel(NEUTRON, BERYLLIUM, kind), np.array([50.0]), 1e-3
        slope = (channel.laboratory(e + h) - channel.laboratory(e - h)) / (2 * h)
        np.testing.assert_allclose(channel.stretch(e), slope, rtol=1e-9)


def test_no_momentum_at_no_energy():
    for kind in Kinematics:
        assert Channel(NEUTRON, BERYLLIUM, kind).log_k2(np.zeros(1)) == -np.inf


def test_channels_that_cannot_be():
    n = Species("n", mass=1.0, degeneracy=2)
    with pytest.raises(InputError, match="a photon is never at rest"):
        Channel.of((n, PHOTON), 0, Kinematics.RELATIVISTIC)
    with pytest.raises(InputError, match="the mass of X is unknown"):
        Channel.of((n, Species("X")), 0, Kinematics.RELATIVISTIC)
    with pytest.raises(InputError, match=r"n \+ n \+ n: 3 particles"):
        Channel.of((n, n, n), 0, Kinematics.RELATIVISTIC)
