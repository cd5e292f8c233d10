"""The verbs of this domain: which function answers for which kind of object."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from detbal.errors import NotOffered, explain
from detbal.pairs import Pairs
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
from detbal.photovoltaics.reciprocity.overlap import pairs_of
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair
from detbal.photovoltaics.reciprocity.stitch import complete_pair
from detbal.photovoltaics.reciprocity.thermometer import thermometer_pair
from detbal.result import Drive, Imposed, Thermometer, Verdict


@singledispatch
def check(thing: Any, **options: Any) -> Verdict:
    """Ask whether the object obeys detailed balance; one implementation per kind of object."""
    raise _not_offered("check", thing)


@singledispatch
def complete(thing: Any, **options: Any) -> Any:
    """Add the missing half; one implementation per kind of object."""
    raise _not_offered("complete", thing)


@singledispatch
def impose(thing: Any, **options: Any) -> Imposed:
    """Return the nearest object that obeys detailed balance; one implementation per kind of object."""
    raise _not_offered("impose", thing)


@singledispatch
def thermometer(thing: Any, **options: Any) -> Thermometer:
    """Measure what balances the object best; one implementation per kind of object."""
    raise _not_offered("thermometer", thing)


@singledispatch
def drive(thing: Any, **options: Any) -> Drive:
    """Measure what breaks balance; one implementation per kind of object."""
    raise _not_offered("drive", thing)


@singledispatch
def pairs(thing: Any, **options: Any) -> Pairs:
    """Return the pairs of an object; one implementation per kind of object."""
    raise _not_offered("pairs", thing)


def _not_offered(verb: str, thing: Any) -> NotOffered:
    what = f"no {verb} for {type(thing).__name__}"
    return NotOffered(explain(what, fix="ask another verb, or give another object of detbal.photovoltaics"))


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
