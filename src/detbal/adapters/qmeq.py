"""Builders of QmeQ -> dots, and the rates that QmeQ itself has calculated -> tables of rates."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.adapters.qmeq_phonons import baths_of, phonon_rates, phonon_reservoirs
from detbal.errors import ConversionError, explain
from detbal.transport.lead import Lead
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.reservoir import Reservoir

#: Names of the kernels whose `paulifct` are rates.
_PAULI = ("Pauli", "pyPauli")
#: Values of `itype` for which QmeQ's bands are infinite.
_WIDE = (1, 3)


def from_builder(builder: Any) -> RateTable | QuantumDot:
    """Make a table of the rates that a solved Pauli builder has calculated, or else a dot of its parameters.

    A builder of another kerntype (Redfield, 1vN, RTD, …) becomes a dot, whatever it has calculated: ask that with the
    method of detbal that is meant, since the rates of the dot are those of Pauli's master equation.

    Parameters
    ----------
    builder : qmeq.Builder

    Raises
    ------
    ConversionError
        As `rates_of` and `dot_of`.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> spinless = Some(nleads=1, symmetry=None, statesdm=[[0], [1], []], get_ind_dm1=lambda c, b, charge: 0)
    >>> solved = Some(kerntype="Pauli", paulifct=np.array([[[0.2, 0.3]]]))
    >>> leads = Some(mulst=[0.0], tlst=[1.0])
    >>> from_builder(Some(si=spinless, qd=Some(Ea=[0.0, 0.3]), leads=leads, appr=solved))
    <RateTable: 2 states, 1 transition by 0>
    """
    solved = builder.appr.kerntype in _PAULI and builder.appr.paulifct is not None
    return rates_of(builder) if solved else dot_of(builder)


def dot_of(builder: Any) -> QuantumDot:
    """Make a dot of the parameters of a builder.

    Parameters
    ----------
    builder : qmeq.Builder
        Its leads are named by their numbers. With ``symmetry="spin"`` the two leads of QmeQ that stand for both spins
        of one become one again.

    Raises
    ------
    ConversionError
        A builder of many-body states, one some of whose states were removed, or phonons that `baths_of` refuses.

    Notes
    -----
    QmeQ's ``hsingle[(i, j)]`` is the amplitude of d†_j d_i, ``tleads[(l, i)]`` that of d†_i c_l: Γ_ij = 2π t_i t_j*.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> leads = Some(tleads={(0, 0): 0.4}, mulst=[0.0], tlst=[1.0], dlst=[(-60.0, 60.0)])
    >>> spinless = Some(nsingle=1, nleads=1, symmetry=None, statesdm=[[0], [1], []])
    >>> dot = Some(hsingle={(0, 0): 0.3}, coulomb={}, herm_hs=True, herm_c=False, m_less_n=True)
    >>> dot_of(Some(si=spinless, qd=dot, leads=leads, funcp=Some(itype=0))).leads["0"].gamma.round(6)  # 2π t²
    array([[1.00531]])
    """
    si, leads = builder.si, builder.leads
    if not si.nsingle:
        raise ConversionError(explain("a builder of many-body states", fix='solve it with kerntype="Pauli" first'))
    if sum(map(len, si.statesdm)) != 2**si.nsingle:
        why = "states were removed from the builder, and a QuantumDot has all of them"
        raise ConversionError(explain(f"{sum(map(len, si.statesdm))} states", why=why, fix="solve it first"))
    wide = builder.funcp.itype in _WIDE
    amplitude = np.zeros((si.nleads, si.nsingle), dtype=np.complex128)
    for (lead, orbital), value in leads.tleads.items():
        amplitude[lead, orbital] = value
    made = {}
    for name, numbers in _leads(si):
        first = numbers[0]
        made[name] = Lead(
            kT=float(leads.tlst[first]),
            mu=float(leads.mulst[first]),
            gamma=2 * np.pi * sum(np.outer(amplitude[k], amplitude[k].conj()) for k in numbers),
            band=None if wide else tuple(map(float, leads.dlst[first])),
        )
    return QuantumDot(_hopping(builder.qd, si.nsingle), made, coulomb=_coulomb(builder.qd), baths=baths_of(builder))


def rates_of(builder: Any) -> RateTable:
    """Make a table of the rates in ``appr.paulifct`` of a builder that was solved.

    Parameters
    ----------
    builder : qmeq.Builder
        Of kerntype "Pauli" (or "pyPauli"), with or without phonons. States are named by their numbers in QmeQ.

    Raises
    ------
    ConversionError
        Not solved, of another kerntype, or without any rate: no lead or bath is coupled.

    Notes
    -----
    QmeQ forms 1 - f by subtraction, so that the rate out of a state far below μ has the round-off of 1, and is 0 where
    f rounds to 1. A check finds that: forgive it with ``tol=1e-9``, say. `dot_of` is the same dot with all its digits.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> spinless = Some(nleads=1, symmetry=None, statesdm=[[0], [1], []], get_ind_dm1=lambda c, b, charge: 0)
    >>> leads = Some(mulst=[0.0], tlst=[1.0])
    >>> appr = Some(kerntype="Pauli", paulifct=np.array([[[0.2, 0.3]]]))
    >>> rates_of(Some(si=spinless, qd=Some(Ea=[0.0, 0.3]), leads=leads, appr=appr)).names
    ['0: 0 (N=0) → 1 (N=1)']
    """
    si, appr = builder.si, builder.appr
    if appr.kerntype not in _PAULI:
        what = f"a builder of kerntype {appr.kerntype!r} has no rates"
        raise ConversionError(explain(what, fix='take kerntype="Pauli", or give dot_of(builder)'))
    if appr.paulifct is None:
        raise ConversionError(explain("a builder that was not solved", fix="call its solve() first"))
    place = {state: k for k, state in enumerate(state for block in si.statesdm for state in block)}
    charge = [n for n, block in enumerate(si.statesdm) for _ in block]
    leads = [_reservoir(builder.leads, name, numbers[0]) for name, numbers in _leads(si)]
    rows = list(_rates(builder, place))
    rows += [(len(leads) + k, place[a], place[b], there, back) for k, a, b, there, back in phonon_rates(builder)]
    if not rows:
        raise ConversionError(explain("a builder whose rates are all 0", fix="couple a lead to it: give tleads"))
    reservoir, source, target, ahead, back = (list(column) for column in zip(*rows, strict=True))
    return RateTable.of(
        [float(builder.qd.Ea[state]) for state in place],
        charge,
        [*leads, *phonon_reservoirs(builder)],
        reservoir=reservoir,
        source=source,
        target=target,
        forward=ahead,
        reverse=back,
        labels=[f"{state} (N={n})" for state, n in zip(place, charge, strict=True)],
    )


def _reservoir(leads: Any, name: str, number: int) -> Reservoir:
    return Reservoir(name, float(leads.tlst[number]), float(leads.mulst[number]))


def _leads(si: Any) -> list[tuple[str, tuple[int, ...]]]:
    """List the leads with the numbers that QmeQ has for them: two, one for each spin, where spin is symmetric."""
    if si.symmetry != "spin":
        return [(str(k), (k,)) for k in range(si.nleads)]
    half = si.nleads // 2
    return [(str(k), (k, k + half)) for k in range(half)]


def _rates(builder: Any, place: dict[int, int]) -> Iterator[tuple[int, int, int, float, float]]:
    """List reservoir, state without and with the electron, and the rates in and out, where there are any."""
    si, factors = builder.si, builder.appr.paulifct
    for charge, (lower, upper) in enumerate(pairwise(si.statesdm)):
        for c in upper:
            for b in lower:
                both = factors[:, si.get_ind_dm1(c, b, charge)]
                for r, (_, numbers) in enumerate(_leads(si)):
                    enters, leaves = (float(value) for value in both[list(numbers)].sum(axis=0))
                    if enters or leaves:
                        yield r, place[b], place[c], enters, leaves


def _hopping(qd: Any, n: int) -> NDArray[Any]:
    matrix = np.zeros((n, n), dtype=np.complex128)
    for (i, j), value in qd.hsingle.items():
        matrix[j, i] += value
        if qd.herm_hs and i != j:
            matrix[i, j] += np.conj(value)
    return matrix


def _coulomb(qd: Any) -> dict[tuple[int, int, int, int], complex]:
    """Return V of d†_m d†_n d_k d_l, with the conjugates that ``herm_c`` stands for."""
    found: dict[tuple[int, int, int, int], complex] = {}
    for (m, n, k, j), value in qd.coulomb.items():
        found[m, n, k, j] = found.get((m, n, k, j), 0) + value
        if qd.herm_c and (m != j or n != k) and not (qd.m_less_n and j > k):
            found[j, k, n, m] = found.get((j, k, n, m), 0) + np.conj(value)
    return found
