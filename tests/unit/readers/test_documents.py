"""TOML and JSON."""

import json
import tomllib

import pytest

from detbal.errors import InputError
from detbal.readers.json import read_json
from detbal.readers.toml import read_toml


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_same_as_the_standard_library(tmp_path):
    toml = '[network]\nenergy_unit = "eV"\n[[edges]]\nrate = 1.5\n'
    assert read_toml(write(tmp_path, "a.toml", toml)) == tomllib.loads(toml)
    text = '{"network": {"energy_unit": "eV"}, "edges": [{"rate": 1.5}]}'
    assert read_json(write(tmp_path, "a.json", text)) == json.loads(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\n[edges\n", "a.toml:2: .*; mend the syntax"),
        ("x = 1\nx = 2\n", "a.toml:2: Cannot overwrite a value.*; mend"),
        ("x = [1,", r"a.toml: .*\(at the end of the file\); mend"),
        ("x = 1e\n", "a.toml:1: "),
    ],
)
def test_toml_mistakes(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read_toml(write(tmp_path, "a.toml", text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"x": 1,\n "y": }', r"a.json:2: Expecting value \(column 7\); mend the syntax"),
        ("", r"a.json:1: Expecting value"),
        ("[1, 2]", "a.json: the outermost value is a list; make it an object"),
        ('{"x": NaN}', "a.json: NaN is no number in JSON; mend"),
        ('{"x": 1, "x": 2}', "a.json: key 'x' stands twice in an object; mend"),
        ("[" * 100_000, "a.json: .*recursion.*; mend"),
    ],
)
def test_json_mistakes(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read_json(write(tmp_path, "a.json", text))
