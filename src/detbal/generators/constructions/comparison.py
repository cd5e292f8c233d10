"""One physical model through every construction, to see which master equation thermalises."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detbal.errors import InputError, explain
from detbal.generators.baths.bath import Bath
from detbal.generators.channel import Channel
from detbal.generators.constructions.appraisal import Row, appraise
from detbal.generators.constructions.comparison_table import drawings, facts, table
from detbal.generators.constructions.every_construction import Construction, Scales, every_construction
from detbal.generators.constructions.spectra import require_agreement, require_bosons
from detbal.generators.findings import SeveralStationaryStates
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.stationary import DENSE
from detbal.generators.superoperator import Superoperator
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.generators.weak_coupling.model import WeakCoupling
from detbal.kinds import needs
from detbal.progress import Callback, reported, require_progress
from detbal.result import Result
from detbal.units import Thermal, thermal_energy
from detbal.verdict import Finding, LeftOut


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Comparison(Result):
    """The answer of `compare`.

    Attributes
    ----------
    rows : tuple of Row
        One for each construction, then those of the user's own generators.
    kT : float
        In the unit of the energies.
    """

    rows: tuple[Row, ...]
    kT: float

    def row(self, name: Construction | str) -> Row:
        """Return the row of a construction, or of the user's own generator by its name.

        Raises
        ------
        InputError
            No row of that name.

        Examples
        --------
        >>> bath = Bath(spectral_density=lambda w: 0.1 * w / (1.0 + w**2), kT=1.0)
        >>> qubit = compare([[0, 0], [0, 1.0]], [([[0, 1], [1, 0.5]], bath)])
        >>> qubit.row("Redfield").stationary_error.status.name, qubit.row(Construction.REDFIELD).kms.status.name
        ('BALANCED', 'BROKEN')
        """
        wanted = name.value if isinstance(name, Construction) else name
        named = {row.name: row for row in self.rows}
        if wanted not in named:
            raise InputError(explain(f"no row is called {wanted!r}", fix=f"there are {'; '.join(named)}"))
        return named[wanted]

    def table(self, *, markdown: bool = False) -> str:
        """Return the rows as text, aligned in columns, or as a table in Markdown.

        A number after "<" is a noise floor: what is below it is undecided, and may be 0. After the answer whether a
        generator is completely positive (undecided where round-off could hide a negative rate) stands its smallest
        rate.

        Examples
        --------
        >>> bath = Bath(spectral_density=lambda w: 0.1 * w / (1.0 + w**2), kT=1.0)
        >>> qubit = compare([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], bath)])
        >>> qubit.table().splitlines()[3].split()[:2]  # its stationary error is below the noise floor
        ['Redfield', '<']
        """
        return table(self.rows, markdown=markdown)


def compare(
    H: Any,
    couplings: Sequence[tuple[Any, Bath]],
    *,
    kT: Any = None,
    T: Any = None,
    secular_window: float | None = None,
    coarse_graining_time: float | None = None,
    energy_resolution: float | None = None,
    others: Mapping[str, Any] | None = None,
    progress: Callback | bool | None = None,
) -> Comparison:
    """Put one model through every construction, and hold each generator against the Gibbs state.

    Parameters
    ----------
    H, couplings
        As for `WeakCoupling`, with bosonic baths of one temperature. The Gibbs samplers take the operators, and know
        nothing of the spectra.
    kT, T : optional
        Temperature of the Gibbs state; needed if the baths have none of their own.
    secular_window, coarse_graining_time, energy_resolution : float, optional
        As `redfield`, `coarse_grained`, `chen_kastoryano_gilyen`; default kT, 10/kT and kT.
    others : mapping of names to generators, optional
        More rows: a Lindbladian, DaviesGenerator, Superoperator (such as the tensor of QuTiP's brmesolve) or Channel.
    progress
        True, False, None, or a callback.

    Returns
    -------
    Comparison
        A construction that does not exist for the model (a Lamb shift of a spectrum without cut-off, for one) is named
        among the findings.

    Raises
    ------
    InputError
        As `WeakCoupling` and `appraise`; a fermionic bath, baths of several temperatures, or of another one than
        is given; N above 32.

    Notes
    -----
    O(N⁶) for each row: a second in all at N = 8.

    Examples
    --------
    >>> import numpy as np
    >>> bath = Bath(spectral_density=lambda w: 0.05 * w * np.exp(-w / 5.0), kT=1.0)
    >>> found = compare([[0, 0.3], [0.3, 1.0]], [([[0, 1], [1, 0.5]], bath)])
    >>> found.row(Construction.DAVIES).gns.status.name, found.row(Construction.REDFIELD).completely_positive
    ('BALANCED', False)
    """
    require_progress(progress)
    model = WeakCoupling(H, couplings)
    for k, (_, bath) in enumerate(model.couplings):
        require_bosons(bath, f"couplings[{k}]")
    thermal = _temperature(model, kT, T)
    if model.dimension < 2:
        raise InputError(explain("a single state", why="nothing can relax", fix="give a model of two states or more"))
    if model.dimension > DENSE:
        why = f"each row takes O(N⁶), which is for up to {DENSE} states"
        raise InputError(explain(f"{model.dimension} states", why=why, fix="check one generator after the other"))
    scales = Scales.of(thermal.kT, secular_window, coarse_graining_time, energy_resolution)
    named = {each.value: make for each, make in every_construction(model, thermal.kT, scales).items()}
    own = _own({} if others is None else others, named)
    rows: list[Row] = []
    findings: list[Finding] = []
    for name, make in reported((named | own).items(), lambda _: 1, len(named | own), progress, "constructions"):
        try:
            generator = make()
        except InputError as error:
            findings.append(LeftOut(f"{name}: {error}"))
            continue
        rows.append(appraise(name, generator, model.H, thermal))
        if rows[-1].several:
            findings.append(SeveralStationaryStates(f"{name}: several stationary states, of which none is judged"))
    return Comparison(
        subject=f"{repr(model)[1:-1]}, {thermal.provenance}",
        statement="which construction thermalises, at which detailed balance",
        findings=tuple(findings),
        assumptions=(
            str(scales),
            "residuals are those of the generator without the Hamiltonian that commutes with σ",
        ),
        facts=facts(rows),
        drawings=lambda: drawings(rows),
        rows=tuple(rows),
        kT=thermal.kT,
    )


def _temperature(model: WeakCoupling, kT: Any, T: Any) -> Thermal:
    baths = [bath for _, bath in model.couplings]
    given = require_agreement(thermal_energy(kT, T, model.energy_unit, required=False), baths)
    own = {bath.kT: bath.own_temperature for bath in baths if bath.kT is not None}
    if len(own) > 1:
        told = f"baths at kT = {', '.join(f'{each:.6g}' for each in own)}"
        raise InputError(explain(told, why="there is one Gibbs state to compare with", fix="give one temperature"))
    if given is None:
        found = next(iter(own.values()), None)
        return found if found is not None else thermal_energy()
    return given


def _own(others: Any, taken: Mapping[str, Any]) -> dict[str, Callable[[], Any]]:
    needs(others, "others", Mapping)
    found: dict[str, Callable[[], Any]] = {}
    for name, generator in others.items():
        needs(name, "a name in others", str)
        if name in taken:
            raise InputError(explain(f"others[{name!r}] is the name of a construction", fix="give it another name"))
        needs(generator, f"others[{name!r}]", Lindbladian, DaviesGenerator, Superoperator, Channel)
        plain = generator.lindbladian() if isinstance(generator, DaviesGenerator) else generator
        found[name] = lambda plain=plain: plain  # type: ignore[misc]
    return found
