"""Baths: power spectra, spectral densities and correlation functions, and what is asked of them."""

from detbal.generators.baths.bath import Bath as Bath
from detbal.generators.baths.check import BathVerdict as BathVerdict
from detbal.generators.baths.check import check_bath as check_bath
from detbal.generators.baths.complete import complete_bath as complete_bath
from detbal.generators.baths.conventions import Convention as Convention
from detbal.generators.baths.conventions import Statistics as Statistics
from detbal.generators.baths.conventions import convert_density as convert_density
from detbal.generators.baths.exponentials import Exponentials as Exponentials
from detbal.generators.baths.exponentials import drude_lorentz_matsubara as drude_lorentz_matsubara
from detbal.generators.baths.impose import impose_bath as impose_bath
from detbal.generators.baths.thermometer import BathThermometer as BathThermometer
from detbal.generators.baths.thermometer import thermometer_bath as thermometer_bath
