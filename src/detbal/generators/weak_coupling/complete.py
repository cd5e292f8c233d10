"""`complete` for generators: couplings, what is known of the baths, and their temperature give the generator."""

from __future__ import annotations

from typing import Any

from detbal.dispatch import verb
from detbal.errors import InputError, explain
from detbal.generators.baths.bath import Bath
from detbal.generators.baths.complete import complete_bath
from detbal.generators.weak_coupling.davies import DaviesGenerator, davies
from detbal.generators.weak_coupling.model import WeakCoupling
from detbal.units import thermal_energy

complete = verb("complete", object, why="it has no half to be added")


@complete.register
def complete_coupling(
    model: WeakCoupling,
    *,
    kT: Any = None,
    T: Any = None,
    lamb_shift: bool = True,
    tolerance: float | None = None,
) -> DaviesGenerator:
    """Return the Davies generator of a weakly coupled system, its baths completed where half of them is known.

    Parameters
    ----------
    model
    kT, T
        Temperature of the baths that have none of their own.
    lamb_shift, tolerance
        As for `davies`.

    Returns
    -------
    DaviesGenerator
        ``.lindbladian()`` gives H_LS and jump operators. Baths that obey detailed balance by construction stay as they
        are; of the others S(ω > 0) is kept, and S(ω < 0) replaced by what the temperature demands.

    Raises
    ------
    InputError
        A bath without a temperature, or a temperature though every bath has its own; and as `davies`.

    Examples
    --------
    >>> import numpy as np
    >>> emission = Bath(power_spectrum=lambda w: 0.1 * np.exp(-w**2))
    >>> model = WeakCoupling([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], emission)])
    >>> rates = complete_coupling(model, kT=0.5).population_rates()
    >>> round(float(np.log(rates[1, 0] / rates[0, 1])), 12)
    2.0
    """
    baths = {id(bath): bath for _, bath in model.couplings}
    given = thermal_energy(kT, T, model.energy_unit, required=False)
    if given is not None and all(bath.kT is not None for bath in baths.values()):
        what = f"{given.provenance}, but every bath has a temperature of its own"
        raise InputError(explain(what, fix="leave it out, or construct the baths without one"))

    def completed(bath: Bath) -> Bath:
        if bath.thermal:
            return bath
        return complete_bath(bath, kT=given.kT if given is not None and bath.kT is None else None)

    whole = {key: completed(bath) for key, bath in baths.items()}
    couplings = [(A, whole[id(bath)]) for A, bath in model.couplings]
    return davies(model.H, couplings, lamb_shift=lamb_shift, tolerance=tolerance)
