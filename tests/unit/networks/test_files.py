"""Files of networks: what is in them, what their digits mean, and that what is written comes back."""

import json
from dataclasses import fields, replace

import numpy as np
import pytest
import scipy.io
import scipy.sparse
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import detbal
from detbal.errors import InputError
from detbal.networks.count_network import CountNetwork
from detbal.networks.files import FORMATS, write_csv
from detbal.networks.rate_network import RateNetwork
from detbal.pairs import ROUNDING, rounding_of
from detbal.units import EnergyUnit


def read(path, **options):
    return next(entry for entry in FORMATS if entry.recognises(path)).read(path, **options)


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def same(first, second):
    """Whether two networks agree in every field, bit by bit."""
    for entry in fields(first):
        a, b = getattr(first, entry.name), getattr(second, entry.name)
        if entry.name == "labels":
            a, b = tuple(first.state_names), tuple(second.state_names)
        equal = np.array_equal(a, b) if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) else a == b
        assert equal, f"{entry.name}: {a} != {b}"
    return True


# --- what is in the columns ------------------------------------------------------------------------------

ATOM = RateNetwork.from_edges(["g", "e"], ["e", "g"], [1.0, 2.0])


@pytest.mark.parametrize(
    "text",
    [
        "source,target,rate\ng,e,1\ne,g,2\n",
        "target;rate;source\ne;1;g\ng;2;e\n",
        "source target log_rate\ng e 0\ne g 0.6931471805599453\n",
        "source\ttarget\tforward\treverse\ng\te\t1\t2\n",
        "\ufeff# ours\r\nsource,target,rate\r\n'g',e,1\r\ne,'g',2\r\n".replace("'", '"'),
        "source,target,rate\ng,,\ne,,\ng,e,1\ne,g,2\n",
    ],
)
def test_one_network_in_many_dresses(tmp_path, text):
    assert same(read(written(tmp_path, "atom.csv", text)), ATOM)


def test_documents_say_the_same(tmp_path):
    toml = """
[network]
energy_unit = "eV"
[states.g]
energy = 0
[states.e]
energy = 1.5
degeneracy = 2
[states.far]
energy = 3
degeneracy = 1
[[edges]]
source = "g"
target = "e"
rate = 1.0
channel = "hot"
[[edges]]
source = "e"
target = "g"
rate = 2
channel = "hot"
"""
    with pytest.raises(InputError, match=r"no degeneracy for state 'g'; give one for every state"):
        read(written(tmp_path, "bad.toml", toml))
    toml = toml.replace("energy = 0\n", "energy = 0\ndegeneracy = 1\n")
    network = read(written(tmp_path, "network.toml", toml))
    assert network.state_names == ("g", "e", "far")
    assert network.energies.tolist() == [0.0, 1.5, 3.0]
    assert network.log_degeneracies == pytest.approx([0, np.log(2), 0])
    assert (network.energy_unit.symbol, network.channels) == ("eV", ("hot",))
    states = [
        {"name": "g", "energy": 0, "degeneracy": 1},
        {"name": "e", "energy": 1.5, "degeneracy": 2},
        {"name": "far", "energy": 3, "degeneracy": 1},
    ]
    edges = [
        {"source": "g", "target": "e", "rate": 1.0, "channel": "hot"},
        {"source": "e", "target": "g", "rate": 2, "channel": "hot"},
    ]
    document = {"network": {"energy_unit": "eV"}, "states": states, "edges": edges}
    assert same(read(written(tmp_path, "network.json", json.dumps(document))), network)


def test_numbered_states_come_in_numerical_order(tmp_path):
    network = read(written(tmp_path, "a.csv", "source,target,rate\n10,2,1\n2,10,1\n0,2,1\n"))
    assert network.labels == ("0", "2", "10")
    assert read(written(tmp_path, "b.csv", "source,target,rate\n2,1,1\n1,0,1\n")).labels is None
    huge = str(10**400)  # a name like any other: no array of that length
    assert read(written(tmp_path, "c.csv", f"source,target,rate\n{huge},1,1\n")).labels == (huge, "1")


def test_channels_errors_and_settings(tmp_path):
    text = (
        "# energy_unit = meV\n# discrete_time = true\n"
        "source,target,rate,channel,relative_error,source_energy,target_energy\n"
        "a,b,0.1,hot,0.01,0,25\nb,a,0.2,hot,0.02,25,0\na,b,0.3,,0,,\nb,a,0.25,,0.5,,\n"
    )
    network = read(written(tmp_path, "a.csv", text))
    assert (network.discrete_time, network.energy_unit.symbol) == (True, "meV")
    assert network.channels == ("", "hot")
    assert network.energies.tolist() == [0.0, 25.0]
    assert network.sigma == pytest.approx(np.hypot([0, 0.01], [0.5, 0.02]))


def test_counts_with_a_diagonal(tmp_path):
    network = read(written(tmp_path, "a.csv", "source,target,count\na,a,5\na,b,3\nb,a,2.5\nfar,,\n"))
    assert isinstance(network, CountNetwork)
    assert network.to_matrix().toarray().tolist() == [[5, 3, 0], [2.5, 0, 0], [0, 0, 0]]
    assert network.labels == ("a", "b", "far")


# --- what the digits mean --------------------------------------------------------------------------------


def reversible(seed, n=8):
    """Return random rates that obey detailed balance, as rows (i, j, rate)."""
    rng = np.random.default_rng(seed)
    weight, symmetric = rng.uniform(0.5, 2.0, n), np.exp(rng.normal(0, 4, (n, n)))
    return [(i, j, (symmetric + symmetric.T)[i, j] / weight[i]) for i in range(n) for j in range(n) if i != j]


def listed(rows, style, head=""):
    return head + "source,target,rate\n" + "".join(f"{i},{j},{rate:{style}}\n" for i, j, rate in rows)


@pytest.mark.parametrize("style", [".5e", ".9e", ".8g", ".10f", ".13e"])
@pytest.mark.parametrize("seed", range(5))
def test_rounded_rates_are_not_called_broken(tmp_path, style, seed):
    verdict = detbal.check(read(written(tmp_path, "a.csv", listed(reversible(seed), style))))
    assert verdict.status is not detbal.Status.BROKEN
    assert verdict.max_residual > 0  # the rounding is there, and is seen to be rounding


@pytest.mark.parametrize("style", [".5e", ".9e", ".8g", ".10f"])
def test_the_same_rates_taken_as_exact_are_broken(tmp_path, style):
    exact = read(written(tmp_path, "a.csv", listed(reversible(0), style, "# digits = exact\n")))
    assert detbal.check(exact).status is detbal.Status.BROKEN


@pytest.mark.parametrize("drive", [1e-3, 1e-2])
def test_a_drive_above_the_rounding_is_still_found(tmp_path, drive):
    rows = [(i, j, rate * (1 + drive * (i == 0 and j == 1))) for i, j, rate in reversible(1)]
    verdict = detbal.check(read(written(tmp_path, "a.csv", listed(rows, ".6e"))))
    assert verdict.status is detbal.Status.BROKEN
    assert verdict.max_residual == pytest.approx(np.log1p(drive), rel=1e-2)


def test_rounding_by_hand(tmp_path):
    """1.2345 ± 0.00005 and 0.5 ± 0.000005: half a unit in the last place of each."""
    network = read(written(tmp_path, "a.csv", "source,target,rate\na,b,1.2345\nb,a,0.5\n"))
    slack = -np.log1p(-5e-5 / 1.2345) - np.log1p(-5e-6 / 0.5)
    default = rounding_of(network.log_forward, network.log_reverse)
    assert network.rounding - default == pytest.approx(slack, rel=1e-9)
    plain = read(written(tmp_path, "b.csv", "source,target,rate\na,b,1.25\nb,a,0.5\n"))
    assert plain.rounding == pytest.approx(rounding_of(plain.log_forward, plain.log_reverse), rel=1e-15)
    logs = read(written(tmp_path, "c.csv", "source,target,log_rate\na,b,-1234.5\nb,a,-1200.0\n"))
    assert logs.rounding - rounding_of(logs.log_forward, logs.log_reverse) == pytest.approx(0.1, rel=1e-9)


def test_both_directions_in_a_row_are_rounded_each_for_itself(tmp_path):
    one = read(written(tmp_path, "a.csv", "source,target,forward,reverse\na,b,1.2345,0.5\nb,c,2,0.12345678\n"))
    default = rounding_of(one.log_forward, one.log_reverse)
    half = np.array([5e-5 / 1.2345 + 5e-9 / 0.5, 5e-5 / 2 + 5e-9 / 0.12345678])
    assert one.rounding - default == pytest.approx(half, rel=1e-4)


def test_a_rounded_matrix_may_miss_its_row_sums_by_its_rounding(tmp_path):
    rates = np.zeros((8, 8))
    for i, j, rate in reversible(3):
        rates[i, j] = rate
    chain = rates / (1.25 * rates.sum(axis=1).max())
    chain += np.diag(1 - chain.sum(axis=1))
    rates -= np.diag(rates.sum(axis=1))
    for holds, matrix in (("rates", rates), ("transitions", chain)):
        text = "\n".join(" ".join(f"{x:.7e}" for x in row) for row in matrix)
        path = written(tmp_path, f"{holds}.txt", text)
        network = read(path, holds=holds)
        assert detbal.check(network).status is not detbal.Status.BROKEN
        market = tmp_path / f"{holds}.mtx"
        scipy.io.mmwrite(market, scipy.sparse.coo_array(np.loadtxt(path)), comment=f"detbal: {holds}", precision=8)
        assert read(market).rounding == pytest.approx(network.rounding, rel=1e-6)


def test_zeros_written_out_in_a_rounded_matrix_are_no_rates(tmp_path):
    head = "%%MatrixMarket matrix coordinate real general\n% detbal: rates\n3 3 4\n"
    network = read(written(tmp_path, "a.mtx", head + "1 2 1.23456\n2 1 2.0\n1 3 0.0\n3 1 0.000000\n"))
    assert len(network.source) == 1
    default = rounding_of(network.log_forward, network.log_reverse)
    assert network.rounding - default == pytest.approx([5e-6 / 1.23456 + 5e-6 / 2], rel=1e-4)


def test_a_rounded_matrix_must_not_miss_its_row_sums_by_more(tmp_path):
    path = written(tmp_path, "a.txt", "-1.23470 1.23456\n1.11111 -1.11111\n")
    with pytest.raises(InputError, match=r"a.txt: row 0 of the rate matrix sums to -0.00014; leave"):
        read(path, holds="rates")
    read(written(tmp_path, "b.txt", "-1.23457 1.23456\n1.11111 -1.11111\n"), holds="rates")


# --- matrices: which of three meanings -------------------------------------------------------------------

MATRIX = np.array([[0.75, 0.25], [0.5, 0.5]])


@pytest.mark.parametrize(
    ("holds", "expected"),
    [
        ("transitions", RateNetwork.from_transition_matrix(MATRIX)),
        ("counts", CountNetwork.from_counts(MATRIX)),
        ("rates", RateNetwork.from_rates(MATRIX - np.diag(np.diag(MATRIX)))),
    ],
)
def test_the_meaning_is_told_or_written_in_the_file(tmp_path, holds, expected):
    matrix = MATRIX - np.diag(np.diag(MATRIX)) if holds == "rates" else MATRIX
    named = {"rates": "rates", "transitions": "transition_matrix", "counts": "counts"}[holds]
    text = "\n".join(" ".join(map(repr, row)) for row in matrix.tolist())
    comma = text.replace(" ", ",")
    scipy.io.mmwrite(tmp_path / "a.mtx", scipy.sparse.coo_array(matrix))
    scipy.io.mmwrite(tmp_path / "b.mtx", matrix, comment=f"detbal: {holds}")
    scipy.sparse.save_npz(tmp_path / "a.npz", scipy.sparse.csr_array(matrix))
    np.savez(tmp_path / "b.npz", **{named: matrix})
    np.savez(tmp_path / "c.npz", matrix)
    for path in (
        written(tmp_path, "a.txt", text),
        written(tmp_path, "a.dat", comma),
        written(tmp_path, "a.csv", comma),
        tmp_path / "a.mtx",
        tmp_path / "a.npz",
    ):
        assert same(read(path, holds=holds), expected)
        with pytest.raises(InputError, match=r"bare matrix: it could hold .*; say which: holds='rates' \(--as rates"):
            read(path)
    assert same(read(tmp_path / "c.npz", holds=holds), expected)
    for path in (
        written(tmp_path, "b.txt", f"# detbal: {holds}\n{text}"),
        tmp_path / "b.mtx",
        tmp_path / "b.npz",
    ):
        assert same(read(path), expected)
        assert same(read(path, holds=holds), expected)
        other = "counts" if holds != "counts" else "rates"
        with pytest.raises(InputError, match=f"holds {holds} by its own account, not {other}; leave"):
            read(path, holds=other)


def test_archive_with_states(tmp_path):
    np.savez(
        tmp_path / "a.npz",
        rates=[[0, 1.0], [2.0, 0]],
        energies=[0.0, 1.0],
        degeneracies=[1, 3],
        labels=["g", "e"],
        energy_unit="meV",
    )
    network = read(tmp_path / "a.npz")
    assert (network.labels, network.energy_unit.symbol) == (("g", "e"), "meV")
    assert network.log_degeneracies == pytest.approx([0, np.log(3)])
    np.savez(tmp_path / "b.npz", rates=[[0, 1.0], [2.0, 0]], energy=[0.0, 1.0])
    with pytest.raises(InputError, match=r"b.npz: arrays rates, energy; name the matrix one of"):
        read(tmp_path / "b.npz")


def test_archives_in_single_precision_are_rounded(tmp_path):
    """Float32 misses its row sums by 1e-7, and balance by as much; both are taken for what they are."""
    chain = np.zeros((8, 8))
    for i, j, rate in reversible(4):
        chain[i, j] = rate
    chain /= 1.5 * chain.sum(axis=1).max()
    chain += np.diag(1 - chain.sum(axis=1))
    np.savez(tmp_path / "a.npz", transition_matrix=chain.astype(np.float32))
    scipy.sparse.save_npz(tmp_path / "b.npz", scipy.sparse.csr_array(chain.astype(np.float32)))
    dense, sparse = read(tmp_path / "a.npz"), read(tmp_path / "b.npz", holds="transitions")
    assert detbal.check(dense).status is not detbal.Status.BROKEN
    assert 1e-8 < detbal.check(dense).max_residual < 1e-5
    assert np.array_equal(dense.rounding, sparse.rounding)
    np.savez(tmp_path / "c.npz", rates=(chain - np.diag(np.diag(chain))).astype(np.float32).astype(float))
    assert detbal.check(read(tmp_path / "c.npz")).status is detbal.Status.BROKEN  # the twin that must fail


def test_formats_do_not_quarrel(tmp_path):
    """Every file is claimed by one format, and names are unique."""
    files = {
        "csv": written(tmp_path, "a.csv", "source,target,rate\n"),
        "matrix": written(tmp_path, "a.txt", "0 1\n1 0\n"),
        "toml, json": written(tmp_path, "network.toml", ""),
        "MatrixMarket": written(tmp_path, "a.mtx", ""),
        "npz": written(tmp_path, "a.npz", ""),
        "PATHSAMPLE": written(tmp_path, "ts.data", ""),
    }
    assert sorted(files) == sorted(entry.name for entry in FORMATS)
    for name, path in files.items():
        assert [entry.name for entry in FORMATS if entry.recognises(path)] == [name]
    assert not any(entry.recognises(tmp_path / "a.png") for entry in FORMATS)


# --- what is written comes back --------------------------------------------------------------------------

log_rates = st.one_of(st.floats(-5000, 5000), st.floats(-2, 2), st.just(-np.inf))
names = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=6)
sizes = st.floats(1e-3, 1e3)


@st.composite
def rate_networks(draw):
    n = draw(st.integers(1, 5))
    m = draw(st.integers(0, 8))
    ends = [draw(st.permutations(range(n)))[:2] for _ in range(m)] if n > 1 else []
    channel = draw(st.one_of(st.none(), st.just([draw(names) for _ in ends])))
    rows = {}  # an edge in a channel stands once
    for k, (i, j) in enumerate(ends):
        rows[i, j, "" if channel is None else channel[k]] = (draw(log_rates), draw(st.floats(0, 1)))
    log_rate = np.array([value for value, _ in rows.values()])
    if draw(st.booleans()):
        log_rate = np.log(np.array([draw(sizes) for _ in rows]))
    labels = draw(st.one_of(st.none(), st.lists(names, min_size=n, max_size=n, unique=True)))
    network = RateNetwork.from_edges(
        np.array([i for i, _, _ in rows], dtype=int),
        np.array([j for _, j, _ in rows], dtype=int),
        log_rate=log_rate,
        channel=None if channel is None else [name for *_, name in rows],
        relative_error=draw(st.sampled_from([None, [error for _, error in rows.values()]])),
        # probabilities per step: only where they are small enough together
        discrete_time=bool((log_rate < -3).all()) and draw(st.booleans()),
        energies=[draw(st.floats(-1e6, 1e6)) for _ in range(n)],
        energy_unit=draw(st.sampled_from([None, "eV", "μeV", "kJ/mol"])),
    )
    degeneracies = draw(st.sampled_from([np.zeros(n), np.array([draw(st.floats(-1e3, 1e3)) for _ in range(n)])]))
    widened = network.rounding * draw(st.sampled_from([1.0, 3.0]))
    return replace(
        network,
        labels=None if labels is None else tuple(labels),
        energies=draw(st.sampled_from([None, network.energies])),
        log_degeneracies=degeneracies,
        rounding=widened,
    )


@settings(deadline=None, max_examples=200)
@given(rate_networks())
def test_rate_networks_come_back_bit_by_bit(tmp_path_factory, network):
    alive = ~(np.isneginf(network.log_forward) & np.isneginf(network.log_reverse))
    assume(alive.all())
    path = tmp_path_factory.mktemp("written") / "a.csv"
    write_csv(network, path)
    back = read(path)
    if network.forward_error is not None and network.one_way.any():
        # the error of a rate that is not there is not written
        network = replace(
            network,
            forward_error=np.where(np.isneginf(network.log_forward), 0.0, network.forward_error),
            reverse_error=np.where(np.isneginf(network.log_reverse), 0.0, network.reverse_error),
        )
    if not len(network.source):
        network = replace(network, channels=back.channels, forward_error=back.forward_error)
        network = replace(network, reverse_error=back.reverse_error)
    assert same(network, back)


@settings(deadline=None)
@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(
            st.sampled_from([0.0, 0.0, 1.0, 0.1, 1e16, 12345.678]), min_size=n * n, max_size=n * n
        ).filter(any)
    ),
    st.booleans(),
)
def test_count_networks_come_back_bit_by_bit(tmp_path_factory, counts, labelled):
    n = round(len(counts) ** 0.5)
    labels = [f'state "{i}", no. #' for i in range(n)] if labelled else None
    states = {"energies": np.arange(n) / 3, "energy_unit": "meV"} if labelled else {}
    network = CountNetwork.from_counts(np.array(counts).reshape(n, n), labels=labels, **states)
    path = tmp_path_factory.mktemp("written") / "a.csv"
    write_csv(network, path)
    assert same(network, read(path))


def test_rates_in_the_range_of_floats_are_written_as_rates(tmp_path):
    write_csv(RateNetwork.from_rates([[0, 0.1, 3e-5], [7e9, 0, 1], [2, 1e-300, 0]]), tmp_path / "a.csv")
    assert "source,target,rate\n0,1,0.1\n1,0,7000000000.0\n" in (tmp_path / "a.csv").read_text()
    write_csv(RateNetwork.from_log_rates([[-np.inf, -5000.0], [3.0, -np.inf]]), tmp_path / "b.csv")
    assert "log_rate\n0,1,-5000.0\n" in (tmp_path / "b.csv").read_text()


def test_parallel_channels_without_names_stay_apart(tmp_path):
    network = RateNetwork.from_pairs([0, 1, 0], [1, 0, 1], [1.0, 2.0, 3.0], [4.0, 5.0, 6.0])
    write_csv(network, tmp_path / "a.csv")
    back = read(tmp_path / "a.csv")
    assert sorted(np.exp(np.abs(back.log_forward - back.log_reverse)).round(9)) == [2.0, 2.5, 4.0]


def test_a_landscape_network_comes_back(tmp_path):
    from detbal.networks.files import funnel

    network = funnel().rates(kT=0.05)
    write_csv(network, tmp_path / "a.csv")
    back = read(tmp_path / "a.csv")
    assert len(back.source) == len(network.source)
    assert np.array_equal(back.log_degeneracies, network.log_degeneracies)
    assert (back.rounding > ROUNDING * 10).all()
    assert detbal.check(back, kT=0.05).status is detbal.Status.BALANCED


@pytest.mark.parametrize("name", ["", " a", "a\nb", "a\x00b", "\ud800"])
def test_names_that_csv_would_not_keep(tmp_path, name):
    network = replace(ATOM, labels=(name, "e"))
    with pytest.raises(InputError, match=r"state '.*': not a name that csv keeps; rename"):
        write_csv(network, tmp_path / "a.csv")


def test_a_unit_of_ones_own_cannot_be_written(tmp_path):
    network = replace(ATOM, energy_unit=EnergyUnit("eV", 1.0))
    with pytest.raises(InputError, match="energy unit 'eV' of your own cannot be written; convert"):
        write_csv(network, tmp_path / "a.csv")


def test_what_is_no_list_of_edges_is_not_written(tmp_path):
    kernel = detbal.networks.MarkovKernel.of([[0.5, 0.5], [0.25, 0.75]], [1, 2])
    with pytest.raises(InputError, match="network is of type MarkovKernel; give a RateNetwork or CountNetwork"):
        write_csv(kernel, tmp_path / "a.csv")
