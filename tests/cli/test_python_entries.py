"""Python entries on the command line: every verb takes them, errors are one line."""

import json
import re
import sys

import pytest
from click.testing import CliRunner

import detbal
from detbal.cli.main import main
from detbal.errors import ConversionError, InputError

MODEL = """
import numpy as np
import detbal

def make_generator():
    down, up = np.array([[0, 1.0], [0, 0]]), np.array([[0, 0], [np.exp(-1.0), 0]])
    return np.diag([0.0, 0.5]), [down, up]  # balanced at kT = 1/4

def make_bath():
    return detbal.generators.Bath(spectral_density=lambda w: 0.1 * w * np.exp(-w), kT=0.5)

def make_coherent():
    p = np.array([0.7, 0.3])
    rng = np.random.default_rng(1)
    w = rng.normal(size=(2, 2))
    w = w + w.T
    v = (p**0.25)[:, None] * w * p**-0.25
    r = v.T @ v
    r = r * np.tanh(np.subtract.outer(np.log(p), np.log(p)) / 4)
    return 0.5j * r, [v]

class Group:
    vortex = detbal.networks.RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])

def fails():
    return 1 / 0

def returns_text():
    return "nothing"

def returns_matrix():
    return np.eye(2)

def refused():
    return detbal.generators.Lindbladian(np.eye(2), [])

VALUE = 3.0
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / "model_on_line.py").write_text(MODEL)
    (tmp_path / "vortex.csv").write_text("source,target,rate\na,b,2\nb,a,1\n")
    (tmp_path / "file:with.csv").write_text("source,target,rate\na,b,2\nb,a,1\n")
    monkeypatch.chdir(tmp_path)
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if "model_on_line" in name:
            del sys.modules[name]


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.parametrize("place", ["model_on_line.py", "model_on_line", "{}/model_on_line.py"])
def test_check(folder, place):
    entry = f"{place.format(folder)}:make_generator"
    assert run("check", entry, "--kT", "0.25").exit_code == 0
    broken = run("check", entry, "--kT", "0.5")
    assert broken.exit_code == 1
    assert re.match(r"BROKEN +largest residual 1 nats", broken.stdout)
    assert run("check", "model_on_line.py:Group.vortex").exit_code == 1


def test_entries_and_files_together(folder):
    answer = run("check", "vortex.csv", "model_on_line.py:make_bath", "model_on_line.py:fails", "--json", "out.json")
    assert answer.exit_code == 2
    results = json.loads((folder / "out.json").read_text())["results"]
    assert [result.get("status") for result in results] == ["BALANCED", "BALANCED", None]
    assert "ZeroDivisionError" in results[2]["error"]


def test_each_file_has_its_own_neighbours(folder):
    model = "import helper\nimport detbal\n"
    make = "def make():\n    return detbal.Pairs.of([helper.RATE], [1.0])\n"
    for name, rate in (("old", 1.0), ("new", 2.0)):
        (folder / name).mkdir()
        (folder / name / "model.py").write_text(model + make)
        (folder / name / "helper.py").write_text(f"RATE = {rate}\n")
    entries = ["old/model.py:make", "new/model.py:make"]
    for order in (entries, entries[::-1]):
        run("check", *order, "--json", "out.json")
        results = json.loads((folder / "out.json").read_text())["results"]
        worst = {result["source"]: max(map(abs, result["residual"])) for result in results}
        assert worst == pytest.approx({entries[0]: 0.0, entries[1]: 0.6931472}, abs=1e-6)
    assert "helper" not in sys.modules


def test_a_file_of_that_name_comes_first():
    assert detbal.read("file:with.csv").n_states == 2


def test_every_report_is_written(folder):
    answer = run("check", "model_on_line.py:make_generator", "--kT", "1", "--json", "out.json", "--html", "out.html")
    assert answer.exit_code == 1
    content = json.loads((folder / "out.json").read_text())
    assert content["source"] == "model_on_line.py:make_generator"
    assert "BROKEN" in (folder / "out.html").read_text()


def test_options_that_are_words_or_numbers():
    """A generator that is KMS symmetric but not GNS symmetric, against its own stationary state."""
    assert run("check", "model_on_line.py:make_coherent").exit_code == 0
    assert run("check", "model_on_line.py:make_coherent", "--set", "symmetry=gns").exit_code == 1
    assert run("check", "model_on_line.py:make_coherent", "--set", "symmetry=0.5").exit_code == 0
    wrong = run("check", "model_on_line.py:make_coherent", "--set", "symmetry=pretty")
    assert wrong.exit_code == 2
    assert "symmetry = 'pretty'; give one of GNS, KMS" in wrong.stderr


def test_the_other_verbs():
    assert run("thermometer", "model_on_line.py:make_generator").exit_code == 0
    assert "kT = 0.25" in run("thermometer", "model_on_line.py:make_generator").stdout
    assert "entropy production 0.6931" in run("drive", "model_on_line.py:Group.vortex").stdout
    assert run("impose", "model_on_line.py:Group.vortex").exit_code == 0
    assert run("impose", "model_on_line.py:make_generator", "--kT", "0.5").exit_code == 0


def test_what_cannot_be_written_says_so():
    answer = run("impose", "model_on_line.py:make_generator", "--kT", "0.5", "--out", "out.csv")
    assert answer.exit_code == 2
    assert "the domain generators writes no files; leave out --out" in answer.stderr


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("nowhere.py:make", r"nowhere\.py: no such file; check the path before the colon"),
        ("nowhere:make", r"no file and no module 'nowhere'"),
        ("model_on_line.py:nothing", r"model_on_line\.py has no 'nothing'"),
        ("model_on_line.py:fails", r"line \d+: fails\(\) failed \(ZeroDivisionError: division by zero\)"),
        ("model_on_line.py:refused", r"refused\(\) failed \(InputError: jumps is empty: .*; mend the code"),
        ("model_on_line.py:returns_text", r"returns_text: text is no object to ask about; for a file: detbal\.read"),
        (
            "model_on_line.py:returns_matrix",
            r"returns_matrix: a bare numpy\.ndarray could be .*generators\.Lindbladian",
        ),
        ("model_on_line.py:VALUE", r"VALUE: an object of type builtins\.float is not known here"),
    ],
)
def test_errors_are_one_line(entry, message):
    answer = run("check", entry)
    assert answer.exit_code == 2
    assert len(answer.stderr.splitlines()) == 1
    assert re.search(message, answer.stderr)
    assert "Traceback" not in answer.output


def test_reader_options_have_no_meaning():
    answer = run("check", "model_on_line.py:make_bath", "--as", "rates")
    assert answer.exit_code == 2
    assert "option 'holds' has no meaning here" in answer.stderr


def test_help_and_formats_tell_of_them():
    assert "model.py:make_generator" in run("--help").stdout
    assert "model.py:make_generator" in run("formats").stdout


def test_read_returns_objects_of_ours():
    assert isinstance(detbal.read("model_on_line:make_generator"), detbal.generators.Lindbladian)
    with pytest.raises(ConversionError, match="VALUE: an object of type"):
        detbal.read("model_on_line:VALUE")
    with pytest.raises(InputError, match="no such file or folder"):
        detbal.read("nowhere")
