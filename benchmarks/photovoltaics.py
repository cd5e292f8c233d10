"""Speed of detailed-balance limits: ``python -m benchmarks.photovoltaics [--quick]``.

Times detbal, solcore's detailed-balance solver and a plain scipy quadrature for each gap on the same work in one run.

The bound is what no solver of these equations can do without: the look-up of the light, and the polylogarithms of the
emission at rest and of one step of Newton's rule at each operating point that is asked for (value and slope), with the
same routine and in the same run. Needs ``pip install '.[bench]'``.
"""

from __future__ import annotations

import argparse
import math
import warnings

import numpy as np

from benchmarks.row import Row, absent, installed
from benchmarks.timing import best, once, seconds, table
from detbal.numerics.polylogarithm import scaled_polylog
from detbal.photovoltaics import Illumination, optimal_gaps, shockley_queisser, tandem_map
from detbal.photovoltaics.radiation import BOLTZMANN, HC, HEMISPHERE
from detbal.units import e

T = 298.15


def scipy_limit(gap: float) -> float:
    """Return the efficiency for one gap as a user of scipy would write it: quad, brentq, minimize_scalar."""
    from scipy.integrate import quad
    from scipy.optimize import minimize_scalar

    sun = Illumination.am15g()
    wavelength, irradiance = sun.sources[0].wavelength, sun.sources[0].irradiance
    edge = HC / gap
    nodes = np.append(wavelength[wavelength < edge], edge)
    absorbed = np.trapezoid(np.interp(nodes, wavelength, irradiance) * nodes, nodes) / (HC * e)
    kT = T * BOLTZMANN

    def emitted(voltage: float) -> float:
        return HEMISPHERE * quad(lambda E: E * E / math.expm1((E - voltage) / kT), gap, gap + 40 * kT)[0]

    taken = absorbed + emitted(0.0)
    best_power = minimize_scalar(lambda V: -V * e * (taken - emitted(V)), bounds=(0.0, gap - 0.05), method="bounded")
    return -best_power.fun / sun.power


def scipy_limits(gaps: np.ndarray) -> np.ndarray:
    """Return the efficiencies as one writes them for many gaps: the light summed once, emission at Gaussian nodes."""
    from scipy.optimize import minimize_scalar

    sun = Illumination.am15g()
    wavelength, irradiance = sun.sources[0].wavelength, sun.sources[0].irradiance
    photons = irradiance * wavelength / (HC * e)
    steps = np.diff(wavelength) * (photons[1:] + photons[:-1]) / 2
    absorbed = np.interp(HC / gaps, wavelength, np.append(0.0, np.cumsum(steps)))
    kT = T * BOLTZMANN
    x, weight = np.polynomial.laguerre.laggauss(30)

    def one(gap: float, light: float) -> float:
        squares = weight * (gap + kT * x) ** 2

        def emitted(voltage: float) -> float:
            below = (gap - voltage) / kT
            return HEMISPHERE * kT * math.exp(-below) * float(squares @ (1.0 / -np.expm1(-x - below)))

        taken = light + emitted(0.0)
        best_power = minimize_scalar(
            lambda V: -V * e * (taken - emitted(V)), bounds=(0.0, gap - 0.05), method="bounded"
        )
        return -best_power.fun / sun.power

    return np.array([one(gap, light) for gap, light in zip(gaps, absorbed, strict=True)])


def solcore_limit(gap: float, light: object, wavelength: np.ndarray) -> float:
    """Return the efficiency for one gap from solcore's detailed-balance junction."""
    from solcore.solar_cell import SolarCell
    from solcore.solar_cell_solver import solar_cell_solver
    from solcore.structure import Junction

    junction = Junction(kind="DB", T=T, Eg=gap, A=1, R_shunt=np.inf, n=1, back_reflector=True)
    cell = SolarCell([junction], T=T, R_series=0)
    options = {
        "T_ambient": T, "db_mode": "boltzmann", "voltages": np.linspace(0, gap, 200),
        "internal_voltages": np.linspace(-0.1, gap, 400), "light_iv": True, "wavelength": wavelength,
        "light_source": light, "mpp": True,
    }  # fmt: skip
    solar_cell_solver(cell, "iv", user_options=options)
    return float(cell.iv.Eta)


def least_work(points: int, *margins: float) -> float:
    """Time of the light of `points` gaps, and of the polylogarithms of their emission (s).

    Each margin is the distance of a voltage from the gap, in kT, at which value and slope are needed; at rest, 40 kT.
    """
    sun, gaps = Illumination.am15g(), np.linspace(0.5, 3.0, points)
    rest, near = gaps / (BOLTZMANN * T), [np.full(points, margin) for margin in margins]

    def work() -> None:
        sun.photons_above(gaps)
        for order in (1, 2, 3):
            scaled_polylog(order, rest)
        for x in near:
            np.exp(-x)
            for order in (0, 1, 2, 3):
                scaled_polylog(order, x)

    return best(work, 5)


def solcore_limits(gaps: np.ndarray) -> tuple[float, float]:
    """Return the seconds that solcore takes for each gap, and its efficiency at 1.34 eV."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from solcore.light_source import LightSource

        wavelength = np.linspace(280, 4000, 3721) * 1e-9
        light = LightSource(source_type="standard", version="AM1.5g", x=wavelength, output_units="photon_flux_per_m")
        efficiency = solcore_limit(1.34, light, wavelength)
        return once(lambda: [solcore_limit(gap, light, wavelength) for gap in gaps]) / len(gaps), efficiency


def single(number: int, sampled: int) -> list[Row]:
    """Limits of many gaps; rivals are timed at some of them."""
    gaps = np.linspace(0.5, 3.0, number)
    sample = gaps[:: number // sampled]
    size, task = f"{number} gaps", "Shockley-Queisser limits"
    ours = best(lambda: shockley_queisser(gaps, T=T), 5)
    bound = least_work(number, 10.0, 13.0)  # Voc and Vmp
    plain = once(lambda: [scipy_limit(gap) for gap in sample]) / len(sample) * number
    arrays = once(lambda: scipy_limits(gaps))
    gathered = [
        Row(task, size, ours, "scipy, light summed once, Gaussian nodes", arrays, "light and polylogarithms", bound),
        Row(task, size, ours, f"scipy, quad for each gap, from {len(sample)} gaps", plain),
    ]
    plainly = f"{scipy_limits(np.array([1.34]))[0]:.5f} and {scipy_limit(1.34):.5f}"
    told = f"detbal {shockley_queisser(1.34, T=T).efficiency:.5f}, scipy {plainly}"
    if installed("solcore"):
        each, efficiency = solcore_limits(sample)
        gathered.append(Row(task, size, ours, f"solcore, from {len(sample)} gaps", each * number))
        told += f", solcore {efficiency:.5f}"
    else:
        gathered.append(Row(task, size, ours, absent("solcore")))
    lines = [
        [size, seconds(ours), seconds(row.theirs), f"{row.ratio:.0f}", row.rival]
        for row in gathered
        if row.theirs is not None and row.ratio is not None
    ]
    lines.append([size, seconds(ours), seconds(bound), f"{bound / ours:.2g}", "bound"])
    table(task, ["work", "detbal", "rival", "ratio", "rival"], lines)
    print(f"  efficiency at 1.34 eV: {told}")
    return gathered


def tandems(side: int, junctions: tuple[int, ...]) -> list[Row]:
    """Map of two junctions, and optimal gaps of many."""
    top, bottom = np.linspace(1.2, 2.4, side), np.linspace(0.5, 1.6, side)
    taken = best(lambda: tandem_map(top, bottom, T=T), 3)
    pairs = int((bottom[:, None] < top).sum())
    # top and bottom above their own gaps, and the bottom above the gap of the top
    bound = least_work(pairs, 10.0, 10.0, 30.0)
    size = f"{side} × {side} pairs of gaps"
    gathered = [Row("Limits of two-junction cells", size, taken, limit="light and polylogarithms", bound=bound)]
    lines = [[f"map of {side} × {side} two-junction cells", seconds(taken), seconds(bound), f"{bound / taken:.2g}"]]
    for n in junctions:
        taken = once(lambda n=n: optimal_gaps(n, T=T))
        gathered.append(Row("Optimal gaps of a tandem", f"{n} junctions", taken))
        lines.append([f"optimal gaps of {n} junctions", seconds(taken), "", ""])
    table("Tandems in series", ["work", "detbal", "bound", "ratio"], lines)
    return gathered


def rows(quick: bool) -> list[Row]:
    """Run all; return what was measured."""
    if quick:
        return [*single(200, 5), *tandems(40, (2,))]
    return [*single(1000, 20), *tandems(200, (2, 3, 4, 6))]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="smaller sizes: some seconds")
    rows(parser.parse_args().quick)
