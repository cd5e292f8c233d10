"""Options that a verb or reader lacks, or does not have, are named: in the library and at the command line."""

import numpy as np
import pytest

import detbal
from detbal.errors import InputError, OptionError
from detbal.options import refuse_missing, refuse_unknown
from detbal.photovoltaics import DiodeCurve, Junction
from detbal.photovoltaics.reciprocity.complete import example_pair


def heat(pair, *, friction: "float | Table", T, tol=None): ...  # noqa: F821


def dark_curve():
    voltage = np.array([0.8, 0.9])
    return DiodeCurve.of(voltage, 0.5 * Junction.step(1.4, T=300).dark(voltage), T=300)


def test_a_missing_option_is_named_with_its_type():
    with pytest.raises(OptionError, match=r"^option 'friction' is missing; give friction= \(float \| Table\)$"):
        refuse_missing(heat, 3, {"T": 1.0})
    with pytest.raises(OptionError, match=r"^option 'T' is missing; give T=$"):
        refuse_missing(heat, 3, {"friction": 1.0})
    refuse_missing(heat, 3, {"friction": 1.0, "T": 1.0})


def test_an_unknown_option_is_named_with_those_there_are():
    with pytest.raises(OptionError, match=r"^option 'mass' has no meaning here; the options are friction, T, tol$"):
        refuse_unknown(heat, 3, {"mass": 1.0})
    refuse_unknown(heat, 3, {"friction": 1.0, "tol": 2.0})
    with pytest.raises(OptionError, match=r"^option 'mass' .*; leave it out: there are no options$"):
        refuse_unknown(lambda pair: pair, 3, {"mass": 1.0})


def test_whatever_takes_all_options_is_let_be():
    refuse_unknown(lambda pair, **further: further, 3, {"mass": 1.0})


def test_every_verb_names_what_is_missing():
    curve = dark_curve()
    with pytest.raises(InputError, match=r"option 'junction' is missing; give junction= \(.*Junction.*\)"):
        detbal.check(curve)
    with pytest.raises(InputError, match="option 'absorptance' is missing; give absorptance="):
        detbal.thermometer(example_pair().el)
    with pytest.raises(InputError, match="option 'voltage' is missing; give voltage="):
        detbal.drive(Junction.step(1.4, T=300))
    assert detbal.check(curve, junction=Junction.step(1.4, T=300)).status.name == "BROKEN"


def test_every_verb_names_what_is_unknown():
    with pytest.raises(InputError, match="option 'junktion' has no meaning here; the options are junction, T, tol"):
        detbal.check(dark_curve(), junktion=3)
