"""Generalised Planck's law fitted: exact on exact spectra, calibrated on noisy ones, broken where the law is."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.photovoltaics.emission.planck_fit import luminescence_temperature, quasi_fermi_splitting
from detbal.photovoltaics.luminescence import Counted, Interval, Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, log_emission
from detbal.verdict import LeftOut, NothingToTest

ENERGY = np.linspace(1.36, 1.56, 81)
#: An edge as that of gallium arsenide: soft about 1.42 eV, 0.9 above.
EDGE = 0.9 / (1 + np.exp((1.42 - ENERGY) / 0.008))


def spectrum(values, error=None, energy=ENERGY, absolute=True, **more):
    kind = {"per": Interval.ENERGY, "counted": Counted.PHOTONS}
    return Luminescence.of(energy, values, error=error, absolute=absolute, **kind, **more)


def noisy(seed, T=305.0, mu=1.05, part=0.02, background=1e-3):
    """A spectrum of which the noise is partly of the signal, partly of the detector."""
    flux = EDGE * np.exp(log_emission(ENERGY, BOLTZMANN * T, mu))
    error = np.hypot(part * flux, background * flux.max())
    return spectrum(flux + np.random.default_rng(seed).normal(0, error), error)


def pulls(runs):
    a = QuantumEfficiency.of(ENERGY, EDGE)
    found = [quasi_fermi_splitting(noisy(seed), absorptance=a) for seed in range(runs)]
    T = np.array([(one.T - 305.0) / one.T_error for one in found])
    mu = np.array([(one.delta_mu - 1.05) / one.delta_mu_error for one in found])
    return T, mu, np.array([one.p_value for one in found]), found


@given(st.floats(30, 3000), st.floats(-0.5, 1.3))
def test_exact_spectra_give_what_was_put_in(T, mu):
    flux = EDGE * np.exp(log_emission(ENERGY, BOLTZMANN * T, mu))
    made = quasi_fermi_splitting(spectrum(flux), absorptance=QuantumEfficiency.of(ENERGY, EDGE))
    assert pytest.approx(T, rel=1e-8) == made.T
    assert made.delta_mu == pytest.approx(mu, abs=1e-8)
    known = quasi_fermi_splitting(spectrum(flux), absorptance=QuantumEfficiency.of(ENERGY, EDGE), T=T)
    assert known.delta_mu == pytest.approx(mu, abs=1e-9)


@pytest.mark.parametrize("T", [400.0, 1500.0, 6000.0])
def test_thermal_light_has_no_splitting(T):
    """Far inside of the Bose regime: photon energies down to kT/10."""
    energy = np.linspace(0.05, 0.5, 40)
    made = quasi_fermi_splitting(spectrum(np.exp(log_emission(energy, BOLTZMANN * T)), energy=energy), absorptance=1.0)
    assert pytest.approx(T, rel=1e-9) == made.T
    assert made.delta_mu == pytest.approx(0.0, abs=1e-9)


@given(st.floats(1e-6, 1e6))
def test_a_scale_moves_only_the_splitting_by_kt_ln(scale):
    flux = np.exp(log_emission(ENERGY, BOLTZMANN * 300, -0.5))
    one, other = (quasi_fermi_splitting(spectrum(each), absorptance=1.0) for each in (flux, scale * flux))
    assert pytest.approx(one.T, rel=1e-9) == other.T
    assert other.delta_mu - one.delta_mu == pytest.approx(BOLTZMANN * 300 * np.log(scale), abs=1e-9)


def test_a_few_noisy_spectra():
    T, mu, p, found = pulls(40)
    for pull in (T, mu):
        assert 0.45 < np.mean(np.abs(pull) < 1) < 0.9  # three standard deviations of 40 runs
        assert abs(pull.mean()) < 3.5 / np.sqrt(40)
    assert (p < 0.01).sum() <= 3
    assert found[0].covariance.shape == (2, 2)
    np.testing.assert_allclose(np.sqrt(np.diag(found[0].covariance)), found[0].theta.errors)


@pytest.mark.slow
def test_errors_are_calibrated():
    T, mu, p, _ = pulls(400)
    for pull in (T, mu):
        assert 0.63 < np.mean(np.abs(pull) < 1) < 0.73
        assert abs(pull.mean()) < 3.5 / np.sqrt(400)
    assert 0.4 < p.mean() < 0.6


def test_with_the_temperature_known_the_splitting_is_sharper():
    a = QuantumEfficiency.of(ENERGY, EDGE)
    fitted, known = (quasi_fermi_splitting(noisy(3), absorptance=a, T=T) for T in (None, "305 K"))
    assert known.delta_mu_error < 0.2 * fitted.delta_mu_error
    assert abs(known.delta_mu - 1.05) < 4 * known.delta_mu_error
    assert (known.T, known.T_error, known.theta.names) == (305.0, None, ("beta*delta_mu",))
    assert known.dof == fitted.dof + 1


def test_a_wrong_temperature_is_found():
    a = QuantumEfficiency.of(ENERGY, EDGE)
    assert quasi_fermi_splitting(noisy(3), absorptance=a, T=305).p_value > 0.01
    assert quasi_fermi_splitting(noisy(3), absorptance=a, T=325).p_value < 1e-6


def test_an_axis_wrong_by_two_percent_is_found():
    pl, a = noisy(3), QuantumEfficiency.of(ENERGY * 1.02, EDGE)
    made = quasi_fermi_splitting(pl, absorptance=a, window=(1.40, 1.55))
    assert made.p_value < 1e-6


def test_a_calibration_wrong_by_two_moves_the_splitting_by_kt_ln_two():
    a = QuantumEfficiency.of(ENERGY, EDGE)
    pl = noisy(5)
    right = quasi_fermi_splitting(pl, absorptance=a, T=305)
    wrong = quasi_fermi_splitting(spectrum(2 * pl.value, 2 * pl.error), absorptance=a, T=305)
    assert wrong.delta_mu - right.delta_mu == pytest.approx(BOLTZMANN * 305 * np.log(2), rel=1e-5)


def test_errors_of_the_absorptance_count():
    pl = spectrum(EDGE * np.exp(log_emission(ENERGY, BOLTZMANN * 300, 1.0)))
    bare, honest = (
        quasi_fermi_splitting(pl, absorptance=QuantumEfficiency.of(ENERGY, EDGE, error=error))
        for error in (None, 0.01 * EDGE)
    )
    assert bare.p_value is None
    assert bare.delta_mu_error < 1e-9
    # kT/√n of 1 % each if the temperature were known; more, as it is not
    assert honest.delta_mu_error > BOLTZMANN * 300 * 0.01 / np.sqrt(81)
    assert honest.p_value == pytest.approx(1.0)


def test_dark_points_are_left_out_and_told():
    a = QuantumEfficiency.of(ENERGY, np.where(ENERGY < 1.4, 0.0, EDGE))
    made = quasi_fermi_splitting(noisy(1), absorptance=a)
    dark = [one for one in made.findings if isinstance(one, LeftOut) and "no absorptance" in one.message]
    assert dark[0].count == int((ENERGY < 1.4).sum())
    assert len(made.residual) + sum(one.count for one in made.findings if isinstance(one, LeftOut)) == len(ENERGY)


def test_temperature_alone_from_arbitrary_units():
    a = QuantumEfficiency.of(ENERGY, EDGE)
    pl = noisy(7)
    counts = spectrum(pl.value * 1e-20, pl.error * 1e-20, absolute=False)
    made = luminescence_temperature(counts, absorptance=a)
    assert abs(made.T - 305) < 4 * made.T_error
    assert (made.delta_mu, made.delta_mu_error, made.theta.names[1]) == (None, None, "ln constant")
    assert pytest.approx(quasi_fermi_splitting(pl, absorptance=a).T, rel=1e-4) == made.T


def test_two_points_test_nothing():
    made = quasi_fermi_splitting(noisy(1), absorptance=0.9, window=(1.4999, 1.5026))
    assert made.dof == 0
    assert any(isinstance(one, NothingToTest) for one in made.findings)


def test_the_result_can_be_read_and_drawn():
    made = quasi_fermi_splitting(noisy(1), absorptance=QuantumEfficiency.of(ENERGY, EDGE))
    assert f"{made.delta_mu:.6g} ± " in str(made)
    assert [one.title for one in made.drawings()] == ["Luminescence and generalised Planck's law", "Residual"]


def test_what_is_refused():
    pl = noisy(1)
    with pytest.raises(InputError, match=r"arbitrary units.*ask for the temperature alone"):
        quasi_fermi_splitting(spectrum(pl.value, absolute=False), absorptance=0.9)
    with pytest.raises(InputError, match=r"known from 1\.4 to 1\.5 eV.*give window=\(1\.4, 1\.5\)"):
        quasi_fermi_splitting(pl, absorptance=QuantumEfficiency.of([1.4, 1.5], [0.9, 0.9]))
    for bad in (0.0, 1.5, [0.9, 0.9]):
        with pytest.raises(InputError, match=r"absorptance (=|has shape) .*one number above 0, up to 1"):
            quasi_fermi_splitting(pl, absorptance=bad)
    with pytest.raises(InputError, match=r"no error at 1\.36 eV, but at other energies"):
        quasi_fermi_splitting(spectrum(pl.value, np.where(ENERGY < 1.37, 0.0, pl.error)), absorptance=0.9)
    with pytest.raises(InputError, match=r"shows no temperature.*does not fall towards high energies"):
        quasi_fermi_splitting(spectrum(np.exp(ENERGY / 0.02)), absorptance=0.9)
    with pytest.raises(InputError, match="0 points with a signal for 2 unknowns"):
        quasi_fermi_splitting(spectrum(-np.ones(81)), absorptance=0.9)
    with pytest.raises(InputError, match="0 points with a signal for 1 unknowns"):
        quasi_fermi_splitting(spectrum(pl.value, floor=1e60), absorptance=0.9, T=300)


def test_a_fit_that_does_not_settle_says_so(monkeypatch):
    monkeypatch.setattr("detbal.photovoltaics.emission.planck_law._MOST_STEPS", 1)
    with pytest.raises(InputError, match="does not settle: after 1 steps it still moves"):
        quasi_fermi_splitting(noisy(1), absorptance=QuantumEfficiency.of(ENERGY, EDGE))


@pytest.mark.parametrize(("T", "mu", "energy"), [(1.0, 1.355, (1.36, 1.37)), (1e4, -0.1, (0.1, 10.0))])
def test_from_one_to_ten_thousand_kelvin(T, mu, energy):
    at = np.linspace(*energy, 30)
    made = quasi_fermi_splitting(spectrum(np.exp(log_emission(at, BOLTZMANN * T, mu)), energy=at), absorptance=1.0)
    np.testing.assert_allclose([made.T / T, made.delta_mu], [1.0, mu], rtol=1e-8)


def test_photons_per_nanometre_taken_for_photons_per_ev_move_beta_by_two_over_the_energy():
    at = np.linspace(1.45, 1.47, 21)
    counts = at**2 * np.exp(-at / 0.026)
    kind = {"counted": Counted.PHOTONS}
    right = Luminescence.of(at, counts * at**2, per=Interval.WAVELENGTH, **kind)
    wrong = Luminescence.of(at, counts * at**2, per=Interval.ENERGY, **kind)
    one, other = (luminescence_temperature(each, absorptance=1.0) for each in (right, wrong))
    assert one.kT == pytest.approx(0.026, rel=1e-9)
    assert 1 / one.kT - 1 / other.kT == pytest.approx(2 / 1.46, rel=1e-3)


def test_the_result_can_be_written(tmp_path):
    made = quasi_fermi_splitting(noisy(1), absorptance=QuantumEfficiency.of(ENERGY, EDGE))
    told = json.loads(made.to_json())
    assert told["delta_mu"] == pytest.approx(made.delta_mu)
    made.to_html(tmp_path / "fit.html")
    assert (tmp_path / "fit.html").stat().st_size > 0


def test_points_where_the_law_is_below_the_noise_are_left_out_and_told():
    made = quasi_fermi_splitting(noisy(2, background=0.1), absorptance=QuantumEfficiency.of(ENERGY, EDGE))
    (weak,) = made.findings
    assert "below the floor or the error" in weak.message
    assert weak.count + len(made.residual) == len(ENERGY)
    assert abs(made.T - 305) < 4 * made.T_error


@pytest.mark.parametrize("T", [100, 500, 1500])
def test_a_temperature_given_far_too_low_leaves_a_misfit_but_no_gain(T):
    energy = np.linspace(0.05, 0.5, 40)
    thermal = spectrum(np.exp(log_emission(energy, BOLTZMANN * 6000)), energy=energy)
    made = quasi_fermi_splitting(thermal, absorptance=1.0, T=T)
    assert made.delta_mu < energy[0]
    assert made.misfit > 0.1


def test_a_slope_lost_in_noise_is_no_temperature():
    energy = np.linspace(1.5, 1.5001, 30)
    flux = np.exp(log_emission(energy, BOLTZMANN * 305, 1.05))

    def attempt(seed):
        values = flux * (1 + 0.3 * np.random.default_rng(seed).normal(size=30))
        try:
            return quasi_fermi_splitting(spectrum(values, 0.3 * flux, energy), absorptance=1.0)
        except InputError:
            return None

    found = [made for made in map(attempt, range(20)) if made]
    assert 2 <= len(found) <= 18
    assert all(made.T > 0 and made.T_error > 0.2 * made.T for made in found)
