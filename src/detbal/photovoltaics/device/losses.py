"""Where the voltage of a cell goes: from the gap over the Shockley-Queisser and the radiative limit to what is left."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.photovoltaics.concentration import net_light
from detbal.photovoltaics.device.gap import photovoltaic_gap
from detbal.photovoltaics.device.loss_findings import above_radiative, below_floor, compared, near_gap, unmeasured_edge
from detbal.photovoltaics.device.radiative_limit import detected, radiative_limit
from detbal.photovoltaics.device.voltage_levels import VoltageLosses, waterfall
from detbal.photovoltaics.illumination import Illumination, sunlight
from detbal.photovoltaics.limits.single import shockley_queisser
from detbal.photovoltaics.luminescence import Luminescence
from detbal.photovoltaics.luminescence_efficiency import external_luminescence_efficiency
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN
from detbal.photovoltaics.temperature import kelvins
from detbal.reals import one_each, positive

REFERENCES = (
    "U. Rau, B. Blank, T. C. M. Müller and T. Kirchartz, Efficiency potential of photovoltaic materials and devices \
unveiled by detailed-balance analysis, Phys. Rev. Applied 7, 044016 (2017)",
    "U. Rau, Reciprocity relation between photovoltaic quantum efficiency and electroluminescent emission of solar \
cells, Phys. Rev. B 76, 085303 (2007)",
)


def voltage_losses(
    eqe: QuantumEfficiency,
    voc: float,
    *,
    illumination: Illumination | None = None,
    T: Any = 298.15,
    gap: float | None = None,
    voc_error: float = 0.0,
    elqe: float | None = None,
    elqe_error: float | None = None,
    el: Luminescence | None = None,
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
    el
        Instead of these, an absolute electroluminescence with its injection, which should be that current.

    Raises
    ------
    InputError
        A voltage that is not above 0 or not below the gap, an ELQE above 1, both elqe and el, a quantum efficiency that
        adds up to 0 or less, one that nowhere rises; light that fills more than the hemisphere, or is no brighter than
        surroundings at T.

    Notes
    -----
    V_SQ is that of `shockley_queisser`. By Boltzmann's statistics, which a finding doubts within some kT of the gap,
    V_rad = (kT/q) ln(J_sc/J_0,rad + 1), J_0,rad = q ∫EQE φ_bb dE; V_rad - V_oc = -(kT/q) ln ELQE (Rau 2007).
    Where the quantum efficiency is not above its detection floor it counts as 0, so that v_rad is the highest that the
    data allow; `v_rad_lowest` is that with the floor in its place.

    Examples
    --------
    >>> eqe = QuantumEfficiency.of([1.3, 1.38, 1.46, 4.4], [0.0, 0.0, 0.9, 0.9])
    >>> found = voltage_losses(eqe, 1.12)
    >>> round(found.gap, 6), found.v_sq > found.v_rad > found.voc
    (1.42, True)
    """
    needs(eqe, "eqe", QuantumEfficiency)
    measured = positive(voc, "voc")
    measured_error = float(one_each(voc_error, 1, "voc_error", least=0.0)[0])
    temperature, light = kelvins(T), sunlight(illumination)
    kT, net = BOLTZMANN * temperature, net_light(light, temperature)
    luminescent = _luminescent(elqe, elqe_error, el)
    edge, edge_error = photovoltaic_gap(eqe) if gap is None else (positive(gap, "gap"), 0.0)
    if measured >= edge:
        what = f"voc = {measured:g} V at a gap of {edge:.4g} eV"
        raise InputError(
            explain(what, why="qV is below the gap", fix="give volts, and the gap if it is another (gap=)")
        )
    v_sq, slope = _shockley_queisser(edge, temperature, light)
    seen = detected(eqe)
    limits = radiative_limit(seen, kT, net)
    lowest = radiative_limit(detected(eqe, at_floor=True), kT, net).v_rad
    lost, lost_error = limits.v_rad - measured, float(np.hypot(limits.v_rad_error, measured_error))
    found = [
        *unmeasured_edge(seen, kT),
        *below_floor(limits.v_rad, lowest, kT),
        *near_gap(limits.v_rad, edge, kT),
        *above_radiative(lost, lost_error, kT),
        *compared((lowest - measured, lost), lost_error, kT, luminescent),
    ]
    by_light = () if luminescent is None else (("measured", f"ELQE {luminescent[0]:.3g} ± {luminescent[1]:.2g}"),)
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
        v_rad_lowest=lowest,
        voc=measured,
        voc_error=measured_error,
        nonradiative=lost,
        nonradiative_error=lost_error,
        elqe=float(np.exp(-lost / kT)),
        log_elqe_error=lost_error / kT,
        elqe_measured=None if luminescent is None else luminescent[0],
        jsc=limits.jsc,
        log_j0_rad=limits.log_j0,
        T=kT / BOLTZMANN,
        findings=tuple(found),
        assumptions=(
            "the quantum efficiency is the same in the dark and under light, and 0 outside of its table",
            "Boltzmann's limit of the emission in V_rad: qV lies several kT below the edge",
            f"the illumination is {light.name}",
            "errors of the points of the quantum efficiency are independent",
            *_injected(el, limits.jsc),
        ),
        references=REFERENCES,
        facts=(
            ("voltages", f"V_SQ {v_sq:.4f} V, V_rad {limits.v_rad:.4f} V, V_oc {measured:.4f} V"),
            ("implied", f"ELQE {np.exp(-lost / kT):.3g}, from {1e3 * lost:.1f} ± {1e3 * lost_error:.1f} mV"),
            *by_light,
        ),
        drawings=lambda: (waterfall(steps),),
    )


def _shockley_queisser(gap: float, T: float, light: Illumination) -> tuple[float, float]:
    """V_SQ of a gap, and its slope dV/dE_g."""
    step = 1e-4 * BOLTZMANN * T
    here, below, above = (float(shockley_queisser(at, light, T).voc) for at in (gap, gap - step, gap + step))
    return here, (above - below) / (2 * step)


def _luminescent(elqe: float | None, elqe_error: float | None, el: Luminescence | None) -> tuple[float, float] | None:
    """Return the luminescence quantum efficiency that was given or measured, and its standard error."""
    if el is not None:
        if elqe is not None or elqe_error is not None:
            raise InputError(explain("both elqe and el", fix="give one of them"))
        needs(el, "el", Luminescence)
        return external_luminescence_efficiency(el)
    if elqe is None:
        if elqe_error is not None:
            raise InputError(explain("elqe_error without elqe", fix="give both"))
        return None
    error = one_each(0.0 if elqe_error is None else elqe_error, 1, "elqe_error", least=0.0)
    return positive(elqe, "elqe", 1.0), float(error[0])


def _injected(el: Luminescence | None, jsc: float) -> tuple[str, ...]:
    if el is None:
        return ()
    return (f"luminescence at {el.injection:.4g} A/m² is as efficient as at the {jsc:.4g} A/m² of the light",)
