"""Spectra: what they hold, how kinds and units turn into one another, and what they refuse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.spectra import Kind, Spectrum
from detbal.units import c, h, hbar, k_B

QUANTUM = [kind for kind in Kind if kind is not Kind.CLASSICAL]
FREQUENCIES = st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=30, unique_by=lambda w: round(w, 4))


@given(FREQUENCIES, st.sampled_from(QUANTUM), st.lists(st.sampled_from(QUANTUM), min_size=1, max_size=6), st.data())
def test_conversions_form_a_group(omega, start, path, data):
    """Any way round leads back to the same values, to 1e-13, for ħω/kT up to 1e4 of either sign and at zero."""
    omega = np.array(omega)
    if start is Kind.SUSCEPTIBILITY:
        omega = omega[np.abs(omega) > 1e-3]
        if not len(omega):
            return
    values = np.array(data.draw(st.lists(st.floats(0.1, 10.0), min_size=len(omega), max_size=len(omega))))
    given_spectrum = Spectrum(omega, values, kind=start, kT=1.0, errors=0.1)
    moved = given_spectrum
    for kind in [*path, start]:
        moved = moved.to(kind)
    np.testing.assert_allclose(moved.values, given_spectrum.values, rtol=1e-13)
    np.testing.assert_allclose(moved.errors, given_spectrum.errors, rtol=1e-13)
    direct, around = given_spectrum.to(path[-1]), given_spectrum
    for kind in path:
        around = around.to(kind)
    np.testing.assert_allclose(around.mantissa, direct.mantissa, rtol=1e-13)
    np.testing.assert_allclose(around.exponent, direct.exponent, rtol=1e-13, atol=1e-12)


@pytest.mark.parametrize("x", [1e-12, 1e-3, 0.5, 3.0, 40.0, 600.0])
def test_kinds_against_their_definitions(x):
    """Against 50 digits."""
    mpmath = pytest.importorskip("mpmath")
    mpmath.mp.dps = 50
    both = Spectrum([-x, x], [1.0, 2.0], kT=1.0)
    for sign, S, k in ((-1, 1, 0), (1, 2, 1)):
        y = mpmath.mpf(x) * sign
        exact = {
            Kind.SYMMETRISED: S * (1 + mpmath.exp(-y)) / 2,
            Kind.KUBO: S * (1 - mpmath.exp(-y)) / y,
            Kind.SCHOFIELD: S * mpmath.exp(-y / 2),
            Kind.SUSCEPTIBILITY: S * (1 - mpmath.exp(-y)) / 2,
        }
        for kind, wanted in exact.items():
            found = both.to(kind).values[k]
            assert abs(mpmath.mpf(found) / wanted - 1) < 1e-13, kind


@given(st.floats(1e-9, 1e4))
def test_even_kinds_are_even_and_the_odd_one_is_odd(x):
    balanced = Spectrum.from_logs([-x, x], [-x, 0.0], kT=1.0)
    for kind in QUANTUM:
        logs, values = balanced.to(kind).log_values, balanced.to(kind).mantissa
        if kind.parity:
            assert logs[0] == pytest.approx(logs[1], rel=1e-13, abs=1e-12)
            assert values[0] == pytest.approx(values[1], rel=1e-13)  # of the susceptibility, χ″/ω
        else:
            assert logs[1] - logs[0] == pytest.approx(x)


def test_zero_frequency_is_kept_through_the_susceptibility():
    middle = Spectrum([-1.0, 0.0, 1.0], [0.5, 2.0, 1.0], kT=0.7, errors=[0.1, 0.2, 0.3])
    there = middle.to(Kind.SUSCEPTIBILITY)
    assert there.values[1] == 0.0
    assert there.mantissa[1] == pytest.approx(2.0 / 2 / 0.7)  # the limit of χ″/ω
    np.testing.assert_allclose(there.to(Kind.WIGHTMAN).values, middle.values, rtol=1e-15)
    np.testing.assert_allclose(there.to(Kind.WIGHTMAN).errors, middle.errors, rtol=1e-15)


def test_units_of_the_axis_hide_no_two_pi():
    """hν, ħω and hcν̃ of one photon give the same x."""
    seconds = 1e-13
    axes = {"THz": 1e-12 / seconds, "rad/ps": 2e-12 * np.pi / seconds, "cm^-1": 1 / (100 * c * seconds)}
    x = [Spectrum([place], [1.0], unit=unit, T=300).x[0] for unit, place in axes.items()]
    np.testing.assert_allclose(x, h / seconds / (k_B * 300), rtol=1e-14)


@pytest.mark.parametrize("kind", QUANTUM)
def test_densities_change_by_the_jacobian(kind):
    """Areas stay: ∫ S dω/2π is the same number over every axis, once the numbers are those of ħω in J."""
    omega = np.linspace(-0.3, 0.3, 61) if kind is not Kind.SUSCEPTIBILITY else np.linspace(0.01, 0.3, 61)
    one = Spectrum(omega, np.sin(omega) if kind is Kind.SUSCEPTIBILITY else np.cos(omega), kind=kind, unit="eV", T=300)
    other = one.in_unit("cm^-1")
    assert np.trapezoid(other.values, other.omega) == pytest.approx(np.trapezoid(one.values, one.omega), rel=1e-13)
    assert other.to(Kind.WIGHTMAN).in_unit("eV").to(kind).values == pytest.approx(one.values, rel=1e-13)
    np.testing.assert_allclose(other.x, one.x, rtol=1e-14)


def test_angular_axis_is_in_units_of_hbar():
    one = Spectrum([1.0], [1.0], unit="rad/fs").in_unit("eV")
    assert one.omega[0] == pytest.approx(hbar * 1e15 / 1.602176634e-19)


def test_points_are_sorted_with_all_that_belongs_to_them():
    mixed = Spectrum([1.0, -1.0, 0.0], [3.0, 1.0, 2.0], errors=[0.3, 0.1, 0.2])
    assert mixed.omega.tolist() == [-1.0, 0.0, 1.0]
    assert mixed.values.tolist() == [1.0, 2.0, 3.0]
    assert mixed.errors.tolist() == pytest.approx([0.1, 0.2, 0.3])


def test_values_far_outside_of_floats():
    far = Spectrum.from_logs([-5e3, 5e3], [-1e4, -5e3], kT=1.0)
    assert far.values.tolist() == [0.0, 0.0]
    assert far.to(Kind.SCHOFIELD).log_values.tolist() == [-7500.0, -7500.0]


def test_single_precision_is_granted_its_round_off():
    coarse = Spectrum([1.0], np.array([1.0], dtype=np.float32))
    assert 1e-8 < coarse.floor[0] < 1e-6
    assert Spectrum([1.0], [1.0]).floor[0] < 1e-13


def test_to_xarray():
    pytest.importorskip("xarray")
    table = Spectrum([1.0], [2.0], errors=0.1, unit="meV", T=300).to_xarray()
    assert table["errors"].values.tolist() == [0.1]
    assert table["omega"].attrs["unit"] == "meV"
    assert "300" in table.attrs["temperature"]


@pytest.mark.parametrize(
    ("arguments", "options", "told"),
    [
        (([], []), {}, r"omega has shape \(0,\); give a list of frequencies"),
        (([[1.0]], [[1.0]]), {}, r"omega has shape \(1, 1\)"),
        (([1.0, np.nan], [1.0, 1.0]), {}, r"omega\[1\] = nan"),
        (([1.0, 2.0], [1.0]), {}, r"values have shape \(1,\); give one value for each of the 2"),
        (([1.0, 2.0], [1.0, np.inf]), {}, r"values\[1\] = inf: 1 of 2"),
        (([1.0, 2.0, 1.0], [1.0, 1.0, 1.0]), {}, r"omega\[0\] = 1.0 and omega\[2\] = 1.0: the same frequency twice"),
        (([1.0], [1.0]), {"errors": -1.0}, r"errors\[0\] = -1.0; give standard deviations"),
        (([1.0], [1.0]), {"errors": [1.0, 2.0]}, r"errors have shape \(2,\)"),
        (([1.0], [1.0j]), {}, r"values holds entries of type complex128"),
        (([1.0], [1.0]), {"kind": "kubo"}, r"kind = 'kubo'; give one of Kind.WIGHTMAN"),
        (([1.0], [1.0]), {"kT": 1.0, "T": 300}, r"give one: kT= .* or T="),
        (([1.0], [1.0]), {"kT": -1.0}, r"kT = -1: a bath has a positive absolute temperature"),
        (([1.0], [1.0]), {"T": 300}, r"300 K given, but the energies of this object have no unit"),
        (([1.0], [1.0]), {"unit": "mev"}, r"energy unit 'mev': unknown; did you mean"),
        (([0.0, 1.0], [0.0, 1.0]), {"kind": Kind.SUSCEPTIBILITY}, r"a susceptibility at ω = 0: χ″ is zero there"),
    ],
)
def test_bad_input(arguments, options, told):
    with pytest.raises(InputError, match=told):
        Spectrum(*arguments, **options)


def test_refusals_of_conversions():
    with pytest.raises(InputError, match="no temperature; give kT= or T="):
        Spectrum([1.0], [1.0]).to(Kind.KUBO)
    classical = Spectrum([1.0], [1.0], kind=Kind.CLASSICAL, kT=1.0)
    with pytest.raises(InputError, match=r"CLASSICAL to KUBO: no exact relation leads .* correction="):
        classical.to(Kind.KUBO)
    with pytest.raises(InputError, match="WIGHTMAN to CLASSICAL"):
        Spectrum([1.0], [1.0], kT=1.0).to(Kind.CLASSICAL)
    with pytest.raises(InputError, match="the axis has no unit"):
        classical.in_unit("meV")
    with pytest.raises(InputError, match=r"log_values\[0\] = nan"):
        Spectrum.from_logs([1.0], [np.nan])
