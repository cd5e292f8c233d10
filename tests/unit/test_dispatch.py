"""Verbs answer for the kinds that are registered, and name them to all others."""

import pytest

from detbal import catalogue
from detbal.dispatch import verb
from detbal.errors import NotOffered


class Cell: ...


class Lamp: ...


class Brighter(Lamp): ...


def test_each_kind_has_its_function_and_heirs_have_that_of_their_parent():
    power = verb("power", float)
    power.register(Cell, lambda _cell, *, sun=1.0: sun)
    power.register(Lamp, lambda _lamp: -1.0)
    assert power(Cell(), sun=2.0) == 2.0
    assert power(Brighter()) == -1.0


def test_other_kinds_are_told_which_there_are():
    power = verb("power", float, why="it has no plug")
    power.register(Cell, lambda _cell: 1.0)
    with pytest.raises(NotOffered, match=r"^no power for Lamp: it has no plug; give a Cell$"):
        power(Lamp(), sun=3.0)
    power.register(Lamp, lambda _lamp: -1.0)
    with pytest.raises(NotOffered, match=r"^no power for int: it has no plug; give a Cell or Lamp$"):
        power(3)


def test_a_verb_without_kinds_leads_to_other_verbs():
    with pytest.raises(NotOffered, match=r"^no power for int; ask another verb$"):
        verb("power", float)(3)


def test_verbs_of_one_name_are_apart():
    here, there = verb("power", float), verb("power", float)
    here.register(Cell, lambda _cell: 1.0)
    with pytest.raises(NotOffered, match="no power for Cell"):
        there(Cell())


@pytest.mark.parametrize("name", ["networks", "generators", "spectra", "reactions", "photovoltaics"])
@pytest.mark.parametrize("asked", ["check", "complete", "impose", "thermometer", "drive", "pairs"])
def test_every_domain_refuses_a_stranger(name, asked):
    function = getattr(catalogue.domain(name), asked)
    assert function.__name__ == asked
    with pytest.raises(NotOffered, match=rf"^no {asked} for Cell(: .*)?; give a \w+"):
        function(Cell())
