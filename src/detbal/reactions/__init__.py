"""Reactions: cross-sections, rate coefficients and networks of them; forward known, reverse predicted."""

from detbal.domain import Domain
from detbal.reactions.check import Against as Against
from detbal.reactions.check import OneWayPairs as OneWayPairs
from detbal.reactions.concentration import Concentration as Concentration
from detbal.reactions.examples import EXAMPLES
from detbal.reactions.network import Counting as Counting
from detbal.reactions.network import ReactionNetwork as ReactionNetwork
from detbal.reactions.rates.arrhenius import Arrhenius as Arrhenius
from detbal.reactions.rates.calculated import Calculated as Calculated
from detbal.reactions.rates.tabulated import Tabulated as Tabulated
from detbal.reactions.reaction import Reaction as Reaction
from detbal.reactions.species import ELECTRON as ELECTRON
from detbal.reactions.species import PHOTON as PHOTON
from detbal.reactions.species import Species as Species
from detbal.reactions.verbs import check, complete, drive, impose, pairs, thermometer

DOMAIN = Domain(
    name="reactions",
    summary="cross-sections, rate coefficients and networks of reactions: k_f/k_r = K(T), reciprocity, Wegscheider",
    objects=(ReactionNetwork,),
    check=check,
    complete=complete,
    impose=impose,
    thermometer=thermometer,
    drive=drive,
    pairs=pairs,
    examples=EXAMPLES,
)
