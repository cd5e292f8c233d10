"""Slabs: what they absorb, what their volume emits, and that photons are conserved between the two."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from detbal.errors import InputError
from detbal.photovoltaics.emission.optics import Back, Optics, Texture
from detbal.photovoltaics.emission.slab import Slab, emission_per_volume, log_radiative_rate
from detbal.photovoltaics.radiation import BOLTZMANN, log_emission

FACES = {"back": Back.MIRROR, "texture": Texture.LAMBERTIAN, "refractive_index": 3.5}


def slab(alpha, thickness=1e-6, **faces):
    return Slab.of(np.linspace(1.4, 1.6, len(alpha)), alpha, thickness, **(FACES | faces))


@given(st.sampled_from(Back), st.sampled_from(Texture), st.floats(1, 5), st.floats(1e-12, 5e-2))
def test_depth_inverts_absorptance(back, texture, n, depth):
    optics = Optics.of(back, texture, n)
    assert optics.depth(optics.absorptance(depth)) == pytest.approx(depth, rel=1e-9)


@given(st.sampled_from(Back), st.sampled_from(Texture), st.floats(1, 5), st.floats(1e-3, 1.0))
def test_slope_is_the_derivative(back, texture, n, depth):
    optics, h = Optics.of(back, texture, n), 1e-6
    numeric = (optics.absorptance(depth + h) - optics.absorptance(depth - h)) / (2 * h)
    assert optics.slope(depth) == pytest.approx(float(numeric), rel=1e-4, abs=1e-8)


@given(st.sampled_from(Back), st.sampled_from(Texture), st.floats(1, 5))
def test_weak_absorption_is_the_mean_path(back, texture, n):
    optics = Optics.of(back, texture, n)
    assert optics.absorptance(1e-12) / 1e-12 == pytest.approx(float(optics.path), rel=1e-9)


@pytest.mark.parametrize(
    ("back", "texture", "path"),
    [
        (Back.TRANSPARENT, Texture.PLANAR, 1),
        (Back.MIRROR, Texture.PLANAR, 2),
        (Back.TRANSPARENT, Texture.LAMBERTIAN, 18),
        (Back.MIRROR, Texture.LAMBERTIAN, 36),
    ],
)
def test_paths_in_thicknesses_for_an_index_of_three(back, texture, path):
    assert Optics.of(back, texture, 3.0).path == pytest.approx(path)


def test_lambertian_slab_with_mirror_emits_what_is_not_absorbed_again():
    """Generation r d is escape a φ_bb plus reabsorption; with random directions the escaping part is 1/(1 + 4n²αd)."""
    one = slab([1e3, 1e5, 1e7])
    made = emission_per_volume(one, 300) * one.thickness
    escaped = one.absorptance().value * np.exp(log_emission(one.energy, BOLTZMANN * 300))
    np.testing.assert_allclose(escaped / made, 1 / (1 + 4 * 3.5**2 * one.value * one.thickness), rtol=1e-12)


@pytest.mark.parametrize("back", Back)
def test_emission_along_the_normal_is_kirchhoffs(back):
    """Integrate the attenuated emission over the depth; outside of the slab the radiance is smaller by n²."""
    n, alpha, d, T, mu = 3.2, 8e5, 1.3e-6, 320.0, 0.9
    one = Slab.of([1.4, 1.5], [alpha, alpha], d, back=back, texture=Texture.PLANAR, refractive_index=n)
    per_steradian = emission_per_volume(one, T, mu)[0] / (4 * np.pi)
    direct = quad(lambda z: np.exp(-alpha * z), 0, d)[0]
    mirrored = quad(lambda z: np.exp(-alpha * (2 * d - z)), 0, d)[0] if back is Back.MIRROR else 0.0
    radiance = per_steradian * (direct + mirrored) / n**2
    black = np.exp(log_emission(1.4, BOLTZMANN * T, mu)) / np.pi
    assert radiance == pytest.approx(one.absorptance().value[0] * black, rel=1e-12)


def test_a_wrong_index_breaks_the_balance_by_its_square():
    right, wrong = slab([1e3, 1e5]), slab([1e3, 1e5], refractive_index=7.0)
    np.testing.assert_allclose(emission_per_volume(wrong, 300) / emission_per_volume(right, 300), 4, rtol=1e-14)


def test_errors_follow_the_slope():
    exact = slab([1e4, 1e5])
    noisy = slab([1e4, 1e5], error=[1.0, 2.0], floor=3.0)
    shifted = Slab.of(exact.energy, exact.value + np.array([1.0, 2.0]), 1e-6, **FACES)
    moved = shifted.absorptance().value - exact.absorptance().value
    np.testing.assert_allclose(noisy.absorptance().error, moved, rtol=1e-3)
    assert noisy.absorptance().floor[0] == pytest.approx(3 * moved[0], rel=1e-3)


def test_the_index_is_sorted_with_its_energy():
    faces = {"back": Back.MIRROR, "texture": Texture.LAMBERTIAN}
    down = Slab.of([1.6, 1.4], [2e4, 1e4], 1e-6, refractive_index=[3.6, 3.4], **faces)
    up = Slab.of([1.4, 1.6], [1e4, 2e4], 1e-6, refractive_index=[3.4, 3.6], **faces)
    np.testing.assert_array_equal(down.absorptance().value, up.absorptance().value)
    np.testing.assert_array_equal(emission_per_volume(down, 300), emission_per_volume(up, 300))


@pytest.mark.parametrize("T", [1.0, 300.0, 1e4])
def test_rate_from_one_to_ten_thousand_kelvin_is_finite(T):
    assert np.isfinite(log_radiative_rate(slab([0.0, 1e5, 1e6]), T))


def test_no_absorption_no_emission():
    assert log_radiative_rate(slab([0.0, 0.0]), 300) == -np.inf


def test_what_is_no_slab():
    with pytest.raises(InputError, match=r"alpha = -1 1/m at 1\.4 eV: there the material has gain"):
        slab([-1.0, 1.0])
    with pytest.raises(InputError, match=r"thickness = 0.*above 0 \(m\)"):
        slab([1.0, 1.0], thickness=0)
    with pytest.raises(InputError, match=r"refractive_index = 0\.5; give finite numbers of 1 or more"):
        slab([1.0, 1.0], refractive_index=0.5)
    with pytest.raises(InputError, match=r"back = 'mirror'; give one of Back\.MIRROR"):
        slab([1.0, 1.0], back="mirror")
    with pytest.raises(InputError, match=r"texture = 1; give one of Texture\.PLANAR"):
        slab([1.0, 1.0], texture=1)
    with pytest.raises(InputError, match=r"chemical potential 1\.5 eV at a photon energy of 1\.4 eV"):
        emission_per_volume(slab([1.0, 1.0]), 300, mu=1.5)
