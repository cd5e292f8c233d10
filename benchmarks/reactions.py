"""Speed of networks of reactions: ``python -m benchmarks.reactions [--quick]``.

Times detbal, pynucastro and Cantera on the same work in one run: reading and auditing the whole of REACLIB, reverse
rates over temperature, nuclear statistical equilibrium, and a mechanism. The bound of rates is one exponential for
each set and temperature (`numpy.exp` on an array of that size). Needs ``pip install '.[bench]'``.
"""

from __future__ import annotations

import argparse
import warnings
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

import detbal
from benchmarks.row import Row, absent, installed
from benchmarks.timing import best, once, seconds, table
from detbal.reactions import nuclear_statistical_equilibrium, read_reaclib, reverse_rates

TEMPERATURES = np.geomspace(1e8, 1e10, 200)


def reaclib() -> Path:
    """Return the newest REACLIB that pynucastro ships."""
    return sorted((Path(str(files("pynucastro"))) / "data").glob("reaclib_default2_*"))[-1]


@cache
def their_library() -> tuple[Any, float]:
    """Return REACLIB as pynucastro reads it, and the seconds that it takes; once, since they are many."""
    from pynucastro.rates import ReacLibLibrary

    found: list[Any] = []
    taken = once(lambda: found.append(ReacLibLibrary()))
    return found[0], taken


def library() -> list[Row]:
    """Read REACLIB and audit it."""
    path = reaclib()
    ours, theirs = best(lambda: read_reaclib(path), 5), their_library()[1]
    network = read_reaclib(path)
    audit = best(lambda: detbal.check(network), 3)
    alone = best(lambda: detbal.check(network, T=network.temperatures, against="cycles"), 3)
    lines = [
        ["read it (" + f"{path.stat().st_size / 1e6:.1f} MB)", seconds(ours), seconds(theirs), f"{theirs / ours:.0f}"],
        ["audit at 30 temperatures: pairs and cycles", seconds(audit), "-", "-"],
        ["the same, cycles first, without masses", seconds(alone), "-", "-"],
    ]
    table(f"REACLIB: {network!r}", ["work", "detbal", "pynucastro", "ratio"], lines)
    size = f"{len(network):,} reactions"
    return [
        Row("Reading REACLIB", size, ours, "pynucastro", theirs),
        Row("Audit of REACLIB: pairs and cycles, 30 temperatures", size, audit, "none known"),
    ]


def rates() -> list[Row]:
    """Evaluate all sets of REACLIB, and reverse rates, at 200 temperatures."""
    from pynucastro.rates import DerivedRate

    network = read_reaclib(reaclib())
    sets, n_T = len(network.rates.coefficients), len(TEMPERATURES)
    block = np.random.default_rng(0).uniform(-50.0, 50.0, (sets, n_T))
    bound = best(lambda: np.exp(block), 3)
    every = best(lambda: np.exp(network.rates.log_rates(TEMPERATURES)), 3)
    reverse = best(lambda: reverse_rates(network, TEMPERATURES).rates, 3)
    library = their_library()[0]
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
    lines = [
        [f"numpy.exp of {sets:,} × {n_T} numbers", seconds(bound), f"{1e9 * bound / sets / n_T:.1f}", "-", "-"],
        [f"{sets:,} sets × {n_T} temperatures", seconds(every), f"{1e9 * every / sets / n_T:.1f}",
         f"{1e9 * plain:.0f}", f"{plain / (every / n / n_T):.0f}"],
        [f"reverse of {n:,} reactions × {n_T} temperatures", seconds(reverse), f"{1e9 * reverse / n / n_T:.1f}",
         f"{1e9 * each:.0f}", f"{each / (reverse / n / n_T):.0f}"],
    ]  # fmt: skip
    columns = ["work", "detbal", "ns each", f"pynucastro, ns each (sample of {len(derived)})", "ratio"]
    table("Rate coefficients", columns, lines)
    rival, limit = "pynucastro, from a sample", "one exponential for each set"
    at = f"× {n_T} temperatures"
    return [
        Row("Rates of REACLIB", f"{sets:,} sets {at}", every, rival, plain * n * n_T, limit, bound),
        Row("Reverse rates of REACLIB", f"{n:,} reactions {at}", reverse, rival, each * n * n_T, limit, bound),
    ]


def equilibrium() -> list[Row]:
    """Nuclear statistical equilibrium of all nuclei, and of as many as pynucastro takes in a second."""
    state = {"T": 6e9, "density": 1e7, "electron_fraction": 0.5}
    found = nuclear_statistical_equilibrium(**state)
    ours = best(lambda: nuclear_statistical_equilibrium(**state), 20)
    names = ["p", "n", "he4", "c12", "o16", "si28", "s32", "ar36"]
    names += ["ca40", "ti44", "cr48", "fe52", "fe54", "co55", "ni56"]
    few = best(lambda: nuclear_statistical_equilibrium(**state, nuclei=names), 20)
    theirs = their_equilibrium(names) if installed("pynucastro") else None
    rival = "pynucastro" if theirs else absent("pynucastro")
    lines = [
        [
            f"{len(names)} nuclei",
            seconds(few),
            seconds(theirs) if theirs else "-",
            f"{theirs / few:.0f}" if theirs else "-",
        ],
        [f"{len(found.nuclei):,} nuclei", seconds(ours), "-", "-"],
    ]
    title = "Nuclear statistical equilibrium at 6 GK, 1e7 g/cm³, Y_e = 1/2"
    table(title, ["work", "detbal", "pynucastro", "ratio"], lines)
    task = "Nuclear statistical equilibrium"
    return [Row(task, f"{len(names)} nuclei", few, rival, theirs), Row(task, f"{len(found.nuclei):,} nuclei", ours)]


def their_equilibrium(names: list[str]) -> float:
    """Return the seconds that pynucastro takes for the same composition."""
    import pynucastro

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network = pynucastro.NSENetwork(inert_nuclei=[pynucastro.Nucleus(name) for name in names])
        return best(lambda: network.get_comp_nse(1e7, 6e9, 0.5, use_coulomb_corr=False), 3)


def mechanism() -> list[Row]:
    """Read and audit a mechanism of combustion, and evaluate its reverse rate constants."""
    import cantera

    path = Path(str(files("cantera"))) / "data"
    lines, gathered = [], []
    for name in ("gri30.yaml", "nDodecane_Reitz.yaml"):
        reading = best(lambda name=name: detbal.read(path / name), 2)
        network = detbal.read(path / name)
        audit = best(lambda network=network: detbal.check(network), 3)
        theirs = once(lambda name=name: cantera.Solution(str(path / name)))
        lines.append([name, f"read {seconds(reading)}, audit {seconds(audit)}", f"read {seconds(theirs)}", ""])
        gathered.append(Row("Reading a mechanism", name, reading, "Cantera", theirs))
        gathered.append(Row("Audit of a mechanism", name, audit, "none known"))
    network, gas = detbal.read(path / "gri30.yaml"), cantera.Solution("gri30.yaml")
    grid = np.linspace(300.0, 3000.0, 200)

    def states() -> None:
        for T in grid:
            gas.TP = T, None
            _ = gas.reverse_rate_constants

    ours, theirs = best(lambda: reverse_rates(network, grid).rates, 5), best(states, 5)
    lines.append(["reverse rates of GRI-Mech 3.0 at 200 T", seconds(ours), seconds(theirs), f"{theirs / ours:.2g}"])
    table("Mechanisms", ["work", "detbal", "Cantera", "ratio"], lines)
    size = f"GRI-Mech 3.0, {len(grid)} temperatures"
    return [*gathered, Row("Reverse rates of a mechanism", size, ours, "Cantera", theirs)]


def rows(quick: bool) -> list[Row]:
    """Run all; return what was measured. There are no smaller sizes, but the whole of REACLIB can be left out."""
    gathered = equilibrium()
    if not installed("pynucastro"):
        gathered.append(Row("REACLIB", "", None, absent("pynucastro") + ", which ships it"))
    elif not quick:
        gathered += [*library(), *rates()]
    if not installed("cantera"):
        return [*gathered, Row("Mechanisms", "", None, absent("cantera") + ", which ships them")]
    return gathered + mechanism()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="without REACLIB: some seconds")
    rows(parser.parse_args().quick)
