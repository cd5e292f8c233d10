"""`thermometer` for generators: the temperature that the jumps imply, per transition, per bath and overall."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.dispatch import verb
from detbal.errors import InputError, explain
from detbal.generators.channel import Channel
from detbal.generators.driving.heat import by_bath
from detbal.generators.eigenstates import eigenstates
from detbal.generators.framing import framed
from detbal.generators.implied_temperature import Rates, temperature_of_rates
from detbal.generators.levels import levels_of
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import Operator, hermitian
from detbal.generators.state import ROTATION, State
from detbal.generators.superoperator import Superoperator
from detbal.result import Thermometer

thermometer = verb("thermometer", Thermometer)


@thermometer.register
def thermometer_lindbladian(generator: Lindbladian, *, H: Any = None) -> Thermometer:
    """Measure the temperature that jumps imply: ln(rate_ij/rate_ji) = -β (E_j - E_i) between eigenstates of H.

    Parameters
    ----------
    generator
    H : (N, N), optional
        Hamiltonian whose eigenstates and energies count; default: the bare one of the generator.

    Returns
    -------
    Thermometer
        With one β for all transitions, or, if the jumps name several baths, one β for each: `theta` is then
        "β(hot)", "β(cold)", …, and ``kT`` stays None. `kT_each` is what every transition implies by itself. Errors
        follow from the scatter of the transitions.

    Raises
    ------
    InputError
        No transition between different energies that runs both ways.

    Notes
    -----
    Rates are those of the populations, K_(jj,ii) = Σ_k |⟨j|V_k|i⟩|² for i ≠ j: O(m N³). Every transition counts alike
    (least squares), and each one that is inverted is named: an average would hide it.

    Examples
    --------
    >>> down, up = np.zeros((2, 2)), np.zeros((2, 2))
    >>> down[0, 1], up[1, 0] = 1.0, np.exp(-1.0)
    >>> reading = thermometer_lindbladian(Lindbladian(np.diag([0.0, 1.0]), [down, up]))
    >>> round(reading.kT, 12), reading.kT_each.round(12)
    (0.5, array([0.5]))
    """
    hamiltonian = generator.bare if H is None else hermitian(H, "H", generator.dimension)
    parts = by_bath(generator) or {"": generator}
    return _measure(generator, hamiltonian, parts)


@thermometer.register
def thermometer_superoperator(generator: Superoperator, *, H: Any = None) -> Thermometer:
    """Measure the temperature that a superoperator implies; as `thermometer_lindbladian`.

    Parameters
    ----------
    generator
    H : (N, N), optional
        Default: the Hamiltonian that the superoperator came with.

    Raises
    ------
    InputError
        No Hamiltonian; or as `thermometer_lindbladian`.

    Examples
    --------
    >>> K = np.zeros((4, 4))
    >>> K[0, 3], K[3, 3], K[3, 0], K[0, 0] = 1.0, -1.0, np.exp(-1.0), -np.exp(-1.0)
    >>> round(thermometer_superoperator(Superoperator(K, H=np.diag([0.0, 1.0]))).kT, 12)
    1.0
    """
    return _measure(generator, hamiltonian_of(generator, H), {"": generator})


@thermometer.register
def thermometer_channel(generator: Channel, *, H: Any = None) -> Thermometer:
    """Measure the temperature that one step of a channel implies; as `thermometer_superoperator`.

    Examples
    --------
    >>> kraus = [np.diag([1.0, 0.5]), [[0, 3**0.5 / 2], [0, 0]]]
    >>> thermometer_channel(Channel(kraus, H=np.diag([0.0, 1.0])))
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: no transition between different energies runs both ways ...
    """
    return _measure(generator, hamiltonian_of(generator, H), {"": generator})


def hamiltonian_of(generator: Superoperator | Channel, H: Any) -> Operator:
    """Return the Hamiltonian given, or else the one that the generator came with.

    Raises
    ------
    InputError
        There is none.

    Examples
    --------
    >>> hamiltonian_of(Channel([np.eye(2)]), np.diag([0, 1.0])).real
    array([[0., 0.],
           [0., 1.]])
    """
    if H is not None:
        return hermitian(H, "H", generator.dimension)
    if generator.H is None:
        raise InputError(
            explain(
                f"{generator!r} has no Hamiltonian", why="energies are needed", fix="give H= here, or with the object"
            )
        )
    return generator.H


def _measure(generator: Any, hamiltonian: Operator, parts: dict[str, Any]) -> Thermometer:
    found = eigenstates(hamiltonian)
    zeros = np.zeros(len(found.energies))
    tilt = ROTATION if found.rotated else 0.0
    state = State(zeros, zeros, found.basis, tilt, "eigenstates of H", found.energies)
    rates = []
    for bath, part in parts.items():
        gained, error = framed(part, state, True).populations()
        rates.append(Rates(bath, gained.T, error.T))
    return temperature_of_rates(
        rates,
        levels_of(found.energies),
        tuple(state.names()),
        subject=repr(generator)[1:-1],
        energy_unit=generator.energy_unit,
    )
