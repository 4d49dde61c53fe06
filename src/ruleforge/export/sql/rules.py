"""Rules as statements: which records match, and what the rule makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from ruleforge.catalog import parse_filter, parse_insight_rule, parse_query, parse_selector, parse_trail
from ruleforge.catalog.catalog import Catalog
from ruleforge.data import number as limit
from ruleforge.diagnostics import Finding, Severity
from ruleforge.errors import UnsupportedError
from ruleforge.export.sql.queries import query_statement
from ruleforge.export.sql.statement import Statement, commented
from ruleforge.export.sql.tables import VIEWS, day_range, view_of
from ruleforge.languages.filter_pattern import FilterPattern
from ruleforge.languages.insight_rule import InsightRule
from ruleforge.model import Dimension, InsightRuleSpec, Kind, MetricFilterSpec, Rule, SubscriptionFilterSpec
from ruleforge.predicate.algebra import AllOf, Comparison, Predicate, comparisons
from ruleforge.predicate.conditions import TextCondition
from ruleforge.predicate.operands import JsonPath, Message
from ruleforge.predicate.sql import Dialect, SqlCondition, read_number, read_text, to_sql

__all__ = ["statement"]

_PRESENT = TextCondition("", open_start=True, open_end=True)
"""A string or a number is there."""


def statement(rule: Rule, catalog: Catalog, values: Mapping[str, str], dialect: Dialect) -> Statement:
    """The question of a rule, asked of the views that `table_statements` make.

    Metric filters give what they publish by the minute, Contributor Insights rules their contributors with the largest
    first, filters that forward, selectors and trails the records themselves, and queries their rows. Raises
    UnsupportedError, with every reason, for what the dialect cannot say, and for alarms, which ask metrics.
    """
    match rule.kind:
        case Kind.METRIC_FILTER:
            return _metric_filter(rule, catalog, values, dialect)
        case Kind.SUBSCRIPTION_FILTER:
            return _subscription_filter(rule, catalog, values, dialect)
        case Kind.EVENT_SELECTOR:
            predicate = parse_selector(rule, values).predicate
            return _records(rule, predicate, VIEWS["cloudtrail"], dialect, "the records that the selector captures")
        case Kind.TRAIL:
            predicate = parse_trail(rule, catalog, values).predicate
            return _records(rule, predicate, VIEWS["cloudtrail"], dialect, "the records that the trail delivers")
        case Kind.CONTRIBUTOR_INSIGHTS:
            return _insight_rule(rule, catalog, values, dialect)
        case Kind.QUERY:
            return query_statement(rule, parse_query(rule, _groups_kept(catalog, values)), catalog, values, dialect)
        case Kind.ALARM:
            message = f"{rule.id} is an alarm: it watches a metric, not records"
            raise UnsupportedError([Finding("export/alarm", message, help="export its metric filter")])
        case Kind.DASHBOARD | Kind.BUNDLE:
            message = f"{rule.id} is a {rule.kind.value}, which asks nothing of records"
            raise UnsupportedError([Finding("export/no-question", message)])


def _groups_kept(catalog: Catalog, values: Mapping[str, str]) -> dict[str, str]:
    """Values with log groups by their placeholders, so that their pipelines can be told."""
    kept = {name: f"${{{name}}}" for name, parameter in catalog.parameters.items() if parameter.pipeline}
    return {**values, **kept}


def _subscription_filter(rule: Rule, catalog: Catalog, values: Mapping[str, str], dialect: Dialect) -> Statement:
    spec = rule.spec
    assert isinstance(spec, SubscriptionFilterSpec)  # noqa: S101 - by its kind
    view = view_of(spec.log_group_name, catalog, values)
    return _records(rule, parse_filter(rule, values).predicate, view, dialect, "the events that the filter forwards")


def _records(rule: Rule, predicate: Predicate, view: str, dialect: Dialect, what: str) -> Statement:
    condition = _condition(rule, predicate, dialect)
    select = exp.select("event_time", "record").from_(view).where(*_where(condition))
    ordered = select.order_by("event_time")
    return _statement(rule, what, ordered, dialect, condition.notes)


def _where(condition: SqlCondition) -> list[exp.Expr]:
    """The range of days and the condition, part by part, so that no brackets stand around them."""
    found = condition.expression
    return [day_range(), *(found.flatten() if isinstance(found, exp.And) else [found])]


def _condition(rule: Rule, predicate: Predicate, dialect: Dialect) -> SqlCondition:
    """The condition of a rule on the records of a view; what cannot be said is told with the rule's name."""
    try:
        found = to_sql(predicate, dialect, objects=True, filter_only=True)
    except UnsupportedError as error:
        raise UnsupportedError(_named(rule, error.findings)) from None
    if any(isinstance(item.operand, Message) for item in comparisons(predicate)):
        message = "the text of a record is the engine's: its blanks and escapes may differ from those of the log event"
        note = Finding("export/message-text", message, Severity.NOTE, because="the views take records out of arrays")
        return SqlCondition(found.expression, dialect, (*found.notes, note))
    return found


def _named(rule: Rule, findings: Sequence[Finding]) -> list[Finding]:
    """Findings about a rule without a place in its file, under its name."""
    return [
        Finding(item.check, f"{rule.key}: {item.message}", item.severity, item.because, item.help) for item in findings
    ]


def _metric_filter(rule: Rule, catalog: Catalog, values: Mapping[str, str], dialect: Dialect) -> Statement:
    spec = rule.spec
    assert isinstance(spec, MetricFilterSpec)  # noqa: S101 - by its kind
    transformation = spec.transformation
    pattern = parse_filter(rule, values)
    dimensions = [_path(rule, pattern, item.value) for item in transformation.dimensions]
    predicate = AllOf((pattern.predicate, *(Comparison(path, _PRESENT) for path in dimensions)))
    condition = _condition(rule, predicate, dialect)
    view = view_of(spec.log_group_name, catalog, values)
    timed = [*_where(condition), exp.Not(this=exp.Is(this=exp.column("event_time"), expression=exp.Null()))]
    what = f"what {'/'.join(spec.metric)} gets, by the minute: SampleCount and Sum"
    notes = (*condition.notes, *_default_note(transformation.default_value))
    if not dimensions and not transformation.metric_value.startswith("$"):
        select = exp.select(exp.alias_(_minute(), "minute"), "COUNT(*) AS sample_count")
        select = select.select(exp.alias_(exp.Sum(this=exp.Literal.number(transformation.metric_value)), "total"))
        select = select.from_(view).where(*timed).group_by(_minute()).order_by("minute")
        return _statement(rule, what, select, dialect, notes)
    inner = exp.select(exp.alias_(_minute(), "minute"))
    for item, path in zip(transformation.dimensions, dimensions, strict=True):
        inner = inner.select(exp.alias_(read_text(path, dialect), item.name, quoted=True))
    inner = inner.select(exp.alias_(_value(rule, pattern, transformation.metric_value, dialect), "published"))
    inner = inner.from_(view).where(*timed)
    keys = [exp.column("minute"), *(exp.column(item.name, quoted=True) for item in transformation.dimensions)]
    select = exp.select(*keys, "COUNT(*) AS sample_count", "SUM(published) AS total")
    select = select.from_(inner.subquery("matches")).where(
        "published IS NOT NULL", *_fitting(transformation.dimensions)
    )
    select = select.group_by(*keys).order_by(*keys)
    return _statement(rule, what, select, dialect, notes)


def _default_note(default: float | None) -> list[Finding]:
    if default is None:
        return []
    message = f"minutes without a match, for which the filter publishes {default:g}, are left out"
    return [Finding("export/default-value", message, Severity.NOTE)]


def _fitting(dimensions: Sequence[Dimension]) -> list[exp.Expr]:
    """What CloudWatch demands of the values of dimensions: 1 to so many characters."""
    most = exp.Literal.number(limit("mf.dimension_value.max"))
    return [
        exp.Between(
            this=exp.Anonymous(this="LENGTH", expressions=[exp.column(item.name, quoted=True)]),
            low=exp.Literal.number(1),
            high=most.copy(),
        )
        for item in dimensions
    ]


def _minute() -> exp.Expr:
    """The minute of a record, as `2026-05-04T13:44`: event times are texts of ISO 8601 in UTC."""
    return exp.Anonymous(
        this="SUBSTR", expressions=[exp.column("event_time"), exp.Literal.number(1), exp.Literal.number(16)]
    )


def _path(rule: Rule, pattern: FilterPattern, selector: str) -> JsonPath:
    operand = pattern.operand(selector)
    if not isinstance(operand, JsonPath):
        message = f"{rule.key}: {selector} is no member of a record"
        raise UnsupportedError([Finding("export/field", message)])
    return operand


def _value(rule: Rule, pattern: FilterPattern, text: str, dialect: Dialect) -> exp.Expr:
    """What is published for a record: a number, a member that is one, or one whose text reads as one."""
    if not text.startswith("$"):
        return exp.Literal.number(text)
    path = _path(rule, pattern, text)
    spelled = exp.Anonymous(
        this={"athena": "REGEXP_LIKE", "spark": "REGEXP_LIKE", "duckdb": "REGEXP_MATCHES"}[dialect.value],
        expressions=[read_text(path, dialect), exp.Literal.string(_NUMBER)],
    )
    read = exp.TryCast(this=read_text(path, dialect), to=exp.DataType.build("DOUBLE"), safe=True)
    return exp.Case(ifs=[exp.If(this=spelled, true=read)])


_NUMBER = r"\A[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\z"


def _insight_rule(rule: Rule, catalog: Catalog, values: Mapping[str, str], dialect: Dialect) -> Statement:
    spec = rule.spec
    assert isinstance(spec, InsightRuleSpec)  # noqa: S101 - by its kind
    parsed = parse_insight_rule(rule, values)
    condition = _condition(rule, parsed.predicate, dialect)
    keys = {text.removeprefix("$."): operand for text, operand in parsed.tree.keys}
    inner = exp.select()
    for name, operand in keys.items():
        assert isinstance(operand, JsonPath)  # noqa: S101 - columns are refused with the condition
        inner = inner.select(exp.alias_(read_text(operand, dialect), name, quoted=True))
    value: exp.Expr = exp.Count(this=exp.Star())
    needed = [exp.column(name, quoted=True) for name in keys]
    if isinstance(parsed.value_of, JsonPath):
        inner = inner.select(exp.alias_(read_number(parsed.value_of, dialect), "amount"))
        needed.append(exp.column("amount"))
        if parsed.tree.aggregate_on == "Sum":
            value = exp.Sum(this=exp.column("amount"))
    inner = inner.from_(_insight_view(rule, spec, catalog, values)).where(*_where(condition))
    there = [exp.Not(this=exp.Is(this=column.copy(), expression=exp.Null())) for column in needed]
    columns = [exp.column(name, quoted=True) for name in keys]
    select = exp.select(*columns, exp.alias_(value, "contribution")).from_(inner.subquery("events")).where(*there)
    select = select.group_by(*(column.copy() for column in columns))
    select = select.order_by("contribution DESC", *(column.copy() for column in columns))
    notes = (*condition.notes, *_key_notes(parsed, dialect))
    return _statement(rule, "contributors, the largest first", select, dialect, notes)


def _key_notes(parsed: InsightRule, dialect: Dialect) -> list[Finding]:
    kilobytes = limit("ci.key_value.max")
    message = f"key values longer than {kilobytes} KB, which Contributor Insights cuts, are whole"
    notes = [Finding("export/key-length", message, Severity.NOTE)]
    if dialect is Dialect.SPARK and parsed.keys:
        message = "a record in which a key is null counts for nobody; what AWS does with it is not documented"
        notes.append(Finding("export/key-null", message, Severity.NOTE, because="get_json_object has no null"))
    return notes


def _insight_view(rule: Rule, spec: InsightRuleSpec, catalog: Catalog, values: Mapping[str, str]) -> str:
    groups = spec.definition.get("LogGroupNames") or spec.definition.get("LogGroupARNs") or ()
    views = {view_of(str(group), catalog, values) for group in groups}
    if len(views) != 1:
        message = f"{rule.key} reads log groups of {len(views)} tables"
        raise UnsupportedError([Finding("export/log-group", message, help="a rule for each of them")])
    return views.pop()


def _statement(rule: Rule, what: str, tree: exp.Expr, dialect: Dialect, notes: Sequence[Finding]) -> Statement:
    head = (f"{rule.key}: {rule.title}", f"{rule.kind.value}: {what}")
    text = tree.sql(dialect.value, pretty=True)
    return Statement(rule.id, commented(head, notes, text), tuple(notes))
