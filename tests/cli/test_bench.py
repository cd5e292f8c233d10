"""`detbal bench`."""

import json

import pytest
from click.testing import CliRunner

from detbal import __version__
from detbal.bench import Contestant
from detbal.cli.main import main

TOY = """
import numpy as np

def right(problem, kT):
    if problem.name != "three-level-cycle":
        return NotImplemented
    rates = np.exp(problem.energies[:, None] / kT) * problem.couplings
    return rates - np.diag(rates.sum(axis=1))

def hot(problem, kT):
    return right(problem, 2 * kT)

def failing(problem, kT):
    if problem.name != "three-level-cycle":
        return NotImplemented
    raise RuntimeError("[it] fell over")

number = 3
"""


@pytest.fixture
def toy(tmp_path):
    (tmp_path / "toy.py").write_text(TOY)
    return tmp_path / "toy.py"


def run(*arguments):
    return CliRunner().invoke(main, ["bench", *map(str, arguments)])


def rows(result):
    return [line.split() for line in result.stdout.splitlines()]


def test_contestants_by_name():
    result = run("metropolis", "wrong-acceptance", "--problem", "three-level-cycle")
    assert result.exit_code == 0  # a broken model is an answer
    found = {row[0]: row[1:] for row in rows(result) if row}
    assert found["metropolis"][:2] == ["three-level-cycle", "BALANCED"]
    assert found["wrong-acceptance"][:2] == ["three-level-cycle", "BROKEN"]
    assert float(found["wrong-acceptance"][2]) == pytest.approx(5.0)  # the gap over the lowest kT


def test_functions_of_files(toy):
    result = run(f"{toy}:right", f"{toy}:hot")
    assert result.exit_code == 0
    assert "BALANCED" in result.stdout
    assert "2.000" in result.stdout  # the temperature that is implied
    assert "2 models, 6 answers" in result.stdout


def test_failures_are_said_and_are_status_one(toy):
    result = run(f"{toy}:failing", f"{toy}:right")
    assert result.exit_code == 1
    text = " ".join(result.stdout.split())
    assert "FAILED" in text
    assert "failing on three-level-cycle at 0.2: RuntimeError: [it] fell over" in text
    assert "BALANCED" in text  # the others go on


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody"], "no contestant 'nobody'"),
        (["metropolis", "--problem", "nothing"], "no problem 'nothing'"),
        (["nowhere.py:model"], "nowhere.py: no such file"),
        (["nowhere.module:model"], "no file and no module 'nowhere.module'"),
        (["math:pi"], "math: pi is a float; name a function"),
        (["math:nothing"], "math has no 'nothing'"),
    ],
)
def test_errors_are_status_two(arguments, said):
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_what_is_not_installed_is_said_and_is_no_failure(monkeypatch):
    absent = Contestant("stranger", "", ("no-such-package",), "nowhere:nothing")
    monkeypatch.setattr("detbal.bench.competition.CONTESTANTS", (absent,))
    result = run()
    assert result.exit_code == 0
    assert "not run: stranger (no-such-package is not installed)" in result.stdout


def test_a_package_that_cannot_be_imported_is_a_failure(monkeypatch):
    broken = Contestant("stranger", "", (), "detbal.bench.nowhere:nothing")
    monkeypatch.setattr("detbal.bench.competition.CONTESTANTS", (broken,))
    result = run("--problem", "three-level-cycle")
    assert result.exit_code == 1
    assert "ModuleNotFoundError" in result.stdout


def test_page_and_json(toy, tmp_path):
    page, record = tmp_path / "b.html", tmp_path / "b.json"
    result = run("metropolis", f"{toy}:failing", "--html", page, "--json", record)
    assert result.exit_code == 1
    text = page.read_text(encoding="utf-8")
    assert text.count("<svg") == 3  # all at a glance, and one for each problem that was answered
    assert '<a href="#section-2">three-level-cycle</a>' in text
    assert "RuntimeError: [it] fell over" in text
    content = json.loads(record.read_text(encoding="utf-8"))
    assert {one["answer"] for one in content["summaries"]} == {"BALANCED", "FAILED"}
    assert content["versions"]["metropolis"].startswith("detbal ")
    assert len(content["scores"]) == 9
    assert content["scores"][0]["status"] == "BALANCED"


def test_names_are_listed_and_nothing_is_run(monkeypatch):
    monkeypatch.setattr("detbal.cli.bench.run", lambda *_: pytest.fail("ran"))
    result = run("--list")
    assert result.exit_code == 0
    for name in ("qutip-heom-pade", "deeptime-counts", "spin-boson", "T / K = 600, 1000, 2000"):
        assert name in result.stdout


def test_versions_are_printed():
    assert f"run with: detbal {__version__}" in run("metropolis", "--problem", "three-level-cycle").stdout


@pytest.mark.parametrize("option", ["--html", "--json"])
@pytest.mark.parametrize(("place", "said"), [(".", "is a directory"), ("nowhere/b.out", "there is no folder")])
def test_what_cannot_be_written_is_told_before_models_run(monkeypatch, tmp_path, option, place, said):
    monkeypatch.setattr("detbal.cli.bench.run", lambda *_: pytest.fail("ran"))
    result = run("metropolis", option, tmp_path / place)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_models_that_enter_nowhere_are_named():
    result = run("hmc", "--problem", "spin-boson")
    assert result.exit_code == 0
    assert "entered for none of these problems: hmc" in result.stdout


def test_a_model_that_leaves_python_is_a_failure(tmp_path):
    (tmp_path / "leaving.py").write_text("import sys\ndef model(problem, kT):\n    sys.exit(0)\n")
    result = run(f"{tmp_path / 'leaving.py'}:model", "--problem", "spin-boson")
    assert result.exit_code == 1
    assert "SystemExit: 0" in result.stdout


def test_a_contestant_that_was_asked_for_must_be_there(monkeypatch):
    absent = Contestant("stranger", "", ("no-such-package",), "nowhere:nothing")
    monkeypatch.setattr("detbal.bench.contestants.CONTESTANTS", (absent,))
    result = run("stranger")
    assert result.exit_code == 2
    assert "stranger: no-such-package is not installed; pip install 'detbal[bench]'" in result.stderr
