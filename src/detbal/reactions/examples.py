"""The gallery of this domain: reactions with a known answer."""

from __future__ import annotations

from functools import partial

from detbal.domain import Example
from detbal.reactions.cross_sections.examples import EXAMPLES as CROSS_SECTIONS
from detbal.reactions.models import exchange_triangle, hydrogen_iodide, light_elements
from detbal.reactions.molecular.examples import EXAMPLES as MOLECULAR
from detbal.reactions.radiative.examples import EXAMPLES as RADIATIVE
from detbal.verdict import Status

EXAMPLES: tuple[Example, ...] = (
    Example(
        "isomer triangle",
        "three ways between three isomers, the third as the other two demand",
        exchange_triangle,
        Status.BALANCED,
        reference="L. Onsager, Phys. Rev. 37, 405 (1931)",
    ),
    Example(
        "driven isomer triangle",
        "the same with a vortex of 0.7 nats: Wegscheider's condition fails",
        partial(exchange_triangle, 0.7),
        Status.BROKEN,
        reference="R. Wegscheider, Monatshefte für Chemie 32, 849 (1901)",
    ),
    Example(
        "hydrogen iodide",
        "H2 + I2 ⇌ 2 HI, and its way over atoms, against energies and weights",
        hydrogen_iodide,
        Status.BALANCED,
    ),
    Example(
        "light elements",
        "n(p,γ)d and d(d,p)t with reverses from masses and spins",
        light_elements,
        Status.BALANCED,
        reference="W. A. Fowler, G. R. Caughlan, B. A. Zimmerman, Annu. Rev. Astron. Astrophys. 5, 525 (1967)",
    ),
    Example(
        "forgotten factorial",
        "d(d,p)t whose reverse lacks the 2! of identical deuterons",
        partial(light_elements, factorial=False),
        Status.BROKEN,
    ),
    *CROSS_SECTIONS,
    *RADIATIVE,
    *MOLECULAR,
)
