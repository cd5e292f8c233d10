"""Generators: Lindbladians, Redfield tensors, quantum channels and baths of open quantum systems."""

from detbal.domain import Domain
from detbal.generators.baths import Bath as Bath
from detbal.generators.baths import Convention as Convention
from detbal.generators.baths import Exponentials as Exponentials
from detbal.generators.baths import Statistics as Statistics
from detbal.generators.baths import convert_density as convert_density
from detbal.generators.baths import drude_lorentz_matsubara as drude_lorentz_matsubara
from detbal.generators.channel import Channel as Channel
from detbal.generators.constructions.chen_kastoryano_gilyen import chen_kastoryano_gilyen as chen_kastoryano_gilyen
from detbal.generators.constructions.coarse_grained import coarse_grained as coarse_grained
from detbal.generators.constructions.comparison import compare as compare
from detbal.generators.constructions.ding_li_lin import ding_li_lin as ding_li_lin
from detbal.generators.constructions.every_construction import Construction as Construction
from detbal.generators.constructions.filters import Filter as Filter
from detbal.generators.constructions.metropolis_channel import metropolis_channel as metropolis_channel
from detbal.generators.constructions.redfield import redfield as redfield
from detbal.generators.constructions.universal_lindblad import universal_lindblad as universal_lindblad
from detbal.generators.counting.choices import Counted as Counted
from detbal.generators.counting.choices import Tilt as Tilt
from detbal.generators.counting.local_balance import TemperaturesDoNotFit as TemperaturesDoNotFit
from detbal.generators.counting.onsager import onsager_matrix as onsager_matrix
from detbal.generators.counting.quantum_counting import QuantumCounting as QuantumCounting
from detbal.generators.counting.statistics import BelowClassicalBound as BelowClassicalBound
from detbal.generators.counting.statistics import counting_statistics as counting_statistics
from detbal.generators.examples import EXAMPLES
from detbal.generators.imposing.nearest import Nearest as Nearest
from detbal.generators.lindbladian import Lindbladian as Lindbladian
from detbal.generators.listing import population_rates as population_rates
from detbal.generators.mixing import Distance as Distance
from detbal.generators.mixing import FilteredSampler as FilteredSampler
from detbal.generators.mixing import GapStatus as GapStatus
from detbal.generators.mixing import LogSobolev as LogSobolev
from detbal.generators.mixing import MixingTime as MixingTime
from detbal.generators.mixing import SpectralGap as SpectralGap
from detbal.generators.mixing import log_sobolev as log_sobolev
from detbal.generators.mixing import mixing_time as mixing_time
from detbal.generators.mixing import spectral_gap as spectral_gap
from detbal.generators.regression.check import Judged as Judged
from detbal.generators.regression.spectrum import RegressionSpectrum as RegressionSpectrum
from detbal.generators.response import DipoleSpectra as DipoleSpectra
from detbal.generators.response import Followed as Followed
from detbal.generators.response import Ordering as Ordering
from detbal.generators.response import Relaxation as Relaxation
from detbal.generators.response import StickSpectrum as StickSpectrum
from detbal.generators.response import ThermalCorrelator as ThermalCorrelator
from detbal.generators.response import TwoLevelThermometer as TwoLevelThermometer
from detbal.generators.response import dipole_spectra as dipole_spectra
from detbal.generators.response import relaxation as relaxation
from detbal.generators.response import two_level_thermometer as two_level_thermometer
from detbal.generators.superoperator import Stacking as Stacking
from detbal.generators.superoperator import Superoperator as Superoperator
from detbal.generators.symmetry import Symmetry as Symmetry
from detbal.generators.verbs import check, complete, drive, impose, pairs, thermometer
from detbal.generators.weak_coupling.davies import DaviesGenerator as DaviesGenerator
from detbal.generators.weak_coupling.davies import davies as davies
from detbal.generators.weak_coupling.model import WeakCoupling as WeakCoupling
from detbal.onsager import OnsagerMatrix as OnsagerMatrix

DOMAIN = Domain(
    name="generators",
    summary="open quantum systems: detailed balance of generators, channels and baths",
    objects=(
        Lindbladian,
        Superoperator,
        Channel,
        DaviesGenerator,
        WeakCoupling,
        Bath,
        RegressionSpectrum,
        ThermalCorrelator,
        StickSpectrum,
    ),
    check=check,
    complete=complete,
    impose=impose,
    thermometer=thermometer,
    drive=drive,
    pairs=pairs,
    examples=EXAMPLES,
)
