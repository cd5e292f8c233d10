"""`check` of networks: statuses, causes, one-way reactions, options."""

import numpy as np
import pytest

import detbal
from detbal import Status
from detbal.errors import InputError
from detbal.reactions import Arrhenius, Concentration, Counting, Reaction, ReactionNetwork, Species
from detbal.reactions.checking.check import Against, OneWayPairs
from detbal.reactions.thermochemistry.statistical import StatisticalThermochemistry

GRID = np.geomspace(1e8, 1e10, 12)


def names_of(verdict):
    return [type(finding).__name__ for finding in verdict.findings]


def species(name, energy=0.0, degeneracy=1, mass=1.0):
    return Species(name, mass=mass, degeneracy=degeneracy, energy=energy)


def pair(log_excess, *, there=None, counting=Counting.PER_SET):
    """A reaction and its reverse, whose log-ratio is off by `log_excess(T)` nats."""
    there = there or Reaction([species("a", 1.0)], [species("b", 0.0, 3)])
    forward = ReactionNetwork.of([there], [2.0], concentration=Concentration.PER_M3, counting=counting)
    whole = detbal.complete(forward)
    from detbal.reactions import Calculated
    from detbal.reactions.rates.rate_coefficients import mixed

    base = whole.rates.take(np.array([1]))
    shifted = Calculated([lambda T: base.log_rates(T)[0] - log_excess(T)], logs=True)
    return whole.with_rates(mixed([whole.rates.take(np.array([0])), shifted]), temperatures=GRID)


@pytest.mark.parametrize(
    ("excess", "finding", "told"),
    [
        (lambda T: np.log(5.0) + 0 * T, "OtherWeight", "a factor of 5"),
        (lambda T: 5.8e8 / T, "OtherEnergy", "+49.98 keV of energy"),
        (lambda T: 1.5 * np.log(T / 1e9), "OtherExponent", r"T\^\+1.5"),
        (lambda T: np.sin(3 * np.log(T)), "OtherShape", "another shape"),
    ],
)
def test_the_cause_of_a_residual_is_named(excess, finding, told):
    import re

    verdict = detbal.check(pair(excess))
    assert verdict.status is Status.BROKEN
    assert finding in names_of(verdict)
    assert re.search(told.replace("+49", r"\+49"), verdict.ranking()[0].explanation)
    np.testing.assert_allclose(verdict.over_temperature[0], excess(GRID), atol=1e-5)


def test_the_factor_of_identical_particles_is_named():
    there = Reaction(
        [species("a", 1.0), species("b", 1.0)], [species("c"), species("c"), species("d", 0, 2), species("d", 0, 2)]
    )
    verdict = detbal.check(pair(lambda T: np.log(4.0) + 0 * T, there=there))
    (found,) = [f for f in verdict.findings if type(f).__name__ == "MissingIdenticalFactor"]
    assert found.count == 1
    assert "a factor of 4" in found.where[0]


def test_a_pair_that_is_right_is_balanced():
    verdict = detbal.check(pair(lambda T: 0 * T), tol=1e-5)
    assert verdict.status is Status.BALANCED
    assert verdict.ranking()[0].explanation == "within the noise"


def test_rules_of_counting_differ_by_the_factorial():
    there = Reaction([species("a"), species("a")], [species("b")])
    as_sets, as_mass_action = (
        detbal.complete(ReactionNetwork.of([there], [2.0], concentration=Concentration.PER_M3, counting=counting))
        for counting in (Counting.PER_SET, Counting.MASS_ACTION)
    )
    T = np.array([1e9])
    ratio = as_sets.rates.log_rates(T)[1] - as_mass_action.rates.log_rates(T)[1]
    np.testing.assert_allclose(ratio, -np.log(2.0))
    verdict = detbal.check(as_sets.with_rates(as_mass_action.rates), T=T)
    assert verdict.max_residual == pytest.approx(np.log(2.0))


def test_one_way_reactions_break_balance_unless_set_aside():
    ring = ReactionNetwork.from_equations(["A => B", "B => C", "C => A"], [1.0, 1.0, 1.0])
    verdict = detbal.check(ring)
    assert verdict.status is Status.BROKEN
    assert np.isinf(verdict.max_residual)
    assert names_of(verdict)[:2] == ["OneWay", "OneWayCycle"]
    chain = ReactionNetwork.from_equations(["A <=> B", "B => C"], [1.0, 1.0], [1.0, 0.0])
    assert "LimitOfBalance" in names_of(detbal.check(chain))
    assert detbal.check(chain, one_way=OneWayPairs.SET_ASIDE).status is Status.BALANCED
    assert detbal.check(chain, one_way="set_aside").status is Status.BALANCED


def test_a_one_way_reaction_beside_a_reversible_way_closes_a_cycle():
    shortcut = ReactionNetwork.from_equations(["A <=> B", "B <=> C", "A => C"], [1.0] * 3, [1.0, 1.0, 0.0])
    (found,) = [f for f in detbal.check(shortcut).findings if type(f).__name__ == "OneWayCycle"]
    assert found.where == ("A → C",)


def test_irreversible_pairs_alone_have_cycles():
    """Only irreversible lines: forward and reverse are found among them, and the vortex in their cycle."""
    lines = ["A => B", "B => A", "B => C", "C => B", "C => A", "A => C"]
    verdict = detbal.check(ReactionNetwork.from_equations(lines, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]))
    assert verdict.dof == 1
    assert verdict.max_residual == pytest.approx(abs(np.log(1 * 3 * 5 / (2 * 4 * 6))))


def test_parallel_channels_are_held_apart_where_they_are_known():
    two = ReactionNetwork.from_equations(["A <=> B", "A <=> B"], [1.0, 2.0], [2.0, 1.0])
    assert detbal.check(two).max_residual == pytest.approx(np.log(4.0))
    same = ReactionNetwork.from_equations(["A <=> B", "A <=> B"], [1.0, 2.0], [3.0, 6.0])
    assert detbal.check(same).status is Status.BALANCED


def test_lines_of_one_direction_add_up_where_channels_are_not_known():
    lines = ["A => B", "A => B", "B => A", "B => C", "C => B", "C => A", "A => C"]
    network = ReactionNetwork.from_equations(lines, [1.0, 2.0, 1.0, 1.0, 3.0, 1.0, 1.0])
    assert detbal.check(network).status is Status.BALANCED


def test_errors_of_rates_are_weighed():
    equations, off = ["A <=> B", "B <=> C", "C <=> A"], [1.0, 1.0, 1.1]
    exact = ReactionNetwork.from_equations(equations, off, [1.0] * 3)
    noisy = ReactionNetwork.from_equations(equations, off, [1.0] * 3, relative_errors=0.05)
    assert detbal.check(exact).status is Status.BROKEN
    verdict = detbal.check(noisy)
    assert verdict.status is Status.BALANCED
    assert verdict.p_value == pytest.approx(0.44, abs=0.03)  # 0.0953 nats against a sigma of √6 · 0.05
    assert (
        detbal.check(ReactionNetwork.from_equations(equations, [1, 1, 2.0], [1.0] * 3, relative_errors=0.05)).status
        is Status.BROKEN
    )


def test_false_alarms_are_rare():
    draw = np.random.default_rng(4)
    equations = ["A <=> B", "B <=> C", "C <=> A", "A <=> D", "D <=> C"]
    alarms = 0
    for _ in range(200):
        rates = np.exp(draw.normal(size=10) * 0.1)
        network = ReactionNetwork.from_equations(equations, rates[:5], rates[5:], relative_errors=0.1)
        alarms += detbal.check(network, alpha=0.05).status is Status.BROKEN
    assert alarms <= 30  # two tests at 5 % each: 20 at most are expected, 30 have a probability of 1 %


def test_without_anything_to_test():
    chain = ReactionNetwork.from_equations(["A <=> B", "B <=> C"], [1.0, 1.0], [1.0, 5.0])
    verdict = detbal.check(chain)
    assert verdict.status is Status.BALANCED
    assert "NothingToTest" in names_of(verdict)


def test_reactions_set_aside_are_told():
    weak = ReactionNetwork.from_equations(
        ["A <=> B", "B => C"], [1.0, 1.0], [1.0, 0.0], aside=[0, 1], reasons=("a decay: the neutrino escapes",)
    )
    verdict = detbal.check(weak)
    (found,) = [f for f in verdict.findings if type(f).__name__ == "SetAside"]
    assert "neutrino" in found.message
    assert found.where == ("B → C",)


def test_unknown_thermochemistry_is_told():
    network = ReactionNetwork.from_equations(
        ["A <=> B", "B <=> C"],
        [1.0, 1.0],
        [1.0, 5.0],
        thermochemistry=StatisticalThermochemistry.of([species("A"), species("B"), Species("C")], Concentration.PER_M3),
    )
    verdict = detbal.check(network, T=300.0)
    (found,) = [f for f in verdict.findings if type(f).__name__ == "Unknown"]
    assert found.where == ("B ⇌ C",)


def test_few_digits_are_told():
    ring = ReactionNetwork.from_equations(["A <=> B", "B <=> C", "C <=> A"], [1.0, 1.0, 1.0], [1.0, 1.0, 1.001])
    assert "RoundedRates" in names_of(detbal.check(ring))
    assert detbal.check(ring, tol=0.01).status is Status.BALANCED


def test_thermochemistry_must_be_there():
    ring = ReactionNetwork.from_equations(["A <=> B"], [1.0], [1.0])
    with pytest.raises(InputError, match="the network has no thermochemistry"):
        detbal.check(ring, against=Against.THERMOCHEMISTRY)
    with pytest.raises(InputError, match="against = 'masses'"):
        detbal.check(ring, against="masses")
    with pytest.raises(InputError, match="one_way = 3"):
        detbal.check(ring, one_way=3)


def test_energies_off_by_a_known_amount_are_read_off():
    verdict = detbal.check(pair(lambda T: 1e9 / T))
    assert verdict.parts.energy[0] == pytest.approx(1e9, rel=1e-4)
    assert Arrhenius(1.0).log_rates(GRID).shape == (1, 12)


def test_the_picture_has_a_curve_for_each_of_the_worst():
    from detbal.reactions.checking.pictures import residual_figures

    assert [len(figure.curves) for figure in residual_figures(detbal.check(pair(lambda T: 1e9 / T)))] == [1]


def test_nothing_compared_is_undecided():
    a, b = Species("A"), Species("B")
    both = [Reaction([a], [b]), Reaction([b], [a])]
    network = ReactionNetwork.of(both, [1.0, 3.0], concentration=Concentration.PER_M3)
    assert detbal.check(network, T=300, against="thermochemistry").status is Status.UNDECIDED
    lonely = ReactionNetwork.from_equations(["A => B"], [1.0])
    verdict = detbal.check(lonely, one_way="set_aside")
    assert verdict.status is Status.UNDECIDED
    assert names_of(verdict)[0] == "SetAside"


RING = ["A <=> B", "B <=> C", "C <=> A"]


@pytest.mark.parametrize(
    ("equations", "forward", "reverse", "one_way"),
    [
        (["A <=> B"], [1.0], [0.0], ["A → B"]),
        (["A <=> B"], [0.0], [1.0], ["B → A"]),
        (RING, [1.0, 1.0, 1.0], [0.0, 0.0, 0.0], ["A → B", "B → C", "C → A"]),
        (RING, [1.0, 1.0, 0.0], [1.0, 1.0, 1.0], ["A → C"]),
    ],
)
def test_a_rate_of_zero_is_no_process(equations, forward, reverse, one_way):
    verdict = detbal.check(ReactionNetwork.from_equations(equations, forward, reverse))
    assert verdict.status is Status.BROKEN
    assert not np.isnan(verdict.residual).any()
    (found,) = [f for f in verdict.findings if type(f).__name__ == "OneWay"]
    assert list(found.where) == one_way


def test_rates_of_zero_both_ways_are_left_out():
    verdict = detbal.check(ReactionNetwork.from_equations(RING, [0.0, 1.0, 1.0], [0.0, 1.0, 2.0]))
    assert verdict.status is Status.BALANCED  # what is left has no cycle
    (found,) = [f for f in verdict.findings if type(f).__name__ == "Idle"]
    assert found.where == ("A ⇌ B",)
    beside = ReactionNetwork.from_equations([*RING, "P <=> Q", "P <=> Q"], [1, 0, 1, 1, 1.0], [1, 1, 0, 5, 1.0])
    broken = detbal.check(beside, one_way="set_aside")
    assert broken.max_residual == pytest.approx(np.log(5.0))


def test_rates_of_zero_at_one_temperature_leave_the_others():
    from detbal.reactions import Tabulated

    grid = [300.0, 600.0, 1200.0]
    a, b = (Species(name, mass=1.0, degeneracy=g, energy="0 K") for name, g in (("a", 1), ("b", 2)))
    table = Tabulated(grid, [[0.0, 2.0, 2.0], [0.0, 1.0, 2.0]])
    both = [Reaction([a], [b]), Reaction([b], [a])]
    network = ReactionNetwork.of(both, table, concentration=Concentration.PER_M3, temperatures=grid)
    verdict = detbal.check(network)
    np.testing.assert_allclose(verdict.over_temperature[0], [0.0, 0.0, -np.log(2.0)], atol=1e-12)


def test_a_reaction_that_is_its_own_reverse_breaks_nothing():
    for equation in ("A + B <=> B + A", "A => A"):
        verdict = detbal.check(ReactionNetwork.from_equations([equation, "C <=> D"], [1.0, 1.0], [1.0, 1.0]))
        assert verdict.status is Status.BALANCED


def test_energies_are_told_in_the_unit_of_the_field():
    def excess(T):
        return 100.0 / T

    cold = pair(excess).with_rates(pair(excess).rates, temperatures=np.linspace(200.0, 2000.0, 8))
    assert "kJ/mol" in detbal.check(cold).ranking(1)[0].explanation
    assert "keV" in detbal.check(pair(lambda T: 1e9 / T)).ranking(1)[0].explanation


def test_energies_on_two_scales_are_refused():
    from detbal.reactions import ELECTRON

    atom = Species("H", mass=1.00782503, degeneracy=4, energy="-13.59844 eV")
    ion = Species("H+", mass=1.00727647, degeneracy=2, energy="0 eV")
    with pytest.raises(InputError, match=r"energies of H, H\+ are given, those of e- would be mc²"):
        ReactionNetwork.of([Reaction([atom], [ion, ELECTRON])], [1.0], concentration=Concentration.PER_CM3)
    with pytest.raises(InputError, match="not on one scale"):
        _ = Reaction([atom], [ion, ELECTRON]).Q
    electron = ELECTRON.with_energy("0 eV")
    network = ReactionNetwork.of([Reaction([atom], [ion, electron])], [1.0], concentration=Concentration.PER_CM3)
    # Saha: n_e n_p/n_H = 3.385e14 cm⁻³ at 10⁴ K; nuclei of spin ½ stand on both sides
    log_reverse = detbal.reactions.reverse_rates(network, 1e4).log_rates[0, 0]
    assert log_reverse == pytest.approx(-np.log(3.385e14), abs=1e-3)


def test_q_values_that_reactions_state_count():
    x, y = Species("X", mass=1.0, degeneracy=1), Species("Y", mass=1.0, degeneracy=1)
    network = ReactionNetwork.of(
        [Reaction([x], [y], Q=1.0, Q_tolerance=2.0)], [1.0], concentration=Concentration.MOL_PER_CM3
    )
    T = 1e10
    wanted = -1.0 / (8.617333262e-11 * T)
    assert detbal.reactions.reverse_rates(network, T).log_rates[0, 0] == pytest.approx(wanted, rel=1e-9)
    z = Species("Z", degeneracy=1, mass=1.0)
    ring = [Reaction([x], [y], Q="1 keV"), Reaction([y], [z], Q="1 keV"), Reaction([z], [x], Q="1 keV")]
    with pytest.raises(InputError, match="contradicts those of the other reactions: around a cycle"):
        ReactionNetwork.of(ring, [1.0] * 3, concentration=Concentration.PER_M3)


def test_two_species_of_one_name_are_refused():
    one, other = species("X", 0.0, 1), species("X", 1.0, 7)
    with pytest.raises(InputError, match="two species are called X"):
        ReactionNetwork.of([Reaction([species("a")], [one]), Reaction([species("b")], [other])], [1.0, 1.0])


GRID4 = [100.0, 200.0, 400.0, 800.0]


def ring_over_temperature(forward, reverse):
    from detbal.reactions import Tabulated

    ones = [1.0] * 4
    ahead, back = Tabulated(GRID4, [forward, ones, ones]), Tabulated(GRID4, [reverse, ones, ones])
    return ReactionNetwork.from_equations(RING, ahead, back, temperatures=GRID4)


def test_cycles_are_asked_at_the_temperatures_at_which_they_run():
    verdict = detbal.check(ring_over_temperature([0.0, 0.0, 5.0, 5.0], [0.0, 0.0, 1.0, 1.0]))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(np.log(5.0))
    np.testing.assert_allclose(verdict.over_temperature[:, :2], 0.0)
    right = detbal.check(ring_over_temperature([0.0, 0.0, 5.0, 5.0], [0.0, 0.0, 5.0, 5.0]))
    assert right.status is Status.BALANCED
    assert right.dof == 1


def test_a_process_that_is_alone_at_one_temperature_hides_no_other():
    network = ring_over_temperature([0.0, 5.0, 5.0, 5.0], [1.0, 1.0, 1.0, 1.0])
    verdict = detbal.check(network)
    (row,) = np.flatnonzero(np.isinf(verdict.residual))
    assert verdict.labels[int(row)] == "B → A at 100 K"
    np.testing.assert_array_equal(verdict.over_temperature[row], [-np.inf, 0.0, 0.0, 0.0])
    finite = verdict.residual[np.isfinite(verdict.residual)]
    assert np.abs(finite).max() == pytest.approx(np.log(5.0))
    aside = detbal.check(network, one_way=OneWayPairs.SET_ASIDE)
    assert aside.status is Status.BROKEN
    assert aside.max_residual == pytest.approx(np.log(5.0))


@pytest.mark.parametrize("unit", [0.123456789, 1.3333333333, 1 / 3, 0.12])
def test_numbers_of_many_digits_close_their_cycles(unit):
    lumped = ReactionNetwork.from_equations([f"A <=> {unit!r} B", f"3 A <=> {3 * unit:.15g} B"], [1.0, 1.0], [1.0, 2.0])
    verdict = detbal.check(lumped)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(np.log(2.0))


def test_small_q_values_that_contradict_one_another_are_refused():
    x, y, z = (Species(name, degeneracy=1, mass=1.0) for name in "XYZ")
    ring = [Reaction([x], [y], Q="10 K"), Reaction([y], [z], Q="10 K"), Reaction([z], [x], Q="-15 K")]
    with pytest.raises(InputError, match="contradicts those of the other reactions"):
        ReactionNetwork.of(ring, [1.0] * 3, concentration=Concentration.PER_CM3)
