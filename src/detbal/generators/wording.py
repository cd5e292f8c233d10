"""What a verdict on a generator says it is about: subject, statement, facts and assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detbal.generators.channel import Channel
from detbal.generators.examined import Examined
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.reference import WITHOUT
from detbal.generators.superoperator import Superoperator
from detbal.generators.symmetry import Symmetry


def subject_of(generator: Lindbladian | Superoperator | Channel, examined: Sequence[Examined]) -> str:
    """Name a generator, and count its transitions.

    Examples
    --------
    >>> subject_of(Lindbladian([[0.0, 0.0], [0.0, 2.0]], [[[0, 1.0], [0, 0]]]), [])
    'Lindbladian: 2 levels, 1 jump, 0 transitions seen between eigenstates'
    """
    seen = sum(len(one.found.source) for one in examined)
    return f"{repr(generator)[1:-1]}, {seen:,} transition{'s' * (seen != 1)} seen between eigenstates"


def statement_of(kind: Symmetry | float, local: bool) -> str:
    """Write the condition that is tested.

    Parameters
    ----------
    kind
        The symmetry.
    local
        Whether bath by bath.

    Examples
    --------
    >>> statement_of(0.25, False)
    'detailed balance with s = 0.25: Tr A† σ^(1-s) B σ^s, but for a Hamiltonian that commutes with σ'
    """
    told = kind.value if isinstance(kind, Symmetry) else f"detailed balance with s = {kind:g}: Tr A† σ^(1-s) B σ^s"
    aside = "" if kind is Symmetry.SQDB else ", but for a Hamiltonian that commutes with σ"
    return f"{'local, bath by bath: ' if local else ''}{told}{aside}"


def facts_of(examined: Sequence[Examined]) -> tuple[tuple[str, str], ...]:
    """Return the sizes of the parts of the generator, for each bath if there are several.

    Examples
    --------
    >>> from detbal.generators.examined import examine
    >>> from detbal.generators.reference import reference_state
    >>> atom = Lindbladian([[0.0, 0.0], [0.0, 2.0]], [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
    >>> facts_of([examine(atom, reference_state(atom, kT=2.0), Symmetry.KMS)])[0][1][:17]
    'Hamiltonian 2.828'
    """
    facts = []
    for one in examined:
        h, i = one.parts.hamiltonian, one.parts.irreversible
        said = f"Hamiltonian {h.norm:.4g}, balanced {i.symmetric_norm:.4g}, irreversible {i.norm:.2g} (norms, ‖M‖)"
        said += f"; ‖M-M†‖/2‖M‖ = {i.relative:.2g}, by flux {i.flux_relative:.2g}"
        facts.append(("split", one.said(said)))
    return tuple(facts)


def assumptions_of(generator: Any, own: bool, kind: Symmetry | float) -> tuple[str, ...]:
    """Say what is taken for granted.

    Parameters
    ----------
    generator
    own
        Whether the state is the Gibbs state of the generator's own Hamiltonian.
    kind
        The symmetry.

    Examples
    --------
    >>> assumptions_of(Lindbladian([[0.0, 0.0], [0.0, 2.0]], [[[0, 1.0], [0, 0]]]), False, Symmetry.KMS)
    ('the entries are exact but for round-off',)
    """
    rounding = getattr(generator, "rounding", 0.0)
    precision = f" of the precision they came in ({rounding:.1g})" if rounding else ""
    told = [f"the entries are exact but for round-off{precision}"]
    if own:
        if generator.beyond_bare is None:
            told.append(
                "the Hamiltonian in the generator is the one that the temperature refers to (no Lamb shift in it)"
            )
        else:
            told.append(f"the temperature refers to the bare H that the generator was given ({WITHOUT})")
    if isinstance(generator, Channel) and kind is not Symmetry.SQDB:
        told.append("no Hamiltonian part is taken out of a channel: a step that also turns phases needs symmetry SQDB")
    if kind is Symmetry.SQDB:
        told.append("θ is diagonal, but for phases, in the eigenbasis of the state")
    return tuple(told)
