"""Reactions: cross-sections, rate coefficients and networks of them; forward known, reverse predicted."""

from detbal.domain import Domain
from detbal.reactions.at_conditions import at_conditions as at_conditions
from detbal.reactions.checking.check import Against as Against
from detbal.reactions.checking.check import OneWayPairs as OneWayPairs
from detbal.reactions.concentration import Concentration as Concentration
from detbal.reactions.cross_sections import CrossSection as CrossSection
from detbal.reactions.cross_sections import CrossSectionPair as CrossSectionPair
from detbal.reactions.cross_sections import Frame as Frame
from detbal.reactions.cross_sections import Kinematics as Kinematics
from detbal.reactions.cross_sections import StateToState as StateToState
from detbal.reactions.cross_sections import inverse_cross_section as inverse_cross_section
from detbal.reactions.cross_sections import superelastic as superelastic
from detbal.reactions.cross_sections import thermal_rate as thermal_rate
from detbal.reactions.equilibrium.chemical import chemical_equilibrium as chemical_equilibrium
from detbal.reactions.equilibrium.coulomb import Coulomb as Coulomb
from detbal.reactions.equilibrium.nuclear_statistical import (
    nuclear_statistical_equilibrium as nuclear_statistical_equilibrium,
)
from detbal.reactions.equilibrium.saha import Ionising as Ionising
from detbal.reactions.equilibrium.saha import saha as saha
from detbal.reactions.equilibrium.saha import saha_constant as saha_constant
from detbal.reactions.equilibrium.saha import three_body_recombination as three_body_recombination
from detbal.reactions.examples import EXAMPLES
from detbal.reactions.files import FORMATS
from detbal.reactions.files import read_cantera_yaml as read_cantera_yaml
from detbal.reactions.files import read_chemkin as read_chemkin
from detbal.reactions.files import read_exfor as read_exfor
from detbal.reactions.files import read_lamda as read_lamda
from detbal.reactions.files import read_nuclides as read_nuclides
from detbal.reactions.files import read_reaclib as read_reaclib
from detbal.reactions.files import read_sbml as read_sbml
from detbal.reactions.files import write_cross_section as write_cross_section
from detbal.reactions.impose import Nearest as Nearest
from detbal.reactions.molecular.collisions import CollisionalRates as CollisionalRates
from detbal.reactions.molecular.excitation import collision_strength as collision_strength
from detbal.reactions.molecular.excitation import de_excitation_by_electrons as de_excitation_by_electrons
from detbal.reactions.molecular.levels import EnergyLevels as EnergyLevels
from detbal.reactions.molecular.molecule import Molecule as Molecule
from detbal.reactions.network import Counting as Counting
from detbal.reactions.network import ReactionNetwork as ReactionNetwork
from detbal.reactions.nuclides import MassKind as MassKind
from detbal.reactions.nuclides import NuclideTable as NuclideTable
from detbal.reactions.nuclides import nuclide as nuclide
from detbal.reactions.nuclides import nuclide_table as nuclide_table
from detbal.reactions.radiative.milne import milne as milne
from detbal.reactions.radiative.photoionisation import Photoionisation as Photoionisation
from detbal.reactions.radiative.photoionisation import PhotoionisationPair as PhotoionisationPair
from detbal.reactions.radiative.photoionisation import RadiativeRecombination as RadiativeRecombination
from detbal.reactions.radiative.photon_statistics import PhotonStatistics as PhotonStatistics
from detbal.reactions.radiative.planck import planck_correction as planck_correction
from detbal.reactions.radiative.recombination import photoionisation_rate as photoionisation_rate
from detbal.reactions.radiative.recombination import recombination_coefficient as recombination_coefficient
from detbal.reactions.rates.arrhenius import Arrhenius as Arrhenius
from detbal.reactions.rates.calculated import Calculated as Calculated
from detbal.reactions.rates.reaclib import ReaclibRates as ReaclibRates
from detbal.reactions.rates.reaclib import match_sets as match_sets
from detbal.reactions.rates.tabulated import Tabulated as Tabulated
from detbal.reactions.reaction import Reaction as Reaction
from detbal.reactions.reverse_rates import reverse_rates as reverse_rates
from detbal.reactions.species import ELECTRON as ELECTRON
from detbal.reactions.species import PHOTON as PHOTON
from detbal.reactions.species import Species as Species
from detbal.reactions.thermochemistry.nuclear import Abundance as Abundance
from detbal.reactions.thermochemistry.nuclear import nuclear_thermochemistry as nuclear_thermochemistry
from detbal.reactions.thermochemistry.partition import Levels as Levels
from detbal.reactions.thermochemistry.partition import PartitionTable as PartitionTable
from detbal.reactions.thermochemistry.statistical import StatisticalThermochemistry as StatisticalThermochemistry
from detbal.reactions.van_t_hoff import free_energies as free_energies
from detbal.reactions.van_t_hoff import van_t_hoff as van_t_hoff
from detbal.reactions.verbs import check, complete, drive, impose, pairs, thermometer

DOMAIN = Domain(
    name="reactions",
    summary="cross-sections, rate coefficients and networks of reactions: k_f/k_r = K(T), reciprocity, Wegscheider",
    objects=(
        ReactionNetwork,
        CrossSection,
        CrossSectionPair,
        StateToState,
        Photoionisation,
        RadiativeRecombination,
        PhotoionisationPair,
        Molecule,
        CollisionalRates,
    ),
    check=check,
    complete=complete,
    impose=impose,
    thermometer=thermometer,
    drive=drive,
    pairs=pairs,
    write=write_cross_section,
    formats=FORMATS,
    examples=EXAMPLES,
)
