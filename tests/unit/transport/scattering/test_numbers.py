"""Nodes, weights and resonances against plain formulas."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import digamma

from detbal.transport.scattering.cascade import Cascade
from detbal.transport.scattering.energies import Energies
from detbal.transport.scattering.filling import net_filling
from detbal.transport.scattering.flat_band import FlatBand
from detbal.transport.scattering.panels import integral, panels

RNG = np.random.default_rng(7)
HOPPING = (lambda a: a + a.conj().T)(RNG.normal(size=(4, 4)) + 1j * RNG.normal(size=(4, 4)))
CHANNELS = RNG.normal(size=(3, 4)) + 1j * RNG.normal(size=(3, 4))
MU, KT = np.array([0.1, -40.0]), np.array([1.0, 0.01])


def test_a_cascade_is_the_green_function():
    energy = np.linspace(-5, 5, 11)
    made = Cascade.of(HOPPING, CHANNELS)
    inverse = [np.linalg.inv(E * np.eye(4) - HOPPING + 0.5j * CHANNELS.conj().T @ CHANNELS) for E in energy]
    into = np.array([G @ CHANNELS.conj().T for G in inverse])
    np.testing.assert_allclose(made.inside(Energies.of(energy)), into, atol=1e-13)
    np.testing.assert_allclose(made.amplitudes(Energies.of(energy)), CHANNELS @ into, atol=1e-13)


def test_a_band_without_ends_is_a_cascade():
    energy = Energies.of(np.linspace(-5, 5, 11))
    ends = np.full(3, np.inf)
    wide, made = Cascade.of(HOPPING, CHANNELS), FlatBand.of(HOPPING, CHANNELS, -ends, ends)
    np.testing.assert_allclose(made.inside(energy), wide.inside(energy), atol=1e-13)
    np.testing.assert_allclose(np.sort_complex(made.poles), np.sort_complex(wide.poles), atol=1e-12)
    assert made.edges.size == wide.edges.size == 0


def test_widths_far_below_energies_keep_their_digits():
    """Σ_k Γ_k = tr Γ, at any size of Γ; and each level alone has w†w, to first order."""
    for scale in (1.0, 1e-12, 1e-30):
        made = Cascade.of(HOPPING, np.sqrt(scale) * CHANNELS)
        assert made.width.sum() == pytest.approx(scale * np.trace(CHANNELS.conj().T @ CHANNELS).real, rel=1e-13)
    vectors = np.linalg.eigh(HOPPING)[1]
    alone = (np.abs(CHANNELS @ vectors) ** 2).sum(axis=0)
    found = Cascade.of(HOPPING, 1e-10 * CHANNELS)
    np.testing.assert_allclose(found.width[np.argsort(found.level)], 1e-20 * alone, rtol=1e-9)


def test_states_that_no_lead_sees_are_dark():
    made = Cascade.of(np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([[1.0, 1.0]]))
    assert made.dark.sum() == 1
    np.testing.assert_allclose(made.poles, [1.0 - 1.0j], atol=1e-14)


def test_a_closed_channel_shifts_but_does_not_carry():
    one = FlatBand.of(np.array([[0.0]]), np.array([[1.0], [1.0]]), np.array([-9.0, 1.0]), np.array([9.0, 3.0]))
    found = one.amplitudes(Energies.of([0.5]))[0]
    assert found[1, 1] == found[0, 1] == found[1, 0] == 0.0
    shift = (np.log(9.5 / 8.5) + np.log(0.5 / 2.5)) / (2 * np.pi)
    assert found[0, 0] == pytest.approx(1 / (0.5 - shift + 0.5j), rel=1e-13)


@pytest.mark.parametrize("width", [1.0, 1e-5, 1e-15, 1e-200])
def test_peaks_of_any_width_beside_steps(width):
    """∫ Lorentzian × f over all energies, in units of its area; the peak lies at 0.3, the step at 0.1."""
    poles = np.array([0.3 - 1j * width])
    cut = panels(-1e18, 1e3, poles, MU[:1], KT[:1])

    def density(at):
        away, x = np.minimum(np.abs(at.above(np.array([0.3])) / width), 1e150), at.above(MU[:1]) / KT[:1]
        return 1 / (1 + away**2) / (1 + np.exp(np.minimum(x, 700))) / (np.pi * width)

    wanted = 0.5 - digamma(0.5 + (width + 0.2j) / (2 * np.pi)).imag / np.pi
    assert integral(density, cut)[0] == pytest.approx(wanted, rel=1e-12)


def test_panels_cover_the_range_once():
    cut = panels(-100.0, 7.0, np.array([0.3 - 1e-9j, 200.0 - 1j]), MU, KT, np.array([-100.0, 7.0, 2.0]))
    order = np.argsort(cut.anchor + (cut.low + cut.high) / 2, kind="stable")
    low, high = (cut.anchor + cut.low)[order], (cut.anchor + cut.high)[order]
    np.testing.assert_allclose(low[1:], high[:-1], atol=1e-13)
    assert (low[0], high[-1]) == (-100.0, 7.0)


def test_poles_in_one_place_are_one():
    """Chemical potentials that differ by 1e-311."""
    cut = panels(-30.0, 30.0, np.array([0.3 - 1j]), np.array([0.0, 1e-311]), np.array([1.0, 1.0]))
    found = integral(lambda at: 1 / (1 + np.exp(at.values)), cut)
    assert found == pytest.approx(30.0, rel=1e-13)


def test_integrals_halve_panels_where_they_must():
    """A singularity that was not announced, ln|E - 1/3|, on panels for other poles."""
    cut = panels(-1.0, 1.0, np.array([0.5 - 1j]), MU[:1], KT[:1])
    found = integral(lambda at: np.log(np.abs(at.values - 1 / 3)), cut)
    a, b = 4 / 3, 2 / 3
    assert found == pytest.approx(a * np.log(a) - a + b * np.log(b) - b, rel=1e-11)


def test_entries_that_are_round_off_of_others_end_soon():
    calls = []

    def density(at):
        calls.append(len(at))
        return np.stack((np.exp(-at.values), np.sin(1e9 * at.values) * 1e-17), axis=1)

    cut = panels(-1.0, 1.0, np.array([0.5 - 1j]), MU[:1], KT[:1])
    found = integral(density, cut, measure=np.max)
    assert found[0] == pytest.approx(2 * np.sinh(1.0), rel=1e-13)
    assert sum(calls) == 3 * 20 * len(cut)


def test_filling_differences_keep_their_digits():
    x = np.array([[30.0, 30.0 + 1e-7, 900.0]])
    found = net_filling(-np.logaddexp(0, x), -np.logaddexp(0, -x))[0]
    assert found[0, 1] == pytest.approx(1e-7 * np.exp(-30.0), rel=1e-6)
    assert found[0, 2] == pytest.approx(np.exp(-30.0), rel=1e-12)
    np.testing.assert_array_equal(found, -found.T)


def test_a_plain_quadrature_misses_a_narrow_peak():
    """What the panels are for."""
    found = quad(lambda E: 1e-9 / np.pi / ((E - 0.31) ** 2 + 1e-18), -1, 1, limit=10, full_output=1)[0]
    assert abs(found - 1) > 0.5
