"""One thread for all deadlines: what lasts too long is called for once, and nothing else ever."""

from __future__ import annotations

import multiprocessing
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from ruleforge.languages.logs_sql.deadlines import Deadlines

LONG = 60.0
SOON = 0.02


@pytest.fixture
def deadlines():
    return Deadlines()


def test_a_block_that_lasts_too_long_is_called_for_once(deadlines):
    calls, called = [], threading.Event()

    def call():
        calls.append(threading.current_thread())
        called.set()

    with deadlines.after(SOON, call):
        assert called.wait(LONG)
        called.clear()
        assert not called.wait(3 * SOON)
    assert len(calls) == 1
    assert calls[0] is not threading.current_thread()
    assert calls[0].daemon


def test_a_block_that_ends_in_time_is_not_called_for(deadlines):
    called = threading.Event()
    with deadlines.after(SOON, called.set):
        pass
    with pytest.raises(KeyError), deadlines.after(SOON, called.set):
        raise KeyError
    # The thread wakes for the deadline of a block that is over.
    assert not called.wait(3 * SOON)
    assert not deadlines._pending


def test_a_deadline_before_those_that_are_waited_for(deadlines):
    late, soon = threading.Event(), threading.Event()
    with deadlines.after(LONG, late.set):
        with deadlines.after(SOON, soon.set):
            assert soon.wait(LONG / 2)
        with deadlines.after(0, soon.clear):
            for _ in range(1000):
                if not soon.is_set():
                    break
                threading.Event().wait(SOON)
        assert not soon.is_set()
    assert not late.is_set()


@pytest.mark.parametrize("seconds", [float("inf"), float("nan")])
def test_a_block_without_a_bound(deadlines, seconds):
    with deadlines.after(seconds, lambda: pytest.fail("called")):
        assert deadlines._thread is None
    late = threading.Event()
    with deadlines.after(1e300, late.set), deadlines.after(-1, late.set):
        assert late.wait(LONG)


def test_blocks_one_after_the_other_share_a_thread(deadlines):
    found = set()
    for _ in range(100):
        with deadlines.after(LONG, lambda: None):
            found.add(deadlines._thread)
    assert len(found) == 1


def test_a_call_that_fails_does_not_end_the_next_deadlines(deadlines, monkeypatch):
    failed, called = threading.Event(), threading.Event()
    monkeypatch.setattr(threading, "excepthook", lambda _: failed.set())

    def fail():
        raise ConnectionError

    with deadlines.after(3 * SOON, called.set), deadlines.after(SOON, fail):
        assert called.wait(LONG)
        assert failed.wait(LONG)
    called.clear()
    with deadlines.after(SOON, called.set):
        assert called.wait(LONG)


def test_many_threads_at_once(deadlines):
    def timed(number):
        called = threading.Event()
        with deadlines.after(SOON if number % 2 else LONG, called.set):
            return called.wait(LONG if number % 2 else 2 * SOON) == bool(number % 2)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(timed, range(40)))
    assert not deadlines._pending


def _in_the_child(deadlines, answers):
    called = threading.Event()
    with deadlines.after(SOON, called.set):
        answers.put(called.wait(LONG))


@pytest.mark.skipif(sys.platform != "linux", reason="nothing of ours forks elsewhere")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_process_that_is_forked_has_a_thread_of_its_own(deadlines):
    forked = multiprocessing.get_context("fork")
    answers = forked.Queue()
    # As if the thread had just been looking.
    with deadlines.after(LONG, lambda: None), deadlines._changed:
        child = forked.Process(target=_in_the_child, args=(deadlines, answers))
        child.start()
    assert answers.get(timeout=LONG)
    child.join(LONG)
    assert child.exitcode == 0
