"""Currents from a spectral function that is known, also of electrons that repel each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.transport.currents import Currents
from detbal.transport.lead import Lead
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.scattering.energies import Energies
from detbal.transport.scattering.filling import fermi_window, log_fillings, net_filling
from detbal.transport.scattering.panels import integral, panels

#: Relative difference up to which couplings are proportional.
_ROUND_OFF = 1e-12
#: Part of the largest entry of a spectral function that may be an error of it.
_SPECTRAL = 1e-8


def meir_wingreen(
    dot: QuantumDot, spectral: Callable[[Floats], NDArray[Any]], *, resonances: NDArray[np.complex128] | None = None
) -> Currents:
    """Return the currents between two leads that couple alike, up to a factor, from the spectral function of the dot.

    Parameters
    ----------
    dot : QuantumDot
        With two leads, Γ_L = λ Γ_R, of one band or none; of its orbitals only the couplings are used. No baths.
    spectral : callable
        A(E) = i(G - G†) in the stationary state at this bias, an energy to the power -1: ∫A_ii dE/2π = 1. Called with
        (m,) energies; returns (m, n, n), or (m,) for one orbital.
    resonances : (k,) complex array, optional
        Where A has narrow peaks: E - i × half width at half maximum.

    Returns
    -------
    Currents
        Per unit time (energy/ħ), positive from a lead into the dot.

    Raises
    ------
    InputError
        Couplings that are not proportional, another number of leads, two bands, a bath; a spectral function that is
        none, or whose values have another shape, or are not finite, Hermitian and positive.

    Notes
    -----
    ∫dE/2π (f_L - f_R) λ/(1 + λ) Tr[Γ_R A]. Y. Meir, N. S. Wingreen, Phys. Rev. Lett. 68, 2512 (1992).

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
    >>> level = lambda E: 1.2 / ((E - 0.3) ** 2 + 0.6**2)  # electrons that do not repel each other
    >>> found = meir_wingreen(QuantumDot(0.3, sides), level, resonances=np.array([0.3 - 0.6j]))
    >>> from detbal.transport.scattering.currents import scattering_currents
    >>> bool(np.allclose(found.particles, scattering_currents(QuantumDot(0.3, sides)).particles, rtol=1e-12))
    True
    """
    needs(dot, "dot", QuantumDot)
    given: Any = spectral
    if not callable(given):
        what = f"spectral is of type {type(given).__name__}"
        raise InputError(explain(what, fix="give a function of energies, A(E) = i(G - G†)"))
    coupling, (low, high) = _shared(dot)
    leads = list(dot.leads.values())
    mu, kT = (np.array([getattr(lead, name) for lead in leads]) for name in ("mu", "kT"))

    def density(at: Energies) -> Floats:
        matrices = _spectral(spectral, at.values, len(coupling))
        each = np.einsum("ij,mji->m", coupling, matrices).real
        flow = each * net_filling(*log_fillings(at, mu, kT))[:, 0, 1]
        return np.stack((flow, flow * (at.values - mu[0]), flow * (mu[1] - at.values)), axis=1)

    lower, upper = fermi_window(mu, kT)
    lower = max(lower, low)
    upper = max(lower, min(upper, high))
    poles = np.zeros(0, dtype=np.complex128) if resonances is None else np.asarray(resonances, dtype=np.complex128)
    ends = np.array([end for end in (low, high) if np.isfinite(end)])
    flow, *heat = integral(density, panels(lower, upper, poles, mu, kT, ends)) / (2 * np.pi)
    particles = np.array([flow, -flow])
    return Currents(particles, heat + mu * particles, np.array(heat), -np.array(heat) / kT)


def _spectral(function: Callable[[Floats], NDArray[Any]], energy: Floats, orbitals: int) -> NDArray[Any]:
    """Return A(E), (m, n, n): finite, Hermitian and not negative."""
    values = np.asarray(function(energy))
    found = values[:, None, None] if values.ndim == 1 else values
    wanted = (len(energy), orbitals, orbitals)
    if found.shape != wanted or found.dtype.kind not in "iufc":
        what = f"spectral gave shape {values.shape} for {len(energy)} energies"
        raise InputError(explain(what, fix=f"return numbers of shape {wanted}"))
    size = np.abs(found).max(axis=(1, 2))
    finite = np.isfinite(size)
    odd = ~finite | (np.abs(found - np.swapaxes(found.conj(), 1, 2)).max(axis=(1, 2)) > _SPECTRAL * size)
    odd[~odd] = np.linalg.eigvalsh(found[~odd])[:, 0] < -_SPECTRAL * size[~odd]
    if odd.any():
        k = int(np.argmax(odd))
        why = "A = i(G - G†) is finite, Hermitian and not negative"
        raise InputError(explain(f"spectral({energy[k]:g}) = {found[k].tolist()}", why=why, fix="mend the function"))
    return found


def _shared(dot: QuantumDot) -> tuple[NDArray[Any], tuple[float, float]]:
    """Return Γ_L Γ_R/(Γ_L + Γ_R), and the band of both."""
    if len(dot.leads) != 2:
        raise InputError(explain(f"{len(dot.leads)} leads", fix="give a dot with two"))
    if dot.baths:
        what = f"the dot is coupled to the bath {next(iter(dot.baths))!r}"
        raise InputError(explain(what, why="electrons leave energy there", fix="give a dot without baths"))
    left, right = dot.leads.values()
    if left.band != right.band:
        raise InputError(explain(f"bands {left.band} and {right.band}", fix="give both leads one band, or none"))
    a, b = (_rates(lead, len(dot.levels)) for lead in (left, right))
    sizes = float(np.trace(a).real), float(np.trace(b).real)
    if np.abs(a * sizes[1] - b * sizes[0]).max() > _ROUND_OFF * sizes[0] * sizes[1]:
        why = "the formula holds for proportionate coupling"
        raise InputError(explain("Γ of one lead is no multiple of the other's", why=why, fix="give Γ_L = λ Γ_R"))
    return a * (sizes[1] / (sum(sizes) or 1.0)), left.band


def _rates(lead: Lead, orbitals: int) -> NDArray[Any]:
    channels = lead.channels(orbitals)
    return np.asarray(channels.conj().T @ channels)
