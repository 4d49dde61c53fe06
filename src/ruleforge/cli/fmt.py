"""`ruleforge fmt`."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruleforge.cli import console
from ruleforge.cli.options import format_option

if TYPE_CHECKING:
    from ruleforge.diagnostics import Finding, SourceText
    from ruleforge.model import Parameter

__all__ = ["command"]

_STDIN = "-"


@dataclass(slots=True)
class _Run:
    """What came of the files: those that differ from their one form, how many do not, and what could not be read."""

    changed: list[tuple[SourceText, str]] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Finding] = field(default_factory=list)


@click.command(
    "fmt", epilog="Exit codes: 0 done, 1 a file is not in form (--check, --diff), 2 a file is no rule, 3 usage."
)
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing; list the files that are not in form.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@format_option("text", "json")
def command(paths: tuple[str, ...], check: bool, diff: bool, output: str) -> int:
    """Put rule files into their one form.

    PATH is a file, a folder, or - for standard input to standard output; without any, the catalogue that comes with
    ruleforge. Order, indentation, quotes and filter patterns become canonical; comments stay where they are, and what a
    rule says does not change. A file that is no sound rule is left alone.

    \b
    ruleforge fmt ./my-rules
    ruleforge fmt --check --diff ./my-rules
    """
    from ruleforge.cli.output import write_text
    from ruleforge.data import shipped

    if _STDIN in paths:
        if len(paths) > 1:
            raise click.UsageError("- stands for standard input, and goes with no other PATH.")
        return _pipe(check, diff)
    run = _Run()
    for source, parameters in _sources(paths or (str(shipped("rules")),), run):
        _format(source, parameters, run)
    console.problems(run.problems)
    shown = check or diff
    if not shown:
        for source, text in run.changed:
            # A link stays one: what it leads to is written.
            write_text(Path(source.name).resolve(), text)
    if output == "json":
        console.echo_json(_data(run))
    else:
        if diff:
            for source, text in run.changed:
                console.echo(_difference(source, text), newline=False)
        if check or not diff:
            _tell(run, wrote=not shown)
    if run.problems:
        return 2
    return 1 if shown and run.changed else 0


def _sources(paths: tuple[str, ...], run: _Run) -> Iterator[tuple[SourceText, Mapping[str, Parameter]]]:
    from ruleforge.catalog.catalog import declared_parameters
    from ruleforge.catalog.files import read_text, yaml_files
    from ruleforge.diagnostics import SourceText
    from ruleforge.errors import CatalogError

    for path in dict.fromkeys(paths):
        files, findings = yaml_files(Path(path), without=("parameters.yaml",))
        run.problems += findings
        try:
            parameters = declared_parameters(Path(path))
        except CatalogError as error:
            run.problems += error.findings
            continue
        for file in files:
            text, problem = read_text(file)
            if problem is None:
                yield SourceText(str(file), text), parameters
            else:
                run.problems.append(problem)


def _pipe(check: bool, diff: bool) -> int:
    """Standard input, formatted, to standard output; with `check` or `diff`, only what there is to say."""
    from ruleforge.catalog.catalog import declared_parameters
    from ruleforge.catalog.format import format_rule
    from ruleforge.diagnostics import Finding, SourceText
    from ruleforge.errors import InputError

    try:
        source = SourceText("<stdin>", sys.stdin.buffer.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError([Finding("input/encoding", "<stdin>: not UTF-8", help="save it as UTF-8")]) from None
    text = format_rule(source, declared_parameters(Path()))
    if diff:
        click.echo(_difference(source, text), nl=False)
    elif not check:
        click.echo(text, nl=False)
    return 1 if (check or diff) and text != source.text else 0


def _format(source: SourceText, parameters: Mapping[str, Parameter], run: _Run) -> None:
    from ruleforge.catalog.format import format_rule
    from ruleforge.errors import CatalogError

    try:
        text = format_rule(source, parameters)
    except CatalogError as error:
        run.problems += error.findings
        return
    if text == source.text:
        run.unchanged += 1
    else:
        run.changed.append((source, text))


def _difference(source: SourceText, text: str) -> str:
    before, after = source.text.splitlines(keepends=True), text.splitlines(keepends=True)
    lines = difflib.unified_diff(before, after, source.name, source.name)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _data(run: _Run) -> dict[str, object]:
    return {
        "changed": [source.name for source, _ in run.changed],
        "unchanged": run.unchanged,
        "findings": [problem.to_dict() for problem in run.problems],
    }


def _tell(run: _Run, *, wrote: bool) -> None:
    for source, _ in run.changed:
        console.echo(source.name)
    changed = f"{len(run.changed)} {'put into form' if wrote else 'not in form'}"
    console.echo(f"{changed}, {run.unchanged} in form")
