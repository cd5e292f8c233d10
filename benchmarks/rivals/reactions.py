"""Rates of REACLIB, their reverses and nuclear statistical equilibrium as a good user of scipy writes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.optimize import root
from scipy.special import gammaln, logsumexp

Floats = np.ndarray


def rates_by_product(rates: Any, T: Floats, log_constants: Floats | float = 0.0) -> Floats:
    """Return all rates over constants, (n, nT): one product of matrices and one exponential for all sets."""
    T9 = T / 1e9
    third = np.cbrt(T9)
    basis = np.stack([T9**0, 1 / T9, 1 / third, third, T9, T9 * third**2, np.log(T9)])
    exponents = rates.coefficients @ basis
    exponents -= log_constants
    with np.errstate(over="ignore"):
        values = np.exp(exponents, out=exponents)
    found: Floats = values[rates.starts[:-1]]
    others = np.delete(np.arange(len(values)), rates.starts[:-1])  # few: most rates are one set
    np.add.at(found, rates.owner[others], values[others])
    return found


def reverses_by_product(network: Any, T: Floats) -> Floats:
    """Return all reverse rates, (n, nT): forward rates over ratios of quantum concentrations."""
    thermo = network.thermochemistry
    unit = 1.5 * np.log(2 * np.pi * 1.66053906892e-27 * 1.380649e-23 / 6.62607015e-34**2) - np.log(6.02214076e29)
    weight = thermo.log_weight + 1.5 * thermo.log_mass + unit
    density = np.nan_to_num(weight[:, None] + 1.5 * np.log(T) - thermo.energy[:, None] / T)
    identical = _log_factorials(network.reactants) - _log_factorials(network.products)
    log_constants = (network.products - network.reactants) @ density + identical[:, None]
    return rates_by_product(network.rates, T, log_constants[network.rates.owner])


def _log_factorials(stoichiometry: Any) -> Floats:
    found = stoichiometry.copy()
    found.data = gammaln(found.data + 1.0)
    return np.asarray(found.sum(axis=1)).ravel()


def equilibrium_by_root(thermochemistry: Any, Z: Floats, A: Floats, T: float, density: float, Y_e: float) -> Floats:
    """Return the mass fractions in nuclear statistical equilibrium: two potentials by `root`, in logarithms."""
    log_density = thermochemistry.log_density(np.array([T]))[:, 0]
    lightest = np.flatnonzero(A == 1)
    start = np.log(density / 4) - log_density[lightest[np.argsort(Z[lightest])]]  # nucleons: far too many, but not all

    def balance(potentials: Floats) -> tuple[Floats, Floats]:
        exponents = log_density + np.log(A) + (A - Z) * potentials[0] + Z * potentials[1]
        total = logsumexp(exponents)
        part = np.exp(exponents - total)
        charge = Z / A
        mean = part @ np.stack([A - Z, Z], axis=1)
        slope = (part * charge) @ np.stack([A - Z, Z], axis=1)
        value = part @ charge
        return np.array([total - np.log(density), value - Y_e]), np.stack([mean, slope - value * mean])

    found = root(balance, _damped(balance, start), jac=True, tol=1e-13)
    return np.asarray(np.exp(log_density + np.log(A) + (A - Z) * found.x[0] + Z * found.x[1] - np.log(density)))


def _damped(balance: Any, potentials: Floats) -> Floats:
    """Step towards the root by a nat at most, until the density is right to a tenth: `root` alone is lost from afar."""
    for _ in range(200):
        value, slope = balance(potentials)
        if np.abs(value).max() < 0.1:
            break
        step = np.linalg.lstsq(slope, value, rcond=1e-12)[0]
        potentials = potentials - step / max(1.0, np.abs(step).max())
    return potentials


def only_rows(network: Any) -> dict[tuple[tuple[str, ...], tuple[str, ...]], int]:
    """Return the row of each reaction that no other has the reactants and products of, by these."""
    reactants, products = _nuclei(network.reactants, network.species), _nuclei(network.products, network.species)
    rows: dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = defaultdict(list)
    for row, key in enumerate(zip(reactants, products, strict=True)):
        rows[key].append(row)
    return {key: own[0] for key, own in rows.items() if len(own) == 1}


def key_of(rate: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return reactants and products of a rate of pynucastro."""
    return tuple(sorted(one.raw for one in rate.reactants)), tuple(sorted(one.raw for one in rate.products))


def _nuclei(stoichiometry: Any, species: Any) -> Iterator[tuple[str, ...]]:
    counted = stoichiometry.tocsr()
    for start, end in pairwise(counted.indptr):
        held = zip(counted.indices[start:end], counted.data[start:end], strict=True)
        yield tuple(sorted(species[k] for k, number in held for _ in range(int(number))))
