"""Efficiency at maximum power of the dot of Esposito, Lindenberg and Van den Broeck, EPL 85, 60010 (2009)."""

import mpmath
import numpy as np
import pytest

from detbal.transport.engine.maximum_power import maximum_power
from detbal.transport.lead import Lead
from detbal.transport.quantum_dot import QuantumDot


def best(ratio):
    """One level, whose energy and bias are both chosen for power."""
    dot = QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=0.1), "R": Lead(kT=ratio, gamma=0.1)})
    found = maximum_power(dot, gate=(0.0, 5.0))
    return found, found.gate - found.bias / 2, (found.gate + found.bias / 2) / ratio


def closed(ratio):
    """The same from the paper's power, (T_h x_h - T_c x_c)(f(x_h) - f(x_c)), by a root of its derivatives."""
    with mpmath.workdps(40):
        r = mpmath.mpf(ratio)

        def f(x):
            return 1 / (mpmath.exp(x) + 1)

        def slope(x):
            return -1 / (4 * mpmath.cosh(x / 2) ** 2)

        def still(h, c):
            work, flow = h - r * c, f(h) - f(c)
            return flow + work * slope(h), -r * flow - work * slope(c)

        h, c = mpmath.findroot(still, (mpmath.mpf("2.35"), mpmath.mpf("2.35") + (1 - r)))
        return h, c, 1 - r * c / h


def test_nine_tenths():
    """T_c/T_h = 0.9: x_h = 2.337274, x_c = 2.463660 and η = 0.05133333."""
    found, x_h, x_c = best(0.9)
    assert x_h == pytest.approx(2.337274, abs=1e-6)
    assert x_c == pytest.approx(2.463660, abs=1e-6)
    assert found.efficiency == pytest.approx(0.05133333, abs=1e-8)


@pytest.mark.parametrize("ratio", [0.95, 0.7, 0.3])
def test_exact_optimum(ratio):
    found, x_h, x_c = best(ratio)
    h, c, efficiency = closed(ratio)
    assert x_h == pytest.approx(float(h), rel=1e-6)
    assert x_c == pytest.approx(float(c), rel=1e-6)
    assert found.efficiency == pytest.approx(float(efficiency), rel=1e-6)
    assert found.efficiency != pytest.approx(found.curzon_ahlborn, rel=1e-6)


def test_power_at_the_optimum():
    """Γ_L Γ_R/(Γ_L + Γ_R) times the paper's power: all digits, since the maximum is flat."""
    h, c, _ = closed(0.5)
    with mpmath.workdps(40):
        flow = 1 / (mpmath.exp(h) + 1) - 1 / (mpmath.exp(c) + 1)
        exact = mpmath.mpf("0.05") * (h - c / 2) * flow
    assert best(0.5)[0].power == pytest.approx(float(exact), rel=1e-12)


def test_expansion_in_carnots_efficiency():
    """η = η_C/2 + η_C²/8 + (7 + csch²(a/2)) η_C³/96, where a/2 = coth(a/2): a = 2.39935728."""
    half = mpmath.findroot(lambda x: x - mpmath.coth(x), 1.2)
    assert float(2 * half) == pytest.approx(2.39935728, abs=5e-9)
    third = float((7 + mpmath.csch(half) ** 2) / 96)
    carnot = np.array([0.2, 0.1, 0.05])
    efficiency = np.array([best(1 - each)[0].efficiency for each in carnot])
    rest = (efficiency - carnot / 2 - carnot**2 / 8) / carnot**3
    assert np.polynomial.Polynomial.fit(carnot, rest, 2)(0.0) == pytest.approx(third, abs=3e-4)
    endoreversible = 6 / 96
    assert abs(third - endoreversible) > 0.01  # what Curzon and Ahlborn's efficiency has in its place


def test_small_temperature_differences_share_the_level():
    """As T_c → T_h both x tend to a."""
    _, x_h, x_c = best(0.999)
    assert (x_h + x_c) / 2 == pytest.approx(2.39935728, abs=1e-3)
