"""Occupations that no lead decides are left out; the currents stay."""

import json

import numpy as np
import pytest

import detbal
from detbal.errors import InputError
from detbal.transport import Lead, Method, QuantumDot, meir_wingreen, orbital_occupations, scattering_density_matrix
from detbal.transport.scattering.findings import Unfilled

GAMMA = (0.5, 0.7)


def sides(shape, **more):
    return {
        name: Lead(kT=1.0, mu=mu, gamma=g * np.array(shape), **more)
        for name, mu, g in zip("LR", (0.2, -0.2), GAMMA, strict=True)
    }


def test_an_orbital_coupled_to_nothing_changes_no_current(tmp_path):
    found = detbal.drive(QuantumDot([0.3, 0.7], sides([1.0, 0.0])), method=Method.EXACT)
    alone = detbal.drive(QuantumDot(0.3, sides([1.0])), method=Method.EXACT)
    np.testing.assert_allclose(found.currents, alone.currents, rtol=1e-11)
    np.testing.assert_allclose(found.heat_currents, alone.heat_currents, rtol=1e-11)
    assert alone.findings == ()
    (left_out,) = found.findings
    assert isinstance(left_out, Unfilled)
    assert (left_out.where, left_out.count) == (("orbital 1: 1 of its weight",), 1)
    assert found.stationary[0] == pytest.approx(alone.stationary[0], rel=1e-11)
    assert np.isnan(found.stationary[1])
    assert "no lead fills" in str(found)
    assert json.loads(found.to_json())["stationary"][1] is None
    found.to_html(tmp_path / "page.html")


def test_a_dark_superposition():
    """Both orbitals couple alike, so that their difference is dark: half of each is not known."""
    found = detbal.drive(QuantumDot([0.3, 0.3], sides([[0.5, 0.5], [0.5, 0.5]])), method=Method.EXACT)
    single = detbal.drive(QuantumDot(0.3, sides([1.0])), method=Method.EXACT)
    np.testing.assert_allclose(found.currents, single.currents, rtol=1e-11)
    assert np.isnan(found.stationary).all()
    assert found.drawings() == ()
    np.testing.assert_allclose(orbital_occupations(QuantumDot([0.3, 0.3], sides([[0.5, 0.5], [0.5, 0.5]])))[1], 0.5)


@pytest.mark.parametrize(("half", "known"), [(1.0, False), (8.0, True)])
def test_a_band_binds_some(half, known):
    found = detbal.drive(QuantumDot(0.0, sides([1.0], band=(-half, half))), method=Method.EXACT)
    assert (found.findings == ()) == known
    assert np.isfinite(found.stationary).all() == known
    assert found.currents[0] > 0
    assert found.currents.sum() == pytest.approx(0.0, abs=1e-15)


def test_the_weight_that_a_wide_band_binds():
    """At ±(D + δ) with ln(2D/δ) Γ/2π = D, each with weight 1/(1 - Σ') = 2πδ/Γ."""
    D, gamma = 8.0, 2.0
    dot = QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=gamma, band=(-D, D))})
    expected = 8 * np.pi * D / gamma * np.exp(-2 * np.pi * D / gamma)
    assert orbital_occupations(dot)[1][0] == pytest.approx(expected, rel=1e-3)


def test_occupations_are_the_diagonal_where_all_are_known():
    dot = QuantumDot([[0.3, 0.2], [0.2, 0.7]], sides([1.0, 0.0]))
    occupations, unfilled = orbital_occupations(dot)
    np.testing.assert_allclose(occupations, scattering_density_matrix(dot).diagonal().real, rtol=1e-12)
    assert unfilled.max() < 1e-20


def test_what_scattering_cannot_take_is_still_refused():
    with pytest.raises(InputError, match=r"Coulomb repulsion"):
        detbal.drive(QuantumDot([0.3, 0.4], sides([1.0, 0.0]), coulomb=5.0), method=Method.EXACT)


def test_the_current_of_a_known_spectral_function_needs_no_occupation():
    dot = QuantumDot(0.3, sides([1.0]))
    width = sum(GAMMA)
    found = meir_wingreen(
        dot, lambda E: width / ((E - 0.3) ** 2 + width**2 / 4), resonances=np.array([0.3 - 0.5j * width])
    )
    np.testing.assert_allclose(found.particles, detbal.drive(dot, method=Method.EXACT).currents, rtol=1e-11)
