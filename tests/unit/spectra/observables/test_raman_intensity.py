"""Raman intensities: orientation averages by brute force, both sides, and the way back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.spectra.correction import Correction, complete_classical
from detbal.spectra.kind import Kind
from detbal.spectra.measured.raman import RamanPower, raman_to_spectrum
from detbal.spectra.observables.raman_intensity import Geometry, invariants, raman_intensity
from detbal.spectra.spectrum import Spectrum

C2 = 1.438776877  # hc/k in cm K
NU = np.array([100.0, 459.0, 1000.0, 3000.0])


def pair(a, g, kind=Kind.CLASSICAL, **options):
    options = {"unit": "cm^-1", "T": 298.0} | options
    return Spectrum(NU, a, kind=kind, **options), Spectrum(NU, g, kind=kind, **options)


def tensors(seed, n=1):
    rng = np.random.default_rng(seed)
    alpha = rng.normal(size=(n, 3, 3))
    return alpha + alpha.transpose(0, 2, 1)


@given(st.integers(0, 10**6))
def test_invariants_are_placzeks(seed):
    alpha = tensors(seed)
    a, g = invariants(alpha)
    (xx, xy, xz), (_, yy, yz), (_, _, zz) = alpha[0]
    gamma2 = ((xx - yy) ** 2 + (yy - zz) ** 2 + (zz - xx) ** 2) / 2 + 3 * (xy**2 + yz**2 + xz**2)
    assert a[0, 0] == pytest.approx((xx + yy + zz) / 3)
    assert (g**2).sum() == pytest.approx(gamma2)


def test_geometries_are_orientation_averages():
    """⟨α'_zz²⟩ = (45a² + 4γ²)/45, ⟨α'_xz²⟩ = 3γ²/45, and their sum TOTAL."""
    from scipy.spatial.transform import Rotation

    alpha = tensors(7)
    a, g = invariants(alpha)
    turn = Rotation.random(400_000, random_state=np.random.default_rng(1)).as_matrix()
    turned = np.einsum("nij,jk,nlk->nil", turn, alpha[0], turn)
    seen = {
        Geometry.PARALLEL: turned[:, 2, 2] ** 2,
        Geometry.PERPENDICULAR: turned[:, 0, 2] ** 2,
        Geometry.TOTAL: turned[:, 2, 2] ** 2 + turned[:, 0, 2] ** 2,
    }
    for geometry, squares in seen.items():
        weight_a, weight_g = geometry.value
        expected = (weight_a * a[0, 0] ** 2 + weight_g * (g**2).sum()) / 45
        error = squares.std() / np.sqrt(len(squares))
        assert squares.mean() == pytest.approx(expected, abs=5 * error)


@pytest.mark.parametrize(("power", "p"), [(RamanPower.PHOTONS, 3), (RamanPower.ENERGY, 4)])
def test_stokes_and_anti_stokes(power, p):
    raman = raman_intensity(*pair(1 / NU**2, 0.5 / NU**2), laser=18790.0, power=power)
    assert raman.shift.tolist() == [*-NU[::-1], *NU]
    stokes, anti = raman.intensity()[4:], raman.intensity()[3::-1]
    exact = ((18790 - NU) / (18790 + NU)) ** p * np.exp(C2 * NU / 298)
    np.testing.assert_allclose(stokes / anti, exact, rtol=1e-7)
    # harmonic: S = x/(1 - e^-x) S_cl
    x = C2 * NU / 298
    np.testing.assert_allclose(raman.isotropic[4:], (1 - NU / 18790) ** p * x / -np.expm1(-x) / NU**2, rtol=1e-7)
    np.testing.assert_allclose(raman.intensity(), 45 * raman.isotropic + 7 * raman.anisotropic)
    assert raman.correction is Correction.HARMONIC


@pytest.mark.parametrize("kind", [Kind.WIGHTMAN, Kind.SYMMETRISED, Kind.KUBO, Kind.SCHOFIELD, Kind.SUSCEPTIBILITY])
def test_quantum_kinds_all_say_the_same(kind):
    iso, aniso = pair([4.0, 3.0, 2.0, 1.0], [1.0, 2.0, 3.0, 4.0], errors=0.1)
    whole = [complete_classical(one, correction=Correction.STANDARD) for one in (iso, aniso)]
    expected = raman_intensity(iso, aniso, laser=2e4, power=RamanPower.ENERGY, correction=Correction.STANDARD)
    for parts in ([one.to(kind) for one in whole], [one.between(0, 1e4).to(kind) for one in whole]):
        found = raman_intensity(*parts, laser=2e4, power=RamanPower.ENERGY)
        assert found.shift.tolist() == expected.shift.tolist()
        np.testing.assert_allclose(found.intensity(), expected.intensity(), rtol=1e-12)
        np.testing.assert_allclose(found.errors(), expected.errors(), rtol=1e-12)
        assert found.correction is None


def test_there_and_back_and_the_reduced_spectrum():
    iso, aniso = pair(np.ones(4), np.zeros(4))
    raman = raman_intensity(iso, aniso, laser=18790.0, power=RamanPower.PHOTONS)
    back = raman_to_spectrum(raman.shift, raman.intensity(), laser=18790.0, power=RamanPower.PHOTONS, T=298)
    reduced = back.to(Kind.SUSCEPTIBILITY)
    np.testing.assert_allclose(reduced.values[4:], 45 * C2 * NU / 298 / 2, rtol=1e-7)  # χ″ = x S_K/2
    np.testing.assert_allclose(reduced.values[3::-1], -reduced.values[4:], rtol=1e-12)
    # with the wrong power the two sides no longer agree, by a known amount
    wrong = raman_to_spectrum(raman.shift, raman.intensity(), laser=18790.0, power=RamanPower.ENERGY, T=298)
    off = -wrong.to(Kind.SUSCEPTIBILITY).values[3::-1] / wrong.to(Kind.SUSCEPTIBILITY).values[4:]
    np.testing.assert_allclose(off, (18790 - NU) / (18790 + NU), rtol=1e-9)


def test_depolarisation_ratio():
    raman = raman_intensity(*pair([1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 5.0, 0.0]), laser=2e4, power=RamanPower.PHOTONS)
    np.testing.assert_allclose(raman.depolarisation_ratio[4:7], [0.0, 0.75, 15 / 65])
    assert np.isnan(raman.depolarisation_ratio[7])


def test_errors_add_in_quadrature():
    raman = raman_intensity(*pair(np.ones(4), np.ones(4), errors=0.1), laser=2e4, power=RamanPower.PHOTONS)
    np.testing.assert_allclose(raman.errors() / raman.isotropic, 0.1 * np.hypot(45, 7))
    assert raman_intensity(*pair(np.ones(4), np.ones(4)), laser=2e4, power=RamanPower.PHOTONS).errors() is None


def test_bad_input():
    iso, aniso = pair(np.ones(4), np.ones(4))
    light = {"laser": 2e4, "power": RamanPower.PHOTONS}
    with pytest.raises(InputError, match="laser = 500 with shifts up to 3000"):
        raman_intensity(iso, aniso, laser=500.0, power=RamanPower.PHOTONS)
    with pytest.raises(InputError, match="power = 4; give one of RamanPower"):
        raman_intensity(iso, aniso, laser=2e4, power=4)
    with pytest.raises(InputError, match="spectra of one kind and temperature"):
        raman_intensity(iso, complete_classical(aniso, correction=Correction.HARMONIC), **light)
    with pytest.raises(InputError, match="spectra of one kind and temperature"):
        raman_intensity(iso, aniso.at(T=200), **light)
    with pytest.raises(InputError, match="axes of 4 and 2 points that differ"):
        raman_intensity(iso, aniso.take([0, 1]), **light)
    whole = [complete_classical(one, correction=Correction.HARMONIC) for one in (iso, aniso)]
    with pytest.raises(InputError, match="it is a quantum spectrum already"):
        raman_intensity(*whole, **light, correction=Correction.HARMONIC)
    with pytest.raises(InputError, match="no temperature"):
        raman_intensity(Spectrum([1.0], [1.0], kind=Kind.KUBO), Spectrum([1.0], [1.0], kind=Kind.KUBO), **light)
    cold = pair(np.ones(4), np.ones(4), T=1.0)
    with pytest.raises(InputError, match="exceeds the range of floats"):
        raman_intensity(*cold, **light, correction=Correction.SCHOFIELD)
    with pytest.raises(InputError, match=r"polarisability has shape \(3, 3\)"):
        invariants(np.eye(3))
    skew = np.stack([np.eye(3), np.eye(3)])
    skew[1, 0, 1] = 0.5
    with pytest.raises(InputError, match=r"polarisability\[1\] is asymmetric by 0\.5"):
        invariants(skew)
