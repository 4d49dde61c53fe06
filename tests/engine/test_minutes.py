"""Events counted by the minute are those counted one by one, in whatever order they come."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ruleforge.engine.minutes import MinuteCounter
from ruleforge.engine.tally import Origin, Tally
from ruleforge.events import Pipeline

TIMES = st.sampled_from(
    [
        "2026-05-04T08:00:00Z",
        "2026-05-04T08:00:59Z",
        "2026-05-04T08:01:00Z",
        "2026-05-04T07:59:59Z",
        "2026-02-30T08:00:00Z",
        "yesterday, about two",
    ]
)


@given(st.lists(st.lists(st.tuples(st.integers(0, 2), TIMES), min_size=1, max_size=8), max_size=4))
def test_counts_first_and_last(batches):
    tallies = [Tally((number,), Origin(Pipeline.CLOUDTRAIL)) for number in range(3)]
    counter = MinuteCounter()
    earliest = {}
    for batch in batches:
        for tally, position in counter.count([tallies[at] for at, _ in batch], [time for _, time in batch]):
            assert tallies[batch[position][0]] is tally
            earliest[tally] = batch[position][1]
    counter.finish()
    for number, tally in enumerate(tallies):
        times = [time for batch in batches for at, time in batch if at == number]
        timed = [time for time in times if time.startswith("2026-05")]
        assert tally.minutes == Counter(time[:16] for time in timed)
        assert tally.untimed == len(times) - len(timed)
        assert (tally.first, tally.last) == (min(timed, default="~"), max(timed, default=""))
        assert earliest.get(tally) == min(timed, default=None)
