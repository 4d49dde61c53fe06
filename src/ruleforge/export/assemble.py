"""From a bundle, or from single rules, to everything that is to be made in an account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ruleforge.catalog import Catalog
from ruleforge.catalog.parameters import texts_in
from ruleforge.catalog.parsed import parse_alarm, parse_filter, parse_insight_rule, parse_trail, trail_members
from ruleforge.diagnostics import Finding
from ruleforge.errors import CatalogError, RuleforgeError, UsageError
from ruleforge.export.objects import Surroundings, object_of, topic
from ruleforge.export.resources import Deployment, Resource, ResourceKind, placeholders_in
from ruleforge.export.selection import select
from ruleforge.export.stamp import stamp_of
from ruleforge.export.values import Layer, settle
from ruleforge.model import BundleSpec, Kind, Rule

__all__ = ["Request", "assemble", "used_parameters"]


@dataclass(frozen=True, slots=True)
class Request:
    """What to deploy: a bundle, or single rules by id, `id@version` or pattern.

    `layers` are values for placeholders, each overriding those before it; the bundle's own come first. `examples` lets
    declared examples stand in for what is missing. `besides` are placeholders that need values although no object has
    them, because a target does.
    """

    bundle: Rule | None = None
    rules: tuple[str, ...] = ()
    layers: tuple[Mapping[str, str], ...] = ()
    examples: bool = False
    besides: frozenset[str] = frozenset()

    @property
    def spec(self) -> BundleSpec:
        """The bundle's spec, or one that has just the rules; a topic whose ARN is given is not made.

        Raises UsageError where the rule is no bundle.
        """
        if self.bundle is None:
            return BundleSpec(rules=self.rules)
        spec = self.bundle.spec
        if not isinstance(spec, BundleSpec):
            raise UsageError([Finding("usage/bundle", f"{self.bundle.id} is a {self.bundle.kind.value}, no bundle")])
        given = {name for layer in self.layers for name in layer}
        return replace(spec, topics={name: topic for name, topic in spec.topics.items() if name not in given})


def assemble(request: Request, catalog: Catalog, *, read_again: bool = True) -> Deployment:
    """Everything that a request makes, with a value for every placeholder.

    Without `read_again` rules are not read once more with the values in their places, for whoever has done that.

    Raises CatalogError for a bundle that names what is not there, two objects of one name, and bodies that AWS would
    refuse with these values; UsageError for values that are missing or do not fit. All problems are told at once.
    """
    spec = request.spec
    rules = select(catalog, spec, request.bundle)
    if undeclared := list(_undeclared_topics(request.bundle, spec, catalog)):
        raise CatalogError(undeclared)
    resources = _resources(spec, rules, request.bundle, catalog)
    used = set(_used(resources, spec)) | request.besides
    own = _own_values(request.bundle, spec)
    values = settle(used, catalog.parameters, own, *request.layers, examples=request.examples)
    for parameter, name in spec.topics.items():
        values[parameter] = f"arn:{values['PARTITION']}:sns:{values['REGION']}:{values['ACCOUNT_ID']}:{name}"
    parameters = {name: catalog.parameters[name] for name in sorted(used)}
    members = [member for rule in rules if rule.kind is Kind.TRAIL for member in trail_members(rule, catalog)]
    deployment = Deployment(
        name=request.bundle.id if request.bundle is not None else "rules",
        version=request.bundle.version if request.bundle is not None else "",
        resources=resources,
        parameters=parameters,
        values=dict(sorted(values.items())),
        topics=dict(sorted(spec.topics.items())),
        rules=tuple({rule.key: rule for rule in (*members, *rules)}.values()),
        catalog=catalog,
    )
    resolved = deployment.resolved()
    problems = [
        *_same_names(resolved),
        *_with_role(resolved),
        *_elsewhere(resolved, values["PARTITION"]),
        *(_refused(rules, catalog, values) if read_again else ()),
    ]
    if problems:
        raise CatalogError(problems)
    return deployment


def _own_values(bundle: Rule | None, spec: BundleSpec) -> Mapping[str, str]:
    """The values that a bundle gives, each at its place in the bundle's file."""
    if bundle is None or bundle.text is None:
        return spec.parameters
    places = {
        name: bundle.spans[path] for name in spec.parameters if (path := ("spec", "parameters", name)) in bundle.spans
    }
    return Layer(spec.parameters, bundle.text, places)


def _undeclared_topics(bundle: Rule | None, spec: BundleSpec, catalog: Catalog) -> Iterable[Finding]:
    """Topics for the ARN of which no placeholder is declared: nothing could call them."""
    for name in spec.topics:
        if name not in catalog.parameters:
            finding = Finding(
                "parameter/undeclared", f"there is no parameter {name}", help="declare it, or take it out"
            )
            if bundle is not None and bundle.text is not None:
                finding = finding.at(bundle.text, bundle.spans.get(("spec", "topics", name)))
            yield finding


def used_parameters(request: Request, catalog: Catalog) -> list[str]:
    """The placeholders that a request needs values for, sorted, whether it has them or not."""
    spec = request.spec
    rules = select(catalog, spec, request.bundle)
    return sorted({*_used(_resources(spec, rules, request.bundle, catalog), spec), *request.besides})


def _resources(spec: BundleSpec, rules: Sequence[Rule], bundle: Rule | None, catalog: Catalog) -> tuple[Resource, ...]:
    """The objects in the order in which they can be made."""
    around = Surroundings(catalog, spec, rules)
    stamp = None if bundle is None else stamp_of(bundle)
    made = [topic(name, stamp) for name in sorted(set(spec.topics.values()))]
    problems: list[Finding] = []
    for rule in rules:
        try:
            made.append(object_of(rule, around))
        except RuleforgeError as error:
            problems += error.findings
    if problems:
        raise CatalogError(problems)
    order = list(ResourceKind)
    return tuple(sorted(made, key=lambda item: (order.index(item.kind), item.id)))


def _used(resources: Iterable[Resource], spec: BundleSpec) -> Iterable[str]:
    """The placeholders of the resources, but for the ARNs of topics; and what ARNs are made of."""
    used = {name for item in resources for name in placeholders_in([item.name, item.body])}
    return (used | {"PARTITION", "REGION", "ACCOUNT_ID"}) - spec.topics.keys()


def _same_names(resources: Iterable[Resource]) -> Iterable[Finding]:
    """Two objects that AWS would take for one."""
    seen: dict[tuple[ResourceKind, str], str] = {}
    for item in resources:
        first = seen.setdefault((item.kind, item.name), item.id)
        if first != item.id:
            message = f"{first} and {item.id} are both called {item.name} in the account: one would replace the other"
            yield Finding("export/same-name", message, help="leave one out, or give it another name")


def _with_role(resources: Iterable[Resource]) -> Iterable[Finding]:
    """Subscription filters that forward to a function and have a role: a function is asked for its own permission."""
    for item in resources:
        if ":lambda:" in str(item.body.get("destinationArn", "")) and item.body.get("roleArn"):
            message = f"{item.id} forwards to a Lambda function and has a roleArn"
            because = "CloudWatch Logs API, PutSubscriptionFilter: a role does not go with a Lambda function"
            help_ = "leave roleArn out of a rule of your own, and let the function's policy allow logs.amazonaws.com"
            yield Finding("export/role", message, because=because, help=help_)


def _elsewhere(resources: Iterable[Resource], partition: str) -> Iterable[Finding]:
    """Objects that name ARNs of the standard partition, and are to be deployed to another: they would match nothing."""
    for item in resources:
        if partition != _STANDARD and any(f"arn:{_STANDARD}:" in text for text in texts_in(item.body)):
            message = f"{item.id} names ARNs that begin with arn:{_STANDARD}:, and PARTITION is {partition}"
            help_ = "write ${PARTITION} in a version of your own: no resource of this partition has such an ARN"
            yield Finding("export/partition", message, help=help_)


_STANDARD = "aws"


def _refused(rules: Iterable[Rule], catalog: Catalog, values: Mapping[str, str]) -> Iterable[Finding]:
    """What AWS would refuse with these values: a value may be longer than the placeholder that it stands in for."""
    for rule in rules:
        try:
            _parse(rule, catalog, values)
        except RuleforgeError as error:
            yield from (_placed(rule, finding) for finding in error.findings)


def _parse(rule: Rule, catalog: Catalog, values: Mapping[str, str]) -> None:
    """Reads a rule in its language. Dashboards are laid out already; of a query values change nothing but names."""
    match rule.kind:
        case Kind.TRAIL:
            parse_trail(rule, catalog, values)
        case Kind.CONTRIBUTOR_INSIGHTS:
            parse_insight_rule(rule, values)
        case Kind.ALARM:
            parse_alarm(rule, values)
        case Kind.METRIC_FILTER | Kind.SUBSCRIPTION_FILTER:
            parse_filter(rule, values)


def _placed(rule: Rule, finding: Finding) -> Finding:
    """A finding at the place in the rule's file that it is about."""
    if finding.source is not None or rule.text is None:
        return finding
    whole = rule.spans.get(("spec",))
    return finding.at(rule.text, rule.spans.get(("spec", *finding.path), whole))
