"""Which rows of `limits.json` no check of the family `limit` is about, and why; a test holds it against the table."""

from __future__ import annotations

__all__ = ["BY_LANGUAGE", "NOT_CHECKED"]

BY_LANGUAGE: dict[str, str] = {
    "qd.query.max": "sql/length",
    "sql.case_only_names": "sql/case-only",
    "sql.data_sources.max": "sql/source-limit",
    "sql.join_kind": "sql/join-kind",
    "sql.joins.max": "sql/one-join",
    "sql.log_groups.max": "sql/source-limit",
    "sql.rows.max": "sql/row-limit",
    "sql.subquery_levels.max": "sql/subquery-depth",
}
"""Limits of SQL with the ids under which its language tells them."""

_STORE = "an event data store is no kind of rule; EventSelectors.parse(…, target='eds') holds it"
_BASIC = "rules have advanced event selectors only"
_COMPOSITE = "there is no kind for composite alarms"
_MATH = "an alarm on an expression is refused as alarm/unsupported: nothing here evaluates it"
_REPORT = "about asking for a report, not about a rule; InsightRule.report holds it"
_RUNNING = "shows only while events come in"
_CLASS = "a rule names its log group, and the class of the group is set elsewhere"
_TEMPLATE = "about templates, not rules: the export to CloudFormation keeps to it"
_MEMBER = "the kind has no such member, and a rule with it is refused as schema/unknown-key"

NOT_CHECKED: dict[str, str] = {
    "agg.context_keys.max": _MEMBER,
    "agg.window": "how AWS aggregates; nothing that a rule could set",
    "alarm.composite.children.max": _COMPOSITE,
    "alarm.composite.elements.max": _COMPOSITE,
    "alarm.composite.rule.max": _COMPOSITE,
    "alarm.expression.max": _MATH,
    "alarm.math_metrics.max": _MATH,
    "alarm.metric_id.pattern": _MATH,
    "alarm.treat_missing.default": "a default, which the evaluation uses",
    "cfn.description.max": _TEMPLATE,
    "cfn.logical_id.max": _TEMPLATE,
    "cfn.outputs.max": _TEMPLATE,
    "cfn.parameter_value.max": _TEMPLATE,
    "cfn.parameters.max": _TEMPLATE,
    "cfn.resources.max": _TEMPLATE,
    "cfn.stack_name.max": _TEMPLATE,
    "cfn.template.inline.max": _TEMPLATE,
    "cfn.template.s3.max": _TEMPLATE,
    "ci.console_log_groups.max": "how many groups the console offers; rules are put through the API",
    "ci.key_value.max": f"longer values are cut; {_RUNNING}",
    "ci.log_class": _CLASS,
    "ci.report.count.default": _REPORT,
    "ci.report.count.max": _REPORT,
    "ci.report.count.min": _REPORT,
    "ci.report.history": _REPORT,
    "ci.report.metrics": _REPORT,
    "ci.report.order_by": _REPORT,
    "ci.report.range.max": _REPORT,
    "ci.tags.max": _MEMBER,
    "insights.eds_categories": _STORE,
    "mf.dimension_pairs.hour": _RUNNING,
    "mf.field_selection.max": _MEMBER,
    "mf.log_class": _CLASS,
    "qd.language": "that rules are SQL is our choice, told as schema/const",
    "sel.basic.max": _BASIC,
    "sel.basic.resources.max": _BASIC,
    "sel.eds.max": _STORE,
    "sel.exclusive": _BASIC,
    "sel.matrix.management.eds": _STORE,
    "sel.matrix.network.eds": _STORE,
    "sel.matrix.other.eds": _STORE,
    "sql.fields.max": f"{_RUNNING}; a query that meets more fields tells it as sql/field-limit",
    "trail.cwl_event.max": _RUNNING,
    "trail.s3_prefix.max": _MEMBER,
}
"""Rows that nothing checks, and why."""
