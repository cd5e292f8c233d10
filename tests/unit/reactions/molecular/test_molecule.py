"""Molecules and LAMDA files: what is read, what does not fit together, what is refused with its line."""

from pathlib import Path

import numpy as np
import pytest

from detbal import Status
from detbal.errors import InputError
from detbal.reactions.files.lamda import looks_like_lamda, read_lamda
from detbal.reactions.molecular.check import check_molecule
from detbal.reactions.molecular.collisions import CollisionalRates
from detbal.reactions.molecular.excitation import complete_collisional_rates, complete_molecule
from detbal.reactions.molecular.findings import LevelsOutOfOrder, MadeByBalance, OtherUpperEnergy, Upside
from detbal.reactions.molecular.levels import EnergyLevels
from detbal.reactions.molecular.molecule import Molecule, RadiativeTransitions, radiative_rates
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
    assert OtherUpperEnergy in kinds(verdict)  # 91.21 K is listed, 63.395087 cm⁻¹ is 91.2114 K


def test_frequencies_of_co_are_measured_ones_within_1e_4():
    molecule = read_lamda(CO)
    assert check_molecule(molecule).status is Status.BROKEN
    assert check_molecule(molecule, tol=1e-4).status is Status.BALANCED


def test_a_wrong_frequency_is_found_and_measured(tmp_path):
    wrong = rewritten(tmp_path, CO, "345.7959899", "346.7959899")
    verdict = check_molecule(read_lamda(wrong), T=20.0)
    assert verdict.status is Status.BROKEN
    assert verdict.worst[0].label == "hν of level 4 (3) → level 3 (2)"
    # 1 GHz at 20 K: h ν/kT
    assert verdict.worst[0].residual == pytest.approx(0.04799243073 / 20.0, rel=1e-2)


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
        ("\n28.0\n", "\nheavy\n", r"co_11_levels\.dat:4: 'heavy' in 'heavy' is no number"),
        ("\n11\n", "\n12\n", r":20: '10': level 12 should stand there"),
        ("\n11\n", "\n11.5\n", r":6: number of levels = 11\.5"),
        ("    2     3.845033413", "    3     3.845033413", r":9: .*: level 2 should stand there"),
        ("\t    3.0\t    1", "\t    0.0\t    1", r":9: weight 0\.0"),
        ("7.203e-08", "-7.203e-08", r":22: A = -7\.203e-08"),
        ("    1     2     1   7.203e-08", "    1     2     2   7.203e-08", r":22: from level 2 to level 2"),
        ("    1     2     1   7.203e-08", "    1    12     1   7.203e-08", r":22: from level 12 to level 1"),
        ("\n2 CO-pH2", "\n9 CO-pH2", r":35: partner 9 is unknown; known are 1 \(H2\)"),
        ("\n25\n", "\n24\n", r": 25 temperatures, 24 announced"),
        ("2.954E-11", "2.954F-11", r":43: '2\.954F-11' in .* is no number"),
        ("2.954E-11", "-2.954E-11", r":43: 25 rates, the least -2\.954e-11"),
        ("2.954E-11", "", r":43: 24 rates"),
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
