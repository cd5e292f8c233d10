"""Exact identities of quantum corrections, for any frequency, temperature and spectrum."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detbal.spectra.correction import Correction, absorption_prefactor, compare_corrections, complete_classical
from detbal.spectra.correction.factors import log_factor
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum
from detbal.spectra.sum_rules import equal_time, f_sum, imaginary_time_value, static_susceptibility

FACTORS = [one for one in Correction if one is not Correction.EGELSTAFF]
SIZES = st.floats(1e-12, 1e4)
QUANTA = st.integers(1, 7)


@pytest.mark.parametrize("correction", FACTORS)
@given(x=SIZES, quanta=QUANTA, recoil=st.floats(0, 10))
def test_detailed_balance(correction, x, quanta, recoil):
    up, down = log_factor(correction, np.array([x, -x]), quanta=quanta, recoil=recoil)
    assert up - down == pytest.approx(x, rel=1e-14, abs=1e-14 * (1 + recoil))


@pytest.mark.parametrize("correction", FACTORS)
@given(x=st.one_of(SIZES, SIZES.map(lambda x: -x)), quanta=QUANTA)
def test_against_fifty_digits(correction, x, quanta):
    mpmath.mp.dps = 50
    exact = mpmath.mpf(x)

    def harmonic(y):
        return y / (1 - mpmath.exp(-y))

    known = {
        Correction.STANDARD: lambda: 2 / (1 + mpmath.exp(-exact)),
        Correction.HARMONIC: lambda: harmonic(exact),
        Correction.SCHOFIELD: lambda: mpmath.exp(exact / 2),
        Correction.SCHOFIELD_RECOIL: lambda: mpmath.exp(exact / 2),
        Correction.MIXED: lambda: mpmath.sqrt(harmonic(exact)) * mpmath.exp(exact / 4),
        Correction.QUANTA: lambda: harmonic(exact / quanta) ** quanta,
    }[correction]()
    # a factor near 1 is rounded by two ulp, and its n-th power n times as much
    ulps = 1e-15 if correction is not Correction.QUANTA else max(1e-15, quanta * 4.5e-16)
    found = float(log_factor(correction, x, quanta=quanta))
    assert found == pytest.approx(float(mpmath.log(known)), rel=1e-13, abs=ulps)


@pytest.mark.parametrize("correction", FACTORS)
@given(x=st.floats(1e-6, 1e-3))
def test_first_order_in_planck_s_constant(correction, x):
    """Q = 1 + x/2 + O(x²): the classical limit, and the first quantum term, are common to all."""
    assert float(log_factor(correction, x, quanta=3)) == pytest.approx(x / 2, abs=x**2)


@given(x=st.floats(1e-3, 300.0))
def test_order_of_the_corrections(x):
    """Standard < harmonic < mixed < Schofield at every frequency that is absorbed; one quantum is harmonic."""
    order = (Correction.STANDARD, Correction.HARMONIC, Correction.MIXED, Correction.SCHOFIELD)
    standard, harmonic, mixed, schofield = (float(log_factor(one, x)) for one in order)
    assert standard < harmonic < mixed < schofield
    assert float(log_factor(Correction.QUANTA, x, quanta=1)) == pytest.approx(harmonic, rel=1e-14)
    many = float(log_factor(Correction.QUANTA, x, quanta=10**7))
    assert many == pytest.approx(schofield, rel=1e-4)  # infinitely many quanta are Schofield's


@given(omega=arrays(float, 5, elements=st.floats(-50.0, 50.0)), kT=st.floats(0.1, 10.0))
def test_absorption_is_even_and_of_the_harmonic_kind_as_it_was(omega, kT):
    for one in (Correction.STANDARD, Correction.HARMONIC, Correction.SCHOFIELD, Correction.MIXED):
        up, down = (absorption_prefactor(one, sign * omega, kT=kT) for sign in (1, -1))
        np.testing.assert_allclose(up, down, rtol=1e-12)
        assert (up >= 0).all()
    np.testing.assert_allclose(
        absorption_prefactor(Correction.HARMONIC, omega, kT=kT), omega**2 / (2 * kT), rtol=1e-13, atol=1e-300
    )


SPECTRA = st.builds(
    lambda values, step, kT: Spectrum(step * np.arange(len(values)), values, kind=Kind.CLASSICAL, kT=kT, errors=values),
    arrays(float, st.integers(3, 30), elements=st.floats(1e-3, 10.0)),
    st.floats(0.01, 2.0),
    st.floats(0.2, 5.0),
)


@given(SPECTRA)
def test_what_is_kept(classical):
    """Whatever the spectrum: standard keeps ⟨A²⟩, harmonic f-sum and χ(0), Schofield's G(-iħ/2kT)."""
    for correction, rule in (
        (Correction.STANDARD, equal_time),
        (Correction.HARMONIC, f_sum),
        (Correction.HARMONIC, static_susceptibility),
        (Correction.SCHOFIELD, imaginary_time_value),
    ):
        before, after = rule(classical), rule(complete_classical(classical, correction=correction))
        assert after.value == pytest.approx(before.value, rel=1e-12)
        assert after.error == pytest.approx(before.error, rel=1e-12)


@given(SPECTRA)
def test_f_sum_is_the_first_moment_of_both_sides(classical):
    whole = complete_classical(classical, correction=Correction.HARMONIC)
    weight = np.zeros(len(whole))
    weight[1:] += np.diff(whole.omega) / 2
    weight[:-1] += np.diff(whole.omega) / 2
    direct = (weight * whole.omega * whole.values).sum() / (2 * np.pi)
    assert f_sum(whole).value == pytest.approx(direct, rel=1e-9)
    assert equal_time(whole).value == pytest.approx((weight * whole.values).sum() / (2 * np.pi), rel=1e-12)


@given(SPECTRA, st.sampled_from([one for one in FACTORS if one is not Correction.SCHOFIELD_RECOIL]))
def test_completion_balances_and_keeps_relative_errors(classical, correction):
    options = {"quanta": 2} if correction is Correction.QUANTA else {}
    whole = complete_classical(classical, correction=correction, **options)
    np.testing.assert_allclose(whole.log_values - whole.log_values[::-1], whole.x, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(whole.errors / whole.values, 1.0, rtol=1e-12)


@given(SPECTRA)
def test_comparison_orders_the_intensities(classical):
    rows = {row.correction: row for row in compare_corrections(classical).corrected}
    order = [Correction.STANDARD, Correction.HARMONIC, Correction.MIXED, Correction.SCHOFIELD]
    values = [rows[one].equal_time.value for one in order]
    assert values == sorted(values)
