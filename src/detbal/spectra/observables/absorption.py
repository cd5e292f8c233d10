"""`Absorption`: how strongly a sample absorbs, n(ω) α(ω), over a frequency axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.lazy import load
from detbal.pairs import FloatArray
from detbal.reals import positive, real_array
from detbal.spectra.axis import column, frequency_axis, require_finite, share_of
from detbal.spectra.correction import Correction
from detbal.spectra.observables.refractive_index import Index, KramersKronig, given_index, index_from_loss
from detbal.units import ENERGY_UNITS, EnergyUnit, Thermal, c, energy_unit, finite_floats, hbar, thermal_energy

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: m² to L/(mol cm): decadic molar coefficients are in 0.1 m²/mol.
_MOLAR = 0.01 / float(np.log(10.0))


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class Absorption:
    """n(ω) α(ω) = ω ε″(ω)/c of an isotropic sample; α is the Napierian coefficient of power, I = I₀ e^(-αz).

    Parameters
    ----------
    omega : (n,)
        Frequencies, positive or zero, in any order.
    n_alpha : (n,)
        In 1/m. Negative values may be noise; they are kept.
    unit : str or EnergyUnit
        Of the axis, see `Spectrum`.
    errors : (n,) or scalar, optional
        Standard deviations, 1/m.
    kT, T : optional
        Temperature of the sample.
    refractive_index : number, (n,), callable of ω in the axis's unit, or KramersKronig; optional
        Needed for α itself. A dilute gas has 1.
    correction : Correction, optional
        What a classical dipole spectrum was taken for; None for measurements and quantum spectra.
    correlated : float
        How many neighbouring points say the same, see `Spectrum`: it enlarges the errors of bands.
    assumptions : sequence of str

    Attributes
    ----------
    omega, n_alpha : (n,) float arrays
        Ascending.
    errors : (n,) float array or None
    refractive_index : (n,) float array or None
    index_error : (n,) float array or None
        Of a Kramers-Kronig index: what the continuation beyond the data contributes (inf at the last point).

    Raises
    ------
    InputError
        No unit, negative frequencies, columns that do not fit, a refractive index that is not positive.

    Examples
    --------
    >>> water = Absorption([1640.0, 3394.0], [3.5e5, 1.73e6], unit="cm^-1", T=298, refractive_index=[1.32, 1.27])
    >>> water
    <Absorption: 2 points from 1640 to 3394 cm^-1>
    >>> water.alpha.round(-3), water.molar_absorption(concentration=55.3).round(1)
    (array([ 265000., 1362000.]), array([ 20.8, 107. ]))
    """

    __detbal_domain__: ClassVar[str] = "spectra"

    omega: FloatArray
    n_alpha: FloatArray
    errors: FloatArray | None
    unit: EnergyUnit
    thermal: Thermal | None
    refractive_index: FloatArray | None
    index_error: FloatArray | None
    correction: Correction | None
    correlated: float
    assumptions: tuple[str, ...]

    def __init__(
        self,
        omega: ArrayLike,
        n_alpha: ArrayLike,
        *,
        unit: str | EnergyUnit,
        errors: ArrayLike | None = None,
        kT: Any = None,
        T: Any = None,
        refractive_index: Index = None,
        correction: Correction | None = None,
        correlated: float = 1.0,
        assumptions: tuple[str, ...] = (),
    ) -> None:
        """Check and sort what is given; see the class."""
        axis, values = frequency_axis(omega), real_array(n_alpha, "n_alpha")
        own = energy_unit(unit)
        if own is None:
            raise InputError(explain("unit = None", why="absorption is per metre", fix="give the unit of the axis"))
        if (axis < 0).any():
            k = int(np.argmax(axis < 0))
            raise InputError(explain(f"omega[{k}] = {axis[k]}", fix="give absorption at positive frequencies"))
        if values.shape != axis.shape:
            raise InputError(explain(f"n_alpha has shape {values.shape}", fix=f"give {len(axis)} values"))
        require_finite(values, "n_alpha")
        if correction is not None:
            member(Correction, correction, "correction")
        order = np.argsort(axis, kind="stable")
        parts: dict[str, Any] = {"omega": axis[order], "n_alpha": values[order], "errors": None, "unit": own}
        if errors is not None:
            parts["errors"] = column(errors, axis, "errors")[order]
        parts |= {"refractive_index": None, "index_error": None, "correction": correction}
        parts["correlated"] = share_of(correlated)
        if isinstance(refractive_index, KramersKronig):
            loss = _loss(parts["omega"], parts["n_alpha"], own)
            index, doubt = index_from_loss(refractive_index, parts["omega"], loss)
            parts |= {"refractive_index": index, "index_error": doubt}
            above = f"ε = {refractive_index.eps_inf:g} above it"
            assumptions = (*assumptions, f"refractive index by Kramers-Kronig from this range alone, {above}")
        elif refractive_index is not None:
            parts["refractive_index"] = given_index(refractive_index, axis)[order]
        parts |= {"thermal": thermal_energy(kT, T, own, required=False), "assumptions": tuple(assumptions)}
        for name, part in parts.items():
            object.__setattr__(self, name, part)

    def __len__(self) -> int:
        return len(self.omega)

    def __repr__(self) -> str:
        taken = f", from a classical spectrum, {self.correction.name}" if self.correction else ""
        span = f"{self.omega[0]:.6g} to {self.omega[-1]:.6g} {self.unit.symbol}"
        return f"<Absorption: {len(self)} points from {span}{taken}>"

    @property
    def wavenumber(self) -> FloatArray:
        """The axis in cm⁻¹, shape (n,)."""
        return self.omega * (self.unit.joules / ENERGY_UNITS["cm^-1"].joules)

    @property
    def n_alpha_per_cm(self) -> FloatArray:
        """The same in 1/cm, shape (n,)."""
        return self.n_alpha / 100.0

    @property
    def permittivity_loss(self) -> FloatArray:
        """ε″ = c nα/ω, shape (n,); nan at ω = 0."""
        return _loss(self.omega, self.n_alpha, self.unit)

    @property
    def alpha(self) -> FloatArray:
        """Napierian absorption coefficient α in 1/m, shape (n,).

        Raises
        ------
        InputError
            Without a refractive index.
        """
        return self.n_alpha / self._known_index("α")

    def plot(self, *, log: bool = False) -> Figure:
        """Draw n α, with a band of one standard error; return a matplotlib Figure.

        Examples
        --------
        >>> Absorption([1000.0, 1100.0], [100.0, 90.0], unit="cm^-1").plot().axes[0].get_ylabel()
        'n α / cm⁻¹'
        """
        laid_out = load("detbal.spectra.pictures:absorption_figure")(self, log=log)
        figure: Figure = load("detbal.plots.render:draw")(laid_out)
        return figure

    def in_unit(self, unit: str | EnergyUnit) -> Absorption:
        """Return the same over an axis in another unit; n·α stays in 1/m.

        Examples
        --------
        >>> Absorption([1.0], [2.0], unit="THz").in_unit("cm^-1").omega.round(3)
        array([33.356])
        """
        new = energy_unit(unit) or self.unit
        ratio = self.unit.joules / new.joules
        warm = self.thermal and Thermal(self.thermal.kT * ratio, self.thermal.provenance)
        return replace_in_absorption(self, omega=self.omega * ratio, unit=new, thermal=warm)

    def molar_absorption(self, *, concentration: float) -> FloatArray:
        """Return the decadic molar coefficient ε = α/(c ln 10) in L/(mol cm), shape (n,).

        Parameters
        ----------
        concentration
            mol/L of the absorbing molecules.

        Raises
        ------
        InputError
            Without a refractive index, or a concentration that is not positive.

        Examples
        --------
        >>> tenth = Absorption([1.0], [100 * np.log(10)], unit="cm^-1", refractive_index=1.0)  # per cm of path
        >>> tenth.molar_absorption(concentration=0.5)
        array([2.])
        """
        amount = positive(concentration, "concentration", fix="give mol/L, a positive number")
        return np.asarray(self.alpha * (_MOLAR / amount))

    def band(self, low: float, high: float) -> Band:
        """Return the area of n·α between two frequencies, in the unit of the axis.

        The values are joined by straight lines, at the ends of the band too; nothing is taken off for a background.

        Raises
        ------
        InputError
            If the data do not reach over the band.

        Examples
        --------
        >>> Absorption([0.0, 1.0, 2.0], [0.0, 100.0, 0.0], unit="cm^-1", errors=10.0).band(0.0, 2.0)
        Band(area=1.0, area_error=0.122..., centre=1.0)
        """
        low, high = (finite_floats(end, "band").item() if np.ndim(end) == 0 else np.nan for end in (low, high))
        if not self.omega[0] <= low < high <= self.omega[-1]:
            fix = f"choose two ascending ones within {self.omega[0]:.6g} to {self.omega[-1]:.6g}"
            raise InputError(explain(f"band from {low} to {high} {self.unit.symbol}", fix=fix))
        nodes = np.union1d(self.omega[(self.omega > low) & (self.omega < high)], [low, high])
        steps = np.diff(nodes)
        weights = (np.append(steps, 0.0) + np.append(0.0, steps)) / 2.0
        values = np.interp(nodes, self.omega, self.n_alpha_per_cm)
        area = float(weights @ values)
        error = None
        if self.errors is not None:
            spread = np.interp(nodes, self.omega, self.errors / 100.0)
            error = float(np.sqrt(self.correlated * ((weights * spread) ** 2).sum()))
        return Band(area, error, float(weights @ (nodes * values)) / area if area else float("nan"))

    def _known_index(self, what: str) -> FloatArray:
        if self.refractive_index is None:
            why = "n·α is known, the refractive index n is not"
            raise InputError(
                explain(what, why=why, fix="give refractive_index= (1 for a dilute gas), or KramersKronig")
            )
        return self.refractive_index


@dataclass(frozen=True, slots=True)
class Band:
    """Integrated n·α of a band.

    Attributes
    ----------
    area : float
        ∫ nα dω, in 1/cm times the unit of the axis.
    area_error : float or None
        Standard error. Points count as independent, but for `Absorption.correlated` of them that say the same.
    centre : float
        Mean frequency of the band, weighted by n·α; nan if the area is zero.

    Examples
    --------
    >>> Absorption([1.0, 2.0, 3.0], [0.0, 500.0, 0.0], unit="cm^-1").band(1.0, 3.0).centre
    2.0
    """

    area: float
    area_error: float | None
    centre: float


def replace_in_absorption(absorption: Absorption, **parts: Any) -> Absorption:
    """Return absorption with some of its parts exchanged, unchecked.

    Examples
    --------
    >>> replace_in_absorption(Absorption([1.0], [2.0], unit="THz"), correction=Correction.HARMONIC).correction.name
    'HARMONIC'
    """
    made: Absorption = object.__new__(Absorption)
    for name in Absorption.__slots__:
        object.__setattr__(made, name, parts.get(name, getattr(absorption, name)))
    return made


def _loss(omega: FloatArray, n_alpha: FloatArray, unit: EnergyUnit) -> FloatArray:
    radians = np.where(omega == 0.0, np.nan, omega) * (unit.joules / hbar)
    return c * n_alpha / radians
