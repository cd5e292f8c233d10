"""Where the voltage of a cell goes: from the gap over the Shockley-Queisser and the radiative limit to what is left."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.figures import WaterfallFigure
from detbal.photovoltaics.device.gap import photovoltaic_gap
from detbal.photovoltaics.device.given import positive
from detbal.photovoltaics.device.hats import light_weights, thermal_weights
from detbal.photovoltaics.device.loss_findings import above_radiative, compared, unmeasured_edge
from detbal.photovoltaics.illumination import Illumination, sunlight
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, log_photons_above
from detbal.photovoltaics.temperature import kelvins
from detbal.reals import one_each
from detbal.result import Result
from detbal.units import e

REFERENCES = (
    "U. Rau, B. Blank, T. C. M. Müller and T. Kirchartz, Efficiency potential of photovoltaic materials and devices \
unveiled by detailed-balance analysis, Phys. Rev. Applied 7, 044016 (2017)",
    "U. Rau, Reciprocity relation between photovoltaic quantum efficiency and electroluminescent emission of solar \
cells, Phys. Rev. B 76, 085303 (2007)",
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class VoltageLosses(Result):
    """Voltages from the gap down, in V, with standard errors (0 where no error is known).

    Attributes
    ----------
    gap, gap_error : float
        eV.
    v_sq, v_sq_error : float
        Limit of Shockley and Queisser for the gap.
    v_rad, v_rad_error : float
        Radiative limit of the quantum efficiency as it is.
    voc, voc_error : float
    nonradiative, nonradiative_error : float
        v_rad - voc.
    elqe : float
        External luminescence quantum efficiency that this implies, exp(-q nonradiative / kT).
    log_elqe_error : float
        Standard error of its logarithm.
    jsc, log_j0_rad : float
        A/m², and ln of the radiative saturation current in A/m².
    T : float
    """

    gap: float
    gap_error: float
    v_sq: float
    v_sq_error: float
    v_rad: float
    v_rad_error: float
    voc: float
    voc_error: float
    nonradiative: float
    nonradiative_error: float
    elqe: float
    log_elqe_error: float
    jsc: float
    log_j0_rad: float
    T: float


@dataclass(frozen=True, slots=True)
class _Limits:
    v_rad: float
    v_rad_error: float
    jsc: float
    log_j0: float


def voltage_losses(
    eqe: QuantumEfficiency,
    voc: float,
    *,
    illumination: Illumination | None = None,
    T: Any = 298.15,
    gap: float | None = None,
    voc_error: float = 0.0,
    elqe: float | None = None,
    elqe_error: float = 0.0,
) -> VoltageLosses:
    """Divide the loss of voltage of a cell: gap → Shockley-Queisser → radiative → measured.

    Parameters
    ----------
    eqe
        External quantum efficiency, through its edge.
    voc, voc_error
        Open-circuit voltage under the illumination, V.
    illumination
        AM1.5G unless given.
    T
        Temperature of the cell.
    gap
        eV; the photovoltaic gap of the quantum efficiency unless given.
    elqe, elqe_error
        Measured external luminescence quantum efficiency at the current of the illumination, to compare.

    Raises
    ------
    InputError
        A voltage that is not above 0 or not below the gap, an ELQE above 1, a quantum efficiency that adds up to 0 or
        less, one that nowhere rises.

    Notes
    -----
    V_rad = (kT/q) ln(J_sc/J_0,rad + 1), J_0,rad = q ∫EQE φ_bb dE; V_rad - V_oc = -(kT/q) ln ELQE (Rau 2007).

    Examples
    --------
    >>> eqe = QuantumEfficiency.of([1.3, 1.38, 1.46, 4.4], [0.0, 0.0, 0.9, 0.9])
    >>> found = voltage_losses(eqe, 1.12)
    >>> round(found.gap, 6), found.v_sq > found.v_rad > found.voc
    (1.42, True)
    """
    measured = positive(voc, "voc")
    measured_error = float(one_each(voc_error, 1, "voc_error", least=0.0)[0])
    kT = BOLTZMANN * kelvins(T)
    light = sunlight(illumination)
    if elqe is not None:
        positive(elqe, "elqe", 1.0)
    edge, edge_error = photovoltaic_gap(eqe) if gap is None else (positive(gap, "gap"), 0.0)
    if measured >= edge:
        what = f"voc = {measured:g} V at a gap of {edge:.4g} eV"
        raise InputError(
            explain(what, why="qV is below the gap", fix="give volts, and the gap if it is another (gap=)")
        )
    v_sq, slope = _shockley_queisser(edge, kT, light)
    limits = _radiative(eqe, kT, light)
    lost, lost_error = limits.v_rad - measured, float(np.hypot(limits.v_rad_error, measured_error))
    found = [
        *unmeasured_edge(eqe, kT),
        *above_radiative(lost, lost_error, kT),
        *compared(lost, lost_error, kT, elqe, elqe_error),
    ]
    steps = (edge, v_sq, limits.v_rad, measured)
    return VoltageLosses(
        subject=f"cell with a gap of {edge:.4g} eV and V_oc = {measured:.4g} V",
        statement="losses of voltage from the gap to open circuit",
        gap=edge,
        gap_error=edge_error,
        v_sq=v_sq,
        v_sq_error=abs(slope) * edge_error,
        v_rad=limits.v_rad,
        v_rad_error=limits.v_rad_error,
        voc=measured,
        voc_error=measured_error,
        nonradiative=lost,
        nonradiative_error=lost_error,
        elqe=float(np.exp(-lost / kT)),
        log_elqe_error=lost_error / kT,
        jsc=limits.jsc,
        log_j0_rad=limits.log_j0,
        T=kT / BOLTZMANN,
        findings=tuple(found),
        assumptions=(
            "the quantum efficiency is the same in the dark and under light, and 0 outside of its table",
            "Boltzmann's limit of the emission: qV lies several kT below the edge",
            f"the illumination is {light.name}",
            "errors of the points of the quantum efficiency are independent",
        ),
        references=REFERENCES,
        facts=(
            ("voltages", f"V_SQ {v_sq:.4f} V, V_rad {limits.v_rad:.4f} V, V_oc {measured:.4f} V"),
            ("implied", f"ELQE {np.exp(-lost / kT):.3g}, from {1e3 * lost:.1f} ± {1e3 * lost_error:.1f} mV"),
        ),
        drawings=lambda: (waterfall(steps),),
    )


def waterfall(steps: tuple[float, float, float, float]) -> WaterfallFigure:
    """Return the figure of the four levels: gap/q, V_SQ, V_rad and V_oc.

    Examples
    --------
    >>> waterfall((1.42, 1.15, 1.1, 1.0)).levels
    (1.42, 1.15, 1.1, 1.0)
    """
    return WaterfallFigure(
        title="Losses of voltage",
        caption="Full bars are voltages, pale ones what is lost from one to the next, in mV.",
        y_axis="voltage / V",
        names=("gap / q", "Shockley–Queisser", "radiative", "open circuit"),
        levels=steps,
        losses=tuple(f"{1e3 * (low - high):+.0f} mV" for high, low in pairwise(steps)),
    )


def _shockley_queisser(gap: float, kT: float, light: Illumination) -> tuple[float, float]:
    """V_SQ of a gap, and its slope dV/dE_g."""
    step = 1e-4 * kT

    def voltage(at: float) -> float:
        photons = float(light.photons_above(at))
        if photons <= 0:
            raise InputError(explain(f"gap = {at:.6g} eV", why="no light above it", fix="give light that it absorbs"))
        return kT * float(np.logaddexp(0.0, np.log(photons) - log_photons_above(at, kT)))

    return voltage(gap), (voltage(gap + step) - voltage(gap - step)) / (2 * step)


def _radiative(eqe: QuantumEfficiency, kT: float, light: Illumination) -> _Limits:
    thermal, scale = thermal_weights(eqe.energy, kT)
    lit = light_weights(eqe.energy, light)
    emitted, absorbed = float(thermal @ eqe.value), float(lit @ eqe.value)
    if emitted <= 0 or absorbed <= 0:
        raise InputError(explain("the quantum efficiency adds up to 0 or less", fix="give one above its noise"))
    ratio = np.log(absorbed) - np.log(emitted) - scale
    by_value = kT * (lit / absorbed - thermal / emitted) * -np.expm1(-np.logaddexp(0.0, ratio))
    return _Limits(
        float(kT * np.logaddexp(0.0, ratio)),
        float(np.linalg.norm(by_value * eqe.error)),
        e * absorbed,
        float(np.log(e * emitted) + scale),
    )
