"""The text of a result: one screen, the decisive numbers, the worst by name."""

import re
from dataclasses import replace

import numpy as np
import pytest

import detbal
from detbal.photovoltaics import Junction
from detbal.report.numbers import number, with_error
from detbal.report.text import HEIGHT, WIDTH, render
from detbal.transport import Lead, QuantumDot, counting_statistics, stability_diagram
from detbal.verdict import Finding, OneWay, Status

RateNetwork = detbal.networks.RateNetwork
VORTEX = [[0, 2, 1], [1, 0, 2], [2, 1, 0]]


def thermal_network(noise=0.03, n=5):
    rng = np.random.default_rng(3)
    energies = rng.normal(size=n)
    barrier = rng.uniform(1, 2, (n, n))
    rates = (barrier + barrier.T) * np.exp(-(energies[None] - energies[:, None]) / 2)
    np.fill_diagonal(rates, 0)
    return RateNetwork.from_rates(rates, energies=energies, energy_unit="eV", relative_error=noise)


def results():
    vortex, network = RateNetwork.from_rates(VORTEX), thermal_network()
    return [
        detbal.check(vortex),
        detbal.check(network),
        detbal.check(network, kT="1 eV", tol=0.5),
        detbal.check(thermal_network(noise=3.0)),
        detbal.drive(vortex),
        detbal.thermometer(network),
        detbal.thermometer(vortex),
        detbal.impose(vortex),
    ]


@pytest.mark.parametrize("result", results(), ids=lambda result: type(result).__name__)
def test_every_result_fits_on_a_screen(result):
    lines = str(result).splitlines()
    assert len(lines) <= HEIGHT
    assert max(map(len, lines)) <= WIDTH


def overloaded():
    """A verdict with far more to say than a screen holds."""
    verdict = detbal.check(RateNetwork.from_rates(VORTEX))
    many = 300
    return replace(
        verdict,
        residual=np.linspace(-1, 2, many), floor=np.full(many, 1e-3),
        labels=[f"a cycle with a very long name, number {k}, {'x' * 80}" for k in range(many)],
        findings=tuple(OneWay(f"finding {k} " + "with many words " * 30, ("a", "b"), 9) for k in range(8)),
        assumptions=tuple(f"assumption {k} " + "that goes on and on " * 20 for k in range(8)),
        references=tuple(f"Author {k}, {'a title without end ' * 9}, J. 1, 2 (1990)" for k in range(8)),
        subject="word " * 100, statement="unbroken" * 40, related=(verdict, verdict, verdict),
    )  # fmt: skip


def test_even_the_longest_verdict_fits_on_a_screen():
    lines = render(overloaded()).splitlines()
    assert len(lines) <= HEIGHT
    assert max(map(len, lines)) <= WIDTH
    text = "\n".join(lines)
    assert "and 5 more" in text  # findings and assumptions that were left out are counted
    assert "8, see .references" in text


def test_the_first_line_says_status_residual_and_noise_floor():
    first = str(detbal.check(RateNetwork.from_rates(VORTEX))).splitlines()[0]
    assert first.startswith("BROKEN ")
    assert f"largest residual {3 * np.log(2):.4g} nats" in first
    assert float(re.search(r"noise floor (\S+) nats", first)[1]) < 1e-12


def test_where_there_is_nothing_to_test_no_number_is_given():
    assert str(detbal.check(RateNetwork.from_rates([[0, 1.0], [2.0, 0]]))).startswith("BALANCED  nothing to test\n")


def test_a_statistical_verdict_says_its_p_value():
    verdict = detbal.check(thermal_network())
    assert f"p = {verdict.p_value:.2g}" in str(verdict).splitlines()[0]


def test_a_one_way_process_is_infinite_not_nan():
    text = str(detbal.check(RateNetwork.from_rates([[0, 1.0], [0, 0]])))
    assert "largest residual ∞ nats" in text
    assert "nan" not in text


def test_the_worst_stand_by_name_the_largest_first():
    verdict = replace(
        detbal.check(RateNetwork.from_rates(VORTEX)),
        residual=np.array([0.1, -3.0, 0.5]), floor=np.full(3, 0.01), labels=["first", "second", "third"],
    )  # fmt: skip
    rows = re.findall(r"^ +(first|second|third) +(\S+) +(\S+)$", str(verdict), flags=re.MULTILINE)
    assert rows == [("second", "-3", "0.01"), ("third", "0.5", "0.01"), ("first", "0.1", "0.01")]


def test_statement_findings_assumptions_and_sources_are_there():
    verdict = replace(
        detbal.check(RateNetwork.from_rates(VORTEX)),
        findings=(Finding("something was found", ("here", "there"), 5),),
        assumptions=("the moon is full",), references=("A. Author, J. 1, 2 (1990)",),
    )  # fmt: skip
    text = str(verdict)
    for part in (
        verdict.statement,
        verdict.subject,
        verdict.balance_with,
        "something was found (here, there, …)",
        "the moon is full",
        "A. Author, J. 1, 2 (1990)",
    ):
        assert part in text


@pytest.mark.parametrize("status", Status)
def test_every_status_says_its_sentence(status):
    text = str(replace(detbal.check(RateNetwork.from_rates(VORTEX)), status=status))
    assert text.startswith(status.name)
    assert status.sentence in " ".join(text.split())


def test_a_tolerance_is_said():
    assert "residuals up to 5 nats are forgiven" in str(detbal.check(RateNetwork.from_rates(VORTEX), tol=5.0))


def test_a_drive_says_entropy_production_and_which_cycle():
    text = str(detbal.drive(RateNetwork.from_rates(VORTEX, labels="ABC")))
    assert text.startswith("DRIVE     entropy production 0.6931 nats per unit time")  # (2 - 1) ln 2
    assert re.search(r"[ABC] → [ABC] → [ABC] → [ABC] +-?2\.079 +0\.6931", text)


def test_the_drive_of_a_balanced_network_is_called_round_off():
    assert "no more than round-off" in str(detbal.drive(thermal_network(noise=None)))


def test_a_thermometer_says_temperature_with_error():
    reading = detbal.thermometer(thermal_network())
    first = str(reading).splitlines()[0]
    value, error = re.search(r"kT = (\S+) ± (\S+) eV", first).groups()
    assert float(value) == pytest.approx(reading.kT, abs=float(error) / 10)
    assert float(error) == pytest.approx(reading.kT_error, rel=0.06)
    assert "T = " in first


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (1.23456, 0.0123, "1.235 ± 0.012"),
        (12345.6, 789.0, "12350 ± 790"),
        (1e30, 1e28, "1e+30 ± 1e+28"),
        (2.0, np.inf, "2"),
        (2.0, np.nan, "2"),
        (np.inf, 1.0, "∞"),
        (1.5, 0.0, "1.5 ± 0"),
        (-0.001234, 0.00001, "-0.001234 ± 0.000010"),
    ],
)
def test_values_with_errors(value, error, text):
    assert with_error(value, error) == text


def test_numbers_that_are_none():
    assert [number(x) for x in (np.inf, -np.inf, np.nan, 0.0)] == ["∞", "-∞", "–", "0"]


def test_kinds_of_results_are_words():
    sides = {name: Lead(kT=1.0, mu=mu, gamma=0.1) for name, mu in (("L", 0.2), ("R", -0.2))}
    dot = QuantumDot(0.3, sides)
    assert render(counting_statistics(dot, lead="L")).startswith("COUNTING STATISTICS\n")
    assert render(stability_diagram(dot, bias=[0.0], gate=[0.0])).startswith("STABILITY DIAGRAM\n")


def test_a_drive_says_what_its_affinities_belong_to():
    sides = {name: Lead(kT=1.0, mu=mu, gamma=0.1) for name, mu in (("L", 0.2), ("R", -0.2))}
    assert "\nflows by entropy production " in render(detbal.drive(QuantumDot(0.3, sides)))
    assert "\nchannels by entropy production " in render(detbal.drive(Junction.step(1.4), voltage=1.0))
    assert "\ncycles by entropy production " in render(detbal.drive(RateNetwork.from_rates(VORTEX)))


def test_zero_has_no_sign():
    assert (number(-0.0), with_error(-0.001, 0.67)) == ("0", "0.00 ± 0.67")
    still = QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=0.1), "R": Lead(kT=1.0, gamma=0.1)})
    assert "-0\n" not in render(detbal.drive(still))
