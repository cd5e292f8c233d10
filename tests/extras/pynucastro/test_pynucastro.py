"""Rates and libraries of pynucastro; its derived rates against ours."""

from pathlib import Path

import numpy as np
import pytest

from detbal.adapters.pynucastro import COMPOSED, from_library, from_rate
from detbal.errors import InputError
from detbal.reactions.checking.check import check_network
from detbal.reactions.expectation import expected_log_ratio
from detbal.reactions.files.reaclib import SPONTANEOUS, TEMPERATURES, WEAK, network_of_entries
from detbal.reactions.files.reaclib_entries import read_reaclib_entries
from detbal.reactions.nuclides import MassKind, nuclide_table
from detbal.reactions.pairing import process_pairs
from detbal.reactions.thermochemistry.nuclear import Abundance, nuclear_thermochemistry
from detbal.verdict import Status

pyna = pytest.importorskip("pynucastro")

LIBRARY = Path(pyna.__file__).parent / "data" / "reaclib_default2_20250330"
T = np.array([0.12, 1.0, 2.0, 5.0, 9.3]) * 1e9


@pytest.fixture(scope="module")
def entries():
    return read_reaclib_entries(LIBRARY)


@pytest.fixture(scope="module")
def sample(entries, tmp_path_factory):
    """Twelve forward rates of every chapter that has some, spread over the chapter, with known spins."""
    table = nuclide_table()
    known = np.append(np.isfinite(table.weight), False)[table.rows(entries.species)]
    stranger = np.asarray((entries.reactants + entries.products) @ (~known).astype(float)) > 0
    forward = ~(entries.weak | entries.spontaneous | entries.derived | stranger)
    chosen = []
    for chapter in np.unique(entries.chapter[forward]):
        own = np.flatnonzero(forward & (entries.chapter == chapter))
        chosen.append(own[np.linspace(0, len(own) - 1, min(12, len(own))).astype(int)])
    lines = LIBRARY.read_text().split("\n")
    text = []
    for k in np.concatenate(chosen):
        sets = entries.rates.starts[k + 1] - entries.rates.starts[k]
        text += lines[entries.line[k] - 2 : entries.line[k] - 2 + 4 * sets]
    path = tmp_path_factory.mktemp("reaclib") / "sample"
    path.write_text("\n".join([*text, ""]))
    return pyna.ReacLibLibrary(libfile=path)


def with_reverses(sample, use_pf):
    forward = sample.get_rates()
    return pyna.Library(rates=[*forward, *(pyna.DerivedRate(rate, use_pf=use_pf) for rate in forward)])


def difference(network, T=T):
    """ln(forward/reverse) as pynucastro has it, less ours."""
    pairs = process_pairs(network)
    assert pairs.two_way.all()
    forward, reverse = pairs.log_sides(T)
    return forward - reverse - expected_log_ratio(pairs, T)[0]


def test_every_chapter_is_there(sample):
    assert {rate.chapter for rate in sample.get_rates()} == {4, 5, 6, 7, 8, 9}


def test_derived_rates_without_partition_functions(sample):
    """All constants but the atomic mass unit are exact: it is of CODATA 2018 there, 1.4e-9 less than ours."""
    network = from_library(with_reverses(sample, use_pf=False))
    assert len(network) == 2 * len(sample.get_rates()) > 60
    assert np.abs(difference(network)).max() < 1e-8


@pytest.mark.filterwarnings("ignore:.*partition function is not supported:UserWarning")
def test_derived_rates_with_partition_functions(sample):
    """At the points of the tables all agrees; between, its splines overshoot by up to 1e-3 (and see the next test)."""
    network = from_library(with_reverses(sample, use_pf=True))
    points, between = np.array([0.15, 1.0, 2.0, 5.0, 9.0]) * 1e9, np.array([0.25, 1.2, 1.7, 3.2, 9.3]) * 1e9
    assert np.abs(difference(network, points)).max() < 1e-8
    off = np.abs(difference(network, between))
    assert off.max() < 1e-3
    assert (off < 1e-8).mean() > 0.8
    assert np.abs(difference(network, np.array([0.12e9]))).max() > 1e-3


@pytest.mark.filterwarnings("ignore:.*partition function is not supported:UserWarning")
@pytest.mark.parametrize(("use_pf", "T"), [(False, None), (False, "10 MK"), (True, "1 GK, 2 GK, 5 GK, 9 GK")])
def test_derived_rates_are_balanced(sample, use_pf, T):
    """The atomic mass unit of 2018 is 1.4e-9 off ours, and Q has the round-off of masses of 100 GeV: granted."""
    network = from_library(with_reverses(sample, use_pf=use_pf))
    verdict = check_network(network, T=T)
    assert verdict.status is Status.BALANCED
    assert verdict.max_residual > 1e-9  # it is there, and within
    assert verdict.floor.max() < 2e-7
    assert "the atomic mass unit of CODATA 2018, 1.4e-09 of it less" in " ".join(verdict.assumptions)


@pytest.mark.filterwarnings("ignore:.*partition function is not supported:UserWarning")
def test_a_derived_rate_as_it_comes_is_balanced(entries, tmp_path):
    """With partition functions, the default: that of ¹⁶O is 1 up to 10 GK, its spline not quite between points."""
    names = np.array(entries.species)
    wanted = entries.products @ (names == "o16").astype(float) * (entries.reactants @ (names == "c12").astype(float))
    k = int(np.flatnonzero((wanted > 0) & (entries.chapter == 4))[0])
    lines, sets = LIBRARY.read_text().split("\n"), int(np.diff(entries.rates.starts)[k])
    path = tmp_path / "capture"
    path.write_text("\n".join([*lines[entries.line[k] - 2 : entries.line[k] - 2 + 4 * sets], ""]))
    (rate,) = pyna.ReacLibLibrary(libfile=path).get_rates()
    network = from_rate(pyna.DerivedRate(rate))
    verdict = check_network(network)
    assert verdict.status is Status.BALANCED
    assert verdict.max_residual > 1e-9
    assert check_network(network, T=TEMPERATURES).max_residual == pytest.approx(1.7e-4, rel=0.05)


def test_what_is_granted_hides_no_fault(sample):
    library = with_reverses(sample, use_pf=False)
    derived = [rate for rate in library.get_rates() if rate.derived_from_inverse][7]
    for entry in derived.derived_sets:
        entry.a[0] += 1e-7
    verdict = check_network(from_library(library))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(1e-7, rel=0.1)


def test_kinds_of_mass_and_abundance_are_found_out(sample):
    """(1 + 1.4e-3)-like factors for the mass, 0.9 % for each nucleon of X/A."""
    network = from_library(with_reverses(sample, use_pf=False))
    settings = {"mass": MassKind.NUCLEAR, "abundance": Abundance.MASS_FRACTION_OVER_A, "partition_functions": False}
    nuclear = nuclear_thermochemistry(network.species, **settings)
    assert 1e-4 < np.abs(difference(network.with_thermochemistry(nuclear))).max() < 1e-2
    settings |= {"mass": MassKind.ATOMIC, "abundance": Abundance.NUMBER}
    number = nuclear_thermochemistry(network.species, **settings)
    assert 5e-3 < np.abs(difference(network.with_thermochemistry(number))).max() < 5e-2


@pytest.mark.parametrize(
    ("before", "after", "T9", "use_pf", "value"),
    [
        ("he4 c12", "o16", 1.0, False, 2.66903728e-31),
        ("he4 c12", "o16", 5.0, False, 9.64720291e4),
        ("n p", "d", 1.0, False, 7.65933877e2),
        ("p al27", "he4 mg24", 2.0, False, 2.83070002),
        ("p al27", "he4 mg24", 2.0, True, 2.83795636),
        ("n be7", "p li7", 1.0, False, 9.04383959),
        ("he4 fe52", "ni56", 5.0, False, 2.32041890e1),
        ("he4 fe52", "ni56", 5.0, True, 4.00127347e1),
        ("he4 he4 he4", "c12", 2.0, True, 2.9138256017033057e-07),
    ],
)
def test_values_of_pynucastro(entries, before, after, T9, use_pf, value):
    """Reverse rates of pynucastro 3.1.0, from the forward rates of the file and our thermochemistry alone."""
    network = rates_of(entries, before.split(), after.split(), use_pf)
    pairs, T = process_pairs(network), np.array([T9 * 1e9])
    reverse = pairs.log_sides(T)[0] - expected_log_ratio(pairs, T)[0]
    assert np.exp(reverse[0, 0]) == pytest.approx(value, rel=3e-8)


def rates_of(entries, before, after, use_pf):
    """The forward rates of one reaction, with the conventions of pynucastro."""
    alike = ~entries.derived
    for names, matrix in ((before, entries.reactants), (after, entries.products)):
        wanted = np.array([names.count(name) for name in entries.species], dtype=float)
        # as many of the wanted as are wanted, and of nothing else: x·w = w·w = x·x
        alike &= (matrix @ wanted == wanted @ wanted) & (matrix.multiply(matrix).sum(axis=1) == wanted @ wanted)
    settings = {"mass": MassKind.ATOMIC, "abundance": Abundance.MASS_FRACTION_OVER_A, "partition_functions": use_pf}
    thermo = nuclear_thermochemistry(entries.species, **settings)
    return network_of_entries(entries, "reaclib", thermochemistry=thermo).take(alike)


def test_networks_and_single_rates(sample):
    forward = sample.get_rates()[0]
    collection = pyna.RateCollection(rates=[forward, pyna.DerivedRate(forward, use_pf=False)])
    assert np.abs(difference(from_library(collection))).max() < 1e-8
    alone = from_rate(pyna.DerivedRate(forward, use_pf=False))
    assert np.abs(difference(alone)).max() < 1e-8
    assert alone.derived.tolist() == [False, True]
    assert len(from_rate(forward)) == 1


def test_a_planted_fault_is_measured(sample):
    """A set of one derived rate with a0 larger by 1e-6 shows as just that."""
    library = with_reverses(sample, use_pf=False)
    derived = [rate for rate in library.get_rates() if rate.derived_from_inverse][7]
    clean = difference(from_library(library))
    for entry in derived.derived_sets:
        entry.a[0] += 1e-6
    moved = difference(from_library(library)) - clean
    assert np.count_nonzero(np.abs(moved[:, 1]) > 1e-8) == 1
    assert np.abs(moved).max() == pytest.approx(1e-6, rel=1e-6)


def test_what_has_no_reverse_is_set_aside(entries, tmp_path):
    lines = LIBRARY.read_text().split("\n")
    weak, decay = (int(entries.line[np.argmax(kind)]) - 2 for kind in (entries.weak, entries.spontaneous))
    path = tmp_path / "some"
    path.write_text("\n".join([*lines[weak : weak + 4], *lines[decay : decay + 4], ""]))
    network = from_library(pyna.ReacLibLibrary(libfile=path))
    assert sorted(network.reasons[k - 1] for k in network.aside) == sorted([WEAK, SPONTANEOUS])


def test_composed_rates_are_set_aside(sample):
    rate = sample.get_rates()[0]
    unchanged = dict.fromkeys([*rate.reactants, *rate.products], 1)
    modified = pyna.rates.ModifiedRate(rate, stoichiometry=unchanged)
    network = from_rate(modified)
    assert network.reasons[network.aside[0] - 1] == COMPOSED
    assert np.isneginf(network.rates.log_rates(T)).all()


def test_tables_of_temperature_are_called():
    """A rate that is a table there (Iliadis, 16O(p,γ)17F) is asked for its values."""
    rate = pyna.rates.alternate_rates.IliadisO16pgF17()
    network = from_rate(rate)
    assert np.exp(network.rates.log_rates(np.array([2e9]))[0, 0]) == pytest.approx(rate.eval(2e9), rel=1e-12)


def test_a_library_without_rates():
    class Empty:
        def get_rates(self):
            return []

    with pytest.raises(InputError, match="Empty holds no rates"):
        from_library(Empty())
