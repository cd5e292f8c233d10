"""What drives a generator out of balance: currents, heat, and several measures of entropy production."""

from __future__ import annotations

from dataclasses import dataclass

from detbal.generators.driving.planes import IrreversiblePlane
from detbal.pairs import FloatArray
from detbal.result import Drive


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GeneratorDrive(Drive):
    """The answer of `detbal.drive` for a Lindbladian or a superoperator.

    The currents, affinities and their entropies are those of the populations in the eigenbasis of the state, one
    channel for each bath that is named. `statement` tells which entropy production is in `entropy_production`.

    Attributes
    ----------
    population_entropy : float
        Entropy production of the populations (the sum of `current_entropy`), nats per unit time.
    bath_names : tuple of b strings
    heat_currents, heat_floor : (b,) float arrays
        Tr H K_a(ρ), energy that each bath gives to the system per unit time (with the coherent term of a bath that is
        not secular), and the size up to which it may be round-off.
    spohn, spohn_floor : (b,) float arrays
        Entropy production -Tr K_a(ρ) ln ρ - J_a/kT_a with each bath, nats per unit time; ``nan`` without temperatures.
    fagnola_rebolledo, fagnola_rebolledo_floor : float or None
        Relative entropy of the jumps to their reverse per unit time, with complex conjugation as time reversal; zero if
        the jumps obey standard detailed balance with it. None if the state is not stationary, or not real in the basis
        of the input, or N too large.
    fagnola_rebolledo_kms, fagnola_rebolledo_kms_floor : float or None
        The same with the adjoint as reverse: zero if the jumps obey KMS detailed balance.
    irreversible_planes : tuple of IrreversiblePlane
        The fastest planes of the irreversible part; empty where there is none above round-off, or N is above 64.
    """

    population_entropy: float
    bath_names: tuple[str, ...] = ()
    heat_currents: FloatArray
    heat_floor: FloatArray
    spohn: FloatArray
    spohn_floor: FloatArray
    fagnola_rebolledo: float | None = None
    fagnola_rebolledo_floor: float | None = None
    fagnola_rebolledo_kms: float | None = None
    fagnola_rebolledo_kms_floor: float | None = None
    irreversible_planes: tuple[IrreversiblePlane, ...] = ()
