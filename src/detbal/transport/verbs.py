"""The verbs of this domain: which function answers for which kind of object."""

from __future__ import annotations

from detbal.dispatch import verb
from detbal.pairs import Pairs
from detbal.result import Drive, Imposed, Thermometer, Verdict
from detbal.transport.check import check_dot, check_table
from detbal.transport.complete import complete_dot, complete_table
from detbal.transport.drive import drive_dot, drive_table
from detbal.transport.impose import impose_table
from detbal.transport.listing import pairs_of_dot, pairs_of_rates
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.thermometer import thermometer_table

check = verb("check", Verdict)
complete = verb("complete", object)
impose = verb("impose", Imposed)
thermometer = verb("thermometer", Thermometer)
drive = verb("drive", Drive)
pairs = verb("pairs", Pairs)

for kind in (QuantumDot, Molecule):
    check.register(kind, check_dot)
    complete.register(kind, complete_dot)
    drive.register(kind, drive_dot)
    pairs.register(kind, pairs_of_dot)

check.register(RateTable, check_table)
complete.register(RateTable, complete_table)
impose.register(RateTable, impose_table)
thermometer.register(RateTable, thermometer_table)
drive.register(RateTable, drive_table)
pairs.register(RateTable, pairs_of_rates)
