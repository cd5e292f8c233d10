"""Which state a question means: a Gibbs state, a given one, or the generator's own stationary state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import Operator, hermitian, lost_precision
from detbal.generators.state import State, gibbs_state, given_state
from detbal.generators.stationary import stationary_state
from detbal.units import thermal_energy

#: What a bare Hamiltonian lacks, in words.
WITHOUT = "without Lamb shift or coherent term"


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A state, and how it relates to the generator.

    Attributes
    ----------
    state : State
    H : (N, N) operator or None
        The Hamiltonian whose Gibbs state it is, or could be.
    own : bool
        Whether it is a function of the bare Hamiltonian of a Lindbladian, so that the two commute exactly.
    count : int
        Independent stationary states, where they were counted (else 1).
    """

    state: State
    H: Operator | None
    own: bool = False
    count: int = 1


def reference_state(generator: Any, *, kT: Any = None, T: Any = None, state: Any = None, H: Any = None) -> Reference:
    """Choose the state that a generator is judged against.

    Parameters
    ----------
    generator
    kT, T
        The Gibbs state of `H`, or else of the generator's own Hamiltonian: the bare one, if a Lindbladian knows it.
    state
        A density operator. With neither: the generator's stationary state.
    H
        The Hamiltonian of the Gibbs state, if it is another than the generator's own (which may hold a Lamb shift,
        or a drive, that it does not know of).

    Raises
    ------
    InputError
        A temperature and a state, or a temperature without any Hamiltonian.

    Examples
    --------
    >>> import numpy as np
    >>> atom = Lindbladian(np.diag([0.0, 2.0]), [[[0, 1.0], [0, 0]]])
    >>> reference_state(atom, kT=1.0).state.log_p.round(3)
    array([-0.127, -2.127])
    """
    n = generator.dimension
    hamiltonian = own_hamiltonian(generator) if H is None else hermitian(H, "H", n)
    thermal = thermal_energy(kT, T, generator.energy_unit, required=False)
    if thermal is not None and state is not None:
        raise InputError(explain("both a temperature and a state are given", fix="give kT= (or T=), or state="))
    if state is not None:
        given = state if isinstance(state, State) else given_state(state, n)
        return Reference(given, hamiltonian)
    if thermal is None:
        found = stationary_state(generator)
        return Reference(found.state, hamiltonian, count=found.count)
    if hamiltonian is None:
        raise InputError(
            explain(
                f"a temperature, but no Hamiltonian for this {type(generator).__name__}",
                why="a Gibbs state needs energies",
                fix="give H= as well, or state=, or no temperature to use the stationary state",
            )
        )
    own = isinstance(generator, Lindbladian) and (H is None or not abs(generator.bare - hamiltonian).max())
    sigma = gibbs_state(hamiltonian, thermal)
    if own and H is None and generator.beyond_bare is not None:
        sigma = replace(sigma, provenance=f"Gibbs state of the bare H ({WITHOUT}) at {thermal.provenance}")
    rough = lost_precision(H) if H is not None else getattr(generator, "rounding", 0.0)
    if rough and sigma.energies is not None:  # what energies in single precision are worth
        sigma = replace(sigma, error=sigma.error + rough * float(np.abs(sigma.energies).max()) / thermal.kT)
    return Reference(sigma, hamiltonian, own)


def own_hamiltonian(generator: Any) -> Operator | None:
    """Return the Hamiltonian that a temperature of this generator refers to; None if it has none.

    Examples
    --------
    >>> import numpy as np
    >>> shifted = Lindbladian(np.diag([0.0, 1.1]), [[[0, 1.0], [0, 0]]], bare=np.diag([0.0, 1.0]))
    >>> own_hamiltonian(shifted).real
    array([[0., 0.],
           [0., 1.]])
    """
    return generator.bare if isinstance(generator, Lindbladian) else generator.H
