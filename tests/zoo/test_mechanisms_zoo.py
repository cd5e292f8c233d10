"""Mechanisms and polynomials that Cantera reads, and what detbal says of their reverse rates."""

from pathlib import Path

import numpy as np
import pytest
from tests.zoo.asked import skip_if_mended

import detbal
import detbal.convert
from detbal import Status
from detbal.reactions import Against, Concentration, OneWayPairs, ReactionNetwork, read_cantera_yaml, reverse_rates


def mechanism(name, phase):
    cantera = pytest.importorskip("cantera", reason="cantera is not installed")
    return read_cantera_yaml(Path(cantera.__file__).parent / "data" / name, phase=phase)


@pytest.mark.zoo("reverses-of-mechanisms")
@pytest.mark.parametrize(
    ("name", "phase", "pairs", "cycles", "median", "largest"),
    [
        ("nDodecane_Reitz.yaml", "nDodecane_IG", 123, 59, 0.62, 15.39),
        ("methane_pox_on_pt.yaml", "Pt_surf", 18, 5, 1.79, 7.71),
        ("ptcombust.yaml", "Pt_surf", 4, 0, 3.77, 4.41),
    ],
)
def test_forward_and_reverse_of_shipped_mechanisms(name, phase, pairs, cycles, median, largest):
    """Decades between k_f/k_r and K at 1000 K; and cycles that no thermochemistry could close."""
    network = mechanism(name, phase)
    options = {"T": [1000.0], "one_way": OneWayPairs.SET_ASIDE}
    verdict = detbal.check(network, against=Against.THERMOCHEMISTRY, **options)
    skip_if_mended(verdict.status is Status.BALANCED)
    decades = np.abs(verdict.residual) / np.log(10)
    assert (verdict.status, len(decades)) == (Status.BROKEN, pairs)
    assert np.median(decades) == pytest.approx(median, abs=0.006)
    assert decades.max() == pytest.approx(largest, abs=0.006)
    around = detbal.check(network, against=Against.CYCLES, **options)
    assert (around.status, around.dof) == (Status.BROKEN if cycles else Status.BALANCED, cycles)


@pytest.mark.zoo("reverses-of-mechanisms", control=True)
def test_reversible_reactions_of_a_shipped_mechanism_have_the_reverses_of_its_thermochemistry():
    network, cantera = mechanism("gri30.yaml", None), pytest.importorskip("cantera")
    gas = cantera.Solution("gri30.yaml")
    gas.TP = 1000.0, None
    theirs = gas.reverse_rate_constants
    assert (theirs > 0).sum() == 309
    ours = reverse_rates(network, np.array([1000.0])).rates[network.reversible, 0]
    np.testing.assert_allclose(ours, theirs[network.reversible], rtol=1e-6)


# Its NASA-9 polynomials are made for 1 bar; without `reference-pressure` in the file, they are taken at 1 atm.


def dissociation(pressure=None):
    """Return a gas of oxygen molecules and atoms of airNASA9.yaml, at 2000 K; with a reference pressure, or its own."""
    cantera = pytest.importorskip("cantera", reason="cantera is not installed")
    words = {one.name: one.input_data for one in cantera.Species.list_from_file("airNASA9.yaml")}
    if pressure is not None:
        for name in ("O2", "O"):
            words[name]["thermo"]["reference-pressure"] = pressure
    species = [cantera.Species.from_dict(words[name]) for name in ("O2", "O")]
    reaction = cantera.Reaction(equation="O2 <=> 2 O", rate=cantera.ArrheniusRate(1.0, 0, 0))
    gas = cantera.Solution(thermo="ideal-gas", kinetics="gas", species=species, reactions=[reaction])
    gas.TP = 2000.0, 1e5
    return gas


def verdict_at_one_bar(gas):
    """Ask the rates of a gas against polynomials that are taken at 1 bar, as they are made."""
    thermochemistry = detbal.convert.to_native(dissociation(1e5))[0].thermochemistry
    rates = gas.forward_rate_constants, gas.reverse_rate_constants
    in_kmol = {"concentration": Concentration.KMOL_PER_M3}
    network = ReactionNetwork.from_equations(["O2 <=> 2 O"], *rates, thermochemistry=thermochemistry, **in_kmol)
    return detbal.check(network, T=[2000.0])


@pytest.mark.zoo("standard-pressure")
def test_polynomials_for_one_bar_are_taken_at_one_atmosphere():
    verdict = verdict_at_one_bar(dissociation())
    skip_if_mended(verdict.status is Status.BALANCED)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(np.log(1.01325), rel=1e-6)


@pytest.mark.zoo("standard-pressure", control=True)
def test_with_its_reference_pressure_in_the_file_it_is_right():
    assert verdict_at_one_bar(dissociation(1e5)).status is Status.BALANCED
