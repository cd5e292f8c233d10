"""At which temperatures a question is asked, and what is said where none is known."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.reactions import Arrhenius, ReactionNetwork, Tabulated
from detbal.reactions.asked import one_temperature, temperatures_of
from detbal.reactions.checking.check import check_network


def two_way(rates):
    return ReactionNetwork.from_equations(["A <=> B"], rates, [1.0])


@pytest.mark.parametrize(
    "table",
    [
        Tabulated([1000.0, 2000.0], [1.0, 2.0]),  # no temperature of ours is in it
        Tabulated([100.0, 400.0, 800.0], [1.0, 1.0, 2.0]),  # flat where we look
        Tabulated([300.0], [1.0]),
    ],
)
def test_tables_ask_for_a_temperature_and_name_none_of_their_own(table):
    expected = "some rates are known in a range of temperatures only, and none is asked about; give T="
    with pytest.raises(InputError) as raised:
        check_network(two_way(table))
    assert str(raised.value) == expected


def test_rates_that_depend_on_temperature_ask_for_one():
    with pytest.raises(InputError, match="the rate of A → B depends on temperature, and none is known; give T="):
        temperatures_of(two_way(Arrhenius([1.0], E=[500.0])), None, thermal=False)
    # a table from 1 K on, flat between 300 and 310 K
    with pytest.raises(InputError, match="the rate of A → B depends on temperature"):
        temperatures_of(two_way(Tabulated([1.0, 200.0, 400.0], [1.0, 2.0, 2.0])), None, thermal=False)


def test_constants_and_known_temperatures_need_none():
    assert temperatures_of(two_way([1.0]), None, thermal=False).tolist() == [1.0]
    assert temperatures_of(two_way([0.0]), None, thermal=False).tolist() == [1.0]  # no process at any temperature
    table = two_way(Tabulated([1000.0, 2000.0], [1.0, 2.0]))
    assert temperatures_of(table, "1500 K", thermal=False).tolist() == [1500.0]
    known = table.with_rates(table.rates, temperatures=[1000.0, 2000.0])
    assert temperatures_of(known, None, thermal=True).tolist() == [1000.0, 2000.0]
    with pytest.raises(InputError, match="equilibrium constants depend on temperature, and none is known; give T="):
        temperatures_of(two_way([1.0]), None, thermal=True)
    with pytest.raises(InputError, match="2 temperatures, 1000 to 2000 K, where one is asked about; give one T="):
        one_temperature(known, None, thermal=False)
    np.testing.assert_array_equal(one_temperature(known, 1200.0, thermal=False), [1200.0])
