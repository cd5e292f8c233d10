"""Spectral gaps of generators and channels; each kind by the cheapest way it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detbal.errors import InputError, explain
from detbal.generators.channel import Channel
from detbal.generators.frame import MatrixFrame
from detbal.generators.framing import framed
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.mixing.balance import balance_of, require_stationary, true_gap
from detbal.generators.mixing.davies_gap import davies_slowest, davies_true_gap
from detbal.generators.mixing.hermitian_form import HermitianForm
from detbal.generators.mixing.lindblad_discriminant import discriminant_of
from detbal.generators.mixing.other_forms import channel_form, matrix_form
from detbal.generators.mixing.sampler import FilteredSampler
from detbal.generators.mixing.search import ACCURACY, Slowest, slowest_mode
from detbal.generators.mixing.spectral_gap import Approached, SpectralGap, answer
from detbal.generators.operators import ComplexArray
from detbal.generators.reference import reference_state
from detbal.generators.state import State
from detbal.generators.superoperator import Superoperator
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.kinds import needs
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
    kT, T, state, H
        The stationary state, as for `detbal.check`: the Gibbs state of `H` (or of the generator's own Hamiltonian), or
        a given one. With none, that of the generator is computed. A Davies generator at equilibrium, and a sampler,
        bring their own.
    symmetries : sequence of (N, N)
        Commuting Hermitian unitaries, such as parity and reflection, that commute with H and exchange jumps among
        themselves up to signs. Each divides the work by four for every block, and the memory by two. For generators
        given by jumps.
    accuracy : float
        Relative residual at which the search by Lanczos ends; the rate itself is then good to about its square.
    progress
        True for a bar, a function of what is done and of all, False for silence; None for a bar if it takes long.

    Returns
    -------
    SpectralGap

    Raises
    ------
    InputError
        A state that is not stationary, or has empty levels; symmetries that are none; not enough memory.

    Notes
    -----
    With KMS detailed balance M = φ^-½ K φ^½ has the spectrum of K and is Hermitian. Without, and with a Hamiltonian
    part, the gap of its Hermitian part is still a rigorous rate of the χ² distance (Temme et al. 2010). Jumps are
    tilted into the eigenbasis of σ once; every product then costs O(m N³), and no superoperator is formed. Real
    arithmetic where jumps are real, or imaginary, between real eigenvectors. Blocks up to 600 are diagonalised.

    Examples
    --------
    >>> import numpy as np
    >>> down, up = np.array([[0, 1.0], [0, 0]]), np.array([[0, 0], [0.5, 0]])
    >>> warm = Lindbladian(np.diag([0.0, np.log(4)]), [down, up])
    >>> gap = spectral_gap(warm, kT=1.0)
    >>> round(gap.value, 12), gap.status.name, gap.balanced  # coherences decay with half of 1 + 1/4
    (0.625, 'RESOLVED', True)
    """
    needs(generator, "generator", Lindbladian, DaviesGenerator, FilteredSampler, Superoperator, Channel)
    require_progress(progress)
    precision = positive(accuracy, "accuracy", fix="give a small positive number, such as 1e-8")
    given = any(each is not None for each in (kT, T, state, H))
    if isinstance(generator, FilteredSampler):
        if given:
            raise InputError(explain("a state for a FilteredSampler", why="it has its own", fix="leave it out"))
        form = generator.discriminant(symmetries)
        sigma = Approached(f"Gibbs state of H at kT = {generator.kT:.5g}", form.log_p_min)
        found, mode = _searched(form, progress, precision)
        return answer(generator, sigma, found, form.noise, mode, balanced=True, true=found.value)
    if isinstance(generator, DaviesGenerator):
        if generator.equilibrium and not given and not len(symmetries):
            found, mode = davies_slowest(generator)
            sigma = approached(generator.stationary_state())
            true = davies_true_gap(generator, found)
            return answer(generator, sigma, found, found.residual, mode, balanced=True, true=true)
        own = generator.stationary_state() if kT is None and T is None and state is None else state
        H = generator.H if H is None else H
        return _of_operators(generator.lindbladian(), (kT, T, own, H), symmetries, progress, precision)
    return _of_operators(generator, (kT, T, state, H), symmetries, progress, precision)


def _of_operators(
    generator: Any, asked: tuple[Any, Any, Any, Any], symmetries: Sequence[Any], progress: Any, accuracy: float
) -> SpectralGap:
    kT, T, state, H = asked
    reference = reference_state(generator, kT=kT, T=T, state=state, H=H)
    require_stationary(generator, reference.state)
    form: HermitianForm
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
    found, mode = _searched(form, progress, accuracy)
    balanced = balance_of(generator, reference)
    return answer(
        generator, approached(reference.state), found, form.noise, mode, balanced=balanced, true=true_gap(generator)
    )


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
