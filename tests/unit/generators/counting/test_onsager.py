"""Onsager's matrix: reciprocity, fluctuations, and refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from detbal.errors import InputError
from detbal.generators.baths.bath import Bath
from detbal.generators.counting.onsager import onsager_matrix
from detbal.generators.counting.statistics import counting_statistics
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.weak_coupling.davies import davies

X, LOWER = np.array([[0, 1], [1, 0]]), np.array([[0.0, 1.0], [0.0, 0.0]])


def ohmic(kT):
    return Bath(spectral_density=lambda w: 0.2 * w, kT=kT)


def random_davies(seed, kT):
    rng = np.random.default_rng(seed)
    couplings = []
    for value in kT:
        A = rng.normal(size=(4, 4)) + 1j * rng.normal(size=(4, 4))
        couplings.append((A + A.conj().T, ohmic(value)))
    return davies(np.diag(rng.uniform(0, 3, 4)), couplings, lamb_shift=False)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.3, 5.0))
def test_response_is_half_the_noise_in_equilibrium(seed, kT):
    """Green and Kubo: L_aa is half the noise of the energy that bath a gives."""
    generator = random_davies(seed, (kT, kT, kT))
    found = onsager_matrix(generator)
    assert found.symmetric
    assert found.names == ("heat of bath 0", "heat of bath 1", "heat of bath 2")
    noise = [counting_statistics(generator, bath=f"bath {a}", order=2).cumulants[1] for a in range(3)]
    np.testing.assert_allclose(np.diag(found.matrix), np.array(noise) / 2, rtol=1e-9)
    by_jumps = onsager_matrix(generator.lindbladian(), kT=kT)
    np.testing.assert_allclose(by_jumps.matrix, found.matrix, rtol=1e-9, atol=1e-12 * max(noise))
    assert found.kT == by_jumps.kT == kT


def test_energies_may_have_any_origin():
    rng = np.random.default_rng(1)
    A = [rng.normal(size=(3, 3)) for _ in range(2)]
    L = [
        onsager_matrix(davies(np.diag([0.0, 1.0, 2.5]) + shift * np.eye(3), [(a + a.T, ohmic(1.0)) for a in A],
                              lamb_shift=False)).matrix
        for shift in (0.0, 1e3)
    ]  # fmt: skip
    np.testing.assert_allclose(L[0], L[1], rtol=1e-8)


def test_refusals():
    atom = Lindbladian(np.diag([0.0, 1.0]), [LOWER, np.exp(-0.5) * LOWER.T], baths=["hot", "hot"])
    with pytest.raises(InputError, match="no temperature"):
        onsager_matrix(atom)
    with pytest.raises(InputError, match="'hot' does not leave the Gibbs state as it is"):
        onsager_matrix(atom, kT=2.0)
    with pytest.raises(InputError, match="give all baths one temperature"):
        onsager_matrix(random_davies(0, (1.0, 2.0)))
    with pytest.raises(InputError, match="options with a DaviesGenerator"):
        onsager_matrix(random_davies(0, (1.0, 1.0)), kT=1.0)
    with pytest.raises(InputError, match="generator is of type dict"):
        onsager_matrix({}, kT=1.0)
    leads = [Bath(spectral_density=lambda w: 1.0 + 0.0 * w, kT=1.0, mu=mu, statistics="fermion") for mu in (0.3, -0.3)]
    with pytest.raises(InputError, match="baths with chemical potentials"):
        onsager_matrix(davies(np.diag([0.0, 1.0]), [(LOWER, one) for one in leads], lamb_shift=False))


def flat(kT):
    """Dephases as fast at all temperatures."""
    return Bath(power_spectrum=lambda w: expit(w / kT), kT=kT)


def coupled(kT, energies, seed=1, n=3, bath=ohmic):
    rng = np.random.default_rng(seed)
    A = [rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)) for _ in range(2)]  # dephasing, too
    return davies(np.diag(energies), [(a + a.conj().T, bath(kT)) for a in A], lamb_shift=False)


COLD = pytest.mark.parametrize("energies", [[0.0, 0.7, 1.9], [0.0, 1.0, 1.0]])


@COLD
@pytest.mark.parametrize("kT", [1.0, 0.2])
def test_response_is_half_the_noise_with_dephasing(energies, kT):
    found = onsager_matrix(coupled(kT, energies))
    assert found.symmetric
    noise = counting_statistics(coupled(kT, energies), bath="bath 0", order=2).cumulants[1]
    assert found.matrix[0, 0] == pytest.approx(noise / 2, rel=1e-9, abs=0)


@COLD
def test_cold_baths_that_dephase_leave_the_gibbs_state_alone(energies):
    """Round-off of what dephases is far above rates of e^-50; these go as e^(-E/kT), with the lowest step E."""
    one, other = (onsager_matrix(coupled(kT, energies, bath=flat)) for kT in (1 / 40, 1 / 50))
    assert other.symmetric
    assert other.asymmetry < 1e-9
    np.testing.assert_allclose(one.matrix, other.matrix * np.exp(10 * energies[1]), rtol=1e-9)
    assert (other.floor < 1e-9 * np.abs(other.matrix)).all()


def test_where_nothing_flows_nothing_is_asymmetric():
    found = onsager_matrix(coupled(1e-4, [0.0, 0.7, 1.9]))
    assert not found.matrix.any()
    assert found.asymmetry == 0.0
    assert found.symmetric


def test_single_precision_is_no_breaking():
    exact = onsager_matrix(coupled(1.0, [0.0, 0.7, 1.9]))
    generator = coupled(1.0, [0.0, 0.7, 1.9]).lindbladian()
    rough = [jump.toarray().astype(np.complex64) for jump in generator.jumps]
    found = onsager_matrix(Lindbladian(generator.H, rough, baths=generator.baths), kT=1.0)
    assert (np.abs(found.matrix - exact.matrix) <= found.floor).all()
    assert found.symmetric
    wrong = Lindbladian(generator.H, rough, baths=generator.baths)
    with pytest.raises(InputError, match="does not leave the Gibbs state as it is"):
        onsager_matrix(wrong, kT=1.001)


def test_many_levels_take_no_jumps_one_by_one():
    """As many Bohr frequencies as pairs: a rate equation does not ask for them."""
    n = 120
    found = onsager_matrix(coupled(1.0, np.random.default_rng(0).uniform(0, 3, n), n=n))
    noise = counting_statistics(coupled(1.0, np.random.default_rng(0).uniform(0, 3, n), n=n), bath="bath 0", order=2)
    assert found.matrix[0, 0] == pytest.approx(noise.cumulants[1] / 2, rel=1e-9, abs=0)


def test_the_matrix_is_drawn():
    found = onsager_matrix(random_davies(0, (1.0, 1.0, 1.0)))
    (figure,) = found.drawings()
    assert figure.values is found.matrix
    assert "3 heat of bath 2" in figure.caption
    assert dict(found.facts)["row 3"].startswith("heat of bath 2: ")
    assert found.mu == 0.0
    assert len(found.plot().axes) == 2  # the map, and its colours
