"""Examples of texts: one for every way in which texts can stand to the conditions on them.

Without regular expressions there is a closed form. A text that is none of the whole texts is told apart by the longest
start and the longest end it has, and by the texts in it; and these, put together with a character between them that
none of the texts has, make a text that has the same. With expressions, all texts are walked through at once
(`ruleforge.predicate.analysis.walk`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from ruleforge.predicate.analysis.budget import Budget
from ruleforge.predicate.analysis.features import Features
from ruleforge.predicate.analysis.walk import walk_texts

__all__ = ["MOST_EXAMPLES", "fresh_character", "text_examples"]

MOST_EXAMPLES = 2048
_PLAIN = "xyzqvwkjuabcdefghilmnoprst0123456789-_~XYZQVWKJ"


def text_examples(features: Features, budget: Budget) -> tuple[list[str], bool]:
    """Texts for every way to satisfy some conditions and not others; and whether none is missing."""
    if features.regexes:
        found, complete = walk_texts(features, budget)
        return [*features.whole, *found], complete
    count = (len(features.starts) + 1) * (len(features.ends) + 1)
    if len(features.insides) > 12 or count << len(features.insides) > MOST_EXAMPLES:
        return [*sorted(features.whole), *_likely(features)], False
    budget.spend(count << len(features.insides))
    return [*sorted(features.whole), *_joined(features)], True


def _joined(features: Features) -> Iterator[str]:
    fresh = fresh_character(features.texts)
    insides = sorted(features.insides)
    for start, end in itertools.product(("", *sorted(features.starts)), ("", *sorted(features.ends))):
        for some in itertools.chain.from_iterable(
            itertools.combinations(insides, size) for size in range(len(insides) + 1)
        ):
            yield fresh.join((start, *some, end)) if start or some or end else fresh


def _likely(features: Features) -> Iterator[str]:
    """Some texts, where all of them would be too many: one with nothing of what is asked for, with each, with all."""
    fresh = fresh_character(features.texts)
    yield fresh
    for text in itertools.islice(sorted(features.texts), MOST_EXAMPLES // 2):
        yield from (text + fresh, fresh + text)
    yield fresh.join(("", *sorted(features.insides), ""))


def fresh_character(texts: Iterable[str]) -> str:
    """A character that is in none of the texts."""
    used = set().union(*texts)
    for character in _PLAIN:
        if character not in used:
            return character
    return next(character for point in itertools.count(0xE000) if (character := chr(point)) not in used)
