"""Molecules and LAMDA files: what is read, what does not fit together, what is refused with its line."""

from pathlib import Path

import numpy as np
import pytest

from detbal import Status
from detbal.errors import InputError, NotOffered
from detbal.reactions.files.lamda import looks_like_lamda, read_lamda
from detbal.reactions.molecular.check import check_molecule
from detbal.reactions.molecular.collisions import CollisionalRates
from detbal.reactions.molecular.excitation import complete_collisional_rates, complete_molecule
from detbal.reactions.molecular.findings import (
    LevelsOutOfOrder,
    MadeByBalance,
    OtherFrequency,
    OtherUpperEnergy,
    Upside,
)
from detbal.reactions.molecular.levels import EnergyLevels
from detbal.reactions.molecular.molecule import Molecule, RadiativeTransitions, radiative_rates
from detbal.reactions.molecular.pairs import thermometer_molecule
from detbal.verdict import LeftOut, NothingToTest

DATA = Path(__file__).parents[3] / "data" / "lamda"
CO, CARBON = DATA / "co_11_levels.dat", DATA / "c+.dat"


def rewritten(tmp_path, path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    copy = tmp_path / path.name
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def kinds(verdict):
    return {type(finding) for finding in verdict.findings}


def test_carbon_monoxide_is_read_to_the_last_digit():
    molecule = read_lamda(CO)
    assert looks_like_lamda(CO)
    assert repr(molecule) == "<Molecule CO: 11 levels, 10 lines, collisions with para-H2>"
    assert molecule.weight == 28.0
    assert molecule.levels.energies[1] == 3.845033413
    assert molecule.levels.names[10] == "level 11 (10)"
    assert molecule.lines.A[0] == 7.203e-8
    assert molecule.lines.frequency[9] == 1151.985452
    rates = molecule.with_partner("para-H2")
    assert rates.source == "CO-pH2 from Yang et al. (2010)"
    assert rates.rates.shape == (55, 25)
    assert rates.rates[0, 2] == pytest.approx(3.302e-11, rel=1e-14)
    assert (rates.initial > rates.final).all()


def test_comments_notes_and_four_partners():
    molecule = read_lamda(CARBON)
    assert [rates.partner for rates in molecule.collisions] == ["para-H2", "ortho-H2", "H", "electrons"]
    assert molecule.levels.names[0] == "level 1 (0.5)"
    assert "replaced by very similar values" in " ".join(molecule.notes)


def test_comments_anywhere_change_nothing(tmp_path):
    lines = CO.read_text(encoding="utf-8").split("\n")
    noisy = [entry for line in lines for entry in ("! a comment", "", line)]
    copy = tmp_path / "noisy.dat"
    copy.write_text("\r\n".join(noisy), encoding="utf-8")
    assert looks_like_lamda(copy)
    one, other = read_lamda(CO), read_lamda(copy)
    np.testing.assert_array_equal(one.collisions[0].log_rates, other.collisions[0].log_rates)
    np.testing.assert_array_equal(one.levels.energies, other.levels.energies)


def test_energies_and_frequencies_fit_to_their_digits():
    verdict = check_molecule(read_lamda(CARBON))
    assert verdict.status is Status.BALANCED
    assert verdict.balance_with.startswith("T = 10 K")
    assert MadeByBalance in kinds(verdict)
    assert OtherUpperEnergy not in kinds(verdict)  # 91.21 K is listed, 63.395087 cm⁻¹ is 91.2114 K


def test_frequencies_of_co_are_measured_ones_within_1e_4():
    molecule = read_lamda(CO)
    verdict = check_molecule(molecule)
    assert verdict.status is Status.BROKEN
    (found,) = [finding for finding in verdict.findings if isinstance(finding, OtherFrequency)]
    # at 2 K, the lowest temperature of the table; 0.69503 cm⁻¹ is a kelvin
    assert (
        f"by up to {verdict.max_residual * 2.0 * 0.695034800:.2g} cm^-1: tol=6e-05 forgives that at 2 K"
        in found.message
    )
    assert check_molecule(molecule, tol=6e-5).status is Status.BALANCED


def test_a_wrong_frequency_is_found_and_measured(tmp_path):
    wrong = rewritten(tmp_path, CO, "345.7959899", "346.7959899")
    verdict = check_molecule(read_lamda(wrong), T=20.0)
    assert verdict.status is Status.BROKEN
    assert verdict.worst[0].label == "hν of level 4 (3) → level 3 (2)"
    # 1 GHz at 20 K: h ν/kT
    assert verdict.worst[0].residual == pytest.approx(0.04799243073 / 20.0, rel=1e-2)


SMALL = """!MOLECULE
X
!MOLECULAR WEIGHT
28.0
!NUMBER OF ENERGY LEVELS
2
!LEVEL + ENERGIES(cm^-1) + WEIGHT + J
1 {ground} 1.0 0
2 {energy} 3.0 1
!NUMBER OF RADIATIVE TRANSITIONS
1
!TRANS + UP + LOW + EINSTEINA(s^-1) + FREQ(GHz) + E_u(K)
1 2 1 7.203e-08 {line}
!NUMBER OF COLL PARTNERS
{partners}
"""
TABLE = """!PARTNER
2 somebody
!NUMBER OF COLL TRANS
{n}
!NUMBER OF COLL TEMPS
2
!COLL TEMPS
10.0 20.0
!TRANS + UP + LOW + RATES
{rows}
"""


def small(tmp_path, *tables, ground="0.0", energy="3.845", line="115.27 5.5"):
    path = tmp_path / "small.dat"
    text = SMALL.format(ground=ground, energy=energy, line=line, partners=len(tables))
    for rows in tables:
        text += TABLE.format(n=len(rows), rows="\n".join(f"{k} {row}" for k, row in enumerate(rows, start=1)))
    path.write_text(text, encoding="utf-8")
    return read_lamda(path)


def test_few_digits_are_no_disagreement(tmp_path):
    """115.27 GHz is 3.84499 cm⁻¹, 3.845 cm⁻¹ is 5.5320 K."""
    for line in ("115.27 5.5", "115.27 5.53", "115.3 6", "115 5.5"):
        verdict = check_molecule(small(tmp_path, line=line), T=10.0)
        assert verdict.status is Status.UNDECIDED
        assert not {OtherUpperEnergy, OtherFrequency} & kinds(verdict)
    molecule = small(tmp_path)
    np.testing.assert_allclose(molecule.levels.rounding, [0.0, 5e-4])
    np.testing.assert_allclose([*molecule.lines.frequency_rounding, *molecule.lines.E_upper_rounding], [5e-3, 5e-2])
    assert check_molecule(molecule, T=10.0, tol=1e-3).status is Status.BALANCED


def test_disagreement_beyond_the_digits_is_found_and_measured(tmp_path):
    verdict = check_molecule(small(tmp_path, line="115.57 5.4"), T=10.0)
    assert verdict.status is Status.BROKEN
    assert {OtherFrequency, OtherUpperEnergy} <= kinds(verdict)
    # 0.3 GHz is 0.01 cm⁻¹
    assert verdict.findings[0].message.startswith("1 frequencies differ")
    assert "by up to 0.01 cm^-1" in verdict.findings[0].message


def test_digits_of_the_file_are_the_rounding_of_rates(tmp_path):
    down, up = 3.302e-11, 3.302e-11 * 3.0 * np.exp(-3.845 * 1.438776877 / np.array([10.0, 20.0]))
    listed = [f"2 1 {down:.3E} {down:.3E}", f"1 2 {up[0]:.3E} {up[1]:.3E}"]
    molecule = small(tmp_path, listed, energy="3.845033413", line="115.2712018 5.53")
    (rates,) = molecule.collisions
    level = 0.5 * 5e-10 * 1.438776877 / 10.0
    assert rates.rounding[0, 0] == pytest.approx(0.5e-14 / down + level, rel=1e-9)
    verdict = check_molecule(molecule)
    assert verdict.status is Status.UNDECIDED
    assert verdict.related[0].status is Status.UNDECIDED
    wrong = [listed[0], f"1 2 {1.01 * up[0]:.3E} {up[1]:.3E}"]
    assert check_molecule(small(tmp_path, wrong)).status is Status.BROKEN


def test_the_status_is_the_worst_of_the_parts():
    """Exact lines, and collisions whose errors are too large to tell."""
    levels = EnergyLevels([0.0, 10.0], [1, 3])
    line = RadiativeTransitions([1], [0], [1e-5], [299.792458])
    both = complete_collisional_rates(CollisionalRates(levels, [1], [0], [10.0, 20.0], [[1e-11, 2e-11]]))
    vague = CollisionalRates(levels, both.initial, both.final, both.T, both.rates, relative_errors=3.0)
    assert check_molecule(Molecule("X", levels, line, [both])).status is Status.BALANCED
    verdict = check_molecule(Molecule("X", levels, line, [vague]))
    assert verdict.related[0].status is Status.UNDECIDED
    assert verdict.status is Status.UNDECIDED


def test_temperatures_are_those_of_the_collisions_too():
    levels = EnergyLevels([0.0, 10.0], [1, 3])
    line = RadiativeTransitions([1], [0], [1e-5], [299.792458])
    both = complete_collisional_rates(CollisionalRates(levels, [1], [0], [10.0, 20.0], [[1e-11, 2e-11]]))
    wrong = CollisionalRates(levels, both.initial, both.final, both.T, both.rates * [[1.0, 1.1], [1.0, 1.0]])
    molecule = Molecule("X", levels, line, [wrong])
    assert check_molecule(molecule).status is Status.BROKEN
    assert check_molecule(molecule, T=20.0).related[0].max_residual == pytest.approx(np.log(1.1), rel=1e-9)
    assert check_molecule(molecule, T=10.0).status is Status.BALANCED
    with pytest.raises(InputError, match=r"T = 5 K is outside of the table, 10 to 20 K"):
        check_molecule(molecule, T=5.0)


def test_tables_that_hold_a_zero_can_be_completed(tmp_path):
    molecule = complete_molecule(small(tmp_path, ["2 1 0.0 3.302E-11"]))
    verdict = check_molecule(molecule, tol=1e-3)
    assert verdict.related[0].status is Status.BALANCED
    assert verdict.status is Status.BALANCED


def test_two_tables_of_one_partner_are_told_apart_by_number(tmp_path):
    molecule = small(tmp_path, ["2 1 1E-11 1E-11"], ["2 1 2E-11 2E-11"])
    with pytest.raises(InputError, match=r"2 tables of collisions with 'para-H2'; take one of \.collisions, at 0, 1"):
        molecule.with_partner("para-H2")


def test_the_thermometer_asks_the_one_table_that_has_both_ways(tmp_path):
    molecule = small(tmp_path, ["2 1 1E-11 1E-11"], ["2 1 2E-11 2E-11"])
    with pytest.raises(NotOffered, match=r"no table of collisions of X .* collisions\[0\] \(para-H2\), collisions"):
        thermometer_molecule(molecule)
    whole = complete_molecule(molecule)
    with pytest.raises(NotOffered, match=r"X has 2 tables .* ask one of them: collisions\[0\] \(para-H2\)"):
        thermometer_molecule(whole)
    one = Molecule("X", molecule.levels, molecule.lines, [molecule.collisions[0], whole.collisions[1]][1:])
    np.testing.assert_allclose(thermometer_molecule(one).T_found, [10.0, 20.0], rtol=1e-9)


@pytest.mark.slow
def test_large_tables_are_read_quickly(tmp_path):
    n = 450
    pairs = [(u, low) for u in range(2, n + 1) for low in range(1, u)]
    levels = "\n".join(f"{k} {k * 1.5:.6f} {2 * k - 1}.0 {k}" for k in range(1, n + 1))
    rates = " ".join("1.234E-11" for _ in range(10))
    rows = "\n".join(f"{k} {u} {low} {rates}" for k, (u, low) in enumerate(pairs, start=1))
    path = tmp_path / "large.dat"
    path.write_text(
        f"!M\nX\n!W\n28.0\n!N\n{n}\n!L\n{levels}\n!N\n0\n!L\n!P\n1\n!P\n1 H2\n!N\n{len(pairs)}\n!N\n10\n!T\n"
        f"{' '.join(str(10.0 * k) for k in range(1, 11))}\n!R\n{rows}\n",
        encoding="utf-8",
    )
    molecule = read_lamda(path)
    assert len(molecule.collisions[0]) == 101_025


def test_levels_out_of_order_and_lines_upside_down():
    levels = EnergyLevels([0.0, 10.0, 5.0], [1, 3, 5])
    lines = RadiativeTransitions([2], [1], [1e-5])
    verdict = check_molecule(Molecule("X", levels, lines), T=100.0)
    assert verdict.status is Status.UNDECIDED
    assert {LevelsOutOfOrder, Upside, LeftOut} <= kinds(verdict)
    with pytest.raises(InputError, match=r"level 3 → level 2: its upper level is not above"):
        radiative_rates(Molecule("X", levels, lines), 10.0)


def test_no_lines_and_no_temperature():
    levels = EnergyLevels([0.0, 10.0], [1, 3])
    alone = Molecule("X", levels, RadiativeTransitions([], [], []))
    assert NothingToTest in kinds(check_molecule(alone, T=10.0))
    with pytest.raises(InputError, match=r"X has no collisions, so no temperature is known; give T="):
        check_molecule(alone)


def test_collisions_both_ways_are_checked_along_with_it():
    molecule = complete_molecule(read_lamda(CARBON))
    verdict = check_molecule(molecule)
    assert verdict.status is Status.BALANCED
    assert [related.status for related in verdict.related] == [Status.BALANCED] * 4
    levels = molecule.levels
    both = complete_collisional_rates(molecule.collisions[0])
    wrong = CollisionalRates(levels, both.initial, both.final, both.T, both.rates * [[1.0], [1.1]], partner="H2")
    broken = Molecule("C+", levels, molecule.lines, [wrong])
    assert check_molecule(broken).status is Status.BROKEN
    assert check_molecule(broken).related[0].max_residual == pytest.approx(np.log(1.1), rel=1e-9)


def test_black_body_radiation_balances_with_collisions():
    molecule = complete_molecule(read_lamda(CO))
    down, up = radiative_rates(molecule, [10.0, 100.0])
    populations = np.exp(molecule.levels.log_populations(np.array([10.0, 100.0])))
    lines = molecule.lines
    np.testing.assert_allclose(populations[lines.upper] * down, populations[lines.lower] * up, rtol=1e-12)
    assert (down > lines.A[:, None]).all()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\n28.0\n", "\nheavy\n", r"co_11_levels\.dat:4: 'heavy' is no number"),
        ("\n28.0\n", "\n2_8.0\n", r":4: '2_8\.0' is no number"),
        ("2.954E-11", "2.9_54E-11", r":43: '2\.9_54E-11' is no number"),
        ("\n11\n", "\n12\n", r":20: '10': level 12 should stand there"),
        ("\n11\n", "\n11.5\n", r":6: number of levels = 11\.5"),
        ("    2     3.845033413", "    3     3.845033413", r":9: .*: level 2 should stand there"),
        ("\t    3.0\t    1", "\t    0.0\t    1", r":9: weight 0\.0"),
        ("7.203e-08", "-7.203e-08", r":22: A = -7\.203e-08"),
        ("    1     2     1   7.203e-08", "    1     2     2   7.203e-08", r":22: from level 2 to level 2"),
        ("    1     2     1   7.203e-08", "    1    12     1   7.203e-08", r":22: from level 12 to level 1"),
        ("\n2 CO-pH2", "\n9 CO-pH2", r":35: partner 9 is unknown; known are 1 \(H2\)"),
        ("\n25\n", "\n24\n", r": 25 temperatures, 24 announced"),
        ("2.954E-11", "2.954F-11", r":43: '2\.954F-11' is no number"),
        ("2.954E-11", "-2.954E-11", r":43: a rate of -2\.954e-11; give rates of zero"),
        ("2.954E-11", "", r":43: 24 rates; give 25"),
        ("    1     2     1   7.203e-08", "    1   2.5     1   7.203e-08", r":22: upper level = 2\.5; give a whole"),
        ("\n55\n", "\n56\n", r"the file ends where collisional transition 56 of 56 should stand"),
    ],
)
def test_damage_is_named_with_its_line(tmp_path, old, new, message):
    with pytest.raises(InputError, match=message):
        read_lamda(rewritten(tmp_path, CO, old, new))


def test_a_row_that_is_too_short(tmp_path):
    with pytest.raises(InputError, match=r":22: '1     2     1' has 3 columns; give at least 4"):
        read_lamda(
            rewritten(tmp_path, CO, "    1     2     1   7.203e-08     115.2712018      5.53", "    1     2     1")
        )


def test_other_files_are_not_taken(tmp_path):
    other = tmp_path / "a.dat"
    other.write_text("! a comment\n1 2 3\n", encoding="utf-8")
    assert not looks_like_lamda(other)
    assert not looks_like_lamda(tmp_path)
    assert not looks_like_lamda(tmp_path / "nowhere.dat")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: RadiativeTransitions([1.0], [0], [1e-5]), r"upper levels: float64"),
        (lambda: RadiativeTransitions([1], [0], [-1e-5]), r"A\[0\] = -1e-05"),
        (lambda: RadiativeTransitions([1], [0], [1e-5], [1.0, 2.0]), r"frequency has shape \(2,\)"),
        (lambda: RadiativeTransitions([1], [0], [1e-5], [-1.0]), r"frequency\[0\] = -1"),
        (lambda: RadiativeTransitions([1], [0], [np.nan]), r"A\[0\] = nan"),
        (lambda: RadiativeTransitions([1, 1], [0, 1], 1e-5), r"line 1 leads from level 1 to itself"),
        (
            lambda: Molecule("X", EnergyLevels([0.0], [1]), RadiativeTransitions([1], [0], [1.0])),
            r"line 0 is of level 1",
        ),
        (lambda: read_lamda(CO).with_partner("He"), r"CO has no collisions with 'He'; there are: para-H2"),
    ],
)
def test_refused(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_collisions_between_other_levels():
    one, other = EnergyLevels([0.0, 1.0], [1, 1]), EnergyLevels([0.0, 1.0], [1, 1])
    rates = CollisionalRates(other, [1], [0], [10.0], [[1.0]])
    with pytest.raises(InputError, match=r"are between other levels"):
        Molecule("X", one, RadiativeTransitions([1], [0], [1.0]), [rates])
