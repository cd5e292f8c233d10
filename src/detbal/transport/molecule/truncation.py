"""Whether enough quanta of the vibration were kept."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.occupation import Floats
from detbal.transport.pauli import pauli_rates
from detbal.transport.stationary import flows_of
from detbal.verdict import Finding

#: Probability of the largest number of quanta above which the ladder is too short.
LEFT_OVER = 1e-6


class TooFewQuanta(Finding):
    """The vibration reaches the end of the ladder that was kept."""


class QuantaNotKnown(Finding):
    """How many quanta the vibration holds is not known, as the stationary state is not unique."""


def truncation(molecule: Molecule) -> tuple[TooFewQuanta | QuantaNotKnown, ...]:
    """Find whether the stationary state holds the largest number of quanta that was kept.

    Detailed balance does not suffer from a short ladder, as it holds pair by pair; currents do. Where nothing changes
    the quanta (λ = 0, and no bath), any ladder is right.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=0.1, mu=2.5, gamma=0.01), "R": Lead(kT=0.1, mu=-2.5, gamma=0.01)}
    >>> print(truncation(Molecule(1.0, sides, frequency=1.0, coupling=1.0, quanta=3))[0].message)
    the vibration holds 3 quanta, the most that were kept, with probability 0.18: currents are not those of a longer ...
    """
    if molecule.coupling == 0 and not molecule.baths:
        return ()
    try:
        log_held = flows_of(pauli_rates(molecule)).log_stationary
    except InputError as error:
        return (QuantaNotKnown(f"whether {molecule.quanta} quanta are enough is not known: {error}"),)
    return too_few_quanta(molecule, np.exp(log_held)[None])


def too_few_quanta(molecule: Molecule, probability: Floats) -> tuple[TooFewQuanta, ...]:
    """Find the largest probability, of some points, of the largest number of quanta that was kept.

    Parameters
    ----------
    molecule
    probability : (p, N) float array
        Of its states; points at which it is nan do not count.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> molecule = Molecule(1.0, {"L": Lead(kT=0.1, gamma=0.01)}, frequency=1.0, coupling=1.0, quanta=1)
    >>> len(too_few_quanta(molecule, np.array([[1.0, 0.0, 0.0, 0.0], [0.5, 0.5, 0.0, 0.0]])))
    1
    """
    basis, state = molecule.many_body().vectors.nonzero()  # electrons, and for each the whole ladder
    top = state[basis % (molecule.quanta + 1) == molecule.quanta]
    held = float(np.nan_to_num(probability[:, top].sum(axis=1)).max())
    if held < LEFT_OVER:
        return ()
    what = f"the vibration holds {molecule.quanta} quanta, the most that were kept, with probability {held:.2g}"
    return (TooFewQuanta(f"{what}: currents are not those of a longer ladder; keep more quanta"),)
