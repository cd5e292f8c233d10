"""One verb asked of several files: the answers, and what is written of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detbal import __version__
from detbal.cli.progress import track
from detbal.errors import DetbalError, InputError, OptionError, explain
from detbal.result import Imposed, Result, Verdict

#: Of several exit statuses the first in this order counts: error, broken, undecided, balanced.
WORST_FIRST = (2, 1, 3, 0)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one file.

    Attributes
    ----------
    source : Path
    result : Result or None
        None after an error.
    made : object or None
        What `complete` or `impose` made.
    error : str
        One line; empty if there was none.
    """

    source: Path
    result: Result | None = None
    made: Any = None
    error: str = ""


Question = Callable[[Any], tuple[Result, Any]]


def ask(files: Sequence[Path], question: Question, reader: Mapping[str, Any]) -> list[Answer]:
    """Read each file and put the question to what it holds.

    Examples
    --------
    >>> ask([Path("nowhere.csv")], lambda thing: (thing, None), {})[0].error
    'nowhere.csv: no such file or folder; check the path'
    """
    return [_ask_one(path, question, reader) for path in track(files, "reading and asking")]


def _ask_one(path: Path, question: Question, reader: Mapping[str, Any]) -> Answer:
    from detbal.reading import read

    asked = "options of the reader are given by -o KEY=VALUE (--as KIND is holds=KIND)"
    try:
        thing = read(path, **reader)
        asked = "options of the question are given by -s KEY=VALUE or -s KEY=@FILE"
        result, made = question(thing)
    except (DetbalError, OSError) as error:
        said = one_line(error)
        if isinstance(error, OptionError):
            said += f"; {asked}"
        return Answer(path, error=said if str(path) in said else f"{path}: {said}")
    return Answer(path, result, made)


def one_line(error: Exception) -> str:
    """Return an error as one line.

    Examples
    --------
    >>> one_line(InputError("rate[3] = -2.0"))
    'rate[3] = -2.0'
    """
    return " ".join(str(error).split())


def checked(options: Mapping[str, Any]) -> Question:
    """Return the question of `detbal check`.

    Examples
    --------
    >>> import detbal
    >>> checked({})(detbal.networks.RateNetwork.from_rates([[0, 1.0], [2.0, 0]]))[0].status.name
    'BALANCED'
    """
    from detbal.verbs import check

    return lambda thing: (check(thing, **options), None)


def completed(options: Mapping[str, Any]) -> Question:
    """Return the question of `detbal complete`: the whole object, and the verdict on it, unless it is a result itself.

    Examples
    --------
    >>> import detbal
    >>> half = detbal.networks.RateNetwork.from_edges([0], [1], [2.0], energies=[0.0, 3.0])
    >>> completed({"kT": 1.0})(half)
    (Verdict(...BALANCED...), <RateNetwork: 2 states, 1 pair>)
    """
    from detbal.verbs import check, complete

    def question(thing: Any) -> tuple[Result, Any]:
        whole = complete(thing, **{name: value for name, value in options.items() if name != "tol"})
        if isinstance(whole, Result):
            return whole, None
        return check(whole, **{name: options[name] for name in ("kT", "T", "tol") if name in options}), whole

    return question


def imposed(options: Mapping[str, Any]) -> Question:
    """Return the question of `detbal impose`.

    Examples
    --------
    >>> import detbal
    >>> imposed({})(detbal.networks.RateNetwork.from_rates([[0, 1.0], [2.0, 0]]))[1]
    <RateNetwork: 2 states, 1 pair>
    """
    from detbal.verbs import impose

    def question(thing: Any) -> tuple[Imposed, Any]:
        found = impose(thing, **options)
        return found, found.nearest

    return question


def measured(verb: str, options: Mapping[str, Any]) -> Question:
    """Return the question of `detbal thermometer` or `detbal drive`.

    Examples
    --------
    >>> import detbal
    >>> ring = detbal.networks.RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> round(measured("drive", {})(ring)[0].entropy_production, 6)
    0.693147
    """
    import detbal

    function = getattr(detbal, verb)
    return lambda thing: (function(thing, **options), None)


def exit_status(answers: Sequence[Answer], verdicts: bool) -> int:
    """Return the worst status of all: 2 error, 1 broken, 3 undecided, 0 balanced (or simply answered).

    Examples
    --------
    >>> exit_status([Answer(Path("a"), error="no such file"), Answer(Path("b"))], verdicts=True)
    2
    """
    found = {0}
    for answer in answers:
        if answer.error:
            found.add(2)
        elif verdicts and isinstance(answer.result, Verdict):
            found.add(answer.result.status.exit_status)
    return next(status for status in WORST_FIRST if status in found)


def write_html(path: Path, answers: Sequence[Answer]) -> None:
    """Write all answers as one page.

    Examples
    --------
    >>> import tempfile
    >>> write_html(Path(tempfile.mkdtemp()) / "page.html", [Answer(Path("a.csv"), error="no such file")])
    """
    from detbal.report.html import page

    good = [(answer.result, str(answer.source)) for answer in answers if answer.result is not None]
    errors = [(str(answer.source), answer.error) for answer in answers if answer.error]
    text = page([result for result, _ in good], names=[name for _, name in good], errors=errors)
    path.write_text(text, encoding="utf-8")


def write_json(path: Path, answers: Sequence[Answer]) -> None:
    """Write the answer of one file as one object, those of several as a list under "results".

    Examples
    --------
    >>> import tempfile
    >>> write_json(Path(tempfile.mkdtemp()) / "page.json", [Answer(Path("a.csv"), error="no such file")])
    """
    from detbal.report.json import dump_record, plain, record

    records = []
    for answer in answers:
        content: dict[str, Any] = {"source": str(answer.source)}
        content |= {"error": answer.error} if answer.result is None else record(answer.result)
        if answer.made is not None and "nearest" not in content:
            content["made"] = plain(answer.made)
        records.append(content)
    dump_record({"detbal": __version__, **(records[0] if len(records) == 1 else {"results": records})}, path)


def write_made(path: Path, answers: Sequence[Answer]) -> None:
    """Write what was made of the one file, or the result that stands for it (by `__detbal__`), through its domain.

    Raises
    ------
    InputError
        Several files, or a domain that writes none.

    Examples
    --------
    >>> write_made(Path("out.csv"), [Answer(Path("a")), Answer(Path("b"))])
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: --out with 2 files; give one file at a time
    """
    from detbal.convert import to_native

    if len(answers) != 1:
        raise InputError(explain(f"--out with {len(answers)} files", fix="give one file at a time"))
    if answers[0].result is None:
        return
    native, domain = to_native(answers[0].result if answers[0].made is None else answers[0].made)
    if domain.write is None:
        raise InputError(explain(f"the domain {domain.name} writes no files", fix="leave out --out"))
    domain.write(native, path)
