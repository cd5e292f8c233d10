"""Full counting statistics of networks: counted currents, their fluctuations, and what both say of entropy."""

from detbal.networks.counting.bound import entropy_bound as entropy_bound
from detbal.networks.counting.bound import uncertainty_ratio as uncertainty_ratio
from detbal.networks.counting.currents import current_covariance as current_covariance
from detbal.networks.counting.currents import current_cumulants as current_cumulants
from detbal.networks.counting.currents import (
    scaled_cumulant_generating_function as scaled_cumulant_generating_function,
)
from detbal.networks.counting.entropy import entropy_weights as entropy_weights
from detbal.networks.counting.entropy import fluctuation_symmetry as fluctuation_symmetry
from detbal.networks.counting.process_list import Processes as Processes
from detbal.networks.counting.process_list import processes as processes
from detbal.networks.counting.statistics import counting_statistics as counting_statistics
