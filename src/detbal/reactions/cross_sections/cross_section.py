"""A cross-section as it was measured or calculated: σ(E) of one reaction, with all that its reverse needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from detbal.choice import named
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.cross_sections.kinematics import Channel, Frame, Kinematics, frame_of
from detbal.reactions.cross_sections.units_of_area import Quantity, area_unit
from detbal.reactions.reaction import Reaction
from detbal.reals import real_array
from detbal.units import ENERGY_UNITS, EnergyUnit, energy_unit, to_floats

_MEV = ENERGY_UNITS["MeV"]


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class CrossSection:
    """Cross-section of a reaction of two particles into two, averaged over spins before, summed over those after.

    Parameters
    ----------
    reaction : Reaction
        With masses and statistical weights.
    energy : (n,)
        Numbers in `unit`, texts (``["25 meV"]``) or a quantity.
    values : (n,)
        In `value_unit`. Measured ones may be zero or negative within their noise.
    errors : (n,) or number, optional
        Standard deviations, independent of one another, in `value_unit`; None: exact.
    unit
        Of the energies; required for bare numbers.
    frame : Frame, or its name
        What the energies are; "lab" and "cm" will do.
    value_unit : str
        Such as ``"mb"``, ``"b"``, ``"mb/sr"``, ``"cm^2"``.
    projectile : int, optional
        Which of the reactants moves in the laboratory; None: the photon if there is one, else the first.
    angle : float, optional
        Of differential ones: between projectile and first product in the centre of mass, degrees.
    energy_errors : (n,) or number, optional
        Standard deviations of the energies, in `unit` (as a text or quantity: its own).
    common_error : float or text
        Relative standard deviation of a factor common to all values, such as 0.08 or "8 %".
    kinematics : Kinematics, or its name
    source : str
        Where it comes from, for reports.

    Attributes
    ----------
    energy, energy_errors
        MeV.
    values, errors
        Barn, or barn per steradian (`quantity` tells).

    Raises
    ------
    InputError
        A unit or a frame that is missing; shapes that differ; what is not finite; energies that are not positive or
        lie below the threshold (with their index); an angle without differential values, or the other way round.

    Examples
    --------
    >>> from detbal.reactions import PHOTON, Reaction, Species
    >>> n, p = Species("n", mass=1.00866491606, degeneracy=2), Species("p", mass=1.00727646658, degeneracy=2)
    >>> d = Species("d", mass=2.013553212544, degeneracy=3)
    >>> capture = Reaction((n, p), (d, PHOTON))
    >>> CrossSection(capture, [20.0, 40.0], [318.0, 203.0], [25.0, 19.0], unit="keV",
    ...              frame=Frame.LABORATORY, value_unit="ub")
    <CrossSection n + p → d + γ: 2 points from 0.02 to 0.04 MeV, laboratory, integrated, with errors>
    """

    __detbal_domain__: ClassVar[str] = "reactions"

    reaction: Reaction
    energy: FloatArray
    values: FloatArray
    errors: FloatArray | None
    frame: Frame
    quantity: Quantity
    projectile: int
    angle: float | None
    energy_errors: FloatArray | None
    common_error: float
    kinematics: Kinematics
    source: str

    def __init__(
        self,
        reaction: Reaction,
        energy: Any,
        values: ArrayLike,
        errors: ArrayLike | None = None,
        *,
        unit: str | EnergyUnit | None = None,
        frame: Frame | str | None = None,
        value_unit: str | None = None,
        projectile: int | None = None,
        angle: float | None = None,
        energy_errors: Any = None,
        common_error: float | str = 0.0,
        kinematics: Kinematics | str = Kinematics.RELATIVISTIC,
        source: str = "",
    ) -> None:
        put = object.__setattr__
        given: Any = reaction
        if not isinstance(given, Reaction):
            fix = "give a Reaction of Species, such as Reaction([nuclide('n'), nuclide('7Be')], [...])"
            raise InputError(explain(f"reaction = {reaction!r}", fix=fix))
        if frame is None:
            raise InputError(explain("the frame of the energies is missing", fix=f"give frame=, one of {_frames()}"))
        size = area_unit(value_unit)
        put(self, "reaction", reaction)
        put(self, "frame", frame_of(frame))
        put(self, "kinematics", named(Kinematics, kinematics, "kinematics"))
        put(self, "quantity", size.quantity)
        put(self, "projectile", moving(reaction, projectile))
        put(self, "source", source)
        put(self, "angle", _angle(angle, size.quantity))
        put(self, "common_error", _fraction(common_error))
        grid = _energies(energy, unit, "energy")
        if grid.ndim != 1 or not len(grid):
            raise InputError(explain(f"energy has shape {grid.shape}", fix="give a row of energies"))
        numbers = real_array(values, "values")
        if numbers.shape != grid.shape:
            fix = f"give one value for each of the {len(grid)} energies"
            raise InputError(explain(f"values have shape {numbers.shape}", fix=fix))
        _refuse(~np.isfinite(numbers), "values", numbers, "a finite number")
        if errors is None:
            _refuse(numbers < 0, "values", numbers, "zero or more, or errors= of measured ones")
        put(self, "energy", grid)
        put(self, "values", numbers * size.barns)
        spread = None if errors is None else _spread(real_array(errors, "errors"), grid, "errors")
        put(self, "errors", None if spread is None else spread * size.barns)
        blur = None if energy_errors is None else _energies(energy_errors, unit, "energy_errors")
        put(self, "energy_errors", None if blur is None else _spread(blur, grid, "energy_errors"))
        self._require_open()

    def __len__(self) -> int:
        return len(self.energy)

    def __repr__(self) -> str:
        span = f"{len(self)} point{'s' * (len(self) != 1)} from {self.energy.min():.6g} to {self.energy.max():.6g} MeV"
        kind = self.quantity.name.lower() + (f" at {self.angle:g}°" if self.angle is not None else "")
        frame = self.frame.name.lower().replace("_", " ")
        errors = "with errors" if self.errors is not None else "exact"
        return f"<CrossSection {self.reaction}: {span}, {frame}, {kind}, {errors}>"

    @property
    def entrance(self) -> Channel:
        """The reactants."""
        return Channel.of(self.reaction.reactants, self.projectile, self.kinematics)

    @property
    def exit(self) -> Channel:
        """The products."""
        return Channel.of(self.reaction.products, moving(self.reaction.reversed(), None), self.kinematics)

    def channel_energies(self) -> tuple[FloatArray, FloatArray]:
        """Return the kinetic energies of reactants and of products in the centre of mass, MeV, (n,) each.

        They differ by Q. That which `frame` gives keeps all its digits, however small it is.
        """
        if self.frame is Frame.ABOVE_THRESHOLD:
            return self.energy - self.reaction.Q, self.energy
        inside = self.entrance.centre_of_mass(self.energy) if self.frame is Frame.LABORATORY else self.energy
        return inside, inside + self.reaction.Q

    def first_values(self, most: int = 3) -> str:
        """Show the first few points."""
        unit = "b/sr" if self.quantity is Quantity.DIFFERENTIAL else "b"
        errors = [""] * len(self) if self.errors is None else [f" ± {error:.2g}" for error in self.errors]
        rows = zip(self.energy[:most], self.values[:most], errors, strict=False)
        shown = ", ".join(f"{value:.6g}{error} {unit} at {energy:.6g} MeV" for energy, value, error in rows)
        return shown + (f", … ({len(self)} points)" if len(self) > most else "")

    def take(self, which: Any) -> CrossSection:
        """Return the points that a mask or index array chooses."""
        errors, blur = self.errors, self.energy_errors
        return self.changed(
            energy=self.energy[which],
            values=self.values[which],
            errors=None if errors is None else errors[which],
            energy_errors=None if blur is None else blur[which],
        )

    def changed(self, **fields: Any) -> CrossSection:
        """Return a copy with some attributes replaced; energies in MeV, values in barn, all checked again."""
        whole = {name: getattr(self, name) for name in self.__slots__} | fields
        per_angle = whole.pop("quantity") is Quantity.DIFFERENTIAL
        return CrossSection(**whole, unit=_MEV, value_unit="b/sr" if per_angle else "b")

    def _require_open(self) -> None:
        inside, outside = self.channel_energies()
        for side, energies in ((self.reaction.reactants, inside), (self.reaction.products, outside)):
            closed = ~(energies > 0)
            if closed.any():
                k = int(np.argmax(closed))
                names = " + ".join(s.name for s in side)
                what = (
                    f"energy[{k}] = {self.energy[k]:.9g} MeV ({self.frame.value}) leaves {names} {energies[k]:.3g} MeV"
                )
                fix = f"drop what is not above the threshold, and check frame, unit and Q = {self.reaction.Q:.6g} MeV"
                raise InputError(explain(what, fix=fix))


def moving(reaction: Reaction, projectile: int | None) -> int:
    """Return which reactant moves in the laboratory: the one asked for, else the photon, else the first.

    Raises
    ------
    InputError
        A number that is neither 0 nor 1.

    Examples
    --------
    >>> from detbal.reactions import PHOTON, Species
    >>> d = Species("d", mass=2.0, degeneracy=3)
    >>> moving(Reaction([d, PHOTON], [d, PHOTON]), None)
    1
    """
    if projectile is None:
        return next((k for k, s in enumerate(reaction.reactants) if s.massless), 0)
    if projectile not in (0, 1) or isinstance(projectile, bool):
        what = f"projectile = {projectile!r}"
        raise InputError(explain(what, fix=f"give 0 or 1: the place in {reaction} of the one that moves"))
    return projectile


def _frames() -> str:
    return ", ".join(f"{one} ({one.value})" for one in Frame)


def _energies(values: Any, unit: str | EnergyUnit | None, name: str) -> FloatArray:
    numbers, own = to_floats(values, None, name=name)
    given = energy_unit(unit)
    if own is not None:
        return to_floats(values, _MEV, name=name)[0]
    if given is None:
        raise InputError(explain(f"the unit of {name} is missing", fix="give unit=, such as 'MeV' or 'eV'"))
    return numbers * (given.joules / _MEV.joules)


def _spread(values: FloatArray, grid: FloatArray, name: str) -> FloatArray:
    whole = np.full(grid.shape, float(values)) if values.ndim == 0 else values
    if whole.shape != grid.shape:
        raise InputError(explain(f"{name} have shape {whole.shape}", fix=f"give one for each of {len(grid)} energies"))
    _refuse(~((whole >= 0) & np.isfinite(whole)), name, whole, "a standard deviation of zero or more")
    return whole


def _refuse(bad: Any, name: str, values: FloatArray, fix: str) -> None:
    if bad.any():
        k = int(np.argmax(bad))
        raise InputError(explain(f"{name}[{k}] = {values[k]:g}", fix=f"give {fix}"))


def relative_error(value: Any, name: str = "common_error") -> float:
    """Return a relative standard deviation, given as a number or as a text such as "8 %"; ``inf`` may be one.

    Raises
    ------
    InputError
        Anything else, or a negative one.

    Examples
    --------
    >>> relative_error("8 %"), relative_error(0.08)
    (0.08, 0.08)
    """
    text = str(value).strip() if isinstance(value, str) else ""
    given = text.removesuffix("%").strip() if text else value
    try:
        if isinstance(given, bool | np.bool_) or np.ndim(given) or "_" in text:
            raise ValueError
        number = float(given)
    except (TypeError, ValueError):
        number = np.nan
    if not number >= 0:
        fix = "give a relative standard deviation of zero or more, such as 0.08 or '8 %'"
        raise InputError(explain(f"{name} = {value!r}", fix=fix))
    return number / 100.0 if text.endswith("%") else number


def _fraction(value: Any) -> float:
    size = relative_error(value)
    if size == np.inf:
        raise InputError(
            explain("common_error = inf", fix="give a finite one; a free factor is an option of the check")
        )
    return size


def _angle(angle: float | None, quantity: Quantity) -> float | None:
    if (angle is None) == (quantity is Quantity.DIFFERENTIAL):
        what = f"angle = {angle}, but the values are {quantity.value}"
        raise InputError(explain(what, fix="give differential values (per sr) and the angle in the centre of mass"))
    if angle is not None and not 0 <= angle <= 180:
        raise InputError(explain(f"angle = {angle}", fix="give degrees in the centre of mass, 0 to 180"))
    return None if angle is None else float(angle)
