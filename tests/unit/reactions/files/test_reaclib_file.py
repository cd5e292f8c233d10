"""REACLIB text: entries, networks, and what is wrong with a file."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.reactions.files.nuclide_files import read_nuclides
from detbal.reactions.files.reaclib import (
    SPONTANEOUS,
    TEMPERATURES,
    WEAK,
    EntryPlaces,
    looks_like_reaclib,
    network_of_entries,
    read_reaclib,
)
from detbal.reactions.files.reaclib_entries import CHAPTERS, read_reaclib_entries
from detbal.reactions.network import Counting
from detbal.reactions.nuclides import MassKind
from detbal.reactions.pairing import process_pairs
from detbal.reactions.thermochemistry.nuclear import Abundance

#: Species of one reaction of each chapter, in which charge and nucleons are conserved.
SPECIES = {
    1: ["al*6", "al-6"],
    2: ["d", "n", "p"],
    3: ["he3", "n", "p", "p"],
    4: ["n", "p", "d"],
    5: ["p", "li7", "he4", "he4"],
    6: ["d", "li7", "n", "he4", "he4"],
    7: ["t", "li7", "n", "n", "he4", "he4"],
    8: ["he4", "he4", "he4", "c12"],
    9: ["n", "p", "p", "p", "d"],
    10: ["n", "n", "he4", "he4", "t", "li7"],
    11: ["li7", "n", "p", "p", "h4"],
}


def header(species, label="an06", flag="n", derived=" ", Q=2.22457):
    names = "".join(name.rjust(5) for name in species).ljust(30)
    return f"     {names}        {label:>4}{flag}{derived}   {Q:12.5e}          "


def entry(chapter, species, a=(1.0, 0, 0, 0, 0, 0, 0), **flags):
    first, second = ("".join(f"{value:13.6e}" for value in part) for part in (a[:4], a[4:]))
    return [str(chapter), header(species, **flags), first.ljust(74), second.ljust(74)]


def written(tmp_path, *entries, ending="\n"):
    path = tmp_path / "reaclib"
    path.write_bytes(ending.join([*(line for lines in entries for line in lines), ""]).encode())
    return path


@pytest.mark.parametrize("chapter", list(CHAPTERS))
def test_every_chapter(tmp_path, chapter):
    a = [1.5, -2.25, 3.125, -4e-5, 5.5e12, -6e-30, 7.654321]
    found = read_reaclib_entries(written(tmp_path, entry(chapter, SPECIES[chapter], a)))
    before, after = CHAPTERS[chapter]
    names = np.array(found.species)
    for side, expected in ((found.reactants, SPECIES[chapter][:before]), (found.products, SPECIES[chapter][before:])):
        dense = side.toarray()[0]
        assert sorted(np.repeat(names, dense.astype(int))) == sorted(expected)
        assert len(expected) == dense.sum()
    assert len(expected) == after
    assert found.rates.coefficients.tolist() == [a]
    assert (found.chapter.tolist(), found.Q.tolist(), found.line.tolist()) == ([chapter], [2.22457], [2])


def test_sets_of_one_reaction_label_and_direction_are_one_rate(tmp_path):
    capture = ["n", "p", "d"]
    path = written(
        tmp_path,
        entry(4, capture),
        entry(4, capture, flag="r"),
        entry(4, capture, label="cf88"),
        entry(4, capture, label="cf88", derived="v"),
        entry(4, ["p", "d", "he3"], label="cf88", derived="v"),
        entry(4, capture),
    )
    found = read_reaclib_entries(path)
    assert found.rates.owner.tolist() == [0, 0, 1, 2, 3, 4]
    assert found.label.tolist() == [b"an06", b"cf88", b"cf88", b"cf88", b"an06"]
    assert found.derived.tolist() == [False, False, True, True, False]
    assert found.line.tolist() == [2, 10, 14, 18, 22]


def test_species_are_sorted_by_charge_and_nucleons(tmp_path):
    path = written(tmp_path, entry(5, ["p", "al*6", "he4", "mg23"]), entry(4, ["x99", "n", "c12"]))
    assert read_reaclib_entries(path).species == ("n", "p", "he4", "c12", "mg23", "al*6", "x99")


def test_version_one(tmp_path):
    """The chapter stands once, blank lines about it; chapter 8 has also three into two."""
    three, two, flash = (entry(8, SPECIES[8]), entry(8, SPECIES[9]), entry(4, SPECIES[4]))
    path = written(tmp_path, ["4", "", ""], flash[1:], flash[1:], ["8", "", ""], three[1:], two[1:])
    found = read_reaclib_entries(path)
    assert found.chapter.tolist() == [4, 8, 9]
    assert found.rates.owner.tolist() == [0, 0, 1, 2]
    assert found.line.tolist() == [4, 13, 16]


def test_chapters_filled_up_with_blanks(tmp_path):
    """As in small networks that come with other codes: also chapters without entries are announced."""
    blank = " " * 74
    lines = ["1".ljust(74), blank, blank, "4".ljust(74), blank, blank, *entry(4, SPECIES[4])[1:]]
    path = written(tmp_path, lines)
    assert looks_like_reaclib(path)
    found = read_reaclib_entries(path)
    assert (found.chapter.tolist(), found.line.tolist()) == ([4], [7])


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_ends_and_blanks_at_line_ends(tmp_path, ending):
    stripped = [line.rstrip() for line in entry(4, SPECIES[4], a=[1, 2, 3, 4, 5, 6, 7])]
    plain = read_reaclib_entries(written(tmp_path, entry(4, SPECIES[4], a=[1, 2, 3, 4, 5, 6, 7])))
    found = read_reaclib_entries(written(tmp_path, stripped, ending=ending))
    assert found.species == plain.species
    assert found.rates.coefficients.tolist() == plain.rates.coefficients.tolist() == [[1, 2, 3, 4, 5, 6, 7]]


@pytest.mark.parametrize(("last", "digits"), [(1.5, 5), (1.234567, 6)])
def test_digits_are_those_that_are_used(tmp_path, last, digits):
    """REACLIB prints six places, but holds five."""
    found = read_reaclib_entries(written(tmp_path, entry(4, SPECIES[4], a=[1.23456, 0, 0, 0, 0, 0, last])))
    assert found.rates.digits.tolist() == [digits]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_capitals_and_byte_order_marks(tmp_path, mark, ending):
    path = written(tmp_path, entry(4, ["p", "d", "He3"]), entry(8, ["he3", "N", "p", "li5"]), ending=ending)
    path.write_bytes(mark + path.read_bytes())
    assert looks_like_reaclib(path)
    found = read_reaclib_entries(path)
    assert found.species == ("n", "p", "d", "he3", "li5")  # however they are spelled
    assert found.line.tolist() == [2, 6]


# networks


def test_a_network(tmp_path):
    path = written(
        tmp_path,
        entry(1, ["n", "p"], label="wc12", flag="w"),
        entry(2, ["d", "n", "p"], a=[20.0, -25.8, 0, 0, 0, 0, 1.5], derived="v"),
        entry(2, ["be8", "he4", "he4"], label="wc12", flag="s"),
        entry(4, ["n", "p", "d"]),
        entry(4, ["p", "p", "d"], label="bet+", flag="w"),
    )
    network = read_reaclib(path)
    assert list(network.names) == ["n → p", "d → n + p", "be8 → 2 he4", "n + p → d", "2 p → d"]
    assert network.aside.tolist() == [1, 0, 2, 0, 1]
    assert network.reasons == (WEAK, SPONTANEOUS)
    assert network.derived.tolist() == [False, True, False, False, False]
    assert network.counting is Counting.PER_SET
    assert network.places[3] == f"{path}:14 (an06)"
    assert len(network.places) == 5
    assert (network.temperatures == TEMPERATURES).all()
    assert network.thermochemistry.known.all()
    pairs = process_pairs(network)
    assert list(pairs.names) == ["n + p ⇌ d"]  # forward is what is not derived
    assert pairs.two_way.all()


def test_conventions_are_choices(tmp_path):
    path = written(tmp_path, entry(4, ["n", "p", "d"]))
    plain = read_reaclib(path).thermochemistry
    other = read_reaclib(
        path, mass=MassKind.ATOMIC, abundance=Abundance.MASS_FRACTION_OVER_A, partition_functions=True
    ).thermochemistry
    assert plain.partitions is None
    assert other.partitions is not None
    assert (
        other.assumptions[0]
        == "masses: mass of the neutral atom; abundances: Y = X/A, with the mass fraction X = m n/ρ"
    )


def test_species_of_unknown_charge_are_not_called_weak(tmp_path):
    entries = read_reaclib_entries(written(tmp_path, entry(4, ["n", "xx", "d"])))
    assert network_of_entries(entries, "file").aside.tolist() == [0]


def test_settings_of_a_network_can_be_others(tmp_path):
    entries = read_reaclib_entries(written(tmp_path, entry(4, ["n", "p", "d"])))
    assert network_of_entries(entries, "file", temperatures="1 GK").temperatures.tolist() == [1e9]


def test_places_are_made_on_demand():
    places = EntryPlaces("lib", np.array([2, 6]), np.array([b"an06", b" wag"]))
    assert places[:] == ["lib:2 (an06)", "lib:6 (wag)"]


# energies


def test_Q_that_is_not_that_of_the_masses_is_counted(tmp_path):
    """n + p → d releases 8.0713181 + 7.2889711 - 13.1357229 = 2.2245663 MeV; a weak rate has leptons, xx no mass."""
    path = written(
        tmp_path,
        entry(4, ["n", "p", "d"], Q=2.22457),
        entry(4, ["n", "p", "d"], label="off", Q=2.12),
        entry(2, ["d", "n", "p"], label="worst", Q=3.0),
        entry(4, ["p", "p", "d"], flag="w", Q=50.0),
        entry(4, ["n", "xx", "d"], Q=50.0),
    )
    told = read_reaclib(path).assumptions[1]
    assert told == (
        "Q of 2 of 3 entries, weak ones apart, differs from that of the masses by more than 100 keV, "
        f"most in {path}:10, d → n + p: 3 MeV, masses -2.22457 MeV"
    )


def test_Q_that_is_that_of_the_masses(tmp_path):
    told = read_reaclib(written(tmp_path, entry(4, ["n", "p", "d"], Q=2.2))).assumptions
    assert told[1] == "Q of all 1 entries, weak ones apart, is that of the masses to 100 keV"


def test_Q_may_be_asked_to_agree(tmp_path):
    path = written(tmp_path, entry(4, ["n", "p", "d"]), *(2 * [entry(2, ["d", "n", "p"], derived="v", Q=-2.12)]))
    for enough in ("105 keV", 0.105, None):
        assert len(read_reaclib(path, Q_tolerance=enough)) == 2
    with pytest.raises(
        InputError,
        match=r"reaclib:6, d → n \+ p: -2\.12 MeV, masses -2\.22457 MeV, and 0 more: Q .* more than 100 keV; correct",
    ):
        read_reaclib(path, Q_tolerance="100 keV")
    masses = tmp_path / "masses"
    masses.write_text("1 0 8.0713\n1 1 7.2890\n2 1 13.2403\n")
    with pytest.raises(InputError, match=r"reaclib:2, n \+ p → d: 2\.22457 MeV, masses 2\.12 MeV"):
        read_reaclib(path, Q_tolerance="100 keV", table=read_nuclides(ame=masses))


@pytest.mark.parametrize("tolerance", [-1.0, "-3 keV", [0.1, 0.2]])
def test_tolerances_that_are_none(tmp_path, tolerance):
    with pytest.raises(InputError, match=r"Q_tolerance = .*; give one energy of zero or more, such as '100 keV'"):
        read_reaclib(written(tmp_path, entry(4, ["n", "p", "d"])), Q_tolerance=tolerance)


# what looks like it


def test_what_looks_like_reaclib(tmp_path):
    assert looks_like_reaclib(written(tmp_path, entry(10, SPECIES[10], Q=-1.0)))
    assert looks_like_reaclib(written(tmp_path, entry(5, ["p", "al*6", "he4", "mg23"]), ending="\r\n"))
    assert looks_like_reaclib(written(tmp_path, ["4", "", ""], entry(4, SPECIES[4])[1:]))


@pytest.mark.parametrize(
    "lines", [["4", "rates"], ["12", *entry(4, SPECIES[4])[1:]], ["a,b", "1,2"], entry(4, SPECIES[4])[1:], []]
)
def test_what_does_not(tmp_path, lines):
    assert not looks_like_reaclib(written(tmp_path, lines))
    assert not looks_like_reaclib(tmp_path)


# what is wrong


GOOD = entry(4, ["n", "p", "d"])


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([*GOOD, *GOOD[:3]], r"reaclib:6: entry 'n p d an06n' has 2 lines; an entry has three"),
        ([*GOOD[:2], *GOOD], r"reaclib:2: entry 'n p d an06n' has 1 lines; an entry has three"),
        ([*GOOD, GOOD[3], *GOOD], r"reaclib:2: entry 'n p d an06n' has 4 lines; an entry has three"),
        ([*GOOD[:2], *GOOD[1:]], r"reaclib:2: entry 'n p d an06n' has 1 lines; an entry has three"),
        (GOOD[2:], r"reaclib does not begin with an entry of REACLIB"),
        ([], r"reaclib does not begin with an entry of REACLIB"),
        (GOOD[1:], r"reaclib:1: entry 'n p d an06n' stands in no chapter"),
        ([*GOOD, "12", *GOOD[1:]], r"reaclib:5: chapter '12'; chapters of REACLIB are 1 to 11"),
        ([*GOOD, "x", *GOOD[1:]], r"reaclib:5: chapter 'x'; chapters of REACLIB are 1 to 11"),
        (
            [*GOOD, "5", *GOOD[1:]],
            r"reaclib:6: entry 'n p d an06n' has 3 species in chapter 5; it has 2 reactants and 2",
        ),
        ([*GOOD, *entry(4, ["n", "", "p", "d"])], r"reaclib:6: entry 'n p d an06n' has 3 species in chapter 4"),
        (
            [*GOOD[:2], GOOD[2].replace("1.0", "1,0"), GOOD[3]],
            r"reaclib:3: entry 'n p d .*': coefficient a0 = ' 1,000000e\+00'",
        ),
        (
            [*GOOD[:3], " 0.000000e+00 0.0000"],
            r"reaclib:4: entry 'n p d .*': coefficient a6 = '             ' is no number",
        ),
        (
            [GOOD[0], header(["n", "p", "d"]).replace("2.22457e+00", "  deuteron "), *GOOD[2:]],
            r"reaclib:2: .*: Q = .*deuteron",
        ),
    ],
)
def test_faults_are_named_with_their_place(tmp_path, lines, message):
    with pytest.raises(InputError, match=message):
        read_reaclib_entries(written(tmp_path, lines))


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (
            entry(4, ["n", "p", "t"]),
            r"reaclib:6: entry 'n p t an06n' does not balance: nucleons: 2 before, 3 after; correct its species",
        ),
        (
            entry(4, ["n", "p", "t"], flag="w"),
            r"reaclib:6: entry 'n p t an06w' does not balance: nucleons: 2 before, 3 after; correct its species",
        ),
        (
            entry(4, ["n", "p", "he4"]),
            r"reaclib:6: entry 'n p he4 an06n' does not balance: nucleons: 2 before, 4 after",
        ),
        (
            entry(4, ["p", "p", "d"], label="bet+", flag=" "),
            r"reaclib:6: entry 'p p d bet\+' does not balance: charge: 2 before, 1 after; .* the flag w if it is weak",
        ),
        (entry(5, ["p", "t", "p", "he3"]), r"reaclib:6: entry 'p t p he3 an06n' .* charge: 2 before, 3 after"),
    ],
)
def test_what_does_not_balance(tmp_path, bad, message):
    with pytest.raises(InputError, match=message):
        read_reaclib_entries(written(tmp_path, GOOD, bad, GOOD))


def test_no_such_file():
    with pytest.raises(InputError, match="nofile: No such file or directory; give the path of a readable file"):
        read_reaclib("nofile")


@pytest.mark.parametrize("flaw", [(b"an06", b"an\xe46"), (b"    d", b"   d\xe4")])
def test_bytes_that_are_not_ascii(tmp_path, flaw):
    path = written(tmp_path, GOOD, GOOD)
    content = path.read_bytes()
    half = len(content) // 2
    path.write_bytes(content[:half] + content[half:].replace(*flaw, 1))
    with pytest.raises(InputError, match=r"reaclib:6: byte 0xe4 is not ASCII; write"):
        read_reaclib_entries(path)
