"""Dictionaries in npz archives: arrays come out, code does not run."""

import io
import pickle
import zipfile

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.readers.npz_dictionary import holds_dictionary, read_npz_dictionary


def in_a_box(content):
    box = np.empty((), dtype=object)
    box[()] = content
    return box


def saved(tmp_path, **content):
    path = tmp_path / "a.npz"
    np.savez_compressed(path, **content)
    return path


def test_arrays_numbers_and_texts(tmp_path):
    content = {"x": np.arange(6.0).reshape(2, 3), "n": 3, "name": "ours", "f": np.float64(2.5), "pair": ("a", "b")}
    path = saved(tmp_path, data=content)
    assert holds_dictionary(path, "data")
    assert not holds_dictionary(path, "other")
    found = read_npz_dictionary(path, "data")
    np.testing.assert_array_equal(found.pop("x"), content.pop("x"))
    assert found == content


class Bomb:
    def __reduce__(self):
        return print, ("BOOM",)


def test_code_does_not_run(tmp_path, capsys):
    path = saved(tmp_path, data={"x": Bomb()})
    with pytest.raises(
        InputError, match=r"a\.npz: a pickle that calls builtins\.print: it could run code; store plain"
    ):
        read_npz_dictionary(path, "data")
    assert capsys.readouterr().out == ""


def test_what_else_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"a\.npz: data is a list; give an archive with a dictionary"):
        read_npz_dictionary(saved(tmp_path, data=in_a_box([1, 2])), "data")
    with pytest.raises(InputError, match=r"a\.npz: .*no item named 'absent\.npy'.*give an archive with"):
        read_npz_dictionary(saved(tmp_path, data={}), "absent")
    path = saved(tmp_path, data={"x": np.arange(1000.0)})
    content = path.read_bytes()
    for size in range(0, len(content), len(content) // 25):
        path.write_bytes(content[:size])
        with pytest.raises(InputError, match=r"a\.npz: no npz archive; get the whole file"):
            read_npz_dictionary(path, "data")
    with pytest.raises(InputError, match="No such file"):
        read_npz_dictionary(tmp_path / "absent.npz", "data")


def test_arrays_of_older_and_newer_pickles(tmp_path):
    for protocol in range(3, pickle.HIGHEST_PROTOCOL + 1):  # numpy has used 3 and 4
        stream = io.BytesIO()
        np.lib.format.write_array_header_1_0(stream, {"descr": "|O", "fortran_order": False, "shape": ()})
        pickle.dump(in_a_box({"x": np.arange(5.0)}), stream, protocol=protocol)
        path = tmp_path / f"{protocol}.npz"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("data.npy", stream.getvalue())
        assert read_npz_dictionary(path, "data")["x"].tolist() == [0, 1, 2, 3, 4]


def test_an_archive_of_another_kind_holds_nothing(tmp_path):
    """An archive that says it needs version 10.0 of the format, which zipfile refuses in its own way."""
    path = tmp_path / "a.npz"
    np.savez(path, data={"a": np.arange(3.0)})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 6] = 100
    path.write_bytes(content)
    assert not holds_dictionary(path, "data")
    with pytest.raises(InputError, match=r"a\.npz: .*version"):
        read_npz_dictionary(path, "data")
