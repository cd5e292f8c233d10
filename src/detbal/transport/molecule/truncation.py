"""Whether enough quanta of the vibration were kept."""

from __future__ import annotations

import numpy as np

from detbal.transport.molecule.molecule import Molecule
from detbal.transport.pauli import pauli_rates
from detbal.transport.stationary import flows_of
from detbal.verdict import Finding

#: Probability of the largest number of quanta above which the ladder is too short.
LEFT_OVER = 1e-6


class TooFewQuanta(Finding):
    """The vibration reaches the end of the ladder that was kept."""


def truncation(molecule: Molecule) -> tuple[TooFewQuanta, ...]:
    """Find whether the stationary state holds the largest number of quanta that was kept.

    Detailed balance does not suffer from a short ladder, as it holds pair by pair; currents do.

    Raises
    ------
    InputError
        A stationary state that is not unique: without coupling (λ = 0) and without a bath, quanta never change.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=0.1, mu=2.5, gamma=0.01), "R": Lead(kT=0.1, mu=-2.5, gamma=0.01)}
    >>> print(truncation(Molecule(1.0, sides, frequency=1.0, coupling=1.0, quanta=3))[0].message)
    the vibration holds 3 quanta, the most that were kept, with probability 0.18: currents are not those of a longer ...
    """
    many = molecule.many_body()
    top = np.array([label.endswith(f"q={molecule.quanta}") for label in many.labels])
    held = float(np.exp(flows_of(pauli_rates(molecule)).log_stationary)[top].sum())
    if held < LEFT_OVER:
        return ()
    what = f"the vibration holds {molecule.quanta} quanta, the most that were kept, with probability {held:.2g}"
    return (TooFewQuanta(f"{what}: currents are not those of a longer ladder; keep more quanta"),)
