"""Stability diagrams: where diamonds lie, what flows in them, and how they are labelled and drawn."""

from dataclasses import replace

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.figures import Colours
from detbal.transport.lead import Lead
from detbal.transport.maps.diamonds import diamonds
from detbal.transport.maps.stability import CoarseBias, stability_diagram
from detbal.transport.quantum_dot import QuantumDot
from detbal.units import energy_unit

U = 8.0


def sides(**changes):
    whole = {"kT": 0.05, "gamma": 0.01} | changes
    return {name: Lead(**whole) for name in ("L", "R")}


def spinful(**changes):
    return QuantumDot.spinful(0.0, sides(**changes), coulomb=U)


def test_diamond_of_one_electron():
    """One electron stays where no addition energy, gate and gate + U, lies between ±V/2."""
    found = stability_diagram(spinful(), bias=np.linspace(-12, 12, 61), gate=np.linspace(-12, 4, 41))
    V, G = found.bias[:, None], found.gate
    half = np.abs(V / 2)
    clear = np.minimum(np.abs(half - np.abs(G)), np.abs(half - np.abs(G + U))) > 1.0  # 20 kT
    blocked = [half < G, (-half > G) & (half < G + U), -half > G + U]
    for n, inside in enumerate(blocked):
        inside = np.broadcast_to(inside, clear.shape) & clear
        assert inside.any()
        np.testing.assert_allclose(found.charge[inside], n, atol=1e-6)
        assert np.abs(found.current[inside]).max() < 1e-8
    conducting = clear & ((np.abs(G) < half) | (np.abs(G + U) < half))
    assert np.abs(found.current[conducting]).min() > 0.005
    assert (np.sign(found.current[conducting]) == np.sign(np.broadcast_to(V, clear.shape)[conducting])).all()


def test_plateaus_of_the_anderson_dot():
    """Spin doubles the way in: J = 2γ_Lγ_R/(2γ_L + γ_R) empty-full, γ_Lγ_R·2/(γ_L + 2γ_R) full-double, Γ/2·2 beyond."""
    left, right = 0.01, 0.004
    dot = spinful().with_leads(L=Lead(kT=0.05, gamma=left), R=Lead(kT=0.05, gamma=right))
    found = stability_diagram(dot, bias=[-6.0, 6.0, 40.0], gate=[-U, -U / 2, 0.0]).current
    assert found[1, 2] == pytest.approx(2 * left * right / (2 * left + right), rel=1e-9)
    assert found[0, 2] == pytest.approx(-2 * left * right / (2 * right + left), rel=1e-9)
    assert found[1, 0] == pytest.approx(2 * left * right / (left + 2 * right), rel=1e-9)
    assert found[2, 1] == pytest.approx(2 * left * right / (left + right), rel=1e-9)
    assert found[1, 1] < 1e-9


def test_mirror_symmetries():
    """Equal couplings: J(-V) = -J(V), and electrons and holes alike about the gate -U/2."""
    found = stability_diagram(spinful(kT=0.5), bias=np.linspace(-9, 9, 13), gate=-U / 2 + np.linspace(-6, 6, 13))
    np.testing.assert_allclose(found.current, -found.current[::-1], atol=1e-16)
    np.testing.assert_allclose(found.current, found.current[:, ::-1], rtol=1e-10, atol=1e-16)
    np.testing.assert_allclose(found.charge + found.charge[:, ::-1], 2, rtol=1e-12)
    skewed = stability_diagram(spinful(kT=0.5), bias=[-3.0, 3.0], gate=[0.0], split=1.0)
    assert skewed.current[0, 0] != pytest.approx(-skewed.current[1, 0], rel=0.1)


def test_joule_heat_and_dissipation():
    """At one temperature all work V·J becomes heat, and entropy V·J/kT."""
    found = stability_diagram(spinful(kT=0.5), bias=np.linspace(-9, 9, 7), gate=[-5.0, -1.0])
    work = found.bias[:, None] * found.current
    np.testing.assert_allclose(-found.heat_currents.sum(axis=-1), work, rtol=1e-10, atol=1e-17)
    np.testing.assert_allclose(found.entropy_production, work / 0.5, rtol=1e-10, atol=1e-17)
    np.testing.assert_allclose(found.particle_currents.sum(axis=-1), 0, atol=1e-16)
    assert np.array_equal(found.particle_currents[..., 0], found.current)


def test_conductance_of_one_level():
    """G = 2π/h̄ (γ/2)/(4kT) cosh⁻² at no bias, in e²/h, up to the square of the step."""
    dot = QuantumDot(0.0, sides(kT=1.0, gamma=0.02))
    gate = np.array([0.0, 1.0, 3.0])
    exact = 2 * np.pi * 0.01 / 4 / np.cosh(gate / 2) ** 2
    error = []
    for step in (0.2, 0.1):
        found = stability_diagram(dot, bias=[-step, 0.0, step], gate=gate)
        error.append(np.abs(found.differential_conductance[1] - exact).max() / exact.max())
    assert error[1] < 1e-3
    assert error[0] / error[1] == pytest.approx(4, rel=0.05)
    assert np.isnan(stability_diagram(dot, bias=[0.1], gate=gate).differential_conductance).all()


def test_third_lead_and_names():
    dot = QuantumDot(0.0, {name: Lead(kT=1.0, gamma=0.1) for name in ("source", "drain", "probe")})
    found = stability_diagram(dot, bias=[0.0, 2.0], gate=[0.5], across=("drain", "probe"))
    assert found.particle_currents.shape == (2, 1, 3)
    assert found.across == ("drain", "probe")
    assert found.current[1, 0] == found.particle_currents[1, 0, 1] > 0
    assert found.reservoirs == ("source", "drain", "probe")
    flipped = stability_diagram(dot, bias=[0.0, 2.0], gate=[0.5], across=("probe", "drain"))
    assert flipped.current[1, 0] == pytest.approx(found.current[1, 0], rel=1e-12)
    assert flipped.current[1, 0] == flipped.particle_currents[1, 0, 2]


def test_coarse_steps_are_found():
    fine = stability_diagram(spinful(), bias=np.arange(-2, 2) * 0.04, gate=[0.0])
    coarse = stability_diagram(spinful(), bias=[-1.0, 0.0, 1.0], gate=[0.0])
    assert not [one for one in fine.findings if isinstance(one, CoarseBias)]
    assert [one.message for one in coarse.findings if isinstance(one, CoarseBias)] == [
        "steps of the bias of 1 exceed kT = 0.05: the conductance is smeared over them"
    ]


def test_units_reach_axes_and_figures():
    """e/ħ times 1 meV is 243 nA."""
    leads = {name: Lead(kT="50 ueV", gamma="10 ueV", unit="meV") for name in "LR"}
    dot = QuantumDot(0.0, leads, unit="meV")
    found = stability_diagram(dot, bias=["-3 meV", "3000 ueV"], gate=["0 meV", "0.01 eV"])
    assert found.bias.tolist() == [-3.0, 3.0]
    assert found.gate.tolist() == [0.0, 10.0]
    first, second = found.drawings()
    assert (first.x_axis, first.y_axis, first.quantity) == (
        "gate energy per electron / meV",
        "bias / mV",
        "current / nA",
    )
    assert first.values[1, 0] == pytest.approx(0.005 * 243.413479, rel=1e-8)
    assert (first.colours, second.colours) == (Colours.DIVERGING, Colours.LOGARITHMIC)
    assert (second.values >= 0).all()


def test_prefixes_of_currents():
    at, unit = np.array([0.0, 1.0]), energy_unit("eV")
    for size, quantity in ((1.0, "μA"), (1e-3, "nA"), (1e-11, "fA"), (0.0, "fA")):
        assert diamonds(at, at, size * np.eye(2), np.eye(2), unit)[0].quantity == f"current / {quantity}"
    assert len(diamonds(at, at, np.eye(2), np.full((2, 2), np.nan), unit)) == 1


def test_report_and_json_and_plot():
    found = stability_diagram(spinful(), bias=[-1.0, 1.0], gate=[-4.0, 0.0])
    assert "STABILITY DIAGRAM" in str(found)
    assert '"across"' in found.to_json()
    figure = found.plot()
    assert len(figure.subfigs) == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"bias": 1.0}, r"bias has shape \(\)"),
        ({"gate": [1.0, 0.0]}, r"gate\[1\] = 0"),
        ({"gate": ["1 m"]}, "energy unit 'm': unknown"),
        ({"across": ("L", "D")}, "give two of the leads L, R"),
        ({"split": 2}, "split = 2"),
        ({"executor": "threads"}, "executor = 'threads'"),
        ({"progress": "yes"}, "progress = 'yes'"),
    ],
)
def test_bad_input(changes, message):
    with pytest.raises(InputError, match=message):
        stability_diagram(spinful(), **({"bias": [0.0, 1.0], "gate": [0.0]} | changes))


def test_other_objects_are_refused():
    with pytest.raises(InputError, match="dot is of type Lead; give a QuantumDot"):
        stability_diagram(Lead(kT=1.0, gamma=1.0), bias=[0.0], gate=[0.0])


def test_leads_of_the_dot_stay_as_they_were():
    dot = spinful()
    before = replace(dot)
    stability_diagram(dot, bias=[0.0, 5.0], gate=[1.0])
    assert {name: (lead.kT, lead.mu) for name, lead in dot.leads.items()} == {
        name: (lead.kT, lead.mu) for name, lead in before.leads.items()
    }


def test_points_without_a_current_are_known_by_their_noise_floor():
    """At bias 0 nothing flows; elsewhere all of it is seen, however deep in blockade (here down to e^-150)."""
    found = stability_diagram(spinful(), bias=[-1.0, 0.0, 1.0], gate=np.linspace(-15, 7, 12))
    assert (np.abs(found.current[1]) <= found.current_floor[1]).all()
    assert (found.current_floor[1] > 0).all()
    assert (np.abs(found.current[[0, 2]]) > 1e6 * found.current_floor[[0, 2]]).all()
    assert np.abs(found.current[2]).min() < 1e-50 < np.abs(found.current[2]).max()
