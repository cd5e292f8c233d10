"""Files of cross-sections: EXFOR, columns of text, ENDF-6."""

from pathlib import Path

import numpy as np
import pytest

from detbal import InputError
from detbal.reactions import Reaction, Species
from detbal.reactions.cross_sections import CrossSectionPair, Frame, Kinematics, inverse_cross_section
from detbal.reactions.cross_sections.units_of_area import Quantity
from detbal.reactions.files.cross_section_columns import is_cross_section_table, read_cross_section
from detbal.reactions.files.cross_section_writing import write_cross_section
from detbal.reactions.files.endf_cross_sections import has_cross_sections, read_endf_cross_section
from detbal.reactions.files.exfor import read_exfor
from detbal.reactions.files.exfor_records import Entry, looks_like_exfor
from detbal.reactions.nuclides import nuclide

DATA = Path(__file__).parents[3] / "data" / "exfor"


def entry(tmp_path, reaction="(1-H-2(G,N)1-H-1,,SIG)", common=(), table=(), number="X0001002"):
    """Write an entry with one subentry of data; rows of cells."""

    def lines(rows, name):
        if not rows:
            return []
        body = ["".join(f"{cell:<11s}" for cell in row) for row in rows]
        return [f"{name:<11s}{len(rows[0]):>11d}{len(rows) - 2:>11d}", *body, f"END{name}"]

    path = tmp_path / "a.x4"
    bib = ["BIB                  1          1", f"REACTION   {reaction}", "ENDBIB"]
    text = ["ENTRY            X0001   20200101", f"SUBENT        {number}", *bib]
    path.write_text("\n".join([*text, *lines(common, "COMMON"), *lines(table, "DATA"), "ENDSUBENT", "ENDENTRY"]))
    return path


PLAIN = [["EN", "DATA", "DATA-ERR"], ["MEV", "MB", "MB"], ["2.5", "1.0", "0.1"], ["3.0", "2.0-1", "1.E-2"]]


def test_exfor_fields():
    one = read_exfor(DATA / "F0631.x4", subentry="F0631002")
    assert len(one) == 53
    assert one.quantity is Quantity.DIFFERENTIAL
    assert one.angle == 177.77
    assert one.common_error == pytest.approx(0.08)
    assert one.frame is Frame.LABORATORY
    np.testing.assert_allclose([one.energy[0], one.values[0]], [10.190, 8.6654e-3])
    # DATA-ERR 0.51 % and ERR-DIG 0.0197 mb/sr, from both COMMON sections
    np.testing.assert_allclose(one.errors[0], 1e-3 * np.hypot(0.0051 * 8.6654, 0.0197))
    # EN-ERR-DIG 0.1 keV, and energies written to 1 keV
    np.testing.assert_allclose(one.energy_errors[0], 1e-3 * np.hypot(0.1, 1 / np.sqrt(12)))
    assert "F0631.002" in one.source
    assert "ERR-1 (8 %)" in one.source
    assert str(one.reaction) == "he4 + mg24 → p + al27"
    assert len(Entry.open(DATA / "F0631.x4").numbers) == 6


def test_exfor_exponents_without_a_letter():
    table = Entry.open(DATA / "O2394.x4").subentry("O2394002").table
    assert table[0].values[0] == 1.8803559
    assert table[0].last_places[0] == pytest.approx(1e-7)
    assert table[1].values[0] == 6.36029e-4


def test_exfor_errors_of_each_kind():
    beryllium = Reaction([nuclide("n"), nuclide("7Be")], [nuclide("p"), nuclide("7Li")])
    nature = read_exfor(DATA / "23399.x4", subentry=2, reaction=beryllium)
    assert nature.common_error == pytest.approx(np.hypot(0.08, 0.05))
    np.testing.assert_allclose(nature.errors[-1], np.hypot(0.777091, 0.399812))  # ERR-S and ERR-3, 10 %
    assert "ERR-3 (at 5 points)" in nature.source
    hara = read_exfor(DATA / "M0668.x4", pointwise=["ERR-S"], common=["ERR-1"])
    assert hara.common_error == pytest.approx(0.062, abs=1e-3)
    utsunomiya = read_exfor(DATA / "K2499.x4", subentry=2)
    assert utsunomiya.common_error == pytest.approx(0.044)  # ERR-SYS holds ERR-1 and ERR-2
    assert read_exfor(DATA / "22417.x4", subentry=3, modifiers="SPA").energy[0] == pytest.approx(
        0.55
    )  # EN-MEAN of COMMON
    assert read_exfor(DATA / "M0488.x4").energy_errors[1] == pytest.approx(0.01)


@pytest.mark.parametrize("name", ["F0631", "M0668", "10665", "O2394"])
def test_exfor_is_recognised(name):
    assert looks_like_exfor(DATA / f"{name}.x4")
    assert not is_cross_section_table(DATA / f"{name}.x4")
    assert not has_cross_sections(DATA / f"{name}.x4")


def test_others_are_not_taken(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("# unit = meV\n# kind = wightman\nomega,value\n1,2\n")
    for recognises in (looks_like_exfor, is_cross_section_table, has_cross_sections):
        assert not recognises(path)
        assert not recognises(tmp_path / "nowhere.txt")


def test_several_subentries_must_be_chosen():
    with pytest.raises(InputError, match=r"subentries with a reaction and data: F0631002, F0631003, .*; say subentry="):
        read_exfor(DATA / "F0631.x4")
    with pytest.raises(InputError, match="no data in a subentry 9; give one of F0631002"):
        read_exfor(DATA / "F0631.x4", subentry=9)


@pytest.mark.parametrize(
    ("reaction", "message"),
    [
        ("(1-H-2(G,N)1-H-1,,EN)", "the quantity is 'EN'; give a subentry with SIG or DA"),
        (
            "(1-H-2(G,N)1-H-1,,SIG,,REL)",
            r"SIG has a modifier \(REL: relative values\); give a subentry of values at an energy each",
        ),
        ("(1-H-2(G,N)1-H-1,PAR,SIG)", "partial, but no level is given"),
        ("(1-H-2(G,XXX)1-H-1,,SIG)", "particle 'XXX'; G, N, P, .* are known; give reaction="),
        (
            "((1-H-2(G,N)1-H-1,,SIG)/(1-H-2(G,N)1-H-1,,SIG))",
            r"no subentry with data .* understood: X0001002 \(\(1-H-2.* \(not of two nuclides",
        ),
        ("(1-H-2(G,N)1-H-1,,DA)", r"0 columns of values \(DATA; DATA-CM per solid angle\)"),
    ],
)
def test_exfor_reactions_that_are_not_understood(tmp_path, reaction, message):
    with pytest.raises(InputError, match=message):
        read_exfor(entry(tmp_path, reaction, table=PLAIN))


def test_no_reaction_in_the_subentry_that_was_chosen(tmp_path):
    path = entry(tmp_path, "(1-H-2(G,TOT),,SIG)", table=PLAIN)
    with pytest.raises(InputError, match="no reaction of two particles into two is understood"):
        read_exfor(path, subentry=2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.replace("MEV", "XEV"), "EN is in 'XEV'; known are EV, KEV"),
        (lambda t: t.replace("2.5   ", "abc   "), r"EN: 'abc' is no number"),
        (lambda t: t.replace("1.E-2", "     "), "point 2 has no error, others have"),
        (lambda t: t.replace("ENDDATA", "ENDXXXX"), "a table without its number of columns, or without ENDDATA"),
        (lambda t: t.replace("ENTRY     ", "EN        "), "no line ENTRY"),
        (lambda t: t.replace("DATA-ERR", "ERR-S   ").replace("MB         \n", "NO-DIM     \n"), "ERR-S is in 'NO-DIM'"),
    ],
)
def test_exfor_tables_that_are_not_understood(tmp_path, change, message):
    path = entry(tmp_path, table=PLAIN)
    text = path.read_text()
    changed = change(text)
    assert changed != text
    path.write_text(changed)
    with pytest.raises(InputError, match=message):
        read_exfor(path)


def test_exfor_tables_of_many_columns(tmp_path):
    head = ["EN", "DATA", "MISC1", "MISC2", "MISC3", "MISC4", "DATA-ERR"]
    units = ["MEV", "MB", *["NO-DIM"] * 4, "PER-CENT"]
    rows = [["2.5", "1.0", "1", "2", "3", "4", "5.0"], ["3.0", "2.0", "1", "2", "3", "4", "2.0"]]
    width = [row[:6] for row in (head, units, *rows)]
    path = entry(tmp_path, table=width)
    second = {row[0]: row[6] for row in (head, units, *rows)}
    lines = []
    for line in path.read_text().split("\n"):
        lines.append(
            line.replace("DATA                 6", "DATA                 7") if line.startswith("DATA  ") else line
        )
        if ((key := line[:11].strip()) in second and "NO-DIM" in line) or "MISC1" in line or line[:3] in ("2.5", "3.0"):
            lines.append(second[key])
    path.write_text("\n".join(lines))
    np.testing.assert_allclose(read_exfor(path).errors, [5e-5, 4e-5])
    path.write_text("\n".join(lines[:-5] + lines[-4:]))
    with pytest.raises(InputError, match="lines up to ENDDATA, where each row of 7 fields takes 2"):
        read_exfor(path)


def test_exfor_levels_and_angles(tmp_path):
    excited = [["EN", "DATA", "E-LVL"], ["MEV", "MB", "MEV"], ["9.0", "1.0", "0.43"]]
    with pytest.raises(InputError, match="the product is left in an excited level; give reaction="):
        read_exfor(entry(tmp_path, "(4-BE-7(N,P)3-LI-7,PAR,SIG)", table=excited))
    angles = [
        ["EN", "ANG-CM", "DATA-CM"],
        ["MEV", "ADEG", "MB/SR"],
        ["9.0", "30.", "1.0"],
        ["9.0", "60.", "2.0"],
    ]
    path = entry(tmp_path, "(1-H-3(P,N)2-HE-3,,DA)", table=angles)
    with pytest.raises(InputError, match="2 angles; say angle=, one of 30, 60"):
        read_exfor(path)
    with pytest.raises(InputError, match="nothing at 45°; there are 30, 60"):
        read_exfor(path, angle=45)
    assert read_exfor(path, angle=60).values[0] == pytest.approx(2e-3)


def test_rows_without_a_value_are_told(tmp_path):
    one = read_exfor(entry(tmp_path, table=[*PLAIN, ["4.0", "", "1.0"]]))
    assert len(one) == 2
    assert "1 row without a value left out" in one.source


def test_exfor_errors_asked_for(tmp_path):
    path = entry(tmp_path, table=PLAIN)
    with pytest.raises(InputError, match="no errors 'ERR-S'; there are DATA-ERR"):
        read_exfor(path, pointwise=["ERR-S"])
    with pytest.raises(InputError, match=r"DATA-ERR runs from 0.05 to 0.1 of the value"):
        read_exfor(path, common=["DATA-ERR"])


HYDROGEN = "(1-H-1(N,G)1-H-2,,SIG)"


def test_a_sum_over_levels_is_refused(tmp_path):
    """Without PAR a cross-section is summed over all levels of the product: no single reverse belongs to it."""
    path = entry(tmp_path, "(94-PU-240(N,G)94-PU-241,,SIG)", table=PLAIN)
    message = r"SIG\) sums over all levels of pu241: reciprocity relates single levels; give a subentry of the ground"
    with pytest.raises(InputError, match=message):
        read_exfor(path)
    ground = [["EN", "DATA", "E-LVL"], ["MEV", "MB", "MEV"], ["2.0", "1.0", "0."]]
    assert len(read_exfor(entry(tmp_path, "(4-BE-7(N,P)3-LI-7,PAR,SIG)", table=ground))) == 1
    for light in (HYDROGEN, "(1-H-2(D,N)2-HE-3,,SIG)", "(3-LI-6(N,T)2-HE-4,,SIG)"):
        assert len(read_exfor(entry(tmp_path, light, table=PLAIN))) == 2


@pytest.mark.parametrize(
    ("word", "meaning"), [("MXW", "over a Maxwellian"), ("SPA", "over a spectrum"), ("AV", "over")]
)
def test_averages_are_refused_unless_passed_over(tmp_path, word, meaning):
    path = entry(tmp_path, f"(1-H-1(N,G)1-H-2,,SIG,,{word})", table=PLAIN)
    with pytest.raises(InputError, match=rf"SIG has a modifier \({word}: an average {meaning}"):
        read_exfor(path)
    assert len(read_exfor(path, modifiers=word)) == 2
    assert len(read_exfor(entry(tmp_path, "(1-H-1(N,G)1-H-2,,SIG,,,DERIV)", table=PLAIN))) == 2


def errors_of(tmp_path, headings, units, rows, **options):
    table = [["EN", "DATA", *headings], ["MEV", "MB", *units], *rows]
    return read_exfor(entry(tmp_path, HYDROGEN, table=table), **options)


def test_of_asymmetric_errors_the_larger_counts(tmp_path):
    rows = [["2.5", "10.", "1.0", "-2.0"], ["3.0", "8.", "0.5", "-0.4"]]
    one = errors_of(tmp_path, ["+DATA-ERR", "-DATA-ERR"], ["MB", "MB"], rows)
    np.testing.assert_allclose(one.errors, [2e-3, 0.5e-3])
    assert "errors: DATA-ERR (the larger of + and -)" in one.source
    assert "not used" not in one.source
    with pytest.raises(InputError, match=r"\+DATA-ERR is in 'MB' and -DATA-ERR in 'PER-CENT'"):
        errors_of(tmp_path, ["+DATA-ERR", "-DATA-ERR"], ["MB", "PER-CENT"], rows)


def test_errors_that_are_not_used_are_told(tmp_path):
    rows = [["2.5", "10.", "1.0", "3.0", "5.0"]]
    one = errors_of(tmp_path, ["ERR-T", "ERR-S", "MONIT-ERR"], ["MB", "MB", "MB"], rows)
    np.testing.assert_allclose(one.errors, [1e-3])
    assert "errors: ERR-T; not used: ERR-S, MONIT-ERR" in one.source
    assert errors_of(tmp_path, ["ERR-T", "ERR-S", "MONIT-ERR"], ["MB"] * 3, rows, pointwise="err-s").errors[0] == 3e-3


def test_errors_that_are_blank_negative_or_of_zeros(tmp_path):
    one = errors_of(tmp_path, ["ERR-S", "DATA-ERR"], ["MB", "MB"], [["2.5", "10.", "", "1.0"], ["3.", "9.", "", "1."]])
    np.testing.assert_allclose(one.errors, [1e-3, 1e-3])
    assert errors_of(tmp_path, ["ERR-S"], ["MB"], [["2.5", "10.", ""]]).errors is None
    with pytest.raises(InputError, match=r"ERR-S holds -1: errors are not negative"):
        errors_of(tmp_path, ["ERR-S"], ["MB"], [["2.5", "10.", "-1."]])
    zeros = [["2.5", "0.", "0.8"], ["3.0", "10.", "0.8"]]
    assert errors_of(tmp_path, ["ERR-1"], ["MB"], zeros, common="ERR-1", pointwise=()).common_error == pytest.approx(
        0.08
    )
    with pytest.raises(InputError, match="ERR-1 is no fraction of values that are all zero"):
        errors_of(tmp_path, ["ERR-1"], ["MB"], zeros[:1], common="ERR-1", pointwise=())


def test_errors_of_energies_in_per_cent(tmp_path):
    one = errors_of(tmp_path, ["EN-ERR"], ["PER-CENT"], [["2.5", "10.", "2."]])
    np.testing.assert_allclose(one.energy_errors, [0.05])


def test_numbers_with_blanks_before_the_exponent(tmp_path):
    rows = [["2.70   -01", "3.34   E-04"], ["14.   E+06", "1.     +00"], ["1.5-3", "2.E-3"]]
    path = entry(tmp_path, HYDROGEN, table=[["EN", "DATA"], ["MEV", "MB"], *rows])
    table = Entry.open(path).subentry("X0001002").table
    np.testing.assert_array_equal(table[0].values, [0.27, 14e6, 1.5e-3])
    np.testing.assert_array_equal(table[1].values, [3.34e-4, 1.0, 2e-3])
    path = entry(tmp_path, HYDROGEN, table=[["EN", "DATA"], ["MEV", "MB"], ["1 2", "3."]])
    with pytest.raises(InputError, match=r"a\.x4:9, EN: '1 2' is no number"):
        read_exfor(path)


def test_a_bad_table_is_of_its_own_subentry_only(tmp_path):
    path = entry(tmp_path, HYDROGEN, table=PLAIN)
    good = path.read_text().replace("ENDENTRY", "")
    bad = good[good.index("SUBENT") :].replace("X0001002", "X0001003").replace("2.5   ", "abc   ")
    path.write_text(good + bad + "\nENDENTRY")
    assert len(read_exfor(path, subentry=2)) == 2
    with pytest.raises(InputError, match="'abc' is no number"):
        read_exfor(path, subentry=3)


def test_a_heading_row_that_begins_with_data(tmp_path):
    """The row of headings may begin with DATA and a pointer: it is no new table."""
    table = [["DATA      1", "EN"], ["MB", "MEV"], ["1.0", "2.5"]]
    path = entry(tmp_path, HYDROGEN, table=table)
    path.write_text(path.read_text().replace("REACTION   ", "REACTION  1"))
    assert len(read_exfor(path, pointer="1")) == 1


def test_what_is_wrong_with_an_entry_is_said(tmp_path):
    path = entry(tmp_path, "(1-H-1(N,TOT),,SIG)", table=PLAIN)
    with pytest.raises(InputError, match=r"no subentry with data .*: X0001002 \(1-H-1\(N,TOT\),,SIG\) \(not of two"):
        read_exfor(path)
    path = entry(tmp_path, HYDROGEN)
    path.write_text(path.read_text().replace("ENDENTRY", ""))
    with pytest.raises(InputError, match=r"no ENDENTRY: the file may be cut short: X0001002 .*,,SIG\) \(no data\)"):
        read_exfor(path)
    path.write_text("ENTRY            X0001   20200101\nSUBENT\n")
    with pytest.raises(InputError, match=r"a\.x4:2: SUBENT without a number"):
        read_exfor(path)


def test_what_a_cross_section_refuses_is_named_with_file_and_line(tmp_path):
    path = entry(tmp_path, HYDROGEN, table=[*PLAIN[:2], ["2.5", "1.0", "0.1"], ["-3.0", "2.0", "0.1"]])
    with pytest.raises(InputError, match=r"a\.x4:10: energy\[1\] = -3 MeV"):
        read_exfor(path)
    path = tmp_path / "a.csv"
    path.write_text("# reaction = 7Be(n,p)7Li\n# unit = eV\n# frame = lab\n# values = b\n1,2,0.1\n2,3,-0.1\n")
    with pytest.raises(InputError, match=r"a\.csv:6: errors\[1\] = -0\.1"):
        read_cross_section(path)


def test_long_tables_of_exfor_are_read(tmp_path):
    rows = [[f"{1 + 1e-3 * k:.4f}", "1.0", "0.1"] for k in range(20000)]
    path = entry(tmp_path, HYDROGEN, table=[*PLAIN[:2], *rows])
    assert len(read_exfor(path)) == 20000


COLUMNS = "# reaction = 24Mg(a,p)27Al\n# unit = MeV\n# frame = laboratory\n# values = mb/sr\n# angle = 177.8\n"


def test_columns(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        COLUMNS + "# common_error = 8 %\n# source = Blanke\nvalue,energy,energy_error,error\n8.7,10.19,0.0003,0.05\n"
    )
    one = read_cross_section(path)
    assert is_cross_section_table(path)
    assert one.source == "Blanke"
    assert one.common_error == pytest.approx(0.08)
    np.testing.assert_allclose([one.energy[0], one.values[0], one.errors[0]], [10.19, 8.7e-3, 5e-5])
    np.testing.assert_allclose(one.energy_errors, 3e-4)
    assert one.angle == 177.8
    path.write_text(COLUMNS.replace("# angle = 177.8\n", "").replace("/sr", "") + "10.19 8.7\n10.3 9\n")
    assert read_cross_section(path).errors is None


def test_frames_by_short_names_and_units_of_q(tmp_path):
    path = tmp_path / "a.csv"
    for name, frame in (("lab", Frame.LABORATORY), ("CM", Frame.CENTRE_OF_MASS), ("above threshold", None)):
        path.write_text(COLUMNS.replace("laboratory", name) + "10.19 8.7\n")
        assert read_cross_section(path).frame is (frame or Frame.ABOVE_THRESHOLD)
    path.write_text(COLUMNS + "# Q = -1.6\n10.19 8.7\n")
    with pytest.raises(InputError, match=r"Q = '-1\.6' has no unit; write it like '# Q = -1\.6 MeV'"):
        read_cross_section(path)


def test_an_edge_list_is_no_cross_section(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("# reaction = 7Be(n,p)7Li\nsource,target,rate\na,b,1.0\n")
    assert not is_cross_section_table(path)


def test_what_is_written_is_read_back(tmp_path):
    path = tmp_path / "a.csv"
    there = read_exfor(DATA / "F0631.x4", subentry=2)
    for one in (there, inverse_cross_section(there), read_exfor(DATA / "M0668.x4", pointwise="ERR-S", common="ERR-1")):
        write_cross_section(one, path)
        assert is_cross_section_table(path)
        again = read_cross_section(path)
        for name in ("energy", "values", "errors", "energy_errors"):
            before, after = getattr(one, name), getattr(again, name)
            assert (before is None) == (after is None)
            if before is not None:
                np.testing.assert_array_equal(after, before)
        for name in ("frame", "quantity", "angle", "common_error", "kinematics"):
            assert getattr(again, name) == getattr(one, name)
        np.testing.assert_allclose(again.reaction.Q, one.reaction.Q, rtol=1e-14)
        assert [s.degeneracy for s in again.reaction.products] == [s.degeneracy for s in one.reaction.products]
    write_cross_section(CrossSectionPair(there, inverse_cross_section(there)), path)
    assert str(read_cross_section(path).reaction) == "p + al27 → he4 + mg24"
    with pytest.raises(InputError, match="int is no cross-section"):
        write_cross_section(3, path)
    odd = Reaction([Species("a b", mass=2.0, degeneracy=1)] * 2, [Species("a b", mass=2.0, degeneracy=1)] * 2)
    with pytest.raises(InputError, match="species 'a b'; name it without blanks"):
        write_cross_section(there.take([0]).changed(reaction=odd), path)


def test_columns_of_other_species(tmp_path):
    path = tmp_path / "e.txt"
    path.write_text(
        "# reaction = Hg(e-,e-)Hg*\n# unit = eV\n# frame = laboratory\n# values = angstrom^2\n"
        "# kinematics = classical\n# mass = Hg: 200.6, Hg*: 200.6\n# degeneracy = Hg: 1, Hg*: 9\n# Q = -4.9 eV\n"
        "# projectile = e-\n"
        "5.5 0.1\n9 1\n"
    )
    one = read_cross_section(path)
    assert pytest.approx(-4.9e-6) == one.reaction.Q
    assert one.kinematics is Kinematics.CLASSICAL
    assert one.projectile == 0


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("# unit = MeV\n", "", "unit is missing; write a comment '# unit = MeV'"),
        ("# frame = laboratory\n", "", "frame is missing"),
        ("# values = mb/sr\n", "", "values is missing"),
        ("# reaction = 24Mg(a,p)27Al\n", "", "reaction is missing"),
        ("24Mg(a,p)27Al", "Mg to Al", "reaction = 'Mg to Al'; write it like"),
        ("24Mg(a,p)27Al", "24Mg(a,p)Xx", "'Xx' is no nuclide.*write comments '# mass = Xx: …'"),
        ("laboratory", "moon", "frame = 'moon'; give one of"),
        ("# angle = 177.8", "# angle = big", "angle: 'big' is no number"),
        ("# angle = 177.8", "# angle = 177.8\n# mass = 3", "mass = '3'; write '# mass = A: 1.5, B: 2'"),
        ("# angle = 177.8", "# angle = 177.8\n# mass = Q: 3", "mass or degeneracy of Q: not in the reaction"),
        ("# angle = 177.8", "# angle = 177.8\n# projectile = d", "projectile = 'd'; give one of the reactants"),
        ("1 2 0.1", "1 2 3 4", "4 columns without names"),
        ("1 2 0.1", "energy,foo\n1,2", "column 'foo' is not understood"),
        ("1 2 0.1", "energy,error\n1,2", "no column 'value'"),
    ],
)
def test_columns_that_are_not_understood(tmp_path, before, after, message):
    path = tmp_path / "a.txt"
    text = COLUMNS + "1 2 0.1\n"
    assert before in text
    path.write_text(text.replace(before, after))
    with pytest.raises(InputError, match=message):
        read_cross_section(path)


def endf(tmp_path, sections):
    path = tmp_path / "a.endf"
    lines = ["a tape".ljust(66) + "   1 0  0    0"]
    for mf, mt, rows in sections:
        lines += [f"{''.join(row):66s} 325{mf:2d}{mt:3d}{k:5d}" for k, row in enumerate(rows, 1)]
    path.write_text("\n".join(lines) + "\n")
    return path


def fields(*values):
    return [f"{value:>11}" for value in values]


def description(lrp=0, ipart=1):
    return [
        fields("3.006000+3", "5.963450+0", lrp, 0, 0, 0),
        fields("0.0", "0.0", 0, 0, 0, 6),
        fields("1.000000+0", "2.000000+7", 0, 0, 10 * ipart, 8),
    ]


def table(laws=2, values=("6.3+2", "1.0+2")):
    return [
        fields("3.006000+3", "5.963450+0", 0, 0, 0, 0),
        fields("4.780000+6", "4.780000+6", 0, 0, 1, 2),
        fields(2, laws),
        fields("2.530000-2", values[0], "1.000000+0", values[1]),
    ]


def test_endf(tmp_path):
    path = endf(tmp_path, [(1, 451, description()), (3, 700, table())])
    assert has_cross_sections(path)
    one = read_endf_cross_section(path, MT=700)
    assert str(one.reaction) == "n + li6 → t + he4"
    np.testing.assert_allclose(one.energy, [2.53e-8, 1e-6])
    np.testing.assert_allclose(one.values, [630.0, 100.0])
    assert "MAT 325" in one.source


@pytest.mark.parametrize(
    ("sections", "options", "message"),
    [
        ([(1, 451, description(lrp=1)), (3, 700, table())], {"MT": 700}, "MF=3 is only a background of the resonances"),
        ([(1, 451, description()), (3, 102, table())], {"MT": 102}, "MT=102: a sum over levels; give reaction="),
        ([(1, 451, description()), (3, 1, table())], {"MT": 1}, "MT=1: no single pair of products"),
        ([(1, 451, description()), (3, 700, table(laws=1))], {"MT": 700}, r"interpolation laws \[1\]"),
        ([(1, 451, description()), (3, 700, table(values=("0.0", "0.0")))], {"MT": 700}, "all 2 values are zero"),
        ([(1, 451, description()), (3, 700, table())], {"MT": 600}, "no section MF=3, MT=600"),
    ],
)
def test_endf_that_is_refused(tmp_path, sections, options, message):
    with pytest.raises(InputError, match=message):
        read_endf_cross_section(endf(tmp_path, sections), **options)


def test_endf_below_threshold_is_left_out(tmp_path):
    rows = table()
    rows[1] = fields("-1.6442+6", "-1.6442+6", 0, 0, 1, 3)
    rows[2] = fields(3, 2)
    rows[3] = fields("1.880000+6", "1.0-9", "1.890000+6", "2.0-1", "2.000000+6", "3.0-1")
    path = endf(tmp_path, [(3, 50, rows)])
    reaction = Reaction([nuclide("p"), nuclide("7Li")], [nuclide("n"), nuclide("7Be")])
    one = read_endf_cross_section(path, MT=50, reaction=reaction)
    np.testing.assert_allclose(one.energy, [1.89, 2.0])


def test_reaction_may_be_given_in_place_of_the_names_in_the_file(tmp_path):
    a = Species("a", mass=2.0, degeneracy=1)
    other = Reaction((a, a), (a, a))
    assert read_exfor(entry(tmp_path, table=PLAIN), reaction=other).reaction is other
