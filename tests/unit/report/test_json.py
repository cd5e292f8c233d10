"""JSON of results: strict, complete, and short where arrays are long."""

import json
from dataclasses import replace
from enum import Enum

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detbal
from detbal.report.json import LONGEST, dump, plain

RateNetwork = detbal.networks.RateNetwork
VORTEX = [[0, 2, 1], [1, 0, 2], [2, 1, 0]]


def refuse(constant):
    raise AssertionError(f"{constant} is not JSON")


def strict(text):
    return json.loads(text, parse_constant=refuse)


def test_a_verdict_comes_back_with_all_its_numbers():
    verdict = detbal.check(RateNetwork.from_rates(VORTEX))
    content = strict(verdict.to_json())
    assert content["detbal"] == detbal.__version__
    assert content["type"] == "Verdict"
    assert content["status"] == "BROKEN"
    assert content["residual"] == verdict.residual.tolist()
    assert content["floor"] == verdict.floor.tolist()
    assert content["labels"] == list(verdict.labels)
    assert content["max_residual"] == verdict.max_residual
    assert content["worst"][0] == {
        "type": "Worst", "label": verdict.worst[0].label, "residual": verdict.worst[0].residual,
        "floor": verdict.worst[0].floor,
    }  # fmt: skip
    assert content["criteria"]["resolution"] == verdict.criteria.resolution
    assert "drawings" not in content


def test_findings_say_what_they_are():
    content = strict(detbal.check(RateNetwork.from_rates([[0, 1.0], [0, 0]])).to_json())
    assert content["findings"][0]["type"] == "Transient"
    assert content["max_residual"] == content["residual"][0] == "inf"


@pytest.mark.parametrize("verb", [detbal.check, detbal.drive, detbal.thermometer, detbal.impose])
def test_every_result_is_strict_json(verb):
    content = strict(verb(RateNetwork.from_rates(VORTEX)).to_json())
    assert content["type"] in ("Verdict", "Drive", "Thermometer", "Imposed")


def test_related_verdicts_are_told_like_the_verdict_itself():
    verdict = detbal.check(RateNetwork.from_rates(VORTEX))
    content = strict(replace(verdict, related=(verdict,)).to_json())
    assert content["related"][0]["max_residual"] == verdict.max_residual


def test_the_object_that_was_made_is_told():
    content = strict(detbal.impose(RateNetwork.from_rates(VORTEX)).to_json())
    assert content["nearest"]["type"] == "RateNetwork"
    np.testing.assert_allclose(content["nearest"]["log_forward"], np.log(2) / 2)


def test_the_file_holds_what_is_returned(tmp_path):
    path = tmp_path / "verdict.json"
    text = dump(detbal.check(RateNetwork.from_rates(VORTEX)), path)
    assert path.read_text(encoding="utf-8") == text


def test_long_arrays_are_summarised_with_their_count():
    n = LONGEST + 1
    verdict = detbal.check(RateNetwork.from_rates(VORTEX))
    values = np.linspace(-1, 3, n)
    values[0] = np.inf
    long = replace(verdict, residual=values, floor=np.ones(n), labels=[str(k) for k in range(n)])
    content = strict(long.to_json())
    assert content["residual"]["count"] == n
    assert content["residual"]["largest"] == 3.0
    assert content["residual"]["smallest"] == values[1]
    assert content["residual"]["finite"] == n - 1
    assert content["labels"] == {"left_out": "more than 10,000 entries", "count": n}
    assert content["worst"][0]["label"] == "0"
    just = replace(verdict, residual=values[1:], floor=np.ones(n - 1), labels=long.labels[1:])
    assert strict(just.to_json())["residual"] == values[1:].tolist()


class Colour(Enum):
    RED = "red"


@given(st.lists(st.floats(width=64), max_size=20))
@settings(deadline=None)
def test_numbers_survive(values):
    def back(item):
        return np.nan if item is None else float(item)

    content = strict(json.dumps(plain(np.array(values, dtype=float)), allow_nan=False))
    np.testing.assert_array_equal([back(item) for item in content], values)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Colour.RED, "RED"),
        (np.int32(3), 3),
        (np.bool_(True), True),
        (np.float32(0.5), 0.5),
        (complex(1, np.inf), [1.0, "inf"]),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (np.array(2.5), 2.5),
        (np.array([True, False]), [True, False]),
        ({1: (2, None)}, {"1": [2, None]}),
        (range(3), [0, 1, 2]),
        (int, "<class 'int'>"),
        ("text", "text"),
    ],
)
def test_values_become_plain(value, expected):
    found = plain(value)
    assert found == expected
    assert type(found) is type(expected)
