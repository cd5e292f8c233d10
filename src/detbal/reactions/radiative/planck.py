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
# either side of a resonance, ever closer, so that none that floats can resolve is stepped over
_NEAR = np.log1p(np.concatenate([-np.geomspace(1e-12, 0.1, 23), [0.0], np.geomspace(1e-12, 0.1, 23)]))
#: A panel is halved until this changes it by less, relative to the whole integral.
SETTLED = 1e-10
#: Panels in all, and the width of one in ln E, beyond which a cross-section is too rough to be integrated.
MOST_PANELS, LEAST_WIDTH = 20_000, 1e-14


def planck_correction(T: Any, Q: Any, capture: Callable[[FloatArray], Any], *, resonances: Any = None) -> FloatArray:
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
    resonances : optional
        Energies at which the cross-section has narrow resonances (MeV, texts or quantities): the integral is taken in
        small steps around them. Without, resonances are found by their tails; one that rises between two of 2,400
        energies and has none is not.

    Raises
    ------
    InputError
        Q or a resonance that is not positive, a cross-section that is negative or vanishes everywhere, or one that is
        too rough for the integral to settle.

    Notes
    -----
    Gauss's rule in panels of ln E, each halved until that changes nothing any more.

    Examples
    --------
    Neutrons captured by 1/v, n + p → d + γ:

    >>> planck_correction("5 GK, 10 GK", 2.2246, inverse_velocity).round(4)
    array([1.002 , 1.0279])
    """
    threshold = float(to_floats(Q, _MEV, name="Q")[0])
    if not threshold > 0:
        raise InputError(explain(f"Q = {threshold:g} MeV", fix="give the energy set free by the capture, positive"))
    peaks = np.zeros(0) if resonances is None else np.atleast_1d(to_floats(resonances, _MEV, name="resonances")[0])
    if not (peaks > 0).all():
        k = int(np.argmax(~(peaks > 0)))
        raise InputError(explain(f"resonances[{k}] = {peaks[k]:g} MeV", fix="give energies above zero"))
    return np.array(
        [
            _mean_stimulated(k_B * value / _MEV.joules, threshold, capture, np.log(peaks))
            for value in kelvins(T).tolist()
        ]
    )


def inverse_velocity(energy: FloatArray) -> FloatArray:
    """Return the shape of a cross-section of slow neutrons, 1/v.

    Examples
    --------
    >>> inverse_velocity(np.array([4.0]))
    array([0.5])
    """
    return np.asarray(1.0 / np.sqrt(energy))


def _mean_stimulated(kT: float, Q: float, capture: Callable[[FloatArray], Any], log_peaks: FloatArray) -> float:
    """Average 1/(1 - e^-x) over E σ(E) e^{-E/kT}: 1, and the ratio of two integrals over panels of ln(E/kT)."""
    near = (log_peaks[:, None] - np.log(kT) + _NEAR).ravel()
    edges = np.union1d(_EDGES, near[(near > _EDGES[0]) & (near < _EDGES[-1])])
    left, right = edges[:-1], edges[1:]
    logs = _log_integrals(left, right, kT, Q, capture)
    settled: list[FloatArray] = []
    count = len(left)
    while len(left):
        middle = 0.5 * (left + right)
        parts = (_log_integrals(left, middle, kT, Q, capture), _log_integrals(middle, right, kT, Q, capture))
        halved = np.logaddexp(*parts)
        whole = np.logaddexp.reduce(np.hstack([*settled, halved]), axis=1)
        if not np.isfinite(whole).all():
            raise InputError(explain("the cross-section of the capture is zero everywhere", fix="give one that is not"))
        rough = (np.abs(np.exp(halved - whole[:, None]) - np.exp(logs - whole[:, None])) > SETTLED).any(axis=0)
        settled.append(halved[:, ~rough])
        logs = np.hstack([part[:, rough] for part in parts])
        left, right = np.append(left[rough], middle[rough]), np.append(middle[rough], right[rough])
        count += len(left)
        if count > MOST_PANELS or (len(left) and (right - left).min() < LEAST_WIDTH):
            energy = kT * np.exp(left[int(np.argmin(right - left))])
            what = f"the integral over the cross-section does not settle around E = {energy:.9g} MeV"
            raise InputError(explain(what, fix="give one that is smoother, or name its resonances="))
    return float(1.0 + np.exp(whole[1] - whole[0]))


def _log_integrals(
    left: FloatArray, right: FloatArray, kT: float, Q: float, capture: Callable[[FloatArray], Any]
) -> FloatArray:
    """Return ln of the integrals of E σ e^{-E/kT}, and of that times the photons per mode, over each panel; (2, n)."""
    half = 0.5 * (right - left)[:, None]
    u = np.exp(left[:, None] + half + half * _NODES)
    sigma = real_array(capture(u.ravel() * kT), "the cross-section")
    if sigma.shape not in ((), (u.size,)):
        what = f"the cross-section has shape {sigma.shape} for {u.size} energies"
        raise InputError(explain(what, fix="return one number for each"))
    sigma = np.broadcast_to(sigma, u.size).reshape(u.shape)
    if not ((sigma >= 0) & np.isfinite(sigma)).all():
        what = "the cross-section of the capture is negative or not finite"
        raise InputError(explain(what, fix="return finite numbers of zero or more"))
    # weights in logs: a Gamow factor underflows long before the product does
    with np.errstate(divide="ignore"):
        wien = np.log(sigma) - u + 2.0 * np.log(u) + np.log(half * _WEIGHTS)
    planck = wien + PhotonStatistics.PLANCK.log_occupation(Q / kT + u)
    return np.stack([np.logaddexp.reduce(wien, axis=1), np.logaddexp.reduce(planck, axis=1)])
