"""Onsager's matrix, whatever it was calculated from."""

import numpy as np
import pytest

from detbal.onsager import OnsagerMatrix, ReciprocityBroken


def found(matrix, floor=1e-15, names=("heat of L", "heat of R"), **more):
    matrix = np.array(matrix)
    return OnsagerMatrix.of(
        matrix, np.full(matrix.shape, floor), names, kT=1.0, mu=0.0, subject="a pair", statement="J = L X", **more
    )


def test_a_symmetric_matrix_has_no_finding():
    one = found([[1.0, -1.0], [-1.0, 1.0]])
    assert one.symmetric
    assert one.asymmetry == 0.0
    assert one.findings == ()
    assert dict(one.facts) == {
        "columns": "heat of L, heat of R",
        "row 1": "heat of L: 1, -1",
        "row 2": "heat of R: -1, 1",
    }


@pytest.mark.parametrize(("floor", "symmetric"), [(1e-15, False), (0.04, False), (0.06, True)])
def test_asymmetry_is_held_against_both_floors(floor, symmetric):
    one = found([[2.0, 1.0], [0.9, 2.0]], floor)
    assert one.asymmetry == pytest.approx(0.05)
    assert one.symmetric is symmetric
    assert [type(each) for each in one.findings] == ([] if symmetric else [ReciprocityBroken])


def test_earlier_findings_stay():
    first = ReciprocityBroken("known before")
    assert found([[1.0, 1.0], [0.0, 1.0]], findings=(first,)).findings[0] is first


def test_so_many_rows_are_shown_as_fit_a_screen():
    names = [f"heat of {k}" for k in range(10)]
    facts = dict(found(np.eye(10), names=names).facts)
    assert "row 8" in facts
    assert "row 9" not in facts
    assert facts["more"] == "2 rows are not shown, heat of 8, heat of 9: see .matrix"


def test_the_matrix_is_drawn():
    one = found([[1.0, -1.0], [-1.0, 1.0]])
    (figure,) = one.drawings()
    assert figure.values is one.matrix
    assert figure.caption.startswith("1 heat of L; 2 heat of R.")
