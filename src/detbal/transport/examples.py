"""The gallery of this domain: dots, molecules and measured rates with a known answer."""

from __future__ import annotations

import numpy as np

from detbal.domain import Example
from detbal.transport.balance import BEENAKKER
from detbal.transport.lead import Lead
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.molecule.vibrational_bath import VibrationalBath
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.verdict import Status

KOCH_VON_OPPEN = "J. Koch, F. von Oppen, Phys. Rev. Lett. 94, 206804 (2005)"


def dot(bias: float = 0.0, warmer: float = 0.0) -> QuantumDot:
    """Return a dot of one orbital and both spins, in meV, under a bias (mV), with its left lead warmer (K).

    Examples
    --------
    >>> dot(0.4).leads["L"].mu
    0.2
    """
    return QuantumDot.spinful(-0.3, _sides(bias, warmer), coulomb=1.0, unit="meV")


def double_dot() -> QuantumDot:
    """Return two dots in series, in meV: the left lead reaches the first alone, the right one the second.

    Examples
    --------
    >>> double_dot().many_body().energy.round(6)
    array([ 0.      , -0.223607,  0.223607,  0.5     ])
    """
    sides = {"L": Lead(T=1.0, gamma=[1e-3, 0.0], unit="meV"), "R": Lead(T=1.0, gamma=[0.0, 1e-3], unit="meV")}
    return QuantumDot([[-0.1, 0.2], [0.2, 0.1]], sides, coulomb=0.5, unit="meV")


def molecule(bias: float = 0.0, phonons: float = 1.0) -> Molecule:
    """Return a molecule, in meV, under a bias (mV), with phonons of a temperature (K); its shifted level is at μ = 0.

    Examples
    --------
    >>> molecule()
    <Molecule: λ = 3, up to 12 quanta, leads L and R, baths phonons>
    """
    bath = VibrationalBath(T=phonons, gamma=1e-4, unit="meV")
    sides = _sides(bias, 0.0)
    return Molecule(1.8, sides, frequency=0.2, coupling=3.0, quanta=12, baths={"phonons": bath}, unit="meV")


def measured_rates(factor: float = 1.0) -> RateTable:
    """Return the rates of `dot` as if counted, with errors of 3 %; one rate out is `factor` times what it was.

    Examples
    --------
    >>> measured_rates()
    <RateTable: 4 states, 8 transitions by L and R>
    """
    exact = pauli_rates(dot())
    noise = np.random.default_rng(1).normal(scale=0.03, size=(2, len(exact)))
    forward, reverse = np.exp(exact.log_forward + noise[0]), np.exp(exact.log_reverse + noise[1])
    reverse[2] *= factor
    return RateTable.of(
        exact.energy,
        exact.charge,
        exact.reservoirs,
        reservoir=exact.reservoir,
        source=exact.source,
        target=exact.target,
        forward=forward,
        reverse=reverse,
        forward_error=0.03 * forward,
        reverse_error=0.03 * reverse,
        labels=exact.labels,
        unit=exact.unit,
        time_unit=exact.time_unit,
    )


def _sides(bias: float, warmer: float) -> dict[str, Lead]:
    left = Lead(T=1.0 + warmer, mu=bias / 2, gamma=1e-3, unit="meV")
    return {"L": left, "R": Lead(T=1.0, mu=0.0 - bias / 2, gamma=2e-3, unit="meV")}


EXAMPLES: tuple[Example, ...] = (
    Example(
        "dot in equilibrium",
        "a level with repulsion between leads of one temperature and one chemical potential",
        dot,
        Status.BALANCED,
        reference=BEENAKKER,
    ),
    Example("dot under bias", "the same with 0.4 mV between the leads", lambda: dot(0.4), Status.BROKEN),
    Example("dot between hot and cold", "the same with one lead warmer by 1 K", lambda: dot(0.0, 1.0), Status.BROKEN),
    Example("double dot", "two dots in series, in equilibrium", double_dot, Status.BALANCED),
    Example(
        "molecule",
        "a level that shifts a vibration, in equilibrium with leads and phonons",
        molecule,
        Status.BALANCED,
    ),
    Example(
        "molecule with warm phonons",
        "the same, with phonons at 2 K between leads at 1 K",
        lambda: molecule(phonons=2.0),
        Status.BROKEN,
    ),
    Example(
        "Franck–Condon blockade",
        "the same, all at 1 K, under a bias of half a quantum: electrons enter at e^{-λ²} of their rate",
        lambda: molecule(0.1),
        Status.BROKEN,
        reference=KOCH_VON_OPPEN,
    ),
    Example("counted rates", "tunnelling rates with errors of 3 %", measured_rates, Status.BALANCED),
    Example(
        "a wrong rate",
        "the same, with one of the rates out half as large again",
        lambda: measured_rates(1.5),
        Status.BROKEN,
    ),
)
