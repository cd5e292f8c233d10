"""What a cross-section takes, and what it refuses."""

import numpy as np
import pytest

from detbal import InputError
from detbal.reactions import PHOTON, Reaction, Species
from detbal.reactions.cross_sections import CrossSection, CrossSectionPair, Frame, inverse_cross_section
from detbal.reactions.cross_sections.units_of_area import Quantity, area_unit

A, B = Species("a", mass=4.0, degeneracy=1), Species("b", mass=24.0, degeneracy=1)
C, D = Species("c", mass=1.0, degeneracy=2), Species("d", mass=27.002, degeneracy=6)
REACTION = Reaction((A, B), (C, D))
LAB = {"unit": "MeV", "frame": Frame.LABORATORY, "value_unit": "mb"}


def test_units_at_the_border():
    made = CrossSection(REACTION, ["10 MeV", "11000 keV"], [1.0, 2.0], 0.1, frame=Frame.LABORATORY, value_unit="mb")
    np.testing.assert_allclose(made.energy, [10.0, 11.0])
    np.testing.assert_allclose(made.values, [1e-3, 2e-3])
    np.testing.assert_allclose(made.errors, [1e-4, 1e-4])
    assert made.quantity is Quantity.INTEGRATED
    differential = CrossSection(REACTION, [1e7], [3.0], unit="eV", frame=Frame.LABORATORY, value_unit="mb/sr", angle=90)
    assert differential.quantity is Quantity.DIFFERENTIAL
    np.testing.assert_allclose(differential.energy, [10.0])
    assert area_unit("µb").barns == 1e-6
    assert area_unit("cm**2").barns == 1e24
    assert area_unit("a0^2").barns == pytest.approx(2.8002852e7, rel=1e-7)  # 0.28 Å²


def test_negative_values_within_noise_are_kept():
    assert CrossSection(REACTION, [10.0], [-0.1], [0.2], **LAB).values[0] == pytest.approx(-1e-4)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"unit": None}, "the unit of energy is missing"),
        ({"frame": None}, "the frame of the energies is missing; give frame=, one of Frame.LABORATORY"),
        ({"frame": "moon"}, "frame = 'moon'; give one of"),
        ({"value_unit": None}, "the unit of the values is missing"),
        ({"value_unit": "bran"}, "value_unit = 'bran' is unknown; known are b, kb"),
        ({"value_unit": "mb/sr"}, "angle = None, but the values are per solid angle"),
        ({"angle": 90.0}, r"angle = 90.0, but the values are integrated"),
        ({"value_unit": "mb/sr", "angle": 200.0}, "angle = 200.0; give degrees"),
        ({"values": [1.0, 2.0]}, r"values have shape \(2,\); give one value for each of the 1 energies"),
        ({"values": [np.nan]}, r"values\[0\] = nan; give a finite number"),
        ({"energy": [[10.0]]}, r"energy has shape \(1, 1\)"),
        ({"errors": [-1.0]}, r"errors\[0\] = -1; give a standard deviation"),
        ({"errors": [1.0, 2.0]}, r"errors have shape \(2,\)"),
        ({"common_error": -0.1}, "common_error = -0.1"),
        ({"projectile": 2}, "projectile = 2; give 0 or 1"),
        ({"energy": [1.0]}, r"energy\[0\] = 1 MeV .* leaves c \+ d -1.* MeV; drop what is not above the threshold"),
        ({"kinematics": "quantum"}, "kinematics = 'quantum'; give one of"),
        ({"common_error": True}, "common_error = True; give a relative standard deviation"),
        ({"common_error": "8 mb"}, "common_error = '8 mb'; give a relative standard deviation"),
        ({"common_error": np.inf}, "common_error = inf; give a finite one"),
    ],
)
def test_what_is_refused(changed, message):
    given = {"energy": [10.0], "values": [1.0], **LAB, **changed}
    with pytest.raises(InputError, match=message):
        CrossSection(REACTION, given.pop("energy"), given.pop("values"), **given)


def test_names_and_texts_at_the_border():
    one = CrossSection(REACTION, [10.0], [1.0], unit="MeV", frame="cm", value_unit="mb", common_error="8 %")
    assert one.frame is Frame.CENTRE_OF_MASS
    assert one.common_error == 0.08
    assert inverse_cross_section(one, frame="lab").frame is Frame.LABORATORY
    assert CrossSection(REACTION, [10.0], [1.0], **LAB, kinematics="classical").kinematics.name == "CLASSICAL"


def test_what_is_no_reaction_and_no_cross_section():
    with pytest.raises(InputError, match=r"reaction = 'n\(p,g\)d'; give a Reaction of Species"):
        CrossSection("n(p,g)d", [1.0], [1.0], **LAB)
    known = CrossSection(REACTION, [10.0], [1.0], **LAB)
    for other in (1, "x", None):
        with pytest.raises(InputError, match=f"inverse = {other!r}; give a CrossSection"):
            CrossSectionPair(known, other)


def test_first_values():
    one = CrossSection(REACTION, [10.0, 11.0], [1.0, 2.0], 0.1, **LAB)
    assert one.first_values(1) == "0.001 ± 0.0001 b at 10 MeV, … (2 points)"
    assert one.first_values() == "0.001 ± 0.0001 b at 10 MeV, 0.002 ± 0.0001 b at 11 MeV"


def test_weights_must_be_known_only_where_they_count():
    bare = Reaction((A, B), (C, Species("d", mass=27.002)))
    known = CrossSection(bare, [10.0], [1.0], **LAB)
    with pytest.raises(InputError, match="the weight of d is unknown; give it degeneracy="):
        inverse_cross_section(known)


def test_the_photon_moves_whichever_place_it_has():
    gamma = Reaction((D, PHOTON), (Species("e", mass=13.0, degeneracy=1), Species("f", mass=13.9, degeneracy=1)))
    assert CrossSection(gamma, [100.0], [1.0], **LAB).projectile == 1
    with pytest.raises(InputError, match="a photon is never at rest"):
        CrossSection(gamma, [100.0], [1.0], projectile=0, **LAB)


def test_the_other_reactant_as_projectile():
    """A heavy beam on a light target: the same energy in the centre of mass."""
    light, heavy = (CrossSection(REACTION, [T], [1.0], projectile=k, **LAB) for k, T in ((0, 10.0), (1, 60.0)))
    np.testing.assert_allclose(light.channel_energies()[0], heavy.channel_energies()[0], rtol=1e-3)


def test_pairs_must_belong_together():
    there = CrossSection(REACTION, [10.0], [1.0], **LAB)
    back = inverse_cross_section(there)
    with pytest.raises(InputError, match=r"a \+ b → c \+ d is not the reverse of a \+ b → c \+ d"):
        CrossSectionPair(there, there)
    side = {"unit": "MeV", "frame": Frame.LABORATORY, "value_unit": "mb/sr"}
    angled = [CrossSection(REACTION.reversed(), back.energy, [1.0], angle=angle, **side) for angle in (90, 120)]
    with pytest.raises(InputError, match="the forward values are integrated over all angles, the inverse ones per"):
        CrossSectionPair(there, angled[0])
    with pytest.raises(InputError, match="angles in the centre of mass of 90° and 120°"):
        CrossSectionPair(inverse_cross_section(angled[0]), angled[1])
    other = Reaction((C, D), (A, B), Q=-REACTION.Q + 0.1, Q_tolerance=1.0)
    with pytest.raises(InputError, match=r"Q = -.* MeV forward"):
        CrossSectionPair(there, CrossSection(other, back.energy, [1.0], **LAB))


def test_exact_values_are_not_negative():
    from detbal.reactions import CrossSection, Reaction, Species

    a, b = (Species(name, mass=2.0, degeneracy=1) for name in "ab")
    c, d = Species("c", mass=1.0, degeneracy=2), Species("d", mass=2.9999, degeneracy=3)
    options = {"unit": "MeV", "frame": "laboratory", "value_unit": "mb"}
    with pytest.raises(InputError, match=r"values\[0\] = -1; give zero or more, or errors="):
        CrossSection(Reaction([a, b], [c, d]), [1.0, 2.0], [-1.0, 2.0], **options)
    assert CrossSection(Reaction([a, b], [c, d]), [1.0, 2.0], [-1.0, 2.0], [2.0, 2.0], **options).values[0] < 0
