"""Counting statistics of coherent dots."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from detbal.errors import InputError
from detbal.transport.bath import BosonBath
from detbal.transport.coherent.equations import lindblad
from detbal.transport.counting import coherent_counter, coherent_counts
from detbal.transport.counting.counted import Counted
from detbal.transport.counting.statistics import counting_statistics
from detbal.transport.counting.waiting import Tunnelling
from detbal.transport.lead import Lead
from detbal.transport.method import Method
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot


def count(dot, lead="L", **more):
    return counting_statistics(dot, lead=lead, method=Method.LINDBLAD, **more)


def two_levels(seed, *, degenerate=False):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(3, 2, 2)) + 1j * rng.normal(size=(3, 2, 2))
    levels = 0.3 * np.eye(2) if degenerate else (a[0] + a[0].conj().T) / 2
    sides = {
        name: Lead(kT=1.2, mu=mu, gamma=0.3 * x.conj().T @ x)
        for name, mu, x in zip("LR", rng.normal(size=2), a[1:], strict=True)
    }
    return QuantumDot(levels, sides, coulomb=1.1)


def in_series(omega=0.01, bias=0.5):
    sides = {
        "L": Lead(kT=2.0, mu=bias / 2, gamma=[1.0, 0.0]),
        "R": Lead(kT=2.0, mu=-bias / 2, gamma=[0.0, 1.0]),
    }
    return QuantumDot([[0.0, omega], [omega, 0.0]], sides, coulomb=5.0)


def apart():
    """Levels far apart against Γ, which each lead reaches through channels of its own: nothing is superposed."""
    sides = {"L": Lead(kT=1.0, mu=0.4, gamma=[0.005, 0.002]), "R": Lead(kT=1.0, mu=-0.4, gamma=[0.007, 0.001])}
    return QuantumDot([0.3, 2.0], sides, coulomb=1.5)


def test_series_dot_has_the_current_of_the_lindblad_equation():
    """QmeQ's double dot with Ω = 0.01, for which rates give 832 times as much."""
    found = count(in_series())
    assert found.cumulants[0] == pytest.approx(2.80434e-5, abs=5e-11)
    state = lindblad(in_series())
    assert found.cumulants[0] == pytest.approx(state.currents.particles[0], rel=1e-12)
    assert found.entropy_production == state.entropy_production
    assert counting_statistics(in_series(), lead="L").cumulants[0] / found.cumulants[0] == pytest.approx(832, abs=1)


def test_levels_apart_are_counted_as_by_rates():
    coherent, rates = count(apart()), counting_statistics(apart(), lead="L")
    np.testing.assert_allclose(coherent.cumulants, rates.cumulants, rtol=1e-12)
    assert coherent.uncertainty_ratio == pytest.approx(rates.uncertainty_ratio, rel=1e-12)
    np.testing.assert_allclose(
        coherent.scgf([[-2.0, 0.4], [1.0, 0.0]]), rates.scgf([[-2.0, 0.4], [1.0, 0.0]]), atol=1e-15
    )
    assert coherent.fluctuation_theorem().affinity == rates.fluctuation_theorem().affinity == 0.8
    ours, theirs = coherent.distribution(900.0), rates.distribution(900.0)
    np.testing.assert_allclose(ours.probability, theirs.probability, atol=1e-12)
    clear = ours.floor < 1e-3
    assert clear.sum() > 5
    assert (np.abs(ours.log_probability - theirs.log_probability)[clear] <= 10 * ours.floor[clear]).all()
    assert np.isinf(ours.floor).any()  # the tails are not known
    for event in Tunnelling:
        here, there = coherent.waiting_times(event), rates.waiting_times(event)
        assert (here.rate, here.mean, here.variance) == pytest.approx(
            (there.rate, there.mean, there.variance), rel=1e-11
        )
        times = [0.0, 3.0, 500.0]
        np.testing.assert_allclose(here.density(times), there.density(times), rtol=1e-11)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_cumulants_are_derivatives_and_the_same_at_both_leads(seed):
    dot = two_levels(seed)
    found = count(dot)
    left, right = found.cumulants, count(dot, "R").cumulants
    np.testing.assert_allclose(left, right * [-1, 1, -1, 1], rtol=0, atol=1e-11)  # charge does not pile up
    assert left[0] == pytest.approx(lindblad(dot).currents.particles[0], abs=1e-13)
    s = 1e-2
    up, down, up2, down2 = found.scgf(s * np.array([1, -1, 2, -2]))
    assert left[0] == pytest.approx((8 * (up - down) - (up2 - down2)) / (12 * s), abs=1e-8)
    assert left[1] == pytest.approx((16 * (up + down) - (up2 + down2)) / (12 * s**2), abs=1e-7)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(-2.0, 2.0))
def test_fluctuation_theorem_where_jumps_are_secular(seed, chi):
    """λ(χ) = λ(-χ - A) with A = (μ_L - μ_R)/kT holds where only states of one energy are superposed."""
    dot = two_levels(seed, degenerate=True)
    affinity = (dot.leads["L"].mu - dot.leads["R"].mu) / 1.2
    found = count(dot)
    assert found.scgf(chi) == pytest.approx(found.scgf(-chi - affinity), abs=1e-12)
    theorem = found.fluctuation_theorem()
    assert theorem.affinity == pytest.approx(affinity, rel=1e-14)
    assert theorem.max_residual < 1e-9
    assert theorem.holds


def test_fluctuation_theorem_fails_elsewhere():
    """Negative control: it must not hold by construction."""
    found = count(two_levels(3))
    A = found.counter.affinity
    assert abs(found.scgf(0.7) - found.scgf(-0.7 - A)) > 1e-4
    assert not found.fluctuation_theorem().holds


def test_residual_of_the_theorem_solves_its_equation():
    found = count(in_series())
    theorem = found.fluctuation_theorem([0.3, 1.5])
    assert theorem.affinity == 0.25
    np.testing.assert_allclose(found.scgf(-theorem.chi - 0.25 - theorem.residual), found.scgf(theorem.chi), rtol=1e-9)
    assert theorem.max_residual < 0.01  # the levels are 0.01 kT apart, so that f is nearly the same
    assert not theorem.holds


def test_phonons_do_not_change_the_affinity():
    bath = BosonBath(kT=1.2, coupling=[[0.0, 1.0], [1.0, 0.0]], density=0.1)
    found = count(QuantumDot([0.0, 0.0], two_levels(2).leads, baths={"phonons": bath}))
    assert found.fluctuation_theorem().holds


def test_tilted_generator_in_plain_numpy():
    """λ at χ by matrices over all 16 elements, written out for one level and its ladder."""
    gamma, x, chi = 0.4, 0.7, 0.9
    f = 1 / (np.exp(x) + 1)
    dot = QuantumDot(x, {"L": Lead(kT=1.0, gamma=gamma)})
    expected = gamma * np.array([[-f, (1 - f) * np.exp(-chi)], [f * np.exp(chi), f - 1]])
    np.testing.assert_allclose(count(dot).counter.tilted(chi), expected, rtol=1e-14)


def test_generators_keep_the_trace():
    counter = count(two_levels(8), "R").counter
    assert np.abs(counter.trace @ counter.generator).max() < 1e-15


def test_distribution_grows_by_the_cumulants():
    found = count(in_series(omega=0.6, bias=6.0))
    short, long = found.distribution(60.0), found.distribution(120.0)
    mean, second = ([one.probability @ one.n**k for one in (short, long)] for k in (1, 2))
    assert mean[0] == pytest.approx(60 * found.cumulants[0], rel=1e-10)
    # what the dot stores at both ends drops out of the difference
    assert (second[1] - mean[1] ** 2) - (second[0] - mean[0] ** 2) == pytest.approx(60 * found.cumulants[1], rel=1e-8)
    assert short.outside < 1e-12


def test_distribution_is_that_of_one_large_matrix():
    counter = count(two_levels(5)).counter
    M, reach, t = len(counter.rho), 12, 2.0
    width = 2 * reach + 1
    L0 = counter.tilted(0.0) - (counter.arrive + counter.leave).toarray()
    whole = np.kron(np.eye(width), L0)
    whole = whole + np.kron(np.eye(width, k=-1), counter.arrive.toarray())
    whole = whole + np.kron(np.eye(width, k=1), counter.leave.toarray())
    start = np.zeros((width, M), dtype=complex)
    start[reach] = counter.rho
    expected = (expm(whole * t) @ start.ravel()).reshape(width, M) @ counter.trace
    found = count(two_levels(5)).distribution(t, most=4)
    np.testing.assert_allclose(found.probability, expected[reach - 4 : reach + 5].real, atol=1e-12)


def test_waiting_times_have_the_moments_of_their_density():
    waits = count(in_series(omega=0.6, bias=6.0)).waiting_times()
    assert waits.mean == pytest.approx(1 / waits.rate, rel=1e-12)
    x, w = np.polynomial.legendre.leggauss(300)
    tau, weight = 60.0 * (x + 1), 60.0 * w
    density = waits.density(tau)
    assert weight @ density == pytest.approx(1.0, abs=1e-8)
    assert weight @ (density * tau) == pytest.approx(waits.mean, rel=1e-7)
    assert weight @ (density * (tau - waits.mean) ** 2) == pytest.approx(waits.variance, rel=1e-5)


def test_waits_through_a_series_dot_oscillate():
    """In one direction: in from L, Ω, out to R, so that the density of a dot with Ω ≫ Γ rings at 2Ω."""
    waits = count(in_series(omega=5.0, bias=300.0)).waiting_times(Tunnelling.IN)
    density = waits.density(np.linspace(0.0, 3.0, 300))
    assert (np.diff(np.sign(np.diff(density))) != 0).sum() > 5


def test_pictures_and_screen():
    found = count(in_series(omega=0.6, bias=6.0))
    assert [one.title for one in found.drawings()][2] == "Fluctuation theorem"
    assert "superposed" in str(found)


@pytest.mark.parametrize("chi", [701.0, -800.0])
def test_counting_variable_out_of_range(chi):
    with pytest.raises(InputError, match=r"chi = .*: exp\(chi\) overflows; take one between"):
        count(two_levels(0)).scgf(chi)


def test_no_such_lead():
    with pytest.raises(InputError, match=r"lead = 'source'; give one of L, R"):
        count(two_levels(0), "source")


def test_lead_that_is_not_coupled():
    sides = {"L": Lead(kT=1.0, gamma=[[0.1, 0.1], [0.1, 0.1]]), "off": Lead(kT=1.0, gamma=0.0)}
    with pytest.raises(InputError, match=r"'off' exchanges no electrons with the dot; count at another reservoir"):
        count(QuantumDot([0.0, 1.0], sides), "off")


def test_event_that_never_happens():
    dot = QuantumDot(0.0, {"L": Lead(kT=1.0, mu=1e4, gamma=0.1), "R": Lead(kT=1.0, mu=-1e4, gamma=0.1)})
    with pytest.raises(InputError, match=r"event = Tunnelling\.OUT: it never happens here"):
        count(dot).waiting_times(Tunnelling.OUT)


def test_several_temperatures_have_no_single_affinity():
    sides = {"L": Lead(kT=1.0, mu=0.3, gamma=0.1), "R": Lead(kT=2.0, mu=-0.3, gamma=0.1)}
    with pytest.raises(InputError, match=r"several temperatures.*take Method\.PAULI"):
        count(QuantumDot(0.1, sides)).fluctuation_theorem()


def test_energy_and_rates_are_not_counted_with_coherences():
    with pytest.raises(InputError, match=r"counted = Counted\.ENERGY: a jump from superposed states"):
        count(apart(), counted=Counted.ENERGY)
    with pytest.raises(InputError, match=r"with Method\.LINDBLAD, dot is of type RateTable; give a QuantumDot"):
        count(pauli_rates(apart()))
    molecule = Molecule(0.3, {"L": Lead(kT=1.0, gamma=0.1)}, frequency=1.5, coupling=0.7, quanta=4)
    with pytest.raises(InputError, match=r"with Method\.LINDBLAD, dot is of type Molecule"):
        count(molecule)


@pytest.mark.parametrize("method", [Method.REDFIELD, Method.VON_NEUMANN, Method.EXACT])
def test_other_methods_do_not_count(method):
    with pytest.raises(InputError, match=r"are counted by rates.*Method\.PAULI or Method\.LINDBLAD") as caught:
        counting_statistics(apart(), lead="L", method=method)
    assert ("generating_function(dot, lead, chi)" in str(caught.value)) == (method is Method.EXACT)


def test_too_many_for_eigenvalues_and_exponentials(monkeypatch):
    found = count(two_levels(0))
    monkeypatch.setattr(coherent_counter, "MOST_EIGENVALUES", 5)
    for ask in (lambda: found.scgf(0.1), found.fluctuation_theorem):
        with pytest.raises(InputError, match=r"has 6 elements .* ask for cumulants, or take a dot with up to 5"):
            ask()
    monkeypatch.setattr(coherent_counts, "_MOST_WORK", 100)
    with pytest.raises(InputError, match=r"counts of a density matrix of 6 elements; take a shorter time"):
        found.distribution(1.0)


def test_rates_are_the_limit_of_small_couplings():
    """One channel superposes two levels, which turn past each other: what is left is of the order (Γ/distance)²."""

    def apart_by(gamma):
        left, right = np.array([[1.0, 0.8], [0.8, 1.0]]), np.array([[0.7, -0.2], [-0.2, 0.7]])
        sides = {
            "L": Lead(kT=1.0, mu=0.4, gamma=gamma * left),
            "R": Lead(kT=1.0, mu=-0.4, gamma=gamma * right),
        }
        dot = QuantumDot([0.3, 2.3], sides, coulomb=1.5)
        return np.abs(count(dot).cumulants / counting_statistics(dot, lead="L").cumulants - 1)

    far, near = apart_by(1e-3), apart_by(1e-2)
    assert near.max() < 1e-4
    np.testing.assert_allclose(near / far, 100.0, rtol=1e-3)
