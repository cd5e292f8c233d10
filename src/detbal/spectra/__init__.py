"""Spectra: quantum spectra, correlation functions and trajectories, and the detailed balance that they obey."""

from detbal.domain import Domain
from detbal.numerics.lag_sums import Products as Products
from detbal.spectra.correction import Correction as Correction
from detbal.spectra.correction import absorption_prefactor as absorption_prefactor
from detbal.spectra.correction import compare_corrections as compare_corrections
from detbal.spectra.correction import complete_classical as complete_classical
from detbal.spectra.correlation import Correlation as Correlation
from detbal.spectra.estimation.estimate import estimate as estimate
from detbal.spectra.estimation.forms import Form as Form
from detbal.spectra.estimation.methods import Method as Method
from detbal.spectra.estimation.point_charges import charge_findings as charge_findings
from detbal.spectra.estimation.point_charges import dipole_of as dipole_of
from detbal.spectra.estimation.polarisation import polarisation_quantum as polarisation_quantum
from detbal.spectra.estimation.polarisation import unwrap as unwrap
from detbal.spectra.estimation.recording import Quantity as Quantity
from detbal.spectra.estimation.result import SpectralEstimate as SpectralEstimate
from detbal.spectra.estimation.trajectory import Trajectory as Trajectory
from detbal.spectra.examples import EXAMPLES
from detbal.spectra.files import FORMATS, write_csv
from detbal.spectra.files import read_band_areas as read_band_areas
from detbal.spectra.files import read_jcamp as read_jcamp
from detbal.spectra.files import read_scattering_law as read_scattering_law
from detbal.spectra.files import read_spectrum as read_spectrum
from detbal.spectra.files import read_thermal_scattering as read_thermal_scattering
from detbal.spectra.gaussian_process import CrossSpectrum as CrossSpectrum
from detbal.spectra.kind import Kind as Kind
from detbal.spectra.listing import pairs
from detbal.spectra.measured import AbsorptionEmission as AbsorptionEmission
from detbal.spectra.measured import Density as Density
from detbal.spectra.measured import EinsteinCoefficients as EinsteinCoefficients
from detbal.spectra.measured import Emission as Emission
from detbal.spectra.measured import EnergyDensity as EnergyDensity
from detbal.spectra.measured import FluctuationDissipation as FluctuationDissipation
from detbal.spectra.measured import LineList as LineList
from detbal.spectra.measured import RamanPair as RamanPair
from detbal.spectra.measured import RamanPower as RamanPower
from detbal.spectra.measured import complete_fluctuation_dissipation as complete_fluctuation_dissipation
from detbal.spectra.measured import mccumber_crossing as mccumber_crossing
from detbal.spectra.measured import photon_energy as photon_energy
from detbal.spectra.measured import radiative_rate as radiative_rate
from detbal.spectra.measured import raman_to_spectrum as raman_to_spectrum
from detbal.spectra.missing_side import complete_side as complete_side
from detbal.spectra.observables.absorption import Absorption as Absorption
from detbal.spectra.observables.density_of_states import DensityOfStates as DensityOfStates
from detbal.spectra.observables.density_of_states import density_of_states as density_of_states
from detbal.spectra.observables.infrared import dipole_spectrum as dipole_spectrum
from detbal.spectra.observables.infrared import infrared_absorption as infrared_absorption
from detbal.spectra.observables.raman_intensity import Geometry as Geometry
from detbal.spectra.observables.raman_intensity import invariants as invariants
from detbal.spectra.observables.raman_intensity import raman_intensity as raman_intensity
from detbal.spectra.observables.refractive_index import KramersKronig as KramersKronig
from detbal.spectra.pictures import spectrum_figure as spectrum_figure
from detbal.spectra.scattering.function import ScatteringFunction as ScatteringFunction
from detbal.spectra.scattering.law import LawForm as LawForm
from detbal.spectra.scattering.law import ScatteringLaw as ScatteringLaw
from detbal.spectra.spectrum import Spectrum as Spectrum
from detbal.spectra.verbs import check, complete, drive, impose, thermometer
from detbal.spectra.windows import Window as Window

DOMAIN = Domain(
    name="spectra",
    summary="quantum spectra, correlation functions, measured pairs: S(-ω) = exp(-ħω/kT) S(ω)",
    objects=(
        Spectrum,
        Correlation,
        CrossSpectrum,
        ScatteringFunction,
        ScatteringLaw,
        FluctuationDissipation,
        AbsorptionEmission,
        RamanPair,
        EinsteinCoefficients,
        LineList,
        Absorption,
        DensityOfStates,
    ),
    check=check,
    complete=complete,
    impose=impose,
    thermometer=thermometer,
    drive=drive,
    pairs=pairs,
    write=write_csv,
    formats=FORMATS,
    examples=EXAMPLES,
)
