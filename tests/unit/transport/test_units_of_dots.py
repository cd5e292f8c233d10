"""Energies with a unit: converted where the object states one, refused where it has none."""

import numpy as np
import pytest

import detbal
from detbal.errors import InputError
from detbal.transport import efficiency_map, maximum_power, stability_diagram
from detbal.transport.bath import BosonBath
from detbal.transport.lead import Lead
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.molecule.vibrational_bath import VibrationalBath
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.reservoir import Reservoir

SIDES = {"L": Lead(kT=1.0, gamma=0.1), "R": Lead(kT=0.9, gamma=0.1)}
IN_MEV = {"L": Lead(kT=1.0, gamma=0.1, unit="meV")}
RATES = {"reservoir": [0], "source": [0], "target": [1], "forward": [1.0], "reverse": [1.0]}
LEVEL = QuantumDot(0.0, SIDES)


def lead(**changes):
    return Lead(**{"kT": 1.0, "gamma": 0.1} | changes)


def molecule(**changes):
    return Molecule(**{"level": 0.0, "leads": SIDES, "frequency": 1.0, "coupling": 1.0, "quanta": 2} | changes)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: QuantumDot("0.1 eV", SIDES), "levels"),
        (lambda: QuantumDot(["0.1 eV", "0.2 eV"], SIDES), "levels"),
        (lambda: QuantumDot([0.1, 0.2], SIDES, coulomb="5 meV"), "coulomb"),
        (lambda: QuantumDot([0.1, 0.2], SIDES, coulomb={(0, 1, 1, 0): "5 meV"}), r"coulomb\[\(0, 1, 1, 0\)\]"),
        (lambda: QuantumDot.spinful(0.1, SIDES, coulomb=[["5 meV"]]), "coulomb"),
        (lambda: lead(gamma="1 ueV"), "gamma"),
        (lambda: lead(gamma=["1 ueV", "2 ueV"]), "gamma"),
        (lambda: lead(mu="1 meV"), "mu"),
        (lambda: lead(band=("-1 eV", "1 eV")), "band"),
        (lambda: BosonBath(kT=1.0, coupling=[[1.0]], density="1 meV"), "density"),
        (lambda: VibrationalBath(kT=1.0, gamma="1 meV"), "gamma"),
        (lambda: molecule(level="1 eV"), "level"),
        (lambda: molecule(frequency="1 eV"), "frequency"),
        (lambda: molecule(coulomb="1 eV"), "coulomb"),
        (lambda: stability_diagram(LEVEL, bias=["0 meV", "1 meV"], gate=[0.0]), "bias"),
        (lambda: efficiency_map(LEVEL, bias=[0.0], gate=["1 meV"]), "gate"),
        (lambda: maximum_power(LEVEL, gate=("0 eV", "5 eV")), "gate"),
        (lambda: detbal.check(LEVEL, kT=1.0, mu="1 eV"), "mu"),
        (lambda: RateTable.of(["0 eV", "1 eV"], [0, 1], [Reservoir("L")], **RATES), "energy"),
    ],
)
def test_a_unit_is_not_dropped(make, name):
    with pytest.raises(
        InputError, match=rf"{name} = .* has a unit, the object none; state one for all energies: unit="
    ):
        make()


def test_a_number_beside_units():
    with pytest.raises(InputError, match=r"levels\[1\] has no unit, others have"):
        QuantumDot(["0.1 eV", 0.2], SIDES)
    with pytest.raises(InputError, match=r"leads\['L'\] is in meV, all else in no unit"):
        QuantumDot(0.1, IN_MEV)
    with pytest.raises(InputError, match=r"coupling = '1 eV'; give one finite number"):
        molecule(coupling="1 eV")


def test_with_a_unit_they_are_converted():
    dot = QuantumDot(["0.1 eV", "1 meV"], IN_MEV, coulomb={(0, 1, 1, 0): "2 eV"}, unit="meV")
    assert np.diag(dot.levels) == pytest.approx([100.0, 1.0])
    assert dict(dot.coulomb) == {(0, 1, 1, 0): pytest.approx(2000.0)}
    assert QuantumDot([0.0, 0.0], IN_MEV, coulomb="2 eV", unit="meV").coulomb[0, 1, 1, 0] == pytest.approx(2000.0)
    assert lead(gamma="1 ueV", mu="1 eV", unit="meV").gamma == pytest.approx(1e-3)
    assert BosonBath(kT=1.0, coupling=[[1.0]], density="1 ueV", unit="meV").density == pytest.approx(1e-3)
    assert molecule(level="1 eV", leads=IN_MEV, frequency="2 eV", unit="meV").frequency == pytest.approx(2000.0)
    rows = stability_diagram(
        QuantumDot(0.0, {name: lead(unit="meV") for name in "LR"}, unit="meV"), bias=["0 eV", "1 eV"], gate=[0.0]
    )
    assert rows.bias.tolist() == [0.0, 1000.0]


def quantities():
    astropy, pint = pytest.importorskip("astropy.units"), pytest.importorskip("pint")
    return [lambda x: x * astropy.eV, lambda x: x * pint.UnitRegistry().eV]


@pytest.mark.parametrize("number", [0, 1])
def test_quantities_of_packages_keep_their_unit_real_or_complex(number):
    in_ev = quantities()[number]
    hopping = np.array([[1.0, 1j], [-1j, 1.0]])
    width = np.array([[1.0, 0.5j], [-0.5j, 1.0]])
    sides = {"L": Lead(kT=1.0, gamma=in_ev(width), unit="meV"), "R": Lead(kT=1.0, gamma=in_ev(1e-3), unit="meV")}
    assert sides["L"].gamma == pytest.approx(1e3 * width)
    assert sides["R"].gamma == pytest.approx(1.0)
    assert QuantumDot(in_ev(hopping), sides, unit="meV").levels == pytest.approx(1e3 * hopping)
    elements = {(0, 1, 1, 0): in_ev(2.0)}
    dot = QuantumDot([0.0, 1.0], sides, coulomb=elements, unit="meV")
    assert dot.coulomb[0, 1, 1, 0] == pytest.approx(2e3)
    bath = BosonBath(kT=1.0, coupling=np.eye(2), density=in_ev(1e-3), unit="meV")
    assert bath.density == pytest.approx(1.0)
    with pytest.raises(InputError, match=r"coupling is in eV; give plain numbers"):
        BosonBath(kT=1.0, coupling=in_ev(np.eye(2)), unit="meV")
    with pytest.raises(InputError, match=r"levels = (.|\n)* has a unit, the object none"):
        QuantumDot(in_ev(hopping), {"L": Lead(kT=1.0, gamma=0.1)})


def test_sparse_matrices_are_taken():
    sparse = pytest.importorskip("scipy.sparse")
    hopping = sparse.csr_array(np.array([[0.0, 0.1], [0.1, 0.5]]))
    dot = QuantumDot(hopping, {"L": Lead(kT=1.0, gamma=hopping * 0 + sparse.eye_array(2))})
    assert dot.levels.tolist() == [[0.0, 0.1], [0.1, 0.5]]


def test_chemical_potentials_may_be_in_volts():
    """An electron at 0.1 V has 0.1 eV more."""
    volts, energies = (Lead(T="1 K", mu=mu, gamma=0.1, unit="meV") for mu in ("0.1 mV", 0.1))
    assert volts.mu == energies.mu
    assert Lead(kT=1.0, mu="-2 V", gamma=0.1, unit="eV").mu == -2.0
    assert Lead(kT=1.0, mu="1 V", gamma=0.1, unit="K").mu == pytest.approx(11604.51812, rel=1e-9)
    with pytest.raises(InputError, match=r"mu = '0\.1 mV' has a unit, the object none; state one"):
        Lead(kT=1.0, mu="0.1 mV", gamma=0.1)
    with pytest.raises(InputError, match="energy unit 'mA': unknown"):
        Lead(kT=1.0, mu="0.1 mA", gamma=0.1, unit="meV")
    with pytest.raises(InputError, match="energy unit 'mV': unknown"):  # rates are no potentials
        Lead(kT=1.0, gamma="0.1 mV", unit="meV")
