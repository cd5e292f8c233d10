"""Known faults of packages that derive master equations from baths, and what detbal says of them.

Numbers that a package gave are stored where it is heavy to install, and asked of the package itself where it is there.
"""

import numpy as np
import pytest
from tests.zoo.asked import kinds_of, skip_if_mended

import detbal
from detbal import Status
from detbal.generators import Lindbladian, Superoperator
from detbal.generators.findings import WrongBasis
from detbal.networks import RateNetwork

# quantarhei

#: Exciton block of RedfieldRelaxationTensor(H, sbi).secularize() of quantarhei 0.0.70 outside of `eigenbasis_of`, rows
#: of ρ one after another, in 1/fs; and its Hamiltonian in rad/fs without its trace. Set-up of `aggregate`, below.
SITE_ENERGY, SITE_COUPLING, DIMER_KT = 0.02825477, 0.01883652, 0.039276099450243976
DOWN, UP, DEPHASING = 4.08070111e-04, 7.39595896e-05, 4.12244643e-02 - 0.0013143j
DIMER_H = np.array([[-SITE_ENERGY, SITE_COUPLING], [SITE_COUPLING, SITE_ENERGY]])
DIMER_TENSOR = np.array([[-UP, 0, 0, DOWN], [0, -DEPHASING, 0, 0], [0, 0, -np.conj(DEPHASING), 0], [UP, 0, 0, -DOWN]])


def package():
    return pytest.importorskip("quantarhei", reason="quantarhei is not installed")


def aggregate(quantarhei):
    """Return H and its coupling to the bath, of the set-up of issue 325 of quantarhei."""
    times = quantarhei.TimeAxis(0.0, 5001, 2.0)
    bath = {"ftype": "OverdampedBrownian", "reorg": 20.0, "cortime": 100.0, "T": 300.0, "matsubara": 20}
    with quantarhei.energy_units("1/cm"):
        function = quantarhei.CorrelationFunction(times, bath)
        sites = [quantarhei.Molecule([0.0, energy]) for energy in (12000.0, 12300.0)]
    for site in sites:
        site.set_transition_environment((0, 1), function)
    pair = quantarhei.Aggregate(molecules=sites)
    with quantarhei.energy_units("1/cm"):
        pair.set_resonance_coupling(0, 1, 100.0)
    pair.build()
    return pair.get_Hamiltonian(), pair.get_SystemBathInteraction()


def dimer(quantarhei):
    """Return H, the tensor and the rates between excitons."""
    H, coupling = aggregate(quantarhei)
    tensor = quantarhei.qm.RedfieldRelaxationTensor(H, coupling)
    tensor.secularize()
    h = H.data[1:, 1:]
    rates = quantarhei.qm.RedfieldRateMatrix(H, coupling).data
    return h - np.trace(h) / 2 * np.eye(2), tensor.data[1:, 1:, 1:, 1:].reshape(4, 4), rates[1:, 1:]


def with_hamiltonian(H, tensor):
    one = np.eye(2)
    return Superoperator(tensor - 1j * (np.kron(H, one) - np.kron(one, H.T)), "row", H=H)


def assert_wrong_basis(generator, tensor):
    verdict = detbal.check(generator, kT=DIMER_KT)
    assert verdict.status is Status.BROKEN
    assert WrongBasis in kinds_of(verdict)
    energies, excitons = np.linalg.eigh(generator.H)
    own = detbal.check(generator).stationary_state.matrix
    populations = np.diag(excitons.T @ own @ excitons).real
    np.testing.assert_allclose(populations, [0.515, 0.485], atol=6e-4)
    assert populations[1] / populations[0] == pytest.approx(0.942, abs=6e-4)
    assert np.exp(-np.diff(energies)[0] / DIMER_KT) == pytest.approx(0.1774, abs=6e-5)
    assert detbal.check(Superoperator(tensor, "row")).status is Status.BALANCED  # with a state of its own


@pytest.mark.zoo("secular-between-sites", formula=True)
def test_a_tensor_of_quantarhei_is_written_in_another_basis_than_its_hamiltonian():
    assert_wrong_basis(with_hamiltonian(DIMER_H, DIMER_TENSOR), DIMER_TENSOR)


@pytest.mark.zoo("secular-between-sites", control=True)
def test_the_same_rates_between_excitons_are_balanced():
    """The control: the tensor with the populations of the rate matrix, turned into the basis of the sites."""
    energies, excitons = np.linalg.eigh(DIMER_H)
    down = 4.1e-4
    up = down * np.exp(-np.diff(energies)[0] / DIMER_KT)
    inside = DIMER_TENSOR.astype(complex)
    inside[[0, 3], [0, 3]], inside[0, 3], inside[3, 0] = [-up, -down], down, up
    turned = np.kron(excitons, excitons) @ inside @ np.kron(excitons, excitons).T
    assert detbal.check(with_hamiltonian(DIMER_H, turned), kT=DIMER_KT).status is Status.BALANCED


@pytest.mark.zoo("secular-between-sites")
def test_quantarhei_itself():
    H, tensor, rates = dimer(package())
    ratio = np.exp(-np.diff(np.linalg.eigvalsh(H))[0] / DIMER_KT)
    assert rates[1, 0] / rates[0, 1] == pytest.approx(ratio, rel=2e-5)  # its rate matrix is right
    np.testing.assert_allclose(H, DIMER_H, atol=1e-8)
    generator = with_hamiltonian(H, tensor)
    skip_if_mended(detbal.check(generator, kT=DIMER_KT, tol=1e-4).status is Status.BALANCED)
    np.testing.assert_allclose(tensor, DIMER_TENSOR, atol=1e-6)
    assert_wrong_basis(generator, tensor)


KELVIN = 50.0


def rates_at_another_temperature(quantarhei, as_operators):
    """Return E, kT and the rates between excitons of a bath at 300 K, after balance at 50 K has been enforced."""
    H, coupling = aggregate(quantarhei)
    with quantarhei.eigenbasis_of(H):
        tensor = quantarhei.qm.RedfieldRelaxationTensor(H, coupling, as_operators=as_operators)
        tensor.enforce_detailed_balance(temperature=KELVIN, secularize=False)
        if as_operators:
            tensor.convert_2_tensor()
        energies = np.diag(H.data)[1:].real
        down, up = tensor.data[1, 1, 2, 2].real, tensor.data[2, 2, 1, 1].real
    return energies, quantarhei.core.units.kB_int * KELVIN, np.array([[0.0, up], [down, 0.0]])


def status_of_excitons(as_operators):
    energies, kT, rates = rates_at_another_temperature(package(), as_operators)
    return detbal.check(RateNetwork.from_rates(rates, energies=energies), kT=kT, tol=1e-9)


@pytest.mark.zoo("enforced-in-vain")
@pytest.mark.filterwarnings("ignore:Casting complex values")
def test_balance_enforced_on_a_tensor_of_operators_changes_nothing():
    verdict = status_of_excitons(as_operators=True)
    skip_if_mended(verdict.status is Status.BALANCED)
    assert verdict.status is Status.BROKEN
    energies, kT, rates = rates_at_another_temperature(package(), True)
    shown = detbal.thermometer(RateNetwork.from_rates(rates, energies=energies)).kT
    assert shown / kT == pytest.approx(300 / KELVIN, rel=0.02)


@pytest.mark.zoo("enforced-in-vain", control=True)
@pytest.mark.filterwarnings("ignore:Casting complex values")
def test_balance_enforced_on_a_plain_tensor_holds():
    assert status_of_excitons(as_operators=False).status is Status.BALANCED


# qthermo


def heat_valve(master_equation):
    """Return its two qubits between baths at kT = 2 and 1, the heat from the hot one, and the entropy production."""
    models = pytest.importorskip("qthermo.models", reason="qthermo is not installed")
    model = models.two_qubit_heat_valve(master_equation=master_equation)
    state = model.analyze(energy=model.H)  # heat as a change of the whole energy, coupling included
    return model, state.current("hot"), state.entropy_production_rate


def verdicts(model):
    return [detbal.check(Lindbladian(model.H, bath.c_ops), kT=bath.temperature, H=model.H) for bath in model.baths]


@pytest.mark.zoo("local-master-equation")
def test_a_local_master_equation_takes_heat_from_cold_to_hot():
    model, heat, entropy = heat_valve("local")
    answers = verdicts(model)
    skip_if_mended(all(verdict.status is Status.BALANCED for verdict in answers))
    assert heat == pytest.approx(-4.477596e-4, rel=1e-6)
    assert entropy == pytest.approx(-2.238798e-4, rel=1e-6)
    for verdict in answers:
        assert verdict.status is Status.BROKEN
        assert WrongBasis in kinds_of(verdict)


@pytest.mark.zoo("local-master-equation", control=True)
def test_the_global_master_equation_takes_it_from_hot_to_cold():
    model, heat, entropy = heat_valve("global")
    assert heat == pytest.approx(7.5729419e-3, rel=1e-6)
    assert entropy == pytest.approx(heat / 2, rel=1e-6)
    for verdict in verdicts(model):
        assert verdict.status is Status.BALANCED
        assert verdict.max_residual < 1e-12
