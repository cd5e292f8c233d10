"""Random generators: balanced in the sense that they are named for, and in no other."""

import numpy as np
import pytest

import detbal
from detbal.errors import InputError
from detbal.generators.framing import framed
from detbal.generators.models import random_gns, random_kms
from detbal.generators.split import split
from detbal.generators.state import gibbs_state
from detbal.generators.symmetry import Symmetry
from detbal.units import thermal_energy


def residual(generator, H, symmetry, kT=1.0):
    state = gibbs_state(np.asarray(H), thermal_energy(kT=kT))
    return split(framed(generator, state), state, symmetry).irreversible.relative


@pytest.mark.parametrize("rotated", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_kms_is_balanced_in_its_own_sense_only(seed, rotated):
    generator, H = random_kms(4, seed=seed, rotated=rotated)
    assert residual(generator, H, Symmetry.KMS) < 1e-13
    assert residual(generator, H, Symmetry.GNS) > 1e-2
    assert residual(generator, H, Symmetry.KMS, kT=1.1) > 1e-3


@pytest.mark.parametrize("symmetry", [Symmetry.KMS, Symmetry.GNS, Symmetry.BKM, 0.25])
def test_gns_is_balanced_in_every_sense(symmetry):
    generator, H = random_gns(4, seed=1, rotated=True)
    assert residual(generator, H, symmetry) < 1e-13


def test_what_they_refuse():
    with pytest.raises(InputError, match="levels = 0"):
        random_kms(0)
    with pytest.raises(InputError, match="levels = 0"):
        random_gns(0)
    with pytest.raises(InputError, match="jumps = 0"):
        random_kms(3, 0)
    with pytest.raises(InputError, match="kT = -1"):
        random_kms(3, kT=-1.0)


@pytest.mark.parametrize("bad", ["3", 2.5, True])
def test_counts_and_seeds_are_whole_numbers(bad):
    for make in (random_kms, random_gns):
        with pytest.raises(InputError, match=r"levels = .*; give a whole number"):
            make(bad)
        with pytest.raises(InputError, match=r"seed = .*; give a whole number"):
            make(2, seed=bad)
    with pytest.raises(InputError, match=r"jumps = .*; give a whole number"):
        random_kms(2, bad)
    with pytest.raises(InputError, match=r"seed = -1"):
        random_gns(2, seed=-1)


@pytest.mark.parametrize("make", [random_kms, random_gns])
def test_jumps_that_are_no_floats_are_refused(make):
    with pytest.raises(InputError, match=r"kT is 1/.* exceed the range of floats"):
        make(3, kT=1e-4)
    assert all(np.isfinite(V).all() for V in make(3, kT=0.01)[0].jumps)


def test_temperatures_refer_to_the_hamiltonian_without_correction():
    generator, H = random_kms(3, seed=4, rotated=True)
    np.testing.assert_array_equal(generator.bare, H)
    assert detbal.check(generator, kT=1.0).status.name == "BALANCED"
