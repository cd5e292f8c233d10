"""The phonon baths of QmeQ's BuilderElPh -> baths of bosons, and the rates that it has calculated for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np

from detbal.errors import ConversionError, InputError, explain
from detbal.transport.bath import BosonBath
from detbal.transport.occupation import Floats
from detbal.transport.reservoir import Reservoir


def baths_of(builder: Any) -> dict[str, BosonBath]:
    """Make baths of the phonons of a builder; there are none if it has none.

    Parameters
    ----------
    builder : qmeq.Builder or qmeq.BuilderElPh
        Its baths are called "phonons 0", "phonons 1", ...

    Raises
    ------
    ConversionError
        A coupling ``velph`` that is not Hermitian.

    Notes
    -----
    QmeQ's ``velph[(bath, i, j)]`` is the amplitude of d†_i d_j, and its rates are those of the density
    2π ``bath_func[bath].eval(ω)``, or 2π without one, at frequencies within ``dband_ph``. States that are closer to
    one another than ``eps_elph`` kT exchange phonons in QmeQ, of a frequency that it makes up; here they exchange none.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> phonons = Some(velph={(0, 0, 0): 0.3}, tlst_ph=[2.0], dlst_ph=[(0.0, 5.0)], bath_func=None)
    >>> bath = baths_of(Some(si=Some(nsingle=1), baths=phonons))["phonons 0"]
    >>> bath.kT, bath.coupling.tolist(), bath.density(np.array([1.0, 6.0])).round(6).tolist()
    (2.0, [[0.3]], [6.283185, 0.0])
    """
    phonons = getattr(builder, "baths", None)
    if phonons is None:
        return {}
    n, made = builder.si.nsingle, {}
    for k, kT in enumerate(phonons.tlst_ph):
        coupling = np.zeros((n, n), dtype=np.complex128)
        for (bath, i, j), value in phonons.velph.items():
            if bath == k:
                coupling[i, j] = value
        states = None if phonons.bath_func is None else phonons.bath_func[k]
        density = _density(states, *map(float, phonons.dlst_ph[k]))
        try:
            made[_name(k)] = BosonBath(kT=float(kT), coupling=coupling, density=density)
        except InputError as error:
            raise ConversionError(f"velph of {_name(k)}: {error}") from None
    return made


def phonon_reservoirs(builder: Any) -> list[Reservoir]:
    """Return what is known of the phonon baths of a builder.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> phonon_reservoirs(Some(baths=Some(tlst_ph=[2.0])))
    [Reservoir(name='phonons 0', kT=2.0, mu=0.0)]
    """
    phonons = getattr(builder, "baths", None)
    return [] if phonons is None else [Reservoir(_name(k), float(kT), 0.0) for k, kT in enumerate(phonons.tlst_ph)]


def phonon_rates(builder: Any) -> Iterator[tuple[int, int, int, float, float]]:
    """List bath, two states of one charge, and the rates from the first to the second and back, where there are any.

    Raises
    ------
    ConversionError
        A builder that does not keep them.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> index = Some(statesdm=[[0], [1, 2]], get_ind_dm0=lambda b, bp, charge: 2 * (b - 1) + bp - 1)
    >>> appr = Some(paulifct_elph=np.array([[0.0, 0.5, 0.2, 0.0]]))
    >>> list(phonon_rates(Some(baths=Some(tlst_ph=[2.0]), si_elph=index, appr=appr)))
    [(0, 1, 2, 0.2, 0.5)]
    """
    if getattr(builder, "baths", None) is None:
        return
    rates = getattr(builder.appr, "paulifct_elph", None)
    if rates is None:
        what = "a solved builder with phonons, but without their rates appr.paulifct_elph"
        raise ConversionError(explain(what, fix="give dot_of(builder)"))
    index = builder.si_elph
    for charge, states in enumerate(index.statesdm):
        for a, b in combinations(states, 2):
            there, back = (rates[:, index.get_ind_dm0(*pair, charge)] for pair in ((b, a), (a, b)))
            for k in range(len(rates)):
                if there[k] or back[k]:
                    yield k, a, b, float(there[k]), float(back[k])


def _name(bath: int) -> str:
    return f"phonons {bath}"


def _density(states: Any, low: float, high: float) -> Callable[[Floats], Floats]:
    def density(omega: Floats) -> Floats:
        inside = (omega > low) & (omega < high)
        found = np.zeros(np.shape(omega))
        found[inside] = 2 * np.pi * (1.0 if states is None else np.array([states.eval(w) for w in omega[inside]]))
        return found

    return density
