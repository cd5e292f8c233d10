"""Nuclides: the bundled table, files of evaluators, names."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import CubicSpline, PchipInterpolator

from detbal.errors import InputError
from detbal.reactions.files.nuclide_files import read_nuclides
from detbal.reactions.nuclide_names import SYMBOLS, canonical_name, charge_and_nucleons, nuclide_name
from detbal.reactions.nuclides import GRID_2000, GRID_2003, MassKind, nuclide, nuclide_table
from detbal.reactions.reaction import Reaction
from detbal.reactions.species import ELECTRON_MASS, PHOTON
from detbal.reactions.thermochemistry.gridded import Block, GriddedPartitions
from detbal.reactions.thermochemistry.partition import interpolated

K_MEV = 8.617333262e-11


def row(name):
    return int(nuclide_table().rows([name])[0])


# the bundled table


@pytest.mark.parametrize(
    ("name", "Z", "A", "excess", "weight", "firm"),
    [
        ("n", 0, 1, 8.0713181, 2, True),
        ("p", 1, 1, 7.288971064, 2, True),
        ("he4", 2, 4, 2.42491587, 1, True),
        ("c12", 6, 12, 0.0, 1, True),
        ("fe56", 26, 56, -60.6071, 1, True),
        ("al26", 13, 26, -12.21014, 11, True),
        ("he5", 2, 5, 11.231, 4, True),
        ("li3", 3, 3, 28.67, 4, False),
    ],
)
def test_values_of_the_evaluations(name, Z, A, excess, weight, firm):
    table, k = nuclide_table(), row(name)
    assert (table.Z[k], table.A[k], table.weight[k], bool(table.firm[k])) == (Z, A, weight, firm)
    assert table.excess[k] == pytest.approx(excess, abs=1e-4)


def test_grids_are_those_of_the_papers():
    assert len(GRID_2000) == 24
    assert len(GRID_2003) == 48
    assert (np.diff([*GRID_2000, *GRID_2003]) > 0).all()
    assert GRID_2003[-3:] == (240, 250, 275)


def test_the_levels_of_aluminium_26():
    """The isomer is 228.3 keV (0+) above the ground level (5+); both are levels without a partition function."""
    table = nuclide_table()
    ground, isomer = row("al-6"), row("al*6")
    assert table.excess[isomer] - table.excess[ground] == pytest.approx(
        0.228305, abs=1e-5
    )  # of masses in units of 10 eV
    assert table.weight[[ground, isomer]].tolist() == [11.0, 1.0]
    assert table.partitions.tabulated[[ground, isomer, row("al26")]].tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        # (2J+1)/(2J0+1) and energies in MeV of the lowest levels
        ("fe57", [(2, 0.0144129), (3, 0.136474)]),
        ("sn119", [(2, 0.023871), (6, 0.08953)]),
        ("mg24", [(5, 1.36867), (9, 4.12287)]),
    ],
)
def test_partition_functions_are_sums_over_known_levels(name, levels):
    """At grid points where the levels listed are all that matter; energies are of the year 2000."""
    T9 = np.array([0.1, 0.15, 0.2])
    if name == "mg24":
        T9 = np.array([2.0, 3.0])
    by_levels = sum(g * np.exp(-E / (K_MEV * T9 * 1e9)) for g, E in levels)
    tabulated = np.expm1(nuclide(name).partition.log_partition(T9 * 1e9))
    assert tabulated == pytest.approx(by_levels, rel=5e-3, abs=2e-6)


def test_values_at_grid_points_are_those_printed():
    """o14 of the table of 2003: 1.05 at 12 GK, 0.455 at 275 GK."""
    values = np.exp(nuclide("o14").partition.log_partition(np.array([12e9, 275e9])))
    assert values == pytest.approx([1.05, 0.455], rel=1e-12)


# masses


def test_kinds_of_mass():
    table, k = nuclide_table(), row("he4")
    number, atomic, nuclear = (table.masses(kind)[k] for kind in (MassKind.NUMBER, MassKind.ATOMIC, MassKind.NUCLEAR))
    assert number == 4.0
    assert atomic == pytest.approx(4.002603254, abs=2e-9)
    assert atomic - nuclear == pytest.approx(2 * ELECTRON_MASS, rel=1e-12)


@pytest.mark.parametrize("kind", list(MassKind))
def test_Q_of_every_kind_is_that_of_the_mass_excesses(kind):
    n, p, d = (nuclide(name, kind) for name in ("n", "p", "d"))
    released = Reaction((n, p), (d, PHOTON)).Q
    assert released == pytest.approx(8.0713181 + 7.288971064 - 13.135722895, abs=1e-9)


def test_compositions_are_balanced():
    with pytest.raises(InputError, match="does not balance"):
        Reaction((nuclide("n"), nuclide("p")), (nuclide("t"),))


def test_a_nuclide_that_is_not_there():
    with pytest.raises(InputError, match="nuclide fe99 is not in the table of 3560"):
        nuclide("fe99")


def test_a_kind_of_mass_is_a_member_or_its_name():
    assert nuclide("he4", "atomic").mass == nuclide("he4", MassKind.ATOMIC).mass != nuclide("he4").mass
    with pytest.raises(InputError, match=r"mass = 'heavy'; give one of number"):
        nuclide("he4", "heavy")


def test_rows_take_any_spelling():
    spellings = ["²⁴Mg", "24Mg", "mg-24", "MG24", "mg24"]
    assert nuclide_table().rows(spellings).tolist() == [row("mg24")] * len(spellings)
    assert nuclide_table().rows(["al*6", "AL-6", "e-", "he400"]).tolist() == [row("al*6"), row("al-6"), -1, -1]


# names


@given(st.integers(1, len(SYMBOLS) - 1), st.integers(0, 180))
def test_names_are_read_back(Z, N):
    name = nuclide_name(Z, Z + N)
    spellings = {name, name.upper(), f"{Z + N}{SYMBOLS[Z]}", f"{SYMBOLS[Z].title()}-{Z + N}"}
    assert {charge_and_nucleons(text) for text in spellings} == {(Z, Z + N)}


def test_p_and_n_are_particles_and_elements():
    assert [charge_and_nucleons(name) for name in ("p", "p31", "n", "n14", "d", "h2")] == [
        (1, 1), (15, 31), (0, 1), (7, 14), (1, 2), (1, 2)
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["", "e-", "γ", "xx12", "he1", "al-26-m", "4", 12, None])
def test_what_is_no_nuclide(name):
    with pytest.raises(InputError, match="is no nuclide"):
        canonical_name(name)


@pytest.mark.parametrize(("Z", "A"), [(200, 400), (119, 300), (-1, 4), (12, 6), (0, 0), (1, 0)])
def test_numbers_of_no_nuclide(Z, A):
    with pytest.raises(InputError, match=rf"Z = {Z}, A = {A} is no nuclide; Z is 0 to 118 and no more than A"):
        nuclide_name(Z, A)


# partition functions of many


def gridded():
    grid = np.array([1.0, 2.0, 3.0, 4.0]) * 1e9
    long = np.array([1.0, 2.0, 3.0, 4.0, 5.0]) * 1e9
    return GriddedPartitions(
        ["a", "b", "c", "d"],
        (Block(np.array([3]), grid, grid[None] * 1e-9), Block(np.array([1]), long, -long[None] * 1e-9)),
    )


def test_values_between_points_of_a_line_are_on_it():
    values = gridded().log_partitions(np.array([0.5, 2.5, 4.0]) * 1e9)
    assert values == pytest.approx(np.array([[0, 0, 0], [-1, -2.5, -4], [0, 0, 0], [1, 2.5, 4]]), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("T", "message"),
    [
        (
            4.5e9,
            r"T = 4\.5e\+09 K is above the partition functions of 1 species \(d\); that of d ends at 4e\+09 K; give",
        ),
        (6e9, r"T = 6e\+09 K is above the partition functions of 2 species \(d, b\); that of d ends at 4e\+09 K"),
    ],
)
def test_tables_that_end_name_their_species(T, message):
    with pytest.raises(InputError, match=message):
        gridded().log_partitions(np.array([1e9, T]))


def test_taking_some_keeps_them_in_order():
    T = np.array([2.5e9])
    taken = gridded().take(np.array([3, -1, 1, 0]))
    assert taken.log_partitions(T).ravel() == pytest.approx([2.5, 0, -2.5, 0])
    assert taken.tabulated.tolist() == [True, False, True, False]
    assert gridded().table(0) is None
    assert gridded().table(3).log_partition(T) == pytest.approx(gridded().log_partitions(T)[3])


# between the points of a table

GRID = np.array(GRID_2000) * 1e9


def test_partition_functions_do_not_leave_the_range_of_their_points():
    """Tables of all nuclides with any: no G < 1 where there is none, nothing above both neighbours."""
    for block in nuclide_table().partitions.blocks:
        T = np.sort(
            np.concatenate([block.T, 0.5 * (block.T[1:] + block.T[:-1]), block.T[:-1] + 0.1 * np.diff(block.T)])
        )
        right = np.clip(np.searchsorted(block.T, T, side="right"), 1, len(block.T) - 1)
        ends = np.stack([block.log_values[:, right - 1], block.log_values[:, right]])
        found = interpolated(block.T, block.log_values, T)
        assert (found >= ends.min(axis=0) - 1e-12).all()
        assert (found <= ends.max(axis=0) + 1e-12).all()
        # at the points themselves nothing changes, and a plain cubic spline is what it is not
        assert interpolated(block.T, block.log_values, block.T) == pytest.approx(block.log_values, rel=1e-12, abs=1e-12)
        plain = CubicSpline(block.T, block.log_values, axis=1)(T)
        assert (ends.min(axis=0) - plain).max() > 5e-4
        assert np.median(np.abs(plain - found)) < 1e-12


@given(st.lists(st.floats(0, 20), min_size=5, max_size=24), st.floats(0, 1))
def test_monotone_between_any_points(values, share):
    grid, logs = GRID[: len(values)], np.array([values])
    T = grid[:-1] + share * np.diff(grid)
    found = interpolated(grid, logs, T)[0]
    low, high = np.minimum(logs[0, 1:], logs[0, :-1]), np.maximum(logs[0, 1:], logs[0, :-1])
    assert (found >= low - 1e-11).all()
    assert (found <= high + 1e-11).all()


@pytest.mark.parametrize(("energy", "error"), [(0.0144, 2e-3), (0.5, 6e-4), (1.37, 5e-5), (3.0, 1e-5)])
def test_two_levels_between_the_points(energy, error):
    """ln(1 + 5 exp(-E/kT)) of its values on the grid of the year 2000: as good as a spline, better than PCHIP."""
    T = np.geomspace(1e8, 9.999e9, 500)
    exact, points = (np.log1p(5 * np.exp(-energy / (K_MEV * each))) for each in (T, GRID))
    assert np.abs(interpolated(GRID, points[None], T)[0] - exact).max() < error
    assert np.abs(PchipInterpolator(GRID, points)(T) - exact).max() > 2 * error


# files

NUBASE = [
    "# comment",
    "001 0000   1n       8071.3181     0.0004                              609.8    s 0.6    1/2+*         06 ",
    "003 0030   3Li     28670#      2000#                                  p-unst            3/2-#         98 ",
    "026 0130  26Al    -12210.14       0.07                              717       ky 24     5+            16 ",
    "026 0131  26Alm   -11981.84       0.07      228.305      0.013        6.3460  s 0.0008 0+            16 ",
    "026 0132  26Aln   -11981.84       0.07      228.305      0.013        6.3460  s 0.0008 7+            16 ",
    "100 0400 100Zr    -76000          8                                   7.1     s 0.4    (1,2)+         16",
    "101 0400 101Zr    -73000          8                                   7.1     s 0.4    (3/2)+         16",
]


def columns(line):
    """Put the spin where NUBASE has it."""
    if line.startswith("#"):
        return line
    words = line.split()
    spin = next(word for word in words[::-1] if any(sign in word for sign in "+-#") and "." not in word)
    return line.split(spin)[0].rstrip()[:88].ljust(88) + spin


def test_nubase(tmp_path):
    path = tmp_path / "nubase_4.mas20"
    path.write_text("\n".join(columns(line) for line in NUBASE))
    table = read_nuclides(nubase=path)
    assert table.names == ("n", "li3", "al-6", "al26", "al*6", "zr100", "zr101")
    assert table.excess.tolist()[:2] == pytest.approx([8.0713181, 28.67])
    assert table.excess_error[0] == pytest.approx(4e-7)
    np.testing.assert_array_equal(table.weight, [2, 4, 11, 11, 1, np.nan, 4])
    assert table.firm.tolist() == [True, False, True, True, True, False, False]
    assert table.sources[:2] == ("mass excesses of nubase_4.mas20", "spins of nubase_4.mas20")
    # without a file for them, partition functions are the bundled ones
    assert table.partitions.tabulated.tolist() == [False, False, False, True, False, True, True]


def test_ame_and_simple_masses(tmp_path):
    path = tmp_path / "mass_1.mas20"
    path.write_text(
        "1N-Z    N    Z   A  EL    O     MASS EXCESS\n"
        "0  1    1    0    1  n         8071.31806     0.00044       0.0        0.0     B-    782.3470     0.0004\n"
        "  -1    0    1    1 H          7288.971064    0.000013      0.0        0.0     B-      *\n"
        " -30   26   56   82 Ba -x    -1000#         200#        0.0        0.0     B-      *\n"
    )
    table = read_nuclides(ame=path)
    assert table.names == ("n", "p", "ba82")
    assert table.excess == pytest.approx([8.07131806, 7.288971064, -1.0])
    np.testing.assert_array_equal(table.weight, [2, 2, np.nan])  # spins are the bundled ones
    simple = tmp_path / "masses.txt"
    simple.write_text("# A Z MeV\n4 2 2.5\n")
    assert read_nuclides(ame=simple).excess.tolist() == [2.5]


WINVN = (
    "   \n010015100  \n    n\n co58\n al-6\n al-6\n"
    "    n       1.000   0   1   0.5     8.071 ame11\n 1.0E+0 1.0E+0\n 1.0E+0\n"
    " co58      58.000  27  31   2.0   -59.846 ame11\n 1.0E+0 1.1E+0\n 2.5E+0\n"
    " al-6      26.000  13  13   5.0   -12.210 ame11\n 1.0E+0 1.0E+0\n 1.0E+0\n"
)


def test_winvn(tmp_path):
    path = tmp_path / "winvne.dat"
    path.write_text(WINVN)
    table = read_nuclides(partition=path)
    assert table.names == ("n", "co58", "al-6")
    assert table.weight.tolist() == [2, 5, 11]
    G = np.exp(table.partitions.log_partitions(np.array([0.1, 0.15, 1.0]) * 1e9))
    assert G[1] == pytest.approx([1.0, 1.1, 2.5])
    assert table.sources[2] == "partition functions of winvne.dat"
    # its partition functions with masses and spins from elsewhere
    nubase = tmp_path / "nubase"
    nubase.write_text(columns(NUBASE[1]))
    mixed = read_nuclides(nubase=nubase, partition=path)
    assert mixed.names == ("n",)
    assert mixed.sources == ("mass excesses of nubase", "spins of nubase", "partition functions of winvne.dat")


def test_the_last_temperature_of_winvn_lacks_a_digit(tmp_path):
    path = tmp_path / "winvne.dat"
    path.write_text("\n800900100\n    n\n    n\n    n 1. 0 1 0.5 8.071\n 1. 1. 2.\n")
    assert read_nuclides(partition=path).partitions.blocks[0].T.tolist() == [8e9, 9e9, 10e9]


AME = "0  1    1    0    1  n         8071.31806     0.00044       0.0        0.0     B-    782.3470     0.0004"


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("nubase", "001 0000 1n  abc.3181  0.0004", r"file:1: '001 0000 1n .* cannot be read"),
        ("nubase", "001 000", r"file:1: '001 000' cannot be read"),
        ("nubase", columns(NUBASE[1]).replace("001 0000", "001 2000"), r"file:1: Z = 200, A = 1 is no nuclide"),
        (
            "nubase",
            "\n".join(map(columns, NUBASE[1:3] * 2)),
            "file:3: n stands in line 1 already; give each nuclide once",
        ),
        ("nubase", "# nothing\n", "holds no nuclides"),
        ("ame", "1 1 seven\n", "file:1: '1 1 seven' cannot be read"),
        ("ame", "nothing\n", "file:1: 'nothing' cannot be read"),
        ("ame", "# nothing\n", "holds no nuclides"),
        ("ame", "# A Z MeV\n4 -1 1.0\n", "file:2: Z = -1, A = 4 is no nuclide"),
        ("ame", "6 12 1.0\n", "file:1: Z = 12, A = 6 is no nuclide; Z is 0 to 118 and no more than A"),
        ("ame", "400 200 1.0\n", "file:1: Z = 200, A = 400 is no nuclide"),
        ("ame", "4 2 2.4\n1 1 7.3 0.1\n", "file:2: '1 1 7.3 0.1' cannot be read; give mass_1"),
        ("ame", "4 2 nan\n", "file:1: '4 2 nan' cannot be read"),
        ("ame", "4 2 2.4\n\n1 1 7.3\n4 2 2.5\n", "file:4: he4 stands in line 1 already"),
        ("ame", f"title\n{AME}\n{AME[:40]}\n", r"file:3: '0  1 .* cannot be read"),
        ("ame", b"4 2 2.4\n# \xe4\n", "file:2: byte 0xe4 is not UTF-8"),
        ("partition", "\nabc\n", "file:2: 'abc' holds no temperatures"),
        ("partition", "", "file:2: '' holds no temperatures"),
        ("partition", "\n\n n 1. 0 1 0.5 8.\n", "file:2: '' holds no temperatures"),
        ("partition", "\n020010\n n 1. 0 1 0.5 8.\n 1. 1.\n", "file:2: '020010' holds no temp.* ascending"),
        ("partition", "\n010020\n    n\n    n  1.  0  1  0.5\n 1. 1.\n", "file:4: the entry of 'n' cannot be read"),
        ("partition", "\n010020\n    n\n    n  1.  0  1  0.5  8.\n 1.\n", "file:4: the entry of 'n' cannot be read"),
        ("partition", "\n010020\n n  1.  0  1  0.5  8.\n 1. 1. 1.\n", "file:3: .* 'n' has G = 1, 1, 1; give 2 values"),
        ("partition", "\n010020\n n  1.  0  1  0.5  8.\n 1. 0.\n", "file:3: the entry of 'n' has G = 1, 0; give"),
        ("partition", "\n010020\n n  1.  0  1  0.5  8.\n 1. nan\n", "file:3: the entry of 'n' has G = 1, nan"),
        ("partition", "\n010020\n n  1.  0  1  0.3  8.\n 1. 1.\n", "file:3: spin 0.3 of 'n'; give 0, 1/2, 1"),
        ("partition", "\n010020\n n  1.  0  1  -1  8.\n 1. 1.\n", "file:3: spin -1 of 'n'"),
        ("partition", "\n010020\n x  1.  200  1  1  8.\n 1. 1.\n", "file:3: Z = 200, A = 201 is no nuclide"),
        ("partition", "\n010020\n n 1. 0 1 0.5 8.\n 1. 1.\n" * 2, "file:6: the entry of .* cannot be read"),
        ("partition", "\n010020\n" + " n 1. 0 1 0.5 8.\n 1. 1.\n" * 2, "file:5: n stands in line 3 already"),
        (
            "partition",
            WINVN[: WINVN.index(" al-6  ")],
            "file:6: the last of the names listed is al-6, .* entries co58; give",
        ),
    ],
)
def test_files_that_cannot_be_read(tmp_path, kind, text, message):
    path = tmp_path / "file"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError, match=message):
        read_nuclides(**{kind: path})


@pytest.mark.parametrize("kind", ["nubase", "ame", "partition"])
def test_files_that_are_not_there(kind):
    with pytest.raises(InputError, match="nowhere: No such file or directory"):
        read_nuclides(**{kind: "nowhere"})


def test_blank_lines_in_winvn_cut_nothing_off(tmp_path):
    path = tmp_path / "winvne.dat"
    path.write_text(WINVN.replace(" co58 ", "\n co58 ").replace(" 2.5E+0", "\n 2.5E+0"))
    assert read_nuclides(partition=path).names == ("n", "co58", "al-6")
