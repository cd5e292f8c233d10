"""The commands: exit statuses, one line per error, and what is written."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

import detbal
from detbal import catalogue
from detbal.cli.main import main
from detbal.cli.progress import track
from detbal.verdict import Status

HEADER = "source,target,rate\n"
CALM = HEADER + "A,B,2\nB,A,1\nB,C,2\nC,B,1\nA,C,4\nC,A,1\n"
VORTEX = HEADER + "A,B,2\nB,A,1\nB,C,2\nC,B,1\nC,A,2\nA,C,1\n"
NOISY = "source,target,rate,relative_error\nA,B,2,3\nB,A,1,3\nB,C,2,3\nC,B,1,3\nC,A,2,3\nA,C,1,3\n"
HALF = "source,target,rate,source_energy,target_energy\nA,B,2,0,1\nB,C,3,1,3\nA,C,1,0,3\n"
THERMAL = "source,target,rate,source_energy,target_energy\nA,B,1,0,2\nB,A,54.598150033144236,2,0\n"  # e^4: kT = 1/2


@pytest.fixture
def files(tmp_path):
    texts = {"calm": CALM, "vortex": VORTEX, "noisy": NOISY, "half": HALF, "thermal": THERMAL}
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text)
    (tmp_path / "bad.csv").write_text(HEADER + "A,B,-2\n")
    (tmp_path / "plain.txt").write_text("0 2 1\n1 0 2\n2 1 0\n")
    return tmp_path


def run(*arguments):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (["calm"], 0),
        (["vortex"], 1),
        (["noisy"], 3),
        (["bad"], 2),
        (["nowhere"], 2),
        (["calm", "noisy"], 3),
        (["calm", "noisy", "vortex"], 1),
        (["noisy", "bad", "vortex"], 2),
        (["calm", "calm"], 0),
    ],
)
def test_the_exit_status_is_the_worst_of_all_files(files, names, status):
    result = run("check", *(files / f"{name}.csv" for name in names))
    assert result.exit_code == status
    words = {"calm": "BALANCED", "vortex": "BROKEN", "noisy": "UNDECIDED"}
    for name in names:
        if name in words:
            assert re.search(rf"^{words[name]} ", result.stdout, flags=re.MULTILINE)
    assert len(result.stderr.splitlines()) == sum(name in ("bad", "nowhere") for name in names)


def test_the_text_is_the_verdict(files):
    result = run("check", files / "vortex.csv")
    assert result.stdout == f"{detbal.check(detbal.read(files / 'vortex.csv'))}\n"


def test_options_reach_the_check(files):
    assert run("check", files / "vortex.csv", "--tol", "2.2").exit_code == 0  # the affinity is 3 ln 2 = 2.08
    assert run("check", files / "vortex.csv", "--tol", "2.0").exit_code == 1
    assert run("check", files / "thermal.csv", "--kT", "0.5").exit_code == 0
    assert run("check", files / "thermal.csv", "--kT", "0.6").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "nowhere.csv"], "error: nowhere.csv: no such file"),
        (["check", "{}/bad.csv"], r"error: .*bad\.csv.*-2"),
        (["check", "{}/thermal.csv", "--kT", "1", "--T", "2"], "error: .*kT = 1 and T = 2"),
        (["check", "{}/thermal.csv", "--kT", "1 banana"], "error: .*banana"),
        (["check", "{}/thermal.csv", "--tol", "-1"], "error: .*tol = -1"),
        (["check", "{}/thermal.csv", "--alpha", "2"], "error: .*alpha = 2"),
        (["check", "{}/thermal.csv", "-o", "colour=red"], "error: .*colour"),
        (["check", "{}"], "error: .*no known format"),
        (["check", "{}/calm.csv", "--json", "{}/no/such/folder.json"], "error: .*no/such/folder.json"),
        (["complete", "{}/half.csv"], "error: .*give one: kT="),
        (
            ["complete", "{}/half.csv", "{}/half.csv", "--kT", "1", "--out", "{}/o.csv"],
            "error: --out with 2 files",
        ),
        (["drive", "{}/calm.csv", "--kT", "1"], "error: .*kT"),
    ],
)
def test_errors_are_one_line_with_status_two(files, arguments, message):
    result = run(*(text.format(files) for text in arguments))
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert re.search(message, result.stderr)
    assert "Traceback" not in result.output


def test_faults_of_ours_are_not_hidden(files, monkeypatch):
    def faulty(*_args, **_options):
        raise TypeError("a fault of ours")

    monkeypatch.setattr("detbal.verbs.check", faulty)
    with pytest.raises(TypeError, match="a fault of ours"):
        run("check", files / "calm.csv")


def test_an_unknown_flag_leads_to_those_that_take_any_option(files):
    result = run("check", files / "calm.csv", "--window", "1.3")
    assert result.exit_code == 2
    assert "No such option" in result.stderr
    assert "Options of the question are given by -s KEY=VALUE, of the reader by -o KEY=VALUE." in result.stderr


@pytest.mark.parametrize("bad", ["novalue", "=3", "two words=3"])
def test_reader_options_must_be_pairs(files, bad):
    result = run("check", files / "calm.csv", "-o", bad)
    assert result.exit_code == 2
    assert "KEY=VALUE" in result.stderr


def test_kinds_and_reader_options_reach_the_reader(files):
    assert run("check", files / "plain.txt").exit_code == 2
    assert run("check", files / "plain.txt", "--as", "rates").exit_code == 1
    assert run("check", files / "plain.txt", "-o", "holds=rates").exit_code == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("1e-3", 1e-3),
        ("true", True),
        ("False", False),
        ("rates", "rates"),
        ("", ""),
        ("2,1", (2, 1)),
        ("1.3,2", (1.3, 2)),
        ("1,b", "1,b"),
        ("@", "@"),
    ],
)
def test_values_of_reader_options(monkeypatch, tmp_path, text, value):
    seen = {}

    def read(_path, **options):
        seen.update(options)
        return detbal.networks.RateNetwork.from_rates([[0, 1.0], [1.0, 0]])

    monkeypatch.setattr("detbal.reading.read", read)
    assert run("check", tmp_path, "-o", f"key={text}").exit_code == 0
    assert seen == {"key": value}
    assert repr(seen["key"]) == repr(value)


def test_one_file_gives_one_json_object(files):
    run("check", files / "vortex.csv", "--json", files / "out.json")
    content = json.loads((files / "out.json").read_text(encoding="utf-8"))
    assert content["status"] == "BROKEN"
    assert content["source"] == str(files / "vortex.csv")
    assert content["detbal"] == detbal.__version__


def test_several_files_give_a_list_with_their_errors(files):
    paths = [files / "vortex.csv", files / "bad.csv", files / "calm.csv"]
    run("check", *paths, "--json", files / "out.json", "--html", files / "out.html")
    content = json.loads((files / "out.json").read_text(encoding="utf-8"))
    assert [entry.get("status", "error") for entry in content["results"]] == ["BROKEN", "error", "BALANCED"]
    assert "-2" in content["results"][1]["error"]
    page = (files / "out.html").read_text(encoding="utf-8")
    assert all(str(path) in page for path in paths)
    assert "BROKEN" in page
    assert "BALANCED" in page


def test_drive_prints_the_entropy_production(files):
    result = run("drive", files / "vortex.csv")
    assert result.exit_code == 0
    assert "entropy production 0.6931 nats" in result.stdout  # (2 - 1) ln 2


def test_thermometer_prints_the_temperature(files):
    result = run("thermometer", files / "thermal.csv")
    assert result.exit_code == 0
    assert re.search(r"kT = 0\.50*\b", result.stdout)


def test_impose_writes_an_object_that_is_balanced(files):
    result = run("impose", files / "vortex.csv", "--out", files / "nearest.csv")
    assert result.exit_code == 0
    assert "distance" in result.stdout
    assert run("check", files / "nearest.csv").exit_code == 0


def test_complete_writes_the_missing_half(files):
    result = run("complete", files / "half.csv", "--kT", "2", "--out", files / "whole.csv", "--json", files / "o.json")
    assert result.exit_code == 0
    assert "BALANCED" in result.stdout
    whole = detbal.read(files / "whole.csv")
    assert detbal.check(whole, kT=2.0).status is Status.BALANCED
    expected = np.array([1.0, 2.0, 3.0]) / 2.0  # (E_target - E_source)/kT of the three processes
    np.testing.assert_allclose(np.sort(np.abs(whole.log_reverse - whole.log_forward)), np.sort(expected), rtol=1e-12)
    content = json.loads((files / "o.json").read_text(encoding="utf-8"))
    assert content["made"]["type"] == "RateNetwork"


def test_what_was_not_made_is_not_written(files):
    assert run("impose", files / "bad.csv", "--out", files / "nearest.csv").exit_code == 2
    assert not (files / "nearest.csv").exists()


def test_a_domain_that_writes_no_files_says_so(files, monkeypatch):
    silent = replace(catalogue.domain("networks"), write=None)
    monkeypatch.setattr("detbal.convert.domain", lambda _name: silent)
    result = run("impose", files / "vortex.csv", "--out", files / "nearest.csv")
    assert result.exit_code == 2
    assert re.search("error: the domain networks writes no files; leave out --out", result.stderr)


def test_formats_lists_all(files):
    result = run("formats")
    assert result.exit_code == 0
    for name in catalogue.domain_names():
        for entry in catalogue.domain(name).formats:
            assert entry.name in result.stdout
    assert "[[edges]]" in result.stdout  # brackets are no markup


def test_version():
    assert run("--version").stdout == f"detbal, version {detbal.__version__}\n"


def test_help_names_all_verbs():
    text = run("--help").stdout
    for verb in ("check", "complete", "impose", "thermometer", "drive", "formats"):
        assert re.search(rf"^  {verb} ", text, flags=re.MULTILINE)


def test_colour_only_on_terminals(files):
    assert "\x1b" not in run("check", files / "vortex.csv").output
    coloured = CliRunner().invoke(main, ["check", str(files / "vortex.csv")], color=True)
    assert "\x1b[31m\x1b[1mBROKEN\x1b[0m" in coloured.output
    plain = CliRunner(env={"NO_COLOR": "1"}).invoke(main, ["check", str(files / "vortex.csv")], color=True)
    assert "\x1b" not in plain.output


def test_progress_goes_to_a_terminal_only(monkeypatch, capsys):
    assert list(track([1, 2, 3], "working")) == [1, 2, 3]
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert list(track([1, 2, 3], "working")) == [1, 2, 3]
    assert "working" in capsys.readouterr().err
    assert list(track([1], "working")) == [1]
    assert capsys.readouterr().err == ""


def test_a_terminal_without_greek_letters_is_no_reason_to_fail(files):
    result = CliRunner(charset="ascii").invoke(main, ["check", str(files / "vortex.csv")])
    assert result.exit_code == 1
    assert b"k_ij / k_ji" in result.stdout_bytes
