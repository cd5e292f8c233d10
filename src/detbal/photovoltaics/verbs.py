"""The verbs of this domain: which function answers for which kind of object."""

from __future__ import annotations

from detbal.dispatch import verb
from detbal.pairs import Pairs
from detbal.photovoltaics.device.cell import Cell
from detbal.photovoltaics.device.cell_drive import drive_cell
from detbal.photovoltaics.device.claim import Claim, check_claim
from detbal.photovoltaics.device.diode_curve import DiodeCurve, check_diode
from detbal.photovoltaics.device.drive import drive_junction
from detbal.photovoltaics.device.junction import Junction
from detbal.photovoltaics.emission.kirchhoff import KirchhoffPair, check_kirchhoff
from detbal.photovoltaics.emission.planck_fit import thermometer_luminescence
from detbal.photovoltaics.luminescence import Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.reciprocity.check import check_pair
from detbal.photovoltaics.reciprocity.complete import complete_quantum_efficiency
from detbal.photovoltaics.reciprocity.impose import impose_pair
from detbal.photovoltaics.reciprocity.listing import pairs_of
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair
from detbal.photovoltaics.reciprocity.stitch import complete_pair
from detbal.photovoltaics.reciprocity.thermometer import thermometer_pair
from detbal.result import Drive, Imposed, Thermometer, Verdict

check = verb("check", Verdict)
complete = verb("complete", object)
impose = verb("impose", Imposed)
thermometer = verb("thermometer", Thermometer)
drive = verb("drive", Drive)
pairs = verb("pairs", Pairs)

check.register(ReciprocalPair, check_pair)
complete.register(ReciprocalPair, complete_pair)
impose.register(ReciprocalPair, impose_pair)
thermometer.register(ReciprocalPair, thermometer_pair)
pairs.register(ReciprocalPair, pairs_of)

complete.register(QuantumEfficiency, complete_quantum_efficiency)
thermometer.register(Luminescence, thermometer_luminescence)

check.register(KirchhoffPair, check_kirchhoff)
check.register(DiodeCurve, check_diode)
check.register(Claim, check_claim)
drive.register(Junction, drive_junction)
drive.register(Cell, drive_cell)
