"""Random generators that are balanced by construction; ħ = k_B = 1."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.imposing.kms_form import correction, untilted
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State, gibbs_state
from detbal.generators.whole_numbers import whole_number
from detbal.units import thermal_energy

MOST_LEVELS, MOST_JUMPS, MOST_SEEDS = 4096, 4096, 2**63
#: Largest ln p_i/p_j for which the norm of jumps e^(ν/4kT), to the fourth power, is a float.
LARGEST_SPAN = 600.0


def random_kms(
    levels: int, jumps: int = 3, *, kT: float = 1.0, seed: int = 0, rotated: bool = False
) -> tuple[Lindbladian, ComplexArray]:
    """Return a random generator with KMS detailed balance, and the Hamiltonian that its temperature refers to.

    V = σ^¼ W σ^-¼ with random Hermitian W, and H plus the coherent correction as Hamiltonian. With more than one level
    pair it is in general not balanced in any other sense.

    Parameters
    ----------
    levels, jumps : int
    kT : float
        Energies are normally distributed, with variance 1.
    seed : int
    rotated : bool
        Whether H is dense, in a random basis; else it is diagonal.

    Raises
    ------
    InputError
        No whole numbers, a temperature that is not positive, or one so low that jumps exceed the range of floats.

    Notes
    -----
    É. Amorim, E. A. Carlen, arXiv:2009.05850; Z. Ding, B. Li, L. Lin, arXiv:2404.05998.

    Examples
    --------
    >>> generator, H = random_kms(4, seed=1)
    >>> generator
    <Lindbladian: 4 levels, 3 jumps>
    """
    rng, H, sigma = _random_system(levels, kT, seed, rotated)
    count = whole_number(jumps, "jumps", most=MOST_JUMPS)
    _require_floats(sigma)
    V = untilted(np.stack([_random_hermitian(rng, len(H)) for _ in range(count)]), sigma.log_p)
    total = H + sigma.outside(correction(V, sigma.log_p))
    return Lindbladian((total + total.conj().T) / 2.0, [sigma.outside(v) for v in V], bare=H), H


def random_gns(
    levels: int, *, kT: float = 1.0, seed: int = 0, rotated: bool = False
) -> tuple[Lindbladian, ComplexArray]:
    """Return a random generator with GNS detailed balance, and its Hamiltonian.

    Reversible rates between all pairs of levels, one jump each, and dephasing (R. Alicki, Rep. Math. Phys. 10, 249
    (1976)). Balanced in every sense.

    Parameters
    ----------
    levels, kT, seed, rotated
        As `random_kms`.

    Raises
    ------
    InputError
        As `random_kms`.

    Examples
    --------
    >>> random_gns(3)[0]
    <Lindbladian: 3 levels, 8 jumps>
    """
    rng, H, sigma = _random_system(levels, kT, seed, rotated)
    _require_floats(sigma)
    levels = len(H)
    common = rng.uniform(0.2, 1.0, (levels, levels))
    common = np.sqrt((common + common.T) / levels)
    amplitude = common * np.exp((sigma.log_p[:, None] - sigma.log_p[None, :]) / 4.0)
    V = []
    for i, j in zip(*np.nonzero(~np.eye(levels, dtype=bool)), strict=True):
        V.append(np.zeros((levels, levels), dtype=np.complex128))
        V[-1][i, j] = amplitude[i, j]
    V += [np.diag(rng.normal(size=levels)).astype(np.complex128) for _ in range(2)]
    return Lindbladian(H, [sigma.outside(v) for v in V]), H


def _random_system(levels: int, kT: float, seed: int, rotated: bool) -> tuple[np.random.Generator, ComplexArray, State]:
    levels = whole_number(levels, "levels", most=MOST_LEVELS)
    rng = np.random.default_rng(whole_number(seed, "seed", least=0, most=MOST_SEEDS))
    H = np.diag(np.sort(rng.normal(size=levels))).astype(np.complex128)
    if rotated:
        basis = np.linalg.qr(rng.normal(size=(levels, levels)) + 1j * rng.normal(size=(levels, levels)))[0]
        H = basis @ H @ basis.conj().T
        H = (H + H.conj().T) / 2.0
    return rng, H, gibbs_state(H, thermal_energy(kT=kT))


def _require_floats(sigma: State) -> None:
    span = float(np.ptp(sigma.log_p))
    if span > LARGEST_SPAN:
        found = f"kT is 1/{span:.4g} of the largest energy difference"
        raise InputError(explain(found, why="jumps of e^(ν/4kT) exceed the range of floats", fix="give a larger kT"))


def _random_hermitian(rng: np.random.Generator, n: int) -> ComplexArray:
    X = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    return np.asarray((X + X.conj().T) / np.sqrt(8.0 * n))
