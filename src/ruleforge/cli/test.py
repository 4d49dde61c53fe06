"""`ruleforge test`."""

from __future__ import annotations

import click

from ruleforge.cli import console
from ruleforge.cli.options import catalog_option, format_option, load

__all__ = ["command"]


@click.command("test", epilog="Exit codes: 0 all passed, 1 a test failed, 2 a rule file cannot be read, 3 usage.")
@click.argument("rule_ids", metavar="[RULE]...", nargs=-1)
@catalog_option
@click.option("--name", default="", help="Only tests whose name holds this text.")
@format_option("text", "json", "junit")
def command(rule_ids: tuple[str, ...], catalog_path: str | None, name: str, output: str) -> int:
    """Run the tests of rules.

    A failed test shows what was expected and got, and why each of its events matched or not.

    \b
    ruleforge test
    ruleforge test bedrock-guardrail-changes --name deleting
    ruleforge test --catalog ./my-rules --format junit > tests.xml
    """
    from ruleforge.diagnostics import Finding
    from ruleforge.errors import UsageError
    from ruleforge.events import Fixtures
    from ruleforge.report.tests import junit, text
    from ruleforge.testing import run_tests

    catalog, code = load(catalog_path)
    rules = [catalog[identifier] for identifier in rule_ids] if rule_ids else list(catalog)
    if name:
        rules = [rule for rule in rules if any(name in test.name for test in rule.tests)]
        if not rules:
            raise UsageError(
                [Finding("usage/test", f"no test's name holds {name!r}", help="show ID lists a rule's tests")]
            )
    report = run_tests(rules, Fixtures.shipped(*catalog.fixtures), name=name, catalog=catalog)
    if output == "json":
        console.echo_json(report.to_dict())
    elif output == "junit":
        click.echo(junit(report))
    else:
        console.echo(console.colored(text(rules, report)))
    return code or (1 if report.failed else 0)
