"""Polynomials of the heat capacity."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.reactions.concentration import Concentration
from detbal.reactions.species import Species
from detbal.reactions.thermochemistry.nasa import Polynomials
from detbal.reactions.thermochemistry.ranges import GAS_CONSTANT, constant_cp, nasa7, nasa9, shomate
from detbal.reactions.thermochemistry.statistical import StatisticalThermochemistry
from detbal.units import N_A

T = np.array([300.0, 1000.0, 2500.0])
H2_LOW = [2.34433112, 7.98052075e-03, -1.9478151e-05, 2.01572094e-08, -7.37611761e-12, -917.935173, 0.683010238]
H2_HIGH = [3.3372792, -4.94024731e-05, 4.99456778e-07, -1.79566394e-10, 2.00255376e-14, -950.158922, -3.20502331]


@given(
    st.lists(st.floats(-1.0, 1.0), min_size=9, max_size=9),
    st.floats(300.0, 3000.0),
)
def test_gibbs_and_enthalpy_belong_together(scaled, t):
    # d(g/RT)/dT = -h/RT² (Gibbs and Helmholtz), whatever the coefficients
    scale = np.array([1e5, 1e3, 1.0, 1e-3, 1e-6, 1e-9, 1e-12, 1e4, 1.0])
    found = Polynomials.of(["X"], [nasa9([200.0, 6000.0], [np.array(scaled) * scale])])
    step = 1e-3 * t
    around = found.gibbs(np.array([t - step, t + step]))[0]
    slope = (around[1] - around[0]) / (2 * step)
    assert slope == pytest.approx(-found.enthalpies(np.array([t]))[0, 0] / t, rel=1e-4, abs=1e-5)


def test_all_models_agree_on_one_gas():
    # cp = 2.5 R, h(298.15 K) = -1000 K R, s(298.15 K) = 18 R, in each of the four ways
    h0, s0, t0 = -1000.0 - 2.5 * 298.15, 18.0 - 2.5 * np.log(298.15), 298.15
    kilo = GAS_CONSTANT * np.array([2.5, 0, 0, 0, 0, h0 / 1e3, s0 + 2.5 * np.log(1e3)])
    ways = [
        nasa7([200.0, 6000.0], [[2.5, 0, 0, 0, 0, h0, s0]]),
        nasa9([200.0, 6000.0], [[0, 0, 2.5, 0, 0, 0, 0, h0, s0]]),
        shomate([200.0, 6000.0], [kilo]),
        constant_cp(cp=2.5, enthalpy=-1000.0, entropy=18.0, T=t0),
    ]
    found = Polynomials.of(list("abcd"), ways)
    gibbs = -1000.0 / T + 2.5 * (1 - t0 / T) - 18.0 - 2.5 * np.log(T / t0)
    np.testing.assert_allclose(found.gibbs(T), np.tile(gibbs, (4, 1)), rtol=1e-13)


def test_a_monatomic_gas_from_statistical_mechanics():
    # Sackur and Tetrode: entropy of argon 154.8 J/(mol K), its density at zero chemical potential is 1/λ³
    argon = Species("Ar", mass=39.9624, degeneracy=1, energy="0 eV")
    exact = StatisticalThermochemistry.of([argon], Concentration.KMOL_PER_M3)
    at = 298.15
    entropy = float(exact.log_density(np.array([at]))[0, 0]) - np.log(101325 / (1e3 * GAS_CONSTANT * at)) + 2.5
    assert entropy * GAS_CONSTANT == pytest.approx(154.8, abs=0.1)
    found = Polynomials.of(["Ar"], [constant_cp(cp=2.5, enthalpy=2.5 * at, entropy=entropy, T=at)])
    np.testing.assert_allclose(found.log_density(T), exact.log_density(T), rtol=1e-12)


def test_standard_states():
    rows = [nasa7([200.0, 1000.0, 3500.0], [H2_LOW, H2_HIGH])] * 3
    bar = Polynomials.of(["a", "b", "c"], rows, pressure=[101325.0, 1e5, 1e5], condensed=[None, None, np.log(2e-8)])
    density = bar.log_density(T)
    np.testing.assert_allclose(density[0] - density[1], np.log(1.01325), rtol=1e-9)
    np.testing.assert_allclose(density[2], np.log(2e-8) - bar.gibbs(T)[2], rtol=1e-13)
    particles = Polynomials.of(["a"], rows[:1], concentration=Concentration.PER_CM3)
    np.testing.assert_allclose(particles.log_density(T)[0] - density[0], np.log(1e-3 * N_A), rtol=1e-12)


def test_what_is_not_known():
    found = Polynomials.of(["a", "M"], [constant_cp(cp=1.0, enthalpy=0.0, entropy=0.0, T=300.0), None])
    assert found.known.tolist() == [True, False]
    assert np.isnan(found.log_density(T)[1]).all()
    assert np.isfinite(found.rounding(T)[0]).all()
    assert not Polynomials.of(["M"], [None]).known.any()


def test_ranges_meet_at_their_limit():
    step7 = nasa7([200.0, 1000.0, 3000.0], [[0, 0, 0, 0, 0, 0, 1.0], [0, 0, 0, 0, 0, 0, 2.0]])
    step9 = nasa9([200.0, 1000.0, 3000.0], [[0] * 8 + [1.0], [0] * 8 + [2.0]])
    found = Polynomials.of(["seven", "nine"], [step7, step9])
    at = np.array([999.0, 1000.0, 1001.0])
    # the lower range of NASA7 holds at its limit, the upper one of NASA9
    np.testing.assert_array_equal(found.gibbs(at), [[-1.0, -1.0, -2.0], [-1.0, -2.0, -2.0]])


def test_jumps_are_measured():
    broken = np.array(H2_HIGH)
    broken[6] += 0.02  # entropy too high by 0.02 R above 1000 K
    good, bad = nasa7([200, 1000, 3500], [H2_LOW, H2_HIGH]), nasa7([200, 1000, 3500], [H2_LOW, broken])
    jumps = Polynomials.of(["good", "bad"], [good, bad]).jumps()
    assert [jump.species for jump in jumps] == ["bad", "good"]
    assert jumps[0].gibbs - jumps[1].gibbs == pytest.approx(-0.02, abs=1e-12)
    assert jumps[0].T == 1000.0
    assert abs(jumps[1].gibbs) < 1e-5  # GRI-Mech's hydrogen is smooth


def test_extrapolation_is_told():
    short = nasa7([300, 1000], [[2.5, 0, 0, 0, 0, 0, 0]])
    found = Polynomials.of(["short", "long"], [short, nasa7([200, 1000, 3500], [H2_LOW, H2_HIGH])])
    assert found.outside(np.array([300.0, 1000.0])) == {}
    assert found.outside(T) == {"short": (300.0, 1000.0)}
    assert set(found.outside(np.array([100.0]))) == {"short", "long"}
    # and they are those of the outermost range
    np.testing.assert_allclose(found.gibbs(np.array([2000.0]))[0], 2.5 - 2.5 * np.log(2000.0))


@pytest.mark.parametrize(
    ("limits", "coefficients", "message"),
    [
        ([300, 1000], [H2_LOW, H2_HIGH], r"coefficients of shape \(2, 7\) with 2 limits of temperature; give 7"),
        ([300, 1000], [H2_LOW[:6]], r"coefficients of shape \(1, 6\)"),
        ([1000, 300], [H2_LOW], r"limits \[1000\.0, 300\.0\]; give finite coefficients, and limits that ascend"),
        ([300, 1000], [[np.nan] * 7], r"give finite coefficients"),
    ],
)
def test_bad_coefficients(limits, coefficients, message):
    with pytest.raises(InputError, match=message):
        nasa7(limits, coefficients)
