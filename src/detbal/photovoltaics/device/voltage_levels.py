"""What becomes of the voltage of a cell, as numbers and as a waterfall."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from detbal.figures import WaterfallFigure
from detbal.result import Result


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
        Radiative limit of the quantum efficiency as it is, 0 where it is not above its detection floor.
    v_rad_lowest : float
        The same with the floor in place of that 0.
    voc, voc_error : float
    nonradiative, nonradiative_error : float
        v_rad - voc.
    elqe : float
        External luminescence quantum efficiency that this implies, exp(-q nonradiative / kT).
    log_elqe_error : float
        Standard error of its logarithm.
    elqe_measured : float or None
        By luminescence, if given.
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
    v_rad_lowest: float
    voc: float
    voc_error: float
    nonradiative: float
    nonradiative_error: float
    elqe: float
    log_elqe_error: float
    elqe_measured: float | None
    jsc: float
    log_j0_rad: float
    T: float


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
