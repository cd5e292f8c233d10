"""Mechanisms against Cantera: rates of both directions, all forms, and the audits of mechanisms that it ships."""

from pathlib import Path

import numpy as np
import pytest

import detbal
from detbal.errors import InputError
from detbal.reactions.at_conditions import at_conditions
from detbal.reactions.expectation import expected_log_ratio, log_constants
from detbal.reactions.files.cantera_yaml import is_cantera_yaml, read_cantera_yaml
from detbal.reactions.files.mechanism.document import Document
from detbal.reactions.files.mechanism.reaction_entries import REASON_CHARGE, REASON_ORDERS
from detbal.reactions.files.mechanism.thermo import species_thermo
from detbal.reactions.pairing import process_pairs
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.thermochemistry.atomic_weights import ATOMIC_WEIGHTS
from detbal.reactions.thermochemistry.nasa import Polynomials

ct = pytest.importorskip("cantera")
SHIPPED = Path(ct.__file__).parent / "data"
EVERY_FORM = Path(__file__).parents[1] / "data" / "mechanism_forms.yaml"
T = np.linspace(300.0, 3000.0, 28)
#: ln of a rate of 1e300, where Cantera stops; both logs are rounded to a few units in the last place of that.
TOLERANCE = 1e-9

GASES = [
    (SHIPPED / "gri30.yaml", "gri30"),
    (SHIPPED / "gri30_highT.yaml", "gri30"),
    (SHIPPED / "gri30_ion.yaml", "gas"),
    (SHIPPED / "h2o2.yaml", "ohmech"),
    (SHIPPED / "air.yaml", "air"),
    (SHIPPED / "nDodecane_Reitz.yaml", "nDodecane_IG"),
    (SHIPPED / "ptcombust.yaml", "gas"),  # species and reactions are in another file
    (EVERY_FORM, "gas"),
]
INTERFACES = [
    (SHIPPED / "methane_pox_on_pt.yaml", "Pt_surf"),
    (SHIPPED / "ptcombust.yaml", "Pt_surf"),
    (SHIPPED / "sofc.yaml", "metal_surface"),
    (SHIPPED / "sofc.yaml", "oxide_surface"),
    (SHIPPED / "sofc.yaml", "tpb"),
    (SHIPPED / "diamond.yaml", "diamond_100"),
    (SHIPPED / "SiF4_NH3_mec.yaml", "SI3N4"),
    (SHIPPED / "example_data" / "ammonia-Ru-Ba-YSZ-CSM-2019.yaml", "Ru_surface"),
    (EVERY_FORM, "surf"),
]


def name(case):
    return f"{case[0].stem}-{case[1]}"


@pytest.fixture(autouse=True)
def _quiet():
    ct.suppress_thermo_warnings()


def of_cantera(phases, T, pressure):
    """Rates of both directions of the first of the phases, (m, nT); the others are brought to the same temperature."""
    compositions = [phase.X for phase in phases]
    forward, reverse = [], []
    for t in T:
        for phase, X in reversed(list(zip(phases, compositions, strict=True))):
            phase.TPX = t, pressure, X
        forward.append(phases[0].forward_rate_constants)
        reverse.append(phases[0].reverse_rate_constants)
    return np.array(forward).T, np.array(reverse).T


def rows_of(network, solution):
    """Which reactions of Cantera each of ours is the sum of, by their equations and places in the file."""
    rows, k = [], 0
    negative = [r.rate.pre_exponential_factor < 0 if hasattr(r.rate, "pre_exponential_factor") else False
                for r in solution.reactions()]  # fmt: skip
    while k < solution.n_reactions:
        more = k + 1 < solution.n_reactions and negative[k + 1]
        rows.append([k, k + 1] if more else [k])
        k += 2 if more else 1
    assert len(rows) == len(network)
    return rows


def compared(network, phases, pressure):
    forward, reverse = of_cantera(phases, T, pressure)
    rows = rows_of(network, phases[0])
    forward, reverse = (np.array([rates[own].sum(axis=0) for own in rows]) for rates in (forward, reverse))
    ours = network.rates.log_rates(T)
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(ours, np.log(forward), rtol=0, atol=TOLERANCE)
    two_way = network.reversible
    constants = log_constants(network.change, network.thermochemistry, T)
    assert not (reverse[~two_way] > 0).any()
    within = (reverse > 1e-290) & (reverse < 1e290) & two_way[:, None]  # Cantera cuts at 1e300
    np.testing.assert_allclose((ours - constants)[within], np.log(reverse[within]), rtol=0, atol=TOLERANCE)
    return int(within.sum())


@pytest.mark.parametrize("case", GASES, ids=name)
def test_rates_of_a_gas(case):
    solution = ct.Solution(*map(str, case))
    network = read_cantera_yaml(case[0], phase=case[1])
    assert compared(network, [solution], solution.P) > 0.4 * network.reversible.sum() * len(T)


@pytest.mark.parametrize("pressure", [1e3, 3e6])
def test_rates_at_another_pressure_and_composition(pressure):
    solution = ct.Solution("gri30.yaml")
    mixture = {"CH4": 1.0, "O2": 2.0, "N2": 6.0, "H2O": 1.0}
    solution.TPX = 300.0, pressure, mixture
    read = read_cantera_yaml(SHIPPED / "gri30.yaml")
    again = read_cantera_yaml(SHIPPED / "gri30.yaml", pressure=pressure, composition="CH4:1, O2:2, N2:6, H2O:1")
    for network in (again, at_conditions(read, pressure=pressure, composition=mixture)):
        compared(network, [solution], pressure)
    assert np.abs(read.rates.log_rates(T) - again.rates.log_rates(T)).max() > 0.5  # and it does matter


@pytest.mark.parametrize("case", INTERFACES, ids=name)
def test_rates_at_interfaces(case):
    surface = ct.Interface(*map(str, case))
    phases = [surface, *surface.adjacent.values()]
    network = read_cantera_yaml(case[0], phase=case[1])
    gas = next((phase for phase in phases if phase.thermo_model == "ideal-gas"), surface)
    compared(network, phases, gas.P)


def test_rates_at_other_coverages():
    surface = ct.Interface(str(EVERY_FORM), "surf")
    surface.coverages = theta = {"X(S)": 0.1, "H(S)": 0.7, "O2(S)": 0.2}
    network = at_conditions(read_cantera_yaml(EVERY_FORM, phase="surf"), composition=theta)
    compared(network, [surface, surface.adjacent["gas"]], surface.adjacent["gas"].P)


@pytest.mark.slow
def test_rates_of_a_large_mechanism_with_pressures():
    path = SHIPPED / "example_data" / "n-hexane-NUIG-2015.yaml"
    solution = ct.Solution(str(path))
    network = read_cantera_yaml(path, pressure=2.5e5)
    assert compared(network, [solution], 2.5e5) > 50_000


def test_a_negative_duplicate():
    path = SHIPPED / "example_data" / "ammonia-CO-H2-Alzueta-2023.yaml"
    solution = ct.Solution(str(path), "baseline")
    network = read_cantera_yaml(path, phase="baseline")
    assert len(network) == solution.n_reactions - 1
    row = next(k for k, r in enumerate(solution.reactions()) if r.equation == "NH2 + NO2 <=> H2NO + NO")
    forward, _ = of_cantera([solution], T, solution.P)
    ours = network.rates.take(np.array([row])).log_rates(T)[0]
    np.testing.assert_allclose(ours, np.log(forward[row : row + 2].sum(axis=0)), rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize(
    ("file", "phase", "number", "largest", "median"),
    [
        ("nDodecane_Reitz.yaml", "nDodecane_IG", 123, 15.39, 0.62),
        ("methane_pox_on_pt.yaml", "Pt_surf", 18, 7.7, 1.8),
    ],
)
def test_pairs_of_irreversible_reactions_against_thermochemistry(file, phase, number, largest, median):
    # found with Cantera's own rates and equilibrium constants, in decades at 1000 K
    pairs = process_pairs(read_cantera_yaml(SHIPPED / file, phase=phase))
    both = pairs.take(np.flatnonzero(pairs.two_way))
    assert len(both) == number
    at = np.array([1000.0])
    forward, reverse = both.log_sides(at)
    off = np.abs(forward - reverse - expected_log_ratio(both, at)[0]).ravel() / np.log(10)
    assert off.max() == pytest.approx(largest, abs=0.05)
    assert np.median(off) == pytest.approx(median, abs=0.02)


def test_the_worst_pair_is_named():
    pairs = process_pairs(read_cantera_yaml(SHIPPED / "nDodecane_Reitz.yaml"))
    both = pairs.take(np.flatnonzero(pairs.two_way))
    at = np.array([1000.0])
    forward, reverse = both.log_sides(at)
    worst = int(np.argmax(np.abs(forward - reverse - expected_log_ratio(both, at)[0])))
    assert both.names[worst] == "o2 + c6h13cho ⇌ ho2 + c6h13co"


def test_reactions_that_are_set_aside():
    adsorption = read_cantera_yaml(SHIPPED / "ptcombust.yaml", phase="Pt_surf")
    assert adsorption.reasons == (REASON_ORDERS,)
    assert int((adsorption.aside > 0).sum()) == 3
    anode = read_cantera_yaml(SHIPPED / "sofc.yaml", phase="tpb")
    assert anode.reasons == (REASON_CHARGE,)
    assert (anode.aside == 1).all()


def refusal(path):
    try:
        assert len(read_cantera_yaml(path)) > 0
    except InputError as error:
        return str(error)
    return None


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("**/*.yaml")), ids=lambda path: path.stem)
def test_every_file_is_read_or_refused_with_a_reason(path):
    if path.stat().st_size > 500_000:
        pytest.skip("read by a slow test")
    refused = refusal(path)
    if refused is None:
        assert is_cantera_yaml(path)
    else:
        assert path.name in refused
        assert any(reason in refused for reason in ("no reactions", "no section", "model 'plasma'"))


def test_faults_of_polynomials_are_those_that_cantera_warns_of():
    # of CHV and OHV Cantera says so (h/RT at 1000 K: 107.505 against 107.348); read from its warning
    path = SHIPPED / "example_data" / "n-hexane-NUIG-2015.yaml"
    entries = [e for e in Document.read(path).section("species", "here") if e.block["name"] in ("CHV", "OHV", "CH4")]
    names = [e.block["name"] for e in entries]
    jumps = {j.species: j for j in Polynomials.of(names, [species_thermo(e)[0] for e in entries]).jumps()}
    assert jumps["CHV"].enthalpy == pytest.approx(107.34847808033332 - 107.5046684, abs=1e-9)
    assert jumps["OHV"].enthalpy == pytest.approx(53.5841554314 - 53.62056162666667, abs=1e-9)
    assert abs(jumps["CH4"].enthalpy) < 1e-3


def test_atomic_weights():
    for symbol, weight in ATOMIC_WEIGHTS.items():
        assert weight == pytest.approx(ct.Element("electron" if symbol == "E" else symbol).weight, rel=1e-8)


def jumps_found(name):
    return [f for f in detbal.check(detbal.read(SHIPPED / name)).findings if type(f).__name__ == "JumpOfPolynomial"]


def test_jumps_of_polynomials_are_found_in_shipped_files():
    """The two ranges of A3- in nDodecane_Reitz.yaml do not meet; those of GRI-Mech do."""
    (found,) = jumps_found("nDodecane_Reitz.yaml")
    assert found.count == 1
    thermo = ct.Solution(str(SHIPPED / "nDodecane_Reitz.yaml")).species("A3-").thermo
    middle = thermo.coeffs[0]
    below, above = (
        (thermo.h(t) - t * thermo.s(t)) / (ct.gas_constant * t) for t in (middle * (1 - 1e-9), middle * (1 + 1e-9))
    )
    assert found.where == (f"A3-: {above - below:+.3g} nats at {middle:g} K",)
    assert jumps_found("gri30.yaml") == []


def largest_error(found, network, solution, names):
    """Of net production, relative to the larger of what is made and what is used."""
    column = {name: k for k, name in enumerate(network.species)}
    ours = found.production[[column[name] for name in names]]
    traffic = np.maximum(solution.creation_rates, solution.destruction_rates)
    return float((np.abs(ours - solution.net_production_rates) / np.where(traffic > 0, traffic, 1.0)).max())


MIXTURES = [
    ("gri30.yaml", 1500.0, 10.0, "CH4:1,O2:2,N2:7,H2O:2,H:0.01,OH:0.02,CO2:1,CO:0.5,H2:0.2,AR:1"),
    ("gri30.yaml", 900.0, 0.01, "CH3:1,H:1,O2:2,C2H4:1,C2H5:0.1,H2O:3,N2:1"),
    ("h2o2.yaml", 1100.0, 1.0, "H2:1,O2:1,H:0.1,OH:.1,AR:3,HO2:0.01,H2O2:0.001,N2:2,H2O:1,O:0.1"),
    (str(EVERY_FORM), 1200.0, 2.0, "H:1,H2:2,O:0.5,O2:1,OH:0.7,H2O:3,N2:2,XxH:0.1"),
]


@pytest.mark.parametrize(("file", "temperature", "atmospheres", "mixture"), MIXTURES)
def test_net_production_of_a_gas(file, temperature, atmospheres, mixture):
    solution = ct.Solution(file)
    solution.TPX = temperature, atmospheres * ct.one_atm, mixture
    network = read_cantera_yaml(SHIPPED / file)  # at conditions that do not matter here
    given = dict(zip(solution.species_names, solution.concentrations, strict=True))
    found = detbal.drive(network, T=temperature, concentrations=given)
    assert largest_error(found, network, solution, solution.species_names) < 1e-11
    if file == "gri30.yaml" and atmospheres == 10.0:
        assert found.production[list(network.species).index("H")] == pytest.approx(-1040.8347773, rel=1e-8)
    # negative control: rates of the conditions of the file, per collider of efficiency one
    logs = network.rates.log_rates(np.array([temperature]))[:, 0]
    rates = Arrhenius.from_logs(logs, 0 * logs, 0 * logs)
    there = given | {"M": solution.density_mole} if "M" in network.species else given
    wrong = detbal.drive(network.with_rates(rates), T=temperature, concentrations=there)
    assert largest_error(wrong, network, solution, solution.species_names) > 0.1


@pytest.mark.parametrize(
    ("file", "phase"),
    [
        (SHIPPED / "methane_pox_on_pt.yaml", "Pt_surf"),
        (SHIPPED / "ptcombust.yaml", "Pt_surf"),  # three reactions have orders of their own
        (SHIPPED / "diamond.yaml", "diamond_100"),
        (EVERY_FORM, "surf"),
    ],
    ids=lambda value: getattr(value, "stem", value),
)
def test_net_production_at_a_surface(file, phase):
    surface = ct.Interface(str(file), phase)
    gas = next(p for p in surface.adjacent.values() if p.thermo_model == "ideal-gas")
    gas.TPX = 900.0, 2e5, np.linspace(1.0, 2.0, gas.n_species)
    surface.TP = 900.0, 2e5
    surface.coverages = np.linspace(1.0, 3.0, surface.n_species)
    given = {
        name: c
        for phase in (surface, *surface.adjacent.values())
        for name, c in zip(phase.species_names, phase.concentrations, strict=True)
    }
    network = read_cantera_yaml(file, phase=phase)
    found = detbal.drive(network, T=900.0, concentrations=given)
    assert largest_error(found, network, surface, surface.kinetics_species_names) < 1e-11


def test_a_steady_state_with_fuel_and_water_held():
    """What is free stands still also for Cantera, with the falloff and the colliders of that mixture."""
    solution = ct.Solution("h2o2.yaml")
    solution.TPX = 1500.0, 10 * ct.one_atm, "H2:1, O2:1, H2O:0.2, AR:3"
    network = read_cantera_yaml(SHIPPED / "h2o2.yaml")
    given = dict(zip(solution.species_names, solution.concentrations, strict=True))
    found = detbal.drive(network, T=1500.0, concentrations=given, chemostats="H2, O2, H2O")
    c = found.stationary[:-1]
    assert found.stationary[-1] == pytest.approx(c.sum(), rel=1e-12)
    assert c.sum() > 1.01 * sum(given.values())  # there is more gas than at the beginning
    solution.TPX = 1500.0, c.sum() * ct.gas_constant * 1500.0, c
    free = [k for k, name in enumerate(solution.species_names) if name not in ("H2", "O2", "H2O", "AR", "N2")]
    still = solution.net_production_rates[free] / solution.creation_rates[free]
    np.testing.assert_allclose(still, 0.0, atol=1e-9)
    assert found.entropy_production > 0
    assert found.relaxation == pytest.approx(0.0, abs=1e-9 * found.entropy_production)
