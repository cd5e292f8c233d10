"""Frames of pandas."""

import numpy as np
import pytest

import detbal
from detbal.adapters.pandas import from_frame
from detbal.errors import ConversionError, InputError
from detbal.networks.count_network import CountNetwork
from detbal.networks.files import FORMATS

pandas = pytest.importorskip("pandas")

VORTEX = {"source": [0, 1, 1, 2, 2, 0], "target": [1, 0, 2, 1, 0, 2], "rate": [2.0, 1.0, 2.0, 1.0, 2.0, 1.0]}


@pytest.mark.parametrize("dtype", [None, "str", "object", "Int64", "category"])
def test_a_vortex_is_found_whatever_the_type_of_the_names(dtype):
    frame = pandas.DataFrame(VORTEX)
    if dtype:
        frame = frame.astype({"source": dtype, "target": dtype})
    assert detbal.check(frame).max_residual == pytest.approx(3 * np.log(2), rel=1e-13)
    assert from_frame(frame).labels is None


def test_the_same_file_by_either_way(tmp_path):
    """One implementation: a csv read by pandas and by detbal gives the same network, rounding included."""
    path = tmp_path / "a.csv"
    path.write_text(
        "source,target,rate,channel,source_energy,target_energy\n"
        "c,,,,1.5,\na,b,1.23456,hot,0,0.5\nb,a,2.5,hot,0.5,\na,b,1,cold,,\nb,a,3,cold,,\n"
    )
    ours = next(entry for entry in FORMATS if entry.recognises(path)).read(path)
    theirs = from_frame(pandas.read_csv(path))
    assert theirs.labels == ours.labels == ("c", "a", "b")
    assert theirs.channels == ours.channels
    for name in ("log_forward", "log_reverse", "rounding", "energies"):
        assert np.array_equal(getattr(theirs, name), getattr(ours, name))


def test_columns_in_single_precision_are_rounded():
    rng = np.random.default_rng(2)
    weight, shared = rng.uniform(0.5, 2, 6), rng.lognormal(0, 3, (6, 6))
    rows = [(i, j, (shared + shared.T)[i, j] / weight[i]) for i in range(6) for j in range(6) if i != j]
    frame = pandas.DataFrame(rows, columns=["source", "target", "rate"]).astype({"rate": "float32"})
    assert detbal.check(frame).status is not detbal.Status.BROKEN
    assert detbal.check(frame.astype({"rate": "float64"})).status is detbal.Status.BROKEN


def test_settings_are_attributes_of_the_frame():
    slow = {"rate": [rate / 10 for rate in VORTEX["rate"]], "source_energy": 0.0, "target_energy": 0.0}
    frame = pandas.DataFrame(VORTEX | slow)
    frame.attrs.update(energy_unit="meV", discrete_time=True, digits="exact", title="not ours")
    network = from_frame(frame)
    assert (network.energy_unit.symbol, network.discrete_time) == ("meV", True)


def test_counts():
    frame = pandas.DataFrame({"source": ["a", "b", "a"], "target": ["b", "a", "a"], "count": [3, 2, 9]})
    assert isinstance(from_frame(frame), CountNetwork)


def test_a_square_frame_is_ambiguous():
    frame = pandas.DataFrame([[0, 1], [2, 0]], index=["g", "e"], columns=["g", "e"])
    message = r"2 × 2 without columns source and target: .*; say which: .*from_rates.*labels=list\(frame.index\)"
    with pytest.raises(ConversionError, match=message) as caught:
        detbal.check(frame)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rate": [2.0, 1.0, 2.0, np.nan, 2.0, 1.0]}, "row 'r3', column 'rate' is empty; give a number"),
        ({"rate": [2.0, 1.0, 2.0, -1.0, 2.0, 1.0]}, "row 'r3', column 'rate': -1 is negative"),
        ({"rate": [2.0, 1.0, np.inf, 1.0, 2.0, 1.0]}, "row 'r2', column 'rate': .*inf.* is not finite"),
        ({"rate": list("abcdef")}, "row 'r0', column 'rate': 'a' is no number"),
        ({"rate": [True] * 6}, "row 'r0', column 'rate': True is no number"),
        (
            {"source": [0.5, 1, 1, 2, 2, 0]},
            "row 'r0', column 'source': 0.5 names no state; name states by text",
        ),
        ({"source": [1, 1, 1, 2, 2, 0]}, "row 'r0', column 'target': an edge from state '1' to itself"),
        ({"source": [2, 1, 1, 2, 2, 0]}, "row 'r3', column 'source': the edge stands already at row 'r0'"),
        ({"speed": [1.0] * 6}, "the frame: unknown column 'speed'; known are"),
    ],
)
def test_frames_that_cannot_be_read(change, message):
    frame = pandas.DataFrame(VORTEX | change, index=[f"r{k}" for k in range(6)])
    with pytest.raises(InputError, match=message) as caught:
        from_frame(frame)
    assert "\n" not in str(caught.value)


def test_two_columns_of_one_name():
    frame = pandas.DataFrame([["a", "b", 1.0, 2.0]], columns=["source", "target", "rate", "rate"])
    with pytest.raises(ConversionError, match="column 'rate' stands twice in the frame; leave one out"):
        from_frame(frame)
