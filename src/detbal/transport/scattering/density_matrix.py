"""What the orbitals hold in the stationary state of electrons that do not repel each other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.transport.occupation import Floats
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
        Without Coulomb repulsion and baths; each of its states is coupled to a lead. Orbitals are spin orbitals: each
        holds one electron at most.

    Returns
    -------
    (n, n) complex array
        Hermitian; the occupations of the orbitals on the diagonal.

    Raises
    ------
    InputError
        A state that no lead fills or empties, since it holds what it was prepared with: one that is coupled to no lead,
        or one bound outside of all bands (a flat band of finite width binds a little weight); electrons that repel each
        other, a bath.

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
    unfilled = _unfilled(inner)
    if unfilled.max() > _MISSING:
        k = int(np.argmax(unfilled))
        what = f"orbital {k} has {unfilled[k]:.2g} of its weight in states that no lead fills"
        why = "they hold what they were prepared with"
        raise InputError(explain(what, why=why, fix="couple them, widen the bands, or take orbital_occupations"))
    return _density_matrix(inner)


def orbital_occupations(dot: QuantumDot) -> tuple[Floats, Floats]:
    """Return the exact stationary occupations of the orbitals, and what part of them no lead decides.

    Parameters
    ----------
    dot : QuantumDot
        Without Coulomb repulsion and baths.

    Returns
    -------
    occupations : (n,) float array
        Between 0 and 1; nan where the second is above 1e-8.
    unfilled : (n,) float array
        Weight of each orbital in states that hold what they were prepared with: those that are coupled to no lead, or
        bound outside of all bands. A flat band always binds some: of a level in the middle of (-D, D), with D ≫ Γ,
        8πD/Γ e^(-2πD/Γ).

    Raises
    ------
    InputError
        Electrons that repel each other, a bath, a band with one end.

    Examples
    --------
    The second orbital is coupled to nothing:

    >>> from detbal.transport.lead import Lead
    >>> occupations, unfilled = orbital_occupations(QuantumDot([0.0, 0.7], {"L": Lead(kT=1.0, gamma=[0.5, 0.0])}))
    >>> occupations.round(12), unfilled.round(12)
    (array([0.5, nan]), array([0., 1.]))
    """
    inner = scatterer_of(dot)
    unfilled = _unfilled(inner)
    filled = np.clip(_density_matrix(inner).diagonal().real, 0.0, 1.0)
    return np.where(unfilled > _MISSING, np.nan, filled), unfilled


def _density_matrix(inner: Scatterer) -> NDArray[Any]:
    def density(at: Energies) -> NDArray[Any]:
        waves = inner.dot.inside(at)
        full = np.exp(inner.log_filling(at)[0])[:, inner.lead]
        kept = (waves * full[:, None, :]) @ np.swapaxes(waves.conj(), 1, 2)
        return np.stack((kept.real, kept.imag), axis=1)

    real, imaginary = integral(density, inner.panels_of_all(), measure=np.max) / (2 * np.pi)
    found = (real + 1j * imaginary).T
    return np.asarray(found + found.conj().T) / 2


def _unfilled(inner: Scatterer) -> Floats:
    """Return the weight of each orbital in states that no lead fills, (n,)."""
    if isinstance(inner.dot, Cascade):
        return np.asarray((np.abs(inner.dot.basis[:, inner.dot.dark]) ** 2).sum(axis=1))

    def spectral(at: Energies) -> NDArray[Any]:
        return np.asarray((np.abs(inner.dot.inside(at)) ** 2).sum(axis=2))

    weight = integral(spectral, inner.panels_of_all(), measure=np.max) / (2 * np.pi)
    return np.maximum(1 - weight, 0.0)
