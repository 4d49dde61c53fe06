"""`ruleforge import`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ruleforge.cli import console
from ruleforge.cli.options import catalog_option, format_option

if TYPE_CHECKING:
    from pathlib import Path

    from ruleforge.diagnostics import Finding, SourceText
    from ruleforge.importing import Imported, ImportedRule

__all__ = ["command"]


@click.command(
    "import",
    epilog="Exit codes: 0 everything was taken over; 1 something could not be; 2 a file cannot be read; 3 usage, or"
    " a rule would be overwritten.",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--out", metavar="FOLDER", required=True, help="The folder to write rules to; made if need be.")
@catalog_option
@click.option("--new-only", is_flag=True, help="Leave out what the catalogue has, but for values of placeholders.")
@click.option("--parameterize", is_flag=True, help="Put placeholders for account ids and Regions in ARNs.")
@click.option("--force", is_flag=True, help="Overwrite rules that are there already.")
@format_option("text", "json")
def command(
    files: tuple[str, ...],
    out: str,
    catalog_path: str | None,
    new_only: bool,
    parameterize: bool,
    force: bool,
    output: str,
) -> int:
    """Make rules of what there is: CloudFormation templates, Terraform's JSON, and what the AWS CLI prints.

    FILE is a template, a `*.tf.json` or what `terraform show -json` prints, what a describe or get command of the AWS
    CLI prints, or a request document of an export. Every file is told by its content; several about one trail are one
    trail. What cannot be taken over is told by name, with the reason.

    \b
    aws logs describe-metric-filters > filters.json
    ruleforge import filters.json template.yaml --out my-rules
    ruleforge import build/aws/requests/*.json --out my-rules --new-only
    """
    from pathlib import Path

    from ruleforge.catalog import load_catalog
    from ruleforge.cli.output import schema_path
    from ruleforge.importing import Options, declared_in, import_rules, plan
    from ruleforge.model import Kind

    sources, problems = _sources(files)
    folder = Path(out)
    options = Options(
        parameterize=parameterize,
        new_only=new_only,
        schemas={kind.value: schema_path(folder / kind.value, kind.value) for kind in Kind},
        declared=declared_in(folder),
    )
    imported = import_rules(sources, load_catalog(catalog_path), options)
    changed = plan(imported, folder, schema_path(folder, "parameters"), force=force)
    _write(changed, folder)
    findings = [*problems, *imported.unreadable, *imported.refused, *imported.notes]
    if output == "json":
        console.echo_json(_as_data(imported, changed, folder, findings))
    else:
        console.problems(findings)
        console.echo(_summary(imported, changed, folder))
    if problems or imported.unreadable:
        return 2
    return 1 if imported.refused else 0


def _sources(files: tuple[str, ...]) -> tuple[list[SourceText], list[Finding]]:
    from pathlib import Path

    from ruleforge.catalog.files import read_text
    from ruleforge.diagnostics import SourceText

    sources: list[SourceText] = []
    problems: list[Finding] = []
    for file in dict.fromkeys(files):
        text, problem = read_text(Path(file))
        if problem is None:
            sources.append(SourceText(file, text))
        else:
            problems.append(problem)
    return sources, problems


def _write(changed: dict[str, str], folder: Path) -> None:
    from ruleforge.cli.output import make_folder, write_text

    # Declarations first: no rule is ever there without those that it needs.
    for name in sorted(changed, key=lambda name: ("/" in name, name)):
        path = folder / name
        make_folder(path.parent)
        write_text(path, changed[name])


def _summary(imported: Imported, changed: dict[str, str], folder: Path) -> str:
    from collections import Counter

    kinds = Counter(rule.draft.kind.value for rule in imported.rules)
    listed = ", ".join(f"{kinds[kind]} {kind}" for kind in sorted(kinds)) or "none"
    lines = [f"{folder}: {len(imported.rules)} rules ({listed}), {len(changed)} files written"]
    if imported.left_out:
        lines.append(f"{len(imported.left_out)} left out: the catalogue has them")
    if imported.refused:
        lines.append(f"{len(imported.refused)} not taken over, or not whole: told above")
    if imported.parameters:
        lines.append(f"{len(imported.parameters)} placeholders declared in parameters.yaml: say what they are")
    if imported.rules:
        lines.append(f"Now say in each what it sees and what to do, and see what ruleforge lint {folder} says.")
    return "\n".join(lines)


def _as_data(imported: Imported, changed: dict[str, str], folder: Path, findings: list[Finding]) -> dict[str, object]:
    return {
        "folder": str(folder),
        "rules": [_rule_data(rule) for rule in imported.rules],
        "left_out": [_rule_data(rule) for rule in imported.left_out],
        "written": sorted(changed),
        "parameters": sorted(imported.parameters),
        "values": dict(imported.values),
        "findings": [finding.to_dict() for finding in findings],
    }


def _rule_data(rule: ImportedRule) -> dict[str, object]:
    draft = rule.draft
    return {
        "file": draft.file,
        "kind": draft.kind.value,
        "id": draft.id,
        "version": draft.version,
        "name": draft.name,
        "origin": draft.origin,
        "same": rule.same,
    }
