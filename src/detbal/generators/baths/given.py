"""Which of three functions a bath is described by, and what may stand beside it."""

from __future__ import annotations

from enum import Enum
from typing import Any

from detbal.errors import InputError, explain
from detbal.generators.baths.conventions import Statistics


class Given(Enum):
    """The function that describes a bath; the others follow from it."""

    POWER_SPECTRUM = "power_spectrum"
    SPECTRAL_DENSITY = "spectral_density"
    CORRELATION_FUNCTION = "correlation_function"

    @classmethod
    def of(cls, *functions: Any) -> Given:
        """Tell which one was given.

        Parameters
        ----------
        *functions
            One for each member, None for those that were not given.

        Raises
        ------
        InputError
            None, or more than one.

        Examples
        --------
        >>> Given.of(None, abs, None)
        <Given.SPECTRAL_DENSITY: 'spectral_density'>
        """
        found = [one for one, function in zip(cls, functions, strict=True) if function is not None]
        if len(found) == 1:
            return found[0]
        raise InputError(
            explain(
                f"given: {' and '.join(one.value for one in found) or 'none'}",
                why="a bath is described by one function, from which the others follow",
                fix=f"give exactly one of {', '.join(f'{one.value}=' for one in cls)}",
            )
        )

    @property
    def of_time(self) -> bool:
        """Whether it is a function of time, not of frequency."""
        return self is Given.CORRELATION_FUNCTION


def refuse_out_of_place(given: Given, statistics: Statistics, *, frequencies: Any, times: Any, absorption: Any) -> None:
    """Refuse what has no meaning with the function that was given.

    Raises
    ------
    InputError
        A correlation function of fermions, an absorption spectrum that follows from the rest, or samples on the wrong
        axis.

    Examples
    --------
    >>> refuse_out_of_place(Given.SPECTRAL_DENSITY, Statistics.BOSON, frequencies=None, times=[0.0], absorption=None)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: times= with spectral_density=; leave times= out
    """
    fermions = statistics is Statistics.FERMION
    if fermions and given.of_time:
        raise InputError(
            explain(
                "a correlation function of fermions",
                why="there are two, of particles that leave and that enter",
                fix="give their transforms, power_spectrum= and absorption_spectrum=",
            )
        )
    if absorption is not None and not (fermions and given is Given.POWER_SPECTRUM):
        raise InputError(
            explain(
                f"absorption_spectrum= with {given.value}= of {statistics.value}s",
                why="that of bosons is S(-ω), and J tells both",
                fix="leave it out",
            )
        )
    name, misplaced = ("frequencies", frequencies) if given.of_time else ("times", times)
    if misplaced is not None:
        raise InputError(explain(f"{name}= with {given.value}=", fix=f"leave {name}= out"))
