"""The verbs of this domain: which function answers for which kind of object."""

from __future__ import annotations

from detbal.spectra.check import check as check
from detbal.spectra.check_correlation import check_correlation, thermometer_correlation
from detbal.spectra.complete import complete as complete
from detbal.spectra.correlation import Correlation
from detbal.spectra.drive import drive as drive
from detbal.spectra.gaussian_process import CrossSpectrum, drive_gaussian
from detbal.spectra.impose import impose as impose
from detbal.spectra.scattering_function import ScatteringFunction
from detbal.spectra.scattering_function_verbs import (
    check_scattering_function,
    complete_scattering_function,
    impose_scattering_function,
    thermometer_scattering_function,
)
from detbal.spectra.thermometer import thermometer as thermometer

check.register(Correlation, check_correlation)
check.register(ScatteringFunction, check_scattering_function)
complete.register(ScatteringFunction, complete_scattering_function)
impose.register(ScatteringFunction, impose_scattering_function)
thermometer.register(Correlation, thermometer_correlation)
thermometer.register(ScatteringFunction, thermometer_scattering_function)
drive.register(CrossSpectrum, drive_gaussian)
