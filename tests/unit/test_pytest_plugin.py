"""The pytest plug-in, in test runs of its own."""

import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import scipy.special  # noqa: F401  # runs in this process forget what they import, and it cannot be imported twice

import detbal
from detbal.errors import InputError
from detbal.testing import assert_balanced
from detbal.testing.assertions import headline
from detbal.verdict import Finding, Status

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
    result.stdout.fnmatch_lines(["E * BROKEN: 1 → 2 → 0 → 1 is off by 2.079 nats"])
    result.stdout.fnmatch_lines(["E * BROKEN *largest residual 2.079 nats, noise floor*"])
    result.stdout.fnmatch_lines(["*Kolmogorov's rule*", "*1 → 2 → 0 → 1 *2.079*"])
    result.stdout.fnmatch_lines([">*assert_balanced(VORTEX)"])
    result.stdout.no_fnmatch_line("*pytest_detbal.py*")  # no frames of ours
    result.stdout.no_fnmatch_line("*assertions.py*")


@pytest.mark.parametrize("style", ["--tb=short", "--tb=line", "--tb=no"])
def test_short_reports_name_the_bad_cycle(pytester, monkeypatch, style):
    monkeypatch.setenv("COLUMNS", "120")
    write_tests(pytester, "def test_it(assert_balanced):\n    assert_balanced(VORTEX)\n")
    result = pytester.runpytest(style)
    result.stdout.fnmatch_lines(["FAILED *test_it - AssertionError: BROKEN: 1 → 2 → 0 → 1 is off by 2.079 nats"])


REFUSED = {
    "NEGATIVE": "rate matrix[1, 0] = -1.0",
    "[[0, 1.0], [2.0, 0]]": "a bare builtins.list could be rates",
    "VORTEX, nonsense=1": "option 'nonsense'",
}


@pytest.mark.parametrize("arguments", REFUSED)
@pytest.mark.parametrize("how", ["fixture", "function"])
def test_what_is_refused_is_told_without_our_frames(pytester, arguments, how):
    imported, argument = ("", "assert_balanced") if how == "fixture" else ("from detbal.testing import *\n", "")
    body = "class Negative:\n    def __detbal__(self):\n        return RateNetwork.from_rates([[0, 1.0], [-1.0, 0]])\n"
    write_tests(
        pytester,
        f"{imported}{body}NEGATIVE = Negative()\ndef test_it({argument}):\n    assert_balanced({arguments})\n",
    )
    result = pytester.runpytest()
    result.assert_outcomes(failed=1)
    text = result.stdout.str()
    assert re.search(r"^E +detbal\.errors\.\w+Error: .*", text, re.MULTILINE)
    assert REFUSED[arguments] in text
    shown = set(re.findall(r"^([\w/.-]+\.py):\d+: ", text, re.MULTILINE))
    assert shown == {"test_what_is_refused_is_told_without_our_frames.py"}
    # what stands in the tester's own file is shown, be it on the way
    assert ("in __detbal__" in text or "def __detbal__" in text) is (arguments == "NEGATIVE")


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


def page_names(pytester, folder="pages"):
    return sorted(page.name for page in (pytester.path / folder).iterdir())


def test_pages_are_written_for_the_failed_ones_only(pytester):
    write_tests(
        pytester,
        "import pytest\n"
        "def test_good(assert_balanced):\n    assert_balanced(CALM)\n"
        "@pytest.mark.parametrize('name', ['a b', 'a/b', 'x' * 500])\n"
        "def test_bad(assert_balanced, name):\n    assert_balanced(VORTEX)\n"
        "def test_several(assert_balanced):\n"
        "    for network in (VORTEX, VORTEX):\n"
        "        with pytest.raises(AssertionError):\n            assert_balanced(network)\n",
    )
    result = pytester.runpytest_subprocess("--detbal-html", "pages")
    result.assert_outcomes(passed=2, failed=3)
    names = page_names(pytester)
    assert [sum(test in name for name in names) for test in ("test_bad", "test_several")] == [3, 2]
    assert len(names) == 5
    for name in names:
        page = pytester.path / "pages" / name
        assert "BROKEN" in page.read_text(encoding="utf-8")
        assert ("test_bad" in name) is (str(page) in result.stdout.str())
    pytester.runpytest_subprocess("--detbal-html", "pages", "-k", "several").assert_outcomes(passed=1)
    assert page_names(pytester) == names  # the same every time


def test_pages_go_where_they_were_sent_wherever_a_test_goes(pytester):
    write_tests(
        pytester,
        "def test_bad(assert_balanced, tmp_path, monkeypatch):\n"
        "    monkeypatch.chdir(tmp_path)\n    assert_balanced(VORTEX)\n",
    )
    pytester.runpytest_subprocess("--detbal-html", "deep/pages").assert_outcomes(failed=1)
    assert len(page_names(pytester, "deep/pages")) == 1
    assert len(list(pytester.path.glob("**/*.html"))) == 1


def test_a_folder_that_cannot_be_made_is_told_before_any_test(pytester):
    write_tests(pytester, "def test_bad(assert_balanced):\n    assert_balanced(VORTEX)\n")
    (pytester.path / "pages").write_text("a file")
    result = pytester.runpytest_subprocess("--detbal-html", "pages")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --detbal-html *pages: File exists; give a folder that can be made"])


def test_fixtures_of_any_scope_and_hypothesis_take_the_fixture(pytester):
    write_tests(
        pytester,
        "import pytest\nfrom hypothesis import given, strategies as st\n"
        "@pytest.fixture(scope='module')\n"
        "def calm(assert_balanced):\n    return assert_balanced(CALM)\n"
        "def test_fixture(calm):\n    assert calm.status is detbal.Status.BALANCED\n"
        "@given(st.floats(0.1, 10.0))\n"
        "def test_given(assert_balanced, rate):\n"
        "    assert_balanced(RateNetwork.from_rates([[0, rate], [2.0, 0]]))\n",
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=2)


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
    with pytest.raises(AssertionError, match=r"\ABROKEN: 1 → 2 → 0 → 1 is off by 2\.079 nats\nBROKEN "):
        assert_balanced(network.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]]))
    noisy = network.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]], relative_error=3.0)
    with pytest.raises(AssertionError, match=r"\AUNDECIDED: 1 → 2 → 0 → 1 is off by 2\.079 nats, with a noise floor"):
        assert_balanced(noisy)
    assert assert_balanced(noisy, allow_undecided=True).status is Status.UNDECIDED
    with pytest.raises(InputError, match="nonsense"):
        assert_balanced(noisy, nonsense=1)


def test_it_needs_no_pytest():
    code = (
        "import sys; sys.modules['pytest'] = None; import detbal; from detbal.testing import assert_balanced\n"
        "try: assert_balanced(detbal.Pairs.of([2.0], [1.0]))\n"
        "except AssertionError as error: print(str(error).splitlines()[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert re.match("BROKEN: .* is off by 0.6931 nats", done.stdout)


def judged(residual, sigma, **options):
    labels = [f"{k} ⇌ {k + 1}" for k in range(len(residual))]
    return detbal.check(
        detbal.Pairs.of(np.exp(residual), np.ones(len(residual)), sigma=sigma, labels=labels), **options
    )


def test_the_headline_names_who_is_above_the_noise():
    """Not the largest residual, if it is noise."""
    assert headline(judged([2.0, -0.5, 0.1], [9.0, 0.01, 0.01])) == "BROKEN: 1 ⇌ 2 is off by -0.5 nats"
    assert headline(judged([2.0, -0.5, 0.1], [0.0, 0.0, 0.0], tol=3.0)).startswith("BALANCED: no residual")
    assert headline(judged([2.0, 0.1], [0.1, 30.0], tol=3.0)).startswith("UNDECIDED: 1 ⇌ 2 is off by 0.1 nats, with a")


def test_the_headline_of_one_way_pairs():
    verdict = detbal.check(detbal.Pairs.of([1.0, 1.0], [1.0, 0.0], labels=["A ⇌ B", "B → C"]))
    assert headline(verdict) == "BROKEN: B → C is off by ∞ nats"


def test_the_headline_where_no_single_pair_is_to_blame():
    verdict = judged(np.full(200, 0.2), 0.1)  # each two standard deviations: χ² = 800
    assert verdict.status is Status.BROKEN
    assert re.fullmatch(r"BROKEN: all residuals together, p = [\d.e-]+", headline(verdict))
    alone = replace(verdict, p_value=None, findings=(Finding("the state is not stationary"), Finding("more")))
    assert headline(alone) == "BROKEN: the state is not stationary"
    assert headline(replace(alone, findings=())) == f"BROKEN: {verdict.sentence}"


def test_the_headline_leaves_room_for_the_number():
    verdict = detbal.check(detbal.Pairs.of([2.0], [1.0], labels=[" → ".join("ABCDEFGH" * 20)]))
    assert re.fullmatch(r"BROKEN: A → B → .* … is off by 0\.6931 nats", headline(verdict))
    assert len(headline(verdict)) < 100
