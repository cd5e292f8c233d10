"""The five verbs on dots and on tables of rates."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detbal
from detbal.errors import InputError
from detbal.transport.balance import Exchanged
from detbal.transport.bath import BosonBath
from detbal.transport.check import Unequal, check_dot, check_table
from detbal.transport.coherent.findings import Broadened, SecularFailure
from detbal.transport.complete import complete_table
from detbal.transport.drive import drive_dot, drive_table
from detbal.transport.impose import impose_table
from detbal.transport.lead import Lead
from detbal.transport.method import Method
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.reservoir import Reservoir
from detbal.transport.stationary import flows_of
from detbal.transport.thermometer import ErrorsTooSmall, InfiniteTemperature, thermometer_table
from detbal.verdict import LeftOut, NothingToTest, OneWay, Status


def random_dot(seed, *, kT=(1.0, 1.0, 1.0), mu=(0.0, 0.0, 0.0), orbitals=3, bath=None):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(orbitals, orbitals)) + 1j * rng.normal(size=(orbitals, orbitals))
    leads = {}
    for name, t, m in zip("LRS", kT, mu, strict=True):
        v = rng.normal(size=orbitals) + 1j * rng.normal(size=orbitals)
        leads[name] = Lead(kT=t, mu=m, gamma=0.01 * np.outer(v.conj(), v))
    q = rng.normal(size=(orbitals, orbitals))
    baths = {} if bath is None else {"phonons": BosonBath(kT=bath, coupling=q + q.T, density=0.01)}
    return QuantumDot(a + a.conj().T, leads, coulomb=float(rng.uniform(0, 5)), baths=baths)


def biased(V=0.4, kT=1.0):
    sides = {"L": Lead(kT=kT, mu=V / 2, gamma=0.05), "R": Lead(kT=kT, mu=-V / 2, gamma=0.07)}
    return QuantumDot([0.3, 1.1], sides, coulomb=2.0)


def noisy(seed, error=0.02, V=0.0):
    table = pauli_rates(biased(V))
    rng = np.random.default_rng(seed)
    spread = np.full(len(table), error)
    return replace(
        table,
        log_forward=table.log_forward + error * rng.normal(size=len(table)),
        log_reverse=table.log_reverse + error * rng.normal(size=len(table)),
        sigma_forward=spread,
        sigma_reverse=spread,
    )


@given(st.integers(0, 10**6), st.floats(0.05, 20.0), st.floats(-5, 5))
@settings(max_examples=30, deadline=None)
def test_equal_reservoirs_make_equilibrium(seed, kT, mu):
    dot = random_dot(seed, kT=(kT,) * 3, mu=(mu,) * 3, bath=kT)
    verdict = check_dot(dot, kT=kT, mu=mu)
    assert verdict.status is Status.BALANCED
    assert verdict.related[0].status is Status.BALANCED
    many = dot.many_body()
    gibbs = -(many.energy - mu * many.charge) / kT
    assert flows_of(pauli_rates(dot)).log_stationary == pytest.approx(
        gibbs - np.logaddexp.reduce(gibbs), abs=1e-9 * (1 + np.abs(gibbs).max())
    )


@given(st.integers(0, 10**6), st.lists(st.floats(0.3, 3.0), min_size=3, max_size=3), st.floats(-2, 2))
@settings(max_examples=30, deadline=None)
def test_second_law_and_conservation(seed, kT, V):
    found = drive_dot(random_dot(seed, kT=kT, mu=(V, 0.0, -V / 2), bath=1.0))
    size = np.abs(found.energy_currents).max() + np.abs(found.currents).max()
    assert found.entropy_production >= -found.entropy_production_floor
    assert abs(found.currents.sum()) < 1e-12 * size
    assert abs(found.energy_currents.sum()) < 1e-11 * size
    heat = -np.sum(found.heat_currents / np.array([*kT, 1.0]))
    assert found.entropy_production == pytest.approx(heat, abs=1e-10 * size)
    assert found.affinity_entropy.sum() == pytest.approx(found.entropy_production, abs=1e-10 * size)
    assert found.power == pytest.approx(found.heat_currents.sum(), abs=1e-11 * size)


@pytest.mark.parametrize("V", [1e-3, 0.4, 30.0])
def test_a_bias_breaks_equilibrium_by_half_of_it_at_each_lead_and_no_lead(V):
    verdict = check_dot(biased(V), kT=1.0)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(V / 2, rel=1e-9)
    assert any(isinstance(one, Unequal) for one in verdict.findings)
    assert verdict.related[0].status is Status.BALANCED
    assert check_dot(biased(V), local=True).status is Status.BALANCED


def test_a_temperature_difference_breaks_equilibrium():
    dot = biased().with_leads(L=Lead(kT=1.0, gamma=0.05), R=Lead(kT=1.1, gamma=0.07))
    verdict = check_dot(dot)
    assert verdict.status is Status.BROKEN
    assert "kT = 1 and 1.1" in verdict.findings[0].message


def test_a_wrong_reverse_rate_is_found_measured_and_named():
    table = pauli_rates(biased(0.0))
    wrong = table.log_reverse.copy()
    wrong[3] += 0.25
    verdict = check_table(replace(table, log_reverse=wrong), local=True)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(0.25, abs=1e-12)
    assert verdict.worst[0].label == table.names[3]


def test_noisy_rates_of_equilibrium_are_seldom_called_broken():
    broken = [check_table(noisy(k), local=True).status is Status.BROKEN for k in range(100)]
    assert sum(broken) <= 6  # of a binomial of 100 and 0.02, more than 6 has probability 0.004


def test_temperature_and_potential_of_each_lead_are_measured():
    table = pauli_rates(biased(0.6).with_leads(R=Lead(kT=2.0, mu=-0.3, gamma=0.07)))
    bare = replace(table, reservoirs=tuple(Reservoir(one.name) for one in table.reservoirs))
    for name, kT, mu in (("L", 1.0, 0.3), ("R", 2.0, -0.3)):
        found = thermometer_table(bare, lead=name)
        assert (found.kT, found.mu) == (pytest.approx(kT), pytest.approx(mu))
    both = thermometer_table(bare)
    assert both.misfit > 0.05


def test_errors_of_temperature_and_potential_are_of_the_right_size():
    """80 tables: the root mean squares of deviations in errors are 1 ± 0.08; three of these are allowed."""
    made = [thermometer_table(noisy(k), lead="L") for k in range(80)]
    for off in ([(one.kT - 1) / one.kT_error for one in made], [one.mu / one.mu_error for one in made]):
        assert 0.76 < np.sqrt(np.mean(np.square(off))) < 1.24


def test_errors_that_are_too_small_are_found():
    table = noisy(0)
    proud = replace(table, sigma_forward=table.sigma_forward / 10, sigma_reverse=table.sigma_reverse / 10)
    assert any(isinstance(one, ErrorsTooSmall) for one in thermometer_table(proud).findings)


def test_imposed_rates_are_balanced_and_nearest():
    wrong = noisy(1, V=0.5)
    made = impose_table(replace(wrong, log_forward=wrong.log_forward + 0.1))
    assert check_table(made.nearest, local=True).max_residual < 1e-12
    bare = replace(made.nearest, sigma_forward=np.zeros(len(wrong)))
    assert check_table(bare, local=True).status is Status.BALANCED
    common = impose_table(pauli_rates(biased(0.5)), local=False, kT=1.0).nearest
    assert check_table(common, kT=1.0).status is Status.BALANCED


def test_a_rate_without_error_stays_in_impose():
    table = noisy(2)
    sure = replace(table, sigma_reverse=np.zeros(len(table)))
    assert impose_table(sure).nearest.log_reverse == pytest.approx(sure.log_reverse)


def test_completed_rates_are_those_that_were_taken_away():
    table = pauli_rates(random_dot(3, kT=(1.0, 2.0, 3.0), mu=(0.1, 0.2, 0.3), bath=0.5))
    half = replace(table, log_reverse=np.where(np.arange(len(table)) % 2, table.log_reverse, np.nan))
    whole = complete_table(half)
    assert whole.log_reverse == pytest.approx(table.log_reverse, abs=1e-10)
    assert check_table(whole, local=True).status is Status.BALANCED


def test_the_verbs_of_the_package_answer():
    dot = biased(0.4)
    assert detbal.check(dot).status is Status.BROKEN
    assert detbal.drive(dot).entropy_production > 0
    table = detbal.complete(dot)
    assert detbal.thermometer(table, lead="L").kT == pytest.approx(1.0)
    assert detbal.check(detbal.impose(table).nearest, local=True).status is Status.BALANCED


def test_deep_blockade_and_high_bias_have_their_digits():
    """At eV = 1000 kT all electrons go one way, J = Γ_L Γ_R / (Γ_L + Γ_R); deep in blockade they are activated."""
    sides = {"L": Lead(kT=1.0, mu=500.0, gamma=0.05), "R": Lead(kT=1.0, mu=-500.0, gamma=0.07)}
    high = drive_dot(QuantumDot(0.0, sides))
    assert high.currents[0] == pytest.approx(0.05 * 0.07 / 0.12, rel=1e-13)
    assert high.entropy_production == pytest.approx(1000 * high.currents[0], rel=1e-13)
    level, V = 600.0, 0.1
    sides = {"L": Lead(kT=1.0, mu=V / 2, gamma=0.05), "R": Lead(kT=1.0, mu=-V / 2, gamma=0.07)}
    low = drive_dot(QuantumDot(level, sides))
    assert low.currents[0] == pytest.approx(0.05 * 0.07 / 0.12 * np.exp(-level) * 2 * np.sinh(V / 2), rel=1e-10)


def test_electrons_in_ampere():
    sides = {
        "L": Lead(T=1, mu="0.1 meV", gamma="1 ueV", unit="meV"),
        "R": Lead(T=1, mu="-0.1 meV", gamma="1 ueV", unit="meV"),
    }
    found = drive_dot(QuantumDot("0 meV", sides, unit="meV"))
    f = 1 / (np.exp(-0.1 / (0.08617333262145)) + 1)
    assert found.electric_currents[0] == pytest.approx(
        -1.602176634e-19 * 0.5e-3 * (2 * f - 1) * 1e-3 * 1.602176634e-19 / 1.054571817e-34, rel=1e-8
    )


def test_pictures_and_text():
    found = drive_dot(biased(0.4))
    assert [one.title for one in found.drawings()] == ["Occupations of the states"]
    assert "heat" in str(found)


def test_what_is_refused():
    table = pauli_rates(biased())
    with pytest.raises(InputError, match=r"no reservoir 'X'; they are L, R"):
        thermometer_table(table, lead="X")
    with pytest.raises(InputError, match=r"1 transition, of no energy: they show no temperature"):
        thermometer_table(pauli_rates(QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=1.0)})))
    with pytest.raises(InputError, match=r"kT, T or mu with local=True: each reservoir has its own"):
        impose_table(table, kT=1.0)
    half = replace(table, log_reverse=np.where(np.arange(len(table)) == 2, np.nan, table.log_reverse))
    with pytest.raises(InputError, match=r"has one rate only; complete the table"):
        impose_table(half)
    with pytest.raises(InputError, match=r"reverse rate.*not known; complete the table"):
        drive_table(half)
    lost = replace(half, reservoirs=(Reservoir("L"), Reservoir("R")))
    with pytest.raises(InputError, match=r"reservoir L has no kT; state it, or measure it"):
        complete_table(lost)
    moved = replace(half, reservoirs=(Reservoir("L", 1.0), Reservoir("R", 1.0)))
    with pytest.raises(InputError, match=r"reservoir L has no mu; state it, or measure it"):
        complete_table(moved)
    with pytest.raises(InputError, match=r"2 parts of the states are not connected"):
        drive_dot(QuantumDot([0.0, 1.0], {"L": Lead(kT=1.0, gamma=[1.0, 0.0])}))
    assert any(isinstance(one, LeftOut) for one in thermometer_table(half).findings)


def test_all_methods_agree_where_all_are_valid():
    """Weakly coupled levels that are far apart, without repulsion: to first order in Γ they are one."""
    sides = {"L": Lead(kT=1.0, mu=0.4, gamma=1e-4), "R": Lead(kT=1.2, mu=-0.4, gamma=2e-4)}
    dot = QuantumDot([0.3, 2.1], sides)
    rates = drive_dot(dot)
    for method in (Method.LINDBLAD, Method.REDFIELD, Method.VON_NEUMANN, Method.EXACT):
        found = drive_dot(dot, method=method)
        assert found.currents == pytest.approx(rates.currents, rel=1e-3)
        assert found.heat_currents == pytest.approx(rates.heat_currents, rel=1e-3)
        assert found.entropy_production == pytest.approx(rates.entropy_production, rel=1e-3)
        assert found.affinity_entropy.sum() == pytest.approx(found.entropy_production, rel=1e-9)
        assert method.value in found.assumptions


def test_rates_that_fail_are_found_with_the_factor():
    """Orbitals in series that are coupled far more weakly than broadened: rates are 832 times too fast."""
    sides = {"L": Lead(kT=2.0, mu=0.25, gamma=[1.0, 0.0]), "R": Lead(kT=2.0, mu=-0.25, gamma=[0.0, 1.0])}
    dot = QuantumDot([[0.0, 0.01], [0.01, 0.0]], sides, coulomb=5.0)
    for result in (check_dot(dot), drive_dot(dot)):
        (found,) = (one for one in result.findings if isinstance(one, SecularFailure))
        assert found.factor == pytest.approx(832, abs=0.5)
        assert any(isinstance(one, Broadened) for one in result.findings)
    assert drive_dot(dot).currents[0] / drive_dot(dot, method=Method.LINDBLAD).currents[0] == pytest.approx(
        832, abs=0.5
    )


def test_a_method_is_a_member_and_takes_a_dot():
    assert drive_dot(biased(), method="pauli").currents[0] == drive_dot(biased()).currents[0]
    with pytest.raises(InputError, match=r"method = 'golden rule'; give one of pauli, lindblad"):
        drive_dot(biased(), method="golden rule")
    molecule = Molecule(0.0, {"L": Lead(kT=1.0, gamma=0.01)}, frequency=1.0, coupling=1.0, quanta=4)
    with pytest.raises(InputError, match=r"with Method.EXACT, dot is of type Molecule; give a QuantumDot"):
        drive_dot(molecule, method=Method.EXACT)
    with pytest.raises(InputError, match=r"repel"):
        drive_dot(biased(), method=Method.EXACT)


def test_a_pair_without_a_reverse_is_broken_even_where_it_is_alone():
    one = {"reservoir": [0], "source": [0], "target": [1], "forward": [0.4]}
    table = RateTable.of([0.0, 0.3], [0, 1], [Reservoir("L", 1.0, 0.0)], **one, reverse=[0.0])
    for options in ({"local": True}, {}, {"kT": 1.0, "mu": 0.0}):
        verdict = check_table(table, **options)
        assert (verdict.status, verdict.max_residual) == (Status.BROKEN, np.inf)
        assert verdict.findings[0] == OneWay("1 transition without a reverse: no temperature does this", ("L: 0 → 1",))
    unknown = RateTable.of([0.0, 0.3], [0, 1], [Reservoir("L")], **one, reverse=[0.3])  # β and βμ fit any one pair
    verdict = check_table(unknown, local=True)
    assert verdict.status is Status.UNDECIDED
    assert verdict.findings == (NothingToTest("1 transition: the unknowns fit any data"),)


def test_a_stated_potential_counts_where_the_temperature_is_fitted():
    at = {"kT": 1.0, "mu": 0.2}
    table = pauli_rates(QuantumDot([0.3, 1.1], {"L": Lead(**at, gamma=0.5), "R": Lead(**at, gamma=0.7)}, coulomb=2.0))
    right, wrong = (check_table(table, mu=mu) for mu in (0.2, 5.0))
    assert (right.status, right.theta.names, right.theta.values) == (Status.BALANCED, ("β",), pytest.approx([1.0]))
    assert wrong.status is Status.BROKEN
    stated = replace(table, reservoirs=(Reservoir("L", None, 5.0), Reservoir("R", None, 0.2)))
    verdict = check_table(stated, local=True)
    assert verdict.status is Status.BROKEN
    assert {
        label.split(":")[0] for label, r in zip(verdict.labels, verdict.residual, strict=True) if abs(r) > 1e-9
    } == {"L"}


def test_a_bath_has_no_chemical_potential():
    sides = {name: Lead(kT=1.0, mu=0.2, gamma=0.001) for name in "LR"}
    bath = BosonBath(kT=1.0, coupling=[[0.0, 1.0], [1.0, 0.0]], density=0.01)
    verdict = check_dot(QuantumDot([0.3, 1.1], sides, baths={"p": bath}))
    assert (verdict.status, verdict.findings) == (Status.BALANCED, ())


def test_a_lead_that_is_not_coupled_differs_from_nobody():
    sides = {"L": Lead(kT=1.0, gamma=0.1), "cold": Lead(kT=0.001, gamma=0.0)}
    assert Unequal not in {type(one) for one in check_dot(QuantumDot(0.3, sides)).findings}


def test_no_temperature_where_the_data_show_none():
    side = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5)}
    one_energy = r"2 transitions, of one energy: they show no temperature|4 transitions, of one energy"
    with pytest.raises(InputError, match=one_energy):
        thermometer_table(pauli_rates(QuantumDot.spinful(0.3, side)))
    rates = {"reservoir": [0, 0], "source": [0, 1], "target": [1, 2], "forward": [1.0, 2.0], "reverse": [1.1, 2.3]}
    in_proportion = RateTable.of([0.0, 0.5, 1.5], [0, 1, 3], [Reservoir("L")], **rates)
    with pytest.raises(InputError, match=r"2 transitions, of energies in proportion to electrons"):
        thermometer_table(in_proportion)
    with pytest.raises(InputError, match=r"alpha"):
        thermometer_table(pauli_rates(biased()), alpha=2)


def test_rates_that_do_not_depend_on_energy():
    rates = {"reservoir": [0, 0], "source": [0, 0], "target": [1, 2], "forward": [1.0, 2.0], "reverse": [1.0, 2.0]}
    found = thermometer_table(RateTable.of([0.0, 0.5, 1.5], [0, 1, 1], [Reservoir("L")], **rates))
    assert (found.kT, found.mu) == (None, None)
    assert type(found.findings[0]) is InfiniteTemperature


def test_rates_in_and_out_that_are_exchanged_are_found():
    table = pauli_rates(QuantumDot([0.3, 1.1], {"L": Lead(kT=1.0, mu=0.2, gamma=0.5)}, coulomb=2.0))
    swapped = replace(table, log_forward=table.log_reverse, log_reverse=table.log_forward)
    assert Exchanged not in {type(one) for one in check_table(table).findings}
    for options in ({}, {"local": True}, {"kT": 1.0, "mu": 0.2}):
        assert Exchanged in {type(one) for one in check_table(swapped, **options).findings}
    assert Exchanged in {type(one) for one in thermometer_table(swapped).findings}


def test_unknown_rates_are_said_to_be_left_out():
    table = pauli_rates(QuantumDot([0.3, 1.1], {"L": Lead(kT=1.0, mu=0.2, gamma=0.5)}, coulomb=2.0))
    gap = replace(table, log_reverse=np.where(np.arange(len(table)) == 2, np.nan, table.log_reverse))
    assert LeftOut("1 transition with an unknown rate out", (), 1) in check_table(gap).findings


def test_local_is_a_truth_value():
    with pytest.raises(InputError, match=r"local is of type str; give a bool"):
        check_table(pauli_rates(biased()), local="no")
