"""What must hold for every generator, whatever its basis, scale or representation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.generators import Lindbladian, Superoperator, Symmetry
from detbal.generators.check import check_generator as check
from detbal.generators.listing import population_rates
from detbal.generators.stationary import rows_stacked
from detbal.networks import RateNetwork
from detbal.networks import check as check_network
from detbal.verdict import Status

seeds = st.integers(0, 10_000)
kinds = st.sampled_from([Symmetry.KMS, Symmetry.GNS, Symmetry.BKM, 0.3])


def unitary(rng, n):
    return np.linalg.qr(rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)))[0]


def hermitian(rng, n):
    x = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    return (x + x.conj().T) / 2


def random_generator(rng, n=4, m=2, degenerate=False):
    H = np.diag([0.0, 1.0, 1.0, 2.0][:n]) if degenerate else hermitian(rng, n)
    return Lindbladian(H, [rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)) for _ in range(m)])


@settings(max_examples=25, deadline=None)
@given(seeds, kinds, st.booleans())
def test_covariance(seed, kind, degenerate):
    """A change of basis changes no number, also where levels are degenerate."""
    rng = np.random.default_rng(seed)
    generator = random_generator(rng, degenerate=degenerate)
    u = unitary(rng, 4)
    turned = Lindbladian(u @ generator.H @ u.conj().T, [u @ v @ u.conj().T for v in generator.jumps])
    a, b = (check(g, kT=1.0, symmetry=kind) for g in (generator, turned))
    assert a.irreversible_part.relative == pytest.approx(b.irreversible_part.relative, rel=1e-9)
    assert a.irreversible_part.flux_relative == pytest.approx(b.irreversible_part.flux_relative, rel=1e-9)
    assert a.hamiltonian_part.norm == pytest.approx(b.hamiltonian_part.norm, rel=1e-9)
    np.testing.assert_allclose(
        u @ a.hamiltonian_part.operator @ u.conj().T,
        b.hamiltonian_part.operator,
        atol=1e-9 * (1 + a.hamiltonian_part.norm),
    )


@settings(max_examples=25, deadline=None)
@given(seeds, kinds, st.floats(-12, 12))
def test_scale_and_energy_of_the_ground_state_do_not_matter(seed, kind, log_scale):
    rng = np.random.default_rng(seed)
    generator, scale = random_generator(rng), 10.0**log_scale
    other = Lindbladian(scale * generator.H + scale * 7 * np.eye(4), [np.sqrt(scale) * v for v in generator.jumps])
    a, b = check(generator, kT=1.0, symmetry=kind), check(other, kT=scale, symmetry=kind)
    np.testing.assert_allclose(a.residual, b.residual, rtol=1e-6, atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(seeds, kinds)
def test_jumps_are_unique_only_up_to_mixing_and_shifts(seed, kind):
    """V → Σ u V, and V → V - c with H → H - (c̄ V - c V†)/2i, are the same generator."""
    rng = np.random.default_rng(seed)
    generator = random_generator(rng)
    u, c = unitary(rng, 2), rng.normal(size=2) + 1j * rng.normal(size=2)
    mixed = np.einsum("ab,bij->aij", u, np.stack(generator.jumps))
    shift = sum((ck.conj() * v - ck * v.conj().T) / 2j for ck, v in zip(c, mixed, strict=True))
    other = Lindbladian(generator.H - shift, [v - ck * np.eye(4) for ck, v in zip(c, mixed, strict=True)])
    np.testing.assert_allclose(rows_stacked(generator), rows_stacked(other), atol=1e-12)
    a, b = (check(g, kT=1.0, H=generator.H, symmetry=kind) for g in (generator, other))
    assert a.irreversible_part.relative == pytest.approx(b.irreversible_part.relative, rel=1e-9)


@settings(max_examples=20, deadline=None)
@given(seeds, kinds)
def test_a_superoperator_says_the_same_as_its_jumps(seed, kind):
    rng = np.random.default_rng(seed)
    generator = random_generator(rng)
    matrix = rows_stacked(generator)
    a = check(generator, kT=1.0, symmetry=kind)
    b = check(Superoperator(matrix, "row", H=generator.H), kT=1.0, symmetry=kind)
    np.testing.assert_allclose(a.residual, b.residual, atol=1e-10)
    np.testing.assert_allclose(a.hamiltonian_part.energies, b.hamiltonian_part.energies, atol=1e-10)


@settings(max_examples=20, deadline=None)
@given(seeds, st.floats(0.2, 3.0))
def test_gns_implies_every_other_kind(seed, kT):
    """Alicki's form: jumps between levels in pairs, and dephasing."""
    rng = np.random.default_rng(seed)
    energies = rng.normal(size=4)
    u = unitary(rng, 4)
    jumps = [np.diag(rng.normal(size=4))]
    for i in range(4):
        for j in range(i):
            rate = np.exp(rng.normal())
            for a, b in ((i, j), (j, i)):
                jump = np.zeros((4, 4))
                jump[a, b] = np.sqrt(rate * np.exp(-(energies[a] - energies[b]) / (2 * kT)))
                jumps.append(jump)
    generator = Lindbladian(u @ np.diag(energies) @ u.conj().T, [u @ v @ u.conj().T for v in jumps])
    allowed = {Status.BALANCED}
    if np.ptp(energies) / kT > 15:  # transitions up are so slow that round-off of the fast ones hides them
        allowed.add(Status.UNDECIDED)
    for kind in (Symmetry.GNS, Symmetry.KMS, Symmetry.BKM, 0.1, 0.8):
        assert check(generator, kT=kT, symmetry=kind).status in allowed
    found = check(generator, kT=kT).hamiltonian_part.energies
    np.testing.assert_allclose(found, np.sort(energies) - energies.mean(), atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_populations_as_a_network_obey_kolmogorov_if_the_generator_is_balanced(seed):
    rng = np.random.default_rng(seed)
    energies = np.sort(rng.normal(size=5))
    nu = energies[:, None] - energies[None, :]
    jumps = [np.exp(-nu / 4) * hermitian(rng, 5) for _ in range(2)]
    lost = sum(v.conj().T @ v for v in jumps)
    balanced = Lindbladian(0.5j * np.tanh(nu / 4) * lost, jumps)
    rates, log_p = population_rates(balanced, kT=1.0, H=np.diag(energies))
    network = RateNetwork.from_rates(rates, energies=energies)
    assert check_network(network, kT=1.0).status is Status.BALANCED
    np.testing.assert_allclose(log_p - log_p[0], energies[0] - energies, atol=1e-12)
    rates[0, 1] *= 1.01
    broken = check_network(RateNetwork.from_rates(rates))
    assert broken.max_residual == pytest.approx(np.log(1.01), rel=1e-6)
