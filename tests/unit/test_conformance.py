"""The conformance kit over all domains, and proof that it notices what is wrong."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from detbal import Pairs, Status, catalogue
from detbal.errors import InputError
from detbal.testing.conformance import assert_adapter, assert_domain, assert_example, assert_pairs
from detbal.testing.strategies import driven_networks, reversible_networks

EXAMPLES = [(name, example) for name in catalogue.domain_names() for example in catalogue.domain(name).examples]


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[f"{n}:{e.name}" for n, e in EXAMPLES])
def test_examples(name, example):
    assert_example(catalogue.domain(name), example)


def test_the_kit_wants_an_example_that_must_not_hold():
    domain = catalogue.domain("pairs")
    good = tuple(example for example in domain.examples if example.expect is Status.BALANCED)
    with pytest.raises(AssertionError, match="no example that must not obey"):
        assert_domain(replace(domain, examples=good))


def test_the_kit_notices_a_wrong_status():
    domain = catalogue.domain("pairs")
    wrong = replace(domain.examples[0], expect=Status.BROKEN)
    with pytest.raises(AssertionError, match="BALANCED, not BROKEN"):
        assert_example(domain, wrong)


def test_the_kit_notices_a_sign_error():
    class Crooked(Pairs):
        def reversed(self):
            return self  # forgets to exchange

    pairs = Pairs.of([2.0, 3.0], [1.0, 1.0], design=[[1.0], [2.0]])
    crooked = Crooked(*(getattr(pairs, name) for name in Pairs.__slots__))
    with pytest.raises(AssertionError, match="negate"):
        assert_pairs(crooked)


def test_the_kit_accepts_one_way_pairs():
    assert_pairs(Pairs.of([2.0, 3.0], [1.0, 0.0]))
    assert_pairs(Pairs.of(np.exp([1.0, 2.1]), [1.0, 1.0], design=[[1.0], [2.0]], sigma=0.1))


class Foreign:
    """An object that says itself which pairs it is."""

    def __init__(self, *rates, **more):
        self.pairs = Pairs.of(*rates, **more)

    def __detbal__(self):
        return self.pairs


NOISY = Pairs.of([2.0, 3.0], [1.0, 0.0], sigma=9.0)


def test_the_kit_accepts_an_adapter_that_is_right():
    assert_adapter(Foreign([2.0 * (1 + 1e-15), 3.0], [1.0, 0.0], sigma=9.0), NOISY)


@pytest.mark.parametrize(
    ("foreign", "message"),
    [
        (Foreign([2.2, 3.0], [1.0, 0.0], sigma=9.0), r"residuals differ: 0\.788457, not 0\.693147, for"),
        (Foreign([2.0, 3.0], [1.0, 1.0], sigma=9.0), r"UNDECIDED, not BROKEN"),
        (Foreign([2.0, 3.0], [1.0, 0.0], sigma=3.0), r"noise floors differ: 8\..*, not 2"),
        (Foreign([2.0, 3.0], [1.0, 0.0], sigma=9.0, labels=["a", "b"]), r"labels differ"),
        ([2.0], r"could be rates"),
    ],
)
def test_the_kit_notices_an_adapter_that_is_wrong_by_less_than_the_noise(foreign, message):
    with pytest.raises((AssertionError, TypeError), match=message):
        assert_adapter(foreign, NOISY)


@pytest.mark.parametrize(("strategy", "states", "what"), [(reversible_networks, 1, "2"), (driven_networks, 2, "3")])
def test_strategies_refuse_too_few_states(strategy, states, what):
    @given(strategy(most_states=states))
    def drawn(_):
        pass

    with pytest.raises(InputError, match=rf"most_states = {states}; give at least {what}, for a"):
        drawn()
