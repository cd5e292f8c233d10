"""Mechanisms of Chemkin, through Cantera's converter."""

import sys

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.reactions.expectation import expected_log_ratio
from detbal.reactions.files.chemkin import read_chemkin
from detbal.reactions.pairing import process_pairs

pytest.importorskip("cantera")
T = np.array([500.0, 1000.0, 2000.0])
MECHANISM = """\
ELEMENTS
O
END
SPECIES
O O2
END
THERMO ALL
   300.000  1000.000  5000.000
O                 L 1/90O   1               G   200.000  3500.000  1000.000    1
 2.56942078E+00-8.59741137E-05 4.19484589E-08-1.00177799E-11 1.22833691E-15    2
 2.92175791E+04 4.78433864E+00 3.16826710E+00-3.27931884E-03 6.64306396E-06    3
-6.12806624E-09 2.11265971E-12 2.91222592E+04 2.05193346E+00                   4
O2                TPIS89O   2               G   200.000  3500.000  1000.000    1
 3.28253784E+00 1.48308754E-03-7.57966669E-07 2.09470555E-10-2.16717794E-14    2
-1.08845772E+03 5.45323129E+00 3.78245636E+00-2.99673416E-03 9.84730201E-06    3
-9.68129509E-09 3.24372837E-12-1.06394356E+03 3.65767573E+00                   4
END
REACTIONS
O2 = 2O    1.0E+15   0.0   118000.0
  REV / 2.0E+10  0.0  0.0 /
END
"""


def test_explicit_reverse_parameters_are_checked(tmp_path):
    (tmp_path / "a.inp").write_text(MECHANISM)
    network = read_chemkin(tmp_path / "a.inp")
    assert list(network.names) == ["O2 → 2 O", "2 O → O2"]
    assert not network.reversible.any()
    assert network.assumptions[0] == "converted from Chemkin (a.inp) by Cantera's ck2yaml"
    pairs = process_pairs(network)
    forward, reverse = pairs.log_sides(T)
    ratio = np.log(1e15 / (2e10 * 1e-3)) - 118000 * 4.184 / 8.31446261815324 / T  # s⁻¹ over m³/kmol/s
    np.testing.assert_allclose((forward - reverse)[0], ratio, rtol=1e-12)
    assert np.isfinite(expected_log_ratio(pairs, T)[0]).all()


def test_faults(tmp_path, monkeypatch):
    (tmp_path / "a.inp").write_text(MECHANISM.replace("O2 = 2O ", "O2 = O  "))
    with pytest.raises(InputError, match=r"makes -1 of O: it is not balanced"):
        read_chemkin(tmp_path / "a.inp")
    (tmp_path / "a.inp").write_text(MECHANISM.replace("O O2\n", "O O2 O3\n"))
    with pytest.raises(InputError, match=r"a\.inp: Cantera's ck2yaml: .*; correct the files, or try permissive=True"):
        read_chemkin(tmp_path / "a.inp")
    with pytest.raises(InputError, match=r"therm\.dat: no such file; check the path"):
        read_chemkin(tmp_path / "a.inp", thermo=tmp_path / "therm.dat")
    for content in ("", "nothing of this kind\n"):
        (tmp_path / "bad.inp").write_text(content)
        with pytest.raises(
            InputError, match=r"bad\.inp(: Cantera's ck2yaml|, as converted by Cantera's ck2yaml)"
        ) as caught:
            read_chemkin(tmp_path / "bad.inp")
        assert str(tmp_path / "bad.inp") in str(caught.value)
    monkeypatch.setitem(sys.modules, "cantera", None)
    with pytest.raises(InputError, match=r"converted by the package cantera, which is not installed; pip install"):
        read_chemkin(tmp_path / "a.inp")
