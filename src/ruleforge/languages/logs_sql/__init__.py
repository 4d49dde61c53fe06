"""OpenSearch SQL as CloudWatch Logs Insights takes it: read, checked against AWS's restrictions, and run on DuckDB."""

from ruleforge.languages.logs_sql.flatten import Event
from ruleforge.languages.logs_sql.join_report import JoinReport
from ruleforge.languages.logs_sql.query import LogsQuery, QueryParts, QueryResult
from ruleforge.languages.logs_sql.relation import Need, Relation

__all__ = ["Event", "JoinReport", "LogsQuery", "Need", "QueryParts", "QueryResult", "Relation"]
