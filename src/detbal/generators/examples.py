"""Generators and baths with known answers: the gallery of this domain, and its tests."""

from __future__ import annotations

import numpy as np

from detbal.domain import Example
from detbal.generators.baths import Bath, drude_lorentz_matsubara
from detbal.generators.channel import Channel
from detbal.generators.constructions.redfield import redfield
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.superoperator import Superoperator
from detbal.generators.symmetry import Symmetry
from detbal.pairs import FloatArray
from detbal.verdict import Status

#: Three levels, coupled to a bath by an operator that connects all of them; eigenstates of a random-looking H.
_H = np.array([[0.0, 0.3, 0.0], [0.3, 1.0, 0.2], [0.0, 0.2, 1.7]])
_A = np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 1.0], [0.5, 1.0, 0.0]])
_KT = 0.5


def _spectrum(omega: FloatArray) -> FloatArray:
    """Return S(ω) of an Ohmic bath, ω > 0: emission."""
    x = np.where(omega == 0, 1e-9, omega)
    return np.asarray(0.1 * x * np.exp(-np.abs(x) / 5.0) / -np.expm1(-x / _KT))


def secular(transposed: bool = False) -> Lindbladian:
    """Return jumps between the eigenstates of a three-level H, one for each pair; transposed: the bath's sign is wrong.

    Examples
    --------
    >>> secular()
    <Lindbladian: 3 levels, 6 jumps>
    """
    energies, basis = np.linalg.eigh(_H)
    coupling = basis.T @ _A @ basis
    rates = coupling**2 * _spectrum(energies[None, :] - energies[:, None])
    if transposed:
        rates = coupling**2 * _spectrum(energies[:, None] - energies[None, :])
    jumps = [np.sqrt(rates[i, j]) * np.outer(basis[:, i], basis[:, j]) for i in range(3) for j in range(3) if i != j]
    return Lindbladian(_H, jumps)


def redfield_without_lamb_shift() -> Superoperator:
    """Return the Bloch-Redfield tensor of the same system: its stationary state is Gibbs, and yet it is not balanced.

    Examples
    --------
    >>> redfield_without_lamb_shift()
    <Superoperator: 3 levels>
    """
    return redfield(_H, [(_A, _spectrum)])


def driven_qubit() -> Lindbladian:
    """Return a driven qubit that decays: broken, but with a hidden time reversal.

    Examples
    --------
    >>> driven_qubit()
    <Lindbladian: 2 levels, 1 jump>
    """
    return Lindbladian([[0.15, 0.35], [0.35, -0.15]], [[[0, 0], [1.0, 0]]])


def heat_bath_step() -> Channel:
    """Return the channel that replaces a qubit by a thermal one, half of the time.

    Examples
    --------
    >>> heat_bath_step().trace_defect() < 1e-15
    True
    """
    p = np.exp(-np.array([0.0, 1.0]) / _KT)
    p = p / p.sum()
    kraus = [np.sqrt(0.5) * np.eye(2)]
    for i in range(2):
        for j in range(2):
            operator = np.zeros((2, 2))
            operator[i, j] = np.sqrt(0.5 * p[i])
            kraus.append(operator)
    return Channel(kraus, H=np.diag([0.0, 1.0]))


EXAMPLES = (
    Example(
        name="secular three-level system",
        summary="jumps between eigenstates, with a thermal bath: balanced in every sense",
        make=secular,
        expect=Status.BALANCED,
        options={"kT": _KT, "symmetry": Symmetry.GNS},
    ),
    Example(
        name="bath with the wrong sign of frequency",
        summary="the same with S(-ω) in place of S(ω): inverted populations",
        make=lambda: secular(transposed=True),
        expect=Status.BROKEN,
        options={"kT": _KT},
    ),
    Example(
        name="Redfield without Lamb shift",
        summary="its stationary state is the Gibbs state exactly, and yet it is not at detailed balance",
        make=redfield_without_lamb_shift,
        expect=Status.BROKEN,
        options={"kT": _KT},
    ),
    Example(
        name="driven qubit",
        summary="a coherent drive against decay: broken with its own stationary state",
        make=driven_qubit,
        expect=Status.BROKEN,
    ),
    Example(
        name="driven qubit, hidden time reversal",
        summary="the same obeys detailed balance with a time reversal that is not the usual one",
        make=driven_qubit,
        expect=Status.BALANCED,
        options={"symmetry": Symmetry.SQDB},
        reference="D. Roberts, A. Lingenfelter and A. A. Clerk, PRX Quantum 2, 020336 (2021)",
    ),
    Example(
        name="heat-bath channel",
        summary="one step of partial thermalisation in discrete time",
        make=heat_bath_step,
        expect=Status.BALANCED,
        options={"kT": _KT},
    ),
    Example(
        name="Ohmic bath",
        summary="emission and absorption from a spectral density at one temperature",
        make=lambda: Bath(spectral_density=lambda w: 0.05 * w * np.exp(-np.abs(w) / 5.0), kT=_KT),
        expect=Status.BALANCED,
    ),
    Example(
        name="Drude-Lorentz bath, two Matsubara terms",
        summary="a finite sum of exponentials cannot obey the KMS condition",
        make=lambda: Bath(correlation_function=drude_lorentz_matsubara(0.1, 0.5, 0.7, 1), kT=0.7),
        expect=Status.BROKEN,
    ),
)
