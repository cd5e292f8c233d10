"""The transitions that one bath causes between eigenstates, their rates in logs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detbal.generators.baths.bath import Bath
from detbal.generators.baths.conventions import Statistics
from detbal.generators.levels import Levels
from detbal.generators.operators import ComplexArray
from detbal.generators.weak_coupling.lamb_shift import smooth_values
from detbal.pairs import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Transitions:
    """What one operator of the system does under one bath.

    A bosonic bath makes one set for each coupling, which holds both directions of every transition. A fermionic one
    makes two: particles leave (by A), and particles enter (by A†).

    Attributes
    ----------
    bath : Bath
    name : str
        Of the bath.
    operator : (N, N) complex array
        Between eigenstates; ``operator[i, k]`` takes state k to i.
    log_spectrum : (N, N) float array
        Natural log of the bath's spectrum for the transition from k to i; ``-inf`` where the bath allows none.
    reverse : int
        Where the reverse processes stand, counted from here: 0 (in this set), +1 or -1 (in the set after or before).
    """

    bath: Bath
    name: str
    operator: ComplexArray
    log_spectrum: FloatArray
    reverse: int

    @property
    def log_rates(self) -> FloatArray:
        """ln(|A_ji|² S) of the transition from i to j, shape (N, N); ``-inf`` where there is none."""
        with np.errstate(divide="ignore"):
            logs: FloatArray = 2.0 * np.log(np.abs(self.operator)) + self.log_spectrum
        return logs.T

    @property
    def amplitudes(self) -> ComplexArray:
        """A_ik √S: the jump operators of all Bohr frequencies in one matrix; below 1e-308 it is 0."""
        return np.asarray(self.operator * np.exp(0.5 * self.log_spectrum))

    def balanced_amplitudes(self, log_p: FloatArray) -> ComplexArray:
        """Return σ^-¼ V σ^¼ for the jumps V and a state σ with the eigenvalues p; no overflow if p balances them."""
        return np.asarray(self.operator * np.exp(0.5 * self.log_spectrum + 0.25 * (log_p[None, :] - log_p[:, None])))


def transitions_of(bath: Bath, name: str, operator: ComplexArray, levels: Levels) -> tuple[Transitions, ...]:
    """Return the transitions that a coupling causes.

    The bath is asked for its spectrum only where the operator has elements: that of a sub-Ohmic bath is infinite at
    ω = 0, which matters only if the coupling dephases.

    Parameters
    ----------
    bath, name
    operator : (N, N)
        A between eigenstates.
    levels

    Examples
    --------
    >>> from detbal.generators.levels import levels_of
    >>> ohmic = Bath(spectral_density=lambda w: 0.1 * w, kT=0.5)
    >>> (found,) = transitions_of(ohmic, "bath 0", np.array([[0, 1], [1, 0]]), levels_of([0.0, 1.0]))
    >>> round(float(found.log_rates[1, 0] - found.log_rates[0, 1]), 12)  # ω/kT
    2.0
    """
    if bath.statistics is not Statistics.FERMION:
        both = 0.5 * (operator + operator.conj().T)
        return (Transitions(bath, name, both, at_elements(bath.log_power_spectrum, both, levels, -np.inf), 0),)
    adjoint = operator.conj().T
    leaving = at_elements(bath.log_power_spectrum, operator, levels, -np.inf)
    entering = at_elements(lambda given: bath.log_absorption_spectrum(-given), adjoint, levels, -np.inf)
    return Transitions(bath, name, operator, leaving, 1), Transitions(bath, name, adjoint, entering, -1)


def lamb_spectrum(transitions: Transitions, levels: Levels) -> FloatArray:
    """Return S_h of the transition from k to i at [i, k]: H_LS = Σ S_h(ω) A(ω)†A(ω), shape (N, N).

    Examples
    --------
    >>> from detbal.generators.levels import levels_of
    >>> decaying = Bath(spectral_density=lambda w: w * np.exp(-w), kT=0.5)
    >>> levels = levels_of([0.0, 1.0])
    >>> (found,) = transitions_of(decaying, "bath 0", np.array([[0, 1], [1, 0]]), levels)
    >>> lamb_spectrum(found, levels).shape
    (2, 2)
    """
    bath = transitions.bath

    def shift(given: FloatArray) -> FloatArray:
        return bath.absorption_lamb_shift(-given) if transitions.reverse < 0 else bath.lamb_shift(given)

    return at_elements(lambda given: smooth_values(shift, given), transitions.operator, levels, 0.0)


def at_elements(
    function: Callable[[FloatArray], FloatArray], operator: ComplexArray, levels: Levels, elsewhere: float
) -> FloatArray:
    """Return a function of the energy that a transition from k to i gives away, at [i, k], shape (N, N).

    Parameters
    ----------
    function
        Called once, with an (n,) array.
    operator : (N, N)
        Where it has no elements between two levels, `elsewhere` stands.
    levels
    elsewhere

    Examples
    --------
    >>> from detbal.generators.levels import levels_of
    >>> at_elements(lambda given: given, np.array([[0, 1], [0, 0]]), levels_of([0.0, 3.0]), -1.0)
    array([[-1.,  3.],
           [-1., -1.]])
    """
    energy, level = levels.level_energies, levels.level
    rows, columns = np.nonzero(operator)
    needed = np.zeros((len(energy), len(energy)), dtype=bool)
    needed[level[rows], level[columns]] = True
    values = np.full(needed.shape, elsewhere)
    values[needed] = function((energy[None, :] - energy[:, None])[needed])
    return np.asarray(values[np.ix_(level, level)])
