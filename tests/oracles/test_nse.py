"""Nuclear statistical equilibrium: numbers of pynucastro, by its conventions (atomic masses, Y = X/A)."""

import numpy as np
import pytest

from detbal.reactions.equilibrium.coulomb import Coulomb
from detbal.reactions.equilibrium.nuclear_statistical import nuclear_statistical_equilibrium
from detbal.reactions.nuclides import MassKind
from detbal.reactions.thermochemistry.nuclear import Abundance

FIVE = ["p", "he4", "fe52", "co55", "ni56"]
FREE = [0.009096405176710216, 0.4630844653558956, 0.006705879462385591, 0.5003022847190651, 0.020810965285946503]
BOUND = [0.009432340970989517, 0.4408337685107166, 0.007140861274572857, 0.5187787534043365, 0.02381427583928699]
CONVENTIONS = {"mass": MassKind.ATOMIC, "abundance": Abundance.MASS_FRACTION_OVER_A}


@pytest.mark.parametrize(("coulomb", "expected"), [(Coulomb.NONE, FREE), (Coulomb.CHABRIER_POTEKHIN, BOUND)])
def test_five_nuclei(coulomb, expected):
    """Of the tests of pynucastro 3.1, at 6 GK, 1e7 g/cm³, Y_e = 1/2; constants of 2018 and 2022 differ by 1e-9."""
    made = nuclear_statistical_equilibrium("6 GK", 1e7, 0.5, nuclei=FIVE, coulomb=coulomb, **CONVENTIONS)
    np.testing.assert_allclose(made.mass_fractions[:, 0], expected, rtol=1e-8)


def test_all_nuclei_of_the_table():
    """Of 3,289 nuclei, by a program of its own; the few more that are known now carry nothing."""
    made = nuclear_statistical_equilibrium("6 GK", 1e7, 0.5, **CONVENTIONS)
    assert len(made.nuclei) >= 3289
    assert made.mass_fraction("he4")[0] == pytest.approx(0.39027495, abs=1e-8)
    assert made.mass_fraction("fe54")[0] == pytest.approx(0.15607708, abs=2e-8)


def test_deuterium_in_closed_form():
    """n, p and d alone: one quadratic equation, with constants written out."""
    T, rho, k = 5e9, 1e10, 8.617333262e-11
    excess = {"n": 8.0713181, "p": 7.288971064, "d": 13.135722895}  # MeV, AME2020
    mass = {
        name: A + excess[name] / 931.49410372 - Z * 5.485799090441e-4
        for name, Z, A in (("n", 0, 1), ("p", 1, 1), ("d", 1, 2))
    }
    quantum = (2 * np.pi * 1.66053906892e-24 * 1.380649e-16 * T / 6.62607015e-27**2) ** 1.5
    quantum /= 6.02214076e23  # mol/cm³ at 1 u
    Q = excess["n"] + excess["p"] - excess["d"]
    K = 3.0 / 4.0 * (mass["d"] / mass["n"] / mass["p"]) ** 1.5 / quantum * np.exp(Q / (k * T))
    free = (-1.0 + np.sqrt(1.0 + 2.0 * K * rho)) / (2.0 * K)
    made = nuclear_statistical_equilibrium(T, rho, 0.5, nuclei=["n", "p", "d"])
    np.testing.assert_allclose(made.abundances[:, 0] * rho, [free, free, K * free**2], rtol=1e-8)
