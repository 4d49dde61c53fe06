"""What is wrong with the guide's queries, proved on their texts as printed, and mended in the version in force.

Ids are those of our review of the guide. Where the text as printed runs, both versions are run on the same events.
"""

from __future__ import annotations

import pytest
from queries import parsed, run
from shipped_rules import FIXTURES, as_printed, named

from ruleforge import QueryError
from ruleforge.model import EventReference

AGGREGATED = "cloudtrail/aggregated/bedrock-resource-access"
DENIED = "cloudtrail/kms/decrypt-denied"


def changed(fixture, **values):
    return EventReference(
        fixture=fixture, set={f"$.{name.replace('__', '.')}": value for name, value in values.items()}
    )


def refusals(rule):
    with pytest.raises(QueryError) as caught:
        parsed(rule.key)
    return [finding.check for finding in caught.value.findings]


def test_f07_aggregated_events_have_no_event_time():
    rule = named("Aggregated events query")
    later = changed(
        AGGREGATED, timeWindow__windowStart="2026-05-04T15:00:00Z", timeWindow__windowEnd="2026-05-04T15:05:00Z"
    )
    assert "eventTime" not in FIXTURES.load(AGGREGATED)
    assert {row["eventTime"] for row in run(as_printed(rule), trail=[AGGREGATED, later])} == {None}
    rows = run(rule, trail=[AGGREGATED, later])
    assert [row["window_start"] for row in rows] == ["2026-05-04T15:00:00Z", "2026-05-04T14:55:00Z"]
    assert rows[0]["primary_value"] == 318


def test_f11_two_joins_are_refused_and_one_query_over_all_three_groups_is_not():
    rule = named("Query 20")
    assert refusals(as_printed(rule)) == ["sql/case-only", "sql/one-join"]
    (row,) = run(
        rule, trail=["cloudtrail/bedrock/converse"], log=["model-invocation-log/converse"], spans=["spans/chat"]
    )
    assert row["caller"].endswith("support_agent-5f1c9a2e")
    assert row["prompt"] == "Why is ticket 4711 still open?"
    assert row["latency_ms"] == pytest.approx(2644.916837)


def test_f12_the_first_query_has_its_head_back():
    rule = named("Query 1")
    assert as_printed(rule).spec.query_string.startswith("GROUP BY")
    assert refusals(as_printed(rule)) == ["sql/statement"]
    (row,) = run(rule, trail=["cloudtrail/bedrock/invoke-model-denied", "cloudtrail/bedrock/invoke-model"])
    assert (row["errorCode"], row["attempt_count"]) == ("AccessDenied", 1)


@pytest.mark.parametrize("code", ["AccessDeniedException", "Client.UnauthorizedOperation"])
def test_codes_that_are_missed(code):
    rule = named("Query 4")
    assert run(as_printed(rule), trail=[changed(DENIED, errorCode=code)]) == []
    assert len(run(rule, trail=[changed(DENIED, errorCode=code)])) == 1


@pytest.mark.parametrize("name", ["Query 5", "Query 7"])
def test_f49_a_trail_that_is_blinded(name):
    blinded = "cloudtrail/cloudtrail/put-event-selectors"
    assert run(as_printed(named(name)), trail=[blinded]) == []
    assert [row["eventName"] for row in run(named(name), trail=[blinded])] == ["PutEventSelectors"]


@pytest.mark.parametrize("name", ["Query 7", "Query 8", "Query 21"])
def test_an_operation_that_no_api_has_is_gone(name):
    assert "DeleteGuardrailVersion" in as_printed(named(name)).spec.query_string
    assert "DeleteGuardrailVersion" not in named(name).spec.query_string


def test_the_name_of_a_guardrail_is_hidden_or_absent_and_its_id_is_not():
    rule = named("Query 8")
    changes = ["cloudtrail/bedrock/update-guardrail", "cloudtrail/bedrock/delete-guardrail"]
    names = {row["guardrail_name"] for row in run(as_printed(rule), trail=changes)}
    assert names == {None, "HIDDEN_DUE_TO_SECURITY_REASONS"}
    assert {row["guardrail_id"] for row in run(rule, trail=changes)} == {"gr0prod00001"}


def test_callers_of_other_accounts_are_told_apart():
    rule = named("Query 9")
    denied = "cloudtrail/bedrock/invoke-model-vpce-denied"
    other = changed(denied, userIdentity__principalId="AROAOTHERROLEEXAMPLE:other")
    assert len(run(as_printed(rule), trail=[denied, other])) == 1
    assert len(run(rule, trail=[denied, other])) == 2


@pytest.mark.parametrize(
    ("name", "of_change", "of_call", "events"),
    [
        ("Query 17", "cloudtrail/agentcore/invoke-gateway", "cloudtrail/agentcore/invoke-agent-runtime", "trail"),
        ("Query 21", "cloudtrail/bedrock/delete-guardrail", "model-invocation-log/converse", "log"),
    ],
)
def test_joins_by_time_alone_pair_everything(name, of_change, of_call, events):
    """As printed the number of pairs is a product; now a pair lies within its bounds."""
    time = "eventTime" if events == "trail" else "timestamp"
    calls = [changed(of_call, **{time: f"2026-05-05T{hour:02}:00:00Z"}) for hour in range(6)]
    changes = [changed(of_change, eventTime=f"2026-05-04T{hour:02}:00:00Z") for hour in range(6)]
    given = {"trail": [*changes, *calls]} if events == "trail" else {"trail": changes, "log": calls}
    assert len(run(as_printed(named(name)), **given)) == 36
    rows = run(named(name), **given)
    assert len(rows) == (0 if events == "trail" else 6)  # of guardrails, changes without a call stay
    assert {row.get("model_call_time") for row in rows} <= {None}


def test_f62_names_that_differ_in_case_only():
    assert refusals(as_printed(named("Query 18"))) == ["sql/case-only"]
    rows = run(named("Query 18"), trail=["cloudtrail/bedrock/converse"], log=["model-invocation-log/converse"])
    assert [row["response"] for row in rows] == ["I will look at the ticket."]


def test_the_newer_name_of_the_provider():
    rule = named("Query 19")
    span = EventReference(
        fixture="spans/chat",
        set={"$.attributes.'gen_ai.provider.name'": "aws.bedrock"},
        remove=("$.attributes.'gen_ai.system'",),
    )
    assert run(as_printed(rule), spans=[span]) == []
    assert len(run(rule, spans=[span])) == 1


def test_an_arn_is_never_the_name_of_a_service():
    rule = named("Query 22")
    given = {"trail": ["cloudtrail/secretsmanager/get-secret-value-denied"], "spans": ["spans/get-secret-value-denied"]}
    assert run(as_printed(rule), **given) == []
    (row,) = run(rule, **given)
    assert (row["blockedAction"], row["sessionId"]) == ("GetSecretValue", "a394b048-8d3b-4004-818c-f320fb1adde7")


def test_policies_whose_records_have_no_resources():
    rule = named("Query 27")
    bare = EventReference(fixture="cloudtrail/bedrock/update-automated-reasoning-policy", remove=("$.resources",))
    assert run(as_printed(rule), trail=[bare]) == []
    assert len(run(rule, trail=[bare])) == 1
