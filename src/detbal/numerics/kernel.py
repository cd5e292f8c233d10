"""Loops that are compiled only when the work is worth it.

A kernel is written once, as a plain Python function over arrays and scalars. Small problems run it as it
stands: importing numba (0.3 s) and compiling (seconds, on the first run of a fresh installation) would cost
more than the work. Large problems run the same source through numba.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

#: Elementary steps above which compiling pays; CPython does about 1e7 of them in a second.
WORTH_COMPILING = 200_000


class Kernel(Generic[P, R]):
    """One loop in two guises, interpreted and compiled; make it with the decorator `kernel`."""

    def __init__(self, python: Callable[P, R]) -> None:
        self.python = python
        self.__doc__ = python.__doc__
        self.__name__ = python.__name__
        self._machine_code: Callable[P, R] | None = None

    def compiled(self) -> Callable[P, R]:
        """Return the machine-code version (compiled at first use, then kept on disk)."""
        if self._machine_code is None:
            self._machine_code = _compile(self.python)
        return self._machine_code

    def for_work(self, steps: float) -> Callable[P, R]:
        """Return the version that suits `steps` elementary steps: the compiled one also if it is there already.

        Examples
        --------
        >>> @kernel
        ... def total(values):
        ...     result = 0.0
        ...     for value in values:
        ...         result += value
        ...     return result
        >>> total.for_work(3)([1.0, 2.0, 3.0])
        6.0
        """
        worth_it = steps > WORTH_COMPILING or self._machine_code is not None
        return self.compiled() if worth_it else self.python


def kernel(function: Callable[P, R]) -> Kernel[P, R]:
    """Decorate a plain loop so that it can run interpreted or compiled.

    Examples
    --------
    >>> kernel(max).for_work(10)(2, 3)
    3
    """
    return Kernel(function)


def _compile(function: Callable[..., Any]) -> Callable[..., Any]:
    import numba

    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:
        # A read-only installation, or source typed at a prompt, has no place for a cache on disk.
        return numba.njit(nogil=True, error_model="numpy")(function)
