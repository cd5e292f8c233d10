"""What the orbitals hold in the stationary state of electrons that do not repel each other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.scattering.cascade import Cascade
from detbal.transport.scattering.energies import Energies
from detbal.transport.scattering.panels import integral
from detbal.transport.scattering.scatterer import Scatterer, scatterer_of

#: Part of an electron that the states of the leads may leave unexplained.
_MISSING = 1e-8


def scattering_density_matrix(dot: QuantumDot) -> NDArray[Any]:
    """Return the exact stationary ⟨d†_i d_j⟩, at any coupling, bias and temperatures.

    Parameters
    ----------
    dot : QuantumDot
        Without Coulomb repulsion and baths; each of its states is coupled to a lead.

    Returns
    -------
    (n, n) complex array
        Hermitian; the occupations of the orbitals on the diagonal.

    Raises
    ------
    InputError
        A state that no lead fills or empties, since it holds what it was prepared with: one that is coupled to no lead,
        or one bound outside of all bands; electrons that repel each other, a bath.

    Notes
    -----
    ∫dE/2π Σ_α f_α (G Γ_α G†)_ji, the lesser Green function at equal times. Cost: some 20,000 energies, n² c each.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> dot = QuantumDot(0.0, {"L": Lead(kT=0.1, mu=1.0, gamma=0.5), "R": Lead(kT=0.1, mu=-1.0, gamma=0.5)})
    >>> scattering_density_matrix(dot).real.round(12)  # half full, by symmetry
    array([[0.5]])
    """
    inner = scatterer_of(dot)
    _require_coupled(dot, inner)

    def density(at: Energies) -> NDArray[Any]:
        waves = inner.dot.inside(at)
        full = np.exp(inner.log_filling(at)[0])[:, inner.lead]
        kept = (waves * full[:, None, :]) @ np.swapaxes(waves.conj(), 1, 2)
        return np.stack((kept.real, kept.imag), axis=1)

    real, imaginary = integral(density, inner.panels_of_all(), measure=np.max) / (2 * np.pi)
    found = (real + 1j * imaginary).T
    return np.asarray(found + found.conj().T) / 2


def _require_coupled(dot: QuantumDot, inner: Scatterer) -> None:
    if isinstance(inner.dot, Cascade):
        if inner.dot.dark.any():
            k = int(np.argmax(inner.dot.dark))
            _refuse(f"the state at {inner.dot.level[k]:g} is coupled to no lead")
        return

    def spectral(at: Energies) -> NDArray[Any]:
        return np.asarray((np.abs(inner.dot.inside(at)) ** 2).sum(axis=2))

    weight = integral(spectral, inner.panels_of_all(), measure=np.max) / (2 * np.pi)
    if weight.min() < 1 - _MISSING:
        k = int(np.argmin(weight))
        _refuse(f"orbital {k} has {1 - weight[k]:.2g} of its weight outside of all bands")


def _refuse(what: str) -> None:
    raise InputError(explain(what, why="it holds what it was prepared with", fix="couple it, or widen the bands"))
