"""ENDF-6 files written by other programs: NCrystal's ncmat2endf, and endf-parserpy of the IAEA."""

import warnings

import numpy as np
import pytest

from detbal.spectra.files import read_scattering_law, read_thermal_scattering
from detbal.spectra.scattering.law_verbs import check_scattering_law, thermometer_scattering_law
from detbal.spectra.scattering.pairs import Sides
from detbal.units import e, k_B
from detbal.verdict import Status

NCrystal = pytest.importorskip("NCrystal", reason="ncrystal is not installed")
pytest.importorskip("endf_parserpy", reason="endf-parserpy is not installed")

CFG = "Al_sg225.ncmat;temp=293.6K;vdoslux=1"


@pytest.fixture(scope="module")
def kernel():
    info = NCrystal.createInfo(CFG)
    content = info.dyninfos[0].loadKernel(vdoslux=1)
    alpha, beta = content["alpha"], content["beta"]
    return alpha, beta, content["sab"].reshape(len(beta), len(alpha)).T


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    from NCrystal.ncmat2endf import ncmat2endf

    made = {}
    for lasym in range(4):
        folder = tmp_path_factory.mktemp(f"lasym{lasym}")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            written = ncmat2endf(CFG, lasym=lasym, outdir=folder, force=True, verbosity=0, emax=1.0)
        made[lasym] = folder / written["files"][0]["file"]
    return made


@pytest.mark.parametrize("lasym", [0, 1, 2, 3])
def test_all_of_them_hold_the_kernel(files, kernel, lasym):
    alpha, beta, values = kernel
    thermal = read_thermal_scattering(files[lasym])
    assert (thermal.lasym, thermal.lat, thermal.lln) == (lasym, 1, 0)
    law = thermal.law()
    found, logs = law.both_sides()
    # their unit of β and α is kT at 293.6 K; that of the format is 0.0253 eV
    scale = 0.0253 * e / (k_B * 293.6)
    np.testing.assert_allclose(law.alpha * law.mass_ratio / scale, alpha, rtol=2e-6)
    nearest = np.abs(found[:, None] / scale - beta).argmin(axis=0)
    same = (np.abs(found[nearest] / scale - beta) < 1e-6 * np.abs(beta)) & (np.abs(beta) > 0.1)
    assert same.sum() > 60
    ours, theirs = logs[:, nearest[same]], values[:, same]
    seen = (theirs > 1e-30) & np.isfinite(ours)  # they interpolate the last α to zero
    assert seen.mean() > 0.9
    error = np.abs(ours - np.log(np.where(seen, theirs, 1.0)))[seen]
    # digits, and the shift of β between the two units: 2e-5 of β, which is 20 at most
    assert np.quantile(error, 0.9) < 4e-4
    assert np.median(error) < (1e-4 if lasym != 3 else 3e-6)


def test_their_temperature_is_not_quite_that_of_the_format(files):
    """β was made with kT at 293.6 K where the format has 0.0253 eV: detailed balance shows 293.594 K."""
    law = read_scattering_law(files[3])
    verdict = check_scattering_law(law)
    assert verdict.status is Status.BROKEN
    sides = Sides.of(law)
    wanted = (293.6 * k_B / e / 0.0253 - 1) * sides.beta
    finite = np.isfinite(verdict.residual)
    off = np.abs(verdict.residual - wanted)[finite]
    assert np.median(off) < 1e-5
    assert pytest.approx(0.0253 * e / k_B, abs=2e-3) == thermometer_scattering_law(law).T
    assert check_scattering_law(read_scattering_law(files[1])).facts[0][1].startswith("T = 293.60")


@pytest.mark.parametrize("lasym", [0, 2])
def test_one_sided_files_leave_nothing_to_test(files, lasym):
    assert check_scattering_law(read_scattering_law(files[lasym])).status is Status.UNDECIDED


def test_numbers_agree_with_those_of_the_parser_of_the_iaea(files):
    from endf_parserpy import EndfParserCpp

    section = EndfParserCpp().parsefile(str(files[3]), include=[(7, 4)])[7][4]
    thermal = read_thermal_scattering(files[3])
    law = thermal.law()
    scale = 0.0253 * e / (k_B * law.T)
    theirs = np.array([section["S_table"][k]["S"] for k in sorted(section["S_table"])]).T
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(law.log_law, np.log(theirs), rtol=1e-14)
    beta = np.array([section["beta"][k] for k in sorted(section["beta"])])
    np.testing.assert_allclose(law.beta, beta * scale, rtol=1e-15)
    np.testing.assert_allclose(law.alpha, np.array(section["S_table"][1]["alpha"]) * scale, rtol=1e-15)
    assert thermal.constants.tolist() == [section["B"][k] for k in sorted(section["B"])]
