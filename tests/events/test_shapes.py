"""Every shape of file, plain and gzip: the same records come out of it, each as it is spelled there."""

from __future__ import annotations

import io
import json
import sys

import pytest
from event_files import (
    BOM,
    LIST_OF_SPAN,
    ONE,
    PACKINGS,
    RECORDS,
    TWO,
    api_output,
    collect,
    collect_messages,
    lookup_output,
    payload,
    pretty,
)

from ruleforge.events import Lines, Message, Messages, Records, discover, messages, read
from ruleforge.events.documents import record_messages
from ruleforge.events.sniff import Shape, foreign, is_wrapper, sniff
from ruleforge.events.unwrap import split_document, split_records

SPELLED = {
    "record lines": f"{ONE}\n{TWO}\n",
    "record lines without a last line end": f"{ONE}\n{TWO}",
    "record lines with CRLF": f"{ONE}\r\n{TWO}\r\n",
    "record lines with a mark": f"\ufeff{ONE}\n{TWO}\n",
    "record lines with a mark and CRLF, without a last line end": f"\ufeff{ONE}\r\n{TWO}",
    "record lines with blank lines": f"\n \n{ONE}\n\n\t\n{TWO}\n\n\n",
    "array": f"[{ONE},{TWO}]",
    "array, one a line": f"[\n{ONE},\n{TWO}\n]\n",
    "array with a mark": f"\ufeff \n[{ONE}, {TWO} ]",
    "arrays": f"[{ONE}]\n[]\n[{TWO}]\n",
    "delivery": RECORDS,
    "delivery with a mark": f"\ufeff{RECORDS}",
    "delivery with blanks": f'\n {{ "Records" : [ {ONE} , {TWO} ] }}\r\n',
    "delivery with keys behind": f'{{"Records":[{ONE},{TWO}],"more":{{"a":[1]}}}}',
    "deliveries one a line": f'{{"Records":[{ONE}]}}\n{{"Records":[]}}\n{{"Records":[{TWO}]}}\n',
    "deliveries with CRLF": f'{{"Records":[{ONE}]}}\r\n{{"Records":[{TWO}]}}\r\n',
    "deliveries without a line end between": f'{{"Records":[{ONE}]}}{{"Records":[{TWO}]}}',
    "get-log-events": api_output(ONE, TWO, nextForwardToken="f/1", nextBackwardToken="b/1"),
    "filter-log-events": api_output(ONE, TWO, searchedLogStreams=[]),
    "filter-log-events over many lines": pretty(api_output(ONE, TWO)),
    "outputs one a line": f"{api_output(ONE, nextToken='t')}\n{api_output(TWO)}\n",
    "lookup-events": lookup_output(ONE, TWO, NextToken="t"),
    "lookup-events over many lines": pretty(lookup_output(ONE, TWO)),
    "payload": payload(ONE, TWO),
    "payload over many lines": pretty(payload(ONE, TWO)),
    "payloads without a line end between": payload(ONE) + payload(TWO),
    "payloads one a line": f"{payload(ONE)}\n{payload(TWO)}\n",
    "payloads in an array": f"[{payload(ONE)},{payload(TWO)}]",
    "export": f"2026-05-01T10:00:00.123Z {ONE}\n2026-05-01T10:00:01.123Z {TWO}\n",
    "export with CRLF and a mark": f"\ufeff2026-05-01T10:00:00Z {ONE}\r\n\r\n2026-05-01T10:00:01Z {TWO}",
}
RESPELLED = {
    "array over many lines": pretty(f"[{ONE},{TWO}]"),
    "delivery over many lines": pretty(RECORDS),
    "delivery over many lines with a mark": "\ufeff" + pretty(RECORDS),
    "deliveries over many lines": pretty(f'{{"Records":[{ONE}]}}') + "\n" + pretty(f'{{"Records":[{TWO}]}}'),
    "delivery with keys before": f'{{"bucket":"b","n":[1],"Records":[{ONE},{TWO}]}}',
    "delivery with keys around, over many lines": pretty(f'{{"bucket":"b","Records":[{ONE},{TWO}],"more":1}}'),
    "records over many lines": f"{pretty(ONE)}\n{pretty(TWO)}\n",
    "records over many lines, CRLF": f"{pretty(ONE)}\n{pretty(TWO)}\n".replace("\n", "\r\n"),
}


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("shape", SPELLED)
def test_records_come_out_as_they_are_spelled(tmp_path, shape, packing):
    path = tmp_path / "log"
    path.write_bytes(PACKINGS[packing](SPELLED[shape].encode()))
    for chunk in (1, 100, 1 << 20):
        assert collect(path, chunk_bytes=chunk) == ([ONE, TWO], [])


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("shape", RESPELLED)
def test_records_come_out(tmp_path, shape, packing):
    path = tmp_path / "log"
    path.write_bytes(PACKINGS[packing](RESPELLED[shape].encode()))
    texts, problems = collect(path)
    assert [json.loads(text) for text in texts] == [json.loads(ONE), json.loads(TWO)]
    assert problems == []


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("text", [ONE, pretty(ONE), LIST_OF_SPAN, pretty(LIST_OF_SPAN), "{}", '{"Records":[1],"a":{}}'])
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_one_object(tmp_path, text, packing, end):
    path = tmp_path / "log"
    path.write_bytes(PACKINGS[packing]((text + end).encode()))
    texts, problems = collect(path)
    assert texts == (["1"] if "Records" in text else [text])
    assert problems == []


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("shape", SPELLED)
def test_standard_input_gives_the_same(monkeypatch, shape, packing):
    data = PACKINGS[packing](SPELLED[shape].encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert collect("-") == ([ONE, TWO], [])


def test_places(tmp_path):
    path = tmp_path / "log"
    path.write_text(payload(ONE, TWO, group="a") + payload(ONE, group="b"))
    found, _ = collect_messages(path)
    assert [(m.event, m.line, m.timestamp, m.log_group) for m in found] == [
        (1, None, 1.0, "a"),
        (2, None, 2.0, "a"),
        (3, None, 1.0, "b"),
    ]
    path.write_text(f'{{"Records":[{ONE},{TWO}]}}\n[{ONE}]\n{pretty(ONE)}\n{lookup_output(ONE)}')
    assert [message.event for message in collect_messages(path)[0]] == [1, 2, 3, 4, 5]


def test_every_event_has_a_place_of_its_own(tmp_path):
    path = tmp_path / "log"
    path.write_text(
        f'[{payload(ONE, TWO)},7,{payload(ONE, TWO)}]\n{api_output(ONE)}[{{"Records":[{ONE},{TWO}]}},8,{{"a"'
    )
    found, problems = collect_messages(path)
    assert [message.event for message in found] == [1, 2, 4, 5, 6, 7, 8]
    assert [(problem.event, problem.line) for problem in problems] == [(3, None), (9, None), (None, 2)]


def test_an_output_of_the_api_has_its_times_and_group(tmp_path):
    path = tmp_path / "log"
    path.write_text(api_output("x", logGroupName="g"))
    assert collect_messages(path)[0] == [Message("x", 1.5, "g", event=1)]
    events = [{"timestamp": stamp, "message": "x"} for stamp in (True, "1", None, 0)]
    path.write_text(json.dumps({"events": events, "logGroupName": 7}))
    assert [(m.timestamp, m.log_group) for m in collect_messages(path)[0]] == [(None, None)] * 3 + [(0.0, None)]


@pytest.mark.parametrize("stamp", [10**400, 1e308, -1])
def test_any_number_is_a_time(tmp_path, stamp):
    path = tmp_path / "log"
    path.write_text(json.dumps({"events": [{"timestamp": stamp, "message": "x"}]}))
    assert collect(path)[0] == ["x"]


def test_more_messages_than_one_batch(tmp_path):
    path = tmp_path / "log"
    path.write_text("[" + ",".join(f'{{"n":{n}}}' for n in range(1200)) + ",7]")
    (unit,), _ = discover([path])
    *batches, problem = read(unit)
    assert [len(batch.messages) for batch in batches] == [500, 500, 200]
    assert (problem.severity, problem.event) == ("broken", 1201)


def test_lines_of_text(tmp_path):
    path = tmp_path / "log"
    path.write_bytes("one\r\n\n  two ä\n[ERROR] {x}\n".encode() + b"\xff\n" + b'{"a":1}')
    found, problems = collect_messages(path)
    assert [(message.text, message.line) for message in found] == [
        ("one", 1),
        ("  two ä", 3),
        ("[ERROR] {x}", 4),
        ("\ufffd", 5),
        ('{"a":1}', 6),
    ]
    assert problems == []


def test_bytes_that_are_no_utf8_are_replaced(tmp_path):
    path = tmp_path / "log"
    for data in (b'{"a":"\xff"}\n', b'[{"a":"\xff"}]', b'{"Records":[{"a":"\xff"}]}', b'{"a":"\xff"}'):
        path.write_bytes(data)
        assert collect(path) == (['{"a":"\ufffd"}'], [])


@pytest.mark.parametrize("text", [LIST_OF_SPAN, f"{LIST_OF_SPAN}\n{LIST_OF_SPAN}", f"[{LIST_OF_SPAN}]"])
def test_a_span_with_events_is_no_wrapper(tmp_path, text):
    path = tmp_path / "log"
    path.write_text(text)
    texts, problems = collect(path)
    assert set(texts) == {LIST_OF_SPAN}
    assert problems == []


@pytest.mark.parametrize(
    ("document", "wraps"),
    [
        ({"Records": []}, True),
        ({"Records": [], "anything": 1}, True),
        ({"Records": [], "eventVersion": "1"}, False),
        ({"Records": {}}, False),
        ({"events": []}, True),
        ({"events": [], "nextToken": "", "searchedLogStreams": [], "ResponseMetadata": {}}, True),
        ({"events": [], "name": "span"}, False),
        ({"events": {}}, False),
        ({"Events": [], "NextToken": ""}, True),
        ({"Events": [], "x": 1}, False),
        ({"logEvents": [], "messageType": "", "owner": "", "logGroup": ""}, True),
        ({"logEvents": [], "x": 1}, False),
        ({}, False),
    ],
)
def test_wrappers(document, wraps):
    assert is_wrapper(document) is wraps


def test_a_delivery_of_something_else_is_handed_on_undecoded(tmp_path):
    path = tmp_path / "log"
    path.write_text("\ufeff" + RECORDS)
    (unit,), _ = discover([path])
    assert list(read(unit)) == [Records(RECORDS.encode())]
    assert [item.event for item in record_messages(Records(RECORDS.encode(), 5), "f")] == [5, 6]


@pytest.mark.parametrize(
    "text",
    [
        f'{{"bucket":"b","Records":[\n{ONE},\n{TWO}\n]}}\n',
        f'{{"bucket":{{"a":\n{{"b":1}}\n}},"Records":[{ONE},{TWO}]}}\n',
        f'{{"events":[\n{{"message":{json.dumps(ONE)}}},\n{{"message":{json.dumps(TWO)}}}\n]}}\n',
    ],
)
def test_a_wrapper_with_an_element_a_line(tmp_path, text):
    path = tmp_path / "log"
    path.write_text(text)
    texts, problems = collect(path)
    assert [json.loads(found) for found in texts] == [json.loads(ONE), json.loads(TWO)]
    assert problems == []


def test_the_spelling_is_kept_beside_other_keys(tmp_path):
    path = tmp_path / "log"
    path.write_text(f'{{"bucket":"b","Records":[{ONE},{TWO}]}}')
    assert collect(path) == ([ONE, TWO], [])


def test_a_first_line_longer_than_what_is_looked_at(tmp_path):
    long = '{"a":"' + "x" * 300_000 + '"}'
    path = tmp_path / "log"
    path.write_text(f"{long}\n{ONE}\n{TWO}\n")
    assert collect(path) == ([long, ONE, TWO], [])


@pytest.mark.parametrize(
    ("head", "shape"),
    [
        (b"", Shape.EMPTY),
        (BOM + b" \n", Shape.EMPTY),
        (b'{"a":1}\n', Shape.LINES),
        (b'{"a":1}\n{"b', Shape.LINES),
        (b'{broken\n{"a":1}\n', Shape.LINES),
        (b'{\n  "a": {\n    "b": 1\n  }\n}\n', Shape.DOCUMENTS),
        (b'{"a":1', Shape.DOCUMENTS),
        (b'{"Records" : [', Shape.DOCUMENTS),
        (b'{"events":[]}\n{"a":1}\n', Shape.DOCUMENTS),
        (b'{"a":1},\n{"Records":[]}\n{"a":1}\n', Shape.DOCUMENTS),
        (b'{"a":\n{"b":1}\n}\n', Shape.DOCUMENTS),
        (b'{"a":1},\n{"a":1}\n{"a":1}\n', Shape.LINES),
        (b"[{", Shape.DOCUMENTS),
        (b"[\r\n\t{", Shape.DOCUMENTS),
        (b"[]", Shape.DOCUMENTS),
        (b"[INFO] {", Shape.TEXT),
        (b"[1]", Shape.TEXT),
        (b"2026-05-01T10:00:00Z x", Shape.EXPORT),
        (b"2026-05-01T10:00:00.1Z {", Shape.EXPORT),
        (b"2026-05-01T10:00:00 x", Shape.TEXT),
        (b"text", Shape.TEXT),
    ],
)
def test_shapes_by_their_first_bytes(head, shape):
    assert sniff(head) is shape
    assert foreign(head) is None


def test_splitting_keeps_the_spelling():
    assert split_records(RECORDS.encode()) == [ONE.encode(), TWO.encode()]
    assert split_document(f"[{ONE} ,\n1.50]".encode()) == [ONE.encode(), b"1.50"]
    for other in (b"{}", b"[]", b'{"Records":{}}', b'{"Records":[]} x', b"", b"[" * 100_000):
        assert split_records(other) is None
    for other in (b"{}", b"[1", b"[" * 100_000):
        assert split_document(other) is None


def test_batches_as_messages():
    assert list(messages(Messages((Message("x"),)))) == [Message("x")]
    assert list(messages(Lines(memoryview(b"a\r\n \nb"), 7))) == [Message("a", line=7), Message("b", line=9)]
    assert [item.line for item in messages(Lines(memoryview(b"a\nb"), None))] == [1, 2]
