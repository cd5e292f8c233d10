"""The files that hold networks: how each is recognised, and what is in it."""

from __future__ import annotations

from pathlib import Path

from detbal.domain import Format
from detbal.networks.count_network import CountNetwork
from detbal.networks.files.document import table_of
from detbal.networks.files.edge_list import network_of
from detbal.networks.files.matrices import read_archive, read_market, read_text
from detbal.networks.files.pathsample import funnel, is_pathsample, read_landscape
from detbal.networks.files.writing import write_csv
from detbal.networks.rate_network import RateNetwork
from detbal.readers.csv import read_table, separator_of
from detbal.readers.json import read_json
from detbal.readers.text import glance
from detbal.readers.toml import read_toml

__all__ = ["FORMATS", "funnel", "read_landscape", "write_csv"]

TABLES = (".csv", ".tsv", ".txt", ".dat")
DIRECTIVES = ("energy_unit", "discrete_time", "digits")


def read_csv(path: Path) -> RateNetwork | CountNetwork:
    r"""Read an edge list with a header line; see `detbal.networks.files.edge_list.network_of` for the columns.

    Comments may set ``# energy_unit = eV``, ``# discrete_time = true`` and ``# digits = exact``.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "atom.csv"
    >>> _ = path.write_text("source,target,rate\ng,e,1.0\ne,g,2.0\n")
    >>> read_csv(path)
    <RateNetwork: 2 states, 1 pair>
    """
    return network_of(read_table(path, DIRECTIVES))


def read_document(path: Path) -> RateNetwork | CountNetwork:
    r"""Read a network in TOML or JSON; see `detbal.networks.files.document.table_of` for what is in it.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "network.toml"
    >>> _ = path.write_text('[[edges]]\nsource = "g"\ntarget = "e"\nrate = 1.0\n')
    >>> read_document(path).state_names
    ('g', 'e')
    """
    document = read_json(path) if path.suffix.lower() == ".json" else read_toml(path)
    return network_of(table_of(document, str(path)))


def _is_edge_list(path: Path) -> bool:
    return _is_table(path) and not _is_all_numbers(path)


def _is_text_matrix(path: Path) -> bool:
    return _is_table(path) and _is_all_numbers(path)


def _is_table(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in TABLES


def _is_all_numbers(path: Path) -> bool:
    line = glance(path)
    try:
        return bool([float(cell) for cell in line.split(separator_of(line))])
    except ValueError:
        return False


FORMATS: tuple[Format, ...] = (
    # before the tables: its files end in .data, and a folder is one too
    Format(
        "PATHSAMPLE",
        "folder with min.data (energy, ln of the product of squared angular frequencies, point-group order, "
        "inertia ×3) and ts.data (the same, with two numbers of minima after the order); option energy_unit",
        is_pathsample,
        read_landscape,
    ),
    Format(
        "csv",
        "edge list (.csv .tsv .txt .dat) with a header: source, target, and rate | log_rate | count | "
        "forward, reverse; optional channel, relative_error, rounding, and source_ and target_ with energy, "
        "degeneracy, log_degeneracy. A row without target only names a state. Comments "
        "'# energy_unit = eV', '# discrete_time = true', '# digits = exact'. Rates written with 5 to 14 "
        "significant digits at most are taken as rounded to these (or, with 5 or more, to their decimals, if "
        "all have the same number of these and no exponent), otherwise as exact",
        _is_edge_list,
        read_csv,
    ),
    Format(
        "toml, json",
        "[network] energy_unit, discrete_time, digits; [states.NAME] energy, degeneracy; "
        "[[edges]] with the columns of csv as keys",
        lambda path: path.is_file() and path.suffix.lower() in (".toml", ".json"),
        read_document,
    ),
    Format(
        "MatrixMarket",
        "square matrix (.mtx), with a comment '% detbal: rates' (transitions, counts), or the option holds",
        lambda path: path.is_file() and path.suffix.lower() == ".mtx",
        read_market,
    ),
    Format(
        "npz",
        "NumPy archive with rates, transition_matrix or counts, and perhaps energies, degeneracies, labels, "
        "energy_unit; or one of scipy.sparse.save_npz, with the option holds",
        lambda path: path.is_file() and path.suffix.lower() == ".npz",
        read_archive,
    ),
    Format(
        "matrix",
        "square matrix of plain numbers (.txt .dat .csv .tsv), with a comment '# detbal: rates' "
        "(transitions, counts), or the option holds; digits as for csv",
        _is_text_matrix,
        read_text,
    ),
)
