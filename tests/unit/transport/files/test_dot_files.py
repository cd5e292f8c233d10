"""dot.toml: what is in it, what is wrong with it, and that what is written reads back."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal import InputError
from detbal.transport.bath import BosonBath
from detbal.transport.files import FORMATS, read_dot, write, write_dot
from detbal.transport.files.dot import is_dot
from detbal.transport.lead import Lead
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.molecule.vibrational_bath import VibrationalBath
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.units import ENERGY_UNITS, EnergyUnit, e, k_B

SIDES = """
[leads.L]
kT = 1.0
mu = 0.2
gamma = 0.5
[leads.R]
kT = 1.0
mu = -0.2
gamma = 0.7
"""


@pytest.fixture
def file(tmp_path):
    def written(text):
        path = tmp_path / "dot.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def same(first, second):
    """Whether two dots have the same rates, bit by bit."""
    one, other = pauli_rates(first), pauli_rates(second)
    assert one.reservoirs == other.reservoirs
    assert list(one.labels) == list(other.labels)
    for name in ("energy", "charge", "reservoir", "source", "target", "log_forward", "log_reverse"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    return True


def test_numbers_without_a_unit(file):
    dot = QuantumDot(0.3, {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)})
    assert same(read_dot(file("levels = 0.3" + SIDES)), dot)


def test_hopping_repulsion_bands_and_baths(file):
    text = """
    levels = [[0.0, 0.5], [0.5, 1.0]]
    coulomb = [[0.0, 3.0], [3.0, 0.0]]
    [leads.L]
    kT = 1.0
    gamma = [0.5, 0.0]
    band = [-inf, 60.0]
    [leads.R]
    kT = 2.0
    mu = 0.1
    gamma = {real = [[0.2, 0.1], [0.1, 0.2]], imag = [[0.0, 0.05], [-0.05, 0.0]]}
    [baths."warm phonons"]
    kT = 3.0
    coupling = [[0.0, 1.0], [1.0, 0.0]]
    density = 0.01
    """
    gamma = np.array([[0.2, 0.1 + 0.05j], [0.1 - 0.05j, 0.2]])
    dot = QuantumDot(
        [[0.0, 0.5], [0.5, 1.0]],
        {"L": Lead(kT=1.0, gamma=[0.5, 0.0], band=(-np.inf, 60.0)), "R": Lead(kT=2.0, mu=0.1, gamma=gamma)},
        coulomb=3.0,
        baths={"warm phonons": BosonBath(kT=3.0, coupling=[[0.0, 1.0], [1.0, 0.0]], density=0.01)},
    )
    assert same(read_dot(file(text)), dot)


def test_units_temperatures_and_a_bias_in_volts(file):
    text = """
    unit = "meV"
    levels = ["100 ueV", 0.3]
    spin = true
    coulomb = "1.5 meV"
    bias = "0.4 mV"
    [leads.up]
    T = 0.5
    gamma = "1 ueV"
    [leads.down]
    T = "500 mK"
    gamma = 0.001
    """
    dot = read_dot(file(text))
    warm = {"kT": k_B * 0.5 / (1e-3 * e), "gamma": 0.001, "unit": "meV"}
    sides = {"up": Lead(mu=0.2, **warm), "down": Lead(mu=-0.2, **warm)}
    ours = QuantumDot.spinful([0.1, 0.3], sides, coulomb=1.5, unit="meV")
    one, other = pauli_rates(dot), pauli_rates(ours)
    assert one.energy == pytest.approx(other.energy, abs=1e-12)
    assert one.log_forward == pytest.approx(other.log_forward, abs=1e-9)


def test_chemical_potentials_in_volts(file):
    dot = read_dot(file('unit = "meV"\nlevels = 0\n[leads.L]\nkT = 1.0\ngamma = 0.1\nmu = "0.2 mV"\n'))
    assert dot.leads["L"].mu == 0.2
    with pytest.raises(InputError, match=r"\[leads.L\]: mu = '0.2 mV' names a unit, the file none"):
        read_dot(file('levels = 0\n[leads.L]\nkT = 1.0\ngamma = 0.1\nmu = "0.2 mV"\n'))


@pytest.mark.parametrize(("bias", "half"), [("'0.2 V'", 100.0), ("'200 uV'", 0.1), ("0.4", 0.2), ("'1 meV'", 0.5)])
def test_a_bias_is_a_voltage_or_an_energy(file, bias, half):
    sides = "[leads.L]\nkT = 1\ngamma = 1\n[leads.R]\nkT = 1\ngamma = 1\n"
    dot = read_dot(file(f'unit = "meV"\nlevels = 0\nbias = {bias}\n{sides}'))
    assert [lead.mu for lead in dot.leads.values()] == pytest.approx([half, -half], rel=1e-14)


def test_leads_that_are_written_alike_are_told_apart(file):
    sides = "leads = {L = {kT = 1.0, gamma = 1.0}, R = {kT = 1.0, gamma = 1.0}}\n"
    dot = read_dot(file("levels = 0.0\nbias = 1.0\n" + sides))
    assert [lead.mu for lead in dot.leads.values()] == [0.5, -0.5]


def test_coulomb_elements(file):
    table = '[coulomb]\n"0,1,1,0" = 3.0\n"0, 2, 2, 0" = {real = 1.0, imag = 0.0}\n'
    dot = read_dot(file("levels = [0.0, 0.1, 0.2]\n" + table + SIDES))
    assert dot.coulomb == {(0, 1, 1, 0): 3.0, (0, 2, 2, 0): 1.0}


def test_a_molecule(file):
    text = "[molecule]\nlevel = 4.0\nfrequency = 1.0\ncoupling = 2.0\nquanta = 4\ncoulomb = 9.0\n"
    bath = "[baths.phonons]\nkT = 0.5\ngamma = 0.01\n"
    sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
    ours = Molecule(
        4.0,
        sides,
        frequency=1.0,
        coupling=2.0,
        quanta=4,
        coulomb=9.0,
        baths={"phonons": VibrationalBath(kT=0.5, gamma=0.01)},
    )
    assert same(read_dot(file(text + bath + SIDES)), ours)


# --- what is wrong -----------------------------------------------------------------------------------------------

LEAD = "[leads.L]\nkT = 1.0\ngamma = 0.5\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LEAD, r"dot.toml: no key 'levels'; give levels = ..."),
        ("levels = 0.3\n", r"dot.toml: no key 'leads'; give leads = ..."),
        ("levels = 0.3\n[leads]\n", r"dot.toml: no lead; give leads="),
        ("levels = 0.3\nleads = 3\n", r"dot.toml: leads = 3; write tables \[leads.NAME\] with gamma, kT, T, mu, band"),
        ("levels = 0.3\n[leads]\nL = 3\n", r"dot.toml: \[leads.L\] is 3; give a table with gamma"),
        ("level = 0.3\n" + LEAD, r"dot.toml: unknown key 'level'; did you mean levels\? Known are levels, leads, unit"),
        ("levels = 0.3\n" + LEAD + "ga = 1", r"\[leads.L\]: unknown key 'ga'"),
        ("levels = 0.3\n[leads.L]\nkT = 1.0\n", r"dot.toml: \[leads.L\]: no key 'gamma'; give gamma = ..."),
        ("levels = 0.3\n[leads.L]\ngamma = 1.0\n", r"\[leads.L\]: kT = None and T = None; give one"),
        (
            'unit = "meV"\nlevels = 0.3\n' + LEAD + "T = 1.0",
            r"dot.toml: \[leads.L\]: kT = 1.0 and T = 1.0; give one",
        ),
        ("levels = 0.3\n[leads.L]\nkT = 1.0\ngamma = -0.5", r"\[leads.L\]: gamma = -0.5: it is a rate; give numbers"),
        ("levels = 0.3\n[leads.L]\nkT = 0.0\ngamma = 0.5", r"\[leads.L\]: kT = 0: a bath has a positive"),
        ("levels = 0.3\n" + LEAD + "band = [2.0, 1.0]", r"\[leads.L\]: band = .*; give \(lowest, highest\)"),
        ("levels = 0.3\n" + LEAD + "band = 3.0", r"\[leads.L\]: band = 3.0; give \[lowest, highest\]"),
        ("levels = [[0.0, 1.0], [0.5, 0.0]]\n" + LEAD, r"levels\[0, 1\] = 1 and levels\[1, 0\] = 0.5: .* Hermitian"),
        ("levels = [[0.0, 1.0], [0.5]]\n" + LEAD, r"dot.toml: levels = .*; give plain real numbers"),
        ("levels = {real = [[1.0]]}\n" + LEAD, r"dot.toml: levels: no key 'imag'"),
        ("levels = {real = [1.0], imag = [1.0, 2.0]}\n" + LEAD, r"real has shape \(1,\), imag \(2,\); give both alike"),
        ("levels = 'low'\n" + LEAD, r"dot.toml: levels = 'low' names a unit, the file none"),
        ("unit = 'meV'\nlevels = 'low'\n" + LEAD, r"dot.toml: levels = 'low'; write a number and a unit"),
        ("levels = ['1 meV']\n" + LEAD, r"dot.toml: levels = '1 meV' names a unit, the file none; add unit = \"meV\""),
        ("levels = 0.3\n[leads.L]\nT = 1.0\ngamma = 0.5", r"\[leads.L\]: T = 1.0, but the file has no unit; add unit"),
        ("unit = 'mev'\nlevels = 0.3\n" + LEAD, r"dot.toml: energy unit 'mev': unknown; did you mean .*meV"),
        ("levels = 0.3\nspin = 1\n" + LEAD, r"dot.toml: spin = 1; give true or false"),
        (
            "levels = 0.3\nbias = 0.1\n" + LEAD,
            r"dot.toml: a bias, but not two leads; give mu = ... in each",
        ),
        ("levels = 0.3\nbias = 0.1\n" + SIDES, r"\[leads.L\]: mu beside the bias of the file; leave one of them out"),
        (
            "levels = 0.3\nbias = '1 mV'\n" + SIDES.replace("mu", "#mu"),
            r"dot.toml: bias = '1 mV' names a unit, the file none; add unit",
        ),
        (
            "unit = 'meV'\nlevels = 0.3\nbias = [1.0]\n" + SIDES.replace("mu", "#mu"),
            r"dot.toml: bias = \[1.0\]; give one number, such as \"0.2 mV\"",
        ),
        (
            "unit = 'meV'\nlevels = 0.3\nbias = '1 A'\n" + SIDES.replace("mu", "#mu"),
            r"energy unit 'A': unknown",
        ),
        ("levels = [0.0, 1.0]\n" + LEAD + "[coulomb]\n'0,1' = 3.0", r"coulomb: key '0,1'; give four orbitals"),
        ("levels = [0.0, 1.0]\n" + LEAD + "[coulomb]\n'0,1,1,7' = 3.0", r"coulomb\[\(0, 1, 1, 7\)\]; give four"),
        ("levels = [0.0, 1.0]\ncoulomb = [[1.0, 2.0], [3.0, 1.0]]\n" + LEAD, r"dot.toml: coulomb\[0, 1\] = 2 and"),
        ("levels = [0.0, 1.0]\n" + LEAD + "[baths.p]\nkT = 1.0", r"dot.toml: \[baths.p\]: no key 'coupling'"),
        (
            "levels = [0.0, 1.0]\n" + LEAD + "[baths.p]\nkT = 1.0\ncoupling = [[0.0, 1.0], [0.0, 0.0]]",
            r"dot.toml: \[baths.p\]: coupling\[0, 1\] = 1 and coupling\[1, 0\] = 0: coupling is not Hermitian",
        ),
        ("levels = 0.0\n[molecule]\nlevel = 0.0\n" + LEAD, r"dot.toml: unknown key 'levels'"),
        ("[molecule]\nlevel = 0.0\n" + LEAD, r"dot.toml: \[molecule\]: no key 'frequency'"),
        (
            "[molecule]\nlevel = 0.0\nfrequency = -1\ncoupling = 1\nquanta = 3\n" + LEAD,
            r"dot.toml: \[molecule\]: frequency = -1; give an energy above 0",
        ),
        ("levels =\n" + LEAD, r"dot.toml:1: Invalid value"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(file, text, message):
    with pytest.raises(InputError, match=message):
        read_dot(file(text))


# --- recognition -------------------------------------------------------------------------------------------------


def test_a_dot_is_known_by_what_is_in_it(file, tmp_path):
    assert is_dot(file("levels = 0.3" + SIDES))
    assert is_dot(file("levels = 0.3"))  # it is the reader that says what is missing
    assert not is_dot(file("[[edges]]\nsource = 'a'\n"))
    assert not is_dot(file("levels = [\n"))
    assert not is_dot(tmp_path)
    assert [one.name for one in FORMATS] == ["dot", "tunnelling rates"]


# --- writing -----------------------------------------------------------------------------------------------------

energy = st.floats(-5, 5)
positive = st.floats(0.01, 5)


@st.composite
def leads(draw, orbitals):
    def one():
        amplitudes = np.array(draw(st.lists(st.complex_numbers(max_magnitude=1), min_size=orbitals, max_size=orbitals)))
        plain = st.floats(0, 1) | st.lists(st.floats(0, 1), min_size=orbitals, max_size=orbitals)
        gamma = draw(plain | st.just(np.outer(amplitudes.conj(), amplitudes)))
        band = draw(st.none() | st.just((-50.0, math.inf)) | st.just((-50.0, 60.0)))
        return Lead(kT=draw(positive), mu=draw(energy), gamma=gamma, band=band)

    return {name: one() for name in ("L", "the drain")[: draw(st.integers(1, 2))]}


@st.composite
def dots(draw):
    n = draw(st.integers(1, 3))
    matrix = np.array(draw(st.lists(st.complex_numbers(max_magnitude=3), min_size=n * n, max_size=n * n)))
    matrix = matrix.reshape(n, n)
    coupling = np.ones((n, n))
    return QuantumDot(
        matrix + matrix.conj().T,
        draw(leads(n)),
        coulomb=draw(st.none() | st.floats(0, 5)),
        baths=draw(st.none() | st.just({"phonons": BosonBath(kT=1.0, coupling=coupling, density=0.1)})),
    )


@settings(max_examples=30, deadline=None)
@given(dots())
def test_a_dot_reads_back_to_the_last_bit(tmp_path_factory, dot):
    path = tmp_path_factory.mktemp("dots") / "dot.toml"
    write_dot(dot, path)
    assert same(read_dot(path), dot)


def test_a_spinful_dot_and_its_unit_read_back(tmp_path):
    lead = Lead(T=1.0, gamma="1 ueV", unit="meV")
    dot = QuantumDot.spinful([0.1, 0.7], {"L": lead}, coulomb=[[3.0, 1.0], [1.0, 3.0]], unit="meV")
    write(dot, tmp_path / "dot.toml")
    back = read_dot(tmp_path / "dot.toml")
    assert back.unit == ENERGY_UNITS["meV"]
    assert same(back, dot)


def test_complex_coulomb_elements_read_back(tmp_path):
    elements = {(0, 1, 3, 2): 1j, (2, 3, 1, 0): -1j}
    dot = QuantumDot([0.1, 0.2, 0.3, 0.4], {"L": Lead(kT=1.0, gamma=1.0)}, coulomb=elements)
    write_dot(dot, tmp_path / "dot.toml")
    assert read_dot(tmp_path / "dot.toml").coulomb == elements


def test_a_molecule_reads_back(tmp_path):
    sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5)}
    molecule = Molecule(
        0.4, sides, frequency=1.1, coupling=-0.3, quanta=3, baths={"v": VibrationalBath(kT=0.2, gamma=0.1)}
    )
    write(molecule, tmp_path / "molecule.toml")
    assert same(read_dot(tmp_path / "molecule.toml"), molecule)


def test_what_cannot_be_written(tmp_path):
    side = {"L": Lead(kT=1.0, gamma=0.5)}
    bath = BosonBath(kT=1.0, coupling=[[1.0]], density=lambda w: w)
    with pytest.raises(InputError, match=r"density of bath 'p' is a function; give it a number to write it"):
        write_dot(QuantumDot(0.3, side, baths={"p": bath}), tmp_path / "dot.toml")
    with pytest.raises(InputError, match=r"dot.json: a dot is a TOML document; give a path that ends in .toml"):
        write_dot(QuantumDot(0.3, side), tmp_path / "dot.json")
    own = EnergyUnit("foe", 1e44)
    with pytest.raises(InputError, match=r"energy unit 'foe' of your own cannot be written"):
        write_dot(QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=0.5, unit=own)}, unit=own), tmp_path / "dot.toml")
    with pytest.raises(InputError, match=r"dot is of type int; give a QuantumDot or Molecule"):
        write_dot(3, tmp_path / "dot.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("'0,1,1,0' = [3.0, 1]", r"dot.toml: coulomb\[\(0, 1, 1, 0\)\] has shape \(2,\); give one number"),
        ("'0,1,1,0' = 3.0\n'0, 1, 1, 0' = 2.0", r"dot.toml: coulomb: key '0, 1, 1, 0': the same orbitals again; leave"),
        ("'0,١,1,0' = 3.0", r"dot.toml: coulomb: key '0,١,1,0'; give four orbitals"),
    ],
)
def test_elements_that_are_wrong(tmp_path, text, message):
    path = tmp_path / "dot.toml"
    path.write_text(f"levels = [0.3, 1.0]\n[coulomb]\n{text}\n[leads.L]\nkT = 1.0\ngamma = 0.1\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_dot(path)


@pytest.mark.parametrize(
    ("level", "kT", "message"),
    [
        ("1 meW", "1 meV", r"dot.toml: levels: energy unit 'meW': unknown"),
        ("1 meV", "1 mev", r"dot.toml: \[leads.L\]: kT: energy unit 'mev': unknown; did you mean meV"),
    ],
)
def test_an_unknown_unit_has_its_place(tmp_path, level, kT, message):
    path = tmp_path / "dot.toml"
    path.write_text(f'unit = "meV"\nlevels = "{level}"\n[leads.L]\nkT = "{kT}"\ngamma = 0.1\n', encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_dot(path)


def test_a_dot_whose_keys_are_misspelt_is_still_one(tmp_path):
    path = tmp_path / "dot.toml"
    path.write_text("level = 0.3\n[lead.L]\nkT = 1.0\ngamma = 0.1\n")
    assert is_dot(path)
    with pytest.raises(InputError, match=r"dot.toml: unknown key 'level'; did you mean levels\?"):
        read_dot(path)
    path.write_text("[states]\na = 1\n[network]\n")
    assert not is_dot(path)
