"""Small networks of reactions with known answers."""

from __future__ import annotations

import numpy as np

from detbal.pairs import FloatArray
from detbal.reactions.complete import complete_network
from detbal.reactions.concentration import Concentration
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.rates.shifted import Shifted
from detbal.reactions.reaction import Reaction
from detbal.reactions.species import PHOTON, Species

#: Where the light-element network is asked about, kelvin.
BIG_BANG: FloatArray = np.geomspace(1e8, 1e10, 12)


def exchange_triangle(drive: float = 0.0) -> ReactionNetwork:
    """Three ways between three isomers, with Arrhenius rates; ln of the forward over the reverse product is `drive`.

    Onsager's triangle (L. Onsager, Phys. Rev. 37, 405 (1931)): without drive the rates of the third way follow from
    those of the other two.

    Examples
    --------
    >>> exchange_triangle()
    <ReactionNetwork: 3 species, 6 reactions>
    """
    energy, weight = np.array([0.0, 900.0, 1500.0]), np.log([1.0, 2.0, 3.0])
    source, target = np.array([0, 1, 2]), np.array([1, 2, 0])
    barrier = np.array([4000.0, 5000.0, 4500.0])
    forward = Arrhenius.from_logs(
        np.log([1e9, 3e9, 2e9]) + weight[target] + np.array([0.0, 0.0, drive]), np.zeros(3), barrier - energy[source]
    )
    reverse = Arrhenius.from_logs(np.log([1e9, 3e9, 2e9]) + weight[source], np.zeros(3), barrier - energy[target])
    return ReactionNetwork.from_equations(
        ["A <=> B", "B <=> C", "C <=> A"], forward, reverse, temperatures=[300.0, 400.0, 550.0, 750.0, 1000.0]
    )


def hydrogen_iodide() -> ReactionNetwork:
    """Return H2 + I2 ⇌ 2 HI beside its way over atoms, consistent by construction with one set of energies.

    Energies and weights are round numbers of the right order, not data.

    Examples
    --------
    >>> hydrogen_iodide()
    <ReactionNetwork: 5 species, 8 reactions, thermochemistry of all>
    """
    table: tuple[tuple[str, float, int, str, dict[str, int]], ...] = (
        ("H2", 2.016, 1, "0 kJ/mol", {"H": 2}),
        ("I2", 253.8, 1, "62 kJ/mol", {"I": 2}),
        ("HI", 127.9, 2, "26 kJ/mol", {"H": 1, "I": 1}),
        ("H", 1.008, 2, "218 kJ/mol", {"H": 1}),
        ("I", 126.9, 4, "107 kJ/mol", {"I": 1}),
    )
    of = {
        name: Species(name, mass=mass, degeneracy=g, energy=energy, composition=parts)
        for name, mass, g, energy, parts in table
    }
    steps = ("H2 + I2 > HI + HI", "I2 > I + I", "I + H2 > HI + H", "H + I2 > HI + I")
    reactions = [Reaction(*([of[name] for name in side.split(" + ")] for side in step.split(" > "))) for step in steps]
    rates = Arrhenius([1e-10, 1e14, 2e-10, 4e-10], 0.0, [20000.0, 17800.0, 16900.0, 0.0])
    half = ReactionNetwork.of(
        reactions, rates, concentration=Concentration.PER_CM3, temperatures=np.linspace(300.0, 2000.0, 8)
    )
    return complete_network(half)


def light_elements(*, factorial: bool = True) -> ReactionNetwork:
    """Return n + p ⇌ d + γ and d + d ⇌ t + p with constant forward rates, and reverses from masses and spins.

    Nuclear masses from the mass excesses of AME2020 (M. Wang et al., Chin. Phys. C 45, 030003 (2021)).

    Parameters
    ----------
    factorial
        Whether the reverse of d + d has the factor of identical particles; it was forgotten more than once.

    Examples
    --------
    >>> light_elements()
    <ReactionNetwork: 4 species, 4 reactions, thermochemistry of all>
    """
    masses = {"n": 1.00866491606, "p": 1.00727646658, "d": 2.01355321254, "t": 3.01550071621}
    n, p, d, t = (Species(name, mass=masses[name], degeneracy=g) for name, g in zip("npdt", (2, 2, 3, 2), strict=True))
    half = ReactionNetwork.of(
        [Reaction((n, p), (d, PHOTON)), Reaction((d, d), (t, p))],
        Arrhenius([4e4, 1e8]),
        concentration=Concentration.MOL_PER_CM3,
        temperatures=BIG_BANG,
    )
    whole = complete_network(half)
    if factorial:
        return whole
    # rows: the two forward reactions, then their reverses
    factor = Arrhenius([1.0, 1.0, 1.0, 2.0])
    return whole.with_rates(Shifted(whole.rates, factor))
