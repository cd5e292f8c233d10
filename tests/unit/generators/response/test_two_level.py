"""The two-level thermometer: Einstein's rates from T → 0 to T → ∞."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import detbal
from detbal.errors import InputError
from detbal.generators import Bath, davies
from detbal.generators.response import two_level_thermometer


def density(w):
    return 0.1 * w / (1.0 + w**2)


@given(st.floats(-4.0, 7.0).map(lambda x: 10.0**x), st.floats(0.1, 10.0))
def test_closed_forms(kT, omega):
    found = two_level_thermometer(omega, [kT], density)
    x = mpmath.mpf(omega) / mpmath.mpf(kT)
    n, J = 1 / mpmath.expm1(x), 0.2 * omega / (1.0 + omega**2)
    assert found.log_up[0] == pytest.approx(float(mpmath.log(J * n)), rel=1e-12, abs=1e-12)
    assert found.log_down[0] == pytest.approx(float(mpmath.log(J * (n + 1))), rel=1e-12, abs=1e-12)
    assert found.log_populations[0] == pytest.approx(
        [float(-mpmath.log1p(mpmath.exp(-x))), float(-x - mpmath.log1p(mpmath.exp(-x)))], rel=1e-12, abs=1e-12
    )
    assert found.relaxation_rate[0] == pytest.approx(float(J * (2 * n + 1)), rel=1e-12)
    # a ratio near 1 is known to an ulp of the larger log
    ulp = 1e-14 * (1 + abs(found.log_up[0])) / float(x)
    assert found.implied_kT[0] == pytest.approx(kT, rel=1e-12 + ulp)


def test_the_limits():
    found = two_level_thermometer(1.0, [1e-4, 1e7], density)
    assert found.log_up[0] - found.log_down[0] == pytest.approx(-1e4, rel=1e-12)
    np.testing.assert_allclose(np.exp(found.log_populations), [[1.0, 0.0], [0.5, 0.5]], atol=1e-7)
    assert found.log_up[1] - found.log_down[1] == pytest.approx(-1e-7, rel=1e-6)


@pytest.mark.parametrize("kT", [0.05, 0.5, 20.0])
def test_the_verb_reads_the_same_temperature(kT):
    bath = Bath(spectral_density=density, kT=kT)
    reading = detbal.thermometer(davies(np.diag([0.0, 1.0]), [([[0, 1], [1, 0]], bath)], lamb_shift=False))
    assert two_level_thermometer(1.0, [kT], density).implied_kT[0] == pytest.approx(reading.kT, rel=1e-10)


def test_many_temperatures_are_no_single_one():
    found = two_level_thermometer(1.0, [0.5, 0.5, 0.5], density)
    assert detbal.check(found.pairs).status is detbal.Status.BALANCED
    spread = two_level_thermometer(1.0, [0.5, 0.5001, 0.5], density)
    assert detbal.check(spread.pairs).status is detbal.Status.BROKEN


def test_the_picture():
    figure = two_level_thermometer(1.0, np.geomspace(0.01, 100, 20), density).figure()
    assert figure.log_x
    ratio = next(curve for curve in figure.curves if curve.name == "Γ↑ / Γ↓")
    np.testing.assert_allclose(ratio.y, np.exp(-1 / ratio.x), rtol=1e-10)
    assert two_level_thermometer(1.0, [0.5, 1.0], density).plot().axes[0].get_xlabel() == "kT / ω"


def test_what_it_refuses():
    with pytest.raises(InputError, match="splitting = 0"):
        two_level_thermometer(0.0, [1.0], density)
    with pytest.raises(InputError, match=r"kT\[1\] = -1"):
        two_level_thermometer(1.0, [1.0, -1.0], density)
    with pytest.raises(InputError, match=r"kT \(0,\)"):
        two_level_thermometer(1.0, [], density)
    with pytest.raises(InputError, match=r"the bath has no rates at ω = 1, kT = 0\.5"):
        two_level_thermometer(1.0, [0.5], lambda w: 0.0 * w)
