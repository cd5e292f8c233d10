"""A junction: emission by other quadratures, limits known by number, bad input."""

import itertools
from dataclasses import replace

import mpmath
import numpy as np
import pytest
from scipy.integrate import quad

from detbal.errors import InputError
from detbal.photovoltaics.device.absorber import Step, edge_of
from detbal.photovoltaics.device.entropy import entropy_per_photon
from detbal.photovoltaics.device.hats import light_weights, log_thermal_photons, thermal_weights
from detbal.photovoltaics.device.junction import Junction
from detbal.photovoltaics.device.operating_point import operating_point
from detbal.photovoltaics.device.photon_rates import absorbed_light, log_photons, log_power
from detbal.photovoltaics.device.recycling import photon_recycling
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import BOLTZMANN, HEMISPHERE
from detbal.units import e

TABLE = QuantumEfficiency.of([0.9, 1.0, 1.2, 1.21, 2.0, 4.0], [0.0, 0.0, 0.3, 0.9, 0.95, 0.1])


# jsc mA/cm², voc V, fill factor, efficiency %: AM1.5G, 298.15 K, by independent quadrature
@pytest.mark.parametrize(
    ("gap", "jsc", "voc", "fill", "efficiency"),
    [(1.12, 43.811, 0.87826, 0.87053, 33.483), (1.34, 35.032, 1.08350, 0.88972, 33.759),
     (1.42, 32.052, 1.15829, 0.89526, 33.224), (2.0, 14.586, 1.70073, 0.92253, 22.876)],
)  # fmt: skip
def test_a_step_reaches_the_limit_of_shockley_and_queisser(gap, jsc, voc, fill, efficiency):
    found = operating_point(Junction.step(gap, light=Illumination.am15g()))
    assert found.jsc / 10 == pytest.approx(jsc, abs=6e-4)
    assert found.voc == pytest.approx(voc, abs=6e-6)
    assert found.fill_factor == pytest.approx(fill, abs=6e-6)
    assert 100 * found.efficiency == pytest.approx(efficiency, abs=6e-4)


@pytest.mark.parametrize("T", [30.0, 300.0, 3000.0])
@pytest.mark.parametrize("V", [-1.0, 0.0, 0.5, 0.9, 0.999])
def test_emission_of_a_table_is_the_integral_of_plancks_law(T, V):
    kT = BOLTZMANN * T

    def reference(power):
        def f(E):
            value = np.interp(float(E), TABLE.energy, TABLE.value)
            return E ** (2 + power) * value * mpmath.exp(-(E - V) / kT) / -mpmath.expm1(-(E - V) / kT)

        edges = [1.0, *(1.0 + kT * np.array([1e-3, 0.1, 1, 5, 20, 60])), 1.2, 1.21, *(1.21 + kT * np.array([5, 30]))]
        edges = sorted({float(x) for x in edges if x < 4.0} | {2.0, 4.0})
        return float(mpmath.log(HEMISPHERE * mpmath.quad(f, edges)))

    assert float(log_photons(TABLE, kT, V)) == pytest.approx(reference(0), abs=2e-7)
    assert float(log_power(TABLE, kT, V)) == pytest.approx(reference(1) + np.log(e), abs=2e-7)


def test_light_absorbed_by_a_table_is_quadrature_of_its_spectrum():
    sun = Illumination.blackbody(5772, half_angle=0.2665)
    photons, power = absorbed_light(TABLE, sun)

    def f(E, p):
        return float(np.interp(E, TABLE.energy, TABLE.value) * sun.flux(E) * E**p)

    edges = [1.0, 1.2, 1.21, 2.0, 4.0]
    for p, found in ((0, photons), (1, power / e)):
        total = sum(quad(f, a, b, args=(p,))[0] for a, b in itertools.pairwise(edges))
        assert found == pytest.approx(total, rel=1e-9)


def test_hats_sum_to_the_integrals_of_the_absorber():
    kT = BOLTZMANN * 300
    w, s = thermal_weights(TABLE.energy, kT)
    assert s + np.log(w @ TABLE.value) == pytest.approx(float(log_photons(TABLE, kT)), abs=1e-9)
    sun = Illumination.am15g()
    assert light_weights(TABLE.energy, sun) @ TABLE.value == pytest.approx(absorbed_light(TABLE, sun)[0], rel=1e-12)


def test_the_current_is_the_balance_of_its_parts():
    sun = Illumination.am15g()
    cell = Junction.step(1.4, T=300, ambient=320, elqe=0.01, etendue=0.5, substrate=3.0, light=sun)
    V = 1.0
    own, kept = (float(np.exp(log_photons(Step(1.4), BOLTZMANN * 300, mu))) for mu in (0.0, V))
    around = float(np.exp(log_photons(Step(1.4), BOLTZMANN * 320)))
    area = 0.5 + 9.0
    by_hand = sun.photons_above(1.4) + 0.5 * (around - own) - area * (kept - own) / 0.01
    assert float(cell.current(V)) == pytest.approx(e * float(by_hand), rel=1e-12)
    assert float(cell.emitted(V)) == pytest.approx(area * kept, rel=1e-12)


def test_without_substrate_and_light_the_current_near_zero_volts_keeps_its_digits():
    cell = Junction.step(1.4, T=300)
    tiny = 1e-12
    slope = e * float(cell.emitted(0.0)) / cell.kT
    assert float(cell.current(tiny)) == pytest.approx(-slope * tiny, rel=1e-9)


def test_extremes_stay_finite():
    for T in (1.0, 1e4):
        for gap in (0.1, 10.0):
            cell = Junction.step(gap, T=T)
            assert np.isfinite(cell.current(np.array([-gap, 0.0, 0.9 * gap]))).all()


def test_an_index_in_front_and_a_cone_scale_the_emission():
    plain, other = Junction.step(1.4), Junction.step(1.4, refractive_index=1.5, etendue=0.1)
    assert float(other.emitted(1.0) / plain.emitted(1.0)) == pytest.approx(0.225, rel=1e-12)


@pytest.mark.parametrize("V", [-0.5, 0.0, 0.9])
def test_entropy_per_photon_is_that_of_bose_occupations(V):
    kT = BOLTZMANN * 600

    def n(E):
        return 1 / mpmath.expm1((E - V) / kT)

    edges = [1.0, 1.0 + kT, 1.0 + 10 * kT, 1.0 + 60 * kT]
    entropy = mpmath.quad(lambda E: E**2 * ((1 + n(E)) * mpmath.log(1 + n(E)) - n(E) * mpmath.log(n(E))), edges)
    photons = mpmath.quad(lambda E: E**2 * n(E), edges)
    assert entropy_per_photon(Junction.step(1.0, T=600), V) == pytest.approx(float(entropy / photons), rel=1e-7)


def test_photon_recycling_sums_the_passes():
    junction = Junction.step(1.42, T=300)
    eta, p = 0.95, 0.03
    passes = sum(eta * p * (eta * (1 - p)) ** k for k in range(3000))
    found = photon_recycling(junction, eta, p)
    assert float(found.elqe) == pytest.approx(passes, rel=1e-12)
    assert float(found.voltage_gain) == pytest.approx(junction.kT * np.log(passes / (eta * p)), rel=1e-12)
    assert float(found.single_pass) == pytest.approx(0.95 * 0.03, rel=1e-14)
    assert float(photon_recycling(junction, 1.0, 1e-9).elqe) == pytest.approx(1.0, rel=1e-12)


def test_what_recycling_leaves_lost_is_what_a_cell_lacks_of_its_radiative_voltage():
    """Against the open circuits of two cells, which know nothing of passes."""
    ideal = Junction.step(1.42, T=300, light=Illumination.am15g())
    found = photon_recycling(ideal, 0.95, 0.03)
    real = replace(ideal, elqe=float(found.elqe))
    voc = operating_point(ideal).voc
    stimulated = np.exp((voc - 1.42) / ideal.kT)  # what Bose's statistics adds to an emission, in parts of it
    assert float(found.voltage_loss) == pytest.approx(voc - operating_point(real).voc, abs=ideal.kT * stimulated)
    assert stimulated < 1e-4


@pytest.mark.parametrize(
    ("options", "said"),
    [({"T": -1}, r"T = -1"), ({"elqe": 0}, r"elqe = 0; give a number above 0, up to 1"),
     ({"elqe": 1.2}, r"elqe = 1\.2: in percent\?; give a number above 0"), ({"etendue": 2.0}, r"etendue = 2\.0"),
     ({"refractive_index": 0.5}, r"refractive_index = 0\.5; give one finite number of 1 or more"),
     ({"substrate": np.inf}, r"substrate = inf")],
)  # fmt: skip
def test_bad_devices_are_refused(options, said):
    with pytest.raises(InputError, match=said):
        Junction.step(1.4, **options)


def test_bad_absorbers_and_voltages_are_refused():
    with pytest.raises(InputError, match=r"gap = -1; give one finite number above 0 \(eV\)"):
        Junction.step(-1)
    with pytest.raises(InputError, match=r"an absorptance of type float; give a QuantumEfficiency"):
        Junction.of(1.4)
    noisy = QuantumEfficiency.of([1.0, 1.1, 2.0], [-0.01, 0.5, 0.9], error=0.02)
    with pytest.raises(InputError, match=r"absorptance of -0\.01 at 1 eV: a junction absorbs a part from 0 to 1"):
        Junction.of(noisy)
    with pytest.raises(InputError, match=r"an absorptance of 0 at all energies"):
        Junction.of(QuantumEfficiency.of([1.0, 2.0], [0.0, 0.0]))
    with pytest.raises(InputError, match=r"chemical potential 1\.5 eV at a photon energy of 1\.4 eV"):
        Junction.step(1.4).current([1.0, 1.5])
    with pytest.raises(InputError, match=r"chemical potential 1 eV at a photon energy of 1 eV"):
        Junction.of(TABLE).current(1.0)
    with pytest.raises(InputError, match=r"voltage\[1\] = nan; give finite numbers \(V\)"):
        Junction.step(1.4).current([0.0, np.nan])
    assert edge_of(TABLE) == 1.0


def test_an_operating_point_needs_light_that_is_absorbed():
    with pytest.raises(InputError, match=r"a junction without light"):
        operating_point(Junction.step(1.4))
    with pytest.raises(InputError, match=r"a short-circuit current of 0 A/m²; give light that it absorbs"):
        operating_point(Junction.step(6.0, light=Illumination.am15g(), ambient=1.0, T=1.0))
    tail = QuantumEfficiency.of([1.0, 1.3, 1.45, 4.4], [0.0, 1e-9, 0.9, 0.9])
    with pytest.raises(InputError, match=r"no open circuit below the lowest energy absorbed, 1 eV"):
        operating_point(Junction.of(tail, light=Illumination.am15g()))
    with pytest.raises(InputError, match=r"1e\+06, 1 times concentrated, fills 21\.6\d* of the hemisphere"):
        Junction.step(1.0, light=Illumination.am15g().scaled(1e6))


@pytest.mark.parametrize("escape", [0.0, 1.1])
def test_bad_probabilities_are_refused(escape):
    with pytest.raises(InputError, match=r"escape_probability = .*; give parts above 0, up to 1"):
        photon_recycling(Junction.step(1.4), 0.9, escape)


def test_what_is_no_junction_and_no_voltage_is_refused():
    with pytest.raises(InputError, match=r"voltages of shape \(2,\); give one number"):
        entropy_per_photon(Junction.step(1.4), [0, 1])
    with pytest.raises(InputError, match=r"junction is of type float; give a Junction"):
        photon_recycling(1.4, 0.9, 0.1)
    with pytest.raises(
        InputError, match=r"internal_efficiency has shape \(2,\), escape_probability \(3,\); give shapes"
    ):
        photon_recycling(Junction.step(1.4), [0.9, 0.8], [0.1, 0.2, 0.3])


def test_one_integral_of_the_thermal_emission_serves_all():
    """ln ∫EQE φ_bb dE by mpmath, its derivatives by differences; and nothing underflows far below the edge."""
    kT = BOLTZMANN * 300

    def f(E):
        return E**2 * np.interp(float(E), TABLE.energy, TABLE.value) / mpmath.expm1(E / kT)

    edges = [1.0, *(1.0 + kT * np.array([1, 3, 6])), 1.2, 1.21, *(1.21 + kT * np.array([5, 20])), 2.0, 4.0]
    log_total, slopes = log_thermal_photons(TABLE, kT)
    assert log_total == pytest.approx(float(mpmath.log(HEMISPHERE * mpmath.quad(f, edges))), abs=1e-7)
    for k in range(1, len(TABLE)):
        step = np.zeros(len(TABLE))
        step[k] = 1e-6
        up, down = (log_thermal_photons(replace(TABLE, value=TABLE.value + s * step), kT)[0] for s in (1, -1))
        assert slopes[k] == pytest.approx((up - down) / 2e-6, rel=1e-5)
    cold = QuantumEfficiency.of([0.1, 1.0, 1.1, 2.0], [0.0, 0.0, 0.9, 0.9])
    assert np.isfinite(log_thermal_photons(cold, BOLTZMANN * 5)[0])
