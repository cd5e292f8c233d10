"""What is wrong with a bath, in words: from its readings to findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from detbal.generators.baths.bath import Bath
from detbal.generators.baths.conventions import Statistics
from detbal.generators.baths.findings import (
    ClassicalSpectrum,
    LostDigits,
    NegativeSpectrum,
    OneSided,
    OtherTemperature,
    WrongSign,
)
from detbal.generators.baths.readings import Readings
from detbal.pairs import FloatArray
from detbal.verdict import Finding, LeftOut, NothingToTest, first_names

#: Part by which ratios may miss a rule and still be said to follow it.
LIKE = 0.01
CLASSICAL = ClassicalSpectrum(
    "S(ω) = S(-ω): a classical or symmetrised spectrum, which drives every system to equal populations "
    "(infinite temperature)"
)
_EPS = float(np.finfo(np.float64).eps)


def diagnose(reading: Readings, kept: Any, expected: FloatArray, names: list[str], bath: Bath) -> Iterator[Finding]:
    """Name what is wrong with the readings, most telling first.

    Parameters
    ----------
    reading : Readings
    kept : (n,) bool
        Frequencies that were judged.
    expected : (n,) float array
        Log-ratio at balance.
    names
        Of the frequencies.
    bath

    Examples
    --------
    >>> from detbal.generators.baths.readings import read
    >>> bath = Bath(power_spectrum=lambda w: 1 / (1 + w**2))
    >>> omega = np.array([1.0, 2.0])
    >>> [type(finding).__name__ for finding in diagnose(read(bath, omega, omega), omega > 0, omega, ["1", "2"], bath)]
    ['ClassicalSpectrum']
    """
    ratio = reading.log_emission[kept] - reading.log_absorption[kept]
    wanted, rounding = expected[kept], reading.rounding[kept]
    kept_names = [name for name, keep in zip(names, kept, strict=True) if keep]
    lost = _lost_digits(reading, kept, expected)
    if reading.negative.any():
        yield _negative(reading, names, bath)
    if lost is not None:
        yield lost
    elif len(ratio) and not reading.negative.any():
        one_way = np.flatnonzero(np.isinf(ratio))
        if len(one_way):
            yield OneSided(
                f"at {len(one_way)} of {len(ratio)} frequencies the bath "
                f"{'only takes' if ratio[one_way[0]] > 0 else 'only gives'} energy: its reverse is zero",
                first_names(kept_names, one_way),
                len(one_way),
            )
        finite = np.isfinite(ratio)
        yield from _other_rule(ratio[finite], wanted[finite], rounding[finite])
    for where, message in (
        (reading.unresolved, "not known to within half of their value: left out"),
        (reading.silent, "zero, or too small for a double: left out"),
    ):
        if where.any():
            count = int(where.sum())
            yield LeftOut(
                f"{count} of {len(names)} values of S are {message}", first_names(names, np.flatnonzero(where)), count
            )
    if not kept.any():
        yield NothingToTest("the bath has no spectrum that could be judged at these frequencies")


def _negative(reading: Readings, names: list[str], bath: Bath) -> NegativeSpectrum:
    where = np.flatnonzero(reading.negative)
    lowest = np.minimum(reading.emission, reading.absorption)
    k = int(np.argmin(lowest))
    mirrored = bath.statistics is Statistics.BOSON and reading.absorption[k] < reading.emission[k]
    at = -reading.omega[k] if mirrored else reading.omega[k]
    return NegativeSpectrum(
        f"S is negative at {len(where)} of {len(names)} frequencies, lowest S({at:.6g}) = {lowest[k]:.3g} "
        f"against a largest S of {reading.largest:.3g}",
        first_names(names, where),
        len(where),
    )


def _lost_digits(reading: Readings, kept: Any, expected: FloatArray) -> LostDigits | None:
    """Recognise S(-ω) that is wrong by no more than a few units in the last place of S(ω), everywhere."""
    x, larger = expected[kept], np.maximum(reading.emission, reading.absorption)[kept]
    amiss = np.abs(reading.log_emission[kept] - reading.log_absorption[kept] - x) > reading.rounding[kept]
    share = np.abs(reading.miss(expected)[kept]) / np.where(larger > 0, larger, 1.0)
    if not amiss.any() or (share[amiss] > 8.0 * _EPS).any() or np.abs(x[amiss]).min() < 5.0:
        return None
    first = float(np.abs(x[amiss]).min())
    return LostDigits(
        f"the smaller of S(±ω) is off by at most {float(share[amiss].max()) / _EPS:.1g} units in the last "
        f"place of the larger, which ruins it from ω/kT = {first:.3g} on, as happens when it is computed as "
        "n(-ω) + 1; compute it as e^(-ω/kT) S(ω), or give the spectral density",
        count=int(amiss.sum()),
    )


def _other_rule(ratio: FloatArray, wanted: FloatArray, rounding: FloatArray) -> Iterator[Finding]:
    size = float(np.linalg.norm(wanted))
    amiss = float(np.linalg.norm(ratio - wanted))
    if not size or amiss <= LIKE * size or (np.abs(ratio - wanted) <= rounding).all():
        return
    if (np.abs(ratio) <= rounding + LIKE * np.abs(wanted)).all():
        yield CLASSICAL
    elif np.linalg.norm(ratio + wanted) <= LIKE * size:
        yield WrongSign(
            "S(-ω) = e^(+ω/kT) S(ω): emission and absorption are exchanged; S(ω) must be ∫ C(t) e^(+iωt) dt, "
            "with ω > 0 for energy given to the bath"
        )
    else:
        scale = float(ratio @ wanted) / size**2
        if len(ratio) > 1 and np.linalg.norm(ratio - scale * wanted) <= LIKE * np.linalg.norm(ratio):
            yield OtherTemperature(f"the KMS condition holds to {LIKE:.0%} with kT multiplied by {1 / scale:.6g}")
