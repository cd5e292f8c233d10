"""S(q, ω): rows are spectra, and what is refused."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.spectra.kind import Kind
from detbal.spectra.scattering.function import ScatteringFunction

Q, OMEGA, VALUES = [0.5, 1.0], [-1.0, 0.0, 1.0], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


def test_rows_are_spectra():
    errors = np.full((2, 3), 0.1)
    sqw = ScatteringFunction(
        Q, OMEGA, VALUES, kind=Kind.WIGHTMAN, unit="meV", errors=errors, T=300, q_unit="1/nm", assumptions=("ours",)
    )
    assert len(sqw) == 2
    row = sqw.row(1)
    assert row.values.tolist() == VALUES[1]
    assert row.errors.tolist() == [0.1, 0.1, 0.1]
    assert (row.kT, row.unit, row.kind) == (sqw.kT, sqw.unit, Kind.WIGHTMAN)
    assert "T = 300 K given" in row.thermal.provenance
    assert row.assumptions == ("ours", "at q = 1 1/nm")
    assert sqw.row(-1).values.tolist() == VALUES[1]
    cold = ScatteringFunction(Q, OMEGA, VALUES, kind=Kind.CLASSICAL)
    assert (cold.kT, cold.row(0).errors, cold.row(0).assumptions) == (None, None, ("at q = 0.5",))
    assert repr(cold) == "<ScatteringFunction: 2 q, 3 ω from -1 to 1, kind CLASSICAL>"


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((Q, OMEGA, [[1.0]]), {}, r"values has shape \(1, 1\); give shape \(2, 3\)"),
        (([], OMEGA, np.zeros((0, 3))), {}, r"q has shape \(0,\); give shape"),
        ((Q, OMEGA, [[1.0, 2.0, np.nan], VALUES[1]]), {}, r"values\[0, 2\] = nan; give finite numbers; leave rows"),
        ((Q, [0.0, -1.0, 1.0], VALUES), {}, r"omega is not ascending; sort the frequencies, each once"),
        ((Q, OMEGA, VALUES), {"errors": [[1.0]]}, r"errors has shape \(1, 1\); give shape \(2, 3\)"),
        ((Q, OMEGA, VALUES), {"errors": -np.ones((2, 3))}, r"errors has negative entries; give standard deviations"),
        ((Q, OMEGA, VALUES), {"kind": "kubo"}, r"kind = 'kubo'; give one of"),
        ((Q, OMEGA, VALUES), {"T": 3}, r"the energies of this object have no unit"),
    ],
)
def test_what_is_refused(arguments, options, message):
    with pytest.raises(InputError, match=message):
        ScatteringFunction(*arguments, **({"kind": Kind.KUBO} | options))


def test_rows_that_are_not_there():
    sqw = ScatteringFunction(Q, OMEGA, VALUES, kind=Kind.KUBO)
    for i in (2, -3):
        with pytest.raises(InputError, match=rf"row {i}; there are 2 momentum transfers, from 0"):
            sqw.row(i)
