"""Objects of Cantera as networks."""

from pathlib import Path

import numpy as np
import pytest

from detbal.adapters.cantera import from_solution
from detbal.errors import ConversionError, InputError
from detbal.reactions.driving.drive import drive_network
from detbal.reactions.files.cantera_yaml import read_cantera_yaml

ct = pytest.importorskip("cantera")
SHIPPED = Path(ct.__file__).parent / "data"
EVERY_FORM = Path(__file__).parents[2] / "data" / "mechanism_forms.yaml"
T = np.linspace(300.0, 2800.0, 11)


@pytest.fixture(autouse=True)
def _quiet():
    ct.suppress_thermo_warnings()


@pytest.mark.parametrize(
    ("kind", "path", "phase"),
    [
        ("Solution", SHIPPED / "gri30.yaml", "gri30"),
        ("Solution", SHIPPED / "nDodecane_Reitz.yaml", "nDodecane_IG"),
        ("Solution", EVERY_FORM, "gas"),
        ("Interface", EVERY_FORM, "surf"),
        ("Interface", SHIPPED / "methane_pox_on_pt.yaml", "Pt_surf"),
        ("Interface", SHIPPED / "ptcombust.yaml", "Pt_surf"),
        ("Interface", SHIPPED / "sofc.yaml", "tpb"),
    ],
)
def test_it_equals_what_the_file_says(kind, path, phase):
    ours, read = from_solution(getattr(ct, kind)(str(path), phase)), read_cantera_yaml(path, phase=phase)
    assert list(ours.species) == list(read.species)
    assert abs(ours.reactants - read.reactants).max() == 0
    assert abs(ours.products - read.products).max() == 0
    assert ours.reversible.tolist() == read.reversible.tolist()
    assert ours.aside.tolist() == read.aside.tolist()
    np.testing.assert_allclose(ours.rates.log_rates(T), read.rates.log_rates(T), rtol=0, atol=1e-11)
    density = read.thermochemistry.log_density(T)
    np.testing.assert_allclose(ours.thermochemistry.log_density(T), density, rtol=0, atol=1e-10)


def test_the_state_of_the_object_counts():
    solution = ct.Solution("h2o2.yaml")
    solution.TPX = 700.0, 5e6, "H2:1, O2:1, AR:3"
    before = solution.state.copy()
    ours = from_solution(solution)
    np.testing.assert_array_equal(solution.state, before)
    read = read_cantera_yaml(SHIPPED / "h2o2.yaml", pressure=5e6, composition="H2:1, O2:1, AR:3")
    np.testing.assert_allclose(ours.rates.log_rates(T), read.rates.log_rates(T), rtol=0, atol=1e-11)


def test_multipliers_and_unknown_forms_are_evaluated_by_the_object():
    solution = ct.Solution(str(SHIPPED / "example_data" / "ammonia-CO-H2-Alzueta-2023.yaml"), "linear-Burke")
    solution.set_multiplier(2.0, 5)
    solution.TP = 432.1, 2e5
    before = solution.state.copy()
    ours = from_solution(solution)
    burke = [
        k for k, r in enumerate(solution.reactions()) if r.reaction_type == "linear-Burke" or "Burke" in str(r.rate)
    ]
    rates = ours.rates.log_rates(T)
    np.testing.assert_array_equal(solution.state, before)
    assert ours.assumptions[-1].startswith(f"{len(burke) + 1} rates evaluated by Cantera at 200000 Pa")
    places = {place: k for k, place in enumerate(ours.places)}
    for t, column in zip(T, rates.T, strict=True):
        solution.TP = t, 2e5
        for k in (5, *burke):
            row = places[f"linear-Burke: reaction {k}"]
            assert column[row] == pytest.approx(np.log(solution.forward_rate_constants[k]), abs=1e-12)
    assert ours.take(np.arange(10)).rates.rounding(T).shape == (10, len(T))


def test_multipliers_count_in_another_mixture():
    """2 O + M ⇌ O2 + M, and falloff of H2O2, three times as fast, away from the state that the object came in."""
    solution = ct.Solution("h2o2.yaml")
    solution.TPX = 700.0, 5e6, "H2:1, O2:1, AR:3"
    falloff = next(k for k, r in enumerate(solution.reactions()) if "(+M)" in r.equation)
    for k in (0, falloff):
        solution.set_multiplier(3.0, k)
    network = from_solution(solution)
    solution.TPX = 1500.0, 2e5, "H2:1, O2:1, H:0.1, O:0.3, OH:0.2, H2O:2, H2O2:0.1, AR:2, N2:1"
    found = drive_network(network, T=1500.0, concentrations=solution.concentrations)
    net = solution.net_rates_of_progress
    assert net[[0, falloff]].all()
    np.testing.assert_allclose(
        found.production[:-1], solution.net_production_rates, rtol=1e-9, atol=1e-12 * abs(net).max()
    )


def test_a_custom_rate_below_zero():
    solution = ct.Solution("h2o2.yaml")
    custom = ct.Reaction(equation="H2 + O <=> H + OH", rate=ct.CustomRate(lambda t: 1000.0 - t))
    gas = ct.Solution(thermo="ideal-gas", kinetics="gas", species=solution.species(), reactions=[custom], name="gas")
    network = from_solution(gas)
    assert float(network.rates.log_rates(np.array([500.0]))[0, 0]) == pytest.approx(np.log(500.0))
    with pytest.raises(InputError, match=r"rate of reaction 0 at T = 2000 K is -1000\.0; ask for other temperatures"):
        network.rates.log_rates(np.array([500.0, 2000.0]))


def test_without_reactions():
    with pytest.raises(ConversionError, match=r"liquid-water-IAPWS95 has no reactions|has no reactions; give a phase"):
        from_solution(ct.Solution("graphite.yaml"))
