"""What was found of a spectral gap, put into words."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.generators.channel import Channel
from detbal.generators.mixing.balance import step_rate
from detbal.generators.mixing.sampler import FilteredSampler
from detbal.generators.mixing.search import Slowest
from detbal.generators.mixing.spectral_gap import (
    TEMME,
    Approached,
    GapStatus,
    NotBalanced,
    SlowModes,
    SpectralGap,
    Unfinished,
    mode_picture,
)
from detbal.generators.operators import ComplexArray
from detbal.generators.references import AMORIM_CARLEN, DAVIES
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.verdict import Finding

_RATE = "smallest eigenvalue above zero of -(M + M†)/2 with M = φ^-½ K φ^½, φ_ij = √(p_i p_j)"
_STEP = "1 less the second singular value of M = φ^-½ T φ^½, φ_ij = √(p_i p_j)"
_LOWEST = "the random vectors begun with had some part of the slowest mode (all but certain)"


def answer(
    generator: Any,
    sigma: Approached,
    found: Slowest,
    noise: float,
    mode: ComplexArray | None,
    *,
    balanced: bool | None,
    true: float | None,
) -> SpectralGap:
    """Put what was found into words.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> atom = Lindbladian(np.zeros((2, 2)), [np.diag([1.0, -1.0])])
    >>> slowest = Slowest(2.0, 0.0, 0, np.zeros(4), 2, 0)
    >>> gap = answer(atom, Approached("given", -0.7), slowest, 1e-15, None, balanced=True, true=2.0)
    >>> gap.status.name, gap.value, gap.interval, gap.next_rate
    ('UNDECIDED', nan, (0.0, 1e-15), 2.0)
    """
    channel = isinstance(generator, Channel)
    turned = step_rate if channel else float
    spread = found.residual + noise
    low, high = turned(max(0.0, found.value - spread)), turned(found.value + spread)
    value = turned(found.value) if np.isfinite(found.value) else found.value
    floor, unit = turned(noise), unit_of_rates(generator)
    resolved = found.complete and found.kept == 1 and np.isfinite(value) and low > 0
    status = GapStatus.RESOLVED if resolved else GapStatus.UNDECIDED
    findings = _doubts(found, value, floor)
    if balanced is False:
        told = "not at KMS detailed balance: the value is the gap of the Hermitian part, a rigorous rate of the decay"
        findings.append(NotBalanced(told + (f"; the spectrum itself has {true:.6g}" if true is not None else "")))
    assumptions = [f"{sigma.told} is the stationary state"] + [_LOWEST] * (found.products > 0)
    if balanced is None:
        assumptions.append("whether it is balanced was not asked; the gap is a rigorous rate in any case")
    shown = f"{value:.10g}{unit} ± {max(high - value, value - low):.1g}" if resolved else status.value
    how = f"{found.products} products with the discriminant" if found.products else "by diagonalisation"
    facts = [("gap", shown), ("noise", f"{floor:.2g}"), ("found", how), ("against", sigma.told)]
    if resolved and balanced and true is not None and true > high * (1.0 + 1e-6):
        facts.insert(1, ("spectrum", f"slowest decay {true:.10g}{unit}: the Hamiltonian makes it faster than the gap"))
    return SpectralGap(
        subject=repr(generator).strip("<>"),
        statement=_STEP if channel else _RATE,
        value=value if resolved else float("nan"),
        interval=(low if resolved else 0.0, high if found.kept == 1 else floor),
        noise_floor=floor,
        status=status,
        kept=found.kept,
        next_rate=value,
        products=found.products,
        mode=mode,
        charge=found.charge,
        balanced=balanced,
        true_gap=true,
        log_p_min=sigma.log_p_min,
        balance_with=sigma.told,
        findings=tuple(findings),
        assumptions=tuple(assumptions),
        references=(DAVIES,) if isinstance(generator, DaviesGenerator) else (TEMME, AMORIM_CARLEN),
        drawings=lambda: mode_picture(mode),
        facts=tuple(facts),
    )


def unit_of_rates(generator: Any) -> str:
    """Return the unit that rates of a generator are in, with a space before it; nothing where they have none.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> unit_of_rates(Lindbladian(np.zeros((2, 2)), [np.eye(2)], "meV"))
    ' meV'
    """
    if isinstance(generator, Channel | FilteredSampler) or generator.energy_unit is None:
        return ""
    return f" {generator.energy_unit.symbol}"


def _doubts(found: Slowest, value: float, floor: float) -> list[Finding]:
    """Return why a gap is not decided."""
    findings: list[Finding] = []
    if found.kept > 1:
        many = f"{found.kept}" if found.complete else f"at least {found.kept}"
        follows = (
            f"the next rate that was found is {value:.6g}" if np.isfinite(found.value) else "no rate stands above it"
        )
        findings.append(
            SlowModes(
                f"{many} modes, σ among them, do not decay to within the noise floor of {floor:.2g}: so many "
                f"independent stationary operators, or slow decays; {follows}",
                count=found.kept,
            )
        )
    elif not found.complete:
        said = f"the search ended after {found.products} products, before it was certain of the slowest mode"
        findings.append(Unfinished(said))
    return findings
