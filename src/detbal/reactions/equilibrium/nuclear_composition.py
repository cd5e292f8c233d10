"""What nuclear statistical equilibrium gives: abundances of all nuclei over states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.lazy import load
from detbal.pairs import FloatArray
from detbal.reactions.equilibrium.coulomb import Coulomb
from detbal.reactions.equilibrium.references import CHABRIER_POTEKHIN, CLIFFORD_TAYLER

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True, eq=False)
class NuclearComposition:
    """Abundances of n nuclei at nS states; made by `detbal.reactions.nuclear_statistical_equilibrium`.

    Attributes
    ----------
    nuclei : sequence of n strings
    Z, A : (n,) integer arrays
    T, density, electron_fraction : (nS,) float arrays
        Kelvin, g/cm³, electrons per nucleon.
    log_abundances : (n, nS) float array
        ln Y, moles of a nucleus per gram; with `Abundance.MASS_FRACTION_OVER_A`, ln(X/A).
    neutron_potential, proton_potential : (nS,) float arrays
        In units of kT, on the scale of energies of the thermochemistry (for the bundled table atomic mass excesses, so
        that a slow neutron has 8.07 MeV).
    residual : (nS,) float array
        Relative error of the density or, if larger, of the balance of charge.
    steps : (nS,) integer array
        Passes over all nuclei.
    coulomb : Coulomb
    assumptions : tuple of str
    """

    nuclei: Sequence[str]
    Z: NDArray[np.intp]
    A: NDArray[np.intp]
    T: FloatArray
    density: FloatArray
    electron_fraction: FloatArray
    log_abundances: FloatArray
    neutron_potential: FloatArray
    proton_potential: FloatArray
    residual: FloatArray
    steps: NDArray[np.intp]
    coulomb: Coulomb
    assumptions: tuple[str, ...]

    def __repr__(self) -> str:
        n, states = len(self.nuclei), len(self.T)
        return f"<NuclearComposition: {n:,} nuclei at {states:,} state{'s' * (states != 1)}>"

    @property
    def references(self) -> tuple[str, ...]:
        """Sources of the methods."""
        return (CLIFFORD_TAYLER,) if self.coulomb is Coulomb.NONE else (CLIFFORD_TAYLER, CHABRIER_POTEKHIN)

    @property
    def abundances(self) -> FloatArray:
        """Y = X/A, (n, nS)."""
        return np.exp(self.log_abundances)

    @property
    def mass_fractions(self) -> FloatArray:
        """X = A Y, (n, nS): the part of the nucleons (each counted as 1 u) in each nucleus; they add up to 1.

        With `Abundance.MASS_FRACTION_OVER_A` it is the part of the mass.
        """
        return np.asarray(self.A[:, None] * self.abundances)

    def mass_fraction(self, nucleus: str) -> FloatArray:
        """Return X of one nucleus, (nS,)."""
        from detbal.reactions.nuclide_names import canonical_name

        names = list(self.nuclei)
        name = nucleus if nucleus in names else canonical_name(nucleus)
        if name not in names:
            raise InputError(explain(f"nucleus {nucleus} is not among the {len(names)}", fix="give another one"))
        row = names.index(name)
        return np.asarray(self.A[row] * np.exp(self.log_abundances[row]))

    def most_abundant(self, count: int = 10, state: int = 0) -> tuple[tuple[str, float], ...]:
        """Return the nuclei with the largest mass fractions at a state, and these."""
        X = self.A * np.exp(self.log_abundances[:, state])
        return tuple((self.nuclei[int(k)], float(X[k])) for k in np.argsort(-X)[:count])

    def to_xarray(self) -> Any:
        """Return an `xarray.Dataset`: mass fractions and ln Y over nucleus and state (needs xarray)."""
        import xarray

        both = ("nucleus", "state")
        columns: dict[str, Any] = {
            "mass_fraction": (both, self.mass_fractions),
            "log_abundance": (both, self.log_abundances),
        }
        for name in ("neutron_potential", "proton_potential", "residual"):
            columns[name] = ("state", getattr(self, name))
        axes: dict[str, Any] = {"nucleus": list(self.nuclei), "Z": ("nucleus", self.Z), "A": ("nucleus", self.A)}
        axes |= {"T": ("state", self.T, {"unit": "K"}), "density": ("state", self.density, {"unit": "g/cm³"})}
        axes["electron_fraction"] = ("state", self.electron_fraction)
        return xarray.Dataset(columns, coords=axes, attrs={"coulomb": self.coulomb.value})

    def figure(self, most: int = 6) -> CurveFigure:
        """Return mass fractions of the nuclei that are ever the most abundant, as data.

        Over temperature if the temperatures differ, else over density, else over the electron fraction. Where the same
        temperature (or density) comes back with others of the rest, as on a grid, each has a line of its own.
        """
        X = self.mass_fractions
        rows = np.argsort(-X.max(axis=1))[:most]
        axes = (
            ("T / K", self.T, True),
            ("ρ / (g/cm³)", self.density, True),
            ("electrons per nucleon", self.electron_fraction, False),
        )
        k = next((k for k, axis in enumerate(axes) if np.ptp(axis[1]) > 0), 2)
        name, x, log_x = axes[k]
        rest = [axis[1] for axis in axes if axis[1] is not x]
        again = len(np.unique(x)) < len(x)
        order = np.lexsort((x, *rest)) if again else np.argsort(x, kind="stable")
        # a gap where a line ends: the states on either side differ in more than the axis
        differ = np.any([np.diff(other[order]) != 0 for other in rest], axis=0)
        ends = np.flatnonzero(differ & again) + 1
        told = "; a line ends where the other quantities change" if len(ends) else ""
        return CurveFigure(
            title="Nuclear statistical equilibrium",
            caption=f"The {len(rows)} most abundant of {len(self.nuclei):,} nuclei{told}.",
            x_axis=name,
            y_axis="mass fraction",
            curves=tuple(
                Curve(
                    self.nuclei[int(row)],
                    np.insert(x[order], ends, np.nan),
                    np.insert(X[row][order], ends, np.nan),
                    points=len(ends) + 1 == len(x),
                )
                for row in rows
            ),
            log_x=log_x,
            log_y=False,
        )

    def plot(self, most: int = 6) -> Figure:
        """Draw the mass fractions of the most abundant nuclei; return a matplotlib Figure."""
        drawn: Figure = load("detbal.plots.render:draw")(self.figure(most))
        return drawn
