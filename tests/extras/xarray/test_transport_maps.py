"""Maps of dots as labelled datasets."""

import numpy as np
import pytest

from detbal.transport.engine.efficiency_map import efficiency_map
from detbal.transport.lead import Lead
from detbal.transport.maps.stability import stability_diagram
from detbal.transport.quantum_dot import QuantumDot

pytest.importorskip("xarray")

LEADS = {name: Lead(kT=0.1, gamma=0.01, unit="meV") for name in ("L", "R", "P")}
DOT = QuantumDot([0.0, 0.5], LEADS, unit="meV")


def test_stability_diagrams():
    found = stability_diagram(DOT, bias=[-1.0, 0.0, 1.0], gate=[-0.5, 0.5])
    labelled = found.to_xarray()
    assert dict(labelled.sizes) == {"bias": 3, "gate": 2, "reservoir": 3}
    assert float(labelled.current.sel(bias=1.0, gate=-0.5)) == found.current[2, 0]
    inside = labelled.heat_currents.sel(reservoir="P").values
    assert np.array_equal(inside, found.heat_currents[..., 2])
    assert labelled.current.attrs["units"] == "meV/hbar"
    assert labelled.bias.attrs["units"] == "meV"
    assert labelled.attrs["across"] == "L to R"


def test_efficiency_maps():
    found = efficiency_map(DOT, bias=[-1.0, 0.0, 1.0], difference=[0.0, 0.2])
    labelled = found.to_xarray()
    assert dict(labelled.sizes) == {"bias": 3, "difference": 2}
    assert labelled.power.attrs["units"] == "meV^2/hbar"
    assert labelled.carnot.values.tolist() == pytest.approx([0.0, 2 / 3])
    assert float(labelled.heat_hot.sel(bias=1.0, difference=0.2)) == found.heat_hot[2, 1]
