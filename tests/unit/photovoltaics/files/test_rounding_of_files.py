"""Few digits in files: how far what is read may be from what was rounded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import detbal
from detbal.errors import InputError
from detbal.photovoltaics.files import read_luminescence, read_quantum_efficiency, write
from detbal.photovoltaics.files.rounding import axis_digits, half_digits
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency

HC = 1239.8419843320026  # eV nm
ENERGY = np.linspace(1.25, 1.55, 61)


def edge(energy):
    return 0.9 / (1 + np.exp(-(energy - 1.4) / 0.015))


def read_back(folder, heading, axis, values, read, **options):
    path = folder / "a.csv"
    path.write_text(heading + "\n" + "".join(f"{x},{y}\n" for x, y in zip(axis, values, strict=True)))
    return read(path, **options)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.integers(0, 9), st.booleans(), st.booleans())
def test_no_number_is_further_off_than_its_bound(numbers, digits, fixed, stripped):
    """Whatever rounds: decimals or significant digits, with the zeros at the end or without."""
    texts = [f"{one:.{digits}{'f' if fixed else 'g' if stripped else 'e'}}" for one in numbers]
    if fixed and stripped:
        texts = [text.rstrip("0").rstrip(".") if "." in text else text for text in texts]
    read = np.array(list(map(float, texts)))
    bound = half_digits(texts, read)
    full = bound.any() == 0  # more than 14 digits: the test then is of round-off
    off = np.abs(read - numbers)
    assert (off <= (np.abs(numbers).max() * 1e-13 if full else bound * (1 + 1e-9) + np.abs(read) * 1e-15)).all()


@pytest.mark.parametrize(
    ("texts", "half"),
    [
        (["12.345", "0.123", "0.000"], [5e-4] * 3),
        (["50000", "7", "0"], [0.5] * 3),
        (["0.9", "0.123456", "1e-4"], [5e-7, 5e-7, 5e-7]),
        (["1.23456e-4", "0.9", "12"], [5e-10, 5e-7, 5e-5]),
        (["0.12345678901234567", "0.9"], [0.0, 0.0]),
    ],
    ids=["decimals", "counts", "zeros left out", "significant", "in full"],
)
def test_the_last_digit_is_that_of_the_column(texts, half):
    np.testing.assert_allclose(half_digits(texts, np.array(list(map(float, texts)))), half, rtol=1e-12)


@pytest.mark.parametrize(
    ("texts", "rounded"),
    [
        (["300", "310", "320"], False),
        (["1.251", "1.252", "1.253"], False),
        (["300", "305", "325", "1000"], False),
        (["1.25", "1.3", "1.4"], False),
        (["345.2", "345.6", "345.9", "346.3"], True),
        (["1.2550", "1.3001", "1.3512", "1.4005"], True),
        (["1.2500000000000001", "1.26", "1.3"], False),
    ],
    ids=["even", "even, fine", "5 nm and more", "nominal", "pixels", "energies", "in full"],
)
def test_a_nominal_axis_is_exact(texts, rounded):
    assert axis_digits(texts, np.array(list(map(float, texts)))).any() == rounded


@pytest.mark.parametrize(("axis", "digits"), [("nm", 1), ("nm", 2), ("eV", 5)])
@pytest.mark.parametrize("decimals", [3, 6])
def test_energies_with_few_digits_count_by_the_slope(tmp_path, axis, digits, decimals):
    """Not on an even grid: what is read belongs to another energy than the one that is read."""
    true = ENERGY + 1e-3 * np.sin(40 * ENERGY)
    written = [f"{HC / one:.{digits}f}" if axis == "nm" else f"{one:.{digits}f}" for one in true]
    heading = "Wavelength (nm),EQE (%)" if axis == "nm" else "Energy (eV),EQE (%)"
    values = [f"{100 * one:.{decimals}f}" for one in edge(true)]
    eqe = read_back(tmp_path, heading, written, values, read_quantum_efficiency)
    off = np.abs(eqe.value - edge(eqe.energy))
    assert (off <= eqe.rounding * 1.01).all()
    assert off.max() > 0.3 * eqe.rounding.max()  # and the bound is no larger than it need be
    by_value = 0.5 * 10.0 ** -(decimals + 2)
    assert (off > by_value).any()  # the digits of the values alone would not have told


def test_counts_without_errors_are_off_by_a_half(tmp_path):
    counts = np.round(40_000 * edge(ENERGY))
    axis, whole = [f"{one:.3f}" for one in ENERGY], [f"{one:.0f}" for one in counts]
    el = read_back(tmp_path, "Energy (eV),EL (counts)", axis, whole, read_luminescence, per="energy", counted="photons")
    np.testing.assert_array_equal(el.rounding, 0.5)
    el = read_back(tmp_path, "Energy (eV),EL (counts)", axis, whole, read_luminescence, per="wavelength")
    np.testing.assert_allclose(el.rounding, 0.5 * HC / ENERGY**2, rtol=1e-12)


def test_counts_with_errors_are_whole_by_nature(tmp_path):
    rows = [f"{round(1000 * one)},{np.sqrt(1000 * one):.3f}" for one in edge(ENERGY) + 1]
    axis = [f"{one:.3f}" for one in ENERGY]
    el = read_back(tmp_path, "Energy (eV),EL (counts),error", axis, rows, read_luminescence, per="energy")
    assert not el.rounding.any()
    rows = [f"{one:.2f},0.01" for one in edge(ENERGY)]
    eqe = read_back(tmp_path, "Energy (eV),EQE,error", axis, rows, read_quantum_efficiency)
    np.testing.assert_array_equal(eqe.rounding, 0.005)


def test_a_file_may_say_that_it_is_exact(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("# digits = exact\nEnergy (eV),EQE\n1.3,0.1\n1.4,0.9\n")
    assert not read_quantum_efficiency(path).rounding.any()
    path.write_text("Energy (eV),EQE (%),rounding (%)\n1.3,1,0.2\n1.4,90,0.3\n")
    np.testing.assert_allclose(read_quantum_efficiency(path).rounding, [0.002, 0.003], rtol=1e-15)


@pytest.mark.parametrize(
    ("told", "half"),
    [("2", [0.5, 0.05, 0.5e-3]), ("4", [5e-3, 5e-4, 0.5e-3]), ("EXACT", [0, 0, 0]), ("15", [0, 0, 0])],
)
def test_a_file_may_say_its_digits(tmp_path, told, half):
    """Of a 0 only the decimals tell; whole numbers with errors count, too."""
    path = tmp_path / "a.csv"
    path.write_text(f"Energy (eV),EQE (%)\n1.3,80.123\n1.4,7.123\n1.5,0.000\n# digits = {told}\n")
    np.testing.assert_allclose(read_quantum_efficiency(path).rounding, np.array(half) / 100, rtol=1e-12)
    path.write_text("# digits = 2\nEnergy (eV),EQE (%),error\n1.3,80,1\n1.4,7,1\n")
    np.testing.assert_allclose(read_quantum_efficiency(path).rounding, [0.005, 0.0005], rtol=1e-12)


@pytest.mark.parametrize("told", ["foo", "0", "-2", "2.5", "18"])
def test_digits_that_are_none_are_refused(tmp_path, told):
    path = tmp_path / "a.csv"
    path.write_text(f"# lamp: xenon\n# digits = {told}\nEnergy (eV),EQE\n1.3,0.1\n1.4,0.9\n")
    with pytest.raises(InputError, match=rf"^\S*a\.csv:2: digits = {told}; write exact, or the number of"):
        read_quantum_efficiency(path)


@pytest.mark.parametrize("rounding", [0.0, [0.01, 0.02]])
def test_rounding_is_read_back_to_the_last_bit(tmp_path, rounding):
    write(QuantumEfficiency.of([1.3, 1.4], [0.1, 0.9], rounding=rounding), tmp_path / "a.csv")
    np.testing.assert_array_equal(read_quantum_efficiency(tmp_path / "a.csv").rounding, rounding)


def pair_file(folder, axis, eqe_format, scale, el_format, T):
    """A right pair at 300 K, as an instrument or a program writes it."""
    true = ENERGY if axis == "Energy (eV)" else HC / ENERGY
    form = "{:.12g}" if axis == "Energy (eV)" else "{:.2f}"
    glow = edge(ENERGY) * ENERGY**2 * np.exp(-(ENERGY - ENERGY[0]) / (8.617333262145e-5 * 300))
    if axis != "Energy (eV)":
        glow *= ENERGY**2 / HC
    rows = zip(true, 100 * edge(ENERGY), scale * glow / glow.max(), strict=True)
    texts = [[f.format(one) for f, one in zip((form, eqe_format, el_format), row, strict=True)] for row in rows]
    per = "wavelength" if "nm" in axis else "energy"
    (folder / "a.csv").write_text(f"{axis},EQE (%)\n" + "".join(f"{x},{y}\n" for x, y, _ in texts))
    (folder / "b.csv").write_text(f"{axis},EL (counts)\n" + "".join(f"{x},{y}\n" for x, _, y in texts))
    (folder / "j.toml").write_text(f'T = {T}\neqe = "a.csv"\nel = {{file = "b.csv", per = "{per}"}}\n')
    return detbal.check(detbal.read(folder / "j.toml")).status.name


@pytest.mark.parametrize(
    "written",
    [
        ("Energy (eV)", "{:.6g}", 1.0, "{:.6g}"),
        ("Energy (eV)", "{:.8g}", 1.0, "{:.8g}"),
        ("Wavelength (nm)", "{:.8g}", 1.0, "{:.8g}"),
        ("Wavelength (nm)", "{:.3f}", 50_000, "{:.0f}"),
    ],
    ids=["6 digits", "8 digits", "nm", "instrument"],
)
def test_few_digits_break_no_right_pair_and_hide_no_wrong_one(tmp_path, written):
    assert pair_file(tmp_path, *written, T=300) != "BROKEN"
    assert pair_file(tmp_path, *written, T=340) == "BROKEN"
