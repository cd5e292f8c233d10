"""What a regression spectrum is made from: the state, and the correlations of A and B in both orders."""

from __future__ import annotations

from typing import Any

from detbal.errors import InputError, explain
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import Operator, largest_entry
from detbal.generators.reference import Reference, reference_state
from detbal.generators.regression.correlations import Correlation
from detbal.generators.regression.krylov import krylov_regression
from detbal.generators.regression.modes import Modes, modes_of
from detbal.generators.state import State
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.generators.whole_numbers import whole_number
from detbal.progress import Callback
from detbal.units import thermal_energy

#: Largest dimension of a Lindbladian whose N² x N² matrix is decomposed.
LARGEST = 24


def correlations_of(
    generator: Lindbladian | DaviesGenerator,
    rho: State,
    A: Operator,
    B: Operator | None,
    krylov: int,
    progress: Callback | bool | None,
) -> tuple[Modes | None, Correlation, Correlation, Correlation]:
    """Return the modes, if the generator is decomposed, and ⟨A(t)B⟩, ⟨B†(t)A†⟩ and ⟨A†(t)B†⟩ at t ≥ 0.

    The second is the complex conjugate of ⟨A(0)B(t)⟩, the third that of ⟨B(0)A(t)⟩, which the response needs.

    Parameters
    ----------
    generator, rho
    A, B : (N, N)
        B = None is A†.
    krylov, progress
        As for `RegressionSpectrum`.

    Examples
    --------
    >>> import numpy as np
    >>> from detbal.generators.state import given_state
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
    >>> lower, rho = np.array([[0, 1.0], [0, 0]]), given_state(np.diag([0.8, 0.2]), 2)
    >>> _, ahead, _, exchanged = correlations_of(atom, rho, lower, None, 4, None)
    >>> [each.at(np.zeros(1)).real.round(12).item() for each in (ahead, exchanged)]
    [0.8, 0.2]
    """
    size = whole_number(krylov, "krylov", most=2**20)
    large = isinstance(generator, Lindbladian) and generator.dimension > LARGEST
    modes = None if large else modes_of(generator, rho)

    def correlation(X: Operator, Y: Operator) -> Correlation:
        if modes is None:
            return krylov_regression(generator, rho.matrix, X, Y, size, progress)
        return modes.correlation(X, Y)

    raised = A.conj().T
    ahead = correlation(A, raised if B is None else B)
    # for B = A† the first two are the same, and for Hermitian A all three
    behind = ahead if B is None else correlation(B.conj().T, raised)
    plain = B is None and largest_entry(A - raised)[0] == 0.0
    exchanged = ahead if plain else correlation(raised, A if B is None else B.conj().T)
    return modes, ahead, behind, exchanged


def state_of(
    generator: Lindbladian | DaviesGenerator, kT: Any, T: Any, state: Any, H: Any
) -> tuple[Reference, float | None]:
    """Return ρ, with the Hamiltonian whose Bohr frequencies count, and the temperature if there is one.

    Raises
    ------
    InputError
        As `reference_state`; for a Davies generator a Hamiltonian, a state, or another temperature than that of its
        baths.

    Examples
    --------
    >>> import numpy as np
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
    >>> state_of(atom, 0.5, None, None, None)[1]
    0.5
    """
    thermal = thermal_energy(kT, T, generator.energy_unit, required=False)
    if isinstance(generator, Lindbladian):
        return reference_state(generator, kT=kT, T=T, state=state, H=H), thermal.kT if thermal else None
    own = generator.transitions[0].bath.kT if generator.equilibrium else None
    if H is not None:
        raise InputError(explain("H for a Davies generator", why="it has its own", fix="leave it out"))
    if state is not None or (thermal and (own is None or abs(thermal.kT - own) > 1e-12 * own)):
        what = "a state" if state is not None else f"kT = {thermal.kT if thermal else 0.0:g}"
        why = f"a Davies generator has the state of its baths{f', at kT = {own:g}' if own else ''}"
        raise InputError(explain(what, why=why, fix="leave it out, or give the generator's lindbladian()"))
    return Reference(generator.stationary_state(), generator.H), own
