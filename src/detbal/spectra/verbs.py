"""The verbs of this domain: which function answers for which kind of object."""

from __future__ import annotations

from detbal.spectra.check import check as check
from detbal.spectra.check_correlation import check_correlation, thermometer_correlation
from detbal.spectra.complete import complete as complete
from detbal.spectra.correlation import Correlation
from detbal.spectra.drive import drive as drive
from detbal.spectra.gaussian_process import CrossSpectrum, drive_gaussian
from detbal.spectra.impose import impose as impose
from detbal.spectra.listing import pairs as pairs
from detbal.spectra.measured import (
    AbsorptionEmission,
    EinsteinCoefficients,
    FluctuationDissipation,
    LineList,
    RamanPair,
    check_absorption_emission,
    check_einstein,
    check_fluctuation_dissipation,
    check_line_list,
    check_raman,
    complete_absorption_emission,
    complete_raman,
    drive_fluctuation_dissipation,
    impose_absorption_emission,
    impose_fluctuation_dissipation,
    impose_raman,
    thermometer_absorption_emission,
    thermometer_fluctuation_dissipation,
    thermometer_raman,
)
from detbal.spectra.observables.absorption import Absorption
from detbal.spectra.observables.density_of_states import DensityOfStates, refuse_correction_of_modes
from detbal.spectra.observables.infrared import refuse_correction
from detbal.spectra.scattering.function import ScatteringFunction
from detbal.spectra.scattering.function_verbs import (
    check_scattering_function,
    complete_scattering_function,
    impose_scattering_function,
    thermometer_scattering_function,
)
from detbal.spectra.scattering.law import ScatteringLaw
from detbal.spectra.scattering.law_verbs import (
    check_scattering_law,
    complete_scattering_law,
    thermometer_scattering_law,
)
from detbal.spectra.scattering.pairs import pairs_of_scattering_law
from detbal.spectra.thermometer import thermometer as thermometer

check.register(Correlation, check_correlation)
thermometer.register(Correlation, thermometer_correlation)

drive.register(CrossSpectrum, drive_gaussian)

check.register(ScatteringFunction, check_scattering_function)
complete.register(ScatteringFunction, complete_scattering_function)
impose.register(ScatteringFunction, impose_scattering_function)
thermometer.register(ScatteringFunction, thermometer_scattering_function)

check.register(ScatteringLaw, check_scattering_law)
complete.register(ScatteringLaw, complete_scattering_law)
thermometer.register(ScatteringLaw, thermometer_scattering_law)
pairs.register(ScatteringLaw, pairs_of_scattering_law)

check.register(FluctuationDissipation, check_fluctuation_dissipation)
impose.register(FluctuationDissipation, impose_fluctuation_dissipation)
thermometer.register(FluctuationDissipation, thermometer_fluctuation_dissipation)
drive.register(FluctuationDissipation, drive_fluctuation_dissipation)

check.register(AbsorptionEmission, check_absorption_emission)
complete.register(AbsorptionEmission, complete_absorption_emission)
impose.register(AbsorptionEmission, impose_absorption_emission)
thermometer.register(AbsorptionEmission, thermometer_absorption_emission)

check.register(RamanPair, check_raman)
complete.register(RamanPair, complete_raman)
impose.register(RamanPair, impose_raman)
thermometer.register(RamanPair, thermometer_raman)

check.register(EinsteinCoefficients, check_einstein)
check.register(LineList, check_line_list)

# absorption and densities of states from classical motion are the exact harmonic answer: a correction is refused
complete.register(Absorption, refuse_correction)
complete.register(DensityOfStates, refuse_correction_of_modes)
