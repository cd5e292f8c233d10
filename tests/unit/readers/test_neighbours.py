"""Modules beside a file are that file's own: never those of another file, and never left for another."""

import copy
import pickle
import sys
from itertools import permutations

import pytest

from detbal.readers.neighbours import Neighbours
from detbal.readers.python_entry import load_entry, load_function

MODEL = """
import neighbour
import neighbours_package.part
from neighbours_folder import loose

class Thing:
    pass

def values():
    import late_neighbour
    from neighbours_package import late_part
    return [
        neighbour.VALUE,
        neighbours_package.part.VALUE,
        loose.VALUE,
        late_neighbour.VALUE,
        late_part.VALUE,
        neighbour.late(),
    ]

def thing():
    return Thing()
"""
LATE = "def late():\n    from neighbours_package.deep import VALUE\n    return VALUE\n"
FILES = {
    "neighbour.py": LATE,
    "late_neighbour.py": "",
    "neighbours_package/__init__.py": "",
    "neighbours_package/part.py": "from .deep import VALUE  # the same\n",
    "neighbours_package/late_part.py": "",
    "neighbours_package/deep.py": "",
    "neighbours_folder/loose.py": "",
}
NAMES = {"neighbour", "late_neighbour", "neighbours_package", "neighbours_folder", "vendored"}


def ours():
    """Name what is loaded of these files under the names that they have beside them."""
    return {name for name in sys.modules if name.partition(".")[0] in NAMES}


def put(place, text):
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


@pytest.fixture
def folders(tmp_path):
    """Three programs, with modules of the same names that hold another value each."""
    places = [tmp_path / name for name in "abc"]
    for value, place in enumerate(places):
        put(place / "model.py", MODEL)
        for name, text in FILES.items():
            put(place / name, f"VALUE = {value}\n{text}")
    path, modules = list(sys.path), dict(sys.modules)
    yield places
    assert sys.path == path
    for name in ours() - modules.keys():
        del sys.modules[name]


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_every_file_has_its_own(folders, order):
    models = {k: load_function(f"{folders[k]}/model.py:values") for k in order}
    for _ in range(2):
        for k in reversed(order):
            assert models[k]() == [k] * 6
            assert not ours()


def test_objects_that_are_loaded_have_their_own(folders):
    assert [load_entry(f"{folder}/model.py:values") for folder in folders] == [[k] * 6 for k in range(3)]


def test_a_module_that_is_loaded_already_is_kept_apart_and_put_back(folders, monkeypatch):
    monkeypatch.syspath_prepend(folders[0])
    import neighbour

    theirs = load_function(f"{folders[1]}/model.py:values")
    assert theirs() == [1] * 6
    import neighbour as again

    assert again is neighbour is sys.modules["neighbour"]
    assert neighbour.VALUE == 0


def test_what_is_found_in_a_folder_that_python_searches_stays(folders, monkeypatch):
    monkeypatch.syspath_prepend(folders[0])
    assert load_entry(f"{folders[0]}/model.py:values") == [0] * 6
    assert sys.modules["neighbour"].VALUE == 0
    assert load_entry(f"{folders[1]}/model.py:values") == [1] * 6
    assert sys.modules["neighbour"].VALUE == 0


def test_two_folders_that_python_searches(folders, monkeypatch):
    """But for packages without an __init__, which are one for Python wherever their parts are."""
    for folder in folders[:2]:
        monkeypatch.syspath_prepend(folder)
    models = [load_function(f"{folder}/model.py:values") for folder in folders]
    for k in (0, 1, 2, 1, 0):
        found = models[k]()
        assert found[:2] + found[3:] == [k] * 5


def test_what_a_module_keeps_is_kept_from_call_to_call(folders, monkeypatch):
    for folder in folders[:2]:
        monkeypatch.syspath_prepend(folder)
    for folder in folders:
        put(folder / "neighbour.py", "CALLS = []\n")
        model = "def count():\n    import neighbour\n    neighbour.CALLS.append(1)\n    return len(neighbour.CALLS)\n"
        put(folder / "counts.py", model)
    models = [load_function(f"{folder}/counts.py:count") for folder in folders]
    assert [model() for model in [*models, *models]] == [1, 1, 1, 2, 2, 2]


@pytest.mark.parametrize("added", ["sys.path.insert(0, {!r})", "sys.path.append({!r})"])
def test_folders_that_a_file_adds_to_the_path_are_its_own(folders, added):
    for value, folder in enumerate(folders):
        put(folder / "lib" / "vendored.py", f"VALUE = {value}\n")
        put(folder / "lib" / "vendored_late.py", f"VALUE = {value}\n")
        model = f"import sys\n{added.format(str(folder / 'lib'))}\nimport vendored\n"
        later = "def both():\n    import vendored_late\n    return vendored.VALUE, vendored_late.VALUE\n"
        put(folder / "adds.py", model + later)
    models = [load_function(f"{folder}/adds.py:both") for folder in folders]
    assert [model() for model in models] == [(0, 0), (1, 1), (2, 2)]
    assert "vendored" not in sys.modules


def test_folders_that_are_added_relative_to_the_current_one(folders, monkeypatch):
    model = "import sys\nsys.path.append('lib')\nimport vendored\n"
    model += "def values():\n    import vendored_late\n    return vendored.VALUE, vendored_late.VALUE\n"
    models = []
    for value, folder in enumerate(folders):
        put(folder / "lib" / "vendored.py", f"VALUE = {value}\n")
        put(folder / "lib" / "vendored_late.py", f"VALUE = {value}\n")
        put(folder / "adds.py", model)
        monkeypatch.chdir(folder)
        models.append(load_function("adds.py:values"))
    assert [found() for found in models] == [(0, 0), (1, 1), (2, 2)]


def test_what_is_appended_to_the_path_comes_last(folders):
    """A folder behind all others must not take the place of what they offer."""
    put(folders[0] / "lib" / "late_neighbour.py", "VALUE = 9\n")
    model = f"import sys\nsys.path.append({str(folders[0] / 'lib')!r})\n"
    put(folders[0] / "adds.py", f"{model}def value():\n    import late_neighbour\n    return late_neighbour.VALUE\n")
    found = load_function(f"{folders[0]}/adds.py:value")
    assert [found(), found()] == [0, 0]


def test_one_inside_the_other(folders):
    text = "import neighbour\nfrom detbal.readers.python_entry import load_entry\n"
    call = f"load_entry({str(folders[1] / 'model.py:values')!r})"
    put(folders[0] / "outer.py", f"{text}def nest():\n    return neighbour.VALUE, {call}, neighbour.late()\n")
    assert load_entry(f"{folders[0]}/outer.py:nest") == (0, [1] * 6, 0)


def test_visits_inside_visits_leave_everything_as_it_was(folders):
    model = load_function(f"{folders[1]}/model.py:values")
    visited = Neighbours(str(folders[1]))
    with visited.at_hand():
        import neighbour

        with visited.at_hand():
            import neighbour as inner

            assert inner is neighbour
        assert model() == [1] * 6
        assert sys.modules["neighbour"] is neighbour
    assert not ours()
    with visited.at_hand(), visited.at_hand():
        assert sys.modules["neighbour"] is neighbour
    assert not ours()


def test_errors_leave_nothing_behind(folders):
    put(folders[0] / "fails.py", "import neighbour\ndef fails():\n    import late_neighbour\n    1 / 0\n")
    fails = load_function(f"{folders[0]}/fails.py:fails")
    with pytest.raises(ZeroDivisionError):
        fails()
    assert not ours()


def test_the_standard_library_and_this_package_are_not_exchanged(folders):
    put(folders[0] / "json.py", "VALUE = 1\n")
    put(folders[0] / "detbal" / "__init__.py", "VALUE = 1\n")
    put(folders[0] / "same.py", "import json, detbal\ndef both():\n    return json, detbal\n")
    import json

    import detbal

    assert load_entry(f"{folders[0]}/same.py:both") == (json, detbal)


def test_a_folder_of_data_is_no_module(folders):
    import numpy

    put(folders[0] / "numpy" / "data.txt", "1 2 3")
    put(folders[0] / "same.py", "import numpy\ndef module():\n    return numpy\n")
    assert load_entry(f"{folders[0]}/same.py:module") is numpy


def test_objects_of_several_files_can_be_pickled(folders):
    for thing in [load_entry(f"{folder}/model.py:thing") for folder in folders]:
        assert type(pickle.loads(pickle.dumps(thing))) is type(thing)
        assert type(copy.deepcopy(thing)) is type(thing)


def test_what_is_imported_too_late_fails_and_is_never_another_one(folders):
    put(folders[1] / "lazy.py", "import neighbour\ndef make():\n    return neighbour.late\n")
    late = load_entry(f"{folders[1]}/lazy.py:make")
    load_entry(f"{folders[0]}/model.py:values")
    with pytest.raises(ModuleNotFoundError, match="neighbours_package"):
        late()


def test_modules_by_name_are_those_of_python(folders, monkeypatch):
    monkeypatch.chdir(folders[2])
    model = load_function("neighbour:late")
    assert load_entry(f"{folders[1]}/model.py:values") == [1] * 6
    assert model() == 2
    assert model() == sys.modules["neighbour"].VALUE
