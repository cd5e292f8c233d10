"""Coherent master equations against QmeQ's numbers, plain numpy, and the closed form of Levitov and Lesovik."""

from functools import cache

import numpy as np
import pytest
from scipy.integrate import quad

from detbal.transport.coherent.equations import lindblad, redfield, von_neumann
from detbal.transport.coherent.secular import secular_failure
from detbal.transport.counting.statistics import counting_statistics
from detbal.transport.lead import Lead
from detbal.transport.method import Method
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.stationary import flows_of


def in_series(omega=2.0, bias=0.5):
    """QmeQ's spinless double dot: Γ = 1, U = 5, kT = 2, a band of half width 60."""
    left = Lead(kT=2.0, mu=bias / 2, gamma=[1.0, 0.0], band=(-60.0, 60.0))
    right = Lead(kT=2.0, mu=-bias / 2, gamma=[0.0, 1.0], band=(-60.0, 60.0))
    return QuantumDot([[0.0, omega], [omega, 0.0]], {"L": left, "R": right}, coulomb=5.0)


def with_spin():
    """QmeQ's spinful double dot of its regression tests; t are amplitudes, Γ = 2π t²."""
    sides = {
        name: Lead(kT=50.0, mu=mu, gamma=2 * np.pi * np.outer(t, t), band=(-1e3, 1e3))
        for name, mu, t in (("L", 2.5, [2.0, 0.6]), ("R", -2.5, [0.1, 1.0]))
    }
    return QuantumDot.spinful([[-10.0, 20.0], [20.0, -12.0]], sides, coulomb=[[80.0, 30.0], [30.0, 80.0]])


def no_shifts(equation):
    return lambda dot: equation(dot, principal_parts=False)


@pytest.mark.parametrize(
    ("equation", "current", "energy"),
    [
        (lindblad, 0.016812296098, (-0.002683779691, 0.002683779691)),
        (redfield, 0.019187455520, (0.003796308961, -0.004532918353)),
        (von_neumann, 0.018096042998, None),
        (no_shifts(redfield), 0.016812124856, (-0.002925112225, 0.002963553667)),
        (no_shifts(von_neumann), 0.016812260887, None),
    ],
)
def test_spinless_double_dot(equation, current, energy):
    """Numbers of QmeQ 1.1, with (itype 0) and without (itype 2) principal parts, as printed: 12 decimals."""
    state = equation(in_series())
    np.testing.assert_allclose(state.currents.particles, [current, -current], rtol=0, atol=1e-12)
    if energy:
        np.testing.assert_allclose(state.currents.energy, energy, rtol=0, atol=1e-12)
    else:
        assert abs(state.energy_defect) < 1e-15


@pytest.mark.parametrize("equation", [lindblad, redfield, von_neumann, no_shifts(redfield), no_shifts(von_neumann)])
def test_equilibrium_is_grand_canonical(equation):
    """The two leads together do not superpose the eigenstates -2, 2: then level shifts do not move the state."""
    state = equation(in_series(bias=0.0))
    weights = np.exp(-np.array([0.0, -2.0, 2.0, 5.0]) / 2)
    np.testing.assert_allclose(state.occupations, weights / weights.sum(), rtol=0, atol=1e-14)
    np.testing.assert_allclose(
        state.occupations, [0.239909049428, 0.652140409544, 0.088257607036, 0.019692933992], atol=1e-12
    )
    assert max(abs(block - np.diag(np.diag(block))).max() for block in state.blocks) < 1e-15
    assert np.abs(state.currents.particles).max() < 1e-15


def test_where_rates_between_eigenstates_fail():
    dot = in_series(omega=0.01)
    assert flows_of(pauli_rates(dot)).currents.particles[0] == pytest.approx(0.0233306, abs=5e-8)
    assert lindblad(dot).currents.particles[0] == pytest.approx(2.80434e-5, abs=5e-11)
    assert von_neumann(dot, principal_parts=False).currents.particles[0] == pytest.approx(2.80455e-5, abs=5e-11)
    (found,) = secular_failure(dot)
    assert found.factor == pytest.approx(832, abs=0.5)


@pytest.mark.parametrize(
    ("equation", "current", "energy", "digits"),
    [
        (lindblad, 0.0837511377259315, (2.838606940574246, -2.838606940574274), 1e-13),
        (no_shifts(redfield), 0.08322262964922629, (2.619439679143371, -2.6081870820439166), 1e-13),
        (no_shifts(von_neumann), 0.08299351494727472, (2.6130463152037797, -2.613046315203736), 1e-13),
        # QmeQ integrates the principal parts to 1e-6 of their size: this is how exact its numbers are
        (redfield, 0.06226323392406378, (-0.04145431832883384, 0.020522824796001038), 2e-10),
        (von_neumann, 0.05999781103833886, (-0.3266487772587793, 0.32664877725880065), 2e-10),
    ],
)
def test_spinful_double_dot(equation, current, energy, digits):
    """QmeQ's regression data; its leads have one spin each, ours both."""
    found = equation(with_spin()).currents
    np.testing.assert_allclose(found.particles / 2, [current, -current], rtol=0, atol=digits)
    np.testing.assert_allclose(found.energy / 2, energy, rtol=0, atol=20 * digits)


def test_spinful_double_dot_by_rates():
    found = flows_of(pauli_rates(with_spin())).currents
    np.testing.assert_allclose(found.particles / 2, [0.09430974635273646, -0.09430974635273667], rtol=1e-12)
    np.testing.assert_allclose(found.energy / 2, [2.9039511908319557, -2.9039511908319664], rtol=1e-12)


@pytest.mark.parametrize("equation", [lindblad, redfield, von_neumann])
def test_single_orbital_with_spin(equation):
    """No coherences: all equations are rate equations."""
    sides = {
        name: Lead(kT=50.0, mu=mu, gamma=2 * np.pi * t**2, band=(-1e3, 1e3))
        for name, mu, t in (("L", 2.5, 2.0), ("R", -2.5, 1.0))
    }
    found = equation(QuantumDot.spinful(0.0, sides, coulomb=300.0)).currents
    assert found.particles[0] / 2 == pytest.approx(0.08368833245372147, rel=1e-12)
    assert found.energy[0] / 2 == pytest.approx(0.1254772916094682, rel=1e-11)


class BruteForce:
    """Two orbitals by 4 × 4 matrices in the basis |00⟩, |10⟩, |01⟩, |11⟩, and superoperators column by column."""

    KT, MU, BAND = (0.7, 1.1), (0.5, -0.3), ((-9.0, 12.0), (-15.0, 7.0))
    H = np.array([[0.2, 0.3 + 0.4j], [0.3 - 0.4j, -0.1]])
    U = 1.3
    T = (np.array([[0.3, 0.2j]]), np.array([[0.1, 0.25 - 0.1j], [0.2j, 0.15]]))  # one channel, and two

    def __init__(self):
        self.d = [np.zeros((4, 4), complex) for _ in range(2)]
        self.d[0][0, 1] = self.d[0][2, 3] = 1.0
        self.d[1][0, 2], self.d[1][1, 3] = 1.0, -1.0
        n = [x.conj().T @ x for x in self.d]
        self.h = sum(self.H[i, j] * self.d[i].conj().T @ self.d[j] for i in range(2) for j in range(2))
        self.h = self.h + self.U * n[0] @ n[1]
        self.n = n[0] + n[1]
        self.e, self.v = np.linalg.eigh(self.h + 40 * self.n)  # charges apart, so that none mix
        self.e = np.diag(self.v.conj().T @ self.h @ self.v).real

    def dot(self):
        leads = {
            f"lead {k}": Lead(kT=self.KT[k], mu=self.MU[k], gamma=t.conj().T @ t, band=self.BAND[k])
            for k, t in enumerate(self.T)
        }
        return QuantumDot(self.H, leads, coulomb=self.U)

    def weighted(self, operator, weight):
        """Multiply the matrix elements in the eigenbasis by a function of what the final state has more in energy."""
        inside = self.v.conj().T @ operator @ self.v
        gain = self.e[:, None] - self.e
        factor = np.array(
            [[weight(gain[a, b]) if abs(inside[a, b]) > 1e-14 else 0.0 for b in range(4)] for a in range(4)]
        )
        return self.v @ (factor * inside) @ self.v.conj().T

    def fermi(self, k, energy):
        return 1 / (np.exp((energy - self.MU[k]) / self.KT[k]) + 1)

    @cache  # noqa: B019
    def half_transform(self, k, energy, filled):
        """∫ dτ e^{…} of the correlation of lead k: half of the occupation, and the principal part by QUADPACK."""
        of = (lambda x: self.fermi(k, x)) if filled else (lambda x: 1 - self.fermi(k, x))
        part = quad(of, *self.BAND[k], weight="cauchy", wvar=energy, epsabs=1e-13, epsrel=1e-13, limit=500)[0]
        return of(energy) / 2 + (1j if filled else -1j) * part / (2 * np.pi)

    def stationary(self, dissipators):
        def generator(rho):
            return -1j * (self.h @ rho - rho @ self.h) + sum(one(rho) for one in dissipators)

        columns = []
        for k in range(16):
            unit = np.zeros(16, complex)
            unit[k] = 1.0
            columns.append(generator(unit.reshape(4, 4)).ravel())
        rho = np.linalg.svd(np.array(columns).T)[2][-1].conj().reshape(4, 4)
        return rho / np.trace(rho)

    def channels(self, k):
        return [sum(row[i] * self.d[i] for i in range(2)) for row in self.T[k]]

    def lindblad(self, k):
        jumps = []
        for a in self.channels(k):
            jumps.append(self.weighted(a.conj().T, lambda w: np.sqrt(self.fermi(k, w))))
            jumps.append(self.weighted(a, lambda w: np.sqrt(1 - self.fermi(k, -w))))
        return lambda rho: sum(x @ rho @ x.conj().T - (x.conj().T @ x @ rho + rho @ x.conj().T @ x) / 2 for x in jumps)

    def redfield(self, k):
        """∂ρ = -Σ [S, X ρ - …] + h.c. for the coupling S = D† c + c† D, written as commutators."""
        terms = []
        for a in self.channels(k):
            into = self.weighted(a.conj().T, lambda w: self.half_transform(k, w, filled=True))
            out = self.weighted(a, lambda w: self.half_transform(k, -w, filled=False))
            terms += [(a, into), (a.conj().T, out)]

        def dissipator(rho):
            found = np.zeros((4, 4), complex)
            for s, x in terms:
                found += (x @ rho) @ s - s @ (x @ rho)
                found += s.conj().T @ (rho @ x.conj().T) - (rho @ x.conj().T) @ s.conj().T
            return found

        return dissipator

    def von_neumann(self, k):
        """∂ρ = ΦD - DΦ + h.c. with the amplitudes Φ of an electron between dot and lead."""

        def dissipator(rho):
            return half(rho) + half(rho.conj().T).conj().T

        def half(rho):
            found = np.zeros((4, 4), complex)
            for a in self.channels(k):
                adds = a.conj().T
                phi = self.weighted(adds @ rho, lambda w: self.half_transform(k, w, filled=True))
                phi = phi - self.weighted(rho @ adds, lambda w: np.conj(self.half_transform(k, w, filled=False)))
                found += phi @ a - a @ phi
            return found

        return dissipator


@pytest.mark.parametrize(
    ("name", "equation"), [("lindblad", lindblad), ("redfield", redfield), ("von_neumann", von_neumann)]
)
def test_two_orbitals_by_brute_force(name, equation):
    """Complex hopping and couplings, two temperatures, and every coherence of the 4 × 4 density matrix."""
    brute = BruteForce()
    dissipators = [getattr(brute, name)(k) for k in range(2)]
    rho = brute.stationary(dissipators)
    particles = [np.trace(brute.n @ one(rho)).real for one in dissipators]
    state = equation(brute.dot())
    np.testing.assert_allclose(state.currents.particles, particles, rtol=0, atol=1e-12)
    assert abs(particles[0]) > 1e-3
    inside = brute.v.conj().T @ rho @ brute.v
    np.testing.assert_allclose(state.occupations, np.diag(inside).real, rtol=0, atol=1e-12)
    assert abs(state.blocks[1][0, 1]) == pytest.approx(abs(inside[1, 2]), rel=1e-9)
    assert abs(inside[1, 2]) > 1e-3
    if name == "lindblad":  # what a lead gives is what the dot gains
        energy = [np.trace(brute.h @ one(rho)).real for one in dissipators]
        np.testing.assert_allclose(state.currents.energy, energy, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("chi", "expected"), [(-1.0, -0.245809240916303), (0.3, 0.086080867998055), (1.0, 0.311314324880475)]
)
def test_levitov_and_lesovik(chi, expected):
    """∫ dE/2π ln(1 + T(e^χ - 1)), which the Lindblad equation gives at infinite bias without repulsion."""
    g, left, right = 0.6, 1.0, 0.7

    def log_mean(energy):
        amplitude = (energy + 0.5j * left) * (energy + 0.5j * right) - g**2
        return np.log1p(left * right * g**2 / abs(amplitude) ** 2 * np.expm1(chi)) / (2 * np.pi)

    assert 2 * quad(log_mean, 0, np.inf, epsabs=1e-13)[0] == pytest.approx(expected, abs=1e-11)
    sides = {"L": Lead(kT=1.0, mu=900.0, gamma=[left, 0.0]), "R": Lead(kT=1.0, mu=-900.0, gamma=[0.0, right])}
    dot = QuantumDot([[0.0, g], [g, 0.0]], sides)
    for lead, sign in (("L", 1), ("R", -1)):
        found = counting_statistics(dot, lead=lead, method=Method.LINDBLAD)
        assert found.scgf(sign * chi) == pytest.approx(expected, abs=1e-14)


def test_noise_below_the_classical_bound():
    """Noise times entropy over current squared is 2 or more for rates, but 1.754 for a resonant double dot."""
    affinity, hot = 4.75, 1e7  # kT far above the levels: f does not depend on energy
    sides = {
        "L": Lead(kT=hot, mu=hot * affinity / 2, gamma=[1.0, 0.0]),
        "R": Lead(kT=hot, mu=-hot * affinity / 2, gamma=[0.0, 1.0]),
    }
    found = counting_statistics(QuantumDot([[0.0, 0.65], [0.65, 0.0]], sides), lead="L", method=Method.LINDBLAD)
    assert 2 * found.uncertainty_ratio == pytest.approx(1.754, abs=5e-4)
