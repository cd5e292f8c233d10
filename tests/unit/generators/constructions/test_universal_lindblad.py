"""The universal Lindblad equation: its coherent correction, and its Lamb shift against integrals over time."""

import numpy as np
import pytest
from scipy.integrate import quad

from detbal.errors import InputError
from detbal.generators import Bath, davies
from detbal.generators.constructions.universal_lindblad import universal_lindblad


def test_the_coherent_correction_balances_it(h3, a3, ohmic, gibbs, residual):
    kT = 0.7
    plain, mended = (universal_lindblad(h3, [(a3, ohmic(kT))], **given) for given in ({}, {"kT": kT}))
    assert residual(plain, h3, kT) > 0.1
    assert residual(mended, h3, kT) < 1e-13
    assert np.abs(plain.apply(gibbs(h3, kT))).max() > 1e-3
    assert np.abs(mended.apply(gibbs(h3, kT))).max() < 1e-15
    untold = ohmic(kT).power_spectrum  # which has no temperature of its own
    wrong = residual(universal_lindblad(h3, [(a3, untold)], kT=1.01 * kT), h3, kT)
    assert 1e-4 < wrong < 1e-1


def test_its_jumps_are_roots_of_the_spectrum(a3, ohmic):
    energies = np.array([0.0, 0.7, 2.0])
    given = energies[None, :] - energies[:, None]
    (jump,) = universal_lindblad(np.diag(energies), [(a3, ohmic(0.5))]).jumps
    np.testing.assert_allclose(jump, a3 * np.sqrt(ohmic(0.5).power_spectrum(given)), rtol=1e-14)


def test_its_lamb_shift_is_the_integral_over_two_times():
    # √S = 2/(1 + ω²) is the transform of g = e^-|t|, and Λ_ij = Σ A_ik A_kj (1/2i) ∬ g(s) g(u) sgn(s - u) e^{...}
    energies = np.array([0.0, 0.8, 1.9])
    A = np.array([[0.5, 1.0, 0.4], [1.0, 0.0, 0.7], [0.4, 0.7, -0.3]])
    found = universal_lindblad(np.diag(energies), [(A, lambda w: 4.0 / (1.0 + w**2) ** 2)], lamb_shift=True).H
    nu = energies[:, None] - energies[None, :]

    def over_times(a, b):
        def up_to(s):  # of g(u) e^{ibu}
            if s < 0:
                return np.exp((1 + 1j * b) * s) / (1 + 1j * b)
            return 1 / (1 + 1j * b) + (1 - np.exp((-1 + 1j * b) * s)) / (1 - 1j * b)

        def integrand(s):
            return (np.exp(-abs(s) + 1j * a * s) * (2 * up_to(s) - 2 / (1 + b**2)) / 2j).real

        return sum(quad(integrand, *ends, epsabs=1e-12)[0] for ends in ((-np.inf, 0.0), (0.0, np.inf)))

    i, j = 0, 2
    expected = sum(A[i, k] * A[k, j] * over_times(nu[i, k], nu[k, j]) for k in range(3))
    assert found[i, j].real == pytest.approx(expected, abs=1e-9)
    assert abs(expected) > 0.05
    assert abs(found[i, j].imag) < 1e-12


def test_between_equal_energies_its_lamb_shift_is_that_of_davies(h3, a3, ohmic):
    basis = np.linalg.eigh(h3)[1]
    ours = basis.conj().T @ (universal_lindblad(h3, [(a3, ohmic(0.7))], lamb_shift=True).H - h3) @ basis
    theirs = basis.conj().T @ (davies(h3, [(a3, ohmic(0.7))]).hamiltonian() - h3) @ basis
    np.testing.assert_allclose(np.diag(ours), np.diag(theirs), atol=1e-12)
    assert np.abs(ours - np.diag(np.diag(ours))).max() > 1e-2  # it does not commute with H
    np.testing.assert_allclose(ours, ours.conj().T, atol=1e-15)


def test_it_is_exact_far_below_the_levels(ohmic):
    with np.errstate(over="raise", invalid="raise"):
        mended = universal_lindblad(np.diag([0.0, 1.0]), [([[0, 1], [1, 0]], ohmic(1e-4))], kT=1e-4)  # βν = 1e4
    fall = 0.1 * np.exp(-1.0 / 5.0)
    np.testing.assert_allclose(mended.jumps[0], [[0, np.sqrt(fall)], [0, 0]], rtol=1e-12)
    np.testing.assert_allclose(mended.H, np.diag([0.0, 1.0]), atol=1e-15)


def test_what_it_refuses(h3, a3, ohmic):
    with pytest.raises(InputError, match=r"the spectrum of couplings\[0\] is -1 at ω = "):
        universal_lindblad(h3, [(a3, lambda w: np.where(w < 0, -1.0, 1.0))])
    with pytest.raises(InputError, match="the coherent correction takes the place of the Lamb shift"):
        universal_lindblad(h3, [(a3, ohmic(1.0))], lamb_shift=True, kT=1.0)
    with pytest.raises(InputError, match=r"the Lamb shift at ω = .* diverges"):
        universal_lindblad(h3, [(a3, Bath(spectral_density=lambda w: w, kT=1.0))], lamb_shift=True)
    with pytest.raises(InputError, match="the energies of this object have no unit"):
        universal_lindblad(h3, [(a3, ohmic(1.0))], T="300 K")


def test_another_temperature_than_that_of_the_baths_is_refused(h3, a3, ohmic):
    with pytest.raises(InputError, match=r"kT = 2 \(given\), but baths at kT = 1; leave the temperature out"):
        universal_lindblad(h3, [(a3, ohmic(2.0)), (a3, ohmic(1.0))], kT=2.0)
