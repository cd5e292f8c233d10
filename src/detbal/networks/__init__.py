"""Networks: rate matrices, Markov chains, transition counts, kinetic networks, Markov kernels."""

from detbal.domain import Domain
from detbal.networks import check_counts as check_counts
from detbal.networks import check_kernel as check_kernel
from detbal.networks import drive_counts as drive_counts
from detbal.networks import estimate_counts as estimate_counts
from detbal.networks import landscape_verbs as landscape_verbs
from detbal.networks.check import check
from detbal.networks.complete import complete
from detbal.networks.count_network import CountNetwork as CountNetwork
from detbal.networks.counting import counting_statistics as counting_statistics
from detbal.networks.drive import drive
from detbal.networks.examples import EXAMPLES
from detbal.networks.exchange import exchange_test as exchange_test
from detbal.networks.files import FORMATS, write_csv
from detbal.networks.impose import Nearest as Nearest
from detbal.networks.impose import impose
from detbal.networks.landscape import Landscape as Landscape
from detbal.networks.listing import pairs
from detbal.networks.markov_kernel import MarkovKernel as MarkovKernel
from detbal.networks.rate_network import RateNetwork as RateNetwork
from detbal.networks.thermometer import thermometer

DOMAIN = Domain(
    name="networks",
    summary="rate networks and Markov chains: Kolmogorov's rule",
    objects=(RateNetwork, CountNetwork, MarkovKernel, Landscape),
    check=check,
    complete=complete,
    impose=impose,
    thermometer=thermometer,
    drive=drive,
    pairs=pairs,
    write=write_csv,
    formats=FORMATS,
    examples=EXAMPLES,
)
