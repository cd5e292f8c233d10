"""Gibbs samplers: against published numbers, closed forms and quadrature, and at any temperature."""

import itertools

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from detbal.errors import InputError
from detbal.generators import Bath, Lindbladian, davies
from detbal.generators.constructions.chen_kastoryano_gilyen import balanced_kernel, chen_kastoryano_gilyen
from detbal.generators.constructions.ding_li_lin import ding_li_lin
from detbal.generators.constructions.filters import Filter
from detbal.generators.constructions.metropolis_channel import metropolis_channel
from detbal.generators.stationary import rows_stacked
from detbal.generators.symmetry import Symmetry

WEIGHTS = list(Filter)


def gap(generator, H):
    """Slowest decay rate without -i[H, ·]."""
    rates = np.sort(np.linalg.eigvals(rows_stacked(Lindbladian(generator.H - H, generator.jumps))).real)
    return -rates[-2]


def ising(x, z):
    return -0.5 * sum(a @ b for a, b in itertools.pairwise(z)) - sum(x)


@pytest.mark.parametrize("n", [2, 3])
@pytest.mark.parametrize("beta", [1.0, 2.0])
def test_gap_of_the_hopping_chain(n, beta, pauli):
    # Šmíd, Meister, Berta, Bondesan, arXiv:2501.01412: free fermions, all Majorana operators, Gaussian filter
    x, y, z = pauli(n)
    majoranas = []
    for k in range(n):
        string = np.linalg.multi_dot([np.eye(2**n), *z[:k], np.eye(2**n)])
        majoranas += [string @ x[k], string @ y[k]]
    c = [(majoranas[2 * k] + 1j * majoranas[2 * k + 1]) / 2.0 for k in range(n)]
    H = -sum(c[k].conj().T @ c[k + 1] for k in range(n - 1))
    H = H + H.conj().T
    level = np.cos(np.pi / (n + 1))
    expected = 2.0 * np.exp(-((beta * level) ** 2)) * np.cosh(beta * level)
    assert gap(ding_li_lin(H, majoranas, kT=1.0 / beta), H) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(
    ("n", "weight", "bandwidth", "expected"),
    [
        (2, Filter.GAUSSIAN, None, 2.2930792673),
        (3, Filter.GAUSSIAN, None, 2.1685770862),
        (2, Filter.METROPOLIS, 10.0, 1.0846586725),
        (3, Filter.METROPOLIS, 10.0, 0.9276758567),
    ],
)
def test_gap_of_the_ising_chain(n, weight, bandwidth, expected, pauli):
    x, y, z = pauli(n)
    H = ising(x, z)
    found = ding_li_lin(H, [*x, *y, *z], kT=1.0, weight=weight, bandwidth=bandwidth)
    assert gap(found, H) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_ding_li_lin_is_balanced_at_any_temperature(weight, h3, a3, residual):
    for kT in (0.1, 1.0, 100.0):
        for bandwidth in (None, 1.2):
            assert residual(ding_li_lin(h3, [a3], kT=kT, weight=weight, bandwidth=bandwidth), h3, kT) < 1e-12
    with np.errstate(over="raise", invalid="raise"):
        cold = ding_li_lin(np.diag([0.0, 1.0, 3.0]), [a3], kT=1e-4, weight=weight)  # βν up to 3e4
    weights = np.exp(-0.25) if weight is Filter.METROPOLIS else 1.0
    np.testing.assert_allclose(np.diag(cold.jumps[0]), weights * np.diag(a3), rtol=1e-14)
    falls, rises = np.abs(cold.jumps[0][0, 1]), np.abs(cold.jumps[0][1, 0])
    assert falls == pytest.approx(1.0 if weight is Filter.METROPOLIS else 0.0, abs=1e-4)
    assert rises == 0.0


def test_the_cut_off_is_smooth_and_even(a3):
    energies = np.array([0.0, 0.9, 2.0])
    plain, cut = (ding_li_lin(np.diag(energies), [a3], kT=0.7, bandwidth=S).jumps[0] for S in (None, 1.5))
    nu = (energies[:, None] - energies[None, :]) / 1.5
    bump = np.where(np.abs(nu) < 1, np.exp(-0.2 / np.where(np.abs(nu) < 1, 1 - nu**2, 1.0)), 0.0)
    np.testing.assert_allclose(cut, plain * bump, rtol=1e-14)
    assert cut[0, 2] == cut[2, 0] == 0.0


def test_metropolis_filter_against_many_digits():
    from detbal.generators.constructions.filters import log_filter

    x = np.array([-1e6, -300.0, -1.0, 0.0, 2.0, 500.0, 1e6])
    with mp.workdps(40):
        expected = [float(-(mp.sqrt(1 + mp.mpf(v) ** 2) + mp.mpf(v)) / 4) for v in x]
    np.testing.assert_allclose(log_filter(Filter.METROPOLIS, x, 1.0), expected, rtol=1e-14)


# Chen, Kastoryano, Gilyén


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("width", [0.05, 0.5, 2.0, 20.0])
def test_the_kernel_is_the_integral_over_smeared_frequencies(weight, width):
    x = np.array([-7.0, -1.3, -0.2, 0.0, 0.2, 1.3, 7.0])
    found, centre, kink = balanced_kernel(weight, x, width), (1 + width**2) / 2, -(width**2) / 2

    def log_rate(omega):
        return -((omega + centre) ** 2) / 2 if weight is Filter.GAUSSIAN else -max(omega - kink, 0.0)

    for (i, a), (j, b) in itertools.product(enumerate(x), repeat=2):
        mean, rest = (a + b) / 2, -((a - b) ** 2) / (8 * width**2) + (max(a, 0.0) + max(b, 0.0)) / 2

        def integrand(omega, mean=mean, rest=rest):
            return np.exp(log_rate(omega) - ((omega - mean) / width) ** 2 / 2 + rest)

        middles = mean, kink, mean - width**2, (mean - centre * width**2) / (1 + width**2)
        ends = sorted({m + k * t for m in middles for k in (-40, -9, -2, 0, 2, 9, 40) for t in (width, 1.0)})
        pieces = [quad(integrand, *piece, epsabs=0, epsrel=1e-11, limit=200)[0] for piece in itertools.pairwise(ends)]
        expected = sum(pieces) / (width * np.sqrt(2 * np.pi))
        assert found[i, j] == pytest.approx(expected, rel=1e-9, abs=1e-200)


@settings(max_examples=60)
@given(st.sampled_from(WEIGHTS), st.floats(-4, 4), st.floats(-2, 1), st.integers(0, 10_000))
def test_the_kernel_is_positive_and_mirrored(weight, log_size, log_width, seed):
    positive = np.sort(np.random.default_rng(seed).uniform(0, 10.0**log_size, 5))
    x = np.concatenate([-positive[::-1], [0.0], positive])
    with np.errstate(over="raise", invalid="raise"):
        kernel = balanced_kernel(weight, x, 10.0**log_width)
    np.testing.assert_array_equal(kernel, kernel[::-1, ::-1].T)
    np.testing.assert_allclose(kernel, kernel.T, rtol=1e-13)
    assert kernel.max() <= 1.0 + 1e-12
    assert np.linalg.eigvalsh(kernel)[0] > -1e-13 * kernel.max()


@pytest.mark.parametrize("weight", WEIGHTS)
def test_chen_kastoryano_gilyen_is_balanced_at_any_resolution(weight, h3, a3, residual, gibbs):
    for width in (3.0, 0.5, 0.03):
        made, bare = (
            chen_kastoryano_gilyen(h3, [a3], kT=0.8, weight=weight, energy_resolution=width, coherent=c)
            for c in (True, False)
        )
        assert residual(made, h3, 0.8) < 1e-13
        assert np.abs(made.apply(gibbs(h3, 0.8))).max() < 1e-15
        if width >= 0.5:
            assert residual(bare, h3, 0.8) > 0.03
            assert np.abs(bare.apply(gibbs(h3, 0.8))).max() > 1e-4


@pytest.mark.parametrize("weight", WEIGHTS)
def test_its_dissipator_is_what_the_kernel_says(weight, random_hermitian):
    energies, A, kT, width = np.array([0.0, 0.4, 1.1, 2.0]), random_hermitian(4, 6), 0.6, 0.5
    rho = random_hermitian(4, 7)
    nu = energies[:, None] - energies[None, :]
    alpha = balanced_kernel(weight, nu.ravel() / kT, width / kT)
    up = np.exp(-np.maximum(nu.ravel(), 0.0) / (2 * kT))
    four = (alpha * up[:, None] * up[None, :]).reshape(4, 4, 4, 4)
    gained = np.einsum("ik,jl,ikjl,kl->ij", A, A.conj(), four, rho)
    R = np.einsum("ki,kj,kjki->ij", A.conj(), A, four)
    bare = chen_kastoryano_gilyen(np.diag(energies), [A], kT=kT, weight=weight, energy_resolution=width, coherent=False)
    commutator = -1j * (np.diag(energies) @ rho - rho @ np.diag(energies))
    np.testing.assert_allclose(bare.apply(rho), commutator + gained - (R @ rho + rho @ R) / 2, atol=1e-13)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_a_fine_resolution_gives_the_davies_generator(weight, random_hermitian, residual):
    H, A, kT = random_hermitian(4, 1), random_hermitian(4, 2), 0.7

    def spectrum(w):  # S(ω): the energy ω is given away
        x = -w / kT
        return np.exp(-np.maximum(x, 0.0)) if weight is Filter.METROPOLIS else np.exp(-((x + 0.5) ** 2) / 2.0)

    expected = rows_stacked(davies(H, [(A, Bath(power_spectrum=spectrum))], lamb_shift=False).lindbladian())
    fine, coarse = (
        rows_stacked(chen_kastoryano_gilyen(H, [A], kT=kT, weight=weight, energy_resolution=s)) for s in (1e-4, 0.3)
    )
    np.testing.assert_allclose(fine, expected, atol=2e-4)  # of the order of the resolution, from the kink
    assert np.abs(coarse - expected).max() > 1e-2
    found = [
        residual(chen_kastoryano_gilyen(H, [A], kT=kT, weight=weight, energy_resolution=s), H, kT, Symmetry.GNS)
        for s in (3.0, 0.3, 0.003)
    ]
    assert found[0] > 0.1 > found[1] > 1e-3 > 1e-12 > found[2]


def test_it_knows_no_overflow(residual):
    H, A = np.diag([0.0, 0.7, 1.0]), np.ones((3, 3))
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        cold = chen_kastoryano_gilyen(H, [A], kT=1e-4, energy_resolution=1e-4)  # βν up to 1e4
    rates = sum(np.abs(v) ** 2 for v in cold.jumps)
    np.testing.assert_allclose(rates[np.triu_indices(3, 1)], 1.0, rtol=1e-12)  # e^0 for what falls
    np.testing.assert_array_equal(rates[np.tril_indices(3, -1)], 0.0)


def test_degenerate_levels_share_their_frequencies(a3, residual, random_hermitian):
    U = np.linalg.eigh(random_hermitian(3, 5))[1]
    H = (U * np.array([0.0, 1.0, 1.0])) @ U.conj().T
    H = (H + H.conj().T) / 2.0
    found = chen_kastoryano_gilyen(H, [a3, np.eye(3) + a3], kT=0.9)
    assert len(found.jumps) == 2 * 3  # three Bohr frequencies, for each of two couplings
    assert residual(found, H, 0.9) < 1e-13


def test_temperatures_in_kelvin_need_a_unit(a3):
    H, kT = np.diag([0.0, 10.0, 30.0]), 8.617333262e-2 * 100.0
    for sampler in (ding_li_lin, chen_kastoryano_gilyen):
        warm = sampler(H, [a3], T=100.0, energy_unit="meV")
        assert warm.energy_unit.symbol == "meV"
        np.testing.assert_allclose(rows_stacked(warm), rows_stacked(sampler(H, [a3], kT=kT)), atol=1e-8)
        with pytest.raises(InputError, match="the energies of this object have no unit"):
            sampler(H, [a3], T=100.0)


def test_what_samplers_refuse(h3, a3):
    for sampler in (ding_li_lin, chen_kastoryano_gilyen):
        with pytest.raises(InputError, match="couplings is empty"):
            sampler(h3, [], kT=1.0)
        with pytest.raises(InputError, match=r"give one: kT= "):
            sampler(h3, [a3])
        with pytest.raises(InputError, match=r"weight = 'gaussian'; give one of Filter.GAUSSIAN"):
            sampler(h3, [a3], kT=1.0, weight="gaussian")
        with pytest.raises(InputError, match=r"couplings\[0\] is a pair"):
            sampler(h3, [(a3, np.cosh)], kT=1.0)
    with pytest.raises(InputError, match=r"bandwidth = 0"):
        ding_li_lin(h3, [a3], kT=1.0, bandwidth=0.0)
    with pytest.raises(InputError, match=r"energy_resolution = 0.*Davies"):
        chen_kastoryano_gilyen(h3, [a3], kT=1.0, energy_resolution=0.0)
    with pytest.raises(InputError, match=r"energy_resolution = 5 at kT = 0.01.*resolve energies"):
        chen_kastoryano_gilyen(h3, [a3], kT=0.01, energy_resolution=5.0)
    many = np.diag(np.random.default_rng(0).uniform(size=60))
    with pytest.raises(InputError, match=r"3,541 Bohr frequencies of 60 states.*one jump for each coupling"):
        chen_kastoryano_gilyen(many, [np.ones((60, 60))], kT=1.0)


@pytest.mark.parametrize("kT", [1e-300, 1e-100, 1e-4, 1e4, 1e300])
@pytest.mark.parametrize("weight", WEIGHTS)
def test_any_temperature_without_warnings(kT, weight, h3, a3):
    # (warnings are errors)
    for H in (h3, np.diag([0.0, 1.0, 1.7])):
        for made in (ding_li_lin(H, [a3], kT=kT, weight=weight), chen_kastoryano_gilyen(H, [a3], kT=kT, weight=weight)):
            assert all(np.isfinite(V).all() for V in (made.H, *made.jumps))
        assert np.isfinite(metropolis_channel(H, [a3], kT=kT, weight=weight).kraus[-1]).all()
        finest = {"kT": kT, "weight": weight, "energy_resolution": 1e-200}
        if kT > 1e-50:
            with pytest.raises(InputError, match=r"energy_resolution = 1e-200 at kT = .*: too fine"):
                chen_kastoryano_gilyen(H, [a3], **finest)
            continue
        if kT > 1e-150:  # else far coarser than kT
            assert all(np.isfinite(V).all() for V in chen_kastoryano_gilyen(H, [a3], **finest).jumps)
        with pytest.raises(InputError, match=r"energy_resolution = 0.01 at kT = .*resolve energies"):
            chen_kastoryano_gilyen(H, [a3], kT=kT, weight=weight, energy_resolution=0.01)


@pytest.mark.parametrize("bad", [[1, 2], "a", np.nan, 1j])
def test_widths_are_single_numbers(h3, a3, bad):
    with pytest.raises(InputError, match="bandwidth"):
        ding_li_lin(h3, [a3], kT=1.0, bandwidth=bad)
    with pytest.raises(InputError, match="bandwidth"):
        metropolis_channel(h3, [a3], kT=1.0, bandwidth=bad)
    with pytest.raises(InputError, match="energy_resolution"):
        chen_kastoryano_gilyen(h3, [a3], kT=1.0, energy_resolution=bad)
