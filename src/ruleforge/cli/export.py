"""`ruleforge export`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ruleforge.cli import console
from ruleforge.cli.deployment import deployment_options, deployment_request
from ruleforge.cli.options import catalog_option, format_option, parameter_option

if TYPE_CHECKING:
    from pathlib import Path

    from ruleforge.catalog import Catalog
    from ruleforge.export import Deployment, Rendering, Request
    from ruleforge.export.folder import Difference

__all__ = ["command"]


@click.command(
    "export",
    epilog="Exit codes: 0 written, or as it is written; 1 --check found differences; 2 a file cannot be read, or AWS"
    " would refuse what it says; 3 usage, or a placeholder without a value.",
)
@deployment_options
@catalog_option
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="NAME",
    help="What to write, aws by default; may be given several times.",
)
@click.option("--out", metavar="FOLDER", help="The folder to write to: a folder in it for each target.")
@parameter_option
@click.option("--examples", is_flag=True, help="Let declared examples stand in for values: to look at, not to deploy.")
@click.option("--ask", is_flag=True, help="Write nothing; print a file for --parameters, to be filled in.")
@click.option("--check", is_flag=True, help="Write nothing; say where the folder differs.")
@click.option("--force", is_flag=True, help="Overwrite files that no export wrote.")
@format_option("text", "json")
def command(
    rules: tuple[str, ...],
    catalog_path: str | None,
    bundle: str | None,
    targets: tuple[str, ...],
    out: str | None,
    parameters: dict[str, str],
    values_files: tuple[str, ...],
    examples: bool,
    ask: bool,
    check: bool,
    force: bool,
    output: str,
) -> int:
    """Write what AWS takes: a bundle of rules, or single ones, for the AWS CLI, CloudFormation, Terraform or SQL.

    Values for placeholders come from the bundle, a file, environment variables (RULEFORGE_PARAMETER_NAME) and --set,
    each overriding those before it. Where one is missing nothing is written.

    \b
    ruleforge export --bundle production --ask > values.yaml
    ruleforge export --bundle production --parameters values.yaml --target cloudformation --out build
    ruleforge export --bundle production --parameters values.yaml --out build --check
    ruleforge export bedrock-guardrail-changes --set CLOUDTRAIL_LOG_GROUP=trail --out build
    """
    from dataclasses import replace
    from pathlib import Path

    from ruleforge.catalog import load_catalog
    from ruleforge.export import assemble, target, with_manifest

    catalog = load_catalog(catalog_path)
    chosen = [target(name) for name in dict.fromkeys(targets or ("aws",))]
    request = deployment_request(catalog, rules, bundle, parameters, values_files, examples=examples)
    request = replace(request, besides=frozenset().union(*(item.parameters for item in chosen)))
    if ask:
        return _ask(request, catalog)
    if not out:
        raise click.UsageError("Give --out FOLDER.")
    deployment = assemble(request, catalog)
    renderings = {
        Path(out) / item.name: with_manifest(item.render(deployment), deployment, item.name) for item in chosen
    }
    if check:
        return _check(renderings, output)
    return _write(renderings, deployment, output, force=force)


def _ask(request: Request, catalog: Catalog) -> int:
    from ruleforge.export import used_parameters
    from ruleforge.export.values import parameters_template

    known = dict(request.spec.parameters)
    for layer in request.layers:
        known |= layer
    console.echo(parameters_template(used_parameters(request, catalog), catalog.parameters, known).rstrip("\n"))
    return 0


def _check(renderings: dict[Path, Rendering], output: str) -> int:
    from ruleforge.export import compare

    found = {folder: compare(rendering, folder) for folder, rendering in renderings.items()}
    if output == "json":
        console.echo_json({str(folder): _as_data(items) for folder, items in found.items()})
    else:
        console.problems([item.finding(folder) for folder, items in found.items() for item in items])
        for folder in (folder for folder, items in found.items() if not items):
            console.echo(f"{folder}: as the rules make it")
    return 1 if any(found.values()) else 0


def _write(renderings: dict[Path, Rendering], deployment: Deployment, output: str, *, force: bool) -> int:
    from ruleforge.export import settled

    plans = {folder: settled(rendering, folder, force=force) for folder, rendering in renderings.items()}
    for folder, rendering in renderings.items():
        _write_folder(folder, rendering, plans[folder])
    if output == "json":
        data = {
            str(folder): {"changes": _as_data(plans[folder]), "notes": [note.to_dict() for note in rendering.notes]}
            for folder, rendering in renderings.items()
        }
        console.echo_json({"objects": len(deployment.resources), "folders": data})
        return 0
    for folder, rendering in renderings.items():
        console.problems(rendering.notes)
        objects = len(deployment.resources)
        counts = f"{objects} {'object' if objects == 1 else 'objects'} in {len(rendering.files)} files"
        console.echo(f"{folder}: {counts}, {len(plans[folder])} changed")
    return 0


def _write_folder(folder: Path, rendering: Rendering, plan: list[Difference]) -> None:
    """Writes what a plan says, so that what is there at any moment is known for what it is and does no harm."""
    from ruleforge.cli.output import make_folder, write_text
    from ruleforge.export.folder import unfinished
    from ruleforge.export.target import MANIFEST

    if not plan:
        return
    make_folder(folder)
    write_text(folder / MANIFEST, unfinished(rendering, folder))
    # Programs go first and come last: none ever runs on the documents of another export.
    for name in rendering.programs:
        (folder / name).unlink(missing_ok=True)
    changed = {item.name for item in plan} | rendering.programs
    for name in sorted(changed - {MANIFEST}, key=lambda name: (name in rendering.programs, name)):
        path = folder / name
        if name not in rendering.files:
            path.unlink(missing_ok=True)
            continue
        make_folder(path.parent)
        write_text(path, rendering.files[name], program=name in rendering.programs)
    write_text(folder / MANIFEST, rendering.files[MANIFEST])


def _as_data(differences: list[Difference]) -> list[dict[str, str]]:
    return [{"file": item.name, "change": item.change.value} for item in differences]
