"""Modified Arrhenius law: k = A (T/1 K)^b exp(-E/kT)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.pairs import ROUNDING, FloatArray
from detbal.reactions.rates.rate_coefficients import Rows
from detbal.reals import real_array
from detbal.units import ENERGY_UNITS, to_floats


@dataclass(frozen=True, slots=True, eq=False, init=False)
class Arrhenius:
    """n rate coefficients k = A T^b exp(-E/kT), with T in kelvin.

    Parameters
    ----------
    A : scalar or (n,)
        In the network's units; zero or positive.
    b : scalar or (n,)
    E : scalar or (n,)
        Activation energy: numbers in kelvin (E/k_B), or texts or quantities with a unit (``"100 kJ/mol"``).

    Raises
    ------
    InputError
        A negative or infinite A (with its index), or numbers that are not finite.

    Examples
    --------
    >>> Arrhenius(2.0, E="8.314462618 kJ/mol").log_rates(np.array([1000.0])).round(9)  # ln 2 - 1
    array([[-0.30685282]])
    """

    log_A: FloatArray
    b: FloatArray
    E: FloatArray

    def __init__(self, A: ArrayLike, b: ArrayLike = 0.0, E: Any = 0.0) -> None:
        factor = np.atleast_1d(real_array(A, "A"))
        bad = ~((factor >= 0) & np.isfinite(factor))
        if bad.any():
            k = int(np.argmax(bad))
            fix = "give factors of zero or more; write a difference of rates as a callable"
            raise InputError(explain(f"A[{k}] = {factor[k]:g}", fix=fix))
        exponent = np.atleast_1d(to_floats(b, name="b")[0])
        barrier = np.atleast_1d(to_floats(E, ENERGY_UNITS["K"], name="E")[0])
        try:
            factor, exponent, barrier = np.broadcast_arrays(factor, exponent, barrier)
        except ValueError:
            what = f"A, b and E have shapes {factor.shape}, {exponent.shape}, {barrier.shape}"
            raise InputError(explain(what, fix="give one number or one for each rate")) from None
        with np.errstate(divide="ignore"):
            self._put(np.log(factor), exponent.copy(), barrier.copy())

    def _put(self, log_A: FloatArray, b: FloatArray, E: FloatArray) -> None:
        for name, values in (("log_A", log_A), ("b", b), ("E", E)):
            object.__setattr__(self, name, values)

    @classmethod
    def from_logs(cls, log_A: FloatArray, b: FloatArray, E: FloatArray) -> Arrhenius:
        """Build from ln A, b and E/k_B (kelvin), (n,) each, without further checks.

        Examples
        --------
        >>> len(Arrhenius.from_logs(np.zeros(2), np.zeros(2), np.zeros(2)))
        2
        """
        made = cls.__new__(cls)
        made._put(log_A, b, E)
        return made

    @classmethod
    def joined(cls, parts: Sequence[Arrhenius]) -> Arrhenius:
        """Put several sets one after the other.

        Examples
        --------
        >>> len(Arrhenius.joined([Arrhenius(1.0), Arrhenius(2.0)]))
        2
        """
        return cls.from_logs(*(np.concatenate([getattr(p, name) for p in parts]) for name in ("log_A", "b", "E")))

    def __len__(self) -> int:
        return len(self.log_A)

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT); T in kelvin."""
        return np.asarray(self.log_A[:, None] + self.b[:, None] * np.log(T) - self.E[:, None] / T)

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of ln k, nats, (n, nT): round-off of numbers taken as exact."""
        log_A = np.where(np.isfinite(self.log_A), np.abs(self.log_A), 0.0)
        size = log_A[:, None] + np.abs(self.b)[:, None] * np.abs(np.log(T)) + np.abs(self.E)[:, None] / T
        return np.asarray(ROUNDING * (1.0 + size / 8.0))

    def take(self, rows: Rows) -> Arrhenius:
        """Return some of them, in the order asked for."""
        return Arrhenius.from_logs(self.log_A[rows], self.b[rows], self.E[rows])
