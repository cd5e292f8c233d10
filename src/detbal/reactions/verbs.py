"""The verbs of this domain: which function answers for which kind of object."""

from __future__ import annotations

from detbal.dispatch import verb
from detbal.reactions.checking.check import check as check
from detbal.reactions.complete import complete_network
from detbal.reactions.cross_sections.check import check_cross_section, check_cross_section_pair
from detbal.reactions.cross_sections.cross_section import CrossSection
from detbal.reactions.cross_sections.pair import CrossSectionPair
from detbal.reactions.cross_sections.state_to_state import StateToState
from detbal.reactions.cross_sections.state_to_state_verbs import (
    check_state_to_state,
    complete_state_to_state,
    impose_state_to_state,
    state_to_state_pairs,
)
from detbal.reactions.cross_sections.verbs import (
    complete_cross_section,
    impose_cross_section_pair,
    thermometer_cross_section_pair,
)
from detbal.reactions.driving.drive import drive_network
from detbal.reactions.impose import impose_network
from detbal.reactions.listing import pairs as pairs
from detbal.reactions.molecular.check import check_collisional_rates, check_molecule
from detbal.reactions.molecular.collisions import CollisionalRates
from detbal.reactions.molecular.excitation import complete_collisional_rates, complete_molecule
from detbal.reactions.molecular.molecule import Molecule
from detbal.reactions.molecular.pairs import (
    collisional_pairs,
    thermometer_collisional_rates,
    thermometer_molecule,
)
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.radiative.check import check_one_cross_section, check_photoionisation_pair
from detbal.reactions.radiative.milne import milne, milne_reversed
from detbal.reactions.radiative.photoionisation import Photoionisation, PhotoionisationPair, RadiativeRecombination
from detbal.reactions.thermometer import thermometer_network
from detbal.result import Drive, Imposed, Thermometer

complete = verb("complete", object)
impose = verb("impose", Imposed)
thermometer = verb("thermometer", Thermometer)
drive = verb("drive", Drive)

complete.register(ReactionNetwork, complete_network)
impose.register(ReactionNetwork, impose_network)
thermometer.register(ReactionNetwork, thermometer_network)
drive.register(ReactionNetwork, drive_network)

complete.register(CrossSection, complete_cross_section)

check.register(CrossSection, check_cross_section)
check.register(CrossSectionPair, check_cross_section_pair)
impose.register(CrossSectionPair, impose_cross_section_pair)
thermometer.register(CrossSectionPair, thermometer_cross_section_pair)

check.register(StateToState, check_state_to_state)
complete.register(StateToState, complete_state_to_state)
impose.register(StateToState, impose_state_to_state)
pairs.register(StateToState, state_to_state_pairs)

complete.register(Photoionisation, milne)
complete.register(RadiativeRecombination, milne_reversed)
check.register(PhotoionisationPair, check_photoionisation_pair)
check.register(Photoionisation, check_one_cross_section)
check.register(RadiativeRecombination, check_one_cross_section)

check.register(CollisionalRates, check_collisional_rates)
complete.register(CollisionalRates, complete_collisional_rates)
thermometer.register(CollisionalRates, thermometer_collisional_rates)
pairs.register(CollisionalRates, collisional_pairs)

check.register(Molecule, check_molecule)
complete.register(Molecule, complete_molecule)
thermometer.register(Molecule, thermometer_molecule)
