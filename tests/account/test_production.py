"""The shipped bundle, deployed whole, read back with AWS's own calls, and imported: it is the catalogue."""

from __future__ import annotations

import json

import pytest

from account import aws_server
from account.wanted import CATALOG, GROUP, VALUES
from ruleforge.account import deploy, make_plan
from ruleforge.export import Request, assemble
from ruleforge.model import Kind

STRANGE = ("HTTPHeaders", "RequestId", "ResponseMetadata")


def read_back(session, trail):
    """What the AWS CLI's describe and get commands print, one document for each."""
    logs, cloudwatch, cloudtrail = (session.client(name) for name in ("logs", "cloudwatch", "cloudtrail"))
    queries = [item for _, item in sorted(aws_server.QUERIES.items())]
    yield "filters", logs.describe_metric_filters(logGroupName=GROUP)
    yield "subscriptions", logs.describe_subscription_filters(logGroupName=GROUP)
    yield "queries", {"queryDefinitions": queries}
    yield "alarms", {"MetricAlarms": cloudwatch.describe_alarms()["MetricAlarms"]}
    yield "rules", {"InsightRules": cloudwatch.describe_insight_rules()["InsightRules"]}
    for item in cloudwatch.list_dashboards()["DashboardEntries"]:
        yield "dashboard", cloudwatch.get_dashboard(DashboardName=item["DashboardName"])
    yield "trail", {"trailList": cloudtrail.describe_trails(trailNameList=[trail])["trailList"]}
    yield "selectors", cloudtrail.get_event_selectors(TrailName=trail)
    yield "insights", cloudtrail.get_insight_selectors(TrailName=trail)
    yield "configuration", {"TrailARN": trail_arn(trail)} | cloudtrail.get_event_configuration(TrailName=trail)


def trail_arn(name):
    return f"arn:aws:cloudtrail:{aws_server.REGION}:{aws_server.ACCOUNT}:trail/{name}"


@pytest.fixture
def production(clients):
    request = Request(CATALOG.get("production", Kind.BUNDLE), layers=(VALUES,), examples=True)
    deployment = assemble(request, CATALOG)
    outcome = deploy(make_plan(deployment, clients), deployment, clients)
    assert outcome.findings == []
    assert make_plan(deployment, clients).is_empty
    return deployment


def test_what_is_read_back_is_the_catalogue(production, account, tmp_path, capsys):
    from ruleforge.cli.main import guarded

    files = []
    for name, document in read_back(account, "ai-workloads"):
        document = {key: value for key, value in document.items() if key not in STRANGE}
        files.append(tmp_path / f"{name}.json")
        files[-1].write_text(json.dumps(document, default=str))
    capsys.readouterr()
    code = guarded(["import", *map(str, files), "--out", str(tmp_path / "rules"), "--new-only", "--format", "json"])
    out, err = capsys.readouterr()
    assert code == 0, err + out
    data = json.loads(out)
    assert data["written"] == [], "nothing but what the catalogue has"
    assert len(data["left_out"]) >= len(production.resources) - len(production.topics)
