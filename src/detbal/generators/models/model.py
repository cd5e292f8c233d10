"""What a model builder returns: a Hamiltonian, its local couplings, and its symmetries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detbal.generators.operators import Operator


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Model:
    """A Hamiltonian that is known by name, with the operators that belong to it.

    Attributes
    ----------
    name : str
    H : (N, N) CSR array
    couplings : tuple of (N, N) CSR arrays
        Local operators by which baths may couple; Hermitian.
    symmetries : mapping of str to (N, N) CSR array
        Operators that commute with H, each either unitary (parity, reflection, translation) or Hermitian with integer
        or half-integer eigenvalues (numbers of particles, magnetisation). Every unitary one maps the couplings onto
        each other up to signs, so that a bath that couples by all of them alike keeps it.

    Examples
    --------
    >>> from detbal.generators.models import transverse_field_ising
    >>> ring = transverse_field_ising(4, 0.5, 1.0, periodic=True)
    >>> ring
    <Model: transverse-field Ising ring of 4 sites, 16 states>
    >>> sorted(ring.symmetries), len(ring.couplings)
    (['parity', 'reflection', 'translation'], 12)
    """

    name: str
    H: Operator
    couplings: tuple[Operator, ...]
    symmetries: Mapping[str, Operator]

    @property
    def dimension(self) -> int:
        """Number N of states."""
        return int(self.H.shape[0])

    @property
    def reflections(self) -> tuple[Operator, ...]:
        """Parity, and the reflection of a chain: symmetries U with U² = 1 that commute with one another."""
        return tuple(self.symmetries[name] for name in ("parity", "reflection") if name in self.symmetries)

    def __repr__(self) -> str:
        return f"<Model: {self.name}, {self.dimension} states>"
