"""λ at counting variables of many nats: entries of e^χ, of which λ keeps little."""

import mpmath
import numpy as np
import pytest

from detbal.errors import InputError
from detbal.generators.counting.choices import Tilt
from detbal.generators.counting.statistics import counting_statistics
from detbal.generators.lindbladian import Lindbladian
from detbal.verdict import Status

LOWER = np.array([[0.0, 1.0], [0.0, 0.0]])
BATHS = {"hot": (1.0, 2.0), "cold": (2.0, 0.5)}  # rates and temperatures


def counted(**options):
    jumps = [np.sqrt(rate) * v for rate, kT in BATHS.values() for v in (LOWER, np.exp(-0.5 / kT) * LOWER.T)]
    generator = Lindbladian(np.diag([0.0, 1.0]), jumps, baths=["hot", "hot", "cold", "cold"])
    return counting_statistics(generator, bath="hot", kT={name: kT for name, (_, kT) in BATHS.items()}, **options)


def exact(chi):
    with mpmath.workdps(60):
        x = mpmath.mpf(chi)
        (hot, a), (cold, b) = (
            (mpmath.mpf(rate), rate * mpmath.exp(-1 / mpmath.mpf(kT))) for rate, kT in BATHS.values()
        )
        up, down = a * mpmath.exp(x) + b, hot * mpmath.exp(-x) + cold
        total, apart = a + b + hot + cold, hot + cold - a - b
        return float(-total / 2 + mpmath.sqrt(apart**2 / 4 + up * down))


@pytest.mark.parametrize("tilt", list(Tilt))
@pytest.mark.parametrize("chi", [0.5, -3.0, 30.0, 60.0, 100.0, -100.0, 700.0, -700.0])
def test_a_qubit_at_any_variable(chi, tilt):
    assert counted(tilt=tilt).scgf(chi) == pytest.approx(exact(chi), rel=1e-13)


def test_the_theorem_holds_far_out():
    theorem = counted().fluctuation_theorem([20.0, 60.0, 100.0, -100.0, 300.0])
    assert theorem.status is Status.BALANCED
    assert theorem.max_residual < 1e-12
    wrong = counting_statistics(
        Lindbladian(np.diag([0.0, 1.0]), [LOWER, 0.7 * LOWER.T, LOWER, 0.2 * LOWER.T],
                                          baths=["hot", "hot", "cold", "cold"]),
        bath="hot", kT={"hot": 2.0, "cold": 0.5},
    ).fluctuation_theorem([60.0])  # fmt: skip
    assert wrong.status is Status.BROKEN


def test_no_variables_test_nothing():
    with pytest.raises(InputError, match="chi is empty: nothing would be tested"):
        counted().fluctuation_theorem([])


def test_one_variable_that_tests_nothing_leaves_the_others():
    theorem = counted().fluctuation_theorem([0.5, -0.75])  # at -A/2 λ is flat, A = 3/2
    assert np.isinf(theorem.floor).tolist() == [False, True]
    assert theorem.holds
    assert "noise up to" in theorem.finding.message
    alone = counted().fluctuation_theorem([-0.75])
    assert alone.status is Status.UNDECIDED
    assert "nothing is tested" in alone.finding.message


def test_cumulants_beyond_floats_are_refused():
    assert np.isfinite(counted(order=40).cumulants).all()
    with pytest.raises(InputError, match=r"cumulant \d+: it leaves the range of floats; ask for fewer"):
        counted(order=300)
