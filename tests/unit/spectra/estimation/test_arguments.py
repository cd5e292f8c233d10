"""What is asked of an estimate, and of a trajectory, is checked at the door."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.numerics.lag_sums import Products
from detbal.spectra.estimation.arguments import MEMORY
from detbal.spectra.estimation.estimate import estimate
from detbal.spectra.estimation.methods import Method
from detbal.spectra.estimation.trajectory import Trajectory

SERIES = np.random.default_rng(0).normal(size=(200, 3))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "lags"}, "method = 'lags'; give one of Method.LAGS, Method.WELCH"),
        ({"window": "hann"}, "window = 'hann'; give one of Window.RECTANGULAR, .*, Window.GAUSSIAN"),
        ({"form": "derivative"}, "form = 'derivative'; give one of Form.DIRECT, Form.DERIVATIVE, Form.VELOCITY"),
        ({"products": "matrix"}, "products = 'matrix'; give one of Products.TRACE, Products.EACH, Products.MATRIX"),
        ({"executor": 3}, "executor = 3; give something with .submit, such as"),
        ({"progress": 5}, "progress = 5; give True, False, or a function"),
        ({"remove_mean": "no"}, "remove_mean = 'no'; give True or False"),
    ],
)
def test_options_are_of_their_type(options, message):
    with pytest.raises(InputError, match=message):
        estimate(SERIES, dt=1.0, lags=10, **options)


def one_argument(start):
    yield SERIES[start:]


@pytest.mark.parametrize(
    ("thing", "options", "message"),
    [
        (one_argument, {}, "'one_argument' needs arguments .*'start'.*; give a function without arguments"),
        (lambda: None, {}, "the function returns None; give a function without arguments that returns an iterator"),
        (lambda: 3, {}, "the function returns 3"),
        (SERIES, {"components": ["a", "b", "a"]}, "component 'a' is there twice; give components="),
        (SERIES, {"components": 3}, "components = 3; give 3 names"),
        (
            Trajectory.of(SERIES, dt=1.0),
            {"dt": None, "time_column": 0},
            "option 'time_column' of a Trajectory; give it",
        ),
        (Trajectory.of(SERIES, dt=1.0), {"dt": None, "components": ["a", "a", "b"]}, "component 'a' is there twice"),
    ],
)
def test_trajectories(thing, options, message):
    with pytest.raises(InputError, match=message):
        Trajectory.of(thing, **({"dt": 1.0} | options))


def test_generator_functions_without_arguments_are_read_as_often_as_wanted():
    calls = []

    def blocks():
        calls.append(1)
        yield SERIES

    path = Trajectory.of(blocks, dt=1.0)
    for _ in range(2):
        assert (np.concatenate(list(path.blocks())) == SERIES).all()
    assert not path.once


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"time_column": 0.5}, "time_column = 0.5; give the number .* or the name of a column"),
        ({"time_column": [0]}, r"time_column = \[0\]"),
        ({"time_column": True}, "time_column = True"),
        ({"columns": 1, "dt": 1.0}, "columns = 1; give a list of numbers"),
        ({"columns": "x", "dt": 1.0}, "columns = 'x'; give a list"),
        ({"columns": [0.5], "dt": 1.0}, r"columns = \[0.5\]; give a list"),
        ({"columns": ["x", "x"], "dt": 1.0}, "component 'x' is there twice"),
    ],
)
def test_columns_of_text(tmp_path, options, message):
    (tmp_path / "a.csv").write_text("t,x\n0.0,1\n0.5,4\n")
    with pytest.raises(InputError, match=message):
        Trajectory.of(tmp_path / "a.csv", **options)


def test_files_with_two_columns_of_one_name_are_refused(tmp_path):
    (tmp_path / "a.csv").write_text("x,x\n0.0,1\n0.5,4\n")
    with pytest.raises(InputError, match="component 'x' is there twice; give components="):
        Trajectory.of(tmp_path / "a.csv", dt=1.0)
    assert Trajectory.of(tmp_path / "a.csv", dt=1.0, components=["a", "b"]).components == ("a", "b")


def test_the_quantity_is_a_member():
    ase = pytest.importorskip("ase")
    frames = [ase.Atoms("H2", [[0, 0, 0], [0, 0, k]]) for k in range(3)]
    with pytest.raises(InputError, match="quantity = 'velocities'; give one of Quantity"):
        Trajectory.of(frames, dt=1.0, quantity="velocities")


@pytest.mark.parametrize(
    ("products", "method", "width"),
    [
        (Products.TRACE, Method.LAGS, 20_000),
        (Products.EACH, Method.LAGS, 5_000),
        (Products.MATRIX, Method.LAGS, 100),
        (Products.TRACE, Method.WELCH, 10_000),
    ],
)
def test_too_much_memory_is_refused_before_the_pass(products, method, width):
    def never():
        yield np.zeros((1, width))
        raise AssertionError("read")

    path = Trajectory.of(never, dt=1.0)
    with pytest.raises(InputError, match=r"64 blocks × 200 lags × .* GB, more than 2 GB; .*, or remove_mean=False"):
        estimate(path, lags=200, products=products, method=method)


@pytest.mark.slow
def test_memory_is_as_said():
    """Wide data: the peak beside the series itself stays below what would be refused, and near what is said."""
    import tracemalloc

    width, lags, blocks = 600, 200, 32
    series = np.random.default_rng(1).normal(size=(32 * 256, width))
    tracemalloc.start()
    estimate(series, dt=1.0, lags=lags, blocks=blocks)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    said = 8 * width * lags * blocks
    work = 16 * 8 * width * (256 + 3 * lags)  # one part, its windows and their transforms
    assert said < peak < 1.3 * said + work < MEMORY
