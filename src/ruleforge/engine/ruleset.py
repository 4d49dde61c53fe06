"""The rules of a replay, made ready: their predicates in one program, what they publish, and which events they see.

A filter sits on one log group. A rule whose log group is known, by name or by the pipeline that fills it, is asked
about that group's events only; an event that does not tell where it comes from is shown to every rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ruleforge.engine.metrics import Publisher
from ruleforge.engine.program import Program
from ruleforge.events import Pipeline
from ruleforge.languages.filter_pattern import FilterPattern
from ruleforge.model import MetricFilterSpec, Parameter, Rule

__all__ = ["Origin", "RuleSet"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an event comes from, as far as it tells: the pipeline by its shape, the log group if it came with one."""

    pipeline: Pipeline
    log_group: str | None = None


class RuleSet:
    """Rules, compiled; built once in every process that takes part in a replay.

    `publishers` holds, by rule index, the metric transformations whose values depend on the event.
    """

    def __init__(self, rules: Iterable[Rule], parameters: Mapping[str, Parameter]) -> None:
        self.rules = tuple(rules)
        patterns = [FilterPattern.parse(rule.spec.filter_pattern, name=rule.path or rule.id) for rule in self.rules]
        self.program = Program([pattern.predicate for pattern in patterns])
        self.publishers: dict[int, Publisher] = {}
        for index, (rule, pattern) in enumerate(zip(self.rules, patterns, strict=True)):
            if isinstance(rule.spec, MetricFilterSpec):
                publisher = Publisher(pattern, rule.spec.transformation)
                if publisher.literal is None:
                    self.publishers[index] = publisher
        self._pipelines = [_pipeline(rule, parameters) for rule in self.rules]
        self._seen: dict[tuple[tuple[int, ...], Origin], tuple[int, ...]] = {}

    def seen(self, matched: tuple[int, ...], origin: Origin) -> tuple[int, ...]:
        """Those of the rules that sit on the log group an event comes from."""
        key = matched, origin
        if key not in self._seen:
            self._seen[key] = tuple(index for index in matched if self.sees(index, origin))
        return self._seen[key]

    def sees(self, index: int, origin: Origin) -> bool:
        """Whether a rule sits on the log group an event comes from, or may do so for all the event tells."""
        group = self.rules[index].spec.log_group_name
        if "${" not in group and origin.log_group is not None:
            return group == origin.log_group
        pipeline = self._pipelines[index]
        return pipeline is None or origin.pipeline in (pipeline, Pipeline.OTHER)


def _pipeline(rule: Rule, parameters: Mapping[str, Parameter]) -> Pipeline | None:
    """The pipeline that fills a rule's log group, where the group's parameter declares it."""
    name = rule.spec.log_group_name
    parameter = parameters.get(name[2:-1]) if name.startswith("${") and name.endswith("}") else None
    return Pipeline(parameter.pipeline) if parameter is not None and parameter.pipeline else None
