"""The gallery of this domain: junctions with a known answer."""

from __future__ import annotations

from detbal.domain import Example
from detbal.photovoltaics.device.claim import Claim
from detbal.photovoltaics.emission.kirchhoff import KirchhoffPair
from detbal.photovoltaics.luminescence import Counted, Interval, Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import HC
from detbal.photovoltaics.reciprocity.complete import example_pair
from detbal.photovoltaics.reciprocity.law import RAU
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair
from detbal.verdict import Status

SHOCKLEY_QUEISSER = "W. Shockley, H. J. Queisser, J. Appl. Phys. 32, 510 (1961)"


def warm_junction() -> ReciprocalPair:
    """Return a pair whose EL was measured at 330 K while 300 K is claimed.

    Examples
    --------
    >>> warm_junction().T
    300.0
    """
    warm = example_pair(330.0)
    return ReciprocalPair.of(warm.eqe, warm.el, 300.0)


def forgotten_jacobian() -> ReciprocalPair:
    """Return a pair whose EL is per wavelength interval, but was taken to be per energy interval.

    Examples
    --------
    >>> forgotten_jacobian().el.absolute
    False
    """
    pair = example_pair()
    per_nm = pair.el.value * pair.el.energy**2 / HC
    el = Luminescence.of(pair.el.energy, per_nm, per=Interval.ENERGY, counted=Counted.PHOTONS)
    return ReciprocalPair.of(pair.eqe, el, pair.T)


def grey_body(factor: float = 1.0) -> KirchhoffPair:
    """Return a body of absorptance 1/2 whose emissivity is `factor` times that.

    Examples
    --------
    >>> float(grey_body(0.9).emissivity.value[0])
    0.45
    """
    energy = [0.05, 0.1, 0.2]
    return KirchhoffPair(QuantumEfficiency.of(energy, [0.5] * 3), QuantumEfficiency.of(energy, [0.5 * factor] * 3))


def record_claim(efficiency: float = 0.291) -> Claim:
    """Return the claim of an efficiency under AM1.5G for a gap of 1.42 eV, where the limit is 33.2 %.

    Examples
    --------
    >>> record_claim().gap
    1.42
    """
    return Claim.of(1.42, efficiency=efficiency)


EXAMPLES: tuple[Example, ...] = (
    Example(
        "cell and LED",
        "quantum efficiency and electroluminescence of one junction, as reciprocity ties them",
        example_pair,
        Status.BALANCED,
        reference=RAU.reference,
    ),
    Example(
        "warm LED",
        "the same, but the junction was 30 K warmer than claimed",
        warm_junction,
        Status.BROKEN,
        reference=RAU.reference,
    ),
    Example(
        "forgotten Jacobian",
        "electroluminescence per nm that was taken to be per eV",
        forgotten_jacobian,
        Status.BROKEN,
        reference=RAU.reference,
    ),
    Example("grey body", "a body that emits as it absorbs", grey_body, Status.BALANCED),
    Example(
        "body without reciprocity",
        "a body whose emissivity is a tenth below its absorptance",
        lambda: grey_body(0.9),
        Status.BROKEN,
    ),
    Example(
        "possible cell",
        "29.1 % claimed for a gap of 1.42 eV, below the limit of 33.2 %",
        record_claim,
        Status.BALANCED,
        reference=SHOCKLEY_QUEISSER,
    ),
    Example(
        "impossible cell",
        "35 % claimed for the same gap",
        lambda: record_claim(0.35),
        Status.BROKEN,
        reference=SHOCKLEY_QUEISSER,
    ),
)
