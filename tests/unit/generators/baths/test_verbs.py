"""check, complete, impose and thermometer of baths; every fault by a known amount."""

import json

import numpy as np
import pytest

from detbal import InputError, Status
from detbal.generators.baths import (
    Bath,
    Exponentials,
    check_bath,
    complete_bath,
    drude_lorentz_matsubara,
    impose_bath,
    thermometer_bath,
)
from detbal.generators.baths.findings import (
    ClassicalSpectrum,
    LostDigits,
    NegativeSpectrum,
    NotStationary,
    OneSided,
    OtherTemperature,
    WrongSign,
)
from detbal.testing.conformance import assert_verdict
from detbal.verdict import LeftOut, NothingToTest

KT = 0.5


def j(w):
    return 0.05 * w * np.exp(-w / 5)


def emission(w):
    """S(ω) of an Ohmic bath at kT = 0.5, written out independently of the package; ω = 0 not asked for."""
    return 2 * j(np.abs(w)) * np.where(w > 0, 1.0, np.exp(-np.abs(w) / KT)) / (1 - np.exp(-np.abs(w) / KT))


def fermi(w, sign):
    return 1 / (1 + np.exp(sign * (w - 0.3) / KT))


def kinds(result):
    return [type(finding) for finding in result.findings]


BALANCED = {
    "J": Bath(spectral_density=j, kT=KT),
    "S": Bath(power_spectrum=emission, kT=KT),
    "completed": complete_bath(Bath(power_spectrum=emission), kT=KT),
    "imposed": impose_bath(Bath(power_spectrum=lambda w: 1 / (1 + w**2)), kT=KT).nearest,
    "fermions": Bath(spectral_density=lambda w: 1.0, kT=KT, mu=0.3, statistics="fermion"),
    "completed fermions": complete_bath(
        Bath(power_spectrum=lambda w: fermi(w, -1), mu=0.3, statistics="fermion"), kT=KT
    ),
    "fermions by both spectra": Bath(
        power_spectrum=lambda w: fermi(w, -1), absorption_spectrum=lambda w: fermi(w, 1), mu=0.3, statistics="fermion"
    ),
}


@pytest.mark.parametrize("name", BALANCED)
def test_balanced_baths(name):
    verdict = check_bath(BALANCED[name], kT=KT)
    assert verdict.status is Status.BALANCED
    assert verdict.findings == ()
    assert verdict.noise_floor < 1.1e-9
    assert verdict.kms_violation < 1e-14
    assert verdict.fdt_violation < 1e-13
    shown = verdict.effective_kT[~np.isnan(verdict.effective_kT)]  # at ω = μ there is none
    np.testing.assert_allclose(shown, KT, rtol=1e-9)
    assert_verdict(verdict)
    other = check_bath(BALANCED[name], kT=2 * KT)
    assert other.status is Status.BROKEN
    assert kinds(other) == [OtherTemperature]
    assert "multiplied by 0.5" in other.findings[0].message
    assert other.max_residual == pytest.approx(40, rel=1e-9)  # 80 where 40 is asked for, at the end of the grid


@pytest.mark.parametrize("size", [1e-8, 1e-4, 0.1])
@pytest.mark.parametrize("at", [0.2, 2.0, 5.0])
def test_a_tilt_is_measured(size, at):
    tilted = Bath(power_spectrum=lambda w: emission(w) * np.where(w < 0, np.exp(-size), 1.0), kT=KT)
    verdict = check_bath(tilted, frequencies=[at])
    assert verdict.status is Status.BROKEN
    assert verdict.residual == pytest.approx([size], abs=1.1e-9)
    assert verdict.effective_kT == pytest.approx([at / (at / KT + size)], rel=1e-9)
    assert check_bath(tilted, frequencies=[at], tol=2 * size).status is Status.BALANCED
    assert check_bath(tilted, frequencies=[at], tol=size / 2).status is Status.BROKEN
    largest = emission(np.array([at]))[0]
    miss = emission(np.array([-at]))[0] * -np.expm1(-size) / largest
    assert verdict.kms_violation == pytest.approx(miss, rel=1e-6)


def test_fluctuation_dissipation():
    """S(ω) + S(-ω) a tenth too large: the theorem is missed by half of that tenth of it, over the largest S."""
    noisy = Bath(power_spectrum=lambda w: emission(w) + 0.05 * (emission(w) + emission(-w)), kT=KT)
    verdict = check_bath(noisy, frequencies=[1.0])
    up, down = emission(np.array([1.0, -1.0]))
    assert verdict.fdt_violation == pytest.approx(0.05 * (up + down) / (up + 0.05 * (up + down)), rel=1e-12)


@pytest.mark.parametrize(
    ("bath", "finding"),
    [
        (Bath(power_spectrum=lambda w: 0.1), ClassicalSpectrum),
        (Bath(power_spectrum=lambda w: np.abs(j(np.abs(w)) / np.tanh(w / 2 / KT))), ClassicalSpectrum),
        (Bath(power_spectrum=lambda w: emission(-w)), WrongSign),
        (Bath(power_spectrum=lambda w: np.where(w > 0, w, 0.0)), OneSided),
        (Bath(power_spectrum=lambda w: np.where(w < 0, -w, 0.0)), OneSided),
        (Bath(power_spectrum=lambda w: emission(w) - 1e-3), NegativeSpectrum),
        (Bath(power_spectrum=lambda w: 2 * np.sign(w) * j(np.abs(w)) * (1 / np.expm1(w / KT) + 1)), LostDigits),
        (Bath(spectral_density=lambda w: j(w) - 1e-3, kT=KT), NegativeSpectrum),
        (
            Bath(
                power_spectrum=lambda w: fermi(w, 1),
                absorption_spectrum=lambda w: fermi(w, -1),
                mu=0.3,
                statistics="fermion",
            ),
            WrongSign,
        ),
        (
            Bath(power_spectrum=lambda w: 1.0, absorption_spectrum=lambda w: 1.0, statistics="fermion"),
            ClassicalSpectrum,
        ),
    ],
)
def test_what_is_wrong_is_named(bath, finding):
    verdict = check_bath(bath, kT=KT)
    assert verdict.status is Status.BROKEN
    assert kinds(verdict) == [finding]
    assert_verdict(verdict)
    assert len(verdict.plot().axes) > 0


def test_where_it_is_negative():
    bath = Bath(correlation_function=drude_lorentz_matsubara(0.5, 1.0, 0.2, 5), kT=0.2)
    verdict = check_bath(bath, frequencies=[0.3, 0.8, 1.5, 2.5])
    assert verdict.status is Status.BROKEN
    assert verdict.findings[0].where == ("ω = 0.8", "ω = 1.5", "ω = 2.5")
    assert verdict.minimum == bath.power_spectrum(-1.5)
    assert "lowest S(-1.5)" in verdict.findings[0].message


def test_lost_digits_where_they_matter():
    naive = Bath(power_spectrum=lambda w: 2 * np.sign(w) * j(np.abs(w)) * (1 / np.expm1(w / KT) + 1), kT=KT)
    fine = check_bath(naive, frequencies=KT * np.linspace(0.1, 13, 50))
    assert fine.status is Status.BALANCED
    assert fine.noise_floor < 2e-9
    lost = check_bath(naive, frequencies=[20 * KT, 30 * KT, 40 * KT])
    assert lost.status is Status.BROKEN
    assert 1e-9 < abs(lost.residual[0]) < 1e-7
    assert 1e-4 < abs(lost.residual[1]) < 1e-2
    assert lost.residual[2] == np.inf  # S(-40 kT) is zero, and should be e^-40 S(40 kT)
    assert kinds(lost) == [LostDigits]
    with np.errstate(over="ignore"):
        assert check_bath(complete_bath(naive), frequencies=KT * np.array([40.0, 700.0])).status is Status.BALANCED


def test_underflow_is_not_one_way():
    verdict = check_bath(Bath(power_spectrum=emission, kT=KT), frequencies=KT * np.array([1.0, 760.0]))
    assert verdict.status is Status.BALANCED
    assert kinds(verdict) == [LeftOut]
    assert len(verdict.residual) == 1


def test_without_a_temperature_one_is_fitted():
    verdict = check_bath(Bath(power_spectrum=emission), frequencies=[0.3, 1.0, 3.0])
    assert verdict.status is Status.BALANCED
    assert verdict.theta.values == pytest.approx([1 / KT])
    assert check_bath(Bath(power_spectrum=emission), frequencies=[1.0]).status is Status.UNDECIDED
    for wrong, finding in [(lambda w: emission(-w), WrongSign), (lambda w: 0.1, ClassicalSpectrum)]:
        verdict = check_bath(Bath(power_spectrum=wrong), frequencies=[0.3, 1.0, 3.0])
        assert verdict.status is Status.BROKEN
        assert kinds(verdict) == [finding]
    lead = Bath(power_spectrum=lambda w: fermi(w, -1), absorption_spectrum=lambda w: fermi(w, 1), statistics="fermion")
    verdict = check_bath(lead, frequencies=[-1.0, 0.3, 2.0])
    assert verdict.status is Status.BALANCED
    assert verdict.theta.values == pytest.approx([2.0, 0.6])
    assert verdict.effective_kT[[0, 2]] == pytest.approx([KT, KT])


def test_a_small_ratio_at_a_small_frequency_is_no_classical_spectrum():
    assert check_bath(Bath(power_spectrum=emission, kT=KT), frequencies=[1e-10]).status is Status.BALANCED


def test_at_bohr_frequencies_and_on_the_grid():
    bath = impose_bath(
        Bath(correlation_function=drude_lorentz_matsubara(0.5, 1.0, 0.2, 5), kT=0.2), frequencies=[0.3, 0.8]
    ).nearest
    verdict = check_bath(bath, frequencies=[-0.3, 0.3, 0.8, 0.0])
    assert verdict.status is Status.BALANCED
    assert verdict.labels == ["ω = 0.3", "ω = 0.8"]
    assert verdict.related[0].status is Status.BROKEN
    assert "grid" in verdict.related[0].statement
    record = json.loads(verdict.to_json())
    assert record["effective_kT"] == pytest.approx([0.2, 0.2])


def test_frequencies_that_cannot_be_asked():
    bath = Bath(power_spectrum=emission, kT=KT)
    with pytest.raises(InputError, match=r"frequencies\[1\] = nan"):
        check_bath(bath, frequencies=[1.0, np.nan])
    with pytest.raises(InputError, match=r"no frequency other than 0: S\(0\) is its own reverse"):
        check_bath(bath, frequencies=[0.0])
    with pytest.raises(InputError, match="neither a temperature nor frequencies"):
        check_bath(Bath(power_spectrum=emission))
    w = np.linspace(0.1, 2, 20)
    half = Bath(power_spectrum=emission(w), frequencies=w, kT=KT)
    with pytest.raises(InputError, match=r"known from 0\.1 to 2: balance is between S\(ω\) and S\(-ω\)"):
        check_bath(half)
    narrow = Bath(spectral_density=1e-9 * np.arange(5.0), frequencies=1e-9 * np.arange(5.0), kT=KT)
    with pytest.raises(InputError, match=r"no multiple of kT = 0\.5 from 0\.01 on lies there"):
        check_bath(narrow)
    assert check_bath(narrow, frequencies=[2e-9]).related == ()
    with pytest.raises(InputError, match="tol = -1"):
        check_bath(bath, tol=-1)


def test_samples():
    w = np.linspace(-3, 3, 60)  # without ω = 0
    good = Bath(power_spectrum=emission(w), frequencies=w, kT=KT)
    verdict = check_bath(good)
    assert verdict.status is Status.BALANCED
    np.testing.assert_array_equal(verdict.frequencies, w[30:])
    between = check_bath(good, frequencies=[1.02])  # no sample: as good as the interpolation
    assert between.status is Status.UNDECIDED
    assert abs(between.residual[0]) < between.floor[0] < 0.02
    s = emission(w)
    s[5] *= 1.01
    broken = check_bath(Bath(power_spectrum=s, frequencies=w, kT=KT))
    assert broken.worst[0].label == f"ω = {-w[5]:.6g}"
    assert broken.max_residual == pytest.approx(np.log(1.01), rel=1e-9)


def marcus(w, kT=1.0, lam=1.5):
    """S(ω) = e^{-(ω-λ)²/4λkT} obeys the KMS condition exactly, and C(t) is a Gaussian."""
    return np.exp(-((w - lam) ** 2) / (4 * lam * kT))


def marcus_correlation(t, kT=1.0, lam=1.5):
    return np.sqrt(lam * kT / np.pi) * np.exp(-lam * kT * t**2 - 1j * lam * t)


def test_sampled_correlation_function():
    t, omega = np.linspace(0, 6, 3001), np.array([0.5, 1.0, 2.0, 4.0])
    c = marcus_correlation(t)
    bath = Bath(correlation_function=c, times=t, kT=1.0)
    np.testing.assert_allclose(bath.power_spectrum(omega), marcus(omega), rtol=1e-9)
    assert check_bath(bath, frequencies=omega).status is Status.BALANCED
    coarse = Bath(correlation_function=marcus_correlation, times=np.linspace(0, 6, 100), kT=1.0)
    verdict = check_bath(coarse, frequencies=omega)
    assert verdict.status is Status.UNDECIDED
    assert (np.abs(verdict.residual) <= verdict.floor).all()
    assert check_bath(coarse, frequencies=omega, tol=0.1).status is Status.BALANCED
    hotter = check_bath(bath, kT=1.01, frequencies=omega)
    assert hotter.residual == pytest.approx(omega - omega / 1.01, abs=1e-7)
    real = check_bath(Bath(correlation_function=c.real, times=t, kT=1.0), frequencies=omega)
    assert real.status is Status.BROKEN
    assert kinds(real) == [ClassicalSpectrum]
    assert real.residual == pytest.approx(-omega, abs=1e-12)
    both = np.concatenate([-t[:0:-1], t])
    twosided = np.concatenate([c[:0:-1].conj(), c])
    assert NotStationary not in kinds(check_bath(Bath(correlation_function=twosided, times=both, kT=1.0)))
    wrong = check_bath(Bath(correlation_function=np.concatenate([c[:0:-1], c]), times=both, kT=1.0), tol=9)
    assert wrong.status is Status.BROKEN
    assert kinds(wrong)[0] is NotStationary


def test_a_correlation_that_does_not_resolve_anything():
    verdict = check_bath(Bath(correlation_function=np.cos(np.arange(40) ** 2), times=np.arange(40), kT=0.01))
    assert verdict.status in (Status.UNDECIDED, Status.BROKEN)
    flat = check_bath(Bath(correlation_function=np.ones(40), times=np.arange(40), kT=1.0), frequencies=[0.5])
    assert flat.status is Status.UNDECIDED
    assert kinds(flat)[-1] is NothingToTest


def test_samples_that_reach_further_on_one_side():
    w = np.array([-1.0, -0.45, 0.1, 0.4, 0.9, 3.0])
    verdict = check_bath(Bath(power_spectrum=emission(w), frequencies=w, kT=KT))
    grid = KT * np.geomspace(0.01, 40, 37)  # no sample has its mirror image
    np.testing.assert_allclose(verdict.frequencies, grid[grid <= 1.0])
    assert verdict.status is not Status.BALANCED


def test_sampled_leads():
    w = np.linspace(-1, 1, 5)
    lead = Bath(power_spectrum=(w, np.ones(5)), absorption_spectrum=(w[:4], np.ones(4)), statistics="fermion", kT=0.1)
    assert lead.frequency_range == (-1.0, 0.5)
    np.testing.assert_array_equal(lead.spectral_density([0.0, 0.5]), 2)
    verdict = check_bath(lead)
    np.testing.assert_array_equal(verdict.frequencies, w[:4])
    np.testing.assert_allclose(verdict.residual, -w[:4] / 0.1)


# complete


def test_complete():
    w = np.array([0.3, 2.0, 20.0])
    for bath in (Bath(power_spectrum=emission), Bath(spectral_density=j, kT=99.0)):
        done = complete_bath(bath, kT=KT)
        assert done.thermal
        assert done.kT == KT
        np.testing.assert_allclose(done.power_spectrum(w), emission(w), rtol=1e-13)
        np.testing.assert_allclose(done.power_spectrum(-w), emission(-w), rtol=1e-13)
    cold = complete_bath(Bath(power_spectrum=emission), kT=1e-4)
    assert cold.log_power_spectrum(-1.0) - cold.log_power_spectrum(1.0) == pytest.approx(-1e4, rel=1e-14)
    lead = complete_bath(Bath(power_spectrum=lambda w: fermi(w, -1), mu=0.3, statistics="fermion"), kT=KT)
    np.testing.assert_allclose(lead.absorption_spectrum(w), fermi(w, 1), rtol=1e-13)
    assert complete_bath(Bath(spectral_density=j, kT=KT)).density is not None
    lead = complete_bath(Bath(spectral_density=lambda w: 1.0, kT=3.0, mu=0.3, statistics="fermion"), kT=KT)
    np.testing.assert_allclose(lead.absorption_spectrum(w), fermi(w, 1), rtol=1e-13)


def test_complete_without_what_it_needs():
    with pytest.raises(InputError, match="a bath without a temperature"):
        complete_bath(Bath(power_spectrum=emission))
    w = np.linspace(-3, -1, 9)
    with pytest.raises(InputError, match=r"known up to ω = -1 only.*sign convention"):
        complete_bath(Bath(power_spectrum=emission(w), frequencies=w), kT=KT)


# impose


@pytest.mark.parametrize(
    "series",
    [
        drude_lorentz_matsubara(0.5, 1.0, 0.2, 5),
        # conjugate rates, one without its conjugate, and one given twice
        Exponentials([0.3 - 0.2j, 0.3 + 0.2j, 0.1j, 0.2, 0.1], [0.3 + 1j, 0.3 - 1j, 0.5 + 2j, 1.0, 1.0]),
    ],
)
def test_refit_keeps_j_and_is_exact_at_the_frequencies(series):
    bath = Bath(correlation_function=series, kT=0.2)
    at = np.array([0.3, 0.8, 1.5])
    w = np.linspace(-10, 10, 201)
    imposed = impose_bath(bath, frequencies=at)
    new = imposed.nearest
    np.testing.assert_allclose(new.spectral_density(w), bath.spectral_density(w), atol=1e-14)
    ratio = new.log_power_spectrum(at) - new.log_power_spectrum(-at)
    assert ratio == pytest.approx(at / 0.2, rel=1e-9) or (bath.spectral_density(at) < 0).any()
    # distance: ∫|δC|² dt = ∫|δS|² dω/2π
    wide = np.linspace(-2000, 2000, 800_001)
    change = np.trapezoid((new.power_spectrum(wide) - bath.power_spectrum(wide)) ** 2, wide)
    whole = np.trapezoid(bath.power_spectrum(wide) ** 2, wide)
    assert imposed.distance == pytest.approx(np.sqrt(change / whole), rel=1e-2)
    again, fitted = impose_bath(new, frequencies=at).nearest, np.linspace(-4.8, 4.8, 99)
    np.testing.assert_allclose(again.power_spectrum(fitted), new.power_spectrum(fitted), atol=1e-12)


def test_refit_is_the_least_one():
    """No other bath that meets the condition lies closer to J coth(ω/2kT) on the fit's frequencies."""
    series = drude_lorentz_matsubara(0.5, 1.0, 0.2, 5)
    at = np.array([0.8])
    new = impose_bath(Bath(correlation_function=series, kT=0.2), frequencies=at).nearest.emission
    grid = np.linspace(0, 3.2 * 0.8, 401)[1:]

    def loss(coefficients):
        trial = Exponentials(coefficients, new.rates)
        symmetric = (trial.values(grid) + trial.values(-grid)) / 2
        return np.sum((symmetric - grid / (1 + grid**2) / np.tanh(grid / 0.4)) ** 2)

    rng = np.random.default_rng(0)
    weight = 2 * new.rates.real / (new.rates.real**2 + 0.64)  # what each contributes to S_sym(0.8)
    for _ in range(20):
        step = rng.normal(size=6)
        step -= weight * (weight @ step) / (weight @ weight)
        assert loss(new.coefficients + 1e-4 * step) > loss(new.coefficients)


def test_refit_refuses():
    bath = Bath(correlation_function=drude_lorentz_matsubara(0.5, 1.0, 0.2, 1), kT=0.2)
    with pytest.raises(InputError, match="3 frequencies for 2 free parameters"):
        impose_bath(bath, frequencies=[1, 2, 3])
    with pytest.raises(InputError, match="exponentials without frequencies"):
        impose_bath(bath)
    with pytest.raises(InputError, match="a bath without a temperature"):
        impose_bath(Bath(power_spectrum=emission))


def test_impose_on_spectra():
    lorentzian = Bath(power_spectrum=lambda w: 1 / (1 + (w - 1) ** 2), kT=KT)
    w = np.array([0.3, 2.0])
    imposed = impose_bath(lorentzian, frequencies=w)
    s, old = imposed.nearest.power_spectrum, lorentzian.power_spectrum
    np.testing.assert_allclose(s(w) * s(-w), old(w) * old(-w), rtol=1e-14)
    np.testing.assert_allclose(s(w) / s(-w), np.exp(w / KT), rtol=1e-14)
    moved = w / KT - np.log(old(w) / old(-w))
    np.testing.assert_allclose(imposed.moved, moved, rtol=1e-13)
    # each side moves by half of it: Σ (m/2)² + (m/2)²
    assert imposed.distance == pytest.approx(np.sqrt((moved**2 / 2).sum()), rel=1e-13)
    assert impose_bath(imposed.nearest, frequencies=w).distance < 1e-13
    one_sided = Bath(power_spectrum=lambda w: np.where(w > 0, 1.0, 0.0), kT=KT)
    with pytest.raises(InputError, match=r"S is 1 and, reversed, 0 at ω = 2: .* complete the bath"):
        impose_bath(one_sided, frequencies=[2.0])
    lead = Bath(
        power_spectrum=lambda w: fermi(w, -1),
        absorption_spectrum=lambda w: 1.1 * fermi(w, 1),
        kT=KT,
        mu=0.3,
        statistics="fermion",
    )
    imposed = impose_bath(lead, frequencies=[-1.0, 2.0])
    np.testing.assert_allclose(imposed.moved, np.log(1.1), rtol=1e-12)
    new = imposed.nearest
    np.testing.assert_allclose(new.power_spectrum(w) / new.absorption_spectrum(w), np.exp((w - 0.3) / KT), rtol=1e-13)
    assert new.frequency_range == (-np.inf, np.inf)


# thermometer


def test_thermometer():
    reading = thermometer_bath(Bath(power_spectrum=emission), frequencies=[0.3, 1.0, 3.0])
    assert reading.kT == pytest.approx(KT, rel=1e-12)
    np.testing.assert_allclose(reading.kT_each, KT, rtol=1e-9)
    assert reading.misfit < 1e-12
    assert reading.spread < 1e-12
    assert reading.findings == ()
    lead = Bath(power_spectrum=lambda w: fermi(w, -1), absorption_spectrum=lambda w: fermi(w, 1), statistics="fermion")
    reading = thermometer_bath(lead, frequencies=[-1.0, 0.0, 2.0])
    assert (reading.kT, reading.mu) == pytest.approx((KT, 0.3), rel=1e-12)
    kelvin = thermometer_bath(Bath(spectral_density=j, T=300, energy_unit="meV"))
    assert kelvin.T is not None
    assert abs(kelvin.T - 300) < 1e-6
    assert len(kelvin.plot().axes) > 0


def test_one_inverted_frequency_is_not_hidden():
    def bad(w):
        return np.where(np.abs(np.abs(w) - 1.0) < 0.1, emission(-w), emission(w))

    reading = thermometer_bath(Bath(power_spectrum=bad), frequencies=[0.3, 1.0, 3.0, 4.0, 5.0])
    np.testing.assert_allclose(reading.kT_each, [KT, -KT, KT, KT, KT], rtol=1e-9)
    assert kinds(reading) == [WrongSign]
    assert reading.findings[0].where == ("ω = 1",)
    # β: 2 everywhere but once -2
    assert reading.spread == pytest.approx(np.std([2, -2, 2, 2, 2]))
    omega = np.array([0.3, 1.0, 3.0, 4.0, 5.0])
    assert 1 / reading.kT == pytest.approx(2 - 4 * 1.0 / (omega**2).sum())
    assert reading.misfit > 1


def test_thermometers_that_show_none():
    flat = thermometer_bath(Bath(power_spectrum=lambda w: 0.1), frequencies=[1.0, 2.0])
    assert flat.kT is None
    assert kinds(flat) == [ClassicalSpectrum]
    assert np.isinf(flat.kT_each).all()
    cold = Bath(power_spectrum=lambda w: np.where(w > 0, w, 0.0))
    with pytest.raises(InputError, match="0 of 2 frequencies have both emission and absorption"):
        thermometer_bath(cold, frequencies=[1.0, 2.0])
    half = Bath(power_spectrum=lambda w: np.where(w > -1.5, emission(w), 0.0) - np.where(w < -3, 1.0, 0.0))
    reading = thermometer_bath(half, frequencies=[1.0, 2.0, 4.0])
    assert kinds(reading) == [NegativeSpectrum, OneSided, NothingToTest]
    gone = Bath(power_spectrum=lambda w: np.where(np.abs(w) < 1.5, emission(w), 0.0))
    assert kinds(thermometer_bath(gone, frequencies=[0.5, 1.0, 2.0])) == [LeftOut]
