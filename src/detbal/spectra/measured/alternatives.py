"""Other readings of the same data, tried where balance does not hold as stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detbal.spectra.measured.comparison import Comparison, Model
from detbal.spectra.measured.findings import Ambiguous
from detbal.spectra.measured.shown import Shown, shown
from detbal.verdict import Criteria, Finding, Status, judge


@dataclass(frozen=True, slots=True, eq=False)
class Alternative:
    """Another reading of the same data, and what it would mean if that one fits.

    Attributes
    ----------
    comparison : Comparison
    model : Model
    kind : type of Finding
    message : str
    only_if_none : bool
        It has another one within it, and is asked only if no other fits.
    """

    comparison: Comparison
    model: Model
    kind: type[Finding]
    message: str
    only_if_none: bool = False

    def fits(self, criteria: Criteria) -> bool:
        """Whether the data do not exclude it; a temperature that it fits must be above zero."""
        made = self.comparison.fit(self.model)
        possible = made.residuals.dof and judge(made.residuals, criteria)[0] is not Status.BROKEN
        return bool(possible) and shown(made, criteria) is Shown.TEMPERATURE


def explanation(alternatives: Sequence[Alternative], criteria: Criteria) -> tuple[Finding, ...]:
    """Return the finding of the one alternative that the data do not exclude; of several, that they do not decide.

    Examples
    --------
    >>> from detbal.spectra.measured.readings import Reading
    >>> import numpy as np
    >>> both = Comparison(Reading.of([2.0, 2.0], None), Reading.of([1.0, 1.0], None), ["a", "b"])
    >>> twice = Alternative(both, Model.of(np.full(2, np.log(2.0))), Finding, "twice as much")
    >>> explanation([twice], Criteria.of(None, statistical=False))[0].message
    'twice as much'
    """
    fitting = [one for one in alternatives if not one.only_if_none and one.fits(criteria)]
    fitting = fitting or [one for one in alternatives if one.only_if_none and one.fits(criteria)]
    if len(fitting) > 1:
        return (Ambiguous("the data do not decide between: " + "; or ".join(one.message for one in fitting)),)
    return tuple(one.kind(one.message) for one in fitting)
