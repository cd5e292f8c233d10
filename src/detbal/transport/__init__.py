"""Transport: quantum dots between leads, and how a bias or a difference of temperatures breaks balance."""

from detbal.domain import Domain
from detbal.transport.bath import BosonBath as BosonBath
from detbal.transport.counting.counted import Counted as Counted
from detbal.transport.counting.cycle import cycle_affinities as cycle_affinities
from detbal.transport.counting.onsager import onsager_matrix as onsager_matrix
from detbal.transport.counting.statistics import counting_statistics as counting_statistics
from detbal.transport.counting.waiting import Tunnelling as Tunnelling
from detbal.transport.engine.efficiency_map import efficiency_map as efficiency_map
from detbal.transport.engine.maximum_power import maximum_power as maximum_power
from detbal.transport.engine.regime import Regime as Regime
from detbal.transport.engine.stopping import stopping_bias as stopping_bias
from detbal.transport.engine.thermoelectric import thermoelectric as thermoelectric
from detbal.transport.examples import EXAMPLES
from detbal.transport.files import FORMATS, write
from detbal.transport.files import read_dot as read_dot
from detbal.transport.files import read_rates as read_rates
from detbal.transport.lead import Lead as Lead
from detbal.transport.maps.stability import stability_diagram as stability_diagram
from detbal.transport.method import Method as Method
from detbal.transport.molecule.franck_condon import franck_condon as franck_condon
from detbal.transport.molecule.molecule import Molecule as Molecule
from detbal.transport.molecule.vibrational_bath import VibrationalBath as VibrationalBath
from detbal.transport.pauli import pauli_rates as pauli_rates
from detbal.transport.quantum_dot import QuantumDot as QuantumDot
from detbal.transport.rate_table import RateTable as RateTable
from detbal.transport.reservoir import Reservoir as Reservoir
from detbal.transport.scattering.currents import scattering_currents as scattering_currents
from detbal.transport.scattering.density_matrix import orbital_occupations as orbital_occupations
from detbal.transport.scattering.density_matrix import scattering_density_matrix as scattering_density_matrix
from detbal.transport.scattering.generating_function import generating_function as generating_function
from detbal.transport.scattering.meir_wingreen import meir_wingreen as meir_wingreen
from detbal.transport.scattering.noise import scattering_noise as scattering_noise
from detbal.transport.scattering.transmission import transmission as transmission
from detbal.transport.verbs import check, complete, drive, impose, pairs, thermometer

DOMAIN = Domain(
    name="transport",
    summary="quantum dots between leads: local detailed balance, currents, counting statistics",
    objects=(QuantumDot, Molecule, RateTable),
    check=check,
    complete=complete,
    impose=impose,
    thermometer=thermometer,
    drive=drive,
    pairs=pairs,
    write=write,
    formats=FORMATS,
    examples=EXAMPLES,
)
