"""Where frames come from: arrays that are read in slices, streams of blocks, files, and objects of other packages.

Objects of other packages are found in the table `SOURCES`; any object may also say itself what it is, by a method
``__detbal_trajectory__()`` that returns a `Trajectory`, a `Recording`, or something that is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import partial
from inspect import signature
from itertools import chain
from typing import Any

import numpy as np

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.lazy import load
from detbal.options import refuse_unknown
from detbal.spectra.estimation.blocks import as_block, require_numbers
from detbal.spectra.estimation.recording import Quantity, Recording, Rows, Stream

#: "rootpackage:ClassName" -> the function that makes a `Recording` of it.
SOURCES = {
    "numpy:ndarray": "detbal.spectra.estimation.sources:of_array",
    "h5py:Dataset": "detbal.spectra.estimation.sources:of_array",
    "dask:Array": "detbal.spectra.estimation.sources:of_array",
    "zarr:Array": "detbal.spectra.estimation.sources:of_array",
    "xarray:DataArray": "detbal.adapters.xarray:from_data_array",
    "ase:TrajectoryReader": "detbal.adapters.ase:from_frames",
    "MDAnalysis:Universe": "detbal.adapters.mdanalysis:from_atoms",
    "MDAnalysis:AtomGroup": "detbal.adapters.mdanalysis:from_atoms",
    "builtins:str": "detbal.spectra.estimation.source_files:of_path",
    "pathlib:PurePath": "detbal.spectra.estimation.source_files:of_path",
}

#: Objects that are one frame each: lists and iterators of them are known too.
FRAMES = {"ase:Atoms": "detbal.adapters.ase:from_frames"}


def recording_of(thing: Any, options: Mapping[str, Any]) -> Any:
    """Find out what a thing is; returns a `Recording`, or the `Trajectory` that it says it is.

    Raises
    ------
    InputError
        If it is not known, or an option has no meaning for it.

    Examples
    --------
    >>> recording_of(np.zeros((10, 3)), {}).components
    ('x', 'y', 'z')
    """
    if isinstance(thing, Recording):
        return thing
    if hasattr(type(thing), "__detbal_trajectory__"):
        refuse_unknown(thing.__detbal_trajectory__, thing, options)
        made = thing.__detbal_trajectory__(**options)
        return made if hasattr(made, "through") else recording_of(made, {})
    address = _address(SOURCES, thing)
    if address is not None:
        return _opened(address, thing, options)
    if isinstance(thing, list | tuple):
        return _of_list(thing, options)
    if _may_give_blocks(thing):
        return _of_blocks(thing, options)
    known = ", ".join(sorted(key for key in SOURCES if not key.startswith(("builtins", "pathlib"))))
    what = f"an object of type {type(thing).__module__}.{type(thing).__qualname__} is no trajectory known here"
    fix = f"give an array (numpy.asarray), an iterator of blocks, a path, an object of {known}, "
    raise InputError(explain(what, fix=fix + "or one with a method __detbal_trajectory__"))


def of_array(array: Any) -> Recording:
    """Take an array, or something sliced like one, of shape (n,), (n, d) or (n, atoms, 3).

    Raises
    ------
    InputError
        Another shape, no frames, or entries that are no real numbers.

    Examples
    --------
    >>> of_array(np.zeros((10, 2, 3))).components
    ('0 x', '0 y', '0 z', '1 x', '1 y', '1 z')
    """
    shape = tuple(array.shape)
    if not all(isinstance(n, int | np.integer) for n in shape):  # dask has NaN
        fix = "call its compute_chunk_sizes() first"
        raise InputError(explain(f"the array has the unknown shape {shape}", fix=fix))
    require_numbers(array.dtype, shape, "the trajectory")
    if not shape[0]:
        raise InputError(explain(f"the trajectory has shape {shape}", fix="give at least one frame"))
    return Recording(Rows(array, 0, int(shape[0])), component_names(shape[1:]))


def component_names(shape: tuple[int, ...]) -> tuple[str, ...]:
    """Name the components of frames of a shape: A; x, y, z; numbers; or atoms and directions.

    Examples
    --------
    >>> component_names(()), component_names((3,)), component_names((2,))
    (('A',), ('x', 'y', 'z'), ('0', '1'))
    """
    if len(shape) == 2:
        return names_of_atoms(map(str, range(shape[0])))
    if shape == (3,):
        return ("x", "y", "z")
    return tuple(map(str, range(shape[0]))) if shape and shape[0] > 1 else ("A",)


def names_of_atoms(labels: Iterable[str]) -> tuple[str, ...]:
    """Name the three components of each atom.

    Examples
    --------
    >>> names_of_atoms(["O0"])
    ('O0 x', 'O0 y', 'O0 z')
    """
    return tuple(f"{label} {axis}" for label in labels for axis in "xyz")


def _of_list(things: Any, options: Mapping[str, Any]) -> Recording:
    first: Any = things[0] if things else None
    if frames := _address(FRAMES, first):
        return _opened(frames, things, options)
    if hasattr(first, "shape") and first.shape != ():
        fix = "join them with numpy.concatenate or numpy.stack, or give iter(list) if they are blocks of frames"
        raise InputError(explain("a list of arrays", why="blocks and frames look alike in it", fix=fix))
    try:
        array = np.asarray(things)
    except ValueError as error:  # ragged
        raise InputError(explain(f"the trajectory is no rectangle of numbers ({error})", fix="mend it")) from None
    return _opened(SOURCES["numpy:ndarray"], array, options)


def _may_give_blocks(thing: Any) -> bool:
    if isinstance(thing, Mapping | Set | bytes | bytearray) or hasattr(thing, "__array__") or _address(FRAMES, thing):
        return False
    return (callable(thing) and not isinstance(thing, type)) or hasattr(thing, "__iter__")


def _of_blocks(thing: Any, options: Mapping[str, Any]) -> Recording:
    """Look at the first block: of an iterator, which is then used up, or of what can be opened again."""
    reopen: Callable[[], Iterator[Any]] = thing if callable(thing) else partial(iter, thing)
    blocks = iter(_called(thing) if callable(thing) else thing)
    once = blocks is thing
    first = next(blocks, None)
    if first is None:
        raise InputError(explain("the iterator gives no blocks", fix="was it read before? make a new one"))
    if once:
        reopen = _Once(chain((first,), blocks))
    if frames := _address(FRAMES, first):
        return _opened(frames, reopen(), options)
    refuse_unknown(_no_options, thing, options)
    if np.ndim(first) < 2:
        fix = "give blocks (frames, components): (n, 1) for n frames of one component, (1, d) for one frame of d"
        raise InputError(explain(f"block 0 has shape {np.shape(first)}", why="it could be either", fix=fix))
    block = as_block(first, "block 0")
    names = component_names(np.shape(first)[1:])
    return Recording(Stream(reopen, block.shape[1], once=once), names)


def _called(function: Callable[..., Any]) -> Iterable[Any]:
    """Return what a function without arguments returns, if that can be iterated over."""
    fix = "give a function without arguments that returns an iterator of blocks, such as a generator function"
    try:
        signature(function).bind()
    except TypeError as error:
        what = f"{getattr(function, '__name__', function)!r} needs arguments ({error})"
        raise InputError(explain(what, fix=fix + ", or functools.partial")) from None
    except ValueError:  # one of C, which does not say
        pass
    made = function()
    if not hasattr(made, "__iter__"):
        raise InputError(explain(f"the function returns {made!r}", fix=fix))
    blocks: Iterable[Any] = made
    return blocks


@dataclass(slots=True, eq=False)
class _Once:
    """Gives its blocks to the first who asks."""

    blocks: Iterator[Any] | None

    def __call__(self) -> Iterator[Any]:
        blocks, self.blocks = self.blocks, None
        if blocks is None:
            fix = "give an array, a file, or a function that returns a new iterator"
            raise InputError(explain("the iterator of blocks was read before, and can be read only once", fix=fix))
        return blocks


def _no_options() -> None: ...


def _opened(address: str, thing: Any, options: Mapping[str, Any]) -> Recording:
    opener = load(address)
    refuse_unknown(opener, thing, options)
    if "quantity" in options:
        member(Quantity, options["quantity"], "quantity")
    made: Recording = opener(thing, **options)
    return made


def _address(table: Mapping[str, str], thing: Any) -> str | None:
    keys = (f"{ancestor.__module__.partition('.')[0]}:{ancestor.__name__}" for ancestor in type(thing).__mro__)
    return next((table[key] for key in keys if key in table), None)
