"""Temperatures held against what baths do; and whose the coherent term of a bath is, for counting and for `drive`."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detbal
from detbal.generators.baths.bath import Bath
from detbal.generators.constructions.ding_li_lin import ding_li_lin
from detbal.generators.counting.choices import Tilt
from detbal.generators.counting.local_balance import TemperaturesDoNotFit
from detbal.generators.counting.statistics import BelowClassicalBound, counting_statistics
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import dense
from detbal.generators.stationary import rows_stacked
from detbal.generators.weak_coupling.davies import davies

LOWER = np.array([[0.0, 1.0], [0.0, 0.0]])
KT = {"hot": 2.0, "cold": 0.8}
seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=15, deadline=None)


def qubit(hot=2.0, cold=0.5):
    jumps = [LOWER, np.exp(-0.5 / hot) * LOWER.T, np.sqrt(2) * LOWER, np.sqrt(2) * np.exp(-0.5 / cold) * LOWER.T]
    return Lindbladian(np.diag([0.0, 1.0]), jumps, baths=["hot", "hot", "cold", "cold"])


def samplers(seed, n=3, real=False, rotated=False):
    """Two baths with KMS detailed balance that are not secular: the whole, the energy, and what each does."""
    rng = np.random.default_rng(seed)
    H = np.diag(rng.uniform(0.0, 2.0, n)).astype(complex)
    if rotated:
        u = np.linalg.qr(rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)))[0]
        H = u @ H @ u.conj().T
        H = (H + H.conj().T) / 2
    baths = {}
    for name, kT in KT.items():
        A = rng.normal(size=(n, n)) + (0.0 if real else 1j) * rng.normal(size=(n, n))
        made = ding_li_lin(H, [A + A.conj().T], kT=kT)
        baths[name] = Lindbladian(dense(made.H) - H, made.jumps)
    jumps = [v for bath in baths.values() for v in bath.jumps]
    names = [name for name, bath in baths.items() for _ in bath.jumps]
    return Lindbladian(H + sum(dense(bath.H) for bath in baths.values()), jumps, baths=names), H, baths


# --- coherent terms ------------------------------------------------------------------------------------------------


@few
@given(seeds, st.booleans(), st.booleans())
def test_drive_and_counting_give_the_heat_of_the_whole_bath(seed, real, rotated):
    """Tr H K_a(ρ) with all that bath a does, from dense superoperators."""
    generator, H, baths = samplers(seed, real=real, rotated=rotated)
    flow = detbal.drive(generator, kT=KT, H=H)
    values, vectors = np.linalg.eig(rows_stacked(generator))
    rho = vectors[:, np.argmin(np.abs(values))].reshape(H.shape)
    rho = rho / np.trace(rho)
    for name, heat in zip(flow.bath_names, flow.heat_currents, strict=True):
        exact = np.trace(H @ (rows_stacked(baths[name]) @ rho.ravel()).reshape(H.shape)).real
        assert heat == pytest.approx(exact, abs=1e-9)
        found = counting_statistics(generator, bath=name, kT=KT, H=H)
        assert found.cumulants[0] == pytest.approx(exact, abs=1e-9)
        assert found.entropy_production == pytest.approx(flow.entropy_production, abs=1e-9)
        assert not any(isinstance(one, TemperaturesDoNotFit) for one in found.findings)
    assert abs(flow.heat_currents.sum()) <= flow.heat_floor.sum()
    assert flow.spohn.sum() == pytest.approx(flow.entropy_production, abs=1e-9)
    assert (flow.spohn > -flow.spohn_floor).all()
    assert any("count as theirs" in said for said in flow.assumptions)


def test_leads_may_have_energies_of_their_own():
    generator, H, _ = samplers(3)
    shared = detbal.drive(generator, kT=KT, H=H).heat_currents
    np.testing.assert_allclose(detbal.drive(generator, kT=KT, H={"hot": H, "cold": H.copy()}).heat_currents, shared)


def test_coherent_terms_that_fit_no_temperature_stay_with_the_system():
    generator, H, _ = samplers(4)
    flow = detbal.drive(generator, kT={"hot": 1.0, "cold": 0.8}, H=H)
    assert any("none of it is theirs" in said for said in flow.assumptions)
    jumps_alone = detbal.drive(generator, H=H)
    assert any("temperatures are not known" in said for said in jumps_alone.assumptions)
    np.testing.assert_allclose(flow.heat_currents, jumps_alone.heat_currents)
    assert abs(flow.heat_currents.sum()) > 1e-3  # the rest of the heat is work of a Hamiltonian that is nobody's
    secular = detbal.drive(qubit(), kT={"hot": 2.0, "cold": 0.5})
    assert not any("coherent" in said for said in secular.assumptions)


# --- temperatures --------------------------------------------------------------------------------------------------


def test_a_wrong_temperature_is_no_quantum_effect():
    found = counting_statistics(qubit(cold=0.5), bath="hot", kT={"hot": 2.0, "cold": 1.0})
    assert [type(one) for one in found.findings] == [TemperaturesDoNotFit]
    assert found.findings[0].where == ("cold",)
    assert found.uncertainty_ratio < 1.0  # of a chain of two states, where it cannot be
    assert not counting_statistics(qubit(cold=0.5), bath="hot", kT={"hot": 2.0, "cold": 0.5}).findings
    assert not counting_statistics(qubit(cold=0.5), bath="hot").findings


def test_one_way_baths_have_no_temperature():
    generator = Lindbladian(np.diag([0.0, 1.0]), [LOWER, 0.5 * LOWER.T], baths=["a", "b"])
    found = counting_statistics(generator, bath="b", kT=1.0)
    assert found.findings[0].where == ("a", "b")
    assert not any(isinstance(one, BelowClassicalBound) for one in found.findings)
    assert "rates: 1 at least" not in str(found)


@few
@given(seeds, st.floats(1.001, 3.0))
def test_misfits_are_found_from_a_thousandth(seed, factor):
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(3, 3))
    bath = Bath(spectral_density=lambda w: 0.2 * w, kT=1.0)
    generator = davies(np.diag([0.0, 0.7, 1.9]), [(A + A.T, bath)], lamb_shift=False).lindbladian()
    assert not counting_statistics(generator, bath="bath 0", kT=1.0).findings
    found = counting_statistics(generator, bath="bath 0", kT=factor)
    assert isinstance(found.findings[0], TemperaturesDoNotFit)
    # the largest is that of the largest step: tanh(Δβ ν/2)
    said = float(found.findings[0].message.split("(by ")[1].split(")")[0])
    assert said == pytest.approx(np.tanh(abs(1 - 1 / factor) * 1.9 / 2), rel=0.05)


def test_a_lamb_shift_counted_as_energy_is_found_and_H_is_the_way_out():
    rng = np.random.default_rng(1)
    A = [rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3)) for _ in range(2)]
    baths = [Bath(spectral_density=lambda w: 0.1 * w * np.exp(-w / 5), kT=kT) for kT in (2.0, 0.7)]
    energy = np.diag([0.0, 1.0, 1.0])
    exact = davies(energy, [(a + a.conj().T, bath) for a, bath in zip(A, baths, strict=True)], lamb_shift=True)
    shifted = exact.lindbladian()
    forgotten = Lindbladian(shifted.H, shifted.jumps, baths=shifted.baths)
    kT = {"bath 0": 2.0, "bath 1": 0.7}
    wrong = counting_statistics(forgotten, bath="bath 0", kT=kT)
    right = counting_statistics(forgotten, bath="bath 0", kT=kT, H=energy)
    mean = counting_statistics(exact, bath="bath 0").cumulants[0]
    assert isinstance(wrong.findings[0], TemperaturesDoNotFit)
    assert "H= (the energy without Lamb shift" in wrong.findings[0].message
    assert abs(wrong.cumulants[0] - mean) > 1e-3
    assert not right.findings
    assert right.cumulants[0] == pytest.approx(mean, rel=1e-10)


def test_a_sampler_counted_with_its_own_hamiltonian_is_found():
    generator, _, _ = samplers(5)
    assert isinstance(counting_statistics(generator, bath="hot", kT=KT).findings[0], TemperaturesDoNotFit)


def test_single_precision_fits_and_keeps_its_jumps():
    rng = np.random.default_rng(2)
    u = np.linalg.qr(rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3)))[0]
    A = rng.normal(size=(3, 3))
    baths = [Bath(spectral_density=lambda w: 0.2 * w, kT=kT) for kT in (2.0, 0.7)]
    generator = davies(np.diag([0.0, 0.7, 1.9]), [(A + A.T, bath) for bath in baths], lamb_shift=False).lindbladian()
    H, *jumps = ((u @ dense(v) @ u.conj().T).astype(np.complex64) for v in (generator.H, *generator.jumps))
    coarse = Lindbladian(H, jumps, baths=generator.baths)
    found = counting_statistics(coarse, bath="bath 0", kT={"bath 0": 2.0, "bath 1": 0.7})
    assert found.tilt is Tilt.JUMPS
    assert not found.findings
