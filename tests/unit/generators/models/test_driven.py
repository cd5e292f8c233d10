"""Driven systems with a hidden time reversal: published residuals and closed forms."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.generators.frame import Form
from detbal.generators.framing import framed
from detbal.generators.hidden import time_reversal
from detbal.generators.models import driven_qubit, kerr_cavity
from detbal.generators.stationary import stationary_state
from detbal.generators.symmetry import Symmetry


def shares(generator):
    state = stationary_state(generator).state
    frame = framed(generator, state)
    phases = time_reversal(frame, state).phases
    plain = frame.halves(Symmetry.KMS, state, Form.SPECTRAL)
    hidden = [frame.halves(Symmetry.KMS, state, form, phases) for form in Form]
    return plain.antisymmetric / plain.whole, *(each.antisymmetric / each.whole for each in hidden)


def test_the_driven_qubit_has_a_hidden_symmetry_only_at_zero_temperature():
    # Roberts, Lingenfelter, Clerk, PRX Quantum 2, 020336 (2021); H = 0.15 σz + 0.35 σx
    plain, hidden, _ = shares(driven_qubit(0.3, 0.7))
    assert plain == pytest.approx(0.6555, abs=1e-4)
    assert hidden < 1e-14
    assert shares(driven_qubit(0.3, 0.7, thermal=0.2))[1] == pytest.approx(0.1812, abs=1e-4)
    assert shares(driven_qubit(0.3, 0.7, dephasing=0.4))[1] == pytest.approx(0.1932, abs=1e-4)


def test_the_kerr_cavity_has_a_hidden_symmetry_only_at_zero_temperature():
    assert shares(kerr_cavity(8, 0.5, 0.2, 0.4))[2] < 1e-8
    assert shares(kerr_cavity(8, 0.5, 0.2, 0.4, thermal=0.1))[2] == pytest.approx(0.146, abs=1e-3)


def test_optical_bloch_equations():
    # stationary excitation Ω²/(4Δ² + 2Ω² + κ²) of the driven qubit without dephasing
    for delta, omega, kappa in ((0.3, 0.7, 1.0), (0.0, 3.0, 0.5)):
        found = stationary_state(driven_qubit(delta, omega, kappa)).state.matrix[0, 0].real
        assert found == pytest.approx(omega**2 / (4 * delta**2 + 2 * omega**2 + kappa**2), rel=1e-12)


def test_a_linear_cavity_holds_a_coherent_state():
    # mean amplitude -i F/(κ/2 + iΔ) for K = 0
    delta, drive, loss = 0.4, 0.2, 1.0
    sigma = stationary_state(kerr_cavity(12, 0.0, delta, drive, loss)).state.matrix
    a = np.diag(np.sqrt(np.arange(1.0, 12)), 1)
    assert np.trace(a @ sigma) == pytest.approx(-1j * drive / (loss / 2 + 1j * delta), abs=1e-8)


def test_what_they_refuse():
    with pytest.raises(InputError, match="levels = 1"):
        kerr_cavity(1, 0.5, 0.2, 0.4)
    with pytest.raises(InputError, match=r"thermal = -0.1"):
        driven_qubit(0.3, 0.7, thermal=-0.1)


@pytest.mark.parametrize("bad", ["a", 1j, np.nan, [1, 2]])
def test_parameters_are_real_numbers(bad):
    for name in ("detuning", "drive", "decay", "thermal", "dephasing"):
        given = {"detuning": 1.0, "drive": 1.0, name: bad}
        with pytest.raises(InputError, match=name):
            driven_qubit(**given)
    for name in ("levels", "kerr", "detuning", "drive", "loss", "thermal"):
        given = {"levels": 3, "kerr": 1.0, "detuning": 1.0, "drive": 1.0, name: bad}
        with pytest.raises(InputError, match=name):
            kerr_cavity(**given)
    with pytest.raises(InputError, match=r"levels = 2\.5"):
        kerr_cavity(2.5, 1.0, 1.0, 1.0)
