"""Pairs of cross-sections: each fault, by a known amount, is found and named."""

import numpy as np
import pytest

from detbal import InputError, NotOffered, Status
from detbal.reactions import PHOTON, Reaction, Species
from detbal.reactions.cross_sections import CrossSection, CrossSectionPair, Frame, Kinematics, inverse_cross_section
from detbal.reactions.cross_sections import findings as found
from detbal.reactions.cross_sections.check import check_cross_section, check_cross_section_pair
from detbal.reactions.cross_sections.strength import too_weak
from detbal.reactions.cross_sections.verbs import (
    complete_cross_section,
    impose_cross_section_pair,
    thermometer_cross_section_pair,
)
from detbal.verdict import LeftOut

A, B = Species("a", mass=4.0, degeneracy=1), Species("b", mass=24.0, degeneracy=1)
C, D = Species("c", mass=1.0, degeneracy=2), Species("d", mass=27.002, degeneracy=6)
REACTION = Reaction((A, B), (C, D))
E = np.linspace(9.0, 12.0, 121)
LAB = {"unit": "MeV", "frame": Frame.LABORATORY, "value_unit": "mb"}


def resonance(energy, at=10.5, width=0.3):
    return 5.0 / (1 + ((energy - at) / width) ** 2) + 0.1 * energy**2


def forward(reaction=REACTION, energy=E, **options):
    return CrossSection(reaction, energy, resonance(energy), **LAB, **options)


def times(cross_section, factor):
    errors = cross_section.errors
    return cross_section.changed(
        values=factor * cross_section.values, errors=None if errors is None else factor * errors
    )


def noisy(cross_section, relative, seed):
    noise = relative * np.random.default_rng(seed).normal(size=len(cross_section))
    values = cross_section.values * (1 + noise)
    return cross_section.changed(values=values, errors=relative * cross_section.values)


def test_exact_pairs_are_balanced():
    for frame in Frame:
        pair = complete_cross_section(forward(), frame=frame)
        verdict = check_cross_section_pair(pair)
        assert verdict.status is Status.BALANCED
        assert verdict.max_residual < 1e-10


def broken(pair, kind, **options):
    verdict = check_cross_section_pair(pair, **options)
    assert verdict.status is Status.BROKEN
    assert type(verdict.findings[0]) is kind, verdict.findings
    return verdict


@pytest.mark.parametrize("errors", [False, True])
def test_missing_weights(errors):
    there, back = forward(), inverse_cross_section(forward())
    if errors:
        there, back = noisy(there, 0.02, 1), noisy(back, 0.02, 2)
    for power, words in ((1, "without the statistical weights 12/1"), (2, "weights 12/1 upside down")):
        pair = CrossSectionPair(there, times(back, 12.0**power))
        verdict = broken(pair, found.MissingWeights)
        assert words in verdict.findings[0].message
        assert np.median(verdict.residual) == pytest.approx(-power * np.log(12), abs=0.02 if errors else 1e-9)


def test_missing_factor_of_identical_particles():
    alpha = Species("α", mass=4.0015, degeneracy=1)
    reaction = Reaction((C, Species("Li", mass=7.0144, degeneracy=4)), (alpha, alpha))
    there = forward(reaction)
    back = inverse_cross_section(there)
    for factor, words in ((0.5, "without the factor of 2 for identical"), (0.25, "upside down")):
        verdict = broken(CrossSectionPair(there, times(back, factor)), found.MissingIdenticalFactor)
        assert words in verdict.findings[0].message
        assert verdict.max_residual == pytest.approx(-np.log(factor))


def test_wrong_number_of_polarisations():
    capture = Reaction((C, D), (PHOTON, Species("s", mass=27.99, degeneracy=1)))
    there = forward(capture)
    back = inverse_cross_section(there)
    verdict = broken(CrossSectionPair(there, times(back, 2)), found.PhotonFactor)
    assert "one polarisation" in verdict.findings[0].message
    verdict = broken(CrossSectionPair(there, times(back, 0.5)), found.PhotonFactor)
    assert "four polarisations" in verdict.findings[0].message


def test_energy_of_the_wrong_frame():
    pair = complete_cross_section(forward())
    mistaken = pair.forward.changed(energy=pair.forward.channel_energies()[0])  # c.m. energies, said to be laboratory
    verdict = broken(CrossSectionPair(mistaken, pair.inverse), found.WrongFrame)
    assert "the forward energies are in the centre of mass, not in the laboratory" in verdict.findings[0].message
    back = pair.inverse.changed(frame=Frame.CENTRE_OF_MASS)
    verdict = broken(CrossSectionPair(pair.forward, back), found.WrongFrame)
    assert "the inverse energies are in the laboratory, not in the centre of mass" in verdict.findings[0].message


def test_classical_momenta():
    there = forward(energy=np.linspace(100.0, 200.0, 50), kinematics=Kinematics.CLASSICAL)
    back = inverse_cross_section(there)
    relativistic = [one.changed(kinematics=Kinematics.RELATIVISTIC) for one in (there, back)]
    verdict = broken(CrossSectionPair(*relativistic), found.OtherKinematics)
    assert "classical kinematics" in verdict.findings[0].message


def test_directions_that_were_swapped():
    symmetric = Reaction((A, B), (Species("c", mass=13.9, degeneracy=3), Species("d", mass=14.0999, degeneracy=2)))
    there = forward(symmetric, energy=np.linspace(20.0, 30.0, 301))
    back = inverse_cross_section(there, frame=Frame.CENTRE_OF_MASS)
    there = there.changed(energy=there.channel_energies()[0], frame=Frame.CENTRE_OF_MASS)
    swapped = CrossSectionPair(
        there.changed(energy=back.energy, values=back.values), back.changed(energy=there.energy, values=there.values)
    )
    verdict = broken(swapped, found.SwappedDirections)
    assert "the first is of c + d → a + b" in verdict.findings[0].message


def test_any_other_factor_or_energy():
    pair = complete_cross_section(forward())
    verdict = broken(
        CrossSectionPair(pair.forward, pair.inverse.changed(values=0.7 * pair.inverse.values)), found.OtherNormalisation
    )
    assert "divided by 1.42857" in verdict.findings[0].message
    there, back = noisy(pair.forward, 0.002, 3), noisy(pair.inverse, 0.002, 4)
    shifted = back.changed(energy=back.energy + 0.05)
    verdict = broken(CrossSectionPair(there, shifted), found.OtherEnergy)
    size = float(verdict.findings[0].message.split("shifted by ")[1].split(" keV")[0])
    assert size == pytest.approx(-50 * 27.002 / 28.002, abs=3)


def test_a_small_breaking_is_found_at_its_place():
    pair = complete_cross_section(forward())
    values = pair.inverse.values.copy()
    values[40] *= 1 + 1e-6
    verdict = check_cross_section_pair(CrossSectionPair(pair.forward, pair.inverse.changed(values=values)))
    assert verdict.status is Status.BROKEN
    assert int(np.argmax(np.abs(verdict.residual))) == 40
    assert verdict.max_residual == pytest.approx(1e-6, rel=1e-4)
    assert verdict.worst[0].label == verdict.labels[40]


def test_interpolation_is_honest():
    """A resonance on a coarse grid is not met by cubics; the floor says so, and no breaking is claimed."""
    there = forward()
    for step in (2, 5, 11):
        back = inverse_cross_section(forward(energy=E[3:-3:step] + 0.0071))
        verdict = check_cross_section_pair(CrossSectionPair(there, back))
        assert verdict.status is Status.UNDECIDED
        assert (np.abs(verdict.residual) <= verdict.floor).all()
        coarse = check_cross_section_pair(
            CrossSectionPair(forward(energy=E[::12]), inverse_cross_section(forward(energy=E + 0.0071)))
        )
        assert (np.abs(coarse.residual) <= coarse.floor).all()


def test_balanced_noise_is_broken_as_often_as_it_says():
    there, back = forward(), inverse_cross_section(forward(energy=E[2:-2:3] + 0.003))
    status = [
        check_cross_section_pair(CrossSectionPair(noisy(there, 0.05, k), noisy(back, 0.05, k + 1000))).status
        for k in range(200)
    ]
    assert sum(s is Status.BROKEN for s in status) <= 10  # 2 alpha = 2 %: 4 expected, P(> 10) = 3e-3


def test_calibration_and_normalisation_are_fitted():
    there = noisy(forward(common_error=0.06), 0.01, 5)
    back = noisy(inverse_cross_section(forward(energy=E[4:-4] + 0.002)), 0.01, 6)
    shifted = back.changed(energy=back.energy - 0.03, values=1.09 * back.values, common_error=0.08)
    pair = CrossSectionPair(there, shifted)
    assert check_cross_section_pair(pair).status is Status.BROKEN
    verdict = check_cross_section_pair(pair, energy_shift="20 keV")
    assert verdict.status is Status.BALANCED
    level, shift = verdict.theta.values
    errors = verdict.theta.errors
    assert abs(level + np.log(1.09)) < 4 * errors[0]
    assert abs(shift - 0.03 * 27.002 / 28.002) < 4 * errors[1]
    assert errors[0] < 0.005
    assert errors[1] < 0.004
    # the common errors are a datum: 0.0862/0.1 of a standard deviation, squared
    free = check_cross_section_pair(pair, energy_shift="20 keV", normalisation=np.inf)
    assert free.dof == verdict.dof - 1
    assert check_cross_section_pair(pair, energy_shift="20 keV", normalisation=0.0).status is Status.BROKEN


def test_what_took_no_part_is_told():
    there = noisy(forward(), 0.02, 7)
    values, errors = there.values.copy(), there.errors.copy()
    values[:3] = [-1e-5, 0.0, 1e-5]
    errors[:3] = 1e-5
    twice = there.changed(
        energy=np.append(there.energy, there.energy[50]),
        values=np.append(values, values[50]),
        errors=np.append(errors, errors[50]),
    )
    back = inverse_cross_section(forward(energy=E[20:]))
    told = [
        one.message for one in check_cross_section_pair(CrossSectionPair(twice, back)).findings if type(one) is LeftOut
    ]
    assert any("3 of 122 points of a + b → c + d left out" in message for message in told)
    assert any("1 point of a + b → c + d averaged" in message for message in told)
    narrow = check_cross_section_pair(CrossSectionPair(there, inverse_cross_section(forward(energy=E[5:40:2] + 1e-3))))
    # the forward points between the first and the last of the inverse, which are exact and so tell more of each
    assert len(narrow.residual) == 34


def test_nothing_in_common():
    pair = CrossSectionPair(forward(energy=E[:40]), inverse_cross_section(forward(energy=E[60:])))
    with pytest.raises(InputError, match="there is no energy at which both are known"):
        check_cross_section_pair(pair)
    weak = forward().changed(errors=np.full(len(E), 1.0))
    with pytest.raises(InputError, match=r"no value of a .* stands 5 standard deviations above zero"):
        check_cross_section_pair(CrossSectionPair(weak, inverse_cross_section(forward())))
    pair = complete_cross_section(forward())
    with pytest.raises(InputError, match=r"least_signal = 1\.0; give a ratio of 3 or more"):
        check_cross_section_pair(pair, least_signal=1.0)
    with pytest.raises(InputError, match="energy_shift = -1 keV"):
        check_cross_section_pair(pair, energy_shift="-1 keV")
    for wrong in (-1.0, "x", np.nan, True):
        with pytest.raises(InputError, match=f"normalisation = {wrong!r}; give a relative standard deviation"):
            check_cross_section_pair(pair, normalisation=wrong)
    for name, ask in (("energy_shift", check_cross_section_pair), ("within", thermometer_cross_section_pair)):
        with pytest.raises(InputError, match=f"{name} = '2' has no unit; write it like '2 keV'"):
            ask(pair, **{name: "2"})
        with pytest.raises(InputError, match=f"{name} has 2 numbers; give one energy"):
            ask(pair, **{name: [0.1, 0.2]})
    with pytest.raises(InputError, match="points lie within the other table for all shifts of up to"):
        check_cross_section_pair(
            CrossSectionPair(forward(), inverse_cross_section(forward(energy=E[:2]))), energy_shift=0.1
        )


def test_impose_is_balanced_and_moves_by_the_errors():
    there, back = noisy(forward(), 0.01, 8), noisy(inverse_cross_section(forward(energy=E[2:-2:3] + 0.003)), 0.03, 9)
    pair = CrossSectionPair(there, back)
    imposed = impose_cross_section_pair(pair)
    assert check_cross_section_pair(imposed.nearest).max_residual < 1e-9
    # the forward one is interpolated, from errors of 1 %; so the inverse of 3 % goes nearly all the way
    truth = inverse_cross_section(forward(energy=E[2:-2:3] + 0.003))
    before, after = (np.std(np.log(one.values / truth.values)) for one in (back, imposed.nearest.inverse))
    assert after < 0.5 * before
    exact = complete_cross_section(forward())
    wrong = CrossSectionPair(exact.forward, exact.inverse.changed(values=np.exp(0.2) * exact.inverse.values))
    found_ = impose_cross_section_pair(wrong)
    np.testing.assert_allclose(found_.moved, 0.2, rtol=1e-9)
    assert found_.distance == pytest.approx(0.2)
    np.testing.assert_allclose(np.log(found_.nearest.forward.values / exact.forward.values), 0.1, rtol=1e-9)


def test_thermometer_measures_q_and_its_error():
    true = Reaction((A, B), (C, D), Q=REACTION.Q + 0.004, Q_tolerance=0.01)
    pulls = []
    for seed in range(20):
        there = noisy(forward(true), 0.004, 10 + seed)
        back = noisy(inverse_cross_section(forward(true, energy=E[5:-5:2] + 0.01)), 0.004, 50 + seed)
        pair = CrossSectionPair(there.changed(reaction=REACTION), back.changed(reaction=REACTION.reversed()))
        made = thermometer_cross_section_pair(pair, within="30 keV")
        pulls.append((made.theta.values[0] - true.Q) / made.theta.errors[0])
    assert abs(np.mean(pulls)) < 4 / np.sqrt(20)
    assert 0.6 < np.std(pulls) < 1.5
    with pytest.raises(InputError, match="Q is looked for within 0 MeV"):
        thermometer_cross_section_pair(pair, within=0.0)


def test_without_structure_there_is_no_q():
    flat = CrossSection(REACTION, E, np.exp(0.0 * E), **LAB)
    there, back = noisy(flat, 0.05, 1), noisy(inverse_cross_section(flat), 0.05, 2)
    with pytest.raises(InputError, match="no Q within"):
        thermometer_cross_section_pair(CrossSectionPair(there, back), within=1e-5)


def test_report_says_what_was_assumed():
    verdict = check_cross_section_pair(complete_cross_section(forward()), energy_shift="2 keV")
    text = " ".join(verdict.assumptions)
    for words in ("averaged over the spins", "projectile a", "relativistic", "known to 2 keV"):
        assert words in text
    assert verdict.drawings()[0].curves[0].x.size == len(verdict.residual)
    assert "shift" in dict(verdict.facts)


def test_one_direction_alone_cannot_be_checked():
    with pytest.raises(NotOffered, match=r"only one direction is here: a \+ b → c \+ d: .* build CrossSectionPair"):
        check_cross_section(forward())


def test_the_numbers_of_the_inverse_are_told():
    pair = complete_cross_section(forward())
    told = dict(check_cross_section_pair(pair).facts)["inverse"]
    assert told.startswith(f"c + d → a + b: {pair.inverse.values[0]:.6g} b at {pair.inverse.energy[0]:.6g} MeV, ")


def sharp(energy):
    """Two resonances of half-widths 0.15 and 0.08 MeV."""
    return 0.01 * (0.3 + 1 / (1 + ((energy - 9.5) / 0.15) ** 2) + 0.6 / (1 + ((energy - 10.3) / 0.08) ** 2))


def smooth(energy):
    return 0.01 * np.exp(0.5 * (energy - 9.5))


def measured(rng, shape, energies, relative, law="constant", factor=1.0):
    """Draw a pair with noise: errors that are constant, a percentage of what is measured, or those of counts."""
    cross_sections = []
    for k, (energy, size) in enumerate(zip(energies, relative, strict=True)):
        one = CrossSection(REACTION, energy, shape(energy), unit="MeV", frame=Frame.CENTRE_OF_MASS, value_unit="b")
        one = times(inverse_cross_section(one), factor) if k else one
        if law == "counts":
            unit = one.values.mean() * size**2
            counts = rng.poisson(one.values / unit)
            values, errors = counts * unit, np.sqrt(np.maximum(counts, 1)) * unit
        else:
            values = one.values * (1 + size * rng.normal(size=len(one)))
            errors = size * np.abs(values if law == "percentage" else one.values)
        cross_sections.append(one.changed(values=values, errors=errors))
    return CrossSectionPair(*cross_sections)


def broken_of(n, *arguments, seed=0, **options):
    rng = np.random.default_rng(seed)
    found = [check_cross_section_pair(measured(rng, *arguments, **options)).status for _ in range(n)]
    return sum(status is Status.BROKEN for status in found)


GRIDS = [np.linspace(8.5, 11, 40), np.linspace(8.55, 10.95, 41)]


@pytest.mark.parametrize("law", ["constant", "percentage", "counts"])
@pytest.mark.parametrize("sizes", [(0.18, 0.18), (0.1, 0.1), (0.18, 0.005), (0.005, 0.18)])
def test_large_errors_of_any_law_raise_no_false_alarms(law, sizes):
    """Two tests at 1 %: of 100 balanced pairs more than 8 with a probability of 3e-4."""
    assert broken_of(100, smooth, GRIDS, sizes, law=law) <= 8


def test_resonances_that_a_table_does_not_resolve_raise_no_false_alarms():
    """Steps of 0.25 MeV over half-widths of 0.15 and 0.08 MeV, 0.5 % errors: interpolation is a guess there."""
    grids = [np.linspace(8.5, 11, 10), np.linspace(8.55, 10.95, 11)]
    assert broken_of(100, sharp, grids, (0.005, 0.005)) <= 8


def test_points_that_share_the_nodes_of_a_noisy_table_raise_no_false_alarms():
    """60 points of 1 % in three clusters, within a few steps of a table of 5 %: their deviations are the same few."""
    clusters = np.concatenate([np.linspace(at, at + 0.02, 20) for at in (8.7, 9.6, 10.6)])
    assert broken_of(100, smooth, [np.linspace(8.5, 11, 80), clusters], (0.05, 0.01)) <= 8


def test_points_that_crowd_into_one_gap_are_not_lost():
    crowd = np.linspace(9.505, 9.535, 30)
    rng = np.random.default_rng(1)
    pair = measured(rng, smooth, [np.linspace(8.5, 11, 60), crowd], (0.05, 0.05))
    verdict = check_cross_section_pair(pair)
    assert len(verdict.residual) == 30
    broken = CrossSectionPair(pair.forward, times(pair.inverse, 1.5))
    assert check_cross_section_pair(broken).status is Status.BROKEN


def test_a_small_common_factor_is_found_by_the_mean():
    """5 % planted, in 40 points of 5 % against 200: 4.5 standard deviations of the mean and more, none of any point."""
    grids = [np.linspace(8.5, 11, 40), np.linspace(8.55, 10.95, 200)]
    assert broken_of(40, sharp, grids, (0.05, 0.05), factor=1.05) >= 28
    assert broken_of(40, sharp, grids, (0.05, 0.05)) <= 5
    rng = np.random.default_rng(2)
    ratios = [dict(check_cross_section_pair(measured(rng, smooth, grids, (0.05, 0.05), factor=1.05)).facts)["ratio"]
              for _ in range(30)]  # fmt: skip
    values = np.array([float(text.split()[2]) for text in ratios])
    errors = np.array([float(text.split()[4]) for text in ratios])
    assert abs(values.mean() - 1 / 1.05) < 4 * errors.mean() / np.sqrt(30)
    assert 0.6 < values.std() / errors.mean() < 1.5
    # known to 5 %, such a factor is nothing
    pair = measured(rng, smooth, grids, (0.05, 0.05), factor=1.05)
    assert check_cross_section_pair(pair, normalisation="5 %").status is Status.BALANCED


def test_floors_of_large_errors_are_those_of_the_value_below_the_larger():
    """A value with an error of 18 % against an exact one: 2.5758 (1 %, two-sided) of them below the larger."""
    exact = CrossSection(REACTION, [10.0], [1.0], **LAB)
    low = inverse_cross_section(exact)
    for part, status in ((0.56, Status.BALANCED), (0.52, Status.BROKEN)):  # 2.44 and 2.67 errors
        other = low.changed(values=part * low.values, errors=0.18 * part * low.values)
        verdict = check_cross_section_pair(CrossSectionPair(exact, other))
        assert verdict.floor[0] == pytest.approx(-np.log(1 - 2.5758 * 0.18), rel=1e-3)
        assert verdict.residual[0] == pytest.approx(-np.log(part), rel=1e-9)
        assert (verdict.status is Status.BROKEN) is (status is Status.BROKEN)


def test_noise_does_not_choose_the_points():
    """Errors of 18 % of what is measured: each point stands 5.6 errors above zero, so none is left out."""
    rng = np.random.default_rng(5)
    one = measured(rng, smooth, GRIDS, (0.18, 0.005), law="percentage").forward
    assert not too_weak(one, 5.0).any()
    # constant errors around five: those left out are as often high as low
    truth = np.full(2000, 5.2)
    flat = CrossSection(REACTION, np.linspace(9, 11, 2000), truth + rng.normal(size=2000), 1.0, **LAB)
    kept = ~too_weak(flat, 5.0)
    assert 0.3 < kept.mean() < 0.9
    excess = 1e3 * flat.values[kept] - 5.2
    # what the least of three cuts off leaves 0.04, within 4/√1300; chosen by their own values they had 0.67
    assert abs(excess.mean()) < 0.15
