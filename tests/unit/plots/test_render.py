"""Drawing: the picture shows what the record holds, and its bytes are always the same."""

import re
import warnings
import xml.etree.ElementTree as ET
from dataclasses import replace

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

import detbal
from detbal.figures import Curve, CurveFigure, HistogramFigure, MapFigure, NetworkFigure
from detbal.photovoltaics import Junction
from detbal.plots.render import draw, draw_result, to_svg
from detbal.plots.result_figures import figures_of
from detbal.plots.style import VERMILLION

VORTEX = [[0, 2, 1], [1, 0, 2], [2, 1, 0]]


def network_figure(**changes):
    whole = {
        "title": "Three <states>", "caption": "a caption", "names": ["a", "b", "c", "d"],
        "log_weight": np.array([-1.0, -2.0, -3.0, -np.inf]),
        "source": np.array([0, 1, 2, 2]), "target": np.array([1, 2, 0, 3]),
        "current": np.array([0.5, 0.5, 0.25, 0.0]),
        "one_way": np.array([False, False, False, True]), "vortex": (0, 1, 2),
    }  # fmt: skip
    return NetworkFigure(**(whole | changes))


def sizes_figure(values, floors=0.0, tolerance=0.0, labels=None):
    values = np.asarray(values, dtype=float)
    floors = np.broadcast_to(np.asarray(floors, dtype=float), values.shape)
    names = labels or [f"pair {k}" for k in range(len(values))]
    return HistogramFigure("Sizes", "", "size / nats", values, floors, tolerance, names)


def arrows(figure):
    return [patch for patch in figure.axes[0].patches if isinstance(patch, FancyArrowPatch)]


RECORDS = [
    network_figure(),
    network_figure(log_weight=np.zeros(4), current=np.zeros(4), vortex=()),
    sizes_figure([1e-15, 0.0, 2.0, np.inf], 1e-13, 0.1),
    sizes_figure(np.linspace(0, 1, 300), 0.3),
    CurveFigure("Curve", "", "x", "y", (Curve("a", np.arange(1.0, 4), np.arange(1.0, 4), np.full(3, 0.1), True),)),
    MapFigure(
        "Map",
        "",
        "x",
        "y",
        "z",
        np.arange(3.0),
        np.arange(2.0),
        np.array([[0, 1, 2], [1, 2, np.nan]]),
        (0.5,),
        (1.0, 0.0, "here"),
    ),
]


@pytest.mark.parametrize("record", RECORDS)
def test_the_same_record_gives_the_same_bytes_whatever_the_users_settings(record):
    once = to_svg(draw(record), title=record.title)
    with matplotlib.rc_context({"font.size": 30, "svg.hashsalt": None, "axes.grid": True, "text.usetex": False}):
        again = to_svg(draw(record), title=record.title)
    assert once == again
    assert "<dc:date>" not in once


@pytest.mark.parametrize("record", RECORDS)
def test_svg_is_well_formed_named_and_loads_nothing(record):
    svg = to_svg(draw(record), title=record.title, description="what is <seen>", prefix="p")
    root = ET.fromstring(svg)
    assert root.tag.endswith("svg")
    assert root.get("role") == "img"
    said = {child.get("id"): child.text for child in root if child.tag.endswith(("title", "desc"))}
    assert [said[name] for name in root.get("aria-labelledby").split()] == [record.title, "what is <seen>"]
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(name.startswith("p-") for name in ids)
    used = set(re.findall(r"url\(#([^)]+)\)", svg)) | set(re.findall(r'href="#([^"]+)"', svg))
    assert used <= set(ids)
    assert not re.search(r'(?:src|href)="(?!#|data:image/png;)', svg)


def test_drawing_leaves_the_users_settings_alone():
    before = dict(matplotlib.rcParams)
    to_svg(draw(network_figure()))
    assert dict(matplotlib.rcParams) == before


def test_arrows_run_along_the_current_and_the_vortex_stands_out():
    record = network_figure()
    drawn = arrows(draw(record))
    heads = [patch for patch in drawn if patch.get_linewidth() == 0]
    lines = [patch for patch in drawn if patch.get_linewidth() > 0]
    assert len(lines) == len(heads) == 4  # three currents, and the one-way process, which shows its direction
    colours = [to_hex(line.get_edgecolor()).upper() == VERMILLION for line in lines]
    assert colours == [True, True, True, False]
    widths = [line.get_linewidth() for line in lines]
    assert widths[0] == widths[1] > widths[2] > widths[3]
    assert [line.get_linestyle() == "-" for line in lines] == [True, True, True, False]


def test_a_network_without_currents_has_no_arrow_heads():
    record = network_figure(current=np.zeros(4), one_way=np.zeros(4, dtype=bool), vortex=())
    assert all(patch.get_linewidth() > 0 for patch in arrows(draw(record)))


def test_reversing_a_current_reverses_its_arrow():
    ahead, back = (
        network_figure(),
        network_figure(source=np.array([1, 1, 2, 2]), target=np.array([0, 2, 0, 3])),
    )
    first = [next(p for p in arrows(draw(record)) if p.get_linewidth() == 0) for record in (ahead, back)]
    ends = [patch._posA_posB for patch in first]
    np.testing.assert_allclose(ends[0], ends[1][::-1])


def test_parallel_channels_are_drawn_apart():
    record = network_figure(source=np.array([0, 0, 1, 2]), target=np.array([1, 1, 0, 3]))
    bends = [line.get_connectionstyle().rad for line in arrows(draw(record)) if line.get_linewidth() > 0]
    # the third runs the other way, so that its bend has the other sign for the same side
    assert len({bends[0], bends[1], -bends[2]}) == 3
    assert bends[3] == 0


@pytest.mark.parametrize("values", [np.linspace(1e-16, 3, 400), np.r_[np.zeros(30), np.full(20, np.inf), np.ones(7)]])
def test_the_bars_of_a_histogram_count_every_value(values):
    axes = draw(sizes_figure(values, 1e-3)).axes[0]
    bars = [bar for container in axes.containers for bar in container]
    assert sum(bar.get_height() for bar in bars) == len(values)


def test_few_values_are_shown_by_name_the_largest_on_top():
    axes = draw(sizes_figure([0.1, -3.0, np.inf], 0.2, 1.0, ["small", "large", "one-way"])).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["small", "large", "one-way"]
    dots = axes.collections[-1].get_offsets()
    np.testing.assert_allclose(dots[:2, 0], np.log10([0.1, 3.0]))
    above = [to_hex(colour).upper() == VERMILLION for colour in axes.collections[-1].get_facecolors()]
    assert above == [False, True, True]
    assert "∞" in [tick.get_text() for tick in axes.get_xticklabels()]
    assert any(np.allclose(line.get_xdata(), 0.0) for line in axes.lines)  # log10 of the tolerance


def test_zero_has_a_place_on_the_axis():
    axes = draw(sizes_figure([0.0, 1.0], 0.1)).axes[0]
    place = dict(zip([tick.get_text() for tick in axes.get_xticklabels()], axes.get_xticks(), strict=True))
    assert axes.collections[-1].get_offsets()[0, 0] == place["0"]
    assert axes.get_xlim()[0] < place["0"] < place["0.1"]


def test_sizes_without_floor_are_not_judged():
    axes = draw(sizes_figure([1.0, 2.0])).axes[0]
    assert len({tuple(colour) for colour in axes.collections[-1].get_facecolors()}) == 1


def test_every_number_of_values_can_be_drawn():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for n in (1, 2, 26, 1000):
            draw(sizes_figure(np.geomspace(1e-17, 1e3, n), 1e-13)).draw_without_rendering()
            draw(sizes_figure(np.zeros(n))).draw_without_rendering()


@pytest.mark.parametrize("n", [1, 2, 3, 31, 100])
def test_networks_of_every_size_can_be_drawn(n):
    i = np.arange(n - 1)
    record = network_figure(
        names=[f"a rather long name of state {k}" for k in range(n)], log_weight=-700.0 * np.arange(n),
        source=i, target=i + 1, current=np.zeros(n - 1), one_way=np.zeros(n - 1, dtype=bool), vortex=(),
    )  # fmt: skip
    figure = draw(record)
    assert len(figure.axes[0].collections[0].get_offsets()) == n
    assert sum("state" in text.get_text() for text in figure.axes[0].texts) == 0 if n > 30 else True
    to_svg(figure)


def test_curves_keep_their_data_and_scales():
    curves = (
        Curve("a", np.array([1.0, 10]), np.array([2.0, 3])),
        Curve("b", np.array([1.0, 10]), np.array([5.0, 7])),
    )
    axes = draw(CurveFigure("t", "", "x", "y", curves, log_x=True, log_y=True)).axes[0]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["a", "b"]
    np.testing.assert_array_equal(axes.lines[1].get_ydata(), [5.0, 7.0])


def test_a_result_is_drawn_with_all_its_figures():
    network = detbal.networks.RateNetwork.from_rates(VORTEX)
    for result in (detbal.check(network), detbal.drive(network), detbal.impose(network)):
        figure = result.plot()
        assert isinstance(figure, Figure)
        assert len(figure.subfigs) == len(figures_of(result)) > 0


def test_a_result_with_nothing_to_show_says_so():
    verdict = detbal.check(detbal.networks.RateNetwork.from_rates([[0, 1.0], [2.0, 0]]))
    bare = replace(verdict, drawings=tuple)
    assert figures_of(bare) == ()
    assert draw_result(bare).texts[0].get_text() == "nothing to draw"


def test_the_caption_of_the_residuals_counts_and_names_the_tolerance():
    verdict = detbal.check(detbal.networks.RateNetwork.from_rates(VORTEX), tol=5.0)
    caption = figures_of(verdict)[-1].caption
    assert caption == "1 residual, 1 above the noise floor. Up to 5 nats are forgiven."


def test_what_has_no_size_is_left_out_of_the_picture():
    imposed = detbal.impose(detbal.networks.RateNetwork.from_rates(VORTEX))
    partly = replace(imposed, moved=np.array([np.nan, 1.0, 2.0]), labels=["x", "y", "z"])
    shown = figures_of(partly)[-1]
    assert isinstance(shown, HistogramFigure)
    assert list(shown.labels) == ["y", "z"]
    assert list(shown.values) == [1.0, 2.0]


def test_long_names_go_on_two_lines_and_lose_their_middle_only_beyond():
    words, ring = "recombination without light, mean for each", " → ".join(map(str, range(40)))
    figure = draw(sizes_figure([1.0, 2.0], 0.1, 0.0, [words, ring]))
    shown = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert shown[0].split() == words.split()
    assert shown[0].count("\n") == 1
    assert shown[1].startswith("0 → 1 → 2")
    assert shown[1].endswith("38 → 39")
    assert "\n…" in shown[1]
    assert figure.get_figheight() > draw(sizes_figure([1.0, 2.0], 0.1, 0.0, ["a", "b"])).get_figheight()


def test_affinities_are_called_after_what_they_belong_to():
    assert figures_of(detbal.drive(Junction.step(1.4), voltage=1.0))[-1].title == "Affinities of the channels"
    assert (
        figures_of(detbal.drive(detbal.networks.RateNetwork.from_rates(VORTEX)))[-1].title == "Affinities of the cycles"
    )
