"""A dark current-voltage curve against the radiative limit of its junction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.photovoltaics.device.findings import MoreThanRadiative, SeriesResistance
from detbal.photovoltaics.device.junction import Junction
from detbal.photovoltaics.device.one_sided import LimitVerdict, limit_verdict
from detbal.photovoltaics.device.radiative_current import log_radiative_current
from detbal.photovoltaics.given import volts
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, Floats
from detbal.photovoltaics.temperature import kelvins
from detbal.reals import one_each, real_array, within
from detbal.verdict import Finding, LeftOut, Status, first_names

RAU = "U. Rau, Reciprocity relation between photovoltaic quantum efficiency and electroluminescent emission of solar \
cells, Phys. Rev. B 76, 085303 (2007)"

#: Series resistance that contacts and leads may have, Ω m²: 10 Ω cm².
_USUAL_RESISTANCE = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class DiodeCurve:
    """Dark current density over voltage, positive in forward bias.

    Attributes
    ----------
    voltage : (n,) float array
        V, ascending.
    current_density, error : (n,) float arrays
        A/m², with standard deviations (0 where none is known).
    T : float
        Kelvin.
    """

    __detbal_domain__: ClassVar[str] = "photovoltaics"

    voltage: Floats
    current_density: Floats
    error: Floats
    T: float

    @classmethod
    def of(cls, voltage: Any, current_density: Any, *, T: Any, error: Any = None) -> DiodeCurve:
        """Build from voltages (V) and dark current densities (A/m²) in any order.

        Raises
        ------
        InputError
            Shapes that do not fit, numbers that are not finite, a temperature that is none.

        Examples
        --------
        >>> DiodeCurve.of([0.5, 0.4], [1.0, 0.1], T="25 °C").current_density
        array([0.1, 1. ])
        """
        V, J = volts(voltage), real_array(current_density, "current_density")
        if V.ndim != 1 or J.shape != V.shape or not len(V):
            what = f"current_density has shape {J.shape} over voltages of shape {V.shape}"
            raise InputError(explain(what, fix="give one current density for each voltage"))
        if not np.isfinite(J).all():
            k = int(np.argmin(np.isfinite(J)))
            raise InputError(explain(f"current_density[{k}] = {J[k]:g}", fix="give finite numbers (A/m²)"))
        spread = one_each(0.0 if error is None else error, len(V), "error", least=0.0)
        order = np.argsort(V, kind="stable")
        return cls(V[order], J[order], spread[order], kelvins(T))


def check_diode(
    curve: DiodeCurve,
    *,
    junction: Junction | QuantumEfficiency,
    T: Any = None,
    tol: float | None = None,
    series_resistance: float | None = None,
) -> LimitVerdict:
    """Ask whether a dark current is at least what the junction must radiate: no radiative efficiency above 1.

    Parameters
    ----------
    curve
    junction
        The junction, or its external quantum efficiency.
    T
        Temperature; that of the curve unless given.
    tol
        Excess that is forgiven, nats.
    series_resistance : optional
        Of the leads, Ω m², that is taken off the voltage; if it is not given, it is not known.

    Returns
    -------
    LimitVerdict
        BALANCED means "not above 1": more current than radiative is allowed. `log_excess` is ln of the external
        radiative efficiency at each voltage.

    Raises
    ------
    InputError
        A curve without a forward point of positive current; a junction at another temperature.

    Notes
    -----
    The voltage that leads take raises the efficiency that seems to be there: the junction has less voltage than the
    terminals. Where a series resistance of up to 10 Ω cm² explains all that is above 1, and none was given, the answer
    is UNDECIDED, with the resistance that would be needed.

    Examples
    --------
    >>> cell = Junction.step(1.4, T=300)
    >>> V = np.array([0.8, 0.9])
    >>> check_diode(DiodeCurve.of(V, 0.5 * cell.dark(V), T=300), junction=cell).log_excess.round(3)
    array([0.693, 0.693])
    """
    temperature = curve.T if T is None else kelvins(T)
    if isinstance(junction, Junction) and abs(junction.T / temperature - 1) > 1e-9:
        what = f"a junction at {junction.T:g} K and a curve at {temperature:g} K"
        raise InputError(explain(what, fix="give both at the temperature of the measurement"))
    ohm = 0.0 if series_resistance is None else within(series_resistance, "series_resistance", 0.0, np.inf)
    curve = replace(curve, voltage=curve.voltage - ohm * curve.current_density)
    forward = curve.voltage > 0
    positive = curve.current_density > 0
    if not (forward & positive).any():
        raise InputError(explain("no point of positive current in forward bias", fix="check the sign of the current"))
    used = forward & (positive | _certainly_below(curve, junction, temperature, forward & ~positive))
    V, J = curve.voltage[used], curve.current_density[used]
    flows = J > 0
    log_J = np.log(np.where(flows, J, 1.0))
    log_ere = np.where(flows, log_radiative_current(junction, V, temperature) - log_J, np.inf)
    sigma = np.where(flows, curve.error[used] / np.where(flows, J, 1.0), 0.0)
    labels = [f"V = {one:.4g} V" for one in V]
    verdict = limit_verdict(
        log_ere,
        sigma,
        labels,
        tol=tol,
        subject=f"dark current-voltage curve: {len(curve.voltage)} points at {temperature:g} K",
        statement="q ∫EQE φ_bb dE (e^(qV/kT) - 1) ≤ J(V): external radiative efficiency at most 1",
        balance_with=f"T = {temperature:g} K",
        findings=_left_out(curve, forward, used),
        assumptions=(
            f"the voltage of the leads is that of {1e4 * ohm:g} Ω cm²",
            "carriers are collected alike \
in the dark and under light",
        ),
        references=(RAU,),
        facts=(("ERE", f"from {_in_words(log_ere.min())} to {_in_words(log_ere.max())}"),),
        drawings=lambda: (_figure(V[flows], log_ere[flows], sigma[flows]),),
    )
    unknown = forward & ~positive & (curve.error == 0)
    if verdict.status is Status.BALANCED and unknown.any():
        verdict = replace(verdict, status=Status.UNDECIDED)  # a current of 0 or less, of unknown error, shows nothing
    verdict = _with_excess(verdict, labels)
    return verdict if series_resistance is not None else _or_resistance(verdict, V, J, temperature, labels)


def _certainly_below(curve: DiodeCurve, junction: Junction | QuantumEfficiency, T: float, where: Any) -> Any:
    """Points without a positive current whose errors do not reach up to what must be radiated (five of them)."""
    found = np.zeros(len(where), dtype=bool)
    k = np.flatnonzero(where & (curve.error > 0))
    if len(k):
        reach = curve.current_density[k] + 5 * curve.error[k]
        with np.errstate(divide="ignore"):
            found[k] = np.log(np.maximum(reach, 0.0)) < log_radiative_current(junction, curve.voltage[k], T)
    return found


def _in_words(log_ratio: float) -> str:
    return f"{np.exp(log_ratio):.3g}" if abs(log_ratio) < 600 else f"e^{log_ratio:.4g}"


def _with_excess(verdict: LimitVerdict, labels: list[str]) -> LimitVerdict:
    if verdict.status is not Status.BROKEN:
        return verdict
    above = np.flatnonzero(verdict.log_excess - verdict.floor > verdict.criteria.tol)
    most = float(verdict.log_excess.max()) if len(above) else 0.0
    message = f"external radiative efficiency above 1 at {len(above)} points, by up to {most:.3g} nats: check \
temperature, area and the calibration of the quantum efficiency"
    return replace(
        verdict, findings=(MoreThanRadiative(message, first_names(labels, above), len(above)), *verdict.findings)
    )


def _or_resistance(verdict: LimitVerdict, V: Floats, J: Floats, T: float, labels: list[str]) -> LimitVerdict:
    """Say which resistance would explain what is above 1; a usual one leaves the question open."""
    above = verdict.log_excess - verdict.floor > verdict.criteria.tol
    if verdict.status is not Status.BROKEN or not (above & (J > 0)).any() or np.isinf(verdict.log_excess[above]).any():
        return verdict
    needed = float((BOLTZMANN * T * verdict.log_excess[above] / J[above]).max())
    if needed > _USUAL_RESISTANCE:
        return verdict
    told = f"a series resistance of {1e4 * needed:.3g} Ω cm² would explain it: measure it, and give series_resistance="
    if (np.diff(V - needed * J) <= 0).any():  # no voltage of a junction that falls with its current
        return verdict
    found = SeriesResistance(told, first_names(labels, np.flatnonzero(above)), int(above.sum()))
    return replace(verdict, status=Status.UNDECIDED, findings=(*verdict.findings, found))


def _left_out(curve: DiodeCurve, forward: Any, used: Any) -> tuple[Finding, ...]:
    found: list[Finding] = []
    names = [f"V = {one:.4g} V" for one in curve.voltage]
    for what, mask in (
        ("in reverse bias or at 0 V, which do not test the limit", ~forward),
        ("in forward bias with a current of 0 or less", forward & ~used),
    ):
        k = np.flatnonzero(mask)
        if len(k):
            found.append(LeftOut(f"{len(k)} points {what}", first_names(names, k), len(k)))
    return tuple(found)


def _figure(V: Floats, log_ere: Floats, error: Floats) -> CurveFigure:
    bars = error if (error > 0).any() else None
    return CurveFigure(
        title="External radiative efficiency of a dark diode",
        caption="Above 0 it would radiate more than its current allows.",
        x_axis="voltage / V",
        y_axis="ln (radiative current / current) / nats",
        curves=(Curve("limit", V, np.zeros(len(V))), Curve("measured", V, log_ere, error=bars, points=True)),
    )
