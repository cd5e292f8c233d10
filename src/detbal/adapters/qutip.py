"""Qobj and QobjEvo of QuTiP <-> generators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from detbal.conversion import Converted
from detbal.errors import InputError, explain
from detbal.generators.channel import Channel
from detbal.generators.eigenstates import by_blocks
from detbal.generators.lindblad_form import choi_matrix
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import Operator
from detbal.generators.superoperator import Superoperator
from detbal.generators.weak_coupling.davies import DaviesGenerator

#: How far a channel may be from preserving the trace.
TRACE = 1e-8


def from_qobj(thing: Any, H: Any = None) -> Converted:
    """Make a generator, or a channel, of a superoperator.

    Parameters
    ----------
    thing : qutip.Qobj or a constant qutip.QobjEvo
        A superoperator in any representation (super, choi, chi). If it preserves the trace, it is one step in
        discrete time and becomes a `Channel`; otherwise it is taken for a generator.
    H : (N, N), optional
        The Hamiltonian that temperatures refer to.

    Returns
    -------
    Converted
        A `Superoperator` or `Channel`; the way back gives a Qobj superoperator of the same dims.

    Raises
    ------
    InputError
        Time-dependent, a ket, a bra, or an operator alone; a map that preserves the trace without being completely
        positive.

    Examples
    --------
    >>> import qutip
    >>> from_qobj(qutip.liouvillian(qutip.sigmaz(), [qutip.sigmam()])).native
    <Superoperator: 2 levels>
    >>> from_qobj(qutip.to_super(qutip.sigmax())).native
    <Channel: 2 levels, 1 Kraus operator>
    """
    qobj = _constant(thing, "the object")
    if qobj.isoper:
        raise InputError(
            explain(
                "a QuTiP operator alone is no generator",
                why="a Hamiltonian or a jump operator says only half of it",
                fix="give (H, c_ops), (H, [(A, spectrum), ...]) or a superoperator such as qutip.liouvillian(H, c_ops)",
            )
        )
    if not qobj.issuper:
        raise InputError(explain(f"a QuTiP {qobj.type} is no generator", fix="give (H, c_ops) or a superoperator"))
    from qutip import to_super

    whole = to_super(qobj)
    native = Superoperator(whole, H=H)
    return Converted(_channel(native) if _preserves_trace(native) else native, _superoperator_like(whole))


def operator_of(thing: Any, name: str) -> Any:
    """Return an operator as a Qobj, which the classes of `detbal.generators` take (sparse where it is sparse).

    Raises
    ------
    InputError
        A time-dependent operator, a ket, a bra or a superoperator; `name` is what the message calls it.

    Examples
    --------
    >>> import qutip
    >>> operator_of(qutip.QobjEvo(qutip.destroy(3)), "a").isoper
    True
    """
    qobj = _constant(thing, name)
    if qobj.issuper:
        raise InputError(
            explain(
                f"{name} is a QuTiP superoperator",
                fix="give the generator alone: qutip.liouvillian(L, c_ops), or a Redfield tensor with fock_basis=True",
            )
        )
    if not qobj.isoper:
        raise InputError(explain(f"{name} is a QuTiP {qobj.type}", fix="give an operator"))
    return qobj


def pair_like(H: Any) -> Callable[[Any], Any]:
    """Return the way back from a generator in Lindblad form to (H, c_ops) with the dims of `H`.

    Examples
    --------
    >>> import qutip
    >>> decay = Lindbladian([[0, 0], [0, 1.0]], [[[0, 1.0], [0, 0]]])
    >>> H, (c,) = pair_like(qutip.sigmaz())(decay)
    >>> H.isherm, c.dims
    (True, [[2], [2]])
    """
    dims = _constant(H, "H").dims

    def back(made: Any) -> Any:
        form = made.lindbladian() if isinstance(made, DaviesGenerator) else made
        if not isinstance(form, Lindbladian):
            return made
        return _qobj(form.H, dims), [_qobj(jump, dims) for jump in form.jumps]

    return back


def _channel(whole: Superoperator) -> Channel:
    """Return a map by its Kraus operators: all above round-off (those of QuTiP lack weights below 1e-9)."""
    n = whole.dimension
    found = by_blocks(choi_matrix(whole.tensor()))
    weights = found.energies
    noise = n * n * np.finfo(float).eps * float(np.abs(weights).max())
    if weights.min() < -100.0 * noise:
        raise InputError(
            explain(
                f"the superoperator preserves the trace, but its Choi matrix has the eigenvalue {weights.min():.3g}",
                why="a generator takes the trace to zero, and a channel is completely positive",
                fix="give a generator, or a channel such as (L * t).expm()",
            )
        )
    kept = weights > np.where(found.exact, 0.0, noise)
    return Channel(list((found.basis[:, kept] * np.sqrt(weights[kept])).T.reshape(-1, n, n)), H=whole.H)


def _superoperator_like(whole: Any) -> Callable[[Any], Any]:
    """Return the way back to a superoperator with the dims of `whole`."""
    dims = whole.dims

    def back(made: Any) -> Any:
        from qutip import Qobj, kraus_to_super, liouvillian

        match made:
            case Superoperator():
                n = made.dimension
                columns = made.tensor().transpose(1, 0, 3, 2).reshape(n * n, n * n)
                return Qobj(columns, dims=dims, superrep="super")
            case Lindbladian():
                H, *jumps = (_qobj(each, dims[0]) for each in (made.H, *made.jumps))
                return liouvillian(H, jumps)
            case Channel():
                return kraus_to_super([_qobj(each, dims[0]) for each in made.kraus])
        return made

    return back


def _qobj(thing: Operator, dims: Any) -> Any:
    from qutip import Qobj
    from scipy.sparse import csr_matrix

    # older releases take no scipy.sparse arrays
    return Qobj(csr_matrix(thing) if hasattr(thing, "tocsr") else thing, dims=dims)


def _constant(thing: Any, name: str) -> Any:
    """Return a Qobj; of a QobjEvo that does not depend on time, the one that it is."""
    if not hasattr(thing, "isconstant"):
        return thing
    if not thing.isconstant:
        raise InputError(
            explain(
                f"{name} depends on time",
                why="detailed balance is asked of generators that do not",
                fix="give it at one time, such as Q(0.0)",
            )
        )
    return thing(0.0)


def _preserves_trace(whole: Superoperator) -> bool:
    """Say whether Tr S(ρ) = Tr ρ for all ρ."""
    unit = np.eye(whole.dimension).ravel()
    return bool(np.abs(whole.matrix.T @ unit - unit).max() < TRACE)
