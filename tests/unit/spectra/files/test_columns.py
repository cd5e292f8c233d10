"""Spectra in columns of text: units and kinds are said or asked for, and what is written comes back."""

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.spectra.check import check
from detbal.spectra.files import FORMATS, read_band_areas, read_spectrum, write_csv
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum
from detbal.units import ENERGY_UNITS, EnergyUnit
from detbal.verdict import Status

EV, MEV = {"kind": "kubo", "unit": "eV"}, {"kind": "kubo", "unit": "meV"}


def written(tmp_path, text, name="a.txt"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def recognised(path):
    return [entry.name for entry in FORMATS if entry.recognises(path)]


# --- units and kinds --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "# unit = meV\n# kind = kubo\nomega,value,error\n-5,0.8,0.1\n5,1,0.2\n",
        "# kind: Kubo\nenergy (meV);S;std\n-5;0,8;0,1\n5;1;0,2\n",
        "# kind = kubo\n# energy [meV]  S(w) err\n-5 0.8 0.1\n5 1 0.2\n",
        "# kind = kubo\n# unit = meV\nenergy_meV\tS\tsigma\n5\t1\t0.2\n-5\t0.8\t0.1\n",
        "# detbal: spectrum\n# kind = kubo\n# unit = meV\n-5,0.8,0.1\n5,1,0.2\n",
    ],
)
def test_one_spectrum_in_many_dresses(tmp_path, text):
    path = written(tmp_path, text, "a.dat")
    if "# energy" not in text:  # names in a comment are no reason to take a file for a spectrum
        assert recognised(path) == ["columns"]
    spectrum = read_spectrum(path, T=300)
    assert (spectrum.unit.symbol, spectrum.kind) == ("meV", Kind.KUBO)
    assert spectrum.omega.tolist() == [-5, 5]
    assert spectrum.values.tolist() == [0.8, 1]
    assert spectrum.errors.tolist() == [0.1, 0.2]


@pytest.mark.parametrize("kind", Kind)
def test_kinds_by_name_and_by_member(tmp_path, kind):
    path = written(tmp_path, "omega,value\n1,2\n")
    for word in (kind, kind.name, kind.name.lower()):
        assert read_spectrum(path, unit="meV", kind=word).kind is kind
    assert read_spectrum(path, unit="meV", kind="symmetrized").kind is Kind.SYMMETRISED


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (
            "1 2\n",
            {"kind": "kubo"},
            r"a\.txt: no unit of the frequency axis; give unit=.*'# unit = cm\^-1'\); known",
        ),
        ("1 2\n", {"unit": "meV"}, r"a\.txt: nothing says what the values are; give kind=.*known are wightman, symm"),
        ("# unit = parsec\n1 2\n", {"kind": "kubo"}, r"a\.txt: energy unit 'parsec': unknown; known are"),
        ("1 2\n", {"kind": "power", "unit": "meV"}, r"kind = 'power'; say one of wightman"),
        ("# kind = power\n1 2\n", {"unit": "meV"}, r"kind = 'power'; say one of wightman"),
        ("# unit = meV\n1 2\n", EV, r"unit = 'eV', but the file says otherwise; leave unit= out"),
        ("# kind = wightman\n1 2\n", EV, r"kind = 'kubo', but the file says otherwise; leave kind= out"),
        ("# unit = meV\nenergy (eV),S\n1,2\n", {"kind": "kubo"}, r"column 'energy \(eV\)' below '# unit = meV'; leave"),
        ("# units = meV\n1 2\n", {"kind": "kubo"}, r"a\.txt:1: directive 'units' is not known; write unit"),
        ("omega (THz),S\n1,2\n", {"kind": "kubo"}, r"column 'omega \(THz\)': THz is a unit of ordinary frequency, hν"),
        ("wavelength (nm),S\n1,2\n", {"kind": "kubo"}, r"the first column is 'wavelength \(nm\)'; begin with omega"),
        ("omega,S,phase\n1,2,3\n", EV, r"the third column is 'phase'; name it error or floor, or give two"),
        ("1\n2\n", EV, r"a\.txt:1: 1 column; give frequency, value"),
        ("1 2 3 4\n", EV, r"a\.txt:1: 4 columns; give frequency, value"),
        ("# T = 300 K\n1 2\n", EV | {"T": 3}, r"T= beside a temperature in the file; leave it out"),
        ("# T = 300 K\n# kT = 5 meV\n1 2\n", EV, r"give one: kT="),
        ("# T = -300 K\n1 2\n", EV, r"a\.txt: T = -300: a bath has a positive"),
        ("# T = 300 K\n1 2\n", EV | {"unit": "none"}, r"but the energies of this object have no unit"),
        ("# digits = 3\n1 2\n", EV, r"a\.txt: digits = '3'; write exact, or leave it out"),
        ("# detbal: counts\n1 2\n", EV, r"a\.txt: holds counts by its own account; give a spectrum"),
        ("1 2\n# here\n2 3\n1.0 4\n", EV, r"a\.txt:4: frequency 1 again \(first at .*a\.txt:1\); drop"),
        ("1 2\n2 nan\n", EV, r"a\.txt:2, column 2: 'nan' is not finite"),
        ("omega,value\n1,-inf\n", EV, r"a\.txt:2, column 2: '-inf' is not finite"),
        ("1 2 3\n2 1 -3\n", EV, r"a\.txt:2: error -3; give standard deviations"),
        ("0 2\n2 1\n", EV | {"kind": "susceptibility"}, r"a\.txt: a susceptibility at ω = 0"),
    ],
)
def test_nothing_is_guessed(tmp_path, text, options, message):
    with pytest.raises(InputError, match=message):
        read_spectrum(written(tmp_path, text), **options)


def test_an_angular_frequency_may_be_given_in_angular_units(tmp_path):
    path = written(tmp_path, "omega (rad/ps),S\n1,2\n")
    assert read_spectrum(path, kind="kubo").unit.symbol == "rad/ps"
    path = written(tmp_path, "frequency/THz,S\n1,2\n")
    assert read_spectrum(path, kind="kubo").unit.symbol == "THz"


def test_temperatures_in_comments(tmp_path):
    for line in ("T = 300 K", "T = 300", "T: 26.85 °C"):
        path = written(tmp_path, f"# {line}\n1 2\n")
        assert read_spectrum(path, unit="meV", kind="kubo").kT == pytest.approx(25.852, abs=1e-3)
    path = written(tmp_path, "# kT = 2\n# unit = none\n1 2\n")
    spectrum = read_spectrum(path, kind="kubo")
    assert (spectrum.kT, spectrum.unit) == (2.0, None)


def test_disorder_is_mended_and_told(tmp_path):
    down = read_spectrum(written(tmp_path, "2 1\n1 2\n"), unit="meV", kind="kubo")
    assert down.omega.tolist() == [1, 2]
    assert down.assumptions == ("read from a.txt", "frequencies stood in descending order, and were sorted")
    mixed = read_spectrum(written(tmp_path, "2 1\n1 2\n3 4\n"), unit="meV", kind="kubo")
    assert "frequencies stood in disorder, and were sorted" in mixed.assumptions
    assert read_spectrum(written(tmp_path, "1 1\n2 2\n"), unit="meV", kind="kubo").assumptions == ("read from a.txt",)


def test_repeated_frequencies_may_be_averaged(tmp_path):
    path = written(tmp_path, "1 2 0.3\n2 5 0.3\n1 4 0.4\n")
    with pytest.raises(InputError, match=r"frequency 1 again .*; drop one of the lines, or say average"):
        read_spectrum(path, **MEV)
    spectrum = read_spectrum(path, **MEV, average_repeated=True)
    assert spectrum.omega.tolist() == [1, 2]
    assert spectrum.values.tolist() == [3, 5]
    np.testing.assert_allclose(spectrum.errors, [0.25, 0.3])
    assert "1 repeated frequencies: their values were averaged" in spectrum.assumptions
    rounded = read_spectrum(written(tmp_path, "1 2.00001\n1 4.00001\n"), **MEV, average_repeated=True)
    assert rounded.floor[0] == pytest.approx(5e-6)
    with pytest.raises(InputError, match="logarithms at repeated frequencies; drop one of the lines"):
        read_spectrum(written(tmp_path, "omega,log_value\n1,2\n1,3\n"), **MEV, average_repeated=True)


def test_digits_that_were_rounded_away_count(tmp_path):
    text = "-5 0.81234\n5 1.0001\n"
    spectrum = read_spectrum(written(tmp_path, text), unit="meV", kind="wightman")
    np.testing.assert_allclose(spectrum.floor, [5e-6, 5e-5], rtol=1e-6)
    assert "values are rounded to the digits in which they are written" in spectrum.assumptions
    exact = read_spectrum(written(tmp_path, "# digits = exact\n" + text), unit="meV", kind="wightman")
    assert (exact.floor < 1e-13).all()


def test_what_is_no_spectrum_is_left_to_others(tmp_path):
    for text in ("source,target,rate\ng,e,1\n", "0 1\n1 0\n", "a,b\n1,2\n", "", "# detbal: rates\n0 1\n1 0\n"):
        assert recognised(written(tmp_path, text)) == []
    assert recognised(written(tmp_path, "omega,value\n1,2\n", "a.xyz")) == []
    assert recognised(written(tmp_path, "energy,x,y,z\n1,2,3,4\n")) == []
    assert recognised(written(tmp_path, "energy,S,error,floor\n1,2,3,4\n")) == ["columns"]
    assert recognised(tmp_path) == []
    assert recognised(tmp_path / "absent.csv") == []


def test_a_measured_spectrum_with_a_comment_of_no_meaning(tmp_path):
    lines = [
        "# Bertie, J. E.; Lan, Z. Appl. Spectrosc. 1996, 50, 1047−1057",
        "15.346483367135882 0.3598069177",
        "4.453 0.2",
    ]
    path = written(tmp_path, "\n".join(lines))
    spectrum = read_spectrum(path, unit="cm^-1", kind=Kind.CLASSICAL)
    assert spectrum.omega.tolist() == [4.453, 15.346483367135882]


# --- what is written comes back ---------------------------------------------------------------------------


def same(first, second):
    for name in ("omega", "values", "log_values"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name), err_msg=name)
    assert (first.kind, first.unit, first.kT) == (second.kind, second.unit, second.kT)
    assert (first.errors is None) == (second.errors is None)
    if first.errors is not None:
        np.testing.assert_array_equal(first.errors, second.errors)


numbers = st.floats(-1e300, 1e300).filter(lambda x: x == 0 or abs(x) > 1e-300)


@given(
    omega=st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=6, unique=True),
    values=st.lists(numbers, min_size=6, max_size=6),
    errors=st.none() | st.lists(st.floats(1e-300, 1e300), min_size=6, max_size=6),
    kind=st.sampled_from([kind for kind in Kind if kind is not Kind.SUSCEPTIBILITY]),
    unit=st.sampled_from([*ENERGY_UNITS, None]),
    kT=st.none() | st.floats(1e-6, 1e6),
)
@settings(max_examples=100)
def test_spectra_come_back_bit_by_bit(tmp_path_factory, omega, values, errors, kind, unit, kT):
    n = len(omega)
    spectrum = Spectrum(
        np.array(omega) / 7, values[:n], kind=kind, unit=unit, errors=None if errors is None else errors[:n], kT=kT
    )
    path = tmp_path_factory.mktemp("written") / "a.csv"
    write_csv(spectrum, path)
    assert recognised(path) == ["columns"]
    same(read_spectrum(path), spectrum)


def test_values_beyond_the_range_of_floats_come_back(tmp_path):
    zero = Spectrum.from_logs([-1e4, 0.0, 1e4], [-np.inf, 1e4, -np.pi], unit="meV")
    write_csv(zero, tmp_path / "zero.csv")
    assert read_spectrum(tmp_path / "zero.csv").log_values.tolist() == [-np.inf, 1e4, -np.pi]
    far = Spectrum.from_logs([-1e4, 0.0, 1e4], [-1e4, 0.0, -np.pi], kT=1.0, relative_errors=[0.1, 0.2, 0.3])
    write_csv(far, tmp_path / "far.csv")
    assert "log_value,relative_error" in (tmp_path / "far.csv").read_text()
    back = read_spectrum(tmp_path / "far.csv")
    assert back.log_values.tolist() == far.log_values.tolist()
    assert back.spread.tolist() == far.spread.tolist()


def test_susceptibilities_come_back(tmp_path):
    rng = np.random.default_rng(1)
    omega = np.sort(rng.normal(size=50))
    chi = Spectrum(omega, omega * np.exp(-(omega**2)), kind=Kind.SUSCEPTIBILITY, unit="meV", T=30)
    write_csv(chi, tmp_path / "chi.csv")
    back = read_spectrum(tmp_path / "chi.csv")
    np.testing.assert_allclose(back.values, chi.values, rtol=1e-15)
    assert back.kT == chi.kT
    cold = chi.to(Kind.WIGHTMAN).at(T=0.001)
    far = cold.to(Kind.SUSCEPTIBILITY)
    write_csv(far, tmp_path / "far.csv")
    np.testing.assert_allclose(read_spectrum(tmp_path / "far.csv").log_values, far.log_values, rtol=1e-15)


def test_what_cannot_be_written(tmp_path):
    own = Spectrum([1.0], [1.0], unit=EnergyUnit("mine", 1e-20))
    with pytest.raises(InputError, match="energy unit 'mine' of your own cannot be written; convert the spectrum"):
        write_csv(own, tmp_path / "a.csv")
    mixed = Spectrum([-900.0, 900.0], [-1.0, 1.0], kT=1.0).to(Kind.SCHOFIELD).to(Kind.WIGHTMAN)
    write_csv(mixed, tmp_path / "a.csv")
    far = Spectrum([-9000.0, 9000.0], [-1.0, 1.0], kT=1.0).to(Kind.SCHOFIELD)
    with pytest.raises(InputError, match=r"value at ω = -9000 is beyond the range of floats, and others are"):
        write_csv(far, tmp_path / "a.csv")


def test_a_file_cut_anywhere_raises_nothing_but_input_errors(tmp_path):
    path = tmp_path / "a.csv"
    rng = np.random.default_rng(2)
    write_csv(Spectrum(np.arange(40.0), rng.normal(size=40), unit="meV", errors=np.ones(40), T=300), path)
    text = path.read_text()
    for size in range(0, len(text), 3):
        path.write_text(text[:size])
        with contextlib.suppress(InputError):
            read_spectrum(path)


# --- areas of Raman bands ---------------------------------------------------------------------------------


def test_band_areas(tmp_path):
    path = written(
        tmp_path, "-460.2\t0.12929\t0.0022\n-313.9\t0.09165\t0.00165\n313.9\t0.37907\t0.005\n460.2\t1\t1.00E-06\n"
    )
    bands = read_band_areas(path)
    assert bands.shift.tolist() == [-460.2, -313.9, 313.9, 460.2]
    assert bands.area.tolist() == [0.12929, 0.09165, 0.37907, 1]
    assert bands.error.tolist() == [0.0022, 0.00165, 0.005, 1e-6]
    pairs = bands.paired()
    assert pairs.shift.tolist() == [313.9, 460.2]
    assert pairs.stokes.tolist() == [0.37907, 1]
    assert pairs.anti_stokes.tolist() == [0.09165, 0.12929]
    assert pairs.stokes_errors.tolist() == [0.005, 1e-6]
    assert pairs.anti_stokes_errors.tolist() == [0.00165, 0.0022]
    assert pairs.unpaired.tolist() == []
    bare = read_band_areas(written(tmp_path, "-1 2\n1 3\n-2 3\n4 5\n"))
    assert bare.error is None
    assert bare.paired().stokes_errors is None
    assert bare.paired().unpaired.tolist() == [-2, 4]
    with pytest.raises(InputError, match="2 bands: no shift stands there with both signs; write -s"):
        read_band_areas(written(tmp_path, "1 2\n3 3\n")).paired()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1\n", r"a\.txt:1: 1 column; give shift, area"),
        ("1 2\n1 3\n", r"a\.txt:2: shift 1 again \(first at .*a\.txt:1\); drop one"),
        ("1 2\n0 3\n", r"a\.txt:2: shift 0; drop the elastic line"),
        ("1 2 1\n2 3 -1\n", r"a\.txt:2: error -1; give standard deviations"),
    ],
)
def test_band_areas_that_are_refused(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read_band_areas(written(tmp_path, text))


def test_paths_may_be_texts(tmp_path):
    path = written(tmp_path, "-1 2\n1 3\n")
    assert read_band_areas(str(path)).shift.tolist() == [-1, 1]
    assert read_spectrum(str(path), **MEV).omega.tolist() == [-1, 1]


# --- floors, correlated points, errors --------------------------------------------------------------------


def test_floors_and_correlated_points_come_back(tmp_path):
    path = tmp_path / "a.csv"
    for errors in (None, [0.2, 0.3]):
        for kind in Kind:
            spectrum = Spectrum([-2.0, 3.0], [0.5, 1.0], kind=kind, errors=errors, floor=[0.1, 0.2], correlated=2.5)
            write_csv(spectrum, path)
            assert "# correlated = 2.5" in path.read_text()
            back = read_spectrum(path)
            same(back, spectrum)
            np.testing.assert_allclose(back.floor, spectrum.floor, rtol=1e-15)
            assert back.correlated == 2.5
    write_csv(Spectrum([-2.0, 3.0], [0.5, 1.0]), path)
    assert path.read_text().splitlines()[-3:] == ["omega,value", "-2.0,0.5", "3.0,1.0"]
    assert "correlated" not in path.read_text()


def test_floors_of_values_beyond_the_range_of_floats_come_back(tmp_path):
    far = Spectrum.from_logs([-1e4, 0.0, 1e4], [-1e4, -np.inf, 3.0], kT=1.0, relative_floor=[0.1, 0.2, 1e-3])
    write_csv(far, tmp_path / "far.csv")
    assert "omega,log_value,relative_floor" in (tmp_path / "far.csv").read_text()
    np.testing.assert_allclose(read_spectrum(tmp_path / "far.csv").floor, far.floor, rtol=1e-14)
    usual = Spectrum.from_logs([-1e4, 1e4], [-1e4, 3.0], kT=1.0)
    write_csv(usual, tmp_path / "far.csv")
    assert "floor" not in (tmp_path / "far.csv").read_text()
    assert read_spectrum(tmp_path / "far.csv").floor.tolist() == usual.floor.tolist()


def test_a_detection_limit_forgives_after_it_was_written(tmp_path):
    """With the floor the side that is 0.05 off is within it; with round-off alone it is broken."""
    spectrum = Spectrum([-1.0, 1.0], [np.exp(-1.0) + 0.05, 1.0], kT=1.0, floor=0.1)
    write_csv(spectrum, tmp_path / "a.csv")
    assert check(read_spectrum(tmp_path / "a.csv")).status is check(spectrum).status is not Status.BROKEN
    bare = Spectrum(spectrum.omega, spectrum.values, kT=1.0)
    write_csv(bare, tmp_path / "a.csv")
    assert check(read_spectrum(tmp_path / "a.csv")).status is Status.BROKEN


def test_nothing_cannot_be_written(tmp_path):
    with pytest.raises(InputError, match="a spectrum without points; write one that has some"):
        write_csv(Spectrum([1.0], [1.0]).take([]), tmp_path / "a.csv")
    with pytest.raises(InputError, match="spectrum is of type list; give a Spectrum"):
        write_csv([1.0], tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "omega,value,error\n1,2,0.1\n2,2,0\n",
            r"a\.txt:3: error 0: exact among values that are not.*; give each line",
        ),
        ("omega,value,error\n1,2,0.1\n2,2,-3\n", r"a\.txt:3: error -3; give standard deviations, zero or positive"),
        ("omega,value,floor\n1,2,0.1\n2,2,-3\n", r"a\.txt:3: floor -3; give sizes, zero or positive"),
        ("omega,value,error,sigma\n1,2,1,1\n", r"columns 'error' and 'sigma'; name one error, the other floor"),
        ("omega,value,floor,floor\n1,2,1,1\n", r"columns 'floor' and 'floor'; name one error, the other floor"),
        ("omega,value,error,phase\n1,2,1,1\n", r"the fourth column is 'phase'; name it error or floor"),
        ("1 2 3 4\n", r"a\.txt:1: 4 columns; give frequency, value and, if known, error \(with names, also floor\)"),
        ("omega,value,error,floor,x\n1,2,1,1,1\n", r"5 columns; give frequency"),
        ("# correlated = many\n1 2\n", r"a\.txt: correlated = 'many'; give a number of points"),
        ("# correlated = 0.5\n1 2\n", r"a\.txt: correlated = 0\.5; give a number of points"),
    ],
)
def test_errors_floors_and_correlated_points_that_are_refused(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read_spectrum(written(tmp_path, text), **MEV)


def test_errors_may_all_be_zero(tmp_path):
    assert read_spectrum(written(tmp_path, "1 2 0\n2 3 0\n"), **MEV).errors.tolist() == [0, 0]


def test_floors_of_repeated_frequencies_are_averaged(tmp_path):
    path = written(tmp_path, "omega,value,floor\n1,2,0.1\n2,5,0.2\n1,4,0.3\n")
    np.testing.assert_allclose(read_spectrum(path, **MEV, average_repeated=True).floor, [0.2, 0.2])


# --- digits of the axis -----------------------------------------------------------------------------------


def table_of(omega, pattern, kT=1.0):
    """An exact two-sided spectrum: frequencies as a pattern writes them, values in full."""
    omega = np.sort(np.concatenate([-omega, omega + 1.7e-4]))  # rounding is not the same on both sides
    values = np.exp(omega / (2 * kT)) / (1 + omega**2)
    return "".join(f"{pattern % w} {float(v)!r}\n" for w, v in zip(omega, values, strict=True))


@pytest.mark.parametrize(("pattern", "half"), [("%.3f", 5e-4), ("%.4f", 5e-5), ("%.6e", None)])
def test_digits_of_the_axis_that_were_rounded_away_count(tmp_path, pattern, half):
    omega = np.sort(np.random.default_rng(3).uniform(0.5, 9.0, 40))
    text = table_of(omega, pattern)
    spectrum = read_spectrum(written(tmp_path, text), unit="none", kind="wightman")
    assert "frequencies are rounded to the digits in which they are written" in spectrum.assumptions
    exact = read_spectrum(written(tmp_path, "# digits = exact\n" + text), unit="none", kind="wightman")
    bound = 5e-7 * 10.0 ** np.floor(np.log10(np.abs(spectrum.omega))) if half is None else half
    np.testing.assert_allclose(spectrum.floor - exact.floor, spectrum.values * exact.steepness * bound, rtol=1e-6)
    assert not any("rounded" in said for said in exact.assumptions)


def test_exact_data_over_a_rounded_axis_are_not_broken(tmp_path):
    omega = np.linspace(0.1, 9.0, 121)
    both = np.concatenate([-omega[::-1], omega])
    values = 1 / (1 + both**2) * np.exp(both / 2)
    lines = [f"{w:.3f} {float(v)!r}\n" for w, v in zip(both, values, strict=True)]
    rounded = check(read_spectrum(written(tmp_path, "".join(lines)), unit="none", kind="wightman", kT=1.0))
    assert rounded.status is not Status.BROKEN
    path = written(tmp_path, "# digits = exact\n" + "".join(lines))
    exact = check(read_spectrum(path, unit="none", kind="wightman", kT=1.0))
    assert exact.status is Status.BROKEN
    assert exact.max_residual == pytest.approx(5e-4, rel=0.02)  # half a unit of the axis over kT


def test_rounded_logarithms_and_repeated_frequencies(tmp_path):
    path = written(tmp_path, "omega,log_value\n3.005,0.5\n1.001,-1.5\n2.000,0.25\n")
    spectrum = read_spectrum(path, **MEV)
    bare = read_spectrum(written(tmp_path, "# digits = exact\n" + path.read_text()), **MEV)
    np.testing.assert_allclose(spectrum.floor - bare.floor, spectrum.steepness * 5e-4, rtol=1e-9)
    path = written(tmp_path, "3.005 1.0\n1.001 2.0\n3.005 3.0\n")
    spectrum = read_spectrum(path, **MEV, average_repeated=True)
    np.testing.assert_allclose(spectrum.floor, 2.0 * spectrum.steepness * 5e-4, atol=1e-12)


@pytest.mark.parametrize(
    ("axis", "said"),
    [
        (["100", "200", "300"], False),
        (["0.5", "1.0", "1.5"], False),
        (["0.500", "1.000", "1.500"], True),
        (["1000.5", "1001.0", "1001.5"], True),
        (["12300", "12350", "12400"], False),
        ([f"{k / 100:.3f}" for k in range(-200, 201)], True),
        (["313.9", "459.2", "790.4"], False),
    ],
)
def test_uniform_grids_and_few_digits_are_exact(tmp_path, axis, said):
    rng = np.random.default_rng(4)
    text = "".join(f"{word} {float(rng.uniform(1, 2))!r}\n" for word in axis)
    spectrum = read_spectrum(written(tmp_path, text), **MEV)
    assert (spectrum.floor < 1e-12).all()
    note = "frequencies are written with few digits, and are exactly uniform: they were taken as exact"
    assert (note in spectrum.assumptions) == said
