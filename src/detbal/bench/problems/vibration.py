"""A diatomic molecule in Morse's potential: for spectra of its bond length, from trajectories or otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal import verbs
from detbal.bench.problem import TOLERANCE
from detbal.convert import to_native
from detbal.errors import DetbalError
from detbal.pairs import FloatArray
from detbal.result import Thermometer, Verdict
from detbal.spectra.kind import Kind
from detbal.spectra.models.lines import Lines
from detbal.spectra.models.potential import potential_lines
from detbal.spectra.spectrum import Spectrum

UNIT = "cm^-1"
#: Intensities are compared in bins of this width, cm⁻¹, and up to so many times the harmonic frequency.
BIN, REACH = 60.0, 2.5


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
    Judged is the spectrum of q, S(ω) = ∫ ⟨q(0)q(t)⟩ e^(-iωt) dt without the mean, as a `detbal.spectra.Spectrum` in
    cm⁻¹ (or a correlation function): its two sides, and how its intensities differ from those of the exact lines.
    """

    name: str
    summary: str
    frequency: float
    depth: float
    temperatures: tuple[float, ...]

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

    def check(self, answer: Any, kT: float) -> Verdict:
        """Ask whether S(-ω) = e^(-ω/kT) S(ω)."""
        return verbs.check(answer, kT=kT, tol=TOLERANCE)

    def thermometer(self, answer: Any) -> Thermometer | None:
        """Return the temperature of the two sides."""
        try:
            return verbs.thermometer(answer)
        except DetbalError:
            return None

    def distance(self, answer: Any, kT: float) -> float | None:
        """Return half the sum of the differences of all intensities at ω > 0, over the exact sum."""
        native = to_native(answer)[0]
        if not isinstance(native, Spectrum) or native.kind is Kind.CLASSICAL:
            return None
        spectrum = native.to(Kind.WIGHTMAN)
        edges = np.arange(BIN, REACH * self.frequency, BIN)
        omega, step = spectrum.omega, float(np.diff(spectrum.omega).mean())
        ours = np.histogram(omega, edges, weights=spectrum.values * step / (2.0 * np.pi))[0]
        exact = self.lines(kT)
        right = np.histogram(exact.omega, edges, weights=exact.weights)[0]
        return float(np.abs(ours - right).sum() / (2.0 * right.sum()))
