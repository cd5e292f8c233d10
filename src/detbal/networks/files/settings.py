"""What a file or a frame says about a network as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

from detbal import units
from detbal.errors import InputError, explain
from detbal.readers.numbers import told_digits
from detbal.units import EnergyUnit


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for a whole network; the names of the fields are those used in files.

    Attributes
    ----------
    energy_unit : EnergyUnit or None
    discrete_time : bool
        Whether rates are probabilities per step.
    digits : int or None
        Significant digits of the rates; None: to be seen from how they are written.
    """

    energy_unit: EnergyUnit | None
    discrete_time: bool
    digits: int | None

    @classmethod
    def of(cls, said: Mapping[str, Any], place: str) -> Settings:
        """Read the settings, as text (or as numbers and truth values, where the format has them).

        Raises
        ------
        InputError
            Unknown key or value, with `place`.

        Examples
        --------
        >>> Settings.of({"discrete_time": "true", "digits": "exact"}, "rates.csv")
        Settings(energy_unit=None, discrete_time=True, digits=15)
        """
        known = [entry.name for entry in fields(cls)]
        for key in said:
            if key not in known:
                raise InputError(explain(f"{place}: unknown setting {key!r}", fix=f"known are {', '.join(known)}"))
        with naming(place):
            return cls(
                units.energy_unit(said.get("energy_unit")),
                _truth(said.get("discrete_time", False)),
                told_digits(said.get("digits")),
            )


@contextmanager
def naming(place: str) -> Iterator[None]:
    """Put the place in front of the message of an InputError raised inside.

    Examples
    --------
    >>> with naming("rates.csv"):
    ...     raise InputError("rate = -1; drop it")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: rates.csv: rate = -1; drop it
    """
    try:
        yield
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def _truth(value: Any) -> bool:
    text = str(value).lower()
    if text not in ("true", "false"):
        raise InputError(explain(f"discrete_time = {value!r}", fix="write true or false"))
    return text == "true"
