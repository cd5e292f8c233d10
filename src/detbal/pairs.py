"""Pairs of a process and its reverse: the one form to which every domain reduces.

The statement under test is linear in logs::

    ln(forward / reverse) = offset + design @ theta        for one common unknown theta

Energies and temperature, where known, are in `offset`; what is not known stands in `theta` with one column of
`design` each. An incidence matrix as design makes it Kolmogorov's rule, a column of energies a thermometer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.reals import real_array

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FloatArray: TypeAlias = NDArray[np.float64]

#: Relative error granted to every rate that is given without one: a few operations in double precision.
ROUNDING = 32 * float(np.finfo(np.float64).eps)


def rounding_of(log_forward: FloatArray, log_reverse: FloatArray) -> FloatArray:
    """Bound the round-off of ``log_forward - log_reverse``, in nats.

    Each rate is granted a relative error of `ROUNDING` (32 ulp), and each logarithm, since it was itself
    rounded or is the result of an exponent such as E/kT, one of the same kind relative to its size.

    Examples
    --------
    >>> float(rounding_of(np.zeros(1), np.zeros(1))[0]) < 2e-14
    True
    """
    size = np.where(np.isfinite(log_forward), np.abs(log_forward), 0.0)
    size = size + np.where(np.isfinite(log_reverse), np.abs(log_reverse), 0.0)
    return ROUNDING * (2.0 + size / 8.0)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Processes and their reverses, in logs; build with `Pairs.of` or `Pairs.from_logs`.

    Attributes
    ----------
    log_forward, log_reverse : (n,) float arrays
        Natural logs of the rates, fluxes or intensities; ``-inf`` where a process is absent.
    offset : (n,) float array
        The known part of ln(forward/reverse) at detailed balance, in nats.
    design : (n, p) float array or scipy.sparse CSR array
        The unknown part: row n times theta.
    rounding : (n,) float array
        Bound on the round-off of each log-ratio, in nats.
    sigma : (n,) float array
        Standard deviation of each log-ratio, in nats; zeros where the data carry no statistical error.
    labels : sequence of n strings
        Names of the pairs (may be computed on demand).
    unknowns : sequence of p strings
        Names of the entries of theta.
    """

    __detbal_domain__: ClassVar[str] = "pairs"
    __detbal_from_arrays__: ClassVar[tuple[str, ...]] = ()

    log_forward: FloatArray
    log_reverse: FloatArray
    offset: FloatArray
    design: FloatArray | csr_array[Any]
    rounding: FloatArray
    sigma: FloatArray
    labels: Sequence[str]
    unknowns: Sequence[str]

    @classmethod
    def of(cls, forward: ArrayLike, reverse: ArrayLike, **columns: Any) -> Pairs:
        """Build from rates (not logs); zero means absent. Keywords as in `from_logs`.

        Raises
        ------
        InputError
            For a negative or non-finite rate, named by its index.

        Examples
        --------
        >>> Pairs.of([2.0, 1.0], [1.0, 0.0]).log_reverse
        array([  0., -inf])
        """
        return cls.from_logs(log_rates(forward, "forward"), log_rates(reverse, "reverse"), **columns)

    @classmethod
    def from_logs(
        cls,
        log_forward: ArrayLike,
        log_reverse: ArrayLike,
        *,
        offset: ArrayLike = 0.0,
        design: Any = None,
        rounding: ArrayLike | None = None,
        sigma: ArrayLike | None = None,
        labels: Sequence[str] | None = None,
        unknowns: Sequence[str] = (),
    ) -> Pairs:
        """Build from log-rates, checking shapes and values.

        Parameters
        ----------
        log_forward, log_reverse : (n,)
            Log-rates; ``-inf`` where a process is absent, but not both of a pair.
        offset : (n,) or scalar
            Known log-ratio at balance, nats.
        design : (n, p), dense or scipy.sparse, optional
            Columns of the unknowns.
        rounding, sigma : (n,) or scalar, optional
            Round-off bound (default: `rounding_of`) and standard deviation (default: none) of the log-ratios.
        labels, unknowns
            Names; defaults "pair 0", "pair 1", … and "theta 0", ….

        Raises
        ------
        InputError
            Shapes that do not fit, NaN, ``+inf``, negative errors, or a pair with neither process.

        Examples
        --------
        >>> pairs = Pairs.from_logs([0.0], [-2.0], design=[[1.0]], unknowns=["beta"])
        >>> len(pairs), pairs.labels[0]
        (1, 'pair 0')
        """
        forward = np.atleast_1d(real_array(log_forward, "log_forward"))
        reverse = np.atleast_1d(real_array(log_reverse, "log_reverse"))
        n = len(forward)
        _require_shape("log_reverse", reverse, (n,))
        for name, values in (("log_forward", forward), ("log_reverse", reverse)):
            _refuse(np.isnan(values) | (values == np.inf), name, values, "a finite number, or -inf for 'absent'")
        neither = np.isneginf(forward) & np.isneginf(reverse)
        if neither.any():
            raise InputError(
                explain(
                    f"pair {int(np.argmax(neither))} has neither a forward nor a reverse process",
                    fix="leave the pair out",
                )
            )
        columns = _as_design(design, n)
        bound = rounding_of(forward, reverse) if rounding is None else _column("rounding", rounding, n)
        spread = _column("sigma", 0.0 if sigma is None else sigma, n)
        for name, values in (("rounding", bound), ("sigma", spread)):
            _refuse(values < 0, name, values, "zero or positive")
        names = tuple(unknowns) or tuple(f"theta {j}" for j in range(columns.shape[1]))
        if len(names) != columns.shape[1]:
            raise InputError(
                explain(
                    f"{len(names)} names for {columns.shape[1]} unknowns",
                    fix="give one name per column of design",
                )
            )
        tags = [f"pair {k}" for k in range(n)] if labels is None else labels
        if len(tags) != n:
            raise InputError(explain(f"{len(tags)} labels for {n} pairs", fix="give one label per pair"))
        return cls(forward, reverse, _column("offset", offset, n), columns, bound, spread, tags, names)

    def __len__(self) -> int:
        return len(self.log_forward)

    @property
    def log_ratio(self) -> FloatArray:
        """ln(forward/reverse) in nats, shape (n,); ±inf for one-way pairs."""
        return self.log_forward - self.log_reverse

    @property
    def one_way(self) -> NDArray[np.bool_]:
        """True where only one of the two processes exists, shape (n,)."""
        absent: NDArray[np.bool_] = np.isneginf(self.log_forward) | np.isneginf(self.log_reverse)
        return absent

    @property
    def statistical(self) -> bool:
        """Whether any pair carries a statistical error."""
        return bool((self.sigma > 0).any())

    def reversed(self) -> Pairs:
        """Exchange every process with its reverse; all residuals change sign.

        Examples
        --------
        >>> Pairs.of([2.0], [1.0]).reversed().log_ratio
        array([-0.69314718])
        """
        return replace(
            self,
            log_forward=self.log_reverse,
            log_reverse=self.log_forward,
            offset=-self.offset,
            design=-self.design,
        )


def log_rates(values: ArrayLike, name: str) -> FloatArray:
    """Take logs of rates; refuse NaN, infinite and negative ones by index.

    Examples
    --------
    >>> log_rates([1.0, -2.0], "rate")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: rate[1] = -2.0: rates are finite and not negative; mend or drop this entry
    """
    rates = np.atleast_1d(real_array(values, name))
    bad = ~(rates >= 0) | (rates == np.inf)
    if bad.any():
        place = np.unravel_index(int(np.argmax(bad)), rates.shape)
        raise InputError(
            explain(
                f"{name}[{', '.join(map(str, place))}] = {rates[place]}",
                why="rates are finite and not negative",
                fix="mend or drop this entry",
            )
        )
    with np.errstate(divide="ignore"):
        logs: FloatArray = np.log(rates)
    return logs


def _as_design(design: Any, n: int) -> FloatArray | csr_array[Any]:
    if design is None:
        return np.zeros((n, 0))
    if hasattr(design, "tocsr"):
        from scipy.sparse import csr_array

        matrix: FloatArray | csr_array[Any] = csr_array(design, dtype=float)
        finite = np.isfinite(matrix.data).all()
    else:
        matrix = real_array(design, "design")
        finite = np.isfinite(matrix).all()
    if matrix.ndim != 2 or matrix.shape[0] != n:
        raise InputError(explain(f"design has shape {matrix.shape}", fix=f"give one row for each of the {n} pairs"))
    if not finite:
        raise InputError(explain("design holds NaN or infinite entries", fix="give finite numbers"))
    return matrix


def _column(name: str, values: ArrayLike, n: int) -> FloatArray:
    column = real_array(values, name)
    if column.ndim == 0:
        column = np.full(n, float(column))
    _require_shape(name, column, (n,))
    _refuse(~np.isfinite(column), name, column, "a finite number")
    return column


def _require_shape(name: str, values: FloatArray, shape: tuple[int, ...]) -> None:
    if values.shape != shape:
        raise InputError(explain(f"{name} has shape {values.shape}", fix=f"give shape {shape}"))


def _refuse(bad: NDArray[np.bool_], name: str, values: FloatArray, fix: str) -> None:
    if bad.any():
        k = int(np.argmax(bad))
        raise InputError(explain(f"{name}[{k}] = {values[k]}", fix=f"give {fix}"))
