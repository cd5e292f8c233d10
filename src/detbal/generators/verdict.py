"""The verdict on a generator: what every verdict says, and the parts of the generator."""

from __future__ import annotations

from dataclasses import dataclass

from detbal.generators.split import HamiltonianPart, IrreversiblePart
from detbal.generators.state import State
from detbal.result import Verdict


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GeneratorVerdict(Verdict):
    """The answer of `detbal.check` for a Lindbladian, a superoperator or a channel.

    Attributes
    ----------
    hamiltonian_part : HamiltonianPart
        Recovered Hamiltonian (with the Lamb shift), its energies, its norm.
    irreversible_part : IrreversiblePart
        Norm of what is neither Hamiltonian nor balanced, and its share.
    stationary_state : State
        The state that balance is judged against: ``.matrix``, ``.log_p``, where it came from and how good it is.
    """

    hamiltonian_part: HamiltonianPart
    irreversible_part: IrreversiblePart
    stationary_state: State
