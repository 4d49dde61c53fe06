"""Joins that pair events which have nothing to do with one another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

if TYPE_CHECKING:
    from ruleforge.languages.logs_sql.scopes import Scope
    from ruleforge.lint.query_tree import Join, QueryTree

__all__ = ["CHECK"]

_SHARED = re.compile(r"(.*\.)?(recipientA|a)ccountId|awsRegion|region|eventSource|eventName|eventCategory|modelId")
"""Fields that very many events have the same value of."""


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    from ruleforge.lint.query_tree import QUERY, selects_in

    for tree, scope in selects_in(subject):
        for join in tree.joins(scope):
            if _keyed(join, scope, tree) or _within_a_time(join, scope, tree):
                continue
            message = "this JOIN has no key: each event is paired with every other, however far away in time"
            help_ = "add an equality of ids; or bound the time between the two, BETWEEN 0 AND so many seconds"
            yield Problem(message, QUERY, tree.place(join.node.args["on"]), help=help_)


def _keyed(join: Join, scope: Scope, tree: QueryTree) -> bool:
    """Whether the two sides have to be equal in something that tells events apart."""
    from sqlglot import exp

    for condition in join.conditions:
        if isinstance(condition, exp.Boolean):
            return True  # reading it has said so already
        if not isinstance(condition, exp.EQ | exp.NullSafeEQ):
            continue
        left, right = tree.owners(condition.this, scope), tree.owners(condition.expression, scope)
        if not left or not right or left == right:
            continue
        fields = [tree.field(side, scope) for side in (condition.this, condition.expression)]
        if not all(field is not None and _SHARED.fullmatch(field.name) for field in fields):
            return True
    return False


def _within_a_time(join: Join, scope: Scope, tree: QueryTree) -> bool:
    """Whether what compares both sides has a lower and an upper end."""
    from sqlglot import exp

    across = [condition for condition in join.conditions if len(tree.owners(condition, scope)) > 1]
    if any(isinstance(condition, exp.Between) for condition in across):
        return True
    greater = set()
    for condition in across:
        if isinstance(condition, exp.GT | exp.GTE | exp.LT | exp.LTE):
            sides = [condition.this, condition.expression]
            above, below = sides if isinstance(condition, exp.GT | exp.GTE) else reversed(sides)
            greater.add((frozenset(tree.owners(above, scope)), frozenset(tree.owners(below, scope))))
    # Either side is the greater one somewhere: a > b and b + 60 > a, or a - b > 0 and 60 > a - b.
    return any((below, above) in greater for above, below in greater)


CHECK = Check(
    id="sql/join-without-bound",
    severity=Severity.WARNING,
    summary="A JOIN without an equality that tells events apart, and without a window of time.",
    why=(
        "Such a join is a product: each event of one side with every later event of the other. The rows look like a"
        " finding and are chance; they grow with the square of the logs, and LIMIT shows some of them only."
    ),
    rule=_ask,
    kinds=frozenset({Kind.QUERY}),
    avoid=(
        Example(
            """\
kind: query
spec:
  name: Answers after a change
  queryLanguage: SQL
  queryString: |-
    SELECT ct.eventName, inv.modelId
    FROM `${CLOUDTRAIL_LOG_GROUP}` AS ct
    INNER JOIN `${MODEL_INVOCATION_LOG_GROUP}` AS inv
    ON ⟦inv.accountId = ct.recipientAccountId AND inv.timestamp >= ct.eventTime⟧
    WHERE ct.eventName = 'UpdateGuardrail'
    LIMIT 50
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: query
spec:
  name: Answers after a change
  queryLanguage: SQL
  queryString: |-
    SELECT ct.eventName, inv.modelId
    FROM `${CLOUDTRAIL_LOG_GROUP}` AS ct
    INNER JOIN `${MODEL_INVOCATION_LOG_GROUP}` AS inv
    ON inv.accountId = ct.recipientAccountId
    AND unix_timestamp(to_timestamp(inv.timestamp)) - unix_timestamp(to_timestamp(ct.eventTime)) BETWEEN 0 AND 3600
    WHERE ct.eventName = 'UpdateGuardrail'
    LIMIT 50
"""
        ),
    ),
)
