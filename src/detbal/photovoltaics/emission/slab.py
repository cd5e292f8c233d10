"""A slab of absorbing material: what it absorbs, and by detailed balance what each of its volumes emits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.numerics.segments import gauss_points
from detbal.photovoltaics.curve import Curve, curve_of
from detbal.photovoltaics.emission.optics import Back, Optics, Texture
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, Floats, log_emission
from detbal.photovoltaics.temperature import kelvins
from detbal.reals import one_each, positive


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Slab(Curve):
    """An absorption coefficient over photon energy, 1/m, in a slab; build with `of`.

    Attributes
    ----------
    thickness : float
        m.
    optics : Optics
        Back, texture and refractive index, one for each energy.
    """

    __detbal_domain__ = "photovoltaics"
    thickness: float
    optics: Optics

    @classmethod
    def of(
        cls,
        energy: Any,
        alpha: Any,
        thickness: Any,
        *,
        back: Back,
        texture: Texture,
        refractive_index: Any,
        error: Any = None,
        floor: Any = None,
        rounding: Any = None,
    ) -> Slab:
        """Check and build.

        Parameters
        ----------
        energy : (n,)
            eV, in any order.
        alpha : (n,)
            Absorption coefficient, 1/m (100 times that in 1/cm), 0 or more.
        thickness
            m.
        back : Back
        texture : Texture
        refractive_index : (n,) or scalar
        error, floor, rounding : (n,) or scalar, optional
            Standard deviations, detection floor and rounding of alpha, as for any curve.

        Raises
        ------
        InputError
            A negative coefficient, a thickness that is not above 0; otherwise as for any curve.

        Examples
        --------
        >>> faces = {"back": Back.MIRROR, "texture": Texture.PLANAR, "refractive_index": 3.5}
        >>> Slab.of([1.4, 1.5], [0.0, 1e6], 1e-6, **faces).absorptance().value.round(4)
        array([0.    , 0.8647])
        """
        curve = curve_of(energy, alpha, error=error, floor=floor, rounding=rounding, name="alpha")
        if (curve.value < 0).any():
            k = int(np.argmin(curve.value))
            what = f"alpha = {curve.value[k]:g} 1/m at {curve.energy[k]:.6g} eV"
            raise InputError(explain(what, why="there the material has gain", fix="give numbers of 0 or more"))
        depth = positive(thickness, "thickness", fix="give one finite number above 0 (m)")
        index = one_each(refractive_index, len(curve), "refractive_index")
        optics = Optics.of(back, texture, index[np.argsort(np.asarray(energy, dtype=np.float64), kind="stable")])
        of = (curve.value, curve.error, curve.floor, curve.rounding)
        return cls(curve.energy, *of, depth, optics)

    def absorptance(self) -> QuantumEfficiency:
        """Return the part of incident light that is absorbed, with its error.

        Examples
        --------
        >>> faces = {"back": Back.MIRROR, "texture": Texture.LAMBERTIAN, "refractive_index": 3.5}
        >>> Slab.of([1.4, 1.5], [0.0, 1e6], 1e-6, **faces).absorptance().value
        array([0.  , 0.98])
        """
        depth = self.value * self.thickness
        found, slope = self.optics.absorptance(depth), self.optics.slope(depth) * self.thickness
        error, floor, rounding = (slope * each for each in (self.error, self.floor, self.rounding))
        return QuantumEfficiency.of(self.energy, found, error=error, floor=floor, rounding=rounding)


def emission_per_volume(slab: Slab, T: Any, mu: float = 0.0) -> Floats:
    """Return the photons emitted inside of the material, per m³, second and eV, in all directions, (n,).

    r(E) = α(E) 8π n² E² / (h³c² (e^{(E-μ)/kT} - 1)): W. van Roosbroeck and W. Shockley, Phys. Rev. 94, 1558 (1954);
    the index is taken to be without dispersion over some kT.

    Parameters
    ----------
    slab
    T
        As for `kelvins`.
    mu
        Splitting of the quasi-Fermi levels, eV.

    Raises
    ------
    InputError
        A temperature that is none, or μ at or above one of the energies.

    Examples
    --------
    A thin slab with random faces and a mirror emits all its photons through the front, into the hemisphere:

    >>> faces = {"back": Back.MIRROR, "texture": Texture.LAMBERTIAN, "refractive_index": 3.5}
    >>> thin = Slab.of([1.4, 1.5], [1.0, 2.0], 1e-9, **faces)
    >>> outside = thin.absorptance().value * np.exp(log_emission(thin.energy, BOLTZMANN * 300))
    >>> bool(np.allclose(emission_per_volume(thin, 300) * thin.thickness, outside, rtol=1e-6))
    True
    """
    needs(slab, "slab", Slab)
    inside = 4 * slab.optics.refractive_index**2
    return np.asarray(inside * slab.value * np.exp(log_emission(slab.energy, BOLTZMANN * kelvins(T), mu)))


def log_radiative_rate(slab: Slab, T: Any, mu: float = 0.0) -> float:
    """Return ln of the photons emitted per m³ and second: `emission_per_volume` integrated over the table.

    At μ = 0 it is ln(B n_i²), with the radiative coefficient B. α and n² are linear between the points of the table.

    Parameters, errors
        As in `emission_per_volume`.

    Notes
    -----
    Cost: a Gauss rule in every segment between points, and in every kT.

    Examples
    --------
    >>> faces = {"back": Back.MIRROR, "texture": Texture.PLANAR, "refractive_index": 3.5}
    >>> slab = Slab.of([1.42, 1.43, 2.0], [0.0, 8e5, 3e6], 1e-6, **faces)
    >>> shifted = log_radiative_rate(slab, 300, mu=1.0) - log_radiative_rate(slab, 300)
    >>> round(shifted * BOLTZMANN * 300, 6)  # Boltzmann: e^(μ/kT)
    1.0
    """
    needs(slab, "slab", Slab)
    kT = BOLTZMANN * kelvins(T)
    steps = np.arange(slab.energy[0], slab.energy[-1], kT)
    at, weight = gauss_points(np.union1d(slab.energy, steps), order=8)
    strength = 4 * np.interp(at, slab.energy, slab.optics.refractive_index**2) * slab.at(at)
    with np.errstate(divide="ignore"):  # where nothing is absorbed, nothing is emitted
        logs = log_emission(at, kT, mu) + np.log(strength * weight)
    return float(np.logaddexp.reduce(logs))
