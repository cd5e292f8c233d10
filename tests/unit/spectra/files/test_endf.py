"""Thermal scattering laws in ENDF-6: all ways of storing them say the same, and no damage passes."""

import contextlib
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.readers.endf import looks_like_endf
from detbal.spectra.files import read_scattering_law, read_thermal_scattering
from detbal.spectra.scattering.law import LawForm
from detbal.spectra.scattering.law_verbs import check_scattering_law
from detbal.verdict import NothingToTest, Status

ALPHA, BETA = [0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0], [0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0]
BOTH = [*(-b for b in reversed(BETA[1:])), *BETA]
ONE, SEVERAL = [300.0], [293.6, 400.0, 650.0]


def free_gas(alpha, beta, kelvin):
    """S(α, β) of a free gas, with α = ħ²q²/2MkT."""
    return math.exp(-((beta + alpha) ** 2) / (4 * alpha)) / math.sqrt(4 * math.pi * alpha)


@pytest.mark.parametrize("lln", [0, 1])
@pytest.mark.parametrize("lat", [0, 1])
@pytest.mark.parametrize("lasym", [0, 1, 2, 3])
def test_all_ways_of_storing_a_free_gas_say_the_same(tmp_path, mf7, lasym, lat, lln):
    grid = BETA if lasym in (0, 2) else BOTH
    path = mf7(ALPHA, grid, SEVERAL, free_gas, lasym=lasym, lat=lat, lln=lln).write(tmp_path / "gas.endf")
    assert looks_like_endf(path)
    for kelvin in SEVERAL:
        law = read_scattering_law(path, T=kelvin)
        assert kelvin == law.T
        assert law.mass_ratio == pytest.approx(0.9991673)
        assert law.form is (LawForm.SYMMETRIC if lasym < 2 else LawForm.LAW)
        beta, log_law = law.both_sides()
        scale = 0.0253 / (1.380649e-23 / 1.602176634e-19 * kelvin) if lat else 1.0
        np.testing.assert_allclose(law.alpha, np.array(ALPHA) * scale, rtol=1e-14)
        np.testing.assert_allclose(beta, np.array(BOTH) * scale, rtol=1e-14)
        exact = np.log([[free_gas(a, b, kelvin) for b in beta] for a in law.alpha])
        stored = exact + (np.maximum(beta, 0.0) if lasym == 2 else beta / 2 if lasym < 2 else 0.0)
        # eleven characters hold seven digits, less what the exponent needs beyond one
        powers = np.char.str_len(np.abs(np.floor(stored / np.log(10))).astype(int).astype(str))
        slack = 5.1e-7 * np.maximum(1.0, np.abs(stored)) if lln else 5.1e-7 * 10.0 ** (powers - 1)
        assert (np.abs(log_law - exact) <= slack).all()


@pytest.mark.parametrize("lln", [0, 1])
@pytest.mark.parametrize("lasym", [1, 3])
def test_the_digits_of_a_balanced_file_explain_its_residuals(tmp_path, mf7, lasym, lln):
    path = mf7(ALPHA, BOTH, ONE, free_gas, lasym=lasym, lln=lln).write(tmp_path / "gas.endf")
    verdict = check_scattering_law(read_scattering_law(path))
    assert 0 < verdict.max_residual < 1e-3
    assert (np.abs(verdict.residual) <= verdict.floor).all()
    assert verdict.status is not Status.BROKEN
    assert check_scattering_law(read_scattering_law(path), tol=1e-3).status is Status.BALANCED


def test_a_breaking_beyond_the_digits_is_found_and_measured(tmp_path, mf7):
    def broken(alpha, beta, kelvin):
        return free_gas(alpha, beta, kelvin) * (1.001 if alpha == 1.0 and beta == 2.0 else 1.0)

    path = mf7(ALPHA, BOTH, ONE, broken, lasym=3).write(tmp_path / "gas.endf")
    verdict = check_scattering_law(read_scattering_law(path))
    assert verdict.status is Status.BROKEN
    assert verdict.worst[0].label == "α = 1, β = ±2"
    assert verdict.worst[0].residual == pytest.approx(-math.log(1.001), abs=3e-6)
    assert int((np.abs(verdict.residual) > verdict.floor).sum()) == 1


@pytest.mark.parametrize("lasym", [0, 2])
def test_one_side_leaves_nothing_to_test(tmp_path, mf7, lasym):
    path = mf7(ALPHA, BETA, ONE, free_gas, lasym=lasym).write(tmp_path / "gas.endf")
    verdict = check_scattering_law(read_scattering_law(path))
    assert verdict.status is Status.UNDECIDED
    assert isinstance(verdict.findings[0], NothingToTest)


def test_numbers_beyond_the_range_of_floats_live_in_logs(tmp_path, mf7):
    class Cold(mf7):
        def stored(self, alpha, beta, kelvin):
            return -abs(beta) * 10 - alpha

    path = Cold(ALPHA, [-200.0, 200.0], [2.0], None, lasym=1, lln=1).write(tmp_path / "cold.endf")
    law = read_scattering_law(path)
    assert law.log_symmetric.min() == pytest.approx(-2008.0)
    assert check_scattering_law(law).max_residual < 1e-3


def test_what_else_the_section_says(tmp_path, mf7):
    path = mf7(ALPHA, BETA, SEVERAL, free_gas, lat=1).write(tmp_path / "gas.endf")
    thermal = read_thermal_scattering(path)
    assert (thermal.material, thermal.lasym, thermal.lat, thermal.lln) == (26, 0, 1, 0)
    assert thermal.constants.tolist() == [20.436, 5.0, 0.9991673, 5.0, 0.0, 1.0]
    assert thermal.interpolation.tolist() == [[len(BETA), 4]]
    assert thermal.alpha_interpolation.tolist() == [[len(ALPHA), 4]]
    assert thermal.effective_temperatures.tolist() == [[kelvin, 4 * kelvin] for kelvin in SEVERAL]
    assert "0.0253 eV" in thermal.laws[0].assumptions[1]


@pytest.mark.parametrize("further", [(0,), (1,), (1, 0), (0, 0)])
def test_further_atoms(tmp_path, mf7, further):
    path = mf7(ALPHA, BETA, SEVERAL, free_gas, further=further).write(tmp_path / "gas.endf")
    thermal = read_thermal_scattering(path)
    assert thermal.constants[6::6].tolist() == list(further)
    assert thermal.effective_temperatures[:, 1].tolist() == [4 * kelvin for kelvin in SEVERAL]


def test_which_temperature_and_which_material(tmp_path, mf7):
    path = mf7(ALPHA, BETA, SEVERAL, free_gas).write(tmp_path / "gas.endf")
    with pytest.raises(InputError, match=r"gas\.endf: laws at 293\.6, 400, 650 K; say which: T="):
        read_scattering_law(path)
    with pytest.raises(InputError, match=r"no law at T = 500 K; there are 293\.6, 400, 650 K"):
        read_scattering_law(path, T=500)
    assert read_scattering_law(path, T="400 K").T == 400
    other = mf7(ALPHA, BETA, ONE, free_gas, material=27).text()
    path.write_text(path.read_text() + other)
    with pytest.raises(InputError, match=r"is there for the materials \(MAT\) 26, 27; say which: material="):
        read_scattering_law(path)
    with pytest.raises(InputError, match=r"materials \(MAT\) 26, 27; say which"):
        read_scattering_law(path, material=28)
    assert read_scattering_law(path, material=27).T == 300


def test_a_file_cut_anywhere_is_refused_with_its_line(tmp_path, mf7):
    text = mf7(ALPHA, BETA, SEVERAL[:2], free_gas).text()
    lines = text.splitlines()
    path = tmp_path / "cut.endf"
    complete = next(k for k, line in enumerate(lines) if line[70:75] == " 7  0")
    for count in range(1, complete):
        path.write_text("\n".join(lines[:count]) + "\n")
        with pytest.raises(InputError, match=r"cut\.endf(:\d+: the section ends|: no section MF=7, MT=4)"):
            read_thermal_scattering(path)
    path.write_text("\n".join(lines[:complete]) + "\n")
    assert len(read_thermal_scattering(path).laws) == 2  # only the end marks are missing


def test_a_file_cut_at_any_byte_raises_nothing_else(tmp_path, mf7):
    text = mf7(ALPHA[:3], BETA[:3], SEVERAL[:2], free_gas).text()
    path = tmp_path / "cut.endf"
    for size in range(0, len(text), 7):
        path.write_text(text[:size])
        try:
            read_thermal_scattering(path)
        except InputError:
            continue
        assert text[:size].count("\n") >= text.count("7  4")


@given(
    at=st.floats(0, 1),
    length=st.integers(0, 90),
    text=st.text("0123456789+-.eE \n", max_size=90) | st.binary(max_size=12).map(lambda b: b.decode("latin-1")),
)
@settings(max_examples=150)
def test_damage_anywhere_is_an_input_error_or_harmless(tmp_path_factory, mf7, at, length, text):
    whole = mf7(ALPHA[:3], BETA[:3], SEVERAL[:2], free_gas).text()
    start = int(at * len(whole))
    path = tmp_path_factory.mktemp("damaged") / "a.endf"
    path.write_bytes((whole[:start] + text + whole[start + length :]).encode("latin-1"))
    with contextlib.suppress(InputError):
        read_thermal_scattering(path)


def test_a_line_lost_or_doubled_is_refused(tmp_path, mf7):
    lines = mf7(ALPHA, BETA, SEVERAL, free_gas).text().splitlines()
    path = tmp_path / "lost.endf"
    for k in range(2, len(lines) - 5, 3):
        path.write_text("\n".join([*lines[:k], *lines[k + 1 :]]))
        with pytest.raises(InputError, match=rf"lost\.endf:{k + 1}: line {k + 1} of the section follows line {k - 1};"):
            read_thermal_scattering(path)
        unnumbered = [line[:75] for line in lines]
        path.write_text("\n".join([*unnumbered[:k], unnumbered[k], *unnumbered[k:]]))
        with pytest.raises(InputError, match=r"lost\.endf"):
            read_thermal_scattering(path)


def patched(path, text, *fields):
    """Put texts in the place of numbers: (line, which of the six, text)."""
    lines = text.splitlines()
    for line, which, new in fields:
        old = lines[line - 1]
        lines[line - 1] = f"{old[: 11 * which - 11]}{new:>11}{old[11 * which :]}"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ((2, 4, "2"), r"a\.endf:2: LAT = 2; give 0 or 1"),
        ((2, 5, "4"), r"a\.endf:2: LASYM = 4; give 0, 1, 2 or 3"),
        ((3, 3, "3"), r"a\.endf:3: LLN = 3; give 0 or 1"),
        ((3, 5, "5"), r"a\.endf:3: 5 constants B; give at least 6"),
        ((3, 5, "-6"), r"a\.endf:3: LIST announces -6 numbers; give a count"),
        ((3, 5, "6.5"), r"a\.endf:3, field 5: 6\.5 where a count or flag belongs; mend this record"),
        ((4, 3, "0.0"), r"a\.endf:3: 6 constants B; .* B\(3\) = M/mₙ is positive"),
        ((5, 6, "0"), r"a\.endf:5: ranges of interpolation up to point \[8\] for 0 points; let NBT ascend"),
        ((6, 1, "7"), r"a\.endf:5: ranges of interpolation up to point \[7\] for 8 points"),
        ((6, 1, "8.5"), r"a\.endf:5: 8\.5 where a count or flag belongs"),
        ((12, 2, "0.0"), r"a\.endf:12: β = 0 after β = 0; give β in ascending order"),
        ((12, 1, "301.0"), r"a\.endf:12: other temperatures than at the first β"),
        ((9, 1, "0.0"), r"a\.endf:7: α not ascending from above zero"),
        ((9, 1, "0.3"), r"a\.endf:7: α not ascending from above zero"),
        ((14, 1, "0.11"), r"a\.endf:12: other α than at the first β; give one grid of α for all β"),
        ((9, 1, "1.000000-x"), r"a\.endf:9, columns 1 to 11: ' 1\.000000-x' is no number; write it like 1\.234567\+5"),
        ((9, 2, "1.0.00-1"), r"a\.endf:9, columns 12 to 22: '   1\.0\.00-1' is no number"),
        ((9, 2, "1_000"), r"is no number"),
        ((9, 2, "nan"), r"is no number"),
        ((9, 2, "1.0000-999"), r"' 1\.0000-999' is too small for a float; store the logarithm \(LLN = 1\)"),
        ((9, 2, "1.0000+999"), r"is too large for a float"),
        ((9, 2, "-1.0"), r"a\.endf:7: S = -1 in the table that begins here: S is not negative; mend it, or set LLN"),
    ],
)
def test_what_is_wrong_in_a_record(tmp_path, mf7, field, message):
    with pytest.raises(InputError, match=message):
        read_thermal_scattering(patched(tmp_path / "a.endf", mf7(ALPHA, BETA, ONE, free_gas).text(), field))


@pytest.mark.parametrize("text", ["1.000000-1", "1.00000D-1", "1.0e-1", "+.1", "1000.-4", "0.1"])
def test_numbers_as_various_programs_write_them(tmp_path, mf7, text):
    path = patched(tmp_path / "a.endf", mf7(ALPHA, BETA[:1], ONE, free_gas).text(), (9, 1, text))
    assert read_scattering_law(path).alpha[0] == pytest.approx(0.1, rel=1e-15)


def test_lists_of_other_temperatures_must_fit(tmp_path, mf7):
    text = mf7(ALPHA, BETA, SEVERAL, free_gas).text()
    with pytest.raises(InputError, match=r"a\.endf:12: β = 0\.01 below β = 0; keep all temperatures of one β together"):
        read_thermal_scattering(patched(tmp_path / "a.endf", text, (12, 2, "0.01")))
    with pytest.raises(InputError, match=r"a\.endf:12: 8 values of S for 7 α; give one for each α"):
        read_thermal_scattering(patched(tmp_path / "a.endf", text, (12, 5, "8")))


def test_negative_beta_and_temperature(tmp_path, mf7):
    with pytest.raises(InputError, match=r"β = -16 with LASYM = 0; give β ≥ 0"):
        read_thermal_scattering(mf7(ALPHA, BOTH, ONE, free_gas).write(tmp_path / "b.endf"))
    with pytest.raises(InputError, match=r"T = -5 K; give a positive temperature"):
        read_thermal_scattering(mf7(ALPHA, BETA, [-5.0], free_gas).write(tmp_path / "c.endf"))


def test_lines_too_many(tmp_path, mf7):
    lines = mf7(ALPHA, BETA, ONE, free_gas).text().splitlines()
    end = next(k for k, line in enumerate(lines) if line[70:75] == " 7  0")
    lines.insert(end, f"{'':66}  26 7  4")
    (tmp_path / "more.endf").write_text("\n".join(lines))
    with pytest.raises(InputError, match=r"more lines in the section than its records announce"):
        read_thermal_scattering(tmp_path / "more.endf")
    lines.insert(10, "something else")
    (tmp_path / "more.endf").write_text("\n".join(lines))
    with pytest.raises(InputError, match=r"more\.endf:11: a stranger among the lines of the section"):
        read_thermal_scattering(tmp_path / "more.endf")


def test_paths_may_be_texts(tmp_path, mf7):
    path = mf7(ALPHA, BETA, ONE, free_gas).write(tmp_path / "gas.endf")
    for reader in (read_scattering_law, lambda place: read_thermal_scattering(place).law()):
        np.testing.assert_array_equal(reader(str(path)).log_values, reader(path).log_values)


@pytest.mark.parametrize("which", [3, 4, 5, 6])
@pytest.mark.parametrize("text", ["1.0+308", "-1.0+308", "1.00000+11"])
def test_counts_beyond_all_bounds(tmp_path, mf7, which, text):
    path = patched(tmp_path / "a.endf", mf7(ALPHA, BETA, ONE, free_gas).text(), (3, which, text))
    with pytest.raises(InputError, match=rf"a\.endf:3, field {which}: .* where a count or flag belongs"):
        read_thermal_scattering(path)


def test_a_zero_with_a_huge_exponent(tmp_path, mf7):
    path = patched(tmp_path / "a.endf", mf7(ALPHA, BETA, ONE, free_gas).text(), (9, 2, "0.+999"))
    with pytest.raises(InputError, match=r"a\.endf:9, columns 12 to 22: ' +0\.\+999' is no zero that a program would"):
        read_thermal_scattering(path)


def test_what_a_law_refuses_names_the_file(tmp_path, mf7):
    text = mf7(ALPHA, BETA[:1], ONE, free_gas, lln=1).text()
    with pytest.raises(InputError, match=r"a\.endf: log_values\[0, 0\] = 1e\+308; give finite numbers"):
        read_thermal_scattering(patched(tmp_path / "a.endf", text, (9, 2, "1.0+308")))


@given(
    fields=st.lists(
        st.tuples(
            st.integers(2, 20),
            st.integers(1, 6),
            st.sampled_from(["1.0+308", "-1.0+308", "1.0-308", "0", "-1", "0.+999", "2", "9.9+307", ""]),
        ),
        min_size=1,
        max_size=3,
    ),
    lasym=st.integers(0, 3),
    lln=st.integers(0, 1),
)
@settings(max_examples=150)
def test_extreme_numbers_are_refused_or_checked_without_a_warning(tmp_path_factory, mf7, fields, lasym, lln):
    grid = BETA[:3] if lasym in (0, 2) else [-0.25, 0.0, 0.25]
    text = mf7(ALPHA[:3], grid, SEVERAL[:2], free_gas, lasym=lasym, lln=lln).text()
    path = patched(tmp_path_factory.mktemp("extreme") / "a.endf", text, *fields)
    with contextlib.suppress(InputError):
        for law in read_thermal_scattering(path).laws:
            check_scattering_law(law)
