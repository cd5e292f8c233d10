"""Arrays of dynamiqs."""

import numpy as np
import pytest

import detbal
from detbal import Status
from detbal.convert import to_native
from detbal.errors import InputError
from detbal.generators import Lindbladian, Superoperator, WeakCoupling

dq = pytest.importorskip("dynamiqs", reason="dynamiqs is not installed")

KT = 0.5
LEVELS = 4


@pytest.fixture(autouse=True)
def double_precision():
    dq.set_precision("double")
    yield
    dq.set_precision("single")


def oscillator():
    """Return H and jump operators of a damped oscillator of frequency 1 at kT = 1/2."""
    a = dq.destroy(LEVELS)
    n = 1 / np.expm1(1 / KT)
    return dq.number(LEVELS), [np.sqrt(n + 1) * a, np.sqrt(n) * a.dag()]


def test_hamiltonian_and_jumps():
    H, jumps = oscillator()
    for pair in ((H, jumps), (H, dq.stack(jumps)), (H.to_jax(), [jump.to_jax() for jump in jumps])):
        native, _ = to_native(pair)
        assert isinstance(native, Lindbladian)
        assert len(native.jumps) == 2
        assert detbal.check(pair, kT=KT).status is Status.BALANCED
        assert detbal.check(pair, kT=0.6).status is Status.BROKEN


def test_couplings():
    a = dq.destroy(LEVELS)
    native, _ = to_native((dq.number(LEVELS), [(a + a.dag(), lambda w: 0.1 * np.exp(w))]))
    assert isinstance(native, WeakCoupling)


def test_generators_are_stacked_by_columns():
    H, jumps = oscillator()
    native, _ = to_native(dq.slindbladian(H, jumps))
    assert isinstance(native, Superoperator)
    rng = np.random.default_rng(0)
    rho = rng.normal(size=(LEVELS, LEVELS)) + 1j * rng.normal(size=(LEVELS, LEVELS))
    np.testing.assert_allclose(native.apply(rho), to_native((H, jumps))[0].apply(rho), atol=1e-13)


def test_a_generator_beside_its_hamiltonian():
    H, jumps = oscillator()
    assert detbal.check((H, dq.slindbladian(H, jumps)), kT=KT).status is Status.BALANCED
    assert detbal.check((H, dq.slindbladian(H, jumps)), kT=0.6).status is Status.BROKEN


def test_constant_arrays_in_time():
    H, jumps = oscillator()
    assert isinstance(to_native((dq.constant(H), jumps))[0], Lindbladian)


def test_what_is_no_generator():
    H, jumps = oscillator()
    driven = dq.modulated(lambda t: t, H)
    with pytest.raises(InputError, match=r"a dynamiqs array of shape \(4, 4\) alone is no generator; give \(H, jump_o"):
        detbal.check(H)
    with pytest.raises(InputError, match=r"H depends on time: .*; give it at one time"):
        detbal.check((driven, jumps))
    with pytest.raises(InputError, match="the array depends on time"):
        detbal.check(driven)
    with pytest.raises(InputError, match=r"the second of the pair is a .*Array; give \(H"):
        detbal.check((H, jumps[0]))
