"""Quantum efficiency and luminescence of one junction, which Rau's reciprocity ties together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.photovoltaics.luminescence import Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.temperature import kelvins

ASSUMPTIONS = (
    "the EL is within the Boltzmann range: photon energies many kT above qV",
    "both curves belong to the same junction at one temperature, and to the same direction of light",
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReciprocalPair:
    """EQE (or absorptance) and EL (or photoluminescence) of one junction; build with `of`.

    Attributes
    ----------
    eqe : QuantumEfficiency
    el : Luminescence
    T : float or None
        Temperature of the junction, kelvin; None if unknown.
    """

    __detbal_domain__: ClassVar[str] = "photovoltaics"
    eqe: QuantumEfficiency
    el: Luminescence
    T: float | None = None

    @classmethod
    def of(cls, eqe: QuantumEfficiency, el: Luminescence, T: Any = None) -> ReciprocalPair:
        """Check and build.

        Parameters
        ----------
        eqe : QuantumEfficiency
        el : Luminescence
        T : optional
            As for `kelvins`.

        Raises
        ------
        InputError
            Other types (the two exchanged, plain arrays), or a T that is no temperature.

        Examples
        --------
        >>> from detbal.photovoltaics.luminescence import Counted, Interval
        >>> eqe = QuantumEfficiency.of([1.3, 1.4], [0.1, 0.9])
        >>> el = Luminescence.of([1.3, 1.4], [3.0, 1.0], per=Interval.ENERGY, counted=Counted.PHOTONS)
        >>> round(ReciprocalPair.of(eqe, el, "25 °C").T, 6)
        298.15
        """
        needs(eqe, "eqe", QuantumEfficiency)
        needs(el, "el", Luminescence)
        return cls(eqe, el, None if T is None else kelvins(T))

    def __repr__(self) -> str:
        at = "" if self.T is None else f", at {self.T:.6g} K"
        return f"<ReciprocalPair: EQE of {len(self.eqe)} energies, EL of {len(self.el)}{at}>"

    def temperature(self, T: Any = None) -> float:
        """Return the given temperature, or else that of the pair, in kelvin.

        Raises
        ------
        InputError
            Neither is known.

        Examples
        --------
        >>> from detbal.photovoltaics.reciprocity.complete import reciprocity
        >>> eqe = QuantumEfficiency.of([1.3, 1.4], [0.1, 0.9])
        >>> ReciprocalPair.of(eqe, reciprocity(eqe, T=300)).temperature(310)
        310.0
        """
        if T is not None:
            return kelvins(T)
        if self.T is None:
            fix = "give T=, or measure it with thermometer"
            raise InputError(explain("the temperature of the junction is not known", fix=fix))
        return self.T
