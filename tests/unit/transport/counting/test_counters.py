"""What a counter answers, and what it refuses."""

import json
from dataclasses import replace

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.transport.counting.counted import Counted
from detbal.transport.counting.statistics import counting_statistics
from detbal.transport.counting.waiting import Tunnelling
from detbal.transport.lead import Lead
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.reservoir import Reservoir


def level(bias=0.4, **more):
    sides = {"L": Lead(kT=1.0, mu=bias / 2, gamma=0.5), "R": Lead(kT=1.0, mu=-bias / 2, gamma=0.7)}
    return QuantumDot(0.3, sides, **more)


def table(forward=(0.5, 0.7), reverse=(0.2, 0.9), right=None):
    reservoirs = Reservoir("L", 1.0, 0.0), right or Reservoir("R", 1.0, 0.0)
    return RateTable.of(
        [0.0, 0.3], [0, 1], reservoirs, reservoir=[0, 1], source=[0, 0], target=[1, 1], forward=forward, reverse=reverse
    )


def test_screen_page_and_pictures(tmp_path):
    found = counting_statistics(level(2.0), lead="L")
    text = str(found)
    assert "cumulants" in text
    assert "Fano" in text
    assert len(found.plot().subfigs) == 3
    found.to_html(tmp_path / "page.html")
    assert "Fluctuation theorem" in (tmp_path / "page.html").read_text()
    assert json.loads(found.to_json())["lead"] == "L"


def test_energy_has_cumulants_but_no_distribution():
    found = counting_statistics(level(), lead="L", counted=Counted.ENERGY)
    assert len(found.drawings()) == 1
    with pytest.raises(InputError, match="energy is no whole number; count particles"):
        found.distribution(1.0)


def test_too_fast_states_draw_no_distribution_and_say_why():
    fast = table(forward=(1e-9, 1e-9), reverse=(1.0, 1e6))
    found = counting_statistics(fast, lead="L")
    assert [one.title for one in found.drawings()] == ["Cumulants at L"]
    with pytest.raises(InputError, match=r"the fastest state is left 1e\+16 times in that time.*; take a shorter time"):
        found.distribution(1e10)


def test_equilibrium_has_noise_but_no_ratio():
    found = counting_statistics(level(0.0), lead="L")
    assert found.cumulants[1] > 0
    assert abs(found.cumulants[0]) <= found.current_floor
    assert found.fano == np.inf
    assert np.isnan(found.uncertainty_ratio)
    assert "Fano" not in str(found)
    assert found.fluctuation_theorem().affinity == 0


def test_states_that_are_left_for_good_do_not_count():
    """A third state that empties into the others: the statistics are those without it."""
    three = RateTable.of(
        [0.0, 0.3, 5.0],
        [0, 1, 1],
        [Reservoir("L", 1.0, 0.0), Reservoir("R", 1.0, 0.0)],
        reservoir=[0, 1, 1],
        source=[0, 0, 2],
        target=[1, 1, 0],
        forward=[0.5, 0.7, 3.0],
        reverse=[0.2, 0.9, 0.0],
    )
    with_it, without = (counting_statistics(one, lead="L") for one in (three, table()))
    np.testing.assert_allclose(with_it.cumulants, without.cumulants, rtol=1e-13)
    np.testing.assert_allclose(with_it.scgf([-1.0, 0.5]), without.scgf([-1.0, 0.5]), rtol=1e-13)
    np.testing.assert_allclose(with_it.distribution(3.0).probability, without.distribution(3.0).probability, rtol=1e-12)
    assert with_it.waiting_times().variance == pytest.approx(without.waiting_times().variance, rel=1e-13)


def test_cumulants_are_derivatives_of_the_generating_function():
    found = counting_statistics(level(3.0), lead="L", order=4)
    h = 0.02
    values = found.scgf(h * np.arange(-3, 4))
    first = np.array([-1, 9, -45, 0, 45, -9, 1]) @ values / (60 * h)
    second = np.array([2, -27, 270, -490, 270, -27, 2]) @ values / (180 * h**2)
    np.testing.assert_allclose([first, second], found.cumulants[:2], rtol=1e-9)


def test_distribution_has_the_moments_of_the_cumulants():
    found = counting_statistics(level(3.0), lead="L")
    short, long = found.distribution(40.0), found.distribution(80.0)
    mean, variance = ([one.probability @ one.n, one.probability @ one.n**2] for one in (short, long))
    assert mean[0] == pytest.approx(40 * found.cumulants[0], rel=1e-12)
    # what the dot stores at both ends drops out of the difference
    grown = (variance[1] - variance[0] ** 2) - (mean[1] - mean[0] ** 2)
    assert grown == pytest.approx(40 * found.cumulants[1], rel=1e-9)
    assert short.outside < 1e-12


def test_slopes_of_the_distribution_approach_the_affinity():
    law = counting_statistics(level(2.0), lead="L").distribution(60.0, most=8)
    np.testing.assert_allclose(np.diff(law.log_ratio), 2.0, atol=0.05)


def test_counts_that_cannot_be_have_no_probability():
    law = counting_statistics(table(forward=(0.5, 0.0), reverse=(0.0, 0.9)), lead="L").distribution(2.0, most=3)
    assert np.isneginf(law.log_probability[:3]).all()
    assert (law.log_ratio == np.inf).all()
    other = counting_statistics(table(forward=(0.5, 0.0), reverse=(0.0, 0.9)), lead="R").distribution(2.0, most=3)
    assert (other.log_ratio == -np.inf).all()


def test_molecules_are_counted_at_too():
    from detbal.transport.molecule.molecule import Molecule

    sides = {"L": Lead(kT=1.0, mu=1.0, gamma=0.5), "R": Lead(kT=1.0, mu=-1.0, gamma=0.7)}
    found = counting_statistics(Molecule(0.3, sides, frequency=1.5, coupling=0.7, quanta=4), lead="L")
    assert found.fluctuation_theorem().holds


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"lead": "X"}, r"lead = 'X'; give one of L, R"),
        ({"lead": 0}, r"lead = 0; give one of L, R"),
        ({"lead": "L", "order": 0}, r"order = 0; ask for a whole number"),
        ({"lead": "L", "order": 2.5}, r"order = 2\.5; ask for a whole number"),
        ({"lead": "L", "order": True}, r"order = True"),
        ({"lead": "L", "counted": "energy"}, r"counted = 'energy'; give one of Counted\.PARTICLES"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(InputError, match=message):
        counting_statistics(level(), **arguments)


def test_bad_objects():
    with pytest.raises(InputError, match="dot is of type list; give a QuantumDot or Molecule or RateTable"):
        counting_statistics([1.0], lead="L")
    unknown = replace(table(), log_reverse=np.array([np.nan, 0.9]))
    with pytest.raises(InputError, match="the reverse rate of L: 0 → 1 is not known; complete the table"):
        counting_statistics(unknown, lead="L")


def test_phonons_exchange_no_electrons():
    from detbal.transport.bath import BosonBath

    bath = BosonBath(kT=1.0, coupling=[[0.0, 1.0], [1.0, 0.0]], density=0.1)
    sides = {"L": Lead(kT=1.0, mu=0.0, gamma=0.5)}
    dot = QuantumDot([0.0, 1.0], sides, baths={"phonons": bath})
    with pytest.raises(InputError, match="'phonons' exchanges no electrons with the dot; count at another"):
        counting_statistics(dot, lead="phonons")
    assert counting_statistics(dot, lead="phonons", counted=Counted.ENERGY).cumulants[1] > 0


@pytest.mark.parametrize("t", [0.0, -1.0, np.inf, np.nan, [1.0]])
def test_bad_times(t):
    with pytest.raises(InputError, match=r"t = .*; give a time above 0"):
        counting_statistics(level(), lead="L").distribution(t)


@pytest.mark.parametrize("most", [0, -3, 2.5, True])
def test_bad_numbers_of_electrons(most):
    with pytest.raises(InputError, match=r"most = .*; give a whole number of electrons"):
        counting_statistics(level(), lead="L").distribution(1.0, most)


def test_bad_counting_variables():
    found = counting_statistics(level(), lead="L")
    with pytest.raises(InputError, match=r"chi\[1\] = nan; give finite numbers"):
        found.scgf([0.0, np.nan])
    with pytest.raises(InputError, match="it overflows; take a smaller counting variable"):
        found.scgf(3000.0)
    assert found.scgf(np.zeros((2, 3))).shape == (2, 3)
    assert found.scgf(0.0) == 0.0


def test_bad_waits():
    one_way = counting_statistics(table(forward=(0.5, 0.0), reverse=(0.0, 0.9)), lead="L")
    with pytest.raises(InputError, match=r"event = Tunnelling\.OUT: it never happens here"):
        one_way.waiting_times(Tunnelling.OUT)
    with pytest.raises(InputError, match=r"event = 'in'; give one of Tunnelling\.IN"):
        one_way.waiting_times("in")
    with pytest.raises(InputError, match=r"times\[1\] = -1; give times of 0 or more"):
        one_way.waiting_times().density([0.0, -1.0])


def test_fluctuation_theorem_needs_reverses_and_temperatures():
    one_way = counting_statistics(table(forward=(0.5, 0.7), reverse=(0.0, 0.9)), lead="L")
    with pytest.raises(InputError, match="a process without reverse: its entropy is infinite"):
        one_way.fluctuation_theorem()
    unknown = counting_statistics(table(right=Reservoir("R")), lead="L")
    with pytest.raises(InputError, match="the chemical potential of 'R' is not known; give them"):
        unknown.fluctuation_theorem()
    one = counting_statistics(level(), lead="L")
    with pytest.raises(InputError, match="order = 1; ask for two cumulants"):
        _ = counting_statistics(level(), lead="L", order=1).fano
    assert one.fluctuation_theorem([0.5, 1.0]).residual.shape == (2,)
