"""QuTiP's solvers at work: what they make of every operator after some time, as a channel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from detbal.bench.contestants.jumps import thermal_jumps
from detbal.bench.contestants.qutip import environment
from detbal.bench.problems import OpenSystem
from detbal.bench.protocol import Problem
from detbal.errors import InputError, explain
from detbal.generators.channel import Channel
from detbal.generators.lindblad_form import choi_matrix

#: Time of propagation, of the order of that of relaxation, and up to which dimension there is enough of it.
TIME, LARGEST = 20.0, 2
#: What the solvers are asked for, and by how much an eigenvalue of Choi's matrix may then be negative.
OPTIONS = {"atol": 1e-14, "rtol": 1e-12, "nsteps": 1_000_000}
NEGATIVE = 1e-9


def mesolve(problem: Problem, kT: float) -> Any:
    """Propagate with `mesolve` and thermal jumps.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> mesolve(problem("two-level-atom"), 1.0)
    <Channel: 2 levels, 4 Kraus operators>
    """
    if not isinstance(problem, OpenSystem) or len(problem.H) > LARGEST:
        return NotImplemented
    import qutip

    H, jumps = qutip.Qobj(problem.H), [qutip.Qobj(jump) for jump in thermal_jumps(problem, kT)]
    return _channel(len(problem.H), lambda rho: qutip.mesolve(H, rho, [0.0, TIME], jumps, options=OPTIONS))


def brmesolve(problem: Problem, kT: float) -> Any:
    """Propagate with `brmesolve`, with its default secular cut-off of 0.1.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> brmesolve(problem("two-level-atom"), 1.0)
    <Channel: 2 levels, 4 Kraus operators>
    """
    if not isinstance(problem, OpenSystem) or len(problem.H) > LARGEST:
        return NotImplemented
    import qutip

    H, bath = qutip.Qobj(problem.H), environment(problem, kT)
    couplings = [(qutip.Qobj(A), bath) for A in problem.couplings]
    return _channel(len(problem.H), lambda rho: qutip.brmesolve(H, rho, [0.0, TIME], couplings, options=OPTIONS))


def _channel(N: int, solved: Callable[[Any], Any]) -> Channel:
    """Solve for each |k⟩⟨j|, and write the map of all by Kraus operators, without what the solver left of negative."""
    import qutip

    tensor = np.empty((N,) * 4, dtype=np.complex128)
    for k, j in np.ndindex(N, N):
        tensor[:, :, k, j] = solved(qutip.basis(N, k) * qutip.basis(N, j).dag()).states[-1].full()
    choi = choi_matrix(tensor)
    weights, vectors = np.linalg.eigh((choi + choi.conj().T) / 2.0)
    if weights[0] < -NEGATIVE:
        what = f"Choi's matrix has the eigenvalue {weights[0]:.3g}"
        raise InputError(explain(what, why="the map is not completely positive", fix="take one that is secular"))
    kept = weights > 0.0
    return Channel(list((vectors[:, kept] * np.sqrt(weights[kept])).T.reshape(-1, N, N)))
