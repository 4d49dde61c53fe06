"""Questions that AWS's documentation leaves open, and the answer this engine gives.

A verdict that rests on one of them says so in its explanation; a pattern whose reading rests on one carries a note.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["CHOICES", "Choice", "choice"]


@dataclass(frozen=True, slots=True)
class Choice:
    """An open question about AWS's behaviour: what is not documented, and what we chose."""

    id: str
    question: str
    chosen: str

    def __str__(self) -> str:
        return f"undocumented: {self.question}; we chose: {self.chosen} [{self.id}]"


CHOICES: Final = {
    item.id: item
    for item in (
        Choice(
            "alarm-ignore",
            "missing data ignored, too few datapoints, and M of them breaching",
            "the alarm goes off",
        ),
        Choice(
            "alarm-older-good",
            "too few datapoints, the breaching ones old enough, good ones only before them",
            "OK, as the tables have it",
        ),
        Choice("alarm-percentile", "how percentiles and the bounds of trimming are interpolated", "not at all"),
        Choice(
            "alarm-premature",
            "the state where breaching datapoints alone are not old enough",
            "INSUFFICIENT_DATA, or with missing data ignored the state before",
        ),
        Choice("alarm-range", "how many periods an evaluation looks back at", "N + max(N // 3, 2)"),
        Choice("bare-caret", "`^` inside a character class, not at its start", "the character itself"),
        Choice("column-delimiters", "brackets and quotes in odd places of a line", "ordinary characters"),
        Choice("column-name", "field names with signs or a leading digit", "accepted as a name"),
        Choice("column-number", "how an oddly spelled token compares with a number", "by value"),
        Choice("column-number-text", "`!=` with a number on a token that is no number", "true, as in JSON patterns"),
        Choice("column-rest", "how the rest of the line under the last field is spelled", "as it stands in the line"),
        Choice("empty-line", "a line without any field", "no match"),
        Choice(
            "insight-absent",
            "NotIn and NotEqualTo of Contributor Insights on an absent field",
            "they hold: it is none of the values",
        ),
        Choice(
            "insight-delimiters",
            "whether the quotes or brackets around a field of a CLF line belong to its value",
            "they do not",
        ),
        Choice(
            "insight-key-absent", "an event that lacks a key of a Contributor Insights rule", "it counts for nobody"
        ),
        Choice(
            "insight-key-text",
            "how anything but text and integers is written as the key of a contributor",
            "numbers as they are spelled, the rest as their shortest JSON text",
        ),
        Choice("insight-not-number", "numeric operators of Contributor Insights on what is no number", "it differs"),
        Choice("insight-not-text", "text operators of Contributor Insights on what is no text", "it is none of them"),
        Choice("insight-presence", "IsPresent on null, on arrays, and `false` on objects", "only scalars are present"),
        Choice(
            "insight-range",
            "a number of exactly -1e9 or 1e9 in Contributor Insights, or one beyond that is not compared or added up",
            "it leaves no event out",
        ),
        Choice("insight-star", "whether a star in a filter value of Contributor Insights is a wildcard", "it is none"),
        Choice("insight-sum", "what Sum adds up where a rule has no ValueOf", "1 for every event"),
        Choice("insight-value", "an event without a number at ValueOf", "it counts for nobody"),
        Choice("lazy-star", "lazy quantifiers in a regular expression", "`.*?` reads as `.*`, the rest is refused"),
        Choice("nested-constant", "IS TRUE, IS FALSE or IS NULL on a container that holds the constant", "false"),
        Choice("newline-regex", "a newline under `.`, and `$` before a final newline", "as in Python"),
        Choice("number-precision", "numbers beyond what doubles hold exactly", "compared as exact decimals"),
        Choice("number-spelling", "the text of an oddly spelled number", "as it is spelled in the event"),
        Choice("quoted-backslash", "a backslash before anything but a quote or a backslash", "the backslash stays"),
        Choice("regex-number", "a regular expression against a number", "no match"),
        Choice("wildcard-member-array", "`.*` over an array", "selects nothing"),
        Choice("selector-absent", "the Not operators of event selectors on an absent field", "the event passes"),
        Choice("selector-category", "the category of a record without eventCategory", "none: no selector takes it"),
        Choice("selector-none", "what an empty list of event selectors records", "nothing"),
        Choice("selector-not-text", "event selectors on a value that is no text", "it equals no text"),
        Choice(
            "selector-resources",
            "which of several `resources` a selector's conditions look at",
            "those of the selector's type",
        ),
        Choice(
            "sql-absent-field",
            "a name in OpenSearch SQL that no event has",
            "the field is NULL, and a warning says so",
        ),
        Choice(
            "sql-alias-case",
            "an alias in OpenSearch SQL that differs from another name in case only",
            "accepted with a warning",
        ),
        Choice(
            "sql-alias-in-where",
            "a name in WHERE that is an alias of the SELECT list, and perhaps a field",
            "refused, unless the SELECT list reads a field of that name",
        ),
        Choice(
            "sql-bare-name",
            "names with underscores or a leading digit without back quotes",
            "accepted, as Spark does",
        ),
        Choice("sql-column-name", "what a column without an alias is called", "as Spark calls it"),
        Choice("sql-container", "an object or an array selected as a whole", "no field: NULL"),
        Choice(
            "sql-data-source-type",
            "a data source without its type, which one example has",
            "accepted with a warning",
        ),
        Choice("sql-field-limit", "which 200 fields of an event are discovered", "all are read, and a warning says so"),
        Choice("sql-from-first", "FROM before SELECT, which Spark's grammar has", "accepted with a warning"),
        Choice("sql-generator", "explode, which one page names and another calls not supported", "refused"),
        Choice("sql-join-spelling", "JOIN and LEFT JOIN, whose kind is not spelled out", "accepted with a warning"),
        Choice("sql-join-without-on", "a JOIN without ON or USING", "accepted with a warning"),
        Choice("sql-joins-together", "whether SELECTs of one query may have a JOIN each", "accepted with a warning"),
        Choice("sql-limit", "LIMIT with more than 10,000", "accepted with a warning; 10,000 rows are shown"),
        Choice("sql-natural-join", "NATURAL JOIN, which pairs by fields that no text names", "refused"),
        Choice("sql-newer-grammar", "what Spark's grammar has had since 3.5: `::`, `<<`, `* EXCEPT`", "refused"),
        Choice(
            "sql-no-field",
            "which functions and places need no field",
            "WHERE and ORDER BY, casts, the current time",
        ),
        Choice("sql-non-equality", "ON without an equality", "accepted"),
        Choice("sql-self-join", "one log group under two aliases", "accepted"),
        Choice("sql-source-twice", "logGroups(…) twice in the same back quotes", "refused"),
        Choice("sql-subquery-in-select", "subqueries in the SELECT list, HAVING and ORDER BY", "accepted"),
        Choice("sql-unlisted-function", "functions of Spark that no list of supported functions has", "refused"),
        Choice(
            "wildcard-not-equal",
            "`!=` over a wildcard when elements disagree or are lacking",
            "some element has to differ",
        ),
        Choice(
            "wildcard-not-exists",
            "NOT EXISTS over a wildcard when some elements have the property",
            "no element may have it",
        ),
    )
}


def choice(identifier: str) -> Choice:
    """The choice with an id."""
    return CHOICES[identifier]
