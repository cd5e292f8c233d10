"""Quantum corrections of classical spectra: the factors, the completion, and what each does to the sum rules."""

from detbal.spectra.correction.comparison import Comparison, Corrected, compare_corrections
from detbal.spectra.correction.complete import complete_classical
from detbal.spectra.correction.factors import Correction, absorption_prefactor, log_factor

__all__ = [
    "Comparison",
    "Corrected",
    "Correction",
    "absorption_prefactor",
    "compare_corrections",
    "complete_classical",
    "log_factor",
]
