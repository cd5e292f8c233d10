"""Rate coefficients at surfaces: Arrhenius laws and sticking coefficients, both with coverages θ.

Every coverage that matters multiplies by 10^(aθ) θ^m exp(-E(θ)/RT), E(θ) = E1 θ + E2 θ² + E3 θ³ + E4 θ⁴ (Surface
Chemkin). A sticking coefficient γ of a molecule of mass W makes k = γ √(RT/2πW)/Γ^m, with the site density Γ and the
number m of sites; γ/(1 - γ/2) stands for γ where γ is large (Motz and Wise 1960, J. Chem. Phys. 32, 1893).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import ROUNDING, FloatArray
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.rates.conditions import Conditions
from detbal.reactions.rates.rate_coefficients import Rows

_LN10 = float(np.log(10.0))
#: Coverages below it count as this much where they are divided by.
SMALLEST_COVERAGE = 1e-20


@dataclass(frozen=True, slots=True, eq=False)
class CoverageTerms:
    """k dependences on coverages.

    Attributes
    ----------
    row : (k,) integer array
        Which reaction.
    species : (k,) integer array
        Which species.
    a, m : (k,) float arrays
    E : (k, 4) float array
        Kelvin.

    Examples
    --------
    >>> len(CoverageTerms.none().row)
    0
    """

    row: NDArray[np.intp]
    species: NDArray[np.intp]
    a: FloatArray
    m: FloatArray
    E: FloatArray

    @classmethod
    def none(cls) -> CoverageTerms:
        """Return no dependence."""
        empty = np.empty(0)
        return cls(empty.astype(np.intp), empty.astype(np.intp), empty, empty, np.empty((0, 4)))


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """n rate coefficients at surfaces, at given coverages.

    Attributes
    ----------
    laws : Arrhenius
        Of the rate coefficients (kmol, m, s), or of the sticking coefficients.
    log_flux : (n,) float array
        ln of √(R/2πW)/Γ^m of sticking coefficients; nan for plain rates.
    motz_wise : (n,) bool array
    terms : CoverageTerms
    conditions : Conditions

    Examples
    --------
    >>> half = Conditions(1e5, np.array([0.5]), np.ones(1, dtype=int))
    >>> terms = CoverageTerms(np.array([0]), np.array([0]), np.zeros(1), np.ones(1), np.zeros((1, 4)))
    >>> rate = Surface(Arrhenius(4.0), np.array([np.nan]), np.array([False]), terms, half)
    >>> np.exp(rate.log_rates(np.array([300.0]))).round(12)  # 4 θ
    array([[2.]])
    """

    laws: Arrhenius
    log_flux: FloatArray
    motz_wise: NDArray[np.bool_]
    terms: CoverageTerms
    conditions: Conditions

    @classmethod
    def joined(cls, parts: Sequence[Surface]) -> Surface:
        """Put several sets, at the same conditions, one after the other."""
        starts = np.cumsum([0, *map(len, parts)])
        moved = [replace(p.terms, row=p.terms.row + start) for p, start in zip(parts, starts, strict=False)]
        terms = CoverageTerms(*(np.concatenate([getattr(t, f.name) for t in moved]) for f in fields(CoverageTerms)))
        return cls(
            Arrhenius.joined([p.laws for p in parts]),
            np.concatenate([p.log_flux for p in parts]),
            np.concatenate([p.motz_wise for p in parts]),
            terms,
            parts[0].conditions,
        )

    def at(self, conditions: Conditions) -> Surface:
        """Return the same at other coverages."""
        return replace(self, conditions=conditions)

    def __len__(self) -> int:
        return len(self.laws)

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT); T in kelvin.

        Raises
        ------
        InputError
            A sticking coefficient of two or more where the correction of Motz and Wise was asked for.
        """
        logs = self._covered().log_rates(T)
        if self.motz_wise.any():
            gamma = np.exp(logs[self.motz_wise])
            if (gamma >= 2).any():
                what = f"a sticking coefficient is {gamma.max():g}: the correction of Motz and Wise ends at 2"
                raise InputError(explain(what, fix="ask for other temperatures or coverages"))
            logs[self.motz_wise] -= np.log1p(-gamma / 2)
        sticks = ~np.isnan(self.log_flux)
        logs[sticks] += self.log_flux[sticks, None] + 0.5 * np.log(T)
        return logs

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of ln k, nats, (n, nT): round-off of numbers taken as exact."""
        return 2.0 * self._covered().rounding(T) + ROUNDING * (1.0 + np.abs(np.nan_to_num(self.log_flux))[:, None] / 8)

    def take(self, rows: Rows) -> Surface:
        """Return some of them, in the order asked for."""
        wanted = np.asarray(rows)
        hits = [np.flatnonzero(self.terms.row == k) for k in wanted]
        chosen = np.concatenate([*hits, np.empty(0, dtype=np.intp)]).astype(np.intp)
        own = np.repeat(np.arange(len(wanted)), [len(h) for h in hits]).astype(np.intp)
        t = self.terms
        terms = CoverageTerms(own, t.species[chosen], t.a[chosen], t.m[chosen], t.E[chosen])
        return Surface(self.laws.take(wanted), self.log_flux[wanted], self.motz_wise[wanted], terms, self.conditions)

    def _covered(self) -> Arrhenius:
        """Return the laws with the effect of the coverages: at fixed ones, it is an Arrhenius law again."""
        t = self.terms
        theta = self.conditions.coverages[t.species]
        log_A, E = self.laws.log_A.copy(), self.laws.E.copy()
        np.add.at(log_A, t.row, _LN10 * t.a * theta + t.m * np.log(np.maximum(theta, SMALLEST_COVERAGE)))
        np.add.at(E, t.row, (t.E * theta[:, None] ** np.arange(1, 5)).sum(axis=1))
        return Arrhenius.from_logs(log_A, self.laws.b, E)
