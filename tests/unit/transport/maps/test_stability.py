"""Stability diagrams: where diamonds lie, what flows in them, and how they are labelled and drawn."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.figures import Colours, CurveFigure
from detbal.transport.lead import Lead
from detbal.transport.maps.diamonds import diamonds
from detbal.transport.maps.findings import UnconnectedPoints
from detbal.transport.maps.stability import CoarseBias, stability_diagram
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.molecule.truncation import TooFewQuanta
from detbal.transport.molecule.vibrational_bath import VibrationalBath
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


def test_biases_in_volts_are_energies_of_electrons():
    leads = {name: Lead(kT="50 ueV", gamma="10 ueV", unit="meV") for name in "LR"}
    dot = QuantumDot(0.0, leads, unit="meV")
    volts = stability_diagram(dot, bias=["-0.1 mV", 0.0, "200 uV"], gate=[0.0])
    assert volts.bias.tolist() == [-0.1, 0.0, 0.2]
    assert np.array_equal(volts.current, stability_diagram(dot, bias=[-0.1, 0.0, 0.2], gate=[0.0]).current)
    with pytest.raises(InputError, match=r"bias\[1\] = '1 mV' has a unit, the object none; state one"):
        stability_diagram(spinful(), bias=[0.0, "1 mV"], gate=[0.0])
    with pytest.raises(InputError, match="energy unit 'mV': unknown"):  # of a gate the lever arm is not known
        stability_diagram(dot, bias=[0.0], gate=["1 mV"])


@pytest.mark.parametrize("weak", [1e-15, 1e-18, 1e-60])
def test_the_current_is_that_of_the_lead_where_it_is_certain(weak):
    """J = Γ_L Γ_R/(Γ_L + Γ_R) (f_L - f_R), though the strong lead exchanges 1/weak times as much with the dot."""
    for left, right in ((1.0, weak), (weak, 1.0)):
        dot = QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=left), "R": Lead(kT=1.0, gamma=right)})
        found = stability_diagram(dot, bias=[0.4], gate=[0.0])
        fermi = [1 / (np.exp(0.3 - mu) + 1) for mu in (0.2, -0.2)]
        assert found.current[0, 0] == pytest.approx(left * right / (left + right) * (fermi[0] - fermi[1]), rel=1e-13)
        assert found.current_floor[0, 0] < 1e-12 * found.current[0, 0]
        assert found.particle_currents[0, 0].sum() == 0


def molecule(**changes):
    whole = {"frequency": 1.0, "coupling": 1.0, "quanta": 12, "baths": {"V": VibrationalBath(kT=0.02, gamma=1.0)}}
    leads = {name: Lead(kT=0.02, gamma=1e-3) for name in "LR"}
    return Molecule(1.0, leads, **(whole | changes))  # ε less λ²ω: 0


def test_diamonds_have_side_bands_of_vibrations():
    """The vibration is cold: at gate G < V/2 electrons enter with 0 … k quanta, ω k < V/2 - G, by Poisson's weights."""
    gate = -0.5
    found = stability_diagram(molecule(), bias=[0.4, 1.6, 3.6, 5.6], gate=[gate]).current[:, 0]
    poisson = np.exp(-1) / np.array([1, 1, 2, 6])
    ins = [poisson[:1].sum() * 0, poisson[:2].sum(), poisson[:3].sum(), poisson[:4].sum()]  # at most V/2 - G quanta
    outs = [0, poisson[:1].sum(), poisson[:2].sum(), poisson[:3].sum()]  # at most V/2 + G
    exact = [1e-3 * a * b / (a + b) if a * b else 0 for a, b in zip(ins, outs, strict=True)]
    np.testing.assert_allclose(found, exact, rtol=3e-3, atol=1e-9)


def test_franck_condon_blockade():
    """Strong coupling: at low bias next to nothing passes, e^{-λ²} of what passes at a bias of many quanta."""
    low, high = (
        stability_diagram(molecule(coupling=2.5, quanta=40, coulomb=None), bias=[bias], gate=[2.5**2 - 1.0]).current[
            0, 0
        ]
        for bias in (0.5, 60.0)
    )
    assert low / high == pytest.approx(np.exp(-(2.5**2)), rel=1e-2)


def test_the_gate_of_a_molecule_is_its_level():
    found = stability_diagram(molecule(), bias=[1.6], gate=[-0.3, 0.4])
    for k, shift in enumerate((-0.3, 0.4)):
        alone = stability_diagram(replace(molecule(), level=1.0 + shift), bias=[1.6], gate=[0.0])
        assert found.current[0, k] == pytest.approx(alone.current[0, 0], rel=1e-11)


def test_quanta_are_counted_at_the_points_of_the_map():
    """The molecule itself is at no bias, where there are no quanta; a bias of six quanta fills a short ladder."""
    few = molecule(quanta=2, baths=None)
    narrow, wide = (stability_diagram(few, bias=[bias], gate=[0.0]).findings for bias in (0.1, 6.0))
    assert not [one for one in narrow if isinstance(one, TooFewQuanta)]
    assert [one for one in wide if isinstance(one, TooFewQuanta)]


def test_points_outside_of_the_bands_are_told_and_nan():
    dot = QuantumDot(0.0, {name: Lead(kT=1.0, gamma=0.01, band=(-1.0, 1.0)) for name in "LR"})
    found = stability_diagram(dot, bias=[-0.2, 0.2], gate=[-3.0, -0.5, 0.0, 3.0])
    (told,) = (one for one in found.findings if isinstance(one, UnconnectedPoints))
    assert told.count == 4
    assert "at 4 of 8 points, the first at bias = -0.2, gate = -3: all is nan there" in told.message
    assert np.isnan(found.current).tolist() == [[True, False, False, True]] * 2
    assert np.isfinite(found.differential_conductance[:, 1:3]).all()
    assert np.isnan(found.current_floor[:, 0]).all()
    assert "nan" not in str(found.facts)
    inside = stability_diagram(dot, bias=[-0.2, 0.2], gate=[-0.5, 0.0])
    assert not [one for one in inside.findings if isinstance(one, UnconnectedPoints)]
    nowhere = stability_diagram(dot, bias=[-0.2, 0.2], gate=[-3.0, 3.0])
    assert np.isnan(nowhere.charge).all()
    assert nowhere.plot()


def test_a_single_bias_or_gate_is_drawn_as_a_curve():
    gate = np.linspace(-9, 1, 21)
    (over_gate,) = stability_diagram(spinful(), bias=[1.0], gate=gate).drawings()
    assert isinstance(over_gate, CurveFigure)
    assert over_gate.x_axis == "gate energy per electron"
    assert "bias energy: 1." in over_gate.caption
    assert np.array_equal(over_gate.curves[0].x, gate)
    current, slope = stability_diagram(spinful(), bias=[0.0, 1.0, 2.0], gate=[0.0]).drawings()
    assert (current.x_axis, slope.log_y) == ("bias energy", True)
    assert len(stability_diagram(spinful(), bias=[1.0], gate=[0.0]).drawings()[0].curves[0].x) == 1


def test_diagrams_can_be_pickled():
    found = stability_diagram(spinful(), bias=[-1.0, 1.0], gate=[-4.0, 0.0])
    again = pickle.loads(pickle.dumps(found))
    assert np.array_equal(again.current, found.current)
    assert [one.title for one in again.drawings()] == ["Current", "Differential conductance"]
