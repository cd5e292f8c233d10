"""`check` by coherent equations: their stationary state against that of equilibrium."""

import numpy as np
import pytest

import detbal
from detbal.errors import InputError, OptionError
from detbal.transport.coherent.equations import lindblad
from detbal.transport.coherent.findings import EnergyNotConserved, NotPositive
from detbal.transport.lead import Lead
from detbal.transport.method import Method
from detbal.transport.quantum_dot import QuantumDot
from detbal.verdict import LeftOut, Status

SHAPE = np.array([[0.04, 0.03], [0.03, 0.06]])


def dot(bias=0.0, mu=0.0):
    left = Lead(kT=1.0, mu=mu + bias / 2, gamma=SHAPE)
    return QuantumDot([0.3, 0.8], {"L": left, "R": Lead(kT=1.0, mu=mu - bias / 2, gamma=[0.05, 0.1])}, coulomb=2.0)


@pytest.mark.parametrize("method", ["redfield", Method.VON_NEUMANN])
@pytest.mark.parametrize("mu", [0.0, 40.0, 600.0])
def test_equations_that_keep_equilibrium_are_balanced(method, mu):
    """Redfield's and the von Neumann equation without level shifts; far up, emptier states are underflow."""
    verdict = detbal.check(dot(mu=mu), method=method, kT=1.0, mu=mu)
    assert verdict.status is Status.BALANCED
    assert verdict.max_residual < 1e-9
    assert any(isinstance(one, LeftOut) for one in verdict.findings) == (mu == 600.0)


def test_the_distance_of_lindblads_equation_is_that_of_its_occupations():
    verdict = detbal.check(dot(), method="lindblad", kT=1.0, mu=0.0)
    state = lindblad(dot())
    gibbs = -state.energy
    off = np.log(state.occupations) - gibbs
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(np.abs(off - off[np.argmax(state.occupations)]).max(), rel=1e-9)
    assert 1e-7 < verdict.max_residual < 1e-2  # of higher order than Γ/kT
    assert detbal.check(dot(), method="lindblad", kT=1.0, mu=0.0, tol=0.01).status is Status.BALANCED


def test_without_coherences_lindblads_equation_keeps_equilibrium():
    sides = {name: Lead(kT=0.7, mu=0.2, gamma=[0.05, 0.1]) for name in "LR"}
    verdict = detbal.check(QuantumDot([0.3, 0.8], sides, coulomb=2.0), method=Method.LINDBLAD)
    assert verdict.status is Status.BALANCED
    theta = dict(zip(verdict.theta.names, verdict.theta.values, strict=True))
    assert theta["β"] == pytest.approx(1 / 0.7, rel=1e-12)
    assert theta["βμ"] == pytest.approx(0.2 / 0.7, rel=1e-12)


@pytest.mark.parametrize("method", ["lindblad", "redfield"])
def test_a_bias_is_broken(method):
    assert detbal.check(dot(bias=0.4), method=method, kT=1.0).status is Status.BROKEN


def test_what_is_wrong_with_an_equation_is_found():
    found = detbal.check(dot(bias=4.0), method="redfield").findings
    assert any(isinstance(one, EnergyNotConserved) for one in found)
    assert not any(
        isinstance(one, EnergyNotConserved) for one in detbal.check(dot(bias=4.0), method="lindblad").findings
    )


def test_a_state_that_is_not_positive_is_found_and_kept():
    """Occupations below 0 are shown as they are, so that all add up to 1; their logs are not known."""
    rng = np.random.default_rng(2)
    shapes = [0.2 * np.outer(v, v) for v in rng.normal(size=(2, 2))]
    cold = {"kT": 0.05, "band": (-40.0, 50.0)}
    sides = {name: Lead(mu=mu, gamma=g, **cold) for name, mu, g in zip("LR", (0.5, -0.5), shapes, strict=True)}
    upper, hopping = 0.3 * rng.random(), 0.2 * rng.normal()
    odd = QuantumDot([[0.0, hopping], [hopping, upper]], sides, coulomb=4.0)
    for method in ("redfield", "von_neumann"):
        assert any(isinstance(one, NotPositive) for one in detbal.check(odd, method=method).findings)
        found = detbal.drive(odd, method=method)
        assert found.stationary.sum() == pytest.approx(1.0, abs=1e-13)
        assert found.stationary.min() < -1e-6
        assert (np.isnan(found.log_stationary) == (found.stationary < 0)).all()
    assert not any(isinstance(one, NotPositive) for one in detbal.check(odd, method="lindblad").findings)


def test_what_has_no_meaning_is_refused():
    with pytest.raises(OptionError, match=r"local has no meaning with Method.LINDBLAD.*take Method.PAULI"):
        detbal.check(dot(), method="lindblad", local=True)
    with pytest.raises(InputError, match=r"local is of type str; give a bool"):
        detbal.check(dot(), method="lindblad", local="no")
    with pytest.raises(InputError, match=r"Method.EXACT has no coherences; take Method.LINDBLAD"):
        detbal.check(dot(), method="exact")
    with pytest.raises(InputError, match=r"method = 'golden'; give one of pauli"):
        detbal.check(dot(), method="golden")
