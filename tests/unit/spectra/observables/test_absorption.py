"""`Absorption`: α, molar coefficients, bands, and the refractive index."""

import numpy as np
import pytest
import scipy.constants as const

from detbal.errors import InputError
from detbal.spectra.observables.absorption import Absorption
from detbal.spectra.observables.refractive_index import KramersKronig


def lorentz(w, strength=4e5, w0=1500.0, gamma=60.0, eps_inf=2.0):
    return eps_inf + strength / (w0**2 - w**2 - 1j * gamma * w)


def test_kramers_kronig_index_of_an_oscillator():
    w = np.linspace(0.0, 15_000.0, 15_001)
    epsilon = lorentz(w)
    index = np.sqrt(epsilon)
    n_alpha = 2 * np.pi * 100 * w * epsilon.imag  # ω ε″/c, ω = 2π c ν
    found = Absorption(w, n_alpha, unit="cm^-1", refractive_index=KramersKronig(2.0))
    assert np.abs(found.refractive_index - index.real)[w < 10_000].max() < 2e-3
    # α = 2ωκ/c with the same index, the imaginary part of which nothing else was told
    alpha = 4 * np.pi * 100 * w * index.imag
    np.testing.assert_allclose(found.alpha[1:8000], alpha[1:8000], rtol=2e-3)
    np.testing.assert_allclose(found.permittivity_loss[1:], epsilon.imag[1:], rtol=1e-12)
    assert found.index_error[0] < 1e-3
    assert np.isinf(found.index_error[-1])
    assert any("Kramers-Kronig from this range alone, ε = 2 above it" in said for said in found.assumptions)


def test_a_range_cut_too_early_is_owned_up_to():
    w = np.linspace(0.0, 1450.0, 1451)  # ends in the flank of the band
    n_alpha = 2 * np.pi * 100 * w * lorentz(w).imag
    found = Absorption(w, n_alpha, unit="cm^-1", refractive_index=KramersKronig(2.0))
    error = np.abs(found.refractive_index - np.sqrt(lorentz(w)).real)
    assert error[1300] > 0.05
    assert found.index_error[1300] > 0.1


def test_given_indices():
    w, n_alpha = [3.0, 1.0, 2.0], [30.0, 10.0, 20.0]
    assert Absorption(w, n_alpha, unit="THz", refractive_index=2.0).alpha.tolist() == [5.0, 10.0, 15.0]
    by_point = Absorption(w, n_alpha, unit="THz", refractive_index=[3.0, 1.0, 2.0])
    assert by_point.alpha.tolist() == [10.0, 10.0, 10.0]
    function = Absorption(w, n_alpha, unit="THz", refractive_index=lambda omega: omega)
    assert function.alpha.tolist() == [10.0, 10.0, 10.0]
    assert function.index_error is None


def test_molar_absorption_is_decadic():
    """Lambert and Beer: 1 mol/L over 1 cm weakens light to a tenth if ε = 1 L/(mol cm)."""
    alpha = np.log(10) / 0.01  # 1/m: to a tenth in 1 cm
    found = Absorption([1.0], [alpha], unit="cm^-1", refractive_index=1.0)
    assert found.molar_absorption(concentration=1.0)[0] == pytest.approx(1.0)
    assert found.molar_absorption(concentration=2.0)[0] == pytest.approx(0.5)


def test_axis_in_another_unit():
    found = Absorption([1000.0], [5.0], unit="cm^-1", T=300, errors=1.0).in_unit("meV")
    assert found.omega[0] == pytest.approx(123.984198, rel=1e-8)
    assert found.n_alpha.tolist() == [5.0]
    assert found.thermal.kT == pytest.approx(const.k * 300 / const.e * 1e3)
    assert found.wavenumber[0] == pytest.approx(1000.0)
    assert found.errors.tolist() == [1.0]


def test_bands_of_a_triangle():
    absorption = Absorption([0.0, 100.0, 200.0, 300.0], [0.0, 0.0, 1000.0, 0.0], unit="cm^-1", errors=[0, 0, 10, 0])
    whole = absorption.band(50.0, 300.0)
    assert whole.area == pytest.approx(10.0 * 100.0)
    assert whole.centre == pytest.approx(200.0)
    assert whole.area_error == pytest.approx(0.1 * 100.0)
    assert absorption.band(150.0, 250.0).area == pytest.approx(750.0)
    assert Absorption([0.0, 1.0], [0.0, 0.0], unit="THz").band(0.0, 1.0).area_error is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"omega": [-1.0, 1.0], "n_alpha": [1.0, 1.0]}, r"omega\[0\] = -1\.0; give absorption at positive"),
        ({"omega": [1.0, 2.0], "n_alpha": [1.0]}, r"n_alpha has shape \(1,\); give 2 values"),
        ({"omega": [1.0], "n_alpha": [np.nan]}, r"n_alpha\[0\] = nan"),
        ({"omega": [1.0], "n_alpha": [1.0], "unit": None}, "unit = None: absorption is per metre"),
        ({"omega": [1.0], "n_alpha": [1.0], "errors": -1.0}, r"errors\[0\] = -1\.0"),
        ({"omega": [1.0], "n_alpha": [1.0], "refractive_index": 0.0}, r"refractive_index\[0\] = 0\.0; give positive"),
        ({"omega": [1.0], "n_alpha": [1.0], "refractive_index": [1.0, 2.0]}, r"refractive_index has shape \(2,\)"),
        (
            {"omega": [1.0], "n_alpha": [0.0], "refractive_index": KramersKronig(-1.0)},
            "no refractive index belongs to it",
        ),
        ({"omega": [1.0], "n_alpha": [1.0], "kT": 1.0, "T": 1.0}, "give one: kT= .* or T="),
    ],
)
def test_bad_input(arguments, words):
    with pytest.raises(InputError, match=words):
        Absorption(**{"unit": "cm^-1"} | arguments)


def test_questions_without_an_answer():
    absorption = Absorption([1.0, 2.0], [1.0, 1.0], unit="cm^-1")
    with pytest.raises(InputError, match="α: n·α is known, the refractive index n is not"):
        _ = absorption.alpha
    with pytest.raises(InputError, match=r"concentration = 0\.0; give mol/L"):
        absorption.molar_absorption(concentration=0.0)
    with pytest.raises(InputError, match=r"band from 0\.5 to 2\.0 cm\^-1; choose two ascending ones within 1 to 2"):
        absorption.band(0.5, 2.0)
    with pytest.raises(InputError, match=r"band from 2\.0 to 1\.0"):
        absorption.band(2.0, 1.0)
