"""Superoperators in Lindblad form: the Hamiltonian, the jumps and their rates, from the Choi matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray
from detbal.generators.superoperator import Superoperator
from detbal.pairs import ROUNDING, FloatArray

#: Part of its largest entry by which a superoperator may turn Hermitian operators into others.
HERMITIAN = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class LindbladForm:
    """The canonical Lindblad form of a generator; unique up to mixtures of jumps of equal rates.

    K(ρ) = -i[H, ρ] + Σ_a γ_a (V_a ρ V_a† - {V_a†V_a, ρ}/2), with Tr V_a = 0, Tr V_a†V_b = δ_ab, Tr H = 0.

    Attributes
    ----------
    H : (N, N) complex array
    rates : (N² - 1,) float array
        γ, largest first; a negative one means that the generator is not completely positive.
    jumps : (N² - 1, N, N) complex array
        V, without the rates.
    scale : float
        Frobenius norm of the generator: what round-off is measured against.
    trace_defect : float
        Largest entry of what the generator adds to Tr ρ as an operator, |L(1)|: 0 if the trace is preserved.
    """

    H: ComplexArray
    rates: FloatArray
    jumps: ComplexArray
    scale: float
    trace_defect: float

    @property
    def noise(self) -> float:
        """Size up to which a rate may be round-off."""
        return ROUNDING * self.scale

    @property
    def completely_positive(self) -> bool:
        """Whether no rate is negative beyond round-off."""
        return not len(self.rates) or bool(self.rates[-1] >= -self.noise)

    def lindbladian(self) -> Lindbladian:
        """Return the generator with √γ absorbed in the jumps; rates within round-off are left out.

        Raises
        ------
        InputError
            Not completely positive, or the trace not preserved.

        Examples
        --------
        >>> decay = np.zeros((4, 4))
        >>> decay[0, 3], decay[3, 3], decay[1, 1], decay[2, 2] = 1.0, -1.0, -0.5, -0.5
        >>> lindblad_form(Superoperator(decay)).lindbladian().jumps[0].real.round(12) ** 2
        array([[0., 1.],
               [0., 0.]])
        """
        if not self.completely_positive:
            raise InputError(
                explain(
                    f"the generator has the negative rate {self.rates[-1]:.3g} (largest {self.rates[0]:.3g})",
                    why="it is not completely positive, so that it has no jump operators",
                    fix="impose balance on it, which gives the nearest generator that has, or secularise it",
                )
            )
        if self.trace_defect > HERMITIAN * self.scale:
            raise InputError(
                explain(
                    f"the generator changes the trace (by {self.trace_defect:.3g})",
                    fix="check the generator, or its stacking (order='column' or 'row')",
                )
            )
        seen = self.rates > self.noise
        jumps = np.sqrt(self.rates[seen])[:, None, None] * self.jumps[seen]
        return Lindbladian(self.H, list(jumps) if len(jumps) else [np.zeros_like(self.H)])


def lindblad_form(generator: Superoperator) -> LindbladForm:
    """Return the Hamiltonian, rates and jumps of a generator.

    Parameters
    ----------
    generator : Superoperator

    Raises
    ------
    InputError
        Hermitian operators are turned into others.

    Notes
    -----
    The rates are the eigenvalues of the Choi matrix on traceless operators: V. Gorini, A. Kossakowski and
    E. C. G. Sudarshan, J. Math. Phys. 17, 821 (1976); M. J. W. Hall, J. D. Cresser, L. Li and E. Andersson, Phys. Rev.
    A 89, 042120 (2014).
    One eigenvalue problem of dimension N²: O(N⁶), a second at N = 28.

    Examples
    --------
    >>> dephasing = np.diag([0.0, -2.0, -2.0, 0.0])
    >>> form = lindblad_form(Superoperator(dephasing))
    >>> form.rates.round(12) + 0.0, form.completely_positive
    (array([2., 0., 0.]), True)
    """
    n = generator.dimension
    four = generator.tensor()
    scale = float(np.linalg.norm(four))
    matrix = choi_matrix(four)
    defect = np.abs(matrix - matrix.conj().T)
    if defect.max() > HERMITIAN * scale:
        raise InputError(
            explain(
                f"the generator turns Hermitian operators into others (by {defect.max():.2g})",
                fix="check the order in which the superoperator is stacked, and its entries",
            )
        )
    rates, jumps = canonical(traceless(matrix))
    G = effective_hamiltonian(four)
    lost = np.einsum("a,aki,akj->ij", rates, jumps.conj(), jumps, optimize=True)
    H = (G - G.conj().T) / 2j
    return LindbladForm(
        H=np.asarray(H - np.eye(n) * np.trace(H) / n),
        rates=rates,
        jumps=jumps,
        scale=scale,
        trace_defect=float(np.abs(lost - G - G.conj().T).max()),
    )


def canonical(choi: ComplexArray) -> tuple[FloatArray, ComplexArray]:
    """Return eigenvalues, largest first, and eigenvectors of a Choi matrix on traceless operators.

    Parameters
    ----------
    choi : (n², n²)
        Hermitian, with the identity in its kernel.

    Returns
    -------
    rates : (n² - 1,) float array
    jumps : (n² - 1, n, n) complex array
        Orthonormal and traceless.

    Examples
    --------
    >>> rates, jumps = canonical(np.zeros((4, 4), dtype=complex))
    >>> jumps.shape, bool(np.allclose(np.trace(jumps, axis1=1, axis2=2), 0.0))
    ((3, 2, 2), True)
    """
    n = round(len(choi) ** 0.5)
    # the identity belongs to the kernel, which may be large: an eigenvalue above all others singles it out
    one = np.eye(n).ravel()
    apart = 2.0 * float(np.linalg.norm(choi)) + 1e-300
    rates, vectors = np.linalg.eigh(choi + apart / n * np.outer(one, one))
    return rates[-2::-1], np.ascontiguousarray(vectors.T[-2::-1]).reshape(n * n - 1, n, n)


def choi_matrix(K: ComplexArray) -> ComplexArray:
    """Return C[(i, k), (j, l)] = K[(i, j), (k, l)], shape (n², n²): Σ vec(V) vec(V)† for K = Σ V · V†.

    A rearrangement of entries that is its own inverse.

    Parameters
    ----------
    K : (n², n²) or (n, n, n, n)
        Rows stacked.

    Examples
    --------
    >>> np.linalg.eigvalsh(choi_matrix(np.eye(4))).round(12) + 0.0
    array([0., 0., 0., 2.])
    """
    n = round(K.size**0.25)
    return np.ascontiguousarray(K.reshape(n, n, n, n).transpose(0, 2, 1, 3)).reshape(n * n, n * n)


def traceless(choi: ComplexArray) -> ComplexArray:
    """Return P C P, Hermitian, where P takes the trace from operators; what G ρ + ρ G† contributes vanishes.

    Examples
    --------
    >>> float(np.abs(traceless(choi_matrix(np.eye(4)))).max())
    0.0
    """
    n = round(len(choi) ** 0.5)
    diagonal = np.arange(n) * (n + 1)
    found = (choi + choi.conj().T) / 2.0
    found[:, diagonal] -= found[:, diagonal].mean(axis=1, keepdims=True)
    found[diagonal] -= found[diagonal].mean(axis=0, keepdims=True)
    return found


def effective_hamiltonian(four: ComplexArray) -> ComplexArray:
    """Return G of K(ρ) = Σ V ρ V† - G ρ - ρ G† with traceless V and real Tr G; shape (n, n).

    Examples
    --------
    >>> dephasing = np.diag([0.0, -2.0, -2.0, 0.0]).reshape(2, 2, 2, 2)
    >>> effective_hamiltonian(dephasing) + 0.0
    array([[0.5, 0. ],
           [0. , 0.5]])
    """
    n = len(four)
    partial = np.einsum("ijkj->ik", four)
    return np.asarray(-(partial - np.eye(n) * np.trace(partial).real / (2.0 * n)) / n)
