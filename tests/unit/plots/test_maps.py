"""Scales of maps: signed values about white, sizes by their logarithm."""

import numpy as np
import pytest
from matplotlib.colors import LogNorm, to_rgb

from detbal.figures import Colours, MapFigure
from detbal.plots.render import draw

AT = np.arange(3.0)


def drawn(values, **options):
    figure = draw(MapFigure("", "", "x", "y", "z", AT, AT[:2], np.array(values), **options))
    return figure.axes[0].collections[0]


def colour(mesh, value):
    return np.array(mesh.cmap(mesh.norm(value)))[:3]


def test_signed_values_are_white_at_zero_and_equally_strong_on_both_sides():
    mesh = drawn([[-1.0, 0.0, 0.5], [0.1, np.nan, 4.0]], colours=Colours.DIVERGING)
    assert (mesh.norm.vmin, mesh.norm.vmax) == (-4.0, 4.0)
    assert colour(mesh, 0.0).min() > 0.96
    red, blue = colour(mesh, 4.0), colour(mesh, -4.0)
    assert red[0] > red[2]
    assert blue[2] > blue[0]
    plain = drawn([[-1.0, 0.0, 0.5], [0.1, np.nan, 4.0]])
    assert (plain.norm.vmin, plain.norm.vmax) == (-1.0, 4.0)


def test_sizes_by_their_logarithm():
    mesh = drawn([[-1.0, 0.0, 1e-5], [0.1, 1e-9, -10.0]], colours=Colours.LOGARITHMIC, decades=3.0)
    assert isinstance(mesh.norm, LogNorm)
    assert (mesh.norm.vmin, mesh.norm.vmax) == (pytest.approx(1e-2), 10.0)
    assert np.asarray(mesh.get_array()).min() == 0.0
    lowest = colour(mesh, 1e-2)
    assert np.array_equal(colour(mesh, 1e-9), lowest)
    assert np.allclose(to_rgb(mesh.cmap.get_bad()[:3]), lowest)


@pytest.mark.parametrize("colours", Colours)
@pytest.mark.parametrize("value", [0.0, np.nan])
def test_maps_without_any_size(colours, value):
    draw(MapFigure("", "", "x", "y", "z", AT, AT[:2], np.full((2, 3), value), colours=colours)).canvas.draw()
