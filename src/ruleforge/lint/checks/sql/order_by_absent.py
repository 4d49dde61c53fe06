"""Orders by a field that the events in question do not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.parts import pipeline_of_group
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

if TYPE_CHECKING:
    from ruleforge.languages.logs_sql.scopes import Scope
    from ruleforge.lint.query_tree import FieldUse, QueryTree

__all__ = ["CHECK"]

_CLOCKS = {
    "cloudtrail": ("eventTime",),
    "model-invocation-log": ("timestamp",),
    "spans": ("startTimeUnixNano", "endTimeUnixNano"),
}
"""The fields by which records of a pipeline tell their time, the likeliest first."""
_AGGREGATED = frozenset((
    "eventVersion", "accountId", "eventId", "eventCategory", "eventType", "awsRegion", "eventSource", "timeWindow",
    "summary",
))  # fmt: skip
"""The members of an aggregated event."""


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    from ruleforge.lint.query_tree import QUERY, selects_in

    for tree, scope in selects_in(subject):
        aggregated = _only_aggregated(tree, scope)
        for use in _ordered_by(tree, scope):
            clocks = _clocks(use, subject)
            if aggregated and not use.name.startswith("@") and use.name.partition(".")[0] not in _AGGREGATED:
                told = "timeWindow.windowStart"
                message = f"aggregated events have no {use.name}"
            elif clocks and use.name not in clocks and any(use.name in others for others in _CLOCKS.values()):
                told = clocks[0]
                message = f"no record of these logs has {use.name}"
            else:
                continue
            yield Problem(f"{message}: the rows are in no order", QUERY, tree.place(use.node), help=f"order by {told}")


def _clocks(use: FieldUse, subject: RuleSubject) -> tuple[str, ...]:
    """The fields that tell the time in all logs which a field is read of; none where they differ or are not known."""
    logs = use.entry.logs
    found = {pipeline_of_group(name, subject) or "" for name in logs.log_groups} if logs is not None else set()
    return _CLOCKS.get(found.pop(), ()) if len(found) == 1 else ()


def _only_aggregated(tree: QueryTree, scope: Scope) -> bool:
    from sqlglot import exp

    for condition in tree.conditions(scope):
        if isinstance(condition, exp.EQ) and isinstance(condition.expression, exp.Literal):
            use = tree.field(condition.this, scope)
            if use is not None and use.name == "eventCategory" and condition.expression.name == "Aggregated":
                return True
    return False


def _ordered_by(tree: QueryTree, scope: Scope) -> Iterator[FieldUse]:
    """The fields that ORDER BY names, or that stand behind an alias which it names; each at its place in ORDER BY."""
    from sqlglot import exp

    from ruleforge.lint.query_tree import FieldUse

    order = scope.select.args.get("order")
    for term in order.expressions if order is not None else ():
        node = term.this.unnest()
        meant = scope.aliases.get(node.name.casefold()) if isinstance(node, exp.Column) and not node.table else None
        use = tree.field(meant.this if isinstance(meant, exp.Alias) else node, scope)
        if use is not None:
            yield FieldUse(use.entry, use.name, node)


CHECK = Check(
    id="sql/order-by-absent",
    severity=Severity.WARNING,
    summary="An ORDER BY on a field that the events do not have.",
    why=(
        "A field that no event has is NULL in every row, so the order is left to chance, and LIMIT keeps whichever rows"
        " come first. Aggregated events of CloudTrail have a window of time and no eventTime; the model invocation log"
        " and spans have clocks of their own."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-aggregated-events.html",
    checked="2026-11-26",
    rule=_ask,
    kinds=frozenset({Kind.QUERY}),
    avoid=(
        Example(
            """\
kind: query
spec:
  name: Aggregated activity
  queryLanguage: SQL
  queryString: |-
    SELECT eventSource, `summary.primaryDimension.dimension` AS dimension
    FROM `${CLOUDTRAIL_LOG_GROUP}`
    WHERE eventCategory = 'Aggregated'
    ORDER BY ⟦eventTime⟧ DESC
    LIMIT 100
"""
        ),
        Example(
            """\
kind: query
spec:
  name: Model calls
  queryLanguage: SQL
  queryString: |-
    SELECT eventTime AS called, modelId FROM `${MODEL_INVOCATION_LOG_GROUP}` ORDER BY ⟦called⟧ DESC LIMIT 100
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: query
spec:
  name: Aggregated activity
  queryLanguage: SQL
  queryString: |-
    SELECT eventSource, `summary.primaryDimension.dimension` AS dimension
    FROM `${CLOUDTRAIL_LOG_GROUP}`
    WHERE eventCategory = 'Aggregated'
    ORDER BY `timeWindow.windowStart` DESC
    LIMIT 100
"""
        ),
    ),
)
