"""Starting up loads nothing heavy, the phone book is right, and the public names are what they say."""

import subprocess
import sys

import pytest

import detbal
from detbal import catalogue
from detbal.lazy import load

HEAVY = ["numpy", "scipy", "numba", "matplotlib", "pandas", "jinja2", "rich", "click"]


def loaded_by(code: str) -> set[str]:
    script = f"{code}\nimport sys; print(*sys.modules)"
    return set(
        subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()
    )


def test_importing_detbal_loads_nothing_heavy():
    assert not set(HEAVY) & loaded_by("import detbal")


def test_checking_a_small_network_needs_no_compiler_and_no_plots():
    code = "import detbal; detbal.check(detbal.networks.RateNetwork.from_rates([[0, 1], [1, 0]]))"
    assert not {"numba", "matplotlib", "pandas", "jinja2", "rich", "click", "pyamg"} & loaded_by(code)


def test_every_public_name_is_there():
    for name in detbal.__all__:
        assert getattr(detbal, name) is not None
    assert set(detbal.__all__) <= set(dir(detbal))


def test_unknown_names_are_refused():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = detbal.nothing


@pytest.mark.parametrize("address", [*catalogue.DOMAINS.values(), *catalogue.ADAPTERS.values()])
def test_the_phone_book_resolves(address):
    assert load(address) is not None


@pytest.mark.parametrize("name", catalogue.DOMAINS)
def test_domains_bear_their_names(name):
    domain = catalogue.domain(name)
    assert domain.name == name
    assert all(cls.__detbal_domain__ == name for cls in domain.objects)


def test_strangers_add_domains_and_adapters_by_entry_points(monkeypatch):
    adapters = {"stranger:Theirs": "detbal.bare_pairs:DOMAIN"}
    monkeypatch.setattr(
        catalogue,
        "_entry_points",
        {"detbal.domains": {"new": "detbal.bare_pairs:DOMAIN"}, "detbal.adapters": adapters}.get,
    )
    catalogue.domain_names.cache_clear()
    catalogue.domain.cache_clear()
    try:
        assert catalogue.domain_names()[-1] == "new"
        assert catalogue.domain("new") is catalogue.domain("pairs")
        assert catalogue.adapter_address("stranger:Theirs") == "detbal.bare_pairs:DOMAIN"
    finally:
        catalogue.domain_names.cache_clear()
        catalogue.domain.cache_clear()
