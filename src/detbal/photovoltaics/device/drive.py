"""What drives a junction out of equilibrium: photon currents, their affinities and the entropy they make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from detbal.photovoltaics.device.channels import Channel, DeviceDrive, dissipating, round_off
from detbal.photovoltaics.device.entropy import entropy_per_photon, front_entropy
from detbal.photovoltaics.device.junction import Junction
from detbal.photovoltaics.device.photon_rates import net_photons
from detbal.photovoltaics.given import one_voltage
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.temperature import kelvins


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class JunctionDrive(DeviceDrive):
    """The answer of `drive` for a junction; rates per second and m².

    Attributes
    ----------
    voltage : float
        V.
    affinity : float
        qV/kT, of an electron-hole pair, nats.
    current_density : float
        A/m², positive if the junction generates.
    photon_entropy : float
        Of an emitted photon, nats.
    """

    voltage: float
    affinity: float
    current_density: float
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
    J = float(device.current(at))
    return JunctionDrive.of(
        _channels(device, at),
        subject=f"junction at {device.T:g} K and {at:g} V, surroundings at {device.ambient:g} K",
        voltage=at,
        affinity=at / device.kT,
        current_density=J,
        power=J * at,
        light_in=device.received()[1],
        light_out=float(device.emitted_power(at)),
        photon_entropy=entropy_per_photon(device, at),
        assumptions=_assumptions(device),
    )


def _channels(device: Junction, V: float) -> tuple[Channel, Channel, Channel]:
    """Return the light of each face, and what recombines without."""
    light, around, own = device.through_front()
    net = float(net_photons(device.absorber, device.kT, V))  # of each unit of étendue, beyond those at 0 V
    still = (around, own) if device.ambient != device.T else ()  # the same number twice cancels exactly
    floor = round_off(light, *still, device.front * abs(net))
    through_front = light + (around - own) - device.front * net
    lost = (device.front + device.rear) * net * (1 / device.elqe - 1)
    affinity = V / device.kT
    return (
        Channel("light through the front", through_front, floor, front_entropy(device, V)),
        dissipating("light to the substrate", -device.rear * net, -affinity),
        dissipating("recombination without light", -lost, -affinity),
    )


def _assumptions(device: Junction) -> tuple[str, ...]:
    said = [
        "one quasi-Fermi-level splitting, qV, throughout the junction",
        "a surface that absorbs a part is taken as black on that part: a lower bound of the entropy production",
        "what is not radiative, and what a substrate absorbs, ends as heat at the temperature of the junction",
    ]
    if device.light is not None:
        said.append("the light is isotropic in the étendue of emission: a lower bound if it comes from a part of it")
    return tuple(said)
