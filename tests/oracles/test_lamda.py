"""Excitation of CO by para-H₂: rates of Yang et al. (2010), reversed by hand."""

from pathlib import Path

import pytest

from detbal.reactions.files.lamda import read_lamda
from detbal.reactions.molecular.excitation import complete_collisional_rates

MOLECULE = read_lamda(Path(__file__).parents[1] / "data" / "lamda" / "co_11_levels.dat")
RATES = complete_collisional_rates(MOLECULE.with_partner("para-H2"))
# K_ul as in the file, and K_lu = (g_u/g_l) K_ul e^{-ΔE/kT} with ΔE from the frequencies of the lines
KNOWN = [
    (1, 0, 10.0, 3.302e-11, 5.69692250e-11),
    (1, 0, 20.0, 3.249e-11, 7.39165963e-11),
    (1, 0, 100.0, 3.487e-11, 9.89799889e-11),
    (1, 0, 300.0, 3.492e-11, 1.02845878e-10),
    (2, 0, 10.0, 3.015e-11, 2.86744140e-11),
    (2, 1, 10.0, 7.150e-11, 3.94139566e-11),
]


def rate(initial, final, T):
    (row,) = ((RATES.initial == initial) & (RATES.final == final)).nonzero()[0]
    return RATES.rates[row, list(RATES.T).index(T)]


@pytest.mark.parametrize(("upper", "lower", "T", "down", "up"), KNOWN)
def test_excitation(upper, lower, T, down, up):
    assert rate(upper, lower, T) == pytest.approx(down, rel=1e-12)
    # energies of the levels and frequencies of the lines differ by 1e-6 of kT at 10 K
    assert rate(lower, upper, T) == pytest.approx(up, rel=2e-6)
