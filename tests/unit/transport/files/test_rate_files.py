"""Tables of rates: what is in them, what is wrong with them, and that what is written reads back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal import InputError
from detbal.transport.bath import BosonBath
from detbal.transport.files import read_rates, write, write_rates
from detbal.transport.files.rates import is_rates
from detbal.transport.lead import Lead
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.reservoir import Reservoir
from detbal.transport.stationary import flows_of
from detbal.units import EnergyUnit, e, k_B

HEAD = "reservoir,source,target,energy,electrons,forward,reverse"


@pytest.fixture
def file(tmp_path):
    def written(*lines, name="rates.csv"):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return written


def test_gains_become_energies_and_electrons_of_states(file):
    rows = ("L,0,up,0.3,1,2.0,3.0", "R,up,0,-0.3,-1,1.0,4.0", "L,up,both,1.3,1,5,6", "R,down,both,1.2,1,7,8")
    table = read_rates(file(HEAD, *rows))
    assert table.labels == ("0", "up", "both", "down")
    assert np.exp(table.log_forward) == pytest.approx([2, 1, 5, 7])
    assert np.exp(table.log_reverse) == pytest.approx([3, 4, 6, 8])
    assert table.energy - table.energy[0] == pytest.approx([0, 0.3, 1.6, 0.4])
    assert table.charge.tolist() == [0, 1, 2, 1]
    assert table.gained_energy == pytest.approx([0.3, -0.3, 1.3, 1.2])
    assert table.reservoirs == (Reservoir("L"), Reservoir("R"))
    assert not table.sigma_forward.any()


def test_errors_temperatures_and_units(file):
    head = f"{HEAD},forward_error,reverse_error,T,mu"
    table = read_rates(
        file(
            "# unit = meV",
            head,
            "L,0,1,0.3,1,2.0,3.0,0.1,,0.1,0.2",
            "L,1,2,1.3,1,2.0,4.0,,0.2,0.1,0.2",
            "p,2,3,1,0,1,2,,,,",
        )
    )
    assert table.unit.symbol == "meV"
    assert table.sigma_forward == pytest.approx([0.05, 0, 0])
    assert table.sigma_reverse == pytest.approx([0, 0.05, 0])
    assert table.reservoirs[0].kT == pytest.approx(0.1 * k_B / (1e-3 * e))
    assert table.reservoirs[0].mu == 0.2
    assert table.reservoirs[1] == Reservoir("p")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ((HEAD.replace(",energy", ""), "L,0,1,1,2,3"), r"rates.csv: no column 'energy' \(there are reservoir, source"),
        ((f"{HEAD},rate", "L,0,1,0.3,1,2,3,4"), r"rates.csv: unknown column 'rate'; known are reservoir, source"),
        ((f"{HEAD},kT,T", "L,0,1,0.3,1,2,3,4,5"), r"rates.csv: columns kT and T; leave one of them out"),
        ((HEAD,), r"rates.csv: a header but no rates; give at least one transition"),
        ((HEAD, "L,0,1,0.3,1,-2,3"), r"rates.csv:2, column 'forward' = -2; give finite rates \(not their logs\)"),
        ((HEAD, "L,0,1,0.3,1,2,nan"), r"rates.csv:2, column 'reverse': 'nan' is not finite"),
        ((HEAD, "L,0,1,0.3,1,2,"), r"rates.csv:2, column 'reverse' is empty; give a number"),
        ((HEAD, "L,0,1,0.3,1,0,0"), r"rates.csv:2, column 'forward' and .* 'reverse' are 0; leave the pair out"),
        ((HEAD, "L,0,,0.3,1,2,3"), r"rates.csv:2, column 'target' is empty; give a name"),
        ((HEAD, "L,0,0,0.0,0,2,3"), r"rates.csv:2, column 'target' is the state that it starts from; leave it out"),
        ((HEAD, "L,0,1,0.3,1,2,3", "L,1,0,-0.3,-1,2,3"), r"rates.csv:3, .* and .*rates.csv:2, .* the same transition"),
        ((HEAD, "L,0,1,0.3,1,2,3", "R,0,1,0.4,1,2,3"), r"rates.csv:3, column 'energy': 0.4, where .* add up to 0.3"),
        ((HEAD, "L,0,1,0.3,1,2,3", "R,0,1,0.3,2,2,3"), r"rates.csv:3, column 'electrons': 2, where .* add up to 1"),
        ((HEAD, "L,0,1,0.3,0.5,2,3"), r"rates.csv:2, column 'electrons': 0.5; give a whole number"),
        (
            (f"{HEAD},forward_error", "L,0,1,0.3,1,2,3,-1"),
            r"rates.csv:2, column 'forward_error' = -1; give finite",
        ),
        (
            (f"{HEAD},forward_error", "L,0,1,0.3,1,0,3,1"),
            r"rates.csv:2, column 'forward_error' = 1: a rate of 0 has",
        ),
        (
            (f"{HEAD},kT", "L,0,1,0.3,1,2,3,1", "L,1,2,0.3,1,2,3,2"),
            r"rates.csv:3, column 'kT': another value than in .*:2, column 'kT'; give reservoir 'L' one kT in all rows",
        ),
        ((f"{HEAD},kT", "L,0,1,0.3,1,2,3,-1"), r"rates.csv:2, column 'kT': kT = -1: a bath has a positive"),
        ((f"{HEAD},T", "L,0,1,0.3,1,2,3,1"), r"rates.csv:2, column 'T': T = 1 K given, but the energies .* no unit"),
        (("# unit = mev", HEAD, "L,0,1,0.3,1,2,3"), r"rates.csv: energy unit 'mev': unknown; did you mean"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(file, lines, message):
    with pytest.raises(InputError, match=message):
        read_rates(file(*lines))


def test_a_table_is_known_by_its_column_of_reservoirs(file, tmp_path):
    assert is_rates(file(HEAD, "L,0,1,0.3,1,2,3"))
    assert is_rates(file("reservoir;source;target", "L;0;1", name="rates.txt"))  # the reader says what is missing
    assert not is_rates(file("source,target,rate", "a,b,1"))
    assert not is_rates(file(HEAD, name="rates.json"))
    assert not is_rates(tmp_path)


# --- writing -----------------------------------------------------------------------------------------------------

positive = st.floats(0.05, 5)


@st.composite
def tables(draw):
    n = draw(st.integers(1, 3))
    levels = draw(st.lists(st.floats(-3, 3), min_size=n, max_size=n))
    sides = {name: Lead(kT=draw(positive), mu=draw(st.floats(-2, 2)), gamma=draw(positive)) for name in ("L", 'R "2"')}
    bath = {"phonons, hot": BosonBath(kT=draw(positive), coupling=np.ones((n, n)), density=0.1)}
    return pauli_rates(QuantumDot(levels, sides, coulomb=draw(st.floats(0, 3)), baths=bath))


@settings(max_examples=30, deadline=None)
@given(tables())
def test_a_table_reads_back(tmp_path_factory, table):
    path = tmp_path_factory.mktemp("rates") / "rates.csv"
    write(table, path)
    back = read_rates(path)
    assert back.names == table.names
    assert back.log_forward == pytest.approx(table.log_forward, abs=4e-16 * 700)
    assert back.log_reverse == pytest.approx(table.log_reverse, abs=4e-16 * 700)
    assert back.gained_energy == pytest.approx(table.gained_energy, abs=1e-13)
    assert np.array_equal(back.gained_charge, table.gained_charge)
    used = {table.reservoirs[r] for r in table.reservoir}
    assert set(back.reservoirs) == used


ONE = {"reservoir": [0], "source": [0], "target": [1], "forward": [2.0], "reverse": [3.0]}


def of_one(**changed):
    return RateTable.of([0.0, 0.5], [0, 1], [Reservoir("L")], **ONE | changed)


def test_errors_read_back(tmp_path):
    write_rates(of_one(forward_error=0.1), tmp_path / "rates.csv")
    back = read_rates(tmp_path / "rates.csv")
    assert back.sigma_forward == pytest.approx([0.05])
    assert back.sigma_reverse.tolist() == [0.0]


def test_a_one_way_transition_reads_back(tmp_path):
    write_rates(of_one(reverse=0.0), tmp_path / "rates.csv")
    assert read_rates(tmp_path / "rates.csv").log_reverse.tolist() == [-np.inf]


def test_what_cannot_be_written(tmp_path):
    lead = {"L": Lead(kT=1e-3, mu=0.0, gamma=1.0)}
    with pytest.raises(InputError, match=r"the forward rate of L: N=0 → N=1 is e\^-1000: beyond the range of floats"):
        write_rates(pauli_rates(QuantumDot(1.0, lead)), tmp_path / "rates.csv")
    with pytest.raises(InputError, match=r"name ' a': not a name that csv keeps; rename it"):
        write_rates(of_one(labels=[" a", "b"]), tmp_path / "rates.csv")
    with pytest.raises(InputError, match=r"energy unit 'foe' of your own cannot be written"):
        write_rates(of_one(unit=EnergyUnit("foe", 1e44)), tmp_path / "rates.csv")
    with pytest.raises(InputError, match=r"table is of type int; give a RateTable"):
        write_rates(3, tmp_path / "rates.csv")


def test_the_file_says_what_it_does_not_keep(tmp_path):
    table = RateTable.of([7.0, 7.5], [3, 4], [Reservoir("L")], **ONE)
    write_rates(table, tmp_path / "rates.csv")
    assert "where they are counted from is not kept" in (tmp_path / "rates.csv").read_text(encoding="utf-8")
    back = read_rates(tmp_path / "rates.csv")
    assert back.energy.tolist() == [0.0, 0.5]
    assert back.charge.tolist() == [0, 1]
    assert flows_of(back).log_stationary == pytest.approx(flows_of(table).log_stationary, abs=1e-15)
