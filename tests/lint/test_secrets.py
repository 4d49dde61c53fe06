"""What looks like a secret, what is only an example of one, and which files are looked into."""

from __future__ import annotations

import time
from datetime import date

import pytest
from lint_examples import load_example, write_example

from ruleforge.diagnostics import SourceText
from ruleforge.lint import Settings, lint
from ruleforge.lint.linter import lint_catalog
from ruleforge.lint.secrets import secrets_in

KEY = "AKIA" + "Q3EGZ7B5LX2MN4PD"


def found(text):
    return {kind: [secret.text for secret in listed] for kind, listed in secrets_in([SourceText("x", text)]).items()}


@pytest.mark.parametrize(
    "text",
    [
        '"recipientAccountId": "111122223333"',
        '"accountId": "123456789012"',
        "arn:aws:iam::444455556666:role/x",
        "arn:aws:iam::000000000000:role/x",
        "arn:aws:bedrock:::evaluator/Builtin.x",
        "AWSLogs/777788889999/CloudTrail",
        "startTimeUnixNano: 1777888999000000000",
        '"eventID": "482915503716"',
        "AKIAIOSFODNN7EXAMPLE",
        "ASIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "jane@example.com, joe@mail.example.org, x@host.test",
        "rules/history/x@1.0.0.yaml and `@message`",
        "Bearer EXAMPLE-TOKEN-OF-A-CALLER-THAT-IS-NOBODY",
        "-----BEGIN CERTIFICATE-----",
        KEY.lower(),
        KEY + "X",
    ],
)
def test_examples_are_left_alone(text):
    assert found(text) == {}


@pytest.mark.parametrize(
    ("text", "kind", "secret"),
    [
        ('"recipientAccountId": "482915503716"', "account", "482915503716"),
        ("$.userIdentity.accountId: '482915503716'", "account", "482915503716"),
        ("arn:aws-us-gov:bedrock:us-gov-west-1:482915503716:agent/x", "account", "482915503716"),
        (f'"accessKeyId":"{KEY}"', "access_key", KEY),
        ("SecretAccessKey: " + "zq9X" * 10, "secret_key", "zq9X" * 10),
        ("authorization: bearer " + "abcDEF123-" * 3, "token", "abcDEF123-" * 3),
        ('"sessionToken": "' + "FwoG" * 30 + '"', "token", "FwoG" * 30),
        ("x eyJhbGciOiJub25l.eyJzdWIiOiJj.c2lnbmF0dXJl y", "token", "eyJhbGciOiJub25l.eyJzdWIiOiJj.c2lnbmF0dXJl"),
        ("-----BEGIN RSA PRIVATE KEY-----", "private_key", "-----BEGIN RSA PRIVATE KEY-----"),
        ("AROA1:jane.doe@contoso.io", "email", "jane.doe@contoso.io"),
        ("jane@example.company", "email", "jane@example.company"),
    ],
)
def test_what_looks_real_is_found(text, kind, secret):
    assert found(text) == {kind: [secret]}


def test_the_same_thing_is_told_once_for_a_text():
    (secret,) = secrets_in([SourceText("x", f"{KEY} {KEY}\n{KEY}")])["access_key"]
    assert (secret.times, secret.span.start) == (3, 0)


@pytest.mark.parametrize("sign", ["a", "a.", "A", "eyJ", "1", "a@", "arn:aws:", "- "])
def test_long_texts_take_linear_time(sign):
    started = time.process_time()
    secrets_in([SourceText("x", sign * (300_000 // len(sign)))])
    assert time.process_time() - started < 2


def catalogue(folder):
    leak = '{"accountId": "482915503716"}'
    files = {"history/old@1.0.0.yaml": f"# {leak}\n", "fixtures/deep/a.json": leak, "fixtures/day.ndjson": leak}
    write_example(folder, "kind: metric-filter\nid: whole\ntitle: of 482915503716\n", files)
    return folder


def test_the_history_and_the_fixtures_are_looked_into(tmp_path):
    folder = catalogue(tmp_path / "rules")
    loaded, problems = load_example(folder)
    report = lint_catalog(
        loaded, problems, settings=Settings(), select=frozenset({"secret/account-id"}), today=date(2026, 11, 26)
    )
    assert [finding.source.name.removeprefix(f"{folder}/") for finding in report.findings] == [
        "fixtures/day.ndjson",
        "fixtures/deep/a.json",
        "history/old@1.0.0.yaml",
    ]


def test_of_a_part_of_a_catalogue_only_its_rules_are(tmp_path):
    folder = catalogue(tmp_path / "rules")
    assert lint(folder / "whole.yaml", select=frozenset({"secret/account-id"})).findings == ()
    assert len(lint(folder, select=frozenset({"secret/account-id"})).findings) == 3
