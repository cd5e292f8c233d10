"""A generator held against a state: its parts, its residuals, and what is seen on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from detbal.generators.channel import Channel
from detbal.generators.findings import positivity_findings, temperature_findings
from detbal.generators.framing import framed
from detbal.generators.hidden import TimeReversal, time_reversal
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.log_ratios import log_ratios
from detbal.generators.populations import Populations, population_pairs, populations
from detbal.generators.reference import Reference
from detbal.generators.split import Split, split
from detbal.generators.superoperator import Superoperator
from detbal.generators.symmetry import Symmetry
from detbal.residual import NO_UNKNOWNS, Residuals, fit, join_residuals
from detbal.verdict import Finding, OneWay, first_names


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """A generator, or what one of its baths does, held against one state.

    Attributes
    ----------
    bath : str
        Empty for the whole generator.
    parts : Split
    found : Populations
    residuals : Residuals
        Of the generator as a whole, in two forms, and of the transitions between eigenstates of the state.
    stationarity : float
        How fast the state changes, in units of the largest rate.
    findings : tuple of Finding
    reversal : TimeReversal or None
        Where the symmetry asks for one.
    """

    bath: str
    parts: Split
    found: Populations
    residuals: Residuals
    stationarity: float
    findings: tuple[Finding, ...]
    reversal: TimeReversal | None

    def said(self, text: str) -> str:
        """Return a text that says which bath it is about."""
        return f"{self.bath}: {text}" if self.bath else text

    def named(self, finding: Finding) -> Finding:
        """Return a finding that says which bath it is about."""
        return replace(finding, message=self.said(finding.message))


def examine(
    generator: Lindbladian | Superoperator | Channel, reference: Reference, kind: Symmetry | float, bath: str = ""
) -> Examined:
    """Hold a generator against a state.

    Parameters
    ----------
    generator
    reference
        The state, and the Hamiltonian that it is the Gibbs state of, if it is.
    kind
        The symmetry.
    bath : str
        Whose part of a generator it is.

    Examples
    --------
    >>> from detbal.generators.reference import reference_state
    >>> decay, heat = [[0, 1.0], [0, 0]], [[0, 0], [np.exp(-1.0), 0]]
    >>> atom = Lindbladian(np.diag([0.0, 2.0]), [decay, heat])
    >>> found = examine(atom, reference_state(atom, kT=1.0), Symmetry.KMS)
    >>> bool(np.abs(found.residuals.residual).max() < 1e-12)
    True
    """
    state = reference.state
    frame = framed(generator, state, reference.own)
    reversal = time_reversal(frame, state) if kind is Symmetry.SQDB else None
    energies = state.energies if reference.own else None
    phases = None if reversal is None else reversal.phases
    coherent = not isinstance(generator, Channel)
    parts = split(frame, state, kind, energies, phases, coherent)
    found = populations(frame, state)
    pairs = population_pairs(found, state)
    of_pairs = fit(pairs)
    whole, floors = log_ratios(parts.spectral, parts.flux)
    if state.levels < 2:
        whole, floors = np.zeros(0), np.zeros(0)
    residuals = Residuals(
        residual=np.concatenate([whole, of_pairs.residual]),
        rounding=np.concatenate([floors, of_pairs.rounding]),
        sigma=np.zeros(len(whole) + len(of_pairs.residual)),
        labels=[*("whole generator, spectral form", "whole generator, flux form")[: len(whole)], *of_pairs.labels],
        dof=len(whole) + len(of_pairs.residual),
        theta=NO_UNKNOWNS,
    )
    sigma = np.diag(np.exp(state.log_p)).astype(complex)
    change = frame.apply(sigma) - (sigma if isinstance(generator, Channel) else 0.0)
    size = max(float(np.abs(found.rates).max(initial=0.0)), parts.spectral.symmetric / state.levels)
    if not np.isfinite(size) or size == 0:
        size = 1.0
    stationarity = float(np.linalg.norm(change)) / size
    told = (*temperature_findings(pairs), *positivity_findings(generator, found), *_one_way(of_pairs))
    return Examined(bath, parts, found, residuals, stationarity, told, reversal)


def joined(examined: Sequence[Examined]) -> Residuals:
    """Return the residuals of all baths together, or of the whole generator.

    Examples
    --------
    >>> from detbal.generators.reference import reference_state
    >>> atom = Lindbladian(np.diag([0.0, 2.0]), [[[0, 1.0], [0, 0]], [[0, 0], [np.exp(-1.0), 0]]])
    >>> one = examine(atom, reference_state(atom, kT=2.0), Symmetry.KMS, "hot")
    >>> joined([one]).labels[0]
    'hot: whole generator, spectral form'
    """
    if len(examined) == 1 and not examined[0].bath:
        return examined[0].residuals
    labels = [one.said(label) for one in examined for label in one.residuals.labels]
    return join_residuals([one.residuals for one in examined], labels)


def _one_way(residuals: Residuals) -> tuple[Finding, ...]:
    alone = np.flatnonzero(np.isinf(residuals.residual))
    if not len(alone):
        return ()
    count = len(alone)
    names = first_names(residuals.labels, alone)
    return (OneWay(f"{count} transition{'s' * (count != 1)} without a reverse", names, count),)
