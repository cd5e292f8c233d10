"""The maximum of S. Rühle, Solar Energy 130, 139 (2016), as it is quoted.

The paper, with its table over the gap, was not at hand. What is quoted of it is the maximum under AM1.5G: 33.16 % at
1.34 eV (Wikipedia, English, "Shockley–Queisser limit", snapshot of January 2024), and elsewhere 33.7 % at 1.34 eV. Both
are met, and differ by the face through which the cell emits: 33.16 % if it emits into both hemispheres, 33.7 % if a
mirror behind leaves it one. Which of the two the table holds was not seen; the quotations have four and three digits.
"""

from __future__ import annotations

import numpy as np
import pytest

from detbal.photovoltaics.limits.single import best_gap, shockley_queisser
from detbal.photovoltaics.radiation import BOLTZMANN

KT = BOLTZMANN * 298.15


def test_emission_through_both_faces() -> None:
    """A substrate of refractive index 1 is the second face: 33.16 % at 1.34 eV, in all digits."""
    best = best_gap(substrate=1.0)
    assert 100 * float(best.efficiency) == pytest.approx(33.16, abs=0.005)
    assert float(best.gap) == pytest.approx(1.34, abs=0.005)


def test_mirror_behind() -> None:
    """33.7 % at 1.34 eV: 33.77 at 25 °C, 33.69 at 300 K."""
    for T in (298.15, 300.0):
        best = best_gap(T=T)
        assert 33.65 < 100 * float(best.efficiency) < 33.8
        assert float(best.gap) == pytest.approx(1.34, abs=0.005)


def test_the_difference_is_the_face_and_nothing_else() -> None:
    """Twice the emission costs kT ln 2 at open circuit, and no current: 0.6 % of the light."""
    one, both = shockley_queisser(1.34), shockley_queisser(1.34, substrate=1.0)
    assert float(one.jsc) == float(both.jsc)
    assert float(one.voc - both.voc) == pytest.approx(KT * np.log(2), rel=1e-4)
    assert 100 * float(one.efficiency - both.efficiency) == pytest.approx(33.77 - 33.16, abs=0.01)


@pytest.mark.parametrize("T", [295.0, 300.0])
def test_another_temperature_would_be_seen(T: float) -> None:
    """Negative control: neither 300 K nor 295 K gives 33.16 % with both faces."""
    assert abs(100 * float(best_gap(T=T, substrate=1.0).efficiency) - 33.16) > 0.05
