"""Constructions with known answers: against published numbers and formulas, and what they refuse."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.generators import Bath, Lindbladian
from detbal.generators.frame import Form
from detbal.generators.framing import framed
from detbal.generators.hidden import time_reversal
from detbal.generators.lindblad_form import lindblad_form
from detbal.generators.master_equations import (
    Filter,
    ding_li_lin,
    metropolis_channel,
    redfield,
    universal_lindblad,
)
from detbal.generators.models import driven_qubit, kerr_cavity, random_gns, random_kms
from detbal.generators.split import split
from detbal.generators.state import gibbs_state
from detbal.generators.stationary import rows_stacked, stationary_state
from detbal.generators.symmetry import Symmetry
from detbal.units import thermal_energy

H3 = np.array([[0.0, 0.3, 0.1j], [0.3, 1.0, 0.2], [-0.1j, 0.2, 1.7]])
A3 = np.array([[0.2, 1.0, 0.5], [1.0, 0.0, 1.0j], [0.5, -1.0j, -0.3]])
X = np.array([[0.0, 1.0], [1.0, 0.0]])


def gibbs(H, kT):
    return gibbs_state(np.asarray(H, dtype=complex), thermal_energy(kT=kT))


def residual(generator, state, symmetry=Symmetry.KMS):
    return split(framed(generator, state), state, symmetry).irreversible.relative


def drude(kT, strength=0.1, width=2.0):
    def S(w):
        x = np.where(w == 0, 1.0, w)
        zero = 2.0 * strength / width * kT
        return np.where(w == 0, zero, 2.0 * strength * width * x / (x**2 + width**2) / -np.expm1(-x / kT))

    return S


def pauli(n):
    y, z = np.array([[0, -1j], [1j, 0]]), np.diag([1.0, -1.0])

    def at(site, matrix):
        out = np.eye(1)
        for k in range(n):
            out = np.kron(out, matrix if k == site else np.eye(2))
        return out

    return [[at(k, matrix) for k in range(n)] for matrix in (X, y, z)]


def gap(generator, H):
    """Slowest decay rate without -i[H, ·]."""
    rates = np.sort(np.linalg.eigvals(rows_stacked(Lindbladian(generator.H - H, generator.jumps))).real)
    return -rates[-2]


@pytest.mark.parametrize("n", [2, 3])
@pytest.mark.parametrize("beta", [1.0, 2.0])
def test_gap_of_the_hopping_chain(n, beta):
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


@pytest.mark.parametrize(("n", "expected"), [(2, 2.2930792673), (3, 2.1685770862)])
def test_gap_of_the_ising_chain(n, expected):
    x, y, z = pauli(n)
    H = -0.5 * sum(z[k] @ z[k + 1] for k in range(n - 1)) - sum(x)
    assert gap(ding_li_lin(H, [*x, *y, *z], kT=1.0), H) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("weight", list(Filter))
def test_the_gibbs_sampler_is_balanced_at_any_temperature(weight):
    for kT in (0.1, 1.0, 100.0):
        assert residual(ding_li_lin(H3, [A3], kT=kT, weight=weight), gibbs(H3, kT)) < 1e-13
    cold = ding_li_lin(np.diag([0.0, 1.0, 3.0]), [A3], kT=1e-4, weight=weight)  # βν up to 3e4
    weights = np.exp(-0.25) if weight is Filter.METROPOLIS else 1.0
    np.testing.assert_allclose(np.diag(cold.jumps[0]), weights * np.diag(A3), rtol=1e-14)
    falls, rises = np.abs(cold.jumps[0][0, 1]), np.abs(cold.jumps[0][1, 0])
    assert falls == pytest.approx(1.0 if weight is Filter.METROPOLIS else 0.0, abs=1e-4)
    assert rises == 0.0


def test_redfield_is_what_the_formula_says():
    S, rho = drude(0.5), np.random.default_rng(0).normal(size=(3, 3, 2)) @ [1, 1j]
    energies, U = np.linalg.eigh(H3)
    nu = energies[:, None] - energies[None, :]
    for shifted in (False, True):
        half = S(-nu) / 2 + (1j * np.cos(nu) if shifted else 0)
        filtered = U @ ((U.conj().T @ A3 @ U) * half) @ U.conj().T
        one_side = filtered @ rho @ A3 - A3 @ filtered @ rho
        other = (filtered @ rho.conj().T @ A3 - A3 @ filtered @ rho.conj().T).conj().T
        expected = -1j * (H3 @ rho - rho @ H3) + one_side + other
        bath = BathOf(S, np.cos)
        np.testing.assert_allclose(redfield(H3, [(A3, bath)], lamb_shift=shifted).apply(rho), expected, atol=1e-14)


class BathOf:
    def __init__(self, spectrum, shift):
        self.power_spectrum, self.lamb_shift = spectrum, shift


def test_redfield_leaves_gibbs_as_it_is_and_is_not_balanced():
    kT = 0.4
    generator, sigma = redfield(H3, [(A3, drude(kT))]), gibbs(H3, kT)
    assert np.abs(generator.apply(sigma.matrix)).max() < 1e-15
    assert residual(generator, sigma) > 0.1
    form = lindblad_form(generator)
    assert form.rates[-1] < -0.01 * form.rates[0]


def test_redfield_with_the_lamb_shift_moves_the_state():
    kT = 0.7
    bath = Bath(spectral_density=lambda w: 0.4 * w / (w**2 + 4.0), kT=kT)
    sigma = gibbs(H3, kT)
    assert np.abs(redfield(H3, [(A3, bath)]).apply(sigma.matrix)).max() < 1e-14
    assert np.abs(redfield(H3, [(A3, bath)], lamb_shift=True).apply(sigma.matrix)).max() > 1e-3


def test_one_coupling_alone_is_conserved_by_redfield():
    # Tr A K(ρ) = 0 without H: K = [Λρ, A] + h.c.
    generator = redfield(np.diag([0.0, 1.0, 2.5]), [(A3, drude(1.0))])
    rho = np.diag([0.5, 0.3, 0.2]) + 0.1 * np.ones((3, 3))
    coherent = -1j * (np.diag([0.0, 1.0, 2.5]) @ rho - rho @ np.diag([0.0, 1.0, 2.5]))
    assert abs(np.trace(A3 @ (generator.apply(rho) - coherent))) < 1e-15


def test_the_coherent_correction_balances_the_universal_lindblad_equation():
    kT = 0.7
    sigma = gibbs(H3, kT)
    plain, mended = (universal_lindblad(H3, [(A3, drude(kT))], **given) for given in ({}, {"kT": kT}))
    assert residual(plain, sigma) > 0.1
    assert residual(mended, sigma) < 1e-14
    assert np.abs(plain.apply(sigma.matrix)).max() > 1e-3
    assert np.abs(mended.apply(sigma.matrix)).max() < 1e-15
    wrong = residual(universal_lindblad(H3, [(A3, drude(kT))], kT=1.01 * kT), sigma)
    assert 1e-4 < wrong < 1e-1


@pytest.mark.parametrize("weight", list(Filter))
def test_metropolis_steps_are_balanced_channels(weight):
    x, _y, z = pauli(2)
    H = -0.5 * z[0] @ z[1] - sum(x)
    step = metropolis_channel(H, [*x, *z], kT=0.8, weight=weight)
    sigma = gibbs(H, 0.8)
    assert step.trace_defect() < 1e-14
    np.testing.assert_allclose(step.apply(sigma.matrix), sigma.matrix, atol=1e-15)
    halves = framed(step, sigma).halves(Symmetry.KMS, sigma, Form.SPECTRAL)
    assert halves.antisymmetric < 1e-14 * halves.whole


def shares(generator):
    state = stationary_state(generator).state
    frame = framed(generator, state)
    phases = time_reversal(frame, state).phases
    plain = frame.halves(Symmetry.KMS, state, Form.SPECTRAL)
    hidden = [frame.halves(Symmetry.KMS, state, form, phases) for form in Form]
    return plain.antisymmetric / plain.whole, *(each.antisymmetric / each.whole for each in hidden)


def test_the_driven_qubit_has_a_hidden_symmetry_only_at_zero_temperature():
    # Roberts, Lingenfelter, Clerk, PRX Quantum 2, 020336 (2021); H = 0.15 σz + 0.35 σx
    plain, hidden, _ = shares(driven_qubit(0.3, 0.7))
    assert plain == pytest.approx(0.6555, abs=1e-4)
    assert hidden < 1e-14
    assert shares(driven_qubit(0.3, 0.7, thermal=0.2))[1] == pytest.approx(0.1812, abs=1e-4)
    assert shares(driven_qubit(0.3, 0.7, dephasing=0.4))[1] == pytest.approx(0.1932, abs=1e-4)


def test_the_kerr_cavity_has_a_hidden_symmetry_only_at_zero_temperature():
    assert shares(kerr_cavity(8, 0.5, 0.2, 0.4))[2] < 1e-8
    assert shares(kerr_cavity(8, 0.5, 0.2, 0.4, thermal=0.1))[2] == pytest.approx(0.146, abs=1e-3)


def test_optical_bloch_equations():
    # stationary excitation Ω²/(4Δ² + 2Ω² + κ²) of the driven qubit without dephasing
    for delta, omega, kappa in ((0.3, 0.7, 1.0), (0.0, 3.0, 0.5)):
        found = stationary_state(driven_qubit(delta, omega, kappa)).state.matrix[0, 0].real
        assert found == pytest.approx(omega**2 / (4 * delta**2 + 2 * omega**2 + kappa**2), rel=1e-12)


def test_a_linear_cavity_holds_a_coherent_state():
    # mean amplitude -i F/(κ/2 + iΔ) for K = 0
    delta, drive, loss = 0.4, 0.2, 1.0
    sigma = stationary_state(kerr_cavity(12, 0.0, delta, drive, loss)).state.matrix
    a = np.diag(np.sqrt(np.arange(1.0, 12)), 1)
    assert np.trace(a @ sigma) == pytest.approx(-1j * drive / (loss / 2 + 1j * delta), abs=1e-8)


def test_what_the_random_models_refuse():
    with pytest.raises(InputError, match="levels = 0"):
        random_kms(0)
    with pytest.raises(InputError, match="levels = 0"):
        random_gns(0)
    with pytest.raises(InputError, match="jumps = 0"):
        random_kms(3, 0)
    with pytest.raises(InputError, match="kT = -1"):
        random_kms(3, kT=-1.0)
    with pytest.raises(InputError, match="levels = 1"):
        kerr_cavity(1, 0.5, 0.2, 0.4)
    with pytest.raises(InputError, match=r"thermal = -0.1"):
        driven_qubit(0.3, 0.7, thermal=-0.1)


def test_what_the_master_equations_refuse():
    S = drude(1.0)
    with pytest.raises(InputError, match="couplings is empty"):
        redfield(H3, [])
    with pytest.raises(InputError, match="couplings is empty"):
        ding_li_lin(H3, [], kT=1.0)
    with pytest.raises(InputError, match=r"couplings\[1\] is not Hermitian"):
        redfield(H3, [(A3, S), (np.triu(A3), S)])
    with pytest.raises(InputError, match=r"couplings\[0\] is no pair"):
        redfield(H3, [A3])
    with pytest.raises(InputError, match="a float has no power_spectrum"):
        redfield(H3, [(A3, 0.3)])
    with pytest.raises(InputError, match="a function has no lamb_shift"):
        redfield(H3, [(A3, S)], lamb_shift=True)
    with pytest.raises(InputError, match=r"returns shape \(\) for frequencies of shape \(3, 3\)"):
        redfield(H3, [(A3, lambda w: 1.0)])
    with pytest.raises(InputError, match="power_spectrum is nan at ω = "):
        redfield(H3, [(A3, lambda w: np.where(w > 1.0, np.nan, 1.0))])
    with pytest.raises(InputError, match=r"the spectrum of couplings\[0\] is -1 at ω = "):
        universal_lindblad(H3, [(A3, lambda w: np.where(w < 0, -1.0, 1.0))])
    with pytest.raises(InputError, match="give one: kT= "):
        ding_li_lin(H3, [A3])
    with pytest.raises(InputError, match="a smallest population of"):
        metropolis_channel([[0.0, 5.0], [5.0, 40.0]], [X], kT=1.0, weight=Filter.GAUSSIAN)
