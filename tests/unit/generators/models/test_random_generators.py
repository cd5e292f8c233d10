"""Random generators: balanced in the sense that they are named for, and in no other."""

import numpy as np
import pytest

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
