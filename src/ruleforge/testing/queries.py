"""Tests of queries: log groups filled with events and stories, and what a query makes of them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ruleforge.catalog import (
    Catalog,
    ParsedQuery,
    load_scenario,
    load_scenarios,
    parse_query_to_run,
    parse_written_query,
)
from ruleforge.catalog.expected_rows import unfit_rows
from ruleforge.catalog.kinds.queries import QUERY_STRING
from ruleforge.catalog.parameters import pipeline_of_group
from ruleforge.catalog.yaml_nodes import read_yaml
from ruleforge.diagnostics import Finding, Severity
from ruleforge.errors import QueryError, UnsupportedError, UsageError
from ruleforge.events import Fixtures, Pipeline, tell
from ruleforge.model import EventReference, Parameter, QuerySpec, Rule, RuleTest, Scenario
from ruleforge.testing import cases
from ruleforge.testing.rows import compared

if TYPE_CHECKING:
    from ruleforge.languages.logs_sql import Event, QueryResult

__all__ = ["QueryBench", "pipelines_of"]


def pipelines_of(rule: Rule, parameters: Mapping[str, Parameter]) -> set[Pipeline]:
    """The pipelines whose records a query reads, as far as its log groups tell."""
    found = {pipeline_of_group(group, parameters) for group in parse_written_query(rule).log_groups}
    return {Pipeline(name) for name in found if name is not None}


def _in_file(rule: Rule, finding: Finding) -> Finding:
    """What is said of a query at its place in the rule's file: of one whose text values change at that of the query."""
    if rule.text is None or finding.source is None or not isinstance(rule.spec, QuerySpec):
        return finding
    text = rule.spec.query_string
    known = finding if finding.source.text == text else replace(finding, span=None)
    return next(read_yaml(rule.text).placed(QUERY_STRING, text, [known]))


class QueryBench:
    """Queries of a catalogue made ready to be tested, each parsed once, and stories, each told once."""

    def __init__(self, catalog: Catalog, values: Mapping[str, str], fixtures: Fixtures) -> None:
        self._catalog = catalog
        self._values = values
        self._fixtures = fixtures
        self._queries: dict[str, ParsedQuery] = {}
        self._stories: dict[str, dict[Pipeline, list[Event]]] = {}

    def query(self, rule: Rule) -> ParsedQuery:
        """The query of a rule. Raises QueryError where AWS refuses it, UsageError where a placeholder has no value."""
        if rule.key not in self._queries:
            self._queries[rule.key] = parse_query_to_run(rule, self._values)
        return self._queries[rule.key]

    def result(self, rule: Rule, given: Mapping[str, Sequence[EventReference]]) -> QueryResult:
        """What the query of a rule makes of events, by its log groups as the rule names them.

        Raises as `examine` does.
        """
        try:
            parsed = self.query(rule)
            tables: dict[str, list[Event]] = {}
            for group, references in given.items():
                # Log groups that have one name by their values are one.
                table = tables.setdefault(parsed.group(group), [])
                for place, reference in enumerate(references):
                    table += self._events(group, reference, ("given", group, place))
            return parsed.query.run(tables)
        except (QueryError, UnsupportedError) as error:
            raise type(error)(_in_file(rule, finding) for finding in error.findings) from None

    def examine(self, rule: Rule, test: RuleTest) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the test expects and what came of it, member by member, both in the same form.

        Raises UsageError where the test gives or expects what cannot be, with the places in the test, and QueryError
        for a query that is refused where rows are expected.
        """
        if "refused" in test.expect:
            return {"refused": test.expect["refused"]}, {"refused": self._refusal(rule, test.expect["refused"])}
        result = self.result(rule, test.given)
        expected: dict[str, Any] = dict(test.expect)
        got: dict[str, Any] = {}
        ordered, subset = expected.pop("ordered", False), expected.pop("subset", False)
        if "columns" in expected:
            got["columns"] = list(result.columns)
        if "row_count" in expected:
            got["row_count"] = len(result.rows)
        if "rows" in expected:
            written = expected["rows"]
            problems = list(unfit_rows(result.columns, written))
            if problems:
                raise UsageError(replace(item, path=("expect", "rows", *item.path)) for item in problems)
            expected["rows"], got["rows"] = compared(
                result.columns, written, result.rows, ordered=ordered, subset=subset
            )
        return expected, got

    def _refusal(self, rule: Rule, expected: str) -> str | None:
        """The expected check where the query is refused for it, or else what it is refused for, None for nothing."""
        try:
            self.query(rule)
        except QueryError as error:
            checks = [finding.check for finding in error.findings if finding.severity is Severity.ERROR]
            return expected if expected in checks else ", ".join(checks)
        return None

    def _events(self, group: str, reference: EventReference, path: tuple[str | int, ...]) -> Sequence[Event]:
        from ruleforge.languages.logs_sql import Event

        try:
            if reference.scenario is None:
                messages = [case.message for case in cases.resolve(reference, self._fixtures)]
                read = {message: Event.of(message) for message in messages}
                return [read[message] for message in messages]
            name = pipeline_of_group(group, self._catalog.parameters)
            if name is None:
                message = f"which pipeline fills {group} is not known, so no story can"
                help_ = "name the group by a placeholder that is declared with a pipeline, or list events"
                raise UsageError([Finding("test/scenario", message, help=help_)])
            return self._story(reference.scenario).get(Pipeline(name), [])
        except UsageError as error:
            raise UsageError(replace(finding, path=path) for finding in error.findings) from None

    def _story(self, identifier: str) -> dict[Pipeline, list[Event]]:
        """The events that reach the log groups in a story, by pipeline: not those that no trail records."""
        from ruleforge.languages.logs_sql import Event

        if identifier not in self._stories:
            scenario = self._scenario(identifier)
            told: dict[Pipeline, list[Event]] = {}
            for event in tell(scenario, self._fixtures):
                if event.pipeline is not Pipeline.CLOUDTRAIL or scenario.steps[event.step].recorded:
                    told.setdefault(event.pipeline, []).append(Event.of(event.record))
            self._stories[identifier] = told
        return self._stories[identifier]

    def _scenario(self, identifier: str) -> Scenario:
        scenario, problems = load_scenario(identifier, self._catalog.fixtures)
        if problems:
            raise UsageError(problems)
        if scenario is None:
            known = [scenario.id for scenario in load_scenarios(own=self._catalog.fixtures)[0]]
            close = difflib.get_close_matches(identifier, known, n=3)
            help_ = f"did you mean {' or '.join(close)}?" if close else "scenarios are named after their files"
            raise UsageError([Finding("scenario/unknown", f"there is no scenario {identifier!r}", help=help_)])
        return scenario
