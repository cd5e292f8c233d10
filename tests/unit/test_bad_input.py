"""Malformed input, as it comes: every message is one line, names the place, and says the way out."""

import io
import pickle
import re

import numpy as np
import pytest
import scipy.sparse

import detbal
from detbal.errors import ConversionError, DetbalError, InputError
from detbal.networks import RateNetwork
from detbal.networks.count_network import CountNetwork

HEAD = "source,target,rate\n"
MARKET = "%%MatrixMarket matrix coordinate real general\n% detbal: rates\n"
MINIMA = "-1.0 5.0 1 1 1 1\n-0.5 5.2 2 1 1 1\n"
SADDLES = "0.5 4.0 1 1 2 1 1 1\n"


def archive(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


#: File name, content, options of the reader, place, remedy.
FILES = [
    # edge lists: the file as a whole
    ("a.csv", "", {}, r"a\.csv: no data in the file", "write the data"),
    ("a.csv", "# only a comment\n", {}, r"a\.csv: no data in the file", "write the data"),
    ("a.csv", HEAD, {}, r"a\.csv: a header but no edges", "give at least one edge"),
    ("a.csv", "\0" * 50, {}, r"a\.csv: byte 0 is NUL", "save the file as UTF-8"),
    ("a.csv", bytes(range(128, 256)), {}, r"a\.csv:1: byte 0x80 is not UTF-8", "save the file as UTF-8"),
    ("a.csv", HEAD.encode("utf-16"), {}, r"a\.csv: byte \d+ is NUL", "save the file as UTF-8"),
    # edge lists: the header
    ("a.csv", "source,rate\na,1\n", {}, r"a\.csv: no column 'target' \(there are source, rate\)", "add it"),
    ("a.csv", "from,to,rate\na,b,1\n", {}, r"a\.csv: unknown column 'from'", "known are source, target"),
    ("a.csv", HEAD.replace("rate", "speed") + "a,b,1\n", {}, r"a\.csv: unknown column 'speed'", "known are"),
    ("a.csv", "source,target\na,b\n", {}, r"a\.csv: no column of rates", "give one of rate, log_rate"),
    ("a.csv", "source,target,rate,log_rate\na,b,1,0\n", {}, "columns rate and log_rate", "give one of"),
    ("a.csv", "source,target,rate,rate\na,b,1,1\n", {}, r"a\.csv:1: column 'rate' stands twice", "leave one"),
    ("a.csv", "source,target,forward\na,b,1\n", {}, r"a\.csv: no column 'reverse'", "add it"),
    ("a.csv", "source,target,,rate\na,b,1,1\n", {}, r"a\.csv:1: column 3 of the header", "name every column"),
    ("a.csv", "source,target,count,channel\na,b,1,x\n", {}, "column 'channel' beside counts", "leave it out"),
    ("a.csv", "# energy_units = eV\n" + HEAD + "a,b,1\n", {}, r"a\.csv:1: directive", "write energy_unit"),
    (
        "a.csv",
        "# energy_unit = parsec\n" + HEAD + "a,b,1\n",
        {},
        r"a\.csv: energy unit 'parsec'",
        "known are",
    ),
    (
        "a.csv",
        "# discrete_time = perhaps\n" + HEAD + "a,b,1\n",
        {},
        "discrete_time = 'perhaps'",
        "write true or",
    ),
    ("a.csv", "# digits = many\n" + HEAD + "a,b,1\n", {}, "digits = 'many'", "write exact, or the number"),
    # edge lists: the rows
    ("a.csv", HEAD + "a,b,1\nb,a\n", {}, r"a\.csv:3: 2 cells, the header has 3", "give every line"),
    ("a.csv", HEAD + 'a,b,1\n"b,a,2\n', {}, r"a\.csv:3: unexpected end of data", "close every quote"),
    ("a.csv", HEAD + "a,b,1\n\n# x\nb,a,fast\n", {}, r"a\.csv:5, column 'rate': 'fast'", "write it like"),
    ("a.csv", HEAD.replace(",", ";") + "a;b;1,5\n", {}, r"a\.csv:2, column 'rate': '1,5'", "decimal point"),
    ("a.csv", HEAD + "a,b,1_000\n", {}, r"a\.csv:2, column 'rate': '1_000' is no number", "write it like"),
    ("a.csv", HEAD + "a,b,nan\n", {}, r"a\.csv:2, column 'rate': 'nan' is not finite", "give a finite"),
    ("a.csv", HEAD + "a,b,1e999\n", {}, r"a\.csv:2, column 'rate': '1e999' is not finite", "logarithm"),
    ("a.csv", HEAD + "a,b,1e-999\n", {}, r"a\.csv:2, column 'rate': '1e-999' is too small", "logarithm"),
    ("a.csv", HEAD + "a,b,1e-310\n", {}, r"a\.csv:2, column 'rate': 1e-310", "give log_rate"),
    ("a.csv", HEAD + "a,b,-1\n", {}, r"a\.csv:2, column 'rate': -1 is negative", "mend it"),
    ("a.csv", HEAD + "a,b,\n", {}, r"a\.csv:2, column 'rate' is empty", "give a number"),
    ("a.csv", HEAD + "a,,1\n", {}, r"a\.csv:2, column 'target' is empty though there is", "name the target"),
    ("a.csv", HEAD + ",b,1\n", {}, r"a\.csv:2, column 'source' is empty", "name the state"),
    (
        "a.csv",
        HEAD + "a,a,1\n",
        {},
        r"a\.csv:2, column 'target': an edge from state 'a' to itself",
        "leave it",
    ),
    ("a.csv", HEAD + "a,b,1\nb,a,1\na,b,2\n", {}, r"a\.csv:4.*stands already at .*a\.csv:2", "leave one out"),
    (
        "a.csv",
        "source,target,rate,source_energy\na,b,1,0\nb,a,1,1\na,c,1,0.5\nc,a,1,2\n",
        {},
        r"a\.csv:4, column 'source_energy': state 'a' has energy 0\.5, but 0 at .*a\.csv:2",
        "give every state one energy",
    ),
    (
        "a.csv",
        "source,target,rate,source_energy\na,b,1,0\n",
        {},
        r"a\.csv: no energy for state 'b'",
        "give one for every state, or for none",
    ),
    (
        "a.csv",
        "source,target,rate,source_degeneracy,target_degeneracy\na,b,1,0,1\n",
        {},
        r"a\.csv: state 'a' has degeneracy 0",
        "give a positive number",
    ),
    ("a.csv", HEAD[:-1] + ",relative_error\na,b,1,-0.1\n", {}, "'relative_error': -0.1 is negative", "mend"),
    (
        "a.csv",
        "source,target,rate,source_degeneracy,target_degeneracy,source_log_degeneracy\na,b,1,1,1,0\nb,a,1,1,1,0\n",
        {},
        r"a\.csv: degeneracy and log_degeneracy",
        "leave one of them out",
    ),
    (
        "a.csv",
        "source,target,rate,target_energy\na,b,1,0\nc,,,1\n",
        {},
        r"a\.csv:3, column 'target_energy': there is no target",
        "name it, or leave this empty",
    ),
    ("a.csv", "# discrete_time = true\nsource,target,count\na,b,1\n", {}, r"a\.csv: discrete_time", "leave"),
    ("a.csv", "# digits = 99\n" + HEAD + "a,b,1\n", {}, "digits = '99'", "write exact, or the number"),
    # documents
    (
        "network.toml",
        "[states.a]\nenergy = 'low'\n[[edges]]\nsource = 'a'\ntarget = 'b'\nrate = 1\n",
        {},
        r"network\.toml, states\.a\.energy: 'low' is no number",
        "write it like",
    ),
    (
        "network.json",
        '{"states": [{"name": "a"}, {"name": "a"}], "edges": [{}]}',
        {},
        r"network\.json, states\[1\]: state 'a' stands twice",
        "leave one out",
    ),
    (
        "network.toml",
        "[network]\nunit = 'eV'\n[[edges]]\nsource = 'a'\ntarget = 'b'\nrate = 1\n",
        {},
        r"network\.toml: unknown setting 'unit'",
        "known are energy_unit",
    ),
    ("network.toml", b"\xff", {}, r"network\.toml:1: byte 0xff is not UTF-8", "save the file"),
    ("network.json", "{", {}, r"network\.json:1: ", "mend the syntax"),
    ("network.toml", "[[edges]]\nsource = 'a'\nrate = = 1\n", {}, r"network\.toml:3: ", "mend the syntax"),
    ("network.toml", "[network]\n", {}, r"network\.toml: no list of edges", "add one"),
    ("network.toml", "edges = 3\n", {}, r"network\.toml: no list of edges", "add one"),
    (
        "network.toml",
        "[edge]\n",
        {},
        r"network\.toml: unknown key 'edge'",
        "known are network, states, edges",
    ),
    (
        "network.toml",
        "[[edges]]\nsource = 'a'\ntarget = 'b'\nrate = 'fast'\n",
        {},
        r"network\.toml, edges\[0\]\.rate: 'fast' is no number",
        "write it like",
    ),
    (
        "network.toml",
        "[states.a]\nenery = 1\n[[edges]]\nsource = 'a'\ntarget = 'b'\nrate = 1\n",
        {},
        r"network\.toml, states\.a: unknown key 'enery'",
        "known are energy, degeneracy",
    ),
    ("network.json", '{"edges": [\n{"source": "a",}]}', {}, r"network\.json:2: ", "mend the syntax"),
    ("network.json", '{"edges": [[0, 1]]}', {}, r"network\.json, edges\[0\]: a list", "make it an object"),
    (
        "network.json",
        '{"edges": [{"source": 0, "target": 1.5, "rate": 1}]}',
        {},
        r"network\.json, edges\[0\]\.target: 1\.5 names no state",
        "name states by text",
    ),
    ("network.json", '{"states": 3, "edges": [{}]}', {}, r"network\.json, states: a int", "write"),
    ("network.json", '{"states": [{}], "edges": [{}]}', {}, r"states\[0\] has no name", "add name"),
    # matrices
    ("a.txt", "0 1\n1 0\n", {}, r"a\.txt: a bare matrix", r"say which: holds='rates' \(--as rates\)"),
    ("a.txt", "0 1\n1 0\n", {"holds": "speeds"}, r"a\.txt: holds = 'speeds'", "say one of rates"),
    ("a.txt", "# detbal: speeds\n0 1\n1 0\n", {}, r"a\.txt: holds = 'speeds'", "say one of rates"),
    ("a.txt", "0 1\n1 0\n1 1\n", {"holds": "rates"}, r"a\.txt: 3 lines of 2 numbers", "give a square matrix"),
    ("a.txt", "0 1\n1 0 2\n", {"holds": "rates"}, r"a\.txt:2: 3 numbers", "give every line the same"),
    ("a.txt", "0 1\n1 x\n", {"holds": "rates"}, r"a\.txt:2, column 2: 'x'", "write it like"),
    ("a.txt", "0 -1\n1 0\n", {"holds": "rates"}, r"a\.txt: rate matrix\[0, 1\] = -1", "mend this entry"),
    (
        "a.txt",
        "0.5 0.6\n1 0\n",
        {"holds": "transitions"},
        r"a\.txt: row 0 of the transition matrix",
        "make every",
    ),
    ("a.txt", "-1 2\n1 -1\n", {"holds": "rates"}, r"a\.txt: row 0 of the rate matrix sums to 1", "leave the"),
    ("a.txt", "0 0\n0 0\n", {"holds": "counts"}, r"a\.txt: count matrix is zero everywhere", "give at least"),
    ("a.mtx", "0 1\n1 0\n", {}, r"a\.mtx:1: no MatrixMarket header", "begin the file with"),
    ("a.mtx", MARKET + "2 2 3\n1 2 1.0\n", {}, r"a\.mtx: Truncated file", "mend this place"),
    ("a.mtx", MARKET + "2 2 1\n1 9999999999 1.0\n", {}, r"a\.mtx:4: Integer out of range", "mend"),
    ("a.mtx", MARKET + "2 3 1\n1 2 1.0\n", {}, r"a\.mtx: matrix has shape \(2, 3\)", "give a square"),
    ("a.mtx", MARKET + "2 3 1\n1 2 1.23456\n", {}, r"a\.mtx: matrix has shape \(2, 3\)", "give a square"),
    ("a.mtx", MARKET + "2 2 1\n1 2 -1.23456\n", {}, r"a\.mtx: rate matrix\[0, 1\] = -1\.23456", "mend"),
    ("a.mtx", MARKET + "2 2 2\n1 2 1.23456\n1 2 1.0\n", {}, r"a\.mtx: rate matrix\[0, 1\] stands", "leave one"),
    ("a.npz", archive(rates=np.ones(3)), {}, r"a\.npz: matrix has shape \(3,\)", "give a square"),
    ("a.npz", archive(rates=np.float32([[0, -1], [1, 0]])), {}, r"a\.npz: rate matrix\[0, 1\] = -1", "mend"),
    ("a.npz", archive(rates=np.float32([[0, np.nan], [1, 0]])), {}, r"a\.npz: .*\[0, 1\] = nan", "mend"),
    (
        "a.mtx",
        MARKET + "2 2 2\n1 2 1.0\n1 2 1.0\n",
        {},
        r"a\.mtx: rate matrix\[0, 1\] stands twice",
        "leave one",
    ),
    (
        "a.mtx",
        MARKET.replace("real", "complex") + "2 2 1\n1 2 1 1\n",
        {},
        r"a\.mtx: .*complex128",
        "real numbers",
    ),
    (
        "a.npz",
        archive(matrix=np.eye(2), other=np.eye(2)),
        {},
        r"a\.npz: arrays matrix, other",
        "name the matrix",
    ),
    (
        "a.npz",
        archive(rates=np.eye(2), counts=np.eye(2)),
        {},
        r"a\.npz: arrays rates, counts",
        "name the matrix",
    ),
    (
        "a.npz",
        archive(rates=np.array([[None]])),
        {},
        r"a\.npz: Object arrays cannot be loaded",
        "store plain",
    ),
    ("a.npz", pickle.dumps({"rates": [[0, 1], [1, 0]]}), {}, r"a\.npz: no npz archive", "write it with"),
    (
        "a.npz",
        archive(rates=np.array([["0", "1"], ["1", "0"]])),
        {},
        r"a\.npz: .*type <U1",
        "give real numbers",
    ),
    ("a.npz", archive(rates=np.ones((2, 2)), labels=["a"]), {}, r"a\.npz: .*", "."),
    # landscapes
    ("min.data", MINIMA, {}, r"ts\.data: No such file", "give the path"),
    ("ts.data", SADDLES, {}, r"min\.data: No such file", "give the path"),
    # none of these
    ("a.png", b"\x89PNG\r\n", {}, r"a\.png: no known format", "give one of"),
]


@pytest.mark.parametrize(("name", "content", "options", "place", "remedy"), FILES, ids=lambda value: None)
def test_files(tmp_path, name, content, options, place, remedy):
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    refused(lambda: detbal.read(tmp_path / name, **options), InputError, place, remedy)


@pytest.mark.parametrize(
    ("minima", "saddles", "place", "remedy"),
    [
        (
            MINIMA,
            SADDLES.replace(" 2 ", " 99 "),
            r"ts\.data:1, column 5: 99",
            "give the number of a minimum, 1 to 2",
        ),
        (
            MINIMA,
            SADDLES.replace(" 2 ", " 1.5 "),
            r"ts\.data:1, column 5: 1\.5",
            "give the number of a minimum",
        ),
        (MINIMA, "0.5 4.0 1 1 2\n", r"ts\.data:1: 5 columns", "give 8: energy"),
        ("-1.0 5.0 1\n", SADDLES, r"min\.data:1: 3 columns", "give 6: energy"),
        (MINIMA + "0 1\n", SADDLES, r"min\.data:3: 2 numbers, the first line has 6", "give every line"),
        (MINIMA.replace("5.2 2", "5.2 2.5"), SADDLES, r"min\.data:2, column 3: 2\.5", "give a whole number"),
        (MINIMA.replace("5.2 2", "5.2 0"), SADDLES, r"min\.data:2, column 3: 0", "give a whole number"),
        (
            MINIMA.replace("5.2", "*****"),
            SADDLES,
            r"min\.data:2, column 2: '\*+' is no number",
            "write it like",
        ),
        ("", SADDLES, r"min\.data: no data", "write the data"),
        (MINIMA, "", r"ts\.data: no data", "write the data"),
    ],
)
def test_landscapes(tmp_path, minima, saddles, place, remedy):
    (tmp_path / "min.data").write_text(minima)
    (tmp_path / "ts.data").write_text(saddles)
    refused(lambda: detbal.read(tmp_path), InputError, place, remedy)


def test_places_without_a_network(tmp_path):
    refused(lambda: detbal.read(tmp_path), InputError, str(tmp_path), "give one of .*PATHSAMPLE")
    refused(lambda: detbal.read(tmp_path / "absent.csv"), InputError, r"absent\.csv", "check the path")


ATOM = RateNetwork.from_rates([[0, 1.0], [2.0, 0]])
LEVELS = RateNetwork.from_rates([[0, 1.0], [2.0, 0]], energies=[0.0, 1.0])
TWICE = scipy.sparse.coo_array(([1.0, 2.0], ([0, 0], [1, 1])), shape=(2, 2))


@pytest.mark.parametrize(
    ("call", "place", "remedy"),
    [
        (
            lambda: RateNetwork.from_rates(np.zeros((2, 3))),
            r"rate matrix has shape \(2, 3\)",
            "give a square one",
        ),
        (lambda: RateNetwork.from_rates([[0, 1], [1]]), "rate matrix", "give real numbers"),
        (lambda: RateNetwork.from_rates(np.zeros((0, 0))), "rate matrix is empty", "give at least one state"),
        (
            lambda: RateNetwork.from_rates([[0, np.nan], [1, 0]]),
            r"rate matrix\[0, 1\] = nan",
            "mend this entry",
        ),
        (
            lambda: RateNetwork.from_rates([[0, np.inf], [1, 0]]),
            r"rate matrix\[0, 1\] = inf",
            "mend this entry",
        ),
        (lambda: RateNetwork.from_rates([[0, -1], [1, 0]]), r"rate matrix\[0, 1\] = -1", "mend this entry"),
        (lambda: RateNetwork.from_rates([[5, 1], [1, 0]]), "row 0 of the rate matrix", "leave the diagonal"),
        (lambda: RateNetwork.from_rates(TWICE), r"rate matrix\[0, 1\] stands twice", "leave one out"),
        (lambda: RateNetwork.from_rates([[0, "x"], [1, 0]]), "rate matrix", "give real numbers"),
        (
            lambda: RateNetwork.from_transition_matrix([[1, 0.1], [0, 1]]),
            "row 0 of the transition",
            "make every",
        ),
        (
            lambda: RateNetwork.from_transition_matrix([[1.5, -0.5], [0, 1]]),
            r"matrix\[0, 1\] = -0\.5",
            "mend",
        ),
        (lambda: RateNetwork.from_log_rates([[0.0, 1.0], [1.0, 0.0]]), r"log-rate\[0, 0\] = 0", "put -inf"),
        (lambda: RateNetwork.from_edges([], [], []), "no edges|empty|without states", "give at least one"),
        (lambda: RateNetwork.from_edges([0, 1], [1, 0], [1.0]), "rate has 1 entries", "give equal lengths"),
        (
            lambda: RateNetwork.from_edges([0, 0], [1, 1], [1.0, 1.0]),
            "edges 0 and 1 both run",
            "name their chan",
        ),
        (
            lambda: RateNetwork.from_edges([0], [0], [1.0]),
            "edge 0 joins state 0 to itself",
            "leave self-loops",
        ),
        (lambda: RateNetwork.from_edges([0], [1], [-1.0]), r"rate\[0\] = -1", "mend or drop"),
        (lambda: RateNetwork.from_edges([0], [-1], [1.0]), "state -1 in edge 0", "number the states from 0"),
        (
            lambda: RateNetwork.from_edges(["a"], ["c"], [1.0], labels=["a", "b"]),
            "state 'c' in edge 0",
            "use one",
        ),
        (
            lambda: RateNetwork.from_edges(["a"], ["b"], [1.0], energies={"a": 1}),
            "state 'b'",
            "give one for each",
        ),
        (
            lambda: RateNetwork.from_rates([[0, 1], [1, 0]], energies=[0.0]),
            r"energies have shape \(1,\)",
            "give one",
        ),
        (lambda: RateNetwork.from_rates([[0, 1], [1, 0]], degeneracies=[0, 1]), "degeneracies", "positive"),
        (
            lambda: RateNetwork.from_rates([[0, 1], [1, 0]], labels=["a", "a"]),
            "label 'a' stands twice",
            "give every",
        ),
        (
            lambda: CountNetwork.from_counts([[0, -1], [1, 0]]),
            r"count matrix\[0, 1\] = -1",
            "mend this entry",
        ),
        (
            lambda: CountNetwork.from_counts(np.zeros((2, 2))),
            "count matrix is zero everywhere",
            "give at least one",
        ),
        (
            lambda: CountNetwork.from_trajectory([0.5, 1.0]),
            "the trajectory",
            "give a flat array of whole numbers",
        ),
        (lambda: detbal.check(LEVELS, kT=1.0, T=300.0), "kT = 1.*T = 300", "give one"),
        (lambda: detbal.check(LEVELS, kT=0.0), "kT = 0", "give the .*temperature of the bath"),
        (lambda: detbal.check(LEVELS, kT=-1.0), "kT = -1", "give the .*temperature of the bath"),
        (
            lambda: detbal.check(LEVELS, T=300.0),
            "T = 300 K.*no unit",
            "give kT= as a number|construct the object",
        ),
        (lambda: detbal.check(LEVELS, kT="25 parsec"), "energy unit 'parsec'", "known are"),
        (
            lambda: detbal.check(ATOM, kT=1.0),
            "a temperature .* but no energies",
            "give the network energies=",
        ),
        (lambda: detbal.check(ATOM, tol=-1.0), "tol = -1", "give a tolerance in nats"),
        (lambda: detbal.check(ATOM, alpha=2.0), "alpha = 2", "give a probability between 0 and 1"),
    ],
)
def test_arrays_and_options(call, place, remedy):
    refused(call, InputError, place, remedy)


@pytest.mark.parametrize(
    ("call", "place", "remedy"),
    [
        (lambda: RateNetwork.from_rates(np.array([[0, 1j], [1, 0]])), "rate matrix", "give real numbers"),
        (
            lambda: RateNetwork.from_rates(np.array([["0", "1"], ["1", "0"]])),
            "rate matrix",
            "give real numbers",
        ),
        (
            lambda: RateNetwork.from_rates(np.array([[False, True], [True, False]])),
            "rate matrix",
            "give real",
        ),
        (lambda: RateNetwork.from_edges([0], [1], ["fast"]), "rate", "give"),
        (lambda: RateNetwork.from_edges([0, 1], [5 * 10**9, 0], [1.0, 1.0]), "5000000000", "."),
        (lambda: RateNetwork.from_edges([0.0, 1.5], [1.5, 0.0], [1.0, 1.0]), "state", "."),
        (lambda: RateNetwork.from_edges([True], [False], [1.0]), "state", "."),
    ],
)
def test_arrays_of_the_wrong_type(call, place, remedy):
    refused(call, InputError, place, remedy)


def test_objects_of_no_domain():
    refused(
        lambda: detbal.check([[0, 1], [1, 0]]),
        ConversionError,
        "a bare builtins.list",
        "say which with one of",
    )
    refused(lambda: detbal.check(np.eye(2)), ConversionError, "a bare numpy.ndarray", "say which with one of")
    refused(lambda: detbal.check("a.csv"), ConversionError, "text is no object", "detbal.read")


def refused(call, error, place, remedy):
    with pytest.raises(error) as caught:
        call()
    message = str(caught.value)
    assert isinstance(caught.value, DetbalError)
    assert "\n" not in message
    assert re.search(f"(?:{place}).*; .*(?:{remedy})", message), message
