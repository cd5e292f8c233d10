"""What every domain and every adapter must fulfil, ours and strangers': run it in your own test suite."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.convert import to_native
from detbal.domain import Domain, Example
from detbal.errors import DetbalError, NotOffered
from detbal.pairs import Pairs
from detbal.residual import fit, matrix_of
from detbal.result import Verdict
from detbal.verdict import Criteria, Status, judge

#: Part of a residual, and nats, by which the same data may differ: many roundings.
SAME = 1e-9


def assert_domain(domain: Domain) -> None:
    """Assert that a domain keeps the promises that detbal makes in its name.

    Its examples have unique names, give the statuses they expect, and include one that obeys detailed balance
    and one that must not; every verdict can be written as text, JSON and HTML; and its pairs behave as pairs:
    exchanging every process with its reverse negates all residuals, a common factor changes none, their order
    does not matter, and saying everything twice changes no status.

    Parameters
    ----------
    domain

    Raises
    ------
    AssertionError
        Naming the domain, the example and the promise that was broken.

    Examples
    --------
    >>> from detbal.catalogue import domain
    >>> assert_domain(domain("pairs"))
    """
    __tracebackhide__ = True
    names = [example.name for example in domain.examples]
    assert len(set(names)) == len(names), f"{domain.name}: two examples have the same name"
    expected = {example.expect for example in domain.examples}
    assert Status.BALANCED in expected, f"{domain.name}: no example that obeys detailed balance"
    assert Status.BROKEN in expected, f"{domain.name}: no example that must not obey detailed balance"
    for example in domain.examples:
        assert_example(domain, example)


def assert_example(domain: Domain, example: Example) -> None:
    """Assert the promises of `assert_domain` for one example.

    Examples
    --------
    >>> from detbal.catalogue import domain
    >>> assert_example(domain("pairs"), domain("pairs").examples[0])
    """
    __tracebackhide__ = True
    where = f"{domain.name}: example {example.name!r}"
    thing = example.make()
    assert isinstance(thing, domain.objects), f"{where}: {type(thing).__name__} is not listed in domain.objects"
    verdict = domain.check(thing, **example.options)
    assert verdict.status is example.expect, f"{where}: {verdict.status.name}, not {example.expect.name}\n{verdict}"
    assert_verdict(verdict, where)
    if domain.pairs is None:
        return
    temperature = {key: value for key, value in example.options.items() if key in ("kT", "T")}
    try:
        pairs = domain.pairs(thing, **temperature)
    except NotOffered:  # a domain may have objects whose pairs cannot be listed
        return
    assert_pairs(pairs, where)


def assert_verdict(verdict: Verdict, where: str = "verdict") -> None:
    """Assert that a verdict is complete and can be shown in every form.

    Examples
    --------
    >>> import detbal
    >>> assert_verdict(detbal.check(detbal.Pairs.of([2.0], [1.0])))
    """
    __tracebackhide__ = True
    n = len(verdict.residual)
    assert len(verdict.floor) == n, f"{where}: floors and residuals differ in number"
    assert len(verdict.labels) == n, f"{where}: labels and residuals differ in number"
    assert not np.isnan(verdict.residual).any(), f"{where}: a residual is nan"
    assert not np.isnan(verdict.floor).any(), f"{where}: a noise floor is nan"
    first = [verdict.labels[k] for k in range(min(n, 1000))]
    assert len(set(first)) == len(first), f"{where}: two residuals have the same label"
    assert verdict.statement, f"{where}: no statement"
    assert verdict.subject, f"{where}: no subject"
    assert verdict.status.name in str(verdict), f"{where}: the text does not name the status"
    record = json.loads(verdict.to_json(), parse_constant=_refuse_constant)
    assert record["status"] == verdict.status.name, f"{where}: the JSON does not name the status"
    assert verdict.status.name in verdict._repr_html_(), f"{where}: the HTML does not name the status"


def assert_pairs(pairs: Pairs, where: str = "pairs") -> None:
    """Assert that pairs behave as pairs under exchange, scaling, reordering and repetition.

    Examples
    --------
    >>> assert_pairs(Pairs.of([2.0, 3.0], [1.0, 1.0], design=[[1.0], [2.0]]))
    """
    __tracebackhide__ = True
    before = fit(pairs)
    criteria = Criteria.of(None, statistical=pairs.statistical)
    status = judge(before, criteria)[0]
    room = 2.0 * before.rounding
    for promise, changed, sign in _variants(pairs):
        after = fit(changed)
        found, wanted = after.residual[: len(pairs)], sign * before.residual
        same = np.isclose(found, wanted, rtol=1e-9, atol=1e-300)
        with np.errstate(invalid="ignore"):  # inf - inf, where both are as they should be
            near = np.abs(found - wanted) <= room + 2.0 * after.rounding[: len(pairs)]
        assert (same | near).all(), f"{where}: {promise}"
        if before.p_value is None:  # repeated data have the same residuals, but are more certain
            assert judge(after, criteria)[0] is status or before.dof == 0, f"{where}: {promise} (status)"


def assert_adapter(foreign: Any, native: Any, **options: Any) -> None:
    """Assert that a stranger's object is taken for the same thing as one of ours.

    Parameters
    ----------
    foreign
        The object of another package.
    native
        The object of a domain that it must become.
    **options
        Keywords for the check.

    Raises
    ------
    AssertionError
        Another class or status; or other labels, residuals (beyond round-off) or noise floors.

    Examples
    --------
    >>> import detbal, networkx
    >>> graph = networkx.DiGraph()
    >>> graph.add_edge("a", "b", rate=1.0); graph.add_edge("b", "a", rate=2.0)
    >>> ours = detbal.networks.RateNetwork.from_edges(["a", "b"], ["b", "a"], [1.0, 2.0])
    >>> assert_adapter(graph, ours)
    """
    __tracebackhide__ = True
    converted, domain = to_native(foreign)
    assert type(converted) is type(native), f"became a {type(converted).__name__}, not a {type(native).__name__}"
    found, wanted = domain.check(converted, **options), domain.check(native, **options)
    assert found.status is wanted.status, f"{found.status.name}, not {wanted.status.name}"
    assert list(found.labels) == list(wanted.labels), "labels differ"
    # the same data: only round-off may differ, and no statistical error excuses more
    room = np.minimum(2.0 * wanted.floor, SAME)
    with np.errstate(invalid="ignore"):  # inf - inf
        near = np.abs(found.residual - wanted.residual) <= room + SAME * np.abs(wanted.residual)
    same = near | (found.residual == wanted.residual)
    assert same.all(), f"residuals differ: {_first_of(found, wanted, 'residual', ~same)}"
    close = np.isclose(found.floor, wanted.floor, rtol=0.1, atol=1e-12)
    assert close.all(), f"noise floors differ: {_first_of(found, wanted, 'floor', ~close)}"


def _first_of(found: Verdict, wanted: Verdict, name: str, which: NDArray[np.bool_]) -> str:
    k = int(np.argmax(which))
    return f"{getattr(found, name)[k]:g}, not {getattr(wanted, name)[k]:g}, for {wanted.labels[k]}"


def _variants(pairs: Pairs) -> Iterator[tuple[str, Pairs, float]]:
    yield "exchanging forward and reverse must negate the residuals", pairs.reversed(), -1.0
    shift = float(np.log(7e-30))
    scaled = replace(pairs, log_forward=pairs.log_forward + shift, log_reverse=pairs.log_reverse + shift)
    yield "a common factor must change nothing", scaled, 1.0
    twice = Pairs.from_logs(
        np.tile(pairs.log_forward, 2),
        np.tile(pairs.log_reverse, 2),
        offset=np.tile(pairs.offset, 2),
        design=np.tile(matrix_of(pairs.design), (2, 1)) if len(pairs) < 2000 else _stacked(pairs.design),
        rounding=np.tile(pairs.rounding, 2),
        sigma=np.tile(pairs.sigma, 2),
        unknowns=pairs.unknowns,
    )
    yield "saying everything twice must change nothing", twice, 1.0


def _stacked(design: Any) -> Any:
    from scipy.sparse import vstack

    return vstack([design, design]).tocsr() if hasattr(design, "tocsr") else np.tile(design, (2, 1))


def _refuse_constant(name: str) -> Any:
    raise DetbalError(f"{name} is not JSON")
