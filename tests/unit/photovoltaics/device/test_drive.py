"""What a junction's and a cell's drive say of their own round-off, and the entropy of a photon."""

import mpmath
import numpy as np
import pytest
from scipy.optimize import brentq

from detbal.photovoltaics.device.cell import Cell
from detbal.photovoltaics.device.cell_drive import drive_cell
from detbal.photovoltaics.device.drive import drive_junction
from detbal.photovoltaics.device.junction import Junction
from detbal.photovoltaics.radiation import BOLTZMANN, HEMISPHERE
from detbal.photovoltaics.tandem.limit import Terminals


def photons(gap, kT, mu):
    """Bose's emission above a gap, term by term of e^(-x) + e^(-2x) + ..."""
    gap, kT, mu = mpmath.mpf(gap), mpmath.mpf(kT), mpmath.mpf(mu)
    x, g = (gap - mu) / kT, gap / kT
    last = 1 + int(100 / x)
    terms = (mpmath.exp(-k * x) * (g**2 / k + 2 * g / k**2 + mpmath.mpf(2) / k**3) for k in range(1, last + 1))
    return mpmath.mpf(HEMISPHERE) * kT**3 * mpmath.fsum(terms)


@pytest.mark.parametrize("part", [-1.0, -1e-12, 1e-13, 1e-3, 0.5, 0.95])
@pytest.mark.parametrize(
    ("gap", "T", "ambient"), [(1.4, 300.0, 300.0), (0.2, 600.0, 600.0 * (1 + 1e-13)), (3.0, 77.0, 300.0)]
)
def test_currents_of_a_junction_are_right_to_within_their_floors(gap, T, ambient, part):
    V = part * gap
    found = drive_junction(Junction.step(gap, T=T, ambient=ambient, elqe=0.25, substrate=2.0), voltage=V)
    with mpmath.workdps(40):
        own, around = (photons(gap, BOLTZMANN * one, 0) for one in (T, ambient))
        net = photons(gap, BOLTZMANN * T, V) - own
        right = [around - own - net, -4 * net, -5 * net * 3]  # ELQE 1/4: three are lost for each that leaves
        wrong = [abs(float(one - mpmath.mpf(value))) for one, value in zip(right, found.currents, strict=True)]
        streams = float(around + own + abs(net)) if ambient != T else float(abs(net))
    assert (wrong <= found.current_floor).all()
    assert (found.current_floor <= 1e-12 * np.array([streams, 4 * abs(net), 15 * abs(net)], dtype=float)).all()


def test_a_part_of_the_current_is_no_floor_where_streams_cancel():
    """Negative control: where the front gives as much as it takes, the net current is all round-off."""
    junction = Junction.step(1.4, T=300.0, ambient=330.0)
    V = brentq(lambda one: float(drive_junction(junction, voltage=one).currents[0]), 0.0, 0.3, xtol=1e-16)
    found = drive_junction(junction, voltage=V)
    with mpmath.workdps(40):
        right = photons(1.4, BOLTZMANN * 330.0, 0) - photons(1.4, BOLTZMANN * 300.0, V)
        wrong = abs(float(right - mpmath.mpf(found.currents[0])))
    assert 1e-14 * abs(found.currents[0]) < wrong <= found.current_floor[0]


@pytest.mark.parametrize("V", [(0.7, 0.7), (0.7, 0.7 + 1e-12), (-0.2, 0.4), (0.0, 0.0)])
@pytest.mark.parametrize("ambient", [320.0, 321.0])
def test_currents_of_a_cell_are_right_to_within_their_floors(V, ambient):
    """Against the same sums over the same photon energies, with 40 digits."""
    cell = Cell.of(
        [Junction.step(gap, T=320.0, ambient=ambient, elqe=0.5) for gap in (1.7, 1.1)],
        coupling=2.0,
        terminals=Terminals.INDEPENDENT,
    )
    exchange, found = cell.exchange(), drive_cell(cell, voltage=np.array(V))
    with mpmath.workdps(40):

        def bose(kT, mu):
            E = [mpmath.mpf(one) for one in exchange.energy]
            return [HEMISPHERE * one**2 / mpmath.expm1((one - mpmath.mpf(mu)) / kT) for one in E]

        def summed(share, flux):
            return mpmath.fsum(mpmath.mpf(a) * b for a, b in zip(share, flux, strict=True) if a)

        around, still = bose(BOLTZMANN * ambient, 0), bose(cell.kT, 0)
        excess = [[a - b for a, b in zip(bose(cell.kT, one), still, strict=True)] for one in V]
        beyond = [a - b for a, b in zip(around, still, strict=True)]
        front = [summed(exchange.outward[k], beyond) - summed(exchange.outward[k], excess[k]) for k in (0, 1)]
        passed = [summed(exchange.between[0, 1], one) for one in excess]
        lost = [summed(exchange.total[k], excess[k]) for k in (0, 1)]  # ELQE 1/2: one for each that leaves
        right = [*front, passed[0] - passed[1], -lost[0], -lost[1]]
        wrong = [abs(float(one - mpmath.mpf(value))) for one, value in zip(right, found.currents.tolist(), strict=True)]
        size = [float(summed(exchange.outward[k], around) + abs(lost[k])) for k in (0, 1)]
        size = np.array([*size, float(sum(map(abs, passed))), *(float(abs(one)) for one in lost)])
    assert (wrong <= found.current_floor).all()
    assert (found.current_floor <= 1e-12 * size).all()


@pytest.mark.parametrize(("gap", "T", "V"), [(1.4, 300.0, 1.1), (0.1, 1200.0, 0.05)])
def test_entropy_of_a_photon_is_that_of_the_modes_over_their_photons(gap, T, V):
    found = drive_junction(Junction.step(gap, T=T), voltage=V)
    with mpmath.workdps(30):
        kT = mpmath.mpf(BOLTZMANN * T)

        def occupation(E):
            return 1 / mpmath.expm1((E - V) / kT)

        def entropy(E):
            n = occupation(E)
            return E**2 * ((1 + n) * mpmath.log1p(n) - n * mpmath.log(n))

        edges = [gap + k * kT for k in (0, 1, 4, 12, 30, 80)]
        right = mpmath.quad(entropy, edges) / mpmath.quad(lambda E: E**2 * occupation(E), edges)
    assert found.photon_entropy == pytest.approx(float(right), rel=1e-9)
