"""Known faults of the reverse rates of REACLIB, as pynucastro ships it: found, measured and named."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from tests.zoo.asked import kinds_of, skip_if_mended

import detbal
from detbal import Status
from detbal.reactions import Against, read_reaclib
from detbal.reactions.findings import MissingIdenticalFactor, OtherEnergy, OtherShape

FIVE_GK = 5e9
GRID = np.geomspace(1e9, 1e10, 8)
MEV = 8.617333262e-11  # of one kelvin


@pytest.fixture(scope="module")
def library():
    """Return the network of the release of 2025-03-30, and the reactions by their names."""
    found = find_spec("pynucastro")
    if found is None:
        pytest.skip("pynucastro is not installed")
    network = read_reaclib(Path(found.origin).parent / "data" / "reaclib_default2_20250330")
    rows = {}
    for row, name in enumerate(network.names):
        rows.setdefault(name, []).append(row)
    return network, rows


@pytest.fixture(scope="module")
def whole(library):
    """Return the verdict on all pairs at 5 GK."""
    return detbal.check(library[0], T=[FIVE_GK], against=Against.THERMOCHEMISTRY)


def verdict_on(library, pair, T=FIVE_GK, tol=None):
    """Return the verdict on one pair of a forward and a reverse rate."""
    network, rows = library
    one, other = pair.split(" ⇌ ")
    chosen = network.take([*rows[f"{one} → {other}"], *rows[f"{other} → {one}"]])
    return detbal.check(chosen, T=T, against=Against.THERMOCHEMISTRY, tol=tol)


def residuals_on(library, pair):
    """Return the residuals of one pair at 1, 5 and 10 GK."""
    return [verdict_on(library, pair, T=T).residual[0] for T in (1e9, FIVE_GK, 1e10)]


FOUR_PRODUCTS = {
    "t + li7 ⇌ 2 n + 2 he4": 4,
    "he3 + be7 ⇌ 2 p + 2 he4": 4,
    "he3 + li7 ⇌ n + p + 2 he4": 2,
    "t + be7 ⇌ n + p + 2 he4": 2,
    "p + be9 ⇌ n + p + 2 he4": 2,
}


@pytest.mark.zoo("identical-particles")
@pytest.mark.parametrize("pair", FOUR_PRODUCTS)
def test_reverses_of_four_products_are_too_slow_by_the_factor_of_identical_particles(library, pair):
    verdict = verdict_on(library, pair, T=GRID)
    skip_if_mended(verdict.max_residual < 0.1)
    assert verdict.status is Status.BROKEN
    np.testing.assert_allclose(residuals_on(library, pair), np.log(FOUR_PRODUCTS[pair]), atol=0.03)
    assert MissingIdenticalFactor in kinds_of(verdict)


@pytest.mark.zoo("identical-particles", control=True)
@pytest.mark.parametrize("pair", ["2 he3 ⇌ 2 p + he4", "p + li7 ⇌ 2 he4", "n + be7 ⇌ 2 he4", "2 t ⇌ 2 n + he4"])
def test_reverses_of_two_and_three_products_have_it(library, pair):
    assert verdict_on(library, pair, tol=0.1).status is Status.BALANCED


MASSES = {  # MeV: the file's Q, and that of the masses of 2020, by as much as which the exponent of the reverse is off
    "n + k55 ⇌ k56": (1.676, 0.5613),
    "n + ge89 ⇌ ge90": (3.941, 3.501),
    "p + co52 ⇌ ni53": (2.695, 2.576),
}


@pytest.mark.zoo("energies-of-old-masses")
@pytest.mark.parametrize("pair", MASSES)
def test_reverses_with_energies_that_masses_do_not_have(library, pair):
    file, masses = MASSES[pair]
    off = (file - masses) / (MEV * FIVE_GK)
    verdict = verdict_on(library, pair)
    skip_if_mended(verdict.max_residual < 0.1 * off)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(off, abs=0.7 * np.log(2) + 0.1 * off)


@pytest.mark.zoo("energies-of-old-masses")
def test_29_per_cent_of_the_reverses_are_off_by_more_than_two(whole):
    share = np.mean(np.abs(whole.residual) > np.log(2))
    skip_if_mended(share < 0.05)
    assert whole.status is Status.BROKEN
    assert 100 * share == pytest.approx(28.65, abs=0.05)


@pytest.mark.zoo("energies-of-old-masses", control=True)
@pytest.mark.parametrize("pair", ["he4 + c12 ⇌ o16", "p + n15 ⇌ he4 + c12", "n + p ⇌ d"])
def test_stable_nuclei_have_theirs(library, pair):
    assert verdict_on(library, pair, tol=0.05).status is Status.BALANCED


# the worst


@pytest.mark.zoo("worst-of-the-library")
def test_a_reverse_rate_that_falls_to_nothing_where_it_should_be_fast(library, whole):
    pair = "p + al*6 ⇌ si27"
    verdict = verdict_on(library, pair, T=GRID)
    skip_if_mended(verdict.max_residual < 10)
    assert whole.ranking(1)[0].label == pair
    assert verdict.status is Status.BROKEN
    np.testing.assert_allclose(residuals_on(library, pair), [2.42, 128.0, 564.0], rtol=2e-3)
    assert OtherShape in kinds_of(verdict)


APART = {"he4 + o28 ⇌ n + ne31": 5.849, "n + f23 ⇌ f24": -1.150, "p + ne34 ⇌ n + na34": -1.599}  # MeV


@pytest.mark.zoo("worst-of-the-library")
@pytest.mark.parametrize("pair", APART)
def test_energies_that_are_mev_apart(library, pair):
    verdict = verdict_on(library, pair, T=GRID)
    skip_if_mended(verdict.max_residual < 0.5)
    assert verdict.status is Status.BROKEN
    assert OtherEnergy in kinds_of(verdict)
    cold, hot, _ = residuals_on(library, pair)
    assert (cold - hot) * MEV / (1 / 1e9 - 1 / FIVE_GK) == pytest.approx(APART[pair], abs=2e-3)


@pytest.mark.zoo("worst-of-the-library", control=True)
@pytest.mark.parametrize("pair", ["p + al27 ⇌ si28", "n + f19 ⇌ f20", "p + ne22 ⇌ na23"])
def test_their_stable_neighbours_are_balanced(library, pair):
    assert verdict_on(library, pair, T=GRID, tol=0.05).status is Status.BALANCED
