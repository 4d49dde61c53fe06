from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest

from ruleforge.catalog.schema import _fits, _schemas, _validator
from ruleforge.catalog.schema_fit import SchemaFit
from ruleforge.catalog.yaml_nodes import read_yaml
from shipped_catalogue import shipped_catalogue

ODD: tuple[Any, ...] = (None, True, 0, 1, 1.0, 1.5, -5, "", "x", "1.0.0\n", "a" * 3000, [], {}, ["a", "a"], {"x": 1})


def _documents() -> dict[str, list[Any]]:
    """Two rules of each kind as data, by the name of their schema."""
    found: dict[str, list[Any]] = {}
    for rule in shipped_catalogue():
        assert rule.text is not None
        known = found.setdefault(f"{rule.kind.value}.schema.json", [])
        if len(known) < 2:
            known.append(read_yaml(rule.text).data)
    return found


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in members:
        yield (*path, key)
        yield from _paths(inner, (*path, key))


def _changed(data: Any, chance: random.Random) -> Any:
    """The data with one thing replaced, taken away or added."""
    changed = copy.deepcopy(data)
    *way, last = chance.choice(list(_paths(changed)))
    holder = changed
    for step in way:
        holder = holder[step]
    what = chance.choice(("replace", "replace", "replace", "remove", "add"))
    if what == "replace":
        holder[last] = copy.deepcopy(chance.choice(ODD))
    elif what == "remove":
        del holder[last]
    elif isinstance(holder, dict):
        holder[chance.choice(("unknown", "Unknown key\n"))] = 1
    else:
        holder.append(copy.deepcopy(holder[0]))
    return changed


@pytest.mark.parametrize("schema", sorted(_schemas()))
def test_every_shipped_schema_is_made_of_known_keywords(schema: str) -> None:
    assert not _fits(schema)(None)


def test_it_lets_nothing_through_that_the_validator_refuses() -> None:
    chance = random.Random(7)  # noqa: S311 - a test, not a secret
    fitting = refused = 0
    for schema, documents in _documents().items():
        for data in documents:
            assert _fits(schema)(data)
            for _ in range(25):
                changed = _changed(data, chance)
                sound = not list(_validator(schema).iter_errors(changed))
                if _fits(schema)(changed):
                    assert sound, changed
                    fitting += 1
                else:
                    refused += not sound
    assert fitting > 50
    assert refused > 150


@pytest.mark.parametrize(
    ("schema", "fitting", "other"),
    [
        ({"type": "integer"}, [0, -1], [True, "1", 1.5]),
        ({"type": ["string", "null"]}, ["", None], [0, []]),
        ({"const": "a"}, ["a"], ["b", 1]),
        ({"pattern": "^a$"}, ["a", 1], ["a\n", "b"]),
        ({"required": ["a"]}, [{"a": 1}, []], [{}]),
        ({"items": {"type": "string"}, "prefixItems": [{"type": "integer"}]}, [[1, "a"], [], {}], [["a"], [1, 1]]),
        ({"properties": {"a": False}, "additionalProperties": {"type": "null"}}, [{"b": None}], [{"a": 1}, {"b": 1}]),
        ({"propertyNames": {"maxLength": 1}}, [{"a": 1}], [{"ab": 1}]),
        ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, [{"a": 1}], [{}, {"a": 1, "b": 1}]),
        ({"uniqueItems": True}, [[1, True], ["a", "b"]], [[{"a": 1}, {"a": 1}]]),
        ({"minItems": 1, "maximum": 3, "minProperties": 1}, [[1], 3, {"a": 1}], [[], 4, {}]),
    ],
)
def test_keywords(schema: dict[str, Any], fitting: list[Any], other: list[Any]) -> None:
    fits = SchemaFit({"it": schema}).fits("it")
    assert [value for value in (*fitting, *other) if fits(value)] == fitting


def test_a_schema_may_refer_to_itself_and_to_another() -> None:
    fits = SchemaFit(
        {
            "one": {"$defs": {"list": {"type": "array", "items": {"$ref": "#/$defs/list"}}}, "$ref": "#/$defs/list"},
            "two": {"properties": {"a": {"$ref": "one#/$defs/list"}}},
        }
    ).fits("two")
    assert fits({"a": [[], [[]]]})
    assert not fits({"a": [[1]]})


def test_an_unknown_keyword_is_told() -> None:
    with pytest.raises(ValueError, match="it: the keyword format"):
        SchemaFit({"it": {"format": "date"}}).fits("it")
