"""`ruleforge lint`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruleforge.cli import console
from ruleforge.cli.options import format_option
from ruleforge.cli.output import make_folder, write_text

if TYPE_CHECKING:
    from ruleforge.diagnostics import Finding
    from ruleforge.lint import LintReport, Settings

__all__ = ["command"]

_FINDINGS = 1
_UNREADABLE = 2


@click.command("lint", epilog="Exit codes: 0 no errors, 1 errors, 2 unreadable file, 3 usage or configuration.")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("--select", multiple=True, metavar="CHECK", help="Only these checks, ids or patterns such as limit/*.")
@click.option("--ignore", multiple=True, metavar="CHECK", help="Not these checks.")
@click.option("--history", is_flag=True, help="Texts that are no longer in force as well.")
@click.option("--since", metavar="REV", help="Only findings in files that Git says have changed since a revision.")
@click.option("--baseline", type=click.Path(dir_okay=False), help="A file with findings that are known.")
@click.option("--write-baseline", is_flag=True, help="Write what is found into the baseline, and end with 0.")
@click.option("--fix", is_flag=True, help="Mend what can be mended without changing what a rule means.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also what has to be looked at.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--list", "listed", is_flag=True, help="List all checks.")
@click.option("--page", "page_of", metavar="CHECK", help="Show the page of a check.")
@click.option("--write-pages", "pages", type=click.Path(file_okay=False), hidden=True, help="Write all pages here.")
@click.option("--today", metavar="DATE", help="The day against which comments expire. Default: the day it is.")
@click.option("--output", "file", type=click.Path(dir_okay=False), help="Write the report to this file.")
@format_option("text", "json", "sarif", "junit", "github")
def command(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    history: bool,
    since: str | None,
    baseline: str | None,
    write_baseline: bool,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    listed: bool,
    page_of: str | None,
    pages: str | None,
    today: str | None,
    file: str | None,
    output: str,
) -> int:
    """Say what AWS will refuse, what can never fire, what nobody records, and what is not tested.

    PATH is a folder of rules or a single rule; without any, the catalogue that comes with ruleforge. Settings are read
    from [tool.ruleforge.lint] of the nearest pyproject.toml.

    \b
    ruleforge lint rules/
    ruleforge lint rules/ --since origin/main --format github
    ruleforge lint rules/ --select 'limit/*' --fix
    ruleforge lint --page limit/insight-values
    """
    from ruleforge.lint import lint
    from ruleforge.lint.settings import chosen_ids

    if pages is not None:
        return _write_pages(Path(pages))
    if page_of is not None:
        return _show_page(page_of)
    if listed:
        return _list_checks(output)
    _refuse_together(paths, fix and not diff, write_baseline, bool(select or since))
    path = paths[0] if paths else None
    start = Path(path or ".").absolute()
    settings = _settings(start, ignore, baseline)

    def ask() -> LintReport:
        return lint(
            path,
            # A baseline that is written holds what the one before it held, too.
            settings=replace(settings, baseline=None) if write_baseline else settings,
            select=chosen_ids(select, "--select") if select else None,
            history=history,
            changed=_changed(since, start if start.is_dir() else start.parent),
            today=_day(today),
        )

    report = ask()
    if write_baseline:
        return _write_baseline(report, settings.baseline)
    if diff:
        return _show_diff(report, unsafe=unsafe_fixes)
    if fix and _mend(report, unsafe=unsafe_fixes):
        report = ask()
    rendered = _rendered(report, output)
    if file is not None:
        write_text(Path(file), rendered + "\n")
    else:
        console.echo(rendered)
    return _code(report.findings, report)


def _code(findings: Iterable[Finding], report: LintReport) -> int:
    """The exit code for some findings of a report."""
    from ruleforge.diagnostics import Severity

    if report.unreadable:
        return _UNREADABLE
    return _FINDINGS if any(finding.severity is Severity.ERROR for finding in findings) else 0


def _refuse_together(paths: tuple[str, ...], fix: bool, write_baseline: bool, some: bool) -> None:
    if len(paths) > 1:
        raise click.UsageError("One PATH at a time.")
    if fix and not paths:
        raise click.UsageError("--fix takes a PATH: the catalogue that comes with ruleforge is left as it is.")
    if write_baseline and some:
        raise click.UsageError("--write-baseline goes without --select and --since: a baseline holds all findings.")


def _settings(start: Path, ignore: tuple[str, ...], baseline: str | None) -> Settings:
    from ruleforge.lint.settings import chosen_ids, read_settings

    settings = read_settings(start)
    if ignore:
        settings = replace(settings, ignored=settings.ignored | chosen_ids(ignore, "--ignore"))
    return settings if baseline is None else replace(settings, baseline=Path(baseline).absolute())


def _changed(since: str | None, folder: Path) -> frozenset[Path] | None:
    if not since:
        return None
    from ruleforge.lint.changed import changed_since

    return changed_since(since, folder)


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no date such as 2026-12-31.", param_hint="--today") from None


def _show_page(identifier: str) -> int:
    from ruleforge.lint import checks
    from ruleforge.lint.pages import page
    from ruleforge.lint.reading import READING
    from ruleforge.lint.settings import chosen_ids

    if identifier in checks():
        console.echo(page(checks()[identifier]))
    elif identifier in READING:
        told = f"{identifier}: {READING[identifier]}. It is found when the rule is read, and has no page of its own."
        console.echo(told)
    else:
        chosen_ids([identifier], "--page")
        raise click.UsageError("--page shows one check; --list lists them.")
    return 0


def _write_pages(folder: Path) -> int:
    """Writes the pages of all checks, and takes away those of checks that there are no longer."""
    from ruleforge.lint import checks
    from ruleforge.lint.pages import pages

    make_folder(folder)
    texts = pages(checks().values())
    for name, text in texts.items():
        write_text(folder / name, text)
    for file in folder.glob("*.md"):
        if file.name not in texts:
            file.unlink()
    console.echo(f"wrote {len(texts)} pages to {folder}", err=True)
    return 0


def _list_checks(output: str) -> int:
    from ruleforge.lint import checks
    from ruleforge.report.table import table

    if output == "json":
        listed = [
            {"id": c.id, "severity": c.severity.value, "summary": c.summary, "fix": c.fix} for c in checks().values()
        ]
        console.echo_json({"checks": listed})
        return 0
    rows = [[check.id, check.severity.value, check.fix or "-", check.summary] for check in checks().values()]
    console.echo("\n".join(table(["CHECK", "SEVERITY", "FIX", "WHAT IT FINDS"], rows)))
    return 0


def _rendered(report: LintReport, output: str) -> str:
    import json

    from ruleforge.report.lint import github, junit, text

    if output == "json":
        return json.dumps(report.to_dict(), indent=2)
    if output == "sarif":
        from ruleforge import __version__
        from ruleforge.lint import checks
        from ruleforge.lint.pages import page
        from ruleforge.lint.reading import READING
        from ruleforge.report.sarif import sarif

        descriptions = READING | {check.id: check.summary for check in checks().values()}
        told = {finding.check for finding in report.findings}
        pages = {check.id: page(check) for check in checks().values() if check.id in told}
        return json.dumps(sarif(report.findings, descriptions, __version__, pages), indent=2)
    if output == "junit":
        return junit(report)
    return github(report) if output == "github" else text(report)


def _write_baseline(report: LintReport, baseline: Path | None) -> int:
    from ruleforge.lint.baseline import baseline_text

    if baseline is None:
        raise click.UsageError("Name the file with --baseline, or in [tool.ruleforge.lint].")
    write_text(baseline, baseline_text(report.findings, baseline.parent))
    console.echo(f"wrote {baseline} ({len(report.findings)} findings)", err=True)
    return 0


def _mend(report: LintReport, *, unsafe: bool) -> int:
    """Mends what can be mended; how many findings that are."""
    from ruleforge.lint.fixes import mend, write_mended

    fixed = 0
    for mended in mend(report.findings, unsafe=unsafe):
        write_mended(mended, write_text)
        fixed += len(mended.fixed)
    console.echo(f"{fixed} of {len(report.findings)} findings mended", err=True)
    return fixed


def _show_diff(report: LintReport, *, unsafe: bool) -> int:
    """Shows what would be mended; the exit code is for what would be left."""
    from ruleforge.lint.fixes import mend, mended_diff

    fixed: set[int] = set()
    for mended in mend(report.findings, unsafe=unsafe):
        fixed |= {id(finding) for finding in mended.fixed}
        console.echo(mended_diff(mended), newline=False)
    left = [finding for finding in report.findings if id(finding) not in fixed]
    console.echo(f"{len(fixed)} of {len(report.findings)} findings can be mended, {len(left)} left", err=True)
    return _code(left, report)
