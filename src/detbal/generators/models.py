"""Generators with known answers, for examples, tests and benchmarks; ħ = k_B = 1."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.imposing.kms_form import correction, untilted
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State, gibbs_state
from detbal.units import thermal_energy


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
    if jumps < 1:
        raise InputError(explain(f"jumps = {jumps}", fix="give at least one"))
    V = untilted(np.stack([_random_hermitian(rng, levels) for _ in range(jumps)]), sigma.log_p)
    total = H + sigma.outside(correction(V, sigma.log_p))
    return Lindbladian((total + total.conj().T) / 2.0, [sigma.outside(v) for v in V]), H


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

    Examples
    --------
    >>> random_gns(3)[0]
    <Lindbladian: 3 levels, 8 jumps>
    """
    rng, H, sigma = _random_system(levels, kT, seed, rotated)
    common = rng.uniform(0.2, 1.0, (levels, levels))
    common = np.sqrt((common + common.T) / levels)
    amplitude = common * np.exp((sigma.log_p[:, None] - sigma.log_p[None, :]) / 4.0)
    V = []
    for i, j in zip(*np.nonzero(~np.eye(levels, dtype=bool)), strict=True):
        V.append(np.zeros((levels, levels), dtype=np.complex128))
        V[-1][i, j] = amplitude[i, j]
    V += [np.diag(rng.normal(size=levels)).astype(np.complex128) for _ in range(2)]
    return Lindbladian(H, [sigma.outside(v) for v in V]), H


def driven_qubit(
    detuning: float, drive: float, decay: float = 1.0, *, thermal: float = 0.0, dephasing: float = 0.0
) -> Lindbladian:
    """Return a driven qubit that decays: no detailed balance, and at zero temperature a hidden time reversal.

    H = (Δ σ_z + Ω σ_x)/2 in the rotating frame; the first basis state is the excited one.

    Parameters
    ----------
    detuning, drive : float
        Δ and Ω.
    decay : float
        Rate κ of spontaneous emission.
    thermal : float
        Mean number n of photons: emission κ (n + 1), absorption κ n. Above zero it breaks the hidden symmetry.
    dephasing : float
        Rate γ of a jump √γ σ_z, which breaks it too.

    Notes
    -----
    D. Roberts, A. Lingenfelter, A. A. Clerk, PRX Quantum 2, 020336 (2021).

    Examples
    --------
    >>> driven_qubit(0.3, 0.7)
    <Lindbladian: 2 levels, 1 jump>
    """
    _no_negatives(decay=decay, thermal=thermal, dephasing=dephasing)
    lower = np.array([[0.0, 0.0], [1.0, 0.0]])
    z = np.diag([1.0, -1.0])
    rates = [(decay * (thermal + 1.0), lower), (decay * thermal, lower.T), (dephasing, z)]
    H = 0.5 * (detuning * z + drive * (lower + lower.T))
    return Lindbladian(H, [np.sqrt(rate) * V for k, (rate, V) in enumerate(rates) if rate > 0 or k == 0])


def kerr_cavity(
    levels: int, kerr: float, detuning: float, drive: float, loss: float = 1.0, *, thermal: float = 0.0
) -> Lindbladian:
    """Return a driven cavity with a Kerr nonlinearity: H = K a†a†aa + Δ a†a + F (a + a†).

    No detailed balance; a hidden time reversal at zero temperature (up to the cut-off).

    Parameters
    ----------
    levels : int
        Cut-off: photon numbers 0 to levels - 1.
    kerr, detuning, drive : float
        K, Δ, F, in the rotating frame.
    loss, thermal : float
        Rate κ of photon loss and mean number n of the bath: jumps √(κ (n + 1)) a and √(κ n) a†.

    Notes
    -----
    P. D. Drummond, D. F. Walls, J. Phys. A 13, 725 (1980); D. Roberts, A. Lingenfelter, A. A. Clerk, PRX Quantum 2,
    020336 (2021).

    Examples
    --------
    >>> kerr_cavity(8, 0.5, 0.2, 0.4)
    <Lindbladian: 8 levels, 1 jump>
    """
    if levels < 2:
        raise InputError(explain(f"levels = {levels}", fix="give at least two"))
    _no_negatives(loss=loss, thermal=thermal)
    a = np.diag(np.sqrt(np.arange(1.0, levels)), 1)
    number = np.arange(float(levels))
    H = np.diag(kerr * number * (number - 1.0) + detuning * number) + drive * (a + a.T)
    jumps = [np.sqrt(loss * (thermal + 1.0)) * a]
    return Lindbladian(H, [*jumps, np.sqrt(loss * thermal) * a.T] if thermal else jumps)


def _random_system(levels: int, kT: float, seed: int, rotated: bool) -> tuple[np.random.Generator, ComplexArray, State]:
    if levels < 1:
        raise InputError(explain(f"levels = {levels}", fix="give at least one"))
    rng = np.random.default_rng(seed)
    H = np.diag(np.sort(rng.normal(size=levels))).astype(np.complex128)
    if rotated:
        basis = np.linalg.qr(rng.normal(size=(levels, levels)) + 1j * rng.normal(size=(levels, levels)))[0]
        H = basis @ H @ basis.conj().T
        H = (H + H.conj().T) / 2.0
    return rng, H, gibbs_state(H, thermal_energy(kT=kT))


def _random_hermitian(rng: np.random.Generator, n: int) -> ComplexArray:
    X = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    return np.asarray((X + X.conj().T) / np.sqrt(8.0 * n))


def _no_negatives(**rates: float) -> None:
    for name, rate in rates.items():
        if not 0 <= rate < np.inf:
            raise InputError(explain(f"{name} = {rate}", fix="give a finite rate, zero or positive"))
