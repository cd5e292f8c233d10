"""Nuclear statistical equilibrium: constraints over the whole plane, limits, what the rates imply, and refusals."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.reactions import Concentration, Species
from detbal.reactions.equilibrium.coulomb import Coulomb, log_coulomb
from detbal.reactions.equilibrium.nuclear_potentials import solve_potentials
from detbal.reactions.equilibrium.nuclear_statistical import nuclear_statistical_equilibrium
from detbal.reactions.thermochemistry.nuclear import nuclear_thermochemistry
from detbal.reactions.thermochemistry.statistical import StatisticalThermochemistry

FEW = ["n", "p", "he4", "c12", "si28", "fe52", "fe54", "fe56", "co55", "ni56", "ni58", "ni62"]


@pytest.mark.parametrize("T9", [0.5, 1.0, 3.0, 10.0, 100.0])
@pytest.mark.parametrize("Ye", [0.05, 0.3, 0.5, 0.6])
def test_density_and_charge_hold_everywhere(T9, Ye):
    rho = 10.0 ** np.arange(2, 14)
    made = nuclear_statistical_equilibrium(T9 * 1e9, rho, Ye, partition_functions=False)
    X = made.mass_fractions
    # T9 = 0.5: exponents of some 1e5, of which 1e-16 is round-off
    np.testing.assert_allclose(X.sum(axis=0), 1.0, rtol=1e-10)
    np.testing.assert_allclose((made.Z / made.A) @ X, Ye, rtol=1e-10)
    assert (made.steps < 60).all()


def test_a_neighbouring_state_is_quick_and_gives_the_same():
    T = np.linspace(5e9, 6e9, 21)
    row = nuclear_statistical_equilibrium(T, 1e8, 0.47)
    alone = nuclear_statistical_equilibrium(T[-1], 1e8, 0.47)
    np.testing.assert_allclose(row.log_abundances[:, -1], alone.log_abundances[:, 0], atol=1e-9)
    assert row.steps[1:].mean() < 0.6 * alone.steps[0]


def test_limits_hot_is_nucleons_cold_is_the_tightest_bound():
    hot = nuclear_statistical_equilibrium(90e9, 1e6, 0.5, nuclei=FEW)
    assert hot.mass_fraction("n") + hot.mass_fraction("1H") == pytest.approx(1.0, abs=1e-6)
    cold = nuclear_statistical_equilibrium(2e9, 1e7, 28 / 62 + 1e-6, nuclei=FEW)
    assert cold.most_abundant(1)[0][0] == "ni62"
    assert cold.most_abundant(1)[0][1] > 0.99


def test_chemical_potentials_add_up_for_all_nuclei():
    made = nuclear_statistical_equilibrium("5 GK", 1e9, 0.45, nuclei=FEW)
    density = nuclear_thermochemistry(FEW).log_density(made.T)
    u = made.log_abundances + np.log(made.density) - density
    expected = made.Z[:, None] * made.proton_potential + (made.A - made.Z)[:, None] * made.neutron_potential
    np.testing.assert_allclose(u, expected, atol=1e-10)


def test_thermochemistry_of_ones_own():
    """Two kinds of nucleons and a bound pair: a quadratic equation."""
    binding = 1.0  # of the pair, in units of kT at 1e9 K
    species = [
        Species("n", mass=1.0, degeneracy=2, energy=0.0),
        Species("p", mass=1.0, degeneracy=2, energy=0.0),
        Species("d", mass=2.0, degeneracy=3, energy=f"{-binding * 1e9} K"),
    ]
    own = StatisticalThermochemistry.of(species, Concentration.MOL_PER_CM3)
    rho = 1e9
    made = nuclear_statistical_equilibrium(1e9, rho, 0.5, nuclei=["n", "p", "d"], thermochemistry=own)
    n, p, d = made.log_abundances[:, 0] + np.log(rho)
    phi = own.log_density(np.array([1e9]))[:, 0]
    K = np.exp(phi[2] - phi[0] - phi[1])  # d = K n p, n = p, n + 2d = ρ... of each kind ρ/2 = n + d
    exact = (-1.0 + np.sqrt(1.0 + 2.0 * K * rho)) / (2.0 * K)
    assert np.exp(n) == pytest.approx(exact, rel=1e-11)
    assert np.exp(p) == pytest.approx(exact, rel=1e-11)
    assert np.exp(d) == pytest.approx(K * exact**2, rel=1e-11)
    assert made.assumptions


def test_coulomb_corrections_favour_charged_nuclei():
    free, bound = (
        nuclear_statistical_equilibrium(5e9, 1e9, 0.5, nuclei=FEW, coulomb=kind)
        for kind in ("none", Coulomb.CHABRIER_POTEKHIN)
    )
    assert bound.mass_fraction("he4") < free.mass_fraction("he4")
    assert len(bound.references) == 2
    assert len(free.references) == 1
    # Debye-Hückel limit of weak coupling: -√3/2 Γ^{3/2}, the leading term of the fit
    weak = log_coulomb(np.array([1.0, 8.0]), 1e9, 1e-3, 0.5)
    assert weak[1] / weak[0] == pytest.approx(8.0**2.5, rel=0.02)


def test_partition_functions_that_end():
    with pytest.raises(InputError, match=r"T = 3e\+11 K is above the partition functions of"):
        nuclear_statistical_equilibrium("300 GK", 1e10, 0.4)
    fewer = nuclear_statistical_equilibrium("20 GK", 1e10, 0.4)
    more = nuclear_statistical_equilibrium("8 GK", 1e10, 0.4)
    assert len(fewer.nuclei) < len(more.nuclei)
    ended = sorted(set(more.nuclei) - set(fewer.nuclei))[:2]
    lost = len(more.nuclei) - len(fewer.nuclei)
    assert f"without {lost:,} nuclei whose partition functions end at 1e+10 K" in fewer.assumptions
    assert not any("end at" in told for told in more.assumptions)
    with pytest.raises(InputError, match=r"partition functions of 2 "):
        nuclear_statistical_equilibrium("20 GK", 1e10, 0.4, nuclei=["n", "fe56", *ended])


def test_aluminium_26_counts_once():
    """Its isomers are levels of it; each alone is another description of the same nuclei."""
    made = nuclear_statistical_equilibrium("6 GK", 1e7, 0.5)
    assert "al26" in made.nuclei
    assert not {"al-6", "al*6"} & set(made.nuclei)
    assert "without the isomers al-6, al*6: al26 holds both" in made.assumptions
    asked = nuclear_statistical_equilibrium("6 GK", 1e7, 0.5, nuclei=["n", "p", "he4", "al-6", "al*6"])
    assert {"al-6", "al*6"} < set(asked.nuclei)


def test_states_of_a_grid_are_not_joined_across_densities():
    T, rho = (grid.ravel() for grid in np.meshgrid([4e9, 5e9, 6e9], [1e6, 1e8]))
    figure = nuclear_statistical_equilibrium(T, rho, 0.5, nuclei=FEW).figure(1)
    (curve,) = figure.curves
    np.testing.assert_array_equal(curve.x, [4e9, 5e9, 6e9, np.nan, 4e9, 5e9, 6e9])
    assert np.isnan(curve.y[3])
    # along a path each temperature comes once: one line
    path = nuclear_statistical_equilibrium([6e9, 4e9, 5e9], [1e8, 1e6, 1e7], 0.5, nuclei=FEW).figure(1)
    np.testing.assert_array_equal(path.curves[0].x, [4e9, 5e9, 6e9])
    assert nuclear_statistical_equilibrium(5e9, 1e7, 0.5, nuclei=FEW).figure(1).curves[0].points


def test_shown():
    made = nuclear_statistical_equilibrium([4e9, 5e9, 6e9], 1e7, 0.5, nuclei=FEW)
    assert repr(made) == "<NuclearComposition: 12 nuclei at 3 states>"
    assert made.figure(3).x_axis == "T / K"
    assert len(made.plot(4).axes[0].lines) == 4
    assert nuclear_statistical_equilibrium(5e9, [1e6, 1e7], 0.5, nuclei=FEW).figure().x_axis.startswith("ρ")
    assert nuclear_statistical_equilibrium(5e9, 1e7, [0.4, 0.5], nuclei=FEW).figure().x_axis.startswith("electrons")
    data = pytest.importorskip("xarray") and made.to_xarray()
    assert data["mass_fraction"].dims == ("nucleus", "state")


@pytest.mark.parametrize(
    ("arguments", "settings", "message"),
    [
        ((5e9, 1e7, 0.5), {"nuclei": ["n", "he4", "ni56"]}, r"electron fraction 0\.5: nuclei have Z/A from 0 to 0\.5"),
        ((5e9, 1e7, 0.9), {"nuclei": ["n", "he4"]}, r"electron fraction 0\.9"),
        ((5e9, 1e7, 1.2), {}, r"electron_fraction\[0\] = 1\.2"),
        ((5e9, -1.0, 0.5), {}, r"density\[0\] = -1"),
        ((-5e9, 1.0, 0.5), {}, r"T\[0\]"),
        (([5e9, 6e9], [1e7, 1e7, 1e7], 0.5), {}, r"2,\) temperatures"),
        ((5e9, [[1e7]], 0.5), {}, r"ravel a grid"),
        ((5e9, 1e7, 0.5), {"nuclei": ["p", "n", "proton"]}, r"nucleus p stands twice"),
        ((5e9, 1e7, 0.5), {"nuclei": ["p", "n", "gold"]}, r"'gold' is no nuclide"),
        ((5e9, 1e7, 0.5), {"nuclei": ["p", "n", "he40"]}, r"of 1 nuclei \(he40\) is unknown"),
        ((5e9, 1e7, 0.5), {"thermochemistry": nuclear_thermochemistry(["n", "p"])}, r"thermochemistry without nuclei"),
        ((5e9, 1e7, 0.5), {"nuclei": []}, r"nuclei = \[\]: there are none"),
        (
            (5e9, 1e7, 0.5),
            {"nuclei": ["n", "p", "1H"], "thermochemistry": nuclear_thermochemistry(["n", "p", "p"])},
            r"nucleus p stands twice, as 'p' and '1H'",
        ),
        (
            (5e9, 1e7, 0.5),
            {"nuclei": ["n", "p"], "thermochemistry": nuclear_thermochemistry(["n", "p", "d"])},
            r"thermochemistry of 3 species for 2 nuclei",
        ),
        ((5e9, 1e7, 0.5), {"coulomb": "debye"}, r"coulomb = 'debye'"),
    ],
)
def test_refused(arguments, settings, message):
    with pytest.raises(InputError, match=message):
        nuclear_statistical_equilibrium(*arguments, **settings)


def test_names_that_are_not_there():
    made = nuclear_statistical_equilibrium(5e9, 1e7, 0.5, nuclei=FEW)
    with pytest.raises(InputError, match=r"nucleus u238 is not among the 12"):
        made.mass_fraction("u238")
    own = nuclear_thermochemistry(["n", "p"])
    with pytest.raises(InputError, match=r"'gold' is no nuclide"):
        nuclear_statistical_equilibrium(5e9, 1e7, 0.5, nuclei=["n", "gold"], thermochemistry=own)


def test_no_solution_is_told():
    with pytest.raises(InputError, match=r"no equilibrium was found in 300 steps"):
        solve_potentials(np.array([np.nan, 0.0]), np.array([0.0, 1.0]), np.ones(2), 0.0, 0.5)
