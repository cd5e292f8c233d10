"""What is no question for scattering theory is answered with the way out."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.transport.bath import BosonBath
from detbal.transport.lead import Lead
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.scattering.currents import scattering_currents
from detbal.transport.scattering.density_matrix import scattering_density_matrix
from detbal.transport.scattering.generating_function import generating_function
from detbal.transport.scattering.meir_wingreen import meir_wingreen
from detbal.transport.scattering.noise import scattering_noise
from detbal.transport.scattering.transmission import transmission

SIDES = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
LEVEL = QuantumDot(0.3, SIDES)
ALL = (
    scattering_currents,
    scattering_noise,
    scattering_density_matrix,
    lambda dot: transmission(dot, 0.0),
    lambda dot: generating_function(dot, "L", 0.1),
)


@pytest.mark.parametrize("ask", ALL)
def test_repulsion_and_baths_are_refused(ask):
    repelling = QuantumDot([0.3, 0.4], SIDES, coulomb=5.0)
    with pytest.raises(InputError, match=r"Coulomb repulsion.*take Method.LINDBLAD or Method.PAULI"):
        ask(repelling)
    shaken = QuantumDot(0.3, SIDES, baths={"phonons": BosonBath(kT=1.0, coupling=[[1.0]])})
    with pytest.raises(InputError, match=r"bath 'phonons'.*no energy"):
        ask(shaken)
    half = QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=1.0, band=(-1.0, np.inf))})
    with pytest.raises(InputError, match=r"band = \(-1, inf\): it shifts the levels without bound"):
        ask(half)
    with pytest.raises(InputError, match=r"dot is of type list; give a QuantumDot"):
        ask([1.0])


def test_one_orbital_with_coulomb_has_nothing_to_repel():
    dot = QuantumDot(0.3, SIDES, coulomb=5.0)
    assert scattering_currents(dot).particles[0] == scattering_currents(LEVEL).particles[0]


def test_energies_and_counting_variables_are_numbers():
    with pytest.raises(InputError, match=r"energy\[1\] = nan"):
        transmission(LEVEL, [0.0, np.nan])
    with pytest.raises(InputError, match=r"chi holds inf; give finite numbers"):
        generating_function(LEVEL, "L", np.inf)


def test_counting_is_between_two_leads():
    with pytest.raises(InputError, match=r"no lead 'M'; give one of L, R"):
        generating_function(LEVEL, "M", 0.1)
    three = QuantumDot(0.3, {**SIDES, "P": Lead(kT=1.0, gamma=0.1)})
    with pytest.raises(InputError, match=r"3 leads; count between two"):
        generating_function(three, "L", 0.1)


def test_what_no_lead_fills_has_no_occupation():
    alone = QuantumDot([0.3, 0.7], {"L": Lead(kT=1.0, gamma=[1.0, 0.0])})
    with pytest.raises(InputError, match=r"orbital 1 has 1 of its weight in states that no lead fills: they hold what"):
        scattering_density_matrix(alone)
    bound = QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=2.0, band=(-1.0, 1.0))})
    with pytest.raises(InputError, match=r"orbital 0 has 0\.\d+ of its weight in states that no lead fills"):
        scattering_density_matrix(bound)


def spectral(E):
    return 1.2 / ((E - 0.3) ** 2 + 0.6**2)


def test_proportionate_coupling():
    with pytest.raises(InputError, match=r"Γ of one lead is no multiple.*give Γ_L = λ Γ_R"):
        meir_wingreen(QuantumDot([0.0, 1.0], {"L": SIDES["L"], "R": Lead(kT=1.0, gamma=[1.0, 2.0])}), spectral)
    with pytest.raises(InputError, match=r"1 leads; give a dot with two"):
        meir_wingreen(QuantumDot(0.0, {"L": SIDES["L"]}), spectral)
    with pytest.raises(InputError, match=r"bands .* and .*; give both leads one band"):
        meir_wingreen(QuantumDot(0.0, {"L": SIDES["L"], "R": Lead(kT=1.0, gamma=1.0, band=(-1.0, 1.0))}), spectral)
    shaken = QuantumDot(0.3, SIDES, baths={"phonons": BosonBath(kT=1.0, coupling=[[1.0]])})
    with pytest.raises(InputError, match=r"bath 'phonons': electrons leave energy there"):
        meir_wingreen(shaken, spectral)
    with pytest.raises(InputError, match=r"spectral gave shape \(3,\) for \d+ energies"):
        meir_wingreen(LEVEL, lambda E: np.zeros(3))
