"""The conformance kit over all domains, and proof that it notices what is wrong."""

from dataclasses import replace

import numpy as np
import pytest

from detbal import Pairs, Status, catalogue
from detbal.testing.conformance import assert_domain, assert_example, assert_pairs

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
