"""Speed of Davies generators: ``python -m benchmarks.generators [--quick] [--large]``.

The generator, its stationary state and all its decay rates, by detbal and by QuTiP 5, on the same random systems in
the same run; that both found the same is asserted. `--large` adds QuTiP at N = 80, where it takes a minute or more and
a few gigabytes. For detbal alone, up to N = 1000, the bound is the one diagonalisation that cannot be avoided.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.row import Row, absent, installed
from benchmarks.systems import ohmic_density, random_weak_coupling
from benchmarks.timing import best, once, table
from detbal.generators.weak_coupling.check import check_davies
from detbal.generators.weak_coupling.davies import DaviesGenerator, davies
from detbal.generators.weak_coupling.model import WeakCoupling

#: QuTiP's generator as a dense matrix has N⁴ entries; its eigenvalues take O(N⁶).
LARGEST_SPECTRUM = 32
TASK = "Davies generator, its stationary state and all decay rates"


def everything(model: WeakCoupling) -> tuple[DaviesGenerator, np.ndarray, np.ndarray]:
    """Return the generator, its stationary state and its eigenvalues."""
    generator = davies(model.H, model.couplings, lamb_shift=False)
    return generator, generator.stationary_state().matrix, generator.eigenvalues()


def against_qutip(sizes: list[int]) -> list[Row]:
    """Time generator, stationary state and decay rates against QuTiP's, and assert that they agree."""
    if not installed("qutip"):
        models = [random_weak_coupling(n) for n in sizes]
        return [Row(TASK, f"N = {len(m.H)}", best(lambda m=m: everything(m), 3), absent("qutip")) for m in models]
    import qutip

    rows, gathered, ours_all, theirs_all = [], [], [], []
    for n in sizes:
        model = random_weak_coupling(n)
        ours = best(lambda m=model: everything(m), 3)
        generator, sigma, eigenvalues = everything(model)
        found: dict[str, Any] = {}
        tensor = once(lambda m=model, out=found: out.update(R=_redfield(qutip, m)))
        steady = once(lambda out=found: out.update(rho=qutip.steadystate(out["R"])))
        rng = np.random.default_rng(0)
        probe = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
        change = qutip.vector_to_operator(found["R"] @ qutip.operator_to_vector(qutip.Qobj(probe))).full()
        size = np.abs(change).max()
        assert np.abs(generator.apply(probe) - change).max() < 1e-10 * size, "the generators differ"
        assert np.abs(found["rho"].full() - sigma).max() < 1e-8, "the stationary states differ"
        spectrum = None
        if n <= LARGEST_SPECTRUM:
            matrix = found["R"].full()
            spectrum = once(lambda r=matrix, out=found: out.update(values=np.linalg.eigvals(r)))
            nearest = np.abs(found["values"][:, None] - eigenvalues[None, :]).min(axis=0)
            assert nearest.max() < 1e-9 * size, "the eigenvalues differ"
        theirs = tensor + steady + (spectrum or 0.0)
        rival = "QuTiP" if spectrum else "QuTiP, without decay rates"
        gathered.append(Row(TASK, f"N = {n}", ours, rival, theirs))
        ours_all.append(ours)
        theirs_all.append(tensor + steady)
        rows.append(
            [
                f"{n}",
                f"{ours:.4f}",
                f"{tensor:.2f}",
                f"{steady:.2f}",
                "-" if spectrum is None else f"{spectrum:.2f}",
                f"{tensor / ours:.0f}",
                f"{theirs / ours:.0f}",
            ]
        )
        found.clear()
    columns = ["N", "detbal, all / s", "tensor / s", "steadystate / s", "eigenvalues / s", "tensor ratio", "ratio"]
    table("Davies generator, stationary state and all decay rates: detbal and QuTiP", columns, rows)
    ours_grow, theirs_grow = growth(sizes, ours_all), growth(sizes, theirs_all)
    print(f"  growth: detbal N^{ours_grow:.1f}, tensor and steadystate of QuTiP N^{theirs_grow:.1f}")
    return gathered


def _redfield(qutip: Any, model: WeakCoupling) -> Any:
    couplings = [(qutip.Qobj(A), _ohmic_spectrum(bath.kT)) for A, bath in model.couplings]
    # the cut-off is in units of the smallest Bohr frequency: nothing but equal frequencies
    return qutip.bloch_redfield_tensor(qutip.Qobj(model.H), couplings, sec_cutoff=1e-9, fock_basis=True)


def _ohmic_spectrum(kT: float) -> Callable[[float], float]:
    """Return S(w), for a single number; QuTiP asks one by one, and takes any other name for the time."""

    def spectrum(w: float) -> float:
        if w == 0:
            return 2 * 0.05 * kT
        up = 2 * ohmic_density(abs(w)) / -math.expm1(-abs(w) / kT)
        return float(up if w > 0 else up * math.exp(w / kT))

    return spectrum


def alone(sizes: list[int]) -> list[Row]:
    """Time detbal up to a thousand levels against one diagonalisation of H."""
    rows, gathered, times = [], [], []
    for n in sizes:
        model = random_weak_coupling(n)
        bound = best(lambda H=model.H.real: np.linalg.eigh(H), 2)  # the systems are real
        build = best(lambda m=model: davies(m.H, m.couplings, lamb_shift=False), 2)
        generator = davies(model.H, model.couplings, lamb_shift=False)
        steady = best(generator.stationary_state, 2)
        spectrum = best(generator.eigenvalues, 2)
        check = best(lambda g=generator: check_davies(g), 2)
        total = build + steady + spectrum
        times.append(total)
        gathered.append(Row(TASK, f"N = {n}", total, limit="one diagonalisation of H", bound=bound))
        status = check_davies(generator).status.name
        cells = (bound, build, steady, spectrum, total, check)
        rows.append([f"{n}", f"{n * n:,}", *(f"{cell:.4f}" for cell in cells), f"{total / bound:.1f}", status])
    columns = ["N", "decay rates", "eigh / s", "build / s", "stationary / s", "rates / s", "all / s", "check / s"]
    table("Davies generators of random levels, detbal alone", [*columns, "× eigh", "verdict"], rows)
    print(f"  growth: N^{growth(sizes, times):.1f}")
    return gathered


def two_baths(sizes: list[int]) -> list[Row]:
    """Time what two baths of different temperature add: a stationary state by elimination, rates without symmetry."""
    rows, gathered = [], []
    for n in sizes:
        model = random_weak_coupling(n, baths=2)
        generator = davies(model.H, model.couplings, lamb_shift=False)
        steady = best(generator.stationary_state, 1)
        spectrum = best(generator.eigenvalues, 1)
        lamb = once(lambda m=model: davies(m.H, m.couplings))
        gathered.append(Row("Stationary state between two baths", f"N = {n}", steady))
        rows.append([f"{n}", f"{steady:.3f}", f"{spectrum:.3f}", f"{lamb:.3f}"])
    table("Two baths of different temperature", ["N", "stationary / s", "rates / s", "build with Lamb shift / s"], rows)
    return gathered[-1:]


def growth(sizes: list[int], seconds: list[float]) -> float:
    """Return the exponent between the two largest sizes."""
    if len(sizes) < 2:
        return float("nan")
    return float(np.log(seconds[-1] / seconds[-2]) / np.log(sizes[-1] / sizes[-2]))


def main() -> None:
    """Run all and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller sizes: half a minute")
    parser.add_argument("--large", action="store_true", help="QuTiP at N = 80 too: minutes, and a few gigabytes")
    options = parser.parse_args()
    rows(options.quick, options.large)


def rows(quick: bool, large: bool = False) -> list[Row]:
    """Run all; return what was measured."""
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}")
    return [
        *alone([48, 200] if quick else [48, 200, 500, 1000]),
        *against_qutip([16, 24] if quick else [16, 32, 48, *([80] if large else [])]),
        *two_baths([48, 200] if quick else [48, 200, 500, 1000]),
    ]


if __name__ == "__main__":
    main()
