"""What is known of a reservoir."""

from __future__ import annotations

from dataclasses import dataclass

from detbal.kinds import needs


@dataclass(frozen=True, slots=True)
class Reservoir:
    """A lead or a bath, as a rate table knows it.

    Attributes
    ----------
    name : str
    kT : float or None
        None if it is to be measured.
    mu : float or None
        Of its electrons; of no meaning for bosons; None if it is to be measured.

    Raises
    ------
    InputError
        A name that is no text. Its numbers are looked at by `RateTable.of`, which knows their unit.

    Examples
    --------
    >>> Reservoir("L", kT=1.0, mu=0.2)
    Reservoir(name='L', kT=1.0, mu=0.2)
    """

    name: str
    kT: float | None = None
    mu: float | None = None

    def __post_init__(self) -> None:
        needs(self.name, "name of a reservoir", str)
