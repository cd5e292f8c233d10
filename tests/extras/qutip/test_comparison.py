"""QuTiP's Bloch-Redfield tensor, held beside all constructions of the same model."""

import numpy as np
import pytest

qutip = pytest.importorskip("qutip")

from detbal.generators import Bath, Superoperator  # noqa: E402
from detbal.generators.constructions.comparison import compare  # noqa: E402
from detbal.generators.constructions.every_construction import Construction  # noqa: E402
from detbal.generators.constructions.redfield import redfield  # noqa: E402
from detbal.generators.stationary import rows_stacked  # noqa: E402
from detbal.verdict import Status  # noqa: E402

H = np.array([[0.0, 0.3, 0.0], [0.3, 1.0, 0.2], [0.0, 0.2, 1.7]])
A = np.array([[0.2, 1.0, 0.5], [1.0, 0.0, 1.0], [0.5, 1.0, -0.3]])
BATH = Bath(spectral_density=lambda w: 0.05 * w * np.exp(-w / 5.0), kT=0.8)


def tensor(sec_cutoff):
    couplings = [(qutip.Qobj(A), lambda w: float(BATH.power_spectrum(w)))]
    return Superoperator(qutip.bloch_redfield_tensor(qutip.Qobj(H), couplings, sec_cutoff=sec_cutoff, fock_basis=True))


def test_what_brmesolve_solves_is_redfield_and_davies_where_its_window_closes():
    found = compare(H, [(A, BATH)], others={"brmesolve": tensor(-1), "brmesolve, secular": tensor(1e-6)})
    for name, construction in (
        ("brmesolve", Construction.REDFIELD),
        ("brmesolve, secular", Construction.DAVIES),
    ):
        theirs, ours = found.row(name), found.row(construction)
        for measure in ("gns", "kms", "bkm", "stationary_error", "smallest_rate", "gap"):
            assert getattr(theirs, measure).value == pytest.approx(getattr(ours, measure).value, abs=1e-9)
    assert found.row("brmesolve").kms.status is Status.BROKEN
    assert not found.row("brmesolve").completely_positive
    assert found.row("brmesolve, secular").gns.status is Status.BALANCED


@pytest.mark.parametrize("sec_cutoff", [0.1, 0.7, 1.5, 2.5])
def test_its_cut_off_is_our_window_over_the_smallest_bohr_frequency(sec_cutoff):
    energies = np.linalg.eigvalsh(H)
    smallest = np.diff(energies).min()
    theirs = rows_stacked(tensor(sec_cutoff))
    ours = rows_stacked(redfield(H, [(A, BATH)], secular_window=sec_cutoff * smallest))
    np.testing.assert_allclose(ours, theirs, atol=1e-14)
    assert np.abs(theirs - rows_stacked(redfield(H, [(A, BATH)]))).max() > 1e-2
