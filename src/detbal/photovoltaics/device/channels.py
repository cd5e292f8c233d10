"""The processes through which a junction or a cell is driven, and the answer that they make together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from detbal.pairs import ROUNDING
from detbal.photovoltaics.device.entropy import Made
from detbal.result import Drive
from detbal.units import k_B

REFERENCES = (
    "P. Würfel, The chemical potential of radiation, J. Phys. C 15, 3967 (1982)",
    "P. T. Landsberg and G. Tonge, Thermodynamic energy conversion efficiencies, J. Appl. Phys. 51, R1 (1980)",
)


@dataclass(frozen=True, slots=True)
class Channel:
    """A process with its reverse.

    Attributes
    ----------
    label : str
    current : float
        Net electron-hole pairs/(m² s) that it makes; negative where it ends some.
    floor : float
        Size up to which the current may be round-off.
    made : Made
        Entropy.
    """

    label: str
    current: float
    floor: float
    made: Made


def round_off(*streams: float) -> float:
    """Return the size up to which a sum of streams of either sign may be round-off.

    The streams cancel and their errors do not: each is the exponential of a logarithm, and has the error that
    `ROUNDING` grants a number and its logarithm.

    Parameters
    ----------
    *streams
        All of one unit, without their signs.

    Examples
    --------
    >>> round_off(0.0), 1e-14 < round_off(1e20, 1e20) / 1e20 < 1e-13
    (0.0, True)
    """
    some = np.array([one for one in streams if one > 0])
    return float(ROUNDING * np.sum((1.0 + np.abs(np.log(some)) / 8.0) * some))


def dissipating(label: str, current: float, affinity: float, *streams: float) -> Channel:
    """Return the channel of a current all free energy of which ends as heat at the temperature of the device.

    Parameters
    ----------
    label
    current
        Net pairs/(m² s).
    affinity
        Free energy over kT that each of them loses, nats; the entropy made is their product.
    *streams
        What the current is the difference of; left out, it has no cancelling parts.

    Examples
    --------
    >>> lost = dissipating("recombination without light", -2e20, -40.0)
    >>> lost.made.rate, lost.floor < 1e-13 * 2e20
    (8e+21, True)
    """
    floor = round_off(*(streams or (abs(current),)))
    made = current * affinity
    return Channel(label, current, floor, Made(made, floor * abs(affinity) + ROUNDING * abs(made)))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DeviceDrive(Drive):
    """What the answers of `drive` for junctions and for cells share; rates per second and m².

    Attributes
    ----------
    power, light_in, light_out, heat : float
        W/m²: delivered to the leads; absorbed and emitted through the front; left in the heat bath of the device.
    """

    affinity_of: ClassVar[str] = "channel"
    current_of: ClassVar[str] = "channel"

    power: float
    light_in: float
    light_out: float
    heat: float

    @classmethod
    def of(
        cls,
        channels: Sequence[Channel],
        *,
        power: float,
        light_in: float,
        light_out: float,
        facts: tuple[tuple[str, str], ...] = (),
        **more: Any,
    ) -> Self:
        """Put the answer together; `more` are the other fields by name.

        Examples
        --------
        >>> one = dissipating("recombination without light", -2e20, -40.0)
        >>> drive = DeviceDrive.of([one], power=-3.0, light_in=0.0, light_out=1.0, subject="a diode")
        >>> drive.heat, drive.affinities.round(9).tolist()
        (2.0, [-40.0])
        """
        labels = tuple(one.label for one in channels)
        currents, rates = np.array([(one.current, one.made.rate) for one in channels]).T
        total = float(rates.sum())
        return cls(
            statement="entropy production of absorption, emission and recombination",
            entropy_production=total,
            entropy_production_floor=sum(one.made.floor for one in channels),
            currents=currents,
            current_floor=np.array([one.floor for one in channels]),
            current_labels=labels,
            current_entropy=rates,
            affinities=_mean(rates, currents),
            affinity_labels=tuple(f"{label}, mean for each" for label in labels),
            affinity_entropy=rates,
            time_unit="second and m²",
            power=power,
            light_in=light_in,
            light_out=light_out,
            heat=light_in - light_out - power,
            references=REFERENCES,
            facts=(
                ("power", f"{power:.4g} W/m² to the leads; light {light_in:.4g} in, {light_out:.4g} W/m² out"),
                *facts,
                ("entropy", f"{k_B * total:.4g} W/(m² K), {total:.4g} nats/(m² s)"),
            ),
            **more,
        )


def _mean(rates: Any, currents: Any) -> Any:
    """Entropy for each pair: none of nothing; nan where no net current makes entropy, as light of another spectrum."""
    some = currents != 0
    return np.where(some, rates / np.where(some, currents, 1.0), np.where(rates > 0, np.nan, 0.0))
