"""Verdicts against limits and losses of voltage: what is broken by a known amount is found and measured."""

from dataclasses import replace

import numpy as np
import pytest

import detbal
from detbal.errors import InputError
from detbal.photovoltaics.device.claim import Claim, check_claim
from detbal.photovoltaics.device.diode_curve import DiodeCurve, check_diode
from detbal.photovoltaics.device.findings import (
    AboveLimit,
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
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN
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
    with pytest.raises(InputError, match=r"the quantum efficiency adds up to 0 or less"):
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
     ({"efficiency": 33.0}, r"efficiency = 33\.0; give a fraction above 0, up to 1 \(no percent\)"),
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
    with pytest.raises(InputError, match=r"gap = 5 eV: no light above it"):
        voltage_losses(EQE, 1.0, gap=5.0)
    with pytest.raises(InputError, match=r"the quantum efficiency adds up to 0 or less"):
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
