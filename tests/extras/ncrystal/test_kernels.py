"""Kernels of NCrystal: evaluated water is balanced over all pairs, and every misreading of it is found."""

import numpy as np
import pytest

from detbal.adapters.ncrystal import from_info, from_kernel
from detbal.errors import ConversionError
from detbal.spectra.scattering.findings import Misread
from detbal.spectra.scattering.law import LawForm, ScatteringLaw
from detbal.spectra.scattering.law_verbs import check_scattering_law, thermometer_scattering_law
from detbal.spectra.scattering.sums import scattering_sums
from detbal.verdict import Status

NCrystal = pytest.importorskip("NCrystal", reason="ncrystal is not installed")


@pytest.fixture(scope="module")
def light():
    return NCrystal.createInfo("LiquidWaterH2O_T293.6K.ncmat")


@pytest.fixture(scope="module")
def heavy():
    return NCrystal.createInfo("LiquidHeavyWaterD2O_T293.6K.ncmat")


@pytest.fixture(scope="module")
def water(light, heavy):
    return {"H": from_info(light)} | {entry.atomData.displayLabel(): from_kernel(entry) for entry in heavy.dyninfos}


@pytest.mark.parametrize("name", ["H", "D", "O"])
def test_evaluated_water_is_balanced_over_all_pairs(water, name):
    verdict = check_scattering_law(water[name])
    assert verdict.status is Status.BALANCED
    assert len(verdict.residual) > 40_000
    assert verdict.max_residual < 1e-13
    assert pytest.approx(293.6, rel=1e-12) == thermometer_scattering_law(water[name]).T


@pytest.mark.parametrize("name", ["H", "D", "O"])
def test_the_mean_energy_lost_is_the_recoil_of_the_atom(water, name):
    law = water[name]
    sums = scattering_sums(law)
    fine = sums.complete & (np.maximum(sums.norm_error, sums.recoil_error) < 0.01) & (law.alpha > 0.5)
    assert fine.sum() > 10
    np.testing.assert_allclose(np.median(sums.recoil[fine]), 1.0, atol=2e-3)
    # with the mass of the neutron in α, as NCrystal has it, it is not
    neutron = ScatteringLaw.from_logs(law.alpha * law.mass_ratio, law.beta, law.log_law, T=law.T)
    assert np.median(scattering_sums(neutron).recoil[fine]) == pytest.approx(1 / law.mass_ratio, abs=2e-3)


@pytest.mark.parametrize(
    ("change", "slope", "cause"),
    [
        (lambda law: (-law.beta[::-1], law.log_law[:, ::-1], LawForm.LAW), -1.0, "sign of β is reversed"),
        (lambda law: (law.beta, law.log_symmetric, LawForm.LAW), 0.0, "the two sides are equal"),
        (lambda law: (law.beta, law.log_law, LawForm.SYMMETRIC), 2.0, "the slope is 2"),
    ],
)
def test_misreadings_are_named_and_measured(water, change, slope, cause):
    beta, logs, form = change(water["H"])
    verdict = check_scattering_law(ScatteringLaw.from_logs(water["H"].alpha, beta, logs, T=293.6, form=form))
    assert verdict.status is Status.BROKEN
    largest = float(verdict.labels[int(np.argmax(np.abs(verdict.residual)))].partition("±")[2])
    assert verdict.max_residual == pytest.approx(largest * abs(slope - 1), rel=1e-4)  # labels have five digits
    assert any(isinstance(finding, Misread) and cause in finding.message for finding in verdict.findings)


def test_another_temperature_is_found_and_measured(water):
    verdict = check_scattering_law(water["D"], T=300)
    assert verdict.status is Status.BROKEN
    largest = float(verdict.labels[int(np.argmax(np.abs(verdict.residual)))].partition("±")[2])
    assert verdict.max_residual == pytest.approx(largest * (1 - 293.6 / 300), rel=1e-4)


def test_which_kernel(light, heavy):
    assert "O in the same material: not asked about" in from_info(light).assumptions
    with pytest.raises(ConversionError, match=r"2 scattering kernels in this material \(D, O\); give one entry of"):
        from_info(heavy)
    with pytest.raises(ConversionError, match="no scattering kernel in this material"):
        from_info(NCrystal.createInfo("gasmix::He"))
