"""Fluctuation theorem, uncertainty relation and Onsager's symmetry hold for every dot."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from detbal.numerics.tilted_generator import TiltedGenerator
from detbal.transport.bath import BosonBath
from detbal.transport.counting.counted import Counted
from detbal.transport.counting.onsager import onsager_matrix
from detbal.transport.counting.statistics import counting_statistics
from detbal.transport.lead import Lead
from detbal.transport.quantum_dot import QuantumDot

energies = st.floats(0.05, 3.0)
couplings = st.floats(0.01, 1.0)
temperatures = st.floats(0.3, 3.0)
potentials = st.floats(-5.0, 5.0)


@st.composite
def dots(draw, leads=(2, 3), orbitals=(1, 3), kT=None, bath=False):
    """Interacting orbitals with hopping, each lead coupled to every one of them by an amplitude of its own."""
    n = draw(st.integers(*orbitals))
    h = np.diag([draw(energies) for _ in range(n)])
    for i in range(n - 1):
        h[i, i + 1] = h[i + 1, i] = draw(st.floats(-1.0, 1.0))
    sides = {
        f"lead {k}": Lead(kT=kT or draw(temperatures), mu=draw(potentials), gamma=[draw(couplings) for _ in range(n)])
        for k in range(draw(st.integers(*leads)))
    }
    q = np.full((n, n), draw(st.floats(0.1, 1.0)))
    baths = {"phonons": BosonBath(kT=kT or draw(temperatures), coupling=q, density=0.2)} if bath else None
    return QuantumDot(h, sides, coulomb=draw(st.floats(0.0, 10.0)), baths=baths)


@settings(max_examples=25)
@given(dot=dots(), counted=st.sampled_from(Counted))
def test_fluctuation_theorem(dot, counted):
    found = counting_statistics(dot, lead="lead 0", counted=counted)
    assume(np.abs(found.counter.processes.weight).max() > 1e-3)
    theorem = found.fluctuation_theorem()
    assert (np.abs(theorem.residual) <= theorem.floor).all()
    assert theorem.floor.max() < 1e-8


@settings(max_examples=15)
@given(dot=dots(orbitals=(1, 2)), scale=st.floats(10.0, 100.0), counted=st.sampled_from(Counted))
def test_fluctuation_theorem_at_hundreds_of_kt(dot, scale, counted):
    far = dot.with_leads(**{name: replace(lead, mu=scale * lead.mu) for name, lead in dot.leads.items()})
    # in equilibrium λ is flat, and hundreds of kT above the leads hardly anything moves that could tell
    assume(len({(lead.kT, lead.mu) for lead in far.leads.values()}) > 1)
    found = counting_statistics(far, lead="lead 0", counted=counted)
    assume(np.abs(found.counter.processes.weight).max() > 1e-3)
    theorem = found.fluctuation_theorem()
    assert (np.abs(theorem.residual) <= theorem.floor).all()
    assert theorem.floor.max() < 1e-8


@settings(max_examples=15)
@given(dot=dots(leads=(2, 2), kT=1.0), chi=st.floats(-3.0, 3.0))
def test_two_leads_of_one_temperature_need_one_field(dot, chi):
    left, right = dot.leads.values()
    found = counting_statistics(dot, lead="lead 0")
    A = left.mu - right.mu
    assert found.fluctuation_theorem().affinity == pytest.approx(A, rel=1e-15)
    ahead, back = found.scgf([chi, -chi - A])
    assert ahead == pytest.approx(back, rel=1e-11, abs=1e-14)


@settings(max_examples=8)
@given(dot=dots(orbitals=(1, 2), bath=True))
def test_a_bath_of_bosons_takes_part(dot):
    assert counting_statistics(dot, lead="lead 1").fluctuation_theorem().holds


def test_the_single_field_fails_where_it_should():
    """Two temperatures: λ(χ) ≠ λ(-χ - A) of electrons alone, once they can carry different energies."""
    sides = {"L": Lead(kT=1.0, mu=0.5, gamma=[0.5, 0.1]), "R": Lead(kT=2.0, mu=-0.5, gamma=[0.1, 0.6])}
    dot = QuantumDot([0.0, 2.0], sides, coulomb=1.0)
    found = counting_statistics(dot, lead="L")
    assert found.fluctuation_theorem().affinity is None
    assert found.fluctuation_theorem().holds
    chi = np.array([0.2, 1.0, 2.0])
    values = found.scgf(chi)
    for A in np.linspace(-2.0, 3.0, 26):
        assert np.abs(found.scgf(-chi - A) - values).max() > 1e-4


@settings(max_examples=60)
@given(dot=dots(), counted=st.sampled_from(Counted), lead=st.sampled_from(["lead 0", "lead 1"]))
@example(QuantumDot(0.3, {"lead 0": Lead(kT=1, gamma=1), "lead 1": Lead(kT=1, gamma=1)}), Counted.PARTICLES, "lead 0")
def test_uncertainty_relation(dot, counted, lead):
    found = counting_statistics(dot, lead=lead, counted=counted, order=2)
    mean = abs(found.cumulants[0])
    if mean <= found.current_floor:
        assert np.isnan(found.uncertainty_ratio)
    else:
        assert found.uncertainty_ratio >= 1 - 1e-9 - 4 * found.current_floor / mean


def test_the_bound_is_reached_near_equilibrium():
    sides = {"L": Lead(kT=1.0, mu=1e-3, gamma=0.5), "R": Lead(kT=1.0, mu=-1e-3, gamma=0.7)}
    assert counting_statistics(QuantumDot(0.3, sides), lead="L").uncertainty_ratio == pytest.approx(1.0, abs=1e-6)


@settings(max_examples=30)
@given(dot=dots(bath=True))
def test_onsager_matrix_is_symmetric_and_not_negative(dot):
    found = onsager_matrix(dot)
    L, leads = found.matrix, len(dot.leads)
    size = np.abs(L).max()
    assert np.abs(L - L.T).max() <= 1e-12 * size
    assert np.linalg.eigvalsh((L + L.T) / 2).min() >= -1e-12 * size
    # electrons and energy are conserved
    assert np.abs(L[:leads].sum(axis=0)).max() <= 1e-12 * size
    assert np.abs(L[leads:].sum(axis=0)).max() <= 1e-12 * size


@settings(max_examples=40)
@given(data=st.data(), n=st.integers(2, 6), span=st.floats(0.1, 12.0))
def test_largest_eigenvalue_is_that_of_the_dense_matrix(data, n, span):
    pairs = [(k, (k + 1) % n) for k in range(n)] + [(k, (k + 2) % n) for k in range(n)]
    pairs = [pair for pair in pairs if pair[0] != pair[1]]
    source, target = np.array(pairs + [pair[::-1] for pair in pairs]).T
    values = st.floats(-1.0, 1.0)
    log_rate = span * np.array(data.draw(st.lists(values, min_size=len(source), max_size=len(source))))
    tilt = span * np.array(data.draw(st.lists(values, min_size=len(source), max_size=len(source))))
    found = TiltedGenerator.of(n, source, target, log_rate).growth(tilt)
    dense = np.zeros((n, n))
    np.add.at(dense, (target, source), np.exp(log_rate + tilt))
    dense -= np.diag(np.bincount(source, np.exp(log_rate), minlength=n))
    # bounded from both sides by Collatz and Wielandt with the vector that LAPACK finds, as far as it is accurate
    exact = np.linalg.eigvals(dense).real.max()
    norm = np.abs(dense).sum(axis=0).max()
    assert found.rate == pytest.approx(exact, abs=1e-12 * norm + found.floor)
    assert found.floor <= 1e-11 * norm
