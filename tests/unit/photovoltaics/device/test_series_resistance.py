"""Leads take a part of the voltage: a diode then seems to radiate more than it does."""

import numpy as np
import pytest
from scipy.optimize import brentq

import detbal
from detbal import Status
from detbal.errors import InputError
from detbal.photovoltaics.device.diode_curve import DiodeCurve, check_diode
from detbal.photovoltaics.device.findings import SeriesResistance
from detbal.photovoltaics.device.junction import Junction

CELL = Junction.step(1.4, T=300)
OHM = 1e-4  # Ω m²: 1 Ω cm²


def curve(elqe, resistance, most=1000.0):
    """Voltages at the terminals of a diode whose junction radiates the part `elqe` of its current."""
    J = np.logspace(-3, np.log10(most), 25)
    V = [brentq(lambda v, j=j: float(CELL.dark(v)) / elqe - j, 0.0, 1.399) + resistance * j for j in J]
    return DiodeCurve.of(V, J, T=300)


def test_a_right_diode_behind_leads_is_not_called_broken():
    verdict = check_diode(curve(0.5, OHM), junction=CELL)
    assert verdict.status is Status.UNDECIDED
    (found,) = (one for one in verdict.findings if isinstance(one, SeriesResistance))
    needed = float(found.message.split(" of ")[1].split()[0])
    assert 0.5 < needed <= 1.0  # less than there is, as the efficiency is below 1


def test_with_the_resistance_it_is_what_it_is():
    verdict = check_diode(curve(0.5, OHM), junction=CELL, series_resistance=OHM)
    assert verdict.status is Status.BALANCED
    assert verdict.log_excess == pytest.approx(np.log(0.5), abs=1e-6)


def test_too_little_resistance_leaves_a_breaking():
    assert check_diode(curve(0.5, OHM), junction=CELL, series_resistance=0.0).status is Status.BROKEN


def test_an_excess_at_all_currents_stays_broken():
    assert check_diode(curve(2.0, 0.0), junction=CELL).status is Status.BROKEN
    assert detbal.check(curve(2.0, OHM), junction=CELL, series_resistance=OHM).status is Status.BROKEN


def test_a_negative_resistance_is_refused():
    with pytest.raises(InputError, match=r"series_resistance = -1"):
        check_diode(curve(0.5, 0.0), junction=CELL, series_resistance=-1.0)
