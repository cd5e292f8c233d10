"""Chemical equilibrium: the composition at which every reaction of a network is as frequent as its reverse.

Chemical potentials that are balanced in every reaction are combinations of as many numbers as there are conserved
quantities: ln c = ln φ(T) + M λ with moieties M, and λ from the totals, Mᵀc = Mᵀc_0. The iteration is that of S. Gordon
and B. J. McBride, NASA RP-1311 (1994), at constant volume: Newton's method in ln c, damped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.lazy import load
from detbal.numerics.stoichiometry import stoichiometric_forest
from detbal.pairs import FloatArray
from detbal.reactions.concentration import Concentration
from detbal.reactions.driving.compositions import composition
from detbal.reactions.equilibrium.references import GORDON_MCBRIDE
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.temperatures import kelvins
from detbal.verdict import first_names

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from scipy.sparse import csr_array

MOST_STEPS = 2000
#: Totals are met to this, relative to the sum of the absolute values of their parts.
SETTLED = 1e-13
#: As in NASA RP-1311: a part of the whole above which a species is a major one, how far (nats) it moves in a step, and
#: the part of the whole (ln) up to which a minor one may grow in a step.
_MAJOR, _STRIDE, _GROWTH = 1e-8, 2.0, -9.21
#: ln of the part of the whole that a species counts for at the least, lest all that carry a conserved quantity vanish
#: on the way; and the error of totals that round-off may leave.
_LEAST, _ROUNDED = -300.0, 1e-9
#: What is left of a row of moieties, orthogonal to others, is zero below this.
_INDEPENDENT = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class ChemicalEquilibrium:
    """Concentrations in equilibrium at fixed volume; made by `chemical_equilibrium`.

    Attributes
    ----------
    species : sequence of n strings
    T : (nT,) float array
        Kelvin.
    log_concentrations : (n, nT) float array
        In the network's unit; -inf for species that cannot be made of what is there.
    residual : (nT,) float array
        Largest error of a conserved quantity, relative to the sum of its parts.
    undetermined : (nT,) integer array
        Combinations of the conserved quantities of which only traces below round-off carry any: such traces are in
        balance with one another, but their amount is not determined by the totals.
    concentration : Concentration or None
        The network's unit, if it is known.
    assumptions : tuple of str
    """

    species: Sequence[str]
    T: FloatArray
    log_concentrations: FloatArray
    residual: FloatArray
    undetermined: NDArray[np.intp]
    concentration: Concentration | None
    assumptions: tuple[str, ...]
    references: tuple[str, ...] = (GORDON_MCBRIDE,)

    def __repr__(self) -> str:
        n = len(self.T)
        span = f"{self.T.min():g} to {self.T.max():g} K" if n > 1 else f"{self.T[0]:g} K"
        return f"<ChemicalEquilibrium: {len(self.species):,} species at {n:,} temperature{'s' * (n != 1)}, {span}>"

    @property
    def concentrations(self) -> FloatArray:
        """Concentrations, (n, nT)."""
        return np.exp(self.log_concentrations)

    def to_xarray(self) -> Any:
        """Return an `xarray.Dataset`: ln of the concentrations over species and T (needs xarray)."""
        import xarray

        columns = {"log_concentration": (("species", "T"), self.log_concentrations), "residual": ("T", self.residual)}
        return xarray.Dataset(columns, coords={"species": list(self.species), "T": ("T", self.T, {"unit": "K"})})

    def figure(self, most: int = 6) -> CurveFigure:
        """Return the concentrations of the species that are ever the most abundant over temperature, as data."""
        largest, order = self.log_concentrations.max(axis=1), np.argsort(self.T)
        rows = [row for row in np.argsort(-largest)[:most].tolist() if largest[row] > -np.inf]
        unit = f" / ({self.concentration.symbol})" if self.concentration else ""
        return CurveFigure(
            title="Chemical equilibrium",
            caption=f"The {len(rows)} most abundant of {len(self.species):,} species.",
            x_axis="T / K",
            y_axis=f"concentration{unit}",
            curves=tuple(
                Curve(self.species[row], self.T[order], self.concentrations[row][order], points=len(order) == 1)
                for row in rows
            ),
            log_x=True,
            log_y=True,
        )

    def plot(self, most: int = 6) -> Figure:
        """Draw the concentrations of the most abundant species; return a matplotlib Figure."""
        drawn: Figure = load("detbal.plots.render:draw")(self.figure(most))
        return drawn


def chemical_equilibrium(network: ReactionNetwork, T: Any, concentrations: Any) -> ChemicalEquilibrium:
    """Return the equilibrium to which a composition leads at constant volume and temperature.

    Reactions without a reverse count as if they had one; those that are set aside (weak ones, decays) do not take part.
    What cannot be made of the species that are there stays away, and what does not react stays as it is.

    Parameters
    ----------
    network : ReactionNetwork
        With thermochemistry of all species that react. One that has none and comes out of every reaction as it went in
        (the M of mechanisms) takes no part: its concentration need not be given.
    T
        Temperatures, as in `detbal.reactions.temperatures.kelvins`.
    concentrations : mapping or (n,)
        To begin with, in the network's unit, of all species.

    Raises
    ------
    InputError
        No thermochemistry, or none of a species that reacts; a composition that does not fit; no convergence.

    Notes
    -----
    O(species · moieties²) for each of some tens of steps.

    Examples
    --------
    >>> from detbal.reactions import Concentration, Reaction, Species
    >>> a, b = (Species(name, mass=1.0, degeneracy=g, energy="0 eV") for name, g in (("a", 1), ("b", 3)))
    >>> network = ReactionNetwork.of([Reaction([a], [b])], [1.0], concentration=Concentration.PER_M3)
    >>> chemical_equilibrium(network, 300.0, {"a": 4.0, "b": 0.0}).concentrations.round(12)
    array([[1.],
           [3.]])
    """
    grid, source = kelvins(T), network.thermochemistry
    if source is None:
        raise InputError(explain("the network has no thermochemistry", fix="give it thermochemistry="))
    colliders = _colliders(network, source.known)
    start = composition(_with_zeros(concentrations, network.species, colliders), network.species)
    there, change = _reachable(network, start, colliders)
    reacts = np.zeros(len(start), dtype=bool)
    reacts[change.indices] = True
    unknown = np.flatnonzero(reacts & ~source.known)
    if len(unknown):
        what = f"thermochemistry of {len(unknown)} species that react is unknown: "
        what += ", ".join(first_names(network.species, unknown))
        raise InputError(explain(what, fix="give their properties, or leave out their reactions"))
    own = np.flatnonzero(reacts)
    log_c = np.full((len(start), len(grid)), -np.inf)
    with np.errstate(divide="ignore"):
        log_c[~reacts] = np.log(start[~reacts])[:, None]
    residual, undetermined = np.zeros(len(grid)), np.zeros(len(grid), dtype=np.intp)
    if len(own):
        moieties = stoichiometric_forest(change[:, own]).moieties
        log_density, guess = source.log_density(grid)[own], None
        for k in range(len(grid)):
            solved = _solve(log_density[:, k], moieties, start[own], guess, float(grid[k]))
            guess, residual[k], undetermined[k] = solved
            log_c[own, k] = guess
    shown = np.flatnonzero(~colliders | (start > 0))
    return ChemicalEquilibrium(
        species=network.species if len(shown) == len(start) else [network.species[row] for row in shown.tolist()],
        T=grid,
        log_concentrations=log_c[shown],
        residual=residual,
        undetermined=undetermined,
        concentration=network.concentration,
        assumptions=(*source.assumptions, "constant volume; ideal mixture", f"{int((~there).sum())} species absent"),
    )


def _colliders(network: ReactionNetwork, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which species take part in reactions, never change, and have no thermochemistry, (n,)."""
    asked = np.flatnonzero(network.aside == 0)
    sides = network.reactants[asked], network.products[asked]
    part, change = sides[0] + sides[1], abs(sides[1] - sides[0])
    return np.asarray((part.sum(axis=0) > 0) & (change.sum(axis=0) == 0)).ravel() & ~known


def _with_zeros(given: Any, species: Sequence[str], rows: NDArray[np.bool_]) -> Any:
    """Let the concentrations of some species be zero where a mapping or text does not give them."""
    names = [species[row] for row in np.flatnonzero(rows).tolist()]
    if isinstance(given, str):
        return ", ".join([*(f"{name}: 0" for name in names), given])
    return dict.fromkeys(names, 0.0) | dict(given) if isinstance(given, Mapping) else given


def _reachable(
    network: ReactionNetwork, start: FloatArray, colliders: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], csr_array[Any]]:
    """Return which species can be there, (n,), colliders always, and the net change of the reactions among them."""
    asked = np.flatnonzero(network.aside == 0)
    sides = (network.reactants[asked], network.products[asked])
    there = (start > 0) | colliders
    while True:
        absent = (~there).astype(float)
        runs = [np.asarray(side @ absent).ravel() == 0 for side in sides]
        either = np.flatnonzero(runs[0] | runs[1])
        grown = there.copy()
        for side in sides:
            grown[side[either].indices] = True
        if (grown == there).all():
            change: csr_array[Any] = (sides[1] - sides[0])[either]
            change.eliminate_zeros()
            return there, change
        there = grown


def _solve(
    log_density: FloatArray, moieties: FloatArray, start: FloatArray, guess: FloatArray | None, T: float
) -> tuple[FloatArray, float, int]:
    """Return ln c, the error of the totals, and how many combinations of them are undetermined."""
    totals, whole, components = start @ moieties, float(start.sum()), None
    x = np.full(len(start), np.log(whole / len(start))) if guess is None else guess
    potentials = np.zeros(moieties.shape[1])
    for _ in range(MOST_STEPS):
        log_share = np.maximum(x - np.log(whole), _LEAST)
        c = whole * np.exp(log_share)
        # ln c is not yet of the form ln φ + M λ: what it lacks counts as well
        wanted = log_density + moieties @ potentials - x
        weighted = moieties * c[:, None]
        move, rank = _scaled_solution(moieties.T @ weighted, totals - c @ moieties - wanted @ weighted)
        step = wanted + moieties @ move
        lost = np.abs(c @ moieties - totals) / (c @ np.abs(moieties) + np.abs(totals))
        error = float(np.max(lost, initial=0.0))
        if error < SETTLED and np.abs(wanted).max() == 0.0:
            chosen = _components(moieties, x)
            if components is not None and x[chosen].sum() <= x[components].sum() + 1.0:
                return x, error, moieties.shape[1] - rank
            # totals that are differences of large numbers say nothing of small ones: take those of the components
            components, potentials = chosen, moieties[chosen] @ potentials
            moieties = np.asarray(np.linalg.solve(moieties[chosen].T, moieties.T).T, dtype=np.float64)
            totals = start @ moieties
            continue
        potentials = potentials + move
        share = _damping(log_share, step)
        if share == 1.0:
            x = log_density + moieties @ potentials
        else:
            x = x + share * step
        # where ln c and λ are so large that their round-off is seen in the totals
        if share == 1.0 and error < _ROUNDED and np.abs(step).max() < 1e-14 * (1.0 + np.abs(x).max()):
            return x, error, moieties.shape[1] - rank
    what = f"no equilibrium was found in {MOST_STEPS} steps at T = {T:g} K"
    raise InputError(explain(what, fix="begin with another composition, or ask at higher temperatures on the way"))


def _components(moieties: FloatArray, x: FloatArray) -> NDArray[np.intp]:
    """Return the most abundant species whose moieties are independent, as many as there are moieties."""
    left, chosen = moieties.copy(), []
    for _ in range(moieties.shape[1]):
        size = np.linalg.norm(left, axis=1)
        row = int(np.argmax(np.where(size > _INDEPENDENT, x, -np.inf)))
        chosen.append(row)
        left -= np.outer(left @ left[row], left[row]) / size[row] ** 2
    return np.array(chosen, dtype=np.intp)


def _scaled_solution(matrix: FloatArray, right: FloatArray) -> tuple[FloatArray, int]:
    """Solve a symmetric system whose unknowns differ by orders of magnitude; the shortest one if there are many."""
    scale = np.sqrt(np.diag(matrix))
    scale[scale == 0] = 1.0
    found, _, rank, _ = np.linalg.lstsq(matrix / np.outer(scale, scale), right / scale, rcond=1e-15)
    return found / scale, int(rank)


def _damping(log_share: FloatArray, step: FloatArray) -> float:
    """Return the part of a step that is taken, as in NASA RP-1311."""
    major = log_share > np.log(_MAJOR)
    largest = float(np.abs(step[major]).max(initial=0.0))
    part = min(1.0, _STRIDE / largest) if largest > 0 else 1.0
    rising = ~major & (step > 0)
    room = np.maximum(_GROWTH - log_share[rising], 0.1)
    return float(min(part, np.min(room / step[rising], initial=1.0)))
