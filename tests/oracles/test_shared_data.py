"""Real files that lie beside the project where it is developed."""

from pathlib import Path

import numpy as np
import pytest

import detbal
from detbal import Status

KTN = Path(__file__).parents[3] / "shared" / "data" / "networks" / "ktn_32state"

pytestmark = pytest.mark.skipif(
    not KTN.exists(), reason="../shared/data is not here: it comes with the project's CI only"
)


@pytest.mark.parametrize("beta", [1.0, 10.0])
def test_ktn_of_32_states(beta):
    landscape = detbal.read(KTN)
    verdict = detbal.check(landscape, kT=1 / beta)
    assert verdict.status is Status.BALANCED
    assert verdict.max_residual < 1e-12
    cycles = verdict.related[0]
    assert cycles.status is Status.BALANCED
    assert cycles.dof == 39
    network = landscape.rates(1 / beta)
    assert network.n_states == 32
    assert len(network.source) == 70
    drive = detbal.drive(landscape, kT=1 / beta)
    assert drive.entropy_production <= drive.entropy_production_floor
    free = -beta * landscape.minima.energy - np.log(landscape.minima.order) - landscape.minima.log_product / 2
    np.testing.assert_allclose(drive.log_stationary, free - np.logaddexp.reduce(free), atol=1e-11)
    # the rates once more, from the raw columns: all frequencies and orders are equal in these files
    minima, passes = np.loadtxt(KTN / "min.data"), np.loadtxt(KTN / "ts.data")
    assert set(minima[:, 1]) == set(passes[:, 1]) == {1.0}
    uphill = passes[:, 0] - minima[passes[:, 3].astype(int) - 1, 0]
    np.testing.assert_allclose(network.log_forward, -beta * uphill - np.log(2 * np.pi), atol=1e-12)


def test_one_spoilt_transition_state_is_found():
    landscape = detbal.read(KTN)
    network = landscape.rates(0.1)
    forward = network.log_forward.copy()
    chord = int(detbal.networks.kolmogorov.fundamental_cycles(network).chords[5])
    forward[chord] += 1e-6
    verdict = detbal.check(network.with_log_rates(forward, network.log_reverse))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(1e-6, rel=1e-4)
