"""`impose` and `thermometer` for transition counts: the reversible chain of maximum likelihood."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.networks.count_network import CountNetwork
from detbal.networks.impose import impose
from detbal.networks.references import TRENDELKAMP
from detbal.networks.reversible_fit import INDEPENDENT, ROUND_OFF, PartFit, reversible_chain, reversible_fits
from detbal.networks.thermometer import thermometer
from detbal.numerics.chi_square import chi2_survival
from detbal.pairs import FloatArray
from detbal.residual import Estimate, Residuals
from detbal.result import Imposed, Thermometer
from detbal.temperature import Temperature
from detbal.verdict import Finding, LeftOut


@impose.register
def impose_counts(counts: CountNetwork) -> Imposed:
    """Return the reversible chain that makes the counts most probable.

    Parameters
    ----------
    counts
        Of several strongly connected parts the largest is taken, and a finding says so.

    Returns
    -------
    Imposed
        `nearest` is a RateNetwork in discrete time; `distance` the log-likelihood lost against the counted
        frequencies, nats; `stationary_errors` the standard errors of ln π.

    Notes
    -----
    Trendelkamp-Schroer et al. (2015) pose the problem; solved as a Bradley-Terry model by Newton's method.

    Examples
    --------
    >>> imposed = impose_counts(CountNetwork.from_counts([[50, 40, 10], [10, 50, 40], [40, 10, 50]]))
    >>> imposed.nearest.to_matrix().toarray().round(6)
    array([[0.5 , 0.25, 0.25],
           [0.25, 0.5 , 0.25],
           [0.25, 0.25, 0.5 ]])
    """
    part, found = _largest(counts)
    chain = reversible_chain(counts, part)
    seen = (part.forward > 0) & (part.reverse > 0)
    moved = np.full(len(part.rows), np.nan)
    counted = np.log(part.forward[seen] / part.outgoing[part.source[seen]]) - np.log(
        part.reverse[seen] / part.outgoing[part.target[seen]]
    )
    moved[seen] = (chain.log_forward - chain.log_reverse)[seen] - counted
    return Imposed(
        subject=_described(counts, part),
        statement="largest likelihood among reversible chains; distance: log-likelihood lost, nats",
        nearest=chain,
        distance=part.model.deviance / 2.0,
        moved=moved,
        labels=chain.pair_names,
        stationary_errors=part.log_pi_errors,
        findings=found,
        assumptions=(INDEPENDENT,),
        references=(TRENDELKAMP,),
    )


@thermometer.register
def thermometer_counts(counts: CountNetwork) -> Thermometer:
    """Measure temperature (with energies) or the potential ln π (without) from counted transitions.

    Parameters
    ----------
    counts
        Of several strongly connected parts the largest is taken, and a finding says so.

    Returns
    -------
    Thermometer
        With energies: β from the regression of ln(π_i/g_i) on -E_i, weighted with the covariance of ln π.
        Without: ln π of every state with standard errors.

    Raises
    ------
    InputError
        All energies equal.

    Examples
    --------
    >>> counts = CountNetwork.from_counts([[900, 100], [100, 171]], energies=[0.0, 1.0])
    >>> reading = thermometer_counts(counts)
    >>> round(reading.kT, 2), round(reading.kT_error, 2)  # populations 1000 : 271
    (0.77, 0.07)
    """
    part, found = _largest(counts)
    names = [counts.state_names[int(i)] for i in part.states]
    subject = _described(counts, part)
    if counts.energies is None:
        return Thermometer(
            subject=subject,
            statement="ln π of the reversible chain of largest likelihood",
            theta=Estimate([f"ln π({name})" for name in names], part.log_pi, part.log_pi_errors),
            misfit=0.0,
            residual=np.zeros(0),
            labels=[],
            dof=0,
            findings=found,
            assumptions=(INDEPENDENT,),
            references=(TRENDELKAMP,),
        )
    energies = counts.energies[part.states]
    if np.ptp(energies) == 0:
        raise InputError(explain("all states have the same energy", why="they show no temperature", fix="check them"))
    values = part.log_pi - counts.log_degeneracies[part.states]
    residuals = _regress(part, values, energies, [f"population of {name}" for name in names])
    return Thermometer.of(
        residuals,
        Temperature.fitted(residuals.theta, counts.energy_unit),
        subject=subject,
        statement="ln(π_i / g_i) = const - β E_i, with β fitted",
        findings=found,
        assumptions=(INDEPENDENT,),
        references=(TRENDELKAMP,),
    )


def _described(counts: CountNetwork, part: PartFit) -> str:
    return f"counts: {counts.n_transitions:,.10g} transitions, {len(part.states):,} states"


def _regress(part: PartFit, values: FloatArray, energies: FloatArray, labels: list[str]) -> Residuals:
    """Fit values = const - β energies, with the correlated errors of ln π."""
    weight = part.weight_of_log_pi()
    x = -(energies - energies.mean())
    y = values - values.mean()
    curvature = float(x @ weight @ x)
    beta = float(x @ weight @ y) / curvature
    residual: FloatArray = y - beta * x
    chi2, dof = float(residual @ weight @ residual), len(energies) - 2
    return Residuals(
        residual=residual,
        rounding=np.full(len(residual), ROUND_OFF),
        sigma=part.log_pi_errors,
        labels=labels,
        dof=dof,
        theta=Estimate(("β",), np.array([beta]), np.array([curvature**-0.5])),
        chi2=chi2 if dof else None,
        p_value=chi2_survival(chi2, dof),
    )


def _largest(counts: CountNetwork) -> tuple[PartFit, tuple[Finding, ...]]:
    parts = reversible_fits(counts)
    if not parts:
        raise InputError(explain("no state was left and entered again", fix="count a longer run"))
    left = counts.n_states - len(parts[0].states)
    if not left:
        return parts[0], ()
    message = f"{left} states outside of the largest part were left out"
    outside = np.setdiff1d(np.arange(counts.n_states), parts[0].states)
    names = tuple(counts.state_names[int(i)] for i in outside[:5])
    return parts[0], (LeftOut(message, names, left),)
