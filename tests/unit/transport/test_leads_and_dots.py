"""Leads, baths, repulsion and dots: what they hold, and what they refuse."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.transport.bath import BosonBath
from detbal.transport.coulomb import coulomb_elements
from detbal.transport.fock import annihilators, hamiltonian
from detbal.transport.lead import Lead
from detbal.transport.occupation import log_bose, log_fermi
from detbal.transport.quantum_dot import QuantumDot
from detbal.units import k_B


def random_matrix(rng, n, complex_numbers=True):
    a = rng.normal(size=(n, n)) + 1j * complex_numbers * rng.normal(size=(n, n))
    return (a + a.conj().T) / 2


@given(st.floats(-1e3, 1e3))
def test_filled_and_empty_differ_by_the_boltzmann_factor(x):
    assert log_fermi(x) - log_fermi(-x) == pytest.approx(-x, abs=1e-12 * (1 + abs(x)))
    assert np.logaddexp(log_fermi(x), log_fermi(-x)) == pytest.approx(0.0, abs=1e-15)


@given(st.floats(1e-12, 1e3))
def test_bosons(x):
    assert log_bose(x) == pytest.approx(-np.log(np.expm1(x)) if x < 700 else -x, rel=1e-12, abs=1e-12)


def test_units_of_a_lead():
    lead = Lead(T="1 K", mu="0.1 eV", gamma="2 ueV", unit="meV", band=("-1 eV", "1 eV"))
    assert lead.kT == pytest.approx(k_B / 1.602176634e-22)
    assert (lead.mu, lead.gamma, lead.band) == (100.0, pytest.approx(2e-3), (-1000.0, 1000.0))


def test_outside_of_the_band_there_is_no_electron_and_no_place():
    into, out = Lead(kT=1.0, gamma=1.0, band=(-1, 1)).log_rates(np.array([0.0, 2.0]))
    assert np.isneginf(into).tolist() == np.isneginf(out).tolist() == [False, True]


@given(st.integers(0, 10**6), st.integers(1, 4), st.booleans())
def test_channels_make_up_the_matrix_of_rates(seed, n, complex_numbers):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(n, n)) + 1j * complex_numbers * rng.normal(size=(n, n))
    gamma = a @ a.conj().T
    v = Lead(kT=1.0, gamma=gamma).channels(n)
    assert v.conj().T @ v == pytest.approx(gamma, abs=1e-9 * np.abs(gamma).max())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kT": 1.0}, r"gamma is missing; give the tunnelling rate"),
        ({"gamma": 1.0}, r"kT = None and T = None; give one"),
        ({"kT": 1.0, "T": 300, "gamma": 1.0}, r"kT = 1.0 and T = 300; give one"),
        ({"kT": 1.0, "gamma": -0.1}, r"gamma = -0.1: it is a rate; give numbers of 0 or more"),
        ({"kT": 1.0, "gamma": [0.1, -0.2]}, r"gamma\[1\] = -0.2"),
        (
            {"kT": 1.0, "gamma": [[1, 2], [3, 1]]},
            r"gamma\[0, 1\] = 2 and gamma\[1, 0\] = 3: gamma is not Hermitian",
        ),
        ({"kT": 1.0, "gamma": [[1, 2], [2, 1]]}, r"gamma has the eigenvalue -1: it is a matrix of rates"),
        ({"kT": 1.0, "gamma": np.ones((2, 3))}, r"gamma of shape \(2, 3\); give a square matrix"),
        ({"kT": 1.0, "gamma": 1.0, "band": (1, -1)}, r"band = \(1, -1\); give \(lowest, highest\)"),
        ({"kT": 1.0, "gamma": 1.0, "mu": [0, 1]}, r"mu has shape \(2,\); give one number"),
        ({"kT": "1 meV", "gamma": 1.0}, r"the energies of this object have no unit"),
    ],
)
def test_what_is_no_lead(options, message):
    with pytest.raises(InputError, match=message):
        Lead(**options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kT": 1.0, "coupling": [[0, 1], [2, 0]]}, r"coupling\[0, 1\] = 1 and coupling\[1, 0\] = 2: coupling is not"),
        ({"kT": 1.0, "coupling": [1.0, 2.0]}, r"coupling of shape \(2,\); give a square matrix"),
        ({"kT": 1.0, "coupling": [[np.nan]]}, r"coupling\[0, 0\] = nan; give finite numbers"),
    ],
)
def test_what_is_no_bath(options, message):
    with pytest.raises(InputError, match=message):
        BosonBath(**options)


def test_a_negative_density_is_refused_where_it_is():
    bath = BosonBath(kT=1.0, coupling=[[1.0]], density=lambda w: 1.0 - w)
    with pytest.raises(InputError, match=r"density\(2\) = -1; give finite numbers of 0 or more"):
        bath.log_rates(np.array([0.5, 2.0]))


def test_operators_anticommute():
    d = [one.toarray() for one in annihilators(4)]
    for i, a in enumerate(d):
        for j, b in enumerate(d):
            assert (a @ b + b @ a == 0).all()
            assert (a @ b.T + b.T @ a == (np.eye(16) if i == j else 0)).all()


@given(st.integers(0, 10**6))
@settings(max_examples=20)
def test_without_repulsion_energies_are_sums_of_those_of_one_electron(seed):
    h = random_matrix(np.random.default_rng(seed), 3)
    one = np.linalg.eigvalsh(h)
    sums = sorted(sum(one[k] for k in range(3) if s >> k & 1) for s in range(8))
    dot = QuantumDot(h, {"L": Lead(kT=1.0, gamma=1.0)})
    assert sorted(dot.many_body().energy) == pytest.approx(sums, abs=1e-12 * np.abs(one).max())


@given(st.integers(0, 10**6))
@settings(max_examples=20)
def test_amplitudes_add_up_to_the_rates_of_one_electron(seed):
    """Σ over final states of |⟨b|D|a⟩|² is the expectation of Σ γ_ij d†_i d_j: here of the full dot, the trace of Γ."""
    rng = np.random.default_rng(seed)
    v = rng.normal(size=3) + 1j * rng.normal(size=3)
    dot = QuantumDot(random_matrix(rng, 3), {"L": Lead(kT=1.0, gamma=np.outer(v.conj(), v))}, coulomb=1.0)
    many = dot.many_body()
    (operator,) = many.leads[0]
    assert abs(operator).power(2).sum(axis=0)[-1] == pytest.approx(np.sum(np.abs(v) ** 2))


def test_repulsion_of_two_electrons_in_three_ways():
    sides = {"L": Lead(kT=1.0, gamma=1.0)}
    matrix = [[0.0, 3.0, 1.0], [3.0, 0.0, 1.0], [1.0, 1.0, 0.0]]
    elements = {(0, 1, 1, 0): 3.0, (0, 2, 2, 0): 1.0, (1, 2, 2, 1): 1.0}
    by_matrix, by_elements = (QuantumDot([0, 0, 0], sides, coulomb=u).many_body().energy for u in (matrix, elements))
    assert by_matrix.tolist() == by_elements.tolist() == [0, 0, 0, 0, 1, 1, 3, 5]
    assert QuantumDot([0, 0, 0], sides, coulomb=2.0).many_body().energy.tolist() == [0, 0, 0, 0, 2, 2, 2, 6]


def test_exchange_of_complex_elements_is_hermitian():
    """Pair hopping V d†_0 d†_1 d_3 d_2 and its conjugate split two electrons by ±|V|."""
    pair = {(0, 1, 3, 2): 0.5j, (2, 3, 1, 0): -0.5j}
    energy = QuantumDot([0, 0, 0, 0], {"L": Lead(kT=1.0, gamma=1.0)}, coulomb=pair).many_body().energy
    assert sorted(set(energy.round(12))) == [-0.5, 0.0, 0.5]


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ([[0.0, 1.0], [2.0, 0.0]], r"coulomb\[0, 1\] = 1 and coulomb\[1, 0\] = 2; give a symmetric matrix"),
        (np.ones((3, 3)), r"coulomb of shape \(3, 3\) for 2 orbitals"),
        ({(0, 1, 2, 0): 1.0}, r"coulomb\[\(0, 1, 2, 0\)\]; give four orbitals from 0 to 1"),
        ({(0, 1, 1, 0): np.inf}, r"coulomb\[\(0, 1, 1, 0\)\] = inf"),
        ({(0, 1, 1, 0): 1j}, r"coulomb\[\(0, 1, 1, 0\)\] adds up to 0\+1j: the operator is not Hermitian; give a real"),
    ],
)
def test_what_is_no_repulsion(given_, message):
    with pytest.raises(InputError, match=message):
        coulomb_elements(given_, 2, None)


def test_spin_doubles_everything_alike():
    gamma = [[0.5, 0.2], [0.2, 0.4]]
    dot = QuantumDot.spinful(
        [[0.0, 0.3], [0.3, 0.1]],
        {"L": Lead(kT=1.0, gamma=gamma)},
        coulomb=[[4.0, 1.0], [1.0, 4.0]],
        baths={"phonons": BosonBath(kT=1.0, coupling=[[1.0, 0.0], [0.0, -1.0]])},
    )
    assert dot.levels.shape == (4, 4)
    assert dot.coulomb == {
        (0, 1, 1, 0): 1,
        (0, 2, 2, 0): 4,
        (0, 3, 3, 0): 1,
        (1, 2, 2, 1): 1,
        (1, 3, 3, 1): 4,
        (2, 3, 3, 2): 1,
    }
    assert dot.leads["L"].gamma == pytest.approx(np.kron(np.eye(2), gamma))
    one_spin = QuantumDot([[0.0, 0.3], [0.3, 0.1]], {"L": Lead(kT=1.0, gamma=gamma)}).many_body()
    assert dot.many_body().energy[1:5] == pytest.approx(np.repeat(one_spin.energy[1:3], 2))


def test_states_are_split_by_charge():
    h = np.diag(np.arange(6.0)) + np.diag(np.ones(5), 1) + np.diag(np.ones(5), -1)
    many = QuantumDot(h, {"L": Lead(kT=1.0, gamma=1.0)}, coulomb=2.0).many_body()
    assert np.bincount(many.charge).tolist() == [1, 6, 15, 20, 15, 6, 1]
    full = hamiltonian(h, coulomb_elements(2.0, 6, None))
    assert np.sort(many.energy) == pytest.approx(np.linalg.eigvalsh(full.toarray()), abs=1e-10)


@pytest.mark.parametrize(
    ("levels", "leads", "options", "message"),
    [
        (0.0, {}, {}, r"no lead; give leads="),
        (0.0, [Lead(kT=1.0, gamma=1.0)], {}, r"leads is of type list; give a Mapping"),
        (0.0, {"L": 3}, {}, r"leads\['L'\] is of type int; give a Lead"),
        (
            [[0, 1], [2, 0]],
            {"L": Lead(kT=1.0, gamma=1.0)},
            {},
            r"levels\[0, 1\] = 1 and levels\[1, 0\] = 2: levels is not",
        ),
        ([0, 1], {"L": Lead(kT=1.0, gamma=[1, 2, 3])}, {}, r"leads\['L'\]: gamma of shape \(3,\) for 2 orbitals"),
        (0.0, {"L": Lead(kT=1.0, gamma=1.0)}, {"unit": "meV"}, r"leads\['L'\] is in no unit, all else in meV"),
        (
            [0.0, 1.0],
            {"L": Lead(kT=1.0, gamma=1.0)},
            {"baths": {"ph": BosonBath(kT=1.0, coupling=[[1.0]])}},
            r"baths\['ph'\] couples to 1 orbitals of 2",
        ),
    ],
)
def test_what_is_no_dot(levels, leads, options, message):
    with pytest.raises(InputError, match=message):
        QuantumDot(levels, leads, **options)


def test_leads_are_exchanged_by_name():
    dot = QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=1.0)})
    with pytest.raises(InputError, match=r"no lead 'R'; its leads are L"):
        dot.with_leads(R=Lead(kT=1.0, gamma=1.0))


def test_weak_channels_of_orbitals_that_share_none_are_kept():
    assert Lead(kT=1.0, gamma=np.diag([1.0, 1e-13])).channels(2) == pytest.approx(np.diag([1.0, 1e-13**0.5]))
    assert len(Lead(kT=1.0, gamma=[[1.0, 1.0], [1.0, 1.0]]).channels(2)) == 1  # round-off is no channel


def test_a_dot_does_not_change_with_what_it_was_built_from():
    sides, baths = {"L": Lead(kT=1.0, gamma=0.1)}, {"p": BosonBath(kT=1.0, coupling=[[1.0]])}
    dot = QuantumDot(0.3, sides, baths=baths)
    sides["L"] = Lead(kT=1.0, mu=5.0, gamma=0.1)
    baths["q"] = 3
    assert dot.leads["L"].mu == 0.0
    assert list(dot.baths) == ["p"]


def test_infinitely_many_kt_away():
    assert np.isneginf(Lead(kT=1e-310, gamma=1.0).log_rates(np.array([1.0]))[0])


ONE = {"L": Lead(kT=1.0, gamma=0.1)}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Lead(kT=1.0, mu=None, gamma=1.0), r"mu = None; give an energy"),
        (lambda: Lead(kT=1.0, gamma=1.0, band=3), r"band = 3; give \(lowest, highest\)"),
        (lambda: Lead(kT=1.0, gamma=1.0, band=(False, True)), r"band = False; give plain real numbers"),
        (lambda: Lead(kT=1.0, gamma=[[1, 2], [3]]), r"gamma = .*; give plain real numbers"),
        (lambda: QuantumDot([[1, 2j], [3]], ONE), r"levels has rows of different lengths; give a rectangle"),
        (lambda: QuantumDot(np.zeros((2, 2, 2)), ONE), r"levels of shape \(2, 2, 2\); give a square matrix"),
        (lambda: QuantumDot([[1j]], ONE), r"levels\[0, 0\] = 0\+1j: levels is not Hermitian; give real numbers"),
        (lambda: QuantumDot(0.3, {1: Lead(kT=1.0, gamma=0.1)}), r"the name 1 in leads is of type int; give a str"),
        (
            lambda: QuantumDot(0.3, ONE, baths={"L": BosonBath(kT=1.0, coupling=[[1.0]])}),
            r"baths\['L'\]: a lead has that name; give each its own name",
        ),
        (lambda: QuantumDot.spinful(0.3, ONE, baths=[1]), r"baths is of type list; give a Mapping"),
        (lambda: QuantumDot.spinful(0.3, ONE, baths={"p": 3}), r"baths\['p'\] is of type int; give a BosonBath"),
        (
            lambda: QuantumDot.spinful(0.3, {"L": Lead(kT=1.0, gamma=np.eye(2))}),
            r"leads\['L'\]: gamma of shape \(2, 2\) for 1 orbitals",
        ),
        (lambda: QuantumDot.spinful([0.3, 0.4], ONE, coulomb=[3.0, 1.0]), r"coulomb of shape \(2,\) for 2 orbitals"),
        (
            lambda: QuantumDot.spinful(0.3, ONE, coulomb={(0, 1, 1, 0): 1.0}),
            r"coulomb is a mapping of elements; number the orbitals of both spins yourself",
        ),
        (lambda: QuantumDot([0, 1], ONE, coulomb={("a", 1, 1, 0): 1.0}), r"coulomb\[\('a', 1, 1, 0\)\]; give four"),
        (lambda: QuantumDot([0, 1], ONE, coulomb={(0, 1.5, 1, 0): 1.0}), r"coulomb\[\(0, 1.5, 1, 0\)\]; give four"),
        (lambda: QuantumDot([0, 1], ONE, coulomb={(0, 1, 1, 0): None}), r"coulomb\[\(0, 1, 1, 0\)\] = None"),
        (lambda: QuantumDot([0, 1], ONE, coulomb={(0, 1, 1, 0): [1, 2]}), r"has shape \(2,\); give one number"),
        (lambda: BosonBath(kT=1.0, coupling=[[1.0]], density=[1, 2]), r"density has shape \(2,\); give one number"),
        (lambda: BosonBath(kT=1.0, coupling=[[1.0]], density=-1), r"density = -1; give a spectral density of 0"),
        (lambda: bath(lambda w: None), r"density\(ω\) holds entries of type object"),
        (lambda: bath(lambda w: 1j * w), r"density\(ω\) holds entries of type complex128"),
        (lambda: bath(lambda w: np.ones(3)), r"density returns shape \(3,\) for energies of shape \(2,\)"),
        (lambda: bath(lambda w: -w), r"density\(1\) = -1; give finite numbers of 0 or more"),
        (lambda: BosonBath(kT=1.0, coupling=[[1, 2], [3]]), r"coupling is no matrix"),
    ],
)
def test_what_is_refused_when_it_is_built(make, message):
    with pytest.raises(InputError, match=message):
        make()


def bath(density):
    return BosonBath(kT=1.0, coupling=[[1.0]], density=density).log_rates(np.array([1.0, 2.0]))
