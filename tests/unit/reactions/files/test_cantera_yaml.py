"""The reader of mechanisms: what it makes of a small one, and what it refuses."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.reactions.at_conditions import at_conditions
from detbal.reactions.checking.check import check_network
from detbal.reactions.complete import explicit
from detbal.reactions.concentration import Concentration
from detbal.reactions.driving.drive import drive_network
from detbal.reactions.expectation import expected_log_ratio
from detbal.reactions.files.cantera_yaml import is_cantera_yaml, read_cantera_yaml
from detbal.reactions.files.mechanism.reaction_entries import REASON_COLLIDERS
from detbal.reactions.files.mechanism.units import UnitSystem
from detbal.reactions.findings import SetAside
from detbal.reactions.pairing import process_pairs
from detbal.reactions.rates.rate_coefficients import outside
from detbal.reactions.reverse_rates import reverse_rates
from detbal.units import N_A
from detbal.verdict import Status

EVERY_FORM = Path(__file__).parents[3] / "data" / "mechanism_forms.yaml"
T = np.array([500.0, 1000.0, 2000.0])
HEAD = """\
units: {length: cm, quantity: mol, activation-energy: cal/mol}
phases:
- name: gas
  thermo: ideal-gas
  elements: [H, O]
  species: [H, H2, O, O2, OH]
  kinetics: gas
species:
- {name: H, composition: {H: 1}, thermo: {model: constant-cp, h0: 218 kJ/mol, s0: 115 J/mol/K, cp0: 21 J/mol/K}}
- {name: H2, composition: {H: 2}, thermo: {model: constant-cp, h0: 0.0, s0: 131 J/mol/K, cp0: 29 J/mol/K}}
- {name: O, composition: {O: 1}, thermo: {model: constant-cp, h0: 249 kJ/mol, s0: 161 J/mol/K, cp0: 22 J/mol/K}}
- {name: O2, composition: {O: 2}, thermo: {model: constant-cp, h0: 0.0, s0: 205 J/mol/K, cp0: 29 J/mol/K}}
- {name: OH, composition: {O: 1, H: 1}, thermo: {model: constant-cp, h0: 39 kJ/mol, s0: 184 J/mol/K, cp0: 30 J/mol/K}}
reactions:
"""
PLAIN = "- {equation: O + H2 <=> H + OH, rate-constant: {A: 3.87e+04, b: 2.7, Ea: 6260.0}}\n"
SURFACE = """\
phases:
- name: gas
  thermo: ideal-gas
  species: [O2]
- name: surf
  thermo: ideal-surface
  adjacent-phases: [gas]
  species: [S, O(S)]
  kinetics: surface
  site-density: 2.0e-08
species:
- {name: O2, composition: {O: 2}}
- {name: S, composition: {}}
- {name: O(S), composition: {O: 1}}
reactions:
"""


@pytest.fixture
def made(tmp_path):
    def make(text, **options):
        path = tmp_path / "a.yaml"
        path.write_text(text)
        return read_cantera_yaml(path, **options)

    return make


def test_a_small_mechanism(made):
    network = made(
        HEAD + PLAIN + "- {equation: 2 O + M => O2 + M, type: three-body, rate-constant: {A: 1e17, b: -1}}\n"
    )
    assert list(network.species) == ["H", "H2", "O", "O2", "OH", "M"]
    assert network.concentration is Concentration.KMOL_PER_M3
    assert list(network.names) == ["H2 + O → H + OH", "2 O + M → O2 + M"]
    assert network.reversible.tolist() == [True, False]
    assert network.places == ["a.yaml:15", "a.yaml:16"]
    expected = [np.log(38.7) + 2.7 * np.log(T) - 6260 * 4.184 / 8.31446261815324 / T, np.log(1e11) - np.log(T)]
    np.testing.assert_allclose(network.rates.log_rates(T), expected, rtol=1e-13)
    assert network.temperatures[[0, -1]].tolist() == pytest.approx([300.0, 3000.0])
    assert "reactions of phase gas of a.yaml" in network.assumptions


def test_a_wrong_reverse_is_measured(made):
    there = "- {equation: H2 => 2 H, rate-constant: {A: 1e15, b: 0, Ea: 104000}}\n"
    back = "- {equation: 2 H => H2, rate-constant: {A: %s, b: 0, Ea: 0}}\n"
    off = []
    for A in ("1e10", "3e10"):
        pairs = process_pairs(made(HEAD + there + back % A))
        assert pairs.two_way.tolist() == [True]
        forward, reverse = pairs.log_sides(T)
        off.append(forward - reverse - expected_log_ratio(pairs, T)[0])
    np.testing.assert_allclose(off[0] - off[1], np.log(3.0), rtol=1e-12)


def test_units_of_blocks_and_of_values(made):
    ways = [
        "{equation: H + OH => O + H2, rate-constant: {A: 6.02214076e+10 cm^3/mol/s, Ea: 1 kcal/mol}}",
        "{equation: H + OH => O + H2, rate-constant: {A: 1.0e-13 cm^3/molec/s, Ea: 4.184 kJ/mol}}",
        "{equation: H + OH => O + H2, units: {quantity: molec}, rate-constant: {A: 1.0e-13, Ea: 1000.0}}",
        "{equation: H + OH => O + H2, units: {length: m, time: min, quantity: kmol, activation-energy: K}, "
        "rate-constant: {A: 3.613284456e+09, Ea: 503.21953}}",
        "{equation: H + OH => O + H2, rate-constant: [6.02214076e+7 L/mol/s, 0, 0.0433641042 eV]}",
    ]
    network = made(HEAD + "".join(f"- {way}\n" for way in ways))
    rates = network.rates.log_rates(T)
    np.testing.assert_allclose(rates, np.repeat(rates[:1], len(ways), axis=0), rtol=0, atol=2e-8)
    assert rates[0, 1] == pytest.approx(np.log(6.02214076e7) - 4184.0 / 8314.46261815324)


@given(
    st.floats(-20.0, 20.0),
    st.sampled_from([("cm", 1e-2), ("m", 1.0), ("mm", 1e-3), ("angstrom", 1e-10)]),
    st.sampled_from([("mol", 1e-3), ("kmol", 1.0), ("molec", 1e-3 / N_A)]),
    st.sampled_from([("s", 1.0), ("min", 60.0), ("ms", 1e-3)]),
    st.integers(0, 3),
)
def test_conversion_of_factors(log_A, length, quantity, time, order):
    # a rate in quantity/length³/time is A times concentrations to the order, in whatever units
    (l_name, metres), (q_name, kmol), (t_name, s) = length, quantity, time
    system = UnitSystem().declared({"length": l_name, "quantity": q_name, "time": t_name}, "here")
    dimensions = (0.0, 3.0 * (order - 1), -1.0, 0.0, 0.0, 1.0 - order)
    found = system.rate(10.0**log_A, dimensions, "here")
    own = 10.0**log_A * (2.0 * metres**3 / kmol) ** order  # at 2 kmol/m³ of each partner
    assert found * 2.0**order == pytest.approx(own * kmol / metres**3 / s, rel=1e-12)
    spelled = f"{10.0**log_A!r} {l_name}^{3 * (order - 1)}*{q_name}^{1 - order}/{t_name}"
    assert UnitSystem().rate(spelled, dimensions, "here") == pytest.approx(found, rel=1e-12)


def test_pressure_and_composition(made):
    falloff = """\
- equation: H + O (+M) => OH (+M)
  type: falloff
  low-P-rate-constant: {A: 1e+15, b: 0, Ea: 0}
  high-P-rate-constant: {A: 1e+13, b: 0, Ea: 0}
  efficiencies: {H2: 3.0}
"""
    first = made(HEAD + falloff)
    assert "rates that depend on pressure at 101325 Pa in H: 1" in first.assumptions  # as Cantera: the first species
    thin = made(HEAD + falloff, pressure="1e-6 atm", composition={"H2": 1.0, "O2": 1.0})
    # 1e15 cm⁶/mol²/s is 1e9 m⁶/kmol²/s; (3 + 1)/2 colliders count for one
    low = 1e9 * 2.0 * 0.101325 / (8314.46261815324 * T)
    np.testing.assert_allclose(np.exp(thin.rates.log_rates(T)[0]), low, rtol=1e-4)


def test_one_species_of_a_section(made):
    network = made(
        HEAD.replace("species: [H, H2, O, O2, OH]", "species: [{species: [H, H2]}, {species: [O, O2, OH]}]") + PLAIN
    )
    assert list(network.species) == ["H", "H2", "O", "O2", "OH"]
    everything = made(HEAD.replace("species: [H, H2, O, O2, OH]", "species: all") + PLAIN)
    assert list(everything.species) == list(network.species)
    declared = HEAD.replace("kinetics: gas", "kinetics: gas\n  reactions: declared-species")
    fewer = made(
        declared.replace("species: [H, H2, O, O2, OH]", "species: [H, H2, O, OH]") + PLAIN + PLAIN.replace("H2 ", "O2 ")
    )
    assert len(fewer) == 1
    skip = HEAD.replace("elements: [H, O]", "elements: [O]\n  skip-undeclared-elements: true")
    assert list(made(skip + "- {equation: 2 O => O2, rate-constant: {A: 1, b: 0}}\n").species) == ["O", "O2"]


def test_files_next_to_it(tmp_path):
    (tmp_path / "parts.yaml").write_text(HEAD + PLAIN)
    text = HEAD[: HEAD.index("species:\n")].replace("[H, H2, O, O2, OH]", "[{parts.yaml/species: all}]")
    (tmp_path / "whole.yaml").write_text(text + "  reactions: [{parts.yaml/reactions: all}]\n")
    network = read_cantera_yaml(tmp_path / "whole.yaml")
    assert network.places == ["parts.yaml:15"]


def test_choice_of_a_phase():
    assert len(read_cantera_yaml(EVERY_FORM)) == 16
    assert len(read_cantera_yaml(EVERY_FORM, phase="surf")) == 4
    with pytest.raises(
        InputError, match=r"mechanism_forms\.yaml: no phase 'solid'; phases with reactions are gas, surf"
    ):
        read_cantera_yaml(EVERY_FORM, phase="solid")


def test_other_ways_to_name_phases_and_reactions(made):
    text = SURFACE.replace("adjacent-phases: [gas]", "adjacent-phases: [{phases: [gas]}]")
    network = made(text + "- {equation: O2 + 2 S => 2 O(S), rate-constant: [1.0, 0, 0]}\n")
    assert list(network.species) == ["S", "O(S)", "O2"]
    assert not network.thermochemistry.known.any()
    ruled = HEAD.replace("kinetics: gas", "kinetics: gas\n  reactions: [{reactions: none}, {more: all}]")
    more = "more:\n- {equation: 2 O => O2, rate-constant: {A: 1.0}}\n"
    assert made(ruled + PLAIN + more).places == ["a.yaml:18"]


def test_what_is_a_mechanism(tmp_path):
    assert is_cantera_yaml(EVERY_FORM)
    (tmp_path / "a.yaml").write_text("settings: 1\n")
    assert not is_cantera_yaml(tmp_path / "a.yaml")
    assert not is_cantera_yaml(tmp_path)


def gas(reaction):
    return HEAD + reaction.replace("LAW", LAW)


def surf(reaction):
    return SURFACE + reaction.replace("LAW", LAW)


LIMITS = "low-P-rate-constant: {A: 1}, high-P-rate-constant: {A: 1}"
FALLOFF = "- {equation: H + O (+M) => OH (+M), type: falloff, " + LIMITS + ", MORE}"
LAW = "rate-constant: {A: 1.0, b: 0.0, Ea: 0.0}"
REFUSED = [
    (
        gas("- {equation: 2 O => O2, rate-constant: {A: 1, b: one}}"),
        r"a\.yaml:15: 2 O => O2: rate-constant: b: 'one' is no",
    ),
    (
        gas("- {equation: O + H2 => H + O, LAW}"),
        r"a\.yaml:15: 1 O \+ 1 H2 -> 1 H \+ 1 O makes -1 of H: it is not balanced",
    ),
    (gas("- {equation: O + H2 -- H + O, LAW}"), r"a\.yaml:15, 'O \+ H2 -- H \+ O': no arrow"),
    (gas("- {equation: X => O, LAW}"), r"a\.yaml:15: species 'X' is in none of the phases gas"),
    (
        gas("- {equation: 2 O => O2}"),
        r"a\.yaml:15: 2 O => O2: rate-constant = None; give \{A: \.\.\., b: \.\.\., Ea: \.\.\.\}",
    ),
    (
        gas("- {equation: 2 O => O2, type: Blowers-Masel, LAW}"),
        r"a\.yaml:15: 2 O => O2: type: Blowers-Masel: this form of rate is unknown",
    ),
    (
        gas("- {equation: 2 O => O2, rate-constant: {A: 1, Ea-gas: 2}}"),
        r"a\.yaml:15: 2 O => O2: rate-constant: Ea-gas: unknown here",
    ),
    (gas("- {equation: 2 O => O2, rate-constant: {A: one}}"), r"rate-constant: A: 'one' is no number"),
    (gas("- {equation: 2 O => O2, rate-constant: {A: 1e999}}"), r"give finite numbers"),
    (
        gas("- {equation: 2 O => O2, rate-constant: {A: 1 cm^3/s}}"),
        r"A: '1 cm\^3/s': is of another dimension; give units such as m\^3 s\^-1 kmol\^-1",
    ),
    (
        gas("- {equation: 2 O => O2, rate-constant: {A: 1 furlong/s}}"),
        r"unit 'furlong' in 'furlong/s'; known are 1, m,",
    ),
    (gas("- {equation: 2 O => O2, rate-constant: {A: 1 cm^^3}}"), r"unit 'cm\^\^3'; write units such as 'cm\^3/mol/s'"),
    (
        gas("- {equation: 2 O => O2, rate-constant: {A: 1, Ea: 3 m}}"),
        r"unit 'm' of an activation energy; give an energy per quantity",
    ),
    (
        gas("- {equation: 2 O => O2, units: {colour: red}, LAW}"),
        r"a\.yaml:15: units of 'colour'; known are mass, length",
    ),
    (
        gas("- {equation: 2 O => O2, rate-constant: {A: -1.0}}"),
        r"a\.yaml:15: 2 O => O2: A = -0\.001 \(kmol, m, s\): negative; say 'negative-A: true'",
    ),
    (
        gas("- {equation: 2 O => O2, negative-A: true, rate-constant: {A: -1.0}}"),
        r"a\.yaml:15: A is negative, and no duplicate of the reaction is positive",
    ),
    (
        gas("- {equation: 2 O => O2, negative-A: maybe, rate-constant: {A: -1.0}}"),
        r"a\.yaml:15: negative-A = 'maybe'; give true or false",
    ),
    (
        gas("- {equation: 2 O (+M) => O2 (+M), LAW}"),
        r"\(\+M\) in a reaction that is of no falloff form; say 'type: falloff'",
    ),
    (
        gas(FALLOFF.replace("{A: 1}", "{A: -1}", 1).replace("MORE", "duplicate: false")),
        r"low-P-rate-constant: A = -1e-06 \(kmol, m, s\): negative; give a factor",
    ),
    (
        gas(FALLOFF.replace("{A: 1}", "{A: 0}", 1).replace("MORE", "duplicate: false")),
        r"low-P-rate-constant: A = 0; give a positive factor",
    ),
    (gas(FALLOFF.replace("MORE", "Troe: {A: 0.5}")), r"Troe = .*; give A, T3, T1, T2"),
    (
        gas(FALLOFF.replace("MORE", "efficiencies: {N2: 2.0}")),
        r"efficiencies: 'N2' is no species of this phase; list it",
    ),
    (gas(FALLOFF.replace("MORE", "efficiencies: {O2: -2.0}")), r"efficiencies: O2: -2; give zero or more"),
    (gas(FALLOFF.replace("MORE", "efficiencies: 3")), r"efficiencies = '3': '3' cannot be read; write names with"),
    (
        gas("- {equation: 2 O => O2, type: pressure-dependent-Arrhenius}"),
        r"no rate-constants; give laws with P, A, b, Ea",
    ),
    (
        gas("- {equation: 2 O => O2, type: pressure-dependent-Arrhenius, rate-constants: [{A: 1, P: 0}]}"),
        r"rate-constants\[0\]: P = 0; give a positive",
    ),
    (
        gas("- {equation: 2 O => O2, type: Chebyshev, data: [[1, 2], [3]]}"),
        r"data; give rows of coefficients of one length",
    ),
    (gas("- {equation: 2 O => O2, type: Chebyshev, data: [3]}"), r"data: '3' is no list of numbers"),
    (
        gas("- {equation: 2 O => O2, type: Chebyshev, data: [[1]], temperature-range: [9, 3]}"),
        r"temperature-range, pressure-range; give two",
    ),
    (gas("- {rate-constant: {A: 1}}"), r"a\.yaml:15: equation = None; give 'equation:' with a text"),
    (
        gas("- nothing"),
        r"a\.yaml: entry 0 of 'reactions' is no mapping|a\.yaml:3: entry 0 of 'reactions' is no mapping",
    ),
    (gas("").replace("reactions:\n", "reactions: []\n"), r"a\.yaml: phase 'gas' has no reactions"),
    (
        gas(PLAIN).replace("thermo: ideal-gas", "thermo: plasma"),
        r"a\.yaml:3: phase 'gas' is of the model 'plasma': unknown here",
    ),
    (gas(PLAIN).replace("OH]", "OH, N2]"), r"a\.yaml:3: species 'N2' of phase 'gas' is not in 'species'"),
    (gas(PLAIN).replace("OH]", "H]"), r"a\.yaml:9: species 'H' is in gas and in gas"),
    (
        gas(PLAIN).replace("model: constant-cp", "model: Mu0", 1),
        r"a\.yaml:9: thermo of H is of the model 'Mu0': unknown",
    ),
    (
        gas(PLAIN).replace("model: constant-cp", "model: NASA7", 1),
        r"a\.yaml:9: temperature-ranges None; give the limits",
    ),
    (
        gas(PLAIN).replace("model: constant-cp", "model: NASA7, temperature-ranges: [300, 900], data: [[1, 2]]", 1),
        r"a\.yaml:9: thermo of H: coefficients of shape \(1, 2\) with 2 limits of temperature",
    ),
    (gas(PLAIN).replace("h0: 218 kJ/mol", "h0: 218 kJ"), r"a\.yaml:9: h0: '218 kJ': is of another dimension"),
    (
        gas(PLAIN).replace("kinetics: gas", "kinetics: gas\n  reactions: [other]"),
        r"a\.yaml:3: no section 'other' in a\.yaml; its sections are",
    ),
    (
        gas(PLAIN).replace("kinetics: gas", "kinetics: gas\n  reactions: [{reactions: some}]"),
        r"a\.yaml:3: reactions: 'some'; give all",
    ),
    (
        gas(PLAIN).replace("kinetics: gas", "kinetics: gas\n  reactions: [[reactions]]"),
        r"a\.yaml:3: reactions \['reactions'\]; name sections",
    ),
    (
        gas(PLAIN).replace("kinetics: gas", "kinetics: gas\n  reactions: [b.yaml/reactions]"),
        r"a\.yaml:3: b\.yaml is not in .*; put the file next",
    ),
    (
        gas(PLAIN).replace("kinetics: gas", "reactions: none"),
        r"a\.yaml: no reactions; give a mechanism whose phases have some",
    ),
    (
        gas(PLAIN).replace("kinetics: gas", "kinetics: gas\n  adjacent-phases: [surf]"),
        r"a\.yaml: adjacent phase 'surf' is not in this file",
    ),
    (
        gas(PLAIN).replace("kinetics: gas", "kinetics: gas\n  adjacent-phases: [3: 4]"),
        r"a\.yaml:3: adjacent-phases .*; name phases of this file",
    ),
    (surf("- {equation: O2 + S => 2 O(S), LAW}"), r"makes \+1 of sites of surf: it is not balanced"),
    (
        surf("- {equation: 2 O(S) => O2 + 2 S, sticking-coefficient: {A: 1}}"),
        r"2 O\(S\) => O2 \+ 2 S: 0 species could stick; name one",
    ),
    (
        surf("- {equation: O2 + 2 S => 2 O(S), sticking-coefficient: {A: -1}}"),
        r"sticking-coefficient: A = -1 \(kmol, m, s\): negative",
    ),
    (
        surf("- {equation: 2 O2 + 4 S => 4 O(S), sticking-coefficient: {A: 1}}")
        .replace("composition: {O: 2}", "composition: {Q: 2}")
        .replace("{O: 1}", "{Q: 1}"),
        r"a\.yaml:12: element 'Q' of O2 has no atomic weight; give it in a section 'elements:'",
    ),
    (
        surf("- {equation: O2 + 2 S => 2 O(S), LAW, coverage-dependencies: {Z: {a: 1}}}"),
        r"coverage-dependencies: Z is no species",
    ),
    (
        surf("- {equation: O2 + 2 S => 2 O(S), LAW, coverage-dependencies: {S: {z: 1}}}"),
        r"coverage-dependencies: S = .*; give \{a",
    ),
    (
        surf("- {equation: O2 + 2 S => 2 O(S), LAW, coverage-dependencies: {S: {E: [1, 2, 3, 4, 5]}}}"),
        r"E has 5 coefficients; give four at the most",
    ),
    (
        surf("- {equation: O2 + 2 S => 2 O(S), LAW}").replace("2.0e-08", "0"),
        r"a\.yaml:5: site-density = 0\.0; give a positive density",
    ),
    (
        surf("- {equation: O2 + 2 S => 2 O(S), LAW}").replace("{}", "{}, sites: 0"),
        r"a\.yaml:13: sites = 0\.0; give a positive number",
    ),
]


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[str(k) for k in range(len(REFUSED))])
def test_what_is_refused(made, text, message):
    with pytest.raises(InputError, match=message):
        made(text)


def test_two_partners_of_the_gas_cannot_stick(made):
    text = SURFACE.replace("[O2]", "[O2, O]").replace("species:\n", "species:\n- {name: O, composition: {O: 1}}\n", 1)
    reaction = "- {equation: O2 + O + 3 S => 3 O(S), sticking-coefficient: {A: 1}, sticking-species: O2}\n"
    with pytest.raises(
        InputError, match=re.escape("3 O(S): O takes part beside O2; write sticking reactions with one")
    ):
        made(text + reaction)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"pressure": "3 m"}, r"pressure: '3 m': is of another dimension"),
        ({"pressure": True}, r"pressure: True is no number"),
        ({"composition": "CH4"}, r"composition = 'CH4': 'CH4' cannot be read; write names"),
        ({"composition": {"Z": 1.0}}, r"composition names 'Z'"),
    ],
)
def test_bad_conditions(options, message):
    with pytest.raises(InputError, match=message):
        read_cantera_yaml(EVERY_FORM, **options)


def test_no_file():
    with pytest.raises(InputError, match=r"nowhere\.yaml: no such file; check the path"):
        read_cantera_yaml("nowhere.yaml")


THERE = "- {equation: 2 O + M => O2 + M, type: three-body, rate-constant: {A: 1e17}, efficiencies: {O2: 2.0}}\n"
BACK = "- {equation: O2 + M => 2 O + M, type: three-body, rate-constant: {A: 1e17, Ea: 1e5}, efficiencies: {%s}}\n"


def test_directions_with_other_colliders_are_set_aside(made):
    same, other = made(HEAD + THERE + BACK % "O2: 2.0, H: 1.0"), made(HEAD + THERE + BACK % "H2: 2.0")
    assert (same.reasons, same.aside.tolist()) == ((), [0, 0])  # 1 is what H counts for anyway
    assert process_pairs(same).two_way.tolist() == [True]
    assert other.reasons == (REASON_COLLIDERS,)
    assert other.aside.tolist() == [1, 1]
    verdict = check_network(other)
    assert verdict.status is not Status.BALANCED
    (found,) = [f for f in verdict.findings if isinstance(f, SetAside)]
    assert (found.count, REASON_COLLIDERS in found.message) == (2, True)
    assert check_network(same).status is Status.BROKEN  # the rates are made up
    with pytest.raises(
        InputError, match=r"a\.yaml:15: 2 O \+ M => O2 \+ M: efficiencies: 'N2' is no species of this phase"
    ):
        made(HEAD + THERE.replace("O2: 2.0", "N2: 2.0"))


def test_parallel_ways_with_other_colliders_have_no_reverse_to_differ_from(made):
    assert made(HEAD + THERE + THERE.replace("O2: 2.0", "H2: 2.0")).aside.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("equation", "message"),
    [
        (
            "2 O + M => O2",
            r"a\.yaml:15: M stands 1 times on the left and 0 times on the right: it is a collider; write",
        ),
        ("2 O => O2 + M", r"M stands 0 times on the left and 1 times on the right"),
        ("2 O + 2 M => O2 + 2 M", r"M stands 2 times on the left and 2 times on the right"),
        ("2 O (+M) => O2", r"a\.yaml:15, '2 O \(\+M\) => O2': the collider in brackets is not the same on both sides"),
        ("2 O => O2 (+M)", r"the collider in brackets is not the same"),
        ("2 O (+M) => O2 (+H2)", r"the collider in brackets is not the same"),
        ("2 O (+M) (+M) => O2 (+M) (+M)", r"the collider in brackets is not the same"),
        ("2 O => O2", r"a\.yaml:15: 2 O => O2: a rate of falloff form without a collider; write \(\+M\) on both"),
    ],
)
def test_colliders_on_one_side(made, equation, message):
    """Cantera refuses the same equations."""
    with pytest.raises(InputError, match=message):
        made(HEAD + f"- {{equation: {equation}, type: falloff, {LIMITS}, {LAW}}}\n")


@pytest.mark.parametrize(
    ("Ea", "kelvins"),
    [("13.6 eV", 13.6 * 11604.518121), ("9.9e2 eV", 9.9e2 * 11604.518121), ("5 kJ/mol", 601.36178), ("700 K", 700.0)],
)
def test_energies_of_one_particle(made, Ea, kelvins):
    rates = made(HEAD + f"- {{equation: 2 O => O2, rate-constant: {{A: 1000.0, Ea: {Ea}}}}}\n").rates
    np.testing.assert_allclose(rates.log_rates(T)[0], -kelvins / T, rtol=1e-7)


@pytest.mark.parametrize("Ea", ["5 kJ", "1 cal", "-2e-16 J", "1.1 keV"])
def test_energies_that_no_particle_has(made, Ea):
    # 1 keV is 1.6e-16 J
    message = rf"a\.yaml:15: 2 O => O2: rate-constant: Ea: '{Ea}' would be .* eV for each particle: .* write '{Ea}/mol'"
    with pytest.raises(InputError, match=message):
        made(HEAD + f"- {{equation: 2 O => O2, rate-constant: {{A: 1, Ea: {Ea}}}}}\n")


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ("{P: -5}", r"a\.yaml:3: state: P = -5; give a positive pressure"),
        ("{P: 0 atm}", r"state: P = 0 atm; give a positive pressure"),
        ("{X: {H: -1, O: 2}}", r"a\.yaml:3: state: X: H: -1; give amounts of zero or more"),
        ("{X: 'H:1, O:1, H:1'}", r"a\.yaml:3: state: X = 'H:1, O:1, H:1': H stands twice; give every species once"),
    ],
)
def test_bad_states(made, state, message):
    with pytest.raises(InputError, match=message):
        made(HEAD.replace("kinetics: gas", f"kinetics: gas\n  state: {state}") + PLAIN)


def test_units_that_are_no_mapping(made):
    with pytest.raises(InputError, match=r"a\.yaml:1: units: '3'; give them like \{length: cm, quantity: mol\}"):
        made("units: 3\n" + HEAD.partition("\n")[2] + PLAIN)


@pytest.mark.parametrize("sri", ["{A: -0.5, B: 1, C: 100}", "{A: 0.5, B: 1, C: -100}", "{A: 0, B: 1, C: 0}",
                                 "{A: 0.5, B: 1, C: 100, D: -1, E: 0}"])  # fmt: skip
def test_a_centre_below_zero(made, sri):
    with pytest.raises(
        InputError, match=r"a\.yaml:15: H \+ O.*: SRI: A = .*: A exp\(-B/T\) \+ exp\(-T/C\) and D have to"
    ):
        made(HEAD + FALLOFF.replace("MORE", f"SRI: {sri}"))


CHEBYSHEV = """\
- equation: 2 O => O2
  type: Chebyshev
  temperature-range: [500.0, 1500.0]
  pressure-range: [0.01 atm, 10 atm]
  data: [[8.0, 0.1], [0.2, 0.01]]
"""


def test_limits_of_rates(made):
    network = made(HEAD + PLAIN + CHEBYSHEV)
    assert network.temperatures[[0, -1]].tolist() == pytest.approx([500.0, 1500.0], rel=1e-12)
    assert outside(network.rates, network.temperatures).tolist() == []
    assert outside(network.rates, np.array([600.0, 1600.0])).tolist() == [1]
    assert outside(network.rates.take(np.array([1, 0, 1])), np.array([400.0])).tolist() == [0, 2]
    assert outside(explicit(network).rates, np.array([400.0])).tolist() == [1]
    thick = at_conditions(network, pressure="11 atm")
    assert outside(thick.rates, np.array([600.0])).tolist() == [1]
    reverse = explicit(made(HEAD + PLAIN + CHEBYSHEV.replace("=>", "<=>")))
    assert outside(reverse.rates, np.array([400.0])).tolist() == [1, 3]  # the reverse is no better than the rate


def test_nothing_is_assumed_twice(made):
    network = made(HEAD + PLAIN)
    assert "standard state of gases: ideal gas at 101325 Pa" in network.thermochemistry.assumptions
    for said in (check_network(network).assumptions, reverse_rates(network).assumptions):
        assert len(said) == len(set(said))
        assert "standard state of gases: ideal gas at 101325 Pa" in said
    driven = drive_network(network, T=1000.0, concentrations="*: 0.1").assumptions
    assert driven.count("standard state of gases: ideal gas at 101325 Pa") == 1
