"""Onsager's matrix against finite differences of the currents."""

from dataclasses import replace

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.transport.bath import BosonBath
from detbal.transport.counting.onsager import onsager_matrix
from detbal.transport.lead import Lead
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.stationary import flows_of

KT, MU = 0.8, 0.1


def dot(kT=KT, mu=MU, bath=True):
    sides = {
        "L": Lead(kT=kT, mu=mu, gamma=[0.5, 0.1]),
        "R": Lead(kT=kT, mu=mu, gamma=[0.2, 0.7]),
        "G": Lead(kT=kT, mu=mu, gamma=[0.0, 0.3]),
    }
    baths = {"phonons": BosonBath(kT=kT, coupling=[[0.0, 1.0], [1.0, 0.0]], density=0.3)} if bath else None
    return QuantumDot([[0.3, 0.2], [0.2, -0.6]], sides, coulomb=1.5, baths=baths)


def currents(one, mu):
    """Electrons of the leads, then heat of all reservoirs, as the equilibrium's μ has it."""
    found = flows_of(pauli_rates(one)).currents
    heat = found.energy - mu * found.particles
    return np.concatenate((found.particles[: len(one.leads)], heat))


def forced(one, force, size):
    """The dot with one force applied: (μ_r - μ)/kT_r of a lead, or 1/kT - 1/kT_r of a reservoir."""
    names = [*one.leads, *one.leads, *one.baths]
    name, leads = names[force], dict(one.leads)
    if force < len(leads):
        leads[name] = replace(leads[name], mu=MU + size * KT)
        return replace(one, leads=leads)
    kT = 1 / (1 / KT - size)
    if name in leads:
        leads[name] = replace(leads[name], kT=kT)
        return replace(one, leads=leads)
    return replace(one, baths={name: replace(one.baths[name], kT=kT)})


def test_matrix_is_the_derivative_of_the_currents():
    one, h = dot(), 1e-3
    found = onsager_matrix(one)
    slopes = []
    for force in range(len(found.names)):
        near, far = (
            (currents(forced(one, force, k * h), MU) - currents(forced(one, force, -k * h), MU)) / (2 * k * h)
            for k in (1, 2)
        )
        slopes.append((4 * near - far) / 3)
    np.testing.assert_allclose(found.matrix, np.array(slopes).T, atol=1e-9)
    assert found.names[0] == "electrons of L"
    assert found.names[-1] == "heat of phonons"


def test_leads_out_of_equilibrium_are_brought_to_the_first():
    driven = dot().with_leads(R=Lead(kT=3.0, mu=2.0, gamma=[0.2, 0.7]))
    np.testing.assert_allclose(onsager_matrix(driven).matrix, onsager_matrix(dot()).matrix, rtol=1e-13)
    assert (onsager_matrix(driven).kT, onsager_matrix(driven).mu) == (KT, MU)


def test_a_magnetic_dot_with_complex_hopping_is_symmetric_too():
    """Rates of the golden rule know no difference between a process and the one with the field turned."""
    sides = {"L": Lead(kT=1.0, gamma=[0.5, 0.1, 0.0]), "R": Lead(kT=1.0, gamma=[0.0, 0.1, 0.7])}
    hopping = np.array([[0.0, 1.0, 1j], [1.0, 0.2, 1.0], [-1j, 1.0, -0.3]])
    L = onsager_matrix(QuantumDot(hopping, sides)).matrix
    assert np.abs(L - L.T).max() < 1e-13


def test_one_level_couples_heat_and_electrons_tightly():
    """Each electron carries ε - μ: the matrix of the two leads has rank 1."""
    sides = {"L": Lead(kT=1.0, mu=0.1, gamma=0.5), "R": Lead(kT=1.0, mu=0.1, gamma=0.7)}
    L = onsager_matrix(QuantumDot(0.4, sides)).matrix
    f = 1 / (1 + np.exp(0.3))
    amounts = np.array([1.0, -1.0, 0.3, -0.3])
    np.testing.assert_allclose(L, 0.35 / 1.2 * f * (1 - f) * np.outer(amounts, amounts), atol=1e-15)


def test_each_element_has_a_floor_of_its_own():
    """A left lead that is coupled 1e12 times as strongly gives no more than the right one takes."""
    sides = {"L": Lead(kT=1.0, mu=0.1, gamma=1.0), "R": Lead(kT=1.0, mu=0.1, gamma=1e-12)}
    found = onsager_matrix(QuantumDot(0.4, sides))
    f = 1 / (1 + np.exp(0.3))
    exact = 1e-12 / (1 + 1e-12) * f * (1 - f) * np.outer([1.0, -1.0, 0.3, -0.3], [1.0, -1.0, 0.3, -0.3])
    assert (np.abs(found.matrix - exact) <= found.floor + 1e-14 * np.abs(exact)).all()
    assert (found.floor < 1e-12 * np.abs(exact)).all()
    assert found.symmetric
    assert found.asymmetry == 0.0


def test_wrong_type():
    with pytest.raises(InputError, match="dot is of type int; give a QuantumDot"):
        onsager_matrix(3)


def test_screen():
    assert "row 1" in str(onsager_matrix(dot(bath=False)))
