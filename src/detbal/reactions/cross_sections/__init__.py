"""Cross-sections: reciprocity of a reaction and its reverse, energy by energy."""

from detbal.reactions.cross_sections.cross_section import CrossSection as CrossSection
from detbal.reactions.cross_sections.kinematics import Frame as Frame
from detbal.reactions.cross_sections.kinematics import Kinematics as Kinematics
from detbal.reactions.cross_sections.pair import CrossSectionPair as CrossSectionPair
from detbal.reactions.cross_sections.reciprocity import inverse_cross_section as inverse_cross_section
from detbal.reactions.cross_sections.state_to_state import StateToState as StateToState
from detbal.reactions.cross_sections.superelastic import superelastic as superelastic
from detbal.reactions.cross_sections.thermal_rate import SpeedDistribution as SpeedDistribution
from detbal.reactions.cross_sections.thermal_rate import thermal_rate as thermal_rate
