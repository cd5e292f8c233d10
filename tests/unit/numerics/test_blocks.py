"""Cutting a stream into parts, and merging parts into blocks."""

from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import numpy as np
import pytest

from detbal.numerics.additive import less, merge, total
from detbal.numerics.blocks import gather, mapped, parts, read_ahead
from detbal.numerics.lag_sums import lag_sums


@pytest.mark.parametrize("chunk", [1, 7, 100, 1000])
@pytest.mark.parametrize(("rows", "halo"), [(10, 3), (10, 25), (1000, 1), (100, 0)])
def test_parts_do_not_depend_on_chunks(chunk, rows, halo):
    series = np.arange(437.0)[:, None]
    chunks = (series[k : k + chunk] for k in range(0, len(series), chunk))
    found = list(parts(chunks, rows, halo))
    starts = range(0, 437, rows)
    assert len(found) == len(starts)
    for start, (samples, own) in zip(starts, found, strict=True):
        assert own == min(rows, 437 - start)
        assert (samples == series[start : start + rows + halo]).all()


def test_no_samples_no_parts():
    assert list(parts(iter([]), 5, 2)) == []


def test_reading_ahead_stops_in_time():
    read = []

    def chunks():
        for k in range(100):
            read.append(k)
            yield np.zeros((10, 1))

    stream, length = read_ahead(chunks(), 35)
    assert length is None
    assert len(read) == 4
    assert sum(len(chunk) for chunk in stream) == 1000


def test_mapped_bounds_what_is_under_way():
    lock, state = Lock(), {"made": 0, "used": 0, "most": 0}

    def items():
        for k in range(50):
            with lock:
                state["made"] += 1
                state["most"] = max(state["most"], state["made"] - state["used"])
            yield k

    with ThreadPoolExecutor(2) as pool:
        for k, result in enumerate(mapped(lambda item: item * item, items(), pool, ahead=4)):
            state["used"] += 1
            assert result == k * k
    assert state["used"] == 50
    assert state["most"] <= 6


def record(n):
    return lag_sums(np.ones((n, 1)), own=n, lags=2)


@pytest.mark.parametrize("count", [1, 5, 8, 9, 100])
def test_blocks_are_never_more_than_asked_for(count):
    blocks = gather([(record(3), None)] * count, per_block=1, most=8)
    assert min(count, 4) <= len(blocks) <= 8
    assert sum(int(block.frames) for block in blocks) == 3 * count
    assert len({int(block.frames) for block in blocks[:-1]}) <= 1


def test_what_an_edge_moves_is_taken_from_one_block_and_given_to_the_next():
    blocks = gather([(record(5), record(2)), (record(5), record(1)), (record(5), None)], per_block=1, most=4)
    assert [int(block.frames) for block in blocks] == [3, 6, 6]


def test_edges_within_a_block_move_nothing():
    blocks = gather([(record(5), record(2))] * 4, per_block=2, most=4)
    assert [int(block.frames) for block in blocks] == [8, 12]


def test_additive_records():
    a, b = record(4), record(6)
    assert less(merge(a, b), b).pairs.tolist() == a.pairs.tolist()
    assert total([a, b, a]).frames == 14
