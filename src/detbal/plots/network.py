"""A network on paper: states coloured by their weight, pairs as arrows by their current."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.figures import NetworkFigure
from detbal.pairs import FloatArray
from detbal.plots.layout import positions
from detbal.plots.style import GREY, INK, STRONG, VERMILLION, WEIGHT_MAP, headline

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

#: Up to so many states carry their names.
NAMED = 30
#: Width and height left to the network in a figure, points.
ROOM = (370.0, 250.0)


def draw_network(place: FigureBase, record: NetworkFigure) -> None:
    """Draw a network on a figure; legible up to some 200 states.

    Examples
    --------
    >>> import detbal
    >>> from matplotlib.figure import Figure
    >>> ring = detbal.networks.RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> figure = Figure()
    >>> draw_network(figure, detbal.check(ring).drawings()[0])
    >>> len(figure.axes[0].collections)  # the nodes
    1
    """
    axes = place.subplots()
    axes.axis("off")
    headline(place, record.title)
    places = positions(len(record.names), record.source, record.target)
    scale = _frame(axes, places)
    radius = _radii(record, places, scale)
    _nodes(place, axes, record, places, radius)
    _edges(axes, record, places, radius)
    if len(record.names) <= NAMED:
        _names(axes, record, places, radius)
    _legend(place, record)


def _frame(axes: Axes, places: FloatArray) -> float:
    """Leave room around the nodes for their discs and names; return the length of an edge in points."""
    half = np.ptp(places, axis=0) / 2
    half = np.maximum(half, 0.3 * half.max()) + 0.17 * max(half.max(), 1.0)  # no slit for a chain
    axes.set(xlim=(-half[0], half[0]), ylim=(-half[1], half[1]), aspect="equal")
    return float(np.min(ROOM / (2 * half)))


def _radii(record: NetworkFigure, places: FloatArray, scale: float) -> FloatArray:
    """Radius of each node in points, larger for heavier states; at most a third of the shortest edges."""
    log_weight, n = record.log_weight, len(record.names)
    base = float(np.interp(n, [6, 12, 30, 80, 200], [14.0, 12.0, 8.0, 5.0, 3.0]))
    if len(record.source):
        lengths = np.linalg.norm(places[record.source] - places[record.target], axis=1)
        base = min(base, scale * float(np.quantile(lengths, 0.1)) / 3)
    finite = np.isfinite(log_weight)
    low, high = _range(log_weight)
    share = np.where(finite, (np.where(finite, log_weight, low) - low) / max(high - low, 1e-300), 0.0)
    return base * (0.8 + 0.35 * share) if high > low else np.full(n, base)


def _range(log_weight: FloatArray) -> tuple[float, float]:
    finite = log_weight[np.isfinite(log_weight)]
    if not len(finite):
        return 0.0, 0.0
    low, high = float(finite.min()), float(finite.max())
    # a colour bar over round-off would show differences that are not there
    return (low, high) if high - low > 1e-9 * max(1.0, abs(high)) else (high, high)


def _colours(log_weight: FloatArray) -> tuple[NDArray[Any], Any]:
    """Fill of each node (white for states never occupied), and what the colour bar needs, if any."""
    import matplotlib
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    low, high = _range(log_weight)
    scale = ScalarMappable(Normalize(low, high), matplotlib.colormaps[WEIGHT_MAP])
    finite = np.isfinite(log_weight)
    if high > low:
        fill = np.asarray(scale.to_rgba(np.where(finite, log_weight, low)))
    else:
        fill = np.tile(np.asarray(matplotlib.colormaps[WEIGHT_MAP](0.6)), (len(log_weight), 1))
    fill[~finite] = (1.0, 1.0, 1.0, 1.0)
    return fill, scale if high > low else None


def _nodes(place: FigureBase, axes: Axes, record: NetworkFigure, places: FloatArray, radius: FloatArray) -> None:
    fill, scale = _colours(record.log_weight)
    size = (2 * radius) ** 2
    axes.scatter(places[:, 0], places[:, 1], s=size, c=fill, edgecolors=INK, linewidths=0.8, zorder=4, clip_on=False)
    if scale is not None:
        place.colorbar(scale, ax=axes, label="ln π", shrink=0.75, pad=0.02, aspect=28)


def _edges(axes: Axes, record: NetworkFigure, places: FloatArray, radius: FloatArray) -> None:
    width = _widths(record.current)
    bend = _bends(record.source, record.target)
    in_vortex = np.isin(np.arange(len(width)), record.vortex)
    for k, (i, j) in enumerate(zip(record.source, record.target, strict=True)):
        pointed = bool(record.current[k] > 0 or record.one_way[k])
        look = {
            "posA": tuple(places[i]),
            "posB": tuple(places[j]),
            "connectionstyle": f"arc3,rad={bend[k]:.3g}",
            "shrinkA": radius[i] + 0.5,
            "shrinkB": radius[j] + 0.5,
            "color": VERMILLION if in_vortex[k] else STRONG if pointed else GREY,
            "zorder": 3 if in_vortex[k] else 2,
            "clip_on": False,
            "in_layout": False,  # the nodes say how large the picture is
        }
        _arrow(axes, look, float(width[k]), pointed, bool(record.one_way[k]))


def _arrow(axes: Axes, look: dict[str, Any], width: float, pointed: bool, dashed: bool) -> None:
    """Line and head apart: matplotlib would dash the outline of the head, too."""
    from matplotlib.patches import FancyArrowPatch

    head = 3.5 + 2.2 * width if pointed else 0.0
    line = {**look, "shrinkB": look["shrinkB"] + 0.8 * head}
    dashes = (0, (3.0, 1.6)) if dashed else "-"
    axes.add_patch(FancyArrowPatch(**line, arrowstyle="-", linewidth=width, linestyle=dashes, capstyle="butt"))
    if pointed:
        axes.add_patch(
            FancyArrowPatch(**look, arrowstyle="-|>,head_length=1,head_width=0.42", mutation_scale=head, linewidth=0.0)
        )


def _widths(current: FloatArray) -> FloatArray:
    """Line widths in points; under a square root, a hundredth of the strongest current is still seen."""
    strongest = float(current.max(initial=0.0))
    share = current / strongest if strongest > 0 else np.zeros(len(current))
    return np.asarray((0.8 + 3.2 * np.sqrt(share)) * np.interp(len(current), [12, 150], [1.0, 0.45]))


def _bends(source: NDArray[Any], target: NDArray[Any]) -> FloatArray:
    """Curvature of each edge: none, but where several pairs join the same two states."""
    low, high = np.minimum(source, target), np.maximum(source, target)
    _, group, count = np.unique(np.stack([low, high]), axis=1, return_inverse=True, return_counts=True)
    order = np.argsort(group, kind="stable")
    rank = np.empty(len(group))
    rank[order] = np.arange(len(group)) - np.repeat(np.cumsum(count) - count, count)
    bend = 0.35 * (rank - (count[group] - 1) / 2)
    return np.asarray(np.where(source == low, bend, -bend), dtype=float)


def _names(axes: Axes, record: NetworkFigure, places: FloatArray, radius: FloatArray) -> None:
    """Short names inside the nodes, long ones beside them, on the side where the picture is empty."""
    from matplotlib.patheffects import withStroke

    fill, _ = _colours(record.log_weight)
    light = fill[:, :3] @ [0.299, 0.587, 0.114] > 0.5
    inside = max(map(len, record.names)) <= 2 and len(record.names) <= 14
    for i, name in enumerate(record.names):
        if inside:
            axes.annotate(name, places[i], ha="center", va="center", fontsize=9, zorder=6,
                          color=INK if light[i] else "white")  # fmt: skip
            continue
        out = _outward(places, record, i)
        x, y = out * (radius[i] + 4)
        axes.annotate(
            name if len(name) <= 18 else f"{name[:17]}…",
            places[i], (x, y), textcoords="offset points", fontsize=8.5, zorder=6,
            ha="left" if out[0] > 0.3 else "right" if out[0] < -0.3 else "center",
            va="bottom" if out[1] > 0.3 else "top" if out[1] < -0.3 else "center",
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
        )  # fmt: skip


def _outward(places: FloatArray, record: NetworkFigure, i: int) -> FloatArray:
    """Return the unit vector into the middle of the widest angle between a node's edges."""
    others = np.concatenate([record.target[record.source == i], record.source[record.target == i]])
    away = places[np.unique(others)] - places[i]
    if not len(away):
        return np.array([0.0, 1.0])
    angles = np.sort(np.arctan2(away[:, 1], away[:, 0]))
    gaps = np.diff(np.append(angles, angles[0] + 2 * np.pi))
    best = int(np.argmax(gaps.round(6)))
    middle = angles[best] + gaps[best] / 2
    return np.array([np.cos(middle), np.sin(middle)])


def _legend(place: FigureBase, record: NetworkFigure) -> None:
    from matplotlib.lines import Line2D

    strongest = float(record.current.max(initial=0.0))
    handles = []
    if strongest > 0:
        for part, text in ((1.0, f"net current {strongest:.3g}"), (0.1, f"{strongest / 10:.2g}")):
            width = float(_widths(np.append(record.current, part * strongest))[-1])
            handles.append(Line2D([], [], color=STRONG, linewidth=width, label=text))
    else:
        handles.append(Line2D([], [], color=GREY, linewidth=0.8, label="pair without net current"))
    if len(record.vortex):
        handles.append(Line2D([], [], color=VERMILLION, linewidth=2.5, label="strongest vortex"))
    if record.one_way.any():
        handles.append(Line2D([], [], color=STRONG, linestyle=(0, (3.0, 1.6)), label="one-way process"))
    finite = np.isfinite(record.log_weight)
    low, high = _range(record.log_weight)
    if finite.any() and low == high:
        fill = _colours(record.log_weight)[0][int(np.argmax(finite))]
        handles.append(_dot(f"ln π = {high:.3g} everywhere", fill))
    if not finite.all():
        handles.append(_dot("state never occupied", "white"))
    place.legend(
        handles=handles,
        loc="outside lower center",
        ncols=len(handles) if len(handles) < 4 else (len(handles) + 1) // 2,
    )


def _dot(label: str, fill: Any) -> Any:
    from matplotlib.lines import Line2D

    return Line2D([], [], linestyle="none", marker="o", markersize=8, markerfacecolor=fill,
                  markeredgecolor=INK, markeredgewidth=0.8, label=label)  # fmt: skip
