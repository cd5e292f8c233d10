"""Networks of reactions: species, stoichiometry, rate coefficients, and the thermochemistry to hold them against.

A network is a list of *directed* reactions. A reaction and its reverse are two of them, wherever both have a rate of
their own; a reaction marked ``reversible`` has no such partner: its reverse is defined by thermochemistry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.concentration import Concentration
from detbal.reactions.equations import parse_equations
from detbal.reactions.names import ReactionNames, require_own_names
from detbal.reactions.network_input import (
    distinct_species,
    flags,
    numbers,
    rates_of,
    stoichiometric,
)
from detbal.reactions.q_values import energies_of
from detbal.reactions.rates.rate_coefficients import RateCoefficients, mixed
from detbal.reactions.reaction import Reaction
from detbal.reactions.temperatures import kelvins
from detbal.reactions.thermochemistry.statistical import StatisticalThermochemistry
from detbal.reactions.thermochemistry.thermochemistry import Thermochemistry
from detbal.reals import one_each

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class Counting(Enum):
    """How often a reaction happens, per volume and time, for concentrations c; each member is the rate law.

    It matters for identical partners: k of 2 A → B means half as many events in one as in the other.
    """

    MASS_ACTION = "k Π c^n (chemistry)"
    PER_SET = "k Π c^n/n! (nuclear astrophysics: N_A⟨σv⟩, with 1/n! in the network)"


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class ReactionNetwork:
    """Directed reactions with their rate coefficients.

    Parameters
    ----------
    species : sequence of n names
    reactants, products : (m, n) sparse arrays
        How many of each species a reaction uses and makes.
    rates : RateCoefficients
        Of the m reactions, in units of `concentration` and `time_unit`.
    thermochemistry : Thermochemistry, optional
        Equilibrium properties of the species.
    counting : Counting
    concentration : Concentration, optional
        None: no unit; then thermochemistry has to be in the same scale.
    reversible : bool or (m,)
        Reactions whose reverse is, by definition, what thermochemistry says.
    derived : bool or (m,)
        Reactions whose rate is said (by their source) to be computed from that of their reverse.
    channels : (m,) integers, optional
        Reactions of one stoichiometry, forward and reverse, belong together if their channels have the same number;
        balance is asked of each channel. What has several reactions in one direction of a channel is added up there.
    aside : (m,) integers, optional
        0, or one more than the index of the reason, in `reasons`, why no balance is asked of a reaction.
    reasons : tuple of str
    relative_errors : scalar or (m,), optional
        Standard deviation of ln k.
    temperatures : (nT,), optional
        Kelvin; those asked about if nobody says others. None: the rates are constants of one temperature.
    places : sequence of m strings, optional
        Where each reaction stands (``file:line``).
    assumptions : tuple of str
    time_unit : str

    Raises
    ------
    InputError
        Shapes that do not fit together, or negative stoichiometric numbers.

    Examples
    --------
    >>> ring = ReactionNetwork.from_equations(["A <=> B", "B <=> C", "C <=> A"], [1.0, 1.0, 1.0], [1.0, 1.0, 2.0])
    >>> ring
    <ReactionNetwork: 3 species, 6 reactions>
    """

    __detbal_domain__: ClassVar[str] = "reactions"
    __detbal_from_arrays__: ClassVar[tuple[str, ...]] = ("from_equations",)

    species: Sequence[str]
    reactants: csr_array[Any]
    products: csr_array[Any]
    rates: RateCoefficients
    thermochemistry: Thermochemistry | None
    counting: Counting
    concentration: Concentration | None
    reversible: NDArray[np.bool_]
    derived: NDArray[np.bool_]
    channels: NDArray[np.intp]
    aside: NDArray[np.intp]
    reasons: tuple[str, ...]
    relative_errors: FloatArray | None
    temperatures: FloatArray | None
    places: Sequence[str] | None
    assumptions: tuple[str, ...]
    time_unit: str

    def __init__(
        self,
        species: Sequence[str],
        reactants: Any,
        products: Any,
        rates: RateCoefficients,
        *,
        thermochemistry: Thermochemistry | None = None,
        counting: Counting = Counting.MASS_ACTION,
        concentration: Concentration | None = None,
        reversible: ArrayLike = False,
        derived: ArrayLike = False,
        channels: ArrayLike | None = None,
        aside: ArrayLike | None = None,
        reasons: tuple[str, ...] = (),
        relative_errors: ArrayLike | None = None,
        temperatures: Any = None,
        places: Sequence[str] | None = None,
        assumptions: tuple[str, ...] = (),
        time_unit: str = "s",
    ) -> None:
        put = object.__setattr__
        if not hasattr(rates, "log_rates"):
            what = f"rates of type {type(rates).__name__}"
            raise InputError(explain(what, fix="give rate coefficients, such as Arrhenius(numbers)"))
        m, n = len(rates), len(species)
        require_own_names(species)
        put(self, "species", species)
        put(self, "reactants", stoichiometric(reactants, (m, n), "reactants"))
        put(self, "products", stoichiometric(products, (m, n), "products"))
        put(self, "rates", rates)
        put(self, "thermochemistry", thermochemistry)
        put(self, "counting", member(Counting, counting, "counting"))
        put(self, "concentration", concentration and member(Concentration, concentration, "concentration"))
        put(self, "reversible", flags(reversible, m, "reversible"))
        put(self, "derived", flags(derived, m, "derived"))
        put(self, "channels", numbers(channels, m, "channels"))
        put(self, "aside", numbers(aside, m, "aside"))
        put(self, "reasons", reasons)
        put(
            self,
            "relative_errors",
            None if relative_errors is None else one_each(relative_errors, m, "relative_errors", least=0.0),
        )
        put(self, "temperatures", None if temperatures is None else kelvins(temperatures, "temperatures"))
        put(self, "places", places)
        put(self, "assumptions", assumptions)
        put(self, "time_unit", time_unit)
        if (self.aside < 0).any() or (self.aside > len(reasons)).any():
            k = int(np.argmax((self.aside < 0) | (self.aside > len(reasons))))
            what = f"aside[{k}] = {self.aside[k]}, with {len(reasons)} reasons"
            raise InputError(explain(what, fix="give 0, or one more than the index of a reason"))
        if self.reversible.any() and thermochemistry is None:
            what = f"{int(self.reversible.sum())} reactions are reversible by thermochemistry"
            raise InputError(explain(what, why="none is given", fix="give thermochemistry= or reverse rates"))

    @classmethod
    def from_equations(
        cls,
        equations: Sequence[str],
        forward: Any,
        reverse: Any = None,
        **settings: Any,
    ) -> ReactionNetwork:
        """Build from equations, such as ``"A + 2 B <=> C"``.

        Parameters
        ----------
        equations : sequence of texts
            ``<=>``, ``=`` or ``⇌`` for both directions, ``=>`` or ``→`` for one. Species are numbered as they are met.
        forward : RateCoefficients or (m,) numbers
            Numbers are constants.
        reverse : RateCoefficients or (m,) numbers, optional
            One for each equation, also where it has only one direction (ignored there). None: the reverse of
            equations with both directions follows from ``thermochemistry=``.
        **settings
            As for the class; arrays have one entry for each equation. ``species=`` fixes names and order.

        Raises
        ------
        InputError
            An equation that cannot be read, or numbers of rates that do not fit.

        Examples
        --------
        >>> dimer = ReactionNetwork.from_equations(["2 A <=> A2"], [3.0], [1.5])
        >>> list(dimer.species), dimer.names[0], dimer.names[1]
        (['A', 'A2'], '2 A → A2', 'A2 → 2 A')
        """
        read = parse_equations(equations, settings.pop("species", None))
        ahead = rates_of(forward, len(equations), "forward")
        both = np.flatnonzero(read.two_way)
        if reverse is None:
            settings.setdefault("reversible", read.two_way)
            return cls(read.species, read.reactants, read.products, ahead, **settings)
        back = rates_of(reverse, len(equations), "reverse").take(both)
        from scipy.sparse import vstack

        # each equation with both directions is a channel of its own
        settings.setdefault("channels", np.where(read.two_way, np.arange(1, len(equations) + 1), 0))
        if np.ndim(settings.get("reversible", False)):
            given = flags(settings["reversible"], len(equations), "reversible")
            settings["reversible"] = np.concatenate([given, np.zeros(len(both), dtype=bool)])
        for name in ("relative_errors", "derived", "channels", "aside", "places"):
            if settings.get(name) is not None and np.ndim(settings[name]):
                if len(settings[name]) != len(equations):
                    what = f"{name} has {len(settings[name])} entries for {len(equations)} equations"
                    raise InputError(explain(what, fix="give one for each equation"))
                settings[name] = np.concatenate([np.asarray(settings[name]), np.asarray(settings[name])[both]])
        return cls(
            read.species,
            vstack([read.reactants, read.products[both]]),
            vstack([read.products, read.reactants[both]]),
            mixed([ahead, back]),
            **settings,
        )

    @classmethod
    def of(cls, reactions: Sequence[Reaction], rates: Any, **settings: Any) -> ReactionNetwork:
        """Build from `Reaction` objects, whose species bring masses, weights and energies along; photons are left out.

        Parameters
        ----------
        reactions
        rates : RateCoefficients or (m,) numbers
        **settings
            As for the class; `concentration` is needed if the species are to serve as thermochemistry. The rate law is
            `Counting.PER_SET` unless said otherwise. Q values that reactions state count for more than the energies of
            their species.

        Raises
        ------
        InputError
            Different species of one name, energies on different scales, Q values that contradict one another.

        Examples
        --------
        >>> from detbal.reactions.species import PHOTON, Species
        >>> n, p = Species("n", mass=1.00866491606, degeneracy=2), Species("p", mass=1.00727646658, degeneracy=2)
        >>> d = Species("d", mass=2.013553212544, degeneracy=3)
        >>> there = Reaction((n, p), (d, PHOTON))
        >>> ReactionNetwork.of([there, there.reversed()], [1.0, 2.0], concentration=Concentration.PER_CM3)
        <ReactionNetwork: 3 species, 2 reactions, thermochemistry of all>
        """
        from scipy.sparse import csr_array

        known = distinct_species(reactions)
        column = {name: k for k, name in enumerate(known)}
        sides: list[Any] = []
        for side in ("reactants", "products"):
            entries = [(k, column[s.name]) for k, r in enumerate(reactions) for s in getattr(r, side) if not s.massless]
            where = np.array(entries, dtype=np.intp).reshape(-1, 2).T
            sides.append(csr_array((np.ones(where.shape[1]), tuple(where)), shape=(len(reactions), len(column))))
        unit = settings.get("concentration")
        if unit is not None and "thermochemistry" not in settings:
            found = StatisticalThermochemistry.of(list(known.values()), unit)
            if any(r.states_Q for r in reactions):
                found = replace(found, energy=energies_of(reactions, sides[1] - sides[0], found.energy))
            settings["thermochemistry"] = found
        settings.setdefault("counting", Counting.PER_SET)
        return cls(tuple(known), sides[0], sides[1], rates_of(rates, len(reactions), "rates"), **settings)

    def __len__(self) -> int:
        return len(self.rates)

    def __repr__(self) -> str:
        parts = [f"{len(self.species):,} species", f"{len(self):,} reactions"]
        if self.reversible.any():
            parts[1] += f" ({int(self.reversible.sum()):,} reversible)"
        if self.thermochemistry is not None:
            known = int(self.thermochemistry.known.sum())
            parts.append(f"thermochemistry of {'all' if known == len(self.species) else f'{known:,}'}")
        return f"<ReactionNetwork: {', '.join(parts)}>"

    @property
    def names(self) -> Sequence[str]:
        """Names of the directed reactions, made on demand."""
        return ReactionNames(self.species, self.reactants, self.products, "→")

    @property
    def change(self) -> csr_array[Any]:
        """Net change of every species in every reaction, products less reactants, (m, n)."""
        change: csr_array[Any] = self.products - self.reactants
        return change

    def asked(self, T: Any = None) -> FloatArray:
        """Return the temperatures of a question, in kelvin: those given, else the network's own.

        Examples
        --------
        >>> ReactionNetwork.from_equations(["A <=> B"], [1.0], [2.0]).asked()
        array([1.])
        """
        if T is not None:
            return kelvins(T)
        return np.ones(1) if self.temperatures is None else self.temperatures

    def take(self, rows: Any) -> ReactionNetwork:
        """Return a network of some of the reactions, with all species.

        Parameters
        ----------
        rows : (k,) integers, or (m,) bool

        Examples
        --------
        >>> ReactionNetwork.from_equations(["A <=> B"], [1.0], [2.0]).take([1]).names[0]
        'B → A'
        """
        chosen = np.asarray(rows)
        if chosen.dtype == bool and chosen.shape != (len(self),):
            what = f"a mask of shape {chosen.shape} for {len(self)} reactions"
            raise InputError(explain(what, fix="give one entry for each reaction"))
        chosen = np.flatnonzero(chosen) if chosen.dtype == bool else chosen.astype(np.intp)
        wrong = (chosen < -len(self)) | (chosen >= len(self))
        if wrong.any():
            what = f"reaction {chosen[int(np.argmax(wrong))]} of {len(self)}"
            raise InputError(explain(what, fix=f"give numbers from 0 to {len(self) - 1}"))
        return self._with(
            reactants=self.reactants[chosen],
            products=self.products[chosen],
            rates=self.rates.take(chosen),
            reversible=self.reversible[chosen],
            derived=self.derived[chosen],
            channels=self.channels[chosen],
            aside=self.aside[chosen],
            relative_errors=None if self.relative_errors is None else self.relative_errors[chosen],
            places=None if self.places is None else [self.places[int(k)] for k in chosen],
        )

    def with_rates(self, rates: RateCoefficients, **changes: Any) -> ReactionNetwork:
        """Return the same network with other rate coefficients (and other settings).

        Examples
        --------
        >>> ring = ReactionNetwork.from_equations(["A <=> B"], [1.0], [2.0])
        >>> from detbal.reactions import Arrhenius
        >>> ring.with_rates(Arrhenius([1.0, 1.0])).rates.log_rates(np.ones(1)).ravel()
        array([0., 0.])
        """
        return self._with(rates=rates, **changes)

    def with_thermochemistry(self, thermochemistry: Thermochemistry) -> ReactionNetwork:
        """Return the same network with other equilibrium properties.

        Examples
        --------
        >>> ring = ReactionNetwork.from_equations(["A <=> B"], [1.0], [2.0])
        >>> from detbal.reactions.species import Species
        >>> unknown = StatisticalThermochemistry.of([Species("A"), Species("B")], Concentration.PER_M3)
        >>> ring.with_thermochemistry(unknown)
        <ReactionNetwork: 2 species, 2 reactions, thermochemistry of 0>
        """
        return self._with(thermochemistry=thermochemistry)

    def _with(self, **changes: Any) -> ReactionNetwork:
        settings = {name: getattr(self, name) for name in self.__slots__}
        settings |= changes
        first = [settings.pop(name) for name in ("species", "reactants", "products", "rates")]
        return ReactionNetwork(*first, **settings)
