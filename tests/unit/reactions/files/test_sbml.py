"""SBML models of mass action."""

import re
import sys

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.reactions.checking.check import check_network
from detbal.reactions.files.sbml import is_sbml, read_sbml
from detbal.reactions.pairing import process_pairs
from detbal.verdict import Status

libsbml = pytest.importorskip("libsbml")

SPECIES = """<species id="{0}" compartment="{1}" initialConcentration="1" hasOnlySubstanceUnits="{2}"
boundaryCondition="false" constant="false"/>"""
REFERENCE = '<speciesReference species="{}" stoichiometry="{}" constant="true"/>'


def model(reactions, *, species=(("A", "c", "false"), ("B", "c", "false"), ("E", "c", "false")), volume=2.0, more=""):
    """Write a model; a reaction is (id, reactants, products, law), its parameters k = 3 and K = 4."""
    parts = []
    for name, left, right, law in reactions:
        sides = "".join(
            f"<{tag}>{''.join(REFERENCE.format(*entry) for entry in side)}</{tag}>" if side else ""
            for tag, side in (("listOfReactants", left), ("listOfProducts", right))
        )
        if "E" in law:
            sides += '<listOfModifiers><modifierSpeciesReference species="E"/></listOfModifiers>'
        math = libsbml.writeMathMLToString(libsbml.parseL3Formula(law)).partition("?>")[2] if law else ""
        written = f"<kineticLaw>{math}</kineticLaw>" if law else ""
        parts.append(f'<reaction id="{name}" reversible="true" fast="false">{sides}{written}</reaction>')
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model id="m" timeUnits="second">
{FUNCTIONS}
<listOfCompartments><compartment id="c" size="{volume}" spatialDimensions="3" constant="true"/>
<compartment id="d" size="5" spatialDimensions="3" constant="true"/></listOfCompartments>
<listOfSpecies>{"".join(SPECIES.format(*entry) for entry in species)}</listOfSpecies>
<listOfParameters><parameter id="k" value="3" constant="true"/><parameter id="K" value="4" constant="true"/>
<parameter id="moving" value="1" constant="false"/></listOfParameters>{more}
<listOfReactions>{"".join(parts)}</listOfReactions></model></sbml>"""


FUNCTIONS = """<listOfFunctionDefinitions><functionDefinition id="f"><math xmlns="http://www.w3.org/1998/Math/MathML">
<lambda><bvar><ci>x</ci></bvar><bvar><ci>y</ci></bvar><apply><times/><ci>x</ci><ci>y</ci></apply></lambda></math>
</functionDefinition></listOfFunctionDefinitions>"""
RULE = """<listOfRules><assignmentRule variable="moving"><math xmlns="http://www.w3.org/1998/Math/MathML">
<ci>A</ci></math></assignmentRule></listOfRules>"""
TO_B = ([("A", 1)], [("B", 1)])


@pytest.fixture
def made(tmp_path):
    def make(text):
        (tmp_path / "m.xml").write_text(text)
        assert is_sbml(tmp_path / "m.xml")
        return read_sbml(tmp_path / "m.xml")

    return make


@pytest.mark.parametrize(
    "law",
    ["c*(k*A - k/K*B)", "c*k*(A - B/K)", "c*(f(k, A) - B*k*K^(-1))", "k*(c*A) - c*0.75*B", "pow(k,1)*c*(A-0.25*B)"],
)
def test_ways_to_write_a_reversible_law(made, law):
    network = made(model([("r", *TO_B, law)]))
    assert list(network.names) == ["A → B", "B → A"]
    np.testing.assert_allclose(np.exp(network.rates.log_rates(np.ones(1)))[:, 0], [3.0, 0.75], rtol=1e-14)
    assert network.places == ["m.xml: reaction r"] * 2
    assert network.temperatures is None


def test_powers_volumes_and_amounts(made):
    # amounts: a rate of k A² per volume c = 2 is k c A² with concentrations n/c; B is in another compartment
    species = (("A", "c", "true"), ("B", "d", "false"))
    network = made(model([("r", [("A", 2)], [("B", 1)], "k*A^2/c - K*B*c")], species=species))
    rates = np.exp(network.rates.log_rates(np.ones(1)))[:, 0]
    np.testing.assert_allclose(rates, [3.0, 4.0], rtol=1e-14)  # both per volume of A, so that their ratio stays
    assert network.assumptions[-1] == "compartments c: 2, d: 5"


def test_catalysts_and_sources(made):
    network = made(
        model([("r", *TO_B, "c*E*(k*A - K*B)"), ("s", [], [("A", 1)], "c*k"), ("loss", [("B", 1)], [], "c*B")])
    )
    assert list(network.names) == ["A + E → B + E", "B + E → A + E", "∅ → A", "B → ∅"]


def test_powers_of_sums(made):
    # k (A + 2 B)² is no mass action, but k (A - B)(A + B) is: of 2 A → 2 B
    pair = ([("A", 2)], [("B", 2)])
    network = made(model([("r", *pair, "c*k*(A - B)*(A + B)"), ("s", *pair, "c*k*(A + 2*B)^2")]))
    assert list(network.names) == ["2 A → 2 B", "2 B → 2 A", "2 A → 2 B"]
    assert network.aside.tolist() == [0, 0, 1]


def test_what_events_change_is_no_constant(made):
    event = """<listOfEvents><event useValuesFromTriggerTime="true"><trigger initialValue="true" persistent="true">
<math xmlns="http://www.w3.org/1998/Math/MathML"><true/></math></trigger><listOfEventAssignments>
<eventAssignment variable="moving"><math xmlns="http://www.w3.org/1998/Math/MathML"><cn>2</cn></math></eventAssignment>
</listOfEventAssignments></event></listOfEvents>"""
    text = model([("good", *TO_B, "c*k*A"), ("other", *TO_B, "c*moving*A")]).replace("</model>", event + "</model>")
    assert "moving, which is no constant" in made(text).reasons[0]


def test_a_model_that_cannot_be_expanded(made):
    twice = model([("r", *TO_B, "c*f(k, A)"), ("c", *TO_B, "c*B")])  # a reaction called like the compartment
    with pytest.raises(
        InputError, match=r"m\.xml: libsbml refuses to expand it \(expandFunctionDefinitions\): the model is"
    ):
        made(twice)


def test_a_ring_that_runs(made):
    laws = [("1", "A", "B", "c*(k*A - B)"), ("2", "B", "E", "c*(B - E)"), ("3", "E", "A", "c*(E - A)")]
    network = made(model([(f"r{n}", [(a, 1)], [(b, 1)], law) for n, a, b, law in laws]))
    forward, reverse = process_pairs(network).log_sides(np.ones(1))
    assert float((forward - reverse).sum()) == pytest.approx(np.log(3.0))  # k, once around


@pytest.mark.parametrize(
    ("law", "reason"),
    [
        ("c*k*A/(K + A)", r"it divides by a sum of concentrations, or takes a root of one"),
        ("c*k*A*exp(B)", r"it holds exp\(B\)"),
        ("c*moving*A", r"it depends on moving, which is no constant"),
        ("c*k*B", r"it has terms other than those of the reactants and of the products"),
        ("c*(k*A + K*A^2)", r"it has terms other than"),
        ("c*E*k*A - c*K*B", r"it has two terms that do not belong together"),
        ("c*k*A^B", r"it has an exponent that depends on concentrations"),
        ("c*(A - A)", r"it is zero"),
        ("", r"it is not given"),
    ],
)
def test_other_laws_are_set_aside(made, law, reason):
    network = made(model([("good", *TO_B, "c*(k*A - B)"), ("other", *TO_B, law)], more=RULE))
    assert network.aside.tolist() == [0, 0, 1]
    assert network.places[2] == "m.xml: reaction other"
    assert re.fullmatch(r"the kinetic law is no mass action: " + reason + ".*", network.reasons[0])
    assert len(process_pairs(network)) == 1


def test_each_law_of_both_directions_is_a_channel(made):
    """A ⇌ B by two mechanisms, with K = 2 and K = 1: the sums agree with one K, the channels do not."""
    network = made(model([("r", *TO_B, "c*(A - 2*B)"), ("s", *TO_B, "c*(A - B)")]))
    assert network.channels.tolist() == [1, 1, 2, 2]
    assert check_network(network).status is Status.BROKEN
    alike = made(model([("r", *TO_B, "c*(A - 2*B)"), ("s", *TO_B, "c*(3*A - 6*B)")]))
    assert check_network(alike).status is Status.BALANCED


def test_two_laws_of_one_direction_are_a_reaction_and_its_reverse(made):
    network = made(model([("r", *TO_B, "c*3*A"), ("s", TO_B[1], TO_B[0], "c*4*B")]))
    pairs = process_pairs(network)
    assert pairs.two_way.tolist() == [True]
    forward, reverse = pairs.log_sides(np.ones(1))
    assert float((forward - reverse)[0, 0]) == pytest.approx(np.log(0.75))


@pytest.mark.parametrize(
    ("parameter", "law", "message"),
    [
        ("0", "c*(k*A - k/K*B)", r"m\.xml: reaction r: it divides by K = 0; give it another value"),
        ("0", "c*k*(A - B*K^(-1))", r"m\.xml: reaction r: it divides by K = 0"),
        ("INF", "c*(k*A - K*B)", r"m\.xml: reaction r: K = inf; give a finite number"),
        ("NaN", "c*(k*A - K*B)", r"m\.xml: reaction r: K = nan; give a finite number"),
        ("-4", "c*(k*A - K*B)", r"m\.xml: reaction r: K = -4: the law is no mass action with it; give it zero or more"),
    ],
)
def test_impossible_parameters(made, parameter, law, message):
    text = model([("r", *TO_B, law)]).replace('id="K" value="4"', f'id="K" value="{parameter}"')
    with pytest.raises(InputError, match=message):
        made(text)


def test_a_negative_exponent_is_none_of_them(made):
    text = model([("r", *TO_B, "c*(k*A - B*4^K)")]).replace('id="K" value="4"', 'id="K" value="-1"')
    assert np.exp(made(text).rates.log_rates(np.ones(1)))[:, 0] == pytest.approx([3.0, 0.25])


def test_reactions_of_nothing_and_species_set_by_rules(made):
    more = RULE.replace('"moving"', '"E"')
    laws = [("r", *TO_B, "c*(A - B)"), ("none", [], [], "c*k"), ("catalysed", *TO_B, "c*E*A")]
    network = made(model([*laws, ("fed", [("E", 1)], [("A", 1)], "c*E")], more=more).replace(FUNCTIONS, ""))
    assert network.reasons == ("it has no species", "a rule sets E")
    assert network.aside.tolist() == [0, 0, 1, 2, 2]


def test_what_is_not_declared(made):
    elsewhere = model([("r", *TO_B, "c*A")], species=(("A", "x", "false"), ("B", "c", "false")))
    with pytest.raises(InputError, match=r"m\.xml: species A is in the compartment 'x': it is not declared; declared"):
        made(elsewhere.replace(FUNCTIONS, ""))
    with pytest.raises(InputError, match=r"m\.xml: reaction r: species 'Z' is not declared; list it as a species"):
        made(model([("r", [("A", 1)], [("Z", 1)], "c*A")]).replace(FUNCTIONS, ""))


def test_nothing_of_mass_action(made):
    with pytest.raises(InputError, match=r"m\.xml: no reaction of mass action: the kinetic law is no mass action: it"):
        made(model([("r", *TO_B, "c*k*A/(K + A)")]))
    with pytest.raises(InputError, match=r"no reaction of mass action: it has none; give a model that has some"):
        made(model([]).replace("<listOfReactions></listOfReactions>", ""))


def test_broken_files(tmp_path):
    path = tmp_path / "m.xml"
    path.write_text("<sbml><model></sbml>")
    with pytest.raises(InputError, match=r"m\.xml:\d+: .*; correct the model"):
        read_sbml(path)
    with pytest.raises(InputError, match=r"nowhere\.xml: no such file; check the path"):
        read_sbml(tmp_path / "nowhere.xml")
    path.write_text(
        "<?xml version='1.0'?><sbml xmlns='http://www.sbml.org/sbml/level3/version1/core' level='3' version='1'/>"
    )
    with pytest.raises(InputError, match=r"m\.xml: no model in it|m\.xml:\d+: .*; correct the model"):
        read_sbml(path)
    assert not is_sbml(tmp_path / "nowhere.xml")


def test_without_libsbml(tmp_path, monkeypatch):
    (tmp_path / "m.xml").write_text(model([]))
    monkeypatch.setitem(sys.modules, "libsbml", None)
    with pytest.raises(InputError, match=r"read with the package python-libsbml, which is not installed; pip install"):
        read_sbml(tmp_path / "m.xml")
