"""`complete` and `reverse_rates`: reverses from thermochemistry, what is refused, what is replaced."""

import numpy as np
import pytest

from detbal import Status
from detbal.errors import InputError
from detbal.reactions import PHOTON, Arrhenius, Calculated, Concentration, Counting, Reaction, ReactionNetwork, Species
from detbal.reactions.checking.check import check_network
from detbal.reactions.complete import complete_network, explicit
from detbal.reactions.pairing import process_pairs
from detbal.reactions.reverse_rates import reverse_rates
from detbal.units import ENERGY_UNITS, k_B

GRID = np.geomspace(1e7, 1e10, 15)
UNIT = Concentration.MOL_PER_CM3
n, p = Species("n", mass=1.00866491606, degeneracy=2), Species("p", mass=1.00727646658, degeneracy=2)
d, t = Species("d", mass=2.01355321254, degeneracy=3), Species("t", mass=3.01550071621, degeneracy=2)
capture, fusion = Reaction([n, p], [d, PHOTON]), Reaction([d, d], [t, p])


def network(*reactions, rates=None, **settings):
    settings = {"concentration": UNIT, "temperatures": GRID} | settings
    return ReactionNetwork.of(reactions, [4e4] * len(reactions) if rates is None else rates, **settings)


def in_the_field(reaction):
    """ln(k_r/k_f) as in compilations of nuclear rates: ln alpha + beta ln T9 + gamma/T9."""
    two = [[s for s in side if not s.massless] for side in (reaction.reactants, reaction.products)]
    weight = (
        [np.log(s.degeneracy) + 1.5 * np.log(s.mass) for s in two[0]],
        [np.log(s.degeneracy) + 1.5 * np.log(s.mass) for s in two[1]],
    )
    more = len(two[0]) - len(two[1])
    identical = sum(np.log(2.0) * (len(side) - len({s.name for s in side})) * (-1) ** k for k, side in enumerate(two))
    alpha = sum(weight[0]) - sum(weight[1]) - identical + more * np.log(9.868460e9)
    gamma = -reaction.Q * ENERGY_UNITS["MeV"].joules / k_B / 1e9
    return alpha + 1.5 * more * np.log(GRID / 1e9) + gamma / (GRID / 1e9)


@pytest.mark.parametrize("reaction", [capture, fusion])
def test_reverse_rates_are_those_of_nuclear_compilations(reaction):
    """Fowler, Caughlan, Zimmerman (1967): 9.868460e9 T9^{3/2}, spins, masses, (1 + δ); T9 from 0.01 to 10."""
    back = reverse_rates(network(reaction), GRID)
    np.testing.assert_allclose(back.log_rates[0] - np.log(4e4), in_the_field(reaction), rtol=0, atol=3e-5)


def test_identical_particles_count_only_in_the_rate_law_of_sets():
    sets, powers = (reverse_rates(network(fusion, counting=counting)) for counting in Counting.__reversed__())
    np.testing.assert_allclose(powers.log_rates - sets.log_rates, np.log(2.0), atol=1e-9)


def test_reverse_rates_reach_beyond_the_range_of_floats():
    back = reverse_rates(network(capture), [1e7])
    assert -2700 < back["d → n + p"][0] < -2500
    assert back.rates[0, 0] == 0.0
    assert np.isinf(reverse_rates(network(capture.reversed()), [1e7]).rates[0, 0])


def test_rows_and_names_give_the_same_and_wrong_ones_are_told():
    back = reverse_rates(network(capture, fusion))
    np.testing.assert_array_equal(back["p + t → 2 d"], back[1])
    assert len(back) == 2
    assert back.known.all()
    with pytest.raises(InputError, match="no reverse reaction is called 'x'; names are written like 'd → n \\+ p'"):
        back["x"]
    with pytest.raises(InputError, match="row 2 of 2 reverse rates"):
        back[2]


def test_decays_and_strangers_are_refused_with_their_reason():
    x = Species("x", mass=3.0)
    half = network(capture, Reaction([n], [p]), Reaction([n], [x]), aside=[0, 1, 0], reasons=("it is a weak rate",))
    back = reverse_rates(half)
    np.testing.assert_array_equal(back.known, [True, False, False])
    assert np.isnan(back.log_rates[1:]).all()
    assert "no reverse of 1 reaction: it is a weak rate" in back.assumptions
    assert "no reverse of 1 reaction: the thermochemistry of x is unknown" in back.assumptions
    with pytest.raises(InputError, match="no reverse rate p → n: it is a weak rate"):
        back["p → n"]
    with pytest.raises(InputError, match="no reverse rate x → n: the thermochemistry of x is unknown"):
        back[2]


def test_without_thermochemistry_or_temperature_nothing_is_guessed():
    with pytest.raises(InputError, match="the network has no thermochemistry; give it thermochemistry="):
        reverse_rates(ReactionNetwork.from_equations(["A => B"], [1.0]), 300.0)
    with pytest.raises(InputError, match="reverse rates depend on temperature; give T="):
        reverse_rates(network(capture, temperatures=None))
    with pytest.raises(InputError, match="the network has no thermochemistry"):
        complete_network(ReactionNetwork.from_equations(["A => B"], [1.0]))


def test_reverse_rates_as_xarray():
    pytest.importorskip("xarray")
    array = reverse_rates(network(capture, fusion)).to_xarray()
    assert array.dims == ("reaction", "T")
    assert array.coords["T"].attrs["unit"] == "K"


def test_completed_networks_are_balanced():
    whole = complete_network(network(capture, fusion, reversible=[True, False]))
    assert len(whole) == 4
    assert not whole.reversible.any()
    assert whole.derived.tolist() == [False, False, True, True]
    verdict = check_network(whole)
    assert verdict.status is Status.BALANCED
    assert verdict.max_residual < 1e-11


def test_what_is_there_stays_unless_it_is_to_be_replaced():
    wrong = network(capture, capture.reversed(), fusion)
    kept, replaced = complete_network(wrong), complete_network(wrong, replace=True)
    assert list(kept.names) == ["n + p → d", "d → n + p", "2 d → p + t", "p + t → 2 d"]
    assert check_network(kept).status is Status.BROKEN
    assert list(replaced.names) == ["n + p → d", "2 d → p + t", "d → n + p", "p + t → 2 d"]
    assert check_network(replaced).status is Status.BALANCED


def test_parallel_channels_get_a_reverse_each():
    whole = complete_network(network(capture, capture, rates=Arrhenius([1.0, 2.0], E=[0.0, 1e9])))
    pairs = process_pairs(whole)
    assert (len(whole), len(pairs)) == (4, 1)
    assert check_network(whole).status is Status.BALANCED


def test_weak_rates_stay_alone():
    weak = network(capture, Reaction([n], [p]), aside=[0, 1], reasons=("weak",))
    whole = complete_network(weak, replace=True)
    assert list(whole.names) == ["n + p → d", "n → p", "d → n + p"]
    assert whole.aside.tolist() == [0, 1, 0]


def test_strangers_are_an_error_or_told():
    x = Species("x", mass=3.0)
    half = network(capture, Reaction([d, n], [x]), Reaction([x], [d, n]), Reaction([x], [t]))
    fix = "complete the thermochemistry, or let reactions stay one-way by partial=True"
    with pytest.raises(InputError, match=f"no reverse of x → t: the thermochemistry of x is unknown; {fix}"):
        complete_network(half)
    part = complete_network(half, partial=True, replace=True)
    assert list(part.names) == ["n + p → d", "n + d → x", "x → n + d", "x → t", "d → n + p"]
    assert any("the thermochemistry of x is unknown" in said for said in part.assumptions)
    with pytest.raises(InputError, match=r"no reverse of x → t.*give the reverse rates"):
        explicit(network(Reaction([x], [t]), reversible=True))


def test_places_errors_and_temperatures_come_along():
    half = network(capture, fusion, relative_errors=[0.1, 0.2], places=["a:1", "a:2"])
    whole = complete_network(half, T=[1e9])
    assert whole.places == ["a:1", "a:2", "a:1", "a:2"]
    np.testing.assert_array_equal(whole.relative_errors, [0.1, 0.2, 0.1, 0.2])
    np.testing.assert_array_equal(whole.temperatures, [1e9])


def test_reverses_of_any_form_of_rate_can_be_taken_apart():
    forward = Calculated([lambda T: 2.0 * T, lambda T: 3.0 + 0 * T])
    whole = complete_network(network(capture, fusion, rates=forward))
    np.testing.assert_array_equal(
        whole.rates.take(np.array([3, 2])).log_rates(GRID), whole.rates.log_rates(GRID)[[3, 2]]
    )
    assert (whole.rates.rounding(GRID)[2:] >= whole.rates.rounding(GRID)[:2]).all()
