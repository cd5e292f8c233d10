"""Tables of rates: what is in them, what is wrong with them, and that what is written reads back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal import InputError, Status, check, complete
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
        ((HEAD, "L,0,1,0.3,1,,2"), r"rates.csv:2, column 'forward' is empty; give a number"),
        ((HEAD, "L,0,1,0.3,1,0,"), r"rates.csv:2, column 'forward' is 0, and .* 'reverse' is not known: nothing would"),
        (
            ("# unit = meV", f"{HEAD},T", "L,e,f,100.0,1,2,3,0.01", "R,e,f,100.00009,1,2,3,0.01"),
            r"rates.csv:4, column 'energy': 100.00009, where .* add up to 100: gains are differences of states",
        ),
        (("# time_unit = kHz", HEAD, "L,0,1,0.3,1,2,3"), r"rates.csv: time unit 'kHz': unknown"),
        (("# digits = few", HEAD, "L,0,1,0.3,1,2,3"), r"rates.csv: digits = 'few'; write exact, or the number of"),
        ((f"{HEAD},shared_error", "L,0,1,0.3,1,2,3,-1"), r"rates.csv:2, column 'shared_error' = -1; give finite"),
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


# --- rates that are not known, or not in full ------------------------------------------------------------------------


def test_rates_out_are_completed_from_rates_in(file, tmp_path):
    """Γ_out = Γ_in e^{(E - μ)/kT}, by a column with gaps, and by none at all."""
    gaps = read_rates(file(f"{HEAD},kT,mu", "L,0,1,0.3,1,2.0,,1.0,0.2", "R,0,1,0.3,1,1.0,1.5,1.0,0.2"))
    assert np.isnan(gaps.log_reverse).tolist() == [True, False]
    none = read_rates(file(f"{HEAD.replace(',reverse', '')},kT,mu", "L,0,1,0.3,1,2.0,1.0,0.2"))
    for table in (gaps, none):
        write(table, tmp_path / "half.csv")
        for half in (table, read_rates(tmp_path / "half.csv")):
            assert np.array_equal(half.log_reverse, table.log_reverse, equal_nan=True)
            assert np.exp(complete(half).log_reverse[0]) == pytest.approx(2.0 * np.exp(0.1), rel=1e-14)


@pytest.mark.parametrize("digits", [5, 6, 8, 12])
@pytest.mark.parametrize("local", [True, False])
def test_written_digits_raise_the_floor(file, digits, local):
    """Rates of equilibrium, rounded on paper, are not broken: the digits say how far to look."""
    sides = {"L": Lead(kT=0.7, mu=0.2, gamma=0.3), "R": Lead(kT=0.7, mu=0.2, gamma=0.9)}
    exact = pauli_rates(QuantumDot([0.3, 0.9], sides, coulomb=1.1))
    rows = [
        f"{exact.reservoirs[r].name},{a},{b},{dE!r},{dN},{np.exp(f):.{digits}g},{np.exp(g):.{digits}g},0.7,0.2"
        for r, a, b, dE, dN, f, g in zip(
            exact.reservoir,
            exact.source,
            exact.target,
            exact.gained_energy.tolist(),
            exact.gained_charge,
            exact.log_forward,
            exact.log_reverse,
            strict=True,
        )
    ]
    rounded = check(read_rates(file(f"{HEAD},kT,mu", *rows)), local=local)
    assert rounded.status is (Status.UNDECIDED if digits < 7 else Status.BALANCED)
    assert rounded.max_residual > 1e-15
    assert rounded.noise_floor < 20 * 10.0**-digits
    told_otherwise = check(read_rates(file("# digits = exact", f"{HEAD},kT,mu", *rows)), local=local)
    assert told_otherwise.status is Status.BROKEN  # taken at their word, they do not add up
    wrong = [*rows[:-1], rows[-1].replace(f",{np.exp(exact.log_forward[-1]):.{digits}g},", ",1.2345,")]
    assert check(read_rates(file(f"{HEAD},kT,mu", *wrong)), local=local).status is Status.BROKEN


def test_digits_that_are_told(file):
    rows = HEAD, "L,0,1,0.3,1,2.0,3.0"
    assert read_rates(file(*rows)).rounding.tolist() == [0.0]
    # half a unit in the third digit: 0.005 of 2 and of 3
    told = read_rates(file("# digits = 3", *rows))
    assert told.rounding_forward == pytest.approx([0.005 / 2], rel=2e-3)
    assert told.rounding_reverse == pytest.approx([0.005 / 3], rel=2e-3)


def test_a_rate_of_nothing_is_not_rounded(file):
    assert read_rates(file(HEAD, "L,0,1,0.3,1,2.00000,0.00000")).rounding_reverse.tolist() == [0.0]


@pytest.mark.parametrize(("said", "seconds"), [("s", 1.0), ("ms", 1e-3), ("ħ/meV", 6.582119569e-13)])
def test_what_rates_are_per_reads_back(file, tmp_path, said, seconds):
    table = read_rates(file("# unit = meV", f"# time_unit = {said}", HEAD, "L,0,1,0.3,1,2.0,3.0"))
    write(table, tmp_path / "back.csv")
    for each in (table, read_rates(tmp_path / "back.csv")):
        assert each.time_unit.seconds == pytest.approx(seconds, rel=1e-9)


def test_errors_and_roundings_read_back(tmp_path):
    errors = {"forward_error": 0.1, "reverse_error": 0.3, "shared_error": 0.02}
    table = of_one(**errors, forward_rounding=1e-3, reverse_rounding=1e-4, shared_rounding=1e-5)
    write_rates(table, tmp_path / "rates.csv")
    back = read_rates(tmp_path / "rates.csv")
    for key in ("sigma_forward", "sigma_reverse", "sigma_shared", "rounding_forward", "rounding_reverse"):
        assert getattr(back, key) == pytest.approx(getattr(table, key), rel=1e-14)
    assert back.rounding_shared == pytest.approx([1e-5])


def test_few_digits_that_are_exact_stay_exact(tmp_path):
    """A rate of 1.2345 that was calculated is not rounded to five digits by being written."""
    write_rates(of_one(forward=1.2345, reverse=2.3456), tmp_path / "rates.csv")
    assert read_rates(tmp_path / "rates.csv").rounding.tolist() == [0.0]


def test_rates_are_not_written_as_a_dot(tmp_path):
    with pytest.raises(InputError, match=r"x\.toml: rates are a table with commas; give a path that ends in \.csv"):
        write(of_one(), tmp_path / "x.toml")
    assert not (tmp_path / "x.toml").exists()
