"""The secular cut-off of QuTiP where levels are degenerate.

It counts in units of the smallest Bohr frequency. Degenerate levels come out of an eigensolver split by round-off, so
that it becomes 1e-17, and what links their coherences is cut at random: the generator depends on the basis that H was
written in. A change of basis shows it where detailed balance may not.
"""

import numpy as np
import pytest
from tests.zoo.asked import skip_if_mended

import detbal
from detbal import Status
from detbal.generators import Bath

qutip = pytest.importorskip("qutip", reason="qutip is not installed")

SX, SY, SZ = qutip.sigmax(), qutip.sigmay(), qutip.sigmaz()


def ring_of_three_spins():
    def spin(operator, k):
        return np.kron(np.kron(np.eye(2**k), operator.full() / 2), np.eye(2 ** (2 - k)))

    ring = sum(spin(s, k) @ spin(s, (k + 1) % 3) for k in range(3) for s in (SX, SY, SZ)).real
    return ring, (spin(SX, 0) + 0.5 * spin(SZ, 1)).real


def redfield_in(rotation, **options):
    H, A = (rotation @ one @ rotation.T for one in ring_of_three_spins())
    bath = Bath(spectral_density=lambda w: 0.05 * w * np.exp(-w / 5.0), kT=0.8)  # its limit at ω → 0 is exact
    couplings = [[qutip.Qobj((A + A.T) / 2), lambda w: float(bath.power_spectrum(w))]]
    tensor = qutip.bloch_redfield_tensor(qutip.Qobj((H + H.T) / 2), couplings, fock_basis=True, **options)
    return tensor, (H + H.T) / 2


def slowest(tensor):
    return np.sort(-np.linalg.eigvals(tensor.full()).real)[1]


@pytest.mark.zoo("secular-cut-off")
@pytest.mark.zoo("secular-cut-off", control=True)
def test_the_default_secular_cut_off_depends_on_the_basis_where_levels_are_degenerate():
    rotation = np.linalg.qr(np.random.default_rng(0).normal(size=(8, 8)))[0]
    (here, H), (there, _) = redfield_in(np.eye(8)), redfield_in(rotation)
    skip_if_mended(slowest(here) == pytest.approx(slowest(there), rel=1e-6))
    assert detbal.check(here, kT=0.8, H=H).status is Status.BALANCED
    assert slowest(there) / slowest(here) > 1.5  # the relaxation of one and the same system
    for options in ({"sec_cutoff": -1}, {"sec_cutoff": 1e3}):  # none, or one far above round-off
        (here, _), (there, _) = redfield_in(np.eye(8), **options), redfield_in(rotation, **options)
        assert slowest(there) == pytest.approx(slowest(here), rel=1e-6)
