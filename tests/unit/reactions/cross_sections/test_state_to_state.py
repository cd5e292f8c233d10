"""Tables between channels at one total energy."""

import numpy as np
import pytest

from detbal import InputError, Status
from detbal.reactions.cross_sections import StateToState
from detbal.reactions.cross_sections.findings import ClosedChannel
from detbal.reactions.cross_sections.state_to_state_verbs import (
    check_state_to_state,
    complete_state_to_state,
    impose_state_to_state,
)
from detbal.verdict import LeftOut, OneWay


def s_matrix(n, seed):
    """A unitary and symmetric matrix."""
    K = np.random.default_rng(seed).normal(size=(n, n))
    K = K + K.T
    return np.linalg.solve(np.eye(n) - 1j * K, np.eye(n) + 1j * K)


def rotor(n=12, total_energy=90.0, seed=1):
    J = np.arange(n)
    levels = J * (J + 1.0)
    mass = np.where(J % 2, 1.5, 2.0)  # two arrangements
    return StateToState.from_s_matrix(
        s_matrix(n, seed), degeneracies=2 * J + 1, levels=levels, total_energy=total_energy, reduced_mass=mass, J=3
    )


def test_a_symmetric_s_matrix_is_balanced():
    table = rotor()
    assert table.open.sum() == 9  # 9 × 10 = 90 is not below 90
    verdict = check_state_to_state(table)
    assert verdict.status is Status.BALANCED
    assert verdict.max_residual < 1e-12
    assert len(verdict.residual) == 9 * 8 / 2
    assert any(isinstance(one, ClosedChannel) and one.count == 3 for one in verdict.findings)


def test_flux_is_conserved_by_the_cross_sections_of_a_unitary_matrix():
    """Σ_j σ_ij g_i k_i² = (2J+1) Σ_j |δ - S|² = (2J+1) 2 (1 - Re S_ii): the optical theorem fixes the prefactor."""
    n = 5
    S = s_matrix(n, 2)
    table = StateToState.from_s_matrix(S, degeneracies=np.arange(1, 6), levels=np.zeros(n), total_energy=2.0, J=1)
    total = table.cross_sections.sum(axis=1) * np.exp(table.log_factor)
    np.testing.assert_allclose(total, 3 * 2 * (1 - S.diagonal().real), rtol=1e-12)


def test_an_asymmetry_of_a_millionth_is_found_where_it_is():
    n, J = 9, np.arange(9)
    S = s_matrix(n, 3)
    S[2, 5] *= 1 + 0.5e-6  # |S|² by 1e-6
    table = StateToState.from_s_matrix(S, degeneracies=2 * J + 1, levels=J * (J + 1.0), total_energy=90.0)
    verdict = check_state_to_state(table)
    assert verdict.status is Status.BROKEN
    assert verdict.worst[0].label == "2 ⇌ 5"
    assert verdict.worst[0].residual == pytest.approx(1e-6, rel=1e-3)
    assert abs(verdict.worst[1].residual) < 1e-12


def test_forgotten_weights_break_it_by_their_ratio():
    table = rotor()
    wrong = table.with_values(table.cross_sections * table.degeneracies[:, None], None)
    verdict = check_state_to_state(wrong)
    assert verdict.max_residual == pytest.approx(np.log(17), rel=1e-12)


def test_errors_count():
    table = rotor()
    noise = np.random.default_rng(4).normal(size=table.cross_sections.shape)
    errors = 0.03 * table.cross_sections
    noisy = table.with_values(table.cross_sections + errors * noise, errors)
    verdict = check_state_to_state(noisy)
    assert verdict.status is Status.BALANCED
    assert verdict.p_value > 0.01
    bad = noisy.cross_sections.copy()
    bad[1, 4] *= 1.4
    verdict = check_state_to_state(noisy.with_values(bad, errors))
    assert verdict.status is Status.BROKEN
    assert verdict.worst[0].label == "1 ⇌ 4"


def test_complete_fills_in_what_is_unknown():
    table = rotor()
    half = np.where(np.triu(np.ones((12, 12)), 1) > 0, np.nan, table.cross_sections)
    np.testing.assert_allclose(
        complete_state_to_state(table.with_values(half, None)).cross_sections, table.cross_sections, rtol=1e-12
    )
    verdict = check_state_to_state(table.with_values(half, None))
    assert any(isinstance(one, LeftOut) and one.count == 36 for one in verdict.findings)
    assert verdict.status is not Status.BROKEN


def test_impose():
    table = rotor()
    factor = np.ones((12, 12))
    factor[0, 3] = np.exp(0.3)
    made = impose_state_to_state(table.with_values(table.cross_sections * factor, None))
    assert check_state_to_state(made.nearest).max_residual < 1e-12
    assert made.distance == pytest.approx(0.3 / np.sqrt(36))
    assert np.abs(made.moved).max() == pytest.approx(0.3)
    np.testing.assert_allclose(made.nearest.cross_sections[0, 3] / table.cross_sections[0, 3], np.exp(0.15))
    errors = np.zeros((12, 12))
    errors[0, 3] = 0.1 * table.cross_sections[0, 3]
    exact_moves_not = impose_state_to_state(table.with_values(table.cross_sections * factor, errors))
    np.testing.assert_allclose(exact_moves_not.nearest.cross_sections[0, 3], table.cross_sections[0, 3], rtol=1e-12)
    np.testing.assert_allclose(exact_moves_not.nearest.cross_sections[3, 0], table.cross_sections[3, 0], rtol=1e-12)


def test_one_way():
    verdict = check_state_to_state(
        StateToState([[0.0, 1.0], [0.0, 0.0]], degeneracies=1, levels=[0.0, 1.0], total_energy=2.0)
    )
    assert verdict.status is Status.BROKEN
    assert any(isinstance(one, OneWay) for one in verdict.findings)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"cross_sections": [[1.0, 2.0]]}, r"cross_sections have shape \(1, 2\)"),
        (
            {"cross_sections": [[1.0, -2.0], [1.0, 1.0]]},
            r"cross_sections\[0, 1\] = -2 \(0 → 1\): cross-sections are fin",
        ),
        ({"total_energy": 0.5}, r"cross_sections\[0, 1\] = 2 \(0 → 1\): a channel of it is closed"),
        ({"degeneracies": [1, 0]}, r"degeneracies\[1\] = 0; give a positive number"),
        ({"levels": [0.0, np.nan]}, r"levels\[1\] = nan; give a finite number"),
        ({"levels": [0.0]}, r"levels have shape \(1,\); give one for each of the 2"),
        ({"names": ["a"]}, "1 names for 2 channels"),
        ({"errors": [[-1.0, 0.0], [0.0, 0.0]]}, r"errors of shape \(2, 2\)"),
    ],
)
def test_what_is_refused(changed, message):
    given = {
        "cross_sections": [[1.0, 2.0], [1.0, 1.0]],
        "degeneracies": [1, 3],
        "levels": [0.0, 1.0],
        "total_energy": 3.0,
    }
    given |= changed
    with pytest.raises(InputError, match=message):
        StateToState(given.pop("cross_sections"), **given)


def test_s_must_be_square():
    with pytest.raises(InputError, match=r"S has shape \(1, 2\)"):
        StateToState.from_s_matrix([[1, 2]], degeneracies=1, levels=[0.0], total_energy=1.0)
