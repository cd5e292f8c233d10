"""Results that are no verdict, options that are objects, options that are missing: asked of files of a cell."""

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

import detbal
from detbal.cli.main import main
from detbal.photovoltaics import Junction
from detbal.photovoltaics.files import write
from detbal.photovoltaics.reciprocity.complete import example_pair

MODEL = "from detbal.photovoltaics import Junction\n\ndef cell():\n    return Junction.step(1.4, T=300)\n"


@pytest.fixture
def folder(tmp_path):
    pair = example_pair()
    blind = replace(pair.eqe, floor=np.full(len(pair.eqe), 1e-3))
    write(replace(pair, eqe=blind), tmp_path / "cell.toml")
    write(pair.eqe, tmp_path / "eqe.csv")
    write(pair.el, tmp_path / "el.csv")
    voltage = np.array([0.7, 0.8, 0.9])
    rows = zip(voltage.tolist(), (2 * Junction.step(1.4, T=300).dark(voltage)).tolist(), strict=True)
    (tmp_path / "dark.csv").write_text("Voltage (V),J (A/m2)\n" + "".join(f"{v!r},{j!r}\n" for v, j in rows))
    (tmp_path / "model.py").write_text(MODEL)
    return tmp_path


@pytest.fixture
def run(folder, monkeypatch):
    monkeypatch.chdir(folder)

    def call(*arguments):
        result = CliRunner().invoke(main, arguments)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


def test_complete_may_answer_with_a_result(run, folder):
    answer = run("complete", "cell.toml", "--json", "a.json", "--html", "a.html", "--out", "whole.csv")
    assert answer.exit_code == 0, answer.output
    assert answer.stdout == f"{detbal.complete(detbal.read(folder / 'cell.toml'))}\n"
    assert json.loads((folder / "a.json").read_text(encoding="utf-8"))["type"] == "Stitched"
    assert "<svg" in (folder / "a.html").read_text(encoding="utf-8")
    np.testing.assert_allclose(detbal.read(folder / "whole.csv").value, example_pair().eqe.value, rtol=1e-9)


def test_an_option_may_be_what_a_file_holds(run):
    assert run("check", "dark.csv", "-o", "T=300", "-s", "junction=@model.py:cell").exit_code == 0
    reading = run("thermometer", "el.csv", "-s", "absorptance=@eqe.csv")
    assert "T = 300 ± " in reading.stdout
    missing = run("thermometer", "el.csv", "-s", "absorptance=@nowhere.csv")
    assert (missing.exit_code, missing.stderr) == (
        2,
        "error: nowhere.csv: no such file or folder; check the path\n",
    )


@pytest.mark.parametrize("window", ["1.31,1.34", "[1.31, 1.34]", "(1.31,1.34)"])
def test_an_option_may_be_several_numbers(run, window):
    assert "join      1.31 eV" in run("complete", "cell.toml", "-s", f"window={window}").stdout


@pytest.mark.parametrize("window", ["[1.31,1.34", "[]", ""])
def test_brackets_are_a_pair_around_numbers(run, window):
    assert run("complete", "cell.toml", "-s", f"window={window}").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "dark.csv", "-o", "T=300"], "option 'junction' is missing; give junction="),
        (["thermometer", "el.csv"], "option 'absorptance' is missing; give absorptance="),
    ],
)
def test_an_option_of_the_question_that_is_missing_is_named_with_its_flag(run, arguments, message):
    answer = run(*arguments)
    assert answer.exit_code == 2
    assert answer.stderr.startswith(f"error: {arguments[1]}: {message}")
    assert answer.stderr.endswith("; options of the question are given by -s KEY=VALUE or -s KEY=@FILE\n")


def test_an_option_of_the_reader_that_is_missing_is_named_with_its_flag(run):
    answer = run("check", "dark.csv", "--T", "300")
    assert answer.exit_code == 2
    assert answer.stderr == (
        "error: dark.csv: option 'T' is missing; give T=; "
        "options of the reader are given by -o KEY=VALUE (--as KIND is holds=KIND)\n"
    )
