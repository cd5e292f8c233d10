"""Matrices in files."""

import numpy as np
import pytest
import scipy.io
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from detbal.errors import InputError
from detbal.readers.matrix import read_matrix_market, read_npz, read_text_matrix

HEAD = "%%MatrixMarket matrix coordinate real general\n"
finite = st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False)


@settings(deadline=None)
@given(
    arrays(float, array_shapes(min_dims=2, max_dims=2), elements=finite),
    st.sampled_from([" ", ",", ";", "\t"]),
)
def test_what_numpy_writes_comes_back(tmp_path_factory, matrix, separator):
    path = tmp_path_factory.mktemp("matrix") / "a.txt"
    np.savetxt(path, matrix, delimiter=separator, header="a comment")
    found = read_text_matrix(path)
    assert np.array_equal(found.values, matrix)
    assert len(found.texts) == matrix.size


def write(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0 1\n1 0 0\n", "a.txt:2: 3 numbers, the first line has 2; give every line the same"),
        ("# c\n0 1\n1 x\n", "a.txt:3, column 2: 'x' is no number"),
        ("0 1\n1 nan\n", "a.txt:2, column 2: 'nan' is not finite"),
        ("", "a.txt: no data in the file"),
    ],
)
def test_text_that_is_no_matrix(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read_text_matrix(write(tmp_path, "a.txt", text))


@settings(deadline=None)
@given(arrays(float, st.just((3, 3)), elements=finite))
def test_matrix_market_as_scipy_writes_it(tmp_path_factory, matrix):
    path = tmp_path_factory.mktemp("matrix") / "a.mtx"
    sparse = scipy.sparse.coo_array(matrix)
    scipy.io.mmwrite(path, sparse, comment="detbal: rates", precision=17, symmetry="general")
    found, comments = read_matrix_market(path)
    assert np.array_equal(found.toarray(), matrix)
    assert "detbal: rates" in comments


def test_a_dense_and_a_symmetric_matrix_market_file(tmp_path):
    dense = write(tmp_path, "a.mtx", "%%MatrixMarket matrix array real general\n2 2\n1\n2\n3\n4\n")
    assert read_matrix_market(dense)[0].tolist() == [[1, 3], [2, 4]]
    half = write(tmp_path, "b.mtx", HEAD.replace("general", "symmetric") + "2 2 1\n2 1 5\n")
    assert read_matrix_market(half)[0].toarray().tolist() == [[0, 5], [5, 0]]


def test_entries_that_stand_twice_are_not_added(tmp_path):
    found, _ = read_matrix_market(write(tmp_path, "a.mtx", HEAD + "2 2 2\n1 2 1.0\n1 2 3.0\n"))
    assert found.data.tolist() == [1.0, 3.0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "2 2 3\n1 2 1.0\n", "a.mtx: Truncated file.*; mend"),
        (HEAD + "2 2 1\n1 5 1.0\n", "a.mtx:3: Column index out of bounds; mend"),
        (HEAD + "2 2 1\n0 1 1.0\n", "a.mtx:3: Row index out of bounds"),
        (HEAD + "2 2 1\n1 2 abc\n", "a.mtx:3: Invalid floating-point value"),
        (HEAD + "99999999999999999999 2 1\n1 2 1\n", "a.mtx: Integer out of range"),
        (HEAD, "a.mtx:2: .*Premature EOF"),
        ("", "a.mtx:1: no MatrixMarket header; begin the file with"),
        ("1 2 3\n", "a.mtx:1: no MatrixMarket header"),
        (
            HEAD.replace("real", "pattern") + "2 2 1\n1 2\n",
            "a.mtx: a pattern, without values; write a 'real'",
        ),
    ],
)
def test_matrix_market_mistakes(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read_matrix_market(write(tmp_path, "a.mtx", text))


def test_archives(tmp_path):
    np.savez(tmp_path / "a.npz", rates=np.eye(2), labels=["a", "b"])
    assert read_npz(tmp_path / "a.npz")["labels"].tolist() == ["a", "b"]
    scipy.sparse.save_npz(tmp_path / "b.npz", scipy.sparse.csr_array(np.eye(3)))
    assert read_npz(tmp_path / "b.npz").shape == (3, 3)


def test_archives_that_are_none(tmp_path):
    with pytest.raises(InputError, match=r"a.npz: no npz archive; write it with numpy.savez"):
        read_npz(write(tmp_path, "a.npz", b"\x80\x04garbage"))
    np.savez(tmp_path / "b.npz", rates=np.array([[{"not": "a number"}]], dtype=object))
    with pytest.raises(InputError, match=r"b.npz: Object arrays cannot be loaded.*; store plain arrays"):
        read_npz(tmp_path / "b.npz")
    np.savez(tmp_path / "c.npz")
    with pytest.raises(InputError, match=r"c.npz: an archive without arrays; store"):
        read_npz(tmp_path / "c.npz")
    np.savez(tmp_path / "d.npz", rates=np.eye(40))
    whole = (tmp_path / "d.npz").read_bytes()
    with pytest.raises(InputError, match=r"e\.npz: "):
        read_npz(write(tmp_path, "e.npz", whole[:200] + b"\xff" * 50 + whole[250:]))
    with pytest.raises(InputError, match=r"absent.npz: No such file"):
        read_npz(tmp_path / "absent.npz")
