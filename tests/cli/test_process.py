"""What only a process of its own can show: a closed pipe, an interrupt, a terminal that knows ASCII only, start-up."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
COMMAND = (sys.executable, "-m", "ruleforge")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"}


def start(*arguments, **options):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    environment = ENVIRONMENT | options.pop("env", {})
    return subprocess.Popen([*COMMAND, *arguments], env=environment, **pipes, **options)


def test_a_pipe_that_is_closed_early_ends_quietly():
    """The reader takes one line of many and goes, as `head -1` does."""
    with start("match", '{ $.eventVersion = "*" }', "-") as process:
        record = b'{"eventVersion": "1.11", "pad": "' + b"x" * 2000 + b'"}\n'
        process.stdin.write(record)
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(record * 500)
            process.stdin.flush()
        assert process.wait(20) == 141
        assert process.stderr.read() == b""
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()


def test_an_interrupt_ends_quietly():
    with start("match", "x", "-") as process:
        process.stdin.write(b"x marks\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"x marks\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read() == b""


@pytest.mark.parametrize("everybody", [False, True], ids=["the parent", "everybody, as a terminal does"])
@pytest.mark.parametrize(
    "command",
    [
        ("replay", "{folder}", "--processes", "2"),
        ("query", "SELECT COUNT(*) AS n FROM `logs` WHERE eventName = 'N'", "--logs", "{folder}"),
    ],
    ids=["replay", "query"],
)
def test_an_interrupt_of_many_processes_leaves_none_behind(tmp_path, command, everybody):
    record = '{"eventVersion": "1.11", "eventTime": "2026-05-04T08:00:00Z", "eventName": "N"}'
    document = gzip.compress(('{"Records": [' + ",".join([record] * 250_000) + "]}").encode(), 1)
    for number in range(8):
        # Bytes behind the document that make the file as large as those that several processes share.
        (tmp_path / f"{number}.json.gz").write_bytes(document + bytes(2 * 1024 * 1024))
    arguments = [part.format(folder=tmp_path) for part in command]
    process = start(*arguments, "--format", "json", start_new_session=True)
    time.sleep(1.0)
    if everybody:
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    # On a slow or a fast machine it may come before Python is up, or after the report is out.
    assert process.returncode in (130, -signal.SIGINT, 0), err
    assert err == b""
    assert out == b"" or json.loads(out)["input"]["files"] == 8
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_a_terminal_that_knows_ascii_only():
    process = start(
        "explain",
        "bedrock-guardrail-changes",
        "cloudtrail/bedrock/get-guardrail",
        env={"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
    )
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, b"")
    assert b"- any of" in out
    assert b"+ $.eventSource" in out


def test_help_imports_nothing_heavy():
    heavy = {"yaml", "msgspec", "jsonschema", "jsonpath_ng", "isal", "ruleforge.engine", "ruleforge.catalog"}
    code = (
        "import sys; from ruleforge.cli.main import guarded; guarded(['--help']); print(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=20, check=True)
    assert "Commands" in done.stdout
    assert heavy.isdisjoint(done.stderr.split())


def test_linting_sound_rules_imports_neither_a_database_nor_a_validator(tmp_path):
    """Each takes longer to import than a hundred rules to lint."""
    folder = ROOT / "rules/query/cloudtrail"
    for file in sorted(folder.glob("*.yaml"))[:1]:
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    script = "import sys; from ruleforge.lint import lint; lint(sys.argv[1]); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    modules = set(done.stdout.split())
    assert "sqlglot" in modules
    assert modules.isdisjoint({"duckdb", "jsonschema", "ruleforge.foreign", "urllib.request"})
