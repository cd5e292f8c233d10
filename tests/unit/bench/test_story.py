"""A package author's story: a repository that has detbal in its test extra, and three lines of pytest."""

import re

pytest_plugins = ["pytester"]

KINETICS = """
    import numpy as np

    LEVELS = np.array([0.0, 0.05, 0.12])  # eV

    def rates(T):
        kT = 8.617333262e-5 * T
        k = np.exp(-np.maximum(LEVELS - LEVELS[:, None], 0.0) / kT)
        SLIP
        np.fill_diagonal(k, 0.0)
        return k
"""
TESTS = """
    import detbal
    import kinetics

    def test_rates_obey_detailed_balance(assert_balanced):
        rates = detbal.networks.RateNetwork.from_rates(kinetics.rates(300), energies=kinetics.LEVELS, energy_unit="eV")
        assert_balanced(rates, T=300, tol=1e-8)
"""


def outcome(pytester, slip):
    pytester.makepyfile(kinetics=KINETICS.replace("SLIP", slip), test_kinetics=TESTS)
    pytester.syspathinsert()
    return pytester.runpytest_subprocess("-p", "no:cacheprovider")


def test_right_rates_pass(pytester):
    outcome(pytester, "pass").assert_outcomes(passed=1)


def test_the_message_names_the_bad_pair(pytester):
    result = outcome(pytester, "k[0, 2] = np.exp(-(LEVELS[2] - LEVELS[1]) / kT)  # of the line above")
    result.assert_outcomes(failed=1)
    text = result.stdout.str()
    assert re.search("^E +AssertionError: BROKEN: 0 ⇌ 2 is off by 1.934 nats$", text, re.MULTILINE)
    rows = re.findall(r"(\d ⇌ \d) +(-?[\d.e-]+)", text)
    assert rows[0] == ("0 ⇌ 2", "1.934")  # 0.05 eV / 0.025852 eV
    # pytest may print the message again in its summary
    assert {pair for pair, size in rows if abs(float(size)) > 1e-8} == {"0 ⇌ 2"}
