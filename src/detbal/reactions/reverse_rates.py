"""The reverse rate coefficients of a whole network, over a grid of temperatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.checking.extrapolation import extrapolated
from detbal.reactions.names import ReactionNames
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.pairing import ProcessPairs
from detbal.reactions.rates.rate_coefficients import Rows
from detbal.reactions.rates.reverse import ReverseOf


@dataclass(frozen=True, slots=True, eq=False)
class ReverseRates:
    """Rate coefficients of the reverses of n reactions; made by `reverse_rates`.

    Attributes
    ----------
    names : sequence of n strings
        Of the reverse reactions.
    T : (nT,) float array
        Kelvin.
    log_rates : (n, nT) float array
        ln k in the network's units; nan where a reverse is refused.
    refused : (n,) integer array
        0, or one more than the index of the reason, in `reasons`, why a reaction has no reverse here.
    reasons : tuple of str
    assumptions : tuple of str
        What the thermochemistry took for granted, where it is extrapolated, and what was refused.
    """

    names: Sequence[str]
    T: FloatArray
    log_rates: FloatArray
    refused: Rows
    reasons: tuple[str, ...]
    assumptions: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.log_rates)

    def __getitem__(self, key: int | str) -> FloatArray:
        """Return ln k of one reverse, (nT,), by its row or its name.

        Raises
        ------
        InputError
            No such row or name, or a reaction whose reverse is refused, with the reason.
        """
        row = self._row_of(key) if isinstance(key, str) else int(key)
        if not -len(self) <= row < len(self):
            raise InputError(explain(f"row {row} of {len(self)} reverse rates", fix="give a row that there is"))
        if self.refused[row]:
            what = f"no reverse rate {self.names[row]}"
            fix = "ask for another one, or give what is missing to the network"
            raise InputError(explain(what, why=self.reasons[self.refused[row] - 1], fix=fix))
        return np.asarray(self.log_rates[row])

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which reactions have a reverse here, (n,)."""
        return np.asarray(self.refused == 0)

    @property
    def rates(self) -> FloatArray:
        """k, (n, nT); 0 or ``inf`` where it leaves the range of floats."""
        with np.errstate(over="ignore", under="ignore"):
            return np.asarray(np.exp(self.log_rates))

    def to_xarray(self) -> Any:
        """Return an `xarray.DataArray` of ln k over ``reaction`` and ``T`` (needs xarray).

        Examples
        --------
        >>> from detbal.reactions import Concentration, Reaction, Species
        >>> a, b = (Species(name, mass=1.0, degeneracy=g, energy="0 eV") for name, g in (("a", 1), ("b", 3)))
        >>> network = ReactionNetwork.of([Reaction([a], [b])], [1.0], concentration=Concentration.PER_M3)
        >>> reverse_rates(network, 300.0).to_xarray().sel(reaction="b → a").values.round(6)  # -ln 3
        array([-1.098612])
        """
        import xarray

        coords = {"reaction": list(self.names), "T": ("T", self.T, {"unit": "K"})}
        return xarray.DataArray(self.log_rates, coords, ("reaction", "T"), name="log_rate")

    def _row_of(self, name: str) -> int:
        for row, own in enumerate(self.names):
            if own == name:
                return row
        fix = f"names are written like {self.names[0]!r}" if len(self) else "the network is empty"
        raise InputError(explain(f"no reverse reaction is called {name!r}", fix=fix))


def reverse_rates(network: ReactionNetwork, T: Any = None) -> ReverseRates:
    """Return the rate coefficient that equilibrium demands of the reverse of every reaction.

    Parameters
    ----------
    network
        With thermochemistry.
    T
        Temperatures, as in `detbal.reactions.temperatures.kelvins`. None: those of the network.

    Returns
    -------
    ReverseRates
        One row for each reaction of the network. Decays, weak rates and whatever else is set aside has no reverse
        that equilibrium says anything about, nor have reactions of species that the thermochemistry does not know:
        their rows are nan, and asking for one by name or row raises the reason.

    Raises
    ------
    InputError
        No thermochemistry, or no temperature.

    Notes
    -----
    ln k_r = ln k_f - ln K(T), with ln K = Σ_products ln φ - Σ_reactants ln φ, where φ is the concentration at zero
    chemical potential; in the rate law of nuclear astrophysics also + ln of Π N! of the reactants over the products
    (Fowler, Caughlan and Zimmerman, Annu. Rev. Astron. Astrophys. 5, 525 (1967)). All in logs: neither exp(Q/kT) nor
    a rate is ever formed. Cost: that of the rates, plus O(nT · entries of the stoichiometric matrix).

    Examples
    --------
    Photodisintegration of the deuteron from radiative capture, at T9 = 0.01 and 1:

    >>> from detbal.reactions import PHOTON, Concentration, Reaction, Species
    >>> n, p = Species("n", mass=1.00866491606, degeneracy=2), Species("p", mass=1.00727646658, degeneracy=2)
    >>> d = Species("d", mass=2.013553212544, degeneracy=3)
    >>> network = ReactionNetwork.of([Reaction([n, p], [d, PHOTON])], [7e-20], concentration=Concentration.PER_CM3)
    >>> back = reverse_rates(network, "10 MK, 1 GK")
    >>> back["d → n + p"].round(3)
    array([-2555.486,     7.108])
    """
    if T is None and network.temperatures is None:
        raise InputError(explain("reverse rates depend on temperature", fix="give T="))
    at = network.asked(T)
    refused, reasons = refusals(network)
    rows = np.flatnonzero(refused == 0)
    logs = np.full((len(network), len(at)), np.nan)
    logs[rows] = reverses(network, rows).log_rates(at)
    assert network.thermochemistry is not None
    beyond = extrapolated(network, at, network.change[rows])
    return ReverseRates(
        names=ReactionNames(network.species, network.products, network.reactants, "→"),
        T=at,
        log_rates=logs,
        refused=refused,
        reasons=reasons,
        assumptions=(*network.assumptions, *network.thermochemistry.assumptions, *told(refused, reasons), *beyond),
    )


def reverses(network: ReactionNetwork, rows: Rows) -> ReverseOf:
    """Return the rate coefficients of the reverses of some reactions, for any temperature.

    Raises
    ------
    InputError
        If the network has no thermochemistry.

    Examples
    --------
    >>> from detbal.reactions import Concentration, Reaction, Species
    >>> a, b = (Species(name, mass=1.0, degeneracy=g, energy="0 eV") for name, g in (("a", 1), ("b", 3)))
    >>> network = ReactionNetwork.of([Reaction([a], [b])], [1.0], concentration=Concentration.PER_M3)
    >>> reverses(network, np.array([0])).log_rates(np.array([300.0])).round(6)  # -ln 3
    array([[-1.098612]])
    """
    alone = ProcessPairs(network, rows, rows, np.arange(len(rows)), np.zeros(len(rows), dtype=bool))
    return ReverseOf(network.rates.take(rows), alone.change, _known(network), alone.log_identical)


def refusals(network: ReactionNetwork) -> tuple[Rows, tuple[str, ...]]:
    """Return for each reaction 0, or one more than the index of the reason why it has no reverse; and the reasons.

    Raises
    ------
    InputError
        If the network has no thermochemistry.

    Examples
    --------
    >>> from detbal.reactions import Concentration, Reaction, Species
    >>> a, b = Species("a", mass=1.0, degeneracy=1, energy="0 eV"), Species("b")
    >>> network = ReactionNetwork.of([Reaction([a], [b])], [1.0], concentration=Concentration.PER_M3)
    >>> refusals(network)
    (array([1]), ('the thermochemistry of b is unknown',))
    """
    unknown = np.flatnonzero(~_known(network).known)
    lacking = abs(network.change)[:, unknown].tocsr()
    lacking.eliminate_zeros()
    rows = np.flatnonzero((np.diff(lacking.indptr) > 0) & (network.aside == 0))
    first, own = np.unique(lacking.indices[lacking.indptr[rows]], return_inverse=True)
    refused = network.aside.copy()
    refused[rows] = len(network.reasons) + 1 + own
    names = (network.species[int(unknown[k])] for k in first)
    return refused, (*network.reasons, *(f"the thermochemistry of {name} is unknown" for name in names))


def told(refused: Rows, reasons: tuple[str, ...], most: int = 4) -> tuple[str, ...]:
    """Say how many reactions are refused for which reason, the most frequent first.

    Examples
    --------
    >>> told(np.array([0, 2, 2, 1]), ("it decays", "it is weak"))
    ('no reverse of 2 reactions: it is weak', 'no reverse of 1 reaction: it decays')
    """
    counts = np.bincount(refused, minlength=len(reasons) + 1)[1:]
    order = [int(k) for k in np.argsort(-counts, kind="stable") if counts[k]]
    said = [f"no reverse of {counts[k]:,} reaction{'s' if counts[k] > 1 else ''}: {reasons[k]}" for k in order[:most]]
    if len(order) > most:
        rest = int(counts[order[most:]].sum())
        said.append(f"no reverse of {rest:,} more reactions, for {len(order) - most:,} other reasons")
    return tuple(said)


def _known(network: ReactionNetwork) -> Any:
    if network.thermochemistry is None:
        raise InputError(explain("the network has no thermochemistry", fix="give it thermochemistry="))
    return network.thermochemistry
