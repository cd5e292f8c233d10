"""Options of the questions themselves, on the command line."""

import pytest
from click.testing import CliRunner

from detbal.cli.main import main

ONE_WAY = "source,target,rate\na,b,1\nb,c,1\nc,a,1\n"
VORTEX = "source,target,rate\na,b,2\nb,c,2\nc,a,2\nb,a,1\nc,b,1\na,c,1\n"


@pytest.fixture
def run(tmp_path):
    def call(text, *arguments):
        path = tmp_path / "network.csv"
        path.write_text(text)
        return CliRunner().invoke(main, [arguments[0], str(path), *arguments[1:]])

    return call


def test_the_projection_can_be_chosen(run, tmp_path):
    refused = run(ONE_WAY, "impose")
    assert refused.exit_code == 2
    assert "impose with nearest=stationary" in refused.output
    out = tmp_path / "out.csv"
    assert run(ONE_WAY, "impose", "--set", "nearest=stationary", "--out", str(out)).exit_code == 0
    assert CliRunner().invoke(main, ["check", str(out)]).exit_code == 0
    wrong = run(ONE_WAY, "impose", "--set", "nearest=prettiest")
    assert wrong.exit_code == 2
    assert "give one of log_rates, stationary" in wrong.output


def test_the_sentence_names_the_tolerance(run):
    forgiven = run(VORTEX, "check", "--tol", "3")
    assert forgiven.exit_code == 0
    assert "no residual, with its noise, exceeds the tolerance of 3 nats" in forgiven.output
    found = run(VORTEX, "check", "--tol", "1")
    assert found.exit_code == 1
    assert "exceeds the tolerance of 1 nats by more than its noise" in found.output


def test_unknown_choices_are_refused(run):
    answer = run(VORTEX, "check", "--set", "sharpness=3")
    assert answer.exit_code == 2
    assert "option 'sharpness' has no meaning here" in answer.output


CLASSICAL = "# unit = cm^-1\n# kind = classical\nomega,value\n500,1.0\n1000,0.5\n"


def test_a_classical_spectrum_is_completed_by_the_correction_that_is_named(run, tmp_path):
    refused = run(CLASSICAL, "complete", "--T", "300")
    assert refused.exit_code == 2
    assert "give correction=" in refused.output
    out = tmp_path / "out.csv"
    made = run(CLASSICAL, "complete", "--T", "300", "--set", "correction=harmonic", "--out", str(out))
    assert made.exit_code == 0, made.output
    assert "BALANCED" in made.output
    assert CliRunner().invoke(main, ["thermometer", str(out)]).output.count(", T = 300 ± ") == 1
    wrong = run(CLASSICAL, "complete", "--T", "300", "--set", "correction=best")
    assert "give one of standard, harmonic" in wrong.output
