"""Pairs of measurements that detailed balance ties together.

`FluctuationDissipation`: noise and response; `AbsorptionEmission`: light taken up and given off; `RamanPair`: Stokes
and anti-Stokes; `EinsteinCoefficients` and `LineList`: tables of lines.
"""

from detbal.spectra.measured.absorption_emission import AbsorptionEmission as AbsorptionEmission
from detbal.spectra.measured.absorption_emission import Density as Density
from detbal.spectra.measured.absorption_emission import Emission as Emission
from detbal.spectra.measured.absorption_emission import photon_energy as photon_energy
from detbal.spectra.measured.einstein import EinsteinCoefficients as EinsteinCoefficients
from detbal.spectra.measured.einstein import EnergyDensity as EnergyDensity
from detbal.spectra.measured.einstein import check_einstein as check_einstein
from detbal.spectra.measured.fluctuation_dissipation import FluctuationDissipation as FluctuationDissipation
from detbal.spectra.measured.fluctuation_dissipation_completion import (
    complete_fluctuation_dissipation as complete_fluctuation_dissipation,
)
from detbal.spectra.measured.fluctuation_dissipation_completion import (
    impose_fluctuation_dissipation as impose_fluctuation_dissipation,
)
from detbal.spectra.measured.fluctuation_dissipation_verbs import (
    check_fluctuation_dissipation as check_fluctuation_dissipation,
)
from detbal.spectra.measured.fluctuation_dissipation_verbs import (
    thermometer_fluctuation_dissipation as thermometer_fluctuation_dissipation,
)
from detbal.spectra.measured.harada_sasa import FluctuationDrive as FluctuationDrive
from detbal.spectra.measured.harada_sasa import drive_fluctuation_dissipation as drive_fluctuation_dissipation
from detbal.spectra.measured.kennard_stepanov import SpectralTemperature as SpectralTemperature
from detbal.spectra.measured.kennard_stepanov import check_absorption_emission as check_absorption_emission
from detbal.spectra.measured.kennard_stepanov import (
    impose_absorption_emission as impose_absorption_emission,
)
from detbal.spectra.measured.kennard_stepanov import (
    thermometer_absorption_emission as thermometer_absorption_emission,
)
from detbal.spectra.measured.line_list import LineList as LineList
from detbal.spectra.measured.line_list import check_line_list as check_line_list
from detbal.spectra.measured.mccumber import complete_absorption_emission as complete_absorption_emission
from detbal.spectra.measured.mccumber import mccumber_crossing as mccumber_crossing
from detbal.spectra.measured.mccumber import radiative_rate as radiative_rate
from detbal.spectra.measured.raman import RamanPair as RamanPair
from detbal.spectra.measured.raman import RamanPower as RamanPower
from detbal.spectra.measured.raman import raman_to_spectrum as raman_to_spectrum
from detbal.spectra.measured.raman_completion import complete_raman as complete_raman
from detbal.spectra.measured.raman_completion import impose_raman as impose_raman
from detbal.spectra.measured.raman_verbs import check_raman as check_raman
from detbal.spectra.measured.raman_verbs import thermometer_raman as thermometer_raman
