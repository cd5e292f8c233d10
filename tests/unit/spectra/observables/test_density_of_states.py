"""Density of states: modes are counted, heavy atoms weigh more, quantum statistics come afterwards."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.spectra.correction import Correction
from detbal.spectra.kind import Kind
from detbal.spectra.observables.density_of_states import (
    density_of_states,
    quantum_to_classical_energy,
    refuse_correction_of_modes,
)
from detbal.spectra.spectrum import Spectrum

W = np.linspace(0.0, 6.0, 6001)


def line(centre, width=0.01):
    return np.exp(-(((W - centre) / width) ** 2) / 2) / (width * np.sqrt(2 * np.pi))


def test_modes_of_two_masses_on_springs():
    """Equipartition: a mode of mass m has ⟨v²⟩ = kT/m, so that the lighter atom moves faster; both count as one."""
    kT, light, heavy = 0.7, 1.0, 16.0
    spectra = [
        Spectrum(W, np.pi * kT / light * line(4.0), kind=Kind.CLASSICAL),
        Spectrum(W, np.pi * kT / heavy * 2 * line(1.0), kind=Kind.CLASSICAL),
    ]
    g = density_of_states(spectra, masses=[light, heavy], modes=3)
    count = [np.trapezoid(g.values[part], W[part]) for part in (W < 2.5, W > 2.5)]
    np.testing.assert_allclose(count, [2.0, 1.0], rtol=1e-9)
    # without the masses the light atom would seem to have 16 times as many modes
    wrong = density_of_states(spectra, masses=[1, 1], modes=3)
    count = [np.trapezoid(wrong.values[part], W[part]) for part in (W < 2.5, W > 2.5)]
    assert count[1] / count[0] == pytest.approx(8.0)
    assert g.energy(kT=0.01) == pytest.approx((4.0 + 2 * 1.0) / 2, rel=1e-3)
    assert g.zero_point_energy() == pytest.approx(3.0, rel=1e-4)


@given(st.floats(0.05, 50.0))
def test_averages_of_one_sharp_mode(kT):
    g = density_of_states(Spectrum(W, line(3.0, 0.005), kind=Kind.CLASSICAL), modes=1)
    x = 3.0 / kT
    assert g.energy(kT=kT) == pytest.approx(1.5 / np.tanh(x / 2), rel=1e-3)
    assert g.heat_capacity(kT=kT) == pytest.approx((x / 2 / np.sinh(x / 2)) ** 2, rel=1e-2)


def test_heat_capacity_is_the_slope_of_the_energy():
    g = density_of_states(Spectrum(W, W**2 * np.exp(-W), kind=Kind.CLASSICAL), modes=9)
    for kT in (0.1, 1.0, 10.0):
        step = 1e-4 * kT
        slope = (g.energy(kT=kT + step) - g.energy(kT=kT - step)) / (2 * step)
        assert g.heat_capacity(kT=kT) == pytest.approx(slope, rel=1e-6)


def test_quantum_energy_at_all_sizes():
    x = np.array([0.0, 1e-8, 1e-3, 1.0, 30.0, 1e4])
    exact = np.array([1.0, 1.0, 1 + 1e-6 / 12, 0.5 / np.tanh(0.5), 15.0, 5e3])
    np.testing.assert_allclose(quantum_to_classical_energy(x), exact, rtol=1e-12)


def test_units_temperature_and_errors():
    w = W * 500
    g = density_of_states(Spectrum(w, line(3.0), kind=Kind.CLASSICAL, unit="cm^-1", errors=0.5), modes=3)
    assert g.energy(T=1.0) == pytest.approx(3 * 750.0, rel=1e-4)
    assert g.energy(kT="1 K") == g.energy(T=1.0)
    np.testing.assert_allclose(g.errors * line(3.0).max(), 0.5 * g.values.max())
    assert np.trapezoid(g.values, w) == pytest.approx(3.0, rel=1e-12)


def test_a_quantum_spectrum_counts_by_its_kubo_form():
    kubo = Spectrum(W[1:], line(3.0)[1:], kind=Kind.KUBO, kT=0.5)
    expected = density_of_states(kubo, modes=1).values
    for kind in (Kind.WIGHTMAN, Kind.SYMMETRISED, Kind.SUSCEPTIBILITY):
        np.testing.assert_allclose(density_of_states(kubo.to(kind), modes=1).values, expected, rtol=1e-12, atol=1e-300)


def test_diffusion_and_cut_ranges_are_told():
    diffusing = density_of_states(Spectrum(W, 1 / (1 + W**2), kind=Kind.CLASSICAL), modes=3)
    assert any("g(0) = 2.13: diffusing" in said for said in diffusing.assumptions)
    assert any("g at the last frequency is 2.7e-02 of its largest" in said for said in diffusing.assumptions)
    bound = density_of_states(Spectrum(W, line(3.0), kind=Kind.CLASSICAL), modes=3)
    assert not any("diffusing" in said for said in bound.assumptions)


def test_two_sides_are_folded_to_one():
    both = Spectrum([-2.0, -1.0, 0.0, 1.0, 2.0], [0.0, 1.0, 0.0, 1.0, 0.0], kind=Kind.CLASSICAL)
    assert density_of_states(both, modes=1).omega.tolist() == [0.0, 1.0, 2.0]


def test_no_factor_on_a_number_of_modes():
    g = density_of_states(Spectrum(W, line(3.0), kind=Kind.CLASSICAL), modes=3)
    with pytest.raises(
        InputError, match=r"HARMONIC of g\(ω\): g counts modes, 3 in a quantum as in a classical system"
    ):
        refuse_correction_of_modes(g, correction=Correction.HARMONIC)
    # what it would do: 3 modes at x = 6 would become 3 x/(1 - e^-x) = 18 of them
    x = W / 0.5
    factor = np.divide(x, -np.expm1(-x), out=np.ones_like(x), where=x > 0)
    assert np.trapezoid(g.values * factor, W) == pytest.approx(18.045, rel=1e-3)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"velocities": []}, "no velocities"),
        ({"velocities": [Spectrum(W, W, kind=Kind.CLASSICAL)] * 2}, "2 spectra without masses"),
        ({"masses": [1.0, 2.0]}, r"masses = \[1\.0, 2\.0\]; give 1 positive"),
        ({"masses": [-1.0]}, r"masses = \[-1\.0\]"),
        ({"modes": 0}, "modes = 0; give a positive number"),
        ({"velocities": Spectrum([1.0], [1.0], kind=Kind.CLASSICAL)}, "1 frequencies ω ≥ 0"),
        (
            {"velocities": Spectrum([1.0, 2.0], [0.0, 0.0], kind=Kind.CLASSICAL)},
            "give spectra with a positive integral",
        ),
        ({"velocities": Spectrum([1.0, 2.0], [1.0, 1.0])}, "no temperature"),
        (
            {
                "velocities": [Spectrum(W, W, kind=Kind.CLASSICAL), Spectrum(W[:5], W[:5], kind=Kind.CLASSICAL)],
                "masses": [1.0, 1.0],
            },
            r"velocities\[1\]: .*give all over one axis",
        ),
    ],
)
def test_bad_input(arguments, words):
    with pytest.raises(InputError, match=words):
        density_of_states(**{"velocities": Spectrum(W, W, kind=Kind.CLASSICAL), "modes": 3} | arguments)
