"""What drives a junction out of equilibrium: photon currents, their affinities and the entropy they make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from detbal.photovoltaics.device.entropy import Made, entropy_per_photon, front_entropy
from detbal.photovoltaics.device.junction import Junction
from detbal.photovoltaics.given import one_voltage
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.temperature import kelvins
from detbal.result import Drive
from detbal.units import e, k_B

REFERENCES = (
    "P. Würfel, The chemical potential of radiation, J. Phys. C 15, 3967 (1982)",
    "P. T. Landsberg and G. Tonge, Thermodynamic energy conversion efficiencies, J. Appl. Phys. 51, R1 (1980)",
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class JunctionDrive(Drive):
    """The answer of `drive` for a junction; rates per second and m².

    Attributes
    ----------
    voltage : float
        V.
    affinity : float
        qV/kT, of an electron-hole pair, nats.
    current_density : float
        A/m², positive if the junction generates.
    power, light_in, light_out, heat : float
        W/m²: delivered to the leads; absorbed and emitted through the front; left in the junction's heat bath.
    photon_entropy : float
        Of an emitted photon, nats.
    """

    affinity_of: ClassVar[str] = "channel"
    current_of: ClassVar[str] = "channel"

    voltage: float
    affinity: float
    current_density: float
    power: float
    light_in: float
    light_out: float
    heat: float
    photon_entropy: float


def drive_junction(
    junction: Junction, *, voltage: float, illumination: Illumination | None = None, ambient: Any = None
) -> JunctionDrive:
    """Return what a junction exchanges at a voltage, and the entropy that it makes.

    Parameters
    ----------
    junction
    voltage
        V.
    illumination, ambient
        In place of the light of the junction and of the temperature of its surroundings.

    Raises
    ------
    InputError
        More than one voltage, or one at or above the lowest energy that is absorbed.

    Notes
    -----
    Light of occupation n is absorbed where light of occupation m is emitted, with μ = qV. The entropy of modes that
    leave, less that of those that come, and heat/kT together are ∫ [n ln(n/m) - (1+n) ln((1+n)/(1+m))], never negative.
    What recombines without light, or by light that the substrate takes up, makes qV/kT for each pair.

    Examples
    --------
    >>> led = drive_junction(Junction.step(1.4, T=300), voltage=1.0)
    >>> led.entropy_production > 0, round(led.affinity, 3)
    (True, 38.682)
    >>> drive_junction(Junction.step(1.4, T=300), voltage=0.0).entropy_production
    0.0
    """
    at = one_voltage(voltage)
    device = replace(
        junction,
        light=junction.light if illumination is None else illumination,
        ambient=junction.ambient if ambient is None else kelvins(ambient),
    )
    kT = device.kT
    currents, made = _channels(device, at)
    rates = np.array([one.rate for one in made])
    J = float(device.current(at))
    light_in, light_out = device.received()[1], float(device.emitted_power(at))
    labels = ("light through the front", "light to the substrate", "recombination without light")
    each = np.where(currents != 0, rates / np.where(currents != 0, currents, 1.0), np.where(rates > 0, np.nan, 0.0))
    return JunctionDrive(
        subject=f"junction at {device.T:g} K and {at:g} V, surroundings at {device.ambient:g} K",
        statement="entropy production of absorption, emission and recombination",
        entropy_production=float(rates.sum()),
        entropy_production_floor=sum(one.floor for one in made),
        currents=currents,
        current_floor=1e-14 * np.abs(currents),
        current_labels=labels,
        current_entropy=rates,
        affinities=each,
        affinity_labels=tuple(f"{label}, mean for each" for label in labels),
        affinity_entropy=rates,
        stationary=np.zeros(0),
        log_stationary=np.zeros(0),
        state_labels=(),
        time_unit="second and m²",
        voltage=at,
        affinity=at / kT,
        current_density=J,
        power=J * at,
        light_in=light_in,
        light_out=light_out,
        heat=light_in - light_out - J * at,
        photon_entropy=entropy_per_photon(device, at),
        assumptions=_assumptions(device),
        references=REFERENCES,
        facts=(
            ("power", f"{J * at:.4g} W/m² to the leads; light {light_in:.4g} in, {light_out:.4g} W/m² out"),
            ("entropy", f"{k_B * float(rates.sum()):.4g} W/(m² K), {float(rates.sum()):.4g} nats/(m² s)"),
        ),
    )


def _channels(device: Junction, V: float) -> tuple[Any, tuple[Made, ...]]:
    """Net pairs/(m² s) that are made or lost by each process, and the entropy each makes."""
    net = float(device.dark(V)) * device.elqe / e  # emitted(V) - emitted(0)
    to_substrate = net * device.rear / (device.front + device.rear)
    lost = net * (1 / device.elqe - 1)
    through_front = float(device.current(V)) / e + to_substrate + lost
    made = [front_entropy(device, V)]
    for one in (to_substrate, lost):  # all of its free energy ends as heat at the junction's temperature
        made.append(Made(one * V / device.kT, 1e-14 * abs(one * V / device.kT)))
    return np.array([through_front, -to_substrate, -lost]), tuple(made)


def _assumptions(device: Junction) -> tuple[str, ...]:
    said = [
        "one quasi-Fermi-level splitting, qV, throughout the junction",
        "a surface that absorbs a part is taken as black on that part: a lower bound of the entropy production",
        "what is not radiative, and what a substrate absorbs, ends as heat at the temperature of the junction",
    ]
    if device.light is not None:
        said.append("the light is isotropic in the étendue of emission: a lower bound if it comes from a part of it")
    return tuple(said)
