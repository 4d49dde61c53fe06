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
