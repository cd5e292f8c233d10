"""Masses and partition functions in pynucastro, and what detbal says of the reverse rates derived with them."""

from pathlib import Path

import numpy as np
import pytest
from tests.zoo.asked import skip_if_mended

import detbal
import detbal.convert
from detbal import Status
from detbal.reactions import nuclide
from detbal.reactions.nuclides import MassKind, nuclide_table
from detbal.reactions.thermochemistry.nuclear import Abundance, nuclear_thermochemistry

ELECTRON = 5.48579909e-4  # u


@pytest.fixture(scope="module")
def nucleus():
    return pytest.importorskip("pynucastro.nucdata", reason="pynucastro is not installed").Nucleus


@pytest.fixture(scope="module")
def rate_file(nucleus, tmp_path_factory):
    """Return the sets of p(n,γ)d and ⁵⁶Fe(n,γ)⁵⁷Fe in REACLIB, each in a file: to read all takes ten seconds."""
    import pynucastro

    lines = (Path(pynucastro.__file__).parent / "data" / "reaclib_default2_20250330").read_text().splitlines()
    place, files = tmp_path_factory.mktemp("rates"), {}
    for name in ("n p d", "n fe56 fe57"):
        rows = [k for k in range(0, len(lines) - 3, 4) if lines[k + 1].split()[:3] == name.split()]
        files[name] = place / name.replace(" ", "-")
        files[name].write_text("\n".join(line for row in rows for line in lines[row : row + 4]))
    return files


def derived(file, use_pf):
    """Return a rate of REACLIB and the reverse that pynucastro derives of it, as a network."""
    from pynucastro.rates import DerivedRate, ReacLibRate

    return detbal.convert.to_native(DerivedRate(ReacLibRate.from_file(str(file)), use_pf=use_pf))[0]


# Masses are those of atoms, electrons included, where those of nuclei are documented.


def with_masses(network, mass):
    """Return a network whose equilibrium is that of masses of a kind, in the abundances of pynucastro."""
    options = {"abundance": Abundance.MASS_FRACTION_OVER_A, "partition_functions": False}
    return network.with_thermochemistry(nuclear_thermochemistry(network.species, mass=mass, **options))


@pytest.mark.zoo("atomic-masses")
def test_a_derived_reverse_rate_has_the_masses_of_atoms(rate_file):
    """F = Π m^{5/2}/A, since Y = X/A: 0.068 % for n + p ⇌ d."""
    network = derived(rate_file["n p d"], use_pf=False)
    verdict = detbal.check(with_masses(network, MassKind.NUCLEAR), T=[1e9])
    skip_if_mended(verdict.status is Status.BALANCED)
    assert verdict.status is Status.BROKEN
    proton, deuteron = (nuclide(name).mass for name in ("p", "d"))
    expected = 2.5 * np.log((1 + ELECTRON / proton) / (1 + ELECTRON / deuteron))
    assert verdict.max_residual == pytest.approx(expected, rel=1e-3)
    assert verdict.max_residual == pytest.approx(6.8e-4, abs=1e-6)
    assert detbal.check(with_masses(network, MassKind.ATOMIC), T=[1e9]).status is Status.BALANCED


@pytest.mark.zoo("atomic-masses", control=True)
@pytest.mark.parametrize(("mass", "status"), [(MassKind.NUCLEAR, Status.BALANCED), (MassKind.ATOMIC, Status.BROKEN)])
def test_the_reverse_that_detbal_derives_has_the_masses_of_nuclei(rate_file, mass, status):
    network = with_masses(derived(rate_file["n p d"], use_pf=False), MassKind.NUCLEAR)
    ours = detbal.complete(network, replace=True)
    assert detbal.check(with_masses(ours, mass), T=[1e9], tol=1e-5).status is status


@pytest.mark.zoo("atomic-masses")
def test_masses_of_nuclei_are_those_of_atoms(nucleus):
    names = ("p", "d", "he3", "he4", "c12", "fe56")
    theirs, ours = (np.array([mass(name) for name in names]) for mass in (lambda n: nucleus(n).A_nuc, nuclear_mass))
    skip_if_mended(np.allclose(theirs, ours, rtol=1e-6))
    electrons = np.array([nucleus(name).Z for name in names]) * ELECTRON
    np.testing.assert_allclose(theirs - ours, electrons, rtol=1e-3)


def nuclear_mass(name):
    return nuclide(name).mass


@pytest.mark.zoo("atomic-masses", control=True)
def test_energies_are_right_since_electrons_cancel_in_them(nucleus):
    for sides in ((("d", "d"), ("he3", "n")), (("c12", "he4"), ("o16",))):
        theirs, ours = (
            [sum(one(name) for name in side) for side in sides] for one in (lambda n: nucleus(n).A_nuc, nuclear_mass)
        )
        assert theirs[0] - theirs[1] == pytest.approx(ours[0] - ours[1], abs=2e-8)


# The tables of partition functions begin at a temperature that is not the one that they are put at.


def iron_57_by_levels(T):
    """Return G - 1: a level (3/2) at 14.413 keV over the ground level (1/2)."""
    return 2 * np.exp(-14.4129e-3 / (8.617333262e-11 * T))


@pytest.mark.zoo("partition-functions-in-the-cold")
def test_a_reverse_rate_in_the_cold_has_another_partition_function(rate_file):
    verdict = detbal.check(derived(rate_file["n fe56 fe57"], use_pf=True), T=[1e8])
    skip_if_mended(verdict.max_residual < 0.01)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(0.0659, abs=1e-4)


@pytest.mark.zoo("partition-functions-in-the-cold")
def test_partition_functions_of_pynucastro_in_the_cold(nucleus):
    theirs = np.expm1(nucleus("fe57").partition_function.eval(1e8))
    skip_if_mended(abs(theirs / iron_57_by_levels(1e8) - 1) < 0.01)
    assert theirs / iron_57_by_levels(1e8) - 1 == pytest.approx(0.25, abs=5e-3)


@pytest.mark.zoo("partition-functions-in-the-cold", control=True)
def test_our_partition_functions_obey_boltzmann_in_the_cold():
    table = nuclide_table()
    ours = table.partitions.table(int(table.rows(["fe57"])[0])).log_partition(np.array([1e8]))[0]
    assert np.expm1(ours) == pytest.approx(iron_57_by_levels(1e8), rel=2e-3)


@pytest.mark.zoo("partition-functions-in-the-cold", control=True)
@pytest.mark.parametrize("T", [3e8, 1e9, 5e9])
def test_where_it_is_warmer_the_same_reverse_rate_is_balanced(rate_file, T):
    network = derived(rate_file["n fe56 fe57"], use_pf=True)
    assert detbal.check(network, T=[T], tol=1e-4).status is Status.BALANCED  # electrons in masses make 1e-5
