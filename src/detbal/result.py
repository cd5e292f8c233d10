"""Results of the verbs: numbers with their noise, names, provenance and references.

They are values: nothing in them is computed later, and no verdict turns silently into a truth value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from os import PathLike
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from detbal.figures import Figure as AnyFigure
from detbal.lazy import load
from detbal.pairs import FloatArray
from detbal.residual import Estimate, Residuals
from detbal.temperature import NO_TEMPERATURE, Temperature
from detbal.verdict import Criteria, Finding, Status

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def _no_figures() -> tuple[AnyFigure, ...]:
    return ()


def _none() -> FloatArray:
    return np.zeros(0)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Result:
    """What all results share.

    Attributes
    ----------
    subject
        The object asked about, in words ("rate network: 6 states, 7 pairs, 2 independent cycles").
    statement
        The statement tested or the quantity measured, in words.
    findings
        What else was found.
    assumptions
        What was taken for granted, each a sentence.
    references
        Sources of the methods that ran.
    facts
        (name, text) of what else belongs on the first screen; names of up to nine letters.
    drawings
        Called with no argument, returns the figures that belong to the result, as data (`detbal.figures`).
    """

    subject: str
    statement: str
    findings: tuple[Finding, ...] = ()
    assumptions: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    drawings: Callable[[], tuple[AnyFigure, ...]] = field(default=_no_figures, repr=False)

    def __str__(self) -> str:
        return str(load("detbal.report.text:render")(self))

    def _repr_html_(self) -> str:
        return str(load("detbal.report.html:fragment")(self))

    def plot(self) -> Figure:
        """Draw the result; return a matplotlib Figure (no window is opened)."""
        figure: Figure = load("detbal.plots.render:draw_result")(self)
        return figure

    def to_html(self, path: str | PathLike[str]) -> None:
        """Write one self-contained HTML page (inline SVG, no network)."""
        load("detbal.report.html:write")(path, [self])

    def to_json(self, path: str | PathLike[str] | None = None) -> str:
        """Return the result as JSON text, and write it to `path` if one is given.

        Infinite numbers stand as the strings "inf" and "-inf", missing ones as null: JSON has no others.
        """
        return str(load("detbal.report.json:dump")(self, path))


@dataclass(frozen=True, slots=True)
class Worst:
    """One of the largest residuals: which pair or cycle, how large, and its noise floor (nats)."""

    label: str
    residual: float
    floor: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Verdict(Result):
    """The answer of `detbal.check`.

    It has no truth value, since UNDECIDED is neither: compare `status`.

    Attributes
    ----------
    status : Status
    residual, floor : (n,) float arrays
        Residuals in nats, and the size up to which each may be noise; ±inf for a one-way pair.
    labels : sequence of n strings
        What each residual belongs to: a pair, or the cycle that a pair closes.
    criteria : Criteria
        Tolerance, promised resolution and error probability that the status rests on.
    theta : Estimate
        Unknowns that were fitted, with errors.
    dof : int
        Number of independent conditions tested.
    p_value : float or None
        Where the data carry statistical errors.
    balance_with : str
        Temperature or stationary state that balance is judged against, and where it came from.
    related : tuple of Verdict
        Verdicts on neighbouring questions about the same object.
    """

    status: Status
    residual: FloatArray
    floor: FloatArray
    labels: Sequence[str]
    criteria: Criteria
    theta: Estimate
    dof: int
    p_value: float | None = None
    balance_with: str = ""
    related: tuple[Verdict, ...] = ()

    @classmethod
    def of(
        cls,
        residuals: Residuals,
        floor: FloatArray,
        criteria: Criteria,
        *,
        status: Status,
        subject: str,
        statement: str,
        **more: Any,
    ) -> Self:
        """Report on residuals that were judged.

        Parameters
        ----------
        residuals : Residuals
        floor : (n,) float array
            As `detbal.verdict.judge` returns it, with a status.
        criteria : Criteria
        status : Status
            That of `judge`, or what else the domain found.
        subject, statement
            As for the class, and `more` of its fields by name, also in place of those that `residuals` gives.

        Examples
        --------
        >>> from detbal.pairs import Pairs
        >>> from detbal.residual import fit
        >>> from detbal.verdict import judge
        >>> left, criteria = fit(Pairs.of([2.0], [1.0])), Criteria.of(None, statistical=False)
        >>> status, floor = judge(left, criteria)
        >>> Verdict.of(left, floor, criteria, status=status, subject="a pair", statement="ln 2 = 0").status.name
        'BROKEN'
        """
        fields: dict[str, Any] = {
            "status": status,
            "residual": residuals.residual,
            "floor": floor,
            "labels": residuals.labels,
            "criteria": criteria,
            "theta": residuals.theta,
            "dof": residuals.dof,
            "p_value": residuals.p_value,
        }
        return cls(subject=subject, statement=statement, **(fields | more))

    def __bool__(self) -> bool:
        raise TypeError(
            "a verdict has no truth value, because UNDECIDED is neither true nor false; "
            "compare verdict.status with detbal.Status.BALANCED"
        )

    @property
    def max_residual(self) -> float:
        """Largest absolute residual in nats; ``inf`` if a pair is one-way, 0 if there is nothing to test."""
        return float(np.abs(self.residual).max(initial=0.0))

    @property
    def sentence(self) -> str:
        """The answer in words; with a tolerance, what it means against that."""
        tol = self.criteria.tol
        if tol == 0 or self.status is Status.UNDECIDED:
            return self.status.sentence
        if self.status is Status.BALANCED:
            return f"no residual, with its noise, exceeds the tolerance of {tol:g} nats"
        return f"at least one residual exceeds the tolerance of {tol:g} nats by more than its noise"

    @property
    def typical_residual(self) -> float:
        """Median absolute residual in nats (one-way pairs count as infinite); 0 if there is none."""
        return float(np.median(np.abs(self.residual))) if len(self.residual) else 0.0

    @property
    def noise_floor(self) -> float:
        """Largest noise floor in nats; 0 if there is nothing to test."""
        return float(self.floor.max(initial=0.0))

    @property
    def worst(self) -> tuple[Worst, ...]:
        """The five largest residuals by absolute value, largest first."""
        return self.worst_of(5)

    def worst_of(self, most: int) -> tuple[Worst, ...]:
        """Return the `most` largest residuals, largest first."""
        size = np.abs(self.residual)
        if most < len(size):
            order = np.argpartition(-size, most)[:most]
            order = order[np.argsort(-size[order], kind="stable")]
        else:
            order = np.argsort(-size, kind="stable")
        return tuple(Worst(self.labels[int(k)], float(self.residual[k]), float(self.floor[k])) for k in order)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Thermometer(Result):
    """The answer of `detbal.thermometer`: the unknown that balances the object best.

    Attributes
    ----------
    theta : Estimate
        Values and standard errors; the first is β (1/energy) when a temperature was measured.
    kT, kT_error : float or None
        Temperature as an energy in the object's unit, and its standard error; None if no temperature is implied.
    T, T_error : float or None
        The same in kelvin, where the energies have a physical unit.
    energy_unit : str
        Symbol of the unit of kT; empty if the energies have none.
    misfit : float
        Root mean square residual per degree of freedom, nats: 0 for a perfect thermometer.
    residual : (n,) float array
    labels : sequence of n strings
    dof : int
    chi2, p_value : float or None
        Where the data carry statistical errors.
    kT_each : (n,) float array or None
        Temperature that each pair implies by itself, in the unit of kT: negative if it is inverted, ``inf`` if both
        processes are equally frequent, ``nan`` if it shows none (one-way, or equal energies). None where no
        temperature was measured.
    """

    theta: Estimate
    misfit: float
    residual: FloatArray
    labels: Sequence[str]
    dof: int
    kT: float | None = None
    kT_error: float | None = None
    T: float | None = None
    T_error: float | None = None
    energy_unit: str = ""
    chi2: float | None = None
    p_value: float | None = None
    kT_each: FloatArray | None = None

    @classmethod
    def of(
        cls,
        residuals: Residuals,
        temperature: Temperature = NO_TEMPERATURE,
        *,
        subject: str,
        statement: str,
        **more: Any,
    ) -> Self:
        """Report on what a fit found, and on what it left.

        Parameters
        ----------
        residuals : Residuals
            With the unknowns as fitted.
        temperature : Temperature, optional
            That they imply; left out if it was not a temperature that was fitted.
        subject, statement
            As for the class, and `more` of its fields by name, also in place of those that `residuals` gives.

        Examples
        --------
        >>> from detbal.pairs import Pairs
        >>> from detbal.residual import fit
        >>> left = fit(Pairs.of([2.0, 4.0], [1.0, 1.0], design=[[1.0], [2.0]], unknowns=["β"]))
        >>> reading = Thermometer.of(left, Temperature.fitted(left.theta), subject="two pairs", statement="ln r = β E")
        >>> round(reading.kT, 6), reading.dof
        (1.442695, 1)
        """
        fields: dict[str, Any] = {
            "theta": residuals.theta,
            "misfit": residuals.misfit,
            "residual": residuals.residual,
            "labels": residuals.labels,
            "dof": residuals.dof,
            "chi2": residuals.chi2,
            "p_value": residuals.p_value,
            "kT": temperature.kT,
            "kT_error": temperature.kT_error,
            "T": temperature.T,
            "T_error": temperature.T_error,
            "energy_unit": temperature.energy_unit,
        }
        return cls(subject=subject, statement=statement, **(fields | more))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Drive(Result):
    """The answer of `detbal.drive`: what breaks balance, and by how much.

    Attributes
    ----------
    entropy_production : float
        Total, in nats (units of k_B) per unit of the object's time, or per step; ``inf`` if a pair is one-way.
    entropy_production_error : float or None
        Standard error, where the data carry statistical errors.
    entropy_production_floor : float
        Size up to which the entropy production may be round-off.
    currents : (n,) float array
        Net current through each pair, from its first state to its second, per unit time; empty where none is told.
    current_floor : (n,) float array
        Size up to which each current may be round-off.
    current_labels : sequence of n strings
    current_entropy : (n,) float array
        Entropy production of each pair.
    affinities : (m,) float array
        Affinity of each independent cycle, nats; empty where none is told.
    affinity_labels : sequence of m strings
    affinity_entropy : (m,) float array
        Current around each cycle times its affinity; sums to the entropy production, up to round-off.
    stationary, log_stationary : (N,) float arrays
        Stationary state, and its natural log (which does not underflow); empty where no states are told apart.
    state_labels : sequence of N strings
    time_unit : str
        What "per unit time" means here.
    affinity_of, current_of : str
        What each affinity and each current belongs to, in a word for reports: other drives than of networks say so.
    """

    affinity_of: ClassVar[str] = "cycle"
    current_of: ClassVar[str] = "pair"

    entropy_production: float
    entropy_production_floor: float
    currents: FloatArray = field(default_factory=_none)
    current_floor: FloatArray = field(default_factory=_none)
    current_labels: Sequence[str] = ()
    current_entropy: FloatArray = field(default_factory=_none)
    affinities: FloatArray = field(default_factory=_none)
    affinity_labels: Sequence[str] = ()
    affinity_entropy: FloatArray = field(default_factory=_none)
    stationary: FloatArray = field(default_factory=_none)
    log_stationary: FloatArray = field(default_factory=_none)
    state_labels: Sequence[str] = ()
    entropy_production_error: float | None = None
    time_unit: str = "unit time"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Imposed(Result):
    """The answer of `detbal.impose`: the nearest object that obeys detailed balance.

    Attributes
    ----------
    nearest
        An object of the same domain that obeys detailed balance.
    distance : float
        How far the object was from it, in the measure that `statement` names.
    moved : (n,) float array
        Change of each pair's log-ratio, nats (the new less the old).
    labels : sequence of n strings
    stationary_errors : (N,) float array or None
        Standard errors of ln π of `nearest`, where the data carry statistical errors.
    """

    nearest: Any
    distance: float
    moved: FloatArray
    labels: Sequence[str]
    stationary_errors: FloatArray | None = None
