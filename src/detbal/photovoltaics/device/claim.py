"""A claimed open-circuit voltage, current or efficiency against the detailed-balance limit of its gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.photovoltaics.concentration import concentrated
from detbal.photovoltaics.device.findings import AboveLimit, Inconsistent
from detbal.photovoltaics.device.one_sided import LimitVerdict, limit_verdict
from detbal.photovoltaics.illumination import Illumination, sunlight
from detbal.photovoltaics.limits.cell_limit import CellLimit
from detbal.photovoltaics.limits.single import shockley_queisser
from detbal.photovoltaics.radiation import BOLTZMANN
from detbal.photovoltaics.temperature import kelvins
from detbal.reals import positive
from detbal.verdict import Finding

SHOCKLEY = "W. Shockley and H. J. Queisser, Detailed balance limit of efficiency of p-n junction solar cells, \
J. Appl. Phys. 32, 510 (1961)"
#: Numbers of a claim are rounded: so far may its efficiency be from the product of the others, nats.
ROUNDED = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """What is claimed of a cell of one junction; build with `of`.

    Attributes
    ----------
    gap : float
        eV.
    voc, jsc : float or None
        V and A/m².
    efficiency, fill_factor : float or None
        Fractions.
    illumination : Illumination
    concentration : float
        Factor on the illumination.
    T : float
        Kelvin.
    errors : dict
        Standard deviation of each number that has one.
    """

    __detbal_domain__: ClassVar[str] = "photovoltaics"

    gap: float
    voc: float | None
    jsc: float | None
    efficiency: float | None
    fill_factor: float | None
    illumination: Illumination
    concentration: float
    T: float
    errors: dict[str, float]

    @classmethod
    def of(
        cls,
        gap: Any,
        *,
        voc: float | None = None,
        jsc: float | None = None,
        efficiency: float | None = None,
        fill_factor: float | None = None,
        illumination: Illumination | None = None,
        concentration: float = 1.0,
        T: Any = 298.15,
        errors: dict[str, float] | None = None,
    ) -> Claim:
        """Build a claim; under AM1.5G unless an illumination is given, times its concentration.

        Raises
        ------
        InputError
            No number claimed, a number that is not above 0, an efficiency or fill factor above 1 (percent?).

        Examples
        --------
        >>> Claim.of(1.12, voc=0.7, jsc=420.0).voc
        0.7
        """
        given = {"voc": voc, "jsc": jsc, "efficiency": efficiency, "fill_factor": fill_factor}
        most = {"efficiency": 1.0, "fill_factor": 1.0}
        said = {
            name: positive(value, name, most.get(name, np.inf)) for name, value in given.items() if value is not None
        }
        if not said:
            raise InputError(explain("a claim of nothing", fix=f"give one or more of {', '.join(given)}"))
        if errors is not None:
            needs(errors, "errors", Mapping)
        spread = {name: positive(value, f"error of {name}") for name, value in (errors or {}).items()}
        unknown = [name for name in spread if name not in said]
        if unknown:
            raise InputError(explain(f"an error of {unknown[0]!r}, which is not claimed", fix="give its value too"))
        light = sunlight(illumination)
        return cls(
            positive(gap, "gap"),
            said.get("voc"),
            said.get("jsc"),
            said.get("efficiency"),
            said.get("fill_factor"),
            light,
            positive(concentration, "concentration"),
            kelvins(T),
            spread,
        )


def check_claim(claim: Claim, *, tol: float | None = None) -> LimitVerdict:
    """Ask whether a claim is above the detailed-balance limit of its gap.

    Parameters
    ----------
    claim
    tol
        Excess that is forgiven, nats.

    Returns
    -------
    LimitVerdict
        BALANCED means "not above the limit": below it is allowed. `log_excess` holds ln(jsc/limit),
        q(voc - limit)/kT, and ln(efficiency/limit), as far as they are claimed.

    Notes
    -----
    A fill factor alone has no limit of this kind: three-carrier recombination can raise it. With voc and jsc it gives
    an efficiency, which has. The limit is that of a step absorber that emits into a hemisphere, over a mirror.

    Examples
    --------
    >>> check_claim(Claim.of(1.42, voc=1.1)).status.name, check_claim(Claim.of(1.42, voc=1.2)).status.name
    ('BALANCED', 'BROKEN')
    """
    kT = BOLTZMANN * claim.T
    limit = shockley_queisser(claim.gap, claim.illumination, claim.T, concentration=claim.concentration)
    rows, light = _rows(claim, limit, kT), concentrated(claim.illumination, claim.concentration)
    labels = list(rows)
    excess, sigma = (np.array([row[k] for row in rows.values()]) for k in (0, 1))
    above = [f"{name} above its limit by {rows[name][0]:.3g} nats" for name in labels if rows[name][0] > (tol or 1e-9)]
    found: list[Finding] = [AboveLimit("; ".join(above), count=len(above))] if above else []
    return limit_verdict(
        excess,
        sigma,
        labels,
        tol=tol,
        subject=f"claim for a junction with a gap of {claim.gap:g} eV, {light}",
        statement="jsc, voc and efficiency at most those of detailed balance (Shockley and Queisser)",
        balance_with=f"T = {claim.T:g} K",
        findings=(*found, *_contradiction(claim)),
        assumptions=(
            "one electron-hole pair for each photon",
            "all absorbed above the gap, nothing below it, and \
light emitted into a hemisphere: a smaller étendue raises the limit of the voltage",
        ),
        references=(SHOCKLEY,),
        facts=(
            (
                "limit",
                f"jsc {limit.jsc:.5g} A/m², voc {limit.voc:.5g} V, fill factor {limit.fill_factor:.4g}, \
efficiency {limit.efficiency:.4g}",
            ),
        ),
    )


def _rows(claim: Claim, limit: CellLimit, kT: float) -> dict[str, tuple[float, float]]:
    """Excess and its standard deviation, nats, by name."""
    rows: dict[str, tuple[float, float]] = {}
    error = claim.errors.get
    if claim.jsc is not None:
        rows["jsc"] = float(np.log(claim.jsc / limit.jsc)), error("jsc", 0.0) / claim.jsc
    if claim.voc is not None:
        rows["voc"] = float(claim.voc - limit.voc) / kT, error("voc", 0.0) / kT
    if claim.efficiency is not None:
        spread = error("efficiency", 0.0) / claim.efficiency
        rows["efficiency"] = float(np.log(claim.efficiency / limit.efficiency)), spread
    product = _product(claim)
    if product is not None:
        names = ("jsc", "voc", "fill_factor")
        spread = float(np.hypot.reduce([error(name, 0.0) / getattr(claim, name) for name in names]))
        rows["jsc voc fill factor / light"] = float(np.log(product / limit.efficiency)), spread
    if not rows:
        raise InputError(explain("a fill factor alone", why="it has no limit", fix="give voc and jsc too"))
    return rows


def _product(claim: Claim) -> float | None:
    if claim.jsc is None or claim.voc is None or claim.fill_factor is None:
        return None
    return claim.jsc * claim.voc * claim.fill_factor / (claim.concentration * claim.illumination.power)


def _contradiction(claim: Claim) -> tuple[Finding, ...]:
    product = _product(claim)
    if product is None or claim.efficiency is None or abs(np.log(product / claim.efficiency)) < ROUNDED:
        return ()
    message = f"jsc voc fill factor makes {product:.4g} of the light, the efficiency is {claim.efficiency:.4g}"
    return (Inconsistent(message),)
