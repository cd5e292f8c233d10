"""The residual of the fluctuation symmetry, for walks whose affinity is known."""

import numpy as np
import pytest

from detbal.numerics.fluctuation_symmetry import Tangent, symmetry_residual


def walk(ahead, back):
    def line(x):
        up, down = ahead * np.exp(x), back * np.exp(-x)
        return Tangent(ahead * np.expm1(x) + back * np.expm1(-x), up - down, 4e-16 * (ahead + up + back + down))

    return line


@pytest.mark.parametrize("ahead", [1.5, 20.0, 0.2])
@pytest.mark.parametrize("chi", [0.25, 2.0, -4.0])
def test_residual_of_a_biased_walk(ahead, chi):
    """Its affinity is ln(ahead); against another one, the residual is the difference."""
    line, A = walk(ahead, 1.0), np.log(ahead)
    for claimed in (A, A + 0.3, 0.0):
        back = lambda x, shift=claimed: line(x - shift)  # noqa: E731
        residual, floor = symmetry_residual(line, back, chi, unit=1.0, lost=abs(claimed))
        assert residual == pytest.approx(A - claimed, abs=max(floor, 1e-13))
        assert floor < 1e-12


def test_where_lambda_is_flat_nothing_is_tested():
    flat = lambda _: Tangent(0.0, 0.0, 1e-16)  # noqa: E731
    assert symmetry_residual(flat, flat, 1.0, unit=1.0, lost=0.0) == (0.0, np.inf)
