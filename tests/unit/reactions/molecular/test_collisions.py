"""Rates of collisions: completion, balance, faults that are found and named, and the thermometer."""

import numpy as np
import pytest

from detbal import Status
from detbal.errors import InputError
from detbal.reactions.checking.check import Against, check_network
from detbal.reactions.molecular.check import check_collisional_rates
from detbal.reactions.molecular.collisions import CollisionalRates
from detbal.reactions.molecular.excitation import (
    collision_strength,
    complete_collisional_rates,
    de_excitation_by_electrons,
)
from detbal.reactions.molecular.findings import MadeByBalance, OtherTemperature, RatioOfWeights
from detbal.reactions.molecular.levels import EnergyLevels
from detbal.reactions.molecular.pairs import collisional_pairs, thermometer_collisional_rates
from detbal.verdict import LeftOut, NothingToTest

T = np.array([10.0, 30.0, 100.0, 300.0, 1000.0])
LEVELS = EnergyLevels([0.0, 3.845033413, 11.534919938, 23.069512649], [1, 3, 5, 7])
UP, LOW = np.tril_indices(4, -1)


def downward(**settings):
    rng = np.random.default_rng(3)
    return CollisionalRates(LEVELS, UP, LOW, T, rng.uniform(1e-11, 1e-10, (len(UP), len(T))), **settings)


def changed(rates, log_change):
    return CollisionalRates(
        rates.levels, rates.initial, rates.final, rates.T, rates.rates * np.exp(log_change), partner=rates.partner
    )


def test_completed_rates_keep_boltzmann_populations():
    both = complete_collisional_rates(downward())
    assert len(both) == 12
    populations = np.exp(LEVELS.log_populations(T))
    for k, back in enumerate(both.reverse):
        there = populations[both.initial[k]] * both.rates[k]
        np.testing.assert_allclose(there, populations[both.final[k]] * both.rates[back], rtol=1e-13)
    np.testing.assert_array_equal(both.rates[:6], downward().rates)
    again = complete_collisional_rates(both)
    assert len(again) == 12


def test_excitation_alone_is_completed_as_well():
    both = complete_collisional_rates(downward())
    upward = CollisionalRates(LEVELS, both.initial[6:], both.final[6:], T, both.rates[6:])
    back = complete_collisional_rates(upward)
    np.testing.assert_allclose(back.rates[6:], both.rates[:6], rtol=1e-13)


def test_completed_rates_are_balanced_against_energies_and_without_them():
    both = complete_collisional_rates(downward(partner="para-H2"))
    verdict = check_collisional_rates(both)
    assert verdict.status is Status.BALANCED
    assert verdict.dof == 6
    assert check_network(both.network(), against=Against.CYCLES).status is Status.BALANCED
    assert "para-H2" in " ".join(verdict.assumptions)


def test_a_missing_ratio_of_weights_is_found_and_named():
    """Excitation as k_ul e^{-ΔE/kT}, with no g_u/g_l."""
    both = complete_collisional_rates(downward())
    g = LEVELS.weights
    lacking = np.zeros(12)
    lacking[6:] = np.log(g[both.initial[6:]] / g[both.final[6:]])  # of upward rates: ln(g_l/g_u)
    wrong = changed(both, lacking[:, None])
    verdict = check_collisional_rates(wrong)
    assert verdict.status is Status.BROKEN
    found = [finding for finding in verdict.findings if isinstance(finding, RatioOfWeights)]
    assert found[0].count == 6
    assert "without the ratio" in found[0].message
    assert verdict.max_residual == pytest.approx(np.log(7.0), abs=1e-9)
    # the cycles cannot see it: with other weights all is in balance
    assert check_network(wrong.network(), against=Against.CYCLES).status is Status.BALANCED


def test_an_inverted_ratio_of_weights_is_told_apart():
    both = complete_collisional_rates(downward())
    g = LEVELS.weights
    lacking = np.zeros(12)
    lacking[6:] = 2 * np.log(g[both.initial[6:]] / g[both.final[6:]])
    (found,) = [
        finding
        for finding in check_collisional_rates(changed(both, lacking[:, None])).findings
        if isinstance(finding, RatioOfWeights)
    ]
    assert "inverted" in found.message


def test_one_wrong_rate_opens_its_cycles():
    both = complete_collisional_rates(downward())
    wrong = np.zeros(12)
    wrong[8] = 1e-3
    verdict = check_collisional_rates(changed(both, wrong[:, None]))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(1e-3, rel=1e-6)
    cycles = check_network(changed(both, wrong[:, None]).network(), against=Against.CYCLES)
    assert cycles.status is Status.BROKEN
    assert cycles.max_residual == pytest.approx(1e-3, rel=1e-6)


def test_pairs_of_which_neither_rate_is_there_are_left_out_and_told():
    some = downward().rates.copy()
    some[2] = 0.0  # at all temperatures
    some[4, 1] = 0.0  # at one
    both = complete_collisional_rates(CollisionalRates(LEVELS, UP, LOW, T, some))
    verdict = check_collisional_rates(both)
    assert verdict.status is Status.BALANCED
    assert any("level 3 ⇌ level 2" in " ".join(finding.where) for finding in verdict.findings)
    half = both.rates.copy()
    half[8] = some[3, 0]  # the reverse of nothing
    broken = check_collisional_rates(CollisionalRates(LEVELS, both.initial, both.final, T, half))
    assert broken.status is Status.BROKEN
    assert broken.max_residual == np.inf


def test_digits_of_rates_count_as_rounding():
    """Rates of four digits, both ways: off by up to half a unit of each, which is no fault; 1 % is one."""
    both = complete_collisional_rates(downward())
    rounded = np.array([[float(f"{rate:.3e}") for rate in row] for row in both.rates])
    half = 0.5 * 10.0 ** (np.floor(np.log10(rounded)) - 3.0) / rounded

    def checked(rates, **settings):
        return check_collisional_rates(CollisionalRates(LEVELS, both.initial, both.final, T, rates, **settings))

    assert checked(rounded).status is Status.BROKEN
    verdict = checked(rounded, rounding=half)
    assert verdict.status is Status.UNDECIDED
    assert (np.abs(verdict.residual) <= verdict.floor).all()
    assert verdict.floor.max() <= 1.01e-3
    wrong = rounded.copy()
    wrong[3, 2] *= 1.01
    assert checked(wrong, rounding=half).status is Status.BROKEN
    pairs = collisional_pairs(CollisionalRates(LEVELS, both.initial, both.final, T, rounded, rounding=half), 2)
    assert (np.abs(pairs.log_ratio - pairs.offset) <= pairs.rounding).all()


def test_what_is_completed_belongs_to_what_is_listed_whatever_its_digits():
    both = complete_collisional_rates(downward(rounding=np.full((6, 5), 5e-4)))
    assert check_collisional_rates(both).status is Status.BALANCED


def test_digits_between_temperatures_are_those_around():
    digits = np.full((6, 5), 1e-4)
    digits[:, 2] = 1e-3
    rates = downward(rounding=digits).network().rates
    np.testing.assert_allclose(
        rates.rounding(np.array([10.0, 20.0, 50.0, 100.0, 1000.0]))[0], [1e-4, 1e-4, 1e-3, 1e-3, 1e-4], rtol=1e-6
    )
    assert rates.take(np.array([3])).digits.shape == (1, 5)


def test_one_way_tables_say_that_there_is_nothing_to_test():
    verdict = check_collisional_rates(downward())
    assert verdict.status is Status.UNDECIDED
    assert {MadeByBalance, NothingToTest} <= {type(finding) for finding in verdict.findings}


def test_thermometer_reads_each_column():
    both = complete_collisional_rates(downward())
    found = thermometer_collisional_rates(both)
    np.testing.assert_allclose(found.T_found, T, rtol=1e-9)
    np.testing.assert_array_equal(found.T_stated, T)
    assert found.misfit < 1e-12
    assert not found.findings
    assert found.plot().axes[0].get_xlabel() == "T stated / K"


def test_a_column_of_another_temperature_is_found_and_measured():
    both = complete_collisional_rates(downward())
    moved = both.rates.copy()
    warmer = CollisionalRates(LEVELS, both.initial[:6], both.final[:6], [40.0], both.rates[:6, 1:2])
    moved[6:, 1] = complete_collisional_rates(warmer).rates[6:, 0]
    found = thermometer_collisional_rates(CollisionalRates(LEVELS, both.initial, both.final, T, moved))
    assert (found.T_stated[1], found.T_found[1]) == (30.0, pytest.approx(40.0, rel=1e-9))
    (finding,) = found.findings
    assert isinstance(finding, OtherTemperature)
    assert finding.where == ("column 1: 30 K stated, 40 K found",)


def test_thermometer_has_errors_of_its_data():
    rng = np.random.default_rng(11)
    both = complete_collisional_rates(downward())
    noisy = CollisionalRates(
        LEVELS, both.initial, both.final, T,
        both.rates * np.exp(0.02 * rng.standard_normal(both.rates.shape)), relative_errors=0.02,
    )  # fmt: skip
    found = thermometer_collisional_rates(noisy)
    assert (np.abs(found.T_found - T) < 4 * found.T_found_error).all()
    # σ(ln ratio) = 0.02 √2, over energies of root sum square R: σ(β) = σ/R
    energies = LEVELS.kelvin[UP] - LEVELS.kelvin[LOW]
    np.testing.assert_allclose(found.theta.errors, 0.02 * np.sqrt(2.0) / np.linalg.norm(energies), rtol=1e-9)


def test_rates_of_zero_show_no_temperature_and_are_told():
    both = complete_collisional_rates(downward())
    some = both.rates.copy()
    some[7, 0] = 0.0
    found = thermometer_collisional_rates(CollisionalRates(LEVELS, both.initial, both.final, T, some))
    np.testing.assert_allclose(found.T_found, T, rtol=1e-9)
    assert np.isfinite(found.residual).all()
    (finding,) = found.findings
    assert isinstance(finding, LeftOut)
    assert finding.count == 1


def test_inverted_populations_have_a_negative_temperature():
    both = complete_collisional_rates(CollisionalRates(LEVELS, UP, LOW, [50.0], downward().rates[:, :1]))
    swapped = both.rates.copy()
    swapped[:6, 0] *= np.exp(-2.0 * (LEVELS.kelvin[UP] - LEVELS.kelvin[LOW]) / 50.0)
    found = thermometer_collisional_rates(CollisionalRates(LEVELS, both.initial, both.final, [50.0], swapped))
    assert pytest.approx(-50.0, rel=1e-9) == found.T


def test_one_column_is_a_thermometer_with_one_temperature():
    one = CollisionalRates(EnergyLevels([0.0, 10.0], [1, 3]), [1], [0], [50.0], [[1e-11]])
    found = thermometer_collisional_rates(complete_collisional_rates(one))
    assert pytest.approx(50.0, rel=1e-12) == found.T
    assert isinstance(found.findings[0], NothingToTest)


def test_pairs_are_listed_downwards_whatever_the_order():
    both = complete_collisional_rates(downward())
    order = np.random.default_rng(1).permutation(12)
    shuffled = CollisionalRates(LEVELS, both.initial[order], both.final[order], T, both.rates[order])
    pairs = collisional_pairs(shuffled, 2)
    np.testing.assert_allclose(pairs.log_ratio, pairs.offset, atol=1e-12)
    assert (pairs.log_ratio + np.log(1e-300) < np.inf).all()
    assert set(pairs.labels) == set(collisional_pairs(both, 2).labels)


def test_collision_strengths_are_symmetric():
    """Υ is the same both ways: q_lu = 8.629e-6 Υ e^{-ΔE/kT}/(g_l √T)."""
    strength = np.array([[0.5, 0.7, 0.9, 1.1, 1.3]])
    q = de_excitation_by_electrons(strength, T, 3)
    # textbook value of the constant, to its digits
    np.testing.assert_allclose(q * 3 * np.sqrt(T) / strength, 8.629e-6, rtol=2e-5)
    both = complete_collisional_rates(CollisionalRates(LEVELS, [1], [0], T, q))
    ratio = np.exp(-LEVELS.kelvin[1] / T)
    np.testing.assert_allclose(collision_strength(both.rates[1:] / ratio, T, 1), strength, rtol=1e-12)


def test_between_temperatures():
    rates = downward()
    np.testing.assert_allclose(rates.at([10.0, 1000.0]), rates.rates[:, [0, -1]], rtol=1e-14)
    with pytest.raises(InputError, match=r"T = 5 K is outside of the table, 10 to 1000 K"):
        rates.at(5.0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: EnergyLevels([0.0, 1.0], [1]), r"give one of each for every level"),
        (lambda: EnergyLevels([0.0, 1.0], [1, 0]), r"weight of level 2 = 0"),
        (lambda: CollisionalRates(LEVELS, [1], [4], [10.0], [[1.0]]), r"final\[0\] = 4; give levels from 0 to 3"),
        (lambda: CollisionalRates(LEVELS, [1.5], [0], [10.0], [[1.0]]), r"initial levels are of type float64"),
        (lambda: CollisionalRates(LEVELS, [1], [1], [10.0], [[1.0]]), r"leads from level 2 to itself"),
        (lambda: CollisionalRates(LEVELS, [1, 1], [0, 0], [10.0], [[1.0], [1.0]]), r"level 2 → level 1, stands twice"),
        (lambda: CollisionalRates(LEVELS, [1], [0], [10.0], [[-1.0]]), r"rates\[0, 0\] = -1"),
        (lambda: CollisionalRates(LEVELS, [1, 2], [0, 0], [10.0], [[1.0]]), r"2 initial and 2 final levels, 1 rows"),
        (lambda: collisional_pairs(downward()), r"no transition is listed both ways"),
        (lambda: collisional_pairs(complete_collisional_rates(downward()), 9), r"column 9; give one from 0 to 4"),
        (lambda: de_excitation_by_electrons([[1.0]], [1.0, 2.0], 1), r"strength has shape \(1, 1\)"),
        (lambda: de_excitation_by_electrons([[-1.0]], 1.0, 1), r"strength\[0\] = -1"),
        (lambda: de_excitation_by_electrons([[1.0, np.inf]], [1.0, 2.0], 1), r"strength\[1\] = inf; give finite"),
        (lambda: de_excitation_by_electrons([[1.0]], 1.0, 0), r"g_upper\[0\] = 0; give positive"),
        (lambda: de_excitation_by_electrons([[1.0]], 1.0, [1, 2]), r"g_upper has shape \(2,\)"),
        (lambda: downward(relative_errors=[-1.0] * 6), r"relative_errors\[0\] = -1"),
        (lambda: downward(relative_errors=[0.1, 0.1]), r"relative_errors has shape \(2,\); give one number, or 6"),
        (lambda: downward(rounding=[[0.1]]), r"rounding has shape \(1,\); give one number, or 30"),
        (lambda: EnergyLevels([0.0, 1.0], [1, 3], names=["a", "a"]), r"level 'a' stands twice"),
        (lambda: EnergyLevels([0.0, 1.0], [1, 3], rounding=[0.1, 0.1, 0.1]), r"rounding has shape \(3,\)"),
    ],
)
def test_refused(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_levels_of_one_energy_show_no_temperature():
    flat = EnergyLevels([5.0, 5.0], [1, 3])
    both = complete_collisional_rates(CollisionalRates(flat, [1], [0], [10.0], [[1.0]]))
    with pytest.raises(InputError, match=r"no transition changes the energy"):
        thermometer_collisional_rates(both)
