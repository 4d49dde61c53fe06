"""Running commands in process, as the entry point does, and outputs held against files."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from ruleforge import catalog
from ruleforge.cli.main import guarded
from shipped_catalogue import shipped_catalogue

GOLDEN = Path(__file__).parent.parent / "golden"
ROOT = Path(__file__).parent.parent.parent


class Run(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys, monkeypatch):
    """`run("list", "--kind", …)`: exit code, standard output, standard error.

    Where a command loads the shipped catalogue, it gets the one that the tests of a process have in common; whether it
    loads it, and how, is asked of processes of their own (test_process.py).
    """
    monkeypatch.setenv("NO_COLOR", "1")
    load = catalog.load_catalog
    monkeypatch.setattr(
        catalog,
        "load_catalog",
        lambda path=None, **options: load(path, **options) if path is not None or options else shipped_catalogue(),
    )

    def run(*arguments):
        capsys.readouterr()
        code = guarded([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Run(code, out, err)

    return run


@pytest.fixture
def golden():
    """Compares a text with a file under tests/golden; UPDATE_GOLDEN=1 writes the file instead."""

    def compare(name, text):
        text = re.sub(re.escape(str(ROOT)) + "/", "", text)
        path = GOLDEN / name
        if os.environ.get("UPDATE_GOLDEN"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare


RULE = """\
kind: metric-filter
id: guard
version: 1.0.0
title: Guardrail deleted
description: d
severity: low
status: stable
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" && $.errorCode NOT EXISTS }'
  metricTransformations:
    - {metricNamespace: N, metricName: M, metricValue: "1", defaultValue: 0}
tests:
  - name: deleting is counted
    events: [{fixture: cloudtrail/bedrock/delete-guardrail, set: {$.errorCode: AccessDenied}}]
    expect: {matches: 1}
  - name: datapoints
    events: [{fixture: cloudtrail/bedrock/delete-guardrail, set: {$.eventTime: "2026-05-04T08:00:30Z"}, repeat: 2}]
    expect:
      matches: 2
      datapoints: [{minute: "2026-05-04T08:00", value: 2, samples: 2}]
"""


@pytest.fixture
def catalogue(tmp_path):
    """A folder with one rule, one of whose tests fails."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "guard.yaml").write_text(RULE)
    return folder
