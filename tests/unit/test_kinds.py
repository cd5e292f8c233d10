"""Arguments of another type are refused with the types that would be right."""

import pytest

from detbal.errors import InputError
from detbal.kinds import needs


def test_members_of_the_types_and_of_their_heirs_pass():
    needs(True, "count", int)  # bool is a kind of int
    needs("a", "name", int, str)


def test_others_are_refused_with_the_types():
    with pytest.raises(InputError, match=r"^count is of type float; give a int$"):
        needs(1.0, "count", int)
    with pytest.raises(InputError, match=r"^name is of type NoneType; give a int or str$"):
        needs(None, "name", int, str)
