"""The register of built-in contestants: where they stand, and what they need. Nothing is imported before its turn."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from detbal import __version__
from detbal.errors import InputError, explain
from detbal.lazy import load

_HERE = "detbal.bench.contestants"
_MEAN_FORCE = "hierarchical equations, {} terms; ends in the mean-force state: scored is how far that is from Gibbs'"


@dataclass(frozen=True, slots=True)
class Contestant:
    """A built-in model.

    Attributes
    ----------
    name, summary : str
    packages : tuple of str
        What it is run with, by the names under which they are installed and imported.
    address : str
        "module:function".
    """

    name: str
    summary: str
    packages: tuple[str, ...]
    address: str

    def __call__(self, problem: Any, kT: float) -> Any:
        """Answer a problem."""
        return load(self.address)(problem, kT)

    @property
    def absent(self) -> tuple[str, ...]:
        """Packages that are not installed."""
        return tuple(name for name in self.packages if _version(name) is None)

    @property
    def versions(self) -> str:
        """What it is run with, or why it is not."""
        if self.absent:
            return " and ".join(f"{name} is not installed" for name in self.absent)
        return ", ".join(f"{name} {_version(name)}" for name in self.packages) or f"detbal {__version__}"

    def warm_up(self) -> None:
        """Import what it needs, so that answers are timed without it; what fails will fail again when it is asked."""
        with suppress(Exception):
            for name in self.packages:
                import_module(name)
            load(self.address)


def contestant(name: str) -> Contestant:
    """Return a contestant by its name.

    Raises
    ------
    InputError
        None of that name.

    Examples
    --------
    >>> contestant("hmc-not-accepted").summary
    'hybrid Monte Carlo that takes the end of every path'
    >>> contestant("nobody")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: no contestant 'nobody'; give one of davies, redfield, ...
    """
    for one in CONTESTANTS:
        if one.name == name:
            return one
    known = ", ".join(each.name for each in CONTESTANTS)
    raise InputError(explain(f"no contestant {name!r}", fix=f"give one of {known}, or module:function"))


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _of(module: str, packages: tuple[str, ...], *functions: tuple[str, str, str]) -> tuple[Contestant, ...]:
    """Register functions of one module: name in the register, name of the function, summary."""
    return tuple(
        Contestant(name, summary, packages, f"{_HERE}.{module}:{function}") for name, function, summary in functions
    )


CONTESTANTS: tuple[Contestant, ...] = (
    *_of(
        "ours",
        (),
        ("davies", "davies", "weak coupling: Davies' generator, and the rates of a dot"),
        ("redfield", "redfield", "full Bloch-Redfield, without Lamb shift"),
        (
            "redfield-lamb-shift",
            "redfield_with_lamb_shift",
            "full Bloch-Redfield, with its Lamb terms",
        ),
        ("universal-lindblad", "universal_lindblad", "universal Lindblad equation"),
        (
            "universal-lindblad-corrected",
            "universal_lindblad_corrected",
            "the same equation, coherently corrected",
        ),
        ("perlind", "position_and_energy_resolving", "position and energy resolving Lindblad equation of a dot"),
        ("von-neumann", "von_neumann", "first-order von Neumann equation of a dot"),
        ("ding-li-lin", "ding_li_lin", "Gibbs sampler of Ding, Li and Lin"),
        ("chen-kastoryano-gilyen", "chen_kastoryano_gilyen", "Gibbs sampler of Chen, Kastoryano and Gilyén"),
    ),
    *_of(
        "qutip",
        ("qutip",),
        ("qutip-mesolve", "mesolve", "thermal jumps written by hand"),
        ("qutip-mesolve-bare", "mesolve_bare", "a mistake: Fermi functions at the levels, although electrons repel"),
        ("qutip-redfield", "bloch_redfield", "bloch_redfield_tensor, secular, in the basis of H"),
        ("qutip-redfield-full", "bloch_redfield_not_secular", "bloch_redfield_tensor, not secular, in the basis of H"),
        (
            "qutip-redfield-eigenbasis",
            "bloch_redfield_in_its_eigenbasis",
            "bloch_redfield_tensor by default",
        ),
        ("qutip-heom-matsubara", "heom_matsubara", _MEAN_FORCE.format("Matsubara")),
        ("qutip-heom-pade", "heom_pade", _MEAN_FORCE.format("Padé")),
    ),
    *_of(
        "qutip_propagation",
        ("qutip",),
        ("qutip-mesolve-run", "mesolve", "what mesolve makes of every operator in some time"),
        ("qutip-brmesolve-run", "brmesolve", "what brmesolve makes of every operator in some time, secular"),
    ),
    *_of(
        "dynamiqs",
        ("dynamiqs",),
        ("dynamiqs", "single", "the same jumps, in the single precision of its default: a floor under small rates"),
        ("dynamiqs-double", "double", "the same in double precision"),
    ),
    *_of(
        "molecular_dynamics",
        (),
        ("md-classical", "classical", "classical molecular dynamics, uncorrected"),
        ("md-standard", "standard", "classical molecular dynamics, standard correction"),
        ("md-harmonic", "harmonic", "classical molecular dynamics, harmonic correction"),
        ("md-schofield", "schofield", "classical molecular dynamics, Schofield's correction"),
        ("md-mixed", "mixed", "classical molecular dynamics, geometric mean of harmonic and Schofield"),
    ),
    *_of("ring_polymer", (), ("md-ring-polymer", "ring_polymer", "ring-polymer dynamics: its Kubo spectrum")),
    *_of(
        "samplers",
        (),
        ("metropolis", "metropolis", "Metropolis' rule, its transition probabilities"),
        ("heat-bath", "heat_bath", "Glauber's heat bath"),
        ("wrong-acceptance", "wrong_acceptance", "a sampler with a mistake: accepts e^(-|ΔE|/kT)"),
        ("wrong-proposal", "wrong_proposal", "a sampler with a mistake: Hastings' factor is forgotten"),
        ("metropolis-trajectory", "metropolis_trajectory", "Metropolis' rule, only its trajectory"),
        ("wrong-proposal-trajectory", "wrong_trajectory", "the forgotten factor, only its trajectory"),
    ),
    *_of(
        "gibbs",
        (),
        ("gibbs-random-scan", "random_scan", "Gibbs sampling, spins in random order"),
        ("gibbs-systematic-scan", "systematic_scan", "Gibbs sampling, spins in fixed order: right state, no balance"),
        ("gibbs-palindromic-scan", "palindromic_scan", "Gibbs sampling, spins to and fro"),
    ),
    *_of(
        "hybrid",
        (),
        ("hmc", "accepted", "hybrid Monte Carlo with its accept step"),
        ("hmc-not-accepted", "not_accepted", "hybrid Monte Carlo that takes the end of every path"),
    ),
    *_of(
        "emcee",
        ("emcee",),
        ("emcee", "stretch", "affine-invariant ensemble, halves drawn anew"),
        ("emcee-fixed-halves", "stretch_in_fixed_halves", "the same with fixed halves: one walker still sees balance"),
    ),
    *_of(
        "ase",
        ("ase",),
        ("ase-langevin", "langevin", "Langevin thermostat of particles that exchange energy"),
        ("ase-andersen", "andersen", "Andersen thermostat: velocities drawn anew within a step heat positions"),
        ("ase-bussi", "bussi", "stochastic scaling of velocities"),
        ("ase-nose-hoover", "nose_hoover_chain", "Nosé–Hoover chain"),
        ("ase-berendsen", "berendsen", "Berendsen thermostat: 4000 particles hide that it has no ensemble"),
    ),
    *_of(
        "openmm",
        ("openmm",),
        ("openmm-langevin", "langevin", "LangevinMiddleIntegrator"),
        ("openmm-andersen", "andersen", "AndersenThermostat and leapfrog"),
        ("openmm-nose-hoover", "nose_hoover", "one chain for particles that do not meet: energies stay as they were"),
    ),
    *_of(
        "deeptime",
        ("deeptime",),
        ("deeptime-counts", "counts", "transition counts, with their noise"),
        ("deeptime-reversible", "reversible", "most likely reversible chain: hides a drive"),
        ("deeptime-unconstrained", "unconstrained", "most likely chain: noise becomes a vortex"),
    ),
    *_of(
        "reactions",
        ("cantera",),
        ("cantera-gri30", "gri30", "GRI-Mech 3.0"),
        ("cantera-ndodecane-reitz", "dodecane", "nDodecane_Reitz, explicit reverse reactions"),
    ),
    *_of("reactions", ("pynucastro",), ("pynucastro-reaclib", "reaclib", "REACLIB's tabulated reverse rates")),
)
