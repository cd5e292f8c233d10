"""The current at which a spectrum was measured stands in its file."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.photovoltaics.files import read_luminescence, write
from detbal.photovoltaics.luminescence import Counted, Interval, Luminescence

TABLE = "Wavelength (nm),EL (photons/(s m2 nm))\n900,1e20\n800,2e20\n"


def test_a_comment_tells_the_injection(tmp_path):
    path = tmp_path / "el.csv"
    path.write_text("# injection = 20 mA/cm2\n" + TABLE)
    assert read_luminescence(path).injection == pytest.approx(200.0)
    assert read_luminescence(path, injection=100.0).injection == 100.0


def test_it_is_written_and_read_back(tmp_path):
    kind = {"per": Interval.ENERGY, "counted": Counted.PHOTONS, "absolute": True}
    path = tmp_path / "el.csv"
    write(Luminescence.of([1.3, 1.4], [1e20, 2e20], injection=12.5, **kind), path)
    back = read_luminescence(path)
    assert (back.injection, back.value.tolist()) == (12.5, [1e20, 2e20])
    write(Luminescence.of([1.3, 1.4], [1e20, 2e20], **kind), path)
    assert read_luminescence(path).injection is None
    assert np.all(read_luminescence(path).rounding == 0)


@pytest.mark.parametrize("told", ["20 mA", "much", "20", "20 V/m2"])
def test_what_is_no_current_density_is_refused(told, tmp_path):
    path = tmp_path / "el.csv"
    path.write_text(f"# injection = {told}\n" + TABLE)
    with pytest.raises(InputError, match=rf"^\S*el\.csv:1: injection = {told}\b.*write a current density"):
        read_luminescence(path)


def test_it_is_told_once(tmp_path):
    path = tmp_path / "el.csv"
    path.write_text("# injection = 20 mA/cm2\n# injection: 30 mA/cm2\n" + TABLE)
    match = r"el\.csv:2: injection = 30 mA/cm2 \(first at line 1: 20 mA/cm2\); say it once"
    with pytest.raises(InputError, match=match):
        read_luminescence(path)
