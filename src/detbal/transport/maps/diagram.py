"""What a stability diagram holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detbal.result import Result
from detbal.transport.occupation import Floats

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class StabilityDiagram(Result):
    """What flows through a dot over v biases and g gates; r reservoirs, leads first.

    Attributes
    ----------
    bias : (v,) float array
        Energy that an electron gains from the first to the second lead, in the unit of the dot.
    gate : (g,) float array
        Energy added to each electron on the dot.
    across : (str, str)
        The two leads.
    current : (v, g) float array
        Electrons from the first lead into the dot, per unit time (energy/ħ); positive at positive bias.
    current_floor : (v, g) float array
        Size up to which the current may be round-off: it is zero where it is not larger. Currents and floors are nan
        where parts of the states are not connected.
    differential_conductance : (v, g) float array
        Its slope along the bias, in e²/h; nan for a single bias.
    charge : (v, g) float array
        Mean number of electrons.
    entropy_production : (v, g) float array
        Nats per unit time.
    particle_currents, heat_currents : (v, g, r) float arrays
        From each reservoir into the dot.
    reservoirs : tuple of r strings
    unit : str
        Symbol of the unit of energies; empty if there is none.
    """

    bias: Floats
    gate: Floats
    across: tuple[str, str]
    current: Floats
    current_floor: Floats
    differential_conductance: Floats
    charge: Floats
    entropy_production: Floats
    particle_currents: Floats
    heat_currents: Floats
    reservoirs: tuple[str, ...]
    unit: str = ""

    def to_xarray(self) -> xarray.Dataset:
        """Return a labelled dataset (needs xarray).

        Examples
        --------
        >>> from detbal.transport.lead import Lead
        >>> from detbal.transport.maps.stability import stability_diagram
        >>> from detbal.transport.quantum_dot import QuantumDot
        >>> dot = QuantumDot(0.0, {name: Lead(kT=1.0, gamma=0.1) for name in "LR"})
        >>> stability_diagram(dot, bias=[-1.0, 1.0], gate=[0.0]).to_xarray().heat_currents.dims
        ('bias', 'gate', 'reservoir')
        """
        import xarray

        energy = self.unit or "natural"
        flow = f"{energy}/hbar"
        units = {
            "current": flow, "current_floor": flow, "differential_conductance": "e^2/h", "charge": "e",
            "entropy_production": f"k_B {flow}", "particle_currents": flow, "heat_currents": f"{energy}^2/hbar",
        }  # fmt: skip
        dims = ("bias", "gate", "reservoir")
        columns = {}
        for name, unit in units.items():
            values = getattr(self, name)
            columns[name] = (dims[: values.ndim], values, {"units": unit})
        axes = {"bias": ("bias", self.bias, {"units": energy}), "gate": ("gate", self.gate, {"units": energy})}
        about = {"across": " to ".join(self.across), "assumptions": "; ".join(self.assumptions)}
        return xarray.Dataset(columns, coords={**axes, "reservoir": list(self.reservoirs)}, attrs=about)
