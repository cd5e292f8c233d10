"""Limits of Shockley and Queisser as users of numpy, scipy and solcore write them: AM1.5G, a mirror behind the cell."""

from __future__ import annotations

import logging
import math
import warnings
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from typing import Any

import numpy as np

from detbal.photovoltaics import Illumination
from detbal.photovoltaics.radiation import BOLTZMANN, HC, HEMISPHERE
from detbal.units import e

T = 298.15
KT = T * BOLTZMANN
#: Nodes and weights of the integral of what a cell emits, from the gap on in kT.
X, WEIGHT = np.polynomial.laguerre.laggauss(30)


@cache
def sun() -> tuple[np.ndarray, np.ndarray, float]:
    """Return wavelength in nm, irradiance in W/(m² nm), and power in W/m²."""
    found = Illumination.am15g()
    table: Any = found.sources[0]
    return table.wavelength, table.irradiance, found.power


def efficiency_by_quadrature(gap: float) -> float:
    """Return the efficiency for one gap: quad for what is emitted, minimize_scalar for the voltage."""
    from scipy.integrate import quad
    from scipy.optimize import minimize_scalar

    wavelength, irradiance, power = sun()
    nodes = np.append(wavelength[wavelength < HC / gap], HC / gap)
    light = np.interp(nodes, wavelength, irradiance)
    absorbed = _photons(nodes[:-1], light[:-1], nodes[1:], light[1:]).sum()

    def emitted(voltage: float) -> float:
        return float(HEMISPHERE * quad(lambda E: E * E / math.expm1((E - voltage) / KT), gap, gap + 40 * KT)[0])

    taken = absorbed + emitted(0.0)
    found = minimize_scalar(lambda V: -V * e * (taken - emitted(V)), bounds=(0.0, gap - 0.05), method="bounded")
    return float(-found.fun / power)


def efficiencies_by_loop(gaps: np.ndarray) -> np.ndarray:
    """Return the efficiencies with the light summed once, emission at Gaussian nodes, minimize_scalar for each gap."""
    from scipy.optimize import minimize_scalar

    def one(gap: float, light: float) -> float:
        squares = WEIGHT * (gap + KT * X) ** 2

        def emitted(voltage: float) -> float:
            below = (gap - voltage) / KT
            return float(HEMISPHERE * KT * math.exp(-below) * float(squares @ (1.0 / -np.expm1(-X - below))))

        taken = light + emitted(0.0)
        found = minimize_scalar(lambda V: -V * e * (taken - emitted(V)), bounds=(0.0, gap - 0.05), method="bounded")
        return float(-found.fun / sun()[2])

    return np.array([one(gap, light) for gap, light in zip(gaps, absorbed_above(gaps), strict=True)])


def efficiencies_by_arrays(gaps: np.ndarray) -> np.ndarray:
    """Return the efficiencies by Newton's rule for the voltages of all gaps at once, in logarithms."""
    squares, decay = WEIGHT * (gaps[:, None] + KT * X) ** 2, np.exp(-X)

    def emitted(voltage: Any) -> tuple[np.ndarray, ...]:
        boltzmann = HEMISPHERE * KT * np.exp(-(gaps - voltage) / KT)
        bose = 1 / (1 - decay * np.exp(-(gaps - voltage) / KT)[:, None])
        flux, slope = (squares * bose).sum(axis=1), (squares * bose**2).sum(axis=1)
        bend = (squares * bose**2 * (2 * bose - 1)).sum(axis=1)
        return boltzmann * flux, boltzmann * slope / KT, boltzmann * bend / KT**2

    taken = absorbed_above(gaps) + emitted(0.0)[0]
    voltage = np.maximum(0.95 * gaps - 0.25, 0.01)
    for _ in range(20):  # the root of ln(emitted + V emitted') = ln(taken)
        flux, slope, bend = emitted(voltage)
        power = flux + voltage * slope
        step = np.log(power / taken) * power / (2 * slope + voltage * bend)
        voltage = voltage - step
        if np.abs(step).max() < 1e-10:  # the next step is its square, and power is flat
            break
    return np.asarray(voltage * e * (taken - emitted(voltage)[0]) / sun()[2])


def absorbed_above(gaps: np.ndarray) -> np.ndarray:
    """Return photons/(m² s) above each gap: whole steps of the table are summed once, and a part of one is added."""
    wavelength, irradiance, _ = sun()
    below = np.append(0.0, np.cumsum(_photons(wavelength[:-1], irradiance[:-1], wavelength[1:], irradiance[1:])))
    edge = HC / gaps
    k = np.searchsorted(wavelength, edge) - 1
    return np.asarray(below[k] + _photons(wavelength[k], irradiance[k], edge, np.interp(edge, wavelength, irradiance)))


def _photons(start: Any, first: Any, end: Any, last: Any) -> Any:
    """Photons/(m² s) between wavelengths, irradiance linear between them: Simpson's rule is exact."""
    middle = (start + end) / 2 * (first + last) / 2
    return (end - start) * (start * first + 4 * middle + end * last) / 6 / (HC * e)


@cache
def solcores_light() -> tuple[Any, np.ndarray]:
    """Return AM1.5G as solcore has it, and the wavelengths that it is looked up at, in metres."""
    from solcore.light_source import LightSource

    wavelength = np.linspace(280, 4000, 3721) * 1e-9
    return LightSource(
        source_type="standard", version="AM1.5g", x=wavelength, output_units="photon_flux_per_m"
    ), wavelength


def efficiency_by_solcore(gap: float) -> float:
    """Return the efficiency for one gap from solcore's detailed-balance junction: Boltzmann, 200 voltages."""
    with warnings.catch_warnings(), redirect_stdout(StringIO()):
        warnings.simplefilter("ignore")
        logging.disable()
        try:
            return _solved_by_solcore(gap)
        finally:
            logging.disable(logging.NOTSET)


def _solved_by_solcore(gap: float) -> float:
    from solcore.solar_cell import SolarCell
    from solcore.solar_cell_solver import solar_cell_solver
    from solcore.structure import Junction

    light, wavelength = solcores_light()
    junction = Junction(kind="DB", T=T, Eg=gap, A=1, R_shunt=np.inf, n=1, back_reflector=True)
    cell = SolarCell([junction], T=T, R_series=0)
    options = {
        "T_ambient": T, "db_mode": "boltzmann", "voltages": np.linspace(0, gap, 200),
        "internal_voltages": np.linspace(-0.1, gap, 400), "light_iv": True, "wavelength": wavelength,
        "light_source": light, "mpp": True,
    }  # fmt: skip
    solar_cell_solver(cell, "iv", user_options=options)
    return float(cell.iv.Eta)
