"""Exact identities of the reciprocity of junctions."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal import Status
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.reciprocity.check import check_pair
from detbal.photovoltaics.reciprocity.complete import reciprocity
from detbal.photovoltaics.reciprocity.impose import impose_pair
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair
from detbal.photovoltaics.reciprocity.thermometer import thermometer_pair

temperatures = st.floats(150.0, 2000.0)
tables = st.lists(st.floats(1e-6, 1.0), min_size=4, max_size=12)
gaps = st.floats(0.5, 3.0)


def made(values, gap, T):
    eqe = QuantumEfficiency.of(gap + 0.02 * np.arange(len(values)), values)
    return ReciprocalPair.of(eqe, reciprocity(eqe, T=T), T)


@given(tables, gaps, temperatures)
def test_what_the_law_makes_is_balanced_and_has_its_temperature(values, gap, T):
    pair = made(values, gap, T)
    assert check_pair(pair).status is Status.BALANCED
    assert pytest.approx(T, rel=1e-6) == thermometer_pair(pair).T


@settings(max_examples=15)
@given(tables, gaps, temperatures, st.floats(1.05, 1.5))
def test_another_temperature_is_never_balanced(values, gap, T, factor):
    assert check_pair(made(values, gap, T), T=T * factor).status is Status.BROKEN


@settings(max_examples=15)
@given(tables, gaps, temperatures, st.floats(1e-6, 1e6))
def test_the_scale_of_the_emission_does_not_matter(values, gap, T, scale):
    pair = made(values, gap, T)
    scaled = replace(pair, el=replace(pair.el, value=pair.el.value * scale))
    assert check_pair(scaled, T=2 * T).residual == pytest.approx(check_pair(pair, T=2 * T).residual, abs=1e-9)


@given(tables, gaps, temperatures, temperatures)
def test_imposing_twice_is_imposing_once(values, gap, T, other):
    once = impose_pair(made(values, gap, T), T=other)
    twice = impose_pair(once.nearest)
    assert twice.distance == pytest.approx(0.0, abs=1e-9)
