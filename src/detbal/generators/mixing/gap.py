"""Spectral gaps of generators and channels; each kind by the cheapest way it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from detbal.errors import InputError, explain
from detbal.generators.channel import Channel
from detbal.generators.frame import MatrixFrame
from detbal.generators.framing import framed
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.mixing.answer import answer
from detbal.generators.mixing.asked import Asked
from detbal.generators.mixing.balance import balance_of, drift, require_stationary, true_gap
from detbal.generators.mixing.davies_gap import davies_slowest, davies_true_gap
from detbal.generators.mixing.discriminant import Discriminant
from detbal.generators.mixing.hermitian_form import HermitianForm
from detbal.generators.mixing.lindblad_discriminant import discriminant_of
from detbal.generators.mixing.other_forms import ChannelForm, MatrixForm, channel_form, matrix_form
from detbal.generators.mixing.sampler import FilteredSampler
from detbal.generators.mixing.search import ACCURACY, Slowest, slowest_mode
from detbal.generators.mixing.spectral_gap import Approached, SpectralGap
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.progress import require_progress
from detbal.reals import positive


def spectral_gap(
    generator: Any,
    *,
    kT: Any = None,
    T: Any = None,
    state: Any = None,
    H: Any = None,
    symmetries: Sequence[Any] = (),
    accuracy: float = ACCURACY,
    progress: Any = None,
) -> SpectralGap:
    """Find the spectral gap: the rate at which the slowest deviation from the stationary state decays.

    Parameters
    ----------
    generator : Lindbladian, DaviesGenerator, FilteredSampler, Superoperator or Channel
        Of (H, c_ops) make a Lindbladian(H, c_ops), of a superoperator of QuTiP a Superoperator.
    kT, T, state, H
        The stationary state, as for `detbal.check`: the Gibbs state of `H` (or of the generator's own Hamiltonian), or
        a given one. With none, that of the generator is computed. A Davies generator at equilibrium, and a sampler,
        bring their own.
    symmetries : sequence of (N, N)
        Commuting Hermitian unitaries, such as parity and reflection, that commute with H and exchange jumps among
        themselves up to signs. Each divides the work by four for every block, and the memory by two. For generators
        given by jumps.
    accuracy : float
        Relative residual at which the search by Lanczos ends; the rate itself is then good to about its square. It
        goes on in any case until a mode that is slower by half has been missed with a probability below 1/500.
    progress
        True for a bar, a function of what is done and of all, False for silence; None for a bar if it takes long.

    Returns
    -------
    SpectralGap

    Raises
    ------
    InputError
        No generator, or one of a single level; a state that is not stationary, or has empty levels; symmetries that
        are none; not enough memory.

    Notes
    -----
    With KMS detailed balance M = φ^-½ K φ^½ has the spectrum of K and is Hermitian. Without, and with a Hamiltonian
    part, the gap of its Hermitian part is still a rigorous rate of the χ² distance (Temme et al. 2010). Jumps are
    tilted into the eigenbasis of σ once; every product then costs O(m N³), and no superoperator is formed. Real
    arithmetic where jumps are real, or imaginary, between real eigenvectors. Blocks up to 600 are diagonalised; with
    every spin more, a larger search takes about 4 times the memory and 9 times the time.

    Examples
    --------
    >>> import numpy as np
    >>> down, up = np.array([[0, 1.0], [0, 0]]), np.array([[0, 0], [0.5, 0]])
    >>> warm = Lindbladian(np.diag([0.0, np.log(4)]), [down, up])
    >>> gap = spectral_gap(warm, kT=1.0)
    >>> round(gap.value, 12), gap.status.name, gap.balanced  # coherences decay with half of 1 + 1/4
    (0.625, 'RESOLVED', True)
    """
    asked = Asked(generator, kT, T, state, H)
    require_progress(progress)
    precision = positive(accuracy, "accuracy", fix="give a small positive number, such as 1e-8")
    used = () if symmetries is None else symmetries
    match generator:
        case FilteredSampler():
            return _of_sampler(generator, used, progress, precision)
        case DaviesGenerator() if generator.equilibrium and not asked.given and not len(used):
            return _of_davies(generator)
    return _of_any(asked, used, progress, precision)


def _of_sampler(sampler: FilteredSampler, symmetries: Sequence[Any], progress: Any, accuracy: float) -> SpectralGap:
    form = sampler.discriminant(symmetries)
    unit = f" {sampler.energy_unit.symbol}" if sampler.energy_unit else ""
    sigma = Approached(f"Gibbs state of H at kT = {sampler.kT:.5g}{unit}", form.log_p_min)
    found, mode = _searched(form, progress, accuracy)
    return answer(sampler, sigma, found, form.noise, mode, balanced=True, true=found.value)


def _of_davies(generator: DaviesGenerator) -> SpectralGap:
    found, mode = davies_slowest(generator)
    sigma, true = approached(generator.stationary_state()), davies_true_gap(generator, found)
    return answer(generator, sigma, found, found.residual, mode, balanced=True, true=true)


def _of_any(asked: Asked, symmetries: Sequence[Any], progress: Any, accuracy: float) -> SpectralGap:
    generator, reference = asked.plain()
    require_stationary(generator, reference.state)
    form: Discriminant | ChannelForm | MatrixForm
    match generator:
        case Lindbladian():
            form = discriminant_of(generator, reference, symmetries)
        case Channel():
            form = channel_form(generator, reference, symmetries)
        case _:
            if len(symmetries):
                raise InputError(explain("symmetries of a Superoperator", fix="give them with Lindbladian(H, jumps)"))
            frame = framed(generator, reference.state)
            assert isinstance(frame, MatrixFrame)
            form = matrix_form(frame, reference.state)
    form = replace(form, noise=form.noise + drift(form, generator, reference.state))
    found, mode = _searched(form, progress, accuracy)
    balanced, true = balance_of(generator, reference), true_gap(generator, found)
    return answer(generator, approached(reference.state), found, form.noise, mode, balanced=balanced, true=true)


def _searched(form: HermitianForm, progress: Any, accuracy: float) -> tuple[Slowest, ComplexArray | None]:
    found = slowest_mode(form, progress, accuracy)
    return found, None if found.vector is None else form.mode(found.charge, found.vector)


def approached(state: State) -> Approached:
    """Return what a result keeps of the stationary state.

    Examples
    --------
    >>> import numpy as np
    >>> from detbal.generators.state import given_state
    >>> approached(given_state(np.eye(2) / 2, 2)).told
    'state given'
    """
    return Approached(state.provenance, float(state.log_p.min()))
