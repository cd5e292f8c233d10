"""A diatomic molecule in Morse's potential: for spectra of its bond length, from trajectories or otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal import verbs
from detbal.bench.protocol import TOLERANCE, Implied, Judgement, implied
from detbal.convert import to_native
from detbal.kinds import needs
from detbal.pairs import FloatArray
from detbal.spectra.correlation import Correlation
from detbal.spectra.kind import Kind
from detbal.spectra.models.lines import Lines
from detbal.spectra.models.potential import potential_lines
from detbal.spectra.spectrum import Spectrum
from detbal.units import ENERGY_UNITS, EnergyUnit

UNIT = "cm^-1"
#: Bands whose intensities are compared: the fundamental and its first overtone.
BANDS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Vibration:
    """One coordinate in V(q) = D (1 - e^(-αq))², α² = ω_e/2D, with H = ω_e p²/2 + V(q) and [q, p] = i.

    Attributes
    ----------
    name, summary : str
    frequency, depth : float
        ω_e and D, cm⁻¹ (ħ = 1).
    temperatures : tuple of float
        kT, cm⁻¹.

    Notes
    -----
    Judged is the spectrum of q, S(ω) = ∫ ⟨q(0)q(t)⟩ e^(-iωt) dt without the mean, as a `detbal.spectra.Spectrum`, or a
    `detbal.spectra.Correlation`, in cm⁻¹ if it has no unit: its two sides at kT, and the intensities of the fundamental
    and its overtone against those of the exact lines, as the sum of the differences over the exact sum (here a distance
    may exceed 1). How far a line is from its place within its band is not scored.
    """

    name: str
    summary: str
    frequency: float
    depth: float
    temperatures: tuple[float, ...]

    @property
    def axis(self) -> str:
        """Wavenumbers."""
        return "kT / cm⁻¹"

    @property
    def alpha(self) -> float:
        """Steepness α of the potential."""
        return float(np.sqrt(self.frequency / (2.0 * self.depth)))

    def potential(self, q: FloatArray) -> FloatArray:
        """Return V(q), cm⁻¹."""
        return np.asarray(self.depth * np.expm1(-self.alpha * q) ** 2)

    def force(self, q: FloatArray) -> FloatArray:
        """Return -dV/dq."""
        x = np.exp(-self.alpha * q)
        return np.asarray(-2.0 * self.depth * self.alpha * x * (1.0 - x))

    def lines(self, kT: float) -> Lines:
        """Return the exact lines, by diagonalisation."""
        return potential_lines(self.potential, kT, span=(-8.0, 16.0), mass=1.0 / self.frequency, points=240, levels=40)

    def judge(self, answer: Any, kT: float) -> Judgement:
        """Ask whether S(-ω) = e^(-ω/kT) S(ω), and how the intensities of the bands differ from the exact ones."""
        native = to_native(answer)[0]
        needs(native, f"{self.name}: the answer", Spectrum, Correlation)
        unit = native.axis_unit if isinstance(native, Correlation) else native.unit
        here = kT / _size(unit)
        # a classical spectrum is even: both directions are alike
        told = Implied(np.inf) if native.kind is Kind.CLASSICAL else implied(native, here)
        return Judgement(verbs.check(native, kT=here, tol=TOLERANCE), told, self._distance(native, kT))

    def _distance(self, native: Any, kT: float) -> float | None:
        if not isinstance(native, Spectrum) or native.kind is Kind.CLASSICAL:
            return None
        spectrum, exact = native.to(Kind.WIGHTMAN), self.lines(kT)
        edges = self.frequency * (np.arange(BANDS + 1) + 0.5)
        omega = spectrum.omega * _size(spectrum.unit)
        width = np.gradient(spectrum.omega)
        ours = np.histogram(omega, edges, weights=spectrum.values * width / (2.0 * np.pi))[0]
        right = np.histogram(exact.omega, edges, weights=exact.weights)[0]
        return float(np.abs(ours - right).sum() / right.sum())


def _size(unit: EnergyUnit | None) -> float:
    """Return a unit in wavenumbers, which are meant where there is none."""
    return 1.0 if unit is None else unit.joules / ENERGY_UNITS[UNIT].joules
