"""Progress reaches a callback, or a bar on a terminal, or nobody."""

import io
import sys

import pytest

from detbal import progress
from detbal.errors import InputError
from detbal.progress import reported, require_progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def went_through(how):
    return list(reported([2, 3], int, 5, how, "points"))


def test_callbacks_hear_of_everything():
    seen = []
    assert went_through(lambda *said: seen.append(said)) == [2, 3]
    assert seen == [(2, 5), (5, 5)]


def test_silence(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert went_through(False) == [2, 3]
    assert sys.stderr.getvalue() == ""


@pytest.mark.parametrize(("patience", "shown"), [(0.0, True), (60.0, False)])
def test_bars_appear_by_themselves_if_it_takes_long(monkeypatch, patience, shown):
    monkeypatch.setattr(progress, "PATIENCE", patience)
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert went_through(None) == [2, 3]
    assert ("points" in sys.stderr.getvalue()) is shown


def test_no_bar_appears_by_itself_where_there_is_no_terminal(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    went_through(None)
    assert sys.stderr.getvalue() == ""


def test_bars_that_are_asked_for_do_not_wait(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 60.0)
    monkeypatch.setattr(sys, "stderr", Terminal())
    went_through(True)
    assert "points" in sys.stderr.getvalue()


@pytest.mark.parametrize("how", [True, False, None, print])
def test_what_can_be_asked(how):
    require_progress(how)


@pytest.mark.parametrize("how", [3, "yes", 0.0])
def test_what_cannot(how):
    with pytest.raises(InputError, match="give True, False, None, or a function of how much is done and of all"):
        require_progress(how)
