"""One rule for ours and for rivals: what is timed has run before, and that run is not counted."""

from types import SimpleNamespace

import benchmarks.timing
import pytest
from benchmarks.bounds import exponentials, read_once
from benchmarks.timing import best, once, sampled, seconds


class Clock:
    """Time that passes only where work says so; the first work costs an import on top."""

    def __init__(self) -> None:
        self.now, self.imported, self.done = 0.0, False, []

    def work(self, what: float) -> float:
        self.now += what if self.imported else what + 1000.0
        self.imported = True
        self.done.append(what)
        return 10 * what


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(benchmarks.timing, "time", SimpleNamespace(perf_counter=lambda: made.now))
    return made


def test_the_best_of_some_runs_after_one_that_is_not_counted(clock):
    times = iter([1.0, 3.0, 2.0, 5.0])
    assert best(lambda: clock.work(next(times)), repeat=3) == (2.0, 50.0)
    assert clock.done == [1.0, 3.0, 2.0, 5.0]


def test_one_run_of_something_large_is_warmed_up_by_something_small(clock):
    assert once(lambda: clock.work(7.0), warm=lambda: clock.work(0.5)) == (7.0, 70.0)
    assert clock.done == [0.5, 7.0]


def test_some_of_many_points_are_warmed_up_and_scaled(clock):
    assert sampled(clock.work, [1.0, 2.0, 3.0], whole=300) == (600.0, [10.0, 20.0, 30.0])
    assert clock.done == [1.0, 1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("t", "text"),
    [
        (1394.2, "1,394 s"),
        (1.0, "1 s"),
        (0.99996, "1 s"),
        (999.96e-6, "1 ms"),
        (0.0123, "12.3 ms"),
        (1e-3, "1 ms"),
        (2.5e-7, "0.25 μs"),
    ],
)
def test_a_time_with_its_unit(t, text):
    assert seconds(t) == text


def test_bounds_grow_with_the_work():
    import numpy as np

    few, many = np.ones(1000), np.ones(3000)
    assert read_once(many) == pytest.approx(3 * read_once(few))
    assert read_once(few, few) == pytest.approx(2 * read_once(few))
    assert exponentials(10_000_000) > exponentials(1000) > 0
