"""Mixing: spectral gaps of generators and channels, and the times after which they have forgotten where they began."""

from detbal.generators.mixing.gap import spectral_gap as spectral_gap
from detbal.generators.mixing.log_sobolev import LogSobolev as LogSobolev
from detbal.generators.mixing.log_sobolev import log_sobolev as log_sobolev
from detbal.generators.mixing.mixing_result import Distance as Distance
from detbal.generators.mixing.mixing_result import MixingTime as MixingTime
from detbal.generators.mixing.mixing_time import mixing_time as mixing_time
from detbal.generators.mixing.sampler import FilteredSampler as FilteredSampler
from detbal.generators.mixing.spectral_gap import GapStatus as GapStatus
from detbal.generators.mixing.spectral_gap import SpectralGap as SpectralGap
