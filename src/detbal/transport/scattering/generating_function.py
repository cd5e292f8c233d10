"""Full counting statistics of electrons that do not repel each other."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.reals import real_array
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.scattering.energies import Energies
from detbal.transport.scattering.panels import integral
from detbal.transport.scattering.scatterer import scatterer_of

#: Exponent up to which exponentials are not taken in logs.
_PLAIN = 300.0


def generating_function(dot: QuantumDot, lead: str, chi: Any) -> Floats:
    """Return λ(χ) = lim ln⟨e^{χN}⟩/t of the N electrons that one of two leads has sent into the dot.

    Parameters
    ----------
    dot : QuantumDot
        With two leads, without Coulomb repulsion and baths. Its orbitals are spin orbitals: nothing is doubled for
        spin.
    lead : str
        Whose electrons are counted.
    chi : (…,)
        Counting variable, real.

    Returns
    -------
    (…,) float array
        Per unit time (energy/ħ). λ(χ) = λ(-χ - A) at one temperature, A = Δμ/kT.

    Raises
    ------
    InputError
        Another number of leads, a lead that there is not, χ that is no number; electrons that repel each other, a bath.

    Notes
    -----
    ∫dE/2π Σ_n ln[1 + τ_n (f(1 - f')(e^χ - 1) + f'(1 - f)(e^-χ - 1))] over the eigenvalues τ_n of t†t.
    L. S. Levitov, G. B. Lesovik, JETP Lett. 58, 230 (1993). Cost: some 20,000 energies.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
    >>> found = generating_function(QuantumDot(0.3, sides), "L", [0.3, -0.7])  # A = 0.4
    >>> bool(abs(found[0] - found[1]) < 1e-14)
    True
    """
    inner = scatterer_of(dot)
    names = list(dot.leads)
    if len(names) != 2:
        what = f"{len(names)} leads"
        raise InputError(explain(what, fix="count between two; scattering_noise(dot) takes any number of leads"))
    if lead not in names:
        raise InputError(explain(f"no lead {lead!r}", fix=f"give one of {', '.join(names)}"))
    given = real_array(chi, "chi")
    if not np.isfinite(given).all():
        what = f"chi holds {given[~np.isfinite(given)].ravel()[0]}"
        raise InputError(explain(what, fix="give finite numbers"))
    counted = names.index(lead)
    here, there = (np.flatnonzero(inner.lead == k) for k in (counted, 1 - counted))
    fields = given.ravel()

    def density(at: Energies) -> Floats:
        amplitude = inner.dot.amplitudes(at)[:, here]
        passed = np.linalg.svd(amplitude[:, :, there], compute_uv=False) ** 2
        reflected = np.linalg.svd(np.eye(len(here)) - 1j * amplitude[:, :, here], compute_uv=False)[:, ::-1] ** 2
        full, empty = inner.log_filling(at)
        ahead = full[:, counted] + empty[:, 1 - counted]
        back = full[:, 1 - counted] + empty[:, counted]
        blocked = np.exp(full.sum(axis=1)) + np.exp(empty.sum(axis=1))
        stays = reflected[:, : passed.shape[1]] + passed * blocked[:, None]
        goes, remains = (np.asarray(one)[:, :, None] for one in (passed, stays))
        each = _log_mean(goes, remains, ahead[:, None, None], back[:, None, None], fields)
        traffic = passed.sum(axis=1) * (np.exp(ahead) + np.exp(back))
        return np.asarray(np.column_stack((each.sum(axis=1), traffic)))

    def by_traffic(sizes: Floats) -> Floats:  # λ(0) and λ(-A) are 0
        return np.asarray(np.maximum(sizes, sizes[-1]))

    total = integral(density, inner.panels(), measure=by_traffic)[:-1] / (2 * np.pi)
    return np.asarray(total.reshape(given.shape))


def _log_mean(passed: Floats, stays: Floats, log_ahead: Floats, log_back: Floats, chi: Floats) -> Floats:
    """Return ln of the mean of e^{χ}: an electron goes ahead, goes back, or stays.

    As ln(1 + …), in which a small mean keeps its digits, unless the mean is far below 1 or the exponential too large.
    """
    change = passed * (_gain(log_ahead, chi) + _gain(log_back, -chi))
    plain = (np.maximum(log_ahead + chi, log_back - chi) <= _PLAIN) & (change > -0.5)
    near_one = np.log1p(np.where(plain, change, 0.0))
    with np.errstate(divide="ignore"):
        log_passed, log_stays = np.log(passed), np.log(stays)
    moved = log_passed + np.logaddexp(log_ahead + chi, log_back - chi)
    return np.where(plain, near_one, np.logaddexp(log_stays, moved))


def _gain(log_rate: Floats, chi: Floats) -> Floats:
    """Return rate × (e^χ - 1), up to e^300."""
    small = np.exp(log_rate) * np.expm1(np.minimum(chi, 1.0))
    return np.where(chi < 1.0, small, np.exp(np.minimum(log_rate + chi, _PLAIN)) - np.exp(log_rate))
