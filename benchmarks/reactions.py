"""Speed of networks of reactions: ``python -m benchmarks.reactions``.

Times detbal, pynucastro and Cantera on the same work in one run: reading and auditing the whole of REACLIB, reverse
rates over temperature, nuclear statistical equilibrium, and a mechanism. The bound of rates is one exponential for
each set and temperature (`numpy.exp` on an array of that size). Needs ``pip install '.[bench]'``.
"""

from __future__ import annotations

import warnings
from importlib.resources import files
from pathlib import Path

import numpy as np

import detbal
from benchmarks.timing import best, once, seconds, table
from detbal.reactions import nuclear_statistical_equilibrium, read_reaclib, reverse_rates

TEMPERATURES = np.geomspace(1e8, 1e10, 200)
REACLIB = Path(str(files("pynucastro"))) / "data"


def library() -> None:
    """Read REACLIB and audit it."""
    from pynucastro.rates import ReacLibLibrary

    path = sorted(REACLIB.glob("reaclib_default2_*"))[-1]
    ours, theirs = best(lambda: read_reaclib(path), 5), once(ReacLibLibrary)
    network = read_reaclib(path)
    audit = best(lambda: detbal.check(network), 3)
    alone = best(lambda: detbal.check(network, T=network.temperatures, against="cycles"), 3)
    rows = [
        ["read it (" + f"{path.stat().st_size / 1e6:.1f} MB)", seconds(ours), seconds(theirs), f"{theirs / ours:.0f}"],
        ["audit at 30 temperatures: pairs and cycles", seconds(audit), "-", "-"],
        ["the same, cycles first, without masses", seconds(alone), "-", "-"],
    ]
    table(f"REACLIB: {network!r}", ["work", "detbal", "pynucastro", "ratio"], rows)


def rates() -> None:
    """Evaluate all sets of REACLIB, and reverse rates, at 200 temperatures."""
    from pynucastro.rates import DerivedRate, ReacLibLibrary

    network = read_reaclib(sorted(REACLIB.glob("reaclib_default2_*"))[-1])
    sets, n_T = len(network.rates.coefficients), len(TEMPERATURES)
    block = np.random.default_rng(0).uniform(-50.0, 50.0, (sets, n_T))
    bound = best(lambda: np.exp(block), 3)
    every = best(lambda: np.exp(network.rates.log_rates(TEMPERATURES)), 3)
    reverse = best(lambda: reverse_rates(network, TEMPERATURES).rates, 3)
    library = ReacLibLibrary()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sample = [rate for rate in library.forward_for_detailed_balance().get_rates() if not rate.weak][::60]
        derived = []
        for rate in sample:
            try:
                derived.append(DerivedRate(source_rate=rate, use_pf=True))
            except (ValueError, KeyError):
                continue
        for rate in derived:
            rate.eval(1.1e9)  # the first call builds splines
        each = once(lambda: [rate.eval(2.3e9) for rate in derived]) / len(derived)
        plain = once(lambda: [rate.eval(2.3e9) for rate in sample]) / len(sample)
    n = len(network)
    rows = [
        [f"numpy.exp of {sets:,} × {n_T} numbers", seconds(bound), f"{1e9 * bound / sets / n_T:.1f}", "-", "-"],
        [f"{sets:,} sets × {n_T} temperatures", seconds(every), f"{1e9 * every / sets / n_T:.1f}",
         f"{1e9 * plain:.0f}", f"{plain / (every / n / n_T):.0f}"],
        [f"reverse of {n:,} reactions × {n_T} temperatures", seconds(reverse), f"{1e9 * reverse / n / n_T:.1f}",
         f"{1e9 * each:.0f}", f"{each / (reverse / n / n_T):.0f}"],
    ]  # fmt: skip
    columns = ["work", "detbal", "ns each", f"pynucastro, ns each (sample of {len(derived)})", "ratio"]
    table("Rate coefficients", columns, rows)


def equilibrium() -> None:
    """Nuclear statistical equilibrium of all nuclei, and of as many as pynucastro takes in a second."""
    import pynucastro

    state = {"T": 6e9, "density": 1e7, "electron_fraction": 0.5}
    found = nuclear_statistical_equilibrium(**state)
    ours = best(lambda: nuclear_statistical_equilibrium(**state), 20)
    names = ["p", "n", "he4", "c12", "o16", "si28", "s32", "ar36"]
    names += ["ca40", "ti44", "cr48", "fe52", "fe54", "co55", "ni56"]
    few = best(lambda: nuclear_statistical_equilibrium(**state, nuclei=names), 20)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network = pynucastro.NSENetwork(inert_nuclei=[pynucastro.Nucleus(name) for name in names])
        theirs = best(lambda: network.get_comp_nse(1e7, 6e9, 0.5, use_coulomb_corr=False), 3)
    rows = [
        [f"{len(names)} nuclei", seconds(few), seconds(theirs), f"{theirs / few:.0f}"],
        [f"{len(found.nuclei):,} nuclei", seconds(ours), "-", "-"],
    ]
    title = "Nuclear statistical equilibrium at 6 GK, 1e7 g/cm³, Y_e = 1/2"
    table(title, ["work", "detbal", "pynucastro", "ratio"], rows)


def mechanism() -> None:
    """Read and audit a mechanism of combustion, and evaluate its reverse rate constants."""
    import cantera

    path = Path(str(files("cantera"))) / "data"
    rows = []
    for name in ("gri30.yaml", "nDodecane_Reitz.yaml"):
        reading = best(lambda name=name: detbal.read(path / name), 2)
        network = detbal.read(path / name)
        audit = best(lambda network=network: detbal.check(network), 3)
        theirs = once(lambda name=name: cantera.Solution(str(path / name)))
        rows.append([name, f"read {seconds(reading)}, audit {seconds(audit)}", f"read {seconds(theirs)}", ""])
    network, gas = detbal.read(path / "gri30.yaml"), cantera.Solution("gri30.yaml")
    grid = np.linspace(300.0, 3000.0, 200)

    def states() -> None:
        for T in grid:
            gas.TP = T, None
            _ = gas.reverse_rate_constants

    ours, theirs = best(lambda: reverse_rates(network, grid).rates, 5), best(states, 5)
    rows.append(["reverse rates of GRI-Mech 3.0 at 200 T", seconds(ours), seconds(theirs), f"{theirs / ours:.2g}"])
    table("Mechanisms", ["work", "detbal", "Cantera", "ratio"], rows)


if __name__ == "__main__":
    library()
    rates()
    equilibrium()
    mechanism()
