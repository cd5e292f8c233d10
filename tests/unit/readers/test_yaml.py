"""YAML files, with places."""

import pytest

from detbal.errors import InputError
from detbal.readers.yaml import parse_yaml, read_yaml


def test_scalars_stay_texts():
    found = parse_yaml("species: [NO, yes, 1e5, 0x10, 2020-01-01, '']\nnothing:\nblank: ~", "a.yaml")
    assert found == {"species": ["NO", "yes", "1e5", "0x10", "2020-01-01", ""], "nothing": None, "blank": None}


def test_blocks_know_their_lines():
    found = parse_yaml("# a comment\nreactions:\n- equation: A => B\n  rate: {A: 1}\n- equation: B => C\n", "a.yaml")
    assert found.place == "a.yaml:2"
    assert [block.place for block in found["reactions"]] == ["a.yaml:3", "a.yaml:5"]
    assert found["reactions"][0]["rate"].place == "a.yaml:4"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: [1, 2\n", r"a\.yaml:3: .*; correct the YAML syntax"),
        ("a: 1\nb: 2\na: 3\n", r"a\.yaml:3: key 'a': stands twice; give every key one name of its own"),
        ("? [1, 2]\n: 3\n", r"a\.yaml:1: key .* is no text"),
        ("[1, 2]", r"a\.yaml: no mapping at the outermost level; give entries such as 'species:'"),
        ("", r"a\.yaml: no mapping at the outermost level"),
    ],
)
def test_bad_text(text, message):
    with pytest.raises(InputError, match=message):
        parse_yaml(text, "a.yaml")


def test_other_bytes(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"a: \xff\xfe")
    with pytest.raises(InputError, match=r"a\.yaml: no UTF-8 text \(invalid start byte\); give a YAML file"):
        read_yaml(tmp_path / "a.yaml")


def test_the_loader_without_c(monkeypatch):
    yaml = pytest.importorskip("yaml")
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert parse_yaml("a: {b: NO}", "a.yaml")["a"] == {"b": "NO"}
