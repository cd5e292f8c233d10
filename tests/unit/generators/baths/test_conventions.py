"""One physical bath in the conventions of four packages."""

import itertools

import numpy as np
import pytest

from detbal import InputError
from detbal.generators.baths import Bath, Convention, Statistics, convert_density

G2, OMEGA = 0.3, 2.0  # Σ g² δ(ω - ω_k), smeared over a width of 1: J_oqupy(2) = 0.3


def smeared(factor):
    return lambda w: factor * G2 * np.exp(-((w - OMEGA) ** 2))


FACTORS = {"oqupy": 1.0, "qutip": np.pi, "quantarhei": np.pi, "heom.jl": 2 * np.pi}


@pytest.mark.parametrize("name", FACTORS)
def test_the_same_bath_has_one_spectrum(name):
    bath = Bath(spectral_density=smeared(FACTORS[name]), kT=0.7, convention=name)
    # golden rule: the emission rate at ω is 2π Σ g² δ(ω - ω_k) (n + 1)
    expected = 2 * np.pi * G2 / -np.expm1(-OMEGA / 0.7)
    assert bath.power_spectrum(OMEGA) == pytest.approx(expected, rel=1e-14)
    assert bath.spectral_density(OMEGA) == pytest.approx(np.pi * G2, rel=1e-14)


@pytest.mark.parametrize(("a", "b"), list(itertools.permutations(FACTORS, 2)))
def test_conversion_there_and_back(a, b):
    there = convert_density(FACTORS[a] * np.ones(3), a, b)
    np.testing.assert_allclose(there, FACTORS[b], rtol=1e-15)
    np.testing.assert_allclose(convert_density(there, b, a), FACTORS[a], rtol=1e-15)
    np.testing.assert_allclose(convert_density(smeared(FACTORS[a]), a, b)(1.5), smeared(FACTORS[b])(1.5), rtol=1e-15)


def test_drude_lorentz_as_the_packages_write_it():
    """Same C(t), hence same residue λγ(cot(γ/2kT) - i), with J = 2λγω/(ω²+γ²) and 4λγω/(ω²+γ²)."""
    w = np.linspace(0.1, 5, 7)
    ours = Bath(spectral_density=lambda w: 2 * 0.1 * 0.5 * w / (w**2 + 0.25), kT=0.7)
    heom = Bath(spectral_density=lambda w: 4 * 0.1 * 0.5 * w / (w**2 + 0.25), kT=0.7, convention=Convention.HEOM_JL)
    np.testing.assert_allclose(heom.power_spectrum(w), ours.power_spectrum(w), rtol=1e-15)


def test_fermions_agree_between_qutip_and_heom_jl():
    assert convert_density(1.0, "qutip", "heom.jl", "fermion") == 1.0
    with pytest.raises(InputError, match=r"convention 'oqupy' with fermions: that package has no fermionic baths"):
        convert_density(1.0, "oqupy", "qutip", Statistics.FERMION)


def test_quantarhei_dimer():
    """Rates of the dimer 12000/12300 cm⁻¹, J = 100, reorganisation energy 20, 100 fs, 300 K; ratio 0.177427."""
    wavenumber = 2 * np.pi * 2.99792458e-5  # rad/fs
    reorganisation, rate = 20 * wavenumber, 1 / 100
    bath = Bath(
        spectral_density=lambda w: 2 * reorganisation * rate * w / (w**2 + rate**2),
        T=300,
        convention="quantarhei",
        energy_unit="rad/fs",
    )
    levels, states = np.linalg.eigh(wavenumber * np.array([[12000.0, 100.0], [100.0, 12300.0]]))
    gap = levels[1] - levels[0]
    overlap = np.sum((states[:, 0] * states[:, 1]) ** 2)
    down, up = overlap * bath.power_spectrum([gap, -gap])
    assert up / down == pytest.approx(0.177427, abs=1e-6)
    # its RedfieldRateMatrix gives 4.0743e-4 /fs, from a numerical transform that adds a constant to S
    assert down == pytest.approx(4.0743e-4, rel=4e-3)
    assert up == pytest.approx(7.229e-5, rel=4e-3)


def test_refusals():
    with pytest.raises(InputError, match=r"convention = 'qutp'; give one of 'qutip', 'heom\.jl'"):
        Bath(spectral_density=lambda w: w, kT=1, convention="qutp")
    with pytest.raises(InputError, match="statistics = 'anyon'; give one of 'boson', 'fermion'"):
        Bath(spectral_density=lambda w: w, kT=1, statistics="anyon")
    with pytest.raises(InputError, match=r"a power spectrum in the convention of 'heom\.jl'"):
        Bath(power_spectrum=lambda w: w, convention="heom.jl")
    Bath(power_spectrum=lambda w: 1.0, convention="quantarhei")
