"""The Davies generator as an object: what it accepts, what it refuses, what it says."""

import numpy as np
import pytest

from detbal import Status
from detbal.errors import InputError
from detbal.generators.baths.bath import Bath
from detbal.generators.weak_coupling.check import check_davies, pairs_of_davies
from detbal.generators.weak_coupling.complete import complete_coupling
from detbal.generators.weak_coupling.davies import davies
from detbal.generators.weak_coupling.model import WeakCoupling
from detbal.residual import fit

X = np.array([[0.0, 1.0], [1.0, 0.0]])
QUBIT = np.diag([0.0, 1.0])
LOWER = np.array([[0.0, 1.0], [0.0, 0.0]])


def ohmic(kT=0.5, **options):
    return Bath(spectral_density=lambda w: 0.1 * w * np.exp(-w / 5), kT=kT, **options)


def lead(mu=0.0, kT=1.0):
    return Bath(spectral_density=lambda w: 0.5 + 0.0 * w, kT=kT, mu=mu, statistics="fermion")


@pytest.mark.parametrize(
    ("H", "couplings", "message"),
    [
        (QUBIT, [], "couplings is empty"),
        (QUBIT, 3, "couplings = int"),
        (QUBIT, [(X,)], r"couplings\[0\] has 1 parts"),
        (QUBIT, [(X, lambda w: w)], "a function for a bath"),
        (
            QUBIT,
            [(LOWER, ohmic())],
            r"operator of couplings\[0\] is not Hermitian in its entries \[0, 1\] and \[1, 0\]",
        ),
        (QUBIT, [(np.eye(3), ohmic())], r"couplings\[0\] has shape \(3, 3\)"),
        (QUBIT, [(X * np.nan, ohmic())], r"couplings\[0\]\[0, 0\] = nan"),
        ([[0, 1], [0, 0]], [(X, ohmic())], "H is not Hermitian"),
        (QUBIT, [(X, ohmic(energy_unit="meV")), (X, ohmic())], r"couplings\[1\] has a bath in no unit"),
    ],
)
def test_bad_couplings(H, couplings, message):
    with pytest.raises(InputError, match=message):
        WeakCoupling(H, couplings)


def test_names():
    shared = ohmic()
    model = WeakCoupling(QUBIT, [(X, shared), (X, ohmic()), (np.eye(2), shared)])
    assert model.bath_names == ("bath 0", "bath 1", "bath 0")
    assert repr(model) == "<WeakCoupling: 2 levels, 3 couplings to 2 baths>"
    generator = davies(QUBIT, [(X, shared), (X, ohmic())])
    assert repr(generator) == "<DaviesGenerator: 2 states in 2 levels, 2 baths>"
    assert generator.state_names == ("|0⟩", "|1⟩")
    assert davies(X, [(QUBIT, shared)]).state_names == ("|E0⟩", "|E1⟩")
    assert set(generator.lindbladian().baths) == {"bath 0", "bath 1"}
    assert davies(QUBIT, [(X, ohmic(energy_unit="meV"))]).lindbladian().energy_unit.symbol == "meV"


def test_a_bath_that_no_one_knows():
    with pytest.raises(InputError, match="no bath is called 'hot'; the names are bath 0"):
        davies(QUBIT, [(X, ohmic())]).population_rates("hot")


def test_the_lamb_shift_needs_a_cut_off():
    flat = Bath(power_spectrum=lambda w: 0.1 * (1.0 + np.tanh(w)))
    with pytest.raises(InputError, match="leave the Lamb shift out"):
        davies(QUBIT, [(X, flat)])
    assert davies(QUBIT, [(X, flat)], lamb_shift=False).hamiltonian() is not None


def test_chained_frequencies_that_would_join_two_levels():
    energies = [0.0, 1.0, 1.5, 10.0, 11.25]
    with pytest.raises(InputError, match="they lead from one level to two different ones"):
        davies(np.diag(energies), [(np.ones((5, 5)), ohmic())], lamb_shift=False, tolerance=0.3)


def test_a_sub_ohmic_bath_is_asked_only_where_there_are_elements():
    # J = √ω: S(0) is infinite, which a coupling without diagonal elements does not see
    sub = Bath(spectral_density=lambda w: 0.1 * np.sqrt(w) * np.exp(-w), kT=0.5)
    assert check_davies(davies(QUBIT, [(X, sub)], lamb_shift=False)).status is Status.BALANCED
    with pytest.raises(InputError, match="sub-Ohmic"):
        davies(QUBIT, [(np.ones((2, 2)), sub)], lamb_shift=False)


def test_sparse_input_and_permuted_basis():
    from scipy.sparse import csr_array

    energies = np.array([3.0, 0.0, 1.0])
    A = np.array([[0, 1.0, 0], [1, 0, 2], [0, 2, 0.0]])
    dense, sparse = (davies(kind(np.diag(energies)), [(kind(A), ohmic())]) for kind in (np.asarray, csr_array))
    assert np.array_equal(dense.population_rates(), sparse.population_rates())
    assert np.array_equal(dense.levels.energies, energies)
    assert all(hasattr(jump, "tocsr") for jump in dense.lindbladian().jumps)
    np.testing.assert_allclose(
        np.exp(dense.stationary_state().log_p)[1:].sum(), 1 / (1 + np.exp(-6) / (1 + np.exp(-2)))
    )


def test_rates_sum_over_the_baths():
    generator = davies(np.diag([0.0, 1.0, 2.5]), [(np.ones((3, 3)), ohmic(0.5)), (np.ones((3, 3)), ohmic(2.0))])
    parts = [generator.population_rates(name) for name in generator.baths]
    np.testing.assert_allclose(sum(parts), generator.population_rates(), rtol=1e-14)
    np.testing.assert_allclose(generator.population_rates().sum(axis=1), 0.0, atol=1e-16)


def test_couplings_to_one_bath_add_up():
    shared = ohmic()
    both = davies(QUBIT, [(X, shared), (2 * X, shared)], lamb_shift=False)
    pairs = pairs_of_davies(both)
    assert len(pairs) == 1
    assert np.exp(pairs.log_forward[0]) == pytest.approx(5 * shared.power_spectrum(-1.0).item())


def test_several_stationary_states():
    two = np.kron(np.eye(2), X)
    H = np.diag([0.0, 1.0, 3.0, 4.5])
    with pytest.raises(InputError, match=r"2 stationary states \(with levels 0, 2"):
        davies(H, [(two, ohmic(0.5)), (two, ohmic(1.0))]).stationary_state()
    # a dark state within a degenerate level
    plus = np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0.0]])
    with pytest.raises(InputError, match="2 stationary states"):
        davies(np.diag([0.0, 1.0, 1.0]), [(plus, ohmic(0.5)), (plus, ohmic(1.0))]).stationary_state()


def test_states_that_the_system_leaves_for_good():
    cold = Bath(power_spectrum=lambda w: 0.1 * (w > 0))
    generator = davies(np.diag([0.0, 1.0, 2.5]), [(np.ones((3, 3)), cold)], lamb_shift=False)
    state = generator.stationary_state()
    assert state.lost == 2
    np.testing.assert_allclose(state.matrix, np.diag([1.0, 0, 0]))
    verdict = check_davies(generator)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == np.inf
    assert type(verdict.findings[0]).__name__ == "OneWay"
    assert verdict.related == ()


def test_a_degenerate_level_between_two_leads_needs_no_coherence():
    """Two spins of one energy, coupled to the leads apart: populations obey a rate equation of their own."""
    up, down = np.kron(LOWER, np.eye(2)), np.kron(np.diag([1, -1]), LOWER)
    H = 0.3 * (up.T @ up + down.T @ down)
    left, right = lead(0.4), lead(-0.4)
    generator = davies(H, [(up, left), (down, left), (up, right), (down, right)], lamb_shift=False)
    assert generator.levels.degenerate
    assert generator.populations_closed
    verdict = check_davies(generator)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(0.8)
    assert verdict.related[0].status is Status.BALANCED
    occupied = (1 / (1 + np.exp(-0.1)) + 1 / (1 + np.exp(0.7))) / 2
    single = np.array([1 - occupied, occupied])
    np.testing.assert_allclose(np.exp(generator.stationary_state().log_p), np.kron(single, single), rtol=1e-12)
    equal = davies(H, [(up, left), (down, left), (up, lead(0.4)), (down, lead(0.4))], lamb_shift=False)
    assert check_davies(equal).status is Status.BALANCED


def test_baths_that_mix_the_states_of_a_level_are_left_undecided():
    H = np.diag([0.0, 1.0, 1.0])
    plus, other = np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0.0]]), np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0.0]])
    generator = davies(H, [(plus, ohmic(0.5)), (other, ohmic(1.0))], lamb_shift=False)
    verdict = check_davies(generator)
    assert verdict.status is Status.UNDECIDED
    assert type(verdict.findings[0]).__name__ == "StatesMix"
    rho = generator.stationary_state().matrix
    assert np.abs(rho[1, 2]) > 1e-3
    assert np.abs(generator.apply(rho)).max() < 1e-15
    alike = davies(H, [(plus, ohmic(0.5)), (other, ohmic(0.5))], lamb_shift=False)
    assert check_davies(alike).status is Status.BALANCED


def test_temperatures():
    generator = davies(QUBIT, [(X, ohmic(0.5))])
    assert check_davies(generator, kT=0.5).status is Status.BALANCED
    warmer = check_davies(generator, kT=1.0)
    assert warmer.status is Status.BROKEN
    assert warmer.max_residual == pytest.approx(1.0)
    with pytest.raises(InputError, match="give one: kT="):
        check_davies(generator, kT=1.0, T=300)
    unknown = davies(QUBIT, [(X, Bath(power_spectrum=lambda w: np.exp(w - w**2)))], lamb_shift=False)
    assert check_davies(unknown, kT=0.5).status is Status.BALANCED
    assert check_davies(unknown).status is Status.BALANCED  # one transition: some populations always balance it
    with pytest.raises(InputError, match="exceeds the range of floats"):
        check_davies(generator, kT=5e-324)


def test_a_tolerance_forgives():
    generator = davies(QUBIT, [(X, ohmic(0.5))])
    assert check_davies(generator, kT=0.6, tol=1.0).status is Status.BALANCED
    assert check_davies(generator, kT=0.6, tol=0.1).status is Status.BROKEN


def test_nothing_to_test():
    verdict = check_davies(davies(QUBIT, [(np.diag([1.0, -1.0]), ohmic())]))
    assert verdict.status is Status.UNDECIDED
    assert type(verdict.findings[0]).__name__ == "NothingToTest"


def test_the_pairs_of_different_baths_have_the_populations_as_unknowns():
    X3 = np.ones((3, 3)) - np.eye(3)
    generator = davies(np.diag([0.0, 1.0, 2.5]), [(X3, ohmic(0.5)), (X3, ohmic(1.0))])
    pairs = pairs_of_davies(generator)
    assert len(pairs) == 6
    assert pairs.unknowns == ("ln π(|0⟩)", "ln π(|1⟩)", "ln π(|2⟩)")
    # the best populations share the mismatch of the two baths
    assert np.abs(fit(pairs).residual).max() == pytest.approx(1.25, rel=1e-9)
    assert pairs_of_davies(generator, kT=0.5).unknowns == ()


def test_where_the_spectrum_underflows_there_is_no_verdict():
    # e^(-1600) is no double: a power spectrum that is given as a function is zero there
    steep = Bath(power_spectrum=lambda w: 0.1 * np.exp(np.minimum(w, 0.0) / 0.5), kT=0.5)
    verdict = check_davies(davies(np.diag([0.0, 1.0, 800.0]), [(np.ones((3, 3)), steep)], lamb_shift=False))
    assert verdict.status is Status.UNDECIDED
    assert any(type(finding).__name__ == "LeftOut" for finding in verdict.findings)
    assert len(verdict.residual) == 1


def test_completing_a_coupling():
    half = Bath(power_spectrum=lambda w: 0.1 * np.exp(-np.abs(w)))
    model = WeakCoupling(QUBIT, [(X, half), (2 * X, half)])
    generator = complete_coupling(model, kT=0.5)
    assert list(generator.baths) == ["bath 0"]
    assert check_davies(generator).status is Status.BALANCED
    assert generator.population_rates()[1, 0] == pytest.approx(5 * 0.1 * np.exp(-1))
    own = WeakCoupling(QUBIT, [(X, ohmic(0.5))])
    assert check_davies(complete_coupling(own)).status is Status.BALANCED
    with pytest.raises(InputError, match="every bath has a temperature of its own"):
        complete_coupling(own, kT=1.0)
    with pytest.raises(InputError, match="without a temperature"):
        complete_coupling(model)


def test_apply_refuses_other_dimensions():
    with pytest.raises(InputError, match=r"rho has shape \(3, 3\)"):
        davies(QUBIT, [(X, ohmic())]).apply(np.eye(3))


def test_verdicts_can_be_written():
    verdict = check_davies(davies(QUBIT, [(X, ohmic(0.5)), (X, ohmic(1.0))]))
    assert "|0⟩ →[bath 1] |1⟩ → |0⟩" in str(verdict)
    assert "BROKEN" in verdict.to_json()
