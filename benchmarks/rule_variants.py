"""Catalogues of any number of rules for `lint.py`: a share of the shipped ones, or several variants of each.

A variant is what another team would have: rules of the same shape about another region, other event names, identities
and metrics. Mere copies would be duplicates to the linter, and questions that its memos have answered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalogue import ROOT
from ruleforge.data.event_names import service

__all__ = ["write_catalogue"]

_RULES = ROOT / "rules"
_ABOUT_ALL = ("bundle", "dashboard")
_HISTORY = "history"
_REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-northeast-1", "ap-southeast-2", "sa-east-1")
_SERVICES = (
    "bedrock.amazonaws.com",
    "bedrock-agentcore.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "iam.amazonaws.com",
    "lambda.amazonaws.com",
    "s3.amazonaws.com",
)
_WORD = re.compile(r"[A-Z][A-Za-z0-9]{3,}")
_ID = re.compile(r"(?<![\w/-])[a-z0-9]+(?:-[a-z0-9]+)+(?![\w/-])")
_METRIC = re.compile(r"^ +[mM]etricName: (\S+)$", re.MULTILINE)
_NAME = re.compile(r"^ +(?:Name|name|AlarmName|RuleName|TrailName|[mM]etricName): [A-Za-z][^\n\"']*$", re.MULTILINE)
_MEMBER = re.compile(r"^    - ([a-z0-9-]+)\n", re.MULTILINE)
_PATTERN = re.compile(r"(filterPattern: >-\n +)\{ (.*?)\s+\}(?=\n  \w)", re.DOTALL)
_FILTERS = "\n      Filters:\n"
_MOST_FILTERS = 4
_SELECTORS = "\n  FieldSelectors:\n"


@dataclass(frozen=True)
class _Rule:
    """A shipped rule file; `path` is within the catalogue."""

    path: Path
    text: str

    @property
    def id(self) -> str:
        return self.path.stem.partition("@")[0]

    @property
    def kind(self) -> str:
        """The kind, by which a share is taken, and by which rules that are no longer in force are left alone."""
        return self.path.parts[0]

    @property
    def order(self) -> tuple[str, str]:
        """By metric first: so that of filters and alarms the same are taken."""
        metric = _METRIC.search(self.text)
        return (metric[1] if metric else "", self.id)


def write_catalogue(folder: Path, rules: int) -> None:
    """Write so many rules below `folder`, in the shipped mix of kinds, with the parameters and their own history.

    Of a trail's selectors those stay that are taken too. Bundles and dashboards name rules all over the catalogue, so
    that a share of it has none.
    """
    (folder / "parameters.yaml").write_bytes((_RULES / "parameters.yaml").read_bytes())
    every = [
        _Rule(file.relative_to(_RULES), file.read_text(encoding="utf-8")) for file in sorted(_RULES.glob("*/**/*.yaml"))
    ]
    in_force = [rule for rule in every if rule.kind not in (_HISTORY, *_ABOUT_ALL)]
    if rules <= len(in_force):
        _write(folder, every, {rule.id: rule.id for rule in _share(in_force, rules)})
        return
    first = {rule.id: _of_team(rule.id, 0) for rule in in_force}
    for variant in range(-(-rules // len(in_force))):
        taken = _share(in_force, rules - variant * len(in_force))
        _write(folder, every, {rule.id: _of_team(rule.id, variant) for rule in taken}, first, variant)


def _share(rules: Sequence[_Rule], wanted: int) -> Sequence[_Rule]:
    """So many of the rules (all, if there are no more), evenly of each kind."""
    if wanted >= len(rules):
        return rules
    kinds: dict[str, list[_Rule]] = {}
    for rule in sorted(rules, key=lambda rule: rule.order):
        kinds.setdefault(rule.kind, []).append(rule)
    taken: list[_Rule] = []
    for kind in kinds.values():
        quota = -(-len(kind) * wanted // len(rules))
        taken += [kind[index * len(kind) // quota] for index in range(quota)]
    return taken[:wanted]


def _write(
    folder: Path,
    every: Sequence[_Rule],
    ids: Mapping[str, str],
    others: Mapping[str, str] | None = None,
    variant: int = 0,
) -> None:
    """Write the rules that `ids` names, under the new names it gives.

    A trail's selectors that are not among them go by the names in `others`; without that they are left out.
    """
    for rule in every:
        if rule.id not in ids:
            continue
        if others is not None:
            text = _varied(rule.text, {**others, **ids}, variant)
        elif rule.kind == "trail":
            text = _MEMBER.sub(lambda found: found[0] if found[1] in ids else "", rule.text)
        else:
            text = rule.text
        target = folder / rule.path.with_name(rule.path.name.replace(rule.id, ids[rule.id], 1))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _of_team(name: str, variant: int) -> str:
    return f"{name}-t{variant + 1}"


def _varied(text: str, ids: Mapping[str, str], variant: int) -> str:
    """A rule of another team: its names, its region, its people, and other events of the same service and category."""
    region = _REGIONS[variant % len(_REGIONS)]
    text = _ID.sub(lambda found: ids.get(found[0], found[0]), text)
    text = _NAME.sub(lambda found: _of_team(found[0], variant), text)
    text = _WORD.sub(lambda found: _other_events(variant).get(found[0], found[0]), text)
    text = _PATTERN.sub(rf'\1{{ $.awsRegion = "{region}" && (\2) }}', text)
    if text.count("Match:") < _MOST_FILTERS:
        text = text.replace(_FILTERS, f"{_FILTERS}        - {{Match: $.awsRegion, In: [{region}]}}\n", 1)
    if "userIdentity.arn" not in text and "[Data]" in text:
        role = f"arn:aws:sts::${{ACCOUNT_ID}}:assumed-role/team-{variant + 1}-"
        people = f'    - {{Field: userIdentity.arn, StartsWith: ["{role}"]}}\n'
        text = text.replace(_SELECTORS, _SELECTORS + people, 1)
    return text


@cache
def _other_events(variant: int) -> Mapping[str, str]:
    """For each event name another one, of the same service, the same categories and resource types."""
    others: dict[str, str] = {}
    for name in _SERVICES:
        known = service(name)
        assert known is not None
        alike: dict[object, list[str]] = {}
        for event in known.events.values():
            alike.setdefault((event.categories, event.types, event.read_only), []).append(event.name)
        for names in alike.values():
            for index, event_name in enumerate(names):
                others.setdefault(event_name, names[(index + variant) % len(names)])
    return others
