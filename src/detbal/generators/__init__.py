"""Generators: Lindbladians, Redfield tensors, quantum channels and baths of open quantum systems."""

from detbal.domain import Domain
from detbal.generators.baths import Bath as Bath
from detbal.generators.baths import Convention as Convention
from detbal.generators.baths import Exponentials as Exponentials
from detbal.generators.baths import Statistics as Statistics
from detbal.generators.baths import check_bath, thermometer_bath
from detbal.generators.channel import Channel as Channel
from detbal.generators.check import check
from detbal.generators.examples import EXAMPLES
from detbal.generators.lindbladian import Lindbladian as Lindbladian
from detbal.generators.listing import pairs
from detbal.generators.listing import population_rates as population_rates
from detbal.generators.superoperator import Stacking as Stacking
from detbal.generators.superoperator import Superoperator as Superoperator
from detbal.generators.symmetry import Symmetry as Symmetry
from detbal.generators.thermometer import thermometer
from detbal.generators.weak_coupling import WeakCoupling as WeakCoupling

check.register(Bath, check_bath)
thermometer.register(Bath, thermometer_bath)

DOMAIN = Domain(
    name="generators",
    summary="open quantum systems: detailed balance of generators, channels and baths",
    objects=(Lindbladian, Superoperator, Channel, Bath, WeakCoupling),
    check=check,
    thermometer=thermometer,
    pairs=pairs,
    examples=EXAMPLES,
)
