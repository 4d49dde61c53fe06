"""The order of rows where a query leaves it open: the same for the same events, however they are shuffled."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge import LogsQuery
from ruleforge.languages.logs_sql.relation import gather
from ruleforge.languages.logs_sql.translation.keys import by_values
from strategies.counts import examples

EVENTS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "k": st.sampled_from(["a", "b", "B", ""]),
            "n": st.integers(-2, 2),
            "d": st.sampled_from([0.0, -0.0, 1.5, -3.25]),
        },
    ),
    max_size=12,
)
QUERIES = [
    "SELECT k, COUNT(*) AS c FROM lg GROUP BY k",
    "SELECT k, COUNT(*) AS c FROM lg GROUP BY k ORDER BY c DESC",
    "SELECT COUNT(*) AS c, k, n FROM lg GROUP BY k, n ORDER BY 1",
    "SELECT COUNT(*) AS c, upper(k) AS u FROM lg GROUP BY upper(k) HAVING COUNT(*) > 0",
    "SELECT n, d FROM lg GROUP BY n, d",
    "SELECT COUNT(*) AS c, d FROM lg GROUP BY d ORDER BY c",
    "SELECT COUNT(*) AS c FROM lg GROUP BY k, n",
    "SELECT k, n, COUNT(*) AS c FROM lg GROUP BY ROLLUP (k, n)",
    "SELECT DISTINCT n, k FROM lg",
    "SELECT DISTINCT COUNT(*) AS c, k FROM lg GROUP BY k, n",
    "SELECT COUNT(*) AS c, MIN(k) AS k FROM lg HAVING COUNT(*) > 1",
    "SELECT k, RANK() OVER (ORDER BY COUNT(*)) AS r FROM lg GROUP BY k",
    "SELECT k, n FROM lg ORDER BY n",
]


@pytest.mark.parametrize("sql", QUERIES)
@settings(max_examples=examples(20))
@given(both=EVENTS.flatmap(lambda events: st.tuples(st.just(events), st.permutations(events))))
def test_shuffled_events_give_the_same_rows_in_the_same_order(sql: str, both: tuple[list[dict], list[dict]]) -> None:
    events, shuffled = both
    query = LogsQuery.parse(sql)
    assert query.run({"lg": events}).rows == query.run({"lg": shuffled}).rows


@pytest.mark.parametrize(
    ("sql", "order"),
    [
        ("SELECT k, SUM(n) AS s FROM lg GROUP BY k", "0"),
        ("SELECT SUM(n) AS s, k FROM lg GROUP BY k", "01"),
        ("SELECT SUM(n) AS s, k, MIN(k) AS m FROM lg GROUP BY 2 ORDER BY s", "01"),
        ("SELECT k, n, SUM(n) AS s FROM lg GROUP BY n, k ORDER BY s DESC", "201"),
        ("SELECT SUM(n) AS s, MIN(k) AS m FROM lg GROUP BY k", "01"),
        ("SELECT d, SUM(n) AS s FROM lg GROUP BY d", "0"),
        ("SELECT k, SUM(n) AS s FROM lg GROUP BY CUBE (k)", "01"),
        ("SELECT SUM(n) AS s, MIN(k) AS m FROM lg", ""),
        ("SELECT k, n FROM lg", ""),
        ("SELECT DISTINCT k, n FROM lg", "01"),
    ],
)
def test_rows_are_ordered_by_no_more_than_tells_them_apart(sql: str, order: str) -> None:
    query = LogsQuery.parse(sql)
    (need,) = query.needs.values()
    relation = gather("t0", (), need).relation
    statement = query._translated({("lg",): relation}).sql
    terms = statement.rpartition(" ORDER BY ")[2] if " ORDER BY " in statement else ""
    assert [term.split('"')[1] for term in terms.split(", ") if term] == [f"o{index}" for index in order]


def test_a_column_that_is_ordered_by_is_not_named_again() -> None:
    assert by_values(3, [1, 'upper("e0".c0)']) == ['"o0" ASC NULLS FIRST', '"o2" ASC NULLS FIRST']
