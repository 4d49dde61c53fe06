"""Files of pieces that other processes write: what they leave to the one that asks, and in which order."""

from __future__ import annotations

import gzip
import json
import os

import pytest

from ruleforge import LogsQuery
from ruleforge.engine import log_tables, piece_files
from ruleforge.engine.excerpts import Excerpts
from ruleforge.engine.piece_files import Order, writers
from ruleforge.engine.query_logs import query_logs
from ruleforge.events import Unit, discover

QUERY = LogsQuery.parse("SELECT n, SUM(m) AS m FROM logs GROUP BY n ORDER BY n")


@pytest.fixture(autouse=True)
def _several_processes(monkeypatch):
    monkeypatch.setattr(piece_files, "GROUP_BYTES", 40)
    monkeypatch.setattr(log_tables, "GROUP_BYTES", 40)
    monkeypatch.setattr(piece_files, "processors", lambda: 2)


def _end(order):
    os._exit(9)


def delivery(path, *records):
    text = json.dumps({"Records": [{"eventVersion": "1.11", **record} for record in records]})
    path.write_bytes(gzip.compress(text.encode()))
    return path


@pytest.fixture
def folder(tmp_path):
    for index in range(12):
        delivery(tmp_path / f"{index:02}.json.gz", {"n": index, "m": 1}, {"n": index, "m": 2})
    return tmp_path


def test_orders_come_back_in_turn(folder):
    units, _ = discover([folder])
    with writers(units) as pool:
        excerpts = Excerpts([{"n": None}])
        orders = [Order((unit,), folder / f"{i}.ndjson", "g", False, excerpts) for i, unit in enumerate(units)]
        found = list(pool.write(orders))
    assert [order for order, _ in found] == orders
    assert [order.file.read_text() for order in orders] == [f'{{"n":{i}}}\n{{"n":{i}}}\n\n' for i in range(12)]


def test_files_that_nobody_can_read_are_told_in_their_place(folder):
    (folder / "03.json.gz").write_bytes(b"\x1f\x8b not gzip")
    (folder / "07.json.gz").write_bytes(gzip.compress(b'{"Records": [{"eventVersion": "1", "n": 7, "m": 3}, {"n": '))
    report = query_logs(QUERY, {"logs": [folder]})
    assert report.result.rows == [(n, 3) for n in range(12) if n != 3]
    assert [problem.file[-10:] for problem in report.problems] == ["03.json.gz", "07.json.gz"]
    assert report.events == 21


def test_what_the_database_cannot_read_is_read_again(folder):
    delivery(folder / "05.json.gz", {"n": "\ud800", "m": 5}, {"n": "5", "m": 6})
    report = query_logs(QUERY, {"logs": [folder]})
    assert ("5", 6) in report.result.rows
    assert (report.events, len(report.result.rows), report.broken) == (24, 13, 0)


def test_a_process_that_is_gone_loses_nothing(folder, monkeypatch):
    monkeypatch.setattr(piece_files, "_write", _end)
    report = query_logs(QUERY, {"logs": [folder]})
    assert report.result.rows == [(n, 3) for n in range(12)]
    assert (report.events, report.problems) == (24, ())


def test_a_file_that_becomes_too_large_is_left_to_the_one_that_asks(folder, monkeypatch):
    monkeypatch.setattr(piece_files, "_LARGEST_FILE", 10)
    report = query_logs(QUERY, {"logs": [folder]})
    assert report.result.rows == [(n, 3) for n in range(12)]
    assert report.events == 24


def test_progress_is_told_file_by_file(folder):
    told = []
    query_logs(QUERY, {"logs": [folder]}, progress=lambda *counts: told.append(counts))
    assert told == [(count, 12) for count in range(1, 13)]


def test_little_input_is_not_worth_a_process(monkeypatch):
    units = [Unit("a", size=39), Unit("b", size=40)]
    with writers(units) as pool:
        assert pool is None
    monkeypatch.setattr(piece_files, "processors", lambda: 1)
    with writers(units * 10) as pool:
        assert pool is None
