"""The commands. Only click is imported here; what a command needs is loaded when it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from detbal import __version__

if TYPE_CHECKING:
    from detbal.cli.answers import Answer, Question

Function = TypeVar("Function", bound=Callable[..., Any])
_COLOURS = {"BALANCED": "blue", "BROKEN": "red", "UNDECIDED": "yellow"}


class _Commands(click.Group):
    """Turns the errors that a user can mend into one line and exit status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # the reader of our output has gone: click ends quietly
        except click.NoSuchOption as error:
            way_out = "Options of the question are given by -s KEY=VALUE, of the reader by -o KEY=VALUE."
            raise click.UsageError(f"{error.format_message()} {way_out}", ctx=error.ctx) from None
        except Exception as error:
            from detbal.errors import DetbalError

            if not isinstance(error, DetbalError | OSError):
                raise
            _complain(" ".join(str(error).split()))
            ctx.exit(2)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="detbal")
@click.pass_context
def main(ctx: click.Context, /) -> None:
    """Detailed balance: check, complete or impose it, measure by it, measure what breaks it.

    A FILE is one of the formats that ``detbal formats`` lists, or a Python entry: model.py:make_generator or
    package.module:name, for an object that detbal knows or a function that returns one.

    Exit status: 0 balanced, 1 broken, 3 undecided, 2 error.
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Greek letters is no reason to fail


def _parsed(_ctx: click.Context, _option: click.Parameter, pairs: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not equals or not key.isidentifier():
            raise click.BadParameter(f"{pair!r} is not KEY=VALUE")
        found[key] = _value(text)
    return found


def _value(text: str) -> Any:
    """Return a number, several (1.3,1.5 or [1.3,1.5]), a truth value, what a file holds (@cell.csv), or the text."""
    if text.startswith("@") and len(text) > 1:
        from detbal.reading import read

        return read(text[1:])
    for kind in (_number, _numbers):
        try:
            return kind(text)
        except ValueError:
            continue
    return {"true": True, "false": False}.get(text.lower(), text)


def _number(text: str) -> float:
    try:
        return int(text)
    except ValueError:
        return float(text)


def _numbers(text: str) -> tuple[float, ...]:
    bracketed = text[:1] + text[-1:] in ("[]", "()")
    return tuple(map(_number, (text[1:-1] if bracketed else text).split(",")))


_PATH = click.Path(path_type=Path)


class _NewFile(click.Path):
    """A file to be written: if it cannot be, that is said before the work is done."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        from detbal.errors import InputError, explain

        path = Path(str(super().convert(value, param, ctx)))
        if path.is_dir():
            raise InputError(explain(f"{path} is a directory", fix="name a file"))
        if not path.parent.is_dir():
            raise InputError(explain(f"{path}: there is no folder {path.parent}", fix="make it first"))
        return path


_FILES = click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_PATH)
_TEMPERATURE = (
    click.option("--T", "T", metavar="TEXT", help='Temperature: "300 K", "25 °C", or a number in kelvin.'),
    click.option("--kT", "kT", metavar="TEXT", help='The same as an energy: "25 meV", or in the file\'s unit.'),
)
_READER = (
    click.option(
        "--as", "kind", metavar="KIND",
        help="What a matrix in FILE holds, where it does not say so: rates, probabilities or counts.",
    ),
    click.option("-o", "--option", "reader", metavar="KEY=VALUE", multiple=True, callback=_parsed,
                 help="Option for the reader of FILE; may be repeated."),
)  # fmt: skip
_REPORTS = (
    click.option("--html", "html", metavar="OUT", type=_NewFile(), help="Write a page with figures."),
    click.option("--json", "json", metavar="OUT", type=_NewFile(), help="Write all numbers."),
)
_SET = click.option(
    "-s", "--set", "choices", metavar="KEY=VALUE", multiple=True, callback=_parsed,
    help="Option of the question, such as nearest=stationary for impose; may be repeated. "
    "VALUE may be @FILE, for what a file holds.",
)  # fmt: skip
_TOL = click.option("--tol", type=float, metavar="NATS", help="Forgive residuals up to this size.")
_OUT = click.option("--out", metavar="OUT", type=_NewFile(), help="Write the object that was made.")


def _with(*options: Callable[[Function], Function]) -> Callable[[Function], Function]:
    def decorate(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


@main.command()
@click.argument("files", metavar="[FILE...]", nargs=-1, type=_PATH)
@_with(*_TEMPERATURE)
@_with(_TOL)
@click.option("--alpha", type=float, metavar="P", help="Level of the tests of noisy data (0.01).")
@_with(_SET, *_READER, *_REPORTS)
@click.pass_context
def check(ctx: click.Context, /, files: tuple[Path, ...], **given: Any) -> None:
    """Ask whether FILEs obey detailed balance. Without FILE, check the gallery of examples."""
    from detbal.cli.answers import checked

    if files:
        _answer(ctx, files, checked, given, verdicts=True)
    idle = [name for name in ("T", "kT", "tol", "alpha", "choices", "kind", "reader") if given[name]]
    if idle:
        raise click.UsageError("the gallery takes no options but --html and --json; give a FILE")
    from detbal.cli import gallery

    entries = gallery.run()
    gallery.show(entries)
    if given["html"]:
        gallery.write_html(given["html"], entries)
    if given["json"]:
        gallery.write_json(given["json"], entries)
    ctx.exit(0 if all(entry.ok for entry in entries) else 1)


@main.command()
@_with(_FILES, *_TEMPERATURE, _TOL, _OUT, _SET, *_READER, *_REPORTS)
@click.pass_context
def complete(ctx: click.Context, /, files: tuple[Path, ...], **given: Any) -> None:
    """Add the half that detailed balance determines to FILE. Then check the whole."""
    from detbal.cli.answers import completed

    _answer(ctx, files, completed, given)


@main.command()
@_with(_FILES, *_TEMPERATURE, _OUT, _SET, *_READER, *_REPORTS)
@click.pass_context
def impose(ctx: click.Context, /, files: tuple[Path, ...], **given: Any) -> None:
    """Find the nearest object that obeys it, and how far FILE is."""
    from detbal.cli.answers import imposed

    _answer(ctx, files, imposed, given)


@main.command()
@_with(_FILES, *_TEMPERATURE, _SET, *_READER, *_REPORTS)
@click.pass_context
def thermometer(ctx: click.Context, /, files: tuple[Path, ...], **given: Any) -> None:
    """Measure the temperature at which FILE is balanced best. Without energies: its potential."""
    from detbal.cli.answers import measured

    _answer(ctx, files, lambda options: measured("thermometer", options), given)


@main.command()
@_with(_FILES, *_TEMPERATURE, _SET, *_READER, *_REPORTS)
@click.pass_context
def drive(ctx: click.Context, /, files: tuple[Path, ...], **given: Any) -> None:
    """Measure what breaks it: currents, affinities, entropy production."""
    from detbal.cli.answers import measured

    _answer(ctx, files, lambda options: measured("drive", options), given)


@main.command()
@click.argument("models", metavar="[MODEL...]", nargs=-1)
@click.option("--problem", "problems", metavar="NAME", multiple=True, help="Only this problem; may be repeated.")
@click.option("--list", "listed", is_flag=True, help="Print the names of contestants and problems, and run nothing.")
@_with(*_REPORTS)
@click.pass_context
def bench(
    ctx: click.Context, /, models: tuple[str, ...], problems: tuple[str, ...], listed: bool, **given: Any
) -> None:
    """Put models through standard problems. Without MODEL, all built-in contestants.

    A MODEL is the name of a contestant, or a function of (problem, kT): model.py:function or package.module:function.

    Exit status: 0 all answered (rightly or not), 1 a model failed, 2 error.
    """
    # the problems are small: more threads cost more than they bring, and times would depend on the machine's load
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    from detbal.cli import bench

    if listed:
        bench.show_names()
        return
    board = bench.run(models, problems)
    bench.show(board)
    if given["html"]:
        board.to_html(given["html"])
    if given["json"]:
        board.to_json(given["json"])
    ctx.exit(1 if board.failed else 0)


@main.command()
def formats() -> None:
    """List what can be read."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from detbal.reading import formats as known

    table = Table("format", "domain", "what must be in the file", box=None, pad_edge=False, header_style="bold")
    for place, entry in known():
        table.add_row(escape(entry.name), escape(place), escape(entry.description))
    table.add_row(
        "Python entry", "any", "model.py:make_generator or package.module:name, an object or what returns one"
    )
    Console(width=None if sys.stdout.isatty() else 120, highlight=False).print(table)


def _answer(
    ctx: click.Context,
    files: tuple[Path, ...],
    question: Callable[[dict[str, Any]], Question],
    given: dict[str, Any],
    verdicts: bool = False,
) -> None:
    """Ask, print, write what was asked for, and end with the exit status."""
    from detbal.cli import answers

    options = {name: given[name] for name in ("T", "kT", "tol", "alpha") if given.get(name) is not None}
    options |= given.get("choices") or {}
    reader = given["reader"] | ({"holds": given["kind"]} if given["kind"] else {})
    found = answers.ask(files, question(options), reader)
    for answer in found:
        _show(answer, headed=len(files) > 1)
    if given["html"]:
        answers.write_html(given["html"], found)
    if given["json"]:
        answers.write_json(given["json"], found)
    if given.get("out"):
        answers.write_made(given["out"], found)
    ctx.exit(answers.exit_status(found, verdicts))


def _show(answer: Answer, headed: bool) -> None:
    if answer.result is None:
        _complain(answer.error)
        return
    if headed:
        click.echo(f"— {answer.source}")
    if answer.made is not None:
        click.echo(repr(answer.made))
    word, gap, rest = str(answer.result).partition(" ")
    click.echo(click.style(word, fg=_COLOURS.get(word), bold=True) + gap + rest)
    if headed:
        click.echo()


def _complain(message: str) -> None:
    click.echo(f"{click.style('error:', fg='red', bold=True)} {message}", err=True)
