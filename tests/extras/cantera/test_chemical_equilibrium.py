"""Equilibrium of GRI-Mech 3.0 at constant volume against Cantera's own."""

from pathlib import Path

import numpy as np
import pytest

from detbal.reactions.equilibrium.chemical import chemical_equilibrium
from detbal.reactions.files.cantera_yaml import read_cantera_yaml

cantera = pytest.importorskip("cantera")


@pytest.fixture(scope="module")
def network():
    return read_cantera_yaml(Path(cantera.__file__).parent / "data" / "gri30.yaml")


@pytest.mark.parametrize("T", [300.0, 600.0, 1500.0, 2500.0])
@pytest.mark.parametrize("mixture", ["CH4:1, O2:2, N2:7.52", "CH4:1, O2:1.5, N2:5", "H2:1, O2:0.5, AR:1"])
def test_composition(network, T, mixture):
    gas = cantera.Solution("gri30.yaml")
    gas.TPX = T, 101325.0, mixture
    start = dict.fromkeys(network.species, 1.0) | dict(zip(gas.species_names, gas.concentrations, strict=True))
    ours = chemical_equilibrium(network, T, start)
    gas.equilibrate("TV", rtol=1e-12)
    order = [list(network.species).index(name) for name in gas.species_names]
    found, theirs = ours.concentrations[order, 0], gas.concentrations
    # Cantera settles traces to the tolerance of the whole
    seen = theirs > 1e-6 * theirs.sum()
    np.testing.assert_allclose(found[seen], theirs[seen], rtol=1e-8)
    assert ours.residual[0] < 1e-12
