"""The pytest plug-in, in test runs of its own."""

import subprocess
import sys

import pytest

import detbal
from detbal.testing import assert_balanced
from detbal.verdict import Status

pytest_plugins = ["pytester"]

NETWORKS = """
    import detbal
    RateNetwork = detbal.networks.RateNetwork
    CALM = RateNetwork.from_rates([[0, 2, 4], [1, 0, 2], [1, 1, 0]])
    VORTEX = RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    NOISY = RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]], relative_error=3.0)
    ATOM = RateNetwork.from_rates([[0, 1.0], [2.0, 0]], energies=[0.0, 1.0])
"""


def write_tests(pytester, body):
    lines = [line.strip(" ") if line.startswith("    ") else line for line in NETWORKS.splitlines()]
    pytester.makepyfile("\n".join(lines) + "\n\n" + body)


def test_balance_passes_and_returns_the_verdict(pytester):
    write_tests(
        pytester,
        "def test_it(assert_balanced):\n    assert assert_balanced(CALM).status is detbal.Status.BALANCED\n",
    )
    pytester.runpytest("-p", "no:randomly").assert_outcomes(passed=1)


def test_the_failure_message_is_the_verdict(pytester):
    write_tests(pytester, "def test_it(assert_balanced):\n    assert_balanced(VORTEX)\n")
    result = pytester.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E * BROKEN *largest residual 2.079 nats, noise floor*"])
    result.stdout.fnmatch_lines(["*Kolmogorov's rule*", "*1 → 2 → 0 → 1 *2.079*"])
    assert ">       assert_balanced(VORTEX)" in result.stdout.str() or ">   " in result.stdout.str()
    result.stdout.no_fnmatch_line("*pytest_detbal.py*")  # no frames of ours
    result.stdout.no_fnmatch_line("*assertions.py*")


def test_undecided_fails_unless_allowed(pytester):
    write_tests(
        pytester,
        "def test_strict(assert_balanced):\n    assert_balanced(NOISY)\n"
        "def test_lenient(assert_balanced):\n    assert_balanced(NOISY, allow_undecided=True)\n"
        "def test_broken_stays_broken(assert_balanced):\n    assert_balanced(VORTEX, allow_undecided=True)\n",
    )
    pytester.runpytest().assert_outcomes(passed=1, failed=2)


def test_options_reach_the_check(pytester):
    write_tests(
        pytester,
        "def test_tol(assert_balanced):\n    assert_balanced(VORTEX, tol=2.2)\n"
        "def test_wrong_kT(assert_balanced):\n    assert_balanced(ATOM, kT=1.0)\n"
        "def test_right_kT(assert_balanced):\n    assert_balanced(ATOM, kT=1.4426950408889634)\n",
    )  # k_01/k_10 = 1/2 = exp(-1/kT), hence kT = 1/ln 2
    pytester.runpytest().assert_outcomes(passed=2, failed=1)


def test_pages_are_written_for_the_failed_ones_only(pytester):
    write_tests(
        pytester,
        "import pytest\n"
        "def test_good(assert_balanced):\n    assert_balanced(CALM)\n"
        "@pytest.mark.parametrize('name', ['a/b'])\n"
        "def test_bad(assert_balanced, name):\n    assert_balanced(VORTEX)\n",
    )
    pytester.runpytest("--detbal-html", "pages").assert_outcomes(passed=1, failed=1)
    pages = list((pytester.path / "pages").iterdir())
    assert len(pages) == 1
    assert "test_bad" in pages[0].name
    assert "BROKEN" in pages[0].read_text(encoding="utf-8")


def test_no_pages_without_the_option(pytester):
    write_tests(pytester, "def test_bad(assert_balanced):\n    assert_balanced(VORTEX)\n")
    pytester.runpytest().assert_outcomes(failed=1)
    assert not list(pytester.path.glob("**/*.html"))


def test_the_plug_in_loads_nothing_of_ours_before_a_test_asks():
    code = "import pytest_detbal, sys; print([m for m in sys.modules if m.split('.')[0] in ('detbal', 'numpy')])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_the_same_function_without_the_fixture():
    network = detbal.networks.RateNetwork
    assert assert_balanced(network.from_rates([[0, 1.0], [2.0, 0]])).status is Status.BALANCED
    with pytest.raises(pytest.fail.Exception, match=r"BROKEN.*2\.079 nats"):
        assert_balanced(network.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]]))
    noisy = network.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]], relative_error=3.0)
    with pytest.raises(pytest.fail.Exception, match="UNDECIDED"):
        assert_balanced(noisy)
    assert assert_balanced(noisy, allow_undecided=True).status is Status.UNDECIDED
