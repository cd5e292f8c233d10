"""Saha ionisation: conservation, limits, underflow, and what is refused."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.reactions import Concentration
from detbal.reactions.equilibrium.saha import Ionising, saha, saha_constant, three_body_recombination
from detbal.reactions.thermochemistry.partition import Levels

IRON = np.linspace(7.9, 1000.0, 26)


def hydrogen(density=1e14, **settings):
    return Ionising("H", [13.598434], [2, 1], density=density, **settings)


def test_charge_and_atoms_are_conserved_from_1_kelvin_to_1e10():
    T = np.geomspace(1.0, 1e10, 400)
    iron = Ionising("Fe", IRON, np.r_[np.arange(26.0, 0, -1), 1.0], density=1e30)
    made = saha(T, [hydrogen(1e-10), iron])
    charge = np.concatenate([stages[1:] + np.log(np.arange(1, len(stages)))[:, None] for stages in made.log_densities])
    # round-off of ln n_e, which is of the size of χ/kT, not of its own spacing
    np.testing.assert_allclose(np.logaddexp.reduce(charge), made.log_electrons, rtol=2e-14, atol=1e-13)
    for stages, total in zip(made.log_densities, (1e-10, 1e30), strict=True):
        np.testing.assert_allclose(np.logaddexp.reduce(stages), np.log(total), atol=1e-11)


def test_every_step_obeys_its_own_constant():
    T = np.array([3e3, 3e4, 3e5])
    helium = Ionising("He", [24.587389, 54.417765], [1, 2, 1], density=1e12)
    made = saha(T, [hydrogen(), helium])
    stages = made.log_densities[made.elements.index("He")]
    for step, energy in enumerate(helium.energies):
        expected = saha_constant(T, energy, g_atom=helium.weights[step], g_ion=helium.weights[step + 1], logs=True)
        np.testing.assert_allclose(made.log_electrons + stages[step + 1] - stages[step], expected, atol=1e-11)


def test_cold_gas_does_not_underflow():
    made = saha(1.0, [hydrogen()])
    # half of ln(n S), the limit of weak ionisation
    expected = 0.5 * (np.log(1e14) + saha_constant(1.0, 13.598434, g_atom=2, g_ion=1, logs=True))
    assert made.log_electrons == pytest.approx(expected, rel=1e-14)
    assert made.log_electrons[0] < -70000
    assert made.fractions("H")[0] == 1.0


def test_density_may_follow_temperature():
    T = np.array([5e3, 1e4])
    both = saha(T, [hydrogen([1e10, 1e16])])
    for k, density in enumerate((1e10, 1e16)):
        assert both.electrons[k] == pytest.approx(saha(T[k], [hydrogen(density)]).electrons[0], rel=1e-13)


def test_unit_of_concentration():
    per_m3 = saha(1e4, [hydrogen(1e20)], concentration=Concentration.PER_M3)
    assert per_m3.fractions("H")[1] == pytest.approx(saha(1e4, [hydrogen(1e14)]).fractions("H")[1], rel=1e-13)


def test_reduced_mass_and_partition_function():
    plain = saha_constant(1e4, 13.598434, g_atom=2, g_ion=1, logs=True)
    reduced = saha_constant(1e4, 13.598434, g_atom=2, g_ion=1, atom_mass=1.00782503, logs=True)
    assert reduced - plain == pytest.approx(1.5 * np.log1p(-5.485799090441e-4 / 1.00782503), rel=1e-9)
    excited = Ionising("X", [10.0], [2, 1], partitions=[Levels([0.0, 0.0], [2, 2]), None], density=1.0)
    bare = Ionising("X", [10.0], [2, 1], density=1.0)
    grid, unit = np.array([1e4]), Concentration.PER_CM3
    assert bare.log_constants(grid, unit) - excited.log_constants(grid, unit) == pytest.approx(np.log(2.0))


def test_occupation_tells_when_boltzmann_statistics_ends():
    dilute, dense = (saha(1e4, [hydrogen(n)]) for n in (1e10, 1e30))
    assert dilute.occupation[0] < 1e-9
    assert dense.occupation[0] > 1.0


def test_three_body_recombination_balances_ionisation():
    T, q = np.array([5e3, 1e4, 1e6]), np.array([1e-20, 1e-12, 1e-8])
    back = three_body_recombination(q, T, 13.598434, g_atom=2, g_ion=1)
    gas = saha(T, [hydrogen()])
    atoms, ions = np.exp(gas.log_densities[0])
    np.testing.assert_allclose(atoms * gas.electrons * q, ions * gas.electrons**2 * back, rtol=1e-11)
    cold = three_body_recombination(-1.5e4, 10.0, 13.598434, g_atom=2, g_ion=1, logs=True)
    assert np.isfinite(cold).all()


def test_figure_and_dataset():
    made = saha([5e3, 1e4, 2e4], [hydrogen()])
    assert [curve.name for curve in made.figure().curves] == ["H", "H+"]
    assert made.plot().axes[0].get_xlabel() == "T / K"
    assert made.mean_charge("H")[-1] == pytest.approx(1.0, abs=0.01)
    assert made.assumptions[0].endswith("the electron's mass for the reduced mass of H")
    data = pytest.importorskip("xarray") and made.to_xarray()
    assert data["H"].shape == (2, 3)


def test_one_element_need_not_stand_in_a_list():
    assert saha(1e4, hydrogen()).log_electrons == saha(1e4, [hydrogen()]).log_electrons
    assert repr(saha([5e3, 1e4], hydrogen())) == "<IonisationEquilibrium: H at 2 temperatures, 5000 to 10000 K>"
    assert repr(saha(5e3, hydrogen())) == "<IonisationEquilibrium: H at 1 temperature, 5000 K>"


def test_whose_reduced_mass_was_used_is_told():
    helium = Ionising("He", [24.587389], [1, 2], density=1e12)
    made = saha(1e4, [hydrogen(mass=1.00782503), helium])
    assert made.reduced == ("H",)
    assert "for H; the electron's mass for the reduced mass of He" in made.assumptions[0]


def test_one_temperature_is_drawn_as_points():
    lines = saha(1e4, hydrogen()).plot().axes[0].lines
    assert {line.get_linestyle() for line in lines} == {"None"}
    assert all(line.get_marker() != "o" for line in saha([1e4, 2e4], hydrogen()).plot().axes[0].lines)


def test_no_convergence_is_told(monkeypatch):
    from detbal.reactions.equilibrium import saha as module

    monkeypatch.setattr(module, "MOST_STEPS", 2)
    with pytest.raises(InputError, match=r"no density of electrons was found in 2 steps at T = 6000 K"):
        saha([6e3, 1e4], hydrogen())


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Ionising("H", [13.6], [2], density=1.0), r"1 energies, 1 weights"),
        (lambda: Ionising("H", [-13.6], [2, 1], density=1.0), r"energies\[0\] of H = -13\.6"),
        (lambda: Ionising("H", [13.6], [2, 0], density=1.0), r"weights\[1\] of H = 0"),
        (lambda: Ionising("H", [13.6], [2, 1], density=0.0), r"density\[0\] of H = 0"),
        (lambda: Ionising("H", [13.6], [2, 1], density=1.0, mass=1e-4), r"mass of H = 0\.0001 u"),
        (lambda: Ionising("H", [13.6], [2, 1], density=1.0, mass="1 u"), r"mass of H holds entries of type <U3"),
        (lambda: Ionising("H", [13.6], [2, 1], density=1.0, mass=[1.0, 2.0]), r"mass of H has shape \(2,\)"),
        (lambda: Ionising("H", [13.6], [2, 1], density=[[1.0, 2.0]]), r"density of H has shape \(1, 2\)"),
        (lambda: saha(1e4, ["H"]), r"'H' is no element; give Ionising"),
        (lambda: saha(1e4, []), r"give each element once"),
        (lambda: saha(1e4, [hydrogen(), hydrogen()]), r"elements H, H"),
        (lambda: saha(1e4, [hydrogen([1.0, 2.0])]), r"2 densities of H for 1 temperatures"),
        (lambda: saha(-1.0, [hydrogen()]), r"T\[0\] = -1 K"),
        (lambda: saha(1e4, [hydrogen()]).fractions("He"), r"no element 'He'"),
        (lambda: three_body_recombination([1.0, 2.0], 1e4, 13.6, g_atom=2, g_ion=1), r"give one for each temperature"),
    ],
)
def test_refused(make, message):
    with pytest.raises(InputError, match=message):
        make()
