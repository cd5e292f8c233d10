"""What equilibrium demands of a pair of rate coefficients: ln(k_f/k_r) = ln K(T)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.pairing import ProcessPairs
from detbal.reactions.thermochemistry.thermochemistry import Thermochemistry

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def log_constants(change: csr_array[Any], thermochemistry: Thermochemistry, T: FloatArray) -> FloatArray:
    """Return ln of Π (products) / Π (reactants) of the equilibrium concentrations, (n, nT); nan where unknown.

    Parameters
    ----------
    change : (n, species) sparse array
        Products less reactants.
    thermochemistry
    T : (nT,)
        Kelvin.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from detbal.reactions import Concentration, Species
    >>> from detbal.reactions.thermochemistry.statistical import StatisticalThermochemistry
    >>> levels = [Species(name, mass=1.0, degeneracy=1, energy=energy) for name, energy in (("a", "0 K"), ("b", "7 K"))]
    >>> thermo = StatisticalThermochemistry.of(levels, Concentration.PER_M3)
    >>> log_constants(csr_array([[-1.0, 1.0]]), thermo, np.array([7.0])).round(9)
    array([[-1.]])
    """
    log_density = thermochemistry.log_density(T)
    known = thermochemistry.known
    found = np.asarray(change @ np.where(known[:, None], log_density, 0.0))
    found[~determined(change, known)] = np.nan
    return found


def determined(change: csr_array[Any], known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which rows involve only species that are known, (n,).

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> determined(csr_array([[-1.0, 1.0], [0.0, 1.0]]), np.array([False, True]))
    array([False,  True])
    """
    unknown: FloatArray = np.asarray(abs(change) @ (~known).astype(float)).ravel()
    return np.asarray(unknown == 0)


def expected_log_ratio(pairs: ProcessPairs, T: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return ln(k_f/k_r) that thermochemistry demands, and the bound on its round-off, (n, nT) each; nan if unknown.

    Raises
    ------
    InputError
        If the network has no thermochemistry.

    Examples
    --------
    >>> from detbal.reactions import Concentration, Reaction, ReactionNetwork, Species
    >>> a, b = (Species(name, mass=1.0, degeneracy=g, energy="0 eV") for name, g in (("a", 1), ("b", 3)))
    >>> network = ReactionNetwork.of([Reaction([a], [b])], [1.0], concentration=Concentration.PER_M3)
    >>> from detbal.reactions.pairing import process_pairs
    >>> expected_log_ratio(process_pairs(network), np.array([300.0]))[0].round(6)  # ln 3
    array([[1.098612]])
    """
    thermochemistry = pairs.network.thermochemistry
    if thermochemistry is None:
        raise InputError(explain("the network has no thermochemistry", fix="give it thermochemistry="))
    change = pairs.change
    expected = log_constants(change, thermochemistry, T) + pairs.log_identical[:, None]
    rounding = np.asarray(abs(change) @ np.nan_to_num(thermochemistry.rounding(T)))
    return expected, rounding
