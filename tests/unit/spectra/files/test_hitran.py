"""HITRAN's records of 160 characters: intensities made from A are balanced, damage is named with its line."""

import numpy as np
import pytest

import detbal
from detbal import Status
from detbal.errors import InputError
from detbal.spectra.files.hitran import looks_like_hitran, read_hitran
from detbal.spectra.measured.line_list import LineList, check_line_list, log_intensity

NU, A = np.array([2100.0, 2103.5, 2107.25]), np.array([10.0, 12.5, 15.0])
E_LOWER, G = np.array([0.0, 3.8450, 11.5349]), np.array([3.0, 5.0, 7.0])
OPTIONS = {"partition": 107.5, "abundance": 0.9865}


def exact():
    """Intensities that follow from A: S = I A g′ e^(-E″/kT) (1 - e^(-ν/kT)) / (8π c ν² Q)."""
    kT = 1.380649e-23 * 296.0 / (6.62607015e-34 * 2.99792458e10)
    boltzmann = np.exp(-E_LOWER / kT) * -np.expm1(-NU / kT)
    return 0.9865 * A * G * boltzmann / (8 * np.pi * 2.99792458e10 * NU**2 * 107.5)


def record(nu, S, a, lower, g, key=" 51"):
    head = f"{key}{nu:12.6f}{S:10.3E}{a:10.3E}.0797.086{lower:10.4f}0.76-.002704"
    return f"{head:127}4665542012 2 2 0    {g:7.1f}{g + 2:7.1f}".ljust(160)[:160]


def written(tmp_path, S, lower=E_LOWER, a=A, **changes):
    rows = [record(*row, **changes) for row in zip(NU, S, a, lower, G, strict=True)]
    assert {len(row) for row in rows} == {160}
    path = tmp_path / "lines.par"
    path.write_text("\n".join(rows) + "\n", encoding="ascii")
    return path


def test_what_is_written_is_read(tmp_path):
    lines = read_hitran(written(tmp_path, exact()), **OPTIONS)
    assert isinstance(lines, LineList)
    np.testing.assert_array_equal(lines.nu, NU)
    np.testing.assert_array_equal(lines.A, A)
    np.testing.assert_array_equal(lines.g_upper, G)
    np.testing.assert_array_equal(lines.E_lower, E_LOWER)
    np.testing.assert_allclose(lines.intensity, exact(), rtol=5e-4)
    np.testing.assert_allclose(log_intensity(lines), np.log(exact()), atol=1e-12)


def test_intensities_of_four_digits_are_balanced_within_them(tmp_path):
    lines = detbal.read(written(tmp_path, exact()), **OPTIONS)
    verdict = check_line_list(lines)
    assert verdict.status is Status.UNDECIDED
    # half a unit in the fourth digit of S and of A, and little of the others
    mantissas = np.array([exact() / 10.0 ** np.floor(np.log10(exact())), A / 10.0])
    np.testing.assert_allclose(verdict.floor, (5e-4 / mantissas).sum(axis=0), rtol=2e-3)
    assert (np.abs(verdict.residual) <= verdict.floor).all()
    assert check_line_list(lines, tol=1.5e-3).status is Status.BALANCED


def test_a_fault_beyond_the_digits_is_found(tmp_path):
    strong = exact()
    strong[1] *= 1.005
    verdict = check_line_list(read_hitran(written(tmp_path, strong), **OPTIONS))
    assert verdict.status is Status.BROKEN
    assert verdict.worst[0].residual == pytest.approx(np.log(1.005), abs=1e-3)


def test_a_line_that_is_too_strong_is_found_and_measured(tmp_path):
    strong = exact()
    strong[1] *= 1.05
    verdict = check_line_list(read_hitran(written(tmp_path, strong), **OPTIONS), tol=5e-4)
    assert verdict.status is Status.BROKEN
    assert verdict.worst[0].label == "line 1, ν = 2103.5 cm^-1"
    assert verdict.worst[0].residual == pytest.approx(np.log(1.05), abs=5e-4)


def test_one_isotopologue_of_several(tmp_path):
    path = written(tmp_path, exact())
    path.write_text(path.read_text() + record(1500.0, 1e-22, 1.0, 1.0, 1.0, key=" 1A") + "\n")
    assert len(read_hitran(path, molecule=5, **OPTIONS)) == 3
    assert read_hitran(path, molecule=1, isotopologue=11, **OPTIONS).nu[0] == 1500.0
    with pytest.raises(
        InputError, match=r"2 isotopologues fit .* molecule 1 isotopologue 11, molecule 5 isotopologue 1"
    ):
        read_hitran(path, **OPTIONS)
    with pytest.raises(InputError, match=r"0 isotopologues fit"):
        read_hitran(path, molecule=7, **OPTIONS)


def test_incomplete_lines_are_an_error_unless_they_may_be_skipped(tmp_path):
    path = written(tmp_path, exact(), lower=np.array([0.0, -1.0, 11.5]))
    with pytest.raises(InputError, match=r"lines\.par:2: .*E_lower = -1.*; 1 of 3 lines are incomplete"):
        read_hitran(path, **OPTIONS)
    assert len(read_hitran(path, skip_incomplete=True, **OPTIONS)) == 2


def test_other_temperature_and_no_abundance_in_the_intensities(tmp_path):
    lines = read_hitran(written(tmp_path, exact()), partition=10.0, abundance=1.0, T="300 K")
    assert "300 K" in repr(lines)
    assert lines.abundance == 1.0


def test_damage(tmp_path):
    path = written(tmp_path, exact())
    good = path.read_text()
    path.write_text(good.replace(" 1.250E+01", " 1.25.E+01"))
    with pytest.raises(InputError, match=r":2: A = ' 1\.25\.E\+01'; write a number in characters 26 to 35"):
        read_hitran(path, **OPTIONS)
    path.write_text(good[:300])
    with pytest.raises(InputError, match=r":2: 139 characters: a record has 160"):
        read_hitran(path, **OPTIONS)
    path.write_text(good.replace("\n 51", "\n x1", 1))
    with pytest.raises(InputError, match=r":2: ' x1' names no molecule and isotopologue"):
        read_hitran(path, **OPTIONS)
    path.write_text(good.replace("\n 51", "\n ²1", 1), encoding="utf-8")
    with pytest.raises(InputError, match=r":2: ' ²1' names no molecule and isotopologue"):
        read_hitran(path, **OPTIONS)
    path.write_text("\n")
    with pytest.raises(InputError, match=r"no line in the file"):
        read_hitran(path, **OPTIONS)


def test_numbers_that_are_no_partition_sum_or_abundance(tmp_path):
    path = written(tmp_path, exact())
    with pytest.raises(InputError, match=r"partition has shape \(2,\)"):
        read_hitran(path, partition=[100.0, 2.0], abundance=1.0)
    with pytest.raises(InputError, match=r"abundance = 2; give the part of the molecules, 1 or less"):
        read_hitran(path, partition=100.0, abundance=2.0)


def test_only_such_files_are_taken(tmp_path):
    path = written(tmp_path, exact())
    assert looks_like_hitran(path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert looks_like_hitran(path)
    assert len(read_hitran(path, **OPTIONS)) == 3
    for text in ("1 2 3\n", "x" * 160 + "\n", " 51" + " " * 157 + "\n", "1" * 200):
        path.write_text(text)
        assert not looks_like_hitran(path)
    assert not looks_like_hitran(tmp_path)


def test_options_that_are_needed_are_asked_for(tmp_path):
    with pytest.raises(InputError, match="option 'partition' is missing; give partition="):
        detbal.read(written(tmp_path, exact()))
