"""Correlations, spectra and linear response in equilibrium, and the relaxation towards it."""

from detbal.generators.response.balance import check_correlator as check_correlator
from detbal.generators.response.balance import check_sticks as check_sticks
from detbal.generators.response.balance import correlator_pairs as correlator_pairs
from detbal.generators.response.correlator import ThermalCorrelator as ThermalCorrelator
from detbal.generators.response.dipole import DipoleSpectra as DipoleSpectra
from detbal.generators.response.dipole import dipole_spectra as dipole_spectra
from detbal.generators.response.ordering import Ordering as Ordering
from detbal.generators.response.relaxation import relaxation as relaxation
from detbal.generators.response.relaxation_figures import Followed as Followed
from detbal.generators.response.relaxed import Relaxation as Relaxation
from detbal.generators.response.sticks import StickSpectrum as StickSpectrum
from detbal.generators.response.sticks import stick_pairs as stick_pairs
from detbal.generators.response.two_level import TwoLevelThermometer as TwoLevelThermometer
from detbal.generators.response.two_level import two_level_thermometer as two_level_thermometer
