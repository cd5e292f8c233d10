"""Libraries, networks and rates of pynucastro -> reaction networks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.on_demand import OnDemand
from detbal.pairs import FloatArray
from detbal.reactions.concentration import Concentration
from detbal.reactions.files.reaclib import SPONTANEOUS, TEMPERATURES, WEAK, WIEN
from detbal.reactions.network import Counting, ReactionNetwork
from detbal.reactions.nuclide_names import nuclide_name
from detbal.reactions.nuclides import GRID_2000, MassKind
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.rates.bounded import Bounded
from detbal.reactions.rates.calculated import Calculated
from detbal.reactions.rates.rate_coefficients import RateCoefficients, mixed
from detbal.reactions.rates.reaclib import EXACT, ReaclibRates
from detbal.reactions.species import ATOMIC_MASS, ATOMIC_MASS_MEV
from detbal.reactions.temperatures import GK
from detbal.reactions.thermochemistry.nuclear import Abundance, nuclear_thermochemistry
from detbal.reactions.thermochemistry.statistical import MEV_IN_KELVIN

COMPOSED = "composed of several reactions, or with changed stoichiometry: no reverse belongs to it"
_COMPOSED = {"ApproximateRate", "ModifiedRate", "BranchedRate"}
#: Its derived rates have the atomic mass unit of CODATA 2018 (E. Tiesinga et al., Rev. Mod. Phys. 93, 025010 (2021)).
MASS_UNIT_2018 = 1.66053906660e-27
_MASS_UNIT = ATOMIC_MASS / MASS_UNIT_2018 - 1.0
_EPS = float(np.finfo(np.float64).eps)
_DIGITS = 5  # of coefficients in REACLIB, which are printed with one more, a zero


def from_library(library: Any) -> ReactionNetwork:
    """Make a network of a library or a network (``RateCollection``) of pynucastro.

    Parameters
    ----------
    library : pynucastro.Library or pynucastro.RateCollection

    Returns
    -------
    ReactionNetwork
        With the conventions of pynucastro: atomic masses, Y = X/A. Partition functions are part of what is expected
        if any of its derived rates uses them; then temperatures, if nobody says others, are those of their tables
        (splines there, monotone cubics here differ in between by up to 1e-3 above 0.2 GK). Weak rates, decays, and
        rates that are composed of others are set aside. No screening.

    Raises
    ------
    InputError
        A library without rates.

    Examples
    --------
    >>> from types import SimpleNamespace as Record
    >>> n, p, d = (Record(Z=Z, A=A, nse=False) for Z, A in ((0, 1), (1, 1), (1, 2)))
    >>> capture = Record(reactants=[n, p], products=[d], sets=[Record(a=7 * [0.0])], weak=False, label="an06")
    >>> from_library(Record(get_rates=lambda: [capture]))
    <ReactionNetwork: 3 species, 1 reactions, thermochemistry of all>
    """
    rates = list(library.get_rates())
    if not rates:
        raise InputError(explain(f"{type(library).__name__} holds no rates", fix="give one with rates"))
    nuclei = {_label(nucleus): nucleus for rate in rates for nucleus in (*rate.reactants, *rate.products)}
    species = sorted(nuclei, key=lambda name: (nuclei[name].Z, nuclei[name].A, name))
    use_partition = any(getattr(rate, "use_pf", False) for rate in rates)
    thermochemistry = nuclear_thermochemistry(
        [nuclide_name(nuclei[name].Z, nuclei[name].A) for name in species],
        mass=MassKind.ATOMIC,
        abundance=Abundance.MASS_FRACTION_OVER_A,
        partition_functions=use_partition,
    )
    aside = np.array([_reason(rate) for rate in rates])
    return ReactionNetwork(
        tuple(species),
        _sides([rate.reactants for rate in rates], species),
        _sides([rate.products for rate in rates], species),
        _bounded(_rates(rates, aside), rates),
        thermochemistry=thermochemistry,
        counting=Counting.PER_SET,
        concentration=Concentration.MOL_PER_CM3,
        derived=[bool(getattr(rate, "derived_from_inverse", False)) for rate in rates],
        aside=aside,
        reasons=(WEAK, SPONTANEOUS, COMPOSED),
        # between the points of their tables, partition functions are interpolated in more than one way
        temperatures=np.array(GRID_2000) * GK if use_partition else TEMPERATURES,
        places=_Places(rates),
        assumptions=(
            WIEN,
            "rates without screening",
            f"derived rates have the atomic mass unit of CODATA 2018, {_MASS_UNIT:.2g} of it less than here, "
            "and Q from rounded masses: both count as errors of theirs",
        ),
    )


def from_rate(rate: Any) -> ReactionNetwork:
    """Make a network of one rate; of a ``DerivedRate`` together with the rate it is derived from.

    Parameters
    ----------
    rate : pynucastro.rates.Rate

    Raises
    ------
    InputError
        As `from_library`.

    Examples
    --------
    >>> from types import SimpleNamespace as Record
    >>> n, p, d = (Record(Z=Z, A=A, nse=False) for Z, A in ((0, 1), (1, 1), (1, 2)))
    >>> capture = Record(reactants=[n, p], products=[d], sets=[Record(a=7 * [0.0])], weak=False, label="an06")
    >>> from_rate(capture).names[0]
    'n + p → d'
    """
    source = getattr(rate, "source_rate", None)
    return from_library(_Rates([rate] if source is None else [source, rate]))


class _Rates:
    def __init__(self, rates: Sequence[Any]) -> None:
        self.rates = rates

    def get_rates(self) -> Sequence[Any]:
        return self.rates


class _Places(OnDemand):
    """Names of rates as pynucastro writes them, with their labels."""

    __slots__ = ("rates",)

    def __init__(self, rates: Sequence[Any]) -> None:
        self.rates = rates

    def __len__(self) -> int:
        return len(self.rates)

    def name(self, k: int) -> str:
        return f"rate {k} of the library ({str(getattr(self.rates[k], 'label', '')).strip()})"


def _label(nucleus: Any) -> str:
    """Name a nucleus; the proton of the iron group that pynucastro keeps apart has a name of its own."""
    return "p_nse" if getattr(nucleus, "nse", False) else nuclide_name(int(nucleus.Z), int(nucleus.A))


def _classes(rate: Any) -> set[str]:
    return {base.__name__ for base in type(rate).__mro__}


def _reason(rate: Any) -> int:
    """Return 0, or one more than the index of the reason why no balance is asked of a rate."""
    if rate.weak or sum(n.Z for n in rate.reactants) != sum(n.Z for n in rate.products):
        return 1
    if str(getattr(rate, "labelprops", None) or "")[4:5] == "s":
        return 2
    changed = getattr(rate, "stoichiometry", None) is not None
    return 3 if changed or _classes(rate) & _COMPOSED else 0


def _sides(sides: Sequence[Sequence[Any]], species: Sequence[str]) -> Any:
    from scipy.sparse import csr_array

    column = {name: k for k, name in enumerate(species)}
    columns = [column[_label(nucleus)] for side in sides for nucleus in side]
    ends = np.cumsum([0, *map(len, sides)])
    return csr_array((np.ones(len(columns)), columns, ends), shape=(len(sides), len(species)))


def _rates(rates: Sequence[Any], aside: Any) -> RateCoefficients:
    """Put sets where a rate has them; other functions of T are called; rates of more than T are none here."""
    # what a printed reverse lost in rounding counts; a reverse that is computed has lost nothing
    printed = any(hasattr(rate, "sets") and getattr(rate, "derived_from_inverse", False) for rate in rates)
    coefficients = [_coefficients(rate) for rate in rates]
    with_sets = np.array([k for k, own in enumerate(coefficients) if own is not None], dtype=np.intp)
    called = np.array([k for k, own in enumerate(coefficients) if own is None and not aside[k]], dtype=np.intp)
    absent = np.array([k for k, own in enumerate(coefficients) if own is None and aside[k]], dtype=np.intp)
    parts: list[RateCoefficients] = []
    if len(with_sets):
        chosen = [np.array(own) for own in coefficients if own is not None]
        owner = np.repeat(np.arange(len(chosen)), [len(own) for own in chosen])
        parts.append(ReaclibRates(np.concatenate(chosen), owner, digits=_DIGITS if printed else EXACT))
    if len(called):
        parts.append(Calculated([_function(rates[k]) for k in called.tolist()], logs=True))
    if len(absent):
        parts.append(Arrhenius(np.zeros(len(absent))))
    order = np.argsort(np.concatenate([with_sets, called, absent]))
    return mixed(parts).take(order)


def _bounded(coefficients: RateCoefficients, rates: Sequence[Any]) -> Bounded:
    """Grant derived rates what constants and round-off do to them.

    Each nucleus brings u^{5/2} (as ρ counts in u, too); most of it cancels. Q is a difference of masses of GeV.
    """
    derived = np.array([getattr(rate, "source_rate", None) is not None for rate in rates])
    nuclei = [(*rate.reactants, *rate.products) for rate in rates]
    nucleons = np.array([sum(nucleus.A for nucleus in own) for own in nuclei])
    energy = _EPS * nucleons * ATOMIC_MASS_MEV * MEV_IN_KELVIN
    return Bounded(coefficients, derived * 2.5 * _MASS_UNIT * np.array(list(map(len, nuclei))), derived * energy)


def _coefficients(rate: Any) -> list[Any] | None:
    if getattr(rate, "source_rate", None) is not None:
        sets = None if rate.use_pf else rate.derived_sets
    else:
        sets = getattr(rate, "sets", None)
    return [entry.a for entry in sets] if sets else None


def _function(rate: Any) -> Any:
    """Return T (kelvin) → ln k; pynucastro gives ln of each set, at one temperature at a time."""

    def log_rate(T: FloatArray) -> FloatArray:
        return np.array([np.logaddexp.reduce(np.atleast_1d(rate.log_eval(float(each)))) for each in T])

    return log_rate
