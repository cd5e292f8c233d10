"""Driven systems with a hidden time reversal; ħ = 1."""

from __future__ import annotations

import numpy as np

from detbal.generators.lindbladian import Lindbladian
from detbal.generators.whole_numbers import whole_number
from detbal.reals import within

#: Most levels of a cavity, whose operators are dense.
MOST_LEVELS = 4096


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

    Raises
    ------
    InputError
        Anything but real, finite numbers; a negative rate.

    Notes
    -----
    D. Roberts, A. Lingenfelter, A. A. Clerk, PRX Quantum 2, 020336 (2021).

    Examples
    --------
    >>> driven_qubit(0.3, 0.7)
    <Lindbladian: 2 levels, 1 jump>
    """
    detuning, drive = (within(x, name, -np.inf, np.inf) for name, x in (("detuning", detuning), ("drive", drive)))
    decay, thermal = _rate(decay, "decay"), _rate(thermal, "thermal")
    dephasing = _rate(dephasing, "dephasing")
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

    Raises
    ------
    InputError
        Less than two levels; anything but real, finite numbers; a negative rate.

    Notes
    -----
    P. D. Drummond, D. F. Walls, J. Phys. A 13, 725 (1980); D. Roberts, A. Lingenfelter, A. A. Clerk, PRX Quantum 2,
    020336 (2021).

    Examples
    --------
    >>> kerr_cavity(8, 0.5, 0.2, 0.4)
    <Lindbladian: 8 levels, 1 jump>
    """
    levels = whole_number(levels, "levels", least=2, most=MOST_LEVELS)
    given = (("kerr", kerr), ("detuning", detuning), ("drive", drive))
    kerr, detuning, drive = (within(x, name, -np.inf, np.inf) for name, x in given)
    loss, thermal = _rate(loss, "loss"), _rate(thermal, "thermal")
    a = np.diag(np.sqrt(np.arange(1.0, levels)), 1)
    number = np.arange(float(levels))
    H = np.diag(kerr * number * (number - 1.0) + detuning * number) + drive * (a + a.T)
    jumps = [np.sqrt(loss * (thermal + 1.0)) * a]
    return Lindbladian(H, [*jumps, np.sqrt(loss * thermal) * a.T] if thermal else jumps)


def _rate(value: float, name: str) -> float:
    return within(value, name, 0.0, np.inf, fix="give a finite rate, zero or positive")
