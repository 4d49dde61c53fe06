"""`ruleforge conformance`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ruleforge.cli import console
from ruleforge.cli.deployment import profile_option
from ruleforge.cli.options import format_option

if TYPE_CHECKING:
    from pathlib import Path

    from ruleforge.account.recording import Answer, PatternCase

__all__ = ["command"]


@click.group("conformance")
def command() -> None:
    """Hold ruleforge against AWS itself."""


@command.command(
    "record",
    epilog="Exit codes: 0 AWS says what ruleforge says, 1 it does not, 2 a file cannot be read or AWS does not answer,"
    " 3 usage.",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--out", required=True, metavar="FILE", help="Where to write the answers, one JSON object a line.")
@click.option("--region", default="us-east-1", show_default=True, help="The Region to ask in.")
@profile_option
@format_option("text", "json")
def record_command(files: tuple[str, ...], out: str, region: str, profile: str | None, output: str) -> int:
    """Ask AWS's TestMetricFilter about patterns and messages, and store what it says.

    A FILE has a JSON object a line with id, pattern and message, as the conformance cases of ruleforge's own tests.
    Where AWS stops answering midway, what it said so far is stored. Nothing is deployed.
    Needs boto3 (pip install 'ruleforge[aws]') and the permission logs:TestMetricFilter.

    \b
    ruleforge conformance record cases.jsonl --out answers.jsonl
    """
    from pathlib import Path

    from ruleforge.account import Clients
    from ruleforge.account.recording import record
    from ruleforge.errors import AccountError

    cases = [case for file in files for case in _cases(Path(file))]
    counter = console.Progress()
    said: dict[PatternCase, Answer] = {}
    stopped: AccountError | None = None
    try:
        for answer in record(
            cases, Clients(region, profile), progress=lambda done: counter.show(f"{done} of {len(cases)} cases")
        ):
            said[answer.case] = answer
    except AccountError as error:
        stopped = error
    counter.clear()
    answers = [said[case] for case in cases if case in said]
    if stopped is None or any(answer.asked for answer in answers):
        _write(Path(out), answers)
    if stopped is not None:
        raise stopped
    return _told(answers, out, output)


def _write(path: Path, answers: list[Answer]) -> None:
    import json

    from ruleforge.cli.output import make_folder, write_text

    make_folder(path.parent)
    write_text(path, "".join(f"{json.dumps(answer.to_dict(), ensure_ascii=True)}\n" for answer in answers))


def _told(answers: list[Answer], out: str, output: str) -> int:
    differing = [answer for answer in answers if answer.agrees is False]
    not_asked = sum(not answer.asked for answer in answers)
    if output == "json":
        data = {"file": out, "cases": len(answers), "not_asked": not_asked}
        console.echo_json(data | {"differing": [answer.to_dict() for answer in differing]})
    else:
        for answer in differing:
            console.echo(f"{answer.case.id}: AWS says {_said(answer.theirs)}, ruleforge {_said(answer.case.ours)}")
        console.echo(f"{out}: {len(answers)} cases, {len(differing)} differ, {not_asked} not asked")
    return 1 if differing else 0


def _said(verdict: bool | None) -> str:
    return {True: "match", False: "no match", None: "refused"}[verdict]


def _cases(path: Path) -> Iterator[PatternCase]:
    """The cases of a file, each with what ruleforge says. Raises InputError, with all of them, for bad lines."""
    import json

    from ruleforge.account.recording import PatternCase
    from ruleforge.catalog.files import read_text
    from ruleforge.diagnostics import Finding
    from ruleforge.errors import InputError

    text, problem = read_text(path)
    if problem is not None:
        raise InputError([problem])
    problems: list[Finding] = []
    # Other ends of lines than this one may stand in a JSON text.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            identifier, pattern, message = (data[name] for name in ("id", "pattern", "message"))
            if not all(isinstance(value, str) for value in (identifier, pattern, message)):
                raise TypeError
        except (ValueError, KeyError, TypeError, RecursionError):
            help_ = "a JSON object with id, pattern and message, each a text"
            problems.append(Finding("conformance/case", f"{path}:{number}: this is no case", help=help_))
            continue
        yield PatternCase(identifier, pattern, message, _ours(pattern, message))
    if problems:
        raise InputError(problems)


def _ours(pattern: str, message: str) -> bool | None:
    from ruleforge.errors import PatternSyntaxError
    from ruleforge.languages.filter_pattern import FilterPattern

    try:
        return FilterPattern.parse(pattern).matches(message)
    except PatternSyntaxError:
        return None
