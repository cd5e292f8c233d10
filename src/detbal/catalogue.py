"""The phone book: which domain and which adapter stand where, as strings that cost nothing to import.

Built-in entries stand in the tables below. Other packages add theirs by entry points of the groups
``detbal.domains`` (name = "module:DOMAIN") and ``detbal.adapters`` ("rootpackage:ClassName" = "module:function").
"""

from __future__ import annotations

from functools import cache

from detbal.domain import Domain
from detbal.lazy import load

# Files are offered to the domains in this order: the first three look inside, networks take any table.
DOMAINS = {
    "reactions": "detbal.reactions:DOMAIN",
    "photovoltaics": "detbal.photovoltaics:DOMAIN",
    "transport": "detbal.transport:DOMAIN",
    "spectra": "detbal.spectra:DOMAIN",
    "networks": "detbal.networks:DOMAIN",
    "generators": "detbal.generators:DOMAIN",
    "pairs": "detbal.bare_pairs:DOMAIN",
}

#: "rootpackage:ClassName" of a stranger's object, and the function that turns it into one of ours. The function
#: returns an object of a domain, or `detbal.conversion.Converted` if it knows the way back, or NotImplemented.
ADAPTERS = {
    "networkx:Graph": "detbal.adapters.networkx:from_graph",
    "pandas:DataFrame": "detbal.adapters.pandas:from_frame",
    "deeptime:MarkovStateModel": "detbal.adapters.deeptime:from_model",
    "deeptime:TransitionCountModel": "detbal.adapters.deeptime:from_count_model",
    "qutip:Qobj": "detbal.adapters.qutip:from_qobj",
    "qutip:QobjEvo": "detbal.adapters.qutip:from_qobj",
    "dynamiqs:QArray": "detbal.adapters.dynamiqs:from_qarray",
    "dynamiqs:TimeQArray": "detbal.adapters.dynamiqs:from_qarray",
    "NCrystal:Info": "detbal.adapters.ncrystal:from_info",
    "NCrystal:DI_ScatKnl": "detbal.adapters.ncrystal:from_kernel",
    "cantera:Solution": "detbal.adapters.cantera:from_solution",
    "cantera:Interface": "detbal.adapters.cantera:from_solution",
    "pynucastro:Library": "detbal.adapters.pynucastro:from_library",
    "pynucastro:RateCollection": "detbal.adapters.pynucastro:from_library",
    "pynucastro:Rate": "detbal.adapters.pynucastro:from_rate",
    "qmeq:BuilderBase": "detbal.adapters.qmeq:from_builder",
    "solcore:LightSource": "detbal.adapters.solcore:from_light_source",
    "solcore:Junction": "detbal.adapters.solcore:from_junction",
    "builtins:tuple": "detbal.adapters.operator_pairs:from_pair",
}

#: Attributes that say what an object is, whatever its class; asked when no class was known.
ATTRIBUTES = {
    "power_spectrum": "detbal.adapters.environments:from_environment",
    "power_spectrum_minus": "detbal.adapters.environments:from_environment",
}


@cache
def domain_names() -> tuple[str, ...]:
    """Return the names of all domains, built-in ones first.

    Examples
    --------
    >>> "networks" in domain_names()
    True
    """
    return (*DOMAINS, *(name for name in _entry_points("detbal.domains") if name not in DOMAINS))


@cache
def domain(name: str) -> Domain:
    """Return a domain's record, importing it.

    Examples
    --------
    >>> domain("networks").name
    'networks'
    """
    address = DOMAINS.get(name) or _entry_points("detbal.domains")[name]
    record: Domain = load(address)
    return record


def adapter_address(key: str) -> str | None:
    """Return the address of the adapter for "rootpackage:ClassName", or None.

    Examples
    --------
    >>> adapter_address("nobody:Nothing") is None
    True
    """
    # asking the installed packages takes milliseconds, so they come last
    return ADAPTERS.get(key) or _entry_points("detbal.adapters").get(key)


@cache
def _entry_points(group: str) -> dict[str, str]:
    from importlib.metadata import entry_points

    return {point.name: point.value for point in entry_points(group=group)}
