"""All constructions of one model, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from detbal.generators.constructions.chen_kastoryano_gilyen import chen_kastoryano_gilyen
from detbal.generators.constructions.coarse_grained import coarse_grained
from detbal.generators.constructions.ding_li_lin import ding_li_lin
from detbal.generators.constructions.filters import Filter
from detbal.generators.constructions.metropolis_channel import metropolis_channel
from detbal.generators.constructions.redfield import redfield
from detbal.generators.constructions.universal_lindblad import universal_lindblad
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.weak_coupling.davies import davies
from detbal.generators.weak_coupling.model import WeakCoupling
from detbal.reals import positive, within


class Construction(Enum):
    """What is made of a model; the value is the name of its row in a comparison.

    Examples
    --------
    >>> Construction.COARSE_GRAINED.value
    'coarse-grained'
    """

    DAVIES = "Davies"
    DAVIES_SHIFTED = "Davies, Lamb shift"
    REDFIELD = "Redfield"
    REDFIELD_SHIFTED = "Redfield, Lamb shift"
    REDFIELD_SECULAR = "Redfield, partial secular"
    UNIVERSAL = "universal Lindblad"
    UNIVERSAL_SHIFTED = "universal Lindblad, Lamb shift"
    UNIVERSAL_CORRECTED = "universal Lindblad, coherent correction"
    COARSE_GRAINED = "coarse-grained"
    DLL_GAUSSIAN = "Ding-Li-Lin, Gaussian"
    DLL_METROPOLIS = "Ding-Li-Lin, Metropolis"
    CKG_GAUSSIAN = "Chen-Kastoryano-Gilyén, Gaussian"
    CKG_METROPOLIS = "Chen-Kastoryano-Gilyén, Metropolis"
    CKG_INCOHERENT = "Chen-Kastoryano-Gilyén, no coherent term"
    METROPOLIS = "quantum Metropolis channel"


@dataclass(frozen=True, slots=True)
class Scales:
    """The energies and the time that constructions leave to the user.

    Attributes
    ----------
    secular_window, coarse_graining_time, energy_resolution : float
        As of `redfield`, `coarse_grained`, `chen_kastoryano_gilyen`.
    """

    secular_window: float
    coarse_graining_time: float
    energy_resolution: float

    @classmethod
    def of(cls, kT: float, secular_window: Any, coarse_graining_time: Any, energy_resolution: Any) -> Scales:
        """Return what is given, and kT, 10/kT and kT where it is None.

        Raises
        ------
        InputError
            A time or a resolution that is not positive, or a negative window.

        Examples
        --------
        >>> print(Scales.of(0.5, None, 3.0, None))
        secular window 0.5, coarse-graining time 3, energy resolution 0.5
        """
        return cls(
            kT if secular_window is None else within(secular_window, "secular_window", 0.0, np.inf),
            10.0 / kT if coarse_graining_time is None else positive(coarse_graining_time, "coarse_graining_time"),
            kT if energy_resolution is None else positive(energy_resolution, "energy_resolution"),
        )

    def __str__(self) -> str:
        return (
            f"secular window {self.secular_window:.4g}, coarse-graining time {self.coarse_graining_time:.4g}, "
            f"energy resolution {self.energy_resolution:.4g}"
        )


def every_construction(model: WeakCoupling, kT: float, scales: Scales) -> dict[Construction, Callable[[], Any]]:
    """Return a function for each construction that makes it of a model, in the order of `Construction`.

    The Gibbs samplers take the operators of the couplings and the temperature, and know nothing of the spectra.

    Examples
    --------
    >>> from detbal.generators.baths.bath import Bath
    >>> bath = Bath(spectral_density=lambda w: 0.1 * w * np.exp(-w), kT=1.0)
    >>> qubit = WeakCoupling([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], bath)])
    >>> every_construction(qubit, 1.0, Scales(1.0, 10.0, 1.0))[Construction.REDFIELD]()
    <Superoperator: 2 levels>
    """
    H, pairs, unit = model.H, model.couplings, model.energy_unit
    operators = [A for A, _ in pairs]

    def filtered(weight: Filter) -> Lindbladian:
        return ding_li_lin(H, operators, kT=kT, weight=weight, energy_unit=unit)

    def resolved(weight: Filter, coherent: bool = True) -> Lindbladian:
        return chen_kastoryano_gilyen(
            H,
            operators,
            kT=kT,
            weight=weight,
            energy_resolution=scales.energy_resolution,
            coherent=coherent,
            energy_unit=unit,
        )

    return {
        Construction.DAVIES: lambda: davies(H, pairs, lamb_shift=False).lindbladian(),
        Construction.DAVIES_SHIFTED: lambda: davies(H, pairs).lindbladian(),
        Construction.REDFIELD: lambda: redfield(H, pairs),
        Construction.REDFIELD_SHIFTED: lambda: redfield(H, pairs, lamb_shift=True),
        Construction.REDFIELD_SECULAR: lambda: redfield(H, pairs, secular_window=scales.secular_window),
        Construction.UNIVERSAL: lambda: universal_lindblad(H, pairs),
        Construction.UNIVERSAL_SHIFTED: lambda: universal_lindblad(H, pairs, lamb_shift=True),
        Construction.UNIVERSAL_CORRECTED: lambda: universal_lindblad(H, pairs, kT=kT),
        Construction.COARSE_GRAINED: lambda: coarse_grained(H, pairs, time=scales.coarse_graining_time),
        Construction.DLL_GAUSSIAN: lambda: filtered(Filter.GAUSSIAN),
        Construction.DLL_METROPOLIS: lambda: filtered(Filter.METROPOLIS),
        Construction.CKG_GAUSSIAN: lambda: resolved(Filter.GAUSSIAN),
        Construction.CKG_METROPOLIS: lambda: resolved(Filter.METROPOLIS),
        Construction.CKG_INCOHERENT: lambda: resolved(Filter.METROPOLIS, coherent=False),
        Construction.METROPOLIS: lambda: metropolis_channel(H, operators, kT=kT, energy_unit=unit),
    }
