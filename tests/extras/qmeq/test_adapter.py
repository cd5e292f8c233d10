"""Builders of QmeQ, which does not build everywhere: stand-ins have its attributes, and solve it in plain numpy."""

from functools import reduce
from itertools import pairwise
from types import SimpleNamespace as Some

import numpy as np
import pytest

from detbal import catalogue
from detbal.adapters.qmeq import dot_of, from_builder, rates_of
from detbal.convert import to_native
from detbal.errors import ConversionError
from detbal.transport.check import check_table
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.stationary import flows_of
from detbal.verdict import Status


def creators(n):
    """d†_i by Jordan and Wigner's strings: the first orbital stands to the left, as in QmeQ."""
    plus, sign, one = np.array([[0, 0], [1, 0]]), np.diag([1, -1]), np.eye(2)
    return [reduce(np.kron, [sign] * i + [plus] + [one] * (n - i - 1)) for i in range(n)]


class Builder:
    """As qmeq.Builder: hop of (i, j) is d†_j d_i with its conjugate, t of (l, i) is d†_i c_l, U of (m, n, k, l)."""

    def __init__(self, n, hsingle, coulomb, tleads, mulst, tlst, dband, *, symmetry=None, herm_c=False, itype=0):
        leads = len(mulst)
        if symmetry == "spin":  # given for spin up alone, as QmeQ's users do
            h, m = n // 2, leads // 2
            hsingle = hsingle | {(i + h, j + h): value for (i, j), value in hsingle.items()}
            tleads = tleads | {(k + m, i + h): value for (k, i), value in tleads.items()}
        self.qd = Some(hsingle=hsingle, coulomb=coulomb, herm_hs=True, herm_c=herm_c, m_less_n=True)
        self.leads = Some(tleads=tleads, mulst=np.array(mulst), tlst=np.array(tlst), dlst=[(-dband, dband)] * leads)
        self.funcp = Some(itype=itype)
        self.appr = Some(kerntype="Pauli", paulifct=None)
        self.si = Some(nsingle=n, nleads=leads, symmetry=symmetry, get_ind_dm1=self.number)
        self.up = creators(n)
        charge = sum(up @ up.T for up in self.up).diagonal().round().astype(int)
        self.blocks = [np.flatnonzero(charge == q) for q in range(n + 1)]
        ends = np.cumsum([0, *map(len, self.blocks)])
        self.si.statesdm = [list(range(a, b)) for a, b in pairwise(ends)] + [[]]

    def number(self, c, b, charge):
        lower, upper = self.si.statesdm[charge], self.si.statesdm[charge + 1]
        before = sum(len(one) * len(two) for one, two in pairwise(self.si.statesdm[: charge + 1]))
        return before + len(lower) * upper.index(c) + lower.index(b)

    def solve(self):
        """Rates in and out of each pair of states, and the stationary currents."""
        energy, vectors = self.diagonalise()
        self.qd.Ea = energy
        pairs = [
            (c, b, self.number(c, b, q))
            for q, (lower, upper) in enumerate(pairwise(self.si.statesdm))
            for c in upper
            for b in lower
        ]
        factors = np.zeros((self.si.nleads, len(pairs), 2))
        kernel = np.zeros((len(energy), len(energy)))
        for lead in range(self.si.nleads):
            enter = sum(t * self.up[i] for (k, i), t in self.leads.tleads.items() if k == lead)
            amplitude = vectors.conj().T @ enter @ vectors
            for c, b, place in pairs:
                gamma = 2 * np.pi * abs(amplitude[c, b]) ** 2
                full = 1 / (np.exp((energy[c] - energy[b] - self.leads.mulst[lead]) / self.leads.tlst[lead]) + 1)
                factors[lead, place] = gamma * full, gamma * (1 - full)
                kernel[c, b] += factors[lead, place, 0]
                kernel[b, c] += factors[lead, place, 1]
        self.appr.paulifct = factors
        generator = kernel - np.diag(kernel.sum(axis=0))
        size = len(energy)
        p = np.linalg.lstsq(np.vstack([generator, np.ones(size)]), np.eye(size + 1)[-1], rcond=None)[0]
        net = np.array([[p[b] * one[k, 0] - p[c] * one[k, 1] for c, b, k in pairs] for one in factors])
        self.current = net.sum(axis=1)
        self.energy_current = net @ np.array([energy[c] - energy[b] for c, b, _ in pairs])
        return self

    def diagonalise(self):
        down = [up.T for up in self.up]
        total = np.zeros(self.up[0].shape, dtype=complex)
        for (i, j), hop in self.qd.hsingle.items():
            term = hop * self.up[j] @ down[i]
            total += term if i == j else term + term.conj().T
        for (m, n, k, j), U in self.qd.coulomb.items():
            term = U * self.up[m] @ self.up[n] @ down[k] @ down[j]
            total += term + term.conj().T if self.qd.herm_c and (m, n) != (j, k) else term
        energies, vectors, at = [], np.zeros(total.shape, dtype=complex), 0
        for block in self.blocks:
            values, columns = np.linalg.eigh(total[np.ix_(block, block)])
            vectors[block, at : at + len(block)] = columns
            at += len(block)
            energies.append(values)
        return np.concatenate(energies), vectors


def double_dot(kind=Builder, **options):
    """The double dot of QmeQ's second example, biased by 0.5."""
    t = np.sqrt(1 / (2 * np.pi))
    hopping, repulsion = {(0, 0): 0.0, (1, 1): 0.0, (0, 1): 2.0}, {(0, 1, 1, 0): 5.0}
    return kind(2, hopping, repulsion, {(0, 0): t, (1, 1): t}, [0.25, -0.25], [2.0, 2.0], 60.0, **options)


def ring(seed):
    """Three orbitals with complex hopping and tunnelling, where every sign and conjugate counts."""
    rng = np.random.default_rng(seed)

    def some():
        return complex(*rng.normal(size=2))

    hopping = {(0, 0): 0.1, (1, 1): 0.5, (2, 2): -0.3, (0, 1): some(), (1, 2): some(), (0, 2): some()}
    tunnelling = {(lead, i): 0.3 * some() for lead in range(3) for i in range(3)}
    repulsion = {(0, 1, 1, 0): 2.0, (0, 2, 2, 0): 1.5, (1, 2, 2, 1): 1.0}
    return Builder(3, hopping, repulsion, tunnelling, [0.5, -0.5, 0.1], [1.0, 1.0, 0.7], 60.0)


def currents(thing):
    return flows_of(thing if isinstance(thing, RateTable) else pauli_rates(thing)).currents


def test_the_double_dot_of_qmeq():
    # what QmeQ 1.1 itself gives for these parameters (Pauli)
    assert currents(dot_of(double_dot())).particles == pytest.approx([0.017198576922, -0.017198576922], abs=1e-12)
    assert currents(dot_of(double_dot())).energy[0] == pytest.approx(-0.002409810045, abs=1e-12)


@pytest.mark.parametrize("builder", [double_dot(), *map(ring, range(4))])
def test_dot_and_rates_carry_the_builders_currents(builder):
    builder.solve()
    for made in (dot_of(builder), rates_of(builder)):
        assert currents(made).particles == pytest.approx(builder.current, abs=1e-12)
        assert currents(made).energy == pytest.approx(builder.energy_current, abs=1e-12)


def test_conjugate_tunnelling_is_another_dot():
    builder, other = ring(0).solve(), ring(0)
    other.leads.tleads = {place: np.conj(t) for place, t in other.leads.tleads.items()}
    assert np.abs(currents(dot_of(other)).particles - builder.current).max() > 1e-3


def test_complex_coulomb_elements_with_their_conjugates():
    rng = np.random.default_rng(1)
    hopping = {(i, i): 0.3 * i for i in range(4)} | {(0, 2): 0.5j, (1, 3): 0.2}
    repulsion = {(0, 1, 1, 0): 2.0, (2, 3, 3, 2): 1.5, (0, 1, 3, 2): 0.3 + 0.4j}
    tunnelling = {(lead, i): 0.3 * complex(*rng.normal(size=2)) for lead in range(2) for i in range(4)}
    builder = Builder(4, hopping, repulsion, tunnelling, [0.5, -0.5], [1.0, 1.0], 60.0, herm_c=True).solve()
    assert currents(dot_of(builder)).particles == pytest.approx(builder.current, abs=1e-12)


def test_both_spins_of_a_lead_become_one_again():
    t = np.sqrt(1 / (2 * np.pi))
    hopping, tunnelling = {(0, 0): -10.0, (1, 1): -12.0, (0, 1): 20.0}, {(0, 0): 2 * t, (1, 1): t}
    repulsion = {(0, 2, 2, 0): 80.0, (1, 3, 3, 1): 80.0}
    # two leads that QmeQ doubles: up of both, then down of both
    mu, kT = [2.5, -2.5, 2.5, -2.5], [50.0] * 4
    builder = Builder(4, hopping, repulsion, tunnelling, mu, kT, 1000.0, symmetry="spin").solve()
    folded = builder.current[:2] + builder.current[2:]
    for made in (dot_of(builder), rates_of(builder)):
        assert [one.name for one in made.reservoirs] == ["0", "1"]
        assert currents(made).particles == pytest.approx(folded, abs=1e-12)


def test_a_solved_builder_is_a_table_and_any_other_a_dot():
    builder = double_dot()
    assert isinstance(from_builder(builder), QuantumDot)
    table = from_builder(builder.solve())
    assert isinstance(table, RateTable)
    assert table.labels == ("0 (N=0)", "1 (N=1)", "2 (N=1)", "3 (N=2)")
    assert check_table(table, local=True, tol=1e-9).status is Status.BALANCED
    assert check_table(table, tol=1e-9).status is Status.BROKEN


def test_it_is_known_by_the_name_of_its_class(monkeypatch):
    monkeypatch.setitem(catalogue.ADAPTERS, "qmeq:BuilderBase", "detbal.adapters.qmeq:from_builder")
    base = type("BuilderBase", (Builder,), {"__module__": "qmeq.builder.builder_base"})
    foreign = type("Builder", (base,), {"__module__": "qmeq.builder.builder"})
    native, domain = to_native(double_dot(kind=foreign))
    assert (type(native), domain.name) == (QuantumDot, "transport")


def test_a_wrong_rate_of_the_builder_is_found():
    builder = double_dot().solve()
    builder.appr.paulifct[1, 2, 1] *= 1.01
    verdict = check_table(rates_of(builder), local=True, tol=1e-3)
    assert verdict.status is Status.BROKEN
    worst = int(np.argmax(np.abs(verdict.residual)))
    assert verdict.labels[worst] == "1: 1 (N=1) → 3 (N=2)"


def test_bands():
    assert dot_of(double_dot()).leads["0"].band == (-60.0, 60.0)
    assert dot_of(double_dot(itype=1)).leads["0"].band == (-np.inf, np.inf)


def test_what_a_dot_cannot_be():
    some = double_dot()
    some.si.statesdm = [[0], [1], [], []]
    with pytest.raises(ConversionError, match=r"2 states: states were removed from the builder, .*; solve it first"):
        dot_of(some)
    some.si.nsingle = 0
    with pytest.raises(ConversionError, match=r"a builder of many-body states; solve it with kerntype=\"Pauli\" first"):
        dot_of(some)


class Ohmic:
    """As QmeQ wants densities of states of a bath: called for one frequency at a time."""

    def eval(self, omega):
        return 0.02 * omega


def with_phonons():
    """A double dot whose electrons lose energy to phonons."""
    t = 1 / np.sqrt(2 * np.pi)
    tunnelling = {(0, 0): 0.1 * t, (1, 0): 0.1 * t, (0, 1): 0.05 * t, (1, 1): 0.15 * t}
    hopping = {(0, 0): 0.0, (1, 1): 1.0, (0, 1): 0.3j}
    made = Builder(2, hopping, {(0, 1, 1, 0): 5.0}, tunnelling, [2.0, -0.5], [0.3, 0.3], 60.0)
    coupling = {(0, 0, 1): 0.2 + 0.1j, (0, 1, 0): 0.2 - 0.1j, (0, 0, 0): 0.3}
    made.baths = Some(velph=coupling, tlst_ph=[0.8], dlst_ph=np.array([[0.0, 5.0]]), bath_func=[Ohmic()])
    return made


def test_phonons_become_a_bath():
    # what QmeQ 1.1 itself gives for these parameters (pyPauli)
    found = currents(dot_of(with_phonons()))
    assert found.particles == pytest.approx([0.005103233995302, -0.005103233995302, 0.0], abs=1e-14)
    assert found.energy[:2] == pytest.approx([0.000964421282977, -0.001370581453562], abs=1e-14)
    alone = with_phonons()
    alone.baths = None
    assert np.abs(currents(dot_of(alone)).particles - found.particles[:2]).max() > 1e-4


def test_rates_of_phonons():
    builder = with_phonons().solve()
    builder.si_elph = Some(statesdm=builder.si.statesdm, get_ind_dm0=lambda b, bp, charge: 2 * (b - 1) + bp - 1)
    builder.appr.paulifct_elph = np.zeros((1, 4))
    builder.appr.paulifct_elph[0, 1:3] = 0.007654325335264, 0.00178163755775  # 2 → 1 and 1 → 2, of QmeQ 1.1
    table = rates_of(builder)
    assert [(one.name, one.kT, one.mu) for one in table.reservoirs[2:]] == [("phonons 0", 0.8, 0.0)]
    assert currents(table).particles == pytest.approx([0.005103233995302, -0.005103233995302, 0.0], abs=1e-12)
    assert check_table(table, local=True, tol=1e-9).status is Status.BALANCED
    builder.appr.paulifct_elph[0, 1] *= 1.01
    assert check_table(rates_of(builder), local=True, tol=1e-3).status is Status.BROKEN


def test_phonons_are_cut_off_by_their_band():
    builder = with_phonons()
    builder.baths.dlst_ph = [(0.0, 1.0)]  # the states are 1.166 apart
    assert currents(dot_of(builder)).energy[2] == 0
    builder.baths.bath_func = None
    builder.baths.dlst_ph = [(-5.0, 5.0)]  # as QmeQ stores a number
    assert dot_of(builder).baths["phonons 0"].density(np.array([0.1])) == pytest.approx(2 * np.pi)


def test_what_phonons_are_refused():
    builder = with_phonons()
    del builder.baths.velph[0, 1, 0]
    with pytest.raises(ConversionError, match=r"velph of phonons 0: coupling\[0, 1\] = .* not Hermitian"):
        dot_of(builder)
    builder.solve()
    with pytest.raises(ConversionError, match=r"without their rates appr\.paulifct_elph; give dot_of\(builder\)"):
        rates_of(builder)


def test_what_has_no_rates():
    with pytest.raises(ConversionError, match=r"a builder that was not solved; call its solve\(\) first"):
        rates_of(double_dot())
    some = double_dot().solve()
    some.appr.kerntype = "1vN"
    with pytest.raises(ConversionError, match=r"a builder of kerntype '1vN' has no rates; take kerntype=\"Pauli\""):
        rates_of(some)


def test_a_builder_of_another_kerntype_is_a_dot_even_if_solved():
    builder = double_dot().solve()
    builder.appr.kerntype = "RTD"  # QmeQ's has paulifct of its own, which are no rates of Pauli's equation alone
    assert isinstance(from_builder(builder), QuantumDot)


def test_a_builder_without_rates():
    builder = double_dot().solve()
    builder.appr.paulifct[:] = 0.0  # as without tleads
    with pytest.raises(ConversionError, match=r"a builder whose rates are all 0; couple a lead to it: give tleads"):
        rates_of(builder)
