"""Nuclear statistical equilibrium against pynucastro, at five states, with and without Coulomb corrections."""

import warnings

import pytest

from detbal.reactions.equilibrium.nuclear_statistical import nuclear_statistical_equilibrium

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pyna = pytest.importorskip("pynucastro")

NUCLEI = ["p", "n", "d", "he3", "he4", "c12", "o16", "ne20", "mg24", "si28", "s32", "ar36", "ca40", "ti44", "cr48"]
NUCLEI += ["cr50", "cr52", "mn53", "fe52", "fe53", "fe54", "fe55", "fe56", "fe58", "co55", "co57", "ni56", "ni57"]
NUCLEI += ["ni58", "ni60", "ni62", "zn60", "zn64"]
#: At points of the tables of partition functions: between them its splines overshoot, which moves X by up to 6e-4.
STATES = [(6e9, 1e7, 0.5), (5e9, 1e9, 0.45), (8e9, 1e8, 0.48), (4e9, 1e6, 0.52), (9e9, 1e10, 0.44)]


@pytest.fixture(scope="module")
def network():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pyna.networks.NSENetwork(inert_nuclei=[pyna.Nucleus(name) for name in NUCLEI])


@pytest.mark.slow
@pytest.mark.parametrize("coulomb", [False, True])
@pytest.mark.parametrize("state", STATES)
def test_mass_fractions(network, state, coulomb):
    T, rho, Ye = state
    theirs = network.get_comp_nse(rho, T, Ye, use_coulomb_corr=coulomb, tol=1e-12)
    ours = nuclear_statistical_equilibrium(
        T,
        rho,
        Ye,
        nuclei=NUCLEI,
        mass="atomic",
        abundance="mass_fraction_over_a",
        coulomb="chabrier_potekhin" if coulomb else "none",
    )
    for nucleus, X in theirs.X.items():
        # they solve to 1e-12 of the whole; ours uses constants of 2022, theirs those of 2018
        assert ours.mass_fraction(str(nucleus))[0] == pytest.approx(X, rel=1e-7, abs=1e-12)
