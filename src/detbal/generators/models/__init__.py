"""Models with known answers, for examples, tests, benchmarks and samplers; ħ = k_B = 1.

Hamiltonians come as a `Model`, with local couplings and symmetries; `random_kms`, `random_gns`, `driven_qubit` and
`kerr_cavity` are generators.
"""

from detbal.generators.models.driven import driven_qubit as driven_qubit
from detbal.generators.models.driven import kerr_cavity as kerr_cavity
from detbal.generators.models.fermi_hubbard import fermi_hubbard as fermi_hubbard
from detbal.generators.models.fermions import fermion_annihilators as fermion_annihilators
from detbal.generators.models.fermions import majorana_couplings as majorana_couplings
from detbal.generators.models.model import Model as Model
from detbal.generators.models.oscillator import annihilator as annihilator
from detbal.generators.models.oscillator import harmonic_oscillator as harmonic_oscillator
from detbal.generators.models.random_generators import random_gns as random_gns
from detbal.generators.models.random_generators import random_kms as random_kms
from detbal.generators.models.spin_chains import heisenberg as heisenberg
from detbal.generators.models.spin_chains import transverse_field_ising as transverse_field_ising
from detbal.generators.models.spin_chains import xxz as xxz
from detbal.generators.models.spins import Pauli as Pauli
from detbal.generators.models.spins import pauli_couplings as pauli_couplings
