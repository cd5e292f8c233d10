"""Python entries: what is named is found, called if it is a function, and errors tell where they are."""

import sys
from functools import lru_cache

import pytest

from detbal.errors import InputError
from detbal.readers.python_entry import is_entry, load_entry, load_function

MODEL = """
import functools
import helper

NUMBER = 7

def make():
    return helper.VALUE

@functools.lru_cache
def cached():
    import late
    return late.VALUE

def needs(x, *, y=1):
    return x

def fails():
    values = [1]
    return values[3]

def leaves():
    raise SystemExit(4)

class Thing:
    "Callable, as a Qobj is."
    inner = NUMBER
    def __call__(self):
        raise AssertionError("not a function")
    @staticmethod
    def build():
        return 11

def silent():
    assert NUMBER == 8

thing = Thing()
part = functools.partial(needs, 5)
"""


def at(text):
    """Return the number of the line of the model that holds a text."""
    return next(k for k, line in enumerate(MODEL.splitlines(), start=1) if text in line)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "model_of_test.py").write_text(MODEL)
    (tmp_path / "helper.py").write_text("VALUE = 41\n")
    (tmp_path / "late.py").write_text("VALUE = 42\n")
    (tmp_path / "broken.py").write_text("x = 1\ny = 1 / 0\n")
    (tmp_path / "wrong.py").write_text("x = 1\ny = = 2\n")
    (tmp_path / "needy.py").write_text("import no_such_module_anywhere\n")
    monkeypatch.chdir(tmp_path)
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith(("detbal_entry_", "model_of_test", "helper", "late", "broken", "wrong", "needy")):
            del sys.modules[name]


@pytest.mark.parametrize("place", ["model_of_test.py", "./model_of_test.py", "model_of_test", "{}/model_of_test.py"])
@pytest.mark.parametrize(
    ("name", "value"),
    [("make", 41), ("cached", 42), ("NUMBER", 7), ("Thing.build", 11), ("thing.inner", 7), ("part", 5)],
)
def test_what_is_named_is_found(folder, place, name, value):
    path = list(sys.path)
    assert load_entry(f"{place.format(folder)}:{name}") == value
    assert sys.path == path


def test_a_file_finds_its_neighbours_from_anywhere(folder, tmp_path_factory, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert load_entry(f"{folder}/model_of_test.py:cached") == 42


def test_objects_that_happen_to_be_callable_are_not_called(folder):
    assert type(load_entry("model_of_test.py:thing")).__name__ == "Thing"
    assert type(load_entry("model_of_test.py:Thing")).__name__ == "Thing"  # a class is


def test_a_file_is_run_again_every_time(folder):
    (folder / "model_of_test.py").write_text("NUMBER = 1\n")
    assert load_entry("model_of_test.py:NUMBER") == 1
    (folder / "model_of_test.py").write_text("NUMBER = 22\n")
    assert load_entry("model_of_test.py:NUMBER") == 22


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("nowhere.py:make", r"nowhere\.py: no such file; check the path"),
        ("nowhere:make", r"no file and no module 'nowhere'; give file\.py:name, or package\.module:name"),
        ("helper.deeper:make", r"no file and no module 'helper\.deeper'"),
        ("no where:make", r"no file and no module 'no where'"),
        ("model_of_test.py:nothing", r"model_of_test\.py has no 'nothing'; check the name"),
        ("model_of_test:Thing.nothing.more", r"model_of_test has no 'Thing\.nothing'"),
        ("model_of_test.py:needs", r"needs\(x, \*, y=1\) cannot be called without arguments \(missing .* 'x'\); name"),
        (
            "model_of_test.py:fails",
            rf"model_of_test\.py, line {at('values[3]')}: fails\(\) failed \(IndexError: list .*mend",
        ),
        (
            "model_of_test:fails",
            rf"model_of_test, line {at('values[3]')}: fails\(\) failed \(IndexError: list index out of",
        ),
        ("model_of_test.py:leaves", rf"line {at('SystemExit')}: leaves\(\) failed \(SystemExit: 4\)"),
        ("model_of_test.py:silent", rf"line {at('== 8')}: silent\(\) failed \(AssertionError\); mend"),
        ("broken.py:x", r"broken\.py, line 2: cannot be imported \(ZeroDivisionError: division by zero\)"),
        ("broken:x", r"broken.*: cannot be imported \(ZeroDivisionError: division by zero\)"),
        ("wrong.py:x", r"wrong\.py, line 2: cannot be imported \(SyntaxError: invalid syntax"),
        ("needy.py:x", r"needy\.py, line 1: cannot be imported \(ModuleNotFoundError: No module named 'no_such_mod"),
        ("needy:x", r"needy.*: cannot be imported \(ModuleNotFoundError: No module named 'no_such_mod"),
    ],
)
def test_errors_tell_what_and_where(folder, entry, message):
    with pytest.raises(InputError, match=message) as caught:
        load_entry(entry)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["network.csv", "a:", ":b", "C:\\data\\n.csv", "a.py:3", "a.py:b-c", "a.py:b.", "http://x"]
)
def test_other_texts_are_no_entries(text):
    assert not is_entry(text)


def test_functions_with_a_cache_are_functions():
    assert hasattr(lru_cache(load_entry), "__name__")  # what tells them from callable objects


def test_functions_are_not_called(tmp_path):
    path = tmp_path / "models.py"
    model = "def model(problem, kT):\n    import helper\n    return helper.twice(kT)\n"
    path.write_text(f"{model}class Held:\n    size = 3\n")
    (tmp_path / "helper.py").write_text("def twice(x):\n    return 2 * x\n")
    assert load_function(f"{path}:model")(None, 2.0) == 4.0
    with pytest.raises(InputError, match=r"models\.py: Held.size is a int; name a function"):
        load_function(f"{path}:Held.size")
    with pytest.raises(InputError, match=r"models\.py has no 'other'; check the name after the colon"):
        load_function(f"{path}:other")
    with pytest.raises(InputError, match=r"nothing\.py: no such file"):
        load_function(f"{tmp_path}/nothing.py:model")
