"""detbal: detailed balance checked, completed, imposed, used as a thermometer, and its breaking measured.

Five verbs, the same for every domain: `check`, `complete`, `impose`, `thermometer`, `drive`; and `read`.
Everything is imported when first used, so that ``import detbal`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detbal import generators as generators
    from detbal import networks as networks
    from detbal import photovoltaics as photovoltaics
    from detbal import reactions as reactions
    from detbal import spectra as spectra
    from detbal import transport as transport
    from detbal.errors import ConversionError as ConversionError
    from detbal.errors import DetbalError as DetbalError
    from detbal.errors import InputError as InputError
    from detbal.errors import NotOffered as NotOffered
    from detbal.pairs import Pairs as Pairs
    from detbal.reading import read as read
    from detbal.result import Drive as Drive
    from detbal.result import Imposed as Imposed
    from detbal.result import Thermometer as Thermometer
    from detbal.result import Verdict as Verdict
    from detbal.verbs import check as check
    from detbal.verbs import complete as complete
    from detbal.verbs import drive as drive
    from detbal.verbs import impose as impose
    from detbal.verbs import thermometer as thermometer
    from detbal.verdict import Finding as Finding
    from detbal.verdict import Status as Status

__version__ = "0.1.0"

_ADDRESSES = {
    **dict.fromkeys(("check", "complete", "impose", "thermometer", "drive"), "verbs"),
    **dict.fromkeys(("Verdict", "Thermometer", "Drive", "Imposed"), "result"),
    **dict.fromkeys(("Status", "Finding"), "verdict"),
    **dict.fromkeys(("DetbalError", "InputError", "ConversionError", "NotOffered"), "errors"),
    "Pairs": "pairs",
    "read": "reading",
}

_PLACES = ("generators", "networks", "photovoltaics", "reactions", "spectra", "transport")

__all__ = (*sorted(_ADDRESSES), "__version__", *_PLACES)


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _ADDRESSES:
        return getattr(import_module(f"detbal.{_ADDRESSES[name]}"), name)
    if not name.startswith("_"):
        from detbal.catalogue import DOMAINS

        if DOMAINS.get(name, "").startswith(f"detbal.{name}:"):
            return import_module(f"detbal.{name}")
    raise AttributeError(f"module 'detbal' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
