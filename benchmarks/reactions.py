"""Speed of networks of reactions: the whole of REACLIB, nuclear statistical equilibrium, mechanisms of combustion."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

import detbal
from benchmarks.bounds import arithmetic, exponentials, file_read
from benchmarks.rivals.reactions import equilibrium_by_root, key_of, only_rows, rates_by_product, reverses_by_product
from benchmarks.row import Bound, Rival, Row, against, missing, rival
from benchmarks.timing import best, sampled
from detbal.reactions import (
    nuclear_statistical_equilibrium,
    nuclear_thermochemistry,
    read_reaclib,
    reverse_rates,
)

TEMPERATURES = np.geomspace(1e8, 1e10, 200)
#: One temperature, at which rates of pynucastro are evaluated one by one.
ONE = 2.3e9
#: Nats, over the largest of all logarithms.
SAME = 1e-10
#: Nats over the largest logarithm, and part of the largest mass fraction: pynucastro moves other masses.
OTHER_MASSES = 3e-3


def library(path: Path) -> Iterator[Row]:
    """Read REACLIB, audit it, and evaluate it and its reverses at 200 temperatures."""
    from pynucastro.rates import ReacLibLibrary

    network: Any
    ours, network = best(lambda: read_reaclib(path), 5)
    taken, theirs = best(ReacLibLibrary, 1)
    size, sets = f"{len(network):,} reactions", len(network.rates.coefficients)
    yield from against("Reading REACLIB", size, ours, [Rival("pynucastro", taken)], _bytes(path))
    ours, _ = best(lambda: detbal.check(network), 3)
    bound = Bound("arithmetic of the coefficients", arithmetic(7 * sets * len(network.temperatures)))
    yield from against("Audit of REACLIB: pairs and cycles, 30 temperatures", size, ours, [Rival("none known")], bound)
    known = only_rows(network)
    sample = [rate for rate in theirs.forward_for_detailed_balance().get_rates() if key_of(rate) in known]
    sample = [rate for rate in sample if not rate.weak][::60]
    rows = np.array([known[key_of(rate)] for rate in sample])
    yield from rates(network, sample, rows)
    yield from reverses(network, sample, rows)


def rates(network: Any, sample: list[Any], rows: Any) -> list[Row]:
    """Time all sets against one product of matrices, and against pynucastro's rates one by one."""
    sets, n_T = network.rates.coefficients, len(TEMPERATURES)
    ours, found = best(lambda: np.exp(network.rates.log_rates(TEMPERATURES)), 3)
    taken, every = best(lambda: rates_by_product(network.rates, TEMPERATURES), 3)
    plainly, few = sampled(lambda rate: rate.eval(ONE), sample, len(network) * n_T)
    at_one = network.rates.log_rates(np.array([ONE]))[rows, 0]
    rivals = [
        rival("numpy, one product of matrices", (taken, _logs(every)), _logs(found), SAME),
        rival(f"pynucastro, eval of {len(sample)} rates", (plainly, np.log(few)), at_one, SAME),
    ]
    bound = Bound("one exponential for each set", exponentials(len(sets) * n_T))
    return against("Rates of REACLIB", f"{len(sets):,} sets × {n_T} temperatures", ours, rivals, bound)


def reverses(network: Any, sample: list[Any], rows: Any) -> list[Row]:
    """Time reverse rates against numpy and pynucastro, with ground levels alone: no partition functions."""
    from pynucastro.rates import DerivedRate

    ours, found = best(lambda: reverse_rates(network, TEMPERATURES).rates, 3)
    known = ~np.isnan(found[:, 0])  # the others are refused: decays, nuclei of unknown mass or spin
    by_numpy, every = best(lambda: reverses_by_product(network, TEMPERATURES), 3)
    own = reverse_rates(network, [ONE]).log_rates[rows, 0]
    derived, kept = [], []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for k, rate in enumerate(sample):
            try:
                derived.append(DerivedRate(source_rate=rate, use_pf=False))
                kept.append(k)
            except (ValueError, KeyError):  # of nuclei that it does not know the spin of
                continue
        taken, few = sampled(lambda rate: rate.eval(ONE), derived, len(network) * len(TEMPERATURES))
    here = np.isfinite(own[kept])
    rivals = [
        rival("numpy and scipy.sparse", (by_numpy, _logs(every[known])), _logs(found[known]), SAME),
        rival(f"pynucastro, eval of {len(derived)} rates", (taken, np.log(few)[here]), own[kept][here], OTHER_MASSES),
    ]
    bound = Bound("one exponential for each", exponentials(len(network) * len(TEMPERATURES)))
    size = f"{len(network):,} reactions × {len(TEMPERATURES)} temperatures"
    return against("Reverse rates of REACLIB", size, ours, rivals, bound)


def _logs(rates: Any) -> Any:
    """Logarithms, between the smallest and the largest that floats hold."""
    return np.log(np.clip(rates, 1e-300, 1e300))


def _bytes(path: Path) -> Bound:
    return Bound("bytes of the file", file_read(path))


def equilibrium(names: list[str] | None) -> list[Row]:
    """Time nuclear statistical equilibrium at 6 GK, 1e7 g/cm³ and Y_e = 1/2, of all nuclei or of some."""
    state: dict[str, Any] = {"T": 6e9, "density": 1e7, "electron_fraction": 0.5}
    ours, found = best(lambda: nuclear_statistical_equilibrium(**state, nuclei=names), 20)
    own, thermo = found.mass_fractions[:, 0], nuclear_thermochemistry(found.nuclei)
    Z, A = found.Z.astype(float), found.A.astype(float)
    by_root = best(lambda: equilibrium_by_root(thermo, Z, A, *state.values()))
    rivals = [rival("scipy, root in two potentials", by_root, own, SAME)]
    if names and (why := missing("pynucastro")):
        rivals.append(Rival(why))
    elif names:
        rivals.append(rival("pynucastro", _equilibrium_by_pynucastro(found.nuclei), own, OTHER_MASSES))
    bound = Bound("one exponential for each nucleus", exponentials(len(A)))
    return against("Nuclear statistical equilibrium", f"{len(A):,} nuclei", ours, rivals, bound)


def _equilibrium_by_pynucastro(names: Any) -> tuple[float, list[float]]:
    import pynucastro

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network = pynucastro.NSENetwork(inert_nuclei=[pynucastro.Nucleus(name) for name in names])
        taken, found = best(lambda: network.get_comp_nse(1e7, 6e9, 0.5, use_coulomb_corr=False), 3)
    part = {nucleus.raw: fraction for nucleus, fraction in found.items()}
    return taken, [part[name] for name in names]


def mechanism(path: Path) -> list[Row]:
    """Read a mechanism that neither has seen before, and audit it."""
    import cantera

    with TemporaryDirectory() as folder:
        copies = iter([Path(shutil.copy(path, Path(folder) / f"{k}.yaml")) for k in range(10)])  # Cantera keeps files
        ours, network = best(lambda: detbal.read(next(copies)), 4)
        taken, gas = best(lambda: cantera.Solution(str(next(copies))), 4)
    assert len(network) == gas.n_reactions
    audit, _ = best(lambda: detbal.check(network), 3)
    arithmetics = Bound("one exponential for each rate", exponentials(len(network) * len(network.asked())))
    return [
        *against("Reading a mechanism", path.name, ours, [Rival("Cantera, Solution", taken)], _bytes(path)),
        *against("Audit of a mechanism", path.name, audit, [Rival("none known")], arithmetics),
    ]


def reverse_constants(path: Path) -> list[Row]:
    """Time the reverse rate constants of a mechanism at 200 temperatures."""
    import cantera

    network, gas, grid = detbal.read(path), cantera.Solution(str(path)), np.linspace(300.0, 3000.0, 200)

    def states() -> np.ndarray:
        found = np.empty((len(grid), gas.n_reactions))
        for k, T in enumerate(grid):
            gas.TP = T, None
            found[k] = gas.reverse_rate_constants
        return found.T

    (ours, own), (taken, theirs) = best(lambda: reverse_rates(network, grid).rates), best(states)
    both = np.array([one.reversible for one in gas.reactions()])  # Cantera gives others no reverse
    rivals = [rival("Cantera", (taken, np.log(theirs[both])), np.log(own[both]), SAME)]
    bound = Bound("one exponential for each", exponentials(own.size))
    return against("Reverse rates of a mechanism", f"{path.name}, {len(grid)} temperatures", ours, rivals, bound)


def rows(quick: bool) -> Iterator[Row]:
    """Run all; yield what is measured. There are no smaller sizes, but REACLIB can be left out."""
    names = ["p", "n", "he4", "c12", "o16", "si28", "s32", "ar36"]
    names += ["ca40", "ti44", "cr48", "fe52", "fe54", "co55", "ni56"]
    yield from equilibrium(names)
    yield from equilibrium(None)
    if why := missing("pynucastro"):
        yield Row("REACLIB", "", None, Rival(f"{why}; it ships the file"))
    elif not quick:
        yield from library(sorted((Path(str(files("pynucastro"))) / "data").glob("reaclib_default2_*"))[-1])
    if why := missing("cantera"):
        yield Row("Mechanisms", "", None, Rival(f"{why}; it ships them"))
        return
    folder = Path(str(files("cantera"))) / "data"
    for name in ("gri30.yaml", "nDodecane_Reitz.yaml"):
        yield from mechanism(folder / name)
    yield from reverse_constants(folder / "gri30.yaml")


if __name__ == "__main__":
    from benchmarks.command import alone

    alone("reactions")
