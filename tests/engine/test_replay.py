"""Replay: every shape counts alike, everything odd is counted and named, nothing depends on how it was run."""

from __future__ import annotations

import importlib
import json
from functools import partial

import pytest

from ruleforge import InputError, UsageError, replay
from ruleforge.data import shipped
from ruleforge.engine.program import Program
from ruleforge.engine.scan import CLOUDTRAIL_EVENT_BYTES
from ruleforge.events import discover
from shipped_catalogue import shipped_catalogue

LOGS = shipped("fixtures") / "logs"


def found(report, name="r"):
    return next(item for item in report.rules if item.rule.id == name)


@pytest.mark.parametrize("compress", [False, True])
@pytest.mark.parametrize("wrap", [False, True])
def test_all_shapes_count_alike(catalog, rule, write, event, compress, wrap):
    records = [event(f"2026-05-04T08:00:{second:02}Z", n=second % 3) for second in range(60)]
    path = write("log", *records, compress=compress, wrap=wrap)
    report = replay(catalog(rule("{ $.n = 1 }")), [path])
    item = found(report)
    assert (report.input.events, item.matches) == (60, 20)
    assert (item.first, item.last) == ("2026-05-04T08:00:01Z", "2026-05-04T08:00:58Z")
    assert (item.sample.event, json.loads(item.sample.message)) == (2, records[1])


def test_broken_lines_are_named_and_the_rest_goes_on(catalog, rule, write, event):
    path = write("log", event(n=1), '{"n": 1', "", "no json", event(n=1), "[1]", event(n=1))
    report = replay(catalog(rule("{ $.n = 1 }")), [path])
    assert found(report).matches == 3
    assert (report.input.events, report.input.broken) == (3, 3)
    assert [(problem.line, problem.severity) for problem in report.input.problems] == [
        (2, "broken"),
        (4, "broken"),
        (6, "broken"),
    ]
    assert "cut off" in report.input.problems[0].message
    assert "'no json'" in report.input.problems[1].message
    assert "an array" in report.input.problems[2].message


def test_lines_are_numbered_across_chunks_and_ranges(catalog, rule, tmp_path, event, monkeypatch):
    lines = [json.dumps(event(n=1)) for _ in range(3000)]
    for number in (10, 1500, 2990):
        lines[number - 1] = "{broken"
    path = tmp_path / "log"
    path.write_text("\n".join(lines))
    module = importlib.import_module("ruleforge.engine.replay")
    monkeypatch.setattr(module, "discover", lambda paths: discover(paths, range_bytes=50_000))
    report = replay(catalog(rule("{ $.n = 1 }")), [path])
    assert [problem.line for problem in report.input.problems] == [10, 1500, 2990]
    assert report.input.events == found(report).matches == 2997


def test_values_that_do_not_fit_the_projection_are_evaluated_whole(catalog, rule, write, event):
    values = [1, "1", 1.0, True, None, [1], {"a": 1}, -0.0, 10**30, "x"]
    path = write("log", *(event(n=value) for value in values))
    report = replay(
        catalog(rule('{ $.n = "1" }', "text"), rule("{ $.n = 1 }", "number"), rule("{ $.n IS TRUE }", "true")), [path]
    )
    assert [found(report, name).matches for name in ("text", "number", "true")] == [2, 3, 1]
    assert report.input.events == len(values)


def test_paths_that_a_record_uses_otherwise(catalog, rule, write, event):
    shapes = [{"a": {"b": "x"}}, {"a": "x"}, {"a": ["x"]}, {"a": None}, {"a": [{"b": "x"}]}]
    path = write("log", *(event(**shape) for shape in shapes))
    rules = [
        rule('{ $.a.b = "x" }', "inner"),
        rule('{ $.a = "x" }', "outer"),
        rule('{ $.a[0].b = "x" }', "element"),
        rule('{ $.a[*].b = "x" }', "any"),
    ]
    report = replay(catalog(*rules), [path])
    assert [found(report, name).matches for name in ("inner", "outer", "element", "any")] == [1, 1, 1, 1]


def test_text_patterns_see_the_raw_record(catalog, rule, write, event):
    path = write("log", event(note="disk ERROR"), event(note="fine"))
    report = replay(catalog(rule("ERROR"), rule("%disk\\sERR%", "x")), [path])
    assert (found(report).matches, found(report, "x").matches) == (1, 1)


def test_many_different_values_do_not_fill_the_memo(catalog, rule, write, event, monkeypatch):
    defaults = Program.__init__.__kwdefaults__
    monkeypatch.setattr(Program.__init__, "__kwdefaults__", {**defaults, "memo_limit": 50})
    records = [event(ip=f"10.0.{n // 250}.{n % 250}", name="A" if n % 2 else "B") for n in range(1000)]
    report = replay(catalog(rule('{ $.name = "A" && $.ip = 10.0.1.* }')), [write("log", *records)])
    assert found(report).matches == 125


def test_since_and_until(catalog, rule, write, event):
    path = write("log", *(event(f"2026-05-04T{hour:02}:00:00Z", n=1) for hour in range(24)))
    report = replay(catalog(rule("{ $.n = 1 }")), [path], since="2026-05-04T06:00:00Z", until="2026-05-04 08:00")
    assert (report.input.events, report.input.outside, found(report).matches) == (2, 22, 2)
    assert (found(report).sample.event, found(report).sample.time) == (7, "2026-05-04T06:00:00Z")
    zoned = replay(
        catalog(rule("{ $.n = 1 }")), [path], since="2026-05-04T06:00:00+02:00", until="2026-05-04T06:00:00+01:00"
    )
    assert zoned.input.events == 1


def test_times_that_are_none(catalog, rule, write, event):
    times = [
        "2026-05-04T08:00:00Z",
        "2026-13-04T08:00:00Z",
        "yesterday at 8 o'clk",
        7,
        None,
        "2026-05-04T10:00:00+02:00",
        "2026-05-04 08:00:00.000000000",
    ]
    path = write("log", *(event(time, n=1) for time in times))
    report = replay(catalog(rule("{ $.n = 1 }")), [path])
    item = found(report)
    assert item.matches == len(times)
    assert sum(point.statistics.count for point in item.datapoints) == 3
    assert (item.first, item.last) == ("2026-05-04T08:00:00Z", "2026-05-04T08:00:00Z")


def test_bytes_that_are_no_text_are_replaced_and_named(catalog, rule, tmp_path, event):
    good = json.dumps(event(n=1)).encode()
    bad = json.dumps(event(n=1, eventSource="?")).encode().replace(b"?", b"\xff")
    (tmp_path / "log").write_bytes(good + b"\n" + bad + b"\n")
    report = replay(catalog(rule("{ $.n = 1 }"), rule('{ $.eventSource = "s" }', "s")), [tmp_path / "log"])
    assert (found(report).matches, found(report, "s").matches) == (2, 1)
    assert [(problem.severity, problem.line) for problem in report.input.problems] == [("notice", 2)]


def test_duplicates_are_named_and_still_counted(catalog, rule, write, event):
    twice, once = event(n=1), event(n=1)
    report = replay(catalog(rule("{ $.n = 1 }")), [write("a", twice, once), write("b", event(), twice, twice)])
    assert (found(report).matches, report.input.duplicates) == (4, 2)
    (problem,) = report.input.problems
    assert problem.file.endswith("b")
    assert (problem.event, problem.count, problem.severity) == (2, 2, "notice")


def test_rules_see_only_their_log_group(catalog, rule, tmp_path, event):
    payload = {
        "messageType": "DATA_MESSAGE",
        "logGroup": "mine",
        "logEvents": [{"id": "1", "timestamp": 0, "message": "ERROR"}],
    }
    (tmp_path / "payload").write_text(json.dumps(payload))
    (tmp_path / "span").write_text(
        json.dumps({"traceId": "t", "spanId": "s", "kind": "CLIENT", "name": "ERROR"}) + "\n"
    )
    rules = [rule("ERROR", "trail"), rule("ERROR", "mine", group="mine"), rule("ERROR", "other", group="other")]
    report = replay(catalog(*rules), [tmp_path])
    assert {name: found(report, name).matches for name in ("trail", "mine", "other")} == {
        "trail": 1,
        "mine": 2,
        "other": 1,
    }
    assert report.input.pipelines == {"other": 1, "spans": 1}


def test_the_number_of_processes_changes_nothing():
    catalog = shipped_catalogue()
    one, two = (replay(catalog, [LOGS, shipped("fixtures") / "cloudtrail"], processes=n).to_dict() for n in (1, 2))
    assert json.dumps(one) == json.dumps(two)


def test_processes_share_the_ranges_of_a_file(catalog, rule, tmp_path, event, monkeypatch):
    module = importlib.import_module("ruleforge.engine.replay")
    path = tmp_path / "log"
    path.write_text("".join(json.dumps(event(f"2026-05-04T08:{n % 60:02}:00Z", n=n % 7)) + "\n" for n in range(2000)))
    monkeypatch.setattr(module, "discover", lambda paths: discover(paths, range_bytes=20_000))
    monkeypatch.setattr(module, "_GROUP_BYTES", 20_000)
    one, two = (replay(catalog(rule("{ $.n = 1 }")), [path], processes=n).to_dict() for n in (1, 2))
    assert one == two
    assert one["rules"]["r"]["matches"] == 286
    assert one["rules"]["r"]["sample"]["event"] == 121


def test_a_large_unit_comes_in_parts(catalog, rule, write, event, monkeypatch):
    """The report does not show it: ordinals, duplicates and files are those of the whole."""
    monkeypatch.setattr("ruleforge.engine.scan._PART_EVENTS", 10)
    twice = event(n=1)
    records = [*(event(n=0) for _ in range(25)), twice, *(event(n=0) for _ in range(25)), twice]
    told = []
    path = write("log.gz", *records, compress=True)
    scan = importlib.import_module("ruleforge.engine.scan")
    monkeypatch.setattr(scan, "read", partial(scan.read, chunk_bytes=500))
    report = replay(catalog(rule("{ $.n = 1 }")), [path], progress=told.append)
    assert (report.input.files, report.input.events, report.input.duplicates) == (1, 52, 1)
    assert report.input.problems[0].event == 52
    assert found(report).sample.event == 26
    assert told[-1].done == 1


def test_a_pipe_with_a_broken_line_is_not_read_twice(catalog, rule, tmp_path, event):
    import os
    import threading

    path = tmp_path / "pipe"
    os.mkfifo(path)
    text = f"{json.dumps(event(n=1))}\n{{broken\n"
    writer = threading.Thread(target=path.write_text, args=(text,))
    writer.start()
    report = replay(catalog(rule("{ $.n = 1 }")), [path])
    writer.join()
    assert (found(report).matches, report.input.problems[0].line) == (1, 2)


def test_errors_of_the_caller(catalog, rule, write, event):
    path = write("log", event())
    with pytest.raises(InputError) as missing:
        replay(catalog(rule("x")), [path, "nowhere", "nothing*"])
    assert len(missing.value.findings) == 2
    wrong = (
        {"rules": ["unknown"]},
        {"rules": ["r@2.0.0"]},
        {"since": "noon"},
        {"processes": 0},
        {"trail": "unknown"},
        {"trail": "r"},
        {"parameters": {"UNKNOWN": "x"}},
        {"parameters": {"CLOUDTRAIL_LOG_GROUP": ""}},
    )
    for arguments in wrong:
        with pytest.raises(UsageError):
            replay(catalog(rule("x")), [path], **arguments)


def test_contract_of_the_json():
    data = replay(shipped_catalogue(), [LOGS], rules=["bedrock-guardrail-changes@1.0.0"]).to_dict()
    assert {"files", "events", "skipped", "broken", "problems"} <= data["input"].keys()
    (item,) = data["rules"].values()
    assert item["kind"] == "metric-filter"
    assert item["version"] == "1.0.0"
    assert item["source"] == {"guide": "Metric Filter 4"}
    assert item["matches"] == 4


def test_progress_is_told_after_each_unit(catalog, rule, write, event):
    told = []
    paths = [write(name, event()) for name in "abc"]
    replay(catalog(rule("x")), paths, progress=told.append)
    assert [(item.done, item.total, item.events) for item in told] == [(1, 3, 1), (2, 3, 2), (3, 3, 3)]


def test_events_too_large_for_the_log_group_are_named(catalog, rule, write, event):
    limit = CLOUDTRAIL_EVENT_BYTES
    path = write("log", event(n=1), event(n=1, pad="x" * (limit + 10)), event(n=1, pad="x" * (limit - 1000)))
    for source in (path, write("records", event(n=1), event(n=1, pad="x" * (limit + 10)), wrap=True)):
        report = replay(catalog(rule("{ $.n = 1 }")), [source])
        (problem,) = report.input.problems
        assert (problem.severity, problem.event) == ("notice", 2)
        assert "256 KB" in problem.message
        assert found(report).matches == report.input.events


def test_default_values_count_where_events_of_the_filters_own_group_arrive(catalog, rule, tmp_path):
    def payload(group, minute, message):
        moment = 1_777_881_600_000 + minute * 60_000
        events = [{"id": f"{group}-{minute}", "timestamp": moment, "message": message}]
        body = {"messageType": "DATA_MESSAGE", "owner": "111122223333", "logGroup": group, "logStream": "s"}
        return json.dumps({**body, "subscriptionFilters": ["f"], "logEvents": events})

    texts = [payload("mine", 0, "quiet"), payload("mine", 3, "ERROR"), payload("other", 10, "ERROR")]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.json").write_text(text)
    mine = rule("ERROR", default=0.0, group="mine")
    (report,) = replay(catalog(mine), [tmp_path]).rules
    assert (report.matches, len(report.datapoints), len(report.datapoints.quiet)) == (1, 1, 1)
