"""The generator that a question is about, in the form in which any generator can be worked with, and its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detbal.errors import InputError, explain
from detbal.generators.channel import Channel
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.mixing.sampler import FilteredSampler
from detbal.generators.reference import Reference, reference_state
from detbal.generators.superoperator import Superoperator
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.kinds import needs

#: Kinds of generators that have a gap.
KINDS = (Lindbladian, DaviesGenerator, FilteredSampler, Superoperator, Channel)
#: How others are brought into one of them.
FORMS = "Lindbladian(H, c_ops), Superoperator(L) of the matrix or Qobj of a superoperator, davies(H, [(A, bath)])"


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A generator, and how its stationary state was given.

    Attributes
    ----------
    generator
        One of `KINDS`, of two levels or more.
    kT, T, state, H
        As for `reference_state`.

    Raises
    ------
    InputError
        No generator, a single level, or a state for a sampler, which has its own.

    Examples
    --------
    >>> Asked((0, 1))
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: generator is of type tuple; give a Lindbladian ... or Channel, such as Lindbladian(H, ...
    """

    generator: Any
    kT: Any = None
    T: Any = None
    state: Any = None
    H: Any = None

    def __post_init__(self) -> None:
        try:
            needs(self.generator, "generator", *KINDS)
        except InputError as error:
            raise InputError(f"{error}, such as {FORMS}") from None
        if self.generator.dimension < 2:
            why = "a single state has nothing to forget"
            raise InputError(explain("a generator of one level", why=why, fix="give two levels or more"))
        if self.given and isinstance(self.generator, FilteredSampler):
            raise InputError(explain("a state for a FilteredSampler", why="it has its own", fix="leave it out"))

    @property
    def given(self) -> bool:
        """Whether anything was said about the state."""
        return any(each is not None for each in (self.kT, self.T, self.state, self.H))

    def plain(self) -> tuple[Lindbladian | Superoperator | Channel, Reference]:
        """Return the generator, by its jumps if it has any, and its stationary state.

        Examples
        --------
        >>> import numpy as np
        >>> sampler = FilteredSampler(np.diag([0.0, 1.0]), [[[0, 1], [1, 0]]], kT=1.0)
        >>> generator, reference = Asked(sampler).plain()
        >>> generator, reference.state.log_p.round(4)
        (<Lindbladian: 2 levels, 1 jump>, array([-0.3133, -1.3133]))
        """
        generator, state, H = self.generator, self.state, self.H
        match generator:
            case FilteredSampler():
                made = generator.lindbladian()
                return made, reference_state(made, kT=generator.kT, H=generator.H)
            case DaviesGenerator():
                state = state if any(x is not None for x in (self.kT, self.T, state)) else generator.stationary_state()
                H = generator.H if H is None else H
                generator = generator.lindbladian()
        return generator, reference_state(generator, kT=self.kT, T=self.T, state=state, H=H)
