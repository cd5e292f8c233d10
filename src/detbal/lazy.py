"""Load an attribute by its address, at the moment it is needed.

This is the only place where a string of ours becomes code (those of users do in `detbal.readers.python_entry`). The
catalogue and the results use it, so that nothing heavy is imported before it is asked for and no core module needs to
know a domain, a plot or a report.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


def load(address: str) -> Any:
    """Return the attribute at ``"package.module:attribute"``.

    Examples
    --------
    >>> load("math:sqrt")(9.0)
    3.0
    """
    module, _, attribute = address.partition(":")
    return getattr(import_module(module), attribute)
