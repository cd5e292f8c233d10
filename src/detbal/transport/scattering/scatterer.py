"""A dot of electrons that do not repel each other, as what leads see of it: channels in, channels out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.scattering.cascade import Cascade
from detbal.transport.scattering.energies import Energies
from detbal.transport.scattering.filling import fermi_window, log_fillings
from detbal.transport.scattering.flat_band import FlatBand
from detbal.transport.scattering.panels import Panels, panels

#: Relative error of each term of an amplitude.
_ROUND_OFF = 8 * float(np.finfo(np.float64).eps)
#: How many ranges of all that happens the tails of resonances are followed.
_DEEP = 1e18


@dataclass(frozen=True, slots=True, eq=False)
class Scatterer:
    """Channels of r leads, and the amplitudes between them.

    Attributes
    ----------
    dot : Cascade or FlatBand
    lead : (c,) integer array
        Which lead each channel belongs to.
    mu, kT : (r,) float arrays
    low, high : (r,) float arrays
        Bands.
    """

    dot: Cascade | FlatBand
    lead: NDArray[np.int64]
    mu: Floats
    kT: Floats
    low: Floats
    high: Floats

    @property
    def owned(self) -> NDArray[np.bool_]:
        """Whether a lead owns a channel, (r, c)."""
        return np.asarray(np.arange(len(self.mu))[:, None] == self.lead)

    def probabilities(self, at: Energies) -> Floats:
        """Return Tr[Γ_α G Γ_β G†] at m energies, (m, r, r), for α ≠ β; 0 for α = β."""
        square = np.abs(self.dot.amplitudes(at)) ** 2
        owned = self.owned.astype(np.float64)
        found = owned @ square @ owned.T
        found[:, np.arange(len(self.mu)), np.arange(len(self.mu))] = 0.0
        return np.asarray(found)

    def doubts(self, at: Energies) -> Floats:
        """Return what round-off may change `probabilities` by, (m, r, r), where amplitudes cancel."""
        off = _ROUND_OFF * self.dot.sizes(at)
        owned = self.owned.astype(np.float64)
        return np.asarray(owned @ (off * (2 * np.abs(self.dot.amplitudes(at)) + off)) @ owned.T)

    def log_filling(self, at: Energies) -> tuple[Floats, Floats]:
        """Return ln f and ln(1 - f) of each lead, (m, r)."""
        return log_fillings(at, self.mu, self.kT)

    def panels(self) -> Panels:
        """Return panels over all energies at which a Fermi function is neither 0 nor 1."""
        return self._between(*fermi_window(self.mu, self.kT))

    def panels_of_all(self) -> Panels:
        """Return panels over all energies: as far as the bands go, or until a Lorentzian leaves no more than 1e-18."""
        ends = np.concatenate((fermi_window(self.mu, self.kT), self.dot.poles.real))
        far = _DEEP * float(np.ptp(ends) + np.abs(self.dot.poles.imag).max(initial=0.0))
        return self._between(float(ends.min()) - far, float(ends.max()) + far)

    def _between(self, lower: float, upper: float) -> Panels:
        lower = max(lower, float(self.low.min()))
        upper = max(lower, min(upper, float(self.high.max())))
        return panels(lower, upper, self.dot.poles, self.mu, self.kT, self.dot.edges)


def scatterer_of(dot: QuantumDot) -> Scatterer:
    """Return what leads see of a dot.

    Raises
    ------
    InputError
        Electrons that repel each other, a bosonic bath, a band with one end.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> dot = QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=0.5), "R": Lead(kT=1.0, gamma=0.7)})
    >>> scatterer_of(dot).lead.tolist()
    [0, 1]
    """
    needs(dot, "dot", QuantumDot)
    if any(dot.coulomb.values()):
        _refuse("the dot has Coulomb repulsion", "scattering theory is for electrons that do not repel each other")
    if dot.baths:
        what = f"the dot is coupled to the bath {next(iter(dot.baths))!r}"
        _refuse(what, "scattering theory is for electrons that lose no energy within the dot")
    leads = list(dot.leads.values())
    each = [lead.channels(len(dot.levels)) for lead in leads]
    owner = np.repeat(np.arange(len(leads)), [len(one) for one in each])
    channels = np.concatenate(each)
    low, high = np.array([lead.band for lead in leads]).T
    wide = bool(np.isinf(low).all() and np.isinf(high).all())
    inner = Cascade.of(dot.levels, channels) if wide else FlatBand.of(dot.levels, channels, low[owner], high[owner])
    mu, kT = (np.array([getattr(lead, name) for lead in leads]) for name in ("mu", "kT"))
    return Scatterer(inner, owner, mu, kT, low, high)


def _refuse(what: str, why: str) -> None:
    fix = "take Method.LINDBLAD or Method.PAULI, for Γ below kT"
    raise InputError(explain(what, why=why, fix=fix))
