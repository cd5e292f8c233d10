"""Stability diagrams: what flows over bias and gate."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from detbal.kinds import needs
from detbal.progress import Callback
from detbal.transport.dot_like import DotLike
from detbal.transport.maps.conditions import axis, bias_axis, two_leads
from detbal.transport.maps.diagram import StabilityDiagram
from detbal.transport.maps.diamonds import diamonds
from detbal.transport.maps.findings import findings_of_map
from detbal.transport.maps.si import current_text, largest
from detbal.transport.maps.sweep import swept
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot
from detbal.units import EnergyUnit
from detbal.verdict import Finding

REFERENCE = "C. W. J. Beenakker, Theory of Coulomb-blockade oscillations, Phys. Rev. B 44, 1646 (1991)"


class CoarseBias(Finding):
    """Steps of the bias wider than kT: lines of the differential conductance are smeared over them."""


def stability_diagram(
    dot: DotLike,
    *,
    bias: Any,
    gate: Any,
    across: tuple[str, str] = ("L", "R"),
    split: float = 0.5,
    executor: Any = None,
    progress: Callback | bool | None = None,
) -> StabilityDiagram:
    """Return currents, conductance, charge and dissipation over bias and gate: Coulomb diamonds.

    Parameters
    ----------
    dot : QuantumDot or Molecule
        Vibrations of a molecule show as side bands of the diamonds.
    bias : (v,)
        V, ascending, as an energy (with energies in meV it is the bias in mV) or in volts ("0.1 mV"): it moves μ of the
        first lead by split V, and of the second by -(1 - split) V.
    gate : (g,)
        Energy added to each electron on the dot, ascending: E_a + gate N_a.
    across
        Names of the two leads.
    split : float
        0 to 1.
    executor
        Anything with ``submit(function, item)``, such as `concurrent.futures.Executor` or dask's ``Client``: parts of
        the points are worked on there. The numbers do not depend on it.
    progress
        True or False for a bar on stderr or none; a function of points done and of all; None for a bar if it takes
        more than two seconds and stderr is a terminal.

    Returns
    -------
    StabilityDiagram

    Raises
    ------
    InputError
        Axes that do not ascend, names that are no leads, a dot parts of whose states are never connected.

    Notes
    -----
    Sequential tunnelling, as `detbal.transport.pauli.pauli_rates`. The dot is diagonalised once; at each point
    the states are eliminated without subtractions, so that probabilities and currents deep in blockade have their
    digits. Currents are those of the lead where they are most certain, as charge and energy stay; at points at which
    the states are not connected, as outside of the leads' bands, all is nan. The conductance is the second-order
    difference along the bias. Cost: some 7 μs a point for 16 states.

    Examples
    --------
    Blockade: one electron is on the dot, unless the bias lets it leave.

    >>> from detbal.transport.lead import Lead
    >>> sides = {name: Lead(kT=0.1, gamma=0.01) for name in "LR"}
    >>> found = stability_diagram(QuantumDot.spinful(0.0, sides, coulomb=8.0), bias=[0.0, 12.0], gate=[-4.0])
    >>> found.charge.round(6).ravel().tolist(), found.current.round(6).ravel().tolist()
    ([1.0, 1.0], [0.0, 0.01])
    """
    needs(dot, "dot", QuantumDot, Molecule)
    pair = two_leads(dot, across, split)
    V, G = bias_axis(bias, dot.unit), axis(gate, dot.unit, "gate")
    flows = swept(dot, pair.conditions(V[:, None], G), executor, progress)
    grid = (len(V), len(G))
    particles, heat = (each.reshape(*grid, -1) for each in (flows.particles, flows.heat))
    current = particles[..., pair.first]
    slope = _slope(current, V)
    unit = dot.unit.symbol if dot.unit else ""
    coldest = min(lead.kT for lead in dot.leads.values())
    return StabilityDiagram(
        subject=f"{dot!r}"[1:-1],
        statement=f"currents over bias from {pair.names[0]} to {pair.names[1]} and gate, {len(V)} × {len(G)} points",
        bias=V,
        gate=G,
        across=pair.names,
        current=current,
        current_floor=flows.floor[:, pair.first].reshape(grid),
        differential_conductance=slope,
        charge=flows.charge.reshape(grid),
        entropy_production=flows.entropy_production.reshape(grid),
        particle_currents=particles,
        heat_currents=heat,
        reservoirs=tuple(one.name for one in dot.reservoirs),
        unit=unit,
        findings=(*findings_of_map(dot, flows, {"bias": V, "gate": G}), *_coarse(V, coldest)),
        assumptions=(
            "sequential tunnelling between the eigenstates of the dot",
            f"the bias raises μ of {pair.names[0]} by {split:g} of it and lowers that of {pair.names[1]} by the rest",
            "differential conductance by differences between neighbouring biases",
        ),
        references=(REFERENCE,),
        facts=_facts(current, slope, dot.unit),
        drawings=partial(diamonds, V, G, current, slope, dot.unit),
    )


def _slope(current: Floats, bias: Floats) -> Floats:
    """dI/dV in e²/h, which is 1/2π of a current per energy (ħ = 1)."""
    if len(bias) == 1:
        return np.full(current.shape, np.nan)
    slope: Floats = np.gradient(current, bias, axis=0, edge_order=2 if len(bias) > 2 else 1)
    return 2 * np.pi * slope


def _coarse(bias: Floats, kT: float) -> tuple[Finding, ...]:
    step = float(np.diff(bias).max(initial=0.0))
    if step <= kT:
        return ()
    return (CoarseBias(f"steps of the bias of {step:.3g} exceed kT = {kT:.3g}: the conductance is smeared over them"),)


def _facts(current: Floats, slope: Floats, unit: EnergyUnit | None) -> tuple[tuple[str, str], ...]:
    steep = f", |dI/dV| up to {largest(slope):.4g} e²/h" if np.isfinite(slope).any() else ""
    return (("current", f"up to {current_text(largest(current), unit)}{steep}"),)
