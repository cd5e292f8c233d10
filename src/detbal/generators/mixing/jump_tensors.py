"""Sums Σ A X A† over many jumps at once, sector by sector.

A jump is cut into components, each of which shifts the sector by one charge (number of the sector it leads to, XOR
that it came from). Where the generator has the symmetries, the components of different charge act one by one: the
mixed terms of the sum vanish. All components of one charge between two sectors stand in one array, laid out so that
both products of A X A† are single matrix products and nothing is copied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detbal.generators.mixing.sector_basis import Array
from detbal.pairs import FloatArray

#: One component of a jump: its blocks by (row sector, column sector).
Component = dict[tuple[int, int], Array]
#: Mixtures of jumps whose squared norm is below this part of the largest are round-off.
NOTHING = 1e-14


@dataclass(frozen=True, slots=True, eq=False)
class JumpTensors:
    """The jumps of a sum Σ A X A†.

    Attributes
    ----------
    blocks : (row sector, column sector) → (d_row, m, d_column) array
        The m components of the charge row ^ column.
    sizes : tuple of int
        Dimension of each sector.

    Examples
    --------
    >>> flip = JumpTensors({(0, 0): np.array([[0, 1.0], [1.0, 0]]).reshape(2, 1, 2)}, (2,))
    >>> flip.fed(0, [np.diag([1.0, 2.0])])[0].tolist(), flip.matrix(0).shape, flip.squared_norms().tolist()
    ([[2.0, 0.0], [0.0, 1.0]], (4, 4), [1.0])
    """

    blocks: Mapping[tuple[int, int], Array]
    sizes: tuple[int, ...]

    def fed(self, charge: int, parts: Sequence[Array]) -> list[Array]:
        """Return the blocks of Σ A X A†.

        Parameters
        ----------
        charge
            X leads from each sector s to s ^ charge.
        parts
            Block of X from each sector s, shape (d_(s ^ charge), d_s).
        """
        kind = np.result_type(self.dtype, *parts)
        found = [np.zeros((self.sizes[s ^ charge], d), dtype=kind) for s, d in enumerate(self.sizes)]
        for (row, column), right in self.blocks.items():
            left = self.blocks.get((row ^ charge, column ^ charge))
            if left is None:  # an empty sector
                continue
            half = left.reshape(-1, left.shape[2]) @ parts[column]
            half = half.reshape(left.shape[0], -1)
            right = right.reshape(right.shape[0], -1)
            if np.iscomplexobj(right):
                found[row] += (half.conj() @ right.T).conj()
            else:
                found[row] += half @ right.T
        return found

    def matrix(self, charge: int) -> Array:
        """Return the sum as a matrix on the X of one charge, blocks one after the other and rows stacked; small N."""
        shapes = [(self.sizes[s ^ charge], d) for s, d in enumerate(self.sizes)]
        first = np.concatenate([[0], np.cumsum([a * b for a, b in shapes])])
        total = np.zeros((first[-1], first[-1]), dtype=self.dtype)
        for (row, column), right in self.blocks.items():
            left = self.blocks.get((row ^ charge, column ^ charge))
            if left is None:
                continue
            product = np.tensordot(left, right.conj(), axes=(1, 1)).transpose(0, 2, 1, 3)
            inside = slice(first[row], first[row + 1]), slice(first[column], first[column + 1])
            total[inside] += product.reshape(left.shape[0] * right.shape[0], -1)
        return total

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """Real if all blocks are."""
        return np.result_type(np.float64, *self.blocks.values())

    def squared_norms(self) -> FloatArray:
        """Bound the sum of the squared operator norms of all components, for each charge; shape (number of charges,).

        ‖A‖² ≤ ‖A‖₁ ‖A‖_∞, the largest sums over columns and over rows.
        """
        found = np.zeros(len(self.sizes))
        for charge in range(len(found)):
            rows, columns = 0.0, 0.0
            for (row, column), each in self.blocks.items():
                if row ^ column == charge and each.size:
                    size = np.abs(each)
                    rows = np.maximum(rows, size.sum(axis=2).max(axis=0))
                    columns = np.maximum(columns, size.sum(axis=0).max(axis=1))
            found[charge] = np.sum(rows * columns)
        return found


def adjoint(component: Component) -> Component:
    """Return the component A† of the same charge.

    Examples
    --------
    >>> adjoint({(0, 1): np.array([[1j, 2.0]])})[1, 0]
    array([[0.-1.j],
           [2.-0.j]])
    """
    return {(column, row): block.conj().T for (row, column), block in component.items()}


def hermitian_parts(component: Component) -> list[Component]:
    """Return A and B of W = A + iB, both Hermitian: (W X W† + W† X W)/2 = A X A + B X B.

    For real W, B is imaginary; then it is returned without its phase, as (W - W†)/2, whose sum B X B† is the same.

    Examples
    --------
    >>> [part[0, 0].tolist() for part in hermitian_parts({(0, 0): np.array([[0, 1.0], [0, 0]])})]
    [[[0.0, 0.5], [0.5, 0.0]], [[0.0, 0.5], [-0.5, 0.0]]]
    """
    mirror = adjoint(component)
    unit = -0.5j if any(map(np.iscomplexobj, component.values())) else 0.5
    return [
        {key: 0.5 * (block + mirror[key]) for key, block in component.items()},
        {key: unit * (block - mirror[key]) for key, block in component.items()},
    ]


def independent(components: Sequence[Component]) -> list[Component]:
    """Return as few components as make the same sum Σ A X A†: real orthogonal mixtures, of which none vanishes.

    Two jumps that a reflection exchanges have the same two components, twice; of a jump that is Hermitian the
    anti-Hermitian part is zero. Where nothing can be left out, the components are returned as they are.

    Examples
    --------
    >>> twice = [{(0, 0): np.eye(2)}, {(0, 0): np.eye(2)}]
    >>> [part[0, 0].round(6).tolist() for part in independent(twice)]
    [[[1.414214, 0.0], [0.0, 1.414214]]]
    """
    if not components:
        return []
    gram = np.zeros((len(components), len(components)))
    for key in components[0]:
        flat = np.stack([each[key].ravel() for each in components])
        gram += (flat.conj() @ flat.T).real
    values, vectors = np.linalg.eigh(gram)
    kept = values > NOTHING * max(float(values[-1]), 0.0)
    if kept.all():
        return list(components)
    present = np.flatnonzero(np.diag(gram) > NOTHING * float(np.diag(gram).max()))
    if len(present) == kept.sum():
        return [components[int(k)] for k in present]
    mixed = []
    for weights in vectors[:, kept].T:
        signed = weights * np.sign(weights[np.argmax(np.abs(weights))])
        mixed.append({key: sum_of(signed, [each[key] for each in components]) for key in components[0]})
    return mixed


def sum_of(weights: FloatArray, matrices: Sequence[Array]) -> Array:
    """Return Σ w_k A_k.

    Examples
    --------
    >>> sum_of(np.array([2.0, 1.0]), [np.eye(1), np.ones((1, 1))])
    array([[3.]])
    """
    total = weights[0] * matrices[0]
    for weight, each in zip(weights[1:], matrices[1:], strict=True):
        total = total + weight * each
    return np.asarray(total)


def stacked(components: Sequence[Component], sizes: tuple[int, ...]) -> JumpTensors:
    """Put components into arrays, those of one charge together.

    Examples
    --------
    >>> stacked([{(0, 0): np.eye(2)}, {(0, 0): np.ones((2, 2))}], (2,)).fed(0, [np.eye(2)])[0]
    array([[3., 2.],
           [2., 3.]])
    """
    keys = sorted({key for each in components for key, block in each.items() if block.size})
    blocks = {key: np.stack([each[key] for each in components if key in each], axis=1) for key in keys}
    return JumpTensors(blocks, sizes)
