"""Counting statistics of coherent dots."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.transport.coherent import counting
from detbal.transport.coherent.coherences import coherences_of
from detbal.transport.coherent.counting import coherent_cumulants, coherent_scgf, counted_jumps, tilted
from detbal.transport.coherent.equations import lindblad
from detbal.transport.lead import Lead
from detbal.transport.quantum_dot import QuantumDot


def two_levels(seed, *, degenerate=False):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(3, 2, 2)) + 1j * rng.normal(size=(3, 2, 2))
    levels = 0.3 * np.eye(2) if degenerate else (a[0] + a[0].conj().T) / 2
    sides = {
        name: Lead(kT=1.2, mu=mu, gamma=0.3 * x.conj().T @ x)
        for name, mu, x in zip("LR", rng.normal(size=2), a[1:], strict=True)
    }
    return QuantumDot(levels, sides, coulomb=1.1)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_cumulants_are_derivatives_and_the_same_at_both_leads(seed):
    dot = two_levels(seed)
    left, right = coherent_cumulants(dot, "L", 4), coherent_cumulants(dot, "R", 4)
    np.testing.assert_allclose(left, right * [-1, 1, -1, 1], rtol=0, atol=1e-11)  # charge does not pile up
    assert left[0] == pytest.approx(lindblad(dot).currents.particles[0], abs=1e-13)
    s = 1e-2
    up, down, up2, down2 = (coherent_scgf(dot, "L", k * s) for k in (1, -1, 2, -2))
    assert left[0] == pytest.approx((8 * (up - down) - (up2 - down2)) / (12 * s), abs=1e-8)
    assert left[1] == pytest.approx((16 * (up + down) - (up2 + down2)) / (12 * s**2), abs=1e-7)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(-2.0, 2.0))
def test_fluctuation_theorem_where_jumps_are_secular(seed, chi):
    """λ(χ) = λ(-χ - A) with A = (μ_L - μ_R)/kT holds where only states of one energy are superposed."""
    dot = two_levels(seed, degenerate=True)
    affinity = (dot.leads["L"].mu - dot.leads["R"].mu) / 1.2
    assert coherent_scgf(dot, "L", chi) == pytest.approx(coherent_scgf(dot, "L", -chi - affinity), abs=1e-12)


def test_fluctuation_theorem_fails_elsewhere():
    """Negative control: it must not hold by construction."""
    dot = two_levels(3)
    affinity = (dot.leads["L"].mu - dot.leads["R"].mu) / 1.2
    assert abs(coherent_scgf(dot, "L", 0.7) - coherent_scgf(dot, "L", -0.7 - affinity)) > 1e-4


def test_tilted_generator_in_plain_numpy():
    """λ at χ by matrices over all 16 elements, written out for one level and its ladder."""
    gamma, x, chi = 0.4, 0.7, 0.9
    f = 1 / (np.exp(x) + 1)
    dot = QuantumDot(x, {"L": Lead(kT=1.0, gamma=gamma)})
    expected = gamma * np.array([[-f, (1 - f) * np.exp(-chi)], [f * np.exp(chi), f - 1]])
    np.testing.assert_allclose(tilted(dot, "L", chi).toarray(), expected, rtol=1e-14)


def test_generators_keep_the_trace():
    dot = two_levels(8)
    space = coherences_of(dot.many_body())
    columns = counted_jumps(dot, "R").generator[space.populations].sum(axis=0)
    assert np.abs(columns).max() < 1e-15


@pytest.mark.parametrize("chi", [701.0, -800.0, np.inf, np.nan])
def test_counting_variable_out_of_range(chi):
    with pytest.raises(ValueError, match=r"chi = .*: exp\(chi\) overflows; take one between"):
        tilted(two_levels(0), "L", chi)


def test_no_such_lead():
    with pytest.raises(ValueError, match=r"no lead 'source'; its leads are L, R"):
        coherent_cumulants(two_levels(0), "source")


def test_no_order():
    with pytest.raises(ValueError, match=r"order = 0; give how many cumulants, 1 or more"):
        coherent_cumulants(two_levels(0), "L", 0)


def test_too_many_for_eigenvalues(monkeypatch):
    monkeypatch.setattr(counting, "MOST_EIGENVALUES", 5)
    with pytest.raises(ValueError, match=r"has 6 elements .* take coherent_cumulants, or a dot with up to 5"):
        coherent_scgf(two_levels(0), "L", 0.1)
