"""The tables that hold the pipelines' records in S3, as lines of text, and the views with a row for each record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from ruleforge.catalog.catalog import Catalog
from ruleforge.diagnostics import Finding
from ruleforge.errors import UnsupportedError
from ruleforge.export.sql.statement import Statement, commented
from ruleforge.predicate.sql import Dialect

__all__ = ["DAYS", "SPANS_GROUP", "VIEWS", "day_range", "table_statements", "view_of"]

DAYS = ("${FROM_DAY}", "${TO_DAY}")
"""What stands for the first and the last day in every statement."""
SPANS_GROUP = "aws/spans"
VIEWS = {"cloudtrail": "cloudtrail", "model-invocation-log": "model_invocation_log", "spans": "spans"}
"""The view of each pipeline, which has columns `day`, `event_time` and `record`."""


def view_of(group: str, catalog: Catalog, values: Mapping[str, str]) -> str:
    """The view that holds what a log group does, given by its name or by its placeholder.

    Raises UnsupportedError where the catalogue does not tell which pipeline fills the group.
    """
    for name, parameter in catalog.parameters.items():
        if parameter.pipeline in VIEWS and group in (f"${{{name}}}", values.get(name)):
            return VIEWS[parameter.pipeline]
    if group == SPANS_GROUP:
        return VIEWS["spans"]
    message = f"no table holds the log group {group}"
    because = "which pipeline fills a log group is told by its placeholder in parameters.yaml"
    raise UnsupportedError([Finding("export/log-group", message, because=because)])


def day_range() -> exp.Expr:
    """The condition on the column that files are found by."""
    low, high = map(exp.Literal.string, DAYS)
    return exp.Between(this=exp.column("day"), low=low, high=high)


@dataclass(frozen=True, slots=True)
class _Table:
    """Where the files of a pipeline lie, and how a line of them becomes records.

    `partitions` are the columns that the folders below `location` make, with what Athena's projection has to know of
    each. `times` are paths of the record's own time as text, or of nanoseconds where `nanoseconds` says so.
    """

    view: str
    about: tuple[str, ...]
    location: str
    folders: str
    partitions: Mapping[str, Mapping[str, str]]
    times: tuple[str, ...]
    records: str | None = None
    nanoseconds: bool = False
    only: str = ""
    found: Mapping[str, str] = field(default_factory=dict)


_DAY = {"type": "date", "format": "yyyy/MM/dd", "range": "${FIRST_DAY},NOW", "interval": "1", "interval.unit": "DAYS"}
_ACCOUNT = {"type": "enum", "values": "${ACCOUNT_IDS}"}
_REGION = {"type": "enum", "values": "${REGIONS}"}
_FIND_DAY = "/([0-9]{4}/[0-9]{2}/[0-9]{2})/"
_TYPES = (
    "A record stays the JSON text that it is. CloudTrailSerde and columns of structs turn its values into texts: "
    'then 401 cannot be told from "401", null not from an absent member, and members that the table does not '
    "name are lost. Rules tell these apart.",
)

_TABLES = (
    _Table(
        "cloudtrail",
        (
            'CloudTrail in S3: gzip, each file one line {"Records": […]}.',
            *_TYPES,
            "Athena reads lines of up to 200 MB and values of up to 32 MB.",
            "An organization's trail has its id between AWSLogs/ and the account: put it into both paths.",
        ),
        "s3://${TRAIL_BUCKET}/AWSLogs/",
        "${account}/${folder}/${region}/${day}/",
        {
            "account": _ACCOUNT,
            "folder": {"type": "enum", "values": "CloudTrail,CloudTrail-Insight,CloudTrail-Aggregated"},
            "region": _REGION,
            "day": _DAY,
        },
        ("$.eventTime", "$.timeWindow.windowStart"),
        records="$.Records",
        found={
            "account": "/([0-9]{12})/CloudTrail",
            "folder": "/(CloudTrail(?:-[A-Za-z]+)?)/",
            "region": "/CloudTrail(?:-[A-Za-z]+)?/([^/]+)/",
            "day": _FIND_DAY,
        },
    ),
    _Table(
        "model_invocation_log",
        (
            "Bedrock's model invocation log in S3: gzip, a record a line. That a file holds several is inferred.",
            *_TYPES,
            "Large bodies lie beside the records; the view leaves them out by their missing schemaType.",
        ),
        "s3://${INVOCATION_LOG_BUCKET}/AWSLogs/",
        "${account}/BedrockModelInvocationLogs/${region}/${day}/",
        {"account": _ACCOUNT, "region": _REGION, "day": _DAY},
        ("$.timestamp",),
        only="$.schemaType",
        found={
            "account": "/([0-9]{12})/BedrockModelInvocationLogs/",
            "region": "/BedrockModelInvocationLogs/([^/]+)/",
            "day": _FIND_DAY,
        },
    ),
    _Table(
        "spans",
        (
            "Spans of the log group aws/spans. AWS writes them to CloudWatch Logs only; a subscription filter to "
            "Amazon Data Firehose brings them to S3.",
            "The stream has to decompress, to extract messages (CloudWatchLogProcessing) and to append a newline "
            "(AppendDelimiterToRecord), so that every line is a span. Its default prefix is the hour, YYYY/MM/DD/HH/.",
            *_TYPES,
        ),
        "s3://${SPANS_BUCKET}/",
        "${day}/",
        {"day": _DAY},
        ("$.startTimeUnixNano",),
        nanoseconds=True,
        only="$.spanId",
        found={"day": _FIND_DAY},
    ),
)


def table_statements(dialect: Dialect) -> list[Statement]:
    """The statements that make the tables and the views, in order. Raises ValueError for DuckDB, which has files.

    What is to be filled in stands as `${NAME}` in upper case: buckets, account ids and Regions with commas between, the
    first day.
    """
    if dialect is Dialect.DUCKDB:
        raise ValueError("DuckDB reads files where they are")
    write = _athena if dialect is Dialect.ATHENA else _spark
    return [statement for table in _TABLES for statement in write(table)]


def _athena(table: _Table) -> list[Statement]:
    columns = ", ".join(f"{name} STRING" for name in table.partitions)
    properties = {"projection.enabled": "true"}
    for name, facts in table.partitions.items():
        properties |= {f"projection.{name}.{fact}": value for fact, value in facts.items()}
    properties["storage.location.template"] = table.location + table.folders
    listed = ",\n".join(f"  '{name}' = '{value}'" for name, value in properties.items())
    lines = f"""CREATE EXTERNAL TABLE IF NOT EXISTS {table.view}_lines (
  line STRING
)
PARTITIONED BY ({columns})
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\001'
STORED AS TEXTFILE
LOCATION '{table.location}'
TBLPROPERTIES (
{listed}
)"""
    about = (*table.about, "The separator is a character that JSON never holds as it is, so a line is one column.")
    return [
        Statement(f"{table.view}_lines", commented(about, (), lines)),
        Statement(table.view, commented((f"A row for each record of {table.view}_lines.",), (), _athena_view(table))),
    ]


def _athena_view(table: _Table) -> str:
    names = ", ".join(table.partitions)
    if table.records is not None:
        item = "json_format(item)"
        times = ", ".join(f"json_extract_scalar(item, '{path}')" for path in table.times)
        source = (
            f"FROM {table.view}_lines\n"
            f"CROSS JOIN UNNEST(TRY_CAST(json_extract(line, '{table.records}') AS ARRAY(JSON))) AS t (item)\n"
            "WHERE substr(json_format(item), 1, 1) = '{'"
        )
    else:
        item = "line"
        times = ", ".join(f"json_extract_scalar(line, '{path}')" for path in table.times)
        source = (
            f"FROM {table.view}_lines\n"
            "WHERE substr(json_format(TRY(json_parse(line))), 1, 1) = '{'\n"
            f"  AND json_extract_scalar(line, '{table.only}') IS NOT NULL"
        )
    time = f"COALESCE({times})" if len(table.times) > 1 else times
    if table.nanoseconds:
        time = f"to_iso8601(from_unixtime(TRY_CAST({times} AS BIGINT) / 1000000000, 'UTC'))"
    select = f"SELECT {names},\n  {time} AS event_time,\n  {item} AS record\n{source}"
    return f"CREATE OR REPLACE VIEW {table.view} AS\n{select}"


def _spark(table: _Table) -> list[Statement]:
    lines = f"""CREATE TABLE IF NOT EXISTS {table.view}_lines (value STRING)
USING text
OPTIONS ('recursiveFileLookup' = 'true')
LOCATION '{table.location}'"""
    about = (
        *table.about,
        "Spark has no projection of partitions: every file below the path is listed, and the view reads account, "
        "Region and day out of the files' names. Name a folder further down where that is too much.",
    )
    return [
        Statement(f"{table.view}_lines", commented(about, (), lines)),
        Statement(table.view, commented((f"A row for each record of {table.view}_lines.",), (), _spark_view(table))),
    ]


def _spark_view(table: _Table) -> str:
    found = "".join(f"  regexp_extract(file, '{pattern}', 1) AS {name},\n" for name, pattern in table.found.items())
    times = ", ".join(f"get_json_object(record, '{path}')" for path in table.times)
    time = f"COALESCE({times})" if len(table.times) > 1 else times
    if table.nanoseconds:
        # Without a time zone, so that no setting of the session moves it.
        seconds = f"make_dt_interval(0, 0, 0, CAST({times} AS BIGINT) DIV 1000000000)"
        time = f"concat(replace(CAST(CAST('1970-01-01' AS TIMESTAMP_NTZ) + {seconds} AS STRING), ' ', 'T'), 'Z')"
    record = (
        "value"
        if table.records is None
        else (f"EXPLODE(from_json(get_json_object(value, '{table.records}'), 'ARRAY<STRING>'))")
    )
    only = f"\n  AND get_json_object(record, '{table.only}') IS NOT NULL" if table.only else ""
    whole = "" if table.records is not None else "json_array_length(concat('[', record, ']')) = 1\n  AND "
    return f"""CREATE OR REPLACE VIEW {table.view} AS
SELECT
{found}  {time} AS event_time,
  record
FROM (
  SELECT _metadata.file_path AS file, {record} AS record
  FROM {table.view}_lines
)
WHERE {whole}substr(ltrim(record), 1, 1) = '{{'{only}"""  # noqa: S608 - made of the constants above
