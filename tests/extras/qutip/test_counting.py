"""Counting statistics against QuTiP's current and noise at zero frequency."""

import numpy as np
import pytest

from detbal.generators.counting.statistics import counting_statistics
from detbal.generators.lindbladian import Lindbladian

qutip = pytest.importorskip("qutip", reason="qutip is not installed")


@pytest.mark.parametrize("levels", [2, 5])
def test_current_and_noise(levels):
    rng = np.random.default_rng(levels)
    H = rng.normal(size=(levels, levels)) + 1j * rng.normal(size=(levels, levels))
    H = (H + H.conj().T) / 2
    jumps = [rng.normal(size=(levels, levels)) + 1j * rng.normal(size=(levels, levels)) for _ in range(3)]
    operators = [qutip.Qobj(jump) for jump in jumps]
    L = qutip.liouvillian(qutip.Qobj(H), operators)
    current, noise = qutip.countstat_current_noise(L, operators[:1], rhoss=qutip.steadystate(L), sparse=False)[:2]
    found = counting_statistics(Lindbladian(qutip.Qobj(H), operators), weights=[1, 0, 0])
    assert found.cumulants[0] == pytest.approx(np.ravel(current)[0].real, rel=1e-9)
    assert found.cumulants[1] == pytest.approx(np.ravel(noise)[0].real, rel=1e-8)
