"""The table of all constructions: what theory says of each, for three Hamiltonians, with what must fail measured."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.generators import Bath, Channel, Lindbladian, Superoperator
from detbal.generators.constructions.appraisal import appraise
from detbal.generators.constructions.comparison import compare
from detbal.generators.constructions.every_construction import Construction
from detbal.generators.constructions.measured import Measured
from detbal.generators.constructions.redfield import redfield
from detbal.generators.findings import SeveralStationaryStates
from detbal.generators.weak_coupling.davies import davies
from detbal.units import thermal_energy
from detbal.verdict import LeftOut, Status

KT = 1.0
#: What each construction obeys: (Gibbs stationary, GNS, KMS, BKM, completely positive).
FACTS = {
    Construction.DAVIES: (True, True, True, True, True),
    Construction.DAVIES_SHIFTED: (True, True, True, True, True),
    Construction.REDFIELD: (True, False, False, False, False),
    Construction.REDFIELD_SHIFTED: (False, False, False, False, False),
    Construction.UNIVERSAL: (False, False, False, False, True),
    Construction.UNIVERSAL_SHIFTED: (False, False, False, False, True),
    Construction.UNIVERSAL_CORRECTED: (True, False, True, False, True),
    Construction.COARSE_GRAINED: (False, False, False, False, True),
    Construction.DLL_GAUSSIAN: (True, False, True, False, True),
    Construction.DLL_METROPOLIS: (True, False, True, False, True),
    Construction.CKG_GAUSSIAN: (True, False, True, False, True),
    Construction.CKG_METROPOLIS: (True, False, True, False, True),
    Construction.CKG_INCOHERENT: (False, False, False, False, True),
    Construction.METROPOLIS: (True, False, True, False, True),
}


def bath(kT=KT):
    return Bath(spectral_density=lambda w: 0.05 * w * np.exp(-w / 5.0), kT=kT)


@pytest.fixture(scope="module", params=["ising chain", "random", "degenerate"])
def table(request):
    x, z, one, shared = np.array([[0, 1], [1, 0]]), np.diag([1, -1]), np.eye(2), bath()
    rng = np.random.default_rng(1)

    def hermitian(n):
        X = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
        return (X + X.conj().T) / 2.0

    if request.param == "ising chain":
        H = -0.5 * np.kron(z, z) - np.kron(x, one) - np.kron(one, x)
        return compare(H, [(np.kron(x, one), shared), (np.kron(z, one), shared)])
    if request.param == "random":
        return compare(hermitian(4), [(hermitian(4), shared)])
    U = np.linalg.eigh(hermitian(3))[1]
    H = (U * np.array([0.0, 1.0, 1.0])) @ U.conj().T
    return compare((H + H.conj().T) / 2.0, [(hermitian(3), shared)])


@pytest.mark.parametrize("construction", list(FACTS))
def test_what_theory_says(table, construction):
    row = table.row(construction)
    found = (row.stationary_error, row.gns, row.kms, row.bkm)
    for measured, holds in zip(found, FACTS[construction], strict=False):
        assert measured.status is (Status.BALANCED if holds else Status.BROKEN)
        # what holds, holds to round-off; what fails, fails by much more
        assert measured.value < 1e-11 if holds else measured.value > 3e-4
    assert row.completely_positive is FACTS[construction][4]
    if not row.completely_positive:
        assert row.smallest_rate.value < -1e-3
    assert row.gap.value > 100 * row.gap.noise
    assert not row.several


def test_controls_are_mended_by_what_they_lack(table):
    for bare, whole in (
        (Construction.UNIVERSAL, Construction.UNIVERSAL_CORRECTED),
        (Construction.CKG_INCOHERENT, Construction.CKG_METROPOLIS),
    ):
        assert table.row(bare).kms.value > 1e9 * table.row(whole).kms.value
    assert table.row(Construction.REDFIELD_SHIFTED).stationary_error.value > 1e-3
    assert table.row(Construction.REDFIELD).stationary_error.value < 1e-12


def test_a_window_between_keeps_gibbs_stationary(table):
    assert table.row(Construction.REDFIELD_SECULAR).stationary_error.status is Status.BALANCED


def test_a_lamb_shift_costs_davies_nothing_but_within_a_level(table):
    plain, shifted = (table.row(each).gap.value for each in (Construction.DAVIES, Construction.DAVIES_SHIFTED))
    if "3 levels" in table.subject:  # degenerate: the shift turns states of a level into one another
        assert abs(shifted - plain) > 0.1 * plain
    else:
        assert shifted == pytest.approx(plain, rel=1e-9)


def test_a_ring_of_three_spins_hides_what_is_missing(pauli):
    # spin symmetry and two levels: Σ V†V commutes with H, so that the coherent terms vanish
    x, y, z = pauli(3)
    H = sum(m[k] @ m[(k + 1) % 3] for m in (x, y, z) for k in range(3)) / 4.0
    found = compare(H, [(m[0], bath()) for m in (x, y, z)])
    for construction in (Construction.UNIVERSAL, Construction.CKG_INCOHERENT, Construction.UNIVERSAL_CORRECTED):
        assert found.row(construction).kms.status is Status.BALANCED
        assert found.row(construction).gns.status is Status.BROKEN
    assert found.row(Construction.REDFIELD).kms.status is Status.BROKEN
    assert found.row(Construction.DAVIES).gns.status is Status.BALANCED


# one row


def test_a_thermal_qubit_in_closed_form():
    down, up, dephasing = 0.8, 0.8 * np.exp(-1.2), 0.05
    jumps = [
        np.sqrt(down) * np.array([[0, 1], [0, 0]]),
        np.sqrt(up) * np.array([[0, 0], [1, 0]]),
        np.sqrt(dephasing) * np.diag([1.0, -1.0]),
    ]
    H = np.diag([0.0, 1.2])
    row = appraise("qubit", Lindbladian(H, jumps), H, thermal_energy(kT=1.0))
    assert row.gap.value == pytest.approx((down + up) / 2 + 2 * dephasing, rel=1e-12)
    assert row.smallest_rate.value == pytest.approx(2 * dephasing, rel=1e-12)  # norms: σ_z†σ_z has trace 2
    assert row.stationary_error.status is Status.BALANCED
    off = appraise("qubit", Lindbladian(H, jumps), H, thermal_energy(kT=2.0))
    assert off.stationary_error.value == pytest.approx(np.tanh(0.6) / 2 - np.tanh(0.3) / 2, rel=1e-12)
    assert off.kms.status is Status.BROKEN


def test_rates_that_are_negative_are_found():
    # σ_z ρ σ_z with the rate -0.1, two jumps with 1
    lower = np.array([[0.0, 1.0], [0.0, 0.0]])
    z = np.diag([1.0, -1.0])
    K = np.kron(lower, lower) + np.kron(lower.T, lower.T) - np.eye(4) - 0.1 * (np.kron(z, z) - np.eye(4))
    row = appraise("not positive", Superoperator(K, "row"), np.zeros((2, 2)), thermal_energy(kT=1.0))
    assert row.smallest_rate.value == pytest.approx(-0.2, rel=1e-12)
    assert not row.completely_positive
    assert row.gap.value == pytest.approx(0.8, rel=1e-12)


def test_a_step_has_its_gap_per_step():
    flip, stay = np.sqrt(0.3) * np.array([[0, 1], [1, 0]]), np.sqrt(0.7) * np.eye(2)
    row = appraise("flip", Channel([flip, stay]), np.zeros((2, 2)), thermal_energy(kT=1.0))
    assert row.several  # 1 and σ_x stay
    assert row.gap.value == pytest.approx(0.0, abs=1e-14)
    assert not row.gap.decided
    assert row.gap.interval[0] <= 0.0 <= row.gap.interval[1]


def test_below_the_noise_floor_is_undecided():
    assert Measured(1e-3, 1e-4).status is Status.BROKEN
    assert Measured(1e-13, 1e-12).status is Status.BALANCED
    assert Measured(1e-3, 1e-2).status is Status.UNDECIDED
    assert Measured(float("nan"), float("inf")).status is Status.UNDECIDED


# the whole


def test_rows_of_the_users_own(h3, a3):
    own = davies(h3, [(a3, bath())])
    found = compare(h3, [(a3, bath())], others={"mine": redfield(h3, [(a3, bath())]), "davies": own})
    assert [row.name for row in found.rows[-2:]] == ["mine", "davies"]
    for name, construction in (("mine", Construction.REDFIELD), ("davies", Construction.DAVIES_SHIFTED)):
        assert found.row(name).gap.value == found.row(construction).gap.value
    assert found.row("mine").kms.value == found.row(Construction.REDFIELD).kms.value


def test_the_table_says_what_the_rows_hold(h3, a3):
    found = compare(h3, [(a3, bath())])
    lines = found.table().splitlines()
    assert len(lines) == 1 + len(Construction)
    row = found.row(Construction.REDFIELD)
    (line,) = [each for each in lines if each.startswith("Redfield  ")]
    assert f"{row.kms.value:.3g}" in line
    assert f"no ({row.smallest_rate.value:.3g})" in line
    assert line.split()[1] == "<"  # the stationary error, below its floor
    (step,) = [each for each in lines if "channel" in each]
    assert step.endswith("per step")
    markdown = found.table(markdown=True).splitlines()
    assert len(markdown) == len(lines) + 1
    assert {each.count("|") for each in markdown} == {8}
    assert set(markdown[1]) == set("|- ")


def test_it_tells_and_draws(h3, a3):
    found = compare(h3, [(a3, bath())])
    told = dict(found.facts)
    assert told["GNS"] == "Davies; Davies, Lamb shift"
    assert "Redfield" in told["not CP"]
    assert "universal Lindblad, coherent correction" in told["KMS only"]
    assert "Ding-Li-Lin" in str(found)
    assert [figure.title for figure in found.drawings()] == ["Stationary state", "GNS balance", "KMS balance"]
    assert len(found.plot().subfigs) == 3


def test_what_does_not_exist_is_said():
    rising = Bath(spectral_density=lambda w: 0.1 * w, kT=1.0)
    found = compare([[0, 0.2], [0.2, 1.0]], [([[0, 1], [1, 0]], rising)], progress=False)
    missing = [each.message for each in found.findings if isinstance(each, LeftOut)]
    assert any("Redfield, Lamb shift: the Lamb shift" in each for each in missing)
    assert any("coarse-grained: " in each for each in missing)
    assert found.row(Construction.DAVIES).gns.status is Status.BALANCED
    with pytest.raises(InputError, match=r"no row is called 'coarse-grained'; there are Davies; Redfield"):
        found.row(Construction.COARSE_GRAINED)


def test_cold_levels_are_undecided_and_nothing_overflows():
    with np.errstate(over="raise", invalid="raise"):
        found = compare([[0, 0.3], [0.3, 1.0]], [([[0, 1], [1, 0.5]], bath(1e-4))])  # βν of 1e4
    assert {row.kms.status for row in found.rows} <= {Status.UNDECIDED, Status.BROKEN}
    frozen = [row for row in found.rows if row.several]
    assert {row.gap.decided for row in frozen} == {False}
    assert sum(isinstance(each, SeveralStationaryStates) for each in found.findings) == len(frozen) > 0
    assert "undecided" in found.table()


def test_temperatures_and_units():
    H, A = np.diag([0.0, 10.0]), np.array([[0, 1.0], [1.0, 0.3]])
    with_unit = Bath(spectral_density=lambda w: 0.05 * w * np.exp(-w / 50), T=100.0, energy_unit="meV")
    found = compare(H, [(A, with_unit)], energy_resolution=5.0)
    assert found.kT == pytest.approx(8.617333, rel=1e-6)
    assert "energy resolution 5" in found.assumptions[0]
    assert {row.generator.energy_unit.symbol for row in found.rows} == {"meV"}
    emission = Bath(power_spectrum=lambda w: 0.1 * np.exp(w / 2 - w**2))
    assert compare(np.diag([0, 1.0]), [(A, emission)], kT=1.0).row(Construction.DAVIES).gns.status is Status.BALANCED
    with pytest.raises(InputError, match=r"give one: kT="):
        compare(np.diag([0, 1.0]), [(A, emission)])
    with pytest.raises(InputError, match=r"baths at kT = 1, 2: there is one Gibbs state"):
        compare(np.diag([0, 1.0]), [(A, bath(1.0)), (A, bath(2.0))])
    with pytest.raises(InputError, match=r"kT = 3 \(given\), but baths at kT = 1"):
        compare(np.diag([0, 1.0]), [(A, bath(1.0))], kT=3.0)


def test_what_it_refuses(h3, a3):
    lead = Bath(spectral_density=lambda w: 1.0 + 0.0 * w, kT=1.0, statistics="fermion")
    with pytest.raises(InputError, match=r"the bath of couplings\[0\] is fermionic"):
        compare(h3, [(a3, lead)])
    with pytest.raises(InputError, match="couplings\\[0\\] has a function for a bath"):
        compare(h3, [(a3, lambda w: w)])
    with pytest.raises(InputError, match="33 states: each row takes"):
        compare(np.diag(np.arange(33.0)), [(np.ones((33, 33)), bath())])
    for name in ("secular_window", "coarse_graining_time", "energy_resolution"):
        with pytest.raises(InputError, match=f"{name} = -1"):
            compare(h3, [(a3, bath())], **{name: -1.0})
    with pytest.raises(InputError, match=r"others\['Davies'\] is the name of a construction"):
        compare(h3, [(a3, bath())], others={"Davies": davies(h3, [(a3, bath())])})
    with pytest.raises(InputError, match=r"others\['mine'\] is of type ndarray; give a Lindbladian or"):
        compare(h3, [(a3, bath())], others={"mine": np.eye(9)})
    with pytest.raises(InputError, match="progress = 3"):
        compare(h3, [(a3, bath())], progress=3)


def test_positivity_below_the_round_off_of_the_levels_is_undecided():
    # rates of 1e-12 in a matrix that holds energies of 1e4
    H = 1e4 * np.array([[0.0, 0.3, 0.1j], [0.3, 1.0, 0.2], [-0.1j, 0.2, 1.7]])
    A = np.array([[0.2, 1.0, 0.5], [1.0, 0.0, 1.0j], [0.5, -1.0j, -0.3]])
    bath = Bath(spectral_density=lambda w: 1e-16 * w, kT=0.8e4)
    found = compare(H, [(A, bath)])
    redfield = found.row(Construction.REDFIELD)
    assert redfield.completely_positive is None
    assert "undecided (<" in found.table()
    assert "Redfield" not in dict(found.facts)["not CP"]
    assert found.row(Construction.DAVIES).completely_positive is True  # by its jumps
    assert found.row(Construction.DAVIES).smallest_rate.noise < 1e-20
    strong = compare(H, [(A, Bath(spectral_density=lambda w: 0.05 * w, kT=0.8e4))])
    assert strong.row(Construction.REDFIELD).completely_positive is False


def test_a_window_may_be_closed_and_a_name_may_hold_commas(h3, a3, ohmic):
    found = compare(h3, [(a3, ohmic(0.7))], secular_window=0.0)
    assert found.row(Construction.REDFIELD_SECULAR).gns.status is Status.BALANCED
    with pytest.raises(InputError, match=r"there are Davies; Davies, Lamb shift; Redfield; "):
        found.row("x")


def test_a_step_that_does_nothing_has_no_rates():
    found = compare(np.diag([0.0, 1.0]), [(np.zeros((2, 2)), Bath(spectral_density=lambda w: w, kT=1.0))])
    line = next(each for each in found.table().splitlines() if each.startswith("quantum Metropolis"))
    assert "yes (0)" in line


def test_other_mistakes(h3, a3, ohmic):
    couplings = [(a3, ohmic(1.0))]
    with pytest.raises(InputError, match="others is of type list; give a Mapping"):
        compare(h3, couplings, others=[3])
    with pytest.raises(InputError, match="a name in others is of type int; give a str"):
        compare(h3, couplings, others={3: Lindbladian(h3, [a3])})
    with pytest.raises(InputError, match="a single state: nothing can relax"):
        compare([[1.0]], [([[1.0]], ohmic(1.0))])
    for name in ("secular_window", "coarse_graining_time", "energy_resolution"):
        with pytest.raises(InputError, match=rf"{name} has shape \(2,\)"):
            compare(h3, couplings, **{name: [1, 2]})
