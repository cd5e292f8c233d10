"""Currents from spectral functions."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.transport.lead import Lead
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.scattering.currents import scattering_currents
from detbal.transport.scattering.meir_wingreen import meir_wingreen

GAMMA = np.array([[1.0, 0.3j], [-0.3j, 0.5]])
LEVELS = np.array([[0.2, 0.4], [0.4, -0.3]])


def dot(kT=(1.0, 0.4), mu=(0.5, -0.2), band=None, coulomb=None):
    sides = {
        "L": Lead(kT=kT[0], mu=mu[0], gamma=GAMMA, band=band),
        "R": Lead(kT=kT[1], mu=mu[1], gamma=0.25 * GAMMA, band=band),
    }
    return QuantumDot(LEVELS, sides, coulomb=coulomb)


def green(E):
    return np.linalg.inv(E[:, None, None] * np.eye(2) - LEVELS + 0.625j * GAMMA)


def spectral(E):
    G = green(E)
    return 1j * (G - np.swapaxes(G.conj(), 1, 2))


POLES = np.linalg.eigvals(LEVELS - 0.625j * GAMMA)


def test_without_repulsion_it_is_scattering():
    ours, exact = meir_wingreen(dot(), spectral, resonances=POLES), scattering_currents(dot())
    for name in ("particles", "energy", "heat", "entropy"):
        np.testing.assert_allclose(getattr(ours, name), getattr(exact, name), rtol=1e-11)
    unannounced = meir_wingreen(dot(), spectral)
    np.testing.assert_allclose(unannounced.particles, exact.particles, rtol=1e-11)


def test_repulsion_is_in_the_spectral_function():
    """Two peaks, at the level and U above it (atomic limit, broadened): currents add up by their weights."""

    def peak(E, at):
        return 0.1 / ((E - at) ** 2 + 0.05**2)

    sides = {"L": Lead(kT=0.2, mu=1.0, gamma=0.05), "R": Lead(kT=0.2, mu=-1.0, gamma=0.05)}
    repelling = QuantumDot([0.0, 0.0], sides, coulomb=4.0)
    one = [meir_wingreen(QuantumDot(0.0, sides), lambda E, at=at: peak(E, at)).particles[0] for at in (0.0, 4.0)]
    both = meir_wingreen(repelling, lambda E: np.einsum("m,ij->mij", 0.7 * peak(E, 0) + 0.3 * peak(E, 4), np.eye(2)))
    assert both.particles[0] == pytest.approx(2 * (0.7 * one[0] + 0.3 * one[1]), rel=1e-10)


def test_a_band_cuts():
    whole, cut = (meir_wingreen(dot(band=band), spectral, resonances=POLES) for band in (None, (-0.5, 0.5)))
    assert 0 < cut.particles[0] < whole.particles[0]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (3, r"spectral is of type int; give a function of energies"),
        (lambda E: np.nan * spectral(E), r"spectral\(.*\) = .*nan.*finite, Hermitian and not negative"),
        (lambda E: -spectral(E), r"finite, Hermitian and not negative; mend the function"),
        (lambda E: spectral(E) + 1j * np.ones((2, 2)), r"finite, Hermitian and not negative; mend the function"),
        (lambda E: "none", r"spectral gave shape \(\) for .* energies; return numbers of shape"),
    ],
)
def test_what_is_no_spectral_function_is_refused(wrong, message):
    with pytest.raises(InputError, match=message):
        meir_wingreen(dot(), wrong)
