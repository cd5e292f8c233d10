"""From the times of frames to one step of time, and to the frames that are missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detbal.durations import TimeUnit, one_positive, time_unit_of_axis, to_times
from detbal.errors import InputError, explain
from detbal.spectra.estimation.blocks import Places
from detbal.spectra.estimation.recording import Recording
from detbal.units import Floats

#: How far a time may be from the uniform grid, in steps. It leaves the times as they are written some rounding;
#: what is larger would be seen in a spectrum as noise.
JITTER = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A uniform grid of times, and where on it the frames stand.

    Attributes
    ----------
    dt : float
    places : (n,) integer array or None
        Place of each frame on the grid, from 0; None if none is missing.
    unit : TimeUnit or None
        That of `dt`; None: plain numbers.
    notes : tuple of strings
        Sentences for the report, such as on missing frames.
    """

    dt: float
    places: Places | None = None
    unit: TimeUnit | None = None
    notes: tuple[str, ...] = ()


def steps_of(times: Floats, *, spacing: float = 0.0) -> Steps:
    """Find the step of uniform times, some of which may be missing.

    The usual step is the median one. Other steps must be whole multiples of it: there frames are missing.

    Parameters
    ----------
    times : (n,)
        Ascending times, at least two.
    spacing
        Round-off of the times, beyond that of a double, in their own unit.

    Raises
    ------
    InputError
        Times that do not ascend or are not uniform: with the first odd index, its step and the usual one. Also
        if more frames are missing than there are.

    Examples
    --------
    >>> steps = steps_of(np.array([0.0, 0.5, 1.0, 2.5]))
    >>> steps.dt, steps.places.tolist(), steps.notes
    (0.5, [0, 1, 2, 5], ('2 frames missing between times 1 and 2.5, in 1 gap',))
    """
    if times.ndim != 1 or len(times) < 2:
        fix = "give one time for each frame, or the step as a number"
        raise InputError(explain(f"times have shape {times.shape}", fix=fix))
    step = np.diff(times)
    usual = float(np.sort(step)[(len(step) - 1) // 2])
    rounding = 4 * max(spacing, float(np.spacing(np.abs(times).max())))
    counts = np.rint(step / usual) if usual > 0 else np.zeros_like(step)
    odd = (counts < 1) | (np.abs(step - counts * usual) > 20 * JITTER * usual + rounding)
    if odd.any():
        raise _not_uniform(times, int(np.argmax(odd)), usual)
    places = np.concatenate(([0], np.cumsum(counts.astype(np.intp))))
    dt = float((times[-1] - times[0]) / places[-1])
    away = np.abs(times - times[0] - places * dt)
    if (away > JITTER * dt + rounding).any():
        k = int(np.argmax(away))
        what = f"times[{k}] = {times[k]:.12g} is {away[k] / dt:.3g} steps of {dt:.9g} from where uniform times stand"
        fix = "interpolate to uniform times; if the times are merely rounded, give the step as a number"
        raise InputError(explain(what, fix=fix))
    missing = int(places[-1]) + 1 - len(times)
    if missing > len(times):
        what = f"{missing} of {int(places[-1]) + 1} frames are missing"
        raise InputError(explain(what, fix="give the stretches without gaps one by one"))
    if not missing:
        return Steps(dt)
    return Steps(dt, places, notes=(_missing_note(times, counts, missing),))


def _missing_note(times: Floats, counts: Floats, missing: int) -> str:
    gaps = np.flatnonzero(counts > 1)
    first, last = int(gaps[0]), int(gaps[-1]) + 1
    number = f"{missing} frame{'s' * (missing != 1)} missing"
    return (
        f"{number} between times {times[first]:.6g} and {times[last]:.6g}, in {len(gaps)} gap{'s' * (len(gaps) != 1)}"
    )


def _not_uniform(times: Floats, k: int, usual: float) -> InputError:
    what = f"the step from times[{k}] = {times[k]:.12g} to times[{k + 1}] = {times[k + 1]:.12g} is "
    what += f"{times[k + 1] - times[k]:.9g}, the usual one {usual:.9g}"
    fix = "interpolate to uniform times; if the times are merely rounded, give the step as a number"
    return InputError(explain(what, why="the steps are not uniform, nor whole multiples of one", fix=fix))


def steps_of_recording(found: Recording, dt: Any, unit: Any) -> Steps:
    """Find the step of time of a recording, from what the user says or else from what the recording says itself.

    Parameters
    ----------
    found
    dt
        As in `Trajectory.of`; None if the user does not say.
    unit
        Of time, or of the axis of the spectrum to come; None for plain numbers.

    Raises
    ------
    InputError
        Neither says; times that are not uniform, not one for each frame, or without a unit beside an axis.

    Examples
    --------
    >>> from detbal.spectra.estimation.sources import of_array
    >>> steps = steps_of_recording(of_array(np.zeros(3)), "2.5 fs", "rad/fs")
    >>> steps.dt, steps.unit.symbol
    (2.5, 'fs')
    """
    wanted = time_unit_of_axis(unit)
    if dt is not None:
        times, own = to_times(dt, wanted, name="dt")
        spacing = _spacing(dt, times)
    elif found.times is not None:
        scale = _ratio(found.time_unit, wanted)
        times, own, spacing = np.asarray(found.times * scale), wanted or found.time_unit, found.spacing * scale
    else:
        fix = "give dt=, such as dt='2.5 fs', or the times of all frames"
        raise InputError(explain("the step of time is not known", fix=fix))
    if own is None and unit is not None:
        raise without_unit(unit)
    if times.ndim == 0:
        steps = Steps(one_positive(times, "dt"))
    else:
        steps = steps_of(times, spacing=spacing)
        if found.frames.length not in (None, len(times)):
            what = f"{len(times)} times, but {found.frames.length} frames"
            raise InputError(explain(what, fix="give one time for each frame"))
    notes = steps.notes if dt is None else (*steps.notes, *_contradiction(found, steps.dt, own))
    return replace(steps, unit=own, notes=notes)


def without_unit(unit: Any) -> InputError:
    """Return the error for times that have no unit beside an axis that has one.

    Examples
    --------
    >>> print(without_unit("cm^-1"))
    the times have no unit; beside the axis 'cm^-1' they need one; let dt carry its own, such as dt='2.5 fs'
    """
    what = f"the times have no unit; beside the axis {getattr(unit, 'symbol', unit)!r} they need one"
    return InputError(explain(what, fix="let dt carry its own, such as dt='2.5 fs'"))


def _contradiction(found: Recording, dt: float, own: TimeUnit | None) -> tuple[str, ...]:
    """Report a step that is not the one the recording itself says; the user's counts."""
    if found.times is None:
        return ()
    step = found.times if found.times.ndim == 0 else np.median(np.diff(found.times))
    said = float(step) * _ratio(found.time_unit, own)
    if abs(said - dt) <= JITTER * dt:
        return ()
    symbol = f" {own.symbol}" if own else ""
    return (f"dt = {dt:.6g}{symbol} as given; the trajectory itself says {said:.6g}{symbol}",)


def _ratio(own: TimeUnit | None, wanted: TimeUnit | None) -> float:
    return own.seconds / wanted.seconds if own and wanted else 1.0


def _spacing(given: Any, times: Floats) -> float:
    """Return the round-off of times that are stored in less than double precision."""
    dtype = np.dtype(getattr(given, "dtype", None))
    short = dtype.kind == "f" and dtype.itemsize < 8
    return float(np.abs(times).max(initial=0.0) * np.finfo(dtype).eps) if short else 0.0
