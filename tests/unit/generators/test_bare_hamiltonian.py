"""The bare Hamiltonian of a Lindbladian: what temperatures refer to where H holds a Lamb shift or a coherent term."""

import numpy as np
import pytest
from scipy.linalg import expm

import detbal
from detbal import InputError, Status
from detbal.generators import (
    Bath,
    Lindbladian,
    RegressionSpectrum,
    chen_kastoryano_gilyen,
    counting_statistics,
    davies,
    ding_li_lin,
    mixing_time,
    relaxation,
    spectral_gap,
    universal_lindblad,
)

KT = 0.8
FALL = np.array([[0, 1.0], [0, 0]])


def hermitian(n, rng):
    a = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    return a + a.conj().T


def drude(kT=KT, strength=0.2):
    return Bath(spectral_density=lambda w: strength * w / (w**2 + 4.0), kT=kT)


def system(n=4, seed=0):
    rng = np.random.default_rng(seed)
    return hermitian(n, rng), hermitian(n, rng), hermitian(n, rng)


def made(name):
    """Return a generator at KMS detailed balance whose H holds more than the bare one, and the bare one."""
    H, A, B = system()
    makers = {
        "Ding, Li, Lin": lambda: ding_li_lin(H, [A, B], kT=KT),
        "Chen, Kastoryano, Gilyén": lambda: chen_kastoryano_gilyen(H, [A], kT=KT),
        "universal Lindblad, corrected": lambda: universal_lindblad(H, [(A, drude())], kT=KT),
        "Davies with Lamb shift": lambda: davies(H, [(A, drude()), (B, drude())]).lindbladian(),
    }
    return makers[name](), H


NAMES = ["Ding, Li, Lin", "Chen, Kastoryano, Gilyén", "universal Lindblad, corrected", "Davies with Lamb shift"]


def test_it_is_H_by_default():
    atom = Lindbladian(np.diag([0.0, 1.0]), [FALL])
    assert atom.bare is atom.H
    assert atom.beyond_bare is None
    again = Lindbladian(np.diag([0.0, 1.0]), [FALL], bare=np.diag([0.0, 1.0]))
    assert again.beyond_bare is None
    assert detbal.check(again, kT=0.5).balance_with == detbal.check(atom, kT=0.5).balance_with
    assert "no Lamb shift" in " ".join(detbal.check(again, kT=0.5).assumptions)


def test_what_is_no_hamiltonian_is_refused():
    with pytest.raises(InputError, match="bare is not Hermitian"):
        Lindbladian(np.diag([0.0, 1.0]), [FALL], bare=FALL)
    with pytest.raises(InputError, match="bare has shape"):
        Lindbladian(np.diag([0.0, 1.0]), [FALL], bare=np.eye(3))


@pytest.mark.parametrize("name", NAMES)
def test_a_temperature_alone_is_enough(name):
    generator, H = made(name)
    verdict = detbal.check(generator, kT=KT)
    assert verdict.status is Status.BALANCED, str(verdict)
    assert "bare H (without Lamb shift or coherent term)" in verdict.balance_with
    assert any("bare H" in told for told in verdict.assumptions)
    # a state found without this class
    gibbs = expm(-H / KT)
    np.testing.assert_allclose(verdict.stationary_state.matrix, gibbs / np.trace(gibbs), atol=1e-12)
    np.testing.assert_allclose(generator.apply(gibbs / np.trace(gibbs)), 0.0, atol=1e-12)
    # what H holds besides is told as the Hamiltonian part where it commutes, and the bare one is in it
    recovered = verdict.hamiltonian_part.operator
    if name == NAMES[-1]:
        mean = np.trace(generator.H).real / 4
        np.testing.assert_allclose(recovered, generator.H - mean * np.eye(4), atol=1e-10)


@pytest.mark.parametrize("name", NAMES)
def test_another_one_is_broken(name):
    generator, H = made(name)
    assert detbal.check(Lindbladian(generator.H, generator.jumps), kT=KT).status is Status.BROKEN
    assert detbal.check(generator, kT=KT, H=generator.H).status is Status.BROKEN  # H= overrides
    assert detbal.check(generator, kT=1.1 * KT).status is Status.BROKEN
    assert detbal.check(generator, kT=KT, H=H).status is Status.BALANCED


@pytest.mark.parametrize("name", NAMES)
def test_every_question_means_the_same_state(name):
    generator, H = made(name)
    plain = Lindbladian(generator.H, generator.jumps, baths=generator.baths or None)
    gap, wanted = spectral_gap(generator, kT=KT), spectral_gap(plain, kT=KT, H=H)
    assert gap.value == pytest.approx(wanted.value, rel=1e-9)
    assert "bare H" in str(gap)
    found = relaxation(generator, [1, 0, 0, 0], [0.0, 0.5, 3.0], kT=KT)
    wanted = relaxation(plain, [1, 0, 0, 0], [0.0, 0.5, 3.0], kT=KT, H=H)
    np.testing.assert_allclose(found.populations, wanted.populations, atol=1e-12)
    assert "bare H" in found.balance_with
    B = system()[2]
    spectra = RegressionSpectrum(generator, B, kT=KT), RegressionSpectrum(plain, B, kT=KT, H=H)
    omega = np.linspace(-3.0, 3.0, 7)
    np.testing.assert_allclose(spectra[0].density(omega), spectra[1].density(omega), rtol=1e-9)
    assert not spectra[0].stationarity.broken
    np.testing.assert_allclose(detbal.thermometer(generator).kT_each, KT, rtol=1e-9)


def test_the_mixing_time_means_it_too():
    H, A, _ = system(2)
    sampler = ding_li_lin(H, [A], kT=KT)
    start = np.diag([1.0, 0.0])
    found = mixing_time(sampler, kT=KT, initial=start)
    wanted = mixing_time(Lindbladian(sampler.H, sampler.jumps), kT=KT, H=H, initial=start)
    assert found.value == pytest.approx(wanted.value, rel=1e-9)
    assert "bare H" in str(found)


def test_a_plain_one_is_told_what_is_missing():
    generator, _ = made(NAMES[0])
    plain = Lindbladian(generator.H, generator.jumps)
    found = " ".join(finding.message for finding in detbal.check(plain, kT=KT).findings)
    assert "or H holds a coherent term: then give the bare one as H=" in found
    with pytest.raises(InputError, match=r"give the right one .H= as well, if H holds a Lamb shift or a coherent term"):
        spectral_gap(plain, kT=KT)


def test_counted_and_driven_is_the_bare_energy():
    H, A, B = system(3)
    between = davies(H, [(A, drude(1.2)), (B, drude(0.6))])
    generator, name = between.lindbladian(), next(iter(between.baths))
    wanted, found = (counting_statistics(each, bath=name) for each in (between, generator))
    np.testing.assert_allclose(found.cumulants, wanted.cumulants, rtol=1e-8)
    assert any("bare H" in told for told in found.assumptions)
    temperatures = {each: bath.kT for each, bath in between.baths.items()}
    flow, wanted = detbal.drive(generator, kT=temperatures), detbal.drive(between)
    np.testing.assert_allclose(flow.heat_currents, wanted.heat_currents, rtol=1e-8)
    assert detbal.check(generator, kT=temperatures).status is Status.BALANCED  # locally


def test_it_need_not_stand_in_the_generator():
    H, A, _ = system()
    whole = ding_li_lin(H, [A], kT=KT)
    alone = Lindbladian(whole.H - H, whole.jumps, bare=H)
    assert detbal.check(alone, kT=KT).status is Status.BALANCED
    assert detbal.check(Lindbladian(whole.H - H, whole.jumps), kT=KT).status is Status.BROKEN


@pytest.mark.parametrize("name", NAMES)
def test_the_nearest_balanced_generator_keeps_it(name):
    generator, H = made(name)
    near = detbal.impose(generator, kT=KT)
    assert near.distance < 1e-12
    more = near.nearest.H - generator.H  # energies may have another zero
    np.testing.assert_allclose(more, np.eye(4) * more[0, 0], atol=1e-12 * abs(generator.H).max())
    assert detbal.check(near.nearest, kT=KT).status is Status.BALANCED
    # also where the correction is new
    rough = Lindbladian(H, generator.jumps[:1])
    made_so = detbal.impose(rough, kT=KT)
    assert made_so.distance > 1e-3
    assert detbal.check(made_so.nearest, kT=KT).status is Status.BALANCED


def two_samplers(kT):
    """Two KMS samplers of one H, each with its coherent term, as baths at different temperatures."""
    H = np.array([[0.0, 0.3, 0.1], [0.3, 1.0, 0.2], [0.1, 0.2, 1.7]])
    A = np.array([[0.2, 1.0, 0.5], [1.0, 0.0, 1.0], [0.5, 1.0, -0.3]])
    made = {name: ding_li_lin(H, [A], kT=value) for name, value in kT.items()}
    jumps = [jump for one in made.values() for jump in one.jumps]
    names = [name for name, one in made.items() for _ in one.jumps]
    total = H + sum(one.H - H for one in made.values())
    return Lindbladian(total, jumps, baths=names, bare=H)


def test_baths_with_coherent_terms_are_held_against_their_own_temperatures():
    kT = {"hot": 2.0, "cold": 0.8}
    between = two_samplers(kT)
    assert detbal.check(between, kT=kT).status is Status.BALANCED
    wrong = detbal.check(between, kT={"hot": 2.0, "cold": 0.9})
    assert wrong.status is Status.BROKEN
    assert wrong.max_residual > 0.01
    flow = detbal.drive(between, kT=kT)
    assert flow.heat_currents.sum() == pytest.approx(0.0, abs=1e-12)
    assert flow.entropy_production == pytest.approx(-(flow.heat_currents / [2.0, 0.8]).sum(), rel=1e-9)
