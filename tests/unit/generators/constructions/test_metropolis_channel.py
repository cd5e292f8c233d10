"""The quantum Metropolis step: a channel, and balanced."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.generators.constructions.ding_li_lin import ding_li_lin
from detbal.generators.constructions.filters import Filter
from detbal.generators.constructions.metropolis_channel import metropolis_channel
from detbal.generators.frame import Form
from detbal.generators.framing import framed
from detbal.generators.reference import reference_state
from detbal.generators.symmetry import Symmetry


def broken(step, kT):
    state = reference_state(step, kT=kT).state
    halves = framed(step, state).halves(Symmetry.KMS, state, Form.SPECTRAL)
    return halves.antisymmetric / halves.whole


@pytest.mark.parametrize("weight", list(Filter))
@pytest.mark.parametrize("bandwidth", [None, 3.0])
def test_steps_are_balanced_channels(weight, bandwidth, pauli, gibbs):
    x, _y, z = pauli(2)
    H = -0.5 * z[0] @ z[1] - sum(x)
    step = metropolis_channel(H, [*x, *z], kT=0.8, weight=weight, bandwidth=bandwidth)
    sigma = gibbs(H, 0.8)
    assert step.trace_defect() < 1e-14
    np.testing.assert_allclose(step.apply(sigma), sigma, atol=1e-15)
    assert broken(step, 0.8) < 1e-14
    assert broken(step, 1.0) > 1e-2


def test_accepted_steps_are_those_of_the_sampler(h3, a3):
    step = metropolis_channel(h3, [a3], kT=0.8)
    (jump,) = ding_li_lin(h3, [a3], kT=0.8, weight=Filter.METROPOLIS).jumps
    ratio = step.kraus[0] / jump
    np.testing.assert_allclose(ratio, ratio[0, 0], rtol=1e-12)
    assert np.linalg.norm(step.kraus[0], 2) == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize("kT", [0.1, 0.01, 1e-4])
def test_it_is_a_channel_at_any_temperature(kT, a3):
    H = np.diag([0.0, 0.6, 1.0])  # βν up to 1e4
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        step = metropolis_channel(H, [a3, np.ones((3, 3))], kT=kT)
    assert step.trace_defect() < 1e-14
    assert broken(step, kT) < 1e-12
    if kT > 0.005:  # σ^-¼ K σ^¼ is Hermitian, to the last digits of its smallest entries
        balanced = step.kraus[-1] * np.exp(np.subtract.outer(np.diag(H), np.diag(H)) / (4 * kT))
        np.testing.assert_allclose(balanced, balanced.conj().T, rtol=1e-12)


def test_a_coupling_of_nothing_changes_nothing(h3):
    step = metropolis_channel(h3, [np.zeros((3, 3))], kT=0.8)
    rho = np.diag([0.2, 0.5, 0.3]) + 0.1
    np.testing.assert_allclose(step.apply(rho), rho, atol=1e-14)


def test_what_it_refuses(h3, a3):
    with pytest.raises(InputError, match="couplings is empty"):
        metropolis_channel(h3, [], kT=1.0)
    with pytest.raises(InputError, match="give one: kT="):
        metropolis_channel(h3, [a3])
