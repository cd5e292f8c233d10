"""Photovoltaics: cells and light-emitting diodes, the two faces of one junction."""

from detbal.domain import Domain
from detbal.photovoltaics.device.cell import Cell as Cell
from detbal.photovoltaics.device.claim import Claim as Claim
from detbal.photovoltaics.device.diode_curve import DiodeCurve as DiodeCurve
from detbal.photovoltaics.device.duality import duality_curve as duality_curve
from detbal.photovoltaics.device.entropy import entropy_per_photon as entropy_per_photon
from detbal.photovoltaics.device.gap import photovoltaic_gap as photovoltaic_gap
from detbal.photovoltaics.device.junction import Junction as Junction
from detbal.photovoltaics.device.losses import voltage_losses as voltage_losses
from detbal.photovoltaics.device.operating_point import operating_point as operating_point
from detbal.photovoltaics.device.quadrant import Quadrant as Quadrant
from detbal.photovoltaics.device.recycling import photon_recycling as photon_recycling
from detbal.photovoltaics.device.series import series_current as series_current
from detbal.photovoltaics.emission.kirchhoff import KirchhoffPair as KirchhoffPair
from detbal.photovoltaics.emission.optics import Back as Back
from detbal.photovoltaics.emission.optics import Texture as Texture
from detbal.photovoltaics.emission.planck_fit import luminescence_temperature as luminescence_temperature
from detbal.photovoltaics.emission.planck_fit import quasi_fermi_splitting as quasi_fermi_splitting
from detbal.photovoltaics.emission.slab import Slab as Slab
from detbal.photovoltaics.emission.slab import emission_per_volume as emission_per_volume
from detbal.photovoltaics.emission.tail import absorption_from_luminescence as absorption_from_luminescence
from detbal.photovoltaics.emission.urbach import urbach_energy as urbach_energy
from detbal.photovoltaics.examples import EXAMPLES
from detbal.photovoltaics.files import FORMATS, write
from detbal.photovoltaics.files import read_claim as read_claim
from detbal.photovoltaics.files import read_current_voltage as read_current_voltage
from detbal.photovoltaics.files import read_diode_curve as read_diode_curve
from detbal.photovoltaics.files import read_illumination as read_illumination
from detbal.photovoltaics.files import read_junction as read_junction
from detbal.photovoltaics.files import read_kirchhoff_pair as read_kirchhoff_pair
from detbal.photovoltaics.files import read_luminescence as read_luminescence
from detbal.photovoltaics.files import read_pair as read_pair
from detbal.photovoltaics.files import read_quantum_efficiency as read_quantum_efficiency
from detbal.photovoltaics.illumination import Illumination as Illumination
from detbal.photovoltaics.limits.cell_limit import CellLimit as CellLimit
from detbal.photovoltaics.limits.hot_carriers import Carriers as Carriers
from detbal.photovoltaics.limits.hot_carriers import hot_carrier as hot_carrier
from detbal.photovoltaics.limits.pictures import limit_figure as limit_figure
from detbal.photovoltaics.limits.pictures import loss_parts as loss_parts
from detbal.photovoltaics.limits.single import best_gap as best_gap
from detbal.photovoltaics.limits.single import shockley_queisser as shockley_queisser
from detbal.photovoltaics.limits.slme import slme as slme
from detbal.photovoltaics.limits.thermodynamic import carnot as carnot
from detbal.photovoltaics.limits.thermodynamic import infinite_tandem as infinite_tandem
from detbal.photovoltaics.limits.thermodynamic import landsberg as landsberg
from detbal.photovoltaics.limits.thermodynamic import solar_thermal as solar_thermal
from detbal.photovoltaics.limits.thermodynamic import ultimate_efficiency as ultimate_efficiency
from detbal.photovoltaics.luminescence import Counted as Counted
from detbal.photovoltaics.luminescence import Interval as Interval
from detbal.photovoltaics.luminescence import Luminescence as Luminescence
from detbal.photovoltaics.luminescence_efficiency import (
    external_luminescence_efficiency as external_luminescence_efficiency,
)
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency as QuantumEfficiency
from detbal.photovoltaics.reciprocity.complete import radiative_saturation_current as radiative_saturation_current
from detbal.photovoltaics.reciprocity.complete import reciprocity as reciprocity
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair as ReciprocalPair
from detbal.photovoltaics.reciprocity.stitch import Stitched as Stitched
from detbal.photovoltaics.tandem.limit import TandemLimit as TandemLimit
from detbal.photovoltaics.tandem.limit import Terminals as Terminals
from detbal.photovoltaics.tandem.limit import tandem_limit as tandem_limit
from detbal.photovoltaics.tandem.map import TandemMap as TandemMap
from detbal.photovoltaics.tandem.map import tandem_map as tandem_map
from detbal.photovoltaics.tandem.optimum import optimal_gaps as optimal_gaps
from detbal.photovoltaics.verbs import check, complete, drive, impose, pairs, thermometer

DOMAIN = Domain(
    name="photovoltaics",
    summary="cells and LEDs: generalised Planck and Kirchhoff laws, EL = EQE × φ_bb, Shockley-Queisser",
    objects=(
        ReciprocalPair,
        QuantumEfficiency,
        Luminescence,
        KirchhoffPair,
        Junction,
        Cell,
        DiodeCurve,
        Claim,
        Illumination,
    ),
    check=check,
    complete=complete,
    impose=impose,
    thermometer=thermometer,
    drive=drive,
    pairs=pairs,
    write=write,
    formats=FORMATS,
    examples=EXAMPLES,
)
