"""Full counting statistics of what a bath gives to an open quantum system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from detbal.choice import member
from detbal.counting import BARATO_SEIFERT, FLINDT, counting_facts, cumulants_asked
from detbal.counting_figures import counting_figures
from detbal.errors import InputError, explain
from detbal.generators.counting.chain import counter_of_rates
from detbal.generators.counting.choices import Counted, Tilt
from detbal.generators.counting.counter import counter_of
from detbal.generators.counting.from_davies import described, of_davies
from detbal.generators.counting.from_lindbladian import default_tilt, of_lindbladian, with_coherent_parts
from detbal.generators.counting.local_balance import misfit
from detbal.generators.counting.open_system import OpenSystem
from detbal.generators.counting.quantum_counting import QuantumCounting
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.kinds import needs
from detbal.reals import one_each
from detbal.verdict import Finding

REFERENCES = (
    "M. Esposito, U. Harbola and S. Mukamel, Rev. Mod. Phys. 81, 1665 (2009)",
    FLINDT,
    BARATO_SEIFERT,
)


#: A ratio counts as below 1 if it is so by more than this: near equilibrium it is 1 to all digits.
_BELOW = 1e-9


class BelowClassicalBound(Finding):
    """Noise and entropy production are lower than those of any process with rates that has this current."""


def counting_statistics(
    generator: Lindbladian | DaviesGenerator,
    *,
    bath: str | None = None,
    weights: Any = None,
    counted: Counted = Counted.ENERGY,
    order: int = 4,
    kT: Any = None,
    T: Any = None,
    H: Any = None,
    tilt: Tilt | None = None,
) -> QuantumCounting:
    """Count what a bath gives to an open system, in the stationary state.

    Parameters
    ----------
    generator
        A Lindbladian whose jumps name their baths (or with `weights`), or a Davies generator, whose baths are named
        "bath 0", "bath 1", … in the order of its couplings.
    bath : str
        Name of the bath at which is counted, positive into the system.
    weights : (m,), instead of `bath`
        What each jump of a Lindbladian adds to the counter: +1 for those that bring a particle, -1 for those that take
        one away, 0 for all others.
    counted : Counted
        Energy, in the unit of H; or particles, of a fermionic bath of a Davies generator.
    order : int
        How many cumulants.
    kT, T
        Of the baths of a Lindbladian: a mapping from their names, or one temperature for all. Without, the entropy of
        each jump is read from its rate and that of its reverse (V' ∝ V†, within the bath). A Davies generator takes
        those of its baths.
    H : (N, N), optional
        The energy that is counted, if not the Hamiltonian of the Lindbladian: the bare one, if the generator's holds a
        Lamb shift or a coherent correction.
    tilt : Tilt, optional
        What χ tilts. Default: the jumps, if each has one Bohr frequency, or weights are given; else all of the bath.

    Returns
    -------
    QuantumCounting

    Raises
    ------
    InputError
        Neither bath nor weights, or both; a name that is none of the baths; nothing that is counted; options that have
        no meaning for the generator; more than one stationary state; too many levels (see `MOST_ELEMENTS` of
        `detbal.generators.counting.entries`).

    Notes
    -----
    A jump of one Bohr frequency ν adds ν to the counter, V ρ V† → e^{χν} V ρ V†. Jumps of several frequencies (baths
    that are not secular) take no definite energy. If their elements alone are tilted, V → e^{χH/2} V e^{-χH/2}, mean
    and fluctuation theorem come out wrong. Tilt.WHOLE tilts the drain with them, and the coherent term that KMS
    detailed balance needs, K_a → E K_a E⁻¹ with E(X) = e^{χH/2} X e^{χH/2}. Then K_a(χ)† = K_a(1/kT_a - χ), and the
    mean is Tr H K_a(ρ), that term included. For jumps of one frequency each both tilts are the same.

    Cost: with M elements of the density matrix that populations depend on (N for secular baths without degeneracy, N²
    in general), one factorisation M × M, sparse or dense, and a solve for each cumulant. Up to M = 4500: 60 levels with
    dense jumps take 20 s and 4 GB, and 10 s more for each χ.

    Temperatures are held against what the baths do (finding `TemperaturesDoNotFit`): mean and noise do not depend on
    them, but the entropy production, its bound and the fluctuation theorem do. A Hamiltonian with a Lamb shift, counted
    as energy, is found so, too.

    Transient states take part in λ(χ): where one that is left for good grows faster than all that recur, λ is its.

    Examples
    --------
    Heat through two qubits, each with a bath of its own:

    >>> from detbal.generators.baths.bath import Bath
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> x, z, one = np.array([[0, 1], [1, 0]]), np.diag([1.0, -1.0]), np.eye(2)
    >>> H = np.kron(z, one) / 2 + np.kron(one, z) / 2 + 0.1 * np.kron(x, x)
    >>> hot, cold = (Bath(spectral_density=lambda w: 0.05 * w, kT=kT) for kT in (2.0, 1.0))
    >>> generator = davies(H, [(np.kron(x, one), hot), (np.kron(one, x), cold)], lamb_shift=False)
    >>> heat = counting_statistics(generator, bath="bath 0")
    >>> heat.cumulants[:2].round(6), round(heat.uncertainty_ratio, 4)
    (array([0.015314, 0.061798]), 1.0089)

    Photons of a driven qubit, which come one by one (at a Rabi frequency of √½, Mandel's Q is -3/4):

    >>> lower = np.array([[0, 1.0], [0, 0]])
    >>> light = counting_statistics(Lindbladian(np.sqrt(0.5) / 2 * (lower + lower.T), [lower]), weights=[1.0])
    >>> round(light.fano, 12)
    0.25
    """
    needs(generator, "generator", Lindbladian, DaviesGenerator)
    asked = cumulants_asked(order)
    if (bath is None) == (weights is None):
        what = "neither bath nor weights are given" if bath is None else "both bath and weights are given"
        raise InputError(explain(what, fix="give bath= (a name), or weights= (one for each jump)"))
    wanted = Counted.WEIGHTS if weights is not None else member(Counted, counted, "counted")
    chosen = None if tilt is None else member(Tilt, tilt, "tilt")
    if isinstance(generator, DaviesGenerator):
        _refuse_options(weights=weights, kT=kT, T=T, H=H)
        _require_bath(bath, generator.baths)
        system = described(generator) if generator.populations_closed else of_davies(generator)
        chosen = Tilt.JUMPS  # single Bohr frequencies: both tilts are the same
    else:
        system = _system_of(generator, bath, weights, wanted, {"kT": kT, "T": T, "H": H})
        chosen = chosen or (Tilt.JUMPS if wanted is Counted.WEIGHTS else default_tilt(system))
    name = bath or ""
    if isinstance(generator, DaviesGenerator) and generator.populations_closed:
        counter = counter_of_rates(generator, system, name, wanted, asked)
    else:
        if chosen is Tilt.WHOLE and wanted is Counted.WEIGHTS:
            what = "tilt = Tilt.WHOLE with weights"
            raise InputError(explain(what, why="only energy is tilted so", fix="leave it out"))
        counter = counter_of(system, name, wanted, chosen, asked)
    unit = f"ħ/{generator.energy_unit.symbol}" if generator.energy_unit else "unit time"
    counted_from = f"{wanted.value} from {name}" if name else wanted.value
    genuine = wanted is Counted.WEIGHTS or system.sharp
    found = QuantumCounting(
        subject=repr(generator).strip("<>"),
        statement=f"cumulants of the {counted_from}{' into the system' if name else ''}, per {unit}",
        bath=name,
        counted=wanted,
        tilt=chosen,
        cumulants=counter.cumulants,
        floor=counter.floor,
        entropy_production=counter.entropy_production,
        counter=counter,
        time_unit=unit,
        assumptions=("stationary state", _said(system, wanted, chosen), *system.assumptions),
        references=REFERENCES,
        drawings=partial(counting_figures, counter.tilted, counter.cumulants, counted_from, unit, genuine=genuine),
    )
    # at other temperatures than those stated what is called entropy production is none, and bounds nothing
    if counter.imbalance:
        return replace(found, facts=counting_facts(found, bounded=False), findings=(misfit(counter.imbalance),))
    return replace(found, facts=counting_facts(found), findings=_below_bound(found))


def _system_of(
    generator: Lindbladian, bath: str | None, weights: Any, counted: Counted, options: dict[str, Any]
) -> OpenSystem:
    if counted is Counted.PARTICLES:
        raise InputError(explain("particles of a Lindbladian", why="jumps do not say how many", fix="give weights="))
    if counted is Counted.WEIGHTS:
        each = one_each(weights, len(generator.jumps), "weights", least=-np.finfo(np.float64).max)
        return of_lindbladian(generator, weights=each, **options)
    if not generator.baths:
        fix = "construct Lindbladian(H, jumps, baths=[a name for each jump]), or give weights="
        raise InputError(explain(f"bath = {bath!r}, but the generator names no baths", fix=fix))
    _require_bath(bath, generator.baths)
    system = of_lindbladian(generator, **options)
    return system if system.sharp else with_coherent_parts(system)


def _refuse_options(**options: Any) -> None:
    for name, value in options.items():
        if value is not None:
            fix = "leave it out, or ask about its .lindbladian()"
            raise InputError(explain(f"{name}= with a DaviesGenerator", why="it has its own", fix=fix))


def _require_bath(bath: Any, names: Iterable[str]) -> None:
    if bath not in names:
        raise InputError(explain(f"bath = {bath!r}", fix=f"give one of {', '.join(map(repr, dict.fromkeys(names)))}"))


def _said(system: OpenSystem, counted: Counted, tilt: Tilt) -> str:
    """Say what χ tilts, and what that means."""
    if counted is Counted.WEIGHTS:
        return "the jumps are tilted, by the weights given: λ generates a probability"
    if system.sharp:
        return "the jumps are tilted, each of which has one Bohr frequency: λ generates a probability"
    if tilt is Tilt.JUMPS:
        return "the jumps alone are tilted, although they have several Bohr frequencies: mean and theorem are not exact"
    return (
        "all that a bath does is tilted, since jumps have several Bohr frequencies: mean and fluctuation theorem are "
        "exact where it obeys KMS detailed balance (with a Hamiltonian, for real couplings), but λ need not generate a "
        "probability"
    )


def _below_bound(found: QuantumCounting) -> tuple[Finding, ...]:
    if len(found.cumulants) < 2 or not found.uncertainty_ratio < 1.0 - _BELOW:
        return ()
    ratio = found.uncertainty_ratio
    said = f"noise × entropy production / (2 current²) = {ratio:.6g}: below 1, the bound of all rates"
    return (BelowClassicalBound(said),)
