"""What the tests of constructions share: small systems, and what is asked of a generator."""

import numpy as np
import pytest

from detbal.generators import Bath
from detbal.generators.framing import framed
from detbal.generators.reference import reference_state
from detbal.generators.split import split
from detbal.generators.symmetry import Symmetry


@pytest.fixture
def h3():
    return np.array([[0.0, 0.3, 0.1j], [0.3, 1.0, 0.2], [-0.1j, 0.2, 1.7]])


@pytest.fixture
def a3():
    return np.array([[0.2, 1.0, 0.5], [1.0, 0.0, 1.0j], [0.5, -1.0j, -0.3]])


@pytest.fixture
def random_hermitian():
    def made(n, seed):
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
        return (X + X.conj().T) / 2.0

    return made


@pytest.fixture
def pauli():
    """X, Y, Z at each of n sites."""
    x, y, z = np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1.0, -1.0])

    def at(n, site, matrix):
        out = np.eye(1)
        for k in range(n):
            out = np.kron(out, matrix if k == site else np.eye(2))
        return out

    return lambda n: [[at(n, k, matrix) for k in range(n)] for matrix in (x, y, z)]


@pytest.fixture
def ohmic():
    """A bath with J = 0.05 ω e^(-ω/5)."""
    return lambda kT, **more: Bath(spectral_density=lambda w: 0.05 * w * np.exp(-w / 5.0), kT=kT, **more)


@pytest.fixture
def gibbs():
    def matrix(H, kT):
        energies, U = np.linalg.eigh(H)
        p = np.exp(-(energies - energies.min()) / kT)
        return (U * (p / p.sum())) @ U.conj().T

    return matrix


@pytest.fixture
def residual():
    """‖M - M†‖/2‖M‖ with the commuting Hamiltonian part taken out."""

    def relative(generator, H, kT, symmetry=Symmetry.KMS):
        found = reference_state(generator, kT=kT, H=H)
        return split(framed(generator, found.state, found.own), found.state, symmetry).irreversible.relative

    return relative
