"""All of REACLIB (2025-03-30), as it comes with pynucastro: what is in it, and where it breaks detailed balance."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.reactions.expectation import expected_log_ratio
from detbal.reactions.files.reaclib import SPONTANEOUS, WEAK, looks_like_reaclib, network_of_entries, read_reaclib
from detbal.reactions.files.reaclib_entries import read_reaclib_entries
from detbal.reactions.nuclide_names import charge_and_nucleons
from detbal.reactions.nuclides import MassKind, nuclide_table
from detbal.reactions.pairing import process_pairs
from detbal.reactions.rates.reaclib import match_sets
from detbal.reactions.thermochemistry.nuclear import Abundance, nuclear_thermochemistry
from detbal.reactions.thermochemistry.statistical import MEV_IN_KELVIN

pytestmark = pytest.mark.skipif(find_spec("pynucastro") is None, reason="needs the library that pynucastro ships")

T = np.array([2.0, 5.0, 10.0]) * 1e9
ISOMERS = ("al-6", "al*6")


@pytest.fixture(scope="module")
def path():
    return Path(find_spec("pynucastro").origin).parent / "data" / "reaclib_default2_20250330"


@pytest.fixture(scope="module")
def entries(path):
    return read_reaclib_entries(path)


@pytest.fixture(scope="module")
def pairs(entries):
    thermo = nuclear_thermochemistry(
        entries.species, mass=MassKind.ATOMIC, abundance=Abundance.MASS_FRACTION_OVER_A, partition_functions=False
    )
    return process_pairs(network_of_entries(entries, "reaclib", thermochemistry=thermo))


def of_isomers(entries):
    """Rates with ²⁶Al in one of its levels, which pynucastro leaves out."""
    own = np.array([name in ISOMERS for name in entries.species], dtype=float)
    return np.asarray((entries.reactants + entries.products) @ own) > 0


def without_isomers(pairs):
    own = np.array([name in ISOMERS for name in pairs.network.species], dtype=float)
    return np.asarray(abs(pairs.change) @ own) == 0


def residual(pairs):
    """ln of the reverse rate of the library over the one that detailed balance gives, (n, nT); nan: unknown."""
    forward, reverse = pairs.log_sides(T)
    return reverse - forward + expected_log_ratio(pairs, T)[0]


def names(pairs, rows):
    return {pairs.names[k] for k in rows}


def test_every_entry_is_there(path, entries):
    """pynucastro counts 81,402 rates of 82,164 sets, 32,675 of them v and 15,434 weak."""
    assert looks_like_reaclib(path)
    plain = ~of_isomers(entries)
    assert len(entries.rates.coefficients) == 82225
    assert np.diff(entries.rates.starts)[plain].sum() == 82164
    assert plain.sum() == 81402
    assert (entries.derived & plain).sum() == 32675
    assert (entries.weak & plain).sum() == 15434
    assert set(entries.chapter) == set(range(1, 12))


def test_every_entry_balances(entries):
    """Nucleons in all 82,225 sets, charge in all without the flag w, which is there just where charge changes."""
    Z, A = np.array([charge_and_nucleons(name) for name in entries.species]).T
    change = entries.products - entries.reactants
    assert not (change @ A).any()
    assert ((change @ Z != 0) == entries.weak).all()


def test_energies_are_told(path):
    """Independent of `QDifferences`: `test_energies` has its percentiles. 5.85 MeV is the most."""
    told = read_reaclib(path).assumptions[1]
    assert told.startswith("Q of 15,175 of 33,486 entries, weak ones apart, differs from that of the masses by more")
    assert told.endswith("reaclib_default2_20250330:199570, he4 + o28 → n + ne31: 21.103 MeV, masses 15.2536 MeV")
    assert len(read_reaclib(path, Q_tolerance="5.85 MeV")) == 81437
    with pytest.raises(InputError, match=r":199570, .* and 1 more: Q of an entry .* by more than 5849 keV"):
        read_reaclib(path, Q_tolerance="5.849 MeV")


def test_numbers_are_those_of_python(path, entries):
    """One entry in a thousand, read the plain way."""
    lines = path.read_text().split("\n")
    for k in range(0, len(entries), 1000):
        first = entries.line[k] - 1
        line = lines[first + 1][:52] + lines[first + 2][:39]
        expected = [float(line[j : j + 13]) for j in range(0, 91, 13)]
        assert entries.rates.coefficients[entries.rates.starts[k]].tolist() == expected
        assert float(lines[first][52:64]) == entries.Q[k]
        held = [name.strip() for name in (lines[first][j : j + 5] for j in range(5, 35, 5)) if name.strip()]
        both = entries.reactants[[k]] + entries.products[[k]]
        assert sorted(held) == sorted(np.repeat(entries.species, both.toarray()[0].astype(int)))


def test_what_is_set_aside(entries, pairs):
    network = pairs.network
    assert network.reasons == (WEAK, SPONTANEOUS)
    assert ((network.aside == 1) == entries.weak).all()
    assert ((network.aside == 2) == entries.spontaneous).all()
    assert not (entries.derived & (network.aside > 0)).any()


def test_every_reverse_has_one_forward_partner_of_its_label(entries, pairs):
    assert pairs.two_way.all()
    assert (np.bincount(pairs.pair) == 2).all()
    assert without_isomers(pairs).sum() == 32675
    assert (pairs.network.derived[pairs.member] == pairs.backward).all()
    same_label = entries.label[pairs.member[::2]] == entries.label[pairs.member[1::2]]
    assert same_label[without_isomers(pairs)].all()
    assert names(pairs, np.flatnonzero(~same_label)) == {"p + al*6 ⇌ si27"}


def test_the_audit(pairs):
    """Of 32,675 reverses 15,385 can be judged; the medians and shares of an independent script, per temperature."""
    found = residual(pairs)
    judged = without_isomers(pairs) & np.isfinite(found).all(axis=1)
    assert judged.sum() == 15385
    sizes = np.abs(found[judged])
    assert np.median(sizes, axis=0) == pytest.approx([0.43, 0.19, 0.10], abs=0.005)
    assert (sizes > np.log(2)).mean(axis=0) == pytest.approx([0.43, 0.29, 0.19], abs=0.005)
    assert (sizes > np.log(10)).mean(axis=0) == pytest.approx([0.18, 0.055, 0.020], abs=0.005)
    table = nuclide_table()
    firm = np.append(table.firm, False)[table.rows(pairs.network.species)]
    sure = judged & (np.asarray(abs(pairs.change) @ (~firm).astype(float)) == 0)
    assert sure.sum() == 7815
    assert (np.abs(found[sure]) > np.log(2)).mean(axis=0) == pytest.approx([0.20, 0.10, 0.05], abs=0.01)


def test_reverses_of_two_to_four_lack_the_factor_of_identical_particles(pairs):
    """All five of them are too small by 2 for each pair of identical products; no other reaction with such is."""
    by_numbers = nuclear_thermochemistry(pairs.network.species, mass=MassKind.NUMBER, partition_functions=False)
    found = residual(process_pairs(pairs.network.with_thermochemistry(by_numbers)))[:, 1]
    four = np.flatnonzero(np.asarray(pairs.network.products[pairs.first].sum(axis=1)).ravel() == 4)
    assert names(pairs, four) == {
        "t + li7 ⇌ 2 n + 2 he4",
        "he3 + li7 ⇌ n + p + 2 he4",
        "t + be7 ⇌ n + p + 2 he4",
        "he3 + be7 ⇌ 2 p + 2 he4",
        "p + be9 ⇌ n + p + 2 he4",
    }
    assert found[four] == pytest.approx(pairs.log_identical[four], abs=0.02)
    assert np.exp(pairs.log_identical[four]) == pytest.approx([0.25, 0.5, 0.5, 0.25, 0.5])
    others = np.setdiff1d(np.flatnonzero(pairs.log_identical), four)
    assert len(others) == 24
    assert np.abs(found[others]).max() < 0.05


def test_energies(entries, pairs):
    """Q of the file against the masses of 2020, and against what the coefficients say."""
    network = pairs.network
    energy = network.thermochemistry.energy / MEV_IN_KELVIN
    known = np.asarray(abs(pairs.change) @ np.isnan(energy).astype(float)) == 0
    released = -np.asarray(pairs.change @ np.nan_to_num(energy))
    off = np.abs(entries.Q[pairs.first] - released)
    plain = known & without_isomers(pairs)
    assert np.median(off[plain]) == pytest.approx(0.077, abs=0.001)
    assert np.percentile(off[plain], 95) == pytest.approx(0.886, abs=0.002)
    assert off[plain].max() == pytest.approx(5.85, abs=0.005)
    by_name = {name: k for k, name in enumerate(pairs.names)}
    for name, file, masses in (
        ("n + k55 ⇌ k56", 1.676, 0.5613),
        ("n + ge89 ⇌ ge90", 3.941, 3.501),
        ("p + co52 ⇌ ni53", 2.695, 2.576),
    ):
        k = by_name[name]
        assert (entries.Q[pairs.first[k]], released[k]) == pytest.approx((file, masses), abs=6e-4)


def test_sets_and_their_reverses(entries, pairs):
    """Shapes never differ, exponents are 3/2 for each particle; a set of ⁷⁸Se(p,γ)⁷⁹Br has another Q than its rate."""
    rates = pairs.network.rates
    found = match_sets(rates.take(pairs.member[::2]), rates.take(pairs.member[1::2]))
    assert len(found.forward) == 33082
    change = np.asarray(pairs.change.sum(axis=1)).ravel()[found.rate]
    assert not found.differences[:, 2:6].any()
    assert np.abs(found.differences[:, 6] - 1.5 * change).max() < 6e-4  # of printed digits
    implied = found.differences[:, 1] * 1e9 / MEV_IN_KELVIN
    off = np.abs(implied - entries.Q[pairs.first][found.rate])
    assert np.median(off) == pytest.approx(1.5e-5, abs=2e-6)
    worst = int(np.argmax(off))
    assert pairs.names[found.rate[worst]] == "p + se78 ⇌ br79"
    assert off[worst] == pytest.approx(0.0457, abs=1e-4)
    # the order of the sets is another one in many rates
    assert (found.forward != found.reverse).any()


def test_the_reverse_to_the_isomer_of_aluminium_is_no_transcript(pairs):
    """²⁷Si(γ,p)²⁶Alᵐ is of another source than the capture: none of the four sets of this is found in its two."""
    rates = pairs.network.rates
    ahead, back = rates.take(pairs.member[::2]), rates.take(pairs.member[1::2])
    found = match_sets(ahead, back)
    assert names(pairs, ahead.owner[found.lone_forward]) == {"p + al*6 ⇌ si27"}
    assert names(pairs, back.owner[found.lone_reverse]) == {"p + al*6 ⇌ si27"}
    assert (len(found.lone_forward), len(found.lone_reverse)) == (4, 2)
