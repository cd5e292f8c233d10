"""The verbs of this domain: which function answers for which kind of object."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from detbal.errors import NotOffered, explain
from detbal.reactions.check import check as check
from detbal.reactions.complete import complete_network
from detbal.reactions.listing import pairs as pairs
from detbal.reactions.network import ReactionNetwork
from detbal.result import Drive, Imposed, Thermometer


@singledispatch
def complete(thing: Any, **options: Any) -> Any:
    """Add the missing half; one implementation per kind of object."""
    raise _not_offered("complete", thing)


@singledispatch
def impose(thing: Any, **options: Any) -> Imposed:
    """Return the nearest object that obeys detailed balance; one implementation per kind of object."""
    raise _not_offered("impose", thing)


@singledispatch
def thermometer(thing: Any, **options: Any) -> Thermometer:
    """Measure what balances the object best; one implementation per kind of object."""
    raise _not_offered("thermometer", thing)


@singledispatch
def drive(thing: Any, **options: Any) -> Drive:
    """Measure what breaks balance; one implementation per kind of object."""
    raise _not_offered("drive", thing)


def _not_offered(verb: str, thing: Any) -> NotOffered:
    what = f"no {verb} for {type(thing).__name__}"
    return NotOffered(explain(what, fix="ask another verb, or give another object of detbal.reactions"))


complete.register(ReactionNetwork, complete_network)
