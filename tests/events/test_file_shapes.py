"""Every shape that AWS delivers, plain and gzip: the same messages come out; what is no log is named."""

from __future__ import annotations

import gzip
import io
import json
import sys

import pytest

from ruleforge import InputError
from ruleforge.events import Pipeline, Problem, discover, messages, pipeline_of, read, record_time

A = {"eventVersion": "1.11", "eventName": "A", "eventTime": "2026-05-04T08:00:00Z"}
B = {"eventVersion": "1.11", "eventName": "B", "n": 1.50, "é": "ü"}
SPAN = {
    "traceId": "t",
    "spanId": "s",
    "kind": "CLIENT",
    "events": [{"name": "exception"}],
    "startTimeUnixNano": 1777629600000000000,
}


def dumps(value, **options):
    return json.dumps(value, ensure_ascii=False, **options)


def api_output(*records):
    return {"events": [{"timestamp": 1000, "message": dumps(record)} for record in records], "nextForwardToken": "f/1"}


def payload(*records):
    return {
        "messageType": "DATA_MESSAGE",
        "owner": "111122223333",
        "logGroup": "group",
        "logStream": "stream",
        "subscriptionFilters": ["siem"],
        "logEvents": [{"id": "1", "timestamp": 2000, "message": dumps(record)} for record in records],
    }


SHAPES = {
    "lines": f"{dumps(A)}\n{dumps(B)}\n",
    "lines without a last line end": f"{dumps(A)}\n{dumps(B)}",
    "lines with carriage returns and blanks": f"\r\n{dumps(A)}\r\n\r\n  {dumps(B)}\r\n",
    "lines after a byte order mark": f"\ufeff{dumps(A)}\n{dumps(B)}\n",
    "array": dumps([A, B]),
    "array over many lines": dumps([A, B], indent=2),
    "delivery": dumps({"Records": [A, B]}),
    "delivery over many lines": dumps({"Records": [A, B]}, indent=2),
    "deliveries one a line": f"{dumps({'Records': [A]})}\n{dumps({'Records': [B]})}\n",
    "deliveries one after another": f"{dumps({'Records': [A]})}{dumps({'Records': [B]})}",
    "delivery with other keys": dumps({"bucket": "b", "Records": [A, B]}),
    "records over many lines each": f"{dumps(A, indent=1)}\n{dumps(B, indent=1)}\n",
    "output of filter-log-events": dumps(api_output(A, B)),
    "output of filter-log-events, indented": dumps(api_output(A, B), indent=4),
    "output of lookup-events": dumps(
        {"Events": [{"EventId": "1", "CloudTrailEvent": dumps(r)} for r in (A, B)], "NextToken": "t"}
    ),
    "subscription payload": dumps(payload(A, B)),
    "payloads one after another": dumps(payload(A)) + dumps(payload(B)),
    "export": f"2026-05-04T08:00:00.123Z {dumps(A)}\n2026-05-04T08:00:01.000Z {dumps(B)}\n",
}
PACKINGS = {
    "plain": lambda data: data,
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "gzip of several members": lambda data: gzip.compress(data[:30], mtime=0) + gzip.compress(data[30:], mtime=0),
    "gzip in gzip": lambda data: gzip.compress(gzip.compress(data, mtime=0), mtime=0),
}


def collect(*paths, **options):
    units, problems = discover(paths)
    found = []
    for unit in units:
        for batch in read(unit, **options):
            for item in [batch] if isinstance(batch, Problem) else messages(batch, unit.name):
                (problems if isinstance(item, Problem) else found).append(item)
    return found, problems


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("chunk", [7, 1 << 20])
def test_shape(tmp_path, shape, packing, chunk):
    path = tmp_path / "log"
    path.write_bytes(PACKINGS[packing](SHAPES[shape].encode()))
    found, problems = collect(path, chunk_bytes=chunk)
    assert problems == []
    assert [json.loads(message.text) for message in found] == [A, B]
    assert [message.line or message.event for message in found] in ([1, 2], [1, 1], [2, 4])


def test_the_spelling_of_a_record_is_its_own(tmp_path):
    spelled = '{"a": 1.50,  "b":"\\u00e9"}'
    for number, text in enumerate(
        [spelled + "\n", f"[{spelled}]", f'{{"Records":[{spelled}]}}', f'{{"Records": [{spelled}\n]}}{{"Records":[]}}']
    ):
        (tmp_path / str(number)).write_text(text)
    found, _ = collect(tmp_path)
    assert {message.text for message in found} == {spelled}


def test_times_and_log_groups_come_along(tmp_path):
    (tmp_path / "a").write_text(dumps(payload(A)))
    (tmp_path / "b").write_text(dumps(api_output(A)))
    (tmp_path / "c").write_text("2026-05-04T08:00:00.500Z first\n  second\n\n2026-05-04T08:00:01Z third\n")
    found, _ = collect(tmp_path)
    assert [(m.timestamp, m.log_group) for m in found[:2]] == [(2.0, "group"), (1.0, None)]
    assert [(m.text, m.timestamp, m.line) for m in found[2:]] == [
        ("first\n  second", 1777881600.5, 1),
        ("third", 1777881601.0, 4),
    ]


def test_text_lines_are_messages(tmp_path):
    (tmp_path / "log").write_text("[ERROR] one\n\nPermissions are correctly set for Amazon Bedrock logs.\n")
    found, problems = collect(tmp_path / "log")
    assert [(m.text, m.line) for m in found] == [
        ("[ERROR] one", 1),
        ("Permissions are correctly set for Amazon Bedrock logs.", 3),
    ]
    assert problems == []


def test_a_span_with_events_is_a_record_and_no_wrapper(tmp_path):
    (tmp_path / "one").write_text(dumps(SPAN))
    (tmp_path / "two").write_text(f"{dumps(SPAN)}\n{dumps(SPAN)}\n")
    found, problems = collect(tmp_path)
    assert [json.loads(message.text) for message in found] == [SPAN] * 3
    assert problems == []


NO_LOGS = {
    "empty": (b"", "skipped", "empty"),
    "only blanks": (b" \n\n", "skipped", "empty"),
    "an empty gzip": (gzip.compress(b""), "skipped", "empty"),
    "a digest": (dumps({"digestStartTime": "x", "digestEndTime": "y"}).encode(), "skipped", "digest"),
    "a control message": (
        dumps({"messageType": "CONTROL_MESSAGE", "logEvents": []}).encode(),
        "skipped",
        "control message",
    ),
    "Records that is no list": (b'{"Records": {}}', "broken", "not a list"),
    "zip": (b"PK\x03\x04rest", "broken", "a zip archive"),
    "zstd": (b"\x28\xb5\x2f\xfdrest", "broken", "zstd"),
    "parquet": (b"PAR1\x15\x04\x15\x10rest", "broken", "Parquet"),
    "UTF-16": ("{}".encode("utf-16"), "broken", "UTF-16"),
    "binary": (b"a\x00b", "broken", "binary"),
    "a zip in gzip": (gzip.compress(b"PK\x03\x04rest"), "broken", "a zip archive"),
    "a number in an array": (b'[{"a":1}, 7]', "broken", "no JSON object"),
    "something after the gzip": (gzip.compress(b'{"a":1}\n') + b"junk", "broken", "something else"),
    "damaged gzip": (b"\x1f\x8b\x08\x00" + b"\xff" * 30, "broken", "damaged"),
    "a log event without a message": (b'{"events": [{"timestamp": 1}]}', "broken", "without a message"),
}


@pytest.mark.parametrize("name", NO_LOGS)
def test_what_is_no_log_is_named(tmp_path, name):
    data, severity, words = NO_LOGS[name]
    path = tmp_path / "log"
    path.write_bytes(data)
    _, problems = collect(path)
    assert [problem.severity for problem in problems] == [severity]
    assert words in problems[0].message
    assert problems[0].file == str(path)


def test_whole_events_before_the_damage_are_saved(tmp_path):
    for name, document in (
        ("records", {"Records": [A, B]}),
        ("payload", payload(A, B)),
        ("output", api_output(A, B)),
        ("array", [A, B]),
    ):
        text = dumps(document)
        (tmp_path / name).write_text(text[: text.rindex("B")])
        found, problems = collect(tmp_path / name)
        assert [json.loads(message.text) for message in found] == [A], name
        assert "cut off" in problems[0].message


def test_a_broken_first_line_hides_no_lines(tmp_path):
    (tmp_path / "log").write_text(f'{{"a": \n{dumps(A)}\n{dumps(B)}\n')
    found, _ = collect(tmp_path / "log")
    assert [message.line for message in found] == [1, 2, 3]


def test_damaged_documents_are_passed_over(tmp_path):
    (tmp_path / "log").write_text(f"{dumps(A, indent=1)}\n{{broken\n 1\n{dumps(B, indent=1)}\n")
    found, problems = collect(tmp_path / "log")
    assert [json.loads(message.text) for message in found] == [A, B]
    assert [(problem.severity, problem.line) for problem in problems] == [("broken", 6)]


def test_a_line_beyond_the_bound_is_skipped(tmp_path):
    (tmp_path / "log").write_text('{"a":1}\n{"a":"' + "x" * 600_000 + '"}\n{"a":2}\n')
    found, problems = collect(tmp_path / "log", max_line=300_000, chunk_bytes=10_000)
    assert [(message.text, message.line) for message in found] == [('{"a":1}', 1), ('{"a":2}', 3)]
    assert [(problem.severity, problem.line) for problem in problems] == [("broken", 2)]


def test_paths(tmp_path):
    for name in ("b/2.json", "b/1.json", "a.json", ".hidden", "b/.hidden/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    (tmp_path / "empty").mkdir()
    units, problems = discover([tmp_path, tmp_path / "a.json", str(tmp_path / "*" / "1.json"), tmp_path / "empty"])
    assert [unit.file.removeprefix(f"{tmp_path}/") for unit in units] == ["a.json", "b/1.json", "b/2.json"]
    assert [problem.message for problem in problems] == ["the folder holds no files"]
    with pytest.raises(InputError) as caught:
        discover([tmp_path / "none", "no*thing", tmp_path])
    assert len(caught.value.findings) == 2


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(SHAPES["lines"].encode()))))
    found, problems = collect("-")
    assert len(found) == 2
    assert problems == []


def test_a_file_that_cannot_be_opened(tmp_path, monkeypatch):
    path = tmp_path / "log"
    path.write_text("{}\n")
    units, _ = discover([path])
    path.unlink()
    (problem,) = read(units[0])
    assert (problem.severity, problem.file) == ("broken", str(path))


@pytest.mark.parametrize(
    ("record", "pipeline", "seconds"),
    [
        (A, Pipeline.CLOUDTRAIL, 1777881600),
        (
            {"eventCategory": "Aggregated", "timeWindow": {"windowStart": "2026-05-04T08:00:00Z"}},
            Pipeline.CLOUDTRAIL,
            1777881600,
        ),
        (
            {"schemaType": "ModelInvocationLog", "timestamp": "2026-05-04T08:00:00Z"},
            Pipeline.MODEL_INVOCATION_LOG,
            1777881600,
        ),
        (SPAN, Pipeline.SPANS, 1777629600),
        ({"event_timestamp": 1777881600000}, Pipeline.OTHER, 1777881600),
        (
            {"eventTime": "2026-05-04 08:00:00.000000000", "eventSource": "s", "eventName": "n"},
            Pipeline.CLOUDTRAIL,
            1777881600,
        ),
        ({"eventTime": 7, "timestamp": True}, Pipeline.OTHER, None),
        ({}, Pipeline.OTHER, None),
    ],
)
def test_pipelines_and_their_clocks(record, pipeline, seconds):
    assert pipeline_of(record) is pipeline
    assert record_time(record) == seconds
