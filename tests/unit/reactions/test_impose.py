"""`impose` for networks: the nearest consistent rates, with thermochemistry or without."""

import numpy as np
import pytest

from detbal import Status
from detbal.errors import InputError
from detbal.reactions import Arrhenius, Calculated, Concentration, Reaction, ReactionNetwork, Species
from detbal.reactions.checking.check import Against, check_network
from detbal.reactions.complete import complete_network
from detbal.reactions.impose import Nearest, impose_network

GRID = np.linspace(300.0, 2000.0, 8)
a, b = Species("a", mass=1.0, degeneracy=1, energy="0 K"), Species("b", mass=1.0, degeneracy=3, energy="900 K")
there = Reaction([a], [b])


def pair(factor, **settings):
    """a ⇌ b, whose reverse rate is too large by a factor (RateCoefficients)."""
    base = complete_network(ReactionNetwork.of([there], [2.0], concentration=Concentration.PER_M3))
    logs = lambda T: base.rates.log_rates(T)[1] + factor(T)  # noqa: E731
    rates = Calculated([lambda T: np.log(2.0) + 0 * T, logs], logs=True)
    return base.with_rates(rates, **({"temperatures": GRID} | settings))


def ring(last=8.0, **settings):
    equations = ["A <=> B", "B <=> C", "C <=> A"]
    return ReactionNetwork.from_equations(equations, [1.0, 1.0, last], [1.0, 1.0, 1.0], **settings)


def test_the_change_is_shared_among_the_rates_of_a_cycle():
    imposed = impose_network(ring())
    assert imposed.statement == Nearest.CYCLES.value
    np.testing.assert_allclose(imposed.moved, -np.log(2.0), atol=1e-12)
    assert imposed.distance == pytest.approx(np.log(2.0) * np.sqrt(6) / 2, rel=1e-12)
    assert check_network(imposed.nearest).status is Status.BALANCED
    assert not imposed.interpolated.any()


def test_the_less_certain_rate_moves():
    sure, unsure = 1e-3, 1.0
    imposed = impose_network(ring(relative_errors=[sure, sure, unsure]))  # reverses have the errors of their equations
    change = imposed.nearest.rates.log_rates(np.ones(1)) - ring().rates.log_rates(np.ones(1))
    # by variances: 2 · 1 of the 2 · (1 + 1e-6 + 1e-6) around the cycle
    np.testing.assert_allclose(change[2, 0] - change[5, 0], -np.log(8.0) / (1 + 2e-6), rtol=1e-9)
    np.testing.assert_allclose(change[2, 0], -change[5, 0], rtol=1e-9)


def test_of_one_pair_the_less_certain_rate_moves():
    imposed = impose_network(pair(lambda T: 0.5 + 0 * T, relative_errors=[0.1, 0.2]))
    change = imposed.nearest.rates.log_rates(GRID) - pair(lambda T: 0.5 + 0 * T).rates.log_rates(GRID)
    np.testing.assert_allclose(change, [[0.1] * 8, [-0.4] * 8], atol=1e-12)
    assert imposed.distance == pytest.approx(np.hypot(0.1, 0.4), rel=1e-12)


def test_exact_rates_are_the_last_to_move():
    errors = [0.0, 0.0, 0.3, 0.0, 0.0, 0.3]
    network = ring().with_rates(ring().rates, relative_errors=errors)
    imposed = impose_network(network)
    np.testing.assert_allclose(imposed.moved, [0, 0, -np.log(8.0)], atol=1e-5)  # of 1e-3² of the variance
    assert check_network(imposed.nearest, against=Against.CYCLES).max_residual < 1e-10


def test_laws_of_temperature_hold_everywhere_and_others_between():
    smooth = impose_network(pair(lambda T: 1.0 - 300.0 / T + 0.5 * np.log(T)))
    assert not smooth.interpolated.any()
    assert check_network(smooth.nearest, T=[100.0, 777.0, 1e5]).max_residual < 1e-11
    rough = impose_network(pair(lambda T: np.sin(T)))
    assert rough.interpolated.all()
    assert check_network(rough.nearest).max_residual < 1e-11
    assert check_network(rough.nearest, T=[777.0]).max_residual > 1e-3
    told = "the changes of 1 pairs hold at 8 temperatures, 300 to 2000 K; in between they are interpolated"
    assert any(told in said for said in rough.assumptions)
    assert any(told in said for said in rough.nearest.assumptions)
    with pytest.raises(InputError, match="outside of the table"):
        check_network(rough.nearest, T=[100.0])


def test_one_temperature_is_one_temperature():
    imposed = impose_network(pair(lambda T: 1.0 + 0 * T), T=300.0)
    assert any("hold at 300 K alone" in said for said in imposed.assumptions)
    assert check_network(imposed.nearest).status is Status.BALANCED
    with pytest.raises(InputError, match="outside of the table"):
        check_network(imposed.nearest, T=400.0)


@pytest.mark.parametrize(
    "T",
    [
        [300.0] * 6,  # one temperature
        [300.0, 300.0, 400.0, 500.0, 600.0],  # four
        [300.0, 300.1, 300.2, 300.3, 600.0],  # two, for all that a law of temperature is concerned
        [300.0, 320.0, 340.0, 360.0, 380.0, 400.0],  # over a factor 4/3
    ],
)
def test_a_law_is_not_read_off_few_temperatures_or_a_narrow_range(T):
    imposed = impose_network(pair(lambda T: 1.0 + 500.0 / T), T=T)
    assert imposed.interpolated.all()
    np.testing.assert_allclose(imposed.moved_over_temperature[0], 1.0 + 500.0 / np.array(T), atol=1e-11)
    with pytest.raises(InputError, match="outside of the table, 300"):
        check_network(imposed.nearest, T=1000.0)


def test_a_law_is_read_off_five_temperatures_over_a_factor_of_one_and_a_half():
    imposed = impose_network(pair(lambda T: 1.0 + 500.0 / T), T=[300.0, 300.0, 340.0, 380.0, 420.0, 450.0])
    assert not imposed.interpolated.any()
    assert check_network(imposed.nearest, T=1000.0).max_residual < 1e-10


def test_what_moved_farthest_comes_first():
    network = complete_network(
        ReactionNetwork.of([there, Reaction([b, b], [a, a])], [1.0, 1.0], concentration=Concentration.PER_M3)
    )
    from detbal.reactions.rates.shifted import Shifted

    wrong = network.with_rates(Shifted(network.rates, Arrhenius([1.0, 1.0, 3.0, 50.0])), temperatures=GRID)
    imposed = impose_network(wrong)
    assert imposed.farthest.tolist() == [1, 0]
    np.testing.assert_allclose(imposed.moved, [np.log(3.0), np.log(50.0)], atol=1e-10)


def test_what_is_consistent_stays():
    imposed = impose_network(
        complete_network(ReactionNetwork.of([there], [2.0], concentration=Concentration.PER_M3)), T=GRID
    )
    assert imposed.distance < 1e-12


def test_channels_that_belong_together_are_held_against_one_another():
    imposed = impose_network(ReactionNetwork.from_equations(["A <=> B", "A <=> B"], [1.0, 3.0], [1.0, 1.0]))
    np.testing.assert_allclose(imposed.moved, [np.log(3.0) / 2, -np.log(3.0) / 2], atol=1e-12)


def test_channels_that_are_not_told_apart_move_together():
    network = ReactionNetwork.from_equations(["A => B", "A => B", "B => A", "B => C", "C => A"], [1.0, 3.0, 2.0, 1, 1])
    reverse = ReactionNetwork.from_equations(["C => B", "A => C"], [1.0, 1.0])
    both = ReactionNetwork.from_equations(
        [*network.names, *reverse.names], [1.0, 3.0, 2.0, 1.0, 1.0, 1.0, 1.0], species=["A", "B", "C"]
    )
    imposed = impose_network(both)
    np.testing.assert_allclose(imposed.moved, -np.log(2.0) / 3, atol=1e-12)  # (1 + 3)/2 around the cycle
    change = imposed.nearest.rates.log_rates(np.ones(1)) - both.rates.log_rates(np.ones(1))
    np.testing.assert_allclose(change[:3, 0], np.log(2.0) / 6 * np.array([-1, -1, 1]), atol=1e-12)


def test_reversible_and_aside_reactions_stay():
    of = [there, Reaction([a], [b]), Reaction([a], [b])]
    network = ReactionNetwork.of(
        of, [1.0, 2.0, 3.0], concentration=Concentration.PER_M3, reversible=[True, False, False]
    )
    network = network.with_rates(network.rates, aside=[0, 0, 1], reasons=("weak",)).take([0, 2])
    imposed = impose_network(network, T=300.0)
    kinds = [type(finding).__name__ for finding in imposed.findings]
    assert kinds == ["SetAside", "ByConstruction"]
    np.testing.assert_allclose(np.exp(imposed.nearest.rates.log_rates(np.array([300.0]))).ravel(), [1.0, 3.0])


def test_one_way_pairs_are_refused_with_the_way_out():
    with pytest.raises(InputError, match=r"1 of 2 pairs lack one of their rates: B ⇌ C.*complete the network first"):
        impose_network(ReactionNetwork.from_equations(["A <=> B", "B => C"], [1.0, 1.0], [1.0, 1.0]))
    with pytest.raises(InputError, match=r"1 of 2 pairs lack one of their rates at 300 K: B ⇌ C"):
        impose_network(ReactionNetwork.from_equations(["A <=> B", "B => C"], [1.0, 1.0], [1.0, 1.0]), T=300.0)


def test_other_bad_input():
    x = Species("x")
    half = ReactionNetwork.of([Reaction([a], [x]), Reaction([x], [a])], [1.0, 1.0], concentration=Concentration.PER_M3)
    with pytest.raises(InputError, match=r"does not know all species of 1 pairs: a ⇌ x; use nearest=Nearest.CYCLES"):
        impose_network(half, T=300.0)
    assert impose_network(half, T=300.0, nearest="cycles").distance < 1e-14
    with pytest.raises(InputError, match="none is known; give T="):
        impose_network(half)
    reversible = ReactionNetwork.of([there], [1.0], concentration=Concentration.PER_M3, reversible=True)
    with pytest.raises(InputError, match="1 reactions are reversible by thermochemistry, such as a → b"):
        impose_network(reversible, T=300.0, nearest=Nearest.CYCLES)
    with pytest.raises(InputError, match=r"nearest = 'near'; give one of thermochemistry"):
        impose_network(ring(), nearest="near")
