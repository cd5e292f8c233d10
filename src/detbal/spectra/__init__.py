"""Spectra: quantum spectra, correlation functions and trajectories, and the detailed balance that they obey."""

from detbal.domain import Domain
from detbal.spectra.complete import complete_side as complete_side
from detbal.spectra.correction import Correction as Correction
from detbal.spectra.correction import compare_corrections as compare_corrections
from detbal.spectra.correction import complete_classical as complete_classical
from detbal.spectra.correlation import Correlation as Correlation
from detbal.spectra.estimation.estimate import estimate as estimate
from detbal.spectra.estimation.trajectory import Trajectory as Trajectory
from detbal.spectra.estimation.windows import Window as Window
from detbal.spectra.examples import EXAMPLES
from detbal.spectra.gaussian_process import CrossSpectrum as CrossSpectrum
from detbal.spectra.kind import Kind as Kind
from detbal.spectra.listing import pairs
from detbal.spectra.scattering_function import ScatteringFunction as ScatteringFunction
from detbal.spectra.spectrum import Spectrum as Spectrum
from detbal.spectra.verbs import check, complete, drive, impose, thermometer

DOMAIN = Domain(
    name="spectra",
    summary="quantum spectra, correlation functions, measured pairs: S(-ω) = exp(-ħω/kT) S(ω)",
    objects=(Spectrum, Correlation, CrossSpectrum, ScatteringFunction),
    check=check,
    complete=complete,
    impose=impose,
    thermometer=thermometer,
    drive=drive,
    pairs=pairs,
    examples=EXAMPLES,
)
