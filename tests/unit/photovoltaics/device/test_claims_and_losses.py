"""Verdicts against limits and losses of voltage: what is broken by a known amount is found and measured."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad

import detbal
from detbal.errors import InputError
from detbal.photovoltaics.device.claim import Claim, check_claim
from detbal.photovoltaics.device.diode_curve import DiodeCurve, check_diode
from detbal.photovoltaics.device.findings import (
    AboveLimit,
    BeyondBoltzmann,
    EdgeNotMeasured,
    Inconsistent,
    LuminescenceDisagrees,
    MoreThanRadiative,
)
from detbal.photovoltaics.device.gap import photovoltaic_gap
from detbal.photovoltaics.device.junction import Junction
from detbal.photovoltaics.device.losses import voltage_losses
from detbal.photovoltaics.device.operating_point import operating_point
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.limits.single import shockley_queisser
from detbal.photovoltaics.luminescence import Counted, Interval, Luminescence
from detbal.photovoltaics.luminescence_efficiency import external_luminescence_efficiency
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, HC, HEMISPHERE
from detbal.units import e
from detbal.verdict import LeftOut, Status

V = np.linspace(0.5, 0.95, 10)
CELL = Junction.step(1.4, T=300)
KT = BOLTZMANN * 298.15


def sigmoid(E):
    return 0.9 / (1 + np.exp(-(E - 1.42) / 0.02))


GRID = np.linspace(1.0, 4.0, 601)
EQE = QuantumEfficiency.of(GRID, sigmoid(GRID))


def kinds(result):
    return [type(one) for one in result.findings]


def test_a_diode_with_more_current_than_radiation_takes_is_allowed():
    verdict = check_diode(DiodeCurve.of(V, 1e4 * CELL.dark(V), T=300), junction=CELL)
    assert verdict.status is Status.BALANCED
    assert verdict.log_excess == pytest.approx(-np.log(1e4), abs=1e-9)
    assert np.all(verdict.residual == 0)
    assert "nothing stands above its limit" in verdict.sentence
    assert "nothing stands above" in str(verdict)


@pytest.mark.parametrize("factor", [2.0, 1.01])
def test_a_diode_with_less_is_broken_by_the_nats_that_lack(factor):
    verdict = check_diode(DiodeCurve.of(V, CELL.dark(V) / factor, T=300), junction=CELL)
    assert verdict.status is Status.BROKEN
    assert MoreThanRadiative in kinds(verdict)
    assert verdict.residual == pytest.approx(np.log(factor), abs=1e-9)


def test_errors_of_a_diode_are_respected():
    J = CELL.dark(V) / 1.05
    assert check_diode(DiodeCurve.of(V, J, error=0.05 * J, T=300), junction=CELL).status is Status.BALANCED
    assert check_diode(DiodeCurve.of(V, J, error=0.005 * J, T=300), junction=CELL).status is Status.BROKEN
    assert check_diode(DiodeCurve.of(V, J, error=J, T=300), junction=CELL).status is Status.UNDECIDED
    assert check_diode(DiodeCurve.of(V, J, T=300), junction=CELL, tol=0.06).status is Status.BALANCED


def test_a_wrong_temperature_makes_a_radiative_diode_impossible():
    eqe = QuantumEfficiency.of([1.4, 5.0], [1.0, 1.0])
    curve = DiodeCurve.of(V, CELL.dark(V), T=300)
    assert check_diode(curve, junction=eqe).residual == pytest.approx(0.0, abs=1e-9)
    assert check_diode(curve, junction=eqe, T=310).status is Status.BROKEN


def test_the_verb_takes_the_junction():
    curve = DiodeCurve.of(V, CELL.dark(V) / 2, T=300)
    assert detbal.check(curve, junction=CELL).status is Status.BROKEN


def test_points_that_test_nothing_are_left_out_and_said():
    curve = DiodeCurve.of([-0.5, 0.0, 0.3, 0.8], [-1e-9, 0.0, -1e-9, 1.0], T=300)
    verdict = check_diode(curve, junction=CELL)
    left = [one for one in verdict.findings if isinstance(one, LeftOut)]
    assert [one.count for one in left] == [2, 1]
    assert left[1].where == ("V = 0.3 V",)


def test_bad_diodes_are_refused():
    with pytest.raises(InputError, match=r"no point of positive current in forward bias"):
        check_diode(DiodeCurve.of([0.5], [-1.0], T=300), junction=CELL)
    with pytest.raises(InputError, match=r"a junction at 300 K and a curve at 310 K"):
        check_diode(DiodeCurve.of([0.5], [1.0], T=310), junction=CELL)
    with pytest.raises(InputError, match=r"current_density has shape \(2,\) over voltages of shape \(1,\)"):
        DiodeCurve.of([0.5], [1.0, 2.0], T=300)
    with pytest.raises(InputError, match=r"current_density\[0\] = inf"):
        DiodeCurve.of([0.5], [np.inf], T=300)
    with pytest.raises(InputError, match=r"the integral of EQE φ_bb is 0 or less"):
        check_diode(DiodeCurve.of(V, V, T=300), junction=QuantumEfficiency.of([1.0, 2.0], [0.0, 0.0]))


def test_claims_are_measured_against_the_limit_of_their_gap():
    # limits for 1.42 eV: 320.52 A/m², 1.15829 V, 33.224 %
    verdict = check_claim(Claim.of(1.42, jsc=320.52 * 1.02, voc=1.15829 + 3 * KT, efficiency=0.33224 / 1.1))
    assert verdict.status is Status.BROKEN
    assert verdict.log_excess == pytest.approx([np.log(1.02), 3.0, -np.log(1.1)], abs=5e-4)
    assert kinds(verdict) == [AboveLimit]
    assert verdict.findings[0].count == 2


def test_the_best_gallium_arsenide_cell_is_below_its_limit():
    # 29.1 %, 1.1272 V, 29.78 mA/cm², 86.7 %: M. A. Green et al., Solar cell efficiency tables (GaAs thin film)
    verdict = check_claim(Claim.of(1.42, voc=1.1272, jsc=297.8, fill_factor=0.867, efficiency=0.291))
    assert verdict.status is Status.BALANCED
    assert verdict.findings == ()


def test_numbers_of_a_claim_that_contradict_each_other_are_found():
    verdict = check_claim(Claim.of(1.42, voc=1.1, jsc=290.0, fill_factor=0.85, efficiency=0.31))
    assert kinds(verdict) == [Inconsistent]
    assert "0.271" in verdict.findings[0].message
    product = check_claim(Claim.of(1.42, voc=1.15, jsc=320.0, fill_factor=0.95))
    assert product.status is Status.BROKEN
    assert product.labels[-1] == "jsc voc fill factor / light"


def test_errors_of_a_claim_are_respected():
    assert check_claim(Claim.of(1.42, voc=1.165, errors={"voc": 0.005})).status is Status.BALANCED
    assert check_claim(Claim.of(1.42, voc=1.165, errors={"voc": 0.0005})).status is Status.BROKEN


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, r"a claim of nothing; give one or more of voc, jsc, efficiency, fill_factor"),
     ({"efficiency": 33.0}, r"efficiency = 33\.0: in percent\?; give a number above 0, up to 1"),
     ({"voc": -1.0}, r"voc = -1\.0; give one finite number above 0"),
     ({"voc": 1.0, "errors": {"jsc": 1.0}}, r"an error of 'jsc', which is not claimed")],
)  # fmt: skip
def test_bad_claims_are_refused(given, said):
    with pytest.raises(InputError, match=said):
        Claim.of(1.42, **given)


def test_a_fill_factor_alone_has_no_limit():
    with pytest.raises(InputError, match=r"a fill factor alone: it has no limit; give voc and jsc too"):
        check_claim(Claim.of(1.42, fill_factor=0.9))


def test_the_photovoltaic_gap_of_a_symmetric_edge_is_its_middle():
    assert photovoltaic_gap(EQE)[0] == pytest.approx(1.42, abs=2e-4)
    with pytest.raises(InputError, match=r"a quantum efficiency that nowhere rises"):
        photovoltaic_gap(QuantumEfficiency.of([1.0, 2.0], [0.5, 0.1]))


def test_the_error_of_the_gap_and_of_the_voltages_is_the_scatter_of_repetitions():
    # points wide enough that noise does not move the ends of the range
    energy = np.array([1.2, 1.3, 1.35, 1.4, 1.45, 1.5, 1.6, 2.0, 4.0])
    value = np.array([0.0, 0.0, 0.1, 0.4, 0.7, 0.8, 0.85, 0.9, 0.9])
    error = np.full(len(value), 0.004)
    error[:2] = 0.0
    rng = np.random.default_rng(5)
    base = voltage_losses(QuantumEfficiency.of(energy, value, error=error), 1.0)
    runs = [
        voltage_losses(QuantumEfficiency.of(energy, value + error * rng.standard_normal(len(value)), error=error), 1.0)
        for _ in range(400)
    ]
    assert np.std([one.v_rad for one in runs]) == pytest.approx(base.v_rad_error, rel=0.12)
    assert np.std([one.gap for one in runs]) == pytest.approx(base.gap_error, rel=0.12)
    assert np.std([one.v_sq for one in runs]) == pytest.approx(base.v_sq_error, rel=0.12)


def test_losses_of_a_device_that_is_known_are_recovered():
    device = Junction.of(EQE, T=298.15, elqe=1e-6, light=Illumination.am15g())
    found = voltage_losses(EQE, operating_point(device).voc)
    assert found.elqe == pytest.approx(1e-6, rel=1e-5)
    assert found.nonradiative == pytest.approx(KT * np.log(1e6), rel=1e-6)
    assert found.findings == ()
    step = voltage_losses(EQE, 1.0, gap=1.42)
    assert step.v_sq == pytest.approx(1.15829, abs=6e-6)


def test_errors_of_a_loss_are_those_that_each_point_makes():
    """Central differences of the answer are the independent way."""
    energy = np.linspace(1.3, 1.6, 7)
    energy = np.append(energy, 4.0)
    value, error = np.array([1e-3, 0.02, 0.2, 0.6, 0.8, 0.9, 0.9, 0.3]), np.linspace(1e-4, 2e-3, 8)
    found = voltage_losses(QuantumEfficiency.of(energy, value, error=error), 1.0, voc_error=1e-3, gap=1.4)
    of_voltage, of_efficiency = [1e-3], [1e-3 / KT]
    for k in range(8):
        step = np.where(np.arange(8) == k, 1e-3 * error, 0.0)
        both = (QuantumEfficiency.of(energy, one) for one in (value + step, value - step))
        up, down = (voltage_losses(one, 1.0, gap=1.4) for one in both)
        of_voltage.append((up.nonradiative - down.nonradiative) / 2e-3)
        of_efficiency.append(np.log(up.elqe / down.elqe) / 2e-3)
    assert found.nonradiative_error == pytest.approx(np.linalg.norm(of_voltage), rel=1e-6)
    assert found.log_elqe_error == pytest.approx(np.linalg.norm(of_efficiency), rel=1e-6)


def test_saturation_current_of_a_table_is_its_integral():
    def emitted(E):
        return np.interp(E, energy, value) * HEMISPHERE * E**2 / np.expm1(E / KT)

    energy, value = np.array([1.3, 1.4, 1.5, 4.0]), np.array([0.0, 0.4, 0.9, 0.9])
    found = voltage_losses(QuantumEfficiency.of(energy, value), 1.0)
    J0 = e * sum(quad(emitted, *ends, epsabs=0.0)[0] for ends in ((1.3, 1.4), (1.4, 1.5), (1.5, 2.5)))
    assert found.log_j0_rad == pytest.approx(np.log(J0), abs=1e-8)


def test_two_estimates_of_one_loss_are_compared():
    base = voltage_losses(EQE, 1.0)
    assert voltage_losses(EQE, 1.0, elqe=base.elqe * 1.05).findings == ()
    other = voltage_losses(EQE, 1.0, elqe=base.elqe * np.e)
    assert kinds(other) == [LuminescenceDisagrees]
    assert "(+1 nats)" in other.findings[0].message
    assert voltage_losses(EQE, 1.0, elqe=base.elqe * np.e, elqe_error=base.elqe * np.e / 2).findings == ()


def test_impossible_and_unfinished_measurements_are_found():
    base = voltage_losses(EQE, 1.0)
    high = voltage_losses(EQE, base.v_rad + 2 * KT)
    assert kinds(high) == [MoreThanRadiative]
    assert "2 nats" in high.findings[0].message
    cut = QuantumEfficiency.of(GRID[GRID > 1.4], sigmoid(GRID[GRID > 1.4]))
    assert kinds(voltage_losses(cut, 1.0)) == [EdgeNotMeasured]
    with pytest.raises(InputError, match=r"voc = 0; give one finite number above 0"):
        voltage_losses(EQE, 0)
    with pytest.raises(InputError, match=r"gap = 5 eV gets no light of AM1\.5G"):
        voltage_losses(EQE, 1.0, gap=5.0)
    with pytest.raises(InputError, match=r"the integral of EQE φ_bb is 0 or less"):
        voltage_losses(replace(EQE, value=np.minimum(-EQE.value, 0.0)), 1.0, gap=1.4)


def test_the_waterfall_shows_the_levels():
    found = voltage_losses(EQE, 1.0)
    (record,) = found.drawings()
    assert record.levels == (found.gap, found.v_sq, found.v_rad, found.voc)
    heights = [patch.get_height() for patch in found.plot().subfigs[0].axes[0].patches]
    assert heights[:4] == pytest.approx(record.levels)
    assert heights[4:] == pytest.approx(-np.diff(record.levels))
    assert "V_SQ" in str(found)
    assert '"v_rad"' in found.to_json()


def test_currents_of_zero_or_less_are_no_evidence_of_balance():
    """A forward current that is not above 0: unknown without errors, impossible beyond five of them."""
    cell = Junction.step(1.4, T=300)
    V = np.array([0.8, 0.9, 1.0])
    J = 2 * cell.dark(V)
    J[1] = -1e-3 * J[1]
    assert check_diode(DiodeCurve.of(V, J, T=300), junction=cell).status is Status.UNDECIDED
    wide = DiodeCurve.of(V, J, T=300, error=[0.01 * J[0], cell.dark(0.9), 0.01 * J[2]])
    assert check_diode(wide, junction=cell).status is Status.BALANCED
    tight = DiodeCurve.of(V, J, T=300, error=[0.01 * J[0], 1e-3 * float(cell.dark(0.9)), 0.01 * J[2]])
    verdict = check_diode(tight, junction=cell)
    assert verdict.status is Status.BROKEN
    assert verdict.worst[0].label == "V = 0.9 V"
    assert verdict.max_residual == np.inf


def test_a_modest_efficiency_hides_no_impossible_product():
    product = {"jsc": 320.0, "voc": 1.15, "fill_factor": 0.95}
    assert check_claim(Claim.of(1.42, **product, efficiency=0.30)).status is Status.BROKEN


def test_a_voltage_above_the_gap_is_no_voltage():
    eqe = QuantumEfficiency.of([1.3, 1.38, 1.46, 4.4], [0.0, 0.0, 0.9, 0.9])
    with pytest.raises(InputError, match=r"voc = 1120 V at a gap of 1\.42 eV: qV is below the gap; give volts"):
        voltage_losses(eqe, 1120)
    with pytest.raises(InputError, match=r"elqe = 2"):
        voltage_losses(eqe, 1.12, elqe=2)


def test_a_claim_under_concentration_is_held_against_the_limit_there():
    # ideal diode: ln 500 more in V_oc kT, 500 times the current
    one, many = (check_claim(Claim.of(1.42, efficiency=0.34, concentration=c)) for c in (1.0, 500.0))
    assert one.status is Status.BROKEN
    assert many.status is Status.BALANCED
    voc = check_claim(Claim.of(1.42, voc=1.15829 + KT * np.log(500), jsc=500 * 320.52, concentration=500.0))
    assert voc.log_excess[0] == pytest.approx(0.0, abs=5e-4)
    assert voc.log_excess[1] == pytest.approx(0.0, abs=0.02)  # Bose, not Boltzmann, at 0.1 eV below the gap
    product = check_claim(Claim.of(1.42, voc=1.3, jsc=500 * 320.0, fill_factor=0.9, concentration=500.0))
    assert product.log_excess[-1] < 0
    assert "500 times concentrated" in product.subject
    with pytest.raises(InputError, match=r"concentrate 46222 times at most"):
        check_claim(Claim.of(1.42, efficiency=0.34, concentration=1e6))
    with pytest.raises(InputError, match=r"concentration = 0"):
        Claim.of(1.42, efficiency=0.34, concentration=0)


def test_voltages_at_which_exponentials_overflow_are_only_broken():
    eqe = QuantumEfficiency.of([1.4, 5.0], [1.0, 1.0])
    verdict = check_diode(DiodeCurve.of([5.0, 100.0], [1.0, 2.0], T=300), junction=eqe)
    assert verdict.status is Status.BROKEN
    assert "e^" in dict(verdict.facts)["ERE"]


@pytest.mark.parametrize("step", [1e-3, 2e-3, 5e-3])
def test_the_gap_of_a_noisy_edge_is_unbiased_and_its_error_covers_the_scatter(step):
    """A sigmoid of 15 meV at 1.4 eV with errors of 5e-3: the steepest segment by itself is noise at fine steps."""
    energy, rng = np.arange(1.2, 2.0, step), np.random.default_rng(1)
    value = 0.9 / (1 + np.exp(-(energy - 1.4) / 0.015))
    found = np.array([
        photovoltaic_gap(QuantumEfficiency.of(energy, value + 5e-3 * rng.normal(size=len(energy)), error=5e-3))
        for _ in range(80)
    ])  # fmt: skip
    gap, error = found.T
    assert gap.mean() == pytest.approx(1.4, abs=4 * gap.std() / np.sqrt(80))
    assert gap.std() < 0.002
    assert error.mean() == pytest.approx(gap.std(), rel=0.3)
    assert 0.5 < np.mean(np.abs(gap - 1.4) < error) < 0.87


def test_an_edge_that_is_noise_has_no_gap():
    energy, rng = np.linspace(1.0, 2.0, 300), np.random.default_rng(2)
    flat = QuantumEfficiency.of(energy, 0.5 + 0.01 * rng.normal(size=300), error=0.01)
    with pytest.raises(
        InputError, match=r"rises by no more than [\d.]+ standard errors; give one over its edge, or gap="
    ):
        photovoltaic_gap(flat)
    with pytest.raises(InputError, match=r"eqe is of type float; give a QuantumEfficiency"):
        photovoltaic_gap(1.4)


def test_what_is_below_its_floor_bounds_the_radiative_limit_from_both_sides():
    """Noise of 1e-4 down to 1 eV, floor 5e-4: by itself it would make 100 mV."""
    energy, rng = np.arange(1.0, 4.4, 0.01), np.random.default_rng(3)
    clean = sigmoid(energy)
    noisy = clean + np.abs(1e-4 * rng.normal(size=len(energy))) * (energy < 1.3)
    true = voltage_losses(QuantumEfficiency.of(energy, clean), 1.0)
    blind = voltage_losses(QuantumEfficiency.of(energy, noisy), 1.0)
    assert blind.v_rad < true.v_rad - 0.05
    found = voltage_losses(QuantumEfficiency.of(energy, noisy, floor=5e-4), 1.0)
    assert found.v_rad_lowest < true.v_rad - 0.05
    assert true.v_rad <= found.v_rad < true.v_rad + 5e-3
    assert kinds(found) == [EdgeNotMeasured]
    assert "with the quantum efficiency at its floor" in found.findings[0].message
    # within the bounds, a luminescence efficiency cannot disagree; beyond them it does
    lowest = float(np.exp(-(found.v_rad_lowest - 1.0) / KT))
    assert kinds(voltage_losses(QuantumEfficiency.of(energy, noisy, floor=5e-4), 1.0, elqe=min(lowest, 1.0) / 2)) == [
        EdgeNotMeasured
    ]
    apart = voltage_losses(QuantumEfficiency.of(energy, noisy, floor=5e-4), 1.0, elqe=found.elqe / np.e)
    assert kinds(apart) == [EdgeNotMeasured, LuminescenceDisagrees]
    assert true.v_rad_lowest == true.v_rad


def test_an_unmeasured_edge_says_to_which_side_the_limit_is_off():
    cut = QuantumEfficiency.of(GRID[GRID > 1.4], sigmoid(GRID[GRID > 1.4]))
    found = voltage_losses(cut, 1.0)
    assert found.v_rad > voltage_losses(EQE, 1.0).v_rad
    assert "V_rad is too high" in found.findings[0].message
    value = sigmoid(GRID)
    for first, side in ((2e-8, "too low, if it is"), (-2e-8, "too high")):
        value[0] = first
        noisy = QuantumEfficiency.of(GRID, value, error=np.where(GRID < 1.1, 1e-8, 0.0))
        found = voltage_losses(noisy, 0.5, gap=1.42)
        assert side in found.findings[0].message
        assert (found.v_rad < voltage_losses(EQE, 0.5).v_rad) == (first > 0)


def absolute(scale, injection, error=0.0):
    energy = np.linspace(1.2, 1.7, 201)
    value = scale * np.exp(-(((energy - 1.42) / 0.03) ** 2))
    return Luminescence.of(
        energy, value, error=error, per=Interval.ENERGY, counted=Counted.PHOTONS, absolute=True, injection=injection
    )


def test_an_absolute_luminescence_with_its_injection_has_an_efficiency():
    exact = e * 1e20 * 0.03 * np.sqrt(np.pi) / 200.0
    value, error = external_luminescence_efficiency(absolute(1e20, 200.0))
    assert value == pytest.approx(exact, rel=1e-9)
    assert error == 0.0
    rng, spread = np.random.default_rng(4), 3e18
    base = absolute(1e20, 200.0, error=spread)
    runs = [
        external_luminescence_efficiency(replace(base, value=base.value + spread * rng.normal(size=len(base))))[0]
        for _ in range(400)
    ]
    assert np.std(runs) == pytest.approx(external_luminescence_efficiency(base)[1], rel=0.12)
    by_wavelength = Luminescence.from_wavelength(
        HC / base.energy,
        base.value * base.energy**2 / HC,
        per=Interval.WAVELENGTH,
        counted=Counted.PHOTONS,
        absolute=True,
        injection=200.0,
    )
    assert external_luminescence_efficiency(by_wavelength)[0] == pytest.approx(exact, rel=1e-9)


def test_luminescence_without_what_its_efficiency_needs_is_refused():
    with pytest.raises(InputError, match=r"in arbitrary units; calibrate it"):
        external_luminescence_efficiency(replace(absolute(1e20, 200.0), absolute=False))
    with pytest.raises(InputError, match=r"without its injection; give injection= \(A/m²\)"):
        external_luminescence_efficiency(absolute(1e20, None))
    with pytest.raises(InputError, match=r"8\.519 photons for each electron; check the calibration"):
        external_luminescence_efficiency(absolute(1e20, 0.1))
    with pytest.raises(InputError, match=r"photons for each electron; give a spectrum above its noise"):
        external_luminescence_efficiency(absolute(-1e20, 200.0))
    with pytest.raises(InputError, match=r"injection = -1"):
        absolute(1e20, -1)


def test_losses_compare_the_voltage_with_a_measured_luminescence():
    el = absolute(1e20, 200.0)
    elqe = external_luminescence_efficiency(el)[0]
    voc = voltage_losses(EQE, 1.0).v_rad + KT * np.log(elqe)
    found = voltage_losses(EQE, voc, el=el)
    assert found.findings == ()
    assert found.elqe_measured == pytest.approx(elqe)
    assert found.elqe == pytest.approx(elqe, rel=1e-9)
    assert any("luminescence at 200 A/m²" in one for one in found.assumptions)
    other = voltage_losses(EQE, voc - KT, el=el)
    assert kinds(other) == [LuminescenceDisagrees]
    assert "(+1 nats)" in other.findings[0].message


@pytest.mark.parametrize(
    ("given", "said"),
    [({"el": absolute(1e20, 200.0), "elqe": 0.1}, r"both elqe and el; give one of them"),
     ({"el": 0.1}, r"el is of type float; give a Luminescence"),
     ({"elqe_error": 0.1}, r"elqe_error without elqe; give both"),
     ({"elqe": 0.1, "elqe_error": -1}, r"elqe_error\[0\] = -1; give finite numbers of 0 or more"),
     ({"elqe": 0.1, "elqe_error": float("nan")}, r"elqe_error\[0\] = nan")],
)  # fmt: skip
def test_bad_luminescence_efficiencies_are_refused(given, said):
    with pytest.raises(InputError, match=said):
        voltage_losses(EQE, 1.0, **given)


EDGE = QuantumEfficiency.of([1.3999999, 1.4, 4.4], [0.0, 1.0, 1.0])


@pytest.mark.parametrize("light", [Illumination.am15g(), Illumination.blackbody(400), Illumination.blackbody(310)])
def test_losses_start_from_the_same_limit_as_the_limit_itself(light):
    """Black bodies hide surroundings, in the limit of the gap and in that of the quantum efficiency."""
    limit = float(shockley_queisser(1.4, light, 300).voc)
    found = voltage_losses(EDGE, 0.5 * limit, illumination=light, T=300, gap=1.4)
    assert found.v_sq == pytest.approx(limit, rel=1e-12)
    assert found.v_rad == pytest.approx(limit, abs=1e-5 * limit)


def test_losses_under_impossible_light_are_refused_and_near_the_gap_doubted():
    sun = Illumination.am15g()
    with pytest.raises(InputError, match=r"no brighter than surroundings of 300 K"):
        voltage_losses(EDGE, 0.01, illumination=Illumination.blackbody(300), T=300, gap=1.4)
    with pytest.raises(InputError, match=r"fills .* of the hemisphere"):
        voltage_losses(EDGE, 1.1, illumination=sun.scaled(1e9), gap=1.4)
    strong = voltage_losses(EDGE, 1.1, illumination=sun.scaled(46_000), gap=1.4)
    assert strong.v_sq < 1.4 < strong.v_rad
    assert kinds(strong) == [BeyondBoltzmann]
    assert kinds(voltage_losses(EDGE, 1.1, illumination=sun.scaled(100), gap=1.4)) == []
