"""From Wien's photons to Planck's: what stimulated emission adds to rates of photodisintegration and ionisation.

Reverse rates by the usual formula, λ = K(T) ⟨σv⟩, are those of Wien's photons. In black-body radiation both directions
are faster by the mean of 1 + 1/(e^x - 1) at x = (Q + E)/kT, over the energies E at which capture happens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.radiative.photon_statistics import PhotonStatistics
from detbal.reactions.temperatures import kelvins
from detbal.reals import real_array
from detbal.units import ENERGY_UNITS, k_B, to_floats

_MEV = ENERGY_UNITS["MeV"]
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)
# ln(E/kT) from 1e-10 to 1e4, in steps over which nothing that is smooth in ln E changes much
_EDGES = np.linspace(np.log(1e-10), np.log(1e4), 301)


def planck_correction(T: Any, Q: Any, capture: Callable[[FloatArray], Any]) -> FloatArray:
    """Return the rate with Planck's photons over that with Wien's, (nT,): 1 where kT is far below Q.

    The factor is the same for A + B → C + γ (stimulated emission) and for C + γ → A + B (photons in black-body
    radiation): the two stay in balance.

    Parameters
    ----------
    T
        As in `detbal.reactions.temperatures.kelvins`.
    Q
        Energy set free by the capture: a number in MeV, text (``"13.6 eV"``) or a quantity; positive.
    capture
        Cross-section of the capture over the energy in the centre of mass (MeV, array → array), in any unit: only its
        shape counts.

    Raises
    ------
    InputError
        Q that is not positive, or a cross-section that is negative or vanishes everywhere.

    Examples
    --------
    Neutrons captured by 1/v, n + p → d + γ:

    >>> planck_correction("5 GK, 10 GK", 2.2246, inverse_velocity).round(4)
    array([1.002 , 1.0279])
    """
    threshold = float(to_floats(Q, _MEV, name="Q")[0])
    if not threshold > 0:
        raise InputError(explain(f"Q = {threshold:g} MeV", fix="give the energy set free by the capture, positive"))
    half = 0.5 * np.diff(_EDGES)[:, None]
    u = np.exp(_EDGES[:-1, None] + half + half * _NODES)
    found = [
        _mean_stimulated(u, half * _WEIGHTS, k_B * value / _MEV.joules, threshold, capture)
        for value in kelvins(T).tolist()
    ]
    return np.array(found)


def inverse_velocity(energy: FloatArray) -> FloatArray:
    """Return the shape of a cross-section of slow neutrons, 1/v.

    Examples
    --------
    >>> inverse_velocity(np.array([4.0]))
    array([0.5])
    """
    return np.asarray(1.0 / np.sqrt(energy))


def _mean_stimulated(
    u: FloatArray, width: FloatArray, kT: float, Q: float, capture: Callable[[FloatArray], Any]
) -> float:
    """Average 1/(1 - e^-x) over E σ(E) e^{-E/kT}."""
    sigma = np.broadcast_to(real_array(capture(u.ravel() * kT), "the cross-section"), u.size).reshape(u.shape)
    if not ((sigma >= 0) & np.isfinite(sigma)).all() or not sigma.any():
        what = "the cross-section of the capture is negative, not finite, or zero everywhere"
        raise InputError(explain(what, fix="return finite numbers of zero or more, some of them positive"))
    # weights in logs: a Gamow factor underflows long before the product does
    with np.errstate(divide="ignore"):
        log_share = np.log(sigma) - u + 2.0 * np.log(u)
    share = np.exp(log_share - log_share.max()) * width
    excess = np.exp(PhotonStatistics.PLANCK.log_occupation(Q / kT + u))
    return float(1.0 + np.sum(share * excess) / np.sum(share))
